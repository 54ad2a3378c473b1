//! Reading a backup into an empty base, wholly or not at all.

use std::collections::BTreeMap;
use std::io::BufRead;

use serde::Deserialize;
use serde_json::{Map, Value as Json};
use sha2::{Digest, Sha256};
use sqlx::QueryBuilder;

use super::tables::{TABLES, Table};
use super::value::Value;
use super::{BackupSummary, Footer, Header, PAGE};
use crate::statement::statements;
use crate::{Db, Result, StoreError, Tx};

statements! {
    // Every other row refers to an organisation, directly or not.
    COUNT_ORGANISATIONS = "SELECT count(*) FROM organisation";
}

/// A line after the first: a row, or the end.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    t: Option<String>,
    r: Option<Map<String, Json>>,
    end: Option<Footer>,
}

fn refused(line: u64, why: impl std::fmt::Display) -> StoreError {
    StoreError::Backup(format!("line {line}: {why}"))
}

/// Reads the lines and keeps the sum of what it has read.
struct Lines<R> {
    input: R,
    number: u64,
    bytes: Vec<u8>,
    hash: Sha256,
}

impl<R: BufRead> Lines<R> {
    fn new(input: R) -> Self {
        Self { input, number: 0, bytes: Vec::new(), hash: Sha256::new() }
    }

    /// The next line; its bytes count for the sum from the line after on.
    fn next<T: for<'de> Deserialize<'de>>(&mut self) -> Result<T> {
        self.hash.update(&self.bytes);
        self.bytes.clear();
        self.number += 1;
        self.input.read_until(b'\n', &mut self.bytes)?;
        if self.bytes.last() != Some(&b'\n') {
            return Err(refused(self.number, "the backup is cut off"));
        }
        serde_json::from_slice(&self.bytes).map_err(|error| refused(self.number, error))
    }

    fn is_at_end(&mut self) -> Result<bool> {
        Ok(self.input.fill_buf()?.is_empty())
    }
}

/// Rows of one table on their way into the base.
struct Batch {
    table: usize,
    rows: Vec<Vec<Value>>,
}

/// Reads a backup into an empty base of either engine, in one transaction.
///
/// Call [`Db::analyze`] afterwards: the planner still believes the base to be empty.
///
/// # Errors
/// [`StoreError::Backup`] when the base is not empty, or when the backup is cut off, altered, or of another
/// version; nothing was written then.
pub async fn load(db: &Db, input: impl BufRead) -> Result<BackupSummary> {
    let mut tx = db.begin().await?;
    let summary = load_in(&mut tx, input).await?;
    tx.commit().await?;
    Ok(summary)
}

/// As [`load`], in the caller's transaction.
///
/// # Errors
/// As [`load`].
pub async fn load_in(tx: &mut Tx, input: impl BufRead) -> Result<BackupSummary> {
    let organisations: i64 = in_tx!(tx, c => sqlx::query_scalar(COUNT_ORGANISATIONS).fetch_one(&mut *c).await?);
    if organisations != 0 {
        return Err(StoreError::Backup("the base is not empty".to_owned()));
    }
    load_into(tx, Lines::new(input)).await
}

async fn load_into<R: BufRead>(tx: &mut Tx, mut lines: Lines<R>) -> Result<BackupSummary> {
    let (header, expected) = (lines.next::<Header>()?, Header::current());
    if header != expected {
        return Err(refused(1, format_args!("expected {expected:?}, found {header:?}")));
    }
    let mut rows: BTreeMap<&'static str, u64> = TABLES.iter().map(|table| (table.name, 0)).collect();
    let mut batch = Batch { table: 0, rows: Vec::with_capacity(PAGE) };
    loop {
        let line: Line = lines.next()?;
        let (table, row) = match line {
            Line { t: Some(table), r: Some(row), end: None } => (table, row),
            Line { t: None, r: None, end: Some(footer) } => {
                insert(tx, &mut batch, &mut rows).await?;
                return finish(lines, &footer, rows);
            }
            _ => return Err(refused(lines.number, "neither a row nor the end")),
        };
        let position = TABLES.iter().position(|known| known.name == table);
        let position = position.ok_or_else(|| refused(lines.number, format_args!("unknown table {table:?}")))?;
        if position < batch.table {
            return Err(refused(lines.number, format_args!("a row of {table} after its table")));
        }
        if position > batch.table || batch.rows.len() == PAGE {
            insert(tx, &mut batch, &mut rows).await?;
            batch.table = position;
        }
        batch.rows.push(read_row(&TABLES[position], row).map_err(|why| refused(lines.number, format_args!("{table}: {why}")))?);
    }
}

fn read_row(table: &Table, mut row: Map<String, Json>) -> std::result::Result<Vec<Value>, String> {
    let mut values = Vec::with_capacity(table.columns.len());
    for column in table.columns {
        let json = row.remove(column.name).ok_or_else(|| format!("{} is missing", column.name))?;
        values.push(Value::read(column, json)?);
    }
    row.keys().next().map_or(Ok(values), |unknown| Err(format!("unknown column {unknown:?}")))
}

fn finish<R: BufRead>(mut lines: Lines<R>, footer: &Footer, rows: BTreeMap<&'static str, u64>) -> Result<BackupSummary> {
    let (number, sha256) = (lines.number, hex::encode(lines.hash.clone().finalize()));
    if footer.sha256 != sha256 {
        return Err(refused(number, "the sum does not agree: the backup was altered"));
    }
    if !rows.iter().map(|(table, count)| (*table, *count)).eq(footer.rows.iter().map(|(table, count)| (table.as_str(), *count))) {
        return Err(refused(number, "the number of rows does not agree"));
    }
    if !lines.is_at_end()? {
        return Err(refused(number + 1, "something follows the end"));
    }
    Ok(BackupSummary { rows, sha256 })
}

/// Writes the batch, and counts what the base says it has taken.
async fn insert(tx: &mut Tx, batch: &mut Batch, rows: &mut BTreeMap<&'static str, u64>) -> Result<()> {
    let table = &TABLES[batch.table];
    if batch.rows.is_empty() {
        return Ok(());
    }
    let columns: Vec<&str> = table.columns.iter().map(|column| column.name).collect();
    let inserted = in_tx!(tx, c => {
        let mut query = QueryBuilder::new(format!("INSERT INTO {} ({}) ", table.name, columns.join(", ")));
        query.push_values(batch.rows.drain(..), |mut places, row| {
            for value in row {
                match value {
                    Value::Uuid(value) => places.push_bind(value),
                    Value::Text(value) => places.push_bind(value),
                    Value::Date(value) => places.push_bind(value),
                    Value::Timestamp(value) => places.push_bind(value),
                    Value::Int(value) => places.push_bind(value),
                    Value::BigInt(value) => places.push_bind(value),
                    Value::Bool(value) => places.push_bind(value),
                };
            }
        });
        query.build().execute(&mut *c).await?.rows_affected()
    });
    *rows.entry(table.name).or_default() += inserted;
    Ok(())
}
