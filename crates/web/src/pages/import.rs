//! Files brought in: drop them, see which wait for a confirmation, and what came of the others.

use std::collections::HashSet;

use app::Permission;
use app::import::draft::{RememberedMapping, Waiting};
use app::import::history::PER_PAGE;
use app::import::{ImportLine, Kind};
use app::text::locale;
use axum::extract::{Multipart, Path, Query, State};
use axum::response::{IntoResponse, Redirect};
use domain::ids::{DraftId, ImportId, MappingId};
use maud::{Markup, html};
use serde::Deserialize;
use uuid::Uuid;

use super::parts::{at, post};
use super::{Answer, Sheet, framed, head};
use crate::components::flash::empty;
use crate::components::icon::{Icon, icon};
use crate::components::pager::Pager;
use crate::components::pill::{Tone, pill};
use crate::components::shell::Section;
use crate::error::WebError;
use crate::link::Link;
use crate::session::{Session, back};
use crate::site::Site;
use crate::t;

/// The address's parameters.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    page: String,
}

/// The page.
pub async fn show(State(site): State<Site>, session: Session, Query(asked): Query<Asked>) -> Answer {
    let page = asked.page.parse::<u32>().unwrap_or(1).max(1);
    let (files, total) = app::import::history::page(site.app(), &session.scope, page).await?;
    let waiting = app::import::draft::waiting(site.app(), &session.scope).await?;
    let mappings = app::import::draft::mappings(site.app(), &session.scope).await?;
    let may = session.may(Permission::Import);
    let undone: HashSet<ImportId> =
        app::import::undo::cancellations(site.app(), &session.scope).await?.into_iter().map(|done| done.file).collect();
    let pager = Pager { page, per_page: u32::try_from(PER_PAGE).unwrap_or(50), total };
    let body = html! {
        (head(&t!("nav-imports"), &html! { (t!("imports-sub")) }, &html! { a.btn href="/sources" { (t!("sources-title")) } }))
        @if may { (drop_form()) (waiting_list(&waiting)) }
        section.card.flush {
            header { h2 { (t!("imports-title")) } }
            @if files.is_empty() { (empty(&t!("imports-empty-title"), &t!("imports-empty-text"), None)) }
            @else { (table(&files, &undone, session.may(Permission::ViewMessages))) }
        }
        @if total > 0 { (pager.render(&Link::new("/imports"))) }
        (mapping_list(&mappings, may))
    };
    framed(&site, &session, Sheet::new(t!("nav-imports"), Section::Imports, body)).await
}

fn drop_form() -> Markup {
    html! {
        form.card.stack method="post" action="/imports" enctype="multipart/form-data" {
            div.field { label for="file" { (t!("imports-file")) }
                // The browser's own button speaks the browser's language.
                div.files {
                    input.native #file type="file" name="file" multiple required;
                    label.btn.scripted for="file" { (t!("imports-choose")) }
                    span.muted.scripted data-files="file" { (t!("imports-none-yet")) }
                }
                small { (t!("imports-help")) } }
            div.acts { button.btn.go type="submit" { (icon(Icon::Download)) (t!("imports-preview")) } }
        }
    }
}

fn waiting_list(waiting: &[Waiting]) -> Markup {
    html! {
        @if !waiting.is_empty() {
            section.card.flush #attente {
                header { h2 { (t!("imports-waiting")) } }
                table.table.cards {
                    caption.sr { (t!("imports-waiting")) }
                    thead { tr { th scope="col" { (t!("column-file")) } th scope="col" { (t!("column-when")) } th scope="col" { span.sr { (t!("column-actions")) } } } }
                    tbody { @for file in waiting { tr data-row="" {
                        td.lead { a.open href={ "/imports/apercu/" (file.id) } { (file.file_name) } small { (app::text::import_kind(&file.kind)) " · " (file.created_by) } }
                        td data-label=(t!("column-when")) { (at(file.created_at)) }
                        td.full { div.acts {
                            a.btn.small href={ "/imports/apercu/" (file.id) } { (t!("imports-look")) }
                            (post(&format!("/imports/apercu/{}/abandonner", file.id), "small", &t!("imports-discard"), None, &[]))
                        } }
                    } } }
                }
            }
        }
    }
}

