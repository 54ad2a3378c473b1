//! Sentences on tables and workbooks, and the English names of columns.

use super::quoted;
use crate::diagnostic::Problem;
use crate::guess::Kind;

pub(super) fn sentence(problem: &Problem) -> Option<String> {
    Some(match problem {
        Problem::TotalsRow => "This line is a total; it was left out.".to_owned(),
        Problem::BrokenCell { text } => format!("The cell holds the error {}; the line was left out. Correct the formula in the spreadsheet.", quoted(text)),
        Problem::AmbiguousDates { text } => format!("Nothing says whether the date {} begins with the day or the month; the dates of this file were read day first. Check them in the preview.", quoted(text)),
        Problem::TwinColumns { count } => format!("This is the name of {count} columns; the first was read. Choose the other in the preview if it is the right one."),
        Problem::ComputedGross => "The amount with tax is not in the file; it was computed from the amount without tax and the VAT rate, rounded to the cent.".to_owned(),
        Problem::InstalmentsDisagree { amount, total } => format!("The instalments make {} and the invoice {}; the line was left out. Check the amounts of the instalments.", total.en(), amount.en()),
        Problem::WorkbookPassword => "This workbook is protected by a password. Save it without a password, or export it as CSV.".to_owned(),
        Problem::WorkbookOld => "This workbook is in an old format (.xls). Save it as .xlsx, or export it as CSV.".to_owned(),
        Problem::WorkbookTooLarge => "This workbook is enormous once unpacked; it was not read. Export the sheet that matters as CSV.".to_owned(),
        Problem::WorkbookBroken { .. } => "This workbook cannot be read or is not in .xlsx format. Open it in a spreadsheet program and save it again, or export it as CSV.".to_owned(),
        _ => return None,
    })
}

/// The English name of a column of ours.
pub(crate) fn field(kind: Kind, ours: &str) -> &'static str {
    if kind == Kind::Customers { customer_field(ours) } else { invoice_field(ours) }
}

fn customer_field(ours: &str) -> &'static str {
    match ours {
        "code" => "Customer code",
        "name" => "Name or company name",
        "kind" => "Kind (business, consumer, public)",
        "category" => "Category",
        "legal_form" => "Legal form",
        "siren" => "SIREN",
        "siret" => "SIRET",
        "vat" => "VAT number",
        "address" => "Address",
        "address2" => "Address, continued",
        "postcode" => "Postcode",
        "city" => "Town",
        "country" => "Country",
        "email" => "Email",
        "phone" => "Telephone",
        "contact" => "Contact",
        "contact_role" => "Role of the contact",
        "contact_2" => "Contact 2",
        "email_2" => "Email 2",
        "phone_2" => "Telephone 2",
        "contact_role_2" => "Role 2",
        "contact_3" => "Contact 3",
        "email_3" => "Email 3",
        "phone_3" => "Telephone 3",
        "contact_role_3" => "Role 3",
        "email_management" => "Email of the management",
        "email_purchasing" => "Email of purchasing",
        "iban" => "IBAN",
        "bic" => "BIC",
        "payment_terms" => "Payment terms",
        "language" => "Language",
        "collector" => "Collector",
        _ => "Parent company",
    }
}

fn invoice_field(ours: &str) -> &'static str {
    match ours {
        "number" => "Invoice number",
        "type" => "Kind of document",
        "customer_code" => "Customer code",
        "customer_name" => "Customer name",
        "customer_email" => "Customer email",
        "customer_siren" => "Customer SIREN",
        "issued_on" => "Invoice date",
        "due_on" => "Due date",
        "terms" => "Payment terms",
        "net" => "Amount without tax",
        "vat" => "VAT amount",
        "vat_rate" => "VAT rate",
        "amount" => "Amount with tax",
        "debit" => "Debit",
        "credit" => "Credit",
        "sign" => "Side (D or C)",
        "instalment" => "Amount of the instalment",
        "paid" => "Paid already",
        "open" => "Left to pay",
        "currency" => "Currency",
        "order_ref" => "Order reference",
        "project" => "Project",
        "label" => "Label",
        "dispute" => "Reason of dispute",
        "disputed_on" => "Day of dispute",
        "paid_on" => "Payment date",
        "due_on_1" => "Instalment 1: date",
        "amount_1" => "Instalment 1: amount",
        "due_on_2" => "Instalment 2: date",
        "amount_2" => "Instalment 2: amount",
        "due_on_3" => "Instalment 3: date",
        "amount_3" => "Instalment 3: amount",
        "due_on_4" => "Instalment 4: date",
        _ => "Instalment 4: amount",
    }
}
