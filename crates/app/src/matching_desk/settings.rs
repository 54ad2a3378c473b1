//! How the bank is matched: thresholds and tolerances.

use domain::payers::Settings;

use super::event;
use crate::{App, AppError, Permission, Result, Scope, text};

/// The settings.
///
/// # Errors
/// [`AppError`].
#[crate::boxed]
pub async fn settings(app: &App, scope: &Scope) -> Result<Settings> {
    scope.require(Permission::ViewReceivables)?;
    let mut tx = app.db().snapshot().await?;
    Ok(store::payer::settings(&mut tx, scope.organisation.id).await?)
}

/// Changes the settings.
///
/// # Errors
/// [`AppError::Invalid`] when they make no sense together.
#[crate::boxed]
pub async fn set_settings(app: &App, scope: &Scope, wanted: &Settings) -> Result<()> {
    scope.require(Permission::Administer)?;
    wanted.check().map_err(|error| AppError::Invalid { field: "settings", reason: text::matching::error_settings(error) })?;
    let organisation = scope.organisation.id;
    let mut tx = app.db().begin().await?;
    store::payer::set_settings(&mut tx, organisation, wanted).await?;
    let payload = serde_json::json!({
        "automatic_from": wanted.automatic_from, "propose_from": wanted.propose_from, "tolerance": wanted.tolerance.iso(),
        "max_bank_fee": wanted.max_bank_fee.iso(), "third_party_from": wanted.third_party_from,
        "discount_rate": wanted.discount.map(|discount| discount.rate), "discount_days": wanted.discount.map(|discount| discount.days),
    });
    store::event::append(&mut tx, organisation, &[event(app, scope, "matching_settings.changed", None, None, &payload)]).await?;
    tx.commit().await?;
    Ok(())
}
