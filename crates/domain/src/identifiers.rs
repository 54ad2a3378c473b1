//! Registration numbers, bank accounts and addresses, valid from their constructor on.

use std::fmt;

/// Why a text is not the identifier it is meant to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum IdentifierError {
    /// Wrong number of characters.
    #[error("wrong length")]
    Length,
    /// A character that this identifier never holds.
    #[error("unexpected character")]
    Character,
    /// The check digits do not agree with the rest.
    #[error("wrong check digits")]
    CheckDigits,
}

impl IdentifierError {
    /// The stable key of this error, used by the API and by the French texts.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Length => "identifier.length",
            Self::Character => "identifier.character",
            Self::CheckDigits => "identifier.check_digits",
        }
    }
}

/// Keeps what people type between the characters out: blanks of any width, dots and hyphens.
fn compact(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '.' | '-' | '\u{202f}' | '\u{a0}')).map(|c| c.to_ascii_uppercase()).collect()
}

/// Luhn's sum: every second digit from the right is doubled, nines cast out.
fn luhn_sum(digits: &[u8]) -> u32 {
    digits
        .iter()
        .rev()
        .enumerate()
        .map(|(position, digit)| {
            let value = u32::from(digit - b'0') * if position % 2 == 1 { 2 } else { 1 };
            if value > 9 { value - 9 } else { value }
        })
        .sum()
}

fn digits(text: &str, length: usize) -> Result<String, IdentifierError> {
    let text = compact(text);
    if !text.bytes().all(|b| b.is_ascii_digit()) {
        return Err(IdentifierError::Character);
    }
    if text.len() != length {
        return Err(IdentifierError::Length);
    }
    Ok(text)
}

/// The nine digits that identify a French legal unit (Code de commerce, art. R123-221), Luhn-checked.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Siren(String);

impl Siren {
    /// Reads nine digits, blanks allowed between them.
    ///
    /// # Errors
    /// [`IdentifierError`]: characters first, then length, then the check digit.
    pub fn parse(text: &str) -> Result<Self, IdentifierError> {
        let digits = digits(text, 9)?;
        if !luhn_sum(digits.as_bytes()).is_multiple_of(10) || digits == "000000000" {
            return Err(IdentifierError::CheckDigits);
        }
        Ok(Self(digits))
    }

    /// The nine digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// `812 345 676`, with no-break spaces.
    #[must_use]
    pub fn spaced(&self) -> String {
        format!("{}\u{a0}{}\u{a0}{}", &self.0[..3], &self.0[3..6], &self.0[6..])
    }

    /// The French VAT number of this legal unit: key `(12 + 3 × (SIREN mod 97)) mod 97`.
    #[must_use]
    pub fn vat_number(&self) -> VatNumber {
        let siren = self.0.bytes().fold(0_u64, |n, b| n * 10 + u64::from(b - b'0'));
        VatNumber(format!("FR{:02}{}", (12 + 3 * (siren % 97)) % 97, self.0))
    }
}

/// The fourteen digits of an establishment: SIREN and a five-digit number.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Siret(String);

/// La Poste numbers its 20 000 establishments by the sum of their digits, a multiple of five.
const LA_POSTE: &str = "356000000";

impl Siret {
    /// Reads fourteen digits, blanks allowed between them.
    ///
    /// # Errors
    /// [`IdentifierError`]: characters first, then length, then the check digits.
    pub fn parse(text: &str) -> Result<Self, IdentifierError> {
        let digits = digits(text, 14)?;
        Siren::parse(&digits[..9])?;
        let la_poste = digits.starts_with(LA_POSTE) && digits.bytes().map(|b| u32::from(b - b'0')).sum::<u32>().is_multiple_of(5);
        if !luhn_sum(digits.as_bytes()).is_multiple_of(10) && !la_poste {
            return Err(IdentifierError::CheckDigits);
        }
        Ok(Self(digits))
    }

    /// The legal unit of this establishment.
    #[must_use]
    pub fn siren(&self) -> Siren {
        Siren(self.0[..9].to_owned())
    }

