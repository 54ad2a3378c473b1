//! Files come in: guessed, read, compared with what is there, written in one transaction, kept.
//!
//! The same file twice creates nothing; a longer one adds and updates. What cannot be read is said with
//! its line and field, and the good lines come in.

mod bank;
mod content;
mod customers;
pub mod draft;
mod einvoice;
mod fec;
mod fec_items;
mod fec_reading;
mod fec_spool;
mod glance;
pub mod history;
pub(crate) mod invoices;
mod lifecycle;
mod mail;
mod reading;
mod returned;
mod same;
pub mod undo;

use std::borrow::Cow;

pub use content::Content;
use domain::ids::{ImportId, MappingId, OpenItemId};
use domain::template::Language;
use domain::webhook::EventKind;
pub use formats::Kind;
pub use formats::bank::Entry as BankEntry;
use formats::diagnostic::{Diagnostic, Severity};
pub use formats::fec::FecLine;
pub use formats::table::{Column, KnownBy, Layout, TableFormat};
use formats::table::{Rejected, Table};
pub use glance::{Glance, Header};
pub use reading::{Reading, ReadingColumn};
use serde::{Deserialize, Serialize};
use store::Tx;
use store::event::NewEvent;
use store::import::ImportFile;

pub(crate) use customers::{apply_terms, new_debtor};
pub(crate) use fec_items::PAID;
pub use invoices::Correction;

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
    /// The same in English; empty for files that came in before it was kept.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub english: String,
    /// Whether a fact was lost; an oddity that was read correctly is none.
    pub error: bool,
}

/// A sentence that is kept and read later, in each language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Told {
    french: String,
    english: String,
}

/// Makes a sentence in each language.
pub(crate) fn told(words: impl Fn() -> String) -> Told {
    Told { french: text::locale::in_french(&words), english: text::locale::reads_now(Language::English, &words) }
}

impl Problem {
    /// A finding about a line, or about the whole file at line 0.
    pub(crate) fn new(line: u64, told: Told, error: bool) -> Self {
        Self { line, field: None, message: told.french, english: told.english, error }
    }

    /// What is wrong and what to do, in the reader's language.
    #[must_use]
    pub fn said(&self) -> &str {
        match text::locale::language() {
            Language::English if !self.english.is_empty() => &self.english,
            _ => &self.message,
        }
    }
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
    /// The amounts of known invoices that a table corrects.
    pub corrections: Vec<Correction>,
    /// How a table was understood, with its first rows and those left out.
    pub table: Option<Box<TableDetail>>,
    /// The items that it made, where each keeps its file one click away.
    pub(crate) items: Vec<OpenItemId>,
    /// The bank lines and statements that it brought.
    pub(crate) brought: store::import_bank::Brought,
}

/// Rows that a preview shows.
const SHOWN_ROWS: usize = 20;

/// How a table was understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableDetail {
    /// Its columns and its way of writing.
    pub layout: Layout,
    /// The rows that were left out, with their reasons.
    pub rejected: Vec<Rejected>,
    /// The first rows, as they are understood.
    pub first: FirstRows,
}

/// The first rows of a table, as they are understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FirstRows {
    /// Of customers.
    Customers(Vec<formats::customers::CustomerRow>),
    /// Of invoices.
    Invoices(Vec<formats::invoices::InvoiceRow>),
}

impl TableDetail {
    pub(crate) fn of_customers(table: &Table<formats::customers::CustomerRow>) -> Self {
        Self::of(table, FirstRows::Customers(table.rows.iter().take(SHOWN_ROWS).cloned().collect()))
    }

    pub(crate) fn of_invoices(table: &Table<formats::invoices::InvoiceRow>) -> Self {
        Self::of(table, FirstRows::Invoices(table.rows.iter().take(SHOWN_ROWS).cloned().collect()))
    }

    fn of<Row>(table: &Table<Row>, first: FirstRows) -> Self {
        Self { layout: table.layout.clone(), rejected: table.rejected.clone(), first }
    }
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
            english: diagnostic.english(),
            error: diagnostic.severity == Severity::Error,
        })
        .collect()
}

/// Our columns of a kind of table with their names in the reader's language, in the order of menus.
#[must_use]
pub fn fields(kind: Kind) -> Vec<(&'static str, &'static str)> {
    formats::table::fields(kind, text::locale::language())
}

/// What an import of any kind works with.
pub(crate) struct Context<'a> {
    pub(crate) app: &'a App,
    pub(crate) scope: &'a Scope,
    pub(crate) tx: &'a mut Tx,
}

