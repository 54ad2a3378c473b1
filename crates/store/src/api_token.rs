//! Keys by which other programs come in; only the hash of their secret is kept.

use chrono::{DateTime, Utc};
use domain::ids::{OrganisationId, TokenId};
use uuid::Uuid;

use crate::event::to_micros;
use crate::statement::statements;
use crate::{Db, Result, Tx};

/// A key, without its secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiToken {
    /// Its id.
    pub id: TokenId,
    /// What it is for, in the words of who made it.
    pub name: String,
    /// Key of the role that it acts with.
    pub role: String,
    /// What it may be used for, as keys separated by blanks.
    pub scopes: String,
    /// The last characters of the secret, to recognise it by.
    pub hint: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// By whom.
    pub created_by: String,
    /// When it stops by itself.
    pub expires_at: Option<DateTime<Utc>>,
    /// When it was taken back.
    pub revoked_at: Option<DateTime<Utc>>,
    /// When it was last used, to a few minutes.
    pub last_used_at: Option<DateTime<Utc>>,
}

statements! {
    INSERT_TOKEN = "INSERT INTO api_token (organisation_id, id, name, role, scopes, secret_hash, hint, created_at, created_by, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    SELECT_TOKENS = "SELECT id, name, role, scopes, hint, created_at, created_by, expires_at, revoked_at, last_used_at FROM api_token WHERE organisation_id = $1 ORDER BY id DESC";
    SELECT_BY_SECRET = "SELECT id, name, role, scopes, hint, created_at, created_by, expires_at, revoked_at, last_used_at FROM api_token WHERE organisation_id = $1 AND secret_hash = $2";
    REVOKE_TOKEN = "UPDATE api_token SET revoked_at = $3 WHERE organisation_id = $1 AND id = $2 AND revoked_at IS NULL";
    TOUCH_TOKEN = "UPDATE api_token SET last_used_at = $3 WHERE organisation_id = $1 AND id = $2";
}

#[derive(sqlx::FromRow)]
struct TokenRow {
    id: Uuid,
    name: String,
    role: String,
    scopes: String,
    hint: String,
    created_at: DateTime<Utc>,
    created_by: String,
    expires_at: Option<DateTime<Utc>>,
    revoked_at: Option<DateTime<Utc>>,
    last_used_at: Option<DateTime<Utc>>,
}

impl From<TokenRow> for ApiToken {
    fn from(row: TokenRow) -> Self {
        Self {
            id: TokenId(row.id),
            name: row.name,
            role: row.role,
            scopes: row.scopes,
            hint: row.hint,
            created_at: row.created_at,
            created_by: row.created_by,
            expires_at: row.expires_at,
            revoked_at: row.revoked_at,
            last_used_at: row.last_used_at,
        }
    }
}

/// Makes a key.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn insert(tx: &mut Tx, organisation: OrganisationId, token: &ApiToken, secret_hash: &str) -> Result<()> {
    in_tx!(tx, c => {
        sqlx::query(INSERT_TOKEN)
            .bind(organisation.0).bind(token.id.0).bind(&token.name).bind(&token.role).bind(&token.scopes).bind(secret_hash)
            .bind(&token.hint).bind(to_micros(token.created_at)).bind(&token.created_by).bind(token.expires_at.map(to_micros))
            .execute(&mut *c).await?;
    });
    Ok(())
}

/// All keys, the newest first, those that were taken back included.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn all(db: &Db, organisation: OrganisationId) -> Result<Vec<ApiToken>> {
    let rows: Vec<TokenRow> = on_db!(db, base => sqlx::query_as(SELECT_TOKENS).bind(organisation.0).fetch_all(base).await)?;
    Ok(rows.into_iter().map(ApiToken::from).collect())
}

/// The key whose secret has this hash, whatever its state.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn by_secret(db: &Db, organisation: OrganisationId, secret_hash: &str) -> Result<Option<ApiToken>> {
    let row: Option<TokenRow> =
        on_db!(db, base => sqlx::query_as(SELECT_BY_SECRET).bind(organisation.0).bind(secret_hash).fetch_optional(base).await)?;
    Ok(row.map(ApiToken::from))
}

/// Takes a key back; says whether it was in force.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn revoke(tx: &mut Tx, organisation: OrganisationId, id: TokenId, at: DateTime<Utc>) -> Result<bool> {
    let changed = in_tx!(tx, c => sqlx::query(REVOKE_TOKEN).bind(organisation.0).bind(id.0).bind(to_micros(at)).execute(&mut *c).await?.rows_affected());
    Ok(changed == 1)
}

/// Notes that a key was used.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn touch(tx: &mut Tx, organisation: OrganisationId, id: TokenId, at: DateTime<Utc>) -> Result<()> {
    in_tx!(tx, c => {
        sqlx::query(TOUCH_TOKEN).bind(organisation.0).bind(id.0).bind(to_micros(at)).execute(&mut *c).await?;
    });
    Ok(())
}
