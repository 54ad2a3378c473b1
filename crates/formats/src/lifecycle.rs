//! Life-cycle messages of electronic invoices: `CrossDomainAcknowledgementAndResponse` (CDAR, UN/CEFACT
//! D22B) as XP Z12-012 uses it.
//!
//! One message may tell of several invoices, each with one or more statuses. Amounts carry the type of the
//! standard: `MEN` collected, `MPA` paid, `MAP` approved, `MNA` not approved.

use domain::einvoice_status::EinvoiceStatus;
use domain::identifiers::Siren;
use domain::{Cents, Currency, Date};

use crate::diagnostic::{Diagnostic, EinvoiceProblem, Problem, Report, Severity};
use crate::einvoice::{MAX_XML, refuse_xml};
use crate::value;
use crate::xml::{self, Node};

mod write;

pub use write::{Collection, Payer, RateShare, collected};

const ROOT: &str = "CrossDomainAcknowledgementAndResponse";

/// An amount that comes with a status.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusAmount {
    /// `MEN`, `MPA`, `MAP`, `MNA`…; empty when the message does not say.
    pub kind: String,
    /// The amount, tax included.
    pub amount: Cents,
    /// Its currency, when the message says so.
    pub currency: Option<Currency>,
    /// The rate of VAT that it bears, in hundredths of a percent.
    pub rate_bp: Option<u32>,
}

/// A status of one invoice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvoiceStatus {
    /// Number of the invoice.
    pub invoice: String,
    /// Its date, when the message says so.
    pub invoice_date: Option<Date>,
    /// The seller's SIREN, when the message says so.
    pub seller: Option<Siren>,
    /// 200 to 228, 501; another number is kept with a warning.
    pub status: u16,
    /// Codes of the reasons, as `MONTANTTOTAL_ERR`.
    pub reasons: Vec<String>,
    /// The reason and the comment in words; may be empty.
    pub comment: String,
    /// The day of the status.
    pub date: Option<Date>,
    /// Amounts that come with it.
    pub amounts: Vec<StatusAmount>,
}

impl InvoiceStatus {
    /// The sum of the amounts of a type; `None` when there is none.
    #[must_use]
    pub fn amount(&self, kind: &str) -> Option<Cents> {
        let mut found = self.amounts.iter().filter(|amount| amount.kind == kind).map(|amount| amount.amount).peekable();
        found.peek()?;
        Some(Cents::total(found))
    }
}

/// A message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LifecycleFile {
    /// The sender's identification of it.
    pub id: Option<String>,
    /// What it tells, in its order.
    pub statuses: Vec<InvoiceStatus>,
    /// What is odd or lost.
    pub diagnostics: Vec<Diagnostic>,
}

/// Whether a file is a life-cycle message.
pub(crate) fn recognises(bytes: &[u8]) -> bool {
    const ENOUGH: usize = 1 << 16;
    xml::root_name(&xml::decode(&bytes[..bytes.len().min(ENOUGH)])).is_some_and(|root| root == ROOT)
}

/// Reads a message.
///
/// # Errors
/// When it is no such message, is broken, or tells nothing of any invoice.
pub fn read(bytes: &[u8]) -> Result<LifecycleFile, Vec<Diagnostic>> {
    if bytes.trim_ascii().is_empty() {
        return Err(vec![Diagnostic::fatal(Problem::Empty)]);
    }
    if bytes.len() > MAX_XML {
        return Err(refuse_xml((0, xml::XmlError::TooMany)));
    }
    let text = xml::decode(bytes);
    if !text.trim_start_matches('\u{feff}').trim_start().starts_with('<') {
        return Err(vec![Diagnostic::fatal(Problem::UnknownContent)]);
    }
    let root = xml::parse(&text, &[]).map_err(refuse_xml)?;
    if root.name != ROOT {
        return Err(vec![Diagnostic::fatal(Problem::UnknownContent)]);
    }
    let mut report = Report::default();
    let header = root.at(&["ExchangedDocument"]);
    let sent_on = header.and_then(|header| date(header.at(&["IssueDateTime"]), &mut report));
    let mut statuses = Vec::new();
    for document in root.all("AcknowledgementDocument") {
        let told_on = date(document.at(&["IssueDateTime"]), &mut report).or(sent_on);
        for reference in document.all("ReferenceReferencedDocument") {
            read_reference(document, reference, told_on, &mut statuses, &mut report);
        }
    }
    let id = header.and_then(|header| header.text_at(&["ID"])).map(str::to_owned);
    let mut diagnostics = report.finish();
    if statuses.is_empty() {
        if diagnostics.iter().all(|found| found.severity != Severity::Error) {
            diagnostics.push(Diagnostic::fatal(EinvoiceProblem::LifecycleIncomplete("invoice").into()));
        }
        return Err(diagnostics);
    }
    Ok(LifecycleFile { id, statuses, diagnostics })
}

