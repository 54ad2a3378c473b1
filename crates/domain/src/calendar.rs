//! Working days in France.
//!
//! Public holidays are those of Code du travail art. L3133-1; the two of Alsace-Moselle and the
//! overseas days are not counted here: a reminder that leaves on one of them harms nobody, while a legal
//! time limit is computed elsewhere with its zone.
//!
//! The file also writes dates, in French and in English.

use chrono::{Datelike, Days, NaiveDate, Weekday};

/// A civil date: due dates, legal dates, business dates.
pub type Date = NaiveDate;

/// Easter Sunday of a Gregorian year (Butcher's algorithm).
///
/// `None` outside the years that the calendar can hold.
#[must_use]
pub fn easter(year: i32) -> Option<Date> {
    let (a, b, c) = (year.rem_euclid(19), year.div_euclid(100), year.rem_euclid(100));
    let d = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
    let e = (32 + 2 * (b % 4) + 2 * (c / 4) - d - c % 4) % 7;
    let f = d + e - 7 * ((a + 11 * d + 22 * e) / 451) + 114;
    Date::from_ymd_opt(year, u32::try_from(f / 31).ok()?, u32::try_from(f % 31 + 1).ok()?)
}

/// Whether a date is a public holiday in mainland France (Code du travail, art. L3133-1).
#[must_use]
pub fn is_holiday(date: Date) -> bool {
    let fixed = matches!((date.month(), date.day()), (1, 1) | (5, 1) | (5, 8) | (7, 14) | (8, 15) | (11, 1) | (11, 11) | (12, 25));
    // Easter Monday, Ascension Thursday, Whit Monday.
    fixed || easter(date.year()).is_some_and(|easter| matches!((date - easter).num_days(), 1 | 39 | 50))
}

/// Whether people work on a date: neither Saturday, Sunday nor a public holiday.
#[must_use]
pub fn is_working_day(date: Date) -> bool {
    !matches!(date.weekday(), Weekday::Sat | Weekday::Sun) && !is_holiday(date)
}

/// The date itself when it is a working day, else the next one.
#[must_use]
pub fn working_day_on_or_after(date: Date) -> Date {
    let mut day = date;
    while !is_working_day(day) {
        day = add_days(day, 1);
    }
    day
}

/// The last working day before a date.
#[must_use]
pub fn working_day_before(date: Date) -> Date {
    let mut day = add_days(date, -1);
    while !is_working_day(day) {
        day = add_days(day, -1);
    }
    day
}

/// A date some days later (or earlier); the ends of the calendar are never passed.
#[must_use]
pub fn add_days(date: Date, days: i64) -> Date {
    let moved = match u64::try_from(days) {
        Ok(days) => date.checked_add_days(Days::new(days)),
        Err(_) => date.checked_sub_days(Days::new(days.unsigned_abs())),
    };
    moved.unwrap_or(if days < 0 { Date::MIN } else { Date::MAX })
}

/// The date with the same day number some months later; the last day of that month when it has no such
/// number (CPC art. 641). Clamped once, from the start: 31 January and two months make 31 March.
#[must_use]
pub fn add_months(date: Date, months: u32) -> Date {
    date.checked_add_months(chrono::Months::new(months)).unwrap_or(Date::MAX)
}

/// The last day of a date's month.
#[must_use]
pub fn end_of_month(date: Date) -> Date {
    let (year, month) = if date.month() == 12 { (date.year() + 1, 1) } else { (date.year(), date.month() + 1) };
    Date::from_ymd_opt(year, month, 1).and_then(|first| first.pred_opt()).unwrap_or(date)
}

/// `22/11/2026`.
#[must_use]
pub fn fr(date: Date) -> String {
    date.format("%d/%m/%Y").to_string()
}

const MONTHS: [&str; 12] =
    ["janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"];
const MONTHS_SHORT: [&str; 12] = ["janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."];
const WEEKDAYS: [&str; 7] = ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"];

fn month_index(date: Date) -> usize {
    date.month0() as usize
}

/// `1er novembre 2026`.
#[must_use]
pub fn fr_long(date: Date) -> String {
    let day = if date.day() == 1 { "1er".to_owned() } else { date.day().to_string() };
    format!("{day}\u{a0}{} {}", MONTHS[month_index(date)], date.year())
}

/// `novembre 2026`.
#[must_use]
pub fn fr_month(date: Date) -> String {
    format!("{} {}", MONTHS[month_index(date)], date.year())
}

