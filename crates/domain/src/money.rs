//! Amounts of money: whole minor units and a currency, never a float.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub, SubAssign};

/// An amount in the minor unit of its currency (euro cents, yen).
///
/// Signed: what a debtor owes is positive, a credit note or cash received is negative.
/// Sums of two amounts are checked; long sums use [`Cents::total`], which adds in `i128`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Cents(pub i64);

/// The largest amount that is read from outside: ten thousand million units (10^12 minor units).
///
/// Larger figures are refused at the edge, so that the sum of any million of them fits `i64`.
pub const MAX_READ: Cents = Cents(1_000_000_000_000);

/// Why a text is not an amount.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AmountError {
    /// Nothing but blanks.
    #[error("empty amount")]
    Empty,
    /// A character that no amount holds, or two decimal marks.
    #[error("not an amount: {0:?}")]
    Malformed(String),
    /// More than two decimals that are not zero; they would be lost.
    #[error("more than two decimals: {0:?}")]
    TooPrecise(String),
    /// One mark with three figures after it, typed by a person: thousands or decimals.
    #[error("thousands or decimals: {0:?}")]
    Ambiguous(String),
    /// Beyond [`MAX_READ`].
    #[error("amount out of range: {0:?}")]
    OutOfRange(String),
}

impl AmountError {
    /// The stable key of this error, used by the API and by the French texts.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "amount.empty",
            Self::Malformed(_) => "amount.malformed",
            Self::TooPrecise(_) => "amount.too_precise",
            Self::Ambiguous(_) => "amount.ambiguous",
            Self::OutOfRange(_) => "amount.out_of_range",
        }
    }
}

impl Cents {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// Adds any number of amounts; the running sum is an `i128`, so only the result can overflow.
    ///
    /// # Panics
    /// When the result does not fit 64 bits, which amounts below [`MAX_READ`] cannot reach.
    #[must_use]
    pub fn total(amounts: impl IntoIterator<Item = Self>) -> Self {
        let sum: i128 = amounts.into_iter().map(|amount| i128::from(amount.0)).sum();
        match i64::try_from(sum) {
            Ok(sum) => Self(sum),
            Err(_) => panic!("a sum of amounts exceeds 64 bits"),
        }
    }

    /// The amount without its sign.
    #[must_use]
    pub fn abs(self) -> Self {
        Self(self.0.abs())
    }

    /// Whether the amount is above zero.
    #[must_use]
    pub fn is_positive(self) -> bool {
        self.0 > 0
    }

    /// Whether the amount is below zero.
    #[must_use]
    pub fn is_negative(self) -> bool {
        self.0 < 0
    }

