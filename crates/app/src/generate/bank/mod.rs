//! The bank entries of the days after the reference date, in the mix of `EntryKind::MIX`.

mod kinds;

use super::Options;
use super::chance::Chance;
use super::customers::Customer;
use super::identities::draw_iban;
use super::ledger::{Ledger, open_twins};
use super::names;
use super::payer::spell_name;
use super::truth::{EntryKind, Truth};
use domain::Cents;
use domain::calendar::{Date, add_days, is_working_day};
use domain::identifiers::Iban;
use std::collections::HashMap;

/// A bank entry as the bank states it, beside its truth.
#[derive(Debug, Clone)]
pub struct Transaction {
    /// The other party's name; empty when the bank gives none.
    pub party: String,
    /// The other party's account.
    pub iban: Option<Iban>,
    /// Free text of the payer, or the bank's label.
    pub remittance: String,
    /// `EndToEndId`, `NOTPROVIDED` most often.
    pub end_to_end: String,
    /// Domain, family and sub-family of the ISO 20022 bank transaction code.
    pub code: [&'static str; 3],
    /// Id, date, signed amount and what it really is.
    pub truth: Truth,
}

pub(super) const TRANSFER_IN: [&str; 3] = ["PMNT", "RCDT", "ESCT"];
pub(super) const TRANSFER_OUT: [&str; 3] = ["PMNT", "ICDT", "ESCT"];
const CHEQUES: [&str; 3] = ["PMNT", "RCHQ", "CCHQ"];
const RETURNED: [&str; 3] = ["PMNT", "RDDT", "UPDD"];

/// Free texts are cut by banks at this length.
const REMITTANCE_MAX: usize = 140;

/// Who pays, as the bank shows it.
struct Payer {
    name: String,
    name_quality: &'static str,
    iban: Option<Iban>,
    iban_known: bool,
}

/// An entry before its id and day.
struct Draft {
    kind: EntryKind,
    amount: Cents,
    payer: Payer,
    remittance: String,
    ref_quality: &'static str,
    allocations: Vec<(String, i64)>,
    customers: Vec<String>,
    residual: Cents,
    code: [&'static str; 3],
    ambiguous: bool,
    /// Day and id of an entry that this one repeats and never precedes.
    repeats: Option<(usize, String)>,
}

struct Teller<'a> {
    options: &'a Options,
    customers: &'a [Customer],
    ledger: &'a Ledger,
    chance: &'a mut Chance,
    days: Vec<Date>,
    /// Open invoices not yet paid here, by customer, in random order.
    remaining: Vec<Vec<usize>>,
    /// A customer for each of its open invoices: those who owe more pay more often.
    tickets: Vec<usize>,
    open_notes: HashMap<usize, Vec<usize>>,
    settled: Vec<usize>,
    /// The first settled invoices of each customer.
    settled_by_customer: HashMap<usize, Vec<usize>>,
    paid_here: Vec<usize>,
    /// Day and id of the entry that paid each invoice.
    paid_by: HashMap<String, (usize, String)>,
    twins: HashMap<(usize, Cents), u32>,
    sequence: usize,
    transactions: Vec<Transaction>,
}

/// Draws the statement: a tenth of the open invoices by default, 50 to 100 000 entries, by date.
pub(super) fn draw(options: &Options, customers: &[Customer], ledger: &Ledger, chance: &mut Chance) -> Vec<Transaction> {
    let open = ledger.invoices.iter().filter(|invoice| invoice.settled_on.is_none()).count();
    let wanted = options.transactions.unwrap_or((open / 10).clamp(50, 100_000));
    let working: Vec<Date> =
        add_days(options.date, 1).iter_days().filter(|day| is_working_day(*day)).take((wanted / 40).clamp(5, 20)).collect();
    let mut teller = Teller::new(options, customers, ledger, chance, working);
    let cumulative: Vec<f64> = EntryKind::MIX
        .iter()
        .scan(0.0, |sum, (_, weight)| {
            *sum += weight;
            Some(*sum)
        })
        .collect();
    while teller.sequence < wanted {
        let kind = EntryKind::MIX[teller.chance.weighted(&cumulative)].0;
        teller.make(kind);
    }
    let mut transactions = teller.transactions;
    transactions.sort_by_key(|transaction| transaction.truth.date);
    transactions
}

impl<'a> Teller<'a> {
    fn new(options: &'a Options, customers: &'a [Customer], ledger: &'a Ledger, chance: &'a mut Chance, days: Vec<Date>) -> Self {
        let mut remaining = vec![Vec::new(); customers.len()];
        let (mut settled, mut settled_by_customer) = (Vec::new(), HashMap::<usize, Vec<usize>>::new());
        for (position, invoice) in ledger.invoices.iter().enumerate() {
            if invoice.settled_on.is_none() {
                remaining[invoice.customer].push(position);
                continue;
            }
            let first = settled_by_customer.entry(invoice.customer).or_default();
            if first.len() < 3 {
                first.push(position);
                settled.push(position);
            }
        }
        remaining.iter_mut().for_each(|invoices| chance.shuffle(invoices));
        let tickets = remaining.iter().enumerate().flat_map(|(customer, invoices)| std::iter::repeat_n(customer, invoices.len())).collect();
        let mut open_notes = HashMap::<usize, Vec<usize>>::new();
        for (position, note) in ledger.credit_notes.iter().enumerate().filter(|(_, note)| !note.settled) {
            open_notes.entry(note.customer).or_default().push(position);
        }
        let twins = open_twins(&ledger.invoices);
        Self {
            options,
            customers,
            ledger,
            chance,
            days,
            remaining,
            tickets,
            open_notes,
            settled,
            settled_by_customer,
            paid_here: Vec::new(),
            paid_by: HashMap::new(),
            twins,
            sequence: 0,
            transactions: Vec::new(),
        }
    }

