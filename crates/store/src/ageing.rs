//! The aged balance as of any date, summed by the base.
//!
//! What was open on a past day is what is open now plus the allocations that count from a later day: both
//! sides of an allocation exist from its value date on, so the balance of any day adds up to its ledger.

use domain::calendar::Date;
use domain::ids::{DebtorId, OrganisationId};
use domain::ledger::Ageing;
use domain::{Cents, Currency};
use uuid::Uuid;

use crate::item::currency_of;
use crate::statement::statements;
use crate::{Result, Tx};

/// The aged balance of one debtor in one currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DebtorAgeing {
    /// The debtor.
    pub debtor: DebtorId,
    /// The currency.
    pub currency: Currency,
    /// The seven amounts.
    pub ageing: Ageing,
}

/// The columns of a debtor's row: bounds of the due date are `$3`…`$7`, computed by the domain.
macro_rules! buckets {
    () => {
        "CAST(sum(CASE WHEN debit = 1 AND due_on >= $3 THEN open_cents ELSE 0 END) AS BIGINT) AS b0, \
         CAST(sum(CASE WHEN debit = 1 AND due_on < $3 AND due_on >= $4 THEN open_cents ELSE 0 END) AS BIGINT) AS b1, \
         CAST(sum(CASE WHEN debit = 1 AND due_on < $4 AND due_on >= $5 THEN open_cents ELSE 0 END) AS BIGINT) AS b2, \
         CAST(sum(CASE WHEN debit = 1 AND due_on < $5 AND due_on >= $6 THEN open_cents ELSE 0 END) AS BIGINT) AS b3, \
         CAST(sum(CASE WHEN debit = 1 AND due_on < $6 AND due_on >= $7 THEN open_cents ELSE 0 END) AS BIGINT) AS b4, \
         CAST(sum(CASE WHEN debit = 1 AND due_on < $7 THEN open_cents ELSE 0 END) AS BIGINT) AS b5, \
         CAST(sum(CASE WHEN debit = 0 THEN open_cents ELSE 0 END) AS BIGINT) AS b6"
    };
}

macro_rules! rows {
    () => {
        concat!(
            "SELECT debtor_id, currency, ",
            buckets!(),
            " FROM (",
            "SELECT debtor_id, currency, due_on, CASE WHEN kind IN ('invoice', 'debit') THEN 1 ELSE 0 END AS debit, open_cents \
               FROM open_item WHERE organisation_id = $1 AND open_cents <> 0 AND issued_on <= $2 \
             UNION ALL \
             SELECT d.debtor_id, d.currency, d.due_on, 1, a.amount_cents \
               FROM allocation a JOIN open_item d ON d.organisation_id = a.organisation_id AND d.id = a.debit_id \
              WHERE a.organisation_id = $1 AND a.value_on > $2 AND d.issued_on <= $2 \
             UNION ALL \
             SELECT k.debtor_id, k.currency, k.due_on, 0, -a.amount_cents \
               FROM allocation a JOIN open_item k ON k.organisation_id = a.organisation_id AND k.id = a.credit_id \
              WHERE a.organisation_id = $1 AND a.value_on > $2 AND k.issued_on <= $2",
            ") AS open_at GROUP BY debtor_id, currency"
        )
    };
}

statements! {
    SELECT_LEDGER = "SELECT currency, CAST(sum(amount_cents) AS BIGINT) FROM open_item WHERE organisation_id = $1 AND issued_on <= $2 GROUP BY currency ORDER BY currency";
    SELECT_OLDEST_DUE = "SELECT debtor_id, min(due_on) FROM open_item WHERE organisation_id = $1 AND open_cents > 0 GROUP BY debtor_id";
    @sqlite
    AGEING_SQLITE = json_sqlite!("hex(debtor_id), currency, b0, b1, b2, b3, b4, b5, b6", rows!());
    @postgres
    AGEING_POSTGRES = json_postgres!("debtor_id, currency, b0, b1, b2, b3, b4, b5, b6", rows!());
}

type AgeingTuple = (Uuid, String, i64, i64, i64, i64, i64, i64, i64);

/// The aged balance of each debtor with something open on a day. Rows whose seven amounts are zero are
/// left out.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn by_debtor(tx: &mut Tx, organisation: OrganisationId, as_of: Date) -> Result<Vec<DebtorAgeing>> {
    // Lower bounds of the due date for each column: not late, then the last day of 30, 60, 90 and 120.
    let bound = |days: i64| domain::calendar::add_days(as_of, -days);
    let rows: Vec<AgeingTuple> =
        json_rows!(tx, AGEING_SQLITE, AGEING_POSTGRES, organisation.0, as_of, bound(0), bound(30), bound(60), bound(90), bound(120));
    let mut balances = Vec::with_capacity(rows.len());
    for (debtor, currency, b0, b1, b2, b3, b4, b5, b6) in rows {
        let buckets = [b0, b1, b2, b3, b4, b5, b6].map(Cents);
        if buckets.iter().any(|amount| !amount.is_zero()) {
            balances.push(DebtorAgeing { debtor: DebtorId(debtor), currency: currency_of(&currency)?, ageing: Ageing { buckets } });
        }
    }
    Ok(balances)
}

/// The ledger of a day, by currency: the sum of all amounts, which no allocation changes.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn ledger(tx: &mut Tx, organisation: OrganisationId, as_of: Date) -> Result<Vec<(Currency, Cents)>> {
    let rows: Vec<(String, i64)> =
        in_tx!(tx, c => sqlx::query_as(SELECT_LEDGER).bind(organisation.0).bind(as_of).fetch_all(&mut *c).await?);
    rows.into_iter().map(|(currency, sum)| Ok((currency_of(&currency)?, Cents(sum)))).collect()
}

/// The earliest due date among each debtor's open debits.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn oldest_due(tx: &mut Tx, organisation: OrganisationId) -> Result<Vec<(DebtorId, Date)>> {
    let rows: Vec<(Uuid, Date)> = in_tx!(tx, c => sqlx::query_as(SELECT_OLDEST_DUE).bind(organisation.0).fetch_all(&mut *c).await?);
    Ok(rows.into_iter().map(|(debtor, on)| (DebtorId(debtor), on)).collect())
}
