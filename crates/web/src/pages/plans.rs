//! Payment plans: the list, the calendar of instalments, and what the house grants without asking.

use app::Permission;
use app::plans::{self, Board, Coming, PlanLine, PlansQuery, PlansSort};
use app::text::locale::{self, Shown as _, ShownIn as _};
use app::text::plans as words;
use axum::Form;
use axum::extract::{Query, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::IntoResponse;
use domain::plan::{InstalmentState, Policy, Standing};
use domain::{Cents, Currency, Date, calendar};
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

const PAGE: &str = "/echeanciers";
/// Rows a page.
const PER_PAGE: u32 = 50;
/// Months that the calendar shows.
const MONTHS: u32 = 3;

/// The colour of a standing.
pub(super) fn standing_pill(standing: Standing) -> Markup {
    let tone = match standing {
        Standing::Broken | Standing::Accelerated => Tone::Late,
        Standing::Noticed | Standing::Late | Standing::ToApprove => Tone::Soon,
        Standing::UpToDate | Standing::Completed => Tone::Ok,
        Standing::Proposed => Tone::Accent,
        Standing::Draft | Standing::Stopped | Standing::Replaced | Standing::Cancelled => Tone::Neutral,
    };
    pill(tone, &words::standing(standing))
}

/// The colour of an instalment.
pub(super) fn instalment_pill(state: InstalmentState) -> Markup {
    let tone = match state {
        InstalmentState::Kept => Tone::Ok,
        InstalmentState::KeptLate => Tone::Neutral,
        InstalmentState::Coming => Tone::Accent,
        InstalmentState::Late => Tone::Soon,
        InstalmentState::Broken => Tone::Late,
    };
    pill(tone, &words::instalment(state))
}

/// The address's parameters.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    q: String,
    #[serde(default)]
    etat: String,
    #[serde(default)]
    tri: String,
    #[serde(default)]
    page: String,
}

impl Asked {
    fn sort(&self) -> Sort {
        let keys: Vec<&str> = PlansSort::ALL.iter().map(|sort| sort.code()).collect();
        Sort::read(Some(&self.tri), &keys, PlansSort::Urgency.code())
    }

    fn query(&self) -> PlansQuery {
        let sort = self.sort();
        PlansQuery {
            words: self.q.clone(),
            standing: Standing::from_code(&self.etat),
            all: self.etat == "tous",
            sort: PlansSort::from_code(&sort.key).unwrap_or_default(),
            reversed: sort.descending,
        }
    }

    fn link(&self, path: &str) -> Link {
        Link::new(path).with("q", &self.q).with("etat", &self.etat).with("tri", &self.tri)
    }
}

/// The list.
pub async fn show(State(site): State<Site>, session: Session, Query(asked): Query<Asked>) -> Answer {
    let board = plans::board(site.app(), &session.scope, &asked.query()).await?;
    let policy = plans::policy(site.app(), &session.scope).await?;
    let body = html! {
        (head(&t!("plans-title"), &html! { (t!("plans-sub")) }, &html! {
            a.btn href="/accords" { (t!("compromises-title")) }
            a.btn href={ (PAGE) "/choix" } { (t!("choice-settings")) }
            a.btn href={ (PAGE) "/calendrier" } { (icon(Icon::Calendar)) (t!("plans-calendar")) }
            a.btn href=(asked.link("/echeanciers.csv")) { (icon(Icon::Download)) (t!("export-csv")) }
        }))
        @if board.counts.is_empty() { (empty(&t!("plans-empty-title"), &t!("plans-empty-text"), Some(&html! { a.btn.go href="/debiteurs" { (t!("nav-debtors")) } }))) }
        @else { (list(&board, &asked, site.app().today())) }
        (policy_card(&policy, session.may(Permission::ApproveAgreements)))
    };
    framed(&site, &session, Sheet::new(t!("plans-title"), Section::Plans, body)).await
}

