//! What was said before an agreement: offers and what they met.

use crate::calendar::{Date, add_days};
use crate::money::Cents;

use super::terms::LONGEST;

/// Who spoke.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Voice {
    /// The house.
    House,
    /// The debtor, or who speaks for it.
    Debtor,
    /// A mediator or conciliator.
    Mediator,
}

impl Voice {
    /// All, in the order of menus.
    pub const ALL: [Self; 3] = [Self::Debtor, Self::House, Self::Mediator];

    /// The stable key, stored and exported.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::House => "house",
            Self::Debtor => "debtor",
            Self::Mediator => "mediator",
        }
    }

    /// Reads a stored key.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|voice| voice.code() == code)
    }
}

/// What was said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Said {
    /// So much would settle the debt.
    Offer,
    /// The last offer is accepted.
    Accepted,
    /// The last offer is refused.
    Refused,
    /// Anything else that is worth remembering.
    Note,
}

impl Said {
    /// All, in the order of menus.
    pub const ALL: [Self; 4] = [Self::Offer, Self::Accepted, Self::Refused, Self::Note];

    /// The stable key, stored and exported.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Offer => "offer",
            Self::Accepted => "accepted",
            Self::Refused => "refused",
            Self::Note => "note",
        }
    }

    /// Reads a stored key.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|said| said.code() == code)
    }
}

/// A line of a negotiation, as far as rules look at it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Heard {
    /// Who.
    pub voice: Voice,
    /// What.
    pub said: Said,
    /// What would be paid.
    pub amount: Option<Cents>,
    /// By when.
    pub pay_by: Option<Date>,
    /// The day on which it was said.
    pub on: Date,
}

/// Why a line cannot be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WrongWords {
    /// An offer without an amount, or with one that is not above zero.
    #[error("an offer names an amount")]
    Amount,
    /// Said on a day to come.
    #[error("said on a day to come")]
    Day,
    /// To be paid before it was said, or too far away.
    #[error("the day to pay does not fit")]
    PayBy,
    /// Nothing was offered, or by nobody else: there is nothing to accept or to refuse.
    #[error("nothing was offered")]
    NoOffer,
}

/// The last offer that stands before a place: not answered yet.
fn standing(lines: &[Heard]) -> Option<&Heard> {
    lines.iter().rev().find(|line| line.said != Said::Note).filter(|line| line.said == Said::Offer)
}

/// Whether a line of a negotiation, oldest first, answers an offer of another by an offer of its own.
#[must_use]
pub fn is_counter(lines: &[Heard], at: usize) -> bool {
    let Some(line) = lines.get(at).filter(|line| line.said == Said::Offer) else { return false };
    standing(&lines[..at]).is_some_and(|offer| offer.voice != line.voice)
}

/// Whether a line can follow those before it, oldest first.
///
/// # Errors
/// [`WrongWords`].
pub fn check_words(before: &[Heard], line: &Heard, today: Date) -> Result<(), WrongWords> {
    if line.on > today {
        return Err(WrongWords::Day);
    }
    if line.pay_by.is_some_and(|by| by < line.on || by > add_days(line.on, LONGEST)) {
        return Err(WrongWords::PayBy);
    }
    match line.said {
        Said::Offer if !line.amount.is_some_and(Cents::is_positive) => Err(WrongWords::Amount),
        Said::Accepted | Said::Refused if standing(before).is_none_or(|offer| offer.voice == line.voice) => Err(WrongWords::NoOffer),
        _ => Ok(()),
    }
}
