//! What is wrong or missing in the accounts of debtors and in their items: facts in, issues out.
//!
//! Nothing here reads a base: the facts come as they are stored, also those that a value type would refuse, so that
//! what is broken can be shown and mended.

pub mod duplicates;
mod names;

pub use names::{normal_name, plain, similarity};

use crate::calendar::{Date, add_days};
use crate::identifiers::{EmailAddress, Iban, Siren, Siret, VatNumber};
use crate::money::Cents;
use crate::party::DebtorKind;

/// Something to mend, in the order in which the inbox lists them: what stops reminders comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum IssueKind {
    /// No e-mail reaches this account.
    NoEmail,
    /// An e-mail cannot be right, or came back.
    BadEmail,
    /// The due date is only computed from the default term.
    EstimatedDue,
    /// Two accounts look like the same customer.
    Duplicate,
    /// The register says that the company is closed.
    ClosedCompany,
    /// SIREN, SIRET, VAT number or IBAN fail their key, or contradict each other.
    BadIdentifier,
    /// A company without a SIREN.
    NoSiren,
    /// Nobody said whether it is a company, a public body or a consumer.
    UnknownKind,
    /// A letter cannot reach this account.
    NoAddress,
    /// A date that no document has, or a credit that nobody has allocated for long.
    OddItem,
    /// A foreign currency without a rate: it has no value in euro.
    NoRate,
    /// An invoice that is long overdue, without the document that proves it.
    NoDocument,
    /// An electronic invoice that was handed in (status 200) and of which nothing was heard since.
    EinvoiceStuck,
    /// Somebody else answers at a contact's number.
    WrongPhone,
}

impl IssueKind {
    /// All kinds.
    pub const ALL: [Self; 14] = [
        Self::NoEmail,
        Self::BadEmail,
        Self::EstimatedDue,
        Self::Duplicate,
        Self::ClosedCompany,
        Self::BadIdentifier,
        Self::NoSiren,
        Self::UnknownKind,
        Self::NoAddress,
        Self::OddItem,
        Self::NoRate,
        Self::NoDocument,
        Self::EinvoiceStuck,
        Self::WrongPhone,
    ];

    /// The stable key, stored and exported.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::NoEmail => "no_email",
            Self::BadEmail => "bad_email",
            Self::EstimatedDue => "estimated_due",
            Self::Duplicate => "duplicate",
            Self::ClosedCompany => "closed_company",
            Self::BadIdentifier => "bad_identifier",
            Self::NoSiren => "no_siren",
            Self::UnknownKind => "unknown_kind",
            Self::NoAddress => "no_address",
            Self::OddItem => "odd_item",
            Self::NoRate => "no_rate",
            Self::NoDocument => "no_document",
            Self::EinvoiceStuck => "einvoice_stuck",
            Self::WrongPhone => "wrong_phone",
        }
    }

    /// Reads a stored key.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// Whether it is about one item rather than about an account.
    #[must_use]
    pub fn is_of_item(self) -> bool {
        matches!(self, Self::EstimatedDue | Self::OddItem | Self::NoRate | Self::NoDocument | Self::EinvoiceStuck)
    }
}

/// What the register of companies says of an account, when it was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CompanyState {
    /// Active.
    Active,
    /// Closed: the legal unit, or the establishment that is billed, has ceased (Sirene `etatAdministratif` C or F).
    Closed,
}

impl CompanyState {
    /// The stable key, stored.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Closed => "closed",
        }
    }

    /// Reads a stored key.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Active, Self::Closed].into_iter().find(|state| state.code() == code)
    }
}

/// An e-mail of an account as it is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EmailFact<'a> {
    /// The address.
    pub address: &'a str,
    /// Whether mail to it came back.
    pub is_unreachable: bool,
}

/// An account as it is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AccountFacts<'a> {
    /// What kind of person owes.
    pub kind: DebtorKind,
    /// SIREN, empty for none.
    pub siren: &'a str,
    /// SIRET, empty for none.
    pub siret: &'a str,
    /// VAT number, empty for none.
    pub vat: &'a str,
    /// IBAN, empty for none.
    pub iban: &'a str,
    /// Country code.
    pub country: &'a str,
    /// Street lines.
    pub street: &'a str,
    /// Postal code.
    pub postcode: &'a str,
    /// Town.
    pub city: &'a str,
    /// The e-mails of its contacts.
    pub emails: &'a [EmailFact<'a>],
    /// What the register said.
    pub company: Option<CompanyState>,
}