fn list(board: &Board, asked: &Asked, today: Date) -> Markup {
    let page: u32 = asked.page.parse().unwrap_or(1).max(1);
    let pager = Pager { page, per_page: PER_PAGE, total: board.lines.len() as u64 };
    let from = usize::try_from((u64::from(page) - 1) * u64::from(PER_PAGE)).unwrap_or(usize::MAX);
    let (link, sort) = (asked.link(PAGE), asked.sort());
    html! {
        @if !board.left.is_empty() {
            div.figures { @for (currency, left) in &board.left { div.figure { span.label { (t!("plans-left")) } span.value { (amount(*left, *currency)) } } } }
        }
        form.filters method="get" action=(PAGE) data-auto="" {
            div.field { label for="etat" { (t!("column-state")) }
                select #etat name="etat" {
                    option value="" { (t!("plans-running")) }
                    option value="tous" selected[asked.etat == "tous"] { (t!("plans-all")) }
                    @for (standing, count) in &board.counts { option value=(standing.code()) selected[asked.etat == standing.code()] { (words::standing(*standing)) " (" (count) ")" } }
                }
            }
            div.field.grow { label for="q" { (t!("filter-search")) } input #q type="search" name="q" value=(asked.q); }
            @if !asked.tri.is_empty() { input type="hidden" name="tri" value=(asked.tri); }
            button.btn.auto type="submit" { (t!("apply-filters")) }
        }
        @if board.lines.is_empty() { (empty(&t!("plans-none-title"), &t!("plans-none-text"), None)) }
        @else {
            section.card.flush {
                table.table.cards {
                    caption.sr { (t!("plans-title")) }
                    thead { tr {
                        (sort_head(&t!("column-debtor"), "", Some(PlansSort::Debtor.code()), &sort, &link))
                        (sort_head(&t!("plans-reference"), "", Some(PlansSort::Reference.code()), &sort, &link))
                        (sort_head(&t!("column-state"), "", Some(PlansSort::Urgency.code()), &sort, &link))
                        (sort_head(&t!("plans-next"), "", Some(PlansSort::Next.code()), &sort, &link))
                        (sort_head(&t!("plans-overdue"), "r", None, &sort, &link))
                        (sort_head(&t!("plans-left"), "r", Some(PlansSort::Left.code()), &sort, &link))
                    } }
                    tbody { @for line in board.lines.iter().skip(from).take(PER_PAGE as usize) { (row(line, today)) } }
                }
            }
            (pager.render(&link))
        }
    }
}

fn nth(place: usize, parts: usize) -> String {
    t!("plan-place", place = place, parts = parts)
}

fn row(line: &PlanLine, today: Date) -> Markup {
    html! {
        tr data-row="" {
            td.lead { a.open href={ (PAGE) "/" (line.id) } { (line.debtor_name) } small { (line.debtor_code) } }
            td data-label=(t!("plans-reference")) { (line.reference) @if line.version > 1 { small { (t!("plan-version", version = line.version)) } } }
            td data-label=(t!("column-state")) { (standing_pill(line.standing)) }
            td data-label=(t!("plans-next")) { @if let Some((place, next)) = line.next { (short_date(next.instalment.due_on, today)) small { (amount(next.missing(), line.currency)) " · " (nth(place, line.parts)) } } @else { span.muted { "–" } } }
            td.r data-label=(t!("plans-overdue")) { @if line.overdue.is_positive() { strong.late { (amount(line.overdue, line.currency)) } } @else { span.muted { "–" } } }
            td.r.key { (amount(line.left(), line.currency)) small { (t!("out-of")) " " (amount(line.total, line.currency)) } }
        }
    }
}

