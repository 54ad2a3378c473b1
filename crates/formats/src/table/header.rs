//! Which row holds the column names, and what each column means.

use csv::StringRecord;
use domain::identifiers::{EmailAddress, Iban, Siren, Siret};

use super::{Choices, Schema, compact, day, number, width};

/// Titles, logos and blank lines that exports put above the column names.
pub(super) const ROWS_ABOVE: usize = 20;
/// Rows that are looked at to guess what a column holds.
pub(super) const SAMPLE: usize = 200;

/// How the meaning of a column came to be known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Known {
    /// Its name is one of those in use.
    ByName,
    /// What it holds looks like it: to be confirmed.
    ByContent,
    /// A person said so.
    Chosen,
}

/// A column of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// The name that the file gives it; may be empty.
    pub name: String,
    /// How many columns before it have the same name.
    pub nth: usize,
    /// Our name of what it holds; `None` when it is not used.
    pub field: Option<&'static str>,
    /// How we know.
    pub known: Option<Known>,
    /// Its first values.
    pub samples: Vec<String>,
}

/// The row of column names.
#[derive(Debug, Clone)]
pub(super) struct Header {
    /// Its position among the rows.
    pub(super) place: usize,
    pub(super) columns: Vec<Column>,
}

impl Header {
    pub(super) fn fields(&self) -> Vec<&'static str> {
        self.columns.iter().filter_map(|column| column.field).collect()
    }

    /// Which column holds a field.
    pub(super) fn place_of(&self, ours: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.field == Some(ours))
    }
}

/// The columns of a row of names, none of them known yet.
fn named(record: &StringRecord, count: usize) -> Vec<Column> {
    let mut columns: Vec<Column> = Vec::with_capacity(count);
    for place in 0..count {
        let name = record.get(place).unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ");
        let nth = columns.iter().filter(|other| compact(&other.name) == compact(&name)).count();
        columns.push(Column { name, nth, field: None, known: None, samples: Vec::new() });
    }
    columns
}

/// Gives their meaning to the columns whose names are in use.
fn by_name(columns: &mut [Column], schema: &Schema) {
    let names: Vec<String> = columns.iter().map(|column| compact(&column.name)).collect();
    for known in schema.columns {
        let free = |place: &usize| columns[*place].field.is_none();
        let place = known
            .theirs
            .iter()
            .find_map(|theirs| names.iter().enumerate().filter(|(_, name)| name == theirs).map(|(place, _)| place).find(free));
        if let Some(place) = place {
            (columns[place].field, columns[place].known) = (Some(known.ours), Some(Known::ByName));
        }
    }
}

/// The columns of a row, as its names say or as a person said.
fn columns_of(record: &StringRecord, count: usize, schema: &Schema, choices: &Choices) -> Vec<Column> {
    let mut columns = named(record, count);
    let Some(chosen) = &choices.columns else {
        by_name(&mut columns, schema);
        return columns;
    };
    for column in &mut columns {
        let name = compact(&column.name);
        let field = chosen.iter().find(|one| one.nth == column.nth && compact(&one.name) == name).map(|one| one.field.as_str());
        column.field = schema.columns.iter().map(|known| known.ours).find(|ours| Some(*ours) == field);
        column.known = column.field.map(|_| Known::Chosen);
    }
    columns
}

/// The row of column names: the one of which most is known; without any, the first that looks like names.
pub(super) fn find(rows: &[(u64, StringRecord)], schema: &Schema, choices: &Choices) -> Option<Header> {
    let top = &rows[..rows.len().min(ROWS_ABOVE)];
    let header_at = |place: usize, columns: Vec<Column>| Header { place, columns };
    if let Some(line) = choices.header_line {
        let place = rows.iter().position(|(known, _)| *known == line)?;
        return Some(header_at(place, columns_of(&rows[place].1, breadth(rows, place), schema, choices)));
    }
    let mut best: Option<(usize, Header)> = None;
    for (place, (_, record)) in top.iter().enumerate() {
        let columns = columns_of(record, width(record), schema, choices);
        let known = columns.iter().filter(|column| column.field.is_some()).count();
        let names: Vec<&str> = columns.iter().filter_map(|column| column.field).collect();
        if (schema.is_enough)(&names) && best.as_ref().is_none_or(|(count, _)| known > *count) {
            best = Some((known, header_at(place, columns)));
        }
    }
    best.map(|(_, header)| header)
}

/// The row that looks like column names when no name of it is known: distinct words, as wide as what follows.
pub(super) fn suppose(rows: &[(u64, StringRecord)], schema: &Schema, choices: &Choices) -> Option<Header> {
    if choices.header_line.is_some() {
        return find(rows, schema, choices);
    }
    let top = &rows[..rows.len().min(ROWS_ABOVE)];
    let usual = usual_width(rows);
    let place = top.iter().position(|(_, record)| looks_like_names(record, usual))?;
    Some(Header { place, columns: columns_of(&rows[place].1, breadth(rows, place), schema, choices) })
}

