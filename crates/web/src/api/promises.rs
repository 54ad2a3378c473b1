//! Promises to pay and causes of lateness.
#![expect(unused_qualifications, reason = "the macros that describe parameters write full paths")]

use app::connect::promises::{PushedPromise, push_cause, push_copy, push_promise, withdraw_promise};
use app::promises::{Line, PromisesQuery, Sorted, Tab};
use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use domain::Cents;
use domain::cause::Cause;
use domain::ids::PromiseId;
use domain::promise::{Standing, Way};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::Problem;
use super::asking::Asking;
use super::gate::Caller;
use super::read::{asked, invalid};
use super::shapes::{PageAsked, PageOf};
use crate::site::Site;
use crate::t;

/// A promise to record.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PromiseIn {
    /// The customer's code.
    #[schema(example = "C0042")]
    pub customer_code: String,
    /// Numbers of the invoices; all that is late and not disputed when it is left out.
    pub items: Option<Vec<String>>,
    /// Amount promised; all that is asked of the invoices when it is left out.
    #[schema(example = "1234.56")]
    pub amount: Option<String>,
    /// The day that was named.
    #[schema(format = Date)]
    pub on: String,
    /// Who promised.
    pub promised_by: Option<String>,
    /// `call` (by default), `email`, `letter`, `visit` or `other`.
    pub way: Option<String>,
    /// What was said.
    pub note: Option<String>,
}

/// Why a promise is taken back.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct WithdrawIn {
    /// Why.
    pub reason: String,
}

/// The cause of invoices.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CauseIn {
    /// The customer's code.
    pub customer_code: String,
    /// Numbers of the invoices.
    pub items: Vec<String>,
    /// `oversight`, `invoice_lost`, `quality_dispute`, `heavy_validation`, `cash_shortage`, `refusal`, `insolvency`, `already_paid`,
    /// `incomplete_invoice` or `other`.
    pub cause: String,
    /// What was said; required with `other`.
    pub note: Option<String>,
}

/// How many items a cause was noted of.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CauseNoted {
    /// Items.
    pub items: usize,
}

/// Invoices of which a copy is wanted.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CopyIn {
    /// The customer's code.
    pub customer_code: String,
    /// Numbers of the invoices.
    pub items: Vec<String>,
}

/// The message that carries the copy.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CopyOut {
    /// Id of its action.
    pub id: String,
}

/// One item of a promise.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PromiseItemOut {
    /// Its number.
    pub number: String,
    /// What of it was promised.
    pub amount: String,
}

/// A promise.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PromiseOut {
    /// Its id.
    pub id: String,
    /// Id of the debtor.
    pub debtor: String,
    /// The debtor's code.
    pub customer_code: String,
    /// `pending`, `kept`, `partly_kept`, `broken`, `lapsed`, `superseded` or `withdrawn`.
    pub state: &'static str,
    /// What was promised.
    pub amount: String,
    /// What was paid in time.
    pub paid: String,
    /// What is still owed of its items and was not promised anew.
    pub still_owed: String,
    /// ISO 4217.
    pub currency: String,
    /// The day that was named.
    pub on: String,
    /// The last day that keeps it.
    pub until: String,
    /// The day on which it was made.
    pub made_on: String,
    /// By which way.
    pub way: &'static str,
    /// Who promised.
    pub promised_by: String,
    /// What was said.
    pub note: String,
    /// Its items.
    pub items: Vec<PromiseItemOut>,
}

impl From<&Line> for PromiseOut {
    fn from(line: &Line) -> Self {
        Self {
            id: line.id.to_string(),
            debtor: line.debtor.to_string(),
            customer_code: line.code.clone(),
            state: line.standing.code(),
            amount: line.amount.iso(),
            paid: line.paid.iso(),
            still_owed: line.still_owed.iso(),
            currency: line.currency.code().to_owned(),
            on: line.on.to_string(),
            until: line.until.to_string(),
            made_on: line.row.made_on.to_string(),
            way: line.row.way.code(),
            promised_by: line.row.promiser.clone(),
            note: line.row.note.clone(),
            items: line.items.iter().map(|(number, amount)| PromiseItemOut { number: number.clone(), amount: amount.iso() }).collect(),
        }
    }
}

/// Which promises.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct PromisesAsked {
    /// One of the states.
    pub state: Option<String>,
    /// Id of the debtor.
    pub debtor: Option<String>,
}

/// List promises
#[utoipa::path(get, path = "/api/v1/promises", tag = "read", params(PageAsked, PromisesAsked), responses(
    (status = 200, description = "A page", body = PageOf<PromiseOut>),
    (status = "4XX", description = "Refused", body = Problem, content_type = "application/problem+json"),
))]
pub(super) async fn list(
    State(site): State<Site>,
    caller: Caller,
    Query(paging): Query<PageAsked>,
    Query(filter): Query<PromisesAsked>,
) -> Result<Json<PageOf<PromiseOut>>, Problem> {
    let page = asked(&paging)?;
    let state = filter.state.as_deref().map(str::trim).unwrap_or_default();
    if !state.is_empty() && !Standing::CODES.contains(&state) {
        return Err(invalid("state", t!("api-bad-status", list = Standing::CODES.join(", "))));
    }
    let debtor: Option<domain::ids::DebtorId> = match filter.debtor.as_deref().map(str::trim).filter(|id| !id.is_empty()) {
        None => None,
        Some(id) => Some(id.parse().map_err(|_| invalid("debtor", t!("api-bad-id")))?),
    };
    let query = PromisesQuery { tab: Tab::Every, sorted: Sorted::Made, per_page: u32::MAX, ..PromisesQuery::default() };
    let board = app::promises::board(site.app(), &caller.0.scope, &query).await?;
    let wanted = |line: &&Line| {
        line.id.0 > page.after && (state.is_empty() || line.standing.code() == state) && debtor.is_none_or(|debtor| line.debtor == debtor)
    };
    let limit = usize::try_from(page.limit).unwrap_or(usize::MAX);
    let mut found: Vec<&Line> = board.lines.iter().filter(wanted).take(limit.saturating_add(1)).collect();
    let more = found.len() > limit;
    found.truncate(limit);
    let next: Option<Uuid> = found.last().filter(|_| more).map(|line| line.id.0);
    Ok(Json(PageOf { data: found.into_iter().map(PromiseOut::from).collect(), next_cursor: next.map(|id| BASE64.encode(id.as_bytes())) }))
}

