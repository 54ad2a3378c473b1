//! UN/CEFACT Cross Industry Invoice: D16B and D22B, and the older names of ZUGFeRD 1.0 and its drafts.

use domain::party::Address;

use super::header::{
    DueDate, Invoice, Note, PaymentMeans, Reference, Syntax, VatLine, account, amount, currency, date, line, rate_bp, text,
};
use super::party::Party;
use crate::diagnostic::Report;
use crate::xml::Node;

/// An element that is not there: all its paths lead to nothing.
fn nothing() -> &'static Node {
    static NOTHING: std::sync::LazyLock<Node> = std::sync::LazyLock::new(Node::default);
    &NOTHING
}

fn section<'n>(parent: &'n Node, names: &[&str]) -> &'n Node {
    parent.any(names).unwrap_or_else(|| nothing())
}

pub(super) fn read(root: &Node, report: &mut Report) -> Invoice {
    let context = section(root, &["ExchangedDocumentContext", "SpecifiedExchangedDocumentContext"]);
    let document = section(root, &["ExchangedDocument", "HeaderExchangedDocument"]);
    let trade = section(root, &["SupplyChainTradeTransaction", "SpecifiedSupplyChainTradeTransaction"]);
    let agreement = section(trade, &["ApplicableHeaderTradeAgreement", "ApplicableSupplyChainTradeAgreement"]);
    let delivery = section(trade, &["ApplicableHeaderTradeDelivery", "ApplicableSupplyChainTradeDelivery"]);
    let settlement = section(trade, &["ApplicableHeaderTradeSettlement", "ApplicableSupplyChainTradeSettlement"]);
    let totals = section(settlement, &["SpecifiedTradeSettlementHeaderMonetarySummation", "SpecifiedTradeSettlementMonetarySummation"]);
    let total = |name: &str, report: &mut Report| amount(totals.at(&[name]), report);
    let document_currency = currency(settlement.at(&["InvoiceCurrencyCode"]), report);
    let is_own = |node: &&Node| node.attribute("currencyID") == document_currency.as_ref().map(domain::Currency::code);
    let tax = totals.all("TaxTotalAmount").find(is_own).or_else(|| totals.at(&["TaxTotalAmount"]));
    let means = settlement.all("SpecifiedTradeSettlementPaymentMeans");
    Invoice {
        syntax: if root.name == "CrossIndustryInvoice" { Syntax::Cii } else { Syntax::Zugferd1 },
        attachment: None,
        guideline: text(context, &["GuidelineSpecifiedDocumentContextParameter", "ID"]),
        number: line(document, &["ID"]).unwrap_or_default(),
        type_code: text(document, &["TypeCode"]).unwrap_or_else(|| "380".to_owned()),
        issue_date: date(document.at(&["IssueDateTime"]), report),
        delivery_date: date(
            delivery
                .at(&["ActualDeliverySupplyChainEvent", "OccurrenceDateTime"])
                .or_else(|| settlement.at(&["BillingSpecifiedPeriod", "EndDateTime"])),
            report,
        ),
        due_dates: settlement.all("SpecifiedTradePaymentTerms").filter_map(|terms| due_date(terms, report)).collect(),
        document_currency,
        amounts_currency: amounts_currency(totals),
        seller: agreement.at(&["SellerTradeParty"]).map(party).unwrap_or_default(),
        buyer: agreement.at(&["BuyerTradeParty"]).map(party).unwrap_or_default(),
        payee: settlement.at(&["PayeeTradeParty"]).map(party).filter(|party| !party.is_empty()),
        total_without_tax: total("TaxBasisTotalAmount", report),
        total_tax: amount(tax, report),
        total_with_tax: total("GrandTotalAmount", report),
        prepaid: total("TotalPrepaidAmount", report),
        rounding: total("RoundingAmount", report),
        amount_due: total("DuePayableAmount", report),
        vat: settlement.all("ApplicableTradeTax").filter_map(|tax| vat_line(tax, report)).collect(),
        payment_means: means.map(payment_means).collect(),
        payment_reference: text(settlement, &["PaymentReference"]),
        payment_terms: settlement.all("SpecifiedTradePaymentTerms").find_map(|terms| text(terms, &["Description"])),
        order_reference: agreement.at(&["BuyerOrderReferencedDocument"]).and_then(number),
        buyer_reference: text(agreement, &["BuyerReference"]),
        contract_reference: agreement.at(&["ContractReferencedDocument"]).and_then(number),
        preceding: settlement.all("InvoiceReferencedDocument").filter_map(|node| preceding(node, report)).collect(),
        notes: document.all("IncludedNote").filter_map(note).collect(),
        // UNTDID 2475: 5 the date of the document, 29 that of the delivery, 72 that of the payment.
        vat_on_debits: settlement.all("ApplicableTradeTax").any(|tax| tax.text_at(&["DueDateTypeCode"]) == Some("5")),
        lines: trade.all("IncludedSupplyChainTradeLineItem").count() as u64,
        diagnostics: Vec::new(),
    }
}

