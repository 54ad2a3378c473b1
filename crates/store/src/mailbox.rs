//! The mailbox of an organisation, and how far it is read.

use crate::event::to_micros;
use crate::secret::Place;
use crate::statement::statements;
use crate::{Db, Result, Tx};
use chrono::{DateTime, Utc};
use domain::ids::OrganisationId;

/// A mailbox with its secret.
#[derive(Clone, PartialEq, Eq)]
pub struct MailboxRow {
    /// Name or address of the server.
    pub host: String,
    /// Port.
    pub port: i32,
    /// Key of what protects the connection.
    pub security: String,
    /// The user's name.
    pub login: String,
    /// The secret: a password, or a refresh token; never shown. Empty when it, or what goes with it, does not open.
    pub secret: String,
    /// How the program is known to a token endpoint, as JSON; never shown. Empty for a password.
    pub oauth: String,
    /// The folder.
    pub folder: String,
    /// A PEM file; empty for the usual authorities.
    pub authority: String,
    /// UIDVALIDITY of the folder when it was last read.
    pub uid_validity: Option<i64>,
    /// The last UID that was read.
    pub last_uid: i64,
    /// When it was last read without a fault.
    pub fetched_at: Option<DateTime<Utc>>,
    /// Since when it cannot be read.
    pub failing_since: Option<DateTime<Utc>>,
    /// Why, as a key and the server's words; empty when all is well.
    pub last_error: String,
    /// When it was set.
    pub created_at: DateTime<Utc>,
    /// By whom.
    pub created_by: String,
    /// Since when it is no longer read.
    pub disabled_at: Option<DateTime<Utc>>,
    /// How often it was set.
    pub version: i64,
}

impl std::fmt::Debug for MailboxRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "mailbox {}:{} {} {:?}, read to {:?}/{}",
            self.host, self.port, self.security, self.folder, self.uid_validity, self.last_uid
        )
    }
}

macro_rules! columns {
    () => {
        "host, port, security, login, secret, oauth, folder, authority, uid_validity, last_uid, fetched_at, failing_since, last_error, created_at, created_by, disabled_at, version"
    };
}

statements! {
    SELECT_MAILBOX = concat!("SELECT ", columns!(), " FROM mailbox WHERE organisation_id = $1");
    SELECT_IN_USE = "SELECT version FROM mailbox WHERE organisation_id = $1 AND disabled_at IS NULL";
    UPSERT_MAILBOX = "INSERT INTO mailbox (organisation_id, host, port, security, login, secret, folder, authority, uid_validity, last_uid, fetched_at, failing_since, last_error, created_at, created_by, disabled_at, oauth) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, NULL, 0, NULL, NULL, '', $9, $10, NULL, $11) ON CONFLICT (organisation_id) DO UPDATE SET host = excluded.host, port = excluded.port, security = excluded.security, login = excluded.login, secret = excluded.secret, oauth = excluded.oauth, folder = excluded.folder, authority = excluded.authority, uid_validity = CASE WHEN mailbox.host = excluded.host AND mailbox.port = excluded.port AND mailbox.security = excluded.security AND mailbox.login = excluded.login AND mailbox.folder = excluded.folder THEN mailbox.uid_validity END, last_uid = CASE WHEN mailbox.host = excluded.host AND mailbox.port = excluded.port AND mailbox.security = excluded.security AND mailbox.login = excluded.login AND mailbox.folder = excluded.folder THEN mailbox.last_uid ELSE 0 END, failing_since = NULL, last_error = '', created_at = excluded.created_at, created_by = excluded.created_by, disabled_at = NULL, version = mailbox.version + 1";
    SET_DISABLED = "UPDATE mailbox SET disabled_at = $2, failing_since = NULL, last_error = '', version = version + 1 WHERE organisation_id = $1";
    SET_READ_TO = "UPDATE mailbox SET uid_validity = $3, last_uid = $4 WHERE organisation_id = $1 AND version = $2 AND (uid_validity IS NULL OR uid_validity <> $3 OR last_uid < $4)";
    SELECT_SECRET = "SELECT secret FROM mailbox WHERE organisation_id = $1";
    RENEW_SECRET = "UPDATE mailbox SET secret = $3 WHERE organisation_id = $1 AND secret = $2 AND oauth <> ''";
    SET_FETCHED = "UPDATE mailbox SET fetched_at = $3, failing_since = NULL, last_error = '' WHERE organisation_id = $1 AND version = $2";
    SET_FAILING = "UPDATE mailbox SET failing_since = coalesce(failing_since, $3), last_error = $4 WHERE organisation_id = $1 AND version = $2";
}

#[derive(sqlx::FromRow)]
struct Row {
    host: String,
    port: i32,
    security: String,
    login: String,
    secret: String,
    oauth: String,
    folder: String,
    authority: String,
    uid_validity: Option<i64>,
    last_uid: i64,
    fetched_at: Option<DateTime<Utc>>,
    failing_since: Option<DateTime<Utc>>,
    last_error: String,
    created_at: DateTime<Utc>,
    created_by: String,
    disabled_at: Option<DateTime<Utc>>,
    version: i64,
}

