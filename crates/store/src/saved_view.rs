//! Lists as persons keep them: a page's filter, order and hidden columns under a name.

use chrono::{DateTime, Utc};
use domain::ids::OrganisationId;
use uuid::Uuid;

use crate::event::to_micros;
use crate::statement::statements;
use crate::{Result, Tx};

/// A kept list.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct SavedView {
    /// Its id.
    pub id: Uuid,
    /// Key of its page.
    pub page: String,
    /// Its name.
    pub name: String,
    /// The page's query, as its address holds it.
    pub query: String,
    /// Whose it is.
    pub owner_email: String,
    /// That person's name when it was kept.
    pub owner_name: String,
    /// Whether everybody sees it.
    pub shared: bool,
    /// When it was kept.
    pub created_at: DateTime<Utc>,
    /// When it was deleted.
    pub deleted_at: Option<DateTime<Utc>>,
}

statements! {
    INSERT_VIEW = "INSERT INTO saved_view (organisation_id, id, page, name, query, owner_email, owner_name, shared, created_at, deleted_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, NULL)";
    SELECT_VIEWS = "SELECT id, page, name, query, owner_email, owner_name, shared, created_at, deleted_at FROM saved_view WHERE organisation_id = $1 AND page = $2 AND (owner_email = $3 OR shared) ORDER BY name, id";
    SELECT_VIEW = "SELECT id, page, name, query, owner_email, owner_name, shared, created_at, deleted_at FROM saved_view WHERE organisation_id = $1 AND id = $2";
    SET_VIEW = "UPDATE saved_view SET name = $3, query = $4, shared = $5, deleted_at = $6 WHERE organisation_id = $1 AND id = $2";
    SELECT_DEFAULT = "SELECT view_id FROM saved_view_default WHERE organisation_id = $1 AND user_email = $2 AND page = $3";
    SET_DEFAULT = "INSERT INTO saved_view_default (organisation_id, user_email, page, view_id) VALUES ($1, $2, $3, $4) ON CONFLICT (organisation_id, user_email, page) DO UPDATE SET view_id = excluded.view_id";
    CLEAR_DEFAULT = "DELETE FROM saved_view_default WHERE organisation_id = $1 AND user_email = $2 AND page = $3";
}

/// Keeps a list.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn insert(tx: &mut Tx, organisation: OrganisationId, view: &SavedView) -> Result<()> {
    in_tx!(tx, c => {
        sqlx::query(INSERT_VIEW).bind(organisation.0).bind(view.id).bind(&view.page).bind(&view.name).bind(&view.query)
            .bind(&view.owner_email).bind(&view.owner_name).bind(view.shared).bind(to_micros(view.created_at))
            .execute(&mut *c).await?;
    });
    Ok(())
}

/// The lists of a page that a person sees, by name; deleted ones too.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn of_page(tx: &mut Tx, organisation: OrganisationId, page: &str, email: &str) -> Result<Vec<SavedView>> {
    Ok(in_tx!(tx, c => sqlx::query_as(SELECT_VIEWS).bind(organisation.0).bind(page).bind(email).fetch_all(&mut *c).await?))
}

/// One of them.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn get(tx: &mut Tx, organisation: OrganisationId, id: Uuid) -> Result<Option<SavedView>> {
    Ok(in_tx!(tx, c => sqlx::query_as(SELECT_VIEW).bind(organisation.0).bind(id).fetch_optional(&mut *c).await?))
}

/// Changes its name, its query, who sees it, and whether it is deleted.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn set(tx: &mut Tx, organisation: OrganisationId, view: &SavedView) -> Result<()> {
    in_tx!(tx, c => {
        sqlx::query(SET_VIEW).bind(organisation.0).bind(view.id).bind(&view.name).bind(&view.query).bind(view.shared)
            .bind(view.deleted_at.map(to_micros)).execute(&mut *c).await?;
    });
    Ok(())
}

/// The view with which a person's page opens.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn default_of(tx: &mut Tx, organisation: OrganisationId, email: &str, page: &str) -> Result<Option<Uuid>> {
    Ok(in_tx!(tx, c => sqlx::query_scalar(SELECT_DEFAULT).bind(organisation.0).bind(email).bind(page).fetch_optional(&mut *c).await?))
}

/// Opens a person's page with a view, or as it is.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn set_default(tx: &mut Tx, organisation: OrganisationId, email: &str, page: &str, view: Option<Uuid>) -> Result<()> {
    in_tx!(tx, c => {
        match view {
            Some(view) => sqlx::query(SET_DEFAULT).bind(organisation.0).bind(email).bind(page).bind(view).execute(&mut *c).await?,
            None => sqlx::query(CLEAR_DEFAULT).bind(organisation.0).bind(email).bind(page).execute(&mut *c).await?,
        };
    });
    Ok(())
}
