//! A decision on a bank line is taken back, or made again.

use std::collections::BTreeMap;

use domain::Cents;
use domain::assignment::Rest;
use domain::ids::{AllocationId, DebtorId, OpenItemId, TransactionId};
use domain::ledger::operation::Remainder;
use domain::ledger::{Allocation, ItemKind, OpenItem};
use store::Tx;
use store::bank::{BankTransaction, TransactionState};
use store::bank_match::{MatchOrigin, MatchRow};
use store::item::NewAllocation;

use super::assign::{Assignment, Evidence, assign_in};
use super::event;
use crate::{App, AppError, Permission, Result, Scope, text};

async fn set(
    app: &App,
    scope: &Scope,
    id: TransactionId,
    (from, to): (TransactionState, TransactionState),
    kind: &'static str,
    note: &str,
) -> Result<()> {
    scope.require(Permission::MatchBank)?;
    let organisation = scope.organisation.id;
    let mut tx = app.db().begin().await?;
    store::bank::set_state(&mut tx, organisation, id, from, to, note, None).await?;
    let payload = serde_json::json!({"note": note});
    store::event::append(&mut tx, organisation, &[event(app, scope, kind, None, Some(id.0), &payload)]).await?;
    tx.commit().await?;
    Ok(())
}

/// Says that a line concerns no debtor, and why.
///
/// # Errors
/// [`AppError::Store`] when it has been dealt with.
#[crate::boxed]
pub async fn ignore(app: &App, scope: &Scope, id: TransactionId, note: &str) -> Result<()> {
    set(app, scope, id, (TransactionState::ToIdentify, TransactionState::Ignored), "transaction.ignored", note.trim()).await
}

/// Takes a decision on a line back: it returns to the inbox; what it paid is open as it was, in the same episode
/// with the same steps; remainders that were settled with it are open again; what was learned from it is revoked.
///
/// # Errors
/// [`AppError::Conflict`] when there is nothing to take back, or the accounting has booked it since;
/// [`AppError::Invalid`] when a refund or a bounce stands on it.
#[crate::boxed]
pub async fn undo(app: &App, scope: &Scope, id: TransactionId) -> Result<()> {
    scope.require(Permission::MatchBank)?;
    let organisation = scope.organisation.id;
    let mut tx = app.db().begin().await?;
    let line = store::bank::get(&mut tx, organisation, id).await?.ok_or(AppError::NotFound("transaction"))?;
    match (line.state, line.payment_item) {
        (TransactionState::Ignored, _) => {
            drop(tx);
            set(app, scope, id, (TransactionState::Ignored, TransactionState::ToIdentify), "transaction.undone", "").await
        }
        (TransactionState::Matched, Some(payment)) => {
            undo_match(&mut tx, app, scope, &line, payment).await?;
            Box::pin(crate::dispute::follow_in(&mut tx, app, scope)).await?;
            tx.commit().await?;
            Ok(())
        }
        (TransactionState::Booked, _) => {
            super::booked::undo_booked(&mut tx, app, scope, &line).await?;
            tx.commit().await?;
            Ok(())
        }
        _ => Err(AppError::Conflict("transaction")),
    }
}

async fn undo_match(tx: &mut Tx, app: &App, scope: &Scope, line: &BankTransaction, payment: OpenItemId) -> Result<()> {
    let organisation = scope.organisation.id;
    let row = store::bank_match::live_of(tx, organisation, line.id).await?;
    let payments = row.as_ref().map_or_else(|| vec![payment], |row| row.payments.clone());
    // What the accounting has booked since is its to take back.
    for payment in &payments {
        let key = store::ledger::source_key(tx, organisation, *payment).await?;
        if !key.is_some_and(|key| key.starts_with("bank:")) {
            return Err(AppError::Conflict("transaction"));
        }
    }
    let operations: Vec<_> = row.iter().flat_map(|row| row.operations.iter().rev().copied()).collect();
    for operation in operations {
        let done = store::ledger::get(tx, organisation, operation).await?.ok_or(AppError::NotFound("operation"))?;
        if !done.undone {
            crate::ledger::undo_in(tx, app, scope, operation, &text::reason_undone(&scope.actor.name)).await?;
        }
    }
    let mut counters = BTreeMap::new();
    let mut debtors = Vec::with_capacity(payments.len());
    for payment in &payments {
        let item = store::item::get(tx, organisation, *payment).await?.ok_or(AppError::NotFound("payment"))?;
        // Nor what a refund, a remainder or a bounce stands on: they are undone first.
        if crate::ledger::is_stood_on(tx, organisation, *payment).await? {
            return Err(AppError::Conflict("transaction"));
        }
        let beside = match &row {
            Some(_) => Vec::new(),
            None => store::bank_match::written_with(tx, organisation, *payment, item.debtor).await?,
        };
        counters.extend(beside.into_iter().map(|written| (written.id, written.allocation)));
        let live = store::item::live_allocations_of(tx, organisation, *payment).await?;
        counters.extend(live.into_iter().map(|live| (live.id, live.allocation)));
        debtors.push(item);
    }
    if let Some(row) = &row {
        let written = store::bank_match::written_by(tx, organisation, row.id).await?;
        counters.extend(written.into_iter().filter(|written| written.is_live).map(|written| (written.id, written.allocation)));
        store::bank_match::set_undone(tx, organisation, row.id, app.now(), &scope.actor.name).await?;
    }
    take_back(tx, app, scope, counters).await?;
    for item in &debtors {
        cancel_payment(tx, app, scope, item).await?;
    }
    let note = row.as_ref().map_or("", |row| row.previous_note.as_str());
    store::bank::set_state(tx, organisation, line.id, TransactionState::Matched, TransactionState::ToIdentify, note, None).await?;
    let forgotten = store::payer::forget(tx, organisation, line.id, app.now(), &scope.actor.name).await?;
    let payload = serde_json::json!({"transaction": line.reference, "amount": line.amount.iso(), "forgotten": forgotten});
    let told = |item: &OpenItem| event(app, scope, "transaction.undone", Some(item.debtor), Some(line.id.0), &payload);
    let events: Vec<_> = debtors.iter().map(told).collect();
    store::event::append(tx, organisation, &events).await?;
    Ok(())
}

