//! Sentences about scenarios and what guards the way out.

use i18n_embed_fl::fl;

use domain::dunning::{Because, BindingFault, Mode};

use super::WORDS;
use super::locale;

/// What is wrong with a scenario's text, with its line when it has one.
pub(crate) fn fault(line: usize, sentence: &str) -> String {
    if line == 0 {
        return sentence.to_owned();
    }
    fl!(WORDS, "scenario-fault", line = line.to_string(), sentence = sentence)
}

/// A test of a scenario that fails.
pub(crate) fn test_failed(name: &str, expected: &str, got: &str) -> String {
    fl!(WORDS, "scenario-test-failed", name = name, expected = expected, got = got)
}

/// Hours that no day has.
pub(crate) fn no_hours() -> String {
    fl!(WORDS, "error-mail-hours")
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
    kept!("actor-restore")
}

/// What is said of a message that was about to leave when the backup was written.
pub(crate) fn doubtful_after_restore() -> String {
    kept!("doubtful-after-restore")
}

/// Why everything stands still after a backup was taken back.
pub(crate) fn stop_after_restore(until: domain::Date) -> String {
    kept!("stop-after-restore", date = locale::date(until))
}

/// A limit of nothing would silence everybody.
pub(crate) fn limit_of_nothing() -> String {
    fl!(WORDS, "limit-of-nothing")
}

/// A scenario that nobody knows.
pub(crate) fn no_such_scenario(name: &str, known: &str) -> String {
    fl!(WORDS, "no-such-scenario", name = name, known = known)
}

/// A name that another scenario has.
pub(crate) fn name_taken(name: &str) -> String {
    fl!(WORDS, "scenario-name-taken", name = name)
}

/// The name of a copy.
pub(crate) fn copy_name(name: &str, number: u32) -> String {
    if number == 1 {
        fl!(WORDS, "scenario-copy", name = name)
    } else {
        fl!(WORDS, "scenario-copy-more", name = name, number = number.to_string())
    }
}

/// Why a scenario cannot be retired.
pub(crate) fn still_bound(is_default: bool, rules: usize, own: usize) -> String {
    if is_default {
        fl!(WORDS, "scenario-is-default")
    } else {
        fl!(WORDS, "scenario-still-bound", rules = rules.to_string(), own = own.to_string())
    }
}

/// A rule or a debtor that wants a retired scenario.
pub(crate) fn not_in_force() -> String {
    fl!(WORDS, "scenario-not-in-force")
}

/// Giving a debtor a scenario wants a reason.
pub(crate) fn bound_without_reason() -> String {
    fl!(WORDS, "bound-without-reason")
}

/// What is wrong with a rule; rules are counted from 1.
#[must_use]
pub fn binding_fault(rule: usize, fault: BindingFault) -> String {
    let rule = (rule + 1).to_string();
    match fault {
        BindingFault::TooMany => fl!(WORDS, "binding-too_many_rules", most = domain::dunning::MAX_RULES.to_string()),
        BindingFault::TakesAll => fl!(WORDS, "binding-takes_all", rule = rule.as_str()),
        BindingFault::Repeated => fl!(WORDS, "binding-repeated_rule", rule = rule.as_str()),
        BindingFault::EmptyCategory => fl!(WORDS, "binding-empty_category", rule = rule.as_str()),
        BindingFault::Amounts => fl!(WORDS, "binding-bad_amounts", rule = rule.as_str()),
        BindingFault::Days => fl!(WORDS, "binding-bad_days", rule = rule.as_str()),
        BindingFault::Scores => fl!(WORDS, "binding-bad_scores", rule = rule.as_str()),
    }
}

/// Why an item follows its scenario; rules are counted from 1.
#[must_use]
pub fn because(because: Because) -> String {
    match because {
        Because::Debtor => fl!(WORDS, "because-debtor"),
        Because::Rule(rule) => fl!(WORDS, "because-rule", rule = (rule + 1).to_string()),
        Because::Default => fl!(WORDS, "because-default"),
    }
}

/// Another name.
pub(crate) fn renamed(before: &str, after: &str) -> String {
    fl!(WORDS, "difference-name", before = before, after = after)
}

/// A step that is gone.
pub(crate) fn step_removed(step: &str, day: &str) -> String {
    fl!(WORDS, "difference-removed", step = step, day = day)
}

/// A step more.
pub(crate) fn step_added(step: &str, day: &str) -> String {
    fl!(WORDS, "difference-added", step = step, day = day)
}

/// Steps in another order.
pub(crate) fn step_moved(step: &str) -> String {
    fl!(WORDS, "difference-moved", step = step)
}

/// Other conditions of stopping.
pub(crate) fn stop_changed() -> String {
    fl!(WORDS, "difference-stop")
}

/// A value of a step that is another one.
pub(crate) fn step_changed(what: &str, step: &str, before: &str, after: &str) -> String {
    match what {
        "day" => fl!(WORDS, "difference-day", step = step, before = before, after = after),
        "gap" => fl!(WORDS, "difference-gap", step = step, before = before, after = after),
        "channels" => fl!(WORDS, "difference-channels", step = step, before = before, after = after),
        "mode" => fl!(WORDS, "difference-mode", step = step, before = before, after = after),
        "template" => fl!(WORDS, "difference-template", step = step, before = before, after = after),
        "cost" => fl!(WORDS, "difference-cost", step = step, before = before, after = after),
        _ => fl!(WORDS, "difference-stage", step = step, before = before, after = after),
    }
}

/// Something of a step that is said in no short word.
pub(crate) fn step_differs(what: &str, step: &str) -> String {
    match what {
        "sender" => fl!(WORDS, "difference-sender", step = step),
        "recipients" => fl!(WORDS, "difference-recipients", step = step),
        _ => fl!(WORDS, "difference-conditions", step = step),
    }
}

/// A day that counts from the document.
pub(crate) fn day_from_issue(days: i32) -> String {
    fl!(WORDS, "day-from-issue", days = days)
}

/// A day that counts from the step before.
pub(crate) fn day_from_previous(days: i32) -> String {
    fl!(WORDS, "day-from-previous", days = days)
}

/// Who lets a step go.
#[must_use]
pub fn mode(mode: Mode, veto_hours: u16) -> String {
    match mode {
        Mode::Automatic => fl!(WORDS, "mode-automatic"),
        Mode::UnlessVetoed => fl!(WORDS, "mode-unless-vetoed", hours = veto_hours),
        Mode::ToConfirm => fl!(WORDS, "mode-to-confirm"),
        Mode::Manual => fl!(WORDS, "mode-manual"),
    }
}

/// An event of the journal.
pub(crate) fn event(kind: &str) -> String {
    match kind {
        "scenario.created" => fl!(WORDS, "event-scenario-created"),
        "scenario.retired" => fl!(WORDS, "event-scenario-retired"),
        "scenario.reinstated" => fl!(WORDS, "event-scenario-reinstated"),
        "bindings.saved" => fl!(WORDS, "event-bindings-saved"),
        "debtor.bound" => fl!(WORDS, "event-debtor-bound"),
        "debtor.unbound" => fl!(WORDS, "event-debtor-unbound"),
        "guard.stopped" => fl!(WORDS, "event-guard-stopped"),
        "guard.lifted" => fl!(WORDS, "event-guard-lifted"),
        "guard.limits" => fl!(WORDS, "event-guard-limits"),
        _ => fl!(WORDS, "event-scenario-saved"),
    }
}
