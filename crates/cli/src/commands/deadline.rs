//! `deadline`: a legal time limit, computed without a base.

use std::process::ExitCode;

use anyhow::{Context as _, Result, bail};
use domain::calendar;
use domain::deadline::{Facts, Procedure, RULES, Zone};
use domain::law::{Book, Standing};
use serde_json::{Value, json};

use crate::options::{Deadline, Format, Global};
use crate::output::{self, Columns};

/// Computes one limit, or lists those that are known.
pub(super) fn deadline(global: &Global, asked: &Deadline) -> Result<ExitCode> {
    match (&asked.rule, asked.from) {
        _ if asked.list => list(global),
        (Some(rule), Some(from)) => one(global, asked, rule, from)?,
        // Clap asks for both unless the list is asked for.
        _ => bail!("indiquez --rule et --from, ou --list pour voir les délais connus"),
    }
    Ok(ExitCode::SUCCESS)
}

fn one(global: &Global, asked: &Deadline, rule: &str, from: domain::Date) -> Result<()> {
    let zone = Zone::from_code(&asked.zone).with_context(|| {
        let codes: Vec<&str> = Zone::all().into_iter().map(Zone::code).collect();
        format!("zone «\u{202f}{}\u{202f}» inconnue ; attendu : {}", asked.zone, codes.join(", "))
    })?;
    let found = app::deadlines::compute_without_base(rule, Facts { start: from, zone, decided_on: asked.decided_on })?;
    let iso = |date: domain::Date| date.to_string();
    match global.format {
        Format::Json => output::json(&json!({
            "rule": found.rule.key, "article": found.article, "from": iso(from), "to": iso(found.last), "explanation": found.explanation(),
            "raw": iso(found.raw), "act_from": found.act_from.map(iso), "purpose": found.rule.purpose.code(),
            "verified": found.standing != Standing::Unverified,
        })),
        Format::Csv | Format::Text => {
            output::say(&format!("{} ({})", found.rule.label, found.article));
            output::say(&format!("Terme : {}", calendar::fr_full(found.last)));
            for step in &found.steps {
                output::say(&format!("- {step}"));
            }
        }
    }
    Ok(())
}

fn list(global: &Global) {
    let book = Book::compiled();
    let rows = |key: &str| book.of(key).iter();
    if global.format == Format::Json {
        let rules: Vec<Value> = RULES
            .iter()
            .map(|rule| {
                let spans: Vec<Value> = rows(rule.key)
                    .map(|row| {
                        json!({
                            "span": row.value.fr(), "from": row.from.to_string(), "to": row.to.map(|to| to.to_string()),
                            "article": row.article, "verified": row.standing != Standing::Unverified,
                        })
                    })
                    .collect();
                json!({"rule": rule.key, "label": rule.label, "start": rule.start, "purpose": rule.purpose.code(), "spans": spans})
            })
            .collect();
        output::json(&json!({"rules": rules}));
        return;
    }
    let mut columns = Columns::new(&["Clé", "Délai", "Départ", "Durée"], &[false, false, false, false]);
    for rule in Procedure::ALL.iter().flat_map(|procedure| RULES.iter().filter(move |rule| rule.procedure == *procedure)) {
        let spans: Vec<String> = rows(rule.key).map(|row| row.value.fr()).collect();
        columns.row(vec![rule.key.to_owned(), rule.label.to_owned(), rule.start.to_owned(), spans.join(" puis ")]);
    }
    columns.print();
}
