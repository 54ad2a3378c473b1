//! The text of a scenario. What has its usual value is left out, so that the file says what is particular.

use std::fmt::Write as _;

use domain::Cents;
use domain::claim::ClaimKind;
use domain::dunning::{Channel, Conditions, Expectation, Mode, Scenario, Sender, Step, StopConditions, Trial, Trigger};
use domain::party::ContactRole;

use super::trial::{print_day, print_expectation};

/// A text between quotes, as TOML's basic strings want it.
pub(super) fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for c in text.chars() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            c if c.is_control() => {
                let _ = write!(quoted, "\\u{:04X}", u32::from(c));
            }
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

fn list<'t>(texts: impl IntoIterator<Item = &'t str>) -> String {
    format!("[{}]", texts.into_iter().map(quoted).collect::<Vec<_>>().join(", "))
}

/// The text of a scenario with its tests; [`read`](super::read) gives both back.
#[must_use]
pub fn write(scenario: &Scenario, trials: &[Trial]) -> String {
    let mut text = format!("name = {}\n", quoted(&scenario.name));
    write_stop(&mut text, scenario.stop);
    for step in scenario.steps() {
        text.push('\n');
        text.push_str(&write_step(step));
    }
    if !trials.is_empty() {
        text.push('\n');
        text.push_str(&write_trials(trials));
    }
    text
}

/// The text of tests alone, as they stand in a file.
pub(super) fn write_trials(trials: &[Trial]) -> String {
    let mut text = String::new();
    for (at, trial) in trials.iter().enumerate() {
        if at > 0 {
            text.push('\n');
        }
        write_trial(&mut text, trial);
    }
    text
}

/// The same text under another name; what else stands in it, comments included, is kept. A text without a name that can be
/// read stays as it is.
#[must_use]
pub fn rename(text: &str, name: &str) -> String {
    let Ok(document) = toml_edit::ImDocument::parse(text) else { return text.to_owned() };
    let Some(span) = document.as_table().get("name").and_then(toml_edit::Item::span) else { return text.to_owned() };
    format!("{}{}{}", &text[..span.start], quoted(name), &text[span.end..])
}

fn write_stop(text: &mut String, stop: StopConditions) {
    let usual = StopConditions::default();
    if stop == usual {
        return;
    }
    text.push_str("\n[stop]\n");
    if stop.on_reply != usual.on_reply {
        let _ = writeln!(text, "on_reply = {}", stop.on_reply);
    }
    if stop.on_part_payment != usual.on_part_payment {
        let _ = writeln!(text, "on_part_payment = {}", stop.on_part_payment);
    }
    if let Some(amount) = stop.at_or_below {
        let _ = writeln!(text, "at_or_below = \"{amount}\"");
    }
    if let Some(days) = stop.after_days_late {
        let _ = writeln!(text, "after_days_late = {days}");
    }
}

/// The text of one step, as it stands in a file.
#[must_use]
pub fn write_step(step: &Step) -> String {
    let mut text = "[[step]]\n".to_owned();
    let mut line = |name: &str, value: String| {
        let _ = writeln!(text, "{name} = {value}");
    };
    line("key", quoted(&step.key));
    line("day", quoted(&print_day(step.offset_days)));
    if step.trigger != Trigger::Due {
        line("from", quoted(step.trigger.code()));
    }
    if step.gap_days != 0 {
        line("gap", step.gap_days.to_string());
    }
    line("channels", list(step.channels.iter().map(|channel| Channel::code(*channel))));
    line("mode", quoted(step.mode.code()));
    if step.mode == Mode::UnlessVetoed || step.veto_hours != 0 {
        line("veto_hours", step.veto_hours.to_string());
    }
    line("template", quoted(step.template.code()));
    if step.sender != Sender::Creditor {
        line("sender", quoted(step.sender.code()));
    }
    for (name, roles) in [("to", &step.recipients), ("copies", &step.copies)] {
        if !roles.is_empty() {
            line(name, list(roles.iter().map(|role| ContactRole::code(*role))));
        }
    }
    if !step.cost.is_zero() {
        line("cost", format!("\"{}\"", step.cost));
    }
    if step.stage != Step::stage_of(step.template) {
        line("stage", quoted(step.stage.code()));
    }
    if !step.conditions.is_empty() {
        line("if", write_conditions(&step.conditions));
    }
    text
}

