//! The clock of limitation (prescription) of one claim: until when it may be brought before a court, and
//! what each event did to that date.
//!
//! Everything here is a computation from texts and dates. It never says whether a claim is or is not
//! time-barred: a person qualifies, with the two dates, their start and each step before his eyes. The
//! date to watch is always the earliest, the one counted from the start without any event.
//!
//! ```
//! use domain::claim::ClaimKind;
//! use domain::law::{Book, day};
//! use domain::limitation::{ClaimFacts, clock};
//! let facts = ClaimFacts {
//!     kind: ClaimKind::Business, kind_is_assumed: false, service_on: Some(day(2022, 3, 12)),
//!     issued_on: day(2022, 4, 1), due_on: day(2022, 5, 1), events: &[],
//! };
//! assert_eq!(clock(&facts, Book::compiled()).unwrap().watch_on(), day(2027, 3, 12));
//! ```

mod periods;
mod walk;

use std::borrow::Cow;

pub use periods::keys;
pub(crate) use periods::law_rows;

use crate::calendar::Date;
use crate::claim::{ClaimEvent, ClaimEventKind, ClaimKind};
use crate::law::{Book, LawError, Span, Standing, Value};
use crate::party::DebtorKind;

/// What the clock of one open item is computed from.
#[derive(Debug, Clone, Copy)]
pub struct ClaimFacts<'a> {
    /// The nature of the claim.
    pub kind: ClaimKind,
    /// Whether nobody has said so: it was derived by [`default_kind`] from a debtor of unknown kind.
    pub kind_is_assumed: bool,
    /// The day on which the goods were delivered or the work was finished, when it is known.
    pub service_on: Option<Date>,
    /// Date of the invoice.
    pub issued_on: Date,
    /// Due date.
    pub due_on: Date,
    /// What happened, in any order: the events of the item and those of the whole account.
    pub events: &'a [ClaimEvent],
}

/// The nature of a claim that nobody qualified, and whether that is a guess to be checked.
///
/// A debtor of unknown kind gets the shorter of the two ordinary periods, the consumer's. A public buyer
/// gets the ordinary period between professionals; the rule of four years for debts of the State (loi
/// n° 68-1250) is not computed here.
#[must_use]
pub fn default_kind(debtor: DebtorKind) -> (ClaimKind, bool) {
    match debtor {
        DebtorKind::Business | DebtorKind::Public => (ClaimKind::Business, false),
        DebtorKind::Consumer => (ClaimKind::Consumer, false),
        DebtorKind::Unknown => (ClaimKind::Consumer, true),
    }
}

/// What the start of a clock was read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StartSource {
    /// The delivery, or the end of the work (Cass. com. 26 Feb. 2020, n° 18-25.036; for consumers Cass. 1re
    /// civ. 19 May 2021, n° 20-12.520).
    Service,
    /// The date of the invoice, because the service's is not known: at the latest, the start may be earlier.
    Invoice,
    /// The due date, because it comes before the invoice and the service is not known, or because the claim
    /// is an instalment of credit: at the latest, the start may be earlier.
    Due,
    /// The decision that is enforced.
    Judgment,
}

impl StartSource {
    /// The stable key.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Service => "service",
            Self::Invoice => "invoice",
            Self::Due => "due",
            Self::Judgment => "judgment",
        }
    }

    /// Whether the real start may be earlier than the one used: the dates shown are then a maximum.
    #[must_use]
    pub fn may_be_earlier(self) -> bool {
        matches!(self, Self::Invoice | Self::Due)
    }
}

/// The start of a clock. Its own day is not counted (C. civ. 2228).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Start {
    /// The day.
    pub on: Date,
    /// What it was read from.
    pub source: StartSource,
}

