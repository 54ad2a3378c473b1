use super::terms::{Came, Terms};
use crate::calendar::{Date, add_days};
use crate::dunning::Hold;
use crate::money::Cents;
use crate::plan::{Approval, Signature};

/// Where a compromise stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// Being prepared.
    Draft,
    /// Beyond what the house grants by itself: waits for a person with that right.
    ToApprove {
        /// Since when.
        asked_on: Date,
    },
    /// Ready to be signed.
    Proposed {
        /// Since when.
        on: Date,
        /// Who agreed, when it needed that.
        approval: Option<Approval>,
    },
    /// Signed: the sum is waited for.
    Running {
        /// By whom and when.
        signed: Signature,
    },
    /// The sum came in time, and the rest was given up.
    Kept {
        /// By whom and when it was signed.
        signed: Signature,
        /// When that was known.
        on: Date,
        /// What was given up.
        given_up: Cents,
    },
    /// The sum did not come in time: the discount is lost, and what is left is asked for again.
    Lapsed {
        /// By whom and when it was signed.
        signed: Signature,
        /// Since when.
        on: Date,
    },
    /// Given up by a person.
    Cancelled {
        /// Since when.
        on: Date,
    },
}

/// Why a compromise cannot go that way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MoveError {
    /// Not from the state in which it is.
    #[error("not from here")]
    Not,
    /// A signature before the approval, to come, or after the last day to pay.
    #[error("the day does not fit")]
    Day,
}

/// What the ledger made of a compromise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// The sum came in time: so much is given up.
    Kept(Cents),
    /// It is kept to still, and something of the discount is open again: so much more is given up.
    More {
        /// What is given up now.
        more: Cents,
        /// What is given up in all.
        in_all: Cents,
    },
    /// It did not: the discount is lost.
    Lapsed,
    /// What had kept it was taken back: what was given up is owed again.
    Reopened,
}

type Move = Result<State, MoveError>;

impl State {
    /// The stable keys, in the order of lists: what needs somebody first.
    pub const CODES: [&'static str; 7] = ["to_approve", "draft", "proposed", "running", "lapsed", "kept", "cancelled"];

    /// The stable key, stored, exported and used by the API.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::ToApprove { .. } => "to_approve",
            Self::Proposed { .. } => "proposed",
            Self::Running { .. } => "running",
            Self::Kept { .. } => "kept",
            Self::Lapsed { .. } => "lapsed",
            Self::Cancelled { .. } => "cancelled",
        }
    }

    /// Leaves the draft: to the debtor, or to whoever must agree first.
    ///
    /// # Errors
    /// [`MoveError::Not`] unless it is a draft.
    pub fn submit(self, on: Date, needs_approval: bool) -> Move {
        match self {
            Self::Draft if needs_approval => Ok(Self::ToApprove { asked_on: on }),
            Self::Draft => Ok(Self::Proposed { on, approval: None }),
            _ => Err(MoveError::Not),
        }
    }

    /// A person with that right agrees.
    ///
    /// # Errors
    /// [`MoveError::Not`] unless it waits for that.
    pub fn approve(self, by: &str, on: Date) -> Move {
        match self {
            Self::ToApprove { .. } => Ok(Self::Proposed { on, approval: Some(Approval { by: by.to_owned(), on }) }),
            _ => Err(MoveError::Not),
        }
    }

    /// A person with that right sends it back.
    ///
    /// # Errors
    /// [`MoveError::Not`] unless it waits for approval.
    pub fn send_back(self) -> Move {
        match self {
            Self::ToApprove { .. } => Ok(Self::Draft),
            _ => Err(MoveError::Not),
        }
    }

    /// Both have signed.
    ///
    /// # Errors
    /// [`MoveError`].
    pub fn sign(self, signed: Signature, terms: &Terms) -> Move {
        match self {
            Self::Proposed { .. } if signed.on > terms.pay_by => Err(MoveError::Day),
            Self::Proposed { approval: Some(approval), .. } if signed.on < approval.on => Err(MoveError::Day),
            Self::Proposed { .. } => Ok(Self::Running { signed }),
            _ => Err(MoveError::Not),
        }
    }

    /// A person gives it up: the debts are what they were.
    ///
    /// # Errors
    /// [`MoveError::Not`] once it was kept or given up.
    pub fn cancel(self, on: Date) -> Move {
        match self {
            Self::Kept { .. } | Self::Cancelled { .. } => Err(MoveError::Not),
            _ => Ok(Self::Cancelled { on }),
        }
    }

    /// Follows the ledger; `None` when nothing changes.
    #[must_use]
    pub fn follow(&self, terms: &Terms, came: &Came, today: Date) -> Option<(Self, Change)> {
        let is_met = terms.is_met(came);
        match self {
            Self::Running { signed } | Self::Lapsed { signed, .. } if is_met => {
                let given_up = terms.given_up(came);
                Some((Self::Kept { signed: signed.clone(), on: today, given_up }, Change::Kept(given_up)))
            }
            Self::Running { signed } if came.is_stopped || today > terms.until() => {
                Some((Self::Lapsed { signed: signed.clone(), on: today }, Change::Lapsed))
            }
            Self::Kept { signed, .. } if !is_met => Some((Self::Running { signed: signed.clone() }, Change::Reopened)),
            Self::Kept { signed, given_up, .. } => {
                let more = (terms.discount - came.credited - *given_up).min(came.open);
                let in_all = *given_up + more;
                let kept = Self::Kept { signed: signed.clone(), on: today, given_up: in_all };
                more.is_positive().then_some((kept, Change::More { more, in_all }))
            }
            _ => None,
        }
    }

    /// The signature, once it is there.
    #[must_use]
    pub fn signed(&self) -> Option<&Signature> {
        match self {
            Self::Running { signed } | Self::Kept { signed, .. } | Self::Lapsed { signed, .. } => Some(signed),
            _ => None,
        }
    }

    /// Whether its items cannot be in another agreement.
    #[must_use]
    pub fn is_in_force(&self) -> bool {
        matches!(self, Self::Running { .. })
    }

    /// Whether nothing more happens to it, but by a payment that moves.
    #[must_use]
    pub fn is_over(&self) -> bool {
        matches!(self, Self::Kept { .. } | Self::Lapsed { .. } | Self::Cancelled { .. })
    }

    /// The suspension of its items: until a payment of the last day has become known, and as long as the sum is there and the rest waits to
    /// be given up: whoever paid what was agreed is not asked for more.
    #[must_use]
    pub fn hold(&self, terms: &Terms, came: &Came, today: Date) -> Option<Hold> {
        let hold = Hold { until: (!terms.is_met(came)).then(|| add_days(terms.until(), 1)) };
        matches!(self, Self::Running { .. }).then_some(hold).filter(|hold| hold.is_active(today))
    }
}
