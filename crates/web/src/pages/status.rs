//! What became of a debt, in three steps: the status with its facts, the message that says so, and what happens next.

use app::Permission;
use app::dispute;
use axum::extract::{Path, State};
use domain::calendar;
use domain::ids::DebtorId;
use maud::{Markup, html};
use uuid::Uuid;

use super::day;
use super::debtor_tab::{Tab, file};
use super::{Answer, Sheet, framed, head};
use crate::components::shell::Section;
use crate::link::Link;
use crate::session::Session;
use crate::site::Site;
use crate::t;

/// The parameter by which a form knows that it is a step of three.
pub(super) const WAY: &str = "parcours";
/// Its value.
pub(super) const STATUS: &str = "statut";

/// Whether a form was opened as a step of three.
pub(super) fn is_on_the_way(typed: &[(String, String)]) -> bool {
    typed.iter().any(|(name, value)| name == WAY && value == STATUS)
}

/// The last step of an account.
pub(super) fn next_of(debtor: impl std::fmt::Display) -> String {
    format!("/debiteurs/{debtor}/suite")
}

/// The three steps, with the one that is shown.
pub(super) fn steps(now: usize) -> Markup {
    let names = [t!("status-step-1"), t!("status-step-2"), t!("status-step-3")];
    html! {
        nav.views.course aria-label=(t!("status-title")) {
            @for (at, name) in names.iter().enumerate() {
                @let number = at + 1;
                span aria-current=[(number == now).then_some("step")] { (number) " · " (name) }
            }
        }
    }
}

/// The second step of a promise or a dispute: what may be told, and the way on without telling it.
pub(super) fn second(debtor: DebtorId, help: &str) -> Markup {
    html! {
        (steps(2))
        p.inline { span.muted { (help) } a.btn.small href=(next_of(debtor)) { (t!("status-go-on")) } }
    }
}

/// The first step: which status.
pub async fn show(State(site): State<Site>, session: Session, Path(id): Path<Uuid>) -> Answer {
    let debtor = DebtorId(id);
    let account = app::accounts::view(site.app(), &session.scope, debtor).await?.debtor;
    let open: Vec<_> =
        dispute::of_debtor(site.app(), &session.scope, debtor).await?.into_iter().filter(|card| card.outcome.is_none()).take(5).collect();
    let may_claim = session.may(Permission::ManageClaims);
    let choice = |to: String, key: Option<&str>, name: String, help: String| {
        html! { section.card { header { h2 { a.open href=(to) data-key=[key] { (name) } } } p.muted { (help) } } }
    };
    let body = html! {
        (head(&t!("status-title"), &html! { a href={ "/debiteurs/" (id) } { (account.name) } " · " (account.code) }, &html! { a.btn href={ "/debiteurs/" (id) } { (t!("back")) } }))
        (steps(1))
        div.grid.two {
            (choice(Link::new("/promesses/nouvelle").with("debiteur", id).with(WAY, STATUS).to_string(), Some("p"), t!("status-promise"), t!("status-promise-help")))
            @if may_claim { (choice(Link::new(format!("/debiteurs/{id}/litige")).with(WAY, STATUS).to_string(), Some("l"), t!("status-dispute"), t!("status-dispute-help"))) }
            @if may_claim {
                @for card in &open {
                    (choice(format!("/litiges/{}", card.id), None, t!("status-resolved"), t!("status-resolved-help", reason = app::text::dispute::reason(card.reason), owner = card.waits_for())))
                }
            }
            (choice(super::causes::card_at(id).to_string(), Some("c"), t!("status-running"), t!("status-running-help")))
            @if may_claim { (choice(format!("/debiteurs/{id}/creance"), None, t!("status-claim"), t!("status-claim-help"))) }
        }
    };
    framed(&site, &session, Sheet::new(t!("status-title"), Section::Debtors, body)).await
}

/// The last step: the scenario goes on, the account comes back on a day, or it leaves the scenario until one.
pub async fn next(State(site): State<Site>, session: Session, Path(id): Path<Uuid>) -> Answer {
    let account = app::accounts::view(site.app(), &session.scope, DebtorId(id)).await?.debtor;
    let in_a_week = day::shown(calendar::working_day_on_or_after(calendar::add_days(site.app().today(), 7)));
    let body = html! {
        (head(&t!("status-next"), &html! { a href={ "/debiteurs/" (id) } { (account.name) } " · " (account.code) }, &html! {}))
        (steps(3))
        div.grid.two {
            section.card {
                header { h2 { (t!("status-goes-on")) } }
                p.muted { (t!("status-goes-on-help")) }
                div.acts { a.btn.go href={ "/debiteurs/" (id) } data-key="o" { (t!("status-goes-on-do")) } }
            }
            section.card {
                header { h2 { (t!("status-come-back")) } }
                form.stack method="post" action="/agenda/lot" {
                    input type="hidden" name="geste" value="snooze";
                    input type="hidden" name="d" value=(id);
                    p.muted { (t!("status-come-back-help")) }
                    div.fields {
                        (day::field("jour", "jour", &html! { (t!("agenda-until")) }, &in_a_week))
                        div.field.grow { label for="motif" { (t!("agenda-reason")) } input #motif name="motif" required maxlength="500" autocomplete="off"; }
                    }
                    div.acts { button.btn type="submit" { (t!("agenda-snooze")) } }
                }
            }
            section.card {
                header { h2 { (t!("status-out")) } }
                form.stack method="post" action={ "/debiteurs/" (id) "/pause" } {
                    p.muted { (t!("status-out-help")) }
                    (day::field("until", "until", &html! { (t!("pause-until")) " " span.muted { (t!("field-optional")) } }, ""))
                    div.field { label for="note" { (t!("pause-note")) } input #note name="note" required maxlength="300"; }
                    div.acts { button.btn type="submit" { (t!("pause-do")) } }
                }
            }
            @if session.may(Permission::ManageClaims) {
                section.card {
                    header { h2 { (t!("status-plan")) } }
                    p.muted { (t!("status-plan-help")) }
                    div.acts { a.btn href={ "/debiteurs/" (id) "/echeancier" } { (t!("promise-plan")) } a.btn href=(file(DebtorId(id), Tab::Agreements)) { (t!("status-agreements")) } }
                }
            }
        }
    };
    framed(&site, &session, Sheet::new(t!("status-next"), Section::Debtors, body)).await
}
