//! The reader's language: that of a request, never of the program. Two requests in two languages run side by side.
//!
//! What somebody reads on a page is in the reader's language; what is written into the file (notes, reasons, deeds, letters) is in the
//! house's or the debtor's, whoever wrote it: [`in_french`] keeps it so.

use std::fmt;
use std::future::Future;
use std::ops::Deref;
use std::sync::LazyLock;

use domain::deadline::{Procedure, Rule, Zone};
use domain::interest::{Clause, Ground};
use domain::law::{RateBp, Span, Value};
use domain::ledger::exchange::PerEuro;
use domain::ledger::terms::{BeyondCap, Cap, PaymentTerms};
pub use domain::template::Language;
use domain::{Cents, Currency, Date, calendar};
use i18n_embed::LanguageLoader as _;
use i18n_embed::fluent::{FluentLanguageLoader, fluent_language_loader};
use rust_embed::RustEmbed;

tokio::task_local! {
    static READER: Language;
}

/// The language of who reads what is being made; French outside a request.
#[must_use]
pub fn language() -> Language {
    READER.try_with(|language| *language).unwrap_or(Language::French)
}

/// Runs a task whose texts somebody reads in a language.
pub async fn reads<F: Future>(language: Language, task: F) -> F::Output {
    READER.scope(language, task).await
}

/// Makes a text in a language.
pub fn reads_now<T>(language: Language, make: impl FnOnce() -> T) -> T {
    READER.sync_scope(language, make)
}

/// Makes what is written into the file, whoever acts: in the house's language.
pub(crate) fn in_french<T>(make: impl FnOnce() -> T) -> T {
    reads_now(Language::French, make)
}

/// The language that a browser prefers among ours (RFC 9110, 12.5.4); French when it names none of them.
#[must_use]
pub fn preferred(accept_language: &str) -> Language {
    let mut best = (0.0_f32, Language::French);
    for range in accept_language.split(',') {
        let mut parts = range.split(';');
        let tag = parts.next().unwrap_or_default().trim().to_ascii_lowercase();
        let known = match tag.split('-').next().unwrap_or_default() {
            "fr" | "*" => Language::French,
            "en" => Language::English,
            _ => continue,
        };
        let weight = parts.find_map(|part| part.trim().strip_prefix("q=")?.trim().parse().ok()).unwrap_or(1.0);
        // The first of two equals: browsers write the best one first.
        if weight > best.0 {
            best = (weight, known);
        }
    }
    best.1
}

#[derive(RustEmbed)]
#[folder = "i18n/"]
struct Locales;

fn load(language: Language) -> FluentLanguageLoader {
    let loader = fluent_language_loader!();
    let french = loader.fallback_language().clone();
    let wanted = match language {
        Language::French => vec![french],
        // A sentence that has no English words yet is read in French rather than not at all.
        Language::English => vec![unic_langid::langid!("en"), french],
    };
    // The files are inside the program: were one broken, the build's check would have said so.
    if let Err(error) = loader.load_languages(&Locales, &wanted) {
        tracing::error!(%error, "the texts could not be loaded");
    }
    // Isolation marks would end up in e-mails and spreadsheets.
    loader.set_use_isolating(false);
    loader
}

static FRENCH: LazyLock<FluentLanguageLoader> = LazyLock::new(|| load(Language::French));
static ENGLISH: LazyLock<FluentLanguageLoader> = LazyLock::new(|| load(Language::English));

/// The texts in the reader's language.
pub(crate) struct Words;

impl Deref for Words {
    type Target = FluentLanguageLoader;

    fn deref(&self) -> &FluentLanguageLoader {
        match language() {
            Language::French => &FRENCH,
            Language::English => &ENGLISH,
        }
    }
}

/// The reader's words, for `fl!`.
pub(crate) static WORDS: Words = Words;

/// One of two writings.
pub(crate) fn either<T>(french: impl FnOnce() -> T, english: impl FnOnce() -> T) -> T {
    match language() {
        Language::French => french(),
        Language::English => english(),
    }
}

/// `22/11/2026`, `22 Nov 2026`.
#[must_use]
pub fn date(on: Date) -> String {
    either(|| calendar::fr(on), || calendar::en(on))
}

/// `22 novembre 2026`, `22 November 2026`.
#[must_use]
pub fn date_long(on: Date) -> String {
    either(|| calendar::fr_long(on), || calendar::en_long(on))
}

/// `lundi 23 novembre 2026`, `Monday 23 November 2026`.
#[must_use]
pub fn date_full(on: Date) -> String {
    either(|| calendar::fr_full(on), || calendar::en_full(on))
}

/// `22 nov.`, `22 Nov`; with the year when it is another one.
#[must_use]
pub fn date_short(on: Date, today: Date) -> String {
    either(|| calendar::fr_short(on, today), || calendar::en_short(on, today))
}

/// `novembre 2026`, `November 2026`.
#[must_use]
pub fn month(on: Date) -> String {
    either(|| calendar::fr_month(on), || calendar::en_month(on))
}

/// `2e semestre 2026`, `second half of 2026`.
#[must_use]
pub fn half_year(on: Date) -> String {
    either(|| domain::law::half_year_fr(on), || domain::law::half_year_en(on))
}

