//! The aged balance at any date.

use app::ageing::{AgedBalance, AgedQuery, By};
use app::text::locale::{self, ShownIn as _};
use app::views::Listing;
use axum::extract::{Query, RawQuery, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::IntoResponse;
use domain::ledger::{Bounds, Bucket};
use domain::{Currency, Date};
use maud::{Markup, html};
use serde::Deserialize;

use super::day::{self, Missing};
use super::parts::select;
use super::{Answer, Failure, Sheet, framed, head};
use crate::components::aged::bar_with_legend;
use crate::components::amount::{bare_amount, bare_amount_or_dash};
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
const PER_PAGE: u32 = 50;

/// The address's parameters.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    date: String,
    #[serde(default)]
    par: String,
    #[serde(default)]
    devise: String,
    #[serde(default)]
    q: String,
    #[serde(default)]
    page: String,
    #[serde(default)]
    echeance: String,
    /// The columns: `15, 30, 45, 60`.
    #[serde(default)]
    tranches: String,
    /// Which row of another grouping, and its name; a name that is empty is the row of those that have none.
    #[serde(default)]
    dans: String,
    #[serde(default)]
    nom: String,
}

impl Asked {
    /// The day that was typed: today when none was, `None` when it cannot be read.
    fn day(&self, today: Date) -> Option<Date> {
        if self.date.trim().is_empty() { Some(today) } else { day::read(&self.date, today, Missing::ThisYear) }
    }

    fn query(&self, as_of: Date) -> AgedQuery {
        AgedQuery {
            as_of,
            by: By::from_code(&self.par).unwrap_or_default(),
            currency: Currency::parse(&self.devise),
            search: self.q.clone(),
            within: By::from_code(&self.dans).map(|by| (by, self.nom.clone())),
            bounds: Bounds::read(&self.tranches).unwrap_or_default(),
            by_agreed_date: self.echeance == AGREED,
        }
    }

    fn link(&self, path: &str) -> Link {
        Link::new(path)
            .with("date", &self.date)
            .with("par", &self.par)
            .with("devise", &self.devise)
            .with("q", &self.q)
            .with("echeance", &self.echeance)
            .with("tranches", &self.tranches)
            .with("dans", &self.dans)
            .with("nom", &self.nom)
    }
}

/// The page.
pub async fn show(State(site): State<Site>, session: Session, Query(asked): Query<Asked>, RawQuery(raw): RawQuery) -> Answer {
    let raw = raw.unwrap_or_default();
    let (views, first) = super::views::read(&site, &session, Listing::Ageing, &raw).await?;
    if let Some(first) = first {
        return Ok(first);
    }
    let today = site.app().today();
    let query = asked.query(asked.day(today).unwrap_or(today));
    let balance = app::ageing::aged_balance(site.app(), &session.scope, &query).await?;
    let columns: Vec<(usize, String)> =
        Bucket::ALL.iter().enumerate().map(|(at, bucket)| (at + 2, app::text::bucket_in(*bucket, balance.bounds))).collect();
    let bar = super::views::bar(Listing::Ageing, &views, &raw, &session, &columns);
    let body = view(&balance, &query, &asked, (&bar, super::views::classes(&raw).as_str()));
    framed(&site, &session, Sheet { as_of: Some(query.as_of), ..Sheet::new(t!("nav-ageing"), Section::Ageing, body) }).await
}

