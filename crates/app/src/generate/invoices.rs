//! Invoices of a bench: amounts, dates, who pays when, credit notes and disputes.

use super::Options;
use super::chance::Chance;
use super::customers::{Customer, Temperament};
use super::delays;
use super::ledger::{CreditNote, Dispute, Instalment, Invoice, Ledger, TaxLine, YearNumbers};
use chrono::Datelike;
use domain::Cents;
use domain::calendar::{Date, add_days, end_of_month, is_working_day, working_day_before, working_day_on_or_after};

/// Why customers contest.
pub(super) const DISPUTES: [&str; 8] =
    ["price", "quantity", "quality", "delivery", "missing_order_number", "already_paid", "not_ordered", "wrong_entity"];

/// How busy each month is, December most, August least; 1.25 is the bound of the draw.
const MONTH_WEIGHTS: [f64; 12] = [0.90, 0.92, 1.08, 0.98, 0.93, 1.12, 0.95, 0.62, 1.08, 1.08, 1.05, 1.25];

/// Net and VAT of an invoice: a subscription's own amount, else lognormal around the customer's mean.
pub(super) fn draw_amounts(customer: &Customer, chance: &mut Chance) -> [TaxLine; 2] {
    let net = customer.subscription.unwrap_or_else(|| {
        let drawn = (chance.lognormal(customer.log_mean, 0.8) * 100.0) as i64;
        let rounded = if chance.happens(0.3) { (drawn / 500 + 1) * 500 } else { drawn };
        Cents(if rounded < 500 { 500 + chance.below(2_000) as i64 } else { rounded })
    });
    if customer.vat_exempt {
        return [TaxLine { net, vat: Cents::ZERO }, TaxLine::default()];
    }
    let drawn = chance.unit();
    if drawn > 0.95 && customer.subscription.is_none() {
        let reduced = Cents((net.0 as f64 * chance.between(0.1, 0.4)) as i64);
        return [taxed(net - reduced, 2_000), taxed(reduced, 1_000)];
    }
    let rate_bp = if drawn < 0.86 {
        2_000
    } else if drawn < 0.94 {
        1_000
    } else {
        550
    };
    [taxed(net, rate_bp), TaxLine::default()]
}

/// VAT at a rate in hundredths of a percent, rounded half up.
fn taxed(net: Cents, rate_bp: i64) -> TaxLine {
    TaxLine { net, vat: Cents((net.0 * rate_bp + 5_000) / 10_000) }
}

/// A part of an amount, rounded down, and at least one cent.
pub(super) fn part_of(amount: Cents, share: f64) -> Cents {
    Cents(((amount.0 as f64 * share) as i64).max(1))
}

/// A day of issue near a draw: some invoices are made in the last days of the month, none on a day when
/// nobody works.
pub(super) fn issue_day(drawn: Date, last: Date, month_end_share: f64, chance: &mut Chance) -> Date {
    let month_end = end_of_month(drawn);
    let near = if chance.happens(month_end_share) && add_days(month_end, -3) > drawn {
        add_days(month_end, -(chance.below(3) as i64))
    } else {
        drawn
    };
    let near = near.min(last);
    if is_working_day(near) { near } else { working_day_before(near) }
}

/// Whether an invoice is made in this month: keeps as many draws as the month is busy.
fn month_keeps(date: Date, chance: &mut Chance) -> bool {
    chance.unit() * 1.25 <= MONTH_WEIGHTS[date.month0() as usize]
}

/// The span of the history and the options that drawing needs.
struct Draw<'a> {
    options: &'a Options,
    customers: &'a [Customer],
    /// Cumulative weights of the customers.
    cumulative: Vec<f64>,
    first: Date,
    days: i64,
}

/// A third of a bench's invoices are made when the month closes.
const MONTH_END_SHARE: f64 = 0.33;

/// Draws the invoices with their fate at the reference date, their credit notes and disputes.
pub(super) fn draw(options: &Options, customers: &[Customer], chance: &mut Chance) -> Ledger {
    let days = ((options.months * 30.44) as i64).max(60);
    let first = add_days(options.date, -days);
    let draw = Draw { options, customers, cumulative: cumulative_weights(customers), first, days };
    let mut invoices: Vec<Invoice> = (0..options.invoices)
        .map(|_| if chance.happens(options.open_share) { draw.open_invoice(chance) } else { draw.settled_invoice(chance) })
        .collect();
    invoices.sort_by_key(|invoice| invoice.issued_on);
    let mut numbers = YearNumbers::default();
    for (position, invoice) in invoices.iter_mut().enumerate() {
        invoice.number = numbers.next_invoice(invoice.issued_on);
        invoice.order = position.is_multiple_of(3).then_some(10_000 + (position as u64 * 7_919 % 89_999) as u32);
    }
    let mut ledger = Ledger { invoices, ..Ledger::default() };
    raise_disputes(&mut ledger, customers, options.date, chance);
    issue_credit_notes(&mut ledger, options.date, chance);
    ledger
}

/// Running sums of the customers' weights, to draw them by.
pub(super) fn cumulative_weights(customers: &[Customer]) -> Vec<f64> {
    customers
        .iter()
        .scan(0.0, |sum, customer| {
            *sum += customer.weight;
            Some(*sum)
        })
        .collect()
}

