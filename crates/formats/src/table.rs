//! Tables as texts and workbooks: separators, encodings, sheets and column names are found, not asked for;
//! a person may say otherwise.

mod cells;
mod day;
mod decide;
mod header;
mod number;
mod source;
mod workbook;

use std::borrow::Cow;

use csv::StringRecord;
use domain::template::Language;

use crate::diagnostic::{Diagnostic, Problem, Report};
use crate::guess::Kind;
use crate::text::{self, Encoding};

pub(crate) use cells::Cells;
use decide::{Decisions, decide};
use header::Header;
pub(crate) use header::Shape;
pub use header::{Column, Known as KnownBy};
use source::Source;
pub use workbook::Sheet;
pub(crate) use workbook::is_archive;

/// Rejected rows that are kept whole, to be given back.
const KEPT_REJECTS: usize = 20_000;
/// First values of a column that are shown.
const SHOWN: usize = 3;

/// A table read to its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table<Row> {
    /// The rows that could be read, in file order.
    pub rows: Vec<Row>,
    /// Our name and theirs for each column that was recognised, in our order.
    pub columns: Vec<(String, String)>,
    /// What is odd or lost, in the order of lines.
    pub diagnostics: Vec<Diagnostic>,
    /// Rows that are not blank below the column names, the unreadable ones included; totals are none.
    pub data_rows: u64,
    /// How many of them were left out.
    pub rejected_rows: u64,
    /// The first of these, as in the file, each with its reasons.
    pub rejected: Vec<Rejected>,
    /// How it is written.
    pub format: TableFormat,
    /// How it was understood.
    pub layout: Layout,
}

/// A row that was left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejected {
    /// Its line.
    pub line: u64,
    /// Its cells, as in the file.
    pub cells: Vec<String>,
    /// Why.
    pub reasons: Vec<Diagnostic>,
}

/// How a table is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TableFormat {
    /// Lines of text.
    Text {
        /// Between two cells.
        separator: char,
        /// Of the characters.
        encoding: Encoding,
    },
    /// A workbook.
    Workbook {
        /// The sheet that was read.
        sheet: String,
    },
}

/// What a person said of a table; what is `None` is found out.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Choices {
    /// The sheet of a workbook.
    pub sheet: Option<String>,
    /// The encoding of a text.
    pub encoding: Option<Encoding>,
    /// The separator of a text.
    pub separator: Option<char>,
    /// The line of the column names.
    pub header_line: Option<u64>,
    /// What each column holds; a column that is not listed is not used.
    pub columns: Option<Vec<Chosen>>,
    /// Whether `05/01/2026` is in January (true) or in May.
    pub day_first: Option<bool>,
    /// The decimal mark of amounts.
    pub decimal: Option<char>,
}

/// What a column holds, as a person said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chosen {
    /// The name that the file gives it.
    pub name: String,
    /// How many columns before it have the same name.
    pub nth: usize,
    /// Our name of what it holds.
    pub field: String,
}

/// How a table is understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout {
    /// How it is written.
    pub format: TableFormat,
    /// The sheets of a workbook; none of a text.
    pub sheets: Vec<Sheet>,
    /// The line of the column names.
    pub header_line: u64,
    /// The columns, from left to right.
    pub columns: Vec<Column>,
    /// Whether dates in digits begin with the day.
    pub day_first: bool,
    /// The decimal mark of amounts, when the file shows it.
    pub decimal: Option<char>,
    /// Whether the columns that are known are enough to read the rows.
    pub is_enough: bool,
    /// What tells one source's tables from another's: its column names in alphabetical order.
    pub signature: String,
}

/// A column that we know, with the names that others give it, compact (see [`compact`]) and best first.
pub(crate) struct Known {
    pub(crate) ours: &'static str,
    pub(crate) theirs: &'static [&'static str],
}

/// The kind of table: its columns, and whether those found are enough.
pub(crate) struct Schema {
    pub(crate) columns: &'static [Known],
    /// Which of them hold dates.
    pub(crate) dates: &'static [&'static str],
    /// Which of them hold amounts.
    pub(crate) amounts: &'static [&'static str],
    /// What a row of totals leaves blank.
    pub(crate) keys: &'static [&'static str],
    pub(crate) is_enough: fn(&[&str]) -> bool,
    /// What a column of unknown name could be, given what is known already.
    pub(crate) by_shape: fn(Shape, &[&str]) -> Option<&'static str>,
    pub(crate) kind: Kind,
}

/// Lower case without accents, blanks or punctuation: `N° de facture` is `ndefacture`.
pub(crate) fn compact(name: &str) -> String {
    let fold = |c: char| match c {
        'à' | 'â' | 'ä' => 'a',
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'î' | 'ï' => 'i',
        'ô' | 'ö' => 'o',
        'ù' | 'û' | 'ü' => 'u',
        'ç' => 'c',
        other => other,
    };
    name.to_lowercase().chars().map(fold).filter(char::is_ascii_alphanumeric).collect()
}

/// Cells up to the last one that is not blank.
fn width(record: &StringRecord) -> usize {
    record.iter().zip(1..).filter(|(cell, _)| !cell.trim().is_empty()).last().map_or(0, |(_, count)| count)
}

