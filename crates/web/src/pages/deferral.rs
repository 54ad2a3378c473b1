//! Later due dates that were agreed, on a debtor's page.

use app::Permission;
use app::deferrals::{self, NewDeferral};
use app::text::locale::{self, ShownIn as _};
use axum::Form;
use axum::extract::{Path, State};
use domain::ids::{DebtorId, DeferralId, OpenItemId};
use domain::plan::InterestChoice;
use maud::{Markup, html};
use serde::Deserialize;
use uuid::Uuid;

use super::day::{self, Missing};
use super::parts::post;
use super::penalties::answer;
use super::{Answer, Failure};
use crate::components::amount::amount;
use crate::components::pill::Tone;
use crate::session::{Session, back};
use crate::site::Site;
use crate::t;

/// What is deferred, and the form.
pub(super) async fn section(site: &Site, session: &Session, debtor: DebtorId) -> Result<Markup, Failure> {
    let known = deferrals::of_debtor(site.app(), &session.scope, debtor).await?;
    let may = session.may(Permission::ManageClaims);
    if known.items.is_empty() || (known.in_force.is_empty() && !may) {
        return Ok(html! {});
    }
    let path = format!("/debiteurs/{debtor}/report");
    Ok(html! {
        section.card #report {
            header { h2 { (t!("deferral-title")) } }
            @if known.in_force.is_empty() { p.muted { (t!("deferral-empty")) } }
            @else {
                ul.plain { @for deferred in &known.in_force {
                    li {
                        strong { (deferred.number) } " " (amount(deferred.open, deferred.currency)) " – " (t!("deferral-dates", original = locale::date(deferred.row.original_on), agreed = locale::date(deferred.row.agreed_on)))
                        small.muted { " " (if deferred.row.without_interest { t!("deferral-waived") } else { t!("deferral-kept") }) " · " (deferred.row.approved_by) " – " (deferred.row.reason) }
                        @if may { " " (post(&format!("{path}/annuler"), "small", &t!("deferral-undo"), None, &[("report", deferred.row.id.to_string())])) }
                    }
                } }
            }
            @if may {
                details.behind { summary { (t!("deferral-new")) }
                    form.stack method="post" action=(path) {
                        div.fields {
                            div.field { label for="report-poste" { (t!("deferral-item")) }
                                select #report-poste name="poste" { @for item in &known.items { option value=(item.id) { (item.number) " – " (item.open.shown_in(item.currency)) " – " (locale::date(item.due_on)) } } } }
                            (day::field("report-jour", "jour", &html! { (t!("deferral-on")) }, ""))
                        }
                        fieldset.field { legend { (t!("plan-interest")) }
                            @if InterestChoice::Kept.suits(known.kind) { label.check { input type="radio" name="interets" value="kept"; span { (t!("deferral-kept")) } } }
                            label.check { input type="radio" name="interets" value="waived"; span { (t!("deferral-waived")) } }
                        }
                        div.field { label for="report-motif" { (t!("column-reason")) } input #report-motif name="motif" required maxlength="300"; }
                        div.acts { button.btn type="submit" { (t!("deferral-grant")) } }
                    }
                }
            }
        }
    })
}

/// What was typed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    poste: String,
    jour: String,
    interets: String,
    motif: String,
}

/// Grants a later due date.
pub async fn grant(State(site): State<Site>, session: Session, Path(id): Path<Uuid>, Form(typed): Form<Typed>) -> Answer {
    let to = format!("/debiteurs/{id}#report");
    let Some(agreed_on) = day::read(&typed.jour, site.app().today(), Missing::Coming) else {
        return Ok(back(&to, Tone::Late, &t!("bad-date")));
    };
    let Ok(item) = typed.poste.parse::<OpenItemId>() else { return Ok(back(&to, Tone::Late, &t!("error-bad-request-text"))) };
    let interest = InterestChoice::from_code(&typed.interets);
    let new = NewDeferral { debtor: DebtorId(id), item, agreed_on, interest, reason: typed.motif };
    answer(&to, deferrals::defer(site.app(), &session.scope, &new).await.map(|_| ()), &t!("deferral-done"))
}

/// Which one.
#[derive(Debug, Deserialize)]
pub struct Which {
    report: String,
}

/// Takes one back.
pub async fn undo(State(site): State<Site>, session: Session, Path(id): Path<Uuid>, Form(typed): Form<Which>) -> Answer {
    let to = format!("/debiteurs/{id}#report");
    let Ok(deferral) = typed.report.parse::<DeferralId>() else { return Ok(back(&to, Tone::Late, &t!("error-bad-request-text"))) };
    answer(&to, deferrals::undo(site.app(), &session.scope, DebtorId(id), deferral).await, &t!("deferral-undone"))
}
