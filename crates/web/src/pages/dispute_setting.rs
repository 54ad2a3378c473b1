//! How disputes are treated: who answers for which reason and how fast, where the program is reached, whom late ones are told to.

use app::dispute::{self, Owner, PolicyRow, Setting};
use axum::Form;
use axum::extract::State;
use domain::dispute::{OwnerRole, Policy, Reason};
use maud::{Markup, html};
use serde::Deserialize;

use super::{Answer, Failure, Sheet, framed, head};
use crate::components::date::date;
use crate::components::flash::empty;
use crate::components::pill::Tone;
use crate::components::shell::Section;
use crate::session::{Session, back};
use crate::site::Site;
use crate::t;

const HERE: &str = "/litiges/reglages";

/// The page.
pub async fn show(State(site): State<Site>, session: Session) -> Answer {
    let known = dispute::setting(site.app(), &session.scope).await?;
    let policies = dispute::policies(site.app(), &session.scope).await?;
    let body = html! {
        (head(&t!("disputes-settings-title"), &html! { (t!("disputes-settings-sub")) }, &html! { a.btn href="/litiges" { (t!("disputes-title")) } }))
        (form(&known))
        section.card {
            header { h2 { (t!("disputes-policies")) } span.muted { (t!("disputes-policies-help")) } }
            @for row in &policies { (policy(row)) }
        }
        section.card.flush {
            header { h2 { (t!("disputes-alerts")) } }
            @if known.alerts.is_empty() { (empty(&t!("disputes-alerts-none-title"), &t!("disputes-alerts-none-text"), None)) }
            @else {
                table.table.cards {
                    caption.sr { (t!("disputes-alerts")) }
                    thead { tr { th scope="col" { (t!("message-to")) } th scope="col" { (t!("column-day")) } th.r scope="col" { (t!("disputes-late")) } th scope="col" { (t!("column-state")) } } }
                    tbody { @for alert in &known.alerts { tr {
                        td.lead { (alert.recipient) }
                        td data-label=(t!("column-day")) { (date(alert.on)) }
                        td.r data-label=(t!("disputes-late")) { (alert.disputes) }
                        td.long data-label=(t!("column-state")) {
                            @match alert.state.as_str() { "sent" => (t!("veto-state-sent")), "failed" => (t!("veto-state-failed")), _ => (t!("veto-state-unknown")) }
                            @if !alert.reason.is_empty() { small { (alert.reason) } }
                        }
                    } } }
                }
            }
        }
    };
    framed(&site, &session, Sheet::new(t!("disputes-settings-title"), Section::Disputes, body)).await
}

