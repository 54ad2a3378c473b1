//! Amounts in the reader's writing: cents smaller and muted, true minus, never broken across lines.

use app::text::locale::{self, Language, Shown as _};
use domain::{Cents, Currency};
use maud::{Markup, html};

use crate::t;

/// `1 234,56 €`, `€1,234.56`.
#[must_use]
pub fn amount(cents: Cents, currency: Currency) -> Markup {
    let (whole, decimals) = split(cents);
    match locale::language() {
        Language::French => html! { span.amt { (whole) span.c { (decimals) "\u{a0}" (currency.symbol()) } } },
        Language::English => {
            let sign = if cents.is_negative() { "\u{2212}" } else { "" };
            let space = if currency.symbol() == currency.code() { "\u{a0}" } else { "" };
            html! { span.amt { (sign) (currency.symbol()) (space) (whole.trim_start_matches('\u{2212}')) span.c { (decimals) } } }
        }
    }
}

/// `1 234,56`, `1,234.56`, for a column whose heading or caption names the currency.
#[must_use]
pub fn bare_amount(cents: Cents) -> Markup {
    let (whole, decimals) = split(cents);
    html! { span.amt { (whole) span.c { (decimals) } } }
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
    let written = if minor < 99_950 {
        t!("units-euros", amount = rounded(100).to_string(), symbol = symbol)
    } else if minor < 99_950_000 {
        t!("thousands-euros", amount = rounded(100_000).to_string(), symbol = symbol)
    } else {
        let tenths = rounded(10_000_000);
        let number = format!("{},{}", domain::money::thousands(tenths / 10), tenths % 10);
        t!("millions-euros", amount = locale::decimal(&number), symbol = symbol)
    };
    format!("{sign}{written}")
}

/// A share of a whole in per cent, rounded half up; `0` of nothing.
#[must_use]
pub fn percent(part: Cents, whole: Cents) -> i128 {
    let (part, whole) = (i128::from(part.0), i128::from(whole.0));
    if whole <= 0 { 0 } else { (part * 200 + whole) / (whole * 2) }
}

/// Units with their sign and thousands apart, and two decimals with their mark.
fn split(cents: Cents) -> (String, String) {
    let text = cents.shown();
    let (whole, decimals) = text.split_at(text.len().saturating_sub(3));
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
    fn english_amounts_begin_with_their_currency() {
        locale::reads_now(Language::English, || {
            assert_eq!(
                amount(Cents(-123_456), Currency::EUR).into_string(),
                "<span class=\"amt\">\u{2212}€1,234<span class=\"c\">.56</span></span>"
            );
            for (cents, expected) in [(50, "€1"), (-18_432_050, "\u{2212}€184k"), (123_456_789_000, "€1,234.6M")] {
                assert_eq!(short_amount(Cents(cents), Currency::EUR), expected, "{cents}");
            }
        });
    }

    #[test]
    fn shares_are_rounded_half_up() {
        for (part, whole, expected) in [(1, 3, 33), (2, 3, 67), (1, 200, 1), (0, 0, 0), (5, 0, 0), (7, 7, 100)] {
            assert_eq!(percent(Cents(part), Cents(whole)), expected, "{part}/{whole}");
        }
    }
}
