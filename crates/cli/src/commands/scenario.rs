//! `scenario`: scenarios as text files.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, Result, bail};
use app::scenario::{Effect, binding, series};
use app::{App, Scope};
use domain::dunning::{BindingConditions, BindingRule};
use domain::ids::SeriesId;
use formats::scenario::{ScenarioFile, fault_sentence, print_expectation};
use serde_json::{Value, json};

use crate::options::{Format, Global, ScenarioCommand};
use crate::output;

/// What was asked.
pub(super) async fn scenario(global: &Global, what: ScenarioCommand) -> Result<ExitCode> {
    match what {
        ScenarioCommand::Check { files } => check(global, &files),
        ScenarioCommand::List => list(global).await,
        ScenarioCommand::Show { name } => show(global, name.as_deref()).await,
        ScenarioCommand::Set { file, scenario, new, dry_run } => set(global, &file, scenario.as_deref(), new, dry_run).await,
        ScenarioCommand::Bind { name, debtor, reason, release, category, default, dry_run } => {
            let (app, scope) = global.open_scope().await?;
            let series = match &name {
                Some(name) => Some(series::find(&app, &scope, name).await?),
                None => None,
            };
            let asking = Asking { app: &app, scope: &scope, format: global.format, dry_run };
            match (debtor, series) {
                (Some(debtor), series) => {
                    asking.bind_debtor(&debtor, series.filter(|_| !release), reason.as_deref().unwrap_or_default()).await
                }
                (None, Some(series)) if category.is_some() || default => asking.bind_rule(series, category).await,
                _ => bail!("à qui donner ce scénario ? précisez --debtor, --category ou --default"),
            }
        }
    }
}

/// Lists the scenarios and the rules.
async fn list(global: &Global) -> Result<ExitCode> {
    let (app, scope) = global.open_scope().await?;
    let view = binding::view(&app, &scope).await?;
    if global.format == Format::Json {
        let scenarios: Vec<Value> = view
            .scenarios
            .iter()
            .map(|line| {
                json!({
                    "name": line.version.name, "id": line.series.to_string(), "version": line.version.number,
                    "in_force": line.version.is_in_force, "default": line.is_default, "rules": line.rules, "own": line.own,
                    "debtors": line.load.debtors, "items": line.load.items, "open": output::amount(line.load.euros),
                })
            })
            .collect();
        let rules: Vec<Value> = view
            .bindings
            .rules
            .iter()
            .zip(&view.census.rules)
            .map(|(rule, load)| rule_json(view.name(rule.series), &rule.when, load.debtors, load.items))
            .collect();
        output::json(
            &json!({"version": view.version, "default": view.name(view.bindings.default), "scenarios": scenarios, "rules": rules}),
        );
        return Ok(ExitCode::SUCCESS);
    }
    let mut columns = output::Columns::new(&["Scénario", "Version", "Débiteurs", "Postes", "Restant dû"], &[false, true, true, true, true]);
    for line in &view.scenarios {
        let mark = if line.is_default {
            " (par défaut)"
        } else if line.version.is_in_force {
            ""
        } else {
            " (retiré)"
        };
        columns.row(vec![
            format!("{}{mark}", line.version.name),
            line.version.number.to_string(),
            line.load.debtors.to_string(),
            line.load.items.to_string(),
            line.load.euros.fr_in(domain::Currency::EUR),
        ]);
    }
    columns.print();
    for (at, (rule, load)) in view.bindings.rules.iter().zip(&view.census.rules).enumerate() {
        output::say(&format!("règle {} : « {} », {} postes", at + 1, view.name(rule.series), load.items));
    }
    Ok(ExitCode::SUCCESS)
}

fn rule_json(scenario: &str, when: &BindingConditions, debtors: usize, items: usize) -> Value {
    let codes = |codes: Vec<&'static str>| Value::from(codes);
    json!({
        "scenario": scenario, "categories": when.categories,
        "claims": codes(when.claims.iter().map(|kind| kind.code()).collect()),
        "kinds": codes(when.debtors.iter().map(|kind| kind.code()).collect()),
        "min_amount": when.min_amount.map(output::amount), "max_amount": when.max_amount.map(output::amount),
        "min_days_late": when.min_days_late, "max_days_late": when.max_days_late,
        "min_score": when.min_score, "max_score": when.max_score, "debtors": debtors, "items": items,
    })
}

