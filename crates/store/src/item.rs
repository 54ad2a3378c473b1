//! Open items and the allocations between them.
//!
//! Amounts of items and allocations are written once. `open_cents` is moved in the same transaction as
//! the allocations that explain it.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use domain::calendar::Date;
use domain::ids::{AllocationId, DebtorId, OpenItemId, OrganisationId};
use domain::ledger::{Allocation, ItemKind, OpenItem};
use domain::{Cents, Currency};
use sqlx::QueryBuilder;
use uuid::Uuid;

use crate::dialect::Day;
use crate::event::to_micros;
use crate::statement::statements;
use crate::{Result, StoreError, Tx};

/// An item with where it came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourcedItem {
    /// The item.
    pub item: OpenItem,
    /// `fec`, `csv`, `bank`…
    pub source: &'static str,
    /// What makes the item the same in a second reading of its source; unique in the organisation.
    pub source_key: String,
    /// Lettering group as the accounting wrote it; empty for none.
    pub lettering: String,
    /// Label of the source.
    pub label: String,
    /// The customer's order number.
    pub order_reference: String,
}

/// What an import needs to know of an item that is already there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownItem {
    /// Its id.
    pub id: OpenItemId,
    /// Whose account it is on.
    pub debtor: DebtorId,
    /// Debit or credit.
    pub kind: ItemKind,
    /// Its number.
    pub number: String,
    /// Its key in its source.
    pub source_key: String,
    /// Date of the document.
    pub issued_on: Date,
    /// Due date.
    pub due_on: Date,
    /// Whether that was computed from the default term.
    pub due_estimated: bool,
    /// Currency.
    pub currency: Currency,
    /// Amount at the start.
    pub amount: Cents,
    /// What is left.
    pub open: Cents,
    /// Lettering group.
    pub lettering: String,
}

/// An allocation that is in force: not a counter-row, and not reversed by one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LiveAllocation {
    /// Its id.
    pub id: AllocationId,
    /// What it says.
    pub allocation: Allocation,
    /// `lettering`, `match`, `file`…
    pub origin: String,
}

/// An allocation to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAllocation {
    /// What it says; a counter-row has a negative amount.
    pub allocation: Allocation,
    /// `lettering`, `match`, `file`…
    pub origin: &'static str,
    /// Why, in words.
    pub reason: String,
    /// The allocation that this counter-row takes back.
    pub reverses: Option<AllocationId>,
}

