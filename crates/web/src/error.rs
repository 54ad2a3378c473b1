//! What can go wrong between a browser and a page, its status and its French text: what happened, why, what
//! to do next.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use maud::html;

use crate::components::shell::bare;
use crate::t;

/// The reason for a page of error. Handlers only use `?`; the log is written where the cause is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WebError {
    /// No such page, or no such debtor in this organisation: the two must look the same.
    #[error("not found")]
    NotFound,
    /// The user's role does not allow it.
    #[error("forbidden")]
    Forbidden,
    /// A request that another site made the browser send.
    #[error("cross-site request")]
    CrossSite,
    /// A form or an address that cannot be read.
    #[error("bad request")]
    BadRequest,
    /// A body over the limit.
    #[error("body too large")]
    TooLarge,
    /// The page took too long, or the program is stopping.
    #[error("unavailable")]
    Unavailable,
    /// A defect or a broken base; written to the log.
    #[error("unexpected")]
    Unexpected,
}

impl WebError {
    /// The HTTP status.
    #[must_use]
    pub fn status(self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Forbidden | Self::CrossSite => StatusCode::FORBIDDEN,
            Self::BadRequest => StatusCode::BAD_REQUEST,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            Self::Unexpected => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// Title and text.
    #[must_use]
    pub fn texts(self) -> (String, String) {
        match self {
            Self::NotFound => (t!("error-not-found-title"), t!("error-not-found-text")),
            Self::Forbidden => (t!("error-forbidden-title"), t!("error-forbidden-text")),
            Self::CrossSite => (t!("error-cross-site-title"), t!("error-cross-site-text")),
            Self::BadRequest => (t!("error-bad-request-title"), t!("error-bad-request-text")),
            Self::TooLarge => (t!("error-too-large-title"), t!("error-too-large-text")),
            Self::Unavailable => (t!("error-unavailable-title"), t!("error-unavailable-text")),
            Self::Unexpected => (t!("error-unexpected-title"), t!("error-unexpected-text")),
        }
    }
}

impl IntoResponse for WebError {
    fn into_response(self) -> Response {
        let (title, text) = self.texts();
        let body = html! {
            h1 { (title) }
            p.muted { (text) }
            div.acts { a.btn.go href="/" { (t!("error-back-home")) } }
        };
        (self.status(), bare(&title, &body)).into_response()
    }
}
