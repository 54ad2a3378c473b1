//! The scenario: its steps, its text with its tests, what a change would do to today's book, its versions; the emergency
//! stop and the limits of a night.

use app::Permission;
use app::scenario::binding::BindingsView;
use app::scenario::{self, Draft, Effect, Guard, ScenarioView, Version};
use app::text::locale::{self, ShownIn as _};
use axum::Form;
use axum::extract::{Query, State};
use domain::dunning::{Conditions, Mode, Pressure, Scenario, Step, Trigger};
use domain::ids::{ScenarioId, SeriesId};
use maud::{Markup, html};
use serde::Deserialize;

use super::parts::{channel_icon, with_icon};
use super::{Answer, Failure, Sheet, framed, head, scenario_list};
use crate::components::date::date;
use crate::components::flash::flash;
use crate::components::pill::{Tone, pill};
use crate::components::shell::Section;
use crate::session::{Session, back};
use crate::site::Site;
use crate::t;

/// Which scenario the page shows, and which version's text the editor begins with.
#[derive(Debug, Deserialize)]
pub struct Asked {
    version: Option<uuid::Uuid>,
    serie: Option<uuid::Uuid>,
}

/// What the editor holds: the next version of a scenario, or a new one.
struct Editing<'a> {
    text: &'a str,
    draft: Option<&'a Draft>,
    /// A further scenario is being written.
    is_new: bool,
}

/// The page.
pub async fn show(State(site): State<Site>, session: Session, Query(asked): Query<Asked>) -> Answer {
    let (app, scope) = (site.app(), &session.scope);
    let of_version = match asked.version {
        Some(id) => Some(scenario::series::of_version(app, scope, ScenarioId(id)).await?),
        None => asked.serie.map(SeriesId),
    };
    let view = scenario::view_of(app, scope, of_version).await?;
    let text = match asked.version {
        Some(id) => scenario::version_text(app, scope, ScenarioId(id)).await?,
        None => view.text.clone(),
    };
    page(&site, &session, &view, &Editing { text: &text, draft: None, is_new: false }).await
}

/// Versions whose changes are told.
const TOLD: usize = 10;

async fn page(site: &Site, session: &Session, view: &ScenarioView, editing: &Editing<'_>) -> Answer {
    let bindings = scenario::binding::view(site.app(), &session.scope).await?;
    let mut changes = Vec::new();
    for version in view.versions.iter().take(TOLD) {
        changes.push((version.id, scenario::difference::changes(site.app(), &session.scope, version.id).await?));
    }
    framed(site, session, Sheet::new(t!("nav-scenarios"), Section::Scenarios, body(view, &bindings, &changes, session, editing))).await
}

/// The editor with the text of a scenario that is not there yet.
pub(super) async fn edit_new(site: &Site, session: &Session, text: &str) -> Answer {
    let view = scenario::view(site.app(), &session.scope).await?;
    let draft = scenario::try_text_of(site.app(), &session.scope, Some(scenario::series::NEW), text).await?;
    page(site, session, &view, &Editing { text, draft: Some(&draft), is_new: true }).await
}

/// A text that is being changed; without the version that it follows, it is a further scenario.
#[derive(Debug, Deserialize)]
pub struct Typed {
    #[serde(default)]
    texte: String,
    #[serde(default)]
    avant: uuid::Uuid,
}

/// Shows what a text would do; nothing is written.
pub async fn try_text(State(site): State<Site>, session: Session, Form(typed): Form<Typed>) -> Answer {
    let text = typed.texte.replace("\r\n", "\n");
    if typed.avant.is_nil() {
        return edit_new(&site, &session, &text).await;
    }
    let (app, scope) = (site.app(), &session.scope);
    let series = scenario::series::of_version(app, scope, ScenarioId(typed.avant)).await?;
    let view = scenario::view_of(app, scope, Some(series)).await?;
    let draft = scenario::try_text_of(app, scope, Some(series), &text).await?;
    page(&site, &session, &view, &Editing { text: &text, draft: Some(&draft), is_new: false }).await
}

