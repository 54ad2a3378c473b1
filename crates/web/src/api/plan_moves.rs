//! Payment plans, as other programs make and move them.

use app::connect::Once;
use app::connect::agreements::{PushedPlan, move_plan, propose_plan};
use app::plans::{self, GRACE_DAYS, How, Move};
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use chrono::Datelike;
use domain::ids::PlanId;
use domain::plan::{Guarantee, Instalment, InterestChoice, Odd, Pace, Rule};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Problem;
use super::agreements::{ReasonIn, SignatureIn, amount, day, known};
use super::asking::Asking;
use super::gate::Caller;
use super::plans::PlanOut;
use super::read::invalid;
use crate::site::Site;
use crate::t;

/// An instalment of a plan to propose.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct InstalmentIn {
    /// The last day to pay it.
    #[schema(format = Date)]
    pub due_on: String,
    /// How much.
    pub amount: String,
}

/// A payment plan to propose: by a rule (`parts`, `first_on`, `every`), or by its instalments.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PlanIn {
    /// The customer's code.
    #[schema(example = "C0042")]
    pub customer_code: String,
    /// Numbers of the invoices.
    pub items: Vec<String>,
    /// How many instalments.
    #[schema(example = 3)]
    pub parts: Option<u32>,
    /// The first due date.
    #[schema(format = Date)]
    pub first_on: Option<String>,
    /// `month` (by default, on the day of the first), `fortnight` or `week`.
    pub every: Option<String>,
    /// The first instalment, when it differs.
    pub first: Option<String>,
    /// The instalments, instead of the rule; they add up to the debt.
    pub instalments: Option<Vec<InstalmentIn>>,
    /// What becomes of late-payment interest: `kept`, `frozen` or `waived`.
    pub interest: String,
    /// Days during which a late instalment does not break the plan; 5 by default.
    pub grace_days: Option<u16>,
    /// Whether an instalment missed in spite of a notice makes the whole due; false by default.
    pub accelerates: Option<bool>,
    /// Key of the step of a scenario with which the invoices go on when the plan failed; where they stand by default.
    #[schema(example = "prepare_formal_notice")]
    pub fallback_step: Option<String>,
    /// What secures it: `none` (by default), `surety`, `pledge`, `mandate` or `other`.
    pub guarantee: Option<String>,
    /// Which guarantee, in words; asked for unless there is none.
    pub guarantee_note: Option<String>,
    /// What is to be remembered.
    pub note: Option<String>,
}

/// A notice that a missed instalment is to be paid.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NoticeIn {
    /// The last day to pay what is missing: eight days from today on at least.
    #[schema(format = Date)]
    pub cure_by: String,
    /// Why.
    pub reason: Option<String>,
}

/// Why, for a move that needs no reason.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct WhyIn {
    /// Why.
    pub reason: Option<String>,
}

const PACES: [&str; 3] = ["month", "fortnight", "week"];

fn how(row: &PlanIn) -> Result<How, Problem> {
    if let Some(instalments) = &row.instalments {
        let one = |line: &InstalmentIn| {
            let sum = amount("amount", Some(&line.amount))?.unwrap_or_default();
            Ok(Instalment { due_on: day("due_on", &line.due_on)?, amount: sum })
        };
        return Ok(How::Typed(instalments.iter().map(one).collect::<Result<_, Problem>>()?));
    }
    let first_on = day("first_on", row.first_on.as_deref().unwrap_or_default())?;
    let pace = match row.every.as_deref().unwrap_or("month") {
        "month" => Pace::Monthly(first_on.day()),
        "fortnight" => Pace::Weeks(2),
        "week" => Pace::Weeks(1),
        _ => return Err(invalid("every", t!("api-bad-status", list = PACES.join(", ")))),
    };
    let first = amount("first", row.first.as_deref())?;
    Ok(How::Rule(Rule { parts: row.parts.unwrap_or(0), first, first_on, pace, odd: Odd::Last, working_days: true }))
}

async fn out(site: &Site, caller: &Caller, id: PlanId) -> Result<PlanOut, Problem> {
    let found = plans::view(site.app(), &caller.0.scope, id).await?;
    Ok(PlanOut::new(&found.plan))
}

