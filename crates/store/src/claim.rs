//! What a person recorded about claims: their facts, the legal events of their lives, the decisions to go
//! on in spite of a pre-flight. Append-only: facts have versions, a cancelled event has a counter-row.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use domain::calendar::Date;
use domain::claim::{ClaimEvent, ClaimEventKind, ClaimKind};
use domain::ids::{ClaimEventId, DebtorId, OpenItemId, OrganisationId, OverrideId};
use domain::law::RateBp;
use domain::party::DebtorKind;
use domain::preflight::{Finding, Override};
use domain::{Cents, Currency};
use uuid::Uuid;

use crate::event::to_micros;
use crate::statement::statements;
use crate::{Result, StoreError, Tx};

/// What is known of the claim behind an open item.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ClaimFacts {
    /// Its nature; `None` while nobody has said, and the debtor's kind decides.
    pub kind: Option<ClaimKind>,
    /// The day on which the goods were delivered or the work was finished.
    pub service_on: Option<Date>,
    /// The part that the debtor contests; zero for none.
    pub disputed: Cents,
    /// Why it is contested.
    pub dispute_reason: String,
    /// The document that proves the claim, by the hash under which it is kept.
    pub document_hash: Option<String>,
    /// The name that it came with.
    pub document_name: String,
    /// Where other proof is, in words.
    pub evidence: String,
    /// The version: 0 for an item of which nothing was recorded.
    pub version: i32,
}

/// A legal event, who recorded it and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimEventRow {
    /// Its id.
    pub id: ClaimEventId,
    /// The debtor.
    pub debtor: DebtorId,
    /// The one item that it is about; `None` for the whole account.
    pub item: Option<OpenItemId>,
    /// What happened.
    pub event: ClaimEvent,
    /// What the person wrote about it.
    pub reason: String,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
    /// By whom.
    pub recorded_by: String,
}

/// A decision to go on, of one item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OverrideRow {
    /// Its id.
    pub id: OverrideId,
    /// The item.
    pub item: OpenItemId,
    /// Who, why, and what was seen.
    pub decision: Override,
    /// When.
    pub decided_at: DateTime<Utc>,
}

/// An open debit that may be near its limitation date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WatchedItem {
    /// Its id.
    pub id: OpenItemId,
    /// Its debtor.
    pub debtor: DebtorId,
    /// The debtor's code.
    pub debtor_code: String,
    /// The debtor's name.
    pub debtor_name: String,
    /// The debtor's kind.
    pub debtor_kind: DebtorKind,
    /// Its number.
    pub number: String,
    /// Date of the document.
    pub issued_on: Date,
    /// Due date.
    pub due_on: Date,
    /// What is left of it.
    pub open: Cents,
    /// Its currency.
    pub currency: Currency,
    /// The nature that a person gave it.
    pub kind: Option<ClaimKind>,
    /// The day of the delivery, when it is known.
    pub service_on: Option<Date>,
}

macro_rules! event_columns {
    () => {
        "SELECT e.id, e.debtor_id, e.open_item_id, e.kind, e.happened_on, e.until_on, e.rate_bp, e.reason, e.recorded_at, e.actor FROM claim_event e WHERE e.organisation_id = $1 AND e.cancels_id IS NULL AND NOT EXISTS (SELECT 1 FROM claim_event x WHERE x.organisation_id = e.organisation_id AND x.cancels_id = e.id)"
    };
}

