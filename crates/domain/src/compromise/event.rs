use super::state::{Change, MoveError, State};
use super::terms::Terms;
use crate::calendar::Date;
use crate::money::Cents;
use crate::plan::{Approval, Signature};

/// What happened to a compromise.
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
    /// It was signed.
    Signed {
        /// Who.
        signatory: String,
    },
    /// The sum came in time.
    Kept {
        /// What was given up.
        given_up: Cents,
    },
    /// The credit note of the accounting took the place of what had been given up.
    Credited {
        /// What is given up beside it.
        given_up: Cents,
    },
    /// The discount is lost.
    Lapsed,
    /// What had kept it was taken back.
    Reopened,
    /// A person gave it up.
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
            Self::Kept { .. } => "kept",
            Self::Credited { .. } => "credited",
            Self::Lapsed => "lapsed",
            Self::Reopened => "reopened",
            Self::Cancelled => "cancelled",
            Self::Undone => "undone",
        }
    }

    /// Whether a person did it, so that a person may take it back.
    #[must_use]
    pub fn is_of_a_person(&self) -> bool {
        !matches!(self, Self::Kept { .. } | Self::Credited { .. } | Self::Lapsed | Self::Reopened | Self::Undone)
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

/// Where a compromise came to by its events.
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
pub fn history(events: &[Event], terms: &Terms) -> Result<History, MoveError> {
    let mut states = vec![State::Draft];
    let mut standing = Vec::new();
    for (at, event) in events.iter().enumerate() {
        if event.kind == EventKind::Undone {
            let last: usize = standing.pop().ok_or(MoveError::Not)?;
            if !events[last].kind.is_of_a_person() {
                return Err(MoveError::Not);
            }
            states.pop();
            continue;
        }
        let state = states.last().cloned().unwrap_or(State::Draft);
        states.push(follow(state, event, terms)?);
        standing.push(at);
    }
    Ok(History { state: states.pop().unwrap_or(State::Draft), standing })
}

/// The state after an event that was accepted when it happened.
fn follow(state: State, event: &Event, terms: &Terms) -> Result<State, MoveError> {
    let on = event.on;
    match (&event.kind, state) {
        (EventKind::Asked, state) => state.submit(on, true),
        (EventKind::Proposed, state) => state.submit(on, false),
        (EventKind::Approved { by }, state) => state.approve(by, on),
        (EventKind::SentBack, state) => state.send_back(),
        (EventKind::Signed { signatory }, state) => state.sign(Signature { on, signatory: signatory.clone() }, terms),
        (EventKind::Kept { given_up }, State::Running { signed } | State::Lapsed { signed, .. } | State::Kept { signed, .. }) => {
            Ok(State::Kept { signed, on, given_up: *given_up })
        }
        (EventKind::Credited { given_up }, State::Kept { signed, on, .. }) => Ok(State::Kept { signed, on, given_up: *given_up }),
        (EventKind::Lapsed, State::Running { signed }) => Ok(State::Lapsed { signed, on }),
        (EventKind::Reopened, State::Kept { signed, .. }) => Ok(State::Running { signed }),
        (EventKind::Cancelled, state) => state.cancel(on),
        _ => Err(MoveError::Not),
    }
}

impl Event {
    /// The event that leads to a state that a person's move gave.
    #[must_use]
    pub fn leading_to(state: &State, on: Date) -> Self {
        let (kind, on) = match state {
            State::Draft => (EventKind::SentBack, on),
            State::ToApprove { .. } => (EventKind::Asked, on),
            State::Proposed { approval: Some(Approval { by, on }), .. } => (EventKind::Approved { by: by.clone() }, *on),
            State::Proposed { on, approval: None } => (EventKind::Proposed, *on),
            State::Running { signed } => (EventKind::Signed { signatory: signed.signatory.clone() }, signed.on),
            State::Kept { on, given_up, .. } => (EventKind::Kept { given_up: *given_up }, *on),
            State::Lapsed { on, .. } => (EventKind::Lapsed, *on),
            State::Cancelled { on } => (EventKind::Cancelled, *on),
        };
        Self { kind, on }
    }

    /// The event that tells what the ledger made of it.
    #[must_use]
    pub fn of(change: Change, on: Date) -> Self {
        let kind = match change {
            Change::Kept(given_up) | Change::More { in_all: given_up, .. } => EventKind::Kept { given_up },
            Change::Lapsed => EventKind::Lapsed,
            Change::Reopened => EventKind::Reopened,
        };
        Self { kind, on }
    }
}
