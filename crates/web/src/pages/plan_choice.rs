//! The plans that a debtor chooses himself, as the house sees them: the link that a collector sends, and what each kind may choose.

use std::collections::HashMap;

use app::Permission;
use app::plan_offers::{self, Desk, LeftOut};
use app::text::locale::{self, Shown as _, ShownIn as _};
use axum::extract::{Path, State};
use axum::response::IntoResponse;
use axum_extra::extract::Form;
use domain::Cents;
use domain::Currency;
use domain::ids::{DebtorId, OpenItemId, PlanOfferId};
use domain::party::DebtorKind;
use domain::plan::{Instalment, InterestChoice, OfferPolicy};
use maud::{Markup, html};
use serde::Deserialize;
use uuid::Uuid;

use super::choice::{self, Candidate, Choice};
use super::parts::{at, post};
use super::penalties::answer;
use super::{Answer, Failure, Sheet, framed, head};
use crate::components::amount::amount;
use crate::components::date::date;
use crate::components::flash::{empty, flash};
use crate::components::pill::{Tone, pill};
use crate::components::shell::Section;
use crate::error::WebError;
use crate::link::Link;
use crate::session::{Session, back};
use crate::site::Site;
use crate::t;

const SETTINGS: &str = "/echeanciers/choix";

fn path(debtor: DebtorId) -> String {
    format!("/debiteurs/{debtor}/echeanciers-au-choix")
}

/// What is chosen of the debts, and to whom the link goes.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    facture: Vec<String>,
    /// All that is late, chosen as a whole.
    #[serde(deserialize_with = "choice::group")]
    quoi: String,
    cherche: String,
    suite: String,
    courriel: String,
    geste: String,
    lien: String,
}

impl Typed {
    fn items(&self) -> Vec<OpenItemId> {
        self.facture.iter().filter_map(|text| text.parse().ok()).collect()
    }
}

/// The debts that a form is about: the ticked ones, or all that is late.
async fn chosen_of(site: &Site, session: &Session, debtor: DebtorId, typed: &Typed) -> Result<Vec<OpenItemId>, Failure> {
    if typed.quoi.is_empty() {
        return Ok(typed.items());
    }
    Ok(plan_offers::desk(site.app(), &session.scope, debtor, &[]).await?.1)
}

/// The page of a collector.
pub async fn show(State(site): State<Site>, session: Session, Path(id): Path<Uuid>, Form(typed): Form<Typed>) -> Answer {
    let debtor = DebtorId(id);
    let (desk, chosen) = plan_offers::desk(site.app(), &session.scope, debtor, &typed.items()).await?;
    let all: Vec<Candidate<'_>> = desk.offerable.items.iter().map(|item| (item, item.open)).collect();
    let mut asked = choice::Asked { ticked: chosen, group: String::new(), search: typed.cherche.clone(), page: typed.suite.clone() };
    // Of many, those that are late are offered as a whole unless some were ticked.
    if all.len() > choice::PER_PAGE && typed.facture.is_empty() {
        asked.ticked.clear();
        choice::LATE.clone_into(&mut asked.group);
    }
    let choice = Choice::of(&all, &asked, &HashMap::new(), site.app().today());
    let title = t!("choice-title");
    let body = html! {
        (head(&title, &html! { a href={ "/debiteurs/" (debtor) } { (desk.debtor.name) } }, &html! { a.btn href=(SETTINGS) { (t!("choice-settings")) } }))
        @if desk.is_insolvent { (flash(Tone::Late, &html! { (t!("choice-insolvent")) })) }
        @else if !desk.has_address { (flash(Tone::Soon, &html! { (t!("choice-no-address")) " " a href=(SETTINGS) { (t!("choice-settings")) } })) }
        div.grid.two {
            div { (form(&desk, &choice, debtor)) }
            div { (plans(&desk)) (offers(&desk, debtor)) }
        }
    };
    framed(&site, &session, Sheet::new(title, Section::Plans, body)).await
}

/// Debts named that no plan can be offered for.
const LEFT_OUT: usize = 50;

