//! The only place with SQL: one text for SQLite and PostgreSQL.
//!
//! A function here takes the base or a transaction, returns values of the domain, and decides nothing.
//! The few differences between the engines are named in `dialect.rs`. To add a column: a migration in
//! `migrations/`, its name in the noun's module, a test in `tests/` (each runs on both engines).
//!
//! Statements are constants declared with `statements!`, so that a test can prepare every one of them
//! on both engines.

#[macro_use]
mod dialect;

pub mod account;
pub mod action;
pub mod ageing;
pub mod agreed;
pub mod api;
pub mod api_answer;
pub mod api_token;
pub mod approval;
pub mod backup;
pub mod bank;
pub mod bank_match;
pub mod bank_statement;
pub mod behind;
pub mod binding;
pub mod calendar_feed;
pub mod call;
pub mod care;
pub mod cause;
pub mod claim;
pub mod classification;
pub mod compromise;
pub mod conversation;
pub mod courtesy;
pub mod debtor;
pub mod decision;
pub mod deferral;
pub mod desk;
pub mod dispute;
pub mod dispute_setting;
pub mod einvoice;
pub mod electronic_carrier;
pub mod event;
pub mod figure;
pub mod first_steps;
pub mod forecast;
pub mod goal;
pub mod guard;
pub mod health;
pub mod hold;
pub mod house_address;
pub mod import;
pub mod import_bank;
pub mod import_mapping;
pub mod import_void;
pub mod interest;
pub mod item;
pub mod item_life;
pub mod item_list;
pub mod law;
pub mod ledger;
pub mod letter;
pub mod lifecycle;
pub mod mailbox;
pub mod merge;
mod migrate;
pub mod negotiation;
pub mod night;
pub mod organisation;
pub mod payer;
pub mod payment_request;
pub mod plan;
pub mod plan_offer;
pub mod policy;
pub mod portfolio;
pub mod postal_carrier;
pub mod project;
pub mod promise;
pub mod proposal;
pub mod quality;
pub mod received;
pub mod saved_view;
pub mod scenario;
pub mod score;
pub mod search;
pub mod secret;
pub mod service_mail;
pub mod sms;
pub mod sms_inbound;
mod statement;
mod statistics;
pub mod template;
pub mod time_limit;
pub mod user;
pub mod veto;
pub mod voice;
pub mod watch;
pub mod watched;
pub mod webhook;

/// Stands before each statement's function: its future is made here, as a box, and not again in every crate that awaits it.
pub(crate) use async_recursion::async_recursion as boxed;
pub use dialect::{Db, Engine, Revision, Tx};
pub use statement::{Statement, all_statements};

use uuid::Uuid;

/// What can go wrong between the program and its base.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The base refused or did not answer.
    #[error("the base failed: {0}")]
    Sql(#[from] sqlx::Error),
    /// The schema could not be brought up to date.
    #[error("the schema could not be brought up to date: {0}")]
    Migrate(#[from] sqlx::migrate::MigrateError),
    /// A row holds what this program never writes.
    #[error("inconsistent row in {table}.{column}: {row}")]
    Inconsistent {
        /// The table.
        table: &'static str,
        /// The column.
        column: &'static str,
        /// The row's key or value.
        row: String,
    },
    /// Somebody else changed the row in between, or it is gone.
    #[error("{table} row {id} was changed by somebody else")]
    Stale {
        /// The table.
        table: &'static str,
        /// The row's id.
        id: Uuid,
    },
    /// The address of the base cannot be understood.
    #[error("not a base's address: {0}")]
    Address(String),
    /// A file beside the base cannot be read or written.
    #[error("file beside the base: {0}")]
    File(#[from] std::io::Error),
    /// A backup cannot be read.
    #[error("backup: {0}")]
    Backup(String),
}

/// The result of a store function.
pub type Result<T> = std::result::Result<T, StoreError>;

/// A fresh, time-ordered id.
#[must_use]
pub fn fresh_id() -> Uuid {
    Uuid::now_v7()
}

/// An id that is always the same for the same words: for rows whose identity is what they are about.
///
/// The words are hashed with their lengths, so that no two lists share an id (RFC 9562, version 8).
#[must_use]
pub fn stable_id(words: &[&[u8]]) -> Uuid {
    use sha2::{Digest, Sha256};
    let mut hash = Sha256::new();
    for word in words {
        hash.update((word.len() as u64).to_be_bytes());
        hash.update(word);
    }
    let mut bytes = [0_u8; 16];
    bytes.copy_from_slice(&hash.finalize()[..16]);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}
