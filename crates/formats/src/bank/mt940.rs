//! MT940 and MT942: the statements of SWIFT, as banks really write them.
//!
//! Tolerated: the envelope of a SWIFT message or none, several statements, control characters, blank lines,
//! a tag cut from its colon, a missing entry date, 30 February, amounts without decimals, text that looks
//! like a tag inside `:86:`. What `:86:` says is read in `narrative.rs`.

use chrono::Datelike;
use domain::{Currency, Date};

use super::{Balance, Entry, Statement, StatementFile, narrative, said, tidy};
use crate::diagnostic::{Diagnostic, Problem, Report};
use crate::{text, value};

/// The tags of the standard; anything else in that shape is text.
const TAGS: [&str; 20] =
    ["20", "21", "25", "25P", "28", "28C", "28D", "60F", "60M", "61", "62F", "62M", "64", "65", "86", "13", "13D", "34F", "90C", "90D"];
/// More text than any bank writes in one field; the rest is left out.
const LONGEST_FIELD: usize = 64 * 1024;

/// Whether the start of a file is that of an MT940: a SWIFT envelope or a tag.
pub(crate) fn is_mt940(start: &str) -> bool {
    let start = start.trim_start_matches(|c: char| c.is_whitespace() || c.is_control() || c == '\u{feff}');
    if start.starts_with("{1:") {
        return start.contains("{4:");
    }
    // Some banks write a line or two of their own before the first tag.
    start.lines().take(4).any(|line| split_tag(line).is_some())
}

/// `:61:text` as its tag and its text.
fn split_tag(line: &str) -> Option<(&'static str, &str)> {
    let (tag, rest) = line.strip_prefix(':')?.split_once(':')?;
    Some((TAGS.into_iter().find(|known| *known == tag)?, rest))
}

/// A tag, its line, and all of its text.
struct Field {
    tag: &'static str,
    line: u64,
    text: String,
}

/// Cuts a file into fields; an empty tag is the end of a message.
fn fields(text: &str) -> Vec<Field> {
    let mut fields: Vec<Field> = Vec::new();
    let mut lone_colon = false;
    for (raw, line) in text.lines().zip(1_u64..) {
        let clean: String = raw.chars().filter(|c| !c.is_control() || *c == '\t').collect();
        let mut rest = clean.as_str();
        // `{1:F01…}{2:O940…}{4:` before the first tag, `-}{5:…}` after the last.
        if rest.starts_with("{1:") || rest.starts_with("{4:") {
            fields.push(Field { tag: "", line, text: String::new() });
            rest = rest.rsplit_once("{4:").map_or("", |(_, rest)| rest);
        }
        let joined = format!(":{rest}");
        if std::mem::take(&mut lone_colon) && split_tag(&joined).is_some() {
            rest = &joined;
        }
        match rest.trim_end() {
            ":" => lone_colon = true,
            "-" | "-}" => fields.push(Field { tag: "", line, text: String::new() }),
            end if end.starts_with("-}{") => fields.push(Field { tag: "", line, text: String::new() }),
            _ => match (split_tag(rest), fields.last_mut()) {
                (Some((tag, text)), _) => fields.push(Field { tag, line, text: text.to_owned() }),
                (None, Some(field)) if !field.tag.is_empty() && field.text.len() < LONGEST_FIELD => {
                    field.text.push('\n');
                    field.text.push_str(rest);
                }
                _ => {}
            },
        }
    }
    fields
}

/// Reads a file.
///
/// # Errors
/// When it has no statement: no account, balance, number or movement.
pub fn read(bytes: &[u8]) -> Result<StatementFile, Vec<Diagnostic>> {
    let (text, _) = text::decode(bytes);
    let mut reader = Reader::default();
    for field in fields(&text) {
        reader.field(&field);
    }
    reader.close();
    if reader.statements.is_empty() {
        let mut diagnostics = reader.report.finish();
        diagnostics.push(Diagnostic::fatal(Problem::BankNoStatement { format: "MT940" }));
        return Err(diagnostics);
    }
    let format = if reader.interim { "MT942" } else { "MT940" };
    Ok(StatementFile { statements: reader.statements, diagnostics: reader.report.finish(), format: format.to_owned() })
}

