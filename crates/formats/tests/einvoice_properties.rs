//! Laws of electronic invoices that hold for any bytes and any amounts.

use domain::Cents;
use formats::einvoice;
use formats::inspect::inspect;
use lopdf::{Document, Object, Stream, dictionary};
use proptest::prelude::*;

const UBL: &str = include_str!("samples/einvoice.ubl.xml");
const CII: &str = include_str!("samples/einvoice.cii.xml");

/// A small PDF that carries an invoice, its streams stored as they are, so that changed bytes reach the XML.
fn pdf() -> Vec<u8> {
    let mut document = Document::with_version("1.7");
    let stream = document.add_object(Stream::new(dictionary! { "Type" => "EmbeddedFile" }, CII.as_bytes().to_vec()));
    let file = document.add_object(
        dictionary! { "Type" => "Filespec", "F" => Object::string_literal("factur-x.xml"), "EF" => dictionary! { "F" => stream } },
    );
    let tree = document.add_object(dictionary! { "Names" => vec![Object::string_literal("factur-x.xml"), file.into()] });
    let pages = document.add_object(dictionary! { "Type" => "Pages", "Kids" => Vec::<Object>::new(), "Count" => 0 });
    let catalog = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => pages, "Names" => dictionary! { "EmbeddedFiles" => tree }, "AF" => vec![file.into()] });
    document.trailer.set("Root", catalog);
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap();
    bytes
}

/// Reads; the properties are that it returns, and that a refusal says why.
fn read(bytes: &[u8]) {
    match einvoice::read(bytes) {
        Ok(invoice) => {
            let parts = invoice.instalments();
            if let (false, Some(due)) = (parts.is_empty(), invoice.signed_due()) {
                assert_eq!(Cents::total(parts.iter().map(|(_, part)| *part)), due, "no cent is lost between the due dates");
            }
        }
        Err(refusal) => assert!(!refusal.is_empty() && refusal.iter().all(|d| !d.french().is_empty())),
    }
    assert!(inspect(bytes, "x", None).is_object());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn changed_bytes_are_read_or_refused(which in 0_usize..3, changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..20)) {
        let mut bytes = vec![UBL.as_bytes().to_vec(), CII.as_bytes().to_vec(), pdf()].swap_remove(which);
        for (place, byte) in changes {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        read(&bytes);
    }

    #[test]
    fn cut_and_repeated_pieces_are_read_or_refused(which in 0_usize..3, from in any::<prop::sample::Index>(), length in 0_usize..400, times in 0_usize..4) {
        let bytes = vec![UBL.as_bytes().to_vec(), CII.as_bytes().to_vec(), pdf()].swap_remove(which);
        let from = from.index(bytes.len());
        let to = (from + length).min(bytes.len());
        let changed = [&bytes[..from], &bytes[from..to].repeat(times), &bytes[to..]].concat();
        read(&changed);
    }

    #[test]
    fn any_bytes_behind_the_mark_of_a_pdf_are_refused(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        read(&[b"%PDF-1.7\n".as_slice(), &bytes].concat());
    }

    #[test]
    fn instalments_share_what_is_due_to_the_cent(parts in prop::collection::vec(1_i64..10_000_000, 1..8), short in 0_i64..3) {
        let due: i64 = parts.iter().sum::<i64>() + short;
        let terms: String = parts.iter().enumerate().map(|(day, part)| format!(
            "<PaymentTerms><Amount>{}</Amount><PaymentDueDate>2026-10-{:02}</PaymentDueDate></PaymentTerms>", Cents(*part), day + 1)).collect();
        let text = format!("<Invoice><ID>F</ID>{terms}<LegalMonetaryTotal><PayableAmount>{}</PayableAmount></LegalMonetaryTotal></Invoice>", Cents(due));
        let invoice = einvoice::read(text.as_bytes()).unwrap();
        let shared = invoice.instalments();
        prop_assert_eq!(Cents::total(shared.iter().map(|(_, part)| *part)), Cents(due));
        prop_assert_eq!(shared.len(), if short == 0 || parts.len() == 1 { parts.len() } else { 1 });
    }
}
