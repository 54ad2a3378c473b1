//! The two sides of a claim: the creditor who is owed, the debtor who owes.

use crate::identifiers::{EmailAddress, Iban, Siren, Siret, VatNumber};
use crate::ids::{ContactId, CreditorId, DebtorId};
pub use crate::ledger::terms::PaymentTerms;
use crate::money::Cents;

/// A postal address in France or abroad.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Address {
    /// Street lines, without the town.
    pub lines: Vec<String>,
    /// Postal code.
    pub postcode: String,
    /// Town.
    pub city: String,
    /// ISO 3166 two-letter code; `FR` by default.
    pub country: String,
}

impl Address {
    /// Whether a letter can reach it: a street line and a town.
    #[must_use]
    pub fn is_postable(&self) -> bool {
        self.lines.iter().any(|line| !line.trim().is_empty()) && !self.city.trim().is_empty()
    }
}

/// A legal entity that sells, sends invoices and is owed; it acts for itself.
///
/// Its letterhead mentions come from Code de commerce, art. R123-237 and R123-238.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Creditor {
    /// Its id.
    pub id: CreditorId,
    /// Corporate name.
    pub name: String,
    /// `SARL`, `SAS`, `EI`…
    pub legal_form: String,
    /// Share capital, for the forms that have one.
    pub capital: Option<Cents>,
    /// Its registration.
    pub siren: Option<Siren>,
    /// Town of the trade register (`RCS Nantes`); empty when not registered there.
    pub rcs_town: String,
    /// VAT number.
    pub vat: Option<VatNumber>,
    /// The seat.
    pub seat: Address,
    /// The account that debtors pay to.
    pub iban: Option<Iban>,
    /// BIC of that account.
    pub bic: String,
    /// The account holder's name, exactly as the bank knows it (verification of payee).
    pub iban_holder: String,
    /// The reply address for reminders.
    pub email: Option<EmailAddress>,
    /// Telephone of the collector.
    pub phone: String,
    /// Days from issue to due date when a file gives none.
    pub default_term_days: u16,
}

/// A mandatory mention of the creditor that is missing, so that no letter or mail can be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MissingMention {
    /// Corporate name.
    Name,
    /// Legal form beside the name.
    LegalForm,
    /// Share capital of a company that has one.
    Capital,
    /// SIREN.
    Siren,
    /// "RCS" and the town of the registry.
    RcsTown,
    /// The seat.
    Seat,
    /// The account to pay to.
    Iban,
    /// The exact name of the account's holder.
    IbanHolder,
    /// The address that replies go to.
    Email,
}

impl MissingMention {
    /// The stable key, used by the French texts.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::LegalForm => "legal_form",
            Self::Capital => "capital",
            Self::Siren => "siren",
            Self::RcsTown => "rcs_town",
            Self::Seat => "seat",
            Self::Iban => "iban",
            Self::IbanHolder => "iban_holder",
            Self::Email => "email",
        }
    }
}

impl Creditor {
    /// Whether a legal form has a share capital that letters must state (C. com. art. R123-238, 1°).
    fn has_capital(&self) -> bool {
        matches!(self.legal_form.to_ascii_uppercase().as_str(), "SARL" | "EURL" | "SAS" | "SASU" | "SA" | "SCA" | "SELARL" | "SELAS")
    }

    /// Whether the trade register applies: sole traders outside trade and associations are elsewhere.
    fn is_in_rcs(&self) -> bool {
        !matches!(self.legal_form.to_ascii_uppercase().as_str(), "ASSOCIATION" | "EI" | "MICRO-ENTREPRENEUR" | "ENTREPRENEUR INDIVIDUEL")
    }

    /// The mandatory mentions that are missing; a letter is refused unless this is empty.
    ///
    /// Source: C. com. art. R123-237 and R123-238; the exact account holder since the verification of
    /// payee (Regulation (EU) 2024/886, 9 October 2025).
    #[must_use]
    pub fn missing_mentions(&self) -> Vec<MissingMention> {
        let blank = |text: &str| text.trim().is_empty();
        [
            (blank(&self.name), MissingMention::Name),
            (blank(&self.legal_form), MissingMention::LegalForm),
            (self.has_capital() && self.capital.is_none(), MissingMention::Capital),
            (self.siren.is_none(), MissingMention::Siren),
            (self.is_in_rcs() && blank(&self.rcs_town), MissingMention::RcsTown),
            (!self.seat.is_postable(), MissingMention::Seat),
            (self.iban.is_none(), MissingMention::Iban),
            (blank(&self.iban_holder), MissingMention::IbanHolder),
            (self.email.is_none(), MissingMention::Email),
        ]
        .into_iter()
        .filter_map(|(missing, mention)| missing.then_some(mention))
        .collect()
    }

