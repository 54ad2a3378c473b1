//! Where mail goes, set from a page: one line of the settings' file, and the post office that is open.
//!
//! The file stays the only place that says it: what the page writes is what the next start reads.

mod staged;

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use channels::{OutgoingMail, PostOffice, RawMail, Reach, SendError};
use domain::identifiers::EmailAddress;

use crate::config::{FILE, Secret, Settings};
use crate::text::first as words;
use crate::{App, AppError, Permission, Result, Scope, journal, setup, text};

/// How the connection to the mail server is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Protection {
    /// TLS from the first byte (port 465).
    #[default]
    Tls,
    /// STARTTLS, required (port 587).
    StartTls,
    /// None: a server of this machine or of this house.
    None,
}

impl Protection {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Tls, Self::StartTls, Self::None];

    /// The stable key.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Tls => "tls",
            Self::StartTls => "starttls",
            Self::None => "none",
        }
    }

    /// Reads a key.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.code() == code)
    }
}

/// A mail server, as typed.
#[derive(Clone, Default)]
pub struct NewSender {
    /// Its name.
    pub host: String,
    /// Its port; the usual one when empty.
    pub port: String,
    /// What protects the connection.
    pub protection: Protection,
    /// The log-in; none when empty.
    pub login: String,
    /// Its password.
    pub password: String,
}

impl NewSender {
    /// The line of the settings: see [`channels::MailUrl`]. It says where the server may be, at every connection from now on.
    fn address(&self, reach: Reach) -> Result<String> {
        let host = self.host.trim();
        let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':' | '[' | ']');
        if host.is_empty() || !host.chars().all(is_name) {
            return Err(AppError::Invalid { field: "host", reason: words::error_host() });
        }
        if !channels::may_name(host, reach) {
            return Err(AppError::Invalid { field: "host", reason: words::error_host_reserved() });
        }
        let port = match self.port.trim() {
            "" => String::new(),
            port => match port.parse::<u16>() {
                Ok(port) if port > 0 => format!(":{port}"),
                _ => return Err(AppError::Invalid { field: "port", reason: words::error_port() }),
            },
        };
        let (scheme, tail) = match self.protection {
            Protection::Tls => ("smtps", "?"),
            Protection::StartTls => ("smtp", "?tls=required&"),
            Protection::None => ("smtp", "?tls=none&"),
        };
        let reach = if reach == Reach::Private { "private" } else { "network" };
        let login = match (self.login.trim(), self.password.as_str()) {
            ("", _) => String::new(),
            (login, password) => format!("{}:{}@", encoded(login), encoded(password)),
        };
        Ok(format!("{scheme}://{login}{host}{port}{tail}reach={reach}"))
    }
}

/// Everything but letters and digits as `%XX`.
fn encoded(text: &str) -> String {
    text.bytes().map(|byte| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

/// Where mail goes, as a page shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sender {
    /// The server, without its password; `None` when there is none.
    pub place: Option<String>,
    /// Why a page cannot change it, in French.
    pub fixed: Option<String>,
    /// Whether a trial left since the organisation was made.
    pub is_tested: bool,
    /// Whether a change was cut off before its end: mail goes where it went.
    pub is_unfinished: bool,
}

/// Why a page may not say where mail goes: a demonstration, a setting of the machine, a house shared by several.
async fn fixed(app: &App) -> Result<Option<String>> {
    if app.is_demo() {
        return Ok(Some(words::sender_demo()));
    }
    if app.settings_folder().is_none() || !app.mail_file().is_followed() {
        return Ok(Some(words::sender_environment()));
    }
    Ok((store::organisation::all(app.db()).await?.len() > 1).then(words::sender_shared))
}

/// Where mail goes.
///
/// # Errors
/// [`AppError::Forbidden`].
#[crate::boxed]
pub async fn sender(app: &App, scope: &Scope) -> Result<Sender> {
    scope.require(Permission::Administer)?;
    let place = app.mail().map(|office| office.describe());
    Ok(Sender { place, fixed: fixed(app).await?, is_tested: is_tested(app, scope).await?, is_unfinished: is_unfinished(app) })
}

fn is_unfinished(app: &App) -> bool {
    app.settings_folder().is_some_and(staged::is_left)
}

/// Whether a trial message left.
pub(crate) async fn is_tested(app: &App, scope: &Scope) -> Result<bool> {
    // The journal tells of a server that never came into force.
    if is_unfinished(app) {
        return Ok(false);
    }
    let mut tx = app.db().snapshot().await?;
    let (set, tested) = store::event::newest_of_mail(&mut tx, scope.organisation.id).await?;
    // The trial of a server that was there before says nothing of the one that is there now.
    Ok(tested > set)
}

/// Whether a mail server is tried before it is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trial {
    /// A trial must leave to the person who sets it: what does not work is not kept.
    First,
    /// The person keeps it untried.
    Skipped,
}

