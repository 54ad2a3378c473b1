//! `template`: message templates as text files.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, Result, bail};
use app::template::{FileFault, is_right, lint, provided, read, write};
use app::text::template as words;
use domain::template::{Finding, MessageTemplate, Place, Severity, TemplateKey};
use serde_json::{Value, json};

use crate::options::{Format, Global, TemplateCommand};
use crate::output;

/// What was asked.
pub(super) async fn template(global: &Global, what: TemplateCommand) -> Result<ExitCode> {
    match what {
        TemplateCommand::Check { files, for_others } => check(global, &files, for_others),
        TemplateCommand::List => list(global).await,
        TemplateCommand::Show { key } => show(global, &key).await,
        TemplateCommand::Save { file, dry_run } => save(global, &file, dry_run).await,
        TemplateCommand::Install { pack } => install(global, &pack).await,
    }
}

async fn list(global: &Global) -> Result<ExitCode> {
    let (app, scope) = global.open_scope().await?;
    let all = app::template::list(&app, &scope).await?;
    for listed in &all {
        let (row, key) = (&listed.row, listed.row.template.key.slug());
        if global.format == Format::Json {
            output::json(&json!({
                "key": key, "name": row.template.name, "version": row.version, "pack": row.pack, "actor": row.actor,
                "saved_at": row.created_at, "findings": listed.refused,
            }));
        } else {
            let mend = if listed.refused > 0 { format!(", {} à corriger", listed.refused) } else { String::new() };
            output::say(&format!("{key} : {}, version {}{mend}", row.template.name, row.version));
        }
    }
    if all.is_empty() && global.format != Format::Json {
        output::say(
            "aucun modèle enregistré : les messages partent avec les mots du programme (« quittance template install services » en installe)",
        );
    }
    Ok(ExitCode::SUCCESS)
}

async fn show(global: &Global, slug: &str) -> Result<ExitCode> {
    let key = TemplateKey::from_slug(slug).with_context(|| {
        format!("« {slug} » n’est pas une clé de modèle : étape.type.langue.destinataires, comme first_reminder.email.fr.any")
    })?;
    let (app, scope) = global.open_scope().await?;
    let own = app::template::view(&app, &scope, key).await?.in_force;
    let version = own.as_ref().map(|row| row.version);
    let text = own.map(|row| row.template).or_else(|| provided(key).map(|(_, template)| MessageTemplate { key, ..template }));
    let Some(template) = text else {
        bail!("aucun texte n’est enregistré ni fourni pour « {slug} » : écrivez-le, puis « quittance template save »")
    };
    if global.format == Format::Json {
        output::json(&json!({
            "key": slug, "version": version, "name": template.name, "subject": template.subject, "body": template.body,
            "text": write(&template),
        }));
    } else {
        output::say(write(&template).trim_end());
    }
    Ok(ExitCode::SUCCESS)
}

fn bytes_of(path: &Path) -> Result<Vec<u8>> {
    std::fs::read(path).with_context(|| format!("le fichier {} ne peut pas être lu ; vérifiez son nom et ses droits", path.display()))
}

/// Saves each template of a file that differs from the one in force; all of them must be right.
async fn save(global: &Global, path: &Path, dry_run: bool) -> Result<ExitCode> {
    let (templates, faults) = read(&bytes_of(path)?);
    if let Some(fault) = faults.first() {
        bail!("{}", fault_sentence(fault));
    }
    let (app, scope) = global.open_scope().await?;
    for (template, at) in &templates {
        let findings = app::template::check(&app, &scope, template).await?;
        if let Some(finding) = findings.iter().find(|finding| finding.severity == Severity::Refused) {
            bail!("{} : {}", template.key.slug(), finding_sentence(finding, *at));
        }
    }
    let mut saved = Vec::new();
    for (template, _) in &templates {
        let before = app::template::view(&app, &scope, template.key).await?.in_force;
        let is_same = before.as_ref().is_some_and(|row| row.template == *template);
        let version = match (&before, dry_run || is_same) {
            (Some(row), true) if is_same => Some(row.version),
            (_, true) => None,
            (before, false) => Some(app::template::save(&app, &scope, before.as_ref().map(|row| row.id), template).await?.version),
        };
        saved.push(json!({"key": template.key.slug(), "version": version, "changed": !is_same}));
    }
    if global.format == Format::Json {
        output::json(&json!({"templates": saved, "written": !dry_run}));
    } else {
        let changed = saved.iter().filter(|one| one["changed"] == true).count();
        let done = if dry_run { "à enregistrer, rien n’a été écrit" } else { "enregistrés" };
        output::say(&format!("{} modèles lus, {changed} {done}", saved.len()));
    }
    Ok(ExitCode::SUCCESS)
}

