//! Courtesy messages that a recipient may decline: how links are signed, and who declined.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use domain::ids::{DebtorId, OrganisationId};
use uuid::Uuid;

use crate::event::to_micros;
use crate::secret::Place;
use crate::statement::statements;
use crate::{Result, Tx};

/// How messages may be declined.
#[derive(Clone, PartialEq, Eq)]
pub struct CourtesySettings {
    /// Whether they may.
    pub enabled: bool,
    /// Where the program is reached from outside, without a slash at the end.
    pub address: String,
    /// The key that signs links; empty when it does not open.
    pub secret: String,
}

/// Not the key.
impl std::fmt::Debug for CourtesySettings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CourtesySettings").field("enabled", &self.enabled).field("address", &self.address).finish_non_exhaustive()
    }
}

/// An account that wants no courtesy messages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CourtesyStop {
    /// Its id.
    pub id: Uuid,
    /// Whose.
    pub debtor: DebtorId,
    /// The address that the message went to; empty when a person was told.
    pub email: String,
    /// Why, in words.
    pub note: String,
    /// Since when.
    pub created_at: DateTime<Utc>,
    /// Who said so.
    pub created_by: String,
}

statements! {
    SELECT_COURTESY = "SELECT enabled, address, secret FROM courtesy_setting WHERE organisation_id = $1";
    SET_COURTESY = "INSERT INTO courtesy_setting (organisation_id, enabled, address, secret, changed_at, changed_by) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (organisation_id) DO UPDATE SET enabled = excluded.enabled, address = excluded.address, secret = excluded.secret, changed_at = excluded.changed_at, changed_by = excluded.changed_by";
    INSERT_COURTESY_STOP = "INSERT INTO courtesy_stop (organisation_id, id, debtor_id, email, note, created_at, created_by, lifted_at, lifted_by) VALUES ($1, $2, $3, $4, $5, $6, $7, NULL, '') ON CONFLICT (organisation_id, debtor_id) WHERE lifted_at IS NULL DO NOTHING";
    LIFT_COURTESY_STOP = "UPDATE courtesy_stop SET lifted_at = $3, lifted_by = $4 WHERE organisation_id = $1 AND lifted_at IS NULL AND debtor_id IN (SELECT id FROM debtor WHERE organisation_id = $1 AND (id = $2 OR survivor_id = $2))";
    SELECT_COURTESY_STOPS_OF = "SELECT id, debtor_id, email, note, created_at, created_by FROM courtesy_stop WHERE organisation_id = $1 AND lifted_at IS NULL AND debtor_id IN (SELECT id FROM debtor WHERE organisation_id = $1 AND (id = $2 OR survivor_id = $2)) ORDER BY created_at, id";
    SELECT_COURTESY_DECLINED = "SELECT DISTINCT coalesce(d.survivor_id, d.id) FROM courtesy_stop s JOIN debtor d ON d.organisation_id = s.organisation_id AND d.id = s.debtor_id WHERE s.organisation_id = $1 AND s.lifted_at IS NULL";
}

/// How messages may be declined; `None` when nobody set it.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn settings(tx: &mut Tx, organisation: OrganisationId) -> Result<Option<CourtesySettings>> {
    let row: Option<(bool, String, String)> =
        in_tx!(tx, c => sqlx::query_as(SELECT_COURTESY).bind(organisation.0).fetch_optional(&mut *c).await?);
    let opened = |secret: String| tx.keys().open(Place::Courtesy, organisation, organisation.0, &secret);
    Ok(row.map(|(enabled, address, secret)| CourtesySettings { enabled, address, secret: opened(secret) }))
}

/// Sets how messages may be declined.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn set_settings(tx: &mut Tx, organisation: OrganisationId, s: &CourtesySettings, by: &str, at: DateTime<Utc>) -> Result<()> {
    let secret = tx.keys().seal(Place::Courtesy, organisation, organisation.0, &s.secret)?;
    in_tx!(tx, c => {
        sqlx::query(SET_COURTESY)
            .bind(organisation.0).bind(s.enabled).bind(&s.address).bind(&secret).bind(to_micros(at)).bind(by)
            .execute(&mut *c).await?;
    });
    Ok(())
}

/// Notes that an account wants none; whether that was new.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn stop(tx: &mut Tx, organisation: OrganisationId, s: &CourtesyStop) -> Result<bool> {
    let made = in_tx!(tx, c => sqlx::query(INSERT_COURTESY_STOP)
        .bind(organisation.0).bind(s.id).bind(s.debtor.0).bind(&s.email).bind(&s.note).bind(to_micros(s.created_at)).bind(&s.created_by)
        .execute(&mut *c).await?.rows_affected());
    Ok(made == 1)
}

/// Lifts what an account, or one merged into it, declined; whether there was anything.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn lift(tx: &mut Tx, organisation: OrganisationId, debtor: DebtorId, at: DateTime<Utc>, by: &str) -> Result<bool> {
    let lifted = in_tx!(tx, c => sqlx::query(LIFT_COURTESY_STOP)
        .bind(organisation.0).bind(debtor.0).bind(to_micros(at)).bind(by).execute(&mut *c).await?.rows_affected());
    Ok(lifted > 0)
}

/// What an account, or one merged into it, declined.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn of_debtor(tx: &mut Tx, organisation: OrganisationId, debtor: DebtorId) -> Result<Vec<CourtesyStop>> {
    let rows: Vec<(Uuid, Uuid, String, String, DateTime<Utc>, String)> =
        in_tx!(tx, c => sqlx::query_as(SELECT_COURTESY_STOPS_OF).bind(organisation.0).bind(debtor.0).fetch_all(&mut *c).await?);
    let of = |(id, debtor, email, note, created_at, created_by)| CourtesyStop {
        id,
        debtor: DebtorId(debtor),
        email,
        note,
        created_at,
        created_by,
    };
    Ok(rows.into_iter().map(of).collect())
}

/// The accounts that want none.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn declined(tx: &mut Tx, organisation: OrganisationId) -> Result<HashSet<DebtorId>> {
    let rows: Vec<Uuid> = in_tx!(tx, c => sqlx::query_scalar(SELECT_COURTESY_DECLINED).bind(organisation.0).fetch_all(&mut *c).await?);
    Ok(rows.into_iter().map(DebtorId).collect())
}
