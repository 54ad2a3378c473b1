//! The qualified service by which an organisation sends electronic registered letters.

use chrono::{DateTime, Utc};
use domain::ids::OrganisationId;

use crate::event::to_micros;
use crate::secret::Place;
use crate::statement::statements;
use crate::{Result, Tx};

/// A service with its secrets.
#[derive(Clone, PartialEq, Eq)]
pub struct ElectronicRow {
    /// Address and secrets, as JSON; never shown. Empty when they do not open.
    pub settings: String,
    /// What a letter is expected to cost, in thousandths of a euro, without tax.
    pub price_mills: i64,
    /// When it was set.
    pub created_at: DateTime<Utc>,
    /// By whom.
    pub created_by: String,
    /// Since when nothing is sent by it.
    pub disabled_at: Option<DateTime<Utc>>,
}

/// Not the settings.
impl std::fmt::Debug for ElectronicRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ElectronicRow")
            .field("price_mills", &self.price_mills)
            .field("disabled_at", &self.disabled_at)
            .finish_non_exhaustive()
    }
}

statements! {
    SELECT_ELECTRONIC = "SELECT settings, price_mills, created_at, created_by, disabled_at FROM electronic_carrier WHERE organisation_id = $1";
    UPSERT_ELECTRONIC = "INSERT INTO electronic_carrier (organisation_id, settings, price_mills, created_at, created_by, disabled_at) VALUES ($1, $2, $3, $4, $5, NULL) ON CONFLICT (organisation_id) DO UPDATE SET settings = excluded.settings, price_mills = excluded.price_mills, created_at = excluded.created_at, created_by = excluded.created_by, version = electronic_carrier.version + 1";
    SET_ELECTRONIC_DISABLED = "UPDATE electronic_carrier SET disabled_at = $2, version = version + 1 WHERE organisation_id = $1";
}

type Tuple = (String, i64, DateTime<Utc>, String, Option<DateTime<Utc>>);

/// The service of an organisation, in use or not.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn get(tx: &mut Tx, organisation: OrganisationId) -> Result<Option<ElectronicRow>> {
    let row: Option<Tuple> = in_tx!(tx, c => sqlx::query_as(SELECT_ELECTRONIC).bind(organisation.0).fetch_optional(&mut *c).await?);
    Ok(row.map(|(settings, price_mills, created_at, created_by, disabled_at)| ElectronicRow {
        settings: tx.keys().open(Place::Electronic, organisation, organisation.0, &settings),
        price_mills,
        created_at,
        created_by,
        disabled_at,
    }))
}

/// Sets the service; one that was stopped stays so.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn set(tx: &mut Tx, organisation: OrganisationId, row: &ElectronicRow) -> Result<()> {
    let settings = tx.keys().seal(Place::Electronic, organisation, organisation.0, &row.settings)?;
    in_tx!(tx, c => {
        sqlx::query(UPSERT_ELECTRONIC)
            .bind(organisation.0).bind(&settings).bind(row.price_mills).bind(to_micros(row.created_at)).bind(&row.created_by)
            .execute(&mut *c).await?;
    });
    Ok(())
}

/// Stops (`Some`) or resumes the sending; whether there is a service.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn set_disabled(tx: &mut Tx, organisation: OrganisationId, since: Option<DateTime<Utc>>) -> Result<bool> {
    let changed = in_tx!(tx, c => sqlx::query(SET_ELECTRONIC_DISABLED)
        .bind(organisation.0).bind(since.map(to_micros)).execute(&mut *c).await?.rows_affected());
    Ok(changed == 1)
}
