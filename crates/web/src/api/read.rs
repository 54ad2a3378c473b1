//! What other programs read.
#![expect(unused_qualifications, reason = "the macros that describe parameters write full paths")]

use app::connect::read::{self, Asked, ItemFilter, Page, ROWS};
use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use domain::{Currency, Date};
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::Problem;
use super::gate::Caller;
use super::problem::FieldError;
use super::shapes::{DebtorOut, ImportOut, ItemOut, PageAsked, PageOf, TransactionOut};
use crate::site::Site;
use crate::t;

pub(super) fn invalid(field: &str, message: String) -> Problem {
    let error = FieldError { pointer: String::new(), field: field.to_owned(), code: "invalid".to_owned(), message: message.clone() };
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid", message).with(vec![error])
}

/// A currency as a parameter gives it; `None` when it gives none.
pub(super) fn currency(asked: Option<&str>) -> Result<Option<Currency>, Problem> {
    match asked.map(str::trim).unwrap_or_default() {
        "" => Ok(None),
        code => Currency::parse(code).map(Some).ok_or_else(|| invalid("currency", t!("api-bad-status", list = "EUR, CHF, GBP, USD"))),
    }
}

pub(super) fn asked(page: &PageAsked) -> Result<Asked, Problem> {
    let after = match page.cursor.as_deref().map(str::trim).filter(|cursor| !cursor.is_empty()) {
        None => Uuid::nil(),
        Some(cursor) => {
            let bytes = BASE64.decode(cursor).ok();
            bytes.and_then(|bytes| Uuid::from_slice(&bytes).ok()).ok_or_else(|| invalid("cursor", t!("api-bad-cursor")))?
        }
    };
    let limit = page.limit.unwrap_or(ROWS.0);
    if !(1..=ROWS.1).contains(&limit) {
        return Err(invalid("limit", t!("api-bad-limit", most = ROWS.1)));
    }
    Ok(Asked { after, limit })
}

/// A page of shapes that were made already.
pub(super) fn sheet<U>(data: Vec<U>, next: Option<Uuid>) -> Json<PageOf<U>> {
    Json(PageOf { data, next_cursor: next.map(|id| BASE64.encode(id.as_bytes())) })
}

pub(super) fn page<T, U>(page: &Page<T>, shape: impl Fn(&T) -> U) -> Json<PageOf<U>> {
    Json(PageOf { data: page.rows.iter().map(shape).collect(), next_cursor: page.next.map(|id| BASE64.encode(id.as_bytes())) })
}

pub(super) fn day(field: &str, text: Option<&str>) -> Result<Option<Date>, Problem> {
    let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) else { return Ok(None) };
    text.parse().map(Some).map_err(|_| invalid(field, t!("api-bad-date")))
}

/// Which debtors.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct DebtorsAsked {
    /// Exact code.
    pub code: Option<String>,
    /// Words in name, code, SIREN or town.
    pub search: Option<String>,
}

/// List debtors
#[utoipa::path(get, path = "/api/v1/debtors", tag = "read", params(PageAsked, DebtorsAsked), responses(
    (status = 200, description = "A page", body = PageOf<DebtorOut>),
    (status = "4XX", description = "Refused", body = Problem, content_type = "application/problem+json"),
))]
pub(super) async fn debtors(
    State(site): State<Site>,
    caller: Caller,
    Query(paging): Query<PageAsked>,
    Query(filter): Query<DebtorsAsked>,
) -> Result<Json<PageOf<DebtorOut>>, Problem> {
    let (code, words) = (filter.code.unwrap_or_default(), filter.search.unwrap_or_default());
    let found = read::debtors(site.app(), &caller.0.scope, asked(&paging)?, code.trim(), &words).await?;
    Ok(page(&found, |debtor| DebtorOut::new(debtor, false)))
}

/// Read a debtor, with what it owes
#[utoipa::path(get, path = "/api/v1/debtors/{id}", tag = "read", params(("id" = Uuid, Path, description = "Its id")), responses(
    (status = 200, description = "The debtor", body = DebtorOut),
    (status = "4XX", description = "Refused, or not there", body = Problem, content_type = "application/problem+json"),
))]
pub(super) async fn debtor(State(site): State<Site>, caller: Caller, Path(id): Path<String>) -> Result<Json<DebtorOut>, Problem> {
    let id = id.parse().map_err(|_| Problem::plain(StatusCode::NOT_FOUND))?;
    let found = read::debtor(site.app(), &caller.0.scope, id).await?;
    Ok(Json(DebtorOut::new(&found, true)))
}

