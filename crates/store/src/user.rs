//! People who work in the program, and their sessions.

use chrono::{DateTime, Utc};
use domain::ids::{OrganisationId, UserId};
use uuid::Uuid;

use crate::event::to_micros;
use crate::statement::statements;
use crate::{Db, Result, Tx};

/// A person with an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// The organisation the account is in.
    pub organisation: OrganisationId,
    /// Its id.
    pub id: UserId,
    /// Log-in, lower case.
    pub email: String,
    /// Name shown.
    pub name: String,
    /// Key of the role; the access rights are the application's.
    pub role: String,
    /// Argon2 hash of the password, in PHC form.
    pub password_hash: String,
    /// Language of the pages (ISO 639); empty: the browser's.
    pub language: String,
}

statements! {
    INSERT_USER = "INSERT INTO app_user (organisation_id, id, email, name, role, password_hash, language, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    SELECT_USERS_BY_EMAIL = "SELECT organisation_id, id, email, name, role, password_hash, language FROM app_user WHERE email = $1 AND disabled_at IS NULL ORDER BY organisation_id";
    SELECT_USERS = "SELECT organisation_id, id, email, name, role, password_hash, language FROM app_user WHERE organisation_id = $1 ORDER BY email";
    UPDATE_LANGUAGE = "UPDATE app_user SET language = $3 WHERE organisation_id = $1 AND email = $2";
    LIST_USERS = "SELECT id, email, name, role, created_at, disabled_at FROM app_user WHERE organisation_id = $1 ORDER BY CASE WHEN disabled_at IS NULL THEN 0 ELSE 1 END, email";
    SET_ROLE = "UPDATE app_user SET role = $3 WHERE organisation_id = $1 AND id = $2";
    SET_DISABLED = "UPDATE app_user SET disabled_at = $3 WHERE organisation_id = $1 AND id = $2";
    UPDATE_PASSWORD = "UPDATE app_user SET password_hash = $3 WHERE organisation_id = $1 AND id = $2";
    INSERT_SESSION = "INSERT INTO user_session (organisation_id, token_hash, user_id, created_at, expires_at) VALUES ($1, $2, $3, $4, $5)";
    SELECT_SESSION = "SELECT u.organisation_id, u.id, u.email, u.name, u.role, u.password_hash, u.language FROM user_session s JOIN app_user u ON u.organisation_id = s.organisation_id AND u.id = s.user_id WHERE s.organisation_id = $1 AND s.token_hash = $2 AND s.expires_at > $3 AND u.disabled_at IS NULL";
    DELETE_SESSION = "DELETE FROM user_session WHERE organisation_id = $1 AND token_hash = $2";
    DELETE_USER_SESSIONS = "DELETE FROM user_session WHERE organisation_id = $1 AND user_id = $2";
    DELETE_OLD_SESSIONS = "DELETE FROM user_session WHERE organisation_id = $1 AND expires_at <= $2";
}

#[derive(sqlx::FromRow)]
pub(crate) struct UserRow {
    organisation_id: Uuid,
    id: Uuid,
    email: String,
    name: String,
    role: String,
    password_hash: String,
    language: String,
}

impl From<UserRow> for User {
    fn from(row: UserRow) -> Self {
        Self {
            organisation: OrganisationId(row.organisation_id),
            id: UserId(row.id),
            email: row.email,
            name: row.name,
            role: row.role,
            password_hash: row.password_hash,
            language: row.language,
        }
    }
}

/// Creates an account.
///
/// # Errors
/// See [`crate::StoreError`]; the e-mail must be new in the organisation.
#[crate::boxed]
pub async fn insert(tx: &mut Tx, user: &User, at: DateTime<Utc>) -> Result<()> {
    in_tx!(tx, c => {
        sqlx::query(INSERT_USER)
            .bind(user.organisation.0).bind(user.id.0).bind(&user.email).bind(&user.name)
            .bind(&user.role).bind(&user.password_hash).bind(&user.language).bind(to_micros(at))
            .execute(&mut *c).await?;
    });
    Ok(())
}

/// The accounts that may log in with an e-mail, one per organisation at most.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn by_email(db: &Db, email: &str) -> Result<Vec<User>> {
    let rows: Vec<UserRow> = on_db!(db, base => sqlx::query_as(SELECT_USERS_BY_EMAIL).bind(email).fetch_all(base).await)?;
    Ok(rows.into_iter().map(User::from).collect())
}