statements! {
    SELECT_OF_DEBTOR = "SELECT id, debtor_id, kind, number, issued_on, due_on, due_estimated, currency, amount_cents, open_cents FROM open_item WHERE organisation_id = $1 AND debtor_id = $2 ORDER BY due_on, number, id";
    ADOPT = "UPDATE open_item SET source = 'fec', source_key = $3, number = $4, lettering = $5 WHERE organisation_id = $1 AND id = $2 AND source IN ('bank', 'csv', 'einvoice', 'ledger', 'api')";
    SELECT_ONE = "SELECT id, debtor_id, kind, number, issued_on, due_on, due_estimated, currency, amount_cents, open_cents FROM open_item WHERE organisation_id = $1 AND id = $2";
    // Named indexes: a base without statistics, as each is at first, would walk the organisation once per debtor.
    @sqlite
    KNOWN_SQLITE = json_sqlite!("hex(id), hex(debtor_id), kind, number, source_key, issued_on, due_on, due_estimated + 0, currency, amount_cents, open_cents, lettering", "SELECT * FROM open_item WHERE organisation_id = $1 AND id > $2 AND source <> 'void' ORDER BY id LIMIT $3");
    KNOWN_OF_SQLITE = json_sqlite!("hex(id), hex(debtor_id), kind, number, source_key, issued_on, due_on, due_estimated + 0, currency, amount_cents, open_cents, lettering", "SELECT i.* FROM json_each($2) u CROSS JOIN open_item i INDEXED BY open_item_debtor WHERE i.organisation_id = $1 AND i.debtor_id = unhex(u.value) AND i.source <> 'void' ORDER BY i.id");
    LIVE_OF_DEBTORS_SQLITE = json_sqlite!("hex(id), hex(debit_id), hex(credit_id), amount_cents, value_on, origin", "SELECT a.* FROM json_each($2) u CROSS JOIN open_item i INDEXED BY open_item_debtor CROSS JOIN allocation a INDEXED BY allocation_debit WHERE i.organisation_id = $1 AND i.debtor_id = unhex(u.value) AND i.amount_cents > 0 AND a.organisation_id = $1 AND a.debit_id = i.id AND a.reverses_id IS NULL AND NOT EXISTS (SELECT 1 FROM allocation r WHERE r.organisation_id = a.organisation_id AND r.reverses_id = a.id) ORDER BY a.id");
    LIVE_SQLITE = json_sqlite!("hex(id), hex(debit_id), hex(credit_id), amount_cents, value_on, origin", "SELECT a.* FROM allocation a WHERE a.organisation_id = $1 AND a.id > $2 AND a.reverses_id IS NULL AND NOT EXISTS (SELECT 1 FROM allocation r WHERE r.organisation_id = a.organisation_id AND r.reverses_id = a.id) ORDER BY a.id LIMIT $3");
    LIVE_OF_SQLITE = json_sqlite!("hex(id), hex(debit_id), hex(credit_id), amount_cents, value_on, origin", "SELECT a.* FROM allocation a WHERE a.organisation_id = $1 AND (a.debit_id = $2 OR a.credit_id = $2) AND a.reverses_id IS NULL AND NOT EXISTS (SELECT 1 FROM allocation r WHERE r.organisation_id = a.organisation_id AND r.reverses_id = a.id) ORDER BY a.id");
    @postgres
    KNOWN_POSTGRES = json_postgres!("id, debtor_id, kind, number, source_key, issued_on, due_on, due_estimated::int, currency, amount_cents, open_cents, lettering", "SELECT * FROM open_item WHERE organisation_id = $1 AND id > $2 AND source <> 'void' ORDER BY id LIMIT $3");
    KNOWN_OF_POSTGRES = json_postgres!("id, debtor_id, kind, number, source_key, issued_on, due_on, due_estimated::int, currency, amount_cents, open_cents, lettering", "SELECT * FROM open_item WHERE organisation_id = $1 AND debtor_id IN (SELECT value::uuid FROM json_array_elements_text($2::json)) AND source <> 'void' ORDER BY id");
    LIVE_OF_DEBTORS_POSTGRES = json_postgres!("id, debit_id, credit_id, amount_cents, value_on, origin", "SELECT a.* FROM open_item i JOIN allocation a ON a.organisation_id = $1 AND a.debit_id = i.id WHERE i.organisation_id = $1 AND i.debtor_id IN (SELECT value::uuid FROM json_array_elements_text($2::json)) AND i.amount_cents > 0 AND a.reverses_id IS NULL AND NOT EXISTS (SELECT 1 FROM allocation r WHERE r.organisation_id = a.organisation_id AND r.reverses_id = a.id) ORDER BY a.id");
    LIVE_POSTGRES = json_postgres!("id, debit_id, credit_id, amount_cents, value_on, origin", "SELECT a.* FROM allocation a WHERE a.organisation_id = $1 AND a.id > $2 AND a.reverses_id IS NULL AND NOT EXISTS (SELECT 1 FROM allocation r WHERE r.organisation_id = a.organisation_id AND r.reverses_id = a.id) ORDER BY a.id LIMIT $3");
    LIVE_OF_POSTGRES = json_postgres!("id, debit_id, credit_id, amount_cents, value_on, origin", "SELECT a.* FROM allocation a WHERE a.organisation_id = $1 AND (a.debit_id = $2 OR a.credit_id = $2) AND a.reverses_id IS NULL AND NOT EXISTS (SELECT 1 FROM allocation r WHERE r.organisation_id = a.organisation_id AND r.reverses_id = a.id) ORDER BY a.id");
}

