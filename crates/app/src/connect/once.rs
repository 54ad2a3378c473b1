//! A request that changes something is done once, however often it is sent under the same key.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use store::Tx;

use crate::import::{ImportReport, Problem};
use crate::{App, AppError, Permission, Result, Scope};

/// The key of a request, and what it asks for as a hash.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Once {
    /// The sender's key; without it the request is done whenever it comes.
    pub key: Option<String>,
    /// SHA-256 over method, address and body.
    pub request_hash: String,
}

impl Once {
    /// The key of a request, and everything that makes it this request and no other.
    #[must_use]
    pub fn new(key: Option<String>, words: &[&[u8]]) -> Self {
        let mut hash = Sha256::new();
        for word in words {
            hash.update((word.len() as u64).to_be_bytes());
            hash.update(word);
        }
        Self { key, request_hash: hex::encode(hash.finalize()) }
    }
}

/// A request that is done now, or was before.
pub(super) enum Begun<T> {
    /// Its turn has come.
    Now(Tx),
    /// This was answered.
    Before(T),
}

/// Begins a request: those of an organisation wait for each other.
pub(super) async fn begin<T: DeserializeOwned>(app: &App, scope: &Scope, once: &Once) -> Result<Begun<T>> {
    let organisation = scope.organisation.id;
    let mut tx = app.db().begin().await?;
    store::api::lock(&mut tx, organisation).await?;
    let Some(key) = &once.key else { return Ok(Begun::Now(tx)) };
    match store::api_answer::claim(&mut tx, organisation, key, &once.request_hash, app.now()).await? {
        None => Ok(Begun::Now(tx)),
        Some(kept) if kept.request_hash != once.request_hash => Err(AppError::KeyReused),
        Some(kept) => {
            let answer = serde_json::from_str(&kept.body);
            Ok(Begun::Before(answer.map_err(|_| AppError::Conflict("api_answer"))?))
        }
    }
}

/// Keeps the answer with what it tells, and commits both.
pub(super) async fn finish<T: Serialize>(mut tx: Tx, app: &App, scope: &Scope, once: &Once, answer: &T) -> Result<()> {
    if let Some(key) = &once.key {
        let body = serde_json::to_string(answer).map_err(|_| AppError::Conflict("api_answer"))?;
        store::api_answer::keep(&mut tx, scope.organisation.id, key, 200, &body).await?;
    }
    tx.commit().await?;
    app.wake();
    Ok(())
}

/// What came of a file that was pushed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileReport {
    /// Name of the file.
    pub file: String,
    /// Its kind; `unreadable` when nothing could be used.
    pub kind: String,
    /// Rows read, created, updated, unchanged, rejected.
    pub counts: [usize; 5],
    /// What was wrong or odd.
    pub problems: Vec<Problem>,
    /// Bank lines that were allocated at once.
    pub matched: usize,
}

impl From<ImportReport> for FileReport {
    fn from(report: ImportReport) -> Self {
        let counts = [report.read, report.created, report.updated, report.unchanged, report.rejected];
        Self { file: report.file, kind: report.kind.to_owned(), counts, problems: report.problems, matched: 0 }
    }
}

/// Brings a file in as a page does: the same guess, the same rules, and the matching after a bank statement.
///
/// # Errors
/// [`AppError::KeyReused`], [`AppError::Forbidden`]; a file that cannot be read is a report of kind `unreadable`, and
/// is kept under no key.
#[crate::boxed]
pub async fn push_file(app: &App, scope: &Scope, once: &Once, file_name: &str, bytes: Vec<u8>, kind: Option<&str>) -> Result<FileReport> {
    scope.require(Permission::Import)?;
    let mut tx = match begin(app, scope, once).await? {
        Begun::Before(report) => return Ok(report),
        Begun::Now(tx) => tx,
    };
    let report = crate::import::import_in(&mut tx, app, scope, file_name, &bytes.into(), kind, false).await?;
    let readable = report.is_readable();
    let is_statement = report.kind == "bank_statement" && report.created > 0;
    let is_big = report.created > 10_000;
    let mut report = FileReport::from(report);
    if !readable {
        return Ok(report);
    }
    if is_statement && scope.actor.role.may(Permission::MatchBank) {
        report.matched = crate::matching::match_in(&mut tx, app, scope).await?.matched;
    }
    finish(tx, app, scope, once, &report).await?;
    if is_big {
        app.db().analyze().await?;
    }
    Ok(report)
}
