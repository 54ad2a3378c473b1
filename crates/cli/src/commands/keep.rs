//! `backup`, `restore`, `verify`: what is kept.

use std::path::Path;
use std::process::ExitCode;

use anyhow::{Result, anyhow, bail};
use app::{Scope, setup};
use serde_json::json;

use crate::options::{Format, Global};
use crate::output;

pub(super) async fn backup(global: &Global, file: &Path) -> Result<ExitCode> {
    let app = global.open_existing().await?;
    let contents = app::backup::backup(&app, file).await?;
    if global.format == Format::Json {
        output::json(&json!({"file": file.display().to_string(), "rows": contents.rows, "documents": contents.documents}));
    } else {
        output::say(&format!("Sauvegarde écrite : {} ({} lignes, {} documents)", file.display(), contents.rows, contents.documents));
    }
    app.close().await;
    Ok(ExitCode::SUCCESS)
}

pub(super) async fn restore(global: &Global, file: &Path) -> Result<ExitCode> {
    // Before the base is made: a wrong name leaves nothing behind.
    if !file.is_file() {
        bail!("le fichier {} n’existe pas ; vérifiez le nom de la sauvegarde", file.display());
    }
    let app = global.open().await?;
    if !setup::is_empty(&app).await? {
        bail!("la base de {} n’est pas vide ; reprenez la sauvegarde dans un autre dossier par --data", global.folder().display());
    }
    let contents = app::backup::restore(&app, file).await.map_err(|error| {
        tracing::debug!(%error, "restore");
        anyhow!("la sauvegarde {} est tronquée ou altérée ; rien n’a été repris : essayez-en une autre", file.display())
    })?;
    if global.format == Format::Json {
        let shut: Vec<_> = contents.shut.iter().map(super::secrets::shut).collect();
        output::json(&json!({"rows": contents.rows, "documents": contents.documents, "secrets_to_type_again": shut}));
    } else {
        output::say(&format!(
            "Sauvegarde reprise : {} lignes, {} documents. Vérifiez par « quittance doctor ».",
            contents.rows, contents.documents
        ));
        super::secrets::say(&contents.shut);
    }
    app.close().await;
    Ok(ExitCode::SUCCESS)
}

pub(super) async fn verify(global: &Global) -> Result<ExitCode> {
    let app = global.open_existing().await?;
    let organisation = setup::organisation(&app, global.organisation.as_deref()).await?;
    let scope = Scope::system(organisation, &app::text::actor_cli());
    let seen = app::doctor::verify(&app, &scope).await?;
    if global.format == Format::Json {
        output::json(&json!({"entries": seen.entries, "ok": seen.broken_at.is_none(), "broken_at": seen.broken_at}));
    } else {
        match seen.broken_at {
            None => output::say(&format!("Journal intact : {} écritures.", seen.entries)),
            Some(at) => output::say(&format!("Journal rompu à l’écriture {at} : comparez avec une sauvegarde.")),
        }
    }
    app.close().await;
    Ok(if seen.broken_at.is_none() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
