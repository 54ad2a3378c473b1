//! One glance: what is owed, what is late, what left last night, what waits.

use app::dashboard::{Dashboard, LastNight};
use app::debtors::DebtorLine;
use app::text::locale;
use app::{Permission, Role};
use axum::extract::State;
use domain::ledger::Bucket;
use maud::{Markup, html};

use super::parts::{actions_table, at};
use super::{Answer, Sheet, framed, head, limitation, sources};
use crate::components::aged::{bar_with_legend, columns};
use crate::components::amount::{amount, late_amount, percent};
use crate::components::date::days_late;
use crate::components::flash::{empty, flash};
use crate::components::pill::Tone;
use crate::components::shell::Section;
use crate::session::Session;
use crate::site::Site;
use crate::t;

/// Rows of the night shown before "see all".
const SHOWN: usize = 8;

/// The page.
pub async fn show(State(site): State<Site>, session: Session) -> Answer {
    if !session.may(Permission::ViewReceivables) {
        return super::own::home(&site, &session).await;
    }
    let board = app::dashboard::dashboard(site.app(), &session.scope).await?;
    let body = if board.debtors_open == 0 && board.last_night.is_none() {
        nothing_yet(&site, &session).await?
    } else {
        let notices = html! { (super::first_steps::card(&site, &session).await?) (sources::notice(&site, &session).await?) (limitation::notice(&site, &session).await?) (super::promises::notice(&site, &session).await?) (super::goals::card(&site, &session, &board.total).await?) };
        let readings = match session.scope.actor.role {
            // A collector's home is the day's work; a director's is what it comes to; the others have both.
            Role::Collector => html! { (to_agree(&site, &session, false).await?) (super::agenda::home(&site, &session).await?) },
            Role::Director => {
                html! { (to_agree(&site, &session, true).await?) (super::figures::home(&site, &session).await?) (super::agenda::changed(&site, &session).await?) }
            }
            Role::ReadOnly => super::figures::home(&site, &session).await?,
            _ => {
                html! { (to_agree(&site, &session, false).await?) (super::figures::home(&site, &session).await?) (super::agenda::home(&site, &session).await?) }
            }
        };
        view(&board, &notices, &readings)
    };
    framed(&site, &session, Sheet::new(t!("nav-dashboard"), Section::Dashboard, body)).await
}

/// What waits for the word of whoever may agree to what is beyond the house's limits; nothing for the others, nor when nothing does unless
/// that is to be said.
pub(super) async fn to_agree(site: &Site, session: &Session, says_none: bool) -> Result<Markup, super::Failure> {
    if !session.may(Permission::ApproveAgreements) {
        return Ok(Markup::default());
    }
    let asked = app::plans::PlansQuery { standing: Some(domain::plan::Standing::ToApprove), ..Default::default() };
    let plans = app::plans::board(site.app(), &session.scope, &asked).await?.lines;
    let asked = app::compromises::CompromisesQuery { all: true, ..Default::default() };
    let mut compromises = app::compromises::board(site.app(), &session.scope, &asked).await?.lines;
    compromises.retain(|line| matches!(line.state, domain::compromise::State::ToApprove { .. }));
    let count: usize = plans.len() + compromises.len();
    if count == 0 && !says_none {
        return Ok(Markup::default());
    }
    let row = |to: String, name: &str, reference: &str, sum: Markup| {
        html! { tr data-row="" { td.lead { a.open href=(to) { (name) } small { (reference) } } td.r.key { (sum) } } }
    };
    Ok(html! {
        section.card.flush #a-valider {
            header { h2 { (t!("home-to-agree", count = count)) } }
            @if plans.is_empty() && compromises.is_empty() { p.pad.muted { (t!("home-to-agree-none")) } }
            @else {
                table.table.compact.cards {
                    caption.sr { (t!("home-to-agree", count = count)) }
                    thead { tr { th scope="col" { (t!("column-debtor")) } th.r scope="col" { (t!("column-amount")) } } }
                    tbody {
                        @for line in &plans { (row(format!("/echeanciers/{}", line.id), &line.debtor_name, &line.reference, amount(line.total, line.currency))) }
                        @for line in &compromises { (row(format!("/accords/{}", line.id), &line.debtor_name, &line.reference, amount(line.left, line.currency))) }
                    }
                }
            }
        }
    })
}

async fn nothing_yet(site: &Site, session: &Session) -> Result<Markup, super::Failure> {
    let steps = super::first_steps::card(site, session).await?;
    let action = html! { div.acts { @if session.may(Permission::Import) { a.btn.go href="/imports" { (t!("dashboard-empty-do")) } } } };
    let has_steps = !steps.0.is_empty();
    Ok(html! {
        (head(&t!("nav-dashboard"), &html! { (t!("dashboard-empty-sub")) }, &html! {}))
        (steps)
        @if !has_steps { (empty(&t!("dashboard-empty-title"), &t!("dashboard-empty-text"), Some(&action))) }
    })
}

