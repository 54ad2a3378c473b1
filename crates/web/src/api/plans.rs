//! Payment plans, as other programs read them.
#![expect(unused_qualifications, reason = "the macros that describe parameters write full paths")]

use app::plans::{self, Plan, PlansQuery};
use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use domain::ids::PlanId;
use domain::plan::Standing;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::Problem;
use super::gate::Caller;
use super::read::{asked, invalid, sheet};
use super::shapes::{PageAsked, PageOf};
use crate::site::Site;
use crate::t;

/// A version of a payment plan.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PlanOut {
    /// Its id.
    pub id: String,
    /// What both sides know it by; that of all its versions.
    #[schema(example = "ECH-2026-001")]
    pub reference: String,
    /// Its version, from 1.
    pub version: i32,
    /// Id of the debtor.
    pub debtor: String,
    /// `draft`, `to_approve`, `proposed`, `up_to_date`, `late`, `broken`, `noticed`, `accelerated`, `completed`, `stopped`, `replaced` or `cancelled`.
    pub state: String,
    /// ISO 4217.
    pub currency: String,
    /// The debt.
    pub total: String,
    /// What came.
    pub paid: String,
    /// What is left.
    pub left: String,
    /// What becomes of late-payment interest: `kept`, `frozen` or `waived`.
    pub interest: String,
    /// The instalments, in order.
    pub instalments: Vec<InstalmentOut>,
    /// Ids of the items that it is about.
    pub items: Vec<String>,
}

/// An instalment of a plan.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct InstalmentOut {
    /// The last day to pay it.
    #[schema(format = Date)]
    pub due_on: String,
    /// How much.
    pub amount: String,
    /// What came for it.
    pub paid: String,
    /// `kept`, `kept_late`, `coming`, `late` or `broken`.
    pub state: String,
}

impl PlanOut {
    pub(super) fn new(plan: &Plan) -> Self {
        let row = &plan.record.row;
        let instalment = |line: &domain::plan::Filled| InstalmentOut {
            due_on: line.instalment.due_on.to_string(),
            amount: line.instalment.amount.iso(),
            paid: line.filled.iso(),
            state: line.state.code().to_owned(),
        };
        Self {
            id: row.id.to_string(),
            reference: row.reference.clone(),
            version: row.version,
            debtor: row.debtor.to_string(),
            state: plan.standing.code().to_owned(),
            currency: row.currency.code().to_owned(),
            total: row.total.iso(),
            paid: plan.progress.paid().iso(),
            left: plan.progress.left().iso(),
            interest: row.interest.code().to_owned(),
            instalments: plan.progress.lines.iter().map(instalment).collect(),
            items: plan.record.items.iter().map(|(item, _)| item.to_string()).collect(),
        }
    }
}

/// Which plans.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct PlansAsked {
    /// How they stand, as in `state`; all by default.
    pub state: Option<String>,
}

/// List payment plans
#[utoipa::path(get, path = "/api/v1/payment-plans", tag = "read", params(PageAsked, PlansAsked), responses(
    (status = 200, description = "A page", body = PageOf<PlanOut>),
    (status = "4XX", description = "Refused", body = Problem, content_type = "application/problem+json"),
))]
pub(super) async fn plans(
    State(site): State<Site>,
    caller: Caller,
    Query(paging): Query<PageAsked>,
    Query(filter): Query<PlansAsked>,
) -> Result<Json<PageOf<PlanOut>>, Problem> {
    let standing = match filter.state.as_deref().map(str::trim).filter(|state| !state.is_empty()) {
        None => None,
        Some(code) => {
            let known = || Standing::ALL.map(Standing::code).join(", ");
            Some(Standing::from_code(code).ok_or_else(|| invalid("state", t!("api-bad-status", list = known())))?)
        }
    };
    let asked = asked(&paging)?;
    let query = PlansQuery { standing, all: true, ..PlansQuery::default() };
    let found = plans::page(site.app(), &caller.0.scope, &query, asked.after, usize::try_from(asked.limit).unwrap_or(1)).await?;
    let next = found.1;
    Ok(sheet(found.0.iter().map(PlanOut::new).collect(), next))
}

/// Read a payment plan
#[utoipa::path(get, path = "/api/v1/payment-plans/{id}", tag = "read", params(("id" = Uuid, Path, description = "Its id")), responses(
    (status = 200, description = "The plan", body = PlanOut),
    (status = "4XX", description = "Refused, or not there", body = Problem, content_type = "application/problem+json"),
))]
pub(super) async fn plan(State(site): State<Site>, caller: Caller, Path(id): Path<String>) -> Result<Json<PlanOut>, Problem> {
    let id: PlanId = id.parse().map_err(|_| Problem::plain(StatusCode::NOT_FOUND))?;
    let found = plans::view(site.app(), &caller.0.scope, id).await?;
    Ok(Json(PlanOut::new(&found.plan)))
}
