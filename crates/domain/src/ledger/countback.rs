//! Days of sales that are owed, by exhaustion: month after month, the newest first, sales are taken off what is owed until
//! nothing is left of it.

use crate::calendar::{self, Date};
use crate::money::Cents;

/// The sales of a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Month {
    /// The year.
    pub year: i32,
    /// The month, from 1.
    pub month: u32,
    /// Invoices less credit notes of the month, tax included.
    pub sales: Cents,
}

/// Months looked at: what is owed beyond them is older than anybody's customers.
const MONTHS: u32 = 24;

/// Days of sales that an amount stands for, in tenths of a day, rounded half up; the current month counts up to `today`. A month
/// without sales adds all its days. `None` when more than two years are not enough; zero when nothing is owed.
///
/// The remainder of a month counts by its share of that month's sales. Source: the « countback » or exhaustion method.
#[must_use]
pub fn countback(owed: Cents, months: &[Month], today: Date) -> Option<i64> {
    use chrono::Datelike as _;
    let mut left = owed;
    let mut days = 0_i64;
    let (mut year, mut month) = (today.year(), today.month());
    for back in 0..=MONTHS {
        if !left.is_positive() {
            return Some(days * 10);
        }
        let last = Date::from_ymd_opt(year, month, 1).map(calendar::end_of_month)?;
        let length = i64::from(if back == 0 { today.day() } else { last.day() });
        let own = months.iter().filter(|known| (known.year, known.month) == (year, month));
        let sales = Cents::total(own.map(|known| known.sales)).max(Cents::ZERO);
        if left < sales {
            let tenths = (i128::from(left.0) * i128::from(length) * 20 + i128::from(sales.0)) / (2 * i128::from(sales.0));
            return Some(days * 10 + i64::try_from(tenths).ok()?);
        }
        left -= sales;
        days += length;
        (year, month) = if month == 1 { (year - 1, 12) } else { (year, month - 1) };
    }
    if left.is_positive() { None } else { Some(days * 10) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(owed: i64, sales: &[(u32, i64)], today: (u32, u32)) -> Option<i64> {
        let months: Vec<Month> = sales.iter().map(|(month, cents)| Month { year: 2026, month: *month, sales: Cents(*cents) }).collect();
        countback(Cents(owed), &months, Date::from_ymd_opt(2026, today.0, today.1).unwrap())
    }

    #[test]
    fn sales_are_taken_off_month_by_month() {
        // 31 + 7 500 / 10 000 × 31 = 54.25 days.
        assert_eq!(of(2_000_000, &[(8, 1_250_000), (7, 1_000_000)], (8, 31)), Some(543));
        assert_eq!(of(0, &[(8, 1)], (8, 31)), Some(0));
        assert_eq!(of(-5, &[(8, 1)], (8, 31)), Some(0));
        assert_eq!(of(500, &[(8, 1_000)], (8, 10)), Some(50), "the current month counts up to today");
        assert_eq!(of(500, &[(6, 1_000)], (8, 10)), Some(10 * (10 + 31) + 150), "a month without sales adds its days");
        assert_eq!(of(5_000, &[(8, 1_000)], (8, 31)), None);
        assert_eq!(of(1_000, &[(8, 1_000)], (8, 31)), Some(310));
    }
}
