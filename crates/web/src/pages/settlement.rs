//! The section « Règlements et écarts » of a debtor's page: what was done, what the law proposes for cash that
//! nobody allocated, the terms and their cap; and the small forms that need no preview.

use app::Permission;
use app::ledger::{Beyond, Desk, OperationKind, OperationLine, Proposal, TermsView};
use app::text::locale::{self, Shown as _};
use axum::Form;
use axum::extract::{Path, State};
use domain::ids::{DebtorId, OperationId};
use domain::ledger::terms::Sector;
use domain::{Cents, Currency};
use maud::{Markup, html};
use serde::Deserialize;
use uuid::Uuid;

use super::day::{self, Missing};
use super::debtor_tab::{Place, Tab, file};
use super::operation::choices;
use super::parts::{post, select};
use super::{Answer, Failure};
use crate::components::amount::amount;
use crate::components::date::date;
use crate::components::flash::flash;
use crate::components::pill::{Tone, pill};
use crate::session::{Session, back};
use crate::site::Site;
use crate::t;

/// Operations a page.
const PER_PAGE: u32 = 50;
/// Credits that nobody allocated, shown with where the law puts them.
const PROPOSALS: usize = 8;
/// Lines of a proposal shown.
const SHARES: usize = 12;
/// Parts that a form carries; of more it carries a mark by which they are known again.
const PARTS: usize = 50;
/// Items of a list that is not paged.
const LISTED: usize = 20;

/// The section.
///
/// # Errors
/// [`Failure`] when the base does not answer.
pub(super) async fn section(site: &Site, session: &Session, place: &Place) -> Result<Markup, Failure> {
    let desk = app::ledger::desk(site.app(), &session.scope, place.debtor).await?;
    let path = format!("/debiteurs/{}", place.debtor);
    let more = desk.proposals.len().saturating_sub(PROPOSALS);
    Ok(html! {
        div.card #reglements {
            header { h2 { (t!("settlement-title")) } }
            (acts(&desk, &path, session))
            @if session.may(Permission::MatchBank) {
                @for proposal in desk.proposals.iter().take(PROPOSALS) { (proposed(proposal, &path)) }
                @if more > 0 { p.more { a href={ (path) "/reglements?acte=allocate" } { (t!("proposal-more", count = more)) } } }
            }
            (operations(&desk, &path, session, place))
        }
        @if !desk.foreign.is_empty() { (foreign(&desk, &path, session, place)) }
    })
}

/// The terms of an account and their cap.
///
/// # Errors
/// [`Failure`] when the base does not answer.
pub(super) async fn terms_card(site: &Site, session: &Session, place: &Place) -> Result<Markup, Failure> {
    let known = app::ledger::terms_of(site.app(), &session.scope, place.debtor).await?;
    Ok(terms(&known, &format!("/debiteurs/{}", place.debtor), session))
}

/// The page of a kind of operation: those on what was paid, and those on what is given up.
pub(super) fn page_of(kind: OperationKind) -> &'static str {
    if app::ledger::permission(kind) == Permission::MatchBank { "reglements" } else { "ecarts" }
}

/// The operations that something on the account lends itself to.
fn acts(desk: &Desk, path: &str, session: &Session) -> Markup {
    let kinds =
        OperationKind::ALL.into_iter().filter(|kind| session.may(app::ledger::permission(*kind)) && !choices(desk, *kind).is_empty());
    html! {
        div.acts {
            @for kind in kinds { a.btn.small href={ (path) "/" (page_of(kind)) "?acte=" (kind.code()) } { (act_word(kind)) } }
        }
    }
}

/// What a button or a form of a kind of operation says.
pub(super) fn act_word(kind: OperationKind) -> String {
    match kind {
        OperationKind::Allocate => t!("act-allocate"),
        OperationKind::Settle => t!("act-settle"),
        OperationKind::Refund => t!("act-refund"),
        OperationKind::Bounce => t!("act-bounce"),
        OperationKind::WriteOff => t!("act-write_off"),
        OperationKind::Doubtful => t!("act-doubtful"),
        OperationKind::Impairment => t!("act-impairment"),
        OperationKind::Release => t!("act-release"),
        OperationKind::Undo => t!("act-undo"),
    }
}

/// Where the law puts cash, line by line, and the button that does it.
pub(super) fn shares(proposal: &Proposal) -> Markup {
    let currency = proposal.credit.currency;
    html! {
        ul.timeline {
            @for share in proposal.shares.iter().take(SHARES) {
                li {
                    strong { (amount(share.amount, currency)) }
                    span { (share.why) @if !share.after.is_zero() { small { (t!("share-after")) " " (amount(share.after, currency)) } } }
                }
            }
        }
        @if proposal.shares.len() > SHARES {
            @let rest = &proposal.shares[SHARES..];
            p.muted { (t!("share-more", count = rest.len())) " " (amount(Cents::total(rest.iter().map(|share| share.amount)), currency)) }
        }
        @if proposal.left.is_positive() { p.muted { (t!("share-left")) " " (amount(proposal.left, currency)) } }
    }
}

