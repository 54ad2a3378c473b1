//! A person says what a bank line pays.

use std::collections::HashMap;

use domain::assignment::{self, Assigned, Part, Rest, Share};
use domain::ids::{DebtorId, MatchId, OpenItemId, OperationId, TransactionId};
use domain::ledger::operation::Remainder;
use domain::ledger::{ItemKind, LetteredItem, OpenItem, allocate_lettered};
use domain::{Cents, Date};
use store::Tx;
use store::bank::{BankTransaction, TransactionState};
use store::bank_match::{MatchOrigin, MatchRow};
use store::item::{NewAllocation, SourcedItem};

use super::event;
use crate::ledger::{Act, Request};
use crate::{App, AppError, Permission, Result, Scope, text};

/// The proposal that a person confirms.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Evidence {
    /// In hundredths.
    pub confidence: u8,
    /// Why, a French sentence each.
    pub reasons: Vec<String>,
    /// What came second, in words; empty for nothing.
    pub runner_up: String,
}

/// What a person says that a line pays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assignment {
    /// The line.
    pub transaction: TransactionId,
    /// Items, and how much on each: with the sign of what is left of it.
    pub parts: Vec<(OpenItemId, Cents)>,
    /// What becomes of the difference.
    pub rest: Rest,
    /// Why a difference is settled, in words; may be empty below the tolerance.
    pub reason: String,
    /// The proposal that is confirmed; `None` when the person decided alone.
    pub confirmed: Option<Evidence>,
}

/// Puts a line on items: a payment per debtor, allocations, a named remainder, all in one transaction. What the
/// line says of its payer is learned.
///
/// # Errors
/// [`AppError::Conflict`] when the line has been dealt with or an item is in another currency;
/// [`AppError::Invalid`] with what is wrong of the amounts; [`AppError::NotFound`].
#[crate::boxed]
pub async fn assign(app: &App, scope: &Scope, wanted: &Assignment) -> Result<()> {
    let mut tx = app.db().begin().await?;
    assign_in(&mut tx, app, scope, wanted).await?;
    Box::pin(crate::dispute::follow_in(&mut tx, app, scope)).await?;
    tx.commit().await?;
    Ok(())
}

/// As [`assign`], inside a transaction of the base.
pub(super) async fn assign_in(tx: &mut Tx, app: &App, scope: &Scope, wanted: &Assignment) -> Result<()> {
    scope.require(Permission::MatchBank)?;
    if wanted.rest.name.is_some() {
        scope.require(crate::ledger::permission(store::ledger::OperationKind::Settle))?;
    }
    let organisation = scope.organisation.id;
    let line = store::bank::get(tx, organisation, wanted.transaction).await?.ok_or(AppError::NotFound("transaction"))?;
    if line.state != TransactionState::ToIdentify || !line.amount.is_positive() {
        return Err(AppError::Conflict("transaction"));
    }
    let items = load(tx, scope, &line, wanted).await?;
    let parts: Vec<Part> = wanted.parts.iter().map(|(id, amount)| part(&items[id], *amount)).collect();
    let assigned = assignment::assign(line.amount, &parts, wanted.rest)
        .map_err(|error| AppError::Invalid { field: "parts", reason: text::matching::error_assignment(error, &items) })?;
    let reason = wanted.confirmed.as_ref().map_or_else(
        || text::reason_by_person(&scope.actor.name),
        |evidence| text::matching::reason_confirmed(&scope.actor.name, &evidence.reasons),
    );
    let written = write(tx, app, scope, &line, &assigned, &items, &reason).await?;
    let operations = settle(tx, app, scope, &line, wanted, &assigned, &items, &written.payments).await?;
    let row = match_row(app, scope, &line, wanted, written.payments.iter().map(|(_, id)| *id).collect(), operations, written.allocations);
    let (from, to) = (TransactionState::ToIdentify, TransactionState::Matched);
    store::bank::set_state(tx, organisation, line.id, from, to, &reason, row.payments.first().copied()).await?;
    store::bank_match::insert(tx, organisation, &[row]).await?;
    super::memory::learn(tx, app, scope, &line, &assigned.shares).await?;
    let events: Vec<_> = assigned
        .shares
        .iter()
        .map(|share| {
            let payload = serde_json::json!({
                "transaction": line.reference, "amount": share.amount.iso(), "currency": line.currency.code(), "reason": reason,
            });
            event(app, scope, "transaction.matched", Some(share.debtor), Some(line.id.0), &payload)
        })
        .collect();
    store::event::append(tx, organisation, &events).await?;
    Ok(())
}

