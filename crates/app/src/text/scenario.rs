//! Sentences about scenarios and what guards the way out.

use i18n_embed_fl::fl;

use super::WORDS;

/// What is wrong with a scenario's text, with its line.
pub(crate) fn fault(line: usize, sentence: &str) -> String {
    fl!(WORDS, "scenario-fault", line = line.to_string(), sentence = sentence)
}

/// A test of a scenario that fails.
pub(crate) fn test_failed(name: &str, expected: &str, got: &str) -> String {
    fl!(WORDS, "scenario-test-failed", name = name, expected = expected, got = got)
}

/// No scenario in the text.
pub(crate) fn empty() -> String {
    fl!(WORDS, "scenario-empty")
}

/// A stop wants a reason.
pub(crate) fn stop_without_reason() -> String {
    fl!(WORDS, "stop-without-reason")
}

/// The name under which a restored backup stops everything.
pub(crate) fn actor_restore() -> String {
    fl!(WORDS, "actor-restore")
}

/// What is said of a message that was about to leave when the backup was written.
pub(crate) fn doubtful_after_restore() -> String {
    fl!(WORDS, "doubtful-after-restore")
}

/// Why everything stands still after a backup was taken back.
pub(crate) fn stop_after_restore(until: domain::Date) -> String {
    fl!(WORDS, "stop-after-restore", date = domain::calendar::fr(until))
}

/// A limit of nothing would silence everybody.
pub(crate) fn limit_of_nothing() -> String {
    fl!(WORDS, "limit-of-nothing")
}

/// An event of the journal.
pub(crate) fn event(kind: &str) -> String {
    match kind {
        "guard.stopped" => fl!(WORDS, "event-guard-stopped"),
        "guard.lifted" => fl!(WORDS, "event-guard-lifted"),
        "guard.limits" => fl!(WORDS, "event-guard-limits"),
        _ => fl!(WORDS, "event-scenario-saved"),
    }
}
