//! What a house means to reach in a period.

use chrono::{DateTime, Utc};
use domain::goal::{Measure, Period};
use domain::ids::OrganisationId;

use crate::event::to_micros;
use crate::statement::statements;
use crate::{Result, Tx};

/// A goal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoalRow {
    /// What it is set for.
    pub measure: Measure,
    /// The period.
    pub period: Period,
    /// The target, in ten-thousandths.
    pub target: u64,
    /// When it was set.
    pub set_at: DateTime<Utc>,
    /// By whom.
    pub set_by: String,
}

statements! {
    SELECT_GOALS = "SELECT measure, period, target_bp, set_at, set_by FROM goal WHERE organisation_id = $1 ORDER BY period DESC, measure";
    SET_GOAL = "INSERT INTO goal (organisation_id, measure, period, target_bp, set_at, set_by) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (organisation_id, measure, period) DO UPDATE SET target_bp = excluded.target_bp, set_at = excluded.set_at, set_by = excluded.set_by";
    DELETE_GOAL = "DELETE FROM goal WHERE organisation_id = $1 AND measure = $2 AND period = $3";
}

/// The goals, the newest period first. What this version does not know is left out.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn list(tx: &mut Tx, organisation: OrganisationId) -> Result<Vec<GoalRow>> {
    let rows: Vec<(String, String, i32, DateTime<Utc>, String)> =
        in_tx!(tx, c => sqlx::query_as(SELECT_GOALS).bind(organisation.0).fetch_all(&mut *c).await?);
    Ok(rows
        .into_iter()
        .filter_map(|(measure, period, target, set_at, set_by)| {
            let (measure, period) = (Measure::from_code(&measure)?, Period::from_code(&period)?);
            Some(GoalRow { measure, period, target: u64::try_from(target).ok()?, set_at, set_by })
        })
        .collect())
}

/// Sets a goal.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn set(tx: &mut Tx, organisation: OrganisationId, goal: &GoalRow) -> Result<()> {
    in_tx!(tx, c => {
        sqlx::query(SET_GOAL).bind(organisation.0).bind(goal.measure.code()).bind(goal.period.code())
            .bind(i32::try_from(goal.target).unwrap_or(i32::MAX)).bind(to_micros(goal.set_at)).bind(&goal.set_by)
            .execute(&mut *c).await?;
    });
    Ok(())
}

/// Takes a goal back; whether there was one.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn delete(tx: &mut Tx, organisation: OrganisationId, measure: Measure, period: Period) -> Result<bool> {
    let gone = in_tx!(tx, c => sqlx::query(DELETE_GOAL).bind(organisation.0).bind(measure.code()).bind(period.code())
        .execute(&mut *c).await?.rows_affected());
    Ok(gone > 0)
}
