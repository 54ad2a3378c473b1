//! A scenario as the fields of a form: what a person types, whatever it is, becomes the text, and each fault of the text
//! goes back to its field.

use std::fmt::Write as _;

use domain::Cents;
use domain::claim::ClaimKind;
use domain::dunning::{Channel, Scenario, ScenarioError, Step, StepFault, Trial};
use domain::party::ContactRole;

use super::writer::{quoted, write_trials};
use super::{Fault, FaultKind};

/// One step as it is typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StepFields {
    /// Its key.
    pub key: String,
    /// The day from which it counts.
    pub from: String,
    /// Days from there.
    pub day: String,
    /// Days since the item's previous step.
    pub gap: String,
    /// The channels in order; empty ones are left out.
    pub channels: Vec<String>,
    /// Who lets it go.
    pub mode: String,
    /// Hours for a veto.
    pub veto_hours: String,
    /// Its text.
    pub template: String,
    /// In whose name it leaves.
    pub sender: String,
    /// Roles of the contacts it goes to.
    pub to: Vec<String>,
    /// Roles of those who get a copy.
    pub copies: Vec<String>,
    /// What doing it costs.
    pub cost: String,
    /// How far the claim has come; empty for that of the text.
    pub stage: String,
    /// At least this is open.
    pub min_amount: String,
    /// At most this is open.
    pub max_amount: String,
    /// The least score.
    pub min_score: String,
    /// The greatest score.
    pub max_score: String,
    /// Categories, apart by commas.
    pub categories: String,
    /// Kinds of claim.
    pub kinds: Vec<String>,
    /// At least so many late items.
    pub min_late_items: String,
}

/// A whole scenario as it is typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FormFields {
    /// Its name.
    pub name: String,
    /// It stops at a reply.
    pub on_reply: bool,
    /// It stops at a part payment.
    pub on_part_payment: bool,
    /// It stops at so small a rest.
    pub at_or_below: String,
    /// It stops when the item is late by more days.
    pub after_days_late: String,
    /// Its steps.
    pub steps: Vec<StepFields>,
    /// Its tests, as they stand in the text.
    pub tests: String,
}

/// Where a fault of the text belongs in the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The step; `None` for the scenario itself.
    pub step: Option<usize>,
    /// The name of the field; empty for the step as a whole.
    pub field: &'static str,
}

const PLACES: [&str; 19] = [
    "key",
    "from",
    "day",
    "gap",
    "channels",
    "mode",
    "veto_hours",
    "template",
    "sender",
    "to",
    "copies",
    "cost",
    "stage",
    "if",
    "name",
    "on_reply",
    "on_part_payment",
    "at_or_below",
    "after_days_late",
];

fn amount(amount: Option<Cents>) -> String {
    amount.map(|amount| amount.to_string().replace('.', ",")).unwrap_or_default()
}

fn number<T: ToString>(number: Option<T>) -> String {
    number.map(|number| number.to_string()).unwrap_or_default()
}

impl StepFields {
    fn of(step: &Step) -> Self {
        let conditions = &step.conditions;
        let roles = |roles: &[ContactRole]| roles.iter().map(|role| role.code().to_owned()).collect();
        Self {
            key: step.key.clone(),
            from: step.trigger.code().to_owned(),
            day: step.offset_days.to_string(),
            gap: if step.gap_days == 0 { String::new() } else { step.gap_days.to_string() },
            channels: step.channels.iter().map(|channel| Channel::code(*channel).to_owned()).collect(),
            mode: step.mode.code().to_owned(),
            veto_hours: if step.veto_hours == 0 { String::new() } else { step.veto_hours.to_string() },
            template: step.template.code().to_owned(),
            sender: step.sender.code().to_owned(),
            to: roles(&step.recipients),
            copies: roles(&step.copies),
            cost: if step.cost.is_zero() { String::new() } else { amount(Some(step.cost)) },
            stage: if step.stage == Step::stage_of(step.template) { String::new() } else { step.stage.code().to_owned() },
            min_amount: amount(conditions.min_amount),
            max_amount: amount(conditions.max_amount),
            min_score: number(conditions.min_score),
            max_score: number(conditions.max_score),
            categories: conditions.categories.join(", "),
            kinds: conditions.kinds.iter().map(|kind| ClaimKind::code(*kind).to_owned()).collect(),
            min_late_items: number(conditions.min_late_items),
        }
    }
}

