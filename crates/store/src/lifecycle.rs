//! The life cycle of electronic invoices, as platforms told it; rows are added, never changed.

use chrono::{DateTime, Utc};
use domain::Cents;
use domain::calendar::Date;
use domain::ids::{AllocationId, DebtorId, HoldId, LifecycleEventId, OpenItemId, OrganisationId};
use uuid::Uuid;

use crate::event::to_micros;
use crate::statement::statements;
use crate::{Result, Tx};

/// A status on one item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LifecycleRow {
    /// Its id: the same for the same message read again.
    pub id: LifecycleEventId,
    /// The item.
    pub item: OpenItemId,
    /// 200 to 228, 501.
    pub status: i32,
    /// Codes of the reasons, separated by blanks.
    pub reasons: String,
    /// What the other side wrote.
    pub comment: String,
    /// The day of the status.
    pub on: Date,
    /// The amount that it names; zero for none.
    pub amount: Cents,
    /// What it did, by the key of the rule.
    pub effect: String,
    /// The suspension that it made.
    pub hold: Option<HoldId>,
    /// The message, by the hash under which it is kept.
    pub document_hash: String,
    /// When it came in.
    pub created_at: DateTime<Utc>,
    /// Who brought it in.
    pub actor: String,
}

statements! {
    INSERT_LIFECYCLE = "INSERT INTO lifecycle_event (organisation_id, id, open_item_id, status, reasons, comment, happened_on, amount_cents, effect, hold_id, document_hash, created_at, actor) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
    SELECT_KNOWN = "SELECT id FROM lifecycle_event WHERE organisation_id = $1 AND id = $2";
    SELECT_LIFECYCLE_OF_DEBTOR = "SELECT l.id, l.open_item_id, l.status, l.reasons, l.comment, l.happened_on, l.amount_cents, l.effect, l.hold_id, l.document_hash, l.created_at, l.actor FROM open_item i JOIN lifecycle_event l ON l.organisation_id = i.organisation_id AND l.open_item_id = i.id WHERE i.organisation_id = $1 AND i.debtor_id = $2 ORDER BY l.happened_on, l.created_at, l.id";
    INSERT_PRODUCED = "INSERT INTO collection_message (organisation_id, id, invoice, collected_on, amount_cents, file_name, document_hash, produced_at, actor) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (organisation_id, id) DO NOTHING";
    SELECT_PRODUCED = "SELECT id, file_name, document_hash, produced_at, actor FROM collection_message WHERE organisation_id = $1 AND collected_on >= $2 AND collected_on <= $3 ORDER BY collected_on, id";
    SELECT_PRODUCED_IDS = "SELECT id FROM collection_message WHERE organisation_id = $1 ORDER BY id";
    SELECT_COLLECTED = "SELECT a.id, a.debit_id, a.amount_cents, a.value_on, r.id, r.created_at FROM allocation a JOIN open_item k ON k.organisation_id = a.organisation_id AND k.id = a.credit_id AND k.kind = 'payment' LEFT JOIN allocation r ON r.organisation_id = a.organisation_id AND r.reverses_id = a.id WHERE a.organisation_id = $1 AND a.reverses_id IS NULL AND EXISTS (SELECT 1 FROM einvoice_item e WHERE e.organisation_id = a.organisation_id AND e.open_item_id = a.debit_id LIMIT 1) ORDER BY a.value_on, a.id";
    SELECT_VAT_ON_COLLECTION = "SELECT vat_on_collection FROM einvoice_setting WHERE organisation_id = $1";
    UPSERT_VAT_ON_COLLECTION = "INSERT INTO einvoice_setting (organisation_id, vat_on_collection, version) VALUES ($1, $2, 1) ON CONFLICT (organisation_id) DO UPDATE SET vat_on_collection = excluded.vat_on_collection, version = einvoice_setting.version + 1";
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    open_item_id: Uuid,
    status: i32,
    reasons: String,
    comment: String,
    happened_on: Date,
    amount_cents: i64,
    effect: String,
    hold_id: Option<Uuid>,
    document_hash: String,
    created_at: DateTime<Utc>,
    actor: String,
}

impl From<Row> for LifecycleRow {
    fn from(row: Row) -> Self {
        Self {
            id: LifecycleEventId(row.id),
            item: OpenItemId(row.open_item_id),
            status: row.status,
            reasons: row.reasons,
            comment: row.comment,
            on: row.happened_on,
            amount: Cents(row.amount_cents),
            effect: row.effect,
            hold: row.hold_id.map(HoldId),
            document_hash: row.document_hash,
            created_at: row.created_at,
            actor: row.actor,
        }
    }
}

/// Adds a status.
///
/// # Errors
/// See [`crate::StoreError`]; one that is there already is refused.
#[crate::boxed]
pub async fn insert(tx: &mut Tx, organisation: OrganisationId, row: &LifecycleRow) -> Result<()> {
    in_tx!(tx, c => {
        sqlx::query(INSERT_LIFECYCLE)
            .bind(organisation.0).bind(row.id.0).bind(row.item.0).bind(row.status).bind(&row.reasons).bind(&row.comment)
            .bind(row.on).bind(row.amount.0).bind(&row.effect).bind(row.hold.map(|hold| hold.0)).bind(&row.document_hash)
            .bind(to_micros(row.created_at)).bind(&row.actor)
            .execute(&mut *c).await?;
    });
    Ok(())
}

