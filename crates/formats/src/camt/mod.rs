//! Bank statements of ISO 20022: camt.053, and the reports and notifications camt.052 and camt.054.
//!
//! All versions from 001.01 on are read by one reader. Amounts are in hundredths of their currency whatever
//! it is, signed by the file's own mark: a reversal (`RvslInd`) does not flip the sign.

mod entry;
mod tree;

use domain::{Cents, Currency, Date};

use crate::diagnostic::{Diagnostic, Problem, Report};
use tree::{Node, Part, Walker};

/// What a file holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatementFile {
    /// In file order.
    pub statements: Vec<Statement>,
    /// What is odd or lost.
    pub diagnostics: Vec<Diagnostic>,
    /// The message and its version: `camt.053.001.02`; `camt` when the file does not say.
    pub format: String,
}

/// One account over one period.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Statement {
    /// The bank's identification of this statement.
    pub id: Option<String>,
    /// IBAN without blanks, else the bank's own number as printed.
    pub account: Option<String>,
    /// Currency of the account, else of its balances, else of its first entry.
    pub currency: Option<Currency>,
    /// Balance before the entries: `OPBD`, else `PRCD`, else `OPAV`, else the first of two `ITBD`.
    pub opening: Option<Balance>,
    /// Balance after the entries: `CLBD`, else `CLAV`, else the last of two `ITBD`.
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
    /// Why a payment came back: `AC04`…
    pub return_reason: Option<String>,
}

/// Reads a file.
///
/// # Errors
/// When it has no statement: other XML, other content, or broken before the first one.
pub fn read(bytes: &[u8]) -> Result<StatementFile, Vec<Diagnostic>> {
    let text = tree::decode(bytes);
    let mut report = Report::default();
    let mut walker = Walker::new(&text);
    let mut format = "camt".to_owned();
    let mut statements = Vec::new();
    let mut current: Option<Draft> = None;
    while let Some(part) = walker.next(&mut report) {
        match part {
            Part::Version(version) => format = version,
            Part::Begin => current = Some(Draft::default()),
            Part::Child(node) => {
                if let Some(draft) = &mut current {
                    draft.add(&node, &mut report);
                }
            }
            Part::End => statements.extend(current.take().map(|draft| draft.finish(&mut report, true))),
        }
    }
    // A file cut in the middle of a statement: what was complete is kept, balances cannot agree.
    statements.extend(current.map(|draft| draft.finish(&mut report, false)));
    if statements.is_empty() {
        let mut diagnostics = report.finish();
        diagnostics.push(Diagnostic::fatal(Problem::CamtNoStatement));
        return Err(diagnostics);
    }
    Ok(StatementFile { statements, diagnostics: report.finish(), format })
}

/// Whether the start of a file is that of a camt message.
pub(crate) fn is_camt(start: &str) -> bool {
    start.trim_start().starts_with('<') && (start.contains("BkToCstmr") || start.contains("camt.05"))
}

/// A statement while it is read.
#[derive(Default)]
struct Draft {
    statement: Statement,
    balances: Vec<(String, Balance)>,
    line: u64,
}

impl Draft {
    fn add(&mut self, node: &Node, report: &mut Report) {
        if self.line == 0 {
            self.line = node.line;
        }
        match node.name.as_str() {
            "Id" => self.statement.id = Some(node.text().to_owned()).filter(|id| !id.is_empty()),
            "Acct" => {
                let own = || {
                    node.text_at(&["Id", "Othr", "Id"])
                        .or_else(|| node.text_at(&["Id", "PrtryAcct", "Id"]))
                        .or_else(|| node.text_at(&["Id", "BBAN"]))
                        .map(str::to_owned)
                };
                self.statement.account = entry::iban(node).or_else(own);
                self.statement.currency = node.text_at(&["Ccy"]).and_then(Currency::parse);
            }
            "Bal" => self.add_balance(node, report),
            "Ntry" => entry::read(node, &mut self.statement, report),
            _ => {}
        }
    }

    fn add_balance(&mut self, node: &Node, report: &mut Report) {
        let kind = node
            .text_at(&["Tp", "CdOrPrtry", "Cd"])
            .or_else(|| node.text_at(&["Tp", "Cd"]))
            .or_else(|| node.text_at(&["Tp", "CdOrPrtry", "Prtry"]));
        let Some(amount) = entry::signed_amount(node, report) else { return };
        let currency = node.at(&["Amt"]).and_then(|amount| Currency::parse(&amount.currency));
        self.balances.push((kind.unwrap_or_default().to_owned(), Balance { date: entry::date(node, "Dt", report), amount, currency }));
    }

    fn balance(&self, kind: &str) -> Option<Balance> {
        self.balances.iter().find(|(code, _)| code == kind).map(|(_, balance)| *balance)
    }

    fn finish(mut self, report: &mut Report, complete: bool) -> Statement {
        let interim: Vec<Balance> = self.balances.iter().filter(|(code, _)| code == "ITBD").map(|(_, balance)| *balance).collect();
        // One interim balance alone does not say on which side of the entries it stands.
        let (first, last) = match interim.as_slice() {
            [first, .., last] => (Some(*first), Some(*last)),
            _ => (None, None),
        };
        let booked = self.balance("OPBD").or_else(|| self.balance("PRCD")).or(first).zip(self.balance("CLBD").or(last));
        self.statement.opening = self.balance("OPBD").or_else(|| self.balance("PRCD")).or_else(|| self.balance("OPAV")).or(first);
        self.statement.closing = self.balance("CLBD").or_else(|| self.balance("CLAV")).or(last);
        let of_balance = self.statement.closing.or(self.statement.opening).and_then(|balance| balance.currency);
        self.statement.currency =
            self.statement.currency.or(of_balance).or_else(|| self.statement.entries.first().map(|entry| entry.currency));
        if let Some((opening, closing)) = booked
            && complete
        {
            self.check_balances(opening, closing, report);
        }
        self.statement
    }

    fn check_balances(&self, opening: Balance, closing: Balance, report: &mut Report) {
        let booked = || self.statement.entries.iter().filter(|entry| entry.status == EntryStatus::Booked);
        if opening.currency != closing.currency || booked().any(|entry| Some(entry.currency) != closing.currency) {
            report.warning(self.line, Some("Bal"), Problem::CamtCurrencies);
            return;
        }
        let sum: i128 = booked().map(|entry| i128::from(entry.amount.0)).sum();
        if i128::from(opening.amount.0) + sum != i128::from(closing.amount.0) {
            let entries = Cents(i64::try_from(sum).unwrap_or(i64::MAX));
            report.warning(self.line, Some("Bal"), Problem::CamtBalance { opening: opening.amount, entries, closing: closing.amount });
        }
    }
}
