//! Two accounts that are one customer: found by what they share, scored, each with its reasons.

use std::collections::{HashMap, HashSet};

use super::names::{normal_name, similarity};
use crate::ids::DebtorId;

/// An account as it is compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Its id.
    pub id: DebtorId,
    /// Its name.
    pub name: String,
    /// SIREN; empty for none.
    pub siren: String,
    /// SIRET; empty for none.
    pub siret: String,
    /// VAT number; empty for none.
    pub vat: String,
    /// IBAN; empty for none.
    pub iban: String,
    /// Postal code.
    pub postcode: String,
    /// The e-mails of its contacts.
    pub emails: Vec<String>,
}

/// Why two accounts look like one customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// The same establishment.
    Siret,
    /// The same company.
    Siren,
    /// The same VAT number.
    Vat,
    /// They pay from the same account.
    Iban,
    /// The same e-mail address.
    Email,
    /// The same name at the same postal code.
    NameAndPostcode,
    /// Mail goes to the same company's domain, and the names are alike.
    DomainAndName,
}

impl Reason {
    /// All reasons, the strongest first.
    pub const ALL: [Self; 7] = [Self::Siret, Self::Siren, Self::Vat, Self::Iban, Self::Email, Self::NameAndPostcode, Self::DomainAndName];

    /// The stable key, used by the French texts.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Siret => "siret",
            Self::Siren => "siren",
            Self::Vat => "vat",
            Self::Iban => "iban",
            Self::Email => "email",
            Self::NameAndPostcode => "name_and_postcode",
            Self::DomainAndName => "domain_and_name",
        }
    }

    /// How sure it makes, alone, in hundredths. A shared mailbox or bank account may be an accountant's or a group's; a
    /// SIREN alone may be two establishments that are billed apart.
    fn weight(self) -> u32 {
        match self {
            Self::Siret => 95,
            Self::Vat => 80,
            Self::Siren => 75,
            Self::NameAndPostcode => 70,
            Self::Iban => 65,
            Self::DomainAndName => 60,
            Self::Email => 55,
        }
    }
}

/// Two accounts that a person should look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    /// One account: the smaller id.
    pub first: DebtorId,
    /// The other.
    pub second: DebtorId,
    /// How sure, in hundredths, below 100: only a person knows.
    pub score: u8,
    /// Why, the strongest first.
    pub reasons: Vec<Reason>,
}

/// Below this, a pair is not shown.
pub const LEAST_SCORE: u8 = 50;

/// A key that more accounts share says nothing of two of them: a mailbox of a head office, a common name.
const CROWD: usize = 40;

/// Mail hosts that are everybody's.
const PUBLIC_HOSTS: [&str; 22] = [
    "gmail.com",
    "orange.fr",
    "wanadoo.fr",
    "free.fr",
    "sfr.fr",
    "laposte.net",
    "hotmail.com",
    "hotmail.fr",
    "outlook.com",
    "outlook.fr",
    "yahoo.fr",
    "yahoo.com",
    "live.fr",
    "live.com",
    "icloud.com",
    "me.com",
    "bbox.fr",
    "neuf.fr",
    "numericable.fr",
    "protonmail.com",
    "proton.me",
    "aol.com",
];

/// How alike names must be for a shared mail domain to count, in hundredths.
const ALIKE: u8 = 70;

/// Every pair worth looking at, the surest first; those that a person said are different are left out.
///
/// Accounts are only compared within groups that share a key, so that the work grows with the accounts and not with their
/// square.
#[must_use]
pub fn find(accounts: &[Account], told_apart: &HashSet<(DebtorId, DebtorId)>) -> Vec<Pair> {
    let names: Vec<String> = accounts.iter().map(|account| normal_name(&account.name)).collect();
    let mut found: HashMap<(usize, usize), Vec<Reason>> = HashMap::new();
    for reason in Reason::ALL {
        let mut groups: HashMap<String, Vec<usize>> = HashMap::new();
        for (at, account) in accounts.iter().enumerate() {
            for key in keys(reason, account, &names[at]) {
                let group = groups.entry(key).or_default();
                if group.last() != Some(&at) {
                    group.push(at);
                }
            }
        }
        for group in groups.values().filter(|group| (2..=CROWD).contains(&group.len())) {
            for (position, one) in group.iter().enumerate() {
                for other in &group[position + 1..] {
                    if holds(reason, &accounts[*one], &accounts[*other]) {
                        let reasons = found.entry((*one.min(other), *one.max(other))).or_default();
                        if !reasons.contains(&reason) {
                            reasons.push(reason);
                        }
                    }
                }
            }
        }
    }
    let mut pairs: Vec<Pair> = found
        .into_iter()
        .filter_map(|((one, other), reasons)| pair(&accounts[one], &accounts[other], reasons))
        .filter(|pair| !told_apart.contains(&(pair.first, pair.second)))
        .collect();
    pairs.sort_by(|a, b| b.score.cmp(&a.score).then(a.first.cmp(&b.first)).then(a.second.cmp(&b.second)));
    pairs
}

