//! The collector's day: accounts that are put off, what was done to many at once, and what a person saw last.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};
use domain::Date;
use domain::ids::{DebtorId, OrganisationId};
use sqlx::QueryBuilder;
use uuid::Uuid;

use crate::event::to_micros;
use crate::statement::statements;
use crate::{Result, StoreError, Tx};

/// An account that is put off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SnoozeRow {
    /// Its id.
    pub id: Uuid,
    /// The account.
    pub debtor: DebtorId,
    /// The day on which it was put off.
    pub on: Date,
    /// The day on which it comes back.
    pub until: Date,
    /// Why.
    pub reason: String,
    /// When.
    pub created_at: DateTime<Utc>,
    /// Who.
    pub created_by: String,
}

/// Something that was done to many accounts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BatchRow {
    /// Its id.
    pub id: Uuid,
    /// What, as a key.
    pub kind: String,
    /// With which words.
    pub note: String,
    /// To how many accounts.
    pub accounts: i64,
    /// The accounts and what each had before, as JSON.
    pub made: String,
    /// When.
    pub created_at: DateTime<Utc>,
    /// Who.
    pub created_by: String,
    /// When it was undone, and by whom.
    pub undone: Option<(DateTime<Utc>, String)>,
}

/// Up to where a person had seen the journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VisitRow {
    /// At the visit before.
    pub before_seq: i64,
    /// When that was.
    pub before_at: Option<DateTime<Utc>>,
    /// At the last look.
    pub seen_seq: i64,
    /// When that was.
    pub seen_at: DateTime<Utc>,
}

statements! {
    END_SNOOZE = "UPDATE agenda_snooze SET ended_at = $3, ended_by = $4 WHERE organisation_id = $1 AND id = $2 AND ended_at IS NULL";
    SELECT_SNOOZED = "SELECT id, debtor_id, snoozed_on, until_on, reason, created_at, created_by FROM agenda_snooze WHERE organisation_id = $1 AND ended_at IS NULL AND until_on > $2 ORDER BY until_on, id";
    REOPEN_SNOOZE = "UPDATE agenda_snooze SET ended_at = NULL, ended_by = NULL WHERE organisation_id = $1 AND id = $2 AND until_on > $3";
    SELECT_SNOOZES_OF = "SELECT id, debtor_id, snoozed_on, until_on, reason, created_at, created_by FROM agenda_snooze WHERE organisation_id = $1 AND debtor_id = $2 ORDER BY id DESC LIMIT 50";
    SELECT_SNOOZE = "SELECT id, debtor_id, snoozed_on, until_on, reason, created_at, created_by FROM agenda_snooze WHERE organisation_id = $1 AND id = $2 AND ended_at IS NULL";
    INSERT_BATCH = "INSERT INTO desk_batch (organisation_id, id, kind, note, account_count, made, created_at, created_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    SELECT_BATCHES = "SELECT id, kind, note, account_count, made, created_at, created_by, undone_at, undone_by FROM desk_batch WHERE organisation_id = $1 AND ($2 = 1 OR kind <> 'snooze' OR account_count > 1) ORDER BY id DESC LIMIT $3 OFFSET $4";
    COUNT_BATCHES = "SELECT count(*) FROM desk_batch WHERE organisation_id = $1 AND ($2 = 1 OR kind <> 'snooze' OR account_count > 1)";
    SELECT_BATCH = "SELECT id, kind, note, account_count, made, created_at, created_by, undone_at, undone_by FROM desk_batch WHERE organisation_id = $1 AND id = $2";
    UNDO_BATCH = "UPDATE desk_batch SET undone_at = $3, undone_by = $4 WHERE organisation_id = $1 AND id = $2 AND undone_at IS NULL";
    SELECT_VISIT = "SELECT before_seq, before_at, seen_seq, seen_at FROM desk_visit WHERE organisation_id = $1 AND user_email = $2";
    SET_VISIT = "INSERT INTO desk_visit (organisation_id, user_email, before_seq, before_at, seen_seq, seen_at) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (organisation_id, user_email) DO UPDATE SET before_seq = excluded.before_seq, before_at = excluded.before_at, seen_seq = excluded.seen_seq, seen_at = excluded.seen_at";
    COUNT_KINDS_SINCE = "SELECT kind, count(*) FROM event WHERE organisation_id = $1 AND seq > $2 GROUP BY kind ORDER BY kind";
    SELECT_SURVIVORS = "SELECT id, survivor_id FROM debtor WHERE organisation_id = $1 AND survivor_id IS NOT NULL";
    SELECT_COLLECTORS = "SELECT DISTINCT collector FROM debtor WHERE organisation_id = $1 AND collector <> '' ORDER BY collector";
}