    /// Adds an entry of this kind, or of a simpler one when nothing allows it.
    fn make(&mut self, kind: EntryKind) {
        match kind {
            EntryKind::UnrelatedCredit | EntryKind::UnrelatedDebit => self.unrelated(kind),
            EntryKind::Returned => self.returned(),
            EntryKind::DuplicatePayment => self.duplicate_payment(),
            EntryKind::DuplicateEntry => self.duplicate_entry(),
            _ => {
                let several = matches!(kind, EntryKind::MultiRef | EntryKind::MultiNoref | EntryKind::MultiCreditNote);
                let found = self.find_customer(if several { 2 } else { 1 }).map(|customer| (customer, kind));
                match found.or_else(|| self.find_customer(1).map(|customer| (customer, EntryKind::ExactNoref))) {
                    Some((customer, EntryKind::ChequeDeposit)) => self.cheque_deposit(customer),
                    Some((customer, EntryKind::OnAccount)) => self.on_account(customer),
                    Some((customer, kind)) if several && kind != EntryKind::ExactNoref => self.several(kind, customer),
                    Some((customer, kind)) => self.one(kind, customer),
                    None => self.unrelated(EntryKind::UnrelatedCredit),
                }
            }
        }
    }

    /// A customer with at least so many invoices left, in proportion to what it had.
    fn find_customer(&mut self, at_least: usize) -> Option<usize> {
        for _ in 0..400 {
            if self.tickets.is_empty() {
                return None;
            }
            let drawn = self.chance.below(self.tickets.len());
            let customer = self.tickets[drawn];
            if self.remaining[customer].is_empty() {
                self.tickets.swap_remove(drawn);
            } else if self.remaining[customer].len() >= at_least {
                return Some(customer);
            }
        }
        None
    }

    fn take_invoice(&mut self, customer: usize) -> Option<(usize, (String, i64))> {
        let position = self.remaining[customer].pop()?;
        let invoice = &self.ledger.invoices[position];
        Some((position, (invoice.number.clone(), invoice.open().0)))
    }

    fn payer(&mut self, customer: &Customer) -> Payer {
        let (name, name_quality) = spell_name(customer, self.chance);
        let iban_known = self.chance.happens(0.86);
        let iban = if iban_known { customer.iban.clone() } else { self.other_iban() };
        Payer { name, name_quality, iban: Some(iban), iban_known }
    }

    fn other_iban(&mut self) -> Iban {
        let (bank, _) = *self.chance.pick(names::BANKS);
        draw_iban(self.chance, bank)
    }

    fn draft(&mut self, kind: EntryKind, customer: usize) -> Draft {
        let customer = &self.customers[customer];
        Draft {
            kind,
            amount: Cents::ZERO,
            payer: self.payer(customer),
            remittance: String::new(),
            ref_quality: "clean",
            allocations: Vec::new(),
            customers: vec![customer.code.clone()],
            residual: Cents::ZERO,
            code: TRANSFER_IN,
            ambiguous: false,
            repeats: None,
        }
    }

    /// Gives the entry its id and its day; a second payment is never booked before the first.
    fn emit(&mut self, draft: Draft) {
        self.sequence += 1;
        let last = self.days.len() - 1;
        let drawn = self.chance.below(self.days.len());
        let day = draft.repeats.as_ref().map_or(drawn, |(first, _)| drawn.max(first + 1).min(last));
        let id = format!("{}{:07}", self.options.date.format("%y%m%d"), self.sequence);
        for (number, _) in &draft.allocations {
            self.paid_by.insert(number.clone(), (day, id.clone()));
        }
        let end_to_end =
            if self.chance.happens(0.6) { "NOTPROVIDED".to_owned() } else { format!("E2E{:09}", self.chance.below(1_000_000_000)) };
        let truth = Truth {
            id,
            kind: draft.kind,
            date: self.days[day],
            amount: draft.amount,
            customers: draft.customers,
            allocations: draft.allocations,
            residual: draft.residual,
            ref_quality: draft.ref_quality,
            name_quality: draft.payer.name_quality,
            iban_known: draft.payer.iban_known,
            duplicate_of: draft.repeats.map(|(_, id)| id),
            ambiguous: draft.ambiguous,
        };
        self.transactions.push(Transaction {
            party: draft.payer.name,
            iban: draft.payer.iban,
            remittance: draft.remittance,
            end_to_end,
            code: draft.code,
            truth,
        });
    }
}
