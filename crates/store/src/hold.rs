//! Suspensions of reminders decided by a person.

use chrono::{DateTime, Utc};
use domain::calendar::Date;
use domain::dunning::Hold;
use domain::ids::{DebtorId, HoldId, OpenItemId, OrganisationId};
use sqlx::QueryBuilder;
use uuid::Uuid;

use crate::statement::statements;
use crate::{Result, StoreError, Tx};

/// What made a suspension.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum HoldKind {
    /// A person suspended the reminders.
    #[default]
    Pause,
    /// The debtor promised to pay by a day.
    Promise,
}

impl HoldKind {
    /// The stable key.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Pause => "pause",
            Self::Promise => "promise",
        }
    }

    fn from_code(code: &str) -> Self {
        if code == Self::Promise.code() { Self::Promise } else { Self::Pause }
    }
}

/// A suspension and who decided it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HoldRow {
    /// Its id.
    pub id: HoldId,
    /// The debtor.
    pub debtor: DebtorId,
    /// The one item that it is about; `None` for the whole account.
    pub item: Option<OpenItemId>,
    /// How long.
    pub hold: Hold,
    /// What made it.
    pub kind: HoldKind,
    /// Why, in words.
    pub note: String,
    /// When.
    pub created_at: DateTime<Utc>,
    /// Who.
    pub created_by: String,
}

statements! {
    INSERT_HOLD = "INSERT INTO hold (organisation_id, id, debtor_id, open_item_id, until_on, note, created_at, created_by, kind) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    RELEASE_HOLD = "UPDATE hold SET released_at = $3, released_by = $4 WHERE organisation_id = $1 AND id = $2 AND released_at IS NULL";
    SELECT_ACTIVE = "SELECT id, debtor_id, open_item_id, until_on, note, created_at, created_by, kind FROM hold WHERE organisation_id = $1 AND released_at IS NULL AND (until_on IS NULL OR until_on > $2) ORDER BY debtor_id, id";
    SELECT_ACTIVE_OF = "SELECT id, debtor_id, open_item_id, until_on, note, created_at, created_by, kind FROM hold WHERE organisation_id = $1 AND debtor_id = $3 AND released_at IS NULL AND (until_on IS NULL OR until_on > $2) ORDER BY id";
}

type HoldTuple = (Uuid, Uuid, Option<Uuid>, Option<Date>, String, DateTime<Utc>, String, String);

fn row((id, debtor, item, until, note, created_at, created_by, kind): HoldTuple) -> HoldRow {
    HoldRow {
        id: HoldId(id),
        debtor: DebtorId(debtor),
        item: item.map(OpenItemId),
        hold: Hold { until },
        kind: HoldKind::from_code(&kind),
        note,
        created_at,
        created_by,
    }
}

/// Adds a suspension.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn insert(tx: &mut Tx, organisation: OrganisationId, hold: &HoldRow) -> Result<()> {
    in_tx!(tx, c => {
        sqlx::query(INSERT_HOLD)
            .bind(organisation.0).bind(hold.id.0).bind(hold.debtor.0).bind(hold.item.map(|i| i.0)).bind(hold.hold.until)
            .bind(&hold.note).bind(crate::event::to_micros(hold.created_at)).bind(&hold.created_by).bind(hold.kind.code())
            .execute(&mut *c).await?;
    });
    Ok(())
}

/// Ends a suspension.
///
/// # Errors
/// [`StoreError::Stale`] when it has ended already.
#[crate::boxed]
pub async fn release(tx: &mut Tx, organisation: OrganisationId, id: HoldId, at: DateTime<Utc>, by: &str) -> Result<()> {
    let changed = in_tx!(tx, c => sqlx::query(RELEASE_HOLD)
        .bind(organisation.0).bind(id.0).bind(crate::event::to_micros(at)).bind(by)
        .execute(&mut *c).await?.rows_affected());
    if changed == 1 { Ok(()) } else { Err(StoreError::Stale { table: "hold", id: id.0 }) }
}

/// The suspensions in force on a day.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn active(tx: &mut Tx, organisation: OrganisationId, today: Date) -> Result<Vec<HoldRow>> {
    let rows: Vec<HoldTuple> = in_tx!(tx, c => sqlx::query_as(SELECT_ACTIVE).bind(organisation.0).bind(today).fetch_all(&mut *c).await?);
    Ok(rows.into_iter().map(row).collect())
}

/// The suspensions of a debtor in force on a day.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn active_of(tx: &mut Tx, organisation: OrganisationId, debtor: DebtorId, today: Date) -> Result<Vec<HoldRow>> {
    let rows: Vec<HoldTuple> =
        in_tx!(tx, c => sqlx::query_as(SELECT_ACTIVE_OF).bind(organisation.0).bind(today).bind(debtor.0).fetch_all(&mut *c).await?);
    Ok(rows.into_iter().map(row).collect())
}

/// Adds suspensions in bulk.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn insert_many(tx: &mut Tx, organisation: OrganisationId, holds: &[HoldRow]) -> Result<()> {
    in_tx!(tx, c => for chunk in holds.chunks(1_000) {
        let mut query = QueryBuilder::new("INSERT INTO hold (organisation_id, id, debtor_id, open_item_id, until_on, note, created_at, created_by, kind) ");
        query.push_values(chunk, |mut values, hold| {
            values.push_bind(organisation.0).push_bind(hold.id.0).push_bind(hold.debtor.0).push_bind(hold.item.map(|item| item.0))
                .push_bind(hold.hold.until).push_bind(hold.note.clone()).push_bind(crate::event::to_micros(hold.created_at))
                .push_bind(hold.created_by.clone()).push_bind(hold.kind.code());
        });
        query.build().execute(&mut *c).await?;
    });
    Ok(())
}

/// Ends suspensions in bulk; one that has ended already is left as it is.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn release_many(tx: &mut Tx, organisation: OrganisationId, ids: &[HoldId], at: DateTime<Utc>, by: &str) -> Result<()> {
    in_tx!(tx, c => for chunk in ids.chunks(5_000) {
        let mut query = QueryBuilder::new("WITH u(id) AS (");
        query.push_values(chunk, |mut values, id| {
            values.push_bind(id.0);
        });
        query.push(") UPDATE hold SET released_at = ").push_bind(crate::event::to_micros(at)).push(", released_by = ").push_bind(by.to_owned())
            .push(" FROM u WHERE hold.organisation_id = ").push_bind(organisation.0).push(" AND hold.id = u.id AND hold.released_at IS NULL");
        query.build().execute(&mut *c).await?;
    });
    Ok(())
}
