//! Compromises: their terms, their items, what happened to them, and what was put on their items since.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use domain::accounting::{VatPart, VatRegime};
use domain::calendar::Date;
use domain::compromise::{Event, EventKind, Nature, Policy, State, Terms};
use domain::ids::{ActionId, CompromiseId, DebtorId, OpenItemId, OperationId, OrganisationId, PlanId};
use domain::law::RateBp;
use domain::plan::InterestChoice;
use domain::promise::Receipt;
use domain::{Cents, Currency};
use sqlx::QueryBuilder;
use uuid::Uuid;

use crate::event::to_micros;
use crate::item::currency_of;
use crate::statement::statements;
use crate::{Result, StoreError, Tx};

/// The terms of a compromise and what belongs to them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CompromiseRow {
    /// Its id.
    pub id: CompromiseId,
    /// Whose debts it is about; the account that stays, when that one was merged.
    pub debtor: DebtorId,
    /// What both sides know it by.
    pub reference: String,
    /// Its currency.
    pub currency: Currency,
    /// So much less, by a day.
    pub terms: Terms,
    /// What the discount is.
    pub nature: Nature,
    /// Of a waiver: when the VAT was due; a person said so.
    pub regime: Option<VatRegime>,
    /// What becomes of interest: kept or waived.
    pub interest: InterestChoice,
    /// Why it needs approval, as keys; empty for nothing.
    pub objections: String,
    /// What is to be remembered, for the house.
    pub note: String,
    /// What was typed in the form.
    pub typed: String,
    /// The day on which it was made.
    pub created_on: Date,
    /// When.
    pub created_at: DateTime<Utc>,
    /// Who made it.
    pub created_by: String,
    /// The state to which its events lead, as a key.
    pub state: String,
    /// Whether money moved on its items since the ledger was followed.
    pub touched: bool,
    /// The day from which somebody is to be told that a credit note is due.
    pub task_from: Option<Date>,
    /// The number of that credit note; empty until it is known.
    pub credit_reference: String,
    /// The task that tells so.
    pub task: Option<ActionId>,
    /// What a credit note is waited for, to take the place of what was given up.
    pub credit_due: Option<Cents>,
}

/// An event with who did it and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CompromiseEventRow {
    /// What, and its day.
    pub event: Event,
    /// Why, in words; may be empty.
    pub reason: String,
    /// When.
    pub at: DateTime<Utc>,
    /// Who.
    pub by: String,
    /// The hash of the paper that goes with it: the agreement as it was signed.
    pub document: Option<String>,
}

/// A file kept with a compromise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CompromiseFile {
    /// The hash of its bytes.
    pub hash: String,
    /// Its name.
    pub name: String,
    /// When it was kept.
    pub at: DateTime<Utc>,
    /// By whom.
    pub by: String,
}

/// A compromise with all that belongs to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CompromiseRecord {
    /// Its terms.
    pub row: CompromiseRow,
    /// The debts with what was open of each, and what is open now.
    pub items: Vec<(OpenItemId, Cents, Cents)>,
    /// The discount by rate of VAT, the highest first: always of a waiver, of a rebate when a person said so.
    pub vat: Vec<VatPart>,
    /// What happened, in order.
    pub events: Vec<CompromiseEventRow>,
    /// What was put on its items since, but by its own operations.
    pub receipts: Vec<Receipt>,
    /// Its operations that were not taken back.
    pub operations: Vec<OperationId>,
}

/// Which compromises.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// All of them.
    Every,
    /// Those of a debtor.
    Of(DebtorId),
    /// One.
    One(CompromiseId),
    /// Those that are signed and waited for.
    Running,
    /// Those past their last day, those on whose items money moved, and those of which somebody is to be told.
    Due(Date),
}

