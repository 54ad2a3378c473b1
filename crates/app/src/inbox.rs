//! Bank lines that nobody knows yet: "à identifier".

use std::collections::HashMap;

use domain::ids::{DebtorId, OpenItemId, TransactionId};
use domain::ledger::{ItemKind, OpenItem};
use domain::matching::{Candidate, Match, ReferenceIndex, TransactionText, match_transaction};
use domain::{Cents, Currency, Date};
use store::bank::{BankTransaction, TransactionState};
use store::event::NewEvent;
use store::item::{KnownItem, NewAllocation};

use crate::dashboard::names;
use crate::debtors::{DebtorsQuery, Show};
use crate::{App, AppError, Permission, Result, Scope, text};

/// A bank line as shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BankLine {
    /// Its id.
    pub id: TransactionId,
    /// Booking date.
    pub booked_on: Date,
    /// Credit positive.
    pub amount: Cents,
    /// Its currency.
    pub currency: Currency,
    /// Its label.
    pub label: String,
    /// Who paid.
    pub counterparty: String,
    /// The bank's reference.
    pub reference: String,
}

impl From<&BankTransaction> for BankLine {
    fn from(transaction: &BankTransaction) -> Self {
        Self {
            id: transaction.id,
            booked_on: transaction.booked_on,
            amount: transaction.amount,
            currency: transaction.currency,
            label: transaction.label.clone(),
            counterparty: transaction.counterparty.clone(),
            reference: transaction.reference.clone(),
        }
    }
}

/// What a line may pay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// The debtor.
    pub debtor: DebtorId,
    /// Its name.
    pub debtor_name: String,
    /// Items with number and what is left of each.
    pub items: Vec<(OpenItemId, String, Cents)>,
    /// Line less items.
    pub residual: Cents,
    /// Why, in French.
    pub reason: String,
}

/// A line with what it may pay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InboxLine {
    /// The line.
    pub transaction: BankLine,
    /// Best first.
    pub proposals: Vec<Proposal>,
}

/// A debtor, positions of its items among the candidates, and why.
type Lead = (DebtorId, Vec<usize>, String);

fn candidate(item: &KnownItem) -> Candidate {
    Candidate { id: item.id, debtor: item.debtor, number: item.number.clone(), open: item.open, currency: item.currency }
}

/// The inbox, oldest line first, each with what its texts point to: numbers found, else the one debtor who
/// has paid from that account before, else the items whose amount is the line's.
///
/// # Errors
/// [`AppError`].
pub async fn to_identify(app: &App, scope: &Scope) -> Result<Vec<InboxLine>> {
    scope.require(Permission::ViewReceivables)?;
    let organisation = scope.organisation.id;
    let mut tx = app.db().snapshot().await?;
    let transactions = store::bank::in_state(&mut tx, organisation, TransactionState::ToIdentify).await?;
    let known = store::item::known(&mut tx, organisation).await?;
    let candidates: Vec<Candidate> = known.iter().filter(|item| !item.open.is_zero() && item.kind.is_document()).map(candidate).collect();
    let payers: HashMap<String, DebtorId> = store::bank::known_payers(&mut tx, organisation).await?.into_iter().collect();
    let accounts: HashMap<String, DebtorId> = store::debtor::all(&mut tx, organisation)
        .await?
        .into_iter()
        .filter_map(|debtor| Some((debtor.iban?.as_str().to_owned(), debtor.id)))
        .collect();
    let index = ReferenceIndex::new(&candidates);
    let mut found: Vec<(BankLine, Vec<Lead>)> = Vec::new();
    for transaction in &transactions {
        let texts = [transaction.label.as_str(), transaction.end_to_end_id.as_str()];
        let text = TransactionText { amount: transaction.amount, currency: transaction.currency, texts: &texts };
        let mut proposals = Vec::new();
        if let Match::Exact { items } | Match::Proposal { items, .. } = match_transaction(&index, &text)
            && let Some(first) = items.first()
        {
            proposals.push((candidates[*first].debtor, items, text::proposal_number()));
        } else if let Some(debtor) = payers.get(&transaction.counterparty_iban).or_else(|| accounts.get(&transaction.counterparty_iban)) {
            let own = (0..candidates.len())
                .filter(|at| candidates[*at].debtor == *debtor && candidates[*at].open == transaction.amount)
                .collect();
            proposals.push((*debtor, own, text::proposal_account()));
        } else {
            let same = (0..candidates.len())
                .filter(|at| candidates[*at].open == transaction.amount && candidates[*at].currency == transaction.currency);
            proposals.extend(same.take(3).map(|at| (candidates[at].debtor, vec![at], text::proposal_amount())));
        }
        found.push((transaction.into(), proposals));
    }
    let debtors: Vec<DebtorId> = found.iter().flat_map(|(_, proposals)| proposals.iter().map(|(debtor, ..)| *debtor)).collect();
    let names = names(&mut tx, organisation, debtors).await?;
    Ok(found
        .into_iter()
        .map(|(transaction, proposals)| {
            let proposals = proposals
                .into_iter()
                .map(|(debtor, items, reason)| {
                    proposal(debtor, &names, items.iter().map(|at| &candidates[*at]), transaction.amount, reason)
                })
                .collect();
            InboxLine { transaction, proposals }
        })
        .collect())
}

