//! What a year of invoices shows of how each debtor pays, and the labels of natural persons that go once nothing is late.

use chrono::{DateTime, Utc};
use domain::Cents;
use domain::calendar::Date;
use domain::ids::{DebtorId, OpenItemId, OrganisationId};
use uuid::Uuid;

use crate::dialect::Day;
use crate::event::to_micros;
use crate::statement::statements;
use crate::{Result, Tx};

/// A debit that fell due within a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PastDebit {
    /// Its id.
    pub item: OpenItemId,
    /// Whose it is.
    pub debtor: DebtorId,
    /// When it fell due.
    pub due_on: Date,
    /// What is open of it.
    pub open: Cents,
    /// The last day on which something was put on it; `None` while nothing was.
    pub put_on: Option<Date>,
}

/// A label that a natural person has until nothing of it is late.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LabelRow {
    /// Its id.
    pub id: Uuid,
    /// Whose it is.
    pub debtor: DebtorId,
    /// The category that it is.
    pub category: String,
    /// The category that comes back.
    pub before: String,
    /// When it was given.
    pub given_at: DateTime<Utc>,
    /// By whom.
    pub given_by: String,
}

macro_rules! past {
    () => {
        "SELECT i.id, i.debtor_id, i.due_on, i.open_cents, (SELECT max(a.value_on) FROM allocation a WHERE a.organisation_id = i.organisation_id AND a.debit_id = i.id AND a.amount_cents > 0) AS put_on FROM open_item i WHERE i.organisation_id = $1 AND i.kind IN ('invoice', 'debit') AND i.source <> 'void' AND i.due_on >= $2 AND i.due_on < $3"
    };
}

statements! {
    INSERT_LABEL = "INSERT INTO person_label (organisation_id, id, debtor_id, category, category_before, given_at, given_by, ended_at) VALUES ($1, $2, $3, $4, $5, $6, $7, NULL)";
    SELECT_LABELS = "SELECT id, debtor_id, category, category_before, given_at, given_by FROM person_label WHERE organisation_id = $1 AND ended_at IS NULL ORDER BY id";
    END_LABEL = "UPDATE person_label SET ended_at = $3 WHERE organisation_id = $1 AND id = $2 AND ended_at IS NULL";
    END_LABELS_OF = "UPDATE person_label SET ended_at = $3 WHERE organisation_id = $1 AND debtor_id = $2 AND ended_at IS NULL";
    COUNT_LATE = "SELECT count(*) FROM (SELECT currency FROM open_item WHERE organisation_id = $1 AND debtor_id = $2 AND open_cents <> 0 AND (open_cents < 0 OR due_on < $3) GROUP BY currency HAVING sum(open_cents) > 0) t";
    @sqlite
    PAST_SQLITE = json_sqlite!("hex(id), hex(debtor_id), due_on, open_cents, put_on", past!());
    @postgres
    PAST_POSTGRES = json_postgres!("id, debtor_id, due_on, open_cents, put_on", past!());
}

/// The debits that fell due from a day on and before another.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn past(tx: &mut Tx, organisation: OrganisationId, (from, before): (Date, Date)) -> Result<Vec<PastDebit>> {
    type Row = (Uuid, Uuid, Day, i64, Option<Day>);
    tx.make_room_for_sums().await?;
    let rows: Vec<Row> = json_rows!(tx, PAST_SQLITE, PAST_POSTGRES, organisation.0, from, before);
    Ok(rows
        .into_iter()
        .map(|(item, debtor, due_on, open, put_on)| PastDebit {
            item: OpenItemId(item),
            debtor: DebtorId(debtor),
            due_on: due_on.0,
            open: Cents(open),
            put_on: put_on.map(|on| on.0),
        })
        .collect())
}

/// Keeps that a label was given.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn insert_label(tx: &mut Tx, organisation: OrganisationId, label: &LabelRow) -> Result<()> {
    in_tx!(tx, c => {
        sqlx::query(INSERT_LABEL).bind(organisation.0).bind(label.id).bind(label.debtor.0).bind(&label.category).bind(&label.before)
            .bind(to_micros(label.given_at)).bind(&label.given_by)
            .execute(&mut *c).await?;
    });
    Ok(())
}

/// The labels that were given and have not ended.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn labels(tx: &mut Tx, organisation: OrganisationId) -> Result<Vec<LabelRow>> {
    type Row = (Uuid, Uuid, String, String, DateTime<Utc>, String);
    let rows: Vec<Row> = in_tx!(tx, c => sqlx::query_as(SELECT_LABELS).bind(organisation.0).fetch_all(&mut *c).await?);
    let label = |(id, debtor, category, before, given_at, given_by): Row| LabelRow {
        id,
        debtor: DebtorId(debtor),
        category,
        before,
        given_at,
        given_by,
    };
    Ok(rows.into_iter().map(label).collect())
}

/// Ends a label; whether it had not ended yet.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn end_label(tx: &mut Tx, organisation: OrganisationId, id: Uuid, at: DateTime<Utc>) -> Result<bool> {
    let ended =
        in_tx!(tx, c => sqlx::query(END_LABEL).bind(organisation.0).bind(id).bind(to_micros(at)).execute(&mut *c).await?.rows_affected());
    Ok(ended == 1)
}

/// Ends the running labels of a debtor.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn end_labels_of(tx: &mut Tx, organisation: OrganisationId, debtor: DebtorId, at: DateTime<Utc>) -> Result<()> {
    in_tx!(tx, c => { sqlx::query(END_LABELS_OF).bind(organisation.0).bind(debtor.0).bind(to_micros(at)).execute(&mut *c).await?; });
    Ok(())
}

/// In how many currencies a debtor owes something that is late on a day, its credits taken off.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn late_of(tx: &mut Tx, organisation: OrganisationId, debtor: DebtorId, today: Date) -> Result<i64> {
    Ok(in_tx!(tx, c => sqlx::query_scalar(COUNT_LATE).bind(organisation.0).bind(debtor.0).bind(today).fetch_one(&mut *c).await?))
}
