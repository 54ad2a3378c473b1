//! What goes in and out, as the description of the API shows it. Amounts are texts with a dot, dates ISO.

use app::connect::read::{BankLine, DebtorRead, FileLine};
use app::connect::{FileReport, PushReport, RowOutcome, RowReport};
use chrono::SecondsFormat;
use domain::ledger::OpenItem;
use domain::party::Contact;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::problem::FieldError;

/// An invoice or a credit note to push.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct InvoiceIn {
    /// The number that both sides know it by.
    #[schema(example = "FA-2026-0142")]
    pub number: String,
    /// `invoice` (by default) or `credit_note`.
    pub kind: Option<String>,
    /// The customer's code; the debtor is created when it is not known.
    #[schema(example = "C0042")]
    pub customer_code: String,
    /// The customer's name, for a debtor that is created.
    pub customer_name: Option<String>,
    /// Date of the document.
    #[schema(example = "2026-11-02", format = Date)]
    pub issued_on: String,
    /// Due date; by the customer's terms when it is not there.
    #[schema(format = Date)]
    pub due_on: Option<String>,
    /// Several due dates whose amounts add up to `amount`, instead of `due_on`.
    pub due_dates: Option<Vec<InstalmentIn>>,
    /// Amount with tax.
    #[schema(example = "1234.56")]
    pub amount: String,
    /// ISO 4217; `EUR` by default.
    pub currency: Option<String>,
    /// The customer's order.
    pub order_reference: Option<String>,
    /// The project that it is for.
    pub project: Option<String>,
    /// What it is about.
    pub label: Option<String>,
}

/// One of several due dates.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct InstalmentIn {
    /// Due date.
    #[schema(format = Date)]
    pub due_on: String,
    /// Its part of the amount.
    pub amount: String,
}

/// A customer account to push; what is not said stays as it is.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct DebtorIn {
    /// The code that makes it the same account.
    #[schema(example = "C0042")]
    pub code: String,
    /// Corporate or personal name.
    pub name: Option<String>,
    /// `business`, `consumer`, `public` or `unknown`.
    pub kind: Option<String>,
    /// The firm's own class.
    pub category: Option<String>,
    /// Who follows it.
    pub collector: Option<String>,
    /// SIREN.
    pub siren: Option<String>,
    /// SIRET.
    pub siret: Option<String>,
    /// VAT number.
    pub vat: Option<String>,
    /// The account that it pays from.
    pub iban: Option<String>,
    /// `fr`, `en`…
    pub language: Option<String>,
    /// Postal address.
    pub address: Option<AddressShape>,
    /// Terms in French, such as `30 jours fin de mois`.
    pub payment_terms: Option<String>,
    /// Contacts; one is the same by its e-mail, else by its name.
    pub contacts: Option<Vec<ContactIn>>,
}

/// A postal address.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AddressShape {
    /// Street lines.
    pub lines: Option<Vec<String>>,
    /// Postal code.
    pub postcode: Option<String>,
    /// Town.
    pub city: Option<String>,
    /// ISO 3166, two letters.
    pub country: Option<String>,
}

/// A contact to push.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ContactIn {
    /// Name.
    pub name: Option<String>,
    /// E-mail.
    pub email: Option<String>,
    /// Telephone.
    pub phone: Option<String>,
    /// `accounting` (by default), `management`, `purchasing` or `other`.
    pub role: Option<String>,
}

/// A payment received.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PaymentIn {
    /// Your own reference: the same one is the same payment.
    #[schema(example = "RGL-8841")]
    pub reference: String,
    /// The customer's code.
    pub customer_code: String,
    /// Amount received, above zero.
    #[schema(example = "1234.56")]
    pub amount: String,
    /// ISO 4217; `EUR` by default.
    pub currency: Option<String>,
    /// The day it was received; today or before.
    #[schema(format = Date)]
    pub received_on: String,
    /// Label.
    pub label: Option<String>,
    /// Invoices that it pays, in this order; what is left over stays on the account.
    pub items: Option<Vec<PaidItemIn>>,
}

/// An invoice that a payment pays.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PaidItemIn {
    /// Its number.
    pub number: String,
    /// How much of it; all that is open when it is not said.
    pub amount: Option<String>,
}

/// One row, or a list of at most 1 000.
#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "only its shape is used, by the description")]
pub(super) enum OneOrMany<T> {
    /// One.
    One(T),
    /// Several: each is told apart, and those that can be used come in.
    Many(Vec<T>),
}

/// What became of one row.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct RowAnswer {
    /// `created`, `updated`, `unchanged` or `rejected`.
    pub status: &'static str,
    /// Number, code or reference as it was sent.
    pub reference: String,
    /// The id of what it stands for.
    pub id: Option<String>,
    /// Why it was rejected.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
    /// Oddities that did not stop it, in the language asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<String>,
}

