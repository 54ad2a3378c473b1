//! The texts, compiled into the program.

use std::sync::LazyLock;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, UndefinedBehavior, Value};
use serde::Serialize;

use crate::error::LetterError;

macro_rules! templates {
    ($($name:literal)*) => { &[$(($name, include_str!(concat!("../templates/", $name)))),*] };
}

const TEMPLATES: &[(&str, &str)] = templates! {
    "layout/email.txt" "layout/email.html" "layout/service.txt" "layout/service.html"
    "fr/already_paid.txt" "fr/collection.txt" "fr/interest_rule.txt" "fr/attachment.txt" "fr/count.txt" "fr/data_protection.txt" "fr/dispute.txt" "fr/disputed.txt" "fr/interest.txt" "fr/partial.txt" "fr/penalties.txt" "fr/previous.txt"
    "fr/discreet/subject.txt" "fr/discreet/object.txt" "fr/discreet/attachment.txt"
    "fr/pre_due/subject.txt" "fr/pre_due/object.txt" "fr/pre_due/before.txt" "fr/pre_due/after.txt"
    "fr/payment_request/subject.txt" "fr/payment_request/object.txt" "fr/payment_request/before.txt" "fr/payment_request/after.txt"
    "fr/first_reminder/subject.txt" "fr/first_reminder/object.txt" "fr/first_reminder/before.txt" "fr/first_reminder/after.txt"
    "fr/second_reminder/subject.txt" "fr/second_reminder/object.txt" "fr/second_reminder/before.txt" "fr/second_reminder/after.txt"
    "fr/letter/subject.txt" "fr/letter/object.txt" "fr/letter/before.txt" "fr/letter/after.txt"
    "fr/invoice_copy/subject.txt" "fr/invoice_copy/before.txt" "fr/invoice_copy/after.txt" "fr/promise_note/subject.txt" "fr/promise_note/before.txt" "fr/promise_note/after.txt" "fr/plan_note/subject.txt" "fr/plan_note/before.txt" "fr/plan_note/after.txt"
    "fr/formal_notice/subject.txt" "fr/formal_notice/object.txt" "fr/formal_notice/before.txt" "fr/formal_notice/after.txt"
    "fr/agreement/plan.txt" "fr/agreement/cure.txt" "fr/agreement/compromise.txt"
    "en/already_paid.txt" "en/collection.txt" "en/interest_rule.txt" "en/attachment.txt" "en/count.txt" "en/data_protection.txt" "en/dispute.txt" "en/disputed.txt" "en/interest.txt" "en/partial.txt" "en/penalties.txt" "en/previous.txt"
    "en/discreet/subject.txt" "en/discreet/object.txt" "en/discreet/attachment.txt"
    "en/pre_due/subject.txt" "en/pre_due/object.txt" "en/pre_due/before.txt" "en/pre_due/after.txt"
    "en/payment_request/subject.txt" "en/payment_request/object.txt" "en/payment_request/before.txt" "en/payment_request/after.txt"
    "en/first_reminder/subject.txt" "en/first_reminder/object.txt" "en/first_reminder/before.txt" "en/first_reminder/after.txt"
    "en/second_reminder/subject.txt" "en/second_reminder/object.txt" "en/second_reminder/before.txt" "en/second_reminder/after.txt"
    "en/letter/subject.txt" "en/letter/object.txt" "en/letter/before.txt" "en/letter/after.txt"
    "en/invoice_copy/subject.txt" "en/invoice_copy/before.txt" "en/invoice_copy/after.txt" "en/promise_note/subject.txt" "en/promise_note/before.txt" "en/promise_note/after.txt" "en/plan_note/subject.txt" "en/plan_note/before.txt" "en/plan_note/after.txt"
    "en/formal_notice/subject.txt" "en/formal_notice/object.txt" "en/formal_notice/before.txt" "en/formal_notice/after.txt"
};

static ENVIRONMENT: LazyLock<Result<Environment<'static>, minijinja::Error>> = LazyLock::new(|| {
    let mut environment = Environment::new();
    // A name that is not given is an error, not a blank in a letter.
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|name| if name.ends_with(".html") { AutoEscape::Html } else { AutoEscape::None });
    for (name, text) in TEMPLATES {
        // In a layout, a tag alone on its line leaves no line; in prose, it may stand between paragraphs.
        let is_layout = name.starts_with("layout/");
        environment.set_syntax(SyntaxConfig::builder().trim_blocks(is_layout).lstrip_blocks(is_layout).build()?);
        environment.add_template(name, text)?;
    }
    Ok(environment)
});

/// Renders one template.
pub(crate) fn render(name: &str, values: impl Serialize) -> Result<String, LetterError> {
    let failed = |error: &minijinja::Error| LetterError::Render(format!("{name}: {error:#}"));
    let environment = ENVIRONMENT.as_ref().map_err(failed)?;
    let values = Value::from(Serde(values));
    environment.get_template(name).and_then(|template| template.render(values)).map_err(|error| failed(&error))
}

/// Renders a template of one line: line ends of the file and of included files are blanks.
pub(crate) fn line(name: &str, values: impl Serialize) -> Result<String, LetterError> {
    Ok(join_lines(&render(name, values)?))
}

/// Renders a template of several paragraphs, which empty lines separate.
pub(crate) fn paragraphs(name: &str, values: impl Serialize) -> Result<Vec<String>, LetterError> {
    let text = render(name, values)?;
    let mut paragraphs = vec![String::new()];
    for line in text.lines() {
        match paragraphs.last_mut() {
            Some(last) if !line.trim_ascii().is_empty() => {
                last.push_str(line);
                last.push(' ');
            }
            _ => paragraphs.push(String::new()),
        }
    }
    Ok(paragraphs.iter().map(|text| join_lines(text)).filter(|text| !text.is_empty()).collect())
}

/// Runs of ordinary blanks become one; no-break spaces are kept.
fn join_lines(text: &str) -> String {
    text.split_ascii_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_template_parses() {
        assert!(ENVIRONMENT.as_ref().is_ok_and(|environment| environment.templates().count() == TEMPLATES.len()));
    }

    /// French typography: no ordinary blank before a high mark, guillemets with narrow no-break spaces.
    #[test]
    fn french_texts_follow_french_typography() {
        let prose =
            |text: &str| text.split("{%").map(|part| part.split_once("%}").map_or(part, |(_, rest)| rest).to_owned()).collect::<String>();
        for (name, text) in TEMPLATES.iter().filter(|(name, _)| name.starts_with("fr/")) {
            for mark in [" ;", " :", " !", " ?", " »", "« ", " €", "'"] {
                let text =
                    prose(text).split("{{").map(|part| part.split_once("}}").map_or(part, |(_, rest)| rest).to_owned()).collect::<String>();
                assert!(!text.contains(mark), "{name}: {mark:?}");
            }
        }
    }
}
