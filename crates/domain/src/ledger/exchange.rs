//! What a foreign amount is in euro, at a rate that a person entered with its source.
//!
//! The figure is shown beside the amount. It is never added to anything: sums stay in one currency.

use crate::calendar::Date;
use crate::money::{Cents, Currency};

/// How many units of a currency one euro buys, in millionths: `1_085_000` for 1 € = 1,085 USD, as the
/// European Central Bank publishes its reference rates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PerEuro(i64);

/// Millionths of a unit.
const SCALE: i64 = 1_000_000;

impl PerEuro {
    /// A rate in millionths: above zero and at most ten million units.
    #[must_use]
    pub fn from_micros(micros: i64) -> Option<Self> {
        (1..=10_000_000 * SCALE).contains(&micros).then_some(Self(micros))
    }

    /// The rate in millionths.
    #[must_use]
    pub fn micros(self) -> i64 {
        self.0
    }

    /// Reads `1,085`, `1.085` or `161,23`: at most six decimals.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let compact: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        let (whole, decimals) = compact.split_once([',', '.']).unwrap_or((&compact, ""));
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || whole.len() > 8 || decimals.len() > 6 || !digits(whole) || !digits(decimals) {
            return None;
        }
        let units: i64 = whole.parse().ok()?;
        let fraction: i64 = format!("{decimals:0<6}").parse().ok()?;
        Self::from_micros(units * SCALE + fraction)
    }

    /// `1,0850`: four decimals at least, as rates are written.
    #[must_use]
    pub fn fr(self) -> String {
        let fraction = format!("{:06}", self.0 % SCALE);
        let shown = if fraction.ends_with("00") { &fraction[..4] } else { &fraction };
        format!("{},{shown}", crate::money::thousands((self.0 / SCALE).unsigned_abs()))
    }

    /// `1.0850`, the English form.
    #[must_use]
    pub fn en(self) -> String {
        self.fr().replace(',', ".").replace('\u{202f}', ",")
    }

    /// An amount of that currency in euro cents, rounded half up away from zero.
    #[must_use]
    pub fn to_euro(self, amount: Cents) -> Cents {
        let (scaled, rate) = (i128::from(amount.0.unsigned_abs()) * i128::from(SCALE), i128::from(self.0));
        let rounded = (2 * scaled + rate) / (2 * rate);
        let cents = i64::try_from(rounded).unwrap_or(i64::MAX);
        Cents(if amount.is_negative() { -cents } else { cents })
    }
}

/// A rate with its day and its source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExchangeRate {
    /// The currency.
    pub currency: Currency,
    /// The day that it is of.
    pub on: Date,
    /// Its value.
    pub per_euro: PerEuro,
    /// Where it was read.
    pub source: String,
}

/// The rate of a currency on a day: the last one of that day or before. Of two of the same day, the one that
/// comes later in `rates` corrects the other.
#[must_use]
pub fn rate_on(rates: &[ExchangeRate], currency: Currency, on: Date) -> Option<&ExchangeRate> {
    rates.iter().filter(|rate| rate.currency == currency && rate.on <= on).max_by_key(|rate| rate.on)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::law::day;

    #[test]
    fn rates_are_read_and_shown() {
        let cases = [
            ("1,085", Some((1_085_000, "1,0850"))),
            ("1.0853", Some((1_085_300, "1,0853"))),
            ("161,23", Some((161_230_000, "161,2300"))),
            ("0,857125", Some((857_125, "0,857125"))),
            ("1", Some((1_000_000, "1,0000"))),
            ("0", None),
            ("-1", None),
            ("1,2345678", None),
            (",5", None),
            ("x", None),
            ("", None),
        ];
        for (text, expected) in cases {
            let got = PerEuro::parse(text).map(|rate| (rate.micros(), rate.fr()));
            assert_eq!(got.as_ref().map(|(micros, fr)| (*micros, fr.as_str())), expected, "{text:?}");
        }
    }

    #[test]
    fn foreign_amounts_in_euro() {
        // Cents of the currency, millionths per euro, euro cents.
        let cases = [
            (108_500, 1_085_000, 100_000),
            (-108_500, 1_085_000, -100_000),
            (100, 3_000_000, 33),
            (150, 1_000_000, 150),
            (1, 2_000_000, 1),
            (-1, 2_000_000, -1),
            (0, 1_085_000, 0),
        ];
        for (amount, micros, expected) in cases {
            assert_eq!(PerEuro::from_micros(micros).unwrap().to_euro(Cents(amount)), Cents(expected), "{amount} at {micros}");
        }
    }

    #[test]
    fn the_rate_of_a_day_is_the_last_one_before() {
        let usd = Currency::parse("USD").unwrap();
        let rate = |day, micros, source: &str| ExchangeRate {
            currency: usd,
            on: day,
            per_euro: PerEuro::from_micros(micros).unwrap(),
            source: source.to_owned(),
        };
        let rates = [
            rate(day(2026, 11, 20), 1_085_000, "BCE"),
            rate(day(2026, 11, 10), 1_080_000, "BCE"),
            rate(day(2026, 11, 20), 1_086_000, "BCE, corrigé"),
        ];
        let found = |day| rate_on(&rates, usd, day).map(|rate| rate.per_euro.micros());
        assert_eq!(found(day(2026, 11, 9)), None, "never a later day's rate");
        assert_eq!(found(day(2026, 11, 19)), Some(1_080_000));
        assert_eq!(found(day(2026, 11, 25)), Some(1_086_000), "the correction");
        assert_eq!(rate_on(&rates, Currency::EUR, day(2026, 11, 25)), None);
    }
}