/// Says where mail goes from now on: in the settings' file and for what runs, once a trial has left by it unless the person wants
/// none. What was there before stays until then. To whom the trial went.
///
/// # Errors
/// [`AppError::Invalid`] naming the field, or with what the server said; [`AppError::File`] when the file cannot be written.
#[crate::boxed]
pub async fn set(app: &App, scope: &Scope, new: &NewSender, trial: Trial) -> Result<Option<EmailAddress>> {
    scope.require(Permission::Administer)?;
    let refused = |reason| AppError::Invalid { field: "mail", reason };
    if let Some(reason) = fixed(app).await? {
        return Err(refused(reason));
    }
    let Some(folder) = app.settings_folder() else { return Err(refused(words::sender_environment())) };
    let address = new.address(app.connections().mail_reach())?;
    let office = channels::open_keeping(&address, &folder.join("oauth")).map_err(|error| refused(text::error_mail_url(error.code())))?;
    let office: Arc<dyn PostOffice> = Arc::from(office);
    let own = match trial {
        Trial::First => {
            let (own, raw) = trial_mail(app, scope).await?;
            leave(&*office, &raw, &new.password).await?;
            Some(own)
        }
        Trial::Skipped => None,
    };
    let mut tx = app.db().begin().await?;
    let mut lines = vec![journal::line(app, scope, "mail.set", None, None, &serde_json::json!({"place": office.describe()}))];
    if let Some(own) = &own {
        lines.push(journal::line(app, scope, "mail.tested", None, None, &serde_json::json!({"recipient": own.as_str()})));
    }
    store::event::append(&mut tx, scope.organisation.id, &lines).await?;
    // Beside the file first, in force once the journal has it: whatever fails, or whoever pulls the plug, leaves the file as it was.
    let staged = staged::Staged::write(folder, &address)?;
    tx.commit().await?;
    if let Err(error) = staged.take_effect() {
        let mut tx = app.db().begin().await?;
        let line = journal::line(app, scope, "mail.not_set", None, None, &serde_json::json!({"place": office.describe()}));
        store::event::append(&mut tx, scope.organisation.id, &[line]).await?;
        tx.commit().await?;
        return Err(error.into());
    }
    app.mail_file().taken_up(folder, &address);
    app.set_mail(Some(office));
    Ok(own)
}

/// The settings' file as a process last took it up: what another process of the house writes there is taken up as well.
#[derive(Default)]
pub(crate) struct Followed(Mutex<Option<(String, String)>>);

impl Followed {
    fn text(folder: &Path) -> String {
        std::fs::read_to_string(folder.join(FILE)).unwrap_or_default()
    }

    /// Follows the file from the start on, unless the environment or the command line says where mail goes.
    pub(crate) fn begin(&self, folder: &Path, mail: &Secret) {
        let is_of_the_file = || Settings::read(folder).is_ok_and(|settings| settings.mail == *mail);
        if std::env::var_os("QUITTANCE_MAIL").is_none() && is_of_the_file() {
            self.taken_up(folder, &mail.0);
        }
        if staged::is_left(folder) {
            tracing::warn!("a change of the mail server was cut off before its end: mail goes where it went; set it again");
        }
    }

