//! Templates that users write: read strictly, filled with the figures of a debtor, checked by the rules of
//! [`domain::template`].
//!
//! What a user may write is a small part of the language of this crate's own texts: names between braces, and
//! `if`, `elif`, `else`, `endif` around what depends. No loop, no call, no filter, no inclusion: a hostile text cannot
//! run long, read anything, or grow beyond its own length and that of the values.

mod file;
mod pack;
mod scan;
mod values;

use domain::dunning::Template;
use domain::party::DebtorKind;
use domain::template::{Audience, Finding, Language as Tongue, MessageKind, MessageTemplate, Reading, Sample, Severity, lint as judge};
use minijinja::{Environment, UndefinedBehavior};

use crate::context::{Channel, PreviousMessage, ReminderContext, Stage};
use crate::error::LetterError;
use crate::wording::{Language, one_line};

pub use file::{FileFault, read, write};
pub use pack::{Pack, packs};
pub use values::{FirstLetter, Mandate};

/// The steps that the engine may take for one text: far more than the longest needs.
const FUEL: u64 = 50_000;
/// What stands for the table until the frame puts it there.
const TABLE: &str = "⟦debt_table⟧";

/// A template filled with the figures of one debtor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// The subject or object; empty for a text message and a call script.
    pub subject: String,
    /// The paragraphs before the table; all of them when there is none.
    pub before: Vec<String>,
    /// The paragraphs after it.
    pub after: Vec<String>,
    /// Whether the table stands between them.
    pub has_table: bool,
}

fn fill(text: &str, values: &values::Values) -> Result<String, LetterError> {
    let mut environment = Environment::empty();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_fuel(Some(FUEL));
    environment.render_str(text, minijinja::Value::from(values.clone())).map_err(|error| LetterError::Template(error.to_string()))
}

/// Fills a template: what may be written and nothing else.
///
/// # Errors
/// [`LetterError::Template`] when it cannot be read or names something that is not there.
pub fn words(template: &MessageTemplate, context: &ReminderContext) -> Result<Words, LetterError> {
    if let Some(fault) = scan::scan(template).1.into_iter().next() {
        return Err(LetterError::Template(fault.sentence));
    }
    let values = values::values(context, template.key.kind, false)?;
    let subject = one_line(&fill(&template.subject, &values)?);
    let body = fill(&template.body, &values)?;
    let (before, after) = body.split_once(TABLE).map_or((body.as_str(), None), |(before, after)| (before, Some(after)));
    let split = |text: &str| match template.key.kind {
        MessageKind::CallScript | MessageKind::Sms => lines(text),
        _ => paragraphs(text),
    };
    Ok(Words {
        subject,
        before: split(before),
        after: after.map(|text| split(&text.replace(TABLE, ""))).unwrap_or_default(),
        has_table: after.is_some(),
    })
}

/// The paragraphs of a text, which empty lines separate, each on one line.
fn paragraphs(text: &str) -> Vec<String> {
    let mut paragraphs = vec![String::new()];
    for line in text.lines() {
        match paragraphs.last_mut() {
            Some(last) if !line.trim().is_empty() => {
                last.push_str(line);
                last.push(' ');
            }
            _ => paragraphs.push(String::new()),
        }
    }
    paragraphs.iter().map(|text| one_line(text)).filter(|text| !text.is_empty()).collect()
}

/// The lines of a text that is said aloud: each is one, and empty ones are left out.
fn lines(text: &str) -> Vec<String> {
    text.lines().map(one_line).filter(|line| !line.is_empty()).collect()
}

/// A text message or a call script, as it is sent or said; the table is written as lines.
///
/// # Errors
/// As [`words`].
pub fn plain(template: &MessageTemplate, context: &ReminderContext) -> Result<String, LetterError> {
    let words = words(template, context)?;
    let mut text = words.before;
    if words.has_table {
        let language = Language::of(&context.debtor.language);
        let asked = context.lines.iter().filter(|line| line.asked);
        text.extend(asked.map(|line| {
            format!("- {} · {} · {}", one_line(&line.number), language.date(line.due_on), language.amount(line.open, context.currency))
        }));
    }
    text.extend(words.after);
    Ok(text.join("\n"))
}

