//! Versions of dunning scenarios.

use chrono::{DateTime, Utc};
use domain::Cents;
use domain::claim::ClaimKind;
use domain::dunning::{Channel, Conditions, Mode, Scenario, Sender, Stage, Step, StopConditions, Template, Trigger};
use domain::ids::{OrganisationId, ScenarioId, SeriesId};
use domain::party::ContactRole;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::statement::statements;
use crate::{Result, StoreError, Tx};

statements! {
    INSERT_SCENARIO = "INSERT INTO scenario (organisation_id, id, name, version, steps, in_force, created_at, actor, source, series_id) VALUES ($1, $2, $3, $4, $5, true, $6, $7, $8, $9)";
    SELECT_ALL_IN_FORCE = "SELECT series_id, id, name, version, steps FROM scenario WHERE organisation_id = $1 AND in_force ORDER BY CASE WHEN series_id = coalesce((SELECT b.default_series_id FROM scenario_binding b WHERE b.organisation_id = $1 ORDER BY b.version DESC LIMIT 1), (SELECT f.series_id FROM scenario f WHERE f.organisation_id = $1 ORDER BY f.created_at, f.version, f.id LIMIT 1)) THEN 0 ELSE 1 END, series_id, id";
    SUPERSEDE = "UPDATE scenario SET in_force = false WHERE organisation_id = $1 AND id = $2 AND in_force";
    REINSTATE = "UPDATE scenario SET in_force = true WHERE organisation_id = $1 AND id = $2 AND NOT in_force";
    INSERT_VERSION = "INSERT INTO scenario (organisation_id, id, name, version, steps, in_force, created_at, actor, source, series_id) VALUES ($1, $2, $3, $4, $5, true, $6, $7, $8, (SELECT o.series_id FROM scenario o WHERE o.organisation_id = $1 AND o.id = $9))";
    SELECT_VERSIONS = "SELECT id, name, version, in_force, created_at, actor FROM scenario WHERE organisation_id = $1 AND series_id = $2 ORDER BY version DESC, id DESC LIMIT $3";
    SELECT_NEWEST = "SELECT series_id, id, name, version, in_force, created_at, actor FROM scenario WHERE organisation_id = $1 AND version = (SELECT max(l.version) FROM scenario l WHERE l.organisation_id = $1 AND l.series_id = scenario.series_id) ORDER BY series_id, id";
    SELECT_SOURCE = "SELECT source FROM scenario WHERE organisation_id = $1 AND id = $2";
    SELECT_VERSION = "SELECT series_id, id, name, version, steps FROM scenario WHERE organisation_id = $1 AND id = $2";
    SELECT_NUMBERS = "SELECT number, series_id, key, nominal_day FROM scenario_step WHERE organisation_id = $1 ORDER BY number";
    UPSERT_NUMBER = "INSERT INTO scenario_step (organisation_id, number, series_id, key, nominal_day) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (organisation_id, number) DO UPDATE SET nominal_day = excluded.nominal_day";
}

/// How the steps are written in the base: the list alone, as long as no condition stops the scenario otherwise than by default.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Body {
    Steps(Vec<StepRow>),
    Whole { stop: StopRow, steps: Vec<StepRow> },
}

#[derive(Serialize, Deserialize)]
struct StopRow {
    on_reply: bool,
    on_part_payment: bool,
    at_or_below: Option<i64>,
    after_days_late: Option<u16>,
}

/// How a step is written in the base. What is not said has the value that [`Step::new`] gives it.
#[derive(Serialize, Deserialize)]
struct StepRow {
    key: String,
    offset_days: i32,
    gap_days: u16,
    channel: String,
    mode: String,
    template: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    more: Option<MoreRow>,
}

#[derive(Serialize, Deserialize)]
struct MoreRow {
    trigger: String,
    channels: Vec<String>,
    veto_hours: u16,
    sender: String,
    recipients: Vec<String>,
    copies: Vec<String>,
    min_amount: Option<i64>,
    max_amount: Option<i64>,
    min_score: Option<u8>,
    max_score: Option<u8>,
    categories: Vec<String>,
    kinds: Vec<String>,
    min_late_items: Option<u16>,
    cost: i64,
    stage: String,
}

fn inconsistent(column: &'static str, row: &str) -> StoreError {
    StoreError::Inconsistent { table: "scenario", column, row: row.to_owned() }
}

