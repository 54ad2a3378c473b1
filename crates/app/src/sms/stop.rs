//! The numbers that get no text: whoever says STOP is left alone from that moment on.

use chrono::{DateTime, Utc};
use domain::ids::DebtorId;
use domain::sms::Mobile;
use store::sms::StopRow;

use super::{event, invalid};
use crate::text::sms as told;
use crate::{App, AppError, Permission, Result, Scope};

/// The longest note, in characters.
const LONGEST_NOTE: usize = 300;

/// A number that gets no text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stop {
    /// The number, with its plus.
    pub number: String,
    /// Why, in words.
    pub note: String,
    /// Since when.
    pub created_at: DateTime<Utc>,
    /// Who said so.
    pub created_by: String,
}

/// The numbers that get no text, the newest first.
///
/// # Errors
/// [`AppError::Forbidden`].
#[crate::boxed]
pub async fn stops(app: &App, scope: &Scope) -> Result<Vec<Stop>> {
    scope.require(Permission::ViewReceivables)?;
    let mut tx = app.db().snapshot().await?;
    let rows = store::sms::stops(&mut tx, scope.organisation.id).await?;
    Ok(rows
        .into_iter()
        .map(|row| Stop { number: row.number, note: row.note, created_at: row.created_at, created_by: row.created_by })
        .collect())
}

async fn known_debtor(tx: &mut store::Tx, scope: &Scope, debtor: Option<DebtorId>) -> Result<()> {
    if let Some(debtor) = debtor {
        store::debtor::get(tx, scope.organisation.id, debtor).await?.ok_or(AppError::NotFound("debtor"))?;
    }
    Ok(())
}

/// Leaves a number alone; one that is left alone already stays so. `debtor` is whose page it was said on.
///
/// # Errors
/// [`AppError::Invalid`] for what is no mobile.
#[crate::boxed]
pub async fn stop(app: &App, scope: &Scope, debtor: Option<DebtorId>, number: &str, note: &str) -> Result<()> {
    scope.require(Permission::EditDebtors)?;
    let mobile = Mobile::parse(number).ok_or_else(|| invalid("number", told::error_number()))?;
    let note: String = note.trim().chars().take(LONGEST_NOTE).collect();
    let organisation = scope.organisation.id;
    let mut tx = app.db().begin().await?;
    known_debtor(&mut tx, scope, debtor).await?;
    let row = StopRow {
        id: store::fresh_id(),
        number: mobile.as_str().to_owned(),
        note: note.clone(),
        created_at: app.now(),
        created_by: scope.actor.name.clone(),
    };
    if store::sms::insert_stop(&mut tx, organisation, &row).await? {
        let payload = serde_json::json!({"number": row.number, "note": note});
        store::event::append(&mut tx, organisation, &[event(app, scope, "sms.stop_added", debtor, &payload)]).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Writes to a number again.
///
/// # Errors
/// [`AppError::Invalid`] for what is no mobile; [`AppError::Conflict`] when it is not left alone.
#[crate::boxed]
pub async fn lift(app: &App, scope: &Scope, debtor: Option<DebtorId>, number: &str) -> Result<()> {
    scope.require(Permission::EditDebtors)?;
    let mobile = Mobile::parse(number).ok_or_else(|| invalid("number", told::error_number()))?;
    let organisation = scope.organisation.id;
    let mut tx = app.db().begin().await?;
    known_debtor(&mut tx, scope, debtor).await?;
    if !store::sms::lift_stop(&mut tx, organisation, mobile.as_str(), app.now(), &scope.actor.name).await? {
        return Err(AppError::Conflict("sms_stop"));
    }
    let payload = serde_json::json!({"number": mobile.as_str()});
    store::event::append(&mut tx, organisation, &[event(app, scope, "sms.stop_lifted", debtor, &payload)]).await?;
    tx.commit().await?;
    Ok(())
}