    /// The line at the foot of each page: `SAS au capital de 150 000 € · RCS Nantes 812 345 676 · TVA …`.
    #[must_use]
    pub fn legal_line(&self) -> String {
        let mut parts = Vec::new();
        let form = match self.capital {
            Some(capital) if self.has_capital() => {
                let amount = if capital.0 % 100 == 0 { crate::money::thousands(capital.0.unsigned_abs() / 100) } else { capital.fr() };
                format!("{} au capital de {amount}\u{a0}€", self.legal_form)
            }
            _ => self.legal_form.clone(),
        };
        parts.push(form);
        if let Some(siren) = &self.siren {
            parts.push(if self.is_in_rcs() {
                format!("RCS {} {}", self.rcs_town, siren.spaced())
            } else {
                format!("SIREN {}", siren.spaced())
            });
        }
        if let Some(vat) = &self.vat {
            parts.push(format!("TVA {vat}"));
        }
        parts.retain(|part| !part.trim().is_empty());
        parts.join(" · ")
    }
}

/// What kind of person owes: it decides which sums may be asked (C. com. art. L441-10 is for
/// professionals only).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum DebtorKind {
    /// A company or a sole trader buying for its trade.
    Business,
    /// A natural person buying for private ends: neither 40 € nor penalties.
    Consumer,
    /// A public body.
    Public,
    /// Not known yet: treated with the consumer's care.
    #[default]
    Unknown,
}

impl DebtorKind {
    /// All kinds, in the order of menus.
    pub const ALL: [Self; 4] = [Self::Business, Self::Consumer, Self::Public, Self::Unknown];

    /// The stable key, stored and exported.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Business => "business",
            Self::Consumer => "consumer",
            Self::Public => "public",
            Self::Unknown => "unknown",
        }
    }

    /// Reads a stored key.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// Whether a message may speak of late-payment penalties and of the 40 € indemnity.
    ///
    /// Source: C. com. art. L441-10, II and D441-5 for professionals; a public buyer owes them under
    /// the public-order rules. Consumers and unknown kinds get amount-only texts.
    #[must_use]
    pub fn owes_penalties(self) -> bool {
        matches!(self, Self::Business | Self::Public)
    }
}

/// What a contact is for at the debtor's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum ContactRole {
    /// Pays the invoices: reminders go there first.
    #[default]
    Accounting,
    /// Bought the goods.
    Purchasing,
    /// Runs the firm.
    Management,
    /// Anything else.
    Other,
}

impl ContactRole {
    /// All roles, in the order in which a reminder tries them.
    pub const ALL: [Self; 4] = [Self::Accounting, Self::Management, Self::Purchasing, Self::Other];

    /// The stable key, stored and exported.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Accounting => "accounting",
            Self::Purchasing => "purchasing",
            Self::Management => "management",
            Self::Other => "other",
        }
    }

    /// Reads a stored key.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.code() == code)
    }
}

/// A person, or a service's shared mailbox, at a debtor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    /// Its id.
    pub id: ContactId,
    /// What it is for.
    pub role: ContactRole,
    /// Name shown; may be empty.
    pub name: String,
    /// Where mail goes.
    pub email: Option<EmailAddress>,
    /// Telephone as typed.
    pub phone: String,
}

/// A customer account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Debtor {
    /// Its id.
    pub id: DebtorId,
    /// The auxiliary account in the accounting: unique in an organisation.
    pub code: String,
    /// Corporate name, or name and first name.
    pub name: String,
    /// Decides which sums may be asked.
    pub kind: DebtorKind,
    /// The category that chooses the scenario; free text, may be empty.
    pub category: String,
    /// Who follows this account; free text, may be empty.
    pub collector: String,
    /// Its registration.
    pub siren: Option<Siren>,
    /// Its establishment.
    pub siret: Option<Siret>,
    /// VAT number.
    pub vat: Option<VatNumber>,
    /// Billing address.
    pub address: Address,
    /// Language of its letters: `fr` or `en`.
    pub language: String,
    /// The account that it pays from, when known.
    pub iban: Option<Iban>,
    /// Its agreed terms; the creditor's default without them.
    pub terms: Option<PaymentTerms>,
}
