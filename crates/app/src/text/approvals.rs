//! French words of approvals and vetoes. Keys: the block « Approbations » of `i18n/fr/app.ftl`.

use i18n_embed_fl::fl;

use super::{WORDS, refusal_letter};
use crate::message::Refusal;

/// Why the decision refuses a message as things stand.
pub(crate) fn refusal(refusal: Refusal) -> String {
    match refusal {
        Refusal::Held(reason) => reason,
        Refusal::Letter(error) => refusal_letter(error.code()),
    }
}

pub(crate) fn error_without_reason() -> String {
    fl!(WORDS, "error-decision_without_reason")
}

pub(crate) fn error_nothing_chosen() -> String {
    fl!(WORDS, "error-nothing_chosen")
}

pub(crate) fn error_changed() -> String {
    fl!(WORDS, "error-selection_changed")
}

pub(crate) fn error_request_has_no_step() -> String {
    fl!(WORDS, "error-request_has_no_step")
}

/// An entry of the journal about decisions, calls and salesmen; `None` for what is about something else.
pub(crate) fn event(kind: &str) -> Option<String> {
    Some(match kind {
        "action.skipped" => fl!(WORDS, "event-action-skipped"),
        "action.taken_back" => fl!(WORDS, "event-action-taken_back"),
        "call.recorded" => fl!(WORDS, "event-call-recorded"),
        "care.last_word" => fl!(WORDS, "event-care-last_word"),
        "care.last_word_off" => fl!(WORDS, "event-care-last_word_off"),
        "care.sales" => fl!(WORDS, "event-care-sales"),
        "veto.objected" => fl!(WORDS, "event-veto-objected"),
        "veto.setting" => fl!(WORDS, "event-veto-setting"),
        "veto.digest" => fl!(WORDS, "event-veto-digest"),
        _ => return None,
    })
}
