//! What comes after today: the decision itself, asked day after day.

use super::facts::{DebtorFacts, ItemFacts};
use super::hold::Rules;
use super::plan::{DebtorPlan, Outcome, PlannedAction, plan_debtor};
use super::scenario::Scenario;
use crate::calendar::{Date, add_days, is_working_day};

/// A step that an item goes through in what is looked ahead: which of the scenarios, its position in it, and the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ahead {
    /// Which of the scenarios.
    pub scenario: u16,
    /// Position of the step in it.
    pub position: usize,
    /// The day on which it is carried out.
    pub on: Date,
}

/// One thing to do on a coming day. Positions point into the items of [`DebtorFacts`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComingAction {
    /// The day.
    pub on: Date,
    /// What the decision plans on it.
    pub action: PlannedAction,
}

/// What the debtor gets after `today` up to `until`, if nothing is paid, nothing is said, and each thing is done on its day.
///
/// There is no second way of counting: each working day asks [`plan_debtor`], under the facts that the days before leave.
/// `done` is what today itself does; `items_on` gives the items as they stand on a day, under the steps that were gone through
/// since, so that rules which choose a scenario by age apply. Data are taken to be renewed in time; an emergency stop lasts.
#[must_use]
pub fn coming(
    start: &DebtorFacts<'_>,
    scenarios: &[Scenario],
    rules: &Rules,
    (today, until): (Date, Date),
    done: &DebtorPlan,
    mut items_on: impl FnMut(Date, &[Option<Ahead>]) -> Vec<ItemFacts>,
) -> Vec<ComingAction> {
    let rules = Rules { stale_data: false, ..*rules };
    let mut so_far =
        SoFar { passed: vec![None; start.items.len()], last_contact_on: start.last_contact_on, contacts_on: start.contacts_on.to_vec() };
    so_far.add(today, done, start.items);
    // What an earlier day left to do is done today: nothing waits for it for ever.
    for (item, passed) in start.items.iter().zip(&mut so_far.passed) {
        if let Some(step) = item.last_step.filter(|_| item.is_waiting) {
            *passed = Some(Ahead { scenario: item.scenario, position: step.position, on: today });
        }
    }
    let mut found = Vec::new();
    let mut on = add_days(today, 1);
    while on <= until {
        if is_working_day(on) {
            let items: Vec<ItemFacts> =
                items_on(on, &so_far.passed).into_iter().map(|item| ItemFacts { is_waiting: false, ..item }).collect();
            assert!(items.len() == so_far.passed.len(), "the items of a day are those of the start");
            let (last_contact_on, contacts_on) = (so_far.last_contact_on, &so_far.contacts_on[..]);
            let facts = DebtorFacts { items: &items, last_contact_on, contacts_on, voice_on: None, courtesy_speaks: false, ..*start };
            let plan = plan_debtor(&facts, scenarios, &rules, on);
            so_far.add(on, &plan, &items);
            found.extend(plan.actions.into_iter().map(|action| ComingAction { on, action }));
        }
        on = add_days(on, 1);
    }
    found
}

/// What the days that were looked at leave to the next one.
struct SoFar {
    passed: Vec<Option<Ahead>>,
    last_contact_on: Option<Date>,
    contacts_on: Vec<Date>,
}