fn read<T>(column: &'static str, code: &str, from_code: fn(&str) -> Option<T>) -> Result<T> {
    from_code(code).ok_or_else(|| inconsistent(column, code))
}

fn read_all<T>(column: &'static str, codes: &[String], from_code: fn(&str) -> Option<T>) -> Result<Vec<T>> {
    codes.iter().map(|code| read(column, code, from_code)).collect()
}

fn codes<T: Copy>(values: &[T], code: fn(T) -> &'static str) -> Vec<String> {
    values.iter().map(|value| code(*value).to_owned()).collect()
}

impl TryFrom<StepRow> for Step {
    type Error = StoreError;

    fn try_from(row: StepRow) -> Result<Self> {
        let channel = read("steps.channel", &row.channel, Channel::from_code)?;
        let mode = read("steps.mode", &row.mode, Mode::from_code)?;
        let template = read("steps.template", &row.template, Template::from_code)?;
        let plain = Self::new(&row.key, row.offset_days, row.gap_days, channel, mode, template);
        let Some(more) = row.more else { return Ok(plain) };
        Ok(Self {
            trigger: read("steps.trigger", &more.trigger, Trigger::from_code)?,
            channels: read_all("steps.channels", &more.channels, Channel::from_code)?,
            veto_hours: more.veto_hours,
            sender: read("steps.sender", &more.sender, Sender::from_code)?,
            recipients: read_all("steps.recipients", &more.recipients, ContactRole::from_code)?,
            copies: read_all("steps.copies", &more.copies, ContactRole::from_code)?,
            conditions: Conditions {
                min_amount: more.min_amount.map(Cents),
                max_amount: more.max_amount.map(Cents),
                min_score: more.min_score,
                max_score: more.max_score,
                categories: more.categories,
                kinds: read_all("steps.kinds", &more.kinds, ClaimKind::from_code)?,
                min_late_items: more.min_late_items,
            },
            cost: Cents(more.cost),
            stage: read("steps.stage", &more.stage, Stage::from_code)?,
            ..plain
        })
    }
}

impl From<&Step> for StepRow {
    fn from(step: &Step) -> Self {
        let plain = Step::new(&step.key, step.offset_days, step.gap_days, step.channel(), step.mode, step.template);
        let conditions = &step.conditions;
        let more = (*step != plain).then(|| MoreRow {
            trigger: step.trigger.code().to_owned(),
            channels: codes(&step.channels, Channel::code),
            veto_hours: step.veto_hours,
            sender: step.sender.code().to_owned(),
            recipients: codes(&step.recipients, ContactRole::code),
            copies: codes(&step.copies, ContactRole::code),
            min_amount: conditions.min_amount.map(|amount| amount.0),
            max_amount: conditions.max_amount.map(|amount| amount.0),
            min_score: conditions.min_score,
            max_score: conditions.max_score,
            categories: conditions.categories.clone(),
            kinds: codes(&conditions.kinds, ClaimKind::code),
            min_late_items: conditions.min_late_items,
            cost: step.cost.0,
            stage: step.stage.code().to_owned(),
        });
        Self {
            key: step.key.clone(),
            offset_days: step.offset_days,
            gap_days: step.gap_days,
            channel: step.channel().code().to_owned(),
            mode: step.mode.code().to_owned(),
            template: step.template.code().to_owned(),
            more,
        }
    }
}

fn write(scenario: &Scenario) -> Result<String> {
    let steps = scenario.steps().iter().map(StepRow::from).collect();
    let stop = scenario.stop;
    let body = if stop == StopConditions::default() {
        Body::Steps(steps)
    } else {
        let stop = StopRow {
            on_reply: stop.on_reply,
            on_part_payment: stop.on_part_payment,
            at_or_below: stop.at_or_below.map(|amount| amount.0),
            after_days_late: stop.after_days_late,
        };
        Body::Whole { stop, steps }
    };
    serde_json::to_string(&body).map_err(|error| inconsistent("steps", &error.to_string()))
}

type ScenarioTuple = (Uuid, Uuid, String, i32, String);

