//! One row while it is read.

use csv::StringRecord;
use domain::identifiers::IdentifierError;
use domain::{Cents, Date};

use super::decide::Decisions;
use super::header::Header;
use super::number::{self, Amount};
use super::{compact, day};
use crate::diagnostic::{Identifier, Problem, Report};
use crate::value;

/// One row while it is read.
pub(crate) struct Cells<'a> {
    pub(super) header: &'a Header,
    pub(super) record: &'a StringRecord,
    pub(super) decisions: &'a Decisions,
    pub(super) spreadsheet: bool,
    pub(crate) line: u64,
    pub(crate) report: &'a mut Report,
}

impl<'a> Cells<'a> {
    fn column(&self, ours: &str) -> Option<(usize, &'a str)> {
        let place = self.header.place_of(ours)?;
        Some((place, self.header.columns[place].name.as_str()))
    }

    /// Whether the table has this column.
    pub(crate) fn has(&self, ours: &str) -> bool {
        self.column(ours).is_some()
    }

    /// The first of several columns that the table has; the last one when it has none.
    pub(crate) fn first_of<'n>(&self, ours: &[&'n str]) -> &'n str {
        ours.iter().find(|name| self.has(name)).or(ours.last()).copied().unwrap_or_default()
    }

    /// Whether the file is a spreadsheet, whose numbers lose their leading zeros.
    pub(crate) fn is_spreadsheet(&self) -> bool {
        self.spreadsheet
    }

    /// A cell, if the column exists and the cell is not blank.
    pub(crate) fn text(&self, ours: &str) -> Option<&'a str> {
        let (place, _) = self.column(ours)?;
        self.record.get(place).map(|text| text.trim_matches(|c: char| c.is_whitespace() || c == '\u{a0}')).filter(|text| !text.is_empty())
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
        let day_first = self.column(ours).is_none_or(|(place, _)| self.decisions.day_first(place));
        let date = day::parse(text, day_first, self.spreadsheet);
        if date.is_none() {
            self.error(ours, Problem::BadDate { text: text.to_owned() });
        }
        date
    }

    /// An amount; one that cannot be read is reported.
    pub(crate) fn amount(&mut self, ours: &str) -> Option<Cents> {
        self.amount_in(ours).map(|amount| amount.cents)
    }

    /// An amount with the currency that its own cell names; one that cannot be read is reported.
    pub(crate) fn amount_in(&mut self, ours: &str) -> Option<Amount> {
        let text = self.text(ours)?;
        let decimal = self.column(ours).and_then(|(place, _)| self.decisions.decimal(place));
        if self.spreadsheet
            && let Some(cents) = number::rounded(text)
        {
            self.warning(ours, Problem::LongDecimals { text: text.to_owned(), decimals: value::decimals(text), value: cents });
            return Some(Amount { cents, currency: None });
        }
        match number::parse(text, decimal) {
            Ok(amount) => {
                let decimals = value::decimals(text);
                if decimals > 2 && decimal.is_none_or(|mark| text.contains(mark)) {
                    self.warning(ours, Problem::LongDecimals { text: text.to_owned(), decimals, value: amount.cents });
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