    /// Whether the file is what says where mail goes.
    fn is_followed(&self) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).is_some()
    }

    fn taken_up(&self, folder: &Path, address: &str) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((Self::text(folder), address.to_owned()));
    }
}

/// Takes up what another process wrote into the settings' file. A file that cannot be used changes nothing.
pub(crate) fn follow(app: &App) {
    let Some(folder) = app.settings_folder() else { return };
    let mut known = app.mail_file().0.lock().unwrap_or_else(PoisonError::into_inner);
    let Some((text, address)) = &mut *known else { return };
    // A file that is being written, or away for a moment, says nothing.
    let Ok(now) = std::fs::read_to_string(folder.join(FILE)) else { return };
    if now == *text || now.trim().is_empty() {
        return;
    }
    *text = now;
    let Ok(settings) = Settings::read(folder) else {
        tracing::warn!("the settings' file cannot be read any more: mail goes where it went");
        return;
    };
    if settings.mail.0 == *address {
        return;
    }
    let office = match settings.mail.0.trim() {
        "" => None,
        url => match channels::open_keeping(url, &folder.join("oauth")) {
            Ok(office) => Some(Arc::from(office)),
            Err(error) => {
                tracing::warn!(code = error.code(), "the address for mail in the settings' file cannot be used: mail goes where it went");
                return;
            }
        },
    };
    tracing::info!("mail goes where the settings' file says by now");
    *address = settings.mail.0;
    app.set_mail(office);
}

/// Signs of what a server said that are shown.
const SAID: usize = 200;

/// What a server said, for a page: on one line, shortened, without signs that steer and without the password that it may repeat.
fn shortened(said: &str, password: &str) -> String {
    let plain: String = said.chars().map(|sign| if sign.is_control() { ' ' } else { sign }).collect();
    let mut plain = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    if !password.trim().is_empty() {
        plain = plain.replace(password.trim(), "…");
    }
    if plain.chars().count() > SAID { plain.chars().take(SAID).collect::<String>() + "…" } else { plain }
}

/// The trial for the person who asks, and for nobody else.
async fn trial_mail(app: &App, scope: &Scope) -> Result<(EmailAddress, RawMail)> {
    let own = scope.actor.email.as_deref().and_then(|email| EmailAddress::parse(email).ok());
    let own = own.ok_or_else(|| AppError::Invalid { field: "email", reason: words::error_no_own_address() })?;
    let creditor = setup::creditor(app, scope.organisation.id).await?;
    let sender = creditor.email.clone().unwrap_or_else(|| own.clone());
    let (subject, body) = words::trial(&creditor.name);
    let mail = OutgoingMail {
        message_id: format!("<{}@{}>", store::fresh_id(), sender.domain()),
        from: (creditor.name.clone(), sender.clone()),
        bounces_to: None,
        reply_to: Some(sender),
        to: vec![own.clone()],
        cc: Vec::new(),
        subject,
        html: format!("<p>{body}</p>"),
        text: body,
        attachments: Vec::new(),
        date: app.now(),
        headers: vec![("Auto-Submitted".to_owned(), "auto-generated".to_owned())],
    };
    Ok((own, mail.to_raw().map_err(|error| AppError::Letter(error.to_string()))?))
}

/// Lets a trial leave by a server.
async fn leave(office: &dyn PostOffice, raw: &RawMail, password: &str) -> Result<()> {
    match office.send(raw).await {
        Ok(_) => Ok(()),
        Err(SendError::NotSent { reason, .. }) if reason == channels::RESERVED => {
            Err(AppError::Invalid { field: "host", reason: words::error_host_reserved() })
        }
        Err(SendError::NotSent { reason, .. }) => {
            Err(AppError::Invalid { field: "mail", reason: words::trial_failed(&shortened(&reason, password)) })
        }
        Err(SendError::Unknown { reason }) => {
            Err(AppError::Invalid { field: "mail", reason: words::trial_unknown(&shortened(&reason, password)) })
        }
    }
}

