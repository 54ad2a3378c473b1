//! Why items are late, as persons noted it: a cause at a time per item, with those before it.

use chrono::{DateTime, Utc};
use domain::calendar::Date;
use domain::cause::{Cause, NextAction};
use domain::ids::{ActionId, CauseId, DebtorId, HoldId, OpenItemId, OrganisationId, RunId};
use domain::{Cents, Currency};
use sqlx::QueryBuilder;
use uuid::Uuid;

use crate::event::to_micros;
use crate::item::currency_of;
use crate::statement::statements;
use crate::{Result, StoreError, Tx};

/// A cause that a person noted of an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CauseRow {
    /// Its id.
    pub id: CauseId,
    /// The item.
    pub item: OpenItemId,
    /// The cause.
    pub cause: Cause,
    /// What was said; may be empty.
    pub note: String,
    /// The suspension that came with it.
    pub hold: Option<HoldId>,
    /// The task that came with it.
    pub action: Option<ActionId>,
    /// The business date.
    pub noted_on: Date,
    /// When.
    pub noted_at: DateTime<Utc>,
    /// By whom.
    pub noted_by: String,
    /// When another took its place, or a person took it back, and who.
    pub ended: Option<(DateTime<Utc>, String)>,
    /// The cause that took its place.
    pub replaced_by: Option<CauseId>,
}

/// An overdue item with its cause and what else explains it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LateItem {
    /// The item.
    pub item: OpenItemId,
    /// Its debtor.
    pub debtor: DebtorId,
    /// The debtor's code.
    pub code: String,
    /// The debtor's name.
    pub name: String,
    /// Who follows the debtor.
    pub collector: String,
    /// The item's number.
    pub number: String,
    /// Its due date.
    pub due_on: Date,
    /// What is left.
    pub open: Cents,
    /// Its currency.
    pub currency: Currency,
    /// Its cause.
    pub cause: Option<Cause>,
    /// What was said of it.
    pub note: String,
    /// When it was noted, and by whom.
    pub noted: Option<(Date, String)>,
    /// Whether a promise is waited for.
    pub is_promised: bool,
    /// Whether a part is disputed.
    pub is_disputed: bool,
}

/// How much is late for one cause, or for none, in one currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Split {
    /// The cause; `None` for items without one.
    pub cause: Option<Cause>,
    /// The currency.
    pub currency: Currency,
    /// How many items.
    pub items: u64,
    /// Their sum.
    pub amount: Cents,
    /// Of these, those that a promise or a dispute explains.
    pub explained_items: u64,
    /// Their sum.
    pub explained: Cents,
}

/// Which overdue items.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LateFilter {
    /// Key of a cause; `none` for items without one and without another explanation; empty for all.
    pub cause: String,
    /// Letters in the debtor's name or code, or in the item's number, folded.
    pub words: String,
    /// Who follows the debtor; empty for all.
    pub collector: String,
}

/// What an organisation says and does about a cause instead of the usual.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnSetting {
    /// The cause.
    pub cause: Cause,
    /// Its word; empty for the usual one.
    pub label: String,
    /// What is done about it.
    pub action: NextAction,
    /// For how many days the next step waits; `None` for the usual ones.
    pub wait_days: Option<u8>,
}

/// A task that a cause wants of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewTask {
    /// Its id, the same for the same organisation, debtor and day.
    pub id: ActionId,
    /// Its debtor.
    pub debtor: DebtorId,
    /// Key of what is to be done.
    pub key: &'static str,
    /// Currency of its amount.
    pub currency: Currency,
    /// How many items it is about.
    pub items: usize,
    /// Their sum.
    pub asked: Cents,
    /// What is to be done, in words.
    pub reason: String,
}

