//! « Prescription et preuves » on a debtor's page: the dates of each open item, what happened to the claims,
//! and the form to record an event. The program shows dates and texts; the reader qualifies.

use app::Permission;
use app::claims::{ClaimEventRow, ClaimFile, ItemClaim};
use app::text::locale::{self, ShownIn as _};
use axum::Form;
use axum::extract::{Path, State};
use domain::Date;
use domain::claim::{ClaimEvent, ClaimEventKind};
use domain::ids::{ClaimEventId, DebtorId, OpenItemId};
use domain::law::RateBp;
use domain::limitation::Clock;
use maud::{Markup, html};
use serde::Deserialize;
use uuid::Uuid;

use super::day::{self, Missing};
use super::parts::at;
use super::{Answer, Failure, preflight};
use crate::components::amount::amount;
use crate::components::date::date;
use crate::components::flash::flash;
use crate::components::pill::{Tone, pill};
use crate::session::{Session, back};
use crate::site::Site;
use crate::t;

/// Days ahead from which a date to watch is marked.
const SOON: i64 = app::claims::DEFAULT_DAYS as i64;

/// The section of a debtor's page; nothing for one that owes nothing and to whom nothing happened.
pub(super) async fn section(site: &Site, session: &Session, debtor: DebtorId) -> Result<Markup, Failure> {
    let file = app::claims::claim_file(site.app(), &session.scope, debtor).await?;
    if file.items.is_empty() && file.events.is_empty() {
        return Ok(html! {});
    }
    let may = session.may(Permission::ManageClaims);
    let today = site.app().today();
    Ok(html! {
        section.card.flush #prescription {
            header { h2 { (t!("claims-title")) } a href="/prescription" { (t!("claims-all")) } }
            @if let Some(on) = file.insolvent_on {
                div.pad { (flash(Tone::Late, &html! { (t!("claims-insolvent", date = locale::date(on))) })) }
            }
            @if !file.items.is_empty() { (items(&file, today)) }
            p.muted.pad { (t!("claims-caution")) }
        }
        div.grid.two {
            (events(&file, may))
            @if may { (event_form(&file, debtor)) }
        }
    })
}

/// The date to watch, and how far away it is.
pub(super) fn watch_cell(clock: &Clock, today: Date) -> Markup {
    let left = clock.days_left(today);
    html! {
        strong { (date(clock.watch_on())) }
        @if clock.start.source.may_be_earlier() { small { (t!("claims-at-most")) } }
        @if left < 0 { small { (pill(Tone::Late, &t!("claims-date-past"))) } }
        @else if left <= SOON { small { (pill(Tone::Soon, &t!("claims-days-left", days = left))) } }
    }
}

/// The possible date, when an event moved it.
pub(super) fn possible_cell(clock: &Clock) -> Markup {
    html! {
        @if clock.has_moved() { (date(clock.possible)) @if clock.pending.is_some() { small { (t!("claims-at-least")) } } }
        @else { span.muted { "–" } }
    }
}

/// Items shown; each of the others is reached from the list of items.
const ITEMS_SHOWN: usize = 12;

fn items(file: &ClaimFile, today: Date) -> Markup {
    html! {
        table.table.cards {
            caption.sr { (t!("claims-title")) }
            thead { tr {
                th scope="col" { (t!("column-number")) } th scope="col" { (t!("column-watch")) } th scope="col" { (t!("column-possible")) }
                th scope="col" { (t!("column-start")) } th scope="col" { (t!("column-preflight")) } th.r scope="col" { (t!("column-open")) }
            } }
            tbody { @for claim in file.items.iter().take(ITEMS_SHOWN) { (row(claim, &file.debtor.id, today)) } }
        }
        @if let Some(more) = file.items.len().checked_sub(ITEMS_SHOWN).filter(|more| *more > 0) { p.more { a href=(super::items::of_debtor(file.debtor.id)) { (t!("claims-more", count = more)) } } }
    }
}

