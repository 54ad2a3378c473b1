//! Accounts on which a person has the last word: none of their messages leaves by itself.

use domain::ids::DebtorId;
pub use store::care::{Care, LastWord};

use crate::text::approvals as words;
use crate::{App, AppError, Permission, Result, Scope, journal};

/// Who has a say on an account.
///
/// # Errors
/// [`AppError`].
#[crate::boxed]
pub async fn of(app: &App, scope: &Scope, debtor: DebtorId) -> Result<Care> {
    scope.require(Permission::ViewReceivables)?;
    let mut tx = app.db().snapshot_of_one().await?;
    Ok(store::care::of(&mut tx, scope.organisation.id, debtor).await?)
}

/// An account on which a person has the last word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastWordLine {
    /// The account.
    pub debtor: DebtorId,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Why, who said so and when.
    pub last_word: LastWord,
}

/// Those accounts, by name, narrowed by words of name or code.
///
/// # Errors
/// [`AppError`].
#[crate::boxed]
pub async fn list(app: &App, scope: &Scope, search: &str) -> Result<Vec<LastWordLine>> {
    scope.require(Permission::ViewReceivables)?;
    let mut tx = app.db().snapshot().await?;
    let words = store::debtor::fold(search);
    let found = |code: &str, name: &str| {
        let said = store::debtor::fold(&format!("{name} {code}"));
        words.split_whitespace().all(|word| said.contains(word))
    };
    let rows = store::care::list_last_words(&mut tx, scope.organisation.id).await?;
    Ok(rows
        .into_iter()
        .filter(|(_, code, name, _)| found(code, name))
        .map(|(debtor, code, name, last_word)| LastWordLine { debtor, code, name, last_word })
        .collect())
}

/// Gives a person the last word on each message to an account, or takes it back. What would have left by itself waits from
/// then on; how many messages that are.
///
/// # Errors
/// [`AppError::Invalid`] without a reason; [`AppError::NotFound`].
#[crate::boxed]
pub async fn set_last_word(app: &App, scope: &Scope, debtor: DebtorId, on: bool, reason: &str) -> Result<u64> {
    scope.require(Permission::HoldReminders)?;
    let (organisation, reason) = (scope.organisation.id, reason.trim());
    if reason.is_empty() {
        return Err(AppError::Invalid { field: "reason", reason: words::error_without_reason() });
    }
    let mut tx = app.db().begin().await?;
    store::debtor::get(&mut tx, organisation, debtor).await?.ok_or(AppError::NotFound("debtor"))?;
    store::care::set_last_word(&mut tx, organisation, debtor, on.then_some(reason), &scope.actor.name, app.now()).await?;
    let held_back = if on { store::care::hold_back(&mut tx, organisation, debtor).await? } else { 0 };
    let kind = if on { "care.last_word" } else { "care.last_word_off" };
    let line = journal::line(app, scope, kind, Some(debtor), Some(debtor.0), &serde_json::json!({"reason": reason}));
    store::event::append(&mut tx, organisation, &[line]).await?;
    tx.commit().await?;
    Ok(held_back)
}
