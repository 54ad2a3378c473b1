//! French words of promises to pay. Keys: the block « Promesses » of `i18n/fr/app.ftl`.

use domain::Date;
use domain::promise::{Standing, Way};
use i18n_embed_fl::fl;

use super::WORDS;
use super::locale;

/// What became of a promise.
#[must_use]
pub fn standing(standing: &Standing) -> String {
    match standing {
        Standing::Pending => fl!(WORDS, "promise-pending"),
        Standing::Kept { .. } => fl!(WORDS, "promise-kept"),
        Standing::PartlyKept { .. } => fl!(WORDS, "promise-partly_kept"),
        Standing::Broken { .. } => fl!(WORDS, "promise-broken"),
        Standing::Lapsed => fl!(WORDS, "promise-lapsed"),
        Standing::Superseded => fl!(WORDS, "promise-superseded"),
        Standing::Withdrawn { .. } => fl!(WORDS, "promise-withdrawn"),
    }
}

/// By which way a promise came.
#[must_use]
pub fn way(way: Way) -> String {
    match way {
        Way::Call => fl!(WORDS, "promise-way-call"),
        Way::Email => fl!(WORDS, "promise-way-email"),
        Way::Letter => fl!(WORDS, "promise-way-letter"),
        Way::Visit => fl!(WORDS, "promise-way-visit"),
        Way::Other => fl!(WORDS, "promise-way-other"),
    }
}

/// What happened to a promise, from its stored key.
#[must_use]
pub fn change(code: &str) -> String {
    match code {
        "recorded" => fl!(WORDS, "event-promise-recorded"),
        "kept" => fl!(WORDS, "event-promise-kept"),
        "partly_kept" => fl!(WORDS, "event-promise-partly_kept"),
        "broken" => fl!(WORDS, "event-promise-broken"),
        "lapsed" => fl!(WORDS, "event-promise-lapsed"),
        "reopened" => fl!(WORDS, "event-promise-reopened"),
        "superseded" => fl!(WORDS, "event-promise-superseded"),
        "shrunk" => fl!(WORDS, "event-promise-shrunk"),
        "given_back" => fl!(WORDS, "event-promise-given_back"),
        "withdrawn" => fl!(WORDS, "event-promise-withdrawn"),
        "restored" => fl!(WORDS, "event-promise-restored"),
        "settings" => fl!(WORDS, "event-promise-settings"),
        other => other.to_owned(),
    }
}

/// The note of a suspension that a promise made.
pub(crate) fn hold_note(amount: &str, on: Date) -> String {
    kept!("promise-hold", amount = amount, day = locale::date(on))
}

/// A promise in one line, with at most five numbers.
pub(crate) fn summary(amount: &str, on: Date, numbers: &[&str]) -> String {
    let mut told = numbers.iter().take(5).copied().collect::<Vec<_>>().join(", ");
    if numbers.len() > 5 {
        told.push_str(", …");
    }
    kept!("promise-summary", amount = amount, day = locale::date(on), items = told)
}

/// The heads of the export.
pub(crate) fn columns() -> [String; 16] {
    [
        fl!(WORDS, "promise-column-code"),
        fl!(WORDS, "promise-column-name"),
        fl!(WORDS, "promise-column-collector"),
        fl!(WORDS, "promise-column-items"),
        fl!(WORDS, "promise-column-amount"),
        fl!(WORDS, "promise-column-paid"),
        fl!(WORDS, "promise-column-owed"),
        fl!(WORDS, "promise-column-currency"),
        fl!(WORDS, "promise-column-day"),
        fl!(WORDS, "promise-column-until"),
        fl!(WORDS, "promise-column-state"),
        fl!(WORDS, "promise-column-made"),
        fl!(WORDS, "promise-column-way"),
        fl!(WORDS, "promise-column-who"),
        fl!(WORDS, "promise-column-note"),
        fl!(WORDS, "promise-column-by"),
    ]
}

pub(crate) fn error_agreed(number: &str, reference: &str) -> String {
    fl!(WORDS, "error-promise_agreed", number = number, reference = reference)
}

pub(crate) fn error_item_gone() -> String {
    fl!(WORDS, "error-promise_item_gone")
}

pub(crate) fn error_nothing_late() -> String {
    fl!(WORDS, "error-promise_nothing_late")
}

pub(crate) fn error_two_currencies() -> String {
    fl!(WORDS, "error-promise_two_currencies")
}

pub(crate) fn error_day() -> String {
    fl!(WORDS, "error-promise_day")
}

pub(crate) fn error_amount() -> String {
    fl!(WORDS, "error-promise_amount")
}

pub(crate) fn error_more_than_owed(owed: &str) -> String {
    fl!(WORDS, "error-promise_more_than_owed", owed = owed)
}

pub(crate) fn error_without_reason() -> String {
    fl!(WORDS, "error-promise_without_reason")
}

pub(crate) fn error_covered_later() -> String {
    fl!(WORDS, "error-promise_covered_later")
}

pub(crate) fn error_grace(most: u8) -> String {
    fl!(WORDS, "error-promise_grace", most = most)
}

pub(crate) fn error_tolerance() -> String {
    fl!(WORDS, "error-promise_tolerance")
}

pub(crate) fn error_copy_days() -> String {
    fl!(WORDS, "error-promise_copy_days")
}

pub(crate) fn released_by_hand() -> String {
    kept!("promise-released")
}

/// The name of the calendar of promises.
pub(crate) fn calendar_name(house: &str) -> String {
    fl!(WORDS, "promise-calendar-name", house = house)
}

/// A promise in a calendar.
pub(crate) fn calendar_event(amount: &str, debtor: &str) -> String {
    fl!(WORDS, "promise-calendar-event", amount = amount, debtor = debtor)
}
