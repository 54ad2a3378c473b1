//! The text of the QR code that a banking app reads to prepare a transfer.
//!
//! Source: European Payments Council, EPC069-12 (version 002 of the code: the BIC may be left out).

use domain::Cents;
use domain::identifiers::Iban;

/// The most that fits: 331 bytes (EPC069-12, §3.1).
pub const MAX_BYTES: usize = 331;
const MAX_NAME: usize = 70;
const MAX_TEXT: usize = 140;
const MAX_REFERENCE: usize = 35;
const MAX_AMOUNT: Cents = Cents(99_999_999_999);

/// Why no code can be made. Checks run in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EpcError {
    /// The beneficiary's name is blank or longer than 70 characters.
    #[error("beneficiary name of 1 to 70 characters expected")]
    Name,
    /// The BIC has neither 8 nor 11 letters and digits.
    #[error("BIC of 8 or 11 letters and digits expected")]
    Bic,
    /// Below 0.01 or above 999 999 999.99.
    #[error("amount of 0.01 to 999999999.99 euros expected, not {0}")]
    Amount(Cents),
    /// The purpose is not four capital letters.
    #[error("purpose of four capital letters expected")]
    Purpose,
    /// No remittance text, or longer than 140 characters.
    #[error("remittance text of 1 to 140 characters expected")]
    Text,
    /// No creditor reference of ISO 11649, or longer than 35 characters.
    #[error("creditor reference of ISO 11649 expected")]
    Reference,
    /// More than 331 bytes in all.
    #[error("{0} bytes, more than 331")]
    TooLong(usize),
}

impl EpcError {
    /// The stable key.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Name => "epc.name",
            Self::Bic => "epc.bic",
            Self::Amount(_) => "epc.amount",
            Self::Purpose => "epc.purpose",
            Self::Text => "epc.text",
            Self::Reference => "epc.reference",
            Self::TooLong(_) => "epc.too_long",
        }
    }
}

/// What the payer's app shows as the motive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Remittance<'a> {
    /// Free text: invoice numbers.
    Text(&'a str),
    /// A creditor reference (`RF…`).
    Reference(&'a str),
}

/// A transfer to be prepared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Transfer<'a> {
    /// The holder of the account, exactly as the bank knows it.
    pub name: &'a str,
    /// Their bank; needless inside the SEPA since 2016.
    pub bic: Option<&'a str>,
    /// The account.
    pub iban: &'a Iban,
    /// In euros.
    pub amount: Cents,
    /// `GDDS`, `SCVE`…
    pub purpose: Option<&'a str>,
    /// The motive.
    pub remittance: Remittance<'a>,
}

impl Transfer<'_> {
    /// The text to encode: lines ended by a line feed, without those left empty at the end.
    ///
    /// # Errors
    /// [`EpcError`], checked in its order.
    pub fn payload(&self) -> Result<String, EpcError> {
        let name = one_line(self.name);
        if name.is_empty() || name.chars().count() > MAX_NAME {
            return Err(EpcError::Name);
        }
        let bic = self.bic.unwrap_or_default();
        let bic_ok = matches!(bic.len(), 0 | 8 | 11) && bic.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase());
        if !bic_ok || self.bic == Some("") {
            return Err(EpcError::Bic);
        }
        if self.amount < Cents(1) || self.amount > MAX_AMOUNT {
            return Err(EpcError::Amount(self.amount));
        }
        let purpose = self.purpose.unwrap_or_default();
        if self.purpose.is_some() && !(purpose.len() == 4 && purpose.bytes().all(|b| b.is_ascii_uppercase())) {
            return Err(EpcError::Purpose);
        }
        let (reference, text) = match self.remittance {
            Remittance::Text(text) => (String::new(), one_line(text)),
            Remittance::Reference(reference) => (reference.replace(' ', ""), String::new()),
        };
        match self.remittance {
            Remittance::Text(_) if text.is_empty() || text.chars().count() > MAX_TEXT => return Err(EpcError::Text),
            Remittance::Reference(_) if !is_creditor_reference(&reference) => return Err(EpcError::Reference),
            _ => {}
        }
        let iban = self.iban.as_str();
        let amount = shortest(self.amount);
        let lines = ["BCD", "002", "1", "SCT", bic, &name, iban, &amount, purpose, &reference, &text];
        let payload = lines.join("\n").trim_end_matches('\n').to_owned();
        if payload.len() > MAX_BYTES {
            return Err(EpcError::TooLong(payload.len()));
        }
        Ok(payload)
    }
}

/// The payload of a transfer in euros. A remittance that is a creditor reference of ISO 11649 (`RF…`)
/// goes to the field of structured references, any other to the free text.
///
/// # Errors
/// [`EpcError`], checked in its order.
pub fn payload(name: &str, bic: Option<&str>, iban: &Iban, amount: Cents, remittance: &str) -> Result<String, EpcError> {
    let remittance =
        if is_creditor_reference(&remittance.replace(' ', "")) { Remittance::Reference(remittance) } else { Remittance::Text(remittance) };
    Transfer { name, bic, iban, amount, purpose: None, remittance }.payload()
}

