//! Two accounts that become one: the rows that move, the record of each, and the way back.
//!
//! Nothing is deleted. The absorbed account keeps its row and names its survivor; what was written in the journal and in the
//! outcomes of past nights stays with the account that it was about.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use domain::calendar::Date;
use domain::dunning::{ActionState, Channel};
use domain::ids::{ActionId, DebtorId, MergeId, OpenItemId, OrganisationId};
use domain::ledger::terms::PaymentTerms;
use sqlx::QueryBuilder;
use uuid::Uuid;

use crate::event::to_micros;
use crate::statement::statements;
use crate::{Result, StoreError, Tx};

/// The tables whose rows follow their account, in the order in which they move.
pub const MOVED: &[&str] =
    &["open_item", "contact", "hold", "claim_event", "time_limit", "penalty_clause", "ledger_operation", "action", "promise"];

/// The tables with a debtor whose rows stay where they are: what was told, decided or looked up of the account itself,
/// and what is read through to the survivor ([`crate::payer`], [`crate::received`], the documents of an item).
pub const STAYING: &[&str] = &[
    "event",
    "night_outcome",
    "company_check",
    "debtor_group",
    "payer_account",
    "payer_name",
    "virtual_iban",
    "einvoice",
    "received_mail",
    "debtor_care",
    "debtor_scenario",
    "payment_plan",
    "agenda_snooze",
    "compromise",
    "plan_offer",
    "negotiation_line",
    "courtesy_stop",
    "person_label",
];

