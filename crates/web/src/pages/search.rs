//! Search over debtors, invoices and amounts.

use app::debtors::Found;
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
    let found = app::debtors::search(site.app(), &session.scope, &asked.q, SHOWN).await?;
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
                            Found::Debtor(line) => {
                                tr data-row="" {
                                    td.lead { a.open href={ "/debiteurs/" (line.id) } { (line.name) } small { (line.code) } }
                                    td.full { (t!("found-debtor")) " · " (line.city) }
                                    td.r.key { (amount(line.ageing.total(), domain::Currency::EUR)) }
                                }
                            }
                            Found::Item { item, debtor_name } => {
                                tr data-row="" {
                                    td.lead { a.open href={ "/debiteurs/" (item.debtor) } { (item.number) } small { (debtor_name) } }
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