/// Everything that is wrong with a template. Never panics, whatever the text.
#[must_use]
pub fn lint(template: &MessageTemplate, for_others: bool) -> Vec<Finding> {
    let (names, faults) = scan::scan(template);
    let mut reading = Reading { names, samples: Vec::new(), for_others };
    let mut findings = faults;
    if findings.is_empty() {
        for context in samples(template, for_others) {
            match sample(template, &context) {
                Ok(sample) => reading.samples.push(sample),
                Err(LetterError::Template(why)) => {
                    let known = reading.names.iter().all(|used| domain::template::variable(&used.name).is_some());
                    if known {
                        findings.push(scan::fault(
                            domain::template::Place::Whole,
                            format!("Le modèle ne peut pas être lu : {}.", one_line(&why)),
                        ));
                    }
                    reading.samples.clear();
                    break;
                }
                Err(_) => break,
            }
        }
    }
    findings.extend(judge(template, &reading));
    findings.sort_by_key(|finding| (finding.place, finding.severity, finding.rule));
    findings
}

/// Whether nothing stops a template from being saved.
#[must_use]
pub fn is_right(findings: &[Finding]) -> bool {
    findings.iter().all(|finding| finding.severity != Severity::Refused)
}

fn sample(template: &MessageTemplate, context: &ReminderContext) -> Result<Sample, LetterError> {
    let marked = values::values(context, template.key.kind, true)?;
    let length = if template.key.kind == MessageKind::Sms { plain(template, context)?.chars().count() } else { 0 };
    Ok(Sample {
        audience: Audience::of(context.debtor.kind),
        subject: fill(&template.subject, &marked)?,
        body: fill(&template.body, &marked)?,
        length,
    })
}

/// The text of this crate that a step's text corresponds to.
#[must_use]
pub fn stage_of(code: Template) -> Stage {
    match code {
        Template::PreDue => Stage::PreDue,
        Template::FirstReminder => Stage::FirstReminder,
        Template::SecondReminder | Template::CallScript => Stage::SecondReminder,
        Template::ReminderLetter => Stage::Letter,
        Template::PrepareFormalNotice => Stage::FormalNotice,
    }
}

/// Debtors of all sorts that a template may be sent to.
fn samples(template: &MessageTemplate, for_others: bool) -> Vec<ReminderContext> {
    let key = template.key;
    let mut all = ReminderContext::samples();
    for (at, context) in all.iter_mut().enumerate() {
        context.stage = stage_of(key.code);
        context.debtor.language = key.language.code().to_owned();
        context.debtor.kind = match key.audience {
            Audience::Any => context.debtor.kind,
            Audience::Business => DebtorKind::Business,
            Audience::Consumer => DebtorKind::Consumer,
            Audience::Public => DebtorKind::Public,
        };
        if at % 2 == 1 {
            context.creditor.phone.clear();
            context.contact_name.clear();
            context.previous.clear();
        } else if context.previous.is_empty() {
            context.previous.push(PreviousMessage { sent_on: context.written_on, channel: Channel::Email });
        }
        if at % 3 == 0 {
            context.disputed = domain::Cents(15_000);
        }
        context.mandate = for_others.then(|| Mandate::sample(at % 2 == 0 || !key.kind.is_framed()));
        context.template = None;
    }
    all
}

/// A sound debtor of the samples, for a preview without a base.
#[must_use]
pub fn sample_context(template: &MessageTemplate) -> ReminderContext {
    let wanted = |context: &&ReminderContext| template.key.audience.includes(context.debtor.kind);
    let mut all = ReminderContext::samples();
    let at =
        if template.key.code == Template::PreDue { 0 } else { all[1..].iter().position(|context| wanted(&context)).map_or(1, |at| at + 1) };
    let mut context = all.swap_remove(at);
    context.stage = stage_of(template.key.code);
    context.debtor.language = template.key.language.code().to_owned();
    context
}

impl From<Tongue> for Language {
    fn from(language: Tongue) -> Self {
        match language {
            Tongue::French => Self::French,
            Tongue::English => Self::English,
        }
    }
}
