//! Dates as tables write them: digits in two orders, months in words, serial numbers of spreadsheets.

use domain::Date;

use super::compact;
use crate::value;

/// What a cell says of the order of day and month in its column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    /// `31/01/2026`.
    DayFirst,
    /// `01/31/2026`.
    MonthFirst,
    /// `05/01/2026`.
    Either,
    /// `2026-01-05`, `05/05/2026`, words, or no date.
    Silent,
}

/// The three groups of digits of `05/01/2026`, without a time of day.
fn digits(text: &str) -> Option<(u32, u32, u32)> {
    let text = text.trim();
    let text = text.split_once(['T', ' ']).map_or(text, |(day, _)| day);
    let mut parts = text.split(['-', '/', '.']);
    let (first, second, third) = (parts.next()?, parts.next()?, parts.next()?);
    let short = |text: &str| (1..=2).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    let year = |text: &str| matches!(text.len(), 2 | 4) && text.bytes().all(|b| b.is_ascii_digit());
    if parts.next().is_some() || !short(first) || !short(second) || !year(third) {
        return None;
    }
    let number: u32 = third.parse().ok()?;
    Some((first.parse().ok()?, second.parse().ok()?, if third.len() == 2 { 2000 + number } else { number }))
}

/// What a cell says of the order of day and month.
pub(super) fn order(text: &str) -> Order {
    match digits(text) {
        Some((first, second, _)) if first > 12 && (1..=12).contains(&second) => Order::DayFirst,
        Some((first, second, _)) if second > 12 && (1..=12).contains(&first) => Order::MonthFirst,
        Some((first, second, _)) if first != second && first <= 12 && second <= 12 => Order::Either,
        _ => Order::Silent,
    }
}

const MONTHS: [&[&str]; 12] = [
    &["janvier", "janv", "jan", "january"],
    &["fevrier", "fevr", "fev", "feb", "february"],
    &["mars", "mar", "march"],
    &["avril", "avr", "apr", "april"],
    &["mai", "may"],
    &["juin", "jun", "june"],
    &["juillet", "juil", "jul", "july"],
    &["aout", "aou", "aug", "august"],
    &["septembre", "sept", "sep", "september"],
    &["octobre", "oct", "october"],
    &["novembre", "nov", "november"],
    &["decembre", "dec", "december"],
];
const WEEKDAYS: [&str; 7] = ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"];

fn month(word: &str) -> Option<u32> {
    let word = compact(word);
    (1..).zip(MONTHS).find(|(_, names)| names.contains(&word.as_str())).map(|(number, _)| number)
}

/// `5 janvier 2026`, `lundi 1er juin 2026`, `05-janv.-26`, `Jan 5, 2026`.
fn in_words(text: &str) -> Option<Date> {
    let tokens: Vec<&str> = text
        .split(|c: char| c.is_whitespace() || matches!(c, '-' | '/' | ',' | '.'))
        .filter(|token| !token.is_empty() && !WEEKDAYS.contains(&compact(token).as_str()))
        .collect();
    let [first, second, third] = tokens[..] else { return None };
    let (day, month) = match (month(first), month(second)) {
        (None, Some(month)) => (first, month),
        (Some(month), None) => (second, month),
        _ => return None,
    };
    let number = |text: &str| -> Option<u32> { text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse().ok()).flatten() };
    let day = number(day.trim_end_matches("er"))?;
    let year = number(third).filter(|_| matches!(third.len(), 2 | 4))?;
    ymd(if third.len() == 2 { 2000 + year } else { year }, month, day)
}

fn ymd(year: u32, month: u32, day: u32) -> Option<Date> {
    (1900..=2199).contains(&year).then(|| Date::from_ymd_opt(i32::try_from(year).ok()?, month, day)).flatten()
}

/// Days since the end of 1899, as spreadsheets count them; years 1954 to 2119, which no amount of a date column is.
fn serial(text: &str) -> Option<Date> {
    let whole = text.split_once('.').map_or(text, |(whole, _)| whole);
    let days: u64 = (whole.len() == 5 && whole.bytes().all(|b| b.is_ascii_digit())).then(|| whole.parse().ok()).flatten()?;
    (20_000..80_500).contains(&days).then(|| Date::from_ymd_opt(1899, 12, 30)?.checked_add_days(chrono::Days::new(days))).flatten()
}

/// Reads a date; `day_first` is the order of its column, `spreadsheet` allows serial numbers.
pub(super) fn parse(text: &str, day_first: bool, spreadsheet: bool) -> Option<Date> {
    if !day_first && let Some((month, day, year)) = digits(text) {
        return ymd(year, month, day);
    }
    value::date(text).or_else(|| in_words(text)).or_else(|| spreadsheet.then(|| serial(text.trim())).flatten())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_tables() {
        let expected = Date::from_ymd_opt(2026, 1, 5);
        for text in [
            "05/01/2026",
            "5 janvier 2026",
            "lundi 5 janvier 2026",
            "05-janv.-26",
            "Jan 5, 2026",
            "2026-01-05T00:00:00",
            "46027",
            "46027.5",
        ] {
            assert_eq!(parse(text, true, true), expected, "{text}");
        }
        assert_eq!(parse("1er juin 2026", true, false), Date::from_ymd_opt(2026, 6, 1));
        assert_eq!(parse("31 août 2026", true, false), Date::from_ymd_opt(2026, 8, 31));
        assert_eq!(parse("01/05/2026", false, false), expected);
        assert_eq!(parse("2026-01-05", false, false), expected, "ISO knows one order");
        for text in ["46027", "31 juin 2026", "5 brumaire 2026", "5 janvier", "01/31/2026"] {
            assert_eq!(parse(text, true, false), None, "{text}");
        }
        assert_eq!(parse("31/01/2026", false, false), None);
    }

    #[test]
    fn only_a_day_above_twelve_tells_the_order() {
        let cases = [
            ("31/01/2026", Order::DayFirst),
            ("01/31/26", Order::MonthFirst),
            ("05/01/2026", Order::Either),
            ("05/05/2026", Order::Silent),
            ("2026-01-31", Order::Silent),
            ("32/13/2026", Order::Silent),
            ("", Order::Silent),
        ];
        for (text, expected) in cases {
            assert_eq!(order(text), expected, "{text}");
        }
    }
}
