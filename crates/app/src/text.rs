//! French words for codes, and the sentences of this crate. The keys of `i18n/fr/app.ftl` are checked when
//! the crate is built.

use std::sync::LazyLock;

use domain::calendar;
use domain::deadline::{DeadlineError, LawOf, RULES, Urgency};
use domain::dunning::{ActionState, Channel, HoldReason, Outcome};
use domain::ledger::{Bucket, ItemKind};
use domain::party::{DebtorKind, MissingMention};
use i18n_embed::LanguageLoader as _;
use i18n_embed::fluent::{FluentLanguageLoader, fluent_language_loader};
use i18n_embed_fl::fl;
use rust_embed::RustEmbed;

use crate::access::Role;

#[derive(RustEmbed)]
#[folder = "i18n/"]
struct Locales;

static WORDS: LazyLock<FluentLanguageLoader> = LazyLock::new(|| {
    let loader = fluent_language_loader!();
    // The file is inside the program: were it broken, the build's check would have said so.
    if let Err(error) = loader.load_fallback_language(&Locales) {
        tracing::error!(%error, "the French texts could not be loaded");
    }
    // Isolation marks would end up in e-mails and spreadsheets.
    loader.set_use_isolating(false);
    loader
});

/// A function per sentence without arguments.
macro_rules! sentences {
    ($($(#[$doc:meta])* $name:ident = $key:literal;)*) => {$(
        $(#[$doc])*
        #[must_use]
        pub(crate) fn $name() -> String {
            fl!(WORDS, $key)
        }
    )*};
}

sentences! {
    total = "total";
    ungrouped = "ungrouped";
    refusal_settled = "refusal-settled";
    refusal_changed = "refusal-changed";
    reason_booked = "reason-booked";
    reason_interrupted = "reason-interrupted";
    proposal_number = "proposal-number";
    proposal_account = "proposal-account";
    proposal_amount = "proposal-amount";
    actor_night = "actor-night";
    check_mentions_complete = "check-mentions-complete";
    error_log_in_refused = "error-log-in-refused";
    error_too_many_log_ins = "error-too-many-log-ins";
    error_forbidden = "error-forbidden";
    error_not_found = "error-not-found";
    error_conflict = "error-conflict";
    error_no_mail = "error-no-mail";
    error_unconfirmed = "error-unconfirmed";
    error_letter = "error-letter";
    error_internal = "error-internal";
    error_which_organisation = "error-which-organisation";
    error_no_organisation = "error-no-organisation";
    error_unknown_content = "error-unknown-content";
    error_statement_without_account = "error-statement-without-account";
    error_entry_without_date = "error-entry-without-date";
    error_hold_without_note = "error-hold-without-note";
    error_hold_in_the_past = "error-hold-in-the-past";
    warning_pending = "warning-pending";
    error_nothing_overdue = "error-nothing-overdue";
    error_no_postal_address = "error-no-postal-address";
    error_limit_without_reason = "error-limit-without-reason";
    error_feed_without_account = "error-feed-without-account";
}

/// The name under which the command line acts.
#[must_use]
pub fn actor_cli() -> String {
    fl!(WORDS, "actor-cli")
}

/// A scenario's step.
#[must_use]
pub fn step(key: &str) -> String {
    match key {
        "pre_due" => fl!(WORDS, "step-pre_due"),
        "reminder_1" => fl!(WORDS, "step-reminder_1"),
        "reminder_2" => fl!(WORDS, "step-reminder_2"),
        "call" => fl!(WORDS, "step-call"),
        "letter" => fl!(WORDS, "step-letter"),
        "prepare_formal_notice" => fl!(WORDS, "step-prepare_formal_notice"),
        other => fl!(WORDS, "step-other", key = other),
    }
}

/// Why an item is held.
#[must_use]
pub fn hold_reason(reason: HoldReason) -> String {
    match reason {
        HoldReason::Paused => fl!(WORDS, "hold-paused"),
        HoldReason::CreditCovers => fl!(WORDS, "hold-credit_covers"),
        HoldReason::Spacing => fl!(WORDS, "hold-spacing"),
        HoldReason::NoContact => fl!(WORDS, "hold-no_contact"),
        HoldReason::StaleData => fl!(WORDS, "hold-stale_data"),
        HoldReason::Quiet => fl!(WORDS, "hold-quiet"),
        HoldReason::BelowMinimum => fl!(WORDS, "hold-below_minimum"),
    }
}

/// What an item gets, in a sentence. `step_names` are the scenario's, in order.
#[must_use]
pub fn outcome(outcome: &Outcome, step_names: &[String]) -> String {
    match outcome {
        Outcome::Send { step } => fl!(WORDS, "outcome-send", step = step_names.get(*step).map_or("", String::as_str)),
        Outcome::Hold { reason, until: Some(until) } => {
            fl!(WORDS, "outcome-hold-until", reason = hold_reason(*reason), until = calendar::fr(*until))
        }
        Outcome::Hold { reason, until: None } => fl!(WORDS, "outcome-hold", reason = hold_reason(*reason)),
        Outcome::NotYet { next_on } => fl!(WORDS, "outcome-not-yet", next = calendar::fr(*next_on)),
        Outcome::Exhausted => fl!(WORDS, "outcome-exhausted"),
    }
}

/// A channel.
#[must_use]
pub fn channel(channel: Channel) -> String {
    match channel {
        Channel::Email => fl!(WORDS, "channel-email"),
        Channel::Call => fl!(WORDS, "channel-call"),
        Channel::Letter => fl!(WORDS, "channel-letter"),
        Channel::Task => fl!(WORDS, "channel-task"),
    }
}

/// Where an action stands.
#[must_use]
pub fn state(state: ActionState) -> String {
    match state {
        ActionState::Planned => fl!(WORDS, "state-planned"),
        ActionState::AwaitingApproval => fl!(WORDS, "state-awaiting_approval"),
        ActionState::Approved => fl!(WORDS, "state-approved"),
        ActionState::ToDo => fl!(WORDS, "state-to_do"),
        ActionState::Reserved => fl!(WORDS, "state-reserved"),
        ActionState::Sent => fl!(WORDS, "state-sent"),
        ActionState::Failed => fl!(WORDS, "state-failed"),
        ActionState::Unknown => fl!(WORDS, "state-unknown"),
        ActionState::Cancelled => fl!(WORDS, "state-cancelled"),
    }
}

/// Where an action stands, in the words of its channel: a call is done, a message is sent.
#[must_use]
pub fn state_of(action_state: ActionState, channel: Channel) -> String {
    if action_state == ActionState::Sent && channel != Channel::Email { fl!(WORDS, "state-done") } else { state(action_state) }
}

/// A column of the aged balance.
#[must_use]
pub fn bucket(bucket: Bucket) -> String {
    match bucket {
        Bucket::NotDue => fl!(WORDS, "bucket-not_due"),
        Bucket::Days1To30 => fl!(WORDS, "bucket-1-30"),
        Bucket::Days31To60 => fl!(WORDS, "bucket-31-60"),
        Bucket::Days61To90 => fl!(WORDS, "bucket-61-90"),
        Bucket::Days91To120 => fl!(WORDS, "bucket-91-120"),
        Bucket::Over120 => fl!(WORDS, "bucket-120plus"),
        Bucket::Credits => fl!(WORDS, "bucket-credits"),
    }
}

/// The first columns of the aged balance's table.
pub(crate) fn aged_columns() -> Vec<String> {
    vec![
        fl!(WORDS, "column-code"),
        fl!(WORDS, "column-name"),
        fl!(WORDS, "column-category"),
        fl!(WORDS, "column-collector"),
        fl!(WORDS, "column-currency"),
    ]
}

/// A kind of debtor.
#[must_use]
pub fn debtor_kind(kind: DebtorKind) -> String {
    match kind {
        DebtorKind::Business => fl!(WORDS, "kind-business"),
        DebtorKind::Consumer => fl!(WORDS, "kind-consumer"),
        DebtorKind::Public => fl!(WORDS, "kind-public"),
        DebtorKind::Unknown => fl!(WORDS, "kind-unknown"),
    }
}

/// A kind of item.
#[must_use]
pub fn item_kind(kind: ItemKind) -> String {
    match kind {
        ItemKind::Invoice => fl!(WORDS, "item-invoice"),
        ItemKind::Debit => fl!(WORDS, "item-debit"),
        ItemKind::CreditNote => fl!(WORDS, "item-credit_note"),
        ItemKind::Payment => fl!(WORDS, "item-payment"),
    }
}

/// A mandatory mention of the creditor.
#[must_use]
pub fn mention(mention: MissingMention) -> String {
    match mention {
        MissingMention::Name => fl!(WORDS, "mention-name"),
        MissingMention::LegalForm => fl!(WORDS, "mention-legal_form"),
        MissingMention::Capital => fl!(WORDS, "mention-capital"),
        MissingMention::Siren => fl!(WORDS, "mention-siren"),
        MissingMention::RcsTown => fl!(WORDS, "mention-rcs_town"),
        MissingMention::Seat => fl!(WORDS, "mention-seat"),
        MissingMention::Iban => fl!(WORDS, "mention-iban"),
        MissingMention::IbanHolder => fl!(WORDS, "mention-iban_holder"),
        MissingMention::Email => fl!(WORDS, "mention-email"),
    }
}

/// A role.
#[must_use]
pub fn role(role: Role) -> String {
    match role {
        Role::Admin => fl!(WORDS, "role-admin"),
        Role::CreditManager => fl!(WORDS, "role-credit_manager"),
        Role::Collector => fl!(WORDS, "role-collector"),
        Role::Accountant => fl!(WORDS, "role-accountant"),
        Role::ReadOnly => fl!(WORDS, "role-read_only"),
    }
}

/// A kind of file.
#[must_use]
pub fn import_kind(kind: &str) -> String {
    match kind {
        "fec" => fl!(WORDS, "import-fec"),
        "customers" => fl!(WORDS, "import-customers"),
        "invoices" => fl!(WORDS, "import-invoices"),
        "bank_statement" => fl!(WORDS, "import-bank_statement"),
        _ => fl!(WORDS, "import-unreadable"),
    }
}

/// An entry of the journal.
#[must_use]
pub fn event(kind: &str) -> String {
    match kind {
        "session.opened" => fl!(WORDS, "event-session-opened"),
        "organisation.created" => fl!(WORDS, "event-organisation-created"),
        "user.created" => fl!(WORDS, "event-user-created"),
        "creditor.changed" => fl!(WORDS, "event-creditor-changed"),
        "file.imported" => fl!(WORDS, "event-file-imported"),
        "transaction.matched" => fl!(WORDS, "event-transaction-matched"),
        "transaction.ignored" => fl!(WORDS, "event-transaction-ignored"),
        "transaction.undone" => fl!(WORDS, "event-transaction-undone"),
        "night.run" => fl!(WORDS, "event-night-run"),
        "message.sent" => fl!(WORDS, "event-message-sent"),
        "message.failed" => fl!(WORDS, "event-message-failed"),
        "message.unknown" => fl!(WORDS, "event-message-unknown"),
        "message.put_off" => fl!(WORDS, "event-message-put_off"),
        "message.cancelled" => fl!(WORDS, "event-message-cancelled"),
        "hold.created" => fl!(WORDS, "event-hold-created"),
        "hold.released" => fl!(WORDS, "event-hold-released"),
        "action.approved" => fl!(WORDS, "event-action-approved"),
        "action.cancelled" => fl!(WORDS, "event-action-cancelled"),
        "action.done" => fl!(WORDS, "event-action-done"),
        "action.retried" => fl!(WORDS, "event-action-retried"),
        "action.settled" => fl!(WORDS, "event-action-settled"),
        "limit.recorded" => fl!(WORDS, "event-limit-recorded"),
        "limit.done" => fl!(WORDS, "event-limit-done"),
        "limit.cancelled" => fl!(WORDS, "event-limit-cancelled"),
        "limit.reopened" => fl!(WORDS, "event-limit-reopened"),
        "calendar.opened" => fl!(WORDS, "event-calendar-opened"),
        "calendar.closed" => fl!(WORDS, "event-calendar-closed"),
        other => fl!(WORDS, "event-other", kind = other),
    }
}

/// The name of a fact of the journal.
pub(crate) fn fact(key: &str) -> String {
    match key {
        "file" => fl!(WORDS, "fact-file"),
        "kind" => fl!(WORDS, "fact-kind"),
        "sha256" => fl!(WORDS, "fact-sha256"),
        "read" => fl!(WORDS, "fact-read"),
        "created" => fl!(WORDS, "fact-created"),
        "updated" => fl!(WORDS, "fact-updated"),
        "unchanged" => fl!(WORDS, "fact-unchanged"),
        "rejected" => fl!(WORDS, "fact-rejected"),
        "date" => fl!(WORDS, "fact-date"),
        "open_items" => fl!(WORDS, "fact-open_items"),
        "send" => fl!(WORDS, "fact-send"),
        "hold" => fl!(WORDS, "fact-hold"),
        "not_yet" => fl!(WORDS, "fact-not_yet"),
        "exhausted" => fl!(WORDS, "fact-exhausted"),
        "actions" => fl!(WORDS, "fact-actions"),
        "recipient" => fl!(WORDS, "fact-recipient"),
        "message_id" => fl!(WORDS, "fact-message_id"),
        "attempt" => fl!(WORDS, "fact-attempt"),
        "reason" => fl!(WORDS, "fact-reason"),
        "note" => fl!(WORDS, "fact-note"),
        "until" => fl!(WORDS, "fact-until"),
        "item" => fl!(WORDS, "fact-item"),
        "from" => fl!(WORDS, "fact-from"),
        "to" => fl!(WORDS, "fact-to"),
        "transaction" => fl!(WORDS, "fact-transaction"),
        "amount" => fl!(WORDS, "fact-amount"),
        "currency" => fl!(WORDS, "fact-currency"),
        "email" => fl!(WORDS, "fact-email"),
        "role" => fl!(WORDS, "fact-role"),
        "slug" => fl!(WORDS, "fact-slug"),
        "name" => fl!(WORDS, "fact-name"),
        "iban" => fl!(WORDS, "fact-iban"),
        "rule" => fl!(WORDS, "fact-rule"),
        "start" => fl!(WORDS, "fact-start"),
        "zone" => fl!(WORDS, "fact-zone"),
        other => fl!(WORDS, "fact-other", key = other),
    }
}

/// `a`, `a et b`, `a, b et c`.
fn listed(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} et {last}", first.join(", ")),
    }
}

