//! The aged balance as of any date, summed by the base.
//!
//! What was open on a past day is what is open now plus the allocations that count from a later day: both
//! sides of an allocation exist from its value date on, so the balance of any day adds up to its ledger.

use std::collections::HashMap;

use domain::calendar::Date;
use domain::ids::{DebtorId, OrganisationId};
use domain::ledger::{Ageing, Bounds, ItemKind};
use domain::{Cents, Currency};
use uuid::Uuid;

use crate::item::{currency_of, inconsistent};
use crate::statement::statements;
use crate::{Result, StoreError, Tx};

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

/// What was put on items after the day: it was still open then.
macro_rules! later {
    () => {
        "SELECT d.debtor_id, d.currency, d.due_on, 1 AS debit, a.amount_cents AS open_cents \
           FROM allocation a JOIN open_item d ON d.organisation_id = a.organisation_id AND d.id = a.debit_id \
          WHERE a.organisation_id = $1 AND a.value_on > $2 AND d.issued_on <= $2 \
         UNION ALL \
         SELECT k.debtor_id, k.currency, k.due_on, 0, -a.amount_cents \
           FROM allocation a JOIN open_item k ON k.organisation_id = a.organisation_id AND k.id = a.credit_id \
          WHERE a.organisation_id = $1 AND a.value_on > $2 AND k.issued_on <= $2"
    };
}

macro_rules! sums {
    ($rows:expr) => {
        concat!("SELECT debtor_id, currency, ", buckets!(), " FROM (", $rows, ") AS open_at GROUP BY debtor_id, currency")
    };
}

macro_rules! open_now {
    () => {
        "SELECT debtor_id, currency, due_on, CASE WHEN kind IN ('invoice', 'debit') THEN 1 ELSE 0 END AS debit, open_cents \
           FROM open_item WHERE organisation_id = $1 AND open_cents <> 0 AND issued_on <= $2"
    };
}

/// The items of projects: what is open now of the documents of the day, and what was put on them later.
macro_rules! of_projects {
    () => {
        "SELECT j.project_id, o.debtor_id, o.currency, o.due_on, CASE WHEN o.kind IN ('invoice', 'debit') THEN 1 ELSE 0 END AS debit, o.open_cents \
           FROM item_project j CROSS JOIN open_item o \
          WHERE j.organisation_id = $1 AND o.organisation_id = $1 AND o.id = j.open_item_id AND o.open_cents <> 0 AND o.issued_on <= $2 \
         UNION ALL \
         SELECT j.project_id, d.debtor_id, d.currency, d.due_on, 1, a.amount_cents \
           FROM allocation a CROSS JOIN item_project j CROSS JOIN open_item d \
          WHERE a.organisation_id = $1 AND a.value_on > $2 AND j.organisation_id = $1 AND j.open_item_id = a.debit_id \
            AND d.organisation_id = $1 AND d.id = a.debit_id AND d.issued_on <= $2 \
         UNION ALL \
         SELECT j.project_id, k.debtor_id, k.currency, k.due_on, 0, -a.amount_cents \
           FROM allocation a CROSS JOIN item_project j CROSS JOIN open_item k \
          WHERE a.organisation_id = $1 AND a.value_on > $2 AND j.organisation_id = $1 AND j.open_item_id = a.credit_id \
            AND k.organisation_id = $1 AND k.id = a.credit_id AND k.issued_on <= $2"
    };
}

macro_rules! project_sums {
    () => {
        concat!(
            "SELECT p.code, s.debtor_id, s.currency, s.b0, s.b1, s.b2, s.b3, s.b4, s.b5, s.b6 FROM (SELECT project_id, debtor_id, currency, ",
            buckets!(),
            " FROM (",
            of_projects!(),
            ") AS open_at GROUP BY project_id, debtor_id, currency) AS s JOIN project p ON p.organisation_id = $1 AND p.id = s.project_id"
        )
    };
}