/// Says that a line pays these items of one debtor, oldest first, as far as it goes; what is left over stays on
/// the account as cash to be used.
///
/// # Errors
/// As [`assign`]; [`AppError::Conflict`] for an item of another debtor.
#[crate::boxed]
pub async fn identify(app: &App, scope: &Scope, id: TransactionId, debtor: DebtorId, items: &[OpenItemId]) -> Result<()> {
    let organisation = scope.organisation.id;
    let mut tx = app.db().begin().await?;
    let mut parts = Vec::with_capacity(items.len());
    for item in items {
        let item = store::item::get(&mut tx, organisation, *item).await?.ok_or(AppError::NotFound("item"))?;
        if item.debtor != debtor {
            return Err(AppError::Conflict("item"));
        }
        parts.push((item.id, item.open));
    }
    let rest = Rest { debtor: Some(debtor), name: None };
    let wanted = Assignment { transaction: id, parts, rest, reason: String::new(), confirmed: None };
    assign_in(&mut tx, app, scope, &wanted).await?;
    Box::pin(crate::dispute::follow_in(&mut tx, app, scope)).await?;
    tx.commit().await?;
    Ok(())
}

/// Accepts a proposal as it was shown: its reasons, confidence and runner-up are kept with the matching.
///
/// # Errors
/// As [`assign`]; [`AppError::Conflict`] when the line has no such proposal any more.
#[crate::boxed]
pub async fn accept(app: &App, scope: &Scope, id: TransactionId, debtor: DebtorId, items: &[OpenItemId]) -> Result<()> {
    scope.require(Permission::MatchBank)?;
    let mut tx = app.db().begin().await?;
    let line = store::bank::get(&mut tx, scope.organisation.id, id).await?.ok_or(AppError::NotFound("transaction"))?;
    let proposals = super::propose(&mut tx, scope.organisation.id, std::slice::from_ref(&line)).await?.pop().unwrap_or_default();
    let is_shown = |proposal: &super::Proposal| {
        proposal.debtor == debtor && !items.is_empty() && proposal.items.iter().map(|item| item.id).eq(items.iter().copied())
    };
    let at = proposals.iter().position(is_shown).ok_or(AppError::Conflict("proposal"))?;
    let runner_up = proposals.iter().enumerate().find(|(other, _)| *other != at);
    let confirmed = Evidence {
        confidence: proposals[at].confidence,
        reasons: proposals[at].reasons.clone(),
        runner_up: runner_up.map(|(_, other)| text::matching::runner_up(&other.debtor_name, other.confidence)).unwrap_or_default(),
    };
    let wanted = Assignment {
        transaction: id,
        parts: proposals[at].items.iter().map(|item| (item.id, item.amount)).collect(),
        rest: Rest { debtor: Some(debtor), name: None },
        reason: String::new(),
        confirmed: Some(confirmed),
    };
    assign_in(&mut tx, app, scope, &wanted).await?;
    Box::pin(crate::dispute::follow_in(&mut tx, app, scope)).await?;
    tx.commit().await?;
    Ok(())
}

/// The items of an assignment, each once; and whether the account of a rest is there.
async fn load(tx: &mut Tx, scope: &Scope, line: &BankTransaction, wanted: &Assignment) -> Result<HashMap<OpenItemId, OpenItem>> {
    let organisation = scope.organisation.id;
    let mut items = HashMap::with_capacity(wanted.parts.len());
    for (id, _) in &wanted.parts {
        let item = store::item::get(tx, organisation, *id).await?.ok_or(AppError::NotFound("item"))?;
        if item.currency != line.currency {
            return Err(AppError::Conflict("item"));
        }
        items.insert(*id, item);
    }
    if let Some(debtor) = wanted.rest.debtor {
        store::debtor::get(tx, organisation, debtor).await?.ok_or(AppError::NotFound("debtor"))?;
    }
    Ok(items)
}

fn part(item: &OpenItem, amount: Cents) -> Part {
    Part { item: item.id, debtor: item.debtor, issued_on: item.issued_on, open: item.open, amount }
}

fn match_row(
    app: &App,
    scope: &Scope,
    line: &BankTransaction,
    wanted: &Assignment,
    payments: Vec<OpenItemId>,
    operations: Vec<OperationId>,
    allocations: Vec<domain::ids::AllocationId>,
) -> MatchRow {
    let evidence = wanted.confirmed.clone();
    MatchRow {
        id: MatchId(store::fresh_id()),
        transaction: line.id,
        origin: if evidence.is_some() { MatchOrigin::Confirmed } else { MatchOrigin::Hand },
        confidence: evidence.as_ref().map(|evidence| evidence.confidence),
        reasons: evidence.as_ref().map(|evidence| evidence.reasons.clone()).unwrap_or_default(),
        runner_up: evidence.map(|evidence| evidence.runner_up).unwrap_or_default(),
        previous_note: line.note.clone(),
        created_at: app.now(),
        actor: scope.actor.name.clone(),
        undone_at: None,
        payments,
        operations,
        allocations,
    }
}

