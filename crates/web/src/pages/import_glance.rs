//! The first facts of a file that is not a table, above its confirmation.

use app::import::{BankEntry, FecLine, Glance, Header};
use app::text::locale;
use domain::Currency;
use maud::{Markup, html};

use crate::components::amount::amount;
use crate::components::date::date;
use crate::t;

/// The section.
pub(super) fn show(glance: &Glance) -> Markup {
    html! {
        section.card.flush[!matches!(glance, Glance::Invoice(_))] #apercu-contenu {
            header { h2 { (t!("glance-title")) } }
            @match glance {
                Glance::Entries(lines) => { (entries(lines)) }
                Glance::Movements(movements) => { (bank(movements)) }
                Glance::Invoice(header) => { (invoice(header)) }
            }
        }
    }
}

fn entries(lines: &[FecLine]) -> Markup {
    html! {
        table.table.cards {
            caption.sr { (t!("glance-title")) }
            thead { tr { th.r scope="col" { (t!("column-line")) } th scope="col" { (t!("column-debtor")) } th scope="col" { (t!("column-number")) } th scope="col" { (t!("glance-date")) } th scope="col" { (t!("glance-label")) } th.r scope="col" { (t!("glance-debit")) } th.r scope="col" { (t!("glance-credit")) } } }
            tbody { @for line in lines { tr {
                td.r data-label=(t!("column-line")) { (line.line) }
                td.lead { strong { @if line.auxiliary_label.is_empty() { (line.account_label) } @else { (line.auxiliary_label) } } small { @if line.auxiliary.is_empty() { (line.account) } @else { (line.auxiliary) } } }
                td data-label=(t!("column-number")) { (line.piece) }
                td data-label=(t!("glance-date")) { (date(line.entry_date)) }
                td data-label=(t!("glance-label")) { (line.label) }
                td.r data-label=(t!("glance-debit")) { @if !line.debit.is_zero() { (amount(line.debit, Currency::EUR)) } }
                td.r data-label=(t!("glance-credit")) { @if !line.credit.is_zero() { (amount(line.credit, Currency::EUR)) } }
            } } }
        }
    }
}

fn bank(movements: &[(String, BankEntry)]) -> Markup {
    html! {
        table.table.cards {
            caption.sr { (t!("glance-title")) }
            thead { tr { th scope="col" { (t!("glance-label")) } th scope="col" { (t!("glance-account")) } th scope="col" { (t!("glance-date")) } th.r scope="col" { (t!("column-amount")) } } }
            tbody { @for (account, entry) in movements { tr {
                td.lead { strong { @if let Some(name) = &entry.counterparty { (name) } @else { (entry.label) } } @if entry.counterparty.is_some() { small { (entry.label) } } }
                td data-label=(t!("glance-account")) { (account) }
                td data-label=(t!("glance-date")) { @if let Some(on) = entry.booking_date.or(entry.value_date) { (date(on)) } @else { span.muted { "–" } } }
                td.r data-label=(t!("column-amount")) { (amount(entry.amount, entry.currency)) }
            } } }
        }
    }
}

fn invoice(header: &Header) -> Markup {
    let due: Vec<String> = header.due_on.iter().map(|on| locale::date(*on)).collect();
    html! {
        dl.kv.wide {
            dt { (t!("column-number")) } dd { (header.number) " · " (header.format) }
            dt { (t!("glance-seller")) } dd { (header.seller) }
            dt { (t!("glance-buyer")) } dd { (header.buyer) }
            @if let Some(on) = header.issued_on { dt { (t!("column-issued")) } dd { (date(on)) } }
            @if !due.is_empty() { dt { (t!("column-due")) } dd { (due.join(", ")) } }
            @if let Some(total) = header.total { dt { (t!("glance-total")) } dd { (amount(total, header.currency)) } }
            @if let Some(sum) = header.due { dt { (t!("glance-due")) } dd { (amount(sum, header.currency)) } }
        }
    }
}