statements! {
    SELECT_LEDGER = "SELECT currency, CAST(sum(amount_cents) AS BIGINT) FROM open_item WHERE organisation_id = $1 AND issued_on <= $2 GROUP BY currency ORDER BY currency";
    SELECT_OLDEST_DUE = "SELECT debtor_id, min(due_on) FROM open_item WHERE organisation_id = $1 AND open_cents <> 0 AND open_cents > 0 GROUP BY debtor_id";
    @sqlite
    OPEN_SQLITE = json_sqlite!("hex(debtor_id), open", "SELECT debtor_id, group_concat(open_cents || due_on || currency) AS open FROM open_item WHERE organisation_id = $1 AND open_cents <> 0 AND issued_on <= $2 AND debtor_id > $3 GROUP BY debtor_id ORDER BY debtor_id LIMIT $4");
    PROJECTS_SQLITE = json_sqlite!("code, hex(debtor_id), currency, b0, b1, b2, b3, b4, b5, b6", project_sums!());
    LATER_SQLITE = json_sqlite!("hex(debtor_id), currency, b0, b1, b2, b3, b4, b5, b6", sums!(later!()));
    @postgres
    OPEN_POSTGRES = json_postgres!("debtor_id, currency, b0, b1, b2, b3, b4, b5, b6", sums!(open_now!()));
    PROJECTS_POSTGRES = json_postgres!("code, debtor_id, currency, b0, b1, b2, b3, b4, b5, b6", project_sums!());
    LATER_POSTGRES = json_postgres!("debtor_id, currency, b0, b1, b2, b3, b4, b5, b6", sums!(later!()));
}

type AgeingTuple = (Uuid, String, i64, i64, i64, i64, i64, i64, i64);

impl TryFrom<AgeingTuple> for DebtorAgeing {
    type Error = StoreError;

    fn try_from((debtor, currency, b0, b1, b2, b3, b4, b5, b6): AgeingTuple) -> Result<Self> {
        let buckets = [b0, b1, b2, b3, b4, b5, b6].map(Cents);
        Ok(Self { debtor: DebtorId(debtor), currency: currency_of(&currency)?, ageing: Ageing { buckets } })
    }
}

/// The aged balance of each debtor with something open on a day. Rows whose seven amounts are zero are
/// left out.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn by_debtor(tx: &mut Tx, organisation: OrganisationId, as_of: Date) -> Result<Vec<DebtorAgeing>> {
    by_debtor_in(tx, organisation, as_of, Bounds::default()).await
}

/// Lower bounds of the due date for each column: not late, then the last day of each of the four.
fn lower_bounds(as_of: Date, columns: Bounds) -> [Date; 5] {
    let [first, second, third, fourth] = columns.days();
    [0, first, second, third, fourth].map(|days| domain::calendar::add_days(as_of, -i64::from(days)))
}

/// The same by a house's own columns.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn by_debtor_in(tx: &mut Tx, organisation: OrganisationId, as_of: Date, columns: Bounds) -> Result<Vec<DebtorAgeing>> {
    let bounds = lower_bounds(as_of, columns);
    let mut balances = open_now(tx, organisation, as_of, (bounds, columns)).await?;
    let [not_late, late_30, late_60, late_90, late_120] = bounds;
    let later: Vec<AgeingTuple> =
        json_rows!(tx, LATER_SQLITE, LATER_POSTGRES, organisation.0, as_of, not_late, late_30, late_60, late_90, late_120);
    if !later.is_empty() {
        let mut position: HashMap<(DebtorId, Currency), usize> =
            balances.iter().enumerate().map(|(at, balance)| ((balance.debtor, balance.currency), at)).collect();
        for row in later {
            let row = DebtorAgeing::try_from(row)?;
            let at = *position.entry((row.debtor, row.currency)).or_insert(balances.len());
            match balances.get_mut(at) {
                Some(known) => known.ageing.buckets.iter_mut().zip(row.ageing.buckets).for_each(|(sum, amount)| *sum += amount),
                None => balances.push(row),
            }
        }
    }
    balances.retain(|balance| balance.ageing != Ageing::default());
    Ok(balances)
}

/// The same of the items of projects alone: a row a project, debtor and currency, by the project's code.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn by_project(tx: &mut Tx, organisation: OrganisationId, as_of: Date, columns: Bounds) -> Result<Vec<(String, DebtorAgeing)>> {
    type Row = (String, Uuid, String, i64, i64, i64, i64, i64, i64, i64);
    let [not_late, late_30, late_60, late_90, late_120] = lower_bounds(as_of, columns);
    tx.make_room_for_sums().await?;
    let rows: Vec<Row> =
        json_rows!(tx, PROJECTS_SQLITE, PROJECTS_POSTGRES, organisation.0, as_of, not_late, late_30, late_60, late_90, late_120);
    let mut found = Vec::with_capacity(rows.len());
    for (code, debtor, currency, b0, b1, b2, b3, b4, b5, b6) in rows {
        let balance = DebtorAgeing::try_from((debtor, currency, b0, b1, b2, b3, b4, b5, b6))?;
        if balance.ageing != Ageing::default() {
            found.push((code, balance));
        }
    }
    Ok(found)
}