statements! {
    INSERT_FACTS = "INSERT INTO claim_fact (organisation_id, open_item_id, version, claim_kind, service_on, disputed_cents, dispute_reason, document_hash, document_name, evidence, recorded_at, actor) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT (organisation_id, open_item_id, version) DO NOTHING";
    FACTS_OF_DEBTOR = "SELECT f.open_item_id, f.claim_kind, f.service_on, f.disputed_cents, f.dispute_reason, f.document_hash, f.document_name, f.evidence, f.version FROM open_item i JOIN claim_fact f ON f.organisation_id = i.organisation_id AND f.open_item_id = i.id WHERE i.organisation_id = $1 AND i.debtor_id = $2 AND NOT EXISTS (SELECT 1 FROM claim_fact n WHERE n.organisation_id = f.organisation_id AND n.open_item_id = f.open_item_id AND n.version > f.version)";
    DISPUTED = "SELECT f.open_item_id, f.disputed_cents FROM claim_fact f JOIN open_item i ON i.organisation_id = f.organisation_id AND i.id = f.open_item_id WHERE f.organisation_id = $1 AND f.disputed_cents > 0 AND i.open_cents > 0 AND NOT EXISTS (SELECT 1 FROM claim_fact n WHERE n.organisation_id = f.organisation_id AND n.open_item_id = f.open_item_id AND n.version > f.version)";
    KINDS = "SELECT f.open_item_id, f.claim_kind FROM claim_fact f JOIN open_item i ON i.organisation_id = f.organisation_id AND i.id = f.open_item_id WHERE f.organisation_id = $1 AND f.claim_kind IS NOT NULL AND i.open_cents > 0 AND NOT EXISTS (SELECT 1 FROM claim_fact n WHERE n.organisation_id = f.organisation_id AND n.open_item_id = f.open_item_id AND n.version > f.version)";
    INSERT_EVENT = "INSERT INTO claim_event (organisation_id, id, debtor_id, open_item_id, kind, happened_on, until_on, rate_bp, reason, cancels_id, recorded_at, actor) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, NULL, $10, $11)";
    CANCEL_EVENT = "INSERT INTO claim_event (organisation_id, id, debtor_id, open_item_id, kind, happened_on, until_on, rate_bp, reason, cancels_id, recorded_at, actor) SELECT e.organisation_id, $3, e.debtor_id, e.open_item_id, e.kind, e.happened_on, e.until_on, e.rate_bp, $4, e.id, $5, $6 FROM claim_event e WHERE e.organisation_id = $1 AND e.id = $2 AND e.cancels_id IS NULL AND NOT EXISTS (SELECT 1 FROM claim_event x WHERE x.organisation_id = e.organisation_id AND x.cancels_id = e.id)";
    EVENTS_OF_DEBTOR = concat!(event_columns!(), " AND e.debtor_id = $2 ORDER BY e.happened_on, e.id");
    EVENTS = concat!(event_columns!(), " ORDER BY e.debtor_id, e.happened_on, e.id");
    INSOLVENCIES = concat!(event_columns!(), " AND e.kind IN ('insolvency_opened', 'insolvency_closed') ORDER BY e.debtor_id, e.happened_on, e.id");
    INSERT_OVERRIDE = "INSERT INTO preflight_override (organisation_id, id, open_item_id, findings, reason, decided_at, actor) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    OVERRIDES_OF_DEBTOR = "SELECT o.id, o.open_item_id, o.findings, o.reason, o.decided_at, o.actor FROM open_item i JOIN preflight_override o ON o.organisation_id = i.organisation_id AND o.open_item_id = i.id WHERE i.organisation_id = $1 AND i.debtor_id = $2 ORDER BY o.decided_at, o.id";
    WATCHED = "SELECT i.id, i.debtor_id, d.code, d.name, d.kind, i.number, i.issued_on, i.due_on, i.open_cents, i.currency, f.claim_kind, f.service_on FROM open_item i JOIN debtor d ON d.organisation_id = i.organisation_id AND d.id = i.debtor_id LEFT JOIN claim_fact f ON f.organisation_id = i.organisation_id AND f.open_item_id = i.id AND NOT EXISTS (SELECT 1 FROM claim_fact n WHERE n.organisation_id = f.organisation_id AND n.open_item_id = f.open_item_id AND n.version > f.version) WHERE i.organisation_id = $1 AND i.open_cents <> 0 AND i.open_cents > 0 AND i.kind IN ('invoice', 'debit') AND (i.issued_on <= $2 OR i.due_on <= $2 OR f.service_on <= $2) ORDER BY i.due_on, i.id";
}

fn inconsistent(table: &'static str, column: &'static str, row: impl ToString) -> StoreError {
    StoreError::Inconsistent { table, column, row: row.to_string() }
}

fn claim_kind(code: Option<String>) -> Result<Option<ClaimKind>> {
    code.map(|code| ClaimKind::from_code(&code).ok_or_else(|| inconsistent("claim_fact", "claim_kind", code))).transpose()
}

#[derive(sqlx::FromRow)]
struct FactRow {
    open_item_id: Uuid,
    claim_kind: Option<String>,
    service_on: Option<Date>,
    disputed_cents: i64,
    dispute_reason: String,
    document_hash: Option<String>,
    document_name: String,
    evidence: String,
    version: i32,
}

#[derive(sqlx::FromRow)]
struct EventRow {
    id: Uuid,
    debtor_id: Uuid,
    open_item_id: Option<Uuid>,
    kind: String,
    happened_on: Date,
    until_on: Option<Date>,
    rate_bp: Option<i32>,
    reason: String,
    recorded_at: DateTime<Utc>,
    actor: String,
}

impl TryFrom<EventRow> for ClaimEventRow {
    type Error = StoreError;

