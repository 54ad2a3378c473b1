//! Exchange rates and settings: entered by a person, with their source.

use domain::ledger::exchange::{ExchangeRate, PerEuro};
use domain::{Currency, Date};
use store::event::NewEvent;
use store::ledger::LedgerSettings;

use crate::text::ledger as words;
use crate::{App, AppError, Permission, Result, Scope};

/// The most digits of an account number.
const MOST_DIGITS: u8 = 12;

/// Enters an exchange rate with its source.
///
/// # Errors
/// [`AppError::Invalid`] for a rate that cannot be read, one of the euro, one to come, or one without a source.
#[crate::boxed]
pub async fn enter_rate(app: &App, scope: &Scope, currency: Currency, on: Date, per_euro: &str, source: &str) -> Result<ExchangeRate> {
    scope.require(Permission::MatchBank)?;
    let invalid = |field, reason| Err(AppError::Invalid { field, reason });
    let Some(per_euro) = PerEuro::parse(per_euro) else { return invalid("rate", words::error_rate_value()) };
    if currency == Currency::EUR {
        return invalid("currency", words::error_rate_euro());
    }
    if on > app.today() {
        return invalid("on", words::error_in_the_future());
    }
    if source.trim().is_empty() {
        return invalid("source", words::error_rate_source());
    }
    let rate = ExchangeRate { currency, on, per_euro, source: source.trim().to_owned() };
    let mut tx = app.db().begin().await?;
    store::ledger::insert_rate(&mut tx, scope.organisation.id, &rate, app.now(), &scope.actor.name).await?;
    let payload = serde_json::json!({
        "currency": currency.code(), "date": on.to_string(), "rate": rate.per_euro.fr(), "source": rate.source,
    });
    let event = NewEvent {
        at: app.now(),
        actor: scope.actor.name.clone(),
        kind: "exchange_rate.entered",
        debtor: None,
        subject: None,
        payload: payload.to_string(),
    };
    store::event::append(&mut tx, scope.organisation.id, &[event]).await?;
    tx.commit().await?;
    Ok(rate)
}

/// How the organisation keeps its ledger.
///
/// # Errors
/// [`AppError`].
#[crate::boxed]
pub async fn settings(app: &App, scope: &Scope) -> Result<LedgerSettings> {
    scope.require(Permission::ViewReceivables)?;
    let mut tx = app.db().snapshot().await?;
    Ok(store::ledger::settings(&mut tx, scope.organisation.id).await?)
}

/// Changes that.
///
/// # Errors
/// [`AppError::Invalid`] for an account number of more digits than any chart has.
#[crate::boxed]
pub async fn set_settings(app: &App, scope: &Scope, settings: &LedgerSettings) -> Result<()> {
    scope.require(Permission::Administer)?;
    if settings.account_digits > MOST_DIGITS {
        return Err(AppError::Invalid { field: "digits", reason: words::error_digits() });
    }
    let mut tx = app.db().begin().await?;
    store::ledger::set_settings(&mut tx, scope.organisation.id, settings).await?;
    let payload = serde_json::json!({"code": settings.net_word.code(), "kind": settings.account_digits});
    let event = NewEvent {
        at: app.now(),
        actor: scope.actor.name.clone(),
        kind: "ledger_settings.changed",
        debtor: None,
        subject: None,
        payload: payload.to_string(),
    };
    store::event::append(&mut tx, scope.organisation.id, &[event]).await?;
    tx.commit().await?;
    Ok(())
}
