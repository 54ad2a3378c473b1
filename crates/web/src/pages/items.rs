//! The list of what is open: search, filters, order, pages, kept views and a table for a spreadsheet. The figures lead here.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use app::items::{Ages, Going, ItemOrder, ItemRow, Items, ItemsQuery, TakesPieces};
use app::text::locale;
use app::views::Listing;
use axum::body::{Body, Bytes};
use axum::extract::{Query, RawQuery, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::IntoResponse;
use domain::Currency;
use domain::ledger::Bucket;
use maud::{Markup, html};
use serde::Deserialize;
use tokio::sync::{Semaphore, mpsc};

use super::agenda::NOBODY;
use super::parts::{select, sort_head as column};
use super::{Answer, Sheet, framed, head};
use crate::components::amount::{amount, late_amount};
use crate::components::date::{date, days_late};
use crate::components::flash::empty;
use crate::components::icon::{Icon, icon};
use crate::components::pager::Pager;
use crate::components::pill::{Tone, pill};
use crate::components::shell::Section;
use crate::link::{Link, Sort};
use crate::session::{Session, back};
use crate::site::Site;
use crate::t;

/// Where the list is.
pub(super) const HERE: &str = "/factures";
/// Rows a page.
const PER_PAGE: u32 = 50;
/// The columns that a click sorts by.
const ORDERS: [(&str, ItemOrder); 6] = [
    ("numero", ItemOrder::Number),
    ("debiteur", ItemOrder::Debtor),
    ("emise", ItemOrder::Issued),
    ("echeance", ItemOrder::Due),
    ("montant", ItemOrder::Amount),
    ("reste", ItemOrder::Open),
];

/// The address's parameters.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    q: String,
    voir: String,
    etat: String,
    charge: String,
    categorie: String,
    projet: String,
    debiteur: String,
    devise: String,
    tri: String,
    page: String,
}

impl Asked {
    fn sort(&self) -> Sort {
        Sort::read(Some(self.tri.as_str()), &ORDERS.map(|(key, _)| key), "echeance")
    }

    fn query(&self) -> ItemsQuery {
        let sort = self.sort();
        ItemsQuery {
            search: self.q.clone(),
            ages: Ages::from_code(&self.voir).unwrap_or_default(),
            going: Going::from_code(&self.etat),
            collector: match self.charge.trim() {
                "" | "*" => None,
                NOBODY => Some(String::new()),
                name => Some(name.to_owned()),
            },
            category: Some(self.categorie.trim().to_owned()).filter(|name| !name.is_empty()),
            debtor: self.debiteur.trim().parse().ok(),
            project: Some(self.projet.trim().to_owned()).filter(|code| !code.is_empty()),
            currency: Currency::parse(&self.devise),
            order: ORDERS.iter().find(|(key, _)| *key == sort.key).map_or(ItemOrder::Due, |(_, order)| *order),
            descending: sort.descending,
            page: self.page.parse().unwrap_or(1),
            per_page: PER_PAGE as usize,
        }
    }

    fn link(&self, path: &str) -> Link {
        Link::new(path)
            .with("q", &self.q)
            .with("voir", &self.voir)
            .with("etat", &self.etat)
            .with("charge", &self.charge)
            .with("categorie", &self.categorie)
            .with("projet", &self.projet)
            .with("debiteur", &self.debiteur)
            .with("devise", &self.devise)
            .with("tri", &self.tri)
    }
}

