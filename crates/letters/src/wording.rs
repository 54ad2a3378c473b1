//! Dates, amounts and labels in the language of a debtor.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use domain::law::RateBp;
use domain::ledger::ItemKind;
use domain::{Cents, Currency, Date, calendar, money};

use crate::error::LetterError;

/// A language that messages exist in. French is the source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Language {
    French,
    English,
}

/// Labels of one language: short texts by key.
pub(crate) type Labels = BTreeMap<String, String>;

static FRENCH: LazyLock<Result<Labels, serde_json::Error>> =
    LazyLock::new(|| serde_json::from_str(include_str!("../templates/fr/labels.json")));
static ENGLISH: LazyLock<Result<Labels, serde_json::Error>> =
    LazyLock::new(|| serde_json::from_str(include_str!("../templates/en/labels.json")));

impl Language {
    /// The language of a debtor; French for those that no text is written in.
    pub(crate) fn of(code: &str) -> Self {
        if code.to_ascii_lowercase().starts_with("en") { Self::English } else { Self::French }
    }

    /// The folder of its templates; also its ISO 639 code.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::French => "fr",
            Self::English => "en",
        }
    }

    pub(crate) fn labels(self) -> Result<&'static Labels, LetterError> {
        let labels = match self {
            Self::French => &*FRENCH,
            Self::English => &*ENGLISH,
        };
        labels.as_ref().map_err(|error| LetterError::Render(format!("labels.json: {error}")))
    }

    /// `1 234,56 €` or `€1,234.56`.
    pub(crate) fn amount(self, amount: Cents, currency: Currency) -> String {
        match self {
            Self::French => amount.fr_in(currency),
            Self::English => {
                let minor = amount.0.unsigned_abs();
                let units = money::thousands(minor / 100).replace('\u{202f}', ",");
                let sign = if amount.is_negative() { "\u{2212}" } else { "" };
                let gap = if currency.symbol() == currency.code() { "\u{a0}" } else { "" };
                format!("{sign}{}{gap}{units}.{:02}", currency.symbol(), minor % 100)
            }
        }
    }

    /// A yearly rate: `12,40 %` or `12.40%`.
    pub(crate) fn rate(self, rate: RateBp) -> String {
        match self {
            Self::French => rate.fr(),
            Self::English => format!("{}%", rate.iso()),
        }
    }

    /// A date in a table: `22/11/2026`, or `22 Nov 2026` where day and month could be confused.
    pub(crate) fn date(self, date: Date) -> String {
        match self {
            Self::French => calendar::fr(date),
            Self::English => date.format("%-d\u{a0}%b\u{a0}%Y").to_string(),
        }
    }

    /// A date in a sentence: `22 novembre 2026`, `22 November 2026`.
    pub(crate) fn long_date(self, date: Date) -> String {
        match self {
            Self::French => calendar::fr_long(date),
            Self::English => date.format("%-d\u{a0}%B %Y").to_string(),
        }
    }

    /// The last line of an address abroad, in capitals; nothing for France.
    ///
    /// The post of the sending country must understand it, so it is French whatever the language.
    pub(crate) fn country(code: &str) -> Option<String> {
        let code = code.trim().to_uppercase();
        let name = match code.as_str() {
            "" | "FR" => return None,
            "AT" => "AUTRICHE",
            "BE" => "BELGIQUE",
            "CA" => "CANADA",
            "CH" => "SUISSE",
            "DE" => "ALLEMAGNE",
            "ES" => "ESPAGNE",
            "GB" => "ROYAUME-UNI",
            "IE" => "IRLANDE",
            "IT" => "ITALIE",
            "LU" => "LUXEMBOURG",
            "MA" => "MAROC",
            "MC" => "MONACO",
            "NL" => "PAYS-BAS",
            "PL" => "POLOGNE",
            "PT" => "PORTUGAL",
            "TN" => "TUNISIE",
            "US" => "ÉTATS-UNIS",
            _ => return Some(code),
        };
        Some(name.to_owned())
    }
}

