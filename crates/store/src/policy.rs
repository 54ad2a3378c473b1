//! The firm's procedure: each publication with its text, its author and its day.

use chrono::{DateTime, Utc};
use domain::Date;
use domain::ids::OrganisationId;

use crate::event::to_micros;
use crate::statement::statements;
use crate::{Result, Tx};

/// A publication.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct EditionRow {
    /// 1, 2, 3…
    pub version: i32,
    /// The chapters, as JSON.
    pub chapters: String,
    /// What changed, in words.
    pub reason: String,
    /// The day.
    pub published_on: Date,
    /// The instant.
    pub published_at: DateTime<Utc>,
    /// Who.
    pub published_by: String,
}

statements! {
    INSERT_EDITION = "INSERT INTO policy_edition (organisation_id, version, chapters, reason, published_on, published_at, published_by) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    SELECT_EDITIONS = "SELECT version, '' AS chapters, reason, published_on, published_at, published_by FROM policy_edition WHERE organisation_id = $1 ORDER BY version DESC LIMIT $2";
    SELECT_EDITION = "SELECT version, chapters, reason, published_on, published_at, published_by FROM policy_edition WHERE organisation_id = $1 AND version = $2";
    SELECT_NEWEST = "SELECT version, chapters, reason, published_on, published_at, published_by FROM policy_edition WHERE organisation_id = $1 ORDER BY version DESC LIMIT 1";
}

/// Adds a publication; its number must be new.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn insert(tx: &mut Tx, organisation: OrganisationId, row: &EditionRow) -> Result<()> {
    in_tx!(tx, c => {
        sqlx::query(INSERT_EDITION)
            .bind(organisation.0).bind(row.version).bind(&row.chapters).bind(&row.reason).bind(row.published_on)
            .bind(to_micros(row.published_at)).bind(&row.published_by)
            .execute(&mut *c).await?;
    });
    Ok(())
}

/// The last publications without their text, newest first.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn editions(tx: &mut Tx, organisation: OrganisationId, most: i64) -> Result<Vec<EditionRow>> {
    Ok(in_tx!(tx, c => sqlx::query_as(SELECT_EDITIONS).bind(organisation.0).bind(most).fetch_all(&mut *c).await?))
}

/// One publication.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn edition(tx: &mut Tx, organisation: OrganisationId, version: i32) -> Result<Option<EditionRow>> {
    Ok(in_tx!(tx, c => sqlx::query_as(SELECT_EDITION).bind(organisation.0).bind(version).fetch_optional(&mut *c).await?))
}

/// The publication in force.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn newest(tx: &mut Tx, organisation: OrganisationId) -> Result<Option<EditionRow>> {
    Ok(in_tx!(tx, c => sqlx::query_as(SELECT_NEWEST).bind(organisation.0).fetch_optional(&mut *c).await?))
}
