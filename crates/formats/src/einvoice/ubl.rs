//! UBL 2.1: `Invoice` and `CreditNote` (OASIS), as EN 16931 uses them.

use domain::party::Address;

use super::header::{
    DueDate, Invoice, Note, PaymentMeans, Reference, Syntax, VatLine, account, amount, currency, date, line, rate_bp, text,
};
use super::party::Party;
use crate::diagnostic::Report;
use crate::xml::Node;

pub(super) fn read(root: &Node, report: &mut Report) -> Invoice {
    let credit = root.name == "CreditNote";
    let syntax = if credit { Syntax::UblCreditNote } else { Syntax::UblInvoice };
    let document_currency = currency(root.at(&["DocumentCurrencyCode"]), report);
    let totals = root.any(&["LegalMonetaryTotal", "RequestedMonetaryTotal"]);
    let total = |name: &str, report: &mut Report| amount(totals.and_then(|t| t.at(&[name])), report);
    let tax_total = root
        .all("TaxTotal")
        .find(|total| {
            total.at(&["TaxAmount"]).and_then(|a| a.attribute("currencyID")) == document_currency.as_ref().map(domain::Currency::code)
        })
        .or_else(|| root.at(&["TaxTotal"]));
    let type_code = text(root, &[if credit { "CreditNoteTypeCode" } else { "InvoiceTypeCode" }]);
    let period = root.at(&["InvoicePeriod"]);
    Invoice {
        syntax,
        attachment: None,
        guideline: text(root, &["CustomizationID"]),
        number: line(root, &["ID"]).unwrap_or_default(),
        type_code: type_code.unwrap_or_else(|| if credit { "381" } else { "380" }.to_owned()),
        issue_date: date(root.at(&["IssueDate"]), report),
        delivery_date: date(root.at(&["Delivery", "ActualDeliveryDate"]).or_else(|| period.and_then(|p| p.at(&["EndDate"]))), report),
        due_dates: due_dates(root, report),
        document_currency,
        amounts_currency: totals
            .and_then(|t| t.any(&["PayableAmount", "TaxInclusiveAmount"]))
            .and_then(|amount| amount.attribute("currencyID"))
            .and_then(domain::Currency::parse),
        seller: root.at(&["AccountingSupplierParty", "Party"]).map(party).unwrap_or_default(),
        buyer: root.at(&["AccountingCustomerParty", "Party"]).map(party).unwrap_or_default(),
        payee: root.at(&["PayeeParty"]).map(party).filter(|party| !party.is_empty()),
        total_without_tax: total("TaxExclusiveAmount", report),
        total_tax: amount(tax_total.and_then(|t| t.at(&["TaxAmount"])), report),
        total_with_tax: total("TaxInclusiveAmount", report),
        prepaid: total("PrepaidAmount", report),
        rounding: total("PayableRoundingAmount", report),
        amount_due: total("PayableAmount", report),
        vat: tax_total.map(|total| vat_lines(total, report)).unwrap_or_default(),
        payment_means: root.all("PaymentMeans").map(payment_means).collect(),
        payment_reference: root.all("PaymentMeans").find_map(|means| text(means, &["PaymentID"])),
        payment_terms: text(root, &["PaymentTerms", "Note"]),
        order_reference: line(root, &["OrderReference", "ID"]),
        buyer_reference: text(root, &["BuyerReference"]),
        contract_reference: text(root, &["ContractDocumentReference", "ID"]),
        preceding: root.all("BillingReference").filter_map(|node| preceding(node, report)).collect(),
        notes: root.all("Note").filter_map(note).collect(),
        // UNTDID 2005: 3 the date of the document, 35 that of the delivery, 432 that of the payment.
        vat_on_debits: period.and_then(|p| p.text_at(&["DescriptionCode"])) == Some("3"),
        lines: root.all(if credit { "CreditNoteLine" } else { "InvoiceLine" }).count() as u64,
        diagnostics: Vec::new(),
    }
}

/// The date of the header, else those of the ways to pay and of the terms; instalments have their amounts.
fn due_dates(root: &Node, report: &mut Report) -> Vec<DueDate> {
    let mut dates = Vec::new();
    let mut add = |date: Option<domain::Date>, amount: Option<domain::Cents>| {
        let Some(date) = date else { return };
        match dates.iter_mut().find(|known: &&mut DueDate| known.date == date) {
            Some(known) => known.amount = known.amount.or(amount),
            None => dates.push(DueDate { date, amount, discount: false }),
        }
    };
    add(date(root.at(&["DueDate"]), report), None);
    for means in root.all("PaymentMeans") {
        add(date(means.at(&["PaymentDueDate"]), report), None);
    }
    for terms in root.all("PaymentTerms") {
        let due = date(terms.any(&["InstallmentDueDate", "PaymentDueDate"]), report);
        add(due, amount(terms.at(&["Amount"]), report));
    }
    dates
}