/// The page.
pub async fn show(State(site): State<Site>, session: Session, Query(asked): Query<Asked>, RawQuery(raw): RawQuery) -> Answer {
    let raw = raw.unwrap_or_default();
    let (views, first) = super::views::read(&site, &session, Listing::Items, &raw).await?;
    if let Some(first) = first {
        return Ok(first);
    }
    let query = asked.query();
    let found = app::items::list(site.app(), &session.scope, &query).await?;
    let hidden = super::views::hidden(&raw);
    let link = super::views::with(asked.link(HERE), &hidden);
    let total = u64::try_from(found.sums.count).unwrap_or_default();
    let pager = Pager { page: u32::try_from(found.page).unwrap_or(1), per_page: PER_PAGE, total };
    let sub = t!("items-list-sub", count = found.sums.count, shown = locale::thousands(total));
    let body = html! {
        (head(&t!("nav-items"), &html! { (sub) }, &html! { a.btn href=(asked.link("/factures.csv")) { (icon(Icon::Download)) (t!("export-csv")) } }))
        (super::views::bar(Listing::Items, &views, &raw, &session, &columns(!found.projects.is_empty())))
        (filters(&found, &asked, &query, &hidden))
        @if let Some(name) = &found.debtor_name { p { (t!("column-debtor")) (locale::colon()) a href={ "/debiteurs/" (asked.debiteur.trim()) } { strong { (name) } } " · " a href=(asked.link(HERE).without("debiteur")) { (t!("ageing-all")) } } }
        (sums(&found))
        @if found.rows.is_empty() { (empty(&t!("items-none-title"), &t!("items-none-text"), None)) }
        @else { (table(&found, (&asked.sort(), &link), &super::views::classes(&raw), session.may(app::Permission::HoldReminders))) (pager.render(&link)) }
    };
    framed(&site, &session, Sheet::new(t!("nav-items"), Section::Items, body)).await
}

/// Pieces of a table that wait for who reads it, beside the one that is being made.
const AHEAD: usize = 8;
/// How long a piece waits for who reads: what stands still for longer keeps a picture of the base open for nothing.
const PATIENCE: Duration = Duration::from_mins(1);

/// Tables that are read at once, each from a picture of the base that stays open as long: the pages keep theirs.
static DOWNLOADS: Semaphore = Semaphore::const_new(2);
/// How long a whole table may take.
const LONGEST: Duration = Duration::from_mins(10);

/// Somebody who downloads a table.
struct Download(mpsc::Sender<Bytes>);

impl TakesPieces for Download {
    fn take(&mut self, piece: String) -> Pin<Box<dyn Future<Output = bool> + Send + '_>> {
        Box::pin(async move { matches!(tokio::time::timeout(PATIENCE, self.0.send(Bytes::from(piece))).await, Ok(Ok(()))) })
    }
}