fn form(desk: &Desk, choice: &Choice, debtor: DebtorId) -> Markup {
    let offerable = &desk.offerable;
    html! {
        form.card.stack method="post" action=(path(debtor)) {
            h2 { (t!("choice-debts")) }
            p.muted { (t!("choice-debts-text")) }
            @if offerable.items.is_empty() { (empty(&t!("choice-empty-title"), &t!("choice-empty-text"), None)) }
            @else {
                (choice.head(&path(debtor)))
                fieldset.outcomes {
                    legend.sr { (t!("choice-debts")) }
                    @for at in choice.shown() {
                        @let item = &offerable.items[*at];
                        label.check { input type="checkbox" name="facture" value=(item.id) checked[choice.is_ticked(item.id)] data-cents=(item.open.0); span { strong { (item.number) } small { (t!("column-due")) " " (date(item.due_on)) " · " (amount(item.open, item.currency)) } } }
                    }
                }
                (choice.foot(&path(debtor), "facture"))
                div.acts { button.btn type="submit" formmethod="get" formaction=(path(debtor)) { (t!("choice-compute")) } }
                @if !desk.contacts.is_empty() {
                    div.field { label for="courriel" { (t!("choice-to")) } select #courriel name="courriel" { @for (name, email) in &desk.contacts { option value=(email) { @if name.is_empty() { (email) } @else { (name) " – " (email) } } } } small { (t!("choice-to-help")) } }
                }
                @if !desk.plans.is_empty() {
                    div.acts {
                        @if !desk.contacts.is_empty() { button.btn.go type="submit" name="geste" value="envoyer" { (t!("choice-send")) } }
                        button.btn type="submit" name="geste" value="lien" { (t!("choice-hand")) }
                    }
                }
            }
            @if !offerable.left_out.is_empty() {
                details.behind { summary { (t!("choice-left-out", count = offerable.left_out.len())) }
                    ul.plain { @for (item, why) in offerable.left_out.iter().take(LEFT_OUT) { li { strong { (item.number) } " " (amount(item.open, item.currency)) " – " (left_out(why)) } } }
                    @if let Some(more) = offerable.left_out.len().checked_sub(LEFT_OUT).filter(|more| *more > 0) { p.muted { (t!("coming-others", count = more)) } }
                }
            }
        }
    }
}

fn left_out(why: &LeftOut) -> String {
    match why {
        LeftOut::Disputed => t!("choice-left-disputed"),
        LeftOut::Taken(reference) => t!("choice-left-taken", reference = reference.as_str()),
        LeftOut::Currency => t!("choice-left-currency"),
    }
}

/// One plan in a line.
pub(super) fn summary(plan: &[Instalment], currency: Currency) -> String {
    let parts = plan.len();
    let amounts: Vec<Cents> = plan.iter().map(|one| one.amount).collect();
    let (Some(first), Some(last)) = (plan.first(), plan.last()) else { return String::new() };
    let usual = amounts.get(1).copied().unwrap_or(first.amount);
    if first.amount == usual {
        t!(
            "choice-plan",
            parts = parts,
            part = usual.shown_in(currency),
            first = locale::date(first.due_on),
            last = locale::date(last.due_on)
        )
    } else {
        t!(
            "choice-plan-first",
            begin = first.amount.shown_in(currency),
            rest = (parts - 1),
            part = usual.shown_in(currency),
            first = locale::date(first.due_on),
            last = locale::date(last.due_on)
        )
    }
}

fn plans(desk: &Desk) -> Markup {
    let currency = desk.offerable.currency;
    html! {
        section.card {
            header { h2 { (t!("choice-plans")) } span.muted { (amount(desk.total, currency)) } }
            @if desk.plans.is_empty() { p.muted { (t!("choice-plans-none")) } }
            @else { ul.plain { @for plan in &desk.plans { li { (summary(plan, currency)) } } } }
            p.muted { @if desk.offerable.policy.accepts(desk.total) { (t!("choice-at-once")) } @else { (t!("choice-to-approve")) } }
        }
    }
}

fn offers(desk: &Desk, debtor: DebtorId) -> Markup {
    html! {
        section.card #liens {
            header { h2 { (t!("choice-links")) } }
            @if desk.offers.is_empty() { p.muted { (t!("choice-links-empty")) } }
            @for (offer, address) in &desk.offers {
                div.stack {
                    p {
                        @match (offer.plan, offer.withdrawn_at, offer.sending.as_str()) {
                            (Some(_), ..) => (pill(Tone::Ok, &t!("choice-state-chosen"))),
                            (None, Some(_), _) => (pill(Tone::Neutral, &t!("choice-state-withdrawn"))),
                            (None, None, _) if address.is_none() => (pill(Tone::Neutral, &t!("choice-state-expired"))),
                            (None, None, "failed") => (pill(Tone::Late, &t!("choice-state-failed"))),
                            (None, None, "unknown" | "reserved") => (pill(Tone::Soon, &t!("choice-state-unknown"))),
                            (None, None, "sent") => (pill(Tone::Accent, &t!("choice-state-sent"))),
                            _ => (pill(Tone::Accent, &t!("choice-state-handed"))),
                        }
                        " " @if !offer.recipient.is_empty() { (offer.recipient) " " } small.muted { (at(offer.created_at)) " – " (offer.created_by) }
                        @if !offer.reason.is_empty() { small { " " (offer.reason) } }
                    }
                    @if let Some(plan) = offer.plan { p { a href={ "/echeanciers/" (plan) } { (t!("choice-see-plan")) } } }
                    @else if let Some(address) = address {
                        div.field { label for={ "lien-" (offer.id) } { (t!("choice-link")) } input id={ "lien-" (offer.id) } readonly value=(address); small { (t!("choice-link-help", until = locale::date(plan_offers::until(offer)))) } }
                    }
                    @if address.is_some() && offer.withdrawn_at.is_none() {
                        div.acts { (post(&path(debtor), "small", &t!("choice-withdraw"), None, &[("geste", "retirer".to_owned()), ("lien", offer.id.to_string())])) }
                    }
                }
            }
        }
    }
}

