//! The salesman's link: what would leave to a customer, and the form that objects. Outside the gate: the link is its own
//! secret, and looking changes nothing.

use app::Permission;
use app::veto::{self, Opened, Setting, Void};
use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::ids::DebtorId;
use maud::{Markup, html};
use serde::Deserialize;
use uuid::Uuid;

use super::debtor_tab::{Tab, file};
use super::parts::at;
use super::{Answer, Failure, Sheet, framed, head};
use crate::components::amount::amount;
use crate::components::date::date;
use crate::components::flash::empty;
use crate::components::pill::Tone;
use crate::components::shell::{Section, bare};
use crate::session::{Session, back};
use crate::site::Site;
use crate::t;

fn void(why: Void) -> Response {
    let (status, text) = match why {
        Void::Forged => (StatusCode::NOT_FOUND, t!("veto-forged")),
        Void::Expired => (StatusCode::GONE, t!("veto-expired")),
        Void::Used => (StatusCode::CONFLICT, t!("veto-used")),
        Void::TooMany => (StatusCode::TOO_MANY_REQUESTS, t!("veto-too-many")),
    };
    (status, bare(&t!("veto-void-title"), &html! { h1 { (t!("veto-void-title")) } p { (text) } })).into_response()
}

/// What would leave, and the form.
pub async fn show(State(site): State<Site>, Path(token): Path<String>) -> Response {
    match veto::open(site.app(), &token).await {
        Ok(Ok(opened)) => bare(&t!("veto-title"), &view(&opened, &token, None)).into_response(),
        Ok(Err(why)) => void(why),
        Err(error) => Failure::from(error).into_response(),
    }
}

fn view(opened: &Opened, token: &str, error: Option<&str>) -> Markup {
    html! {
        h1 { (t!("veto-title")) }
        p { (t!("veto-what", house = opened.organisation.as_str())) }
        dl.kv.wide {
            dt { (t!("column-debtor")) } dd { strong { (opened.debtor) } }
            dt { (t!("column-step")) } dd { (app::text::step(&opened.step_key)) }
            dt { (t!("column-asked")) } dd { (amount(opened.asked, opened.currency)) }
            dt { (t!("approvals-leaves-at")) } dd { (at(opened.leaves_at)) }
        }
        @match &opened.message {
            Some((subject, text)) => { details.behind open { summary { (t!("veto-message")) } p { strong { (subject) } } p.mailtext { (text) } } }
            None => p.muted { (t!("veto-no-message")) },
        }
        form.stack method="post" action={ "/opposition/" (token) } {
            div class={ "field" @if error.is_some() { " bad" } } {
                label for="motif" { (t!("approvals-reason")) }
                textarea #motif name="motif" required maxlength="300" rows="3" {}
                @if let Some(error) = error { span.error role="alert" { (error) } }
                small { (t!("veto-reason-help")) }
            }
            div.acts { button.btn.danger type="submit" { (t!("veto-object")) } }
        }
    }
}

/// What was typed.
#[derive(Debug, Default, Deserialize)]
pub struct Typed {
    #[serde(default)]
    motif: String,
}

/// Objects.
pub async fn object(State(site): State<Site>, Path(token): Path<String>, Form(typed): Form<Typed>) -> Response {
    match veto::object(site.app(), &token, &typed.motif).await {
        Ok(Ok(())) => bare(&t!("veto-done-title"), &html! { h1 { (t!("veto-done-title")) } p { (t!("veto-done")) } }).into_response(),
        Ok(Err(why)) => void(why),
        Err(error) if error.status() == 422 => match veto::open(site.app(), &token).await {
            Ok(Ok(opened)) => {
                (StatusCode::UNPROCESSABLE_ENTITY, bare(&t!("veto-title"), &view(&opened, &token, Some(&error.french())))).into_response()
            }
            Ok(Err(why)) => void(why),
            Err(error) => Failure::from(error).into_response(),
        },
        Err(error) => Failure::from(error).into_response(),
    }
}

/// How salesmen are told.
pub async fn setting(State(site): State<Site>, session: Session) -> Answer {
    let known = veto::setting(site.app(), &session.scope).await?;
    let acts = html! { a.btn href="/connexions" { (t!("nav-connections")) } };
    let body = html! {
        (head(&t!("veto-setting-title"), &html! { (t!("veto-setting-sub")) }, &acts))
        (form(&known))
        section.card.flush {
            header { h2 { (t!("veto-digests")) } }
            @if known.digests.is_empty() { (empty(&t!("veto-digests-none-title"), &t!("veto-digests-none-text"), None)) }
            @else { (digests(&known)) }
        }
    };
    framed(&site, &session, Sheet::new(t!("veto-setting-title"), Section::Connections, body)).await
}

