//! Legal time limits that a person recorded, and what became of them.

use chrono::{DateTime, Utc};
use domain::calendar::Date;
use domain::ids::{DebtorId, OrganisationId, TimeLimitId};
use uuid::Uuid;

use crate::event::to_micros;
use crate::statement::statements;
use crate::{Result, StoreError, Tx};

/// A limit as it was recorded; its dates follow from it and the law.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimeLimit {
    /// Its id.
    pub id: TimeLimitId,
    /// The key of the rule.
    pub rule: String,
    /// The day of the event that makes it run.
    pub start_on: Date,
    /// The day of the decision, when the rule asks for it.
    pub decided_on: Option<Date>,
    /// The key of the zone.
    pub zone: String,
    /// The debtor that it is about.
    pub debtor: Option<DebtorId>,
    /// What a person wrote beside it.
    pub note: String,
    /// When it was recorded.
    pub created_at: DateTime<Utc>,
    /// Who recorded it.
    pub created_by: String,
}

/// What can become of a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FactKind {
    /// The act was done, or the time waited for.
    Done,
    /// It no longer matters.
    Cancelled,
    /// The last fact was taken back: it runs again.
    Reopened,
}

impl FactKind {
    const ALL: [Self; 3] = [Self::Done, Self::Cancelled, Self::Reopened];

    /// The stable key, stored and exported.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Cancelled => "cancelled",
            Self::Reopened => "reopened",
        }
    }

    fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// A fact about a limit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// Its place among those of the limit, from 1.
    pub seq: i32,
    /// What.
    pub kind: FactKind,
    /// Why, in words.
    pub reason: String,
    /// When.
    pub at: DateTime<Utc>,
    /// Who.
    pub by: String,
}

/// A limit and the last fact about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// The limit.
    pub limit: TimeLimit,
    /// The last fact; `None` while nothing happened.
    pub last: Option<Fact>,
}

impl Recorded {
    /// Whether it still runs.
    #[must_use]
    pub fn is_running(&self) -> bool {
        self.last.as_ref().is_none_or(|fact| fact.kind == FactKind::Reopened)
    }
}

/// The columns of [`Row`], and each limit with its last fact only.
macro_rules! select {
    ($condition:literal) => {
        concat!(
            "SELECT l.id, l.rule_key, l.start_on, l.decided_on, l.zone, l.debtor_id, l.note, l.created_at, l.created_by, ",
            "f.seq, f.kind, f.reason, f.recorded_at, f.recorded_by FROM time_limit l LEFT JOIN time_limit_fact f ",
            "ON f.organisation_id = l.organisation_id AND f.time_limit_id = l.id AND f.seq = (SELECT max(m.seq) FROM time_limit_fact m ",
            "WHERE m.organisation_id = l.organisation_id AND m.time_limit_id = l.id) WHERE l.organisation_id = $1 ",
            $condition
        )
    };
}

statements! {
    INSERT_LIMIT = "INSERT INTO time_limit (organisation_id, id, rule_key, start_on, decided_on, zone, debtor_id, note, created_at, created_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    INSERT_FACT = "INSERT INTO time_limit_fact (organisation_id, time_limit_id, seq, kind, reason, recorded_at, recorded_by) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING";
    SELECT_ONE = select!("AND l.id = $2");
    SELECT_RUNNING = select!("AND (f.kind IS NULL OR f.kind = 'reopened') ORDER BY l.start_on, l.id");
    SELECT_RUNNING_OF = select!("AND l.debtor_id = $2 AND (f.kind IS NULL OR f.kind = 'reopened') ORDER BY l.start_on, l.id");
    SELECT_ENDED = select!("AND f.kind IN ('done', 'cancelled') ORDER BY f.recorded_at DESC, l.id LIMIT $2");
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    rule_key: String,
    start_on: Date,
    decided_on: Option<Date>,
    zone: String,
    debtor_id: Option<Uuid>,
    note: String,
    created_at: DateTime<Utc>,
    created_by: String,
    seq: Option<i32>,
    kind: Option<String>,
    reason: Option<String>,
    recorded_at: Option<DateTime<Utc>>,
    recorded_by: Option<String>,
}