statements! {
    INSERT_MERGE = "INSERT INTO debtor_merge (organisation_id, id, survivor_id, absorbed_id, reason, survivor_before, survivor_after, kept, merged_on, created_at, created_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    SELECT_MERGE = "SELECT id, survivor_id, absorbed_id, reason, survivor_before, survivor_after, kept, merged_on, created_at, created_by, undone_at FROM debtor_merge WHERE organisation_id = $1 AND id = $2";
    SELECT_OF_SURVIVOR = "SELECT id, survivor_id, absorbed_id, reason, survivor_before, survivor_after, kept, merged_on, created_at, created_by, undone_at FROM debtor_merge WHERE organisation_id = $1 AND survivor_id = $2 AND undone_at IS NULL ORDER BY created_at DESC, id DESC";
    MARK_UNDONE = "UPDATE debtor_merge SET undone_at = $3, undone_by = $4 WHERE organisation_id = $1 AND id = $2 AND undone_at IS NULL";
    SELECT_ROWS = "SELECT table_name, row_id, before FROM debtor_merge_row WHERE organisation_id = $1 AND merge_id = $2 ORDER BY seq";
    SELECT_SURVIVOR = "SELECT survivor_id FROM debtor WHERE organisation_id = $1 AND id = $2 AND survivor_id IS NOT NULL";
    SELECT_REDIRECTS = "SELECT a.code, a.name, a.id, s.id FROM debtor a JOIN debtor s ON s.organisation_id = a.organisation_id AND s.id = a.survivor_id WHERE a.organisation_id = $1 AND a.survivor_id IS NOT NULL ORDER BY a.code";
    SELECT_ABSORBED_BY = "SELECT id FROM debtor WHERE organisation_id = $1 AND survivor_id = $2 ORDER BY id";
    ABSORB = "UPDATE debtor SET survivor_id = $3, version = version + 1 WHERE organisation_id = $1 AND id = $2 AND survivor_id IS NULL";
    REDIRECT_EARLIER = "UPDATE debtor SET survivor_id = $3, version = version + 1 WHERE organisation_id = $1 AND survivor_id = $2";
    FREE = "UPDATE debtor SET survivor_id = NULL, version = version + 1 WHERE organisation_id = $1 AND id = $2 AND survivor_id = $3";
    GIVE_BACK_EARLIER = "UPDATE debtor SET survivor_id = $3, version = version + 1 WHERE organisation_id = $1 AND survivor_id = $4 AND id IN (SELECT row_id FROM debtor_merge_row WHERE organisation_id = $1 AND merge_id = $2 AND table_name = 'debtor')";
    MOVE_ITEMS = "UPDATE open_item SET debtor_id = $3 WHERE organisation_id = $1 AND debtor_id = $2 RETURNING id";
    MOVE_CONTACTS = "UPDATE contact SET debtor_id = $3 WHERE organisation_id = $1 AND debtor_id = $2 AND (email IS NULL OR lower(email) NOT IN (SELECT lower(k.email) FROM contact k WHERE k.organisation_id = $1 AND k.debtor_id = $3 AND k.email IS NOT NULL)) RETURNING id";
    MOVE_HOLDS = "UPDATE hold SET debtor_id = $3 WHERE organisation_id = $1 AND debtor_id = $2 RETURNING id";
    MOVE_CLAIM_EVENTS = "UPDATE claim_event SET debtor_id = $3 WHERE organisation_id = $1 AND debtor_id = $2 RETURNING id";
    MOVE_LIMITS = "UPDATE time_limit SET debtor_id = $3 WHERE organisation_id = $1 AND debtor_id = $2 RETURNING id";
    MOVE_CLAUSES = "UPDATE penalty_clause SET debtor_id = $3 WHERE organisation_id = $1 AND debtor_id = $2 RETURNING id";
    MOVE_OPERATIONS = "UPDATE ledger_operation SET debtor_id = $3 WHERE organisation_id = $1 AND debtor_id = $2 RETURNING id";
    MOVE_ACTIONS = "UPDATE action SET debtor_id = $3 WHERE organisation_id = $1 AND debtor_id = $2 AND NOT EXISTS (SELECT 1 FROM action o WHERE o.organisation_id = $1 AND o.debtor_id = $3 AND o.business_date = action.business_date AND o.channel = action.channel) RETURNING id";
    MOVE_PROMISES = "UPDATE promise SET debtor_id = $3 WHERE organisation_id = $1 AND debtor_id = $2 RETURNING id";
    BACK_PROMISES = "UPDATE promise SET debtor_id = $3 WHERE organisation_id = $1 AND id IN (SELECT row_id FROM debtor_merge_row WHERE organisation_id = $1 AND merge_id = $2 AND table_name = 'promise')";
    FOLLOW_PROMISES = "UPDATE promise SET debtor_id = $3 WHERE organisation_id = $1 AND debtor_id = $2 AND id IN (SELECT p.promise_id FROM promise_item p JOIN open_item i ON i.organisation_id = p.organisation_id AND i.id = p.open_item_id WHERE p.organisation_id = $1 AND i.debtor_id = $3)";
    BACK_CONTACTS = "UPDATE contact SET debtor_id = $3 WHERE organisation_id = $1 AND id IN (SELECT row_id FROM debtor_merge_row WHERE organisation_id = $1 AND merge_id = $2 AND table_name = 'contact')";
    BACK_HOLDS = "UPDATE hold SET debtor_id = $3 WHERE organisation_id = $1 AND id IN (SELECT row_id FROM debtor_merge_row WHERE organisation_id = $1 AND merge_id = $2 AND table_name = 'hold')";
    BACK_CLAIM_EVENTS = "UPDATE claim_event SET debtor_id = $3 WHERE organisation_id = $1 AND (id IN (SELECT row_id FROM debtor_merge_row WHERE organisation_id = $1 AND merge_id = $2 AND table_name = 'claim_event') OR cancels_id IN (SELECT row_id FROM debtor_merge_row WHERE organisation_id = $1 AND merge_id = $2 AND table_name = 'claim_event'))";
    BACK_LIMITS = "UPDATE time_limit SET debtor_id = $3 WHERE organisation_id = $1 AND id IN (SELECT row_id FROM debtor_merge_row WHERE organisation_id = $1 AND merge_id = $2 AND table_name = 'time_limit')";
    BACK_CLAUSES = "UPDATE penalty_clause SET debtor_id = $3 WHERE organisation_id = $1 AND id IN (SELECT row_id FROM debtor_merge_row WHERE organisation_id = $1 AND merge_id = $2 AND table_name = 'penalty_clause')";
    BACK_OPERATIONS = "UPDATE ledger_operation SET debtor_id = $3 WHERE organisation_id = $1 AND id IN (SELECT row_id FROM debtor_merge_row WHERE organisation_id = $1 AND merge_id = $2 AND table_name = 'ledger_operation')";
    BACK_ACTIONS = "UPDATE action SET debtor_id = $3 WHERE organisation_id = $1 AND id IN (SELECT row_id FROM debtor_merge_row WHERE organisation_id = $1 AND merge_id = $2 AND table_name = 'action')";
    FOLLOW_HOLDS = "UPDATE hold SET debtor_id = $3 WHERE organisation_id = $1 AND debtor_id = $2 AND open_item_id IN (SELECT id FROM open_item WHERE organisation_id = $1 AND debtor_id = $3)";
    FOLLOW_CLAIM_EVENTS = "UPDATE claim_event SET debtor_id = $3 WHERE organisation_id = $1 AND debtor_id = $2 AND open_item_id IN (SELECT id FROM open_item WHERE organisation_id = $1 AND debtor_id = $3)";
    FOLLOW_OPERATIONS = "UPDATE ledger_operation SET debtor_id = $3 WHERE organisation_id = $1 AND debtor_id = $2 AND subject_id IN (SELECT id FROM open_item WHERE organisation_id = $1 AND debtor_id = $3)";
    SELECT_LINKS = "SELECT a.debit_id, a.credit_id FROM allocation a JOIN open_item i ON i.organisation_id = a.organisation_id AND i.id = a.debit_id WHERE a.organisation_id = $1 AND i.debtor_id = $2 UNION SELECT o.subject_id, o.made_id FROM ledger_operation o WHERE o.organisation_id = $1 AND o.debtor_id = $2 AND o.made_id IS NOT NULL";
    SELECT_UNSENT = "SELECT id, business_date, channel, state FROM action WHERE organisation_id = $1 AND debtor_id = $2 AND state IN ('planned', 'approved', 'awaiting_approval', 'reserved', 'to_do') ORDER BY business_date, channel";
    SELECT_ACTION_BEFORE = "SELECT state, reason, done_at FROM action WHERE organisation_id = $1 AND id = $2";
    SELECT_STEPS_BEFORE = "SELECT i.id, i.last_step, i.last_step_on, i.previous_step, i.previous_step_on, i.episode FROM item_advance v JOIN open_item i ON i.organisation_id = v.organisation_id AND i.id = v.open_item_id WHERE v.organisation_id = $1 AND v.action_id = $2 AND NOT v.withdrawn ORDER BY i.id";
    COUNT_ACTED_SINCE = "SELECT count(*) FROM action WHERE organisation_id = $1 AND debtor_id = $2 AND (state = 'reserved' OR created_at > $4 OR done_at > $4) AND id NOT IN (SELECT row_id FROM debtor_merge_row WHERE organisation_id = $1 AND merge_id = $3 AND table_name = 'withdrawn_action')";
    RESTORE_ACTION = "UPDATE action SET state = $3, reason = $4, done_at = $5, version = version + 1 WHERE organisation_id = $1 AND id = $2 AND state = 'cancelled'";
    RESTORE_ADVANCE = "UPDATE item_advance SET withdrawn = false WHERE organisation_id = $1 AND action_id = $2 AND open_item_id = $3";
    RESTORE_STEPS = "UPDATE open_item SET last_step = $3, last_step_on = $4, previous_step = $5, previous_step_on = $6 WHERE organisation_id = $1 AND id = $2 AND episode = $7";
    COUNT_ROWS = "SELECT (SELECT count(*) FROM open_item WHERE organisation_id = $1 AND debtor_id = $2), (SELECT count(*) FROM open_item WHERE organisation_id = $1 AND debtor_id = $2 AND open_cents <> 0), (SELECT count(*) FROM contact WHERE organisation_id = $1 AND debtor_id = $2), (SELECT count(*) FROM hold WHERE organisation_id = $1 AND debtor_id = $2 AND released_at IS NULL), (SELECT count(*) FROM claim_event WHERE organisation_id = $1 AND debtor_id = $2), (SELECT count(*) FROM time_limit WHERE organisation_id = $1 AND debtor_id = $2), (SELECT count(*) FROM penalty_clause WHERE organisation_id = $1 AND debtor_id = $2 AND withdrawn_at IS NULL), (SELECT count(*) FROM ledger_operation WHERE organisation_id = $1 AND debtor_id = $2), (SELECT count(*) FROM action WHERE organisation_id = $1 AND debtor_id = $2), (SELECT count(*) FROM bank_transaction t JOIN open_item i ON i.organisation_id = t.organisation_id AND i.id = t.payment_item_id WHERE t.organisation_id = $1 AND i.debtor_id = $2)";
    INSERT_DISTINCT = "INSERT INTO debtor_distinct (organisation_id, first_id, second_id, created_at, created_by) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING";
    SELECT_DISTINCT = "SELECT first_id, second_id FROM debtor_distinct WHERE organisation_id = $1";
    DELETE_DISTINCT = "DELETE FROM debtor_distinct WHERE organisation_id = $1 AND first_id = $2 AND second_id = $3";
}