async fn install(global: &Global, pack: &str) -> Result<ExitCode> {
    let Some(known) = app::template::Pack::from_code(pack) else {
        let names: Vec<&str> = app::template::packs().iter().map(|pack| pack.code).collect();
        bail!("« {pack} » n’est pas un lot : choisissez parmi {}", names.join(", "));
    };
    let (app, scope) = global.open_scope().await?;
    let done = app::template::install(&app, &scope, pack).await?;
    if global.format == Format::Json {
        output::json(&json!({"pack": pack, "added": done.added, "kept": done.kept, "no_formal_notice": known.no_notice}));
    } else {
        output::say(&format!(
            "lot « {} » : {} modèles installés, {} déjà présents et laissés en l’état",
            known.name, done.added, done.kept
        ));
        if !known.no_notice.is_empty() {
            output::say(known.no_notice);
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn fault_sentence(fault: &FileFault) -> String {
    if fault.line > 0 { format!("ligne {} : {}", fault.line, fault.sentence) } else { fault.sentence.clone() }
}

/// The line of the file that a finding points at.
fn line_of(finding: &Finding, body_at: usize) -> usize {
    match finding.place {
        Place::Line(line) => body_at + line - 1,
        Place::Subject | Place::Whole => 0,
    }
}

fn finding_sentence(finding: &Finding, body_at: usize) -> String {
    match (finding.place, line_of(finding, body_at)) {
        (Place::Whole, _) => finding.sentence.clone(),
        (place, 0) => format!("{} : {}", words::place(place).to_lowercase(), finding.sentence),
        (_, line) => format!("ligne {line} : {}", finding.sentence),
    }
}

fn as_json(finding: &Finding, body_at: usize) -> Value {
    let severity = if finding.severity == Severity::Refused { "refused" } else { "advice" };
    let place = match finding.place {
        Place::Subject => "subject",
        Place::Whole => "template",
        Place::Line(_) => "body",
    };
    json!({
        "rule": finding.rule, "severity": severity, "place": place, "line": line_of(finding, body_at), "message": finding.sentence,
        "source": finding.source,
    })
}

/// Reads each file and judges its templates; everything must be right.
fn check(global: &Global, files: &[PathBuf], for_others: bool) -> Result<ExitCode> {
    let mut all_right = true;
    for path in files {
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        let (templates, faults) = read(&bytes_of(path)?);
        let judged: Vec<(&MessageTemplate, usize, Vec<Finding>)> =
            templates.iter().map(|(template, at)| (template, *at, lint(template, for_others))).collect();
        all_right &= faults.is_empty() && judged.iter().all(|(.., findings)| is_right(findings));
        if global.format == Format::Json {
            let errors: Vec<Value> =
                faults.iter().map(|fault| json!({"line": fault.line, "code": fault.code, "message": fault.sentence})).collect();
            let results: Vec<Value> = judged
                .iter()
                .map(|(template, at, findings)| {
                    let told: Vec<Value> = findings.iter().map(|finding| as_json(finding, *at)).collect();
                    json!({"key": template.key.slug(), "name": template.name, "ok": is_right(findings), "findings": told})
                })
                .collect();
            output::json(&json!({"file": name, "templates": templates.len(), "errors": errors, "results": results}));
            continue;
        }
        for fault in &faults {
            output::say(&format!("erreur {}", fault_sentence(fault)));
        }
        for (template, at, findings) in &judged {
            output::say(&format!("{} {}", if is_right(findings) { "conforme" } else { "REFUSÉ  " }, template.key.slug()));
            for finding in findings {
                output::say(&format!("    {} [{}, {}]", finding_sentence(finding, *at), finding.rule, finding.source));
            }
        }
        let wrong = judged.iter().filter(|(.., findings)| !is_right(findings)).count();
        output::say(&format!("{name} : {} modèles, {wrong} refusés", templates.len()));
    }
    Ok(if all_right { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
