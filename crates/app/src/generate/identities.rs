//! Registration numbers and bank accounts that pass their own checks.
//!
//! No range of SIREN numbers is kept for fiction: a drawn one may by chance be a real company's.

use super::chance::Chance;
use domain::identifiers::{Iban, Siren, Siret};
use std::collections::HashSet;

/// Draws identities, never the same SIREN twice.
pub(super) struct Registry {
    taken: HashSet<Siren>,
}

impl Registry {
    pub(super) fn new() -> Self {
        Self { taken: HashSet::new() }
    }

    /// A SIREN: those of public bodies begin with 2, those of firms with 3 to 9.
    pub(super) fn siren(&mut self, chance: &mut Chance, public: bool) -> Siren {
        loop {
            let first = if public { 2 } else { 3 + chance.below(7) };
            let digits = with_luhn_digit(&format!("{first}{:07}", chance.below(10_000_000)));
            if let Ok(siren) = Siren::parse(&digits)
                && self.taken.insert(siren.clone())
            {
                return siren;
            }
        }
    }
}

/// The SIRET of one of a legal unit's establishments; `None` for the numbers that follow another rule.
pub(super) fn siret(siren: &Siren, establishment: usize) -> Option<Siret> {
    Siret::parse(&with_luhn_digit(&format!("{siren}{establishment:04}"))).ok()
}

/// A French account at a bank, with its RIB key and its modulo 97.
pub(super) fn draw_iban(chance: &mut Chance, bank: &str) -> Iban {
    loop {
        let branch = chance.below(100_000) as u64;
        let account = chance.below(100_000_000_000) as u64;
        if let Some(iban) = french_iban(bank, branch, account) {
            return iban;
        }
    }
}

/// The IBAN of bank, branch and account; `None` when the bank's code is not five digits.
///
/// The RIB key is 97 − (89 × bank + 15 × branch + 3 × account) mod 97.
pub(super) fn french_iban(bank: &str, branch: u64, account: u64) -> Option<Iban> {
    let code: u64 = bank.parse().ok()?;
    let key = 97 - (89 * code + 15 * branch + 3 * account) % 97;
    let national = format!("{bank}{branch:05}{account:011}{key:02}");
    // F is 15 and R is 27; the check digits count as 00 while they are computed.
    let remainder = national.bytes().chain(*b"152700").fold(0, |rest: u32, digit| (rest * 10 + u32::from(digit - b'0')) % 97);
    Iban::parse(&format!("FR{:02}{national}", 98 - remainder)).ok()
}

/// The digits and the one that makes their Luhn sum a multiple of ten.
pub(super) fn with_luhn_digit(digits: &str) -> String {
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(position, digit)| {
            let value = u32::from(digit - b'0') * if position % 2 == 0 { 2 } else { 1 };
            if value > 9 { value - 9 } else { value }
        })
        .sum();
    format!("{digits}{}", (10 - sum % 10) % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_numbers_are_rebuilt() {
        assert_eq!(with_luhn_digit("73282932"), "732829320");
        assert_eq!(french_iban("30006", 1, 12_345_678_901).unwrap().as_str(), "FR7630006000011234567890189");
        assert_eq!(french_iban("x", 1, 1), None);
    }

    #[test]
    fn drawn_numbers_are_valid_and_differ() {
        let (mut registry, mut chance) = (Registry::new(), Chance::new(7, 0));
        let sirens: HashSet<Siren> = (0..2_000).map(|turn| registry.siren(&mut chance, turn % 10 == 0)).collect();
        assert_eq!(sirens.len(), 2_000);
        for siren in sirens.iter().take(500) {
            assert_eq!(siret(siren, 1).map(|siret| siret.siren()).as_ref(), Some(siren));
        }
        assert!((0..500).all(|_| draw_iban(&mut chance, "13306").as_str().len() == 27));
    }
}
