//! Letters handed to whoever prints and posts them: a postal service, or a folder for a print room.

mod ar24;
mod folder;
mod merci_facteur;

use std::future::Future;
use std::path::PathBuf;
use std::pin::Pin;
use std::time::Duration;

use chrono::{DateTime, Utc};
use domain::post::PostalEvent;
use serde::{Deserialize, Serialize};

pub use ar24::ENDPOINT as AR24_ENDPOINT;
pub use merci_facteur::ENDPOINT as MERCI_FACTEUR_ENDPOINT;

use crate::courier::{AddressError, Courier, Reach, callable};
use crate::post_office::SendError;

/// The longest that an answer may take: a letter travels with its request.
const PATIENCE: Duration = Duration::from_secs(60);

/// What a service is doing.
pub type Doing<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Who prints and posts, with the secrets.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "provider", rename_all = "snake_case")]
pub enum Carrier {
    /// A folder that a print room or a mailing house empties.
    Folder {
        /// Where.
        path: PathBuf,
    },
    /// Merci Facteur, API 1.2.
    MerciFacteur {
        /// The API's address, such as [`MERCI_FACTEUR_ENDPOINT`].
        endpoint: String,
        /// The account's service id.
        service: String,
        /// Its secret key.
        secret: String,
        /// The user in whose name letters leave.
        user: u64,
    },
    /// AR24: electronic registered letters, qualified.
    Ar24(Ar24Account),
}

/// An account at AR24, with its secrets.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ar24Account {
    /// The API's address, such as [`AR24_ENDPOINT`].
    pub endpoint: String,
    /// The token of the account.
    pub token: String,
    /// The key that signs requests and opens answers.
    pub private_key: String,
    /// The sender.
    pub user: u64,
}

/// No secret.
impl std::fmt::Debug for Ar24Account {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "AR24 at {}, user {}", self.endpoint, self.user)
    }
}

/// No secret.
impl std::fmt::Debug for Carrier {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Folder { path } => write!(f, "folder {}", path.display()),
            Self::MerciFacteur { endpoint, service, user, .. } => write!(f, "Merci Facteur at {endpoint}, service {service}, user {user}"),
            Self::Ar24(account) => write!(f, "{account:?}"),
        }
    }
}

impl Carrier {
    /// The stable keys of those that print, in the order of menus.
    pub const CODES: [&str; 2] = ["merci_facteur", "folder"];

    /// The stable key.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Folder { .. } => "folder",
            Self::MerciFacteur { .. } => "merci_facteur",
            Self::Ar24(_) => "ar24",
        }
    }
}

/// Where a letter comes from or goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostalAddress {
    /// Company or person.
    pub name: String,
    /// Street lines.
    pub lines: Vec<String>,
    /// Postal code.
    pub postcode: String,
    /// Town.
    pub city: String,
    /// ISO 3166 two-letter code; empty for France.
    pub country: String,
}

/// Who gets an electronic registered letter, and by which right it is sent.
#[derive(Clone, PartialEq, Eq)]
pub struct ElectronicAddressee {
    /// First name of the person.
    pub first_name: String,
    /// Name of the person.
    pub last_name: String,
    /// The company, of a professional; empty for another.
    pub company: String,
    /// Where the notice goes.
    pub email: String,
    /// The sender's one-time code; empty while the service knows the sender.
    pub code: String,
}

/// A letter to print and to post.
#[derive(Clone, PartialEq, Eq)]
pub struct PostalItem {
    /// Its own key, the same at every attempt.
    pub key: String,
    /// What stands on the receipt: at most 30 letters, digits, blanks, hyphens.
    pub reference: String,
    /// Registered, with receipt.
    pub registered: bool,
    /// On both sides.
    pub duplex: bool,
    /// The letter.
    pub pdf: Vec<u8>,
    /// The sender.
    pub from: PostalAddress,
    /// The addressee.
    pub to: PostalAddress,
    /// The addressee of an electronic one.
    pub electronic: Option<ElectronicAddressee>,
}

