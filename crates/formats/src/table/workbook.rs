//! XLSX workbooks as rows of texts, within bounds that no real table reaches.

use std::io::{BufReader, Cursor, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{DataRef, Reader as _, SheetType, SheetVisible, Xlsx, XlsxError};
use csv::StringRecord;
use quick_xml::events::Event;
use zip::ZipArchive;

use super::number;
use crate::diagnostic::Problem;

/// Bytes that all parts of a workbook may unfold to: ten times those of a sheet with 100 000 rows.
const UNFOLDED: u64 = 1 << 30;
/// How much larger a workbook may be than its file, beyond what any may be: sheets unfold to ten or thirty times.
const RATIO: u64 = 200;
/// Bytes that any workbook may unfold to.
const SMALL: u64 = 64 << 20;
/// Bytes that the part of the texts may unfold to: all of them are held at once.
const TEXTS_UNFOLDED: u64 = 128 << 20;
/// Texts of that part.
const TEXTS: u64 = 2_000_000;
/// Parts of a workbook.
const PARTS: usize = 5_000;
/// The rows that a sheet can have.
const ROWS: u32 = 1_048_576;
/// Columns beyond this one are not read.
const COLUMNS: u32 = 512;
/// Bytes of text that one sheet may give.
const TEXT: usize = 512 << 20;
/// Cells of the rows that merged regions may fill: each such row is written anew.
const FILLED: usize = 20_000_000;

/// A sheet of a workbook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// Its name.
    pub name: String,
    /// Whether the program that made it hides it.
    pub hidden: bool,
}

/// A row with its number in the sheet.
pub(super) type Row = (u64, StringRecord);

/// An open workbook.
pub(super) struct Workbook<'b> {
    xlsx: Xlsx<Cursor<&'b [u8]>>,
    pub(super) sheets: Vec<Sheet>,
}

/// Whether the bytes are those of a workbook of any kind, or of any other archive.
pub(crate) fn is_archive(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || is_old(bytes)
}

/// The container of `.xls`, and of a workbook with a password.
fn is_old(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1])
}

/// Runs the reader of workbooks; what it cannot take is a problem, never a panic of ours.
fn guarded<T>(work: impl FnOnce() -> Result<T, XlsxError>) -> Result<T, Problem> {
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(XlsxError::Password)) => Err(Problem::WorkbookPassword),
        Ok(Err(error)) => Err(Problem::WorkbookBroken { message: error.to_string() }),
        Err(_) => Err(Problem::WorkbookBroken { message: "the reader gave up".to_owned() }),
    }
}

impl<'b> Workbook<'b> {
    /// Opens a workbook after having measured it.
    pub(super) fn open(bytes: &'b [u8]) -> Result<Self, Problem> {
        if !is_old(bytes) {
            measure(bytes)?;
        }
        let xlsx = guarded(|| Xlsx::new(Cursor::new(bytes)))
            .map_err(|problem| if is_old(bytes) && problem != Problem::WorkbookPassword { Problem::WorkbookOld } else { problem })?;
        let sheets = xlsx
            .sheets_metadata()
            .iter()
            .filter(|sheet| sheet.typ == SheetType::WorkSheet)
            .map(|sheet| Sheet { name: sheet.name.clone(), hidden: sheet.visible != SheetVisible::Visible })
            .collect();
        Ok(Self { xlsx, sheets })
    }

    /// The first rows of a sheet, or all of them, blank ones left out.
    pub(super) fn rows(&mut self, sheet: &str, limit: Option<usize>) -> Result<Vec<Row>, Problem> {
        let limit = limit.unwrap_or(usize::MAX);
        let mut rows = guarded(|| {
            let mut reader = self.xlsx.worksheet_cells_reader(sheet)?;
            let mut rows = Rows::default();
            while let Some(cell) = reader.next_cell()? {
                let (row, column) = cell.get_position();
                if !rows.take(row, column, cell.get_value(), limit) {
                    break;
                }
            }
            Ok(rows)
        })?;
        rows.close();
        if rows.too_large {
            return Err(Problem::WorkbookTooLarge);
        }
        let mut rows = rows.rows;
        // Merged cells are told after the others: a look at the start does without them.
        if limit == usize::MAX {
            let regions = guarded(|| self.xlsx.merge_cells_by_sheet_name(sheet)).unwrap_or_default();
            fill_merged(&mut rows, &regions, FILLED);
        }
        rows.retain(|(_, record)| record.iter().any(|cell| !cell.trim().is_empty()));
        Ok(rows)
    }
}

