//! Payment plans: versions that never change, and what persons did to them.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use domain::calendar::Date;
use domain::ids::{AllocationId, DebtorId, OpenItemId, OrganisationId, PlanId};
use domain::plan::{Debt, Event, EventKind, Guarantee, Instalment, InterestChoice, Policy, Put};
use domain::{Cents, Currency};
use sqlx::QueryBuilder;
use uuid::Uuid;

use crate::event::to_micros;
use crate::item::currency_of;
use crate::statement::statements;
use crate::{Result, StoreError, Tx};

/// What a deed says beside the principal, on the day on which the plan was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct DeedFigures {
    /// Late-payment interest.
    pub interest: Cents,
    /// Fixed indemnities, in euros.
    pub indemnity: Cents,
    /// Whether a payment pays interest first.
    pub interest_first: bool,
}

/// A version of a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanRow {
    /// Its id.
    pub id: PlanId,
    /// Whose debts it is about; the account that stays, when that one was merged.
    pub debtor: DebtorId,
    /// What both sides know it by; that of all its versions.
    pub reference: String,
    /// Its version, from 1.
    pub version: i32,
    /// The version whose place it takes.
    pub replaces: Option<PlanId>,
    /// Its currency.
    pub currency: Currency,
    /// The debt.
    pub total: Cents,
    /// Days after a due date during which an instalment is late, and the plan not broken.
    pub grace_days: u16,
    /// What becomes of interest.
    pub interest: InterestChoice,
    /// The key of the step at which items go on when it falls; empty for the one at which they were.
    pub fallback_step: String,
    /// Whether an instalment missed in spite of a notice makes the whole due.
    pub accelerates: bool,
    /// Why it needs approval, as keys; empty for nothing.
    pub objections: String,
    /// What secures it.
    pub guarantee: Guarantee,
    /// That guarantee in words.
    pub guarantee_note: String,
    /// What is to be remembered, for the house.
    pub note: String,
    /// What was typed in the form.
    pub typed: String,
    /// What its deed says beside the principal; `None` for a plan that is older than this is kept.
    pub figures: Option<DeedFigures>,
    /// The day on which it was made.
    pub created_on: Date,
    /// When.
    pub created_at: DateTime<Utc>,
    /// Who made it.
    pub created_by: String,
}

/// An event with who did it and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanEventRow {
    /// What, and its day.
    pub event: Event,
    /// Why, in words; may be empty.
    pub reason: String,
    /// The paper that goes with it, by the hash of its bytes: the deed as it was signed, the notice as it was given.
    pub document: Option<String>,
    /// An id of the moment at which it was recorded, given by [`append`].
    pub mark: Option<Uuid>,
    /// When.
    pub at: DateTime<Utc>,
    /// Who.
    pub by: String,
}

/// A file kept with a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanFile {
    /// The hash of its bytes.
    pub hash: String,
    /// Its name.
    pub name: String,
    /// When it was kept.
    pub at: DateTime<Utc>,
    /// By whom.
    pub by: String,
}

/// A version with all that belongs to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanRecord {
    /// The version.
    pub row: PlanRow,
    /// The debts, with what was open of each.
    pub items: Vec<(OpenItemId, Cents)>,
    /// The instalments, in order.
    pub instalments: Vec<Instalment>,
    /// What persons did, in order.
    pub events: Vec<PlanEventRow>,
    /// The debts with all that was ever put on them, in the same order.
    pub debts: Vec<Debt>,
}

macro_rules! select_plan {
    ($condition:literal) => {
        concat!(
            "SELECT p.id, coalesce(d.survivor_id, p.debtor_id) AS debtor_id, p.reference, p.version, p.replaces_id, p.currency, p.total_cents, ",
            "p.grace_days, p.interest, p.fallback_step, p.accelerates, p.objections, p.guarantee, p.guarantee_note, p.note, p.typed, ",
            "p.interest_cents, p.indemnity_cents, p.interest_first, p.created_on, p.created_at, p.created_by FROM payment_plan p JOIN debtor d ON d.organisation_id = p.organisation_id ",
            "AND d.id = p.debtor_id WHERE p.organisation_id = $1 ",
            $condition
        )
    };
}

