//! Amounts off items by rate of VAT, where the house knows the VAT of their invoices: those that came as electronic invoices, less what
//! credit notes, losses and payments took of them.

use domain::Cents;
use domain::accounting::VatPart;
use domain::ids::{AllocationId, CompromiseId, OpenItemId, OrganisationId};
use domain::law::RateBp;
use domain::ledger::{Allocation, ItemKind, OpenItem};
use domain::vat_share::{Taken, by_rate, left_by_rate, sum, take};
use store::Tx;

use crate::{AppError, Result};

/// Why an amount by rate is not known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum NotKnown {
    /// An invoice did not come as an electronic one.
    Invoice,
    /// What is left of an invoice of several rates, with its number: a credit note that came without its VAT is on it, or one that is more
    /// than was invoiced at a rate.
    Left(String),
}

/// An amount by rate, or why it is not known: it is never guessed.
pub(crate) type Known = std::result::Result<Vec<VatPart>, NotKnown>;

/// An amount off an item.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Off {
    /// The item.
    pub(crate) item: OpenItemId,
    /// What there is of it, of which the amount is a part.
    pub(crate) there_is: Cents,
    /// The amount, above zero.
    pub(crate) amount: Cents,
}

/// Something that was put on an item.
pub(crate) struct Put {
    /// Its allocation.
    pub(crate) id: AllocationId,
    /// What was put there.
    pub(crate) credit: OpenItem,
    /// What it took, for the VAT.
    pub(crate) taken: Taken,
}

/// So much of each item, in the proportions of what is left of its invoice, added up by rate; of what was left before something was made,
/// where that is said.
pub(crate) async fn off_items(tx: &mut Tx, organisation: OrganisationId, parts: &[Off], before: Option<CompromiseId>) -> Result<Known> {
    let mut found = Vec::new();
    for off in parts {
        let Some(item) = store::item::get(tx, organisation, off.item).await? else { return Ok(Err(NotKnown::Invoice)) };
        let totals = totals(tx, organisation, &item).await?;
        if totals.is_empty() {
            return Ok(Err(NotKnown::Invoice));
        }
        // Of one rate, what is left is at that rate whatever took the rest.
        let put = if totals.len() > 1 { put_on(tx, organisation, item.id).await? } else { Vec::new() };
        let is_looked_at = |put: &Put| before.is_none_or(|made| put.id.0 < made.0);
        let taken: Vec<Taken> = put.into_iter().filter(is_looked_at).map(|put| put.taken).collect();
        let part = left_by_rate(&totals, &taken, off.there_is).and_then(|mut left| take(&mut left, off.amount, &[]));
        let Some(part) = part else { return Ok(Err(NotKnown::Left(item.number))) };
        found = sum(found, part);
    }
    Ok(Ok(found))
}

/// An item by rate, as its document says it; nothing when it did not come as an electronic one. An instalment has its share of the document.
pub(crate) async fn totals(tx: &mut Tx, organisation: OrganisationId, item: &OpenItem) -> Result<Vec<VatPart>> {
    let lines = lines(tx, organisation, item.id).await?;
    Ok(by_rate(&[(item.amount.abs(), lines)]).unwrap_or_default())
}

/// What is on an item, in the order in which it was put there.
pub(crate) async fn put_on(tx: &mut Tx, organisation: OrganisationId, item: OpenItemId) -> Result<Vec<Put>> {
    let mut found = Vec::new();
    for live in store::item::live_allocations_of(tx, organisation, item).await? {
        let Allocation { debit, credit, amount, .. } = live.allocation;
        if debit != item {
            continue;
        }
        let credit = store::item::get(tx, organisation, credit).await?.ok_or(AppError::NotFound("item"))?;
        let lines = match credit.kind {
            ItemKind::CreditNote => Some(lines(tx, organisation, credit.id).await?),
            ItemKind::WriteOff => Some(lost(tx, organisation, &credit).await?),
            _ => None,
        };
        let taken = match lines {
            Some(lines) => by_rate(&[(amount, lines)]).map_or(Taken::Unknown(amount), Taken::At),
            None => Taken::Alike(amount),
        };
        found.push(Put { id: live.id, credit, taken });
    }
    Ok(found)
}

/// The totals by rate of the document of an item, taxes included.
async fn lines(tx: &mut Tx, organisation: OrganisationId, item: OpenItemId) -> Result<Vec<(RateBp, Cents)>> {
    let Some(document) = store::einvoice::last_of_item(tx, organisation, item).await? else { return Ok(Vec::new()) };
    let lines = store::einvoice::vat(tx, organisation, document).await?;
    Ok(lines.iter().map(|line| (RateBp(line.rate_bp.unwrap_or(0)), line.base + line.tax)).collect())
}

/// A loss by rate, as it was said when the claim was given up.
async fn lost(tx: &mut Tx, organisation: OrganisationId, loss: &OpenItem) -> Result<Vec<(RateBp, Cents)>> {
    let operations = store::ledger::of_debtor(tx, organisation, loss.debtor).await?;
    let Some(made) = operations.into_iter().find(|row| row.made == Some(loss.id)) else { return Ok(Vec::new()) };
    let parts = store::ledger::vat_of(tx, organisation, made.id).await?;
    Ok(parts.into_iter().map(|part| (part.rate, part.gross)).collect())
}