/// What does not agree in the numbers of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum IdentifierFault {
    /// The SIREN fails its key.
    Siren,
    /// The SIRET fails its key.
    Siret,
    /// The VAT number fails its key.
    Vat,
    /// The IBAN fails its key.
    Iban,
    /// The SIRET is another company's.
    SiretOfAnother,
    /// The VAT number is another company's.
    VatOfAnother,
}

impl IdentifierFault {
    /// The stable key, used by the French texts.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Siren => "siren",
            Self::Siret => "siret",
            Self::Vat => "vat",
            Self::Iban => "iban",
            Self::SiretOfAnother => "siret_of_another",
            Self::VatOfAnother => "vat_of_another",
        }
    }
}

impl AccountFacts<'_> {
    /// Whether some e-mail reaches the account.
    #[must_use]
    pub fn is_reachable(&self) -> bool {
        self.emails.iter().any(|email| !email.is_unreachable && EmailAddress::parse(email.address).is_ok())
    }

    /// What does not agree in its numbers.
    #[must_use]
    pub fn identifier_faults(&self) -> Vec<IdentifierFault> {
        let mut faults = Vec::new();
        let siren = Siren::parse(self.siren);
        let siret = Siret::parse(self.siret);
        let vat = VatNumber::parse(self.vat);
        let mut push = |wrong: bool, fault| {
            if wrong {
                faults.push(fault);
            }
        };
        push(!self.siren.is_empty() && siren.is_err(), IdentifierFault::Siren);
        push(!self.siret.is_empty() && siret.is_err(), IdentifierFault::Siret);
        push(!self.vat.is_empty() && vat.is_err(), IdentifierFault::Vat);
        push(!self.iban.is_empty() && Iban::parse(self.iban).is_err(), IdentifierFault::Iban);
        if let Ok(siren) = &siren {
            push(siret.is_ok_and(|siret| siret.siren() != *siren), IdentifierFault::SiretOfAnother);
            let of_another = |vat: VatNumber| vat.as_str().starts_with("FR") && !vat.as_str().ends_with(siren.as_str());
            push(vat.is_ok_and(of_another), IdentifierFault::VatOfAnother);
        }
        faults
    }

    fn is_postable(&self) -> bool {
        let filled = |text: &str| !text.trim().is_empty();
        // Abroad, not every country has postal codes.
        filled(self.street) && filled(self.city) && (filled(self.postcode) || !matches!(self.country, "" | "FR"))
    }

    /// Everything that is to be mended on the account itself, duplicates apart.
    #[must_use]
    pub fn issues(&self) -> Vec<IssueKind> {
        let bad_email = self.emails.iter().any(|email| email.is_unreachable || EmailAddress::parse(email.address).is_err());
        let in_france = matches!(self.country, "" | "FR");
        [
            (self.emails.is_empty(), IssueKind::NoEmail),
            (bad_email, IssueKind::BadEmail),
            (self.company == Some(CompanyState::Closed), IssueKind::ClosedCompany),
            (!self.identifier_faults().is_empty(), IssueKind::BadIdentifier),
            (self.kind == DebtorKind::Business && self.siren.is_empty() && in_france, IssueKind::NoSiren),
            (self.kind == DebtorKind::Unknown, IssueKind::UnknownKind),
            (!self.is_postable(), IssueKind::NoAddress),
        ]
        .into_iter()
        .filter_map(|(found, kind)| found.then_some(kind))
        .collect()
    }
}

/// Days past the due date from which the document of an invoice is asked for: a formal notice comes next.
pub const PROOF_WANTED_DAYS: i64 = 60;

/// Days after which a credit that nobody has allocated is odd: it hides what is owed, or is owed back.
pub const FORGOTTEN_CREDIT_DAYS: i64 = 180;

/// Days after which an electronic invoice that is only handed in (200) is told: a platform passes it on, or rejects it,
/// within a working day or two; a week leaves room for a weekend and a holiday.
pub const STUCK_DAYS: i64 = 7;

