//! Promises to pay: their items, what happened to them, and the money that was put on their items since.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use domain::calendar::Date;
use domain::ids::{ActionId, DebtorId, HoldId, OpenItemId, OrganisationId, PromiseId, ReceivedId};
use domain::promise::{Covered, Promise, Receipt, Standing, Way};
use domain::{Cents, Currency};
use sqlx::QueryBuilder;
use uuid::Uuid;

use crate::event::to_micros;
use crate::item::currency_of;
use crate::statement::statements;
use crate::{Result, StoreError, Tx};

/// A promise as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PromiseRow {
    /// What the rules see.
    pub promise: Promise,
    /// The debtor.
    pub debtor: DebtorId,
    /// Currency of its amounts.
    pub currency: Currency,
    /// Who promised; may be empty.
    pub promiser: String,
    /// By which way.
    pub way: Way,
    /// What was said; may be empty.
    pub note: String,
    /// The call that it came by.
    pub action: Option<ActionId>,
    /// The mail that it came by.
    pub received: Option<ReceivedId>,
    /// The business date on which it was made.
    pub made_on: Date,
    /// When it was recorded.
    pub created_at: DateTime<Utc>,
    /// By whom.
    pub created_by: String,
    /// The suspensions that it has.
    pub holds: HashMap<OpenItemId, HoldId>,
    /// How often it changed, or money moved on its items.
    pub version: i64,
}

impl PromiseRow {
    /// What was promised in all, whoever took its items since.
    #[must_use]
    pub fn amount(&self) -> Cents {
        Cents::total(self.promise.items.iter().map(|covered| covered.amount))
    }
}

/// Something that happened to a promise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PromiseEvent {
    /// The promise.
    pub promise: PromiseId,
    /// Key of the change.
    pub kind: String,
    /// Why, in words; may be empty.
    pub reason: String,
    /// What was paid in time by then.
    pub paid: Cents,
    /// The business date.
    pub on: Date,
    /// When.
    pub at: DateTime<Utc>,
    /// Who.
    pub actor: String,
}

/// How an organisation judges promises.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PromiseSettings {
    /// Working days after the promised day.
    pub grace_days: u8,
    /// What may be missing.
    pub tolerance: Cents,
    /// Days for which the next step waits after the copy of a lost invoice.
    pub copy_days: u8,
    /// Whether each promise is confirmed by e-mail without being asked to.
    pub confirms: bool,
}

impl Default for PromiseSettings {
    fn default() -> Self {
        Self { grace_days: domain::promise::GRACE_DAYS, tolerance: domain::promise::TOLERANCE, copy_days: 8, confirms: false }
    }
}

/// Which promises.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// All of them.
    Every,
    /// Those of a debtor.
    Of(DebtorId),
    /// One.
    One(PromiseId),
    /// Those that are waited for.
    Pending,
    /// Those that are waited for past their last day, and those on whose items money moved.
    ToJudge(Date),
}

macro_rules! promises {
    ($where:literal) => {
        concat!("SELECT p.id, p.debtor_id, p.currency, p.promised_on, p.until_on, p.tolerance_cents, p.promiser, p.way, p.note, p.action_id, p.received_id, p.state, p.settled_on, p.reason, p.due_cents, p.paid_cents, p.made_on, p.created_at, p.created_by, p.version FROM promise p WHERE p.organisation_id = $1 AND ", $where, " ORDER BY p.id")
    };
}
macro_rules! promise_items {
    ($where:literal) => {
        concat!("SELECT p.id, i.open_item_id, i.amount_cents, i.open_cents, i.taken_by, i.hold_id FROM promise p JOIN promise_item i ON i.organisation_id = p.organisation_id AND i.promise_id = p.id JOIN open_item o ON o.organisation_id = i.organisation_id AND o.id = i.open_item_id WHERE p.organisation_id = $1 AND ", $where, " ORDER BY p.id, o.due_on, i.open_item_id")
    };
}
// What was allocated before the promise has a smaller id.
macro_rules! promise_receipts {
    ($where:literal) => {
        concat!("SELECT a.id, i.open_item_id, a.amount_cents, a.value_on, k.kind, p.id FROM promise p JOIN promise_item i ON i.organisation_id = p.organisation_id AND i.promise_id = p.id JOIN allocation a ON a.organisation_id = i.organisation_id AND a.debit_id = i.open_item_id AND a.id > p.id JOIN open_item k ON k.organisation_id = a.organisation_id AND k.id = a.credit_id WHERE p.organisation_id = $1 AND ", $where, " AND a.reverses_id IS NULL AND NOT EXISTS (SELECT 1 FROM allocation r WHERE r.organisation_id = a.organisation_id AND r.reverses_id = a.id)")
    };
}

