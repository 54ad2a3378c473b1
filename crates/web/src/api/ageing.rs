//! The aged balance.
#![expect(unused_qualifications, reason = "the macros that describe parameters write full paths")]

use app::ageing::{AgedQuery, AgedRow, By};
use axum::Json;
use axum::extract::{Query, State};
use domain::ledger::{Ageing, Bucket};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::Problem;
use super::gate::Caller;
use super::read::{currency, day, invalid};
use crate::site::Site;
use crate::t;

/// Rows of an answer.
const ROWS: usize = 500;

/// A column of a row.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct BucketOut {
    /// `not_due`, `1-30`, `31-60`, `61-90`, `91-120`, `120+` or `credits`.
    pub bucket: &'static str,
    /// What is in it; credits are below zero.
    pub amount: String,
}

/// A row of the aged balance.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct AgedRowOut {
    /// Id of the debtor, where rows are debtors.
    pub debtor_id: Option<String>,
    /// The debtor's code; empty for other rows.
    pub customer_code: String,
    /// The debtor's name, or that of the category, collector, project or group.
    pub name: String,
    /// Its columns.
    pub buckets: Vec<BucketOut>,
    /// Their sum.
    pub total: String,
}

/// The aged balance of a day.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct AgedBalanceOut {
    /// The day.
    pub as_of: String,
    /// What the rows stand for.
    pub by: &'static str,
    /// ISO 4217, of all amounts.
    pub currency: String,
    /// The rows, the largest first.
    pub rows: Vec<AgedRowOut>,
    /// What all rows come to, those of other pages too.
    pub total: AgedRowOut,
    /// The whole ledger of that day: equal to the total when no project is asked for.
    pub ledger: String,
    /// How many pages there are.
    pub pages: usize,
}

fn buckets(ageing: &Ageing) -> Vec<BucketOut> {
    Bucket::ALL.into_iter().map(|bucket| BucketOut { bucket: bucket.code(), amount: ageing.get(bucket).iso() }).collect()
}

fn shape(row: &AgedRow) -> AgedRowOut {
    AgedRowOut {
        debtor_id: row.debtor.map(|debtor| debtor.to_string()),
        customer_code: row.code.clone(),
        name: row.name.clone(),
        buckets: buckets(&row.ageing),
        total: row.ageing.total().iso(),
    }
}

/// Which balance.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct AgedAsked {
    /// `debtor` (by default), `category`, `collector`, `project` or `group`.
    pub by: Option<String>,
    /// The day; today by default.
    pub on: Option<String>,
    /// ISO 4217; the house's main currency by default.
    pub currency: Option<String>,
    /// What is for one project alone, by its code.
    pub project: Option<String>,
    /// From 1; 500 rows a page.
    pub page: Option<usize>,
}

/// Read the aged balance of a day
#[utoipa::path(get, path = "/api/v1/aged-balance", tag = "read", params(AgedAsked), responses(
    (status = 200, description = "The balance", body = AgedBalanceOut),
    (status = "4XX", description = "Refused", body = Problem, content_type = "application/problem+json"),
))]
pub(super) async fn aged_balance(
    State(site): State<Site>,
    caller: Caller,
    Query(asked): Query<AgedAsked>,
) -> Result<Json<AgedBalanceOut>, Problem> {
    let by = match asked.by.as_deref().map(str::trim).unwrap_or_default() {
        "" => By::Debtor,
        code => By::from_code(code).ok_or_else(|| invalid("by", t!("api-bad-status", list = By::ALL.map(By::code).join(", "))))?,
    };
    let currency = currency(asked.currency.as_deref())?;
    let as_of = day("on", asked.on.as_deref())?.unwrap_or(site.app().today());
    let within = asked.project.map(|code| code.trim().to_owned()).filter(|code| !code.is_empty()).map(|code| (By::Project, code));
    let query = AgedQuery { by, currency, within, ..AgedQuery::on(as_of) };
    let found = app::ageing::aged_balance(site.app(), &caller.0.scope, &query).await?;
    let from = (asked.page.unwrap_or(1).max(1) - 1).saturating_mul(ROWS);
    let total = AgedRowOut {
        debtor_id: None,
        customer_code: String::new(),
        name: String::new(),
        buckets: buckets(&found.total),
        total: found.total.total().iso(),
    };
    Ok(Json(AgedBalanceOut {
        as_of: found.as_of.to_string(),
        by: by.code(),
        currency: found.currency.code().to_owned(),
        rows: found.rows.iter().skip(from).take(ROWS).map(shape).collect(),
        total,
        ledger: found.ledger.iso(),
        pages: found.rows.len().div_ceil(ROWS).max(1),
    }))
}
