//! What leaves tonight: who gets what, what is held and why, what waits for a person.

use app::Permission;
use app::text::locale;
use app::tonight::{CONFIRMATION, HeldLine, PlannedLine, Tonight};
use axum::Form;
use axum::extract::{Query, State};
use domain::Currency;
use domain::dunning::Channel;
use maud::{Markup, html};
use serde::Deserialize;

use super::day;
use super::parts::{actions_table, channel_icon, state_pill, with_icon};
use super::{Answer, Failure, Sheet, framed, head};
use crate::components::amount::amount;
use crate::components::date::date;
use crate::components::flash::{empty, flash};
use crate::components::icon::{Icon, icon};
use crate::components::pager::Pager;
use crate::components::pill::Tone;
use crate::components::shell::Section;
use crate::link::Link;
use crate::session::{Session, back};
use crate::site::Site;
use crate::t;

/// Where the page is.
const HERE: &str = "/ce-soir";
/// Lines of each list a page.
const PER_PAGE: u32 = 24;
/// Names in the question before sending.
const NAMED: usize = 40;

/// Which page of each list.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    page: String,
    attente: String,
    retenus: String,
}

impl Asked {
    fn link(&self) -> Link {
        Link::new(HERE).with("page", &self.page).with("attente", &self.attente).with("retenus", &self.retenus)
    }
}

/// A page of a list, what leads to the others, and what is said of those that the lists do not hold.
fn paged<T>(lines: &[T], (asked, key, number): (&Asked, &str, &str), all: usize, table: impl Fn(&[T]) -> Markup) -> Markup {
    let pager = Pager { page: number.parse().unwrap_or(1), per_page: PER_PAGE, total: lines.len() as u64 };
    html! {
        (table(pager.of(lines)))
        @if lines.len() > PER_PAGE as usize { (pager.render_as(&asked.link(), key)) }
        @if all > lines.len() { p.muted { (t!("tonight-first", shown = lines.len(), count = locale::thousands(all as u64))) } }
    }
}

/// The page.
pub async fn show(State(site): State<Site>, session: Session, Query(asked): Query<Asked>) -> Answer {
    let tonight = app::tonight::shown(site.app(), &session.scope).await?;
    let is_today = tonight.on == site.app().today();
    let notice = super::sources::notice(&site, &session).await?;
    let body = view(&tonight, is_today, &session, (&notice, &asked));
    framed(&site, &session, Sheet::new(t!("nav-tonight"), Section::Tonight, body)).await
}

fn view(tonight: &Tonight, is_today: bool, session: &Session, (notice, asked): (&Markup, &Asked)) -> Markup {
    let totals = &tonight.totals;
    html! {
        (head(&t!("nav-tonight"), &html! {
            (t!("tonight-sub", date = locale::date_full(tonight.on))) " · " (t!("tonight-mails", count = totals.mails)) " (" (amount(totals.asked, Currency::EUR)) ") · " (t!("tonight-tasks", count = totals.tasks)) @if !totals.cost.is_zero() { " · " (t!("tonight-cost")) " " (amount(totals.cost, Currency::EUR)) }
        }, &html! {
            a.btn href="/courriers" { (icon(Icon::Document)) (t!("letters-title")) }
            @if session.may(Permission::ViewMessages) { a.btn href="/a-valider" { (icon(Icon::Done)) (t!("approvals-title")) } }
        }))
        (notice)
        (warnings(tonight, is_today))
        @if is_today && session.may(Permission::RunNight) { (run_form(tonight)) }
        div.figures {
            div.figure { span.label { (t!("night-asked")) } span.value { (tonight.counts.send) } }
            div.figure { span.label { (t!("night-held")) } span.value { (tonight.counts.hold) } }
            div.figure { span.label { (t!("night-not-yet")) } span.value { (tonight.counts.not_yet) } }
            div.figure { span.label { (t!("night-exhausted")) } span.value { (tonight.counts.exhausted) } }
        }
        section.card.flush #prevus {
            header { h2 { (t!("planned-title")) } span.muted { (t!("debtors-sub", count = totals.planned)) } }
            @if tonight.planned.is_empty() { (empty(&t!("planned-empty-title"), &t!("planned-empty-text"), None)) }
            @else { (paged(&tonight.planned, (asked, "page", &asked.page), totals.planned, |lines| planned(lines, session))) }
        }
        section.card.flush #attente {
            header { h2 { (t!("waiting-title")) } span.muted { (t!("waiting-sub")) } }
            @if tonight.waiting.is_empty() { (empty(&t!("waiting-empty-title"), &t!("waiting-empty-text"), None)) }
            @else { (paged(&tonight.waiting, (asked, "attente", &asked.attente), 0, |lines| actions_table(lines, tonight.freshness.today))) }
        }
        section.card.flush #retenus {
            header { h2 { (t!("held-list-title")) } span.muted { (t!("held-list-sub")) } }
            @if tonight.held.is_empty() { (empty(&t!("held-empty-title"), &t!("held-empty-text"), None)) }
            @else { (paged(&tonight.held, (asked, "retenus", &asked.retenus), totals.held, held)) }
        }
    }
}

