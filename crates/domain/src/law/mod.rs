//! The law as data: every legal number is a dated row with its article, its source and the day it was
//! checked. Nothing here is a constant in a computation: a rule asks the [`Book`] for a key at the date
//! that the rule itself names, and a missing row stops it with a sentence that names what is missing.
//!
//! The rows compiled in live beside the rule that uses them (rates in `rates`, time limits in
//! [`crate::deadline`], limitation periods in [`crate::limitation`], caps of payment terms in
//! [`crate::ledger::terms`]). An organisation adds its own, a new half-year's rate or a tariff, with
//! its source; its rows win over the compiled ones.
//!
//! ```
//! use domain::law::{Book, Value, RateBp, keys};
//! use domain::Date;
//! let day = Date::from_ymd_opt(2026, 11, 22).unwrap();
//! assert_eq!(Book::compiled().rate(keys::REFI, day).unwrap(), RateBp(240));
//! ```

mod rates;

use std::borrow::Cow;
use std::fmt;
use std::sync::LazyLock;

use crate::calendar::{self, Date};
use crate::money::Cents;

/// The stable keys of the rows.
pub mod keys {
    /// Main refinancing rate of the ECB on the first day of a half-year (C. com. L441-10, II).
    pub const REFI: &str = "rate.refi";
    /// Points added to it between professionals (C. com. L441-10, II).
    pub const REFI_POINTS: &str = "rate.refi.points";
    /// Points added to it for public buyers (CCP R2192-31).
    pub const REFI_POINTS_PUBLIC: &str = "rate.refi.points_public";
    /// Statutory rate, column « tous les autres cas » (CMF L313-2).
    pub const STATUTORY_PROFESSIONAL: &str = "rate.statutory.professional";
    /// Statutory rate, column of creditors who are natural persons outside their trade (CMF L313-2).
    pub const STATUTORY_INDIVIDUAL: &str = "rate.statutory.individual";
    /// Points added to the statutory rate two months after a decision became enforceable (CMF L313-3).
    pub const JUDGMENT_POINTS: &str = "rate.judgment.points";
    /// Time after which they are added (CMF L313-3).
    pub const JUDGMENT_DELAY: &str = "rate.judgment.delay";
    /// A contract rate must reach this many times the statutory rate (C. com. L441-10, II).
    pub const FLOOR_MULTIPLE: &str = "rate.floor.multiple";
    /// Fixed indemnity for recovery costs (C. com. D441-5).
    pub const INDEMNITY: &str = "indemnity.fixed";
}

/// A yearly rate in basis points: `RateBp(1240)` is 12,40 %.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct RateBp(pub i32);

impl RateBp {
    /// Reads `12,40`, `12.4 %` or `5`: at most two decimals, from 0 to 1 000.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let amount = Cents::parse(text.trim().trim_end_matches('%').trim_end()).ok()?;
        (0..=100_000).contains(&amount.0).then(|| i32::try_from(amount.0).ok().map(Self)).flatten()
    }

    /// `12.40`: the form of JSON and CSV.
    #[must_use]
    pub fn iso(self) -> String {
        Cents(i64::from(self.0)).iso()
    }

    /// `20 %`, `5,5 %`, with a no-break space: as rates of VAT are called.
    #[must_use]
    pub fn short_fr(self) -> String {
        let text = Cents(i64::from(self.0)).fr();
        let text = text.trim_end_matches('0').trim_end_matches(',');
        format!("{text}\u{a0}%")
    }

    /// `12,40 %`, with a no-break space.
    #[must_use]
    pub fn fr(self) -> String {
        format!("{}\u{a0}%", Cents(i64::from(self.0)).fr())
    }

    /// `12.40%`.
    #[must_use]
    pub fn en(self) -> String {
        format!("{}%", Cents(i64::from(self.0)).en())
    }
}

impl fmt::Display for RateBp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.iso())
    }
}

/// A length of time in months and days, as a text gives it: months are counted first (CPC art. 641).
/// A year is twelve months.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    /// Whole months.
    pub months: u16,
    /// Whole days, after the months.
    pub days: u16,
}

impl Span {
    /// So many months.
    #[must_use]
    pub const fn months(months: u16) -> Self {
        Self { months, days: 0 }
    }

    /// So many years.
    #[must_use]
    pub const fn years(years: u16) -> Self {
        Self { months: years * 12, days: 0 }
    }

    /// So many days.
    #[must_use]
    pub const fn days(days: u16) -> Self {
        Self { months: 0, days }
    }

    /// The date this long after another: months first, clamped once to the last day of a shorter month,
    /// then days. Nothing is moved to a working day here.
    #[must_use]
    pub fn after(self, start: Date) -> Date {
        calendar::add_days(calendar::add_months(start, u32::from(self.months)), i64::from(self.days))
    }