fn proposal<'a>(
    debtor: DebtorId,
    names: &HashMap<DebtorId, (String, String)>,
    items: impl Iterator<Item = &'a Candidate>,
    amount: Cents,
    reason: String,
) -> Proposal {
    let items: Vec<(OpenItemId, String, Cents)> = items.map(|item| (item.id, item.number.clone(), item.open)).collect();
    let residual = amount - Cents::total(items.iter().map(|(_, _, open)| *open));
    Proposal { debtor, debtor_name: names.get(&debtor).map(|(_, name)| name.clone()).unwrap_or_default(), items, residual, reason }
}

/// Debtors that some words find, with all their open items, for a line that a person identifies.
///
/// # Errors
/// [`AppError::NotFound`].
pub async fn candidates(app: &App, scope: &Scope, id: TransactionId, search: &str) -> Result<Vec<Proposal>> {
    scope.require(Permission::MatchBank)?;
    let organisation = scope.organisation.id;
    let query = DebtorsQuery { search: search.to_owned(), show: Show::Open, per_page: 8, ..DebtorsQuery::default() };
    let (debtors, _) = crate::debtors::list(app, scope, &query).await?;
    let mut tx = app.db().snapshot().await?;
    let transaction = store::bank::get(&mut tx, organisation, id).await?.ok_or(AppError::NotFound("transaction"))?;
    let mut proposals = Vec::new();
    for debtor in debtors.rows {
        let items: Vec<(OpenItemId, String, Cents)> = store::item::of_debtor(&mut tx, organisation, debtor.id)
            .await?
            .into_iter()
            .filter(|item| !item.open.is_zero() && item.kind.is_document() && item.currency == transaction.currency)
            .map(|item| (item.id, item.number, item.open))
            .collect();
        let residual = transaction.amount - Cents::total(items.iter().map(|(_, _, open)| *open));
        proposals.push(Proposal { debtor: debtor.id, debtor_name: debtor.name, items, residual, reason: String::new() });
    }
    Ok(proposals)
}

pub use crate::matching::identify;

async fn set(
    app: &App,
    scope: &Scope,
    id: TransactionId,
    from: TransactionState,
    to: TransactionState,
    kind: &'static str,
    note: &str,
) -> Result<()> {
    scope.require(Permission::MatchBank)?;
    let organisation = scope.organisation.id;
    let mut tx = app.db().begin().await?;
    store::bank::set_state(&mut tx, organisation, id, from, to, note, None).await?;
    let payload = serde_json::json!({"note": note}).to_string();
    let event = NewEvent { at: app.now(), actor: scope.actor.name.clone(), kind, debtor: None, subject: Some(id.0), payload };
    store::event::append(&mut tx, organisation, &[event]).await?;
    tx.commit().await?;
    Ok(())
}

/// Says that a line concerns no debtor.
///
/// # Errors
/// [`AppError::Store`] when it has been dealt with.
pub async fn ignore(app: &App, scope: &Scope, id: TransactionId, note: &str) -> Result<()> {
    set(app, scope, id, TransactionState::ToIdentify, TransactionState::Ignored, "transaction.ignored", note.trim()).await
}

