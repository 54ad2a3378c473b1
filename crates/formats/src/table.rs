//! Tables as text: separators, encodings and column names are found, not asked for.

use std::borrow::Cow;

use csv::{Position, ReaderBuilder, StringRecord};
use domain::identifiers::IdentifierError;
use domain::{Cents, Date};

use crate::diagnostic::{Diagnostic, Identifier, Problem, Report};
use crate::guess::Kind;
use crate::text::{self, Encoding};
use crate::value;

/// Titles and blank lines that exports put above the column names.
const LINES_ABOVE_HEADER: usize = 20;
const SEPARATORS: [u8; 4] = [b';', b',', b'\t', b'|'];

/// A table read to its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table<Row> {
    /// The rows that could be read, in file order.
    pub rows: Vec<Row>,
    /// Our name and theirs for each column that was recognised, in our order.
    pub columns: Vec<(String, String)>,
    /// What is odd or lost, in the order of lines.
    pub diagnostics: Vec<Diagnostic>,
    /// Rows that are not blank below the column names, the unreadable ones included.
    pub data_rows: u64,
    /// How it is written.
    pub format: TableFormat,
}

/// How a table is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TableFormat {
    /// Between two cells.
    pub separator: char,
    /// Of the characters.
    pub encoding: Encoding,
}

/// A column that we know, with the names that others give it, compact (see [`compact`]) and best first.
pub(crate) struct Known {
    pub(crate) ours: &'static str,
    pub(crate) theirs: &'static [&'static str],
}

/// The kind of table: its columns, and whether those found are enough.
pub(crate) struct Schema {
    pub(crate) columns: &'static [Known],
    pub(crate) is_enough: fn(&[&str]) -> bool,
    pub(crate) kind: Kind,
}

/// A table whose column names were found.
struct Sheet {
    separator: u8,
    header_record: usize,
    width: usize,
    columns: Vec<(&'static str, usize, String)>,
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

fn reader(text: &str, separator: u8) -> csv::Reader<&[u8]> {
    ReaderBuilder::new().has_headers(false).flexible(true).delimiter(separator).from_reader(text.as_bytes())
}

/// Finds the separator and the line of column names that recognise most columns.
fn find(text: &str, schema: &Schema) -> Option<Sheet> {
    let mut best: Option<Sheet> = None;
    for separator in SEPARATORS {
        for (position, record) in reader(text, separator).records().take(LINES_ABOVE_HEADER).enumerate() {
            let Ok(record) = record else { break };
            let columns = recognise(&record, schema);
            let names: Vec<&str> = columns.iter().map(|(ours, ..)| *ours).collect();
            if (schema.is_enough)(&names) && best.as_ref().is_none_or(|best| columns.len() > best.columns.len()) {
                best = Some(Sheet { separator, header_record: position, width: width(&record), columns });
            }
        }
    }
    best
}

fn recognise(record: &StringRecord, schema: &Schema) -> Vec<(&'static str, usize, String)> {
    let names: Vec<String> = record.iter().map(compact).collect();
    let mut used = vec![false; names.len()];
    let mut columns = Vec::new();
    for known in schema.columns {
        let place = known.theirs.iter().find_map(|theirs| names.iter().zip(&used).position(|(name, used)| !used && name == theirs));
        if let Some(place) = place {
            used[place] = true;
            columns.push((known.ours, place, record[place].trim().to_owned()));
        }
    }
    columns
}

/// Cells up to the last one that is not blank.
fn width(record: &StringRecord) -> usize {
    record.iter().zip(1..).filter(|(cell, _)| !cell.trim().is_empty()).last().map_or(0, |(_, count)| count)
}

/// Whether the start of a file holds such a table.
pub(crate) fn recognises(text: &str, schema: &Schema) -> bool {
    find(text, schema).is_some()
}

/// Reads all rows; `read_row` gives `None` for a row that it reports and leaves out.
pub(crate) fn read<Row>(
    bytes: &[u8],
    schema: &Schema,
    mut read_row: impl FnMut(&mut Cells<'_>) -> Option<Row>,
) -> Result<Table<Row>, Vec<Diagnostic>> {
    let (text, encoding) = text::decode(bytes);
    if text.trim().is_empty() {
        return Err(vec![Diagnostic::fatal(Problem::Empty)]);
    }
    let Some(sheet) = find(&text, schema) else {
        return Err(vec![Diagnostic::fatal(Problem::TableNoHeader { expected: schema.kind })]);
    };
    let mut report = Report::default();
    let (mut rows, mut data_rows) = (Vec::new(), 0);
    let mut lines = LineCounter { text: &text, at: 0, line: 1 };
    for record in reader(&text, sheet.separator).records().skip(sheet.header_record + 1) {
        // The text is UTF-8 and rows may have any width, so the reader has nothing left to refuse.
        let Ok(record) = record else { continue };
        let found = width(&record);
        if found == 0 {
            continue;
        }
        data_rows += 1;
        let line = lines.line_of(record.position());
        if found > sheet.width {
            report.error(line, None, Problem::TableWidth { expected: sheet.width, found });
        }
        let mut cells = Cells { sheet: &sheet, record: &record, line, report: &mut report };
        rows.extend(read_row(&mut cells));
    }
    Ok(Table {
        rows,
        columns: sheet.columns.iter().map(|(ours, _, theirs)| ((*ours).to_owned(), theirs.clone())).collect(),
        diagnostics: report.finish(),
        data_rows,
        format: TableFormat { separator: char::from(sheet.separator), encoding },
    })
}

/// Physical lines; the CSV reader counts otherwise when lines are blank or end with a carriage return alone.
struct LineCounter<'t> {
    text: &'t str,
    at: usize,
    line: u64,
}

impl LineCounter<'_> {
    fn line_of(&mut self, position: Option<&Position>) -> u64 {
        let bytes = self.text.as_bytes();
        let mut to = position.and_then(|p| usize::try_from(p.byte()).ok()).unwrap_or(self.at).min(bytes.len());
        while to < bytes.len() && matches!(bytes[to], b'\r' | b'\n') {
            to += 1;
        }
        while self.at < to {
            let alone = bytes[self.at] == b'\r' && bytes.get(self.at + 1) != Some(&b'\n');
            if bytes[self.at] == b'\n' || alone {
                self.line += 1;
            }
            self.at += 1;
        }
        self.line
    }
}

/// One row while it is read.
pub(crate) struct Cells<'a> {
    sheet: &'a Sheet,
    record: &'a StringRecord,
    pub(crate) line: u64,
    pub(crate) report: &'a mut Report,
}