/// At most this many numbers are named; a longer list ends with dots.
const NAMED: usize = 5;

fn numbers_of(numbers: &[&str]) -> String {
    let named: Vec<String> = numbers.iter().take(NAMED).map(|number| (*number).to_owned()).collect();
    if numbers.len() > NAMED { format!("{}…", named.join(", ")) } else { listed(&named) }
}

pub(crate) fn reason_exact(numbers: &[&str]) -> String {
    fl!(WORDS, "reason-exact", count = numbers.len(), numbers = numbers_of(numbers))
}

pub(crate) fn reason_residual(numbers: &[&str], residual: String) -> String {
    fl!(WORDS, "reason-residual", numbers = numbers_of(numbers), residual = residual)
}

pub(crate) fn reason_by_person(name: &str) -> String {
    fl!(WORDS, "reason-by-person", name = name)
}

pub(crate) fn reason_undone(name: &str) -> String {
    fl!(WORDS, "reason-undone", name = name)
}

pub(crate) fn reason_settled_by(name: &str) -> String {
    fl!(WORDS, "reason-settled-by", name = name)
}

pub(crate) fn reason_put_off(reason: &str) -> String {
    fl!(WORDS, "reason-put-off", reason = reason)
}

pub(crate) fn reason_refused(reason: &str) -> String {
    fl!(WORDS, "reason-refused", reason = reason)
}

