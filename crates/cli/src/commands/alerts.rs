//! `alerts`: what a person wants to be told of; the same object as the page sets.

use std::process::ExitCode;

use anyhow::{Result, bail};
use app::agenda::Dossier;
use app::alerts::{self, AlertRow, NewAlert};
use app::text::agenda as words;
use app::{App, Scope};
use domain::portfolio::Condition;
use domain::{Cents, Currency};
use serde_json::{Value, json};

use crate::options::{AlertCondition, AlertsCommand, Format, Global};
use crate::output::{self, Columns};

/// Lists, shows, sets or removes alerts, or looks at them now.
pub(super) async fn alerts(global: &Global, what: AlertsCommand) -> Result<ExitCode> {
    let (app, scope) = global.open_scope().await?;
    match what {
        AlertsCommand::List => list(global, &app, &scope).await?,
        AlertsCommand::Show { alert } => show(global, &app, &scope, &alert).await?,
        AlertsCommand::Create { condition, name, email, dry_run } => {
            let new = NewAlert { name, condition: read(condition)?, email };
            create(global, &app, &scope, &new, dry_run).await?;
        }
        AlertsCommand::Remove { alert } => {
            let row = find(&app, &scope, &alert).await?;
            if row.id.is_nil() {
                bail!("cette alerte est toujours en place\u{202f}; les autres se retirent")
            }
            alerts::retire(&app, &scope, row.id, true).await?;
            said(global, &json!({"removed": row.id.to_string()}), "Alerte retirée.");
        }
        AlertsCommand::Run => {
            let new = alerts::run_now(&app, &scope).await?;
            said(global, &json!({"new": new}), &format!("{new} compte(s) de plus remplissent une alerte."));
        }
    }
    app.close().await;
    Ok(ExitCode::SUCCESS)
}

fn said(global: &Global, object: &Value, text: &str) {
    if global.format == Format::Json { output::json(object) } else { output::say(text) }
}

/// What was typed as a condition.
fn read(typed: AlertCondition) -> Result<Condition> {
    let least = match typed.min_late.trim() {
        "" => None,
        text => match Cents::typed(text) {
            Ok(cents) if cents.is_positive() => Some(cents),
            _ => bail!("«\u{202f}{text}\u{202f}» n’est pas un montant\u{202f}; écrivez par exemple 20000 ou 20000,50"),
        },
    };
    Ok(Condition {
        least,
        silent_days: typed.silent_days,
        least_days: typed.days_late,
        category: typed.category,
        collector: typed.collector,
    })
}

/// The alert of an id or a name.
async fn find(app: &App, scope: &Scope, asked: &str) -> Result<AlertRow> {
    let asked = asked.trim();
    let found: Vec<AlertRow> = alerts::list(app, scope)
        .await?
        .into_iter()
        .filter(|row| row.id.to_string() == asked || row.name.to_lowercase() == asked.to_lowercase())
        .collect();
    match <[AlertRow; 1]>::try_from(found) {
        Ok([row]) => Ok(row),
        Err(found) if found.is_empty() => {
            bail!("aucune alerte «\u{202f}{asked}\u{202f}»\u{202f}; «\u{202f}quittance alerts list\u{202f}» les donne")
        }
        Err(_) => bail!(
            "plusieurs alertes s’appellent «\u{202f}{asked}\u{202f}»\u{202f}; donnez l’identifiant, lu dans «\u{202f}quittance alerts list\u{202f}»"
        ),
    }
}

/// What is late of accounts, by currency.
fn sums(found: &[Dossier]) -> Vec<(Currency, Cents)> {
    let mut sums: std::collections::BTreeMap<Currency, Cents> = std::collections::BTreeMap::new();
    for dossier in found {
        *sums.entry(dossier.currency).or_default() += dossier.late;
    }
    sums.into_iter().collect()
}

