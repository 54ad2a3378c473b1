//! Taking an import back: what it made, what has been done on that since, and the rows that make it void.
//!
//! Nothing is deleted. An item that is void keeps its row, its number and its file; its source becomes `void`, so that
//! no file finds it again, and a counter-item of the same date settles it, so that it weighs nothing on any day.

use chrono::{DateTime, Utc};
use domain::Cents;
use domain::calendar::Date;
use domain::ids::{AllocationId, DebtorId, ImportId, OpenItemId, OrganisationId};
use domain::ledger::{Allocation, OpenItem};
use uuid::Uuid;

use crate::event::to_micros;
use crate::item::{ItemRow, LiveAllocation};
use crate::statement::statements;
use crate::{Result, StoreError, Tx};

/// The source of items that are void, and of those that settle them.
pub const VOID: &str = "void";

macro_rules! own {
    () => {
        " FROM import_item o JOIN open_item i ON i.organisation_id = o.organisation_id AND i.id = o.open_item_id WHERE o.organisation_id = $1 AND o.import_id = $2 AND i.source <> 'void'"
    };
}

statements! {
    SELECT_ITEMS = concat!("SELECT i.id, i.debtor_id, i.kind, i.number, i.issued_on, i.due_on, i.due_estimated, i.currency, i.amount_cents, i.open_cents", own!(), " ORDER BY i.id");
    SELECT_INNER = "SELECT a.id, a.debit_id, a.credit_id, a.amount_cents, a.value_on, a.origin FROM import_item o JOIN import_item p ON p.organisation_id = o.organisation_id AND p.import_id = o.import_id JOIN allocation a ON a.organisation_id = o.organisation_id AND a.debit_id = o.open_item_id AND a.credit_id = p.open_item_id WHERE o.organisation_id = $1 AND o.import_id = $2 AND a.origin = 'file' AND a.reverses_id IS NULL AND NOT EXISTS (SELECT 1 FROM allocation r WHERE r.organisation_id = a.organisation_id AND r.reverses_id = a.id) UNION ALL SELECT a.id, a.debit_id, a.credit_id, a.amount_cents, a.value_on, a.origin FROM import_item o JOIN open_item i ON i.organisation_id = o.organisation_id AND i.id = o.open_item_id AND i.source = 'csv' AND i.source_key LIKE '%#amount:%' JOIN allocation a ON a.organisation_id = o.organisation_id AND (a.debit_id = i.id OR a.credit_id = i.id) WHERE o.organisation_id = $1 AND o.import_id = $2 AND a.origin = 'correction' AND a.reverses_id IS NULL AND NOT EXISTS (SELECT 1 FROM allocation r WHERE r.organisation_id = a.organisation_id AND r.reverses_id = a.id) ORDER BY 1";
    SELECT_BLOCKERS = concat!(
        "SELECT i.id, i.debtor_id, i.number, 'booked' AS reason", own!(), " AND i.source NOT IN ('csv', 'einvoice')",
        " UNION ALL SELECT i.id, i.debtor_id, i.number, 'settled'", own!(), " AND EXISTS (SELECT 1 FROM allocation a WHERE a.organisation_id = i.organisation_id AND (a.debit_id = i.id OR a.credit_id = i.id) AND a.reverses_id IS NULL AND NOT EXISTS (SELECT 1 FROM allocation r WHERE r.organisation_id = a.organisation_id AND r.reverses_id = a.id) AND NOT (a.origin = 'correction' AND EXISTS (SELECT 1 FROM open_item x WHERE x.organisation_id = a.organisation_id AND x.id IN (a.debit_id, a.credit_id) AND x.source_key LIKE '%#amount:%')) AND NOT (a.origin = 'file' AND EXISTS (SELECT 1 FROM import_item d WHERE d.organisation_id = a.organisation_id AND d.open_item_id = a.debit_id AND d.import_id = $2) AND EXISTS (SELECT 1 FROM import_item k WHERE k.organisation_id = a.organisation_id AND k.open_item_id = a.credit_id AND k.import_id = $2)) LIMIT 1)",
        " UNION ALL SELECT i.id, i.debtor_id, i.number, 'corrected'", own!(), " AND EXISTS (SELECT 1 FROM open_item x WHERE x.organisation_id = i.organisation_id AND x.debtor_id = i.debtor_id AND x.source = 'csv' AND substr(x.source_key, 1, length(i.source_key) + 8) = i.source_key || '#amount:' AND NOT EXISTS (SELECT 1 FROM import_item w WHERE w.organisation_id = x.organisation_id AND w.open_item_id = x.id AND w.import_id = $2) LIMIT 1)",
        " UNION ALL SELECT i.id, i.debtor_id, i.number, 'asked'", own!(), " AND EXISTS (SELECT 1 FROM item_advance v WHERE v.organisation_id = i.organisation_id AND v.open_item_id = i.id AND NOT v.withdrawn LIMIT 1)",
        " UNION ALL SELECT i.id, i.debtor_id, i.number, 'held'", own!(), " AND EXISTS (SELECT 1 FROM hold h WHERE h.organisation_id = i.organisation_id AND h.open_item_id = i.id AND h.released_at IS NULL LIMIT 1)",
        " UNION ALL SELECT i.id, i.debtor_id, i.number, 'claim'", own!(), " AND (EXISTS (SELECT 1 FROM claim_fact f WHERE f.organisation_id = i.organisation_id AND f.open_item_id = i.id AND NOT (i.source = 'einvoice' AND f.version = 1 AND f.claim_kind IS NULL AND f.disputed_cents = 0 AND f.document_hash IS NULL)) OR EXISTS (SELECT 1 FROM claim_event e WHERE e.organisation_id = i.organisation_id AND e.open_item_id = i.id) OR EXISTS (SELECT 1 FROM preflight_override p WHERE p.organisation_id = i.organisation_id AND p.open_item_id = i.id) OR EXISTS (SELECT 1 FROM interest_waiver w WHERE w.organisation_id = i.organisation_id AND w.open_item_id = i.id))",
        " UNION ALL SELECT i.id, i.debtor_id, i.number, 'operation'", own!(), " AND EXISTS (SELECT 1 FROM ledger_operation l WHERE l.organisation_id = i.organisation_id AND (l.subject_id = i.id OR l.made_id = i.id) LIMIT 1)",
        " UNION ALL SELECT i.id, i.debtor_id, i.number, 'einvoice'", own!(), " AND (EXISTS (SELECT 1 FROM einvoice_item e WHERE e.organisation_id = i.organisation_id AND e.open_item_id = i.id AND NOT e.made) OR EXISTS (SELECT 1 FROM lifecycle_event c WHERE c.organisation_id = i.organisation_id AND c.open_item_id = i.id))",
        " UNION ALL SELECT i.id, i.debtor_id, i.number, 'bank'", own!(), " AND (EXISTS (SELECT 1 FROM bank_transaction t WHERE t.organisation_id = i.organisation_id AND t.payment_item_id = i.id) OR EXISTS (SELECT 1 FROM virtual_iban y WHERE y.organisation_id = i.organisation_id AND y.open_item_id = i.id AND y.revoked_at IS NULL))",
        " ORDER BY 3, 4, 1",
    );
    VOID_ITEMS = "UPDATE open_item SET source = 'void', source_key = 'void:' || $3 || ':' || source_key WHERE organisation_id = $1 AND source IN ('csv', 'einvoice') AND id IN (SELECT open_item_id FROM import_item WHERE organisation_id = $1 AND import_id = $2)";
    INSERT_CANCELLATION = "INSERT INTO import_cancellation (organisation_id, import_id, item_count, cancelled_on, cancelled_at, actor) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (organisation_id, import_id) DO NOTHING";
    SELECT_CANCELLATIONS = "SELECT import_id, item_count, cancelled_at, actor FROM import_cancellation WHERE organisation_id = $1 ORDER BY cancelled_at, import_id";
    ACCOUNTING_SINCE = "SELECT f.file_name FROM import_file f JOIN import_file o ON o.organisation_id = f.organisation_id AND o.id = $2 WHERE f.organisation_id = $1 AND f.kind = 'fec' AND f.imported_at >= o.imported_at ORDER BY f.imported_at DESC, f.id DESC LIMIT 1";
    COUNT_WITHOUT_ORIGIN = "SELECT count(*) FROM import_item WHERE organisation_id = $1 AND import_id = $2";
}

