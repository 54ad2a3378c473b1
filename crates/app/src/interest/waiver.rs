//! Giving up interest or the indemnity: a decision of a person, with its reason, that can be taken back.

use domain::ids::{DebtorId, OpenItemId, WaiverId};
use domain::interest::{Indemnity, NoIndemnity};
use domain::{Cents, Date};
use store::interest::{WaivedWhat, WaiverRow};

use super::debtor_interest;
use crate::law::journal;
use crate::text::locale::ShownIn as _;
use crate::{App, AppError, Permission, Result, Scope, text};

/// Gives up interest already run on an item, or its indemnity, from a day on. All that is due then when no
/// amount is given.
///
/// # Errors
/// [`AppError::Invalid`] without a reason, when nothing is due, or for more than is due;
/// [`AppError::NotFound`].
#[crate::boxed]
pub async fn waive(
    app: &App,
    scope: &Scope,
    debtor: DebtorId,
    item: OpenItemId,
    what: WaivedWhat,
    amount: Option<Cents>,
    reason: &str,
) -> Result<WaiverId> {
    scope.require(Permission::ManageClaims)?;
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(AppError::Invalid { field: "reason", reason: text::error_waiver_without_reason() });
    }
    crate::law::short(reason, "reason")?;
    let on: Date = app.today();
    let interest = debtor_interest(app, scope, debtor, on).await?;
    let line = interest.items.iter().find(|line| line.item.id == item).ok_or(AppError::NotFound("item"))?;
    let due = match what {
        WaivedWhat::Interest => line.due(),
        WaivedWhat::Indemnity => match line.indemnity {
            Indemnity::Due(amount) => amount,
            Indemnity::None(NoIndemnity::Waived) => return Err(AppError::Conflict("waiver")),
            Indemnity::None(_) => Cents::ZERO,
        },
    };
    let amount = amount.unwrap_or(due);
    if !amount.is_positive() || amount > due || (what == WaivedWhat::Indemnity && amount != due) {
        return Err(AppError::Invalid { field: "amount", reason: text::error_waiver_amount(&due.shown_in(line.item.currency)) });
    }
    let organisation = scope.organisation.id;
    let row = WaiverRow {
        id: WaiverId(store::fresh_id()),
        item,
        what,
        on,
        amount,
        reason: reason.to_owned(),
        created_at: app.now(),
        created_by: scope.actor.name.clone(),
    };
    let mut tx = app.db().begin().await?;
    let payload = serde_json::json!({"note": reason, "amount": amount.iso(), "kind": what.code(), "item": line.item.number});
    // The journal lets one writer at a time through: what was computed on must still be all that was given up.
    journal(&mut tx, app, scope, "interest.waived", Some(debtor), row.id.0, &payload).await?;
    let known = store::interest::waivers_of(&mut tx, organisation, debtor).await?;
    if known.iter().filter(|known| known.item == item).ne(line.waivers.iter()) {
        return Err(AppError::Conflict("waiver"));
    }
    store::interest::insert_waiver(&mut tx, organisation, &row).await?;
    tx.commit().await?;
    Ok(row.id)
}

/// Takes a waiver back: what it gave up is due again.
///
/// # Errors
/// [`AppError::NotFound`] when the debtor has no such waiver in force.
#[crate::boxed]
pub async fn restore(app: &App, scope: &Scope, debtor: DebtorId, id: WaiverId) -> Result<()> {
    scope.require(Permission::ManageClaims)?;
    let organisation = scope.organisation.id;
    let mut tx = app.db().begin().await?;
    let known = store::interest::waivers_of(&mut tx, organisation, debtor).await?;
    known.iter().find(|row| row.id == id).ok_or(AppError::NotFound("waiver"))?;
    store::interest::withdraw_waiver(&mut tx, organisation, id, app.now(), &scope.actor.name).await?;
    journal(&mut tx, app, scope, "interest.restored", Some(debtor), id.0, &serde_json::json!({})).await?;
    tx.commit().await?;
    Ok(())
}
