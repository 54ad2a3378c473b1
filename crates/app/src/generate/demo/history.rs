//! Eighteen months of the demo firm: what was sold, when it was paid, and what else the bank saw.

use crate::generate::chance::Chance;
use crate::generate::customers::{Customer, CustomerKind, Temperament};
use crate::generate::delays;
use crate::generate::invoices::{DISPUTES, cumulative_weights, draw_amounts, issue_credit_notes, issue_day, new_invoice, part_of};
use crate::generate::ledger::{Dispute, Instalment, Invoice, Ledger, Movement, Purpose, Receipt, YearNumbers};
use chrono::Datelike;
use domain::Cents;
use domain::calendar::{Date, add_days, end_of_month, is_working_day, working_day_before, working_day_on_or_after};

const INVOICES: usize = 5_000;
/// Eighteen months.
const DAYS: usize = 548;
/// The firm has chased its customers by hand, now and then.
const LATE_FACTOR: f64 = 1.25;

/// Draws the invoices and all that happened to them up to `last`, the last working day.
pub(super) fn draw(customers: &[Customer], last: Date, chance: &mut Chance) -> Ledger {
    let first = add_days(last, -(DAYS as i64));
    let cumulative = cumulative_weights(customers);
    let mut invoices = Vec::with_capacity(INVOICES);
    for _ in 0..INVOICES {
        let drawn = add_days(first, chance.below(DAYS + 1) as i64);
        let customer = chance.weighted(&cumulative);
        let issued_on = issue_day(drawn, last, 0.1, chance);
        let lines = draw_amounts(&customers[customer], chance);
        let mut invoice = new_invoice(customer, issued_on, customers[customer].terms.due_on(issued_on), lines);
        decide_fate(&mut invoice, &customers[customer], last, chance);
        invoices.push(invoice);
    }
    invoices.sort_by_key(|invoice| invoice.issued_on);
    let mut numbers = YearNumbers::default();
    for (position, invoice) in invoices.iter_mut().enumerate() {
        invoice.number = numbers.next_invoice(invoice.issued_on);
        invoice.order = position.is_multiple_of(3).then_some(10_000 + (position as u64 * 7_919 % 89_999) as u32);
    }
    let mut ledger = Ledger { invoices, ..Ledger::default() };
    issue_credit_notes(&mut ledger, last, chance);
    ledger
}

/// Payment, dispute, instalment: each is kept only when it has happened by `last`.
fn decide_fate(invoice: &mut Invoice, customer: &Customer, last: Date, chance: &mut Chance) {
    let delay = delays::draw(customer, invoice.due_on, invoice.gross(), LATE_FACTOR, chance);
    let paid_on = delay.map(|days| working_day_on_or_after(add_days(invoice.due_on, days).max(add_days(invoice.issued_on, 1))));
    invoice.settled_on = paid_on.filter(|paid_on| *paid_on <= last);
    let late = delay.unwrap_or(120);
    if customer.temperament == Temperament::Disputer && late > 30 {
        let on = working_day_on_or_after(add_days(invoice.issued_on, 5 + chance.below(20) as i64));
        invoice.dispute = (on <= last).then(|| Dispute { reason: DISPUTES[chance.below(DISPUTES.len())], on });
    }
    let pays_parts = if customer.temperament == Temperament::Distressed { 0.30 } else { 0.12 };
    if late > 12 && chance.happens(pays_parts) {
        let on = working_day_on_or_after(add_days(invoice.due_on, 2 + chance.below((late as usize - 8).min(60)) as i64));
        if on <= last && paid_on.is_none_or(|paid_on| on < paid_on) {
            invoice.instalment = Some(Instalment { amount: part_of(invoice.gross(), chance.between(0.25, 0.6)), on, letter: 0 });
        }
    }
}

/// Adds round sums that name no invoice: the first ones of firms that pay before they know what.
pub(super) fn add_cash_on_account(ledger: &mut Ledger, customers: &[Customer], last: Date, chance: &mut Chance) {
    for _ in 0..8 {
        let customer = chance.below(customers.len());
        let booked_on = working_day_on_or_after(add_days(last, -(4 + chance.below(70) as i64))).min(last);
        let amount =
            Cents(if customers[customer].kind == CustomerKind::Person { 10_000 } else { *chance.pick(&[30_000, 50_000, 100_000]) });
        ledger.receipts.push(Receipt { customer, booked_on, amount, reference: String::new(), purpose: Purpose::OnAccount });
    }
    ledger.receipts.sort_by_key(|receipt| receipt.booked_on);
}

type Kind = (&'static str, (&'static str, &'static str));
const SUPPLIERS: [Kind; 4] = [
    ("VIR ALLIANCE METAUX", ("40100000", "Fournisseurs")),
    ("VIR OUTILLAGE DU BOCAGE", ("40100000", "Fournisseurs")),
    ("VIR ROULEMENTS ATLANTIQUE", ("40100000", "Fournisseurs")),
    ("VIR EMBALLAGES DE L OUEST", ("40100000", "Fournisseurs")),
];
const CARDS: Kind = ("REMISE CB TPE 0012", ("58000000", "Virements internes"));

/// Adds what is no customer's: suppliers and card takings most days, and the bills of the month.
pub(super) fn add_movements(ledger: &mut Ledger, last: Date, chance: &mut Chance) {
    let Some(first) = ledger.invoices.first().map(|invoice| invoice.issued_on) else { return };
    for day in first.iter_days().take_while(|day| *day <= last).filter(|day| is_working_day(*day)) {
        let mut add = |kind: Kind, euros: f64| {
            ledger.movements.push(Movement {
                booked_on: day,
                amount: Cents((euros * 100.0) as i64),
                reference: String::new(),
                account: kind.1,
                label: kind.0,
            });
        };
        for _ in 0..2 + chance.below(4) {
            add(*chance.pick(&SUPPLIERS), -chance.lognormal(7.35, 0.7));
        }
        if chance.happens(0.9) {
            add(CARDS, chance.between(80.0, 900.0));
        }
        for (kind, euros) in bills_of(day) {
            add(kind, euros);
        }
    }
}

/// Bills on the first working day from their day of the month, wages on the last one.
fn bills_of(day: Date) -> Vec<(Kind, f64)> {
    let since = working_day_before(day).max(add_days(end_of_month(day), -(i64::from(end_of_month(day).day()))));
    let falls = |bill: u32| day.with_day(bill).is_some_and(|planned| since < planned && planned <= day);
    let mut bills = Vec::new();
    for (planned, kind, euros) in [
        (2, ("FRAIS BANCAIRES", ("62700000", "Services bancaires")), -46.80),
        (5, ("LOYER SCI QUAI NORD", ("61320000", "Locations immobilières")), -4_320.0),
        (10, ("PRLV SEPA TELECOM", ("62600000", "Frais postaux et télécommunications")), -318.40),
        (12, ("PRLV SEPA ELECTRICITE", ("60610000", "Fournitures non stockables")), -1_164.25),
        (15, ("COTISATION URSSAF", ("43100000", "Sécurité sociale")), -21_480.0),
        (20, ("DGFIP TVA", ("44551000", "TVA à décaisser")), -28_650.0),
    ] {
        if falls(planned) {
            bills.push((kind, euros));
        }
    }
    if working_day_before(add_days(end_of_month(day), 1)) == day {
        bills.push((("VIR SALAIRES", ("42100000", "Personnel, rémunérations dues")), -46_900.0));
    }
    bills
}
