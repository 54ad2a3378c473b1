//! What is behind a rate: its lines, which add up to it.

use app::behind::{Behind, BehindLine, BehindQuery, Counts, Leads, Rate};
use app::text::behind as words;
use app::text::locale;
use axum::extract::{Query, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::IntoResponse;
use domain::Cents;
use domain::ids::DebtorId;
use maud::{Markup, html};
use serde::Deserialize;

use super::agenda::NOBODY;
use super::{Answer, Failure, Sheet, framed, head};
use crate::components::amount::amount;
use crate::components::date::date;
use crate::components::flash::empty;
use crate::components::icon::{Icon, icon};
use crate::components::pager::Pager;
use crate::components::pill::{Tone, pill};
use crate::components::shell::Section;
use crate::link::Link;
use crate::session::Session;
use crate::site::Site;
use crate::t;

/// Where the page is.
pub(super) const HERE: &str = "/indicateurs/detail";
/// Lines a page.
const PER_PAGE: u32 = 100;

/// The address's parameters.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    taux: String,
    charge: String,
    debiteur: String,
    devise: String,
    page: String,
}

impl Asked {
    fn link(&self, path: &str, rate: Rate) -> Link {
        Link::new(path).with("taux", rate.code()).with("charge", &self.charge).with("debiteur", &self.debiteur).with("devise", &self.devise)
    }

    fn read(&self) -> Result<(Rate, BehindQuery), Failure> {
        // Without a word it is the first of them: an address that is typed by hand shows something.
        let rate = match self.taux.as_str() {
            "" => Rate::Unpaid,
            code => Rate::from_code(code).ok_or(app::AppError::NotFound("figure"))?,
        };
        let debtor = match self.debiteur.trim() {
            "" => None,
            text => Some(text.parse::<DebtorId>().map_err(|_| app::AppError::NotFound("debtor"))?),
        };
        let collector = match self.charge.trim() {
            "" | "*" => None,
            NOBODY => Some(String::new()),
            name => Some(name.to_owned()),
        };
        Ok((rate, BehindQuery { collector, debtor, currency: domain::Currency::parse(&self.devise) }))
    }
}

fn name(rate: Rate) -> String {
    use app::conversation::Theme;
    use app::figures::Indicator;
    match rate {
        Rate::Unpaid => app::text::figures::name(Indicator::UnpaidRate),
        Rate::Recovery => app::text::figures::name(Indicator::RecoveryRate),
        Rate::PromisesKept => app::text::conversation::name(Theme::PromisesKept),
        Rate::PromisesNumber => app::text::conversation::name(Theme::PromisesNumber),
        Rate::Disputed => app::text::conversation::name(Theme::DisputeRate),
        Rate::Explained => app::text::conversation::name(Theme::CauseKnown),
        Rate::Coverage => app::text::conversation::name(Theme::Coverage),
    }
}

/// The page.
pub async fn show(State(site): State<Site>, session: Session, Query(asked): Query<Asked>) -> Answer {
    let (rate, query) = asked.read()?;
    let found = app::behind::behind(site.app(), &session.scope, rate, &query).await?;
    let export = asked.link("/indicateurs/detail.csv", rate);
    let pager = Pager { page: asked.page.parse().unwrap_or(1), per_page: PER_PAGE, total: found.lines.len() as u64 };
    let share = found.share().and_then(|share| i64::try_from(share).ok());
    let told = app::text::figures::value(app::figures::Indicator::OverdueRate, share, found.currency);
    let (part, whole) = (plain(&found, found.part), plain(&found, found.whole));
    let sub = t!("behind-sub", date = locale::date(found.on), part = part, whole = whole, share = told);
    let title = name(rate);
    let body = html! {
        (head(&title, &html! { (sub) }, &html! {
            a.btn href=(export) { (icon(Icon::Download)) (t!("export-csv")) }
            a.btn href="/indicateurs" { (t!("figures-title")) }
        }))
        @if found.lines.is_empty() { (empty(&t!("behind-empty-title"), &t!("behind-empty-text"), None)) }
        @else {
            (table(&found, &pager))
            (pager.render(&asked.link(HERE, rate)))
            @if rate == Rate::Disputed { p.muted { (t!("behind-of-owed")) } }
        }
    };
    framed(&site, &session, Sheet::new(title, Section::Dashboard, body)).await
}

