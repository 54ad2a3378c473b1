//! Disputes: their states, the contested parts of items, their history and files; and the contested part that the decision and
//! the interest read of them.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use domain::calendar::Date;
use domain::dispute::{Dispute, Living, Outcome, OwnerRole, Part, Reason, Stage, State, Verdict};
use domain::ids::{ActionId, DebtorId, DisputeId, OpenItemId, OrganisationId};
use domain::{Cents, Currency};
use sqlx::QueryBuilder;
use uuid::Uuid;

use crate::event::to_micros;
use crate::item::currency_of;
use crate::statement::statements;
use crate::{Result, StoreError, Tx};

/// Who answers for a dispute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owner {
    /// What the owner is in the house.
    pub role: OwnerRole,
    /// The owner's name; may be empty.
    pub name: String,
    /// Where the owner is written to; may be empty.
    pub email: String,
}

/// A dispute, without its parts in the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DisputeRow {
    /// Its id.
    pub id: DisputeId,
    /// Why.
    pub reason: Reason,
    /// What the debtor says.
    pub note: String,
    /// Where it came from: `hand`, `call`, `mail`, `einvoice`, `claim`, `api`.
    pub source: String,
    /// Currency of its items.
    pub currency: Currency,
    /// Who answers.
    pub owner: Owner,
    /// State and parts.
    pub dispute: Dispute,
    /// The credit notes that stood on each item when it was opened, in the order of the parts.
    pub credited_before: Vec<Cents>,
    /// The last day of what it waits for.
    pub due_on: Option<Date>,
    /// How often the owner was asked.
    pub asks: i32,
    /// The awaited credit note, in words.
    pub credit_reference: String,
    /// When it was recorded.
    pub created_at: DateTime<Utc>,
    /// By whom.
    pub created_by: String,
    /// How often it changed.
    pub version: i64,
}

/// An item of a dispute as the ledger knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DisputedItem {
    /// The item.
    pub id: OpenItemId,
    /// Its number.
    pub number: String,
    /// Its due date.
    pub due_on: Date,
    /// Its amount.
    pub amount: Cents,
    /// What is left of it.
    pub open: Cents,
    /// The credit notes on it in all.
    pub credited: Cents,
    /// Its debtor.
    pub debtor: DebtorId,
    /// The debtor's code.
    pub debtor_code: String,
    /// The debtor's name.
    pub debtor_name: String,
}

/// A line of a dispute's history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DisputeEvent {
    /// What happened, by its key.
    pub kind: String,
    /// In words; may be empty.
    pub note: String,
    /// The day.
    pub on: Date,
    /// When it was recorded.
    pub at: DateTime<Utc>,
    /// By whom.
    pub actor: String,
}

/// A file that was handed in with a dispute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DisputeFile {
    /// Its id.
    pub id: Uuid,
    /// The hash under which its bytes are kept.
    pub document_hash: String,
    /// The name that it came with, made harmless.
    pub name: String,
    /// What it is.
    pub media_type: String,
    /// How large.
    pub size: i64,
    /// When.
    pub created_at: DateTime<Utc>,
    /// From whom.
    pub created_by: String,
}

