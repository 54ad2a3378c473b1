//! The demo's files, as they were on a day.

use super::demo_portfolio;
use crate::generate::fec::{self, Extract};
use crate::generate::ledger::{Company, Invoice};
use crate::generate::write::{INVOICE_COLUMNS, credit_note_line, customers_csv, invoice_line};
use crate::generate::{CamtVersion, Encoding, Portfolio, statement};
use domain::Cents;
use domain::calendar::{self, Date, working_day_before};
use std::io::{self, Write};

/// What the bank account holds before the first entry of the history.
const OPENING_BALANCE: Cents = Cents(52_000_000);

/// What the firm can import on a day.
#[derive(Debug, Clone)]
pub struct DemoFiles {
    /// The creditor.
    pub company: Company,
    /// Customers with contacts, terms, categories and collectors; separated by `;`.
    pub customers_csv: String,
    /// Every invoice and credit note with its true due date; separated by `;`.
    pub invoices_csv: String,
    /// Customary name of the accounting file.
    pub fec_name: String,
    /// Sales of the day before included, its bank entries not yet.
    pub fec: Vec<u8>,
    /// camt.053 of the working day before: nothing of it is in the accounting file.
    pub statement: Vec<u8>,
}

/// The demo's files on a business date.
#[must_use]
pub fn demo(today: Date) -> DemoFiles {
    demo_as_known(&demo_portfolio(today), today)
}

/// The files as they were in the morning of `on`, a day of the portfolio's history or the day after it.
///
/// Sales are booked to the last working day before `on`, the bank and letters to the one before that.
/// The accounting file of a later day holds the same entries under the same numbers and more; letters
/// are added to old lines.
#[must_use]
pub fn demo_as_known(portfolio: &Portfolio, on: Date) -> DemoFiles {
    let last = working_day_before(on);
    let booked = working_day_before(last);
    let (mut customers, mut invoices, mut fec, mut statement) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let from = portfolio.ledger.invoices.first().map_or(last, |invoice| invoice.issued_on);
    let extract = Extract { from, sales_to: last, bank_to: booked, lettered_to: booked, opening: false };
    // Writing to memory cannot fail.
    let _ = customers_csv(&portfolio.customers, true, &mut customers);
    let _ = invoices_csv(portfolio, last, booked, &mut invoices);
    let _ = fec::write(&portfolio.ledger, &portfolio.customers, &extract, ('\t', Encoding::Utf8), &mut fec);
    let _ = statement_of(portfolio, last, &mut statement);
    DemoFiles {
        company: portfolio.company.clone(),
        customers_csv: String::from_utf8(customers).unwrap_or_default(),
        invoices_csv: String::from_utf8(invoices).unwrap_or_default(),
        fec_name: format!("{}FEC{}.txt", portfolio.company.siren, last.format("%Y%m%d")),
        fec,
        statement,
    }
}

/// The sites that customers buy for.
const PROJECTS: [&str; 6] = [
    "CH-2401 Île de Nantes",
    "CH-2407 Gare de Rezé",
    "CH-2412 Lycée Monge",
    "CH-2503 Quai Hoche",
    "CH-2509 Halle Alstom",
    "CH-2602 Erdre Parc",
];

/// The site that an invoice is for: some customers order for one, and the others do not say.
fn project_of(invoice: &Invoice) -> &'static str {
    if invoice.order.is_some() && invoice.customer.is_multiple_of(3) { PROJECTS[invoice.customer / 3 % PROJECTS.len()] } else { "" }
}

/// Documents issued to `last`; what is paid is what the books show at `booked`.
fn invoices_csv(portfolio: &Portfolio, last: Date, booked: Date, mut out: impl Write) -> io::Result<()> {
    let Portfolio { customers, ledger, .. } = portfolio;
    writeln!(out, "{INVOICE_COLUMNS};affaire")?;
    let mut row = Vec::new();
    for invoice in ledger.invoices.iter().take_while(|invoice| invoice.issued_on <= last) {
        let settled = invoice.lettering.is_some_and(|lettering| lettering.on <= booked);
        let instalment =
            invoice.instalment.filter(|instalment| instalment.on <= booked).map_or(Cents::ZERO, |instalment| instalment.amount);
        let paid = if settled { invoice.gross() } else { instalment };
        row.clear();
        invoice_line(invoice, &customers[invoice.customer].code, paid, last, &mut row)?;
        out.write_all(row.trim_ascii_end())?;
        writeln!(out, ";{}", project_of(invoice))?;
    }
    for note in ledger.credit_notes.iter().filter(|note| note.issued_on <= last) {
        let about = &ledger.invoices[note.invoice];
        let settled = about.lettering.is_some_and(|lettering| lettering.on <= booked);
        let open = if settled { Cents::ZERO } else { -note.gross() };
        row.clear();
        credit_note_line(note, &customers[note.customer].code, &about.number, open, &mut row)?;
        out.write_all(row.trim_ascii_end())?;
        writeln!(out, ";{}", project_of(about))?;
    }
    Ok(())
}

/// Days of a statement: more than lie between two mornings of the demonstration, so that none is missing.
const STATEMENT_DAYS: i64 = 7;

/// The bank's entries of the last days, a statement each, with the balances before and after.
fn statement_of(portfolio: &Portfolio, day: Date, out: impl Write) -> io::Result<()> {
    let first = calendar::add_days(day, -STATEMENT_DAYS);
    let start = portfolio.statement.partition_point(|transaction| transaction.truth.date < first);
    let end = portfolio.statement.partition_point(|transaction| transaction.truth.date <= day);
    let opening = OPENING_BALANCE + portfolio.statement[..start].iter().map(|transaction| transaction.truth.amount).sum();
    let entries: Vec<_> = portfolio.statement[start..end].iter().collect();
    statement::write(&entries, &portfolio.company, CamtVersion::V02, day, opening, out)?;
    Ok(())
}