    fn try_from(row: EventRow) -> Result<Self> {
        let kind = ClaimEventKind::from_code(&row.kind).ok_or_else(|| inconsistent("claim_event", "kind", row.kind))?;
        Ok(Self {
            id: ClaimEventId(row.id),
            debtor: DebtorId(row.debtor_id),
            item: row.open_item_id.map(OpenItemId),
            event: ClaimEvent { kind, on: row.happened_on, until: row.until_on, rate: row.rate_bp.map(RateBp) },
            reason: row.reason,
            recorded_at: row.recorded_at,
            recorded_by: row.actor,
        })
    }
}

/// What was recorded last of each item of a debtor; items of which nothing was recorded are left out.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn facts_of_debtor(tx: &mut Tx, organisation: OrganisationId, debtor: DebtorId) -> Result<HashMap<OpenItemId, ClaimFacts>> {
    let rows: Vec<FactRow> = in_tx!(tx, c => sqlx::query_as(FACTS_OF_DEBTOR).bind(organisation.0).bind(debtor.0).fetch_all(&mut *c).await?);
    rows.into_iter()
        .map(|row| {
            let facts = ClaimFacts {
                kind: claim_kind(row.claim_kind)?,
                service_on: row.service_on,
                disputed: Cents(row.disputed_cents),
                dispute_reason: row.dispute_reason,
                document_hash: row.document_hash,
                document_name: row.document_name,
                evidence: row.evidence,
                version: row.version,
            };
            Ok((OpenItemId(row.open_item_id), facts))
        })
        .collect()
}

/// The nature of every open item of which a person said it.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn kinds(tx: &mut Tx, organisation: OrganisationId) -> Result<HashMap<OpenItemId, ClaimKind>> {
    let rows: Vec<(Uuid, Option<String>)> = in_tx!(tx, c => sqlx::query_as(KINDS).bind(organisation.0).fetch_all(&mut *c).await?);
    let mut kinds = HashMap::with_capacity(rows.len());
    for (item, code) in rows {
        if let Some(kind) = claim_kind(code)? {
            kinds.insert(OpenItemId(item), kind);
        }
    }
    Ok(kinds)
}

/// The contested part of every open item that has one.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn disputed(tx: &mut Tx, organisation: OrganisationId) -> Result<HashMap<OpenItemId, Cents>> {
    let rows: Vec<(Uuid, i64)> = in_tx!(tx, c => sqlx::query_as(DISPUTED).bind(organisation.0).fetch_all(&mut *c).await?);
    Ok(rows.into_iter().map(|(item, amount)| (OpenItemId(item), Cents(amount))).collect())
}

/// Records the facts of an item as its next version: `facts.version` is the one that they replace.
///
/// # Errors
/// [`StoreError::Stale`] when somebody recorded that version in between.
#[crate::boxed]
pub async fn insert_facts(
    tx: &mut Tx,
    organisation: OrganisationId,
    item: OpenItemId,
    facts: &ClaimFacts,
    at: DateTime<Utc>,
    by: &str,
) -> Result<()> {
    let changed = in_tx!(tx, c => sqlx::query(INSERT_FACTS)
        .bind(organisation.0).bind(item.0).bind(facts.version + 1).bind(facts.kind.map(ClaimKind::code)).bind(facts.service_on)
        .bind(facts.disputed.0).bind(&facts.dispute_reason).bind(facts.document_hash.as_deref()).bind(&facts.document_name)
        .bind(&facts.evidence).bind(to_micros(at)).bind(by)
        .execute(&mut *c).await?.rows_affected());
    if changed == 1 { Ok(()) } else { Err(StoreError::Stale { table: "claim_fact", id: item.0 }) }
}

/// Records an event.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn insert_event(tx: &mut Tx, organisation: OrganisationId, row: &ClaimEventRow) -> Result<()> {
    in_tx!(tx, c => {
        sqlx::query(INSERT_EVENT)
            .bind(organisation.0).bind(row.id.0).bind(row.debtor.0).bind(row.item.map(|item| item.0)).bind(row.event.kind.code())
            .bind(row.event.on).bind(row.event.until).bind(row.event.rate.map(|rate| rate.0)).bind(&row.reason)
            .bind(to_micros(row.recorded_at)).bind(&row.recorded_by)
            .execute(&mut *c).await?;
    });
    Ok(())
}

/// Cancels an event by a counter-row.
///
/// # Errors
/// [`StoreError::Stale`] when it is not there, or cancelled already.
#[crate::boxed]
pub async fn cancel_event(
    tx: &mut Tx,
    organisation: OrganisationId,
    id: ClaimEventId,
    reason: &str,
    at: DateTime<Utc>,
    by: &str,
) -> Result<()> {
    let changed = in_tx!(tx, c => sqlx::query(CANCEL_EVENT)
        .bind(organisation.0).bind(id.0).bind(crate::fresh_id()).bind(reason).bind(to_micros(at)).bind(by)
        .execute(&mut *c).await?.rows_affected());
    if changed == 1 { Ok(()) } else { Err(StoreError::Stale { table: "claim_event", id: id.0 }) }
}

