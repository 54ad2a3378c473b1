//! Bank lines that nobody knows yet: "à identifier".

use std::collections::HashMap;

use domain::ids::{DebtorId, OpenItemId, TransactionId};
use domain::{Cents, Currency, Date};
use store::bank::{BankTransaction, TransactionState};

use crate::dashboard::names;
pub use crate::matching_desk::{Proposal, identify, ignore, undo};
use crate::{App, Permission, Result, Scope};

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
    /// The account of who paid, as the bank writes it; may be empty.
    pub account: String,
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
            account: transaction.counterparty_iban.clone(),
        }
    }
}

/// A line with what it may pay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InboxLine {
    /// The line.
    pub transaction: BankLine,
    /// Best first.
    pub proposals: Vec<Proposal>,
}

/// The inbox, oldest line first, each with what its texts point to: numbers found, else who pays from that
/// account or under that name, else the items whose amount is the line's.
///
/// # Errors
/// [`crate::AppError`].
#[crate::boxed]
pub async fn to_identify(app: &App, scope: &Scope) -> Result<Vec<InboxLine>> {
    scope.require(Permission::ViewReceivables)?;
    let organisation = scope.organisation.id;
    let mut tx = app.db().snapshot().await?;
    let transactions = store::bank::in_state(&mut tx, organisation, TransactionState::ToIdentify).await?;
    let proposals = crate::matching_desk::propose(&mut tx, organisation, &transactions).await?;
    let line = |(transaction, proposals): (&BankTransaction, Vec<Proposal>)| InboxLine { transaction: transaction.into(), proposals };
    Ok(transactions.iter().zip(proposals).map(line).collect())
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
/// [`crate::AppError`].
#[crate::boxed]
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