/// Two accounts that were made one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MergeRow {
    /// Its id.
    pub id: MergeId,
    /// The account that stays.
    pub survivor: DebtorId,
    /// The account that it absorbed.
    pub absorbed: DebtorId,
    /// Why, in words.
    pub reason: String,
    /// The survivor's fields before, as JSON.
    pub survivor_before: String,
    /// The survivor's fields after, as JSON.
    pub survivor_after: String,
    /// The items that the survivor had of its own.
    pub kept: Vec<OpenItemId>,
    /// The business date.
    pub merged_on: Date,
    /// When.
    pub created_at: DateTime<Utc>,
    /// Who.
    pub created_by: String,
    /// When it was undone.
    pub undone_at: Option<DateTime<Utc>>,
}

/// A row that a merge moved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MovedRow {
    /// Its table, or what was done to it.
    pub table: String,
    /// Its id.
    pub row: Uuid,
    /// How it was, as JSON; empty when only its account changed.
    pub before: String,
}

type MergeTuple = (Uuid, Uuid, Uuid, String, String, String, String, Date, DateTime<Utc>, String, Option<DateTime<Utc>>);

fn merge_of(row: MergeTuple) -> Result<MergeRow> {
    let (id, survivor, absorbed, reason, survivor_before, survivor_after, kept, merged_on, created_at, created_by, undone_at) = row;
    let kept: Vec<Uuid> = serde_json::from_str(&kept)?;
    Ok(MergeRow {
        id: MergeId(id),
        survivor: DebtorId(survivor),
        absorbed: DebtorId(absorbed),
        reason,
        survivor_before,
        survivor_after,
        kept: kept.into_iter().map(OpenItemId).collect(),
        merged_on,
        created_at,
        created_by,
        undone_at,
    })
}