statements! {
    INSERT_PROMISE = "INSERT INTO promise (organisation_id, id, debtor_id, currency, promised_on, until_on, tolerance_cents, promiser, way, note, action_id, received_id, state, settled_on, reason, due_cents, paid_cents, touched, made_on, created_at, created_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 'pending', NULL, '', $13, 0, false, $14, $15, $16)";
    SELECT_EVERY = promises!("p.id = p.id");
    SELECT_OF = promises!("p.debtor_id = $2");
    SELECT_ONE = promises!("p.id = $2");
    SELECT_PENDING = promises!("p.state = 'pending'");
    SELECT_TO_JUDGE = promises!("(p.touched OR (p.state = 'pending' AND p.until_on < $2)) AND p.state NOT IN ('superseded', 'withdrawn')");
    ITEMS_EVERY = promise_items!("p.id = p.id");
    ITEMS_OF = promise_items!("p.debtor_id = $2");
    ITEMS_ONE = promise_items!("p.id = $2");
    ITEMS_PENDING = promise_items!("p.state = 'pending'");
    ITEMS_TO_JUDGE = promise_items!("(p.touched OR (p.state = 'pending' AND p.until_on < $2)) AND p.state NOT IN ('superseded', 'withdrawn')");
    RECEIPTS_OF = promise_receipts!("p.debtor_id = $2");
    RECEIPTS_ONE = promise_receipts!("p.id = $2");
    RECEIPTS_PENDING = promise_receipts!("p.state = 'pending'");
    RECEIPTS_TO_JUDGE = promise_receipts!("(p.touched OR (p.state = 'pending' AND p.until_on < $2)) AND p.state NOT IN ('superseded', 'withdrawn')");
    SELECT_EVENTS = "SELECT promise_id, kind, reason, paid_cents, on_day, at, actor FROM promise_event WHERE organisation_id = $1 AND promise_id = $2 ORDER BY id";
    HAS_ANY = "SELECT count(*) FROM (SELECT 1 FROM promise WHERE organisation_id = $1 LIMIT 1) u";
    COUNT_BROKEN = "SELECT count(*) FROM promise p WHERE p.organisation_id = $1 AND p.state IN ('broken', 'partly_kept') AND EXISTS (SELECT 1 FROM promise_item i JOIN open_item o ON o.organisation_id = i.organisation_id AND o.id = i.open_item_id WHERE i.organisation_id = p.organisation_id AND i.promise_id = p.id AND i.taken_by IS NULL AND o.open_cents > 0 AND NOT EXISTS (SELECT 1 FROM promise_item li JOIN promise l ON l.organisation_id = li.organisation_id AND l.id = li.promise_id WHERE li.organisation_id = i.organisation_id AND li.open_item_id = i.open_item_id AND l.id > p.id AND l.state NOT IN ('withdrawn', 'superseded')))";
    OWED_ON = "SELECT i.promise_id, CAST(sum(o.open_cents) AS BIGINT) FROM promise_item i JOIN open_item o ON o.organisation_id = i.organisation_id AND o.id = i.open_item_id WHERE i.organisation_id = $1 AND i.taken_by IS NULL AND o.open_cents > 0 AND NOT EXISTS (SELECT 1 FROM promise_item li JOIN promise l ON l.organisation_id = li.organisation_id AND l.id = li.promise_id WHERE li.organisation_id = i.organisation_id AND li.open_item_id = i.open_item_id AND l.id > i.promise_id AND l.state NOT IN ('withdrawn', 'superseded')) GROUP BY i.promise_id";
    SELECT_DEBTORS = "SELECT DISTINCT d.id, d.code, d.name, d.collector, d.search_text FROM promise p CROSS JOIN debtor d WHERE d.organisation_id = p.organisation_id AND d.id = p.debtor_id AND p.organisation_id = $1";
    SELECT_SETTINGS = "SELECT grace_days, tolerance_cents, copy_days, confirms FROM promise_setting WHERE organisation_id = $1";
    SET_SETTINGS = "INSERT INTO promise_setting (organisation_id, grace_days, tolerance_cents, copy_days, confirms) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (organisation_id) DO UPDATE SET grace_days = excluded.grace_days, tolerance_cents = excluded.tolerance_cents, copy_days = excluded.copy_days, confirms = excluded.confirms, version = promise_setting.version + 1";
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    debtor_id: Uuid,
    currency: String,
    promised_on: Date,
    until_on: Date,
    tolerance_cents: i64,
    promiser: String,
    way: String,
    note: String,
    action_id: Option<Uuid>,
    received_id: Option<Uuid>,
    state: String,
    settled_on: Option<Date>,
    reason: String,
    due_cents: i64,
    paid_cents: i64,
    made_on: Date,
    created_at: DateTime<Utc>,
    created_by: String,
    version: i64,
}

