//! The use cases on both engines, with real files, a real SMTP server and a real clock that stands still.
//!
//! Each test that touches the base runs first on a SQLite file in a folder of its own, then on a PostgreSQL
//! database of its own. To test a new use case: a line in the module of its noun.

mod approvals;
mod backup;
mod bank;
mod bank_formats;
mod binding;
mod calls;
mod causes;
mod claims;
mod compromises;
mod connect;
mod courtesy;
mod crash;
mod deadlines;
mod deferrals;
mod demo;
mod disputes;
mod doctor;
mod given;
mod house;
mod import_draft;
mod import_einvoice;
mod import_fec;
mod import_letters;
mod import_properties;
mod import_tables;
mod import_undo;
mod interest;
mod ledger;
mod lifecycle;
mod mail;
mod mail_in;
mod mail_in_hostile;
mod matching_desk;
mod matching_held;
mod matching_truth;
mod merge;
mod money;
mod night;
mod night_waits;
mod outbox;
mod plans;
mod plans_held;
mod post;
mod post_carrier;
mod promises;
mod quality;
mod register;
mod requests;
mod scenario;
mod simulation;
mod sms;
mod template;
mod veto;
