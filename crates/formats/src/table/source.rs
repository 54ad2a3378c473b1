//! The rows of a file, whether it is a text or a workbook.

use std::borrow::Cow;

use csv::{Position, ReaderBuilder, StringRecord};

use super::workbook::{self, Row, Sheet, Workbook};
use super::{Choices, Schema, TableFormat, header, width};
use crate::diagnostic::Problem;
use crate::text::{self, Encoding};

pub(super) const SEPARATORS: [u8; 4] = [b';', b',', b'\t', b'|'];
/// Rows that decide which row holds the names and what columns hold.
const TOP: usize = header::ROWS_ABOVE + header::SAMPLE;

/// Where rows come from.
enum Content<'b> {
    Text(Cow<'b, str>, u8),
    Rows(Vec<Row>),
}

/// An open table.
pub(super) struct Source<'b> {
    content: Content<'b>,
    /// Its first rows.
    pub(super) top: Vec<Row>,
    pub(super) format: TableFormat,
    /// The sheets of a workbook.
    pub(super) sheets: Vec<Sheet>,
}

fn reader(text: &str, separator: u8) -> csv::Reader<&[u8]> {
    ReaderBuilder::new().has_headers(false).flexible(true).delimiter(separator).from_reader(text.as_bytes())
}

/// Calls with the physical line and the cells of every row that is not blank, until it says to stop.
fn each_of_text(text: &str, separator: u8, mut work: impl FnMut(u64, &StringRecord) -> bool) {
    let mut lines = LineCounter { text, at: 0, line: 1 };
    // The text is UTF-8 and rows may have any width, so the reader has nothing left to refuse.
    for record in reader(text, separator).records().flatten() {
        if width(&record) > 0 && !work(lines.line_of(record.position()), &record) {
            break;
        }
    }
}

fn top_of_text(text: &str, separator: u8) -> Vec<Row> {
    let mut rows = Vec::new();
    each_of_text(text, separator, |line, record| {
        rows.push((line, record.clone()));
        rows.len() < TOP
    });
    rows
}

impl<'b> Source<'b> {
    /// Opens a table and chooses its separator or its sheet, as a person said or as most names are known.
    pub(super) fn open(bytes: &'b [u8], schema: &Schema, choices: &Choices) -> Result<Self, Problem> {
        if workbook::is_archive(bytes) {
            return Self::open_workbook(bytes, schema, choices);
        }
        let (text, encoding) = match choices.encoding {
            Some(encoding) => (text::decode_as(bytes, encoding), encoding),
            None => text::decode(bytes),
        };
        if text.trim().is_empty() {
            return Err(Problem::Empty);
        }
        let chosen = choices.separator.and_then(|separator| u8::try_from(separator).ok());
        let candidates: Vec<u8> = chosen.map_or_else(|| SEPARATORS.to_vec(), |separator| vec![separator]);
        let (separator, top) = candidates
            .into_iter()
            .map(|separator| (separator, top_of_text(&text, separator)))
            .enumerate()
            // Of two that are as good the first one stands.
            .max_by_key(|(rank, (_, top))| (score(top, schema, choices), std::cmp::Reverse(*rank)))
            .map(|(_, found)| found)
            .unwrap_or((b';', Vec::new()));
        Ok(Self {
            content: Content::Text(text, separator),
            top,
            format: TableFormat::Text { separator: char::from(separator), encoding },
            sheets: Vec::new(),
        })
    }

    fn open_workbook(bytes: &'b [u8], schema: &Schema, choices: &Choices) -> Result<Self, Problem> {
        let mut workbook = Workbook::open(bytes)?;
        let sheets = workbook.sheets.clone();
        let chosen = choices.sheet.as_ref().filter(|name| sheets.iter().any(|sheet| sheet.name == **name));
        let name = match chosen {
            Some(name) => name.clone(),
            None => best_sheet(&mut workbook, schema, choices)?,
        };
        let rows = workbook.rows(&name, None)?;
        if rows.is_empty() {
            return Err(Problem::Empty);
        }
        let top = rows[..rows.len().min(TOP)].to_vec();
        Ok(Self { content: Content::Rows(rows), top, format: TableFormat::Workbook { sheet: name }, sheets })
    }

    /// Calls with the line and the cells of every row that is not blank.
    pub(super) fn each(&self, mut work: impl FnMut(u64, &StringRecord)) {
        match &self.content {
            Content::Text(text, separator) => each_of_text(text, *separator, |line, record| {
                work(line, record);
                true
            }),
            Content::Rows(rows) => rows.iter().for_each(|(line, record)| work(*line, record)),
        }
    }

    pub(super) fn is_workbook(&self) -> bool {
        matches!(self.content, Content::Rows(_))
    }
}

/// How much a reading of the first rows makes sense: known columns first, then columns at all.
fn score(top: &[Row], schema: &Schema, choices: &Choices) -> (usize, usize) {
    let known = header::find(top, schema, choices).map_or(0, |header| header.fields().len());
    let mut widths: Vec<usize> = top.iter().map(|(_, record)| width(record)).collect();
    widths.sort_unstable();
    (known, widths.get(widths.len() / 2).copied().unwrap_or(0))
}

/// The visible sheet of which most columns are known, else the widest; hidden ones wait to be asked for.
fn best_sheet(workbook: &mut Workbook<'_>, schema: &Schema, choices: &Choices) -> Result<String, Problem> {
    let visible: Vec<String> = workbook.sheets.iter().filter(|sheet| !sheet.hidden).map(|sheet| sheet.name.clone()).take(100).collect();
    let mut best: Option<((usize, usize), String)> = None;
    for name in visible {
        let score = score(&workbook.rows(&name, Some(TOP))?, schema, choices);
        if best.as_ref().is_none_or(|(known, _)| score > *known) {
            best = Some((score, name));
        }
    }
    best.map(|(_, name)| name).ok_or(Problem::Empty)
}

/// What each row of the top of a file would be as a row of names, for every separator or visible sheet.
pub(super) fn signatures(bytes: &[u8]) -> Vec<String> {
    let of_rows = |rows: &[Row]| -> Vec<String> {
        let top = rows.iter().take(header::ROWS_ABOVE).filter(|(_, record)| width(record) > 1);
        top.map(|(_, record)| header::signature(record)).collect()
    };
    if workbook::is_archive(bytes) {
        let Ok(mut workbook) = Workbook::open(bytes) else { return Vec::new() };
        let names: Vec<String> = workbook.sheets.iter().map(|sheet| sheet.name.clone()).take(100).collect();
        return names
            .iter()
            .filter_map(|name| workbook.rows(name, Some(header::ROWS_ABOVE)).ok())
            .flat_map(|rows| of_rows(&rows))
            .collect();
    }
    let start = super::start(bytes);
    SEPARATORS.iter().flat_map(|separator| of_rows(&top_of_text(&start, *separator))).collect()
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

/// The encodings that a person can choose.
pub(super) fn encoding_of(name: &str) -> Option<Encoding> {
    [Encoding::Ascii, Encoding::Utf8, Encoding::Utf8Bom, Encoding::Utf16, Encoding::Iso8859_15, Encoding::Windows1252]
        .into_iter()
        .find(|encoding| encoding.name() == name)
}
