//! The scenario: its steps, its text with its tests, what a change would do to today's book, its versions; the emergency
//! stop and the limits of a night.

use app::Permission;
use app::scenario::{self, Draft, Effect, Guard, ScenarioView, Version};
use axum::Form;
use axum::extract::{Query, State};
use domain::calendar;
use domain::dunning::{Conditions, Mode, Pressure, Step, Trigger};
use domain::ids::ScenarioId;
use maud::{Markup, html};
use serde::Deserialize;

use super::parts::{channel_icon, with_icon};
use super::{Answer, Failure, Sheet, framed, head};
use crate::components::date::date;
use crate::components::flash::flash;
use crate::components::pill::{Tone, pill};
use crate::components::shell::Section;
use crate::session::{Session, back};
use crate::site::Site;
use crate::t;

/// Which version's text the editor begins with.
#[derive(Debug, Deserialize)]
pub struct Asked {
    version: Option<uuid::Uuid>,
}

/// The page.
pub async fn show(State(site): State<Site>, session: Session, Query(asked): Query<Asked>) -> Answer {
    let view = scenario::view(site.app(), &session.scope).await?;
    let text = match asked.version {
        Some(id) => scenario::version_text(site.app(), &session.scope, ScenarioId(id)).await?,
        None => view.text.clone(),
    };
    framed(&site, &session, Sheet::new(t!("nav-scenarios"), Section::Scenarios, body(&view, &session, &text, None))).await
}

/// A text that is being changed.
#[derive(Debug, Deserialize)]
pub struct Typed {
    #[serde(default)]
    texte: String,
    #[serde(default)]
    avant: uuid::Uuid,
}

/// Shows what a text would do; nothing is written.
pub async fn try_text(State(site): State<Site>, session: Session, Form(typed): Form<Typed>) -> Answer {
    let view = scenario::view(site.app(), &session.scope).await?;
    let text = typed.texte.replace("\r\n", "\n");
    let draft = scenario::try_text(site.app(), &session.scope, &text).await?;
    framed(&site, &session, Sheet::new(t!("nav-scenarios"), Section::Scenarios, body(&view, &session, &text, Some(&draft)))).await
}

/// Puts a text in force.
pub async fn save(State(site): State<Site>, session: Session, Form(typed): Form<Typed>) -> Answer {
    let text = typed.texte.replace("\r\n", "\n");
    match scenario::save(site.app(), &session.scope, ScenarioId(typed.avant), &text).await {
        Ok(saved) => Ok(back("/scenarios", Tone::Ok, &t!("scenario-saved", version = saved.version))),
        // What was typed is shown again with what is wrong.
        Err(app::AppError::Invalid { .. }) => try_text(State(site), session, Form(typed)).await,
        Err(error) => answer(error),
    }
}

fn answer(error: app::AppError) -> Answer {
    if matches!(error.status(), 409 | 422 | 503) { Ok(back("/scenarios", Tone::Late, &error.french())) } else { Err(Failure::from(error)) }
}

/// Why everything stops.
#[derive(Debug, Deserialize)]
pub struct Reason {
    #[serde(default)]
    motif: String,
}

/// Stops everything.
pub async fn stop(State(site): State<Site>, session: Session, Form(typed): Form<Reason>) -> Answer {
    match scenario::stop(site.app(), &session.scope, &typed.motif).await {
        Ok(()) => Ok(back("/scenarios", Tone::Ok, &t!("stop-done"))),
        Err(error) => answer(error),
    }
}

/// Lifts the stop.
pub async fn lift(State(site): State<Site>, session: Session) -> Answer {
    match scenario::lift(site.app(), &session.scope).await {
        Ok(()) => Ok(back("/scenarios", Tone::Ok, &t!("stop-lifted"))),
        Err(error) => answer(error),
    }
}

/// The limits as typed; an empty field is no limit.
#[derive(Debug, Deserialize)]
pub struct Limits {
    #[serde(default)]
    plafond: String,
    #[serde(default)]
    contacts: String,
    #[serde(default)]
    jours: String,
}

/// Sets the limits of a night.
pub async fn limits(State(site): State<Site>, session: Session, Form(typed): Form<Limits>) -> Answer {
    let blank = |text: &str| text.trim().is_empty();
    // Anything that is no number is a limit of nothing, which is refused with its reason.
    let number = |text: &str| text.trim().parse::<u16>().unwrap_or(0);
    let cap = (!blank(&typed.plafond)).then(|| typed.plafond.trim().parse().unwrap_or(0));
    let pressure = (!blank(&typed.contacts) || !blank(&typed.jours))
        .then(|| Pressure { contacts: number(&typed.contacts), days: number(&typed.jours) });
    match scenario::set_limits(site.app(), &session.scope, cap, pressure).await {
        Ok(()) => Ok(back("/scenarios", Tone::Ok, &t!("limits-saved"))),
        Err(error) => answer(error),
    }
}

