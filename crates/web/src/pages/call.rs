//! A call: the numbers, what was said before, and the outcome that closes it.

use app::Permission;
use app::calls::{self, Desk, NewCall, Next, Outcome};
use app::dashboard::ActionLine;
use app::text::locale::{self, Shown as _, ShownIn as _};
use axum::Form;
use axum::extract::{Path, State};
use domain::dunning::ActionState;
use domain::ids::ActionId;
use maud::{Markup, html};
use serde::Deserialize;
use uuid::Uuid;

use super::day::{self, Missing};
use super::parts::{at, with_icon};
use super::{Answer, Failure};
use crate::components::date::date;
use crate::components::flash::flash;
use crate::components::icon::Icon;
use crate::components::pill::{Tone, pill};
use crate::link::Link;
use crate::session::{Session, back};
use crate::site::Site;
use crate::t;

/// A number as a telephone dials it.
fn dialled(phone: &str) -> String {
    phone.chars().filter(|sign| sign.is_ascii_digit() || *sign == '+').collect()
}

/// Numbers, outcomes and exchanges, beside the script.
pub(super) fn view(desk: &Desk, action: &ActionLine, session: &Session) -> Markup {
    let to_do = action.state == ActionState::ToDo;
    html! {
        @if to_do { (warnings(desk)) (phones(desk, action)) }
        @if to_do && session.may(Permission::ApproveMessages) { (outcome_form(desk, action, session)) }
        @if !desk.tries.is_empty() {
            section.card { header { h2 { (t!("call-tries")) } span.muted { (t!("call-tries-of", count = desk.tries.len(), most = calls::TRIES)) } }
                ul.plain { @for row in &desk.tries { li { (at(row.recorded_at)) " – " strong { (Outcome::from_code(&row.outcome).map(app::text::calls::outcome).unwrap_or_default()) } @if !row.note.is_empty() { " – " (row.note) } small.muted { " " (row.recorded_by) } } } }
            }
        }
        @if !desk.exchanges.is_empty() {
            section.card { header { h2 { (t!("call-exchanges")) } a href={ "/debiteurs/" (action.debtor) } { (t!("see")) } }
                ul.plain { @for entry in &desk.exchanges { li { (date(entry.on)) " – " strong { (entry.title) } @if !entry.detail.is_empty() { " – " (entry.detail) } } } }
            }
        }
    }
}

fn warnings(desk: &Desk) -> Markup {
    html! {
        @if let Some(reason) = &desk.held { (flash(Tone::Late, &html! { (t!("call-held")) " " strong { (reason) } })) }
        @if let Some(again) = desk.again_at { (flash(Tone::Accent, &html! { (t!("call-again-at")) " " (at(again)) })) }
        @for missed in &desk.missed { (missed_instalment(missed)) }
        @if desk.is_bad_hour { (flash(Tone::Soon, &html! { (t!("call-bad-hour")) })) }
    }
}

fn phones(desk: &Desk, action: &ActionLine) -> Markup {
    html! {
        section.card {
            header { h2 { (t!("call-numbers")) } a href={ "/debiteurs/" (action.debtor) "/fiche" } { (t!("account-open")) } }
            @if desk.phones.is_empty() { p.muted { (t!("call-no-number")) } }
            @for phone in &desk.phones {
                p.inline {
                    @if phone.wrong_on.is_some() { s { (phone.number) } }
                    @else { a.btn href={ "tel:" (dialled(&phone.number)) } { (with_icon(Icon::Call, &html! { (crate::components::phone::phone(&phone.number)) })) } }
                    span { @if phone.name.is_empty() { (t!("contact-unnamed")) } @else { (phone.name) } " · " (super::account::role_word(phone.role)) }
                    @if let Some(on) = phone.wrong_on { (pill(Tone::Late, &t!("call-wrong-since", date = locale::date(on)))) }
                }
            }
        }
    }
}

/// What a plan that holds lets the caller ask for: what is missing of it, and nothing else.
fn missed_instalment(missed: &app::plans::Missed) -> Markup {
    let (since, missing) = (locale::date(missed.since), missed.missing.shown_in(missed.currency));
    flash(
        Tone::Soon,
        &html! { a href={ "/echeanciers/" (missed.plan) } { (missed.reference) } " – " (t!("call-missed-instalment", since = since, amount = missing)) },
    )
}

