//! A dunning scenario as one readable text file (TOML 1.0), with its tests beside it.
//!
//! ```
//! let file = formats::scenario::read(r#"
//! name = "Relance douce"
//!
//! [[step]]
//! key = "reminder_1"
//! day = "J+8"
//! channels = ["email", "letter"]
//! template = "first_reminder"
//!
//! [[test]]
//! name = "900 € à J+16 avec promesse : rien"
//! amount = "900.00"
//! day = "J+16"
//! promise = "J+20"
//! expect = "hold promised"
//! "#.as_bytes());
//! assert!(file.faults.is_empty());
//! let scenario = file.scenario.unwrap();
//! let trial = &file.trials[0];
//! assert_eq!(trial.run(&scenario), Ok(trial.expect.clone()));
//! ```
//!
//! Days are written from the due date: `J-5`, `J`, `J+30`. A step that counts from elsewhere says so with
//! `from`. What is not written has a default; a name that is unknown is a fault, so that a typing error is
//! never passed over. [`write()`] gives the text of a scenario back; reading it gives the same scenario.

mod english;
mod field;
pub mod form;
mod french;
mod trial;
mod writer;

use domain::dunning::{
    Channel, Conditions, Mode, Scenario, ScenarioError, Sender, Stage, Step, StopConditions, Template, Trial, Trigger, check,
};
use domain::ids::ScenarioId;
use toml_edit::{ImDocument, TableLike};

pub use english::fault_in_english;
pub use french::{fault_sentence, scenario_sentence};
pub use trial::{print_day, print_expectation};
pub use writer::{rename, write, write_step};

use field::Reader;

/// The largest file that is read, in bytes.
pub const MAX_BYTES: usize = 256 * 1024;
/// The most tests of a file.
pub const MAX_TRIALS: usize = 1_000;

/// What is wrong with a file, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The line, from 1; 0 for the whole file.
    pub line: usize,
    /// The field, as it is written in the file; empty for more than one.
    pub field: String,
    /// What.
    pub kind: FaultKind,
}

/// What is wrong. `Display` is the log's English sentence.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FaultKind {
    /// Larger than [`MAX_BYTES`].
    #[error("{bytes} bytes, at most {MAX_BYTES}")]
    TooLarge {
        /// Its size.
        bytes: usize,
    },
    /// Not UTF-8.
    #[error("not UTF-8")]
    NotText,
    /// No TOML.
    #[error("not TOML: {0}")]
    Syntax(String),
    /// A name that no field has.
    #[error("no field has this name")]
    Unknown,
    /// A field without which nothing can be said.
    #[error("a required field is missing")]
    Missing,
    /// Another type of value.
    #[error("{found} where {expected} is expected")]
    Type {
        /// What may stand here.
        expected: &'static str,
        /// What does.
        found: &'static str,
    },
    /// None of the values that may stand here.
    #[error("{found:?} is none of {}", allowed.join(", "))]
    Choice {
        /// As in the file.
        found: String,
        /// What may stand here.
        allowed: Vec<&'static str>,
    },
    /// A number outside of its bounds.
    #[error("{found} is not between {min} and {max}")]
    Range {
        /// As in the file.
        found: i64,
        /// The least.
        min: i64,
        /// The most.
        max: i64,
    },
    /// Not a day such as `J+3`.
    #[error("not a day: {0:?}")]
    Day(String),
    /// Not a date such as `2026-09-30`.
    #[error("not a date: {0:?}")]
    Date(String),
    /// Not an amount such as `12.50`.
    #[error("not an amount: {0:?}")]
    Amount(String),
    /// Not an expectation such as `send reminder_1`.
    #[error("not an expectation: {0:?}")]
    Expectation(String),
    /// The scenario has no step of this key.
    #[error("no step {0:?}")]
    NoStep(String),
    /// More tests than anybody reads.
    #[error("{0} tests, at most {MAX_TRIALS}")]
    TooManyTrials(usize),
    /// The steps do not make a scenario.
    #[error("{0}")]
    Scenario(ScenarioError),
}

impl FaultKind {
    /// The stable key, used in JSON.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::TooLarge { .. } => "too_large",
            Self::NotText => "not_text",
            Self::Syntax(_) => "syntax",
            Self::Unknown => "unknown_field",
            Self::Missing => "missing_field",
            Self::Type { .. } => "wrong_type",
            Self::Choice { .. } => "wrong_choice",
            Self::Range { .. } => "out_of_range",
            Self::Day(_) => "bad_day",
            Self::Date(_) => "bad_date",
            Self::Amount(_) => "bad_amount",
            Self::Expectation(_) => "bad_expectation",
            Self::NoStep(_) => "no_such_step",
            Self::TooManyTrials(_) => "too_many_tests",
            Self::Scenario(_) => "bad_scenario",
        }
    }
}

/// What a file holds. Each part that could be read is there, whatever is wrong with the others.
#[derive(Debug, Clone, Default)]
pub struct ScenarioFile {
    /// The scenario, version 1 and without an id; `None` when a fault keeps it from being one.
    pub scenario: Option<Scenario>,
    /// The tests that could be read, with the line of each.
    pub trials: Vec<Trial>,
    /// The line of each of the tests.
    pub lines: Vec<usize>,
    /// What is wrong, by line.
    pub faults: Vec<Fault>,
}