fn form(known: &Setting) -> Markup {
    html! {
        form.card.stack method="post" action="/connexions/opposition" {
            label.check { input type="checkbox" name="actif" value="oui" checked[known.enabled]; span { (t!("veto-enable")) } }
            div.field { label for="adresse" { (t!("veto-address")) } input #adresse name="adresse" type="url" maxlength="200" placeholder="https://quittance.exemple.fr" value=(known.address); small { (t!("veto-address-help")) } }
            label.check { input type="checkbox" name="renouveler" value="oui"; span { (t!("veto-renew")) } }
            div.acts { button.btn.go type="submit" { (t!("veto-save")) } }
        }
    }
}

fn digests(known: &Setting) -> Markup {
    html! {
        table.table.cards {
            caption.sr { (t!("veto-digests")) }
            thead { tr { th scope="col" { (t!("message-to")) } th scope="col" { (t!("column-day")) } th.r scope="col" { (t!("veto-messages")) } th scope="col" { (t!("column-state")) } } }
            tbody { @for digest in &known.digests { tr {
                td.lead { (digest.recipient) }
                td data-label=(t!("column-day")) { (date(digest.on)) }
                td.r data-label=(t!("veto-messages")) { (digest.actions) }
                td.long data-label=(t!("column-state")) {
                    @match digest.state.as_str() { "sent" => (t!("veto-state-sent")), "failed" => (t!("veto-state-failed")), _ => (t!("veto-state-unknown")) }
                    @if !digest.reason.is_empty() { small { (digest.reason) } }
                }
            } } }
        }
    }
}

/// What was set.
#[derive(Debug, Default, Deserialize)]
pub struct Set {
    #[serde(default)]
    actif: String,
    #[serde(default)]
    adresse: String,
    #[serde(default)]
    renouveler: String,
}

/// Sets how salesmen are told.
pub async fn set(State(site): State<Site>, session: Session, Form(typed): Form<Set>) -> Answer {
    let to = "/connexions/opposition";
    match veto::set(site.app(), &session.scope, typed.actif == "oui", &typed.adresse, typed.renouveler == "oui").await {
        Ok(()) => Ok(back(to, Tone::Ok, &t!("veto-was-set"))),
        Err(error) if error.status() == 422 => Ok(back(to, Tone::Late, &error.french())),
        Err(error) => Err(Failure::from(error)),
    }
}

/// The salesman of an account, on the debtor's page.
pub(super) fn card(known: &app::care::Care, debtor: DebtorId, session: &Session) -> Markup {
    let email = known.sales_email.clone().unwrap_or_default();
    html! {
        div.card #commercial {
            header { h2 { (t!("salesman-title")) } @if session.may(Permission::Administer) { a href="/connexions/opposition" { (t!("veto-setting-title")) } } }
            @if known.sales_email.is_some() || !known.sales_name.is_empty() { p { strong { (known.sales_name) } " " a href={ "mailto:" (email) } { (email) } } }
            @else { p.muted { (t!("salesman-none")) } }
            @if session.may(Permission::EditDebtors) {
                details.behind { summary { (t!("salesman-edit")) }
                    form.stack method="post" action={ "/debiteurs/" (debtor) "/commercial" } {
                        div.field { label for="commercial-nom" { (t!("contact-name")) } input #commercial-nom name="nom" maxlength="120" value=(known.sales_name); }
                        div.field { label for="commercial-email" { (t!("salesman-email")) } input #commercial-email name="email" type="email" maxlength="254" value=(email); small { (t!("salesman-help")) } }
                        div.acts { button.btn type="submit" { (t!("salesman-save")) } }
                    }
                }
            }
        }
    }
}

/// What was typed of a salesman.
#[derive(Debug, Default, Deserialize)]
pub struct Salesman {
    #[serde(default)]
    nom: String,
    #[serde(default)]
    email: String,
}

/// Says who the salesman of an account is.
pub async fn set_salesman(State(site): State<Site>, session: Session, Path(id): Path<Uuid>, Form(typed): Form<Salesman>) -> Answer {
    let to = file(id, Tab::Settings).at("commercial").to_string();
    match veto::set_salesman(site.app(), &session.scope, DebtorId(id), &typed.nom, &typed.email).await {
        Ok(()) => Ok(back(&to, Tone::Ok, &t!("salesman-was-set"))),
        Err(error) if error.status() == 422 => Ok(back(&to, Tone::Late, &error.french())),
        Err(error) => Err(Failure::from(error)),
    }
}
