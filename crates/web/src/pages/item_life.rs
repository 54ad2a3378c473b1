//! One item from its invoice to its cash.

use app::item_life::Life;
use axum::extract::{Path, Query, State};
use domain::ids::{DebtorId, OpenItemId};
use maud::{Markup, html};
use serde::Deserialize;
use uuid::Uuid;

use super::parts::{at, select};
use super::{Answer, Sheet, framed, head};
use crate::components::amount::amount;
use crate::components::date::date;
use crate::components::flash::empty;
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
    framed(&site, &session, Sheet::new(title.clone(), Section::Debtors, view(&life, &title))).await
}

fn view(life: &Life, title: &str) -> Markup {
    let item = &life.item;
    let choices: Vec<(String, String)> = life.others.iter().map(|other| (other.id.to_string(), other.number.clone())).collect();
    html! {
        (head(title, &html! { a href={ "/debiteurs/" (item.debtor) } { (life.debtor) } }, &html! {
            @if item.open.is_zero() { (pill(Tone::Ok, &t!("life-closed"))) } @else { (pill(Tone::Soon, &t!("life-open"))) }
        }))
        div.figures {
            div.figure { span.label { (t!("column-amount")) } span.value { (amount(item.amount, item.currency)) } }
            div.figure { span.label { (t!("life-left")) } span.value { (amount(item.open, item.currency)) } }
            div.figure { span.label { (t!("life-issued")) } span.value { (date(item.issued_on)) } }
            div.figure { span.label { (t!("life-due")) } span.value { (date(life.due_on)) } }
        }
        @if choices.len() > 1 {
            form.filters method="get" data-auto="" { (select("poste", &t!("life-choose"), &choices, &item.id.to_string())) button.btn type="submit" { (t!("see")) } }
        }
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
