//! A request that brings one object and is done once: who asks, the key, and the object, taken from the request in one place.

use app::connect::Once;
use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts as _, Request};
use axum::http::{HeaderMap, StatusCode};
use serde::de::DeserializeOwned;

use super::Problem;
use super::gate::Caller;
use super::push::{once, rows};
use crate::t;

/// What a handler that writes one object takes.
pub(super) struct Asking<T> {
    /// Who asks.
    pub(super) caller: Caller,
    /// The key under which it is done once, and what a repeat must equal.
    pub(super) once: Once,
    /// The object.
    pub(super) row: T,
}

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Asking<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let (mut parts, body) = request.into_parts();
        let caller = Caller::from_request_parts(&mut parts, state).await?;
        let (method, uri, headers) = (parts.method.clone(), parts.uri.clone(), parts.headers.clone());
        // With its parts, which hold the limit of its length.
        let body = Bytes::from_request(Request::from_parts(parts, body), state).await.map_err(|error| Problem::plain(error.status()))?;
        let once = once(&caller, &method, &uri, &headers, &body)?;
        Ok(Self { caller, once, row: object(&headers, &body)? })
    }
}

/// One object of a JSON body.
pub(super) fn object<T: DeserializeOwned>(headers: &HeaderMap, body: &Bytes) -> Result<T, Problem> {
    let (rows, is_list) = rows(headers, body)?;
    let row = rows.into_iter().next().filter(|_| !is_list);
    let row = row.ok_or_else(|| Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "no_row", t!("api-no-row")))?;
    serde_json::from_value(row).map_err(|error| Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid", error.to_string()))
}
