//! `sms`: the gateway of text messages.

use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context as _, Result, bail};
use app::sms::{self, GatewayForm, GatewayView, InboundFields, InboundView};
use app::text::sms as words;
use serde_json::json;

use super::told;
use crate::options::{Format, Global, SmsCommand};
use crate::output;

/// Where the secrets come from when neither a file nor standard input gives them.
const SECRET: &str = "QUITTANCE_SMS_SECRET";
const CONSUMER_KEY: &str = "QUITTANCE_SMS_CONSUMER_KEY";
const HEADERS: &str = "QUITTANCE_SMS_HEADERS";

/// Sets, shows or tries the gateway.
pub(super) async fn sms(global: &Global, what: SmsCommand) -> Result<ExitCode> {
    let (app, scope) = global.open_scope().await?;
    match what {
        SmsCommand::Set(set) => {
            let form = GatewayForm {
                provider: set.provider,
                endpoint: set.endpoint,
                account: set.account,
                application_key: set.application_key,
                secret: set.secret.read(SECRET)?,
                consumer_key: told::or_environment(set.consumer_key_file.as_deref(), CONSUMER_KEY)?,
                method: set.method,
                headers: told::or_environment(set.headers_file.as_deref(), HEADERS)?,
                format: set.body_format,
                body: set.body.as_deref().map(read).transpose()?.unwrap_or_default(),
                id_pointer: set.pointer,
                sender: set.sender,
                price: set.price,
                number: set.number,
            };
            sms::set(&app, &scope, &form).await?;
            said(global, &json!({"set": true}), "Passerelle SMS enregistrée.");
        }
        SmsCommand::Show => show(global, sms::gateway(&app, &scope).await?)?,
        SmsCommand::Test { number } => {
            sms::test_set(&app, &scope, &number).await?;
            said(global, &json!({"ok": true}), "La passerelle a accepté le SMS d’essai.");
        }
        SmsCommand::Stops => {
            for stop in sms::stops(&app, &scope).await? {
                let object = json!({
                    "number": stop.number, "note": stop.note, "since": stop.created_at.to_rfc3339(), "by": stop.created_by,
                });
                said(global, &object, &format!("{}  {}  {}", stop.number, stop.created_by, stop.note));
            }
        }
        SmsCommand::Stop { number, note } => {
            sms::stop(&app, &scope, None, &number, &note).await?;
            said(global, &json!({"stopped": true}), "Ce mobile ne reçoit plus de SMS.");
        }
        SmsCommand::Lift { number } => {
            sms::lift(&app, &scope, None, &number).await?;
            said(global, &json!({"stopped": false}), "Ce mobile reçoit de nouveau des SMS.");
        }
        SmsCommand::Sending { state } => {
            let sends = state == "on";
            sms::set_sending(&app, &scope, sends).await?;
            said(global, &json!({"sending": sends}), if sends { "L’envoi de SMS reprend." } else { "Plus aucun SMS ne part." });
        }
        SmsCommand::Inbound { what, number_field, text_field, id_field } => match what.as_str() {
            "open" => {
                let fields = InboundFields { number: number_field, text: text_field, id: id_field };
                let path = format!("/sms/entrant/{}", sms::open(&app, &scope, &fields).await?);
                said(global, &json!({"path": path}), &format!("{path}\n\nCopiez ce chemin maintenant : il ne sera plus jamais affiché."));
            }
            "close" => {
                sms::close(&app, &scope).await?;
                said(global, &json!({"open": false}), "L’adresse est fermée.");
            }
            _ => inbound(global, sms::inbound(&app, &scope).await?),
        },
    }
    app.close().await;
    Ok(ExitCode::SUCCESS)
}

/// The address by which the gateway tells of answers, without its secret.
fn inbound(global: &Global, view: Option<InboundView>) {
    let Some(view) = view else {
        said(global, &json!({"open": false}), "Aucune adresse n’est ouverte.");
        return;
    };
    let called = view.called_at.map(|at| at.to_rfc3339());
    let object = json!({
        "open": true, "number_field": view.fields.number, "text_field": view.fields.text, "id_field": view.fields.id, "called_at": called,
        "error": view.failing.as_ref().map(|(_, why)| why),
    });
    let text = format!("Ouverte par {} ; dernier appel : {}", view.created_by, called.as_deref().unwrap_or("jamais"));
    said(global, &object, &text);
}

fn read(path: &Path) -> Result<String> {
    std::fs::read_to_string(path).with_context(|| format!("« {} » ne peut pas être lu", path.display()))
}

fn said(global: &Global, object: &serde_json::Value, text: &str) {
    if global.format == Format::Json { output::json(object) } else { output::say(text) }
}

fn show(global: &Global, view: Option<GatewayView>) -> Result<()> {
    let Some(view) = view else { bail!("aucune passerelle n’est réglée\u{202f}; commencez par «\u{202f}quittance sms set\u{202f}»") };
    let (state, said_state) = if view.disabled_at.is_some() { ("stopped", "arrêtée") } else { ("running", "en service") };
    let (texts, parts, mills) = view.month;
    let object = json!({
        "provider": view.provider, "endpoint": view.endpoint, "account": view.account, "sender": view.sender,
        "price_mills": view.price_mills, "state": state, "month": {"texts": texts, "parts": parts, "cost_mills": mills},
    });
    let text = format!(
        "{} {} ({said_state}), expéditeur {}, {} le SMS\nCe mois-ci\u{202f}: {texts} SMS en {parts} unités, {}",
        words::provider(view.provider),
        view.endpoint,
        if view.sender.is_empty() { "du prestataire" } else { &view.sender },
        words::price(view.price_mills),
        words::price(mills),
    );
    said(global, &object, &text);
    Ok(())
}