/// The same as a table for a spreadsheet, whole.
pub async fn csv(State(site): State<Site>, session: Session, Query(asked): Query<Asked>) -> Answer {
    let (rate, query) = asked.read()?;
    let found = app::behind::behind(site.app(), &session.scope, rate, &query).await?;
    let name = format!("attachment; filename=\"{}-{}.csv\"", rate.code(), found.on);
    Ok(([(CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (CONTENT_DISPOSITION, name)], app::behind::csv(&found)).into_response())
}

/// An amount, or a count, in a sentence.
fn plain(found: &Behind, value: Cents) -> String {
    use app::text::locale::ShownIn as _;
    match found.rate.counts() {
        Counts::Debtors => locale::thousands(value.0.unsigned_abs()),
        Counts::Promises => promises(value),
        Counts::Amounts => value.shown_in(found.currency),
    }
}

/// How many promises; their hundredths only where one was kept in part.
fn promises(value: Cents) -> String {
    use app::text::locale::Shown as _;
    if value.0 % 10_000 == 0 { locale::thousands((value.0 / 10_000).unsigned_abs()) } else { app::behind::promises_of(value).shown() }
}

/// What a cell shows: an amount with its cents, or a count.
fn shown(found: &Behind, value: Cents) -> Markup {
    match found.rate.counts() {
        Counts::Amounts => amount(value, found.currency),
        Counts::Debtors | Counts::Promises => html! { (plain(found, value)) },
    }
}

fn table(found: &Behind, pager: &Pager) -> Markup {
    let (whole, part) = words::sides(found.rate);
    let day = match found.rate {
        Rate::Coverage => t!("column-last-contact"),
        Rate::PromisesKept | Rate::PromisesNumber => t!("column-promised-on"),
        _ => t!("column-due"),
    };
    let has_items = found.rate != Rate::Coverage;
    html! {
        table.table.cards #lignes {
            caption.sr { (name(found.rate)) }
            thead { tr {
                th scope="col" { (t!("column-debtor")) }
                @if has_items { th scope="col" { (t!("column-item")) } }
                th scope="col" { (day) }
                th.r scope="col" { (whole) }
                th.r scope="col" { (part) }
            } }
            tbody { @for line in pager.of(&found.lines) { (row(line, found, (&day, &whole))) } }
            tfoot { tr {
                th scope="row" colspan=(if has_items { 3 } else { 2 }) { (t!("behind-total")) }
                td.r data-label=(whole) { (shown(found, found.whole)) }
                td.r.key { strong { (shown(found, found.part)) } }
            } }
        }
    }
}

fn row(line: &BehindLine, found: &Behind, (day, whole): (&str, &str)) -> Markup {
    html! {
        tr data-row="" data-whole=(line.whole.0) data-part=(line.part.0) {
            td.lead { a.open href={ "/debiteurs/" (line.debtor) } { (line.name) } small { (line.code) } }
            @match line.leads {
                Leads::Item(id) => { td data-label=(t!("column-item")) { a href={ "/debiteurs/" (line.debtor) "/vie?poste=" (id) } { (line.label) } } }
                Leads::Promise(id) => { td.long data-label=(t!("column-item")) { a href={ "/promesses/" (id) } { (line.label) } } }
                Leads::Debtor => {}
            }
            td data-label=(day) { @if let Some(on) = line.on { (date(on)) } @else { span.muted { "–" } } }
            td.r data-label=(whole) { (shown(found, line.whole)) }
            td.r.key {
                @if found.rate.counts() == Counts::Amounts || (line.part != Cents::ZERO && line.part != line.whole) { strong { (shown(found, line.part)) } }
                @else if line.part == Cents::ZERO { (pill(Tone::Soon, &t!("behind-no"))) }
                @else { (pill(Tone::Ok, &t!("behind-yes"))) }
            }
        }
    }
}
