//! How the tables of a source are read, files that wait for a confirmation, and how a file was read.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use domain::Date;
use domain::ids::{DebtorId, DraftId, ImportId, MappingId, OpenItemId, OrganisationId};
use sqlx::QueryBuilder;
use uuid::Uuid;

use crate::event::to_micros;
use crate::statement::statements;
use crate::{Result, Tx};

/// What the columns of a source's tables hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mapping {
    /// Its id.
    pub id: MappingId,
    /// `customers` or `invoices`.
    pub kind: String,
    /// Hash of the column names.
    pub signature: String,
    /// What people call it: the file it was made with.
    pub name: String,
    /// The choices, as JSON.
    pub choices: String,
    /// When it was made or last corrected.
    pub created_at: DateTime<Utc>,
    /// By whom.
    pub created_by: String,
    /// When a file was last read with it.
    pub used_at: Option<DateTime<Utc>>,
}

/// A file that waits for a confirmation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// Its id.
    pub id: DraftId,
    /// Name of the file.
    pub file_name: String,
    /// SHA-256 of its bytes.
    pub document_hash: String,
    /// The kind that it is read as.
    pub kind: String,
    /// How it is to be read, as JSON; empty while nobody has said.
    pub choices: String,
    /// When it came.
    pub created_at: DateTime<Utc>,
    /// Who brought it.
    pub created_by: String,
}

statements! {
    SELECT_TOLD = "SELECT o.open_item_id, max(f.imported_on) FROM import_item o JOIN import_file f ON f.organisation_id = o.organisation_id AND f.id = o.import_id JOIN open_item i ON i.organisation_id = o.organisation_id AND i.id = o.open_item_id WHERE o.organisation_id = $1 AND i.source = 'csv' AND i.source_key LIKE '%:paid' GROUP BY o.open_item_id ORDER BY o.open_item_id";
    UPSERT_MAPPING = "INSERT INTO import_mapping (organisation_id, id, kind, signature, name, choices, created_at, created_by, used_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (organisation_id, signature) DO UPDATE SET kind = excluded.kind, name = excluded.name, choices = excluded.choices, created_at = excluded.created_at, created_by = excluded.created_by, used_at = excluded.used_at";
    SELECT_MAPPINGS = "SELECT id, kind, signature, name, choices, created_at, created_by, used_at FROM import_mapping WHERE organisation_id = $1 ORDER BY created_at DESC, id DESC";
    TOUCH_MAPPING = "UPDATE import_mapping SET used_at = $3 WHERE organisation_id = $1 AND id = $2";
    DELETE_MAPPING = "DELETE FROM import_mapping WHERE organisation_id = $1 AND id = $2";
    INSERT_DRAFT = "INSERT INTO import_draft (organisation_id, id, file_name, document_hash, kind, choices, created_at, created_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    UPDATE_DRAFT = "UPDATE import_draft SET kind = $3, choices = $4 WHERE organisation_id = $1 AND id = $2";
    SELECT_DRAFTS = "SELECT id, file_name, document_hash, kind, choices, created_at, created_by FROM import_draft WHERE organisation_id = $1 ORDER BY created_at, id";
    TAKE_DRAFT = "DELETE FROM import_draft WHERE organisation_id = $1 AND id = $2 RETURNING id, file_name, document_hash, kind, choices, created_at, created_by";
    INSERT_READING = "INSERT INTO import_reading (organisation_id, import_id, choices) VALUES ($1, $2, $3)";
    SELECT_ORIGINS = "SELECT o.open_item_id, o.import_id FROM import_item o JOIN open_item i ON i.organisation_id = o.organisation_id AND i.id = o.open_item_id WHERE o.organisation_id = $1 AND i.debtor_id = $2";
    SELECT_READING = "SELECT choices FROM import_reading WHERE organisation_id = $1 AND import_id = $2";
}

/// Remembers how a source is read; what was remembered for the same column names is replaced.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn remember(tx: &mut Tx, organisation: OrganisationId, mapping: &Mapping) -> Result<()> {
    in_tx!(tx, c => {
        sqlx::query(UPSERT_MAPPING)
            .bind(organisation.0).bind(mapping.id.0).bind(&mapping.kind).bind(&mapping.signature).bind(&mapping.name)
            .bind(&mapping.choices).bind(to_micros(mapping.created_at)).bind(&mapping.created_by).bind(mapping.used_at.map(to_micros))
            .execute(&mut *c).await?;
    });
    Ok(())
}

#[derive(sqlx::FromRow)]
struct MappingRow {
    id: Uuid,
    kind: String,
    signature: String,
    name: String,
    choices: String,
    created_at: DateTime<Utc>,
    created_by: String,
    used_at: Option<DateTime<Utc>>,
}

/// All that is remembered, newest first.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn mappings(tx: &mut Tx, organisation: OrganisationId) -> Result<Vec<Mapping>> {
    let rows: Vec<MappingRow> = in_tx!(tx, c => sqlx::query_as(SELECT_MAPPINGS).bind(organisation.0).fetch_all(&mut *c).await?);
    let mapping = |row: MappingRow| Mapping {
        id: MappingId(row.id),
        kind: row.kind,
        signature: row.signature,
        name: row.name,
        choices: row.choices,
        created_at: row.created_at,
        created_by: row.created_by,
        used_at: row.used_at,
    };
    Ok(rows.into_iter().map(mapping).collect())
}

