//! Sentences of the checks of `doctor`.

use i18n_embed_fl::fl;

use super::WORDS;

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
