//! What requests were answered, under the key that their sender gave them: the same request is done once.

use chrono::{DateTime, Utc};
use domain::ids::OrganisationId;

use crate::event::to_micros;
use crate::statement::statements;
use crate::{Result, Tx};

/// The answer that was kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptAnswer {
    /// Hash of the request that it answers.
    pub request_hash: String,
    /// Its HTTP status.
    pub status: u16,
    /// Its body.
    pub body: String,
}

statements! {
    CLAIM_KEY = "INSERT INTO api_answer (organisation_id, idempotency_key, request_hash, status, body, created_at) VALUES ($1, $2, $3, 0, '', $4) ON CONFLICT (organisation_id, idempotency_key) DO NOTHING";
    KEEP_ANSWER = "UPDATE api_answer SET status = $3, body = $4 WHERE organisation_id = $1 AND idempotency_key = $2";
    SELECT_ANSWER = "SELECT request_hash, status, body FROM api_answer WHERE organisation_id = $1 AND idempotency_key = $2";
    DELETE_OLD = "DELETE FROM api_answer WHERE organisation_id = $1 AND created_at < $2";
}

/// Claims a key for the transaction: `None` when it is ours now, else the answer that was kept under it.
///
/// A transaction that claims the same key meanwhile waits for the end of this one, on both engines; when this
/// one is dropped, the key is free again.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn claim(
    tx: &mut Tx,
    organisation: OrganisationId,
    key: &str,
    request_hash: &str,
    at: DateTime<Utc>,
) -> Result<Option<KeptAnswer>> {
    let claimed = in_tx!(tx, c => sqlx::query(CLAIM_KEY)
        .bind(organisation.0).bind(key).bind(request_hash).bind(to_micros(at))
        .execute(&mut *c).await?.rows_affected());
    if claimed == 1 {
        return Ok(None);
    }
    let (request_hash, status, body): (String, i32, String) =
        in_tx!(tx, c => sqlx::query_as(SELECT_ANSWER).bind(organisation.0).bind(key).fetch_one(&mut *c).await?);
    Ok(Some(KeptAnswer { request_hash, status: u16::try_from(status).unwrap_or(500), body }))
}

/// Keeps the answer of a key that was claimed in this transaction.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn keep(tx: &mut Tx, organisation: OrganisationId, key: &str, status: u16, body: &str) -> Result<()> {
    in_tx!(tx, c => {
        sqlx::query(KEEP_ANSWER).bind(organisation.0).bind(key).bind(i32::from(status)).bind(body).execute(&mut *c).await?;
    });
    Ok(())
}

/// Forgets the answers kept before an instant; how many there were.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn forget_before(tx: &mut Tx, organisation: OrganisationId, before: DateTime<Utc>) -> Result<u64> {
    Ok(in_tx!(tx, c => sqlx::query(DELETE_OLD).bind(organisation.0).bind(to_micros(before)).execute(&mut *c).await?.rows_affected()))
}
