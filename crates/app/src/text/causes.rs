//! French words of causes of lateness and of goals. Keys: the blocks « Causes de retard » and « Objectifs » of
//! `i18n/fr/app.ftl`.

use domain::cause::{Cause, NextAction};
use domain::goal::{Measure, Period};
use i18n_embed_fl::fl;

use super::WORDS;

/// The usual word of a cause.
#[must_use]
pub fn cause(cause: Cause) -> String {
    match cause {
        Cause::Oversight => fl!(WORDS, "cause-oversight"),
        Cause::InvoiceLost => fl!(WORDS, "cause-invoice_lost"),
        Cause::QualityDispute => fl!(WORDS, "cause-quality_dispute"),
        Cause::HeavyValidation => fl!(WORDS, "cause-heavy_validation"),
        Cause::CashShortage => fl!(WORDS, "cause-cash_shortage"),
        Cause::Refusal => fl!(WORDS, "cause-refusal"),
        Cause::Insolvency => fl!(WORDS, "cause-insolvency"),
        Cause::AlreadyPaid => fl!(WORDS, "cause-already_paid"),
        Cause::IncompleteInvoice => fl!(WORDS, "cause-incomplete_invoice"),
        Cause::Other => fl!(WORDS, "cause-other"),
    }
}

/// What is done about it.
#[must_use]
pub fn action(action: NextAction) -> String {
    match action {
        NextAction::GoOn => fl!(WORDS, "cause-action-go_on"),
        NextAction::ResendCopy => fl!(WORDS, "cause-action-resend_copy"),
        NextAction::OpenDispute => fl!(WORDS, "cause-action-open_dispute"),
        NextAction::AskValidator => fl!(WORDS, "cause-action-ask_validator"),
        NextAction::OfferPlan => fl!(WORDS, "cause-action-offer_plan"),
        NextAction::LookForPayment => fl!(WORDS, "cause-action-look_for_payment"),
        NextAction::Escalate => fl!(WORDS, "cause-action-escalate"),
    }
}

/// What the task of an action says.
pub(crate) fn task(action: NextAction, items: &str, note: &str) -> String {
    let task = match action {
        NextAction::ResendCopy => kept!("cause-task-resend_copy", items = items),
        NextAction::AskValidator => kept!("cause-task-ask_validator", items = items),
        NextAction::LookForPayment => kept!("cause-task-look_for_payment", items = items),
        NextAction::Escalate => kept!("cause-task-escalate", items = items),
        NextAction::GoOn | NextAction::OpenDispute | NextAction::OfferPlan => self::action(action),
    };
    if note.is_empty() { task } else { format!("{task} – {note}") }
}

/// The note of the suspension that goes with a copy.
pub(crate) fn copy_hold(cause: &str) -> String {
    kept!("cause-copy-hold", cause = cause)
}

/// What a goal is set for.
#[must_use]
pub fn measure(measure: Measure) -> String {
    match measure {
        Measure::PromisesKept => fl!(WORDS, "goal-promises_kept"),
        Measure::DisputeRate => fl!(WORDS, "goal-dispute_rate"),
        Measure::CauseKnown => fl!(WORDS, "goal-cause_known"),
        Measure::OverdueRate => fl!(WORDS, "goal-overdue_rate"),
        Measure::SalesOutstanding => fl!(WORDS, "goal-sales_outstanding"),
        Measure::UnpaidRate => fl!(WORDS, "goal-unpaid_rate"),
        Measure::RecoveryRate => fl!(WORDS, "goal-recovery_rate"),
    }
}

/// A period in words: `novembre 2026`, `4e trimestre 2026`, `année 2026`.
#[must_use]
pub fn period(period: Period) -> String {
    match period {
        Period::Month(year, month) => fl!(WORDS, "goal-month", month = i64::from(month), year = year.to_string()),
        Period::Quarter(year, quarter) => fl!(WORDS, "goal-quarter", quarter = i64::from(quarter), year = year.to_string()),
        Period::Year(year) => fl!(WORDS, "goal-year", year = year.to_string()),
    }
}

/// A line of the journal.
pub(crate) fn event(kind: &str) -> String {
    match kind {
        "cause.noted" => fl!(WORDS, "event-cause-noted"),
        "cause.taken_back" => fl!(WORDS, "event-cause-taken_back"),
        "cause.settings" => fl!(WORDS, "event-cause-settings"),
        "goal.set" => fl!(WORDS, "event-goal-set"),
        "goal.deleted" => fl!(WORDS, "event-goal-deleted"),
        other => other.to_owned(),
    }
}

/// The heads of the export.
pub(crate) fn columns() -> [String; 13] {
    [
        fl!(WORDS, "promise-column-code"),
        fl!(WORDS, "promise-column-name"),
        fl!(WORDS, "promise-column-collector"),
        fl!(WORDS, "cause-column-number"),
        fl!(WORDS, "cause-column-due"),
        fl!(WORDS, "cause-column-late"),
        fl!(WORDS, "cause-column-open"),
        fl!(WORDS, "promise-column-currency"),
        fl!(WORDS, "cause-column-cause"),
        fl!(WORDS, "promise-column-note"),
        fl!(WORDS, "cause-column-noted"),
        fl!(WORDS, "promise-column-by"),
        fl!(WORDS, "cause-column-status"),
    ]
}

/// What else explains that an item is late.
#[must_use]
pub fn status(is_promised: bool, is_disputed: bool) -> String {
    match (is_promised, is_disputed) {
        (true, _) => fl!(WORDS, "cause-status-promised"),
        (false, true) => fl!(WORDS, "cause-status-disputed"),
        (false, false) => String::new(),
    }
}

pub(crate) fn error_choose_items() -> String {
    fl!(WORDS, "error-cause_choose_items")
}

pub(crate) fn error_other_note() -> String {
    fl!(WORDS, "error-cause_other_note")
}

pub(crate) fn error_label() -> String {
    fl!(WORDS, "error-cause_label")
}

/// Who validates, for the timeline and the task that asked.
pub(crate) fn validator(name: &str) -> String {
    fl!(WORDS, "cause-validator", name = name)
}

pub(crate) fn error_validator_name() -> String {
    fl!(WORDS, "error-cause_validator_name")
}

pub(crate) fn error_wait() -> String {
    fl!(WORDS, "error-cause_wait")
}

pub(crate) fn error_target() -> String {
    fl!(WORDS, "error-goal_target")
}
