//! What each matching of a bank line did, so that it can be shown and taken back whole.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use domain::Cents;
use domain::ids::{AllocationId, DebtorId, MatchId, OpenItemId, OperationId, OrganisationId, TransactionId};
use domain::ledger::Allocation;
use sqlx::QueryBuilder;
use uuid::Uuid;

use crate::event::to_micros;
use crate::statement::statements;
use crate::{Result, StoreError, Tx};

/// Who decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MatchOrigin {
    /// The program, which was sure.
    Automatic,
    /// A person, on the program's proposal.
    Confirmed,
    /// A person.
    Hand,
    /// The accounting holds the payment, says a person or the program: nothing was made.
    Booked,
}

impl MatchOrigin {
    const ALL: [Self; 4] = [Self::Automatic, Self::Confirmed, Self::Hand, Self::Booked];

    /// The stable key, stored and exported.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Automatic => "automatic",
            Self::Confirmed => "confirmed",
            Self::Hand => "hand",
            Self::Booked => "booked",
        }
    }
}

/// One matching of a bank line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MatchRow {
    /// Its id.
    pub id: MatchId,
    /// The line.
    pub transaction: TransactionId,
    /// Who decided.
    pub origin: MatchOrigin,
    /// In hundredths; `None` when a person decided alone.
    pub confidence: Option<u8>,
    /// Why, a sentence each.
    pub reasons: Vec<String>,
    /// What came second, in words; empty for nothing.
    pub runner_up: String,
    /// What the line's note said before.
    pub previous_note: String,
    /// When.
    pub created_at: DateTime<Utc>,
    /// Who.
    pub actor: String,
    /// When it was taken back.
    pub undone_at: Option<DateTime<Utc>>,
    /// The payments that it made, or the one of the accounting that it found: one per debtor; they sum to the line.
    pub payments: Vec<OpenItemId>,
    /// The operations that settled a remainder.
    pub operations: Vec<OperationId>,
    /// The allocations that it wrote: those of the payments, and of credit notes that it used.
    pub allocations: Vec<AllocationId>,
}

statements! {
    SELECT_LIVE = "SELECT id, transaction_id, origin, confidence, reasons, runner_up, previous_note, created_at, actor, undone_at FROM bank_match WHERE organisation_id = $1 AND transaction_id = $2 AND undone_at IS NULL";
    SELECT_LAST = "SELECT id, transaction_id, origin, confidence, reasons, runner_up, previous_note, created_at, actor, undone_at FROM bank_match WHERE organisation_id = $1 AND transaction_id = $2 ORDER BY created_at DESC, id DESC LIMIT 1";
    SELECT_ALL_LIVE = "SELECT id, transaction_id, origin, confidence, reasons, runner_up, previous_note, created_at, actor, undone_at FROM bank_match WHERE organisation_id = $1 AND undone_at IS NULL ORDER BY id";
    SELECT_PAYMENTS = "SELECT item_id FROM bank_match_payment WHERE organisation_id = $1 AND match_id = $2 ORDER BY item_id";
    SELECT_OPERATIONS = "SELECT operation_id FROM bank_match_operation WHERE organisation_id = $1 AND match_id = $2 ORDER BY operation_id";
    SELECT_ALLOCATIONS = "SELECT allocation_id FROM bank_match_allocation WHERE organisation_id = $1 AND match_id = $2 ORDER BY allocation_id";
    SELECT_WRITTEN = "SELECT a.id, a.debit_id, a.credit_id, a.amount_cents, a.value_on, CASE WHEN EXISTS (SELECT 1 FROM allocation r WHERE r.organisation_id = a.organisation_id AND r.reverses_id = a.id) THEN 0 ELSE 1 END FROM bank_match_allocation l JOIN allocation a ON a.organisation_id = l.organisation_id AND a.id = l.allocation_id WHERE l.organisation_id = $1 AND l.match_id = $2 ORDER BY a.id";
    SELECT_BESIDE = "SELECT a.id, a.debit_id, a.credit_id, a.amount_cents, a.value_on, 1 FROM allocation a JOIN open_item i ON i.organisation_id = a.organisation_id AND i.id = a.debit_id WHERE a.organisation_id = $1 AND i.debtor_id = $3 AND a.origin = 'match' AND a.reverses_id IS NULL AND NOT EXISTS (SELECT 1 FROM allocation r WHERE r.organisation_id = a.organisation_id AND r.reverses_id = a.id) AND EXISTS (SELECT 1 FROM allocation p WHERE p.organisation_id = a.organisation_id AND p.credit_id = $2 AND p.origin = 'match' AND p.created_at = a.created_at AND p.reason = a.reason AND p.actor = a.actor LIMIT 1) ORDER BY a.id";
    SELECT_ALL_PAYMENTS = "SELECT m.transaction_id, p.item_id FROM bank_match m JOIN bank_match_payment p ON p.organisation_id = m.organisation_id AND p.match_id = m.id WHERE m.organisation_id = $1 AND m.undone_at IS NULL ORDER BY m.transaction_id, p.item_id";
    SELECT_TAKEN_BACK = "SELECT DISTINCT m.transaction_id FROM bank_match m JOIN bank_transaction t ON t.organisation_id = m.organisation_id AND t.id = m.transaction_id WHERE m.organisation_id = $1 AND m.undone_at IS NOT NULL AND t.state = 'to_identify'";
    SET_UNDONE = "UPDATE bank_match SET undone_at = $3, undone_by = $4 WHERE organisation_id = $1 AND id = $2 AND undone_at IS NULL";
}