/// An item as it is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ItemFacts {
    /// Whether it is a debit: an invoice, an instalment.
    pub is_debit: bool,
    /// Date of the document.
    pub issued_on: Date,
    /// Due date.
    pub due_on: Date,
    /// Whether that was computed from the default term.
    pub due_estimated: bool,
    /// What is left.
    pub open: Cents,
    /// Whether its currency is the euro, or has a rate.
    pub has_value: bool,
    /// Whether its document is kept.
    pub has_document: bool,
    /// Whether it is an electronic invoice left at status 200 for more than [`STUCK_DAYS`].
    pub is_stuck: bool,
}

impl ItemFacts {
    /// What is to be mended on an item, on a day.
    #[must_use]
    pub fn issues(&self, today: Date) -> Vec<IssueKind> {
        let is_open = !self.open.is_zero();
        let owed = self.is_debit && is_open;
        let forgotten = !self.is_debit && self.issued_on < add_days(today, -FORGOTTEN_CREDIT_DAYS);
        let odd = is_open && (forgotten || self.issued_on > today || (self.is_debit && self.due_on < self.issued_on));
        let wants_proof = owed && self.due_on < add_days(today, -PROOF_WANTED_DAYS);
        [
            (owed && self.due_estimated, IssueKind::EstimatedDue),
            (odd, IssueKind::OddItem),
            (is_open && !self.has_value, IssueKind::NoRate),
            (wants_proof && !self.has_document, IssueKind::NoDocument),
            (owed && self.is_stuck, IssueKind::EinvoiceStuck),
        ]
        .into_iter()
        .filter_map(|(found, kind)| found.then_some(kind))
        .collect()
    }
}

