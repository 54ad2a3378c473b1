//! Amounts off items by rate of VAT, where the house knows the VAT of their invoices: those that came as electronic invoices.

use domain::Cents;
use domain::accounting::VatPart;
use domain::ids::{OpenItemId, OrganisationId};
use domain::law::RateBp;
use domain::vat_share::by_rate;
use store::Tx;

use crate::Result;

/// So much of each item, in the proportions of its invoice, added up by rate; nothing when the VAT of one of them is not known: it is never
/// guessed.
pub(crate) async fn off_items(tx: &mut Tx, organisation: OrganisationId, parts: &[(OpenItemId, Cents)]) -> Result<Vec<VatPart>> {
    let mut amounts = Vec::with_capacity(parts.len());
    for (item, part) in parts {
        let Some(document) = store::einvoice::last_of_item(tx, organisation, *item).await? else { return Ok(Vec::new()) };
        let lines = store::einvoice::vat(tx, organisation, document).await?;
        amounts.push((*part, lines.iter().map(|line| (RateBp(line.rate_bp.unwrap_or(0)), line.base + line.tax)).collect()));
    }
    Ok(by_rate(&amounts).unwrap_or_default())
}
