//! The message that a seller owes when its VAT is due on collection: status 212, « Encaissée », with the
//! amount by rate of VAT (XP Z12-012, rules BR-FR-CDV-14 and -16).

use chrono::{DateTime, Utc};
use domain::identifiers::Siren;
use domain::{Cents, Currency, Date};

/// One party of the invoice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payer<'a> {
    /// Corporate name.
    pub name: &'a str,
    /// Its registration, when known.
    pub siren: Option<&'a Siren>,
}

/// What was collected at one rate of VAT.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RateShare {
    /// Hundredths of a percent; zero for what bears none.
    pub rate_bp: u32,
    /// Collected, tax included; negative when a collection is taken back.
    pub amount: Cents,
}

/// One collection of one invoice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Collection<'a> {
    /// Our identification of the message: the same collection always has the same.
    pub id: &'a str,
    /// When it is written.
    pub written_at: DateTime<Utc>,
    /// Who was paid.
    pub seller: Payer<'a>,
    /// Who paid.
    pub buyer: Payer<'a>,
    /// Number of the invoice.
    pub invoice: &'a str,
    /// Its date.
    pub invoice_date: Date,
    /// Its type: 380, 381…
    pub type_code: &'a str,
    /// The day on which the money came in.
    pub on: Date,
    /// Currency of the amounts.
    pub currency: Currency,
    /// By rate of VAT.
    pub shares: &'a [RateShare],
}

fn party(out: &mut String, element: &str, payer: &Payer<'_>, role: &str) {
    let name = quick_xml::escape::escape(payer.name);
    out.push_str(&format!("<ram:{element}>"));
    if let Some(siren) = payer.siren {
        out.push_str(&format!("<ram:GlobalID schemeID=\"0002\">{}</ram:GlobalID>", siren.as_str()));
    }
    out.push_str(&format!("<ram:Name>{name}</ram:Name><ram:RoleCode>{role}</ram:RoleCode></ram:{element}>"));
}

/// The text of the message.
#[must_use]
pub fn collected(collection: &Collection<'_>) -> String {
    let escape = |text: &str| quick_xml::escape::escape(text).into_owned();
    let day = |date: Date| date.format("%Y%m%d").to_string();
    let written = collection.written_at.format("%Y%m%d%H%M%S").to_string();
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rsm:CrossDomainAcknowledgementAndResponse \
         xmlns:rsm=\"urn:un:unece:uncefact:data:standard:CrossDomainAcknowledgementAndResponse:100\" \
         xmlns:ram=\"urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100\" \
         xmlns:qdt=\"urn:un:unece:uncefact:data:standard:QualifiedDataType:100\" \
         xmlns:udt=\"urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100\">\n\
         <rsm:ExchangedDocumentContext><ram:BusinessProcessSpecifiedDocumentContextParameter><ram:ID>REGULATED</ram:ID></ram:BusinessProcessSpecifiedDocumentContextParameter>\
         <ram:GuidelineSpecifiedDocumentContextParameter><ram:ID>urn.cpro.gouv.fr:1p0:CDV:invoice</ram:ID></ram:GuidelineSpecifiedDocumentContextParameter></rsm:ExchangedDocumentContext>\n",
    );
    out.push_str(&format!(
        "<rsm:ExchangedDocument><ram:ID>{}</ram:ID><ram:IssueDateTime><udt:DateTimeString format=\"204\">{written}</udt:DateTimeString></ram:IssueDateTime>",
        escape(collection.id)
    ));
    party(&mut out, "IssuerTradeParty", &collection.seller, "SE");
    party(&mut out, "RecipientTradeParty", &collection.buyer, "BY");
    out.push_str("</rsm:ExchangedDocument>\n<rsm:AcknowledgementDocument><ram:MultipleReferencesIndicator><udt:Indicator>false</udt:Indicator></ram:MultipleReferencesIndicator><ram:TypeCode>23</ram:TypeCode>");
    out.push_str(&format!("<ram:IssueDateTime><udt:DateTimeString format=\"204\">{written}</udt:DateTimeString></ram:IssueDateTime>\n"));
    out.push_str(&format!(
        "<ram:ReferenceReferencedDocument><ram:IssuerAssignedID>{}</ram:IssuerAssignedID><ram:TypeCode>{}</ram:TypeCode>\
         <ram:FormattedIssueDateTime><qdt:DateTimeString format=\"102\">{}</qdt:DateTimeString></ram:FormattedIssueDateTime>\
         <ram:ProcessConditionCode>212</ram:ProcessConditionCode><ram:ProcessCondition>Encaissée</ram:ProcessCondition>",
        escape(collection.invoice),
        escape(collection.type_code),
        day(collection.invoice_date)
    ));
    party(&mut out, "IssuerTradeParty", &collection.seller, "SE");
    out.push_str(&format!(
        "\n<ram:SpecifiedDocumentStatus><ram:ReferenceDateTime><udt:DateTimeString format=\"204\">{}000000</udt:DateTimeString></ram:ReferenceDateTime><ram:SequenceNumeric>1</ram:SequenceNumeric>",
        day(collection.on)
    ));
    for share in collection.shares {
        out.push_str(&format!(
            "\n<ram:SpecifiedDocumentCharacteristic><ram:TypeCode>MEN</ram:TypeCode><ram:ValueAmount currencyID=\"{}\">{}</ram:ValueAmount><ram:ValuePercent>{}</ram:ValuePercent></ram:SpecifiedDocumentCharacteristic>",
            collection.currency,
            share.amount.iso(),
            Cents(i64::from(share.rate_bp)).iso()
        ));
    }
    out.push_str("</ram:SpecifiedDocumentStatus>\n</ram:ReferenceReferencedDocument></rsm:AcknowledgementDocument>\n</rsm:CrossDomainAcknowledgementAndResponse>\n");
    out
}
