//! `post`: the service that prints and posts letters.

use std::process::ExitCode;

use anyhow::{Result, bail};
use app::post::{self, CarrierForm, CarrierView};
use app::text::{carrier as words, sms::price};
use serde_json::json;

use crate::options::{Format, Global, PostCommand};
use crate::output;

/// Where the secret comes from when neither a file nor standard input gives it.
const SECRET: &str = "QUITTANCE_POST_SECRET";

/// Sets, shows, tries, stops or resumes the service.
pub(super) async fn post(global: &Global, what: PostCommand) -> Result<ExitCode> {
    let (app, scope) = global.open_scope().await?;
    match what {
        PostCommand::Set(set) => {
            let form = CarrierForm {
                provider: set.provider,
                endpoint: set.endpoint,
                service: set.service,
                secret: set.secret.read(SECRET)?,
                user: set.user,
                takes_letters: set.letters,
                takes_registered: set.registered,
                simplex: set.simplex,
                letter_price: set.letter_price,
                registered_price: set.registered_price,
            };
            post::set(&app, &scope, &form).await?;
            said(global, &json!({"set": true}), "Prestataire postal enregistré.");
        }
        PostCommand::Show => show(global, post::carrier(&app, &scope).await?)?,
        PostCommand::Test => {
            post::test_set(&app, &scope).await?;
            said(global, &json!({"ok": true}), "Le prestataire répond et accepte ces identifiants\u{202f}; rien n’a été envoyé.");
        }
        PostCommand::Stop => {
            post::set_in_use(&app, &scope, false).await?;
            said(global, &json!({"in_use": false}), "Plus rien n’est confié au prestataire.");
        }
        PostCommand::Resume => {
            post::set_in_use(&app, &scope, true).await?;
            said(global, &json!({"in_use": true}), "Des lettres peuvent de nouveau être confiées au prestataire.");
        }
    }
    app.close().await;
    Ok(ExitCode::SUCCESS)
}

fn said(global: &Global, object: &serde_json::Value, text: &str) {
    if global.format == Format::Json { output::json(object) } else { output::say(text) }
}

fn way(is_taken: bool, mills: i64) -> String {
    if is_taken { format!("confiés au prestataire ({})", price(mills)) } else { "postés par vos soins".to_owned() }
}

fn show(global: &Global, view: Option<CarrierView>) -> Result<()> {
    let Some(view) = view else {
        bail!("aucun prestataire postal n’est réglé\u{202f}; commencez par «\u{202f}quittance post set\u{202f}»")
    };
    let (state, said_state) = if view.disabled_at.is_some() { ("stopped", "arrêté") } else { ("running", "en service") };
    let (letters, mills) = view.month;
    let object = json!({
        "provider": view.provider, "endpoint": view.endpoint, "service": view.service, "user": view.user, "state": state,
        "letters": view.takes_letters, "registered": view.takes_registered, "duplex": view.duplex,
        "letter_mills": view.letter_mills, "registered_mills": view.registered_mills,
        "month": {"letters": letters, "cost_mills": mills},
    });
    let text = format!(
        "{} {} ({said_state})\nLettres\u{202f}: {}\nRecommandés\u{202f}: {}\nCe mois-ci\u{202f}: {letters} lettre(s), {}",
        words::carrier(view.provider),
        view.endpoint,
        way(view.takes_letters, view.letter_mills),
        way(view.takes_registered, view.registered_mills),
        price(mills),
    );
    said(global, &object, &text);
    Ok(())
}
