//! Where an action stands, in French. Keys: « state-… » of `i18n/fr/app.ftl`.

use domain::dunning::{ActionState, Channel};
use i18n_embed_fl::fl;

use super::WORDS;

/// Where an action stands.
#[must_use]
pub fn state(state: ActionState) -> String {
    match state {
        ActionState::Planned => fl!(WORDS, "state-planned"),
        ActionState::AwaitingApproval => fl!(WORDS, "state-awaiting_approval"),
        ActionState::Approved => fl!(WORDS, "state-approved"),
        ActionState::ToDo => fl!(WORDS, "state-to_do"),
        ActionState::Reserved => fl!(WORDS, "state-reserved"),
        ActionState::Sent => fl!(WORDS, "state-sent"),
        ActionState::Failed => fl!(WORDS, "state-failed"),
        ActionState::Unknown => fl!(WORDS, "state-unknown"),
        ActionState::Cancelled => fl!(WORDS, "state-cancelled"),
        ActionState::Bounced => fl!(WORDS, "state-bounced"),
        ActionState::Skipped => fl!(WORDS, "state-skipped"),
    }
}

/// Where an action stands, in the words of its channel: a call is done, a message is sent.
#[must_use]
pub fn state_of(action_state: ActionState, channel: Channel) -> String {
    if action_state == ActionState::Sent && channel != Channel::Email { fl!(WORDS, "state-done") } else { state(action_state) }
}
