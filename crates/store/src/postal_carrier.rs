//! Whoever prints and posts the letters of an organisation.

use chrono::{DateTime, Utc};
use domain::ids::OrganisationId;

use crate::event::to_micros;
use crate::secret::Place;
use crate::statement::statements;
use crate::{Result, Tx};

/// A service with its secrets.
#[derive(Clone, PartialEq, Eq)]
pub struct CarrierRow {
    /// Key of its protocol.
    pub provider: String,
    /// Address and secrets, as JSON; never shown. Empty when they do not open.
    pub settings: String,
    /// Whether it takes ordinary letters.
    pub takes_letters: bool,
    /// Whether it takes registered ones.
    pub takes_registered: bool,
    /// Whether it prints on both sides.
    pub duplex: bool,
    /// What an ordinary letter is expected to cost, in thousandths of a euro, without tax.
    pub letter_mills: i64,
    /// What a registered letter is expected to cost.
    pub registered_mills: i64,
    /// When it was set.
    pub created_at: DateTime<Utc>,
    /// By whom.
    pub created_by: String,
    /// Since when nothing is handed to it.
    pub disabled_at: Option<DateTime<Utc>>,
}

impl std::fmt::Debug for CarrierRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "carrier {}, letters {}, registered {}", self.provider, self.takes_letters, self.takes_registered)
    }
}

statements! {
    SELECT_CARRIER = "SELECT provider, settings, takes_letters, takes_registered, duplex, letter_mills, registered_mills, created_at, created_by, disabled_at FROM postal_carrier WHERE organisation_id = $1";
    UPSERT_CARRIER = "INSERT INTO postal_carrier (organisation_id, provider, settings, takes_letters, takes_registered, duplex, letter_mills, registered_mills, created_at, created_by, disabled_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, NULL) ON CONFLICT (organisation_id) DO UPDATE SET provider = excluded.provider, settings = excluded.settings, takes_letters = excluded.takes_letters, takes_registered = excluded.takes_registered, duplex = excluded.duplex, letter_mills = excluded.letter_mills, registered_mills = excluded.registered_mills, created_at = excluded.created_at, created_by = excluded.created_by, version = postal_carrier.version + 1";
    SET_CARRIER_DISABLED = "UPDATE postal_carrier SET disabled_at = $2, version = version + 1 WHERE organisation_id = $1";
    SUM_CARRIED = "SELECT CAST(count(*) AS BIGINT), CAST(coalesce(sum(carrier_mills), 0) AS BIGINT) FROM letter WHERE organisation_id = $1 AND carrier_state IN ('accepted', 'unknown', 'reserved') AND carrier <> '' AND coalesce(posted_at, carrier_at) >= $2";
}

#[derive(sqlx::FromRow)]
struct Tuple {
    provider: String,
    settings: String,
    takes_letters: bool,
    takes_registered: bool,
    duplex: bool,
    letter_mills: i64,
    registered_mills: i64,
    created_at: DateTime<Utc>,
    created_by: String,
    disabled_at: Option<DateTime<Utc>>,
}

/// The service of an organisation, in use or not.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn carrier(tx: &mut Tx, organisation: OrganisationId) -> Result<Option<CarrierRow>> {
    let row: Option<Tuple> = in_tx!(tx, c => sqlx::query_as(SELECT_CARRIER).bind(organisation.0).fetch_optional(&mut *c).await?);
    Ok(row.map(|row| CarrierRow {
        provider: row.provider,
        settings: tx.keys().open(Place::Carrier, organisation, organisation.0, &row.settings),
        takes_letters: row.takes_letters,
        takes_registered: row.takes_registered,
        duplex: row.duplex,
        letter_mills: row.letter_mills,
        registered_mills: row.registered_mills,
        created_at: row.created_at,
        created_by: row.created_by,
        disabled_at: row.disabled_at,
    }))
}

/// Sets the service; one that was stopped stays so.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn set_carrier(tx: &mut Tx, organisation: OrganisationId, row: &CarrierRow) -> Result<()> {
    let settings = tx.keys().seal(Place::Carrier, organisation, organisation.0, &row.settings)?;
    in_tx!(tx, c => {
        sqlx::query(UPSERT_CARRIER)
            .bind(organisation.0).bind(&row.provider).bind(&settings).bind(row.takes_letters).bind(row.takes_registered)
            .bind(row.duplex).bind(row.letter_mills).bind(row.registered_mills).bind(to_micros(row.created_at)).bind(&row.created_by)
            .execute(&mut *c).await?;
    });
    Ok(())
}

/// Stops (`Some`) or resumes the handing over; whether there is a service.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn set_disabled(tx: &mut Tx, organisation: OrganisationId, since: Option<DateTime<Utc>>) -> Result<bool> {
    let changed = in_tx!(tx, c => sqlx::query(SET_CARRIER_DISABLED)
        .bind(organisation.0).bind(since.map(to_micros)).execute(&mut *c).await?.rows_affected());
    Ok(changed == 1)
}

/// Letters that services took, or may have, since an instant: how many, and what they cost in thousandths of a euro.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn sum_since(tx: &mut Tx, organisation: OrganisationId, since: DateTime<Utc>) -> Result<(i64, i64)> {
    Ok(in_tx!(tx, c => sqlx::query_as(SUM_CARRIED).bind(organisation.0).bind(to_micros(since)).fetch_one(&mut *c).await?))
}