/// Whether a file, or its start, holds such a table.
pub(crate) fn recognises(bytes: &[u8], schema: &Schema) -> bool {
    let choices = Choices::default();
    Source::open(bytes, schema, &choices).is_ok_and(|source| header::find(&source.top, schema, &choices).is_some())
}

/// What each of the first rows would be as a row of column names: see [`Layout::signature`].
#[must_use]
pub fn signatures(bytes: &[u8]) -> Vec<String> {
    source::signatures(bytes)
}

/// The encoding of a name given by [`Encoding::name`].
#[must_use]
pub fn encoding_of(name: &str) -> Option<Encoding> {
    source::encoding_of(name)
}

fn schema_of(kind: Kind) -> &'static Schema {
    if kind == Kind::Customers { &crate::customers::SCHEMA } else { &crate::invoices::SCHEMA }
}

/// Our columns of a kind of table with their names in a language, in the order of menus.
#[must_use]
pub fn fields(kind: Kind, language: Language) -> Vec<(&'static str, &'static str)> {
    let name = match language {
        Language::French => crate::french::field,
        Language::English => crate::english::field,
    };
    schema_of(kind).columns.iter().map(|known| (known.ours, name(kind, known.ours))).collect()
}

/// How a table of this kind would be read, guessing from what its columns hold where names do not say.
///
/// # Errors
/// When the file is empty, is no table, or has no row that could name columns.
pub fn layout(bytes: &[u8], kind: Kind, choices: &Choices) -> Result<Layout, Vec<Diagnostic>> {
    let schema = schema_of(kind);
    let fatal = |problem| vec![Diagnostic::fatal(problem)];
    let source = Source::open(bytes, schema, choices).map_err(fatal)?;
    let header = header::find(&source.top, schema, choices).or_else(|| header::suppose(&source.top, schema, choices));
    let mut header = header.ok_or_else(|| fatal(Problem::TableNoHeader { expected: kind }))?;
    if choices.columns.is_none() {
        header::by_content(&mut header, &source.top, schema);
    }
    let decisions = decide(&source, &header, schema, choices);
    Ok(layout_of(&source, &header, &decisions, schema))
}

/// Which kind of table an unknown one is likely to be.
#[must_use]
pub fn likely_kind(bytes: &[u8]) -> Kind {
    let choices = Choices::default();
    let looks = |kind| {
        layout(bytes, kind, &choices).map_or(
            0,
            |layout| if layout.is_enough { 100 } else { 0 } + layout.columns.iter().filter(|column| column.field.is_some()).count(),
        )
    };
    if looks(Kind::Customers) > looks(Kind::Invoices) { Kind::Customers } else { Kind::Invoices }
}

fn layout_of(source: &Source<'_>, header: &Header, decisions: &Decisions, schema: &Schema) -> Layout {
    let mut columns = header.columns.clone();
    for (place, column) in columns.iter_mut().enumerate() {
        let below = source.top.iter().skip(header.place + 1).filter_map(|(_, record)| record.get(place));
        column.samples = below.map(str::trim).filter(|cell| !cell.is_empty()).take(SHOWN).map(str::to_owned).collect();
    }
    let first = |wanted: &[&str]| wanted.iter().find_map(|ours| header.place_of(ours));
    Layout {
        format: source.format.clone(),
        sheets: source.sheets.clone(),
        header_line: source.top.get(header.place).map_or(0, |(line, _)| *line),
        day_first: first(schema.dates).map_or(decisions.otherwise.0, |place| decisions.day_first(place)),
        decimal: first(schema.amounts).map_or(decisions.otherwise.1, |place| decisions.decimal(place)),
        is_enough: (schema.is_enough)(&header.fields()),
        signature: source.top.get(header.place).map(|(_, record)| header::signature(record)).unwrap_or_default(),
        columns,
    }
}

