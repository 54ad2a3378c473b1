//! What a service that prints and posts does with a letter: reserved, settled, followed.

use chrono::{DateTime, Utc};
use domain::calendar::Date;
use domain::ids::{LetterId, OrganisationId};

use super::{LetterRow, Row, SELECT_TO_FOLLOW, changed};
use crate::event::to_micros;
use crate::statement::statements;
use crate::{Result, Tx};

/// Whether a service has a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CarrierState {
    /// No service has it.
    #[default]
    None,
    /// It is being handed over.
    Reserved,
    /// The service has it.
    Accepted,
    /// The service may have it.
    Unknown,
    /// The service did not take it.
    Failed,
}

impl CarrierState {
    /// The stable key, stored; empty for none.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::None => "",
            Self::Reserved => "reserved",
            Self::Accepted => "accepted",
            Self::Unknown => "unknown",
            Self::Failed => "failed",
        }
    }

    /// Reads a stored key.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::None, Self::Reserved, Self::Accepted, Self::Unknown, Self::Failed].into_iter().find(|state| state.code() == code)
    }

    /// Whether the service has it, or may.
    #[must_use]
    pub fn may_have_it(self) -> bool {
        matches!(self, Self::Reserved | Self::Accepted | Self::Unknown)
    }
}

/// What was heard of a letter; what is empty changes nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Noted {
    /// When.
    pub at: DateTime<Utc>,
    /// What the service says.
    pub note: String,
    /// The number under which the post follows it.
    pub tracking: String,
    /// SHA-256 of the proof of deposit.
    pub deposit: Option<String>,
    /// SHA-256 of the receipt.
    pub receipt: Option<String>,
}

statements! {
    RESERVE_CARRIER = "UPDATE letter SET carrier = $4, carrier_state = 'reserved', carrier_key = '', carrier_note = '', carrier_at = $5, carrier_mills = $6, version = version + 1 WHERE organisation_id = $1 AND id = $2 AND version = $3 AND posted_on IS NULL AND replaced_at IS NULL AND carrier_state IN ('', 'failed')";
    SETTLE_CARRIER = "UPDATE letter SET carrier_state = $3, carrier_key = $4, carrier_note = $5, carrier_at = $6, carrier_mills = coalesce($7, CASE WHEN $3 = 'failed' THEN 0 ELSE carrier_mills END), version = version + 1 WHERE organisation_id = $1 AND id = $2 AND carrier_state IN ('reserved', 'unknown')";
    FAIL_ACCEPTED = "UPDATE letter SET carrier_state = 'failed', carrier_note = $3, carrier_at = $4, carrier_mills = 0, version = version + 1 WHERE organisation_id = $1 AND id = $2 AND kind = 'electronic' AND carrier_state = 'accepted'";
    NOTE_CARRIER = "UPDATE letter SET carrier_note = $3, carrier_at = $4, tracking = CASE WHEN $5 = '' THEN tracking ELSE $5 END, deposit_proof = coalesce($6, deposit_proof), receipt_proof = coalesce($7, receipt_proof), version = version + 1 WHERE organisation_id = $1 AND id = $2 AND carrier_state = 'accepted'";
}

/// Reserves a letter for a service at the price that is expected, in the transaction that checks it.
///
/// # Errors
/// [`StoreError::Stale`] when it was posted, replaced, reserved or changed meanwhile.
#[crate::boxed]
pub async fn reserve_carrier(
    tx: &mut Tx,
    organisation: OrganisationId,
    (id, version): (LetterId, i64),
    (carrier, mills): (&str, i64),
    at: DateTime<Utc>,
) -> Result<()> {
    let rows = in_tx!(tx, c => sqlx::query(RESERVE_CARRIER)
        .bind(organisation.0).bind(id.0).bind(version).bind(carrier).bind(to_micros(at)).bind(mills).execute(&mut *c).await?.rows_affected());
    changed(rows, id.0)
}

/// What became of a reservation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settled<'a> {
    /// Whether the service has it.
    pub state: CarrierState,
    /// The service's number; empty for none.
    pub key: &'a str,
    /// What was said.
    pub note: &'a str,
    /// What it costs, in thousandths of a euro; `None` when the service did not say.
    pub mills: Option<i64>,
}

/// Writes down what became of a reservation.
///
/// # Errors
/// [`StoreError::Stale`] when it was settled already.
pub async fn settle_carrier<'n>(
    tx: &mut Tx,
    organisation: OrganisationId,
    id: LetterId,
    settled: Settled<'n>,
    at: DateTime<Utc>,
) -> Result<()> {
    let rows = in_tx!(tx, c => sqlx::query(SETTLE_CARRIER)
        .bind(organisation.0).bind(id.0).bind(settled.state.code()).bind(settled.key).bind(settled.note).bind(to_micros(at))
        .bind(settled.mills).execute(&mut *c).await?.rows_affected());
    changed(rows, id.0)
}

/// An electronic letter could not be announced to its addressee: the service has it no more.
///
/// # Errors
/// [`StoreError::Stale`] when it is no such letter.
#[crate::boxed]
pub async fn fail_accepted(tx: &mut Tx, organisation: OrganisationId, id: LetterId, note: &str, at: DateTime<Utc>) -> Result<()> {
    let rows = in_tx!(tx, c => sqlx::query(FAIL_ACCEPTED)
        .bind(organisation.0).bind(id.0).bind(note).bind(to_micros(at)).execute(&mut *c).await?.rows_affected());
    changed(rows, id.0)
}

/// Writes down what was heard of a letter that a service has.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn note_carrier(tx: &mut Tx, organisation: OrganisationId, id: LetterId, noted: &Noted) -> Result<()> {
    in_tx!(tx, c => {
        sqlx::query(NOTE_CARRIER)
            .bind(organisation.0).bind(id.0).bind(&noted.note).bind(to_micros(noted.at)).bind(&noted.tracking)
            .bind(noted.deposit.as_deref()).bind(noted.receipt.as_deref())
            .execute(&mut *c).await?;
    });
    Ok(())
}

/// The letters that a service has, posted since a day and not looked at since an instant, the longest ago first.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn to_follow(
    tx: &mut Tx,
    organisation: OrganisationId,
    carrier: &str,
    since: Date,
    not_since: DateTime<Utc>,
    limit: i64,
) -> Result<Vec<LetterRow>> {
    let rows: Vec<Row> = in_tx!(tx, c => sqlx::query_as(SELECT_TO_FOLLOW)
        .bind(organisation.0).bind(carrier).bind(since).bind(to_micros(not_since)).bind(limit).fetch_all(&mut *c).await?);
    rows.into_iter().map(LetterRow::try_from).collect()
}
