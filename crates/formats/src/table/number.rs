//! Amounts as tables write them: signs, currencies, marks of thousands, and what a spreadsheet computed.

use domain::money::AmountError;
use domain::{Cents, Currency};

/// An amount with the currency that its own cell names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Amount {
    pub(crate) cents: Cents,
    pub(crate) currency: Option<Currency>,
}

/// What a cell says of the decimal mark of its column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Evidence {
    /// This mark is the decimal one.
    Decimal(char),
    /// `1,234`: a thousand or three decimals.
    Ambiguous,
    /// Nothing.
    None,
}

fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{a0}' | '\u{202f}' | '\u{2007}' | '\u{2009}' | '\u{200b}' | '\u{feff}')
}

/// The sign that a word beside an amount means, or the currency that it names.
enum Mark {
    Credit,
    Debit,
    Currency(Currency),
    Nothing,
}

fn mark(word: &str) -> Option<Mark> {
    let upper = word.to_uppercase();
    Some(match upper.trim_matches('.') {
        "CR" | "C" | "CRÉDIT" | "CREDIT" | "CT" => Mark::Credit,
        "D" | "DB" | "DR" | "DÉBIT" | "DEBIT" | "DT" => Mark::Debit,
        "€" | "EURO" | "EUROS" => Mark::Currency(Currency::EUR),
        "$" | "US$" => Mark::Currency(Currency::parse("USD")?),
        "£" => Mark::Currency(Currency::parse("GBP")?),
        "HT" | "TTC" => Mark::Nothing,
        other => Mark::Currency(Currency::parse(other)?),
    })
}

/// Reads an amount; `decimal` is the mark of its column when that is known.
pub(super) fn parse(text: &str, decimal: Option<char>) -> Result<Amount, AmountError> {
    let malformed = || AmountError::Malformed(text.trim().to_owned());
    let mut rest = text.trim_matches(is_blank);
    let (mut currency, mut credit, mut sided) = (None, false, false);
    let is_word = |c: char| c.is_alphabetic() || matches!(c, '€' | '$' | '£');
    loop {
        let tail = rest.trim_end_matches(|c: char| is_word(c) || c == '.');
        let tail = if tail.len() + 1 == rest.len() && rest.ends_with('.') { rest } else { tail };
        let head = rest.trim_start_matches(is_word);
        let (word, left) = if tail.len() < rest.len() {
            (&rest[tail.len()..], tail)
        } else if head.len() < rest.len() {
            (&rest[..rest.len() - head.len()], head)
        } else {
            break;
        };
        match mark(word).ok_or_else(malformed)? {
            Mark::Credit | Mark::Debit if sided => return Err(malformed()),
            Mark::Credit => (credit, sided) = (true, true),
            Mark::Debit => sided = true,
            Mark::Currency(named) if currency.is_some_and(|known| known != named) => return Err(malformed()),
            Mark::Currency(named) => currency = Some(named),
            Mark::Nothing => {}
        }
        rest = left.trim_matches(is_blank);
    }
    let (negative, digits) = signed(rest).ok_or_else(malformed)?;
    if negative && sided {
        // Neither of two signs is known to be the right one.
        return Err(malformed());
    }
    let plain = plain(digits, decimal).ok_or_else(malformed)?;
    let cents = Cents::parse(&plain).map_err(|error| match error {
        AmountError::Malformed(_) => malformed(),
        AmountError::TooPrecise(_) => AmountError::TooPrecise(text.trim().to_owned()),
        AmountError::OutOfRange(_) => AmountError::OutOfRange(text.trim().to_owned()),
        AmountError::Empty => AmountError::Empty,
        AmountError::Ambiguous(_) => AmountError::Ambiguous(text.trim().to_owned()),
    })?;
    Ok(Amount { cents: if negative || credit { -cents } else { cents }, currency })
}

