//! Log-in and log-out.

use app::text::locale;
use axum::Form;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::http::header::REFERER;
use axum::response::{IntoResponse, Redirect};
use axum_extra::extract::CookieJar;
use maud::{Markup, html};
use serde::Deserialize;
use url::Url;

use super::{Answer, Failure};
use crate::components::shell::{bare, languages};
use crate::middleware::language;
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
            (languages())
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

/// The language chosen.
#[derive(Deserialize)]
pub struct Chosen {
    langue: Language,
}

/// A language by its code.
struct Language(locale::Language);

impl<'de> Deserialize<'de> for Language {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let code = String::deserialize(deserializer)?;
        locale::Language::from_code(&code).map(Self).ok_or_else(|| serde::de::Error::custom("no such language"))
    }
}

/// Days that a visitor's choice is kept.
const DAYS: i64 = 365;

/// Chooses the language of the pages: for this browser, and for whoever is logged in wherever they log in.
pub async fn choose(State(site): State<Site>, headers: HeaderMap, jar: CookieJar, Form(chosen): Form<Chosen>) -> Answer {
    let language = chosen.langue.0;
    let token = jar.get(app::session::COOKIE).map(|cookie| cookie.value().to_owned()).unwrap_or_default();
    if let Some(scope) = app::session::scope_of(site.app(), &token).await? {
        app::session::set_language(site.app(), &scope, language).await?;
    }
    let cookie = crate::session::lasting(language::COOKIE, language.code(), DAYS, site.settings().secure_cookie);
    Ok((jar.add(cookie), Redirect::to(&where_from(&headers))).into_response())
}

/// The page that was left, if it is one of ours.
fn where_from(headers: &HeaderMap) -> String {
    let from = headers.get(REFERER).and_then(|value| value.to_str().ok()).and_then(|from| Url::parse(from).ok());
    let path = from.map(|from| from.query().map_or_else(|| from.path().to_owned(), |query| format!("{}?{query}", from.path())));
    path.map_or_else(|| "/".to_owned(), |path| inside(&path).to_owned())
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
