//! Errors as RFC 9457 has them: a stable code, a sentence in the language asked for, and each field at fault.

use app::AppError;
use app::connect::RowError;
use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use crate::t;

/// A field at fault.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct FieldError {
    /// JSON pointer into the request (RFC 6901); for a file, its line.
    #[schema(example = "/3/amount")]
    pub pointer: String,
    /// The field.
    pub field: String,
    /// The stable key.
    pub code: String,
    /// What is wrong and what to do, in the language asked for.
    pub message: String,
}

impl FieldError {
    /// A finding about a row; `row` is its place in a list, `None` for the only one.
    pub(super) fn of_row(row: Option<usize>, error: &RowError) -> Self {
        let inside = if error.field.is_empty() { String::new() } else { format!("/{}", error.field) };
        let pointer = row.map_or(inside.clone(), |row| format!("/{row}{inside}"));
        let field = error.field.rsplit('/').next().unwrap_or_default().to_owned();
        Self { pointer, field, code: error.code.clone(), message: error.message.clone() }
    }
}

/// A request that was not done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct Problem {
    /// `about:blank`: the status and the code say it all.
    #[serde(rename = "type")]
    #[schema(example = "about:blank")]
    pub kind: &'static str,
    /// The status in words.
    pub title: &'static str,
    /// The HTTP status.
    pub status: u16,
    /// The stable key.
    #[schema(example = "invalid")]
    pub code: &'static str,
    /// What happened and what to do, in the language asked for.
    pub detail: String,
    /// Each field at fault.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
    /// Seconds to wait before the next request.
    #[serde(skip)]
    pub retry_after: Option<u32>,
}

impl Problem {
    pub(super) fn new(status: StatusCode, code: &'static str, detail: String) -> Self {
        Self {
            kind: "about:blank",
            title: status.canonical_reason().unwrap_or_default(),
            status: status.as_u16(),
            code,
            detail,
            errors: Vec::new(),
            retry_after: None,
        }
    }

    pub(super) fn with(mut self, errors: Vec<FieldError>) -> Self {
        self.errors = errors;
        self
    }

    /// The problem of a status that says it all.
    pub(super) fn plain(status: StatusCode) -> Self {
        match status {
            StatusCode::NOT_FOUND => Self::new(status, "not_found", t!("api-not-found")),
            StatusCode::METHOD_NOT_ALLOWED => Self::new(status, "method_not_allowed", t!("api-method")),
            StatusCode::PAYLOAD_TOO_LARGE => Self::new(status, "too_large", t!("api-too-large")),
            StatusCode::SERVICE_UNAVAILABLE => Self::new(status, "unavailable", t!("api-unavailable")),
            status if status.is_server_error() => Self::new(status, "unexpected", t!("error-unexpected-text")),
            _ => Self::new(status, "bad_request", t!("api-bad-request")),
        }
    }

    /// The key that was sent opens nothing.
    pub(super) fn unauthorized() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "token.refused", t!("api-token-refused"))
    }
}

impl From<AppError> for Problem {
    fn from(error: AppError) -> Self {
        let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        if status.is_server_error() {
            tracing::error!(code = error.code(), %error, "a request of the API failed");
        }
        let problem = Self::new(status, error.code(), error.french());
        match error {
            AppError::Invalid { field, reason } => {
                let error =
                    FieldError { pointer: format!("/{field}"), field: field.to_owned(), code: "invalid".to_owned(), message: reason };
                problem.with(vec![error])
            }
            _ => problem,
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let (retry_after, unauthorized) = (self.retry_after, status == StatusCode::UNAUTHORIZED);
        let mut response = (status, Json(self)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if unauthorized {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"quittance\""));
        }
        if let Some(seconds) = retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}
