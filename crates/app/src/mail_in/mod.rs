//! Mail that comes in: the mailbox that is read, what each message is and does, and the list of those that wait for a reader.
//!
//! A message is kept with its bytes before anything else, in the transaction that does what it does and that notes how
//! far the mailbox is read: a crash reads it again and does nothing twice. The rule is [`domain::correspondence`].

mod desk;
mod fetch;
mod listen;
mod receive;
mod token;

use channels::imap::MailboxError;
use chrono::{DateTime, Utc};
use store::event::NewEvent;
use store::mailbox::MailboxRow;

pub use desk::{
    Detail, Line, PER_PAGE, Page, Which, attach, detail, invalidate, is_text, list, mark_read, mark_unread, original, reinstate, waiting,
};
pub(crate) use fetch::Tries;
pub use fetch::{Fetched, fetch};
pub use listen::{Told, listen, run_until};
pub(crate) use receive::{Origin, Taken, came_back_early, receive};
pub(crate) use token::Sources;
pub use token::{OAuthForm, OAuthView};

use crate::config::Secret;
use crate::text::mail_in as words;
use crate::{App, AppError, Permission, Result, Scope};

/// Ways to protect the connection that a person may choose, as keys.
pub const SECURITIES: [&str; 3] = ["tls", "starttls", "none"];

/// What a person types of a mailbox.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MailboxForm {
    /// Name or address of the server.
    pub host: String,
    /// Port; `None` for the usual one.
    pub port: Option<u16>,
    /// One of [`SECURITIES`].
    pub security: String,
    /// The user's name.
    pub login: String,
    /// The secret, or the refresh token; empty keeps the one that is there.
    pub secret: Secret,
    /// The log-in by OAuth 2.0, if it is one.
    pub oauth: OAuthForm,
    /// The folder; empty for `INBOX`.
    pub folder: String,
    /// A PEM file on this machine, which the operator names; empty for the usual authorities, `None` keeps the one that
    /// is there for the same server.
    pub authority: Option<String>,
}

/// The mailbox as shown: without its secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailboxView {
    /// Name or address of the server.
    pub host: String,
    /// Port.
    pub port: u16,
    /// One of [`SECURITIES`].
    pub security: String,
    /// The user's name.
    pub login: String,
    /// The folder.
    pub folder: String,
    /// A PEM file; empty for the usual authorities.
    pub authority: String,
    /// The log-in by OAuth 2.0, if it is one.
    pub oauth: OAuthView,
    /// When it was last read.
    pub fetched_at: Option<DateTime<Utc>>,
    /// Since when it cannot be read, and why, in French.
    pub failing: Option<(DateTime<Utc>, String)>,
    /// Since when it is no longer read.
    pub disabled_at: Option<DateTime<Utc>>,
}

impl From<MailboxRow> for MailboxView {
    fn from(row: MailboxRow) -> Self {
        let lost =
            row.secret.is_empty().then(|| (row.failing_since.unwrap_or(row.created_at), refusal(&MailboxError::SecretLost).french()));
        Self {
            failing: lost.or_else(|| row.failing_since.map(|since| (since, words::kept_error(&row.last_error)))),
            oauth: token::view(&row.oauth),
            host: row.host,
            port: u16::try_from(row.port).unwrap_or_default(),
            security: row.security,
            login: row.login,
            folder: row.folder,
            authority: row.authority,
            fetched_at: row.fetched_at,
            disabled_at: row.disabled_at,
        }
    }
}

/// A fault of the mailbox, as a person reads it.
pub(crate) fn refusal(error: &MailboxError) -> AppError {
    AppError::Mailbox { code: error.code(), reason: words::mailbox_error(error.code(), &said(error)) }
}

/// The server's words, where there are any.
pub(crate) fn said(error: &MailboxError) -> String {
    match error {
        MailboxError::Reserved | MailboxError::NoStartTls | MailboxError::Clear | MailboxError::SecretLost => String::new(),
        MailboxError::Unreachable(words)
        | MailboxError::Tls(words)
        | MailboxError::Authority(words)
        | MailboxError::Refused(words)
        | MailboxError::Folder(words)
        | MailboxError::Protocol(words)
        | MailboxError::Lost(words) => words.clone(),
        MailboxError::Token(error) => error.said().to_owned(),
    }
}

/// The mailbox of the organisation.
///
/// # Errors
/// [`AppError::Forbidden`].
#[crate::boxed]
pub async fn mailbox(app: &App, scope: &Scope) -> Result<Option<MailboxView>> {
    scope.require(Permission::Administer)?;
    let mut tx = app.db().snapshot().await?;
    Ok(store::mailbox::get(&mut tx, scope.organisation.id).await?.map(MailboxView::from))
}

/// Since when the mailbox cannot be read, and why, in French, for whoever reads what came in.
///
/// # Errors
/// [`AppError::Forbidden`].
#[crate::boxed]
pub async fn failing(app: &App, scope: &Scope) -> Result<Option<(DateTime<Utc>, String)>> {
    scope.require(Permission::ViewMessages)?;
    let row = fetch::current(app, scope).await?.filter(|row| row.disabled_at.is_none());
    Ok(row.and_then(|row| MailboxView::from(row).failing))
}

fn invalid(field: &'static str, reason: String) -> AppError {
    AppError::Invalid { field, reason }
}

