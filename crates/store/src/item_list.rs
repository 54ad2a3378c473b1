//! What is open in the house as a list: filtered, sorted, paged and summed by the base, so that a page reads only its own rows.

use std::pin::Pin;

use domain::calendar::Date;
use domain::ids::{DebtorId, OpenItemId, OrganisationId};
use domain::ledger::{ItemKind, OpenItem};
use domain::{Cents, Currency};
use futures_util::TryStreamExt as _;
use sqlx::QueryBuilder;
use uuid::Uuid;

use crate::item::{currency_of, inconsistent};
use crate::statement::statements;
use crate::{Engine, Result, Tx};

statements! {
    SELECT_CATEGORIES = "SELECT DISTINCT category FROM debtor WHERE organisation_id = $1 AND category <> '' ORDER BY category";
}

/// Which items are listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemFilter {
    /// Folded words; each in the number, or in what the debtor is found by.
    pub words: Vec<String>,
    /// Debits alone, credits alone, or both.
    pub debits: Option<bool>,
    /// The first due date.
    pub due_from: Option<Date>,
    /// The first due date that is too late.
    pub due_before: Option<Date>,
    /// Who follows the debtor; an empty name for nobody.
    pub collector: Option<String>,
    /// The debtor's category.
    pub category: Option<String>,
    /// The currency.
    pub currency: Currency,
    /// What was issued later is not there yet.
    pub issued_until: Date,
    /// Those of one account.
    pub debtor: Option<DebtorId>,
    /// Those of the project that this code names.
    pub project: Option<String>,
    /// These alone, each once.
    pub only: Option<Vec<OpenItemId>>,
}

/// How a list is sorted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ItemOrder {
    /// By number.
    Number,
    /// By the debtor's name.
    Debtor,
    /// By the date of the document.
    Issued,
    /// By due date.
    Due,
    /// By amount.
    Amount,
    /// By what is open.
    Open,
}

impl ItemOrder {
    fn column(self) -> &'static str {
        match self {
            Self::Number => "o.number",
            Self::Debtor => "d.name",
            Self::Issued => "o.issued_on",
            Self::Due => "o.due_on",
            Self::Amount => "o.amount_cents",
            Self::Open => "o.open_cents",
        }
    }
}

/// An item with its account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedItem {
    /// The item.
    pub item: OpenItem,
    /// The account's code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Who follows it.
    pub collector: String,
    /// Its category.
    pub category: String,
}

/// What all items of a filter come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ItemSums {
    /// How many.
    pub count: i64,
    /// Debits whose due date is past.
    pub late: Cents,
    /// Debits whose due date is not.
    pub not_due: Cents,
    /// Credits, with their minus.
    pub credits: Cents,
}

impl ItemSums {
    /// All of them, credits taken off.
    #[must_use]
    pub fn total(&self) -> Cents {
        self.late + self.not_due + self.credits
    }
}

const COLUMNS: &str = "SELECT o.id, o.debtor_id, o.kind, o.number, o.issued_on, o.due_on, o.due_estimated, o.currency, o.amount_cents, o.open_cents, d.code, d.name, d.collector, d.category";

/// With the project's code; a page asks for those of its own rows instead.
const WITH_PROJECT: &str = "SELECT o.id, o.debtor_id, o.kind, o.number, o.issued_on, o.due_on, o.due_estimated, o.currency, o.amount_cents, o.open_cents, d.code, d.name, d.collector, d.category, coalesce((SELECT p.code FROM item_project j JOIN project p ON p.organisation_id = j.organisation_id AND p.id = j.project_id WHERE j.organisation_id = o.organisation_id AND j.open_item_id = o.id), '')";

const SUMS: &str = "SELECT CAST(CASE WHEN o.kind IN ('invoice', 'debit') THEN 1 ELSE 0 END AS INTEGER), o.due_on, count(*), CAST(sum(o.open_cents) AS BIGINT)";

type Row = (Uuid, Uuid, String, String, Date, Date, bool, String, i64, i64, String, String, String, String);