/// An invoice before its number: nothing has happened to it yet.
pub(super) fn new_invoice(customer: usize, issued_on: Date, due_on: Date, lines: [TaxLine; 2]) -> Invoice {
    Invoice {
        number: String::new(),
        customer,
        issued_on,
        due_on,
        lines,
        order: None,
        settled_on: None,
        instalment: None,
        credit_note: None,
        dispute: None,
        lettering: None,
    }
}

impl Draw<'_> {
    fn draw_customer(&self, chance: &mut Chance) -> (usize, [TaxLine; 2], Cents) {
        let position = chance.weighted(&self.cumulative);
        let lines = draw_amounts(&self.customers[position], chance);
        (position, lines, lines.iter().map(|line| line.net + line.vat).sum())
    }

    /// An invoice open at the reference date. Longer lives are met more often among open items, so the
    /// life is the longer of two draws in proportion, and short-lived customers are drawn again.
    fn open_invoice(&self, chance: &mut Chance) -> Invoice {
        let today = self.options.date;
        let mut turn = 0;
        loop {
            let (position, lines, gross) = self.draw_customer(chance);
            let customer = &self.customers[position];
            let around = add_days(today, -(chance.below(60) as i64));
            let mut life = || {
                let delay = delays::draw(customer, around, gross, self.options.late_factor, chance).map_or(600, |days| days.min(600));
                (customer.terms.mean_days() + delay).max(1)
            };
            let (one, other) = (life(), life());
            let life = if chance.unit() * ((one + other) as f64) < one as f64 { one } else { other };
            if turn < 4 && chance.unit() * 70.0 > life as f64 {
                turn += 1;
                continue;
            }
            let age = chance.below(life.min(self.days - 1) as usize) as i64;
            let issued_on = issue_day(add_days(today, -age), today, MONTH_END_SHARE, chance).max(self.first);
            let mut invoice = new_invoice(position, issued_on, customer.terms.due_on(issued_on), lines);
            let pays_parts = if customer.temperament == Temperament::Distressed { 0.25 } else { 0.04 };
            if invoice.due_on < today && chance.happens(pays_parts) {
                let late = (today - invoice.due_on).num_days();
                let on = add_days(invoice.due_on, 1 + chance.below(late as usize) as i64);
                invoice.instalment = Some(Instalment { amount: part_of(gross, chance.between(0.2, 0.7)), on, letter: 0 });
            }
            return invoice;
        }
    }

    /// An invoice paid at the reference date at the latest.
    fn settled_invoice(&self, chance: &mut Chance) -> Invoice {
        let today = self.options.date;
        let mut turn = 0;
        loop {
            let (position, lines, gross) = self.draw_customer(chance);
            let terms = self.customers[position].terms;
            let drawn = add_days(self.first, chance.below((self.days - 5) as usize) as i64);
            if !month_keeps(drawn, chance) {
                continue;
            }
            let issued_on = issue_day(drawn, today, MONTH_END_SHARE, chance).max(self.first);
            let due_on = terms.due_on(issued_on);
            let delay = delays::draw(&self.customers[position], due_on, gross, self.options.late_factor, chance);
            let mut invoice = new_invoice(position, issued_on, due_on, lines);
            if let Some(delay) = delay {
                let paid_on = working_day_on_or_after(add_days(due_on, delay).max(issued_on));
                if paid_on <= today {
                    invoice.settled_on = Some(paid_on);
                    return invoice;
                }
            }
            turn += 1;
            if turn > 6 {
                invoice.issued_on = add_days(self.first, chance.below(40) as i64);
                invoice.due_on = terms.due_on(invoice.issued_on);
                invoice.settled_on = Some(add_days(invoice.due_on, 30).min(today));
                return invoice;
            }
        }
    }
}

/// 14 % of a quarrelsome customer's open invoices are contested, 1 % of the others'.
fn raise_disputes(ledger: &mut Ledger, customers: &[Customer], today: Date, chance: &mut Chance) {
    for invoice in ledger.invoices.iter_mut().filter(|invoice| invoice.settled_on.is_none() && invoice.due_on < add_days(today, 10)) {
        let quarrelsome = customers[invoice.customer].temperament == Temperament::Disputer;
        if chance.happens(if quarrelsome { 0.14 } else { 0.01 }) {
            let on = add_days(invoice.issued_on, 3 + chance.below(25) as i64).min(today);
            invoice.dispute = Some(Dispute { reason: DISPUTES[chance.below(DISPUTES.len())], on });
        }
    }
}

/// 2 % of the invoices with one rate and no instalment are followed by a credit note of 5 to 40 %.
pub(super) fn issue_credit_notes(ledger: &mut Ledger, today: Date, chance: &mut Chance) {
    for (position, invoice) in ledger.invoices.iter_mut().enumerate() {
        let plain = invoice.instalment.is_none() && invoice.lines[1] == TaxLine::default();
        if !plain || !chance.happens(0.02) {
            continue;
        }
        let share = chance.between(0.05, 0.4);
        let latest = invoice.settled_on.unwrap_or(today);
        let issued_on = working_day_on_or_after(add_days(invoice.issued_on, 5 + chance.below(30) as i64)).min(latest);
        let line = TaxLine { net: part_of(invoice.lines[0].net, share), vat: Cents((invoice.lines[0].vat.0 as f64 * share) as i64) };
        invoice.credit_note = Some(ledger.credit_notes.len());
        ledger.credit_notes.push(CreditNote {
            number: format!("AV{}-{:05}", issued_on.year(), ledger.credit_notes.len() + 1),
            customer: invoice.customer,
            invoice: position,
            issued_on,
            line,
            settled: invoice.settled_on.is_some(),
        });
    }
}
