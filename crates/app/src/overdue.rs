//! What a reminder letter may ask for on an account: what is overdue, less what insolvency proceedings hold
//! less what a payment plan spreads, and less what is contested.

use domain::dunning::ItemFacts;
use domain::ids::{DebtorId, OpenItemId, OrganisationId};
use domain::ledger::OpenItem;
use domain::{Cents, Currency, Date};
use store::Tx;

use crate::text::claims as words;
use crate::{AppError, Result, text};

/// What a letter asks for, in one currency.
#[derive(Debug)]
pub(crate) struct Overdue {
    /// The open items; what is contested is taken off what those asked for leave.
    pub(crate) facts: Vec<ItemFacts>,
    /// Positions of what is asked for.
    pub(crate) asked: Vec<usize>,
    /// Positions of what is deducted.
    pub(crate) credits: Vec<usize>,
    /// The currency of all.
    pub(crate) currency: Currency,
    /// The contested part of what is asked for, which it no longer comprises.
    pub(crate) disputed: Cents,
}

impl Overdue {
    /// Ids of what is asked for.
    pub(crate) fn ids(&self) -> Vec<OpenItemId> {
        self.asked.iter().map(|at| self.facts[*at].id).collect()
    }

    /// Items with what may be asked of each as what is left of it.
    pub(crate) fn reduced(&self, items: Vec<OpenItem>) -> Vec<OpenItem> {
        let open = |id: OpenItemId| self.asked.iter().map(|at| &self.facts[*at]).find(|asked| asked.id == id).map(|asked| asked.open);
        items.into_iter().map(|item| OpenItem { open: open(item.id).unwrap_or(item.open), ..item }).collect()
    }

    fn sum(&self, positions: &[usize]) -> Cents {
        Cents::total(positions.iter().map(|at| self.facts[*at].open))
    }

    /// What is asked for, before and after credits.
    pub(crate) fn sums(&self) -> (Cents, Cents) {
        let gross = self.sum(&self.asked);
        (gross, gross + self.sum(&self.credits))
    }
}

/// What is overdue on an account and may be asked for. Debts invoiced by the day of an insolvency judgment
/// are left out (C. com. L622-7), as are those of a payment plan that is kept to and of a compromise that is waited for; of the others the part that is recorded as contested.
///
/// # Errors
/// [`AppError::Invalid`] with the reason when nothing is left to ask for.
pub(crate) async fn overdue(tx: &mut Tx, organisation: OrganisationId, debtor: DebtorId, today: Date) -> Result<Overdue> {
    let open = store::night::open_items_of(tx, organisation, debtor, today).await?;
    let known = store::claim::facts_of_debtor(tx, organisation, debtor).await?;
    let insolvent_on = crate::claims::insolvent_on(tx, organisation, debtor, today).await?;
    let is_late = |item: &ItemFacts| item.kind.is_debit() && today > item.due_on;
    // The judgment's own day counts as before it, as it does for the night.
    let is_held = |item: &ItemFacts| insolvent_on.is_some_and(|judged_on| item.kind.is_debit() && item.issued_on <= judged_on);
    let plans = Box::pin(crate::plans::Effects::load(tx, organisation, Some(debtor), today)).await?;
    let compromises = Box::pin(crate::compromises::Effects::load(tx, organisation, Some(debtor), today)).await?;
    let (planned, open): (Vec<ItemFacts>, Vec<ItemFacts>) = open
        .into_iter()
        .map(|item| plans.due(item.facts))
        .partition(|item| plans.keeps(item.id, today) || compromises.keeps(item.id, today));
    let judged_on = insolvent_on.filter(|_| open.iter().any(|item| is_late(item) && is_held(item)));
    let mut facts: Vec<ItemFacts> = open.into_iter().filter(|item| !is_held(item)).collect();
    let currency =
        facts.iter().map(|item| item.currency).min_by_key(|currency| (*currency != Currency::EUR, *currency)).unwrap_or_default();
    let (mut disputed, mut is_contested) = (Cents::ZERO, false);
    for item in facts.iter_mut().filter(|item| item.currency == currency && is_late(item)) {
        let part = known.get(&item.id).map_or(Cents::ZERO, |facts| facts.disputed).max(Cents::ZERO).min(item.open);
        is_contested |= part.is_positive();
        item.open -= part;
        // What is wholly contested is not in the letter at all.
        disputed += if item.open.is_zero() { Cents::ZERO } else { part };
    }
    let positions = |keep: &dyn Fn(&ItemFacts) -> bool| -> Vec<usize> {
        (0..facts.len()).filter(|at| facts[*at].currency == currency && keep(&facts[*at])).collect()
    };
    let asked = positions(&|item| is_late(item) && item.open.is_positive());
    let credits = positions(&|item| !item.kind.is_debit());
    let overdue = Overdue { facts, asked, credits, currency, disputed };
    if overdue.sums().1.is_positive() {
        return Ok(overdue);
    }
    let reason = match judged_on {
        Some(judged_on) => words::error_letter_insolvent(judged_on),
        None if planned.iter().any(|item| compromises.keeps(item.id, today)) => text::compromises::error_letter(),
        None if !planned.is_empty() => text::plans::error_letter_planned(),
        None if is_contested => words::error_letter_disputed(),
        None => text::error_nothing_overdue(),
    };
    Err(AppError::Invalid { field: "debtor", reason })
}