/// Sends a link, hands one on, or takes one back.
pub async fn act(State(site): State<Site>, session: Session, Path(id): Path<Uuid>, Form(typed): Form<Typed>) -> Answer {
    let debtor = DebtorId(id);
    let mut again = Link::new(path(debtor));
    for item in &typed.facture {
        again = again.and("facture", item);
    }
    let again = again.with(choice::GROUP, &typed.quoi).to_string();
    if !typed.quoi.is_empty() && !typed.facture.is_empty() {
        return Ok(back(&again, Tone::Late, &t!("pick-both")));
    }
    if choice::is_several(&typed.quoi) {
        return Ok(back(&again, Tone::Late, &t!("pick-one-group")));
    }
    let items = chosen_of(&site, &session, debtor, &typed).await?;
    let links = format!("{}#liens", path(debtor));
    let done = match typed.geste.as_str() {
        "envoyer" => plan_offers::send(site.app(), &session.scope, debtor, &items, &typed.courriel).await.map(|()| t!("choice-done-sent")),
        "lien" => plan_offers::hand(site.app(), &session.scope, debtor, &items).await.map(|_| t!("choice-done-hand")),
        "retirer" => match typed.lien.parse() {
            Ok(id) => plan_offers::withdraw(site.app(), &session.scope, PlanOfferId(id)).await.map(|_| t!("choice-done-withdraw")),
            Err(_) => return Ok(WebError::BadRequest.into_response()),
        },
        _ => return Ok(WebError::BadRequest.into_response()),
    };
    match done {
        Ok(said) => Ok(back(&links, Tone::Ok, &said)),
        Err(error) if matches!(error.status(), 409 | 422) => Ok(back(&again, Tone::Late, &error.french())),
        Err(error) => Err(Failure::from(error)),
    }
}

