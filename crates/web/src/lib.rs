//! The pages: HTTP stops here. Axum routes, maud views, one style sheet, one small script.
//!
//! The crate holds no rule and no SQL: a handler reads the request, calls one query or one use case of
//! `app`, and shows the answer. Amounts, dates and states come as `domain` types and are written by
//! [`components`], always by the same hand.
//!
//! # To add a page
//!
//! 1. Its texts go to `i18n/fr/web.ftl`; [`t!`] checks keys and arguments when compiling.
//! 2. Its handler and its view go to `pages/<noun>.rs`: `async fn(State, Session, Query) -> Answer`. Style
//!    and script are never inline (the content security policy refuses them): the width of a bar is an SVG
//!    attribute.
//! 3. Its route is added to [`routes::TABLE`] with the right that it asks, and to the router; an entry of the
//!    rail is a [`components::shell::Section`].
//! 4. Filters, sort and page number live in the address ([`link::Link`]).
//! 5. A test opens it in a browser, at both widths.
//!
//! ```
//! use domain::{Cents, Currency};
//! let shown = web::components::amount::amount(Cents(-123_456), Currency::EUR).into_string();
//! assert_eq!(shown, "<span class=\"amt\">\u{2212}1\u{202f}234<span class=\"c\">,56\u{a0}€</span></span>");
//! ```

pub mod api;
pub mod assets;
pub mod components;
pub mod error;
pub mod i18n;
pub mod link;
pub mod middleware;
pub mod pages;
pub mod routes;
mod session;
mod site;
mod typed;

pub use error::WebError;
pub use site::{WebSettings, router, serve};