/// Sends a trial by the server that is set.
///
/// # Errors
/// [`AppError::NoMail`]; [`AppError::Invalid`] without an address to write to, or with what the server said.
#[crate::boxed]
pub async fn try_out(app: &App, scope: &Scope) -> Result<EmailAddress> {
    scope.require(Permission::Administer)?;
    let office = app.mail().ok_or(AppError::NoMail)?;
    let (own, raw) = trial_mail(app, scope).await?;
    leave(&*office, &raw, "").await?;
    let mut tx = app.db().begin().await?;
    let payload = serde_json::json!({"recipient": own.as_str()});
    let line = journal::line(app, scope, "mail.tested", None, None, &payload);
    store::event::append(&mut tx, scope.organisation.id, &[line]).await?;
    tx.commit().await?;
    Ok(own)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_made_of_what_was_typed() {
        let typed = |host: &str, port: &str, protection, login: &str, password: &str| {
            let new = NewSender {
                host: host.to_owned(),
                port: port.to_owned(),
                protection,
                login: login.to_owned(),
                password: password.to_owned(),
            };
            new.address(Reach::Network).map_err(|error| error.code())
        };
        for (made, expected) in [
            (
                typed("smtp.elan.example", "", Protection::Tls, "a@elan.example", "p:/@%\"é"),
                Ok("smtps://a%40elan%2Eexample:p%3A%2F%40%25%22%C3%A9@smtp.elan.example?reach=network"),
            ),
            (
                typed(" smtp.elan.example ", "2525", Protection::StartTls, "", "x"),
                Ok("smtp://smtp.elan.example:2525?tls=required&reach=network"),
            ),
            (typed("10.0.0.7", "1025", Protection::None, "", ""), Ok("smtp://10.0.0.7:1025?tls=none&reach=network")),
            (typed("relais.local", "", Protection::None, "", ""), Ok("smtp://relais.local?tls=none&reach=network")),
            (typed("127.0.0.1", "1025", Protection::None, "", ""), Err("invalid")),
            (typed("localhost", "", Protection::None, "", ""), Err("invalid")),
            (typed("2130706433", "", Protection::None, "", ""), Err("invalid")),
            (typed("[::1]", "", Protection::None, "", ""), Err("invalid")),
            (typed("[::ffff:127.0.0.1]", "", Protection::None, "", ""), Err("invalid")),
            (typed("169.254.169.254", "80", Protection::None, "", ""), Err("invalid")),
            (typed("[fe80::1]", "", Protection::None, "", ""), Err("invalid")),
            (typed("0.0.0.0", "", Protection::None, "", ""), Err("invalid")),
            (typed("", "", Protection::Tls, "", ""), Err("invalid")),
            (typed("smtp.elan.example/\"", "", Protection::Tls, "", ""), Err("invalid")),
            (typed("smtp.elan.example", "0", Protection::Tls, "", ""), Err("invalid")),
        ] {
            assert_eq!(made.as_deref().map_err(|code| *code), expected);
            if let Ok(address) = made {
                channels::MailUrl::parse(&address).unwrap();
            }
        }
    }

    #[test]
    fn this_machine_is_named_where_the_house_lets_it_be() {
        let new = |host: &str| NewSender { host: host.to_owned(), protection: Protection::None, ..NewSender::default() };
        assert_eq!(new("127.0.0.1").address(Reach::Private).unwrap(), "smtp://127.0.0.1?tls=none&reach=private");
        assert!(new("169.254.169.254").address(Reach::Private).is_err(), "where clouds keep their secrets");
    }

    #[test]
    fn what_a_server_says_is_shortened_and_told_without_the_password() {
        assert_eq!(shortened("550\r\n no  such\u{1b}[31m user", ""), "550 no such [31m user");
        assert_eq!(shortened("535 s3cret is wrong", "s3cret"), "535 … is wrong");
        assert_eq!(shortened(&"é".repeat(500), "").chars().count(), SAID + 1);
    }
}
