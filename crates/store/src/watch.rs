//! What became of the files dropped in the watched folder.

use chrono::{DateTime, Utc};
use domain::ids::OrganisationId;

use crate::event::to_micros;
use crate::statement::statements;
use crate::{Db, Result, Tx};

/// A file that was taken up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WatchedFile {
    /// Its name as it was dropped.
    pub file_name: String,
    /// Its length in bytes.
    pub size_bytes: i64,
    /// SHA-256 of its bytes; empty when it was not read.
    pub sha256: String,
    /// `imported`, `known` or `quarantined`.
    pub outcome: String,
    /// What came of it, in French.
    pub summary: String,
    /// Where it is now, below the watched folder.
    pub kept_as: String,
    /// When.
    pub at: DateTime<Utc>,
}

statements! {
    INSERT_WATCHED = "INSERT INTO watched_file (organisation_id, id, file_name, size_bytes, sha256, outcome, summary, kept_as, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    SELECT_WATCHED = "SELECT file_name, size_bytes, sha256, outcome, summary, kept_as, at FROM watched_file WHERE organisation_id = $1 ORDER BY id DESC LIMIT $2";
}

/// Notes what became of a file.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn insert(tx: &mut Tx, organisation: OrganisationId, file: &WatchedFile) -> Result<()> {
    in_tx!(tx, c => {
        sqlx::query(INSERT_WATCHED)
            .bind(organisation.0).bind(crate::fresh_id()).bind(&file.file_name).bind(file.size_bytes).bind(&file.sha256)
            .bind(&file.outcome).bind(&file.summary).bind(&file.kept_as).bind(to_micros(file.at))
            .execute(&mut *c).await?;
    });
    Ok(())
}

type Row = (String, i64, String, String, String, String, DateTime<Utc>);

/// The newest files, newest first.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn latest(db: &Db, organisation: OrganisationId, limit: i64) -> Result<Vec<WatchedFile>> {
    let rows: Vec<Row> = on_db!(db, base => sqlx::query_as(SELECT_WATCHED).bind(organisation.0).bind(limit).fetch_all(base).await)?;
    let read = |(file_name, size_bytes, sha256, outcome, summary, kept_as, at): Row| WatchedFile {
        file_name,
        size_bytes,
        sha256,
        outcome,
        summary,
        kept_as,
        at,
    };
    Ok(rows.into_iter().map(read).collect())
}
