//! Control totals: what an importer must find in the files.

use super::Portfolio;
use super::truth::EntryKind;
use domain::Cents;
use domain::calendar::Date;
use domain::ledger::{Bucket, age};
use serde::Serialize;
use std::collections::{BTreeMap, HashSet};

/// The six columns of an aged balance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Aged {
    /// Due at the reference date or later.
    pub not_due: i64,
    /// 1 to 30 days late.
    pub d1_30: i64,
    /// 31 to 60 days late.
    pub d31_60: i64,
    /// 61 to 90 days late.
    pub d61_90: i64,
    /// 91 to 120 days late.
    pub d91_120: i64,
    /// More than 120 days late.
    pub d121_plus: i64,
}

impl Aged {
    fn column(&mut self, bucket: Bucket) -> &mut i64 {
        match bucket {
            Bucket::NotDue | Bucket::Credits => &mut self.not_due,
            Bucket::Days1To30 => &mut self.d1_30,
            Bucket::Days31To60 => &mut self.d31_60,
            Bucket::Days61To90 => &mut self.d61_90,
            Bucket::Days91To120 => &mut self.d91_120,
            Bucket::Over120 => &mut self.d121_plus,
        }
    }

    /// Everything that is late.
    #[must_use]
    pub fn overdue(&self) -> i64 {
        self.d1_30 + self.d31_60 + self.d61_90 + self.d91_120 + self.d121_plus
    }
}

/// The content of `expected.json`; amounts in cents.
#[derive(Debug, Clone, Serialize)]
pub struct Expected {
    /// Reference date.
    pub reference_date: String,
    /// The seed of the draw.
    pub seed: u64,
    /// Customers.
    pub customers: usize,
    /// Invoices, settled ones included.
    pub invoices: usize,
    /// Invoices with something left to pay.
    pub open_invoices: usize,
    /// Credit notes that pay nothing yet.
    pub open_credit_notes: usize,
    /// Their sum, positive.
    pub open_credit_notes_cents: i64,
    /// Contested invoices.
    pub disputed: usize,
    /// What the open invoices owe, credit notes left out.
    pub open_cents: i64,
    /// The same by age.
    pub aged_cents: Aged,
    /// Open invoices by age.
    pub aged_count: Aged,
    /// Customers with something late.
    pub customers_overdue: usize,
    /// What is late.
    pub overdue_cents: i64,
    /// Names of the FEC files, oldest first.
    pub fec_files: Vec<String>,
    /// Their lines, headers left out.
    pub fec_lines: usize,
    /// Bank entries.
    pub statement_entries: usize,
    /// Bank entries by kind.
    pub statement_kinds: BTreeMap<EntryKind, usize>,
    /// Received.
    pub statement_credit_cents: i64,
    /// Paid out, positive.
    pub statement_debit_cents: i64,
    /// Statements in the file: one a day.
    pub statement_count: usize,
    /// The last closing balance.
    pub statement_closing_cents: i64,
}

/// Totals of the portfolio at a date; what only writing tells (files, lines, balance) is left empty.
pub(super) fn totals(portfolio: &Portfolio, on: Date, seed: u64) -> Expected {
    let (mut aged_cents, mut aged_count, mut late_customers) = (Aged::default(), Aged::default(), HashSet::new());
    let mut open_invoices = 0;
    for invoice in portfolio.ledger.invoices.iter().filter(|invoice| invoice.settled_on.is_none()) {
        let bucket = age(invoice.due_on, on);
        *aged_cents.column(bucket) += invoice.open().0;
        *aged_count.column(bucket) += 1;
        open_invoices += 1;
        if bucket != Bucket::NotDue {
            late_customers.insert(invoice.customer);
        }
    }
    let open_notes: Vec<Cents> = portfolio.ledger.credit_notes.iter().filter(|note| !note.settled).map(super::CreditNote::gross).collect();
    let amounts = || portfolio.statement.iter().map(|transaction| transaction.truth.amount);
    let mut statement_kinds = BTreeMap::new();
    for transaction in &portfolio.statement {
        *statement_kinds.entry(transaction.truth.kind).or_default() += 1;
    }
    Expected {
        reference_date: on.to_string(),
        seed,
        customers: portfolio.customers.len(),
        invoices: portfolio.ledger.invoices.len(),
        open_invoices,
        open_credit_notes: open_notes.len(),
        open_credit_notes_cents: Cents::total(open_notes).0,
        disputed: portfolio.ledger.invoices.iter().filter(|invoice| invoice.dispute.is_some()).count(),
        open_cents: aged_cents.not_due + aged_cents.overdue(),
        overdue_cents: aged_cents.overdue(),
        aged_cents,
        aged_count,
        customers_overdue: late_customers.len(),
        fec_files: Vec::new(),
        fec_lines: 0,
        statement_entries: portfolio.statement.len(),
        statement_kinds,
        statement_credit_cents: Cents::total(amounts().filter(|amount| amount.is_positive())).0,
        statement_debit_cents: -Cents::total(amounts().filter(|amount| amount.is_negative())).0,
        statement_count: 0,
        statement_closing_cents: 0,
    }
}
