//! The scenario as users change it: its text with its tests, what a change would do to today's book, its versions;
//! and the emergency stop.

use std::cmp::Ordering;

use domain::Date;
use domain::dunning::{Expectation, LastStep, Outcome, Scenario, Trial};
use domain::ids::{DebtorId, ScenarioId};
use formats::scenario::ScenarioFile;
pub use formats::scenario::{fault_sentence, print_day};
use rayon::prelude::*;
use store::event::NewEvent;
pub use store::guard::{Guard, Stop};
use store::night::{CarriedOut, NightItem};
use store::scenario::StepNumber;
pub use store::scenario::Version;

use crate::freshness::Freshness;
use crate::night::{Facts, each_debtor, load_facts};
use crate::text::scenario as words;
use crate::{App, AppError, Permission, Result, Scope};

/// Versions listed.
const SHOWN: i64 = 50;
/// Debtors named in an effect.
const NAMED: usize = 20;

/// Where items stand in a scenario. The base knows a step by its number, the decision by its position in the version in
/// force; both know it by its key.
#[derive(Debug, Clone, Default)]
pub(crate) struct Places {
    /// By number: the position of the step, or of the last one that comes no later.
    positions: Vec<Option<usize>>,
    /// By position: the number of the step.
    numbers: Vec<usize>,
}

impl Places {
    /// The places in a scenario; without numbers, they are the positions.
    pub(crate) fn new(known: &[StepNumber], scenario: &Scenario) -> Self {
        let count = scenario.steps().len();
        if known.is_empty() {
            return Self { positions: (0..count).map(Some).collect(), numbers: (0..count).collect() };
        }
        let index = |number: i32| usize::try_from(number).unwrap_or_default();
        let size = known.iter().map(|(number, ..)| index(*number) + 1).max().unwrap_or_default();
        let mut positions = vec![None; size];
        for (number, key, day) in known {
            positions[index(*number)] = scenario.place_of(key, *day);
        }
        let number_of = |(position, key): (usize, &String)| {
            known.iter().find(|(_, known, _)| known == key).map_or(size + position, |(number, ..)| index(*number))
        };
        let numbers = scenario.steps().iter().map(|step| &step.key).enumerate().map(number_of).collect();
        Self { positions, numbers }
    }

    /// The place of an item by the number of its last step.
    pub(crate) fn place(&self, last: Option<LastStep>) -> Option<LastStep> {
        let last = last?;
        let position = self.positions.get(last.position).copied().unwrap_or_else(|| self.numbers.len().checked_sub(1))?;
        Some(LastStep { position, ..last })
    }

    /// As [`Self::place`], of a step that was carried out later than planned: what follows counts from that day.
    pub(crate) fn place_late(&self, last: Option<LastStep>, late: Option<&[CarriedOut]>) -> Option<LastStep> {
        let last = last?;
        let days = late.unwrap_or_default().iter().filter(|(number, _)| *number == last.position).map(|(_, on)| *on);
        self.place(Some(LastStep { on: days.fold(last.on, Ord::max), ..last }))
    }

    /// The number of the step at a position.
    pub(crate) fn number(&self, position: usize) -> usize {
        self.numbers.get(position).copied().unwrap_or(position)
    }
}

/// The numbers of the steps of two versions: those that are known, then the new ones.
fn numbered(known: Vec<StepNumber>, before: &Scenario, next: &Scenario) -> Vec<StepNumber> {
    let day_of = |scenario: &Scenario, position: usize| scenario.nominal_day(position);
    let mut numbers = known;
    if numbers.is_empty() {
        let first = before.steps().iter().enumerate();
        numbers = first.map(|(at, step)| (i32::try_from(at).unwrap_or(i32::MAX), step.key.clone(), day_of(before, at))).collect();
    }
    for (at, step) in next.steps().iter().enumerate() {
        match numbers.iter_mut().find(|(_, key, _)| *key == step.key) {
            Some(known) => known.2 = day_of(next, at),
            None => {
                let free = numbers.iter().map(|(number, ..)| *number + 1).max().unwrap_or_default();
                numbers.push((free, step.key.clone(), day_of(next, at)));
            }
        }
    }
    numbers
}

/// The scenario in force, as its page shows it.
#[derive(Debug, Clone)]
pub struct ScenarioView {
    /// It.
    pub scenario: Scenario,
    /// Its text, with its tests.
    pub text: String,
    /// The versions, the newest first.
    pub versions: Vec<Version>,
    /// What guards the way out.
    pub guard: Guard,
}

/// The scenario in force.
///
/// # Errors
/// [`AppError`].
pub async fn view(app: &App, scope: &Scope) -> Result<ScenarioView> {
    scope.require(Permission::ViewReceivables)?;
    let organisation = scope.organisation.id;
    let mut tx = app.db().snapshot().await?;
    let scenario = store::scenario::in_force(&mut tx, organisation).await?;
    let text = text_of(&mut tx, scope, scenario.id).await?;
    let versions = store::scenario::versions(&mut tx, organisation, SHOWN).await?;
    let guard = store::guard::get(&mut tx, organisation).await?;
    Ok(ScenarioView { scenario, text, versions, guard })
}