macro_rules! rows {
    ($where:literal) => {
        concat!("SELECT p.id, coalesce(d.survivor_id, p.debtor_id) AS debtor_id, p.reference, p.currency, p.total_cents, p.discount_cents, p.pay_by, p.nature, p.vat_regime, p.interest, p.objections, p.note, p.typed, p.created_on, p.created_at, p.created_by, p.state, p.touched, p.task_from, p.credit_reference, p.task_id, p.credit_due_cents FROM compromise p JOIN debtor d ON d.organisation_id = p.organisation_id AND d.id = p.debtor_id WHERE p.organisation_id = $1 AND ", $where, " ORDER BY p.id")
    };
}
macro_rules! items {
    ($where:literal) => {
        concat!("SELECT i.compromise_id, i.open_item_id, i.amount_cents, o.open_cents FROM compromise p JOIN debtor d ON d.organisation_id = p.organisation_id AND d.id = p.debtor_id JOIN compromise_item i ON i.organisation_id = p.organisation_id AND i.compromise_id = p.id JOIN open_item o ON o.organisation_id = i.organisation_id AND o.id = i.open_item_id WHERE p.organisation_id = $1 AND ", $where, " ORDER BY i.compromise_id, o.due_on, i.open_item_id")
    };
}
macro_rules! rates {
    ($where:literal) => {
        concat!("SELECT v.compromise_id, v.rate_bp, v.gross_cents FROM compromise p JOIN debtor d ON d.organisation_id = p.organisation_id AND d.id = p.debtor_id JOIN compromise_vat v ON v.organisation_id = p.organisation_id AND v.compromise_id = p.id WHERE p.organisation_id = $1 AND ", $where, " ORDER BY v.compromise_id, v.rate_bp DESC")
    };
}
macro_rules! events {
    ($where:literal) => {
        concat!("SELECT e.compromise_id, e.kind, e.happened_on, e.person, e.amount_cents, e.reason, e.recorded_at, e.actor, e.document_hash FROM compromise p JOIN debtor d ON d.organisation_id = p.organisation_id AND d.id = p.debtor_id JOIN compromise_event e ON e.organisation_id = p.organisation_id AND e.compromise_id = p.id WHERE p.organisation_id = $1 AND ", $where, " ORDER BY e.compromise_id, e.seq")
    };
}
// What was allocated before it was made has a smaller id; what it gave up itself is no receipt.
macro_rules! receipts {
    ($where:literal) => {
        concat!("SELECT p.id, i.open_item_id, a.amount_cents, a.value_on, k.kind FROM compromise p JOIN debtor d ON d.organisation_id = p.organisation_id AND d.id = p.debtor_id JOIN compromise_item i ON i.organisation_id = p.organisation_id AND i.compromise_id = p.id JOIN allocation a ON a.organisation_id = i.organisation_id AND a.debit_id = i.open_item_id AND a.id > p.id JOIN open_item k ON k.organisation_id = a.organisation_id AND k.id = a.credit_id WHERE p.organisation_id = $1 AND ", $where, " AND a.reverses_id IS NULL AND NOT EXISTS (SELECT 1 FROM allocation r WHERE r.organisation_id = a.organisation_id AND r.reverses_id = a.id) AND NOT EXISTS (SELECT 1 FROM compromise_operation co JOIN ledger_operation_allocation la ON la.organisation_id = co.organisation_id AND la.operation_id = co.operation_id WHERE co.organisation_id = p.organisation_id AND co.compromise_id = p.id AND la.allocation_id = a.id)")
    };
}
macro_rules! operations {
    ($where:literal) => {
        concat!("SELECT co.compromise_id, co.operation_id FROM compromise p JOIN debtor d ON d.organisation_id = p.organisation_id AND d.id = p.debtor_id JOIN compromise_operation co ON co.organisation_id = p.organisation_id AND co.compromise_id = p.id WHERE p.organisation_id = $1 AND ", $where, " AND NOT EXISTS (SELECT 1 FROM ledger_operation u WHERE u.organisation_id = co.organisation_id AND u.undoes_id = co.operation_id) ORDER BY co.operation_id")
    };
}

