//! One file that came in: its figures, its problems, its original and the rows that were left out.

use app::import::{Kind, Problem};
use app::text::locale;
use axum::extract::{Path, Query, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::IntoResponse;
use domain::ids::ImportId;
use maud::{Markup, html};
use serde::Deserialize;
use uuid::Uuid;

use super::import_preview::rejects_csv;
use super::parts::at;
use super::{Answer, Sheet, framed, head};
use crate::components::flash::flash;
use crate::components::icon::{Icon, icon};
use crate::components::pill::{Tone, pill};
use crate::components::shell::Section;
use crate::link::Link;
use crate::session::Session;
use crate::site::Site;
use crate::t;

/// The address's parameters.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    voir: String,
}

/// The page.
pub async fn show(State(site): State<Site>, session: Session, Path(id): Path<Uuid>, Query(asked): Query<Asked>) -> Answer {
    let file = app::import::history::file(site.app(), &session.scope, ImportId(id)).await?;
    let path = format!("/imports/{id}");
    let [read, created, updated, unchanged, rejected] = file.counts;
    let requests = super::requests::on_file(&site, &session, &file).await?;
    let undone = app::import::undo::cancellations(site.app(), &session.scope).await?.into_iter().find(|done| done.file == file.id);
    let is_table = [Kind::Customers.code(), Kind::Invoices.code()].contains(&file.kind.as_str());
    let figure = |label: String, count: i64| html! { div.figure { span.label { (label) } span.value { (locale::thousands(count.unsigned_abs())) } } };
    let acts = html! {
        a.btn href={ (path) "/original" } { (icon(Icon::Document)) (t!("import-original")) }
        @if is_table && rejected > 0 { a.btn href={ (path) "/rejets.csv" } { (icon(Icon::Download)) (t!("preview-rejects")) } }
        @if file.kind == Kind::Invoices.code() && created > 0 && undone.is_none() { a.btn href={ (path) "/annuler" } { (t!("undo-button")) } }
        a.btn href="/imports" { (t!("import-back")) }
    };
    let sub = html! { (app::text::import_kind(&file.kind)) " · " (at(file.imported_at)) " · " (file.actor) };
    let body = html! {
        (head(&file.file_name, &sub, &acts))
        section.figures {
            (figure(t!("column-read"), read)) (figure(t!("column-created"), created)) (figure(t!("column-updated"), updated))
            (figure(t!("import-unchanged"), unchanged)) (figure(t!("column-rejected"), rejected))
        }
        @if let Some(done) = &undone { (flash(Tone::Soon, &html! { (t!("undo-was-done", count = done.items, actor = done.actor.as_str())) " " (at(done.at)) })) }
        @if let Some(requests) = &requests { (requests) }
        @if file.problems.is_empty() { (flash(Tone::Ok, &html! { (t!("import-sound")) })) }
        @else { (problem_table(&file.problems, &path, &asked.voir)) }
    };
    framed(&site, &session, Sheet::new(file.file_name.clone(), Section::Imports, body)).await
}

/// What is wrong or odd, by line; errors and oddities can be seen apart.
pub(super) fn problem_table(problems: &[Problem], path: &str, shown: &str) -> Markup {
    let errors = problems.iter().filter(|problem| problem.error).count();
    let oddities: usize = problems.len() - errors;
    let listed = problems.iter().filter(|problem| match shown {
        "erreurs" => problem.error,
        "remarques" => !problem.error,
        _ => true,
    });
    let tab = |value: &str, word: String| html! { a.btn.small href=(Link::new(path).with("voir", value)) aria-current=[(shown == value).then_some("true")] { (word) } };
    html! {
        section.card.flush #problemes {
            header { h2 { (t!("import-problems")) }
                @if errors > 0 && errors < problems.len() && !path.contains("apercu") { nav.acts aria-label=(t!("import-problems")) {
                    (tab("", t!("import-all", count = problems.len()))) (tab("erreurs", t!("import-errors", count = errors))) (tab("remarques", t!("import-oddities", count = oddities)))
                } }
            }
            table.table.cards {
                caption.sr { (t!("import-problems")) }
                thead { tr { th.r scope="col" { (t!("column-line")) } th scope="col" { (t!("preview-column")) } th scope="col" { (t!("import-problem")) } th scope="col" { (t!("column-state")) } } }
                tbody { @for problem in listed { tr {
                    td.r data-label=(t!("column-line")) { @if problem.line > 0 { (locale::thousands(problem.line)) } @else { span.muted { (t!("import-whole-file")) } } }
                    td data-label=(t!("preview-column")) { (problem.field.as_deref().unwrap_or_default()) }
                    td.full { (problem.said()) }
                    td data-label=(t!("column-state")) { @if problem.error { (pill(Tone::Late, &t!("import-error"))) } @else { (pill(Tone::Neutral, &t!("import-oddity"))) } }
                } } }
            }
        }
    }
}

/// The file as it came; a browser saves it and never opens it.
pub async fn original(State(site): State<Site>, session: Session, Path(id): Path<Uuid>) -> Answer {
    let (name, bytes) = app::import::history::original(site.app(), &session.scope, ImportId(id)).await?;
    let disposition = format!("attachment; filename=\"{}\"", plain_name(&name));
    Ok(([(CONTENT_TYPE, "application/octet-stream".to_owned()), (CONTENT_DISPOSITION, disposition)], bytes).into_response())
}

/// A file name that a header can hold.
fn plain_name(name: &str) -> String {
    let plain: String =
        name.chars().map(|c| if c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | ' ') { c } else { '_' }).collect();
    if plain.trim_matches(['.', ' ', '_']).is_empty() { "fichier".to_owned() } else { plain }
}

/// The rows that were left out, with their reasons.
pub async fn rejects(State(site): State<Site>, session: Session, Path(id): Path<Uuid>) -> Answer {
    let rows = app::import::history::rejected(site.app(), &session.scope, ImportId(id)).await?;
    Ok(rejects_csv(&rows))
}