fn scenario((series, id, name, version, steps): ScenarioTuple) -> Result<(SeriesId, Scenario)> {
    let body: Body = serde_json::from_str(&steps).map_err(|error| inconsistent("steps", &error.to_string()))?;
    let (rows, stop) = match body {
        Body::Steps(steps) => (steps, StopConditions::default()),
        Body::Whole { stop, steps } => {
            let stop = StopConditions {
                on_reply: stop.on_reply,
                on_part_payment: stop.on_part_payment,
                at_or_below: stop.at_or_below.map(Cents),
                after_days_late: stop.after_days_late,
            };
            (steps, stop)
        }
    };
    let steps = rows.into_iter().map(Step::try_from).collect::<Result<Vec<_>>>()?;
    let version = u32::try_from(version).map_err(|_| inconsistent("version", &version.to_string()))?;
    let scenario = Scenario::new(ScenarioId(id), name, version, steps).map_err(|error| inconsistent("steps", &error.to_string()))?;
    Ok((SeriesId(series), scenario.stopping(stop)))
}

/// Adds the first version of a scenario, whose id is that of the series from then on. `source` is the text that it was
/// written as; empty when nobody wrote one.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn insert_series(
    tx: &mut Tx,
    organisation: OrganisationId,
    scenario: &Scenario,
    source: &str,
    actor: &str,
    at: DateTime<Utc>,
) -> Result<SeriesId> {
    let steps = write(scenario)?;
    let version = i32::try_from(scenario.version).unwrap_or(i32::MAX);
    in_tx!(tx, c => {
        sqlx::query(INSERT_SCENARIO)
            .bind(organisation.0).bind(scenario.id.0).bind(&scenario.name).bind(version).bind(&steps).bind(crate::event::to_micros(at))
            .bind(actor).bind(source).bind(scenario.id.0)
            .execute(&mut *c).await?;
    });
    Ok(SeriesId(scenario.id.0))
}

/// Adds the scenario that comes with the program.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn insert(tx: &mut Tx, organisation: OrganisationId, scenario: &Scenario, at: DateTime<Utc>) -> Result<()> {
    insert_series(tx, organisation, scenario, "", "", at).await.map(|_| ())
}

/// The version in force of the default scenario.
///
/// # Errors
/// [`StoreError::Inconsistent`] when the organisation has none.
#[crate::boxed]
pub async fn in_force(tx: &mut Tx, organisation: OrganisationId) -> Result<Scenario> {
    Ok(all_in_force(tx, organisation).await?.swap_remove(0).1)
}

/// The version in force of every scenario that is not retired, that of the default one first. Never empty.
///
/// # Errors
/// [`StoreError::Inconsistent`] when the organisation has none.
#[crate::boxed]
pub async fn all_in_force(tx: &mut Tx, organisation: OrganisationId) -> Result<Vec<(SeriesId, Scenario)>> {
    let rows: Vec<ScenarioTuple> = in_tx!(tx, c => sqlx::query_as(SELECT_ALL_IN_FORCE).bind(organisation.0).fetch_all(&mut *c).await?);
    if rows.is_empty() {
        return Err(inconsistent("in_force", &organisation.to_string()));
    }
    rows.into_iter().map(scenario).collect()
}

/// The newest version of every scenario, in force or retired.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn newest(tx: &mut Tx, organisation: OrganisationId) -> Result<Vec<(SeriesId, Version)>> {
    type Row = (Uuid, Uuid, String, i32, bool, DateTime<Utc>, String);
    let rows: Vec<Row> = in_tx!(tx, c => sqlx::query_as(SELECT_NEWEST).bind(organisation.0).fetch_all(&mut *c).await?);
    let version = |(series, id, name, number, is_in_force, created_at, actor)| {
        (SeriesId(series), Version { id: ScenarioId(id), name, number, is_in_force, created_at, actor })
    };
    Ok(rows.into_iter().map(version).collect())
}

/// Retires a scenario, by its version in force.
///
/// # Errors
/// [`StoreError::Stale`] when that version is not in force.
#[crate::boxed]
pub async fn retire(tx: &mut Tx, organisation: OrganisationId, id: ScenarioId) -> Result<()> {
    let changed = in_tx!(tx, c => sqlx::query(SUPERSEDE).bind(organisation.0).bind(id.0).execute(&mut *c).await?.rows_affected());
    if changed == 1 { Ok(()) } else { Err(StoreError::Stale { table: "scenario", id: id.0 }) }
}

/// Puts the newest version of a retired scenario in force again.
///
/// # Errors
/// [`StoreError::Stale`] when it is in force.
#[crate::boxed]
pub async fn reinstate(tx: &mut Tx, organisation: OrganisationId, id: ScenarioId) -> Result<()> {
    let changed = in_tx!(tx, c => sqlx::query(REINSTATE).bind(organisation.0).bind(id.0).execute(&mut *c).await?.rows_affected());
    if changed == 1 { Ok(()) } else { Err(StoreError::Stale { table: "scenario", id: id.0 }) }
}