/// Rows while they are read.
#[derive(Default)]
struct Rows {
    rows: Vec<Row>,
    row: u32,
    cells: Vec<String>,
    bytes: usize,
    too_large: bool,
}

impl Rows {
    /// Takes a cell; whether more are wanted.
    fn take(&mut self, row: u32, column: u32, value: &DataRef<'_>, limit: usize) -> bool {
        if row != self.row {
            self.close();
            self.row = row;
            if self.rows.len() >= limit {
                return false;
            }
        }
        if row >= ROWS || column >= COLUMNS {
            return true;
        }
        let text = cell_text(value);
        if text.is_empty() {
            return true;
        }
        self.bytes += text.len() + 16;
        if self.bytes > TEXT {
            self.too_large = true;
            return false;
        }
        let place = column as usize;
        if self.cells.len() <= place {
            self.cells.resize(place + 1, String::new());
        }
        self.cells[place] = text;
        true
    }

    fn close(&mut self) {
        if !self.cells.is_empty() {
            // What a row costs beside its text.
            self.bytes += 160 + self.cells.len() * 8;
            self.rows.push((u64::from(self.row) + 1, StringRecord::from_iter(self.cells.drain(..))));
        }
    }
}

fn cell_text(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Empty => String::new(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number::spreadsheet_text(*number),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(truth) => if *truth { "VRAI" } else { "FAUX" }.to_owned(),
        DataRef::Error(error) => error.to_string(),
        DataRef::DateTime(instant) if instant.is_duration() => number::spreadsheet_text(instant.as_f64()),
        DataRef::DateTime(instant) => match instant.as_datetime() {
            Some(instant) if instant.time() == chrono::NaiveTime::MIN => instant.date().to_string(),
            Some(instant) => instant.format("%Y-%m-%d %H:%M:%S").to_string(),
            None => number::spreadsheet_text(instant.as_f64()),
        },
    }
}

/// Writes the text of a region merged over several rows into each of them, so that each row is whole. At most so many cells are written.
fn fill_merged(rows: &mut [Row], regions: &[calamine::Dimensions], most: usize) {
    let mut left = most;
    for region in regions.iter().filter(|region| region.end.0 > region.start.0 && region.start.1 < COLUMNS) {
        let (first, last) = (u64::from(region.start.0) + 1, u64::from(region.end.0) + 1);
        let place = region.start.1 as usize;
        let start = rows.partition_point(|(line, _)| *line < first);
        let Some((_, top)) = rows.get(start).filter(|(line, _)| *line == first) else { continue };
        let text = top.get(place).unwrap_or_default().to_owned();
        if text.is_empty() {
            continue;
        }
        for (_, record) in rows[start + 1..].iter_mut().take_while(|(line, _)| *line <= last) {
            let Some(rest) = left.checked_sub(record.len().max(place) + 1) else { return };
            left = rest;
            let mut cells: Vec<String> = record.iter().map(str::to_owned).collect();
            if cells.len() <= place {
                cells.resize(place + 1, String::new());
            }
            if cells[place].is_empty() {
                cells[place].clone_from(&text);
                *record = StringRecord::from_iter(cells);
            }
        }
    }
}

/// Unfolds every part once, counting: sizes that an archive declares may lie.
fn measure(bytes: &[u8]) -> Result<(), Problem> {
    let broken = |message: String| Problem::WorkbookBroken { message };
    let unfold = || -> Result<(), Problem> {
        let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| broken(error.to_string()))?;
        if archive.len() > PARTS {
            return Err(Problem::WorkbookTooLarge);
        }
        let mut left = UNFOLDED.min(SMALL.max((bytes.len() as u64).saturating_mul(RATIO)));
        for place in 0..archive.len() {
            // A part with a password or an unknown compression is the reader's to explain.
            let Ok(part) = archive.by_index(place) else { continue };
            let name = part.name().map(|name| name.to_ascii_lowercase()).unwrap_or_default();
            if name.ends_with("sharedstrings.xml") {
                let mut texts = Texts { part: part.take(left.min(TEXTS_UNFOLDED) + 1), seen: 0, count: 0 };
                promised_strings(&mut texts, bytes.len())?;
                if std::io::copy(&mut texts, &mut std::io::sink()).is_err() {
                    return Err(broken(format!("{name} cannot be unfolded")));
                }
                let used = left.min(TEXTS_UNFOLDED) + 1 - texts.part.limit();
                if used > TEXTS_UNFOLDED || texts.count > TEXTS {
                    return Err(Problem::WorkbookTooLarge);
                }
                left = left.checked_sub(used).ok_or(Problem::WorkbookTooLarge)?;
                continue;
            }
            let mut limited = part.take(left + 1);
            if std::io::copy(&mut limited, &mut std::io::sink()).is_err() {
                return Err(broken(format!("{name} cannot be unfolded")));
            }
            let used = left + 1 - limited.limit();
            left = left.checked_sub(used).ok_or(Problem::WorkbookTooLarge)?;
        }
        Ok(())
    };
    catch_unwind(AssertUnwindSafe(unfold)).unwrap_or_else(|_| Err(broken("the archive cannot be read".to_owned())))
}

