use chrono::{DateTime, Utc};
use domain::ids::{EndpointId, OrganisationId};
use uuid::Uuid;

use crate::event::to_micros;
use crate::secret::{Keys, Place};
use crate::statement::statements;
use crate::{Db, Result, Tx};

/// An address that is told what happens.
#[derive(Clone, PartialEq, Eq)]
pub struct Endpoint {
    /// Its id.
    pub id: EndpointId,
    /// Where it is.
    pub url: String,
    /// What it is for, in the words of who made it.
    pub label: String,
    /// The kinds of facts that it wants, as keys separated by blanks.
    pub kinds: String,
    /// What deliveries are signed with; empty when it does not open.
    pub secret: String,
    /// The secret before, while both sign.
    pub old_secret: Option<String>,
    /// Until when it does.
    pub old_secret_until: Option<DateTime<Utc>>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// By whom.
    pub created_by: String,
    /// Since when no delivery has succeeded.
    pub failing_since: Option<DateTime<Utc>>,
    /// Since when it is no longer called.
    pub disabled_at: Option<DateTime<Utc>>,
    /// Who stopped it; empty when nobody did.
    pub disabled_by: String,
}

impl std::fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // A secret never shows in a log.
        f.debug_struct("Endpoint").field("id", &self.id).field("url", &self.url).field("kinds", &self.kinds).finish_non_exhaustive()
    }
}

statements! {
    INSERT_ENDPOINT = "INSERT INTO webhook_endpoint (organisation_id, id, url, label, kinds, secret, created_at, created_by, disabled_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, '')";
    SELECT_ENDPOINTS = "SELECT id, url, label, kinds, secret, old_secret, old_secret_until, created_at, created_by, failing_since, disabled_at, disabled_by FROM webhook_endpoint WHERE organisation_id = $1 AND deleted_at IS NULL ORDER BY id";
    ROTATE_SECRET = "UPDATE webhook_endpoint SET old_secret = secret, old_secret_until = $4, secret = $3 WHERE organisation_id = $1 AND id = $2 AND deleted_at IS NULL";
    DISABLE_ENDPOINT = "UPDATE webhook_endpoint SET disabled_at = $3, disabled_by = $4 WHERE organisation_id = $1 AND id = $2 AND disabled_at IS NULL AND deleted_at IS NULL";
    ENABLE_ENDPOINT = "UPDATE webhook_endpoint SET disabled_at = NULL, disabled_by = '', failing_since = NULL WHERE organisation_id = $1 AND id = $2 AND disabled_at IS NOT NULL AND deleted_at IS NULL";
    DELETE_ENDPOINT = "UPDATE webhook_endpoint SET deleted_at = $3, secret = '', old_secret = NULL, old_secret_until = NULL WHERE organisation_id = $1 AND id = $2 AND deleted_at IS NULL";
    CANCEL_WAITING = "UPDATE webhook_delivery SET state = 'cancelled', done_at = $3, leased_until = NULL WHERE organisation_id = $1 AND endpoint_id = $2 AND state = 'waiting'";
    SELECT_FAILING = "SELECT failing_since FROM webhook_endpoint WHERE organisation_id = $1 AND id = $2 AND deleted_at IS NULL";
    SET_FAILING = "UPDATE webhook_endpoint SET failing_since = $3 WHERE organisation_id = $1 AND id = $2";
}

#[derive(sqlx::FromRow)]
struct EndpointRow {
    id: Uuid,
    url: String,
    label: String,
    kinds: String,
    secret: String,
    old_secret: Option<String>,
    old_secret_until: Option<DateTime<Utc>>,
    created_at: DateTime<Utc>,
    created_by: String,
    failing_since: Option<DateTime<Utc>>,
    disabled_at: Option<DateTime<Utc>>,
    disabled_by: String,
}

impl Endpoint {
    fn opened(keys: &Keys, organisation: OrganisationId, row: EndpointRow) -> Self {
        let open = |stored: &str| keys.open(Place::Endpoint, organisation, row.id, stored);
        Self {
            id: EndpointId(row.id),
            url: row.url,
            label: row.label,
            kinds: row.kinds,
            secret: open(&row.secret),
            old_secret: row.old_secret.as_deref().map(open).filter(|secret| !secret.is_empty()),
            old_secret_until: row.old_secret_until,
            created_at: row.created_at,
            created_by: row.created_by,
            failing_since: row.failing_since,
            disabled_at: row.disabled_at,
            disabled_by: row.disabled_by,
        }
    }
}