statements! {
    SELECT_POLICY = "SELECT most_cents, most_percent, most_days FROM compromise_policy WHERE organisation_id = $1";
    UPSERT_POLICY = "INSERT INTO compromise_policy (organisation_id, most_cents, most_percent, most_days, changed_at, actor) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (organisation_id) DO UPDATE SET most_cents = excluded.most_cents, most_percent = excluded.most_percent, most_days = excluded.most_days, changed_at = excluded.changed_at, actor = excluded.actor";
    INSERT_COMPROMISE = "INSERT INTO compromise (organisation_id, id, debtor_id, reference, currency, total_cents, discount_cents, pay_by, until_on, nature, vat_regime, interest, objections, note, typed, created_on, created_at, created_by, state, touched, task_from, credit_reference) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, 'draft', false, NULL, '')";
    INSERT_EVENT = "INSERT INTO compromise_event (organisation_id, compromise_id, seq, kind, happened_on, person, amount_cents, reason, recorded_at, actor, document_hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT DO NOTHING";
    SET_STATE = "UPDATE compromise SET state = $3 WHERE organisation_id = $1 AND id = $2";
    SEEN = "UPDATE compromise SET touched = false WHERE organisation_id = $1 AND id = $2";
    WANT_TASK = "UPDATE compromise SET task_from = $3 WHERE organisation_id = $1 AND id = $2";
    SET_TASK = "UPDATE compromise SET task_id = $3 WHERE organisation_id = $1 AND id = $2";
    AWAIT_CREDIT = "UPDATE compromise SET credit_due_cents = $3 WHERE organisation_id = $1 AND id = $2";
    CREDIT_COME = "SELECT k.id FROM compromise p JOIN debtor d ON d.organisation_id = p.organisation_id AND d.id = p.debtor_id JOIN open_item k ON k.organisation_id = p.organisation_id AND k.debtor_id = coalesce(d.survivor_id, p.debtor_id) AND k.kind = 'credit_note' AND k.currency = p.currency AND k.open_cents < 0 WHERE p.organisation_id = $1 AND p.id = $2 AND p.credit_due_cents IS NOT NULL AND (k.number = p.credit_reference OR (p.credit_reference = '' AND k.issued_on >= p.created_on AND k.amount_cents = 0 - p.credit_due_cents AND k.open_cents = k.amount_cents)) ORDER BY k.issued_on, k.id LIMIT 1";
    TOUCH_OF = "UPDATE compromise SET touched = true WHERE organisation_id = $1 AND state = 'running' AND debtor_id IN (SELECT d.id FROM debtor d WHERE d.organisation_id = $1 AND (d.id = $2 OR d.survivor_id = $2))";
    SET_CREDIT = "UPDATE compromise SET credit_reference = $3, task_from = NULL WHERE organisation_id = $1 AND id = $2";
    INSERT_OPERATION = "INSERT INTO compromise_operation (organisation_id, compromise_id, operation_id) VALUES ($1, $2, $3)";
    INSERT_FILE = "INSERT INTO compromise_file (organisation_id, compromise_id, seq, document_hash, name, recorded_at, actor) VALUES ($1, $2, (SELECT count(*) + 1 FROM compromise_file WHERE organisation_id = $1 AND compromise_id = $2), $3, $4, $5, $6)";
    SELECT_FILES = "SELECT document_hash, name, recorded_at, actor FROM compromise_file WHERE organisation_id = $1 AND compromise_id = $2 ORDER BY seq";
    COUNT_REFERENCES = "SELECT count(*) FROM compromise WHERE organisation_id = $1 AND reference LIKE $2";
    RUNNING_ON_PLAN = "SELECT c.reference FROM payment_plan_item p JOIN compromise_item i ON i.organisation_id = p.organisation_id AND i.open_item_id = p.open_item_id JOIN compromise c ON c.organisation_id = i.organisation_id AND c.id = i.compromise_id WHERE p.organisation_id = $1 AND p.plan_id = $2 AND c.state = 'running' ORDER BY c.id LIMIT 1";
    HAS_ANY = "SELECT count(*) FROM (SELECT 1 FROM compromise WHERE organisation_id = $1 LIMIT 1) u";
    IS_DUE = "SELECT count(*) FROM (SELECT 1 FROM compromise WHERE organisation_id = $1 AND touched = true UNION ALL SELECT 1 FROM compromise WHERE organisation_id = $1 AND task_from <= $2 UNION ALL SELECT 1 FROM compromise WHERE organisation_id = $1 AND state = 'running' AND until_on < $2 UNION ALL SELECT 1 FROM compromise p JOIN debtor d ON d.organisation_id = p.organisation_id AND d.id = p.debtor_id WHERE p.organisation_id = $1 AND (p.credit_due_cents IS NOT NULL AND (p.task_from IS NULL OR p.task_from <= $2) AND EXISTS (SELECT 1 FROM open_item k WHERE k.organisation_id = p.organisation_id AND k.debtor_id = coalesce(d.survivor_id, p.debtor_id) AND k.kind = 'credit_note' AND k.currency = p.currency AND k.open_cents < 0 AND (k.number = p.credit_reference OR (p.credit_reference = '' AND k.issued_on >= p.created_on AND k.amount_cents = 0 - p.credit_due_cents AND k.open_cents = k.amount_cents)) LIMIT 1))) u";
    EVERY_ROWS = rows!("p.id = p.id");
    EVERY_ITEMS = items!("p.id = p.id");
    EVERY_RATES = rates!("p.id = p.id");
    EVERY_EVENTS = events!("p.id = p.id");
    EVERY_RECEIPTS = receipts!("p.id = p.id");
    EVERY_OPERATIONS = operations!("p.id = p.id");
    OF_ROWS = rows!("p.id IN (SELECT c.id FROM compromise c JOIN debtor s ON s.organisation_id = c.organisation_id AND s.id = c.debtor_id WHERE c.organisation_id = $1 AND (s.id = $2 OR s.survivor_id = $2) UNION SELECT i2.compromise_id FROM open_item o2 JOIN compromise_item i2 ON i2.organisation_id = o2.organisation_id AND i2.open_item_id = o2.id WHERE o2.organisation_id = $1 AND o2.debtor_id = $2)");
    OF_ITEMS = items!("p.id IN (SELECT c.id FROM compromise c JOIN debtor s ON s.organisation_id = c.organisation_id AND s.id = c.debtor_id WHERE c.organisation_id = $1 AND (s.id = $2 OR s.survivor_id = $2) UNION SELECT i2.compromise_id FROM open_item o2 JOIN compromise_item i2 ON i2.organisation_id = o2.organisation_id AND i2.open_item_id = o2.id WHERE o2.organisation_id = $1 AND o2.debtor_id = $2)");
    OF_RATES = rates!("p.id IN (SELECT c.id FROM compromise c JOIN debtor s ON s.organisation_id = c.organisation_id AND s.id = c.debtor_id WHERE c.organisation_id = $1 AND (s.id = $2 OR s.survivor_id = $2) UNION SELECT i2.compromise_id FROM open_item o2 JOIN compromise_item i2 ON i2.organisation_id = o2.organisation_id AND i2.open_item_id = o2.id WHERE o2.organisation_id = $1 AND o2.debtor_id = $2)");
    OF_EVENTS = events!("p.id IN (SELECT c.id FROM compromise c JOIN debtor s ON s.organisation_id = c.organisation_id AND s.id = c.debtor_id WHERE c.organisation_id = $1 AND (s.id = $2 OR s.survivor_id = $2) UNION SELECT i2.compromise_id FROM open_item o2 JOIN compromise_item i2 ON i2.organisation_id = o2.organisation_id AND i2.open_item_id = o2.id WHERE o2.organisation_id = $1 AND o2.debtor_id = $2)");
    OF_RECEIPTS = receipts!("p.id IN (SELECT c.id FROM compromise c JOIN debtor s ON s.organisation_id = c.organisation_id AND s.id = c.debtor_id WHERE c.organisation_id = $1 AND (s.id = $2 OR s.survivor_id = $2) UNION SELECT i2.compromise_id FROM open_item o2 JOIN compromise_item i2 ON i2.organisation_id = o2.organisation_id AND i2.open_item_id = o2.id WHERE o2.organisation_id = $1 AND o2.debtor_id = $2)");
    OF_OPERATIONS = operations!("p.id IN (SELECT c.id FROM compromise c JOIN debtor s ON s.organisation_id = c.organisation_id AND s.id = c.debtor_id WHERE c.organisation_id = $1 AND (s.id = $2 OR s.survivor_id = $2) UNION SELECT i2.compromise_id FROM open_item o2 JOIN compromise_item i2 ON i2.organisation_id = o2.organisation_id AND i2.open_item_id = o2.id WHERE o2.organisation_id = $1 AND o2.debtor_id = $2)");
    ONE_ROWS = rows!("p.id = $2");
    ONE_ITEMS = items!("p.id = $2");
    ONE_RATES = rates!("p.id = $2");
    ONE_EVENTS = events!("p.id = $2");
    ONE_RECEIPTS = receipts!("p.id = $2");
    ONE_OPERATIONS = operations!("p.id = $2");
    RUNNING_ROWS = rows!("p.state = 'running'");
    RUNNING_ITEMS = items!("p.state = 'running'");
    RUNNING_RATES = rates!("p.state = 'running'");
    RUNNING_EVENTS = events!("p.state = 'running'");
    RUNNING_RECEIPTS = receipts!("p.state = 'running'");
    RUNNING_OPERATIONS = operations!("p.state = 'running'");
    DUE_ROWS = rows!("(p.touched OR p.task_from <= $2 OR (p.state = 'running' AND p.until_on < $2) OR (p.credit_due_cents IS NOT NULL AND (p.task_from IS NULL OR p.task_from <= $2) AND EXISTS (SELECT 1 FROM open_item k WHERE k.organisation_id = p.organisation_id AND k.debtor_id = coalesce(d.survivor_id, p.debtor_id) AND k.kind = 'credit_note' AND k.currency = p.currency AND k.open_cents < 0 AND (k.number = p.credit_reference OR (p.credit_reference = '' AND k.issued_on >= p.created_on AND k.amount_cents = 0 - p.credit_due_cents AND k.open_cents = k.amount_cents)) LIMIT 1)))");
    DUE_ITEMS = items!("(p.touched OR p.task_from <= $2 OR (p.state = 'running' AND p.until_on < $2) OR (p.credit_due_cents IS NOT NULL AND (p.task_from IS NULL OR p.task_from <= $2) AND EXISTS (SELECT 1 FROM open_item k WHERE k.organisation_id = p.organisation_id AND k.debtor_id = coalesce(d.survivor_id, p.debtor_id) AND k.kind = 'credit_note' AND k.currency = p.currency AND k.open_cents < 0 AND (k.number = p.credit_reference OR (p.credit_reference = '' AND k.issued_on >= p.created_on AND k.amount_cents = 0 - p.credit_due_cents AND k.open_cents = k.amount_cents)) LIMIT 1)))");
    DUE_RATES = rates!("(p.touched OR p.task_from <= $2 OR (p.state = 'running' AND p.until_on < $2) OR (p.credit_due_cents IS NOT NULL AND (p.task_from IS NULL OR p.task_from <= $2) AND EXISTS (SELECT 1 FROM open_item k WHERE k.organisation_id = p.organisation_id AND k.debtor_id = coalesce(d.survivor_id, p.debtor_id) AND k.kind = 'credit_note' AND k.currency = p.currency AND k.open_cents < 0 AND (k.number = p.credit_reference OR (p.credit_reference = '' AND k.issued_on >= p.created_on AND k.amount_cents = 0 - p.credit_due_cents AND k.open_cents = k.amount_cents)) LIMIT 1)))");
    DUE_EVENTS = events!("(p.touched OR p.task_from <= $2 OR (p.state = 'running' AND p.until_on < $2) OR (p.credit_due_cents IS NOT NULL AND (p.task_from IS NULL OR p.task_from <= $2) AND EXISTS (SELECT 1 FROM open_item k WHERE k.organisation_id = p.organisation_id AND k.debtor_id = coalesce(d.survivor_id, p.debtor_id) AND k.kind = 'credit_note' AND k.currency = p.currency AND k.open_cents < 0 AND (k.number = p.credit_reference OR (p.credit_reference = '' AND k.issued_on >= p.created_on AND k.amount_cents = 0 - p.credit_due_cents AND k.open_cents = k.amount_cents)) LIMIT 1)))");
    DUE_RECEIPTS = receipts!("(p.touched OR p.task_from <= $2 OR (p.state = 'running' AND p.until_on < $2) OR (p.credit_due_cents IS NOT NULL AND (p.task_from IS NULL OR p.task_from <= $2) AND EXISTS (SELECT 1 FROM open_item k WHERE k.organisation_id = p.organisation_id AND k.debtor_id = coalesce(d.survivor_id, p.debtor_id) AND k.kind = 'credit_note' AND k.currency = p.currency AND k.open_cents < 0 AND (k.number = p.credit_reference OR (p.credit_reference = '' AND k.issued_on >= p.created_on AND k.amount_cents = 0 - p.credit_due_cents AND k.open_cents = k.amount_cents)) LIMIT 1)))");
    DUE_OPERATIONS = operations!("(p.touched OR p.task_from <= $2 OR (p.state = 'running' AND p.until_on < $2) OR (p.credit_due_cents IS NOT NULL AND (p.task_from IS NULL OR p.task_from <= $2) AND EXISTS (SELECT 1 FROM open_item k WHERE k.organisation_id = p.organisation_id AND k.debtor_id = coalesce(d.survivor_id, p.debtor_id) AND k.kind = 'credit_note' AND k.currency = p.currency AND k.open_cents < 0 AND (k.number = p.credit_reference OR (p.credit_reference = '' AND k.issued_on >= p.created_on AND k.amount_cents = 0 - p.credit_due_cents AND k.open_cents = k.amount_cents)) LIMIT 1)))");
}

