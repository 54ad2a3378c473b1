//! A line whose money the accounting holds already: it is linked to that payment, and nothing is made.

use domain::ids::{DebtorId, MatchId, OpenItemId, OrganisationId, TransactionId};
use domain::{Cents, Date, calendar};
use store::Tx;
use store::bank::{BankTransaction, TransactionState};
use store::bank_match::{MatchOrigin, MatchRow};

use super::event;
use crate::dashboard::names;
use crate::matching::BOOKING_DELAY;
use crate::{App, AppError, Permission, Result, Scope, text};

/// A payment of the accounting that may be a bank line: same amount, same days, and no line's yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BookedPayment {
    /// The payment.
    pub id: OpenItemId,
    /// Its number in the accounting.
    pub number: String,
    /// When it was booked.
    pub on: Date,
    /// Its amount, positive.
    pub amount: Cents,
    /// On whose account.
    pub debtor: DebtorId,
    /// Its name.
    pub debtor_name: String,
}

/// The payments of the accounting that a line may be, by day.
///
/// # Errors
/// [`AppError`].
pub(super) async fn booked_payments(tx: &mut Tx, organisation: OrganisationId, line: &BankTransaction) -> Result<Vec<BookedPayment>> {
    if line.state != TransactionState::ToIdentify || !line.amount.is_positive() {
        return Ok(Vec::new());
    }
    let days = (calendar::add_days(line.booked_on, -BOOKING_DELAY), calendar::add_days(line.booked_on, BOOKING_DELAY));
    let found = store::bank::booked_payments(tx, organisation, line.amount, line.currency, days).await?;
    let names = names(tx, organisation, found.iter().map(|payment| payment.debtor)).await?;
    let shown = |payment: store::bank::AccountingPayment| BookedPayment {
        id: payment.id,
        debtor_name: names.get(&payment.debtor).map(|(_, name)| name.clone()).unwrap_or_default(),
        debtor: payment.debtor,
        on: payment.booked_on,
        amount: line.amount,
        number: payment.number,
    };
    Ok(found.into_iter().map(shown).collect())
}

/// Says that a line is a payment which the accounting holds: the line is linked to it, and no second payment is made.
/// What it pays is the accounting's to say.
///
/// # Errors
/// [`AppError::Conflict`] when the line has been dealt with, or the payment is no such payment or another line's.
#[crate::boxed]
pub async fn mark_booked(app: &App, scope: &Scope, id: TransactionId, payment: OpenItemId) -> Result<()> {
    let mut tx = app.db().begin().await?;
    mark_booked_in(&mut tx, app, scope, id, payment).await?;
    tx.commit().await?;
    Ok(())
}

/// As [`mark_booked`], inside a transaction of the base.
pub(super) async fn mark_booked_in(tx: &mut Tx, app: &App, scope: &Scope, id: TransactionId, payment: OpenItemId) -> Result<()> {
    scope.require(Permission::MatchBank)?;
    let organisation = scope.organisation.id;
    let line = store::bank::get(tx, organisation, id).await?.ok_or(AppError::NotFound("transaction"))?;
    if line.state != TransactionState::ToIdentify {
        return Err(AppError::Conflict("transaction"));
    }
    let known = booked_payments(tx, organisation, &line).await?;
    let chosen = known.into_iter().find(|known| known.id == payment).ok_or(AppError::Conflict("payment"))?;
    let note = text::matching::reason_booked_by(&scope.actor.name, &chosen.number, chosen.on);
    let (from, to) = (TransactionState::ToIdentify, TransactionState::Booked);
    store::bank::set_state(tx, organisation, id, from, to, &note, Some(payment)).await?;
    let row = MatchRow {
        id: MatchId(store::fresh_id()),
        transaction: id,
        origin: MatchOrigin::Booked,
        confidence: None,
        reasons: vec![note.clone()],
        runner_up: String::new(),
        previous_note: line.note,
        created_at: app.now(),
        actor: scope.actor.name.clone(),
        undone_at: None,
        payments: vec![payment],
        operations: Vec::new(),
        allocations: Vec::new(),
    };
    store::bank_match::insert(tx, organisation, &[row]).await?;
    let payload = serde_json::json!({
        "transaction": line.reference, "amount": line.amount.iso(), "currency": line.currency.code(), "payment": chosen.number,
        "reason": note,
    });
    store::event::append(tx, organisation, &[event(app, scope, "transaction.booked", Some(chosen.debtor), Some(id.0), &payload)]).await?;
    Ok(())
}

/// Takes [`mark_booked`] back, or what the program recognised: the line returns to the inbox, the payment stays as the accounting has it.
///
/// # Errors
/// [`AppError::Conflict`] when nothing was written down of it, as on lines of earlier versions.
pub(super) async fn undo_booked(tx: &mut Tx, app: &App, scope: &Scope, line: &BankTransaction) -> Result<()> {
    let organisation = scope.organisation.id;
    let row = store::bank_match::live_of(tx, organisation, line.id).await?;
    let row = row.filter(|row| row.origin == MatchOrigin::Booked).ok_or(AppError::Conflict("transaction"))?;
    store::bank_match::set_undone(tx, organisation, row.id, app.now(), &scope.actor.name).await?;
    let (from, to) = (TransactionState::Booked, TransactionState::ToIdentify);
    store::bank::set_state(tx, organisation, line.id, from, to, &row.previous_note, None).await?;
    let debtor = match row.payments.first() {
        Some(payment) => store::item::get(tx, organisation, *payment).await?.map(|item| item.debtor),
        None => None,
    };
    let payload = serde_json::json!({"transaction": line.reference, "amount": line.amount.iso()});
    store::event::append(tx, organisation, &[event(app, scope, "transaction.undone", debtor, Some(line.id.0), &payload)]).await?;
    Ok(())
}
