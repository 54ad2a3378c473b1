//! What other programs bring.
#![expect(unused_qualifications, reason = "the macros that describe parameters write full paths")]

use app::connect::{MOST_ROWS, Once, PushReport, RowOutcome};
use axum::Json;
use axum::body::Bytes;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::Value;
use utoipa::IntoParams;

use super::Problem;
use super::gate::Caller;
use super::problem::FieldError;
use super::shapes::{BatchAnswer, DebtorIn, FileAnswer, InvoiceIn, OneOrMany, PaymentIn, RowAnswer};
use crate::site::Site;
use crate::t;

/// The header that makes a request be done once.
const KEY: &str = "idempotency-key";

/// Each program has its own keys: the one that it sends is kept after the id of the token it came in with.
pub(super) fn once(caller: &Caller, method: &Method, uri: &Uri, headers: &HeaderMap, body: &[u8]) -> Result<Once, Problem> {
    let key = match headers.get(KEY).map(|value| value.to_str()) {
        None => None,
        Some(Ok(key)) if (1..=255).contains(&key.trim().len()) => Some(format!("{}:{}", caller.0.token, key.trim())),
        Some(_) => return Err(Problem::new(StatusCode::BAD_REQUEST, "idempotency.key", t!("api-bad-key"))),
    };
    let address = uri.path_and_query().map_or("", |path| path.as_str());
    Ok(Once::new(key, &[method.as_str().as_bytes(), address.as_bytes(), body]))
}

/// The rows of a JSON body, and whether they came as a list.
pub(super) fn rows(headers: &HeaderMap, body: &[u8]) -> Result<(Vec<Value>, bool), Problem> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    if !kind.eq_ignore_ascii_case("application/json") {
        return Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "media_type", t!("api-media-type")));
    }
    let value: Value = serde_json::from_slice(body)
        .map_err(|error| Problem::new(StatusCode::BAD_REQUEST, "json", t!("api-bad-json", line = error.line(), column = error.column())))?;
    match value {
        Value::Array(rows) if rows.is_empty() => Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "no_row", t!("api-no-row"))),
        Value::Array(rows) if rows.len() > MOST_ROWS => {
            Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "too_many_rows", t!("api-too-many-rows", count = MOST_ROWS)))
        }
        Value::Array(rows) => Ok((rows, true)),
        value @ Value::Object(_) => Ok((vec![value], false)),
        _ => Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "no_row", t!("api-no-row"))),
    }
}

/// The answer of a push: one row tells itself; a list tells each row, with 207 when some could not come in.
fn answer(report: &PushReport, is_list: bool) -> Response {
    if report.is_refused() {
        let place = |at: usize| is_list.then_some(at);
        let errors =
            report.rows.iter().enumerate().flat_map(|(at, row)| row.errors.iter().map(move |error| FieldError::of_row(place(at), error)));
        let problem = Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid", t!("api-refused"));
        return problem.with(errors.collect()).into_response();
    }
    match report.rows.first() {
        Some(row) if !is_list => {
            let status = if row.outcome == RowOutcome::Created { StatusCode::CREATED } else { StatusCode::OK };
            (status, Json(RowAnswer::new(row, None))).into_response()
        }
        _ => {
            let status = if report.count(RowOutcome::Rejected) > 0 { StatusCode::MULTI_STATUS } else { StatusCode::OK };
            (status, Json(BatchAnswer::from(report))).into_response()
        }
    }
}

