//! The walk through the events of a claim: what each does, and the last day reached.
//!
//! Each interruption begins a track of its own: a full period, longer by the suspensions that fall in it.
//! The last day reached is that of the longest track, so that one more interruption can never shorten it,
//! even by the day that a leap year makes.

use super::{ClaimFacts, Effect, Step, influence};
use crate::calendar::{Date, add_days};
use crate::claim::{ClaimEvent, ClaimEventKind, ClaimKind};
use crate::law::Span;

/// Where the walk ends.
pub(super) struct Walked {
    pub(super) steps: Vec<Step>,
    pub(super) possible: Date,
    pub(super) pending: Option<ClaimEventKind>,
    /// A court claim or an act of enforcement counted, or the claim is a title (C. civ. 2232, al. 2).
    pub(super) escapes_stop: bool,
}

/// What an event turned out to be, once paired with the one that ends or voids it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    /// Interrupts; the new period runs from `until`, or from a day not known yet.
    Interrupts { until: Option<Date> },
    /// Suspends until a day, or still.
    Suspends { until: Option<Date> },
    /// Told, without an effect of its own.
    Told(Effect),
}

/// A stretch of time in which the clock stands still; without an end it counts for nothing yet but the rest
/// that it leaves.
#[derive(Debug, Clone, Copy)]
struct Suspension {
    from: Date,
    until: Option<Date>,
}

/// Events by date; on one day by kind, so that their order of entry changes nothing.
fn sorted(events: &[ClaimEvent]) -> Vec<ClaimEvent> {
    let mut events = events.to_vec();
    events.sort_by_key(|event| (event.on, event.kind, event.until, event.rate));
    events.dedup();
    events
}

/// The kind of event that ends another.
fn closer_of(kind: ClaimEventKind) -> Option<ClaimEventKind> {
    match kind {
        ClaimEventKind::CourtClaim => Some(ClaimEventKind::JudgmentEnforceable),
        ClaimEventKind::ProofOfDebt => Some(ClaimEventKind::InsolvencyClosed),
        ClaimEventKind::MediationStarted => Some(ClaimEventKind::MediationEnded),
        _ => None,
    }
}

/// What each event is, paired: a void takes the latest court claim before it, an end all that it ends.
fn roles(events: &[ClaimEvent]) -> Vec<Role> {
    let mut voided = vec![false; events.len()];
    let mut void_found = vec![false; events.len()];
    for at in 0..events.len() {
        if events[at].kind == ClaimEventKind::CourtClaimVoid {
            let claim = (0..at).rev().find(|before| events[*before].kind == ClaimEventKind::CourtClaim && !voided[*before]);
            if let Some(claim) = claim {
                (voided[claim], void_found[at]) = (true, true);
            }
        }
    }
    let end_of = |at: usize| {
        let closer = closer_of(events[at].kind)?;
        events[at + 1..].iter().find(|later| later.kind == closer).map(|later| later.on)
    };
    let ended = |at: usize, what: ClaimEventKind| (0..at).any(|before| events[before].kind == what && !voided[before]);
    events
        .iter()
        .enumerate()
        .map(|(at, event)| match event.kind {
            ClaimEventKind::CourtClaim if voided[at] => Role::Told(Effect::Voided),
            ClaimEventKind::CourtClaim | ClaimEventKind::ProofOfDebt => Role::Interrupts { until: end_of(at) },
            ClaimEventKind::Acknowledgement | ClaimEventKind::OrderServed | ClaimEventKind::Enforcement => {
                Role::Interrupts { until: Some(event.on) }
            }
            ClaimEventKind::MediationStarted => Role::Suspends { until: end_of(at) },
            ClaimEventKind::CourtClaimVoid if void_found[at] => Role::Told(Effect::Ends { what: ClaimEventKind::CourtClaim }),
            ClaimEventKind::JudgmentEnforceable if ended(at, ClaimEventKind::CourtClaim) => {
                Role::Told(Effect::Ends { what: ClaimEventKind::CourtClaim })
            }
            ClaimEventKind::InsolvencyClosed if ended(at, ClaimEventKind::ProofOfDebt) => {
                Role::Told(Effect::Ends { what: ClaimEventKind::ProofOfDebt })
            }
            ClaimEventKind::MediationEnded if ended(at, ClaimEventKind::MediationStarted) => {
                Role::Told(Effect::Ends { what: ClaimEventKind::MediationStarted })
            }
            ClaimEventKind::CourtClaimVoid
            | ClaimEventKind::JudgmentEnforceable
            | ClaimEventKind::InsolvencyClosed
            | ClaimEventKind::MediationEnded
            | ClaimEventKind::FormalNotice
            | ClaimEventKind::InsolvencyOpened
            | ClaimEventKind::GrantedTime
            | ClaimEventKind::Compounding => Role::Told(Effect::Nothing),
        })
        .collect()
}

