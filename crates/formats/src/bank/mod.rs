//! Bank statements, whatever their format: one type for all, and the reader that fits a file.
//!
//! Amounts are in hundredths of their currency, signed by the file's own debit or credit mark: money that
//! came in is positive, and a mark of reversal never flips a sign.

pub mod cfonb;
pub mod mt940;
mod narrative;
pub mod ofx;

use domain::{Cents, Currency, Date};

use crate::diagnostic::{Diagnostic, Problem, Report};
use crate::{camt, table};

/// What a file holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatementFile {
    /// In file order.
    pub statements: Vec<Statement>,
    /// What is odd or lost.
    pub diagnostics: Vec<Diagnostic>,
    /// The message and its version: `camt.053.001.02`, `camt` when the file does not say; `CFONB120`, `MT940`, `OFX 1 (SGML)`…
    pub format: String,
}

/// One account over one period.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Statement {
    /// The bank's identification of this statement.
    pub id: Option<String>,
    /// Its number in the bank's own series.
    pub number: Option<String>,
    /// First day that it covers, when it says so.
    pub from: Option<Date>,
    /// Last day that it covers, when it says so.
    pub to: Option<Date>,
    /// IBAN without blanks, else the bank's own number as printed.
    pub account: Option<String>,
    /// Bank, branch and account in the 5 + 5 + 11 characters of a French bank, when the file gives them apart.
    pub national: Option<String>,
    /// Currency of the account, else of its balances, else of its first entry.
    pub currency: Option<Currency>,
    /// Balance before the entries; in camt `OPBD`, else `PRCD`, else `OPAV`, else the first of two `ITBD`.
    pub opening: Option<Balance>,
    /// Balance after the entries; in camt `CLBD`, else `CLAV`, else the last of two `ITBD`.
    pub closing: Option<Balance>,
    /// Entries, or the details of those that are batches whose details sum to them.
    pub entries: Vec<Entry>,
}

/// A balance of the account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Balance {
    /// Its date.
    pub date: Option<Date>,
    /// Credit positive.
    pub amount: Cents,
    /// Its currency.
    pub currency: Option<Currency>,
}

/// How certain an entry is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EntryStatus {
    /// `BOOK`.
    Booked,
    /// `PDNG`.
    Pending,
    /// `INFO`.
    Information,
    /// Anything else, as in the file; empty when the file does not say.
    Other(String),
}

impl EntryStatus {
    /// The code in the file.
    #[must_use]
    pub fn code(&self) -> &str {
        match self {
            Self::Booked => "BOOK",
            Self::Pending => "PDNG",
            Self::Information => "INFO",
            Self::Other(code) => code,
        }
    }
}

/// Money that moved, or will.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Physical line of the entry in the file.
    pub line: u64,
    /// Date of booking.
    pub booking_date: Option<Date>,
    /// Date from which it bears interest.
    pub value_date: Option<Date>,
    /// Credit positive.
    pub amount: Cents,
    /// Its currency.
    pub currency: Currency,
    /// How certain it is.
    pub status: EntryStatus,
    /// What the payer wrote, else what the bank says; empty when nobody says anything.
    pub label: String,
    /// Structured reference: of the creditor, else the number of the document that is paid.
    pub reference: Option<String>,
    /// Who paid (credit) or was paid (debit).
    pub counterparty: Option<String>,
    /// The account of the counterparty, without blanks, as the bank gives it.
    pub counterparty_iban: Option<String>,
    /// The payer's own identification; `NOTPROVIDED` is none.
    pub end_to_end_id: Option<String>,
    /// Whether it takes back an earlier entry.
    pub reversal: bool,
    /// The bank's reference, the same for all details of a batch unless they have their own.
    pub account_servicer_ref: Option<String>,
    /// Reference of the entry in the statement.
    pub ntry_ref: Option<String>,
    /// Number of the detail, from 1, when the entry is a batch given detail by detail.
    pub detail: Option<u32>,
    /// Why a payment came back: `AC04`…, or the two digits of a CFONB reject.
    pub return_reason: Option<String>,
    /// The mandate of a direct debit.
    pub mandate: Option<String>,
}

impl Entry {
    /// A booked entry of which nothing but the amount is known.
    pub(crate) fn booked(line: u64, amount: Cents, currency: Currency) -> Self {
        Self {
            line,
            booking_date: None,
            value_date: None,
            amount,
            currency,
            status: EntryStatus::Booked,
            label: String::new(),
            reference: None,
            counterparty: None,
            counterparty_iban: None,
            end_to_end_id: None,
            reversal: false,
            account_servicer_ref: None,
            ntry_ref: None,
            detail: None,
            return_reason: None,
            mandate: None,
        }
    }
}

/// Reads a statement in any of the formats: camt.052, 053 and 054, CFONB120, MT940, OFX.
///
/// # Errors
/// When the file has no statement.
pub fn read(bytes: &[u8]) -> Result<StatementFile, Vec<Diagnostic>> {
    let start = table::start(bytes);
    if camt::is_camt(&start) {
        camt::read(bytes)
    } else if ofx::is_ofx(&start) {
        ofx::read(bytes)
    } else if cfonb::is_cfonb(&start) {
        cfonb::read(bytes)
    } else if mt940::is_mt940(&start) {
        mt940::read(bytes)
    } else if start.trim_start().starts_with('<') {
        camt::read(bytes)
    } else {
        Err(vec![Diagnostic::fatal(if bytes.trim_ascii().is_empty() { Problem::Empty } else { Problem::BankUnknown })])
    }
}

/// Whether the start of a file is that of a statement.
pub(crate) fn is_statement(start: &str) -> bool {
    camt::is_camt(start) || ofx::is_ofx(start) || cfonb::is_cfonb(start) || mt940::is_mt940(start)
}

/// Warns when the booked entries do not lead from the opening balance to the closing one.
pub(crate) fn check_balances(line: u64, entries: &[Entry], opening: Balance, closing: Balance, report: &mut Report) {
    let booked = || entries.iter().filter(|entry| entry.status == EntryStatus::Booked);
    if opening.currency != closing.currency || booked().any(|entry| Some(entry.currency) != closing.currency) {
        report.warning(line, Some("Bal"), Problem::BankCurrencies);
        return;
    }
    let sum: i128 = booked().map(|entry| i128::from(entry.amount.0)).sum();
    if i128::from(opening.amount.0) + sum != i128::from(closing.amount.0) {
        let entries = Cents(i64::try_from(sum).unwrap_or(i64::MAX));
        report.warning(line, Some("Bal"), Problem::BankBalance { opening: opening.amount, entries, closing: closing.amount });
    }
}

/// One blank between words, none around.
pub(crate) fn tidy(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The text when it says something.
pub(crate) fn said(text: &str) -> Option<String> {
    let text = tidy(text);
    (!text.is_empty()).then_some(text)
}

/// An account as an IBAN, without blanks, when its check digits are right.
pub(crate) fn iban(text: &str) -> Option<String> {
    let compact: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    domain::identifiers::Iban::parse(&compact).is_ok().then_some(compact)
}
