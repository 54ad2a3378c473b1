//! What other programs are told: endpoints, facts, and each fact's way to each endpoint.
//!
//! A fact is written in the transaction that makes it true, and only where somebody listens: [`record`],
//! [`items_moved`], [`payments_came`], [`debtors_came`]. The worker does the rest.

pub(crate) mod delivery;
pub(crate) mod endpoint;
pub(crate) mod fact;

pub use delivery::{Attempt, Delivery, Due, attempts, deliveries, due, pending, resend, settle, spread};
pub use endpoint::{Endpoint, all, delete, disable, enable, failing_since, get, insert, rotate, set_failing};
pub(crate) use fact::{debtors_came, items_moved, payments_came};
pub use fact::{forget_before, record, wanted};
