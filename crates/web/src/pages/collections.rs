//! Payments of electronic invoices to tell the platform: status 212, « Encaissée », one message a payment.

use app::Permission;
use app::collections::{ListedMessage, Listing};
use app::text::locale::{self, Shown as _};
use axum::Form;
use axum::extract::{Query, State};
use domain::Date;
use maud::{Markup, html};
use serde::Deserialize;
use uuid::Uuid;

use super::parts::{at, post};
use super::{Answer, Sheet, framed, head};
use crate::components::amount::amount;
use crate::components::date::date;
use crate::components::flash::{empty, flash};
use crate::components::icon::{Icon, icon};
use crate::components::pill::{Tone, pill};
use crate::components::shell::Section;
use crate::session::{Session, back};
use crate::site::Site;
use crate::t;

/// The period, and the message that is asked for.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    du: String,
    #[serde(default)]
    au: String,
    #[serde(default)]
    message: String,
}

impl Asked {
    /// The period; the current year until today when none is given.
    fn period(&self, today: Date) -> (Date, Date) {
        use chrono::Datelike as _;
        let to = self.au.parse().unwrap_or(today);
        let from = self.du.parse().unwrap_or_else(|_| Date::from_ymd_opt(to.year(), 1, 1).unwrap_or(to));
        (from, to)
    }
}

/// The page.
pub async fn show(State(site): State<Site>, session: Session, Query(asked): Query<Asked>) -> Answer {
    let (from, to) = asked.period(site.app().today());
    let listing = app::collections::listing(site.app(), &session.scope, from, to).await?;
    let acts = html! { a.btn href="/sources" { (t!("sources-title")) } };
    let body = html! {
        (head(&t!("collections-title"), &html! { (t!("collections-sub")) }, &acts))
        @if listing.is_on { (period_form(&listing)) (messages(&listing, session.may(Permission::Import))) (without(&listing)) }
        @else { section.card { (empty(&t!("collections-off-title"), &t!("collections-off-text"), None)) } }
        (setting(listing.is_on, session.may(Permission::Administer)))
    };
    framed(&site, &session, Sheet::new(t!("collections-title"), Section::Imports, body)).await
}

/// Whether the creditor's VAT is due on collection: said here, once for the organisation.
fn setting(is_on: bool, may: bool) -> Markup {
    let (state, to, word) = if is_on {
        (t!("collections-is-on"), "off", t!("collections-turn-off"))
    } else {
        (t!("collections-is-off"), "on", t!("collections-turn-on"))
    };
    html! {
        section.card.stack #tva {
            header { h2 { (t!("collections-setting")) } }
            p { (state) }
            p.muted { (t!("collections-setting-text")) }
            @if may { div.acts { (post("/sources/encaissements/tva", if is_on { "" } else { "go" }, &word, None, &[("encaissement", to.to_owned())])) } }
            @else { p.muted { (t!("collections-setting-who")) } }
        }
    }
}

fn period_form(listing: &Listing) -> Markup {
    html! {
        form.filters method="get" action="/sources/encaissements" {
            div.field { label for="du" { (t!("collections-from")) } input #du type="date" name="du" value=(listing.from); }
            div.field { label for="au" { (t!("collections-to")) } input #au type="date" name="au" value=(listing.to); }
            button.btn type="submit" { (t!("collections-show")) }
        }
    }
}

fn messages(listing: &Listing, may: bool) -> Markup {
    let to_do = listing.messages.iter().filter(|listed| listed.produced.is_none()).count();
    html! {
        section.card.flush {
            header { h2 { (t!("collections-list", count = to_do)) } }
            @if listing.messages.is_empty() { (empty(&t!("collections-none-title"), &t!("collections-none-text"), None)) }
            @else {
                table.table.cards {
                    caption.sr { (t!("collections-list", count = to_do)) }
                    thead { tr { th scope="col" { (t!("column-number")) } th scope="col" { (t!("collections-on")) } th.r scope="col" { (t!("column-amount")) } th scope="col" { (t!("column-state")) } th scope="col" { span.sr { (t!("column-actions")) } } } }
                    tbody { @for listed in &listing.messages { (row(listing, listed, may)) } }
                }
            }
        }
    }
}

fn row(listing: &Listing, ListedMessage { message, produced }: &ListedMessage, may: bool) -> Markup {
    let word = if produced.is_some() { t!("collections-again") } else { t!("collections-produce") };
    html! {
        tr data-row="" {
            td.lead { a.open href={ "/debiteurs/" (message.debtor) } { (message.invoice) } small { (message.debtor_name) @if message.amount.is_negative() { " · " (t!("collections-correction")) } } }
            td data-label=(t!("collections-on")) { (date(message.on)) }
            td.r data-label=(t!("column-amount")) { (amount(message.amount, message.currency)) }
            td data-label=(t!("column-state")) {
                @if let Some((when, who)) = produced { (pill(Tone::Ok, &t!("collections-done"))) small { (at(*when)) " · " (who) } }
                @else { (pill(Tone::Soon, &t!("collections-to-do"))) }
            }
            td.full { @if may {
                form method="post" action="/sources/encaissements" {
                    input type="hidden" name="du" value=(listing.from); input type="hidden" name="au" value=(listing.to);
                    input type="hidden" name="message" value=(message.id);
                    button.btn.small type="submit" aria-label={ (word) " – " (message.invoice) } { (icon(Icon::Download)) (word) }
                }
            } }
        }
    }
}

fn without(listing: &Listing) -> Markup {
    html! {
        @for (number, on, cents) in &listing.without_split {
            (flash(Tone::Soon, &html! { (t!("collections-without", number = number.as_str(), date = locale::date(*on), amount = cents.shown())) }))
        }
    }
}

/// What a person says of the creditor's VAT.
#[derive(Debug, Default, Deserialize)]
pub struct Said {
    #[serde(default)]
    encaissement: String,
}

/// Says whether the creditor's VAT is due on collection.
pub async fn set(State(site): State<Site>, session: Session, Form(said): Form<Said>) -> Answer {
    let on = said.encaissement == "on";
    app::collections::set_vat_on_collection(site.app(), &session.scope, on).await?;
    let word = if on { t!("collections-turned-on") } else { t!("collections-turned-off") };
    Ok(back("/sources/encaissements", Tone::Ok, &word))
}

/// Produces a message and gives its file.
pub async fn produce(State(site): State<Site>, session: Session, Form(asked): Form<Asked>) -> Answer {
    let period = asked.period(site.app().today());
    let id = asked.message.parse::<Uuid>().unwrap_or_default();
    let (name, bytes) = app::collections::produce(site.app(), &session.scope, period, id).await?;
    Ok(super::einvoice::file(bytes, "application/xml", "attachment", &name))
}