/// A movement before the currency of its statement is known.
struct Movement {
    entry: Entry,
    supplement: String,
    narrative: Option<String>,
}

#[derive(Default)]
struct Draft {
    statement: Statement,
    movements: Vec<Movement>,
    line: u64,
    /// Whether a closing balance was seen: what follows is not of a movement any more.
    closed: bool,
    floor: Option<Currency>,
}

#[derive(Default)]
struct Reader {
    report: Report,
    statements: Vec<Statement>,
    open: Option<Draft>,
    interim: bool,
}

impl Reader {
    fn field(&mut self, field: &Field) {
        let first = field.text.lines().next().unwrap_or_default();
        match field.tag {
            "" => return self.close(),
            "20" => self.close(),
            // A new opening after a closing, without a `:20:` between them.
            "60F" | "60M" if self.open.as_ref().is_some_and(|draft| draft.closed || !draft.movements.is_empty()) => self.close(),
            "86" if self.open.is_none() => return,
            _ => {}
        }
        let draft = self.open.get_or_insert_with(|| Draft { line: field.line, ..Draft::default() });
        match field.tag {
            "20" => draft.statement.id = said(first),
            "25" | "25P" => account(draft, first, field.line, &mut self.report),
            "28" | "28C" => draft.statement.number = said(first),
            "60F" | "60M" => {
                draft.statement.opening = balance(first, field, &mut self.report);
                draft.statement.from = draft.statement.opening.and_then(|balance| balance.date);
            }
            "62F" | "62M" => {
                draft.statement.closing = balance(first, field, &mut self.report);
                draft.statement.to = draft.statement.closing.and_then(|balance| balance.date);
                draft.closed = true;
            }
            "34F" | "13D" | "13" => {
                self.interim = true;
                draft.floor = draft.floor.or_else(|| first.get(..3).and_then(Currency::parse));
            }
            "61" => match movement(field) {
                Some((mut movement, adjusted)) => {
                    if let Some(value) = adjusted {
                        let text = field.text.get(..6).unwrap_or_default().to_owned();
                        self.report.warning(field.line, Some("61"), Problem::ShortDate { text, value });
                    }
                    movement.entry.line = field.line;
                    draft.movements.push(movement);
                }
                None => self.report.error(field.line, Some("61"), Problem::Mt940Line { text: tidy(&field.text) }),
            },
            "86" if !draft.closed => {
                if let Some(last) = draft.movements.last_mut()
                    && last.narrative.is_none()
                {
                    last.narrative = Some(field.text.clone());
                }
            }
            _ => {}
        }
    }

    fn close(&mut self) {
        let Some(draft) = self.open.take() else { return };
        let mut statement = draft.statement;
        let says = statement.id.is_some() || statement.account.is_some() || statement.number.is_some();
        let counts = statement.opening.is_some() || statement.closing.is_some() || !draft.movements.is_empty();
        if !says && !counts {
            return;
        }
        let of_balance = statement.closing.or(statement.opening).and_then(|balance| balance.currency);
        statement.currency = of_balance.or(draft.floor);
        if statement.currency.is_none() && !draft.movements.is_empty() {
            self.report.warning(draft.line, None, Problem::BankNoCurrency);
        }
        let currency = statement.currency.unwrap_or_default();
        statement.entries = draft
            .movements
            .into_iter()
            .map(|movement| {
                let mut entry = Entry { currency, ..movement.entry };
                narrative::complete(&mut entry, movement.narrative.as_deref().unwrap_or_default(), &movement.supplement);
                entry
            })
            .collect();
        if let Some((opening, closing)) = statement.opening.zip(statement.closing) {
            super::check_balances(draft.line, &statement.entries, opening, closing, &mut self.report);
        }
        if statement.opening.is_some() && statement.closing.is_none() && !statement.entries.is_empty() {
            self.report.warning(draft.line, Some("62F"), Problem::Mt940Unclosed);
        }
        self.statements.push(statement);
    }
}

