//! What a header says of itself: required facts, identifiers, totals that agree with each other.

use domain::Cents;
use domain::identifiers::{Iban, Siren, Siret, VatNumber};

use super::{Invoice, Party};
use crate::diagnostic::{EinvoiceProblem, Identifier, Problem, Report};

pub(super) fn check(invoice: &mut Invoice, report: &mut Report) {
    required(invoice, report);
    kind_and_sign(invoice, report);
    totals(invoice, report);
    due_parts(invoice, report);
    party(&invoice.seller, report);
    party(&invoice.buyer, report);
    accounts(invoice, report);
}

fn required(invoice: &Invoice, report: &mut Report) {
    if invoice.document_currency.is_none()
        && let Some(currency) = invoice.amounts_currency
    {
        report.warning(0, Some("InvoiceCurrencyCode"), EinvoiceProblem::CurrencyOfAmounts { currency }.into());
    }
    let missing = [
        (invoice.number.is_empty(), "ID"),
        (invoice.issue_date.is_none(), "IssueDate"),
        (invoice.currency().is_none(), "Currency"),
        (invoice.total_with_tax.is_none() && invoice.amount_due.is_none(), "PayableAmount"),
        (invoice.seller.name.is_none(), "Seller"),
        (invoice.buyer.name.is_none(), "Buyer"),
    ];
    for (_, field) in missing.into_iter().filter(|(missing, _)| *missing) {
        // A value that is there but unreadable was reported where it stands; this says what is lost.
        report.error(0, Some(field), Problem::MissingValue);
    }
}

/// UNTDID 1001, as far as EN 16931 and XP Z12-012 list it.
fn is_known_type(code: &str) -> bool {
    const INVOICES: [&str; 49] = [
        "71", "80", "82", "84", "102", "130", "202", "203", "204", "211", "218", "219", "295", "325", "326", "331", "380", "382", "383",
        "384", "385", "386", "387", "388", "389", "390", "393", "394", "395", "456", "457", "471", "472", "473", "500", "501", "527",
        "553", "575", "623", "633", "751", "780", "817", "870", "875", "876", "877", "935",
    ];
    INVOICES.contains(&code)
}

fn kind_and_sign(invoice: &Invoice, report: &mut Report) {
    if !invoice.is_credit_type() && !is_known_type(&invoice.type_code) {
        report.warning(0, Some("TypeCode"), EinvoiceProblem::UnknownType { code: invoice.type_code.clone() }.into());
    }
    let negative = invoice.total_with_tax.or(invoice.amount_due).is_some_and(Cents::is_negative);
    if negative {
        let problem = if invoice.is_credit_type() { EinvoiceProblem::NegativeCreditNote } else { EinvoiceProblem::NegativeInvoice };
        report.warning(0, None, problem.into());
    }
}

fn totals(invoice: &Invoice, report: &mut Report) {
    let prepaid = invoice.prepaid.unwrap_or(Cents::ZERO);
    let rounding = invoice.rounding.unwrap_or(Cents::ZERO);
    if let (Some(without_tax), Some(with_tax)) = (invoice.total_without_tax, invoice.total_with_tax) {
        let tax = invoice.total_tax.unwrap_or(Cents::ZERO);
        if without_tax + tax != with_tax {
            report.warning(0, Some("GrandTotal"), EinvoiceProblem::TaxTotals { without_tax, tax, with_tax }.into());
        }
    }
    if let (Some(with_tax), Some(due)) = (invoice.total_with_tax, invoice.amount_due)
        && with_tax + rounding - prepaid != due
        // The smallest profile has no element for what is prepaid: the gap is that.
        && (invoice.prepaid.is_some() || invoice.profile() != Some("MINIMUM"))
    {
        report.warning(0, Some("DuePayable"), EinvoiceProblem::DueTotals { with_tax: with_tax + rounding, prepaid, due }.into());
    }
    if let Some(tax) = invoice.total_tax
        && !invoice.vat.is_empty()
    {
        let rates = Cents::total(invoice.vat.iter().map(|line| line.tax));
        if rates != tax {
            report.warning(0, Some("TaxTotal"), EinvoiceProblem::VatSplit { rates, tax }.into());
        }
    }
}

/// Parts that are all told, but do not sum to what is due.
fn due_parts(invoice: &Invoice, report: &mut Report) {
    let parts: Vec<Cents> = invoice.due_dates.iter().filter(|due| !due.discount).filter_map(|due| due.amount).collect();
    let Some(due) = invoice.signed_due() else { return };
    let sum = Cents::total(parts.iter().copied());
    if parts.len() > 1 && sum.abs() != due.abs() {
        report.warning(0, Some("PaymentTerms"), EinvoiceProblem::DueParts { parts: sum, due }.into());
    }
}

fn party(party: &Party, report: &mut Report) {
    let wrong = |what, text: &str, error, report: &mut Report| {
        report.warning(0, None, Problem::BadIdentifier { what, text: text.to_owned(), error });
    };
    for (scheme, text) in &party.registrations {
        // Many write the number of the establishment where that of the firm belongs: it holds it.
        let long = text.chars().filter(|c| !c.is_whitespace()).count() == 14;
        let (what, error) = match scheme.as_str() {
            "0002" if !long => (Identifier::Siren, Siren::parse(text).err()),
            "0002" | "0009" => (Identifier::Siret, Siret::parse(text).err()),
            _ => continue,
        };
        if let Some(error) = error {
            wrong(what, text, error, report);
        }
    }
    if let Some(vat) = party.vat.as_deref().filter(|vat| vat.starts_with("FR"))
        && let Err(error) = VatNumber::parse(vat)
    {
        wrong(Identifier::Vat, vat, error, report);
    }
}

fn accounts(invoice: &Invoice, report: &mut Report) {
    for means in &invoice.payment_means {
        // Only an account that looks like an IBAN is held to be one: Swedish giro numbers are not.
        let looks_like = |text: &str| text.len() >= 15 && text.bytes().take(2).all(|b| b.is_ascii_uppercase());
        if let Some(account) = means.account.as_deref().filter(|account| looks_like(account))
            && let Err(error) = Iban::parse(account)
        {
            report.warning(0, None, Problem::BadIdentifier { what: Identifier::Iban, text: account.to_owned(), error });
        }
    }
}