/// The text without line breaks, which would move all later fields.
fn one_line(text: &str) -> String {
    text.split(|c: char| c.is_control() || c.is_whitespace()).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// `EUR12.3`: zeros at the end are left out, as the EPC's own examples do.
fn shortest(amount: Cents) -> String {
    let iso = amount.iso();
    format!("EUR{}", iso.trim_end_matches('0').trim_end_matches('.'))
}

/// `RF`, two check digits and up to 21 letters or digits; 97 divides the rest modulo 97 less one.
fn is_creditor_reference(text: &str) -> bool {
    let bytes = text.as_bytes();
    if !(5..=25.min(MAX_REFERENCE)).contains(&bytes.len())
        || !text.starts_with("RF")
        || !bytes.iter().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase())
    {
        return false;
    }
    let remainder = bytes[4..].iter().chain(&bytes[..4]).fold(0_u32, |rest, byte| match byte {
        b'0'..=b'9' => (rest * 10 + u32::from(byte - b'0')) % 97,
        _ => (rest * 100 + u32::from(byte - b'A') + 10) % 97,
    });
    remainder == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn iban() -> Iban {
        Iban::parse("DE71110220330123456789").unwrap()
    }

    #[test]
    fn the_worked_example_of_the_guideline() {
        let iban = iban();
        let transfer = Transfer {
            name: "Franz Mustermänn",
            bic: Some("BHBLDEHHXXX"),
            iban: &iban,
            amount: Cents(1230),
            purpose: Some("GDDS"),
            remittance: Remittance::Reference("RF18539007547034"),
        };
        assert_eq!(
            transfer.payload().unwrap(),
            "BCD\n002\n1\nSCT\nBHBLDEHHXXX\nFranz Mustermänn\nDE71110220330123456789\nEUR12.3\nGDDS\nRF18539007547034"
        );
    }

    #[test]
    fn free_text_stands_on_the_last_line() {
        let text = payload("Martin\r\nSARL", None, &iban(), Cents(100_000), "FA-2026-1  FA-2026-2").unwrap();
        assert_eq!(text, "BCD\n002\n1\nSCT\n\nMartin SARL\nDE71110220330123456789\nEUR1000\n\n\nFA-2026-1 FA-2026-2");
        assert!(payload("Martin", None, &iban(), Cents(500), "RF18539007547034").unwrap().ends_with("EUR5\n\nRF18539007547034"));
        assert!(
            payload("Martin", None, &iban(), Cents(1), "RF19539007547034").unwrap().ends_with("EUR0.01\n\n\nRF19539007547034"),
            "a wrong reference is text"
        );
        assert!(payload("Martin", None, &iban(), Cents(99_999_999_999), "x").unwrap().contains("EUR999999999.99"));
    }

    #[test]
    fn what_no_app_would_read_is_refused() {
        let (long_name, long_text, wide) = ("a".repeat(71), "a".repeat(141), "é".repeat(140));
        let wide_name = "é".repeat(70);
        let cases: [(&str, Option<&str>, i64, &str, &str); 12] = [
            ("", None, 100, "x", "epc.name"),
            (" \n", None, 100, "x", "epc.name"),
            (&long_name, None, 100, "x", "epc.name"),
            ("Martin", Some("BHBLDE"), 100, "x", "epc.bic"),
            ("Martin", Some("BHBLDEHHXXXX"), 100, "x", "epc.bic"),
            ("Martin", Some("BHBLDEH "), 100, "x", "epc.bic"),
            ("Martin", Some(""), 100, "x", "epc.bic"),
            ("Martin", None, 0, "x", "epc.amount"),
            ("Martin", None, 100_000_000_000, "x", "epc.amount"),
            ("Martin", None, 100, "", "epc.text"),
            ("Martin", None, 100, &long_text, "epc.text"),
            (&wide_name, None, 100, &wide, "epc.too_long"),
        ];
        for (name, bic, amount, text, code) in cases {
            let result = payload(name, bic, &iban(), Cents(amount), text);
            assert_eq!(result.as_ref().map(String::len).map_err(|e| e.code()), Err(code), "{result:?}");
        }
        let iban = iban();
        for purpose in ["DE1", "x", "CDCBC"] {
            let transfer = Transfer {
                name: "Martin",
                bic: None,
                iban: &iban,
                amount: Cents(1),
                purpose: Some(purpose),
                remittance: Remittance::Text("x"),
            };
            assert_eq!(transfer.payload(), Err(EpcError::Purpose));
        }
        let long = "R".repeat(36);
        let transfer =
            Transfer { name: "Martin", bic: None, iban: &iban, amount: Cents(1), purpose: None, remittance: Remittance::Reference(&long) };
        assert_eq!(transfer.payload(), Err(EpcError::Reference));
    }
}