    /// `3 mois`, `5 ans`, `15 jours`, `1 mois et 8 jours`.
    #[must_use]
    pub fn fr(self) -> String {
        let years_or_months = match self.months {
            0 => String::new(),
            12 => "1\u{a0}an".to_owned(),
            months if months.is_multiple_of(12) => format!("{}\u{a0}ans", months / 12),
            months => format!("{months}\u{a0}mois"),
        };
        let days = match self.days {
            0 if self.months > 0 => String::new(),
            1 => "1\u{a0}jour".to_owned(),
            days => format!("{days}\u{a0}jours"),
        };
        [years_or_months, days].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" et ")
    }

    /// `3 months`, `5 years`, `15 days`, `1 month and 8 days`.
    #[must_use]
    pub fn en(self) -> String {
        let counted = |number: u16, one: &str| format!("{number}\u{a0}{one}{}", if number == 1 { "" } else { "s" });
        let years_or_months = match self.months {
            0 => String::new(),
            months if months.is_multiple_of(12) => counted(months / 12, "year"),
            months => counted(months, "month"),
        };
        let days = if self.days == 0 && self.months > 0 { String::new() } else { counted(self.days, "day") };
        [years_or_months, days].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" and ")
    }
}

/// What a row holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Value {
    /// A yearly rate, or points to add to one.
    Rate(RateBp),
    /// An amount in euros.
    Amount(Cents),
    /// A length of time.
    Span(Span),
    /// A count: how many times.
    Count(u32),
}

impl Value {
    /// In French: `12,40 %`, `40,00 €`, `3 mois`, `3`.
    #[must_use]
    pub fn fr(self) -> String {
        match self {
            Self::Rate(rate) => rate.fr(),
            Self::Amount(amount) => amount.fr_in(crate::Currency::EUR),
            Self::Span(span) => span.fr(),
            Self::Count(count) => count.to_string(),
        }
    }

    /// In English: `12.40%`, `€40.00`, `3 months`, `3`.
    #[must_use]
    pub fn en(self) -> String {
        match self {
            Self::Rate(rate) => rate.en(),
            Self::Amount(amount) => amount.en_in(crate::Currency::EUR),
            Self::Span(span) => span.en(),
            Self::Count(count) => count.to_string(),
        }
    }

    /// The stable key of what it is.
    #[must_use]
    pub fn kind(self) -> &'static str {
        match self {
            Self::Rate(_) => "rate",
            Self::Amount(_) => "amount",
            Self::Span(_) => "span",
            Self::Count(_) => "count",
        }
    }
}

/// How sure a row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    /// Read on an official text, or on several independent pages that agree.
    Checked,
    /// Read once, or known without its text at hand: shown as "à vérifier".
    Unverified,
    /// Entered by the organisation, with its source.
    Organisation,
}

impl Standing {
    /// The stable key.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Checked => "checked",
            Self::Unverified => "unverified",
            Self::Organisation => "organisation",
        }
    }
}

/// One legal number, over one period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// What it is; see [`keys`].
    pub key: Cow<'static, str>,
    /// The number.
    pub value: Value,
    /// First day on which it holds.
    pub from: Date,
    /// Last day on which it holds; `None` while no end is known.
    pub to: Option<Date>,
    /// The article, as lawyers cite it.
    pub article: Cow<'static, str>,
    /// Where it was read.
    pub source: Cow<'static, str>,
    /// The day on which that was.
    pub verified_on: Option<Date>,
    /// How sure it is.
    pub standing: Standing,
}

impl Row {
    /// A row compiled in. `to` is `None` while no end is known.
    #[must_use]
    pub const fn new(key: &'static str, value: Value, from: Date, to: Option<Date>, article: &'static str, source: &'static str) -> Self {
        Self {
            key: Cow::Borrowed(key),
            value,
            from,
            to,
            article: Cow::Borrowed(article),
            source: Cow::Borrowed(source),
            verified_on: Some(VERIFIED_ON),
            standing: Standing::Checked,
        }
    }

    /// The same row, not confirmed by an official text.
    #[must_use]
    pub const fn unverified(mut self) -> Self {
        self.standing = Standing::Unverified;
        self.verified_on = None;
        self
    }

    /// Whether it holds on a day.
    #[must_use]
    pub fn holds_on(&self, day: Date) -> bool {
        self.from <= day && self.to.is_none_or(|to| day <= to)
    }
}

/// The day on which the compiled rows were last checked.
pub const VERIFIED_ON: Date = day(2026, 11, 22);

/// A date known when compiling.
///
/// # Panics
/// When it does not exist, which stops the build.
#[must_use]
pub const fn day(year: i32, month: u32, day: u32) -> Date {
    match Date::from_ymd_opt(year, month, day) {
        Some(date) => date,
        None => panic!("no such date"),
    }
}