/// The fields of a scenario and its tests.
#[must_use]
pub fn fields_of(scenario: &Scenario, trials: &[Trial]) -> FormFields {
    let stop = scenario.stop;
    FormFields {
        name: scenario.name.clone(),
        on_reply: stop.on_reply,
        on_part_payment: stop.on_part_payment,
        at_or_below: amount(stop.at_or_below),
        after_days_late: number(stop.after_days_late),
        steps: scenario.steps().iter().map(StepFields::of).collect(),
        tests: write_trials(trials),
    }
}

/// The text being made, with the place of each of its lines.
#[derive(Default)]
struct Text {
    text: String,
    places: Vec<Place>,
}

impl Text {
    fn line(&mut self, step: Option<usize>, field: &'static str, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
        self.places.push(Place { step, field });
    }

    fn value(&mut self, step: Option<usize>, field: &'static str, value: &str) {
        self.line(step, field, &format!("{field} = {value}"));
    }

    /// A number as TOML wants it; what is none goes between quotes, so that the reader says what is wrong with it.
    fn number(&mut self, step: Option<usize>, field: &'static str, typed: &str) {
        if !typed.trim().is_empty() {
            self.value(step, field, &integer(typed));
        }
    }

    fn amount(&mut self, step: Option<usize>, field: &'static str, typed: &str) {
        if !typed.trim().is_empty() {
            self.value(step, field, &quoted(&plain_amount(typed)));
        }
    }

    fn list(&mut self, step: Option<usize>, field: &'static str, typed: &[String]) {
        let written: Vec<String> = typed.iter().filter(|value| !value.is_empty()).map(|value| quoted(value)).collect();
        if !written.is_empty() {
            self.value(step, field, &format!("[{}]", written.join(", ")));
        }
    }
}

fn integer(typed: &str) -> String {
    typed.trim().parse::<i64>().map_or_else(|_| quoted(typed.trim()), |number| number.to_string())
}

fn plain_amount(typed: &str) -> String {
    typed.chars().filter(|c| !c.is_whitespace() && *c != '€').map(|c| if c == ',' { '.' } else { c }).collect()
}

/// `8`, `J8`, `J+8`, `j-5`: a day as the text has it; anything else as it is.
fn day(typed: &str) -> String {
    let plain = typed.trim().trim_start_matches(['J', 'j']).trim();
    match plain.strip_prefix('+').unwrap_or(plain).parse::<i32>() {
        Ok(days) => super::print_day(days),
        Err(_) if plain.is_empty() && !typed.trim().is_empty() => super::print_day(0),
        Err(_) => typed.trim().to_owned(),
    }
}

fn conditions(step: &StepFields) -> String {
    let mut text = String::new();
    let mut part = |name: &str, value: String| {
        let _ = write!(text, "{}{name} = {value}", if text.is_empty() { "" } else { ", " });
    };
    for (name, typed) in [("min_amount", &step.min_amount), ("max_amount", &step.max_amount)] {
        if !typed.trim().is_empty() {
            part(name, quoted(&plain_amount(typed)));
        }
    }
    for (name, typed) in [("min_score", &step.min_score), ("max_score", &step.max_score), ("min_late_items", &step.min_late_items)] {
        if !typed.trim().is_empty() {
            part(name, integer(typed));
        }
    }
    let categories: Vec<String> = step.categories.split([',', ';']).map(str::trim).filter(|name| !name.is_empty()).map(quoted).collect();
    let kinds: Vec<String> = step.kinds.iter().map(|kind| quoted(kind)).collect();
    for (name, list) in [("categories", categories), ("kinds", kinds)] {
        if !list.is_empty() {
            part(name, format!("[{}]", list.join(", ")));
        }
    }
    text
}

