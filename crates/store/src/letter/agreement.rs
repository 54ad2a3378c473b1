//! Who agreed to receive electronic registered letters.

use domain::calendar::Date;
use domain::ids::{ContactId, DebtorId, OrganisationId};
use domain::party::DebtorKind;
use uuid::Uuid;

use super::{SELECT_AGREEMENTS, SELECT_ELECTRONIC_CONTACTS, SET_AGREEMENT, bad};
use crate::{Result, StoreError, Tx};

/// The contacts of a debtor who agreed to receive electronic registered letters: since when, and where that is written.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn agreements(tx: &mut Tx, organisation: OrganisationId, debtor: DebtorId) -> Result<Vec<(ContactId, Date, String)>> {
    let rows: Vec<(Uuid, Date, String)> =
        in_tx!(tx, c => sqlx::query_as(SELECT_AGREEMENTS).bind(organisation.0).bind(debtor.0).fetch_all(&mut *c).await?);
    Ok(rows.into_iter().map(|(contact, on, words)| (ContactId(contact), on, words)).collect())
}

/// A contact whom an e-mail reaches, with its account: id, kind and name of the account, name of the person, day of its agreement.
pub type ElectronicContactRow = (DebtorId, DebtorKind, String, String, Option<Date>);

/// All contacts of an organisation whom an e-mail reaches, by account.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn electronic_contacts(tx: &mut Tx, organisation: OrganisationId) -> Result<Vec<ElectronicContactRow>> {
    let rows: Vec<(Uuid, String, String, String, Option<Date>)> =
        in_tx!(tx, c => sqlx::query_as(SELECT_ELECTRONIC_CONTACTS).bind(organisation.0).fetch_all(&mut *c).await?);
    let read = |(debtor, kind, account, name, agreed_on): (Uuid, String, String, String, Option<Date>)| {
        let kind = DebtorKind::from_code(&kind).ok_or_else(|| bad("debtor", "kind", &kind))?;
        Ok((DebtorId(debtor), kind, account, name, agreed_on))
    };
    rows.into_iter().map(read).collect()
}

/// Records, or takes back, such an agreement.
///
/// # Errors
/// [`StoreError::Stale`] when the contact is gone.
#[crate::boxed]
pub async fn set_agreement(
    tx: &mut Tx,
    organisation: OrganisationId,
    debtor: DebtorId,
    contact: ContactId,
    agreed: Option<(Date, &str)>,
) -> Result<()> {
    let rows = in_tx!(tx, c => sqlx::query(SET_AGREEMENT)
        .bind(organisation.0).bind(debtor.0).bind(contact.0).bind(agreed.map(|(on, _)| on)).bind(agreed.map(|(_, words)| words))
        .execute(&mut *c).await?.rows_affected());
    if rows == 1 { Ok(()) } else { Err(StoreError::Stale { table: "contact", id: contact.0 }) }
}
