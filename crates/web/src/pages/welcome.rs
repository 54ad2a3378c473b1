//! The first visit: an installation without a user takes its first one, who holds the code that the terminal shows.

use app::first_steps::{self, SignUp};
use axum::Form;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use axum_extra::extract::CookieJar;
use maud::{Markup, html};
use serde::Deserialize;

use super::{Answer, Failure};
use crate::components::shell::bare;
use crate::session::cookie;
use crate::site::Site;
use crate::t;

/// The address's parameters.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    code: String,
}

/// What was typed.
#[derive(Default, Deserialize)]
pub struct Typed {
    #[serde(default)]
    code: String,
    #[serde(default)]
    firm: String,
    #[serde(default)]
    siren: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    email: String,
    #[serde(default)]
    password: String,
}

fn form(typed: &Typed, error: Option<&str>) -> Markup {
    let text = |name: &str, label: String, value: &str, kind: &str, complete: &str| {
        html! { div.field { label for=(name) { (label) } input id=(name) name=(name) type=(kind) value=(value) autocomplete=(complete) required; } }
    };
    bare(
        &t!("welcome-title"),
        &html! {
            h1 { (t!("welcome-title")) }
            p.muted { (t!("welcome-text")) }
            @if let Some(error) = error { div.flash.late role="alert" { div { (error) } } }
            form.stack method="post" action="/bienvenue" {
                @if typed.code.is_empty() { (text("code", t!("welcome-code"), "", "text", "off")) } @else { input type="hidden" name="code" value=(typed.code); }
                (text("firm", t!("welcome-firm"), &typed.firm, "text", "organization"))
                (text("siren", t!("welcome-siren"), &typed.siren, "text", "off"))
                (text("name", t!("welcome-name"), &typed.name, "text", "name"))
                (text("email", t!("field-email"), &typed.email, "email", "username"))
                div.field { label for="password" { (t!("field-password")) } input #password name="password" type="password" autocomplete="new-password" minlength=(app::session::MIN_PASSWORD) required; small { (t!("welcome-password", count = app::session::MIN_PASSWORD)) } }
                div.acts { button.btn.go type="submit" { (t!("welcome-do")) } }
            }
        },
    )
}

/// The form; of a house that has its users, the door.
pub async fn show(State(site): State<Site>, Query(asked): Query<Asked>) -> Answer {
    if !first_steps::is_new(site.app()).await? {
        return Ok(Redirect::to("/connexion").into_response());
    }
    Ok(form(&Typed { code: asked.code, ..Typed::default() }, None).into_response())
}

/// Makes the organisation and its first user, and lets them in.
pub async fn enter(State(site): State<Site>, jar: CookieJar, Form(typed): Form<Typed>) -> Answer {
    let sign_up = SignUp {
        code: typed.code.clone(),
        firm: typed.firm.clone(),
        siren: typed.siren.clone(),
        name: typed.name.clone(),
        email: typed.email.clone(),
        password: typed.password.clone(),
    };
    match first_steps::sign_up(site.app(), &sign_up).await {
        Ok(entered) => Ok((jar.add(cookie(&entered.token, site.settings().secure_cookie)), Redirect::to("/")).into_response()),
        Err(app::AppError::Conflict(_)) => Ok(Redirect::to("/connexion").into_response()),
        Err(error) if error.status() == 422 => Ok((StatusCode::UNPROCESSABLE_ENTITY, form(&typed, Some(&error.french()))).into_response()),
        Err(error) => Err(Failure::from(error)),
    }
}
