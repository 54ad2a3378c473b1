//! Electronic invoices of our own making: what each part of a header becomes, and what is refused.

use domain::Cents;
use formats::einvoice::{self, Invoice, Note, VatLine};
use formats::inspect::inspect;
use formats::{Kind, guess};
use lopdf::{Dictionary, Document, Object, Stream, dictionary};
use serde_json::json;

const UBL: &str = include_str!("samples/einvoice.ubl.xml");
const CII: &str = include_str!("samples/einvoice.cii.xml");

fn read(text: &str) -> Invoice {
    einvoice::read(text.as_bytes()).unwrap()
}

fn refusal(bytes: &[u8]) -> (&'static str, u64) {
    let diagnostics = einvoice::read(bytes).unwrap_err();
    assert!(diagnostics.iter().all(|d| d.french().len() > 40));
    (diagnostics[0].problem.code(), diagnostics[0].line)
}

fn codes(invoice: &Invoice) -> Vec<&'static str> {
    invoice.diagnostics.iter().map(|d| d.problem.code()).collect()
}

#[test]
fn both_syntaxes_give_the_same_header() {
    let (ubl, cii) = (read(UBL), read(CII));
    for invoice in [&ubl, &cii] {
        assert_eq!(codes(invoice), [""; 0], "{:?}", invoice.diagnostics);
        assert_eq!((invoice.number.as_str(), invoice.type_code.as_str()), ("FA-2026-118", "380"));
        assert_eq!(invoice.issue_date.map(|d| d.to_string()).as_deref(), Some("2026-09-01"));
        assert_eq!(invoice.delivery_date.map(|d| d.to_string()).as_deref(), Some("2026-08-30"));
        assert_eq!(invoice.seller.siren().unwrap().as_str(), "812345676");
        assert_eq!(invoice.seller.vat.as_deref(), Some("FR19812345676"));
        assert_eq!(invoice.buyer.siren().unwrap().as_str(), "732829320");
        assert_eq!(invoice.buyer.siret().unwrap().as_str(), "73282932000074");
        assert_eq!(invoice.buyer.code.as_deref(), Some("C042"));
        assert_eq!(invoice.buyer.address.city, "Nantes");
        assert_eq!(invoice.buyer.email_address().unwrap().as_str(), "compta@garage-martin.example");
        assert_eq!(
            (invoice.total_with_tax, invoice.prepaid, invoice.amount_due),
            (Some(Cents(132_000)), Some(Cents(12_000)), Some(Cents(120_000)))
        );
        let split = |rate: u32, base: i64, tax: i64| VatLine {
            category: "S".to_owned(),
            rate_bp: Some(rate),
            base: Some(Cents(base)),
            tax: Cents(tax),
        };
        assert_eq!(invoice.vat, [split(2000, 100_000, 20_000), split(1000, 10_909, 1_091)]);
        assert_eq!(invoice.iban().unwrap().as_str(), "FR7630006000011234567890189");
        assert_eq!(invoice.payment_reference.as_deref(), Some("FA-2026-118"));
        assert_eq!(invoice.order_reference.as_deref(), Some("BC-77"));
        let note = |subject: &str, text: &str| Note { subject: subject.to_owned(), text: text.to_owned() };
        assert_eq!(
            invoice.notes,
            [note("PMD", "Pénalités : 10,15 % l’an."), note("PMT", "Indemnité forfaitaire de 40 €."), note("", "Merci.")]
        );
        let parts: Vec<_> = invoice.instalments().iter().map(|(date, part)| (date.to_string(), part.0)).collect();
        assert_eq!(parts, [("2026-09-30".to_owned(), 50_000), ("2026-10-31".to_owned(), 70_000)]);
        assert_eq!((invoice.lines, invoice.vat_on_debits), (1, true));
    }
    assert_eq!((ubl.profile(), cii.profile()), (Some("EN 16931"), Some("EXTENDED-CTC-FR")));
}

