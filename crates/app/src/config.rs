//! Settings: one file in the data folder, the environment over it, the command line over both.

use std::path::{Path, PathBuf};

use figment::Figment;
use figment::providers::{Env, Format as _, Serialized, Toml};
use serde::{Deserialize, Serialize};

use crate::documents::Documents;
use crate::{App, AppError, Parts, Result, text};

/// A secret, such as an address with a password: shown nowhere.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Secret(pub String);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if self.0.is_empty() { "none" } else { "(hidden)" })
    }
}

/// The settings of an installation: `quittance.toml` in the data folder, then `QUITTANCE_…`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// PostgreSQL's address; the embedded base when empty.
    pub database: Secret,
    /// Where mail goes: `smtp://…`, `smtps://…` or `dir:PATH`; nowhere when empty.
    pub mail: Secret,
    /// The register of companies: `https://…` or `file:PATH`; none is asked when empty.
    pub company_register: String,
    /// The address and port of the pages.
    pub listen: String,
    /// Whether cookies are sent over HTTPS only: for an installation behind TLS.
    pub secure_cookies: bool,
    /// The most requests that a key of the API may make in a minute.
    pub api_requests_per_minute: u32,
    /// Whether webhooks may call this machine and private networks, by HTTP as well.
    pub webhooks_private: bool,
    /// Whether the mailbox that is read may be on this machine or a private network.
    pub mailbox_private: bool,
    /// Whether the mail server that a page sets may be this machine; private networks always may.
    pub mail_local: bool,
    /// Whether the gateway of text messages may be on this machine or a private network, by HTTP as well.
    pub sms_private: bool,
    /// Whether the service that posts letters may be on this machine or a private network, by HTTP as well.
    pub post_private: bool,
    /// The folder that a print room empties; `courriers` in the data folder when empty.
    pub post_folder: String,
    /// The folder whose files are brought in by themselves; none when empty.
    pub watch: String,
    /// The file with the key that opens what the base keeps secret; `secrets.key` in the data folder when empty.
    pub secrets_key: String,
}

/// What is set of the connections with other programs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Connections {
    /// The most requests that a key of the API may make in a minute.
    pub requests_per_minute: u32,
    /// Whether webhooks may call private networks.
    pub webhooks_private: bool,
    /// Whether the mailbox may be on a private network.
    pub mailbox_private: bool,
    /// Whether the mail server that a page sets may be this machine.
    pub mail_local: bool,
    /// Whether the gateway of text messages may be on a private network.
    pub sms_private: bool,
    /// Whether the service that posts letters may be on a private network.
    pub post_private: bool,
    /// The folder that a print room empties, one below it for each organisation.
    pub post_folder: PathBuf,
    /// The watched folder.
    pub watch: Option<PathBuf>,
}

impl Connections {
    /// Where webhooks may go.
    #[must_use]
    pub fn reach(&self) -> channels::Reach {
        reach(self.webhooks_private)
    }

    /// Where the mailbox may be.
    #[must_use]
    pub fn mailbox_reach(&self) -> channels::Reach {
        reach(self.mailbox_private)
    }

    /// Where the mail server that a page sets may be: private networks are where relays of a house stand.
    #[must_use]
    pub fn mail_reach(&self) -> channels::Reach {
        if self.mail_local { channels::Reach::Private } else { channels::Reach::Network }
    }

    /// Where the gateway of text messages may be.
    #[must_use]
    pub fn sms_reach(&self) -> channels::Reach {
        reach(self.sms_private)
    }

    /// Where the service that posts letters may be.
    #[must_use]
    pub fn post_reach(&self) -> channels::Reach {
        reach(self.post_private)
    }
}

fn reach(private: bool) -> channels::Reach {
    if private { channels::Reach::Private } else { channels::Reach::Public }
}

