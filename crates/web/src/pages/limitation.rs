//! The claims whose date to watch is near or past, over the whole portfolio, and their line on the dashboard.

use app::claims::{AlertLine, AlertQuery, Alerts, Count, DEFAULT_DAYS, MAX_DAYS, UnknownLine, When};
use app::text::locale;
use axum::extract::{Query, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::IntoResponse;
use domain::Date;
use maud::{Markup, html};
use serde::Deserialize;

use super::claims::{possible_cell, steps, watch_cell};
use super::parts::select;
use super::{Answer, Failure, Sheet, framed, head};
use crate::components::amount::amount;
use crate::components::date::date;
use crate::components::flash::{empty, flash};
use crate::components::icon::{Icon, icon};
use crate::components::pager::Pager;
use crate::components::pill::Tone;
use crate::components::shell::Section;
use crate::link::Link;
use crate::session::Session;
use crate::site::Site;
use crate::t;

/// Rows a page.
const PER_PAGE: u32 = 100;

/// The address's parameters.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    jours: String,
    #[serde(default)]
    voir: String,
    #[serde(default)]
    page: String,
}

impl Asked {
    fn query(&self, per_page: u32) -> AlertQuery {
        AlertQuery {
            days: self.jours.trim().parse().unwrap_or(DEFAULT_DAYS).min(MAX_DAYS),
            when: match self.voir.as_str() {
                "passees" => When::Past,
                "sans-duree" => When::Unknown,
                _ => When::Coming,
            },
            page: self.page.parse().unwrap_or(1).max(1),
            per_page,
        }
    }

    fn link(&self, path: &str) -> Link {
        Link::new(path).with("jours", &self.jours).with("voir", &self.voir)
    }
}

/// The page.
pub async fn show(State(site): State<Site>, session: Session, Query(asked): Query<Asked>) -> Answer {
    let query = asked.query(PER_PAGE);
    let alerts = app::claims::alerts(site.app(), &session.scope, &query).await?;
    let body = view(&alerts, &query, &asked, site.app().today());
    framed(&site, &session, Sheet::new(t!("limitation-title"), Section::Debtors, body)).await
}

