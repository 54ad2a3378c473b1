//! Accounts on which a person has the last word: the list, and the form on the debtor's page.

use app::Permission;
use app::care::{self, Care, LastWordLine};
use axum::Form;
use axum::extract::{Path, Query, State};
use domain::ids::DebtorId;
use maud::{Markup, html};
use serde::Deserialize;
use uuid::Uuid;

use super::debtor_tab::{Tab, file};
use super::parts::at;
use super::{Answer, Failure, Sheet, framed, head};
use crate::components::flash::{empty, flash};
use crate::components::pill::Tone;
use crate::components::shell::Section;
use crate::session::{Session, back};
use crate::site::Site;
use crate::t;

/// The address's parameters.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    q: String,
}

/// The list.
pub async fn show(State(site): State<Site>, session: Session, Query(asked): Query<Asked>) -> Answer {
    let lines = care::list(site.app(), &session.scope, &asked.q).await?;
    let acts = html! { a.btn href="/a-valider" { (t!("approvals-title")) } };
    let body = html! {
        (head(&t!("last-word-title"), &html! { (t!("last-word-sub", count = lines.len())) }, &acts))
        form.filters method="get" action="/dernier-mot" data-auto="" {
            div.field.grow { label for="q" { (t!("filter-search-debtor")) } input #q type="search" name="q" value=(asked.q); }
            button.btn.auto type="submit" { (t!("apply-filters")) }
        }
        @if lines.is_empty() { (empty(&t!("last-word-empty-title"), &t!("last-word-empty-text"), None)) }
        @else { section.card.flush { h2.sr { (t!("last-word-title")) } (table(&lines)) } }
    };
    framed(&site, &session, Sheet::new(t!("last-word-title"), Section::Tonight, body)).await
}

fn table(lines: &[LastWordLine]) -> Markup {
    html! {
        table.table.cards {
            caption.sr { (t!("last-word-title")) }
            thead { tr { th scope="col" { (t!("column-debtor")) } th scope="col" { (t!("approvals-reason")) } th scope="col" { (t!("last-word-by")) } } }
            tbody { @for line in lines { tr data-row="" {
                td.lead { a.open href=(file(line.debtor, Tab::Settings).at("dernier-mot")) { (line.name) } small { (line.code) } }
                td.long data-label=(t!("approvals-reason")) { (line.last_word.reason) }
                td data-label=(t!("last-word-by")) { (line.last_word.by) small { (at(line.last_word.at)) } }
            } } }
        }
    }
}

/// The card on a debtor's page.
pub(super) fn card(known: &Care, debtor: DebtorId, session: &Session) -> Markup {
    let path = format!("/debiteurs/{debtor}/dernier-mot");
    html! {
        div.card #dernier-mot {
            header { h2 { (t!("last-word-card")) } a href="/dernier-mot" { (t!("see")) } }
            @match &known.last_word {
                Some(word) => {
                    (flash(Tone::Soon, &html! { strong { (t!("last-word-on")) } " – " (word.reason) " · " (word.by) " · " (at(word.at)) }))
                    @if session.may(Permission::HoldReminders) { (form(&path, "non", &t!("last-word-end"))) }
                }
                None => {
                    p.muted { (t!("last-word-off")) }
                    @if session.may(Permission::HoldReminders) { (form(&path, "oui", &t!("last-word-set"))) }
                }
            }
        }
    }
}

fn form(path: &str, on: &str, word: &str) -> Markup {
    html! {
        details.behind { summary { (word) }
            form.stack method="post" action=(path) {
                input type="hidden" name="actif" value=(on);
                div.field { label for="motif-dernier-mot" { (t!("approvals-reason")) } input #motif-dernier-mot name="motif" required maxlength="300"; }
                div.acts { button.btn type="submit" { (word) } }
            }
        }
    }
}

/// What was typed.
#[derive(Debug, Default, Deserialize)]
pub struct Typed {
    #[serde(default)]
    actif: String,
    #[serde(default)]
    motif: String,
}

/// Gives a person the last word, or takes it back.
pub async fn set_last_word(State(site): State<Site>, session: Session, Path(id): Path<Uuid>, Form(typed): Form<Typed>) -> Answer {
    let to = file(id, Tab::Settings).at("dernier-mot").to_string();
    let on = typed.actif == "oui";
    match care::set_last_word(site.app(), &session.scope, DebtorId(id), on, &typed.motif).await {
        Ok(held) if on => Ok(back(&to, Tone::Ok, &t!("last-word-was-set", count = held))),
        Ok(_) => Ok(back(&to, Tone::Ok, &t!("last-word-was-ended"))),
        Err(error) if matches!(error.status(), 409 | 422) => Ok(back(&to, Tone::Late, &error.french())),
        Err(error) => Err(Failure::from(error)),
    }
}