macro_rules! dispute_columns {
    () => {
        "SELECT d.id, d.reason, d.note, d.source, d.currency, d.owner_role, d.owner_name, d.owner_email, d.opened_on, d.stage, d.asked_on, d.answered_on, d.answer_verdict, d.answer_cents, d.verdict, d.verdict_cents, d.decided_on, d.outcome, d.closed_on, d.due_on, d.asks, d.credit_reference, d.created_at, d.created_by, d.version FROM dispute d WHERE d.organisation_id = $1"
    };
}
macro_rules! part_columns {
    () => {
        "SELECT p.dispute_id, p.open_item_id, p.claimed_cents, p.released_cents, p.credited_cents, p.paid_cents, p.credited_before_cents FROM dispute_part p WHERE p.organisation_id = $1"
    };
}
macro_rules! item_columns {
    () => {
        "SELECT i.id, i.number, i.due_on, i.amount_cents, i.open_cents, coalesce((SELECT CAST(sum(a.amount_cents) AS BIGINT) FROM allocation a JOIN open_item k ON k.organisation_id = a.organisation_id AND k.id = a.credit_id WHERE a.organisation_id = i.organisation_id AND a.debit_id = i.id AND k.kind = 'credit_note'), 0), b.id, b.code, b.name FROM open_item i JOIN debtor b ON b.organisation_id = i.organisation_id AND b.id = i.debtor_id WHERE i.organisation_id = $1"
    };
}
/// The disputes that share an item with one; those of a debtor.
macro_rules! beside {
    () => {
        " IN (SELECT q.dispute_id FROM dispute_part q WHERE q.organisation_id = $1 AND q.open_item_id IN (SELECT o.open_item_id FROM dispute_part o WHERE o.organisation_id = $1 AND o.dispute_id = $2))"
    };
}
/// The open credit notes of the number that a person named, of what is still awaited by a dispute of the same account.
macro_rules! named_credits {
    ($what:literal) => {
        concat!("SELECT DISTINCT ", $what, " FROM dispute d CROSS JOIN dispute_part p CROSS JOIN open_item i CROSS JOIN open_item k WHERE d.organisation_id = $1 AND d.outcome IS NULL AND d.credit_reference > '' AND d.verdict IS NOT NULL AND p.organisation_id = $1 AND p.dispute_id = d.id AND p.claimed_cents - p.released_cents - p.credited_cents - p.paid_cents > 0 AND i.organisation_id = $1 AND i.id = p.open_item_id AND i.open_cents > 0 AND k.organisation_id = $1 AND k.debtor_id = i.debtor_id AND k.kind = 'credit_note' AND k.currency = d.currency AND k.open_cents <> 0 AND k.open_cents < 0 AND k.number = d.credit_reference")
    };
}
macro_rules! of_debtor {
    () => {
        " IN (SELECT q.dispute_id FROM dispute_part q JOIN open_item j ON j.organisation_id = q.organisation_id AND j.id = q.open_item_id WHERE q.organisation_id = $1 AND j.debtor_id = $2)"
    };
}

