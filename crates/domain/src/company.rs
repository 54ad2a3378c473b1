//! A company as a register knows it, and what an account may take over from there.

use crate::calendar::Date;
use crate::identifiers::{Siren, Siret};
use crate::party::{Address, Debtor, DebtorKind};
use crate::quality::{CompanyState, normal_name, similarity};

/// A legal unit of the register, with the establishment that answers best.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Company {
    /// Its registration.
    pub siren: Siren,
    /// The establishment: the one that was looked for, else the seat.
    pub siret: Option<Siret>,
    /// Its name.
    pub name: String,
    /// Active or closed: closed when the legal unit has ceased, or the establishment that was looked for.
    pub state: CompanyState,
    /// Since when it is closed, where the register says.
    pub closed_on: Option<Date>,
    /// Its activity (code of the French nomenclature, `43.91A`); may be empty.
    pub activity: String,
    /// Its legal category (INSEE, four digits; those of public bodies begin with 7); may be empty.
    pub legal_category: String,
    /// The address of the establishment.
    pub address: Address,
}

/// Something that an account can take over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// The name.
    Name,
    /// The SIREN.
    Siren,
    /// The SIRET.
    Siret,
    /// The VAT number, computed from the SIREN.
    Vat,
    /// The address.
    Address,
    /// Company or public body.
    Kind,
}

impl Field {
    /// All fields, in the order of the page.
    pub const ALL: [Self; 6] = [Self::Siren, Self::Siret, Self::Vat, Self::Name, Self::Address, Self::Kind];

    /// The stable key.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Siren => "siren",
            Self::Siret => "siret",
            Self::Vat => "vat",
            Self::Address => "address",
            Self::Kind => "kind",
        }
    }

    /// Reads a key.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.code() == code)
    }
}

/// A difference between an account and the register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Which field.
    pub field: Field,
    /// What the account says; empty for nothing.
    pub current: String,
    /// What the register says.
    pub proposed: String,
}

