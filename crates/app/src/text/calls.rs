//! French words of calls. Keys: the block « Appels » of `i18n/fr/app.ftl`.

use domain::Date;
use i18n_embed_fl::fl;

use super::WORDS;
use super::locale;
use crate::calls::Outcome;

/// What came of a call.
#[must_use]
pub fn outcome(outcome: Outcome) -> String {
    match outcome {
        Outcome::Promise => fl!(WORDS, "call-promise"),
        Outcome::PaysToday => fl!(WORDS, "call-pays_today"),
        Outcome::Dispute => fl!(WORDS, "call-dispute"),
        Outcome::NoAnswer => fl!(WORDS, "call-no_answer"),
        Outcome::MessageLeft => fl!(WORDS, "call-message_left"),
        Outcome::WrongNumber => fl!(WORDS, "call-wrong_number"),
        Outcome::Refuses => fl!(WORDS, "call-refuses"),
    }
}

/// What an outcome changes, for the person who chooses it.
#[must_use]
pub fn effect(outcome: Outcome) -> String {
    match outcome {
        Outcome::Promise => fl!(WORDS, "call-effect-promise"),
        Outcome::PaysToday => fl!(WORDS, "call-effect-pays_today"),
        Outcome::Dispute => fl!(WORDS, "call-effect-dispute"),
        Outcome::NoAnswer => fl!(WORDS, "call-effect-no_answer"),
        Outcome::MessageLeft => fl!(WORDS, "call-effect-message_left"),
        Outcome::WrongNumber => fl!(WORDS, "call-effect-wrong_number"),
        Outcome::Refuses => fl!(WORDS, "call-effect-refuses"),
    }
}

/// An outcome with its amount and day.
pub(crate) fn summary(told: Outcome, amount: Option<String>, on: Option<Date>) -> String {
    let day = on.map(locale::date).unwrap_or_default();
    match (told, amount) {
        (Outcome::Promise, Some(amount)) => fl!(WORDS, "call-summary-promise", amount = amount, day = day),
        (Outcome::NoAnswer, _) if on.is_some() => fl!(WORDS, "call-summary-again", day = day),
        _ => outcome(told),
    }
}

pub(crate) fn timeline(summary: &str) -> String {
    fl!(WORDS, "call-timeline", summary = summary)
}

pub(crate) fn error_without_outcome() -> String {
    fl!(WORDS, "error-call_without_outcome")
}

pub(crate) fn error_without_note() -> String {
    fl!(WORDS, "error-call_without_note")
}

pub(crate) fn error_without_day() -> String {
    fl!(WORDS, "error-call_without_day")
}

pub(crate) fn error_promise_day() -> String {
    fl!(WORDS, "error-call_promise_day")
}

pub(crate) fn error_promise_amount() -> String {
    fl!(WORDS, "error-call_promise_amount")
}

pub(crate) fn error_again_day() -> String {
    fl!(WORDS, "error-call_again_day")
}

pub(crate) fn error_which_number() -> String {
    fl!(WORDS, "error-call_which_number")
}