type ItemTuple = (Uuid, Uuid, i64, i64, Option<Uuid>, Option<Uuid>);
type EventTuple = (Uuid, String, String, i64, Date, DateTime<Utc>, String);
type ReceiptTuple = (Uuid, Uuid, i64, Date, String, Uuid);

fn row(row: Row) -> Result<PromiseRow> {
    let standing = Standing::read(&row.state, row.settled_on, &row.reason).ok_or_else(|| StoreError::Inconsistent {
        table: "promise",
        column: "state",
        row: row.id.to_string(),
    })?;
    Ok(PromiseRow {
        promise: Promise {
            id: PromiseId(row.id),
            on: row.promised_on,
            until: row.until_on,
            tolerance: Cents(row.tolerance_cents),
            items: Vec::new(),
            standing,
            paid: Cents(row.paid_cents),
            due: Cents(row.due_cents),
        },
        debtor: DebtorId(row.debtor_id),
        currency: currency_of(&row.currency)?,
        promiser: row.promiser,
        way: Way::from_code(&row.way).unwrap_or(Way::Other),
        note: row.note,
        action: row.action_id.map(ActionId),
        received: row.received_id.map(ReceivedId),
        made_on: row.made_on,
        created_at: row.created_at,
        created_by: row.created_by,
        holds: HashMap::new(),
        version: row.version,
    })
}

/// Binds what a choice of promises asks for.
macro_rules! chosen {
    ($organisation:expr, $which:expr, $every:expr, $of:expr, $one:expr, $pending:expr, $judge:expr, $query:ident => $run:expr) => {
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
            Which::Pending => {
                let $query = sqlx::query_as($pending).bind($organisation.0);
                $run
            }
            Which::ToJudge(today) => {
                let $query = sqlx::query_as($judge).bind($organisation.0).bind(today);
                $run
            }
        }
    };
}

