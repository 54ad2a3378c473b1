//! A discount by rate of VAT: as a person said it, else where the house knows the VAT of the invoices, those that came as electronic
//! invoices. It is never guessed.

use domain::accounting::VatPart;
use domain::ids::{OpenItemId, OrganisationId};
use domain::vat_share::take;
use domain::{Cents, Date};
use store::Tx;

use super::Compromise;
use crate::Result;
use crate::vat::off_items;

/// An amount off some debts, each with its due date and how much of it there is, by rate: the last one due first, as it is given.
/// Nothing when the VAT of one of them is not known: it is never guessed.
pub(super) async fn off(
    tx: &mut Tx,
    organisation: OrganisationId,
    debts: impl IntoIterator<Item = (OpenItemId, Date, Cents)>,
    amount: Cents,
) -> Result<Vec<VatPart>> {
    let mut debts: Vec<(OpenItemId, Date, Cents)> = debts.into_iter().collect();
    debts.sort_by_key(|(item, due_on, _)| std::cmp::Reverse((*due_on, *item)));
    let (mut left, mut amounts) = (amount, Vec::new());
    for (item, _, there_is) in debts {
        let part = there_is.min(left);
        if !part.is_positive() {
            continue;
        }
        left -= part;
        amounts.push((item, part));
    }
    if left.is_positive() {
        return Ok(Vec::new());
    }
    off_items(tx, organisation, &amounts).await
}

/// So much of a compromise's discount by rate: the credit note of a rebate, or what a waiver gives up. As it was agreed, else as its
/// invoices say.
pub(super) async fn of(
    tx: &mut Tx,
    organisation: OrganisationId,
    compromise: &Compromise,
    debts: impl IntoIterator<Item = (OpenItemId, Date, Cents)>,
    amount: Cents,
) -> Result<Vec<VatPart>> {
    let agreed = &compromise.record.vat;
    let is_whole = amount == Cents::total(agreed.iter().map(|part| part.gross));
    if agreed.len() > 1 && !is_whole && compromise.came.credited.is_positive() {
        // Which rates the notes that came took is not known: what is left is not guessed.
        return Ok(Vec::new());
    }
    match take(&mut agreed.clone(), amount, &[]) {
        Some(parts) => Ok(parts),
        None => off(tx, organisation, debts, amount).await,
    }
}

/// What a waiver has left to give up by rate: as it was agreed, less what its operations gave up.
pub(super) async fn left(tx: &mut Tx, organisation: OrganisationId, compromise: &Compromise) -> Result<Vec<VatPart>> {
    let mut left = compromise.record.vat.clone();
    for operation in &compromise.record.operations {
        for given in store::ledger::vat_of(tx, organisation, *operation).await? {
            left.iter_mut().filter(|part| part.rate == given.rate).for_each(|part| part.gross -= given.gross);
        }
    }
    left.retain(|part| part.gross.is_positive());
    Ok(left)
}

/// The part of a waiver that falls on an item, taken out of what is left: by the rates of its own invoice where they are known.
pub(super) async fn on_item(
    tx: &mut Tx,
    organisation: OrganisationId,
    compromise: &Compromise,
    left: &mut Vec<VatPart>,
    (item, due_on, amount): (OpenItemId, Date, Cents),
) -> Result<Option<Vec<VatPart>>> {
    let own = off(tx, organisation, [(item, due_on, amount)], amount).await?;
    // What an operation that could not be taken back still gives up leaves less than is needed: the proportions that were agreed hold.
    Ok(take(left, amount, &own).or_else(|| take(&mut compromise.record.vat.clone(), amount, &[])))
}
