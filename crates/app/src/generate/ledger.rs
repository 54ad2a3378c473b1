//! What the generated firm has booked: invoices, credit notes, receipts, and the letters that tie them.

use super::customers::Customer;
use super::names::Town;
use chrono::Datelike;
use domain::Cents;
use domain::calendar::Date;
use domain::identifiers::{Iban, Siren, Siret, VatNumber};
use std::collections::HashMap;

/// The generated creditor, as `company.json` shows it.
#[derive(Debug, Clone)]
pub struct Company {
    /// Corporate name.
    pub name: &'static str,
    /// Legal form.
    pub legal_form: &'static str,
    /// Share capital in whole euros.
    pub capital: u32,
    /// Registration.
    pub siren: Siren,
    /// Seat.
    pub siret: Siret,
    /// VAT number.
    pub vat: VatNumber,
    /// Number and street of the seat.
    pub street: &'static str,
    /// Postal code and town of the seat.
    pub town: Town,
    /// Town of the trade register.
    pub rcs_town: &'static str,
    /// The account that customers pay to.
    pub iban: Iban,
    /// BIC of that account.
    pub bic: &'static str,
    /// The account holder's name as the bank knows it.
    pub iban_holder: &'static str,
    /// Where customers answer; under `.example`.
    pub email: &'static str,
    /// Telephone in a range kept for fiction.
    pub phone: &'static str,
}

/// Net amount and VAT of one rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TaxLine {
    /// Without VAT.
    pub net: Cents,
    /// VAT.
    pub vat: Cents,
}

/// What a customer contests, and since when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dispute {
    /// `price`, `quality`, `delivery`…
    pub reason: &'static str,
    /// When it was raised.
    pub on: Date,
}

/// A payment of a part of an invoice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Instalment {
    /// What was paid.
    pub amount: Cents,
    /// When the bank received it.
    pub on: Date,
    /// Number of the lower-case letter that ties it to its invoice.
    pub letter: u32,
}

/// The letter of a group that sums to zero, in a customer's account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lettering {
    /// Number of the letter: 0 is `AAA`.
    pub letter: u32,
    /// `DateLet`.
    pub on: Date,
}

/// An invoice, settled or not.
#[derive(Debug, Clone)]
pub struct Invoice {
    /// `FA2026-000123`.
    pub number: String,
    /// Position of its customer.
    pub customer: usize,
    /// Date of the invoice.
    pub issued_on: Date,
    /// True due date; the FEC does not show it.
    pub due_on: Date,
    /// One or two rates of VAT; the second is zero when there is one.
    pub lines: [TaxLine; 2],
    /// The customer's order, for one invoice in three.
    pub order: Option<u32>,
    /// When it was paid in full.
    pub settled_on: Option<Date>,
    /// An earlier payment of a part.
    pub instalment: Option<Instalment>,
    /// Position of the credit note about it.
    pub credit_note: Option<usize>,
    /// What the customer contests.
    pub dispute: Option<Dispute>,
    /// The letter of its settlement.
    pub lettering: Option<Lettering>,
}

impl Invoice {
    /// Without VAT.
    #[must_use]
    pub fn net(&self) -> Cents {
        self.lines[0].net + self.lines[1].net
    }

    /// VAT.
    #[must_use]
    pub fn vat(&self) -> Cents {
        self.lines[0].vat + self.lines[1].vat
    }

    /// With VAT.
    #[must_use]
    pub fn gross(&self) -> Cents {
        self.net() + self.vat()
    }

    /// What its instalment, if any, left to pay; credit notes stay apart.
    #[must_use]
    pub fn after_instalment(&self) -> Cents {
        self.gross() - self.instalment.map_or(Cents::ZERO, |instalment| instalment.amount)
    }

    /// What is open after everything that happened: zero once settled.
    #[must_use]
    pub fn open(&self) -> Cents {
        if self.settled_on.is_some() { Cents::ZERO } else { self.after_instalment() }
    }
}

/// A credit note about one invoice, taken off when that invoice is paid.
#[derive(Debug, Clone)]
pub struct CreditNote {
    /// `AV2026-00012`.
    pub number: String,
    /// Position of its customer.
    pub customer: usize,
    /// Position of the invoice that it is about.
    pub invoice: usize,
    /// Date of the document.
    pub issued_on: Date,
    /// Amounts, positive.
    pub line: TaxLine,
    /// Whether it was taken off a payment.
    pub settled: bool,
}

impl CreditNote {
    /// With VAT, positive.
    #[must_use]
    pub fn gross(&self) -> Cents {
        self.line.net + self.line.vat
    }
}

/// What a receipt pays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Purpose {
    /// Everything that these invoices still owe, their credit notes taken off.
    Settlement(Vec<usize>),
    /// A part of one invoice.
    Instalment(usize),
    /// Nothing known: it stays without letter.
    OnAccount,
}

