use chrono::{DateTime, Utc};
use domain::ids::{DeliveryId, EndpointId, OrganisationId, WebhookEventId};
use sqlx::QueryBuilder;
use uuid::Uuid;

use crate::event::to_micros;
use crate::statement::statements;
use crate::{Db, Result, Tx};

/// A fact on its way to one endpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// Its id.
    pub id: DeliveryId,
    /// The endpoint.
    pub endpoint: EndpointId,
    /// The fact; the same for every endpoint and attempt.
    pub event: WebhookEventId,
    /// The fact's kind.
    pub kind: String,
    /// `waiting`, `delivered`, `dead` or `cancelled`.
    pub state: String,
    /// How often it was tried.
    pub attempts: i32,
    /// When it is tried next, while it waits.
    pub next_at: DateTime<Utc>,
    /// Status of the last answer.
    pub last_status: Option<i32>,
    /// What went wrong last, as a stable key.
    pub last_error: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it arrived or was given up.
    pub done_at: Option<DateTime<Utc>>,
}

/// A delivery that this worker may try now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// The delivery.
    pub id: DeliveryId,
    /// The endpoint.
    pub endpoint: EndpointId,
    /// The fact.
    pub event: WebhookEventId,
    /// Its kind.
    pub kind: String,
    /// Its data, as JSON.
    pub data: String,
    /// When it happened.
    pub happened_at: DateTime<Utc>,
    /// Attempts made so far, whatever the round.
    pub attempts: i32,
    /// Attempts made since it was last asked for.
    pub tries: i32,
}

/// What came of one attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// Its number, from 1.
    pub attempt: i32,
    /// When.
    pub at: DateTime<Utc>,
    /// Status of the answer, if there was one.
    pub status: Option<i32>,
    /// What went wrong, as a stable key; empty when nothing did.
    pub error: String,
    /// The beginning of the answer's body.
    pub answer: String,
    /// How long it took, in milliseconds.
    pub took_ms: i32,
}

statements! {
    IS_PENDING = "SELECT CASE WHEN EXISTS (SELECT 1 FROM webhook_event WHERE organisation_id = $1 AND NOT spread) OR EXISTS (SELECT 1 FROM webhook_delivery WHERE organisation_id = $1 AND state = 'waiting' AND next_at <= $2 AND (leased_until IS NULL OR leased_until < $2)) THEN 1 ELSE 0 END";
    TAKE_NEW = "UPDATE webhook_event SET spread = TRUE, happened_at = coalesce(happened_at, $2) WHERE organisation_id = $1 AND NOT spread AND id IN (SELECT id FROM webhook_event WHERE organisation_id = $1 AND NOT spread ORDER BY id LIMIT $3) RETURNING id, kind";
    SELECT_DUE = "SELECT id FROM (SELECT d.id, d.next_at, row_number() OVER (PARTITION BY d.endpoint_id ORDER BY d.next_at, d.id) AS nth FROM webhook_delivery d JOIN webhook_endpoint p ON p.organisation_id = d.organisation_id AND p.id = d.endpoint_id WHERE d.organisation_id = $1 AND d.state = 'waiting' AND d.next_at <= $2 AND (d.leased_until IS NULL OR d.leased_until < $2) AND p.disabled_at IS NULL AND p.deleted_at IS NULL) t WHERE nth <= $4 ORDER BY next_at, id LIMIT $3";
    LEASE_ONE = "UPDATE webhook_delivery SET leased_until = $3 WHERE organisation_id = $1 AND id = $2 AND state = 'waiting' AND (leased_until IS NULL OR leased_until < $4)";
    SELECT_LEASED = "SELECT d.id, d.endpoint_id, d.event_id, e.kind, e.data, coalesce(e.happened_at, d.created_at) AS happened_at, d.attempts, d.tries FROM webhook_delivery d JOIN webhook_event e ON e.organisation_id = d.organisation_id AND e.id = d.event_id WHERE d.organisation_id = $1 AND d.id = $2";
    INSERT_ATTEMPT = "INSERT INTO webhook_attempt (organisation_id, delivery_id, attempt, at, status, error, answer, took_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    SETTLE = "UPDATE webhook_delivery SET state = $3, attempts = $4, tries = tries + 1, next_at = $5, leased_until = NULL, last_status = $6, last_error = $7, done_at = $8 WHERE organisation_id = $1 AND id = $2 AND state = 'waiting'";
    RESEND = "UPDATE webhook_delivery SET state = 'waiting', tries = 0, next_at = $3, leased_until = NULL, done_at = NULL WHERE organisation_id = $1 AND id = $2 AND state <> 'waiting'";
    HURRY = "UPDATE webhook_delivery SET next_at = $3 WHERE organisation_id = $1 AND id = $2 AND state = 'waiting'";
    SELECT_DELIVERIES = "SELECT d.id, d.endpoint_id, d.event_id, e.kind, d.state, d.attempts, d.next_at, d.last_status, d.last_error, d.created_at, d.done_at FROM webhook_delivery d JOIN webhook_event e ON e.organisation_id = d.organisation_id AND e.id = d.event_id WHERE d.organisation_id = $1 ORDER BY d.id DESC LIMIT $2";
    SELECT_ATTEMPTS = "SELECT attempt, at, status, error, answer, took_ms FROM webhook_attempt WHERE organisation_id = $1 AND delivery_id = $2 ORDER BY attempt";
}