fn write_conditions(conditions: &Conditions) -> String {
    let amount = |name: &str, value: Option<Cents>| value.map(|value| format!("{name} = \"{value}\""));
    let number = |name: &str, value: Option<u16>| value.map(|value| format!("{name} = {value}"));
    let texts = |name: &str, values: Vec<&str>| (!values.is_empty()).then(|| format!("{name} = {}", list(values)));
    let parts = [
        amount("min_amount", conditions.min_amount),
        amount("max_amount", conditions.max_amount),
        number("min_score", conditions.min_score.map(u16::from)),
        number("max_score", conditions.max_score.map(u16::from)),
        texts("categories", conditions.categories.iter().map(String::as_str).collect()),
        texts("kinds", conditions.kinds.iter().map(|kind| ClaimKind::code(*kind)).collect()),
        number("min_late_items", conditions.min_late_items),
    ];
    format!("{{ {} }}", parts.into_iter().flatten().collect::<Vec<_>>().join(", "))
}

fn write_trial(text: &mut String, trial: &Trial) {
    let usual = Trial::new("", Expectation::Exhausted);
    text.push_str("[[test]]\n");
    let mut line = |name: &str, value: String| {
        let _ = writeln!(text, "{name} = {value}");
    };
    line("name", quoted(&trial.name));
    if trial.due_on != usual.due_on {
        line("due", trial.due_on.to_string());
    }
    if trial.issued != usual.issued {
        line("issued", quoted(&print_day(trial.issued)));
    }
    line("amount", format!("\"{}\"", trial.amount));
    if trial.claim != usual.claim {
        line("kind", quoted(trial.claim.code()));
    }
    if !matches!(trial.expect, Expectation::Timeline(_)) || trial.day != 0 {
        line("day", quoted(&print_day(trial.day)));
    }
    if let Some((key, day)) = &trial.after {
        line("after", quoted(&format!("{key} {}", print_day(*day))));
    }
    let days = [("contacted", trial.contacted), ("promise", trial.promise), ("plan", trial.plan), ("paid", trial.paid)];
    for (name, day) in days.into_iter().filter_map(|(name, day)| day.map(|day| (name, day))) {
        line(name, quoted(&print_day(day)));
    }
    for (name, amount) in [("disputed", trial.disputed), ("credit", trial.credit)] {
        if !amount.is_zero() {
            line(name, format!("\"{amount}\""));
        }
    }
    let flags = [
        ("paused", trial.is_paused, false),
        ("handed_over", trial.is_handed_over, false),
        ("insolvent", trial.is_insolvent, false),
        ("replied", trial.has_replied, false),
        ("stale", trial.is_stale, false),
        ("email", trial.has_email, true),
        ("mobile", trial.has_mobile, false),
        ("letter", trial.has_postal_address, true),
        ("electronic", trial.takes_electronic, false),
    ];
    for (name, flag, _) in flags.into_iter().filter(|(_, flag, usual)| flag != usual) {
        line(name, flag.to_string());
    }
    if !trial.category.is_empty() {
        line("category", quoted(&trial.category));
    }
    if let Some(score) = trial.score {
        line("score", score.to_string());
    }
    if trial.other_late_items != 0 {
        line("other_late_items", trial.other_late_items.to_string());
    }
    match &trial.expect {
        Expectation::Timeline(sent) => {
            let each: Vec<String> = sent.iter().map(|step| print_expectation(&Expectation::Timeline(vec![step.clone()]))).collect();
            line("timeline", list(each.iter().map(String::as_str)));
        }
        expect => line("expect", quoted(&print_expectation(expect))),
    }
}

#[cfg(test)]
mod tests {
    use super::rename;

    #[test]
    fn another_name_keeps_all_else() {
        let text = "# à nous\nname = \"Relance\"   # provisoire\n\n[[step]]\nkey = \"a\"\n";
        let renamed = rename(text, "Relance « ferme » \"2\"");
        assert_eq!(renamed, text.replace("\"Relance\"", "\"Relance « ferme » \\\"2\\\"\""));
        for broken in ["", "name", "[[step]]\nkey = \"a\"\n", "\u{0}"] {
            assert_eq!(rename(broken, "x"), broken);
        }
    }
}
