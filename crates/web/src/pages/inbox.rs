//! Bank lines to identify.

use app::Permission;
use app::inbox::{BankLine, InboxLine, Proposal, RecentMatch};
use axum::Form as PlainForm;
use axum::extract::{Path, Query, State};
use axum_extra::extract::Form;
use domain::Cents;
use domain::ids::{DebtorId, OpenItemId, TransactionId};
use maud::{Markup, html};
use serde::Deserialize;
use uuid::Uuid;

use super::parts::post;
use super::{Answer, Failure, Sheet, framed, head};
use crate::components::amount::amount;
use crate::components::date::date;
use crate::components::flash::empty;
use crate::components::pill::{Tone, pill};
use crate::components::shell::Section;
use crate::session::{Session, back};
use crate::site::Site;
use crate::t;

/// The page.
pub async fn show(State(site): State<Site>, session: Session) -> Answer {
    let lines = app::inbox::to_identify(site.app(), &session.scope).await?;
    let recent = app::inbox::recent(site.app(), &session.scope).await?;
    let sum = Cents::total(lines.iter().map(|line| line.transaction.amount));
    let body = html! {
        (head(&t!("nav-unidentified"), &html! { (t!("inbox-sub", count = lines.len())) " · " (amount(sum, domain::Currency::EUR)) }, &html! {}))
        section.card.flush {
            header { h2 { (t!("inbox-title")) } }
            @if lines.is_empty() { (empty(&t!("inbox-empty-title"), &t!("inbox-empty-text"), None)) }
            @else { (table(&lines, &session)) }
        }
        (done(&recent, &session))
    };
    framed(&site, &session, Sheet::new(t!("nav-unidentified"), Section::Inbox, body)).await
}

fn items_text(proposal: &Proposal) -> String {
    proposal.items.iter().map(|(_, number, _)| number.as_str()).collect::<Vec<_>>().join(", ")
}

fn label(line: &BankLine) -> Markup {
    let payer = if line.counterparty.trim().is_empty() { &line.label } else { &line.counterparty };
    html! { strong { (payer) } @if payer.trim() != line.label.trim() { small { (line.label) } } }
}

fn table(lines: &[InboxLine], session: &Session) -> Markup {
    html! {
        table.table.cards {
            caption.sr { (t!("inbox-title")) }
            thead { tr { th scope="col" { (t!("column-label")) } th scope="col" { (t!("column-day")) } th.r scope="col" { (t!("column-amount")) } th scope="col" { (t!("column-proposal")) } th scope="col" { (t!("column-act")) } } }
            tbody {
                @for line in lines {
                    @let transaction = &line.transaction;
                    tr data-row="" {
                        td.lead { (label(transaction)) }
                        td data-label=(t!("column-day")) { (date(transaction.booked_on)) }
                        td.r.key { (amount(transaction.amount, transaction.currency)) }
                        td.full {
                            @for proposal in &line.proposals {
                                p { a href={ "/debiteurs/" (proposal.debtor) } { (proposal.debtor_name) } " " small { (items_text(proposal)) " · " (proposal.reason) @if !proposal.residual.is_zero() { " · " (t!("residual")) " " (amount(proposal.residual, transaction.currency)) } } }
                                @if session.may(Permission::MatchBank) && proposal.residual.is_zero() && transaction.amount.is_positive() { (assign(transaction, proposal)) }
                            }
                            @if line.proposals.is_empty() { span.muted { (t!("no-proposal")) } }
                        }
                        td.full { @if session.may(Permission::MatchBank) { span.inline { @if transaction.amount.is_positive() { a.btn.small.open href={ "/encaissements/" (transaction.id) } { (t!("identify-do")) } } (post(&format!("/encaissements/{}/ignorer", transaction.id), "small", &t!("ignore-do"), None, &[])) } } }
                    }
                }
            }
        }
    }
}

fn assign(transaction: &BankLine, proposal: &Proposal) -> Markup {
    html! {
        form method="post" action={ "/encaissements/" (transaction.id) "/affecter" } {
            input type="hidden" name="debtor" value=(proposal.debtor);
            @for (id, _, _) in &proposal.items { input type="hidden" name="item" value=(id); }
            button.btn.small type="submit" { (t!("assign-proposal")) }
        }
    }
}

