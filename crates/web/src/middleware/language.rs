//! The language of a request: the visitor's own choice, else what the browser prefers. Whoever is logged in and chose one at an
//! earlier visit is given that by the gate.

use app::text::locale::{self, Language};
use axum::extract::Request;
use axum::http::HeaderValue;
use axum::http::header::{ACCEPT_LANGUAGE, CONTENT_LANGUAGE, VARY};
use axum::middleware::Next;
use axum::response::Response;
use axum_extra::extract::CookieJar;

/// Name of the cookie that keeps the choice of a visitor.
pub(crate) const COOKIE: &str = "quittance_language";

fn preferred(request: &Request) -> Language {
    request.headers().get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).map_or(Language::French, locale::preferred)
}

/// Answers another program in the language that it asks for; French when it asks for none of ours.
pub(crate) async fn hear(request: Request, next: Next) -> Response {
    let language = preferred(&request);
    let mut response = locale::reads(language, next.run(request)).await;
    response.headers_mut().append(VARY, HeaderValue::from_name(ACCEPT_LANGUAGE));
    response.headers_mut().insert(CONTENT_LANGUAGE, HeaderValue::from_static(language.code()));
    response
}

/// Answers in the visitor's language.
pub(super) async fn speak(jar: CookieJar, request: Request, next: Next) -> Response {
    let chosen = jar.get(COOKIE).and_then(|cookie| Language::from_code(cookie.value()));
    let language = chosen.unwrap_or_else(|| preferred(&request));
    locale::reads(language, next.run(request)).await
}
