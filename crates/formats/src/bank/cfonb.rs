//! CFONB120: the statement of French banks, records of 120 characters.
//!
//! `01` opens the statement of an account, `04` is a movement, `05` adds to the movement before it, `07`
//! closes. Columns: *Relevé de compte sur support informatique*, CFONB, 2004 and its additions on `05`.
//! Records may follow each other without line breaks, and a file holds several accounts.

use domain::money::AmountError;
use domain::{Cents, Currency, Date};

use super::{Balance, Entry, Statement, StatementFile, iban, said};
use crate::diagnostic::{Diagnostic, Problem, Report};
use crate::text;

/// Characters of a record.
const RECORD: usize = 120;
/// The last column without which a record says nothing: amounts end at column 104.
const SHORTEST: usize = 104;

/// Whether the start of a file is that of a CFONB statement.
pub(crate) fn is_cfonb(start: &str) -> bool {
    let Some(line) = start.lines().find(|line| !line.trim().is_empty()) else { return false };
    let line = line.trim_start_matches('\u{feff}').as_bytes();
    line.len() >= 60
        && matches!(line[..2], [b'0', b'1' | b'4' | b'5' | b'7'])
        && line[16..19].iter().all(u8::is_ascii_uppercase)
        && (line[19].is_ascii_digit() || line[19] == b' ')
        && line[2..7].iter().all(u8::is_ascii_alphanumeric)
}

/// Reads a file.
///
/// # Errors
/// When it has no statement: no `01` record that can be read.
pub fn read(bytes: &[u8]) -> Result<StatementFile, Vec<Diagnostic>> {
    let (text, _) = text::decode(bytes);
    let mut reader = Reader::default();
    for (line, number) in text.lines().zip(1_u64..) {
        let line = line.trim_end();
        if line.is_empty() || line.chars().all(char::is_control) {
            continue;
        }
        let characters: Vec<char> = line.chars().collect();
        for record in characters.chunks(RECORD) {
            reader.record(&Record { characters: record, line: number });
        }
    }
    reader.finish()
}

/// A record, by its columns.
struct Record<'a> {
    characters: &'a [char],
    line: u64,
}

impl Record<'_> {
    /// Columns `from` to `to`, counted from 1 as in the standard.
    fn columns(&self, from: usize, to: usize) -> String {
        self.characters.iter().skip(from - 1).take(to + 1 - from).collect()
    }

    fn account(&self) -> String {
        self.columns(22, 32).trim().to_owned()
    }

    fn currency(&self, report: &mut Report) -> Option<Currency> {
        let text = self.columns(17, 19);
        let currency = Currency::parse(&text);
        if currency.is_none() {
            report.error(self.line, Some("17-19"), Problem::BadCurrency { text });
        }
        currency
    }

    /// `JJMMAA`; blanks and zeros are no date.
    fn date(&self, from: usize, report: &mut Report) -> Option<Date> {
        let text = self.columns(from, from + 5);
        if text.chars().all(|c| c == ' ' || c == '0') {
            return None;
        }
        let date = short_date(&text);
        if date.is_none() {
            report.error(self.line, Some(&format!("{from}-{}", from + 5)), Problem::BadDate { text });
        }
        date
    }

    /// Columns 91 to 104, the sign in the last digit, the decimals in column 20.
    fn amount(&self, report: &mut Report) -> Option<Cents> {
        let text = self.columns(91, 104);
        match signed(&text, self.characters.get(19).copied().unwrap_or(' ')) {
            Ok(amount) => Some(amount),
            Err(error) => {
                report.error(self.line, Some("91-104"), Problem::BadAmount { text, error });
                None
            }
        }
    }
}

/// `JJMMAA`: years 80 to 99 are of the last century.
fn short_date(text: &str) -> Option<Date> {
    if text.len() != 6 || !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let (day, month, year): (u32, u32, i32) = (text[..2].parse().ok()?, text[2..4].parse().ok()?, text[4..].parse().ok()?);
    Date::from_ymd_opt(if year < 80 { 2000 + year } else { 1900 + year }, month, day)
}