/// Reads a scenario and its tests from any bytes.
#[must_use]
pub fn read(bytes: &[u8]) -> ScenarioFile {
    let whole = |kind| ScenarioFile { faults: vec![Fault { line: 0, field: String::new(), kind }], ..ScenarioFile::default() };
    if bytes.len() > MAX_BYTES {
        return whole(FaultKind::TooLarge { bytes: bytes.len() });
    }
    let Ok(text) = std::str::from_utf8(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)) else { return whole(FaultKind::NotText) };
    let document = match ImDocument::parse(text) {
        Ok(document) => document,
        Err(error) => {
            let line = error.span().map_or(0, |span| field::line_of(text, span.start));
            let message = error.message().to_owned();
            let fault = Fault { line, field: String::new(), kind: FaultKind::Syntax(message) };
            return ScenarioFile { faults: vec![fault], ..ScenarioFile::default() };
        }
    };
    let mut reader = Reader::new(text);
    let table = document.as_table();
    reader.only(table, &["name", "stop", "step", "test"]);
    let name = reader.text(table, "name").unwrap_or_default();
    let stop = reader.table(table, "stop").map_or_else(StopConditions::default, |(_, stop)| stop_conditions(&mut reader, stop));
    let written = reader.tables(table, "step");
    let mut lines = Vec::with_capacity(written.len());
    let mut steps = Vec::with_capacity(written.len());
    for (line, table) in written {
        lines.push(line);
        steps.push(step(&mut reader, line, table));
    }
    // What could not be read is told alone: what follows from it would only hide it.
    let errors = if reader.faults.is_empty() { check(&name, &steps) } else { Vec::new() };
    let line_of = |position: usize| lines.get(position).copied().unwrap_or_default();
    let is_readable = reader.faults.is_empty() && errors.is_empty();
    reader.faults.extend(errors.into_iter().map(|error| {
        let (line, field) = match &error {
            ScenarioError::Step { position, key, .. } => (line_of(*position), key.clone()),
            _ => (0, String::new()),
        };
        Fault { line, field, kind: FaultKind::Scenario(error) }
    }));
    let scenario = is_readable.then(|| Scenario::new(ScenarioId(uuid::Uuid::nil()), name, 1, steps.clone()).ok()).flatten();
    let mut file = ScenarioFile { scenario: scenario.map(|scenario| scenario.stopping(stop)), ..ScenarioFile::default() };
    let written = reader.tables(table, "test");
    if written.len() > MAX_TRIALS {
        reader.fault(0, "test", FaultKind::TooManyTrials(written.len()));
    }
    for (line, table) in written.into_iter().take(MAX_TRIALS) {
        if let Some(trial) = trial::trial(&mut reader, line, table, &steps) {
            file.trials.push(trial);
            file.lines.push(line);
        }
    }
    file.faults = reader.faults;
    file.faults.sort_by_key(|fault| fault.line);
    file
}

fn stop_conditions(reader: &mut Reader<'_>, table: &dyn TableLike) -> StopConditions {
    reader.only(table, &["on_reply", "on_part_payment", "at_or_below", "after_days_late"]);
    let usual = StopConditions::default();
    StopConditions {
        on_reply: reader.flag(table, "on_reply").unwrap_or(usual.on_reply),
        on_part_payment: reader.flag(table, "on_part_payment").unwrap_or(usual.on_part_payment),
        at_or_below: reader.amount(table, "at_or_below"),
        after_days_late: reader.number(table, "after_days_late"),
    }
}

const STEP_FIELDS: [&str; 13] =
    ["key", "day", "from", "gap", "channels", "mode", "veto_hours", "template", "sender", "to", "copies", "cost", "stage"];

fn step(reader: &mut Reader<'_>, line: usize, table: &dyn TableLike) -> Step {
    let mut names: Vec<&str> = STEP_FIELDS.to_vec();
    names.push("if");
    reader.only(table, &names);
    for name in ["key", "day", "template"] {
        reader.require(line, table, name);
    }
    let template = reader.choice(table, "template", &Template::ALL, Template::code).unwrap_or(Template::FirstReminder);
    let usual_mode = |channel: Channel| if channel.leaves_by_itself() { Mode::Automatic } else { Mode::Manual };
    let channels = reader.choices(table, "channels", &Channel::ALL, Channel::code).unwrap_or_else(|| vec![Channel::Email]);
    let first = channels.first().copied().unwrap_or(Channel::Email);
    let mode = reader.choice(table, "mode", &Mode::ALL, Mode::code).unwrap_or_else(|| usual_mode(first));
    let day = reader.day(table, "day").unwrap_or_default();
    let plain = Step::new(&reader.text(table, "key").unwrap_or_default(), day, 0, first, mode, template);
    Step {
        trigger: reader.choice(table, "from", &Trigger::ALL, Trigger::code).unwrap_or(Trigger::Due),
        gap_days: reader.number(table, "gap").unwrap_or_default(),
        channels,
        veto_hours: reader.number(table, "veto_hours").unwrap_or_default(),
        sender: reader.choice(table, "sender", &Sender::ALL, Sender::code).unwrap_or(Sender::Creditor),
        recipients: reader.roles(table, "to"),
        copies: reader.roles(table, "copies"),
        conditions: reader.table(table, "if").map_or_else(Conditions::default, |(_, table)| conditions(reader, table)),
        cost: reader.amount(table, "cost").unwrap_or_default(),
        stage: reader.choice(table, "stage", &Stage::ALL, Stage::code).unwrap_or(plain.stage),
        ..plain
    }
}

fn conditions(reader: &mut Reader<'_>, table: &dyn TableLike) -> Conditions {
    reader.only(table, &["min_amount", "max_amount", "min_score", "max_score", "categories", "kinds", "min_late_items"]);
    Conditions {
        min_amount: reader.amount(table, "min_amount"),
        max_amount: reader.amount(table, "max_amount"),
        min_score: reader.number(table, "min_score"),
        max_score: reader.number(table, "max_score"),
        categories: reader.texts(table, "categories").unwrap_or_default(),
        kinds: reader.kinds(table, "kinds"),
        min_late_items: reader.number(table, "min_late_items"),
    }
}