#[test]
fn the_json_is_that_of_the_contract() {
    let found = inspect(UBL.as_bytes(), "f.xml", None);
    for (key, expected) in [
        ("kind", json!("invoice")),
        ("format", json!("UBL 2.1 Invoice")),
        ("number", json!("FA-2026-118")),
        ("type_code", json!("380")),
        ("issue_date", json!("2026-09-01")),
        ("due_date", json!("2026-09-30")),
        ("due_dates", json!(["2026-09-30", "2026-10-31"])),
        ("currency", json!("EUR")),
        ("total_with_tax", json!("1320.00")),
        ("amount_due", json!("1200.00")),
        ("iban", json!("FR7630006000011234567890189")),
        ("payment_reference", json!("FA-2026-118")),
        ("lines", json!(1)),
        ("profile", json!("EN 16931")),
    ] {
        assert_eq!(found[key], expected, "{key}");
    }
    assert_eq!(
        (&found["seller"]["name"], &found["seller"]["siren"], &found["seller"]["vat"]),
        (&json!("Ateliers Vasseur"), &json!("812345676"), &json!("FR19812345676"))
    );
    assert_eq!(found["buyer"]["siren"], json!("732829320"));
}

#[test]
fn prefixes_encodings_and_envelopes_do_not_matter() {
    let expected = read(CII);
    let bare = CII.replace("rsm:", "").replace("ram:", "").replace("udt:", "").replace("xmlns:rsm=", "xmlns=");
    let others = CII.replace("rsm:", "a:").replace("ram:", "b:").replace("udt:", "c:");
    let latin = CII.replace("UTF-8", "ISO-8859-15");
    let utf16 = CII.replace("UTF-8", "UTF-16");
    let big: Vec<u8> = std::iter::once(0xfeff_u16).chain(utf16.encode_utf16()).flat_map(u16::to_be_bytes).collect();
    let little: Vec<u8> = utf16.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let forms = [
        bare.into_bytes(),
        others.into_bytes(),
        [b"\xef\xbb\xbf", CII.as_bytes()].concat(),
        encoding_rs::ISO_8859_15.encode(&latin).0.into_owned(),
        big,
        little,
    ];
    for (which, bytes) in forms.iter().enumerate() {
        assert_eq!(guess(bytes, "x"), Kind::Invoice, "{which}");
        let mut found = einvoice::read(bytes).unwrap_or_else(|refusal| panic!("{which}: {refusal:?}"));
        // ISO-8859-15 has no curly apostrophe.
        found.notes.clone_from(&expected.notes);
        assert_eq!(found, expected, "{which}");
    }
    let body = UBL.split_once("?>").unwrap().1;
    let envelope = format!("<StandardBusinessDocument><StandardBusinessDocumentHeader/>{body}</StandardBusinessDocument>");
    assert_eq!(guess(envelope.as_bytes(), "x"), Kind::Invoice);
    assert_eq!(read(&envelope).number, "FA-2026-118");
}

#[test]
fn credits_are_negative_whatever_they_write() {
    let signed = |code: &str, sign: &str| {
        let text = CII.replace(">380<", &format!(">{code}<")).replace("Amount>1", &format!("Amount>{sign}1"));
        let invoice = read(&text);
        (invoice.signed_due().unwrap().0, codes(&invoice).first().copied())
    };
    assert_eq!(signed("380", ""), (120_000, None));
    assert_eq!(signed("381", ""), (-120_000, None));
    for (code, negative) in [("384", false), ("386", false), ("389", false), ("396", true), ("261", true)] {
        assert_eq!(signed(code, "").0, if negative { -120_000 } else { 120_000 }, "{code}");
    }
    assert_eq!(signed("380", "-").0, -120_000);
    assert_eq!(signed("381", "-").0, -120_000);
    assert_eq!(signed("999", "").1, Some("einvoice.unknown_type"));
    let note = UBL.replace("Invoice", "CreditNote").replace("<cbc:CreditNoteTypeCode>380", "<cbc:CreditNoteTypeCode>381");
    let note = read(&note);
    assert_eq!((note.syntax.name(), note.signed_due(), note.lines), ("UBL 2.1 CreditNote", Some(Cents(-120_000)), 1));
    assert_eq!(note.instalments().iter().map(|(_, part)| part.0).collect::<Vec<_>>(), [-50_000, -70_000]);
}