    /// Whether the amount is zero.
    #[must_use]
    pub fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// Reads an amount as accounting exports write it: `1234,56`, `1 234.5`, `-12`, `0000012,30`,
    /// `(12,00)` for a negative one. Blanks of any width are ignored. Trailing zero decimals beyond the
    /// second are accepted, others are refused.
    ///
    /// # Errors
    /// See [`AmountError`]; checks run in its order.
    pub fn parse(text: &str) -> Result<Self, AmountError> {
        let compact: String = text.chars().filter(|c| !c.is_whitespace() && *c != '\u{202f}' && *c != '\u{a0}').collect();
        if compact.is_empty() {
            return Err(AmountError::Empty);
        }
        let malformed = || AmountError::Malformed(text.trim().to_owned());
        let (negative, digits) = match compact.strip_prefix(['-', '\u{2212}']) {
            Some(rest) => (true, rest),
            None => match compact.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
                Some(rest) => (true, rest),
                None => (false, compact.strip_prefix('+').unwrap_or(&compact)),
            },
        };
        let (whole, decimals) = split_decimals(digits);
        if whole.is_empty() && decimals.is_empty() {
            return Err(malformed());
        }
        if !whole.bytes().all(|b| b.is_ascii_digit()) || !decimals.bytes().all(|b| b.is_ascii_digit()) {
            return Err(malformed());
        }
        if decimals.bytes().skip(2).any(|b| b != b'0') {
            return Err(AmountError::TooPrecise(text.trim().to_owned()));
        }
        let out_of_range = || AmountError::OutOfRange(text.trim().to_owned());
        let whole = whole.trim_start_matches('0');
        if whole.len() > 11 {
            return Err(out_of_range());
        }
        let units: i64 = if whole.is_empty() { 0 } else { whole.parse().map_err(|_| malformed())? };
        let mut digits = decimals.bytes().map(|b| i64::from(b - b'0'));
        let minor = digits.next().unwrap_or(0) * 10 + digits.next().unwrap_or(0);
        let amount = Self(units * 100 + minor);
        if amount > MAX_READ {
            return Err(out_of_range());
        }
        Ok(if negative { -amount } else { amount })
    }

    /// `1234.56`: the form of JSON and of CSV exports.
    #[must_use]
    pub fn iso(self) -> String {
        let sign = if self.0 < 0 { "-" } else { "" };
        let minor = self.0.unsigned_abs();
        format!("{sign}{}.{:02}", minor / 100, minor % 100)
    }

    /// `1 234,56` with narrow no-break spaces and a true minus: the French form, without its currency.
    #[must_use]
    pub fn fr(self) -> String {
        let minor = self.0.unsigned_abs();
        format!("{}{},{:02}", if self.0 < 0 { "\u{2212}" } else { "" }, thousands(minor / 100), minor % 100)
    }

    /// `1 234,56 €`: the French form with the sign or code of its currency.
    #[must_use]
    pub fn fr_in(self, currency: Currency) -> String {
        format!("{}\u{a0}{}", self.fr(), currency.symbol())
    }

    /// `1,234.56` with a true minus: the English form, without its currency.
    #[must_use]
    pub fn en(self) -> String {
        self.fr().replace(',', ".").replace('\u{202f}', ",")
    }

    /// `€1,234.56`, `−€1,234.56`, `CHF 1,234.56`: the English form with the sign or code of its currency.
    #[must_use]
    pub fn en_in(self, currency: Currency) -> String {
        let sign = if self.0 < 0 { "\u{2212}" } else { "" };
        let space = if currency.symbol() == currency.code() { "\u{a0}" } else { "" };
        format!("{sign}{}{space}{}", currency.symbol(), self.en().trim_start_matches('\u{2212}'))
    }

    /// Reads an amount that a person typed, in either writing: `1 234,56`, `1.234,56`, `1,234.56`, `1234.5`, `1,234,567`.
    ///
    /// One mark with three figures after it (`1,234`, `1.500`) is a thousand and more in one country and little more than one in
    /// another: nobody's guess may decide on a thousandfold.
    ///
    /// # Errors
    /// [`AmountError::Ambiguous`], then as [`Self::parse`].
    pub fn typed(text: &str) -> Result<Self, AmountError> {
        // The sign of a currency stands before or behind, never inside: `12€50` is not read.
        const CURRENCIES: [char; 3] = ['€', '$', '£'];
        let signed: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        let unmarked = signed.trim_matches(CURRENCIES);
        let compact = match unmarked.chars().next().filter(|c| matches!(c, '-' | '\u{2212}')) {
            Some(sign) => format!("{sign}{}", unmarked[sign.len_utf8()..].trim_start_matches(CURRENCIES)),
            None => unmarked.to_owned(),
        };
        let digits = compact.trim_start_matches(['-', '+', '\u{2212}', '(']).trim_end_matches(')');
        let marks: Vec<char> = digits.chars().filter(|c| matches!(c, ',' | '.')).collect();
        let mut groups = digits.split([',', '.']);
        let first = groups.next().unwrap_or_default();
        let grouped = !first.is_empty() && first.len() <= 3 && groups.all(|group| group.len() == 3);
        match marks.as_slice() {
            // `0,125` is no thousand of anything; it is refused below, for its third decimal.
            [_] if grouped && !first.trim_start_matches('0').is_empty() => Err(AmountError::Ambiguous(text.trim().to_owned())),
            [mark, _, ..] if grouped && marks.iter().all(|other| other == mark) => Self::parse(&compact.replace(*mark, "")),
            _ => Self::parse(&compact),
        }
    }
}

/// `1234567` as `1 234 567`, with narrow no-break spaces.
#[must_use]
pub fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3 * 3);
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            out.push('\u{202f}');
        }
        out.push(digit);
    }
    out
}

/// The last `,` or `.` is the decimal mark when at most one of its kind is there; earlier marks of the
/// other kind group thousands.
fn split_decimals(digits: &str) -> (String, &str) {
    let Some(mark) = digits.rfind([',', '.']) else { return (digits.to_owned(), "") };
    let (whole, rest) = digits.split_at(mark);
    let other = if rest.starts_with(',') { '.' } else { ',' };
    (whole.chars().filter(|c| *c != other).collect(), &rest[1..])
}

impl fmt::Debug for Cents {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.iso())
    }
}

impl fmt::Display for Cents {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.iso())
    }
}

impl Add for Cents {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl Sub for Cents {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl Neg for Cents {
    type Output = Self;
    fn neg(self) -> Self {
        Self(-self.0)
    }
}

impl AddAssign for Cents {
    fn add_assign(&mut self, other: Self) {
        self.0 += other.0;
    }
}

impl SubAssign for Cents {
    fn sub_assign(&mut self, other: Self) {
        self.0 -= other.0;
    }
}

impl Sum for Cents {
    fn sum<I: Iterator<Item = Self>>(iter: I) -> Self {
        Self::total(iter)
    }
}

/// An ISO 4217 code. Amounts of different currencies are never added.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency([u8; 3]);

impl Currency {
    /// The euro.
    pub const EUR: Self = Self(*b"EUR");

    /// Reads three ASCII letters; lower case is accepted, `€` is the euro.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if text == "€" {
            return Some(Self::EUR);
        }
        let bytes: [u8; 3] = text.as_bytes().try_into().ok()?;
        bytes.iter().all(u8::is_ascii_alphabetic).then(|| Self(bytes.map(|b| b.to_ascii_uppercase())))
    }

