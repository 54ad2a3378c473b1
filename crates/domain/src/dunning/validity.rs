use super::scenario::nominal_day;
use super::step::{Channel, Mode, Stage, Step, Template, Trigger};

/// The most steps that a scenario has.
pub const MAX_STEPS: usize = 100;
/// The earliest day of a step, counted from the due date.
pub const FIRST_DAY: i32 = -10;
/// The latest day of a step, counted from its trigger.
pub const LAST_DAY: i32 = 365;
/// The longest time that a person has for a veto: a week.
pub const MAX_VETO_HOURS: u16 = 168;
/// The longest name of a scenario, in characters.
pub const MAX_NAME: usize = 80;
/// The longest key of a step, in characters.
pub const MAX_KEY: usize = 40;

/// Why a list of steps is not a scenario.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ScenarioError {
    /// No step at all.
    #[error("a scenario has at least one step")]
    Empty,
    /// More steps than anybody reads.
    #[error("{count} steps, at most {MAX_STEPS}")]
    TooManySteps {
        /// How many.
        count: usize,
    },
    /// No name, or one that no page can show.
    #[error("the name has {length} characters, 1 to {MAX_NAME} are allowed")]
    BadName {
        /// Its length in characters.
        length: usize,
    },
    /// One step is not well formed.
    #[error("step {key:?}: {fault}")]
    Step {
        /// Its position, from 0.
        position: usize,
        /// Its key.
        key: String,
        /// What is wrong with it.
        fault: StepFault,
    },
}

/// What is wrong with one step.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StepFault {
    /// The key is empty, long, or has something else than `a`–`z`, `0`–`9` and `_`.
    #[error("the key is not made of a-z, 0-9 and _")]
    BadKey,
    /// Another step has the same key.
    #[error("another step has this key")]
    DuplicateKey,
    /// The day is outside of what its trigger allows.
    #[error("day {days} is not between {first} and {LAST_DAY}")]
    DayOutOfRange {
        /// The day.
        days: i32,
        /// The first that is allowed.
        first: i32,
    },
    /// The first step cannot count from a step before it.
    #[error("the first step counts from a step before it")]
    FirstCountsFromPrevious,
    /// It comes before its predecessor.
    #[error("it comes on day {day}, its predecessor on day {previous_day}")]
    OutOfOrder {
        /// Its day, counted from the due date.
        day: i32,
        /// Its predecessor's.
        previous_day: i32,
    },
    /// The gap is longer than a year.
    #[error("a gap of {days} days")]
    GapTooLong {
        /// The gap.
        days: u16,
    },
    /// No channel.
    #[error("no channel")]
    NoChannel,
    /// The same channel twice.
    #[error("channel {} twice", channel.code())]
    ChannelTwice {
        /// The channel.
        channel: Channel,
    },
    /// Work inside the house always finds a way: nothing falls back from it.
    #[error("channels after a task are never tried")]
    ChannelAfterTask,
    /// A call, a letter or a task cannot leave by itself.
    #[error("{} cannot leave by itself", channel.code())]
    NeedsPerson {
        /// The channel.
        channel: Channel,
    },
    /// A veto needs between an hour and a week.
    #[error("{hours} hours for a veto")]
    VetoHours {
        /// The hours.
        hours: u16,
    },
    /// Hours of veto in another mode would be passed over in silence.
    #[error("hours of veto in mode {}", mode.code())]
    VetoWithoutMode {
        /// The mode.
        mode: Mode,
    },
    /// A courtesy message after the due date, or a reminder before it.
    #[error("template {} on day {day}", template.code())]
    TemplateAndDay {
        /// The text.
        template: Template,
        /// The day, counted from the due date.
        day: i32,
    },
    /// A formal notice is prepared inside the house, where its conditions are checked.
    #[error("template {} by {}", template.code(), channel.code())]
    TemplateAndChannel {
        /// The text.
        template: Template,
        /// The channel.
        channel: Channel,
    },
    /// The stage goes back, or a claim is amicable before it is due.
    #[error("stage {} on day {day}", stage.code())]
    StageBackwards {
        /// The stage.
        stage: Stage,
        /// The day, counted from the due date.
        day: i32,
    },
    /// No amount is that large and that small.
    #[error("no amount meets the condition")]
    AmountsCrossed,
    /// A score is between 0 and 100, the lower bound first.
    #[error("no score meets the condition")]
    ScoresCrossed,
    /// A cost or an amount below zero.
    #[error("an amount below zero")]
    NegativeAmount,
    /// A category without a name.
    #[error("a category without a name")]
    EmptyCategory,
}

