//! Accounting-entries files ("FEC"): what every French accounting package must be able to export.
//!
//! Source: Livre des procédures fiscales, art. A47 A-1. Columns are found by their names in any order, so
//! the variants (22 columns of the self-employed, `Montant` and `Sens`) need no setting. Tab or pipe,
//! UTF-8, UTF-16, ISO-8859-15 or Windows-1252, any line ending: read alike.

mod balance;
mod header;
mod line;
mod source;
mod summary;

use std::io::{self, BufRead};

use domain::{Cents, Currency, Date};

use crate::diagnostic::{Diagnostic, Problem, Report};
use crate::text::Encoding;
use balance::Balance;
pub use header::AmountStyle;
use header::Layout;
use source::{Line, MAX_LINE, Source};
pub use summary::{CustomerBalance, Summary, Unlettered, customer_of, settled_lines, summarise};

/// One line of one entry. Texts are trimmed; empty when the file has none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FecLine {
    /// Physical line in the file, from 1.
    pub line: u64,
    /// `JournalCode`.
    pub journal: String,
    /// `JournalLib`.
    pub journal_label: String,
    /// `EcritureNum`: the entry this line belongs to.
    pub entry_number: String,
    /// `EcritureDate`: date of booking.
    pub entry_date: Date,
    /// `CompteNum`: general account.
    pub account: String,
    /// `CompteLib`.
    pub account_label: String,
    /// `CompAuxNum`: the customer or supplier.
    pub auxiliary: String,
    /// `CompAuxLib`.
    pub auxiliary_label: String,
    /// `PieceRef`: the document, an invoice number for instance.
    pub piece: String,
    /// `PieceDate`.
    pub piece_date: Option<Date>,
    /// `EcritureLib`.
    pub label: String,
    /// Debit, in the currency of the books; seldom negative.
    pub debit: Cents,
    /// Credit, in the currency of the books; seldom negative.
    pub credit: Cents,
    /// `EcritureLet`: the lettering group, empty when open.
    pub lettering: String,
    /// `DateLet`.
    pub lettering_date: Option<Date>,
    /// `ValidDate`.
    pub valid_date: Option<Date>,
    /// `Idevise`: the foreign currency, if any.
    pub currency: Option<Currency>,
    /// `Montantdevise`: the amount in that currency, if not zero.
    pub currency_amount: Option<Cents>,
}

/// How a file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FecFormat {
    /// Between two fields: tab or pipe, `;` and `,` tolerated.
    pub separator: char,
    /// Columns of the header.
    pub columns: usize,
    /// Of the characters.
    pub encoding: Encoding,
    /// Of the amounts.
    pub amount_style: AmountStyle,
}

/// A file read to its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FecFile {
    /// The lines that could be read, in file order.
    pub lines: Vec<FecLine>,
    /// What is odd or lost, in the order of lines.
    pub diagnostics: Vec<Diagnostic>,
    /// Lines that are not blank below the header, the unreadable ones included.
    pub data_lines: u64,
    /// How it is written.
    pub format: FecFormat,
}

/// What [`stream`] knows at the end, without having kept a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FecSummary {
    /// What is odd or lost, in the order of lines.
    pub diagnostics: Vec<Diagnostic>,
    /// Lines that are not blank below the header, the unreadable ones included.
    pub data_lines: u64,
    /// How it is written.
    pub format: FecFormat,
    /// Sum of the debits read.
    pub debit: Cents,
    /// Sum of the credits read.
    pub credit: Cents,
    /// First `EcritureDate`.
    pub from: Option<Date>,
    /// Last `EcritureDate`.
    pub to: Option<Date>,
}

/// Whether a general account is that of customers: 411 and its subdivisions.
#[must_use]
pub fn is_customer_account(account: &str) -> bool {
    account.starts_with("411")
}

/// Reads a whole file.
///
/// # Errors
/// When nothing can be read: empty, no header, or columns without which no line says anything.
pub fn read(bytes: &[u8]) -> Result<FecFile, Vec<Diagnostic>> {
    let mut lines = Vec::with_capacity(bytes.len() / 128);
    let end = stream(bytes, |line| lines.push(line))?;
    Ok(FecFile { lines, diagnostics: end.diagnostics, data_lines: end.data_lines, format: end.format })
}

/// Reads line by line, keeping none: the memory used does not grow with the file.
///
/// # Errors
/// As [`read`], and when the reader fails before the header was read. A later failure is reported among
/// the findings, behind the lines that were read.
pub fn stream<'r>(reader: impl BufRead + 'r, mut on_line: impl FnMut(FecLine)) -> Result<FecSummary, Vec<Diagnostic>> {
    let mut report = Report::default();
    let failed = |error: io::Error| vec![Diagnostic::fatal(Problem::Read(error.kind()))];
    let mut source = Source::new(reader).map_err(failed)?;
    let mut layout = find_header(&mut source, &mut report)?;
    let mut balance = Balance::default();
    let mut data_lines = 0;
    loop {
        let (number, text) = match source.next_line() {
            Ok(Some((number, Line::Text(text)))) => (number, text),
            Ok(Some((number, Line::TooLong))) => {
                data_lines += 1;
                report.error(number, None, Problem::LineTooLong { limit: MAX_LINE });
                continue;
            }
            Ok(None) => break,
            Err(error) => {
                report.error(0, None, Problem::Read(error.kind()));
                break;
            }
        };
        if is_blank(&text, layout.separator) {
            continue;
        }
        data_lines += 1;
        if let Some(line) = line::read(&mut layout, number, &text, &mut report) {
            balance.add(&line);
            on_line(line);
        }
    }
    if data_lines == 0 {
        report.warning(0, None, Problem::FecNoLine);
    }
    if !source.has_uniform_endings() {
        report.warning(0, None, Problem::FecLineEndings);
    }
    balance.check(&mut report);
    Ok(FecSummary {
        diagnostics: report.finish(),
        data_lines,
        format: FecFormat { separator: layout.separator, columns: layout.columns, encoding: source.encoding(), amount_style: layout.style },
        debit: balance::clamp(balance.debit),
        credit: balance::clamp(balance.credit),
        from: balance.from,
        to: balance.to,
    })
}

/// Whether the first line that is not blank names columns of such a file.
pub(crate) fn is_fec(start: &str) -> bool {
    let first = start.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    match Layout::read(1, first, &mut Report::default()) {
        Ok(_) => true,
        Err(refusal) => matches!(refusal.problem, Problem::FecMissingColumns { .. }),
    }
}

/// The layout told by the first line that is not blank.
fn find_header(source: &mut Source<'_>, report: &mut Report) -> Result<Layout, Vec<Diagnostic>> {
    loop {
        match source.next_line() {
            Ok(Some((_, Line::Text(text)))) if text.trim().is_empty() => {}
            Ok(Some((number, Line::Text(text)))) => return Layout::read(number, &text, report).map_err(|refusal| vec![refusal]),
            Ok(Some((number, Line::TooLong))) => return Err(vec![Diagnostic { line: number, ..Diagnostic::fatal(Problem::FecNoHeader) }]),
            Ok(None) => return Err(vec![Diagnostic::fatal(Problem::Empty)]),
            Err(error) => return Err(vec![Diagnostic::fatal(Problem::Read(error.kind()))]),
        }
    }
}

/// A line of blanks and separators only, as spreadsheets leave below their data.
fn is_blank(text: &str, separator: char) -> bool {
    text.chars().all(|c| c == separator || c.is_whitespace() || c == '\u{1a}')
}
