//! Fields of a table, each read for itself: what is wrong is noted with its line, and reading goes on.

use domain::Cents;
use domain::claim::ClaimKind;
use domain::party::ContactRole;
use toml_edit::{Item, Table, TableLike, Value};

use super::{Fault, FaultKind};

/// The line of a byte, from 1.
pub(super) fn line_of(text: &str, at: usize) -> usize {
    text.as_bytes().iter().take(at).filter(|byte| **byte == b'\n').count() + 1
}

pub(super) struct Reader<'a> {
    text: &'a str,
    pub(super) faults: Vec<Fault>,
}

/// What a value is called in a fault.
fn type_of(item: &Item) -> &'static str {
    match item.type_name() {
        "string" => "text",
        "integer" => "integer",
        "float" => "decimal",
        "boolean" => "boolean",
        "datetime" => "date",
        "array" | "array of tables" => "list",
        _ => "table",
    }
}

impl<'a> Reader<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, faults: Vec::new() }
    }

    pub(super) fn fault(&mut self, line: usize, field: &str, kind: FaultKind) {
        self.faults.push(Fault { line, field: field.to_owned(), kind });
    }

    pub(super) fn line_at(&self, byte: usize) -> usize {
        line_of(self.text, byte)
    }

    fn line(&self, item: &Item) -> usize {
        item.span().map_or(0, |span| line_of(self.text, span.start))
    }

    fn at(&mut self, item: &Item, field: &str, kind: FaultKind) {
        let line = self.line(item);
        self.fault(line, field, kind);
    }

    fn wrong_type(&mut self, item: &Item, field: &str, expected: &'static str) {
        self.at(item, field, FaultKind::Type { expected, found: type_of(item) });
    }

    /// Notes each field whose name is not known.
    pub(super) fn only(&mut self, table: &dyn TableLike, names: &[&str]) {
        let unknown: Vec<(usize, String)> = table
            .iter()
            .filter(|(name, _)| !names.contains(name))
            .map(|(name, item)| {
                let key = table.get_key_value(name).and_then(|(key, _)| key.span());
                (key.map_or_else(|| self.line(item), |span| line_of(self.text, span.start)), name.to_owned())
            })
            .collect();
        for (line, name) in unknown {
            self.fault(line, &name, FaultKind::Unknown);
        }
    }

    pub(super) fn require(&mut self, line: usize, table: &dyn TableLike, name: &str) {
        if table.get(name).is_none() {
            self.fault(line, name, FaultKind::Missing);
        }
    }

    /// A table below, with its line.
    pub(super) fn table<'t>(&mut self, table: &'t dyn TableLike, name: &str) -> Option<(usize, &'t dyn TableLike)> {
        let item = table.get(name)?;
        if item.as_table_like().is_none() {
            self.wrong_type(item, name, "table");
        }
        item.as_table_like().map(|below| (self.line(item), below))
    }

    /// The tables of a list, each with its line.
    pub(super) fn tables<'t>(&mut self, table: &'t Table, name: &str) -> Vec<(usize, &'t dyn TableLike)> {
        let Some(item) = table.get(name) else { return Vec::new() };
        if let Some(tables) = item.as_array_of_tables() {
            let line = |below: &Table| below.span().map_or(0, |span| line_of(self.text, span.start));
            return tables.iter().map(|below| (line(below), below as &dyn TableLike)).collect();
        }
        self.wrong_type(item, name, "list");
        Vec::new()
    }

    pub(super) fn text(&mut self, table: &dyn TableLike, name: &str) -> Option<String> {
        let item = table.get(name)?;
        if item.as_str().is_none() {
            self.wrong_type(item, name, "text");
        }
        item.as_str().map(str::to_owned)
    }

    pub(super) fn flag(&mut self, table: &dyn TableLike, name: &str) -> Option<bool> {
        let item = table.get(name)?;
        if item.as_bool().is_none() {
            self.wrong_type(item, name, "boolean");
        }
        item.as_bool()
    }

    pub(super) fn number<T: TryFrom<i64> + Bound>(&mut self, table: &dyn TableLike, name: &str) -> Option<T> {
        let item = table.get(name)?;
        let Some(found) = item.as_integer() else {
            self.wrong_type(item, name, "integer");
            return None;
        };
        let value = T::try_from(found).ok();
        if value.is_none() {
            self.at(item, name, FaultKind::Range { found, min: 0, max: T::MOST });
        }
        value
    }

    /// An amount: a text such as `"12.50"`, or a whole number of euros. Decimals without quotes are refused: they
    /// are no exact numbers.
    pub(super) fn amount(&mut self, table: &dyn TableLike, name: &str) -> Option<Cents> {
        let item = table.get(name)?;
        let written = match (item.as_str(), item.as_integer()) {
            (Some(text), _) => text.to_owned(),
            (None, Some(number)) => number.to_string(),
            (None, None) => {
                self.wrong_type(item, name, "amount");
                return None;
            }
        };
        let amount = Cents::parse(&written).ok();
        if amount.is_none() {
            self.at(item, name, FaultKind::Amount(written));
        }
        amount
    }

    /// A day such as `J+3`.
    pub(super) fn day(&mut self, table: &dyn TableLike, name: &str) -> Option<i32> {
        let written = self.text(table, name)?;
        let day = super::trial::parse_day(&written);
        if day.is_none()
            && let Some(item) = table.get(name)
        {
            self.at(item, name, FaultKind::Day(written));
        }
        day
    }

    /// A date, as text or as TOML writes it.
    pub(super) fn date(&mut self, table: &dyn TableLike, name: &str) -> Option<domain::Date> {
        let item = table.get(name)?;
        let written = match (item.as_str(), item.as_datetime()) {
            (Some(text), _) => text.to_owned(),
            (None, Some(date)) => date.to_string(),
            (None, None) => {
                self.wrong_type(item, name, "date");
                return None;
            }
        };
        let date = written.parse::<domain::Date>().ok().filter(|date| (2000..2100).contains(&chrono::Datelike::year(date)));
        if date.is_none() {
            self.at(item, name, FaultKind::Date(written));
        }
        date
    }

    pub(super) fn choice<T: Copy>(&mut self, table: &dyn TableLike, name: &str, all: &[T], code: fn(T) -> &'static str) -> Option<T> {
        let written = self.text(table, name)?;
        let value = all.iter().copied().find(|value| code(*value) == written);
        if value.is_none()
            && let Some(item) = table.get(name)
        {
            self.at(item, name, FaultKind::Choice { found: written, allowed: all.iter().map(|value| code(*value)).collect() });
        }
        value
    }

    pub(super) fn texts(&mut self, table: &dyn TableLike, name: &str) -> Option<Vec<String>> {
        let item = table.get(name)?;
        let Some(values) = item.as_array() else {
            self.wrong_type(item, name, "list");
            return None;
        };
        let texts: Option<Vec<String>> = values.iter().map(|value| Value::as_str(value).map(str::to_owned)).collect();
        if texts.is_none() {
            self.at(item, name, FaultKind::Type { expected: "text", found: "list" });
        }
        texts
    }

    pub(super) fn choices<T: Copy>(&mut self, table: &dyn TableLike, name: &str, all: &[T], code: fn(T) -> &'static str) -> Option<Vec<T>> {
        let mut values = Vec::new();
        for written in self.texts(table, name)? {
            match all.iter().copied().find(|value| code(*value) == written) {
                Some(value) => values.push(value),
                None => {
                    let kind = FaultKind::Choice { found: written, allowed: all.iter().map(|value| code(*value)).collect() };
                    if let Some(item) = table.get(name) {
                        self.at(item, name, kind);
                    }
                }
            }
        }
        Some(values)
    }

    pub(super) fn roles(&mut self, table: &dyn TableLike, name: &str) -> Vec<ContactRole> {
        self.choices(table, name, &ContactRole::ALL, ContactRole::code).unwrap_or_default()
    }

    pub(super) fn kinds(&mut self, table: &dyn TableLike, name: &str) -> Vec<ClaimKind> {
        self.choices(table, name, &ClaimKind::ALL, ClaimKind::code).unwrap_or_default()
    }
}

/// The most that a field holds.
pub(super) trait Bound {
    const MOST: i64;
}

impl Bound for u8 {
    const MOST: i64 = 255;
}

impl Bound for u16 {
    const MOST: i64 = 65_535;
}
