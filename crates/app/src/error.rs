use domain::interest::InterestError;
use domain::law::LawError;
use domain::party::MissingMention;
use store::StoreError;

use crate::access::Permission;
use crate::text;
use crate::text::locale::Shown as _;

/// Why a use case could not be done. [`AppError::french`] is for the user; `Display` is for the log.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// E-mail or password is wrong; which one is not said.
    #[error("log-in refused")]
    LogInRefused,
    /// Too many wrong passwords in a short time.
    #[error("too many log-in attempts")]
    TooManyLogIns,
    /// The role does not hold the right.
    #[error("{0:?} is not held")]
    Forbidden(Permission),
    /// Nothing is there under that id.
    #[error("{0} not found")]
    NotFound(&'static str),
    /// Somebody else was faster, or the state no longer allows it.
    #[error("conflict: {0}")]
    Conflict(&'static str),
    /// What was typed cannot be used.
    #[error("invalid {field}: {reason}")]
    Invalid {
        /// Key of the field.
        field: &'static str,
        /// What is wrong, in French, with what to do.
        reason: String,
    },
    /// Mandatory mentions of the creditor are missing: no letter and no mail can be made.
    #[error("mandatory mentions of the creditor are missing")]
    MissingMentions(Vec<MissingMention>),
    /// A request bears the key of another one.
    #[error("the idempotency key was used for another request")]
    KeyReused,
    /// No mail server is configured.
    #[error("no mail server is configured")]
    NoMail,
    /// The mailbox cannot be read.
    #[error("the mailbox cannot be read: {code}")]
    Mailbox {
        /// Key of why.
        code: &'static str,
        /// Why, in French, with what to do.
        reason: String,
    },
    /// The gateway of text messages did not take a trial.
    #[error("the gateway of text messages did not take it: {code}")]
    TextGateway {
        /// Key of why.
        code: &'static str,
        /// Why, in French, with what to do.
        reason: String,
    },
    /// The first real send waits for a typed confirmation.
    #[error("the first send needs a typed confirmation")]
    Unconfirmed,
    /// No organisation, or several and none was named.
    #[error("organisation: {0}")]
    Organisation(String),
    /// A file cannot be used at all.
    #[error("unreadable file: {0}")]
    Unreadable(String),
    /// A letter or message could not be made.
    #[error("letter: {0}")]
    Letter(String),
    /// The law gives no number: interest stops with the name of what is missing.
    #[error(transparent)]
    Law(#[from] LawError),
    /// The base failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A file beside the base failed.
    #[error("file: {0}")]
    File(#[from] std::io::Error),
}

/// The result of a use case.
pub type Result<T> = std::result::Result<T, AppError>;

impl AppError {
    /// The stable key, used by the API and in the reference.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::LogInRefused => "session.refused",
            Self::TooManyLogIns => "session.too_many",
            Self::Forbidden(_) => "access.forbidden",
            Self::NotFound(_) => "not_found",
            Self::Conflict(_) => "conflict",
            Self::Invalid { .. } => "invalid",
            Self::MissingMentions(_) => "creditor.missing_mentions",
            Self::KeyReused => "idempotency.reused",
            Self::NoMail => "mail.none",
            Self::Mailbox { .. } => "mailbox.failed",
            Self::TextGateway { .. } => "sms.failed",
            Self::Unconfirmed => "send.unconfirmed",
            Self::Organisation(_) => "organisation",
            Self::Unreadable(_) => "file.unreadable",
            Self::Letter(_) => "letter.failed",
            Self::Law(error) => error.code(),
            Self::Store(StoreError::Stale { .. }) => "stale",
            Self::Store(_) => "store.failed",
            Self::File(_) => "file.failed",
        }
    }

    /// The HTTP status that says the same.
    #[must_use]
    pub fn status(&self) -> u16 {
        match self {
            Self::LogInRefused => 401,
            Self::Forbidden(_) => 403,
            Self::NotFound(_) => 404,
            Self::Conflict(_) | Self::Store(StoreError::Stale { .. }) => 409,
            Self::Invalid { .. }
            | Self::MissingMentions(_)
            | Self::KeyReused
            | Self::Mailbox { .. }
            | Self::TextGateway { .. }
            | Self::Unconfirmed
            | Self::Unreadable(_)
            | Self::Organisation(_)
            | Self::Law(_) => 422,
            Self::TooManyLogIns => 429,
            Self::NoMail => 503,
            Self::Letter(_) | Self::Store(_) | Self::File(_) => 500,
        }
    }

    /// What to tell the user: what happened, why, what to do next.
    #[must_use]
    pub fn french(&self) -> String {
        match self {
            Self::LogInRefused => text::error_log_in_refused(),
            Self::TooManyLogIns => text::error_too_many_log_ins(),
            Self::Forbidden(_) => text::error_forbidden(),
            Self::NotFound(_) => text::error_not_found(),
            Self::Conflict(_) | Self::Store(StoreError::Stale { .. }) => text::error_conflict(),
            Self::Invalid { reason, .. } | Self::Mailbox { reason, .. } | Self::TextGateway { reason, .. } => reason.clone(),
            Self::MissingMentions(mentions) => text::error_missing_mentions(mentions),
            Self::KeyReused => text::connect::error_key_reused(),
            Self::NoMail => text::error_no_mail(),
            Self::Unconfirmed => text::error_unconfirmed(),
            Self::Organisation(reason) | Self::Unreadable(reason) => reason.clone(),
            Self::Letter(_) => text::error_letter(),
            Self::Law(error) => text::error_law(error),
            Self::Store(_) | Self::File(_) => text::error_internal(),
        }
    }
}

impl From<InterestError> for AppError {
    fn from(error: InterestError) -> Self {
        match error {
            InterestError::Law(error) => Self::Law(error),
            InterestError::Negative(amount) => Self::Invalid { field: "amount", reason: text::error_negative_amount(&amount.shown()) },
        }
    }
}
