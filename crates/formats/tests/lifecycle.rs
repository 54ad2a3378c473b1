//! Life-cycle messages of our own making, read and written.

use domain::identifiers::Siren;
use domain::{Cents, Currency, Date};
use formats::inspect::inspect;
use formats::lifecycle::{self, Collection, Payer, RateShare, collected};
use formats::{Kind, guess};
use proptest::prelude::*;
use serde_json::json;

/// A message of one status with what stands inside its detail.
fn message(code: &str, detail: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rsm:CrossDomainAcknowledgementAndResponse xmlns:rsm=\"urn:un:unece:uncefact:data:standard:CrossDomainAcknowledgementAndResponse:100\" xmlns:ram=\"r\" xmlns:udt=\"u\" xmlns:qdt=\"q\">\n\
         <rsm:ExchangedDocument><ram:ID>M-1</ram:ID><ram:IssueDateTime><udt:DateTimeString format=\"204\">20260912081500</udt:DateTimeString></ram:IssueDateTime></rsm:ExchangedDocument>\n\
         <rsm:AcknowledgementDocument><ram:ReferenceReferencedDocument><ram:IssuerAssignedID>FA-1</ram:IssuerAssignedID>\
         <ram:FormattedIssueDateTime><qdt:DateTimeString format=\"102\">20260901</qdt:DateTimeString></ram:FormattedIssueDateTime>\
         <ram:ProcessConditionCode>{code}</ram:ProcessConditionCode><ram:IssuerTradeParty><ram:GlobalID schemeID=\"0002\">812345676</ram:GlobalID></ram:IssuerTradeParty>\
         <ram:SpecifiedDocumentStatus>{detail}</ram:SpecifiedDocumentStatus></ram:ReferenceReferencedDocument></rsm:AcknowledgementDocument>\n</rsm:CrossDomainAcknowledgementAndResponse>"
    )
}

#[test]
fn a_refusal_is_read_with_its_reasons_and_amounts() {
    let text = message(
        "206",
        "<ram:ReferenceDateTime><udt:DateTimeString format=\"204\">20260911173000</udt:DateTimeString></ram:ReferenceDateTime><ram:ReasonCode>QTE_ERR</ram:ReasonCode><ram:Reason>Quantité</ram:Reason>\
         <ram:IncludedNote><ram:Content>Il manque deux palettes</ram:Content></ram:IncludedNote>\
         <ram:SpecifiedDocumentCharacteristic><ram:TypeCode>MNA</ram:TypeCode><ram:ValueAmount currencyID=\"EUR\">300.00</ram:ValueAmount></ram:SpecifiedDocumentCharacteristic>\
         <ram:SpecifiedDocumentCharacteristic><ram:TypeCode>MAP</ram:TypeCode><ram:ValueAmount>900</ram:ValueAmount><ram:ValuePercent>20.00</ram:ValuePercent></ram:SpecifiedDocumentCharacteristic>",
    );
    assert_eq!(guess(text.as_bytes(), "x"), Kind::Lifecycle);
    let file = lifecycle::read(text.as_bytes()).unwrap();
    assert!(file.diagnostics.is_empty(), "{:?}", file.diagnostics);
    let status = &file.statuses[0];
    assert_eq!((status.invoice.as_str(), status.status, status.reasons.as_slice()), ("FA-1", 206, &["QTE_ERR".to_owned()][..]));
    assert_eq!(status.comment, "Quantité – Il manque deux palettes");
    assert_eq!(status.date.map(|date| date.to_string()).as_deref(), Some("2026-09-11"));
    assert_eq!(status.seller.as_ref().map(Siren::as_str), Some("812345676"));
    assert_eq!((status.amount("MNA"), status.amount("MAP"), status.amount("MEN")), (Some(Cents(30_000)), Some(Cents(90_000)), None));
    let found = inspect(text.as_bytes(), "m.xml", None);
    for (key, expected) in [
        ("kind", json!("lifecycle")),
        ("invoice", json!("FA-1")),
        ("status", json!("206")),
        ("reason", json!("QTE_ERR")),
        ("date", json!("2026-09-11")),
    ] {
        assert_eq!(found[key], expected, "{key}");
    }
}

#[test]
fn the_day_of_the_message_stands_in_and_oddities_are_told() {
    let codes = |text: &str| lifecycle::read(text.as_bytes()).unwrap().diagnostics.iter().map(|d| d.problem.code()).collect::<Vec<_>>();
    let plain = lifecycle::read(message("203", "").as_bytes()).unwrap();
    assert_eq!(plain.statuses[0].date.map(|date| date.to_string()).as_deref(), Some("2026-09-12"));
    assert_eq!(codes(&message("210", "")), ["lifecycle.without_reason"]);
    assert_eq!(codes(&message("299", "")), ["lifecycle.unknown_status"]);
    assert_eq!(
        codes(&message(
            "210",
            "<ReasonCode>DOUBLON</ReasonCode><SpecifiedDocumentCharacteristic><ValueAmount>x</ValueAmount></SpecifiedDocumentCharacteristic>"
        )),
        ["value.amount"]
    );
}

