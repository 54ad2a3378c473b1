//! The examples by which the help counts figures by hand: round numbers, and what the figures' own rules make of them.

use domain::figure::{MonthFacts, Series};
use domain::{Cents, Currency, Date};

use crate::figures::Indicator;
use crate::text::figures::value;

/// A figure whose example the help tells, and its result as pages write it; nothing where the rules would say nothing.
#[must_use]
pub fn worked() -> Vec<(Indicator, String)> {
    let sold = |euros: i64| {
        let cents = Cents(euros * 100);
        MonthFacts { issued: cents, sales: cents, debits: cents, ..MonthFacts::default() }
    };
    let day = |month, day| Date::from_ymd_opt(2026, month, day).unwrap_or_default();
    // 20 000 € in each of three months, 30 000 € paid.
    let paid = MonthFacts { issued: Cents(-3_000_000), settled: Cents(3_000_000), ..MonthFacts::default() };
    let quarter = [((2026, 1), sold(20_000)), ((2026, 2), sold(20_000)), ((2026, 3), sold(20_000)), ((2026, 3), paid)];
    let dso = Series::of(day(3, 31), quarter).dso(2);
    // 10 000 € in July and 12 500 € in August, 2 500 € paid; 5 000 € of what is owed are late.
    let july = MonthFacts { issued: Cents(750_000), settled: Cents(250_000), became_late: Cents(500_000), ..sold(10_000) };
    let summer = Series::of(day(8, 31), [((2026, 7), july), ((2026, 8), sold(12_500))]);
    // 10 000 € fell due in May: 6 000 € came by the day, 8 000 € within thirty days.
    let may = MonthFacts { due: Cents(1_000_000), due_settled: [600_000, 800_000, 800_000, 800_000].map(Cents), ..MonthFacts::default() };
    let unpaid = Series::of(day(7, 31), [((2026, 5), may)]).unpaid_rate(0, crate::figures::UNPAID_AT);
    let signed = |rate: Option<u64>| rate.and_then(|rate| i64::try_from(rate).ok());
    [
        (Indicator::Dso, dso),
        (Indicator::Countback, summer.dso_countback(1)),
        (Indicator::Best, summer.dso_best(1)),
        (Indicator::Late, summer.dso_late(1)),
        (Indicator::OverdueRate, signed(summer.overdue_rate(1))),
        (Indicator::UnpaidRate, signed(unpaid)),
    ]
    .map(|(indicator, result)| (indicator, value(indicator, result, Currency::EUR)))
    .to_vec()
}
