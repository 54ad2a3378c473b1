//! OFX: version 1 (SGML, where end tags are optional) and version 2 (XML), read by one tolerant scanner.
//!
//! A file may hold several accounts and cards. Of an account of securities only the money moves are read.
//! Rules of reading where banks differ: zeros are no date, six digits are day, month, year; a value that
//! cannot be read never refuses its file.

use domain::money::AmountError;
use domain::{Cents, Currency, Date};

use super::{Balance, Entry, Statement, StatementFile, iban, said};
use crate::diagnostic::{Diagnostic, Problem, Report};
use crate::{text, value};

/// Whether the start of a file is that of an OFX.
pub(crate) fn is_ofx(start: &str) -> bool {
    let start: String = start.trim_start().chars().take(2000).collect::<String>().to_ascii_uppercase();
    start.starts_with("OFXHEADER") || (start.starts_with('<') && (start.contains("<OFX>") || start.contains("<?OFX")))
}

/// Reads a file.
///
/// # Errors
/// When it has no statement: the bank's own message, when it answered with one.
pub fn read(bytes: &[u8]) -> Result<StatementFile, Vec<Diagnostic>> {
    let (text, _) = text::decode(bytes);
    let body = text.find("<OFX").or_else(|| text.find("<ofx")).unwrap_or(0);
    let xml = text[..body].contains("<?OFX") || text[..body].contains("<?xml");
    let mut reader = Reader::default();
    let first_line = 1 + text[..body].bytes().filter(|b| *b == b'\n').count() as u64;
    scan(&text[body..], first_line, |line, name, content| reader.element(line, name, content));
    reader.close();
    if reader.statements.is_empty() {
        let mut diagnostics = reader.report.finish();
        if diagnostics.is_empty() {
            diagnostics.push(Diagnostic::fatal(Problem::BankNoStatement { format: "OFX" }));
        }
        return Err(diagnostics);
    }
    let format = if xml { "OFX 2 (XML)" } else { "OFX 1 (SGML)" };
    Ok(StatementFile { statements: reader.statements, diagnostics: reader.report.finish(), format: format.to_owned() })
}

/// Calls with each tag (`/NAME` for an end) and the text after it.
fn scan(text: &str, first_line: u64, mut each: impl FnMut(u64, &str, &str)) {
    let mut line = first_line;
    let mut rest = text;
    while let Some(start) = rest.find('<') {
        line += newlines(&rest[..start]);
        rest = &rest[start + 1..];
        let Some(end) = rest.find('>') else { return };
        let (tag, after) = (&rest[..end], &rest[end + 1..]);
        let at = line;
        line += newlines(tag);
        rest = after;
        let name = tag.trim().trim_end_matches('/').trim();
        if name.starts_with(['?', '!']) || name.is_empty() || name.len() > 40 {
            continue;
        }
        let content = &rest[..rest.find('<').unwrap_or(rest.len())];
        each(at, &name.to_ascii_uppercase(), content.trim());
    }
}

fn newlines(text: &str) -> u64 {
    text.bytes().filter(|b| *b == b'\n').count() as u64
}