/// The row that a form makes; the secret that is there stays when none is typed for the same mailbox.
async fn row_of(app: &App, scope: &Scope, form: &MailboxForm) -> Result<MailboxRow> {
    let mut tx = app.db().snapshot().await?;
    let before = store::mailbox::get(&mut tx, scope.organisation.id).await?;
    let (host, login) = (form.host.trim(), form.login.trim());
    if host.is_empty() || host.len() > 253 || host.contains(|sign: char| sign.is_whitespace() || matches!(sign, '/' | '@')) {
        return Err(invalid("host", words::error_host()));
    }
    if login.is_empty() || login.len() > 254 {
        return Err(invalid("login", words::error_login()));
    }
    let security = form.security.trim();
    if !SECURITIES.contains(&security) {
        return Err(invalid("security", words::error_security()));
    }
    let typed = form.secret.0.as_str();
    let port = i32::from(form.port.unwrap_or(if security == "tls" { 993 } else { 143 }));
    let oauth = token::typed(&form.oauth, before.as_ref().map(|row| row.oauth.as_str()))?;
    let is_same_way = |row: &MailboxRow| token::view(&row.oauth) == token::view(&oauth);
    let is_same =
        |row: &MailboxRow| row.host == host && row.port == port && row.security == security && row.login == login && is_same_way(row);
    let authority = match &form.authority {
        Some(typed) => typed.trim().to_owned(),
        None => before.as_ref().filter(|row| row.host == host && row.port == port).map(|row| row.authority.clone()).unwrap_or_default(),
    };
    let kept = before.filter(is_same).map(|row| row.secret).filter(|secret| !secret.is_empty());
    let secret = match (typed.is_empty(), kept) {
        (false, _) => typed.to_owned(),
        (true, Some(kept)) => kept,
        (true, None) => return Err(invalid("secret", words::error_secret())),
    };
    let folder = if form.folder.trim().is_empty() { "INBOX" } else { form.folder.trim() };
    if folder.chars().any(char::is_control) || secret.chars().any(|sign| matches!(sign, '\r' | '\n' | '\0')) {
        return Err(invalid("folder", words::error_signs()));
    }
    Ok(MailboxRow {
        host: host.to_owned(),
        port,
        security: security.to_owned(),
        login: login.to_owned(),
        secret,
        oauth,
        folder: folder.to_owned(),
        authority,
        uid_validity: None,
        last_uid: 0,
        fetched_at: None,
        failing_since: None,
        last_error: String::new(),
        created_at: app.now(),
        created_by: scope.actor.name.clone(),
        disabled_at: None,
        version: 1,
    })
}

/// Tries a mailbox: connects, logs in, opens the folder, and leaves it as it was.
///
/// # Errors
/// [`AppError::Invalid`] for what was typed, [`AppError::Mailbox`] for what the server says.
#[crate::boxed]
pub async fn test(app: &App, scope: &Scope, form: &MailboxForm) -> Result<()> {
    scope.require(Permission::Administer)?;
    tried(app, scope, form).await.map(|_| ())
}

/// The row of a form whose mailbox was opened, with the secret that is good from now on.
async fn tried(app: &App, scope: &Scope, form: &MailboxForm) -> Result<MailboxRow> {
    let row = token::current(app, scope, row_of(app, scope, form).await?);
    let (mailbox, secret) = token::open(app, scope, &row).await.map_err(|error| refusal(&error))?;
    mailbox.close().await;
    Ok(MailboxRow { secret, ..row })
}

/// Tries the mailbox that is set.
///
/// # Errors
/// [`AppError::NotFound`] when there is none; [`AppError::Mailbox`].
#[crate::boxed]
pub async fn test_set(app: &App, scope: &Scope) -> Result<()> {
    scope.require(Permission::Administer)?;
    let mut tx = app.db().snapshot().await?;
    let row = store::mailbox::get(&mut tx, scope.organisation.id).await?.ok_or(AppError::NotFound("mailbox"))?;
    drop(tx);
    let (mailbox, _) = token::open(app, scope, &row).await.map_err(|error| refusal(&error))?;
    mailbox.close().await;
    Ok(())
}

/// Sets the mailbox, once it can be opened.
///
/// # Errors
/// As [`test`].
#[crate::boxed]
pub async fn set(app: &App, scope: &Scope, form: &MailboxForm) -> Result<()> {
    scope.require(Permission::Administer)?;
    let row = tried(app, scope, form).await?;
    let mut tx = app.db().begin().await?;
    store::mailbox::set(&mut tx, scope.organisation.id, &row).await?;
    let payload = serde_json::json!({"host": row.host, "port": row.port, "login": row.login, "folder": row.folder});
    store::event::append(&mut tx, scope.organisation.id, &[event(app, scope, "mailbox.set", &payload)]).await?;
    tx.commit().await?;
    app.mailbox_changed();
    Ok(())
}

/// Stops or resumes the reading.
///
/// # Errors
/// [`AppError::Forbidden`]; [`AppError::NotFound`] when there is no mailbox.
#[crate::boxed]
pub async fn set_reading(app: &App, scope: &Scope, reads: bool) -> Result<()> {
    scope.require(Permission::Administer)?;
    let mut tx = app.db().begin().await?;
    if !store::mailbox::set_disabled(&mut tx, scope.organisation.id, (!reads).then(|| app.now())).await? {
        return Err(AppError::NotFound("mailbox"));
    }
    let kind = if reads { "mailbox.resumed" } else { "mailbox.stopped" };
    store::event::append(&mut tx, scope.organisation.id, &[event(app, scope, kind, &serde_json::json!({}))]).await?;
    tx.commit().await?;
    app.mailbox_changed();
    Ok(())
}

fn event(app: &App, scope: &Scope, kind: &'static str, payload: &serde_json::Value) -> NewEvent {
    NewEvent { at: app.now(), actor: scope.actor.name.clone(), kind, debtor: None, subject: None, payload: payload.to_string() }
}
