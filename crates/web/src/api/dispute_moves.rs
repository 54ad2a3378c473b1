//! What is done to a dispute beside answering and closing it, as other programs do it.

use app::connect::Once;
use app::connect::agreements::{DisputeMove, move_dispute};
use app::dispute::Owner;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use domain::dispute::OwnerRole;
use domain::ids::DisputeId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Problem;
use super::agreements::{ReasonIn, amount, dispute_out, known};
use super::asking::Asking;
use super::disputes::DisputeOut;
use super::gate::Caller;
use super::read::invalid;
use crate::site::Site;
use crate::t;

/// Whom to ask.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AskIn {
    /// Which service of the house: `accounting`, `sales`, `logistics`, …
    pub role: String,
    /// Who.
    pub name: Option<String>,
    /// The address of that person.
    pub email: Option<String>,
    /// What is said to them.
    pub message: Option<String>,
}

/// How much is contested of an invoice.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AmendIn {
    /// The invoice's number.
    pub number: String,
    /// How much of it.
    #[schema(example = "120.00")]
    pub amount: String,
    /// Why.
    pub reason: String,
}

/// A dispute whose owner was asked.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct AskedOut {
    /// The dispute.
    pub dispute: DisputeOut,
    /// The link under which the owner answers without an account, for you to hand on; none when the house's address is not set.
    pub link: Option<String>,
}

async fn done((site, caller, once): (&Site, &Caller, &Once), id: &str, verb: &DisputeMove, reason: &str) -> Result<DisputeOut, Problem> {
    let id: DisputeId = id.parse().map_err(|_| Problem::plain(StatusCode::NOT_FOUND))?;
    move_dispute(site.app(), &caller.0.scope, once, id, verb, reason).await?;
    dispute_out(site, caller, id).await
}

/// Ask the owner of a dispute
///
/// The clock of the answer starts. No mail leaves: `link` is for you to hand on. An earlier answer is set aside, and stays in the history.
#[utoipa::path(
    post, path = "/api/v1/disputes/{id}/ask", tag = "push", request_body = AskIn,
    params(
        ("id" = Uuid, Path, description = "Its id"),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes the request be done once, for 30 days at least."),
    ),
    responses(
        (status = 200, description = "The dispute, and the link", body = AskedOut),
        (status = "4XX", description = "Nothing was done", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn ask(
    State(site): State<Site>,
    Path(id): Path<String>,
    Asking { caller, once, row }: Asking<AskIn>,
) -> Result<Json<AskedOut>, Problem> {
    let role = known("role", OwnerRole::from_code(row.role.trim()), &OwnerRole::ALL.map(OwnerRole::code))?;
    let owner = Owner { role, name: row.name.unwrap_or_default(), email: row.email.unwrap_or_default() };
    let verb = DisputeMove::Ask(owner, row.message.unwrap_or_default());
    let dispute = done((&site, &caller, &once), &id, &verb, "").await?;
    let id: DisputeId = id.parse().map_err(|_| Problem::plain(StatusCode::NOT_FOUND))?;
    Ok(Json(AskedOut { dispute, link: app::dispute::link_of(site.app(), &caller.0.scope, id).await? }))
}

/// Correct what is contested of an invoice
///
/// Before the dispute is decided.
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
    let sum = amount("amount", Some(&row.amount))?.ok_or_else(|| invalid("amount", t!("call-bad-amount")))?;
    Ok(Json(done((&site, &caller, &once), &id, &DisputeMove::Amend(row.number, sum), &row.reason).await?))
}

/// Take the decision on a dispute back
///
/// Or its withdrawal: it stands where it stood, and holds what it held, as long as no credit note came.
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
pub(super) async fn undo(
    State(site): State<Site>,
    Path(id): Path<String>,
    Asking { caller, once, row }: Asking<ReasonIn>,
) -> Result<Json<DisputeOut>, Problem> {
    Ok(Json(done((&site, &caller, &once), &id, &DisputeMove::Undo, &row.reason).await?))
}