/// The sign and the digits: `-5`, `5-`, `(5)`; `None` with two signs.
fn signed(text: &str) -> Option<(bool, &str)> {
    let minus = ['-', '\u{2212}', '\u{2013}'];
    let (inner, mut negative) = match text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        Some(inner) => (inner.trim_matches(is_blank), true),
        None => (text, false),
    };
    let mut rest = inner;
    for stripped in [rest.strip_prefix(minus), rest.strip_suffix(minus)].into_iter().flatten().take(2) {
        if negative {
            return None;
        }
        (rest, negative) = (stripped.trim_matches(is_blank), true);
    }
    if rest.contains(minus) {
        return None;
    }
    Some((negative, rest.strip_prefix('+').unwrap_or(rest)))
}

/// Digits with at most one decimal mark. Marks of thousands must stand before three digits.
fn plain(digits: &str, decimal: Option<char>) -> Option<String> {
    let compact: String = digits.chars().filter(|c| !is_blank(*c) && !matches!(c, '\'' | '’')).collect();
    let Some(decimal) = decimal else { return Some(compact) };
    let thousands = if decimal == ',' { '.' } else { ',' };
    let (whole, decimals) = compact.rsplit_once(decimal).unwrap_or((&compact, ""));
    let mut groups = whole.split(thousands);
    let mut out = groups.next().unwrap_or_default().to_owned();
    for group in groups {
        if group.len() != 3 || out.is_empty() {
            return None;
        }
        out.push_str(group);
    }
    if out.contains(decimal) {
        return None;
    }
    if !decimals.is_empty() {
        out.push(decimal);
        out.push_str(decimals);
    }
    Some(out)
}

/// What an amount says of the decimal mark of its column.
pub(super) fn evidence(text: &str) -> Evidence {
    let digits: Vec<char> = text.chars().filter(|c| c.is_ascii_digit() || matches!(c, ',' | '.')).collect();
    let Some(last) = digits.iter().rposition(|c| !c.is_ascii_digit()) else { return Evidence::None };
    let mark = digits[last];
    let marks = |wanted: char| digits.iter().filter(|c| **c == wanted).count();
    let other = if mark == ',' { '.' } else { ',' };
    let after = digits.len() - last - 1;
    match (marks(mark), marks(other)) {
        (1, 0) if after == 3 && (1..=3).contains(&last) && digits[0] != '0' => Evidence::Ambiguous,
        // A mark that ends a sentence.
        (1, 0) if after == 0 => Evidence::None,
        (1, _) => Evidence::Decimal(mark),
        (_, 0) => Evidence::Decimal(other),
        _ => Evidence::None,
    }
}

/// What a spreadsheet shows of a number: fifteen significant digits, never an exponent where a person would not write one.
pub(super) fn spreadsheet_text(number: f64) -> String {
    if !number.is_finite() {
        return String::new();
    }
    let scientific = format!("{number:.14e}");
    let Some((mantissa, exponent)) = scientific.split_once('e') else { return scientific };
    let Some(exponent) = exponent.parse::<i32>().ok().filter(|exponent| (-20..=20).contains(exponent)) else { return scientific };
    let (sign, mantissa) = mantissa.strip_prefix('-').map_or(("", mantissa), |rest| ("-", rest));
    let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    let point = usize::try_from(exponent + 1).unwrap_or(0);
    let zeros = usize::try_from(-(exponent + 1)).unwrap_or(0);
    let digits = format!("{}{digits}", "0".repeat(zeros));
    let padded = if digits.len() < point { format!("{digits}{}", "0".repeat(point - digits.len())) } else { digits };
    let (whole, decimals) = padded.split_at(point);
    let decimals = decimals.trim_end_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    if decimals.is_empty() {
        return if whole.bytes().all(|b| b == b'0') { "0".to_owned() } else { format!("{sign}{whole}") };
    }
    format!("{sign}{whole}.{decimals}")
}