statements! {
    SELECT_POLICY = "SELECT most_cents, most_parts, most_days, first_percent, tells_debtor FROM plan_policy WHERE organisation_id = $1";
    UPSERT_POLICY = "INSERT INTO plan_policy (organisation_id, most_cents, most_parts, most_days, first_percent, tells_debtor, changed_at, actor) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (organisation_id) DO UPDATE SET most_cents = excluded.most_cents, most_parts = excluded.most_parts, most_days = excluded.most_days, first_percent = excluded.first_percent, tells_debtor = excluded.tells_debtor, changed_at = excluded.changed_at, actor = excluded.actor";
    SELECT_TOLD = "SELECT id, told FROM payment_plan WHERE organisation_id = $1 AND told <> ''";
    SET_TOLD = "UPDATE payment_plan SET told = $3 WHERE organisation_id = $1 AND id = $2";
    INSERT_PLAN = "INSERT INTO payment_plan (organisation_id, id, debtor_id, reference, version, replaces_id, currency, total_cents, grace_days, interest, fallback_step, accelerates, objections, guarantee, guarantee_note, note, typed, created_on, created_at, created_by, interest_cents, indemnity_cents, interest_first) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23)";
    INSERT_EVENT = "INSERT INTO payment_plan_event (organisation_id, plan_id, seq, kind, happened_on, person, until_on, missed_on, missing_cents, reason, recorded_at, actor, mark_id, document_hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) ON CONFLICT DO NOTHING";
    INSERT_FILE = "INSERT INTO payment_plan_file (organisation_id, plan_id, seq, document_hash, name, recorded_at, actor) VALUES ($1, $2, (SELECT count(*) + 1 FROM payment_plan_file WHERE organisation_id = $1 AND plan_id = $2), $3, $4, $5, $6)";
    SELECT_FILES = "SELECT document_hash, name, recorded_at, actor FROM payment_plan_file WHERE organisation_id = $1 AND plan_id = $2 ORDER BY seq";
    COUNT_REFERENCES = "SELECT count(DISTINCT reference) FROM payment_plan WHERE organisation_id = $1 AND reference LIKE $2";
    SELECT_PLANS = select_plan!("ORDER BY p.id");
    SELECT_PLAN = select_plan!("AND p.id = $2");
    SELECT_PLANS_OF = select_plan!("AND p.id IN (SELECT q.id FROM payment_plan q JOIN debtor s ON s.organisation_id = q.organisation_id AND s.id = q.debtor_id WHERE q.organisation_id = $1 AND (s.id = $2 OR s.survivor_id = $2) UNION SELECT i2.plan_id FROM open_item o2 JOIN payment_plan_item i2 ON i2.organisation_id = o2.organisation_id AND i2.open_item_id = o2.id WHERE o2.organisation_id = $1 AND o2.debtor_id = $2) ORDER BY p.id");
    SELECT_ITEMS = "SELECT p.plan_id, p.open_item_id, p.amount_cents, i.amount_cents FROM payment_plan_item p JOIN open_item i ON i.organisation_id = p.organisation_id AND i.id = p.open_item_id WHERE p.organisation_id = $1 ORDER BY p.plan_id, p.open_item_id";
    SELECT_ITEMS_OF = "SELECT p.plan_id, p.open_item_id, p.amount_cents, i.amount_cents FROM payment_plan_item p JOIN open_item i ON i.organisation_id = p.organisation_id AND i.id = p.open_item_id WHERE p.organisation_id = $1 AND p.plan_id = $2 ORDER BY p.open_item_id";
    SELECT_INSTALMENTS = "SELECT plan_id, due_on, amount_cents FROM payment_plan_instalment WHERE organisation_id = $1 ORDER BY plan_id, seq";
    SELECT_INSTALMENTS_OF = "SELECT plan_id, due_on, amount_cents FROM payment_plan_instalment WHERE organisation_id = $1 AND plan_id = $2 ORDER BY seq";
    SELECT_EVENTS = "SELECT plan_id, kind, happened_on, person, until_on, missed_on, missing_cents, reason, recorded_at, actor, mark_id, document_hash FROM payment_plan_event WHERE organisation_id = $1 ORDER BY plan_id, seq";
    SELECT_EVENTS_OF = "SELECT plan_id, kind, happened_on, person, until_on, missed_on, missing_cents, reason, recorded_at, actor, mark_id, document_hash FROM payment_plan_event WHERE organisation_id = $1 AND plan_id = $2 ORDER BY seq";
    SELECT_PUTS = "SELECT pi.plan_id, a.debit_id, a.id, a.credit_id, a.amount_cents, k.kind, CASE WHEN d.issued_on > k.issued_on THEN d.issued_on ELSE k.issued_on END AS counted_on FROM payment_plan_item pi JOIN allocation a ON a.organisation_id = pi.organisation_id AND a.debit_id = pi.open_item_id JOIN open_item d ON d.organisation_id = a.organisation_id AND d.id = a.debit_id JOIN open_item k ON k.organisation_id = a.organisation_id AND k.id = a.credit_id WHERE pi.organisation_id = $1 ORDER BY pi.plan_id, a.id";
    SELECT_PUTS_OF = "SELECT pi.plan_id, a.debit_id, a.id, a.credit_id, a.amount_cents, k.kind, CASE WHEN d.issued_on > k.issued_on THEN d.issued_on ELSE k.issued_on END AS counted_on FROM payment_plan_item pi JOIN allocation a ON a.organisation_id = pi.organisation_id AND a.debit_id = pi.open_item_id JOIN open_item d ON d.organisation_id = a.organisation_id AND d.id = a.debit_id JOIN open_item k ON k.organisation_id = a.organisation_id AND k.id = a.credit_id WHERE pi.organisation_id = $1 AND pi.plan_id = $2 ORDER BY a.id";
}

