//! Items that become long late: which ones, and the day on which they were looked for last.

use domain::ids::{DebtorId, OpenItemId, OrganisationId};
use domain::{Cents, Currency, Date};
use uuid::Uuid;

use crate::item::currency_of;
use crate::statement::statements;
use crate::{Result, Tx};

/// An open debit that fell due on one of some days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueRow {
    /// The item.
    pub item: OpenItemId,
    /// Its debtor.
    pub debtor: DebtorId,
    /// Its number.
    pub number: String,
    /// What is open of it.
    pub open: Cents,
    /// Its currency.
    pub currency: Currency,
}

statements! {
    SELECT_WATCHED_ON = "SELECT o.watched_on FROM event_head h JOIN organisation o ON o.id = h.organisation_id WHERE h.organisation_id = $1";
    SET_WATCHED_ON = "UPDATE organisation SET watched_on = $2 WHERE id = $1 AND (watched_on IS NULL OR watched_on < $2)";
    SELECT_DUE_BETWEEN = "SELECT o.id, o.debtor_id, o.number, o.open_cents, o.currency FROM open_item o WHERE o.organisation_id = $1 AND o.open_cents <> 0 AND o.open_cents > 0 AND o.kind IN ('invoice', 'debit') AND o.due_on >= $2 AND o.due_on <= $3 ORDER BY o.debtor_id, o.id";
}

/// The last day on which items that had become long late were raised; `None` before the first.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn watched_on(tx: &mut Tx, organisation: OrganisationId) -> Result<Option<Date>> {
    let found: Option<(Option<Date>,)> =
        in_tx!(tx, c => sqlx::query_as(SELECT_WATCHED_ON).bind(organisation.0).fetch_optional(&mut *c).await?);
    Ok(found.and_then(|(on,)| on))
}

/// Keeps the day on which they are raised; whether nobody had kept it, or a later one.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn set_watched_on(tx: &mut Tx, organisation: OrganisationId, on: Date) -> Result<bool> {
    let rows = in_tx!(tx, c => sqlx::query(SET_WATCHED_ON).bind(organisation.0).bind(on).execute(&mut *c).await?.rows_affected());
    Ok(rows > 0)
}

/// The open debits whose own due date is one of the days from `first` to `last`, account by account.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn due_between(tx: &mut Tx, organisation: OrganisationId, (first, last): (Date, Date)) -> Result<Vec<DueRow>> {
    let rows: Vec<(Uuid, Uuid, String, i64, String)> =
        in_tx!(tx, c => sqlx::query_as(SELECT_DUE_BETWEEN).bind(organisation.0).bind(first).bind(last).fetch_all(&mut *c).await?);
    rows.into_iter()
        .map(|(item, debtor, number, open, currency)| {
            Ok(DueRow { item: OpenItemId(item), debtor: DebtorId(debtor), number, open: Cents(open), currency: currency_of(&currency)? })
        })
        .collect()
}
