//! `mail`: the mailbox that is read.

use std::process::ExitCode;

use anyhow::{Result, bail};
use app::mail_in::{self, MailboxForm, OAuthForm};
use serde_json::json;

use super::told;
use crate::options::{Format, Global, MailCommand, MailSet};
use crate::output;

/// Where the secrets come from when neither a file nor standard input gives them.
const SECRET: &str = "QUITTANCE_MAILBOX_SECRET";
const CLIENT_SECRET: &str = "QUITTANCE_MAILBOX_CLIENT_SECRET";

/// Sets, tries or reads the mailbox.
pub(super) async fn mail(global: &Global, what: MailCommand) -> Result<ExitCode> {
    let (app, scope) = global.open_scope().await?;
    match what {
        MailCommand::Set(set) => {
            let MailSet { host, login, port, security, folder, ca, oauth, client, tenant, token_endpoint, secret, client_secret_file } =
                *set;
            let secret = secret.read(SECRET)?;
            let oauth = OAuthForm {
                provider: oauth,
                client_id: client,
                client_secret: told::or_environment(client_secret_file.as_deref(), CLIENT_SECRET)?,
                tenant,
                endpoint: token_endpoint,
            };
            let form = MailboxForm { host, port, security, login, secret, oauth, folder, authority: Some(ca) };
            mail_in::set(&app, &scope, &form).await?;
            said(global, &json!({"set": true}), "Boîte enregistrée\u{202f}: la connexion fonctionne.");
        }
        MailCommand::Show => show(global, mail_in::mailbox(&app, &scope).await?)?,
        MailCommand::Test => {
            mail_in::test_set(&app, &scope).await?;
            said(global, &json!({"ok": true}), "La connexion fonctionne\u{202f}: le dossier est lisible.");
        }
        MailCommand::Fetch => {
            let fetched = mail_in::fetch(&app, &scope).await?;
            let text = format!("{} messages lus, {} nouveaux, {} déjà connus.", fetched.read, fetched.kept, fetched.known);
            said(global, &json!({"read": fetched.read, "new": fetched.kept, "known": fetched.known}), &text);
        }
    }
    app.close().await;
    Ok(ExitCode::SUCCESS)
}

fn said(global: &Global, object: &serde_json::Value, text: &str) {
    if global.format == Format::Json { output::json(object) } else { output::say(text) }
}

fn show(global: &Global, view: Option<mail_in::MailboxView>) -> Result<()> {
    let Some(view) = view else { bail!("aucune boîte n’est réglée\u{202f}; commencez par «\u{202f}quittance mail set\u{202f}»") };
    let state = match (&view.disabled_at, &view.failing) {
        (Some(_), _) => "stopped",
        (None, Some(_)) => "failing",
        (None, None) => "read",
    };
    let fetched_at = view.fetched_at.map(|at| at.to_rfc3339());
    let failing = view.failing.as_ref().map(|(_, why)| why.clone());
    let object = json!({
        "host": view.host, "port": view.port, "security": view.security, "login": view.login, "folder": view.folder, "state": state,
        "oauth": view.oauth.provider, "client": view.oauth.client_id,
        "fetched_at": fetched_at, "error": failing,
    });
    let text = format!(
        "{}@{}:{} {} ({}), dernière relève\u{202f}: {}{}",
        view.login,
        view.host,
        view.port,
        view.folder,
        view.security,
        fetched_at.as_deref().unwrap_or("jamais"),
        failing.map(|why| format!("\n{why}")).unwrap_or_default()
    );
    said(global, &object, &text);
    Ok(())
}
