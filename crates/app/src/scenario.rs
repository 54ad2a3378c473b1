//! The scenario as users change it: its text with its tests, what a change would do to today's book, its versions;
//! and the emergency stop.

pub mod binding;
pub mod difference;
pub(crate) mod effect;
pub(crate) mod follow;
pub mod series;

use domain::dunning::{Expectation, Hours, Scenario, Trial};
use domain::ids::{ScenarioId, SeriesId};
use formats::scenario::ScenarioFile;
pub use formats::scenario::{form, print_day};
use store::event::NewEvent;
pub use store::guard::{Guard, Stop};
pub use store::scenario::Version;

pub use self::effect::{Effect, Moved};
use self::follow::numbered;
use crate::text::scenario as words;
use crate::{App, AppError, Permission, Result, Scope};

/// What is wrong with a scenario's text, in the reader's language.
#[must_use]
pub fn fault_sentence(fault: &formats::scenario::Fault) -> String {
    crate::text::locale::either(|| formats::scenario::fault_sentence(fault), || formats::scenario::fault_in_english(fault))
}

/// Versions listed.
const SHOWN: i64 = 50;

/// A scenario, as its page shows it.
#[derive(Debug, Clone)]
pub struct ScenarioView {
    /// The scenario with all its versions.
    pub series: SeriesId,
    /// The version in force; the newest one of a retired scenario.
    pub scenario: Scenario,
    /// Its text, with its tests.
    pub text: String,
    /// The versions, the newest first.
    pub versions: Vec<Version>,
    /// What guards the way out.
    pub guard: Guard,
}

impl ScenarioView {
    /// The scenario as the fields of a form.
    #[must_use]
    pub fn form(&self) -> form::FormFields {
        form::fields_of(&self.scenario, &formats::scenario::read(self.text.as_bytes()).trials)
    }
}

/// The default scenario.
///
/// # Errors
/// [`AppError`].
#[crate::boxed]
pub async fn view(app: &App, scope: &Scope) -> Result<ScenarioView> {
    view_of(app, scope, None).await
}

/// A scenario; the default one when none is named.
///
/// # Errors
/// [`AppError::NotFound`].
#[crate::boxed]
pub async fn view_of(app: &App, scope: &Scope, series: Option<SeriesId>) -> Result<ScenarioView> {
    scope.require(Permission::ViewReceivables)?;
    let organisation = scope.organisation.id;
    let mut tx = app.db().snapshot().await?;
    let (series, scenario) = match series {
        None => store::scenario::all_in_force(&mut tx, organisation).await?.swap_remove(0),
        Some(series) => (series, series::newest(&mut tx, organisation, series).await?),
    };
    let text = text_of(&mut tx, scope, scenario.id).await?;
    let versions = store::scenario::versions(&mut tx, organisation, series, SHOWN).await?;
    let guard = store::guard::get(&mut tx, organisation).await?;
    Ok(ScenarioView { series, scenario, text, versions, guard })
}

async fn text_of(tx: &mut store::Tx, scope: &Scope, id: ScenarioId) -> Result<String> {
    let found = store::scenario::version(tx, scope.organisation.id, id).await?;
    let (_, scenario, source) = found.ok_or(AppError::NotFound("scenario"))?;
    Ok(if source.is_empty() { formats::scenario::write(&scenario, &[]) } else { source })
}

/// The text of a version, in force or not.
///
/// # Errors
/// [`AppError::NotFound`].
#[crate::boxed]
pub async fn version_text(app: &App, scope: &Scope, id: ScenarioId) -> Result<String> {
    scope.require(Permission::ViewReceivables)?;
    let mut tx = app.db().snapshot().await?;
    text_of(&mut tx, scope, id).await
}

/// What one test of a text gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tried {
    /// The test.
    pub name: String,
    /// Its line.
    pub line: usize,
    /// What it expects.
    pub expected: String,
    /// What happens.
    pub got: String,
    /// Whether they agree.
    pub passed: bool,
}

/// A text that somebody wants to save.
#[derive(Debug, Clone, Default)]
pub struct Draft {
    /// What it holds and what is wrong with it.
    pub file: ScenarioFile,
    /// What its tests gave.
    pub tried: Vec<Tried>,
    /// What it would do; `None` when it is no scenario.
    pub effect: Option<Effect>,
}

impl Draft {
    /// Whether it may be saved: no fault, no test that fails.
    #[must_use]
    pub fn is_right(&self) -> bool {
        self.file.scenario.is_some() && self.file.faults.is_empty() && self.tried.iter().all(|test| test.passed)
    }
}