/// Which items.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct ItemsAsked {
    /// `open`: something is left; `overdue`: a debit with something left whose due date is past; `all` by default.
    pub status: Option<String>,
    /// Id of the debtor.
    pub debtor: Option<String>,
    /// Documents of this day or later.
    pub since: Option<String>,
}

/// List items
#[utoipa::path(get, path = "/api/v1/items", tag = "read", params(PageAsked, ItemsAsked), responses(
    (status = 200, description = "A page", body = PageOf<ItemOut>),
    (status = "4XX", description = "Refused", body = Problem, content_type = "application/problem+json"),
))]
pub(super) async fn items(
    State(site): State<Site>,
    caller: Caller,
    Query(paging): Query<PageAsked>,
    Query(filter): Query<ItemsAsked>,
) -> Result<Json<PageOf<ItemOut>>, Problem> {
    let today = site.app().today();
    let (open, overdue_on) = match filter.status.as_deref().map(str::trim).unwrap_or_default() {
        "" | "all" => (false, None),
        "open" => (true, None),
        "overdue" => (true, Some(today)),
        _ => return Err(invalid("status", t!("api-bad-status", list = "all, open, overdue"))),
    };
    let debtor = match filter.debtor.as_deref().map(str::trim).filter(|id| !id.is_empty()) {
        None => None,
        Some(id) => Some(id.parse().map_err(|_| invalid("debtor", t!("api-bad-id")))?),
    };
    let filter = ItemFilter { open, overdue_on, debtor, since: day("since", filter.since.as_deref())? };
    let found = read::items(site.app(), &caller.0.scope, asked(&paging)?, filter).await?;
    Ok(page(&found, |row| ItemOut::from(row)))
}

/// Which bank lines.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct TransactionsAsked {
    /// `to_identify`, `matched`, `booked`, `outgoing` or `ignored`.
    pub state: Option<String>,
    /// Booked on this day or later.
    pub since: Option<String>,
}

const STATES: [&str; 5] = ["to_identify", "matched", "booked", "outgoing", "ignored"];

/// List bank lines
#[utoipa::path(get, path = "/api/v1/transactions", tag = "read", params(PageAsked, TransactionsAsked), responses(
    (status = 200, description = "A page", body = PageOf<TransactionOut>),
    (status = "4XX", description = "Refused", body = Problem, content_type = "application/problem+json"),
))]
pub(super) async fn transactions(
    State(site): State<Site>,
    caller: Caller,
    Query(paging): Query<PageAsked>,
    Query(filter): Query<TransactionsAsked>,
) -> Result<Json<PageOf<TransactionOut>>, Problem> {
    let state = filter.state.as_deref().map(str::trim).unwrap_or_default();
    if !state.is_empty() && !STATES.contains(&state) {
        return Err(invalid("state", t!("api-bad-status", list = STATES.join(", "))));
    }
    let since = day("since", filter.since.as_deref())?;
    let found = read::transactions(site.app(), &caller.0.scope, asked(&paging)?, state, since).await?;
    Ok(page(&found, |row| TransactionOut::from(row)))
}

/// Which files.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct ImportsAsked {
    /// Brought in on this day or later.
    pub since: Option<String>,
}

/// List the files that were brought in
#[utoipa::path(get, path = "/api/v1/imports", tag = "read", params(PageAsked, ImportsAsked), responses(
    (status = 200, description = "A page", body = PageOf<ImportOut>),
    (status = "4XX", description = "Refused", body = Problem, content_type = "application/problem+json"),
))]
pub(super) async fn imports(
    State(site): State<Site>,
    caller: Caller,
    Query(paging): Query<PageAsked>,
    Query(filter): Query<ImportsAsked>,
) -> Result<Json<PageOf<ImportOut>>, Problem> {
    let since = day("since", filter.since.as_deref())?;
    let found = read::imports(site.app(), &caller.0.scope, asked(&paging)?, since).await?;
    Ok(page(&found, |row| ImportOut::from(row)))
}