/// One line of an address.
fn one_line(address: &Address) -> String {
    let town = format!("{} {}", address.postcode, address.city);
    let parts = address.lines.iter().map(String::as_str).chain([town.trim()]);
    parts.map(str::trim).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

impl Company {
    /// The kind of debtor that its legal category makes of it: 7 is a public body subject to administrative law, 4 one that
    /// trades and is treated as a business (INSEE, catégories juridiques, niveau I).
    #[must_use]
    pub fn kind(&self) -> DebtorKind {
        if self.legal_category.starts_with('7') { DebtorKind::Public } else { DebtorKind::Business }
    }

    /// How sure it is that an account is this company, in hundredths: its SIREN, else the name, with half as much again when
    /// the postal codes agree.
    #[must_use]
    pub fn likeness(&self, debtor: &Debtor) -> u8 {
        match &debtor.siren {
            Some(siren) if *siren == self.siren => return 100,
            Some(_) => return 0,
            None => {}
        }
        let name = u32::from(similarity(&debtor.name, &self.name));
        let near = !debtor.address.postcode.is_empty() && debtor.address.postcode == self.address.postcode;
        u8::try_from(if near { (name * 3 / 2).min(99) } else { name * 9 / 10 }).unwrap_or(99)
    }

    /// Where an account differs from the register, in the order of the page. A VAT number that differs only by a key with
    /// letters is left alone: the register does not say it, it is computed.
    #[must_use]
    pub fn differences(&self, debtor: &Debtor) -> Vec<Difference> {
        let own = |text: Option<&str>| text.unwrap_or_default().to_owned();
        let vat = self.siren.vat_number();
        let same_vat = debtor.vat.as_ref().is_some_and(|known| known.as_str().ends_with(self.siren.as_str()));
        let all = Field::ALL.map(|field| {
            let (current, proposed, is_same) = match field {
                Field::Siren => (own(debtor.siren.as_ref().map(Siren::as_str)), self.siren.as_str().to_owned(), false),
                Field::Siret => (own(debtor.siret.as_ref().map(Siret::as_str)), own(self.siret.as_ref().map(Siret::as_str)), false),
                Field::Vat => (own(debtor.vat.as_ref().map(|vat| vat.as_str())), vat.as_str().to_owned(), same_vat),
                Field::Name => (debtor.name.clone(), self.name.clone(), normal_name(&debtor.name) == normal_name(&self.name)),
                Field::Address => {
                    let (current, proposed) = (one_line(&debtor.address), one_line(&self.address));
                    let is_same = normal_name(&current) == normal_name(&proposed);
                    (current, proposed, is_same)
                }
                Field::Kind => (debtor.kind.code().to_owned(), self.kind().code().to_owned(), false),
            };
            (Difference { field, current, proposed }, is_same)
        });
        all.into_iter()
            .filter(|(difference, is_same)| !is_same && !difference.proposed.is_empty() && difference.current != difference.proposed)
            .map(|(difference, _)| difference)
            .collect()
    }

    /// The account once it has taken some fields over.
    #[must_use]
    pub fn applied(&self, mut debtor: Debtor, fields: &[Field]) -> Debtor {
        for field in fields {
            match field {
                Field::Name => self.name.clone_into(&mut debtor.name),
                Field::Siren => debtor.siren = Some(self.siren.clone()),
                Field::Siret => debtor.siret = self.siret.clone().or(debtor.siret),
                Field::Vat => debtor.vat = Some(self.siren.vat_number()),
                Field::Address => debtor.address = self.address.clone(),
                Field::Kind => debtor.kind = self.kind(),
            }
        }
        debtor
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identifiers::VatNumber;
    use crate::ids::DebtorId;

    fn company() -> Company {
        Company {
            siren: Siren::parse("732829320").unwrap(),
            siret: Some(Siret::parse("73282932000074").unwrap()),
            name: "GARAGE MARTIN".to_owned(),
            state: CompanyState::Active,
            closed_on: None,
            activity: "45.20A".to_owned(),
            legal_category: "5710".to_owned(),
            address: Address {
                lines: vec!["12 QUAI DE LA FOSSE".to_owned()],
                postcode: "44000".to_owned(),
                city: "NANTES".to_owned(),
                country: "FR".to_owned(),
            },
        }
    }

    fn debtor() -> Debtor {
        Debtor {
            id: DebtorId(uuid::Uuid::nil()),
            code: "C1".to_owned(),
            name: "Garage Martin SAS".to_owned(),
            kind: DebtorKind::Unknown,
            category: String::new(),
            collector: String::new(),
            siren: None,
            siret: None,
            vat: None,
            address: Address { country: "FR".to_owned(), ..Address::default() },
            language: "fr".to_owned(),
            iban: None,
            terms: None,
        }
    }

    #[test]
    fn a_bare_account_takes_everything_over() {
        let (company, bare) = (company(), debtor());
        let fields: Vec<Field> = company.differences(&bare).into_iter().map(|difference| difference.field).collect();
        assert_eq!(fields, [Field::Siren, Field::Siret, Field::Vat, Field::Address, Field::Kind], "the name is the same but for its form");
        let whole = company.applied(bare.clone(), &fields);
        assert_eq!(company.differences(&whole), []);
        assert_eq!((whole.name.as_str(), whole.kind), ("Garage Martin SAS", DebtorKind::Business));
        assert_eq!(whole.vat, Some(company.siren.vat_number()));
        assert_eq!(company.applied(bare.clone(), &[]), bare, "nothing is taken unasked");
    }

    #[test]
    fn an_address_in_other_letters_is_the_same() {
        let company = company();
        let address = Address {
            lines: vec!["12, quai de la Fosse".to_owned()],
            postcode: "44000".to_owned(),
            city: "Nantes".to_owned(),
            country: "FR".to_owned(),
        };
        let known = Debtor {
            siren: Some(company.siren.clone()),
            siret: company.siret.clone(),
            vat: Some(VatNumber::parse("FR44732829320").unwrap()),
            address,
            kind: DebtorKind::Business,
            ..debtor()
        };
        assert_eq!(company.differences(&known), []);
    }

    #[test]
    fn likeness() {
        let company = company();
        let at = |postcode: &str, name: &str| Debtor {
            name: name.to_owned(),
            address: Address { postcode: postcode.to_owned(), ..Address::default() },
            ..debtor()
        };
        assert_eq!(company.likeness(&Debtor { siren: Some(company.siren.clone()), ..at("", "Autre") }), 100);
        assert_eq!(company.likeness(&Debtor { siren: Some(Siren::parse("812345676").unwrap()), ..at("44000", "Garage Martin") }), 0);
        assert_eq!(company.likeness(&at("44000", "Garage Martin")), 99);
        assert_eq!(company.likeness(&at("35000", "Garage Martin")), 90);
        assert!(company.likeness(&at("44000", "Boulangerie Duhou")) < 50);
    }

    #[test]
    fn public_bodies_are_told_by_their_category() {
        assert_eq!(Company { legal_category: "7210".to_owned(), ..company() }.kind(), DebtorKind::Public);
        assert_eq!(Company { legal_category: String::new(), ..company() }.kind(), DebtorKind::Business);
    }
}
