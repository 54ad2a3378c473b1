//! Compromises: the list, and what the house grants without asking.

use app::Permission;
use app::compromises::{self, Board, CompromiseLine, CompromisesQuery};
use app::text::compromises as words;
use app::text::locale::{Shown as _, ShownIn as _};
use axum::Form;
use axum::extract::{Query, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::IntoResponse;
use domain::compromise::{Policy, State as Standing};
use domain::{Currency, Date};
use maud::{Markup, html};
use serde::Deserialize;

use super::parts::sort_head;
use super::penalties::answer;
use super::{Answer, Sheet, framed, head};
use crate::components::amount::amount;
use crate::components::date::short_date;
use crate::components::flash::empty;
use crate::components::icon::{Icon, icon};
use crate::components::pager::Pager;
use crate::components::pill::{Tone, pill};
use crate::components::shell::Section;
use crate::link::{Link, Sort};
use crate::session::{Session, back};
use crate::site::Site;
use crate::t;

const PAGE: &str = "/accords";
/// Rows a page.
const PER_PAGE: u32 = 50;
/// The orders: what the address says, and what the list is asked for.
const SORTS: [(&str, &str); 5] =
    [("urgence", ""), ("debiteur", "debtor"), ("reste", "left"), ("echeance", "pay_by"), ("reference", "reference")];

/// The colour of a state.
pub(super) fn state_pill(state: &Standing) -> Markup {
    let tone = match state {
        Standing::ToApprove { .. } => Tone::Soon,
        Standing::Proposed { .. } | Standing::Running { .. } => Tone::Accent,
        Standing::Kept { .. } => Tone::Ok,
        Standing::Lapsed { .. } => Tone::Late,
        Standing::Draft | Standing::Cancelled { .. } => Tone::Neutral,
    };
    pill(tone, &words::state(state))
}

/// The address's parameters.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    q: String,
    etat: String,
    tri: String,
    page: String,
}

impl Asked {
    fn sort(&self) -> Sort {
        let keys: Vec<&str> = SORTS.iter().map(|(key, _)| *key).collect();
        Sort::read(Some(&self.tri), &keys, SORTS[0].0)
    }

    fn query(&self) -> CompromisesQuery {
        let sort = self.sort();
        let by = SORTS.iter().find(|(key, _)| *key == sort.key).map_or("", |(_, by)| *by);
        let state = Standing::CODES.into_iter().find(|code| *code == self.etat).unwrap_or_default();
        CompromisesQuery {
            words: self.q.clone(),
            state: state.to_owned(),
            all: self.etat == "tous",
            sort: by.to_owned(),
            reversed: sort.descending,
        }
    }

    fn link(&self, path: &str) -> Link {
        Link::new(path).with("q", &self.q).with("etat", &self.etat).with("tri", &self.tri)
    }
}

/// The list.
pub async fn show(State(site): State<Site>, session: Session, Query(asked): Query<Asked>) -> Answer {
    let board = compromises::board(site.app(), &session.scope, &asked.query()).await?;
    let policy = compromises::policy(site.app(), &session.scope).await?;
    let body = html! {
        (head(&t!("compromises-title"), &html! { (t!("compromises-sub")) }, &html! {
            a.btn href="/echeanciers" { (icon(Icon::Calendar)) (t!("plans-title")) }
            a.btn href=(asked.link("/accords.csv")) { (icon(Icon::Download)) (t!("export-csv")) }
        }))
        @if board.counts.is_empty() { (empty(&t!("compromises-empty-title"), &t!("compromises-empty-text"), Some(&html! { a.btn.go href="/debiteurs" { (t!("nav-debtors")) } }))) }
        @else { (list(&board, &asked, site.app().today())) }
        (policy_card(&policy, session.may(Permission::ApproveAgreements)))
    };
    framed(&site, &session, Sheet::new(t!("compromises-title"), Section::Plans, body)).await
}