fn done(recent: &[RecentMatch], session: &Session) -> Markup {
    html! {
        @if !recent.is_empty() {
            section.card.flush {
                header { h2 { (t!("recent-title")) } }
                table.table.cards {
                    caption.sr { (t!("recent-title")) }
                    thead { tr { th scope="col" { (t!("column-label")) } th scope="col" { (t!("column-day")) } th.r scope="col" { (t!("column-amount")) } th scope="col" { (t!("column-debtor")) } th scope="col" { (t!("column-act")) } } }
                    tbody {
                        @for line in recent {
                            tr {
                                td.lead { (label(&line.transaction)) }
                                td data-label=(t!("column-day")) { (date(line.transaction.booked_on)) }
                                td.r.key { (amount(line.transaction.amount, line.transaction.currency)) }
                                td.full { @if let Some(debtor) = line.debtor { a href={ "/debiteurs/" (debtor) } { (line.debtor_name) } } @if line.state == "ignored" { (pill(Tone::Neutral, &t!("state-ignored"))) } @if line.state == "booked" { " " (pill(Tone::Neutral, &t!("state-booked"))) } small { (line.reason) } }
                                td.full { @if session.may(Permission::MatchBank) && line.state != "booked" { (post(&format!("/encaissements/{}/defaire", line.transaction.id), "small", &t!("undo-do"), None, &[])) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// What is searched for one line.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    q: String,
}

/// One line, and the debtors that may have paid it.
pub async fn one(State(site): State<Site>, session: Session, Path(id): Path<Uuid>, Query(asked): Query<Asked>) -> Answer {
    let line = app::inbox::to_identify(site.app(), &session.scope)
        .await?
        .into_iter()
        .find(|line| line.transaction.id == TransactionId(id))
        .ok_or(app::AppError::NotFound("transaction"))?;
    let words = if asked.q.is_empty() {
        line.transaction.counterparty.split_whitespace().next().unwrap_or_default().to_owned()
    } else {
        asked.q.clone()
    };
    let candidates = app::inbox::candidates(site.app(), &session.scope, TransactionId(id), &words).await?;
    let transaction = &line.transaction;
    let body = html! {
        (head(&t!("identify-title"), &html! { (label(transaction)) }, &html! { a.btn href="/encaissements" { (t!("back")) } }))
        div.figures {
            div.figure { span.label { (t!("column-amount")) } span.value { (amount(transaction.amount, transaction.currency)) } }
            div.figure { span.label { (t!("column-day")) } span.value { (date(transaction.booked_on)) } }
            div.figure { span.label { (t!("column-reference")) } span.value { small { (transaction.reference) } } }
        }
        form.filters method="get" action={ "/encaissements/" (transaction.id) } {
            div.field.grow { label for="q" { (t!("filter-search-debtor")) } input #q type="search" name="q" value=(words); }
            button.btn type="submit" { (t!("search-do")) }
        }
        @if candidates.is_empty() { (empty(&t!("candidates-empty-title"), &t!("candidates-empty-text"), None)) }
        @for candidate in &candidates {
            form.card.pick method="post" action={ "/encaissements/" (transaction.id) "/affecter" } {
                header { h2 { (candidate.debtor_name) } a href={ "/debiteurs/" (candidate.debtor) } { (t!("open-file")) } }
                input type="hidden" name="debtor" value=(candidate.debtor);
                @for (item, number, open) in &candidate.items {
                    label.check { input type="checkbox" name="item" value=(item) checked[*open == transaction.amount]; span { (number) " — " (amount(*open, transaction.currency)) } }
                }
                p.muted { (t!("identify-help")) }
                div.acts { button.btn.go type="submit" { (t!("assign-do", name = candidate.debtor_name.as_str())) } }
            }
        }
    };
    framed(&site, &session, Sheet::new(t!("identify-title"), Section::Inbox, body)).await
}

/// What a person says a line pays.
#[derive(Debug, Deserialize)]
pub struct Assigned {
    debtor: Uuid,
    #[serde(default)]
    item: Vec<Uuid>,
}

fn told(result: Result<(), app::AppError>, done: &str) -> Answer {
    match result {
        Ok(()) => Ok(back("/encaissements", Tone::Ok, done)),
        Err(error) if matches!(error.status(), 409 | 422) => Ok(back("/encaissements", Tone::Late, &error.french())),
        Err(error) => Err(Failure::from(error)),
    }
}

/// Puts a line on a debtor's items.
pub async fn identify(State(site): State<Site>, session: Session, Path(id): Path<Uuid>, Form(typed): Form<Assigned>) -> Answer {
    let items: Vec<OpenItemId> = typed.item.into_iter().map(OpenItemId).collect();
    let result = app::inbox::identify(site.app(), &session.scope, TransactionId(id), DebtorId(typed.debtor), &items).await;
    told(result, &t!("identified-done"))
}

/// What may be typed beside a button.
#[derive(Debug, Default, Deserialize)]
pub struct Typed {
    #[serde(default)]
    note: String,
}

/// Says that a line concerns no debtor.
pub async fn ignore(State(site): State<Site>, session: Session, Path(id): Path<Uuid>, PlainForm(typed): PlainForm<Typed>) -> Answer {
    told(app::inbox::ignore(site.app(), &session.scope, TransactionId(id), &typed.note).await, &t!("ignored-done"))
}

/// Takes a decision back.
pub async fn undo(State(site): State<Site>, session: Session, Path(id): Path<Uuid>) -> Answer {
    told(app::inbox::undo(site.app(), &session.scope, TransactionId(id)).await, &t!("undone-done"))
}