/// What each kind of debtor may choose, and where links lead.
pub async fn settings(State(site): State<Site>, session: Session) -> Answer {
    let known = plan_offers::setting(site.app(), &session.scope).await?;
    let may = session.may(Permission::ApproveAgreements);
    let body = html! {
        (head(&t!("choice-settings"), &html! { (t!("choice-settings-sub")) }, &html! { a.btn href="/echeanciers" { (t!("plans-title")) } }))
        @if session.may(Permission::Administer) {
            form.card.stack method="post" action={ (SETTINGS) "/adresse" } {
                div.field { label for="adresse" { (t!("veto-address")) } input #adresse name="adresse" type="url" maxlength="200" placeholder="https://quittance.exemple.fr" value=(known.address); small { (t!("choice-address-help")) } }
                label.check { input type="checkbox" name="renouveler" value="oui"; span { (t!("veto-renew")) } }
                div.acts { button.btn.go type="submit" { (t!("veto-save")) } }
            }
        } @else if known.address.is_empty() { (flash(Tone::Soon, &html! { (t!("choice-no-address")) })) }
        @for (kind, policy) in &known.policies { (policy_card(*kind, policy, may)) }
    };
    framed(&site, &session, Sheet::new(t!("choice-settings"), Section::Plans, body)).await
}

fn policy_card(kind: DebtorKind, policy: &OfferPolicy, may: bool) -> Markup {
    let code = kind.code();
    let number = |name: &str, label: String, value: String, help: String| {
        html! { div.field { label for={ (name) "-" (code) } { (label) } input id={ (name) "-" (code) } name=(name) inputmode="decimal" required maxlength="12" value=(value) disabled[!may]; small { (help) } } }
    };
    let interest = |choice: InterestChoice| app::text::plans::interest(choice);
    html! {
        section.card id={ "regle-" (code) } {
            header { h2 { (app::text::debtor_kind(kind)) } @if !policy.enabled { (pill(Tone::Neutral, &t!("choice-off"))) } }
            form.stack method="post" action=(SETTINGS) {
                input type="hidden" name="nature" value=(code);
                label.check { input type="checkbox" name="permis" value="oui" checked[policy.enabled] disabled[!may]; span { (t!("choice-enabled")) } }
                div.fields {
                    (number("echeances", t!("choice-parts"), policy.parts.to_string(), t!("choice-parts-help")))
                    (number("dette", t!("choice-least"), policy.least.shown(), "€".to_owned()))
                    (number("echeance", t!("choice-least-part"), policy.least_part.shown(), "€".to_owned()))
                    (number("premiere", t!("choice-first"), policy.first_percent.to_string(), t!("choice-first-help")))
                    (number("delai", t!("choice-first-days"), policy.first_days.to_string(), t!("choice-days")))
                    (number("seuil", t!("choice-accept"), policy.accept.shown(), t!("choice-accept-help")))
                }
                @let choices = plan_offers::choices(kind);
                @if choices.len() > 1 {
                    div.field { label for={ "interets-" (code) } { (t!("plan-interest")) } select id={ "interets-" (code) } name="interets" disabled[!may] { @for choice in choices { option value=(choice.code()) selected[choice == policy.interest] { (interest(choice)) } } } }
                }
                @if may { div.acts { button.btn type="submit" { (t!("plan-policy-save")) } } }
            }
        }
    }
}

/// What was typed of the rules of a kind.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Rules {
    nature: String,
    permis: String,
    echeances: String,
    dette: String,
    echeance: String,
    premiere: String,
    delai: String,
    seuil: String,
    interets: String,
}

/// Says what a kind of debtor may choose.
pub async fn set(State(site): State<Site>, session: Session, Form(typed): Form<Rules>) -> Answer {
    let Some(kind) = DebtorKind::from_code(&typed.nature) else {
        return Ok(WebError::BadRequest.into_response());
    };
    let to = format!("{SETTINGS}#regle-{}", kind.code());
    let mut sums = [Cents::ZERO; 3];
    for (sum, text) in sums.iter_mut().zip([&typed.dette, &typed.echeance, &typed.seuil]) {
        match Cents::parse(text.trim().trim_end_matches('€')) {
            Ok(amount) => *sum = amount,
            Err(_) => return Ok(back(&to, Tone::Late, &t!("bad-amount", text = text.as_str()))),
        }
    }
    let number = |text: &str| text.trim().parse::<u16>().unwrap_or(u16::MAX);
    let policy = OfferPolicy {
        enabled: !typed.permis.is_empty(),
        parts: number(&typed.echeances),
        least: sums[0],
        least_part: sums[1],
        first_percent: number(&typed.premiere),
        first_days: number(&typed.delai),
        accept: sums[2],
        interest: InterestChoice::from_code(&typed.interets).unwrap_or(InterestChoice::Waived),
    };
    answer(&to, plan_offers::set_policy(site.app(), &session.scope, kind, &policy).await, &t!("choice-done-policy"))
}

/// Where links lead.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Address {
    adresse: String,
    renouveler: String,
}

/// Says where links lead.
pub async fn set_address(State(site): State<Site>, session: Session, Form(typed): Form<Address>) -> Answer {
    let done = plan_offers::set_address(site.app(), &session.scope, &typed.adresse, !typed.renouveler.is_empty()).await;
    answer(SETTINGS, done, &t!("choice-done-address"))
}
