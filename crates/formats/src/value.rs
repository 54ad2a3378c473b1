//! Dates and amounts as files write them.

use domain::money::AmountError;
use domain::{Cents, Date};

/// A number of decimal digits, nothing else.
fn number(text: &str) -> Option<u32> {
    (!text.is_empty() && text.len() <= 4 && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok()).flatten()
}

fn ymd(year: u32, month: u32, day: u32) -> Option<Date> {
    // Nobody keeps books for other centuries: such a year is a slip of the keyboard.
    (1900..=2199).contains(&year).then(|| Date::from_ymd_opt(i32::try_from(year).ok()?, month, day)).flatten()
}

/// `20260105`.
pub(crate) fn compact_date(text: &str) -> Option<Date> {
    let bytes = text.as_bytes();
    if bytes.len() != 8 || !bytes.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let value = |range: std::ops::Range<usize>| bytes[range].iter().fold(0, |n, b| n * 10 + u32::from(b - b'0'));
    ymd(value(0..4), value(4..6), value(6..8))
}

/// `20260105`, `2026-01-05`, `05/01/2026`, `5.1.26`; a time of day after it is dropped.
pub(crate) fn date(text: &str) -> Option<Date> {
    let text = text.trim();
    let text = text.split_once(['T', ' ']).map_or(text, |(day, _)| day);
    if let Some(date) = compact_date(text) {
        return Some(date);
    }
    let mut parts = text.split(['-', '/', '.']);
    let (first, second, third) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || !(1..=2).contains(&second.len()) {
        return None;
    }
    match (first.len(), third.len()) {
        (4, 1..=2) => ymd(number(first)?, number(second)?, number(third)?),
        (1..=2, 4) => ymd(number(third)?, number(second)?, number(first)?),
        (1..=2, 2) => ymd(2000 + number(third)?, number(second)?, number(first)?),
        _ => None,
    }
}

/// `1234,56` or `1234.56` and nothing else: the form of nearly all amounts, without an allocation.
fn plain_amount(text: &str) -> Option<Cents> {
    let bytes = text.as_bytes();
    let (whole, decimals) = match bytes {
        [whole @ .., b',' | b'.', tens, units] => (whole, [*tens, *units]),
        _ => return None,
    };
    if whole.is_empty() || whole.len() > 10 || !whole.iter().chain(&decimals).all(u8::is_ascii_digit) {
        return None;
    }
    Some(Cents(whole.iter().chain(&decimals).fold(0, |n, b| n * 10 + i64::from(b - b'0'))))
}

/// An amount, with or without a sign, in both decimal styles.
pub(crate) fn amount(text: &str) -> Result<Cents, AmountError> {
    match plain_amount(text) {
        Some(amount) => Ok(amount),
        None => Cents::parse(text),
    }
}

/// How many decimals a text that is an amount has.
pub(crate) fn decimals(text: &str) -> usize {
    text.rfind([',', '.']).map_or(0, |mark| text[mark..].bytes().filter(u8::is_ascii_digit).count())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_in_three_styles() {
        let expected = Date::from_ymd_opt(2026, 1, 5);
        for text in [
            "20260105",
            "2026-01-05",
            "05/01/2026",
            "5/1/2026",
            "05.01.2026",
            "05-01-26",
            "2026-01-05T10:00:00+01:00",
            "2026-01-05 00:00:00",
        ] {
            assert_eq!(date(text), expected, "{text}");
        }
        for text in [
            "",
            "2026",
            "20261301",
            "31/02/2026",
            "01/13/2026",
            "2026-1",
            "00000000",
            "1/2/3/4",
            "٠٥/٠١/٢٠٢٦",
            "00010101",
            "+5/01/2026",
            "2026--5",
        ] {
            assert_eq!(date(text), None, "{text}");
        }
    }

    #[test]
    fn the_short_way_agrees_with_the_long_one() {
        for text in [
            "0,00",
            "1200,00",
            "0000000069,60",
            "12.5",
            "9999999999,99",
            "99999999999,99",
            ",50",
            "-1,00",
            "1 234,56",
            "1,2,34",
            "",
            "1000,00000",
        ] {
            assert_eq!(amount(text), Cents::parse(text), "{text}");
        }
        assert_eq!(decimals("1000,00000"), 5);
        assert_eq!(decimals("1000"), 0);
    }
}
