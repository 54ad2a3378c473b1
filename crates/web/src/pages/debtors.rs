//! The list of debtors.

use app::debtors::{DebtorLine, DebtorsQuery, Listed, Show, Sort as Order};
use app::views::Listing;
use axum::extract::{Query, RawQuery, State};
use domain::ledger::Ageing;
use domain::{Currency, Date};
use maud::{Markup, html};
use serde::Deserialize;

use super::agenda::NOBODY;
use super::parts::{select, sort_head as column};
use super::{Answer, Sheet, ageing, framed, head};
use crate::components::aged::bar;
use crate::components::amount::{amount, late_amount};
use crate::components::date::{days_late, short_date};
use crate::components::flash::empty;
use crate::components::pager::Pager;
use crate::components::pill::{Tone, pill};
use crate::components::shell::Section;
use crate::link::{Link, Sort};
use crate::session::Session;
use crate::site::Site;
use crate::t;

/// Rows a page.
const PER_PAGE: u32 = 50;

/// The address's parameters.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    q: String,
    #[serde(default)]
    voir: String,
    #[serde(default)]
    tri: String,
    #[serde(default)]
    charge: String,
    #[serde(default)]
    devise: String,
    #[serde(default)]
    echeance: String,
    #[serde(default)]
    page: String,
}

/// The page.
pub async fn show(State(site): State<Site>, session: Session, Query(asked): Query<Asked>, RawQuery(raw): RawQuery) -> Answer {
    let raw = raw.unwrap_or_default();
    let (views, first) = super::views::read(&site, &session, Listing::Debtors, &raw).await?;
    if let Some(first) = first {
        return Ok(first);
    }
    let keys = Order::ALL.map(Order::code);
    let sort = Sort::read(Some(asked.tri.as_str()), &keys, "-echu");
    let query = DebtorsQuery {
        search: asked.q.clone(),
        show: Show::from_code(&asked.voir).unwrap_or_default(),
        collector: match asked.charge.trim() {
            "" | "*" => None,
            NOBODY => Some(String::new()),
            name => Some(name.to_owned()),
        },
        sales: None,
        currency: Currency::parse(&asked.devise),
        by_agreed_date: asked.echeance == ageing::AGREED,
        sort: Order::from_code(&sort.key).unwrap_or_default(),
        descending: sort.descending,
        page: asked.page.parse().unwrap_or(1),
        per_page: PER_PAGE as usize,
    };
    let Listed { page, sum, currency, currencies, collectors } = app::debtors::listed(site.app(), &session.scope, &query).await?;
    let link = Link::new("/debiteurs")
        .with("q", &asked.q)
        .with("voir", &asked.voir)
        .with("charge", &asked.charge)
        .with("devise", &asked.devise)
        .with("echeance", &asked.echeance)
        .with("tri", &asked.tri);
    let hidden = super::views::hidden(&raw);
    let link = super::views::with(link, &hidden);
    let pager = Pager { page: u32::try_from(page.page).unwrap_or(1), per_page: PER_PAGE, total: page.total as u64 };
    let body = html! {
        (head(&t!("nav-debtors"), &html! { (t!("debtors-sub", count = page.total)) " · " (t!("figure-exposure")) " " (amount(sum.total(), currency)) " · " (t!("figure-overdue")) " " (late_amount(sum.overdue(), currency)) }, &html! { @if session.may(app::Permission::EditDebtors) { a.btn href="/debiteurs/nouveau" { (t!("account-new")) } } }))
        (super::views::bar(Listing::Debtors, &views, &raw, &session, &columns()))
        (filters(&query, &asked, (currency, currencies.as_slice()), &collectors, &hidden))
        @if page.rows.is_empty() { (empty(&t!("debtors-empty-title"), &t!("debtors-empty-text"), None)) }
        @else { (table(&page.rows, (&sort, &link), site.app().today(), &super::views::classes(&raw), session.may(app::Permission::HoldReminders))) (pager.render(&link)) }
    };
    framed(&site, &session, Sheet::new(t!("nav-debtors"), Section::Debtors, body)).await
}

fn show_word(show: Show) -> String {
    match show {
        Show::All => t!("show-all"),
        Show::Open => t!("show-open"),
        Show::Overdue => t!("show-overdue"),
        Show::Held => t!("show-held"),
        Show::NoEmail => t!("show-no-email"),
        Show::BeyondCap => t!("show-beyond-cap"),
    }
}

