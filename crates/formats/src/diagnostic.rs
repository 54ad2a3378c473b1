//! What readers say about a file: the line, the field, how bad, and the facts.

mod einvoice;
mod problem;

use std::collections::BTreeMap;

pub use einvoice::EinvoiceProblem;
pub use problem::{Identifier, Problem};

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// A fact is lost or wrong.
    Error,
    /// An oddity that was read correctly.
    Warning,
}

/// One finding about a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Physical line in the file, from 1; 0 when the finding is about the whole file.
    pub line: u64,
    /// The column or element, named as in the file.
    pub field: Option<String>,
    /// Error or warning.
    pub severity: Severity,
    /// What was found.
    pub problem: Problem,
}

impl Diagnostic {
    /// An error about the whole file.
    pub(crate) fn fatal(problem: Problem) -> Self {
        Self { line: 0, field: None, severity: Severity::Error, problem }
    }

    /// The user's sentence, in French.
    #[must_use]
    pub fn french(&self) -> String {
        self.problem.french()
    }

    /// The user's sentence, in English.
    #[must_use]
    pub fn english(&self) -> String {
        self.problem.english()
    }
}

/// Collects findings; after the first hundred of a kind the others are counted.
#[derive(Debug, Default)]
pub(crate) struct Report {
    list: Vec<Diagnostic>,
    counts: BTreeMap<(&'static str, Severity), u64>,
    /// The findings of the current row, all of them, for readers that ask.
    row: Option<Vec<Diagnostic>>,
}

impl Report {
    pub(crate) fn error(&mut self, line: u64, field: Option<&str>, problem: Problem) {
        self.push(line, field, Severity::Error, problem);
    }

    pub(crate) fn warning(&mut self, line: u64, field: Option<&str>, problem: Problem) {
        self.push(line, field, Severity::Warning, problem);
    }

    fn push(&mut self, line: u64, field: Option<&str>, severity: Severity, problem: Problem) {
        let count = self.counts.entry((problem.code(), severity)).or_default();
        *count += 1;
        if let Some(row) = &mut self.row {
            row.push(Diagnostic { line, field: field.map(str::to_owned), severity, problem: problem.clone() });
        }
        if *count <= problem.listed() {
            self.list.push(Diagnostic { line, field: field.map(str::to_owned), severity, problem });
        }
    }

    /// Forgets which findings were those of the row before.
    pub(crate) fn begin_row(&mut self) {
        self.row = Some(Vec::new());
    }

    /// The findings since the row began, those included that are only counted.
    pub(crate) fn take_row(&mut self) -> Vec<Diagnostic> {
        self.row.take().unwrap_or_default()
    }

    /// The findings in the order of lines, those on the whole file last.
    pub(crate) fn finish(mut self) -> Vec<Diagnostic> {
        for ((code, severity), count) in &self.counts {
            let listed = self.list.iter().filter(|d| d.severity == *severity && d.problem.code() == *code).count() as u64;
            // A single listed finding speaks for the whole file.
            if *count > listed && listed > 1 {
                self.list.push(Diagnostic {
                    line: 0,
                    field: None,
                    severity: *severity,
                    problem: Problem::Repeated { code, more: count - listed },
                });
            }
        }
        self.list.sort_by_key(|d| if d.line == 0 { u64::MAX } else { d.line });
        self.list
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repeated_findings_are_counted_after_the_hundredth() {
        let mut report = Report::default();
        for line in 1..=250 {
            report.error(line, Some("Debit"), Problem::FecAmountMissing);
            report.warning(line, None, Problem::FecDateStyle { text: "05/01/2026".to_owned() });
        }
        let list = report.finish();
        assert_eq!(list.len(), 102);
        assert_eq!(list[0].line, 1);
        assert_eq!(list[101].problem, Problem::Repeated { code: "fec.amount_missing", more: 150 });
        assert_eq!(list[101].severity, Severity::Error);
    }
}
