//! What is behind a figure: the debits of some due dates with what was put on each, and when.

use std::collections::HashMap;

use domain::calendar::Date;
use domain::ids::{DebtorId, OpenItemId, OrganisationId};
use domain::{Cents, Currency};
use uuid::Uuid;

use crate::statement::statements;
use crate::{Result, Tx};

/// A debit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BehindItem {
    /// It.
    pub id: OpenItemId,
    /// Whose it is.
    pub debtor: DebtorId,
    /// The account's code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Who follows it.
    pub collector: String,
    /// The item's number.
    pub number: String,
    /// When it was issued.
    pub issued_on: Date,
    /// When it fell due.
    pub due_on: Date,
    /// Its amount.
    pub amount: Cents,
    /// What was put on it: when, how much, and whether it was cash.
    pub put: Vec<(Date, Cents, bool)>,
}

statements! {
    BEHIND_DEBITS = "SELECT o.id, o.debtor_id, d.code, d.name, d.collector, o.number, o.issued_on, o.due_on, o.amount_cents FROM open_item o JOIN debtor d ON d.organisation_id = o.organisation_id AND d.id = o.debtor_id WHERE o.organisation_id = $1 AND o.kind IN ('invoice', 'debit') AND o.currency = $2 AND o.source <> 'void' AND o.issued_on <= $3 AND o.due_on >= $4 AND o.due_on <= $5 AND (o.open_cents <> 0 OR o.id IN (SELECT a.debit_id FROM allocation a WHERE a.organisation_id = $1 AND a.value_on >= $6)) ORDER BY o.due_on, o.number, o.id";
    BEHIND_PUT = "SELECT a.debit_id, a.value_on, a.amount_cents, CASE WHEN k.kind = 'payment' THEN 1 ELSE 0 END FROM allocation a JOIN open_item o ON o.organisation_id = a.organisation_id AND o.id = a.debit_id JOIN open_item k ON k.organisation_id = a.organisation_id AND k.id = a.credit_id WHERE a.organisation_id = $1 AND o.currency = $2 AND a.value_on <= $3 AND o.due_on >= $4 AND o.due_on <= $5 ORDER BY a.id";
}

/// The debits of a currency, issued up to a day, that fell due between two days: those that are open, or on which something was put since
/// another day. What was put on them up to that first day comes with them.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn debits(
    tx: &mut Tx,
    organisation: OrganisationId,
    currency: Currency,
    until: Date,
    (due_from, due_to): (Date, Date),
    put_since: Date,
) -> Result<Vec<BehindItem>> {
    type Debit = (Uuid, Uuid, String, String, String, String, Date, Date, i64);
    type Put = (Uuid, Date, i64, i32);
    tx.make_room_for_sums().await?;
    let code = currency.code();
    let (rows, put): (Vec<Debit>, Vec<Put>) = in_tx!(tx, c => (
        sqlx::query_as(BEHIND_DEBITS).bind(organisation.0).bind(code).bind(until).bind(due_from).bind(due_to).bind(put_since).fetch_all(&mut *c).await?,
        sqlx::query_as(BEHIND_PUT).bind(organisation.0).bind(code).bind(until).bind(due_from).bind(due_to).fetch_all(&mut *c).await?,
    ));
    let mut all: HashMap<Uuid, Vec<(Date, Cents, bool)>> = HashMap::new();
    for (item, on, amount, cash) in put {
        all.entry(item).or_default().push((on, Cents(amount), cash == 1));
    }
    let item = |(id, debtor, code, name, collector, number, issued_on, due_on, amount): Debit| BehindItem {
        put: all.remove(&id).unwrap_or_default(),
        id: OpenItemId(id),
        debtor: DebtorId(debtor),
        code,
        name,
        collector,
        number,
        issued_on,
        due_on,
        amount: Cents(amount),
    };
    Ok(rows.into_iter().map(item).collect())
}