/// Cash of one customer, booked in the bank journal.
#[derive(Debug, Clone)]
pub struct Receipt {
    /// Position of its customer.
    pub customer: usize,
    /// Booking date at the bank and in the journal.
    pub booked_on: Date,
    /// Above zero.
    pub amount: Cents,
    /// `PieceRef` of the entry; the bank's own reference when a statement shows it.
    pub reference: String,
    /// What it pays.
    pub purpose: Purpose,
}

/// A movement of the bank account that is no customer's.
#[derive(Debug, Clone)]
pub struct Movement {
    /// Booking date.
    pub booked_on: Date,
    /// Received above zero, paid below.
    pub amount: Cents,
    /// `PieceRef`: the bank's own reference.
    pub reference: String,
    /// Account of the other side, and its name.
    pub account: (&'static str, &'static str),
    /// Label.
    pub label: &'static str,
}

/// Everything booked. Invoices are in the order of their dates, receipts and movements too.
#[derive(Debug, Clone, Default)]
pub struct Ledger {
    /// Invoices by date.
    pub invoices: Vec<Invoice>,
    /// Credit notes in the order of their invoices.
    pub credit_notes: Vec<CreditNote>,
    /// Receipts by date.
    pub receipts: Vec<Receipt>,
    /// Movements by date.
    pub movements: Vec<Movement>,
}

/// `0` is `AAA`, `1` is `AAB`, `17576` is `AAAA`.
pub(super) fn letter_code(letter: u32) -> String {
    let (mut rest, mut width) = (u64::from(letter), 3_u32);
    while rest >= 26_u64.pow(width) {
        rest -= 26_u64.pow(width);
        width += 1;
    }
    (0..width).rev().map(|place| char::from(b'A' + (rest / 26_u64.pow(place) % 26) as u8)).collect()
}

/// Numbers documents by year: `FA2026-000001` is the first invoice of 2026.
#[derive(Default)]
pub(super) struct YearNumbers {
    year: i32,
    last: u32,
}

impl YearNumbers {
    pub(super) fn next_invoice(&mut self, issued_on: Date) -> String {
        if issued_on.year() != self.year {
            *self = Self { year: issued_on.year(), last: 0 };
        }
        self.last += 1;
        format!("FA{}-{:06}", self.year, self.last)
    }
}

/// Books one receipt for each customer and day of settlement, and letters it with what it pays;
/// books the instalments; returns the ledger with its receipts by date.
///
/// Letters are given customer by customer in the order of the settlements, then to instalments.
pub(super) fn settle(mut ledger: Ledger, customers: &[Customer]) -> Ledger {
    let mut next_letter = vec![0_u32; customers.len()];
    let mut take_letter = |customer: usize| {
        next_letter[customer] += 1;
        next_letter[customer] - 1
    };
    let mut paid: Vec<(Date, usize, usize)> = ledger
        .invoices
        .iter()
        .enumerate()
        .filter_map(|(position, invoice)| Some((invoice.settled_on?, invoice.customer, position)))
        .collect();
    paid.sort_unstable();
    for group in paid.chunk_by(|one, other| (one.0, one.1) == (other.0, other.1)) {
        let (booked_on, customer, _) = group[0];
        let lettering = Lettering { letter: take_letter(customer), on: booked_on };
        let mut amount = Cents::ZERO;
        for (_, _, position) in group {
            let invoice = &mut ledger.invoices[*position];
            invoice.lettering = Some(lettering);
            amount += invoice.after_instalment() - invoice.credit_note.map_or(Cents::ZERO, |note| ledger.credit_notes[note].gross());
        }
        let purpose = Purpose::Settlement(group.iter().map(|paid| paid.2).collect());
        ledger.receipts.push(Receipt { customer, booked_on, amount, reference: String::new(), purpose });
    }
    for (position, invoice) in ledger.invoices.iter_mut().enumerate() {
        if let Some(instalment) = &mut invoice.instalment {
            instalment.letter = take_letter(invoice.customer);
            let purpose = Purpose::Instalment(position);
            ledger.receipts.push(Receipt {
                customer: invoice.customer,
                booked_on: instalment.on,
                amount: instalment.amount,
                reference: String::new(),
                purpose,
            });
        }
    }
    ledger.receipts.sort_by_key(|receipt| receipt.booked_on);
    ledger
}

/// How many open invoices each customer has for each amount: beyond one, an amount alone does not decide.
pub(super) fn open_twins(invoices: &[Invoice]) -> HashMap<(usize, Cents), u32> {
    let mut twins = HashMap::new();
    for invoice in invoices.iter().filter(|invoice| invoice.settled_on.is_none()) {
        *twins.entry((invoice.customer, invoice.open())).or_default() += 1;
    }
    twins
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_count_in_base_26() {
        let cases = [(0, "AAA"), (1, "AAB"), (26, "ABA"), (17_575, "ZZZ"), (17_576, "AAAA"), (17_577, "AAAB")];
        for (number, expected) in cases {
            assert_eq!(letter_code(number), expected);
        }
    }
}