fn outcome_form(desk: &Desk, action: &ActionLine, session: &Session) -> Markup {
    let working: Vec<_> = desk.phones.iter().filter(|phone| phone.wrong_on.is_none()).collect();
    let contested =
        desk.items.iter().fold(Link::new(format!("/debiteurs/{}/litige", action.debtor)), |link, item| link.and("poste", item.id));
    let contested = contested.with("origine", "appel").with("action", action.id);
    let may = |outcome: &Outcome| *outcome != Outcome::Dispute || session.may(Permission::ManageClaims);
    html! {
        section.card #issue {
            header { h2 { (t!("call-outcome")) } a href=(super::causes::card_at(action.debtor)) { (t!("cause-card")) } }
            @if session.may(Permission::ManageClaims) { div.acts { a.btn.small href=(contested) data-key="l" { (t!("call-open-dispute")) } } }
            form.stack method="post" action={ "/actions/" (action.id) "/appel" } {
                fieldset.outcomes {
                    legend.sr { (t!("call-outcome")) }
                    @for outcome in Outcome::ALL.into_iter().filter(may) {
                        label.check { input type="radio" name="issue" value=(outcome.code()) required data-key=[(outcome == Outcome::Promise).then_some("p")]; span { strong { (app::text::calls::outcome(outcome)) } small { (app::text::calls::effect(outcome)) } } }
                    }
                }
                div.fields {
                    div.field { label for="montant" { (t!("call-amount")) } input #montant name="montant" inputmode="decimal" placeholder=(desk.asked.shown()); }
                    (day::field("jour", "jour", &html! { (t!("call-day")) }, ""))
                }
                @if desk.items.len() > 1 {
                    div.field { label for="poste" { (t!("call-item")) } select #poste name="poste" { option value="" { (t!("call-all-items")) } @for item in &desk.items { option value=(item.id) { (item.number) " – " (item.open.shown_in(item.currency)) } } } }
                }
                @if session.may(Permission::ManageClaims) {
                    div.field { label for="motif-litige" { (t!("call-dispute-reason")) " " span.muted { (t!("field-optional")) } } select #motif-litige name="motif" { option value="" { "–" } @for reason in domain::dispute::Reason::ALL { option value=(reason.code()) { (app::text::dispute::reason(reason)) } } } }
                }
                @if working.len() > 1 {
                    div.field { label for="contact" { (t!("call-which-number")) } select #contact name="contact" { option value="" { "–" } @for phone in &working { option value=(phone.contact) { (phone.number) " – " (phone.name) } } } }
                }
                div.field { label for="note-appel" { (t!("call-note")) } textarea #note-appel name="note" rows="3" maxlength="1000" {} small { (t!("call-note-help")) } }
                div.acts { button.btn.go type="submit" { (t!("call-save")) } }
            }
        }
    }
}

/// What was typed.
#[derive(Debug, Default, Deserialize)]
pub struct Typed {
    #[serde(default)]
    issue: String,
    #[serde(default)]
    montant: String,
    #[serde(default)]
    jour: String,
    #[serde(default)]
    poste: String,
    #[serde(default)]
    motif: String,
    #[serde(default)]
    contact: String,
    #[serde(default)]
    note: String,
}

/// Tells what came of a call.
pub async fn record(State(site): State<Site>, session: Session, Path(id): Path<Uuid>, Form(typed): Form<Typed>) -> Answer {
    let here = format!("/actions/{id}");
    let Some(outcome) = Outcome::from_code(&typed.issue) else { return Ok(back(&here, Tone::Late, &t!("call-choose-outcome"))) };
    let on = day::read(&typed.jour, site.app().today(), Missing::Coming);
    if !typed.jour.trim().is_empty() && on.is_none() {
        return Ok(back(&here, Tone::Late, &t!("pause-bad-date")));
    }
    let amount = match typed.montant.trim() {
        "" => None,
        text => match crate::typed::amount(text, || t!("call-bad-amount")) {
            Ok(amount) => Some(amount),
            Err(why) => return Ok(back(&here, Tone::Late, &why)),
        },
    };
    let call = NewCall {
        outcome,
        amount,
        on,
        item: typed.poste.parse().ok(),
        reason: domain::dispute::Reason::from_code(&typed.motif),
        contact: typed.contact.parse().ok(),
        note: typed.note,
    };
    match calls::record(site.app(), &session.scope, ActionId(id), &call).await {
        Ok(next) => {
            let said = match next {
                Next::Done => t!("call-was-done"),
                Next::Again(day) => t!("call-was-put-off", day = locale::date(day)),
                Next::OtherNumber => t!("call-was-other"),
                Next::Over => t!("call-was-over"),
            };
            Ok(back(&here, Tone::Ok, &said))
        }
        Err(error) if matches!(error.status(), 409 | 422) => Ok(back(&here, Tone::Late, &error.french())),
        Err(error) => Err(Failure::from(error)),
    }
}
