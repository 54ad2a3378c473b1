//! What should come in, week by week, and what each week is made of.

use app::forecast::{Forecast, ForecastLine, ForecastQuery, Slice};
use app::text::forecast as words;
use app::text::locale::{self, ShownIn as _};
use axum::extract::{Query, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::IntoResponse;
use domain::forecast::Place;
use domain::plan::Ground;
use domain::{Cents, Currency, Date};
use maud::{Markup, html};
use serde::Deserialize;

use super::agenda::NOBODY;
use super::figures::who;
use super::parts::select;
use super::{Answer, Sheet, framed, head};
use crate::components::amount::amount;
use crate::components::date::date;
use crate::components::flash::empty;
use crate::components::icon::{Icon, icon};
use crate::components::shell::Section;
use crate::link::Link;
use crate::session::Session;
use crate::site::Site;
use crate::t;

/// Where the page is.
pub(super) const HERE: &str = "/indicateurs/encaissements";
/// Lines shown; the export has all.
const SHOWN: usize = 200;
const PASSED: &str = "passe";
const LATER: &str = "plus-tard";

/// The address's parameters.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    charge: String,
    devise: String,
    /// The Monday of a week, or one of the two other places.
    semaine: String,
}

impl Asked {
    fn query(&self) -> ForecastQuery {
        let collector = match self.charge.trim() {
            "" => None,
            NOBODY => Some(String::new()),
            name => Some(name.to_owned()),
        };
        ForecastQuery { collector, currency: Currency::parse(&self.devise) }
    }

    fn link(&self, path: &str) -> Link {
        Link::new(path).with("charge", &self.charge).with("devise", &self.devise)
    }

    fn place(&self, found: &Forecast) -> Option<Place> {
        match self.semaine.trim() {
            PASSED => Some(Place::Passed),
            LATER => Some(Place::Later),
            text => text.parse::<Date>().ok().and_then(|from| found.week_of(from)),
        }
    }
}

/// The page.
pub async fn show(State(site): State<Site>, session: Session, Query(asked): Query<Asked>) -> Answer {
    let found = app::forecast::forecast(site.app(), &session.scope, &asked.query()).await?;
    let title = t!("forecast-title");
    let body = html! {
        (head(&title, &html! { (t!("forecast-sub")) }, &html! {
            a.btn href=(asked.link("/indicateurs/encaissements.csv")) { (icon(Icon::Download)) (t!("export-csv")) }
            a.btn href="/indicateurs" { (t!("figures-title")) }
        }))
        (filters(&found, &asked))
        @if is_empty(&found) { (empty(&t!("forecast-empty-title"), &t!("forecast-empty-text"), None)) }
        @else {
            (weeks(&found, &asked))
            @if let Some(place) = asked.place(&found) { (detail(&found, place)) }
            p.muted { (t!("forecast-how")) }
        }
    };
    framed(&site, &session, Sheet::new(title, Section::Dashboard, body)).await
}

