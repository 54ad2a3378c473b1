//! The journal: what was done, by whom, in an order that nobody can change.

use axum::extract::{Query, State};
use maud::html;
use serde::Deserialize;

use super::parts::at;
use super::{Answer, Sheet, framed, head};
use crate::components::flash::empty;
use crate::components::shell::Section;
use crate::link::Link;
use crate::session::Session;
use crate::site::Site;
use crate::t;

/// The address's parameters.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    avant: String,
    #[serde(default)]
    depuis: String,
    #[serde(default)]
    genre: String,
}

/// The entries of one kind between two positions, that a number of changes counts.
pub(super) fn of_kind(kind: &str, (after, before): (i64, i64)) -> Link {
    Link::new("/journal").with("genre", kind).with("depuis", after).with("avant", before)
}

/// The page.
pub async fn show(State(site): State<Site>, session: Session, Query(asked): Query<Asked>) -> Answer {
    let before: Option<i64> = asked.avant.parse().ok();
    let after: i64 = asked.depuis.parse().unwrap_or(0);
    let entries = match asked.genre.as_str() {
        "" => app::journal::latest(site.app(), &session.scope, before).await?,
        kind => app::journal::of_kind(site.app(), &session.scope, kind, (after, before.unwrap_or(i64::MAX))).await?,
    };
    let older = |oldest: i64| match asked.genre.as_str() {
        "" => Link::new("/journal").with("avant", oldest),
        kind => of_kind(kind, (after, oldest)),
    };
    let oldest = entries.last().map(|entry| entry.seq);
    let body = html! {
        (head(&t!("nav-journal"), &html! { (t!("journal-sub")) }, &html! {
            a.btn href="/journal/decisions" { (t!("decisions-title")) }
            a.btn href="/controle" { (t!("selfcheck-title")) }
            a.btn href="/journal.csv" download { (t!("export-csv")) }
        }))
        @if entries.is_empty() { (empty(&t!("journal-empty-title"), &t!("journal-empty-text"), None)) }
        @else {
            table.table.cards {
                caption.sr { (t!("nav-journal")) }
                thead { tr { th scope="col" { (t!("column-what")) } th scope="col" { (t!("column-when")) } th scope="col" { (t!("column-who")) } th scope="col" { (t!("column-debtor")) } th scope="col" { (t!("column-facts")) } } }
                tbody {
                    @for entry in &entries {
                        tr {
                            td.lead.nowrap { (entry.title) small { "nº\u{a0}" (entry.seq) } }
                            td data-label=(t!("column-when")) { (at(entry.at)) }
                            td.nowrap data-label=(t!("column-who")) { (entry.actor) }
                            td data-label=(t!("column-debtor")) { @if let Some((id, name)) = &entry.debtor { a href={ "/debiteurs/" (id) } { (name) } } }
                            td.full { small { (entry.detail) } }
                        }
                    }
                }
            }
            div.pager { span {} nav aria-label=(t!("pager-label")) { @if let Some(oldest) = oldest { @if oldest > 1 { a.btn.small rel="next" href=(older(oldest)) { (t!("journal-older")) } } } } }
        }
    };
    framed(&site, &session, Sheet::new(t!("nav-journal"), Section::Journal, body)).await
}