/// The part of the texts as it goes by, counting them.
struct Texts<R> {
    part: std::io::Take<R>,
    /// How much of `<si`, of any prefix, stands before the next byte.
    seen: u8,
    count: u64,
}

impl<R: Read> Read for Texts<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.part.read(buffer)?;
        for byte in &buffer[..read] {
            self.seen = match (self.seen, byte) {
                (_, b'<' | b':') => 1,
                (1, b's') => 2,
                (2, b'i') => 3,
                (3, b'>' | b'/' | b' ' | b'\t' | b'\r' | b'\n') => {
                    self.count += 1;
                    0
                }
                _ => 0,
            };
        }
        Ok(read)
    }
}

/// The reader makes room for as many texts as the part promises: more than its bytes could hold is a trap.
fn promised_strings(part: impl Read, file_bytes: usize) -> Result<(), Problem> {
    let mut reader = quick_xml::Reader::from_reader(BufReader::new(part));
    let mut buffer = Vec::new();
    let limit = (file_bytes as u64).saturating_mul(256).min(5_000_000);
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(element) | Event::Empty(element)) if element.local_name().as_ref() == "sst" => {
                let promised = element
                    .attributes()
                    .flatten()
                    .filter(|attribute| attribute.key.local_name().as_ref() == "uniqueCount")
                    .any(|attribute| attribute.value.trim().parse::<u64>().map_or(true, |count| count > limit));
                return if promised { Err(Problem::WorkbookTooLarge) } else { Ok(()) };
            }
            Ok(Event::Eof) | Err(_) => return Ok(()),
            Ok(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    fn archive(name: &str, part: &[u8]) -> Vec<u8> {
        let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
        archive.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(part).unwrap();
        archive.finish().unwrap().into_inner()
    }

    #[test]
    fn a_small_file_does_not_unfold_to_a_large_one() {
        let texts = |count: u64, text: &str| format!("<x:sst uniqueCount='1'>{}</x:sst>", text.repeat(usize::try_from(count).unwrap()));
        let sheet = |size: usize| archive("xl/worksheets/sheet1.xml", &vec![b' '; size]);
        let cases = [
            (archive("xl/sharedStrings.xml", texts(1_000, "<si><t>a</t></si>").as_bytes()), true),
            (archive("xl/sharedStrings.xml", texts(TEXTS + 1, "<x:si/>").as_bytes()), false),
            (archive("xl/sharedStrings.xml", texts(TEXTS + 1, "<sib/>").as_bytes()), true),
            (sheet(1 << 20), true),
            (sheet((64 << 20) + 1), false),
        ];
        for (place, (bytes, expected)) in cases.iter().enumerate() {
            let measured = measure(bytes);
            assert_eq!(measured.is_ok(), *expected, "{place}: {measured:?}");
            assert!(*expected || measured == Err(Problem::WorkbookTooLarge), "{place}: {measured:?}");
        }
    }

    #[test]
    fn wide_rows_cost_what_they_are_wide() {
        let mut rows: Vec<Row> = (1..=4).map(|line| (line, StringRecord::from(vec![if line == 1 { "a" } else { "" }; 100]))).collect();
        let region = calamine::Dimensions { start: (0, 0), end: (3, 0) };
        fill_merged(&mut rows, &[region], 250);
        let filled: Vec<bool> = rows.iter().map(|(_, row)| row.get(0) == Some("a")).collect();
        assert_eq!(filled, [true, true, true, false]);
    }
}
