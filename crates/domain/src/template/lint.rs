//! Everything that is wrong with a template.

use std::collections::BTreeSet;

use super::fold::Folded;
use super::forbidden::FORBIDDEN;
use super::mandatory::MANDATORY;
use super::variables::variable;
use super::{Audience, MAX_BODY, MAX_NAME, MAX_SUBJECT, MessageKind, MessageTemplate};
use crate::dunning::Template;

/// Where a finding points.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// The template as a whole: something that is not there.
    Whole,
    /// Its subject.
    Subject,
    /// A line of its body, from 1.
    Line(usize),
}

/// What a finding forbids.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The template is not saved.
    Refused,
    /// A person may think again.
    Advice,
}

/// Something wrong with a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The stable code of the rule.
    pub rule: &'static str,
    /// Whether it stops the template.
    pub severity: Severity,
    /// Where.
    pub place: Place,
    /// What is wrong and what to do, in French.
    pub sentence: String,
    /// The article or the custom that it comes from.
    pub source: &'static str,
}

/// A name that a template uses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// As written.
    pub name: String,
    /// Where.
    pub place: Place,
}

/// What a template becomes for one debtor, with each name that is not empty written as `⟦name⟧`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sample {
    /// Whom it would be sent to.
    pub audience: Audience,
    /// The subject.
    pub subject: String,
    /// The text.
    pub body: String,
    /// Characters of the text with real values.
    pub length: usize,
}

/// What is known of a template beside its text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reading {
    /// The names that it uses.
    pub names: Vec<Name>,
    /// What it becomes for debtors of all sorts; empty when it cannot be read at all.
    pub samples: Vec<Sample>,
    /// Whether the organisation collects for others (CPCE art. R124-1).
    pub for_others: bool,
}

impl Sample {
    pub(super) fn shows(&self, name: &str) -> bool {
        let mark = format!("⟦{name}⟧");
        self.body.contains(&mark) || self.subject.contains(&mark)
    }
}

/// The text of a template, searched in every way.
pub(super) struct Text<'a> {
    pub(super) template: &'a MessageTemplate,
    pub(super) reading: &'a Reading,
    pub(super) subject: Folded,
    pub(super) body: Folded,
    /// Subject and body of each sample: what is composed of pieces is found here.
    pub(super) composed: Vec<(Audience, Folded, Folded)>,
}

/// A text without what stands between braces, on the same lines: the names of values are no words of it.
fn without_tags(text: &str) -> String {
    let (mut out, mut rest) = (String::with_capacity(text.len()), text);
    while let Some(at) = [rest.find("{{"), rest.find("{%")].into_iter().flatten().min() {
        let end = if rest[at..].starts_with("{{") { "}}" } else { "%}" };
        out.push_str(&rest[..at]);
        let Some(length) = rest[at..].find(end) else { break };
        let tag = &rest[at..at + length + 2];
        out.extend(tag.chars().map(|c| if c == '\n' { '\n' } else { '·' }));
        rest = &rest[at + tag.len()..];
    }
    out.push_str(rest);
    out
}

/// The codes of all rules, with their sources: the table of the documentation.
#[must_use]
pub fn rules() -> Vec<(&'static str, &'static str)> {
    let own = [
        ("template.empty", "usage"),
        ("template.too_long", "usage"),
        ("template.name", "usage"),
        ("template.kind", "usage"),
        ("template.unknown_variable", "usage"),
        ("template.variable_alone", "usage"),
        ("template.table_twice", "usage"),
        ("template.subject", "usage"),
        ("sms.length", "usage"),
    ];
    let mandatory = MANDATORY.iter().map(|rule| (rule.rule, rule.source));
    let mut all: Vec<_> = own.into_iter().chain(mandatory).chain(FORBIDDEN.iter().map(|rule| (rule.rule, rule.source))).collect();
    all.dedup();
    all
}

/// Says everything that is wrong with a template, the first place first.
#[must_use]
pub fn lint(template: &MessageTemplate, reading: &Reading) -> Vec<Finding> {
    let mut findings = Vec::new();
    shape(template, reading, &mut findings);
    if template.body.len() <= MAX_BODY && template.subject.len() <= MAX_SUBJECT {
        let fold = |sample: &Sample| (sample.audience, Folded::new(&sample.subject), Folded::new(&sample.body));
        let text = Text {
            template,
            reading,
            subject: Folded::new(&without_tags(&template.subject)),
            body: Folded::new(&without_tags(&template.body)),
            composed: reading.samples.iter().map(fold).collect(),
        };
        MANDATORY.iter().for_each(|rule| rule.judge(&text, &mut findings));
        FORBIDDEN.iter().for_each(|rule| rule.judge(&text, &mut findings));
    }
    let mut seen = BTreeSet::new();
    findings.retain(|finding| seen.insert((finding.rule, finding.place)));
    findings.sort_by_key(|finding| (finding.place, finding.severity, finding.rule));
    findings
}