fn account(draft: &mut Draft, text: &str, line: u64, report: &mut Report) {
    if draft.statement.account.is_some() {
        report.error(line, Some("25"), Problem::Mt940Account { text: tidy(text) });
        return;
    }
    let printed = tidy(text);
    draft.statement.account = super::iban(&printed).or(Some(printed)).filter(|account| !account.is_empty());
}

/// `YYMMDD`; banks that count thirty days in each month write 30 February, which is its last day here. The
/// second value says that the day was moved.
fn six_digits(text: &str) -> Option<(Date, bool)> {
    if text.len() != 6 || !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let (year, month, day): (i32, u32, u32) = (text[..2].parse().ok()?, text[2..4].parse().ok()?, text[4..].parse().ok()?);
    let year = if year < 80 { 2000 + year } else { 1900 + year };
    if let Some(date) = Date::from_ymd_opt(year, month, day) {
        return Some((date, false));
    }
    ((29..=31).contains(&day))
        .then(|| (28..day).rev().find_map(|day| Date::from_ymd_opt(year, month, day)))
        .flatten()
        .map(|date| (date, true))
}

/// `C100318EUR380115,12`.
fn balance(text: &str, field: &Field, report: &mut Report) -> Option<Balance> {
    let read = || {
        let credit = match text.get(..1)? {
            "C" => true,
            "D" => false,
            _ => return None,
        };
        let (date, _) = six_digits(text.get(1..7)?)?;
        let currency = Currency::parse(text.get(7..10)?)?;
        let digits: String = text.get(10..)?.chars().take_while(|c| c.is_ascii_digit() || matches!(c, ',' | '.')).collect();
        let amount = value::amount(digits.trim_end_matches(',')).ok()?;
        Some(Balance { date: Some(date), amount: if credit { amount } else { -amount }, currency: Some(currency) })
    };
    let balance = read();
    if balance.is_none() {
        let error = domain::money::AmountError::Malformed(tidy(text));
        report.error(field.line, Some(field.tag), Problem::BadAmount { text: tidy(text), error });
    }
    balance
}

/// The entry date `MMDD`, in the year that brings it closest to the value date.
fn entry_date(text: &str, value_date: Date) -> Option<Date> {
    let (month, day): (u32, u32) = (text.get(..2)?.parse().ok()?, text.get(2..4)?.parse().ok()?);
    (value_date.year() - 1..=value_date.year() + 1)
        .filter_map(|year| Date::from_ymd_opt(year, month, day))
        .min_by_key(|date| (*date - value_date).num_days().abs())
}