/// The items that a file made and that are not void.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn items(tx: &mut Tx, organisation: OrganisationId, file: ImportId) -> Result<Vec<OpenItem>> {
    let rows: Vec<ItemRow> = in_tx!(tx, c => sqlx::query_as(SELECT_ITEMS).bind(organisation.0).bind(file.0).fetch_all(&mut *c).await?);
    rows.into_iter().map(OpenItem::try_from).collect()
}

/// The allocations in force that a file made among its own items.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn inner_allocations(tx: &mut Tx, organisation: OrganisationId, file: ImportId) -> Result<Vec<LiveAllocation>> {
    let rows: Vec<(Uuid, Uuid, Uuid, i64, Date, String)> =
        in_tx!(tx, c => sqlx::query_as(SELECT_INNER).bind(organisation.0).bind(file.0).fetch_all(&mut *c).await?);
    Ok(rows
        .into_iter()
        .map(|(id, debit, credit, amount, value_on, origin)| LiveAllocation {
            id: AllocationId(id),
            allocation: Allocation { debit: OpenItemId(debit), credit: OpenItemId(credit), amount: Cents(amount), value_on },
            origin,
        })
        .collect())
}

/// Something that was done on an item of a file since it came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blocker {
    /// The item.
    pub item: OpenItemId,
    /// Its account.
    pub debtor: DebtorId,
    /// Its number.
    pub number: String,
    /// `booked`, `settled`, `corrected`, `asked`, `held`, `claim`, `operation`, `einvoice` or `bank`.
    pub reason: String,
}