statements! {
    INSERT_DISPUTE = "INSERT INTO dispute (organisation_id, id, reason, note, source, currency, owner_role, owner_name, owner_email, opened_on, stage, asked_on, answered_on, answer_verdict, answer_cents, verdict, verdict_cents, decided_on, outcome, closed_on, due_on, asks, credit_reference, created_at, created_by, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, 1)";
    UPDATE_DISPUTE = "UPDATE dispute SET reason = $4, note = $5, owner_role = $6, owner_name = $7, owner_email = $8, stage = $9, asked_on = $10, answered_on = $11, answer_verdict = $12, answer_cents = $13, verdict = $14, verdict_cents = $15, decided_on = $16, outcome = $17, closed_on = $18, due_on = $19, asks = $20, credit_reference = $21, version = version + 1 WHERE organisation_id = $1 AND id = $2 AND version = $3";
    INSERT_PART = "INSERT INTO dispute_part (organisation_id, dispute_id, open_item_id, claimed_cents, released_cents, credited_cents, paid_cents, credited_before_cents) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    UPDATE_PART = "UPDATE dispute_part SET claimed_cents = $4, released_cents = $5, credited_cents = $6, paid_cents = $7 WHERE organisation_id = $1 AND dispute_id = $2 AND open_item_id = $3";
    SELECT_ALL = concat!(dispute_columns!(), " ORDER BY d.opened_on, d.created_at, d.id");
    SELECT_ALL_PARTS = concat!(part_columns!(), " ORDER BY p.dispute_id, p.open_item_id");
    SELECT_ALL_ITEMS = concat!(item_columns!(), " AND i.id IN (SELECT p.open_item_id FROM dispute_part p WHERE p.organisation_id = $1) ORDER BY i.due_on, i.id");
    SELECT_BESIDE = concat!(dispute_columns!(), " AND d.id", beside!(), " ORDER BY d.opened_on, d.created_at, d.id");
    SELECT_BESIDE_PARTS = concat!(part_columns!(), " AND p.dispute_id", beside!(), " ORDER BY p.dispute_id, p.open_item_id");
    SELECT_BESIDE_ITEMS = concat!(item_columns!(), " AND i.id IN (SELECT p.open_item_id FROM dispute_part p WHERE p.organisation_id = $1 AND p.dispute_id", beside!(), ") ORDER BY i.due_on, i.id");
    SELECT_OF_DEBTOR = concat!(dispute_columns!(), " AND d.id", of_debtor!(), " ORDER BY d.opened_on, d.created_at, d.id");
    SELECT_OF_DEBTOR_PARTS = concat!(part_columns!(), " AND p.dispute_id", of_debtor!(), " ORDER BY p.dispute_id, p.open_item_id");
    SELECT_OF_DEBTOR_ITEMS = concat!(item_columns!(), " AND i.id IN (SELECT p.open_item_id FROM dispute_part p WHERE p.organisation_id = $1 AND p.dispute_id", of_debtor!(), ") ORDER BY i.due_on, i.id");
    SELECT_CREDITED = "SELECT coalesce((SELECT CAST(sum(a.amount_cents) AS BIGINT) FROM allocation a JOIN open_item k ON k.organisation_id = a.organisation_id AND k.id = a.credit_id WHERE a.organisation_id = $1 AND a.debit_id = $2 AND k.kind = 'credit_note'), 0)";
    SELECT_SALES = "SELECT substr(CAST(issued_on AS TEXT), 1, 7) AS issued_in, CAST(sum(amount_cents) AS BIGINT) FROM open_item WHERE organisation_id = $1 AND currency = 'EUR' AND kind IN ('invoice', 'credit_note') AND issued_on > $2 AND issued_on <= $3 GROUP BY issued_in ORDER BY issued_in";
    SELECT_LATE = "SELECT count(*) FROM dispute WHERE organisation_id = $1 AND outcome IS NULL AND due_on < $2";
    IS_TOUCHED = "SELECT count(*) FROM (SELECT 1 FROM dispute WHERE organisation_id = $1 AND touched = true LIMIT 1) u";
    IS_DUE = concat!("SELECT count(*) FROM (SELECT 1 AS one FROM dispute WHERE organisation_id = $1 AND touched = true UNION ALL SELECT 1 FROM dispute WHERE organisation_id = $1 AND task_from <= $2 UNION ALL ", named_credits!("1"), ") u");
    NAMED_CREDITS = concat!(named_credits!("d.id, k.id"), " ORDER BY d.id, k.id");
    SELECT_TASK = "SELECT task_id, task_from FROM dispute WHERE organisation_id = $1 AND id = $2";
    SET_TASK = "UPDATE dispute SET task_id = $3, task_from = $4 WHERE organisation_id = $1 AND id = $2";
    WANTING_TASK = "SELECT id FROM dispute WHERE organisation_id = $1 AND task_from <= $2 ORDER BY task_from, id";
    TAKE_TOUCHED = "UPDATE dispute SET touched = false WHERE organisation_id = $1 AND touched = true RETURNING id";
    TOUCH_BESIDE = concat!("UPDATE dispute SET touched = true WHERE organisation_id = $1 AND id", beside!());
    HAS_ANY = "SELECT count(*) FROM (SELECT 1 FROM dispute WHERE organisation_id = $1 LIMIT 1) u";
    SELECT_LATE_IDS = "SELECT id FROM dispute WHERE organisation_id = $1 AND outcome IS NULL AND due_on < $2 ORDER BY due_on, id";
    INSERT_DISPUTE_EVENT = "INSERT INTO dispute_event (organisation_id, dispute_id, seq, kind, note, on_day, at, actor) SELECT $1, $2, coalesce(max(seq), 0) + 1, $3, $4, $5, $6, $7 FROM dispute_event WHERE organisation_id = $1 AND dispute_id = $2";
    SELECT_EVENTS = "SELECT kind, note, on_day, at, actor FROM dispute_event WHERE organisation_id = $1 AND dispute_id = $2 ORDER BY seq";
    INSERT_FILE = "INSERT INTO dispute_file (organisation_id, id, dispute_id, document_hash, name, media_type, size_bytes, created_at, created_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    SELECT_FILES = "SELECT id, document_hash, name, media_type, size_bytes, created_at, created_by FROM dispute_file WHERE organisation_id = $1 AND dispute_id = $2 ORDER BY created_at, id";
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    reason: String,
    note: String,
    source: String,
    currency: String,
    owner_role: String,
    owner_name: String,
    owner_email: String,
    opened_on: Date,
    stage: String,
    asked_on: Option<Date>,
    answered_on: Option<Date>,
    answer_verdict: Option<String>,
    answer_cents: i64,
    verdict: Option<String>,
    verdict_cents: i64,
    decided_on: Option<Date>,
    outcome: Option<String>,
    closed_on: Option<Date>,
    due_on: Option<Date>,
    asks: i32,
    credit_reference: String,
    created_at: DateTime<Utc>,
    created_by: String,
    version: i64,
}

