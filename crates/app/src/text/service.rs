//! French words of the messages beside the reminders. Keys: the block « Messages de service » of `i18n/fr/app.ftl`.

use domain::{Date, calendar};
use i18n_embed_fl::fl;

use super::WORDS;

pub(crate) fn promise_gone() -> String {
    fl!(WORDS, "service-promise_gone")
}

pub(crate) fn two_currencies() -> String {
    fl!(WORDS, "service-two_currencies")
}

pub(crate) fn choose_items() -> String {
    fl!(WORDS, "service-choose_items")
}

/// The house holds no document of these invoices.
pub(crate) fn no_document(numbers: &str) -> String {
    fl!(WORDS, "service-no_document", numbers = numbers)
}

pub(crate) fn too_large() -> String {
    fl!(WORDS, "service-too_large")
}

/// What copies may weigh with one message.
pub(crate) fn error_copies(most: u32) -> String {
    fl!(WORDS, "error-copies", most = most.to_string())
}

/// A copy of that invoice is on its way already.
pub(crate) fn copy_waits(number: &str) -> String {
    fl!(WORDS, "service-copy_waits", number = number)
}

pub(crate) fn done_by_copy() -> String {
    fl!(WORDS, "service-done_by_copy")
}

pub(crate) fn confirmed_already() -> String {
    fl!(WORDS, "service-confirmed_already")
}

/// What was confirmed.
pub(crate) fn confirmed(amount: &str, on: Date) -> String {
    fl!(WORDS, "service-confirmed", amount = amount, day = calendar::fr(on))
}

/// There is nothing to announce of the plan any more.
pub(crate) fn plan_gone() -> String {
    fl!(WORDS, "service-plan_gone")
}

pub(crate) fn plan_told_already() -> String {
    fl!(WORDS, "service-plan_told_already")
}

/// The plan and its sum.
pub(crate) fn plan_told(reference: &str, total: &str) -> String {
    fl!(WORDS, "service-plan_told", reference = reference, total = total)
}

/// A document and the invoice that it is.
pub(crate) fn document_of(name: &str, number: &str) -> String {
    fl!(WORDS, "service-document_of", name = name, number = number)
}

/// A line of the journal.
pub(crate) fn event(kind: &str) -> String {
    match kind {
        "service.copy_asked" => fl!(WORDS, "event-service-copy_asked"),
        "service.note_asked" => fl!(WORDS, "event-service-note_asked"),
        "service.plan_note_asked" => fl!(WORDS, "event-service-plan_note_asked"),
        "service.document_added" => fl!(WORDS, "event-service-document_added"),
        "service.document_withdrawn" => fl!(WORDS, "event-service-document_withdrawn"),
        "service.validator_named" => fl!(WORDS, "event-service-validator_named"),
        other => other.to_owned(),
    }
}