fn body(view: &ScenarioView, session: &Session, text: &str, draft: Option<&Draft>) -> Markup {
    let scenario = &view.scenario;
    html! {
        (head(&t!("nav-scenarios"), &html! { (scenario.name) " · " (t!("scenario-version", version = scenario.version)) " · " (t!("scenario-steps", count = scenario.steps().len())) }, &html! { a.btn href="/modeles" { (t!("templates-title")) } }))
        @if let Some(draft) = draft { (outcome(draft)) }
        section.card.flush {
            header { h2 { (t!("scenario-in-force")) } }
            (steps(scenario.steps()))
        }
        (editor(view, session, text, draft))
        (guard(&view.guard, session))
        (versions(&view.versions))
    }
}

fn steps(steps: &[Step]) -> Markup {
    html! {
        table.table.cards {
            caption.sr { (t!("scenario-in-force")) }
            thead { tr { th scope="col" { (t!("column-step")) } th scope="col" { (t!("scenario-day")) } th scope="col" { (t!("scenario-ways")) } th scope="col" { (t!("scenario-mode")) } th scope="col" { (t!("scenario-conditions")) } } }
            tbody { @for step in steps { tr {
                td.lead { strong { (app::text::step(&step.key)) } small { (step.key) } }
                td data-label=(t!("scenario-day")) { (day(step)) @if step.gap_days > 0 { small { (t!("scenario-gap", days = step.gap_days)) } } }
                td data-label=(t!("scenario-ways")) { @for channel in &step.channels { (with_icon(channel_icon(*channel), &html! { (app::text::channel(*channel)) })) " " } }
                td data-label=(t!("scenario-mode")) { (mode(step)) }
                td.long data-label=(t!("scenario-conditions")) { (conditions(&step.conditions)) }
            } } }
        }
    }
}

fn day(step: &Step) -> String {
    let days = scenario::print_day(step.offset_days);
    match step.trigger {
        Trigger::Due => days,
        Trigger::Issue => t!("scenario-from-issue", days = step.offset_days),
        Trigger::PreviousStep => t!("scenario-from-previous", days = step.offset_days),
    }
}

fn mode(step: &Step) -> String {
    match step.mode {
        Mode::Automatic => t!("mode-automatic"),
        Mode::UnlessVetoed => t!("mode-unless-vetoed", hours = step.veto_hours),
        Mode::ToConfirm => t!("mode-to-confirm"),
        Mode::Manual => t!("mode-manual"),
    }
}

fn conditions(conditions: &Conditions) -> Markup {
    let mut words: Vec<String> = Vec::new();
    let euros = |amount: domain::Cents| amount.fr_in(domain::Currency::EUR);
    words.extend(conditions.min_amount.map(|amount| t!("if-min-amount", amount = euros(amount))));
    words.extend(conditions.max_amount.map(|amount| t!("if-max-amount", amount = euros(amount))));
    words.extend(conditions.min_score.map(|score| t!("if-min-score", score = score)));
    words.extend(conditions.max_score.map(|score| t!("if-max-score", score = score)));
    words.extend(conditions.min_late_items.map(|count| t!("if-late-items", count = count)));
    if !conditions.categories.is_empty() {
        words.push(t!("if-categories", names = conditions.categories.join(", ")));
    }
    if !conditions.kinds.is_empty() {
        words.push(t!("if-kinds", count = conditions.kinds.len()));
    }
    html! { @if words.is_empty() { span.muted { "–" } } @else { (words.join(" · ")) } }
}

fn editor(view: &ScenarioView, session: &Session, text: &str, draft: Option<&Draft>) -> Markup {
    let may = session.may(Permission::RunNight);
    let rows = text.lines().count().clamp(12, 40);
    html! {
        section.card #texte {
            header { h2 { (t!("scenario-text")) } }
            p.muted { (t!("scenario-text-help")) }
            form method="post" action="/scenarios/essayer" {
                input type="hidden" name="avant" value=(view.scenario.id);
                div.field {
                    label for="texte-scenario" { (t!("scenario-text-label")) }
                    textarea #texte-scenario name="texte" rows=(rows) spellcheck="false" readonly[!may] { "\n" (text) }
                }
                @if may {
                    div.acts {
                        button.btn.go type="submit" { (t!("scenario-try")) }
                        @if draft.is_some_and(Draft::is_right) { button.btn type="submit" formaction="/scenarios/enregistrer" { (t!("scenario-save")) } }
                    }
                    p.muted { small { (t!("scenario-save-help")) } }
                }
            }
        }
    }
}

fn outcome(draft: &Draft) -> Markup {
    let failed = draft.tried.iter().filter(|test| !test.passed).count();
    html! {
        @for fault in &draft.file.faults {
            (flash(Tone::Late, &html! { @if fault.line > 0 { (t!("scenario-line", line = fault.line)) " " } (scenario::fault_sentence(fault)) }))
        }
        @for test in draft.tried.iter().filter(|test| !test.passed) {
            (flash(Tone::Late, &html! { (t!("scenario-test-failed", name = test.name.as_str(), expected = test.expected.as_str(), got = test.got.as_str())) }))
        }
        @if !draft.tried.is_empty() && failed == 0 { (flash(Tone::Ok, &html! { (t!("scenario-tests-pass", count = draft.tried.len())) })) }
        @if let Some(found) = &draft.effect { (effect(found)) }
    }
}