#[test]
fn parts_that_do_not_sum_make_one_due_date_the_last() {
    let text = CII.replace(">500.00</ram:PartialPaymentAmount>", ">400.00</ram:PartialPaymentAmount>");
    let invoice = read(&text);
    assert_eq!(codes(&invoice), ["einvoice.due_parts"]);
    let parts: Vec<_> = invoice.instalments().iter().map(|(date, part)| (date.to_string(), part.0)).collect();
    assert_eq!(parts, [("2026-10-31".to_owned(), 120_000)]);
    // The last day of a discount is no due date.
    let discount = "</ram:DueDateDateTime><ram:ApplicableTradePaymentDiscountTerms><ram:CalculationPercent>2</ram:CalculationPercent></ram:ApplicableTradePaymentDiscountTerms><ram:PartialPaymentAmount>700";
    let text = CII.replace("</ram:DueDateDateTime><ram:PartialPaymentAmount>700", discount);
    assert!(text.contains("DiscountTerms"));
    let invoice = read(&text);
    assert_eq!(
        invoice.instalments().iter().map(|(date, part)| (date.to_string(), part.0)).collect::<Vec<_>>(),
        [("2026-09-30".to_owned(), 120_000)]
    );
}

#[test]
fn foreign_amounts_keep_their_minor_units() {
    let yen = read(&CII.replace("EUR", "JPY").replace(".00<", "<"));
    assert_eq!((yen.currency().unwrap().code(), yen.signed_due()), ("JPY", Some(Cents(120_000))));
    // A thousandth cannot be kept: it is told, never rounded.
    let dinar = read(&CII.replace("EUR", "TND").replace("DuePayableAmount>1200.00", "DuePayableAmount>1200.005"));
    assert_eq!((dinar.amount_due, codes(&dinar)[0]), (None, "value.amount"));
}

#[test]
fn what_is_missing_or_disagrees_is_said() {
    let cases = [
        (CII.replace("FA-2026-118</ram:ID>", "</ram:ID>"), "value.missing"),
        (CII.replace("20260901", "20261301"), "value.date"),
        (CII.replace("GrandTotalAmount>1320.00", "GrandTotalAmount>1320.01"), "einvoice.tax_totals"),
        (CII.replace("CalculatedAmount>200.00", "CalculatedAmount>200.01"), "einvoice.vat_split"),
        (CII.replace("DuePayableAmount>1200.00", "DuePayableAmount>1199.00"), "einvoice.due_totals"),
        (
            CII.replace("<ram:InvoiceCurrencyCode>EUR</ram:InvoiceCurrencyCode>", "")
                .replace("DuePayableAmount>", "DuePayableAmount currencyID=\"EUR\">")
                .replace("</ram:DuePayableAmount currencyID=\"EUR\">", "</ram:DuePayableAmount>"),
            "einvoice.currency_of_amounts",
        ),
        (CII.replace("FR7630006000011234567890189", "FR7630006000011234567890188"), "value.identifier"),
        (CII.replace("\"0002\">812345676", "\"0002\">812345677"), "value.identifier"),
    ];
    for (text, code) in cases {
        assert!(text != CII);
        let invoice = read(&text);
        assert!(codes(&invoice).contains(&code), "{code}: {:?}", invoice.diagnostics);
    }
}

