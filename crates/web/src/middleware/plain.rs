//! Errors that a layer or an extractor answers as bare text become pages like the others.

use axum::extract::Request;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::error::WebError;

/// Replaces an error without a page: an unknown route, an unreadable form, a body too large, a timeout.
pub(super) async fn dress(request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    let status = response.status();
    let is_page = response.headers().get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    if is_page || !(status.is_client_error() || status.is_server_error()) {
        return response;
    }
    let error = match status {
        StatusCode::NOT_FOUND => WebError::NotFound,
        StatusCode::FORBIDDEN | StatusCode::UNAUTHORIZED => WebError::Forbidden,
        StatusCode::PAYLOAD_TOO_LARGE => WebError::TooLarge,
        StatusCode::SERVICE_UNAVAILABLE => WebError::Unavailable,
        _ if status.is_client_error() => WebError::BadRequest,
        _ => WebError::Unexpected,
    };
    let mut page = error.into_response();
    *page.status_mut() = status;
    page
}
