//! The bank meets the ledger: what is certain is allocated, the rest goes to the inbox.

use std::collections::HashMap;

use domain::ids::{DebtorId, OpenItemId, OrganisationId};
use domain::ledger::{ItemKind, LetteredItem, OpenItem, allocate_lettered};
use domain::matching::{Candidate, Match, ReferenceIndex, TransactionText, match_transaction};
use domain::{Cents, Currency, Date};
use store::Tx;
use store::bank::{BankTransaction, TransactionState};
use store::event::NewEvent;
use store::item::{KnownItem, NewAllocation, SourcedItem};

use crate::{App, AppError, Permission, Result, Scope, text};

/// What one transaction pays, or might.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matched {
    /// The bank's reference.
    pub transaction: String,
    /// Number and amount of each item; a credit note is negative.
    pub items: Vec<(String, Cents)>,
    /// Transaction less items.
    pub residual: Cents,
    /// Why, in French.
    pub reason: String,
    /// In hundredths: 100 when reference and amount agree.
    pub confidence: u8,
}

/// What a matching did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MatchReport {
    /// Transactions looked at.
    pub transactions: usize,
    /// Allocated to the cent.
    pub matched: usize,
    /// Allocated in part.
    pub partial: usize,
    /// Left for a person.
    pub to_identify: usize,
    /// What this call allocated by itself.
    pub allocations: Vec<Matched>,
    /// What a person should confirm.
    pub proposals: Vec<Matched>,
}

/// Days between a bank line and its booking in the accounting.
const BOOKING_DELAY: i64 = 3;

fn candidate(item: &KnownItem) -> Candidate {
    Candidate { id: item.id, debtor: item.debtor, number: item.number.clone(), open: item.open, currency: item.currency }
}

fn texts(transaction: &BankTransaction) -> [&str; 3] {
    [&transaction.label, &transaction.end_to_end_id, &transaction.counterparty]
}

/// Matches every transaction of the inbox.
///
/// # Errors
/// [`AppError`].
pub async fn match_all(app: &App, scope: &Scope, dry_run: bool) -> Result<MatchReport> {
    scope.require(Permission::MatchBank)?;
    let mut tx = app.db().begin().await?;
    let report = match_in(&mut tx, app, scope).await?;
    if !dry_run {
        tx.commit().await?;
    }
    Ok(report)
}

/// Matches inside a transaction of the base.
pub(crate) async fn match_in(tx: &mut Tx, app: &App, scope: &Scope) -> Result<MatchReport> {
    let organisation = scope.organisation.id;
    let transactions = store::bank::in_state(tx, organisation, TransactionState::ToIdentify).await?;
    let mut report = MatchReport { transactions: transactions.len(), ..MatchReport::default() };
    if transactions.is_empty() {
        return Ok(report);
    }
    let known = store::item::known(tx, organisation).await?;
    let candidates: Vec<Candidate> = known.iter().filter(|item| !item.open.is_zero() && item.kind.is_document()).map(candidate).collect();
    let booked = Booked::new(&known, &store::item::live_allocations(tx, organisation).await?);
    let issued: HashMap<OpenItemId, Date> = known.iter().map(|item| (item.id, item.issued_on)).collect();
    let mut payments = Payments::default();
    let mut index = ReferenceIndex::new(&candidates);
    for transaction in &transactions {
        let text = TransactionText { amount: transaction.amount, currency: transaction.currency, texts: &texts(transaction) };
        match match_transaction(&index, &text) {
            Match::Exact { items } => {
                payments.add(transaction, &items, &candidates, &issued);
                report.allocations.push(matched(transaction, &items, &candidates, Cents::ZERO));
                report.matched += 1;
                // A paid item must not be paid again by the next line.
                index.settle(&items);
            }
            Match::Proposal { items, residual } => {
                report.proposals.push(matched(transaction, &items, &candidates, residual));
                report.to_identify += 1;
            }
            Match::ToIdentify => match booked.find(transaction) {
                Some(payment) => payments.booked.push((transaction.id, payment)),
                None => report.to_identify += 1,
            },
        }
    }
    report.matched += payments.booked.len();
    payments.write(tx, app, scope).await?;
    Ok(report)
}

fn matched(transaction: &BankTransaction, items: &[usize], candidates: &[Candidate], residual: Cents) -> Matched {
    let items: Vec<(String, Cents)> = items.iter().map(|at| (candidates[*at].number.clone(), candidates[*at].open)).collect();
    let numbers: Vec<&str> = items.iter().map(|(number, _)| number.as_str()).collect();
    let exact = residual.is_zero();
    let reason = if exact { text::reason_exact(&numbers) } else { text::reason_residual(&numbers, residual.fr_in(transaction.currency)) };
    Matched { transaction: transaction.reference.clone(), items, residual, reason, confidence: if exact { 100 } else { 60 } }
}