fn table(files: &[ImportLine], undone: &HashSet<ImportId>, may_ask: bool) -> Markup {
    html! {
        table.table.cards {
            caption.sr { (t!("imports-title")) }
            thead { tr { th scope="col" { (t!("column-file")) } th scope="col" { (t!("column-when")) } th.r scope="col" { (t!("column-read")) } th.r scope="col" { (t!("column-created")) } th.r scope="col" { (t!("column-updated")) } th.r scope="col" { (t!("column-rejected")) } th scope="col" { (t!("column-problems")) } } }
            tbody {
                @for file in files {
                    @let [read, created, updated, _, rejected] = file.counts;
                    tr data-row="" {
                        td.lead { a.open href={ "/imports/" (file.id) } { (file.file_name) } small { (app::text::import_kind(&file.kind)) " · " (file.actor) @if undone.contains(&file.id) { " " (pill(Tone::Soon, &t!("undo-pill"))) } }
                            @if may_ask && created > 0 && file.kind == Kind::Invoices.code() && !undone.contains(&file.id) { small { a href={ "/imports/" (file.id) "/demandes" } { (t!("requests-title")) } } } }
                        td data-label=(t!("column-when")) { (at(file.imported_at)) }
                        td.r data-label=(t!("column-read")) { (locale::thousands(read.unsigned_abs())) }
                        td.r data-label=(t!("column-created")) { (locale::thousands(created.unsigned_abs())) }
                        td.r data-label=(t!("column-updated")) { (locale::thousands(updated.unsigned_abs())) }
                        td.r data-label=(t!("column-rejected")) { (locale::thousands(rejected.unsigned_abs())) }
                        td data-label=(t!("column-problems")) {
                            @if file.problems.is_empty() { (pill(Tone::Ok, &t!("no-problem"))) }
                            @else { a href={ "/imports/" (file.id) "#problemes" } { (t!("problems", count = file.problems.len())) } }
                        }
                    }
                }
            }
        }
    }
}

fn mapping_list(mappings: &[RememberedMapping], may: bool) -> Markup {
    html! {
        @if !mappings.is_empty() {
            section.card.flush #correspondances {
                header { h2 { (t!("mappings-title")) } }
                p.muted.pad { (t!("mappings-sub")) }
                table.table.cards {
                    caption.sr { (t!("mappings-title")) }
                    thead { tr { th scope="col" { (t!("mappings-source")) } th scope="col" { (t!("mappings-columns")) } th scope="col" { (t!("mappings-used")) } th scope="col" { span.sr { (t!("column-actions")) } } } }
                    tbody { @for mapping in mappings { tr {
                        td.lead { strong { (mapping.name) } small { (app::text::import_kind(&mapping.kind)) " · " (mapping.created_by) } }
                        td.full { small { @for (at, (theirs, ours)) in mapping.columns.iter().enumerate() { @if at > 0 { " · " } (theirs) " → " (ours) } } }
                        td data-label=(t!("mappings-used")) { @if let Some(used) = mapping.used_at { (at_instant(used)) } }
                        td.full { @if may { (post(&format!("/imports/correspondances/{}/oublier", mapping.id), "small", &t!("mappings-forget"), None, &[])) } }
                    } } }
                }
            }
        }
    }
}

fn at_instant(instant: chrono::DateTime<chrono::Utc>) -> Markup {
    at(instant)
}

/// Keeps what was dropped until it is confirmed.
pub async fn bring_in(State(site): State<Site>, session: Session, mut parts: Multipart) -> Answer {
    let mut drafts = Vec::new();
    loop {
        let part = match parts.next_field().await {
            Ok(Some(part)) => part,
            Ok(None) => break,
            Err(_) => return Ok(WebError::TooLarge.into_response()),
        };
        let name = part.file_name().map(str::to_owned).unwrap_or_default();
        let Ok(bytes) = part.bytes().await else { return Ok(WebError::TooLarge.into_response()) };
        if name.is_empty() {
            continue;
        }
        drafts.push(app::import::draft::start(site.app(), &session.scope, &name, &bytes).await?);
    }
    Ok(match drafts.as_slice() {
        [] => back("/imports", Tone::Late, &t!("imports-none")),
        [one] => Redirect::to(&format!("/imports/apercu/{one}")).into_response(),
        several => back("/imports", Tone::Ok, &t!("imports-several", count = several.len())),
    })
}

/// Gives a file that waits up.
pub async fn discard(State(site): State<Site>, session: Session, Path(id): Path<Uuid>) -> Answer {
    app::import::draft::discard(site.app(), &session.scope, DraftId(id)).await?;
    Ok(back("/imports", Tone::Ok, &t!("imports-discarded")))
}

/// Forgets how a source's tables are read.
pub async fn forget(State(site): State<Site>, session: Session, Path(id): Path<Uuid>) -> Answer {
    app::import::draft::forget_mapping(site.app(), &session.scope, MappingId(id)).await?;
    Ok(back("/imports", Tone::Ok, &t!("mappings-forgotten")))
}
