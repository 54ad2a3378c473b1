//! What each month added to a ledger, summed by the base: two passes over items and allocations, whatever the number of months.
//!
//! Nothing of it is stored: the figures of `domain::figure` are a function of the ledger.

use std::collections::BTreeMap;

use domain::figure::MonthFacts;
use domain::ids::{DebtorId, OrganisationId};
use domain::ledger::ItemKind;
use domain::{Cents, Currency, Date};

use crate::item::currency_of;
use crate::statement::statements;
use crate::{Result, StoreError, Tx};

/// What months added, by collector and currency.
pub type Facts = BTreeMap<(String, Currency), BTreeMap<(i32, u32), MonthFacts>>;

/// Debits and credits with the first day on which they are late.
macro_rules! items {
    ($late:expr, $of:expr) => {
        concat!(
            "SELECT collector, currency, substr(CAST(issued_on AS TEXT), 1, 7), CASE WHEN late_on <= $2 THEN substr(CAST(late_on AS TEXT), 1, 7) ELSE '' END, substr(CAST(due_on AS TEXT), 1, 7), kind, CAST(sum(amount_cents) AS BIGINT) FROM (SELECT d.collector, o.currency, o.issued_on, o.due_on, o.kind, o.amount_cents, ",
            $late,
            " AS late_on FROM open_item o JOIN debtor d ON d.organisation_id = o.organisation_id AND d.id = o.debtor_id WHERE o.organisation_id = $1 AND o.issued_on <= $2 AND o.source <> 'void'",
            $of,
            ") t GROUP BY 1, 2, 3, 4, 5, 6"
        )
    };
}

/// What was put on debits: when, against which day of lateness, within which horizon, and whether it was cash.
macro_rules! put {
    ($late:expr, $d30:expr, $d60:expr, $d90:expr, $of:expr) => {
        concat!(
            "SELECT collector, currency, substr(CAST(value_on AS TEXT), 1, 7), CASE WHEN value_on >= late_on THEN 'late' WHEN late_on <= $2 THEN substr(CAST(late_on AS TEXT), 1, 7) ELSE '' END, substr(CAST(due_on AS TEXT), 1, 7), horizon, cash, CAST(sum(amount_cents) AS BIGINT) FROM (SELECT d.collector, o.currency, a.value_on, o.due_on, a.amount_cents, ",
            $late,
            " AS late_on, CASE WHEN a.value_on <= o.due_on THEN 0 WHEN a.value_on <= ", $d30, " THEN 1 WHEN a.value_on <= ", $d60, " THEN 2 WHEN a.value_on <= ", $d90,
            " THEN 3 ELSE 4 END AS horizon, CASE WHEN k.kind = 'payment' THEN 1 ELSE 0 END AS cash FROM allocation a JOIN open_item o ON o.organisation_id = a.organisation_id AND o.id = a.debit_id JOIN open_item k ON k.organisation_id = a.organisation_id AND k.id = a.credit_id JOIN debtor d ON d.organisation_id = o.organisation_id AND d.id = o.debtor_id WHERE a.organisation_id = $1 AND a.value_on <= $2 AND o.issued_on <= $2 AND o.source <> 'void'",
            $of,
            ") t GROUP BY 1, 2, 3, 4, 5, 6, 7"
        )
    };
}
macro_rules! items_sqlite {
    ($of:expr) => {
        items!("max(o.issued_on, date(o.due_on, '+1 day'))", $of)
    };
}
macro_rules! items_postgres {
    ($of:expr) => {
        items!("greatest(o.issued_on, o.due_on + 1)", $of)
    };
}
macro_rules! put_sqlite {
    ($of:expr) => {
        put!(
            "max(o.issued_on, date(o.due_on, '+1 day'))",
            "date(o.due_on, '+30 day')",
            "date(o.due_on, '+60 day')",
            "date(o.due_on, '+90 day')",
            $of
        )
    };
}
macro_rules! put_postgres {
    ($of:expr) => {
        put!("greatest(o.issued_on, o.due_on + 1)", "o.due_on + 30", "o.due_on + 60", "o.due_on + 90", $of)
    };
}

statements! {
    @sqlite
    ITEMS_SQLITE = items_sqlite!("");
    PUT_SQLITE = put_sqlite!("");
    ITEMS_OF_SQLITE = items_sqlite!(" AND o.debtor_id = $3");
    PUT_OF_SQLITE = put_sqlite!(" AND o.debtor_id = $3");
    @postgres
    ITEMS_POSTGRES = items_postgres!("");
    PUT_POSTGRES = put_postgres!("");
    ITEMS_OF_POSTGRES = items_postgres!(" AND o.debtor_id = $3");
    PUT_OF_POSTGRES = put_postgres!(" AND o.debtor_id = $3");
}