fn usual_width(rows: &[(u64, StringRecord)]) -> usize {
    let mut widths: Vec<usize> = rows.iter().take(SAMPLE).map(|(_, record)| width(record)).collect();
    widths.sort_unstable();
    widths.get(widths.len() / 2).copied().unwrap_or(0)
}

/// Columns of a table: those of its names, or of wider rows below them.
fn breadth(rows: &[(u64, StringRecord)], place: usize) -> usize {
    width(&rows[place].1).max(usual_width(&rows[place..])).max(1)
}

pub(super) fn looks_like_names(record: &StringRecord, usual: usize) -> bool {
    let cells: Vec<&str> = record.iter().map(str::trim).filter(|cell| !cell.is_empty()).collect();
    let is_name = |cell: &&&str| {
        cell.chars().any(char::is_alphabetic)
            && cell.chars().count() <= 60
            && !cell.contains('@')
            && day::parse(cell, true, false).is_none()
            && number::parse(cell, None).is_err()
    };
    let names = cells.iter().filter(is_name).count();
    cells.len() >= 2 && names == cells.len() && cells.len() * 3 >= usual * 2
}

/// What tells one source's tables from another's: its column names in alphabetical order.
pub(super) fn signature(record: &StringRecord) -> String {
    let mut names: Vec<String> = record.iter().map(compact).filter(|name| !name.is_empty()).collect();
    names.sort_unstable();
    names.join("|")
}

/// Guesses what the other columns hold by looking at them; each field is given once.
pub(super) fn by_content(header: &mut Header, rows: &[(u64, StringRecord)], schema: &Schema) {
    let below = &rows[(header.place + 1).min(rows.len())..];
    let below = &below[..below.len().min(SAMPLE)];
    for place in 0..header.columns.len() {
        if header.columns[place].field.is_some() {
            continue;
        }
        let values: Vec<&str> =
            below.iter().filter_map(|(_, record)| record.get(place)).map(str::trim).filter(|value| !value.is_empty()).collect();
        let Some(shape) = shape_of(&values) else { continue };
        let taken = header.fields();
        let field = (schema.by_shape)(shape, &taken).filter(|field| !taken.contains(field));
        if let Some(field) = field {
            (header.columns[place].field, header.columns[place].known) = (Some(field), Some(Known::ByContent));
        }
    }
    put_dates_in_order(header, below);
}

/// What the values of a column look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    Date,
    Amount,
    Iban,
    Email,
    Siret,
    Siren,
    /// Texts that never come twice, with digits: numbers of documents.
    Unique,
    /// Other texts.
    Words,
}

/// Whether a value has a shape.
type Test = fn(&str) -> bool;

fn shape_of(values: &[&str]) -> Option<Shape> {
    if values.is_empty() {
        return None;
    }
    let mostly = |test: &dyn Fn(&str) -> bool| values.iter().filter(|value| test(value)).count() * 10 >= values.len() * 9;
    let tests: [(Shape, Test); 6] = [
        (Shape::Email, |value| EmailAddress::parse(value).is_ok()),
        (Shape::Iban, |value| Iban::parse(value).is_ok()),
        (Shape::Siret, |value| Siret::parse(value).is_ok()),
        (Shape::Siren, |value| Siren::parse(value).is_ok()),
        (Shape::Date, |value| day::parse(value, true, false).is_some() || day::parse(value, false, false).is_some()),
        (Shape::Amount, |value| value.contains([',', '.']) && number::parse(value, None).is_ok()),
    ];
    if let Some((shape, _)) = tests.into_iter().find(|(_, test)| mostly(test)) {
        return Some(shape);
    }
    let mut distinct: Vec<&str> = values.to_vec();
    distinct.sort_unstable();
    distinct.dedup();
    let with_digits = mostly(&|value| value.bytes().any(|b| b.is_ascii_digit()));
    if values.len() > 1 && distinct.len() == values.len() && with_digits {
        return Some(Shape::Unique);
    }
    mostly(&|value| value.chars().any(char::is_alphabetic)).then_some(Shape::Words)
}

/// Of two dates guessed, the one that is never later is that of the document.
fn put_dates_in_order(header: &mut Header, below: &[(u64, StringRecord)]) {
    let guessed =
        |header: &Header, ours: &str| header.place_of(ours).filter(|place| header.columns[*place].known == Some(Known::ByContent));
    let (Some(issued), Some(due)) = (guessed(header, "issued_on"), guessed(header, "due_on")) else { return };
    let later = below
        .iter()
        .filter_map(|(_, record)| Some((day::parse(record.get(issued)?, true, false)?, day::parse(record.get(due)?, true, false)?)))
        .filter(|(issued, due)| issued > due)
        .count();
    if later * 2 > below.len() {
        header.columns[issued].field = Some("due_on");
        header.columns[due].field = Some("issued_on");
    }
}