/// A number written as French writes it, `1 234,5`, as the reader does: `1,234.5`.
#[must_use]
pub fn decimal(french: &str) -> String {
    either(|| french.to_owned(), || french.replace(',', ".").replace(['\u{202f}', '\u{a0}'], ","))
}

/// A count with its thousands apart: `12 345`, `12,345`.
#[must_use]
pub fn thousands(number: u64) -> String {
    decimal(&domain::money::thousands(number))
}

/// A number in per cent: `12,5 %`, `12.5%`.
#[must_use]
pub fn percent(number: impl fmt::Display) -> String {
    let number = number.to_string();
    either(|| format!("{number}\u{202f}%"), || format!("{}%", decimal(&number)))
}

/// A name before what is said of it: `Reste : `, `Left: `.
#[must_use]
pub fn colon() -> &'static str {
    either(|| "\u{202f}: ", || ": ")
}

/// Somebody's words: `« … »`, `“…”`.
#[must_use]
pub fn quoted(words: &str) -> String {
    either(|| format!("«\u{202f}{words}\u{202f}»"), || format!("“{words}”"))
}

/// What is written as the reader writes it.
pub trait Shown {
    /// In the reader's writing.
    fn shown(&self) -> String;
}

macro_rules! shown {
    ($($type:ty),*) => {$(
        impl Shown for $type {
            fn shown(&self) -> String {
                either(|| self.fr().into(), || self.en().into())
            }
        }
    )*};
}

shown!(Cents, RateBp, Span, Value, PerEuro, PaymentTerms, Cap, Clause, Ground, Zone, Procedure);

/// Amounts with their currency.
pub trait ShownIn {
    /// `1 234,56 €`, `€1,234.56`.
    fn shown_in(&self, currency: Currency) -> String;
}

impl ShownIn for Cents {
    fn shown_in(&self, currency: Currency) -> String {
        either(|| self.fr_in(currency), || self.en_in(currency))
    }
}

/// What a time limit is for.
#[must_use]
pub fn rule_label(rule: &Rule) -> &'static str {
    either(|| rule.label, || rule.label_en())
}

/// The event from which a time limit is counted.
#[must_use]
pub fn rule_start(rule: &Rule) -> &'static str {
    either(|| rule.start, || rule.start_en())
}

/// That a term passes its cap.
pub(crate) fn beyond_terms(found: &BeyondCap, terms: PaymentTerms) -> String {
    either(|| found.terms_fr(terms), || found.terms_en(terms))
}

/// That a due date passes its cap.
pub(crate) fn beyond_due(found: &BeyondCap) -> String {
    either(|| found.due_fr(), || found.due_en())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_are_understood() {
        for (header, expected) in [
            ("", Language::French),
            ("fr", Language::French),
            ("en-GB,en;q=0.9", Language::English),
            ("fr-FR,fr;q=0.9,en;q=0.8", Language::French),
            ("en;q=0.4, fr-CA;q=0.8", Language::French),
            ("de-DE,de;q=0.9,en;q=0.7,fr;q=0.3", Language::English),
            ("es, it", Language::French),
            ("*", Language::French),
            ("en;q=zero", Language::English),
            ("en;q=0", Language::French),
        ] {
            assert_eq!(preferred(header), expected, "{header:?}");
        }
    }

    #[test]
    fn english_says_all_that_french_says() {
        let faults = testkit::texts::faults(include_str!("../../i18n/fr/app.ftl"), include_str!("../../i18n/en/app.ftl"));
        assert!(faults.is_empty(), "crates/app/i18n/en/app.ftl:\n{}", faults.join("\n"));
    }

    #[tokio::test]
    async fn two_readers_at_once_read_each_their_own() {
        let on = Date::from_ymd_opt(2026, 11, 25).unwrap();
        let told = |language| {
            reads(language, async move {
                let mut said = Vec::new();
                for _ in 0..50 {
                    said.push((super::super::total(), date(on), Cents(-123_456).shown_in(Currency::EUR)));
                    tokio::task::yield_now().await;
                }
                said.dedup();
                said
            })
        };
        let (french, english, again) = tokio::join!(told(Language::French), told(Language::English), told(Language::French));
        assert_eq!(french, again);
        assert_eq!(french, [("Total".to_owned(), "25/11/2026".to_owned(), "\u{2212}1\u{202f}234,56\u{a0}€".to_owned())]);
        assert_eq!(english, [("Total".to_owned(), "25\u{a0}Nov\u{a0}2026".to_owned(), "\u{2212}€1,234.56".to_owned())]);
        assert_eq!(language(), Language::French, "nothing is left behind");
    }

    #[test]
    fn what_is_kept_is_french_whoever_acts() {
        reads_now(Language::English, || {
            assert_eq!(language(), Language::English);
            assert_eq!(in_french(|| date(Date::MIN.max(Date::from_ymd_opt(2026, 1, 2).unwrap()))), "02/01/2026");
            assert_eq!(
                (percent("12,5"), decimal("1\u{202f}234,5"), quoted("ok")),
                ("12.5%".to_owned(), "1,234.5".to_owned(), "“ok”".to_owned())
            );
        });
        assert_eq!((percent("12,5"), colon()), ("12,5\u{202f}%".to_owned(), "\u{202f}: "));
    }
}
