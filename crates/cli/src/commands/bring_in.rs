//! `inspect`, `import`, `match`: what comes in.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, Result, bail};
use app::import::{Asked, Content, ImportReport};
use app::matching::Matched;
use app::{App, Scope, setup};
use domain::Cents;
use formats::Kind;
use serde_json::{Value, json};

use crate::options::{Format, Global};
use crate::output;

fn read(path: &Path) -> Result<Vec<u8>> {
    std::fs::read(path).with_context(|| format!("le fichier {} ne peut pas être lu ; vérifiez son nom et ses droits", path.display()))
}

fn content(app: &App, path: &Path) -> Result<Content> {
    Content::open(app, path).with_context(|| format!("le fichier {} ne peut pas être lu ; vérifiez son nom et ses droits", path.display()))
}

fn name(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

/// What `inspect` says of a file that the disk does not give.
fn missing(path: &Path, error: &anyhow::Error) -> Value {
    let message = json!({"line": null, "field": null, "code": "file.missing", "message": error.to_string()});
    json!({"file": name(path), "kind": Kind::Unreadable.code(), "format": null, "warnings": [], "errors": [message]})
}

fn kind_of(code: Option<&str>) -> Result<Option<Kind>> {
    match code {
        None => Ok(None),
        Some(code) => Kind::from_code(code)
            .filter(|kind| *kind != Kind::Unreadable)
            .map(Some)
            .with_context(|| format!("type « {code} » inconnu ; attendu : fec, customers, invoices ou bank_statement")),
    }
}

/// Reads files without a base. Done when one of them was readable.
pub(super) fn inspect(global: &Global, files: &[PathBuf], kind: Option<&str>) -> Result<ExitCode> {
    let kind = kind_of(kind)?;
    let mut readable = false;
    for path in files {
        let seen = match read(path) {
            Ok(bytes) => formats::inspect::inspect(&bytes, &name(path), kind),
            Err(error) => {
                eprintln!("quittance : {error}");
                missing(path, &error)
            }
        };
        readable |= seen["kind"] != Kind::Unreadable.code();
        match global.format {
            Format::Json => output::json(&seen),
            Format::Text | Format::Csv => describe(&seen),
        }
    }
    Ok(if readable { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// An inspected file for people: its scalar facts, how many of each list, and what is wrong with it.
fn describe(seen: &Value) {
    let Some(facts) = seen.as_object() else { return };
    for (key, value) in facts {
        match value {
            Value::Array(list) if key == "errors" || key == "warnings" => {
                for finding in list {
                    let line = finding["line"].as_u64().filter(|line| *line > 0).map(|line| format!("ligne {line} : ")).unwrap_or_default();
                    output::say(&format!(
                        "{} {line}{}",
                        if key == "errors" { "erreur" } else { "avertissement" },
                        finding["message"].as_str().unwrap_or("")
                    ));
                }
            }
            Value::Array(list) => output::say(&format!("{key} : {}", list.len())),
            Value::Object(inner) => {
                let inner: Vec<String> = inner.iter().map(|(key, value)| format!("{key} {}", plain(value))).collect();
                output::say(&format!("{key} : {}", inner.join(", ")));
            }
            other => output::say(&format!("{key} : {}", plain(other))),
        }
    }
    output::say("");
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn report_json(report: &ImportReport) -> Value {
    let errors: Vec<Value> = report
        .problems
        .iter()
        .filter(|problem| problem.error)
        .map(|problem| json!({"line": problem.line, "field": problem.field, "message": problem.message}))
        .collect();
    let warnings: Vec<Value> = report
        .problems
        .iter()
        .filter(|problem| !problem.error)
        .map(|problem| json!({"line": problem.line, "field": problem.field, "message": problem.message}))
        .collect();
    json!({
        "file": report.file, "kind": report.kind, "read": report.read, "created": report.created, "updated": report.updated,
        "unchanged": report.unchanged, "rejected": report.rejected, "errors": errors, "warnings": warnings,
    })
}

fn report_text(report: &ImportReport) {
    output::say(&format!(
        "{} ({}) : {} lues, {} créées, {} modifiées, {} inchangées, {} rejetées",
        report.file,
        app::text::import_kind(report.kind),
        report.read,
        report.created,
        report.updated,
        report.unchanged,
        report.rejected
    ));
    for problem in &report.problems {
        let place = match (problem.line, &problem.field) {
            (0, _) => String::new(),
            (line, None) => format!("ligne {line} : "),
            (line, Some(field)) => format!("ligne {line}, {field} : "),
        };
        output::say(&format!("  {} {place}{}", if problem.error { "✗" } else { "·" }, problem.message));
    }
}

/// Brings files in. Done when one of them was readable.
pub(super) async fn import(global: &Global, files: &[PathBuf], asked: Asked<'_>) -> Result<ExitCode> {
    kind_of(asked.kind)?;
    // Before anything is written: a misspelt name is put right first, and no half of the list comes in.
    if let Some(absent) = files.iter().find(|path| !path.exists() || path.is_dir()) {
        bail!("le fichier {} n’existe pas ; rien n’a été importé, vérifiez son nom", absent.display());
    }
    let app = global.open().await?;
    let organisation = setup::organisation_or_default(&app, global.organisation.as_deref()).await?;
    let scope = Scope::system(organisation, &app::text::actor_cli());
    let mut readable = false;
    for path in files {
        let report = app::import::import_as(&app, &scope, &name(path), content(&app, path)?, asked).await?;
        readable |= report.is_readable();
        match global.format {
            Format::Json => output::json(&report_json(&report)),
            Format::Text | Format::Csv => report_text(&report),
        }
    }
    app.close().await;
    Ok(if readable { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn matched_json(matched: &[Matched]) -> Value {
    matched
        .iter()
        .map(|one| {
            let listed = |items: &[(String, Cents)]| -> Vec<Value> {
                items.iter().map(|(number, amount)| json!({"number": number, "amount": output::amount(*amount)})).collect()
            };
            json!({
                "transaction": one.transaction, "items": listed(&one.items), "residual": output::amount(one.residual),
                "missing": one.missing.map(|(amount, kind)| json!({"amount": output::amount(amount), "kind": kind})),
                "reason": one.reason, "reasons": one.reasons, "confidence": f64::from(one.confidence) / 100.0,
                "runner_up": one.runner_up.as_ref().map(
                    |(items, confidence)| json!({"items": listed(items), "confidence": f64::from(*confidence) / 100.0}),
                ),
            })
        })
        .collect()
}

/// Matches bank lines to items.
pub(super) async fn match_bank(global: &Global, dry_run: bool) -> Result<ExitCode> {
    let (app, scope) = global.open_scope().await?;
    let report = app::matching::match_all(&app, &scope, dry_run).await?;
    if global.format == Format::Json {
        output::json(&json!({
            "transactions": report.transactions, "matched": report.matched, "partial": report.partial, "to_identify": report.to_identify,
            "allocations": matched_json(&report.allocations), "proposals": matched_json(&report.proposals),
        }));
    } else {
        output::say(&format!("{} lignes : {} rapprochées, {} à identifier", report.transactions, report.matched, report.to_identify));
        for one in report.allocations.iter().chain(&report.proposals) {
            output::say(&format!("  {} : {}", one.transaction, one.reason));
        }
    }
    app.close().await;
    Ok(ExitCode::SUCCESS)
}
