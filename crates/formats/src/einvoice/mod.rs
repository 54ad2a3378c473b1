//! Electronic invoices: UBL 2.1, CII (D16B and D22B, and its forerunner of ZUGFeRD 1.0), and the PDF that
//! carries one (Factur-X, ZUGFeRD, XRechnung).
//!
//! Only the header is read: parties, number, dates, totals, VAT by rate, how to pay. Totals are never
//! computed again from the lines, which the smallest profiles do not have; where they disagree among
//! themselves, a warning says so and the header's own figure stays. Amounts are in hundredths of their
//! currency whatever it is, with the signs of the document: see [`Invoice::signed_due`].
//!
//! Sources: EN 16931-1 (the `BT-` and `BG-` numbers), XP Z12-012 (the French profile), UN/CEFACT D16B.

mod checks;
mod cii;
mod header;
mod party;
mod pdf;
mod ubl;

pub use header::{DueDate, Invoice, Note, PaymentMeans, Reference, Syntax, VatLine};
pub use party::Party;

use crate::diagnostic::{Diagnostic, EinvoiceProblem, Problem, Report, Severity};
use crate::xml::{self, Node, XmlError};

/// No XML invoice is larger, its attachments included, in bytes.
pub(crate) const MAX_XML: usize = 64 << 20;

/// Lines and embedded files: counted or ignored, never kept.
const SKIPPED: [&str; 6] = [
    "InvoiceLine",
    "CreditNoteLine",
    "IncludedSupplyChainTradeLineItem",
    "EmbeddedDocumentBinaryObject",
    "AttachmentBinaryObject",
    "IncludedBinaryObject",
];

/// Reads an invoice from XML, or from the PDF that carries it.
///
/// # Errors
/// When there is none, or when it is broken: a part of an invoice is worth nothing, as its totals stand at
/// its end.
pub fn read(bytes: &[u8]) -> Result<Invoice, Vec<Diagnostic>> {
    if bytes.trim_ascii().is_empty() {
        return Err(vec![Diagnostic::fatal(Problem::Empty)]);
    }
    if pdf::is_pdf(bytes) {
        return pdf::read(bytes);
    }
    read_xml(bytes)
}

/// Whether a file is one for [`read`]: an invoice in XML, or any PDF.
pub(crate) fn recognises(bytes: &[u8]) -> bool {
    pdf::is_pdf(bytes) || is_invoice_xml(bytes)
}

/// Whether the root element is that of an invoice.
fn is_invoice_xml(bytes: &[u8]) -> bool {
    const ENOUGH: usize = 1 << 16;
    let start = xml::decode(&bytes[..bytes.len().min(ENOUGH)]);
    let Some(root) = xml::root_name(&start) else { return false };
    match root.as_str() {
        "CrossIndustryInvoice" | "CrossIndustryDocument" => true,
        "Invoice" | "CreditNote" => start.contains("oasis") || start.contains("unece"),
        // The envelope of Peppol.
        "StandardBusinessDocument" => start.contains("Invoice-2") || start.contains("CreditNote-2"),
        _ => false,
    }
}

fn refuse(line: u64, problem: EinvoiceProblem) -> Vec<Diagnostic> {
    vec![Diagnostic { line, field: None, severity: Severity::Error, problem: Problem::Einvoice(problem) }]
}

/// The refusal of a document that gave no tree.
pub(crate) fn refuse_xml((line, error): (u64, XmlError)) -> Vec<Diagnostic> {
    let problem = match error {
        XmlError::Doctype => EinvoiceProblem::Doctype,
        XmlError::TooDeep | XmlError::TooMany => EinvoiceProblem::TooLarge,
        XmlError::Broken(message) => EinvoiceProblem::Broken { message },
    };
    refuse(line, problem)
}

fn read_xml(bytes: &[u8]) -> Result<Invoice, Vec<Diagnostic>> {
    if bytes.len() > MAX_XML {
        return Err(refuse(0, EinvoiceProblem::TooLarge));
    }
    let text = xml::decode(bytes);
    let root_name = xml::root_name(&text).unwrap_or_default();
    // What is no XML at all is told as such, rather than as broken.
    if root_name.is_empty() && !text.trim_start().starts_with('<') {
        return Err(refuse(0, EinvoiceProblem::NotInvoice { root: root_name }));
    }
    let tree = xml::parse(&text, &SKIPPED).map_err(refuse_xml)?;
    let envelope = tree.name == "StandardBusinessDocument";
    let root = if envelope { tree.any(&["Invoice", "CreditNote", "CrossIndustryInvoice"]).unwrap_or(&tree) } else { &tree };
    read_tree(root)
}

fn read_tree(root: &Node) -> Result<Invoice, Vec<Diagnostic>> {
    let mut report = Report::default();
    let has_cii_header = root.any(&["ExchangedDocument", "HeaderExchangedDocument"]).is_some();
    let mut invoice = match root.name.as_str() {
        "CrossIndustryInvoice" | "CrossIndustryDocument" => cii::read(root, &mut report),
        // The first drafts of ZUGFeRD named their root as UBL does.
        "Invoice" if has_cii_header => cii::read(root, &mut report),
        "Invoice" | "CreditNote" => ubl::read(root, &mut report),
        other => return Err(refuse(root.line, EinvoiceProblem::NotInvoice { root: other.to_owned() })),
    };
    if invoice.number.is_empty() && invoice.total_with_tax.is_none() && invoice.amount_due.is_none() {
        return Err(refuse(root.line, EinvoiceProblem::NotInvoice { root: root.name.clone() }));
    }
    checks::check(&mut invoice, &mut report);
    invoice.diagnostics = report.finish();
    Ok(invoice)
}
