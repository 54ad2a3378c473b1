//! What tests of the other crates stand on: a fresh PostgreSQL database, a browser, an SMTP server, a mailbox, a gateway of text messages, the reference files,
//! and a naive model of interest to judge the program by.
//!
//! Dev-only: a crate names it under `[dev-dependencies]` and uses it from its `tests/` folder. It starts no database and no browser
//! by itself: `./ci/test` does, or for one shell `eval "$(ci/servers/start)"`. It depends on none of our crates, so that it can judge
//! them all, and it fails as a test does, by a panic with a sentence that says what to do next.
//!
//! To add a server: start and stop it in `ci/servers/`, export its address, and read the address here.
//!
//! ```no_run
//! # async fn example() {
//! let database = testkit::postgres::database().await;
//! println!("{}", database.url()); // postgres://…/quittance_test_4711_0, dropped with `database`
//! # }
//! ```

pub mod ar24;
pub mod browser;
pub mod imap;
pub mod interest_model;
pub mod merci_facteur;
pub mod oauth;
pub mod postgres;
pub mod sms_gateway;
pub mod smtp_sink;
pub mod texts;

use std::env;
use std::path::{Path, PathBuf};

/// The folder of reference files beside the repository, when this machine has it.
///
/// `QUITTANCE_SHARED` names it, else it is `shared` next to the clone. A test that reads it returns early when it is absent:
/// the files belong to their owners and are not part of the repository.
#[must_use]
pub fn shared() -> Option<PathBuf> {
    let folder = env::var_os("QUITTANCE_SHARED").map_or_else(|| repository().join("../shared"), PathBuf::from);
    if folder.is_dir() {
        folder.canonicalize().ok()
    } else {
        eprintln!("skipped: no reference files in {} (set QUITTANCE_SHARED)", folder.display());
        None
    }
}

/// The root of this clone.
fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The address that `ci/servers/start` exported under `variable`.
///
/// # Panics
/// When it is not set, with what to do about it.
fn server(variable: &str) -> String {
    env::var(variable).unwrap_or_else(|_| {
        panic!("{variable} is not set: run ./ci/test, or `eval \"$(ci/servers/start)\"` first in this shell (`ci/servers/stop` ends it)")
    })
}
