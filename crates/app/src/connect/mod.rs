//! Other programs: the keys by which they come in, what they bring, what they are told.
//!
//! Each thing pushed goes through the same rules as a file, in one transaction with the answer that is kept for a
//! repeated request.

pub mod agreements;
mod debtors;
pub mod decisions;
mod fields;
mod invoices;
mod once;
mod payments;
pub mod promises;
pub mod read;
pub mod talks;
pub mod token;
pub(crate) mod uses;
pub mod watch;
pub mod webhooks;

use serde::{Deserialize, Serialize};

pub use debtors::push as push_debtors;
pub use invoices::push as push_invoices;
pub use once::{FileReport, Once, push_file};
pub use payments::push as push_payments;

/// The most rows of one request.
pub const MOST_ROWS: usize = 1_000;

/// What became of a row that was pushed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RowOutcome {
    /// It made something new.
    Created,
    /// It changed something.
    Updated,
    /// It was there already.
    Unchanged,
    /// It could not come in; the others did.
    Rejected,
}

/// Why a row, or something of it, could not come in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowError {
    /// The field, as a path inside the row; empty for the whole row.
    pub field: String,
    /// The stable key.
    pub code: String,
    /// What is wrong and what to do, in French.
    pub message: String,
}

/// What became of one row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowReport {
    /// Created, updated, unchanged or rejected.
    pub outcome: RowOutcome,
    /// What the sender knows it by: a number, a code, a reference.
    pub reference: String,
    /// The id of what it stands for.
    pub id: Option<String>,
    /// Why it was rejected.
    pub errors: Vec<RowError>,
    /// Oddities that did not stop it.
    pub warnings: Vec<String>,
}

impl RowReport {
    fn rejected(reference: String, errors: Vec<RowError>) -> Self {
        Self { outcome: RowOutcome::Rejected, reference, id: None, errors, warnings: Vec::new() }
    }
}

/// What became of a request, row by row in its order.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PushReport {
    /// One per row.
    pub rows: Vec<RowReport>,
}

impl PushReport {
    /// How many rows had an outcome.
    #[must_use]
    pub fn count(&self, outcome: RowOutcome) -> usize {
        self.rows.iter().filter(|row| row.outcome == outcome).count()
    }

    /// Whether the request changed nothing because no row could be used.
    #[must_use]
    pub fn is_refused(&self) -> bool {
        self.count(RowOutcome::Rejected) == self.rows.len()
    }
}
