//! What the house means to reach: the page that sets goals, and how far it is for the dashboard.

use app::Permission;
use app::goals::{GoalRow, Progress};
use app::text::locale;
use axum::Form;
use axum::extract::State;
use domain::goal::{Measure, Period};
use domain::ledger::Ageing;
use domain::{Date, calendar};
use maud::{Markup, html};
use serde::Deserialize;

use super::parts::{post, select};
use super::promises::share;
use super::{Answer, Failure, Sheet, framed, head};
use crate::components::flash::empty;
use crate::components::pill::{Tone, pill};
use crate::components::shell::Section;
use crate::session::{Session, back};
use crate::site::Site;
use crate::t;

const HERE: &str = "/objectifs";

/// A value of a measure in its unit.
fn told(measure: Measure, value: Option<u64>) -> String {
    match value {
        Some(value) if measure.is_days() => t!("goals-days", days = locale::decimal(&format!("{},{}", value / 100, value % 100 / 10))),
        value => share(value),
    }
}

fn target(goal: &GoalRow) -> String {
    let share = told(goal.measure, Some(goal.target));
    if goal.measure.grows() { t!("goals-at-least", target = share) } else { t!("goals-at-most", target = share) }
}

fn state(progress: &Progress) -> Markup {
    match progress.is_met() {
        Some(true) => pill(Tone::Ok, &t!("goals-met")),
        Some(false) => pill(Tone::Soon, &t!("goals-not-met")),
        None => pill(Tone::Neutral, &t!("goals-nothing")),
    }
}

fn table(found: &[Progress]) -> Markup {
    html! {
        table.table.compact.cards {
            thead { tr { th scope="col" { (t!("goals-measure")) } th.r scope="col" { (t!("goals-now")) } th.r scope="col" { (t!("goals-title")) } th scope="col" { (t!("column-state")) } } }
            tbody {
                @for progress in found {
                    tr {
                        td.lead { (app::text::causes::measure(progress.goal.measure)) small { (app::text::causes::period(progress.goal.period)) } }
                        td.r.key { strong { (told(progress.goal.measure, progress.value)) } }
                        td.r data-label=(t!("goals-title")) { (target(&progress.goal)) }
                        td data-label=(t!("column-state")) { (state(progress)) }
                    }
                }
            }
        }
    }
}

/// How far the house is, for the dashboard; `total` is the aged balance in euro of today.
pub(super) async fn card(site: &Site, session: &Session, total: &Ageing) -> Result<Markup, Failure> {
    let found = app::goals::progress(site.app(), &session.scope, total).await?;
    Ok(html! {
        @if !found.is_empty() { section.card.flush { header { h2 { (t!("goals-title")) } a href=(HERE) { (t!("detail")) } } (table(&found)) } }
    })
}

/// The periods that may be chosen: those around today, and the next ones.
fn periods(today: Date) -> Vec<(String, String)> {
    let mut periods: Vec<Period> = Vec::new();
    for months in [0, 1, 3] {
        let day = calendar::add_days(today, months * 31);
        periods.extend(Period::around(day));
    }
    periods.sort_unstable();
    periods.dedup();
    periods.into_iter().map(|period| (period.code(), app::text::causes::period(period))).collect()
}

/// The page.
pub async fn show(State(site): State<Site>, session: Session) -> Answer {
    let board = app::dashboard::dashboard(site.app(), &session.scope).await?;
    let found = app::goals::progress(site.app(), &session.scope, &board.total).await?;
    let all = app::goals::list(site.app(), &session.scope).await?;
    let may = session.may(Permission::RunNight);
    let measures: Vec<(String, String)> =
        Measure::ALL.into_iter().map(|measure| (measure.code().to_owned(), app::text::causes::measure(measure))).collect();
    let today = site.app().today();
    let body = html! {
        (head(&t!("goals-title"), &html! { (t!("goals-sub")) }, &html! { a.btn href="/promesses" { (t!("nav-promises")) } a.btn href="/causes" { (t!("nav-causes")) } }))
        @if all.is_empty() { (empty(&t!("goals-empty-title"), &t!("goals-empty-text"), None)) }
        @if !found.is_empty() { section.card.flush { header { h2 { (t!("goals-now")) } } (table(&found)) } }
        @if may {
            section.card {
                header { h2 { (t!("goals-set")) } }
                form.stack method="post" action=(HERE) {
                    div.fields {
                        (select("indicateur", &t!("goals-measure"), &measures, ""))
                        (select("periode", &t!("goals-period"), &periods(today), &Period::around(today)[0].code()))
                        div.field { label for="objectif" { (t!("goals-target")) } input #objectif name="objectif" inputmode="decimal" required autocomplete="off"; small { (t!("goals-target-help")) } }
                    }
                    div.acts { button.btn.go type="submit" { (t!("save")) } }
                }
            }
        }
        @if !all.is_empty() { (list(&all, may)) }
    };
    framed(&site, &session, Sheet::new(t!("goals-title"), Section::Dashboard, body)).await
}

fn list(all: &[GoalRow], may: bool) -> Markup {
    html! {
        section.card.flush {
            header { h2 { (t!("goals-all")) } }
            table.table.cards {
                thead { tr { th scope="col" { (t!("goals-measure")) } th scope="col" { (t!("goals-period")) } th.r scope="col" { (t!("goals-title")) } th scope="col" { span.sr { (t!("cause-undo")) } } } }
                tbody {
                    @for goal in all {
                        tr {
                            td.lead { (app::text::causes::measure(goal.measure)) small { (goal.set_by) } }
                            td data-label=(t!("goals-period")) { (app::text::causes::period(goal.period)) }
                            td.r.key { (target(goal)) }
                            td.r { @if may { (post("/objectifs/retirer", "small", &t!("cause-undo"), None, &[("indicateur", goal.measure.code().to_owned()), ("periode", goal.period.code())])) } }
                        }
                    }
                }
            }
        }
    }
}

/// What is typed.
#[derive(Debug, Default, Deserialize)]
pub struct Typed {
    #[serde(default)]
    indicateur: String,
    #[serde(default)]
    periode: String,
    #[serde(default)]
    objectif: String,
}

impl Typed {
    fn what(&self) -> Option<(Measure, Period)> {
        Measure::from_code(&self.indicateur).zip(Period::from_code(&self.periode))
    }

    /// A percentage with at most two decimals, in ten-thousandths.
    fn target(&self) -> Option<u64> {
        let text = self.objectif.trim().trim_end_matches('%').trim();
        u64::try_from(domain::Cents::typed(text).ok()?.0).ok()
    }
}

/// Sets a goal.
pub async fn set(State(site): State<Site>, session: Session, Form(typed): Form<Typed>) -> Answer {
    let (Some(what), Some(target)) = (typed.what(), typed.target()) else { return Ok(back(HERE, Tone::Late, &t!("goals-bad"))) };
    match app::goals::set(site.app(), &session.scope, what, target).await {
        Ok(()) => Ok(back(HERE, Tone::Ok, &t!("goals-done"))),
        Err(error) if error.status() == 422 => Ok(back(HERE, Tone::Late, &error.french())),
        Err(error) => Err(Failure::from(error)),
    }
}

/// Takes a goal back.
pub async fn delete(State(site): State<Site>, session: Session, Form(typed): Form<Typed>) -> Answer {
    let Some(what) = typed.what() else { return Ok(back(HERE, Tone::Late, &t!("goals-bad"))) };
    app::goals::delete(site.app(), &session.scope, what).await?;
    Ok(back(HERE, Tone::Ok, &t!("goals-removed")))
}
