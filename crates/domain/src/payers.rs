//! Who pays for whom: names as banks write them, groups of debtors, and payers that prove nothing.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use crate::calendar::Date;
use crate::ids::DebtorId;
use crate::money::Cents;

/// How an organisation matches its bank.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    /// From this confidence on, in hundredths, a matching is done without a person.
    pub automatic_from: u8,
    /// From this confidence on, in hundredths, a matching is proposed.
    pub propose_from: u8,
    /// A difference up to this amount is a rounding.
    pub tolerance: Cents,
    /// What a bank may have kept of a transfer on its way.
    pub max_bank_fee: Cents,
    /// An account that pays so many debtors without a tie (a factor, a notary) identifies nobody.
    pub third_party_from: u8,
    /// The cash discount that the house grants; `None` for none.
    pub discount: Option<CashDiscount>,
}

impl Default for Settings {
    fn default() -> Self {
        Self { automatic_from: 95, propose_from: 60, tolerance: Cents(5), max_bank_fee: Cents(2_500), third_party_from: 3, discount: None }
    }
}

/// A discount for early payment (C. com. L441-9, I: the invoice says on what conditions).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CashDiscount {
    /// In hundredths of a percent of what is due: 200 is 2 %.
    pub rate: u16,
    /// How many days after the date of the invoice a payment still earns it.
    pub days: u16,
}

impl CashDiscount {
    /// The largest rate: 20 %.
    pub const MOST_RATE: u16 = 2_000;
    /// The longest time.
    pub const MOST_DAYS: u16 = 120;

    /// Whether `missing` is this discount of `due`, to the cent, rounded up or down.
    #[must_use]
    pub fn is(&self, missing: Cents, due: Cents) -> bool {
        let exact = i128::from(due.0) * i128::from(self.rate);
        missing.is_positive() && (i128::from(missing.0) * 10_000 - exact).abs() < 10_000
    }

    /// Whether a payment of this day still earns it on an invoice of that day; the last day counts.
    #[must_use]
    pub fn is_in_time(&self, issued_on: Date, paid_on: Date) -> bool {
        (paid_on - issued_on).num_days() <= i64::from(self.days)
    }
}

/// Why settings are refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SettingsError {
    /// A confidence above 100, or a proposal above what is automatic.
    #[error("confidences go from proposal to automatic, up to 100")]
    Confidence,
    /// Automatic below 80: too many wrong matchings.
    #[error("what is done without a person needs a confidence of 80 at least")]
    TooBold,
    /// A negative amount, or a tolerance that hides real differences.
    #[error("an amount is out of range")]
    Amount,
    /// Fewer than two debtors.
    #[error("one debtor is no third party")]
    ThirdParty,
    /// A discount without a rate or beyond what a discount can be, or without days.
    #[error("a cash discount has a rate and days, within their limits")]
    Discount,
}

impl Settings {
    /// The least confidence that may ever be automatic.
    pub const LEAST_AUTOMATIC: u8 = 80;
    /// The largest tolerance: what it hides is not an error of rounding any more.
    pub const MOST_TOLERANCE: Cents = Cents(1_000);
    /// The largest charges of a bank.
    pub const MOST_BANK_FEE: Cents = Cents(10_000);

    /// Checks that the numbers make sense together.
    ///
    /// # Errors
    /// [`SettingsError`], checked in its order.
    pub fn check(&self) -> Result<(), SettingsError> {
        if self.automatic_from > 100 || self.propose_from > self.automatic_from {
            return Err(SettingsError::Confidence);
        }
        if self.automatic_from < Self::LEAST_AUTOMATIC {
            return Err(SettingsError::TooBold);
        }
        let within = |amount: Cents, most: Cents| !amount.is_negative() && amount <= most;
        if !within(self.tolerance, Self::MOST_TOLERANCE) || !within(self.max_bank_fee, Self::MOST_BANK_FEE) {
            return Err(SettingsError::Amount);
        }
        if self.third_party_from < 2 {
            return Err(SettingsError::ThirdParty);
        }
        let is_wrong = |discount: CashDiscount| {
            !(1..=CashDiscount::MOST_RATE).contains(&discount.rate) || !(1..=CashDiscount::MOST_DAYS).contains(&discount.days)
        };
        if self.discount.is_some_and(is_wrong) { Err(SettingsError::Discount) } else { Ok(()) }
    }
}