/// Prints the text of a scenario.
async fn show(global: &Global, name: Option<&str>) -> Result<ExitCode> {
    let (app, scope) = global.open_scope().await?;
    let series = match name {
        Some(name) => Some(series::find(&app, &scope, name).await?),
        None => None,
    };
    let view = app::scenario::view_of(&app, &scope, series).await?;
    if global.format == Format::Json {
        output::json(&json!({"name": view.scenario.name, "version": view.scenario.version, "text": view.text}));
    } else {
        output::say(view.text.trim_end());
    }
    Ok(ExitCode::SUCCESS)
}

/// Puts a file in force, or says what that would do.
async fn set(global: &Global, path: &Path, name: Option<&str>, new: bool, dry_run: bool) -> Result<ExitCode> {
    let text = std::fs::read_to_string(path).with_context(|| {
        format!("le fichier {} ne peut pas être lu ; vérifiez son nom, ses droits et son encodage UTF-8", path.display())
    })?;
    let (app, scope) = global.open_scope().await?;
    let series = match name {
        Some(name) => Some(series::find(&app, &scope, name).await?),
        None => None,
    };
    let before = app::scenario::view_of(&app, &scope, series).await?;
    // What nobody follows yet moves nobody.
    let tried = if new { series::NEW } else { before.series };
    let draft = app::scenario::try_text_of(&app, &scope, Some(tried), &text).await?;
    let version = match (dry_run && draft.is_right(), new) {
        (true, _) => None,
        (false, true) => series::create(&app, &scope, &text).await.map(|_| Some(1))?,
        (false, false) => Some(app::scenario::save(&app, &scope, before.scenario.id, &text).await?.version),
    };
    Asking { app: &app, scope: &scope, format: global.format, dry_run }.tell(&draft.effect.unwrap_or_default(), version)
}

/// What a change of who follows what needs.
struct Asking<'a> {
    app: &'a App,
    scope: &'a Scope,
    format: Format,
    dry_run: bool,
}

impl Asking<'_> {
    fn tell(&self, effect: &Effect, version: Option<u32>) -> Result<ExitCode> {
        if self.format == Format::Json {
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
            None if self.dry_run => output::say("rien n’a été écrit"),
            None => output::say("en vigueur dès la prochaine nuit"),
        }
        Ok(ExitCode::SUCCESS)
    }

    /// Gives a debtor a scenario, or takes its own back.
    async fn bind_debtor(&self, words: &str, series: Option<SeriesId>, reason: &str) -> Result<ExitCode> {
        let debtor = app::why::why(self.app, self.scope, words).await?.id;
        let effect = binding::try_debtor(self.app, self.scope, debtor, series).await?;
        if !self.dry_run {
            match series {
                Some(series) => binding::bind_debtor(self.app, self.scope, debtor, series, reason).await?,
                None => binding::unbind_debtor(self.app, self.scope, debtor).await?,
            }
        }
        self.tell(&effect, None)
    }

    /// Puts a rule for a category before the others, or chooses the default.
    async fn bind_rule(&self, series: SeriesId, category: Option<String>) -> Result<ExitCode> {
        let view = binding::view(self.app, self.scope).await?;
        let mut next = view.bindings.clone();
        match category {
            Some(category) => {
                let when = BindingConditions { categories: vec![category], ..BindingConditions::default() };
                next.rules.retain(|rule| rule.when != when);
                next.rules.insert(0, BindingRule { series, when });
            }
            None => next.default = series,
        }
        let draft = binding::try_bindings(self.app, self.scope, &next).await?;
        let may = self.dry_run && draft.faults.is_empty();
        let version = if may { None } else { Some(binding::save(self.app, self.scope, view.version, &next).await?) };
        self.tell(&draft.effect.unwrap_or_default(), version.and_then(|version| u32::try_from(version).ok()))
    }
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