/// The text of what is typed, with the place of each of its lines in the form.
#[must_use]
pub fn text_of(form: &FormFields) -> (String, Vec<Place>) {
    let mut text = Text::default();
    text.value(None, "name", &quoted(form.name.trim()));
    if !form.on_reply || form.on_part_payment || !form.at_or_below.trim().is_empty() || !form.after_days_late.trim().is_empty() {
        text.line(None, "", "");
        text.line(None, "", "[stop]");
        if !form.on_reply {
            text.value(None, "on_reply", "false");
        }
        if form.on_part_payment {
            text.value(None, "on_part_payment", "true");
        }
        text.amount(None, "at_or_below", &form.at_or_below);
        text.number(None, "after_days_late", &form.after_days_late);
    }
    for (at, step) in form.steps.iter().enumerate() {
        write_step(&mut text, at, step);
    }
    let tests = form.tests.replace("\r\n", "\n");
    if !tests.trim().is_empty() {
        text.line(None, "", "");
        for line in tests.trim().lines() {
            text.line(None, "", line);
        }
    }
    (text.text, text.places)
}

fn write_step(text: &mut Text, at: usize, step: &StepFields) {
    let place = Some(at);
    text.line(place, "", "");
    text.line(place, "", "[[step]]");
    text.value(place, "key", &quoted(step.key.trim()));
    text.value(place, "day", &quoted(&day(&step.day)));
    if step.from != "due" && !step.from.is_empty() {
        text.value(place, "from", &quoted(&step.from));
    }
    if step.gap.trim() != "0" {
        text.number(place, "gap", &step.gap);
    }
    text.list(place, "channels", &step.channels);
    for (field, value) in [("mode", &step.mode), ("template", &step.template), ("stage", &step.stage)] {
        if !value.is_empty() {
            text.value(place, field, &quoted(value));
        }
    }
    text.number(place, "veto_hours", &step.veto_hours);
    if step.sender != "creditor" && !step.sender.is_empty() {
        text.value(place, "sender", &quoted(&step.sender));
    }
    text.list(place, "to", &step.to);
    text.list(place, "copies", &step.copies);
    text.amount(place, "cost", &step.cost);
    let conditions = conditions(step);
    if !conditions.is_empty() {
        text.line(place, "if", &format!("if = {{ {conditions} }}"));
    }
}

/// Where a fault of the text belongs.
#[must_use]
pub fn place_of(fault: &Fault, places: &[Place]) -> Place {
    let whole = Place { step: None, field: "" };
    let of_line = fault.line.checked_sub(1).and_then(|line| places.get(line)).copied().unwrap_or(whole);
    match &fault.kind {
        FaultKind::Scenario(ScenarioError::Step { position, fault, .. }) => Place { step: Some(*position), field: field_of(fault) },
        FaultKind::Scenario(ScenarioError::BadName { .. }) => Place { step: None, field: "name" },
        FaultKind::Missing => {
            let field = PLACES.into_iter().find(|known| *known == fault.field).unwrap_or_default();
            Place { field, ..of_line }
        }
        _ => of_line,
    }
}

fn field_of(fault: &StepFault) -> &'static str {
    match fault {
        StepFault::BadKey | StepFault::DuplicateKey => "key",
        StepFault::DayOutOfRange { .. } | StepFault::OutOfOrder { .. } => "day",
        StepFault::FirstCountsFromPrevious => "from",
        StepFault::GapTooLong { .. } => "gap",
        StepFault::NoChannel | StepFault::ChannelTwice { .. } | StepFault::ChannelAfterTask => "channels",
        StepFault::NeedsPerson { .. } => "mode",
        StepFault::VetoHours { .. } | StepFault::VetoWithoutMode { .. } => "veto_hours",
        StepFault::TemplateAndDay { .. } | StepFault::TemplateAndChannel { .. } => "template",
        StepFault::StageBackwards { .. } => "stage",
        StepFault::AmountsCrossed | StepFault::ScoresCrossed | StepFault::EmptyCategory => "if",
        StepFault::NegativeAmount => "cost",
    }
}

