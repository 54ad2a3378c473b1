//! `secrets`: the key that opens what the base keeps secret.

use std::process::ExitCode;

use anyhow::Result;
use app::secrets::{Closed, Shut, State};
use serde_json::{Value, json};

use crate::options::{Format, Global, SecretsCommand};
use crate::output;

/// Tries the secrets, or seals them anew.
pub(super) async fn secrets(global: &Global, what: &SecretsCommand) -> Result<ExitCode> {
    let app = global.open_existing().await?;
    let state = match what {
        SecretsCommand::Check => {
            let state = app::secrets::check(&app).await?;
            if global.format == Format::Json {
                output::json(&keys(&state));
            } else {
                output::say(&format!("{} secrets gardés ; clé {}, {} anciennes.", state.kept, named(&state), state.old_keys));
            }
            state
        }
        SecretsCommand::Rotate { forget_old } => {
            let done = app::secrets::rotate(&app, *forget_old).await?;
            if global.format == Format::Json {
                let mut told = keys(&done.state);
                told["sealed"] = json!(done.sealed);
                told["resumed"] = json!(done.resumed);
                told["forgotten"] = json!(done.forgotten);
                output::json(&told);
            } else {
                let how = if done.resumed { "Rotation reprise" } else { "Nouvelle clé" };
                output::say(&format!(
                    "{how} : {} ; {} secrets scellés, {} clés oubliées.",
                    named(&done.state),
                    done.sealed,
                    done.forgotten
                ));
            }
            done.state
        }
    };
    if global.format != Format::Json {
        say(&state.shut);
    }
    app.close().await;
    Ok(if state.shut.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn named(state: &State) -> &str {
    if state.key.is_empty() { "absente" } else { &state.key }
}

fn keys(state: &State) -> Value {
    let shut: Vec<Value> = state.shut.iter().map(shut).collect();
    json!({"key": state.key, "old_keys": state.old_keys, "kept": state.kept, "by_old_keys": state.by_old_keys, "to_type_again": shut})
}

/// A secret that does not open.
pub(super) fn shut(shut: &Shut) -> Value {
    let why = match shut.why {
        Closed::NoKey => "no_key",
        Closed::Altered => "altered",
    };
    json!({"organisation": shut.organisation, "secret": shut.place.code(), "why": why})
}

/// A line for each secret that does not open.
pub(super) fn say(shut: &[Shut]) {
    for one in shut {
        output::say(&format!("{} : {}", one.organisation, one.sentence()));
    }
}