pub(crate) fn inconsistent(column: &'static str, row: impl ToString) -> StoreError {
    StoreError::Inconsistent { table: "open_item", column, row: row.to_string() }
}

pub(crate) fn kind_of(code: &str) -> Result<ItemKind> {
    ItemKind::from_code(code).ok_or_else(|| inconsistent("kind", code))
}

pub(crate) fn currency_of(code: &str) -> Result<Currency> {
    Currency::parse(code).ok_or_else(|| inconsistent("currency", code))
}

#[derive(sqlx::FromRow)]
pub(crate) struct ItemRow {
    id: Uuid,
    debtor_id: Uuid,
    kind: String,
    number: String,
    issued_on: Date,
    due_on: Date,
    due_estimated: bool,
    currency: String,
    amount_cents: i64,
    open_cents: i64,
}

impl TryFrom<ItemRow> for OpenItem {
    type Error = StoreError;

    fn try_from(row: ItemRow) -> Result<Self> {
        Ok(Self {
            id: OpenItemId(row.id),
            debtor: DebtorId(row.debtor_id),
            kind: kind_of(&row.kind)?,
            number: row.number,
            issued_on: row.issued_on,
            due_on: row.due_on,
            due_estimated: row.due_estimated,
            currency: currency_of(&row.currency)?,
            amount: Cents(row.amount_cents),
            open: Cents(row.open_cents),
        })
    }
}

/// All items of a debtor, settled ones included, by due date.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn of_debtor(tx: &mut Tx, organisation: OrganisationId, debtor: DebtorId) -> Result<Vec<OpenItem>> {
    let rows: Vec<ItemRow> =
        in_tx!(tx, c => sqlx::query_as(SELECT_OF_DEBTOR).bind(organisation.0).bind(debtor.0).fetch_all(&mut *c).await?);
    rows.into_iter().map(OpenItem::try_from).collect()
}

/// One item.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn get(tx: &mut Tx, organisation: OrganisationId, id: OpenItemId) -> Result<Option<OpenItem>> {
    let row: Option<ItemRow> = in_tx!(tx, c => sqlx::query_as(SELECT_ONE).bind(organisation.0).bind(id.0).fetch_optional(&mut *c).await?);
    row.map(OpenItem::try_from).transpose()
}

/// The numbers of items, in no order.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn numbers(tx: &mut Tx, organisation: OrganisationId, ids: &[OpenItemId]) -> Result<HashMap<OpenItemId, String>> {
    let mut numbers = HashMap::with_capacity(ids.len());
    in_tx!(tx, c => for chunk in ids.chunks(5_000) {
        let mut query = QueryBuilder::new("WITH u(id) AS (");
        query.push_values(chunk, |mut row, id| {
            row.push_bind(id.0);
        });
        query.push(") SELECT i.id, i.number FROM u JOIN open_item i ON i.id = u.id AND i.organisation_id = ").push_bind(organisation.0);
        let rows: Vec<(Uuid, String)> = query.build_query_as().fetch_all(&mut *c).await?;
        numbers.extend(rows.into_iter().map(|(id, number)| (OpenItemId(id), number)));
    });
    Ok(numbers)
}

/// Whose account items are on, and their amounts, in no order.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn owners(tx: &mut Tx, organisation: OrganisationId, ids: &[OpenItemId]) -> Result<HashMap<OpenItemId, (DebtorId, Cents)>> {
    let mut owners = HashMap::with_capacity(ids.len());
    in_tx!(tx, c => for chunk in ids.chunks(5_000) {
        let mut query = QueryBuilder::new("WITH u(id) AS (");
        query.push_values(chunk, |mut row, id| {
            row.push_bind(id.0);
        });
        query.push(") SELECT i.id, i.debtor_id, i.amount_cents FROM u JOIN open_item i ON i.id = u.id AND i.organisation_id = ").push_bind(organisation.0);
        let rows: Vec<(Uuid, Uuid, i64)> = query.build_query_as().fetch_all(&mut *c).await?;
        owners.extend(rows.into_iter().map(|(id, debtor, amount)| (OpenItemId(id), (DebtorId(debtor), Cents(amount)))));
    });
    Ok(owners)
}

