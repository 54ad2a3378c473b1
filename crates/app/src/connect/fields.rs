//! The fields of a row as its sender wrote them: each finding says which field, and what to write instead.

use std::str::FromStr;

use domain::{Cents, Currency, Date};
use serde_json::{Map, Value};

use super::RowError;
use crate::text::connect as words;

/// A row being read; findings add up, so that a sender mends them all at once.
pub(super) struct Fields<'a> {
    object: Option<&'a Map<String, Value>>,
    path: String,
    pub(super) errors: Vec<RowError>,
}

/// The longest text of a field.
const LONGEST: usize = 500;

impl<'a> Fields<'a> {
    /// Begins to read a row; `known` are the fields that it may have.
    pub(super) fn new(value: &'a Value, path: &str, known: &[&str]) -> Self {
        let mut fields = Self { object: value.as_object(), path: path.to_owned(), errors: Vec::new() };
        match fields.object {
            None => fields.fail("", "not_an_object", words::error_not_an_object()),
            Some(object) => {
                for name in object.keys().filter(|name| !known.contains(&name.as_str())) {
                    fields.fail(name, "unknown_field", words::error_unknown_field(name));
                }
            }
        }
        fields
    }

    fn pointer(&self, name: &str) -> String {
        match (self.path.is_empty(), name.is_empty()) {
            (true, _) => name.to_owned(),
            (false, true) => self.path.clone(),
            (false, false) => format!("{}/{name}", self.path),
        }
    }

    pub(super) fn fail(&mut self, name: &str, code: &str, message: String) {
        let field = self.pointer(name);
        self.errors.push(RowError { field, code: code.to_owned(), message });
    }

    fn value(&self, name: &str) -> Option<&'a Value> {
        self.object.and_then(|object| object.get(name)).filter(|value| !value.is_null())
    }

    /// A text, trimmed; empty when it is not there.
    pub(super) fn text(&mut self, name: &str) -> String {
        match self.value(name) {
            None => String::new(),
            Some(Value::String(text)) if text.chars().count() > LONGEST => {
                self.fail(name, "too_long", words::error_too_long(LONGEST));
                String::new()
            }
            Some(Value::String(text)) if text.contains(|c: char| c.is_control() && c != '\n') => {
                self.fail(name, "control_character", words::error_control());
                String::new()
            }
            Some(Value::String(text)) => text.trim().to_owned(),
            Some(_) => {
                self.fail(name, "not_a_text", words::error_not_a_text(name));
                String::new()
            }
        }
    }

    /// A text that must be there.
    pub(super) fn required(&mut self, name: &str) -> String {
        let before = self.errors.len();
        let text = self.text(name);
        if text.is_empty() && self.errors.len() == before {
            self.fail(name, "required", words::error_required(name));
        }
        text
    }

    /// A text of a given form.
    pub(super) fn parsed<T>(&mut self, name: &str, read: impl FnOnce(&str) -> Option<T>, model: &str) -> Option<T> {
        let text = self.text(name);
        if text.is_empty() {
            return None;
        }
        let value = read(&text);
        if value.is_none() {
            self.fail(name, "invalid", words::error_form(&text, model));
        }
        value
    }

    /// A civil date, `2026-11-22`.
    pub(super) fn date(&mut self, name: &str) -> Option<Date> {
        self.parsed(name, |text| if text.len() == 10 { Date::from_str(text).ok() } else { None }, "2026-11-22")
    }

    /// A date that must be there.
    pub(super) fn required_date(&mut self, name: &str) -> Option<Date> {
        if self.required(name).is_empty() { None } else { self.date(name) }
    }

    /// An amount as a text with a dot, `1234.56`.
    pub(super) fn amount(&mut self, name: &str) -> Option<Cents> {
        self.parsed(name, iso_amount, "1234.56")
    }

    /// An amount that must be there.
    pub(super) fn required_amount(&mut self, name: &str) -> Option<Cents> {
        if self.required(name).is_empty() { None } else { self.amount(name) }
    }

    /// A currency, the euro when none is given.
    pub(super) fn currency(&mut self) -> Currency {
        self.parsed("currency", Currency::parse, "EUR").unwrap_or_default()
    }

    /// A list, empty when it is not there.
    pub(super) fn list(&mut self, name: &str, most: usize) -> &'a [Value] {
        match self.value(name) {
            None => &[],
            Some(Value::Array(list)) if list.len() <= most => list,
            Some(Value::Array(_)) => {
                self.fail(name, "too_many", words::error_too_many(most));
                &[]
            }
            Some(_) => {
                self.fail(name, "not_a_list", words::error_not_a_list(name));
                &[]
            }
        }
    }

    /// An object inside the row.
    pub(super) fn object(&mut self, name: &str) -> Option<&'a Value> {
        self.value(name)
    }
}

/// An amount of the contract: digits, a dot, at most two decimals; no blank, no comma, no sign but a minus.
fn iso_amount(text: &str) -> Option<Cents> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, cents) = digits.split_once('.').unwrap_or((digits, "0"));
    let plain = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if !plain(whole) || !plain(cents) || cents.len() > 2 || (digits.contains('.') && cents.is_empty()) {
        return None;
    }
    Cents::parse(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_texts_of_one_form() {
        let table = [
            ("1234.56", Some(123_456)),
            ("1234.5", Some(123_450)),
            ("1234", Some(123_400)),
            ("-12.30", Some(-1_230)),
            ("0.01", Some(1)),
            ("1 234.56", None),
            ("1234,56", None),
            ("1,234.56", None),
            ("12.345", None),
            ("12.", None),
            (".5", None),
            ("+1", None),
            ("1e3", None),
            ("", None),
            ("--1", None),
            ("99999999999999999999", None),
        ];
        for (text, cents) in table {
            assert_eq!(iso_amount(text), cents.map(Cents), "{text}");
        }
    }
}