/// Takes a decision on a line back: it returns to the inbox, and what it paid is open again to the cent.
///
/// # Errors
/// [`AppError::Conflict`] when there is nothing to take back, or the accounting has booked it since.
pub async fn undo(app: &App, scope: &Scope, id: TransactionId) -> Result<()> {
    scope.require(Permission::MatchBank)?;
    let organisation = scope.organisation.id;
    let mut tx = app.db().begin().await?;
    let transaction = store::bank::get(&mut tx, organisation, id).await?.ok_or(AppError::NotFound("transaction"))?;
    match (transaction.state, transaction.payment_item) {
        (TransactionState::Ignored, _) => {
            drop(tx);
            return set(app, scope, id, TransactionState::Ignored, TransactionState::ToIdentify, "transaction.undone", "").await;
        }
        (TransactionState::Matched, Some(payment)) => {
            // What the accounting has booked since is its to take back.
            let own = store::bank::with_own_payment(&mut tx, organisation).await?;
            if !own.iter().any(|own| own.id == id) {
                return Err(AppError::Conflict("transaction"));
            }
            // Nor what a refund, a remainder or a bounce stands on: they are undone first.
            if crate::ledger::is_stood_on(&mut tx, organisation, payment).await? {
                return Err(AppError::Conflict("transaction"));
            }
            let live = store::item::live_allocations_of(&mut tx, organisation, payment).await?;
            let counters: Vec<NewAllocation> = live
                .iter()
                .map(|live| NewAllocation {
                    allocation: domain::ledger::Allocation { amount: -live.allocation.amount, ..live.allocation },
                    origin: "match",
                    reason: text::reason_undone(&scope.actor.name),
                    reverses: Some(live.id),
                })
                .collect();
            store::item::allocate(&mut tx, organisation, &counters, app.now(), &scope.actor.name).await?;
            cancel_payment(&mut tx, app, scope, payment).await?;
            store::bank::set_state(&mut tx, organisation, id, TransactionState::Matched, TransactionState::ToIdentify, "", None).await?;
        }
        _ => return Err(AppError::Conflict("transaction")),
    }
    let event = NewEvent {
        at: app.now(),
        actor: scope.actor.name.clone(),
        kind: "transaction.undone",
        debtor: None,
        subject: Some(id.0),
        payload: "{}".to_owned(),
    };
    store::event::append(&mut tx, organisation, &[event]).await?;
    tx.commit().await?;
    Ok(())
}

/// Payments are never deleted: a debit of the same day and amount takes this one back.
async fn cancel_payment(tx: &mut store::Tx, app: &App, scope: &Scope, payment: OpenItemId) -> Result<()> {
    let organisation = scope.organisation.id;
    let payment = store::item::get(tx, organisation, payment).await?.ok_or(AppError::NotFound("payment"))?;
    let reason = text::reason_undone(&scope.actor.name);
    let counter = OpenItem {
        id: OpenItemId(store::fresh_id()),
        kind: ItemKind::Debit,
        amount: -payment.amount,
        open: -payment.amount,
        ..payment.clone()
    };
    let allocation =
        domain::ledger::Allocation { debit: counter.id, credit: payment.id, amount: counter.amount, value_on: payment.issued_on };
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
    store::item::allocate(tx, organisation, &[allocation], app.now(), &scope.actor.name).await?;
    Ok(())
}

/// A line that has been dealt with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecentMatch {
    /// The line.
    pub transaction: BankLine,
    /// The debtor whose payment it is.
    pub debtor: Option<DebtorId>,
    /// Its name.
    pub debtor_name: String,
    /// Why, in French.
    pub reason: String,
    /// `matched`, `booked` or `ignored`.
    pub state: &'static str,
}

/// The newest lines that have been dealt with.
///
/// # Errors
/// [`AppError`].
pub async fn recent(app: &App, scope: &Scope) -> Result<Vec<RecentMatch>> {
    const SHOWN: usize = 50;
    scope.require(Permission::ViewReceivables)?;
    let organisation = scope.organisation.id;
    let mut tx = app.db().snapshot().await?;
    let mut all = Vec::new();
    for state in [TransactionState::Matched, TransactionState::Booked, TransactionState::Ignored] {
        all.extend(store::bank::in_state(&mut tx, organisation, state).await?);
    }
    all.sort_by(|a, b| b.booked_on.cmp(&a.booked_on).then(b.id.cmp(&a.id)));
    all.truncate(SHOWN);
    let mut owners: HashMap<OpenItemId, DebtorId> = HashMap::new();
    for payment in all.iter().filter_map(|transaction| transaction.payment_item) {
        if let Some(item) = store::item::get(&mut tx, organisation, payment).await? {
            owners.insert(payment, item.debtor);
        }
    }
    let names = names(&mut tx, organisation, owners.values().copied()).await?;
    Ok(all
        .iter()
        .map(|transaction| {
            let debtor = transaction.payment_item.and_then(|payment| owners.get(&payment).copied());
            RecentMatch {
                transaction: transaction.into(),
                debtor,
                debtor_name: debtor.and_then(|debtor| names.get(&debtor)).map(|(_, name)| name.clone()).unwrap_or_default(),
                reason: transaction.note.clone(),
                state: transaction.state.code(),
            }
        })
        .collect())
}
