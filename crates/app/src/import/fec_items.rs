//! From accounting entries to open items: a pure comparison of what a file says with what is known.
//!
//! Each line on a customer account is an item, debit or credit; letterings say which pay which. The sum
//! of all items is the balance of 411, whatever the letterings.

use std::collections::{BTreeMap, HashMap, HashSet};

use domain::ids::{AllocationId, DebtorId, OpenItemId};
use domain::ledger::{Allocation, ItemKind, LetteredItem, OpenItem, allocate_lettered};
use domain::party::PaymentTerms;
use domain::{Cents, Currency, Date};
use store::item::{ItemChange, KnownItem, LiveAllocation, NewAllocation, SourcedItem};

/// A line on a customer account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct CustomerLine {
    /// Code of the customer.
    pub(super) code: String,
    /// What makes the line the same in a longer file.
    pub(super) key: String,
    pub(super) entry_date: Date,
    pub(super) document_date: Date,
    pub(super) number: String,
    pub(super) label: String,
    pub(super) amount: Cents,
    pub(super) lettering: String,
    pub(super) lettering_date: Option<Date>,
    /// Whether the entry has a line on a sales account (class 7).
    pub(super) is_sale: bool,
    /// Whether the entry carries balances of an earlier year forward.
    pub(super) is_opening: bool,
}

/// What is known before the file.
pub(super) struct Known<'a> {
    pub(super) items: &'a [KnownItem],
    pub(super) allocations: &'a [LiveAllocation],
    /// Debtors by code, those that the file adds included.
    pub(super) debtors: &'a HashMap<String, (DebtorId, Option<PaymentTerms>)>,
    /// The creditor's default.
    pub(super) default_terms: PaymentTerms,
    /// Payments made of bank lines that the accounting has not booked yet.
    pub(super) bank_payments: &'a HashSet<OpenItemId>,
}

/// What the file changes.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Changes {
    pub(super) new_items: Vec<SourcedItem>,
    pub(super) changed_items: Vec<ItemChange>,
    /// Payments of bank lines that the accounting has booked: item, key, number, lettering.
    pub(super) adopted: Vec<(OpenItemId, String, String, String)>,
    pub(super) counter_allocations: Vec<NewAllocation>,
    pub(super) allocations: Vec<NewAllocation>,
    pub(super) created: usize,
    pub(super) updated: usize,
    pub(super) unchanged: usize,
}

/// Days between a bank line and its booking.
const BOOKING_DELAY: i64 = 10;
/// Amounts that a later file corrects get a second item whose key ends so.
const CORRECTION: &str = "#correction";

/// An item during the comparison.
struct Working {
    id: OpenItemId,
    debtor: DebtorId,
    issued_on: Date,
    open: Cents,
    amount: Cents,
    group: Option<Group>,
    regrouped: bool,
}

/// A lettering group: debtor, letters, and the year whose letters they are.
type Group = (DebtorId, String);

/// Compares a file's lines with what is known. `year` separates the letters of one fiscal year from those
/// of the next, which begin again.
pub(super) fn compare(lines: &[CustomerLine], known: &Known<'_>, year: &str, new_id: &mut dyn FnMut() -> OpenItemId) -> Changes {
    let mut comparison = Comparison::new(known);
    let openings = comparison.openings(lines);
    for (line, opening) in lines.iter().zip(openings) {
        comparison.take(line, opening, year, new_id);
    }
    comparison.letter(lines, year);
    comparison.changes
}

struct Comparison<'a> {
    known: &'a Known<'a>,
    by_key: HashMap<&'a str, usize>,
    items: Vec<Working>,
    position: HashMap<OpenItemId, usize>,
    /// For each line, the item it stands for.
    of_line: Vec<Option<usize>>,
    adopted: HashSet<OpenItemId>,
    changes: Changes,
}

/// What an opening line stands for.
enum Opening {
    /// No opening line, or one of a year that was never read.
    None,
    /// This known item.
    Known(usize),
    /// Items that are known and add up to it.
    Covered,
}

impl<'a> Comparison<'a> {
    fn new(known: &'a Known<'a>) -> Self {
        let items = known.items.iter().map(|item| Working {
            id: item.id,
            debtor: item.debtor,
            issued_on: item.issued_on,
            open: item.open,
            amount: item.amount,
            group: group_of(item.debtor, &item.lettering),
            regrouped: false,
        });
        Self {
            known,
            by_key: known.items.iter().enumerate().map(|(position, item)| (item.source_key.as_str(), position)).collect(),
            items: items.collect(),
            position: known.items.iter().enumerate().map(|(position, item)| (item.id, position)).collect(),
            of_line: Vec::new(),
            adopted: HashSet::new(),
            changes: Changes::default(),
        }
    }

