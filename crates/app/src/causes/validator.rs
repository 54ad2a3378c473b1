//! Who approves an invoice on the debtor's side.

use domain::dunning::ActionState;
use domain::ids::{DebtorId, OpenItemId};

use crate::accounts::{ContactTyped, put_contact};
use crate::text::causes as words;
use crate::{App, AppError, Permission, Result, Scope, journal};

/// Keeps who validates invoices among the contacts; the task that asks for the name is done by it.
///
/// # Errors
/// [`AppError::Invalid`] without a name, or naming the field; [`AppError::NotFound`].
#[crate::boxed]
pub async fn name_validator(app: &App, scope: &Scope, debtor: DebtorId, items: &[OpenItemId], contact: &ContactTyped) -> Result<()> {
    scope.require(Permission::EditDebtors)?;
    if contact.name.trim().is_empty() {
        return Err(AppError::Invalid { field: "name", reason: words::error_validator_name() });
    }
    let organisation = scope.organisation.id;
    let mut tx = app.db().begin().await?;
    let id = put_contact(&mut tx, app, scope, debtor, None, contact).await?;
    let rows = store::cause::of_debtor(&mut tx, organisation, debtor).await?;
    let named = |row: &&store::cause::CauseRow| row.ended.is_none() && items.contains(&row.item);
    for task in rows.iter().filter(named).filter_map(|row| row.action) {
        let action = store::action::get(&mut tx, organisation, task).await?;
        if action.is_some_and(|action| action.state == ActionState::ToDo && action.step_key == "ask_validator") {
            let reason = words::validator(&contact.name);
            store::action::set_state(&mut tx, organisation, task, ActionState::ToDo, ActionState::Sent, &reason, app.now()).await?;
        }
    }
    let numbers = store::item::numbers(&mut tx, organisation, items).await?;
    let numbers = items.iter().filter_map(|item| numbers.get(item)).map(String::as_str).collect::<Vec<_>>().join(", ");
    let payload = serde_json::json!({"note": words::validator(&contact.name), "number": numbers});
    let line = journal::line(app, scope, "service.validator_named", Some(debtor), Some(id.0), &payload);
    store::event::append(&mut tx, organisation, &[line]).await?;
    tx.commit().await?;
    Ok(())
}