async fn text_of(tx: &mut store::Tx, scope: &Scope, id: ScenarioId) -> Result<String> {
    let found = store::scenario::version(tx, scope.organisation.id, id).await?;
    let (scenario, source) = found.ok_or(AppError::NotFound("scenario"))?;
    Ok(if source.is_empty() { formats::scenario::write(&scenario, &[]) } else { source })
}

/// The text of a version, in force or not.
///
/// # Errors
/// [`AppError::NotFound`].
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

/// A debtor whose next contact moves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// It.
    pub debtor: DebtorId,
    /// Its code and name.
    pub name: String,
    /// The day of its next step now; `None` when there is none.
    pub before: Option<Date>,
    /// The day under the change.
    pub after: Option<Date>,
}

/// What a change does to today's book, by the day of each debtor's next step.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Effect {
    /// Debtors looked at.
    pub debtors: usize,
    /// Debtors whose next step comes earlier, or comes at all.
    pub sooner: usize,
    /// Debtors whose next step comes later, or no longer comes.
    pub later: usize,
    /// Messages and tasks of tonight, now and under the change.
    pub tonight: (usize, usize),
    /// Some of those that move, the soonest first.
    pub moved: Vec<Moved>,
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

/// Reads a text, runs its tests, and says what it would do to today's book; nothing is written.
///
/// # Errors
/// [`AppError`].
pub async fn try_text(app: &App, scope: &Scope, text: &str) -> Result<Draft> {
    scope.require(Permission::ViewReceivables)?;
    let file = formats::scenario::read(text.as_bytes());
    let tried = try_tests(&file);
    let effect = match &file.scenario {
        Some(scenario) => Some(effect(app, scope, scenario).await?),
        None => None,
    };
    Ok(Draft { file, tried, effect })
}

/// The day of a debtor's next step, and how many actions tonight makes. What holds the whole account counts with its end.
fn next_day(facts: &Facts, items: &[NightItem]) -> (Option<Date>, usize) {
    let plan = facts.plan(items);
    let day = |outcome: &Outcome| match outcome {
        Outcome::Send { .. } => Some(facts.today),
        Outcome::NotYet { next_on } => Some(*next_on),
        Outcome::Hold { until, .. } => *until,
        Outcome::Exhausted => None,
    };
    (plan.outcomes.iter().filter_map(day).min(), plan.actions.len())
}

async fn effect(app: &App, scope: &Scope, next: &Scenario) -> Result<Effect> {
    let (organisation, today) = (scope.organisation.id, app.today());
    let mut tx = app.db().snapshot().await?;
    let freshness = Freshness::judge(&scope.organisation, store::import::freshness(&mut tx, organisation).await?, today);
    let now = load_facts(&mut tx, app, scope, &freshness, today).await?;
    let mut then = load_facts(&mut tx, app, scope, &freshness, today).await?;
    let numbers = numbered(store::scenario::step_numbers(&mut tx, organisation).await?, &now.scenario, next);
    then.places = Places::new(&numbers, next);
    then.scenario = next.clone();
    let mut effect = Effect::default();
    let mut moved: Vec<Moved> = Vec::new();
    let mut page: Vec<Vec<NightItem>> = Vec::new();
    each_debtor(&mut tx, organisation, today, |items| page.push(items.to_vec())).await?;
    let days: Vec<_> = page.par_iter().map(|items| (items[0].debtor, next_day(&now, items), next_day(&then, items))).collect();
    for (debtor, (before, actions_before), (after, actions_after)) in days {
        effect.debtors += 1;
        effect.tonight.0 += actions_before;
        effect.tonight.1 += actions_after;
        // No day at all is later than any.
        let order = after.unwrap_or(Date::MAX).cmp(&before.unwrap_or(Date::MAX));
        match order {
            Ordering::Less => effect.sooner += 1,
            Ordering::Greater => effect.later += 1,
            Ordering::Equal => continue,
        }
        moved.push(Moved { debtor, name: String::new(), before, after });
    }
    moved.sort_by_key(|moved| (moved.after.unwrap_or(Date::MAX), moved.debtor));
    moved.truncate(NAMED);
    let names = crate::dashboard::names(&mut tx, organisation, moved.iter().map(|moved| moved.debtor)).await?;
    for line in &mut moved {
        line.name = names.get(&line.debtor).map(|(code, name)| format!("{name} ({code})")).unwrap_or_default();
    }
    effect.moved = moved;
    Ok(effect)
}

