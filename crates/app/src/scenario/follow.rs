//! Which scenario each item follows, and where it stands in it: the night, the preview, the explanation and the check in the
//! sending transaction all ask here.

use std::collections::HashMap;

use domain::Date;
use domain::dunning::{Because, Bindings, ItemFacts, LastStep, Scenario, Subject, scenario_of};
use domain::ids::{DebtorId, OpenItemId, OrganisationId, SeriesId};
use domain::party::DebtorKind;
use store::Tx;
use store::night::CarriedOut;
use store::scenario::StepNumber;

use crate::Result;

/// Where items stand in one scenario. The base knows a step by its number, the decision by its position in the version in
/// force; both know it by its key.
#[derive(Debug, Clone, Default)]
struct Places {
    /// By number: the position of the step of the same key, or of the last one that comes no later.
    positions: Vec<Option<usize>>,
    /// By number: the position of the step of the same key.
    same_key: Vec<Option<usize>>,
    /// By position: the number of the step.
    numbers: Vec<usize>,
}

fn index(number: i32) -> usize {
    usize::try_from(number).unwrap_or_default()
}

impl Places {
    /// The places in a scenario; without numbers, they are the positions.
    fn new(known: &[StepNumber], series: SeriesId, scenario: &Scenario) -> Self {
        let count = scenario.steps().len();
        if known.is_empty() {
            let all: Vec<_> = (0..count).map(Some).collect();
            return Self { positions: all.clone(), same_key: all, numbers: (0..count).collect() };
        }
        let size = known.iter().map(|step| index(step.number) + 1).max().unwrap_or_default();
        let (mut positions, mut same_key) = (vec![None; size], vec![None; size]);
        for step in known {
            positions[index(step.number)] = scenario.place_of(&step.key, step.nominal_day);
            same_key[index(step.number)] = scenario.position(&step.key);
        }
        let number_of = |(position, key): (usize, &String)| {
            known.iter().find(|step| step.series == series && step.key == *key).map_or(size + position, |step| index(step.number))
        };
        let numbers = scenario.steps().iter().map(|step| &step.key).enumerate().map(number_of).collect();
        Self { positions, same_key, numbers }
    }

    /// The place of an item by the number of its last step and of those before it.
    fn place(&self, last: LastStep, earlier: &[usize]) -> Option<LastStep> {
        let of_last = self.positions.get(last.position).copied().unwrap_or_else(|| self.numbers.len().checked_sub(1));
        let of_earlier = earlier.iter().filter_map(|number| self.same_key.get(*number).copied().flatten()).max();
        let position = of_last.max(of_earlier)?;
        Some(LastStep { position, ..last })
    }
}

/// The last step of an item, by its number, on the day on which it was carried out: what follows counts from that day.
pub(crate) fn carried_out(last: Option<LastStep>, late: Option<&[CarriedOut]>) -> Option<LastStep> {
    let last = last?;
    let days = late.unwrap_or_default().iter().filter(|(number, _)| *number == last.position).map(|(_, on)| *on);
    Some(LastStep { on: days.fold(last.on, Ord::max), ..last })
}

/// The numbers of the steps of two versions, or of two scenarios: those that are known, then the new ones. `first` is in
/// force when nothing has a number yet.
pub(super) fn numbered(known: Vec<StepNumber>, first: (SeriesId, &Scenario), next: (SeriesId, &Scenario)) -> Vec<StepNumber> {
    let mut numbers = known;
    let add = |numbers: &mut Vec<StepNumber>, (series, scenario): (SeriesId, &Scenario)| {
        for (at, step) in scenario.steps().iter().enumerate() {
            let nominal_day = scenario.nominal_day(at);
            match numbers.iter_mut().find(|known| known.series == series && known.key == step.key) {
                Some(known) => known.nominal_day = nominal_day,
                None => {
                    let number = numbers.iter().map(|known| known.number + 1).max().unwrap_or_default();
                    numbers.push(StepNumber { number, series, key: step.key.clone(), nominal_day });
                }
            }
        }
    };
    if numbers.is_empty() {
        add(&mut numbers, first);
    }
    add(&mut numbers, next);
    numbers
}

/// Whether the steps of a scenario stand in the order in which they got their numbers.
fn is_in_order(numbers: &[StepNumber], series: SeriesId, scenario: &Scenario) -> bool {
    let number = |key: &str| numbers.iter().find(|known| known.series == series && known.key == key).map(|known| known.number);
    scenario.steps().iter().filter_map(|step| number(&step.key)).is_sorted()
}

/// A debtor, as far as it chooses a scenario.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Whose<'a> {
    pub(crate) id: DebtorId,
    pub(crate) kind: DebtorKind,
    pub(crate) category: &'a str,
    pub(crate) score: Option<u8>,
}