fn bad(table: &'static str, column: &'static str, row: impl ToString) -> StoreError {
    StoreError::Inconsistent { table, column, row: row.to_string() }
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    debtor_id: Uuid,
    reference: String,
    currency: String,
    total_cents: i64,
    discount_cents: i64,
    pay_by: Date,
    nature: String,
    vat_regime: Option<String>,
    interest: String,
    objections: String,
    note: String,
    typed: String,
    created_on: Date,
    created_at: DateTime<Utc>,
    created_by: String,
    state: String,
    touched: bool,
    task_from: Option<Date>,
    credit_reference: String,
    task_id: Option<Uuid>,
    credit_due_cents: Option<i64>,
}

impl TryFrom<Row> for CompromiseRow {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self> {
        let regime = row.vat_regime.map(|code| VatRegime::from_code(&code).ok_or_else(|| bad("compromise", "vat_regime", code)));
        Ok(Self {
            id: CompromiseId(row.id),
            debtor: DebtorId(row.debtor_id),
            reference: row.reference,
            currency: currency_of(&row.currency)?,
            terms: Terms { total: Cents(row.total_cents), discount: Cents(row.discount_cents), pay_by: row.pay_by },
            nature: Nature::from_code(&row.nature).ok_or_else(|| bad("compromise", "nature", row.nature))?,
            regime: regime.transpose()?,
            interest: InterestChoice::from_code(&row.interest).ok_or_else(|| bad("compromise", "interest", row.interest))?,
            objections: row.objections,
            note: row.note,
            typed: row.typed,
            created_on: row.created_on,
            created_at: row.created_at,
            created_by: row.created_by,
            state: row.state,
            touched: row.touched,
            task_from: row.task_from,
            credit_reference: row.credit_reference,
            task: row.task_id.map(ActionId),
            credit_due: row.credit_due_cents.map(Cents),
        })
    }
}