/// The file as the audit keeps it: at most this many problems are stored with it.
const STORED_PROBLEMS: usize = 500;
/// The journal's word for a file that came in.
const IMPORTED: &str = "file.imported";

/// Brings a file in.
///
/// # Errors
/// [`AppError::Forbidden`], or a failure of the base; a file that cannot be read is a report whose kind is
/// `unreadable`.
pub async fn import(
    app: &App,
    scope: &Scope,
    file_name: &str,
    content: impl Into<Content>,
    kind: Option<&str>,
    dry_run: bool,
) -> Result<ImportReport> {
    import_as(app, scope, file_name, content, Asked { kind, dry_run, corrects: false }).await
}

/// How a person wants a file to come in.
#[derive(Debug, Clone, Copy, Default)]
pub struct Asked<'k> {
    /// Its kind; guessed without.
    pub kind: Option<&'k str>,
    /// Whether to say only what would come of it.
    pub dry_run: bool,
    /// Whether the amounts that a table gives known invoices replace those that are known.
    pub corrects: bool,
}

/// Brings a file in, as a person wants it.
///
/// # Errors
/// As [`import`].
pub async fn import_as(app: &App, scope: &Scope, file_name: &str, content: impl Into<Content>, asked: Asked<'_>) -> Result<ImportReport> {
    let content = content.into();
    let Asked { kind, dry_run, corrects } = asked;
    let mut tx = app.db().begin().await?;
    let read = read_asked(&mut tx, scope, file_name, &content, kind).await?;
    let report = bring_in(&mut tx, app, scope, Incoming { file_name, content: &content, read, corrects }, dry_run).await?.1;
    if dry_run || !report.is_readable() {
        return Ok(report);
    }
    tx.commit().await?;
    app.wake();
    if report.created > 10_000 {
        app.db().analyze().await?;
    }
    Ok(report)
}

/// Brings a file in inside a transaction of the base, which the caller commits.
pub(crate) async fn import_in(
    tx: &mut Tx,
    app: &App,
    scope: &Scope,
    file_name: &str,
    content: &Content,
    kind: Option<&str>,
    dry_run: bool,
) -> Result<ImportReport> {
    let read = read_asked(tx, scope, file_name, content, kind).await?;
    Ok(bring_in(tx, app, scope, Incoming { file_name, content, read, corrects: false }, dry_run).await?.1)
}

/// How a file is read when its kind is said, or guessed.
async fn read_asked(tx: &mut Tx, scope: &Scope, file_name: &str, content: &Content, kind: Option<&str>) -> Result<Read> {
    scope.require(Permission::Import)?;
    let guessed = match kind {
        Some(code) => Kind::from_code(code).ok_or_else(|| AppError::Invalid { field: "kind", reason: text::error_unknown_kind(code) })?,
        None => content.guess(file_name),
    };
    read_as(tx, scope, content, guessed, kind.is_some()).await
}

/// How a file is read: by its own content, or as its source's tables were read before.
struct Read {
    kind: Kind,
    reading: Reading,
    /// What was remembered and is used.
    mapping: Option<MappingId>,
}

/// A file with the way to read it.
struct Incoming<'a> {
    file_name: &'a str,
    content: &'a Content,
    read: Read,
    /// Whether a person wants the amounts of known invoices corrected.
    corrects: bool,
}

async fn read_as(tx: &mut Tx, scope: &Scope, content: &Content, kind: Kind, is_said: bool) -> Result<Read> {
    if kind == Kind::Unreadable || reading::is_table(kind) {
        let found = reading::remembered(tx, scope.organisation.id, &content.bytes()?).await?;
        if let Some(found) = found.filter(|found| found.kind == kind || !is_said) {
            return Ok(Read { kind: found.kind, reading: found.reading, mapping: Some(found.id) });
        }
    }
    Ok(Read { kind, reading: Reading::default(), mapping: None })
}