/// Payments that the accounting already holds, by the numbers of what they paid.
struct Booked<'a> {
    by_amount: HashMap<(Cents, Currency), Vec<&'a KnownItem>>,
    numbers_paid_by: HashMap<OpenItemId, Vec<&'a str>>,
}

impl<'a> Booked<'a> {
    fn new(known: &'a [KnownItem], allocations: &[store::item::LiveAllocation]) -> Self {
        let by_id: HashMap<OpenItemId, &KnownItem> = known.iter().map(|item| (item.id, item)).collect();
        let mut by_amount: HashMap<(Cents, Currency), Vec<&KnownItem>> = HashMap::new();
        for item in known
            .iter()
            .filter(|item| item.kind == ItemKind::Payment && (item.source_key.starts_with("fec:") || item.source_key.starts_with("api:")))
        {
            by_amount.entry((-item.amount, item.currency)).or_default().push(item);
        }
        let mut numbers_paid_by: HashMap<OpenItemId, Vec<&str>> = HashMap::new();
        for live in allocations {
            if let Some(debit) = by_id.get(&live.allocation.debit) {
                numbers_paid_by.entry(live.allocation.credit).or_default().push(&debit.number);
            }
        }
        Self { by_amount, numbers_paid_by }
    }

    /// A booked payment of the same amount and days whose reference, or whose invoice, the bank line
    /// names. The amount alone proves nothing.
    fn find(&self, transaction: &BankTransaction) -> Option<OpenItemId> {
        let plain = |text: &str| text.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_uppercase();
        let said = plain(&format!("{} {}", transaction.label, transaction.end_to_end_id));
        let reference = plain(&transaction.reference);
        let mut found = self.by_amount.get(&(transaction.amount, transaction.currency))?.iter().filter(|payment| {
            let near = (payment.issued_on - transaction.booked_on).num_days().abs() <= BOOKING_DELAY;
            let same_reference = !reference.is_empty() && plain(&payment.number) == reference;
            let named = self.numbers_paid_by.get(&payment.id).into_iter().flatten().any(|number| {
                let number = plain(number);
                number.len() >= 4 && said.contains(&number)
            });
            near && (same_reference || named)
        });
        match (found.next(), found.next()) {
            (Some(payment), None) => Some(payment.id),
            _ => None,
        }
    }
}

/// Payments to be made of bank lines.
#[derive(Default)]
struct Payments {
    items: Vec<SourcedItem>,
    allocations: Vec<NewAllocation>,
    matched: Vec<(BankTransaction, OpenItemId, String)>,
    booked: Vec<(domain::ids::TransactionId, OpenItemId)>,
}

/// The payment that a bank line makes on a debtor's account.
fn payment(transaction: &BankTransaction, debtor: DebtorId) -> SourcedItem {
    let id = OpenItemId(store::fresh_id());
    SourcedItem {
        item: OpenItem {
            id,
            debtor,
            kind: ItemKind::Payment,
            number: transaction.reference.clone(),
            issued_on: transaction.booked_on,
            due_on: transaction.booked_on,
            due_estimated: false,
            currency: transaction.currency,
            amount: -transaction.amount,
            open: -transaction.amount,
        },
        source: "bank",
        // A decision that was taken back leaves its payment behind, so the line alone is no key.
        source_key: format!("bank:{}:{id}", transaction.id),
        lettering: String::new(),
        label: transaction.label.clone(),
        order_reference: String::new(),
    }
}

/// Puts credits (the payment, credit notes) on debits, oldest first.
fn allocations(payment: &SourcedItem, items: &[(OpenItemId, Date, Cents)], reason: &str) -> Vec<NewAllocation> {
    let own = LetteredItem { id: payment.item.id, issued_on: payment.item.issued_on, open: payment.item.open };
    let group: Vec<LetteredItem> =
        items.iter().map(|(id, issued_on, open)| LetteredItem { id: *id, issued_on: *issued_on, open: *open }).chain([own]).collect();
    allocate_lettered(&group)
        .into_iter()
        .map(|allocation| NewAllocation { allocation, origin: "match", reason: reason.to_owned(), reverses: None })
        .collect()
}

impl Payments {
    fn add(&mut self, transaction: &BankTransaction, items: &[usize], candidates: &[Candidate], issued: &HashMap<OpenItemId, Date>) {
        let Some(first) = items.first() else { return };
        let payment = payment(transaction, candidates[*first].debtor);
        let issued_on = |id: OpenItemId| issued.get(&id).copied().unwrap_or(transaction.booked_on);
        let members: Vec<(OpenItemId, Date, Cents)> =
            items.iter().map(|at| (candidates[*at].id, issued_on(candidates[*at].id), candidates[*at].open)).collect();
        let numbers: Vec<&str> = items.iter().map(|at| candidates[*at].number.as_str()).collect();
        let reason = text::reason_exact(&numbers);
        self.allocations.extend(allocations(&payment, &members, &reason));
        self.matched.push((transaction.clone(), payment.item.id, reason));
        self.items.push(payment);
    }