    /// The three letters.
    #[must_use]
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("???")
    }

    /// The sign shown after an amount: `€`, or the code where no sign is customary in France.
    #[must_use]
    pub fn symbol(&self) -> &str {
        match &self.0 {
            b"EUR" => "€",
            b"USD" => "$",
            b"GBP" => "£",
            _ => self.code(),
        }
    }
}

impl Default for Currency {
    fn default() -> Self {
        Self::EUR
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_typed_in_both_writings_and_a_doubtful_one_is_refused() {
        let cases = [
            ("1 234,56", Ok(123_456)),
            ("1.234,56", Ok(123_456)),
            ("1,234.56", Ok(123_456)),
            ("€1,234.56", Ok(123_456)),
            ("1 234,56 €", Ok(123_456)),
            ("1234.5", Ok(123_450)),
            ("1,234,567", Ok(123_456_700)),
            ("1.234.567", Ok(123_456_700)),
            ("-1,234,567.80", Ok(-123_456_780)),
            ("1234,500", Ok(123_450)),
            ("12,00", Ok(1_200)),
            (",50", Ok(50)),
            ("1,234", Err("amount.ambiguous")),
            ("1.500", Err("amount.ambiguous")),
            ("-12,500", Err("amount.ambiguous")),
            ("0,125", Err("amount.too_precise")),
            ("1,23,456", Err("amount.malformed")),
            ("douze", Err("amount.malformed")),
            ("12€50", Err("amount.malformed")),
            (" ", Err("amount.empty")),
        ];
        for (text, expected) in cases {
            assert_eq!(Cents::typed(text).map_err(|error| error.code()), expected.map(Cents), "{text}");
        }
        for cents in [0, 5, 100, 123_456, 123_456_789, -123_456_789] {
            let amount = Cents(cents);
            for written in [amount.fr(), amount.en(), amount.iso(), amount.fr_in(Currency::EUR), amount.en_in(Currency::EUR)] {
                assert_eq!(Cents::typed(&written), Ok(amount), "{written}");
            }
        }
    }

    #[test]
    fn english_amounts_begin_with_their_currency() {
        let swiss = Currency::parse("CHF").unwrap();
        for (cents, currency, expected) in
            [(123_456, Currency::EUR, "€1,234.56"), (-123_456_789, Currency::EUR, "\u{2212}€1,234,567.89"), (50, swiss, "CHF\u{a0}0.50")]
        {
            assert_eq!(Cents(cents).en_in(currency), expected);
        }
    }

    #[test]
    fn amounts_are_read_as_accountants_write_them() {
        let cases = [
            ("1234,56", Ok(123_456)),
            ("1234.56", Ok(123_456)),
            ("1 234,56", Ok(123_456)),
            ("1\u{202f}234,5", Ok(123_450)),
            ("1.234.567,89", Ok(123_456_789)),
            ("1,234,567.89", Ok(123_456_789)),
            ("0000000069,60", Ok(6_960)),
            ("1000,00000", Ok(100_000)),
            ("-12", Ok(-1_200)),
            ("\u{2212}0,01", Ok(-1)),
            ("(12,00)", Ok(-1_200)),
            (",5", Ok(50)),
            ("7,", Ok(700)),
            ("+3", Ok(300)),
            ("10000000000,00", Ok(1_000_000_000_000)),
            ("10000000000,01", Err("amount.out_of_range")),
            ("99999999999999999999", Err("amount.out_of_range")),
            ("1,005", Err("amount.too_precise")),
            ("", Err("amount.empty")),
            ("   ", Err("amount.empty")),
            ("-", Err("amount.malformed")),
            (",", Err("amount.malformed")),
            ("12a", Err("amount.malformed")),
            ("1,2,3", Err("amount.malformed")),
            ("--1", Err("amount.malformed")),
            ("١٢", Err("amount.malformed")),
        ];
        for (text, expected) in cases {
            assert_eq!(Cents::parse(text).map(|c| c.0).map_err(|e| e.code()), expected, "{text:?}");
        }
    }

    #[test]
    fn amounts_are_shown_in_french() {
        let cases = [
            (0, "0,00"),
            (5, "0,05"),
            (123_456, "1\u{202f}234,56"),
            (-100, "\u{2212}1,00"),
            (i64::MIN + 1, "\u{2212}92\u{202f}233\u{202f}720\u{202f}368\u{202f}547\u{202f}758,07"),
        ];
        for (cents, expected) in cases {
            assert_eq!(Cents(cents).fr(), expected);
        }
        assert_eq!(Cents(123_456).fr_in(Currency::EUR), "1\u{202f}234,56\u{a0}€");
        assert_eq!(Cents(-5).iso(), "-0.05");
    }

    #[test]
    fn currencies_are_three_letters() {
        assert_eq!(Currency::parse("eur"), Some(Currency::EUR));
        assert_eq!(Currency::parse("€"), Some(Currency::EUR));
        assert_eq!(Currency::parse("CHF").map(|c| c.symbol().to_owned()), Some("CHF".to_owned()));
        assert_eq!(Currency::parse("EU"), None);
        assert_eq!(Currency::parse("E1R"), None);
    }
}
