//! Which items follow which scenario: versions of the list of rules, debtors with a scenario of their own, and the steps
//! that items went through.

use chrono::{DateTime, Utc};
use domain::Cents;
use domain::calendar::Date;
use domain::claim::ClaimKind;
use domain::dunning::{BindingConditions, BindingRule, Bindings};
use domain::ids::{DebtorId, OpenItemId, OrganisationId, SeriesId};
use domain::party::DebtorKind;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::event::to_micros;
use crate::statement::statements;
use crate::{Result, StoreError, Tx};

statements! {
    SELECT_BINDINGS = "SELECT version, default_series_id, rules, actor, created_at FROM scenario_binding WHERE organisation_id = $1 ORDER BY version DESC LIMIT 1";
    INSERT_BINDINGS = "INSERT INTO scenario_binding (organisation_id, version, default_series_id, rules, actor, created_at) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING";
    SELECT_OWN = "SELECT id, debtor_id, series_id, reason, bound_at, bound_by FROM debtor_scenario WHERE organisation_id = $1 AND revoked_at IS NULL ORDER BY bound_at, id";
    SELECT_OWN_OF = "SELECT id, debtor_id, series_id, reason, bound_at, bound_by FROM debtor_scenario WHERE organisation_id = $1 AND debtor_id = $2 AND revoked_at IS NULL";
    INSERT_OWN = "INSERT INTO debtor_scenario (organisation_id, id, debtor_id, series_id, reason, bound_at, bound_by) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    REVOKE_OWN = "UPDATE debtor_scenario SET revoked_at = $3, revoked_by = $4 WHERE organisation_id = $1 AND debtor_id = $2 AND revoked_at IS NULL";
    SELECT_PASSED = "SELECT v.open_item_id, v.step FROM item_advance v JOIN open_item i ON i.organisation_id = v.organisation_id AND i.id = v.open_item_id AND i.episode = v.episode JOIN action a ON a.organisation_id = v.organisation_id AND a.id = v.action_id WHERE v.organisation_id = $1 AND i.open_cents <> 0 AND a.business_date < $2 AND v.step >= 0 AND NOT v.withdrawn AND (i.last_step IS NULL OR v.step <> i.last_step)";
    SELECT_PASSED_OF = "SELECT v.open_item_id, v.step FROM item_advance v JOIN open_item i ON i.organisation_id = v.organisation_id AND i.id = v.open_item_id AND i.episode = v.episode JOIN action a ON a.organisation_id = v.organisation_id AND a.id = v.action_id WHERE v.organisation_id = $1 AND i.debtor_id = $3 AND i.open_cents <> 0 AND a.business_date < $2 AND v.step >= 0 AND NOT v.withdrawn AND (i.last_step IS NULL OR v.step <> i.last_step)";
}

/// How a rule is written in the base.
#[derive(Serialize, Deserialize)]
struct RuleRow {
    series: Uuid,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    categories: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    claims: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    debtors: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    min_amount: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    max_amount: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    min_days_late: Option<u16>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    max_days_late: Option<u16>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    min_score: Option<u8>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    max_score: Option<u8>,
}

fn inconsistent(column: &'static str, row: &str) -> StoreError {
    StoreError::Inconsistent { table: "scenario_binding", column, row: row.to_owned() }
}

impl TryFrom<RuleRow> for BindingRule {
    type Error = StoreError;

    fn try_from(row: RuleRow) -> Result<Self> {
        let claim = |code: &String| ClaimKind::from_code(code).ok_or_else(|| inconsistent("rules.claims", code));
        let debtor = |code: &String| DebtorKind::from_code(code).ok_or_else(|| inconsistent("rules.debtors", code));
        let when = BindingConditions {
            claims: row.claims.iter().map(claim).collect::<Result<_>>()?,
            debtors: row.debtors.iter().map(debtor).collect::<Result<_>>()?,
            categories: row.categories,
            min_amount: row.min_amount.map(Cents),
            max_amount: row.max_amount.map(Cents),
            min_days_late: row.min_days_late,
            max_days_late: row.max_days_late,
            min_score: row.min_score,
            max_score: row.max_score,
        };
        Ok(Self { series: SeriesId(row.series), when })
    }
}

impl From<&BindingRule> for RuleRow {
    fn from(rule: &BindingRule) -> Self {
        let when = &rule.when;
        Self {
            series: rule.series.0,
            categories: when.categories.clone(),
            claims: when.claims.iter().map(|kind| kind.code().to_owned()).collect(),
            debtors: when.debtors.iter().map(|kind| kind.code().to_owned()).collect(),
            min_amount: when.min_amount.map(|amount| amount.0),
            max_amount: when.max_amount.map(|amount| amount.0),
            min_days_late: when.min_days_late,
            max_days_late: when.max_days_late,
            min_score: when.min_score,
            max_score: when.max_score,
        }
    }
}

/// A version of the list of rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BindingVersion {
    /// 1, 2, 3…
    pub version: i32,
    /// The rules and the default.
    pub bindings: Bindings,
    /// Who wrote it.
    pub actor: String,
    /// When.
    pub created_at: DateTime<Utc>,
}