/// Push invoices and credit notes
///
/// One, or a list of at most 1 000. A document is the same by its customer, number, kind and due date: sent again it changes nothing
/// but a due date that has moved. An amount never changes: send a credit note.
#[utoipa::path(
    post, path = "/api/v1/invoices", tag = "push", request_body = OneOrMany<InvoiceIn>,
    params(("Idempotency-Key" = Option<String>, Header, description = "Makes the request be done once, for 30 days at least.")),
    responses(
        (status = 200, description = "A list, wholly used; or one row that was there", body = BatchAnswer),
        (status = 201, description = "One row, new", body = RowAnswer),
        (status = 207, description = "A list, of which some rows were rejected", body = BatchAnswer),
        (status = "4XX", description = "Nothing was done", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn invoices(
    State(site): State<Site>,
    caller: Caller,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    let once = once(&caller, &method, &uri, &headers, &body)?;
    let (rows, is_list) = rows(&headers, &body)?;
    let report = app::connect::push_invoices(site.app(), &caller.0.scope, &once, &rows).await?;
    Ok(answer(&report, is_list))
}

/// Push debtors and their contacts
///
/// One, or a list of at most 1 000, by code. What is not said stays as it is.
#[utoipa::path(
    post, path = "/api/v1/debtors", tag = "push", request_body = OneOrMany<DebtorIn>,
    params(("Idempotency-Key" = Option<String>, Header, description = "Makes the request be done once, for 30 days at least.")),
    responses(
        (status = 200, description = "A list, wholly used; or one row that was there", body = BatchAnswer),
        (status = 201, description = "One row, new", body = RowAnswer),
        (status = 207, description = "A list, of which some rows were rejected", body = BatchAnswer),
        (status = "4XX", description = "Nothing was done", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn debtors(
    State(site): State<Site>,
    caller: Caller,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    let once = once(&caller, &method, &uri, &headers, &body)?;
    let (rows, is_list) = rows(&headers, &body)?;
    let report = app::connect::push_debtors(site.app(), &caller.0.scope, &once, &rows).await?;
    Ok(answer(&report, is_list))
}

/// Push payments received
///
/// One, or a list of at most 1 000, by reference. A payment goes on the invoices that it names, in their order; what is left over, or all
/// of it, stays on the account as cash to be used.
#[utoipa::path(
    post, path = "/api/v1/payments", tag = "push", request_body = OneOrMany<PaymentIn>,
    params(("Idempotency-Key" = Option<String>, Header, description = "Makes the request be done once, for 30 days at least.")),
    responses(
        (status = 200, description = "A list, wholly used; or one row that was there", body = BatchAnswer),
        (status = 201, description = "One row, new", body = RowAnswer),
        (status = 207, description = "A list, of which some rows were rejected", body = BatchAnswer),
        (status = "4XX", description = "Nothing was done", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn payments(
    State(site): State<Site>,
    caller: Caller,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    let once = once(&caller, &method, &uri, &headers, &body)?;
    let (rows, is_list) = rows(&headers, &body)?;
    let report = app::connect::push_payments(site.app(), &caller.0.scope, &once, &rows).await?;
    Ok(answer(&report, is_list))
}

/// The name of a file, and its kind when it is not to be guessed.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct FileAsked {
    /// Name of the file.
    pub name: Option<String>,
    /// Kind, instead of guessing it.
    pub kind: Option<String>,
}

/// Push a file
///
/// The body is the file itself, of any kind that a page takes: accounting entries, customers, invoices, bank statements. The good rows
/// come in, each finding is told with its line. After a bank statement, what is certain is matched.
#[utoipa::path(
    post, path = "/api/v1/files", tag = "push", request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    params(FileAsked, ("Idempotency-Key" = Option<String>, Header, description = "Makes the request be done once, for 30 days at least.")),
    responses(
        (status = 200, description = "It was read, wholly or in part", body = FileAnswer),
        (status = "4XX", description = "Nothing was done", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn files(
    State(site): State<Site>,
    caller: Caller,
    Query(asked): Query<FileAsked>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    let once = once(&caller, &method, &uri, &headers, &body)?;
    if body.is_empty() {
        return Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "file.empty", t!("api-empty-file")));
    }
    let name: String = asked.name.as_deref().unwrap_or("api").chars().filter(|c| !c.is_control()).take(200).collect();
    let report = app::connect::push_file(site.app(), &caller.0.scope, &once, &name, body.to_vec(), asked.kind.as_deref()).await?;
    if report.kind == "unreadable" {
        let detail = report.problems.first().map(|problem| problem.said().to_owned()).unwrap_or_default();
        let errors = report.problems.iter().map(|problem| FieldError {
            pointer: problem.line.to_string(),
            field: problem.field.clone().unwrap_or_default(),
            code: "file.unreadable".to_owned(),
            message: problem.said().to_owned(),
        });
        return Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "file.unreadable", detail).with(errors.collect()));
    }
    Ok(Json(FileAnswer::from(report)).into_response())
}