/// What an event did to the clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// A full new period runs from that day, or from the day on which the event's own effect ended
    /// (C. civ. 2231, 2242; C. com. L622-25-1).
    Restarts {
        /// The day from which it runs, not counted.
        from: Date,
    },
    /// The same, and the event still lasts: the new period will run from its end, so that the date computed
    /// so far is a minimum.
    RestartsWhenItEnds,
    /// The clock stood still until that day (C. civ. 2238).
    Suspends {
        /// The last day of the suspension.
        until: Date,
    },
    /// The clock stands still and nothing says until when.
    SuspendsStill,
    /// The court claim was withdrawn, lapsed or was dismissed: it never counted (C. civ. 2243).
    Voided,
    /// The end of an event told above: nothing more by itself.
    Ends {
        /// What ended.
        what: ClaimEventKind,
    },
    /// It came after the date reached until then: an expired period does not run again by that
    /// (C. civ. 2250, 2251 for a waiver).
    TooLate,
    /// It came before the start that is used: there was no period to move yet.
    BeforeStart,
    /// The period is a foreclosure (forclusion): the ordinary causes of interruption and suspension do not
    /// apply to it (C. civ. 2220).
    Foreclosure,
    /// The law does not make it move the clock.
    Nothing,
}

impl Effect {
    /// The stable key, used by the French texts.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Restarts { .. } => "restarts",
            Self::RestartsWhenItEnds => "restarts_when_it_ends",
            Self::Suspends { .. } => "suspends",
            Self::SuspendsStill => "suspends_still",
            Self::Voided => "voided",
            Self::Ends { .. } => "ends",
            Self::TooLate => "too_late",
            Self::BeforeStart => "before_start",
            Self::Foreclosure => "foreclosure",
            Self::Nothing => "nothing",
        }
    }
}

/// One event, what it did and the date reached with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// The event.
    pub event: ClaimEvent,
    /// What it did.
    pub effect: Effect,
    /// The text that says so.
    pub article: &'static str,
    /// The possible date once the events up to this one are counted, before the stop of 20 years.
    pub possible: Date,
}

/// How an event of some kind acts on a clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Influence {
    /// It makes a full new period run.
    Interrupts,
    /// It stops the clock for a time.
    Suspends,
    /// It ends or voids another event.
    Closes,
    /// It does not move it.
    None,
}

/// How an event acts, and the text: what would move a clock, and what does not.
#[must_use]
pub fn influence(kind: ClaimEventKind) -> (Influence, &'static str) {
    match kind {
        ClaimEventKind::FormalNotice => (Influence::None, "Cass. com., 18 mai 2022, n° 20-23.204"),
        ClaimEventKind::Acknowledgement => (Influence::Interrupts, "C. civ., art. 2240 et 2231"),
        ClaimEventKind::CourtClaim => (Influence::Interrupts, "C. civ., art. 2241 et 2242"),
        ClaimEventKind::CourtClaimVoid => (Influence::Closes, "C. civ., art. 2243"),
        ClaimEventKind::OrderServed => (Influence::Interrupts, "Cass. 1re civ., 10 juillet 1990 ; C. civ., art. 2231"),
        ClaimEventKind::Enforcement => (Influence::Interrupts, "C. civ., art. 2244 et 2231"),
        ClaimEventKind::InsolvencyOpened => (Influence::None, "C. com., art. L622-21 et L622-25-1"),
        ClaimEventKind::ProofOfDebt => (Influence::Interrupts, "C. com., art. L622-25-1"),
        ClaimEventKind::InsolvencyClosed => (Influence::Closes, "C. com., art. L622-25-1"),
        ClaimEventKind::MediationStarted => (Influence::Suspends, "C. civ., art. 2238"),
        ClaimEventKind::MediationEnded => (Influence::Closes, "C. civ., art. 2238"),
        ClaimEventKind::JudgmentEnforceable => (Influence::Closes, "C. civ., art. 2242"),
        ClaimEventKind::GrantedTime => (Influence::None, "C. civ., art. 1343-5"),
        ClaimEventKind::Compounding => (Influence::None, "C. civ., art. 1343-2"),
    }
}