fn bad(table: &'static str, column: &'static str, row: impl ToString) -> StoreError {
    StoreError::Inconsistent { table, column, row: row.to_string() }
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    debtor_id: Uuid,
    reference: String,
    version: i32,
    replaces_id: Option<Uuid>,
    currency: String,
    total_cents: i64,
    grace_days: i32,
    interest: String,
    fallback_step: String,
    accelerates: bool,
    objections: String,
    guarantee: String,
    guarantee_note: String,
    note: String,
    typed: String,
    interest_cents: Option<i64>,
    indemnity_cents: Option<i64>,
    interest_first: Option<bool>,
    created_on: Date,
    created_at: DateTime<Utc>,
    created_by: String,
}

impl TryFrom<Row> for PlanRow {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            id: PlanId(row.id),
            debtor: DebtorId(row.debtor_id),
            reference: row.reference,
            version: row.version,
            replaces: row.replaces_id.map(PlanId),
            currency: currency_of(&row.currency)?,
            total: Cents(row.total_cents),
            grace_days: u16::try_from(row.grace_days).map_err(|_| bad("payment_plan", "grace_days", row.grace_days))?,
            interest: InterestChoice::from_code(&row.interest).ok_or_else(|| bad("payment_plan", "interest", row.interest))?,
            fallback_step: row.fallback_step,
            accelerates: row.accelerates,
            objections: row.objections,
            guarantee: Guarantee::from_code(&row.guarantee).ok_or_else(|| bad("payment_plan", "guarantee", row.guarantee))?,
            guarantee_note: row.guarantee_note,
            note: row.note,
            typed: row.typed,
            figures: match (row.interest_cents, row.indemnity_cents, row.interest_first) {
                (Some(interest), Some(indemnity), Some(interest_first)) => {
                    Some(DeedFigures { interest: Cents(interest), indemnity: Cents(indemnity), interest_first })
                }
                _ => None,
            },
            created_on: row.created_on,
            created_at: row.created_at,
            created_by: row.created_by,
        })
    }
}

#[derive(sqlx::FromRow)]
struct EventRow {
    plan_id: Uuid,
    kind: String,
    happened_on: Date,
    person: String,
    until_on: Option<Date>,
    missed_on: Option<Date>,
    missing_cents: i64,
    reason: String,
    recorded_at: DateTime<Utc>,
    actor: String,
    mark_id: Option<Uuid>,
    document_hash: Option<String>,
}

impl TryFrom<EventRow> for PlanEventRow {
    type Error = StoreError;