/// The same as a table for a spreadsheet.
pub async fn csv(State(site): State<Site>, session: Session, Query(asked): Query<Asked>) -> Answer {
    let Some(as_of) = asked.day(site.app().today()) else {
        return Err(Failure::from(app::AppError::Invalid { field: "date", reason: t!("bad-date") }));
    };
    let query = asked.query(as_of);
    let balance = app::ageing::aged_balance(site.app(), &session.scope, &query).await?;
    let name = format!("attachment; filename=\"balance-agee-{}.csv\"", balance.as_of);
    Ok(([(CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (CONTENT_DISPOSITION, name)], app::ageing::csv(&balance)).into_response())
}

fn by_word(by: By) -> String {
    match by {
        By::Debtor => t!("by-debtor"),
        By::Category => t!("by-category"),
        By::Collector => t!("by-collector"),
        By::Group => t!("by-group"),
        By::Project => t!("by-project"),
    }
}

/// The parameter's value for agreed dates.
pub(super) const AGREED: &str = "convenue";

/// Whether debts count by their original date or by the one that was agreed.
pub(super) fn due_choice(by_agreed_date: bool) -> Markup {
    let choices = [(String::new(), t!("ageing-due-original")), (AGREED.to_owned(), t!("ageing-due-agreed"))];
    select("echeance", &t!("ageing-due"), &choices, if by_agreed_date { AGREED } else { "" })
}

fn filters(query: &AgedQuery, balance: &AgedBalance, asked: &Asked) -> Markup {
    let by: Vec<(String, String)> = By::ALL.iter().map(|by| (by.code().to_owned(), by_word(*by))).collect();
    let currencies: Vec<(String, String)> =
        balance.currencies.iter().map(|currency| (currency.code().to_owned(), currency.code().to_owned())).collect();
    html! {
        form.filters method="get" action="/balance-agee" data-auto="" {
            (day::field("date", "date", &html! { (t!("as-of-label")) }, &day::shown(query.as_of)))
            (select("par", &t!("filter-by"), &by, query.by.code()))
            @if currencies.len() > 1 { (select("devise", &t!("filter-currency"), &currencies, balance.currency.code())) }
            (due_choice(query.by_agreed_date))
            div.field { label for="tranches" { (t!("ageing-buckets")) } input #tranches name="tranches" maxlength="40" inputmode="numeric" autocomplete="off" placeholder="30, 60, 90, 120" value=(asked.tranches); }
            div.field.grow { label for="q" { (t!("filter-search")) } input #q type="search" name="q" value=(asked.q); }
            @if let Some((by, name)) = &query.within { input type="hidden" name="dans" value=(by.code()); input type="hidden" name="nom" value=(name); }
            button.btn.auto type="submit" { (t!("apply-filters")) }
        }
    }
}

fn view(balance: &AgedBalance, query: &AgedQuery, asked: &Asked, (bar, without): (&Markup, &str)) -> Markup {
    let pager = Pager { page: asked.page.parse().unwrap_or(1), per_page: PER_PAGE, total: balance.rows.len() as u64 };
    html! {
        (head(&t!("nav-ageing"), &html! { (t!("ageing-sub", date = locale::date_long(balance.as_of), currency = balance.currency.code())) }, &html! {
            a.btn href=(asked.link("/balance-agee.csv")) { (icon(Icon::Download)) (t!("export-csv")) }
        }))
        (bar)
        (filters(query, balance, asked))
        @if !asked.date.trim().is_empty() && asked.day(query.as_of).is_none() { (flash(Tone::Late, &html! { (t!("bad-date")) " " (t!("bad-date-shown", date = locale::date(query.as_of))) })) }
        @if !asked.tranches.trim().is_empty() && Bounds::read(&asked.tranches).is_none() { (flash(Tone::Late, &html! { (t!("ageing-bad-buckets")) })) }
        @if query.bounds != balance.bounds { (flash(Tone::Soon, &html! { (t!("ageing-usual-buckets")) })) }
        @if let Some((by, name)) = &query.within { p { (by_word(*by)) (locale::colon()) strong { @if name.is_empty() { (t!("ageing-none-of-it")) } @else { (name) } } " · " a href=(asked.link("/balance-agee").without("dans").without("nom").with("par", by.code())) { (t!("ageing-all")) } @if *by == By::Project && !name.is_empty() { " · " a href=(super::items::of_project(name).with("devise", balance.currency.code())) { (t!("ageing-items-of-project")) } } } }
        @if balance.rows.is_empty() { (empty(&t!("ageing-empty-title"), &t!("ageing-empty-text"), None)) }
        @else {
            section { (bar_with_legend(&balance.total, balance.currency)) }
            section {
                table class={ "table cards many" (without) } {
                    caption.sr { (t!("nav-ageing")) }
                    thead { tr { th scope="col" { (by_word(query.by)) } @for bucket in Bucket::ALL { th.r scope="col" { (app::text::bucket_in(bucket, balance.bounds)) } } th.r scope="col" { (t!("column-total")) } } }
                    tbody {
                        @for row in pager.of(&balance.rows) {
                            tr data-row="" {
                                td.lead { @if let Some(id) = row.debtor { a.open href={ "/debiteurs/" (id) } { (row.name) } small { (row.code) } } @else { a.open href=(asked.link("/balance-agee").with("par", By::Debtor.code()).without("q").with("dans", query.by.code()).with("nom", row.key())) { (row.name) } } }
                                @for bucket in Bucket::ALL { td.r.long[bucket == Bucket::Credits] data-label=(app::text::bucket_in(bucket, balance.bounds)) { (bare_amount_or_dash(row.ageing.get(bucket))) } }
                                td.r.key { strong { (bare_amount(row.ageing.total())) } }
                            }
                        }
                    }
                    tfoot { tr {
                        td.lead { (t!("column-total")) }
                        @for bucket in Bucket::ALL { td.r.long[bucket == Bucket::Credits] data-label=(app::text::bucket_in(bucket, balance.bounds)) { (bare_amount(balance.total.get(bucket))) } }
                        td.r.key { (bare_amount(balance.total.total())) }
                    } }
                }
                (pager.render(&asked.link("/balance-agee")))
                @if asked.q.is_empty() { p.muted { (t!("ageing-ledger", amount = balance.ledger.shown_in(balance.currency))) } }
            }
        }
    }
}
