use super::state::{Approval, CureNotice, MoveError, Signature, State};
use crate::calendar::Date;
use crate::money::Cents;

/// What happened to a plan by somebody's hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EventKind {
    /// It waits for approval.
    Asked,
    /// It may be signed.
    Proposed,
    /// Somebody with that right agreed.
    Approved {
        /// Who.
        by: String,
    },
    /// It was sent back to whoever prepares it.
    SentBack,
    /// The debtor signed.
    Signed {
        /// Who.
        signatory: String,
    },
    /// The debtor was told to cure.
    Noticed {
        /// The last day to cure.
        cure_by: Date,
        /// The due date of the first instalment missed.
        missed_on: Date,
        /// What was missing.
        missing: Cents,
    },
    /// The whole became due.
    Accelerated,
    /// Another version took its place.
    Replaced,
    /// It was given up.
    Cancelled,
    /// The event before it was taken back.
    Undone,
}

impl EventKind {
    /// The stable key, stored and exported.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Proposed => "proposed",
            Self::Approved { .. } => "approved",
            Self::SentBack => "sent_back",
            Self::Signed { .. } => "signed",
            Self::Noticed { .. } => "noticed",
            Self::Accelerated => "accelerated",
            Self::Replaced => "replaced",
            Self::Cancelled => "cancelled",
            Self::Undone => "undone",
        }
    }
}

/// An event and its day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// What.
    pub kind: EventKind,
    /// The day from which it counts.
    pub on: Date,
}

/// Where a plan came to by its events.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct History {
    /// The state.
    pub state: State,
    /// The events that led there and were not taken back, as places in the list.
    pub standing: Vec<usize>,
}

/// The state to which events lead, each from where those before it led. Taking back one restores the state before it.
///
/// # Errors
/// [`MoveError::Not`] for events that never were a history; a base that was changed by hand may hold such.
pub fn history(events: &[Event]) -> Result<History, MoveError> {
    let mut states = vec![State::Draft];
    let mut standing = Vec::new();
    for (at, event) in events.iter().enumerate() {
        if event.kind == EventKind::Undone {
            standing.pop().ok_or(MoveError::Not)?;
            states.pop();
            continue;
        }
        let state = states.last().cloned().unwrap_or(State::Draft);
        states.push(follow(state, event)?);
        standing.push(at);
    }
    Ok(History { state: states.pop().unwrap_or(State::Draft), standing })
}

/// The state after an event that was accepted when it happened.
fn follow(state: State, event: &Event) -> Result<State, MoveError> {
    let on = event.on;
    match (&event.kind, state) {
        (EventKind::Asked, state) => state.submit(on, true),
        (EventKind::Proposed, state) => state.submit(on, false),
        (EventKind::Approved { by }, state) => state.approve(by, on),
        (EventKind::SentBack, state) => state.send_back(),
        (EventKind::Signed { signatory }, state) => state.sign(Signature { on, signatory: signatory.clone() }),
        (EventKind::Noticed { cure_by, missed_on, missing }, State::Running { signed } | State::Noticed { signed, .. }) => {
            Ok(State::Noticed { signed, notice: CureNotice { on, cure_by: *cure_by, missed_on: *missed_on, missing: *missing } })
        }
        (EventKind::Accelerated, State::Noticed { signed, notice }) => Ok(State::Accelerated { signed, notice, on }),
        (EventKind::Replaced, state) => state.replace(on),
        (EventKind::Cancelled, state) => state.cancel(on),
        _ => Err(MoveError::Not),
    }
}

impl Event {
    /// The event that leads to a state that a move gave.
    #[must_use]
    pub fn leading_to(state: &State, on: Date) -> Self {
        let (kind, on) = match state {
            State::Draft => (EventKind::SentBack, on),
            State::ToApprove { .. } => (EventKind::Asked, on),
            State::Proposed { approval: Some(Approval { by, on }), .. } => (EventKind::Approved { by: by.clone() }, *on),
            State::Proposed { on, approval: None } => (EventKind::Proposed, *on),
            State::Running { signed } => (EventKind::Signed { signatory: signed.signatory.clone() }, signed.on),
            State::Noticed { notice, .. } => {
                let kind = EventKind::Noticed { cure_by: notice.cure_by, missed_on: notice.missed_on, missing: notice.missing };
                (kind, notice.on)
            }
            State::Accelerated { on, .. } => (EventKind::Accelerated, *on),
            State::Replaced { on, .. } => (EventKind::Replaced, *on),
            State::Cancelled { on, .. } => (EventKind::Cancelled, *on),
        };
        Self { kind, on }
    }
}
