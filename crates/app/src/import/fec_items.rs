//! From accounting entries to open items: a pure comparison of what a file says with what is known.
//!
//! Each line on a customer account is an item, debit or credit; letterings say which pay which. The sum
//! of all items is the balance of 411, whatever the letterings.

mod opening;
mod summed;
mod told;

use std::collections::{BTreeMap, HashMap, HashSet};

use domain::ids::{AllocationId, DebtorId, OpenItemId};
use domain::ledger::{Allocation, ItemKind, LetteredItem, OpenItem, allocate_lettered};
use domain::party::PaymentTerms;
use domain::{Cents, Currency, Date};
use store::item::{ItemChange, KnownItem, LiveAllocation, NewAllocation, SourcedItem};

use opening::Opening;
pub(super) use summed::Overlap;

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
    /// Whether the entry has a line on a financial account (class 5): money moved.
    pub(super) is_money: bool,
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
    /// What persons made here: remainders, refunds, bounced payments, losses.
    pub(super) made: &'a HashSet<OpenItemId>,
    /// The last day on which a table said what it says of a payment.
    pub(super) told_on: &'a HashMap<OpenItemId, Date>,
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
    /// Balances carried forward of which only a difference was new.
    pub(super) differences: Vec<Difference>,
    /// Accounts of which a later year carries a balance.
    pub(super) overlap: Overlap,
    /// Whether what a table said was paid is the accounting's to say.
    forgets: bool,
}

/// A balance carried forward that is not what is known of the account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Difference {
    /// Code of the customer.
    pub(super) code: String,
    /// What the file carries forward on the account.
    pub(super) carried: Cents,
    /// What was known of it.
    pub(super) known: Cents,
}

impl Changes {
    /// Whether nothing is to be written, whatever the allocations are.
    pub(super) fn is_nothing(&self) -> bool {
        let Self { new_items, changed_items, adopted, counter_allocations, allocations, forgets, .. } = self;
        !forgets
            && new_items.is_empty()
            && changed_items.is_empty()
            && adopted.is_empty()
            && counter_allocations.is_empty()
            && allocations.is_empty()
    }
}

/// Days between a bank line and its booking.
const BOOKING_DELAY: i64 = 10;
/// Amounts that a later file corrects get a second item whose key ends so.
const CORRECTION: &str = "#correction";
/// The keys of items that an electronic invoice made begin so.
const DOCUMENT: &str = super::einvoice::KEY;
/// What the keys of later gaps of one line have before their number.
const GAP: &str = "#gap:";
/// What the keys of the differences of balances carried forward have before their number.
const OPENING: &str = "#opening:";
/// The keys of what a table says is paid end so.
pub(crate) const PAID: &str = ":paid";

/// An item during the comparison.
struct Working {
    id: OpenItemId,
    issued_on: Date,
    /// The order in which instalments of one day are paid.
    due_on: Date,
    open: Cents,
    amount: Cents,
    group: Option<Group>,
    /// Whether its letters were changed or taken off.
    regrouped: bool,
}

impl Working {
    fn lettered(&self) -> LetteredItem {
        LetteredItem { id: self.id, issued_on: self.issued_on, due_on: self.due_on, open: self.open }
    }
}

/// Whether a key is of what the accounting books of an invoice beyond its documents: paid before the instalments.
fn is_gap(key: &str) -> bool {
    key.strip_prefix(DOCUMENT).is_some_and(|rest| rest.starts_with("gap:"))
}

/// A lettering group: debtor, letters, and the year whose letters they are.
type Group = (DebtorId, String);

/// The first and last month of a file, `2026-01`. The first separates the letters of one fiscal year from
/// those of the next, which begin again.
pub(super) struct Period {
    pub(super) from: String,
    pub(super) to: String,
    /// The last day of the file: it knows nothing of what came after.
    pub(super) until: Option<Date>,
}

impl Period {
    pub(super) fn new(from: Option<Date>, until: Option<Date>) -> Self {
        let month = |date: Option<Date>| date.map(|date| date.format("%Y-%m").to_string()).unwrap_or_default();
        Self { from: month(from), to: month(until), until }
    }

