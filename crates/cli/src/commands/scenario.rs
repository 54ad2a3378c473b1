//! `scenario`: scenarios as text files.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, Result};
use formats::scenario::{ScenarioFile, fault_sentence, print_expectation};
use serde_json::{Value, json};

use crate::options::{Format, Global, ScenarioCommand};
use crate::output;

/// What was asked.
pub(super) async fn scenario(global: &Global, what: ScenarioCommand) -> Result<ExitCode> {
    match what {
        ScenarioCommand::Check { files } => check(global, &files),
        ScenarioCommand::Show => show(global).await,
        ScenarioCommand::Save { file, dry_run } => save(global, &file, dry_run).await,
    }
}

/// Prints the text in force.
async fn show(global: &Global) -> Result<ExitCode> {
    let (app, scope) = global.open_scope().await?;
    let view = app::scenario::view(&app, &scope).await?;
    if global.format == Format::Json {
        output::json(&json!({"name": view.scenario.name, "version": view.scenario.version, "text": view.text}));
    } else {
        output::say(view.text.trim_end());
    }
    Ok(ExitCode::SUCCESS)
}

/// Puts a file in force, or says what that would do.
async fn save(global: &Global, path: &Path, dry_run: bool) -> Result<ExitCode> {
    let text = std::fs::read_to_string(path).with_context(|| {
        format!("le fichier {} ne peut pas être lu ; vérifiez son nom, ses droits et son encodage UTF-8", path.display())
    })?;
    let (app, scope) = global.open_scope().await?;
    let before = app::scenario::view(&app, &scope).await?.scenario;
    let draft = app::scenario::try_text(&app, &scope, &text).await?;
    let saved = if dry_run && draft.is_right() { None } else { Some(app::scenario::save(&app, &scope, before.id, &text).await?) };
    let effect = draft.effect.unwrap_or_default();
    let version = saved.map(|saved| saved.version);
    if global.format == Format::Json {
        output::json(&json!({
            "version": version, "debtors": effect.debtors, "sooner": effect.sooner, "later": effect.later,
            "tonight": {"before": effect.tonight.0, "after": effect.tonight.1},
        }));
        return Ok(ExitCode::SUCCESS);
    }
    output::say(&format!(
        "{} débiteurs examinés : {} avancent, {} reculent ; actions ce soir : {} au lieu de {}",
        effect.debtors, effect.sooner, effect.later, effect.tonight.1, effect.tonight.0
    ));
    match version {
        Some(version) => output::say(&format!("version {version} en vigueur dès la prochaine nuit")),
        None => output::say("rien n’a été écrit"),
    }
    Ok(ExitCode::SUCCESS)
}

/// What became of one test of a file.
struct Tried<'f> {
    name: &'f str,
    line: usize,
    expected: String,
    got: String,
    passed: bool,
}

/// Reads each file and runs its tests; everything must be right.
fn check(global: &Global, files: &[PathBuf]) -> Result<ExitCode> {
    let mut all_right = true;
    for path in files {
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        let bytes = match std::fs::read(path) {
            Ok(bytes) => bytes,
            Err(_) => {
                all_right = false;
                unreadable(global, path, &name);
                continue;
            }
        };
        let file = formats::scenario::read(&bytes);
        let tried = try_all(&file);
        all_right &= file.faults.is_empty() && tried.iter().all(|test| test.passed);
        match global.format {
            Format::Json => output::json(&as_json(&name, &file, &tried)),
            Format::Text | Format::Csv => say(&name, &file, &tried),
        }
    }
    Ok(if all_right { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn unreadable(global: &Global, path: &Path, name: &str) {
    let message = format!("le fichier {} ne peut pas être lu ; vérifiez son nom et ses droits", path.display());
    eprintln!("quittance : {message}");
    if global.format == Format::Json {
        let error = json!({"line": null, "field": null, "code": "file.missing", "message": message});
        output::json(&json!({"file": name, "name": null, "steps": 0, "tests": 0, "failed": 0, "errors": [error], "results": []}));
    }
}

fn try_all(file: &ScenarioFile) -> Vec<Tried<'_>> {
    let Some(scenario) = &file.scenario else { return Vec::new() };
    let mut tried = Vec::with_capacity(file.trials.len());
    for (trial, line) in file.trials.iter().zip(&file.lines) {
        let got = trial.run(scenario);
        tried.push(Tried {
            name: &trial.name,
            line: *line,
            expected: print_expectation(&trial.expect),
            passed: got.as_ref() == Ok(&trial.expect),
            // An unknown step is a fault of the file, told as such.
            got: got.map_or_else(|key| key, |got| print_expectation(&got)),
        });
    }
    tried
}

fn as_json(name: &str, file: &ScenarioFile, tried: &[Tried<'_>]) -> Value {
    let errors: Vec<Value> = file
        .faults
        .iter()
        .map(|fault| json!({"line": fault.line, "field": fault.field, "code": fault.kind.code(), "message": fault_sentence(fault)}))
        .collect();
    let results: Vec<Value> = tried
        .iter()
        .map(|test| json!({"name": test.name, "line": test.line, "ok": test.passed, "expected": test.expected, "got": test.got}))
        .collect();
    json!({
        "file": name,
        "name": file.scenario.as_ref().map(|scenario| scenario.name.as_str()),
        "steps": file.scenario.as_ref().map_or(0, |scenario| scenario.steps().len()),
        "tests": tried.len(),
        "failed": tried.iter().filter(|test| !test.passed).count(),
        "errors": errors,
        "results": results,
    })
}

fn say(name: &str, file: &ScenarioFile, tried: &[Tried<'_>]) {
    for fault in &file.faults {
        let line = if fault.line > 0 { format!("ligne {} : ", fault.line) } else { String::new() };
        output::say(&format!("erreur {line}{}", fault_sentence(fault)));
    }
    let Some(scenario) = &file.scenario else {
        output::say(&format!("{name} : le scénario ne peut pas être essayé avant ces corrections"));
        return;
    };
    for test in tried {
        if test.passed {
            output::say(&format!("  réussi  {}", test.name));
        } else {
            output::say(&format!("  ÉCHEC   {} (ligne {}) : attendu « {} », obtenu « {} »", test.name, test.line, test.expected, test.got));
        }
    }
    let failed = tried.iter().filter(|test| !test.passed).count();
    output::say(&format!("{name} : « {} », {} étapes, {} tests, {} en échec", scenario.name, scenario.steps().len(), tried.len(), failed));
}