#[derive(sqlx::FromRow)]
struct EventRow {
    compromise_id: Uuid,
    kind: String,
    happened_on: Date,
    person: String,
    amount_cents: i64,
    reason: String,
    recorded_at: DateTime<Utc>,
    actor: String,
    document_hash: Option<String>,
}

impl TryFrom<EventRow> for CompromiseEventRow {
    type Error = StoreError;

    fn try_from(row: EventRow) -> Result<Self> {
        let kind = match row.kind.as_str() {
            "asked" => EventKind::Asked,
            "proposed" => EventKind::Proposed,
            "approved" => EventKind::Approved { by: row.person },
            "sent_back" => EventKind::SentBack,
            "signed" => EventKind::Signed { signatory: row.person },
            "kept" => EventKind::Kept { given_up: Cents(row.amount_cents) },
            "credited" => EventKind::Credited { given_up: Cents(row.amount_cents) },
            "lapsed" => EventKind::Lapsed,
            "reopened" => EventKind::Reopened,
            "cancelled" => EventKind::Cancelled,
            "undone" => EventKind::Undone,
            _ => return Err(bad("compromise_event", "kind", row.kind)),
        };
        Ok(Self {
            event: Event { kind, on: row.happened_on },
            reason: row.reason,
            at: row.recorded_at,
            by: row.actor,
            document: row.document_hash,
        })
    }
}

