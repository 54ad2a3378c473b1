//! `export`: what another program takes over.

use std::process::ExitCode;

use anyhow::{Result, bail};
use app::ledger::Entry;
use domain::{Date, calendar};
use serde_json::{Value, json};

use crate::options::{Format, Global};
use crate::output::{self, Columns};

/// The first of January of a day's year.
pub(super) fn first_of_year(day: Date) -> Date {
    use chrono::Datelike as _;
    Date::from_ymd_opt(day.year(), 1, 1).unwrap_or(day)
}

/// Writes the entries of a period.
pub(super) async fn export(global: &Global, what: &str, from: Option<Date>, to: Option<Date>) -> Result<ExitCode> {
    if what != "entries" {
        bail!(
            "« {what} » ne s’exporte pas ; pour l’instant : entries (écritures des créances douteuses et des pertes), lifecycle (statuts « Encaissée »)"
        );
    }
    let (app, scope) = global.open_scope().await?;
    let to = to.unwrap_or_else(|| app.today());
    let from = from.unwrap_or_else(|| first_of_year(to));
    let entries = app::ledger::entries(&app, &scope, from, to).await?;
    match global.format {
        Format::Json => {
            let list: Vec<Value> = entries.iter().map(object).collect();
            output::json(&json!({"from": from.to_string(), "to": to.to_string(), "entries": list}));
        }
        Format::Csv => output::say(app::ledger::csv(&entries).trim_end()),
        Format::Text => {
            let mut columns =
                Columns::new(&["Écriture", "Date", "Compte", "Libellé", "Débit", "Crédit"], &[false, false, false, false, true, true]);
            for (entry, line) in entries.iter().flat_map(|entry| entry.lines.iter().map(move |line| (entry, line))) {
                columns.row(vec![
                    format!("Q{:06}", entry.number),
                    calendar::fr(entry.on),
                    line.number.clone(),
                    entry.label.clone(),
                    line.debit.fr(),
                    line.credit.fr(),
                ]);
            }
            if entries.is_empty() {
                output::say("Aucune écriture sur cette période.");
            } else {
                columns.print();
            }
        }
    }
    app.close().await;
    Ok(ExitCode::SUCCESS)
}

fn object(entry: &Entry) -> Value {
    let lines: Vec<Value> = entry
        .lines
        .iter()
        .map(|line| json!({"account": line.number, "name": line.account.name(), "debit": output::amount(line.debit), "credit": output::amount(line.credit)}))
        .collect();
    json!({
        "number": format!("Q{:06}", entry.number), "date": entry.on.to_string(), "piece": entry.piece, "debtor": entry.debtor_code,
        "label": entry.label, "article": entry.article, "lines": lines, "mention": entry.mention, "reason": entry.reason, "actor": entry.actor,
    })
}
