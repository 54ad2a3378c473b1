//! What SQLite's planner believes of the base: fixed numbers, the same whatever the base holds.
//!
//! Every key here begins with the organisation. Without statistics SQLite takes such a first column for a choosy one, and
//! walks through all rows of an organisation where an index leads to ten. With measured ones a plan depends on the day of
//! the measure, and a table that was empty then keeps the bad plan. So the numbers are those of one large firm: a million
//! rows a table, all of one organisation, and for each further column how many values a firm of that size has. A plan
//! read on an empty base is the plan of a full one, which is how the tests read them.

use sqlx::{Connection as _, SqliteConnection};

use crate::Result;

const CREATE_TABLE: &str = "ANALYZE sqlite_schema";
const KEYS: &str = "SELECT t.name, t.wr, i.name, i.\"unique\", i.origin, i.partial, c.name FROM pragma_table_list t, pragma_index_list(t.name) i, pragma_index_info(i.name) c WHERE t.schema = 'main' AND t.type = 'table' AND substr(t.name, 1, 1) <> '_' AND substr(t.name, 1, 7) <> 'sqlite_' ORDER BY t.name, i.name, c.seqno";
const STORED: &str = "SELECT tbl, idx, stat FROM sqlite_stat1 ORDER BY tbl, idx";
const FORGET: &str = "DELETE FROM sqlite_stat1";
const WRITE: &str = "INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ($1, $2, $3)";

/// Rows of a table in the firm that plans are made for.
const ROWS: u64 = 1_000_000;
/// Of which so many are in an index that holds some rows alone; one that keeps them apart holds nearly all.
const CHOSEN_ROWS: u64 = ROWS / 20;

/// Indexes of what hardly any row has: what a salesman may still object to, accounts with a sector of their own.
const RARE: &[&str] = &["action_vetoable", "debtor_sector"];

/// A table, how it names an index, and the numbers of that index.
type Belief = (String, String, String);
/// Table, whether its key is the table, index, whether it is unique, what it comes from, whether it holds some rows alone,
/// and one column of it; `None` for an expression.
type KeyColumn = (String, bool, String, bool, String, bool, Option<String>);

/// How many values a column has in a large firm.
fn values(column: Option<&str>) -> u64 {
    let Some(column) = column else { return 100_000 };
    match column {
        "organisation_id" => 1,
        "id" | "source_key" | "idempotency_key" => ROWS,
        "debtor_id" | "survivor_id" | "iban" | "email" | "name" | "number" | "code" | "recipient" | "signature" => 100_000,
        "run_id" | "import_id" | "series_id" | "scenario_id" | "user_id" | "bank_account_id" | "endpoint_id" | "creditor_id"
        | "statement_id" => 1_000,
        _ if column.ends_with("_hash") => ROWS,
        _ if column.ends_with("_id") => 500_000,
        _ if column.ends_with("_cents") => 100_000,
        _ if column.ends_with("_on") || column.ends_with("_at") || matches!(column, "business_date" | "on_day") => 1_000,
        // What is looked for is what waits, and little waits.
        "state" => 200,
        // Kinds, currencies, positions.
        _ => 8,
    }
}

fn belief(columns: &[KeyColumn]) -> Belief {
    let (table, key_is_table, index, is_unique, origin, is_partial, _) = &columns[0];
    let rows = match (*is_partial && !*is_unique, RARE.contains(&index.as_str())) {
        (_, true) => ROWS / 1_000,
        (true, false) => CHOSEN_ROWS,
        (false, false) => ROWS,
    };
    let mut left = rows;
    let mut numbers = vec![rows.to_string()];
    for (position, (.., column)) in columns.iter().enumerate() {
        left = (left / values(column.as_deref())).max(1);
        if *is_unique && position + 1 == columns.len() {
            left = 1;
        }
        numbers.push(left.to_string());
    }
    // The key of a table without row numbers is the table itself.
    let index = if *key_is_table && origin == "pk" { table } else { index };
    (table.clone(), index.clone(), numbers.join(" "))
}

/// Writes the numbers down when the schema asks for others than are there; says whether it did.
pub(crate) async fn fix(connection: &mut SqliteConnection) -> Result<bool> {
    sqlx::query(CREATE_TABLE).execute(&mut *connection).await?;
    let columns: Vec<KeyColumn> = sqlx::query_as(KEYS).fetch_all(&mut *connection).await?;
    let mut wanted: Vec<Belief> = columns.chunk_by(|a, b| (&a.0, &a.2) == (&b.0, &b.2)).map(belief).collect();
    wanted.sort_unstable();
    let stored: Vec<Belief> = sqlx::query_as(STORED).fetch_all(&mut *connection).await?;
    if stored == wanted {
        return Ok(false);
    }
    let mut tx = connection.begin_with("BEGIN IMMEDIATE").await?;
    sqlx::query(FORGET).execute(&mut *tx).await?;
    for (table, index, numbers) in &wanted {
        sqlx::query(WRITE).bind(table).bind(index).bind(numbers).execute(&mut *tx).await?;
    }
    tx.commit().await?;
    sqlx::query(CREATE_TABLE).execute(&mut *connection).await?;
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(unique: bool, partial: bool, columns: &[&str]) -> Vec<KeyColumn> {
        let column =
            |name: &&str| ("item".to_owned(), true, "item_some".to_owned(), unique, "c".to_owned(), partial, Some((*name).to_owned()));
        columns.iter().map(column).collect()
    }

    #[test]
    fn an_organisation_chooses_nothing_and_a_whole_key_one_row() {
        for (unique, partial, columns, numbers) in [
            (false, false, &["organisation_id", "debtor_id"][..], "1000000 1000000 10"),
            (true, false, &["organisation_id", "state", "number"], "1000000 1000000 5000 1"),
            (false, true, &["organisation_id", "left_on"], "50000 50000 50"),
        ] {
            assert_eq!(belief(&key(unique, partial, columns)).2, numbers, "{columns:?}");
        }
    }
}
