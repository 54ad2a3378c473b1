//! The organisation's own rows of the law.

use chrono::{DateTime, Utc};
use domain::Cents;
use domain::calendar::Date;
use domain::ids::{LawRowId, OrganisationId};
use domain::law::{RateBp, Row, Span, Standing, Value};
use uuid::Uuid;

use crate::statement::statements;
use crate::{Result, StoreError, Tx};

/// A row and who entered it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnRow {
    /// Its id.
    pub id: LawRowId,
    /// The row; its standing is the organisation's.
    pub row: Row,
    /// When it was entered.
    pub created_at: DateTime<Utc>,
    /// By whom.
    pub created_by: String,
}

statements! {
    INSERT_ROW = "INSERT INTO law_row (organisation_id, id, key, kind, number, days, from_on, to_on, article, source, verified_on, created_at, created_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
    WITHDRAW_ROW = "UPDATE law_row SET withdrawn_at = $3, withdrawn_by = $4 WHERE organisation_id = $1 AND id = $2 AND withdrawn_at IS NULL";
    SELECT_ROWS = "SELECT id, key, kind, number, days, from_on, to_on, article, source, verified_on, created_at, created_by FROM law_row WHERE organisation_id = $1 AND withdrawn_at IS NULL ORDER BY key, from_on, id";
}

#[derive(sqlx::FromRow)]
struct Stored {
    id: Uuid,
    key: String,
    kind: String,
    number: i64,
    days: i32,
    from_on: Date,
    to_on: Option<Date>,
    article: String,
    source: String,
    verified_on: Date,
    created_at: DateTime<Utc>,
    created_by: String,
}

/// The two numbers of a value: a length of time has months and days, the others one number.
fn numbers(value: Value) -> (i64, i32) {
    match value {
        Value::Rate(rate) => (i64::from(rate.0), 0),
        Value::Amount(amount) => (amount.0, 0),
        Value::Span(span) => (i64::from(span.months), i32::from(span.days)),
        Value::Count(count) => (i64::from(count), 0),
    }
}

fn value(kind: &str, number: i64, days: i32) -> Option<Value> {
    match kind {
        "rate" => i32::try_from(number).ok().map(|bp| Value::Rate(RateBp(bp))),
        "amount" => Some(Value::Amount(Cents(number))),
        "span" => Some(Value::Span(Span { months: u16::try_from(number).ok()?, days: u16::try_from(days).ok()? })),
        "count" => u32::try_from(number).ok().map(Value::Count),
        _ => None,
    }
}

impl TryFrom<Stored> for OwnRow {
    type Error = StoreError;

    fn try_from(stored: Stored) -> Result<Self> {
        let value = value(&stored.kind, stored.number, stored.days).ok_or_else(|| StoreError::Inconsistent {
            table: "law_row",
            column: "number",
            row: stored.id.to_string(),
        })?;
        let row = Row {
            key: stored.key.into(),
            value,
            from: stored.from_on,
            to: stored.to_on,
            article: stored.article.into(),
            source: stored.source.into(),
            verified_on: Some(stored.verified_on),
            standing: Standing::Organisation,
        };
        Ok(Self { id: LawRowId(stored.id), row, created_at: stored.created_at, created_by: stored.created_by })
    }
}

/// Adds a row. `verified_on` stands for the day of entry when the row has none.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn insert(tx: &mut Tx, organisation: OrganisationId, own: &OwnRow) -> Result<()> {
    let (row, (number, days)) = (&own.row, numbers(own.row.value));
    let verified_on = row.verified_on.unwrap_or_else(|| own.created_at.date_naive());
    in_tx!(tx, c => {
        sqlx::query(INSERT_ROW)
            .bind(organisation.0).bind(own.id.0).bind(&*row.key).bind(row.value.kind()).bind(number).bind(days)
            .bind(row.from).bind(row.to).bind(&*row.article).bind(&*row.source).bind(verified_on)
            .bind(crate::event::to_micros(own.created_at)).bind(&own.created_by)
            .execute(&mut *c).await?;
    });
    Ok(())
}

/// Takes a row back: the one compiled in, if any, counts again.
///
/// # Errors
/// [`StoreError::Stale`] when it is not there any more.
#[crate::boxed]
pub async fn withdraw(tx: &mut Tx, organisation: OrganisationId, id: LawRowId, at: DateTime<Utc>, by: &str) -> Result<()> {
    let changed = in_tx!(tx, c => sqlx::query(WITHDRAW_ROW)
        .bind(organisation.0).bind(id.0).bind(crate::event::to_micros(at)).bind(by)
        .execute(&mut *c).await?.rows_affected());
    if changed == 1 { Ok(()) } else { Err(StoreError::Stale { table: "law_row", id: id.0 }) }
}

/// The rows in the organisation's name, by key.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn own_rows(tx: &mut Tx, organisation: OrganisationId) -> Result<Vec<OwnRow>> {
    let rows: Vec<Stored> = in_tx!(tx, c => sqlx::query_as(SELECT_ROWS).bind(organisation.0).fetch_all(&mut *c).await?);
    rows.into_iter().map(OwnRow::try_from).collect()
}
