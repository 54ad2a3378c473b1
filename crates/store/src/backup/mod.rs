//! A copy of the rows that either engine writes and either engine reads.
//!
//! One JSON value a line: what this is, then each row after those it refers to, then how many rows of each
//! table there are and the SHA-256 of all bytes before. Two bases with the same rows give the same bytes.
//! Sessions are left out. The documents are files beside the base: whoever packs a backup packs both.
//!
//! ```text
//! {"format":"quittance-backup","version":1,"schema":1}
//! {"t":"organisation","r":{"id":"…","slug":"atelier",…}}
//! {"end":{"rows":{"organisation":1,…},"sha256":"…"}}
//! ```

mod load;
mod tables;
mod value;

use std::collections::BTreeMap;
use std::io::Write;

use domain::ids::OrganisationId;
use serde::ser::{SerializeMap, SerializeStruct};
use serde::{Deserialize, Serialize, Serializer};
use sha2::{Digest, Sha256};
use sqlx::AssertSqlSafe;

pub(crate) use load::STATEMENTS;
pub use load::{load, load_in};
pub use tables::{Column, ColumnKind, LEFT_OUT, TABLES, Table};

use crate::{Engine, Result, StoreError, Tx};
use value::Value;

const FORMAT: &str = "quittance-backup";
/// Grows when the lines change their form.
const VERSION: u32 = 1;
/// Rows read and written at once. A row may be a whole message: some hundreds stay far below a worker's memory.
const PAGE: usize = 500;

/// What a backup holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackupSummary {
    /// Rows of each table.
    pub rows: BTreeMap<&'static str, u64>,
    /// SHA-256 of all bytes before the last line, in hexadecimal: two backups with the same hold the same rows.
    pub sha256: String,
}

impl BackupSummary {
    /// Rows of all tables.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.rows.values().sum()
    }
}

/// The first line.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    format: String,
    version: u32,
    /// Number of the newest migration.
    schema: i64,
}

impl Header {
    fn current() -> Self {
        Self { format: FORMAT.to_owned(), version: VERSION, schema: crate::migrate::newest() }
    }
}

/// The last line.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Footer {
    rows: BTreeMap<String, u64>,
    sha256: String,
}

/// A line with a row.
struct RowLine<'a> {
    table: &'static Table,
    values: &'a [Value],
}

impl Serialize for RowLine<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        struct Columns<'a>(&'a RowLine<'a>);
        impl Serialize for Columns<'_> {
            fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
                let RowLine { table, values } = self.0;
                let mut map = serializer.serialize_map(Some(values.len()))?;
                for (column, value) in table.columns.iter().zip(*values) {
                    map.serialize_entry(column.name, value)?;
                }
                map.end()
            }
        }
        let mut line = serializer.serialize_struct("Row", 2)?;
        line.serialize_field("t", self.table.name)?;
        line.serialize_field("r", &Columns(self))?;
        line.end()
    }
}

fn push_line(buffer: &mut Vec<u8>, line: &impl Serialize) -> Result<()> {
    serde_json::to_writer(&mut *buffer, line)?;
    buffer.push(b'\n');
    Ok(())
}

/// Writes every row of an organisation, or of all of them, reading page by page.
///
/// Pass a transaction of [`crate::Db::snapshot`], so that all tables are of the same instant.
///
/// # Errors
/// [`StoreError::File`] when `out` cannot be written, [`StoreError::Inconsistent`] for a value that its column never holds.
pub async fn dump(tx: &mut Tx, organisation: Option<OrganisationId>, mut out: impl Write) -> Result<BackupSummary> {
    let (mut hash, mut rows) = (Sha256::new(), BTreeMap::new());
    let mut buffer = Vec::new();
    push_line(&mut buffer, &Header::current())?;
    for table in TABLES {
        let mut count = 0;
        let mut after: Vec<Value> = Vec::new();
        loop {
            let page = read_page(tx, table, organisation, &after).await?;
            for values in &page {
                push_line(&mut buffer, &RowLine { table, values })?;
            }
            hash.update(&buffer);
            out.write_all(&buffer)?;
            buffer.clear();
            count += page.len() as u64;
            match page.last() {
                Some(last) if page.len() == PAGE => after = table.key_positions().map(|position| last[position].clone()).collect(),
                _ => break,
            }
        }
        rows.insert(table.name, count);
    }
    let sha256 = hex::encode(hash.finalize());
    let footer = Footer { rows: rows.iter().map(|(table, count)| ((*table).to_owned(), *count)).collect(), sha256: sha256.clone() };
    push_line(&mut buffer, &BTreeMap::from([("end", footer)]))?;
    out.write_all(&buffer)?;
    out.flush()?;
    Ok(BackupSummary { rows, sha256 })
}