/// The same as a table for a spreadsheet, whole, written as it is read and no faster. What breaks on the way breaks the download, as does
/// who stops reading: a table that looks whole is whole.
pub async fn csv(State(site): State<Site>, session: Session, Query(asked): Query<Asked>) -> Answer {
    let name = format!("attachment; filename=\"factures-{}.csv\"", site.app().today());
    let Ok(place) = DOWNLOADS.try_acquire() else { return Ok(back(&asked.link(HERE).to_string(), Tone::Soon, &t!("export-wait"))) };
    let export = app::items::export(site.app(), &session.scope, &asked.query()).await?;
    let (tell, told) = mpsc::channel(AHEAD);
    let is_whole = Arc::new(AtomicBool::new(false));
    let done = Arc::clone(&is_whole);
    tokio::spawn(locale::reads(locale::language(), async move {
        let _place = place;
        let mut download = Download(tell);
        let written = tokio::time::timeout(LONGEST, export.write(&mut download)).await;
        done.store(matches!(written, Ok(Ok(true))), Ordering::Release);
    }));
    let pieces = futures_util::stream::unfold((told, is_whole), async |(mut told, is_whole)| match told.recv().await {
        Some(piece) => Some((Ok(piece), (told, is_whole))),
        // Said once; the end comes after it.
        None if !is_whole.swap(true, Ordering::AcqRel) => Some((Err(std::io::Error::other("the table was cut")), (told, is_whole))),
        None => None,
    });
    // Whoever packs the answer may ask once more after its end.
    let body = Body::from_stream(futures_util::StreamExt::fuse(pieces));
    Ok(([(CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (CONTENT_DISPOSITION, name)], body).into_response())
}

/// The items of a column of the aged balance.
pub(super) fn of_bucket(bucket: Bucket, currency: Currency) -> Link {
    let ages = match bucket {
        Bucket::NotDue => Ages::NotDue,
        Bucket::Days1To30 => Ages::Between(1, Some(30)),
        Bucket::Days31To60 => Ages::Between(31, Some(60)),
        Bucket::Days61To90 => Ages::Between(61, Some(90)),
        Bucket::Days91To120 => Ages::Between(91, Some(120)),
        Bucket::Over120 => Ages::Between(121, None),
        Bucket::Credits => Ages::Credits,
    };
    Link::new(HERE).with("voir", ages.code()).with("devise", currency.code())
}

/// The items of an account.
pub(super) fn of_debtor(debtor: domain::ids::DebtorId) -> Link {
    Link::new(HERE).with("debiteur", debtor)
}

/// The items of a project.
pub(super) fn of_project(code: &str) -> Link {
    Link::new(HERE).with("projet", code)
}

fn ages_word(ages: Ages) -> String {
    match ages {
        Ages::All => t!("items-ages-tous"),
        Ages::Debits => t!("items-ages-factures"),
        Ages::NotDue => t!("items-ages-a-echoir"),
        Ages::Late => t!("items-ages-echus"),
        Ages::Between(from, Some(to)) => t!("items-ages-between", from = from, to = to),
        Ages::Between(from, None) => {
            let days = from - 1;
            t!("items-ages-beyond", days = days)
        }
        Ages::Credits => t!("items-ages-avoirs"),
    }
}

fn filters(found: &Items, asked: &Asked, query: &ItemsQuery, hidden: &[usize]) -> Markup {
    let mut who = vec![(String::new(), t!("agenda-everybody")), (NOBODY.to_owned(), t!("figures-nobody"))];
    who.extend(found.collectors.iter().map(|name| (name.clone(), name.clone())));
    let mut going = vec![(String::new(), t!("items-any"))];
    going.extend(Going::ALL.into_iter().map(|one| (one.code().to_owned(), app::text::items::going(one))));
    let mut categories = vec![(String::new(), t!("items-all-categories"))];
    categories.extend(found.categories.iter().map(|name| (name.clone(), name.clone())));
    let ages: Vec<(String, String)> = Ages::ALL.into_iter().map(|ages| (ages.code(), ages_word(ages))).collect();
    let money: Vec<(String, String)> = found.currencies.iter().map(|known| (known.code().to_owned(), known.code().to_owned())).collect();
    html! {
        form.filters method="get" action=(HERE) data-auto="" {
            div.field.grow { label for="q" { (t!("items-search")) } input #q type="search" name="q" value=(asked.q); }
            (select("voir", &t!("items-age"), &ages, &query.ages.code()))
            (select("etat", &t!("items-going"), &going, query.going.map_or("", Going::code)))
            @if !found.collectors.is_empty() || query.collector.is_some() { (select("charge", &t!("column-collector"), &who, asked.charge.trim())) }
            @if !found.categories.is_empty() { (select("categorie", &t!("items-category"), &categories, asked.categorie.trim())) }
            @if !found.projects.is_empty() || query.project.is_some() {
                div.field {
                    label for="projet" { (t!("items-project")) }
                    input #projet name="projet" list="projets" autocomplete="off" maxlength="80" placeholder=(t!("items-all-projects")) value=(asked.projet.trim());
                    datalist #projets { @for code in &found.projects { option value=(code) {} } }
                }
            }
            @if money.len() > 1 { (select("devise", &t!("filter-currency"), &money, found.currency.code())) }
            (super::views::inputs(hidden))
            @if query.debtor.is_some() { input type="hidden" name="debiteur" value=(asked.debiteur); }
            @if !asked.tri.is_empty() { input type="hidden" name="tri" value=(asked.tri); }
            button.btn.auto type="submit" { (t!("apply-filters")) }
        }
    }
}

/// What all items of the list come to: the figures that lead here are these sums.
fn sums(found: &Items) -> Markup {
    let (sums, currency) = (&found.sums, found.currency);
    let rate = domain::figure::share(sums.late, sums.late + sums.not_due);
    html! {
        div.figures #sommes {
            div.figure { span.label { (t!("figure-exposure")) } span.value data-cents=(sums.total().0) { (amount(sums.total(), currency)) } }
            div.figure { span.label { (t!("figure-overdue")) } span.value data-cents=(sums.late.0) { (late_amount(sums.late, currency)) } }
            div.figure { span.label { (app::text::bucket(Bucket::NotDue)) } span.value data-cents=(sums.not_due.0) { (amount(sums.not_due, currency)) } }
            @if sums.credits != domain::Cents::ZERO { div.figure { span.label { (t!("figure-credits")) } span.value data-cents=(sums.credits.0) { (amount(sums.credits, currency)) } } }
            @if let Some(rate) = rate { div.figure { span.label { (t!("items-late-rate")) } span.value { (app::text::figures::value(app::figures::Indicator::OverdueRate, i64::try_from(rate).ok(), currency)) } } }
        }
    }
}

/// The columns that can be hidden.
fn columns(has_projects: bool) -> Vec<(usize, String)> {
    let mut columns = vec![
        (3, t!("column-issued")),
        (4, t!("column-due")),
        (5, t!("column-late")),
        (6, t!("column-amount")),
        (8, t!("column-state")),
        (9, t!("column-collector")),
    ];
    columns.extend(has_projects.then(|| (10, t!("items-project"))));
    columns
}

fn table(found: &Items, (sort, link): (&Sort, &Link), without: &str, promises: bool) -> Markup {
    html! {
        table class={ "table cards" (without) } {
            caption.sr { (t!("nav-items")) }
            thead { tr {
                (column(&t!("column-number"), "", Some("numero"), sort, link))
                (column(&t!("column-debtor"), "", Some("debiteur"), sort, link))
                (column(&t!("column-issued"), "w", Some("emise"), sort, link))
                (column(&t!("column-due"), "", Some("echeance"), sort, link))
                (column(&t!("column-late"), "r", None, sort, link))
                (column(&t!("column-amount"), "r w", Some("montant"), sort, link))
                (column(&t!("column-open"), "r", Some("reste"), sort, link))
                (column(&t!("column-state"), "", None, sort, link))
                (column(&t!("column-collector"), "w", None, sort, link))
                @if !found.projects.is_empty() { (column(&t!("items-project"), "", None, sort, link)) }
            } }
            tbody { @for row in &found.rows { (line(row, !found.projects.is_empty(), promises)) } }
        }
    }
}

fn line(row: &ItemRow, has_projects: bool, promises: bool) -> Markup {
    let (listed, item) = (&row.listed, &row.listed.item);
    html! {
        tr data-row="" {
            td.lead { a.open href={ "/debiteurs/" (item.debtor) "/vie?poste=" (item.id) } title=(t!("life-link")) { (item.number) } small { (app::text::item_kind(item.kind)) } @if promises && item.kind.is_debit() { a hidden href={ "/promesses/nouvelle?debiteur=" (item.debtor) "&poste=" (item.id) } data-row-key="p" {} } }
            td.long data-label=(t!("column-debtor")) { a href={ "/debiteurs/" (item.debtor) } { (listed.name) } small { (listed.code) @if !listed.category.is_empty() { " · " (listed.category) } } }
            td.w data-label=(t!("column-issued")) { (date(item.issued_on)) }
            td data-label=(t!("column-due")) { @if item.kind.is_debit() { (date(item.due_on)) @if let Some(expected) = row.expected { small { (app::text::plans::expected(expected)) } } } @else { span.muted { "–" } } }
            td.r data-label=(t!("column-late")) { @if row.days_late > 0 { (days_late(row.days_late)) } @else { span.muted { "–" } } }
            td.r.w data-label=(t!("column-amount")) { (amount(item.amount, item.currency)) }
            td.r.key { strong { (amount(item.open, item.currency)) } }
            td.full {
                (going_on(row))
            }
            td.w data-label=(t!("column-collector")) { (listed.collector) }
            @if has_projects { td.long data-label=(t!("items-project")) { @if row.project.is_empty() { span.muted { "–" } } @else { a href=(of_project(&row.project)) { (row.project) } } } }
        }
    }
}

/// What is contested, promised, planned or suspended of an item.
pub(super) fn going_on(row: &ItemRow) -> Markup {
    let item = &row.listed.item;
    html! {
        @if row.disputed.is_positive() { (pill(Tone::Disputed, &app::text::items::going(Going::Disputed))) @if row.disputed != item.open { small { (t!("items-contested-part")) " " (amount(row.disputed, item.currency)) } } " " }
        @for going in &row.going { (pill(tone(*going), &app::text::items::going(*going))) " " }
    }
}

fn tone(going: Going) -> Tone {
    match going {
        Going::Disputed => Tone::Disputed,
        Going::Promised => Tone::Soon,
        Going::Planned => Tone::Accent,
        Going::Held => Tone::Neutral,
    }
}