/// A label with its `{name}` replaced; a key that is not there is a fault of the templates.
pub(crate) fn label(labels: &Labels, key: &str, values: &[(&str, &str)]) -> Result<String, LetterError> {
    let mut text = labels.get(key).cloned().ok_or_else(|| LetterError::Render(format!("no label {key:?}")))?;
    for (name, value) in values {
        text = text.replace(&format!("{{{name}}}"), value);
    }
    Ok(text)
}

/// The key of the word for a kind of item.
pub(crate) fn kind_key(kind: ItemKind) -> &'static str {
    match kind {
        ItemKind::Invoice => "kind_invoice",
        ItemKind::Debit => "kind_debit",
        ItemKind::CreditNote => "kind_credit_note",
        ItemKind::Payment => "kind_payment",
        // A debtor never reads that a claim was given up: only that the account was put right.
        ItemKind::Adjustment | ItemKind::WriteOff => "kind_adjustment",
    }
}

/// A text of a user as one line: control characters become blanks, and the marks that turn the direction of
/// writing are dropped, since an unclosed one would turn the rest of the message.
pub(crate) fn one_line(text: &str) -> String {
    let turns = |c: char| matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let visible: String =
        text.chars().filter(|c| !turns(*c)).map(|c| if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') { ' ' } else { c }).collect();
    visible.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_and_dates_by_language() {
        let date = Date::from_ymd_opt(2026, 11, 1).unwrap();
        let chf = Currency::parse("CHF").unwrap();
        assert_eq!(Language::French.amount(Cents(123_456), Currency::EUR), "1\u{202f}234,56\u{a0}€");
        assert_eq!(Language::English.amount(Cents(-123_456_789), Currency::EUR), "\u{2212}€1,234,567.89");
        assert_eq!(Language::English.amount(Cents(5), chf), "CHF\u{a0}0.05");
        assert_eq!(Language::French.date(date), "01/11/2026");
        assert_eq!(Language::English.date(date), "1\u{a0}Nov\u{a0}2026");
        assert_eq!(Language::French.long_date(date), "1er\u{a0}novembre 2026");
        assert_eq!(Language::English.long_date(date), "1\u{a0}November 2026");
        assert_eq!(Language::of("en-GB"), Language::English);
        assert_eq!(Language::of(""), Language::French);
    }

    #[test]
    fn both_languages_have_the_same_labels() {
        let (french, english) = (Language::French.labels().unwrap(), Language::English.labels().unwrap());
        assert_eq!(french.keys().collect::<Vec<_>>(), english.keys().collect::<Vec<_>>());
    }

    #[test]
    fn every_label_is_shown_somewhere() {
        let sources = [
            include_str!("view.rs"),
            include_str!("wording.rs"),
            include_str!("../templates/layout/email.txt"),
            include_str!("../templates/layout/email.html"),
            include_str!("../templates/layout/letter.typ"),
            include_str!("proof_view.rs"),
            include_str!("service.rs"),
            include_str!("agreement_view.rs"),
            include_str!("compromise.rs"),
            include_str!("../templates/layout/agreement.typ"),
            include_str!("../templates/layout/account.typ"),
            include_str!("../templates/layout/proof.typ"),
            include_str!("../templates/layout/page.typ"),
            include_str!("../templates/layout/statement.typ"),
        ];
        let used =
            |key: &str| sources.iter().any(|source| source.contains(&format!("\"{key}\"")) || source.contains(&format!("labels.{key}")));
        for key in Language::French.labels().unwrap().keys().filter(|key| !key.starts_with("bucket_") && !key.starts_with("no_indemnity_"))
        {
            assert!(used(key), "{key}");
        }
    }

    #[test]
    fn user_texts_stay_on_their_line() {
        assert_eq!(one_line(" A\r\nBcc: x\t\u{202e}B\u{7}  C\u{a0}D "), "A Bcc: x B C\u{a0}D");
    }
}
