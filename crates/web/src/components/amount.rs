//! Amounts: French form, cents smaller and muted, true minus, never broken across lines.

use domain::{Cents, Currency};
use maud::{Markup, html};

use crate::t;

/// `1 234,56 €`.
#[must_use]
pub fn amount(cents: Cents, currency: Currency) -> Markup {
    let (whole, decimals) = split(cents);
    html! { span.amt { (whole) span.c { "," (decimals) "\u{a0}" (currency.symbol()) } } }
}

/// `1 234,56`, for a column whose heading or caption names the currency.
#[must_use]
pub fn bare_amount(cents: Cents) -> Markup {
    let (whole, decimals) = split(cents);
    html! { span.amt { (whole) span.c { "," (decimals) } } }
}

/// [`bare_amount`], with a dash for nothing: a wide table reads better with holes than with zeros.
#[must_use]
pub fn bare_amount_or_dash(cents: Cents) -> Markup {
    if cents.is_zero() {
        html! { span.muted { "–" } }
    } else {
        bare_amount(cents)
    }
}

/// [`amount`] in the colour of lateness when there is any.
#[must_use]
pub fn late_amount(cents: Cents, currency: Currency) -> Markup {
    if cents.is_positive() {
        html! { span.late { (amount(cents, currency)) } }
    } else {
        amount(cents, currency)
    }
}

/// `184 k€`, `1,2 M€`, `950 €`: for labels of charts, rounded half up; the exact figure is never far.
#[must_use]
pub fn short_amount(cents: Cents, currency: Currency) -> String {
    let sign = if cents.is_negative() { "\u{2212}" } else { "" };
    let minor = cents.0.unsigned_abs();
    let rounded = |unit: u64| (minor + unit / 2) / unit;
    let symbol = currency.symbol();
    if minor < 99_950 {
        format!("{sign}{}\u{a0}{symbol}", rounded(100))
    } else if minor < 99_950_000 {
        t!("thousands-euros", amount = format!("{sign}{}", rounded(100_000)), symbol = symbol)
    } else {
        let tenths = rounded(10_000_000);
        t!("millions-euros", amount = format!("{sign}{},{}", domain::money::thousands(tenths / 10), tenths % 10), symbol = symbol)
    }
}

/// A share of a whole in per cent, rounded half up; `0` of nothing.
#[must_use]
pub fn percent(part: Cents, whole: Cents) -> i128 {
    let (part, whole) = (i128::from(part.0), i128::from(whole.0));
    if whole <= 0 { 0 } else { (part * 200 + whole) / (whole * 2) }
}

/// Units with their sign and thousands apart, and two decimals.
fn split(cents: Cents) -> (String, String) {
    let text = cents.fr();
    let (whole, decimals) = text.split_once(',').unwrap_or((&text, "00"));
    (whole.to_owned(), decimals.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_of_charts_are_short() {
        let cases = [
            (0, "0\u{a0}€"),
            (49, "0\u{a0}€"),
            (50, "1\u{a0}€"),
            (99_949, "999\u{a0}€"),
            (99_950, "1\u{a0}k€"),
            (18_432_050, "184\u{a0}k€"),
            (-18_432_050, "−184\u{a0}k€"),
            (99_949_999, "999\u{a0}k€"),
            (99_950_000, "1,0\u{a0}M€"),
            (12_345_678_900, "123,5\u{a0}M€"),
            (123_456_789_000, "1\u{202f}234,6\u{a0}M€"),
        ];
        for (cents, expected) in cases {
            assert_eq!(short_amount(Cents(cents), Currency::EUR), expected, "{cents}");
        }
    }

    #[test]
    fn shares_are_rounded_half_up() {
        for (part, whole, expected) in [(1, 3, 33), (2, 3, 67), (1, 200, 1), (0, 0, 0), (5, 0, 0), (7, 7, 100)] {
            assert_eq!(percent(Cents(part), Cents(whole)), expected, "{part}/{whole}");
        }
    }
}
