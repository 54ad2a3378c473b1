//! The debtor's link: his debts, the plans among which he may choose, and where his choice stands. Outside the gate: the link is its own
//! secret, and looking changes nothing. It works without JavaScript.

use app::plan_offers::{self, Choice, Opened, Step, Void};
use app::text::locale;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Redirect, Response};
use domain::plan::{Filled, Instalment};
use domain::{Cents, Currency, Date};
use maud::{Markup, html};
use serde::Deserialize;

use super::Failure;
use super::plan_choice::summary;
use super::plans::instalment_pill;
use crate::components::amount::amount;
use crate::components::date::date;
use crate::components::shell::bare;
use crate::site::Site;
use crate::t;

fn void(why: Void) -> Response {
    let (status, text) = match why {
        Void::Forged => (StatusCode::NOT_FOUND, t!("owner-forged")),
        Void::Expired => (StatusCode::GONE, t!("link-expired")),
        Void::Used => (StatusCode::CONFLICT, t!("link-used")),
        Void::TooMany => (StatusCode::TOO_MANY_REQUESTS, t!("owner-too-many")),
    };
    (status, bare(&t!("owner-void-title"), &html! { h1 { (t!("owner-void-title")) } p { (text) } })).into_response()
}

fn path(token: &str) -> String {
    format!("/echeancier-au-choix/{token}")
}

/// What was typed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    geste: String,
    echeances: String,
    vu: String,
    nom: String,
    accord: String,
}

impl Typed {
    fn choice(&self) -> Choice {
        Choice {
            parts: self.echeances.parse().unwrap_or_default(),
            seen: self.vu.clone(),
            name: self.nom.clone(),
            agrees: !self.accord.is_empty(),
        }
    }
}

/// Where the debtor is.
pub async fn show(State(site): State<Site>, Path(token): Path<String>) -> Response {
    match plan_offers::open(site.app(), &token).await {
        Ok(Ok(opened)) => page(&opened, &token, &Typed::default(), None),
        Ok(Err(why)) => void(why),
        Err(error) => Failure::from(error).into_response(),
    }
}

fn page(opened: &Opened, token: &str, typed: &Typed, error: Option<&str>) -> Response {
    let status = if error.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let title = t!("link-title");
    let body = html! {
        h1 { (title) }
        @if let Some(error) = error { p.error role="alert" { (error) } }
        @match &opened.step {
            Step::Choose { items, plans, at_once, seen } => (choose(opened, (items.as_slice(), plans.as_slice()), *at_once, (token, seen.as_str(), typed))),
            Step::Nothing => (nothing(opened)),
            Step::Waiting => { (told(&t!("link-waiting", house = opened.house.as_str()))) (chosen(opened, token)) },
            Step::ToSign => { (told(&t!("link-to-sign", house = opened.house.as_str()))) (chosen(opened, token)) (terms(opened)) (sign(opened, token, typed)) },
            Step::Signed { on, signatory } => { (told(&t!("link-signed", on = locale::date(*on), name = signatory.as_str()))) (chosen(opened, token)) (pay(opened)) (terms(opened)) },
            Step::Over => (told(&t!("link-over", house = opened.house.as_str()))),
        }
        (foot(opened))
    };
    // What is behind a secret address is kept by no cache.
    (status, [(CACHE_CONTROL, "no-store")], bare(&title, &body)).into_response()
}

fn told(text: &str) -> Markup {
    html! { p.flash role="status" { strong { (text) } } }
}

fn nothing(opened: &Opened) -> Markup {
    html! { p { (t!("link-nothing", house = opened.house.as_str())) } }
}

fn foot(opened: &Opened) -> Markup {
    html! {
        p.muted {
            (t!("link-questions", house = opened.house.as_str())) " "
            @if !opened.email.is_empty() { a href={ "mailto:" (opened.email) } { (opened.email) } }
        }
        p.muted { small { (opened.house) " · " (opened.legal_line) } }
    }
}

type Debts<'a> = (&'a [(String, Date, Cents)], &'a [Vec<Instalment>]);

fn choose(opened: &Opened, (items, plans): Debts<'_>, at_once: bool, (token, seen, typed): (&str, &str, &Typed)) -> Markup {
    let currency = opened.currency;
    html! {
        p { (t!("link-what", debtor = opened.debtor.as_str(), house = opened.house.as_str())) }
        dl.kv.wide {
            @for (number, due, open) in items { dt { (number) small { " " (t!("column-due")) " " (date(*due)) } } dd { (amount(*open, currency)) } }
            dt { strong { (t!("plan-total")) } } dd { strong { (amount(opened.total, currency)) } }
        }
        form.stack method="post" action=(path(token)) {
            input type="hidden" name="geste" value="choisir";
            input type="hidden" name="vu" value=(seen);
            fieldset.outcomes {
                legend { (t!("link-choose")) }
                @for plan in plans {
                    label.check { input type="radio" name="echeances" value=(plan.len()) required checked[typed.echeances == plan.len().to_string()]; span { strong { (t!("link-in", parts = plan.len())) } small { (summary(plan, currency)) } } }
                    details.behind { summary { (t!("link-dates", parts = plan.len())) }
                        (schedule(plan, currency))
                    }
                }
            }
            (terms(opened))
            p { strong { @if at_once { (t!("link-at-once", house = opened.house.as_str())) } @else { (t!("link-to-approve", house = opened.house.as_str())) } } }
            (consent(typed, &if at_once { t!("link-agree-now") } else { t!("link-agree-propose") }))
            div.acts { button.btn.go type="submit" { @if at_once { (t!("link-do-now")) } @else { (t!("link-do-propose")) } } }
        }
    }
}

