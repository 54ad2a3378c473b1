//! Payment plans: a debt paid by instalments on days that were agreed.
//!
//! What persons did is a [`State`], moved by consuming methods and kept as [`Event`]s; what the debtor did is a [`Progress`],
//! a pure function of what was put on the items and of a day. A payment that comes back takes its part of the progress with
//! it: nothing has to be reopened.

mod choice;
mod event;
mod expected;
mod progress;
mod received;
mod schedule;
mod state;
mod terms;

pub use choice::{MOST_OFFERED, OfferPolicy};
pub use event::{Event, EventKind, History, history};
pub use expected::{Agreements, Expected, Ground, expected};
pub use progress::{Filled, InstalmentState, Progress, Received, progress};
pub use received::{Debt, Put, Since, received};
pub use schedule::{Instalment, MOST_PARTS, Odd, Pace, Rule, ScheduleError, check, schedule};
pub use state::{Approval, CureNotice, LEAST_CURE_DAYS, MoveError, Signature, Standing, State, standing};
pub use terms::{Guarantee, InterestChoice, InterestFree, Objection, OnInterest, Policy, agreed_order, interest_free};
