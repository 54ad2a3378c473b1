//! A panic fails one request, not the process.

use std::any::Any;

use axum::response::{IntoResponse, Response};

use crate::error::WebError;

/// The page of a request that panicked. The message goes to the log: it is written by us and names no one.
pub(super) fn page(panic: Box<dyn Any + Send>) -> Response {
    let message = panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("unknown");
    tracing::error!(message, "a request panicked");
    WebError::Unexpected.into_response()
}