    async fn write(self, tx: &mut Tx, app: &App, scope: &Scope) -> Result<()> {
        let (organisation, at, actor) = (scope.organisation.id, app.now(), &scope.actor.name);
        store::item::insert(tx, organisation, &self.items).await?;
        store::item::allocate(tx, organisation, &self.allocations, at, actor).await?;
        let mut events = Vec::with_capacity(self.matched.len());
        for (item, (transaction, payment, reason)) in self.items.iter().zip(&self.matched) {
            let (from, to) = (TransactionState::ToIdentify, TransactionState::Matched);
            store::bank::set_state(tx, organisation, transaction.id, from, to, reason, Some(*payment)).await?;
            events.push(match_event(app, scope, transaction, item.item.debtor, reason));
        }
        for (transaction, payment) in &self.booked {
            let (from, to) = (TransactionState::ToIdentify, TransactionState::Booked);
            store::bank::set_state(tx, organisation, *transaction, from, to, &text::reason_booked(), Some(*payment)).await?;
        }
        store::event::append(tx, organisation, &events).await?;
        Ok(())
    }
}

fn match_event(app: &App, scope: &Scope, transaction: &BankTransaction, debtor: DebtorId, reason: &str) -> NewEvent {
    let payload = serde_json::json!({
        "transaction": transaction.reference, "amount": transaction.amount.iso(), "currency": transaction.currency.code(), "reason": reason,
    });
    NewEvent {
        at: app.now(),
        actor: scope.actor.name.clone(),
        kind: "transaction.matched",
        debtor: Some(debtor),
        subject: Some(transaction.id.0),
        payload: payload.to_string(),
    }
}

/// Bank lines of the inbox whose payment the accounting has just brought: same amount, same days, and only
/// one of each, else the same reference.
pub(crate) async fn recognise_booked(tx: &mut Tx, organisation: OrganisationId, new_items: &[SourcedItem]) -> Result<()> {
    let inbox = store::bank::in_state(tx, organisation, TransactionState::ToIdentify).await?;
    for transaction in &inbox {
        let near: Vec<&SourcedItem> = new_items
            .iter()
            .filter(|new| {
                let days = (new.item.issued_on - transaction.booked_on).num_days().abs();
                new.item.kind == ItemKind::Payment
                    && new.item.amount == -transaction.amount
                    && new.item.currency == transaction.currency
                    && days <= BOOKING_DELAY
            })
            .collect();
        let same_reference = near.iter().find(|new| new.item.number == transaction.reference);
        let rivals = inbox.iter().filter(|other| other.amount == transaction.amount && other.currency == transaction.currency).count();
        let only = if near.len() == 1 && rivals == 1 { near.first() } else { None };
        if let Some(payment) = same_reference.or(only) {
            let (from, to) = (TransactionState::ToIdentify, TransactionState::Booked);
            store::bank::set_state(tx, organisation, transaction.id, from, to, &text::reason_booked(), Some(payment.item.id)).await?;
        }
    }
    Ok(())
}

/// Says what a transaction pays: a person chose the debtor and its items. What is left over stays on the
/// account as cash to be used.
///
/// # Errors
/// [`AppError::NotFound`], or [`AppError::Conflict`] when the transaction has been dealt with.
pub async fn identify(app: &App, scope: &Scope, id: domain::ids::TransactionId, debtor: DebtorId, items: &[OpenItemId]) -> Result<()> {
    scope.require(Permission::MatchBank)?;
    let organisation = scope.organisation.id;
    let mut tx = app.db().begin().await?;
    let transaction = store::bank::get(&mut tx, organisation, id).await?.ok_or(AppError::NotFound("transaction"))?;
    if transaction.state != TransactionState::ToIdentify || !transaction.amount.is_positive() {
        return Err(AppError::Conflict("transaction"));
    }
    store::debtor::get(&mut tx, organisation, debtor).await?.ok_or(AppError::NotFound("debtor"))?;
    let mut members = Vec::with_capacity(items.len());
    for item in items {
        let item = store::item::get(&mut tx, organisation, *item).await?.ok_or(AppError::NotFound("item"))?;
        if item.debtor != debtor || item.currency != transaction.currency {
            return Err(AppError::Conflict("item"));
        }
        members.push((item.id, item.issued_on, item.open));
    }
    let payment = payment(&transaction, debtor);
    let reason = text::reason_by_person(&scope.actor.name);
    let allocations = allocations(&payment, &members, &reason);
    store::item::insert(&mut tx, organisation, std::slice::from_ref(&payment)).await?;
    store::item::allocate(&mut tx, organisation, &allocations, app.now(), &scope.actor.name).await?;
    let (from, to) = (TransactionState::ToIdentify, TransactionState::Matched);
    store::bank::set_state(&mut tx, organisation, id, from, to, &reason, Some(payment.item.id)).await?;
    store::event::append(&mut tx, organisation, &[match_event(app, scope, &transaction, debtor, &reason)]).await?;
    tx.commit().await?;
    Ok(())
}