type KnownTuple = (Uuid, Uuid, String, String, String, Day, Day, i64, String, i64, i64, String);

/// Every item of an organisation that is not void, for an import to compare with.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn known(tx: &mut Tx, organisation: OrganisationId) -> Result<Vec<KnownItem>> {
    const PAGE: i64 = 20_000;
    let mut items = Vec::new();
    let mut after = Uuid::nil();
    loop {
        let rows: Vec<KnownTuple> = json_rows!(tx, KNOWN_SQLITE, KNOWN_POSTGRES, organisation.0, after, PAGE);
        let Some(last) = rows.last() else { return Ok(items) };
        after = last.0;
        for row in rows {
            items.push(known_item(row)?);
        }
    }
}

/// Debtors of one question, so that no answer is out of proportion.
const DEBTORS: usize = 2_000;

/// Debtors as a parameter that both engines take: a list of hexadecimal ids in JSON.
fn listed(debtors: &[DebtorId]) -> String {
    let ids: Vec<String> = debtors.iter().map(|debtor| format!("\"{}\"", debtor.0.simple())).collect();
    format!("[{}]", ids.join(","))
}

/// Every item of some debtors, for an import to compare with.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn known_of(tx: &mut Tx, organisation: OrganisationId, debtors: &[DebtorId]) -> Result<Vec<KnownItem>> {
    let mut items = Vec::new();
    for chunk in debtors.chunks(DEBTORS) {
        let rows: Vec<KnownTuple> = json_rows!(tx, KNOWN_OF_SQLITE, KNOWN_OF_POSTGRES, organisation.0, listed(chunk));
        for row in rows {
            items.push(known_item(row)?);
        }
    }
    Ok(items)
}

fn known_item(row: KnownTuple) -> Result<KnownItem> {
    let (id, debtor, kind, number, source_key, issued_on, due_on, due_estimated, currency, amount, open, lettering) = row;
    Ok(KnownItem {
        id: OpenItemId(id),
        debtor: DebtorId(debtor),
        kind: kind_of(&kind)?,
        number,
        source_key,
        issued_on: issued_on.0,
        due_on: due_on.0,
        due_estimated: due_estimated != 0,
        currency: currency_of(&currency)?,
        amount: Cents(amount),
        open: Cents(open),
        lettering,
    })
}

type LiveTuple = (Uuid, Uuid, Uuid, i64, Day, String);

fn live((id, debit, credit, amount, value_on, origin): LiveTuple) -> LiveAllocation {
    let allocation = Allocation { debit: OpenItemId(debit), credit: OpenItemId(credit), amount: Cents(amount), value_on: value_on.0 };
    LiveAllocation { id: AllocationId(id), allocation, origin }
}

/// Every allocation in force.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn live_allocations(tx: &mut Tx, organisation: OrganisationId) -> Result<Vec<LiveAllocation>> {
    const PAGE: i64 = 20_000;
    let mut allocations = Vec::new();
    let mut after = Uuid::nil();
    loop {
        let rows: Vec<LiveTuple> = json_rows!(tx, LIVE_SQLITE, LIVE_POSTGRES, organisation.0, after, PAGE);
        let Some(last) = rows.last() else { return Ok(allocations) };
        after = last.0;
        allocations.extend(rows.into_iter().map(live));
    }
}

/// The allocations in force between items of some debtors: both sides of one are of the same debtor.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn live_allocations_of_debtors(tx: &mut Tx, organisation: OrganisationId, debtors: &[DebtorId]) -> Result<Vec<LiveAllocation>> {
    let mut allocations = Vec::new();
    for chunk in debtors.chunks(DEBTORS) {
        let rows: Vec<LiveTuple> = json_rows!(tx, LIVE_OF_DEBTORS_SQLITE, LIVE_OF_DEBTORS_POSTGRES, organisation.0, listed(chunk));
        allocations.extend(rows.into_iter().map(live));
    }
    Ok(allocations)
}