/// The currency that all totals agree on: older files only have it there.
fn amounts_currency(totals: &Node) -> Option<domain::Currency> {
    let mut found = ["DuePayableAmount", "GrandTotalAmount"]
        .iter()
        .filter_map(|name| totals.at(&[name])?.attribute("currencyID").and_then(domain::Currency::parse));
    let first = found.next()?;
    found.all(|other| other == first).then_some(first)
}

fn due_date(terms: &Node, report: &mut Report) -> Option<DueDate> {
    let date = date(terms.at(&["DueDateDateTime"]), report)?;
    let discount = terms.at(&["ApplicableTradePaymentDiscountTerms"]).is_some();
    Some(DueDate { date, amount: amount(terms.at(&["PartialPaymentAmount"]), report), discount })
}

fn vat_line(node: &Node, report: &mut Report) -> Option<VatLine> {
    Some(VatLine {
        category: text(node, &["CategoryCode"]).unwrap_or_default(),
        rate_bp: rate_bp(node.any(&["RateApplicablePercent", "ApplicablePercent"])),
        base: amount(node.at(&["BasisAmount"]), report),
        tax: amount(node.at(&["CalculatedAmount"]), report)?,
    })
}

fn payment_means(node: &Node) -> PaymentMeans {
    let payee = node.at(&["PayeePartyCreditorFinancialAccount"]);
    let number = payee.and_then(|p| p.text_at(&["IBANID"]).or_else(|| p.text_at(&["ProprietaryID"])));
    PaymentMeans {
        code: text(node, &["TypeCode"]).unwrap_or_default(),
        account: account(number),
        holder: payee.and_then(|p| text(p, &["AccountName"])),
    }
}

fn number(node: &Node) -> Option<String> {
    node.any(&["IssuerAssignedID", "ID"]).and_then(Node::text).map(str::to_owned)
}

fn preceding(node: &Node, report: &mut Report) -> Option<Reference> {
    Some(Reference { number: number(node)?, date: date(node.any(&["FormattedIssueDateTime", "IssueDateTime"]), report) })
}

fn note(node: &Node) -> Option<Note> {
    let texts: Vec<&str> = node.all("Content").filter_map(Node::text).collect();
    (!texts.is_empty())
        .then(|| Note { subject: text(node, &["SubjectCode"]).unwrap_or_default().to_ascii_uppercase(), text: texts.join("\n") })
}

fn party(node: &Node) -> Party {
    let contact = node.any(&["DefinedTradeContact"]);
    let of_contact = |path: &[&str]| contact.and_then(|contact| text(contact, path));
    let mut party = Party {
        name: line(node, &["Name"]).or_else(|| line(node, &["SpecifiedLegalOrganization", "TradingBusinessName"])),
        code: text(node, &["ID"]),
        email: of_contact(&["EmailURIUniversalCommunication", "URIID"]),
        phone: of_contact(&["TelephoneUniversalCommunication", "CompleteNumber"]),
        ..Party::default()
    };
    let legal = node.at(&["SpecifiedLegalOrganization", "ID"]);
    party.register(legal.and_then(|id| id.attribute("schemeID")), legal.and_then(Node::text));
    for id in node.all("GlobalID") {
        party.register(id.attribute("schemeID"), id.text());
    }
    for address in node.all("URIUniversalCommunication").filter_map(|uri| uri.at(&["URIID"])) {
        match address.attribute("schemeID") {
            Some("EM") => party.email = party.email.or_else(|| address.text().map(str::to_owned)),
            // 0225 is the French directory: a SIREN, then what its owner likes.
            Some("0225") => party.register(Some("0002"), address.text().and_then(|text| text.get(..9))),
            scheme @ Some("0002" | "0009") => party.register(scheme, address.text()),
            _ => {}
        }
    }
    let tax = node.all("SpecifiedTaxRegistration").filter_map(|tax| tax.at(&["ID"]));
    party.vat = account(tax.filter(|id| id.attribute("schemeID") == Some("VA")).find_map(Node::text));
    if let Some(postal) = node.at(&["PostalTradeAddress"]) {
        party.address = address(postal);
    }
    party
}

fn address(node: &Node) -> Address {
    let line = |name: &str| text(node, &[name]);
    Address {
        lines: ["LineOne", "LineTwo", "LineThree"].iter().filter_map(|name| line(name)).collect(),
        postcode: line("PostcodeCode").unwrap_or_default(),
        city: line("CityName").unwrap_or_default(),
        country: line("CountryID").unwrap_or_default(),
    }
}