/// The five entities that files use, numbers included.
fn unescape(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.char_indices().take(10).find(|(_, c)| *c == ';').map(|(end, _)| end);
        let character = end.and_then(|end| match &rest[1..end] {
            "amp" => Some('&'),
            "lt" => Some('<'),
            "gt" => Some('>'),
            "quot" => Some('"'),
            "apos" => Some('\''),
            "nbsp" => Some(' '),
            code => code.strip_prefix('#').and_then(|code| code.parse().ok()).and_then(char::from_u32),
        });
        match (character, end) {
            (Some(character), Some(end)) => {
                out.push(character);
                rest = &rest[end + 1..];
            }
            _ => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

/// Where the reader stands inside a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Place {
    #[default]
    Outside,
    /// `BANKACCTFROM`, `CCACCTFROM`, `INVACCTFROM`.
    Account,
    /// `BANKACCTTO`, `CCACCTTO`: the other side.
    OtherAccount,
    Movement,
    Ledger,
    /// Anything whose values must not be taken for those of the statement.
    Apart,
}

/// A movement while it is read.
#[derive(Default)]
struct Movement {
    line: u64,
    posted: Option<Date>,
    available: Option<Date>,
    amount: Option<Result<Cents, (String, AmountError)>>,
    own_id: Option<String>,
    check: Option<String>,
    reference: Option<String>,
    name: Option<String>,
    memo: Option<String>,
    currency: Option<Currency>,
    other: Option<String>,
}

#[derive(Default)]
struct Draft {
    statement: Statement,
    line: u64,
    bank: String,
    branch: String,
    ledger_amount: Option<Cents>,
    ledger_date: Option<Date>,
}

#[derive(Default)]
struct Reader {
    report: Report,
    statements: Vec<Statement>,
    open: Option<Draft>,
    movement: Option<Movement>,
    place: Place,
    status: Option<(u64, String, bool, String)>,
}

impl Reader {
    fn element(&mut self, line: u64, name: &str, content: &str) {
        match name {
            "STMTRS" | "CCSTMTRS" | "INVSTMTRS" => {
                self.close();
                self.open = Some(Draft { line, ..Draft::default() });
                self.place = Place::Outside;
                if name == "INVSTMTRS" {
                    self.report.warning(line, Some(name), Problem::OfxInvestment);
                }
            }
            "/STMTRS" | "/CCSTMTRS" | "/INVSTMTRS" | "/OFX" => self.close(),
            "STATUS" => self.status = Some((line, String::new(), false, String::new())),
            "CODE" | "SEVERITY" | "MESSAGE" => self.status_value(name, content),
            "/STATUS" => self.end_status(),
            _ => {
                // Banks forget the end of a status as well.
                if self.open.is_some() {
                    self.inside(line, name, content);
                }
            }
        }
    }

    fn status_value(&mut self, name: &str, content: &str) {
        let Some((_, code, error, message)) = &mut self.status else { return };
        match name {
            "CODE" => content.clone_into(code),
            "SEVERITY" => *error = content.eq_ignore_ascii_case("ERROR"),
            _ => *message = unescape(content),
        }
    }

    fn end_status(&mut self) {
        if let Some((line, status, true, message)) = self.status.take() {
            self.report.error(line, Some("STATUS"), Problem::OfxRefused { status, message });
        }
    }

    fn inside(&mut self, line: u64, name: &str, content: &str) {
        match name {
            "BANKACCTFROM" | "CCACCTFROM" | "INVACCTFROM" => self.place = Place::Account,
            "BANKACCTTO" | "CCACCTTO" => self.place = Place::OtherAccount,
            "STMTTRN" => {
                self.keep();
                self.movement = Some(Movement { line, ..Movement::default() });
                self.place = Place::Movement;
            }
            "/STMTTRN" => {
                self.keep();
                self.place = Place::Outside;
            }
            "LEDGERBAL" => self.place = Place::Ledger,
            "AVAILBAL" | "INVBAL" | "INVPOSLIST" | "INVTRAN" | "BAL" => self.place = Place::Apart,
            "BANKTRANLIST" | "INVTRANLIST" | "/LEDGERBAL" | "/AVAILBAL" | "/INVBAL" | "/INVPOSLIST" | "/BAL" => self.place = Place::Outside,
            "/INVTRAN" | "/BANKACCTFROM" | "/CCACCTFROM" | "/INVACCTFROM" | "/BANKACCTTO" | "/CCACCTTO" => {
                self.place = if self.movement.is_some() { Place::Movement } else { Place::Outside };
            }
            _ => self.value(line, name, content),
        }
    }

    fn value(&mut self, line: u64, name: &str, content: &str) {
        let Some(draft) = &mut self.open else { return };
        let report = &mut self.report;
        match (self.place, name) {
            (_, "CURDEF") => draft.statement.currency = Currency::parse(content),
            (Place::Outside, "DTSTART") => draft.statement.from = date(line, name, content, report),
            (Place::Outside, "DTEND") => draft.statement.to = date(line, name, content, report),
            (Place::Account, "ACCTID") => draft.statement.account = iban(content).or_else(|| said(content)),
            (Place::Account, "BANKID") => content.clone_into(&mut draft.bank),
            (Place::Account, "BRANCHID") => content.clone_into(&mut draft.branch),
            (Place::Ledger, "BALAMT") => match value::amount(content) {
                Ok(amount) => draft.ledger_amount = Some(amount),
                Err(error) => report.warning(line, Some("LEDGERBAL"), Problem::BadAmount { text: content.to_owned(), error }),
            },
            (Place::Ledger, "DTASOF") => draft.ledger_date = date(line, name, content, report),
            (Place::OtherAccount, "ACCTID") => {
                if let Some(movement) = &mut self.movement {
                    movement.other = iban(content).or_else(|| said(content));
                }
            }
            (Place::Movement, _) => {
                if let Some(movement) = &mut self.movement {
                    movement.value(line, name, content, report);
                }
            }
            _ => {}
        }
    }

    /// Adds the movement that is complete now.
    fn keep(&mut self) {
        let (Some(movement), Some(draft)) = (self.movement.take(), &mut self.open) else { return };
        let amount = match movement.amount {
            Some(Ok(amount)) => amount,
            Some(Err((text, error))) => {
                self.report.error(movement.line, Some("TRNAMT"), Problem::BadAmount { text, error });
                return;
            }
            None => {
                self.report.error(movement.line, Some("TRNAMT"), Problem::MissingValue);
                return;
            }
        };
        let currency = movement.currency.or(draft.statement.currency);
        if currency.is_none() {
            self.report.warning(draft.line, Some("CURDEF"), Problem::BankNoCurrency);
        }
        let mut entry = Entry::booked(movement.line, amount, currency.unwrap_or_default());
        entry.booking_date = movement.posted;
        entry.value_date = movement.available;
        // Banks cut the name and repeat it whole in the memo.
        entry.label = match (&movement.name, &movement.memo) {
            (Some(name), Some(memo)) if memo.contains(name.as_str()) => memo.clone(),
            (Some(name), Some(memo)) => format!("{name} {memo}"),
            (name, memo) => name.as_ref().or(memo.as_ref()).cloned().unwrap_or_default(),
        };
        entry.counterparty = movement.name;
        entry.counterparty_iban = movement.other;
        entry.reference = movement.reference.or(movement.check);
        entry.account_servicer_ref = movement.own_id;
        draft.statement.entries.push(entry);
    }

    fn close(&mut self) {
        self.keep();
        let Some(draft) = self.open.take() else { return };
        let mut statement = draft.statement;
        let first = statement.entries.first().map(|entry| entry.currency);
        statement.currency = statement.currency.or(first);
        statement.closing = draft.ledger_amount.map(|amount| Balance { date: draft.ledger_date, amount, currency: statement.currency });
        let account = statement.account.as_deref().unwrap_or_default();
        if draft.bank.len() == 5 && draft.branch.len() == 5 && account.len() == 11 {
            statement.national = Some([draft.bank.as_str(), &draft.branch, account].concat());
        }
        self.place = Place::Outside;
        self.statements.push(statement);
    }
}

impl Movement {
    fn value(&mut self, line: u64, name: &str, content: &str, report: &mut Report) {
        let text = || said(&unescape(content));
        match name {
            "DTPOSTED" => self.posted = date(line, name, content, report),
            "DTAVAIL" | "VALUEDATE" => self.available = date(line, name, content, report),
            "TRNAMT" => self.amount = Some(value::amount(content).map_err(|error| (content.to_owned(), error))),
            "FITID" => self.own_id = text(),
            "CHECKNUM" | "CHKNUM" => self.check = text().filter(|number| !number.trim_matches('0').is_empty()),
            "REFNUM" => self.reference = text(),
            "NAME" => self.name = self.name.take().or_else(text),
            "MEMO" => self.memo = text(),
            "CURSYM" => self.currency = Currency::parse(content),
            _ => {}
        }
    }
}

/// `YYYYMMDD`, with or without a time and a zone; the day is the bank's own.
fn date(line: u64, name: &str, content: &str, report: &mut Report) -> Option<Date> {
    let digits: String = content.chars().take_while(char::is_ascii_digit).collect();
    if content.is_empty() {
        return None;
    }
    if digits.len() == 6 {
        let short = [&digits[..2], "/", &digits[2..4], "/", &digits[4..]].concat();
        if let Some(value) = value::date(&short) {
            report.warning(line, Some(name), Problem::ShortDate { text: content.to_owned(), value });
            return Some(value);
        }
    }
    let date = digits.get(..8).and_then(value::compact_date);
    if date.is_none() {
        report.warning(line, Some(name), Problem::BadDate { text: content.to_owned() });
    }
    date
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_french_bank_in_sgml() {
        let text = "OFXHEADER:100\r\nCHARSET:1252\r\n\r\n<OFX><BANKMSGSRSV1><STMTTRNRS><STATUS><CODE>0<SEVERITY>INFO</STATUS><STMTRS><CURDEF>EUR<BANKACCTFROM><BANKID>30006<BRANCHID>00001<ACCTID>12345678901<ACCTTYPE>CHECKING</BANKACCTFROM><BANKTRANLIST><STMTTRN><TRNTYPE>CREDIT<DTPOSTED>20260312<TRNAMT>+1 200,50<FITID>A1<NAME>VIR SEPA DUPONT &amp; FILS<MEMO>Facture n\u{b0} 12</STMTTRN></BANKTRANLIST><LEDGERBAL><BALAMT>1200,50<DTASOF>20260312</LEDGERBAL></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>";
        let bytes = encoding_rs::WINDOWS_1252.encode(text).0;
        let file = read(&bytes).unwrap();
        assert!(file.diagnostics.is_empty(), "{:?}", file.diagnostics);
        let statement = &file.statements[0];
        assert_eq!(statement.national.as_deref(), Some("300060000112345678901"));
        let entry = &statement.entries[0];
        assert_eq!((entry.amount, entry.label.as_str()), (Cents(120_050), "VIR SEPA DUPONT & FILS Facture n° 12"));
        assert_eq!(statement.closing.map(|balance| balance.amount), Some(Cents(120_050)));
    }
}
