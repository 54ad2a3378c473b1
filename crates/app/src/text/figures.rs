//! French words of the first figures. Keys: the block « Indicateurs » of `i18n/fr/app.ftl`.

use domain::{Cents, Currency, Date};
use i18n_embed_fl::fl;

use super::locale::ShownIn as _;
use super::{WORDS, locale};
use crate::figures::{Indicator, Unit};

/// The name of a figure.
#[must_use]
pub fn name(indicator: Indicator) -> String {
    match indicator {
        Indicator::Exposure => fl!(WORDS, "figure-exposure"),
        Indicator::Overdue => fl!(WORDS, "figure-overdue"),
        Indicator::Countback => fl!(WORDS, "figure-dso_countback"),
        Indicator::Dso => fl!(WORDS, "figure-dso"),
        Indicator::Best => fl!(WORDS, "figure-dso_best"),
        Indicator::Late => fl!(WORDS, "figure-dso_late"),
        Indicator::OverdueRate => fl!(WORDS, "figure-overdue_rate"),
        Indicator::UnpaidRate => fl!(WORDS, "figure-unpaid_rate"),
        Indicator::RecoveryRate => fl!(WORDS, "figure-recovery_rate"),
        Indicator::Effectiveness => fl!(WORDS, "figure-effectiveness"),
    }
}

/// How it is counted.
#[must_use]
pub fn formula(indicator: Indicator) -> String {
    match indicator {
        Indicator::Exposure => fl!(WORDS, "figure-formula-exposure"),
        Indicator::Overdue => fl!(WORDS, "figure-formula-overdue"),
        Indicator::Countback => fl!(WORDS, "figure-formula-dso_countback"),
        Indicator::Dso => fl!(WORDS, "figure-formula-dso"),
        Indicator::Best => fl!(WORDS, "figure-formula-dso_best"),
        Indicator::Late => fl!(WORDS, "figure-formula-dso_late"),
        Indicator::OverdueRate => fl!(WORDS, "figure-formula-overdue_rate"),
        Indicator::UnpaidRate => fl!(WORDS, "figure-formula-unpaid_rate"),
        Indicator::RecoveryRate => fl!(WORDS, "figure-formula-recovery_rate"),
        Indicator::Effectiveness => fl!(WORDS, "figure-formula-effectiveness"),
    }
}

/// How it is counted, and by which dates.
#[must_use]
pub fn formula_by(indicator: Indicator, by_agreed_date: bool) -> String {
    let formula = formula(indicator);
    if by_agreed_date && indicator.follows_agreements() { format!("{formula} {}", fl!(WORDS, "figure-by-agreed")) } else { formula }
}

/// `54,3 j`; « plus de 730 j » of nothing, since only that has no days.
#[must_use]
pub fn days(tenths: Option<i64>) -> String {
    tenths.map_or_else(|| fl!(WORDS, "figure-beyond"), |tenths| fl!(WORDS, "figure-days", days = decimal(tenths)))
}

/// A value in its unit.
#[must_use]
pub fn value(indicator: Indicator, value: Option<i64>, currency: Currency) -> String {
    match (indicator.unit(), value) {
        (Unit::Amount, Some(value)) => Cents(value).shown_in(currency),
        (Unit::Share, Some(value)) => percent(value),
        (Unit::Days, Some(value)) => days(Some(value)),
        (Unit::Days, None) if matches!(indicator, Indicator::Countback | Indicator::Best) => days(None),
        (_, None) => fl!(WORDS, "figure-none"),
    }
}

/// Ten-thousandths as `54,3 %`: what is not whole never reads as 100 %.
pub(crate) fn percent(value: i64) -> String {
    let tenths = if value < 10_000 { ((value + 5) / 10).min(999) } else { value / 10 };
    locale::percent(format!("{},{}", tenths / 10, tenths % 10))
}

/// `54,3`, with a true minus.
fn decimal(tenths: i64) -> String {
    let sign = if tenths < 0 { "\u{2212}" } else { "" };
    locale::decimal(&format!("{sign}{},{}", tenths.abs() / 10, tenths.abs() % 10))
}

/// The head of the months' column.
pub(crate) fn month_column() -> String {
    fl!(WORDS, "figure-column-month")
}

pub(crate) fn exposure(owed: &str, late: &str, not_due: &str, credits: &str) -> String {
    fl!(WORDS, "figure-worked-exposure", owed = owed, late = late, notdue = not_due, credits = credits)
}

pub(crate) fn dso(owed: &str, sales: &str, days: i64) -> String {
    fl!(WORDS, "figure-worked-dso", owed = owed, sales = sales, days = days.to_string())
}

pub(crate) fn exhausted(amount: &str, months: &str) -> String {
    fl!(WORDS, "figure-worked-exhausted", amount = amount, months = months)
}

pub(crate) fn sales(month: Date, sales: &str) -> String {
    fl!(WORDS, "figure-month-sales", month = locale::month(month), sales = sales)
}

pub(crate) fn late(whole: &str, best: &str) -> String {
    fl!(WORDS, "figure-worked-late", whole = whole, best = best)
}

pub(crate) fn part(part: &str, whole: &str) -> String {
    fl!(WORDS, "figure-worked-share", part = part, whole = whole)
}
