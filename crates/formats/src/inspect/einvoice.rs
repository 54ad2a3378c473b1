//! The JSON of an electronic invoice.

use domain::Cents;
use serde_json::{Value, json};

use super::{Facts, iso};
use crate::diagnostic::Diagnostic;
use crate::einvoice::{self, Invoice, Party};

pub(super) fn inspect(bytes: &[u8]) -> Result<Facts, Vec<Diagnostic>> {
    let invoice = einvoice::read(bytes)?;
    Ok(Facts::new(format(&invoice), &invoice.diagnostics, keys(&invoice)))
}

fn format(invoice: &Invoice) -> String {
    match &invoice.attachment {
        Some(name) => format!("PDF ({name}), {}", invoice.syntax.name()),
        None => invoice.syntax.name().to_owned(),
    }
}

fn amount(amount: Option<Cents>) -> Value {
    amount.map_or(Value::Null, |amount| json!(amount.iso()))
}

fn party(party: &Party) -> Value {
    json!({
        "name": party.name,
        "siren": party.siren_as_printed(),
        "vat": party.vat,
        "code": party.code,
        "country": Some(&party.address.country).filter(|country| !country.is_empty()),
        "email": party.email,
    })
}

fn keys(invoice: &Invoice) -> Value {
    json!({
        "number": invoice.number,
        "type_code": invoice.type_code,
        "issue_date": iso(invoice.issue_date),
        "due_date": iso(invoice.due_dates.first().map(|due| due.date)),
        "due_dates": invoice.due_dates.iter().map(|due| json!(due.date.to_string())).collect::<Vec<_>>(),
        "instalments": invoice.instalments().iter().map(|(date, part)| json!({"date": date.to_string(), "amount": part.iso()})).collect::<Vec<_>>(),
        "delivery_date": iso(invoice.delivery_date),
        "currency": invoice.document_currency.map(|currency| currency.code().to_owned()),
        "seller": party(&invoice.seller),
        "buyer": party(&invoice.buyer),
        "payee": invoice.payee.as_ref().map(party),
        "total_without_tax": amount(invoice.total_without_tax),
        "tax": amount(invoice.total_tax),
        "total_with_tax": amount(invoice.total_with_tax),
        "prepaid": amount(invoice.prepaid),
        "amount_due": amount(invoice.amount_due),
        "vat": invoice.vat.iter().map(|line| json!({
            "category": line.category,
            "rate": line.rate_bp.map(|rate| Cents(i64::from(rate)).iso()),
            "base": amount(line.base),
            "tax": line.tax.iso(),
        })).collect::<Vec<_>>(),
        "iban": invoice.account(),
        "payment_reference": invoice.payment_reference,
        "order_reference": invoice.order_reference,
        "buyer_reference": invoice.buyer_reference,
        "contract_reference": invoice.contract_reference,
        "preceding": invoice.preceding.iter().map(|reference| json!({"number": reference.number, "date": iso(reference.date)})).collect::<Vec<_>>(),
        "notes": invoice.notes.iter().map(|note| json!({"code": note.subject, "text": note.text})).collect::<Vec<_>>(),
        "lines": invoice.lines,
        "profile": invoice.profile(),
        "guideline": invoice.guideline,
    })
}
