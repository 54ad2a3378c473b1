//! The matching of the bank by hand: what persons do on the screen « Encaissements ».
//!
//! [`assign`] puts a line on items, [`take_back`] restores all that it moved, [`memory`] is what the house has
//! learned from it. What the program matches by itself is in [`crate::matching`].

mod assign;
mod booked;
mod group;
mod memory;
mod proposals;
mod screen;
mod settings;
mod take_back;
mod virtual_ibans;

pub use assign::{Assignment, Evidence, accept, assign, identify};
pub use booked::{BookedPayment, mark_booked};
pub use group::{GroupView, group_of, set_parent};
pub(crate) use memory::learned;
pub use memory::{Known, KnownPayer, MemoryQuery, known_payers, remember, revoke_payer};
pub(crate) use proposals::propose;
pub use proposals::{Proposal, ProposedItem};
pub use screen::{AccountItems, Desk, Filter, Line, LineSort, Lines, LinesQuery, desk, lines};
pub use settings::{set_settings, settings};
pub use store::bank_match::MatchOrigin;
pub use store::payer::PayerKind;
pub use take_back::{ignore, redo, undo};
pub use virtual_ibans::{Added, VirtualIbanLine, add_virtual_ibans, revoke_virtual_iban, virtual_ibans};

use crate::journal::line as event;
