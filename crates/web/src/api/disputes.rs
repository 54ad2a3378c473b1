//! What other programs read of disputes.
#![expect(unused_qualifications, reason = "the macros that describe parameters write full paths")]

use app::dispute::{self, Card};
use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use domain::dispute::Spread;
use domain::ids::DebtorId;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::Problem;
use super::gate::Caller;
use super::read::{asked, invalid, page};
use super::shapes::{PageAsked, PageOf};
use crate::site::Site;
use crate::t;

/// What a debtor contests.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DisputeOut {
    /// Its id.
    pub id: String,
    /// The debtor's id.
    pub debtor_id: String,
    /// The debtor's code.
    pub customer_code: String,
    /// The numbers of its items.
    pub numbers: Vec<String>,
    /// `quality`, `price`, `quantity`, `not_delivered`, `duplicate`, `wrong_invoice`, `missing_order`, `credit_awaited`, `service`,
    /// `already_paid`, `other` or `unspecified`.
    pub reason: &'static str,
    /// What the debtor says.
    pub note: String,
    /// `open`, `asked`, `answered`, `credit` or `closed`.
    pub state: &'static str,
    /// `founded`, `partly_founded`, `unfounded`, `paid` or `withdrawn`, once it is closed.
    pub outcome: Option<&'static str>,
    /// The service that answers: `sales`, `logistics`, `quality`, `service` or `accounting`.
    pub owner_role: &'static str,
    /// Who answers; may be empty.
    pub owner_name: String,
    /// ISO 4217.
    pub currency: String,
    /// What was contested.
    pub claimed: String,
    /// What is held back from the reminders now.
    pub held: String,
    /// When it was opened.
    pub opened_on: String,
    /// The last day of what it waits for.
    pub due_on: Option<String>,
    /// When it ended.
    pub closed_on: Option<String>,
}

impl From<&Card> for DisputeOut {
    fn from(card: &Card) -> Self {
        Self {
            id: card.id.to_string(),
            debtor_id: card.debtor.0.to_string(),
            customer_code: card.debtor.1.clone(),
            numbers: card.numbers.clone(),
            reason: card.reason.code(),
            note: card.note.clone(),
            state: card.column,
            outcome: card.outcome.map(domain::dispute::Outcome::code),
            owner_role: card.owner.role.code(),
            owner_name: card.owner.name.clone(),
            currency: card.currency.code().to_owned(),
            claimed: card.claimed.iso(),
            held: card.held.iso(),
            opened_on: card.opened_on.to_string(),
            due_on: card.due_on.map(|on| on.to_string()),
            closed_on: card.closed_on.map(|on| on.to_string()),
        }
    }
}

/// Which disputes.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct DisputesAsked {
    /// `open`, `asked`, `answered`, `credit` or `closed`; all by default.
    pub state: Option<String>,
    /// Id of the debtor.
    pub debtor: Option<String>,
}

const STATES: [&str; 5] = ["open", "asked", "answered", "credit", "closed"];

/// List disputes
#[utoipa::path(get, path = "/api/v1/disputes", tag = "read", params(PageAsked, DisputesAsked), responses(
    (status = 200, description = "A page", body = PageOf<DisputeOut>),
    (status = "4XX", description = "Refused", body = Problem, content_type = "application/problem+json"),
))]
pub(super) async fn disputes(
    State(site): State<Site>,
    caller: Caller,
    Query(paging): Query<PageAsked>,
    Query(filter): Query<DisputesAsked>,
) -> Result<Json<PageOf<DisputeOut>>, Problem> {
    let state = filter.state.as_deref().map(str::trim).unwrap_or_default();
    if !state.is_empty() && !STATES.contains(&state) {
        return Err(invalid("state", t!("api-bad-status", list = STATES.join(", "))));
    }
    let debtor: Option<DebtorId> = match filter.debtor.as_deref().map(str::trim).filter(|id| !id.is_empty()) {
        None => None,
        Some(id) => Some(id.parse().map_err(|_| invalid("debtor", t!("api-bad-id")))?),
    };
    let found = dispute::read(site.app(), &caller.0.scope, asked(&paging)?, state, debtor).await?;
    Ok(page(&found, |card| DisputeOut::from(card)))
}