/// What was done on a file's items since it came in, by number.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn blockers(tx: &mut Tx, organisation: OrganisationId, file: ImportId) -> Result<Vec<Blocker>> {
    let rows: Vec<(Uuid, Uuid, String, String)> =
        in_tx!(tx, c => sqlx::query_as(SELECT_BLOCKERS).bind(organisation.0).bind(file.0).fetch_all(&mut *c).await?);
    Ok(rows
        .into_iter()
        .map(|(item, debtor, number, reason)| Blocker { item: OpenItemId(item), debtor: DebtorId(debtor), number, reason })
        .collect())
}

/// The last accounting file that came in since a file did: it may count on what that file said.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn accounting_since(tx: &mut Tx, organisation: OrganisationId, file: ImportId) -> Result<Option<String>> {
    Ok(in_tx!(tx, c => sqlx::query_scalar(ACCOUNTING_SINCE).bind(organisation.0).bind(file.0).fetch_optional(&mut *c).await?))
}

/// Whether a file made items that are known to be its own, void or not.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn made_items(tx: &mut Tx, organisation: OrganisationId, file: ImportId) -> Result<bool> {
    let count: i64 = in_tx!(tx, c => sqlx::query_scalar(COUNT_WITHOUT_ORIGIN).bind(organisation.0).bind(file.0).fetch_one(&mut *c).await?);
    Ok(count > 0)
}

/// Makes a file's items void, and remembers that the file was taken back. What settles them is written apart.
///
/// # Errors
/// [`StoreError::Stale`] when the file was taken back before, or when other items than these are its own now.
#[crate::boxed]
pub async fn void(
    tx: &mut Tx,
    organisation: OrganisationId,
    file: ImportId,
    items: usize,
    (on, at): (Date, DateTime<Utc>),
    actor: &str,
) -> Result<()> {
    let count = i64::try_from(items).unwrap_or(i64::MAX);
    let made = in_tx!(tx, c => sqlx::query(INSERT_CANCELLATION)
        .bind(organisation.0).bind(file.0).bind(count).bind(on).bind(to_micros(at)).bind(actor)
        .execute(&mut *c).await?.rows_affected());
    let voided = in_tx!(tx, c => sqlx::query(VOID_ITEMS)
        .bind(organisation.0).bind(file.0).bind(file.0.to_string())
        .execute(&mut *c).await?.rows_affected());
    if made == 1 && voided == items as u64 { Ok(()) } else { Err(StoreError::Stale { table: "import_file", id: file.0 }) }
}

/// A file that was taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cancellation {
    /// The file.
    pub file: ImportId,
    /// How many items became void.
    pub items: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// Who.
    pub actor: String,
}

/// The files that were taken back.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn cancellations(tx: &mut Tx, organisation: OrganisationId) -> Result<Vec<Cancellation>> {
    let rows: Vec<(Uuid, i64, DateTime<Utc>, String)> =
        in_tx!(tx, c => sqlx::query_as(SELECT_CANCELLATIONS).bind(organisation.0).fetch_all(&mut *c).await?);
    Ok(rows.into_iter().map(|(file, items, at, actor)| Cancellation { file: ImportId(file), items, at, actor }).collect())
}
