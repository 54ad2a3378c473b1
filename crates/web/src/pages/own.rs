//! A salesman's pages: the accounts that carry the own address, what leaves to them, what keeps them from paying. Nothing here acts,
//! but for the link by which a message is objected to.

use app::agenda::Dossier;
use app::debtor_file::TimelineKind;
use app::debtors::{DebtorsQuery, Listed, Show, Sort as Order};
use app::salesman::{self, Leaving};
use axum::extract::{Path, Query, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::IntoResponse;
use domain::Date;
use domain::ids::DebtorId;
use maud::{Markup, html};
use serde::Deserialize;

use super::parts::{at, sort_head as column};
use super::{Answer, Failure, Sheet, framed, framed_with, head};
use crate::components::amount::{amount, late_amount};
use crate::components::date::{date, days_late};
use crate::components::flash::empty;
use crate::components::icon::{Icon, icon};
use crate::components::pager::Pager;
use crate::components::pill::{Tone, pill};
use crate::components::shell::Section;
use crate::link::{Link, Sort};
use crate::session::Session;
use crate::site::Site;
use crate::t;

const HERE: &str = "/mes-comptes";
/// Rows a page.
const PER_PAGE: u32 = 50;
/// Entries of a file's timeline shown.
const ENTRIES: usize = 40;

/// The address's parameters.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    q: String,
    #[serde(default)]
    tri: String,
    #[serde(default)]
    page: String,
}

impl Asked {
    fn query(&self) -> (DebtorsQuery, Sort) {
        let sort = Sort::read(Some(self.tri.as_str()), &Order::ALL.map(Order::code), "-echu");
        let query = DebtorsQuery {
            search: self.q.clone(),
            show: Show::All,
            sort: Order::from_code(&sort.key).unwrap_or_default(),
            descending: sort.descending,
            page: self.page.parse().unwrap_or(1),
            per_page: PER_PAGE as usize,
            ..DebtorsQuery::default()
        };
        (query, sort)
    }

    fn link(&self, path: &str) -> Link {
        Link::new(path).with("q", &self.q).with("tri", &self.tri)
    }
}

/// The home of a salesman.
pub(super) async fn home(site: &Site, session: &Session) -> Answer {
    let home = salesman::home(site.app(), &session.scope).await?;
    let today = site.app().today();
    let sub = html! { (t!("own-sub", count = home.accounts)) };
    let body = html! {
        (head(&t!("nav-dashboard"), &sub, &html! { a.btn href=(HERE) { (t!("mine-title")) } }))
        @if home.accounts == 0 { (empty(&t!("own-empty-title"), &t!("own-empty-text"), None)) }
        @else {
            (leaving(&home.leaving))
            (dossiers(&t!("own-blocked"), &t!("own-blocked-none"), &home.blocked, today))
            (dossiers(&t!("own-late"), &t!("own-late-none"), &home.late, today))
        }
    };
    framed(site, session, Sheet::new(t!("nav-dashboard"), Section::Dashboard, body)).await
}