type SnoozeTuple = (Uuid, Uuid, Date, Date, String, DateTime<Utc>, String);

fn snooze((id, debtor, on, until, reason, created_at, created_by): SnoozeTuple) -> SnoozeRow {
    SnoozeRow { id, debtor: DebtorId(debtor), on, until, reason, created_at, created_by }
}

/// Puts accounts off.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn insert_snoozes(tx: &mut Tx, organisation: OrganisationId, rows: &[SnoozeRow]) -> Result<()> {
    in_tx!(tx, c => for chunk in rows.chunks(1_000) {
        let mut query = QueryBuilder::new("INSERT INTO agenda_snooze (organisation_id, id, debtor_id, snoozed_on, until_on, reason, created_at, created_by) ");
        query.push_values(chunk, |mut values, row| {
            values.push_bind(organisation.0).push_bind(row.id).push_bind(row.debtor.0).push_bind(row.on).push_bind(row.until)
                .push_bind(row.reason.clone()).push_bind(to_micros(row.created_at)).push_bind(row.created_by.clone());
        });
        query.build().execute(&mut *c).await?;
    });
    Ok(())
}

/// Brings accounts back; how many were still put off.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn end_snoozes(tx: &mut Tx, organisation: OrganisationId, ids: &[Uuid], at: DateTime<Utc>, by: &str) -> Result<u64> {
    let mut ended = 0;
    in_tx!(tx, c => for id in ids {
        ended += sqlx::query(END_SNOOZE).bind(organisation.0).bind(*id).bind(to_micros(at)).bind(by).execute(&mut *c).await?.rows_affected();
    });
    Ok(ended)
}

/// Puts accounts off again as they were before a later putting-off ended that, where its day is still to come.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn reopen_snoozes(tx: &mut Tx, organisation: OrganisationId, ids: &[Uuid], today: Date) -> Result<()> {
    in_tx!(tx, c => for id in ids {
        sqlx::query(REOPEN_SNOOZE).bind(organisation.0).bind(*id).bind(today).execute(&mut *c).await?;
    });
    Ok(())
}

/// The accounts that are put off on a day, those that come back first before.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn snoozed(tx: &mut Tx, organisation: OrganisationId, today: Date) -> Result<Vec<SnoozeRow>> {
    let rows: Vec<SnoozeTuple> = in_tx!(tx, c => sqlx::query_as(SELECT_SNOOZED).bind(organisation.0).bind(today).fetch_all(&mut *c).await?);
    Ok(rows.into_iter().map(snooze).collect())
}

/// How an account was put off, the newest first.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn snoozes_of(tx: &mut Tx, organisation: OrganisationId, debtor: DebtorId) -> Result<Vec<SnoozeRow>> {
    let rows: Vec<SnoozeTuple> =
        in_tx!(tx, c => sqlx::query_as(SELECT_SNOOZES_OF).bind(organisation.0).bind(debtor.0).fetch_all(&mut *c).await?);
    Ok(rows.into_iter().map(snooze).collect())
}

/// One that goes on.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn snooze_of(tx: &mut Tx, organisation: OrganisationId, id: Uuid) -> Result<Option<SnoozeRow>> {
    let row: Option<SnoozeTuple> =
        in_tx!(tx, c => sqlx::query_as(SELECT_SNOOZE).bind(organisation.0).bind(id).fetch_optional(&mut *c).await?);
    Ok(row.map(snooze))
}

type BatchTuple = (Uuid, String, String, i64, String, DateTime<Utc>, String, Option<DateTime<Utc>>, Option<String>);

fn batch((id, kind, note, accounts, made, created_at, created_by, undone_at, undone_by): BatchTuple) -> BatchRow {
    BatchRow { id, kind, note, accounts, made, created_at, created_by, undone: undone_at.map(|at| (at, undone_by.unwrap_or_default())) }
}

/// Keeps what was done to many accounts.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn insert_batch(tx: &mut Tx, organisation: OrganisationId, row: &BatchRow) -> Result<()> {
    in_tx!(tx, c => {
        sqlx::query(INSERT_BATCH).bind(organisation.0).bind(row.id).bind(&row.kind).bind(&row.note).bind(row.accounts).bind(&row.made)
            .bind(to_micros(row.created_at)).bind(&row.created_by).execute(&mut *c).await?;
    });
    Ok(())
}