fn push(findings: &mut Vec<Finding>, rule: &'static str, place: Place, sentence: String) {
    findings.push(Finding { rule, severity: Severity::Refused, place, sentence, source: "usage" });
}

/// What concerns the form: sizes, names, what a kind of message can be.
fn shape(template: &MessageTemplate, reading: &Reading, findings: &mut Vec<Finding>) {
    let key = template.key;
    let is_written = key.kind.is_framed();
    if template.body.trim().is_empty() {
        push(findings, "template.empty", Place::Whole, "Le modèle n’a pas de texte : écrivez-le, ou partez d’un modèle fourni.".to_owned());
    }
    for (place, length, most) in [(Place::Subject, template.subject.len(), MAX_SUBJECT), (Place::Whole, template.body.len(), MAX_BODY)] {
        if length > most {
            push(findings, "template.too_long", place, format!("Le texte fait {length} octets ; {most} au plus : raccourcissez-le."));
        }
    }
    let named = template.name.trim().chars().count();
    if named == 0 || named > MAX_NAME || template.name.chars().any(char::is_control) {
        push(findings, "template.name", Place::Whole, format!("Donnez au modèle un nom de 1 à {MAX_NAME} caractères, sur une ligne."));
    }
    if is_written && template.subject.trim().is_empty() {
        push(findings, "template.subject", Place::Subject, "Un courriel ou un courrier a un objet : écrivez-le.".to_owned());
    } else if !is_written && !template.subject.trim().is_empty() {
        push(findings, "template.subject", Place::Subject, "Un SMS ou un guide d’appel n’a pas d’objet : videz-le.".to_owned());
    } else if template.subject.contains(['\n', '\r']) {
        push(findings, "template.subject", Place::Subject, "L’objet tient sur une ligne.".to_owned());
    }
    if let Some(sentence) = mismatch(key.code, key.kind) {
        push(findings, "template.kind", Place::Whole, sentence.to_owned());
    }
    for used in &reading.names {
        match variable(&used.name) {
            None => push(
                findings,
                "template.unknown_variable",
                used.place,
                format!("« {} » n’est pas un nom connu : choisissez-en un dans la liste des variables.", used.name),
            ),
            Some(known) if !known.is_for(key.kind) => push(
                findings,
                "template.unknown_variable",
                used.place,
                format!("« {} » n’existe pas dans ce type de message : retirez-le.", used.name),
            ),
            Some(_) => {}
        }
    }
    for sample in &reading.samples {
        blocks(sample, findings);
        if key.kind == MessageKind::Sms && sample.length > MAX_SMS {
            findings.push(Finding {
                rule: "sms.length",
                severity: Severity::Advice,
                place: Place::Whole,
                sentence: format!(
                    "Le SMS fait jusqu’à {} caractères : au-delà de {MAX_SMS}, il est coupé en plus de trois messages.",
                    sample.length
                ),
                source: "usage",
            });
        }
    }
}

/// Three concatenated segments (3GPP TS 23.038: 153 characters each).
const MAX_SMS: usize = 459;

/// Why a step's text cannot become this kind of message.
fn mismatch(code: Template, kind: MessageKind) -> Option<&'static str> {
    use MessageKind::{CallScript, FormalNotice};
    match (code, kind) {
        (Template::CallScript, CallScript) | (Template::PrepareFormalNotice, FormalNotice) => None,
        (Template::CallScript, _) => Some("Le texte « appel » est un guide d’appel : choisissez ce type."),
        (_, FormalNotice) => Some("Une mise en demeure est le texte « mise en demeure » : choisissez cette étape."),
        (_, CallScript) => Some("Un guide d’appel est le texte « appel » : choisissez cette étape."),
        (Template::PrepareFormalNotice, MessageKind::Sms) => Some("Une mise en demeure ne se fait pas par SMS : choisissez un autre type."),
        (Template::ReminderLetter, MessageKind::Sms) => {
            Some("Le texte « courrier de relance » n’est pas un SMS : choisissez un autre type.")
        }
        _ => None,
    }
}

/// A table in the middle of a sentence would cut it in two.
fn blocks(sample: &Sample, findings: &mut Vec<Finding>) {
    for known in super::VARIABLES.iter().filter(|known| known.is_block) {
        let mark = format!("⟦{}⟧", known.name);
        let paragraphs = sample.body.split("\n\n").flat_map(|part| part.split("\n \n"));
        let holds = |text: &&str| text.contains(&mark);
        if sample.subject.contains(&mark) || paragraphs.filter(holds).any(|text| text.trim() != mark) {
            let sentence = format!("« {} » est un bloc : laissez-le seul, entre deux lignes vides.", known.name);
            push(findings, "template.variable_alone", Place::Whole, sentence);
        }
    }
    if sample.body.matches("⟦debt_table⟧").count() > 1 {
        push(findings, "template.table_twice", Place::Whole, "Le tableau des pièces ne figure qu’une fois : retirez l’autre.".to_owned());
    }
}