/// Promises with their items, in the order in which they were made.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn list(tx: &mut Tx, organisation: OrganisationId, which: Which) -> Result<Vec<PromiseRow>> {
    let rows: Vec<Row> = in_tx!(tx, c => chosen!(organisation, which, SELECT_EVERY, SELECT_OF, SELECT_ONE, SELECT_PENDING, SELECT_TO_JUDGE, query => query.fetch_all(&mut *c).await?));
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let mut promises = rows.into_iter().map(row).collect::<Result<Vec<PromiseRow>>>()?;
    let items: Vec<ItemTuple> = in_tx!(tx, c => chosen!(organisation, which, ITEMS_EVERY, ITEMS_OF, ITEMS_ONE, ITEMS_PENDING, ITEMS_TO_JUDGE, query => query.fetch_all(&mut *c).await?));
    let places: HashMap<PromiseId, usize> = promises.iter().enumerate().map(|(at, row)| (row.promise.id, at)).collect();
    for (promise, item, amount, open, taken_by, hold) in items {
        let Some(at) = places.get(&PromiseId(promise)) else { continue };
        let item = OpenItemId(item);
        let covered = Covered { item, amount: Cents(amount), open: Cents(open), taken_by: taken_by.map(PromiseId) };
        promises[*at].promise.items.push(covered);
        if let Some(hold) = hold {
            promises[*at].holds.insert(item, HoldId(hold));
        }
    }
    Ok(promises)
}

/// One promise.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn get(tx: &mut Tx, organisation: OrganisationId, id: PromiseId) -> Result<Option<PromiseRow>> {
    Ok(list(tx, organisation, Which::One(id)).await?.pop())
}

/// What was put on the items of promises since each was made and is still there, by promise. Not for all promises at once.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn receipts(tx: &mut Tx, organisation: OrganisationId, which: Which) -> Result<HashMap<PromiseId, Vec<Receipt>>> {
    let rows: Vec<ReceiptTuple> = match which {
        Which::Every => Vec::new(),
        _ => {
            in_tx!(tx, c => chosen!(organisation, which, RECEIPTS_ONE, RECEIPTS_OF, RECEIPTS_ONE, RECEIPTS_PENDING, RECEIPTS_TO_JUDGE, query => query.fetch_all(&mut *c).await?))
        }
    };
    let mut receipts: HashMap<PromiseId, Vec<Receipt>> = HashMap::new();
    for (_, item, amount, on, kind, promise) in rows {
        let receipt = Receipt { item: OpenItemId(item), amount: Cents(amount), on, is_payment: kind == "payment" };
        receipts.entry(PromiseId(promise)).or_default().push(receipt);
    }
    Ok(receipts)
}

/// Adds a promise with its items and their suspensions.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn insert(tx: &mut Tx, organisation: OrganisationId, row: &PromiseRow) -> Result<()> {
    let promise = &row.promise;
    in_tx!(tx, c => {
        sqlx::query(INSERT_PROMISE)
            .bind(organisation.0).bind(promise.id.0).bind(row.debtor.0).bind(row.currency.code()).bind(promise.on).bind(promise.until)
            .bind(promise.tolerance.0).bind(&row.promiser).bind(row.way.code()).bind(&row.note).bind(row.action.map(|id| id.0))
            .bind(row.received.map(|id| id.0)).bind(promise.due.0).bind(row.made_on).bind(to_micros(row.created_at)).bind(&row.created_by)
            .execute(&mut *c).await?;
        for chunk in promise.items.chunks(2_000) {
            let mut query = QueryBuilder::new("INSERT INTO promise_item (organisation_id, promise_id, open_item_id, amount_cents, open_cents, hold_id, taken_by) ");
            query.push_values(chunk, |mut values, covered| {
                values.push_bind(organisation.0).push_bind(promise.id.0).push_bind(covered.item.0).push_bind(covered.amount.0)
                    .push_bind(covered.open.0).push_bind(row.holds.get(&covered.item).map(|hold| hold.0)).push_bind(covered.taken_by.map(|by| by.0));
            });
            query.build().execute(&mut *c).await?;
        }
    });
    Ok(())
}