fn effect(effect: &Effect) -> Markup {
    let day = |on: Option<domain::Date>| html! { @if let Some(on) = on { (date(on)) } @else { span.muted { (t!("scenario-no-step")) } } };
    html! {
        section.card.flush #effet {
            header { h2 { (t!("scenario-effect")) } span.muted { (t!("scenario-effect-sub", count = effect.debtors)) } }
            div.figures {
                div.figure { span.label { (t!("scenario-sooner")) } span.value { (effect.sooner) } }
                div.figure { span.label { (t!("scenario-later")) } span.value { (effect.later) } }
                div.figure { span.label { (t!("scenario-tonight")) } span.value { (effect.tonight.0) " → " (effect.tonight.1) } }
            }
            @if !effect.moved.is_empty() {
                table.table.cards {
                    caption.sr { (t!("scenario-effect")) }
                    thead { tr { th scope="col" { (t!("column-debtor")) } th scope="col" { (t!("scenario-before")) } th scope="col" { (t!("scenario-after")) } } }
                    tbody { @for moved in &effect.moved { tr {
                        td.lead { a href={ "/debiteurs/" (moved.debtor) } { (moved.name) } }
                        td data-label=(t!("scenario-before")) { (day(moved.before)) }
                        td data-label=(t!("scenario-after")) { (day(moved.after)) }
                    } } }
                }
            }
        }
    }
}

fn guard(guard: &Guard, session: &Session) -> Markup {
    let text = |number: Option<u32>| number.map(|number| number.to_string()).unwrap_or_default();
    let (contacts, days) = (guard.pressure.map(|budget| budget.contacts.into()), guard.pressure.map(|budget| budget.days.into()));
    html! {
        section.card #garde {
            header { h2 { (t!("guard-title")) } }
            @if let Some(stop) = &guard.stop {
                p { (t!("stop-on", by = stop.by.as_str(), date = calendar::fr(stopped_on(stop)), reason = stop.reason.as_str())) }
                @if session.may(Permission::RunNight) { form method="post" action="/scenarios/reprise" { button.btn type="submit" { (t!("stop-lift")) } } }
            } @else if session.may(Permission::HoldReminders) {
                form method="post" action="/scenarios/arret" {
                    div.field { label for="motif" { (t!("stop-reason")) } input #motif name="motif" required maxlength="200"; small { (t!("stop-help")) } }
                    button.btn.danger type="submit" { (t!("stop-now")) }
                }
            }
            @if session.may(Permission::RunNight) {
                form method="post" action="/scenarios/limites" {
                    div.field { label for="plafond" { (t!("limit-cap")) } input #plafond name="plafond" inputmode="numeric" value=(text(guard.run_cap)); small { (t!("limit-cap-help")) } }
                    div.field { label for="contacts" { (t!("limit-contacts")) } input #contacts name="contacts" inputmode="numeric" value=(text(contacts)); }
                    div.field { label for="jours" { (t!("limit-days")) } input #jours name="jours" inputmode="numeric" value=(text(days)); small { (t!("limit-help")) } }
                    button.btn type="submit" { (t!("limits-save")) }
                }
            }
        }
    }
}

/// The house's day of the stop.
fn stopped_on(stop: &scenario::Stop) -> domain::Date {
    stop.at.with_timezone(&app::PARIS).date_naive()
}

fn versions(versions: &[Version]) -> Markup {
    html! {
        section.card.flush {
            header { h2 { (t!("scenario-versions")) } span.muted { (t!("scenario-versions-sub")) } }
            table.table.cards {
                caption.sr { (t!("scenario-versions")) }
                thead { tr { th scope="col" { (t!("scenario-versions")) } th scope="col" { (t!("scenario-since")) } th scope="col" { (t!("scenario-author")) } th scope="col" { (t!("column-state")) } } }
                tbody { @for version in versions { tr {
                    td.lead { a href={ "/scenarios?version=" (version.id) "#texte" } { (t!("scenario-version", version = version.number)) } small { (version.name) } }
                    td data-label=(t!("scenario-since")) { (date(version.created_at.with_timezone(&app::PARIS).date_naive())) }
                    td data-label=(t!("scenario-author")) { @if version.actor.is_empty() { span.muted { (t!("scenario-first")) } } @else { (version.actor) } }
                    td data-label=(t!("column-state")) { @if version.is_in_force { (pill(Tone::Ok, &t!("scenario-current"))) } @else { span.muted { (t!("scenario-past")) } } }
                } } }
            }
        }
    }
}

/// What every page says while everything is stopped.
pub(crate) fn banner(stop: &scenario::Stop) -> Markup {
    flash(
        Tone::Late,
        &html! { strong { (t!("stop-banner")) } " " (t!("stop-on", by = stop.by.as_str(), date = calendar::fr(stopped_on(stop)), reason = stop.reason.as_str())) " " a href="/scenarios#garde" { (t!("see")) } },
    )
}
