//! How results and errors are written.

use app::AppError;
use domain::Cents;
use serde_json::Value;

/// The user's sentence for an error: the application's own, else what went wrong.
pub(crate) fn sentence(error: &anyhow::Error) -> String {
    match error.downcast_ref::<AppError>() {
        Some(known) => {
            tracing::debug!(code = known.code(), error = %known, "refused");
            match known {
                AppError::Store(_) | AppError::File(_) | AppError::Letter(_) => format!("{} ({known})", known.french()),
                _ => known.french(),
            }
        }
        None => {
            // The causes below are the system's, in its language.
            tracing::debug!(error = format!("{error:#}"), "failed");
            error.to_string()
        }
    }
}

/// One compact object on one line. A closed pipe is the reader's choice, not our error.
pub(crate) fn json(value: &Value) {
    use std::io::Write as _;
    let _ = writeln!(std::io::stdout(), "{value}");
}

/// An amount in JSON: a string with a dot.
pub(crate) fn amount(cents: Cents) -> Value {
    Value::String(cents.iso())
}

/// A line for people.
pub(crate) fn say(line: &str) {
    use std::io::Write as _;
    let _ = writeln!(std::io::stdout(), "{line}");
}

/// Columns aligned: texts to the left, amounts to the right.
pub(crate) struct Columns {
    rows: Vec<Vec<String>>,
    right: Vec<bool>,
}

impl Columns {
    /// Columns with their names; `right` says which are amounts.
    pub(crate) fn new(names: &[&str], right: &[bool]) -> Self {
        Self { rows: vec![names.iter().map(|name| (*name).to_owned()).collect()], right: right.to_vec() }
    }

    /// Adds a row.
    pub(crate) fn row(&mut self, cells: Vec<String>) {
        self.rows.push(cells);
    }

    /// Writes them all.
    pub(crate) fn print(&self) {
        let width = |column: usize| self.rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max().unwrap_or(0);
        let widths: Vec<usize> = (0..self.right.len()).map(width).collect();
        for row in &self.rows {
            let mut line = String::new();
            for (column, cell) in row.iter().enumerate() {
                let pad = " ".repeat(widths[column].saturating_sub(cell.chars().count()));
                if column > 0 {
                    line.push_str("  ");
                }
                if self.right[column] {
                    line.push_str(&pad);
                    line.push_str(cell);
                } else {
                    line.push_str(cell);
                    line.push_str(&pad);
                }
            }
            say(line.trim_end());
        }
    }
}
