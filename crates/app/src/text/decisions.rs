//! The words of what the program decided by itself.

use i18n_embed_fl::fl;

use super::WORDS;

/// What an item got, by its key.
#[must_use]
pub fn decision(key: &str) -> String {
    match key {
        "send" => fl!(WORDS, "decision-send"),
        "hold" => fl!(WORDS, "decision-hold"),
        "not_yet" => fl!(WORDS, "decision-not_yet"),
        _ => fl!(WORDS, "decision-exhausted"),
    }
}

pub(crate) fn sent(step: &str, channel: &str) -> String {
    fl!(WORDS, "decision-why-send", step = step, channel = channel)
}

pub(crate) fn sent_elsewhere() -> String {
    fl!(WORDS, "decision-why-elsewhere")
}

pub(crate) fn until(reason: &str, until: &str) -> String {
    fl!(WORDS, "decision-why-until", reason = reason, until = until)
}

pub(crate) fn not_yet(next: &str) -> String {
    fl!(WORDS, "decision-why-not_yet", next = next)
}

pub(crate) fn exhausted() -> String {
    fl!(WORDS, "decision-why-exhausted")
}

/// The heads of the export.
pub(crate) fn heads() -> String {
    fl!(WORDS, "decision-heads")
}

/// The heads of the export of the journal.
pub(crate) fn journal_heads() -> String {
    fl!(WORDS, "journal-heads")
}