/// Puts a text in force as the next version. `before` is the version that its author looked at.
///
/// # Errors
/// [`AppError::Invalid`] with the first fault or the first test that fails; [`AppError::Conflict`] when another
/// version came in between.
pub async fn save(app: &App, scope: &Scope, before: ScenarioId, source: &str) -> Result<Scenario> {
    scope.require(Permission::RunNight)?;
    let file = formats::scenario::read(source.as_bytes());
    let invalid = |reason| AppError::Invalid { field: "text", reason };
    if let Some(fault) = file.faults.first() {
        return Err(invalid(words::fault(fault.line, &fault_sentence(fault))));
    }
    if let Some(failed) = try_tests(&file).iter().find(|test| !test.passed) {
        return Err(invalid(words::test_failed(&failed.name, &failed.expected, &failed.got)));
    }
    let read = file.scenario.ok_or_else(|| invalid(words::empty()))?;
    let organisation = scope.organisation.id;
    let mut tx = app.db().begin().await?;
    let known = store::scenario::in_force(&mut tx, organisation).await?;
    if known.id != before {
        return Err(AppError::Conflict("scenario"));
    }
    let mut next = read;
    (next.id, next.version) = (ScenarioId(store::fresh_id()), known.version + 1);
    let numbers = numbered(store::scenario::step_numbers(&mut tx, organisation).await?, &known, &next);
    store::scenario::keep_step_numbers(&mut tx, organisation, &numbers).await?;
    store::scenario::replace(&mut tx, organisation, known.id, &next, source, &scope.actor.name, app.now()).await?;
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
pub async fn guard(app: &App, scope: &Scope) -> Result<Guard> {
    scope.require(Permission::ViewReceivables)?;
    let mut tx = app.db().snapshot().await?;
    Ok(store::guard::get(&mut tx, scope.organisation.id).await?)
}

/// Stops all that reaches debtors, at once. Whoever may suspend reminders may do it; what waits keeps its place.
///
/// # Errors
/// [`AppError::Invalid`] without a reason; [`AppError::Store`] when everything is stopped already.
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
pub async fn lift(app: &App, scope: &Scope) -> Result<()> {
    scope.require(Permission::RunNight)?;
    let mut tx = app.db().begin().await?;
    store::guard::lift(&mut tx, scope.organisation.id).await?;
    append(&mut tx, app, scope, "guard.lifted", None, &serde_json::json!({})).await?;
    tx.commit().await?;
    Ok(())
}

/// Sets the most messages that a night lets leave by themselves, and how often a debtor may be contacted.
///
/// # Errors
/// [`AppError::Invalid`] for a limit of nothing.
pub async fn set_limits(app: &App, scope: &Scope, run_cap: Option<u32>, pressure: Option<domain::dunning::Pressure>) -> Result<()> {
    scope.require(Permission::RunNight)?;
    if run_cap == Some(0) || pressure.is_some_and(|budget| budget.contacts == 0 || budget.days == 0 || budget.days > 366) {
        return Err(AppError::Invalid { field: "limits", reason: words::limit_of_nothing() });
    }
    let mut tx = app.db().begin().await?;
    store::guard::set_limits(&mut tx, scope.organisation.id, run_cap, pressure).await?;
    let payload = serde_json::json!({
        "run_cap": run_cap, "contacts": pressure.map(|budget| budget.contacts), "days": pressure.map(|budget| budget.days),
    });
    append(&mut tx, app, scope, "guard.limits", None, &payload).await?;
    tx.commit().await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use domain::dunning::{Channel, Mode, Step, Template};
    use uuid::Uuid;

    use super::*;

    fn scenario(steps: &[(&str, i32)]) -> Scenario {
        let step = |(key, day): &(&str, i32)| Step::new(key, *day, 0, Channel::Email, Mode::Automatic, Template::FirstReminder);
        Scenario::new(ScenarioId(Uuid::nil()), "Essai".to_owned(), 1, steps.iter().map(step).collect()).expect("a scenario")
    }

    #[test]
    fn an_item_keeps_its_place_when_a_step_comes_before_it() {
        let (before, next) = (scenario(&[("a", 3), ("b", 10)]), scenario(&[("a", 3), ("x", 5), ("b", 12), ("c", 20)]));
        let numbers = numbered(Vec::new(), &before, &next);
        let expected = [(0, "a", 3), (1, "b", 12), (2, "x", 5), (3, "c", 20)].map(|(number, key, day)| (number, key.to_owned(), day));
        assert_eq!(numbers, expected);
        let places = Places::new(&numbers, &next);
        let at = |number| places.place(Some(LastStep { position: number, on: Date::MIN })).map(|last| last.position);
        assert_eq!([at(0), at(1), at(2), at(3)], [Some(0), Some(2), Some(1), Some(3)]);
        assert_eq!([0, 1, 2, 3].map(|position| places.number(position)), [0, 2, 1, 3]);
        assert_eq!(places.place(None), None);
        // A version without `b`: who went through it stands on the last step that comes no later.
        let without = scenario(&[("a", 3), ("x", 5), ("c", 20)]);
        let numbers = numbered(numbers, &next, &without);
        let places = Places::new(&numbers, &without);
        assert_eq!(places.place(Some(LastStep { position: 1, on: Date::MIN })).map(|last| last.position), Some(1));
        assert_eq!(places.number(2), 3);
    }

    #[test]
    fn without_numbers_the_positions_are_the_numbers() {
        let places = Places::new(&[], &scenario(&[("a", 3), ("b", 10)]));
        assert_eq!(places.place(Some(LastStep { position: 1, on: Date::MIN })).map(|last| last.position), Some(1));
        assert_eq!(places.number(1), 1);
    }
}