/// The last day of a full period that runs from a day, longer by the suspensions that find it running.
fn track_end(from: Date, span: Span, rest: Span, suspensions: &[Suspension]) -> Date {
    let mut end = span.after(from);
    // Up to here the clock is known to have run, or to have been stopped already.
    let mut counted = from;
    for suspension in suspensions {
        if suspension.from > end {
            continue;
        }
        let until = suspension.until.unwrap_or(suspension.from);
        if until <= from {
            continue;
        }
        let stopped_from = suspension.from.max(counted);
        end = add_days(end, (until - stopped_from).num_days().max(0));
        end = end.max(rest.after(until));
        counted = counted.max(until);
    }
    end
}

/// Walks the events in the order of their dates.
pub(super) fn walk(facts: &ClaimFacts<'_>, start: Date, hard_stop: Date, span: Span, rest: Span) -> Walked {
    let is_foreclosure = facts.kind == ClaimKind::ConsumerCredit;
    let events = sorted(facts.events);
    let roles = roles(&events);
    let mut walk = Progress { span, rest, starts: vec![start], suspensions: Vec::new(), open_ended: false };
    let mut walked = Walked { steps: Vec::new(), possible: walk.end(), pending: None, escapes_stop: facts.kind == ClaimKind::Title };
    for (event, role) in events.iter().zip(roles) {
        let is_alive = (walk.open_ended || event.on <= walk.end()) && (walked.escapes_stop || event.on <= hard_stop);
        let effect = match role {
            Role::Told(effect) => effect,
            _ if event.on < start => Effect::BeforeStart,
            _ if is_foreclosure => Effect::Foreclosure,
            _ if !is_alive => Effect::TooLate,
            Role::Interrupts { until } => {
                walk.starts.push(until.unwrap_or(event.on));
                walked.escapes_stop |= matches!(event.kind, ClaimEventKind::CourtClaim | ClaimEventKind::Enforcement);
                until.map_or(Effect::RestartsWhenItEnds, |from| Effect::Restarts { from })
            }
            Role::Suspends { until } => {
                walk.suspensions.push(Suspension { from: event.on, until });
                until.map_or(Effect::SuspendsStill, |until| Effect::Suspends { until })
            }
        };
        if matches!(effect, Effect::RestartsWhenItEnds | Effect::SuspendsStill) {
            walk.open_ended = true;
            walked.pending = walked.pending.or(Some(event.kind));
        }
        let article = match effect {
            Effect::Foreclosure => "C. civ., art. 2220",
            Effect::Voided => "C. civ., art. 2243",
            _ => influence(event.kind).1,
        };
        walked.steps.push(Step { event: *event, effect, article, possible: walk.end() });
    }
    walked.possible = walk.end();
    walked
}

/// The tracks begun so far.
struct Progress {
    span: Span,
    rest: Span,
    starts: Vec<Date>,
    suspensions: Vec<Suspension>,
    /// Whether an event without an end keeps the clock from running out.
    open_ended: bool,
}

impl Progress {
    fn end(&self) -> Date {
        let ends = self.starts.iter().map(|from| track_end(*from, self.span, self.rest, &self.suspensions));
        ends.max().unwrap_or(Date::MIN)
    }
}
