//! Text messages: gateways over HTTP behind one trait.
//!
//! A [`TextOffice`] takes one text at a time and tells apart what surely was not accepted from what may have been, as a
//! [`PostOffice`](crate::PostOffice) does: [`SendError`]. No gateway here promises to recognise a text that it has
//! already taken, so an answer that is missing or says that something broke over there is
//! [`SendError::Unknown`]: see [`answer::judge`]. The key of a text travels with it wherever a protocol has a place for
//! it, so that a person finds it in the gateway's own list.
//!
//! To add a gateway: a variant of [`Gateway`], a type that implements [`TextOffice`], and its protocol in the tests'
//! server.

mod answer;
mod brevo;
mod generic;
mod ovh;

use std::collections::HashSet;
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use chrono::{DateTime, Utc};
use domain::Date;
use domain::sms::Mobile;
use serde::{Deserialize, Serialize};

use crate::courier::{AddressError, Courier, Reach, callable};
use crate::post_office::SendError;

/// A number as gateways write it: with a plus, two zeros, or the country code alone.
#[must_use]
pub fn number_of(text: &str) -> Option<Mobile> {
    answer::number_of(text)
}

pub use generic::{GenericFault, PLACEHOLDERS, check as check_generic};

/// How long a gateway may take to answer.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// The usual address of OVHcloud's API.
pub const OVH_ENDPOINT: &str = "https://eu.api.ovh.com/1.0";
/// The usual address of Brevo's API.
pub const BREVO_ENDPOINT: &str = "https://api.brevo.com/v3";

/// A text on its way out.
#[derive(Clone, PartialEq, Eq)]
pub struct OutgoingText {
    /// To whom.
    pub to: Mobile,
    /// What it says, as it is billed.
    pub text: String,
    /// In whose name: at most eleven letters and digits; empty for the gateway's own number.
    pub sender: String,
    /// What we know it by, the same at every attempt.
    pub key: String,
}

/// Neither number nor contents: logs are no place for them.
impl std::fmt::Debug for OutgoingText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("OutgoingText").field("key", &self.key).field("chars", &self.text.chars().count()).finish_non_exhaustive()
    }
}

/// What a gateway said of a text that it took.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TextReceipt {
    /// Its number there; empty when the gateway gives none.
    pub id: String,
    /// What else it said, such as the credits taken.
    pub response: String,
}

/// What somebody wrote back, as a gateway tells it.
#[derive(Clone, PartialEq, Eq)]
pub struct IncomingText {
    /// What the gateway knows it by: the same text never has two.
    pub id: String,
    /// Who wrote.
    pub from: Mobile,
    /// What was written; empty for a number that the gateway itself put on its stop list.
    pub text: String,
    /// When, when the gateway says so.
    pub at: Option<DateTime<Utc>>,
    /// Whether the gateway itself put the number on its stop list.
    pub is_stop: bool,
}

/// Neither number nor contents: logs are no place for them.
impl std::fmt::Debug for IncomingText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("IncomingText").field("chars", &self.text.chars().count()).field("is_stop", &self.is_stop).finish_non_exhaustive()
    }
}

/// What came in being asked for.
pub type Asking<'a> = Pin<Box<dyn Future<Output = Result<Vec<IncomingText>, SendError>> + Send + 'a>>;

/// A text being handed over. Dropping it before it ends leaves the outcome unknown.
pub type Carrying<'a> = Pin<Box<dyn Future<Output = Result<TextReceipt, SendError>> + Send + 'a>>;

/// A way out for text messages.
pub trait TextOffice: Send + Sync {
    /// Hands a text over.
    ///
    /// # Errors
    /// [`SendError`]: surely not sent, or not known.
    fn carry<'a>(&'a self, text: &'a OutgoingText) -> Carrying<'a>;

    /// Asks what came in between two days and is not among the known; a gateway of no known protocol tells nothing when asked.
    ///
    /// # Errors
    /// [`SendError`], whose kind means nothing here: nothing was sent.
    fn incoming<'a>(&'a self, _between: (Date, Date), _known: &'a HashSet<String>) -> Asking<'a> {
        Box::pin(async { Ok(Vec::new()) })
    }

    /// What it is, for people and logs: no secret.
    fn describe(&self) -> String;
}