/// Both ids of a pair in the order in which it is kept.
#[must_use]
pub fn ordered(one: DebtorId, other: DebtorId) -> (DebtorId, DebtorId) {
    (one.min(other), one.max(other))
}

fn keys(reason: Reason, account: &Account, name: &str) -> Vec<String> {
    let filled = |text: &str| if text.is_empty() { Vec::new() } else { vec![text.to_owned()] };
    match reason {
        Reason::Siret => filled(&account.siret),
        Reason::Siren => filled(&account.siren),
        Reason::Vat => filled(&account.vat),
        Reason::Iban => filled(&account.iban),
        Reason::Email => account.emails.iter().map(|email| email.to_lowercase()).collect(),
        Reason::NameAndPostcode if name.is_empty() || account.postcode.trim().is_empty() => Vec::new(),
        Reason::NameAndPostcode => vec![format!("{name}|{}", account.postcode.trim())],
        Reason::DomainAndName => {
            let hosts = account.emails.iter().filter_map(|email| email.rsplit_once('@')).map(|(_, host)| host.to_lowercase());
            hosts.filter(|host| !PUBLIC_HOSTS.contains(&host.as_str())).collect()
        }
    }
}

fn holds(reason: Reason, one: &Account, other: &Account) -> bool {
    reason != Reason::DomainAndName || similarity(&one.name, &other.name) >= ALIKE
}