/// How much of what is owed can be chased by e-mail, in whole hundredths: rounded down, so that 100 means all of it.
/// Nothing owed is all reached.
#[must_use]
pub fn reachable_percent(reachable: Cents, owed: Cents) -> u8 {
    if owed.0 <= 0 {
        return 100;
    }
    let percent = i128::from(reachable.0.clamp(0, owed.0)) * 100 / i128::from(owed.0);
    u8::try_from(percent).unwrap_or(100)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole<'a>(emails: &'a [EmailFact<'a>]) -> AccountFacts<'a> {
        AccountFacts {
            kind: DebtorKind::Business,
            siren: "732829320",
            siret: "73282932000074",
            vat: "FR44732829320",
            iban: "FR7630006000011234567890189",
            country: "FR",
            street: "12 quai de la Fosse",
            postcode: "44000",
            city: "Nantes",
            emails,
            company: None,
        }
    }

    const GOOD: [EmailFact<'_>; 1] = [EmailFact { address: "compta@a.example", is_unreachable: false }];

    #[test]
    fn accounts() {
        use IssueKind::{BadEmail, BadIdentifier, ClosedCompany, NoAddress, NoEmail, NoSiren, UnknownKind};
        let whole = whole(&GOOD);
        let came_back = [EmailFact { address: "compta@a.example", is_unreachable: true }];
        let wrong = [EmailFact { address: "compta chez a.example", is_unreachable: false }];
        let cases: [(&str, AccountFacts<'_>, &[IssueKind]); 14] = [
            ("nothing", whole, &[]),
            ("no e-mail", AccountFacts { emails: &[], ..whole }, &[NoEmail]),
            ("came back", AccountFacts { emails: &came_back, ..whole }, &[BadEmail]),
            ("unreadable e-mail", AccountFacts { emails: &wrong, ..whole }, &[BadEmail]),
            ("closed", AccountFacts { company: Some(CompanyState::Closed), ..whole }, &[ClosedCompany]),
            ("active", AccountFacts { company: Some(CompanyState::Active), ..whole }, &[]),
            ("no SIREN", AccountFacts { siren: "", siret: "", vat: "", ..whole }, &[NoSiren]),
            ("a foreign firm has none", AccountFacts { siren: "", siret: "", vat: "", country: "BE", ..whole }, &[]),
            ("nor has a person", AccountFacts { kind: DebtorKind::Consumer, siren: "", siret: "", vat: "", ..whole }, &[]),
            ("unknown kind", AccountFacts { kind: DebtorKind::Unknown, siren: "", siret: "", vat: "", ..whole }, &[UnknownKind]),
            ("no postcode", AccountFacts { postcode: " ", ..whole }, &[NoAddress]),
            ("abroad", AccountFacts { postcode: "", country: "IE", ..whole }, &[]),
            ("no street", AccountFacts { street: "", ..whole }, &[NoAddress]),
            ("wrong key", AccountFacts { iban: "FR7630006000011234567890188", ..whole }, &[BadIdentifier]),
        ];
        for (name, facts, expected) in cases {
            assert_eq!(facts.issues(), expected, "{name}");
        }
    }

    #[test]
    fn numbers_that_contradict_each_other() {
        use IdentifierFault::{Iban, Siren, Siret, SiretOfAnother, Vat, VatOfAnother};
        let whole = whole(&GOOD);
        let cases: [(AccountFacts<'_>, &[IdentifierFault]); 6] = [
            (whole, &[]),
            (AccountFacts { siren: "812345676", ..whole }, &[SiretOfAnother, VatOfAnother]),
            (AccountFacts { siren: "732829321", siret: "1", vat: "FR00732829320", iban: "FR1", ..whole }, &[Siren, Siret, Vat, Iban]),
            (AccountFacts { vat: "BE0123456789", ..whole }, &[]),
            (AccountFacts { siren: "", ..whole }, &[]),
            (AccountFacts { siren: "", siret: "", vat: "", iban: "", ..whole }, &[]),
        ];
        for (facts, expected) in cases {
            assert_eq!(facts.identifier_faults(), expected, "{facts:?}");
        }
    }

    #[test]
    fn items() {
        use IssueKind::{EinvoiceStuck, EstimatedDue, NoDocument, NoRate, OddItem};
        let day = |month, day| Date::from_ymd_opt(2026, month, day).unwrap();
        let today = day(11, 20);
        let whole = ItemFacts {
            is_debit: true,
            issued_on: day(10, 1),
            due_on: day(10, 31),
            due_estimated: false,
            open: Cents(1_000),
            has_value: true,
            has_document: false,
            is_stuck: false,
        };
        let cases: [(&str, ItemFacts, &[IssueKind]); 13] = [
            ("left at its deposit", ItemFacts { is_stuck: true, ..whole }, &[EinvoiceStuck]),
            ("left at its deposit and settled", ItemFacts { is_stuck: true, open: Cents::ZERO, ..whole }, &[]),
            ("nothing", whole, &[]),
            ("estimated", ItemFacts { due_estimated: true, ..whole }, &[EstimatedDue]),
            ("estimated and settled", ItemFacts { due_estimated: true, open: Cents::ZERO, ..whole }, &[]),
            ("60 days late", ItemFacts { due_on: day(9, 21), issued_on: day(9, 1), ..whole }, &[]),
            ("61 days late", ItemFacts { due_on: day(9, 20), issued_on: day(9, 1), ..whole }, &[NoDocument]),
            ("with its document", ItemFacts { due_on: day(9, 20), issued_on: day(9, 1), has_document: true, ..whole }, &[]),
            ("a credit", ItemFacts { is_debit: false, due_on: day(6, 1), issued_on: day(6, 1), open: Cents(-5), ..whole }, &[]),
            (
                "a forgotten one",
                ItemFacts { is_debit: false, due_on: day(5, 1), issued_on: day(5, 1), open: Cents(-5), ..whole },
                &[OddItem],
            ),
            ("due before it was issued", ItemFacts { due_on: day(9, 30), ..whole }, &[OddItem]),
            ("of tomorrow", ItemFacts { issued_on: day(11, 21), due_on: day(12, 31), ..whole }, &[OddItem]),
            ("without a rate", ItemFacts { has_value: false, ..whole }, &[NoRate]),
        ];
        for (name, facts, expected) in cases {
            assert_eq!(facts.issues(today), expected, "{name}");
        }
    }

    #[test]
    fn the_share_that_can_be_reached() {
        for (reachable, owed, percent) in
            [(0, 0, 100), (0, 10, 0), (87, 100, 87), (999, 1_000, 99), (1_000, 1_000, 100), (5, -3, 100), (-4, 10, 0)]
        {
            assert_eq!(reachable_percent(Cents(reachable), Cents(owed)), percent, "{reachable} of {owed}");
        }
        assert_eq!(reachable_percent(Cents(i64::MAX), Cents(i64::MAX)), 100);
    }

    #[test]
    fn keys_read_back() {
        for kind in IssueKind::ALL {
            assert_eq!(IssueKind::from_code(kind.code()), Some(kind));
        }
        assert_eq!(CompanyState::from_code("closed"), Some(CompanyState::Closed));
    }
}
