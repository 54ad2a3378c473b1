//! Ways to read a line, before one is chosen.

use super::{Allotment, AmountFit, Part, Reason, Residue, score};
use crate::calendar::Date;
use crate::ledger::operation::Remainder;
use crate::money::Cents;
use crate::payers::Settings;

/// A way to read a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reading {
    /// What goes where, by position.
    pub(super) parts: Vec<Part>,
    pub(super) residual: Cents,
    pub(super) residue: Residue,
    pub(super) reasons: Vec<Reason>,
    pub(super) points: i32,
}

impl Reading {
    pub(super) fn new(mut parts: Vec<Part>, amount: Cents, residue: Residue, reasons: Vec<Reason>) -> Self {
        parts.sort_unstable();
        let residual = amount - Cents::total(parts.iter().map(|part| part.amount));
        let points = score::points(&reasons);
        Self { parts, residual, residue, reasons, points }
    }

    pub(super) fn add(&mut self, reason: Reason) {
        self.reasons.push(reason);
        self.points = score::points(&self.reasons);
    }

    pub(super) fn into_allotment(self) -> Allotment {
        let confidence = score::confidence(self.points, &self.reasons, self.residue);
        Allotment { parts: self.parts, residual: self.residual, residue: self.residue, reasons: self.reasons, confidence }
    }
}

/// How an amount fits less than the items' sum `due`, and what the difference looks like. `issued_on` is the day of
/// the oldest of them, `paid_on` that of the line: a discount is for who pays in time.
pub(super) fn shortfall(amount: Cents, due: Cents, (issued_on, paid_on): (Date, Date), settings: &Settings) -> (AmountFit, Residue) {
    let missing = due - amount;
    if missing <= settings.tolerance {
        return (AmountFit::Rounding, Residue::Missing(Remainder::Rounding, missing));
    }
    if let Some(discount) = settings.discount.filter(|discount| discount.is(missing, due) && discount.is_in_time(issued_on, paid_on)) {
        return (AmountFit::Discount(discount), Residue::Missing(Remainder::Discount, missing));
    }
    // Charges are a few round euros and never most of the payment.
    if missing <= settings.max_bank_fee && missing.0.saturating_mul(4) <= amount.0 {
        return (AmountFit::BankFee, Residue::Missing(Remainder::BankCharges, missing));
    }
    (AmountFit::Partial, Residue::StillOwed(missing))
}