/// Counter-rows: nothing was ever paid, so no episode begins.
async fn take_back(tx: &mut Tx, app: &App, scope: &Scope, rows: BTreeMap<AllocationId, Allocation>) -> Result<()> {
    let counters: Vec<NewAllocation> = rows
        .into_iter()
        .map(|(id, allocation)| NewAllocation {
            allocation: Allocation { amount: -allocation.amount, ..allocation },
            origin: "match",
            reason: text::reason_undone(&scope.actor.name),
            reverses: Some(id),
        })
        .collect();
    store::item::take_back(tx, scope.organisation.id, &counters, app.now(), &scope.actor.name).await?;
    crate::promises::settle(tx, app, scope, app.today()).await?;
    Ok(())
}

/// Payments are never deleted: a debit of the same day and amount takes this one back.
async fn cancel_payment(tx: &mut Tx, app: &App, scope: &Scope, payment: &OpenItem) -> Result<()> {
    let organisation = scope.organisation.id;
    let reason = text::reason_undone(&scope.actor.name);
    let counter = OpenItem {
        id: OpenItemId(store::fresh_id()),
        kind: ItemKind::Debit,
        amount: -payment.amount,
        open: -payment.amount,
        ..payment.clone()
    };
    let allocation = Allocation { debit: counter.id, credit: payment.id, amount: counter.amount, value_on: payment.issued_on };
    let sourced = store::item::SourcedItem {
        source: "undo",
        source_key: format!("undo:{}", payment.id),
        lettering: String::new(),
        label: reason.clone(),
        order_reference: String::new(),
        item: counter,
    };
    store::item::insert(tx, organisation, &[sourced]).await?;
    let allocation = NewAllocation { allocation, origin: "undo", reason, reverses: None };
    store::item::take_back(tx, organisation, &[allocation], app.now(), &scope.actor.name).await?;
    Ok(())
}

/// Makes the last matching of a line again, after it was taken back: the same items, amounts and remainder.
///
/// # Errors
/// [`AppError::Conflict`] when nothing was taken back; [`AppError::Invalid`] when an item has been paid otherwise
/// in between.
#[crate::boxed]
pub async fn redo(app: &App, scope: &Scope, id: TransactionId) -> Result<()> {
    scope.require(Permission::MatchBank)?;
    let organisation = scope.organisation.id;
    let mut tx = app.db().begin().await?;
    let last = store::bank_match::last_of(&mut tx, organisation, id).await?;
    let Some(row) = last.filter(|row| row.undone_at.is_some()) else { return Err(AppError::Conflict("transaction")) };
    match (row.origin, row.payments.first()) {
        (MatchOrigin::Booked, Some(payment)) => super::booked::mark_booked_in(&mut tx, app, scope, id, *payment).await?,
        _ => {
            let wanted = again(&mut tx, scope, row).await?;
            assign_in(&mut tx, app, scope, &wanted).await?;
        }
    }
    tx.commit().await?;
    Ok(())
}

/// What a matching said, from what it wrote.
async fn again(tx: &mut Tx, scope: &Scope, row: MatchRow) -> Result<Assignment> {
    let organisation = scope.organisation.id;
    let mut parts: BTreeMap<OpenItemId, Cents> = BTreeMap::new();
    let mut placed: BTreeMap<OpenItemId, Cents> = BTreeMap::new();
    for written in store::bank_match::written_by(tx, organisation, row.id).await? {
        let allocation = written.allocation;
        *parts.entry(allocation.debit).or_default() += allocation.amount;
        if row.payments.contains(&allocation.credit) {
            *placed.entry(allocation.credit).or_default() += allocation.amount;
        } else {
            *parts.entry(allocation.credit).or_default() -= allocation.amount;
        }
    }
    let (mut name, mut reason) = (None, String::new());
    for operation in &row.operations {
        let done = store::ledger::get(tx, organisation, *operation).await?.ok_or(AppError::NotFound("operation"))?;
        name = Remainder::from_code(&done.code);
        reason = done.reason;
        if !row.payments.contains(&done.subject) {
            *parts.entry(done.subject).or_default() += done.amount;
        }
    }
    let debtor = keeper(tx, scope, &row.payments, &placed).await?;
    let confirmed = (row.origin != MatchOrigin::Hand).then(|| Evidence {
        confidence: row.confidence.unwrap_or_default(),
        reasons: row.reasons,
        runner_up: row.runner_up,
    });
    Ok(Assignment { transaction: row.transaction, parts: parts.into_iter().collect(), rest: Rest { debtor, name }, reason, confirmed })
}

/// The account whose payment was more than what it was put on.
async fn keeper(tx: &mut Tx, scope: &Scope, payments: &[OpenItemId], placed: &BTreeMap<OpenItemId, Cents>) -> Result<Option<DebtorId>> {
    for payment in payments {
        let item = store::item::get(tx, scope.organisation.id, *payment).await?.ok_or(AppError::NotFound("payment"))?;
        if -item.amount > placed.get(payment).copied().unwrap_or_default() {
            return Ok(Some(item.debtor));
        }
    }
    Ok(None)
}