/// Which compromises the house grants without asking.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn policy(tx: &mut Tx, organisation: OrganisationId) -> Result<Policy> {
    let row: Option<(i64, i32, i32)> = in_tx!(tx, c => sqlx::query_as(SELECT_POLICY).bind(organisation.0).fetch_optional(&mut *c).await?);
    let Some((most, percent, days)) = row else { return Ok(Policy::default()) };
    let small = |column, value: i32| u16::try_from(value).map_err(|_| bad("compromise_policy", column, value));
    Ok(Policy { most: Cents(most), percent: small("most_percent", percent)?, days: small("most_days", days)? })
}

/// Says which.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn set_policy(tx: &mut Tx, organisation: OrganisationId, policy: &Policy, at: DateTime<Utc>, by: &str) -> Result<()> {
    in_tx!(tx, c => {
        sqlx::query(UPSERT_POLICY)
            .bind(organisation.0).bind(policy.most.0).bind(i32::from(policy.percent)).bind(i32::from(policy.days))
            .bind(to_micros(at)).bind(by)
            .execute(&mut *c).await?;
    });
    Ok(())
}

/// Adds one, as a draft, with its debts and its discount by rate of VAT.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn insert(
    tx: &mut Tx,
    organisation: OrganisationId,
    row: &CompromiseRow,
    items: &[(OpenItemId, Cents)],
    vat: &[VatPart],
) -> Result<()> {
    in_tx!(tx, c => {
        sqlx::query(INSERT_COMPROMISE)
            .bind(organisation.0).bind(row.id.0).bind(row.debtor.0).bind(&row.reference).bind(row.currency.code()).bind(row.terms.total.0)
            .bind(row.terms.discount.0).bind(row.terms.pay_by).bind(row.terms.until()).bind(row.nature.code())
            .bind(row.regime.map(VatRegime::code)).bind(row.interest.code())
            .bind(&row.objections).bind(&row.note).bind(&row.typed).bind(row.created_on).bind(to_micros(row.created_at)).bind(&row.created_by)
            .execute(&mut *c).await?;
        if !items.is_empty() {
            let mut query = QueryBuilder::new("INSERT INTO compromise_item (organisation_id, compromise_id, open_item_id, amount_cents) ");
            query.push_values(items, |mut values, (item, amount)| {
                values.push_bind(organisation.0).push_bind(row.id.0).push_bind(item.0).push_bind(amount.0);
            });
            query.build().execute(&mut *c).await?;
        }
        if !vat.is_empty() {
            let mut query = QueryBuilder::new("INSERT INTO compromise_vat (organisation_id, compromise_id, rate_bp, gross_cents) ");
            query.push_values(vat, |mut values, part| {
                values.push_bind(organisation.0).push_bind(row.id.0).push_bind(part.rate.0).push_bind(part.gross.0);
            });
            query.build().execute(&mut *c).await?;
        }
    });
    Ok(())
}

/// Adds what happened, as the event of a place, from 1, the one after the last; and the state to which it leads.
///
/// # Errors
/// [`StoreError::Stale`] when something happened in between.
#[crate::boxed]
pub async fn append(
    tx: &mut Tx,
    organisation: OrganisationId,
    id: CompromiseId,
    seq: usize,
    row: &CompromiseEventRow,
    to: &State,
) -> Result<()> {
    let (person, amount) = match &row.event.kind {
        EventKind::Approved { by } => (by.as_str(), 0),
        EventKind::Signed { signatory } => (signatory.as_str(), 0),
        EventKind::Kept { given_up } | EventKind::Credited { given_up } => ("", given_up.0),
        _ => ("", 0),
    };
    let changed = in_tx!(tx, c => {
        let changed = sqlx::query(INSERT_EVENT)
            .bind(organisation.0).bind(id.0).bind(i32::try_from(seq).unwrap_or(i32::MAX)).bind(row.event.kind.code()).bind(row.event.on)
            .bind(person).bind(amount).bind(&row.reason).bind(to_micros(row.at)).bind(&row.by).bind(&row.document)
            .execute(&mut *c).await?.rows_affected();
        sqlx::query(SET_STATE).bind(organisation.0).bind(id.0).bind(to.code()).execute(&mut *c).await?;
        changed
    });
    if changed == 1 { Ok(()) } else { Err(StoreError::Stale { table: "compromise_event", id: id.0 }) }
}

/// Says that what was put on its items was looked at.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn seen(tx: &mut Tx, organisation: OrganisationId, id: CompromiseId) -> Result<()> {
    in_tx!(tx, c => { sqlx::query(SEEN).bind(organisation.0).bind(id.0).execute(&mut *c).await?; });
    Ok(())
}

/// Says from which day somebody is to be told that a credit note is due.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn want_task(tx: &mut Tx, organisation: OrganisationId, id: CompromiseId, from: Option<Date>) -> Result<()> {
    in_tx!(tx, c => { sqlx::query(WANT_TASK).bind(organisation.0).bind(id.0).bind(from).execute(&mut *c).await?; });
    Ok(())
}

/// Says which task tells that a credit note is due.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn set_task(tx: &mut Tx, organisation: OrganisationId, id: CompromiseId, task: Option<ActionId>) -> Result<()> {
    in_tx!(tx, c => { sqlx::query(SET_TASK).bind(organisation.0).bind(id.0).bind(task.map(|task| task.0)).execute(&mut *c).await?; });
    Ok(())
}

