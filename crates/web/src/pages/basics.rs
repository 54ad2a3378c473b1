//! The settings of the first day: six, each with a value that can be kept.

use app::first_steps::{Basics, NewLimits};
use app::sender::{NewSender, Protection, Sender, Trial};
use app::setup::CreditorFacts;
use app::text::locale::Shown as _;
use axum::Form;
use axum::extract::State;
use domain::Cents;
use maud::{Markup, html};
use serde::Deserialize;

use super::parts::{post, select};
use super::{Answer, Failure, Sheet, framed, head};
use crate::components::flash::flash;
use crate::components::icon::Icon;
use crate::components::pill::{Tone, pill};
use crate::components::shell::Section;
use crate::session::{Session, back};
use crate::site::Site;
use crate::t;

/// The page.
pub async fn show(State(site): State<Site>, session: Session) -> Answer {
    page(&site, &session, &Server::default(), None).await
}

/// The page; with what was typed of a mail server that was not kept, and why.
async fn page(site: &Site, session: &Session, typed: &Server, wrong: Option<&str>) -> Answer {
    let basics = app::first_steps::basics(site.app(), &session.scope).await?;
    let sender = app::sender::sender(site.app(), &session.scope).await?;
    let body = html! {
        (head(&t!("basics-title"), &html! { (t!("basics-sub")) }, &html! { a.btn href="/" { (t!("nav-dashboard")) } a.btn href="/politique" { (t!("policy-title")) } }))
        (identity(&basics))
        (mail(&sender, typed, wrong))
        (limits(&basics))
    };
    framed(site, session, Sheet::new(t!("basics-title"), Section::Dashboard, body)).await
}

fn field(name: &str, label: &str, value: &str, required: bool, hint: &str) -> Markup {
    html! {
        div.field { label for=(name) { (label) @if !required { " " span.muted { (t!("field-optional")) } } }
            input id=(name) name=(name) value=(value) required[required]; @if !hint.is_empty() { small { (hint) } } }
    }
}

fn identity(basics: &Basics) -> Markup {
    let firm = &basics.creditor;
    let missing: Vec<String> = firm.missing_mentions().into_iter().map(app::text::mention).collect();
    let siren = firm.siren.as_ref().map(|siren| siren.spaced()).unwrap_or_default();
    let capital = firm.capital.map(|capital| capital.shown()).unwrap_or_default();
    let iban = firm.iban.as_ref().map(|iban| iban.as_str().to_owned()).unwrap_or_default();
    let email = firm.email.as_ref().map(|email| email.as_str().to_owned()).unwrap_or_default();
    html! {
        section.card #identite {
            header { h2 { (t!("basics-identity")) } @if missing.is_empty() { (pill(Tone::Ok, &t!("basics-complete"))) } }
            @if !missing.is_empty() { (flash(Tone::Soon, &html! { (t!("mentions-missing", mentions = missing.join(", "))) })) }
            form.stack method="post" action="/reglages/identite" {
                div.filters.fill {
                    (field("name", &t!("basics-name"), &firm.name, true, ""))
                    (field("legal_form", &t!("basics-form"), &firm.legal_form, true, "SAS, SARL, EI…"))
                    (field("capital", &t!("basics-capital"), &capital, false, &t!("basics-capital-hint")))
                    (field("siren", &t!("welcome-siren"), &siren, true, ""))
                    (field("rcs_town", &t!("basics-rcs"), &firm.rcs_town, false, ""))
                    (field("street", &t!("basics-street"), &firm.seat.lines.join(", "), true, ""))
                    (field("postcode", &t!("basics-postcode"), &firm.seat.postcode, true, ""))
                    (field("city", &t!("basics-city"), &firm.seat.city, true, ""))
                    (field("iban", "IBAN", &iban, true, &t!("basics-iban-hint")))
                    (field("bic", "BIC", &firm.bic, false, ""))
                    (field("iban_holder", &t!("basics-holder"), &firm.iban_holder, false, &t!("basics-holder-hint")))
                    (field("email", &t!("basics-email"), &email, true, &t!("basics-email-hint")))
                    (field("phone", &t!("basics-phone"), &firm.phone, false, ""))
                }
                div.acts { button.btn.go type="submit" { (t!("basics-save")) } }
            }
        }
    }
}

fn mail(sender: &Sender, typed: &Server, wrong: Option<&str>) -> Markup {
    let protections: Vec<(String, String)> = Protection::ALL
        .iter()
        .map(|protection| {
            let word = match protection {
                Protection::Tls => t!("basics-tls"),
                Protection::StartTls => t!("basics-starttls"),
                Protection::None => t!("basics-no-tls"),
            };
            (protection.code().to_owned(), word)
        })
        .collect();
    html! {
        section.card #envoi {
            header { h2 { (t!("basics-mail")) } @if sender.place.is_some() && sender.is_tested { (pill(Tone::Ok, &t!("basics-mail-tested"))) } }
            p.muted { @if let Some(folder) = sender.place.as_deref().and_then(|place| place.strip_prefix("folder ")) { (t!("basics-mail-folder", folder = folder)) } @else if let Some(place) = &sender.place { (t!("basics-mail-now", place = place.as_str())) } @else { (t!("basics-mail-none")) } }
            @if sender.is_unfinished { (flash(Tone::Late, &html! { (t!("basics-mail-unfinished")) })) }
            @if let Some(why) = &sender.fixed { p.muted { (why) } }
            @else {
                @if let Some(wrong) = wrong { (flash(Tone::Late, &html! { (wrong) })) }
                form.stack method="post" action="/reglages/envoi" {
                    div.filters.fill {
                        (field("host", &t!("basics-host"), &typed.host, true, "smtp.exemple.fr"))
                        (select("protection", &t!("basics-protection"), &protections, if typed.protection.is_empty() { "tls" } else { &typed.protection }))
                        (field("port", &t!("basics-port"), &typed.port, false, "465, 587"))
                        (field("login", &t!("basics-login"), &typed.login, false, ""))
                        div.field { label for="mail-password" { (t!("field-password")) " " span.muted { (t!("field-optional")) } } input #mail-password name="password" type="password" autocomplete="off"; small { (t!("basics-password-hint")) } }
                    }
                    p.muted { (t!("basics-mail-order")) }
                    div.acts {
                        button.btn.go type="submit" { (t!("basics-mail-do")) }
                        button.btn type="submit" name="untried" value="oui" { (t!("basics-mail-untried")) }
                    }
                }
            }
            @if sender.place.is_some() { div.acts { (post("/reglages/envoi/essai", "", &t!("basics-mail-try"), Some(Icon::Send), &[])) } }
        }
    }
}

