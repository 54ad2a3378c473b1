//! The words of the firm's procedure.

use i18n_embed_fl::fl;

use super::WORDS;
use crate::Permission;
use crate::policy::ChapterKey;

/// A function per sentence without arguments.
macro_rules! sentences {
    ($($name:ident = $key:literal;)*) => {$(
        pub(crate) fn $name() -> String {
            fl!(WORDS, $key)
        }
    )*};
}

sentences! {
    grace = "policy-grace";
    tolerance = "policy-tolerance";
    copy = "policy-copy";
    automatic = "policy-automatic";
    proposed = "policy-proposed";
    small = "policy-small";
    bank_fee = "policy-bank-fee";
    discount = "policy-discount";
    granted = "policy-granted";
    refused = "policy-refused";
    creditor = "policy-creditor";
    default_term = "policy-default-term";
    cap = "policy-cap";
    cap_text = "policy-cap-text";
    penalties = "policy-penalties";
    penalties_text = "policy-penalties-text";
    none = "policy-none";
    spacing = "policy-spacing";
    pressure = "policy-pressure";
    run_cap = "policy-run-cap";
    mail_hours = "policy-mail-hours";
    mail_cap = "policy-mail-cap";
    copies = "policy-copies";
    minimum = "policy-minimum";
    net_tolerance = "policy-net-tolerance";
    payment_grace = "policy-payment-grace";
    bank_fresh = "policy-bank-fresh";
    ledger_fresh = "policy-ledger-fresh";
    who_approves = "policy-who-approves";
    who_grants = "policy-who-grants";
    who_runs = "policy-who-runs";
    plan_most = "policy-plan-most";
    plan_parts = "policy-plan-parts";
    plan_days = "policy-plan-days";
    plan_first = "policy-plan-first";
    discount_most = "policy-discount-most";
    discount_percent = "policy-discount-percent";
    discount_days = "policy-discount-days";
    nobody = "policy-nobody";
    error_same = "policy-error-same";
}

/// The title of a chapter.
#[must_use]
pub fn chapter(key: ChapterKey) -> String {
    match key {
        ChapterKey::Terms => fl!(WORDS, "policy-chapter-terms"),
        ChapterKey::Limits => fl!(WORDS, "policy-chapter-limits"),
        ChapterKey::Scenarios => fl!(WORDS, "policy-chapter-scenarios"),
        ChapterKey::Approvals => fl!(WORDS, "policy-chapter-approvals"),
        ChapterKey::Grants => fl!(WORDS, "policy-chapter-grants"),
        ChapterKey::Promises => fl!(WORDS, "policy-chapter-promises"),
        ChapterKey::Disputes => fl!(WORDS, "policy-chapter-disputes"),
        ChapterKey::Receipts => fl!(WORDS, "policy-chapter-receipts"),
        ChapterKey::Roles => fl!(WORDS, "policy-chapter-roles"),
    }
}

pub(crate) fn permission(permission: Permission) -> String {
    match permission {
        Permission::ViewReceivables => fl!(WORDS, "policy-right-viewreceivables"),
        Permission::ViewMessages => fl!(WORDS, "policy-right-viewmessages"),
        Permission::ViewOwnAccounts => fl!(WORDS, "policy-right-viewownaccounts"),
        Permission::HoldReminders => fl!(WORDS, "policy-right-holdreminders"),
        Permission::ApproveMessages => fl!(WORDS, "policy-right-approvemessages"),
        Permission::RunNight => fl!(WORDS, "policy-right-runnight"),
        Permission::MatchBank => fl!(WORDS, "policy-right-matchbank"),
        Permission::ManageClaims => fl!(WORDS, "policy-right-manageclaims"),
        Permission::ApproveAgreements => fl!(WORDS, "policy-right-approveagreements"),
        Permission::EditLaw => fl!(WORDS, "policy-right-editlaw"),
        Permission::EditDebtors => fl!(WORDS, "policy-right-editdebtors"),
        Permission::Import => fl!(WORDS, "policy-right-import"),
        Permission::ViewJournal => fl!(WORDS, "policy-right-viewjournal"),
        Permission::Administer => fl!(WORDS, "policy-right-administer"),
    }
}

pub(crate) fn line(what: &str, much: &str) -> String {
    fl!(WORDS, "policy-line", what = what, much = much)
}

pub(crate) fn days(count: i64) -> String {
    fl!(WORDS, "policy-days", count = count)
}

pub(crate) fn working_days(count: u32) -> String {
    fl!(WORDS, "policy-working-days", count = count)
}

pub(crate) fn percent(count: u32) -> String {
    fl!(WORDS, "policy-percent", count = count)
}

pub(crate) fn pressure_of(contacts: u16, days: u16) -> String {
    fl!(WORDS, "policy-pressure-of", contacts = contacts, days = days)
}

/// When a step comes, counted from the due date.
pub(crate) fn when(day: i32) -> String {
    match day {
        0 => fl!(WORDS, "policy-when-due"),
        day if day < 0 => fl!(WORDS, "policy-when-before", days = day.unsigned_abs()),
        day => fl!(WORDS, "policy-when-after", days = day),
    }
}

pub(crate) fn step(when: &str, channels: &str, mode: &str) -> String {
    fl!(WORDS, "policy-step", when = when, channels = channels, mode = mode)
}

pub(crate) fn waits(mode: &str, channels: &str) -> String {
    fl!(WORDS, "policy-waits", mode = mode, channels = channels)
}

pub(crate) fn dispute(owner: &str, answer: u16, decision: u16, credit: u16) -> String {
    fl!(WORDS, "policy-dispute", owner = owner, answer = answer, decision = decision, credit = credit)
}

pub(crate) fn error_long(count: usize) -> String {
    fl!(WORDS, "policy-error-long", count = count)
}

pub(crate) fn mail_hours_of(hours: domain::dunning::Hours) -> String {
    fl!(WORDS, "policy-mail-hours-of", from = hours.from().to_string(), until = hours.until().to_string())
}

pub(crate) fn copies_of(most: u32) -> String {
    fl!(WORDS, "policy-copies-of", most = most.to_string())
}
