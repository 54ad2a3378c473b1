//! One item from its invoice to its cash, and what a person may do about it alone.

use app::Permission;
use app::item_life::Life;
use app::text::locale;
use axum::extract::{Path, Query, State};
use domain::ids::{DebtorId, OpenItemId};
use maud::{Markup, html};
use serde::Deserialize;
use uuid::Uuid;

use super::debtor_tab::{Tab, file};
use super::parts::at;
use super::{Answer, Sheet, framed, head};
use crate::components::amount::amount;
use crate::components::date::date;
use crate::components::flash::empty;
use crate::components::icon::{Icon, icon};
use crate::components::pill::{Tone, pill};
use crate::components::shell::Section;
use crate::session::Session;
use crate::site::Site;
use crate::t;

/// The address's parameters.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    poste: String,
}

/// The page.
pub async fn show(State(site): State<Site>, session: Session, Path(id): Path<Uuid>, Query(asked): Query<Asked>) -> Answer {
    let item = asked.poste.parse().ok().map(OpenItemId);
    let life = app::item_life::life(site.app(), &session.scope, DebtorId(id), item).await?;
    let title = t!("life-title", number = life.item.number.as_str());
    let body = html! { (view(&life, &title, &session)) (deeds(&life, &session)) };
    framed(&site, &session, Sheet::new(title, Section::Debtors, body)).await
}

/// What a person may do about this item alone.
fn deeds(life: &Life, session: &Session) -> Markup {
    let item = &life.item;
    if !item.kind.is_debit() || !item.open.is_positive() {
        return html! {};
    }
    let (path, manages) = (format!("/debiteurs/{}", item.debtor), session.may(Permission::ManageClaims));
    html! {
        div.acts {
            @if session.may(Permission::HoldReminders) { a.btn href={ "/promesses/nouvelle?debiteur=" (item.debtor) "&poste=" (item.id) } data-key="p" { (icon(Icon::Done)) (t!("promise-new")) } }
            @if manages { a.btn href={ (path) "/litige?poste=" (item.id) } { (icon(Icon::Scales)) (t!("dispute-new")) } }
            a.btn href={ (path) "/creance?poste=" (item.id) } { (icon(Icon::Document)) (t!("claims-title")) }
        }
        div.grid.two {
            div {
                @if session.may(Permission::HoldReminders) { (super::debtor::pause_form(&path, Some(item.id))) }
                @if manages { (super::deferral::form(item.debtor, item.id, life.kind)) }
            }
            @if manages { (super::claims::event_form(item.debtor, Some(item.id))) }
        }
    }
}

fn view(life: &Life, title: &str, session: &Session) -> Markup {
    let item = &life.item;
    let path = format!("/debiteurs/{}", item.debtor);
    html! {
        (head(title, &html! { a href={ "/debiteurs/" (item.debtor) } { (life.debtor) } }, &html! {
            @if item.open.is_zero() { (pill(Tone::Ok, &t!("life-closed"))) } @else { (pill(Tone::Soon, &t!("life-open"))) }
        }))
        @for hold in &life.holds { (super::debtor::held(std::slice::from_ref(hold), &path, session)) }
        div.figures {
            div.figure { span.label { (t!("column-amount")) } span.value { (amount(item.amount, item.currency)) } }
            div.figure { span.label { (t!("life-left")) } span.value { (amount(item.open, item.currency)) } }
            div.figure { span.label { (t!("life-issued")) } span.value { (date(item.issued_on)) } }
            div.figure { span.label { (t!("life-due")) } span.value { (date(life.due_on)) } @if life.due_on != item.due_on { small { (t!("life-due-original", day = locale::date(item.due_on))) } } }
        }
        p.more { a href=(file(item.debtor, Tab::Statement)) { (t!("life-others")) } }
        section.card.flush {
            header { h2 { (t!("life-events")) } }
            @if life.events.is_empty() { (empty(&t!("life-empty-title"), &t!("life-empty-text"), None)) }
            @else {
                table.table.cards {
                    caption.sr { (t!("life-events")) }
                    thead { tr { th scope="col" { (t!("column-what")) } th scope="col" { (t!("column-when")) } th scope="col" { (t!("column-who")) } th.r scope="col" { (t!("column-amount")) } } }
                    tbody { @for event in &life.events { tr {
                        td.lead { (event.title) @if !event.detail.is_empty() { small { (event.detail) } } }
                        td data-label=(t!("column-when")) { (at(event.at)) }
                        td data-label=(t!("column-who")) { (event.actor) }
                        td.r.key { @if let Some(sum) = event.amount { (amount(sum, item.currency)) } }
                    } } }
                }
            }
        }
    }
}