fn row(claim: &ItemClaim, debtor: &DebtorId, today: Date) -> Markup {
    let item = &claim.item;
    html! {
        tr data-row="" {
            td.lead { a.open href={ "/debiteurs/" (debtor) "/creance?poste=" (item.id) } { (item.number) } small { (app::text::claims::claim_kind(claim.kind)) } }
            @match &claim.clock {
                Some(clock) => {
                    td data-label=(t!("column-watch")) { (watch_cell(clock, today)) }
                    td data-label=(t!("column-possible")) { (possible_cell(clock)) }
                    td.long data-label=(t!("column-start")) { (steps(clock)) }
                }
                None => { td.long colspan="3" data-label=(t!("column-watch")) { span.muted { (t!("claims-no-period")) } } }
            }
            td.long data-label=(t!("column-preflight")) { (preflight::pills(claim)) }
            td.r.key { (amount(item.open, item.currency)) }
        }
    }
}

/// The start, and behind it every step of the computation.
pub(super) fn steps(clock: &Clock) -> Markup {
    html! {
        details {
            summary { (app::text::claims::start(clock.start)) }
            ul.why {
                li { (app::text::claims::watch(clock)) }
                @for caution in app::text::claims::cautions(clock) { li { (caution) } }
                @for step in &clock.steps {
                    li {
                        (date(step.event.on)) " — " (app::text::claims::event_kind(step.event.kind)) (locale::colon()) (app::text::claims::effect(step, clock))
                        " (" (step.article) "). " (t!("claims-step-date", date = locale::date(step.possible)))
                    }
                }
                @let possible = app::text::claims::possible(clock);
                @if !possible.is_empty() { li { strong { (possible) } } }
            }
        }
    }
}

fn events(file: &ClaimFile, may: bool) -> Markup {
    html! {
        div.card.flush {
            header { h2 { (t!("claims-events")) } }
            @if file.events.is_empty() { p.muted.pad { (t!("claims-events-empty")) } }
            @else {
                table.table.cards {
                    caption.sr { (t!("claims-events")) }
                    thead { tr { th scope="col" { (t!("column-day")) } th scope="col" { (t!("column-what")) } th scope="col" { (t!("column-about")) } th scope="col" { (t!("column-act")) } } }
                    tbody { @for row in &file.events { (event_row(row, file, may)) } }
                }
            }
        }
    }
}

fn event_row(row: &ClaimEventRow, file: &ClaimFile, may: bool) -> Markup {
    let about = match row.item {
        None => t!("pause-all"),
        Some(item) => file.number(item).map_or_else(|| t!("claims-settled-item"), str::to_owned),
    };
    html! {
        tr {
            td.lead { (date(row.event.on)) @if let Some(until) = row.event.until { small { (t!("claims-until", date = locale::date(until))) } } }
            td.long data-label=(t!("column-what")) { (app::text::claims::event_kind(row.event.kind)) small { (row.reason) " · " (row.recorded_by) " · " (at(row.recorded_at)) } }
            td data-label=(t!("column-about")) { (about) }
            td.full {
                @if may {
                    details {
                        summary.btn.small { (t!("claims-cancel")) }
                        form.stack method="post" action={ "/debiteurs/" (file.debtor.id) "/evenement/annuler" } {
                            input type="hidden" name="evenement" value=(row.id);
                            @let field = format!("motif-{}", row.id);
                            div.field { label for=(field) { (t!("claims-reason")) } input id=(field) name="motif" required maxlength="300"; }
                            div.acts { button.btn.small.danger type="submit" { (t!("claims-cancel-do")) } }
                        }
                    }
                }
            }
        }
    }
}

