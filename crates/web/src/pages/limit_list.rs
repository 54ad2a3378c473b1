//! Lists of recorded time limits: those of the house, and those of one debtor.

use app::Permission;
use app::deadlines::{FactKind, LimitLine};
use app::text::locale;
use domain::Date;
use domain::deadline::{Purpose, Urgency};
use domain::ids::DebtorId;
use domain::law::Standing;
use maud::{Markup, html};

use super::Failure;
use super::parts::{at, post};
use crate::components::date::{date, days_between};
use crate::components::flash::empty;
use crate::components::icon::{Icon, icon};
use crate::components::pill::{Tone, pill};
use crate::link::Link;
use crate::session::Session;
use crate::site::Site;
use crate::t;

fn tone(urgency: Urgency) -> Tone {
    match urgency {
        Urgency::Late => Tone::Late,
        Urgency::Ready => Tone::Ok,
        Urgency::Soon => Tone::Soon,
        Urgency::Later => Tone::Neutral,
    }
}

/// The day to look at, and what it is.
fn when(line: &LimitLine, today: Date) -> Markup {
    let Some(deadline) = &line.deadline else { return html! { span.late { (t!("limits-unknown")) } } };
    html! {
        strong { (date(deadline.watch_on())) }
        @if deadline.rule.purpose == Purpose::Wait { small { (t!("limits-then-act")) } }
        @else if deadline.last < today { small { span.late { (t!("limits-late-by", days = days_between(deadline.last, today))) } } }
        @else if deadline.raw < deadline.last { small { (t!("limits-last-on", date = locale::date(deadline.last))) } }
    }
}

/// What it is, from when, and how its date was found.
fn what(line: &LimitLine) -> Markup {
    html! {
        strong { (line.label) }
        @if let Some(deadline) = &line.deadline {
            small {
                (t!("limits-from", date = locale::date(line.start_on), event = locale::rule_start(deadline.rule))) " · " (deadline.article)
                @if deadline.standing == Standing::Unverified { " · " (t!("limits-unverified")) }
            }
        } @else { small { (t!("limits-from-day", date = locale::date(line.start_on))) } }
        @if !line.note.is_empty() { small { (locale::quoted(&line.note)) } }
        @if let Some(deadline) = &line.deadline {
            details.behind { summary { (t!("limits-how")) } ol.steps { @for step in &deadline.steps { li { (step) } } } }
        }
    }
}

/// Done, or given up with a reason; `from` is the debtor's page that asks.
fn acts(line: &LimitLine, from: Option<DebtorId>) -> Markup {
    let path = format!("/delais/{}", line.id);
    let back: Vec<(&str, String)> = from.map(|debtor| ("retour", debtor.to_string())).into_iter().collect();
    let word = match line.deadline.as_ref().map(|deadline| deadline.rule.purpose) {
        Some(Purpose::Wait) => t!("limits-wait-done-do"),
        _ => t!("limits-done-do"),
    };
    html! {
        div.inline {
            (post(&format!("{path}/fait"), "small", &word, Some(Icon::Done), &back))
            details {
                summary.btn.small { (t!("limits-cancel-do")) }
                form.stack method="post" action={ (path) "/annuler" } {
                    @for (name, value) in &back { input type="hidden" name=(name) value=(value); }
                    div.field { label for={ "motif-" (line.id) } { (t!("column-reason")) } input id={ "motif-" (line.id) } name="motif" required maxlength="300" autocomplete="off"; }
                    div.acts { button.btn.small type="submit" { (t!("limits-cancel-confirm")) } }
                }
            }
        }
    }
}

fn table(lines: &[&LimitLine], session: &Session, today: Date) -> Markup {
    let may = session.may(Permission::ManageClaims);
    html! {
        table.table.cards.limits {
            thead { tr {
                th scope="col" { (t!("column-limit")) } th scope="col" { (t!("column-debtor")) } th.r scope="col" { (t!("column-day")) }
                @if may { th scope="col" { (t!("column-act")) } }
            } }
            tbody {
                @for line in lines {
                    tr data-row="" {
                        td.lead { (what(line)) }
                        td.full { @if let Some((id, code, name)) = &line.debtor { a.open href={ "/debiteurs/" (id) } { (name) } small { (code) } } }
                        td.r.key { (when(line, today)) }
                        @if may { td.full { (acts(line, None)) } }
                    }
                }
            }
        }
    }
}

/// The limits that run, by how close they are.
pub(super) fn running(lines: &[LimitLine], session: &Session, today: Date) -> Markup {
    html! {
        @if lines.is_empty() { section.card.flush { header { h2 { (t!("limits-running")) } } (empty(&t!("limits-none-title"), &t!("limits-none-text"), None)) } }
        @for urgency in Urgency::ALL {
            @let group: Vec<&LimitLine> = lines.iter().filter(|line| line.urgency == urgency).collect();
            @if !group.is_empty() {
                section.card.flush {
                    header { h2 { (app::text::urgency(urgency)) } (pill(tone(urgency), &t!("limits-count", count = group.len()))) }
                    (table(&group, session, today))
                }
            }
        }
    }
}

/// The limits that somebody ended, and the way back.
pub(super) fn ended(lines: &[LimitLine], session: &Session) -> Markup {
    html! {
        @if !lines.is_empty() {
            section.card {
                details {
                    summary { (t!("limits-ended", count = lines.len())) }
                    table.table.compact.cards {
                        thead { tr {
                            th scope="col" { (t!("column-limit")) } th scope="col" { (t!("column-debtor")) } th scope="col" { (t!("column-state")) }
                            @if session.may(Permission::ManageClaims) { th scope="col" { (t!("column-act")) } }
                        } }
                        tbody {
                            @for line in lines {
                                tr {
                                    td.lead { (line.label) @if let Some(deadline) = &line.deadline { small { (date(deadline.watch_on())) } } }
                                    td.full { @if let Some((id, _, name)) = &line.debtor { a href={ "/debiteurs/" (id) } { (name) } } }
                                    td.full { @if let Some(fact) = &line.last {
                                        @if fact.kind == FactKind::Done { (pill(Tone::Ok, &t!("state-limit-done"))) } @else { (pill(Tone::Neutral, &t!("state-limit-cancelled"))) }
                                        small { (at(fact.at)) " · " (fact.by) @if !fact.reason.is_empty() { " · " (fact.reason) } }
                                    } }
                                    @if session.may(Permission::ManageClaims) { td.full { (post(&format!("/delais/{}/reprendre", line.id), "small", &t!("limits-reopen-do"), None, &[])) } }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The limits of one debtor that run, for its page.
pub(super) async fn of_debtor(site: &Site, session: &Session, debtor: DebtorId) -> Result<Markup, Failure> {
    let lines = app::deadlines::of_debtor(site.app(), &session.scope, debtor).await?;
    let today = site.app().today();
    let may = session.may(Permission::ManageClaims);
    let compute = Link::new("/delais").with("debiteur", debtor);
    Ok(html! {
        div.card #delais {
            header { h2 { (t!("limits-of-debtor")) } @if may { a href=(compute) { (t!("limits-compute-one")) } } }
            @if lines.is_empty() { p.muted { (t!("limits-of-debtor-none")) } }
            @for line in &lines {
                div.limit {
                    p.inline { (icon(Icon::Calendar)) (when(line, today)) (pill(tone(line.urgency), &app::text::urgency(line.urgency))) }
                    (what(line))
                    @if may { (acts(line, Some(debtor))) }
                }
            }
        }
    })
}
