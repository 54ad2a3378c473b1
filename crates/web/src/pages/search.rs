//! Search over debtors, invoices, amounts, accounts and mails.

use app::search::Found;
use axum::extract::{Query, State};
use maud::html;
use serde::Deserialize;

use super::{Answer, Sheet, framed_with, head};
use crate::components::amount::amount;
use crate::components::date::date;
use crate::components::flash::empty;
use crate::session::Session;
use crate::site::Site;
use crate::t;

/// The address's parameters.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    q: String,
}

/// Rows of each kind shown at most.
const SHOWN: usize = 30;

/// The page.
pub async fn show(State(site): State<Site>, session: Session, Query(asked): Query<Asked>) -> Answer {
    if !session.may(app::Permission::ViewReceivables) {
        return super::own::search(&site, &session, &asked.q).await;
    }
    let found = app::search::search(site.app(), &session.scope, &asked.q, SHOWN).await?;
    let body = html! {
        (head(&t!("search-title", words = asked.q.as_str()), &html! { (t!("search-sub", count = found.len())) }, &html! {}))
        @if found.is_empty() { (empty(&t!("search-empty-title"), &t!("search-empty-text"), None)) }
        @else {
            table.table.cards {
                caption.sr { (t!("search-label")) }
                thead { tr { th scope="col" { (t!("column-found")) } th scope="col" { (t!("column-detail")) } th.r scope="col" { (t!("column-amount")) } } }
                tbody {
                    @for one in &found {
                        @match one {
                            Found::Debtor { debtor, owed } => {
                                tr data-row="" {
                                    td.lead { a.open href={ "/debiteurs/" (debtor.id) } { (debtor.name) } small { (debtor.code) } }
                                    td.full { (t!("found-debtor")) " · " (debtor.address.city) }
                                    td.r.key { @if owed.is_empty() { (amount(domain::Cents::ZERO, domain::Currency::EUR)) } @for (at, (currency, sum)) in owed.iter().enumerate() { @if at > 0 { br; } (amount(*sum, *currency)) } }
                                }
                            }
                            Found::Project { code, open } => {
                                @let count: i64 = open.iter().map(|(_, count, _)| count).sum();
                                tr data-row="" {
                                    td.lead { a.open href=(super::items::of_project(code)) { (code) } }
                                    td.full { (t!("found-project")) " · " (t!("found-project-open", count = count)) }
                                    td.r.key { @for (at, (currency, _, sum)) in open.iter().enumerate() { @if at > 0 { br; } (amount(*sum, *currency)) } }
                                }
                            }
                            Found::Received { id, subject, sender, on } => {
                                tr data-row="" {
                                    td.lead { a.open href={ "/reponses/" (id) } { (subject) } small { (sender) } }
                                    td.full { (t!("found-received")) " · " (date(*on)) }
                                    td.r {}
                                }
                            }
                            Found::Sent { action, subject, recipient, on } => {
                                tr data-row="" {
                                    td.lead { a.open href={ "/actions/" (action) } { (subject) } small { (recipient) } }
                                    td.full { (t!("found-sent")) " · " (date(*on)) }
                                    td.r {}
                                }
                            }
                            Found::Item { item, debtor_name } => {
                                tr data-row="" {
                                    td.lead { a.open href={ "/debiteurs/" (item.debtor) "/vie?poste=" (item.id) } { (item.number) } small { (debtor_name) } }
                                    td.full { (app::text::item_kind(item.kind)) " · " (date(item.issued_on)) " · " @if item.open.is_zero() { (t!("outcome-settled")) } @else { (t!("column-open")) " " (amount(item.open, item.currency)) } }
                                    td.r.key { (amount(item.amount, item.currency)) }
                                }
                            }
                        }
                    }
                }
            }
        }
    };
    framed_with(&site, &session, Sheet { title: t!("search-label"), section: None, body, as_of: None }, &asked.q).await
}