/// The two dates of a claim and how they were reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clock {
    /// The nature of the claim.
    pub kind: ClaimKind,
    /// Whether that is a guess to be checked.
    pub kind_is_assumed: bool,
    /// How long the period is.
    pub span: Span,
    /// The text that sets it.
    pub article: Cow<'static, str>,
    /// How sure that text is.
    pub standing: Standing,
    /// Where it starts.
    pub start: Start,
    /// The last day of the period counted from the start, events left out. It never moves.
    pub original: Date,
    /// The last day once interruptions and suspensions are counted, the stop of 20 years included. Only
    /// possible: whether an event has that effect is for a person, and in the end a judge, to say.
    pub possible: Date,
    /// The event that still lasts, when there is one: `possible` is then a minimum.
    pub pending: Option<ClaimEventKind>,
    /// 20 years from the birth of the right (C. civ. 2232).
    pub hard_stop: Date,
    /// Whether that stop is what bounds `possible`.
    pub is_stopped: bool,
    /// Whether a court claim or an act of enforcement takes the claim out of that stop (C. civ. 2232, al. 2).
    pub escapes_stop: bool,
    /// Each event in the order of its date, with its effect.
    pub steps: Vec<Step>,
}

impl Clock {
    /// The date that alerts watch: the earliest, whatever happened since.
    #[must_use]
    pub fn watch_on(&self) -> Date {
        self.original
    }

    /// Days left until the watch date; below zero once it is past.
    #[must_use]
    pub fn days_left(&self, today: Date) -> i64 {
        (self.original - today).num_days()
    }

    /// Whether an event moved the possible date.
    #[must_use]
    pub fn has_moved(&self) -> bool {
        self.possible != self.original || self.pending.is_some()
    }
}

/// Computes the clock of one claim.
///
/// A period is counted in whole days: that of the start is left out, and the period is over when its last
/// day is (C. civ. 2228 and 2229); a last day that is a Sunday or a holiday is not moved, CPC 642 being
/// about acts of procedure. An interruption makes a full new period run (2231), a mediation suspends and
/// leaves at least six months (2238), a court claim or a proof of debt counts until it ends (2242; C. com.
/// L622-25-1), a void court claim never counted (2243). An event of the day after the last day is too late.
/// The order of the events changes nothing.
///
/// # Errors
/// [`LawError`] when no row of the law holds at the start, such as before the reform of 2008.
pub fn clock(facts: &ClaimFacts<'_>, book: &Book) -> Result<Clock, LawError> {
    let start = start_of(facts);
    let row = book.at(keys::period(facts.kind), start.on)?;
    let Value::Span(span) = row.value else { return Err(LawError::WrongKind { key: row.key.clone(), expected: "span" }) };
    let birth = facts.service_on.unwrap_or(facts.issued_on.min(facts.due_on)).min(start.on);
    let hard_stop = book.span(keys::HARD_STOP, start.on)?.after(birth);
    let rest = book.span(keys::AFTER_MEDIATION, start.on)?;
    let original = span.after(start.on);
    let walked = walk::walk(facts, start.on, hard_stop, span, rest);
    let is_stopped = !walked.escapes_stop && walked.possible > hard_stop;
    let possible = if is_stopped { hard_stop.max(original) } else { walked.possible };
    assert!(possible >= original, "no event shortens a period");
    Ok(Clock {
        kind: facts.kind,
        kind_is_assumed: facts.kind_is_assumed,
        span,
        article: row.article.clone(),
        standing: row.standing,
        start,
        original,
        possible,
        pending: walked.pending,
        hard_stop,
        is_stopped,
        escapes_stop: walked.escapes_stop,
        steps: walked.steps,
    })
}

/// The earliest start that the facts allow.
fn start_of(facts: &ClaimFacts<'_>) -> Start {
    let judged = facts.events.iter().filter(|event| event.kind == ClaimEventKind::JudgmentEnforceable).map(|event| event.on).min();
    match (facts.kind, judged, facts.service_on) {
        (ClaimKind::Title, Some(on), _) => Start { on, source: StartSource::Judgment },
        // Forclusion runs from the first unpaid instalment, which the due date is at best.
        (ClaimKind::ConsumerCredit, ..) => Start { on: facts.due_on, source: StartSource::Due },
        (_, _, Some(on)) => Start { on, source: StartSource::Service },
        _ if facts.due_on < facts.issued_on => Start { on: facts.due_on, source: StartSource::Due },
        _ => Start { on: facts.issued_on, source: StartSource::Invoice },
    }
}

#[cfg(test)]
mod tests;
