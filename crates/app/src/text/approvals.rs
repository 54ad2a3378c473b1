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