/// Records a merge and each row that it moved.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn insert(tx: &mut Tx, organisation: OrganisationId, merge: &MergeRow, rows: &[MovedRow]) -> Result<()> {
    let kept = serde_json::to_string(&merge.kept.iter().map(|item| item.0).collect::<Vec<Uuid>>())?;
    in_tx!(tx, c => {
        sqlx::query(INSERT_MERGE)
            .bind(organisation.0).bind(merge.id.0).bind(merge.survivor.0).bind(merge.absorbed.0).bind(&merge.reason)
            .bind(&merge.survivor_before).bind(&merge.survivor_after).bind(&kept).bind(merge.merged_on)
            .bind(to_micros(merge.created_at)).bind(&merge.created_by)
            .execute(&mut *c).await?;
        for (number, chunk) in rows.chunks(1_000).enumerate() {
            let mut query = QueryBuilder::new("INSERT INTO debtor_merge_row (organisation_id, merge_id, seq, table_name, row_id, before) ");
            query.push_values(chunk.iter().enumerate(), |mut row, (at, moved)| {
                let seq = i32::try_from(number * 1_000 + at).unwrap_or(i32::MAX);
                row.push_bind(organisation.0).push_bind(merge.id.0).push_bind(seq).push_bind(moved.table.clone())
                    .push_bind(moved.row).push_bind(moved.before.clone());
            });
            query.build().execute(&mut *c).await?;
        }
    });
    Ok(())
}

/// One merge.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn get(tx: &mut Tx, organisation: OrganisationId, id: MergeId) -> Result<Option<MergeRow>> {
    let row: Option<MergeTuple> =
        in_tx!(tx, c => sqlx::query_as(SELECT_MERGE).bind(organisation.0).bind(id.0).fetch_optional(&mut *c).await?);
    row.map(merge_of).transpose()
}