/// Makes an endpoint.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn insert(tx: &mut Tx, organisation: OrganisationId, endpoint: &Endpoint) -> Result<()> {
    let secret = tx.keys().seal(Place::Endpoint, organisation, endpoint.id.0, &endpoint.secret)?;
    in_tx!(tx, c => {
        sqlx::query(INSERT_ENDPOINT)
            .bind(organisation.0).bind(endpoint.id.0).bind(&endpoint.url).bind(&endpoint.label).bind(&endpoint.kinds)
            .bind(&secret).bind(to_micros(endpoint.created_at)).bind(&endpoint.created_by)
            .execute(&mut *c).await?;
    });
    Ok(())
}

/// All endpoints, the oldest first.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn all(db: &Db, organisation: OrganisationId) -> Result<Vec<Endpoint>> {
    let rows: Vec<EndpointRow> = on_db!(db, base => sqlx::query_as(SELECT_ENDPOINTS).bind(organisation.0).fetch_all(base).await)?;
    Ok(rows.into_iter().map(|row| Endpoint::opened(db.keys(), organisation, row)).collect())
}

/// One endpoint.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn get(db: &Db, organisation: OrganisationId, id: EndpointId) -> Result<Option<Endpoint>> {
    Ok(all(db, organisation).await?.into_iter().find(|endpoint| endpoint.id == id))
}

/// Gives an endpoint a new secret; the one before signs too until an instant. Says whether it is there.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn rotate(tx: &mut Tx, organisation: OrganisationId, id: EndpointId, secret: &str, old_until: DateTime<Utc>) -> Result<bool> {
    let secret = tx.keys().seal(Place::Endpoint, organisation, id.0, secret)?;
    let changed = in_tx!(tx, c => sqlx::query(ROTATE_SECRET)
        .bind(organisation.0).bind(id.0).bind(secret).bind(to_micros(old_until)).execute(&mut *c).await?.rows_affected());
    Ok(changed == 1)
}

/// Stops calling an endpoint; says whether it was called. `by` is empty when the program stops by itself.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn disable(tx: &mut Tx, organisation: OrganisationId, id: EndpointId, at: DateTime<Utc>, by: &str) -> Result<bool> {
    let changed = in_tx!(tx, c => sqlx::query(DISABLE_ENDPOINT)
        .bind(organisation.0).bind(id.0).bind(to_micros(at)).bind(by).execute(&mut *c).await?.rows_affected());
    Ok(changed == 1)
}

/// Calls an endpoint again; says whether it was stopped.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn enable(tx: &mut Tx, organisation: OrganisationId, id: EndpointId) -> Result<bool> {
    let changed = in_tx!(tx, c => sqlx::query(ENABLE_ENDPOINT).bind(organisation.0).bind(id.0).execute(&mut *c).await?.rows_affected());
    Ok(changed == 1)
}

/// Takes an endpoint off; what waited for it is cancelled, its past deliveries stay. Says whether it was there.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn delete(tx: &mut Tx, organisation: OrganisationId, id: EndpointId, at: DateTime<Utc>) -> Result<bool> {
    let changed = in_tx!(tx, c => sqlx::query(DELETE_ENDPOINT).bind(organisation.0).bind(id.0).bind(to_micros(at)).execute(&mut *c).await?.rows_affected());
    if changed == 1 {
        in_tx!(tx, c => {
            sqlx::query(CANCEL_WAITING).bind(organisation.0).bind(id.0).bind(to_micros(at)).execute(&mut *c).await?;
        });
    }
    Ok(changed == 1)
}

/// Since when an endpoint fails; `None` when it does not, or is gone.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn failing_since(tx: &mut Tx, organisation: OrganisationId, id: EndpointId) -> Result<Option<DateTime<Utc>>> {
    let found: Option<Option<DateTime<Utc>>> =
        in_tx!(tx, c => sqlx::query_scalar(SELECT_FAILING).bind(organisation.0).bind(id.0).fetch_optional(&mut *c).await?);
    Ok(found.flatten())
}

/// Notes since when an endpoint fails; `None` after a success.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn set_failing(tx: &mut Tx, organisation: OrganisationId, id: EndpointId, since: Option<DateTime<Utc>>) -> Result<()> {
    in_tx!(tx, c => {
        sqlx::query(SET_FAILING).bind(organisation.0).bind(id.0).bind(since.map(to_micros)).execute(&mut *c).await?;
    });
    Ok(())
}
