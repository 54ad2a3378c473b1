//! Compromises: a debt that is settled by a smaller sum, if that sum is there by a day.
//!
//! What persons did, and what the ledger made of it, is a [`State`] moved by consuming methods and kept as [`Event`]s. Whether the
//! sum came in time is a pure function of what was put on the items ([`Terms::is_met`]): a payment that is undone opens the
//! agreement again, a statement that comes in late with a date of value in time brings a lost discount back.
//! See `docs/spec/compromises.md`.

mod event;
mod state;
mod talk;
mod terms;
#[cfg(test)]
mod tests;

pub use event::{Event, EventKind, History, history};
pub use state::{Change, MoveError, State};
pub use talk::{Heard, Said, Voice, WrongWords, check_words, is_counter};
pub use terms::{Came, LONGEST, Nature, Objection, Policy, Terms, WrongTerms};
