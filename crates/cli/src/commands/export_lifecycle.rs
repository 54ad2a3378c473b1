//! `export lifecycle`: one « Encaissée » message (212) per payment of an electronic invoice.

use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context as _, Result, bail};
use domain::{Date, calendar};
use serde_json::{Value, json};

use super::export::first_of_year;
use crate::options::{Format, Global};
use crate::output::{self, Columns};

/// Writes the messages of a period into a folder, or lists them.
pub(super) async fn export(
    global: &Global,
    (from, to): (Option<Date>, Option<Date>),
    folder: Option<&Path>,
    vat_on_collection: Option<&str>,
) -> Result<ExitCode> {
    let setting = match vat_on_collection {
        None => None,
        Some("on") => Some(true),
        Some("off") => Some(false),
        Some(other) => bail!("« {other} » : dites on (TVA due à l’encaissement) ou off"),
    };
    let (app, scope) = global.open_scope().await?;
    if let Some(on) = setting {
        app::collections::set_vat_on_collection(&app, &scope, on).await?;
        if !on {
            app.close().await;
            output::say("La TVA n’est pas due à l’encaissement : aucun statut à transmettre.");
            return Ok(ExitCode::SUCCESS);
        }
    }
    let to = to.unwrap_or_else(|| app.today());
    let from = from.unwrap_or_else(|| first_of_year(to));
    let found = app::collections::collections(&app, &scope, from, to).await?;
    if let Some(folder) = folder {
        std::fs::create_dir_all(folder).with_context(|| format!("le dossier {} ne peut pas être créé", folder.display()))?;
        for message in &found.messages {
            let path = folder.join(&message.file_name);
            std::fs::write(&path, &message.xml).with_context(|| format!("{} ne peut pas être écrit", path.display()))?;
        }
    }
    match global.format {
        Format::Json => {
            let messages: Vec<Value> = found
                .messages
                .iter()
                .map(|message| json!({"invoice": message.invoice, "date": message.on.to_string(), "amount": output::amount(message.amount), "file": message.file_name}))
                .collect();
            let without: Vec<Value> = found
                .without_split
                .iter()
                .map(|(number, on, amount)| json!({"invoice": number, "date": on.to_string(), "amount": output::amount(*amount)}))
                .collect();
            output::json(&json!({"from": from.to_string(), "to": to.to_string(), "messages": messages, "without_split": without}));
        }
        Format::Csv | Format::Text => {
            let mut columns = Columns::new(&["Facture", "Encaissé le", "Montant", "Fichier"], &[false, false, true, false]);
            for message in &found.messages {
                columns.row(vec![message.invoice.clone(), calendar::fr(message.on), message.amount.fr(), message.file_name.clone()]);
            }
            for (number, on, amount) in &found.without_split {
                columns.row(vec![
                    number.clone(),
                    calendar::fr(*on),
                    amount.fr(),
                    "TVA par taux inconnue : à déclarer à la main".to_owned(),
                ]);
            }
            if found.messages.is_empty() && found.without_split.is_empty() {
                output::say("Aucun encaissement de facture électronique sur cette période.");
            } else {
                columns.print();
            }
        }
    }
    app.close().await;
    Ok(ExitCode::SUCCESS)
}
