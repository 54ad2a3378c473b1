//! A file before it comes in: how its columns are understood, what it will change, what is wrong with it.

use app::AppError;
use app::import::draft::Preview;
use app::import::history::RejectedRows;
use app::import::{Column, Correction, FirstRows, ImportReport, Kind, KnownBy, Layout, Reading, TableFormat};
use app::text::locale::{self, Shown as _};
use axum::Form;
use axum::extract::{Path, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use domain::ids::DraftId;
use maud::{Markup, html};
use uuid::Uuid;

use super::import_file::problem_table;
use super::parts::select;
use super::{Answer, Failure, Sheet, framed, head};
use crate::components::amount::amount;
use crate::components::flash::flash;
use crate::components::icon::{Icon, icon};
use crate::components::pill::{Tone, pill};
use crate::components::shell::Section;
use crate::session::{Session, back};
use crate::site::Site;
use crate::t;

/// The page.
pub async fn show(State(site): State<Site>, session: Session, Path(id): Path<Uuid>) -> Answer {
    let preview = app::import::draft::preview(site.app(), &session.scope, DraftId(id)).await?;
    let path = format!("/imports/apercu/{id}");
    let report = &preview.report;
    let is_table = [Kind::Customers.code(), Kind::Invoices.code()].contains(&preview.waiting.kind.as_str());
    let sub = html! { (app::text::import_kind(&preview.waiting.kind)) " · " (t!("preview-sub")) };
    let changes: usize = report.created + report.updated;
    let rejects = report.table.as_ref().is_some_and(|table| !table.rejected.is_empty());
    // The first button is the one that the Enter key presses: it never imports.
    let acts = html! {
        @if is_table { button.btn type="submit" form="lecture" { (t!("preview-update")) } }
        @if rejects { a.btn href={ (path) "/rejets.csv" } { (icon(Icon::Download)) (t!("preview-rejects")) } }
        button.btn type="submit" form="lecture" formaction={ (path) "/abandonner" } formnovalidate { (t!("imports-discard")) }
        @if report.is_readable() { button.btn.go type="submit" form="lecture" formaction={ (path) "/confirmer" } { (icon(Icon::Done)) (t!("preview-confirm", count = changes)) } }
    };
    let body = html! {
        (head(&preview.waiting.file_name, &sub, &acts))
        @if let Some(name) = &preview.remembered { (flash(Tone::Ok, &html! { (t!("preview-remembered", name = name.as_str())) " " a href="/imports#correspondances" { (t!("see")) } })) }
        @if report.is_readable() { (counts(report)) } @else { (refusal(report)) }
        form #lecture .card[is_table] method="post" action=(path) { @if is_table { (reading_fields(&preview)) } }
        @if !report.corrections.is_empty() { (corrections(&report.corrections)) }
        @if let Some(table) = &report.table { (first_rows(&table.first)) }
        @if let Some(glance) = &preview.glance { (super::import_glance::show(glance)) }
        @if report.is_readable() && !report.problems.is_empty() { (problem_table(&report.problems, &path, "")) }
    };
    framed(&site, &session, Sheet::new(preview.waiting.file_name.clone(), Section::Imports, body)).await
}

fn refusal(report: &ImportReport) -> Markup {
    html! { @for problem in &report.problems { (flash(Tone::Late, &html! { (problem.said()) })) } }
}

/// The amounts that the confirmation will correct.
fn corrections(corrections: &[Correction]) -> Markup {
    html! {
        section.card.flush #corrections {
            header { h2 { (t!("corrections-title", count = corrections.len())) } }
            p.muted.pad { (t!("corrections-text")) }
            table.table.cards {
                caption.sr { (t!("corrections-title", count = corrections.len())) }
                thead { tr { th scope="col" { (t!("column-number")) } th.r scope="col" { (t!("corrections-before")) } th.r scope="col" { (t!("corrections-after")) } th.r scope="col" { (t!("corrections-difference")) } th.r scope="col" { (t!("corrections-credit")) } } }
                tbody { @for line in corrections.iter().take(SHOWN_CORRECTIONS) { tr data-row="" {
                    td.lead { (line.number) }
                    td.r data-label=(t!("corrections-before")) { (amount(line.before, line.currency)) }
                    td.r data-label=(t!("corrections-after")) { (amount(line.after, line.currency)) }
                    td.r data-label=(t!("corrections-difference")) { (amount(line.after - line.before, line.currency)) }
                    td.r data-label=(t!("corrections-credit")) { @if !line.credit.is_zero() { (amount(line.credit, line.currency)) } }
                } } }
            }
        }
    }
}

