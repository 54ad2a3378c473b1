//! The other moves of what was agreed and of what is contested: an owner is asked, sums are corrected, agreements beyond the limits are
//! agreed to or sent back, and what was done is taken back.

use app::compromises::{self, Move};
use app::connect::Once;
use app::connect::agreements::{DisputeMove, ask_owner, credit_compromise, move_compromise, move_dispute};
use app::connect::promises::restore_promise;
use app::dispute::{Mailed, Owner};
use app::plans;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use domain::dispute::OwnerRole;
use domain::ids::{CompromiseId, DisputeId, PromiseId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Problem;
use super::agreements::{CompromiseOut, ReasonIn, amount, dispute_out, known};
use super::asking::Asking;
use super::disputes::DisputeOut;
use super::gate::Caller;
use super::plan_moves::{WhyIn, moved as plan_moved};
use super::plan_offers::NothingIn;
use super::plans::PlanOut;
use super::promises::PromiseOut;
use crate::site::Site;

/// Who is asked about a dispute.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct OwnerIn {
    /// The service that answers: `sales`, `logistics`, `quality`, `service` or `accounting`.
    pub role: String,
    /// Who answers.
    pub name: Option<String>,
    /// Where that person is written to; required with `mail`.
    pub email: Option<String>,
    /// What is asked.
    pub message: Option<String>,
    /// Whether the program writes to that person, with a link under which to answer without an account; false by default.
    pub mail: Option<bool>,
}

/// A dispute whose owner was asked.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct AskedOut {
    /// The dispute.
    pub dispute: DisputeOut,
    /// `without`, `sent` or `failed`; null when the request was done before: the history of the dispute tells it then.
    pub mail: Option<&'static str>,
    /// Why the mail did not leave; may be empty.
    pub reason: String,
}

/// What is contested of an invoice, corrected.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AmendIn {
    /// The invoice's number.
    pub number: String,
    /// How much of it is contested.
    #[schema(example = "80.00")]
    pub amount: String,
    /// Why.
    pub reason: String,
}

/// The credit note of a compromise.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CreditNoteIn {
    /// Its number.
    #[schema(example = "AV2026-0012")]
    pub reference: String,
}

fn missing<T: std::str::FromStr>(id: &str) -> Result<T, Problem> {
    id.parse().map_err(|_| Problem::plain(StatusCode::NOT_FOUND))
}

/// Moves a compromise, once; what it is then.
async fn moved((site, caller, once): (&Site, &Caller, &Once), id: &str, verb: &Move, reason: &str) -> Result<Json<CompromiseOut>, Problem> {
    let id: CompromiseId = missing(id)?;
    move_compromise(site.app(), &caller.0.scope, once, id, verb, reason).await?;
    compromise(site, caller, id).await
}

async fn compromise(site: &Site, caller: &Caller, id: CompromiseId) -> Result<Json<CompromiseOut>, Problem> {
    let found = compromises::view(site.app(), &caller.0.scope, id).await?;
    Ok(Json(CompromiseOut::new(&found.compromise)))
}