type PartTuple = (Uuid, Uuid, i64, i64, i64, i64, i64);
type FileTuple = (Uuid, String, String, String, i64, DateTime<Utc>, String);
type ItemTuple = (Uuid, String, Date, i64, i64, i64, Uuid, String, String);

fn inconsistent(column: &'static str, row: impl ToString) -> StoreError {
    StoreError::Inconsistent { table: "dispute", column, row: row.to_string() }
}

impl Row {
    fn state(&self) -> Result<State> {
        let bad = |column| inconsistent(column, self.id);
        let stage = match self.stage.as_str() {
            "open" => Stage::Open,
            "asked" => Stage::Asked { on: self.asked_on.ok_or_else(|| bad("asked_on"))? },
            "answered" => {
                let code = self.answer_verdict.as_deref().unwrap_or_default();
                let verdict = Verdict::from_code(code, Cents(self.answer_cents)).ok_or_else(|| bad("answer_verdict"))?;
                Stage::Answered { verdict, on: self.answered_on.ok_or_else(|| bad("answered_on"))? }
            }
            _ => return Err(bad("stage")),
        };
        let living = match self.verdict.as_deref() {
            None => Living::Undecided(stage),
            Some(code) => {
                let verdict = Verdict::from_code(code, Cents(self.verdict_cents)).ok_or_else(|| bad("verdict"))?;
                Living::AwaitingCredit { from: stage, verdict, on: self.decided_on.ok_or_else(|| bad("decided_on"))? }
            }
        };
        Ok(match self.outcome.as_deref() {
            None => State::Living(living),
            Some(code) => State::Closed {
                outcome: Outcome::from_code(code).ok_or_else(|| bad("outcome"))?,
                on: self.closed_on.ok_or_else(|| bad("closed_on"))?,
                from: living,
            },
        })
    }

    fn with(self, parts: Vec<(Part, Cents)>) -> Result<DisputeRow> {
        let state = self.state()?;
        let (parts, credited_before) = parts.into_iter().unzip();
        Ok(DisputeRow {
            id: DisputeId(self.id),
            reason: Reason::from_code(&self.reason).ok_or_else(|| inconsistent("reason", self.id))?,
            note: self.note,
            source: self.source,
            currency: currency_of(&self.currency)?,
            owner: Owner {
                role: OwnerRole::from_code(&self.owner_role).ok_or_else(|| inconsistent("owner_role", self.id))?,
                name: self.owner_name,
                email: self.owner_email,
            },
            dispute: Dispute { opened_on: self.opened_on, state, parts },
            credited_before,
            due_on: self.due_on,
            asks: self.asks,
            credit_reference: self.credit_reference,
            created_at: self.created_at,
            created_by: self.created_by,
            version: self.version,
        })
    }
}

/// The columns of a state.
struct Flat {
    stage: &'static str,
    asked_on: Option<Date>,
    answered_on: Option<Date>,
    answer: Option<Verdict>,
    verdict: Option<Verdict>,
    decided_on: Option<Date>,
    outcome: Option<Outcome>,
    closed_on: Option<Date>,
}

impl Flat {
    fn of(state: &State) -> Self {
        let (living, outcome, closed_on) = match state {
            State::Living(living) => (living, None, None),
            State::Closed { outcome, on, from } => (from, Some(*outcome), Some(*on)),
        };
        let (stage, verdict, decided_on) = match living {
            Living::Undecided(stage) => (stage, None, None),
            Living::AwaitingCredit { from, verdict, on } => (from, Some(*verdict), Some(*on)),
        };
        let (stage, asked_on, answer, answered_on) = match stage {
            Stage::Open => ("open", None, None, None),
            Stage::Asked { on } => ("asked", Some(*on), None, None),
            Stage::Answered { verdict, on } => ("answered", None, Some(*verdict), Some(*on)),
        };
        Self { stage, asked_on, answered_on, answer, verdict, decided_on, outcome, closed_on }
    }
}

fn cents(verdict: Option<Verdict>) -> i64 {
    verdict.and_then(Verdict::amount).unwrap_or_default().0
}