fn schedule(plan: &[Instalment], currency: Currency) -> Markup {
    html! {
        table.table {
            caption.sr { (t!("plan-instalments")) }
            thead { tr { th scope="col" { (t!("plan-due")) } th.r scope="col" { (t!("plan-amount")) } } }
            tbody { @for one in plan { tr { td { (date(one.due_on)) } td.r { (amount(one.amount, currency)) } } } }
        }
    }
}

fn consent(typed: &Typed, word: &str) -> Markup {
    html! {
        div.field { label for="nom" { (t!("link-name")) } input #nom name="nom" required maxlength="120" autocomplete="name" value=(typed.nom); small { (t!("link-name-help")) } }
        label.check { input type="checkbox" name="accord" value="oui" required; span { (word) } }
    }
}

/// What the plan says beside its dates, in plain words.
fn terms(opened: &Opened) -> Markup {
    html! {
        ul {
            li { (t!("link-term-late", days = opened.grace_days)) }
            @if opened.accelerates { li { (t!("link-term-clause")) } }
            @match opened.interest {
                None => li { (t!("link-term-free")) },
                Some(choice) => li { (t!("plan-interest")) (locale::colon()) (app::text::plans::interest(choice)) },
            }
        }
    }
}

fn chosen(opened: &Opened, token: &str) -> Markup {
    let Some((reference, lines)) = &opened.plan else { return html! {} };
    let is_signed = matches!(opened.step, Step::Signed { .. });
    html! {
        p { (t!("link-reference")) " " strong { (reference) } " · " (amount(opened.total, opened.currency)) }
        table.table {
            caption.sr { (t!("plan-instalments")) }
            thead { tr { th scope="col" { (t!("plan-due")) } th.r scope="col" { (t!("plan-amount")) } @if is_signed { th scope="col" { (t!("column-state")) } } } }
            tbody { @for line in lines { (line_of(line, opened.currency, is_signed)) } }
        }
        p { a href={ (path(token)) "/document.pdf" } { @if is_signed { (t!("link-deed-signed")) } @else { (t!("link-deed")) } } }
    }
}

fn line_of(line: &Filled, currency: Currency, is_signed: bool) -> Markup {
    html! {
        tr {
            td { (date(line.instalment.due_on)) }
            td.r { (amount(line.instalment.amount, currency)) }
            @if is_signed { td { (instalment_pill(line.state)) } }
        }
    }
}

/// How to pay: the account, and the reference by which a transfer is known.
fn pay(opened: &Opened) -> Markup {
    let (iban, holder) = &opened.iban;
    html! {
        @if let Some((reference, _)) = &opened.plan {
            @if !iban.is_empty() {
                dl.kv.wide {
                    dt { (t!("link-iban")) } dd { (iban) }
                    dt { (t!("link-holder")) } dd { (holder) }
                    dt { (t!("link-wire")) } dd { strong { (reference) } }
                }
            }
        }
    }
}

fn sign(opened: &Opened, token: &str, typed: &Typed) -> Markup {
    html! {
        form.stack method="post" action=(path(token)) {
            input type="hidden" name="geste" value="signer";
            (consent(typed, &t!("link-agree-now")))
            div.acts { button.btn.go type="submit" { (t!("link-do-sign")) } }
            p.muted { (t!("link-sign-help", house = opened.house.as_str())) }
        }
    }
}

/// Chooses, or signs.
pub async fn act(State(site): State<Site>, Path(token): Path<String>, Form(typed): Form<Typed>) -> Response {
    let done = match typed.geste.as_str() {
        "signer" => plan_offers::sign(site.app(), &token, &typed.choice()).await,
        _ => plan_offers::choose(site.app(), &token, &typed.choice()).await,
    };
    match done {
        Ok(Ok(())) => Redirect::to(&path(&token)).into_response(),
        Ok(Err(why)) => void(why),
        Err(error) if error.status() == 422 => match plan_offers::open(site.app(), &token).await {
            Ok(Ok(opened)) => page(&opened, &token, &typed, Some(&error.french())),
            Ok(Err(why)) => void(why),
            Err(error) => Failure::from(error).into_response(),
        },
        Err(error) => Failure::from(error).into_response(),
    }
}

/// The deed of the plan that was chosen.
pub async fn deed(State(site): State<Site>, Path(token): Path<String>) -> Response {
    match plan_offers::deed(site.app(), &token).await {
        Ok(Ok(bytes)) => {
            let name = format!("inline; filename=\"document-{}.pdf\"", site.app().today());
            let kind = "application/pdf".to_owned();
            ([(CONTENT_TYPE, kind), (CONTENT_DISPOSITION, name), (CACHE_CONTROL, "no-store".to_owned())], bytes).into_response()
        }
        Ok(Err(why)) => void(why),
        Err(error) => Failure::from(error).into_response(),
    }
}
