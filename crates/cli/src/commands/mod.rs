//! One module a command, or a family of them.

mod alerts;
mod bring_in;
mod deadline;
mod disputes;
mod electronic;
mod export;
mod export_lifecycle;
mod generate;
mod keep;
mod law;
mod mail;
mod night;
mod post;
mod preflight;
mod report;
pub(crate) mod requests;
mod scenario;
mod secrets;
mod serve;
mod set_up;
mod settings;
mod sms;
mod template;
mod token;
mod told;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Result, bail};
use app::config::{Opening, Secret, Settings};
use app::import::Asked;
use app::{App, AppError, Scope};
use channels::SystemClock;

use crate::options::{Arguments, Command, Global};

/// Where the embedded base lives when nothing else is said.
const DATA: &str = "./quittance-data";
/// The embedded base's file in that folder.
const BASE: &str = "quittance.sqlite";

/// Runs the command that was typed.
pub(crate) async fn run(arguments: Arguments) -> Result<ExitCode> {
    let Arguments { mut global, command } = arguments;
    global.read_secrets()?;
    match command {
        Command::Demo { listen, no_serve } => serve::demo(&global, &listen, no_serve).await,
        Command::Init(init) => set_up::init(&global, &init).await,
        Command::Serve { listen, no_worker, watch } => serve::serve(&global, listen, no_worker, watch).await,
        Command::Worker { watch } => serve::worker(&global, watch).await,
        Command::Token { what } => token::token(&global, what).await,
        Command::Mail { what } => mail::mail(&global, what).await,
        Command::Post { what } => post::post(&global, what).await,
        Command::Electronic { what } => electronic::electronic(&global, what).await,
        Command::Sms { what } => sms::sms(&global, what).await,
        Command::Settings { what } => settings::settings(&global, &what).await,
        Command::Secrets { what } => secrets::secrets(&global, &what).await,
        Command::Scenario { what } => scenario::scenario(&global, what).await,
        Command::Template { what } => template::template(&global, what).await,
        Command::Inspect { files, kind } => bring_in::inspect(&global, &files, kind.as_deref()),
        Command::Import { files, kind, dry_run, correct } => {
            bring_in::import(&global, &files, Asked { kind: kind.as_deref(), dry_run, corrects: correct }).await
        }
        Command::Requests { file, prepare, take_back } => {
            let doing = match (prepare, take_back) {
                (true, _) => requests::Doing::Prepare,
                (_, true) => requests::Doing::TakeBack,
                _ => requests::Doing::Show,
            };
            requests::requests(&global, file.as_deref(), doing).await
        }
        Command::Match { dry_run } => bring_in::match_bank(&global, dry_run).await,
        Command::Run { dry_run, send, yes } => night::run(&global, dry_run, send, yes).await,
        Command::Why { debtor } => report::why(&global, &debtor).await,
        Command::Preflight { debtor } => preflight::preflight(&global, &debtor).await,
        Command::Alerts { what } => alerts::alerts(&global, what).await,
        Command::Disputes { what } => disputes::disputes(&global, what).await,
        Command::Ageing { by, currency } => report::ageing(&global, &by, currency.as_deref()).await,
        Command::Export { what, from, to, output, vat_on_collection } if what == "lifecycle" => {
            export_lifecycle::export(&global, (from, to), output.as_deref(), vat_on_collection.as_deref()).await
        }
        Command::Export { what, from, to, .. } => export::export(&global, &what, from, to).await,
        Command::Deadline(asked) => deadline::deadline(&global, &asked),
        Command::Letter { kind, debtor, output } => report::letter(&global, &kind, &debtor, &output).await,
        Command::Interest(asked) => law::interest(&global, &asked),
        Command::Law => law::law(&global).await,
        Command::Doctor => report::doctor(&global).await,
        Command::Backup { file } => keep::backup(&global, &file).await,
        Command::Restore { file } => keep::restore(&global, &file).await,
        Command::Verify => keep::verify(&global).await,
        Command::Generate(generate) => generate::generate(&global, &generate),
    }
}

impl Global {
    /// The data folder.
    fn folder(&self) -> PathBuf {
        self.data.clone().unwrap_or_else(|| PathBuf::from(DATA))
    }

    /// Takes the addresses that stand in a file or on standard input, and warns of a password that others can read.
    fn read_secrets(&mut self) -> Result<()> {
        for (typed, variable) in [(&self.mail, "QUITTANCE_MAIL"), (&self.database, "QUITTANCE_DATABASE")] {
            let holds_password = |address: &String| {
                let authority = address.split_once("://").map_or("", |(_, rest)| rest.split('/').next().unwrap_or_default());
                authority.rsplit_once('@').is_some_and(|(login, _)| login.contains(':'))
            };
            let is_argument = typed.as_ref().is_some_and(|typed| std::env::var(variable).ok().as_ref() != Some(typed));
            if is_argument && typed.as_ref().is_some_and(holds_password) {
                tracing::warn!("a password among the arguments can be read by other users of this machine: --mail-file, --database-file");
            }
        }
        if let Some(mail) = told::asked(self.mail_stdin, self.mail_file.as_deref())? {
            self.mail = Some(mail.0);
        }
        if let Some(database) = told::asked(false, self.database_file.as_deref())? {
            self.database = Some(database.0);
        }
        Ok(())
    }

    /// The folder's settings, with what was typed over them.
    fn settings(&self) -> Result<Settings> {
        let mut settings = Settings::read(&self.folder())?;
        if let Some(database) = &self.database {
            settings.database = Secret(database.clone());
        }
        if let Some(mail) = &self.mail {
            settings.mail = Secret(mail.clone());
        }
        Ok(settings)
    }

    /// Whether there is a base to open: nothing is created to look.
    fn has_base(&self) -> Result<bool> {
        Ok(!self.settings()?.database.0.trim().is_empty() || self.folder().join(BASE).is_file())
    }

    /// Opens the installation.
    async fn open(&self) -> Result<App> {
        self.open_watching(None).await
    }

    /// Opens the installation, with another folder to watch than the setting's.
    async fn open_watching(&self, watched: Option<PathBuf>) -> Result<App> {
        let mut settings = self.settings()?;
        if let Some(watched) = watched {
            settings.watch = watched.display().to_string();
        }
        let on_server = !settings.database.0.trim().is_empty();
        let opening = Opening { folder: self.folder(), settings, today: self.today, clock: Box::new(SystemClock), demo: false };
        match App::open(opening).await {
            // The address may hold a password: it is not repeated.
            Err(error @ AppError::Store(_)) if on_server => {
                tracing::debug!(%error, "opening the base");
                bail!("la base PostgreSQL ne répond pas ou son adresse n’est pas valide ; vérifiez --database ou QUITTANCE_DATABASE")
            }
            opened => Ok(opened?),
        }
    }

    /// Opens an installation that is there already: a question never leaves a new base behind.
    async fn open_existing(&self) -> Result<App> {
        let embedded = self.settings()?.database.0.trim().is_empty();
        if embedded && !self.folder().join(BASE).exists() {
            bail!(
                "aucune organisation dans {} ; commencez par « quittance init » ou « quittance import », ou indiquez un autre dossier par --data",
                self.folder().display()
            );
        }
        self.open().await
    }

    /// Opens the installation, and the organisation that the command is about.
    async fn open_scope(&self) -> Result<(App, Scope)> {
        let app = self.open_existing().await?;
        let organisation = app::setup::organisation(&app, self.organisation.as_deref()).await?;
        let scope = Scope::system(organisation, &app::text::actor_cli());
        Ok((app, scope))
    }
}