#[derive(sqlx::FromRow)]
struct Stored {
    id: Uuid,
    transaction_id: Uuid,
    origin: String,
    confidence: Option<i32>,
    reasons: String,
    runner_up: String,
    previous_note: String,
    created_at: DateTime<Utc>,
    actor: String,
    undone_at: Option<DateTime<Utc>>,
}

impl TryFrom<Stored> for MatchRow {
    type Error = StoreError;

    fn try_from(row: Stored) -> Result<Self> {
        let wrong = |column, row: String| StoreError::Inconsistent { table: "bank_match", column, row };
        let origin = MatchOrigin::ALL.into_iter().find(|origin| origin.code() == row.origin);
        Ok(Self {
            id: MatchId(row.id),
            transaction: TransactionId(row.transaction_id),
            origin: origin.ok_or_else(|| wrong("origin", row.origin))?,
            confidence: row.confidence.map(|c| u8::try_from(c).map_err(|_| wrong("confidence", c.to_string()))).transpose()?,
            reasons: serde_json::from_str(&row.reasons).map_err(|_| wrong("reasons", row.reasons))?,
            runner_up: row.runner_up,
            previous_note: row.previous_note,
            created_at: row.created_at,
            actor: row.actor,
            undone_at: row.undone_at,
            payments: Vec::new(),
            operations: Vec::new(),
            allocations: Vec::new(),
        })
    }
}

/// Writes matchings in bulk, with what they made; `undone_at` is not written.
///
/// # Errors
/// See [`StoreError`]; a line has one matching in force.
#[crate::boxed]
pub async fn insert(tx: &mut Tx, organisation: OrganisationId, rows: &[MatchRow]) -> Result<()> {
    let mut payments = Vec::with_capacity(rows.len());
    let (mut operations, mut allocations) = (Vec::new(), Vec::new());
    for row in rows {
        allocations.extend(row.allocations.iter().map(|allocation| (row.id.0, allocation.0)));
        payments.extend(row.payments.iter().map(|item| (row.id.0, item.0)));
        operations.extend(row.operations.iter().map(|operation| (row.id.0, operation.0)));
    }
    in_tx!(tx, c => {
        for chunk in rows.chunks(1_000) {
            let mut query = QueryBuilder::new(
                "INSERT INTO bank_match (organisation_id, id, transaction_id, origin, confidence, reasons, runner_up, previous_note, created_at, actor) ",
            );
            query.push_values(chunk, |mut row, m| {
                let reasons = serde_json::Value::from(m.reasons.clone()).to_string();
                row.push_bind(organisation.0).push_bind(m.id.0).push_bind(m.transaction.0).push_bind(m.origin.code())
                    .push_bind(m.confidence.map(i32::from)).push_bind(reasons).push_bind(m.runner_up.clone())
                    .push_bind(m.previous_note.clone()).push_bind(to_micros(m.created_at)).push_bind(m.actor.clone());
            });
            query.build().execute(&mut *c).await?;
        }
        for (table, column, links) in
            [("bank_match_payment", "item_id", &payments), ("bank_match_operation", "operation_id", &operations), ("bank_match_allocation", "allocation_id", &allocations)]
        {
            for chunk in links.chunks(5_000) {
                let mut query = QueryBuilder::new("INSERT INTO ");
                query.push(table).push(" (organisation_id, match_id, ").push(column).push(") ");
                query.push_values(chunk, |mut row, (id, made)| {
                    row.push_bind(organisation.0).push_bind(*id).push_bind(*made);
                });
                query.build().execute(&mut *c).await?;
            }
        }
    });
    Ok(())
}

