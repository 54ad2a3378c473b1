//! `run`: the day.

use std::io::{IsTerminal as _, Write as _};
use std::process::ExitCode;

use anyhow::{Result, bail};
use app::night::{self, NightReport};
use app::outbox::{Confirmation, Drained, drain};
use app::tonight::{CONFIRMATION, PlannedLine, planned_lines_of};
use app::{App, AppError, Scope};
use serde_json::{Map, Value, json};

use crate::options::{Format, Global};
use crate::output::{self, Columns};

fn report_json(report: &NightReport, lines: &[PlannedLine], drained: Option<&Drained>) -> Value {
    let holds: Map<String, Value> = report.counts.held().map(|(reason, items)| (reason.code().to_owned(), Value::from(items))).collect();
    let actions: Vec<Value> = lines
        .iter()
        .map(|line| {
            let items: Vec<&str> = line.items.iter().map(|(number, _)| number.as_str()).collect();
            json!({
                "debtor": line.debtor_code, "step": line.step_key, "channel": line.channel.code(), "items": items,
                "amount": output::amount(line.asked), "currency": line.currency.code(),
            })
        })
        .collect();
    let counts = &report.counts;
    let mut value = json!({
        "date": report.date.to_string(), "open_items": counts.open_items,
        "outcomes": {"send": counts.send, "hold": counts.hold, "not_yet": counts.not_yet, "exhausted": counts.exhausted},
        "holds": holds, "actions": actions,
    });
    if let Some(drained) = drained {
        value["sent"] = json!({
            "sent": drained.sent, "failed": drained.failed, "unknown": drained.unknown, "cancelled": drained.cancelled, "left": drained.left,
        });
    }
    value
}

fn report_text(report: &NightReport, lines: &[PlannedLine]) {
    const SHOWN: usize = 40;
    let counts = &report.counts;
    output::say(&format!(
        "{} : {} postes ouverts — {} à demander, {} retenus, {} pas encore, {} épuisés",
        domain::calendar::fr_full(report.date),
        counts.open_items,
        counts.send,
        counts.hold,
        counts.not_yet,
        counts.exhausted
    ));
    for (reason, items) in counts.held() {
        output::say(&format!("  {items} retenus : {}", app::text::hold_reason(reason)));
    }
    if lines.is_empty() {
        return;
    }
    let mut columns = Columns::new(&["Débiteur", "Étape", "Canal", "Postes", "Montant"], &[false, false, false, true, true]);
    for line in lines.iter().take(SHOWN) {
        columns.row(vec![
            format!("{} {}", line.debtor_code, line.debtor_name),
            app::text::step(&line.step_key),
            app::text::channel(line.channel),
            line.items.len().to_string(),
            line.asked.fr_in(line.currency),
        ]);
    }
    columns.print();
    if lines.len() > SHOWN {
        output::say(&format!("… et {} autres (--format json pour tout voir)", lines.len() - SHOWN));
    }
    let ms = |duration: std::time::Duration| duration.as_millis();
    let timing = &report.timing;
    tracing::info!(
        matching = ms(timing.matching),
        read = ms(timing.read),
        decide = ms(timing.decide),
        write = ms(timing.write),
        "milliseconds"
    );
}

/// Asks for the typed confirmation of the first send, on a terminal only.
fn ask() -> bool {
    if !std::io::stdin().is_terminal() {
        return false;
    }
    eprint!("Premier envoi de cette installation. Saisissez {CONFIRMATION} pour confirmer : ");
    let _ = std::io::stderr().flush();
    let mut typed = String::new();
    std::io::stdin().read_line(&mut typed).is_ok() && typed.trim() == CONFIRMATION
}

async fn send(app: &App, scope: &Scope, yes: bool) -> Result<Drained> {
    let confirmation = if yes { Confirmation::Given } else { Confirmation::Missing };
    match drain(app, scope, confirmation).await {
        Err(AppError::Unconfirmed) if ask() => Ok(drain(app, scope, Confirmation::Given).await?),
        result => Ok(result?),
    }
}

/// The day: match, decide, queue, and send when asked to.
pub(super) async fn run(global: &Global, dry_run: bool, with_send: bool, yes: bool) -> Result<ExitCode> {
    let (app, scope) = global.open_scope().await?;
    let report = if dry_run { night::dry_run(&app, &scope).await? } else { night::run(&app, &scope).await? };
    let ms = |duration: std::time::Duration| duration.as_millis();
    let timing = &report.timing;
    tracing::info!(
        matching = ms(timing.matching),
        read = ms(timing.read),
        decide = ms(timing.decide),
        write = ms(timing.write),
        "milliseconds"
    );
    let lines = planned_lines_of(&app, &scope, &report).await?;
    let drained = if with_send { Some(send(&app, &scope, yes).await?) } else { None };
    match global.format {
        Format::Json => output::json(&report_json(&report, &lines, drained.as_ref())),
        Format::Text | Format::Csv => {
            report_text(&report, &lines);
            if let Some(drained) = &drained {
                output::say(&format!(
                    "Envois : {} partis, {} refusés, {} incertains, {} retenus au dernier contrôle, {} en attente",
                    drained.sent, drained.failed, drained.unknown, drained.cancelled, drained.left
                ));
                if drained.left > 0 && drained.sent > 0 {
                    output::say("Le premier envoi est limité : relancez « quittance run --send » pour la suite, après avoir vérifié.");
                }
            }
        }
    }
    app.close().await;
    match drained {
        Some(Drained { sent: 0, left, .. }) if left > 0 => {
            bail!("aucun message n’est parti et {left} attendent ; vérifiez le serveur d’envoi, puis relancez « quittance run --send »")
        }
        _ => Ok(ExitCode::SUCCESS),
    }
}