    fn try_from(row: EventRow) -> Result<Self> {
        let kind = match (row.kind.as_str(), row.until_on, row.missed_on, row.missing_cents) {
            ("asked", ..) => EventKind::Asked,
            ("proposed", ..) => EventKind::Proposed,
            ("approved", ..) => EventKind::Approved { by: row.person },
            ("sent_back", ..) => EventKind::SentBack,
            ("signed", ..) => EventKind::Signed { signatory: row.person },
            ("noticed", Some(cure_by), Some(missed_on), missing) => EventKind::Noticed { cure_by, missed_on, missing: Cents(missing) },
            ("accelerated", ..) => EventKind::Accelerated,
            ("replaced", ..) => EventKind::Replaced,
            ("cancelled", ..) => EventKind::Cancelled,
            ("undone", ..) => EventKind::Undone,
            _ => return Err(bad("payment_plan_event", "kind", row.kind)),
        };
        Ok(Self {
            event: Event { kind, on: row.happened_on },
            reason: row.reason,
            document: row.document_hash,
            mark: row.mark_id,
            at: row.recorded_at,
            by: row.actor,
        })
    }
}

/// Which plans the house grants without asking.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn policy(tx: &mut Tx, organisation: OrganisationId) -> Result<Policy> {
    let row: Option<(i64, i32, i32, i32, bool)> =
        in_tx!(tx, c => sqlx::query_as(SELECT_POLICY).bind(organisation.0).fetch_optional(&mut *c).await?);
    let Some((most, parts, days, first, tells)) = row else { return Ok(Policy::default()) };
    let small = |column, value: i32| u16::try_from(value).map_err(|_| bad("plan_policy", column, value));
    Ok(Policy {
        most: Cents(most),
        parts: small("most_parts", parts)?,
        days: small("most_days", days)?,
        first_percent: small("first_percent", first)?,
        tells,
    })
}

/// Says which.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn set_policy(tx: &mut Tx, organisation: OrganisationId, policy: &Policy, at: DateTime<Utc>, by: &str) -> Result<()> {
    in_tx!(tx, c => {
        sqlx::query(UPSERT_POLICY)
            .bind(organisation.0).bind(policy.most.0).bind(i32::from(policy.parts)).bind(i32::from(policy.days))
            .bind(i32::from(policy.first_percent)).bind(policy.tells).bind(to_micros(at)).bind(by)
            .execute(&mut *c).await?;
    });
    Ok(())
}

/// What the journal was told last of the plans that follow their payments: `broken` or `completed`; a plan of which it was told neither is
/// not there.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn told(tx: &mut Tx, organisation: OrganisationId) -> Result<HashMap<PlanId, String>> {
    let rows: Vec<(Uuid, String)> = in_tx!(tx, c => sqlx::query_as(SELECT_TOLD).bind(organisation.0).fetch_all(&mut *c).await?);
    Ok(rows.into_iter().map(|(id, told)| (PlanId(id), told)).collect())
}

/// Keeps what the journal was told of a plan; empty when it goes on.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn set_told(tx: &mut Tx, organisation: OrganisationId, id: PlanId, told: &str) -> Result<()> {
    in_tx!(tx, c => { sqlx::query(SET_TOLD).bind(organisation.0).bind(id.0).bind(told).execute(&mut *c).await?; });
    Ok(())
}

/// Adds a version with its debts and instalments.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn insert(
    tx: &mut Tx,
    organisation: OrganisationId,
    plan: &PlanRow,
    items: &[(OpenItemId, Cents)],
    instalments: &[Instalment],
) -> Result<()> {
    in_tx!(tx, c => {
        sqlx::query(INSERT_PLAN)
            .bind(organisation.0).bind(plan.id.0).bind(plan.debtor.0).bind(&plan.reference).bind(plan.version)
            .bind(plan.replaces.map(|id| id.0)).bind(plan.currency.code()).bind(plan.total.0).bind(i32::from(plan.grace_days))
            .bind(plan.interest.code()).bind(&plan.fallback_step).bind(plan.accelerates).bind(&plan.objections)
            .bind(plan.guarantee.code()).bind(&plan.guarantee_note).bind(&plan.note).bind(&plan.typed).bind(plan.created_on)
            .bind(to_micros(plan.created_at)).bind(&plan.created_by).bind(plan.figures.map(|figures| figures.interest.0))
            .bind(plan.figures.map(|figures| figures.indemnity.0)).bind(plan.figures.map(|figures| figures.interest_first))
            .execute(&mut *c).await?;
        if !items.is_empty() {
            let mut query = QueryBuilder::new("INSERT INTO payment_plan_item (organisation_id, plan_id, open_item_id, amount_cents) ");
            query.push_values(items, |mut row, (item, amount)| {
                row.push_bind(organisation.0).push_bind(plan.id.0).push_bind(item.0).push_bind(amount.0);
            });
            query.build().execute(&mut *c).await?;
        }
        if !instalments.is_empty() {
            let mut query = QueryBuilder::new("INSERT INTO payment_plan_instalment (organisation_id, plan_id, seq, due_on, amount_cents) ");
            query.push_values((1_i32..).zip(instalments), |mut row, (seq, one)| {
                row.push_bind(organisation.0).push_bind(plan.id.0).push_bind(seq).push_bind(one.due_on).push_bind(one.amount.0);
            });
            query.build().execute(&mut *c).await?;
        }
    });
    Ok(())
}