/// Corrected amounts that the page shows; each is also among the findings.
const SHOWN_CORRECTIONS: usize = 200;

fn counts(report: &ImportReport) -> Markup {
    let figure =
        |label: String, count: usize| html! { div.figure { span.label { (label) } span.value { (locale::thousands(count as u64)) } } };
    html! {
        section.figures {
            (figure(t!("column-read"), report.read))
            (figure(t!("preview-created"), report.created))
            (figure(t!("preview-updated"), report.updated))
            (figure(t!("preview-unchanged"), report.unchanged))
            (figure(t!("preview-rejected"), report.rejected))
        }
    }
}

fn options(pairs: &[(&str, String)]) -> Vec<(String, String)> {
    pairs.iter().map(|(value, word)| ((*value).to_owned(), word.clone())).collect()
}

/// What a person can say of the file, and what each of its columns holds.
fn reading_fields(preview: &Preview) -> Markup {
    let said = &preview.reading;
    let kinds = options(&[
        (Kind::Invoices.code(), app::text::import_kind("invoices")),
        (Kind::Customers.code(), app::text::import_kind("customers")),
    ]);
    html! {
        div.filters {
            (select("kind", &t!("preview-kind"), &kinds, &preview.waiting.kind))
            @if let Some(layout) = &preview.layout { (writing(layout, said)) }
        }
        @if let Some(layout) = &preview.layout { (mapping(layout, Kind::from_code(&preview.waiting.kind).unwrap_or(Kind::Invoices))) }
    }
}

