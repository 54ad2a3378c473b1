//! The files that came in: a list by pages, each with its problems, its original and its rejected rows.

use domain::ids::ImportId;
use formats::Kind;
use formats::table::Rejected;

use super::reading::{self, Reading};
use super::{ImportLine, TableDetail};
use crate::{App, AppError, Permission, Result, Scope, text};

/// Files of a page.
pub const PER_PAGE: i64 = 50;

/// A page of the files, newest first, and how many there are in all. Pages count from 1.
///
/// # Errors
/// [`AppError`].
#[crate::boxed]
pub async fn page(app: &App, scope: &Scope, page: u32) -> Result<(Vec<ImportLine>, u64)> {
    scope.require(Permission::ViewReceivables)?;
    let mut tx = app.db().snapshot().await?;
    let offset = i64::from(page.max(1) - 1) * PER_PAGE;
    let (files, count) = store::import::page(&mut tx, scope.organisation.id, PER_PAGE, offset).await?;
    Ok((files.into_iter().map(ImportLine::from).collect(), u64::try_from(count).unwrap_or(0)))
}

/// One file.
///
/// # Errors
/// [`AppError::NotFound`], or [`AppError::Forbidden`].
#[crate::boxed]
pub async fn file(app: &App, scope: &Scope, id: ImportId) -> Result<ImportLine> {
    scope.require(Permission::ViewReceivables)?;
    let mut tx = app.db().snapshot().await?;
    store::import::file(&mut tx, scope.organisation.id, id).await?.map(ImportLine::from).ok_or(AppError::NotFound("file"))
}

/// The file as it came: its name and its bytes, checked against their hash.
///
/// # Errors
/// [`AppError::NotFound`], or [`AppError::Forbidden`].
#[crate::boxed]
pub async fn original(app: &App, scope: &Scope, id: ImportId) -> Result<(String, Vec<u8>)> {
    scope.require(Permission::ViewReceivables)?;
    let mut tx = app.db().snapshot().await?;
    let file = store::import::file(&mut tx, scope.organisation.id, id).await?.ok_or(AppError::NotFound("file"))?;
    Ok((file.file_name, app.documents().read(&file.document_hash)?))
}

/// The rows of a table that were left out, read again from the original as it was read then.
///
/// # Errors
/// [`AppError::NotFound`], or [`AppError::Forbidden`].
#[crate::boxed]
pub async fn rejected(app: &App, scope: &Scope, id: ImportId) -> Result<RejectedRows> {
    scope.require(Permission::ViewReceivables)?;
    let mut tx = app.db().snapshot().await?;
    let file = store::import::file(&mut tx, scope.organisation.id, id).await?.ok_or(AppError::NotFound("file"))?;
    let reading = store::import_mapping::reading(&mut tx, scope.organisation.id, id).await?;
    let kind = Kind::from_code(&file.kind).filter(|kind| reading::is_table(*kind)).ok_or(AppError::NotFound("rejected rows"))?;
    let bytes = app.documents().read(&file.document_hash)?;
    let choices = Reading::parse(&reading.unwrap_or_default()).choices();
    let detail = match kind {
        Kind::Customers => formats::customers::read_with(&bytes, &choices).map(|table| TableDetail::of_customers(&table)),
        _ => formats::invoices::read_with(&bytes, &choices).map(|table| TableDetail::of_invoices(&table)),
    };
    Ok(detail.map(|detail| RejectedRows::of(&detail)).unwrap_or_default())
}

/// A cell that no spreadsheet runs; a negative amount stays one.
fn safe_cell(text: &str) -> String {
    let is_number = text.starts_with(['-', '+'])
        && text.chars().skip(1).all(|c| c.is_ascii_digit() || c.is_whitespace() || matches!(c, ',' | '.' | '€'));
    if is_number { text.to_owned() } else { crate::ageing::cell(text) }
}

/// Rejected rows as a table: line, reasons, then the cells as they were.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RejectedRows {
    /// The names of the file's columns.
    pub names: Vec<String>,
    /// Line, reasons in the reader's language, cells.
    pub rows: Vec<(u64, String, Vec<String>)>,
}

impl RejectedRows {
    /// The rejected rows of a table.
    #[must_use]
    pub fn of(detail: &TableDetail) -> Self {
        let reason = |row: &Rejected| {
            let said: Vec<String> = row
                .reasons
                .iter()
                .map(|reason| {
                    let said = text::locale::either(|| reason.french(), || reason.english());
                    match &reason.field {
                        Some(field) => text::locale::either(|| format!("{field}\u{a0}: {said}"), || format!("{field}: {said}")),
                        None => said,
                    }
                })
                .collect();
            said.join(" ")
        };
        Self {
            names: detail.layout.columns.iter().map(|column| column.name.clone()).collect(),
            rows: detail.rejected.iter().map(|row| (row.line, reason(row), row.cells.clone())).collect(),
        }
    }

    /// As a table for a spreadsheet: the cells as they were, then the line and the reasons, so that the
    /// corrected file can be brought in again.
    #[must_use]
    pub fn csv(&self, line: &str, reasons: &str) -> String {
        let width = self.rows.iter().map(|(_, _, cells)| cells.len()).max().unwrap_or(0).max(self.names.len());
        let mut names = self.names.clone();
        names.resize(width, String::new());
        let mut out = String::from("\u{feff}");
        let mut push = |cells: Vec<String>| {
            out.push_str(&cells.join(";"));
            out.push_str("\r\n");
        };
        push(names.iter().map(String::as_str).chain([line, reasons]).map(safe_cell).collect());
        for (number, reason, cells) in &self.rows {
            let blanks = std::iter::repeat_n("", width - cells.len());
            let number = number.to_string();
            push(cells.iter().map(String::as_str).chain(blanks).chain([number.as_str(), reason.as_str()]).map(safe_cell).collect());
        }
        out
    }
}
