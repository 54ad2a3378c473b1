//! A discount by rate of VAT: as a person said it, else where the house knows the VAT of the invoices, those that came as electronic
//! invoices, and what credit notes took of it since. It is never guessed.

use domain::accounting::VatPart;
use domain::ids::{AllocationId, CompromiseId, OpenItemId, OrganisationId};
use domain::ledger::{ItemKind, OpenItem};
use domain::vat_share::{Taken, less, sum, take};
use domain::{Cents, Date};
use store::Tx;

use super::Compromise;
use crate::Result;
use crate::vat::{Known, NotKnown, Off, off_items, put_on, totals};

/// An amount off some debts, each with its due date and how much of it there is, by rate: the last one due first, as it is given. Of what
/// there was before a compromise was made, where that is said.
pub(super) async fn off(
    tx: &mut Tx,
    organisation: OrganisationId,
    mut debts: Vec<(OpenItemId, Date, Cents)>,
    amount: Cents,
    before: Option<CompromiseId>,
) -> Result<Known> {
    debts.sort_by_key(|(item, due_on, _)| std::cmp::Reverse((*due_on, *item)));
    let (mut left, mut parts) = (amount, Vec::new());
    for (item, _, there_is) in debts {
        let amount = there_is.min(left);
        if !amount.is_positive() {
            continue;
        }
        left -= amount;
        parts.push(Off { item, there_is, amount });
    }
    if left.is_positive() {
        return Ok(Err(NotKnown::Invoice));
    }
    off_items(tx, organisation, &parts, before).await
}

/// So much of the discount by rate, off what was owed when the compromise was made.
async fn as_owed(tx: &mut Tx, organisation: OrganisationId, compromise: &Compromise, amount: Cents) -> Result<Vec<VatPart>> {
    let mut debts = Vec::new();
    for (item, owed, _) in &compromise.record.items {
        debts.extend(store::item::get(tx, organisation, *item).await?.map(|found| (found.id, found.due_on, *owed)));
    }
    Ok(off(tx, organisation, debts, amount, Some(compromise.id())).await?.unwrap_or_default())
}

/// The discount by rate: as it was agreed, else as its invoices said it when it was made. Nothing when that is not known.
pub(super) async fn agreed(tx: &mut Tx, organisation: OrganisationId, compromise: &Compromise) -> Result<Vec<VatPart>> {
    let record = &compromise.record;
    if record.vat.is_empty() { as_owed(tx, organisation, compromise, record.row.terms.discount).await } else { Ok(record.vat.clone()) }
}

/// The credit note of a rebate by rate: so much of the discount, less what was credited since. Nothing when it is not known, with the
/// number of what was credited at rates that nobody knows.
pub(super) async fn credit(
    tx: &mut Tx,
    organisation: OrganisationId,
    compromise: &Compromise,
    amount: Cents,
) -> Result<(Vec<VatPart>, Option<String>)> {
    let record = &compromise.record;
    if record.vat.is_empty() && !is_credited(compromise) {
        return Ok((as_owed(tx, organisation, compromise, amount).await?, None));
    }
    let agreed = agreed(tx, organisation, compromise).await?;
    Ok(match left(tx, organisation, compromise, &agreed, amount).await? {
        Ok(mut left) => (take(&mut left, amount, &[]).unwrap_or_default(), None),
        Err(number) => (Vec::new(), Some(number)),
    })
}

/// What a waiver has left to give up by rate, at least an amount: as it was agreed, less what its operations gave up and what was credited
/// since; else the number of what was credited at rates that nobody knows.
pub(super) async fn to_give_up(
    tx: &mut Tx,
    organisation: OrganisationId,
    compromise: &Compromise,
    amount: Cents,
) -> Result<std::result::Result<Vec<VatPart>, String>> {
    left(tx, organisation, compromise, &compromise.record.vat, amount).await
}

/// Whether anything but payments was put on the debts since, beside its own operations.
fn is_credited(compromise: &Compromise) -> bool {
    compromise.record.receipts.iter().any(|receipt| !receipt.is_payment)
}

async fn left(
    tx: &mut Tx,
    organisation: OrganisationId,
    compromise: &Compromise,
    agreed: &[VatPart],
    amount: Cents,
) -> Result<std::result::Result<Vec<VatPart>, String>> {
    // At one rate there is nothing to know.
    if agreed.len() < 2 {
        return Ok(Ok(agreed.to_vec()));
    }
    let credited = match credited(tx, organisation, compromise, agreed).await? {
        Ok(credited) => credited,
        Err(number) => return Ok(Err(number)),
    };
    let mut given = credited.clone();
    for operation in &compromise.record.operations {
        given = sum(given, store::ledger::vat_of(tx, organisation, *operation).await?);
    }
    // What an operation that could not be taken back still gives up leaves less than is needed: the proportions that were agreed hold.
    let is_enough = |left: &Vec<VatPart>| Cents::total(left.iter().map(|part| part.gross)) >= amount;
    let found = [less(agreed, &given), less(agreed, &credited)].into_iter().find(is_enough);
    Ok(Ok(found.unwrap_or_else(|| agreed.to_vec())))
}

/// What took parts of the debts since the compromise was made, payments and its own operations left out, by rate; else the number of what
/// did so at rates that nobody knows.
async fn credited(
    tx: &mut Tx,
    organisation: OrganisationId,
    compromise: &Compromise,
    agreed: &[VatPart],
) -> Result<std::result::Result<Vec<VatPart>, String>> {
    if !is_credited(compromise) {
        return Ok(Ok(Vec::new()));
    }
    let mut own: Vec<AllocationId> = Vec::new();
    for operation in &compromise.record.operations {
        own.extend(store::ledger::written_by(tx, organisation, *operation).await?.into_iter().map(|(id, _)| id));
    }
    let mut found = Vec::new();
    for (item, ..) in &compromise.record.items {
        let Some(item) = store::item::get(tx, organisation, *item).await? else { continue };
        let totals = totals(tx, organisation, &item).await?;
        // What was put there before has a smaller id.
        let since = put_on(tx, organisation, item.id).await?.into_iter().filter(|put| put.id.0 > compromise.id().0);
        for put in since.filter(|put| put.credit.kind != ItemKind::Payment && !own.contains(&put.id)) {
            let parts = match &put.taken {
                // A remainder has no rates of its own.
                Taken::Alike(_) if totals.is_empty() => put.taken.by_rate(agreed),
                taken => taken.by_rate(&totals),
            };
            let Some(parts) = parts else { return Ok(Err(put.credit.number)) };
            found = sum(found, parts);
        }
    }
    Ok(Ok(found))
}

/// The part of a waiver that falls on an item, taken out of what is left: by what is left of its own invoice where that is known.
pub(super) async fn on_item(
    tx: &mut Tx,
    organisation: OrganisationId,
    compromise: &Compromise,
    left: &mut Vec<VatPart>,
    (item, amount): (&OpenItem, Cents),
) -> Result<Option<Vec<VatPart>>> {
    let own = off_items(tx, organisation, &[Off { item: item.id, there_is: item.open, amount }], None).await?.unwrap_or_default();
    Ok(take(left, amount, &own).or_else(|| take(&mut compromise.record.vat.clone(), amount, &[])))
}
