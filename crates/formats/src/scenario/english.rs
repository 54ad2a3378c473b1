//! The user's sentences in English, the twins of `french`: what is wrong, and what to write instead.

use domain::dunning::{FIRST_DAY, LAST_DAY, MAX_KEY, MAX_NAME, MAX_STEPS, MAX_VETO_HOURS, ScenarioError, StepFault};

use super::{Fault, FaultKind, MAX_BYTES, MAX_TRIALS, print_day};
use crate::english::quoted;

/// What is wrong with a file, in a sentence; the line and the field are told beside it.
#[must_use]
pub fn fault_in_english(fault: &Fault) -> String {
    let field = quoted(&fault.field);
    match &fault.kind {
        FaultKind::TooLarge { bytes } => format!("The file has {bytes} bytes, at most {MAX_BYTES} are read: is it a scenario?"),
        FaultKind::NotText => "The file is not UTF-8 text: save it in that encoding.".to_owned(),
        FaultKind::Syntax(_) => "The file is not written in TOML here: check quotation marks, brackets and the equals sign.".to_owned(),
        FaultKind::Unknown => format!("The name {field} is not known here: correct it or remove the line."),
        FaultKind::Missing => format!("{field} is missing."),
        FaultKind::Type { expected, found } => format!("{field} expects {}, not {}.", type_name(expected), type_name(found)),
        FaultKind::Choice { found, allowed } => {
            format!("{} is not possible for {field}: choose {}.", quoted(found), allowed.join(", "))
        }
        FaultKind::Range { found, min, max } => format!("{field} is {found}: write a number from {min} to {max}."),
        FaultKind::Day(text) => format!("{} is not a day: write for example J-5, J or J+8.", quoted(text)),
        FaultKind::Date(text) => format!("{} is not a date: write for example 2026-09-30.", quoted(text)),
        FaultKind::Amount(text) => format!("{} is not a possible amount for {field}: write for example \"150.00\".", quoted(text)),
        FaultKind::Expectation(text) => format!(
            "{} cannot be checked: write for example “send reminder_1”, “hold promised”, “not_yet J+8” or “exhausted”.",
            quoted(text)
        ),
        FaultKind::NoStep(key) => format!("No step is called {}: the test would say nothing.", quoted(key)),
        FaultKind::TooManyTrials(count) => format!("The file holds {count} tests: at most {MAX_TRIALS}."),
        FaultKind::Scenario(error) => scenario_sentence(error),
    }
}

fn type_name(name: &str) -> &'static str {
    match name {
        "text" => "a text in quotation marks",
        "integer" => "a whole number",
        "decimal" => "a decimal number",
        "boolean" => "true or false",
        "date" => "a date",
        "amount" => "an amount in quotation marks, for example \"150.00\"",
        "list" => "a list",
        _ => "a table",
    }
}

fn scenario_sentence(error: &ScenarioError) -> String {
    match error {
        ScenarioError::Empty => "The scenario has no step: add one.".to_owned(),
        ScenarioError::TooManySteps { count } => format!("The scenario has {count} steps: at most {MAX_STEPS}."),
        ScenarioError::BadName { length } => {
            format!("The name of the scenario has {length} characters: give it from 1 to {MAX_NAME} characters.")
        }
        ScenarioError::Step { position, key, fault } => format!("Step {}, {}: {}.", position + 1, quoted(key), step_sentence(fault)),
    }
}

fn step_sentence(fault: &StepFault) -> String {
    match fault {
        StepFault::BadKey => format!("the key is made of a-z, 0-9 and _, at most {MAX_KEY} characters"),
        StepFault::DuplicateKey => "another step has the same key".to_owned(),
        StepFault::DayOutOfRange { days, first } if *first == FIRST_DAY => {
            format!("{} is out of bounds: from {} to {}", print_day(*days), print_day(*first), print_day(LAST_DAY))
        }
        StepFault::DayOutOfRange { days, first } => format!("{days} days after its start: from {first} to {LAST_DAY} days"),
        StepFault::FirstCountsFromPrevious => "the first step cannot count from a step before it: count from the due date".to_owned(),
        StepFault::OutOfOrder { day, previous_day } => {
            format!(
                "it falls on {}, before the step that precedes it ({}): put the steps in order",
                print_day(*day),
                print_day(*previous_day)
            )
        }
        StepFault::GapTooLong { days } => format!("a gap of {days} days is too long: at most {LAST_DAY}"),
        StepFault::NoChannel => "it has no channel".to_owned(),
        StepFault::ChannelTwice { channel } => format!("the channel {} stands there twice", channel.code()),
        StepFault::ChannelAfterTask => "a channel after a task would never be tried: put the task last".to_owned(),
        StepFault::NeedsPerson { channel } if channel.may_be_approved_first() => {
            format!("the channel {} does not leave by itself: choose the mode manual, or to_confirm to approve it first", channel.code())
        }
        StepFault::NeedsPerson { channel } => format!("the channel {} does not leave by itself: choose the mode manual", channel.code()),
        StepFault::VetoHours { hours } => format!("{hours} hours of veto: give from 1 to {MAX_VETO_HOURS} hours"),
        StepFault::VetoWithoutMode { mode } => {
            format!("hours of veto are of no use in mode {}: choose the mode unless_vetoed", mode.code())
        }
        StepFault::TemplateAndDay { template, day } => {
            format!("the template {} does not suit {}: pre_due up to the due date, a reminder after it", template.code(), print_day(*day))
        }
        StepFault::TemplateAndChannel { template, channel } => {
            format!("the template {} does not go by the channel {}", template.code(), channel.code())
        }
        StepFault::StageBackwards { stage, day } => format!(
            "the stage {} does not suit {}: pre_due up to the due date, then amicable, then pre_litigation, never backwards",
            stage.code(),
            print_day(*day)
        ),
        StepFault::AmountsCrossed => "no amount meets the condition: the minimum is above the maximum".to_owned(),
        StepFault::ScoresCrossed => "no score meets the condition: from 0 to 100, the minimum first".to_owned(),
        StepFault::NegativeAmount => "an amount in it is negative".to_owned(),
        StepFault::EmptyCategory => "a category has no name".to_owned(),
    }
}