fn writing(layout: &Layout, said: &Reading) -> Markup {
    let automatic = |found: &str| t!("preview-automatic", found = found);
    html! {
        @match &layout.format {
            TableFormat::Text { separator, encoding } => {
                (select("separator", &t!("preview-separator"), &options(&[("", automatic(&separator_word(*separator))), (";", separator_word(';')), (",", separator_word(',')), ("tab", separator_word('\t')), ("|", separator_word('|'))]), &said.separator.map(|mark| if mark == '\t' { "tab".to_owned() } else { mark.to_string() }).unwrap_or_default()))
                (select("encoding", &t!("preview-encoding"), &options(&[("", automatic(encoding.name())), ("UTF-8", "UTF-8".to_owned()), ("Windows-1252", "Windows-1252".to_owned()), ("ISO-8859-15", "ISO-8859-15".to_owned()), ("UTF-16", "UTF-16".to_owned())]), said.encoding.as_deref().unwrap_or_default()))
            }
            TableFormat::Workbook { sheet } => {
                @let sheets: Vec<(String, String)> = layout.sheets.iter().map(|one| (one.name.clone(), if one.hidden { t!("preview-hidden", name = one.name.as_str()) } else { one.name.clone() })).collect();
                (select("sheet", &t!("preview-sheet"), &sheets, sheet))
            }
        }
        (select("dates", &t!("preview-dates"), &options(&[("", automatic(&order_word(layout.day_first))), ("jour", order_word(true)), ("mois", order_word(false))]), said.day_first.map_or("", |day| if day { "jour" } else { "mois" })))
        (select("decimal", &t!("preview-decimal"), &options(&[("", automatic(&decimal_word(layout.decimal))), (",", decimal_word(Some(','))), (".", decimal_word(Some('.')))]), &said.decimal.map(String::from).unwrap_or_default()))
        div.field { label for="line" { (t!("preview-header-line")) } input #line type="number" name="line" min="1" max="1000000" inputmode="numeric" value=(layout.header_line); }
    }
}

fn separator_word(separator: char) -> String {
    match separator {
        ';' => t!("separator-semicolon"),
        ',' => t!("separator-comma"),
        '\t' => t!("separator-tab"),
        _ => t!("separator-bar"),
    }
}

fn order_word(day_first: bool) -> String {
    if day_first { t!("order-day") } else { t!("order-month") }
}

fn decimal_word(decimal: Option<char>) -> String {
    match decimal {
        Some(',') => t!("decimal-comma"),
        Some(_) => t!("decimal-dot"),
        None => t!("decimal-cell"),
    }
}

fn mapping(layout: &Layout, kind: Kind) -> Markup {
    let fields = app::import::fields(kind);
    html! {
        @if !layout.is_enough { (flash(Tone::Soon, &html! { @if kind == Kind::Invoices { (t!("preview-missing-invoices")) } @else { (t!("preview-missing-customers")) } })) }
        table.table.cards {
            caption.sr { (t!("preview-columns")) }
            thead { tr { th scope="col" { (t!("preview-column")) } th scope="col" { (t!("preview-samples")) } th scope="col" { (t!("preview-field")) } } }
            tbody { @for (place, column) in layout.columns.iter().enumerate() { tr {
                td.lead { strong { (column_name(column, place)) } @if column.known == Some(KnownBy::ByContent) { " " (pill(Tone::Soon, &t!("preview-by-content"))) } }
                td.full { small { (column.samples.join(" · ")) } }
                td data-label=(t!("preview-field")) { div.field {
                    select name={ "c" (place) } aria-label=(t!("preview-field-of", name = column_name(column, place))) {
                        option value="" selected[column.field.is_none()] { (t!("preview-unused")) }
                        @for (ours, french) in &fields { option value=(ours) selected[column.field == Some(*ours)] { (french) } }
                    }
                } }
            } } }
        }
    }
}

fn column_name(column: &Column, place: usize) -> String {
    let number: usize = place + 1;
    if column.name.is_empty() { t!("preview-unnamed", number = number) } else { column.name.clone() }
}

fn first_rows(first: &FirstRows) -> Markup {
    html! {
        section.card.flush {
            header { h2 { (t!("preview-first")) } }
            @match first {
                FirstRows::Invoices(rows) => {
                    table.table.cards {
                        caption.sr { (t!("preview-first")) }
                        thead { tr { th.r scope="col" { (t!("column-line")) } th scope="col" { (t!("column-number")) } th scope="col" { (t!("column-debtor")) } th scope="col" { (t!("column-issued")) } th scope="col" { (t!("column-due")) } th.r scope="col" { (t!("column-amount")) } th.r scope="col" { (t!("column-open")) } } }
                        tbody { @for row in rows { tr {
                            td.r data-label=(t!("column-line")) { (row.line) }
                            td.lead { strong { (row.number) } small { (app::text::item_kind(row.kind)) } }
                            td data-label=(t!("column-debtor")) { (row.customer_name) @if !row.customer_code.is_empty() { small { (row.customer_code) } } }
                            td data-label=(t!("column-issued")) { (locale::date(row.issued_on)) }
                            td data-label=(t!("column-due")) { @if let Some(due) = row.due_on { (locale::date(due)) } @else { span.muted { (t!("preview-by-terms")) } } }
                            td.r data-label=(t!("column-amount")) { (amount(row.amount, row.currency)) }
                            td.r data-label=(t!("column-open")) { @if let Some(open) = row.open { (amount(open, row.currency)) } @else { (amount(row.amount, row.currency)) } }
                        } } }
                    }
                }
                FirstRows::Customers(rows) => {
                    table.table.cards {
                        caption.sr { (t!("preview-first")) }
                        thead { tr { th.r scope="col" { (t!("column-line")) } th scope="col" { (t!("column-debtor")) } th scope="col" { (t!("preview-mail")) } th scope="col" { (t!("preview-phone")) } th scope="col" { (t!("preview-town")) } th scope="col" { "SIREN" } th scope="col" { (t!("preview-terms")) } } }
                        tbody { @for row in rows { tr {
                            td.r data-label=(t!("column-line")) { (row.line) }
                            td.lead { strong { (row.name) } small { (row.code) } }
                            td data-label=(t!("preview-mail")) { @if let Some(email) = &row.email { (email) } @if !row.more_contacts.is_empty() { small { (t!("preview-more-contacts", count = row.more_contacts.len())) } } }
                            td data-label=(t!("preview-phone")) { (row.phone) }
                            td data-label=(t!("preview-town")) { (row.postcode) " " (row.city) }
                            td data-label="SIREN" { @if let Some(siren) = &row.siren { (siren.spaced()) } }
                            td data-label=(t!("preview-terms")) { @if let Some(terms) = row.payment_terms { (terms.shown()) } }
                        } } }
                    }
                }
            }
        }
    }
}

/// What was typed: the way of reading, and what each column holds.
fn typed(pairs: &[(String, String)]) -> (String, Reading, Vec<String>) {
    let value = |name: &str| pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str()).filter(|value| !value.is_empty());
    let mark = |name: &str| value(name).map(|text| if text == "tab" { '\t' } else { text.chars().next().unwrap_or(';') });
    let reading = Reading {
        sheet: value("sheet").map(str::to_owned),
        encoding: value("encoding").map(str::to_owned),
        separator: mark("separator"),
        header_line: value("line").and_then(|text| text.parse().ok()),
        columns: None,
        day_first: value("dates").map(|text| text == "jour"),
        decimal: mark("decimal"),
    };
    let fields =
        (0..).map_while(|place| pairs.iter().find(|(key, _)| *key == format!("c{place}")).map(|(_, value)| value.clone())).collect();
    (value("kind").unwrap_or_default().to_owned(), reading, fields)
}

