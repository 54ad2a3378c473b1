//! Message templates: what they are, the names they may use, and what the law and the trade want of their words.
//!
//! A template is data of a user. [`lint`] says everything that is wrong with it; what a template becomes with the
//! figures of a debtor is the business of the crate `letters`.

mod fold;
mod forbidden;
mod lint;
mod mandatory;
#[cfg(test)]
mod tests;
mod variables;

pub use forbidden::{FORBIDDEN, Forbidden};
pub use lint::{Finding, Name, Place, Reading, Sample, Severity, lint, rules};
pub use mandatory::{MANDATORY, Mandatory, Wanted};
pub use variables::{VARIABLES, Variable, variable};

use crate::dunning::{Stage, Step, Template};
use crate::party::DebtorKind;

/// The longest body of a template, in bytes.
pub const MAX_BODY: usize = 12_000;
/// The longest subject of a template, in bytes.
pub const MAX_SUBJECT: usize = 300;
/// The longest name of a template, in characters.
pub const MAX_NAME: usize = 80;

/// What a template becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MessageKind {
    /// An e-mail with its statement.
    Email,
    /// A text message, which anybody who holds the telephone reads.
    Sms,
    /// A letter for the window envelope.
    Letter,
    /// A formal notice (C. civ. art. 1344).
    FormalNotice,
    /// What to say on the telephone.
    CallScript,
}

impl MessageKind {
    /// All kinds, in the order of menus.
    pub const ALL: [Self; 5] = [Self::Email, Self::Sms, Self::Letter, Self::FormalNotice, Self::CallScript];

    /// The stable key, stored and exported.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Sms => "sms",
            Self::Letter => "letter",
            Self::FormalNotice => "formal_notice",
            Self::CallScript => "call_script",
        }
    }

    /// Reads a stored key.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// Whether it stands in the frame of the program: letterhead, table of documents, payment block, legal mentions.
    #[must_use]
    pub fn is_framed(self) -> bool {
        matches!(self, Self::Email | Self::Letter | Self::FormalNotice)
    }
}

/// The language that a template is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Language {
    /// French.
    French,
    /// English.
    English,
}

impl Language {
    /// All languages, in the order of menus.
    pub const ALL: [Self; 2] = [Self::French, Self::English];

    /// The ISO 639 code, stored and exported.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::French => "fr",
            Self::English => "en",
        }
    }

    /// Reads a stored key.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.code() == code)
    }

    /// The language in which a debtor is written to: French for those that no text is written in.
    #[must_use]
    pub fn of_debtor(code: &str) -> Self {
        if code.to_ascii_lowercase().starts_with("en") { Self::English } else { Self::French }
    }
}

/// Whom a template may be sent to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Audience {
    /// Companies and sole traders.
    Business,
    /// Natural persons, and debtors of unknown kind.
    Consumer,
    /// Public bodies.
    Public,
    /// Anybody: it must be right for each of them.
    Any,
}

impl Audience {
    /// All audiences, in the order of menus.
    pub const ALL: [Self; 4] = [Self::Any, Self::Business, Self::Consumer, Self::Public];

    /// The stable key, stored and exported.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Business => "business",
            Self::Consumer => "consumer",
            Self::Public => "public",
            Self::Any => "any",
        }
    }

    /// Reads a stored key.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|audience| audience.code() == code)
    }

    /// The audience of a debtor; one of unknown kind gets the consumer's care.
    #[must_use]
    pub fn of(kind: DebtorKind) -> Self {
        match kind {
            DebtorKind::Business => Self::Business,
            DebtorKind::Public => Self::Public,
            DebtorKind::Consumer | DebtorKind::Unknown => Self::Consumer,
        }
    }

    /// Whether a debtor of this kind may get it.
    #[must_use]
    pub fn includes(self, kind: DebtorKind) -> bool {
        self == Self::Any || self == Self::of(kind)
    }

    /// Whether the one reaches somebody whom the other reaches.
    #[must_use]
    pub fn meets(self, other: Self) -> bool {
        self == other || self == Self::Any || other == Self::Any
    }
}

/// What tells a template from every other of an organisation: the step's text that it stands for, what it becomes, in
/// which language and for whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TemplateKey {
    /// The text that steps of a scenario name.
    pub code: Template,
    /// What it becomes.
    pub kind: MessageKind,
    /// Its language.
    pub language: Language,
    /// For whom.
    pub audience: Audience,
}

impl TemplateKey {
    /// How far a claim has come when it is used.
    #[must_use]
    pub fn stage(&self) -> Stage {
        Step::stage_of(self.code)
    }

    /// One word for it, which files and commands use: `first_reminder.email.fr.any`.
    #[must_use]
    pub fn slug(&self) -> String {
        format!("{}.{}.{}.{}", self.code.code(), self.kind.code(), self.language.code(), self.audience.code())
    }

    /// Reads [`Self::slug`].
    #[must_use]
    pub fn from_slug(slug: &str) -> Option<Self> {
        let mut parts = slug.split('.');
        let key = Self {
            code: Template::from_code(parts.next()?)?,
            kind: MessageKind::from_code(parts.next()?)?,
            language: Language::from_code(parts.next()?)?,
            audience: Audience::from_code(parts.next()?)?,
        };
        parts.next().is_none().then_some(key)
    }
}

/// A message template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageTemplate {
    /// What it is for.
    pub key: TemplateKey,
    /// What users call it.
    pub name: String,
    /// The subject of an e-mail, the object of a letter; empty for a text message and a call script.
    pub subject: String,
    /// The text: paragraphs that empty lines separate, `{{ names }}`, and `{% if … %}` around what depends.
    pub body: String,
}
