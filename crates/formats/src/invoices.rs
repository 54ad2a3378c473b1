//! Tables of invoices and credit notes, open or settled.

mod columns;
mod sums;

use std::collections::HashMap;

use domain::identifiers::{EmailAddress, Siren};
use domain::ledger::ItemKind;
use domain::party::PaymentTerms;
use domain::{Cents, Currency, Date};

use crate::diagnostic::{Diagnostic, Identifier, Problem};
use crate::table::{self, Cells, Choices, Table};

pub(crate) use columns::SCHEMA;
use sums::{Instalment, sums};

/// One document, or one instalment of it. Amounts of credit notes and payments are negative.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvoiceRow {
    /// Physical line in the file.
    pub line: u64,
    /// The number that both sides know it by.
    pub number: String,
    /// Invoice, credit note, payment, other debit.
    pub kind: ItemKind,
    /// The customer's code; empty when the table has names only.
    pub customer_code: String,
    /// The customer's name; empty when the table has codes only.
    pub customer_name: String,
    /// Where the customer's mail goes, when the table says it.
    pub customer_email: Option<EmailAddress>,
    /// The customer's registration, when the table says it.
    pub customer_siren: Option<Siren>,
    /// Date of the document; the due date in a table without it.
    pub issued_on: Date,
    /// Due date, if given.
    pub due_on: Option<Date>,
    /// Amount with tax; the open amount in a table without it.
    pub amount: Cents,
    /// Still open, as the source says; nothing when it gives a date of payment.
    pub open: Option<Cents>,
    /// Already paid, as the source says.
    pub paid: Option<Cents>,
    /// Amount without tax.
    pub net: Option<Cents>,
    /// Tax.
    pub vat: Option<Cents>,
    /// Euro when the table does not say.
    pub currency: Currency,
    /// The customer's order; for a credit note often the invoice.
    pub order_ref: String,
    /// The project that it is for; empty when the table does not say.
    pub project: String,
    /// What it is about.
    pub label: String,
    /// Why the customer disputes it; empty when not.
    pub dispute: String,
    /// Since when.
    pub disputed_on: Option<Date>,
    /// When it was paid in full.
    pub paid_on: Option<Date>,
}

/// Reads a table of invoices. The same number with another due date is another instalment; with the same
/// one it is reported, and the later row left out. A row with several due dates gives an instalment each.
///
/// # Errors
/// When the file is empty or its column names are not those of invoices.
pub fn read(bytes: &[u8]) -> Result<Table<InvoiceRow>, Vec<Diagnostic>> {
    read_with(bytes, &Choices::default())
}

/// Reads a table of invoices as a person said.
///
/// # Errors
/// When the file is empty or its columns are not enough.
pub fn read_with(bytes: &[u8], choices: &Choices) -> Result<Table<InvoiceRow>, Vec<Diagnostic>> {
    let mut numbers: HashMap<String, Vec<Seen>> = HashMap::new();
    table::read(bytes, &SCHEMA, choices, |cells, rows| {
        let Some(found) = read_row(cells) else { return false };
        // A row comes in whole or not at all.
        for row in &found {
            let seen = numbers.get(&row.number).map_or(&[][..], Vec::as_slice);
            if let Some(first) = seen.iter().find(|other| other.is(row)) {
                cells.error("number", Problem::Duplicate { key: row.number.clone(), first_line: first.line });
                return false;
            }
            if let Some(other) = seen.iter().find(|other| other.customer != row.customer()) {
                cells.warning("number", Problem::SharedNumber { number: row.number.clone(), first_line: other.line });
            }
        }
        for row in found {
            numbers.entry(row.number.clone()).or_default().push(Seen::of(&row));
            rows.push(row);
        }
        true
    })
}

/// A row that was read before.
struct Seen {
    customer: String,
    kind: ItemKind,
    due_on: Option<Date>,
    line: u64,
}

impl Seen {
    fn of(row: &InvoiceRow) -> Self {
        Self { customer: row.customer().to_owned(), kind: row.kind, due_on: row.due_on, line: row.line }
    }

    fn is(&self, row: &InvoiceRow) -> bool {
        self.customer == row.customer() && self.due_on == row.due_on && self.kind == row.kind
    }
}

impl InvoiceRow {
    /// The customer's code, else the name.
    fn customer(&self) -> &str {
        if self.customer_code.is_empty() { &self.customer_name } else { &self.customer_code }
    }
}

