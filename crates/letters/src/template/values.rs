//! What the names of a template stand for, for one debtor.

use std::collections::BTreeMap;

use domain::party::DebtorKind;
use domain::template::MessageKind;
use domain::{Cents, Date};
use minijinja::Value;

use crate::context::{Line, ReminderContext, Section, Stage};
use crate::error::LetterError;
use crate::templates;
use crate::view::CreditorView;
use crate::wording::{Language, one_line};

pub(super) type Values = BTreeMap<&'static str, Value>;

/// Numbers of invoices that a sentence names.
const NAMED: usize = 5;

/// On whose behalf a creditor's agent writes (CPCE art. R124-1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mandate {
    /// The name of the creditor.
    pub principal: String,
    /// Its address or seat, on one line.
    pub address: String,
    /// The first letter, which later contacts recall.
    pub first_letter: Option<FirstLetter>,
}

/// The first letter of an agent to a debtor (CPCE art. R124-4, last paragraph).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FirstLetter {
    /// Its reference.
    pub reference: String,
    /// Its date.
    pub on: Date,
}

impl Mandate {
    pub(super) fn sample(is_later: bool) -> Self {
        let on = Date::from_ymd_opt(2026, 11, 2).unwrap_or_default();
        Self {
            principal: "Menuiserie du Lac SARL".to_owned(),
            address: "4 quai des Pêcheurs, 74000 Annecy".to_owned(),
            first_letter: is_later.then(|| FirstLetter { reference: "REL-20261102-C00042".to_owned(), on }),
        }
    }
}

/// The values of a context. With `marks`, each text that is not empty is its own name between marks, so that the rules
/// see which are shown; numbers and yes or no stay.
pub(super) fn values(context: &ReminderContext, kind: MessageKind, marks: bool) -> Result<Values, LetterError> {
    let language = Language::of(&context.debtor.language);
    let creditor = CreditorView::new(&context.creditor);
    let asked: Vec<&Line> = context.in_section(Section::Asked).collect();
    let amount = |amount: Cents| language.amount(amount, context.currency);
    let first_due = asked.iter().map(|line| line.due_on).min().unwrap_or(context.written_on);
    let late = asked.iter().map(|line| line.days_late).max().unwrap_or_default().max(0);
    let disputed = if context.disputed.is_positive() { amount(context.disputed) } else { String::new() };
    let texts: [(&'static str, String); 18] = [
        ("creditor_name", creditor.name.clone()),
        ("creditor_email", creditor.email.clone()),
        ("creditor_phone", creditor.phone.clone()),
        ("creditor_seat", creditor.seat.clone()),
        ("debtor_name", one_line(&context.debtor.name)),
        ("debtor_code", one_line(&context.debtor.code)),
        ("contact_name", one_line(&context.contact_name)),
        ("reference", one_line(&context.reference)),
        ("written_on", language.long_date(context.written_on)),
        ("invoice_numbers", numbers(&asked, language)),
        ("asked_total", amount(Cents::total(asked.iter().map(|line| line.open)))),
        ("net_total", amount(context.net)),
        ("first_due", language.long_date(first_due)),
        ("previous", previous(context, language)?),
        ("disputed", disputed),
        ("interest_rule", if kind == MessageKind::FormalNotice { interest_rule(context.debtor.kind, language)? } else { String::new() }),
        ("collection_mentions", mentions(context, kind, language)?),
        ("debt_table", "debt_table".to_owned()),
    ];
    let written = |name: &'static str, text: String| -> Value {
        if text.is_empty() {
            Value::from("")
        } else if marks || name == "debt_table" {
            Value::from(format!("⟦{name}⟧"))
        } else {
            Value::from(text.replace(['⟦', '⟧'], ""))
        }
    };
    let mut values: Values = texts.into_iter().map(|(name, text)| (name, written(name, text))).collect();
    values.insert("count", Value::from(asked.len()));
    values.insert("days_late", Value::from(if context.stage == Stage::PreDue { 0 } else { late }));
    let partly = Cents::total(asked.iter().map(|line| line.amount - line.open)) != context.disputed;
    values.insert("partly_paid", Value::from(partly));
    Ok(values)
}

fn numbers(asked: &[&Line], language: Language) -> String {
    let mut names: Vec<String> = asked.iter().take(NAMED).map(|line| one_line(&line.number)).filter(|number| !number.is_empty()).collect();
    let (and, more) = match language {
        Language::French => (" et ", "autres"),
        Language::English => (" and ", "others"),
    };
    if asked.len() > NAMED {
        names.push(format!("{} {more}", asked.len() - NAMED));
    }
    match names.pop() {
        Some(last) if names.is_empty() => last,
        Some(last) => format!("{}{and}{last}", names.join(", ")),
        None => String::new(),
    }
}

fn previous(context: &ReminderContext, language: Language) -> Result<String, LetterError> {
    // Older ones are in the history; three are enough to say "despite".
    let recent = context.previous.len().saturating_sub(3);
    let messages: Vec<serde_json::Value> = context.previous[recent..]
        .iter()
        .map(|message| serde_json::json!({"channel": message.channel.code(), "date": language.long_date(message.sent_on)}))
        .collect();
    templates::line(&format!("{}/previous.txt", language.code()), serde_json::json!({ "previous": messages }))
}

fn interest_rule(kind: DebtorKind, language: Language) -> Result<String, LetterError> {
    let regime = match kind {
        DebtorKind::Business => "business",
        DebtorKind::Public => "public",
        DebtorKind::Consumer | DebtorKind::Unknown => "consumer",
    };
    templates::line(&format!("{}/interest_rule.txt", language.code()), serde_json::json!({ "regime": regime }))
}

/// What an agent must say; a text message and a call only recall the first letter.
fn mentions(context: &ReminderContext, kind: MessageKind, language: Language) -> Result<String, LetterError> {
    let Some(mandate) = &context.mandate else { return Ok(String::new()) };
    let first = mandate.first_letter.as_ref();
    let values = serde_json::json!({
        "short": !kind.is_framed(),
        "collector": one_line(&context.creditor.name),
        "seat": CreditorView::new(&context.creditor).seat,
        "principal": one_line(&mandate.principal),
        "address": one_line(&mandate.address),
        "reference": first.map(|letter| one_line(&letter.reference)).unwrap_or_default(),
        "date": first.map(|letter| language.long_date(letter.on)).unwrap_or_default(),
    });
    templates::line(&format!("{}/collection.txt", language.code()), values)
}
