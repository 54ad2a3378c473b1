//! Secret addresses under which a calendar program reads an organisation's time limits.

use chrono::{DateTime, Utc};
use domain::ids::{FeedId, OrganisationId, UserId};
use uuid::Uuid;

use crate::event::to_micros;
use crate::statement::statements;
use crate::user::User;
use crate::{Db, Result, Tx};

/// An address in force, without its secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feed {
    /// Its id.
    pub id: FeedId,
    /// Whose it is.
    pub user: UserId,
    /// When it was made.
    pub created_at: DateTime<Utc>,
}

statements! {
    INSERT_FEED = "INSERT INTO calendar_feed (organisation_id, id, user_id, secret_hash, created_at) VALUES ($1, $2, $3, $4, $5)";
    REVOKE_OF_USER = "UPDATE calendar_feed SET revoked_at = $3 WHERE organisation_id = $1 AND user_id = $2 AND revoked_at IS NULL";
    SELECT_OF_USER = "SELECT id, user_id, created_at FROM calendar_feed WHERE organisation_id = $1 AND user_id = $2 AND revoked_at IS NULL ORDER BY created_at DESC, id LIMIT 1";
    SELECT_OWNER = "SELECT u.organisation_id, u.id, u.email, u.name, u.role, u.password_hash, u.language FROM calendar_feed f JOIN app_user u ON u.organisation_id = f.organisation_id AND u.id = f.user_id WHERE f.organisation_id = $1 AND f.secret_hash = $2 AND f.revoked_at IS NULL AND u.disabled_at IS NULL";
}

/// Makes an address; the secret itself is never stored, only its hash.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn insert(tx: &mut Tx, organisation: OrganisationId, feed: &Feed, secret_hash: &str) -> Result<()> {
    in_tx!(tx, c => {
        sqlx::query(INSERT_FEED)
            .bind(organisation.0).bind(feed.id.0).bind(feed.user.0).bind(secret_hash).bind(to_micros(feed.created_at))
            .execute(&mut *c).await?;
    });
    Ok(())
}

/// Closes the addresses of a person; how many there were.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn revoke(tx: &mut Tx, organisation: OrganisationId, user: UserId, at: DateTime<Utc>) -> Result<u64> {
    Ok(
        in_tx!(tx, c => sqlx::query(REVOKE_OF_USER).bind(organisation.0).bind(user.0).bind(to_micros(at)).execute(&mut *c).await?.rows_affected()),
    )
}

/// The address of a person that is in force.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn of_user(db: &Db, organisation: OrganisationId, user: UserId) -> Result<Option<Feed>> {
    let row: Option<(Uuid, Uuid, DateTime<Utc>)> =
        on_db!(db, base => sqlx::query_as(SELECT_OF_USER).bind(organisation.0).bind(user.0).fetch_optional(base).await)?;
    Ok(row.map(|(id, user, created_at)| Feed { id: FeedId(id), user: UserId(user), created_at }))
}

/// The person whose address has this hash, while both are in force.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn owner(db: &Db, organisation: OrganisationId, secret_hash: &str) -> Result<Option<User>> {
    let row: Option<crate::user::UserRow> =
        on_db!(db, base => sqlx::query_as(SELECT_OWNER).bind(organisation.0).bind(secret_hash).fetch_optional(base).await)?;
    Ok(row.map(User::from))
}