/// Writes a new dispute with its parts.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn insert(tx: &mut Tx, organisation: OrganisationId, row: &DisputeRow) -> Result<()> {
    let flat = Flat::of(&row.dispute.state);
    in_tx!(tx, c => {
        sqlx::query(INSERT_DISPUTE)
            .bind(organisation.0).bind(row.id.0).bind(row.reason.code()).bind(&row.note).bind(&row.source).bind(row.currency.code())
            .bind(row.owner.role.code()).bind(&row.owner.name).bind(&row.owner.email).bind(row.dispute.opened_on).bind(flat.stage)
            .bind(flat.asked_on).bind(flat.answered_on).bind(flat.answer.map(Verdict::code)).bind(cents(flat.answer))
            .bind(flat.verdict.map(Verdict::code)).bind(cents(flat.verdict)).bind(flat.decided_on).bind(flat.outcome.map(Outcome::code))
            .bind(flat.closed_on).bind(row.due_on).bind(row.asks).bind(&row.credit_reference).bind(to_micros(row.created_at)).bind(&row.created_by)
            .execute(&mut *c).await?;
        for (part, before) in row.dispute.parts.iter().zip(&row.credited_before) {
            sqlx::query(INSERT_PART)
                .bind(organisation.0).bind(row.id.0).bind(part.item.0).bind(part.claimed.0).bind(part.released.0).bind(part.credited.0)
                .bind(part.paid.0).bind(before.0)
                .execute(&mut *c).await?;
        }
    });
    Ok(())
}

/// Writes a dispute as it is now; `row.version` is the one that it replaces.
///
/// # Errors
/// [`StoreError::Stale`] when somebody changed it in between.
#[crate::boxed]
pub async fn update(tx: &mut Tx, organisation: OrganisationId, row: &DisputeRow) -> Result<()> {
    let flat = Flat::of(&row.dispute.state);
    let changed = in_tx!(tx, c => {
        let changed = sqlx::query(UPDATE_DISPUTE)
            .bind(organisation.0).bind(row.id.0).bind(row.version).bind(row.reason.code()).bind(&row.note).bind(row.owner.role.code())
            .bind(&row.owner.name).bind(&row.owner.email).bind(flat.stage).bind(flat.asked_on).bind(flat.answered_on)
            .bind(flat.answer.map(Verdict::code)).bind(cents(flat.answer)).bind(flat.verdict.map(Verdict::code)).bind(cents(flat.verdict))
            .bind(flat.decided_on).bind(flat.outcome.map(Outcome::code)).bind(flat.closed_on).bind(row.due_on).bind(row.asks)
            .bind(&row.credit_reference)
            .execute(&mut *c).await?.rows_affected();
        // Another amount held, or let go, changes whose a credit note is.
        sqlx::query(TOUCH_BESIDE).bind(organisation.0).bind(row.id.0).execute(&mut *c).await?;
        for part in row.dispute.parts.iter().filter(|_| changed == 1) {
            sqlx::query(UPDATE_PART)
                .bind(organisation.0).bind(row.id.0).bind(part.item.0).bind(part.claimed.0).bind(part.released.0).bind(part.credited.0)
                .bind(part.paid.0)
                .execute(&mut *c).await?;
        }
        changed
    });
    if changed == 1 { Ok(()) } else { Err(StoreError::Stale { table: "dispute", id: row.id.0 }) }
}

fn joined(rows: Vec<Row>, parts: Vec<PartTuple>) -> Result<Vec<DisputeRow>> {
    let mut of: HashMap<Uuid, Vec<(Part, Cents)>> = HashMap::new();
    for (dispute, item, claimed, released, credited, paid, before) in parts {
        let part = Part {
            item: OpenItemId(item),
            claimed: Cents(claimed),
            released: Cents(released),
            credited: Cents(credited),
            paid: Cents(paid),
        };
        of.entry(dispute).or_default().push((part, Cents(before)));
    }
    rows.into_iter()
        .map(|row| {
            let parts = of.remove(&row.id).unwrap_or_default();
            row.with(parts)
        })
        .collect()
}

fn items_of(rows: Vec<ItemTuple>) -> Vec<DisputedItem> {
    rows.into_iter()
        .map(|(id, number, due_on, amount, open, credited, debtor, debtor_code, debtor_name)| DisputedItem {
            id: OpenItemId(id),
            number,
            due_on,
            amount: Cents(amount),
            open: Cents(open),
            credited: Cents(credited),
            debtor: DebtorId(debtor),
            debtor_code,
            debtor_name,
        })
        .collect()
}

