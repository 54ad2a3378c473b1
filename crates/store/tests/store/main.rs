//! The store on both engines: the same calls, the same results, the same errors.
//!
//! Each test runs first on a SQLite file in a folder of its own, then on a PostgreSQL database of its own.
//! To test a new function: a line in the module of its noun, and one in `isolation.rs` when it reads.

mod action;
mod ageing;
mod backup;
mod bank;
mod base;
mod binding;
mod calendar_feed;
mod claim;
mod compromise;
mod connections;
mod debtor;
mod decisions;
mod deferral;
mod desk;
mod dispute;
mod einvoice;
mod event;
mod forecast;
mod given;
mod hold;
mod import_mapping;
mod interest;
mod isolation;
mod item;
mod ledger;
mod letter;
mod mail_in;
mod merge;
mod night;
mod organisation;
mod payer;
mod plan;
mod plan_offer;
mod policy;
mod promise;
mod scenario;
mod schema;
mod service_mail;
mod sms;
mod statements;
mod template;
mod time_limit;
mod user;