/// Adds what a person did, as the event of a place: from 1, the one after the last. Its mark is given here.
///
/// # Errors
/// [`StoreError::Stale`] when somebody did something in between.
#[crate::boxed]
pub async fn append(tx: &mut Tx, organisation: OrganisationId, plan: PlanId, seq: usize, row: &PlanEventRow) -> Result<()> {
    let person = match &row.event.kind {
        EventKind::Approved { by } => by.as_str(),
        EventKind::Signed { signatory } => signatory.as_str(),
        _ => "",
    };
    let (until, missed, missing) = match &row.event.kind {
        EventKind::Noticed { cure_by, missed_on, missing } => (Some(*cure_by), Some(*missed_on), missing.0),
        _ => (None, None, 0),
    };
    let changed = in_tx!(tx, c => sqlx::query(INSERT_EVENT)
        .bind(organisation.0).bind(plan.0).bind(i32::try_from(seq).unwrap_or(i32::MAX)).bind(row.event.kind.code()).bind(row.event.on)
        .bind(person).bind(until).bind(missed).bind(missing).bind(&row.reason).bind(to_micros(row.at)).bind(&row.by)
        .bind(crate::fresh_id()).bind(&row.document)
        .execute(&mut *c).await?.rows_affected());
    if changed == 1 { Ok(()) } else { Err(StoreError::Stale { table: "payment_plan_event", id: plan.0 }) }
}

/// Keeps a file with a plan.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn add_file(tx: &mut Tx, organisation: OrganisationId, plan: PlanId, file: &PlanFile) -> Result<()> {
    in_tx!(tx, c => {
        sqlx::query(INSERT_FILE)
            .bind(organisation.0).bind(plan.0).bind(&file.hash).bind(&file.name).bind(to_micros(file.at)).bind(&file.by)
            .execute(&mut *c).await?;
    });
    Ok(())
}

/// The files kept with a plan, in order.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn files(tx: &mut Tx, organisation: OrganisationId, plan: PlanId) -> Result<Vec<PlanFile>> {
    let rows: Vec<(String, String, DateTime<Utc>, String)> =
        in_tx!(tx, c => sqlx::query_as(SELECT_FILES).bind(organisation.0).bind(plan.0).fetch_all(&mut *c).await?);
    Ok(rows.into_iter().map(|(hash, name, at, by)| PlanFile { hash, name, at, by }).collect())
}

/// How many plans have a reference that begins so.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn count_references(tx: &mut Tx, organisation: OrganisationId, prefix: &str) -> Result<i64> {
    Ok(in_tx!(tx, c => sqlx::query_scalar(COUNT_REFERENCES).bind(organisation.0).bind(format!("{prefix}%")).fetch_one(&mut *c).await?))
}

type Cut = (Uuid, Date, i64);
type Owed = (Uuid, Uuid, i64, i64);
type PutRow = (Uuid, Uuid, Uuid, Uuid, i64, String, Date);