/// What was written of the shares.
struct Written {
    payments: Vec<(DebtorId, OpenItemId)>,
    allocations: Vec<domain::ids::AllocationId>,
}

async fn write(
    tx: &mut Tx,
    app: &App,
    scope: &Scope,
    line: &BankTransaction,
    assigned: &Assigned,
    items: &HashMap<OpenItemId, OpenItem>,
    reason: &str,
) -> Result<Written> {
    let organisation = scope.organisation.id;
    let made: Vec<SourcedItem> = assigned.shares.iter().map(|share| payment(line, share)).collect();
    let mut rows: Vec<NewAllocation> = Vec::new();
    for (share, payment) in assigned.shares.iter().zip(&made) {
        // What no item takes stays on the payment, not on a credit note: it is left out of the pairing.
        let own =
            LetteredItem { id: payment.item.id, issued_on: line.booked_on, due_on: line.booked_on, open: share.surplus - share.amount };
        let member = |(id, amount): &(OpenItemId, Cents)| LetteredItem {
            id: *id,
            issued_on: items[id].issued_on,
            due_on: items[id].due_on,
            open: *amount,
        };
        let group: Vec<LetteredItem> = share.items.iter().map(member).chain([own]).collect();
        rows.extend(allocate_lettered(&group).into_iter().map(|allocation| NewAllocation {
            allocation,
            origin: "match",
            reason: reason.to_owned(),
            reverses: None,
        }));
    }
    store::item::insert(tx, organisation, &made).await?;
    let allocations = store::item::allocate(tx, organisation, &rows, app.now(), &scope.actor.name).await?;
    crate::promises::settle(tx, app, scope, app.today()).await?;
    let payments = made.iter().map(|payment| (payment.item.debtor, payment.item.id)).collect();
    Ok(Written { payments, allocations })
}

/// The payment that a line makes on a debtor's account.
fn payment(line: &BankTransaction, share: &Share) -> SourcedItem {
    let id = OpenItemId(store::fresh_id());
    SourcedItem {
        item: OpenItem {
            id,
            debtor: share.debtor,
            kind: ItemKind::Payment,
            number: line.reference.clone(),
            issued_on: line.booked_on,
            due_on: line.booked_on,
            due_estimated: false,
            currency: line.currency,
            amount: -share.amount,
            open: -share.amount,
        },
        source: "bank",
        // A decision that was taken back leaves its payment behind, so the line alone is no key.
        source_key: format!("bank:{}:{id}", line.id),
        lettering: String::new(),
        label: line.label.clone(),
        order_reference: String::new(),
    }
}

/// Settles the difference under its name, by operations of the ledger.
#[expect(clippy::too_many_arguments, reason = "one step of assign_in, cut out of it")]
async fn settle(
    tx: &mut Tx,
    app: &App,
    scope: &Scope,
    line: &BankTransaction,
    wanted: &Assignment,
    assigned: &Assigned,
    items: &HashMap<OpenItemId, OpenItem>,
    payments: &[(DebtorId, OpenItemId)],
) -> Result<Vec<OperationId>> {
    let Some(name) = wanted.rest.name else { return Ok(Vec::new()) };
    let mut settled: Vec<(DebtorId, OpenItemId, Cents, Date)> =
        assigned.settled.iter().map(|(id, amount)| (items[id].debtor, *id, *amount, items[id].issued_on)).collect();
    if let Some((debtor, amount)) = assigned.settled_surplus {
        let payment = payments.iter().find(|(of, _)| *of == debtor).ok_or(AppError::NotFound("payment"))?;
        settled.push((debtor, payment.1, amount, line.booked_on));
    }
    let limits = store::payer::settings(tx, scope.organisation.id).await?;
    let mut operations = Vec::with_capacity(settled.len());
    for (debtor, item, amount, issued_on) in settled {
        let known = amount <= limits.tolerance || (name == Remainder::BankCharges && amount <= limits.max_bank_fee);
        let reason = match wanted.reason.trim() {
            "" if known => text::matching::reason_settled(name, &line.reference),
            typed => typed.to_owned(),
        };
        let act = Act::Settle { item, amount, name };
        let request = Request { debtor, on: line.booked_on.max(issued_on), act, reason };
        operations.push(crate::ledger::act_in(tx, app, scope, &request).await?);
    }
    Ok(operations)
}