fn read_row(cells: &mut Cells<'_>) -> Option<Vec<InvoiceRow>> {
    let number = cells.owned("number");
    if number.is_empty() {
        cells.error("number", Problem::MissingValue);
        return None;
    }
    let (customer_code, customer_name) = (cells.owned("customer_code"), cells.owned("customer_name"));
    if customer_code.is_empty() && customer_name.is_empty() {
        cells.error(cells.first_of(&["customer_code", "customer_name"]), Problem::MissingValue);
        return None;
    }
    let (issued_on, due_on) = dates(cells)?;
    let sums = sums(cells)?;
    let row = InvoiceRow {
        line: cells.line,
        number,
        kind: sums.kind,
        customer_code,
        customer_name,
        customer_email: cells.identifier("customer_email", Identifier::Email, EmailAddress::parse),
        customer_siren: cells.identifier("customer_siren", Identifier::Siren, Siren::parse),
        issued_on,
        due_on,
        amount: sums.amount,
        open: sums.open,
        paid: sums.paid,
        net: sums.net,
        vat: sums.vat,
        currency: sums.currency,
        order_ref: cells.owned("order_ref"),
        project: cells.owned("project"),
        label: cells.owned("label"),
        dispute: cells.owned("dispute"),
        disputed_on: cells.date("disputed_on"),
        paid_on: sums.paid_on,
    };
    Some(match sums.instalments.as_slice() {
        [] => vec![row],
        several => several.iter().map(|one| instalment(&row, one)).collect(),
    })
}

/// One instalment of a row: its own due date and sums, the rest as the row says.
fn instalment(row: &InvoiceRow, one: &Instalment) -> InvoiceRow {
    InvoiceRow { due_on: one.due_on.or(row.due_on), amount: one.amount, open: one.open, paid: None, net: None, vat: None, ..row.clone() }
}

fn dates(cells: &mut Cells<'_>) -> Option<(Date, Option<Date>)> {
    let due_on = cells.date("due_on");
    let issued_on = cells.date("issued_on");
    if issued_on.is_none() && cells.text("issued_on").is_some() {
        // Reported already: not to be replaced by another date in silence.
        return None;
    }
    let first_due = if cells.text("due_on_1").is_some() { cells.date("due_on_1") } else { None };
    let Some(issued_on) = issued_on.or(due_on).or(first_due) else {
        // An unreadable due date was reported already.
        if cells.text("due_on").is_none() && cells.text("due_on_1").is_none() {
            cells.error(cells.first_of(&["issued_on", "due_on_1", "due_on"]), Problem::MissingValue);
        }
        return None;
    };
    let due_on = match due_on {
        None if cells.text("due_on").is_none() => cells.word("terms", PaymentTerms::parse).map(|terms| terms.due_on(issued_on)),
        due_on => due_on,
    };
    Some((issued_on, due_on))
}
#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_french_table_with_all_its_oddities() {
        let text = "N° facture,Type,Client,Date,Échéance,Montant TTC,Reste dû\n\
            F1,Facture,Dupont,05/01/2026,04/02/2026,\"1 234,56 €\",\"1 234,56 €\"\n\
            F1,Facture,Dupont,05/01/2026,04/03/2026,100.00,100.00\n\
            F1,Facture,Dupont,05/01/2026,04/03/2026,100.00,100.00\n\
            F1,Facture,Martin,05/01/2026,,50,\n\
            A1,Avoir,Dupont,06/01/2026,,20,20\n\
            F2,Facture,Dupont,06/01/2026,,-20,-20\n\
            F3,Facture,Dupont,32/01/2026,,20,20\n\
            F4,Facture,Dupont,06/01/2026,,\"1,234\",\n\
            F5,Facture,,06/01/2026,,1,1\n";
        let table = read(text.as_bytes()).unwrap();
        let rows: Vec<_> = table.rows.iter().map(|r| (r.number.as_str(), r.kind, r.amount.0, r.open.map(|o| o.0))).collect();
        assert_eq!(
            rows,
            [
                ("F1", ItemKind::Invoice, 123_456, Some(123_456)),
                ("F1", ItemKind::Invoice, 10_000, Some(10_000)),
                ("F1", ItemKind::Invoice, 5_000, None),
                ("A1", ItemKind::CreditNote, -2_000, Some(-2_000)),
                ("F2", ItemKind::CreditNote, -2_000, Some(-2_000)),
            ]
        );
        let found: Vec<_> = table.diagnostics.iter().map(|d| (d.line, d.field.as_deref().unwrap_or(""), d.problem.code())).collect();
        assert_eq!(
            found,
            [
                (4, "N° facture", "table.duplicate"),
                (5, "N° facture", "invoices.shared_number"),
                (7, "Montant TTC", "invoices.negative"),
                (8, "Date", "value.date"),
                (9, "Montant TTC", "value.amount"),
                (10, "Client", "value.missing"),
            ]
        );
        assert_eq!(table.data_rows, 9);
    }
}