/// The merges in force into an account, newest first.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn of_survivor(tx: &mut Tx, organisation: OrganisationId, survivor: DebtorId) -> Result<Vec<MergeRow>> {
    let rows: Vec<MergeTuple> =
        in_tx!(tx, c => sqlx::query_as(SELECT_OF_SURVIVOR).bind(organisation.0).bind(survivor.0).fetch_all(&mut *c).await?);
    rows.into_iter().map(merge_of).collect()
}

/// Says that a merge was undone.
///
/// # Errors
/// [`StoreError::Stale`] when it was already.
#[crate::boxed]
pub async fn mark_undone(tx: &mut Tx, organisation: OrganisationId, id: MergeId, at: DateTime<Utc>, by: &str) -> Result<()> {
    let changed = in_tx!(tx, c => sqlx::query(MARK_UNDONE).bind(organisation.0).bind(id.0).bind(to_micros(at)).bind(by).execute(&mut *c).await?.rows_affected());
    if changed == 1 { Ok(()) } else { Err(StoreError::Stale { table: "debtor_merge", id: id.0 }) }
}

/// What a merge moved.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn rows(tx: &mut Tx, organisation: OrganisationId, id: MergeId) -> Result<Vec<MovedRow>> {
    let rows: Vec<(String, Uuid, String)> =
        in_tx!(tx, c => sqlx::query_as(SELECT_ROWS).bind(organisation.0).bind(id.0).fetch_all(&mut *c).await?);
    Ok(rows.into_iter().map(|(table, row, before)| MovedRow { table, row, before }).collect())
}

/// The account that absorbed another; `None` for one that stands for itself.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn survivor(tx: &mut Tx, organisation: OrganisationId, id: DebtorId) -> Result<Option<DebtorId>> {
    let row: Option<Uuid> =
        in_tx!(tx, c => sqlx::query_scalar(SELECT_SURVIVOR).bind(organisation.0).bind(id.0).fetch_optional(&mut *c).await?);
    Ok(row.map(DebtorId))
}

/// An absorbed account and where what names it goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redirect {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its id.
    pub absorbed: DebtorId,
    /// The account that stays.
    pub survivor: DebtorId,
}

/// Every absorbed account.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn redirects(tx: &mut Tx, organisation: OrganisationId) -> Result<Vec<Redirect>> {
    let rows: Vec<(String, String, Uuid, Uuid)> =
        in_tx!(tx, c => sqlx::query_as(SELECT_REDIRECTS).bind(organisation.0).fetch_all(&mut *c).await?);
    Ok(rows
        .into_iter()
        .map(|(code, name, absorbed, survivor)| Redirect { code, name, absorbed: DebtorId(absorbed), survivor: DebtorId(survivor) })
        .collect())
}

/// Every code with the account that stands for it and its terms: that of an absorbed account is its survivor's.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn accounts(tx: &mut Tx, organisation: OrganisationId) -> Result<HashMap<String, (DebtorId, Option<PaymentTerms>)>> {
    let debtors = crate::debtor::all(tx, organisation).await?;
    let terms: HashMap<DebtorId, Option<PaymentTerms>> = debtors.iter().map(|debtor| (debtor.id, debtor.terms)).collect();
    let mut accounts: HashMap<String, (DebtorId, Option<PaymentTerms>)> =
        debtors.into_iter().map(|debtor| (debtor.code, (debtor.id, debtor.terms))).collect();
    for redirect in redirects(tx, organisation).await? {
        accounts.insert(redirect.code, (redirect.survivor, terms.get(&redirect.survivor).copied().flatten()));
    }
    Ok(accounts)
}

