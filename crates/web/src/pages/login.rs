//! Log-in and log-out.

use axum::Form;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect};
use axum_extra::extract::CookieJar;
use maud::{Markup, html};
use serde::Deserialize;

use super::{Answer, Failure};
use crate::components::shell::bare;
use crate::session::{cookie, no_cookie};
use crate::site::Site;
use crate::t;

/// Where to go afterwards.
#[derive(Debug, Default, Deserialize)]
pub struct Next {
    #[serde(default)]
    suite: String,
}

/// What was typed.
#[derive(Deserialize)]
pub struct Typed {
    #[serde(default)]
    email: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    suite: String,
}

/// Only our own pages: an address that leaves the house is dropped. Browsers leave tabs and line ends of an address out,
/// and read a backslash as a slash.
fn inside(next: &str) -> &str {
    let is_odd = |c: char| c == '\\' || c.is_control();
    if next.starts_with('/') && !next.starts_with("//") && !next.contains(is_odd) { next } else { "/" }
}

fn form(site: &Site, email: &str, next: &str, error: Option<&str>) -> Markup {
    let demo = site.app().is_demo();
    let email = if demo && email.is_empty() { app::demo::EMAIL } else { email };
    bare(
        &t!("log-in"),
        &html! {
            h1 { (t!("log-in")) }
            @if let Some(error) = error { div.flash.late role="alert" { div { (error) } } }
            form.stack method="post" action="/connexion" {
                div.field { label for="email" { (t!("field-email")) } input #email name="email" type="email" value=(email) autocomplete="username" required; }
                div.field { label for="password" { (t!("field-password")) } input #password name="password" type="password" autocomplete="current-password" required; }
                input type="hidden" name="suite" value=(next);
                div.acts { button.btn.go type="submit" { (t!("log-in-do")) } }
            }
            @if demo { p.muted { (t!("demo-password", password = app::demo::PASSWORD)) } }
            @else { p.muted { (t!("log-in-help")) } }
        },
    )
}

/// The form.
pub async fn show(State(site): State<Site>, Query(next): Query<Next>) -> Answer {
    if app::first_steps::is_new(site.app()).await? {
        let body = html! { h1 { (t!("welcome-title")) } p { (t!("welcome-where")) } p.muted { code { "quittance serve" } } };
        return Ok(bare(&t!("welcome-title"), &body).into_response());
    }
    Ok(form(&site, "", &next.suite, None).into_response())
}

/// Opens a session.
pub async fn enter(State(site): State<Site>, jar: CookieJar, Form(typed): Form<Typed>) -> Answer {
    match app::session::log_in(site.app(), &typed.email, &typed.password).await {
        Ok(entered) => {
            let cookie = cookie(&entered.token, site.settings().secure_cookie);
            Ok((jar.add(cookie), Redirect::to(inside(&typed.suite))).into_response())
        }
        Err(error) if matches!(error.status(), 401 | 429) => {
            let status = axum::http::StatusCode::from_u16(error.status()).unwrap_or(axum::http::StatusCode::UNAUTHORIZED);
            Ok((status, form(&site, &typed.email, &typed.suite, Some(&error.french()))).into_response())
        }
        Err(error) => Err(Failure::from(error)),
    }
}

/// Closes the session.
pub async fn leave(State(site): State<Site>, jar: CookieJar) -> Answer {
    if let Some(cookie) = jar.get(app::session::COOKIE) {
        app::session::log_out(site.app(), cookie.value()).await?;
    }
    Ok((jar.add(no_cookie()), Redirect::to("/connexion")).into_response())
}

#[cfg(test)]
mod tests {
    use super::inside;

    #[test]
    fn log_in_never_leads_out_of_the_house() {
        for (next, expected) in
            [("/debiteurs?q=a", "/debiteurs?q=a"), ("//evil.example", "/"), ("https://evil.example", "/"), ("", "/"), ("/\\evil", "/")]
        {
            assert_eq!(inside(next), expected);
        }
        for next in ["/\t/evil.example", "/\n/evil.example", "/\r/evil.example", "/a\u{85}", "/\u{0}"] {
            assert_eq!(inside(next), "/", "{next:?}");
        }
    }
}
