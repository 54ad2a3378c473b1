//! The words of the first minutes: sign-up, steps, settings of the first day, the mail server and its trial.

use domain::party::MissingMention;
use i18n_embed_fl::fl;

use super::WORDS;

/// A function per sentence without arguments.
macro_rules! sentences {
    ($($name:ident = $key:literal;)*) => {$(
        pub(crate) fn $name() -> String {
            fl!(WORDS, $key)
        }
    )*};
}

sentences! {
    error_host = "first-error-host";
    error_port = "first-error-port";
    error_code = "first-error-code";
    error_empty = "first-error-empty";
    error_host_reserved = "first-error-host-reserved";
    error_no_own_address = "first-error-own-address";
    sender_demo = "first-sender-demo";
    sender_environment = "first-sender-environment";
    sender_shared = "first-sender-shared";
}

pub(crate) fn event(kind: &str) -> String {
    match kind {
        "organisation.limits" => fl!(WORDS, "event-organisation-limits"),
        "mail.set" => fl!(WORDS, "event-mail-set"),
        "mail.not_set" => fl!(WORDS, "event-mail-not_set"),
        "mail.tested" => fl!(WORDS, "event-mail-tested"),
        "policy.published" => fl!(WORDS, "event-policy-published"),
        other => other.to_owned(),
    }
}

pub(crate) fn error_limit(field: &str) -> String {
    match field {
        "term_days" => fl!(WORDS, "first-error-term"),
        "spacing_days" => fl!(WORDS, "first-error-spacing"),
        "first_send_cap" => fl!(WORDS, "first-error-cap"),
        _ => fl!(WORDS, "first-error-minimum"),
    }
}

pub(crate) fn error_settings_file(path: &str) -> String {
    fl!(WORDS, "first-error-file", path = path)
}

/// Subject and body of the trial.
pub(crate) fn trial(firm: &str) -> (String, String) {
    (fl!(WORDS, "first-trial-subject", firm = firm), fl!(WORDS, "first-trial-text", firm = firm))
}

pub(crate) fn trial_failed(reason: &str) -> String {
    fl!(WORDS, "first-trial-failed", reason = reason)
}

pub(crate) fn trial_unknown(reason: &str) -> String {
    fl!(WORDS, "first-trial-unknown", reason = reason)
}

pub(crate) fn identity(name: &str, missing: &[MissingMention]) -> String {
    if missing.is_empty() {
        return fl!(WORDS, "first-identity-done", name = name);
    }
    let words: Vec<String> = missing.iter().map(|mention| super::mention(*mention)).collect();
    fl!(WORDS, "first-identity-missing", mentions = words.join(", "))
}

pub(crate) fn imported(invoices: i64, debtors: i64) -> String {
    if invoices == 0 { fl!(WORDS, "first-import-none") } else { fl!(WORDS, "first-import-done", invoices = invoices, debtors = debtors) }
}

pub(crate) fn read(invoices: i64, without_email: i64) -> String {
    match (invoices, without_email) {
        (0, _) => fl!(WORDS, "first-read-none"),
        (_, 0) => fl!(WORDS, "first-read-done"),
        (_, count) => fl!(WORDS, "first-read-without", count = count),
    }
}

pub(crate) fn scenario(name: &str, count: usize) -> String {
    fl!(WORDS, "first-scenario", name = name, count = count)
}

pub(crate) fn mail(is_sending: bool, is_tested: bool) -> String {
    match (is_sending, is_tested) {
        (false, _) => fl!(WORDS, "first-mail-none"),
        (true, false) => fl!(WORDS, "first-mail-untested"),
        (true, true) => fl!(WORDS, "first-mail-done"),
    }
}

pub(crate) fn batch(is_ready: bool) -> String {
    if is_ready { fl!(WORDS, "first-batch-ready") } else { fl!(WORDS, "first-batch-waits") }
}
