//! Days that people type: the field, and how it is read.

use app::text::locale;
use chrono::Datelike;
use domain::Date;
use maud::{Markup, html};

use crate::t;

/// Which year a day without one belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Missing {
    /// This year.
    ThisYear,
    /// The year that puts it today or later.
    Coming,
}

/// Leap years are at most eight years apart: `29/02` is found.
const YEARS_AHEAD: i32 = 8;

/// Reads `22/11/2026`, `22/11/26`, `22/11` or `2026-11-22`; blanks, dots and hyphens part them as well.
pub(super) fn read(text: &str, today: Date, missing: Missing) -> Option<Date> {
    let parts: Vec<&str> = text.split(['/', '-', '.', ' ']).map(str::trim).filter(|part| !part.is_empty()).collect();
    let number = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit()).then(|| part.parse::<u32>().ok()).flatten();
    match parts[..] {
        [year, month, day] if year.len() == 4 => of(number(year)?, number(month)?, number(day)?),
        [day, month, year] if year.len() == 4 => of(number(year)?, number(month)?, number(day)?),
        [day, month, year] if year.len() == 2 => of(2000 + number(year)?, number(month)?, number(day)?),
        [day, month] => {
            let (day, month) = (number(day)?, number(month)?);
            let in_year = |year| Date::from_ymd_opt(year, month, day);
            match missing {
                Missing::ThisYear => in_year(today.year()),
                Missing::Coming => (today.year()..=today.year() + YEARS_AHEAD).filter_map(in_year).find(|date| *date >= today),
            }
        }
        _ => None,
    }
}

/// A day of a century that somebody can mean.
fn of(year: u32, month: u32, day: u32) -> Option<Date> {
    let year = i32::try_from(year).ok().filter(|year| (1900..2200).contains(year))?;
    Date::from_ymd_opt(year, month, day)
}

/// A field of text: a browser's own date field follows the browser's language, not the page's.
pub(super) fn field(id: &str, name: &str, label: &Markup, value: &str) -> Markup {
    html! {
        div.field.day {
            label for=(id) { (label) }
            input id=(id) name=(name) type="text" inputmode="numeric" autocomplete="off" maxlength="10" placeholder=(t!("date-placeholder")) value=(value);
        }
    }
}

/// A day as the field shows it.
pub(super) fn shown(date: Date) -> String {
    locale::date(date)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_as_people_write_them() {
        let day = |year, month, day| Date::from_ymd_opt(year, month, day);
        let today = day(2026, 11, 20).unwrap();
        let cases = [
            ("22/11/2026", day(2026, 11, 22), day(2026, 11, 22)),
            ("2026-11-22", day(2026, 11, 22), day(2026, 11, 22)),
            (" 5.1.2027 ", day(2027, 1, 5), day(2027, 1, 5)),
            ("22/11/26", day(2026, 11, 22), day(2026, 11, 22)),
            ("22/11", day(2026, 11, 22), day(2026, 11, 22)),
            ("20/11", day(2026, 11, 20), day(2026, 11, 20)),
            ("15/01", day(2026, 1, 15), day(2027, 1, 15)),
            ("29/02", None, day(2028, 2, 29)),
            ("31/11/2026", None, None),
            ("11/22/2026", None, None),
            ("22/11/0026", None, None),
            ("22/11/20260", None, None),
            ("+2/11/2026", None, None),
            ("demain", None, None),
            ("22", None, None),
            ("", None, None),
        ];
        for (text, this_year, coming) in cases {
            assert_eq!(read(text, today, Missing::ThisYear), this_year, "{text:?} of this year");
            assert_eq!(read(text, today, Missing::Coming), coming, "{text:?} to come");
        }
    }
}