/// Disputes in the order in which they were opened, and their items.
pub type Found = (Vec<DisputeRow>, Vec<DisputedItem>);

/// Every dispute of an organisation.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn all(tx: &mut Tx, organisation: OrganisationId) -> Result<Found> {
    let (rows, parts, items): (Vec<Row>, Vec<PartTuple>, Vec<ItemTuple>) = in_tx!(tx, c => (
        sqlx::query_as(SELECT_ALL).bind(organisation.0).fetch_all(&mut *c).await?,
        sqlx::query_as(SELECT_ALL_PARTS).bind(organisation.0).fetch_all(&mut *c).await?,
        sqlx::query_as(SELECT_ALL_ITEMS).bind(organisation.0).fetch_all(&mut *c).await?,
    ));
    Ok((joined(rows, parts)?, items_of(items)))
}

/// A dispute and those that share an item with it.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn beside(tx: &mut Tx, organisation: OrganisationId, id: DisputeId) -> Result<Found> {
    let (rows, parts, items): (Vec<Row>, Vec<PartTuple>, Vec<ItemTuple>) = in_tx!(tx, c => (
        sqlx::query_as(SELECT_BESIDE).bind(organisation.0).bind(id.0).fetch_all(&mut *c).await?,
        sqlx::query_as(SELECT_BESIDE_PARTS).bind(organisation.0).bind(id.0).fetch_all(&mut *c).await?,
        sqlx::query_as(SELECT_BESIDE_ITEMS).bind(organisation.0).bind(id.0).fetch_all(&mut *c).await?,
    ));
    Ok((joined(rows, parts)?, items_of(items)))
}

/// Some disputes and those that share an item with one of them.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn around(tx: &mut Tx, organisation: OrganisationId, ids: &[DisputeId]) -> Result<Found> {
    // So many that reading all of them takes fewer statements.
    if ids.len() > 50 {
        return all(tx, organisation).await;
    }
    let (mut rows, mut items): (Vec<DisputeRow>, Vec<DisputedItem>) = (Vec::new(), Vec::new());
    for id in ids {
        let (more, known) = beside(tx, organisation, *id).await?;
        rows.extend(more);
        items.extend(known);
    }
    rows.sort_by_key(|row| (row.dispute.opened_on, row.created_at, row.id));
    rows.dedup_by_key(|row| row.id);
    items.sort_by_key(|item| (item.due_on, item.id));
    items.dedup_by_key(|item| item.id);
    Ok((rows, items))
}

/// Says that disputes were looked at.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn seen(tx: &mut Tx, organisation: OrganisationId, ids: &[DisputeId]) -> Result<()> {
    in_tx!(tx, c => for chunk in ids.chunks(5_000) {
        let mut query = QueryBuilder::new("WITH u(id) AS (");
        query.push_values(chunk, |mut values, id| {
            values.push_bind(id.0);
        });
        query.push(") UPDATE dispute SET touched = false FROM u WHERE dispute.organisation_id = ").push_bind(organisation.0)
            .push(" AND dispute.id = u.id");
        query.build().execute(&mut *c).await?;
    });
    Ok(())
}

/// The disputes on items of a debtor.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn of_debtor(tx: &mut Tx, organisation: OrganisationId, debtor: DebtorId) -> Result<Found> {
    let (rows, parts, items): (Vec<Row>, Vec<PartTuple>, Vec<ItemTuple>) = in_tx!(tx, c => (
        sqlx::query_as(SELECT_OF_DEBTOR).bind(organisation.0).bind(debtor.0).fetch_all(&mut *c).await?,
        sqlx::query_as(SELECT_OF_DEBTOR_PARTS).bind(organisation.0).bind(debtor.0).fetch_all(&mut *c).await?,
        sqlx::query_as(SELECT_OF_DEBTOR_ITEMS).bind(organisation.0).bind(debtor.0).fetch_all(&mut *c).await?,
    ));
    Ok((joined(rows, parts)?, items_of(items)))
}

