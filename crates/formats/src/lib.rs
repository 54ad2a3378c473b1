//! Files of the trade: bytes in, values out, and the other way round.
//!
//! Readers here know nothing of a base, a network or a clock. They take any bytes whatever without a panic,
//! read everything that can be read, and say what is odd or lost as a [`diagnostic::Diagnostic`] with its
//! line and its field; the caller decides what to do with the good rows.
//!
//! To add a file: a module with `read(bytes)`, its [`Kind`], a rule in [`guess()`], its problems in
//! [`diagnostic::Problem`] with a French sentence in `french.rs`, and its shape in [`inspect`](mod@inspect).
//!
//! ```
//! let fec = "JournalCode\tJournalLib\tEcritureNum\tEcritureDate\tCompteNum\tCompteLib\tCompAuxNum\tCompAuxLib\tPieceRef\tPieceDate\tEcritureLib\tDebit\tCredit\tEcritureLet\tDateLet\tValidDate\tMontantdevise\tIdevise\r\n\
//!            VE\tVentes\t1\t20260105\t411000\tClients\tC001\tMartin\tF-1\t20260105\tFacture\t120,00\t0,00\t\t\t20260106\t\t\r\n\
//!            VE\tVentes\t1\t20260105\t706000\tPrestations\t\t\tF-1\t20260105\tFacture\t0,00\t120,00\t\t\t20260106\t\t\r\n";
//! let file = formats::fec::read(fec.as_bytes()).unwrap();
//! assert!(file.diagnostics.is_empty());
//! assert_eq!(formats::fec::summarise(&file).customers[0].balance, domain::Cents(12_000));
//! ```

pub mod bank;
pub mod camt;
pub mod customers;
pub mod diagnostic;
pub mod einvoice;
mod english;
pub mod epc_qr;
pub mod fec;
mod french;
mod guess;
pub mod ics;
pub mod inspect;
pub mod invoices;
pub mod lifecycle;
pub mod mail;
pub mod scenario;
pub mod table;
pub mod text;
mod value;
mod xml;

pub use guess::{Kind, guess};
