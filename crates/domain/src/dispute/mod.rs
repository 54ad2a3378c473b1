//! Disputes: what a debtor contests of one or several items, and how it ends.
//!
//! A dispute is open, with its owner, answered, or waits for a credit note; it ends founded, founded in part, unfounded, paid or
//! withdrawn. Every move is a consuming method; what it changes of the money is the split of each [`Part`], which never loses a
//! cent. Rules and words: `docs/spec/disputes.md`.

mod machine;
mod parts;
mod reason;
mod report;

pub use machine::{Change, Dispute, Ledger, Living, Outcome, Refused, Stage, State, Verdict};
pub use parts::{Part, Slot, credits, effective};
pub use reason::{OwnerRole, Policy, Reason, Step};
pub use report::{Cycle, Spread, held_share, spread};
