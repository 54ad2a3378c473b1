//! `[[test]]`: an item in a state on a day, and what is expected.

use domain::Cents;
use domain::claim::ClaimKind;
use domain::dunning::{Channel, Expectation, HoldReason, Step, Trial};
use toml_edit::{TableLike, Value};

use super::FaultKind;
use super::field::Reader;

/// The day furthest from the due date that a test may speak of: ten years.
const FURTHEST: i32 = 3_660;

/// `J`, `J+3` or `J-5`, as a number of days.
pub(super) fn parse_day(text: &str) -> Option<i32> {
    let rest = text.trim().strip_prefix(['J', 'j'])?;
    if rest.is_empty() {
        return Some(0);
    }
    let digits = rest.strip_prefix(['+', '-'])?;
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let days: i32 = digits.parse().ok().filter(|days| *days <= FURTHEST)?;
    Some(if rest.starts_with('-') { -days } else { days })
}

/// A day as it is written: `J-5`, `J`, `J+3`.
#[must_use]
pub fn print_day(day: i32) -> String {
    if day == 0 { "J".to_owned() } else { format!("J{day:+}") }
}

/// What is expected, or what happened, as it is written in a file.
#[must_use]
pub fn print_expectation(expect: &Expectation) -> String {
    match expect {
        Expectation::Send { step, channel: None } => format!("send {step}"),
        Expectation::Send { step, channel: Some(channel) } => format!("send {step} by {}", channel.code()),
        Expectation::Hold(reason) => format!("hold {}", reason.code()),
        Expectation::NotYet(None) => "not_yet".to_owned(),
        Expectation::NotYet(Some(day)) => format!("not_yet {}", print_day(*day)),
        Expectation::Exhausted => "exhausted".to_owned(),
        Expectation::Timeline(steps) => {
            let each = |(day, channel, key): &(i32, Channel, String)| format!("{} {} {key}", print_day(*day), channel.code());
            steps.iter().map(each).collect::<Vec<_>>().join(", ")
        }
    }
}

fn parse_expectation(text: &str) -> Option<Expectation> {
    let words: Vec<&str> = text.split_whitespace().collect();
    match words[..] {
        ["send", step] => Some(Expectation::Send { step: step.to_owned(), channel: None }),
        ["send", step, "by", channel] => Some(Expectation::Send { step: step.to_owned(), channel: Some(Channel::from_code(channel)?) }),
        ["hold", reason] => HoldReason::from_code(reason).map(Expectation::Hold),
        ["not_yet"] => Some(Expectation::NotYet(None)),
        ["not_yet", day] => parse_day(day).map(|day| Expectation::NotYet(Some(day))),
        ["exhausted"] => Some(Expectation::Exhausted),
        _ => None,
    }
}

fn parse_sending(text: &str) -> Option<(i32, Channel, String)> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let [day, channel, key] = words[..] else { return None };
    Some((parse_day(day)?, Channel::from_code(channel)?, key.to_owned()))
}

const FIELDS: [&str; 26] = [
    "name",
    "due",
    "issued",
    "amount",
    "kind",
    "day",
    "after",
    "contacted",
    "promise",
    "plan",
    "paid",
    "disputed",
    "credit",
    "paused",
    "handed_over",
    "insolvent",
    "replied",
    "stale",
    "email",
    "mobile",
    "letter",
    "category",
    "score",
    "other_late_items",
    "expect",
    "timeline",
];