/// Brings a file in as it is to be read, inside a transaction that the caller commits; without a dry run its id comes back.
async fn bring_in(
    tx: &mut Tx,
    app: &App,
    scope: &Scope,
    incoming: Incoming<'_>,
    dry_run: bool,
) -> Result<(Option<ImportId>, ImportReport)> {
    let Incoming { file_name, content, read: Read { kind, reading, mapping }, corrects } = incoming;
    let choices = reading.choices();
    let context = Context { app, scope, tx: &mut *tx };
    let bytes = if kind == Kind::Fec { Cow::default() } else { content.bytes()? };
    let bytes: &[u8] = &bytes;
    let outcome = match kind {
        Kind::Fec => match same::told(context.tx, scope.organisation.id, content).await? {
            Some(report) => Ok(report),
            None => fec::import(context, content.reader()?).await,
        },
        Kind::Customers => customers::import(context, bytes, &choices).await,
        Kind::Invoices => invoices::import(context, bytes, &choices, corrects).await,
        Kind::BankStatement => bank::import(context, bytes).await,
        Kind::Invoice => einvoice::import(context, file_name, bytes).await,
        Kind::Lifecycle => lifecycle::import(context, bytes).await,
        Kind::Mail => mail::import(context, bytes).await,
        Kind::Unreadable => {
            let empty = formats::diagnostic::Problem::Empty;
            let told = if bytes.trim_ascii().is_empty() {
                Told { french: empty.french(), english: empty.english() }
            } else {
                told(text::error_unknown_content)
            };
            Err(ImportFailure::Unreadable(vec![Problem::new(0, told, true)]))
        }
    };
    let mut report = match outcome {
        Ok(report) => report,
        Err(ImportFailure::Unreadable(problems)) => {
            let report = ImportReport { file: file_name.to_owned(), kind: Kind::Unreadable.code(), problems, ..ImportReport::default() };
            return Ok((None, report));
        }
        Err(ImportFailure::App(error)) => return Err(error),
    };
    report.file = file_name.to_owned();
    report.kind = kind.code();
    if dry_run {
        return Ok((None, report));
    }
    let file = remember(app, scope, tx, &report, content).await?;
    if reading::is_table(kind) {
        store::import_mapping::insert_reading(tx, scope.organisation.id, file, &reading.to_json()).await?;
    }
    store::import_mapping::insert_origins(tx, scope.organisation.id, file, &report.items).await?;
    store::import_bank::insert(tx, scope.organisation.id, file, &report.brought).await?;
    if let Some(mapping) = mapping {
        store::import_mapping::touch(tx, scope.organisation.id, mapping, app.now()).await?;
    }
    crate::promises::settle(tx, app, scope, app.today()).await?;
    // What waits for a credit note that came does not wait for the night.
    Box::pin(crate::dispute::follow_in(tx, app, scope)).await?;
    Ok((Some(file), report))
}

/// Keeps the original file, its figures, and the journal's line.
async fn remember(app: &App, scope: &Scope, tx: &mut Tx, report: &ImportReport, content: &Content) -> Result<ImportId> {
    let document_hash = content.keep(app)?;
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let stored = &report.problems[..report.problems.len().min(STORED_PROBLEMS)];
    let file = ImportFile {
        id: ImportId(store::fresh_id()),
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
        "updated": report.updated, "unchanged": report.unchanged, "rejected": report.rejected, "program": same::program(),
    });
    let event = NewEvent {
        at: app.now(),
        actor: scope.actor.name.clone(),
        kind: IMPORTED,
        debtor: None,
        subject: Some(file.id.0),
        payload: payload.to_string(),
    };
    store::event::append(tx, scope.organisation.id, &[event]).await?;
    if store::webhook::wanted(tx, scope.organisation.id).await?.contains(&EventKind::FileImported) {
        let data = serde_json::json!({"file": {
            "id": file.id.to_string(), "name": report.file, "kind": report.kind, "sha256": document_hash, "read": report.read,
            "created": report.created, "updated": report.updated, "unchanged": report.unchanged, "rejected": report.rejected,
        }});
        store::webhook::record(tx, scope.organisation.id, &[(EventKind::FileImported, data)], Some(app.now())).await?;
    }
    Ok(file.id)
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
    /// Its id.
    pub id: ImportId,
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

impl From<ImportFile> for ImportLine {
    fn from(file: ImportFile) -> Self {
        Self {
            id: file.id,
            kind: file.kind,
            file_name: file.file_name,
            imported_at: file.imported_at,
            actor: file.actor,
            counts: file.counts,
            problems: serde_json::from_str(&file.problems).unwrap_or_default(),
        }
    }
}

/// The newest files, newest first.
///
/// # Errors
/// [`AppError`].
#[crate::boxed]
pub async fn recent(app: &App, scope: &Scope) -> Result<Vec<ImportLine>> {
    scope.require(Permission::ViewReceivables)?;
    let mut tx = app.db().snapshot().await?;
    let files = store::import::latest(&mut tx, scope.organisation.id, 50).await?;
    Ok(files.into_iter().map(ImportLine::from).collect())
}
