//! « Prescription et preuves » on a debtor's page: the dates of each open item, what happened to the claims,
//! and the form to record an event. The program shows dates and texts; the reader qualifies.

use app::Permission;
use app::claims::{ClaimEventRow, ClaimFile, ItemClaim};
use app::text::locale;
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
use super::debtor::{LIFE, life_of};
use super::debtor_tab::{Place, Tab, file};
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

/// The section of a debtor's file; nothing for one that owes nothing and to whom nothing happened.
pub(super) async fn section(site: &Site, session: &Session, place: &Place) -> Result<Markup, Failure> {
    let known = app::claims::claim_file(site.app(), &session.scope, place.debtor).await?;
    if known.items.is_empty() && known.events.is_empty() {
        return Ok(html! {});
    }
    let may = session.may(Permission::ManageClaims);
    let today = site.app().today();
    Ok(html! {
        section.card.flush #prescription {
            header { h2 { (t!("claims-title")) } a href="/prescription" { (t!("claims-all")) } }
            @if let Some(on) = known.insolvent_on {
                div.pad { (flash(Tone::Late, &html! { (t!("claims-insolvent", date = locale::date(on))) })) }
            }
            @if !known.items.is_empty() { (items(&known, place, today)) }
            p.muted.pad { (t!("claims-caution")) }
        }
        div.grid.two {
            (events(&known, place, may))
            @if may { (event_form(place.debtor, None)) }
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

/// Items a page.
const ITEMS_SHOWN: u32 = 12;
/// Events a page.
const EVENTS_SHOWN: u32 = 10;

fn items(file: &ClaimFile, place: &Place, today: Date) -> Markup {
    let (shown, ways) = place.cut(&file.items, "prescription", ITEMS_SHOWN);
    html! {
        table.table.cards {
            caption.sr { (t!("claims-title")) }
            thead { tr {
                th scope="col" { (t!("column-number")) } th scope="col" { (t!("column-watch")) } th scope="col" { (t!("column-possible")) }
                th scope="col" { (t!("column-start")) } th scope="col" { (t!("column-preflight")) } th.r scope="col" { (t!("column-open")) }
            } }
            tbody { @for claim in shown { (row(claim, &file.debtor.id, today)) } }
        }
        @if !ways.0.is_empty() { div.pad { (ways) } }
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

fn events(file: &ClaimFile, place: &Place, may: bool) -> Markup {
    // What happened last is what is looked for.
    let newest: Vec<&ClaimEventRow> = file.events.iter().rev().collect();
    let (shown, ways) = place.cut(&newest, "evenements", EVENTS_SHOWN);
    html! {
        div.card.flush #evenements {
            header { h2 { (t!("claims-events")) } }
            @if file.events.is_empty() { p.muted.pad { (t!("claims-events-empty")) } }
            @else {
                table.table.cards {
                    caption.sr { (t!("claims-events")) }
                    thead { tr { th scope="col" { (t!("column-day")) } th scope="col" { (t!("column-what")) } th scope="col" { (t!("column-about")) } th scope="col" { (t!("column-act")) } } }
                    tbody { @for row in shown { (event_row(row, file, may)) } }
                }
                @if !ways.0.is_empty() { div.pad { (ways) } }
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

/// Records what happened to one item, or to the whole account.
pub(super) fn event_form(debtor: DebtorId, item: Option<OpenItemId>) -> Markup {
    html! {
        div.card #evenement {
            header { h2 { (t!("claims-record")) } }
            form.stack method="post" action={ "/debiteurs/" (debtor) "/evenement" } {
                div.field { label for="nature" { (t!("claims-event")) }
                    select #nature name="nature" { @for kind in ClaimEventKind::ALL { option value=(kind.code()) { (app::text::claims::event_kind(kind)) } } }
                    small { (t!("claims-event-help")) }
                }
                (day::field("jour", "jour", &html! { (t!("claims-event-day")) }, ""))
                @match item {
                    Some(item) => { input type="hidden" name="poste" value=(item); input type="hidden" name="retour" value=(LIFE); }
                    None => p.muted { (t!("claims-whole-account")) " " a href=(file(debtor, Tab::Statement)) { (t!("claims-one-item")) } },
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
    retour: String,
    #[serde(default)]
    jusque: String,
    #[serde(default)]
    taux: String,
    #[serde(default)]
    motif: String,
}

/// Records an event.
pub async fn record(State(site): State<Site>, session: Session, Path(id): Path<Uuid>, Form(typed): Form<Typed>) -> Answer {
    let item: Option<OpenItemId> = typed.poste.parse().ok();
    let to = match item {
        Some(item) if typed.retour == LIFE => life_of(id, item),
        _ => file(id, Tab::Disputes).at("prescription").to_string(),
    };
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
    let to = file(id, Tab::Disputes).at("evenements").to_string();
    let event = ClaimEventId(typed.evenement);
    let result = app::claims::cancel_event(site.app(), &session.scope, DebtorId(id), event, &typed.motif).await;
    told(&to, result, &t!("claims-cancelled-done"))
}