pub(crate) fn reason_unknown(reason: &str) -> String {
    fl!(WORDS, "reason-unknown", reason = reason)
}

pub(crate) fn refusal_letter(code: &str) -> String {
    fl!(WORDS, "refusal-letter", code = code)
}

pub(crate) fn label_paid_in_file(number: &str) -> String {
    fl!(WORDS, "label-paid-in-file", number = number)
}

pub(crate) fn timeline_action(count: i64, reason: &str) -> String {
    let items = fl!(WORDS, "timeline-action", count = count);
    if reason.is_empty() { items } else { format!("{items} · {reason}") }
}

pub(crate) fn timeline_item(kind: ItemKind, number: &str) -> String {
    match kind {
        ItemKind::Invoice => fl!(WORDS, "timeline-item-invoice", number = number),
        ItemKind::Debit => fl!(WORDS, "timeline-item-debit", number = number),
        ItemKind::CreditNote => fl!(WORDS, "timeline-item-credit_note", number = number),
        ItemKind::Payment => fl!(WORDS, "timeline-item-payment", number = number),
    }
}

pub(crate) fn check_rows(count: i64) -> String {
    fl!(WORDS, "check-rows", count = count)
}

pub(crate) fn check_balance(aged: String, ledger: String) -> String {
    fl!(WORDS, "check-balance", aged = aged, ledger = ledger)
}