/// The allocations in force that touch an item.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn live_allocations_of(tx: &mut Tx, organisation: OrganisationId, item: OpenItemId) -> Result<Vec<LiveAllocation>> {
    let rows: Vec<LiveTuple> = json_rows!(tx, LIVE_OF_SQLITE, LIVE_OF_POSTGRES, organisation.0, item.0);
    Ok(rows.into_iter().map(live).collect())
}

/// Writes new items in bulk.
///
/// # Errors
/// See [`StoreError`]; a source key that is already there is refused.
#[crate::boxed]
pub async fn insert(tx: &mut Tx, organisation: OrganisationId, items: &[SourcedItem]) -> Result<()> {
    write_items(tx, organisation, items, &mut HashMap::new()).await?;
    crate::webhook::payments_came(tx, organisation, items).await
}

/// Writes new items in bulk, each with what `moves` takes off it at once, and takes those moves out.
async fn write_items(tx: &mut Tx, organisation: OrganisationId, items: &[SourcedItem], moves: &mut HashMap<OpenItemId, i64>) -> Result<()> {
    for sourced in items {
        let item = &sourced.item;
        assert!(item.amount.is_negative() != item.kind.is_debit() || item.amount.is_zero(), "the sign of an amount agrees with its kind");
        assert!(item.open == item.amount, "a new item is wholly open");
    }
    match tx {
        Tx::Sqlite(transaction, _) => {
            for chunk in items.chunks(500) {
                let open = chunk.iter().map(|sourced| open_after(&sourced.item, moves)).collect::<Result<Vec<i64>>>()?;
                let mut query = QueryBuilder::<sqlx::Sqlite>::new(
                    "INSERT INTO open_item (organisation_id, id, debtor_id, kind, number, source, source_key, issued_on, due_on, due_estimated, currency, amount_cents, open_cents, lettering, label, order_reference) ",
                );
                query.push_values(chunk.iter().zip(open), |mut row, (s, open)| {
                    let item = &s.item;
                    row.push_bind(organisation.0)
                        .push_bind(item.id.0)
                        .push_bind(item.debtor.0)
                        .push_bind(item.kind.code())
                        .push_bind(&s.item.number)
                        .push_bind(s.source)
                        .push_bind(&s.source_key)
                        .push_bind(item.issued_on)
                        .push_bind(item.due_on)
                        .push_bind(item.due_estimated)
                        .push_bind(s.item.currency.code())
                        .push_bind(item.amount.0)
                        .push_bind(open)
                        .push_bind(&s.lettering)
                        .push_bind(&s.label)
                        .push_bind(&s.order_reference);
                });
                query.build().execute(&mut **transaction).await?;
            }
        }
        // Columns rather than rows: a third of the cost on a server.
        Tx::Postgres(transaction, _) => {
            for chunk in items.chunks(5_000) {
                let open = chunk.iter().map(|sourced| open_after(&sourced.item, moves)).collect::<Result<Vec<i64>>>()?;
                let text = |of: fn(&SourcedItem) -> &str| chunk.iter().map(of).collect::<Vec<&str>>();
                let ids = |of: fn(&OpenItem) -> Uuid| chunk.iter().map(|s| of(&s.item)).collect::<Vec<Uuid>>();
                let days = |of: fn(&OpenItem) -> Date| chunk.iter().map(|s| of(&s.item)).collect::<Vec<Date>>();
                sqlx::query(
                    "INSERT INTO open_item (organisation_id, id, debtor_id, kind, number, source, source_key, issued_on, due_on, due_estimated, currency, amount_cents, open_cents, lettering, label, order_reference) SELECT $1, * FROM unnest($2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[], $8::date[], $9::date[], $10::bool[], $11::text[], $12::bigint[], $13::bigint[], $14::text[], $15::text[], $16::text[])",
                )
                    .bind(organisation.0)
                    .bind(ids(|item| item.id.0))
                    .bind(ids(|item| item.debtor.0))
                    .bind(text(|s| s.item.kind.code()))
                    .bind(text(|s| &s.item.number))
                    .bind(text(|s| s.source))
                    .bind(text(|s| &s.source_key))
                    .bind(days(|item| item.issued_on))
                    .bind(days(|item| item.due_on))
                    .bind(chunk.iter().map(|s| s.item.due_estimated).collect::<Vec<bool>>())
                    .bind(text(|s| s.item.currency.code()))
                    .bind(chunk.iter().map(|s| s.item.amount.0).collect::<Vec<i64>>())
                    .bind(open)
                    .bind(text(|s| &s.lettering))
                    .bind(text(|s| &s.label))
                    .bind(text(|s| &s.order_reference))
                    .execute(&mut **transaction)
                    .await?;
            }
        }
    }
    Ok(())
}