/// Neither addresses nor contents: logs are no place for them.
impl std::fmt::Debug for PostalItem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PostalItem").field("key", &self.key).field("registered", &self.registered).field("bytes", &self.pdf.len()).finish()
    }
}

/// A letter that is the service's affair from now on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandedOver {
    /// The service's number for it.
    pub key: String,
    /// What it costs, in thousandths of a euro, without tax; `None` when the service does not say.
    pub cost_mills: Option<i64>,
}

/// What a service knows of a letter.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Followed {
    /// The number under which the post follows it; empty while there is none.
    pub tracking: String,
    /// Where it stands: the service's key of the state, else its words.
    pub state: String,
    /// What that state says of its way; `None` for a state that says nothing new, or not enough.
    pub event: Option<PostalEvent>,
    /// Whether it came back, for a reason that the service does not tell.
    pub is_returned: bool,
    /// The signed receipt, scanned, once there is one.
    pub receipt: Option<Vec<u8>>,
}

/// Prints and posts letters, or has it done.
///
/// A hand-over that was not confirmed is never repeated by the program: see [`SendError`]. The reason of a
/// [`SendError::NotSent`] begins with a key that the service documents, or one of ours, then a colon and its words.
pub trait PostalService: Send + Sync {
    /// The stable key, stored.
    fn code(&self) -> &'static str;

    /// What it is, for people and logs: no secret.
    fn describe(&self) -> String;

    /// Whether it would take a letter with these settings; nothing is handed over.
    fn check(&self, at: DateTime<Utc>) -> Doing<'_, Result<(), String>>;

    /// Hands a letter over at an instant.
    fn hand_over<'a>(&'a self, item: &'a PostalItem, at: DateTime<Utc>) -> Doing<'a, Result<HandedOver, SendError>>;

    /// What is known of a letter by the service's number; `None` when the service follows nothing.
    fn follow<'a>(&'a self, key: &'a str, at: DateTime<Utc>) -> Doing<'a, Result<Option<Followed>, String>>;

    /// The proof of deposit of a registered letter by its tracking number; `None` while there is none.
    fn deposit_proof<'a>(&'a self, tracking: &'a str, at: DateTime<Utc>) -> Doing<'a, Result<Option<Vec<u8>>, String>>;

    /// The signed receipt of a registered letter by its tracking number; `None` while there is none.
    fn receipt_proof<'a>(&'a self, tracking: &'a str, at: DateTime<Utc>) -> Doing<'a, Result<Option<Vec<u8>>, String>>;
}

/// Why a service cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum PostalOpenError {
    /// Its address cannot be called.
    #[error(transparent)]
    Address(#[from] AddressError),
    /// The machine's certificates cannot be read.
    #[error("no calls out: {0}")]
    Courier(#[from] std::io::Error),
}

/// Opens a service; nothing is called yet.
///
/// # Errors
/// [`PostalOpenError`].
pub fn open_postal(carrier: &Carrier, reach: Reach) -> Result<Box<dyn PostalService>, PostalOpenError> {
    match carrier {
        Carrier::Folder { path } => Ok(Box::new(folder::FolderPostal::new(path.clone()))),
        Carrier::MerciFacteur { endpoint, service, secret, user } => {
            callable(endpoint, reach)?;
            let account = merci_facteur::Account { service: service.clone(), secret: secret.clone(), user: *user };
            Ok(Box::new(merci_facteur::MerciFacteur::new(Courier::new(reach)?, endpoint.trim_end_matches('/').to_owned(), account)))
        }
        Carrier::Ar24(Ar24Account { endpoint, token, private_key, user }) => {
            callable(endpoint, reach)?;
            let account = ar24::Account { token: token.clone(), private_key: private_key.clone(), user: *user };
            Ok(Box::new(ar24::Ar24::new(Courier::new(reach)?, endpoint.trim_end_matches('/').to_owned(), account)))
        }
    }
}