/// The events of a debtor and of its items that were not cancelled, by their dates.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn events_of_debtor(tx: &mut Tx, organisation: OrganisationId, debtor: DebtorId) -> Result<Vec<ClaimEventRow>> {
    let rows: Vec<EventRow> =
        in_tx!(tx, c => sqlx::query_as(EVENTS_OF_DEBTOR).bind(organisation.0).bind(debtor.0).fetch_all(&mut *c).await?);
    rows.into_iter().map(ClaimEventRow::try_from).collect()
}

/// All events of an organisation that were not cancelled, by debtor and date.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn events(tx: &mut Tx, organisation: OrganisationId) -> Result<Vec<ClaimEventRow>> {
    let rows: Vec<EventRow> = in_tx!(tx, c => sqlx::query_as(EVENTS).bind(organisation.0).fetch_all(&mut *c).await?);
    rows.into_iter().map(ClaimEventRow::try_from).collect()
}

/// The events that open or close insolvency proceedings, by debtor and date.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn insolvencies(tx: &mut Tx, organisation: OrganisationId) -> Result<Vec<ClaimEventRow>> {
    let rows: Vec<EventRow> = in_tx!(tx, c => sqlx::query_as(INSOLVENCIES).bind(organisation.0).fetch_all(&mut *c).await?);
    rows.into_iter().map(ClaimEventRow::try_from).collect()
}

/// Writes a decision to go on.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn insert_override(tx: &mut Tx, organisation: OrganisationId, row: &OverrideRow) -> Result<()> {
    let findings: Vec<String> = row.decision.findings().iter().map(|finding| finding.stored()).collect();
    in_tx!(tx, c => {
        sqlx::query(INSERT_OVERRIDE)
            .bind(organisation.0).bind(row.id.0).bind(row.item.0).bind(findings.join(",")).bind(row.decision.reason())
            .bind(to_micros(row.decided_at)).bind(row.decision.author())
            .execute(&mut *c).await?;
    });
    Ok(())
}

type OverrideTuple = (Uuid, Uuid, String, String, DateTime<Utc>, String);

/// The decisions about the items of a debtor, oldest first.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn overrides_of_debtor(tx: &mut Tx, organisation: OrganisationId, debtor: DebtorId) -> Result<Vec<OverrideRow>> {
    let rows: Vec<OverrideTuple> =
        in_tx!(tx, c => sqlx::query_as(OVERRIDES_OF_DEBTOR).bind(organisation.0).bind(debtor.0).fetch_all(&mut *c).await?);
    rows.into_iter()
        .map(|(id, item, findings, reason, decided_at, actor)| {
            let read = |text: &str| Finding::from_stored(text).ok_or_else(|| inconsistent("preflight_override", "findings", text));
            let findings = findings.split(',').map(read).collect::<Result<Vec<_>>>()?;
            let decision = Override::new(&actor, &reason, findings).map_err(|_| inconsistent("preflight_override", "reason", id))?;
            Ok(OverrideRow { id: OverrideId(id), item: OpenItemId(item), decision, decided_at })
        })
        .collect()
}

type WatchedTuple = (Uuid, Uuid, String, String, String, String, Date, Date, i64, String, Option<String>, Option<Date>);

/// The open debits whose clock may have begun by a day, the oldest due date first: those whose invoice,
/// due date or service is not later.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn watched(tx: &mut Tx, organisation: OrganisationId, begun_by: Date) -> Result<Vec<WatchedItem>> {
    let rows: Vec<WatchedTuple> = in_tx!(tx, c => sqlx::query_as(WATCHED).bind(organisation.0).bind(begun_by).fetch_all(&mut *c).await?);
    rows.into_iter()
        .map(|(id, debtor, debtor_code, debtor_name, debtor_kind, number, issued_on, due_on, open, currency, kind, service_on)| {
            Ok(WatchedItem {
                id: OpenItemId(id),
                debtor: DebtorId(debtor),
                debtor_code,
                debtor_name,
                debtor_kind: DebtorKind::from_code(&debtor_kind).ok_or_else(|| inconsistent("debtor", "kind", debtor_kind))?,
                number,
                issued_on,
                due_on,
                open: Cents(open),
                currency: crate::item::currency_of(&currency)?,
                kind: claim_kind(kind)?,
                service_on,
            })
        })
        .collect()
}