/// Reads all rows; `read_row` pushes what a row gives, and says whether it was taken.
pub(crate) fn read<Row>(
    bytes: &[u8],
    schema: &Schema,
    choices: &Choices,
    mut read_row: impl FnMut(&mut Cells<'_>, &mut Vec<Row>) -> bool,
) -> Result<Table<Row>, Vec<Diagnostic>> {
    let fatal = |problem| vec![Diagnostic::fatal(problem)];
    let source = Source::open(bytes, schema, choices).map_err(fatal)?;
    let header = header::find(&source.top, schema, choices).filter(|header| (schema.is_enough)(&header.fields()));
    let header = header.ok_or_else(|| fatal(Problem::TableNoHeader { expected: schema.kind }))?;
    let decisions = decide(&source, &header, schema, choices);
    let mut report = Report::default();
    oddities(&source, &header, &decisions, &mut report);
    let (mut rows, mut data_rows, mut rejected_rows, mut rejected, mut place) = (Vec::new(), 0, 0, Vec::new(), 0);
    let spreadsheet = source.is_workbook();
    let names = source.top[header.place].1.clone();
    source.each(|line, record| {
        place += 1;
        if place <= header.place + 1 || *record == names {
            return;
        }
        if is_total(record, &header, schema) {
            report.warning(line, None, Problem::TotalsRow);
            return;
        }
        data_rows += 1;
        report.begin_row();
        let (expected, found) = (header.columns.len(), width(record));
        if found > expected && !spreadsheet {
            report.error(line, None, Problem::TableWidth { expected, found });
        }
        let mut cells = Cells { header: &header, record, decisions: &decisions, spreadsheet, line, report: &mut report };
        if !has_no_broken_cell(&mut cells) || !read_row(&mut cells, &mut rows) {
            rejected_rows += 1;
            if rejected.len() < KEPT_REJECTS {
                rejected.push(Rejected { line, cells: record.iter().map(str::to_owned).collect(), reasons: report.take_row() });
            }
        }
    });
    let theirs = |ours: &'static str| header.place_of(ours).map(|place| (ours.to_owned(), header.columns[place].name.clone()));
    Ok(Table {
        rows,
        columns: schema.columns.iter().filter_map(|known| theirs(known.ours)).collect(),
        diagnostics: report.finish(),
        data_rows,
        rejected_rows,
        rejected,
        layout: layout_of(&source, &header, &decisions, schema),
        format: source.format,
    })
}

/// What is odd about the columns as a whole.
fn oddities(source: &Source<'_>, header: &Header, decisions: &Decisions, report: &mut Report) {
    if let Some((line, place, text)) = &decisions.doubt {
        report.warning(*line, Some(&header.columns[*place].name), Problem::AmbiguousDates { text: text.clone() });
    }
    let line = source.top.get(header.place).map_or(0, |(line, _)| *line);
    for column in header.columns.iter().filter(|column| column.known == Some(KnownBy::ByName)) {
        let twins = header.columns.iter().filter(|other| compact(&other.name) == compact(&column.name)).count();
        if twins > 1 {
            report.warning(line, Some(&column.name), Problem::TwinColumns { count: twins });
        }
    }
}

/// Whether a row sums up others: a cell says so, and no number or customer stands in it.
fn is_total(record: &StringRecord, header: &Header, schema: &Schema) -> bool {
    let cells = |wanted: &'static [&'static str]| wanted.iter().filter_map(|ours| record.get(header.place_of(ours)?)).map(str::trim);
    // Without amounts there is nothing to sum up, and a company may be called Total.
    let is_word = |cell: &str| {
        if schema.amounts.is_empty() {
            matches!(compact(cell).as_str(), "totaux" | "totalgeneral" | "grandtotal")
        } else {
            says_total(cell)
        }
    };
    record.iter().any(is_word) && cells(schema.keys).all(|cell| cell.is_empty() || is_word(cell)) && cells(schema.dates).all(str::is_empty)
}

/// « Total », « Sous-total Dupont », « TOTAUX : »; a company called TotalEnergies is none.
fn says_total(cell: &str) -> bool {
    let cell = cell.trim();
    if cell.len() > 80 || !cell.starts_with(['t', 'T', 's', 'S', 'g', 'G']) {
        return false;
    }
    let mut words = cell.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase);
    matches!(
        (words.next().as_deref(), words.next().as_deref()),
        (Some("total" | "totaux" | "totals" | "subtotal"), _) | (Some("sous"), Some("total" | "totaux")) | (Some("grand"), Some("total"))
    )
}

/// Whether no cell that is used holds the error of a formula; those that do are reported.
fn has_no_broken_cell(cells: &mut Cells<'_>) -> bool {
    const ERRORS: [&str; 12] =
        ["#N/A", "#DIV/0!", "#NAME?", "#NOM?", "#NULL!", "#NUL!", "#NUM!", "#NOMBRE!", "#REF!", "#VALUE!", "#VALEUR!", "#DATA!"];
    let header = cells.header;
    let mut sound = true;
    for (place, column) in header.columns.iter().enumerate() {
        let Some(text) = cells.record.get(place).map(str::trim).filter(|text| text.starts_with('#')) else { continue };
        if let Some(ours) = column.field
            && ERRORS.contains(&text)
        {
            cells.error(ours, Problem::BrokenCell { text: text.to_owned() });
            sound = false;
        }
    }
    sound
}

/// The start of a file as text, for guessing; never cut inside a line when it has several.
pub(crate) fn start(bytes: &[u8]) -> Cow<'_, str> {
    text::decode(start_bytes(bytes)).0
}

/// The first bytes of a file, never cut inside a line when lines are short; a workbook whole. A bank's XML is often one line
/// after its declaration: it is cut after a character then.
pub(crate) fn start_bytes(bytes: &[u8]) -> &[u8] {
    const ENOUGH: usize = 1 << 16;
    if bytes.len() <= ENOUGH || is_archive(bytes) {
        return bytes;
    }
    let start = &bytes[..ENOUGH];
    let line = start.iter().rposition(|b| *b == b'\n').filter(|last| *last >= ENOUGH / 2);
    let end = line.or_else(|| start.iter().rposition(u8::is_ascii)).map_or(ENOUGH, |last| last + 1);
    &start[..end]
}
