use super::condition::StopConditions;
use super::step::{Channel, Mode, Stage, Step, Template, Trigger};
use super::validity::{ScenarioError, check};
use crate::ids::ScenarioId;

/// A version of an ordered list of steps. Steps are never skipped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scenario {
    /// Its id; a changed scenario is a new version with a new id.
    pub id: ScenarioId,
    /// Name shown to users.
    pub name: String,
    /// 1, 2, 3…
    pub version: u32,
    /// When it stops by itself.
    pub stop: StopConditions,
    steps: Vec<Step>,
    /// The day of each step for an item that nobody pays, counted from the due date.
    days: Vec<i32>,
}

/// How advanced a step is among those of several scenarios: the greatest chooses the text of a message.
pub type Advancement = (Stage, i32, usize);

impl Scenario {
    /// A scenario with steps in the order in which they come.
    ///
    /// # Errors
    /// The first of what [`check`] finds.
    pub fn new(id: ScenarioId, name: String, version: u32, steps: Vec<Step>) -> Result<Self, ScenarioError> {
        match check(&name, &steps).into_iter().next() {
            Some(error) => Err(error),
            None => Ok(Self::of(id, name, version, steps)),
        }
    }

    fn of(id: ScenarioId, name: String, version: u32, steps: Vec<Step>) -> Self {
        let days = (0..steps.len()).map(|position| nominal_day(&steps, position)).collect();
        Self { id, name, version, stop: StopConditions::default(), steps, days }
    }

    /// The same scenario with other conditions of stopping.
    #[must_use]
    pub fn stopping(mut self, stop: StopConditions) -> Self {
        self.stop = stop;
        self
    }

    /// The scenario that a new organisation starts with: J−5, J+3 and J+10 by e-mail, J+20 a call,
    /// J+30 a letter, J+40 a task to prepare the formal notice.
    #[must_use]
    pub fn french_default(id: ScenarioId) -> Self {
        use Channel::{Call, Email, Letter, Task};
        use Mode::{Automatic, Manual};
        Self::of(
            id,
            "Relance standard".to_owned(),
            1,
            vec![
                Step::new("pre_due", -5, 0, Email, Automatic, Template::PreDue),
                Step::new("reminder_1", 3, 3, Email, Automatic, Template::FirstReminder),
                Step::new("reminder_2", 10, 7, Email, Automatic, Template::SecondReminder),
                Step::new("call", 20, 7, Call, Manual, Template::CallScript),
                Step::new("letter", 30, 7, Letter, Manual, Template::ReminderLetter),
                Step::new("prepare_formal_notice", 40, 8, Task, Manual, Template::PrepareFormalNotice),
            ],
        )
    }

    /// The steps, in order.
    #[must_use]
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// The position of a step by its key.
    #[must_use]
    pub fn position(&self, key: &str) -> Option<usize> {
        self.steps.iter().position(|step| step.key == key)
    }

    /// How advanced the step at a position is, compared with those of other scenarios.
    ///
    /// # Panics
    /// When there is no such step.
    #[must_use]
    pub fn advancement(&self, position: usize) -> Advancement {
        (self.steps[position].stage, self.days[position], position)
    }

    /// Where an item stands in this scenario that went through a step of another, or of an earlier version:
    /// on the step of the same key, else on the last one that comes no later than that one's day; `None`
    /// before the first.
    #[must_use]
    pub fn place_of(&self, key: &str, nominal_day_of_key: i32) -> Option<usize> {
        self.position(key).or_else(|| self.days.iter().rposition(|day| *day <= nominal_day_of_key))
    }

    /// Where an item stands in this scenario that comes from another: as [`place_of`](Self::place_of) says for its last step,
    /// and at least on the furthest step whose key it went through before, so that no step is repeated.
    #[must_use]
    pub fn place_after<'k>(&self, last: (&str, i32), earlier: impl IntoIterator<Item = &'k str>) -> Option<usize> {
        let (key, nominal_day) = last;
        earlier.into_iter().filter_map(|key| self.position(key)).max().max(self.place_of(key, nominal_day))
    }

    /// The day of the step at a position for an item that nobody pays, counted from the due date.
    ///
    /// # Panics
    /// When there is no such step.
    #[must_use]
    pub fn nominal_day(&self, position: usize) -> i32 {
        self.days[position]
    }
}

/// Terms that are usual in the trade, for steps that count from the date of the document (C. com. L441-10, I).
const USUAL_TERM_DAYS: i32 = 30;

/// The day of a step counted from the due date, for an item that nobody pays.
pub(super) fn nominal_day(steps: &[Step], position: usize) -> i32 {
    let mut day = 0_i32;
    for (at, step) in steps.iter().enumerate().take(position.saturating_add(1)) {
        let own = match step.trigger {
            Trigger::Due => step.offset_days,
            Trigger::Issue => step.offset_days.saturating_sub(USUAL_TERM_DAYS),
            Trigger::PreviousStep => day.saturating_add(step.offset_days),
        };
        day = if at == 0 { own } else { own.max(day.saturating_add(i32::from(step.gap_days))) };
    }
    day
}