pub(crate) fn check_journal(count: i64, broken_at: Option<i64>) -> String {
    match broken_at {
        Some(at) => fl!(WORDS, "check-journal-broken", at = at),
        None => fl!(WORDS, "check-journal", count = count),
    }
}

pub(crate) fn error_missing_mentions(mentions: &[MissingMention]) -> String {
    let words: Vec<String> = mentions.iter().map(|missing| mention(*missing)).collect();
    fl!(WORDS, "error-missing-mentions", mentions = listed(&words))
}

pub(crate) fn error_short_password(count: usize) -> String {
    fl!(WORDS, "error-short-password", count = count)
}

pub(crate) fn error_organisation_exists(slug: &str) -> String {
    fl!(WORDS, "error-organisation-exists", slug = slug)
}

pub(crate) fn error_no_such_organisation(slug: &str) -> String {
    fl!(WORDS, "error-no-such-organisation", slug = slug)
}

pub(crate) fn error_identifier(field: &str, value: &str) -> String {
    match field {
        "siren" => fl!(WORDS, "error-identifier-siren", value = value),
        "iban" => fl!(WORDS, "error-identifier-iban", value = value),
        "email" => fl!(WORDS, "error-identifier-email", value = value),
        "capital" => fl!(WORDS, "error-identifier-capital", value = value),
        _ => fl!(WORDS, "error-identifier-other", value = value),
    }
}