/// `22 nov.`; the year is added when it is not that of `today`.
#[must_use]
pub fn fr_short(date: Date, today: Date) -> String {
    let text = format!("{}\u{a0}{}", date.day(), MONTHS_SHORT[month_index(date)]);
    if date.year() == today.year() { text } else { format!("{text} {}", date.year()) }
}

/// `lundi 23 novembre 2026`.
#[must_use]
pub fn fr_full(date: Date) -> String {
    format!("{} {}", WEEKDAYS[date.weekday().num_days_from_monday() as usize], fr_long(date))
}

const MONTHS_EN: [&str; 12] =
    ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
const MONTHS_EN_SHORT: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sept", "Oct", "Nov", "Dec"];
const WEEKDAYS_EN: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// `22 Nov 2026`, never broken across lines: a month in letters, since 11/12 is another day on either side of the Atlantic.
#[must_use]
pub fn en(date: Date) -> String {
    format!("{}\u{a0}{}\u{a0}{}", date.day(), MONTHS_EN_SHORT[month_index(date)], date.year())
}

/// `1 November 2026`.
#[must_use]
pub fn en_long(date: Date) -> String {
    format!("{}\u{a0}{} {}", date.day(), MONTHS_EN[month_index(date)], date.year())
}

/// `November 2026`.
#[must_use]
pub fn en_month(date: Date) -> String {
    format!("{} {}", MONTHS_EN[month_index(date)], date.year())
}

/// `22 Nov`; the year is added when it is not that of `today`.
#[must_use]
pub fn en_short(date: Date, today: Date) -> String {
    let text = format!("{}\u{a0}{}", date.day(), MONTHS_EN_SHORT[month_index(date)]);
    if date.year() == today.year() { text } else { format!("{text} {}", date.year()) }
}

/// `Monday 23 November 2026`.
#[must_use]
pub fn en_full(date: Date) -> String {
    format!("{} {}", WEEKDAYS_EN[date.weekday().num_days_from_monday() as usize], en_long(date))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn english_dates_name_their_month() {
        let (first, other) = (date(2026, 11, 1), date(2027, 9, 23));
        assert_eq!(en(first), "1\u{a0}Nov\u{a0}2026");
        assert_eq!(en_long(first), "1\u{a0}November 2026");
        assert_eq!(en_month(other), "September 2027");
        assert_eq!(en_short(first, first), "1\u{a0}Nov");
        assert_eq!(en_short(other, first), "23\u{a0}Sept 2027");
        assert_eq!(en_full(other), "Thursday 23\u{a0}September 2027");
    }

    fn date(year: i32, month: u32, day: u32) -> Date {
        Date::from_ymd_opt(year, month, day).unwrap()
    }

    #[test]
    fn easter_moves() {
        for (year, month, day) in [(2024, 3, 31), (2025, 4, 20), (2026, 4, 5), (2027, 3, 28), (2038, 4, 25), (2000, 4, 23)] {
            assert_eq!(easter(year), Some(date(year, month, day)));
        }
    }

    #[test]
    fn the_eleven_holidays_of_2026() {
        let days: Vec<_> = date(2026, 1, 1).iter_days().take(365).filter(|d| is_holiday(*d)).map(fr).collect();
        assert_eq!(
            days,
            [
                "01/01/2026",
                "06/04/2026",
                "01/05/2026",
                "08/05/2026",
                "14/05/2026",
                "25/05/2026",
                "14/07/2026",
                "15/08/2026",
                "01/11/2026",
                "11/11/2026",
                "25/12/2026"
            ]
        );
    }

    #[test]
    fn working_days() {
        assert_eq!(working_day_on_or_after(date(2026, 11, 20)), date(2026, 11, 20), "a Friday stays");
        assert_eq!(working_day_on_or_after(date(2026, 11, 21)), date(2026, 11, 23), "a Saturday moves to Monday");
        assert_eq!(working_day_on_or_after(date(2026, 5, 1)), date(2026, 5, 4), "Labour Day is a Friday");
        assert_eq!(working_day_before(date(2026, 11, 23)), date(2026, 11, 20));
        assert_eq!(end_of_month(date(2028, 2, 3)), date(2028, 2, 29));
        assert_eq!(end_of_month(date(2026, 12, 31)), date(2026, 12, 31));
    }

    #[test]
    fn dates_in_french() {
        assert_eq!(fr_long(date(2026, 11, 1)), "1er\u{a0}novembre 2026");
        assert_eq!(fr_month(date(2026, 2, 1)), "février 2026");
        assert_eq!(fr_full(date(2026, 11, 23)), "lundi 23\u{a0}novembre 2026");
        assert_eq!(fr_short(date(2025, 8, 3), date(2026, 1, 1)), "3\u{a0}août 2025");
    }
}
