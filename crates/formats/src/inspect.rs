//! What a file says, as the JSON of the command line: `inspect FILE --format json`.
//!
//! Keys are a contract. Amounts are texts with a dot, dates ISO; messages are the user's, in French.

mod einvoice;
mod lifecycle;
mod mail;

use domain::Date;
use serde_json::{Map, Value, json};

use crate::bank::{self, Balance, Entry};
use crate::diagnostic::{Diagnostic, Problem, Severity};
use crate::fec::{self, AmountStyle, FecFormat};
use crate::guess::{Kind, guess};
use crate::table::{Table, TableFormat};
use crate::{customers, invoices};

/// The facts of a file. With `kind` the reader is chosen, else guessed. A file that cannot be read gives
/// the kind `unreadable` and its errors.
#[must_use]
pub fn inspect(bytes: &[u8], file_name: &str, kind: Option<Kind>) -> Value {
    let kind = kind.unwrap_or_else(|| guess(bytes, file_name));
    let facts = match kind {
        Kind::Fec => inspect_fec(bytes),
        Kind::Customers => customers::read(bytes).map(|table| inspect_table(&table)),
        Kind::Invoices => invoices::read(bytes).map(|table| inspect_table(&table)),
        Kind::BankStatement => inspect_statements(bytes),
        Kind::Invoice => einvoice::inspect(bytes),
        Kind::Lifecycle => lifecycle::inspect(bytes),
        Kind::Mail => mail::inspect(bytes),
        Kind::Unreadable => {
            Err(vec![Diagnostic::fatal(if bytes.trim_ascii().is_empty() { Problem::Empty } else { Problem::UnknownContent })])
        }
    };
    let (kind, facts) = match facts {
        Ok(facts) => (kind, facts),
        Err(refusals) => (Kind::Unreadable, Facts { format: None, diagnostics: refusals, keys: Map::new() }),
    };
    let listed = |severity: Severity| facts.diagnostics.iter().filter(|d| d.severity == severity).map(message).collect::<Vec<_>>();
    let mut object = Map::new();
    object.insert("file".to_owned(), json!(file_name));
    object.insert("kind".to_owned(), json!(kind.code()));
    object.insert("format".to_owned(), json!(facts.format));
    object.insert("warnings".to_owned(), Value::Array(listed(Severity::Warning)));
    object.insert("errors".to_owned(), Value::Array(listed(Severity::Error)));
    object.extend(facts.keys);
    Value::Object(object)
}

/// What a reader found.
struct Facts {
    format: Option<String>,
    diagnostics: Vec<Diagnostic>,
    keys: Map<String, Value>,
}

impl Facts {
    fn new(format: String, diagnostics: &[Diagnostic], keys: Value) -> Self {
        let keys = if let Value::Object(keys) = keys { keys } else { Map::new() };
        Self { format: Some(format), diagnostics: diagnostics.to_vec(), keys }
    }
}

fn message(diagnostic: &Diagnostic) -> Value {
    json!({
        "line": (diagnostic.line > 0).then_some(diagnostic.line),
        "field": diagnostic.field,
        "code": diagnostic.problem.code(),
        "message": diagnostic.french(),
    })
}

fn iso(date: Option<Date>) -> Value {
    date.map_or(Value::Null, |date| json!(date.to_string()))
}

fn separator_name(separator: char) -> String {
    match separator {
        '\t' => "tab".to_owned(),
        '|' => "pipe".to_owned(),
        other => other.to_string(),
    }
}

fn fec_format(format: FecFormat) -> String {
    let style = match format.amount_style {
        AmountStyle::DebitCredit => "Debit/Credit",
        AmountStyle::AmountSign => "Montant/Sens",
    };
    format!("FEC {} columns, {}, {}, {style}", format.columns, separator_name(format.separator), format.encoding.name())
}

fn inspect_fec(bytes: &[u8]) -> Result<Facts, Vec<Diagnostic>> {
    let file = fec::read(bytes)?;
    let summary = fec::summarise(&file);
    let customers: Vec<_> = summary
        .customers
        .iter()
        .map(|c| json!({"account": c.account, "name": c.name, "balance": c.balance.iso(), "open_items": c.open_items}))
        .collect();
    let keys = json!({
        "lines": summary.lines,
        "debit": summary.debit.iso(),
        "credit": summary.credit.iso(),
        "from": iso(summary.from),
        "to": iso(summary.to),
        "balanced": summary.balanced,
        "customers": customers,
        "unlettered": {"lines": summary.unlettered.lines, "amount": summary.unlettered.amount.iso()},
    });
    Ok(Facts::new(fec_format(file.format), &file.diagnostics, keys))
}

fn inspect_table<Row>(table: &Table<Row>) -> Facts {
    let format = match &table.format {
        TableFormat::Text { separator, encoding } => format!("CSV, {}, {}", separator_name(*separator), encoding.name()),
        TableFormat::Workbook { sheet } => format!("XLSX, sheet {sheet}"),
    };
    let columns: Map<String, Value> = table.columns.iter().map(|(ours, theirs)| (ours.clone(), json!(theirs))).collect();
    Facts::new(format, &table.diagnostics, json!({"columns": columns, "rows": table.data_rows}))
}

fn inspect_statements(bytes: &[u8]) -> Result<Facts, Vec<Diagnostic>> {
    let file = bank::read(bytes)?;
    let statements: Vec<_> = file
        .statements
        .iter()
        .map(|statement| {
            json!({
                "account": statement.account,
                "currency": statement.currency.map(|currency| currency.code().to_owned()),
                "opening": balance(statement.opening),
                "closing": balance(statement.closing),
                "entries": statement.entries.iter().map(entry).collect::<Vec<_>>(),
            })
        })
        .collect();
    Ok(Facts::new(file.format, &file.diagnostics, json!({"statements": statements})))
}

fn balance(balance: Option<Balance>) -> Value {
    balance.map_or(Value::Null, |balance| json!({"date": iso(balance.date), "amount": balance.amount.iso()}))
}

fn entry(entry: &Entry) -> Value {
    json!({
        "booking_date": iso(entry.booking_date),
        "value_date": iso(entry.value_date),
        "amount": entry.amount.iso(),
        "currency": entry.currency.code(),
        "status": entry.status.code(),
        "label": entry.label,
        "reference": entry.reference,
        "counterparty": entry.counterparty,
        "counterparty_iban": entry.counterparty_iban,
        "end_to_end_id": entry.end_to_end_id,
        "reversal": entry.reversal,
        "account_servicer_ref": entry.account_servicer_ref,
        "entry_ref": entry.ntry_ref,
        "return_reason": entry.return_reason,
    })
}
