//! The rules of getting paid: money, calendar, ledger, dunning, matching.
//!
//! Everything here is a pure function of plain values and of a date that is passed in. The crate never
//! reads a clock, a file or a base, never draws chance, and never lets a float touch an amount.
//!
//! To add a reason to hold reminders: a variant in [`dunning::HoldReason`], its place in the order of
//! [`dunning::plan_debtor`], its text in the locales, and a story in `tests/stories/`.
//!
//! ```
//! use domain::ledger::{age, Bucket};
//! use domain::{Cents, calendar::Date};
//! let due = Date::from_ymd_opt(2026, 10, 1).unwrap();
//! assert_eq!(age(due, due), Bucket::NotDue);
//! assert_eq!(age(due, Date::from_ymd_opt(2026, 11, 1).unwrap()), Bucket::Days31To60);
//! ```

pub mod accounting;
pub mod agenda;
pub mod agreed;
pub mod assignment;
pub mod bank_line;
pub mod calendar;
pub mod cause;
pub mod claim;
pub mod classification;
pub mod company;
pub mod compromise;
pub mod conversation;
pub mod correspondence;
pub mod deadline;
pub mod dispute;
pub mod dunning;
pub mod einvoice_status;
pub mod figure;
pub mod forecast;
pub mod goal;
pub mod holidays;
pub mod identifiers;
pub mod ids;
pub mod interest;
pub mod law;
pub mod ledger;
pub mod limitation;
pub mod matching;
pub mod money;
pub mod party;
pub mod payers;
pub mod plan;
pub mod portfolio;
pub mod post;
pub mod preflight;
pub mod promise;
pub mod quality;
pub mod score;
pub mod service_mail;
pub mod sms;
pub mod template;
pub mod vat_share;
pub mod webhook;

pub use calendar::Date;
pub use money::{Cents, Currency};
