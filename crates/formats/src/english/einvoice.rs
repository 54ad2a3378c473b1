//! The sentences on electronic invoices and their life cycle.

use domain::Cents;

use super::quoted;
use crate::diagnostic::EinvoiceProblem;

/// The English sentence of a problem.
pub(crate) fn sentence(problem: &EinvoiceProblem) -> String {
    totals(problem).unwrap_or_else(|| document(problem))
}

fn list(names: &[String]) -> String {
    names.iter().take(5).map(|name| quoted(name)).collect::<Vec<_>>().join(", ")
}

fn document(problem: &EinvoiceProblem) -> String {
    use EinvoiceProblem as E;
    match problem {
        E::NotInvoice { root } if root.is_empty() => "This file is neither a PDF nor an XML document. Bring the electronic invoice as your software issued it (Factur-X, UBL or CII).".to_owned(),
        E::NotInvoice { root } => format!("This XML document is not a UBL or CII invoice: it begins with the element {}. Bring the electronic invoice as your software issued it.", quoted(root)),
        E::Doctype => "This XML document holds a document type definition (DOCTYPE), refused for safety. Ask your invoicing software for a file without DOCTYPE.".to_owned(),
        E::Broken { .. } => "The XML document is damaged or cut short from here on; nothing of it was taken, since its amounts would not be sure. Download it again.".to_owned(),
        E::TooLarge => "This XML document has more elements or levels than an invoice can have; it was refused for safety. Check where it comes from.".to_owned(),
        E::PdfBroken { .. } => "This PDF is damaged or cut short; its attachments cannot be read. Download it again.".to_owned(),
        E::PdfEncrypted => "This PDF is protected by a password. Bring it without protection, or bring the XML file of the invoice.".to_owned(),
        E::PdfWithoutInvoice { attached } if attached.is_empty() => "This PDF is not an electronic invoice: no file is attached to it. Bring the Factur-X version, or the UBL or CII file.".to_owned(),
        E::PdfWithoutInvoice { attached } => format!("This PDF is not an electronic invoice: none of the attached files ({}) is a UBL or CII invoice. Bring the Factur-X version.", list(attached)),
        E::PdfTooDense => "This PDF unfolds into far more objects than an invoice has; it was refused for safety. Check where it comes from, or bring the XML file of the invoice.".to_owned(),
        E::PdfTooLarge { limit } => format!("This PDF, or a file attached to it, is larger than {} MB; it was refused for safety. Bring the XML file of the invoice.", limit >> 20),
        E::PdfSeveral { others } => format!("Several invoices are attached to this PDF; the first was read, not {}. Bring the others apart.", list(others)),
        E::UnknownType { code } => format!("The document type {} is not known; it was read as an invoice. Check that it is not a credit note.", quoted(code)),
        E::CurrencyOfAmounts { currency } => format!("The currency of the invoice is not stated; that of the amounts, {currency}, was taken."),
        E::LifecycleIncomplete(what) => {
            let what = if *what == "invoice" { "the number of the invoice" } else { "the status" };
            format!("This life-cycle message does not state {what}; it could not be taken. Ask your platform to issue it again.")
        }
        E::UnknownStatus { code } => format!("The status {} is not a known life-cycle status; it is kept without effect.", quoted(code)),
        E::StatusWithoutReason { code } => format!("The status {code} must have a reason, and this message gives none. Ask your customer for it."),
        // The totals have their own sentences.
        _ => String::new(),
    }
}

fn totals(problem: &EinvoiceProblem) -> Option<String> {
    use EinvoiceProblem as E;
    let amount = |cents: &Cents| cents.en();
    Some(match problem {
        E::TaxTotals { without_tax, tax, with_tax } => format!(
            "The totals do not agree: {} without tax and {} of tax do not give {} with tax. The total of the header was taken as it is.",
            amount(without_tax),
            amount(tax),
            amount(with_tax)
        ),
        E::DueTotals { with_tax, prepaid, due } => format!(
            "The totals do not agree: {} with tax less {} paid already do not give {} to pay. The amount to pay was taken as it is.",
            amount(with_tax),
            amount(prepaid),
            amount(due)
        ),
        E::VatSplit { rates, tax } => format!(
            "The VAT by rate ({}) is not equal to the VAT of the invoice ({}). Both were taken as they are.",
            amount(rates),
            amount(tax)
        ),
        E::NegativeCreditNote => {
            "This credit note has a negative total; it was read as a credit note of that amount. Check its side with whoever issued it."
                .to_owned()
        }
        E::NegativeInvoice => "This invoice has a negative total; it is treated as a credit note.".to_owned(),
        E::DueParts { parts, due } => format!(
            "The parts of the due dates ({}) do not make the amount to pay ({}); one due date alone was kept, the last, for the whole.",
            amount(parts),
            amount(due)
        ),
        _ => return None,
    })
}