    /// Opening lines repeat what an earlier year's file told: the same number and amount, else a sum that
    /// is already there, make nothing new.
    fn openings(&self, lines: &[CustomerLine]) -> Vec<Opening> {
        let mut totals: HashMap<&str, (i128, Date)> = HashMap::new();
        for line in lines.iter().filter(|line| line.is_opening) {
            let total = totals.entry(&line.code).or_insert((0, line.entry_date));
            total.0 += i128::from(line.amount.0);
        }
        if totals.is_empty() {
            return lines.iter().map(|_| Opening::None).collect();
        }
        let mut before: HashMap<DebtorId, Vec<usize>> = HashMap::new();
        for (position, item) in self.known.items.iter().enumerate() {
            before.entry(item.debtor).or_default().push(position);
        }
        let mut used = HashSet::new();
        lines.iter().map(|line| self.opening(line, &totals, &before, &mut used)).collect()
    }

    fn opening(
        &self,
        line: &CustomerLine,
        totals: &HashMap<&str, (i128, Date)>,
        before: &HashMap<DebtorId, Vec<usize>>,
        used: &mut HashSet<usize>,
    ) -> Opening {
        if !line.is_opening || self.by_key.contains_key(line.key.as_str()) {
            return Opening::None;
        }
        let Some(debtor) = self.known.debtors.get(&line.code).map(|(debtor, _)| *debtor) else { return Opening::None };
        let earlier: Vec<usize> = before.get(&debtor).into_iter().flatten().copied().filter(|at| self.known.items[*at].issued_on < line.entry_date).collect();
        let same = earlier.iter().copied().find(|at| {
            let item = &self.known.items[*at];
            !used.contains(at) && item.number == line.number && item.amount.is_negative() == line.amount.is_negative()
        });
        if let Some(at) = same {
            used.insert(at);
            return Opening::Known(at);
        }
        let known_total: i128 = earlier.iter().map(|at| i128::from(self.known.items[*at].amount.0)).sum();
        let carried = totals.get(line.code.as_str()).map(|(total, _)| *total);
        if !earlier.is_empty() && carried == Some(known_total) { Opening::Covered } else { Opening::None }
    }

    fn take(&mut self, line: &CustomerLine, opening: Opening, year: &str, new_id: &mut dyn FnMut() -> OpenItemId) {
        let Some((debtor, terms)) = self.known.debtors.get(&line.code).copied() else {
            self.of_line.push(None);
            return;
        };
        let lettering = letters(line, year);
        let known = match opening {
            Opening::Known(position) => Some(position),
            Opening::Covered => {
                self.changes.unchanged += 1;
                self.of_line.push(None);
                return;
            }
            Opening::None => self.by_key.get(line.key.as_str()).copied(),
        };
        if let Some(position) = known {
            self.of_line.push(Some(position));
            self.update(position, line, lettering, new_id);
            return;
        }
        if let Some(position) = self.booked_bank_payment(debtor, line) {
            let id = self.items[position].id;
            self.adopted.insert(id);
            self.changes.adopted.push((id, line.key.clone(), line.number.clone(), lettering.clone()));
            self.changes.updated += 1;
            self.regroup(position, debtor, &lettering);
            self.of_line.push(Some(position));
            return;
        }
        let position = self.create(line, debtor, terms, line.key.clone(), line.amount, lettering, new_id);
        self.changes.created += 1;
        self.of_line.push(Some(position));
    }

    /// A credit that a bank line has already made: same debtor, same amount, booked within days.
    fn booked_bank_payment(&self, debtor: DebtorId, line: &CustomerLine) -> Option<usize> {
        if !line.amount.is_negative() || line.is_sale {
            return None;
        }
        self.known.bank_payments.iter().filter_map(|id| self.position.get(id).copied()).find(|position| {
            let item = &self.items[*position];
            item.debtor == debtor
                && item.amount == line.amount
                && (item.issued_on - line.entry_date).num_days().abs() <= BOOKING_DELAY
                && !self.adopted.contains(&item.id)
        })
    }