impl TryFrom<Row> for Recorded {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self> {
        let id = TimeLimitId(row.id);
        let last = match (row.seq, row.kind, row.reason, row.recorded_at, row.recorded_by) {
            (Some(seq), Some(kind), Some(reason), Some(at), Some(by)) => {
                let known = FactKind::from_code(&kind);
                let kind =
                    known.ok_or_else(|| StoreError::Inconsistent { table: "time_limit_fact", column: "kind", row: id.to_string() })?;
                Some(Fact { seq, kind, reason, at, by })
            }
            _ => None,
        };
        let limit = TimeLimit {
            id,
            rule: row.rule_key,
            start_on: row.start_on,
            decided_on: row.decided_on,
            zone: row.zone,
            debtor: row.debtor_id.map(DebtorId),
            note: row.note,
            created_at: row.created_at,
            created_by: row.created_by,
        };
        Ok(Self { limit, last })
    }
}

fn all(rows: Vec<Row>) -> Result<Vec<Recorded>> {
    rows.into_iter().map(Recorded::try_from).collect()
}

/// Records a limit.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn insert(tx: &mut Tx, organisation: OrganisationId, limit: &TimeLimit) -> Result<()> {
    in_tx!(tx, c => {
        sqlx::query(INSERT_LIMIT)
            .bind(organisation.0).bind(limit.id.0).bind(&limit.rule).bind(limit.start_on).bind(limit.decided_on).bind(&limit.zone)
            .bind(limit.debtor.map(|id| id.0)).bind(&limit.note).bind(to_micros(limit.created_at)).bind(&limit.created_by)
            .execute(&mut *c).await?;
    });
    Ok(())
}

/// Adds a fact about a limit.
///
/// # Errors
/// [`StoreError::Stale`] when there is another one with its number already.
#[crate::boxed]
pub async fn add_fact(tx: &mut Tx, organisation: OrganisationId, id: TimeLimitId, fact: &Fact) -> Result<()> {
    let added = in_tx!(tx, c => sqlx::query(INSERT_FACT)
        .bind(organisation.0).bind(id.0).bind(fact.seq).bind(fact.kind.code()).bind(&fact.reason)
        .bind(to_micros(fact.at)).bind(&fact.by)
        .execute(&mut *c).await?.rows_affected());
    if added == 1 { Ok(()) } else { Err(StoreError::Stale { table: "time_limit", id: id.0 }) }
}

/// One limit.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn get(tx: &mut Tx, organisation: OrganisationId, id: TimeLimitId) -> Result<Option<Recorded>> {
    let row: Option<Row> = in_tx!(tx, c => sqlx::query_as(SELECT_ONE).bind(organisation.0).bind(id.0).fetch_optional(&mut *c).await?);
    row.map(Recorded::try_from).transpose()
}

/// The limits that run.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn running(tx: &mut Tx, organisation: OrganisationId) -> Result<Vec<Recorded>> {
    all(in_tx!(tx, c => sqlx::query_as(SELECT_RUNNING).bind(organisation.0).fetch_all(&mut *c).await?))
}

/// The limits of a debtor that run.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn running_of(tx: &mut Tx, organisation: OrganisationId, debtor: DebtorId) -> Result<Vec<Recorded>> {
    all(in_tx!(tx, c => sqlx::query_as(SELECT_RUNNING_OF).bind(organisation.0).bind(debtor.0).fetch_all(&mut *c).await?))
}

/// The limits that no longer run, the last one ended first.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn ended(tx: &mut Tx, organisation: OrganisationId, limit: i64) -> Result<Vec<Recorded>> {
    all(in_tx!(tx, c => sqlx::query_as(SELECT_ENDED).bind(organisation.0).bind(limit).fetch_all(&mut *c).await?))
}