impl RowAnswer {
    pub(super) fn new(row: &RowReport, place: Option<usize>) -> Self {
        Self {
            status: match row.outcome {
                RowOutcome::Created => "created",
                RowOutcome::Updated => "updated",
                RowOutcome::Unchanged => "unchanged",
                RowOutcome::Rejected => "rejected",
            },
            reference: row.reference.clone(),
            id: row.id.clone(),
            errors: row.errors.iter().map(|error| FieldError::of_row(place, error)).collect(),
            warnings: row.warnings.clone(),
        }
    }
}

/// What became of a list, row by row in its order.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct BatchAnswer {
    /// Rows that made something new.
    pub created: usize,
    /// Rows that changed something.
    pub updated: usize,
    /// Rows that were there already.
    pub unchanged: usize,
    /// Rows that could not come in.
    pub rejected: usize,
    /// Each row.
    pub results: Vec<RowAnswer>,
}

impl From<&PushReport> for BatchAnswer {
    fn from(report: &PushReport) -> Self {
        Self {
            created: report.count(RowOutcome::Created),
            updated: report.count(RowOutcome::Updated),
            unchanged: report.count(RowOutcome::Unchanged),
            rejected: report.count(RowOutcome::Rejected),
            results: report.rows.iter().enumerate().map(|(place, row)| RowAnswer::new(row, Some(place))).collect(),
        }
    }
}

/// Something wrong or odd in a file.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct FileFinding {
    /// Line in the file; 0 for the whole file.
    pub line: u64,
    /// Column, as the file calls it.
    pub field: Option<String>,
    /// What is wrong and what to do, in the language asked for.
    pub message: String,
    /// Whether a fact was lost.
    pub error: bool,
}

/// What came of a file.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct FileAnswer {
    /// Its name.
    pub file: String,
    /// Its kind.
    pub kind: String,
    /// Rows read.
    pub read: usize,
    /// Rows that made something new.
    pub created: usize,
    /// Rows that changed something.
    pub updated: usize,
    /// Rows that were there already.
    pub unchanged: usize,
    /// Rows that could not come in.
    pub rejected: usize,
    /// Bank lines that were allocated at once.
    pub matched: usize,
    /// What was wrong or odd.
    pub errors: Vec<FileFinding>,
}

impl From<FileReport> for FileAnswer {
    fn from(report: FileReport) -> Self {
        let [read, created, updated, unchanged, rejected] = report.counts;
        let finding = |problem: app::import::Problem| FileFinding {
            message: problem.said().to_owned(),
            line: problem.line,
            field: problem.field,
            error: problem.error,
        };
        let errors = report.problems.into_iter().map(finding).collect();
        Self { file: report.file, kind: report.kind, read, created, updated, unchanged, rejected, matched: report.matched, errors }
    }
}

/// A page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PageOf<T> {
    /// The rows.
    pub data: Vec<T>,
    /// Pass it as `cursor` for the next page; null on the last one.
    pub next_cursor: Option<String>,
}

/// What is open on an account in one currency.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct BalanceOut {
    /// ISO 4217.
    pub currency: String,
    /// What is open, credits deducted.
    pub open: String,
    /// What of it was due before today.
    pub overdue: String,
}

/// A contact.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ContactOut {
    /// Its id.
    pub id: String,
    /// Name.
    pub name: String,
    /// E-mail.
    pub email: Option<String>,
    /// Telephone.
    pub phone: String,
    /// `accounting`, `management`, `purchasing` or `other`.
    pub role: &'static str,
}

impl From<&Contact> for ContactOut {
    fn from(contact: &Contact) -> Self {
        Self {
            id: contact.id.to_string(),
            name: contact.name.clone(),
            email: contact.email.as_ref().map(|email| email.as_str().to_owned()),
            phone: contact.phone.clone(),
            role: contact.role.code(),
        }
    }
}

/// A customer account.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DebtorOut {
    /// Its id.
    pub id: String,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// `business`, `consumer`, `public` or `unknown`.
    pub kind: &'static str,
    /// The firm's own class.
    pub category: String,
    /// Who follows it.
    pub collector: String,
    /// SIREN.
    pub siren: Option<String>,
    /// SIRET.
    pub siret: Option<String>,
    /// VAT number.
    pub vat: Option<String>,
    /// The account that it pays from.
    pub iban: Option<String>,
    /// `fr`, `en`…
    pub language: String,
    /// Postal address.
    pub address: AddressShape,
    /// Contacts.
    pub contacts: Vec<ContactOut>,
    /// What it owes, by currency; given for one debtor, not in a list.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub balances: Option<Vec<BalanceOut>>,
}