#[test]
fn what_is_no_whole_invoice_is_refused() {
    let cut = &UBL[..UBL.find("<cac:LegalMonetaryTotal>").unwrap()];
    let lines = cut.lines().count() as u64;
    let doctype = UBL.replace("?>", "?>\n<!DOCTYPE Invoice [<!ENTITY a \"b\">]>");
    let deep = format!("<CrossIndustryInvoice>{}", "<a>".repeat(100));
    let cases: [(&[u8], (&str, u64)); 8] = [
        (b"", ("file.empty", 0)),
        (b"  \n", ("file.empty", 0)),
        (b"hello", ("einvoice.not_invoice", 0)),
        (b"<html><body/></html>", ("einvoice.not_invoice", 1)),
        (b"<Invoice/>", ("einvoice.not_invoice", 1)),
        (doctype.as_bytes(), ("einvoice.doctype", 2)),
        (deep.as_bytes(), ("einvoice.too_large", 1)),
        (cut.as_bytes(), ("einvoice.broken", lines)),
    ];
    for (bytes, expected) in cases {
        assert_eq!(refusal(bytes), expected, "{}", String::from_utf8_lossy(&bytes[..bytes.len().min(60)]));
    }
}

// PDF

/// A file specification for bytes under a name.
fn attach(document: &mut Document, name: &str, bytes: &[u8], compress: bool) -> lopdf::ObjectId {
    let mut stream = Stream::new(dictionary! { "Type" => "EmbeddedFile", "Subtype" => "text/xml" }, bytes.to_vec());
    if compress {
        stream.compress().unwrap();
    }
    let stream = document.add_object(stream);
    document.add_object(dictionary! { "Type" => "Filespec", "F" => Object::string_literal(name), "UF" => Object::string_literal(name), "EF" => dictionary! { "F" => stream } })
}

fn one_page(document: &mut Document, extra: Dictionary) -> lopdf::ObjectId {
    let pages = document.new_object_id();
    let mut page = dictionary! { "Type" => "Page", "Parent" => pages, "MediaBox" => vec![0.into(), 0.into(), 100.into(), 100.into()] };
    page.extend(&extra);
    let page = document.add_object(page);
    document.objects.insert(pages, dictionary! { "Type" => "Pages", "Kids" => vec![page.into()], "Count" => 1 }.into());
    pages
}

/// Which place of a PDF leads to its attachments.
#[derive(Debug, Clone, Copy)]
enum Place {
    Names,
    Kids,
    Associated,
    Annotation,
    Lost,
}

fn pdf(place: Place, files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut document = Document::with_version("1.7");
    let specifications: Vec<_> = files.iter().map(|(name, bytes)| (name, attach(&mut document, name, bytes, true))).collect();
    let listed: Vec<Object> = specifications.iter().flat_map(|(name, id)| [Object::string_literal(**name), (*id).into()]).collect();
    let references: Vec<Object> = specifications.iter().map(|(_, id)| (*id).into()).collect();
    let annotations: Vec<Object> = references
        .iter()
        .map(|file| {
            dictionary! { "Type" => "Annot", "Subtype" => "FileAttachment", "FS" => file.clone(), "Rect" => vec![0.into(); 4] }.into()
        })
        .collect();
    let extra = if matches!(place, Place::Annotation) {
        dictionary! { "Annots" => annotations }
    } else {
        Dictionary::new()
    };
    let pages = one_page(&mut document, extra);
    let mut catalog = dictionary! { "Type" => "Catalog", "Pages" => pages };
    match place {
        Place::Names => catalog.set("Names", dictionary! { "EmbeddedFiles" => dictionary! { "Names" => listed } }),
        Place::Kids => {
            let leaf = document
                .add_object(dictionary! { "Names" => listed, "Limits" => vec![Object::string_literal("a"), Object::string_literal("z")] });
            let tree = document.new_object_id();
            // A tree that holds itself must end all the same.
            document.objects.insert(tree, dictionary! { "Kids" => vec![tree.into(), leaf.into()] }.into());
            catalog.set("Names", dictionary! { "EmbeddedFiles" => tree });
        }
        Place::Associated => catalog.set("AF", references),
        Place::Annotation | Place::Lost => {}
    }
    let catalog = document.add_object(catalog);
    document.trailer.set("Root", catalog);
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap();
    bytes
}