/// Legal forms and courtesies that say nothing of who pays.
const FORMS: [&str; 20] = [
    "SARL",
    "SAS",
    "SASU",
    "SA",
    "EURL",
    "SCI",
    "SNC",
    "SCP",
    "SELARL",
    "EARL",
    "GAEC",
    "SOCIETE",
    "STE",
    "ETS",
    "ETABLISSEMENTS",
    "M",
    "MR",
    "MME",
    "MONSIEUR",
    "MADAME",
];

/// Shorter than this, a name proves nothing.
const SHORTEST_NAME: usize = 4;

/// A name as payers are compared by: capitals without accents, one blank between words, without legal forms.
/// `None` when nothing that proves anything is left.
///
/// ```
/// use domain::payers::normalised_name;
/// assert_eq!(normalised_name("Sté  Éts. Méca-Ouest SARL").as_deref(), Some("MECA OUEST"));
/// assert_eq!(normalised_name("M. SA"), None);
/// ```
#[must_use]
pub fn normalised_name(text: &str) -> Option<String> {
    let plain: String = text.chars().flat_map(char::to_uppercase).map(without_accent).collect();
    let words = plain.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty() && !FORMS.contains(word));
    let name = words.collect::<Vec<_>>().join(" ");
    (name.chars().filter(|c| c.is_alphabetic()).count() >= SHORTEST_NAME).then_some(name)
}

fn without_accent(c: char) -> char {
    match c {
        'À' | 'Á' | 'Â' | 'Ã' | 'Ä' => 'A',
        'Ç' => 'C',
        'È' | 'É' | 'Ê' | 'Ë' => 'E',
        'Ì' | 'Í' | 'Î' | 'Ï' => 'I',
        'Ñ' => 'N',
        'Ò' | 'Ó' | 'Ô' | 'Õ' | 'Ö' => 'O',
        'Ù' | 'Ú' | 'Û' | 'Ü' => 'U',
        'Ÿ' => 'Y',
        other => other,
    }
}

/// Groups of debtors: each may have a parent, which may have one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Groups {
    heads: HashMap<DebtorId, DebtorId>,
}

impl Groups {
    /// From each debtor's parent.
    #[must_use]
    pub fn new(parents: impl IntoIterator<Item = (DebtorId, DebtorId)>) -> Self {
        Self { heads: parents.into_iter().collect() }
    }

    /// The parent of a debtor.
    #[must_use]
    pub fn parent(&self, debtor: DebtorId) -> Option<DebtorId> {
        self.heads.get(&debtor).copied()
    }

    /// The top of a debtor's group: itself when it has no parent. A circle, which nothing writes, ends it.
    #[must_use]
    pub fn top(&self, debtor: DebtorId) -> DebtorId {
        let mut seen = HashSet::from([debtor]);
        let mut at = debtor;
        while let Some(parent) = self.parent(at) {
            if !seen.insert(parent) {
                break;
            }
            at = parent;
        }
        at
    }

    /// Whether two debtors are of one group.
    #[must_use]
    pub fn are_tied(&self, one: DebtorId, other: DebtorId) -> bool {
        self.top(one) == self.top(other)
    }

    /// Whether `debtor` could not get `parent` without a circle.
    #[must_use]
    pub fn would_circle(&self, debtor: DebtorId, parent: DebtorId) -> bool {
        let mut at = Some(parent);
        let mut left = self.heads.len() + 1;
        while let Some(here) = at {
            if here == debtor || left == 0 {
                return true;
            }
            left -= 1;
            at = self.parent(here);
        }
        false
    }

    /// The direct children of a debtor, by id.
    #[must_use]
    pub fn children(&self, parent: DebtorId) -> Vec<DebtorId> {
        let mut found: Vec<DebtorId> = self.heads.iter().filter(|(_, head)| **head == parent).map(|(debtor, _)| *debtor).collect();
        found.sort_unstable();
        found
    }

    /// All of a debtor's group, itself included, by id.
    #[must_use]
    pub fn members(&self, debtor: DebtorId) -> Vec<DebtorId> {
        let top = self.top(debtor);
        let mut found: BTreeSet<DebtorId> = self.heads.keys().filter(|member| self.top(**member) == top).copied().collect();
        found.extend([top, debtor]);
        found.into_iter().collect()
    }
}