/// What a new item has left once its move is made.
fn open_after(item: &OpenItem, moves: &mut HashMap<OpenItemId, i64>) -> Result<i64> {
    let open = item.amount.0 + moves.remove(&item.id).unwrap_or(0);
    let between = item.amount.0.min(0)..=item.amount.0.max(0);
    if between.contains(&open) { Ok(open) } else { Err(StoreError::Stale { table: "open_item", id: item.id.0 }) }
}

/// A correction that a later file brings to an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemChange {
    /// The item.
    pub id: OpenItemId,
    /// Its due date.
    pub due_on: Date,
    /// Whether that is still the default term's.
    pub due_estimated: bool,
    /// Its lettering group.
    pub lettering: String,
}

/// Writes corrections in bulk.
///
/// # Errors
/// See [`StoreError`]; [`StoreError::Stale`] when an item is not there.
#[crate::boxed]
pub async fn update(tx: &mut Tx, organisation: OrganisationId, changes: &[ItemChange]) -> Result<()> {
    let mut changed = 0;
    in_tx!(tx, c => for chunk in changes.chunks(2_000) {
        let mut query = QueryBuilder::new("WITH u(id, due_on, due_estimated, lettering) AS (");
        query.push_values(chunk, |mut row, change| {
            row.push_bind(change.id.0).push_bind(change.due_on).push_bind(change.due_estimated).push_bind(change.lettering.clone());
        });
        query.push(") UPDATE open_item SET due_on = u.due_on, due_estimated = u.due_estimated, lettering = u.lettering FROM u WHERE open_item.organisation_id = ");
        query.push_bind(organisation.0);
        query.push(" AND open_item.id = u.id");
        changed += query.build().execute(&mut *c).await?.rows_affected();
    });
    match changes.first() {
        Some(first) if changed != changes.len() as u64 => Err(StoreError::Stale { table: "open_item", id: first.id.0 }),
        _ => Ok(()),
    }
}

/// Says that an item made of a bank line, or of a table, is the one that the accounting has just booked.
///
/// # Errors
/// [`StoreError::Stale`] when it came from elsewhere.
#[crate::boxed]
pub async fn adopt(
    tx: &mut Tx,
    organisation: OrganisationId,
    id: OpenItemId,
    source_key: &str,
    number: &str,
    lettering: &str,
) -> Result<()> {
    let changed = in_tx!(tx, c => sqlx::query(ADOPT)
        .bind(organisation.0).bind(id.0).bind(source_key).bind(number).bind(lettering)
        .execute(&mut *c).await?.rows_affected());
    if changed == 1 { Ok(()) } else { Err(StoreError::Stale { table: "open_item", id: id.0 }) }
}