impl From<&Settings> for Connections {
    fn from(settings: &Settings) -> Self {
        let watch = settings.watch.trim();
        Self {
            requests_per_minute: settings.api_requests_per_minute.max(1),
            webhooks_private: settings.webhooks_private,
            mailbox_private: settings.mailbox_private,
            mail_local: settings.mail_local,
            sms_private: settings.sms_private,
            post_private: settings.post_private,
            post_folder: PathBuf::from(settings.post_folder.trim()),
            watch: (!watch.is_empty()).then(|| PathBuf::from(watch)),
        }
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            database: Secret::default(),
            mail: Secret::default(),
            company_register: String::new(),
            listen: "127.0.0.1:8080".to_owned(),
            secure_cookies: false,
            api_requests_per_minute: 600,
            webhooks_private: false,
            mailbox_private: false,
            mail_local: false,
            sms_private: false,
            post_private: false,
            post_folder: String::new(),
            watch: String::new(),
            secrets_key: String::new(),
        }
    }
}

/// Name of the settings' file.
pub const FILE: &str = "quittance.toml";

impl Settings {
    /// Reads the settings of a data folder.
    ///
    /// # Errors
    /// [`AppError::Invalid`] naming the setting that cannot be used.
    pub fn read(folder: &Path) -> Result<Self> {
        Self::of(&folder.join(FILE))
    }

    /// Reads the settings of a file, whatever its name.
    pub(crate) fn of(file: &Path) -> Result<Self> {
        let known = [
            "database",
            "mail",
            "company_register",
            "listen",
            "secure_cookies",
            "api_requests_per_minute",
            "webhooks_private",
            "mailbox_private",
            "mail_local",
            "sms_private",
            "post_private",
            "post_folder",
            "watch",
            "secrets_key",
        ];
        Figment::from(Serialized::defaults(Self::default()))
            .merge(Toml::file(file))
            .merge(Env::prefixed("QUITTANCE_").only(&known))
            .extract()
            .map_err(|error| AppError::Invalid { field: "settings", reason: text::error_settings(&error.path.join("."), FILE) })
    }
}

/// What an installation is opened with.
pub struct Opening {
    /// The data folder.
    pub folder: PathBuf,
    /// The settings.
    pub settings: Settings,
    /// A business date that replaces the clock's.
    pub today: Option<domain::Date>,
    /// Where instants come from.
    pub clock: Box<dyn channels::Clock>,
    /// Whether this is the demonstration.
    pub demo: bool,
}

impl App {
    /// Opens an installation: base, documents, mail.
    ///
    /// # Errors
    /// [`AppError`] when the folder, the base or the mail address cannot be used.
    #[crate::boxed]
    pub async fn open(opening: Opening) -> Result<Self> {
        let Opening { folder, settings, today, clock, demo } = opening;
        let mail = match settings.mail.0.trim() {
            "" => None,
            url => Some(
                channels::open_keeping(url, &folder.join("oauth"))
                    .map_err(|error| AppError::Invalid { field: "mail", reason: text::error_mail_url(error.code()) })?,
            ),
        };
        let register =
            match settings.company_register.trim() {
                "" => None,
                setting => Some(channels::open_register(setting).map_err(|error| AppError::Invalid {
                    field: "company_register",
                    reason: text::quality::error_register_setting(&error),
                })?),
            };
        let mut connections = Connections::from(&settings);
        if connections.post_folder.as_os_str().is_empty() {
            connections.post_folder = folder.join("courriers");
        }
        let key = match settings.secrets_key.trim() {
            "" => folder.join("secrets.key"),
            path => PathBuf::from(path),
        };
        let db = match settings.database.0.trim() {
            "" => store::Db::open_folder_with(&folder, &key).await?,
            url => store::Db::open_server(url, &key).await?,
        };
        let documents = Documents::open(&folder.join("documents"))?;
        let app = Self::new(Parts { db, documents, clock, today, mail, register, demo, connections });
        app.keep_settings_folder(folder, &settings.mail);
        let shut = crate::secrets::check(&app).await?.shut;
        if !shut.is_empty() {
            tracing::warn!(count = shut.len(), "secrets that do not open: quittance secrets check");
        }
        Ok(app)
    }
}
