//! Files brought in, and what was wrong with them.

use app::Permission;
use app::import::{ImportLine, ImportReport};
use axum::extract::{Multipart, State};
use axum::response::IntoResponse;
use maud::{Markup, html};

use super::parts::at;
use super::{Answer, Failure, Sheet, framed, head};
use crate::components::flash::empty;
use crate::components::icon::{Icon, icon};
use crate::components::pill::{Tone, pill};
use crate::components::shell::Section;
use crate::error::WebError;
use crate::session::{Session, back};
use crate::site::Site;
use crate::t;

/// The page.
pub async fn show(State(site): State<Site>, session: Session) -> Answer {
    let files = app::import::recent(site.app(), &session.scope).await?;
    let body = html! {
        (head(&t!("nav-imports"), &html! { (t!("imports-sub")) }, &html! {}))
        @if session.may(Permission::Import) {
            form.card.stack method="post" action="/imports" enctype="multipart/form-data" {
                div.field { label for="file" { (t!("imports-file")) }
                    // The browser's own button speaks the browser's language.
                    div.files {
                        input.native #file type="file" name="file" multiple required accept=".txt,.csv,.xml,.tsv";
                        label.btn.scripted for="file" { (t!("imports-choose")) }
                        span.muted.scripted data-files="file" { (t!("imports-none-yet")) }
                    }
                    small { (t!("imports-help")) } }
                div.acts { button.btn.go type="submit" { (icon(Icon::Download)) (t!("imports-do")) } }
            }
        }
        section.card.flush {
            header { h2 { (t!("imports-title")) } }
            @if files.is_empty() { (empty(&t!("imports-empty-title"), &t!("imports-empty-text"), None)) }
            @else { (table(&files)) }
        }
    };
    framed(&site, &session, Sheet::new(t!("nav-imports"), Section::Imports, body)).await
}

fn table(files: &[ImportLine]) -> Markup {
    html! {
        table.table.cards {
            caption.sr { (t!("imports-title")) }
            thead { tr { th scope="col" { (t!("column-file")) } th scope="col" { (t!("column-when")) } th.r scope="col" { (t!("column-read")) } th.r scope="col" { (t!("column-created")) } th.r scope="col" { (t!("column-updated")) } th.r scope="col" { (t!("column-rejected")) } th scope="col" { (t!("column-problems")) } } }
            tbody {
                @for file in files {
                    @let [read, created, updated, _, rejected] = file.counts;
                    tr {
                        td.lead { strong { (file.file_name) } small { (app::text::import_kind(&file.kind)) " · " (file.actor) } }
                        td data-label=(t!("column-when")) { (at(file.imported_at)) }
                        td.r data-label=(t!("column-read")) { (read) }
                        td.r data-label=(t!("column-created")) { (created) }
                        td.r data-label=(t!("column-updated")) { (updated) }
                        td.r data-label=(t!("column-rejected")) { (rejected) }
                        td.full {
                            @if file.problems.is_empty() { (pill(Tone::Ok, &t!("no-problem"))) }
                            @else {
                                details { summary { (t!("problems", count = file.problems.len())) }
                                    ul { @for problem in &file.problems { li { small { @if problem.line > 0 { (t!("line", line = problem.line)) " " } @if let Some(field) = &problem.field { (field) "\u{202f}: " } (problem.message) } } } }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn summary(reports: &[ImportReport]) -> String {
    reports
        .iter()
        .map(|report| {
            t!(
                "imported",
                file = report.file.as_str(),
                created = report.created,
                updated = report.updated,
                unchanged = report.unchanged,
                rejected = report.rejected
            )
        })
        .collect::<Vec<_>>()
        .join(" — ")
}

/// Brings files in, then matches the bank.
pub async fn bring_in(State(site): State<Site>, session: Session, mut parts: Multipart) -> Answer {
    let mut reports = Vec::new();
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
        reports.push(app::import::import(site.app(), &session.scope, &name, bytes.to_vec(), None, false).await?);
    }
    if reports.is_empty() {
        return Ok(back("/imports", Tone::Late, &t!("imports-none")));
    }
    let unreadable: Vec<&ImportReport> = reports.iter().filter(|report| !report.is_readable()).collect();
    if let Some(first) = unreadable.first() {
        let reason = first.problems.first().map(|problem| problem.message.clone()).unwrap_or_default();
        return Ok(back("/imports", Tone::Late, &format!("{}\u{202f}: {reason}", first.file)));
    }
    match app::matching::match_all(site.app(), &session.scope, false).await {
        Ok(matching) if matching.transactions > 0 => {
            let text = format!("{} — {}", summary(&reports), t!("matched", matched = matching.matched, left = matching.to_identify));
            Ok(back("/imports", Tone::Ok, &text))
        }
        Ok(_) => Ok(back("/imports", Tone::Ok, &summary(&reports))),
        Err(error) => Err(Failure::from(error)),
    }
}