fn warnings(tonight: &Tonight, is_today: bool) -> Markup {
    html! {
        @if !tonight.missing_mentions.is_empty() {
            (flash(Tone::Late, &html! { (t!("mentions-missing", mentions = tonight.missing_mentions.iter().map(|mention| app::text::mention(*mention)).collect::<Vec<_>>().join(", "))) }))
        }
        @if !is_today { (flash(Tone::Accent, &html! { (t!("next-working-night", date = locale::date_full(tonight.on))) })) }
    }
}

fn run_form(tonight: &Tonight) -> Markup {
    let (count, sum) = (tonight.totals.mails, tonight.totals.asked);
    let named = tonight.planned.iter().filter(|line| line.channel == Channel::Email && !has_left(line)).take(NAMED).collect::<Vec<_>>();
    let more = count.saturating_sub(named.len());
    html! {
        form.card.run method="post" action="/ce-soir/lancer" data-confirm=[(count > 0).then_some("send")] {
            @if let Some(cap) = tonight.first_send {
                div.field { label for="confirmation" { (t!("first-send-label", word = CONFIRMATION)) } input #confirmation name="confirmation" autocomplete="off" required; small { (t!("first-send-help", cap = cap)) } }
            }
            @else { input type="hidden" name="confirmation" value=""; span.muted { (t!("run-help")) } }
            button.btn.go type="submit" { (icon(Icon::Send)) (t!("run-do", count = count)) }
        }
        dialog #send aria-labelledby="send-title" {
            h2 #send-title { (t!("confirm-title")) }
            p { (t!("confirm-text", count = count)) " " strong { (amount(sum, Currency::EUR)) } }
            ul.names {
                @for line in &named {
                    li { span { (line.debtor_name) " " span.muted { (line.recipient) } } (amount(line.asked, line.currency)) }
                }
                @if more > 0 { li { span.muted { (t!("and-more", count = more)) } } }
            }
            div.acts { button.btn type="button" data-dismiss="" { (t!("confirm-cancel")) } button.btn.go type="button" data-agree="" { (t!("run-do", count = count)) } }
        }
    }
}

