//! Debts of which a later date or a plan was agreed, with all that was put on them: what `domain::agreed` is a function of.

use std::collections::HashMap;

use domain::agreed::{AgreedDebt, DatedPut};
use domain::calendar::Date;
use domain::ids::{AllocationId, DebtorId, OpenItemId, OrganisationId};
use domain::plan::Put;
use domain::{Cents, Currency};
use uuid::Uuid;

use crate::item::currency_of;
use crate::statement::statements;
use crate::{Result, Tx};

/// A debt with whose it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DebtRow {
    /// The debt.
    pub debt: AgreedDebt,
    /// Its debtor.
    pub debtor: DebtorId,
    /// Who follows the account.
    pub collector: String,
    /// Its currency.
    pub currency: Currency,
    /// Whether the import that brought it was taken back.
    pub is_void: bool,
}

/// The debits of which something was agreed: a deferral that was not taken back, or a plan, whatever became of it. They come first in each
/// statement, by a cross join, which SQLite takes in the order in which it is written: they are few, and the ledger is not walked through.
macro_rules! touched {
    () => {
        "(SELECT f.open_item_id FROM due_deferral f WHERE f.organisation_id = $1 AND f.undone_at IS NULL UNION SELECT p.open_item_id FROM payment_plan_item p WHERE p.organisation_id = $1)"
    };
}

macro_rules! debts {
    ($of:literal) => {
        concat!(
            "SELECT o.id, o.debtor_id, d.collector, o.currency, o.issued_on, o.due_on, o.amount_cents, CASE WHEN o.source = 'void' THEN 1 ELSE 0 END FROM ",
            touched!(),
            " t CROSS JOIN open_item o CROSS JOIN debtor d WHERE o.organisation_id = $1 AND o.id = t.open_item_id AND d.organisation_id = o.organisation_id AND d.id = o.debtor_id AND o.kind IN ('invoice', 'debit')",
            $of,
            " ORDER BY o.debtor_id, o.currency, o.id"
        )
    };
}

macro_rules! puts {
    ($of:literal) => {
        concat!(
            "SELECT a.debit_id, a.id, a.credit_id, a.amount_cents, k.kind, a.value_on, CASE WHEN o.issued_on > k.issued_on THEN o.issued_on ELSE k.issued_on END FROM ",
            touched!(),
            " t CROSS JOIN open_item o CROSS JOIN allocation a CROSS JOIN open_item k WHERE o.organisation_id = $1 AND o.id = t.open_item_id AND a.organisation_id = o.organisation_id AND a.debit_id = o.id AND k.organisation_id = a.organisation_id AND k.id = a.credit_id AND o.kind IN ('invoice', 'debit')",
            $of,
            " ORDER BY a.id"
        )
    };
}

statements! {
    SELECT_DEBTS = debts!("");
    SELECT_DEBTS_OF = debts!(" AND o.debtor_id = $2");
    SELECT_PUTS = puts!("");
    SELECT_PUTS_OF = puts!(" AND o.debtor_id = $2");
    SELECT_LATER = "SELECT open_item_id, granted_on, agreed_on FROM due_deferral WHERE organisation_id = $1 AND undone_at IS NULL ORDER BY id";
    SELECT_OLDEST_OF_OTHERS = concat!(
        "SELECT o.debtor_id, min(o.due_on) FROM open_item o WHERE o.organisation_id = $1 AND o.open_cents <> 0 AND o.open_cents > 0 AND o.debtor_id IN (SELECT i.debtor_id FROM ",
        touched!(),
        " t JOIN open_item i ON i.organisation_id = $1 AND i.id = t.open_item_id) AND o.id NOT IN ",
        touched!(),
        " GROUP BY o.debtor_id"
    );
}

type DebtTuple = (Uuid, Uuid, String, String, Date, Date, i64, i32);
type PutTuple = (Uuid, Uuid, Uuid, i64, String, Date, Date);

/// The debts of which something was agreed, account by account; of one debtor, or of all.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn debts(tx: &mut Tx, organisation: OrganisationId, of: Option<DebtorId>) -> Result<Vec<DebtRow>> {
    let o = organisation.0;
    let rows: Vec<DebtTuple> = match of {
        None => in_tx!(tx, c => sqlx::query_as(SELECT_DEBTS).bind(o).fetch_all(&mut *c).await?),
        Some(debtor) => in_tx!(tx, c => sqlx::query_as(SELECT_DEBTS_OF).bind(o).bind(debtor.0).fetch_all(&mut *c).await?),
    };
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let puts: Vec<PutTuple> = match of {
        None => in_tx!(tx, c => sqlx::query_as(SELECT_PUTS).bind(o).fetch_all(&mut *c).await?),
        Some(debtor) => in_tx!(tx, c => sqlx::query_as(SELECT_PUTS_OF).bind(o).bind(debtor.0).fetch_all(&mut *c).await?),
    };
    let later: Vec<(Uuid, Date, Date)> = in_tx!(tx, c => sqlx::query_as(SELECT_LATER).bind(o).fetch_all(&mut *c).await?);
    let mut found = Vec::with_capacity(rows.len());
    let mut places = HashMap::with_capacity(rows.len());
    for (id, debtor, collector, currency, issued_on, due_on, amount, void) in rows {
        places.insert(id, found.len());
        let (item, amount) = (OpenItemId(id), Cents(amount));
        found.push(DebtRow {
            debt: AgreedDebt { item, issued_on, due_on, amount, puts: Vec::new(), later: Vec::new() },
            debtor: DebtorId(debtor),
            collector,
            currency: currency_of(&currency)?,
            is_void: void != 0,
        });
    }
    for (debit, id, credit, amount, kind, value_on, on) in puts {
        if let Some(row) = places.get(&debit).and_then(|at| found.get_mut(*at)) {
            let (id, credit) = (AllocationId(id), OpenItemId(credit));
            let put = Put { id, credit, on, amount: Cents(amount), is_cash: kind == "payment" };
            row.debt.puts.push(DatedPut { put, value_on });
        }
    }
    for (item, granted_on, agreed_on) in later {
        if let Some(row) = places.get(&item).and_then(|at| found.get_mut(*at)) {
            row.debt.later.push((granted_on, agreed_on));
        }
    }
    Ok(found)
}

/// The earliest due date among the open debits of which nothing was agreed, of each debtor that has one of which something was.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn oldest_of_others(tx: &mut Tx, organisation: OrganisationId) -> Result<Vec<(DebtorId, Date)>> {
    let rows: Vec<(Uuid, Date)> = in_tx!(tx, c => sqlx::query_as(SELECT_OLDEST_OF_OTHERS).bind(organisation.0).fetch_all(&mut *c).await?);
    Ok(rows.into_iter().map(|(debtor, on)| (DebtorId(debtor), on)).collect())
}
