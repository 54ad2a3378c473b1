//! Why a message is not made.

use domain::party::MissingMention;
use domain::{Cents, Currency};

/// Why a message is not made. Checks run in the order of the variants, so the same mistake always gives
/// the same error.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LetterError {
    /// The creditor lacks mentions that every message must carry.
    #[error("mandatory mentions of the creditor are missing: {}", .0.iter().map(|mention| mention.code()).collect::<Vec<_>>().join(", "))]
    MissingMentions(Vec<MissingMention>),
    /// No line is asked for.
    #[error("no document is asked for")]
    Empty,
    /// A total disagrees with the lines that it sums.
    #[error("{which} is {given}, the lines give {computed}")]
    Amounts {
        /// Which total: `gross`, `credits` or `net`.
        which: &'static str,
        /// As given.
        given: Cents,
        /// As summed here.
        computed: Cents,
    },
    /// Credits cover what is asked: there is nothing to remind of.
    #[error("nothing is owed: the net is {net}")]
    NothingOwed {
        /// Gross less credits.
        net: Cents,
    },
    /// An account of interest asks what this debtor does not owe: a fault of the caller, never printed.
    #[error("not owed by this debtor: {0}")]
    NotOwed(&'static str),
    /// The account of an invoice contradicts itself.
    #[error("the account of {number}: {why}")]
    Account {
        /// The invoice.
        number: String,
        /// What is wrong.
        why: &'static str,
    },
    /// A transfer code goes with another currency than the euro, the only one that it knows.
    #[error("a SEPA transfer code with amounts in {0}")]
    Currency(Currency),
    /// The transfer code cannot be read, does not fit a QR code, or names another account than the letter.
    #[error("transfer code: {0}")]
    TransferCode(&'static str),
    /// A letter to a debtor without a street line and a town.
    #[error("the debtor has no postal address")]
    NoAddress,
    /// A template that a user wrote cannot be filled.
    #[error("the template cannot be filled: {0}")]
    Template(String),
    /// A template failed: a fault of this crate, with what its engine said.
    #[error("rendering failed: {0}")]
    Render(String),
}

impl LetterError {
    /// The stable key of this error, used by the API and by the French texts.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::MissingMentions(_) => "letter.missing_mentions",
            Self::Empty => "letter.empty",
            Self::Amounts { .. } => "letter.amounts",
            Self::NothingOwed { .. } => "letter.nothing_owed",
            Self::NotOwed(_) => "letter.not_owed",
            Self::Account { .. } => "letter.account",
            Self::Currency(_) => "letter.currency",
            Self::TransferCode(_) => "letter.transfer_code",
            Self::NoAddress => "letter.no_address",
            Self::Template(_) => "letter.template",
            Self::Render(_) => "letter.render",
        }
    }
}
