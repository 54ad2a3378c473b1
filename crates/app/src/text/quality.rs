//! French words of accounts, merges, the register of companies and the inbox of data quality.

use domain::Date;
use domain::quality::duplicates::Reason;
use domain::quality::{IdentifierFault, IssueKind};
use i18n_embed_fl::fl;

use super::WORDS;
use super::locale;

/// What is to be mended, as the title of its list.
#[must_use]
pub fn issue(kind: IssueKind) -> String {
    match kind {
        IssueKind::NoEmail => fl!(WORDS, "issue-no_email"),
        IssueKind::BadEmail => fl!(WORDS, "issue-bad_email"),
        IssueKind::EstimatedDue => fl!(WORDS, "issue-estimated_due"),
        IssueKind::Duplicate => fl!(WORDS, "issue-duplicate"),
        IssueKind::ClosedCompany => fl!(WORDS, "issue-closed_company"),
        IssueKind::BadIdentifier => fl!(WORDS, "issue-bad_identifier"),
        IssueKind::NoSiren => fl!(WORDS, "issue-no_siren"),
        IssueKind::UnknownKind => fl!(WORDS, "issue-unknown_kind"),
        IssueKind::NoAddress => fl!(WORDS, "issue-no_address"),
        IssueKind::OddItem => fl!(WORDS, "issue-odd_item"),
        IssueKind::NoRate => fl!(WORDS, "issue-no_rate"),
        IssueKind::NoDocument => fl!(WORDS, "issue-no_document"),
        IssueKind::EinvoiceStuck => fl!(WORDS, "issue-einvoice_stuck"),
        IssueKind::WrongPhone => fl!(WORDS, "issue-wrong_phone"),
    }
}

/// Why it matters and what to do.
#[must_use]
pub fn issue_why(kind: IssueKind) -> String {
    match kind {
        IssueKind::NoEmail => fl!(WORDS, "issue-why-no_email"),
        IssueKind::BadEmail => fl!(WORDS, "issue-why-bad_email"),
        IssueKind::EstimatedDue => fl!(WORDS, "issue-why-estimated_due"),
        IssueKind::Duplicate => fl!(WORDS, "issue-why-duplicate"),
        IssueKind::ClosedCompany => fl!(WORDS, "issue-why-closed_company"),
        IssueKind::BadIdentifier => fl!(WORDS, "issue-why-bad_identifier"),
        IssueKind::NoSiren => fl!(WORDS, "issue-why-no_siren"),
        IssueKind::UnknownKind => fl!(WORDS, "issue-why-unknown_kind"),
        IssueKind::NoAddress => fl!(WORDS, "issue-why-no_address"),
        IssueKind::OddItem => fl!(WORDS, "issue-why-odd_item"),
        IssueKind::NoRate => fl!(WORDS, "issue-why-no_rate"),
        IssueKind::NoDocument => fl!(WORDS, "issue-why-no_document"),
        IssueKind::EinvoiceStuck => fl!(WORDS, "issue-why-einvoice_stuck"),
        IssueKind::WrongPhone => fl!(WORDS, "issue-why-wrong_phone"),
    }
}

/// Why two accounts look like one customer.
#[must_use]
pub fn duplicate_reason(reason: Reason) -> String {
    match reason {
        Reason::Siret => fl!(WORDS, "duplicate-siret"),
        Reason::Siren => fl!(WORDS, "duplicate-siren"),
        Reason::Vat => fl!(WORDS, "duplicate-vat"),
        Reason::Iban => fl!(WORDS, "duplicate-iban"),
        Reason::Email => fl!(WORDS, "duplicate-email"),
        Reason::NameAndPostcode => fl!(WORDS, "duplicate-name_and_postcode"),
        Reason::DomainAndName => fl!(WORDS, "duplicate-domain_and_name"),
    }
}

/// What does not agree in the numbers of an account.
#[must_use]
pub fn identifier_fault(fault: IdentifierFault) -> String {
    match fault {
        IdentifierFault::Siren => fl!(WORDS, "fault-siren"),
        IdentifierFault::Siret => fl!(WORDS, "fault-siret"),
        IdentifierFault::Vat => fl!(WORDS, "fault-vat"),
        IdentifierFault::Iban => fl!(WORDS, "fault-iban"),
        IdentifierFault::SiretOfAnother => fl!(WORDS, "fault-siret_of_another"),
        IdentifierFault::VatOfAnother => fl!(WORDS, "fault-vat_of_another"),
    }
}