/// Writes what became of promises, in bulk; the version of each is the one that it replaces.
///
/// # Errors
/// [`StoreError::Stale`] when somebody changed one, or money moved on its items, in between.
#[crate::boxed]
pub async fn save(tx: &mut Tx, organisation: OrganisationId, promises: &[PromiseRow]) -> Result<()> {
    let mut changed = 0;
    in_tx!(tx, c => for chunk in promises.chunks(1_000) {
        let mut query = QueryBuilder::new("WITH u(id, state, settled_on, reason, due, paid, version) AS (");
        query.push_values(chunk, |mut values, row| {
            let reason = if let Standing::Withdrawn { reason } = &row.promise.standing { reason.clone() } else { String::new() };
            values.push_bind(row.promise.id.0).push_bind(row.promise.standing.code()).push_bind(row.promise.standing.on())
                .push_bind(reason).push_bind(row.promise.due.0).push_bind(row.promise.paid.0).push_bind(row.version);
        });
        query.push(") UPDATE promise SET state = u.state, settled_on = u.settled_on, reason = u.reason, due_cents = u.due, paid_cents = u.paid, touched = false, version = promise.version + 1 FROM u WHERE promise.organisation_id = ")
            .push_bind(organisation.0).push(" AND promise.id = u.id AND promise.version = u.version");
        changed += query.build().execute(&mut *c).await?.rows_affected();
    });
    let items: Vec<(PromiseId, Covered, Option<HoldId>)> = promises
        .iter()
        .flat_map(|row| row.promise.items.iter().map(|covered| (row.promise.id, *covered, row.holds.get(&covered.item).copied())))
        .collect();
    in_tx!(tx, c => for chunk in items.chunks(2_000) {
        let mut query = QueryBuilder::new("WITH u(promise_id, item_id, hold_id, taken_by) AS (");
        query.push_values(chunk, |mut values, (promise, covered, hold)| {
            values.push_bind(promise.0).push_bind(covered.item.0).push_bind(hold.map(|hold| hold.0)).push_bind(covered.taken_by.map(|by| by.0));
        });
        query.push(") UPDATE promise_item SET hold_id = u.hold_id, taken_by = u.taken_by FROM u WHERE promise_item.organisation_id = ")
            .push_bind(organisation.0).push(" AND promise_item.promise_id = u.promise_id AND promise_item.open_item_id = u.item_id");
        query.build().execute(&mut *c).await?;
    });
    match promises.first() {
        Some(first) if changed != promises.len() as u64 => Err(StoreError::Stale { table: "promise", id: first.promise.id.0 }),
        _ => Ok(()),
    }
}

/// Keeps what happened to promises.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn tell(tx: &mut Tx, organisation: OrganisationId, events: &[PromiseEvent]) -> Result<()> {
    in_tx!(tx, c => for chunk in events.chunks(1_000) {
        let mut query = QueryBuilder::new("INSERT INTO promise_event (organisation_id, id, promise_id, kind, reason, paid_cents, on_day, at, actor) ");
        query.push_values(chunk, |mut values, event| {
            values.push_bind(organisation.0).push_bind(crate::fresh_id()).push_bind(event.promise.0).push_bind(event.kind.clone())
                .push_bind(event.reason.clone()).push_bind(event.paid.0).push_bind(event.on).push_bind(to_micros(event.at)).push_bind(event.actor.clone());
        });
        query.build().execute(&mut *c).await?;
    });
    Ok(())
}

/// What happened to a promise, in order.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn events(tx: &mut Tx, organisation: OrganisationId, id: PromiseId) -> Result<Vec<PromiseEvent>> {
    let rows: Vec<EventTuple> = in_tx!(tx, c => sqlx::query_as(SELECT_EVENTS).bind(organisation.0).bind(id.0).fetch_all(&mut *c).await?);
    Ok(rows
        .into_iter()
        .map(|(promise, kind, reason, paid, on, at, actor)| PromiseEvent {
            promise: PromiseId(promise),
            kind,
            reason,
            paid: Cents(paid),
            on,
            at,
            actor,
        })
        .collect())
}

