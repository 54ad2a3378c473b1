//! French words of the connections with other programs. Keys: the block of that name in `i18n/fr/app.ftl`.

use domain::webhook::EventKind;
use i18n_embed_fl::fl;

use super::WORDS;
use crate::connect::token::TokenScope;

/// A kind of fact that other programs are told.
#[must_use]
pub fn fact(kind: EventKind) -> String {
    match kind {
        EventKind::ItemPaid => fl!(WORDS, "fact-item-paid"),
        EventKind::ItemReopened => fl!(WORDS, "fact-item-reopened"),
        EventKind::PaymentReceived => fl!(WORDS, "fact-payment-received"),
        EventKind::FileImported => fl!(WORDS, "fact-file-imported"),
        EventKind::DebtorCreated => fl!(WORDS, "fact-debtor-created"),
        EventKind::Ping => fl!(WORDS, "fact-ping"),
    }
}

/// What a key may be used for.
#[must_use]
pub fn token_scope(scope: TokenScope) -> String {
    match scope {
        TokenScope::Read => fl!(WORDS, "token-scope-read"),
        TokenScope::Push => fl!(WORDS, "token-scope-push"),
        TokenScope::Match => fl!(WORDS, "token-scope-match"),
        TokenScope::Decide => fl!(WORDS, "token-scope-decide"),
    }
}

/// Why a call brought no answer, or not the right one.
#[must_use]
pub fn call_error(code: &str, status: Option<i32>) -> String {
    match (code, status) {
        ("", Some(status)) => fl!(WORDS, "call-answered", status = status.to_string()),
        ("refused_address", _) => fl!(WORDS, "call-refused-address"),
        ("timeout", _) => fl!(WORDS, "call-timeout"),
        ("secret_lost", _) => fl!(WORDS, "call-secret-lost"),
        ("no_courier", _) => fl!(WORDS, "call-no-courier"),
        ("status", Some(status)) => fl!(WORDS, "call-status", status = status.to_string()),
        ("", None) => String::new(),
        _ => fl!(WORDS, "call-connection"),
    }
}

/// Sentences without arguments.
macro_rules! plain {
    ($($name:ident = $key:literal;)*) => {$(
        pub(crate) fn $name() -> String {
            fl!(WORDS, $key)
        }
    )*};
}

plain! {
    error_key_reused = "error-key-reused";
    error_not_an_object = "error-not-an-object";
    error_control = "error-control-character";
    error_two_due_dates = "error-two-due-dates";
    error_due_before_issue = "error-due-before-document";
    error_not_positive = "error-not-positive";
    error_same_day_twice = "error-same-day-twice";
    error_twice = "error-twice-in-request";
    error_future = "error-in-the-future";
    error_token_name = "error-token-name";
    error_token_scopes = "error-token-scopes";
    error_token_day = "error-token-day";
    error_hook_kinds = "error-hook-kinds";
    error_hook_many = "error-hook-many";
}

kept_sentences! {
    actor_watch = "actor-watch";
    watch_quarantined_title = "watch-quarantined-title";
    watch_imported_title = "watch-imported-title";
    watch_symlink = "watch-symlink";
    watch_not_a_file = "watch-not-a-file";
    watch_empty = "watch-empty";
    watch_unknown_organisation = "watch-unknown-organisation";
}

pub(crate) fn actor_token(name: &str) -> String {
    kept!("actor-token", name = name)
}

pub(crate) fn error_several_due_dates(number: &str) -> String {
    fl!(WORDS, "error-push-several_due_dates", number = number)
}

pub(crate) fn error_amend_several(number: &str) -> String {
    fl!(WORDS, "error-push-amend_several", number = number)
}

pub(crate) fn error_not_contested(number: &str) -> String {
    fl!(WORDS, "error-push-not_contested", number = number)
}

pub(crate) fn error_unknown_field(field: &str) -> String {
    fl!(WORDS, "error-unknown-field", field = field)
}

pub(crate) fn error_too_long(count: usize) -> String {
    fl!(WORDS, "error-field-too-long", count = count.to_string())
}

pub(crate) fn error_too_many(count: usize) -> String {
    fl!(WORDS, "error-too-many", count = count.to_string())
}

pub(crate) fn error_not_a_text(field: &str) -> String {
    fl!(WORDS, "error-not-a-text", field = field)
}

pub(crate) fn error_not_a_list(field: &str) -> String {
    fl!(WORDS, "error-not-a-list", field = field)
}

pub(crate) fn error_required(field: &str) -> String {
    fl!(WORDS, "error-field-required", field = field)
}

pub(crate) fn error_form(typed: &str, model: &str) -> String {
    let typed: String = typed.chars().take(60).collect();
    fl!(WORDS, "error-field-form", typed = typed, model = model)
}

pub(crate) fn error_sum_differs(sum: &str, total: &str) -> String {
    fl!(WORDS, "error-sum-differs", sum = sum, total = total)
}

pub(crate) fn error_amount_differs(known: &str) -> String {
    fl!(WORDS, "error-pushed-amount-differs", known = known)
}

pub(crate) fn error_no_such_code(code: &str) -> String {
    fl!(WORDS, "error-no-such-code", code = code)
}

pub(crate) fn error_no_such_item(number: &str) -> String {
    fl!(WORDS, "error-no-such-item", number = number)
}

pub(crate) fn error_currency(number: &str) -> String {
    fl!(WORDS, "error-item-currency", number = number)
}

pub(crate) fn error_exceeds_open(open: &str) -> String {
    fl!(WORDS, "error-exceeds-open", open = open)
}

pub(crate) fn error_reference_taken(amount: &str) -> String {
    fl!(WORDS, "error-reference-taken", amount = amount)
}

pub(crate) fn warning_same_payment(reference: &str, on: &str) -> String {
    fl!(WORDS, "warning-same-payment", reference = reference, on = on)
}

pub(crate) fn reason_pushed(actor: &str) -> String {
    kept!("reason-pushed", actor = actor)
}

pub(crate) fn error_hook_address(code: &str) -> String {
    match code {
        "clear" => fl!(WORDS, "error-hook-clear"),
        "credentials" => fl!(WORDS, "error-hook-credentials"),
        "reserved" => fl!(WORDS, "error-hook-reserved"),
        _ => fl!(WORDS, "error-hook-not-web"),
    }
}

pub(crate) fn watch_too_big(most: u64) -> String {
    kept!("watch-too-big", most = most.to_string())
}

pub(crate) fn watch_known(on: &str) -> String {
    kept!("watch-known", on = on)
}

pub(crate) fn watch_counts(kind: &str, counts: [usize; 5]) -> String {
    let [read, created, updated, unchanged, rejected] = counts.map(|count| count.to_string());
    kept!("watch-counts", kind = kind, read = read, created = created, updated = updated, unchanged = unchanged, rejected = rejected)
}

pub(crate) fn watch_line(line: u64, field: &str, message: &str) -> String {
    match (line, field) {
        (0, "") => message.to_owned(),
        (0, field) => format!("{field}{}{message}", super::locale::colon()),
        (line, "") => kept!("watch-line", line = line.to_string(), message = message),
        (line, field) => kept!("watch-line-field", line = line.to_string(), field = field, message = message),
    }
}