/// What was done to many accounts, the newest first, and how many there are; with `all`, single accounts that were put off too.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn batches(tx: &mut Tx, organisation: OrganisationId, all: bool, (limit, offset): (i64, i64)) -> Result<(Vec<BatchRow>, i64)> {
    let all = i64::from(all);
    let (rows, count): (Vec<BatchTuple>, i64) = in_tx!(tx, c => {
        let rows = sqlx::query_as(SELECT_BATCHES).bind(organisation.0).bind(all).bind(limit).bind(offset).fetch_all(&mut *c).await?;
        (rows, sqlx::query_scalar(COUNT_BATCHES).bind(organisation.0).bind(all).fetch_one(&mut *c).await?)
    });
    Ok((rows.into_iter().map(batch).collect(), count))
}

/// One of them.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn batch_of(tx: &mut Tx, organisation: OrganisationId, id: Uuid) -> Result<Option<BatchRow>> {
    let row: Option<BatchTuple> =
        in_tx!(tx, c => sqlx::query_as(SELECT_BATCH).bind(organisation.0).bind(id).fetch_optional(&mut *c).await?);
    Ok(row.map(batch))
}

/// Says that it was undone.
///
/// # Errors
/// [`StoreError::Stale`] when it had been already.
#[crate::boxed]
pub async fn mark_undone(tx: &mut Tx, organisation: OrganisationId, id: Uuid, at: DateTime<Utc>, by: &str) -> Result<()> {
    let changed = in_tx!(tx, c => sqlx::query(UNDO_BATCH).bind(organisation.0).bind(id).bind(to_micros(at)).bind(by)
        .execute(&mut *c).await?.rows_affected());
    if changed == 1 { Ok(()) } else { Err(StoreError::Stale { table: "desk_batch", id }) }
}

/// Gives accounts to collectors; how many changed.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn set_collectors(tx: &mut Tx, organisation: OrganisationId, given: &BTreeMap<DebtorId, String>) -> Result<u64> {
    let given: Vec<(&DebtorId, &String)> = given.iter().collect();
    let mut changed = 0;
    in_tx!(tx, c => for chunk in given.chunks(1_000) {
        let mut query = QueryBuilder::new("WITH u(id, collector) AS (");
        query.push_values(chunk, |mut values, (debtor, collector)| {
            values.push_bind(debtor.0).push_bind((*collector).clone());
        });
        query.push(") UPDATE debtor SET collector = u.collector, version = version + 1 FROM u WHERE debtor.organisation_id = ").push_bind(organisation.0)
            .push(" AND debtor.id = u.id AND debtor.collector <> u.collector");
        changed += query.build().execute(&mut *c).await?.rows_affected();
    });
    Ok(changed)
}

/// Accounts that were merged into others, and into which.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn survivors(tx: &mut Tx, organisation: OrganisationId) -> Result<HashMap<DebtorId, DebtorId>> {
    let rows: Vec<(Uuid, Uuid)> = in_tx!(tx, c => sqlx::query_as(SELECT_SURVIVORS).bind(organisation.0).fetch_all(&mut *c).await?);
    Ok(rows.into_iter().map(|(absorbed, survivor)| (DebtorId(absorbed), DebtorId(survivor))).collect())
}

/// Everybody who follows an account.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn collectors(tx: &mut Tx, organisation: OrganisationId) -> Result<Vec<String>> {
    Ok(in_tx!(tx, c => sqlx::query_scalar(SELECT_COLLECTORS).bind(organisation.0).fetch_all(&mut *c).await?))
}

type VisitTuple = (i64, Option<DateTime<Utc>>, i64, DateTime<Utc>);

/// Up to where a person had seen the journal.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn visit(tx: &mut Tx, organisation: OrganisationId, email: &str) -> Result<Option<VisitRow>> {
    let row: Option<VisitTuple> =
        in_tx!(tx, c => sqlx::query_as(SELECT_VISIT).bind(organisation.0).bind(email).fetch_optional(&mut *c).await?);
    Ok(row.map(|(before_seq, before_at, seen_seq, seen_at)| VisitRow { before_seq, before_at, seen_seq, seen_at }))
}

/// Keeps up to where a person has seen the journal.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn set_visit(tx: &mut Tx, organisation: OrganisationId, email: &str, visit: &VisitRow) -> Result<()> {
    in_tx!(tx, c => {
        sqlx::query(SET_VISIT).bind(organisation.0).bind(email).bind(visit.before_seq).bind(visit.before_at.map(to_micros))
            .bind(visit.seen_seq).bind(to_micros(visit.seen_at)).execute(&mut *c).await?;
    });
    Ok(())
}

/// How many entries of each kind the journal got since one.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn kinds_since(tx: &mut Tx, organisation: OrganisationId, seq: i64) -> Result<Vec<(String, i64)>> {
    Ok(in_tx!(tx, c => sqlx::query_as(COUNT_KINDS_SINCE).bind(organisation.0).bind(seq).fetch_all(&mut *c).await?))
}