fn leaving(lines: &[Leaving]) -> Markup {
    html! {
        section.card.flush #partent {
            header { h2 { (t!("own-leaving")) } }
            @if lines.is_empty() { p.pad.muted { (t!("own-leaving-none")) } }
            @else {
                table.table.compact.cards {
                    caption.sr { (t!("own-leaving")) }
                    thead { tr { th scope="col" { (t!("column-debtor")) } th scope="col" { (t!("column-step")) } th scope="col" { (t!("own-leaves-at")) } th.r scope="col" { (t!("column-asked")) } th scope="col" { span.sr { (t!("column-act")) } } } }
                    tbody {
                        @for line in lines {
                            tr data-row="" {
                                td.lead { a.open href={ (HERE) "/" (line.message.debtor) } { (line.message.name) } small { (line.message.code) } }
                                td data-label=(t!("column-step")) { (app::text::step(&line.message.step_key)) }
                                td data-label=(t!("own-leaves-at")) { (at(line.message.not_before)) }
                                td.r.key { (amount(line.message.asked, line.message.currency)) }
                                td.full { @if let Some(link) = &line.link { a.btn.small href=(link) { (t!("own-object")) } } }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn dossiers(title: &str, none: &str, rows: &[Dossier], today: Date) -> Markup {
    html! {
        section.card.flush {
            header { h2 { (title) } }
            @if rows.is_empty() { p.pad.muted { (none) } }
            @else {
                table.table.compact.cards {
                    caption.sr { (title) }
                    thead { tr { th scope="col" { (t!("column-debtor")) } th scope="col" { (t!("agenda-waits")) } th.r scope="col" { (t!("column-overdue")) } th.r scope="col" { (t!("column-oldest")) } } }
                    tbody {
                        @for dossier in rows {
                            tr data-row="" {
                                td.lead { a.open href={ (HERE) "/" (dossier.debtor) } { (dossier.name) } small { (dossier.code) @if !dossier.collector.is_empty() { " · " (dossier.collector) } } }
                                td.long data-label=(t!("agenda-waits")) { span.pills { @for thing in &dossier.things { (pill(if thing.due_on < today { Tone::Late } else { Tone::Neutral }, &thing.title)) } } }
                                td.r.key { (late_amount(dossier.late, dossier.currency)) }
                                td.r data-label=(t!("column-oldest")) { (days_late(dossier.oldest_days)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The own accounts.
pub async fn show(State(site): State<Site>, session: Session, Query(asked): Query<Asked>) -> Answer {
    list(&site, &session, &asked).await
}

/// The own accounts that words find: what the search over everything is for a salesman.
pub(super) async fn search(site: &Site, session: &Session, words: &str) -> Answer {
    list(site, session, &Asked { q: words.to_owned(), ..Asked::default() }).await
}

async fn list(site: &Site, session: &Session, asked: &Asked) -> Answer {
    let (query, sort) = asked.query();
    let listed = salesman::accounts(site.app(), &session.scope, &query).await?;
    let link = asked.link(HERE);
    let pager = Pager { page: u32::try_from(listed.page.page).unwrap_or(1), per_page: PER_PAGE, total: listed.page.total as u64 };
    let Listed { page, sum, currency, .. } = &listed;
    let body = html! {
        (head(&t!("mine-title"), &html! { (t!("debtors-sub", count = page.total)) " · " (t!("figure-exposure")) " " (amount(sum.total(), *currency)) " · " (t!("figure-overdue")) " " (late_amount(sum.overdue(), *currency)) }, &html! { a.btn href=(asked.link("/mes-comptes.csv")) { (icon(Icon::Download)) (t!("export-csv")) } }))
        form.filters method="get" action=(HERE) data-auto="" {
            div.field.grow { label for="q" { (t!("filter-search-debtor")) } input #q type="search" name="q" value=(asked.q); }
            button.btn.auto type="submit" { (t!("apply-filters")) }
        }
        @if page.rows.is_empty() { (empty(&t!("own-none-title"), &t!("own-empty-text"), None)) }
        @else { (table(&listed, &sort, &link)) (pager.render(&link)) }
    };
    framed_with(site, session, Sheet::new(t!("mine-title"), Section::Own, body), &asked.q).await
}

fn table(listed: &Listed, sort: &Sort, link: &Link) -> Markup {
    html! {
        table.table.cards {
            caption.sr { (t!("mine-title")) }
            thead { tr {
                (column(&t!("column-debtor"), "", Some("nom"), sort, link))
                (column(&t!("column-collector"), "", None, sort, link))
                (column(&t!("column-exposure"), "r", Some("encours"), sort, link))
                (column(&t!("column-overdue"), "r", Some("echu"), sort, link))
                (column(&t!("column-oldest"), "r", Some("retard"), sort, link))
            } }
            tbody {
                @for row in &listed.page.rows {
                    tr data-row="" {
                        td.lead { a.open href={ (HERE) "/" (row.id) } { (row.name) } small { (row.code) @if !row.city.is_empty() { " · " (row.city) } } }
                        td data-label=(t!("column-collector")) { (row.collector) }
                        td.r data-label=(t!("column-exposure")) { (amount(row.ageing.total(), row.currency)) }
                        td.r.key { (late_amount(row.ageing.overdue(), row.currency)) }
                        td.r data-label=(t!("column-oldest")) { (days_late(row.oldest_days)) }
                    }
                }
            }
        }
    }
}

/// The same as a table for a spreadsheet.
pub async fn csv(State(site): State<Site>, session: Session, Query(asked): Query<Asked>) -> Answer {
    let text = salesman::csv(site.app(), &session.scope, &asked.query().0).await?;
    let name = format!("attachment; filename=\"mes-comptes-{}.csv\"", site.app().today());
    Ok(([(CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (CONTENT_DISPOSITION, name)], text).into_response())
}

/// The file of an own account.
pub async fn file(State(site): State<Site>, session: Session, Path(id): Path<String>) -> Answer {
    let id: DebtorId = id.parse().map_err(|_| Failure::from(app::AppError::NotFound("debtor")))?;
    let file = salesman::file(site.app(), &session.scope, id).await?;
    let today = site.app().today();
    let open: Vec<_> = file.items.iter().filter(|line| !line.item.open.is_zero()).collect();
    let body = html! {
        (head(&file.debtor.name, &html! { (file.debtor.code) @if !file.debtor.collector.is_empty() { " · " (t!("column-collector")) " " (file.debtor.collector) } }, &html! { a.btn href=(HERE) { (t!("mine-title")) } }))
        div.figures {
            @for (currency, ageing) in &file.currency_balances {
                div.figure { span.label { (t!("column-exposure")) } span.value { (amount(ageing.total(), *currency)) } }
                div.figure { span.label { (t!("column-overdue")) } span.value { (late_amount(ageing.overdue(), *currency)) } }
            }
        }
        section.card.flush {
            header { h2 { (t!("own-open-items", count = open.len())) } }
            @if open.is_empty() { p.pad.muted { (t!("state-clear")) } }
            @else {
                table.table.compact.cards {
                    caption.sr { (t!("own-open-items", count = open.len())) }
                    thead { tr { th scope="col" { (t!("column-number")) } th scope="col" { (t!("column-due")) } th.r scope="col" { (t!("column-open")) } th.r scope="col" { (t!("column-oldest")) } th scope="col" { (t!("column-state")) } } }
                    tbody {
                        @for line in &open {
                            tr {
                                td.lead { (line.item.number) small { (app::text::item_kind(line.item.kind)) } }
                                td data-label=(t!("column-due")) { (date(line.item.due_on)) }
                                td.r.key { (amount(line.item.open, line.item.currency)) }
                                td.r data-label=(t!("column-oldest")) { (days_late(if line.item.due_on < today { line.days_late } else { 0 })) }
                                td.long { (line.why) }
                            }
                        }
                    }
                }
            }
        }
        section.card {
            header { h2 { (t!("own-timeline")) } }
            ul.plain { @for entry in file.timeline.iter().filter(|entry| is_theirs(entry.kind)).take(ENTRIES) { li { (date(entry.on)) " – " strong { (entry.title) } @if let Some((cents, currency)) = entry.amount { " – " (amount(cents, currency)) } } } }
        }
    };
    framed(&site, &session, Sheet::new(file.debtor.name.clone(), Section::Own, body)).await
}

/// What a salesman reads of a file's history: documents, money and what left, not the words of others.
fn is_theirs(kind: TimelineKind) -> bool {
    matches!(kind, TimelineKind::Invoice | TimelineKind::CreditNote | TimelineKind::Payment | TimelineKind::Message | TimelineKind::Letter)
}