/// The list as a table for a spreadsheet.
pub async fn csv(State(site): State<Site>, session: Session, Query(asked): Query<Asked>) -> Answer {
    let board = plans::board(site.app(), &session.scope, &asked.query()).await?;
    let name = format!("attachment; filename=\"echeanciers-{}.csv\"", site.app().today());
    Ok(([(CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (CONTENT_DISPOSITION, name)], plans::csv(&board)).into_response())
}

/// Which months.
#[derive(Debug, Default, Deserialize)]
pub struct Months {
    #[serde(default)]
    mois: String,
}

/// The first day of the month that was asked for, this one by default.
fn month(text: &str, today: Date) -> Date {
    use chrono::Datelike;
    let asked: Option<Date> = format!("{text}-01").parse().ok();
    asked.filter(|day| (2000..2200).contains(&day.year())).unwrap_or(today).with_day(1).unwrap_or(today)
}

/// The calendar of instalments.
pub async fn calendar(State(site): State<Site>, session: Session, Query(asked): Query<Months>) -> Answer {
    let today = site.app().today();
    let first = month(&asked.mois, today);
    let last = calendar::end_of_month(calendar::add_months(first, MONTHS - 1));
    let coming = plans::calendar(site.app(), &session.scope, first, last).await?;
    let before = calendar::add_days(first, -1);
    let to = |day: Date| Link::new("/echeanciers/calendrier").with("mois", day.format("%Y-%m"));
    let body = html! {
        (head(&t!("plans-calendar"), &html! { a href=(PAGE) { (t!("plans-back")) } }, &html! {
            a.btn href=(to(before)) rel="prev" { "← " (locale::month(before)) }
            a.btn href=(to(calendar::add_months(first, 1))) rel="next" { (locale::month(calendar::add_months(first, 1))) " →" }
        }))
        @for offset in 0..MONTHS {
            @let from = calendar::add_months(first, offset);
            (month_card(from, &coming, today))
        }
    };
    framed(&site, &session, Sheet::new(t!("plans-calendar"), Section::Plans, body)).await
}

fn month_card(from: Date, coming: &[Coming], today: Date) -> Markup {
    let to = calendar::end_of_month(from);
    let rows: Vec<&Coming> = coming.iter().filter(|one| (from..=to).contains(&one.line.instalment.due_on)).collect();
    let mut sums: Vec<(Currency, Cents, Cents)> = Vec::new();
    for one in &rows {
        if !sums.iter().any(|(currency, ..)| *currency == one.currency) {
            sums.push((one.currency, Cents::ZERO, Cents::ZERO));
        }
        if let Some((_, due, missing)) = sums.iter_mut().find(|(currency, ..)| *currency == one.currency) {
            *due += one.line.instalment.amount;
            *missing += one.line.missing();
        }
    }
    html! {
        section.card.flush {
            header { h2 { (locale::month(from)) } span.muted { @for (currency, due, missing) in &sums { (t!("plans-month-sum", due = due.shown_in(*currency), missing = missing.shown_in(*currency))) " " } } }
            @if rows.is_empty() { p.inset.muted { (t!("plans-month-empty")) } }
            @else {
                table.table.cards {
                    caption.sr { (locale::month(from)) }
                    thead { tr { th scope="col" { (t!("column-day")) } th scope="col" { (t!("column-debtor")) } th scope="col" { (t!("column-state")) } th.r scope="col" { (t!("plan-missing")) } } }
                    tbody { @for one in rows {
                        tr data-row="" {
                            td data-label=(t!("column-day")) { (short_date(one.line.instalment.due_on, today)) }
                            td.lead { a.open href={ (PAGE) "/" (one.plan) } { (one.debtor_name) } small { (one.reference) " · " (nth(one.place.0, one.place.1)) } }
                            td data-label=(t!("column-state")) { (instalment_pill(one.line.state)) }
                            td.r.key { (amount(one.line.missing(), one.currency)) @if one.line.missing() != one.line.instalment.amount { small { (t!("out-of")) " " (amount(one.line.instalment.amount, one.currency)) } } }
                        }
                    } }
                }
            }
        }
    }
}

fn policy_card(policy: &Policy, may: bool) -> Markup {
    let number = |name: &str, label: String, value: String, unit: &str| {
        html! { div.field { label for=(name) { (label) } input id=(name) name=(name) inputmode="decimal" required maxlength="12" value=(value); small { (unit) } } }
    };
    html! {
        section.card #limites {
            header { h2 { (t!("plan-policy-title")) } }
            p.muted { (t!("plan-policy-text")) }
            @if may {
                form.stack method="post" action={ (PAGE) "/limites" } {
                    div.fields {
                        (number("montant", t!("plan-policy-most"), policy.most.shown(), "€"))
                        (number("echeances", t!("plan-policy-parts"), policy.parts.to_string(), ""))
                        (number("duree", t!("plan-policy-days"), policy.days.to_string(), &t!("plan-policy-days-unit")))
                        (number("premiere", t!("plan-policy-first"), policy.first_percent.to_string(), "%"))
                    }
                    label.check { input type="checkbox" name="prevenir" value="oui" checked[policy.tells]; span { (t!("plan-policy-tells")) small { (t!("plan-policy-tells-help")) } } }
                    div.acts { button.btn type="submit" { (t!("plan-policy-save")) } }
                }
            } @else {
                dl.kv.wide {
                    dt { (t!("plan-policy-most")) } dd { (amount(policy.most, Currency::EUR)) }
                    dt { (t!("plan-policy-parts")) } dd { (policy.parts) }
                    dt { (t!("plan-policy-days")) } dd { (policy.days) }
                    dt { (t!("plan-policy-first")) } dd { (t!("percent", value = policy.first_percent)) }
                    dt { (t!("plan-policy-tells")) } dd { @if policy.tells { (t!("behind-yes")) } @else { (t!("behind-no")) } }
                }
            }
        }
    }
}

/// What was typed of the limits.
#[derive(Debug, Deserialize)]
pub struct Limits {
    montant: String,
    echeances: String,
    duree: String,
    premiere: String,
    #[serde(default)]
    prevenir: String,
}

/// Says what the house grants without asking.
pub async fn set_policy(State(site): State<Site>, session: Session, Form(typed): Form<Limits>) -> Answer {
    let to = format!("{PAGE}#limites");
    let most = match crate::typed::plain_amount(&typed.montant) {
        Ok(most) => most,
        Err(why) => return Ok(back(&to, Tone::Late, &why)),
    };
    let number = |text: &str| text.trim().parse::<u16>().unwrap_or(u16::MAX);
    let policy = Policy {
        most,
        parts: number(&typed.echeances),
        days: number(&typed.duree),
        first_percent: number(&typed.premiere),
        tells: !typed.prevenir.is_empty(),
    };
    answer(&to, plans::set_policy(site.app(), &session.scope, &policy).await, &t!("plan-policy-saved"))
}