fn read_reference(document: &Node, reference: &Node, told_on: Option<Date>, found: &mut Vec<InvoiceStatus>, report: &mut Report) {
    let Some(invoice) = reference.text_at(&["IssuerAssignedID"]) else {
        report.error(reference.line, Some("IssuerAssignedID"), EinvoiceProblem::LifecycleIncomplete("invoice").into());
        return;
    };
    let invoice = invoice.split_whitespace().collect::<Vec<_>>().join(" ");
    let invoice_date = date(reference.at(&["FormattedIssueDateTime"]), report);
    let seller = reference
        .at(&["IssuerTradeParty"])
        .and_then(|party| party.all("GlobalID").find(|id| matches!(id.attribute("schemeID"), Some("0002" | "0009"))))
        .and_then(|id| Siren::parse(id.text()?.get(..9)?).ok());
    let own = reference.at(&["ProcessConditionCode"]).or_else(|| document.at(&["ProcessConditionCode"]));
    let details: Vec<&Node> = reference.all("SpecifiedDocumentStatus").collect();
    // One status for the reference, told in several details; or a code in each detail.
    let mut groups: Vec<(Option<&Node>, Vec<&Node>)> = Vec::new();
    if own.is_some() || details.is_empty() {
        groups.push((own, details));
    } else {
        groups.extend(details.into_iter().map(|detail| (detail.at(&["ProcessConditionCode"]), vec![detail])));
    }
    for (code, details) in groups {
        let Some(status) = read_code(code, reference, report) else { continue };
        let mut reasons: Vec<String> = Vec::new();
        let mut words: Vec<&str> = Vec::new();
        let mut amounts = Vec::new();
        let mut on = None;
        for detail in &details {
            on = on.or_else(|| date(detail.at(&["ReferenceDateTime"]), report));
            reasons.extend(detail.all("ReasonCode").filter_map(Node::text).map(str::to_owned));
            words.extend(detail.all("Reason").filter_map(Node::text));
            words.extend(detail.all("IncludedNote").filter_map(|note| note.text_at(&["Content"])));
            amounts.extend(detail.all("SpecifiedDocumentCharacteristic").filter_map(|node| amount(node, report)));
        }
        reasons.dedup();
        if reasons.is_empty() && words.is_empty() && EinvoiceStatus::from_code(status).is_some_and(EinvoiceStatus::needs_reason) {
            report.warning(reference.line, Some("ReasonCode"), EinvoiceProblem::StatusWithoutReason { code: status }.into());
        }
        found.push(InvoiceStatus {
            invoice: invoice.clone(),
            invoice_date,
            seller: seller.clone(),
            status,
            reasons,
            comment: words.join(" – "),
            date: on.or(told_on),
            amounts,
        });
    }
}

fn read_code(node: Option<&Node>, reference: &Node, report: &mut Report) -> Option<u16> {
    let text = node.and_then(Node::text);
    let line = node.map_or(reference.line, |node| node.line);
    match text.map(|text| (text, text.parse::<u16>())) {
        None => {
            report.error(line, Some("ProcessConditionCode"), EinvoiceProblem::LifecycleIncomplete("status").into());
            None
        }
        Some((text, code)) => {
            let known = code.as_ref().ok().is_some_and(|code| EinvoiceStatus::from_code(*code).is_some());
            if !known {
                let problem = EinvoiceProblem::UnknownStatus { code: text.to_owned() };
                report.warning(line, Some("ProcessConditionCode"), problem.into());
            }
            code.ok()
        }
    }
}

fn amount(node: &Node, report: &mut Report) -> Option<StatusAmount> {
    let value = node.at(&["ValueAmount"])?;
    let text = value.text()?;
    match Cents::parse(text) {
        Ok(amount) => Some(StatusAmount {
            kind: node.text_at(&["TypeCode"]).unwrap_or_default().to_ascii_uppercase(),
            amount,
            currency: value.attribute("currencyID").and_then(Currency::parse),
            rate_bp: node.text_at(&["ValuePercent"]).and_then(|text| Cents::parse(text).ok()).and_then(|rate| u32::try_from(rate.0).ok()),
        }),
        Err(error) => {
            report.error(value.line, Some("ValueAmount"), Problem::BadAmount { text: text.to_owned(), error });
            None
        }
    }
}

fn date(node: Option<&Node>, report: &mut Report) -> Option<Date> {
    let node = node?;
    let holder = node.any(&["DateTimeString", "DateTime"]).unwrap_or(node);
    let text = holder.text()?;
    let compact = text.len() > 8 && text.bytes().all(|b| b.is_ascii_digit());
    let found = value::date(if compact { text.get(..8).unwrap_or(text) } else { text });
    if found.is_none() {
        report.error(holder.line, Some(&node.name), Problem::BadDate { text: text.to_owned() });
    }
    found
}
