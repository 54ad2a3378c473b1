//! Later due dates that were agreed, in a debtor's file, and the form on the page of an item.

use app::Permission;
use app::deferrals::{self, Beside, DeferredItem, NewDeferral};
use app::text::locale;
use axum::Form;
use axum::extract::{Path, State};
use domain::ids::{DebtorId, DeferralId, OpenItemId};
use domain::party::DebtorKind;
use domain::plan::InterestChoice;
use maud::{Markup, html};
use serde::Deserialize;
use uuid::Uuid;

use super::day::{self, Missing};
use super::debtor::{LIFE, life_of};
use super::debtor_tab::{Place, Tab, file};
use super::parts::post;
use super::penalties::answer;
use super::{Answer, Failure};
use crate::components::amount::amount;
use crate::components::pill::Tone;
use crate::session::{Session, back};
use crate::site::Site;
use crate::t;

/// Later due dates a page.
const PER_PAGE: u32 = 50;

/// What is deferred. A due date is deferred on the page of its item.
pub(super) async fn section(site: &Site, session: &Session, place: &Place) -> Result<Markup, Failure> {
    let known = deferrals::of_debtor(site.app(), &session.scope, place.debtor).await?;
    let may = session.may(Permission::ManageClaims);
    if known.items.is_empty() || (known.in_force.is_empty() && !may) {
        return Ok(html! {});
    }
    let (shown, ways) = place.cut(&known.in_force, "report", PER_PAGE);
    Ok(html! {
        section.card #report {
            header { h2 { (t!("deferral-title")) } }
            @if known.in_force.is_empty() { p.muted { (t!("deferral-empty")) } }
            @else { ul.plain { @for deferred in shown { (line(deferred, place.debtor, may)) } } (ways) }
            @if may { p.muted { (t!("deferral-how")) " " a href=(file(place.debtor, Tab::Statement)) { (t!("deferral-choose")) } } }
        }
    })
}

fn line(deferred: &DeferredItem, debtor: DebtorId, may: bool) -> Markup {
    html! {
        li {
            strong { a href=(life_of(debtor, deferred.row.item)) { (deferred.number) } } " " (amount(deferred.open, deferred.currency)) " – " (t!("deferral-dates", original = locale::date(deferred.row.original_on), agreed = locale::date(deferred.row.agreed_on)))
            small.muted { " " (if deferred.row.without_interest { t!("deferral-waived") } else { t!("deferral-kept") }) " · " (deferred.row.approved_by) " – " (deferred.row.reason) }
            @if may { " " (post(&format!("/debiteurs/{debtor}/report/annuler"), "small", &t!("deferral-undo"), None, &[("report", deferred.row.id.to_string())])) }
        }
    }
}

/// Grants a later due date to one item.
pub(super) fn form(debtor: DebtorId, item: OpenItemId, kind: DebtorKind) -> Markup {
    html! {
        div.card #reporter {
            header { h2 { (t!("deferral-new")) } }
            form.stack method="post" action={ "/debiteurs/" (debtor) "/report" } {
                input type="hidden" name="poste" value=(item);
                input type="hidden" name="retour" value=(LIFE);
                (day::field("report-jour", "jour", &html! { (t!("deferral-on")) }, ""))
                fieldset.field { legend { (t!("plan-interest")) }
                    @if InterestChoice::Kept.suits(kind) { label.check { input type="radio" name="interets" value="kept"; span { (t!("deferral-kept")) } } }
                    label.check { input type="radio" name="interets" value="waived"; span { (t!("deferral-waived")) } }
                }
                div.field { label for="report-motif" { (t!("column-reason")) } input #report-motif name="motif" required maxlength="300"; }
                div.acts { button.btn type="submit" { (t!("deferral-grant")) } }
            }
        }
    }
}

/// What was typed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    poste: String,
    jour: String,
    interets: String,
    motif: String,
    retour: String,
}

/// Grants a later due date.
pub async fn grant(State(site): State<Site>, session: Session, Path(id): Path<Uuid>, Form(typed): Form<Typed>) -> Answer {
    let item = typed.poste.parse::<OpenItemId>().ok();
    let to = match item {
        Some(item) if typed.retour == LIFE => life_of(id, item),
        _ => file(id, Tab::Agreements).at("report").to_string(),
    };
    let Some(agreed_on) = day::read(&typed.jour, site.app().today(), Missing::Coming) else {
        return Ok(back(&to, Tone::Late, &t!("bad-date")));
    };
    let Some(item) = item else { return Ok(back(&to, Tone::Late, &t!("error-bad-request-text"))) };
    let interest = InterestChoice::from_code(&typed.interets);
    let new = NewDeferral { debtor: DebtorId(id), item, agreed_on, interest, reason: typed.motif };
    match deferrals::grant(site.app(), &session.scope, &new).await {
        Ok((_, beside)) => Ok(back(&to, if beside.stay.is_empty() { Tone::Ok } else { Tone::Soon }, &told(&beside))),
        Err(error) => answer(&to, Err(error), ""),
    }
}

/// That it is done, and what it does to promises.
fn told(beside: &Beside) -> String {
    let mut told = vec![t!("deferral-done")];
    if beside.gave_way > 0 {
        told.push(t!("deferral-promise-gone", count = beside.gave_way));
    }
    told.extend(beside.stay.iter().map(|on| t!("deferral-promise-stays", day = locale::date(*on))));
    told.join(" ")
}

/// Which one.
#[derive(Debug, Deserialize)]
pub struct Which {
    report: String,
}

/// Takes one back.
pub async fn undo(State(site): State<Site>, session: Session, Path(id): Path<Uuid>, Form(typed): Form<Which>) -> Answer {
    let to = file(id, Tab::Agreements).at("report").to_string();
    let Ok(deferral) = typed.report.parse::<DeferralId>() else { return Ok(back(&to, Tone::Late, &t!("error-bad-request-text"))) };
    answer(&to, deferrals::undo(site.app(), &session.scope, DebtorId(id), deferral).await, &t!("deferral-undone"))
}
