use super::progress::Progress;
use crate::calendar::{Date, add_days};
use crate::dunning::Hold;
use crate::money::Cents;

/// Who agreed to a plan that the house does not grant by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Approval {
    /// Who.
    pub by: String,
    /// When.
    pub on: Date,
}

/// The debtor's signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// The day: from then on the plan runs.
    pub on: Date,
    /// Who signed, and in what quality.
    pub signatory: String,
}

/// The notice that a missed instalment is to be paid, and by when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CureNotice {
    /// The day on which it was given.
    pub on: Date,
    /// The last day to cure.
    pub cure_by: Date,
    /// The due date of the first instalment that it names.
    pub missed_on: Date,
    /// What it asks for.
    pub missing: Cents,
}

impl CureNotice {
    /// Whether it names an instalment: one that was missed beyond the grace on the day on which it was given.
    #[must_use]
    pub fn names(&self, due_on: Date, grace_days: u16) -> bool {
        due_on == self.missed_on || add_days(due_on, i64::from(grace_days)) < self.on
    }
}

/// Where a plan stands by what persons did; what the debtor did is its [`Progress`].
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
        /// Who agreed, when the plan needed it.
        approval: Option<Approval>,
    },
    /// Signed.
    Running {
        /// By whom and when.
        signed: Signature,
    },
    /// Signed, and the debtor was told to pay a missed instalment by a day.
    Noticed {
        /// By whom and when.
        signed: Signature,
        /// The notice.
        notice: CureNotice,
    },
    /// The whole is due: an instalment stayed unpaid in spite of the notice.
    Accelerated {
        /// By whom and when it was signed.
        signed: Signature,
        /// The notice that was in vain.
        notice: CureNotice,
        /// Since when.
        on: Date,
    },
    /// Another version took its place.
    Replaced {
        /// Since when.
        on: Date,
        /// Where it stood until then.
        from: Box<State>,
    },
    /// Given up.
    Cancelled {
        /// Since when.
        on: Date,
        /// Where it stood until then.
        from: Box<State>,
    },
}

/// Why a plan cannot go that way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MoveError {
    /// Not from the state in which it is.
    #[error("not from here")]
    Not,
    /// No instalment is missed beyond the grace.
    #[error("nothing is missed")]
    NothingMissed,
    /// The time left to cure is shorter than the least.
    #[error("the debtor has less than {0} days to cure")]
    CureTooShort(u16),
    /// The time left to cure has not passed.
    #[error("the debtor may cure until {0}")]
    MayCure(Date),
    /// A day before the one on which the plan came to this state, or one to come.
    #[error("the day does not fit")]
    Day,
}

impl MoveError {
    /// The stable key, used by the French texts.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Not => "plan.not_from_here",
            Self::NothingMissed => "plan.nothing_missed",
            Self::CureTooShort(_) => "plan.cure_too_short",
            Self::MayCure(_) => "plan.may_cure",
            Self::Day => "plan.day",
        }
    }
}

/// The least days that a notice leaves to cure: the court asks for a reasonable time (Cass. 1re civ. 22 June 2017, n° 16-18.418).
pub const LEAST_CURE_DAYS: u16 = 8;

type Move = Result<State, MoveError>;

impl State {
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

    /// The debtor signed.
    ///
    /// # Errors
    /// [`MoveError`].
    pub fn sign(self, signed: Signature) -> Move {
        match self {
            Self::Proposed { approval: Some(approval), .. } if signed.on < approval.on => Err(MoveError::Day),
            Self::Proposed { .. } => Ok(Self::Running { signed }),
            _ => Err(MoveError::Not),
        }
    }