/// Writes allocations in bulk and moves what they touch, checking that nothing passes zero. Their ids, in the
/// same order.
///
/// An item that was settled and is open again begins a new episode: its steps start anew.
///
/// # Errors
/// See [`StoreError`]; [`StoreError::Stale`] when an item has not the amount left that was decided on.
#[crate::boxed]
pub async fn allocate(
    tx: &mut Tx,
    organisation: OrganisationId,
    new: &[NewAllocation],
    at: DateTime<Utc>,
    actor: &str,
) -> Result<Vec<AllocationId>> {
    write_allocated(tx, organisation, (&[], new), (at, actor), true).await
}

/// As [`allocate`], for counter-rows that take a mistake back: an item that is open again was never paid, so
/// its episode and its steps are what they were.
///
/// # Errors
/// As [`allocate`].
#[crate::boxed]
pub async fn take_back(
    tx: &mut Tx,
    organisation: OrganisationId,
    counters: &[NewAllocation],
    at: DateTime<Utc>,
    actor: &str,
) -> Result<Vec<AllocationId>> {
    write_allocated(tx, organisation, (&[], counters), (at, actor), false).await
}

/// Writes new items and the allocations that go with them, on these items or on others: as [`insert`] and then
/// [`allocate`], but an item that is settled at once is written once.
///
/// # Errors
/// As [`insert`] and [`allocate`].
#[crate::boxed]
pub async fn insert_allocated(
    tx: &mut Tx,
    organisation: OrganisationId,
    items: &[SourcedItem],
    allocations: &[NewAllocation],
    at: DateTime<Utc>,
    actor: &str,
) -> Result<Vec<AllocationId>> {
    write_allocated(tx, organisation, (items, allocations), (at, actor), true).await
}

async fn write_allocated(
    tx: &mut Tx,
    organisation: OrganisationId,
    (items, allocations): (&[SourcedItem], &[NewAllocation]),
    (at, actor): (DateTime<Utc>, &str),
    begins_episodes: bool,
) -> Result<Vec<AllocationId>> {
    let mut moves: HashMap<OpenItemId, i64> = HashMap::new();
    for row in allocations {
        *moves.entry(row.allocation.debit).or_default() -= row.allocation.amount.0;
        *moves.entry(row.allocation.credit).or_default() += row.allocation.amount.0;
    }
    let mut told: Vec<(OpenItemId, i64)> = moves.iter().map(|(id, delta)| (*id, *delta)).filter(|(_, delta)| *delta != 0).collect();
    told.sort_unstable();
    write_items(tx, organisation, items, &mut moves).await?;
    let ids = write_allocations(tx, organisation, allocations, at, actor).await?;
    crate::promise::touch(tx, organisation, allocations.iter().map(|row| row.allocation.debit)).await?;
    crate::dispute::touch(tx, organisation, allocations.iter().map(|row| row.allocation.debit)).await?;
    crate::compromise::touch(tx, organisation, allocations.iter().map(|row| row.allocation.debit)).await?;
    move_open(tx, organisation, moves, begins_episodes).await?;
    crate::webhook::payments_came(tx, organisation, items).await?;
    crate::webhook::items_moved(tx, organisation, &told, allocations, to_micros(at)).await?;
    Ok(ids)
}