fn listed(row: Row) -> Result<ListedItem> {
    let (id, debtor, kind, number, issued_on, due_on, due_estimated, currency, amount, open, code, name, collector, category) = row;
    let item = OpenItem {
        id: OpenItemId(id),
        debtor: DebtorId(debtor),
        kind: ItemKind::from_code(&kind).ok_or_else(|| inconsistent("kind", &kind))?,
        number,
        issued_on,
        due_on,
        due_estimated,
        currency: currency_of(&currency)?,
        amount: Cents(amount),
        open: Cents(open),
    };
    Ok(ListedItem { item, code, name, collector, category })
}

/// Words between which anything may stand.
pub(crate) fn part(word: &str) -> String {
    format!("%{}%", word.replace('!', "!!").replace('%', "!%").replace('_', "!_"))
}

/// A query over the filtered items; what it selects comes first.
macro_rules! filtered {
    ($selected:expr, $engine:expr, $organisation:expr, $filter:expr) => {{
        let mut query = QueryBuilder::new("");
        // Ids are one parameter, whatever their number, and are looked up one by one: the order of the join is said.
        if let Some(only) = &$filter.only {
            query.push(if $engine == Engine::Sqlite {
                "WITH u(id) AS (SELECT unhex(value) FROM json_each("
            } else {
                "WITH u(id) AS (SELECT value::uuid FROM json_array_elements_text(CAST("
            });
            query.push_bind(crate::project::listed(only));
            query.push(if $engine == Engine::Sqlite { ")) " } else { " AS json))) " });
        }
        query.push($selected);
        query.push(" FROM ");
        if $filter.only.is_some() {
            query.push("u CROSS JOIN ");
        }
        query.push("open_item o JOIN debtor d ON d.organisation_id = o.organisation_id AND d.id = o.debtor_id");
        query.push(" WHERE o.open_cents <> 0 AND o.organisation_id = ").push_bind($organisation.0);
        if $filter.only.is_some() {
            query.push(" AND o.id = u.id");
        }
        if let Some(debtor) = $filter.debtor {
            query.push(" AND o.debtor_id = ").push_bind(debtor.0);
        }
        if let Some(project) = &$filter.project {
            query.push(" AND o.id IN (SELECT j.open_item_id FROM item_project j WHERE j.organisation_id = ").push_bind($organisation.0);
            query.push(" AND j.project_id = ").push_bind(crate::project::id_of(project)).push(")");
        }
        query.push(" AND o.currency = ").push_bind($filter.currency.code());
        query.push(" AND o.issued_on <= ").push_bind($filter.issued_until);
        match $filter.debits {
            Some(true) => query.push(" AND o.kind IN ('invoice', 'debit')"),
            Some(false) => query.push(" AND o.kind NOT IN ('invoice', 'debit')"),
            None => &mut query,
        };
        if let Some(from) = $filter.due_from {
            query.push(" AND o.due_on >= ").push_bind(from);
        }
        if let Some(before) = $filter.due_before {
            query.push(" AND o.due_on < ").push_bind(before);
        }
        if let Some(collector) = &$filter.collector {
            query.push(" AND d.collector = ").push_bind(collector.clone());
        }
        if let Some(category) = &$filter.category {
            query.push(" AND d.category = ").push_bind(category.clone());
        }
        for word in &$filter.words {
            query
                .push(" AND (d.search_text LIKE ")
                .push_bind(part(word))
                .push(" ESCAPE '!' OR lower(o.number) LIKE ")
                .push_bind(part(word));
            query.push(" ESCAPE '!')");
        }
        query
    }};
}