/// Record a promise
///
/// Its items are held until its day and the grace of the house are over; matching then says whether it was kept. An earlier promise of
/// the same items is superseded.
#[utoipa::path(
    post, path = "/api/v1/promises", tag = "push", request_body = PromiseIn,
    params(("Idempotency-Key" = Option<String>, Header, description = "Makes the request be done once, for 30 days at least.")),
    responses(
        (status = 201, description = "The promise", body = PromiseOut),
        (status = "4XX", description = "Nothing was done", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn record(State(site): State<Site>, Asking { caller, once, row }: Asking<PromiseIn>) -> Result<Response, Problem> {
    let amount = row.amount.as_deref().map(Cents::parse).transpose().map_err(|_| invalid("amount", t!("call-bad-amount")))?;
    let way = row.way.as_deref().map_or(Some(Way::Call), Way::from_code);
    let pushed = PushedPromise {
        customer_code: row.customer_code,
        items: row.items.unwrap_or_default(),
        amount,
        on: row.on.trim().parse().map_err(|_| invalid("on", t!("api-bad-date")))?,
        promiser: row.promised_by.unwrap_or_default(),
        way: way.ok_or_else(|| invalid("way", t!("api-bad-status", list = Way::ALL.map(Way::code).join(", "))))?,
        note: row.note.unwrap_or_default(),
    };
    let id = push_promise(site.app(), &caller.0.scope, &once, &pushed).await?;
    let (line, _) = app::promises::detail(site.app(), &caller.0.scope, id).await?;
    Ok((StatusCode::CREATED, Json(PromiseOut::from(&line))).into_response())
}

/// Take a promise back
///
/// It counts as never made; what it had taken from an earlier promise is that one's again.
#[utoipa::path(
    post, path = "/api/v1/promises/{id}/withdraw", tag = "push", request_body = WithdrawIn,
    params(
        ("id" = Uuid, Path, description = "Its id"),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes the request be done once, for 30 days at least."),
    ),
    responses(
        (status = 200, description = "The promise", body = PromiseOut),
        (status = "4XX", description = "Nothing was done", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn withdraw(
    State(site): State<Site>,
    Path(id): Path<String>,
    Asking { caller, once, row }: Asking<WithdrawIn>,
) -> Result<Json<PromiseOut>, Problem> {
    let id: PromiseId = id.parse().map_err(|_| Problem::plain(StatusCode::NOT_FOUND))?;
    withdraw_promise(site.app(), &caller.0.scope, &once, id, &row.reason).await?;
    let (line, _) = app::promises::detail(site.app(), &caller.0.scope, id).await?;
    Ok(Json(PromiseOut::from(&line)))
}

/// Note why invoices are late
#[utoipa::path(
    post, path = "/api/v1/causes", tag = "push", request_body = CauseIn,
    params(("Idempotency-Key" = Option<String>, Header, description = "Makes the request be done once, for 30 days at least.")),
    responses(
        (status = 201, description = "Noted", body = CauseNoted),
        (status = "4XX", description = "Nothing was done", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn cause(State(site): State<Site>, Asking { caller, once, row }: Asking<CauseIn>) -> Result<Response, Problem> {
    let cause = Cause::from_code(row.cause.trim())
        .ok_or_else(|| invalid("cause", t!("api-bad-status", list = Cause::ALL.map(Cause::code).join(", "))))?;
    let note = row.note.unwrap_or_default();
    let items = push_cause(site.app(), &caller.0.scope, &once, (&row.customer_code, &row.items), cause, &note).await?;
    Ok((StatusCode::CREATED, Json(CauseNoted { items })).into_response())
}

/// Send a copy of invoices to the debtor
///
/// The documents that the house holds leave as they are, and count for no reminder.
#[utoipa::path(
    post, path = "/api/v1/invoice-copies", tag = "decide", request_body = CopyIn,
    params(("Idempotency-Key" = Option<String>, Header, description = "Makes the request be done once, for 30 days at least.")),
    responses(
        (status = 201, description = "It is about to leave", body = CopyOut),
        (status = "4XX", description = "Nothing was done", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn copy(State(site): State<Site>, Asking { caller, once, row }: Asking<CopyIn>) -> Result<Response, Problem> {
    let id = push_copy(site.app(), &caller.0.scope, &once, (&row.customer_code, &row.items)).await?;
    Ok((StatusCode::CREATED, Json(CopyOut { id })).into_response())
}