impl DebtorOut {
    pub(super) fn new(read: &DebtorRead, with_balances: bool) -> Self {
        let debtor = &read.debtor;
        let text = |value: Option<&str>| value.map(str::to_owned);
        let balance = |(currency, open, overdue): &(domain::Currency, domain::Cents, domain::Cents)| BalanceOut {
            currency: currency.code().to_owned(),
            open: open.iso(),
            overdue: overdue.iso(),
        };
        Self {
            id: debtor.id.to_string(),
            code: debtor.code.clone(),
            name: debtor.name.clone(),
            kind: debtor.kind.code(),
            category: debtor.category.clone(),
            collector: debtor.collector.clone(),
            siren: text(debtor.siren.as_ref().map(|siren| siren.as_str())),
            siret: text(debtor.siret.as_ref().map(|siret| siret.as_str())),
            vat: text(debtor.vat.as_ref().map(|vat| vat.as_str())),
            iban: text(debtor.iban.as_ref().map(|iban| iban.as_str())),
            language: debtor.language.clone(),
            address: AddressShape {
                lines: Some(debtor.address.lines.clone()),
                postcode: Some(debtor.address.postcode.clone()),
                city: Some(debtor.address.city.clone()),
                country: Some(debtor.address.country.clone()),
            },
            contacts: read.contacts.iter().map(ContactOut::from).collect(),
            balances: with_balances.then(|| read.balances.iter().map(balance).collect()),
        }
    }
}

/// One instalment of an invoice, a credit note, or cash.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ItemOut {
    /// Its id.
    pub id: String,
    /// The debtor's id.
    pub debtor_id: String,
    /// `invoice`, `debit`, `credit_note`, `payment`, `adjustment` or `write_off`.
    pub kind: &'static str,
    /// Its number.
    pub number: String,
    /// Date of the document.
    pub issued_on: String,
    /// Due date.
    pub due_on: String,
    /// Whether the due date comes from terms and not from a document.
    pub due_estimated: bool,
    /// ISO 4217.
    pub currency: String,
    /// Amount at the start; negative for a credit.
    pub amount: String,
    /// What is left of it, same sign.
    pub open: String,
    /// The project that it is for; null for none.
    pub project: Option<String>,
}

impl From<&(OpenItem, String)> for ItemOut {
    fn from((item, project): &(OpenItem, String)) -> Self {
        Self {
            project: Some(project.clone()).filter(|code| !code.is_empty()),
            id: item.id.to_string(),
            debtor_id: item.debtor.to_string(),
            kind: item.kind.code(),
            number: item.number.clone(),
            issued_on: item.issued_on.to_string(),
            due_on: item.due_on.to_string(),
            due_estimated: item.due_estimated,
            currency: item.currency.code().to_owned(),
            amount: item.amount.iso(),
            open: item.open.iso(),
        }
    }
}

/// A line of a bank statement.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct TransactionOut {
    /// Its id.
    pub id: String,
    /// The bank's reference.
    pub reference: String,
    /// Booking date.
    pub booked_on: String,
    /// Value date.
    pub value_on: String,
    /// Credit positive.
    pub amount: String,
    /// ISO 4217.
    pub currency: String,
    /// Label.
    pub label: String,
    /// Who paid.
    pub counterparty: String,
    /// `to_identify`, `matched`, `booked`, `outgoing` or `ignored`.
    pub state: &'static str,
    /// The payment made of it.
    pub payment_item_id: Option<String>,
}

impl From<&BankLine> for TransactionOut {
    fn from(line: &BankLine) -> Self {
        Self {
            id: line.id.to_string(),
            reference: line.reference.clone(),
            booked_on: line.booked_on.to_string(),
            value_on: line.value_on.to_string(),
            amount: line.amount.iso(),
            currency: line.currency.code().to_owned(),
            label: line.label.clone(),
            counterparty: line.counterparty.clone(),
            state: line.state.code(),
            payment_item_id: line.payment_item.map(|item| item.to_string()),
        }
    }
}

/// A file that was brought in.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ImportOut {
    /// Its id.
    pub id: String,
    /// Its name.
    pub file: String,
    /// Its kind.
    pub kind: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// When.
    #[schema(format = DateTime)]
    pub imported_at: String,
    /// By whom.
    pub actor: String,
    /// Rows read.
    pub read: i64,
    /// Rows that made something new.
    pub created: i64,
    /// Rows that changed something.
    pub updated: i64,
    /// Rows that were there already.
    pub unchanged: i64,
    /// Rows that could not come in.
    pub rejected: i64,
}

impl From<&FileLine> for ImportOut {
    fn from(file: &FileLine) -> Self {
        let [read, created, updated, unchanged, rejected] = file.counts;
        Self {
            id: file.id.to_string(),
            file: file.file_name.clone(),
            kind: file.kind.clone(),
            sha256: file.document_hash.clone(),
            imported_at: file.imported_at.to_rfc3339_opts(SecondsFormat::Secs, true),
            actor: file.actor.clone(),
            read,
            created,
            updated,
            unchanged,
            rejected,
        }
    }
}

/// Which page.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct PageAsked {
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
    /// Rows of a page, 1 to 500; 100 by default.
    pub limit: Option<i64>,
}