/// What is open now of the documents of a day.
///
/// On SQLite each debtor's items come as one text and are added up here: seven sums in its byte code cost twice
/// as much.
async fn open_now(
    tx: &mut Tx,
    organisation: OrganisationId,
    as_of: Date,
    (bounds, columns): ([Date; 5], Bounds),
) -> Result<Vec<DebtorAgeing>> {
    const PAGE: i64 = 20_000;
    tx.make_room_for_sums().await?;
    let transaction = match tx {
        Tx::Sqlite(transaction, _) => transaction,
        Tx::Postgres(transaction, _) => {
            let mut query = sqlx::query_scalar(OPEN_POSTGRES).bind(organisation.0).bind(as_of);
            for bound in bounds {
                query = query.bind(bound);
            }
            let text: String = query.fetch_one(&mut **transaction).await?;
            return crate::dialect::parse_rows::<AgeingTuple>(&text)?.into_iter().map(DebtorAgeing::try_from).collect();
        }
    };
    let mut balances: Vec<DebtorAgeing> = Vec::new();
    let mut after = Uuid::nil();
    loop {
        let query = sqlx::query_scalar(OPEN_SQLITE).bind(organisation.0).bind(as_of).bind(after).bind(PAGE);
        let text: String = query.fetch_one(&mut **transaction).await?;
        let rows: Vec<(Uuid, &str)> = crate::dialect::parse_rows(&text)?;
        let Some((last, _)) = rows.last() else { return Ok(balances) };
        after = *last;
        for (debtor, items) in rows {
            let first = balances.len();
            for item in items.split(',') {
                let (open, due_on, currency) = open_item(item).ok_or_else(|| inconsistent("open_cents, due_on, currency", item))?;
                // What is open has the sign of its amount, and that agrees with the kind.
                let kind = if open.is_negative() { ItemKind::Payment } else { ItemKind::Invoice };
                let known = balances[first..].iter().position(|balance| balance.currency == currency).map(|at| first + at);
                let at = known.unwrap_or(balances.len());
                if known.is_none() {
                    balances.push(DebtorAgeing { debtor: DebtorId(debtor), currency, ageing: Ageing::default() });
                }
                balances[at].ageing.add_by(columns, kind, due_on, open, as_of);
            }
        }
    }
}

/// `-12002026-03-31EUR`: cents, due date, currency.
fn open_item(text: &str) -> Option<(Cents, Date, Currency)> {
    let (rest, currency) = text.split_at_checked(text.len().checked_sub(3)?)?;
    let (cents, due_on) = rest.split_at_checked(rest.len().checked_sub(10)?)?;
    Some((Cents(cents.parse().ok()?), crate::dialect::day(due_on)?, Currency::parse(currency)?))
}

/// The ledger of a day, by currency: the sum of all amounts, which no allocation changes.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn ledger(tx: &mut Tx, organisation: OrganisationId, as_of: Date) -> Result<Vec<(Currency, Cents)>> {
    let rows: Vec<(String, i64)> =
        in_tx!(tx, c => sqlx::query_as(SELECT_LEDGER).bind(organisation.0).bind(as_of).fetch_all(&mut *c).await?);
    rows.into_iter().map(|(currency, sum)| Ok((currency_of(&currency)?, Cents(sum)))).collect()
}

/// The earliest due date among each debtor's open debits.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn oldest_due(tx: &mut Tx, organisation: OrganisationId) -> Result<Vec<(DebtorId, Date)>> {
    let rows: Vec<(Uuid, Date)> = in_tx!(tx, c => sqlx::query_as(SELECT_OLDEST_DUE).bind(organisation.0).fetch_all(&mut *c).await?);
    Ok(rows.into_iter().map(|(debtor, on)| (DebtorId(debtor), on)).collect())
}