/// Whether a status is there already.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn is_known(tx: &mut Tx, organisation: OrganisationId, id: LifecycleEventId) -> Result<bool> {
    let row: Option<(Uuid,)> = in_tx!(tx, c => sqlx::query_as(SELECT_KNOWN).bind(organisation.0).bind(id.0).fetch_optional(&mut *c).await?);
    Ok(row.is_some())
}

/// The statuses of a debtor's items, by their days.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn of_debtor(tx: &mut Tx, organisation: OrganisationId, debtor: DebtorId) -> Result<Vec<LifecycleRow>> {
    let rows: Vec<Row> =
        in_tx!(tx, c => sqlx::query_as(SELECT_LIFECYCLE_OF_DEBTOR).bind(organisation.0).bind(debtor.0).fetch_all(&mut *c).await?);
    Ok(rows.into_iter().map(LifecycleRow::from).collect())
}

/// Whether the creditor's VAT is due when it is paid.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn vat_on_collection(tx: &mut Tx, organisation: OrganisationId) -> Result<bool> {
    let row: Option<(bool,)> =
        in_tx!(tx, c => sqlx::query_as(SELECT_VAT_ON_COLLECTION).bind(organisation.0).fetch_optional(&mut *c).await?);
    Ok(row.is_some_and(|(on,)| on))
}

/// Says whether the creditor's VAT is due when it is paid.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn set_vat_on_collection(tx: &mut Tx, organisation: OrganisationId, on: bool) -> Result<()> {
    in_tx!(tx, c => { sqlx::query(UPSERT_VAT_ON_COLLECTION).bind(organisation.0).bind(on).execute(&mut *c).await?; });
    Ok(())
}

/// An allocation of a payment on an item of an electronic invoice, taken back since or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CollectedRow {
    /// Its id.
    pub id: AllocationId,
    /// The item that is paid.
    pub debit: OpenItemId,
    /// How much, above zero.
    pub amount: Cents,
    /// From which day it counts.
    pub value_on: Date,
    /// The counter-row that takes it back, and when that was written.
    pub reversed: Option<(AllocationId, DateTime<Utc>)>,
}

type CollectedTuple = (Uuid, Uuid, i64, Date, Option<Uuid>, Option<DateTime<Utc>>);

/// What payments paid of electronic invoices, by day.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn collected(tx: &mut Tx, organisation: OrganisationId) -> Result<Vec<CollectedRow>> {
    let rows: Vec<CollectedTuple> = in_tx!(tx, c => sqlx::query_as(SELECT_COLLECTED).bind(organisation.0).fetch_all(&mut *c).await?);
    Ok(rows
        .into_iter()
        .map(|(id, debit, amount, value_on, counter, at)| CollectedRow {
            id: AllocationId(id),
            debit: OpenItemId(debit),
            amount: Cents(amount),
            value_on,
            reversed: counter.map(AllocationId).zip(at),
        })
        .collect())
}

/// The ids of all « Encaissée » messages (212) that were produced.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn produced_ids(tx: &mut Tx, organisation: OrganisationId) -> Result<Vec<Uuid>> {
    Ok(in_tx!(tx, c => sqlx::query_scalar(SELECT_PRODUCED_IDS).bind(organisation.0).fetch_all(&mut *c).await?))
}

/// An « Encaissée » message (212) that was produced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProducedRow {
    /// Its id: the same for the same allocation.
    pub id: Uuid,
    /// The name of its file.
    pub file_name: String,
    /// Its bytes, by the hash under which they are kept.
    pub document_hash: String,
    /// When.
    pub produced_at: DateTime<Utc>,
    /// Who.
    pub actor: String,
}

/// Remembers a message that was produced; one that is there already stays as it is.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn insert_produced(
    tx: &mut Tx,
    organisation: OrganisationId,
    row: &ProducedRow,
    (invoice, on, amount): (&str, Date, Cents),
) -> Result<bool> {
    let made = in_tx!(tx, c => sqlx::query(INSERT_PRODUCED)
        .bind(organisation.0).bind(row.id).bind(invoice).bind(on).bind(amount.0).bind(&row.file_name).bind(&row.document_hash)
        .bind(to_micros(row.produced_at)).bind(&row.actor)
        .execute(&mut *c).await?.rows_affected());
    Ok(made == 1)
}

/// The messages that were produced for the payments of a period, both days included.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn produced(tx: &mut Tx, organisation: OrganisationId, from: Date, to: Date) -> Result<Vec<ProducedRow>> {
    let rows: Vec<(Uuid, String, String, DateTime<Utc>, String)> =
        in_tx!(tx, c => sqlx::query_as(SELECT_PRODUCED).bind(organisation.0).bind(from).bind(to).fetch_all(&mut *c).await?);
    Ok(rows
        .into_iter()
        .map(|(id, file_name, document_hash, produced_at, actor)| ProducedRow { id, file_name, document_hash, produced_at, actor })
        .collect())
}