/// Moves everything of an account to another and redirects it. The rows that moved, by table; those that stay with the
/// absorbed account are e-mails that the survivor has too, and actions of a day and channel on which it has one of its own.
///
/// # Errors
/// [`StoreError::Stale`] when the account was absorbed meanwhile.
#[crate::boxed]
pub async fn move_all(tx: &mut Tx, organisation: OrganisationId, absorbed: DebtorId, survivor: DebtorId) -> Result<Vec<MovedRow>> {
    let mut moved = Vec::new();
    let statements =
        [MOVE_ITEMS, MOVE_CONTACTS, MOVE_HOLDS, MOVE_CLAIM_EVENTS, MOVE_LIMITS, MOVE_CLAUSES, MOVE_OPERATIONS, MOVE_ACTIONS, MOVE_PROMISES];
    for (table, statement) in MOVED.iter().zip(statements) {
        let mut ids: Vec<Uuid> =
            in_tx!(tx, c => sqlx::query_scalar(statement).bind(organisation.0).bind(absorbed.0).bind(survivor.0).fetch_all(&mut *c).await?);
        ids.sort_unstable();
        moved.extend(ids.into_iter().map(|row| MovedRow { table: (*table).to_owned(), row, before: String::new() }));
    }
    let earlier: Vec<Uuid> =
        in_tx!(tx, c => sqlx::query_scalar(SELECT_ABSORBED_BY).bind(organisation.0).bind(absorbed.0).fetch_all(&mut *c).await?);
    moved.extend(earlier.into_iter().map(|row| MovedRow { table: "debtor".to_owned(), row, before: String::new() }));
    let absorbed_now = in_tx!(tx, c => {
        sqlx::query(REDIRECT_EARLIER).bind(organisation.0).bind(absorbed.0).bind(survivor.0).execute(&mut *c).await?;
        sqlx::query(ABSORB).bind(organisation.0).bind(absorbed.0).bind(survivor.0).execute(&mut *c).await?.rows_affected()
    });
    if absorbed_now == 1 { Ok(moved) } else { Err(StoreError::Stale { table: "debtor", id: absorbed.0 }) }
}

/// Moves everything back: the recorded rows, the given items, and what has come onto those items since.
///
/// # Errors
/// [`StoreError::Stale`] when the accounts are no longer as the merge left them.
#[crate::boxed]
pub async fn move_back(tx: &mut Tx, organisation: OrganisationId, merge: &MergeRow, items: &[OpenItemId]) -> Result<()> {
    let (o, id, survivor, absorbed) = (organisation.0, merge.id.0, merge.survivor.0, merge.absorbed.0);
    let mut changed = 0;
    in_tx!(tx, c => for chunk in items.chunks(5_000) {
        let mut query = QueryBuilder::new("WITH u(id) AS (");
        query.push_values(chunk, |mut row, item| {
            row.push_bind(item.0);
        });
        query.push(") UPDATE open_item SET debtor_id = ").push_bind(absorbed).push(" FROM u WHERE open_item.organisation_id = ").push_bind(o);
        query.push(" AND open_item.id = u.id AND open_item.debtor_id = ").push_bind(survivor);
        changed += query.build().execute(&mut *c).await?.rows_affected();
    });
    let freed = in_tx!(tx, c => {
        for statement in [BACK_CONTACTS, BACK_HOLDS, BACK_CLAIM_EVENTS, BACK_LIMITS, BACK_CLAUSES, BACK_OPERATIONS, BACK_ACTIONS, BACK_PROMISES] {
            sqlx::query(statement).bind(o).bind(id).bind(absorbed).execute(&mut *c).await?;
        }
        for statement in [FOLLOW_HOLDS, FOLLOW_CLAIM_EVENTS, FOLLOW_OPERATIONS, FOLLOW_PROMISES] {
            sqlx::query(statement).bind(o).bind(survivor).bind(absorbed).execute(&mut *c).await?;
        }
        sqlx::query(GIVE_BACK_EARLIER).bind(o).bind(id).bind(absorbed).bind(survivor).execute(&mut *c).await?;
        sqlx::query(FREE).bind(o).bind(absorbed).bind(survivor).execute(&mut *c).await?.rows_affected()
    });
    if freed == 1 && changed == items.len() as u64 { Ok(()) } else { Err(StoreError::Stale { table: "debtor", id: absorbed }) }
}

