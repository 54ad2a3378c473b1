//! French words of the interbank reject codes of CFONB statements. Keys: the block « Motifs interbancaires » of
//! `i18n/fr/app.ftl`.
//!
//! Source: CFONB, « Liste interbancaire – délais et codes motifs de rejet, retour et autres exceptions », the two digits
//! of columns 41 and 42 of a movement of a statement of 120 columns. Checked on 29/11/2026; a code that is not listed is
//! shown as it is.

use i18n_embed_fl::fl;

use super::WORDS;

/// What an interbank code means; `None` for one that the list does not have.
pub(crate) fn meaning(code: &str) -> Option<String> {
    let words = match code.trim() {
        "01" => fl!(WORDS, "interbank-01"),
        "02" => fl!(WORDS, "interbank-02"),
        "03" => fl!(WORDS, "interbank-03"),
        "04" => fl!(WORDS, "interbank-04"),
        "05" => fl!(WORDS, "interbank-05"),
        "06" => fl!(WORDS, "interbank-06"),
        "11" => fl!(WORDS, "interbank-11"),
        "12" => fl!(WORDS, "interbank-12"),
        "13" => fl!(WORDS, "interbank-13"),
        "14" => fl!(WORDS, "interbank-14"),
        "16" => fl!(WORDS, "interbank-16"),
        "18" => fl!(WORDS, "interbank-18"),
        "19" => fl!(WORDS, "interbank-19"),
        "20" => fl!(WORDS, "interbank-20"),
        "31" => fl!(WORDS, "interbank-31"),
        "32" => fl!(WORDS, "interbank-32"),
        "34" => fl!(WORDS, "interbank-34"),
        "35" => fl!(WORDS, "interbank-35"),
        "39" => fl!(WORDS, "interbank-39"),
        "52" => fl!(WORDS, "interbank-52"),
        "54" => fl!(WORDS, "interbank-54"),
        "57" => fl!(WORDS, "interbank-57"),
        "58" => fl!(WORDS, "interbank-58"),
        "59" => fl!(WORDS, "interbank-59"),
        "60" => fl!(WORDS, "interbank-60"),
        "61" => fl!(WORDS, "interbank-61"),
        "62" => fl!(WORDS, "interbank-62"),
        "63" => fl!(WORDS, "interbank-63"),
        "64" => fl!(WORDS, "interbank-64"),
        "65" => fl!(WORDS, "interbank-65"),
        "66" => fl!(WORDS, "interbank-66"),
        "70" => fl!(WORDS, "interbank-70"),
        "71" => fl!(WORDS, "interbank-71"),
        "72" => fl!(WORDS, "interbank-72"),
        "73" => fl!(WORDS, "interbank-73"),
        "74" => fl!(WORDS, "interbank-74"),
        "75" => fl!(WORDS, "interbank-75"),
        "76" => fl!(WORDS, "interbank-76"),
        "80" => fl!(WORDS, "interbank-80"),
        "88" => fl!(WORDS, "interbank-88"),
        "90" => fl!(WORDS, "interbank-90"),
        "99" => fl!(WORDS, "interbank-99"),
        _ => return None,
    };
    Some(fl!(WORDS, "interbank-of", words = words, code = code.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_said_in_words_with_their_number() {
        assert_eq!(meaning("20").as_deref(), Some("Provision insuffisante (motif interbancaire 20)"));
        assert_eq!(meaning(" 99 ").as_deref(), Some("Opération non admise (motif interbancaire 99)"));
        for code in ["", "00", "07", "2", "200", "AM04"] {
            assert_eq!(meaning(code), None, "{code}");
        }
    }

    #[test]
    fn codes_with_a_sepa_equal_have_words_too() {
        for code in 0..100 {
            let code = format!("{code:02}");
            if domain::ledger::operation::BounceCode::from_interbank(&code).is_some() {
                assert!(meaning(&code).is_some(), "{code}");
            }
        }
    }
}
