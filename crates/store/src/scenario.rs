//! Versions of dunning scenarios.

use chrono::{DateTime, Utc};
use domain::dunning::{Channel, Mode, Scenario, Step, Template};
use domain::ids::{OrganisationId, ScenarioId};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::statement::statements;
use crate::{Result, StoreError, Tx};

statements! {
    INSERT_SCENARIO = "INSERT INTO scenario (organisation_id, id, name, version, steps, in_force, created_at) VALUES ($1, $2, $3, $4, $5, true, $6)";
    SELECT_IN_FORCE = "SELECT id, name, version, steps FROM scenario WHERE organisation_id = $1 AND in_force ORDER BY id DESC LIMIT 1";
}

/// How a step is written in the base.
#[derive(Serialize, Deserialize)]
struct StepRow {
    key: String,
    offset_days: i32,
    gap_days: u16,
    channel: String,
    mode: String,
    template: String,
}

fn inconsistent(column: &'static str, row: &str) -> StoreError {
    StoreError::Inconsistent { table: "scenario", column, row: row.to_owned() }
}

impl TryFrom<StepRow> for Step {
    type Error = StoreError;

    fn try_from(row: StepRow) -> Result<Self> {
        Ok(Self {
            channel: Channel::from_code(&row.channel).ok_or_else(|| inconsistent("steps.channel", &row.channel))?,
            mode: Mode::from_code(&row.mode).ok_or_else(|| inconsistent("steps.mode", &row.mode))?,
            template: Template::from_code(&row.template).ok_or_else(|| inconsistent("steps.template", &row.template))?,
            key: row.key,
            offset_days: row.offset_days,
            gap_days: row.gap_days,
        })
    }
}

/// Adds a version of a scenario.
///
/// # Errors
/// See [`StoreError`].
pub async fn insert(tx: &mut Tx, organisation: OrganisationId, scenario: &Scenario, at: DateTime<Utc>) -> Result<()> {
    let steps: Vec<StepRow> = scenario
        .steps()
        .iter()
        .map(|step| StepRow {
            key: step.key.clone(),
            offset_days: step.offset_days,
            gap_days: step.gap_days,
            channel: step.channel.code().to_owned(),
            mode: step.mode.code().to_owned(),
            template: step.template.code().to_owned(),
        })
        .collect();
    let steps = serde_json::to_string(&steps).map_err(|error| inconsistent("steps", &error.to_string()))?;
    let version = i32::try_from(scenario.version).unwrap_or(i32::MAX);
    in_tx!(tx, c => {
        sqlx::query(INSERT_SCENARIO)
            .bind(organisation.0).bind(scenario.id.0).bind(&scenario.name).bind(version).bind(&steps).bind(crate::event::to_micros(at))
            .execute(&mut *c).await?;
    });
    Ok(())
}

/// The version in force.
///
/// # Errors
/// [`StoreError::Inconsistent`] when the organisation has none.
pub async fn in_force(tx: &mut Tx, organisation: OrganisationId) -> Result<Scenario> {
    let row: Option<(Uuid, String, i32, String)> =
        in_tx!(tx, c => sqlx::query_as(SELECT_IN_FORCE).bind(organisation.0).fetch_optional(&mut *c).await?);
    let (id, name, version, steps) = row.ok_or_else(|| inconsistent("in_force", &organisation.to_string()))?;
    let rows: Vec<StepRow> = serde_json::from_str(&steps).map_err(|error| inconsistent("steps", &error.to_string()))?;
    let steps = rows.into_iter().map(Step::try_from).collect::<Result<Vec<_>>>()?;
    let version = u32::try_from(version).map_err(|_| inconsistent("version", &version.to_string()))?;
    Scenario::new(ScenarioId(id), name, version, steps).map_err(|error| inconsistent("steps", &error.to_string()))
}