/// Which items of an account are tied to each other, by an allocation or by an operation: both ends of each tie.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn links(tx: &mut Tx, organisation: OrganisationId, debtor: DebtorId) -> Result<Vec<(OpenItemId, OpenItemId)>> {
    let rows: Vec<(Uuid, Uuid)> =
        in_tx!(tx, c => sqlx::query_as(SELECT_LINKS).bind(organisation.0).bind(debtor.0).fetch_all(&mut *c).await?);
    Ok(rows.into_iter().map(|(one, other)| (OpenItemId(one), OpenItemId(other))).collect())
}

/// What an account has not sent or done yet: action, day, channel, state.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn unsent(tx: &mut Tx, organisation: OrganisationId, debtor: DebtorId) -> Result<Vec<(ActionId, Date, Channel, ActionState)>> {
    let rows: Vec<(Uuid, Date, String, String)> =
        in_tx!(tx, c => sqlx::query_as(SELECT_UNSENT).bind(organisation.0).bind(debtor.0).fetch_all(&mut *c).await?);
    rows.into_iter()
        .map(|(id, on, channel, state)| {
            let (channel, state) = crate::action::channel_and_state(&channel, &state)?;
            Ok((ActionId(id), on, channel, state))
        })
        .collect()
}

/// How an item stood in the scenario.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
struct Steps {
    last_step: Option<i32>,
    last_step_on: Option<String>,
    previous_step: Option<i32>,
    previous_step_on: Option<String>,
    episode: i32,
}

/// How an action stood.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
struct Stood {
    state: String,
    reason: String,
    done_at: Option<String>,
}

type StepsTuple = (Uuid, Option<i32>, Option<Date>, Option<i32>, Option<Date>, i32);

/// A date or an instant that this module wrote as text.
fn read_back<T: std::str::FromStr>(text: Option<&String>, row: Uuid) -> Result<Option<T>> {
    let read = |text: &String| {
        text.parse().map_err(|_| StoreError::Inconsistent { table: "debtor_merge_row", column: "before", row: row.to_string() })
    };
    text.map(read).transpose()
}

/// How an action and its items stand before the action is withdrawn, as rows of a merge that can put them back.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn before_withdrawal(tx: &mut Tx, organisation: OrganisationId, action: ActionId) -> Result<Vec<MovedRow>> {
    let (state, reason, done_at): (String, String, Option<DateTime<Utc>>) =
        in_tx!(tx, c => sqlx::query_as(SELECT_ACTION_BEFORE).bind(organisation.0).bind(action.0).fetch_one(&mut *c).await?);
    let items: Vec<StepsTuple> =
        in_tx!(tx, c => sqlx::query_as(SELECT_STEPS_BEFORE).bind(organisation.0).bind(action.0).fetch_all(&mut *c).await?);
    let done_at = done_at.map(|at| at.to_rfc3339());
    let stood = serde_json::to_string(&Stood { state, reason, done_at })?;
    let mut rows = vec![MovedRow { table: "withdrawn_action".to_owned(), row: action.0, before: stood }];
    for (item, last_step, last_step_on, previous_step, previous_step_on, episode) in items {
        let text = |on: Option<Date>| on.map(|on| on.to_string());
        let steps = Steps { last_step, last_step_on: text(last_step_on), previous_step, previous_step_on: text(previous_step_on), episode };
        let steps = serde_json::to_string(&(action.0, steps))?;
        rows.push(MovedRow { table: "withdrawn_advance".to_owned(), row: item, before: steps });
    }
    Ok(rows)
}

/// Whether anything was decided, sent or done for the survivor since the merge.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn acted_since(tx: &mut Tx, organisation: OrganisationId, merge: &MergeRow) -> Result<bool> {
    let count: i64 = in_tx!(tx, c => sqlx::query_scalar(COUNT_ACTED_SINCE)
        .bind(organisation.0).bind(merge.survivor.0).bind(merge.id.0).bind(to_micros(merge.created_at))
        .fetch_one(&mut *c).await?);
    Ok(count > 0)
}

