//! Where the figures come from, how far they go, and what is missing.

use app::Permission;
use app::connect::watch;
use app::sources::{self, BankSource};
use axum::extract::State;
use domain::Date;
use maud::{Markup, html};

use super::{Answer, Failure, Sheet, framed, head};
use crate::components::amount::amount;
use crate::components::date::{date, days_between};
use crate::components::flash::{empty, flash};
use crate::components::pill::{Tone, pill};
use crate::components::shell::Section;
use crate::session::Session;
use crate::site::Site;
use crate::t;

/// Kinds shown: key of the store, and whether a file of it makes the ledger fresh.
const KINDS: [(&str, bool); 5] = [("fec", true), ("invoices", true), ("api_invoices", true), ("invoice", false), ("customers", false)];

/// The page.
pub async fn show(State(site): State<Site>, session: Session) -> Answer {
    let (app, scope) = (site.app(), &session.scope);
    let banks = sources::bank_sources(app, scope).await?;
    let days = sources::last_days(app, scope).await?;
    let freshness = app::freshness::freshness(app, scope).await?;
    let folder = if session.may(Permission::Administer) { Some(watch::state(app, scope).await?) } else { None };
    let organisation = &scope.organisation;
    let bring = html! { @if session.may(Permission::Import) { a.btn.go href="/imports" { (t!("sources-bring")) } } };
    let nothing = banks.is_empty() && days.is_empty();
    let body = html! {
        (head(&t!("sources-title"), &html! { (t!("sources-sub")) }, &bring))
        @if freshness.is_stale() { (flash(Tone::Late, &html! { (t!("stale-warning")) })) }
        @if nothing { (empty(&t!("sources-empty-title"), &t!("sources-empty-text"), Some(&bring))) }
        @else {
            (gap_list(&banks))
            (bank_table(&banks, app.today()))
            (file_table(&days, app.today(), freshness.ledger_stale))
        }
        section.card { h2 { (t!("collections-title")) } p { (t!("collections-sub")) " " a href="/sources/encaissements" { (t!("see")) } } }
        section.card {
            h2 { (t!("sources-limits")) }
            p { (t!("sources-limits-text", bank = organisation.bank_fresh_days, ledger = organisation.ledger_fresh_days)) }
        }
        @if let Some(folder) = folder {
            section.card {
                h2 { (t!("folder-title")) }
                @if folder.folder.is_some() { p { (t!("folder-waiting", count = folder.waiting)) } } @else { p.muted { (t!("folder-empty-text")) } }
                p { a href="/connexions#dossier" { (t!("detail")) } }
            }
        }
    };
    framed(&site, &session, Sheet::new(t!("sources-title"), Section::Imports, body)).await
}

fn gap_list(banks: &[BankSource]) -> Markup {
    html! { @for gap in banks.iter().flat_map(|bank| &bank.gaps) { (flash(Tone::Soon, &html! { (gap) })) } }
}

fn age(on: Date, today: Date) -> String {
    t!("sources-age", days = days_between(on, today))
}

fn state(is_stale: bool) -> Markup {
    if is_stale { pill(Tone::Late, &t!("fresh-stale")) } else { pill(Tone::Ok, &t!("fresh-fresh")) }
}

fn bank_table(banks: &[BankSource], today: Date) -> Markup {
    html! {
        section.card.flush {
            header { h2 { (t!("sources-banks")) } }
            @if banks.is_empty() { (empty(&t!("sources-no-bank-title"), &t!("sources-no-bank-text"), None)) }
            @else {
                table.table.cards {
                    caption.sr { (t!("sources-banks")) }
                    thead { tr { th scope="col" { (t!("sources-account")) } th scope="col" { (t!("sources-until")) } th scope="col" { (t!("column-state")) } th scope="col" { (t!("sources-statement")) } } }
                    tbody { @for bank in banks { tr {
                        td.lead { strong { (bank.account) } small { (bank.currency.code()) } }
                        td data-label=(t!("sources-until")) { (date(bank.last_line_on)) " – " (age(bank.last_line_on, today)) }
                        td data-label=(t!("column-state")) { (state(bank.is_stale)) }
                        td.long data-label=(t!("sources-statement")) {
                            @if let Some(last) = &bank.last_statement {
                                (last.format) " " (last.number) " · " (date(last.to))
                                @if let Some(closing) = last.closing { " · " (amount(closing, bank.currency)) }
                            } @else { span.muted { "–" } }
                        }
                    } } }
                }
            }
        }
    }
}

fn file_table(days: &[(String, Date)], today: Date, ledger_stale: bool) -> Markup {
    let last = |kind: &str| days.iter().find(|(known, _)| known == kind).map(|(_, on)| *on);
    let newest = KINDS.iter().filter(|(_, counts)| *counts).filter_map(|(kind, _)| last(kind)).max();
    html! {
        section.card.flush {
            header { h2 { (t!("sources-files")) } span.muted { (t!("sources-files-sub")) } }
            table.table.cards {
                caption.sr { (t!("sources-files")) }
                thead { tr { th scope="col" { (t!("column-file")) } th scope="col" { (t!("sources-last")) } th scope="col" { (t!("column-state")) } } }
                tbody { @for (kind, counts) in KINDS { tr {
                    td.lead { strong { (word(kind)) } }
                    td data-label=(t!("sources-last")) { @if let Some(on) = last(kind) { (date(on)) " – " (age(on, today)) } @else { span.muted { (t!("fresh-absent")) } } }
                    td data-label=(t!("column-state")) {
                        @if counts && newest.is_some() && last(kind) == newest { (state(ledger_stale)) } @else { span.muted { "–" } }
                    }
                } } }
            }
        }
    }
}

fn word(kind: &str) -> String {
    match kind {
        "api_invoices" => t!("sources-api"),
        "invoice" => t!("sources-einvoices"),
        kind => app::text::import_kind(kind),
    }
}

/// A line above a page when a statement is missing or a source is too old; else nothing.
///
/// # Errors
/// [`Failure`] when the base does not answer.
pub(super) async fn notice(site: &Site, session: &Session) -> Result<Markup, Failure> {
    let missing = sources::missing_statements(site.app(), &session.scope).await?;
    let stale = app::freshness::freshness(site.app(), &session.scope).await?.is_stale();
    let link = html! { " " a href="/sources" { (t!("sources-title")) } };
    Ok(html! {
        @if stale { (flash(Tone::Late, &html! { (t!("stale-warning")) (link) })) }
        @if missing > 0 { (flash(Tone::Soon, &html! { (t!("sources-missing", count = missing)) (link) })) }
    })
}