    /// Whether a day is after all that the file knows.
    fn is_before(&self, day: Date) -> bool {
        self.until.is_some_and(|until| until < day)
    }
}

/// Compares a file's lines with what is known.
pub(super) fn compare(lines: &[CustomerLine], known: &Known<'_>, period: &Period, new_id: &mut dyn FnMut() -> OpenItemId) -> Changes {
    let mut comparison = Comparison::new(known, period);
    let summed = comparison.summed_up(lines);
    let openings = comparison.openings(lines);
    for (line, opening) in lines.iter().zip(openings) {
        if known.debtors.get(&line.code).is_some_and(|(debtor, _)| summed.contains(debtor)) {
            comparison.changes.unchanged += 1;
        } else {
            comparison.take(line, opening, new_id);
        }
    }
    comparison.letter(lines, new_id);
    comparison.changes
}

struct Comparison<'a> {
    known: &'a Known<'a>,
    period: &'a Period,
    by_key: HashMap<&'a str, usize>,
    /// What earlier files corrected of an item, by its key.
    corrections: HashMap<&'a str, Vec<usize>>,
    /// Payments of bank lines, and what persons made here, by debtor and amount, the oldest first.
    bank_payments: ByAmount,
    made: ByAmount,
    /// Items that only a table has told of so far, by debtor and number.
    tables: HashMap<(DebtorId, &'a str), Vec<usize>>,
    items: Vec<Working>,
    position: HashMap<OpenItemId, usize>,
    /// What tables said was paid and the accounting does not say itself yet, by debtor and number.
    paid: HashMap<(DebtorId, &'a str), Vec<usize>>,
    /// The items that the file's lines stand for, each with the date of its letters.
    date_of: HashMap<usize, Option<Date>>,
    adopted: HashSet<OpenItemId>,
    /// Groups that the file formed, changed or left.
    touched: HashSet<Group>,
    /// Groups with a member of a day after the file's end.
    newer: HashSet<Group>,
    changes: Changes,
}

/// Positions of items by debtor and amount.
type ByAmount = HashMap<(DebtorId, Cents), Vec<usize>>;

fn by_amount(items: &[KnownItem], chosen: &HashSet<OpenItemId>) -> ByAmount {
    let mut found = ByAmount::new();
    for (position, item) in items.iter().enumerate().filter(|(_, item)| chosen.contains(&item.id)) {
        found.entry((item.debtor, item.amount)).or_default().push(position);
    }
    for positions in found.values_mut() {
        positions.sort_unstable_by_key(|at| (items[*at].issued_on, items[*at].id));
    }
    found
}

/// The day on which the accounting booked an item, as its key says; `None` when it came from elsewhere.
fn booked_on(item: &KnownItem) -> Option<Date> {
    item.source_key.strip_prefix("fec:")?.get(..10)?.parse().ok()
}

impl<'a> Comparison<'a> {
    fn new(known: &'a Known<'a>, period: &'a Period) -> Self {
        let items = known.items.iter().map(|item| Working {
            id: item.id,
            issued_on: item.issued_on,
            due_on: if is_gap(&item.source_key) { item.issued_on } else { item.due_on },
            open: item.open,
            amount: item.amount,
            group: group_of(item.debtor, &item.lettering),
            regrouped: false,
        });
        let mut corrections: HashMap<&str, Vec<usize>> = HashMap::new();
        let mut tables: HashMap<(DebtorId, &str), Vec<usize>> = HashMap::new();
        let mut paid: HashMap<(DebtorId, &str), Vec<usize>> = HashMap::new();
        let mut newer = HashSet::new();
        for (position, item) in known.items.iter().enumerate() {
            if let Some((corrected, _)) = item.source_key.split_once(CORRECTION) {
                corrections.entry(corrected).or_default().push(position);
            } else if told::is_payment(item) {
                paid.entry((item.debtor, &item.number)).or_default().push(position);
            } else if item.source_key.starts_with("csv:") || item.source_key.starts_with(DOCUMENT) {
                tables.entry((item.debtor, &item.number)).or_default().push(position);
            }
            if !item.lettering.is_empty() && period.is_before(booked_on(item).unwrap_or(item.issued_on)) {
                newer.extend(group_of(item.debtor, &item.lettering));
            }
        }
        Self {
            known,
            period,
            corrections,
            bank_payments: by_amount(known.items, known.bank_payments),
            made: by_amount(known.items, known.made),
            tables,
            paid,
            newer,
            touched: HashSet::new(),
            by_key: known.items.iter().enumerate().map(|(position, item)| (item.source_key.as_str(), position)).collect(),
            items: items.collect(),
            position: known.items.iter().enumerate().map(|(position, item)| (item.id, position)).collect(),
            date_of: HashMap::new(),
            adopted: HashSet::new(),
            changes: Changes::default(),
        }
    }

    fn take(&mut self, line: &CustomerLine, opening: Opening, new_id: &mut dyn FnMut() -> OpenItemId) {
        let Some((debtor, terms)) = self.known.debtors.get(&line.code).copied() else { return };
        match opening {
            Opening::None => {}
            Opening::Known(positions) => {
                let changed = self.relabel(&positions, line);
                self.count_known(changed);
                return;
            }
            Opening::Covered => {
                self.changes.unchanged += 1;
                return;
            }
            Opening::Differs(difference) => {
                let key = self.free_key(&format!("{}{OPENING}", line.key), 1);
                self.create(line, debtor, terms, key, difference, String::new(), new_id);
                self.changes.created += 1;
                return;
            }
        }
        if let Some(position) = self.by_key.get(line.key.as_str()).copied() {
            self.date_of.insert(position, line.lettering_date);
            let lettering = self.letters_of(position, line);
            self.update(position, line, lettering, new_id);
            return;
        }
        let lettering = letters(line, &self.period.from);
        if let Some(position) = self
            .booked_bank_payment(debtor, line)
            .or_else(|| self.booked_operation(debtor, line))
            .or_else(|| self.told_by_table(debtor, line))
        {
            let id = self.items[position].id;
            self.adopted.insert(id);
            self.changes.adopted.push((id, line.key.clone(), line.number.clone(), lettering.clone()));
            self.changes.updated += 1;
            self.regroup(position, debtor, &lettering);
            self.date_of.insert(position, line.lettering_date);
            return;
        }
        if let Some((gap, told)) = self.beyond_documents(debtor, line) {
            let changed = self.relabel(&told, line);
            if gap.is_zero() {
                self.count_known(changed);
            } else {
                // What the accounting books of the invoice beyond its documents: a prepayment, a rounding.
                let key = self.gap_key(line);
                let lettering = self.letters_of(told[0], line);
                let position = self.create(line, debtor, terms, key, gap, lettering, new_id);
                self.date_of.insert(position, line.lettering_date);
                self.changes.created += 1;
            }
            return;
        }
        let position = self.create(line, debtor, terms, line.key.clone(), line.amount, lettering, new_id);
        self.changes.created += 1;
        self.date_of.insert(position, line.lettering_date);
    }

    fn count_known(&mut self, changed: bool) {
        if changed {
            self.changes.updated += 1;
        } else {
            self.changes.unchanged += 1;
        }
    }

    /// Puts a line's letters on the items that it sums up, and on what corrected them; whether any had others.
    fn relabel(&mut self, positions: &[usize], line: &CustomerLine) -> bool {
        let mut all = positions.to_vec();
        for position in positions {
            let corrections = self.corrections.get(self.known.items[*position].source_key.as_str());
            all.extend(corrections.into_iter().flatten().filter(|at| !positions.contains(at)));
        }
        let mut changed = false;
        for position in all {
            self.date_of.insert(position, line.lettering_date);
            let lettering = self.letters_of(position, line);
            let before = &self.known.items[position];
            if before.lettering != lettering {
                let KnownItem { id, due_on, due_estimated, debtor, .. } = *before;
                self.changes.changed_items.push(ItemChange { id, due_on, due_estimated, lettering: lettering.clone() });
                self.regroup(position, debtor, &lettering);
                changed = true;
            }
        }
        changed
    }

    /// A credit that a bank line has already made: same debtor, same amount, booked within days.
    fn booked_bank_payment(&self, debtor: DebtorId, line: &CustomerLine) -> Option<usize> {
        if !line.amount.is_negative() || line.is_sale {
            return None;
        }
        self.bank_payments.get(&(debtor, line.amount))?.iter().copied().find(|position| {
            let item = &self.items[*position];
            (item.issued_on - line.entry_date).num_days().abs() <= BOOKING_DELAY && !self.adopted.contains(&item.id)
        })
    }

    /// The entry of an operation that a person did here first: same debtor and amount, the same document or days.
    /// The same document goes before the same days, then the oldest.
    ///
    /// Money that comes in is no loss, whatever its number, and a remainder only under the number that both
    /// sides know: a customer may pay just what was given up a few days before.
    fn booked_operation(&self, debtor: DebtorId, line: &CustomerLine) -> Option<usize> {
        if line.is_sale {
            return None;
        }
        let is_it = |position: &usize| {
            let item = &self.known.items[*position];
            let here = item.source_key.starts_with("ledger:") && !self.adopted.contains(&item.id);
            let same = item.number == line.number;
            let near = (item.issued_on - line.entry_date).num_days().abs() <= BOOKING_DELAY;
            let is_likely = match item.kind {
                ItemKind::WriteOff => !line.is_money,
                ItemKind::Adjustment => !line.is_money || same,
                _ => true,
            };
            here && is_likely && (near || same)
        };
        let found = self.made.get(&(debtor, line.amount))?.iter().copied().filter(is_it);
        // The first of equals is the oldest.
        found.min_by_key(|position| self.known.items[*position].number != line.number)
    }

    /// An invoice or credit note of the same number and amount that came in from a table.
    fn told_by_table(&self, debtor: DebtorId, line: &CustomerLine) -> Option<usize> {
        let found = self.tables.get(&(debtor, line.number.as_str()))?;
        // An amount that a table corrected is the sum of several items.
        if found.iter().any(|position| super::invoices::is_correction(&self.known.items[*position].source_key)) {
            return None;
        }
        let mut found = found.iter().copied();
        found.find(|position| self.items[*position].amount == line.amount && !self.adopted.contains(&self.items[*position].id))
    }

    /// What a line is beyond the instalments that electronic invoices of its number made, or tables of its number and days;
    /// `None` without any. Those instalments come with it: the line's letters are theirs.
    fn beyond_documents(&self, debtor: DebtorId, line: &CustomerLine) -> Option<(Cents, Vec<usize>)> {
        if !line.is_sale {
            return None;
        }
        let same = |position: &usize| {
            let item = &self.known.items[*position];
            let is_open_to_it = !self.adopted.contains(&item.id) && item.currency == Currency::EUR;
            let booked_here = item.source_key.strip_prefix(DOCUMENT).and_then(|rest| rest.strip_prefix("gap:"));
            let fits = match booked_here {
                Some(key) => key.split_once(GAP).map_or(key, |(key, _)| key) == line.key,
                None if super::invoices::is_correction(&item.source_key) => true,
                None => item.kind.is_debit() != line.amount.is_negative(),
            };
            // Numbers of tables may begin again each year.
            let near = (item.issued_on - line.document_date).num_days().abs() <= BOOKING_DELAY;
            is_open_to_it && fits && (near || item.source_key.starts_with(DOCUMENT))
        };
        let told: Vec<usize> = self.tables.get(&(debtor, line.number.as_str()))?.iter().copied().filter(same).collect();
        let known = Cents::total(told.iter().map(|position| self.known.items[*position].amount));
        (!told.is_empty()).then_some((line.amount - known, told))
    }

    /// The first key that is free for what a line is beyond its documents: the accounting may correct the line again.
    fn gap_key(&self, line: &CustomerLine) -> String {
        let first = format!("{DOCUMENT}gap:{}", line.key);
        if self.by_key.contains_key(first.as_str()) { self.free_key(&format!("{first}{GAP}"), 2) } else { first }
    }

    /// The first number, from one on, that makes a free key of a beginning.
    fn free_key(&self, beginning: &str, mut nth: usize) -> String {
        let mut key = format!("{beginning}{nth}");
        while self.by_key.contains_key(key.as_str()) {
            nth += 1;
            key = format!("{beginning}{nth}");
        }
        key
    }

    /// The letters of a known item after a line that stands for it.
    ///
    /// A file of an earlier year does not know what a later one lettered, one that ends before a payment knows
    /// nothing of it, and a balance carried forward without letters says nothing of them.
    fn letters_of(&self, position: usize, line: &CustomerLine) -> String {
        let KnownItem { lettering, debtor, .. } = &self.known.items[position];
        let lettered_in = lettering.rsplit_once('@').map(|(_, from)| from);
        let keeps = lettered_in.is_some_and(|from| from > self.period.to.as_str() || (line.is_opening && line.lettering.is_empty()))
            || (!self.newer.is_empty() && group_of(*debtor, lettering).is_some_and(|group| self.newer.contains(&group)));
        if keeps { lettering.clone() } else { letters(line, &self.period.from) }
    }

    fn update(&mut self, position: usize, line: &CustomerLine, lettering: String, new_id: &mut dyn FnMut() -> OpenItemId) {
        let before = &self.known.items[position];
        let corrections = self.corrections.get(before.source_key.as_str()).cloned().unwrap_or_default();
        let total = before.amount + Cents::total(corrections.iter().map(|at| self.known.items[*at].amount));
        let mut changed = false;
        if total != line.amount && !line.is_opening {
            let difference = line.amount - total;
            let key = format!("{}{CORRECTION}:{}", before.source_key, corrections.len() + 1);
            let correction = self.create(line, before.debtor, None, key, difference, lettering.clone(), new_id);
            if let Some(new) = self.changes.new_items.last_mut().filter(|new| new.item.kind.is_debit() && before.kind.is_debit()) {
                (new.item.due_on, new.item.due_estimated) = (before.due_on, before.due_estimated);
            }
            self.settle_against(position, correction);
            changed = true;
        }
        if before.lettering != lettering {
            for at in corrections.into_iter().chain([position]) {
                let KnownItem { id, due_on, due_estimated, .. } = self.known.items[at];
                self.changes.changed_items.push(ItemChange { id, due_on, due_estimated, lettering: lettering.clone() });
                self.regroup(at, before.debtor, &lettering);
            }
            changed = true;
        }
        self.count_known(changed);
    }

    /// A correction of the other sign is used up against the item that it corrects.
    fn settle_against(&mut self, position: usize, correction: usize) {
        let pair = [position, correction].map(|at| self.items[at].lettered());
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
        let due_on =
            if kind.is_debit() { terms.unwrap_or(self.known.default_terms).due_on(line.document_date) } else { line.document_date };
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
        self.touched.extend(group.clone());
        let first_due = if is_gap(&source_key) { item.issued_on } else { item.due_on };
        self.items.push(Working {
            id: item.id,
            issued_on: item.issued_on,
            due_on: first_due,
            open: amount,
            amount,
            group,
            regrouped: false,
        });
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
        let group = group_of(debtor, lettering);
        let left = std::mem::replace(&mut self.items[position].group, group.clone());
        self.items[position].regrouped = true;
        self.touched.extend(left.into_iter().chain(group));
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

    /// Applies the letterings of every group that the file formed, changed or left, as if for the first time.
    fn letter(&mut self, lines: &[CustomerLine], new_id: &mut dyn FnMut() -> OpenItemId) {
        let mut groups: BTreeMap<Group, Vec<usize>> = BTreeMap::new();
        for (position, item) in self.items.iter().enumerate() {
            if let Some(group) = item.group.as_ref().filter(|group| self.touched.contains(group)) {
                groups.entry(group.clone()).or_default().push(position);
            }
        }
        let mut by_item: HashMap<OpenItemId, Vec<&LiveAllocation>> = HashMap::new();
        for live in self.known.allocations {
            by_item.entry(live.allocation.debit).or_default().push(live);
            by_item.entry(live.allocation.credit).or_default().push(live);
        }
        let mut taken_back: HashSet<AllocationId> = HashSet::new();
        self.forget_tables(lines, &by_item, &mut taken_back, new_id);
        self.unletter(&by_item, &mut taken_back);
        for members in groups.into_values() {
            for part in balanced_parts(&members, &self.items, &self.date_of) {
                self.letter_part(&part, &by_item, &mut taken_back);
            }
        }
        self.leave_what_stays();
    }

    /// An allocation that is taken back and made again is left as it was.
    fn leave_what_stays(&mut self) {
        let said = |allocation: &Allocation| (allocation.debit, allocation.credit, allocation.amount.abs(), allocation.value_on);
        let lettered = self.changes.allocations.iter().filter(|new| new.origin == "lettering");
        // A pair is allocated once in a lettering.
        let mut made: HashSet<_> = lettered.map(|new| said(&new.allocation)).collect();
        let mut stays = HashSet::new();
        self.changes.counter_allocations.retain(|counter| {
            let is_made_again = made.remove(&said(&counter.allocation));
            if is_made_again {
                stays.insert(said(&counter.allocation));
            }
            !is_made_again
        });
        self.changes.allocations.retain(|new| new.origin != "lettering" || !stays.remove(&said(&new.allocation)));
    }

    /// Members of the touched groups lose the allocations that their letters made.
    fn unletter(&mut self, by_item: &HashMap<OpenItemId, Vec<&LiveAllocation>>, taken_back: &mut HashSet<AllocationId>) {
        let concerned = |item: &&Working| item.regrouped || item.group.as_ref().is_some_and(|group| self.touched.contains(group));
        let concerned: Vec<OpenItemId> = self.items.iter().take(self.known.items.len()).filter(concerned).map(|item| item.id).collect();
        for id in concerned {
            for live in by_item.get(&id).into_iter().flatten() {
                if live.origin == "lettering" && taken_back.insert(live.id) {
                    self.take_back(live);
                }
            }
        }
    }

    /// Whether an allocation is that of a payment that came back, which the accounting has not booked yet: its letters do not know of it.
    /// Once it has had the time to, its word counts.
    fn came_back_lately(&self, live: &LiveAllocation) -> bool {
        let Some(item) = self.position.get(&live.allocation.debit).and_then(|at| self.known.items.get(*at)) else { return false };
        item.kind == ItemKind::Debit
            && item.source_key.starts_with("ledger:")
            && self.known.made.contains(&item.id)
            && !self.adopted.contains(&item.id)
            && self.period.until.is_none_or(|until| (until - item.issued_on).num_days() <= BOOKING_DELAY)
    }

    /// A group that balances settles all its members: what other sources put elsewhere is taken back, but for payments that came back.
    fn letter_part(&mut self, part: &[usize], by_item: &HashMap<OpenItemId, Vec<&LiveAllocation>>, taken_back: &mut HashSet<AllocationId>) {
        let total: i128 = part.iter().map(|at| i128::from(self.items[*at].amount.0)).sum();
        let ids: HashSet<OpenItemId> = part.iter().map(|at| self.items[*at].id).collect();
        if total == 0 {
            for id in &ids {
                for live in by_item.get(id).into_iter().flatten() {
                    let inside = ids.contains(&live.allocation.debit) && ids.contains(&live.allocation.credit);
                    if !inside && !self.came_back_lately(live) && taken_back.insert(live.id) {
                        self.take_back(live);
                    }
                }
            }
        }
        let members: Vec<LetteredItem> = part.iter().map(|at| self.items[*at].lettered()).collect();
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