impl<'a> Cells<'a> {
    fn column(&self, ours: &str) -> Option<(usize, &'a str)> {
        self.sheet.columns.iter().find(|(name, ..)| *name == ours).map(|(_, place, theirs)| (*place, theirs.as_str()))
    }

    /// Whether the table has this column.
    pub(crate) fn has(&self, ours: &str) -> bool {
        self.column(ours).is_some()
    }

    /// A cell, if the column exists and the cell is not blank.
    pub(crate) fn text(&self, ours: &str) -> Option<&'a str> {
        let (place, _) = self.column(ours)?;
        self.record.get(place).map(str::trim).filter(|text| !text.is_empty())
    }

    /// A cell as owned text, empty when there is none.
    pub(crate) fn owned(&self, ours: &str) -> String {
        self.text(ours).unwrap_or_default().to_owned()
    }

    /// Reports an error on a column, by the name that the file gives it.
    pub(crate) fn error(&mut self, ours: &str, problem: Problem) {
        let theirs = self.column(ours).map_or(ours, |(_, theirs)| theirs);
        self.report.error(self.line, Some(theirs), problem);
    }

    /// Reports a warning on a column, by the name that the file gives it.
    pub(crate) fn warning(&mut self, ours: &str, problem: Problem) {
        let theirs = self.column(ours).map_or(ours, |(_, theirs)| theirs);
        self.report.warning(self.line, Some(theirs), problem);
    }

    /// A date; one that cannot be read is reported.
    pub(crate) fn date(&mut self, ours: &str) -> Option<Date> {
        let text = self.text(ours)?;
        let date = value::date(text);
        if date.is_none() {
            self.error(ours, Problem::BadDate { text: text.to_owned() });
        }
        date
    }

    /// An amount; one that cannot be read is reported.
    pub(crate) fn amount(&mut self, ours: &str) -> Option<Cents> {
        let text = self.text(ours)?;
        match value::amount_in_currency(text) {
            Ok(amount) => {
                let decimals = value::decimals(text);
                if decimals > 2 {
                    self.warning(ours, Problem::LongDecimals { text: text.to_owned(), decimals, value: amount });
                }
                Some(amount)
            }
            Err(error) => {
                self.error(ours, Problem::BadAmount { text: text.to_owned(), error });
                None
            }
        }
    }

    /// A checked identifier; one that is wrong is reported and left out.
    pub(crate) fn identifier<T>(&mut self, ours: &str, what: Identifier, parse: impl Fn(&str) -> Result<T, IdentifierError>) -> Option<T> {
        let text = self.text(ours)?;
        match parse(text) {
            Ok(identifier) => Some(identifier),
            Err(error) => {
                self.error(ours, Problem::BadIdentifier { what, text: text.to_owned(), error });
                None
            }
        }
    }

    /// A word of a list; one that is not in it is reported and left out.
    pub(crate) fn word<T>(&mut self, ours: &str, known: impl Fn(&str) -> Option<T>) -> Option<T> {
        let text = self.text(ours)?;
        let word = known(&compact(text));
        if word.is_none() {
            self.error(ours, Problem::UnknownWord { text: text.to_owned() });
        }
        word
    }
}

/// The start of a file as text, for guessing; never cut inside a line when it has several.
pub(crate) fn start(bytes: &[u8]) -> Cow<'_, str> {
    const ENOUGH: usize = 1 << 16;
    if bytes.len() <= ENOUGH {
        return text::decode(bytes).0;
    }
    let start = &bytes[..ENOUGH];
    let end = start.iter().rposition(|b| *b == b'\n').map_or(ENOUGH, |last| last + 1);
    text::decode(&start[..end]).0
}
