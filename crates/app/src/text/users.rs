//! French words of users and of the salesman's pages. Keys: the block « Utilisateurs » of `i18n/fr/app.ftl`.

use i18n_embed_fl::fl;

use super::WORDS;
use crate::Permission;

/// An entry of the journal.
pub(crate) fn event(kind: &str) -> Option<String> {
    Some(match kind {
        "user.role" => fl!(WORDS, "event-user-role"),
        "user.closed" => fl!(WORDS, "event-user-closed"),
        "user.reopened" => fl!(WORDS, "event-user-reopened"),
        "user.password" => fl!(WORDS, "event-user-password"),
        "view.kept" => fl!(WORDS, "event-view-kept"),
        "view.deleted" => fl!(WORDS, "event-view-deleted"),
        _ => return None,
    })
}

pub(crate) fn error_name() -> String {
    fl!(WORDS, "error-user-name")
}

pub(crate) fn error_taken() -> String {
    fl!(WORDS, "error-user-taken")
}

pub(crate) fn error_last_admin() -> String {
    fl!(WORDS, "error-user-last_admin")
}

pub(crate) fn error_own() -> String {
    fl!(WORDS, "error-user-own")
}

/// A key of the API is nobody: it has no accounts of its own.
pub(crate) fn error_no_token() -> String {
    fl!(WORDS, "error-user-no_token")
}

pub(crate) fn error_view_name(most: usize) -> String {
    fl!(WORDS, "error-view-name", most = most)
}

pub(crate) fn error_view_long() -> String {
    fl!(WORDS, "error-view-long")
}

pub(crate) fn error_view_many(most: usize) -> String {
    fl!(WORDS, "error-view-many", most = most)
}

/// A right, in a few words.
#[must_use]
pub fn right(permission: Permission) -> String {
    match permission {
        Permission::ViewReceivables => fl!(WORDS, "right-view_receivables"),
        Permission::ViewMessages => fl!(WORDS, "right-view_messages"),
        Permission::HoldReminders => fl!(WORDS, "right-hold_reminders"),
        Permission::ApproveMessages => fl!(WORDS, "right-approve_messages"),
        Permission::RunNight => fl!(WORDS, "right-run_night"),
        Permission::MatchBank => fl!(WORDS, "right-match_bank"),
        Permission::ManageClaims => fl!(WORDS, "right-manage_claims"),
        Permission::ApproveAgreements => fl!(WORDS, "right-approve_agreements"),
        Permission::EditLaw => fl!(WORDS, "right-edit_law"),
        Permission::EditDebtors => fl!(WORDS, "right-edit_debtors"),
        Permission::Import => fl!(WORDS, "right-import"),
        Permission::ViewJournal => fl!(WORDS, "right-view_journal"),
        Permission::Administer => fl!(WORDS, "right-administer"),
        Permission::ViewOwnAccounts => fl!(WORDS, "right-view_own_accounts"),
    }
}
