//! Taking an import back: what it would make void, or what prevents it.

use app::Permission;
use app::import::undo::{Blocker, SHOWN};
use axum::extract::{Path, State};
use domain::ids::ImportId;
use maud::{Markup, html};
use uuid::Uuid;

use super::parts::{at, post};
use super::{Answer, Sheet, framed, head};
use crate::components::flash::{empty, flash};
use crate::components::icon::Icon;
use crate::components::pill::Tone;
use crate::components::shell::Section;
use crate::session::{Session, back};
use crate::site::Site;
use crate::t;

/// The page.
pub async fn show(State(site): State<Site>, session: Session, Path(id): Path<Uuid>) -> Answer {
    let undoing = app::import::undo::preview(site.app(), &session.scope, ImportId(id)).await?;
    let file = &undoing.file;
    let acts = html! { a.btn href={ "/imports/" (id) } { (t!("requests-back")) } };
    let body = html! {
        (head(&t!("undo-title"), &html! { (file.file_name) }, &acts))
        @if let Some(done) = &undoing.done {
            (flash(Tone::Soon, &html! { (t!("undo-was-done", count = done.items, actor = done.actor.as_str())) " " (at(done.at)) }))
        } @else if !undoing.is_known {
            section.card { (empty(&t!("undo-unknown-title"), &t!("undo-unknown-text"), None)) }
        } @else if undoing.is_possible() {
            @if let Some(accounting) = &undoing.accounting { (flash(Tone::Soon, &html! { (t!("undo-accounting", file = accounting.as_str())) })) }
            section.card.stack {
                @if undoing.is_bank {
                    p { strong { (t!("undo-what-lines", count = undoing.items)) } }
                    ul { li { (t!("undo-lines-other")) } li { (t!("undo-lines-keeps")) } li { (t!("undo-again")) } }
                } @else {
                    p { strong { (t!("undo-what", count = undoing.items)) } }
                    ul { li { (t!("undo-keeps")) } li { (t!("undo-accounts")) } li { (t!("undo-changes")) } li { (t!("undo-again")) } }
                }
                @if session.may(Permission::Import) {
                    div.acts { (post(&format!("/imports/{id}/annuler"), "go", &t!("undo-confirm"), Some(Icon::Done), &[])) }
                }
            }
        } @else if undoing.blocker_count > 0 {
            (flash(Tone::Late, &html! { (t!("undo-prevented", count = undoing.blocker_count)) }))
            (blockers(&undoing.blockers, undoing.blocker_count))
        } @else {
            section.card { (empty(&t!("undo-unknown-title"), &t!("undo-unknown-text"), None)) }
        }
    };
    framed(&site, &session, Sheet::new(t!("undo-title"), Section::Imports, body)).await
}

fn blockers(lines: &[Blocker], count: usize) -> Markup {
    html! {
        section.card.flush #empechements {
            header { h2 { (t!("undo-blockers")) } @if count > lines.len() { span.muted { (t!("requests-shown", shown = SHOWN, count = count)) } } }
            table.table.cards {
                caption.sr { (t!("undo-blockers")) }
                thead { tr { th scope="col" { (t!("column-number")) } th scope="col" { (t!("requests-why")) } } }
                tbody { @for line in lines { tr data-row="" {
                    td.lead {
                        @if let Some(debtor) = line.debtor { a.open href={ "/debiteurs/" (debtor) } { (line.number) } }
                        @else if let Some(id) = line.line { a.open href={ "/encaissements/" (id) } { (line.number) } }
                        @else { (line.number) }
                    }
                    td.long data-label=(t!("requests-why")) { (line.reason) }
                } } }
            }
        }
    }
}

/// Takes the file back.
pub async fn take_back(State(site): State<Site>, session: Session, Path(id): Path<Uuid>) -> Answer {
    let path = format!("/imports/{id}/annuler");
    Ok(match app::import::undo::take_back(site.app(), &session.scope, ImportId(id)).await {
        Err(app::AppError::Invalid { reason, .. }) => back(&path, Tone::Late, &reason),
        Ok(0) => back(&path, Tone::Soon, &t!("undo-done-already")),
        Ok(count) => back(&format!("/imports/{id}"), Tone::Ok, &t!("undo-done", count = count)),
        Err(error) => return Err(error.into()),
    })
}