/// Says that money moved on items: their promises are judged anew. Whoever read one before has read too little, and may not save it.
///
/// # Errors
/// See [`StoreError`].
pub(crate) async fn touch(tx: &mut Tx, organisation: OrganisationId, items: impl Iterator<Item = OpenItemId>) -> Result<()> {
    let any: i64 = in_tx!(tx, c => sqlx::query_scalar(HAS_ANY).bind(organisation.0).fetch_one(&mut *c).await?);
    if any == 0 {
        return Ok(());
    }
    let items: HashSet<OpenItemId> = items.collect();
    let mut items: Vec<OpenItemId> = items.into_iter().collect();
    items.sort_unstable();
    in_tx!(tx, c => for chunk in items.chunks(5_000) {
        let mut query = QueryBuilder::new("WITH u(id) AS (");
        query.push_values(chunk, |mut values, item| {
            values.push_bind(item.0);
        });
        query.push(") UPDATE promise SET touched = true, version = version + 1 WHERE organisation_id = ").push_bind(organisation.0)
            .push(" AND id IN (SELECT i.promise_id FROM u JOIN promise_item i ON i.open_item_id = u.id AND i.organisation_id = ")
            .push_bind(organisation.0).push(")");
        query.build().execute(&mut *c).await?;
    });
    Ok(())
}

/// Broken promises, in part or wholly, of which something is still owed and not promised anew.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn count_broken(tx: &mut Tx, organisation: OrganisationId) -> Result<i64> {
    Ok(in_tx!(tx, c => sqlx::query_scalar(COUNT_BROKEN).bind(organisation.0).fetch_one(&mut *c).await?))
}

/// What is still owed of the items of each promise and was not promised anew; those of which nothing is are left out.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn still_owed(tx: &mut Tx, organisation: OrganisationId) -> Result<HashMap<PromiseId, Cents>> {
    let rows: Vec<(Uuid, i64)> = in_tx!(tx, c => sqlx::query_as(OWED_ON).bind(organisation.0).fetch_all(&mut *c).await?);
    Ok(rows.into_iter().map(|(id, owed)| (PromiseId(id), Cents(owed))).collect())
}

/// A debtor's code and name, who follows it, and its folded words.
pub type DebtorWords = (String, String, String, String);

/// The debtors with a promise.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn debtors(tx: &mut Tx, organisation: OrganisationId) -> Result<HashMap<DebtorId, DebtorWords>> {
    let rows: Vec<(Uuid, String, String, String, String)> =
        in_tx!(tx, c => sqlx::query_as(SELECT_DEBTORS).bind(organisation.0).fetch_all(&mut *c).await?);
    Ok(rows.into_iter().map(|(id, code, name, collector, search)| (DebtorId(id), (code, name, collector, search))).collect())
}

/// How the organisation judges promises.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn settings(tx: &mut Tx, organisation: OrganisationId) -> Result<PromiseSettings> {
    let row: Option<(i32, i64, i32, bool)> =
        in_tx!(tx, c => sqlx::query_as(SELECT_SETTINGS).bind(organisation.0).fetch_optional(&mut *c).await?);
    let usual = PromiseSettings::default();
    Ok(row.map_or(usual, |(grace, tolerance, copy, confirms)| PromiseSettings {
        grace_days: u8::try_from(grace).unwrap_or(usual.grace_days),
        tolerance: Cents(tolerance),
        copy_days: u8::try_from(copy).unwrap_or(usual.copy_days),
        confirms,
    }))
}

/// Sets how it does.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn set_settings(tx: &mut Tx, organisation: OrganisationId, settings: &PromiseSettings) -> Result<()> {
    in_tx!(tx, c => {
        sqlx::query(SET_SETTINGS).bind(organisation.0).bind(i32::from(settings.grace_days)).bind(settings.tolerance.0)
            .bind(i32::from(settings.copy_days)).bind(settings.confirms).execute(&mut *c).await?;
    });
    Ok(())
}