/// A version, without its steps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// Its id.
    pub id: ScenarioId,
    /// Its name.
    pub name: String,
    /// 1, 2, 3…
    pub number: i32,
    /// Whether it is the one that decides.
    pub is_in_force: bool,
    /// Since when it is there.
    pub created_at: DateTime<Utc>,
    /// Who wrote it; empty for the first.
    pub actor: String,
}

/// The versions of a scenario, the newest first.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn versions(tx: &mut Tx, organisation: OrganisationId, series: SeriesId, limit: i64) -> Result<Vec<Version>> {
    type Row = (Uuid, String, i32, bool, DateTime<Utc>, String);
    let rows: Vec<Row> =
        in_tx!(tx, c => sqlx::query_as(SELECT_VERSIONS).bind(organisation.0).bind(series.0).bind(limit).fetch_all(&mut *c).await?);
    let version =
        |(id, name, number, is_in_force, created_at, actor)| Version { id: ScenarioId(id), name, number, is_in_force, created_at, actor };
    Ok(rows.into_iter().map(version).collect())
}

/// A version with the scenario that it is of and the text that it was written as; empty when nobody wrote one.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn version(tx: &mut Tx, organisation: OrganisationId, id: ScenarioId) -> Result<Option<(SeriesId, Scenario, String)>> {
    let row: Option<ScenarioTuple> =
        in_tx!(tx, c => sqlx::query_as(SELECT_VERSION).bind(organisation.0).bind(id.0).fetch_optional(&mut *c).await?);
    let Some(row) = row else { return Ok(None) };
    let source: String = in_tx!(tx, c => sqlx::query_scalar(SELECT_SOURCE).bind(organisation.0).bind(id.0).fetch_one(&mut *c).await?);
    let (series, scenario) = scenario(row)?;
    Ok(Some((series, scenario, source)))
}

/// Puts a version in force in the place of another.
///
/// # Errors
/// [`StoreError::Stale`] when that other one is no longer in force.
#[crate::boxed]
pub async fn replace(
    tx: &mut Tx,
    organisation: OrganisationId,
    before: ScenarioId,
    next: &Scenario,
    source: &str,
    actor: &str,
    at: DateTime<Utc>,
) -> Result<()> {
    let steps = write(next)?;
    let version = i32::try_from(next.version).unwrap_or(i32::MAX);
    let changed = in_tx!(tx, c => sqlx::query(SUPERSEDE).bind(organisation.0).bind(before.0).execute(&mut *c).await?.rows_affected());
    if changed != 1 {
        return Err(StoreError::Stale { table: "scenario", id: before.0 });
    }
    in_tx!(tx, c => {
        sqlx::query(INSERT_VERSION)
            .bind(organisation.0).bind(next.id.0).bind(&next.name).bind(version).bind(&steps).bind(crate::event::to_micros(at))
            .bind(actor).bind(source).bind(before.0)
            .execute(&mut *c).await?;
    });
    Ok(())
}

/// The number of a step, by which items remember it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepNumber {
    /// It.
    pub number: i32,
    /// The scenario.
    pub series: SeriesId,
    /// The key of the step there.
    pub key: String,
    /// Its day counted from the due date.
    pub nominal_day: i32,
}

/// The numbers of all steps that ever were; none while the first version of the first scenario is all there is: its
/// positions are the numbers.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn step_numbers(tx: &mut Tx, organisation: OrganisationId) -> Result<Vec<StepNumber>> {
    let rows: Vec<(i32, Uuid, String, i32)> =
        in_tx!(tx, c => sqlx::query_as(SELECT_NUMBERS).bind(organisation.0).fetch_all(&mut *c).await?);
    let step = |(number, series, key, nominal_day)| StepNumber { number, series: SeriesId(series), key, nominal_day };
    Ok(rows.into_iter().map(step).collect())
}

/// Writes the numbers of steps; a known one gets its new day.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn keep_step_numbers(tx: &mut Tx, organisation: OrganisationId, numbers: &[StepNumber]) -> Result<()> {
    for step in numbers {
        in_tx!(tx, c => {
            sqlx::query(UPSERT_NUMBER)
                .bind(organisation.0).bind(step.number).bind(step.series.0).bind(&step.key).bind(step.nominal_day)
                .execute(&mut *c).await?;
        });
    }
    Ok(())
}