async fn write_allocations(
    tx: &mut Tx,
    organisation: OrganisationId,
    new: &[NewAllocation],
    at: DateTime<Utc>,
    actor: &str,
) -> Result<Vec<AllocationId>> {
    let ids: Vec<AllocationId> = new.iter().map(|_| AllocationId(crate::fresh_id())).collect();
    let at = to_micros(at);
    match tx {
        Tx::Sqlite(transaction, _) => {
            for (chunk, own) in new.chunks(1_000).zip(ids.chunks(1_000)) {
                let mut query = QueryBuilder::<sqlx::Sqlite>::new(
                    "INSERT INTO allocation (organisation_id, id, debit_id, credit_id, amount_cents, value_on, origin, reason, reverses_id, created_at, actor) ",
                );
                query.push_values(chunk.iter().zip(own), |mut row, (a, id)| {
                    row.push_bind(organisation.0)
                        .push_bind(id.0)
                        .push_bind(a.allocation.debit.0)
                        .push_bind(a.allocation.credit.0)
                        .push_bind(a.allocation.amount.0)
                        .push_bind(a.allocation.value_on)
                        .push_bind(a.origin)
                        .push_bind(&a.reason)
                        .push_bind(a.reverses.map(|id| id.0))
                        .push_bind(at)
                        .push_bind(actor);
                });
                query.build().execute(&mut **transaction).await?;
            }
        }
        Tx::Postgres(transaction, _) => {
            for (chunk, own) in new.chunks(5_000).zip(ids.chunks(5_000)) {
                let sides = |of: fn(&Allocation) -> OpenItemId| chunk.iter().map(|a| of(&a.allocation).0).collect::<Vec<Uuid>>();
                sqlx::query(
                    "INSERT INTO allocation (organisation_id, created_at, actor, id, debit_id, credit_id, amount_cents, value_on, origin, reason, reverses_id) SELECT $1, $2, $3, * FROM unnest($4::uuid[], $5::uuid[], $6::uuid[], $7::bigint[], $8::date[], $9::text[], $10::text[], $11::uuid[])",
                )
                    .bind(organisation.0)
                    .bind(at)
                    .bind(actor)
                    .bind(own.iter().map(|id| id.0).collect::<Vec<Uuid>>())
                    .bind(sides(|allocation| allocation.debit))
                    .bind(sides(|allocation| allocation.credit))
                    .bind(chunk.iter().map(|a| a.allocation.amount.0).collect::<Vec<i64>>())
                    .bind(chunk.iter().map(|a| a.allocation.value_on).collect::<Vec<Date>>())
                    .bind(chunk.iter().map(|a| a.origin).collect::<Vec<&str>>())
                    .bind(chunk.iter().map(|a| a.reason.as_str()).collect::<Vec<&str>>())
                    .bind(chunk.iter().map(|a| a.reverses.map(|id| id.0)).collect::<Vec<Option<Uuid>>>())
                    .execute(&mut **transaction)
                    .await?;
            }
        }
    }
    Ok(ids)
}

/// Moves what items have left, none beyond zero or its amount.
async fn move_open(tx: &mut Tx, organisation: OrganisationId, moves: HashMap<OpenItemId, i64>, begins_episodes: bool) -> Result<()> {
    let mut moves: Vec<(OpenItemId, i64)> = moves.into_iter().filter(|(_, delta)| *delta != 0).collect();
    moves.sort_unstable();
    let mut moved = 0;
    in_tx!(tx, c => for chunk in moves.chunks(5_000) {
        let mut query = QueryBuilder::new("WITH u(id, delta) AS (");
        query.push_values(chunk, |mut row, (id, delta)| {
            row.push_bind(id.0).push_bind(*delta);
        });
        query.push(") UPDATE open_item SET open_cents = open_cents + u.delta");
        if begins_episodes {
            query.push(
                ", episode = CASE WHEN open_cents = 0 THEN episode + 1 ELSE episode END, \
             last_step = CASE WHEN open_cents = 0 THEN NULL ELSE last_step END, \
             last_step_on = CASE WHEN open_cents = 0 THEN NULL ELSE last_step_on END, \
             previous_step = CASE WHEN open_cents = 0 THEN NULL ELSE previous_step END, \
             previous_step_on = CASE WHEN open_cents = 0 THEN NULL ELSE previous_step_on END",
            );
        }
        query.push(" FROM u WHERE open_item.organisation_id = ");
        query.push_bind(organisation.0);
        query.push(
            " AND open_item.id = u.id AND CASE WHEN amount_cents >= 0 THEN open_cents + u.delta BETWEEN 0 AND amount_cents ELSE open_cents + u.delta BETWEEN amount_cents AND 0 END",
        );
        moved += query.build().execute(&mut *c).await?.rows_affected();
    });
    if moved != moves.len() as u64 {
        return Err(StoreError::Stale { table: "open_item", id: moves.first().map_or(Uuid::nil(), |(id, _)| id.0) });
    }
    Ok(())
}