/// An amount whose last character holds the last digit and the sign: `{` and `A` to `I` are +0 to +9, `}`
/// and `J` to `R` are −0 to −9. A plain digit is a positive amount.
fn signed(text: &str, decimals: char) -> Result<Cents, AmountError> {
    let malformed = || AmountError::Malformed(text.trim().to_owned());
    let mut characters: Vec<char> = text.trim().chars().collect();
    let (digit, negative) = match characters.pop().ok_or(AmountError::Empty)? {
        '{' | 'é' => ('0', false),
        '}' | 'è' => ('0', true),
        c @ 'A'..='I' => (char::from(b'1' + u8::try_from(c).unwrap_or(b'A') - b'A'), false),
        c @ 'J'..='R' => (char::from(b'1' + u8::try_from(c).unwrap_or(b'J') - b'J'), true),
        c @ '0'..='9' => (c, false),
        _ => return Err(malformed()),
    };
    characters.push(digit);
    let units =
        characters.iter().try_fold(0_i64, |sum, c| i64::from(c.to_digit(10)?).checked_add(sum.checked_mul(10)?)).ok_or_else(malformed)?;
    // A blank means the two decimals of the euro.
    let decimals = if decimals == ' ' { 2 } else { decimals.to_digit(10).ok_or_else(malformed)? };
    let cents = match decimals {
        0..=2 => units.checked_mul(10_i64.pow(2 - decimals)).ok_or_else(|| AmountError::OutOfRange(text.trim().to_owned()))?,
        _ => {
            let scale = 10_i64.pow(decimals - 2);
            if units % scale != 0 {
                return Err(AmountError::TooPrecise(text.trim().to_owned()));
            }
            units / scale
        }
    };
    if cents > domain::money::MAX_READ.0 {
        return Err(AmountError::OutOfRange(text.trim().to_owned()));
    }
    Ok(Cents(if negative { -cents } else { cents }))
}

/// What the `05` records say of a movement.
#[derive(Default)]
struct Details {
    labels: Vec<String>,
    payer: Option<String>,
    payer_account: Option<String>,
    beneficiary: Option<String>,
    beneficiary_account: Option<String>,
    reference: Option<String>,
    structured: Option<String>,
}

/// A statement while it is read.
struct Draft {
    statement: Statement,
    line: u64,
    closed: bool,
}

#[derive(Default)]
struct Reader {
    report: Report,
    statements: Vec<Statement>,
    open: Option<Draft>,
    movement: Option<(Entry, Details)>,
}

impl Reader {
    fn record(&mut self, record: &Record) {
        let code = record.columns(1, 2);
        let short = record.characters.len() < SHORTEST && code != "05";
        match code.as_str() {
            "01" | "04" | "05" | "07" if !short => {}
            _ => {
                let text: String = record.characters.iter().collect();
                if !text.trim().is_empty() {
                    self.report.error(record.line, None, Problem::CfonbRecord { text });
                }
                return;
            }
        }
        match code.as_str() {
            "01" => self.begin(record),
            "04" => self.movement(record),
            "05" => self.detail(record),
            _ => self.end(record),
        }
    }

    fn begin(&mut self, record: &Record) {
        self.close();
        let currency = record.currency(&mut self.report);
        let opening = record.amount(&mut self.report).map(|amount| Balance { date: record.date(35, &mut self.report), amount, currency });
        let account = record.account();
        let national: String = [record.columns(3, 7), record.columns(12, 16), record.columns(22, 32)].concat();
        let statement = Statement {
            national: Some(national).filter(|text| text.len() == 21 && !text.contains(' ')),
            account: Some(account).filter(|account| !account.is_empty()),
            currency,
            from: opening.and_then(|balance| balance.date),
            opening,
            ..Statement::default()
        };
        self.open = Some(Draft { statement, line: record.line, closed: false });
    }

    /// Whether the record belongs to the open statement; says why not.
    fn belongs(&mut self, record: &Record, code: &'static str) -> bool {
        let Some(draft) = self.open.as_ref().filter(|draft| !draft.closed) else {
            self.report.error(record.line, None, Problem::CfonbOutside { record: code });
            return false;
        };
        let (found, expected) = (record.account(), draft.statement.account.clone().unwrap_or_default());
        if found != expected {
            self.report.error(record.line, Some("22-32"), Problem::CfonbAccount { expected, found });
        }
        record.account() == draft.statement.account.as_deref().unwrap_or_default()
    }

    fn movement(&mut self, record: &Record) {
        self.keep();
        if !self.belongs(record, "04") {
            return;
        }
        let Some(amount) = record.amount(&mut self.report) else { return };
        let Some(currency) = record.currency(&mut self.report) else { return };
        let mut entry = Entry::booked(record.line, amount, currency);
        entry.booking_date = record.date(35, &mut self.report);
        entry.value_date = record.date(43, &mut self.report);
        entry.label = record.columns(49, 79);
        entry.reference = said(&record.columns(105, 120));
        entry.return_reason = said(&record.columns(41, 42)).filter(|code| code != "00");
        self.movement = Some((entry, Details::default()));
    }