/// Which accounts, or names, pay for too many debtors without a tie to identify anybody, and for how many.
///
/// A factor, a notary or a payment provider pays for everybody. `known` says who was paid for under each text.
#[must_use]
pub fn third_parties<'a>(
    known: impl IntoIterator<Item = (&'a str, DebtorId)>,
    groups: &Groups,
    third_party_from: u8,
) -> BTreeMap<&'a str, usize> {
    let mut payees: BTreeMap<&str, BTreeSet<DebtorId>> = BTreeMap::new();
    for (text, debtor) in known {
        payees.entry(text).or_default().insert(groups.top(debtor));
    }
    let limit = usize::from(third_party_from).max(2);
    payees.into_iter().map(|(text, tops)| (text, tops.len())).filter(|(_, count)| *count >= limit).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn debtor(number: u128) -> DebtorId {
        DebtorId(Uuid::from_u128(number))
    }

    #[test]
    fn names_lose_what_says_nothing() {
        let cases = [
            ("SARL DUPONT BTP", Some("DUPONT BTP")),
            ("Société Dupont-BTP", Some("DUPONT BTP")),
            ("dupont  b.t.p", Some("DUPONT B T P")),
            ("Éclair & Fils", Some("ECLAIR FILS")),
            ("SAS", None),
            ("M. LI", None),
            ("12345", None),
            ("", None),
        ];
        for (text, expected) in cases {
            assert_eq!(normalised_name(text).as_deref(), expected, "{text:?}");
        }
    }

    #[test]
    fn groups_have_a_top_and_never_a_circle() {
        let groups = Groups::new([(debtor(2), debtor(1)), (debtor(3), debtor(2)), (debtor(5), debtor(4))]);
        assert_eq!([1, 2, 3, 4, 5, 6].map(|n| groups.top(debtor(n))), [1, 1, 1, 4, 4, 6].map(debtor));
        assert!(groups.are_tied(debtor(3), debtor(1)) && !groups.are_tied(debtor(3), debtor(5)));
        assert_eq!(groups.members(debtor(3)), [1, 2, 3].map(debtor));
        assert_eq!(groups.members(debtor(6)), [debtor(6)]);
        assert_eq!(groups.children(debtor(1)), [debtor(2)]);
        let cases = [(1, 3, true), (1, 1, true), (2, 3, true), (4, 3, false), (6, 3, false), (3, 1, false)];
        for (child, parent, circle) in cases {
            assert_eq!(groups.would_circle(debtor(child), debtor(parent)), circle, "{child} under {parent}");
        }
        let broken = Groups::new([(debtor(1), debtor(2)), (debtor(2), debtor(1))]);
        assert!(broken.would_circle(debtor(9), debtor(1)), "a circle behind the program's back ends");
        assert!(broken.members(debtor(1)).contains(&debtor(1)));
    }

    #[test]
    fn who_pays_for_everybody_proves_nothing() {
        let groups = Groups::new([(debtor(2), debtor(1)), (debtor(3), debtor(1))]);
        let known =
            [("GROUP", 1), ("GROUP", 2), ("GROUP", 3), ("FACTOR", 1), ("FACTOR", 4), ("FACTOR", 5), ("TWO", 4), ("TWO", 5), ("TWO", 4)]
                .map(|(text, number)| (text, debtor(number)));
        assert_eq!(third_parties(known, &groups, 3), BTreeMap::from([("FACTOR", 3)]));
        assert_eq!(third_parties(known, &groups, 2), BTreeMap::from([("FACTOR", 3), ("TWO", 2)]));
        assert_eq!(third_parties(known, &groups, 0), third_parties(known, &groups, 2), "one debtor is never a third party");
    }

    #[test]
    fn settings_are_checked_in_order() {
        let good = Settings::default();
        let cases = [
            (good, None),
            (Settings { automatic_from: 101, ..good }, Some(SettingsError::Confidence)),
            (Settings { automatic_from: 80, propose_from: 81, ..good }, Some(SettingsError::Confidence)),
            (Settings { automatic_from: 79, propose_from: 60, ..good }, Some(SettingsError::TooBold)),
            (Settings { tolerance: Cents(-1), ..good }, Some(SettingsError::Amount)),
            (Settings { tolerance: Cents(1_001), ..good }, Some(SettingsError::Amount)),
            (Settings { max_bank_fee: Cents(10_001), ..good }, Some(SettingsError::Amount)),
            (Settings { third_party_from: 1, ..good }, Some(SettingsError::ThirdParty)),
        ];
        for (settings, expected) in cases {
            assert_eq!(settings.check().err(), expected, "{settings:?}");
        }
    }
}