/// `1409010902DR000000000001,62NTRF0000549855700010//025498557/000001` and its second line. The date that
/// comes with it is a value date that does not exist and was moved.
fn movement(field: &Field) -> Option<(Movement, Option<Date>)> {
    // Some banks break the line before the amount: then the first line ends with the mark.
    let mut lines = field.text.split('\n');
    let mut first = lines.next()?.trim_end().to_owned();
    if first.ends_with(|c: char| c.is_ascii_uppercase()) && first.len() <= 14 && first.bytes().take(6).all(|b| b.is_ascii_digit()) {
        first.push_str(lines.next()?.trim());
    }
    let supplement = lines.collect::<Vec<_>>().join(" ");
    let (value_date, moved) = six_digits(first.get(..6)?)?;
    let mut rest = first.get(6..)?;
    let mut booked = None;
    if rest.len() >= 4 && rest.bytes().take(4).all(|b| b.is_ascii_digit()) {
        booked = entry_date(rest, value_date);
        rest = &rest[4..];
    }
    let (mark, credit, reversal) =
        [("RC", false, true), ("RD", true, true), ("EC", true, false), ("ED", false, false), ("C", true, false), ("D", false, false)]
            .into_iter()
            .find(|(mark, ..)| rest.starts_with(mark))?;
    rest = &rest[mark.len()..];
    rest = rest.strip_prefix(|c: char| c.is_ascii_uppercase()).unwrap_or(rest);
    let end = rest.find(|c: char| !c.is_ascii_digit() && !matches!(c, ',' | '.')).unwrap_or(rest.len());
    let amount = value::amount(rest[..end].trim_end_matches(',')).ok()?;
    let mut entry = Entry::booked(field.line, if credit { amount } else { -amount }, Currency::default());
    // One letter and three characters of kind; what they are does not matter.
    let references: String = rest[end..].chars().skip(4).collect();
    let (own, bank) = references.split_once("//").unwrap_or((&references, ""));
    entry.value_date = Some(value_date);
    entry.booking_date = booked.or(Some(value_date));
    entry.reversal = reversal;
    entry.reference = said(own).filter(|own| !matches!(own.as_str(), "NONREF" | "NOTPROVIDED" | "KREF+" | "EREF+"));
    entry.account_servicer_ref = said(bank);
    Some((Movement { entry, supplement, narrative: None }, moved.then_some(value_date)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(line: &str) -> Entry {
        let file = read(format!(":20:X\n:25:1\n:60F:C260101EUR0,\n:61:{line}\n").as_bytes()).unwrap();
        file.statements[0].entries[0].clone()
    }

    #[test]
    fn marks_dates_and_amounts() {
        let cases = [
            ("2601050106C50,00NTRFNONREF", 50_00, "2026-01-06", "2026-01-05", false),
            ("260105D50,NTRFNONREF", -50_00, "2026-01-05", "2026-01-05", false),
            ("260105CN50,5NZ10NONREF", 50_50, "2026-01-05", "2026-01-05", false),
            ("260105RC50,00NTRFX", -50_00, "2026-01-05", "2026-01-05", true),
            ("260105RDR50,00NTRFX", 50_00, "2026-01-05", "2026-01-05", true),
            ("2512311201C1,00NTRFX", 1_00, "2025-12-01", "2025-12-31", false),
            ("2512310102C1,00NTRFX", 1_00, "2026-01-02", "2025-12-31", false),
            ("2601021231C1,00NTRFX", 1_00, "2025-12-31", "2026-01-02", false),
            ("260230D6,00N024NONREF", -6_00, "2026-02-28", "2026-02-28", false),
            ("2601050106CR\n30,00N062NONREF", 30_00, "2026-01-06", "2026-01-05", false),
        ];
        for (line, amount, booked, value, reversal) in cases {
            let entry = one(line);
            let dates = (entry.booking_date.unwrap().to_string(), entry.value_date.unwrap().to_string());
            assert_eq!((entry.amount.0, dates.0.as_str(), dates.1.as_str(), entry.reversal), (amount, booked, value, reversal), "{line}");
        }
    }

    #[test]
    fn envelopes_and_several_statements() {
        let text = "{1:F01AGRIFRPPAXXX0000000000}{2:O9400000260105AGRIFRPPAXXXN}{4:\r\n:20:A\r\n:25:FR7630006000011234567890189\r\n:28C:1/1\r\n:60F:C260105EUR10,00\r\n:61:2601050105C5,00NTRFNONREF//B1\r\n:86:VIR SEPA RECU /DE MARTIN SARL /MOTIF F-1\r\n:62M:C260105EUR15,00\r\n-}{5:}\r\n{1:F01}{2:O940}{4:\r\n:20:A\r\n:25:FR7630006000011234567890189\r\n:28C:1/2\r\n:60M:C260105EUR15,00\r\n:62F:C260105EUR15,00\r\n:86:SOLDE\r\n-}";
        let file = read(text.as_bytes()).unwrap();
        assert!(file.diagnostics.is_empty(), "{:?}", file.diagnostics);
        assert_eq!(file.statements.len(), 2);
        let entry = &file.statements[0].entries[0];
        assert_eq!(entry.amount, domain::Cents(500));
        assert_eq!((entry.counterparty.as_deref(), entry.account_servicer_ref.as_deref()), (Some("MARTIN SARL"), Some("B1")));
    }
}