/// Why the law gives no number.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LawError {
    /// No row holds on that day.
    #[error("no value of {key} on {on}")]
    Missing {
        /// The key.
        key: Cow<'static, str>,
        /// The day.
        on: Date,
    },
    /// The row holds another kind of value.
    #[error("{key} is not a {expected}")]
    WrongKind {
        /// The key.
        key: Cow<'static, str>,
        /// What was asked for.
        expected: &'static str,
    },
}

impl LawError {
    /// The stable key of this error, used by the API and by the French texts.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Missing { .. } => "law.missing",
            Self::WrongKind { .. } => "law.wrong_kind",
        }
    }
}

/// All rows that a computation may ask: those compiled in, and an organisation's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Book {
    /// By key, then the organisation's first, then by first day.
    rows: Vec<Row>,
}

static COMPILED: LazyLock<Book> = LazyLock::new(|| Book::with(&[]));

impl Book {
    /// The rows compiled in alone.
    #[must_use]
    pub fn compiled() -> &'static Self {
        &COMPILED
    }

    /// The rows compiled in and an organisation's own, which win where both hold.
    #[must_use]
    pub fn with(own: &[Row]) -> Self {
        let compiled =
            rates::rows().chain(crate::deadline::law_rows()).chain(crate::limitation::law_rows()).chain(crate::ledger::terms::law_rows());
        let mut rows: Vec<Row> = own.iter().cloned().chain(compiled).collect();
        let rank = |row: &Row| row.standing != Standing::Organisation;
        rows.sort_by(|a, b| a.key.cmp(&b.key).then(rank(a).cmp(&rank(b))).then(a.from.cmp(&b.from)));
        Self { rows }
    }

    /// All rows, by key.
    #[must_use]
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// The rows of one key.
    #[must_use]
    pub fn of(&self, key: &str) -> &[Row] {
        let start = self.rows.partition_point(|row| &*row.key < key);
        let end = start + self.rows[start..].partition_point(|row| &*row.key == key);
        &self.rows[start..end]
    }

    /// The row of a key on a day.
    ///
    /// # Errors
    /// [`LawError::Missing`]; never another period's row.
    pub fn at(&self, key: &str, on: Date) -> Result<&Row, LawError> {
        self.of(key).iter().find(|row| row.holds_on(on)).ok_or_else(|| LawError::Missing { key: Cow::Owned(key.to_owned()), on })
    }

    /// A rate on a day.
    ///
    /// # Errors
    /// [`LawError`].
    pub fn rate(&self, key: &str, on: Date) -> Result<RateBp, LawError> {
        let row = self.at(key, on)?;
        match row.value {
            Value::Rate(rate) => Ok(rate),
            _ => Err(LawError::WrongKind { key: row.key.clone(), expected: "rate" }),
        }
    }

    /// An amount on a day.
    ///
    /// # Errors
    /// [`LawError`].
    pub fn amount(&self, key: &str, on: Date) -> Result<Cents, LawError> {
        let row = self.at(key, on)?;
        match row.value {
            Value::Amount(amount) => Ok(amount),
            _ => Err(LawError::WrongKind { key: row.key.clone(), expected: "amount" }),
        }
    }

    /// A length of time on a day.
    ///
    /// # Errors
    /// [`LawError`].
    pub fn span(&self, key: &str, on: Date) -> Result<Span, LawError> {
        let row = self.at(key, on)?;
        match row.value {
            Value::Span(span) => Ok(span),
            _ => Err(LawError::WrongKind { key: row.key.clone(), expected: "span" }),
        }
    }

    /// A count on a day.
    ///
    /// # Errors
    /// [`LawError`].
    pub fn count(&self, key: &str, on: Date) -> Result<u32, LawError> {
        let row = self.at(key, on)?;
        match row.value {
            Value::Count(count) => Ok(count),
            _ => Err(LawError::WrongKind { key: row.key.clone(), expected: "count" }),
        }
    }

    /// The rows in force on a day, by key: the one that a computation would get.
    #[must_use]
    pub fn in_force(&self, on: Date) -> Vec<&Row> {
        let mut found: Vec<&Row> = Vec::new();
        for row in self.rows.iter().filter(|row| row.holds_on(on)) {
            if found.last().is_none_or(|last| last.key != row.key) {
                found.push(row);
            }
        }
        found
    }

    /// The keys in force on a day whose last row ends within so many days, and what ends: a new row is
    /// due before that date.
    #[must_use]
    pub fn ending_soon(&self, on: Date, days: i64) -> Vec<&Row> {
        let limit = calendar::add_days(on, days);
        let ends = |row: &&Row| row.to.is_some_and(|to| to <= limit && self.at(&row.key, calendar::add_days(to, 1)).is_err());
        self.in_force(on).into_iter().filter(ends).collect()
    }
}