/// All that is wrong with a list of steps; nothing when it is a scenario.
#[must_use]
pub fn check(name: &str, steps: &[Step]) -> Vec<ScenarioError> {
    let mut errors = Vec::new();
    let length = name.trim().chars().count();
    if length == 0 || length > MAX_NAME || name.contains(char::is_control) {
        errors.push(ScenarioError::BadName { length });
    }
    if steps.is_empty() {
        errors.push(ScenarioError::Empty);
    }
    if steps.len() > MAX_STEPS {
        errors.push(ScenarioError::TooManySteps { count: steps.len() });
        return errors;
    }
    for position in 0..steps.len() {
        let mut faults = Vec::new();
        timing(steps, position, &mut faults);
        way(&steps[position], &mut faults);
        text(steps, position, &mut faults);
        conditions(&steps[position], &mut faults);
        let key = &steps[position].key;
        errors.extend(faults.into_iter().map(|fault| ScenarioError::Step { position, key: key.clone(), fault }));
    }
    errors
}

fn timing(steps: &[Step], position: usize, faults: &mut Vec<StepFault>) {
    let step = &steps[position];
    let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    if step.key.is_empty() || step.key.len() > MAX_KEY || !step.key.chars().all(is_plain) {
        faults.push(StepFault::BadKey);
    }
    if steps[..position].iter().any(|earlier| earlier.key == step.key) {
        faults.push(StepFault::DuplicateKey);
    }
    let first = match step.trigger {
        Trigger::Due => FIRST_DAY,
        Trigger::Issue => 0,
        Trigger::PreviousStep => 1,
    };
    if step.offset_days < first || step.offset_days > LAST_DAY {
        faults.push(StepFault::DayOutOfRange { days: step.offset_days, first });
    }
    if step.gap_days > LAST_DAY.unsigned_abs().try_into().unwrap_or(u16::MAX) {
        faults.push(StepFault::GapTooLong { days: step.gap_days });
    }
    if position == 0 {
        if step.trigger == Trigger::PreviousStep {
            faults.push(StepFault::FirstCountsFromPrevious);
        }
        return;
    }
    let previous = &steps[position - 1];
    // Of two steps with one trigger the days are compared as written; else as they fall for an item that nobody pays.
    let (day, previous_day) = if step.trigger == previous.trigger && step.trigger != Trigger::PreviousStep {
        (step.offset_days, previous.offset_days)
    } else {
        (nominal_day(steps, position), nominal_day(steps, position - 1))
    };
    if day < previous_day {
        faults.push(StepFault::OutOfOrder { day, previous_day });
    }
}

fn way(step: &Step, faults: &mut Vec<StepFault>) {
    for (at, channel) in step.channels.iter().enumerate() {
        if step.channels[..at].contains(channel) {
            faults.push(StepFault::ChannelTwice { channel: *channel });
        }
        if at > 0 && step.channels[at - 1] == Channel::Task {
            faults.push(StepFault::ChannelAfterTask);
        }
    }
    match step.channels.first() {
        None => faults.push(StepFault::NoChannel),
        Some(first) if first.may_be_approved_first() && step.mode == Mode::ToConfirm => {}
        Some(first) if !first.leaves_by_itself() && step.mode != Mode::Manual => faults.push(StepFault::NeedsPerson { channel: *first }),
        Some(_) => {}
    }
    if step.mode == Mode::UnlessVetoed {
        if step.veto_hours == 0 || step.veto_hours > MAX_VETO_HOURS {
            faults.push(StepFault::VetoHours { hours: step.veto_hours });
        }
    } else if step.veto_hours != 0 {
        faults.push(StepFault::VetoWithoutMode { mode: step.mode });
    }
}

