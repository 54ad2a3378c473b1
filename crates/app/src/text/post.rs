//! French words of letters. Keys: the block « Courriers » of `i18n/fr/app.ftl`.

use domain::Date;
use domain::claim::ClaimKind;
use domain::post::{EventFault, LetterKind, PaperReason, PostalEvent, TrackingError};
use i18n_embed_fl::fl;
use store::letter::LetterRow;

use super::WORDS;
use super::claims::claim_kind;
use super::locale;

/// How a letter goes.
#[must_use]
pub fn letter_kind(kind: LetterKind) -> String {
    match kind {
        LetterKind::Plain => fl!(WORDS, "letter-kind-letter"),
        LetterKind::Registered => fl!(WORDS, "letter-kind-registered"),
        LetterKind::Electronic => fl!(WORDS, "letter-kind-electronic"),
    }
}

/// Something that happened to a registered letter.
#[must_use]
pub fn postal_event(event: PostalEvent) -> String {
    match event {
        PostalEvent::Deposited => fl!(WORDS, "postal-deposited"),
        PostalEvent::Presented => fl!(WORDS, "postal-presented"),
        PostalEvent::Delivered => fl!(WORDS, "postal-delivered"),
        PostalEvent::Refused => fl!(WORDS, "postal-refused"),
        PostalEvent::Unclaimed => fl!(WORDS, "postal-unclaimed"),
        PostalEvent::WrongAddress => fl!(WORDS, "postal-wrong_address"),
    }
}

/// What an event means, in a sentence; empty for most.
#[must_use]
pub fn postal_meaning(event: PostalEvent) -> String {
    match event {
        PostalEvent::Unclaimed => fl!(WORDS, "postal-means-unclaimed"),
        PostalEvent::Refused => fl!(WORDS, "postal-means-refused"),
        PostalEvent::WrongAddress => fl!(WORDS, "postal-means-wrong_address"),
        PostalEvent::Deposited | PostalEvent::Presented | PostalEvent::Delivered => String::new(),
    }
}

/// Why a registered letter goes on paper.
#[must_use]
pub fn paper_reason(reason: PaperReason) -> String {
    match reason {
        PaperReason::Decisive => fl!(WORDS, "paper-decisive"),
        PaperReason::NotQualified => fl!(WORDS, "paper-not_qualified"),
        PaperReason::NoEmail => fl!(WORDS, "paper-no_email"),
        PaperReason::NoAgreement => fl!(WORDS, "paper-no_agreement"),
        PaperReason::NoName => super::electronic::no_name(),
    }
}

pub(crate) fn event_fault(fault: EventFault) -> String {
    match fault {
        EventFault::ToCome => fl!(WORDS, "postal-fault-to_come"),
        EventFault::BeforePosting(on) => fl!(WORDS, "postal-fault-before", date = locale::date(on)),
        EventFault::Twice(event) => fl!(WORDS, "postal-fault-twice", event = postal_event(event)),
        EventFault::AfterEnd(event) => fl!(WORDS, "postal-fault-after_end", event = postal_event(event)),
        EventFault::OutOfOrder(event, on) => fl!(WORDS, "postal-fault-order", event = postal_event(event), date = locale::date(on)),
    }
}

pub(crate) fn error_tracking(error: TrackingError) -> String {
    match error {
        TrackingError::Length => fl!(WORDS, "error-tracking-length"),
        TrackingError::Character => fl!(WORDS, "error-tracking-character"),
        TrackingError::CheckDigit => fl!(WORDS, "error-tracking-check"),
    }
}

pub(crate) fn error_selection(most: usize) -> String {
    fl!(WORDS, "error-letters-selection", most = most)
}

pub(crate) fn refusal_spoken() -> String {
    fl!(WORDS, "post-refusal-spoken")
}

pub(crate) fn refusal_other_scenario() -> String {
    fl!(WORDS, "post-refusal-other-scenario")
}

pub(crate) fn refusal_changed(before: &str, now: &str) -> String {
    fl!(WORDS, "refusal-letter-changed", before = before, now = now)
}

pub(crate) fn refusal_held(reason: &str) -> String {
    fl!(WORDS, "refusal-letter-held", reason = reason)
}

pub(crate) fn refusal_before(date: &str) -> String {
    fl!(WORDS, "refusal-letter-before", date = date)
}

pub(crate) fn refusal_returned(on: Date) -> String {
    fl!(WORDS, "refusal-letter-returned", date = locale::date(on))
}

pub(crate) fn refusal_special(kind: ClaimKind) -> String {
    fl!(WORDS, "refusal-letter-special", kind = claim_kind(kind))
}

pub(crate) fn detail_returned(on: Date) -> String {
    fl!(WORDS, "detail-address-returned", date = locale::date(on))
}

/// A sentence without arguments each.
macro_rules! sentences {
    ($($name:ident = $key:literal;)*) => {$(
        pub(crate) fn $name() -> String {
            fl!(WORDS, $key)
        }
    )*};
}

sentences! {
    refusal_not_waiting = "refusal-letter-not_waiting";
    refusal_not_printed = "refusal-letter-not_printed";
    refusal_unknown_kind = "refusal-letter-unknown_kind";
    refusal_carrier = "refusal-letter-carrier";
    error_posted_to_come = "error-posted-to-come";
    error_too_late = "error-posted-too-late";
    error_has_events = "error-posted-has-events";
    error_not_posted = "error-letter-not-posted";
    error_scan = "error-letter-scan";
    error_notice_days = "error-notice-days";
    error_agreement = "error-agreement";
}

pub(crate) fn separator_head(position: usize, count: usize) -> String {
    kept!("separator-head", position = position, count = count)
}

/// What stands on the sheet before a letter, a label and a text each.
pub(crate) fn separator_facts(letter: &LetterRow, code: &str) -> Vec<(String, String)> {
    let mut lines = letter.recipient.lines().skip(1).map(str::to_owned).collect::<Vec<_>>().join(", ");
    if lines.is_empty() {
        lines.clone_from(&letter.recipient);
    }
    vec![
        (kept!("separator-address"), lines),
        (kept!("separator-kind"), letter_kind(letter.kind)),
        (kept!("separator-account"), code.to_owned()),
        (kept!("separator-reference"), letter.reference.clone()),
        (kept!("separator-pages"), letter.pages.to_string()),
    ]
}

/// An entry of the journal.
pub(super) fn event(kind: &str) -> String {
    match kind {
        "letter.printed" => fl!(WORDS, "event-letter-printed"),
        "letters.printed" => fl!(WORDS, "event-letters-printed"),
        "letter.posted" => fl!(WORDS, "event-letter-posted"),
        "letter.taken_back" => fl!(WORDS, "event-letter-taken_back"),
        "letter.event_recorded" => fl!(WORDS, "event-letter-event_recorded"),
        "letter.event_withdrawn" => fl!(WORDS, "event-letter-event_withdrawn"),
        "letter.handed_over" => fl!(WORDS, "event-letter-handed_over"),
        "letter.proof_kept" => fl!(WORDS, "event-letter-proof_kept"),
        "letter.number_set" => fl!(WORDS, "event-letter-number_set"),
        "agreement.recorded" => fl!(WORDS, "event-agreement-recorded"),
        _ => fl!(WORDS, "event-agreement-withdrawn"),
    }
}
