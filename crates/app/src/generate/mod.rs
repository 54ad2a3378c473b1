//! Deterministic portfolios of receivables: benches of any size, and the demo.
//!
//! The same [`Options`] give the same bytes on every machine. A bench has a firm, its customers with
//! tempers that the program must not see, eighteen months of invoices, the accounting file, the bank
//! statement of the days after, and the truth of each bank entry. Mail addresses are under `.example`
//! (RFC 2606), telephone numbers in the ranges that ARCEP keeps for fiction.
//!
//! To add a kind of bank entry: a variant and its weight in `truth.rs`, its making in `bank.rs`.

mod bank;
mod chance;
mod customers;
mod delays;
mod demo;
mod encoding;
mod expected;
mod fec;
mod identities;
mod invoices;
mod ledger;
mod names;
mod payer;
mod statement;
#[cfg(test)]
mod tests;
mod truth;
mod write;

pub use bank::Transaction;
pub use customers::{Customer, CustomerKind, Temperament, Terms};
pub use demo::{DemoFiles, demo, demo_as_known, demo_portfolio};
pub use expected::{Aged, Expected};
pub use ledger::{Company, CreditNote, Dispute, Instalment, Invoice, Ledger, Lettering, Movement, Purpose, Receipt, TaxLine};
pub use truth::{EntryKind, Truth};
pub use write::write;

use chance::Chance;
use domain::calendar::Date;

/// Whether the accounting file is one, or one a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum FecSplit {
    /// One file for the whole history.
    #[default]
    Single,
    /// One file for each calendar year; a later year begins with its open items in detail.
    Yearly,
}

/// The encoding of the accounting file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Encoding {
    /// UTF-8 without a byte order mark.
    #[default]
    Utf8,
    /// ISO-8859-15, as the tax office's specification names it.
    Iso885915,
    /// Windows' western code page.
    Cp1252,
}

/// The version of camt.053.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CamtVersion {
    /// camt.053.001.02.
    #[default]
    V02,
    /// camt.053.001.08.
    V08,
}

/// What to draw.
#[derive(Debug, Clone)]
pub struct Options {
    /// Invoices over the whole history.
    pub invoices: usize,
    /// Customers; a tenth of the invoices by default.
    pub customers: Option<usize>,
    /// Share of the invoices still open at the reference date, 0 to 1.
    pub open_share: f64,
    /// Bank entries; a tenth of the open invoices by default, 50 to 100 000.
    pub transactions: Option<usize>,
    /// Multiplies delays: 1 is an ordinary firm, 3 a badly chased portfolio.
    pub late_factor: f64,
    /// Reference date: the last day of the books.
    pub date: Date,
    /// Length of the history, at least two months.
    pub months: f64,
    /// Decides everything that is drawn.
    pub seed: u64,
    /// One accounting file or one a year.
    pub fec: FecSplit,
    /// Column separator of the accounting file: a tab or `|`.
    pub separator: char,
    /// Encoding of the accounting file.
    pub encoding: Encoding,
    /// Version of the bank statement.
    pub camt: CamtVersion,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            invoices: 10_000,
            customers: None,
            open_share: 0.12,
            transactions: None,
            late_factor: 1.0,
            date: Date::from_ymd_opt(2026, 6, 30).unwrap_or_default(),
            months: 18.0,
            seed: 42,
            fec: FecSplit::default(),
            separator: '\t',
            encoding: Encoding::default(),
            camt: CamtVersion::default(),
        }
    }
}

/// A firm and all that its customers owe.
#[derive(Debug, Clone)]
pub struct Portfolio {
    /// The creditor.
    pub company: Company,
    /// Its customers.
    pub customers: Vec<Customer>,
    /// What it has booked.
    pub ledger: Ledger,
    /// Bank entries by date: of the days after the books for a bench, of the whole history for the demo.
    pub statement: Vec<Transaction>,
}

/// Draws a portfolio in memory.
#[must_use]
pub fn portfolio(options: &Options) -> Portfolio {
    let count = options.customers.unwrap_or(options.invoices / 10).max(1);
    let customers = customers::draw(count, &customers::Clientele::of_bench(count), &mut Chance::new(options.seed, 1));
    let drawn = invoices::draw(options, &customers, &mut Chance::new(options.seed, 2));
    let ledger = ledger::settle(drawn, &customers);
    let statement = bank::draw(options, &customers, &ledger, &mut Chance::new(options.seed, 3));
    Portfolio { company: demo::company(), customers, ledger, statement }
}