/// Whether a text has comments, which the form does not keep.
#[must_use]
pub fn has_comments(text: &str) -> bool {
    // A number sign between quotes looks alike: then the warning says too much, never too little.
    text.lines().any(|line| line.contains('#'))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::scenario::{read, write};

    const TEXT: &str = r#"name = "Relance « ferme »"

[stop]
on_part_payment = true
at_or_below = "15.00"

[[step]]
key = "reminder_1"
day = "J-5"
channels = ["email"]
template = "pre_due"

[[step]]
key = "registered"
day = "J+8"
from = "previous_step"
gap = 3
channels = ["registered", "task"]
template = "reminder_letter"
sender = "management"
to = ["management"]
copies = ["accounting"]
cost = "6.50"
stage = "pre_litigation"
if = { min_amount = "500.00", max_score = 40, categories = ["PME", "Mairies"], kinds = ["business"] }

[[test]]
name = "rien"
day = "J-9"
expect = "not_yet"
"#;

    #[test]
    fn the_form_gives_the_same_scenario_as_the_text() {
        let file = read(TEXT.as_bytes());
        assert_eq!(file.faults, []);
        let scenario = file.scenario.unwrap();
        let fields = fields_of(&scenario, &file.trials);
        assert_eq!(fields.steps[1].min_amount, "500,00");
        let (text, places) = text_of(&fields);
        assert_eq!(text.lines().count(), places.len(), "each line has a place");
        let again = read(text.as_bytes());
        assert_eq!((again.faults, again.scenario.as_ref(), again.trials.len()), (vec![], Some(&scenario), 1), "{text}");
        assert_eq!(write(&scenario, &file.trials), write(&again.scenario.unwrap(), &again.trials));
    }

    /// What is mistyped, and where it is told.
    type Case = (fn(&mut FormFields), Option<usize>, &'static str);

    #[test]
    fn each_fault_goes_back_to_its_field() {
        let good = {
            let file = read(TEXT.as_bytes());
            fields_of(&file.scenario.unwrap(), &[])
        };
        let cases: [Case; 11] = [
            (|form| form.name.clear(), None, "name"),
            (|form| form.at_or_below = "beaucoup".to_owned(), None, "at_or_below"),
            (|form| form.after_days_late = "1,5".to_owned(), None, "after_days_late"),
            (|form| form.steps[1].key = "reminder_1".to_owned(), Some(1), "key"),
            (|form| form.steps[1].day = "demain".to_owned(), Some(1), "day"),
            (|form| form.steps[0].day = "-20".to_owned(), Some(0), "day"),
            (|form| form.steps[1].gap = "x".to_owned(), Some(1), "gap"),
            (|form| form.steps[1].mode = "automatic".to_owned(), Some(1), "mode"),
            (|form| form.steps[1].cost = "six".to_owned(), Some(1), "cost"),
            (|form| form.steps[1].max_amount = "1,00".to_owned(), Some(1), "if"),
            (|form| form.steps[0].template.clear(), Some(0), "template"),
        ];
        for (change, step, field) in cases {
            let mut form = good.clone();
            change(&mut form);
            let (text, places) = text_of(&form);
            let file = read(text.as_bytes());
            let found: Vec<Place> = file.faults.iter().map(|fault| place_of(fault, &places)).collect();
            assert!(found.contains(&Place { step, field: field_name(field) }), "{field}: {found:?} {:?}", file.faults);
        }
    }

    fn field_name(field: &str) -> &'static str {
        PLACES.into_iter().find(|known| *known == field).unwrap()
    }

    #[test]
    fn days_and_amounts_are_typed_as_people_write_them() {
        for (typed, expected) in
            [("8", "J+8"), ("+8", "J+8"), ("J+8", "J+8"), ("j-5", "J-5"), ("-5", "J-5"), ("0", "J"), ("J", "J"), ("demain", "demain")]
        {
            assert_eq!(day(typed), expected, "{typed}");
        }
        assert_eq!(plain_amount("1 234,50 €"), "1234.50");
    }

    proptest! {
        /// Whatever is typed makes a text whose faults can be told: never a text that is no TOML.
        #[test]
        fn nothing_that_is_typed_breaks_the_text(name in ".{0,20}", key in ".{0,10}", day in ".{0,6}", gap in ".{0,4}", cost in ".{0,6}", categories in ".{0,12}") {
            let step = StepFields { key, day, gap, cost, categories, template: "first_reminder".to_owned(), ..StepFields::default() };
            let (text, places) = text_of(&FormFields { name, on_reply: true, steps: vec![step], ..FormFields::default() });
            let file = read(text.as_bytes());
            prop_assert!(file.faults.iter().all(|fault| !matches!(fault.kind, FaultKind::Syntax(_))), "{text}");
            for fault in &file.faults {
                prop_assert!(place_of(fault, &places).step.is_none_or(|step| step == 0));
            }
        }
    }
}