impl SoFar {
    fn add(&mut self, on: Date, plan: &DebtorPlan, items: &[ItemFacts]) {
        for at in plan.actions.iter().flat_map(|action| &action.asked) {
            if let Outcome::Send { step } = plan.outcomes[*at] {
                self.passed[*at] = Some(Ahead { scenario: items[*at].scenario, position: step, on });
            }
        }
        if plan.actions.iter().any(|action| action.channel.reaches_debtor()) {
            self.last_contact_on = Some(on);
            self.contacts_on.push(on);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dunning::{Channel, Hold, LastStep, Mode, Step, Template};
    use crate::ids::{OpenItemId, ScenarioId};
    use crate::ledger::ItemKind;
    use crate::money::{Cents, Currency};
    use uuid::Uuid;

    fn day(month: u32, day: u32) -> Date {
        Date::from_ymd_opt(2026, month, day).expect("a day")
    }

    fn scenario() -> Scenario {
        let step = |key: &str, on, gap, channel: Channel, template| {
            let mode = if channel == Channel::Call { Mode::Manual } else { Mode::Automatic };
            Step::new(key, on, gap, channel, mode, template)
        };
        let steps = vec![
            step("first", 3, 0, Channel::Email, Template::FirstReminder),
            step("call", 10, 5, Channel::Call, Template::CallScript),
            step("second", 20, 7, Channel::Email, Template::SecondReminder),
        ];
        Scenario::new(ScenarioId(Uuid::nil()), "Essai".to_owned(), 1, steps).expect("a scenario")
    }

    fn item(number: u128, due_on: Date) -> ItemFacts {
        let issued_on = add_days(due_on, -30);
        ItemFacts::new(OpenItemId(Uuid::from_u128(number)), ItemKind::Invoice, issued_on, due_on, Cents(100_000), Currency::EUR)
    }

    fn told(items: &[ItemFacts], today: Date, until: Date, change: impl Fn(&mut DebtorFacts<'_>)) -> Vec<String> {
        let (scenarios, rules) = ([scenario()], Rules::default());
        let mut facts = DebtorFacts { has_email: true, items, ..DebtorFacts::default() };
        change(&mut facts);
        let done = plan_debtor(&facts, &scenarios, &rules, today);
        let items_on = |_, passed: &[Option<Ahead>]| {
            let step = |at: usize| passed[at].map(|step: Ahead| LastStep { position: step.position, on: step.on });
            items.iter().enumerate().map(|(at, item)| ItemFacts { last_step: step(at).or(item.last_step), ..*item }).collect()
        };
        coming(&facts, &scenarios, &rules, (today, until), &done, items_on)
            .iter()
            .map(|coming| format!("{} {} {}", coming.on, scenarios[0].steps()[coming.action.step].key, coming.action.asked.len()))
            .collect()
    }

    #[test]
    fn each_step_comes_on_its_day() {
        // Due on Friday 6 November: J+3 is Monday 9, J+10 Monday 16, J+20 Thursday 26.
        let items = [item(1, day(11, 6))];
        let expected = ["2026-11-09 first 1", "2026-11-16 call 1", "2026-11-26 second 1"];
        assert_eq!(told(&items, day(11, 6), day(12, 31), |_| ()), expected);
        assert_eq!(told(&items, day(11, 6), day(11, 15), |_| ()), expected[..1], "no further than the day asked for");
        assert_eq!(told(&items, day(11, 9), day(12, 31), |_| ()), expected[1..], "what today does is not to come");
    }

    #[test]
    fn what_holds_today_holds_as_long_as_the_decision_says() {
        let promised = ItemFacts { promise: Some(Hold { until: Some(day(11, 24)) }), ..item(1, day(11, 6)) };
        assert_eq!(told(&[promised], day(11, 10), day(12, 31), |_| ())[0], "2026-11-24 first 1");
        let for_ever = |facts: &mut DebtorFacts<'_>| facts.hold = Some(Hold { until: None });
        assert_eq!(told(&[item(1, day(11, 6))], day(11, 10), day(12, 31), for_ever), Vec::<String>::new());
    }

    #[test]
    fn a_call_that_waits_is_taken_as_made_today() {
        let waits = ItemFacts { last_step: Some(LastStep { position: 1, on: day(11, 16) }), is_waiting: true, ..item(1, day(11, 6)) };
        assert_eq!(told(&[waits], day(11, 27), day(12, 31), |_| ()), ["2026-12-04 second 1"], "seven days after the call");
    }

    #[test]
    fn two_items_share_a_voice() {
        let items = [item(1, day(11, 6)), item(2, day(11, 10))];
        let told = told(&items, day(11, 6), day(11, 20), |_| ());
        let days: Vec<&str> = told.iter().map(|line| &line[..10]).collect();
        let mut apart = days.clone();
        apart.dedup();
        assert_eq!(days, apart, "never twice on a day: {told:?}");
    }
}