fn try_tests(file: &ScenarioFile) -> Vec<Tried> {
    let Some(scenario) = &file.scenario else { return Vec::new() };
    let each = |(trial, line): (&Trial, &usize)| {
        let got: std::result::Result<Expectation, String> = trial.run(scenario);
        Tried {
            name: trial.name.clone(),
            line: *line,
            expected: formats::scenario::print_expectation(&trial.expect),
            passed: got.as_ref() == Ok(&trial.expect),
            got: got.map_or_else(|key| key, |got| formats::scenario::print_expectation(&got)),
        }
    };
    file.trials.iter().zip(&file.lines).map(each).collect()
}

/// Reads a text, runs its tests, and says what it would do to today's book as the next version of the default scenario;
/// nothing is written.
///
/// # Errors
/// [`AppError`].
#[crate::boxed]
pub async fn try_text(app: &App, scope: &Scope, text: &str) -> Result<Draft> {
    try_text_of(app, scope, None, text).await
}

/// As [`try_text`], for the next version of any scenario.
///
/// # Errors
/// [`AppError`].
#[crate::boxed]
pub async fn try_text_of(app: &App, scope: &Scope, series: Option<SeriesId>, text: &str) -> Result<Draft> {
    scope.require(Permission::ViewReceivables)?;
    let file = formats::scenario::read(text.as_bytes());
    let tried = try_tests(&file);
    let effect = match &file.scenario {
        Some(scenario) => Some(effect::of_version(app, scope, series, scenario).await?),
        None => None,
    };
    Ok(Draft { file, tried, effect })
}

/// The scenario of a text that may be saved.
fn checked(source: &str) -> Result<Scenario> {
    let file = formats::scenario::read(source.as_bytes());
    let invalid = |reason| AppError::Invalid { field: "text", reason };
    if let Some(fault) = file.faults.first() {
        return Err(invalid(words::fault(fault.line, &fault_sentence(fault))));
    }
    if let Some(failed) = try_tests(&file).iter().find(|test| !test.passed) {
        return Err(invalid(words::test_failed(&failed.name, &failed.expected, &failed.got)));
    }
    file.scenario.ok_or_else(|| invalid(words::empty()))
}

/// Puts a text in force as the next version of a scenario. `before` is the version that its author looked at.
///
/// # Errors
/// [`AppError::Invalid`] with the first fault or the first test that fails;
/// [`AppError::Conflict`] when another version came in between, or the scenario is retired.
#[crate::boxed]
pub async fn save(app: &App, scope: &Scope, before: ScenarioId, source: &str) -> Result<Scenario> {
    scope.require(Permission::RunNight)?;
    let mut next = checked(source)?;
    let organisation = scope.organisation.id;
    let mut tx = app.db().begin().await?;
    let (series, _, _) = store::scenario::version(&mut tx, organisation, before).await?.ok_or(AppError::Conflict("scenario"))?;
    let in_force = store::scenario::all_in_force(&mut tx, organisation).await?;
    let known = in_force.iter().find(|(known, scenario)| *known == series && scenario.id == before);
    let (_, known) = known.ok_or(AppError::Conflict("scenario"))?;
    series::is_free(&in_force, Some(series), &next.name)?;
    (next.id, next.version) = (ScenarioId(store::fresh_id()), known.version + 1);
    let numbers = numbered(store::scenario::step_numbers(&mut tx, organisation).await?, (series, known), (series, &next));
    store::scenario::keep_step_numbers(&mut tx, organisation, &numbers).await?;
    store::scenario::replace(&mut tx, organisation, before, &next, source, &scope.actor.name, app.now()).await?;
    let payload = serde_json::json!({"name": next.name, "version": next.version, "steps": next.steps().len()});
    append(&mut tx, app, scope, "scenario.saved", Some(next.id.0), &payload).await?;
    tx.commit().await?;
    Ok(next)
}

async fn append(
    tx: &mut store::Tx,
    app: &App,
    scope: &Scope,
    kind: &'static str,
    subject: Option<uuid::Uuid>,
    payload: &serde_json::Value,
) -> Result<()> {
    let event = NewEvent { at: app.now(), actor: scope.actor.name.clone(), kind, debtor: None, subject, payload: payload.to_string() };
    Ok(store::event::append(tx, scope.organisation.id, &[event]).await?)
}