/// The same as a table for a spreadsheet, all pages in one.
pub async fn csv(State(site): State<Site>, session: Session, Query(asked): Query<Asked>) -> Answer {
    let query = AlertQuery { page: 1, ..asked.query(u32::MAX) };
    let alerts = app::claims::alerts(site.app(), &session.scope, &query).await?;
    let name = format!("attachment; filename=\"prescription-{}.csv\"", site.app().today());
    Ok(([(CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (CONTENT_DISPOSITION, name)], app::claims::csv(&alerts)).into_response())
}

fn sums(count: &Count) -> Markup {
    html! { @for (at, (currency, sum)) in count.amounts.iter().enumerate() { @if at > 0 { " + " } (amount(*sum, *currency)) } }
}

fn view(alerts: &Alerts, query: &AlertQuery, asked: &Asked, today: Date) -> Markup {
    let count = match query.when {
        When::Coming => &alerts.coming,
        When::Past => &alerts.past,
        When::Unknown => &alerts.unknown,
    };
    let pager = Pager { page: query.page, per_page: PER_PAGE, total: count.items };
    let sides = [("", t!("limitation-coming")), ("passees", t!("limitation-past")), ("sans-duree", t!("limitation-unknown"))]
        .map(|(key, word)| (key.to_owned(), word));
    html! {
        (head(&t!("limitation-title"), &html! { (t!("limitation-sub", date = locale::date(alerts.until))) }, &html! {
            a.btn href=(asked.link("/prescription.csv")) { (icon(Icon::Download)) (t!("export-csv")) }
        }))
        div.figures {
            a.figure href=(asked.link("/prescription").without("voir")) { span.label { (t!("limitation-coming")) } span.value { (alerts.coming.items) } small { (sums(&alerts.coming)) } }
            a.figure href=(asked.link("/prescription").with("voir", "passees")) { span.label { (t!("limitation-past")) } span.value { (alerts.past.items) } small { (sums(&alerts.past)) } }
            @if alerts.unknown.items > 0 { a.figure href=(asked.link("/prescription").with("voir", "sans-duree")) { span.label { (t!("limitation-unknown")) } span.value { (alerts.unknown.items) } small { (sums(&alerts.unknown)) } } }
        }
        form.filters method="get" action="/prescription" data-auto="" {
            div.field { label for="jours" { (t!("limitation-days")) } input #jours name="jours" type="number" min="1" max=(MAX_DAYS) value=(query.days); }
            (select("voir", &t!("filter-show"), &sides, &asked.voir))
            button.btn.auto type="submit" { (t!("apply-filters")) }
        }
        @if query.when == When::Unknown && !alerts.without_date.is_empty() {
            p.muted { (t!("limitation-unknown-text", count = alerts.unknown.items)) }
            section { (unknown_table(&alerts.without_date)) (pager.render(&asked.link("/prescription"))) }
        }
        @else if alerts.lines.is_empty() { (empty(&t!("limitation-empty-title"), &t!("limitation-empty-text"), None)) }
        @else { section { (table(&alerts.lines, today)) (pager.render(&asked.link("/prescription"))) } }
        p.muted { (t!("claims-caution")) }
    }
}

fn table(lines: &[AlertLine], today: Date) -> Markup {
    html! {
        table.table.cards {
            caption.sr { (t!("limitation-title")) }
            thead { tr {
                th scope="col" { (t!("column-debtor")) } th scope="col" { (t!("column-number")) } th scope="col" { (t!("column-watch")) }
                th scope="col" { (t!("column-possible")) } th scope="col" { (t!("column-start")) } th.r scope="col" { (t!("column-open")) }
            } }
            tbody {
                @for line in lines {
                    tr data-row="" {
                        td.lead { a.open href={ "/debiteurs/" (line.item.debtor) "/creance?poste=" (line.item.id) } { (line.item.debtor_name) } small { (line.item.debtor_code) } }
                        td data-label=(t!("column-number")) { (line.item.number) small { (app::text::claims::claim_kind(line.clock.kind)) } }
                        td data-label=(t!("column-watch")) { (watch_cell(&line.clock, today)) }
                        td data-label=(t!("column-possible")) { (possible_cell(&line.clock)) }
                        td.long data-label=(t!("column-start")) { (steps(&line.clock)) }
                        td.r.key { (amount(line.item.open, line.item.currency)) }
                    }
                }
            }
        }
    }
}

fn unknown_table(lines: &[UnknownLine]) -> Markup {
    html! {
        table.table.cards {
            caption.sr { (t!("limitation-unknown")) }
            thead { tr {
                th scope="col" { (t!("column-debtor")) } th scope="col" { (t!("column-number")) } th scope="col" { (t!("claim-nature")) }
                th scope="col" { (t!("column-issued")) } th scope="col" { (t!("column-due")) } th.r scope="col" { (t!("column-open")) }
            } }
            tbody {
                @for UnknownLine { item, kind } in lines {
                    tr data-row="" {
                        td.lead { a.open href={ "/debiteurs/" (item.debtor) "/creance?poste=" (item.id) } { (item.debtor_name) small { (item.debtor_code) } } }
                        td data-label=(t!("column-number")) { (item.number) }
                        td data-label=(t!("claim-nature")) { (app::text::claims::claim_kind(*kind)) }
                        td data-label=(t!("column-issued")) { (date(item.issued_on)) }
                        td data-label=(t!("column-due")) { (date(item.due_on)) }
                        td.r.key { (amount(item.open, item.currency)) }
                    }
                }
            }
        }
    }
}

/// One line for the dashboard when there is something to watch.
pub(super) async fn notice(site: &Site, session: &Session) -> Result<Markup, Failure> {
    let query = Asked::default().query(0);
    let alerts = app::claims::alerts(site.app(), &session.scope, &query).await?;
    if alerts.coming.items + alerts.past.items == 0 {
        return Ok(html! {});
    }
    Ok(flash(
        Tone::Soon,
        &html! {
            @if alerts.coming.items > 0 { a href="/prescription" { (t!("limitation-notice", count = alerts.coming.items)) } ", " (sums(&alerts.coming)) ". " }
            @if alerts.past.items > 0 { a href="/prescription?voir=passees" { (t!("limitation-notice-past", count = alerts.past.items)) } ", " (sums(&alerts.past)) "." }
        },
    ))
}