#[test]
fn what_tells_nothing_is_refused() {
    let refusal = |text: &str| lifecycle::read(text.as_bytes()).unwrap_err()[0].problem.code();
    assert_eq!(refusal(""), "file.empty");
    assert_eq!(refusal("hello"), "file.unknown");
    assert_eq!(refusal("<Invoice/>"), "file.unknown");
    assert_eq!(refusal(&message("", "")), "lifecycle.incomplete");
    assert_eq!(refusal(&message("203", "").replace("FA-1", "")), "lifecycle.incomplete");
    assert_eq!(refusal(&message("203", "").replace("</rsm:Ack", "</rsm:Oops")), "einvoice.broken");
    assert_eq!(refusal("<CrossDomainAcknowledgementAndResponse/>"), "lifecycle.incomplete");
}

#[test]
fn several_statuses_in_one_message_are_all_read() {
    let text = message("", "").replace("<ram:SpecifiedDocumentStatus></ram:SpecifiedDocumentStatus>", "<SpecifiedDocumentStatus><ProcessConditionCode>203</ProcessConditionCode></SpecifiedDocumentStatus><SpecifiedDocumentStatus><ProcessConditionCode>205</ProcessConditionCode></SpecifiedDocumentStatus>").replace("<ram:ProcessConditionCode></ram:ProcessConditionCode>", "");
    let file = lifecycle::read(text.as_bytes()).unwrap();
    assert_eq!(file.statuses.iter().map(|status| status.status).collect::<Vec<_>>(), [203, 205]);
}

fn collection<'a>(shares: &'a [RateShare], siren: &'a Siren, invoice: &'a str) -> Collection<'a> {
    let day = |day: u32| Date::from_ymd_opt(2026, 9, day).unwrap();
    Collection {
        id: "ENC-1",
        written_at: day(15).and_hms_opt(8, 30, 0).unwrap().and_utc(),
        seller: Payer { name: "Ateliers & Fils", siren: Some(siren) },
        buyer: Payer { name: "Garage <Martin>", siren: None },
        invoice,
        invoice_date: day(1),
        type_code: "380",
        on: day(14),
        currency: Currency::EUR,
        shares,
    }
}

proptest! {
    #[test]
    fn what_is_written_reads_back(amounts in prop::collection::vec((0_u32..10_000, -10_000_000_i64..10_000_000), 0..5), invoice in "[A-Z0-9<&/-]{1,20}") {
        let siren = Siren::parse("812345676").unwrap();
        let shares: Vec<RateShare> = amounts.iter().map(|(rate_bp, cents)| RateShare { rate_bp: *rate_bp, amount: Cents(*cents) }).collect();
        let file = lifecycle::read(collected(&collection(&shares, &siren, &invoice)).as_bytes()).unwrap();
        prop_assert!(file.diagnostics.is_empty());
        let status = &file.statuses[0];
        prop_assert_eq!(&status.invoice, &invoice);
        prop_assert_eq!((status.status, status.date, status.seller.as_ref()), (212, Date::from_ymd_opt(2026, 9, 14), Some(&siren)));
        let read: Vec<RateShare> = status.amounts.iter().map(|a| RateShare { rate_bp: a.rate_bp.unwrap(), amount: a.amount }).collect();
        prop_assert_eq!(read, shares);
        prop_assert!(status.amounts.iter().all(|a| a.kind == "MEN" && a.currency == Some(Currency::EUR)));
    }

    #[test]
    fn no_changed_message_makes_the_reader_panic(changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..20)) {
        let mut bytes = message("206", "<ram:ReasonCode>QTE_ERR</ram:ReasonCode>").into_bytes();
        for (place, byte) in changes {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        if let Err(refusal) = lifecycle::read(&bytes) {
            prop_assert!(!refusal.is_empty());
        }
        prop_assert!(inspect(&bytes, "x", Some(Kind::Lifecycle)).is_object());
    }
}

#[test]
fn a_message_larger_than_any_is_refused_before_it_is_read() {
    let mut text = message("203", "");
    text.push_str(&" ".repeat(64 << 20));
    assert_eq!(lifecycle::read(text.as_bytes()).unwrap_err()[0].problem.code(), "einvoice.too_large");
}
