//! What is open by account and due date, and how late each account pays: what `domain::forecast` is a function of.

use std::collections::HashMap;

use domain::calendar::Date;
use domain::forecast::Paid;
use domain::ids::{DebtorId, OpenItemId, OrganisationId};
use domain::{Cents, Currency};
use sqlx::QueryBuilder;
use uuid::Uuid;

use crate::dialect::Day;
use crate::item::currency_of;
use crate::statement::statements;
use crate::{Result, Tx};

/// What is open of an account on a due date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpenSum {
    /// The account.
    pub debtor: DebtorId,
    /// The currency.
    pub currency: Currency,
    /// The due date of debits; of credits it says nothing.
    pub due_on: Date,
    /// Whether they are debits.
    pub is_debit: bool,
    /// How much.
    pub open: Cents,
}

/// What is open of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpenOne {
    /// The account.
    pub debtor: DebtorId,
    /// The currency.
    pub currency: Currency,
    /// Its due date.
    pub due_on: Date,
    /// How much.
    pub open: Cents,
}

macro_rules! paid {
    ($days:literal, $of:literal) => {
        concat!(
            "SELECT o.debtor_id, count(*), CAST(sum(a.amount_cents) AS BIGINT), CAST(sum(a.amount_cents * ",
            $days,
            ") AS BIGINT) FROM allocation a JOIN open_item o ON o.organisation_id = a.organisation_id AND o.id = a.debit_id JOIN open_item k ON k.organisation_id = a.organisation_id AND k.id = a.credit_id WHERE a.organisation_id = $1 AND a.value_on > $2 AND a.value_on <= $3 AND o.kind = 'invoice' AND k.kind = 'payment' AND a.reverses_id IS NULL AND NOT EXISTS (SELECT 1 FROM allocation r WHERE r.organisation_id = a.organisation_id AND r.reverses_id = a.id)",
            $of,
            " GROUP BY o.debtor_id"
        )
    };
}
macro_rules! sums {
    () => {
        "SELECT debtor_id, currency, due_on, CASE WHEN open_cents > 0 THEN 1 ELSE 0 END AS debit, CAST(sum(open_cents) AS BIGINT) AS open FROM open_item WHERE organisation_id = $1 AND open_cents <> 0 AND issued_on <= $2 GROUP BY 1, 2, 3, 4"
    };
}

statements! {
    @sqlite
    SUMS_SQLITE = json_sqlite!("hex(debtor_id), currency, due_on, debit, open", sums!());
    PAID_SQLITE = paid!("CAST(julianday(a.value_on) - julianday(o.due_on) AS INTEGER)", "");
    PAID_OF_SQLITE = paid!("CAST(julianday(a.value_on) - julianday(o.due_on) AS INTEGER)", " AND o.debtor_id = $4");
    @postgres
    SUMS_POSTGRES = json_postgres!("debtor_id, currency, due_on, debit, open", sums!());
    PAID_POSTGRES = paid!("(a.value_on - o.due_on)", "");
    PAID_OF_POSTGRES = paid!("(a.value_on - o.due_on)", " AND o.debtor_id = $4");
}

/// What is open of the documents of a day, by account, currency and due date.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn open_sums(tx: &mut Tx, organisation: OrganisationId, on: Date) -> Result<Vec<OpenSum>> {
    tx.make_room_for_sums().await?;
    let rows: Vec<(Uuid, String, Day, i32, i64)> = json_rows!(tx, SUMS_SQLITE, SUMS_POSTGRES, organisation.0, on);
    let sum = |(debtor, currency, Day(due_on), debit, open): (Uuid, String, Day, i32, i64)| {
        Ok(OpenSum { debtor: DebtorId(debtor), currency: currency_of(&currency)?, due_on, is_debit: debit != 0, open: Cents(open) })
    };
    rows.into_iter().map(sum).collect()
}

/// What is open of some debits; those of which nothing is are left out.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn open_of(tx: &mut Tx, organisation: OrganisationId, ids: &[OpenItemId], on: Date) -> Result<HashMap<OpenItemId, OpenOne>> {
    let mut found = HashMap::with_capacity(ids.len());
    in_tx!(tx, c => for chunk in ids.chunks(5_000) {
        let mut query = QueryBuilder::new("WITH u(id) AS (");
        query.push_values(chunk, |mut row, id| {
            row.push_bind(id.0);
        });
        query.push(") SELECT i.id, i.debtor_id, i.currency, i.due_on, i.open_cents FROM u JOIN open_item i ON i.id = u.id AND i.organisation_id = ").push_bind(organisation.0);
        query.push(" WHERE i.kind IN ('invoice', 'debit') AND i.open_cents > 0 AND i.issued_on <= ").push_bind(on);
        let rows: Vec<(Uuid, Uuid, String, Date, i64)> = query.build_query_as().fetch_all(&mut *c).await?;
        for (id, debtor, currency, due_on, open) in rows {
            let one = OpenOne { debtor: DebtorId(debtor), currency: currency_of(&currency)?, due_on, open: Cents(open) };
            found.insert(OpenItemId(id), one);
        }
    });
    Ok(found)
}

type PaidTuple = (Uuid, i64, i64, i64);

/// How late what each account paid after a day and up to another was paid; of one account, or of all.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn paid(
    tx: &mut Tx,
    organisation: OrganisationId,
    (after, until): (Date, Date),
    of: Option<DebtorId>,
) -> Result<HashMap<DebtorId, Paid>> {
    let o = organisation.0;
    let rows: Vec<PaidTuple> = match (tx, of) {
        (Tx::Sqlite(c, _), None) => sqlx::query_as(PAID_SQLITE).bind(o).bind(after).bind(until).fetch_all(&mut **c).await?,
        (Tx::Sqlite(c, _), Some(debtor)) => {
            sqlx::query_as(PAID_OF_SQLITE).bind(o).bind(after).bind(until).bind(debtor.0).fetch_all(&mut **c).await?
        }
        (Tx::Postgres(c, _), None) => sqlx::query_as(PAID_POSTGRES).bind(o).bind(after).bind(until).fetch_all(&mut **c).await?,
        (Tx::Postgres(c, _), Some(debtor)) => {
            sqlx::query_as(PAID_OF_POSTGRES).bind(o).bind(after).bind(until).bind(debtor.0).fetch_all(&mut **c).await?
        }
    };
    let paid = |(debtor, count, amount, weighted): PaidTuple| {
        (DebtorId(debtor), Paid { count, amount: Cents(amount), weighted: i128::from(weighted) })
    };
    Ok(rows.into_iter().map(paid).collect())
}