/// Notes that a file was read in a remembered way.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn touch(tx: &mut Tx, organisation: OrganisationId, id: MappingId, at: DateTime<Utc>) -> Result<()> {
    in_tx!(tx, c => { sqlx::query(TOUCH_MAPPING).bind(organisation.0).bind(id.0).bind(to_micros(at)).execute(&mut *c).await?; });
    Ok(())
}

/// Forgets how a source is read; whether there was something to forget.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn forget(tx: &mut Tx, organisation: OrganisationId, id: MappingId) -> Result<bool> {
    Ok(in_tx!(tx, c => sqlx::query(DELETE_MAPPING).bind(organisation.0).bind(id.0).execute(&mut *c).await?.rows_affected()) == 1)
}

/// Keeps a file that waits.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn insert_draft(tx: &mut Tx, organisation: OrganisationId, draft: &Draft) -> Result<()> {
    in_tx!(tx, c => {
        sqlx::query(INSERT_DRAFT)
            .bind(organisation.0).bind(draft.id.0).bind(&draft.file_name).bind(&draft.document_hash).bind(&draft.kind)
            .bind(&draft.choices).bind(to_micros(draft.created_at)).bind(&draft.created_by)
            .execute(&mut *c).await?;
    });
    Ok(())
}

/// Changes how a file that waits is to be read; whether it was there.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn update_draft(tx: &mut Tx, organisation: OrganisationId, id: DraftId, kind: &str, choices: &str) -> Result<bool> {
    Ok(
        in_tx!(tx, c => sqlx::query(UPDATE_DRAFT).bind(organisation.0).bind(id.0).bind(kind).bind(choices).execute(&mut *c).await?.rows_affected())
            == 1,
    )
}

#[derive(sqlx::FromRow)]
struct DraftRow {
    id: Uuid,
    file_name: String,
    document_hash: String,
    kind: String,
    choices: String,
    created_at: DateTime<Utc>,
    created_by: String,
}

impl From<DraftRow> for Draft {
    fn from(row: DraftRow) -> Self {
        Self {
            id: DraftId(row.id),
            file_name: row.file_name,
            document_hash: row.document_hash,
            kind: row.kind,
            choices: row.choices,
            created_at: row.created_at,
            created_by: row.created_by,
        }
    }
}

/// The files that wait, oldest first.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn drafts(tx: &mut Tx, organisation: OrganisationId) -> Result<Vec<Draft>> {
    let rows: Vec<DraftRow> = in_tx!(tx, c => sqlx::query_as(SELECT_DRAFTS).bind(organisation.0).fetch_all(&mut *c).await?);
    Ok(rows.into_iter().map(Draft::from).collect())
}

/// Takes a file that waited out, as it was then; `None` when it is gone. Who else takes or changes it waits for the end
/// of this transaction.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn take_draft(tx: &mut Tx, organisation: OrganisationId, id: DraftId) -> Result<Option<Draft>> {
    let row: Option<DraftRow> = in_tx!(tx, c => sqlx::query_as(TAKE_DRAFT).bind(organisation.0).bind(id.0).fetch_optional(&mut *c).await?);
    Ok(row.map(Draft::from))
}

/// Notes how a table was read.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn insert_reading(tx: &mut Tx, organisation: OrganisationId, file: ImportId, choices: &str) -> Result<()> {
    in_tx!(tx, c => { sqlx::query(INSERT_READING).bind(organisation.0).bind(file.0).bind(choices).execute(&mut *c).await?; });
    Ok(())
}

/// How a table was read; nothing for other files.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn reading(tx: &mut Tx, organisation: OrganisationId, file: ImportId) -> Result<Option<String>> {
    Ok(in_tx!(tx, c => sqlx::query_scalar(SELECT_READING).bind(organisation.0).bind(file.0).fetch_optional(&mut *c).await?))
}

/// Notes which file items came in with.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn insert_origins(tx: &mut Tx, organisation: OrganisationId, file: ImportId, items: &[OpenItemId]) -> Result<()> {
    in_tx!(tx, c => for chunk in items.chunks(5_000) {
        let mut query = QueryBuilder::new("INSERT INTO import_item (organisation_id, open_item_id, import_id) ");
        query.push_values(chunk, |mut row, item| {
            row.push_bind(organisation.0).push_bind(item.0).push_bind(file.0);
        });
        query.build().execute(&mut *c).await?;
    });
    Ok(())
}

/// The business date on which a table said that something was paid, by the item that it made of it.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn payments_told_on(tx: &mut Tx, organisation: OrganisationId) -> Result<HashMap<OpenItemId, Date>> {
    let rows: Vec<(Uuid, Date)> = in_tx!(tx, c => sqlx::query_as(SELECT_TOLD).bind(organisation.0).fetch_all(&mut *c).await?);
    Ok(rows.into_iter().map(|(item, on)| (OpenItemId(item), on)).collect())
}

/// The files that a debtor's items came in with; items of an accounting file are not listed.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn origins(tx: &mut Tx, organisation: OrganisationId, debtor: DebtorId) -> Result<Vec<(OpenItemId, ImportId)>> {
    let rows: Vec<(Uuid, Uuid)> =
        in_tx!(tx, c => sqlx::query_as(SELECT_ORIGINS).bind(organisation.0).bind(debtor.0).fetch_all(&mut *c).await?);
    Ok(rows.into_iter().map(|(item, file)| (OpenItemId(item), ImportId(file))).collect())
}
