//! What tables said was paid of an invoice is the accounting's to say once it holds the invoice, unless the file knows
//! nothing of it yet: an import never undoes a newer fact.

use std::collections::{BTreeSet, HashMap, HashSet};

use domain::Date;
use domain::ids::{AllocationId, DebtorId, OpenItemId};
use domain::ledger::{ItemKind, OpenItem};
use store::item::{KnownItem, LiveAllocation, SourcedItem};

use super::{BOOKING_DELAY, Comparison, CustomerLine, Group, PAID, Working, group_of, letters};

/// Whether an item is what a table said was paid.
pub(super) fn is_payment(item: &KnownItem) -> bool {
    item.source_key.starts_with("csv:") && item.source_key.ends_with(PAID)
}

/// A line of money of the file: its position, itself, and its letters.
type Receipt<'l> = (usize, &'l CustomerLine, Option<Group>);

/// The allocations in force, by both of their items.
type ByItem<'l> = HashMap<OpenItemId, Vec<&'l LiveAllocation>>;

impl Comparison<'_> {
    /// Nothing is deleted: an item of the other sign uses the table's payment up.
    pub(super) fn forget_tables(
        &mut self,
        lines: &[CustomerLine],
        by_item: &ByItem<'_>,
        taken_back: &mut HashSet<AllocationId>,
        new_id: &mut dyn FnMut() -> OpenItemId,
    ) {
        for position in self.outdated(lines, by_item) {
            let paid = &self.known.items[position];
            self.changes.forgets |= paid.open != paid.amount;
            let live = by_item.get(&paid.id).into_iter().flatten();
            let live: Vec<&LiveAllocation> = live.filter(|live| live.origin == "file" && taken_back.insert(live.id)).copied().collect();
            if live.is_empty() {
                continue;
            }
            live.into_iter().for_each(|live| self.take_back(live));
            let counter = OpenItem {
                id: new_id(),
                debtor: paid.debtor,
                kind: if paid.amount.is_negative() { ItemKind::Debit } else { ItemKind::Payment },
                number: paid.number.clone(),
                issued_on: paid.issued_on,
                due_on: paid.issued_on,
                due_estimated: false,
                currency: paid.currency,
                amount: -paid.amount,
                open: -paid.amount,
            };
            let OpenItem { id, issued_on, due_on, open, amount, .. } = counter;
            self.position.insert(id, self.items.len());
            self.items.push(Working { id, issued_on, due_on, open, amount, group: None, regrouped: false });
            self.changes.new_items.push(SourcedItem {
                source: "fec",
                source_key: instead_of(paid),
                lettering: String::new(),
                label: "Règlement repris par la comptabilité".to_owned(),
                order_reference: String::new(),
                item: counter,
            });
            self.settle_against(position, self.items.len() - 1);
        }
    }

    /// The payments of tables that the file says itself: it holds their invoice and goes on to the day they were told,
    /// or it brings the same money.
    fn outdated(&self, lines: &[CustomerLine], by_item: &ByItem<'_>) -> BTreeSet<usize> {
        if self.paid.is_empty() {
            return BTreeSet::new();
        }
        let documents = self.documents();
        let receipts = self.receipts(lines);
        let mut used = HashSet::new();
        let mut payments: Vec<usize> = self.paid.values().flatten().copied().filter(|at| self.is_waiting(*at)).collect();
        payments.sort_unstable_by_key(|at| (self.known.items[*at].issued_on, self.known.items[*at].id));
        let mut outdated = BTreeSet::new();
        for at in payments {
            let paid = &self.known.items[at];
            let invoices = self.invoices_of(paid, &documents, by_item);
            if !invoices.iter().any(|invoice| self.is_held(*invoice)) {
                continue;
            }
            let is_in_file = invoices.iter().any(|invoice| self.date_of.contains_key(invoice));
            // A table that gives no day says so on its own day only.
            let undated = invoices.iter().any(|invoice| self.known.items[*invoice].issued_on == paid.issued_on);
            let told_on = self.known.told_on.get(&paid.id).filter(|_| undated).map_or(paid.issued_on, |on| paid.issued_on.max(*on));
            let own = receipts.get(&paid.debtor).map(Vec::as_slice).unwrap_or_default();
            // Always asked: a receipt stands for one payment, whatever else says that the payment is outdated.
            let is_brought = self.is_brought(paid, &invoices, undated, own, &mut used);
            if is_brought || (is_in_file && !self.period.is_before(told_on)) {
                outdated.insert(at);
            }
        }
        outdated
    }

    /// Whether nothing stands for a table's payment yet: no counter-item, no line of the bank, no line of the file.
    fn is_waiting(&self, at: usize) -> bool {
        let paid = &self.known.items[at];
        !self.by_key.contains_key(instead_of(paid).as_str())
            && !self.known.bank_payments.contains(&paid.id)
            && !self.adopted.contains(&paid.id)
    }

    /// The documents of the numbers of which tables told payments.
    fn documents(&self) -> HashMap<(DebtorId, &str), Vec<usize>> {
        let mut documents: HashMap<(DebtorId, &str), Vec<usize>> = HashMap::new();
        for (position, item) in self.known.items.iter().enumerate() {
            let place = (item.debtor, item.number.as_str());
            if item.kind.is_document() && self.paid.contains_key(&place) {
                documents.entry(place).or_default().push(position);
            }
        }
        documents
    }

    /// The documents that a table's payment pays: as it is allocated, else those of its number.
    fn invoices_of(&self, paid: &KnownItem, documents: &HashMap<(DebtorId, &str), Vec<usize>>, by_item: &ByItem<'_>) -> Vec<usize> {
        let live = by_item.get(&paid.id).into_iter().flatten().filter(|live| live.origin == "file");
        let other = |live: &&LiveAllocation| if live.allocation.debit == paid.id { live.allocation.credit } else { live.allocation.debit };
        let allocated: Vec<usize> = live.filter_map(|live| self.position.get(&other(live)).copied()).collect();
        if allocated.is_empty() {
            documents.get(&(paid.debtor, paid.number.as_str())).cloned().unwrap_or_default()
        } else {
            allocated.into_iter().filter(|at| *at < self.known.items.len()).collect()
        }
    }

    /// Whether the accounting holds a document, by this file or an earlier one.
    fn is_held(&self, at: usize) -> bool {
        let item = &self.known.items[at];
        self.date_of.contains_key(&at) || item.source_key.starts_with("fec:") || !item.lettering.is_empty()
    }

    /// The file's lines of money, by account, each with its letters.
    fn receipts<'l>(&self, lines: &'l [CustomerLine]) -> HashMap<DebtorId, Vec<Receipt<'l>>> {
        let mut receipts: HashMap<DebtorId, Vec<_>> = HashMap::new();
        for (at, line) in lines.iter().enumerate().filter(|(_, line)| !line.is_sale && !line.is_opening) {
            if let Some((debtor, _)) = self.known.debtors.get(&line.code) {
                receipts.entry(*debtor).or_default().push((at, line, group_of(*debtor, &letters(line, &self.period.from))));
            }
        }
        receipts
    }

    /// Whether the file brings a table's payment: the same amount at the same time, or letters that pay its invoice as far.
    fn is_brought(&self, paid: &KnownItem, invoices: &[usize], undated: bool, receipts: &[Receipt<'_>], used: &mut HashSet<usize>) -> bool {
        let groups: HashSet<&Group> = invoices.iter().filter_map(|at| self.items[*at].group.as_ref()).collect();
        let is_near = |on: Date| if undated { on >= paid.issued_on } else { (on - paid.issued_on).num_days().abs() <= BOOKING_DELAY };
        let same = receipts.iter().find(|(at, line, group)| {
            line.amount == paid.amount
                && is_near(line.document_date)
                && group.as_ref().is_none_or(|group| groups.contains(group))
                && !used.contains(at)
        });
        if let Some((at, ..)) = same {
            used.insert(*at);
            return true;
        }
        let is_left = |at: &usize, group: &Option<Group>| !used.contains(at) && group.as_ref().is_some_and(|group| groups.contains(group));
        let lettered = receipts.iter().filter(|(at, _, group)| is_left(at, group));
        let lettered: i128 = lettered.map(|(_, line, _)| i128::from(line.amount.0)).sum();
        let amount = i128::from(paid.amount.0);
        if amount < 0 { lettered <= amount } else { lettered >= amount }
    }
}

/// The key of the item that uses a table's payment up.
fn instead_of(paid: &KnownItem) -> String {
    format!("instead:{}", paid.source_key)
}