    /// The debtor is told what is missing and by when it may still be paid.
    ///
    /// # Errors
    /// [`MoveError`]: there must be an instalment beyond its grace, and a fair time to pay it.
    pub fn give_notice(self, progress: &Progress, cure_by: Date) -> Move {
        let today = progress.today;
        let signed = match self {
            Self::Running { signed } => signed,
            // The notice before was in vain, or it was obeyed: what is missed now needs one of its own.
            state if state.standing_notice(progress).is_none_or(|notice| today > notice.cure_by) => match state {
                Self::Noticed { signed, .. } => signed,
                _ => return Err(MoveError::Not),
            },
            _ => return Err(MoveError::Not),
        };
        let missed = progress.next().filter(|_| progress.broken_since().is_some()).ok_or(MoveError::NothingMissed)?;
        if cure_by < add_days(today, i64::from(LEAST_CURE_DAYS)) {
            return Err(MoveError::CureTooShort(LEAST_CURE_DAYS));
        }
        let notice = CureNotice { on: today, cure_by, missed_on: missed.instalment.due_on, missing: progress.overdue() };
        Ok(Self::Noticed { signed, notice })
    }

    /// The whole becomes due: the time to cure has passed and an instalment is still missed.
    ///
    /// # Errors
    /// [`MoveError`].
    pub fn accelerate(self, progress: &Progress) -> Move {
        // What the notice named was paid since: a later one has to be named by a notice of its own.
        let stands = self.standing_notice(progress).is_some();
        let Self::Noticed { signed, notice } = self else { return Err(MoveError::Not) };
        if progress.today <= notice.cure_by {
            return Err(MoveError::MayCure(notice.cure_by));
        }
        if stands { Ok(Self::Accelerated { signed, notice, on: progress.today }) } else { Err(MoveError::NothingMissed) }
    }

    /// Another version takes its place.
    ///
    /// # Errors
    /// [`MoveError::Not`] when it has ended.
    pub fn replace(self, on: Date) -> Move {
        if self.is_over() { Err(MoveError::Not) } else { Ok(Self::Replaced { on, from: Box::new(self) }) }
    }

    /// It is given up: the debts are what they were.
    ///
    /// # Errors
    /// [`MoveError::Not`] when it has ended.
    pub fn cancel(self, on: Date) -> Move {
        if self.is_over() { Err(MoveError::Not) } else { Ok(Self::Cancelled { on, from: Box::new(self) }) }
    }

    /// Whether a person put an end to it.
    #[must_use]
    pub fn is_over(&self) -> bool {
        matches!(self, Self::Replaced { .. } | Self::Cancelled { .. })
    }

    /// The day on which a person put an end to it.
    #[must_use]
    pub fn ended_on(&self) -> Option<Date> {
        match self {
            Self::Replaced { on, .. } | Self::Cancelled { on, .. } => Some(*on),
            _ => None,
        }
    }

    /// Where it stood before a person put an end to it; itself when nobody did.
    #[must_use]
    pub fn before_its_end(&self) -> &Self {
        match self {
            Self::Replaced { from, .. } | Self::Cancelled { from, .. } => from,
            state => state,
        }
    }

    /// The notice that the debtor has not obeyed: an instalment that it names is missing.
    #[must_use]
    pub fn standing_notice(&self, progress: &Progress) -> Option<&CureNotice> {
        let Self::Noticed { notice, .. } = self else { return None };
        // Instalments are filled in order: when one that it names is missing, the next one is.
        progress.next().is_some_and(|next| notice.names(next.instalment.due_on, progress.grace_days)).then_some(notice)
    }

    /// The signature, once it is there.
    #[must_use]
    pub fn signed(&self) -> Option<&Signature> {
        match self {
            Self::Running { signed } | Self::Noticed { signed, .. } | Self::Accelerated { signed, .. } => Some(signed),
            _ => None,
        }
    }

    /// Whether its items cannot be in another plan.
    #[must_use]
    pub fn is_in_force(&self) -> bool {
        matches!(self, Self::Running { .. } | Self::Noticed { .. })
    }