/// Puts a text in force: as the next version, or as a further scenario.
pub async fn save(State(site): State<Site>, session: Session, Form(typed): Form<Typed>) -> Answer {
    let (app, scope) = (site.app(), &session.scope);
    let text = typed.texte.replace("\r\n", "\n");
    let saved = if typed.avant.is_nil() {
        scenario::series::create(app, scope, &text).await.map(|series| (series, t!("series-created")))
    } else {
        match scenario::save(app, scope, ScenarioId(typed.avant), &text).await {
            Ok(saved) => {
                let series = scenario::series::of_version(app, scope, saved.id).await?;
                Ok((series, t!("scenario-saved", version = saved.version)))
            }
            Err(error) => Err(error),
        }
    };
    match saved {
        Ok((series, said)) => Ok(back(&format!("/scenarios?serie={series}"), Tone::Ok, &said)),
        // What was typed is shown again with what is wrong.
        Err(app::AppError::Invalid { field: "text", .. }) => try_text(State(site), session, Form(typed)).await,
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
    courriels: String,
    #[serde(default)]
    copies: String,
    /// The hours at which e-mails leave; where the form has no such fields, they stay.
    de: Option<String>,
    a: Option<String>,
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
    let cap = |text: &str| (!blank(text)).then(|| text.trim().parse().unwrap_or(0));
    let caps = (cap(&typed.plafond), cap(&typed.courriels));
    let pressure = (!blank(&typed.contacts) || !blank(&typed.jours))
        .then(|| Pressure { contacts: number(&typed.contacts), days: number(&typed.jours) });
    // An empty field leaves what is set.
    if !blank(&typed.copies)
        && let Err(error) = app::enclosed::set_limit(site.app(), &session.scope, typed.copies.trim().parse().ok()).await
    {
        return answer(error);
    }
    if let (Some(from), Some(until)) = (&typed.de, &typed.a) {
        // What is no number is no hour, and is refused with its reason.
        let hour = |text: &str| text.trim().parse().unwrap_or(u8::MAX);
        let hours = (!blank(from) || !blank(until)).then(|| (hour(from), hour(until)));
        if let Err(error) = scenario::set_mail_hours(site.app(), &session.scope, hours).await {
            return answer(error);
        }
    }
    match scenario::set_limits(site.app(), &session.scope, caps, pressure).await {
        Ok(()) => Ok(back("/scenarios", Tone::Ok, &t!("limits-saved"))),
        Err(error) => answer(error),
    }
}

fn body(
    view: &ScenarioView,
    bindings: &BindingsView,
    changes: &[(ScenarioId, Vec<String>)],
    session: &Session,
    editing: &Editing<'_>,
) -> Markup {
    let scenario = &view.scenario;
    html! {
        (head(&t!("nav-scenarios"), &html! { (scenario.name) " · " (t!("scenario-version", version = scenario.version)) " · " (t!("scenario-steps", count = scenario.steps().len())) }, &html! { @if session.may(Permission::RunNight) { a.btn.go href={ "/scenarios/formulaire?serie=" (view.series) } { (t!("form-open")) } a.btn href="#nouveau" { (t!("series-new")) } } a.btn href="/modeles" { (t!("templates-title")) } }))
        @if let Some(draft) = editing.draft { (outcome(draft, editing.is_new)) }
        @if editing.is_new {
            (editor(view, session, editing))
            (scenario_list::list(bindings, view.series, session))
        } @else {
            (scenario_list::list(bindings, view.series, session))
            (scenario_list::rules(bindings, session))
            section.card.flush #etapes {
                header { h2 { (scenario.name) } span.muted { (t!("scenario-in-force")) } }
                (timeline(scenario))
                (steps(scenario.steps()))
            }
            (editor(view, session, editing))
            @if session.may(Permission::RunNight) { (scenario_list::fresh(bindings)) }
            (guard(&view.guard, session))
            (versions(view, changes, session))
        }
    }
}