/// Whether money moved on the items of any dispute, or a person did, since the ledger was followed.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn is_touched(tx: &mut Tx, organisation: OrganisationId) -> Result<bool> {
    let count: i64 = in_tx!(tx, c => sqlx::query_scalar(IS_TOUCHED).bind(organisation.0).fetch_one(&mut *c).await?);
    Ok(count > 0)
}

/// Whether a dispute has something due by a day: it was touched, its credit note came under the name that it was given, or the
/// accounting is to be told.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn is_due(tx: &mut Tx, organisation: OrganisationId, today: Date) -> Result<bool> {
    let count: i64 = in_tx!(tx, c => sqlx::query_scalar(IS_DUE).bind(organisation.0).bind(today).fetch_one(&mut *c).await?);
    Ok(count > 0)
}

/// The disputes whose named credit note has come and is open, each with that note.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn named_credits(tx: &mut Tx, organisation: OrganisationId) -> Result<Vec<(DisputeId, OpenItemId)>> {
    let rows: Vec<(Uuid, Uuid)> = in_tx!(tx, c => sqlx::query_as(NAMED_CREDITS).bind(organisation.0).fetch_all(&mut *c).await?);
    Ok(rows.into_iter().map(|(dispute, credit)| (DisputeId(dispute), OpenItemId(credit))).collect())
}

/// The task to issue the credit note of a dispute, and from which day one is wanted.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn task(tx: &mut Tx, organisation: OrganisationId, id: DisputeId) -> Result<(Option<ActionId>, Option<Date>)> {
    let row: Option<(Option<Uuid>, Option<Date>)> =
        in_tx!(tx, c => sqlx::query_as(SELECT_TASK).bind(organisation.0).bind(id.0).fetch_optional(&mut *c).await?);
    let (task, from) = row.unwrap_or_default();
    Ok((task.map(ActionId), from))
}

/// Sets both.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn set_task(tx: &mut Tx, organisation: OrganisationId, id: DisputeId, task: Option<ActionId>, from: Option<Date>) -> Result<()> {
    in_tx!(tx, c => {
        sqlx::query(SET_TASK).bind(organisation.0).bind(id.0).bind(task.map(|task| task.0)).bind(from).execute(&mut *c).await?;
    });
    Ok(())
}

/// The disputes of which the accounting is to be told by a day.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn wanting_task(tx: &mut Tx, organisation: OrganisationId, today: Date) -> Result<Vec<DisputeId>> {
    let ids: Vec<Uuid> = in_tx!(tx, c => sqlx::query_scalar(WANTING_TASK).bind(organisation.0).bind(today).fetch_all(&mut *c).await?);
    Ok(ids.into_iter().map(DisputeId).collect())
}

/// The disputes on whose items money moved, or that a person changed, since the ledger was followed. They count as looked at from
/// now on; whatever moves beside this transaction touches them again once it has ended.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn take_touched(tx: &mut Tx, organisation: OrganisationId) -> Result<Vec<DisputeId>> {
    let mut ids: Vec<Uuid> = in_tx!(tx, c => sqlx::query_scalar(TAKE_TOUCHED).bind(organisation.0).fetch_all(&mut *c).await?);
    ids.sort_unstable();
    Ok(ids.into_iter().map(DisputeId).collect())
}

/// Says that money moved on items: their disputes are looked at again. One that counts as touched already is written all the
/// same: whoever follows it beside this transaction has it locked, and is waited for.
///
/// # Errors
/// See [`StoreError`].
pub(crate) async fn touch(tx: &mut Tx, organisation: OrganisationId, items: impl Iterator<Item = OpenItemId>) -> Result<()> {
    let any: i64 = in_tx!(tx, c => sqlx::query_scalar(HAS_ANY).bind(organisation.0).fetch_one(&mut *c).await?);
    if any == 0 {
        return Ok(());
    }
    let mut items: Vec<OpenItemId> = items.collect();
    items.sort_unstable();
    items.dedup();
    in_tx!(tx, c => for chunk in items.chunks(5_000) {
        let mut query = QueryBuilder::new("WITH u(id) AS (");
        query.push_values(chunk, |mut values, item| {
            values.push_bind(item.0);
        });
        query.push(") UPDATE dispute SET touched = true WHERE organisation_id = ").push_bind(organisation.0)
            .push(" AND id IN (SELECT p.dispute_id FROM u JOIN dispute_part p ON p.open_item_id = u.id AND p.organisation_id = ")
            .push_bind(organisation.0).push(")");
        query.build().execute(&mut *c).await?;
    });
    Ok(())
}