pub(crate) fn error_unknown_kind(kind: &str) -> String {
    fl!(WORDS, "error-unknown-kind", kind = kind)
}

pub(crate) fn warning_amount_differs(number: &str, theirs: String, ours: String) -> String {
    fl!(WORDS, "warning-amount-differs", number = number, theirs = theirs, ours = ours)
}

pub(crate) fn error_no_such_debtor(words: &str) -> String {
    fl!(WORDS, "error-no-such-debtor", words = words)
}

pub(crate) fn error_settings(path: &str, file: &str) -> String {
    fl!(WORDS, "error-settings", path = path, file = file)
}

pub(crate) fn error_mail_url(code: &str) -> String {
    fl!(WORDS, "error-mail-url", code = code)
}

pub(crate) fn error_demo_folder(folder: &str) -> String {
    fl!(WORDS, "error-demo-folder", folder = folder)
}

/// How close a time limit is.
#[must_use]
pub fn urgency(urgency: Urgency) -> String {
    match urgency {
        Urgency::Late => fl!(WORDS, "urgency-late"),
        Urgency::Ready => fl!(WORDS, "urgency-ready"),
        Urgency::Soon => fl!(WORDS, "urgency-soon"),
        Urgency::Later => fl!(WORDS, "urgency-later"),
    }
}

pub(crate) fn limit_unknown(key: &str) -> String {
    fl!(WORDS, "limit-unknown", key = key)
}

pub(crate) fn limit_over(label: &str) -> String {
    fl!(WORDS, "limit-over", label = label)
}

pub(crate) fn limit_recorded_by(name: &str) -> String {
    fl!(WORDS, "limit-recorded-by", name = name)
}

pub(crate) fn calendar_name(organisation: &str) -> String {
    fl!(WORDS, "calendar-name", name = organisation)
}

pub(crate) fn error_deadline(error: &DeadlineError) -> String {
    match error {
        DeadlineError::UnknownRule(key) => {
            let keys: Vec<&str> = RULES.iter().map(|rule| rule.key).collect();
            fl!(WORDS, "error-unknown-rule", key = key.as_str(), keys = keys.join(", "))
        }
        DeadlineError::NoLaw { rule, on, .. } => {
            let sentence = fl!(WORDS, "error-no-law", label = rule.label, on = calendar::fr(*on));
            if rule.law_of == LawOf::Decision { format!("{sentence} {}", rule.note) } else { sentence }
        }
        DeadlineError::DecidedAfterStart { decided_on, start } => {
            fl!(WORDS, "error-decided-after-start", decided_on = calendar::fr(*decided_on), start = calendar::fr(*start))
        }
    }
}