/// Says what a credit note is waited for; nothing when none is.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn await_credit(tx: &mut Tx, organisation: OrganisationId, id: CompromiseId, amount: Option<Cents>) -> Result<()> {
    in_tx!(tx, c => { sqlx::query(AWAIT_CREDIT).bind(organisation.0).bind(id.0).bind(amount.map(|amount| amount.0)).execute(&mut *c).await?; });
    Ok(())
}

/// The credit note that is waited for, once it is on the account and free: by its number, or, as long as nobody has said that, one
/// of the very amount that was issued since.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn credit_come(tx: &mut Tx, organisation: OrganisationId, id: CompromiseId) -> Result<Option<OpenItemId>> {
    let found: Option<Uuid> =
        in_tx!(tx, c => sqlx::query_scalar(CREDIT_COME).bind(organisation.0).bind(id.0).fetch_optional(&mut *c).await?);
    Ok(found.map(OpenItemId))
}

/// Lets the compromises of a debtor that are waited for be looked at again: a judgment may have ended them.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn touch_of(tx: &mut Tx, organisation: OrganisationId, debtor: DebtorId) -> Result<()> {
    crate::api::lock(tx, organisation).await?;
    in_tx!(tx, c => { sqlx::query(TOUCH_OF).bind(organisation.0).bind(debtor.0).execute(&mut *c).await?; });
    Ok(())
}

/// Says by which credit note the discount was invoiced.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn set_credit(tx: &mut Tx, organisation: OrganisationId, id: CompromiseId, reference: &str) -> Result<()> {
    in_tx!(tx, c => { sqlx::query(SET_CREDIT).bind(organisation.0).bind(id.0).bind(reference).execute(&mut *c).await?; });
    Ok(())
}

/// Says that an operation gave a part of its discount.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn add_operation(tx: &mut Tx, organisation: OrganisationId, id: CompromiseId, operation: OperationId) -> Result<()> {
    in_tx!(tx, c => { sqlx::query(INSERT_OPERATION).bind(organisation.0).bind(id.0).bind(operation.0).execute(&mut *c).await?; });
    Ok(())
}

/// Keeps a file with it.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn add_file(tx: &mut Tx, organisation: OrganisationId, id: CompromiseId, file: &CompromiseFile) -> Result<()> {
    in_tx!(tx, c => {
        sqlx::query(INSERT_FILE)
            .bind(organisation.0).bind(id.0).bind(&file.hash).bind(&file.name).bind(to_micros(file.at)).bind(&file.by)
            .execute(&mut *c).await?;
    });
    Ok(())
}

/// The files kept with it, in order.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn files(tx: &mut Tx, organisation: OrganisationId, id: CompromiseId) -> Result<Vec<CompromiseFile>> {
    let rows: Vec<(String, String, DateTime<Utc>, String)> =
        in_tx!(tx, c => sqlx::query_as(SELECT_FILES).bind(organisation.0).bind(id.0).fetch_all(&mut *c).await?);
    Ok(rows.into_iter().map(|(hash, name, at, by)| CompromiseFile { hash, name, at, by }).collect())
}

/// How many have a reference that begins so.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn count_references(tx: &mut Tx, organisation: OrganisationId, prefix: &str) -> Result<i64> {
    Ok(in_tx!(tx, c => sqlx::query_scalar(COUNT_REFERENCES).bind(organisation.0).bind(format!("{prefix}%")).fetch_one(&mut *c).await?))
}

/// The reference of a compromise that is waited for on a debt of a payment plan.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn running_on_plan(tx: &mut Tx, organisation: OrganisationId, plan: PlanId) -> Result<Option<String>> {
    Ok(in_tx!(tx, c => sqlx::query_scalar(RUNNING_ON_PLAN).bind(organisation.0).bind(plan.0).fetch_optional(&mut *c).await?))
}

/// Whether any is due on a day: [`Which::Due`], without reading them.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn is_due(tx: &mut Tx, organisation: OrganisationId, today: Date) -> Result<bool> {
    let count: i64 = in_tx!(tx, c => sqlx::query_scalar(IS_DUE).bind(organisation.0).bind(today).fetch_one(&mut *c).await?);
    Ok(count > 0)
}

/// Says that money moved on items: their compromises are looked at again. One that counts as touched already is written all the
/// same: whoever follows it beside this transaction has it locked, and is waited for.
///
/// # Errors
/// See [`StoreError`].
pub(crate) async fn touch(tx: &mut Tx, organisation: OrganisationId, items: impl Iterator<Item = OpenItemId>) -> Result<()> {
    let any: i64 = in_tx!(tx, c => sqlx::query_scalar(HAS_ANY).bind(organisation.0).fetch_one(&mut *c).await?);
    if any == 0 {
        return Ok(());
    }
    // One order of locks: the organisation, then the compromise. Whoever writes to the journal later holds the first already.
    crate::api::lock(tx, organisation).await?;
    let items: HashSet<OpenItemId> = items.collect();
    let mut items: Vec<OpenItemId> = items.into_iter().collect();
    items.sort_unstable();
    in_tx!(tx, c => for chunk in items.chunks(5_000) {
        let mut query = QueryBuilder::new("WITH u(id) AS (");
        query.push_values(chunk, |mut values, item| {
            values.push_bind(item.0);
        });
        query.push(") UPDATE compromise SET touched = true WHERE organisation_id = ").push_bind(organisation.0)
            .push(" AND id IN (SELECT i.compromise_id FROM u JOIN compromise_item i ON i.open_item_id = u.id AND i.organisation_id = ")
            .push_bind(organisation.0).push(")");
        query.build().execute(&mut *c).await?;
    });
    Ok(())
}