/// What guards the way out.
///
/// # Errors
/// [`AppError`].
#[crate::boxed]
pub async fn guard(app: &App, scope: &Scope) -> Result<Guard> {
    scope.require(Permission::ViewReceivables)?;
    let mut tx = app.db().snapshot().await?;
    Ok(store::guard::get(&mut tx, scope.organisation.id).await?)
}

/// Stops all that reaches debtors, at once. Whoever may suspend reminders may do it; what waits keeps its place.
///
/// # Errors
/// [`AppError::Invalid`] without a reason; [`AppError::Store`] when everything is stopped already.
#[crate::boxed]
pub async fn stop(app: &App, scope: &Scope, reason: &str) -> Result<()> {
    scope.require(Permission::HoldReminders)?;
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(AppError::Invalid { field: "reason", reason: words::stop_without_reason() });
    }
    let mut tx = app.db().begin().await?;
    stop_in(&mut tx, app, scope, reason).await?;
    tx.commit().await?;
    Ok(())
}

/// Stops all in the caller's transaction.
pub(crate) async fn stop_in(tx: &mut store::Tx, app: &App, scope: &Scope, reason: &str) -> Result<()> {
    let stop = Stop { at: app.now(), by: scope.actor.name.clone(), reason: reason.to_owned() };
    store::guard::stop(tx, scope.organisation.id, &stop).await?;
    append(tx, app, scope, "guard.stopped", None, &serde_json::json!({"reason": reason})).await
}

/// Lifts the emergency stop.
///
/// # Errors
/// [`AppError::Store`] when nothing is stopped.
#[crate::boxed]
pub async fn lift(app: &App, scope: &Scope) -> Result<()> {
    scope.require(Permission::RunNight)?;
    let mut tx = app.db().begin().await?;
    store::guard::lift(&mut tx, scope.organisation.id).await?;
    append(&mut tx, app, scope, "guard.lifted", None, &serde_json::json!({})).await?;
    tx.commit().await?;
    Ok(())
}

/// Sets the most messages that a night lets leave by themselves, the most e-mails of twenty-four hours, and how often a debtor may be
/// contacted.
///
/// # Errors
/// [`AppError::Invalid`] for a limit of nothing.
#[crate::boxed]
pub async fn set_limits(
    app: &App,
    scope: &Scope,
    (run_cap, mail_cap): (Option<u32>, Option<u32>),
    pressure: Option<domain::dunning::Pressure>,
) -> Result<()> {
    scope.require(Permission::RunNight)?;
    if run_cap == Some(0)
        || mail_cap == Some(0)
        || pressure.is_some_and(|budget| budget.contacts == 0 || budget.days == 0 || budget.days > 366)
    {
        return Err(AppError::Invalid { field: "limits", reason: words::limit_of_nothing() });
    }
    let mut tx = app.db().begin().await?;
    store::guard::set_limits(&mut tx, scope.organisation.id, (run_cap, mail_cap), pressure).await?;
    let payload = serde_json::json!({
        "run_cap": run_cap, "mail_cap": mail_cap, "contacts": pressure.map(|budget| budget.contacts), "days": pressure.map(|budget| budget.days),
    });
    append(&mut tx, app, scope, "guard.limits", None, &payload).await?;
    tx.commit().await?;
    Ok(())
}

/// Says at which hours e-mails leave by themselves, from one on and before another; `None` for any hour. What a person sends leaves at once.
///
/// # Errors
/// [`AppError::Invalid`] for what are no hours of a day.
#[crate::boxed]
pub async fn set_mail_hours(app: &App, scope: &Scope, hours: Option<(u8, u8)>) -> Result<()> {
    scope.require(Permission::RunNight)?;
    let hours = match hours {
        Some((from, until)) => {
            Some(Hours::new(from, until).ok_or_else(|| AppError::Invalid { field: "mail_hours", reason: words::no_hours() })?)
        }
        None => None,
    };
    let mut tx = app.db().begin().await?;
    if store::guard::get(&mut tx, scope.organisation.id).await?.mail_hours == hours {
        return Ok(());
    }
    store::guard::set_mail_hours(&mut tx, scope.organisation.id, hours).await?;
    let shown = hours.map_or_else(String::new, |hours| format!("{}-{}", hours.from(), hours.until()));
    append(&mut tx, app, scope, "guard.limits", None, &serde_json::json!({"mail_hours": shown})).await?;
    tx.commit().await?;
    Ok(())
}
