//! `init`: the organisation, its creditor, its first user.

use std::process::ExitCode;

use anyhow::Result;
use app::Role;
use app::setup::{self, CreditorFacts};
use serde_json::json;

use super::told;
use crate::options::{Format, Global, Init};
use crate::output;

/// Where the password comes from when neither a file nor standard input gives it.
const PASSWORD: &str = "QUITTANCE_PASSWORD";

pub(super) async fn init(global: &Global, init: &Init) -> Result<ExitCode> {
    if init.password.is_some() {
        eprintln!(
            "quittance : un mot de passe ne s’écrit pas en argument, que d’autres lisent sur cette machine\u{202f}; donnez-le par --password-stdin, --password-file ou {PASSWORD}"
        );
        return Ok(ExitCode::from(2));
    }
    let typed = match told::asked(init.password_stdin, init.password_file.as_deref())? {
        Some(typed) => Some(typed.0),
        None => std::env::var(PASSWORD).ok().filter(|typed| !typed.is_empty()),
    };
    let facts = CreditorFacts {
        name: init.name.clone(),
        siren: init.siren.clone(),
        iban: init.iban.clone(),
        email: init.email.clone(),
        legal_form: init.legal_form.clone(),
        capital: init.capital.clone(),
        rcs_town: init.rcs_town.clone(),
        street: init.street.clone(),
        postcode: init.postcode.clone(),
        city: init.city.clone(),
        iban_holder: init.iban_holder.clone(),
        bic: init.bic.clone(),
        phone: init.phone.clone(),
    };
    let creditor = facts.creditor()?;
    // Before anything is made: an organisation without its first user would be in the way of the next try.
    typed.as_deref().filter(|_| !init.email.trim().is_empty()).map_or(Ok(()), app::session::accept_password)?;
    let app = global.open().await?;
    let organisation = setup::create_or_complete(&app, global.organisation.as_deref(), init.name.trim(), &creditor).await?;
    let slug = organisation.slug.clone();
    let mut password = None;
    if !init.email.trim().is_empty() {
        let chosen = match typed {
            Some(chosen) => chosen,
            None => password.insert(setup::random_password()?).clone(),
        };
        setup::create_user(&app, &organisation, &init.email, &init.user_name, Role::Admin, &chosen).await?;
    }
    if global.format == Format::Json {
        output::json(&json!({"organisation": slug}));
        if let Some(password) = password {
            eprintln!("Mot de passe de {} : {password}", init.email);
        }
        return Ok(ExitCode::SUCCESS);
    }
    output::say(&format!("Organisation « {slug} » créée dans {}.", global.folder().display()));
    match (init.email.trim(), password) {
        ("", _) => output::say("Aucun utilisateur : relancez « quittance init » avec --email pour pouvoir vous connecter."),
        (email, Some(password)) => {
            output::say(&format!("Connexion : {email}"));
            output::say(&format!("Mot de passe (affiché une seule fois) : {password}"));
        }
        (email, None) => output::say(&format!("Connexion : {email}, avec le mot de passe donné.")),
    }
    let missing: Vec<String> = creditor.missing_mentions().into_iter().map(app::text::mention).collect();
    if !missing.is_empty() {
        output::say(&format!("Avant le premier courrier, il manque : {}.", missing.join(", ")));
    }
    output::say("Ensuite : quittance import FICHIER…, puis quittance serve.");
    Ok(ExitCode::SUCCESS)
}
