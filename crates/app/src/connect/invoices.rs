//! Invoices and credit notes, as a table of invoices would bring them.

use std::collections::HashSet;

use domain::ledger::ItemKind;
use domain::{Cents, Currency, Date};
use formats::invoices::InvoiceRow;
use serde_json::Value;

use super::debtors::summary;
use super::fields::Fields;
use super::once::{Begun, Once, begin, finish};
use super::{PushReport, RowError, RowOutcome, RowReport};
use crate::import::{Context, ImportFailure};
use crate::text::connect as words;
use crate::text::locale::ShownIn as _;
use crate::{App, AppError, Permission, Result, Scope};

const FIELDS: &[&str] = &[
    "number",
    "kind",
    "customer_code",
    "customer_name",
    "issued_on",
    "due_on",
    "due_dates",
    "amount",
    "currency",
    "order_reference",
    "project",
    "label",
];

/// A document as its instalments, in one currency.
fn read(row: &Value, line: usize) -> std::result::Result<Vec<InvoiceRow>, RowReport> {
    let mut fields = Fields::new(row, "", FIELDS);
    let number = fields.required("number");
    let kind = fields.parsed("kind", document_kind, "invoice, credit_note").unwrap_or(ItemKind::Invoice);
    let customer_code = fields.required("customer_code");
    let customer_name = fields.text("customer_name");
    let issued_on = fields.required_date("issued_on");
    let amount = fields.required_amount("amount").map(|amount| signed(amount, kind, &mut fields));
    let due_on = fields.date("due_on");
    let due_dates = instalments(&mut fields, amount, kind);
    if due_on.is_some() && !due_dates.is_empty() {
        fields.fail("due_on", "due_on_and_due_dates", words::error_two_due_dates());
    }
    let currency = fields.currency();
    let (order_ref, project, label) = (fields.text("order_reference"), fields.text("project"), fields.text("label"));
    if let (Some(issued_on), Some(due_on)) = (issued_on, due_on)
        && due_on < issued_on
    {
        fields.fail("due_on", "due_before_issue", words::error_due_before_issue());
    }
    let (Some(issued_on), Some(amount), true) = (issued_on, amount, fields.errors.is_empty()) else {
        return Err(RowReport::rejected(number, fields.errors));
    };
    let model = InvoiceRow {
        line: u64::try_from(line).unwrap_or_default(),
        number,
        kind,
        customer_code,
        customer_name,
        customer_siren: None,
        customer_email: None,
        issued_on,
        due_on,
        amount,
        open: None,
        paid: None,
        net: None,
        vat: None,
        currency,
        order_ref,
        project,
        label,
        dispute: String::new(),
        disputed_on: None,
        paid_on: None,
    };
    if due_dates.is_empty() {
        return Ok(vec![model]);
    }
    Ok(due_dates.into_iter().map(|(due_on, amount)| InvoiceRow { due_on: Some(due_on), amount, ..model.clone() }).collect())
}

fn document_kind(code: &str) -> Option<ItemKind> {
    [ItemKind::Invoice, ItemKind::CreditNote].into_iter().find(|kind| kind.code() == code)
}

/// An invoice is above zero, a credit note below whatever sign it was written with.
fn signed(amount: Cents, kind: ItemKind, fields: &mut Fields<'_>) -> Cents {
    if amount.is_zero() || (kind == ItemKind::Invoice && amount.is_negative()) {
        fields.fail("amount", "not_positive", words::error_not_positive());
    }
    if kind == ItemKind::CreditNote { -amount.abs() } else { amount }
}