/// The disputes that go on past their time limit, the longest first.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn late_ids(tx: &mut Tx, organisation: OrganisationId, today: Date) -> Result<Vec<DisputeId>> {
    let ids: Vec<Uuid> = in_tx!(tx, c => sqlx::query_scalar(SELECT_LATE_IDS).bind(organisation.0).bind(today).fetch_all(&mut *c).await?);
    Ok(ids.into_iter().map(DisputeId).collect())
}

/// How many disputes go on past their time limit.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn late(tx: &mut Tx, organisation: OrganisationId, today: Date) -> Result<i64> {
    Ok(in_tx!(tx, c => sqlx::query_scalar(SELECT_LATE).bind(organisation.0).bind(today).fetch_one(&mut *c).await?))
}

/// Invoices less credit notes in euros, by month, of the two years up to a day: year, month, sum.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn sales_by_month(tx: &mut Tx, organisation: OrganisationId, until: Date) -> Result<Vec<(i32, u32, Cents)>> {
    let from = domain::calendar::add_days(until, -800);
    let rows: Vec<(String, i64)> =
        in_tx!(tx, c => sqlx::query_as(SELECT_SALES).bind(organisation.0).bind(from).bind(until).fetch_all(&mut *c).await?);
    rows.into_iter()
        .map(|(text, cents)| {
            let month = text.split_once('-').and_then(|(year, month)| Some((year.parse().ok()?, month.parse().ok()?)));
            let (year, month) = month.ok_or_else(|| StoreError::Inconsistent { table: "open_item", column: "issued_on", row: text })?;
            Ok((year, month, Cents(cents)))
        })
        .collect()
}

/// The credit notes on an item in all.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn credited(tx: &mut Tx, organisation: OrganisationId, item: OpenItemId) -> Result<Cents> {
    Ok(Cents(in_tx!(tx, c => sqlx::query_scalar(SELECT_CREDITED).bind(organisation.0).bind(item.0).fetch_one(&mut *c).await?)))
}

/// Adds a line to the history of a dispute.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn append(tx: &mut Tx, organisation: OrganisationId, id: DisputeId, event: &DisputeEvent) -> Result<()> {
    in_tx!(tx, c => {
        sqlx::query(INSERT_DISPUTE_EVENT)
            .bind(organisation.0).bind(id.0).bind(&event.kind).bind(&event.note).bind(event.on).bind(to_micros(event.at)).bind(&event.actor)
            .execute(&mut *c).await?;
    });
    Ok(())
}

/// The history of a dispute, oldest first.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn events(tx: &mut Tx, organisation: OrganisationId, id: DisputeId) -> Result<Vec<DisputeEvent>> {
    let rows: Vec<(String, String, Date, DateTime<Utc>, String)> =
        in_tx!(tx, c => sqlx::query_as(SELECT_EVENTS).bind(organisation.0).bind(id.0).fetch_all(&mut *c).await?);
    Ok(rows.into_iter().map(|(kind, note, on, at, actor)| DisputeEvent { kind, note, on, at, actor }).collect())
}

/// Keeps a file of a dispute.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn add_file(tx: &mut Tx, organisation: OrganisationId, id: DisputeId, file: &DisputeFile) -> Result<()> {
    in_tx!(tx, c => {
        sqlx::query(INSERT_FILE)
            .bind(organisation.0).bind(file.id).bind(id.0).bind(&file.document_hash).bind(&file.name).bind(&file.media_type).bind(file.size)
            .bind(to_micros(file.created_at)).bind(&file.created_by)
            .execute(&mut *c).await?;
    });
    Ok(())
}

/// The files of a dispute, oldest first.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn files(tx: &mut Tx, organisation: OrganisationId, id: DisputeId) -> Result<Vec<DisputeFile>> {
    let rows: Vec<FileTuple> = in_tx!(tx, c => sqlx::query_as(SELECT_FILES).bind(organisation.0).bind(id.0).fetch_all(&mut *c).await?);
    Ok(rows
        .into_iter()
        .map(|(id, document_hash, name, media_type, size, created_at, created_by)| DisputeFile {
            id,
            document_hash,
            name,
            media_type,
            size,
            created_at,
            created_by,
        })
        .collect())
}