fn text(steps: &[Step], position: usize, faults: &mut Vec<StepFault>) {
    let step = &steps[position];
    let day = nominal_day(steps, position);
    let reaches_debtor = step.channels.iter().any(|channel| channel.reaches_debtor());
    let is_early = if step.trigger == Trigger::Due { step.offset_days <= 0 } else { step.template == Template::PreDue };
    if reaches_debtor && is_early != (step.template == Template::PreDue) {
        faults.push(StepFault::TemplateAndDay { template: step.template, day });
    }
    let wrong = match step.template {
        Template::PrepareFormalNotice => {
            let is_notice = |channel: &&Channel| matches!(channel, Channel::Task | Channel::Registered | Channel::Electronic);
            step.channels.iter().find(|channel| !is_notice(channel))
        }
        Template::CallScript => step.channels.iter().find(|channel| !matches!(channel, Channel::Call | Channel::Task)),
        Template::PreDue | Template::FirstReminder | Template::SecondReminder | Template::ReminderLetter => None,
    };
    if let Some(channel) = wrong {
        faults.push(StepFault::TemplateAndChannel { template: step.template, channel: *channel });
    }
    let went_back = position > 0 && step.stage < steps[position - 1].stage;
    if went_back || (reaches_debtor && is_early != (step.stage == Stage::PreDue)) {
        faults.push(StepFault::StageBackwards { stage: step.stage, day });
    }
}

