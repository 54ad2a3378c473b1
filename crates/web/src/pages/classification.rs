//! Classes that are proposed of how debtors pay: the reason of each, and a person's yes.

use app::Permission;
use app::classification::Proposal;
use app::text::classification as words;
use axum::Form;
use axum::extract::{Query, State};
use domain::classification::{BROKEN, Class, LEAST, OLD, SOON};
use domain::ids::DebtorId;
use maud::{Markup, html};
use serde::Deserialize;

use super::{Answer, Failure, Sheet, framed, head};
use crate::components::flash::empty;
use crate::components::pager::Pager;
use crate::components::pill::{Tone, pill};
use crate::components::shell::Section;
use crate::link::Link;
use crate::session::{Session, back};
use crate::site::Site;
use crate::t;

const HERE: &str = "/portefeuilles/classement";
/// Rows a page.
const PER_PAGE: u32 = 50;

/// The address's parameters.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    page: String,
}

/// The page.
pub async fn show(State(site): State<Site>, session: Session, Query(asked): Query<Asked>) -> Answer {
    let found = app::classification::proposals(site.app(), &session.scope).await?;
    let pager = Pager { page: asked.page.parse().unwrap_or(1), per_page: PER_PAGE, total: found.len() as u64 };
    let may = session.may(Permission::EditDebtors);
    let body = html! {
        (head(&t!("class-title"), &html! { (t!("class-sub", count = found.len())) }, &html! { a.btn href="/portefeuilles" { (t!("portfolio-title")) } a.btn href="/agenda/lots" { (t!("agenda-batches")) } @if session.may(Permission::RunNight) { a.btn href="/scenarios/regles" { (t!("class-rules")) } } }))
        p.muted { (t!("class-help", least = LEAST, soon = SOON, old = OLD, broken = BROKEN)) " " (t!("class-person-help")) }
        @if found.is_empty() { (empty(&t!("class-empty-title"), &t!("class-empty-text"), None)) }
        @else {
            form.card.flush method="post" action=(HERE) {
                h2.sr { (t!("class-title")) }
                (table(pager.of(&found), may))
                @if may { div.acts.pad { label.check.scripted { input type="checkbox" data-all="d"; span { (t!("agenda-all-here", count = pager.of(&found).len())) } } button.btn.go type="submit" { (t!("class-confirm")) } } }
            }
            (pager.render(&Link::new(HERE)))
        }
    };
    framed(&site, &session, Sheet::new(t!("class-title"), Section::Agenda, body)).await
}

fn tone(class: Class) -> Tone {
    match class {
        Class::Forgetful => Tone::Soon,
        Class::Bad => Tone::Late,
        Class::Person => Tone::Neutral,
    }
}

fn table(rows: &[Proposal], may: bool) -> Markup {
    html! {
        table.table.cards {
            caption.sr { (t!("class-title")) }
            thead { tr { th scope="col" { (t!("column-debtor")) } th scope="col" { (t!("alerts-category")) } th scope="col" { (t!("class-proposed")) } th scope="col" { (t!("column-reason")) } } }
            tbody {
                @for row in rows {
                    tr data-row="" {
                        td.lead {
                            @if may { input type="checkbox" name="d" value={ (row.debtor) " " (row.class.code()) } aria-label=(row.name) data-row-key="x"; " " }
                            a.open href={ "/debiteurs/" (row.debtor) } { (row.name) } small { (row.code) }
                        }
                        td data-label=(t!("alerts-category")) { @if row.category.is_empty() { span.muted { "–" } } @else { (row.category) } }
                        td data-label=(t!("class-proposed")) { (pill(tone(row.class), &words::class(row.class))) }
                        td.full { (words::ground(&row.ground)) }
                    }
                }
            }
        }
    }
}

/// Confirms the chosen ones.
pub async fn confirm(State(site): State<Site>, session: Session, Form(typed): Form<Vec<(String, String)>>) -> Answer {
    let chosen: Vec<(DebtorId, Class)> = typed
        .iter()
        .filter(|(name, _)| name == "d")
        .filter_map(|(_, value)| {
            let (debtor, class) = value.split_once(' ')?;
            Some((debtor.parse().ok()?, Class::from_code(class)?))
        })
        .collect();
    if chosen.is_empty() {
        return Ok(back(HERE, Tone::Late, &t!("class-choose")));
    }
    match app::classification::confirm(site.app(), &session.scope, &chosen).await {
        Ok(count) => Ok(back(HERE, Tone::Ok, &t!("class-done", count = count))),
        Err(error) if matches!(error.status(), 409 | 422) => Ok(back(HERE, Tone::Late, &error.french())),
        Err(error) => Err(Failure::from(error)),
    }
}