fn list(board: &Board, asked: &Asked, today: Date) -> Markup {
    let page: u32 = asked.page.parse().unwrap_or(1).max(1);
    let pager = Pager { page, per_page: PER_PAGE, total: board.lines.len() as u64 };
    let from = usize::try_from((u64::from(page) - 1) * u64::from(PER_PAGE)).unwrap_or(usize::MAX);
    let (link, sort) = (asked.link(PAGE), asked.sort());
    html! {
        @if !board.sums.is_empty() {
            div.figures { @for (currency, left, discount) in &board.sums {
                div.figure { span.label { (t!("compromises-left")) } span.value { (amount(*left, *currency)) } }
                div.figure { span.label { (t!("compromises-discounts")) } span.value { (amount(*discount, *currency)) } }
            } }
        }
        form.filters method="get" action=(PAGE) data-auto="" {
            div.field { label for="etat" { (t!("column-state")) }
                select #etat name="etat" {
                    option value="" { (t!("compromises-running")) }
                    option value="tous" selected[asked.etat == "tous"] { (t!("plans-all")) }
                    @for (code, count) in &board.counts { option value=(code) selected[asked.etat == *code] { (words::state_of(code)) " (" (count) ")" } }
                }
            }
            div.field.grow { label for="q" { (t!("filter-search")) } input #q type="search" name="q" value=(asked.q); }
            @if !asked.tri.is_empty() { input type="hidden" name="tri" value=(asked.tri); }
            button.btn.auto type="submit" { (t!("apply-filters")) }
        }
        @if board.lines.is_empty() { (empty(&t!("plans-none-title"), &t!("compromises-none-text"), None)) }
        @else {
            section.card.flush {
                table.table.cards {
                    caption.sr { (t!("compromises-title")) }
                    thead { tr {
                        (sort_head(&t!("column-debtor"), "", Some("debiteur"), &sort, &link))
                        (sort_head(&t!("plans-reference"), "", Some("reference"), &sort, &link))
                        (sort_head(&t!("column-state"), "", Some("urgence"), &sort, &link))
                        (sort_head(&t!("compromise-pay-by"), "", Some("echeance"), &sort, &link))
                        (sort_head(&t!("compromise-discount"), "r", None, &sort, &link))
                        (sort_head(&t!("compromises-left"), "r", Some("reste"), &sort, &link))
                    } }
                    tbody { @for line in board.lines.iter().skip(from).take(PER_PAGE as usize) { (row(line, today)) } }
                }
            }
            (pager.render(&link))
        }
    }
}

fn row(line: &CompromiseLine, today: Date) -> Markup {
    let runs = matches!(line.state, Standing::Running { .. });
    html! {
        tr data-row="" {
            td.lead { a.open href={ (PAGE) "/" (line.id) } { (line.debtor_name) } small { (line.debtor_code) } }
            td data-label=(t!("plans-reference")) { (line.reference) }
            td data-label=(t!("column-state")) { (state_pill(&line.state)) @if line.wants_credit_note { " " (pill(Tone::Soon, &t!("compromise-credit-due"))) } }
            td data-label=(t!("compromise-pay-by")) { (short_date(line.terms.pay_by, today)) }
            td.r data-label=(t!("compromise-discount")) { (amount(line.terms.discount, line.currency)) }
            td.r.key { @if runs { (amount(line.left, line.currency)) } @else { span.muted { "–" } } small { (t!("compromise-instead", payable = line.terms.payable().shown_in(line.currency), total = line.terms.total.shown_in(line.currency))) } }
        }
    }
}

/// The list as a table for a spreadsheet.
pub async fn csv(State(site): State<Site>, session: Session, Query(asked): Query<Asked>) -> Answer {
    let board = compromises::board(site.app(), &session.scope, &asked.query()).await?;
    let name = format!("attachment; filename=\"accords-{}.csv\"", site.app().today());
    Ok(([(CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (CONTENT_DISPOSITION, name)], compromises::csv(&board)).into_response())
}

fn policy_card(policy: &Policy, may: bool) -> Markup {
    let number = |name: &str, label: String, value: String, unit: &str| {
        html! { div.field { label for=(name) { (label) } input id=(name) name=(name) inputmode="decimal" required maxlength="12" value=(value); small { (unit) } } }
    };
    html! {
        section.card #limites {
            header { h2 { (t!("plan-policy-title")) } }
            p.muted { (t!("compromise-policy-text")) }
            @if may {
                form.stack method="post" action={ (PAGE) "/limites" } {
                    div.fields {
                        (number("montant", t!("compromise-policy-most"), policy.most.shown(), "€"))
                        (number("part", t!("compromise-policy-percent"), policy.percent.to_string(), &t!("compromise-policy-percent-unit")))
                        (number("duree", t!("compromise-policy-days"), policy.days.to_string(), &t!("compromise-policy-days-unit")))
                    }
                    div.acts { button.btn type="submit" { (t!("plan-policy-save")) } }
                }
            } @else {
                dl.kv.wide {
                    dt { (t!("compromise-policy-most")) } dd { (amount(policy.most, Currency::EUR)) }
                    dt { (t!("compromise-policy-percent")) } dd { (t!("percent", value = policy.percent)) }
                    dt { (t!("compromise-policy-days")) } dd { (policy.days) }
                }
            }
        }
    }
}

/// What was typed of the limits.
#[derive(Debug, Deserialize)]
pub struct Limits {
    montant: String,
    part: String,
    duree: String,
}

/// Says what the house grants without asking.
pub async fn set_policy(State(site): State<Site>, session: Session, Form(typed): Form<Limits>) -> Answer {
    let to = format!("{PAGE}#limites");
    let most = match crate::typed::plain_amount(&typed.montant) {
        Ok(most) => most,
        Err(why) => return Ok(back(&to, Tone::Late, &why)),
    };
    let number = |text: &str| text.trim().parse::<u16>().unwrap_or(u16::MAX);
    let policy = Policy { most, percent: number(&typed.part), days: number(&typed.duree) };
    answer(&to, compromises::set_policy(site.app(), &session.scope, &policy).await, &t!("plan-policy-saved"))
}
