//! What the base knows that helps to match: documents, payers, groups, settings.

use std::collections::{HashMap, HashSet};

use domain::Date;
use domain::calendar::add_days;
use domain::ids::{BankAccountId, DebtorId, OpenItemId, OrganisationId};
use domain::matching::{Facts, Item, Line, PastLine, Payer, REPEATED_WITHIN, VirtualAccount};
use store::Tx;
use store::bank::BankTransaction;
use store::item::{KnownItem, LiveAllocation};
use store::payer::PayerKind;

use crate::Result;

/// All that the solver knows, and our accounts by their id.
pub(super) struct Hints {
    pub(super) facts: Facts,
    accounts: HashMap<BankAccountId, String>,
}

/// Reads everything at once; `known` are all items of the organisation.
pub(super) async fn load(tx: &mut Tx, organisation: OrganisationId, known: &[KnownItem]) -> Result<Hints> {
    let items = known.iter().filter(|item| item.kind.is_document()).map(item).collect();
    let mut payers: Vec<Payer> = Vec::new();
    let mut places: HashMap<DebtorId, usize> = HashMap::new();
    for debtor in store::debtor::all(tx, organisation).await? {
        places.insert(debtor.id, payers.len());
        let ibans = debtor.iban.iter().map(|iban| iban.as_str().to_owned()).collect();
        payers.push(Payer { debtor: debtor.id, names: vec![debtor.name], ibans, head: None });
    }
    for row in store::payer::live(tx, organisation, PayerKind::Account).await? {
        if let Some(payer) = places.get(&row.debtor).map(|place| &mut payers[*place])
            && !payer.ibans.contains(&row.text)
        {
            payer.ibans.push(row.text);
        }
    }
    for row in store::payer::live(tx, organisation, PayerKind::Name).await? {
        if let Some(place) = places.get(&row.debtor) {
            payers[*place].names.push(row.text);
        }
    }
    for (debtor, head) in store::payer::groups(tx, organisation).await? {
        if let Some(place) = places.get(&debtor) {
            payers[*place].head = Some(head);
        }
    }
    let virtual_accounts = store::payer::virtual_ibans(tx, organisation).await?.into_iter();
    let virtual_accounts = virtual_accounts.map(|row| VirtualAccount { iban: row.iban, debtor: row.debtor, item: row.item }).collect();
    let settings = store::payer::settings(tx, organisation).await?;
    let accounts = store::bank::accounts(tx, organisation).await?.into_iter().map(|account| (account.id, account.account)).collect();
    Ok(Hints { facts: Facts { items, payers, virtual_accounts, plans: Vec::new(), past: Vec::new(), settings }, accounts })
}

/// The lines that were matched within the days in which a line of `first` or later may be the same payment again.
pub(super) async fn past(tx: &mut Tx, organisation: OrganisationId, first: Date, allocations: &[LiveAllocation]) -> Result<Vec<PastLine>> {
    let lines = store::bank::paid_since(tx, organisation, add_days(first, -REPEATED_WITHIN)).await?;
    let payments: HashSet<OpenItemId> = lines.iter().filter_map(|line| line.payment_item).collect();
    let mut paid: HashMap<OpenItemId, OpenItemId> = HashMap::with_capacity(payments.len());
    for live in allocations.iter().filter(|live| payments.contains(&live.allocation.credit)) {
        paid.entry(live.allocation.credit).or_insert(live.allocation.debit);
    }
    let past = |line: BankTransaction| {
        Some(PastLine {
            item: *paid.get(&line.payment_item?)?,
            amount: line.amount,
            currency: line.currency,
            label: line.label,
            end_to_end_id: line.end_to_end_id,
            counterparty: line.counterparty,
            counterparty_iban: line.counterparty_iban,
            booked_on: line.booked_on,
        })
    };
    Ok(lines.into_iter().filter_map(past).collect())
}

fn item(known: &KnownItem) -> Item {
    Item {
        id: known.id,
        debtor: known.debtor,
        number: known.number.clone(),
        amount: known.amount,
        open: known.open,
        currency: known.currency,
        issued_on: known.issued_on,
        due_on: known.due_on,
        order_reference: String::new(),
    }
}

impl Hints {
    /// A bank line as the solver reads it.
    pub(super) fn line<'a>(&'a self, transaction: &'a BankTransaction) -> Line<'a> {
        Line {
            amount: transaction.amount,
            currency: transaction.currency,
            label: &transaction.label,
            end_to_end_id: &transaction.end_to_end_id,
            counterparty: &transaction.counterparty,
            counterparty_iban: &transaction.counterparty_iban,
            account_iban: self.accounts.get(&transaction.bank_account).map_or("", String::as_str),
            booked_on: transaction.booked_on,
        }
    }
}