/// The shares as a form carries them: each of a few, the mark of many.
pub(super) fn parts_of(proposal: &Proposal) -> String {
    if proposal.shares.len() > PARTS {
        return mark_of(proposal);
    }
    proposal.shares.iter().map(|share| format!("{}:{}", share.item, share.amount.0)).collect::<Vec<_>>().join(",")
}

/// What begins a mark.
const MARK: &str = "selon-la-loi-";

/// Whether the parts of a form are a mark.
pub(super) fn is_mark(parts: &str) -> bool {
    parts.starts_with(MARK)
}

/// What a form carries in the place of many shares.
pub(super) fn mark_of(proposal: &Proposal) -> String {
    format!("{MARK}{}", proposal.mark())
}

fn proposed(proposal: &Proposal, path: &str) -> Markup {
    let credit = &proposal.credit;
    let hidden = [("acte", "allocate".to_owned()), ("poste", credit.id.to_string()), ("parts", parts_of(proposal))];
    html! {
        section.proposal {
            h3 { (t!("proposal-title")) " " (credit.number) " — " (amount(-credit.open, credit.currency)) }
            (shares(proposal))
            @if proposal.to_confirm { (flash(Tone::Soon, &html! { (t!("proposal-confirm")) })) }
            div.acts {
                (post(&format!("{path}/reglements"), "go small", &t!("proposal-do"), None, &hidden))
                a.btn.small href={ (path) "/reglements?acte=allocate&poste=" (credit.id) } { (t!("proposal-other")) }
            }
        }
    }
}

fn operations(desk: &Desk, path: &str, session: &Session, place: &Place) -> Markup {
    let (shown, ways) = place.cut(&desk.operations, "operations", PER_PAGE);
    html! {
        @if desk.operations.is_empty() { p.muted { (t!("operations-empty")) } }
        @else {
            h3 #operations { (t!("operations-title")) }
            (list(shown, path, session))
            (ways)
        }
    }
}

fn list(operations: &[OperationLine], path: &str, session: &Session) -> Markup {
    html! {
        ul.timeline {
            @for line in operations {
                li {
                    (date(line.on))
                    span {
                        (line.title) " " (line.number) " " (amount(line.amount, line.currency))
                        small { (line.reason) " · " (line.actor) }
                        @if let Some(step) = &line.next_step { small.soon { (t!("next-step")) " " (step) } }
                    }
                    @if line.undone { (pill(Tone::Neutral, &t!("operation-undone"))) }
                    @else if session.may(app::ledger::permission(line.kind)) { (post(&format!("{path}/operations/defaire"), "small", &t!("act-undo"), None, &[("operation", line.id.to_string())])) }
                }
            }
        }
    }
}

fn warning(beyond: &Beyond) -> Markup {
    let (issued, due, latest) = beyond.example;
    html! {
        (beyond.sentence) ". "
        small { (t!("cap-example", issued = locale::date(issued), due = locale::date(due), latest = locale::date(latest))) @if !beyond.is_checked { " " (t!("cap-unchecked")) } }
    }
}

fn terms(terms: &TermsView, path: &str, session: &Session) -> Markup {
    let sectors: Vec<(String, String)> =
        Sector::ALL.iter().map(|sector| (sector.code().to_owned(), app::text::ledger::sector(*sector))).collect();
    html! {
        div.card #conditions {
            header { h2 { (t!("terms-title")) } }
            dl.kv.wide {
                dt { (t!("terms-effective")) } dd { (terms.effective.shown()) @if terms.own.is_none() { small.muted { " " (t!("terms-default")) } } }
                @if let Some((cap, article)) = &terms.cap { dt { (t!("terms-cap")) } dd { (cap) " " small.muted { (article) } } }
            }
            @if terms.cap.is_none() { p.muted { (t!("terms-not-capped")) } }
            @if let Some(beyond) = &terms.beyond { (flash(Tone::Soon, &warning(beyond))) }
            @if !terms.invoices.is_empty() {
                details.behind {
                    summary { (t!("terms-invoices", count = terms.invoices.len())) }
                    ul.plain { @for (number, beyond) in terms.invoices.iter().take(LISTED) { li { strong { (number) } (locale::colon()) (beyond.sentence) } } }
                    @if let Some(more) = terms.invoices.len().checked_sub(LISTED).filter(|more| *more > 0) { p.muted { (t!("coming-others", count = more)) } }
                }
            }
            @if session.may(Permission::ManageClaims) {
                details.behind {
                    summary { (t!("terms-change")) }
                    form.stack method="post" action={ (path) "/delais" } {
                        div.field {
                            label for="delai" { (t!("terms-field")) }
                            input #delai name="delai" maxlength="80" value=(terms.own.map(domain::party::PaymentTerms::fr).unwrap_or_default());
                            small { (t!("terms-help")) }
                        }
                        (select("secteur", &t!("terms-sector"), &sectors, terms.sector.code()))
                        div.acts { button.btn type="submit" { (t!("terms-do")) } }
                    }
                }
            }
        }
    }
}

