//! Promises and causes that other programs record, by the customer's code and the invoices' numbers.

use domain::cause::Cause;
use domain::ids::{DebtorId, OpenItemId, PromiseId};
use domain::promise::Way;
use domain::{Cents, Date};
use store::Tx;

use super::once::{Begun, Once, begin, finish};
use crate::promises::{self, NewPromise};
use crate::text::promises as words;
use crate::{App, AppError, Permission, Result, Scope, causes};

/// A promise as another program tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PushedPromise {
    /// The customer's code.
    pub customer_code: String,
    /// Numbers of the invoices; none for all that is late and not disputed.
    pub items: Vec<String>,
    /// How much; all that is asked when it is left out.
    pub amount: Option<Cents>,
    /// By which day.
    pub on: Date,
    /// Who said so.
    pub promiser: String,
    /// By which way.
    pub way: Way,
    /// What was said.
    pub note: String,
}

async fn account(tx: &mut Tx, scope: &Scope, code: &str) -> Result<DebtorId> {
    Ok(store::debtor::find(tx, scope.organisation.id, code.trim()).await?.ok_or(AppError::NotFound("debtor"))?.id)
}

/// The open debits of a debtor by their numbers.
async fn by_number(tx: &mut Tx, scope: &Scope, debtor: DebtorId, numbers: &[String]) -> Result<Vec<OpenItemId>> {
    let items = store::item::of_debtor(tx, scope.organisation.id, debtor).await?;
    let mut found = Vec::new();
    for number in numbers {
        let before = found.len();
        let own = items.iter().filter(|item| item.number == number.trim() && item.kind.is_debit() && item.open.is_positive());
        found.extend(own.map(|item| item.id));
        if found.len() == before {
            return Err(AppError::Invalid { field: "items", reason: words::error_item_gone() });
        }
    }
    Ok(found)
}

/// Records a promise, once.
///
/// # Errors
/// As [`promises::record`]; [`AppError::KeyReused`].
#[crate::boxed]
pub async fn push_promise(app: &App, scope: &Scope, once: &Once, pushed: &PushedPromise) -> Result<PromiseId> {
    scope.require(Permission::HoldReminders)?;
    let mut tx = match begin::<String>(app, scope, once).await? {
        Begun::Before(id) => return id.parse().map_err(|_| AppError::Conflict("api_answer")),
        Begun::Now(tx) => tx,
    };
    let debtor = account(&mut tx, scope, &pushed.customer_code).await?;
    let new = NewPromise {
        items: by_number(&mut tx, scope, debtor, &pushed.items).await?,
        amount: pushed.amount,
        promiser: pushed.promiser.clone(),
        way: pushed.way,
        note: pushed.note.clone(),
        ..NewPromise::new(debtor, pushed.on)
    };
    let id = promises::record_in(&mut tx, app, scope, &new).await?;
    finish(tx, app, scope, once, &id.to_string()).await?;
    Ok(id)
}

/// Takes a promise back, once.
///
/// # Errors
/// As [`promises::withdraw`]; [`AppError::KeyReused`].
#[crate::boxed]
pub async fn withdraw_promise(app: &App, scope: &Scope, once: &Once, id: PromiseId, reason: &str) -> Result<()> {
    scope.require(Permission::HoldReminders)?;
    let mut tx = match begin::<String>(app, scope, once).await? {
        Begun::Before(_) => return Ok(()),
        Begun::Now(tx) => tx,
    };
    promises::withdraw_in(&mut tx, app, scope, id, reason).await?;
    finish(tx, app, scope, once, &id.to_string()).await
}

/// Puts a promise that was taken back in force again, once.
///
/// # Errors
/// As [`promises::restore`]; [`AppError::KeyReused`].
#[crate::boxed]
pub async fn restore_promise(app: &App, scope: &Scope, once: &Once, id: PromiseId) -> Result<()> {
    scope.require(Permission::HoldReminders)?;
    let mut tx = match begin::<String>(app, scope, once).await? {
        Begun::Before(_) => return Ok(()),
        Begun::Now(tx) => tx,
    };
    promises::restore_in(&mut tx, app, scope, id).await?;
    finish(tx, app, scope, once, &id.to_string()).await
}

/// Notes the cause of invoices, once; how many items.
///
/// # Errors
/// As [`causes::note`]; [`AppError::KeyReused`].
#[crate::boxed]
pub async fn push_cause(
    app: &App,
    scope: &Scope,
    once: &Once,
    (code, numbers): (&str, &[String]),
    cause: Cause,
    note: &str,
) -> Result<usize> {
    scope.require(Permission::HoldReminders)?;
    let mut tx = match begin::<usize>(app, scope, once).await? {
        Begun::Before(count) => return Ok(count),
        Begun::Now(tx) => tx,
    };
    let debtor = account(&mut tx, scope, code).await?;
    let items = by_number(&mut tx, scope, debtor, numbers).await?;
    let noted = causes::note_in(&mut tx, app, scope, (debtor, &items), cause, note).await?;
    finish(tx, app, scope, once, &noted.items).await?;
    Ok(noted.items)
}

/// Puts the copy of invoices into the outbox, once; its action.
///
/// # Errors
/// As [`crate::service_mail::send_copy`]; [`AppError::KeyReused`].
#[crate::boxed]
pub async fn push_copy(app: &App, scope: &Scope, once: &Once, (code, numbers): (&str, &[String])) -> Result<String> {
    scope.require(Permission::ApproveMessages)?;
    let mut tx = match begin::<String>(app, scope, once).await? {
        Begun::Before(id) => return Ok(id),
        Begun::Now(tx) => tx,
    };
    let debtor = account(&mut tx, scope, code).await?;
    let items = by_number(&mut tx, scope, debtor, numbers).await?;
    let id = crate::service_mail::send_copy_in(&mut tx, app, scope, (debtor, &items), None).await?.to_string();
    finish(tx, app, scope, once, &id).await?;
    app.wake();
    Ok(id)
}
