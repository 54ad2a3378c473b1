//! What changed from one version of a scenario to the next, in words.

use domain::dunning::{Scenario, Step, Trigger};
use domain::ids::ScenarioId;
use formats::scenario::print_day;

use crate::text::locale::ShownIn as _;
use crate::text::scenario as words;
use crate::{App, AppError, Permission, Result, Scope, text};

/// The changes of a version from the one before it, a sentence each; nothing for the first.
///
/// # Errors
/// [`AppError::NotFound`].
#[crate::boxed]
pub async fn changes(app: &App, scope: &Scope, version: ScenarioId) -> Result<Vec<String>> {
    scope.require(Permission::ViewReceivables)?;
    let organisation = scope.organisation.id;
    let mut tx = app.db().snapshot().await?;
    let (series, after, _) = store::scenario::version(&mut tx, organisation, version).await?.ok_or(AppError::NotFound("scenario"))?;
    let versions = store::scenario::versions(&mut tx, organisation, series, i64::from(i32::MAX)).await?;
    let Some(before) = versions.iter().find(|known| u32::try_from(known.number).is_ok_and(|number| number + 1 == after.version)) else {
        return Ok(Vec::new());
    };
    let (_, before, _) = store::scenario::version(&mut tx, organisation, before.id).await?.ok_or(AppError::NotFound("scenario"))?;
    Ok(difference(&before, &after))
}

/// The changes from one scenario to another, a sentence each.
#[must_use]
pub fn difference(before: &Scenario, after: &Scenario) -> Vec<String> {
    let mut changes = Vec::new();
    if before.name != after.name {
        changes.push(words::renamed(&before.name, &after.name));
    }
    for step in before.steps().iter().filter(|step| after.position(&step.key).is_none()) {
        changes.push(words::step_removed(&text::step(&step.key), &day(step)));
    }
    for step in after.steps() {
        match before.position(&step.key).map(|at| &before.steps()[at]) {
            None => changes.push(words::step_added(&text::step(&step.key), &day(step))),
            Some(known) => changes.extend(of_step(known, step)),
        }
    }
    let shared = |scenario: &Scenario, other: &Scenario| -> Vec<String> {
        scenario.steps().iter().filter(|step| other.position(&step.key).is_some()).map(|step| step.key.clone()).collect()
    };
    let (old, new) = (shared(before, after), shared(after, before));
    if let Some((_, moved)) = old.iter().zip(&new).find(|(old, new)| old != new) {
        changes.push(words::step_moved(&text::step(moved)));
    }
    if before.stop != after.stop {
        changes.push(words::stop_changed());
    }
    changes
}

fn day(step: &Step) -> String {
    match step.trigger {
        Trigger::Due => print_day(step.offset_days),
        Trigger::Issue => words::day_from_issue(step.offset_days),
        Trigger::PreviousStep => words::day_from_previous(step.offset_days),
    }
}

fn of_step(before: &Step, after: &Step) -> Vec<String> {
    let name = text::step(&after.key);
    let channels = |step: &Step| step.channels.iter().map(|channel| text::channel(*channel)).collect::<Vec<_>>().join(", ");
    let mut changes = Vec::new();
    let mut pair = |is_other: bool, what: &'static str, old: String, new: String| {
        if is_other {
            changes.push(words::step_changed(what, &name, &old, &new));
        }
    };
    pair((before.trigger, before.offset_days) != (after.trigger, after.offset_days), "day", day(before), day(after));
    pair(before.gap_days != after.gap_days, "gap", before.gap_days.to_string(), after.gap_days.to_string());
    pair(before.channels != after.channels, "channels", channels(before), channels(after));
    let is_other_mode = (before.mode, before.veto_hours) != (after.mode, after.veto_hours);
    pair(is_other_mode, "mode", words::mode(before.mode, before.veto_hours), words::mode(after.mode, after.veto_hours));
    let template = |step: &Step| text::template::code(step.template);
    pair(before.template != after.template, "template", template(before), template(after));
    pair(before.cost != after.cost, "cost", before.cost.shown_in(domain::Currency::EUR), after.cost.shown_in(domain::Currency::EUR));
    pair(before.stage != after.stage, "stage", text::template::stage(before.stage), text::template::stage(after.stage));
    for (is_other, what) in [
        (before.sender != after.sender, "sender"),
        (before.recipients != after.recipients || before.copies != after.copies, "recipients"),
        (before.conditions != after.conditions, "conditions"),
    ] {
        if is_other {
            changes.push(words::step_differs(what, &name));
        }
    }
    changes
}

#[cfg(test)]
mod tests {
    use domain::dunning::{Channel, Mode, Template};
    use uuid::Uuid;

    use super::*;

    fn step(key: &str, day: i32) -> Step {
        Step::new(key, day, 0, Channel::Email, Mode::Automatic, Template::FirstReminder)
    }

    fn scenario(steps: Vec<Step>) -> Scenario {
        Scenario::new(ScenarioId(Uuid::nil()), "Essai".to_owned(), 1, steps).unwrap()
    }

    #[test]
    fn each_change_is_said_in_words() {
        let before = scenario(vec![step("reminder_1", 3), step("reminder_2", 10), step("letter", 30)]);
        let after = scenario(vec![
            step("reminder_1", 3),
            step("insist", 8),
            Step { channels: vec![Channel::Email, Channel::Sms], ..step("reminder_2", 15) },
        ]);
        assert_eq!(difference(&before, &before), Vec::<String>::new());
        let said = difference(&before, &after);
        let expected = ["passe de J+10 à J+15", "J+30", "J+8", "E-mail, SMS"];
        assert_eq!(said.len(), 4, "{said:?}");
        for word in expected {
            assert!(said.iter().any(|sentence| sentence.contains(word)), "{word}: {said:?}");
        }
        let swapped = scenario(vec![step("reminder_2", 10), step("reminder_1", 10)]);
        let first = scenario(vec![step("reminder_1", 10), step("reminder_2", 10)]);
        assert_eq!(difference(&first, &swapped).len(), 1);
    }
}
