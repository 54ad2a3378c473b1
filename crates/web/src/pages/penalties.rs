//! What lateness added: the portfolio by debtor, and the proof sheets of one debtor.

use app::Permission;
use app::interest::{Account, DebtorInterest, ItemInterest, Portfolio, Totals, WaivedWhat};
use app::text::locale::{self, Shown as _, ShownIn as _};
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::IntoResponse;
use domain::ids::{DebtorId, OpenItemId, WaiverId};
use domain::interest::{Entry, Imputation, Indemnity, MovementKind, Sheet};
use domain::{Currency, Date};
use maud::{Markup, html};
use serde::Deserialize;
use uuid::Uuid;

use super::day::{self, Missing};
use super::parts::post;
use super::{Answer, Failure, Sheet as PageSheet, framed, head};
use crate::components::amount::{amount, bare_amount, bare_amount_or_dash};
use crate::components::date::date;
use crate::components::flash::{empty, flash};
use crate::components::icon::{Icon, icon};
use crate::components::pager::Pager;
use crate::components::pill::{Tone, pill};
use crate::components::shell::Section;
use crate::link::Link;
use crate::session::{Session, back};
use crate::site::Site;
use crate::t;

/// Rows a page.
const PER_PAGE: u32 = 100;
/// Items settled late that are shown at most.
const SETTLED_SHOWN: usize = 20;
/// Open ones counted on the page; the statement has all.
const OPEN_SHOWN: usize = 25;

/// The address's parameters.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    au: String,
    #[serde(default)]
    q: String,
    #[serde(default)]
    page: String,
    #[serde(default)]
    soldees: String,
}

impl Asked {
    /// The closing day: today when none was typed, `None` when it cannot be read.
    fn until(&self, today: Date) -> Option<Date> {
        if self.au.trim().is_empty() { Some(today) } else { day::read(&self.au, today, Missing::ThisYear) }
    }
}

/// The portfolio.
pub async fn list(State(site): State<Site>, session: Session, Query(asked): Query<Asked>) -> Answer {
    let today = site.app().today();
    let until = asked.until(today).unwrap_or(today);
    let body = match app::interest::shown(site.app(), &session.scope, until, &asked.q).await {
        Ok(portfolio) => list_view(&portfolio, &asked, today),
        // A half-year without a rate: the page stays, and says what to enter where.
        Err(error @ app::AppError::Law(_)) => html! {
            (head(&t!("nav-penalties"), &html! { (t!("penalties-sub")) }, &html! {}))
            (list_filters(&asked, until))
            (law_missing(&error))
        },
        Err(error) => return Err(error.into()),
    };
    framed(&site, &session, PageSheet { as_of: Some(until), ..PageSheet::new(t!("nav-penalties"), Section::Penalties, body) }).await
}

fn law_missing(error: &app::AppError) -> Markup {
    flash(Tone::Late, &html! { (error.french()) " " a href="/droit#saisir" { (t!("law-go")) } })
}