/// Whether there is anything to do, without taking the writer.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn pending(db: &Db, organisation: OrganisationId, now: DateTime<Utc>) -> Result<bool> {
    let pending: i32 = on_db!(db, base => sqlx::query_scalar(IS_PENDING).bind(organisation.0).bind(to_micros(now)).fetch_one(base).await)?;
    Ok(pending == 1)
}

/// Makes a delivery of each new fact for each endpoint that wants it; how many facts there were.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn spread(tx: &mut Tx, organisation: OrganisationId, listeners: &[(EndpointId, String)], at: DateTime<Utc>) -> Result<usize> {
    const AT_A_TIME: i64 = 500;
    let at = to_micros(at);
    let mut new: Vec<(Uuid, String)> =
        in_tx!(tx, c => sqlx::query_as(TAKE_NEW).bind(organisation.0).bind(at).bind(AT_A_TIME).fetch_all(&mut *c).await?);
    new.sort_unstable();
    let mut made = Vec::new();
    for (event, kind) in &new {
        let wants = |list: &str| list.split(' ').any(|code| code == kind);
        made.extend(listeners.iter().filter(|(_, kinds)| wants(kinds)).map(|(endpoint, _)| (*event, *endpoint)));
    }
    in_tx!(tx, c => for chunk in made.chunks(500) {
        let mut query = QueryBuilder::new(
            "INSERT INTO webhook_delivery (organisation_id, id, event_id, endpoint_id, state, attempts, tries, next_at, last_error, created_at) ",
        );
        query.push_values(chunk, |mut row, (event, endpoint)| {
            row.push_bind(organisation.0).push_bind(crate::fresh_id()).push_bind(*event).push_bind(endpoint.0).push_bind("waiting")
                .push_bind(0_i32).push_bind(0_i32).push_bind(at).push_bind("").push_bind(at);
        });
        query.build().execute(&mut *c).await?;
    });
    Ok(new.len())
}

#[derive(sqlx::FromRow)]
struct DueRow {
    id: Uuid,
    endpoint_id: Uuid,
    event_id: Uuid,
    kind: String,
    data: String,
    happened_at: DateTime<Utc>,
    attempts: i32,
    tries: i32,
}

/// Leases what is due to this worker, the oldest first; nobody else tries it until then. At most so many, and so many
/// for each endpoint.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn due(
    tx: &mut Tx,
    organisation: OrganisationId,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
    (most, each): (i64, i64),
) -> Result<Vec<Due>> {
    let (now, until) = (to_micros(now), to_micros(until));
    let ids: Vec<Uuid> =
        in_tx!(tx, c => sqlx::query_scalar(SELECT_DUE).bind(organisation.0).bind(now).bind(most).bind(each).fetch_all(&mut *c).await?);
    let mut leased = Vec::with_capacity(ids.len());
    for id in ids {
        let won = in_tx!(tx, c => sqlx::query(LEASE_ONE).bind(organisation.0).bind(id).bind(until).bind(now).execute(&mut *c).await?.rows_affected());
        if won != 1 {
            continue;
        }
        let row: DueRow = in_tx!(tx, c => sqlx::query_as(SELECT_LEASED).bind(organisation.0).bind(id).fetch_one(&mut *c).await?);
        leased.push(Due {
            id: DeliveryId(row.id),
            endpoint: EndpointId(row.endpoint_id),
            event: WebhookEventId(row.event_id),
            kind: row.kind,
            data: row.data,
            happened_at: row.happened_at,
            attempts: row.attempts,
            tries: row.tries,
        });
    }
    Ok(leased)
}