/// Some rows of the list, from the one at a place on.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn page(
    tx: &mut Tx,
    organisation: OrganisationId,
    filter: &ItemFilter,
    (order, descending): (ItemOrder, bool),
    (from, count): (i64, i64),
) -> Result<Vec<ListedItem>> {
    if filter.only.as_ref().is_some_and(Vec::is_empty) {
        return Ok(Vec::new());
    }
    let engine = tx.engine();
    let rows: Vec<Row> = in_tx!(tx, c => {
        let mut query = filtered!(COLUMNS, engine, organisation, filter);
        let way = if descending { " DESC" } else { "" };
        query.push(" ORDER BY ").push(order.column()).push(way).push(", o.id").push(way);
        query.push(" LIMIT ").push_bind(count).push(" OFFSET ").push_bind(from);
        query.build_query_as().fetch_all(&mut *c).await?
    });
    rows.into_iter().map(listed).collect()
}

/// Rows of the list, each with the project of its document.
pub type Rows = Vec<(ListedItem, String)>;

/// Who takes the rows of a list.
pub trait TakesRows: Send {
    /// Takes the next rows, however long that lasts; says whether more are wanted.
    fn take(&mut self, rows: Rows) -> Pin<Box<dyn Future<Output = bool> + Send + '_>>;
}

/// Rows that are handed over at a time.
const AT_A_TIME: usize = 500;

/// All rows of the list in their order, a few at a time: no more are read before those are taken.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn each(
    tx: &mut Tx,
    organisation: OrganisationId,
    filter: &ItemFilter,
    (order, descending): (ItemOrder, bool),
    taker: &mut dyn TakesRows,
) -> Result<()> {
    type WithProject = (Uuid, Uuid, String, String, Date, Date, bool, String, i64, i64, String, String, String, String, String);
    if filter.only.as_ref().is_some_and(Vec::is_empty) {
        return Ok(());
    }
    tx.make_room_for_sums().await?;
    let engine = tx.engine();
    in_tx!(tx, c => {
        let mut query = filtered!(WITH_PROJECT, engine, organisation, filter);
        let way = if descending { " DESC" } else { "" };
        query.push(" ORDER BY ").push(order.column()).push(way).push(", o.id").push(way);
        let mut rows = query.build_query_as::<WithProject>().fetch(&mut *c);
        let mut ready = Rows::with_capacity(AT_A_TIME);
        while let Some(row) = rows.try_next().await? {
            let (id, debtor, kind, number, issued_on, due_on, estimated, currency, amount, open, code, name, collector, category, project) = row;
            let item = (id, debtor, kind, number, issued_on, due_on, estimated, currency, amount, open, code, name, collector, category);
            ready.push((listed(item)?, project));
            if ready.len() == AT_A_TIME && !taker.take(std::mem::replace(&mut ready, Rows::with_capacity(AT_A_TIME))).await {
                return Ok(());
            }
        }
        if !ready.is_empty() {
            taker.take(ready).await;
        }
    });
    Ok(())
}

/// How many items the list has, and what they come to on a day.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn sums(tx: &mut Tx, organisation: OrganisationId, filter: &ItemFilter, today: Date) -> Result<ItemSums> {
    if filter.only.as_ref().is_some_and(Vec::is_empty) {
        return Ok(ItemSums::default());
    }
    tx.make_room_for_sums().await?;
    let engine = tx.engine();
    let rows: Vec<(i32, Date, i64, i64)> = in_tx!(tx, c => {
        let mut query = filtered!(SUMS, engine, organisation, filter);
        query.push(" GROUP BY 1, 2");
        query.build_query_as().fetch_all(&mut *c).await?
    });
    let mut sums = ItemSums::default();
    for (debit, due_on, count, open) in rows {
        sums.count += count;
        let sum = match debit == 1 {
            false => &mut sums.credits,
            true if due_on < today => &mut sums.late,
            true => &mut sums.not_due,
        };
        *sum += Cents(open);
    }
    Ok(sums)
}

/// The categories of the house's accounts, by name.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn categories(tx: &mut Tx, organisation: OrganisationId) -> Result<Vec<String>> {
    Ok(in_tx!(tx, c => sqlx::query_scalar(SELECT_CATEGORIES).bind(organisation.0).fetch_all(&mut *c).await?))
}