fn form(known: &Setting) -> Markup {
    html! {
        form.card.stack method="post" action=(HERE) {
            div.field { label for="adresse" { (t!("veto-address")) } input #adresse name="adresse" type="url" maxlength="200" placeholder="https://quittance.exemple.fr" value=(known.address); small { (t!("disputes-address-help")) } }
            div.field { label for="escalade" { (t!("disputes-escalation")) " " span.muted { (t!("field-optional")) } } input #escalade name="escalade" type="email" maxlength="254" value=(known.escalation_email); small { (t!("disputes-escalation-help")) } }
            label.check { input type="checkbox" name="doffice" value="oui" checked[known.accepts_answers]; span { (t!("disputes-accept")) } }
            label.check { input type="checkbox" name="renouveler" value="oui"; span { (t!("veto-renew")) } }
            div.acts { button.btn.go type="submit" { (t!("veto-save")) } }
        }
    }
}

fn policy(row: &PolicyRow) -> Markup {
    let code = row.reason.code();
    let days = |name: &str, word: String, days: u16| {
        html! { div.field { label for={ (name) "-" (code) } { (word) } input id={ (name) "-" (code) } name=(name) type="number" min="1" max="365" required value=(days); } }
    };
    html! {
        details.behind {
            summary {
                (app::text::dispute::reason(row.reason)) " · " @if row.owner.name.is_empty() { (app::text::dispute::role(row.policy.role)) } @else { (row.owner.name) }
                " · " (t!("disputes-policy-days", answer = row.policy.answer_days, decision = row.policy.decision_days, credit = row.policy.credit_days))
            }
            form.stack method="post" action={ (HERE) "/motif" } {
                input type="hidden" name="motif" value=(code);
                div.fields {
                    div.field { label for={ "role-" (code) } { (t!("dispute-owner-role")) } select id={ "role-" (code) } name="role" { @for role in OwnerRole::ALL { option value=(role.code()) selected[role == row.policy.role] { (app::text::dispute::role(role)) } } } }
                    div.field { label for={ "nom-" (code) } { (t!("contact-name")) } input id={ "nom-" (code) } name="nom" maxlength="120" value=(row.owner.name); }
                    div.field { label for={ "email-" (code) } { (t!("dispute-owner-email")) } input id={ "email-" (code) } name="email" type="email" maxlength="254" value=(row.owner.email); }
                }
                div.fields {
                    (days("reponse", t!("disputes-answer-days"), row.policy.answer_days))
                    (days("decision", t!("disputes-decision-days"), row.policy.decision_days))
                    (days("avoir", t!("disputes-credit-days"), row.policy.credit_days))
                }
                div.field { label for={ "etapes-" (code) } { (t!("dispute-steps")) } textarea id={ "etapes-" (code) } name="etapes" rows="4" maxlength="2000" { (row.steps) } small { (t!("disputes-steps-help")) } }
                div.acts { button.btn type="submit" { (t!("disputes-policy-save")) } }
            }
        }
    }
}

/// What was set.
#[derive(Debug, Default, Deserialize)]
pub struct Set {
    #[serde(default)]
    adresse: String,
    #[serde(default)]
    escalade: String,
    #[serde(default)]
    doffice: String,
    #[serde(default)]
    renouveler: String,
}

fn told(result: app::Result<()>, done: &str) -> Answer {
    match result {
        Ok(()) => Ok(back(HERE, Tone::Ok, done)),
        Err(error) if error.status() == 422 => Ok(back(HERE, Tone::Late, &error.french())),
        Err(error) => Err(Failure::from(error)),
    }
}

/// Writes the settings.
pub async fn set(State(site): State<Site>, session: Session, Form(typed): Form<Set>) -> Answer {
    let new =
        Setting { address: typed.adresse, escalation_email: typed.escalade, accepts_answers: typed.doffice == "oui", alerts: Vec::new() };
    told(dispute::set_settings(site.app(), &session.scope, &new, typed.renouveler == "oui").await, &t!("veto-was-set"))
}

/// What was set for a reason.
#[derive(Debug, Default, Deserialize)]
pub struct SetPolicy {
    #[serde(default)]
    motif: String,
    #[serde(default)]
    role: String,
    #[serde(default)]
    nom: String,
    #[serde(default)]
    email: String,
    #[serde(default)]
    reponse: String,
    #[serde(default)]
    decision: String,
    #[serde(default)]
    avoir: String,
    #[serde(default)]
    etapes: String,
}

/// Says what is done for a reason.
pub async fn set_policy(State(site): State<Site>, session: Session, Form(typed): Form<SetPolicy>) -> Answer {
    let (Some(reason), Some(role)) = (Reason::from_code(&typed.motif), OwnerRole::from_code(&typed.role)) else {
        return Ok(back(HERE, Tone::Late, &t!("dispute-choose-reason-first")));
    };
    // What is no number is zero, which is refused with a sentence.
    let days = |text: &str| text.trim().parse().unwrap_or(0);
    let policy = Policy { role, answer_days: days(&typed.reponse), decision_days: days(&typed.decision), credit_days: days(&typed.avoir) };
    let owner = Owner { role, name: typed.nom, email: typed.email };
    told(dispute::set_policy(site.app(), &session.scope, reason, policy, &owner, &typed.etapes).await, &t!("disputes-policy-was-set"))
}
