//! Balances carried forward: they repeat what earlier years told, and add at most what is really new.

use std::collections::{BTreeMap, HashMap, HashSet};

use domain::Currency;
use domain::ids::DebtorId;
use store::item::KnownItem;

use super::{Comparison, CustomerLine, Difference, OPENING, booked_on};
use crate::import::{Problem, told};
use crate::text;
use crate::text::locale::ShownIn as _;
use domain::Cents;

/// What an opening line stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Opening {
    /// No opening line, one that came in itself, or one of a year that was never read.
    None,
    /// These known items.
    Known(Vec<usize>),
    /// Items that are known and add up to it.
    Covered,
    /// What its account carries beyond what is known of it.
    Differs(Cents),
}

impl Difference {
    /// What a person reads of it.
    pub(in crate::import) fn told(&self) -> Problem {
        let words = || {
            let amounts = [self.carried, self.known, self.carried - self.known].map(|amount| amount.shown_in(Currency::EUR));
            text::ledger::warning_opening_differs(&self.code, amounts)
        };
        Problem::new(0, told(words), false)
    }
}

/// The lines of one account that carry a balance forward, and the items that were known of it.
struct Account<'l> {
    lines: Vec<(usize, &'l CustomerLine)>,
    items: Vec<usize>,
}

impl Comparison<'_> {
    /// What each line stands for when it carries a balance forward: the same number and amount, else a sum that is
    /// already there, make nothing new; of a sum that is not what is known, only the difference is new.
    pub(super) fn openings(&mut self, lines: &[CustomerLine]) -> Vec<Opening> {
        let mut openings = vec![Opening::None; lines.len()];
        let mut accounts: BTreeMap<DebtorId, Account<'_>> = BTreeMap::new();
        for (at, line) in lines.iter().enumerate().filter(|(_, line)| line.is_opening) {
            if let Some((debtor, _)) = self.known.debtors.get(&line.code) {
                accounts.entry(*debtor).or_insert_with(|| Account { lines: Vec::new(), items: Vec::new() }).lines.push((at, line));
            }
        }
        if accounts.is_empty() {
            return openings;
        }
        for (position, item) in self.known.items.iter().enumerate() {
            if let Some(account) = accounts.get_mut(&item.debtor) {
                account.items.push(position);
            }
        }
        for account in accounts.values() {
            self.account(account, &mut openings);
        }
        openings
    }

    fn account(&mut self, account: &Account<'_>, openings: &mut [Opening]) {
        let mut used = HashSet::new();
        let mut left: Vec<(usize, &CustomerLine)> = Vec::new();
        for (at, line) in account.lines.iter().copied().filter(|(_, line)| !self.by_key.contains_key(line.key.as_str())) {
            match self.named(line, &account.items, &mut used) {
                Some(known) => openings[at] = Opening::Known(known),
                None => left.push((at, line)),
            }
        }
        let Some((first, line)) = left.first().copied() else { return };
        let Some(differences) = self.differences(account, line) else { return };
        if differences.contains(&0) {
            left.iter().for_each(|(at, _)| openings[*at] = Opening::Covered);
            return;
        }
        // Lines that are all that is missing come in as they are.
        let rest: i128 = left.iter().map(|(_, line)| i128::from(line.amount.0)).sum();
        if differences.contains(&rest) {
            return;
        }
        let least = differences.into_iter().min_by_key(|difference| difference.abs()).unwrap_or(rest);
        let (Ok(difference), Ok(carried)) = (i64::try_from(least), i64::try_from(total(account))) else { return };
        left.iter().for_each(|(at, _)| openings[*at] = Opening::Covered);
        openings[first] = Opening::Differs(Cents(difference));
        let (carried, known) = (Cents(carried), Cents(carried) - Cents(difference));
        self.changes.differences.push(Difference { code: line.code.clone(), carried, known });
    }

    /// The items of earlier days that a line names: the one of its amount, else all when they add up to it, else the first.
    fn named(&self, line: &CustomerLine, items: &[usize], used: &mut HashSet<usize>) -> Option<Vec<usize>> {
        let is_named = |at: &usize| {
            let item = &self.known.items[*at];
            item.issued_on < line.entry_date
                && !used.contains(at)
                && item.number == line.number
                && item.amount.is_negative() == line.amount.is_negative()
        };
        let named: Vec<usize> = items.iter().copied().filter(is_named).collect();
        let amount = |at: &usize| self.known.items[*at].amount;
        let found = if let Some(same) = named.iter().find(|at| amount(at) == line.amount) {
            vec![*same]
        } else if Cents::total(named.iter().map(amount)) == line.amount {
            named
        } else {
            named.into_iter().take(1).collect()
        };
        used.extend(found.iter().copied());
        (!found.is_empty()).then_some(found)
    }

    /// What the account carries beyond what is known of it, in hundredths; `None` when nothing is.
    ///
    /// Known may be what the accounting had booked by then, whatever the dates of the documents; that with what other
    /// sources told of those days; or all that was issued by then. What the same balance made already counts in each.
    fn differences(&self, account: &Account<'_>, line: &CustomerLine) -> Option<Vec<i128>> {
        let opened: HashMap<&str, ()> = account.lines.iter().map(|(_, line)| (line.key.as_str(), ())).collect();
        let is_own = |item: &KnownItem| {
            opened.contains_key(item.source_key.as_str()) || (item.source_key.contains(OPENING) && booked_on(item) == Some(line.entry_date))
        };
        let euros = || account.items.iter().map(|at| &self.known.items[*at]).filter(|item| item.currency == Currency::EUR);
        let sum = |is_counted: &dyn Fn(&KnownItem) -> bool| {
            let (mut count, mut sum) = (0_usize, 0_i128);
            for item in euros().filter(|item| !is_own(item) && is_counted(item)) {
                (count, sum) = (count + 1, sum + i128::from(item.amount.0));
            }
            (count > 0).then_some(sum)
        };
        let was_booked = |item: &KnownItem| booked_on(item).is_some_and(|booked| booked < line.entry_date);
        let was_issued = |item: &KnownItem| item.issued_on < line.entry_date;
        let was_there = |item: &KnownItem| booked_on(item).map_or(was_issued(item), |booked| booked < line.entry_date);
        let made: i128 = euros().filter(|item| is_own(item)).map(|item| i128::from(item.amount.0)).sum();
        let known: Vec<i128> = [sum(&was_booked), sum(&was_there), sum(&was_issued)].into_iter().flatten().collect();
        (!known.is_empty()).then(|| known.into_iter().map(|known| total(account) - made - known).collect())
    }
}

fn total(account: &Account<'_>) -> i128 {
    account.lines.iter().map(|(_, line)| i128::from(line.amount.0)).sum()
}