/// Propose a payment plan
///
/// Within the limits of the house it is ready to be signed; beyond them it waits for who may agree.
#[utoipa::path(
    post, path = "/api/v1/payment-plans", tag = "push", request_body = PlanIn,
    params(("Idempotency-Key" = Option<String>, Header, description = "Makes the request be done once, for 30 days at least.")),
    responses(
        (status = 201, description = "The plan", body = PlanOut),
        (status = "4XX", description = "Nothing was done", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn propose(State(site): State<Site>, Asking { caller, once, row }: Asking<PlanIn>) -> Result<Response, Problem> {
    let fallback_step = row.fallback_step.as_deref().unwrap_or_default().trim().to_owned();
    if !fallback_step.is_empty() {
        let steps = plans::steps(site.app(), &caller.0.scope).await?;
        let keys: Vec<&str> = steps.iter().map(|(key, _)| key.as_str()).collect();
        known("fallback_step", keys.contains(&fallback_step.as_str()).then_some(()), &keys)?;
    }
    let guarantee = row.guarantee.as_deref().unwrap_or("none").trim();
    let guarantee = known("guarantee", Guarantee::from_code(guarantee), &Guarantee::ALL.map(Guarantee::code))?;
    let pushed = PushedPlan {
        fallback_step,
        guarantee: (guarantee, row.guarantee_note.clone().unwrap_or_default()),
        how: how(&row)?,
        interest: known("interest", InterestChoice::from_code(row.interest.trim()), &InterestChoice::ALL.map(InterestChoice::code))?,
        customer_code: row.customer_code,
        items: row.items,
        grace_days: row.grace_days.unwrap_or(GRACE_DAYS),
        accelerates: row.accelerates.unwrap_or(false),
        note: row.note.unwrap_or_default(),
    };
    let id = propose_plan(site.app(), &caller.0.scope, &once, &pushed).await?;
    Ok((StatusCode::CREATED, Json(out(&site, &caller, id).await?)).into_response())
}

/// Moves a plan, once; what it is then.
pub(super) async fn moved(
    (site, caller, once): (&Site, &Caller, &Once),
    id: &str,
    verb: &Move,
    reason: &str,
) -> Result<Json<PlanOut>, Problem> {
    let id: PlanId = id.parse().map_err(|_| Problem::plain(StatusCode::NOT_FOUND))?;
    move_plan(site.app(), &caller.0.scope, once, id, verb, reason).await?;
    Ok(Json(out(site, caller, id).await?))
}

/// Record the signature of a payment plan
///
/// It runs from then on: its items are held while it is kept.
#[utoipa::path(
    post, path = "/api/v1/payment-plans/{id}/sign", tag = "push", request_body = SignatureIn,
    params(
        ("id" = Uuid, Path, description = "Its id"),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes the request be done once, for 30 days at least."),
    ),
    responses(
        (status = 200, description = "The plan", body = PlanOut),
        (status = "4XX", description = "Nothing was done", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn sign(
    State(site): State<Site>,
    Path(id): Path<String>,
    Asking { caller, once, row }: Asking<SignatureIn>,
) -> Result<Json<PlanOut>, Problem> {
    let verb = Move::Sign { on: day("on", &row.on)?, signatory: row.signatory };
    moved((&site, &caller, &once), &id, &verb, "").await
}

/// Give a payment plan up
#[utoipa::path(
    post, path = "/api/v1/payment-plans/{id}/cancel", tag = "push", request_body = ReasonIn,
    params(
        ("id" = Uuid, Path, description = "Its id"),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes the request be done once, for 30 days at least."),
    ),
    responses(
        (status = 200, description = "The plan", body = PlanOut),
        (status = "4XX", description = "Nothing was done", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn cancel(
    State(site): State<Site>,
    Path(id): Path<String>,
    Asking { caller, once, row }: Asking<ReasonIn>,
) -> Result<Json<PlanOut>, Problem> {
    moved((&site, &caller, &once), &id, &Move::Cancel, &row.reason).await
}

/// Agree to a payment plan beyond the limits of the house
///
/// It is ready to be signed then.
#[utoipa::path(
    post, path = "/api/v1/payment-plans/{id}/approve", tag = "decide", request_body = WhyIn,
    params(
        ("id" = Uuid, Path, description = "Its id"),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes the request be done once, for 30 days at least."),
    ),
    responses(
        (status = 200, description = "The plan", body = PlanOut),
        (status = "4XX", description = "Nothing was done", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn approve(
    State(site): State<Site>,
    Path(id): Path<String>,
    Asking { caller, once, row }: Asking<WhyIn>,
) -> Result<Json<PlanOut>, Problem> {
    moved((&site, &caller, &once), &id, &Move::Approve, row.reason.as_deref().unwrap_or_default()).await
}

/// Record the notice to pay a missed instalment
///
/// The instalment must be beyond its grace; the debtor has until `cure_by`. The notice itself is the file of the plan's page, to be posted.
#[utoipa::path(
    post, path = "/api/v1/payment-plans/{id}/notice", tag = "push", request_body = NoticeIn,
    params(
        ("id" = Uuid, Path, description = "Its id"),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes the request be done once, for 30 days at least."),
    ),
    responses(
        (status = 200, description = "The plan", body = PlanOut),
        (status = "4XX", description = "Nothing was done", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn notice(
    State(site): State<Site>,
    Path(id): Path<String>,
    Asking { caller, once, row }: Asking<NoticeIn>,
) -> Result<Json<PlanOut>, Problem> {
    let verb = Move::Notice { cure_by: day("cure_by", &row.cure_by)? };
    moved((&site, &caller, &once), &id, &verb, row.reason.as_deref().unwrap_or_default()).await
}

/// Make the whole of a payment plan due
///
/// The plan must have that clause, and the time that its notice left must have passed in vain.
#[utoipa::path(
    post, path = "/api/v1/payment-plans/{id}/accelerate", tag = "push", request_body = WhyIn,
    params(
        ("id" = Uuid, Path, description = "Its id"),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes the request be done once, for 30 days at least."),
    ),
    responses(
        (status = 200, description = "The plan", body = PlanOut),
        (status = "4XX", description = "Nothing was done", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn accelerate(
    State(site): State<Site>,
    Path(id): Path<String>,
    Asking { caller, once, row }: Asking<WhyIn>,
) -> Result<Json<PlanOut>, Problem> {
    moved((&site, &caller, &once), &id, &Move::Accelerate, row.reason.as_deref().unwrap_or_default()).await
}
