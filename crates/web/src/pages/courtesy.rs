//! Courtesy messages: the page behind the link of a mail, the setting of links, and what an account declined.

use app::Permission;
use app::courtesy::{self, CourtesyStop, Setting, Void};
use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::ids::DebtorId;
use maud::{Markup, html};
use serde::Deserialize;
use uuid::Uuid;

use super::debtor_tab::{Tab, file};
use super::parts::{at, post};
use super::{Answer, Failure, Sheet, framed, head};
use crate::components::pill::Tone;
use crate::components::shell::{Section, bare};
use crate::session::{Session, back};
use crate::site::Site;
use crate::t;

const SET: &str = "/connexions/desinscription";

fn void(why: Void) -> Response {
    let (status, text) = match why {
        Void::Forged => (StatusCode::NOT_FOUND, t!("courtesy-forged")),
        Void::TooMany => (StatusCode::TOO_MANY_REQUESTS, t!("veto-too-many")),
    };
    (status, bare(&t!("courtesy-title"), &html! { h1 { (t!("courtesy-title")) } p { (text) } })).into_response()
}

/// What would be declined, and the form.
pub async fn show(State(site): State<Site>, Path(token): Path<String>) -> Response {
    let opened = match courtesy::open(site.app(), &token).await {
        Ok(Ok(opened)) => opened,
        Ok(Err(why)) => return void(why),
        Err(error) => return Failure::from(error).into_response(),
    };
    let body = html! {
        h1 { (t!("courtesy-title")) }
        @if opened.is_declined { p { (t!("courtesy-is-declined", house = opened.house.as_str())) } }
        @else {
            p { (t!("courtesy-what", house = opened.house.as_str())) }
            p.muted { (t!("courtesy-not-what")) }
            form.stack method="post" action={ "/desinscription/" (token) } {
                div.acts { button.btn.go type="submit" { (t!("courtesy-decline")) } }
            }
        }
    };
    bare(&t!("courtesy-title"), &body).into_response()
}

/// Declines: the button of the page, or the one click of a mail program (RFC 8058). What is sent with it says nothing.
pub async fn decline(State(site): State<Site>, Path(token): Path<String>) -> Response {
    match courtesy::decline(site.app(), &token).await {
        Ok(Ok(())) => {
            bare(&t!("courtesy-done-title"), &html! { h1 { (t!("courtesy-done-title")) } p { (t!("courtesy-done")) } }).into_response()
        }
        Ok(Err(why)) => void(why),
        Err(error) => Failure::from(error).into_response(),
    }
}

/// How messages may be declined.
pub async fn setting(State(site): State<Site>, session: Session) -> Answer {
    let Setting { enabled, address } = courtesy::setting(site.app(), &session.scope).await?;
    let acts = html! { a.btn href="/connexions" { (t!("nav-connections")) } };
    let body = html! {
        (head(&t!("courtesy-setting-title"), &html! { (t!("courtesy-setting-sub")) }, &acts))
        form.card.stack method="post" action=(SET) {
            label.check { input type="checkbox" name="actif" value="oui" checked[enabled]; span { (t!("courtesy-enable")) } }
            div.field { label for="adresse" { (t!("veto-address")) } input #adresse name="adresse" type="url" maxlength="200" placeholder="https://quittance.exemple.fr" value=(address); small { (t!("courtesy-address-help")) } }
            div.acts { button.btn.go type="submit" { (t!("veto-save")) } }
        }
    };
    framed(&site, &session, Sheet::new(t!("courtesy-setting-title"), Section::Connections, body)).await
}

/// What was set.
#[derive(Debug, Default, Deserialize)]
pub struct Set {
    #[serde(default)]
    actif: String,
    #[serde(default)]
    adresse: String,
}

/// Sets how messages may be declined.
pub async fn set(State(site): State<Site>, session: Session, Form(typed): Form<Set>) -> Answer {
    match courtesy::set(site.app(), &session.scope, typed.actif == "oui", &typed.adresse).await {
        Ok(()) => Ok(back(SET, Tone::Ok, &t!("courtesy-was-set"))),
        Err(error) if error.status() == 422 => Ok(back(SET, Tone::Late, &error.french())),
        Err(error) => Err(Failure::from(error)),
    }
}

/// What an account declined, on its page, with the way back.
pub(super) fn card(stop: Option<&CourtesyStop>, debtor: DebtorId, session: &Session) -> Markup {
    let path = format!("/debiteurs/{debtor}/courtoisie");
    let may = session.may(Permission::EditDebtors);
    html! {
        div.card #courtoisie {
            header { h2 { (t!("courtesy-card-title")) } @if session.may(Permission::Administer) { a href=(SET) { (t!("courtesy-setting-title")) } } }
            @match stop {
                Some(stop) => {
                    p { (t!("courtesy-card-declined")) " " small.muted { (at(stop.created_at)) " – " (stop.created_by) @if !stop.email.is_empty() { " – " (stop.email) } @if !stop.note.is_empty() { " – " (stop.note) } } }
                    @if may { div.acts { (post(&path, "", &t!("courtesy-card-lift"), None, &[("faire", "reprendre".to_owned())])) } }
                }
                None => {
                    p.muted { (t!("courtesy-card-none")) }
                    @if may {
                        details.behind { summary { (t!("courtesy-card-stop")) }
                            form.stack method="post" action=(path) {
                                div.field { label for="courtoisie-note" { (t!("sms-stop-note")) " " span.muted { (t!("field-optional")) } } input #courtoisie-note name="note" maxlength="300"; }
                                div.acts { button.btn type="submit" { (t!("courtesy-card-stop-do")) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// What is done on an account's page.
#[derive(Debug, Default, Deserialize)]
pub struct Typed {
    #[serde(default)]
    faire: String,
    #[serde(default)]
    note: String,
}

/// An account wants none, or gets them again.
pub async fn change(State(site): State<Site>, session: Session, Path(id): Path<Uuid>, Form(typed): Form<Typed>) -> Answer {
    let (app, scope, debtor, to) = (site.app(), &session.scope, DebtorId(id), file(id, Tab::Settings).at("courtoisie").to_string());
    let lifts = typed.faire == "reprendre";
    let done = if lifts { courtesy::lift(app, scope, debtor).await } else { courtesy::stop(app, scope, debtor, &typed.note).await };
    match done {
        Ok(()) => Ok(back(&to, Tone::Ok, &if lifts { t!("courtesy-was-lifted") } else { t!("courtesy-was-stopped") })),
        Err(error) if matches!(error.status(), 409 | 422) => Ok(back(&to, Tone::Late, &error.french())),
        Err(error) => Err(Failure::from(error)),
    }
}
