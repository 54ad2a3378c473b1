//! Bank statements of ISO 20022: camt.053, and the reports and notifications camt.052 and camt.054.
//!
//! All versions from 001.01 on are read by one reader. Amounts are in hundredths of their currency whatever
//! it is, signed by the file's own mark: a reversal (`RvslInd`) does not flip the sign.

mod entry;
mod tree;

use domain::Currency;

use crate::bank;
pub use crate::bank::{Balance, Entry, EntryStatus, Statement, StatementFile};
use crate::diagnostic::{Diagnostic, Problem, Report};
use tree::{Node, Part, Walker};

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

/// The day of a date-time, as the bank wrote it.
fn day(text: &str) -> Option<domain::Date> {
    text.get(..10).and_then(crate::value::date)
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
            "ElctrncSeqNb" => self.statement.number = Some(node.text().to_owned()).filter(|number| !number.is_empty()),
            "FrToDt" => {
                self.statement.from = node.text_at(&["FrDtTm"]).and_then(day);
                self.statement.to = node.text_at(&["ToDtTm"]).and_then(day);
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
            bank::check_balances(self.line, &self.statement.entries, opening, closing, report);
        }
        self.statement
    }
}