/// A field of an account.
#[must_use]
pub fn field(key: &str) -> String {
    match key {
        "name" => fl!(WORDS, "field-name"),
        "kind" => fl!(WORDS, "field-kind"),
        "category" => fl!(WORDS, "field-category"),
        "collector" => fl!(WORDS, "field-collector"),
        "siren" => fl!(WORDS, "field-siren"),
        "siret" => fl!(WORDS, "field-siret"),
        "vat" => fl!(WORDS, "field-vat"),
        "street" => fl!(WORDS, "field-street"),
        "postcode" => fl!(WORDS, "field-postcode"),
        "city" => fl!(WORDS, "field-city"),
        "country" => fl!(WORDS, "field-country"),
        "address" => fl!(WORDS, "field-address"),
        "language" => fl!(WORDS, "field-language"),
        "iban" => fl!(WORDS, "field-iban"),
        "terms" => fl!(WORDS, "field-terms"),
        other => other.to_owned(),
    }
}

/// The head of the table that is exported.
pub(crate) fn columns() -> Vec<String> {
    vec![
        fl!(WORDS, "quality-column-issue"),
        fl!(WORDS, "column-code"),
        fl!(WORDS, "column-name"),
        fl!(WORDS, "quality-column-item"),
        fl!(WORDS, "quality-column-detail"),
        fl!(WORDS, "quality-column-stake"),
        fl!(WORDS, "column-currency"),
    ]
}

pub(crate) fn detail_due(issued_on: Date, due_on: Date) -> String {
    fl!(WORDS, "quality-detail-due", issued = locale::date(issued_on), due = locale::date(due_on))
}

pub(crate) fn detail_closed(name: &str, on: Option<Date>) -> String {
    match on {
        Some(on) => fl!(WORDS, "quality-detail-closed-on", name = name, on = locale::date(on)),
        None => fl!(WORDS, "quality-detail-closed", name = name),
    }
}

pub(crate) fn error_number(field: &str, value: &str) -> String {
    match field {
        "siren" | "iban" => super::error_identifier(field, value),
        "siret" => fl!(WORDS, "error-number-siret", value = value),
        "vat" => fl!(WORDS, "error-number-vat", value = value),
        "country" => fl!(WORDS, "error-number-country", value = value),
        "language" => fl!(WORDS, "error-number-language", value = value),
        _ => super::error_identifier("other", value),
    }
}

pub(crate) fn error_no_name() -> String {
    fl!(WORDS, "error-account-no-name")
}

pub(crate) fn error_no_code() -> String {
    fl!(WORDS, "error-account-no-code")
}

pub(crate) fn error_code_taken(code: &str) -> String {
    fl!(WORDS, "error-account-code-taken", code = code)
}

pub(crate) fn error_siret_of_another() -> String {
    fl!(WORDS, "error-account-siret")
}

pub(crate) fn error_empty_contact() -> String {
    fl!(WORDS, "error-account-empty-contact")
}

pub(crate) fn error_due_of_nothing() -> String {
    fl!(WORDS, "error-due-of-nothing")
}

pub(crate) fn error_due_before_issue(issued_on: Date) -> String {
    fl!(WORDS, "error-due-before-issue", date = locale::date(issued_on))
}

pub(crate) fn error_merge_itself() -> String {
    fl!(WORDS, "error-merge-itself")
}

pub(crate) fn error_merge_two_sirens(one: &str, other: &str) -> String {
    fl!(WORDS, "error-merge-two-sirens", one = one, other = other)
}

pub(crate) fn error_undo_later_merge() -> String {
    fl!(WORDS, "error-undo-later-merge")
}

pub(crate) fn error_undo_tied(numbers: &[String]) -> String {
    let shown: Vec<&str> = numbers.iter().take(5).map(String::as_str).collect();
    fl!(WORDS, "error-undo-tied", numbers = shown.join(", "))
}

pub(crate) fn error_ignore_without_reason() -> String {
    fl!(WORDS, "error-ignore-without-reason")
}

pub(crate) fn error_register_off() -> String {
    fl!(WORDS, "error-register-off")
}

pub(crate) fn error_register_person() -> String {
    fl!(WORDS, "error-register-person")
}

pub(crate) fn error_register(code: &str) -> String {
    match code {
        "register.busy" => fl!(WORDS, "error-register-busy"),
        "register.unreadable" => fl!(WORDS, "error-register-unreadable"),
        _ => fl!(WORDS, "error-register-unreachable"),
    }
}

pub(crate) fn error_register_setting(reason: &str) -> String {
    fl!(WORDS, "error-register-setting", reason = reason)
}

pub(crate) fn warning_merge_clauses(count: i64) -> String {
    fl!(WORDS, "warning-merge-clauses", count = count)
}

pub(crate) fn warning_merge_events() -> String {
    fl!(WORDS, "warning-merge-events")
}

pub(crate) fn warning_merge_unsent(count: usize) -> String {
    fl!(WORDS, "warning-merge-unsent", count = count)
}

pub(crate) fn warning_absorbed_row(code: &str, survivor: &str) -> String {
    fl!(WORDS, "warning-absorbed-row", code = code, survivor = survivor)
}

pub(crate) fn reason_merged() -> String {
    kept!("reason-merged")
}