/// The instalments: several days whose amounts add up to the document's.
fn instalments(fields: &mut Fields<'_>, total: Option<Cents>, kind: ItemKind) -> Vec<(Date, Cents)> {
    let mut found = Vec::new();
    for (at, one) in fields.list("due_dates", 60).iter().enumerate() {
        let mut inner = Fields::new(one, &format!("due_dates/{at}"), &["due_on", "amount"]);
        let (due_on, amount) = (inner.required_date("due_on"), inner.required_amount("amount"));
        if let (Some(due_on), Some(amount)) = (due_on, amount) {
            let amount = signed(amount, kind, &mut inner);
            if found.iter().any(|(known, _)| *known == due_on) {
                inner.fail("due_on", "same_day_twice", words::error_same_day_twice());
            }
            found.push((due_on, amount));
        }
        fields.errors.append(&mut inner.errors);
    }
    if let Some(total) = total
        && !found.is_empty()
        && fields.errors.is_empty()
    {
        let sum = Cents::total(found.iter().map(|(_, amount)| *amount));
        if sum != total {
            fields.fail("due_dates", "sum_differs", words::error_sum_differs(&sum.iso(), &total.iso()));
        }
    }
    found
}

fn differs(number: &str, (amount, currency): (Cents, Currency)) -> RowReport {
    let message = words::error_amount_differs(&amount.shown_in(currency));
    RowReport::rejected(number.to_owned(), vec![RowError { field: "amount".to_owned(), code: "amount_differs".to_owned(), message }])
}

/// Brings invoices and credit notes in; a debtor that is not known is created.
///
/// # Errors
/// [`AppError::KeyReused`], [`AppError::Forbidden`], or a failure of the base; a row that cannot be used is in the report.
#[crate::boxed]
pub async fn push(app: &App, scope: &Scope, once: &Once, rows: &[Value]) -> Result<PushReport> {
    scope.require(Permission::Import)?;
    let organisation = scope.organisation.id;
    let mut seen = HashSet::new();
    let read: Vec<std::result::Result<Vec<InvoiceRow>, RowReport>> = rows
        .iter()
        .enumerate()
        .map(|(line, row)| {
            let document = read(row, line)?;
            let Some(first) = document.first() else { return Ok(document) };
            if seen.insert((first.customer_code.clone(), first.number.clone(), first.kind)) {
                return Ok(document);
            }
            let error = RowError { field: "number".to_owned(), code: "twice_in_request".to_owned(), message: words::error_twice() };
            Err(RowReport::rejected(first.number.clone(), vec![error]))
        })
        .collect();
    let mut tx = match begin(app, scope, once).await? {
        Begun::Before(report) => return Ok(report),
        Begun::Now(tx) => tx,
    };
    let documents: Vec<Vec<InvoiceRow>> = read.iter().flatten().cloned().collect();
    let context = Context { app, scope, tx: &mut tx };
    let pushed = crate::import::invoices::push(context, &documents).await.map_err(|failure| match failure {
        ImportFailure::App(error) => error,
        ImportFailure::Unreadable(_) => AppError::Conflict("invoices"),
    })?;
    let mut pushed = pushed.into_iter();
    let mut report = PushReport::default();
    for read in read {
        let row = match read {
            Err(rejected) => rejected,
            Ok(document) => {
                let number = document.first().map(|row| row.number.clone()).unwrap_or_default();
                match pushed.next() {
                    Some(Ok(pushed)) => RowReport {
                        outcome: if pushed.report.created > 0 {
                            RowOutcome::Created
                        } else if pushed.report.updated > 0 {
                            RowOutcome::Updated
                        } else {
                            RowOutcome::Unchanged
                        },
                        reference: number,
                        id: pushed.item.map(|id| id.to_string()),
                        errors: Vec::new(),
                        warnings: pushed.report.problems.iter().map(|problem| problem.said().to_owned()).collect(),
                    },
                    Some(Err(known)) => differs(&number, known),
                    None => RowReport::rejected(number, Vec::new()),
                }
            }
        };
        report.rows.push(row);
    }
    if report.is_refused() {
        return Ok(report);
    }
    store::api::mark_push(&mut tx, organisation, "invoices", app.today()).await?;
    if report.count(RowOutcome::Created) + report.count(RowOutcome::Updated) > 0 {
        store::event::append(&mut tx, organisation, &[summary(app, scope, "invoices.pushed", &report)]).await?;
    }
    finish(tx, app, scope, once, &report).await?;
    Ok(report)
}