/// Agree to a compromise beyond the limits of the house
///
/// It is ready to be signed then.
#[utoipa::path(
    post, path = "/api/v1/compromises/{id}/approve", tag = "decide", request_body = WhyIn,
    params(
        ("id" = Uuid, Path, description = "Its id"),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes the request be done once, for 30 days at least."),
    ),
    responses(
        (status = 200, description = "The compromise", body = CompromiseOut),
        (status = "4XX", description = "Nothing was done", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn approve(
    State(site): State<Site>,
    Path(id): Path<String>,
    Asking { caller, once, row }: Asking<WhyIn>,
) -> Result<Json<CompromiseOut>, Problem> {
    moved((&site, &caller, &once), &id, &Move::Approve, row.reason.as_deref().unwrap_or_default()).await
}

/// Send a compromise back to those who negotiate
///
/// It is a draft again.
#[utoipa::path(
    post, path = "/api/v1/compromises/{id}/send-back", tag = "decide", request_body = WhyIn,
    params(
        ("id" = Uuid, Path, description = "Its id"),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes the request be done once, for 30 days at least."),
    ),
    responses(
        (status = 200, description = "The compromise", body = CompromiseOut),
        (status = "4XX", description = "Nothing was done", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn send_back(
    State(site): State<Site>,
    Path(id): Path<String>,
    Asking { caller, once, row }: Asking<WhyIn>,
) -> Result<Json<CompromiseOut>, Problem> {
    moved((&site, &caller, &once), &id, &Move::SendBack, row.reason.as_deref().unwrap_or_default()).await
}

/// Take back the last move of a compromise
///
/// Only what a person did, and as long as the ledger has not followed it. Whoever takes an agreement back must be one who may agree.
#[utoipa::path(
    post, path = "/api/v1/compromises/{id}/undo", tag = "push", request_body = WhyIn,
    params(
        ("id" = Uuid, Path, description = "Its id"),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes the request be done once, for 30 days at least."),
    ),
    responses(
        (status = 200, description = "The compromise", body = CompromiseOut),
        (status = "4XX", description = "Nothing was done", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn undo(
    State(site): State<Site>,
    Path(id): Path<String>,
    Asking { caller, once, row }: Asking<WhyIn>,
) -> Result<Json<CompromiseOut>, Problem> {
    moved((&site, &caller, &once), &id, &Move::Undo, row.reason.as_deref().unwrap_or_default()).await
}

/// Say by which credit note the discount of a compromise was invoiced
#[utoipa::path(
    post, path = "/api/v1/compromises/{id}/credit-note", tag = "push", request_body = CreditNoteIn,
    params(
        ("id" = Uuid, Path, description = "Its id"),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes the request be done once, for 30 days at least."),
    ),
    responses(
        (status = 200, description = "The compromise", body = CompromiseOut),
        (status = "4XX", description = "Nothing was done", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn credit_note(
    State(site): State<Site>,
    Path(id): Path<String>,
    Asking { caller, once, row }: Asking<CreditNoteIn>,
) -> Result<Json<CompromiseOut>, Problem> {
    let id: CompromiseId = missing(&id)?;
    credit_compromise(site.app(), &caller.0.scope, &once, id, &row.reference).await?;
    compromise(&site, &caller, id).await
}

/// Send a payment plan back to those who negotiate
///
/// It is a draft again.
#[utoipa::path(
    post, path = "/api/v1/payment-plans/{id}/send-back", tag = "decide", request_body = WhyIn,
    params(
        ("id" = Uuid, Path, description = "Its id"),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes the request be done once, for 30 days at least."),
    ),
    responses(
        (status = 200, description = "The plan", body = PlanOut),
        (status = "4XX", description = "Nothing was done", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn send_plan_back(
    State(site): State<Site>,
    Path(id): Path<String>,
    Asking { caller, once, row }: Asking<WhyIn>,
) -> Result<Json<PlanOut>, Problem> {
    plan_moved((&site, &caller, &once), &id, &plans::Move::SendBack, row.reason.as_deref().unwrap_or_default()).await
}

/// Take back the last move of a payment plan
///
/// Whoever takes an agreement back must be one who may agree.
#[utoipa::path(
    post, path = "/api/v1/payment-plans/{id}/undo", tag = "push", request_body = WhyIn,
    params(
        ("id" = Uuid, Path, description = "Its id"),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes the request be done once, for 30 days at least."),
    ),
    responses(
        (status = 200, description = "The plan", body = PlanOut),
        (status = "4XX", description = "Nothing was done", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn undo_plan(
    State(site): State<Site>,
    Path(id): Path<String>,
    Asking { caller, once, row }: Asking<WhyIn>,
) -> Result<Json<PlanOut>, Problem> {
    plan_moved((&site, &caller, &once), &id, &plans::Move::Undo, row.reason.as_deref().unwrap_or_default()).await
}

/// Ask the owner of a dispute
///
/// The time limit of the answer starts. With `mail` the owner is written to, with a link that replaces any older one; a mail is not sent
/// again for a request that is repeated.
#[utoipa::path(
    post, path = "/api/v1/disputes/{id}/ask", tag = "decide", request_body = OwnerIn,
    params(
        ("id" = Uuid, Path, description = "Its id"),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes the request be done once, for 30 days at least."),
    ),
    responses(
        (status = 200, description = "The dispute, and what became of the mail", body = AskedOut),
        (status = "4XX", description = "Nothing was done", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn ask(
    State(site): State<Site>,
    Path(id): Path<String>,
    Asking { caller, once, row }: Asking<OwnerIn>,
) -> Result<Json<AskedOut>, Problem> {
    let id: DisputeId = missing(&id)?;
    let role = known("role", OwnerRole::from_code(row.role.trim()), &OwnerRole::ALL.map(OwnerRole::code))?;
    let owner = Owner { role, name: row.name.unwrap_or_default(), email: row.email.unwrap_or_default() };
    let message = row.message.unwrap_or_default();
    let asked = ask_owner(site.app(), &caller.0.scope, &once, id, (&owner, &message, row.mail.unwrap_or(false))).await?;
    let (mail, reason) = match asked {
        None => (None, String::new()),
        Some(Mailed::Without) => (Some("without"), String::new()),
        Some(Mailed::Sent) => (Some("sent"), String::new()),
        Some(Mailed::Failed(reason)) => (Some("failed"), reason),
    };
    Ok(Json(AskedOut { dispute: dispute_out(&site, &caller, id).await?, mail, reason }))
}

/// Correct what is contested of an invoice
///
/// Before it is decided.
#[utoipa::path(
    post, path = "/api/v1/disputes/{id}/amend", tag = "push", request_body = AmendIn,
    params(
        ("id" = Uuid, Path, description = "Its id"),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes the request be done once, for 30 days at least."),
    ),
    responses(
        (status = 200, description = "The dispute", body = DisputeOut),
        (status = "4XX", description = "Nothing was done", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn amend(
    State(site): State<Site>,
    Path(id): Path<String>,
    Asking { caller, once, row }: Asking<AmendIn>,
) -> Result<Json<DisputeOut>, Problem> {
    let sum = amount("amount", Some(&row.amount))?.unwrap_or_default();
    let id: DisputeId = missing(&id)?;
    move_dispute(site.app(), &caller.0.scope, &once, id, &DisputeMove::Amend(row.number, sum), &row.reason).await?;
    Ok(Json(dispute_out(&site, &caller, id).await?))
}

/// Set the answer of a dispute's owner aside
///
/// The owner is to be asked again, or a person decides without the answer.
#[utoipa::path(
    post, path = "/api/v1/disputes/{id}/set-aside", tag = "push", request_body = ReasonIn,
    params(
        ("id" = Uuid, Path, description = "Its id"),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes the request be done once, for 30 days at least."),
    ),
    responses(
        (status = 200, description = "The dispute", body = DisputeOut),
        (status = "4XX", description = "Nothing was done", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn set_aside(
    State(site): State<Site>,
    Path(id): Path<String>,
    Asking { caller, once, row }: Asking<ReasonIn>,
) -> Result<Json<DisputeOut>, Problem> {
    let id: DisputeId = missing(&id)?;
    move_dispute(site.app(), &caller.0.scope, &once, id, &DisputeMove::SetAside, &row.reason).await?;
    Ok(Json(dispute_out(&site, &caller, id).await?))
}

/// Take back a decision on a dispute, or its giving up
///
/// It stands where it stood, as far as its invoices are still open and not contested otherwise.
#[utoipa::path(
    post, path = "/api/v1/disputes/{id}/undo", tag = "push", request_body = ReasonIn,
    params(
        ("id" = Uuid, Path, description = "Its id"),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes the request be done once, for 30 days at least."),
    ),
    responses(
        (status = 200, description = "The dispute", body = DisputeOut),
        (status = "4XX", description = "Nothing was done", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn undo_dispute(
    State(site): State<Site>,
    Path(id): Path<String>,
    Asking { caller, once, row }: Asking<ReasonIn>,
) -> Result<Json<DisputeOut>, Problem> {
    let id: DisputeId = missing(&id)?;
    move_dispute(site.app(), &caller.0.scope, &once, id, &DisputeMove::Undo, &row.reason).await?;
    Ok(Json(dispute_out(&site, &caller, id).await?))
}

/// Put a promise that was taken back in force again
///
/// It is judged as if it had never been taken back.
#[utoipa::path(
    post, path = "/api/v1/promises/{id}/restore", tag = "push", request_body = NothingIn,
    params(
        ("id" = Uuid, Path, description = "Its id"),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes the request be done once, for 30 days at least."),
    ),
    responses(
        (status = 200, description = "The promise", body = PromiseOut),
        (status = "4XX", description = "Nothing was done", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn restore(
    State(site): State<Site>,
    Path(id): Path<String>,
    Asking { caller, once, .. }: Asking<NothingIn>,
) -> Result<Json<PromiseOut>, Problem> {
    let id: PromiseId = missing(&id)?;
    restore_promise(site.app(), &caller.0.scope, &once, id).await?;
    let (line, _) = app::promises::detail(site.app(), &caller.0.scope, id).await?;
    Ok(Json(PromiseOut::from(&line)))
}