/// The scenarios in force, the default one first, and which items follow which.
#[derive(Debug, Clone)]
pub(crate) struct Follow {
    pub(crate) scenarios: Vec<Scenario>,
    series: Vec<SeriesId>,
    numbers: Vec<StepNumber>,
    places: Vec<Places>,
    pub(crate) bindings: Bindings,
    /// By rule: the place of its scenario in the list.
    of_rules: Vec<usize>,
    own: HashMap<DebtorId, SeriesId>,
    /// The numbers of the steps before their last one; read only when there is more than one scenario to come from.
    passed: HashMap<OpenItemId, Vec<usize>>,
}

impl Follow {
    /// Reads them; what items went through before a day is that of one debtor, or of all.
    pub(crate) async fn load(tx: &mut Tx, organisation: OrganisationId, before: Date, of: Option<DebtorId>) -> Result<Self> {
        let (series, scenarios): (Vec<SeriesId>, Vec<Scenario>) =
            store::scenario::all_in_force(tx, organisation).await?.into_iter().unzip();
        let default = series[0];
        let mut bindings = Bindings { rules: Vec::new(), default };
        let (mut own, mut passed): (_, HashMap<OpenItemId, Vec<usize>>) = (HashMap::new(), HashMap::new());
        if series.len() > 1 {
            bindings = store::binding::in_force(tx, organisation).await?.map_or(bindings, |known| known.bindings);
            let known = match of {
                Some(debtor) => store::binding::own_of_debtor(tx, organisation, debtor).await?.into_iter().collect(),
                None => store::binding::own(tx, organisation).await?,
            };
            own = known.into_iter().map(|own| (own.debtor, own.series)).collect();
        }
        let numbers = store::scenario::step_numbers(tx, organisation).await?;
        // Whoever was on another scenario once may be back: what counts is how many have numbers, not how many are in force.
        // A version that puts steps in another order has some behind an item that it went through already.
        if numbers.iter().any(|step| step.series != default) || !is_in_order(&numbers, default, &scenarios[0]) {
            for (item, number) in store::binding::passed(tx, organisation, before, of).await? {
                passed.entry(item).or_default().push(index(number));
            }
        }
        let mut follow = Self { scenarios, series, numbers, places: Vec::new(), bindings, of_rules: Vec::new(), own, passed };
        follow.settle();
        Ok(follow)
    }

    /// Finds the places anew, after a change.
    fn settle(&mut self) {
        self.places =
            self.series.iter().zip(&self.scenarios).map(|(series, scenario)| Places::new(&self.numbers, *series, scenario)).collect();
        self.of_rules = self.bindings.rules.iter().map(|rule| self.at(rule.series)).collect();
    }

    /// Where a scenario is in the list; one that is not in force gives way to the default.
    fn at(&self, series: SeriesId) -> usize {
        self.series.iter().position(|known| *known == series).unwrap_or_default()
    }

    /// The same with another version of a scenario, or with a scenario more.
    pub(super) fn with(mut self, series: Option<SeriesId>, next: &Scenario) -> Self {
        let series = series.unwrap_or(self.series[0]);
        self.numbers = numbered(self.numbers, (self.series[0], &self.scenarios[0]), (series, next));
        match self.series.iter().position(|known| *known == series) {
            Some(at) => self.scenarios[at] = next.clone(),
            None => {
                self.series.push(series);
                self.scenarios.push(next.clone());
            }
        }
        self.settle();
        self
    }

    /// The same under other rules.
    pub(super) fn under(mut self, bindings: Bindings) -> Self {
        let at = self.at(bindings.default);
        self.series.swap(0, at);
        self.scenarios.swap(0, at);
        self.bindings = bindings;
        self.settle();
        self
    }

    /// The same with one debtor bound to a scenario, or to none.
    pub(super) fn binding(mut self, debtor: DebtorId, series: Option<SeriesId>) -> Self {
        match series {
            Some(series) => self.own.insert(debtor, series),
            None => self.own.remove(&debtor),
        };
        self
    }

    /// Whether a rule or a step asks for a debtor's score.
    pub(crate) fn wants_score(&self) -> bool {
        self.bindings.rules.iter().any(|rule| rule.when.wants_score())
            || self.scenarios.iter().flat_map(Scenario::steps).any(|step| step.conditions.wants_score())
    }

    /// The scenario of an item, as a place in the list, and why. `item` says what it claims and what is disputed of it.
    pub(crate) fn choose(&self, whose: &Whose<'_>, item: &ItemFacts, today: Date) -> (usize, Because) {
        if self.scenarios.len() == 1 {
            return (0, Because::Default);
        }
        let subject = Subject {
            claim: item.claim,
            debtor: whose.kind,
            category: whose.category,
            amount: item.undisputed(),
            due_on: item.due_on,
            score: whose.score,
            own: self.own.get(&whose.id).copied(),
        };
        let (series, because) = scenario_of(&self.bindings, &subject, today);
        let at = match because {
            Because::Rule(rule) => self.of_rules[rule],
            Because::Default => 0,
            Because::Debtor => self.at(series),
        };
        (at, because)
    }