/// Reads the file again as was typed.
pub async fn update(State(site): State<Site>, session: Session, Path(id): Path<Uuid>, Form(pairs): Form<Vec<(String, String)>>) -> Answer {
    let path = format!("/imports/apercu/{id}");
    revise(&site, &session, id, &pairs).await?;
    Ok(back(&path, Tone::Ok, &t!("preview-updated-now")))
}

async fn revise(site: &Site, session: &Session, id: Uuid, pairs: &[(String, String)]) -> Result<bool, Failure> {
    let (kind, reading, fields) = typed(pairs);
    if kind.is_empty() {
        return Ok(false);
    }
    Ok(app::import::draft::revise(site.app(), &session.scope, DraftId(id), &kind, reading, &fields).await?)
}

/// Brings the file in, unless what was typed differs from what was shown: that is shown first.
pub async fn confirm(State(site): State<Site>, session: Session, Path(id): Path<Uuid>, Form(pairs): Form<Vec<(String, String)>>) -> Answer {
    let path = format!("/imports/apercu/{id}");
    if revise(&site, &session, id, &pairs).await? {
        return Ok(back(&path, Tone::Soon, &t!("preview-changed")));
    }
    let (file, report) = match app::import::draft::confirm(site.app(), &session.scope, DraftId(id)).await {
        Err(AppError::Unreadable(reason)) => return Ok(back(&path, Tone::Late, &reason)),
        done => done?,
    };
    let summary = t!(
        "imported",
        file = report.file.as_str(),
        created = report.created,
        updated = report.updated,
        unchanged = report.unchanged,
        rejected = report.rejected
    );
    let matching = app::matching::match_all(site.app(), &session.scope, false).await?;
    let text = if matching.transactions > 0 {
        format!("{summary} — {}", t!("matched", matched = matching.matched, left = matching.to_identify))
    } else {
        summary
    };
    Ok(back(&format!("/imports/{file}"), Tone::Ok, &text))
}

/// The rows that would be left out, with their reasons.
pub async fn rejects(State(site): State<Site>, session: Session, Path(id): Path<Uuid>) -> Answer {
    let preview = app::import::draft::preview(site.app(), &session.scope, DraftId(id)).await?;
    let rows = preview.report.table.as_ref().map(|table| RejectedRows::of(table)).unwrap_or_default();
    Ok(rejects_csv(&rows))
}

/// Rejected rows as a table for a spreadsheet.
pub(super) fn rejects_csv(rows: &RejectedRows) -> Response {
    let name = format!("attachment; filename=\"{}\"", "lignes-rejetees.csv");
    (
        [(CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (CONTENT_DISPOSITION, name)],
        rows.csv(&t!("column-line"), &t!("rejects-reason")),
    )
        .into_response()
}
