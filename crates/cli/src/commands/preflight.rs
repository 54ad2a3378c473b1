//! `preflight`: what a formal notice would still need, and the limitation dates of each claim.

use std::process::ExitCode;

use anyhow::Result;
use app::claims::ItemClaim;
use domain::claim::ClaimEventKind;
use domain::limitation::Clock;
use serde_json::{Value, json};

use crate::options::{Format, Global};
use crate::output::{self, Columns};

/// Prints the claims of one debtor.
pub(super) async fn preflight(global: &Global, debtor: &str) -> Result<ExitCode> {
    let (app, scope) = global.open_scope().await?;
    let file = app::claims::claim_file_of(&app, &scope, debtor).await?;
    if global.format == Format::Json {
        let items: Vec<Value> = file.items.iter().map(item).collect();
        output::json(&json!({"debtor": file.debtor.code, "insolvent_on": file.insolvent_on.map(|on| on.to_string()), "items": items}));
    } else {
        output::say(&format!("{} {}", file.debtor.code, file.debtor.name));
        if file.items.is_empty() {
            output::say("Aucune créance ouverte.");
        }
        let mut columns =
            Columns::new(&["Numéro", "Reste dû", "Prescription", "À voir avant une mise en demeure"], &[false, true, false, false]);
        for claim in &file.items {
            let open = claim.preflight.open_findings(claim.decision.as_ref().map(|row| &row.decision));
            let lacking: Vec<String> = open.iter().map(|finding| app::text::claims::finding(*finding, claim.item.currency)).collect();
            columns.row(vec![
                claim.item.number.clone(),
                claim.item.open.fr_in(claim.item.currency),
                claim.clock.as_ref().map_or_else(|| "aucune durée connue".to_owned(), app::text::claims::watch),
                if lacking.is_empty() { "rien".to_owned() } else { lacking.join(" ; ") },
            ]);
        }
        columns.print();
    }
    app.close().await;
    Ok(ExitCode::SUCCESS)
}

fn item(claim: &ItemClaim) -> Value {
    let clock = claim.clock.as_ref();
    let day = |read: fn(&Clock) -> domain::Date| clock.map(|clock| read(clock).to_string());
    let checks: Vec<Value> = claim
        .preflight
        .findings()
        .iter()
        .map(|finding| json!({"check": finding.check().code(), "status": finding.status().code(), "finding": finding.code()}))
        .collect();
    json!({
        "number": claim.item.number, "kind": claim.kind.code(), "watch": day(Clock::watch_on), "possible": day(|clock| clock.possible),
        "pending": clock.and_then(|clock| clock.pending).map(ClaimEventKind::code), "start": day(|clock| clock.start.on),
        "start_source": clock.map(|clock| clock.start.source.code()), "article": clock.map(|clock| clock.article.to_string()),
        "clear": claim.is_clear(), "checks": checks,
    })
}