macro_rules! late {
    () => {
        "FROM open_item o JOIN debtor d ON d.organisation_id = o.organisation_id AND d.id = o.debtor_id LEFT JOIN late_cause k ON k.organisation_id = o.organisation_id AND k.open_item_id = o.id AND k.ended_at IS NULL WHERE o.organisation_id = $1 AND o.open_cents <> 0 AND o.open_cents > 0 AND o.kind IN ('invoice', 'debit') AND o.due_on < $2"
    };
}
macro_rules! promised {
    () => {
        "EXISTS (SELECT 1 FROM promise_item pi JOIN promise p ON p.organisation_id = pi.organisation_id AND p.id = pi.promise_id WHERE pi.organisation_id = o.organisation_id AND pi.open_item_id = o.id AND pi.taken_by IS NULL AND p.state = 'pending')"
    };
}
macro_rules! disputed {
    () => {
        "EXISTS (SELECT 1 FROM claim_fact f WHERE f.organisation_id = o.organisation_id AND f.open_item_id = o.id AND f.disputed_cents > 0 AND NOT EXISTS (SELECT 1 FROM claim_fact n WHERE n.organisation_id = f.organisation_id AND n.open_item_id = f.open_item_id AND n.version > f.version))"
    };
}
macro_rules! chosen {
    () => {
        concat!(
            "($3 = '' OR k.code = $3 OR ($3 = 'none' AND k.code IS NULL AND NOT ",
            promised!(),
            " AND NOT ",
            disputed!(),
            ")) AND ($4 = '' OR d.search_text LIKE $4 ESCAPE '!' OR lower(o.number) LIKE $4 ESCAPE '!') AND ($5 = '' OR d.collector = $5)"
        )
    };
}

statements! {
    SELECT_CURRENT_OF = "SELECT k.id, k.open_item_id, k.code, k.note, k.hold_id, k.action_id, k.noted_on, k.noted_at, k.noted_by, k.ended_at, k.ended_by, k.replaced_by FROM late_cause k JOIN open_item o ON o.organisation_id = k.organisation_id AND o.id = k.open_item_id WHERE k.organisation_id = $1 AND o.debtor_id = $2 ORDER BY k.id";
    SELECT_CAUSE = "SELECT id, open_item_id, code, note, hold_id, action_id, noted_on, noted_at, noted_by, ended_at, ended_by, replaced_by FROM late_cause WHERE organisation_id = $1 AND id = $2";
    END_CAUSE = "UPDATE late_cause SET ended_at = $3, ended_by = $4 WHERE organisation_id = $1 AND id = $2 AND ended_at IS NULL";
    REVIVE_REPLACED = "UPDATE late_cause SET ended_at = NULL, ended_by = NULL, replaced_by = NULL WHERE organisation_id = $1 AND replaced_by = $2";
    SPLIT = concat!("SELECT coalesce(u.code, ''), u.currency, count(*), CAST(sum(u.open_cents) AS BIGINT), CAST(coalesce(sum(u.explained), 0) AS BIGINT), CAST(coalesce(sum(CASE WHEN u.explained = 1 THEN u.open_cents ELSE 0 END), 0) AS BIGINT) FROM (SELECT k.code, o.currency, o.open_cents, CASE WHEN ", promised!(), " OR ", disputed!(), " THEN 1 ELSE 0 END AS explained ", late!(), ") u GROUP BY u.code, u.currency ORDER BY u.currency, u.code");
    COUNT_LATE = concat!("SELECT count(*) ", late!(), " AND ", chosen!());
    SELECT_LATE = concat!("SELECT o.id, o.debtor_id, d.code, d.name, d.collector, o.number, o.due_on, o.open_cents, o.currency, coalesce(k.code, '') AS cause, coalesce(k.note, '') AS note, k.noted_on, coalesce(k.noted_by, '') AS noted_by, CASE WHEN ", promised!(), " THEN 1 ELSE 0 END AS promised, CASE WHEN ", disputed!(), " THEN 1 ELSE 0 END AS disputed ", late!(), " AND ", chosen!(), " ORDER BY o.open_cents DESC, o.id LIMIT $6 OFFSET $7");
    SELECT_SETTINGS = "SELECT code, label, next_action, wait_days FROM cause_setting WHERE organisation_id = $1 ORDER BY code";
    SET_SETTING = "INSERT INTO cause_setting (organisation_id, code, label, next_action, wait_days) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (organisation_id, code) DO UPDATE SET label = excluded.label, next_action = excluded.next_action, wait_days = excluded.wait_days";
    REPLACE_TASK = "UPDATE action SET step_key = $3, template = $3, currency = $4, item_count = $5, asked_cents = $6, net_cents = $6, reason = $7 WHERE organisation_id = $1 AND id = $2 AND channel = 'task' AND state = 'to_do'";
    INSERT_TASK = "INSERT INTO action (organisation_id, id, debtor_id, run_id, business_date, channel, step, step_key, mode, template, currency, item_count, asked_cents, net_cents, state, reason, created_at) VALUES ($1, $2, $3, $4, $5, 'task', 0, $6, 'manual', $6, $7, $8, $9, $9, 'to_do', $10, $11) ON CONFLICT DO NOTHING";
    DISPUTED_SUM = "SELECT o.currency, CAST(sum(CASE WHEN f.disputed_cents < o.open_cents THEN f.disputed_cents ELSE o.open_cents END) AS BIGINT) FROM claim_fact f JOIN open_item o ON o.organisation_id = f.organisation_id AND o.id = f.open_item_id WHERE f.organisation_id = $1 AND f.disputed_cents > 0 AND o.open_cents <> 0 AND o.open_cents > 0 AND NOT EXISTS (SELECT 1 FROM claim_fact n WHERE n.organisation_id = f.organisation_id AND n.open_item_id = f.open_item_id AND n.version > f.version) GROUP BY o.currency ORDER BY o.currency";
}

