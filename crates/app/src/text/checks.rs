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

/// The law that a check proves. Its key is part of the text's, so that a new law without its sentence fails a test.
pub(crate) fn law(name: &str) -> String {
    WORDS.get(&format!("law-{name}"))
}

/// What to do when a law is broken.
pub(crate) fn remedy(name: &str) -> String {
    WORDS.get(&format!("remedy-{name}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_law_has_its_sentence_and_says_what_to_do() {
        let others = [
            "aged_balance_equals_ledger",
            "plans_are_sound",
            "compromises_are_sound",
            "what_left_is_kept",
            "journal_is_whole",
            "creditor_mentions",
        ];
        for name in store::health::LAWS.iter().map(|law| law.name).chain(others) {
            assert!(WORDS.has(&format!("law-{name}")), "law-{name}");
            assert!(WORDS.has(&format!("remedy-{name}")), "remedy-{name}");
        }
    }
}