fn late(found: &[Dossier]) -> Value {
    let each = |(currency, sum): (Currency, Cents)| json!({"currency": currency.code(), "amount": output::amount(sum)});
    Value::Array(sums(found).into_iter().map(each).collect())
}

fn late_words(found: &[Dossier]) -> String {
    sums(found).into_iter().map(|(currency, sum)| sum.fr_in(currency)).collect::<Vec<_>>().join(" + ")
}

fn condition_json(condition: &Condition) -> Value {
    json!({
        "min_late": condition.least.map(output::amount), "silent_days": condition.silent_days, "days_late": condition.least_days,
        "category": condition.category, "collector": condition.collector,
    })
}

fn alert_json(row: &AlertRow, found: &[Dossier]) -> Value {
    json!({
        "id": row.id.to_string(), "name": row.name, "always": row.id.is_nil(), "condition": condition_json(&row.condition),
        "email": row.email, "accounts": found.len(), "late": late(found), "created_by": row.created_by,
        "looked_at": row.matched_on.map(|on| on.to_string()),
    })
}

async fn list(global: &Global, app: &App, scope: &Scope) -> Result<()> {
    let mut columns = Columns::new(&["Alerte", "Comptes", "En retard", "Prévient", "Identifiant"], &[false, true, true, false, false]);
    let mut told = Vec::new();
    for row in alerts::list(app, scope).await? {
        let found = alerts::matching(app, scope, &row.condition).await?;
        told.push(alert_json(&row, &found));
        let count = found.len().to_string();
        columns.row(vec![row.name.clone(), count, late_words(&found), row.email.clone(), row.id.to_string()]);
    }
    if global.format == Format::Json {
        output::json(&json!({"alerts": told}))
    } else {
        columns.print()
    }
    Ok(())
}

fn dossier_json(dossier: &Dossier) -> Value {
    json!({
        "debtor": dossier.code, "name": dossier.name, "late": output::amount(dossier.late), "currency": dossier.currency.code(),
        "oldest_days": dossier.oldest_days, "last_contact": dossier.last_contact_on.map(|on| on.to_string()), "collector": dossier.collector,
    })
}

fn print(found: &[Dossier]) {
    let heads = ["Code", "Débiteur", "En retard", "Jours", "Dernier contact", "Chargé"];
    let mut columns = Columns::new(&heads, &[false, false, true, true, false, false]);
    for dossier in found {
        columns.row(vec![
            dossier.code.clone(),
            dossier.name.clone(),
            dossier.late.fr_in(dossier.currency),
            dossier.oldest_days.to_string(),
            dossier.last_contact_on.map(domain::calendar::fr).unwrap_or_default(),
            dossier.collector.clone(),
        ]);
    }
    columns.print();
}

async fn show(global: &Global, app: &App, scope: &Scope, asked: &str) -> Result<()> {
    let row = find(app, scope, asked).await?;
    let found = alerts::matching(app, scope, &row.condition).await?;
    if global.format == Format::Json {
        let mut told = alert_json(&row, &found);
        if let Some(object) = told.as_object_mut() {
            object.insert("debtors".to_owned(), found.iter().map(dossier_json).collect());
        }
        output::json(&told);
    } else {
        output::say(&format!("{}\u{202f}: {}", row.name, words::condition(&row.condition)));
        print(&found);
    }
    Ok(())
}

async fn create(global: &Global, app: &App, scope: &Scope, new: &NewAlert, dry_run: bool) -> Result<()> {
    let id = if dry_run { None } else { Some(alerts::set(app, scope, new).await?) };
    let found = alerts::matching(app, scope, &new.condition).await?;
    let object = json!({"id": id.map(|id| id.to_string()), "accounts": found.len(), "late": late(&found)});
    let text = match id {
        Some(_) => format!("Alerte créée\u{202f}: {} compte(s) la remplissent aujourd’hui.", found.len()),
        None => format!("{} compte(s) la rempliraient aujourd’hui\u{202f}; rien n’est écrit.", found.len()),
    };
    said(global, &object, &text);
    Ok(())
}