/// Binds what a choice asks for.
macro_rules! chosen {
    ($organisation:expr, $which:expr, $every:expr, $of:expr, $one:expr, $running:expr, $due:expr, $query:ident => $run:expr) => {
        match $which {
            Which::Every => {
                let $query = sqlx::query_as($every).bind($organisation.0);
                $run
            }
            Which::Of(debtor) => {
                let $query = sqlx::query_as($of).bind($organisation.0).bind(debtor.0);
                $run
            }
            Which::One(id) => {
                let $query = sqlx::query_as($one).bind($organisation.0).bind(id.0);
                $run
            }
            Which::Running => {
                let $query = sqlx::query_as($running).bind($organisation.0);
                $run
            }
            Which::Due(today) => {
                let $query = sqlx::query_as($due).bind($organisation.0).bind(today);
                $run
            }
        }
    };
}

type ItemTuple = (Uuid, Uuid, i64, i64);
type ReceiptTuple = (Uuid, Uuid, i64, Date, String);

/// Compromises with all that belongs to them, oldest first.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn list(tx: &mut Tx, organisation: OrganisationId, which: Which) -> Result<Vec<CompromiseRecord>> {
    let rows: Vec<Row> = in_tx!(tx, c => chosen!(organisation, which, EVERY_ROWS, OF_ROWS, ONE_ROWS, RUNNING_ROWS, DUE_ROWS, query => query.fetch_all(&mut *c).await?));
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let mut records = Vec::with_capacity(rows.len());
    let mut places = HashMap::with_capacity(rows.len());
    for row in rows {
        places.insert(row.id, records.len());
        let (items, vat, events, receipts, operations) = (Vec::new(), Vec::new(), Vec::new(), Vec::new(), Vec::new());
        records.push(CompromiseRecord { row: row.try_into()?, items, vat, events, receipts, operations });
    }
    let items: Vec<ItemTuple> = in_tx!(tx, c => chosen!(organisation, which, EVERY_ITEMS, OF_ITEMS, ONE_ITEMS, RUNNING_ITEMS, DUE_ITEMS, query => query.fetch_all(&mut *c).await?));
    let rates: Vec<(Uuid, i32, i64)> = in_tx!(tx, c => chosen!(organisation, which, EVERY_RATES, OF_RATES, ONE_RATES, RUNNING_RATES, DUE_RATES, query => query.fetch_all(&mut *c).await?));
    let events: Vec<EventRow> = in_tx!(tx, c => chosen!(organisation, which, EVERY_EVENTS, OF_EVENTS, ONE_EVENTS, RUNNING_EVENTS, DUE_EVENTS, query => query.fetch_all(&mut *c).await?));
    let receipts: Vec<ReceiptTuple> = in_tx!(tx, c => chosen!(organisation, which, EVERY_RECEIPTS, OF_RECEIPTS, ONE_RECEIPTS, RUNNING_RECEIPTS, DUE_RECEIPTS, query => query.fetch_all(&mut *c).await?));
    let operations: Vec<(Uuid, Uuid)> = in_tx!(tx, c => chosen!(organisation, which, EVERY_OPERATIONS, OF_OPERATIONS, ONE_OPERATIONS, RUNNING_OPERATIONS, DUE_OPERATIONS, query => query.fetch_all(&mut *c).await?));
    for (id, item, amount, open) in items {
        if let Some(at) = places.get(&id) {
            records[*at].items.push((OpenItemId(item), Cents(amount), Cents(open)));
        }
    }
    for (id, rate, gross) in rates {
        if let Some(at) = places.get(&id) {
            records[*at].vat.push(VatPart { rate: RateBp(rate), gross: Cents(gross) });
        }
    }
    for event in events {
        if let Some(at) = places.get(&event.compromise_id) {
            records[*at].events.push(event.try_into()?);
        }
    }
    for (id, item, amount, on, kind) in receipts {
        if let Some(at) = places.get(&id) {
            let receipt = Receipt { item: OpenItemId(item), amount: Cents(amount), on, is_payment: kind == "payment" };
            records[*at].receipts.push(receipt);
        }
    }
    for (id, operation) in operations {
        if let Some(at) = places.get(&id) {
            records[*at].operations.push(OperationId(operation));
        }
    }
    Ok(records)
}

/// One compromise.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn get(tx: &mut Tx, organisation: OrganisationId, id: CompromiseId) -> Result<Option<CompromiseRecord>> {
    Ok(list(tx, organisation, Which::One(id)).await?.pop())
}