/// The score of a pair; `None` when it is too low, or when the two surely are different companies.
fn pair(one: &Account, other: &Account, reasons: Vec<Reason>) -> Option<Pair> {
    let differ = |a: &str, b: &str| !a.is_empty() && !b.is_empty() && a != b;
    // Two SIREN are two legal persons: each is owed to, and reminded, apart.
    if differ(&one.siren, &other.siren) {
        return None;
    }
    let doubt = reasons.iter().fold(10_000_u32, |doubt, reason| doubt * (100 - reason.weight()) / 100);
    let mut score = (10_000 - doubt) / 100;
    if differ(&one.siret, &other.siret) {
        // Establishments of one company may well be two accounts.
        score = score * 70 / 100;
    }
    if similarity(&one.name, &other.name) < 30 {
        score = score * 80 / 100;
    }
    let score = u8::try_from(score.min(99)).unwrap_or(99);
    let (first, second) = ordered(one.id, other.id);
    (score >= LEAST_SCORE).then_some(Pair { first, second, score, reasons })
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn account(number: u128, name: &str) -> Account {
        let none = String::new;
        Account {
            id: DebtorId(Uuid::from_u128(number)),
            name: name.to_owned(),
            siren: none(),
            siret: none(),
            vat: none(),
            iban: none(),
            postcode: none(),
            emails: Vec::new(),
        }
    }

    fn found(accounts: &[Account]) -> Vec<(u128, u128, u8, Vec<Reason>)> {
        find(accounts, &HashSet::new())
            .into_iter()
            .map(|pair| (pair.first.0.as_u128(), pair.second.0.as_u128(), pair.score, pair.reasons))
            .collect()
    }

    #[test]
    fn each_reason_alone() {
        let text = str::to_owned;
        let cases: [(&str, Account, Account, Option<u8>); 13] = [
            ("nothing in common", account(1, "Garage Martin"), account(2, "Boulangerie Durand"), None),
            ("the same name alone", account(1, "Garage Martin"), account(2, "Garage Martin"), None),
            (
                "name and postcode",
                Account { postcode: text("44000"), ..account(1, "SARL Garage Martin") },
                Account { postcode: text("44000 "), ..account(2, "GARAGE MARTIN") },
                Some(70),
            ),
            (
                "name at another place",
                Account { postcode: text("44000"), ..account(1, "Garage Martin") },
                Account { postcode: text("35000"), ..account(2, "Garage Martin") },
                None,
            ),
            (
                "SIREN",
                Account { siren: text("1"), ..account(1, "Garage Martin") },
                Account { siren: text("1"), ..account(2, "Garage Martin SAS") },
                Some(75),
            ),
            (
                "two establishments",
                Account { siren: text("1"), siret: text("11"), ..account(1, "Garage Martin") },
                Account { siren: text("1"), siret: text("12"), ..account(2, "Garage Martin") },
                Some(52),
            ),
            (
                "VAT",
                Account { vat: text("FR1"), ..account(1, "Garage Martin") },
                Account { vat: text("FR1"), ..account(2, "Garage Martin") },
                Some(80),
            ),
            (
                "IBAN of a group",
                Account { iban: text("FR76"), siren: text("1"), ..account(1, "Martin Nord") },
                Account { iban: text("FR76"), siren: text("2"), ..account(2, "Martin Sud") },
                None,
            ),
            (
                "IBAN",
                Account { iban: text("FR76"), ..account(1, "Garage Martin") },
                Account { iban: text("FR76"), ..account(2, "Garage Martin Nantes") },
                Some(65),
            ),
            (
                "an accountant's account",
                Account { iban: text("FR76"), ..account(1, "Garage Martin") },
                Account { iban: text("FR76"), ..account(2, "Boulangerie Duhou") },
                Some(52),
            ),
            (
                "e-mail",
                Account { emails: vec![text("A@x.fr")], ..account(1, "Garage Martin") },
                Account { emails: vec![text("b@x.fr"), text("a@x.fr")], ..account(2, "Garage Martin") },
                Some(82),
            ),
            (
                "a public mail host",
                Account { emails: vec![text("a@orange.fr")], ..account(1, "Garage Martin") },
                Account { emails: vec![text("b@orange.fr")], ..account(2, "Garage Martin") },
                None,
            ),
            (
                "a company's mail host",
                Account { emails: vec![text("a@martin.fr")], ..account(1, "Garage Martin") },
                Account { emails: vec![text("b@martin.fr")], ..account(2, "Garage Martinet") },
                Some(60),
            ),
        ];
        for (name, one, other, expected) in cases {
            let pairs = found(&[one, other]);
            assert_eq!(pairs.first().map(|pair| pair.2), expected, "{name}: {pairs:?}");
        }
    }

    #[test]
    fn reasons_add_up_and_the_surest_comes_first() {
        let text = str::to_owned;
        let sure = |number| Account { siren: text("1"), siret: text("11"), vat: text("FR1"), ..account(number, "Garage Martin") };
        let accounts = [
            Account { iban: text("FR76"), ..account(9, "Menuiserie Le Goff") },
            sure(5),
            Account { iban: text("FR76"), ..account(4, "Menuiserie Legoff") },
            sure(2),
        ];
        let pairs = found(&accounts);
        assert_eq!(pairs, [(2, 5, 99, vec![Reason::Siret, Reason::Siren, Reason::Vat]), (4, 9, 65, vec![Reason::Iban])]);
    }

    #[test]
    fn what_was_told_apart_stays_apart() {
        let text = str::to_owned;
        let accounts = [1, 2].map(|number| Account { vat: text("FR1"), ..account(number, "Garage Martin") });
        let apart = HashSet::from([ordered(accounts[1].id, accounts[0].id)]);
        assert_eq!(find(&accounts, &apart), []);
    }

    #[test]
    fn a_crowd_shares_nothing() {
        let many: Vec<Account> =
            (0..200).map(|n| Account { emails: vec!["siege@groupe.fr".to_owned()], ..account(n, &format!("Agence {n}")) }).collect();
        assert_eq!(find(&many, &HashSet::new()), []);
    }
}