type CauseTuple = (
    Uuid,
    Uuid,
    String,
    String,
    Option<Uuid>,
    Option<Uuid>,
    Date,
    DateTime<Utc>,
    String,
    Option<DateTime<Utc>>,
    Option<String>,
    Option<Uuid>,
);

fn row(row: CauseTuple) -> Result<CauseRow> {
    let (id, item, code, note, hold, action, noted_on, noted_at, noted_by, ended_at, ended_by, replaced_by) = row;
    let cause =
        Cause::from_code(&code).ok_or_else(|| StoreError::Inconsistent { table: "late_cause", column: "code", row: id.to_string() })?;
    Ok(CauseRow {
        id: CauseId(id),
        item: OpenItemId(item),
        cause,
        note,
        hold: hold.map(HoldId),
        action: action.map(ActionId),
        noted_on,
        noted_at,
        noted_by,
        ended: ended_at.map(|at| (at, ended_by.unwrap_or_default())),
        replaced_by: replaced_by.map(CauseId),
    })
}

/// The causes of a debtor's items, those that ended included, in the order in which they were noted.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn of_debtor(tx: &mut Tx, organisation: OrganisationId, debtor: DebtorId) -> Result<Vec<CauseRow>> {
    let rows: Vec<CauseTuple> =
        in_tx!(tx, c => sqlx::query_as(SELECT_CURRENT_OF).bind(organisation.0).bind(debtor.0).fetch_all(&mut *c).await?);
    rows.into_iter().map(row).collect()
}

/// One cause.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn get(tx: &mut Tx, organisation: OrganisationId, id: CauseId) -> Result<Option<CauseRow>> {
    let found: Option<CauseTuple> =
        in_tx!(tx, c => sqlx::query_as(SELECT_CAUSE).bind(organisation.0).bind(id.0).fetch_optional(&mut *c).await?);
    found.map(row).transpose()
}