fn planned(lines: &[PlannedLine], session: &Session) -> Markup {
    html! {
        table.table.cards {
            caption.sr { (t!("planned-title")) }
            thead { tr {
                th scope="col" { (t!("column-debtor")) } th scope="col" { (t!("column-step")) } th.w scope="col" { (t!("column-items")) }
                th scope="col" { (t!("column-recipient")) } th.r scope="col" { (t!("column-asked")) } th.r.w scope="col" { (t!("column-net")) } th scope="col" { (t!("column-act")) }
            } }
            tbody {
                @for line in lines {
                    tr data-row="" {
                        td.lead { a.open href={ "/debiteurs/" (line.debtor) } { (line.debtor_name) } small { (line.debtor_code) } }
                        td.long data-label=(t!("column-step")) { (with_icon(channel_icon(line.channel), &html! { (app::text::step(&line.step_key)) })) @if let Some(state) = line.already { " " (state_pill(state, line.channel)) } }
                        td.w.long data-label=(t!("column-items")) { (numbers(line)) }
                        td.long data-label=(t!("column-recipient")) { @if line.recipient.is_empty() { span.muted { "–" } } @else { small { (line.recipient) } } }
                        td.r.key { (amount(line.asked, line.currency)) small { (t!("items", count = line.items.len())) } }
                        td.r.w.long data-label=(t!("column-net")) { (amount(line.net, line.currency)) }
                        td.full {
                            @if !has_left(line) && session.may(Permission::HoldReminders) {
                                details { summary.btn.small { (t!("hold-do")) }
                                    form.stack method="post" action={ "/debiteurs/" (line.debtor) "/pause" } {
                                        input type="hidden" name="retour" value="ce-soir";
                                        div.field { label for={ "note-" (line.debtor) } { (t!("pause-note")) } input id={ "note-" (line.debtor) } name="note" required maxlength="300"; }
                                        (day::field(&format!("until-{}", line.debtor), "until", &html! { (t!("pause-until")) " " span.muted { (t!("field-optional")) } }, ""))
                                        button.btn.small type="submit" { (t!("pause-do")) }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Whether it is too late to hold it: a queued message is checked again before it leaves.
fn has_left(line: &PlannedLine) -> bool {
    line.already.is_some_and(|state| !app::tonight::is_ahead(state))
}

/// The first numbers, and how many more.
fn numbers(line: &PlannedLine) -> Markup {
    const NAMED: usize = 3;
    let named: Vec<&str> = line.items.iter().take(NAMED).map(|(number, _)| number.as_str()).collect();
    let more = line.items.len().saturating_sub(NAMED);
    html! { small { (named.join(", ")) @if more > 0 { " " (t!("and-more", count = more)) } } }
}

fn held(lines: &[HeldLine]) -> Markup {
    html! {
        table.table.cards {
            caption.sr { (t!("held-list-title")) }
            thead { tr { th scope="col" { (t!("column-debtor")) } th scope="col" { (t!("column-reason")) } th scope="col" { (t!("column-until")) } th.r scope="col" { (t!("column-amount")) } } }
            tbody {
                @for line in lines {
                    tr data-row="" {
                        td.lead { a.open href={ "/debiteurs/" (line.debtor) } { (line.debtor_name) } small { (line.debtor_code) } }
                        td.full { (app::text::hold_reason(line.reason)) }
                        td data-label=(t!("column-until")) { @if let Some(until) = line.until { (date(until)) } @else { span.muted { "–" } } }
                        td.r.key { (amount(line.amount, line.currency)) small { (t!("items", count = line.items)) } }
                    }
                }
            }
        }
    }
}

/// What was typed to send.
#[derive(Debug, Deserialize)]
pub struct Run {
    #[serde(default)]
    confirmation: String,
}

/// Runs the night and sends.
pub async fn run(State(site): State<Site>, session: Session, Form(typed): Form<Run>) -> Answer {
    match app::tonight::run_now(site.app(), &session.scope, &typed.confirmation).await {
        Ok(ran) => {
            let tone = if ran.failed + ran.unknown > 0 { Tone::Late } else { Tone::Ok };
            let failed = ran.failed + ran.unknown;
            let text = t!("ran", queued = ran.queued, sent = ran.sent, cancelled = ran.cancelled, failed = failed, left = ran.left);
            Ok(back("/ce-soir", tone, &text))
        }
        Err(error) if matches!(error.status(), 409 | 422 | 503) => Ok(back("/ce-soir", Tone::Late, &error.french())),
        Err(error) => Err(Failure::from(error)),
    }
}