    fn detail(&mut self, record: &Record) {
        let Some((entry, details)) = &mut self.movement else {
            // Said once for the movement that is missing, not for each of its lines.
            if self.open.is_none() {
                self.report.error(record.line, None, Problem::CfonbOutside { record: "05" });
            }
            return;
        };
        let whole = record.columns(49, 118);
        let (first, second) = (record.columns(49, 83), record.columns(84, 118));
        match record.columns(46, 48).as_str() {
            "LIB" | "LCC" | "LC2" => details.labels.extend(said(&whole)),
            "LCS" => details.structured = details.structured.take().or_else(|| said(&whole)),
            "NPY" => details.payer = details.payer.take().or_else(|| said(&whole)),
            "NBE" => details.beneficiary = details.beneficiary.take().or_else(|| said(&whole)),
            "CPY" | "IPY" => details.payer_account = details.payer_account.take().or_else(|| iban(&first)),
            "CBE" | "IBE" => details.beneficiary_account = details.beneficiary_account.take().or_else(|| iban(&first)),
            "REF" => details.reference = details.reference.take().or_else(|| said(&whole)),
            "RCN" => entry.end_to_end_id = entry.end_to_end_id.take().or_else(|| said(&first)).filter(|id| id != "NOTPROVIDED"),
            "RUM" => entry.mandate = entry.mandate.take().or_else(|| said(&first)),
            // A return: its reason code, then its words.
            "MRT" | "RET" | "RJT" => {
                entry.return_reason = entry.return_reason.take().or_else(|| said(&record.columns(49, 52)));
                details.labels.extend(said(&[first, second].concat()));
            }
            _ => {}
        }
    }

    fn end(&mut self, record: &Record) {
        self.keep();
        if !self.belongs(record, "07") {
            return;
        }
        let currency = record.currency(&mut self.report);
        let amount = record.amount(&mut self.report);
        let date = record.date(35, &mut self.report);
        if let Some(draft) = &mut self.open {
            draft.statement.closing = amount.map(|amount| Balance { date, amount, currency });
            draft.statement.to = date;
            draft.closed = true;
        }
        self.close();
    }

    /// Adds the movement that is complete now.
    fn keep(&mut self) {
        let Some((mut entry, details)) = self.movement.take() else { return };
        entry.label = said(&[std::mem::take(&mut entry.label), details.labels.join(" ")].join(" ")).unwrap_or_default();
        entry.reference = details.structured.or(details.reference).or(entry.reference);
        let (name, account) = if entry.amount.is_negative() {
            (details.beneficiary.or(details.payer), details.beneficiary_account.or(details.payer_account))
        } else {
            (details.payer.or(details.beneficiary), details.payer_account.or(details.beneficiary_account))
        };
        (entry.counterparty, entry.counterparty_iban) = (name, account);
        if let Some(draft) = &mut self.open {
            draft.statement.entries.push(entry);
        }
    }

    fn close(&mut self) {
        self.keep();
        let Some(draft) = self.open.take() else { return };
        if !draft.closed {
            self.report.error(draft.line, None, Problem::CfonbUnclosed);
        } else if let Some((opening, closing)) = draft.statement.opening.zip(draft.statement.closing) {
            super::check_balances(draft.line, &draft.statement.entries, opening, closing, &mut self.report);
        }
        self.statements.push(draft.statement);
    }

    fn finish(mut self) -> Result<StatementFile, Vec<Diagnostic>> {
        self.close();
        if self.statements.is_empty() {
            let mut diagnostics = self.report.finish();
            diagnostics.push(Diagnostic::fatal(Problem::BankNoStatement { format: "CFONB120" }));
            return Err(diagnostics);
        }
        Ok(StatementFile { statements: self.statements, diagnostics: self.report.finish(), format: "CFONB120".to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sign_is_in_the_last_digit() {
        let cases: [(&str, char, Result<i64, &str>); 14] = [
            ("0000000000322J", '2', Ok(-32_21)),
            ("0000000000107}", '2', Ok(-10_70)),
            ("0000000166956E", '2', Ok(1_669_565)),
            ("0000000000000{", '2', Ok(0)),
            ("0000000000000R", '2', Ok(-9)),
            ("0000000000012I", ' ', Ok(129)),
            ("0000000000012I", '0', Ok(12_900)),
            ("0000000000012{", '3', Ok(12)),
            ("0000000000012A", '3', Err("amount.too_precise")),
            ("00000000000125", '2', Ok(125)),
            ("00000000000 2A", '2', Err("amount.malformed")),
            ("0000000000012S", '2', Err("amount.malformed")),
            ("", '2', Err("amount.empty")),
            ("9999999999999I", '0', Err("amount.out_of_range")),
        ];
        for (text, decimals, expected) in cases {
            assert_eq!(
                signed(text, decimals).map(|amount| amount.0).map_err(|error| error.code().to_owned()),
                expected.map_err(str::to_owned),
                "{text} {decimals}"
            );
        }
    }
}
