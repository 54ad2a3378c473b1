//! Files come in: guessed, read, compared with what is there, written in one transaction, kept.
//!
//! The same file twice creates nothing; a longer one adds and updates. What cannot be read is said with
//! its line and field, and the good lines come in.

mod bank;
mod customers;
mod fec;
mod fec_items;
mod invoices;

pub(crate) use customers::new_debtor;
use formats::Kind;
use formats::diagnostic::{Diagnostic, Severity};
use serde::{Deserialize, Serialize};
use store::Tx;
use store::event::NewEvent;
use store::import::ImportFile;

use crate::{App, AppError, Permission, Result, Scope, text};

/// Something wrong or odd in a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// Line in the file; 0 for the whole file.
    pub line: u64,
    /// Column, as the file calls it.
    pub field: Option<String>,
    /// What is wrong and what to do, in French.
    pub message: String,
    /// Whether a fact was lost; an oddity that was read correctly is none.
    pub error: bool,
}

/// What came of a file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ImportReport {
    /// Name of the file.
    pub file: String,
    /// `fec`, `customers`, `invoices`, `bank_statement`, `unreadable`.
    pub kind: &'static str,
    /// Rows read.
    pub read: usize,
    /// Rows that made something new.
    pub created: usize,
    /// Rows that changed something.
    pub updated: usize,
    /// Rows that were there already.
    pub unchanged: usize,
    /// Rows that could not come in.
    pub rejected: usize,
    /// What was wrong or odd.
    pub problems: Vec<Problem>,
}

impl ImportReport {
    /// Whether anything of the file could be used.
    #[must_use]
    pub fn is_readable(&self) -> bool {
        self.kind != Kind::Unreadable.code()
    }
}

pub(crate) fn problems(diagnostics: &[Diagnostic]) -> Vec<Problem> {
    diagnostics
        .iter()
        .map(|diagnostic| Problem {
            line: diagnostic.line,
            field: diagnostic.field.clone(),
            message: diagnostic.french(),
            error: diagnostic.severity == Severity::Error,
        })
        .collect()
}

/// What an import of any kind works with.
pub(crate) struct Context<'a> {
    pub(crate) app: &'a App,
    pub(crate) scope: &'a Scope,
    pub(crate) tx: &'a mut Tx,
}

/// The file as the audit keeps it: at most this many problems are stored with it.
const STORED_PROBLEMS: usize = 500;

/// Brings a file in.
///
/// # Errors
/// [`AppError::Forbidden`], or a failure of the base; a file that cannot be read is a report whose kind is
/// `unreadable`.
pub async fn import(app: &App, scope: &Scope, file_name: &str, bytes: Vec<u8>, kind: Option<&str>, dry_run: bool) -> Result<ImportReport> {
    scope.require(Permission::Import)?;
    let kind = match kind {
        Some(code) => Kind::from_code(code).ok_or_else(|| AppError::Invalid { field: "kind", reason: text::error_unknown_kind(code) })?,
        None => formats::guess(&bytes, file_name),
    };
    let mut tx = app.db().begin().await?;
    let context = Context { app, scope, tx: &mut tx };
    let outcome = match kind {
        Kind::Fec => fec::import(context, &bytes).await,
        Kind::Customers => customers::import(context, &bytes).await,
        Kind::Invoices => invoices::import(context, &bytes).await,
        Kind::BankStatement => bank::import(context, &bytes).await,
        Kind::Unreadable => {
            Err(ImportFailure::Unreadable(vec![Problem { line: 0, field: None, message: text::error_unknown_content(), error: true }]))
        }
    };
    let mut report = match outcome {
        Ok(report) => report,
        Err(ImportFailure::Unreadable(problems)) => {
            return Ok(ImportReport { file: file_name.to_owned(), kind: Kind::Unreadable.code(), problems, ..ImportReport::default() });
        }
        Err(ImportFailure::App(error)) => return Err(error),
    };
    report.file = file_name.to_owned();
    report.kind = kind.code();
    if dry_run {
        return Ok(report);
    }
    remember(app, scope, &mut tx, &report, &bytes).await?;
    tx.commit().await?;
    if report.created > 10_000 {
        app.db().analyze().await?;
    }
    Ok(report)
}

/// Keeps the original file, its figures, and the journal's line.
async fn remember(app: &App, scope: &Scope, tx: &mut Tx, report: &ImportReport, bytes: &[u8]) -> Result<()> {
    let document_hash = app.documents().keep(bytes)?;
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let stored = &report.problems[..report.problems.len().min(STORED_PROBLEMS)];
    let file = ImportFile {
        id: domain::ids::ImportId(store::fresh_id()),
        kind: report.kind.to_owned(),
        file_name: report.file.clone(),
        document_hash: document_hash.clone(),
        imported_on: app.today(),
        imported_at: app.now(),
        actor: scope.actor.name.clone(),
        counts: [report.read, report.created, report.updated, report.unchanged, report.rejected].map(count),
        problems: serde_json::to_string(stored).unwrap_or_else(|_| "[]".to_owned()),
    };
    store::import::insert(tx, scope.organisation.id, &file).await?;
    let payload = serde_json::json!({
        "file": report.file, "kind": report.kind, "sha256": document_hash, "read": report.read, "created": report.created,
        "updated": report.updated, "unchanged": report.unchanged, "rejected": report.rejected,
    });
    let event = NewEvent {
        at: app.now(),
        actor: scope.actor.name.clone(),
        kind: "file.imported",
        debtor: None,
        subject: Some(file.id.0),
        payload: payload.to_string(),
    };
    store::event::append(tx, scope.organisation.id, &[event]).await?;
    Ok(())
}

/// Why a file brought nothing in.
pub(crate) enum ImportFailure {
    /// It cannot be read at all.
    Unreadable(Vec<Problem>),
    /// Something else failed.
    App(AppError),
}

impl From<Vec<Diagnostic>> for ImportFailure {
    fn from(diagnostics: Vec<Diagnostic>) -> Self {
        Self::Unreadable(problems(&diagnostics))
    }
}

impl<E: Into<AppError>> From<E> for ImportFailure {
    fn from(error: E) -> Self {
        Self::App(error.into())
    }
}

/// A file that was brought in earlier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportLine {
    /// Its kind.
    pub kind: String,
    /// Its name.
    pub file_name: String,
    /// When.
    pub imported_at: chrono::DateTime<chrono::Utc>,
    /// Who.
    pub actor: String,
    /// Rows read, created, updated, unchanged, rejected.
    pub counts: [i64; 5],
    /// What was wrong or odd.
    pub problems: Vec<Problem>,
}

/// The newest files, newest first.
///
/// # Errors
/// [`AppError`].
pub async fn recent(app: &App, scope: &Scope) -> Result<Vec<ImportLine>> {
    scope.require(Permission::ViewReceivables)?;
    let mut tx = app.db().snapshot().await?;
    let files = store::import::latest(&mut tx, scope.organisation.id, 50).await?;
    Ok(files
        .into_iter()
        .map(|file| ImportLine {
            kind: file.kind,
            file_name: file.file_name,
            imported_at: file.imported_at,
            actor: file.actor,
            counts: file.counts,
            problems: serde_json::from_str(&file.problems).unwrap_or_default(),
        })
        .collect())
}