/// The portfolio as a table for a spreadsheet.
pub async fn list_csv(State(site): State<Site>, session: Session, Query(asked): Query<Asked>) -> Answer {
    let until = asked.until(site.app().today()).ok_or_else(bad_date)?;
    let portfolio = app::interest::shown(site.app(), &session.scope, until, &asked.q).await?;
    let name = format!("attachment; filename=\"penalites-{until}.csv\"");
    Ok(([(CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (CONTENT_DISPOSITION, name)], app::interest::csv(&portfolio))
        .into_response())
}

fn bad_date() -> Failure {
    Failure::from(app::AppError::Invalid { field: "date", reason: t!("bad-date") })
}

fn list_filters(asked: &Asked, until: Date) -> Markup {
    html! {
        form.filters method="get" action="/penalites" data-auto="" {
            (day::field("au", "au", &html! { (t!("closed-on-label")) }, &day::shown(until)))
            div.field.grow { label for="q" { (t!("filter-search")) } input #q type="search" name="q" value=(asked.q); }
            button.btn.auto type="submit" { (t!("apply-filters")) }
        }
    }
}

fn sums(totals: &[(Currency, Totals)]) -> Markup {
    html! {
        @for (currency, sum) in totals {
            div.figures {
                div.figure { span.label { (t!("figure-principal")) } span.value { (amount(sum.principal, *currency)) } }
                div.figure { span.label { (t!("figure-interest")) } span.value { (amount(sum.interest, *currency)) } }
                div.figure { span.label { (t!("figure-indemnity")) } span.value { (amount(sum.indemnity, Currency::EUR)) } }
                div.figure { span.label { (t!("column-total")) } span.value { (amount(sum.total(), *currency)) } }
            }
        }
    }
}

fn list_view(portfolio: &Portfolio, asked: &Asked, today: Date) -> Markup {
    let page: u32 = asked.page.parse().unwrap_or(1).max(1);
    let pager = Pager { page, per_page: PER_PAGE, total: portfolio.rows.len() as u64 };
    let from = (u64::from(page.min(u32::try_from(pager.last()).unwrap_or(page))) - 1) * u64::from(PER_PAGE);
    let rows = portfolio.rows.iter().skip(usize::try_from(from).unwrap_or(0)).take(PER_PAGE as usize);
    let link = |path: &str| Link::new(path).with("au", &asked.au).with("q", &asked.q);
    let to_sheet = |id: DebtorId| Link::new(format!("/debiteurs/{id}/penalites")).with("au", &asked.au);
    html! {
        (head(&t!("nav-penalties"), &html! { (t!("penalties-sub")) }, &html! {
            a.btn href=(link("/penalites.csv")) { (icon(Icon::Download)) (t!("export-csv")) }
            a.btn href="/droit" { (icon(Icon::Document)) (t!("nav-law")) }
        }))
        (list_filters(asked, portfolio.until))
        @if asked.until(today).is_none() { (flash(Tone::Late, &html! { (t!("bad-date")) " " (t!("bad-date-shown", date = locale::date(portfolio.until))) })) }
        @if portfolio.rows.is_empty() { (empty(&t!("penalties-empty-title"), &t!("penalties-empty-text"), None)) }
        @else {
            (sums(&portfolio.totals))
            @if portfolio.without_rule > 0 { p.muted { (t!("penalties-without-rule", count = portfolio.without_rule)) } }
            section {
                table.table.cards {
                    caption.sr { (t!("nav-penalties")) }
                    thead { tr {
                        th scope="col" { (t!("column-debtor")) } th scope="col" { (t!("column-kind")) } th.r scope="col" { (t!("column-items")) } th scope="col" { (t!("column-oldest-due")) }
                        th.r scope="col" { (t!("column-principal")) } th.r scope="col" { (t!("column-interest")) } th.r scope="col" { (t!("column-indemnity")) } th.r scope="col" { (t!("column-total")) }
                    } }
                    tbody {
                        @for row in rows {
                            tr data-row="" {
                                td.lead { a.open href=(to_sheet(row.debtor)) { (row.name) } small { (row.code) @if row.currency != Currency::EUR { " · " (row.currency.code()) } } }
                                td data-label=(t!("column-kind")) { (app::text::debtor_kind(row.kind)) }
                                td.r data-label=(t!("column-items")) { (row.items) }
                                td data-label=(t!("column-oldest-due")) { (date(row.oldest_due_on)) }
                                td.r data-label=(t!("column-principal")) { (bare_amount(row.totals.principal)) }
                                td.r data-label=(t!("column-interest")) { (bare_amount_or_dash(row.totals.interest)) }
                                td.r data-label=(t!("column-indemnity")) { (bare_amount_or_dash(row.totals.indemnity)) }
                                td.r.key { strong { (bare_amount(row.totals.total())) } }
                            }
                        }
                    }
                }
                (pager.render(&link("/penalites")))
            }
            p.muted { (t!("penalties-note")) }
        }
    }
}

/// The proof sheets of a debtor.
pub async fn show(State(site): State<Site>, session: Session, Path(id): Path<Uuid>, Query(asked): Query<Asked>) -> Answer {
    let today = site.app().today();
    let until = asked.until(today).unwrap_or(today);
    let id = DebtorId(id);
    let (title, body) = match app::interest::debtor_interest(site.app(), &session.scope, id, until).await {
        Ok(interest) => (interest.debtor.name.clone(), sheet_view(&interest, &asked, &session, today)),
        Err(error @ app::AppError::Law(_)) => {
            let body = html! {
                (head(&t!("proof-title"), &html! { a href={ "/debiteurs/" (id) } { (t!("back-to-debtor")) } }, &html! {}))
                (sheet_filters(id, until))
                (law_missing(&error))
            };
            (t!("proof-title"), body)
        }
        Err(error) => return Err(error.into()),
    };
    framed(&site, &session, PageSheet { as_of: Some(until), ..PageSheet::new(title, Section::Penalties, body) }).await
}

fn sheet_filters(id: DebtorId, until: Date) -> Markup {
    html! {
        form.filters method="get" action={ "/debiteurs/" (id) "/penalites" } data-auto="" {
            (day::field("au", "au", &html! { (t!("closed-on-label")) }, &day::shown(until)))
            button.btn.auto type="submit" { (t!("apply-filters")) }
        }
    }
}

fn sheet_view(interest: &DebtorInterest, asked: &Asked, session: &Session, today: Date) -> Markup {
    let debtor = &interest.debtor;
    let (settled, open): (Vec<&ItemInterest>, Vec<&ItemInterest>) = interest.items.iter().partition(|line| line.is_settled());
    let order = match interest.terms.imputation {
        Imputation::InterestFirst => t!("order-interest-first"),
        Imputation::PrincipalFirst => t!("order-principal-first"),
    };
    html! {
        (head(&t!("proof-of", name = debtor.name.as_str()), &html! {
            a href={ "/debiteurs/" (debtor.id) } { (debtor.code) } " · " (app::text::debtor_kind(debtor.kind)) " · " (t!("closed-on", date = locale::date_long(interest.until))) " · " (super::law::count_word(interest.terms.day_count)) " · " (order)
        }, &html! {
            @if session.may(Permission::ViewMessages) && !interest.items.is_empty() {
                @let link = Link::new(format!("/debiteurs/{}/penalites.pdf", debtor.id)).with("au", &asked.au);
                @if !open.is_empty() { a.btn href=(link) { (icon(Icon::Document)) (t!("proof-pdf")) } }
                @if !settled.is_empty() { a.btn href=(link.clone().with("soldees", "oui")) { (icon(Icon::Document)) (t!("proof-pdf-settled")) } }
            }
        }))
        (sheet_filters(debtor.id, interest.until))
        @if asked.until(today).is_none() { (flash(Tone::Late, &html! { (t!("bad-date")) " " (t!("bad-date-shown", date = locale::date(interest.until))) })) }
        @if interest.items.is_empty() { (empty(&t!("proof-empty-title"), &t!("proof-empty-text"), None)) }
        (sums(&interest.open))
        @for line in open.iter().take(OPEN_SHOWN) { (item(line, interest, session)) }
        @if let Some(more) = open.len().checked_sub(OPEN_SHOWN).filter(|more| *more > 0) { p.muted { (t!("proof-more", count = more)) } }
        @if !settled.is_empty() {
            h2 { (t!("settled-late-title")) }
            p.muted { (t!("settled-late-text", count = settled.len())) }
            (sums(&interest.settled))
            @for line in settled.iter().take(SETTLED_SHOWN) { (item(line, interest, session)) }
            @if let Some(more) = settled.len().checked_sub(SETTLED_SHOWN).filter(|more| *more > 0) { p.muted { (t!("settled-late-more", count = more)) } }
        }
        @if !interest.items.is_empty() { p.muted { (t!("proof-method")) } }
    }
}

fn item(line: &ItemInterest, interest: &DebtorInterest, session: &Session) -> Markup {
    let currency = line.item.currency;
    html! {
        section.card.flush.proof id={ "f-" (line.item.id) } {
            header {
                h2 { (line.item.number) }
                span.muted { (t!("proof-item", issued = locale::date(line.item.issued_on), due = locale::date(line.item.due_on))) " · " (amount(line.item.amount, currency)) }
                @if line.written_off { (pill(Tone::Neutral, &t!("written-off-pill"))) }
                @if line.is_settled() { (pill(Tone::Ok, &t!("settled-late-pill"))) }
            }
            (account(line, currency))
            (item_totals(line, currency))
            (waivers(line, interest, session))
        }
    }
}

fn account(line: &ItemInterest, currency: Currency) -> Markup {
    match &line.account {
        Account::None(why) => html! { p.inset.muted { (app::text::no_interest(*why)) } },
        Account::Computed(_, assessment) => html! {
            (sheet_table(&assessment.undisputed, currency))
            @if let Some(disputed) = &assessment.disputed {
                p.inset { (pill(Tone::Disputed, &t!("disputed-part"))) " " (amount(disputed.principal, currency)) }
                (sheet_table(disputed, currency))
            }
            @for warning in &line.below_floor {
                (flash(Tone::Soon, &html! { (t!("below-floor", period = locale::half_year(warning.on), rate = warning.rate.shown(), floor = warning.floor.shown())) }))
            }
        },
    }
}

/// One line a stretch of days, each to be recomputed by hand.
fn sheet_table(sheet: &Sheet, currency: Currency) -> Markup {
    if sheet.entries.is_empty() {
        return html! { p.inset.muted { (t!("proof-no-day")) } };
    }
    html! {
        table.table.compact.cards {
            thead { tr {
                th scope="col" { (t!("column-from-to")) } th.r scope="col" { (t!("column-days")) } th.r scope="col" { (t!("column-base")) } th.r scope="col" { (t!("column-rate")) } th.say scope="col" { (t!("column-ground")) } th.r scope="col" { (t!("column-interest")) }
            } }
            tbody {
                @for entry in &sheet.entries { @match entry {
                    Entry::Interest(row) => tr {
                        td.lead.nowrap { (locale::date(row.from)) " → " (locale::date(row.to)) }
                        td.r data-label=(t!("column-days")) { (row.days) @if row.divisor == 366 { small { "/366" } } }
                        td.r data-label=(t!("column-base")) { (bare_amount(row.base)) }
                        td.r data-label=(t!("column-rate")) { (row.rate.shown()) }
                        td.say.full { small { (row.ground.shown()) } }
                        td.r.key { (bare_amount(row.amount)) }
                    },
                    Entry::Movement(applied) => tr.moved {
                        td.lead.nowrap { (locale::date(applied.movement.on)) }
                        td.full.say colspan="4" { (movement_word(applied.movement.kind)) " " strong { (amount(applied.movement.amount, currency)) } " " span.muted { (t!("moved-split", interest = applied.interest.shown(), principal = applied.principal.shown())) @if !applied.unused.is_zero() { " " (t!("moved-unused", unused = applied.unused.shown())) } } }
                        td.r.key { @if !applied.interest.is_zero() { (bare_amount(-applied.interest)) } }
                    },
                    Entry::Compounded { on, amount: sum } => tr.moved {
                        td.lead.nowrap { (locale::date(*on)) }
                        td.full.say colspan="4" { (t!("compounded")) " " strong { (amount(*sum, currency)) } }
                        td.r.key { (bare_amount(-*sum)) }
                    },
                } }
            }
        }
        @if let Some(judgment) = sheet.stopped_by { p.inset.muted { (t!("stopped-by", date = locale::date(judgment))) } }
    }
}

fn movement_word(kind: MovementKind) -> String {
    match kind {
        MovementKind::CreditNote => t!("moved-credit-note"),
        MovementKind::Payment => t!("moved-payment"),
        MovementKind::Waiver => t!("moved-waiver"),
    }
}

fn item_totals(line: &ItemInterest, currency: Currency) -> Markup {
    html! {
        dl.totals {
            div { dt { (t!("total-principal")) } dd { (amount(line.principal_left(), currency)) } }
            div { dt { (t!("total-interest")) } dd { (amount(line.due(), currency)) @if line.accrued() != line.due() { small { (t!("total-accrued", amount = line.accrued().shown())) } } } }
            div { dt { (t!("total-indemnity")) } dd { @match line.indemnity { Indemnity::Due(sum) => (amount(sum, Currency::EUR)), Indemnity::None(why) => span.muted { (app::text::no_indemnity(why)) } } } }
            @if let Some(clause) = &line.clause { div { dt { (t!("total-clause")) } dd { (clause.clause.shown()) small { (clause.source) } } } }
        }
    }
}

fn waivers(line: &ItemInterest, interest: &DebtorInterest, session: &Session) -> Markup {
    let path = format!("/debiteurs/{}/penalites", interest.debtor.id);
    let indemnity_due = matches!(line.indemnity, Indemnity::Due(_));
    let may = session.may(Permission::ManageClaims);
    html! {
        @for waiver in &line.waivers {
            (flash(Tone::Soon, &html! {
                strong { (what(waiver.what)) } " " (amount(waiver.amount, line.item.currency)) " · " (locale::date(waiver.on)) " · " (waiver.created_by) " — " (waiver.reason)
                @if may { " " (post(&format!("{path}/retablir"), "small", &t!("waiver-restore"), None, &[("abandon", waiver.id.to_string())])) }
            }))
        }
        @if may && (line.due().is_positive() || indemnity_due) {
            details.behind {
                summary { (t!("waive")) }
                form.stack.inset method="post" action={ (path) "/abandonner" } {
                    input type="hidden" name="poste" value=(line.item.id);
                    div.fields {
                        div.field { label for={ "q-" (line.item.id) } { (t!("waive-what")) }
                            select id={ "q-" (line.item.id) } name="quoi" {
                                @if line.due().is_positive() { option value="interest" { (t!("waived-interest")) " (" (line.due().shown_in(line.item.currency)) ")" } }
                                @if indemnity_due { option value="indemnity" { (t!("waived-indemnity")) " (" (line.indemnity.amount().shown_in(Currency::EUR)) ")" } }
                            } }
                        div.field { label for={ "m-" (line.item.id) } { (t!("waive-amount")) " " span.muted { (t!("field-optional")) } } input id={ "m-" (line.item.id) } name="montant" inputmode="decimal"; small { (t!("waive-amount-help")) } }
                        div.field.grow { label for={ "r-" (line.item.id) } { (t!("column-reason")) } input id={ "r-" (line.item.id) } name="motif" required maxlength="300"; }
                    }
                    div.acts { button.btn type="submit" { (t!("waive-do")) } }
                }
            }
        }
    }
}

/// The words of what is given up.
fn what(what: WaivedWhat) -> String {
    match what {
        WaivedWhat::Interest => t!("waived-interest"),
        WaivedWhat::Indemnity => t!("waived-indemnity"),
    }
}

/// The account as a PDF.
pub async fn pdf(State(site): State<Site>, session: Session, Path(id): Path<Uuid>, Query(asked): Query<Asked>) -> Answer {
    let until = asked.until(site.app().today()).ok_or_else(bad_date)?;
    let bytes = app::interest::pdf(site.app(), &session.scope, DebtorId(id), until, asked.soldees == "oui").await?;
    // No name of a file speaks of a debt.
    let name = format!("inline; filename=\"document-{until}.pdf\"");
    Ok(([(CONTENT_TYPE, "application/pdf".to_owned()), (CONTENT_DISPOSITION, name)], bytes).into_response())
}

/// What was typed to give something up.
#[derive(Debug, Deserialize)]
pub struct Waive {
    poste: String,
    #[serde(default)]
    quoi: String,
    #[serde(default)]
    montant: String,
    #[serde(default)]
    motif: String,
}

/// Gives up interest or the indemnity of an item.
pub async fn waive(State(site): State<Site>, session: Session, Path(id): Path<Uuid>, Form(typed): Form<Waive>) -> Answer {
    let to = format!("/debiteurs/{id}/penalites");
    let (Ok(item), Some(what)) = (typed.poste.parse::<OpenItemId>(), WaivedWhat::from_code(&typed.quoi)) else {
        return Ok(back(&to, Tone::Late, &t!("error-bad-request-text")));
    };
    let sum = match typed.montant.trim() {
        "" => None,
        text => match crate::typed::plain_amount(text) {
            Ok(sum) => Some(sum),
            Err(why) => return Ok(back(&to, Tone::Late, &why)),
        },
    };
    let done = app::interest::waive(site.app(), &session.scope, DebtorId(id), item, what, sum, &typed.motif).await;
    answer(&to, done.map(|_| ()), &t!("waived-done"))
}

/// Which waiver is taken back.
#[derive(Debug, Deserialize)]
pub struct Restore {
    abandon: String,
}

/// Takes a waiver back.
pub async fn restore(State(site): State<Site>, session: Session, Path(id): Path<Uuid>, Form(typed): Form<Restore>) -> Answer {
    let to = format!("/debiteurs/{id}/penalites");
    let Ok(waiver) = typed.abandon.parse::<WaiverId>() else { return Ok(back(&to, Tone::Late, &t!("error-bad-request-text"))) };
    answer(&to, app::interest::restore(site.app(), &session.scope, DebtorId(id), waiver).await, &t!("restored-done"))
}

/// Back to the page with what happened, or with why it could not be.
pub(super) fn answer(to: &str, done: app::Result<()>, said: &str) -> Answer {
    match done {
        Ok(()) => Ok(back(to, Tone::Ok, said)),
        Err(error) if matches!(error.status(), 409 | 422) => Ok(back(to, Tone::Late, &error.french())),
        Err(error) => Err(error.into()),
    }
}