/// The accounts of an organisation.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn all(tx: &mut Tx, organisation: OrganisationId) -> Result<Vec<User>> {
    let rows: Vec<UserRow> = in_tx!(tx, c => sqlx::query_as(SELECT_USERS).bind(organisation.0).fetch_all(&mut *c).await?);
    Ok(rows.into_iter().map(User::from).collect())
}

/// Sets the language in which a person reads the pages; empty: the browser's.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn set_language(tx: &mut Tx, organisation: OrganisationId, email: &str, language: &str) -> Result<()> {
    in_tx!(tx, c => {
        sqlx::query(UPDATE_LANGUAGE).bind(organisation.0).bind(email).bind(language).execute(&mut *c).await?;
    });
    Ok(())
}

/// An account as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Listed {
    /// Its id.
    pub id: Uuid,
    /// Log-in, lower case.
    pub email: String,
    /// Name shown.
    pub name: String,
    /// Key of the role.
    pub role: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was closed.
    pub disabled_at: Option<DateTime<Utc>>,
}

/// The accounts of an organisation, closed ones at the end.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn listed(tx: &mut Tx, organisation: OrganisationId) -> Result<Vec<Listed>> {
    Ok(in_tx!(tx, c => sqlx::query_as(LIST_USERS).bind(organisation.0).fetch_all(&mut *c).await?))
}

/// Changes what an account may do.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn set_role(tx: &mut Tx, organisation: OrganisationId, user: UserId, role: &str) -> Result<()> {
    in_tx!(tx, c => {
        sqlx::query(SET_ROLE).bind(organisation.0).bind(user.0).bind(role).execute(&mut *c).await?;
    });
    Ok(())
}

/// Closes an account and its sessions, or lets it log in again.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn set_disabled(tx: &mut Tx, organisation: OrganisationId, user: UserId, at: Option<DateTime<Utc>>) -> Result<()> {
    in_tx!(tx, c => {
        sqlx::query(SET_DISABLED).bind(organisation.0).bind(user.0).bind(at.map(to_micros)).execute(&mut *c).await?;
        sqlx::query(DELETE_USER_SESSIONS).bind(organisation.0).bind(user.0).execute(&mut *c).await?;
    });
    Ok(())
}

/// Replaces a password and closes the account's sessions.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn set_password(tx: &mut Tx, organisation: OrganisationId, user: UserId, password_hash: &str) -> Result<()> {
    in_tx!(tx, c => {
        sqlx::query(UPDATE_PASSWORD).bind(organisation.0).bind(user.0).bind(password_hash).execute(&mut *c).await?;
        sqlx::query(DELETE_USER_SESSIONS).bind(organisation.0).bind(user.0).execute(&mut *c).await?;
    });
    Ok(())
}

/// Opens a session; the token itself is never stored, only its hash.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn insert_session(tx: &mut Tx, user: &User, token_hash: &str, at: DateTime<Utc>, until: DateTime<Utc>) -> Result<()> {
    let (at, until) = (to_micros(at), to_micros(until));
    in_tx!(tx, c => {
        sqlx::query(DELETE_OLD_SESSIONS).bind(user.organisation.0).bind(at).execute(&mut *c).await?;
        sqlx::query(INSERT_SESSION)
            .bind(user.organisation.0).bind(token_hash).bind(user.id.0).bind(at).bind(until)
            .execute(&mut *c).await?;
    });
    Ok(())
}

/// Who a session belongs to, while it lasts.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn by_session(db: &Db, organisation: OrganisationId, token_hash: &str, at: DateTime<Utc>) -> Result<Option<User>> {
    let row: Option<UserRow> =
        on_db!(db, base => sqlx::query_as(SELECT_SESSION).bind(organisation.0).bind(token_hash).bind(at).fetch_optional(base).await)?;
    Ok(row.map(User::from))
}

/// Closes a session.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn delete_session(tx: &mut Tx, organisation: OrganisationId, token_hash: &str) -> Result<()> {
    in_tx!(tx, c => {
        sqlx::query(DELETE_SESSION).bind(organisation.0).bind(token_hash).execute(&mut *c).await?;
    });
    Ok(())
}
