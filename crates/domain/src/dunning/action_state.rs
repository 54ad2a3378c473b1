use super::step::{Channel, Mode};

/// Where an action of the outbox stands.
///
/// A message is `Reserved` in its own transaction before a byte leaves, so that a crash can be told:
/// a reservation that nobody answers for becomes `Unknown` and is never retried by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ActionState {
    /// Will leave by itself.
    Planned,
    /// Waits for a person's approval.
    AwaitingApproval,
    /// A person approved it.
    Approved,
    /// A person does it and says so.
    ToDo,
    /// Being sent.
    Reserved,
    /// Accepted by the mail server, or done by a person.
    Sent,
    /// Surely not accepted; a person may try again.
    Failed,
    /// May have been accepted: the program stopped, or the connection was lost, at the wrong moment.
    Unknown,
    /// Will not leave: the check before sending, or a person, said no.
    Cancelled,
    /// It left and came back: the debtor never had it, and its items wait at the step before.
    Bounced,
    /// A person passed the step over: its items go on as if it had been done, and nobody was contacted.
    Skipped,
}

impl ActionState {
    /// All states.
    pub const ALL: [Self; 11] = [
        Self::Planned,
        Self::AwaitingApproval,
        Self::Approved,
        Self::ToDo,
        Self::Reserved,
        Self::Sent,
        Self::Failed,
        Self::Unknown,
        Self::Cancelled,
        Self::Bounced,
        Self::Skipped,
    ];

    /// The stable key, stored and exported.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::AwaitingApproval => "awaiting_approval",
            Self::Approved => "approved",
            Self::ToDo => "to_do",
            Self::Reserved => "reserved",
            Self::Sent => "sent",
            Self::Failed => "failed",
            Self::Unknown => "unknown",
            Self::Cancelled => "cancelled",
            Self::Bounced => "bounced",
            Self::Skipped => "skipped",
        }
    }

    /// Reads a stored key.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }

    /// The state in which a person's approval leaves an action of a channel: what the program sends may leave, a letter is then
    /// a person's to send.
    #[must_use]
    pub fn approved(channel: Channel) -> Self {
        if channel.leaves_by_itself() { Self::Approved } else { Self::ToDo }
    }

    /// The state in which a step's action begins.
    #[must_use]
    pub fn first(mode: Mode) -> Self {
        match mode {
            // A veto comes in time or never: the action waits for its hour in the same state.
            Mode::Automatic | Mode::UnlessVetoed => Self::Planned,
            Mode::ToConfirm => Self::AwaitingApproval,
            Mode::Manual => Self::ToDo,
        }
    }

    /// Whether a move is allowed. A reservation goes back to `Planned` only when the server surely did not
    /// accept the message and another try can help. `Cancelled`, `Skipped` and `Bounced` are final; `Sent` is left only by a message that
    /// comes back, `Unknown` by that or by a person who looked it up.
    #[must_use]
    pub fn may_become(self, next: Self) -> bool {
        use ActionState::{Approved, AwaitingApproval, Bounced, Cancelled, Failed, Planned, Reserved, Sent, Skipped, ToDo, Unknown};
        matches!(
            (self, next),
            (Planned | Approved, Reserved | Cancelled)
                | (AwaitingApproval, Approved | ToDo | Cancelled)
                | (ToDo, Sent | Cancelled)
                | (Reserved, Planned | Approved | Sent | Failed | Unknown | Cancelled)
                | (Failed, Approved | Cancelled)
                | (Unknown, Sent | Failed | Cancelled)
                | (Planned, AwaitingApproval)
                | (Sent | Unknown, Bounced)
                | (Planned | AwaitingApproval | Approved | ToDo | Failed, Skipped)
        )
    }

    /// Whether a person's decision that led here from `before` may be taken back, on the day of the decision. What a worker
    /// did, what left, and what the check before sending refused, is never taken back.
    #[must_use]
    pub fn may_go_back_to(self, before: Self) -> bool {
        use ActionState::{Approved, AwaitingApproval, Cancelled, Failed, Planned, Skipped, ToDo};
        match self {
            Approved => matches!(before, AwaitingApproval | Failed),
            Cancelled | Skipped => matches!(before, Planned | AwaitingApproval | Approved | ToDo | Failed),
            _ => false,
        }
    }

    /// Whether the action counts as a contact with the debtor: it left, may have left, or is about to. What came back is none.
    #[must_use]
    pub fn counts_as_contact(self) -> bool {
        !matches!(self, Self::Cancelled | Self::Failed | Self::Bounced | Self::Skipped)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_left_never_leaves_again() {
        for state in ActionState::ALL {
            assert_eq!(ActionState::Sent.may_become(state), state == ActionState::Bounced, "what left can only come back");
            assert!(!ActionState::Bounced.may_become(state), "bounced is final");
            assert!(!ActionState::Cancelled.may_become(state), "cancelled is final");
            assert!(!ActionState::Skipped.may_become(state), "passed over is final");
            for left in [ActionState::Sent, ActionState::Reserved, ActionState::Unknown, ActionState::Bounced] {
                assert!(!left.may_go_back_to(state) && !state.may_go_back_to(left), "no decision undoes what left");
            }
            assert_eq!(ActionState::from_code(state.code()), Some(state));
        }
        assert!(!ActionState::Unknown.may_become(ActionState::Reserved), "never retried by itself");
        assert!(!ActionState::ToDo.may_become(ActionState::Reserved), "the worker never does a person's task");
        assert!(!ActionState::AwaitingApproval.may_become(ActionState::Reserved), "nothing leaves before approval");
        assert_eq!(
            (ActionState::approved(Channel::Email), ActionState::approved(Channel::Electronic)),
            (ActionState::Approved, ActionState::ToDo)
        );
        assert!(Channel::ALL.into_iter().all(|channel| ActionState::AwaitingApproval.may_become(ActionState::approved(channel))));
    }
}