fn view(board: &Dashboard, limitation: &Markup, readings: &Markup) -> Markup {
    let currency = board.currency;
    let total = &board.total;
    html! {
        (head(&t!("nav-dashboard"), &html! { (capitalised(&locale::date_full(board.as_of))) }, &html! {
            a.btn href="/indicateurs" { (t!("figures-title")) }
            a.btn href="/objectifs" { (t!("goals-title")) }
            a.btn href="/ce-soir" { (t!("nav-tonight")) }
        }))
        @if !board.missing_mentions.is_empty() {
            (flash(Tone::Soon, &html! { (t!("mentions-missing", mentions = board.missing_mentions.iter().map(|mention| app::text::mention(*mention)).collect::<Vec<_>>().join(", "))) }))
        }
        div.figures {
            a.figure href="/debiteurs?voir=ouverts&tri=-encours" { span.label { (t!("figure-exposure")) } span.value { (amount(total.total(), currency)) } small { (t!("figure-debtors", count = board.debtors_open)) } }
            a.figure href="/debiteurs?voir=echus&tri=-echu" { span.label { (t!("figure-overdue")) } span.value.late { (amount(total.overdue(), currency)) } small { (t!("figure-overdue-share", percent = percent(total.overdue(), total.overdue() + total.get(Bucket::NotDue)).to_string(), count = board.debtors_overdue)) } }
            a.figure href="/ce-soir" { span.label { (t!("figure-to-do")) } span.value { (board.waiting.to_do + board.waiting.awaiting_approval) } small { (t!("figure-to-do-detail", planned = board.waiting.planned)) } }
            a.figure href="/encaissements" { span.label { (t!("figure-to-identify")) } span.value { (board.waiting.to_identify) } small { (amount(board.waiting.to_identify_amount, currency)) } }
        }
        @if board.waiting.unknown + board.waiting.failed > 0 {
            (flash(Tone::Late, &html! { (t!("sends-to-look-at", failed = board.waiting.failed, unknown = board.waiting.unknown)) " " a href="/ce-soir#attente" { (t!("see")) } }))
        }
        (limitation)
        (readings)
        section.grid.two {
            div.card {
                header { h2 { (t!("nav-ageing")) } a href="/balance-agee" { (t!("detail")) } }
                (columns(total, currency, |bucket| super::items::of_bucket(bucket, currency)))
                @if !total.get(Bucket::Credits).is_zero() { p.muted { (app::text::bucket(Bucket::Credits)) (locale::colon()) (amount(total.get(Bucket::Credits), currency)) } }
                @for (other, ageing) in &board.other_currencies { p.muted { (other.code()) (locale::colon()) (amount(ageing.total(), *other)) (bar_with_legend(ageing, *other)) } }
            }
            @if let Some(night) = &board.last_night { (why_not(night)) }
        }
        @if let Some(night) = &board.last_night { (last_night(night, board)) }
        (largest(&board.largest, board))
    }
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().collect::<String>() + letters.as_str()).unwrap_or_default()
}

fn why_not(night: &LastNight) -> Markup {
    html! {
        div.card {
            header { h2 { (t!("night-decisions", date = locale::date(night.business_date))) } }
            dl.kv {
                dt { (t!("night-asked")) } dd { (night.sent_items) }
                dt { (t!("night-held")) } dd { (night.held_items) }
                @for (reason, count) in &night.holds { dt.muted { small { (app::text::hold_reason(*reason)) } } dd.muted { (count) } }
                dt { (t!("night-not-yet")) } dd { (night.not_yet_items) }
                dt { (t!("night-exhausted")) } dd { (night.exhausted_items) }
                dt { strong { (t!("night-open")) } } dd { strong { (night.open_items) } }
            }
        }
    }
}

fn last_night(night: &LastNight, board: &Dashboard) -> Markup {
    html! {
        section.card.flush {
            header {
                h2 { (t!("night-title", date = locale::date(night.business_date))) }
                @if let Some(finished) = night.finished_at { span.muted { (t!("night-finished")) " " (at(finished)) } }
            }
            @if night.actions.is_empty() { (empty(&t!("night-nothing-title"), &t!("night-nothing-text"), None)) }
            @else {
                (actions_table(&night.actions[..night.actions.len().min(SHOWN)], board.as_of))
                @let more = night.actions.len().saturating_sub(SHOWN);
                @if more > 0 {
                    details.behind { summary { (t!("night-all", count = more)) } (actions_table(&night.actions[SHOWN..], board.as_of)) }
                }
                @if night.action_count > app::dashboard::NIGHT_SHOWN {
                    p.muted { a href={ "/journal/decisions?nuit=" (night.business_date) } { (t!("night-whole", count = night.action_count)) } }
                }
            }
        }
    }
}

fn largest(rows: &[DebtorLine], board: &Dashboard) -> Markup {
    html! {
        @if !rows.is_empty() {
            section.card.flush {
                header { h2 { (t!("largest-title")) } a href="/debiteurs?voir=echus&tri=-echu" { (t!("see-all")) } }
                table.table.cards {
                    thead { tr { th scope="col" { (t!("column-debtor")) } th scope="col" { (t!("column-collector")) } th.r scope="col" { (t!("column-overdue")) } th.r scope="col" { (t!("column-exposure")) } th.r scope="col" { (t!("column-oldest")) } } }
                    tbody {
                        @for row in rows {
                            tr data-row="" {
                                td.lead { a.open href={ "/debiteurs/" (row.id) } { (row.name) } small { (row.code) " · " (row.city) } }
                                td data-label=(t!("column-collector")) { (row.collector) }
                                td.r.key { (late_amount(row.ageing.overdue(), board.currency)) }
                                td.r data-label=(t!("column-exposure")) { (amount(row.ageing.total(), board.currency)) }
                                td.r data-label=(t!("column-oldest")) { (days_late(row.oldest_days)) }
                            }
                        }
                    }
                }
            }
        }
    }
}