    fn update(&mut self, position: usize, line: &CustomerLine, lettering: String, new_id: &mut dyn FnMut() -> OpenItemId) {
        let before = &self.known.items[position];
        let corrected = format!("{}{CORRECTION}:", line.key);
        let corrections = self.known.items.iter().filter(|item| item.source_key.starts_with(&corrected)).map(|item| item.amount);
        // Looked for only when the amounts differ: almost never, and the list is long.
        let total = if before.amount == line.amount { before.amount } else { before.amount + Cents::total(corrections) };
        let mut changed = false;
        if total != line.amount && !line.is_opening {
            let difference = line.amount - total;
            let key = format!("{corrected}{}", line.amount.0);
            let correction = self.create(line, before.debtor, None, key, difference, lettering.clone(), new_id);
            self.settle_against(position, correction);
            changed = true;
        }
        if before.lettering != lettering {
            self.changes.changed_items.push(ItemChange {
                id: before.id,
                due_on: before.due_on,
                due_estimated: before.due_estimated,
                lettering: lettering.clone(),
            });
            self.regroup(position, before.debtor, &lettering);
            changed = true;
        }
        if changed {
            self.changes.updated += 1;
        } else {
            self.changes.unchanged += 1;
        }
    }

    /// A correction of the other sign is used up against the item that it corrects.
    fn settle_against(&mut self, position: usize, correction: usize) {
        let pair = [position, correction].map(|at| LetteredItem { id: self.items[at].id, issued_on: self.items[at].issued_on, open: self.items[at].open });
        for allocation in allocate_lettered(&pair) {
            self.apply(allocation, "correction", "Écriture corrigée en comptabilité".to_owned());
        }
    }

    #[expect(clippy::too_many_arguments, reason = "the facts of one new item, used in two places of this module")]
    fn create(
        &mut self,
        line: &CustomerLine,
        debtor: DebtorId,
        terms: Option<PaymentTerms>,
        source_key: String,
        amount: Cents,
        lettering: String,
        new_id: &mut dyn FnMut() -> OpenItemId,
    ) -> usize {
        let kind = match (amount.is_negative(), line.is_sale) {
            (false, true) => ItemKind::Invoice,
            (false, false) if line.is_opening => ItemKind::Invoice,
            (false, false) => ItemKind::Debit,
            (true, true) => ItemKind::CreditNote,
            (true, false) => ItemKind::Payment,
        };
        let due_on = if kind.is_debit() { terms.unwrap_or(self.known.default_terms).due_on(line.document_date) } else { line.document_date };
        let item = OpenItem {
            id: new_id(),
            debtor,
            kind,
            number: line.number.clone(),
            issued_on: line.document_date,
            due_on,
            due_estimated: kind.is_debit(),
            currency: Currency::EUR,
            amount,
            open: amount,
        };
        let group = group_of(debtor, &lettering);
        self.items.push(Working { id: item.id, debtor, issued_on: item.issued_on, open: amount, amount, regrouped: group.is_some(), group });
        self.changes.new_items.push(SourcedItem {
            item,
            source: "fec",
            source_key,
            lettering,
            label: line.label.clone(),
            order_reference: String::new(),
        });
        self.position.insert(self.items[self.items.len() - 1].id, self.items.len() - 1);
        self.items.len() - 1
    }

    fn regroup(&mut self, position: usize, debtor: DebtorId, lettering: &str) {
        self.items[position].group = group_of(debtor, lettering);
        self.items[position].regrouped = true;
    }

    fn apply(&mut self, allocation: Allocation, origin: &'static str, reason: String) {
        for (id, sign) in [(allocation.debit, -1), (allocation.credit, 1)] {
            if let Some(position) = self.position.get(&id) {
                self.items[*position].open.0 += sign * allocation.amount.0;
            }
        }
        self.changes.allocations.push(NewAllocation { allocation, origin, reason, reverses: None });
    }

    fn take_back(&mut self, live: &LiveAllocation) {
        let allocation = live.allocation;
        for (id, sign) in [(allocation.debit, 1), (allocation.credit, -1)] {
            if let Some(position) = self.position.get(&id) {
                self.items[*position].open.0 += sign * allocation.amount.0;
            }
        }
        self.changes.counter_allocations.push(NewAllocation {
            allocation: Allocation { amount: -allocation.amount, ..allocation },
            origin: "lettering",
            reason: "Lettrage modifié en comptabilité".to_owned(),
            reverses: Some(live.id),
        });
    }

