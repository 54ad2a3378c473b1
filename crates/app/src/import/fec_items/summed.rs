//! A year that comes in after the one that carries its balance: the same money is not counted again.

use std::collections::{BTreeMap, HashSet};

use domain::ids::DebtorId;
use domain::{Currency, Date};
use store::item::KnownItem;

use super::{Comparison, CustomerLine, booked_on};
use crate::import::fec_reading::is_opening_code;
use crate::import::{Problem, told};
use crate::text;

/// Accounts of which a later year, which is known, carries a balance forward.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(in crate::import) struct Overlap {
    /// Those of which it carries just what the file's lines add up to: nothing of them is added.
    pub(in crate::import) summed: usize,
    /// Those of which it carries something else: the lines are added, and a person compares.
    pub(in crate::import) different: usize,
}

impl Overlap {
    pub(in crate::import) fn add(&mut self, other: Self) {
        self.summed += other.summed;
        self.different += other.different;
    }

    /// What a person reads of it.
    pub(in crate::import) fn told(self) -> Vec<Problem> {
        let problem = |told| Problem::new(0, told, false);
        let summed = (self.summed > 0).then(|| problem(told(|| text::ledger::warning_summed_up(self.summed))));
        let different = (self.different > 0).then(|| problem(told(|| text::ledger::warning_carried_later(self.different))));
        summed.into_iter().chain(different).collect()
    }
}

/// The day on which a known item carried a balance forward, by the journal in its key.
fn carried_on(item: &KnownItem) -> Option<Date> {
    let journal = item.source_key.strip_prefix("fec:")?.get(11..)?.split(':').next()?;
    if is_opening_code(journal) { booked_on(item) } else { None }
}

impl Comparison<'_> {
    /// The accounts whose lines a later year sums up, when nothing of the file is known of them.
    pub(super) fn summed_up(&mut self, lines: &[CustomerLine]) -> HashSet<DebtorId> {
        let Some(until) = self.period.until else { return HashSet::new() };
        let mut carried: BTreeMap<DebtorId, BTreeMap<Date, i128>> = BTreeMap::new();
        for item in self.known.items.iter().filter(|item| item.currency == Currency::EUR) {
            if let Some(on) = carried_on(item).filter(|on| *on > until) {
                *carried.entry(item.debtor).or_default().entry(on).or_default() += i128::from(item.amount.0);
            }
        }
        let mut sums: BTreeMap<DebtorId, i128> = BTreeMap::new();
        let mut known: HashSet<DebtorId> = HashSet::new();
        for line in lines {
            let Some((debtor, _)) = self.known.debtors.get(&line.code).filter(|(debtor, _)| carried.contains_key(debtor)) else { continue };
            *sums.entry(*debtor).or_default() += i128::from(line.amount.0);
            if self.by_key.contains_key(line.key.as_str()) {
                known.insert(*debtor);
            }
        }
        let mut summed = HashSet::new();
        for (debtor, sum) in sums.into_iter().filter(|(debtor, _)| !known.contains(debtor)) {
            // The first balance after the file is the one that closes its year.
            let first = carried.get(&debtor).and_then(|by_day| by_day.values().next());
            if first == Some(&sum) {
                summed.insert(debtor);
            } else {
                self.changes.overlap.different += 1;
            }
        }
        self.changes.overlap.summed = summed.len();
        summed
    }
}