/// The rows that follow a key, in the order of the key; from the start when `after` is empty.
async fn read_page(tx: &mut Tx, table: &Table, organisation: Option<OrganisationId>, after: &[Value]) -> Result<Vec<Vec<Value>>> {
    let sql = page_statement(tx.engine(), table, organisation.is_some(), after.len());
    let text: String = in_tx!(tx, c => {
        let mut query = sqlx::query_scalar(AssertSqlSafe(sql));
        if let Some(organisation) = organisation {
            query = query.bind(organisation.0);
        }
        for value in after {
            query = match value {
                Value::Uuid(value) => query.bind(*value),
                Value::Text(value) => query.bind(value.clone()),
                Value::Date(value) => query.bind(*value),
                Value::Timestamp(value) => query.bind(*value),
                Value::Int(value) => query.bind(*value),
                Value::BigInt(value) => query.bind(*value),
                Value::Bool(value) => query.bind(*value),
            };
        }
        query.fetch_one(&mut *c).await?
    });
    let rows: Vec<Vec<serde_json::Value>> = crate::dialect::parse_rows(&text)?;
    rows.into_iter().map(|row| read_row(table, row)).collect()
}

fn read_row(table: &Table, row: Vec<serde_json::Value>) -> Result<Vec<Value>> {
    assert!(row.len() == table.columns.len(), "a page has the columns that it was asked for");
    let read = |(column, json): (&Column, serde_json::Value)| {
        let shown = json.to_string();
        Value::read(column, json).map_err(|_| StoreError::Inconsistent { table: table.name, column: column.name, row: shown })
    };
    table.columns.iter().zip(row).map(read).collect()
}

/// A page as one JSON text, as [`json_rows!`] reads them; its words all come from [`TABLES`].
fn page_statement(engine: Engine, table: &Table, of_one_organisation: bool, key_length: usize) -> String {
    let name = |column: &Column| column.name.to_owned();
    let columns: Vec<String> = table.columns.iter().map(name).collect();
    let shown: Vec<String> = table
        .columns
        .iter()
        .map(|column| match (engine, column.kind) {
            // hex(NULL) is an empty text.
            (Engine::Sqlite, ColumnKind::Uuid) => format!("CASE WHEN {0} IS NULL THEN NULL ELSE hex({0}) END", column.name),
            _ => column.name.to_owned(),
        })
        .collect();
    let key = table.key.join(", ");
    let mut conditions = Vec::new();
    if of_one_organisation {
        conditions.push(format!("{} = $1", table.key[0]));
    }
    if key_length > 0 {
        let first = conditions.len() + 1;
        let places: Vec<String> = (first..first + key_length).map(|place| format!("${place}")).collect();
        conditions.push(format!("({key}) > ({})", places.join(", ")));
    }
    let filter = if conditions.is_empty() { String::new() } else { format!(" WHERE {}", conditions.join(" AND ")) };
    let rows = format!("SELECT {} FROM {}{filter} ORDER BY {key} LIMIT {PAGE}", columns.join(", "), table.name);
    let shown = shown.join(", ");
    match engine {
        Engine::Sqlite => format!("SELECT json_group_array(json_array({shown})) FROM ({rows}) t"),
        Engine::Postgres => format!("SELECT coalesce(json_agg(json_build_array({shown})), '[]')::text FROM ({rows}) t"),
    }
}
