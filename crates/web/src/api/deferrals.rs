//! Later due dates of single invoices, as other programs grant them.

use app::connect::agreements::{DeferredItem, PushedDeferral, deferral, grant_deferral};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::plan::InterestChoice;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Problem;
use super::agreements::{day, known};
use super::asking::Asking;
use crate::site::Site;

/// A later due date to grant.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct DeferralIn {
    /// The customer's code.
    #[schema(example = "C0042")]
    pub customer_code: String,
    /// Number of the invoice.
    pub number: String,
    /// The new due date: after the present one, and not past.
    #[schema(format = Date)]
    pub agreed_on: String,
    /// What becomes of late-payment interest up to that day: `kept` or `waived`.
    pub interest: String,
    /// Why.
    pub reason: String,
}

/// A later due date that was agreed.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DeferralOut {
    /// Its id.
    pub id: String,
    /// Id of the debtor.
    pub debtor: String,
    /// Id of the item.
    pub item: String,
    /// The invoice's number.
    pub number: String,
    /// The due date that the invoice has of its own.
    #[schema(format = Date)]
    pub original_on: String,
    /// The one that was agreed.
    #[schema(format = Date)]
    pub agreed_on: String,
    /// What becomes of late-payment interest up to that day: `kept` or `waived`.
    pub interest: &'static str,
    /// ISO 4217.
    pub currency: String,
    /// What is open of the invoice.
    pub open: String,
    /// Why.
    pub reason: String,
}

impl From<DeferredItem> for DeferralOut {
    fn from(deferred: DeferredItem) -> Self {
        let choice = if deferred.row.without_interest { InterestChoice::Waived } else { InterestChoice::Kept };
        Self {
            id: deferred.row.id.to_string(),
            debtor: deferred.debtor.to_string(),
            item: deferred.row.item.to_string(),
            number: deferred.number,
            original_on: deferred.row.original_on.to_string(),
            agreed_on: deferred.row.agreed_on.to_string(),
            interest: choice.code(),
            currency: deferred.currency.code().to_owned(),
            open: deferred.open.iso(),
            reason: deferred.row.reason,
        }
    }
}

/// Grant a later due date
///
/// Reminders and the balance by agreed dates follow it from now on. Beyond the limits of the house only a role that may agree to that can.
#[utoipa::path(
    post, path = "/api/v1/deferrals", tag = "push", request_body = DeferralIn,
    params(("Idempotency-Key" = Option<String>, Header, description = "Makes the request be done once, for 30 days at least.")),
    responses(
        (status = 201, description = "The later due date", body = DeferralOut),
        (status = "4XX", description = "Nothing was done", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn grant(State(site): State<Site>, Asking { caller, once, row }: Asking<DeferralIn>) -> Result<Response, Problem> {
    let choices = [InterestChoice::Kept, InterestChoice::Waived];
    let choice = InterestChoice::from_code(row.interest.trim()).filter(|choice| choices.contains(choice));
    let pushed = PushedDeferral {
        agreed_on: day("agreed_on", &row.agreed_on)?,
        interest: known("interest", choice, &choices.map(InterestChoice::code))?,
        customer_code: row.customer_code,
        number: row.number,
        reason: row.reason,
    };
    let id = grant_deferral(site.app(), &caller.0.scope, &once, &pushed).await?;
    let granted = deferral(site.app(), &caller.0.scope, &pushed.customer_code, id).await?;
    Ok((StatusCode::CREATED, Json(DeferralOut::from(granted))).into_response())
}