/// Notes causes in bulk; what was noted of the same items before ends by them.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn insert(tx: &mut Tx, organisation: OrganisationId, causes: &[CauseRow]) -> Result<()> {
    in_tx!(tx, c => for chunk in causes.chunks(1_000) {
        let mut query = QueryBuilder::new("WITH u(id, item_id, noted_at, noted_by) AS (");
        query.push_values(chunk, |mut values, cause| {
            values.push_bind(cause.id.0).push_bind(cause.item.0).push_bind(to_micros(cause.noted_at)).push_bind(cause.noted_by.clone());
        });
        query.push(") UPDATE late_cause SET ended_at = u.noted_at, ended_by = u.noted_by, replaced_by = u.id FROM u WHERE late_cause.organisation_id = ")
            .push_bind(organisation.0).push(" AND late_cause.open_item_id = u.item_id AND late_cause.ended_at IS NULL");
        query.build().execute(&mut *c).await?;
        let mut query = QueryBuilder::new("INSERT INTO late_cause (organisation_id, id, open_item_id, code, note, hold_id, action_id, noted_on, noted_at, noted_by) ");
        query.push_values(chunk, |mut values, cause| {
            values.push_bind(organisation.0).push_bind(cause.id.0).push_bind(cause.item.0).push_bind(cause.cause.code())
                .push_bind(cause.note.clone()).push_bind(cause.hold.map(|hold| hold.0)).push_bind(cause.action.map(|action| action.0))
                .push_bind(cause.noted_on).push_bind(to_micros(cause.noted_at)).push_bind(cause.noted_by.clone());
        });
        query.build().execute(&mut *c).await?;
    });
    Ok(())
}

/// Takes a cause back: the one that it replaced is in force again.
///
/// # Errors
/// [`StoreError::Stale`] when it has ended already.
#[crate::boxed]
pub async fn take_back(tx: &mut Tx, organisation: OrganisationId, id: CauseId, at: DateTime<Utc>, by: &str) -> Result<()> {
    let changed = in_tx!(tx, c => {
        let changed = sqlx::query(END_CAUSE).bind(organisation.0).bind(id.0).bind(to_micros(at)).bind(by).execute(&mut *c).await?.rows_affected();
        if changed == 1 {
            sqlx::query(REVIVE_REPLACED).bind(organisation.0).bind(id.0).execute(&mut *c).await?;
        }
        changed
    });
    if changed == 1 { Ok(()) } else { Err(StoreError::Stale { table: "late_cause", id: id.0 }) }
}

/// What is late on a day, by cause and currency.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn split(tx: &mut Tx, organisation: OrganisationId, today: Date) -> Result<Vec<Split>> {
    let rows: Vec<(String, String, i64, i64, i64, i64)> =
        in_tx!(tx, c => sqlx::query_as(SPLIT).bind(organisation.0).bind(today).fetch_all(&mut *c).await?);
    rows.into_iter()
        .map(|(code, currency, items, amount, explained_items, explained)| {
            Ok(Split {
                cause: Cause::from_code(&code),
                currency: currency_of(&currency)?,
                items: u64::try_from(items).unwrap_or(0),
                amount: Cents(amount),
                explained_items: u64::try_from(explained_items).unwrap_or(0),
                explained: Cents(explained),
            })
        })
        .collect()
}

#[derive(sqlx::FromRow)]
struct LateRow {
    id: Uuid,
    debtor_id: Uuid,
    code: String,
    name: String,
    collector: String,
    number: String,
    due_on: Date,
    open_cents: i64,
    currency: String,
    cause: String,
    note: String,
    noted_on: Option<Date>,
    noted_by: String,
    promised: i32,
    disputed: i32,
}

fn pattern(words: &str) -> String {
    let words = words.trim().to_lowercase();
    if words.is_empty() {
        return words;
    }
    format!("%{}%", words.replace('!', "!!").replace('%', "!%").replace('_', "!_"))
}

/// How many overdue items a filter finds.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn count_late(tx: &mut Tx, organisation: OrganisationId, today: Date, filter: &LateFilter) -> Result<u64> {
    let count: i64 = in_tx!(tx, c => sqlx::query_scalar(COUNT_LATE).bind(organisation.0).bind(today).bind(&filter.cause)
        .bind(pattern(&filter.words)).bind(&filter.collector).fetch_one(&mut *c).await?);
    Ok(u64::try_from(count).unwrap_or(0))
}

