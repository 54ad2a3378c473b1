//! `settings`: what an organisation sets on its pages and that no other command sets.

use std::process::ExitCode;

use anyhow::{Result, bail};
use app::{App, Scope, courtesy, dispute, veto};
use serde_json::{Map, Value, json};

use crate::options::{Format, Global, SettingsCommand};
use crate::output;

/// The settings, in the order of the list.
const KEYS: [&str; 7] = [
    "unsubscribe.enabled",
    "unsubscribe.address",
    "veto.enabled",
    "veto.address",
    "disputes.address",
    "disputes.email",
    "disputes.answers",
];

/// What is set.
struct Known {
    unsubscribe: courtesy::Setting,
    veto: veto::Setting,
    disputes: dispute::Setting,
}

impl Known {
    async fn read(app: &App, scope: &Scope) -> Result<Self> {
        Ok(Self {
            unsubscribe: courtesy::setting(app, scope).await?,
            veto: veto::setting(app, scope).await?,
            disputes: dispute::setting(app, scope).await?,
        })
    }

    fn value(&self, key: &str) -> Value {
        match key {
            "unsubscribe.enabled" => json!(self.unsubscribe.enabled),
            "unsubscribe.address" => json!(self.unsubscribe.address),
            "veto.enabled" => json!(self.veto.enabled),
            "veto.address" => json!(self.veto.address),
            "disputes.address" => json!(self.disputes.address),
            "disputes.email" => json!(self.disputes.escalation_email),
            "disputes.answers" => json!(self.disputes.accepts_answers),
            _ => Value::Null,
        }
    }

    fn set(&mut self, key: &str, value: &str) -> Result<()> {
        match key {
            "unsubscribe.enabled" => self.unsubscribe.enabled = truth(key, value)?,
            "unsubscribe.address" => self.unsubscribe.address = value.to_owned(),
            "veto.enabled" => self.veto.enabled = truth(key, value)?,
            "veto.address" => self.veto.address = value.to_owned(),
            "disputes.address" => self.disputes.address = value.to_owned(),
            "disputes.email" => self.disputes.escalation_email = value.to_owned(),
            "disputes.answers" => self.disputes.accepts_answers = truth(key, value)?,
            _ => return unknown(key),
        }
        Ok(())
    }
}

fn truth(key: &str, value: &str) -> Result<bool> {
    match value {
        "true" | "oui" => Ok(true),
        "false" | "non" => Ok(false),
        _ => bail!("{key} attend true ou false"),
    }
}

fn unknown<T>(key: &str) -> Result<T> {
    bail!("réglage « {key} » inconnu ; attendu : {}", KEYS.join(", "))
}

/// Shows or changes settings.
pub(super) async fn settings(global: &Global, what: &SettingsCommand) -> Result<ExitCode> {
    let (app, scope) = global.open_scope().await?;
    let mut known = Known::read(&app, &scope).await?;
    match what {
        SettingsCommand::Get { keys } => {
            for key in keys {
                if !KEYS.contains(&key.as_str()) {
                    return unknown(key);
                }
            }
            let wanted = |key: &&&str| keys.is_empty() || keys.iter().any(|wanted| wanted == **key);
            show(global, &known, KEYS.iter().filter(wanted));
        }
        SettingsCommand::Set { pairs } => {
            let mut changed = Vec::new();
            // All are read before one is written.
            for pair in pairs {
                let Some((key, value)) = pair.split_once('=') else { bail!("« {pair} » : écrivez réglage=valeur") };
                known.set(key, value.trim())?;
                changed.push(key);
            }
            let touched = |family: &str| changed.iter().any(|key| key.starts_with(family));
            if touched("unsubscribe.") {
                courtesy::set(&app, &scope, known.unsubscribe.enabled, &known.unsubscribe.address).await?;
            }
            if touched("veto.") {
                veto::set(&app, &scope, known.veto.enabled, &known.veto.address, false).await?;
            }
            if touched("disputes.") {
                dispute::set_settings(&app, &scope, &known.disputes, false).await?;
            }
            let known = Known::read(&app, &scope).await?;
            show(global, &known, KEYS.iter().filter(|key| changed.contains(*key)));
        }
    }
    app.close().await;
    Ok(ExitCode::SUCCESS)
}

fn show<'a>(global: &Global, known: &Known, keys: impl Iterator<Item = &'a &'static str>) {
    if global.format == Format::Json {
        let all: Map<String, Value> = keys.map(|key| ((*key).to_owned(), known.value(key))).collect();
        output::json(&Value::Object(all));
    } else {
        for key in keys {
            match known.value(key) {
                Value::String(text) => output::say(&format!("{key} = {text}")),
                value => output::say(&format!("{key} = {value}")),
            }
        }
    }
}