fn limits(basics: &Basics) -> Markup {
    let number = |name: &str, label: &str, value: String, hint: &str| {
        html! { div.field { label for=(name) { (label) } input id=(name) name=(name) value=(value) inputmode="decimal" required; small { (hint) } } }
    };
    html! {
        section.card #limites {
            header { h2 { (t!("basics-limits")) } }
            form.stack method="post" action="/reglages/limites" {
                div.filters.fill {
                    (number("term_days", &t!("basics-term"), basics.term_days.to_string(), &t!("basics-term-hint")))
                    (number("spacing_days", &t!("basics-spacing"), basics.spacing_days.to_string(), &t!("basics-spacing-hint")))
                    (number("minimum", &t!("basics-minimum"), basics.minimum.shown(), &t!("basics-minimum-hint")))
                    (number("first_send_cap", &t!("basics-cap"), basics.first_send_cap.to_string(), &t!("basics-cap-hint")))
                }
                div.acts { button.btn.go type="submit" { (t!("basics-save")) } }
            }
        }
    }
}

/// Who the firm is, as typed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Identity {
    name: String,
    legal_form: String,
    capital: String,
    siren: String,
    rcs_town: String,
    street: String,
    postcode: String,
    city: String,
    iban: String,
    bic: String,
    iban_holder: String,
    email: String,
    phone: String,
}

/// What came of a form: back where the first steps are, or to the form with what is wrong.
fn told(done: app::Result<()>, place: &str, text: &str) -> Answer {
    match done {
        Ok(()) => Ok(back(&format!("/reglages#{place}"), Tone::Ok, text)),
        Err(error) if matches!(error.status(), 409 | 422 | 503) => Ok(back(&format!("/reglages#{place}"), Tone::Late, &error.french())),
        Err(error) => Err(Failure::from(error)),
    }
}

/// Says who the firm is.
pub async fn set_identity(State(site): State<Site>, session: Session, Form(typed): Form<Identity>) -> Answer {
    let facts = CreditorFacts {
        name: typed.name,
        siren: typed.siren,
        iban: typed.iban,
        email: typed.email,
        legal_form: typed.legal_form,
        capital: typed.capital,
        rcs_town: typed.rcs_town,
        street: typed.street,
        postcode: typed.postcode,
        city: typed.city,
        iban_holder: typed.iban_holder,
        bic: typed.bic,
        phone: typed.phone,
    };
    let done = app::first_steps::set_identity(site.app(), &session.scope, &facts).await;
    told(done, "identite", &t!("basics-saved"))
}

/// A mail server, as typed.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Server {
    host: String,
    port: String,
    protection: String,
    login: String,
    password: String,
    untried: String,
}

/// Says where mail goes, once a trial has left, or untried; what does not work is shown again with what was typed.
pub async fn set_sender(State(site): State<Site>, session: Session, Form(typed): Form<Server>) -> Answer {
    let new = NewSender {
        host: typed.host.clone(),
        port: typed.port.clone(),
        protection: Protection::from_code(&typed.protection).unwrap_or_default(),
        login: typed.login.clone(),
        password: typed.password.clone(),
    };
    let trial = if typed.untried.is_empty() { Trial::First } else { Trial::Skipped };
    match app::sender::set(site.app(), &session.scope, &new, trial).await {
        Ok(Some(own)) => told(Ok(()), "envoi", &t!("basics-mail-left", address = own.as_str())),
        Ok(None) => told(Ok(()), "envoi", &t!("basics-mail-kept")),
        Err(error) if error.status() == 422 => page(&site, &session, &typed, Some(&error.french())).await,
        Err(error) => told(Err(error), "envoi", ""),
    }
}

/// Sends a trial to who asks.
pub async fn try_sender(State(site): State<Site>, session: Session) -> Answer {
    match app::sender::try_out(site.app(), &session.scope).await {
        Ok(own) => told(Ok(()), "envoi", &t!("basics-mail-left", address = own.as_str())),
        Err(error) => told(Err(error), "envoi", ""),
    }
}

/// Limits, as typed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Limits {
    term_days: String,
    spacing_days: String,
    minimum: String,
    first_send_cap: String,
}

/// Sets the limits of the first day.
pub async fn set_limits(State(site): State<Site>, session: Session, Form(typed): Form<Limits>) -> Answer {
    // What is no number is out of every range.
    let new = NewLimits {
        term_days: typed.term_days.trim().parse().unwrap_or(u16::MAX),
        spacing_days: typed.spacing_days.trim().parse().unwrap_or(0),
        minimum: Cents::parse(&typed.minimum).unwrap_or(Cents(-1)),
        first_send_cap: typed.first_send_cap.trim().parse().unwrap_or(0),
    };
    let done = app::first_steps::set_limits(site.app(), &session.scope, new).await;
    told(done, "limites", &t!("basics-saved"))
}