/// The half-year of a day: `2e semestre 2026`.
#[must_use]
pub fn half_year_fr(day: Date) -> String {
    use chrono::Datelike as _;
    let half = if day.month() <= 6 { "1er" } else { "2e" };
    format!("{half}\u{a0}semestre\u{a0}{}", day.year())
}

/// `first half of 2026`.
#[must_use]
pub fn half_year_en(day: Date) -> String {
    use chrono::Datelike as _;
    let half = if day.month() <= 6 { "first" } else { "second" };
    format!("{half} half of\u{a0}{}", day.year())
}

/// First day of the half-year of a day.
#[must_use]
pub fn half_year_start(day: Date) -> Date {
    use chrono::Datelike as _;
    Date::from_ymd_opt(day.year(), if day.month() <= 6 { 1 } else { 7 }, 1).unwrap_or(day)
}

/// Last day of the half-year of a day.
#[must_use]
pub fn half_year_end(day: Date) -> Date {
    use chrono::Datelike as _;
    let (month, last) = if day.month() <= 6 { (6, 30) } else { (12, 31) };
    Date::from_ymd_opt(day.year(), month, last).unwrap_or(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_row_is_named_and_never_replaced() {
        let on = day(2027, 1, 1);
        assert_eq!(
            Book::compiled().rate(keys::REFI, on),
            Err(LawError::Missing { key: Cow::Borrowed(keys::REFI), on }),
            "the first half-year of 2027 is not published"
        );
        let own = Row {
            standing: Standing::Organisation,
            ..Row::new(keys::REFI, Value::Rate(RateBp(265)), on, Some(day(2027, 6, 30)), "C. com. L441-10, II", "BCE")
        };
        assert_eq!(Book::with(&[own]).rate(keys::REFI, on), Ok(RateBp(265)));
    }

    #[test]
    fn an_organisations_row_wins() {
        let own = Row {
            standing: Standing::Organisation,
            ..Row::new(keys::INDEMNITY, Value::Amount(Cents(5_000)), day(2026, 1, 1), None, "D441-5", "essai")
        };
        let book = Book::with(&[own]);
        assert_eq!(book.amount(keys::INDEMNITY, day(2025, 12, 31)), Ok(Cents(4_000)));
        assert_eq!(book.amount(keys::INDEMNITY, day(2026, 1, 1)), Ok(Cents(5_000)));
        assert!(book.in_force(day(2026, 2, 1)).iter().filter(|row| row.key == keys::INDEMNITY).count() == 1);
    }

    #[test]
    fn rows_of_a_key_never_overlap_and_name_their_article() {
        let book = Book::compiled();
        for pair in book.rows().windows(2) {
            if pair[0].key == pair[1].key {
                assert!(pair[0].to.is_some_and(|to| to < pair[1].from), "{} overlaps on {}", pair[0].key, pair[1].from);
            }
        }
        for row in book.rows() {
            assert!(!row.article.is_empty() && !row.source.is_empty(), "{} has no article or source", row.key);
            assert!(row.to.is_none_or(|to| row.from <= to), "{} ends before it begins", row.key);
        }
    }

    #[test]
    fn what_ends_soon() {
        let keys: Vec<&str> = Book::compiled().ending_soon(day(2026, 11, 25), 60).iter().map(|row| &*row.key).collect();
        assert_eq!(keys, [keys::REFI, keys::STATUTORY_INDIVIDUAL, keys::STATUTORY_PROFESSIONAL]);
        assert!(Book::compiled().ending_soon(day(2026, 8, 1), 60).is_empty());
    }

    #[test]
    fn rates_and_spans_are_read_and_shown() {
        let cases = [
            ("12,40", Some(1240)),
            ("12.4 %", Some(1240)),
            ("5", Some(500)),
            ("0", Some(0)),
            ("-1", None),
            ("1,234", None),
            ("1000,01", None),
            ("x", None),
        ];
        for (text, expected) in cases {
            assert_eq!(RateBp::parse(text), expected.map(RateBp), "{text:?}");
        }
        assert_eq!(RateBp(1240).fr(), "12,40\u{a0}%");
        assert_eq!((Span::years(5).fr(), Span::months(3).fr()), ("5\u{a0}ans".to_owned(), "3\u{a0}mois".to_owned()));
        assert_eq!(Span { months: 1, days: 8 }.fr(), "1\u{a0}mois et 8\u{a0}jours");
        assert_eq!(Span::months(1).after(day(2026, 1, 31)), day(2026, 2, 28));
        assert_eq!(Span::months(2).after(day(2026, 1, 31)), day(2026, 3, 31), "clamped once, from the start");
        assert_eq!(Span { months: 1, days: 15 }.after(day(2026, 1, 31)), day(2026, 3, 15), "months first");
    }
}
