//! The JSON of a life-cycle message.

use serde_json::{Value, json};

use super::{Facts, iso};
use crate::diagnostic::Diagnostic;
use crate::lifecycle::{self, InvoiceStatus};

pub(super) fn inspect(bytes: &[u8]) -> Result<Facts, Vec<Diagnostic>> {
    let file = lifecycle::read(bytes)?;
    let statuses: Vec<Value> = file.statuses.iter().map(status).collect();
    // The keys of the contract are those of the first; `statuses` has them all.
    let mut keys = statuses.first().cloned().unwrap_or_default();
    keys["message"] = json!(file.id);
    keys["statuses"] = Value::Array(statuses);
    Ok(Facts::new("CDAR".to_owned(), &file.diagnostics, keys))
}

fn status(status: &InvoiceStatus) -> Value {
    json!({
        "invoice": status.invoice,
        "invoice_date": iso(status.invoice_date),
        "status": status.status.to_string(),
        "reason": (!status.reasons.is_empty()).then(|| status.reasons.join(" ")),
        "comment": (!status.comment.is_empty()).then_some(&status.comment),
        "date": iso(status.date),
        "amounts": status.amounts.iter().map(|amount| json!({
            "kind": amount.kind,
            "amount": amount.amount.iso(),
            "currency": amount.currency.map(|currency| currency.code().to_owned()),
            "rate": amount.rate_bp.map(|rate| domain::Cents(i64::from(rate)).iso()),
        })).collect::<Vec<_>>(),
    })
}
