//! Ways to read a line, before one is chosen.

use super::{Allotment, AmountFit, Part, Reason, Residue, score};
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

/// How an amount fits less than the items' sum `due`, and what the difference looks like.
pub(super) fn shortfall(amount: Cents, due: Cents, settings: &Settings, discounts: &[u16]) -> (AmountFit, Residue) {
    let missing = due - amount;
    if missing <= settings.tolerance {
        return (AmountFit::Rounding, Residue::Missing(Remainder::Rounding, missing));
    }
    let is_discount = |rate: &u16| {
        let exact = i128::from(due.0) * i128::from(*rate);
        (i128::from(missing.0) * 10_000 - exact).abs() <= 10_000
    };
    if discounts.iter().any(is_discount) {
        return (AmountFit::Discount, Residue::Missing(Remainder::Discount, missing));
    }
    // Charges are a few round euros and never most of the payment.
    if missing <= settings.max_bank_fee && missing.0.saturating_mul(4) <= amount.0 {
        return (AmountFit::BankFee, Residue::Missing(Remainder::BankCharges, missing));
    }
    (AmountFit::Partial, Residue::StillOwed(missing))
}