/// Reads one test; `None` when it says nothing that can be tried.
pub(super) fn trial(reader: &mut Reader<'_>, line: usize, table: &dyn TableLike, steps: &[Step]) -> Option<Trial> {
    let faults_before = reader.faults.len();
    reader.only(table, &FIELDS);
    reader.require(line, table, "name");
    let expect = expectation(reader, line, table)?;
    let plain = Trial::new(&reader.text(table, "name").unwrap_or_default(), expect);
    let flag = |reader: &mut Reader<'_>, name, usual| reader.flag(table, name).unwrap_or(usual);
    let trial = Trial {
        due_on: reader.date(table, "due").unwrap_or(plain.due_on),
        issued: reader.day(table, "issued").unwrap_or(plain.issued),
        amount: reader.amount(table, "amount").unwrap_or(plain.amount),
        claim: reader.choice(table, "kind", &ClaimKind::ALL, ClaimKind::code).unwrap_or(plain.claim),
        day: reader.day(table, "day").unwrap_or_default(),
        after: after(reader, table),
        contacted: reader.day(table, "contacted"),
        promise: reader.day(table, "promise"),
        plan: reader.day(table, "plan"),
        paid: reader.day(table, "paid"),
        disputed: reader.amount(table, "disputed").unwrap_or_default(),
        credit: reader.amount(table, "credit").unwrap_or_default(),
        is_paused: flag(reader, "paused", false),
        is_handed_over: flag(reader, "handed_over", false),
        is_insolvent: flag(reader, "insolvent", false),
        has_replied: flag(reader, "replied", false),
        is_stale: flag(reader, "stale", false),
        has_email: flag(reader, "email", true),
        has_mobile: flag(reader, "mobile", false),
        has_postal_address: flag(reader, "letter", true),
        takes_electronic: flag(reader, "electronic", false),
        category: reader.text(table, "category").unwrap_or_default(),
        score: reader.number(table, "score"),
        other_late_items: reader.number(table, "other_late_items").unwrap_or_default(),
        ..plain
    };
    for (name, amount) in [("amount", trial.amount), ("disputed", trial.disputed), ("credit", trial.credit)] {
        if amount < Cents::ZERO || (name == "amount" && amount.is_zero()) {
            reader.fault(line, name, FaultKind::Amount(amount.to_string()));
        }
    }
    known_steps(reader, line, &trial, steps);
    (reader.faults.len() == faults_before).then_some(trial)
}

/// A test of a step that does not exist would say something about a typing error.
fn known_steps(reader: &mut Reader<'_>, line: usize, trial: &Trial, steps: &[Step]) {
    let expected = match &trial.expect {
        Expectation::Send { step, .. } => vec![("expect", step)],
        Expectation::Timeline(sent) => sent.iter().map(|(_, _, key)| ("timeline", key)).collect(),
        Expectation::Hold(_) | Expectation::NotYet(_) | Expectation::Exhausted => Vec::new(),
    };
    let after = trial.after.iter().map(|(key, _)| ("after", key));
    for (field, key) in expected.into_iter().chain(after) {
        if !steps.iter().any(|step| step.key == *key) {
            reader.fault(line, field, FaultKind::NoStep(key.clone()));
        }
    }
}

fn expectation(reader: &mut Reader<'_>, line: usize, table: &dyn TableLike) -> Option<Expectation> {
    if table.get("timeline").is_some() {
        let sent = reader.texts(table, "timeline")?;
        let read: Option<Vec<_>> = sent.iter().map(|text| parse_sending(text)).collect();
        if read.is_none() {
            reader.fault(line, "timeline", FaultKind::Expectation(sent.join(", ")));
        }
        return read.map(Expectation::Timeline);
    }
    reader.require(line, table, "expect");
    reader.require(line, table, "day");
    let text = reader.text(table, "expect")?;
    let read = parse_expectation(&text);
    if read.is_none() {
        reader.fault(line, "expect", FaultKind::Expectation(text));
    }
    read
}

/// `after = "reminder_1 J+3"`.
fn after(reader: &mut Reader<'_>, table: &dyn TableLike) -> Option<(String, i32)> {
    let text = reader.text(table, "after")?;
    let words: Vec<&str> = text.split_whitespace().collect();
    let read = if let [key, day] = words[..] { parse_day(day).map(|day| (key.to_owned(), day)) } else { None };
    if read.is_none() {
        let at = table.get("after").and_then(|item| item.as_value().and_then(Value::span)).map_or(0, |span| span.start);
        let line = reader.line_at(at);
        reader.fault(line, "after", FaultKind::Day(text));
    }
    read
}