    /// The fourteen digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// An intra-community VAT number. The French key is checked; of others only the shape.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct VatNumber(String);

impl VatNumber {
    /// Reads a country's two letters and 2 to 13 letters or digits.
    ///
    /// # Errors
    /// [`IdentifierError`]: length first, then characters, then the French key.
    pub fn parse(text: &str) -> Result<Self, IdentifierError> {
        let text = compact(text);
        if !(4..=15).contains(&text.len()) {
            return Err(IdentifierError::Length);
        }
        if !text.is_ascii() || !text[..2].bytes().all(|b| b.is_ascii_uppercase()) || !text.bytes().all(|b| b.is_ascii_alphanumeric()) {
            return Err(IdentifierError::Character);
        }
        if let Some(rest) = text.strip_prefix("FR") {
            if rest.len() != 11 {
                return Err(IdentifierError::Length);
            }
            let siren = Siren::parse(&rest[2..])?;
            // Keys with letters exist beside the computed ones; they follow another, unpublished table.
            if rest[..2].bytes().all(|b| b.is_ascii_digit()) && siren.vat_number().0 != text {
                return Err(IdentifierError::CheckDigits);
            }
        }
        Ok(Self(text))
    }

    /// The number without blanks.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// An international bank account number (ISO 13616), checked modulo 97.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Iban(String);

impl Iban {
    /// Reads an IBAN, blanks allowed.
    ///
    /// # Errors
    /// [`IdentifierError`]: length first (15 to 34, 27 for France), then characters, then modulo 97.
    pub fn parse(text: &str) -> Result<Self, IdentifierError> {
        let text = compact(text);
        if !(15..=34).contains(&text.len()) || (text.starts_with("FR") && text.len() != 27) {
            return Err(IdentifierError::Length);
        }
        let bytes = text.as_bytes();
        let shape = bytes.iter().all(u8::is_ascii_alphanumeric)
            && bytes[..2].iter().all(u8::is_ascii_uppercase)
            && bytes[2..4].iter().all(u8::is_ascii_digit);
        if !shape {
            return Err(IdentifierError::Character);
        }
        let remainder = bytes[4..].iter().chain(&bytes[..4]).fold(0_u32, |rest, byte| match byte {
            b'0'..=b'9' => (rest * 10 + u32::from(byte - b'0')) % 97,
            _ => (rest * 100 + u32::from(byte - b'A') + 10) % 97,
        });
        if remainder != 1 {
            return Err(IdentifierError::CheckDigits);
        }
        Ok(Self(text))
    }

    /// The account without blanks, as machines exchange it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Groups of four, with no-break spaces, as people read it.
    #[must_use]
    pub fn spaced(&self) -> String {
        let mut out = String::with_capacity(self.0.len() * 2);
        for (position, character) in self.0.chars().enumerate() {
            if position > 0 && position % 4 == 0 {
                out.push('\u{a0}');
            }
            out.push(character);
        }
        out
    }

    /// Country and last four characters: what may be shown or logged.
    #[must_use]
    pub fn masked(&self) -> String {
        format!("{}…{}", &self.0[..4], &self.0[self.0.len() - 4..])
    }
}

/// One e-mail address that a mail server can be given: a subset of RFC 5321 without comments or quotes.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EmailAddress(String);

impl EmailAddress {
    /// Reads an address; surrounding blanks are dropped, the domain is lowered.
    ///
    /// # Errors
    /// [`IdentifierError`]: length first, then characters.
    pub fn parse(text: &str) -> Result<Self, IdentifierError> {
        let text = text.trim();
        let (local, domain) = text.rsplit_once('@').ok_or(IdentifierError::Character)?;
        if local.is_empty() || local.len() > 64 || domain.len() < 3 || text.len() > 254 {
            return Err(IdentifierError::Length);
        }
        let local_ok = local.chars().all(|c| c.is_ascii_alphanumeric() || "!#$%&'*+/=?^_`{|}~.-".contains(c));
        let dots_ok = !local.starts_with('.') && !local.ends_with('.') && !local.contains("..");
        let label_ok = |label: &str| {
            !label.is_empty()
                && label.len() <= 63
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
        };
        if !local_ok || !dots_ok || !domain.contains('.') || !domain.split('.').all(label_ok) {
            return Err(IdentifierError::Character);
        }
        Ok(Self(format!("{local}@{}", domain.to_ascii_lowercase())))
    }

