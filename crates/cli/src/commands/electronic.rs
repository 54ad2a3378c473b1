//! `electronic`: the qualified service of electronic registered letters.

use std::process::ExitCode;

use anyhow::{Result, bail};
use app::post::{self, ElectronicForm, ElectronicView};
use app::text::sms::price;
use serde_json::json;

use super::told;
use crate::options::{ElectronicCommand, Format, Global};
use crate::output;

/// Where the secrets come from when no file gives them.
const TOKEN: &str = "QUITTANCE_AR24_TOKEN";
const PRIVATE_KEY: &str = "QUITTANCE_AR24_PRIVATE_KEY";

/// Sets, shows, stops or resumes the service.
pub(super) async fn electronic(global: &Global, what: ElectronicCommand) -> Result<ExitCode> {
    let (app, scope) = global.open_scope().await?;
    match what {
        ElectronicCommand::Set(set) => {
            let form = ElectronicForm {
                endpoint: set.endpoint,
                token: told::or_environment(set.token_file.as_deref(), TOKEN)?,
                private_key: told::or_environment(set.private_key_file.as_deref(), PRIVATE_KEY)?,
                user: set.user,
                price: set.price,
            };
            post::set_electronic(&app, &scope, &form).await?;
            said(global, &json!({"set": true}), "Service de recommandés électroniques enregistré\u{202f}: il accepte ce compte.");
        }
        ElectronicCommand::Show => show(global, post::electronic(&app, &scope).await?)?,
        ElectronicCommand::Stop => {
            post::use_electronic(&app, &scope, false).await?;
            said(global, &json!({"in_use": false}), "Tout recommandé part sur papier.");
        }
        ElectronicCommand::Resume => {
            post::use_electronic(&app, &scope, true).await?;
            said(global, &json!({"in_use": true}), "Des recommandés peuvent de nouveau partir par ce service.");
        }
    }
    app.close().await;
    Ok(ExitCode::SUCCESS)
}

fn said(global: &Global, object: &serde_json::Value, text: &str) {
    if global.format == Format::Json { output::json(object) } else { output::say(text) }
}

fn show(global: &Global, view: Option<ElectronicView>) -> Result<()> {
    let Some(view) = view else {
        bail!("aucun service de recommandés électroniques n’est réglé\u{202f}; commencez par «\u{202f}quittance electronic set\u{202f}»")
    };
    let (state, said_state) = if view.disabled_at.is_some() { ("stopped", "arrêté") } else { ("running", "en service") };
    let object = json!({
        "provider": "ar24", "endpoint": view.endpoint, "user": view.user, "state": state, "price_mills": view.price_mills,
    });
    let text = format!("AR24 {} ({said_state}), expéditeur {}, {} le recommandé", view.endpoint, view.user, price(view.price_mills));
    said(global, &object, &text);
    Ok(())
}
