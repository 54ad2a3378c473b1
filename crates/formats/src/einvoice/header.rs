//! What an electronic invoice says in its header.

use domain::identifiers::Iban;
use domain::{Cents, Currency, Date};

use super::Party;
use crate::diagnostic::{Diagnostic, Problem, Report};
use crate::value;
use crate::xml::Node;

/// In which language of XML an invoice was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Syntax {
    /// UBL 2.1 `Invoice`.
    #[default]
    UblInvoice,
    /// UBL 2.1 `CreditNote`.
    UblCreditNote,
    /// UN/CEFACT `CrossIndustryInvoice`, D16B or D22B: the header of both is the same.
    Cii,
    /// `CrossIndustryDocument` of ZUGFeRD 1.0, and its drafts.
    Zugferd1,
}

impl Syntax {
    /// The usual name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::UblInvoice => "UBL 2.1 Invoice",
            Self::UblCreditNote => "UBL 2.1 CreditNote",
            Self::Cii => "CII",
            Self::Zugferd1 => "ZUGFeRD 1.0",
        }
    }
}

/// A date until which an amount is to be paid (BT-9 and the terms of payment).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DueDate {
    /// The date.
    pub date: Date,
    /// The part that is due then, when the document says so.
    pub amount: Option<Cents>,
    /// Whether it is only the last day of a cash discount: nothing is late after it.
    pub discount: bool,
}

/// A line of the VAT breakdown (BG-23).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VatLine {
    /// `S`, `Z`, `E`, `AE`, `K`, `G`, `O`, `L`, `M`; empty when absent.
    pub category: String,
    /// Hundredths of a percent: 2000 is 20 %.
    pub rate_bp: Option<u32>,
    /// Amount that the tax is computed on.
    pub base: Option<Cents>,
    /// The tax.
    pub tax: Cents,
}

/// A note with the code of its subject (BG-1): `PMD` late-payment penalties, `PMT` the fixed fee of 40 €,
/// `AAB` the cash discount.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// The code; empty when the note has none.
    pub subject: String,
    /// The text.
    pub text: String,
}

/// A way to pay (BG-16).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PaymentMeans {
    /// UNTDID 4461: 30 and 58 transfers, 49 and 59 direct debits, 48 cards…
    pub code: String,
    /// The account to pay to, without blanks, as printed.
    pub account: Option<String>,
    /// Name of its holder.
    pub holder: Option<String>,
}

/// An earlier invoice that this document refers to (BG-3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// Its number.
    pub number: String,
    /// Its date.
    pub date: Option<Date>,
}

/// An electronic invoice or credit note: the facts of its header, with the document's own signs.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Invoice {
    /// The language of XML.
    pub syntax: Syntax,
    /// Name of the file in the PDF that carried it.
    pub attachment: Option<String>,
    /// BT-24, as in the document.
    pub guideline: Option<String>,
    /// BT-1; empty when missing, which is an error.
    pub number: String,
    /// BT-3: 380 invoice, 381 credit note, 384 corrected, 386 prepayment, 389 self-billed…
    pub type_code: String,
    /// BT-2.
    pub issue_date: Option<Date>,
    /// BT-72, or the end of the invoiced period.
    pub delivery_date: Option<Date>,
    /// In the order of the document.
    pub due_dates: Vec<DueDate>,
    /// BT-5, as the document names it; see [`Invoice::currency`].
    pub document_currency: Option<Currency>,
    /// That of the totals, for a document that does not name its own.
    pub amounts_currency: Option<Currency>,
    /// BG-4.
    pub seller: Party,
    /// BG-7.
    pub buyer: Party,
    /// BG-10: who is paid, when it is not the seller (a factor).
    pub payee: Option<Party>,
    /// BT-109.
    pub total_without_tax: Option<Cents>,
    /// BT-110.
    pub total_tax: Option<Cents>,
    /// BT-112.
    pub total_with_tax: Option<Cents>,
    /// BT-113.
    pub prepaid: Option<Cents>,
    /// BT-114.
    pub rounding: Option<Cents>,
    /// BT-115.
    pub amount_due: Option<Cents>,
    /// BG-23.
    pub vat: Vec<VatLine>,
    /// BG-16.
    pub payment_means: Vec<PaymentMeans>,
    /// BT-83: what the payer should write.
    pub payment_reference: Option<String>,
    /// BT-20.
    pub payment_terms: Option<String>,
    /// BT-13.
    pub order_reference: Option<String>,
    /// BT-10.
    pub buyer_reference: Option<String>,
    /// BT-12.
    pub contract_reference: Option<String>,
    /// BG-3.
    pub preceding: Vec<Reference>,
    /// BG-1.
    pub notes: Vec<Note>,
    /// Whether VAT is due when the document is issued, in spite of services (« option pour les débits », BT-8).
    pub vat_on_debits: bool,
    /// How many lines it has; the small profiles have none.
    pub lines: u64,
    /// What is odd or lost.
    pub diagnostics: Vec<Diagnostic>,
}

impl Invoice {
    /// The profile in the words of its standard; the guideline itself when it is another one.
    #[must_use]
    pub fn profile(&self) -> Option<&str> {
        let guideline = self.guideline.as_deref()?;
        let lower = guideline.to_ascii_lowercase();
        // From the most to the least precise: all of them name EN 16931 too.
        let known = [
            ("xrechnung", "XRECHNUNG"),
            ("extended-ctc-fr", "EXTENDED-CTC-FR"),
            ("extended", "EXTENDED"),
            ("minimum", "MINIMUM"),
            ("basicwl", "BASIC WL"),
            ("basic", "BASIC"),
            ("comfort", "COMFORT"),
            ("komfort", "COMFORT"),
            ("peppol", "PEPPOL BIS BILLING 3"),
            ("en16931", "EN 16931"),
        ];
        Some(known.iter().find(|(mark, _)| lower.contains(mark)).map_or(guideline, |(_, name)| name))
    }