fn conditions(step: &Step, faults: &mut Vec<StepFault>) {
    let conditions = &step.conditions;
    let amounts = [conditions.min_amount, conditions.max_amount, Some(step.cost)];
    if amounts.into_iter().flatten().any(|amount| amount.0 < 0) {
        faults.push(StepFault::NegativeAmount);
    }
    if conditions.min_amount.zip(conditions.max_amount).is_some_and(|(min, max)| min > max) {
        faults.push(StepFault::AmountsCrossed);
    }
    let above = |score: Option<u8>| score.is_some_and(|score| score > 100);
    if conditions.min_score.zip(conditions.max_score).is_some_and(|(min, max)| min > max)
        || above(conditions.min_score)
        || above(conditions.max_score)
    {
        faults.push(StepFault::ScoresCrossed);
    }
    if conditions.categories.iter().any(|category| category.trim().is_empty()) {
        faults.push(StepFault::EmptyCategory);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dunning::{Conditions, Scenario};
    use crate::ids::ScenarioId;
    use crate::money::Cents;

    fn email(key: &str, day: i32) -> Step {
        Step::new(key, day, 3, Channel::Email, Mode::Automatic, Template::FirstReminder)
    }

    fn fault(step: Step) -> Vec<StepFault> {
        let errors = check("Essai", &[email("first", 1), step]);
        errors.into_iter().filter_map(|error| if let ScenarioError::Step { fault, .. } = error { Some(fault) } else { None }).collect()
    }

    #[test]
    fn the_default_is_a_scenario() {
        let default = Scenario::french_default(ScenarioId(uuid::Uuid::from_u128(1)));
        assert_eq!(check(&default.name, default.steps()), []);
    }

    #[test]
    fn each_mistake_has_its_own_word() {
        let base = || email("second", 10);
        let call = || Step::new("call", 20, 7, Channel::Call, Mode::Manual, Template::CallScript);
        let electronic = || Step::new("electronic", 20, 7, Channel::Electronic, Mode::Manual, Template::ReminderLetter);
        let cases = [
            (base(), vec![]),
            (Step { key: "J 10".to_owned(), ..base() }, vec![StepFault::BadKey]),
            (Step { key: "first".to_owned(), ..base() }, vec![StepFault::DuplicateKey]),
            (Step { offset_days: 366, ..base() }, vec![StepFault::DayOutOfRange { days: 366, first: -10 }]),
            (Step { offset_days: 365, ..base() }, vec![]),
            (Step { trigger: Trigger::PreviousStep, offset_days: 0, ..base() }, vec![StepFault::DayOutOfRange { days: 0, first: 1 }]),
            (Step { trigger: Trigger::PreviousStep, offset_days: 8, ..base() }, vec![]),
            (Step { gap_days: 366, ..base() }, vec![StepFault::GapTooLong { days: 366 }]),
            (Step { channels: vec![], ..base() }, vec![StepFault::NoChannel]),
            (Step { channels: vec![Channel::Email, Channel::Email], ..base() }, vec![StepFault::ChannelTwice { channel: Channel::Email }]),
            (Step { channels: vec![Channel::Email, Channel::Task, Channel::Letter], ..base() }, vec![StepFault::ChannelAfterTask]),
            (Step { mode: Mode::Automatic, ..call() }, vec![StepFault::NeedsPerson { channel: Channel::Call }]),
            (Step { mode: Mode::ToConfirm, ..electronic() }, vec![]),
            (Step { mode: Mode::Automatic, ..electronic() }, vec![StepFault::NeedsPerson { channel: Channel::Electronic }]),
            (Step { channels: vec![Channel::Electronic, Channel::Registered, Channel::Letter], ..electronic() }, vec![]),
            (Step { mode: Mode::UnlessVetoed, ..base() }, vec![StepFault::VetoHours { hours: 0 }]),
            (Step { mode: Mode::UnlessVetoed, veto_hours: 24, ..base() }, vec![]),
            (Step { veto_hours: 24, ..base() }, vec![StepFault::VetoWithoutMode { mode: Mode::Automatic }]),
            (
                Step { channels: vec![Channel::Email], mode: Mode::ToConfirm, ..call() },
                vec![StepFault::TemplateAndChannel { template: Template::CallScript, channel: Channel::Email }],
            ),
            (Step { cost: Cents(-1), ..base() }, vec![StepFault::NegativeAmount]),
            (
                Step {
                    conditions: Conditions { min_amount: Some(Cents(2)), max_amount: Some(Cents(1)), ..Conditions::default() },
                    ..base()
                },
                vec![StepFault::AmountsCrossed],
            ),
            (Step { conditions: Conditions { min_score: Some(101), ..Conditions::default() }, ..base() }, vec![StepFault::ScoresCrossed]),
            (
                Step { conditions: Conditions { categories: vec![" ".to_owned()], ..Conditions::default() }, ..base() },
                vec![StepFault::EmptyCategory],
            ),
        ];
        for (step, expected) in cases {
            let shown = format!("{step:?}");
            assert_eq!(fault(step), expected, "{shown}");
        }
    }

    #[test]
    fn a_reminder_never_comes_before_the_due_date() {
        let early = Step { offset_days: -2, ..email("early", -2) };
        let errors = check("Essai", &[early]);
        assert!(errors.iter().any(|error| matches!(error, ScenarioError::Step { fault: StepFault::TemplateAndDay { day: -2, .. }, .. })));
        let late = Step::new("late", 4, 0, Channel::Email, Mode::Automatic, Template::PreDue);
        assert!(!check("Essai", &[late]).is_empty(), "a courtesy message after the due date");
        assert_eq!(check("", &[email("first", 1)]), [ScenarioError::BadName { length: 0 }]);
        assert_eq!(check("Essai", &[]), [ScenarioError::Empty]);
    }

    #[test]
    fn stages_and_days_go_forward() {
        let notice = Step::new("notice", 10, 0, Channel::Task, Mode::Manual, Template::PrepareFormalNotice);
        let errors = check("Essai", &[notice, email("after", 20)]);
        assert!(matches!(&errors[..], [ScenarioError::Step { position: 1, fault: StepFault::StageBackwards { .. }, .. }]), "{errors:?}");
        let errors = check("Essai", &[email("a", 10), email("b", 9)]);
        let expected = StepFault::OutOfOrder { day: 9, previous_day: 10 };
        assert!(matches!(&errors[..], [ScenarioError::Step { fault, .. }] if *fault == expected), "{errors:?}");
    }
}
