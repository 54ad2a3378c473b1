//! The disputes: a board by step, a list that can be searched and exported, and the figures.

use app::Permission;
use app::dispute::{self, Card, Filter, List, Order, PER_PAGE, Report};
use app::text::locale;
use axum::extract::{Query, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::IntoResponse;
use domain::dispute::Reason;
use domain::{Currency, Date};
use maud::{Markup, html};
use serde::Deserialize;

use super::parts::select;
use super::{Answer, Sheet, framed, head};
use crate::components::amount::amount;
use crate::components::date::{date, short_date};
use crate::components::flash::empty;
use crate::components::icon::{Icon, icon};
use crate::components::pager::Pager;
use crate::components::pill::{Tone, pill};
use crate::components::shell::Section;
use crate::link::Link;
use crate::session::Session;
use crate::site::Site;
use crate::t;

const HERE: &str = "/litiges";
/// The columns of the board.
const COLUMNS: [&str; 4] = ["open", "asked", "answered", "credit"];
/// Cards shown in a column.
const SHOWN: usize = 30;

/// The address's parameters.
#[derive(Debug, Default, Clone, Deserialize)]
pub struct Asked {
    #[serde(default)]
    voir: String,
    #[serde(default)]
    q: String,
    #[serde(default)]
    motif: String,
    #[serde(default)]
    chez: String,
    #[serde(default)]
    etape: String,
    #[serde(default)]
    retard: String,
    #[serde(default)]
    tri: String,
    #[serde(default)]
    page: String,
}

impl Asked {
    fn filter(&self) -> Filter {
        Filter {
            words: self.q.clone(),
            reason: Reason::from_code(&self.motif),
            owner: self.chez.clone(),
            column: if COLUMNS.contains(&self.etape.as_str()) || self.etape == "closed" { self.etape.clone() } else { String::new() },
            late: self.retard == "oui",
            with_closed: self.etape == "tous",
        }
    }

    fn order(&self) -> Order {
        match self.tri.as_str() {
            "montant" => Order::Amount,
            "age" => Order::Age,
            "nom" => Order::Name,
            _ => Order::Limit,
        }
    }

    fn link(&self, path: &str) -> Link {
        Link::new(path)
            .with("voir", &self.voir)
            .with("q", &self.q)
            .with("motif", &self.motif)
            .with("chez", &self.chez)
            .with("etape", &self.etape)
            .with("retard", &self.retard)
            .with("tri", &self.tri)
    }
}

/// The board, the list or the figures.
pub async fn show(State(site): State<Site>, session: Session, Query(asked): Query<Asked>) -> Answer {
    let today = site.app().today();
    let is_list = asked.voir == "liste";
    let number = asked.page.parse().unwrap_or(1).max(1);
    let list = dispute::list(site.app(), &session.scope, &asked.filter(), asked.order(), if is_list { number } else { 0 }).await?;
    let acts = html! {
        a.btn href=(asked.link("/litiges.csv")) { (icon(Icon::Download)) (t!("export-csv")) }
        @if session.may(Permission::Administer) { a.btn href="/litiges/reglages" { (t!("disputes-settings")) } }
    };
    let body = html! {
        (head(&t!("disputes-title"), &html! { (t!("disputes-sub", count = list.living, late = list.late)) }, &acts))
        (views(&asked))
        @if asked.voir == "chiffres" { (figures(&dispute::report(site.app(), &session.scope).await?)) }
        @else {
            (filters(&asked, &list))
            (sums(&asked, &list))
            @if list.cards.is_empty() { (nothing(&asked, &list)) }
            @else if is_list {
                section.card.flush { h2.sr { (t!("disputes-title")) } (table(&list.cards, today)) }
                (Pager { page: number, per_page: PER_PAGE, total: list.total }.render(&asked.link(HERE)))
            }
            @else { (board(&list.cards, today)) }
        }
    };
    framed(&site, &session, Sheet::new(t!("disputes-title"), Section::Disputes, body)).await
}

/// The list as a table for spreadsheets.
pub async fn csv(State(site): State<Site>, session: Session, Query(asked): Query<Asked>) -> Answer {
    let list = dispute::list(site.app(), &session.scope, &asked.filter(), asked.order(), 0).await?;
    let name = format!("attachment; filename=\"litiges-{}.csv\"", site.app().today());
    Ok(([(CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (CONTENT_DISPOSITION, name)], dispute::csv(&list)).into_response())
}

fn views(asked: &Asked) -> Markup {
    let shown = [("", t!("disputes-board")), ("liste", t!("disputes-list")), ("chiffres", t!("disputes-figures"))];
    html! {
        nav.views aria-label=(t!("disputes-views")) {
            @for (key, word) in &shown { a href=(asked.link(HERE).with("voir", key)) aria-current=[(asked.voir == *key).then_some("page")] { (word) } }
        }
    }
}

fn filters(asked: &Asked, list: &List) -> Markup {
    let mut reasons = vec![(String::new(), t!("disputes-all-reasons"))];
    reasons.extend(Reason::ALL.map(|reason| (reason.code().to_owned(), app::text::dispute::reason(reason))));
    let mut owners = vec![(String::new(), t!("disputes-all-owners"))];
    owners.extend(list.owners.iter().map(|owner| (owner.clone(), owner.clone())));
    let mut steps = vec![(String::new(), t!("disputes-living"))];
    steps.extend(COLUMNS.into_iter().chain(["closed"]).map(|code| (code.to_owned(), app::text::dispute::column(code))));
    steps.push(("tous".to_owned(), t!("disputes-with-closed")));
    let late = [("", t!("disputes-any-limit")), ("oui", t!("disputes-only-late"))].map(|(key, word)| (key.to_owned(), word));
    let orders = [
        ("", t!("disputes-by-limit")),
        ("montant", t!("disputes-by-amount")),
        ("age", t!("disputes-by-age")),
        ("nom", t!("disputes-by-name")),
    ]
    .map(|(key, word)| (key.to_owned(), word));
    html! {
        form.filters method="get" action=(HERE) data-auto="" {
            @if !asked.voir.is_empty() { input type="hidden" name="voir" value=(asked.voir); }
            div.field.grow { label for="q" { (t!("disputes-search")) } input #q type="search" name="q" value=(asked.q); }
            (select("motif", &t!("dispute-reason"), &reasons, &asked.motif))
            (select("chez", &t!("dispute-owner"), &owners, &asked.chez))
            @if asked.voir == "liste" { (select("etape", &t!("dispute-step"), &steps, &asked.etape)) }
            (select("retard", &t!("dispute-limit"), &late, &asked.retard))
            (select("tri", &t!("disputes-order"), &orders, &asked.tri))
            button.btn.auto type="submit" { (t!("apply-filters")) }
        }
    }
}

fn sums(asked: &Asked, list: &List) -> Markup {
    html! {
        div.figures {
            div.figure { span.label { (t!("disputes-shown")) } span.value { (locale::thousands(list.total)) } }
            @for (currency, held) in &list.held { div.figure { span.label { (t!("disputes-held")) } span.value { (amount(*held, *currency)) } } }
            a.figure href=(asked.link(HERE).with("retard", "oui")) { span.label { (t!("disputes-late")) } span.value { (locale::thousands(list.late)) } }
        }
    }
}

fn nothing(asked: &Asked, list: &List) -> Markup {
    let filtered = [&asked.q, &asked.motif, &asked.chez, &asked.etape, &asked.retard].iter().any(|value| !value.is_empty());
    if filtered && list.living > 0 {
        empty(&t!("disputes-none-title"), &t!("disputes-none-text"), Some(&html! { a.btn href=(HERE) { (t!("disputes-see-all")) } }))
    } else {
        empty(&t!("disputes-empty-title"), &t!("disputes-empty-text"), Some(&html! { a.btn.go href="/debiteurs" { (t!("nav-debtors")) } }))
    }
}

fn board(cards: &[Card], today: Date) -> Markup {
    html! {
        div.board {
            @for code in COLUMNS {
                @let own: Vec<&Card> = cards.iter().filter(|card| card.column == code).collect();
                section {
                    h2 { (app::text::dispute::column(code)) " " span.n { (own.len()) } }
                    @if own.is_empty() { p.muted { (t!("disputes-column-empty")) } }
                    @for card in own.iter().take(SHOWN) { (tile(card, today)) }
                    @let more: usize = own.len().saturating_sub(SHOWN);
                    @if more > 0 { p { a href={ (HERE) "?voir=liste&etape=" (code) } { (t!("disputes-more", count = more)) } } }
                }
            }
        }
    }
}

fn tile(card: &Card, today: Date) -> Markup {
    html! {
        article.tile {
            p { a.open href={ (HERE) "/" (card.id) } { strong { (card.debtor.2) } } }
            p.big { (amount(card.held, card.currency)) }
            p { (app::text::dispute::reason(card.reason)) " · " (card.numbers.join(", ")) }
            p.muted { (card.waits_for()) " · " (t!("dispute-age", days = card.age)) }
            p { (limit(card, today)) }
        }
    }
}

/// The time limit, in its colour.
pub(super) fn limit(card: &Card, today: Date) -> Markup {
    let Some(due) = card.due_on.filter(|_| card.outcome.is_none()) else { return html! {} };
    html! {
        @if card.late_days > 0 { (pill(Tone::Late, &t!("dispute-late", days = card.late_days))) }
        @else if card.late_days >= -2 { (pill(Tone::Soon, &t!("dispute-due-soon", day = locale::date(due)))) }
        @else { span.muted { (t!("dispute-due")) " " (short_date(due, today)) } }
    }
}

/// Where a dispute stands, in its colour.
pub(super) fn state(card: &Card) -> Markup {
    match card.outcome {
        Some(outcome) => pill(Tone::Neutral, &app::text::dispute::outcome(outcome)),
        None => pill(
            match card.column {
                "answered" => Tone::Accent,
                "credit" => Tone::Soon,
                _ => Tone::Disputed,
            },
            &app::text::dispute::column(card.column),
        ),
    }
}

fn table(cards: &[Card], today: Date) -> Markup {
    html! {
        table.table.cards {
            caption.sr { (t!("disputes-title")) }
            thead { tr {
                th scope="col" { (t!("column-debtor")) } th scope="col" { (t!("dispute-reason")) } th scope="col" { (t!("dispute-owner")) }
                th.r scope="col" { (t!("dispute-held")) } th.r scope="col" { (t!("dispute-age-head")) } th scope="col" { (t!("dispute-limit")) } th scope="col" { (t!("column-state")) }
            } }
            tbody { @for card in cards { tr data-row="" {
                td.lead { a.open href={ (HERE) "/" (card.id) } { (card.debtor.2) } small { (card.debtor.1) " · " (card.numbers.join(", ")) } }
                td.long data-label=(t!("dispute-reason")) { (app::text::dispute::reason(card.reason)) @if !card.note.is_empty() { small { (card.note.chars().take(90).collect::<String>()) } } }
                td data-label=(t!("dispute-owner")) { (card.waits_for()) @if card.waits_for() != card.owner_name() { small { (t!("dispute-owned-by", owner = card.owner_name())) } } }
                td.r.key { (amount(card.held, card.currency)) @if card.claimed != card.held { small { (t!("out-of")) " " (amount(card.claimed, card.currency)) } } }
                td.r data-label=(t!("dispute-age-head")) { (t!("dispute-age", days = card.age)) }
                td data-label=(t!("dispute-limit")) { (limit(card, today)) @if let Some(on) = card.closed_on { (date(on)) } }
                td data-label=(t!("column-state")) { (state(card)) }
            } } }
        }
    }
}

/// Thousandths as a percentage.
fn percent(thousandths: Option<i64>) -> String {
    thousandths.map_or_else(|| "–".to_owned(), |share| locale::percent(format!("{},{}", share / 10, share % 10)))
}

/// Tenths of a day.
fn days(tenths: Option<i64>) -> String {
    tenths.map_or_else(|| "–".to_owned(), |days| t!("dispute-days-value", days = locale::decimal(&format!("{},{}", days / 10, days % 10))))
}

fn figures(report: &Report) -> Markup {
    let number = |days: Option<i64>| days.map_or_else(|| "–".to_owned(), |days| t!("dispute-age", days = days));
    let euro = Currency::EUR;
    html! {
        div.figures {
            div.figure { span.label { (t!("disputes-held")) } span.value { (amount(report.held, euro)) } small { (t!("disputes-of-owed")) " " (amount(report.owed, euro)) } }
            div.figure { span.label { (t!("disputes-share")) } span.value { (percent(report.share)) } }
            div.figure { span.label { (t!("disputes-dso")) } span.value { (days(report.dso_disputed)) } small { (t!("disputes-dso-of", total = days(report.dso), without = days(report.dso_without))) } }
            div.figure { span.label { (t!("disputes-cycle")) } span.value { (number(report.all.median)) } small { (t!("disputes-p90")) " " (number(report.all.p90)) } }
            div.figure { span.label { (t!("disputes-won")) } span.value { (percent(report.all.win_rate())) } small { (t!("disputes-closed-count", count = report.all.closed)) } }
        }
        section.card.flush {
            header { h2 { (t!("disputes-by-reason")) } span.muted { (t!("disputes-since")) " " (date(report.since)) } }
            @if report.reasons.is_empty() { (empty(&t!("disputes-figures-empty-title"), &t!("disputes-figures-empty-text"), None)) }
            @else {
                table.table.cards {
                    caption.sr { (t!("disputes-by-reason")) }
                    thead { tr {
                        th scope="col" { (t!("dispute-reason")) } th.r scope="col" { (t!("disputes-living-head")) } th.r scope="col" { (t!("dispute-held")) } th.r scope="col" { (t!("disputes-closed-head")) }
                        th.r scope="col" { (t!("disputes-median")) } th.r scope="col" { (t!("disputes-p90")) } th.r scope="col" { (t!("disputes-founded-head")) } th.r scope="col" { (t!("disputes-won")) }
                    } }
                    tbody { @for line in &report.reasons { tr {
                        td.lead { a href={ (HERE) "?voir=liste&motif=" (line.reason.code()) } { (app::text::dispute::reason(line.reason)) } }
                        td.r data-label=(t!("disputes-living-head")) { (line.living) }
                        td.r.key { (amount(line.held, euro)) }
                        td.r data-label=(t!("disputes-closed-head")) { (line.spread.closed) }
                        td.r data-label=(t!("disputes-median")) { (number(line.spread.median)) }
                        td.r data-label=(t!("disputes-p90")) { (number(line.spread.p90)) }
                        td.r data-label=(t!("disputes-founded-head")) { (line.spread.founded) }
                        td.r data-label=(t!("disputes-won")) { (percent(line.spread.win_rate())) }
                    } } }
                }
            }
        }
        section.card.flush {
            header { h2 { (t!("disputes-by-owner")) } }
            @if report.owners.is_empty() { (empty(&t!("disputes-owners-empty-title"), &t!("disputes-owners-empty-text"), None)) }
            @else {
                table.table.cards {
                    caption.sr { (t!("disputes-by-owner")) }
                    thead { tr { th scope="col" { (t!("dispute-owner")) } th.r scope="col" { (t!("disputes-living-head")) } th.r scope="col" { (t!("dispute-held")) } th.r scope="col" { (t!("disputes-late")) } th.r scope="col" { (t!("disputes-held-late")) } } }
                    tbody { @for line in &report.owners { tr {
                        td.lead { a href=(Link::new(HERE).with("voir", "liste").with("chez", &line.owner)) { (line.owner) } }
                        td.r data-label=(t!("disputes-living-head")) { (line.living) }
                        td.r.key { (amount(line.held, euro)) }
                        td.r data-label=(t!("disputes-late")) { (line.late) }
                        td.r data-label=(t!("disputes-held-late")) { (amount(line.held_late, euro)) }
                    } } }
                }
            }
        }
        p.muted { (t!("disputes-figures-how")) }
    }
}
