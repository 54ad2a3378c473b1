//! The address under which a gateway of text messages tells that somebody wrote back.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use domain::ids::{DebtorId, OrganisationId};
use uuid::Uuid;

use crate::event::to_micros;
use crate::statement::statements;
use crate::{Result, Tx};

/// The address, without its secret.
#[derive(Clone, PartialEq, Eq)]
pub struct InboundRow {
    /// SHA-256 of the secret.
    pub secret_hash: String,
    /// Name of the field that holds the number, for a gateway of no known protocol.
    pub number_field: String,
    /// Name of the field that holds the text.
    pub text_field: String,
    /// Name of the field that holds the message's number; may be empty.
    pub id_field: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// By whom.
    pub created_by: String,
    /// When the gateway last called.
    pub called_at: Option<DateTime<Utc>>,
    /// Since when its answers cannot be had.
    pub failing_since: Option<DateTime<Utc>>,
    /// Why.
    pub last_error: String,
}

/// Not the hash.
impl std::fmt::Debug for InboundRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "inbound texts: {}, {}, {}", self.number_field, self.text_field, self.id_field)
    }
}

#[derive(sqlx::FromRow)]
struct InboundTuple {
    secret_hash: String,
    number_field: String,
    text_field: String,
    id_field: String,
    created_at: DateTime<Utc>,
    created_by: String,
    called_at: Option<DateTime<Utc>>,
    failing_since: Option<DateTime<Utc>>,
    last_error: String,
}

statements! {
    SELECT_INBOUND = "SELECT secret_hash, number_field, text_field, id_field, created_at, created_by, called_at, failing_since, last_error FROM sms_inbound WHERE organisation_id = $1";
    UPSERT_INBOUND = "INSERT INTO sms_inbound (organisation_id, secret_hash, number_field, text_field, id_field, created_at, created_by, called_at, failing_since, last_error) VALUES ($1, $2, $3, $4, $5, $6, $7, NULL, NULL, '') ON CONFLICT (organisation_id) DO UPDATE SET secret_hash = excluded.secret_hash, number_field = excluded.number_field, text_field = excluded.text_field, id_field = excluded.id_field, created_at = excluded.created_at, created_by = excluded.created_by, version = sms_inbound.version + 1";
    DELETE_INBOUND = "DELETE FROM sms_inbound WHERE organisation_id = $1";
    SET_CALLED = "UPDATE sms_inbound SET called_at = $2, failing_since = CASE WHEN $3 = '' THEN NULL ELSE coalesce(failing_since, $2) END, last_error = $3 WHERE organisation_id = $1";
    SELECT_KNOWN_TEXTS = "SELECT message_id FROM received_mail WHERE organisation_id = $1 AND source = 'sms'";
    SELECT_PHONES_OF_ALL = "SELECT coalesce(d.survivor_id, d.id), k.phone FROM contact k JOIN debtor d ON d.organisation_id = k.organisation_id AND d.id = k.debtor_id WHERE k.organisation_id = $1 AND k.phone <> ''";
}

/// The address of an organisation.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn get(tx: &mut Tx, organisation: OrganisationId) -> Result<Option<InboundRow>> {
    let row: Option<InboundTuple> = in_tx!(tx, c => sqlx::query_as(SELECT_INBOUND).bind(organisation.0).fetch_optional(&mut *c).await?);
    Ok(row.map(|row| InboundRow {
        secret_hash: row.secret_hash,
        number_field: row.number_field,
        text_field: row.text_field,
        id_field: row.id_field,
        created_at: row.created_at,
        created_by: row.created_by,
        called_at: row.called_at,
        failing_since: row.failing_since,
        last_error: row.last_error,
    }))
}

/// Makes the address; the one before opens nothing any more.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn set(tx: &mut Tx, organisation: OrganisationId, row: &InboundRow) -> Result<()> {
    in_tx!(tx, c => {
        sqlx::query(UPSERT_INBOUND)
            .bind(organisation.0).bind(&row.secret_hash).bind(&row.number_field).bind(&row.text_field).bind(&row.id_field)
            .bind(to_micros(row.created_at)).bind(&row.created_by)
            .execute(&mut *c).await?;
    });
    Ok(())
}

/// Closes the address; whether there was one.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn close(tx: &mut Tx, organisation: OrganisationId) -> Result<bool> {
    Ok(in_tx!(tx, c => sqlx::query(DELETE_INBOUND).bind(organisation.0).execute(&mut *c).await?.rows_affected()) == 1)
}

/// Notes that the gateway called, and why its answers could not be had; empty when they could.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn called(tx: &mut Tx, organisation: OrganisationId, at: DateTime<Utc>, error: &str) -> Result<()> {
    in_tx!(tx, c => {
        sqlx::query(SET_CALLED).bind(organisation.0).bind(to_micros(at)).bind(error).execute(&mut *c).await?;
    });
    Ok(())
}

/// The numbers of the texts that came in so far.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn known(tx: &mut Tx, organisation: OrganisationId) -> Result<HashSet<String>> {
    let ids: Vec<String> = in_tx!(tx, c => sqlx::query_scalar(SELECT_KNOWN_TEXTS).bind(organisation.0).fetch_all(&mut *c).await?);
    Ok(ids.into_iter().collect())
}

/// The telephone numbers of all contacts as they were written, each with the account that stands for it today.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn phones(tx: &mut Tx, organisation: OrganisationId) -> Result<Vec<(DebtorId, String)>> {
    let rows: Vec<(Uuid, String)> = in_tx!(tx, c => sqlx::query_as(SELECT_PHONES_OF_ALL).bind(organisation.0).fetch_all(&mut *c).await?);
    Ok(rows.into_iter().map(|(debtor, phone)| (DebtorId(debtor), phone)).collect())
}
