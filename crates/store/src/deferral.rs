//! Later due dates that were agreed. The item keeps its own date; the last deferral that was not taken back holds.

use chrono::{DateTime, Utc};
use domain::Cents;
use domain::Currency;
use domain::calendar::Date;
use domain::ids::{DebtorId, DeferralId, OpenItemId, OrganisationId};
use uuid::Uuid;

use crate::event::to_micros;
use crate::item::currency_of;
use crate::statement::statements;
use crate::{Result, StoreError, Tx};

/// A later due date of an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeferralRow {
    /// Its id.
    pub id: DeferralId,
    /// The item.
    pub item: OpenItemId,
    /// The due date that it has of its own.
    pub original_on: Date,
    /// The one that was agreed.
    pub agreed_on: Date,
    /// Whether no interest runs up to that day.
    pub without_interest: bool,
    /// Who agreed.
    pub approved_by: String,
    /// Why.
    pub reason: String,
    /// The day on which it was granted.
    pub granted_on: Date,
    /// When.
    pub at: DateTime<Utc>,
    /// Who recorded it.
    pub by: String,
}

/// A deferral in force with its item as the balance of a day needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeferredItem {
    /// The deferral.
    pub row: DeferralRow,
    /// The item's debtor.
    pub debtor: DebtorId,
    /// The item's number.
    pub number: String,
    /// Its own due date as it is now: an import may have moved it since.
    pub due_on: Date,
    /// Its currency.
    pub currency: Currency,
    /// What is open of it now.
    pub open: Cents,
    /// What was open of it at the end of the agreed day; zero when it was paid by then.
    pub open_then: Cents,
    /// What was open of it on the day that was asked for.
    pub open_on: Cents,
}

/// The columns of [`Row`]: the last deferral of each item, what was open on `$2` and on the agreed day.
macro_rules! select {
    ($condition:literal) => {
        concat!(
            "SELECT f.id, f.open_item_id, f.original_on, f.agreed_on, f.interest, f.approved_by, f.reason, f.granted_on, f.recorded_at, f.actor, ",
            "i.debtor_id, i.number, i.due_on, i.currency, i.open_cents, ",
            "CAST(i.open_cents + coalesce((SELECT sum(a.amount_cents) FROM allocation a WHERE a.organisation_id = f.organisation_id AND a.debit_id = i.id AND a.value_on > f.agreed_on), 0) AS BIGINT) AS open_then, ",
            "CAST(i.open_cents + coalesce((SELECT sum(a.amount_cents) FROM allocation a WHERE a.organisation_id = f.organisation_id AND a.debit_id = i.id AND a.value_on > $2), 0) AS BIGINT) AS open_on ",
            "FROM due_deferral f JOIN open_item i ON i.organisation_id = f.organisation_id AND i.id = f.open_item_id ",
            "WHERE f.organisation_id = $1 AND f.undone_at IS NULL AND f.granted_on <= $2 AND NOT EXISTS (SELECT 1 FROM due_deferral n WHERE n.organisation_id = f.organisation_id ",
            "AND n.open_item_id = f.open_item_id AND n.undone_at IS NULL AND n.granted_on <= $2 AND n.id > f.id) ",
            $condition
        )
    };
}

statements! {
    INSERT_DEFERRAL = "INSERT INTO due_deferral (organisation_id, id, open_item_id, original_on, agreed_on, interest, approved_by, reason, granted_on, recorded_at, actor) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    UNDO_DEFERRAL = "UPDATE due_deferral SET undone_at = $3, undone_by = $4 WHERE organisation_id = $1 AND id = $2 AND undone_at IS NULL";
    SELECT_DEFERRALS = select!("ORDER BY f.id");
    SELECT_DEFERRALS_OF = select!("AND i.debtor_id = $3 ORDER BY f.id");
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    open_item_id: Uuid,
    original_on: Date,
    agreed_on: Date,
    interest: String,
    approved_by: String,
    reason: String,
    granted_on: Date,
    recorded_at: DateTime<Utc>,
    actor: String,
    debtor_id: Uuid,
    number: String,
    due_on: Date,
    currency: String,
    open_cents: i64,
    open_then: i64,
    open_on: i64,
}

impl TryFrom<Row> for DeferredItem {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            row: DeferralRow {
                id: DeferralId(row.id),
                item: OpenItemId(row.open_item_id),
                original_on: row.original_on,
                agreed_on: row.agreed_on,
                without_interest: row.interest == "waived",
                approved_by: row.approved_by,
                reason: row.reason,
                granted_on: row.granted_on,
                at: row.recorded_at,
                by: row.actor,
            },
            debtor: DebtorId(row.debtor_id),
            number: row.number,
            due_on: row.due_on,
            currency: currency_of(&row.currency)?,
            open: Cents(row.open_cents),
            open_then: Cents(row.open_then),
            open_on: Cents(row.open_on),
        })
    }
}

/// Adds a deferral.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn insert(tx: &mut Tx, organisation: OrganisationId, row: &DeferralRow) -> Result<()> {
    let interest = if row.without_interest { "waived" } else { "kept" };
    in_tx!(tx, c => {
        sqlx::query(INSERT_DEFERRAL)
            .bind(organisation.0).bind(row.id.0).bind(row.item.0).bind(row.original_on).bind(row.agreed_on).bind(interest)
            .bind(&row.approved_by).bind(&row.reason).bind(row.granted_on).bind(to_micros(row.at)).bind(&row.by)
            .execute(&mut *c).await?;
    });
    Ok(())
}

/// Takes a deferral back: the one before it holds again, else the item's own date.
///
/// # Errors
/// [`StoreError::Stale`] when it is not there any more.
#[crate::boxed]
pub async fn undo(tx: &mut Tx, organisation: OrganisationId, id: DeferralId, at: DateTime<Utc>, by: &str) -> Result<()> {
    let changed = in_tx!(tx, c => sqlx::query(UNDO_DEFERRAL)
        .bind(organisation.0).bind(id.0).bind(to_micros(at)).bind(by)
        .execute(&mut *c).await?.rows_affected());
    if changed == 1 { Ok(()) } else { Err(StoreError::Stale { table: "due_deferral", id: id.0 }) }
}

/// The deferrals in force on a day, of all debtors.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn in_force(tx: &mut Tx, organisation: OrganisationId, on: Date) -> Result<Vec<DeferredItem>> {
    let rows: Vec<Row> = in_tx!(tx, c => sqlx::query_as(SELECT_DEFERRALS).bind(organisation.0).bind(on).fetch_all(&mut *c).await?);
    rows.into_iter().map(DeferredItem::try_from).collect()
}

/// Those of one debtor.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn in_force_of(tx: &mut Tx, organisation: OrganisationId, debtor: DebtorId, on: Date) -> Result<Vec<DeferredItem>> {
    let rows: Vec<Row> =
        in_tx!(tx, c => sqlx::query_as(SELECT_DEFERRALS_OF).bind(organisation.0).bind(on).bind(debtor.0).fetch_all(&mut *c).await?);
    rows.into_iter().map(DeferredItem::try_from).collect()
}