    /// Applies the letterings of every group that the file formed or changed.
    fn letter(&mut self, lines: &[CustomerLine], _year: &str) {
        let mut groups: BTreeMap<Group, Vec<usize>> = BTreeMap::new();
        let mut touched: HashSet<Group> = HashSet::new();
        for (position, item) in self.items.iter().enumerate() {
            if let Some(group) = &item.group {
                groups.entry(group.clone()).or_default().push(position);
                if item.regrouped {
                    touched.insert(group.clone());
                }
            }
        }
        let mut date_of: HashMap<usize, Option<Date>> = HashMap::new();
        for (line, position) in lines.iter().zip(&self.of_line) {
            if let Some(position) = position {
                date_of.insert(*position, line.lettering_date);
            }
        }
        let mut by_item: HashMap<OpenItemId, Vec<&LiveAllocation>> = HashMap::new();
        for live in self.known.allocations {
            by_item.entry(live.allocation.debit).or_default().push(live);
            by_item.entry(live.allocation.credit).or_default().push(live);
        }
        let mut taken_back: HashSet<AllocationId> = HashSet::new();
        self.unletter(&by_item, &mut taken_back);
        for (group, members) in groups {
            if touched.contains(&group) {
                for part in balanced_parts(&members, &self.items, &date_of) {
                    self.letter_part(&part, &by_item, &mut taken_back);
                }
            }
        }
    }

    /// Items whose letters were taken off, or changed, lose the allocations that the old letters made.
    fn unletter(&mut self, by_item: &HashMap<OpenItemId, Vec<&LiveAllocation>>, taken_back: &mut HashSet<AllocationId>) {
        let regrouped: Vec<OpenItemId> =
            self.items.iter().take(self.known.items.len()).filter(|item| item.regrouped).map(|item| item.id).collect();
        for id in regrouped {
            for live in by_item.get(&id).into_iter().flatten() {
                if live.origin == "lettering" && taken_back.insert(live.id) {
                    self.take_back(live);
                }
            }
        }
    }

    /// A group that balances settles all its members: what other sources put elsewhere is taken back.
    fn letter_part(&mut self, part: &[usize], by_item: &HashMap<OpenItemId, Vec<&LiveAllocation>>, taken_back: &mut HashSet<AllocationId>) {
        let total: i128 = part.iter().map(|at| i128::from(self.items[*at].amount.0)).sum();
        let ids: HashSet<OpenItemId> = part.iter().map(|at| self.items[*at].id).collect();
        if total == 0 {
            for id in &ids {
                for live in by_item.get(id).into_iter().flatten() {
                    let inside = ids.contains(&live.allocation.debit) && ids.contains(&live.allocation.credit);
                    if !inside && taken_back.insert(live.id) {
                        self.take_back(live);
                    }
                }
            }
        }
        let members: Vec<LetteredItem> = part
            .iter()
            .map(|at| LetteredItem { id: self.items[*at].id, issued_on: self.items[*at].issued_on, open: self.items[*at].open })
            .collect();
        for allocation in allocate_lettered(&members) {
            self.apply(allocation, "lettering", "Lettrage comptable".to_owned());
        }
    }
}

/// Packages use letters again within a year: a group that does not balance is split by the date of its
/// lettering where that gives parts that do.
fn balanced_parts(members: &[usize], items: &[Working], date_of: &HashMap<usize, Option<Date>>) -> Vec<Vec<usize>> {
    let sum = |part: &[usize]| part.iter().map(|at| i128::from(items[*at].amount.0)).sum::<i128>();
    if sum(members) == 0 {
        return vec![members.to_vec()];
    }
    let mut by_date: BTreeMap<Option<Date>, Vec<usize>> = BTreeMap::new();
    for member in members {
        by_date.entry(date_of.get(member).copied().flatten()).or_default().push(*member);
    }
    let (balanced, rest): (Vec<Vec<usize>>, Vec<Vec<usize>>) = by_date.into_values().partition(|part| sum(part) == 0);
    let rest: Vec<usize> = rest.into_iter().flatten().collect();
    balanced.into_iter().chain((!rest.is_empty()).then_some(rest)).collect()
}

fn letters(line: &CustomerLine, year: &str) -> String {
    if line.lettering.is_empty() { String::new() } else { format!("{}@{year}", line.lettering) }
}

fn group_of(debtor: DebtorId, lettering: &str) -> Option<Group> {
    (!lettering.is_empty()).then(|| (debtor, lettering.to_owned()))
}
