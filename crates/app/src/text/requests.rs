//! French words of payment requests and of imports that are taken back. Keys: the blocks « Demandes de paiement » and
//! « Import annulé » of `i18n/fr/app.ftl`.

use domain::dunning::LeftOut;
use i18n_embed_fl::fl;

use super::{WORDS, hold_reason};

/// What was done on an item of a file since it came in, and how that is taken back.
pub(crate) fn undo_blocker(reason: &str) -> String {
    match reason {
        "line_matched" => fl!(WORDS, "undo-blocker-line-matched"),
        "line_was_matched" => fl!(WORDS, "undo-blocker-line-was-matched"),
        "line_set_aside" => fl!(WORDS, "undo-blocker-line-set-aside"),
        "booked" => fl!(WORDS, "undo-blocker-booked"),
        "corrected" => fl!(WORDS, "undo-blocker-corrected"),
        "settled" => fl!(WORDS, "undo-blocker-settled"),
        "asked" => fl!(WORDS, "undo-blocker-asked"),
        "held" => fl!(WORDS, "undo-blocker-held"),
        "claim" => fl!(WORDS, "undo-blocker-claim"),
        "operation" => fl!(WORDS, "undo-blocker-operation"),
        "einvoice" => fl!(WORDS, "undo-blocker-einvoice"),
        _ => fl!(WORDS, "undo-blocker-bank"),
    }
}

/// What a table corrected of an amount.
pub(crate) fn amount_corrected(number: &str, before: String, after: String) -> String {
    fl!(WORDS, "amount-corrected", number = number, before = before, after = after)
}

/// The same, of an invoice of which more was settled than the new amount.
pub(crate) fn amount_corrected_with_credit(number: &str, before: String, after: String, credit: String) -> String {
    fl!(WORDS, "amount-corrected-with-credit", number = number, before = before, after = after, credit = credit)
}

pub(crate) fn label_amount_corrected(before: String, after: String) -> String {
    kept!("label-amount-corrected", before = before, after = after)
}

pub(crate) fn error_import_not_alone(count: usize, number: &str, reason: &str) -> String {
    fl!(WORDS, "error-import_not_alone", count = count, number = number, reason = reason)
}

pub(crate) fn error_import_made_nothing() -> String {
    fl!(WORDS, "error-import_made_nothing")
}

pub(crate) fn label_import_taken_back(file: &str) -> String {
    kept!("label-import_taken_back", file = file)
}

/// Why an item is left out of a payment request.
#[must_use]
pub fn left_out(reason: LeftOut) -> String {
    match reason {
        LeftOut::AlreadyAsked => fl!(WORDS, "left-out-already_asked"),
        LeftOut::Disputed => fl!(WORDS, "left-out-disputed"),
        LeftOut::OtherCurrency => fl!(WORDS, "left-out-other_currency"),
        LeftOut::Held(reason) => hold_reason(reason),
    }
}

/// Why a debtor gets no request today: an e-mail of today was given up, and a day has one.
pub(crate) fn left_out_given_up() -> String {
    fl!(WORDS, "left-out-given_up")
}

/// Why requests that had not left were taken back.
pub(crate) fn reason_request_taken_back(name: &str) -> String {
    kept!("reason-request_taken_back", name = name)
}

pub(crate) fn error_requests_changed() -> String {
    fl!(WORDS, "error-requests_changed")
}