/// Puts the withdrawn actions and the steps of their items back; how many actions.
///
/// # Errors
/// [`StoreError::Stale`] when one is no longer as the merge left it.
#[crate::boxed]
pub async fn restore_withdrawn(tx: &mut Tx, organisation: OrganisationId, rows: &[MovedRow]) -> Result<usize> {
    let mut restored = 0;
    // The last one first: two actions may have moved the same item.
    for row in rows.iter().rev() {
        match row.table.as_str() {
            "withdrawn_action" => {
                let stood: Stood = serde_json::from_str(&row.before)?;
                let done_at: Option<DateTime<Utc>> = read_back(stood.done_at.as_ref(), row.row)?;
                let changed = in_tx!(tx, c => sqlx::query(RESTORE_ACTION)
                    .bind(organisation.0).bind(row.row).bind(&stood.state).bind(&stood.reason).bind(done_at)
                    .execute(&mut *c).await?.rows_affected());
                if changed != 1 {
                    return Err(StoreError::Stale { table: "action", id: row.row });
                }
                restored += 1;
            }
            "withdrawn_advance" => {
                let (action, steps): (Uuid, Steps) = serde_json::from_str(&row.before)?;
                let last_on: Option<Date> = read_back(steps.last_step_on.as_ref(), row.row)?;
                let previous_on: Option<Date> = read_back(steps.previous_step_on.as_ref(), row.row)?;
                in_tx!(tx, c => {
                    sqlx::query(RESTORE_ADVANCE).bind(organisation.0).bind(action).bind(row.row).execute(&mut *c).await?;
                    sqlx::query(RESTORE_STEPS)
                        .bind(organisation.0).bind(row.row).bind(steps.last_step).bind(last_on)
                        .bind(steps.previous_step).bind(previous_on).bind(steps.episode)
                        .execute(&mut *c).await?;
                });
            }
            _ => {}
        }
    }
    Ok(restored)
}

/// How many rows of each kind an account has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RowCounts {
    /// Items, settled ones included.
    pub items: i64,
    /// Items that are not settled.
    pub open_items: i64,
    /// Contacts.
    pub contacts: i64,
    /// Suspensions in force.
    pub holds: i64,
    /// Legal events.
    pub claim_events: i64,
    /// Time limits.
    pub limits: i64,
    /// Clauses on late payment.
    pub clauses: i64,
    /// Operations on the ledger.
    pub operations: i64,
    /// Actions, past ones included.
    pub actions: i64,
    /// Bank lines that paid it.
    pub bank_lines: i64,
}

type CountsTuple = (i64, i64, i64, i64, i64, i64, i64, i64, i64, i64);

/// How many rows of each kind an account has.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn counts(tx: &mut Tx, organisation: OrganisationId, debtor: DebtorId) -> Result<RowCounts> {
    let (items, open_items, contacts, holds, claim_events, limits, clauses, operations, actions, bank_lines): CountsTuple =
        in_tx!(tx, c => sqlx::query_as(COUNT_ROWS).bind(organisation.0).bind(debtor.0).fetch_one(&mut *c).await?);
    Ok(RowCounts { items, open_items, contacts, holds, claim_events, limits, clauses, operations, actions, bank_lines })
}

/// Remembers that two accounts are not the same customer; the smaller id comes first.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn tell_apart(
    tx: &mut Tx,
    organisation: OrganisationId,
    (first, second): (DebtorId, DebtorId),
    at: DateTime<Utc>,
    by: &str,
) -> Result<()> {
    in_tx!(tx, c => { sqlx::query(INSERT_DISTINCT).bind(organisation.0).bind(first.0).bind(second.0).bind(to_micros(at)).bind(by).execute(&mut *c).await?; });
    Ok(())
}

/// Forgets that two accounts were told apart; whether they were.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn forget_apart(tx: &mut Tx, organisation: OrganisationId, (first, second): (DebtorId, DebtorId)) -> Result<bool> {
    let changed = in_tx!(tx, c => sqlx::query(DELETE_DISTINCT).bind(organisation.0).bind(first.0).bind(second.0).execute(&mut *c).await?.rows_affected());
    Ok(changed > 0)
}

/// The pairs that were told apart.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn told_apart(tx: &mut Tx, organisation: OrganisationId) -> Result<Vec<(DebtorId, DebtorId)>> {
    let rows: Vec<(Uuid, Uuid)> = in_tx!(tx, c => sqlx::query_as(SELECT_DISTINCT).bind(organisation.0).fetch_all(&mut *c).await?);
    Ok(rows.into_iter().map(|(first, second)| (DebtorId(first), DebtorId(second))).collect())
}
