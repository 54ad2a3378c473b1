//! A discount by rate of VAT, where the house knows the VAT of the invoices: those that came as electronic invoices.

use domain::accounting::VatPart;
use domain::ids::{OpenItemId, OrganisationId};
use domain::law::RateBp;
use domain::vat_share::by_rate;
use domain::{Cents, Date};
use store::Tx;

use crate::Result;

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
        let Some(document) = store::einvoice::last_of_item(tx, organisation, item).await? else { return Ok(Vec::new()) };
        let lines = store::einvoice::vat(tx, organisation, document).await?;
        amounts.push((part, lines.iter().map(|line| (RateBp(line.rate_bp.unwrap_or(0)), line.base + line.tax)).collect()));
    }
    if left.is_positive() {
        return Ok(Vec::new());
    }
    Ok(by_rate(&amounts).unwrap_or_default())
}