    /// The currency of the totals.
    #[must_use]
    pub fn currency(&self) -> Option<Currency> {
        self.document_currency.or(self.amounts_currency)
    }

    /// Whether the type of document is a credit to the buyer (UNTDID 1001, as EN 16931 sorts its codes).
    #[must_use]
    pub fn is_credit_type(&self) -> bool {
        matches!(
            self.type_code.as_str(),
            "81" | "83" | "261" | "262" | "296" | "308" | "381" | "396" | "420" | "458" | "502" | "503" | "532"
        )
    }

    /// What the buyer owes by this document, negative for a credit whatever sign it writes: the amount
    /// due, else the total with tax less what is prepaid.
    #[must_use]
    pub fn signed_due(&self) -> Option<Cents> {
        let own = match (self.amount_due, self.total_with_tax) {
            (Some(due), _) => due,
            (None, Some(total)) => total - self.prepaid.unwrap_or(Cents::ZERO) + self.rounding.unwrap_or(Cents::ZERO),
            (None, None) => return None,
        };
        Some(if self.is_credit_type() { -own.abs() } else { own })
    }

    /// The first account to pay to, without blanks, as printed.
    #[must_use]
    pub fn account(&self) -> Option<&str> {
        self.payment_means.iter().find_map(|means| means.account.as_deref())
    }

    /// The first account that is a valid IBAN.
    #[must_use]
    pub fn iban(&self) -> Option<Iban> {
        self.payment_means.iter().filter_map(|means| means.account.as_deref()).find_map(|account| Iban::parse(account).ok())
    }

    /// The instalments: a date and what is due then, signed as [`Invoice::signed_due`]. One for the whole,
    /// at the last date, when the parts are not told or do not sum to it; the days of a cash discount are
    /// none. Empty without any date.
    #[must_use]
    pub fn instalments(&self) -> Vec<(Date, Cents)> {
        let Some(due) = self.signed_due() else { return Vec::new() };
        let mut dates: Vec<&DueDate> = self.due_dates.iter().filter(|due| !due.discount).collect();
        if dates.is_empty() {
            dates = self.due_dates.iter().collect();
        }
        let sign = |part: Cents| if due.is_negative() { -part.abs() } else { part };
        let parts: Option<Vec<(Date, Cents)>> = dates.iter().map(|d| d.amount.map(|part| (d.date, sign(part)))).collect();
        match parts {
            Some(mut parts) if parts.len() > 1 && parts.iter().map(|(_, part)| i128::from(part.0)).sum::<i128>() == i128::from(due.0) => {
                parts.sort_by_key(|(date, _)| *date);
                parts
            }
            _ => dates.iter().map(|d| d.date).max().map(|last| (last, due)).into_iter().collect(),
        }
    }
}

/// An amount of the document; what is none is reported under its element's name.
pub(super) fn amount(node: Option<&Node>, report: &mut Report) -> Option<Cents> {
    let node = node?;
    let text = node.text()?;
    match Cents::parse(text) {
        Ok(amount) => Some(amount),
        Err(error) => {
            report.error(node.line, Some(&node.name), Problem::BadAmount { text: text.to_owned(), error });
            None
        }
    }
}

/// `20.00` as 2000 hundredths of a percent; finer rates are not of this world.
pub(super) fn rate_bp(node: Option<&Node>) -> Option<u32> {
    Cents::parse(node?.text()?).ok().and_then(|rate| u32::try_from(rate.0).ok())
}

/// A date of the document, in whichever child it stands; what is none is reported.
pub(super) fn date(node: Option<&Node>, report: &mut Report) -> Option<Date> {
    let node = node?;
    let holder = node.any(&["DateTimeString", "DateString", "DateTime", "Date"]).unwrap_or(node);
    let text = holder.text()?;
    // 102 is a date; 203 and 204 add a time of day; D16B also allows plain ISO.
    let digits = text.len() > 8 && text.bytes().all(|b| b.is_ascii_digit());
    let day = if digits { text.get(..8).unwrap_or(text) } else { text };
    let day = day.split_once(['Z', '+']).map_or(day, |(day, _)| day);
    let found = value::date(day);
    if found.is_none() {
        report.error(holder.line, Some(&node.name), Problem::BadDate { text: text.to_owned() });
    }
    found
}

/// The text of a node along a path.
pub(super) fn text(node: &Node, path: &[&str]) -> Option<String> {
    node.text_at(path).map(str::to_owned)
}

/// The text of a node along a path, on one line: names and numbers may be wrapped in the file.
pub(super) fn line(node: &Node, path: &[&str]) -> Option<String> {
    node.text_at(path).map(|text| text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// A currency code; what is none is reported.
pub(super) fn currency(node: Option<&Node>, report: &mut Report) -> Option<Currency> {
    let node = node?;
    let text = node.text()?;
    let found = Currency::parse(text);
    if found.is_none() {
        report.error(node.line, Some(&node.name), Problem::BadCurrency { text: text.to_owned() });
    }
    found
}

/// An account number without blanks.
pub(super) fn account(text: Option<&str>) -> Option<String> {
    text.map(|text| text.chars().filter(|c| !c.is_whitespace()).collect())
}