fn vat_lines(total: &Node, report: &mut Report) -> Vec<VatLine> {
    total
        .all("TaxSubtotal")
        .filter_map(|node| {
            Some(VatLine {
                category: text(node, &["TaxCategory", "ID"]).unwrap_or_default(),
                rate_bp: rate_bp(node.at(&["TaxCategory", "Percent"]).or_else(|| node.at(&["Percent"]))),
                base: amount(node.at(&["TaxableAmount"]), report),
                tax: amount(node.at(&["TaxAmount"]), report)?,
            })
        })
        .collect()
}

fn payment_means(node: &Node) -> PaymentMeans {
    let payee = node.at(&["PayeeFinancialAccount"]);
    PaymentMeans {
        code: text(node, &["PaymentMeansCode"]).unwrap_or_default(),
        account: account(payee.and_then(|p| p.text_at(&["ID"]))),
        holder: payee.and_then(|p| text(p, &["Name"])),
    }
}

fn preceding(node: &Node, report: &mut Report) -> Option<Reference> {
    let reference = node.any(&["InvoiceDocumentReference", "CreditNoteDocumentReference"])?;
    Some(Reference { number: text(reference, &["ID"])?, date: date(reference.at(&["IssueDate"]), report) })
}

/// UBL has no element for the subject of a note: EN 16931 writes `#PMD#text`.
fn note(node: &Node) -> Option<Note> {
    let whole = node.text()?;
    let coded = whole.strip_prefix('#').and_then(|rest| rest.split_once('#')).filter(|(code, _)| (2..=4).contains(&code.len()));
    Some(match coded {
        Some((code, text)) => Note { subject: code.to_ascii_uppercase(), text: text.trim().to_owned() },
        None => Note { subject: String::new(), text: whole.to_owned() },
    })
}

fn party(node: &Node) -> Party {
    let legal = node.at(&["PartyLegalEntity"]);
    let mut party = Party {
        name: legal.and_then(|l| line(l, &["RegistrationName"])).or_else(|| line(node, &["PartyName", "Name"])).or_else(|| person(node)),
        email: text(node, &["Contact", "ElectronicMail"]),
        phone: text(node, &["Contact", "Telephone"]),
        ..Party::default()
    };
    let registered = legal.and_then(|l| l.at(&["CompanyID"]));
    party.register(registered.and_then(|id| id.attribute("schemeID")), registered.and_then(Node::text));
    for id in node.all("PartyIdentification").filter_map(|p| p.at(&["ID"])) {
        match id.attribute("schemeID") {
            None if party.code.is_none() => party.code = id.text().map(str::to_owned),
            scheme => party.register(scheme, id.text()),
        }
    }
    if let Some(endpoint) = node.at(&["EndpointID"]) {
        match endpoint.attribute("schemeID") {
            Some("EM") => party.email = party.email.or_else(|| endpoint.text().map(str::to_owned)),
            // 0225 is the French directory: a SIREN, then what its owner likes.
            Some("0225") => party.register(Some("0002"), endpoint.text().and_then(|text| text.get(..9))),
            scheme @ Some("0002" | "0009") => party.register(scheme, endpoint.text()),
            _ => {}
        }
    }
    let of_scheme = |name: &str| {
        node.all("PartyTaxScheme").find(|scheme| scheme.text_at(&["TaxScheme", "ID"]) == Some(name)).and_then(|s| s.text_at(&["CompanyID"]))
    };
    party.vat = account(of_scheme("VAT").or_else(|| of_scheme("VA")));
    if let Some(postal) = node.at(&["PostalAddress"]) {
        party.address = address(postal);
    }
    party
}

fn person(node: &Node) -> Option<String> {
    let person = node.at(&["Person"])?;
    let parts: Vec<&str> = ["FirstName", "FamilyName"].iter().filter_map(|name| person.text_at(&[name])).collect();
    (!parts.is_empty()).then(|| parts.join(" "))
}

fn address(node: &Node) -> Address {
    let line = |path: &[&str]| node.text_at(path).map(str::to_owned);
    let lines = [line(&["StreetName"]), line(&["AdditionalStreetName"]), line(&["AddressLine", "Line"])];
    Address {
        lines: lines.into_iter().flatten().collect(),
        postcode: line(&["PostalZone"]).unwrap_or_default(),
        city: line(&["CityName"]).unwrap_or_default(),
        country: line(&["Country", "IdentificationCode"]).unwrap_or_default(),
    }
}
