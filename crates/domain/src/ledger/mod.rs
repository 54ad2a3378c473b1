//! What is owed: open items, the allocations between them, and their age.
//!
//! An item is a debit (an instalment of an invoice, a bounced payment) with a positive amount, or a
//! credit (a credit note, cash) with a negative one. An allocation puts part of a credit on a debit and
//! so moves both towards zero: the sum of all amounts, the ledger, never depends on allocations.

mod ageing;
mod allocation;
pub mod countback;
pub mod exchange;
pub mod imputation;
mod open_item;
pub mod operation;
pub mod terms;

pub use ageing::{AgedLine, Ageing, Bounds, Bucket, age, aged_balance};
pub use allocation::{Allocation, AllocationError, LetteredItem, allocate_lettered, check_allocation};
pub use open_item::{ItemKind, OpenItem};
