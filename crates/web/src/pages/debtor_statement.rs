//! The statement in a debtor's file: what is open and what is settled, page by page.

use app::Permission;
use app::debtor_tabs::Band;
use app::einvoice::ItemDocument;
use app::items::{Items, ItemsQuery};
use app::text::locale;
use domain::Currency;
use maud::{Markup, html};

use super::Failure;
use super::debtor::life_of;
use super::debtor_tab::{Place, Tab, file};
use super::einvoice::links;
use crate::components::amount::amount;
use crate::components::date::{date, days_late};
use crate::components::flash::empty;
use crate::components::icon::{Icon, icon};
use crate::components::pager::Pager;
use crate::link::Link;
use crate::session::Session;
use crate::site::Site;
use crate::t;

/// Items a page.
const PER_PAGE: u32 = 50;
/// What the address says for the settled ones.
pub(super) const SETTLED: &str = "soldes";

/// The tab.
pub(super) async fn tab(site: &Site, session: &Session, place: &Place, band: &Band) -> Result<Markup, Failure> {
    let documents = super::einvoice::documents(site, session, place.debtor).await?;
    if place.word("voir") == SETTLED {
        settled(site, session, place, &documents).await
    } else {
        open(site, session, place, band, &documents).await
    }
}

fn here(place: &Place) -> Link {
    file(place.debtor, Tab::Statement)
}

async fn open(site: &Site, session: &Session, place: &Place, band: &Band, documents: &[ItemDocument]) -> Result<Markup, Failure> {
    let query = ItemsQuery {
        debtor: Some(place.debtor),
        currency: Currency::parse(place.word("devise")),
        page: place.page("page") as usize,
        per_page: PER_PAGE as usize,
        ..ItemsQuery::default()
    };
    let found = app::items::list(site.app(), &session.scope, &query).await?;
    let currency = found.currency;
    let pager = Pager {
        page: u32::try_from(found.page).unwrap_or(1),
        per_page: PER_PAGE,
        total: u64::try_from(found.sums.count).unwrap_or_default(),
    };
    let others: Vec<Currency> = band.currency_balances.iter().map(|(known, _)| *known).filter(|known| *known != currency).collect();
    Ok(html! {
        section.card.flush #postes {
            header {
                h2 { (t!("items-title")) }
                span.inline {
                    @for other in &others { a href=(here(place).with("devise", other.code())) { (t!("statement-in", currency = other.code())) } }
                    @if band.settled_count > 0 { a href=(here(place).with("voir", SETTLED)) { (t!("settled-title", count = band.settled_count)) } }
                }
            }
            @if found.rows.is_empty() { (empty(&t!("items-empty-title"), &t!("items-empty-text"), None)) }
            @else { (open_table(&found, documents, session)) }
        }
        @if !found.rows.is_empty() { (pager.render(&here(place).with("devise", place.word("devise")))) }
        div.acts {
            @if session.may(Permission::ViewMessages) && band.open_count > 0 { a.btn href={ "/debiteurs/" (place.debtor) "/releve.pdf" } { (icon(Icon::Document)) (t!("statement-of-account")) } }
            a.btn href=(super::items::of_debtor(place.debtor)) { (t!("statement-filter")) }
        }
    })
}

fn open_table(found: &Items, documents: &[ItemDocument], session: &Session) -> Markup {
    html! {
        table.table.cards {
            caption.sr { (t!("items-title")) }
            thead { tr {
                th scope="col" { (t!("column-number")) } th scope="col" { (t!("column-issued")) } th scope="col" { (t!("column-due")) }
                th.r scope="col" { (t!("column-late")) } th.r scope="col" { (t!("column-amount")) } th.r scope="col" { (t!("column-open")) } th scope="col" { (t!("column-state")) }
            } }
            tbody {
                @for row in &found.rows {
                    @let item = &row.listed.item;
                    tr data-row="" {
                        td.lead {
                            strong { a.open href=(life_of(item.debtor, item.id)) title=(t!("life-link")) { (item.number) } }
                            small {
                                (app::text::item_kind(item.kind)) (links(documents, item.debtor, item.id))
                                @if item.kind.is_debit() && session.may(Permission::HoldReminders) { " · " a href={ "/promesses/nouvelle?debiteur=" (item.debtor) "&poste=" (item.id) } data-row-key="p" { (t!("promise-of-item")) } }
                            }
                        }
                        td data-label=(t!("column-issued")) { (date(item.issued_on)) }
                        td data-label=(t!("column-due")) { @if item.kind.is_debit() { (date(item.due_on)) @if let Some(expected) = row.expected { small { (app::text::plans::expected(expected)) } } } @else { span.muted { "–" } } }
                        td.r data-label=(t!("column-late")) { @if row.days_late > 0 { (days_late(row.days_late)) } @else { span.muted { "–" } } }
                        td.r data-label=(t!("column-amount")) { (amount(item.amount, item.currency)) }
                        td.r.key { strong { (amount(item.open, item.currency)) } }
                        td.full { (super::items::going_on(row)) }
                    }
                }
            }
            tfoot { tr { th scope="row" colspan="5" { (t!("statement-sum", count = locale::thousands(u64::try_from(found.sums.count).unwrap_or_default()))) } td.r.key { strong { (amount(found.sums.total(), found.currency)) } } td {} } }
        }
    }
}

async fn settled(site: &Site, session: &Session, place: &Place, documents: &[ItemDocument]) -> Result<Markup, Failure> {
    let page = place.page("page");
    let found = app::debtor_tabs::settled(site.app(), &session.scope, place.debtor, page as usize, PER_PAGE as usize).await?;
    let pager = Pager { page, per_page: PER_PAGE, total: found.total as u64 };
    Ok(html! {
        section.card.flush #postes {
            header { h2 { (t!("settled-title", count = found.total)) } a href=(here(place)) { (t!("items-title")) } }
            @if found.rows.is_empty() { (empty(&t!("settled-none-title"), &t!("settled-none-text"), None)) }
            @else {
                table.table.compact.cards {
                    caption.sr { (t!("settled-title", count = found.total)) }
                    thead { tr { th scope="col" { (t!("column-number")) } th scope="col" { (t!("column-issued")) } th scope="col" { (t!("column-due")) } th.r scope="col" { (t!("column-amount")) } } }
                    tbody {
                        @for (item, origin) in &found.rows {
                            tr data-row="" {
                                td.lead { a.open href=(life_of(item.debtor, item.id)) title=(t!("life-link")) { (item.number) } small { (app::text::item_kind(item.kind)) @if let Some(file) = origin { " · " a href={ "/imports/" (file) } { (t!("item-origin")) } } (links(documents, item.debtor, item.id)) } }
                                td data-label=(t!("column-issued")) { (date(item.issued_on)) }
                                td data-label=(t!("column-due")) { @if item.kind.is_debit() { (date(item.due_on)) } @else { span.muted { "–" } } }
                                td.r.key { (amount(item.amount, item.currency)) }
                            }
                        }
                    }
                }
            }
        }
        @if found.total > 0 { (pager.render(&here(place).with("voir", SETTLED))) }
    })
}