/// Overdue items with their causes, the largest first.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn late(
    tx: &mut Tx,
    organisation: OrganisationId,
    today: Date,
    filter: &LateFilter,
    (limit, offset): (i64, i64),
) -> Result<Vec<LateItem>> {
    let rows: Vec<LateRow> = in_tx!(tx, c => sqlx::query_as(SELECT_LATE).bind(organisation.0).bind(today).bind(&filter.cause)
        .bind(pattern(&filter.words)).bind(&filter.collector).bind(limit).bind(offset).fetch_all(&mut *c).await?);
    rows.into_iter()
        .map(|row| {
            Ok(LateItem {
                item: OpenItemId(row.id),
                debtor: DebtorId(row.debtor_id),
                code: row.code,
                name: row.name,
                collector: row.collector,
                number: row.number,
                due_on: row.due_on,
                open: Cents(row.open_cents),
                currency: currency_of(&row.currency)?,
                cause: Cause::from_code(&row.cause),
                note: row.note,
                noted: row.noted_on.map(|on| (on, row.noted_by)),
                is_promised: row.promised == 1,
                is_disputed: row.disputed == 1,
            })
        })
        .collect()
}

/// What is disputed of what is open, by currency.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn disputed_sums(tx: &mut Tx, organisation: OrganisationId) -> Result<Vec<(Currency, Cents)>> {
    let rows: Vec<(String, i64)> = in_tx!(tx, c => sqlx::query_as(DISPUTED_SUM).bind(organisation.0).fetch_all(&mut *c).await?);
    rows.into_iter().map(|(currency, sum)| Ok((currency_of(&currency)?, Cents(sum)))).collect()
}

/// The words and actions that the organisation set.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn settings(tx: &mut Tx, organisation: OrganisationId) -> Result<Vec<OwnSetting>> {
    let rows: Vec<(String, String, String, Option<i32>)> =
        in_tx!(tx, c => sqlx::query_as(SELECT_SETTINGS).bind(organisation.0).fetch_all(&mut *c).await?);
    Ok(rows
        .into_iter()
        .filter_map(|(code, label, action, wait)| {
            let wait_days = wait.and_then(|days| u8::try_from(days).ok());
            Some(OwnSetting { cause: Cause::from_code(&code)?, label, action: NextAction::from_code(&action)?, wait_days })
        })
        .collect())
}

/// Sets the word and the action of a cause.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn set(tx: &mut Tx, organisation: OrganisationId, own: &OwnSetting) -> Result<()> {
    in_tx!(tx, c => {
        sqlx::query(SET_SETTING).bind(organisation.0).bind(own.cause.code()).bind(&own.label).bind(own.action.code())
            .bind(own.wait_days.map(i32::from)).execute(&mut *c).await?;
    });
    Ok(())
}

/// Puts a task into the outbox; whether the debtor had none of that day yet.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn insert_task(
    tx: &mut Tx,
    organisation: OrganisationId,
    run: RunId,
    on: Date,
    task: &NewTask,
    at: DateTime<Utc>,
) -> Result<bool> {
    let made = in_tx!(tx, c => sqlx::query(INSERT_TASK)
        .bind(organisation.0).bind(task.id.0).bind(task.debtor.0).bind(run.0).bind(on).bind(task.key).bind(task.currency.code())
        .bind(i64::try_from(task.items).unwrap_or(i64::MAX)).bind(task.asked.0).bind(&task.reason).bind(to_micros(at))
        .execute(&mut *c).await?.rows_affected());
    Ok(made == 1)
}

/// Lets a task that nobody has done tell another thing to do; whether it was still to be done.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn replace_task(tx: &mut Tx, organisation: OrganisationId, task: &NewTask) -> Result<bool> {
    let changed = in_tx!(tx, c => sqlx::query(REPLACE_TASK)
        .bind(organisation.0).bind(task.id.0).bind(task.key).bind(task.currency.code())
        .bind(i64::try_from(task.items).unwrap_or(i64::MAX)).bind(task.asked.0).bind(&task.reason)
        .execute(&mut *c).await?.rows_affected());
    Ok(changed == 1)
}
