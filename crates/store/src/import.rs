//! The files that were read in, and how fresh they leave the figures.

use chrono::{DateTime, Utc};
use domain::calendar::Date;
use domain::ids::{ImportId, OrganisationId};
use uuid::Uuid;

use crate::statement::statements;
use crate::{Result, Tx};

/// A file that was read in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportFile {
    /// Its id.
    pub id: ImportId,
    /// `fec`, `customers`, `invoices`, `bank_statement`.
    pub kind: String,
    /// Name of the file.
    pub file_name: String,
    /// SHA-256 of its bytes; the document itself is kept.
    pub document_hash: String,
    /// Business date.
    pub imported_on: Date,
    /// When.
    pub imported_at: DateTime<Utc>,
    /// Who.
    pub actor: String,
    /// Rows read, created, updated, unchanged, rejected.
    pub counts: [i64; 5],
    /// What was wrong, as JSON.
    pub problems: String,
}

statements! {
    INSERT_FILE = "INSERT INTO import_file (organisation_id, id, kind, file_name, document_hash, imported_on, imported_at, actor, read_count, created_count, updated_count, unchanged_count, rejected_count, problems) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)";
    SELECT_LATEST = "SELECT id, kind, file_name, document_hash, imported_on, imported_at, actor, read_count, created_count, updated_count, unchanged_count, rejected_count, problems FROM import_file WHERE organisation_id = $1 ORDER BY imported_at DESC, id DESC LIMIT $2";
    SELECT_PAGE = "SELECT id, kind, file_name, document_hash, imported_on, imported_at, actor, read_count, created_count, updated_count, unchanged_count, rejected_count, problems FROM import_file WHERE organisation_id = $1 ORDER BY imported_at DESC, id DESC LIMIT $2 OFFSET $3";
    SELECT_FILE = "SELECT id, kind, file_name, document_hash, imported_on, imported_at, actor, read_count, created_count, updated_count, unchanged_count, rejected_count, problems FROM import_file WHERE organisation_id = $1 AND id = $2";
    COUNT_FILES = "SELECT count(*) FROM import_file WHERE organisation_id = $1";
    SELECT_LEDGER_DATE = "SELECT max(on_day) FROM (SELECT max(imported_on) AS on_day FROM import_file WHERE organisation_id = $1 AND kind IN ('fec', 'invoices') AND NOT EXISTS (SELECT 1 FROM import_cancellation x WHERE x.organisation_id = import_file.organisation_id AND x.import_id = import_file.id) UNION ALL SELECT last_on FROM api_push WHERE organisation_id = $1 AND kind = 'invoices') d";
    SELECT_LAST_DAYS = "SELECT kind, max(on_day) FROM (SELECT kind, imported_on AS on_day FROM import_file WHERE organisation_id = $1 AND NOT EXISTS (SELECT 1 FROM import_cancellation x WHERE x.organisation_id = import_file.organisation_id AND x.import_id = import_file.id) UNION ALL SELECT 'api_' || kind, last_on FROM api_push WHERE organisation_id = $1) d GROUP BY kind ORDER BY kind";
    SELECT_BANK_DATE = "SELECT min(last_line_on) FROM bank_account WHERE organisation_id = $1";
}

/// Remembers a file.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn insert(tx: &mut Tx, organisation: OrganisationId, file: &ImportFile) -> Result<()> {
    in_tx!(tx, c => {
        let mut query = sqlx::query(INSERT_FILE)
            .bind(organisation.0).bind(file.id.0).bind(&file.kind).bind(&file.file_name).bind(&file.document_hash)
            .bind(file.imported_on).bind(crate::event::to_micros(file.imported_at)).bind(&file.actor);
        for count in file.counts {
            query = query.bind(count);
        }
        query.bind(&file.problems).execute(&mut *c).await?;
    });
    Ok(())
}

#[derive(sqlx::FromRow)]
pub(crate) struct FileRow {
    id: Uuid,
    kind: String,
    file_name: String,
    document_hash: String,
    imported_on: Date,
    imported_at: DateTime<Utc>,
    actor: String,
    read_count: i64,
    created_count: i64,
    updated_count: i64,
    unchanged_count: i64,
    rejected_count: i64,
    problems: String,
}

/// The newest files, newest first.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn latest(tx: &mut Tx, organisation: OrganisationId, limit: i64) -> Result<Vec<ImportFile>> {
    let rows: Vec<FileRow> = in_tx!(tx, c => sqlx::query_as(SELECT_LATEST).bind(organisation.0).bind(limit).fetch_all(&mut *c).await?);
    Ok(rows.into_iter().map(ImportFile::from).collect())
}

impl From<FileRow> for ImportFile {
    fn from(row: FileRow) -> Self {
        Self {
            id: ImportId(row.id),
            kind: row.kind,
            file_name: row.file_name,
            document_hash: row.document_hash,
            imported_on: row.imported_on,
            imported_at: row.imported_at,
            actor: row.actor,
            counts: [row.read_count, row.created_count, row.updated_count, row.unchanged_count, row.rejected_count],
            problems: row.problems,
        }
    }
}

/// A page of the files, newest first, and how many there are in all.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn page(tx: &mut Tx, organisation: OrganisationId, limit: i64, offset: i64) -> Result<(Vec<ImportFile>, i64)> {
    let rows: Vec<FileRow> =
        in_tx!(tx, c => sqlx::query_as(SELECT_PAGE).bind(organisation.0).bind(limit).bind(offset).fetch_all(&mut *c).await?);
    let count: i64 = in_tx!(tx, c => sqlx::query_scalar(COUNT_FILES).bind(organisation.0).fetch_one(&mut *c).await?);
    Ok((rows.into_iter().map(ImportFile::from).collect(), count))
}

/// A file that was read in.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn file(tx: &mut Tx, organisation: OrganisationId, id: ImportId) -> Result<Option<ImportFile>> {
    let row: Option<FileRow> = in_tx!(tx, c => sqlx::query_as(SELECT_FILE).bind(organisation.0).bind(id.0).fetch_optional(&mut *c).await?);
    Ok(row.map(ImportFile::from))
}

/// How far the figures go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Freshness {
    /// Business date of the last ledger import; `None` before the first.
    pub ledger_on: Option<Date>,
    /// The last day covered on the account that is furthest behind; `None` without a bank source.
    pub bank_on: Option<Date>,
}

/// How far the figures of an organisation go.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn freshness(tx: &mut Tx, organisation: OrganisationId) -> Result<Freshness> {
    let ledger_on: Option<Date> = in_tx!(tx, c => sqlx::query_scalar(SELECT_LEDGER_DATE).bind(organisation.0).fetch_one(&mut *c).await?);
    let bank_on: Option<Date> = in_tx!(tx, c => sqlx::query_scalar(SELECT_BANK_DATE).bind(organisation.0).fetch_one(&mut *c).await?);
    Ok(Freshness { ledger_on, bank_on })
}

/// The last business date on which a file of each kind came in, and what other programs pushed as `api_` and its kind.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn last_days(tx: &mut Tx, organisation: OrganisationId) -> Result<Vec<(String, Date)>> {
    Ok(in_tx!(tx, c => sqlx::query_as(SELECT_LAST_DAYS).bind(organisation.0).fetch_all(&mut *c).await?))
}