/// How the fields of a generic gateway travel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BodyFormat {
    /// A JSON document.
    #[default]
    Json,
    /// `name=value&…`: in the body, or behind the address with `GET`.
    Form,
}

/// The method of a generic gateway.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum HttpMethod {
    /// POST.
    #[default]
    Post,
    /// PUT.
    Put,
    /// GET: for gateways that know nothing else.
    Get,
}

impl HttpMethod {
    /// Its name.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Get => "GET",
        }
    }
}

/// A gateway with its secrets, as it is kept.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "provider", rename_all = "snake_case")]
pub enum Gateway {
    /// OVHcloud: `POST /sms/{serviceName}/jobs`.
    Ovh {
        /// The API's address, such as [`OVH_ENDPOINT`].
        endpoint: String,
        /// The account: `sms-ab12345-1`.
        service: String,
        /// The application's key.
        application_key: String,
        /// The application's secret.
        application_secret: String,
        /// The consumer's key.
        consumer_key: String,
    },
    /// Brevo: `POST /transactionalSMS/send`.
    Brevo {
        /// The API's address, such as [`BREVO_ENDPOINT`].
        endpoint: String,
        /// The account's key.
        api_key: String,
    },
    /// Any gateway that takes a text in one request.
    Generic {
        /// Where it is.
        endpoint: String,
        /// How it is called.
        method: HttpMethod,
        /// Name and value of each header.
        headers: Vec<(String, String)>,
        /// How the fields travel.
        format: BodyFormat,
        /// The fields, with `{to}`, `{number}`, `{text}`, `{from}` and `{id}` in their values.
        body: String,
        /// Where the number of the text stands in a JSON answer (RFC 6901); empty when it gives none.
        id_pointer: String,
    },
}

/// No secret.
impl std::fmt::Debug for Gateway {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let endpoint = self.endpoint();
        write!(f, "{} {}", self.code(), endpoint.split_once('?').map_or(endpoint, |(address, _)| address))
    }
}

impl Gateway {
    /// The stable keys, in the order of menus.
    pub const CODES: [&str; 3] = ["ovh", "brevo", "generic"];

    /// The stable key.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Ovh { .. } => "ovh",
            Self::Brevo { .. } => "brevo",
            Self::Generic { .. } => "generic",
        }
    }

    /// Where it is.
    #[must_use]
    pub fn endpoint(&self) -> &str {
        match self {
            Self::Ovh { endpoint, .. } | Self::Brevo { endpoint, .. } | Self::Generic { endpoint, .. } => endpoint,
        }
    }

    /// What may be shown to nobody.
    pub(crate) fn secrets(&self) -> Vec<&str> {
        match self {
            Self::Ovh { application_secret, consumer_key, .. } => vec![application_secret, consumer_key],
            Self::Brevo { api_key, .. } => vec![api_key],
            // A log-in may stand in a header, in a field or in the address; what holds a placeholder is no secret.
            Self::Generic { headers, body, endpoint, .. } => {
                let query = endpoint.split_once('?').map_or("", |(_, query)| query);
                let headers = headers.iter().flat_map(|(_, value)| std::iter::once(value.as_str()).chain(value.split_whitespace()));
                let words = [body.as_str(), query].into_iter().flat_map(|text| text.split(['"', '&', '=', ',', ':', '\n', ' ']));
                headers.chain(words.filter(|word| word.len() >= 6 && !word.contains('{'))).collect()
            }
        }
    }
}

/// Why a gateway cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Its address cannot be called.
    #[error(transparent)]
    Address(#[from] AddressError),
    /// The machine's certificates cannot be read.
    #[error("no calls out: {0}")]
    Courier(#[from] std::io::Error),
}

/// Opens a gateway; nothing is called yet.
///
/// # Errors
/// [`OpenError`].
pub fn open(gateway: &Gateway, reach: Reach, patience: Duration) -> Result<Box<dyn TextOffice>, OpenError> {
    callable(gateway.endpoint(), reach)?;
    let line = answer::Line { courier: Courier::new(reach)?, patience, gateway: gateway.clone() };
    Ok(match gateway {
        Gateway::Ovh { .. } => Box::new(ovh::Ovh::new(line)),
        Gateway::Brevo { .. } => Box::new(brevo::Brevo(line)),
        Gateway::Generic { .. } => Box::new(generic::Generic(line)),
    })
}