    /// The suspension of its items. A missed instalment does not end it: the debtor has the benefit of the terms until a
    /// notice to cure and the time that it leaves were in vain, or a person put an end to the plan.
    #[must_use]
    pub fn hold(&self, progress: &Progress, insolvent: bool) -> Option<Hold> {
        if insolvent || progress.is_complete() || !self.is_in_force() {
            return None;
        }
        let until = self.standing_notice(progress).map(|notice| add_days(notice.cure_by, 1));
        Some(Hold { until }).filter(|hold| hold.is_active(progress.today))
    }

    /// The day since which its items go on without it: the time to cure has passed in vain, or the whole became due.
    #[must_use]
    pub fn fell_on(&self, progress: &Progress) -> Option<Date> {
        match self {
            Self::Noticed { .. } => self.standing_notice(progress).map(|notice| add_days(notice.cure_by, 1)),
            Self::Accelerated { on, .. } if !progress.is_complete() => Some(*on),
            _ => None,
        }
        .filter(|on| *on <= progress.today)
    }
}

/// How a plan stands, all told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    /// An instalment is missed beyond its grace, and nobody has done anything yet, or the time to cure has passed.
    Broken,
    /// An instalment is missed, and the debtor may cure.
    Noticed,
    /// An instalment is late, within its grace.
    Late,
    /// The whole is due.
    Accelerated,
    /// Waits for approval.
    ToApprove,
    /// Being prepared.
    Draft,
    /// Waits for the signature.
    Proposed,
    /// Kept so far.
    UpToDate,
    /// All paid.
    Completed,
    /// Insolvency proceedings stopped it (C. com. L622-7).
    Stopped,
    /// Another version took its place.
    Replaced,
    /// Given up.
    Cancelled,
}

impl Standing {
    /// All, in the order of lists: what needs somebody first.
    pub const ALL: [Self; 12] = [
        Self::Broken,
        Self::Noticed,
        Self::Late,
        Self::Accelerated,
        Self::ToApprove,
        Self::Draft,
        Self::Proposed,
        Self::UpToDate,
        Self::Completed,
        Self::Stopped,
        Self::Replaced,
        Self::Cancelled,
    ];

    /// The stable key, used by the API and by the French texts.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Broken => "broken",
            Self::Noticed => "noticed",
            Self::Late => "late",
            Self::Accelerated => "accelerated",
            Self::ToApprove => "to_approve",
            Self::Draft => "draft",
            Self::Proposed => "proposed",
            Self::UpToDate => "up_to_date",
            Self::Completed => "completed",
            Self::Stopped => "stopped",
            Self::Replaced => "replaced",
            Self::Cancelled => "cancelled",
        }
    }

    /// Reads a key.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|standing| standing.code() == code)
    }

    /// Whether instalments are still expected.
    #[must_use]
    pub fn expects_money(self) -> bool {
        matches!(self, Self::Broken | Self::Noticed | Self::Late | Self::UpToDate)
    }
}

/// How a plan stands on the day of its progress.
#[must_use]
pub fn standing(state: &State, progress: &Progress, insolvent: bool) -> Standing {
    match state {
        State::Draft => Standing::Draft,
        State::ToApprove { .. } => Standing::ToApprove,
        State::Proposed { .. } => Standing::Proposed,
        State::Replaced { .. } => Standing::Replaced,
        State::Cancelled { .. } => Standing::Cancelled,
        _ if progress.is_complete() => Standing::Completed,
        _ if insolvent => Standing::Stopped,
        State::Accelerated { .. } => Standing::Accelerated,
        State::Noticed { .. } if state.standing_notice(progress).is_some_and(|notice| progress.today <= notice.cure_by) => {
            Standing::Noticed
        }
        State::Running { .. } | State::Noticed { .. } if progress.broken_since().is_some() => Standing::Broken,
        State::Running { .. } | State::Noticed { .. } if progress.overdue().is_positive() => Standing::Late,
        State::Running { .. } | State::Noticed { .. } => Standing::UpToDate,
    }
}
