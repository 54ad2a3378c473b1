//! What every way out has in common.

use std::future::Future;
use std::pin::Pin;

use domain::identifiers::EmailAddress;

/// A finished message and its envelope: what is stored before sending, and sent byte for byte.
#[derive(Clone, PartialEq, Eq)]
pub struct RawMail {
    /// Its Message-ID, with angle brackets.
    pub message_id: String,
    /// Where bounces go (`MAIL FROM`).
    pub envelope_from: EmailAddress,
    /// Who receives it (`RCPT TO`).
    pub to: Vec<EmailAddress>,
    /// The message in the format of RFC 5322.
    pub bytes: Vec<u8>,
}

/// Neither addresses nor contents: logs are no place for them.
impl std::fmt::Debug for RawMail {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RawMail")
            .field("message_id", &self.message_id)
            .field("recipients", &self.to.len())
            .field("bytes", &self.bytes.len())
            .finish()
    }
}

/// A message that is the post office's affair from now on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Delivery {
    /// Accepted: by an SMTP server with this reply, by a folder as this file.
    Accepted {
        /// What the carrier answered, kept as a receipt.
        response: String,
    },
}

/// A message that the post office did not confirm.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SendError {
    /// Surely not accepted: no connection, no log-in, or a refusal.
    #[error("not sent: {reason}")]
    NotSent {
        /// Whether trying again later can help: true for what a server calls temporary, and for a connection or a
        /// log-in that was refused, which says nothing about the message.
        retryable: bool,
        /// What happened, as the carrier put it; may name addresses, so it is for the timeline, not for logs.
        reason: String,
    },
    /// The line broke, or went silent, after the message was handed over and before the reply: it may have
    /// been accepted. Sending again could send twice.
    #[error("not known whether it was accepted: {reason}")]
    Unknown {
        /// What happened.
        reason: String,
    },
}

impl SendError {
    /// The stable key of this error, used by the API and by the French texts.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotSent { .. } => "mail.not_sent",
            Self::Unknown { .. } => "mail.unknown",
        }
    }

    /// Whether the same message may be sent again without the risk of sending twice, and with some hope.
    #[must_use]
    pub fn retryable(&self) -> bool {
        matches!(self, Self::NotSent { retryable: true, .. })
    }
}

/// A message on its way. Dropping it before it ends leaves the outcome unknown.
pub type Sending<'a> = Pin<Box<dyn Future<Output = Result<Delivery, SendError>> + Send + 'a>>;

/// A way out for messages. Any number of them may be on their way at once.
pub trait PostOffice: Send + Sync {
    /// Hands a message over.
    ///
    /// # Errors
    /// [`SendError`]: surely not sent, or not known.
    fn send<'a>(&'a self, mail: &'a RawMail) -> Sending<'a>;

    /// What it is, for people and logs: no secret.
    fn describe(&self) -> String;
}