#[test]
fn an_invoice_is_found_wherever_and_however_it_is_attached() {
    for place in [Place::Names, Place::Kids, Place::Associated, Place::Annotation, Place::Lost] {
        let bytes = pdf(place, &[("conditions.xml", b"<Conditions/>"), ("pièce.bin", CII.as_bytes()), ("photo.jpg", b"\xff\xd8")]);
        assert_eq!(guess(&bytes, "x"), Kind::Invoice);
        let invoice = einvoice::read(&bytes).unwrap_or_else(|refusal| panic!("{place:?}: {refusal:?}"));
        assert_eq!((invoice.number.as_str(), invoice.amount_due), ("FA-2026-118", Some(Cents(120_000))), "{place:?}");
    }
    let found = inspect(&pdf(Place::Names, &[("factur-x.xml", CII.as_bytes())]), "f.pdf", None);
    assert_eq!((&found["kind"], &found["format"]), (&json!("invoice"), &json!("PDF (factur-x.xml), CII")));
}

#[test]
fn of_several_attached_invoices_the_one_of_the_standard_name_is_read() {
    let other = CII.replace("FA-2026-118", "FA-OTHER");
    let invoice = einvoice::read(&pdf(Place::Names, &[("autre.xml", other.as_bytes()), ("Factur-X.xml", CII.as_bytes())])).unwrap();
    assert_eq!((invoice.number.as_str(), codes(&invoice)), ("FA-2026-118", vec!["einvoice.pdf_several"]));
    // The same invoice twice is no oddity; a broken duplicate hides nothing.
    let broken = &CII.as_bytes()[..CII.len() / 2];
    let invoice =
        einvoice::read(&pdf(Place::Names, &[("factur-x.xml", broken), ("xrechnung.xml", CII.as_bytes()), ("copie.xml", CII.as_bytes())]))
            .unwrap();
    assert_eq!((invoice.attachment.as_deref(), codes(&invoice)), (Some("xrechnung.xml"), vec![]));
}

#[test]
fn a_pdf_without_a_readable_invoice_is_refused_for_the_right_reason() {
    assert_eq!(refusal(b"%PDF-1.7\nnothing").0, "einvoice.pdf_broken");
    assert_eq!(refusal(&pdf(Place::Names, &[])).0, "einvoice.pdf_without_invoice");
    let plain = einvoice::read(&pdf(Place::Names, &[("devis.xml", b"<Devis/>")])).unwrap_err();
    assert!(plain[0].french().contains("devis.xml"), "{}", plain[0].french());
    let broken = &CII.as_bytes()[..CII.len() / 2];
    assert_eq!(refusal(&pdf(Place::Names, &[("factur-x.xml", broken)])).0, "einvoice.broken");
    let whole = pdf(Place::Names, &[("factur-x.xml", CII.as_bytes())]);
    let cut = einvoice::read(&whole[..whole.len() / 3]).unwrap_err();
    assert!(["einvoice.pdf_broken", "einvoice.pdf_without_invoice"].contains(&cut[0].problem.code()));
}

#[test]
fn a_decompression_bomb_is_refused_and_costs_little() {
    let bomb = format!("<CrossIndustryInvoice>{}</CrossIndustryInvoice>", " ".repeat(40 << 20));
    let bytes = pdf(Place::Names, &[("factur-x.xml", bomb.as_bytes())]);
    assert!(bytes.len() < 1 << 20);
    assert_eq!(refusal(&bytes).0, "einvoice.pdf_too_large");
}

#[test]
fn a_protected_pdf_is_told_as_such() {
    let mut document = Document::load_mem(&pdf(Place::Names, &[("factur-x.xml", CII.as_bytes())])).unwrap();
    document.trailer.set("ID", Object::Array(vec![Object::string_literal("0123456789abcdef"), Object::string_literal("0123456789abcdef")]));
    let version = lopdf::EncryptionVersion::V2 {
        document: &document,
        owner_password: "o",
        user_password: "u",
        key_length: 128,
        permissions: lopdf::Permissions::all(),
    };
    let state = lopdf::EncryptionState::try_from(version).unwrap();
    document.encrypt(&state).unwrap();
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap();
    assert_eq!(refusal(&bytes).0, "einvoice.pdf_encrypted");
}