/// The mailbox of an organisation, in use or not.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn get(tx: &mut Tx, organisation: OrganisationId) -> Result<Option<MailboxRow>> {
    let row: Option<Row> = in_tx!(tx, c => sqlx::query_as(SELECT_MAILBOX).bind(organisation.0).fetch_optional(&mut *c).await?);
    let Some(row) = row else { return Ok(None) };
    let keys = tx.keys();
    let secret = keys.try_open(Place::Mailbox, organisation, organisation.0, &row.secret);
    let oauth = keys.try_open(Place::MailboxClient, organisation, organisation.0, &row.oauth);
    // One without the other would log in by another way.
    let (secret, oauth) = secret.and_then(|secret| Ok((secret, oauth?))).unwrap_or_default();
    Ok(Some(MailboxRow {
        host: row.host,
        port: row.port,
        security: row.security,
        login: row.login,
        secret,
        oauth,
        folder: row.folder,
        authority: row.authority,
        uid_validity: row.uid_validity,
        last_uid: row.last_uid,
        fetched_at: row.fetched_at,
        failing_since: row.failing_since,
        last_error: row.last_error,
        created_at: row.created_at,
        created_by: row.created_by,
        disabled_at: row.disabled_at,
        version: row.version,
    }))
}

/// How often the mailbox of an organisation was set; `None` when it has none in use.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn in_use(db: &Db, organisation: OrganisationId) -> Result<Option<i64>> {
    Ok(on_db!(db, base => sqlx::query_scalar(SELECT_IN_USE).bind(organisation.0).fetch_optional(base).await)?)
}

/// Sets the mailbox. Another server, way, user or folder is read from its beginning; the same one from where it was.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn set(tx: &mut Tx, organisation: OrganisationId, m: &MailboxRow) -> Result<()> {
    let secret = tx.keys().seal(Place::Mailbox, organisation, organisation.0, &m.secret)?;
    let oauth = tx.keys().seal(Place::MailboxClient, organisation, organisation.0, &m.oauth)?;
    in_tx!(tx, c => {
        sqlx::query(UPSERT_MAILBOX)
            .bind(organisation.0).bind(&m.host).bind(m.port).bind(&m.security).bind(&m.login).bind(&secret).bind(&m.folder)
            .bind(&m.authority).bind(to_micros(m.created_at)).bind(&m.created_by).bind(&oauth)
            .execute(&mut *c).await?;
    });
    Ok(())
}

/// Replaces a refresh token by the one that the server gave for it; whether it was still the one that is kept.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn renew_secret(tx: &mut Tx, organisation: OrganisationId, old: &str, new: &str) -> Result<bool> {
    let kept: Option<String> = in_tx!(tx, c => sqlx::query_scalar(SELECT_SECRET).bind(organisation.0).fetch_optional(&mut *c).await?);
    let Some(kept) = kept.filter(|kept| tx.keys().try_open(Place::Mailbox, organisation, organisation.0, kept).as_deref() == Ok(old))
    else {
        return Ok(false);
    };
    let new = tx.keys().seal(Place::Mailbox, organisation, organisation.0, new)?;
    let changed =
        in_tx!(tx, c => sqlx::query(RENEW_SECRET).bind(organisation.0).bind(kept).bind(new).execute(&mut *c).await?.rows_affected());
    Ok(changed == 1)
}

/// Stops (`Some`) or resumes the reading.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn set_disabled(tx: &mut Tx, organisation: OrganisationId, since: Option<DateTime<Utc>>) -> Result<bool> {
    let changed =
        in_tx!(tx, c => sqlx::query(SET_DISABLED).bind(organisation.0).bind(since.map(to_micros)).execute(&mut *c).await?.rows_affected());
    Ok(changed == 1)
}

/// Notes how far a folder is read: in the transaction that keeps the message.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn read_to(tx: &mut Tx, organisation: OrganisationId, version: i64, uid_validity: u32, last_uid: u32) -> Result<()> {
    in_tx!(tx, c => {
        sqlx::query(SET_READ_TO)
            .bind(organisation.0).bind(version).bind(i64::from(uid_validity)).bind(i64::from(last_uid)).execute(&mut *c).await?;
    });
    Ok(())
}

/// Notes that the folder was read without a fault, or why it could not be: `last_error`, not empty.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn note(tx: &mut Tx, organisation: OrganisationId, version: i64, at: DateTime<Utc>, last_error: Option<&str>) -> Result<()> {
    in_tx!(tx, c => {
        match last_error {
            None => sqlx::query(SET_FETCHED).bind(organisation.0).bind(version).bind(to_micros(at)).execute(&mut *c).await?,
            Some(error) => {
                sqlx::query(SET_FAILING).bind(organisation.0).bind(version).bind(to_micros(at)).bind(error).execute(&mut *c).await?
            }
        };
    });
    Ok(())
}
