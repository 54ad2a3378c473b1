//! Cross-site requests are refused without tokens in forms: the browser says where a request comes from.

use axum::extract::Request;
use axum::http::header::{HOST, ORIGIN};
use axum::http::{HeaderMap, Method};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::error::WebError;

/// Lets safe methods pass, and others only when they come from our own pages.
pub(super) async fn same_origin(request: Request, next: Next) -> Response {
    let safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if safe || is_ours(request.headers()) {
        return next.run(request).await;
    }
    tracing::warn!("a request from another site was refused");
    WebError::CrossSite.into_response()
}

/// `Sec-Fetch-Site` where the browser sends it (HTTPS and loopback), else `Origin` against `Host`.
/// A request with neither is refused: each browser of the last five years sends one of them with a form.
fn is_ours(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text("sec-fetch-site") {
        return matches!(site, "same-origin" | "none");
    }
    match (text(ORIGIN.as_str()), text(HOST.as_str())) {
        (Some(origin), Some(host)) => origin.split_once("://").is_some_and(|(_, authority)| authority.eq_ignore_ascii_case(host)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::{HeaderName, HeaderValue};

    #[test]
    fn only_our_own_pages_may_change_anything() {
        type Headers = &'static [(&'static str, &'static str)];
        let cases: [(Headers, bool, &str); 9] = [
            (&[("sec-fetch-site", "same-origin")], true, "our form"),
            (&[("sec-fetch-site", "none")], true, "a restored tab"),
            (&[("sec-fetch-site", "cross-site"), ("origin", "https://q.fr"), ("host", "q.fr")], false, "the browser's word comes first"),
            (&[("sec-fetch-site", "same-site")], false, "a neighbour under the same domain"),
            (&[("origin", "http://q.fr:8080"), ("host", "q.fr:8080")], true, "plain HTTP, same host"),
            (&[("origin", "http://q.fr:8081"), ("host", "q.fr:8080")], false, "another port"),
            (&[("origin", "null"), ("host", "q.fr")], false, "a sandboxed frame"),
            (&[("host", "q.fr")], false, "no origin at all"),
            (&[], false, "nothing"),
        ];
        for (pairs, expected, why) in cases {
            let headers = pairs.iter().map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value))).collect();
            assert_eq!(is_ours(&headers), expected, "{why}");
        }
    }
}