/// Writes down what came of an attempt: `state` is `delivered`, `dead`, or `waiting` with the next time.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn settle(
    tx: &mut Tx,
    organisation: OrganisationId,
    delivery: DeliveryId,
    attempt: &Attempt,
    state: &str,
    next_at: DateTime<Utc>,
) -> Result<()> {
    let done_at = (state != "waiting").then_some(to_micros(attempt.at));
    in_tx!(tx, c => {
        sqlx::query(INSERT_ATTEMPT)
            .bind(organisation.0).bind(delivery.0).bind(attempt.attempt).bind(to_micros(attempt.at)).bind(attempt.status)
            .bind(&attempt.error).bind(&attempt.answer).bind(attempt.took_ms)
            .execute(&mut *c).await?;
        sqlx::query(SETTLE)
            .bind(organisation.0).bind(delivery.0).bind(state).bind(attempt.attempt).bind(to_micros(next_at))
            .bind(attempt.status).bind(&attempt.error).bind(done_at)
            .execute(&mut *c).await?;
    });
    Ok(())
}

/// Asks for a delivery again, or at once when it waits; says whether it is there.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn resend(tx: &mut Tx, organisation: OrganisationId, delivery: DeliveryId, at: DateTime<Utc>) -> Result<bool> {
    let at = to_micros(at);
    let changed = in_tx!(tx, c => {
        let again = sqlx::query(RESEND).bind(organisation.0).bind(delivery.0).bind(at).execute(&mut *c).await?.rows_affected();
        let sooner = if again == 0 {
            sqlx::query(HURRY).bind(organisation.0).bind(delivery.0).bind(at).execute(&mut *c).await?.rows_affected()
        } else {
            0
        };
        again + sooner
    });
    Ok(changed == 1)
}

#[derive(sqlx::FromRow)]
struct DeliveryRow {
    id: Uuid,
    endpoint_id: Uuid,
    event_id: Uuid,
    kind: String,
    state: String,
    attempts: i32,
    next_at: DateTime<Utc>,
    last_status: Option<i32>,
    last_error: String,
    created_at: DateTime<Utc>,
    done_at: Option<DateTime<Utc>>,
}

/// The newest deliveries, newest first.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn deliveries(db: &Db, organisation: OrganisationId, limit: i64) -> Result<Vec<Delivery>> {
    let rows: Vec<DeliveryRow> =
        on_db!(db, base => sqlx::query_as(SELECT_DELIVERIES).bind(organisation.0).bind(limit).fetch_all(base).await)?;
    Ok(rows
        .into_iter()
        .map(|row| Delivery {
            id: DeliveryId(row.id),
            endpoint: EndpointId(row.endpoint_id),
            event: WebhookEventId(row.event_id),
            kind: row.kind,
            state: row.state,
            attempts: row.attempts,
            next_at: row.next_at,
            last_status: row.last_status,
            last_error: row.last_error,
            created_at: row.created_at,
            done_at: row.done_at,
        })
        .collect())
}

type AttemptTuple = (i32, DateTime<Utc>, Option<i32>, String, String, i32);

/// Every attempt of a delivery, the first one first.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn attempts(db: &Db, organisation: OrganisationId, delivery: DeliveryId) -> Result<Vec<Attempt>> {
    let rows: Vec<AttemptTuple> =
        on_db!(db, base => sqlx::query_as(SELECT_ATTEMPTS).bind(organisation.0).bind(delivery.0).fetch_all(base).await)?;
    let read = |(attempt, at, status, error, answer, took_ms): AttemptTuple| Attempt { attempt, at, status, error, answer, took_ms };
    Ok(rows.into_iter().map(read).collect())
}