/// Read a dispute
#[utoipa::path(get, path = "/api/v1/disputes/{id}", tag = "read", params(("id" = Uuid, Path, description = "Its id")), responses(
    (status = 200, description = "The dispute", body = DisputeOut),
    (status = "4XX", description = "Refused, or not there", body = Problem, content_type = "application/problem+json"),
))]
pub(super) async fn dispute(State(site): State<Site>, caller: Caller, Path(id): Path<String>) -> Result<Json<DisputeOut>, Problem> {
    let id = id.parse().map_err(|_| Problem::plain(StatusCode::NOT_FOUND))?;
    let found = dispute::view(site.app(), &caller.0.scope, id).await?;
    Ok(Json(DisputeOut::from(&found.card)))
}

/// How long disputes took, and how they ended.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SpreadOut {
    /// How many ended in the period.
    pub closed: usize,
    /// Days from opening to end: half of them took no longer.
    pub median_days: Option<i64>,
    /// Days from opening to end: nine in ten took no longer.
    pub p90_days: Option<i64>,
    /// How many were founded, in full or in part.
    pub founded: usize,
    /// The share that was unfounded, withdrawn or paid, in per cent.
    #[schema(example = "62.5")]
    pub won_percent: Option<String>,
}

impl From<&Spread> for SpreadOut {
    fn from(spread: &Spread) -> Self {
        Self {
            closed: spread.closed,
            median_days: spread.median,
            p90_days: spread.p90,
            founded: spread.founded,
            won_percent: spread.win_rate().map(tenths),
        }
    }
}

/// The disputes of a reason.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ReasonReportOut {
    /// Its key, as on a dispute.
    pub reason: &'static str,
    /// Those that ended in the period.
    pub ended: SpreadOut,
    /// How many go on.
    pub living: usize,
    /// What these hold up.
    pub held: String,
}

/// What an owner holds up.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct OwnerReportOut {
    /// The owner's name, else what the owner is.
    pub owner: String,
    /// How many disputes go on.
    pub living: usize,
    /// How many of them are past their time limit.
    pub late: usize,
    /// What they hold up.
    pub held: String,
    /// Of it, what late ones hold up.
    pub held_late: String,
}

/// The figures of disputes, in euros.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DisputeReportOut {
    /// Disputes that ended on this day or later count.
    #[schema(format = Date)]
    pub since: String,
    /// Always `EUR`.
    pub currency: &'static str,
    /// What is contested now.
    pub held: String,
    /// What is owed now, less credits that are open.
    pub owed: String,
    /// The contested share, in per cent; null when nothing is owed.
    #[schema(example = "12.5")]
    pub held_percent: Option<String>,
    /// Days of sales that are owed.
    pub dso_days: Option<String>,
    /// Of them, those of what is contested.
    pub dso_disputed_days: Option<String>,
    /// The days if nothing were contested.
    pub dso_without_days: Option<String>,
    /// All that ended in the period.
    pub all: SpreadOut,
    /// By reason, the largest amount first.
    pub reasons: Vec<ReasonReportOut>,
    /// By owner, the largest amount first.
    pub owners: Vec<OwnerReportOut>,
}

/// A number of tenths as a decimal number.
fn tenths(count: i64) -> String {
    let sign = if count < 0 { "-" } else { "" };
    format!("{sign}{}.{}", count.abs() / 10, count.abs() % 10)
}

/// Read the figures of disputes: how long they take by reason, what each owner holds up, the last twelve months
#[utoipa::path(get, path = "/api/v1/disputes/report", tag = "read", responses(
    (status = 200, description = "The figures", body = DisputeReportOut),
    (status = "4XX", description = "Refused", body = Problem, content_type = "application/problem+json"),
))]
pub(super) async fn report(State(site): State<Site>, caller: Caller) -> Result<Json<DisputeReportOut>, Problem> {
    let found = dispute::report(site.app(), &caller.0.scope).await?;
    let reason = |line: &dispute::ReasonLine| ReasonReportOut {
        reason: line.reason.code(),
        ended: SpreadOut::from(&line.spread),
        living: line.living,
        held: line.held.iso(),
    };
    let owner = |line: &dispute::OwnerLine| OwnerReportOut {
        owner: line.owner.clone(),
        living: line.living,
        late: line.late,
        held: line.held.iso(),
        held_late: line.held_late.iso(),
    };
    Ok(Json(DisputeReportOut {
        since: found.since.to_string(),
        currency: "EUR",
        held: found.held.iso(),
        owed: found.owed.iso(),
        held_percent: found.share.map(tenths),
        dso_days: found.dso.map(tenths),
        dso_disputed_days: found.dso_disputed.map(tenths),
        dso_without_days: found.dso_without.map(tenths),
        all: SpreadOut::from(&found.all),
        reasons: found.reasons.iter().map(reason).collect(),
        owners: found.owners.iter().map(owner).collect(),
    }))
}