/// Every plan of an organisation, oldest first.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn all(tx: &mut Tx, organisation: OrganisationId) -> Result<Vec<PlanRecord>> {
    let rows: Vec<Row> = in_tx!(tx, c => sqlx::query_as(SELECT_PLANS).bind(organisation.0).fetch_all(&mut *c).await?);
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let items: Vec<Owed> = in_tx!(tx, c => sqlx::query_as(SELECT_ITEMS).bind(organisation.0).fetch_all(&mut *c).await?);
    let cut: Vec<Cut> = in_tx!(tx, c => sqlx::query_as(SELECT_INSTALMENTS).bind(organisation.0).fetch_all(&mut *c).await?);
    let events: Vec<EventRow> = in_tx!(tx, c => sqlx::query_as(SELECT_EVENTS).bind(organisation.0).fetch_all(&mut *c).await?);
    let puts: Vec<PutRow> = in_tx!(tx, c => sqlx::query_as(SELECT_PUTS).bind(organisation.0).fetch_all(&mut *c).await?);
    gathered(rows, items, cut, events, puts)
}

/// The plans of a debtor, oldest first.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn of_debtor(tx: &mut Tx, organisation: OrganisationId, debtor: DebtorId) -> Result<Vec<PlanRecord>> {
    let rows: Vec<Row> = in_tx!(tx, c => sqlx::query_as(SELECT_PLANS_OF).bind(organisation.0).bind(debtor.0).fetch_all(&mut *c).await?);
    let mut records = Vec::with_capacity(rows.len());
    for row in rows {
        records.extend(one(tx, organisation, row).await?);
    }
    Ok(records)
}

/// One plan.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn get(tx: &mut Tx, organisation: OrganisationId, id: PlanId) -> Result<Option<PlanRecord>> {
    let row: Option<Row> = in_tx!(tx, c => sqlx::query_as(SELECT_PLAN).bind(organisation.0).bind(id.0).fetch_optional(&mut *c).await?);
    match row {
        Some(row) => one(tx, organisation, row).await,
        None => Ok(None),
    }
}

async fn one(tx: &mut Tx, organisation: OrganisationId, row: Row) -> Result<Option<PlanRecord>> {
    let (o, id) = (organisation.0, row.id);
    let items: Vec<Owed> = in_tx!(tx, c => sqlx::query_as(SELECT_ITEMS_OF).bind(o).bind(id).fetch_all(&mut *c).await?);
    let cut: Vec<Cut> = in_tx!(tx, c => sqlx::query_as(SELECT_INSTALMENTS_OF).bind(o).bind(id).fetch_all(&mut *c).await?);
    let events: Vec<EventRow> = in_tx!(tx, c => sqlx::query_as(SELECT_EVENTS_OF).bind(o).bind(id).fetch_all(&mut *c).await?);
    let puts: Vec<PutRow> = in_tx!(tx, c => sqlx::query_as(SELECT_PUTS_OF).bind(o).bind(id).fetch_all(&mut *c).await?);
    Ok(gathered(vec![row], items, cut, events, puts)?.pop())
}

fn gathered(rows: Vec<Row>, items: Vec<Owed>, cut: Vec<Cut>, events: Vec<EventRow>, puts: Vec<PutRow>) -> Result<Vec<PlanRecord>> {
    let mut records = Vec::with_capacity(rows.len());
    let mut places = HashMap::with_capacity(rows.len());
    for row in rows {
        places.insert(row.id, records.len());
        let (items, instalments, events, debts) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        records.push(PlanRecord { row: row.try_into()?, items, instalments, events, debts });
    }
    let at = |id: &Uuid| places.get(id).copied();
    for (plan, item, planned, amount) in items {
        if let Some(at) = at(&plan) {
            let (item, planned) = (OpenItemId(item), Cents(planned));
            records[at].items.push((item, planned));
            records[at].debts.push(Debt { item, amount: Cents(amount), planned, puts: Vec::new() });
        }
    }
    for (plan, due_on, amount) in cut {
        if let Some(at) = at(&plan) {
            records[at].instalments.push(Instalment { due_on, amount: Cents(amount) });
        }
    }
    for event in events {
        if let Some(at) = at(&event.plan_id) {
            records[at].events.push(event.try_into()?);
        }
    }
    for (plan, item, id, credit, amount, kind, on) in puts {
        let debt = at(&plan).and_then(|at| records[at].debts.iter_mut().find(|debt| debt.item.0 == item));
        if let Some(debt) = debt {
            let (id, credit) = (AllocationId(id), OpenItemId(credit));
            debt.puts.push(Put { id, credit, on, amount: Cents(amount), is_cash: kind == "payment" });
        }
    }
    Ok(records)
}