/// All lines as a table for a spreadsheet.
pub async fn csv(State(site): State<Site>, session: Session, Query(asked): Query<Asked>) -> Answer {
    let found = app::forecast::forecast(site.app(), &session.scope, &asked.query()).await?;
    let name = format!("attachment; filename=\"encaissements-attendus-{}.csv\"", found.on);
    Ok(([(CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (CONTENT_DISPOSITION, name)], app::forecast::csv(&found)).into_response())
}

/// Whether nothing at all is owed: debts that credits equal are a table all the same.
fn is_empty(found: &Forecast) -> bool {
    let apart = [found.exposure, found.disputed, found.discount, found.insolvent, found.credits];
    found.lines.is_empty() && apart.iter().all(|amount| amount.is_zero())
}

fn filters(found: &Forecast, asked: &Asked) -> Markup {
    let key = |name: &String| if name.is_empty() { NOBODY.to_owned() } else { name.clone() };
    let mut collectors = vec![(String::new(), t!("figures-everybody"))];
    collectors.extend(found.collectors.iter().map(|name| (key(name), who(name))));
    let currencies: Vec<(String, String)> =
        found.currencies.iter().map(|currency| (currency.code().to_owned(), currency.code().to_owned())).collect();
    html! {
        @if collectors.len() > 2 || currencies.len() > 1 || !asked.charge.is_empty() {
            form.filters method="get" action=(HERE) data-auto="" {
                @if collectors.len() > 2 || !asked.charge.is_empty() { (select("charge", &t!("column-collector"), &collectors, &asked.charge)) }
                @if currencies.len() > 1 { (select("devise", &t!("filter-currency"), &currencies, found.currency.code())) }
                button.btn.auto type="submit" { (t!("apply-filters")) }
            }
        }
    }
}

fn cells(slice: &Slice, currency: Currency) -> Markup {
    let part = |cents: Cents| html! { @if cents.is_zero() { span.muted { "–" } } @else { (amount(cents, currency)) } };
    html! {
        td.r data-label=(t!("forecast-agreed")) { (part(slice.agreed())) }
        td.r.long data-label=(words::ground(Ground::Habit)) { (part(slice.of(Ground::Habit))) }
        td.r data-label=(words::ground(Ground::Due)) { (part(slice.of(Ground::Due))) }
        td.r.key { (amount(slice.total(), currency)) }
    }
}

fn weeks(found: &Forecast, asked: &Asked) -> Markup {
    let to = |place: &str| asked.link(HERE).with("semaine", place);
    let currency = found.currency;
    let mut sum = Cents::ZERO;
    let rows: Vec<(String, Link, &Slice, Cents)> = found
        .weeks
        .iter()
        .map(|week| {
            sum += week.slice.total();
            (words::week(week), to(&week.from.to_string()), &week.slice, sum)
        })
        .collect();
    let beside = [
        (t!("forecast-disputed"), found.disputed),
        (t!("forecast-discount"), found.discount),
        (t!("forecast-insolvent"), found.insolvent),
        (t!("forecast-credits"), -found.credits),
    ];
    html! {
        section.card.flush #semaines {
            h2.sr { (t!("forecast-title")) }
            table.table.cards.many {
                caption.sr { (t!("forecast-title")) }
                thead { tr {
                    th scope="col" { (t!("forecast-week")) }
                    th.r scope="col" { (t!("forecast-agreed")) }
                    th.r scope="col" { (words::ground(Ground::Habit)) }
                    th.r scope="col" { (words::ground(Ground::Due)) }
                    th.r scope="col" { (t!("column-total")) }
                    th.r scope="col" { (t!("forecast-sum")) }
                } }
                tbody {
                    @for (name, link, slice, sum) in &rows {
                        tr data-row="" data-cents=(slice.total().0) {
                            td.lead { @if slice.total().is_zero() { (name) } @else { a.open href=(link) { (name) } } }
                            (cells(slice, currency))
                            td.r data-label=(t!("forecast-sum")) { (amount(*sum, currency)) }
                        }
                    }
                    @for (place, key, slice) in [(Place::Later, LATER, &found.later), (Place::Passed, PASSED, &found.passed)] {
                        @if !slice.total().is_zero() {
                            tr data-row="" data-cents=(slice.total().0) {
                                td.lead { a.open href=(to(key)) { (words::place(place, found)) } }
                                (cells(slice, currency))
                                td {}
                            }
                        }
                    }
                    @for (name, cents) in beside.iter().filter(|(_, cents)| !cents.is_zero()) {
                        tr data-row="" data-cents=(cents.0) { td.lead colspan="4" { (name) } td.r.key { (amount(*cents, currency)) } td {} }
                    }
                }
                tfoot { tr data-cents=(found.exposure.0) { td.lead colspan="4" { (t!("forecast-exposure")) } td.r.key { strong { (amount(found.exposure, currency)) } } td {} } }
            }
        }
    }
}

fn detail(found: &Forecast, place: Place) -> Markup {
    let lines: Vec<&ForecastLine> = found.of(place).collect();
    let total = Cents::total(lines.iter().map(|line| line.amount));
    html! {
        section.card.flush #detail {
            header { h2 { (words::place(place, found)) " · " (total.shown_in(found.currency)) } }
            table.table.cards {
                caption.sr { (words::place(place, found)) }
                thead { tr { th scope="col" { (t!("column-debtor")) } th scope="col" { (t!("forecast-on")) } th scope="col" { (t!("forecast-why")) } th.r scope="col" { (t!("column-amount")) } } }
                tbody { @for line in lines.iter().take(SHOWN) {
                    tr data-row="" data-cents=(line.amount.0) {
                        td.lead { a.open href={ "/debiteurs/" (line.holder.debtor) } { (line.holder.name) } small { (line.holder.code) } }
                        td data-label=(t!("forecast-on")) { (date(line.on)) }
                        td data-label=(t!("forecast-why")) { (words::ground(line.ground)) @if let Some(days) = line.habit { small { (habit(days)) } } }
                        td.r.key { (amount(line.amount, found.currency)) }
                    }
                } }
            }
            @if lines.len() > SHOWN { p.muted { (t!("forecast-first", count = SHOWN)) } }
        }
    }
}

/// How late, or early, an account usually pays.
fn habit(days: i64) -> String {
    let count = locale::thousands(days.unsigned_abs());
    if days < 0 { t!("forecast-days-early", count = count) } else { t!("forecast-days-late", count = count) }
}