/// The list in force; `None` when nobody has written one.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn in_force(tx: &mut Tx, organisation: OrganisationId) -> Result<Option<BindingVersion>> {
    type Row = (i32, Uuid, String, String, DateTime<Utc>);
    let row: Option<Row> = in_tx!(tx, c => sqlx::query_as(SELECT_BINDINGS).bind(organisation.0).fetch_optional(&mut *c).await?);
    let Some((version, default, rules, actor, created_at)) = row else { return Ok(None) };
    let rows: Vec<RuleRow> = serde_json::from_str(&rules).map_err(|error| inconsistent("rules", &error.to_string()))?;
    let rules = rows.into_iter().map(BindingRule::try_from).collect::<Result<Vec<_>>>()?;
    Ok(Some(BindingVersion { version, bindings: Bindings { rules, default: SeriesId(default) }, actor, created_at }))
}

/// Writes the next version of the list.
///
/// # Errors
/// [`StoreError::Stale`] when that version is there already.
#[crate::boxed]
pub async fn insert(tx: &mut Tx, organisation: OrganisationId, next: &BindingVersion) -> Result<()> {
    let rows: Vec<RuleRow> = next.bindings.rules.iter().map(RuleRow::from).collect();
    let rules = serde_json::to_string(&rows).map_err(|error| inconsistent("rules", &error.to_string()))?;
    let written = in_tx!(tx, c => sqlx::query(INSERT_BINDINGS)
        .bind(organisation.0).bind(next.version).bind(next.bindings.default.0).bind(&rules).bind(&next.actor).bind(to_micros(next.created_at))
        .execute(&mut *c).await?.rows_affected());
    if written == 1 { Ok(()) } else { Err(StoreError::Stale { table: "scenario_binding", id: next.bindings.default.0 }) }
}

/// A debtor to whom a person gave a scenario.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnScenario {
    /// Its id.
    pub id: Uuid,
    /// The debtor.
    pub debtor: DebtorId,
    /// The scenario.
    pub series: SeriesId,
    /// Why.
    pub reason: String,
    /// Since when.
    pub bound_at: DateTime<Utc>,
    /// By whom.
    pub bound_by: String,
}

type OwnTuple = (Uuid, Uuid, Uuid, String, DateTime<Utc>, String);

fn own_of((id, debtor, series, reason, bound_at, bound_by): OwnTuple) -> OwnScenario {
    OwnScenario { id, debtor: DebtorId(debtor), series: SeriesId(series), reason, bound_at, bound_by }
}

/// All debtors with a scenario of their own.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn own(tx: &mut Tx, organisation: OrganisationId) -> Result<Vec<OwnScenario>> {
    let rows: Vec<OwnTuple> = in_tx!(tx, c => sqlx::query_as(SELECT_OWN).bind(organisation.0).fetch_all(&mut *c).await?);
    Ok(rows.into_iter().map(own_of).collect())
}

/// The scenario that a person gave one debtor.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn own_of_debtor(tx: &mut Tx, organisation: OrganisationId, debtor: DebtorId) -> Result<Option<OwnScenario>> {
    let row: Option<OwnTuple> =
        in_tx!(tx, c => sqlx::query_as(SELECT_OWN_OF).bind(organisation.0).bind(debtor.0).fetch_optional(&mut *c).await?);
    Ok(row.map(own_of))
}

/// Gives a debtor a scenario; one that it had must be revoked before.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn bind(tx: &mut Tx, organisation: OrganisationId, own: &OwnScenario) -> Result<()> {
    in_tx!(tx, c => {
        sqlx::query(INSERT_OWN)
            .bind(organisation.0).bind(own.id).bind(own.debtor.0).bind(own.series.0).bind(&own.reason).bind(to_micros(own.bound_at))
            .bind(&own.bound_by)
            .execute(&mut *c).await?;
    });
    Ok(())
}

/// Takes a debtor's scenario back; whether it had one.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn revoke(tx: &mut Tx, organisation: OrganisationId, debtor: DebtorId, at: DateTime<Utc>, by: &str) -> Result<bool> {
    let changed = in_tx!(tx, c => sqlx::query(REVOKE_OWN)
        .bind(organisation.0).bind(debtor.0).bind(to_micros(at)).bind(by).execute(&mut *c).await?.rows_affected());
    Ok(changed > 0)
}

/// The numbers of the steps that open items went through before a day in their present episode, their last one apart; of
/// one debtor, or of all.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn passed(tx: &mut Tx, organisation: OrganisationId, before: Date, of: Option<DebtorId>) -> Result<Vec<(OpenItemId, i32)>> {
    let rows: Vec<(Uuid, i32)> = in_tx!(tx, c => match of {
        Some(debtor) => sqlx::query_as(SELECT_PASSED_OF).bind(organisation.0).bind(before).bind(debtor.0).fetch_all(&mut *c).await?,
        None => sqlx::query_as(SELECT_PASSED).bind(organisation.0).bind(before).fetch_all(&mut *c).await?,
    });
    Ok(rows.into_iter().map(|(item, step)| (OpenItemId(item), step)).collect())
}
