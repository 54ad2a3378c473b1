//! The language of a request: the visitor's own choice, else what the browser prefers. Whoever is logged in and chose one at an
//! earlier visit is given that by the gate.

use app::text::locale::{self, Language};
use axum::extract::Request;
use axum::http::header::ACCEPT_LANGUAGE;
use axum::middleware::Next;
use axum::response::Response;
use axum_extra::extract::CookieJar;

/// Name of the cookie that keeps the choice of a visitor.
pub(crate) const COOKIE: &str = "quittance_language";

/// Answers in the visitor's language.
pub(super) async fn speak(jar: CookieJar, request: Request, next: Next) -> Response {
    let chosen = jar.get(COOKIE).and_then(|cookie| Language::from_code(cookie.value()));
    let asked = || request.headers().get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).map_or(Language::French, locale::preferred);
    let language = chosen.unwrap_or_else(asked);
    locale::reads(language, next.run(request)).await
}