fn filters(
    query: &DebtorsQuery,
    asked: &Asked,
    (currency, currencies): (Currency, &[Currency]),
    collectors: &[String],
    hidden: &[usize],
) -> Markup {
    let mut who = vec![(String::new(), t!("agenda-everybody")), (NOBODY.to_owned(), t!("figures-nobody"))];
    who.extend(collectors.iter().map(|name| (name.clone(), name.clone())));
    let money: Vec<(String, String)> = currencies.iter().map(|known| (known.code().to_owned(), known.code().to_owned())).collect();
    let shows: Vec<(String, String)> = Show::ALL.iter().map(|show| (show.code().to_owned(), show_word(*show))).collect();
    html! {
        form.filters method="get" action="/debiteurs" data-auto="" {
            div.field.grow { label for="q" { (t!("filter-search-debtor")) } input #q type="search" name="q" value=(query.search); }
            (select("voir", &t!("filter-show"), &shows, query.show.code()))
            @if !collectors.is_empty() || query.collector.is_some() { (select("charge", &t!("column-collector"), &who, asked.charge.trim())) }
            @if money.len() > 1 { (select("devise", &t!("filter-currency"), &money, currency.code())) }
            @if query.show == Show::Overdue || query.by_agreed_date { (ageing::due_choice(query.by_agreed_date)) }
            (super::views::inputs(hidden))
            @if !asked.tri.is_empty() { input type="hidden" name="tri" value=(asked.tri); }
            button.btn.auto type="submit" { (t!("apply-filters")) }
        }
    }
}

fn state(row: &DebtorLine) -> Markup {
    let is_clear = row.ageing == Ageing::default();
    html! {
        @if row.held { (pill(Tone::Soon, &t!("state-held"))) " " }
        @if !row.has_email { (pill(Tone::Late, &t!("state-no-email"))) }
        @else if is_clear { (pill(Tone::Ok, &t!("state-clear"))) }
    }
}

/// The columns that can be hidden.
fn columns() -> Vec<(usize, String)> {
    vec![
        (2, t!("column-collector")),
        (3, t!("column-exposure")),
        (5, t!("column-age")),
        (6, t!("column-oldest")),
        (7, t!("column-contact")),
        (8, t!("column-state")),
    ]
}

fn table(rows: &[DebtorLine], (sort, link): (&Sort, &Link), today: Date, without: &str, promises: bool) -> Markup {
    html! {
        table class={ "table cards" (without) } {
            caption.sr { (t!("nav-debtors")) }
            thead { tr {
                (column(&t!("column-debtor"), "", Some("nom"), sort, link))
                (column(&t!("column-collector"), "w", None, sort, link))
                (column(&t!("column-exposure"), "r", Some("encours"), sort, link))
                (column(&t!("column-overdue"), "r", Some("echu"), sort, link))
                (column(&t!("column-age"), "w", None, sort, link))
                (column(&t!("column-oldest"), "r", Some("retard"), sort, link))
                (column(&t!("column-contact"), "", Some("contact"), sort, link))
                (column(&t!("column-state"), "", None, sort, link))
            } }
            tbody {
                @for row in rows {
                    tr data-row="" {
                        td.lead { a.open href={ "/debiteurs/" (row.id) } { (row.name) } small { (row.code) @if !row.city.is_empty() { " · " (row.city) } @if !row.category.is_empty() { " · " (row.category) } } @if promises { (super::promise::row_key(row.id)) } }
                        td.w data-label=(t!("column-collector")) { (row.collector) }
                        td.r data-label=(t!("column-exposure")) { (amount(row.ageing.total(), row.currency)) }
                        td.r.key { (late_amount(row.ageing.overdue(), row.currency)) }
                        td.w.x { (bar(&row.ageing, row.currency, "mini")) }
                        td.r data-label=(t!("column-oldest")) { (days_late(row.oldest_days)) }
                        td data-label=(t!("column-contact")) { @if let Some(on) = row.last_contact_on { (short_date(on, today)) } @else { span.muted { "–" } } }
                        td.full { (state(row)) }
                    }
                }
            }
        }
    }
}