    /// An item with its scenario and its place in it. Its last step comes as a number.
    pub(crate) fn placed(&self, whose: &Whose<'_>, item: ItemFacts, today: Date) -> ItemFacts {
        let (at, _) = self.choose(whose, &item, today);
        let earlier = self.passed.get(&item.id).map_or(&[][..], Vec::as_slice);
        let last_step = item.last_step.and_then(|last| self.places[at].place(last, earlier));
        ItemFacts { scenario: u16::try_from(at).unwrap_or_default(), last_step, ..item }
    }

    /// The number of the step at a position of an item's scenario.
    pub(crate) fn number(&self, item: &ItemFacts, position: usize) -> usize {
        self.places[self.of(item)].numbers.get(position).copied().unwrap_or(position)
    }

    fn of(&self, item: &ItemFacts) -> usize {
        Some(usize::from(item.scenario)).filter(|at| *at < self.scenarios.len()).unwrap_or_default()
    }

    /// The scenario of an item that was placed.
    pub(crate) fn scenario(&self, item: &ItemFacts) -> &Scenario {
        &self.scenarios[self.of(item)]
    }

    /// The series of a scenario by its place in the list.
    pub(crate) fn series_at(&self, at: usize) -> SeriesId {
        self.series[at]
    }
}

#[cfg(test)]
mod tests {
    use domain::dunning::{Channel, Mode, Step, Template};
    use domain::ids::ScenarioId;
    use uuid::Uuid;

    use super::*;

    const FIRST: SeriesId = SeriesId(Uuid::nil());
    const OTHER: SeriesId = SeriesId(Uuid::max());

    fn scenario(steps: &[(&str, i32)]) -> Scenario {
        let step = |(key, day): &(&str, i32)| Step::new(key, *day, 0, Channel::Email, Mode::Automatic, Template::FirstReminder);
        Scenario::new(ScenarioId(Uuid::nil()), "Essai".to_owned(), 1, steps.iter().map(step).collect()).expect("a scenario")
    }

    fn last(number: usize) -> LastStep {
        LastStep { position: number, on: Date::MIN }
    }

    #[test]
    fn an_item_keeps_its_place_when_a_step_comes_before_it() {
        let (before, next) = (scenario(&[("a", 3), ("b", 10)]), scenario(&[("a", 3), ("x", 5), ("b", 12), ("c", 20)]));
        let numbers = numbered(Vec::new(), (FIRST, &before), (FIRST, &next));
        let expected = [(0, "a", 3), (1, "b", 12), (2, "x", 5), (3, "c", 20)];
        let expected = expected.map(|(number, key, nominal_day)| StepNumber { number, series: FIRST, key: key.to_owned(), nominal_day });
        assert_eq!(numbers, expected);
        let places = Places::new(&numbers, FIRST, &next);
        let at = |number| places.place(last(number), &[]).map(|last| last.position);
        assert_eq!([at(0), at(1), at(2), at(3)], [Some(0), Some(2), Some(1), Some(3)]);
        assert_eq!(places.numbers, [0, 2, 1, 3]);
        // A version without `b`: who went through it stands on the last step that comes no later.
        let without = scenario(&[("a", 3), ("x", 5), ("c", 20)]);
        let numbers = numbered(numbers, (FIRST, &next), (FIRST, &without));
        let places = Places::new(&numbers, FIRST, &without);
        assert_eq!(places.place(last(1), &[]).map(|last| last.position), Some(1));
        assert_eq!(places.numbers[2], 3);
    }

    #[test]
    fn without_numbers_the_positions_are_the_numbers() {
        let places = Places::new(&[], FIRST, &scenario(&[("a", 3), ("b", 10)]));
        assert_eq!(places.place(last(1), &[]).map(|last| last.position), Some(1));
        assert_eq!(places.numbers, [0, 1]);
    }

    #[test]
    fn the_same_key_in_two_scenarios_is_two_steps_and_one_place() {
        let (usual, soft) = (scenario(&[("a", 3), ("b", 10), ("c", 20)]), scenario(&[("a", 8), ("b", 30), ("d", 40)]));
        let numbers = numbered(Vec::new(), (FIRST, &usual), (OTHER, &soft));
        let known: Vec<_> = numbers.iter().map(|step| (step.number, step.series == OTHER, step.nominal_day)).collect();
        assert_eq!(known, [(0, false, 3), (1, false, 10), (2, false, 20), (3, true, 8), (4, true, 30), (5, true, 40)]);
        let (usual, soft) = (Places::new(&numbers, FIRST, &usual), Places::new(&numbers, OTHER, &soft));
        let at = |places: &Places, number, earlier: &[usize]| places.place(last(number), earlier).map(|last| last.position);
        assert_eq!(at(&soft, 1, &[]), Some(1), "b of one is b of the other");
        assert_eq!(at(&soft, 2, &[0]), Some(0), "c is not there: the last step by day 20");
        assert_eq!(at(&soft, 2, &[0, 1]), Some(1), "but b was said before");
        assert_eq!(at(&usual, 5, &[3]), Some(2));
        assert_eq!((soft.numbers, usual.numbers), (vec![3, 4, 5], vec![0, 1, 2]));
    }
}