    /// The address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What follows the `@`.
    #[must_use]
    pub fn domain(&self) -> &str {
        self.0.rsplit_once('@').map_or("", |(_, domain)| domain)
    }
}

macro_rules! shown {
    ($($name:ident)*) => {$(
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($name), self.0)
            }
        }
    )*};
}

shown!(Siren Siret VatNumber Iban EmailAddress);

#[cfg(test)]
mod tests {
    use super::IdentifierError::{Character, CheckDigits, Length};
    use super::*;

    #[test]
    fn sirens() {
        let cases = [
            ("732 829 320", Ok("732829320")),
            ("812345676", Ok("812345676")),
            ("732829321", Err(CheckDigits)),
            ("000000000", Err(CheckDigits)),
            ("73282932", Err(Length)),
            ("73282932A", Err(Character)),
            ("", Err(Length)),
        ];
        for (text, expected) in cases {
            assert_eq!(Siren::parse(text).as_ref().map(Siren::as_str).map_err(|e| *e), expected, "{text:?}");
        }
        assert_eq!(Siren::parse("812345676").unwrap().vat_number().as_str(), "FR19812345676");
    }

    #[test]
    fn sirets() {
        let cases = [
            ("81234567600017", Ok("81234567600017")),
            ("356 000 000 00048", Ok("35600000000048")),
            ("35600000049837", Ok("35600000049837")),
            ("35600000049838", Err(CheckDigits)),
            ("81234567600018", Err(CheckDigits)),
            ("8123456760001", Err(Length)),
        ];
        for (text, expected) in cases {
            assert_eq!(Siret::parse(text).as_ref().map(Siret::as_str).map_err(|e| *e), expected, "{text:?}");
        }
    }

    #[test]
    fn vat_numbers() {
        let cases = [
            ("FR 19 812345676", Ok("FR19812345676")),
            ("FR20812345676", Err(CheckDigits)),
            ("FR1981234567", Err(Length)),
            ("BE0123456789", Ok("BE0123456789")),
            ("1X", Err(Length)),
            ("é123456", Err(Character)),
        ];
        for (text, expected) in cases {
            assert_eq!(VatNumber::parse(text).as_ref().map(VatNumber::as_str).map_err(|e| *e), expected, "{text:?}");
        }
    }

    #[test]
    fn ibans() {
        let cases = [
            ("FR76 3000 6000 0112 3456 7890 189", Ok("FR7630006000011234567890189")),
            ("fr7630006000011234567890189", Ok("FR7630006000011234567890189")),
            ("FR7630006000011234567890188", Err(CheckDigits)),
            ("FR763000600001123456789018", Err(Length)),
            ("BE68539007547034", Ok("BE68539007547034")),
            ("FRAA30006000011234567890189", Err(Character)),
        ];
        for (text, expected) in cases {
            assert_eq!(Iban::parse(text).as_ref().map(Iban::as_str).map_err(|e| *e), expected, "{text:?}");
        }
        let iban = Iban::parse("FR7630006000011234567890189").unwrap();
        assert_eq!(iban.spaced(), "FR76\u{a0}3000\u{a0}6000\u{a0}0112\u{a0}3456\u{a0}7890\u{a0}189");
        assert_eq!(iban.masked(), "FR76…0189");
    }

    #[test]
    fn addresses() {
        let good = ["a@b.fr", "compta+relance@garage-martin.example", "o'neil@X.FR"];
        let bad = ["", "a", "a@b", "@b.fr", "a b@c.fr", "a@b..fr", ".a@b.fr", "a@-b.fr", "a@b.fr\r\nBcc: x@y.fr", "é@b.fr"];
        for text in good {
            assert!(EmailAddress::parse(text).is_ok(), "{text:?}");
        }
        for text in bad {
            assert!(EmailAddress::parse(text).is_err(), "{text:?}");
        }
        assert_eq!(EmailAddress::parse(" Jean@Exemple.FR ").unwrap().as_str(), "Jean@exemple.fr");
    }
}