/// The steps of an item that nobody pays, on a line of days; the table below says the same in words.
pub(super) fn timeline(scenario: &Scenario) -> Markup {
    let days: Vec<i32> = (0..scenario.steps().len()).map(|at| scenario.nominal_day(at)).collect();
    let (first, last) = (days.iter().copied().min().unwrap_or_default().min(0), days.iter().copied().max().unwrap_or_default().max(30));
    let span = f64::from(last - first).max(1.0);
    let at = |day: i32| format!("{:.1}", 20.0 + 960.0 * f64::from(day - first) / span);
    html! {
        svg.days viewBox="0 0 1000 54" role="img" aria-label=(t!("scenario-timeline", first = scenario::print_day(first), last = scenario::print_day(last))) {
            line.axis x1="20" x2="980" y1="26" y2="26" {}
            line.due x1=(at(0)) x2=(at(0)) y1="12" y2="40" {}
            @for (step, day) in scenario.steps().iter().zip(&days) {
                circle class={ "s-" (step.stage.code()) } cx=(at(*day)) cy="26" r="7" { title { (scenario::print_day(*day)) " – " (app::text::step(&step.key)) } }
                text x=(at(*day)) y="50" text-anchor="middle" { (scenario::print_day(*day)) }
            }
        }
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
    let euros = |amount: domain::Cents| amount.shown_in(domain::Currency::EUR);
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

fn editor(view: &ScenarioView, session: &Session, editing: &Editing<'_>) -> Markup {
    let may = session.may(Permission::RunNight);
    let rows = editing.text.lines().count().clamp(12, 40);
    let before = if editing.is_new { uuid::Uuid::nil().to_string() } else { view.scenario.id.to_string() };
    html! {
        section.card #texte {
            header { h2 { @if editing.is_new { (t!("series-new")) } @else { (t!("scenario-text")) } } @if may && !editing.is_new { a href={ "/scenarios/formulaire?serie=" (view.series) } { (t!("form-open")) } } }
            p.muted { (t!("scenario-text-help")) }
            form method="post" action="/scenarios/essayer" {
                input type="hidden" name="avant" value=(before);
                div.field {
                    label for="texte-scenario" { (t!("scenario-text-label")) }
                    textarea #texte-scenario name="texte" rows=(rows) spellcheck="false" readonly[!may] { "\n" (editing.text) }
                }
                @if may {
                    div.acts {
                        button.btn.go type="submit" { (t!("scenario-try")) }
                        @if editing.draft.is_some_and(Draft::is_right) { button.btn type="submit" formaction="/scenarios/enregistrer" { (if editing.is_new { t!("series-create") } else { t!("scenario-save") }) } }
                    }
                    p.muted { small { (t!("scenario-save-help")) } }
                }
            }
            @if may && !editing.is_new { (renaming(view)) }
        }
    }
}

fn renaming(view: &ScenarioView) -> Markup {
    html! {
        details.apart {
            summary { (t!("series-rename")) }
            form.filters method="post" action="/scenarios/renommer" {
                input type="hidden" name="serie" value=(view.series);
                div.field.grow { label for="nom-scenario" { (t!("series-name")) } input #nom-scenario name="nom" value=(view.scenario.name) required maxlength="80"; }
                button.btn type="submit" { (t!("series-rename-act")) }
            }
        }
    }
}

fn outcome(draft: &Draft, is_new: bool) -> Markup {
    let failed = draft.tried.iter().filter(|test| !test.passed).count();
    html! {
        @for fault in &draft.file.faults {
            (flash(Tone::Late, &html! { @if fault.line > 0 { (t!("scenario-line", line = fault.line)) " " } (scenario::fault_sentence(fault)) }))
        }
        @for test in draft.tried.iter().filter(|test| !test.passed) {
            (flash(Tone::Late, &html! { (t!("scenario-test-failed", name = test.name.as_str(), expected = test.expected.as_str(), got = test.got.as_str())) }))
        }
        @if !draft.tried.is_empty() && failed == 0 { (flash(Tone::Ok, &html! { (t!("scenario-tests-pass", count = draft.tried.len())) })) }
        @if let Some(found) = &draft.effect { @if is_new { (flash(Tone::Accent, &html! { (t!("series-follows-none")) })) } @else { (effect(found)) } }
    }
}

/// What was tried of a form: the faults stand beside their fields.
pub(super) fn outcome_of_form(draft: &Draft) -> Markup {
    html! {
        @for test in draft.tried.iter().filter(|test| !test.passed) {
            (flash(Tone::Late, &html! { (t!("scenario-test-failed", name = test.name.as_str(), expected = test.expected.as_str(), got = test.got.as_str())) }))
        }
        @if let Some(found) = &draft.effect { (effect(found)) }
    }
}

pub(super) fn effect(effect: &Effect) -> Markup {
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
                p { (t!("stop-on", by = stop.by.as_str(), date = locale::date(stopped_on(stop)), reason = stop.reason.as_str())) }
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
                    div.field { label for="courriels" { (t!("limit-mails")) } input #courriels name="courriels" inputmode="numeric" value=(text(guard.mail_cap)); small { (t!("limit-mails-help")) } }
                    div.fields {
                        div.field { label for="de" { (t!("limit-mails-from")) } input #de name="de" inputmode="numeric" maxlength="2" value=(guard.mail_hours.map(|hours| hours.from().to_string()).unwrap_or_default()); }
                        div.field { label for="a" { (t!("limit-mails-until")) } input #a name="a" inputmode="numeric" maxlength="2" value=(guard.mail_hours.map(|hours| hours.until().to_string()).unwrap_or_default()); }
                    }
                    p.muted { (t!("limit-mails-hours-help")) }
                    div.field { label for="copies" { (t!("limit-copies")) } input #copies name="copies" inputmode="numeric" value=(guard.copies_megabytes.unwrap_or(app::enclosed::MEGABYTES)); small { (t!("limit-copies-help")) } }
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

fn versions(view: &ScenarioView, changes: &[(ScenarioId, Vec<String>)], session: &Session) -> Markup {
    let may = session.may(Permission::RunNight);
    let said = |version: &Version| changes.iter().find(|(id, _)| *id == version.id).map(|(_, said)| said);
    html! {
        section.card.flush #versions {
            header { h2 { (t!("scenario-versions")) } span.muted { (t!("scenario-versions-sub")) } }
            table.table.cards {
                caption.sr { (t!("scenario-versions")) }
                thead { tr { th scope="col" { (t!("scenario-versions")) } th scope="col" { (t!("scenario-since")) } th scope="col" { (t!("scenario-author")) } th scope="col" { (t!("difference-title")) } th scope="col" { (t!("column-state")) } } }
                tbody { @for version in &view.versions { tr {
                    td.lead { a href={ "/scenarios?version=" (version.id) "#texte" } { (t!("scenario-version", version = version.number)) } small { (version.name) } }
                    td data-label=(t!("scenario-since")) { (date(version.created_at.with_timezone(&app::PARIS).date_naive())) }
                    td data-label=(t!("scenario-author")) { @if version.actor.is_empty() { span.muted { (t!("scenario-first")) } } @else { (version.actor) } }
                    td.long data-label=(t!("difference-title")) { @if let Some(said) = said(version) { @for sentence in said { small { (sentence) } } @if said.is_empty() { span.muted { "–" } } } }
                    td data-label=(t!("column-state")) {
                        @if version.is_in_force { (pill(Tone::Ok, &t!("scenario-current"))) }
                        @else if may { form method="post" action="/scenarios/retablir" { input type="hidden" name="version" value=(version.id); button.btn.small type="submit" { (t!("scenario-restore")) } } }
                        @else { span.muted { (t!("scenario-past")) } }
                    }
                } } }
            }
        }
    }
}

/// Which version comes back.
#[derive(Debug, Default, Deserialize)]
pub struct Past {
    #[serde(default)]
    version: uuid::Uuid,
}

/// Opens the editor with the text of an earlier version, tried on today's book; saving it makes it the next one.
pub async fn restore(State(site): State<Site>, session: Session, Form(past): Form<Past>) -> Answer {
    let (app, scope) = (site.app(), &session.scope);
    let text = scenario::version_text(app, scope, ScenarioId(past.version)).await?;
    let series = scenario::series::of_version(app, scope, ScenarioId(past.version)).await?;
    let view = scenario::view_of(app, scope, Some(series)).await?;
    let draft = scenario::try_text_of(app, scope, Some(series), &text).await?;
    page(&site, &session, &view, &Editing { text: &text, draft: Some(&draft), is_new: false }).await
}

/// What every page says while everything is stopped.
pub(crate) fn banner(stop: &scenario::Stop) -> Markup {
    flash(
        Tone::Late,
        &html! { strong { (t!("stop-banner")) } " " (t!("stop-on", by = stop.by.as_str(), date = locale::date(stopped_on(stop)), reason = stop.reason.as_str())) " " a href="/scenarios#garde" { (t!("see")) } },
    )
}
