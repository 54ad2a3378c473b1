//! Links by which debtors choose a payment plan, as other programs read, make and take them back.
#![expect(unused_qualifications, reason = "the macros that describe parameters write full paths")]

use app::connect::agreements::{PushedOffer, offer_plan, withdraw_offer};
use app::plan_offers::{self, Offered};
use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::ids::{DebtorId, PlanOfferId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::Problem;
use super::asking::Asking;
use super::gate::Caller;
use super::read::{asked, invalid, sheet};
use super::shapes::{PageAsked, PageOf};
use crate::site::Site;
use crate::t;

/// A link to make.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PlanOfferIn {
    /// The customer's code.
    #[schema(example = "C0042")]
    pub customer_code: String,
    /// Numbers of the invoices.
    pub items: Vec<String>,
    /// The address of one of the customer's contacts, to which the link is mailed; without it, `address` is for you to hand on.
    pub email: Option<String>,
}

/// Nothing else is asked for.
#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NothingIn {}

/// A link by which a debtor chooses among the plans that the house allows.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PlanOfferOut {
    /// Its id.
    pub id: String,
    /// Id of the debtor.
    pub debtor: String,
    /// `open`, `chosen` (a plan came of it), `withdrawn` or `expired`.
    pub state: String,
    /// What became of its mail: `handed` (none was sent), `reserved` (on its way, or nobody knows), `sent`, `failed` or `unknown`.
    pub sending: String,
    /// The address to which it was mailed; empty for one that is handed on.
    pub recipient: String,
    /// Why its mail did not leave; may be empty.
    pub reason: String,
    /// Until when it may be used.
    #[schema(format = DateTime)]
    pub expires_at: String,
    /// The day on which it was made.
    #[schema(format = Date)]
    pub created_on: String,
    /// Whether somebody took it back; also after a choice.
    pub withdrawn: bool,
    /// Id of the plan that came of it.
    pub plan: Option<String>,
    /// Ids of the items that it is about.
    pub items: Vec<String>,
    /// The link itself, while it may be used and for keys that may negotiate: who holds it signs for the debtor.
    pub address: Option<String>,
}

impl PlanOfferOut {
    fn new((offer, address): Offered, now: chrono::DateTime<chrono::Utc>) -> Self {
        let state = match (offer.plan, offer.withdrawn_at) {
            (Some(_), _) => "chosen",
            (None, Some(_)) => "withdrawn",
            (None, None) if offer.expires_at <= now => "expired",
            (None, None) => "open",
        };
        Self {
            id: offer.id.to_string(),
            debtor: offer.debtor.to_string(),
            state: state.to_owned(),
            sending: offer.sending,
            recipient: offer.recipient,
            reason: offer.reason,
            expires_at: offer.expires_at.to_rfc3339(),
            created_on: offer.created_on.to_string(),
            withdrawn: offer.withdrawn_at.is_some(),
            plan: offer.plan.map(|plan| plan.to_string()),
            items: offer.items.iter().map(ToString::to_string).collect(),
            address,
        }
    }
}

async fn out(site: &Site, caller: &Caller, id: PlanOfferId) -> Result<PlanOfferOut, Problem> {
    let found = plan_offers::view(site.app(), &caller.0.scope, id).await?;
    Ok(PlanOfferOut::new(found, site.app().now()))
}

/// Which links.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct OffersAsked {
    /// Id of the debtor; all by default.
    pub debtor: Option<String>,
}

/// List links by which debtors choose a payment plan
#[utoipa::path(get, path = "/api/v1/plan-offers", tag = "read", params(PageAsked, OffersAsked), responses(
    (status = 200, description = "A page", body = PageOf<PlanOfferOut>),
    (status = "4XX", description = "Refused", body = Problem, content_type = "application/problem+json"),
))]
pub(super) async fn offers(
    State(site): State<Site>,
    caller: Caller,
    Query(paging): Query<PageAsked>,
    Query(filter): Query<OffersAsked>,
) -> Result<Json<PageOf<PlanOfferOut>>, Problem> {
    let debtor: Option<DebtorId> = match filter.debtor.as_deref().map(str::trim).filter(|id| !id.is_empty()) {
        None => None,
        Some(id) => Some(id.parse().map_err(|_| invalid("debtor", t!("api-bad-id")))?),
    };
    let found = plan_offers::page(site.app(), &caller.0.scope, debtor, asked(&paging)?).await?;
    let now = site.app().now();
    Ok(sheet(found.rows.into_iter().map(|offer| PlanOfferOut::new(offer, now)).collect(), found.next))
}

/// Read a link by which a debtor chooses a payment plan
#[utoipa::path(get, path = "/api/v1/plan-offers/{id}", tag = "read", params(("id" = Uuid, Path, description = "Its id")), responses(
    (status = 200, description = "The link", body = PlanOfferOut),
    (status = "4XX", description = "Refused, or not there", body = Problem, content_type = "application/problem+json"),
))]
pub(super) async fn offer(State(site): State<Site>, caller: Caller, Path(id): Path<String>) -> Result<Json<PlanOfferOut>, Problem> {
    let id: PlanOfferId = id.parse().map_err(|_| Problem::plain(StatusCode::NOT_FOUND))?;
    Ok(Json(out(&site, &caller, id).await?))
}

/// Offer a debtor to choose a payment plan
///
/// Makes the link behind which the debtor sees the plans that the house allows for these invoices. With `email` it is mailed at once, which
/// also takes the right to approve messages; a mail that may have left is never sent again. Emergency stop, insolvency proceedings and
/// contested invoices refuse it.
#[utoipa::path(
    post, path = "/api/v1/plan-offers", tag = "decide", request_body = PlanOfferIn,
    params(("Idempotency-Key" = Option<String>, Header, description = "Makes the request be done once, for 30 days at least.")),
    responses(
        (status = 201, description = "The link; of a mail, `sending` says what became of it", body = PlanOfferOut),
        (status = "4XX", description = "Nothing was done", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn make(State(site): State<Site>, Asking { caller, once, row }: Asking<PlanOfferIn>) -> Result<Response, Problem> {
    let email = row.email.map(|email| email.trim().to_owned()).filter(|email| !email.is_empty());
    let pushed = PushedOffer { customer_code: row.customer_code, items: row.items, email };
    let id = Box::pin(offer_plan(site.app(), &caller.0.scope, &once, &pushed)).await?;
    Ok((StatusCode::CREATED, Json(out(&site, &caller, id).await?)).into_response())
}

/// Take back a link by which a debtor chooses a payment plan
///
/// Whoever opens it is told so. A plan that came of it stays.
#[utoipa::path(
    post, path = "/api/v1/plan-offers/{id}/withdraw", tag = "decide", request_body = NothingIn,
    params(
        ("id" = Uuid, Path, description = "Its id"),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes the request be done once, for 30 days at least."),
    ),
    responses(
        (status = 200, description = "The link", body = PlanOfferOut),
        (status = "4XX", description = "Nothing was done", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn withdraw(
    State(site): State<Site>,
    Path(id): Path<String>,
    Asking { caller, once, .. }: Asking<NothingIn>,
) -> Result<Json<PlanOfferOut>, Problem> {
    let id: PlanOfferId = id.parse().map_err(|_| Problem::plain(StatusCode::NOT_FOUND))?;
    withdraw_offer(site.app(), &caller.0.scope, &once, id).await?;
    Ok(Json(out(&site, &caller, id).await?))
}