async fn one(tx: &mut Tx, organisation: OrganisationId, transaction: TransactionId, sql: &'static str) -> Result<Option<MatchRow>> {
    let row: Option<Stored> = in_tx!(tx, c => sqlx::query_as(sql).bind(organisation.0).bind(transaction.0).fetch_optional(&mut *c).await?);
    let Some(row) = row else { return Ok(None) };
    let mut row = MatchRow::try_from(row)?;
    let (payments, operations, allocations): (Vec<Uuid>, Vec<Uuid>, Vec<Uuid>) = in_tx!(tx, c => (
        sqlx::query_scalar(SELECT_PAYMENTS).bind(organisation.0).bind(row.id.0).fetch_all(&mut *c).await?,
        sqlx::query_scalar(SELECT_OPERATIONS).bind(organisation.0).bind(row.id.0).fetch_all(&mut *c).await?,
        sqlx::query_scalar(SELECT_ALLOCATIONS).bind(organisation.0).bind(row.id.0).fetch_all(&mut *c).await?,
    ));
    row.payments = payments.into_iter().map(OpenItemId).collect();
    row.operations = operations.into_iter().map(OperationId).collect();
    row.allocations = allocations.into_iter().map(AllocationId).collect();
    Ok(Some(row))
}

/// The matching of a line that is in force, with what it made.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn live_of(tx: &mut Tx, organisation: OrganisationId, transaction: TransactionId) -> Result<Option<MatchRow>> {
    one(tx, organisation, transaction, SELECT_LIVE).await
}

/// The last matching of a line, in force or taken back, with what it made.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn last_of(tx: &mut Tx, organisation: OrganisationId, transaction: TransactionId) -> Result<Option<MatchRow>> {
    one(tx, organisation, transaction, SELECT_LAST).await
}

/// The matchings in force, by line; without the operations.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn live(tx: &mut Tx, organisation: OrganisationId) -> Result<HashMap<TransactionId, MatchRow>> {
    let rows: Vec<Stored> = in_tx!(tx, c => sqlx::query_as(SELECT_ALL_LIVE).bind(organisation.0).fetch_all(&mut *c).await?);
    let mut found = HashMap::with_capacity(rows.len());
    for row in rows {
        let row = MatchRow::try_from(row)?;
        found.insert(row.transaction, row);
    }
    let payments: Vec<(Uuid, Uuid)> = in_tx!(tx, c => sqlx::query_as(SELECT_ALL_PAYMENTS).bind(organisation.0).fetch_all(&mut *c).await?);
    for (transaction, item) in payments {
        if let Some(row) = found.get_mut(&TransactionId(transaction)) {
            row.payments.push(OpenItemId(item));
        }
    }
    Ok(found)
}

/// The lines that wait although they were matched once: somebody took it back.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn taken_back(tx: &mut Tx, organisation: OrganisationId) -> Result<HashSet<TransactionId>> {
    let ids: Vec<Uuid> = in_tx!(tx, c => sqlx::query_scalar(SELECT_TAKEN_BACK).bind(organisation.0).fetch_all(&mut *c).await?);
    Ok(ids.into_iter().map(TransactionId).collect())
}

/// An allocation that a matching wrote, and whether it is still in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Written {
    /// Its id.
    pub id: AllocationId,
    /// What it says.
    pub allocation: Allocation,
    /// Whether no counter-row has taken it back.
    pub is_live: bool,
}

type WrittenTuple = (Uuid, Uuid, Uuid, i64, domain::Date, i32);

fn written((id, debit, credit, amount, value_on, live): WrittenTuple) -> Written {
    let allocation = Allocation { debit: OpenItemId(debit), credit: OpenItemId(credit), amount: Cents(amount), value_on };
    Written { id: AllocationId(id), allocation, is_live: live != 0 }
}

/// The allocations that a matching wrote, in their order.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn written_by(tx: &mut Tx, organisation: OrganisationId, id: MatchId) -> Result<Vec<Written>> {
    let rows: Vec<WrittenTuple> = in_tx!(tx, c => sqlx::query_as(SELECT_WRITTEN).bind(organisation.0).bind(id.0).fetch_all(&mut *c).await?);
    Ok(rows.into_iter().map(written).collect())
}

/// The live allocations that were written together with a payment of a line whose matching left no row of its
/// own: at the same instant, for the same reason, on the same account.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn written_with(tx: &mut Tx, organisation: OrganisationId, payment: OpenItemId, debtor: DebtorId) -> Result<Vec<Written>> {
    let rows: Vec<WrittenTuple> = in_tx!(tx, c => sqlx::query_as(SELECT_BESIDE)
        .bind(organisation.0).bind(payment.0).bind(debtor.0)
        .fetch_all(&mut *c).await?);
    Ok(rows.into_iter().map(written).collect())
}

/// Says that a matching was taken back.
///
/// # Errors
/// [`StoreError::Stale`] when it is not in force.
#[crate::boxed]
pub async fn set_undone(tx: &mut Tx, organisation: OrganisationId, id: MatchId, at: DateTime<Utc>, by: &str) -> Result<()> {
    let changed = in_tx!(tx, c => sqlx::query(SET_UNDONE)
        .bind(organisation.0).bind(id.0).bind(to_micros(at)).bind(by)
        .execute(&mut *c).await?.rows_affected());
    if changed == 1 { Ok(()) } else { Err(StoreError::Stale { table: "bank_match", id: id.0 }) }
}
