//! The seller or the buyer of an electronic invoice.

use domain::identifiers::{EmailAddress, Siren, Siret, VatNumber};
use domain::party::Address;

/// A party, as the document names it. Texts are as printed; the methods give what is valid of them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Party {
    /// Corporate name (BT-27, BT-44), else the trading name.
    pub name: Option<String>,
    /// Number that the other party knows it by (BT-29, BT-46): a customer code.
    pub code: Option<String>,
    /// Registrations with their ISO 6523 scheme: `0002` SIREN, `0009` SIRET; the scheme may be empty.
    pub registrations: Vec<(String, String)>,
    /// VAT number without blanks (BT-31, BT-48).
    pub vat: Option<String>,
    /// Postal address.
    pub address: Address,
    /// E-mail address of the contact, or the electronic address of scheme `EM`.
    pub email: Option<String>,
    /// Telephone of the contact.
    pub phone: Option<String>,
}

impl Party {
    /// Its SIREN: of scheme 0002, of a SIRET, of a registration without scheme, else inside a French VAT
    /// number; `None` when the check digit of all of them is wrong.
    #[must_use]
    pub fn siren(&self) -> Option<Siren> {
        self.candidates().find_map(|text| Siren::parse(&text).ok())
    }

    /// Its SIRET, when a registration is one.
    #[must_use]
    pub fn siret(&self) -> Option<Siret> {
        self.registrations.iter().find_map(|(_, text)| Siret::parse(text).ok())
    }

    /// The nine digits that stand where a SIREN would, valid or not.
    #[must_use]
    pub fn siren_as_printed(&self) -> Option<String> {
        self.siren().map(|siren| siren.as_str().to_owned()).or_else(|| self.candidates().next())
    }

    /// Its VAT number, when valid.
    #[must_use]
    pub fn vat_number(&self) -> Option<VatNumber> {
        self.vat.as_deref().and_then(|vat| VatNumber::parse(vat).ok())
    }

    /// Its e-mail address, when valid.
    #[must_use]
    pub fn email_address(&self) -> Option<EmailAddress> {
        self.email.as_deref().and_then(|email| EmailAddress::parse(email).ok())
    }

    /// Texts of nine digits, from the surest source to the least.
    fn candidates(&self) -> impl Iterator<Item = String> + '_ {
        let of = |schemes: &'static [&'static str]| {
            self.registrations.iter().filter(move |(scheme, _)| schemes.contains(&scheme.as_str())).map(|(_, text)| text)
        };
        let french = self.vat.as_deref().filter(|vat| vat.starts_with("FR")).and_then(|vat| vat.get(4..)).map(str::to_owned);
        let registered = of(&["0002"]).chain(of(&["0009"])).chain(of(&["", "SIREN", "SIRET", "FR:SIRENE", "FR:SIRET"]));
        registered.cloned().chain(french).filter_map(|text| {
            let digits: String = text.chars().filter(|c| !c.is_whitespace()).collect();
            let is_number = matches!(digits.len(), 9 | 14) && digits.bytes().all(|b| b.is_ascii_digit());
            is_number.then(|| digits[..9].to_owned())
        })
    }

    /// Remembers a registration once.
    pub(super) fn register(&mut self, scheme: Option<&str>, text: Option<&str>) {
        if let Some(text) = text {
            let entry = (scheme.unwrap_or_default().to_ascii_uppercase(), text.to_owned());
            if !self.registrations.contains(&entry) {
                self.registrations.push(entry);
            }
        }
    }

    /// Whether the document says anything about it.
    pub(super) fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_siren_is_taken_from_the_surest_source() {
        let party = |registrations: &[(&str, &str)], vat: Option<&str>| Party {
            registrations: registrations.iter().map(|(s, t)| ((*s).to_owned(), (*t).to_owned())).collect(),
            vat: vat.map(str::to_owned),
            ..Party::default()
        };
        let cases = [
            (party(&[("0002", "812345676")], None), Some("812345676"), Some("812345676")),
            (party(&[("0009", "812 345 676 00017")], None), Some("812345676"), Some("812345676")),
            (party(&[("0088", "4304171000002"), ("", "812345676")], None), Some("812345676"), Some("812345676")),
            (party(&[], Some("FR19812345676")), Some("812345676"), Some("812345676")),
            (party(&[("0002", "123456789")], Some("FR19812345676")), Some("812345676"), Some("812345676")),
            (party(&[("0002", "123456789")], None), None, Some("123456789")),
            (party(&[("", "HRB 1234")], Some("DE123456789")), None, None),
        ];
        for (party, valid, printed) in cases {
            assert_eq!(party.siren().as_ref().map(Siren::as_str), valid, "{party:?}");
            assert_eq!(party.siren_as_printed().as_deref(), printed, "{party:?}");
        }
    }
}