fn foreign(desk: &Desk, path: &str, session: &Session, place: &Place) -> Markup {
    let (shown, ways) = place.cut(&desk.foreign, "devises", PER_PAGE);
    let mut currencies: Vec<Currency> = desk.foreign.iter().map(|line| line.currency).collect();
    currencies.sort_unstable();
    currencies.dedup();
    let options: Vec<(String, String)> =
        currencies.iter().map(|currency| (currency.code().to_owned(), currency.code().to_owned())).collect();
    html! {
        div.card #devises {
            header { h2 { (t!("foreign-title")) } }
            ul.plain {
                @for line in shown {
                    li {
                        (line.number) " " (amount(line.open, line.currency)) " "
                        @if let Some((euro, rate, on, source)) = &line.euro {
                            "≈ " (amount(*euro, Currency::EUR))
                            small.muted { " " (t!("foreign-rate", rate = rate.as_str(), currency = line.currency.code(), date = locale::date(*on), source = source.as_str())) }
                        } @else { small.muted { (t!("foreign-none")) } }
                    }
                }
            }
            (ways)
            p.muted { (t!("foreign-apart")) }
            @if session.may(Permission::MatchBank) {
                details.behind {
                    summary { (t!("foreign-enter")) }
                    form.stack method="post" action={ (path) "/cours" } {
                        (select("devise", &t!("filter-currency"), &options, ""))
                        div.field { label for="cours" { (t!("foreign-field")) } input #cours name="cours" required inputmode="decimal" maxlength="16"; }
                        (day::field("cours-le", "le", &html! { (t!("foreign-on")) }, ""))
                        div.field { label for="source" { (t!("foreign-source")) } input #source name="source" required maxlength="120"; }
                        div.acts { button.btn type="submit" { (t!("foreign-do")) } }
                    }
                }
            }
        }
    }
}

/// Says a refusal where it happened.
fn told<T>(result: Result<T, app::AppError>, to: &str, done: &str) -> Answer {
    match result {
        Ok(_) => Ok(back(to, Tone::Ok, done)),
        Err(error) if matches!(error.status(), 409 | 422) => Ok(back(to, Tone::Late, &error.french())),
        Err(error) => Err(Failure::from(error)),
    }
}

/// Which operation is taken back.
#[derive(Debug, Default, Deserialize)]
pub struct Undone {
    #[serde(default)]
    operation: String,
    #[serde(default)]
    motif: String,
}

/// Takes an operation back.
pub async fn undo(State(site): State<Site>, session: Session, Path(id): Path<Uuid>, Form(typed): Form<Undone>) -> Answer {
    let operation: OperationId = typed.operation.parse().unwrap_or(OperationId(Uuid::nil()));
    // An operation is undone on its own debtor's page.
    let known = app::ledger::debtor_of(site.app(), &session.scope, operation).await?;
    if known != DebtorId(id) {
        return Err(Failure::from(app::AppError::NotFound("operation")));
    }
    let result = app::ledger::undo(site.app(), &session.scope, operation, &typed.motif).await;
    told(result, &file(id, Tab::Payments).at("reglements").to_string(), &t!("undone-operation"))
}

/// What was typed to set terms.
#[derive(Debug, Default, Deserialize)]
pub struct Terms {
    #[serde(default)]
    delai: String,
    #[serde(default)]
    secteur: String,
}

/// Sets terms and sector.
pub async fn set_terms(State(site): State<Site>, session: Session, Path(id): Path<Uuid>, Form(typed): Form<Terms>) -> Answer {
    let sector = Sector::from_code(&typed.secteur).unwrap_or_default();
    let result = app::ledger::set_terms(site.app(), &session.scope, DebtorId(id), &typed.delai, sector).await;
    let to = file(id, Tab::Settings).at("conditions").to_string();
    match result {
        Ok(view) if view.beyond.is_some() => Ok(back(&to, Tone::Soon, &t!("terms-done-beyond"))),
        other => told(other, &to, &t!("terms-done")),
    }
}

/// What was typed as a rate.
#[derive(Debug, Default, Deserialize)]
pub struct Rate {
    #[serde(default)]
    devise: String,
    #[serde(default)]
    cours: String,
    #[serde(default)]
    le: String,
    #[serde(default)]
    source: String,
}

/// Enters an exchange rate.
pub async fn enter_rate(State(site): State<Site>, session: Session, Path(id): Path<Uuid>, Form(typed): Form<Rate>) -> Answer {
    let to = file(id, Tab::Payments).at("devises").to_string();
    let today = site.app().today();
    let on = if typed.le.trim().is_empty() { Some(today) } else { day::read(&typed.le, today, Missing::ThisYear) };
    let (Some(on), Some(currency)) = (on, Currency::parse(&typed.devise)) else { return Ok(back(&to, Tone::Late, &t!("bad-date"))) };
    let result = app::ledger::enter_rate(site.app(), &session.scope, currency, on, &typed.cours, &typed.source).await;
    told(result, &to, &t!("foreign-done"))
}