/// A number that a spreadsheet computed with more than two decimals, to the cent, half away from zero.
pub(super) fn rounded(text: &str) -> Option<Cents> {
    let (negative, digits) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let (whole, decimals) = digits.split_once('.')?;
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if !is_number(whole) || !is_number(decimals) || decimals.len() <= 2 {
        return None;
    }
    let cut = Cents::parse(&format!("{whole}.{}", &decimals[..2])).ok()?;
    let up = decimals.as_bytes()[2] >= b'5';
    let cents = Cents(cut.0 + i64::from(up));
    Some(if negative { -cents } else { cents })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_of_tables() {
        let usd = Currency::parse("USD");
        let cases = [
            ("1 234,56", None, Some((123_456, None))),
            ("1\u{202f}234,56\u{a0}€", None, Some((123_456, Some(Currency::EUR)))),
            ("1'234.56", None, Some((123_456, None))),
            ("$ 1,234.56", None, Some((123_456, usd))),
            ("1,234.56 USD", None, Some((123_456, usd))),
            ("(1 234,56 €)", None, None),
            ("(1 234,56) €", None, Some((-123_456, Some(Currency::EUR)))),
            ("12,00-", None, Some((-1_200, None))),
            ("- 12,00", None, Some((-1_200, None))),
            ("12,00 CR", None, Some((-1_200, None))),
            ("12,00 C", None, Some((-1_200, None))),
            ("12,00 D", None, Some((1_200, None))),
            ("12,00 Cr.", None, Some((-1_200, None))),
            ("-12,00 CR", None, None),
            ("12,00 € TTC", None, Some((1_200, Some(Currency::EUR)))),
            ("--12", None, None),
            ("-12-", None, None),
            ("5 € 3 $", None, None),
            ("12 %", None, None),
            ("douze", None, None),
            ("1,234", Some('.'), Some((123_400, None))),
            ("1.234", Some(','), Some((123_400, None))),
            ("1,234", None, None),
            ("12.5", Some(','), None),
            ("1.234.567,8", Some(','), Some((123_456_780, None))),
            ("1,2,3", Some('.'), None),
            ("7.", None, Some((700, None))),
        ];
        for (text, decimal, expected) in cases {
            let found = parse(text, decimal).ok().map(|amount| (amount.cents.0, amount.currency));
            assert_eq!(found, expected, "{text} with {decimal:?}");
        }
    }

    #[test]
    fn marks_are_told_by_what_surrounds_them() {
        let cases = [
            ("1 234,56", Evidence::Decimal(',')),
            ("1,234.56", Evidence::Decimal('.')),
            ("1,234,567", Evidence::Decimal('.')),
            ("12.5", Evidence::Decimal('.')),
            ("0,123", Evidence::Decimal(',')),
            ("1,234", Evidence::Ambiguous),
            ("1234,567", Evidence::Decimal(',')),
            ("1234", Evidence::None),
        ];
        for (text, expected) in cases {
            assert_eq!(evidence(text), expected, "{text}");
        }
    }

    #[test]
    fn numbers_of_spreadsheets_show_fifteen_digits() {
        let cases = [
            (1234.56, "1234.56"),
            (0.1 + 0.2, "0.3"),
            (100.0 / 3.0, "33.3333333333333"),
            (-7.5, "-7.5"),
            (0.0, "0"),
            (-0.0, "0"),
            (411_001.0, "411001"),
            (73_282_932_000_074.0, "73282932000074"),
            (0.05, "0.05"),
            (1e15, "1000000000000000"),
        ];
        for (number, expected) in cases {
            assert_eq!(spreadsheet_text(number), expected);
        }
        assert_eq!(rounded("33.3333333333333"), Some(Cents(3_333)));
        assert_eq!(rounded("-0.005"), Some(Cents(-1)));
        assert_eq!(rounded("1.005"), Some(Cents(101)));
        assert_eq!(rounded("12.34"), None);
        assert_eq!(rounded("1.2.345"), None);
    }
}
