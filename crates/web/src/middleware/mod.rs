//! What every request goes through, from the outside in: traced without personal data, bounded in time and
//! size, caught when it panics, refused when it comes from another site, answered with safe headers.

mod headers;
pub(crate) mod language;
mod origin;
mod panic;
mod plain;
pub(crate) mod silence;

use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, MatchedPath, Request};
use axum::response::Response;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::trace::TraceLayer;
use tracing::Span;

pub use headers::CONTENT_SECURITY_POLICY;

/// The largest body of a form; routes that take files set their own.
pub const FORM_BYTES: usize = 256 * 1024;

/// The longest that a page may take, once a file that it brings is there.
const PAGE_TIME: Duration = Duration::from_secs(60);

/// Puts a router behind everything that this module does.
pub fn protect<S: Clone + Send + Sync + 'static>(router: Router<S>) -> Router<S> {
    let trace = TraceLayer::new_for_http().make_span_with(span).on_request(()).on_response(respond).on_failure(());
    router
        .layer(DefaultBodyLimit::max(FORM_BYTES))
        .layer(axum::middleware::from_fn(origin::same_origin))
        .layer(CatchPanicLayer::custom(panic::page))
        .layer(axum::middleware::from_fn(|request, next| silence::bound(PAGE_TIME, request, next)))
        .layer(axum::middleware::from_fn(plain::dress))
        .layer(axum::middleware::from_fn(language::speak))
        .layer(axum::middleware::from_fn(headers::harden))
        .layer(CompressionLayer::new())
        .layer(trace)
}

/// Puts addresses that other machines call behind what needs no browser: nothing here asks where a request comes from.
pub fn quiet<S: Clone + Send + Sync + 'static>(router: Router<S>) -> Router<S> {
    let trace = TraceLayer::new_for_http().make_span_with(span).on_request(()).on_response(respond).on_failure(());
    router
        .layer(CatchPanicLayer::custom(panic::page))
        .layer(axum::middleware::from_fn(|request, next| silence::bound(PAGE_TIME, request, next)))
        .layer(axum::middleware::from_fn(headers::harden))
        .layer(trace)
}

/// The route and not the address: an address may name a debtor or what was searched.
fn span(request: &Request) -> Span {
    let route = request.extensions().get::<MatchedPath>().map_or("unknown", MatchedPath::as_str);
    tracing::info_span!("request", method = %request.method(), route)
}

fn respond(response: &Response, took: Duration, _: &Span) {
    let milliseconds = took.as_millis();
    let status = response.status().as_u16();
    if status >= 500 { tracing::error!(status, milliseconds, "answered") } else { tracing::debug!(status, milliseconds, "answered") }
}