fn event_form(file: &ClaimFile, debtor: DebtorId) -> Markup {
    html! {
        div.card #evenement {
            header { h2 { (t!("claims-record")) } }
            form.stack method="post" action={ "/debiteurs/" (debtor) "/evenement" } {
                div.field { label for="nature" { (t!("claims-event")) }
                    select #nature name="nature" { @for kind in ClaimEventKind::ALL { option value=(kind.code()) { (app::text::claims::event_kind(kind)) } } }
                    small { (t!("claims-event-help")) }
                }
                (day::field("jour", "jour", &html! { (t!("claims-event-day")) }, ""))
                div.field { label for="poste" { (t!("column-about")) }
                    select #poste name="poste" {
                        option value="" { (t!("pause-all")) }
                        @for claim in &file.items { option value=(claim.item.id) { (claim.item.number) " — " (claim.item.open.shown_in(claim.item.currency)) } }
                    }
                }
                details.behind {
                    summary { (t!("claims-granted")) }
                    (day::field("jusque", "jusque", &html! { (t!("claims-granted-until")) }, ""))
                    div.field { label for="taux" { (t!("claims-granted-rate")) " " span.muted { (t!("field-optional")) } } input #taux name="taux" inputmode="decimal" maxlength="6"; }
                }
                div.field { label for="motif" { (t!("claims-reason")) } input #motif name="motif" required maxlength="300"; small { (t!("claims-reason-help")) } }
                div.acts { button.btn.go type="submit" { (t!("claims-record-do")) } }
            }
        }
    }
}

/// Says a refusal where it happened, and what was done when it was done.
pub(super) fn told<T>(to: &str, result: Result<T, app::AppError>, done: &str) -> Answer {
    match result {
        Ok(_) => Ok(back(to, Tone::Ok, done)),
        Err(error) if matches!(error.status(), 409 | 422) => Ok(back(to, Tone::Late, &error.french())),
        Err(error) => Err(Failure::from(error)),
    }
}

/// What was typed about an event.
#[derive(Debug, Deserialize)]
pub struct Typed {
    #[serde(default)]
    nature: String,
    #[serde(default)]
    jour: String,
    #[serde(default)]
    poste: String,
    #[serde(default)]
    jusque: String,
    #[serde(default)]
    taux: String,
    #[serde(default)]
    motif: String,
}

/// Records an event.
pub async fn record(State(site): State<Site>, session: Session, Path(id): Path<Uuid>, Form(typed): Form<Typed>) -> Answer {
    let to = format!("/debiteurs/{id}#prescription");
    let today = site.app().today();
    let Some(kind) = ClaimEventKind::from_code(&typed.nature) else { return Ok(back(&to, Tone::Late, &t!("claims-bad-kind"))) };
    let until = day::read(&typed.jusque, today, Missing::Coming);
    let is_unread = until.is_none() && !typed.jusque.trim().is_empty();
    let Some(on) = day::read(&typed.jour, today, Missing::ThisYear).filter(|_| !is_unread) else {
        return Ok(back(&to, Tone::Late, &t!("bad-date")));
    };
    let rate = RateBp::parse(&typed.taux);
    if rate.is_none() && !typed.taux.trim().is_empty() {
        return Ok(back(&to, Tone::Late, &t!("claims-bad-rate")));
    }
    // Blank is the whole account; what cannot be read is no reason to touch all of it.
    let item: Option<OpenItemId> = typed.poste.parse().ok();
    if item.is_none() && !typed.poste.trim().is_empty() {
        return Ok(back(&to, Tone::Late, &t!("error-bad-request-text")));
    }
    let event = ClaimEvent { kind, on, until, rate };
    let done = if kind == ClaimEventKind::InsolvencyOpened { t!("claims-insolvency-done") } else { t!("claims-recorded-done") };
    told(&to, app::claims::record_event(site.app(), &session.scope, DebtorId(id), item, event, &typed.motif).await, &done)
}

/// Which event is cancelled, and why.
#[derive(Debug, Deserialize)]
pub struct Cancel {
    #[serde(default)]
    evenement: Uuid,
    #[serde(default)]
    motif: String,
}

/// Cancels an event.
pub async fn cancel(State(site): State<Site>, session: Session, Path(id): Path<Uuid>, Form(typed): Form<Cancel>) -> Answer {
    let to = format!("/debiteurs/{id}#prescription");
    let event = ClaimEventId(typed.evenement);
    let result = app::claims::cancel_event(site.app(), &session.scope, DebtorId(id), event, &typed.motif).await;
    told(&to, result, &t!("claims-cancelled-done"))
}
