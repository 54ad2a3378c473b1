//! Registers of companies: who a debtor is, where it sits, whether it still exists.
//!
//! [`RegisterApi`] asks the public search of French companies; [`RegisterFile`] reads an extract of the Sirene files, and asks
//! nobody. Neither is there unless a setting names it.

mod answer;
mod api;
mod file;

use std::future::Future;
use std::pin::Pin;

use domain::company::Company;
use domain::identifiers::{Siren, Siret};

pub use answer::read_answer;
pub use api::RegisterApi;
pub use file::{RegisterFile, RegisterFileError};

/// What is looked for: the numbers first, else the name.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CompanyQuery {
    /// The registration.
    pub siren: Option<Siren>,
    /// The establishment.
    pub siret: Option<Siret>,
    /// The name.
    pub name: String,
    /// The postal code; may be empty.
    pub postcode: String,
}

/// Why a register gave no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RegisterError {
    /// No connection, no answer in time, or a refusal.
    #[error("the register did not answer: {0}")]
    Unreachable(String),
    /// It limits how often it may be asked.
    #[error("the register asks to slow down")]
    Busy,
    /// Its answer is not what it should be.
    #[error("the register's answer cannot be read: {0}")]
    Unreadable(String),
}

impl RegisterError {
    /// The stable key of this error, used by the French texts.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unreachable(_) => "register.unreachable",
            Self::Busy => "register.busy",
            Self::Unreadable(_) => "register.unreadable",
        }
    }
}

/// A register at work.
pub type Looking<'a> = Pin<Box<dyn Future<Output = Result<Vec<Company>, RegisterError>> + Send + 'a>>;

/// A register of companies.
pub trait CompanyRegister: Send + Sync {
    /// The companies that a query finds, best first; none when there is none.
    ///
    /// # Errors
    /// [`RegisterError`].
    fn find<'a>(&'a self, query: &'a CompanyQuery) -> Looking<'a>;

    /// What it is, for people and for the record.
    fn describe(&self) -> String;

    /// Whether a query stays on this machine.
    fn is_local(&self) -> bool;
}

/// Opens the register that a setting names: `https://…`, or `file:PATH`.
///
/// # Errors
/// A sentence for the log on what is wrong with it.
pub fn open_register(setting: &str) -> Result<Box<dyn CompanyRegister>, String> {
    match setting.strip_prefix("file:") {
        Some(path) => Ok(Box::new(RegisterFile::open(path.as_ref()).map_err(|error| error.to_string())?)),
        None => Ok(Box::new(RegisterApi::open(setting)?)),
    }
}