type ItemTuple = (String, String, String, String, String, String, i64);
type PutTuple = (String, String, String, String, String, i32, i32, i64);

/// Reads `2026-11`; `None` of an empty text.
fn month(text: &str, column: &'static str) -> Result<Option<(i32, u32)>> {
    if text.is_empty() {
        return Ok(None);
    }
    let read = text.split_once('-').and_then(|(year, month)| Some((year.parse().ok()?, month.parse().ok()?)));
    read.map(Some).ok_or_else(|| StoreError::Inconsistent { table: "open_item", column, row: text.to_owned() })
}

/// What each month added up to a day, by collector and currency; of one debtor, or of all.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn by_month(tx: &mut Tx, organisation: OrganisationId, until: Date, debtor: Option<DebtorId>) -> Result<Facts> {
    tx.make_room_for_sums().await?;
    let (items, put): (Vec<ItemTuple>, Vec<PutTuple>) = match (tx, debtor) {
        (Tx::Sqlite(c, _), None) => (
            sqlx::query_as(ITEMS_SQLITE).bind(organisation.0).bind(until).fetch_all(&mut **c).await?,
            sqlx::query_as(PUT_SQLITE).bind(organisation.0).bind(until).fetch_all(&mut **c).await?,
        ),
        (Tx::Sqlite(c, _), Some(debtor)) => (
            sqlx::query_as(ITEMS_OF_SQLITE).bind(organisation.0).bind(until).bind(debtor.0).fetch_all(&mut **c).await?,
            sqlx::query_as(PUT_OF_SQLITE).bind(organisation.0).bind(until).bind(debtor.0).fetch_all(&mut **c).await?,
        ),
        (Tx::Postgres(c, _), None) => (
            sqlx::query_as(ITEMS_POSTGRES).bind(organisation.0).bind(until).fetch_all(&mut **c).await?,
            sqlx::query_as(PUT_POSTGRES).bind(organisation.0).bind(until).fetch_all(&mut **c).await?,
        ),
        (Tx::Postgres(c, _), Some(debtor)) => (
            sqlx::query_as(ITEMS_OF_POSTGRES).bind(organisation.0).bind(until).bind(debtor.0).fetch_all(&mut **c).await?,
            sqlx::query_as(PUT_OF_POSTGRES).bind(organisation.0).bind(until).bind(debtor.0).fetch_all(&mut **c).await?,
        ),
    };
    let mut facts = Facts::new();
    for row in items {
        add_item(&mut facts, row)?;
    }
    for row in put {
        add_put(&mut facts, row)?;
    }
    Ok(facts)
}

fn add_item(facts: &mut Facts, (collector, currency, issued, late, due, kind, cents): ItemTuple) -> Result<()> {
    let kind =
        ItemKind::from_code(&kind).ok_or_else(|| StoreError::Inconsistent { table: "open_item", column: "kind", row: kind.clone() })?;
    let months = facts.entry((collector, currency_of(&currency)?)).or_default();
    let amount = Cents(cents);
    if let Some(issued) = month(&issued, "issued_on")? {
        let sums = months.entry(issued).or_default();
        sums.issued += amount;
        if matches!(kind, ItemKind::Invoice | ItemKind::CreditNote) {
            sums.sales += amount;
        }
        if kind.is_debit() {
            sums.debits += amount;
        }
    }
    if kind.is_debit() {
        if let Some(late) = month(&late, "due_on")? {
            months.entry(late).or_default().became_late += amount;
        }
        if let Some(due) = month(&due, "due_on")? {
            months.entry(due).or_default().due += amount;
        }
    }
    Ok(())
}

fn add_put(facts: &mut Facts, (collector, currency, value, late, due, horizon, cash, cents): PutTuple) -> Result<()> {
    let months = facts.entry((collector, currency_of(&currency)?)).or_default();
    let amount = Cents(cents);
    if let Some(value) = month(&value, "value_on")? {
        let sums = months.entry(value).or_default();
        sums.settled += amount;
        if late == "late" {
            sums.late_settled += amount;
            if cash == 1 {
                sums.late_cash += amount;
            }
        }
    }
    if late != "late"
        && let Some(late) = month(&late, "due_on")?
    {
        months.entry(late).or_default().became_late -= amount;
    }
    if let Some(due) = month(&due, "due_on")? {
        let settled = &mut months.entry(due).or_default().due_settled;
        for sum in settled.iter_mut().skip(usize::try_from(horizon).unwrap_or(usize::MAX)) {
            *sum += amount;
        }
    }
    Ok(())
}
