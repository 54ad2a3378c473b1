//! Postal services: a folder, and a server written from the published protocol of Merci Facteur.

use channels::{Carrier, PostalAddress, PostalItem, PostalService, Reach, SendError, open_postal};
use chrono::{DateTime, TimeDelta, Utc};
use domain::post::PostalEvent;
use testkit::merci_facteur::{self, MerciFacteurServer};

fn at() -> DateTime<Utc> {
    DateTime::from_timestamp(1_790_000_000, 0).unwrap()
}

fn place(name: &str) -> PostalAddress {
    PostalAddress {
        name: name.to_owned(),
        lines: vec!["12, rue de l’Église".to_owned(), "Bâtiment B".to_owned()],
        postcode: "44000".to_owned(),
        city: "Nantes".to_owned(),
        country: String::new(),
    }
}

fn item(key: &str) -> PostalItem {
    PostalItem {
        key: key.to_owned(),
        reference: "REL-20261120-C00042 / àé".to_owned(),
        registered: true,
        duplex: true,
        pdf: b"%PDF-1.7 une lettre".to_vec(),
        from: place("Atelier Élan"),
        electronic: None,
        to: place("Société Alizé & fils"),
    }
}

fn carrier(endpoint: String, secret: &str) -> Carrier {
    Carrier::MerciFacteur { endpoint, service: merci_facteur::SERVICE.to_owned(), secret: secret.to_owned(), user: merci_facteur::USER }
}

fn open(server: &MerciFacteurServer) -> Box<dyn PostalService> {
    open_postal(&carrier(server.endpoint(), merci_facteur::SECRET), Reach::Private).unwrap()
}

#[test]
fn a_private_address_is_refused_unless_the_installation_allows_it() {
    let here = carrier("http://127.0.0.1:1".to_owned(), "s3cret");
    assert!(open_postal(&here, Reach::Public).is_err());
    assert!(!format!("{here:?}").contains("s3cret"));
}

#[tokio::test]
async fn a_letter_is_taken_in_once_and_followed_with_its_proofs() {
    let server = merci_facteur::start();
    let service = open(&server);
    assert!(!service.describe().contains(merci_facteur::SECRET));
    let taken = service.hand_over(&item("lettre-1"), at()).await.unwrap();
    let plain = PostalItem { registered: false, ..item("lettre-2") };
    service.hand_over(&plain, at()).await.unwrap();
    assert_eq!(server.tokens(), 1, "a token is kept");
    service.hand_over(&item("lettre-3"), at() + TimeDelta::days(2)).await.unwrap();
    assert_eq!(server.tokens(), 2, "until it ends");
    let known = server.taken();
    let (number, first) = &known[0];
    assert_eq!(taken.key, number.to_string());
    assert_eq!((first.mode.as_str(), known[1].1.mode.as_str(), first.pdf.as_slice()), ("lrare", "normal", &b"%PDF-1.7 une lettre"[..]));
    assert_eq!(first.to, ("Société Alizé & fils".to_owned(), "Nantes".to_owned()));

    assert_eq!((taken.cost_mills, service.check(at()).await), (Some(7_250), Ok(())));
    let again = service.hand_over(&item("lettre-1"), at()).await;
    assert!(matches!(again, Err(SendError::Unknown { .. })), "never a second one, and it is there: {again:?}");
    let followed = service.follow(&taken.key, at()).await.unwrap().unwrap();
    assert_eq!((followed.tracking.as_str(), followed.state.as_str(), followed.receipt), ("", "wait", None));
    server.change(*number, |letter| {
        "2C12345678901".clone_into(&mut letter.tracking);
        "distribue".clone_into(&mut letter.state);
        letter.receipt = b"\xff\xd8\xffavis".to_vec();
    });
    let followed = service.follow(&taken.key, at()).await.unwrap().unwrap();
    assert_eq!((followed.tracking.as_str(), followed.receipt.as_deref()), ("2C12345678901", Some(&b"\xff\xd8\xffavis"[..])));
    assert_eq!((followed.event, followed.is_returned), (Some(PostalEvent::Delivered), false));
    assert_eq!(service.receipt_proof("2C12345678901", at()).await, Ok(Some(b"\xff\xd8\xffavis".to_vec())));
    assert_eq!(service.deposit_proof("2C12345678901", at()).await, Ok(None), "not yet");
    server.change(*number, |letter| letter.deposit = b"%PDF-1.4 depot".to_vec());
    assert_eq!(service.deposit_proof("2C12345678901", at()).await, Ok(Some(b"%PDF-1.4 depot".to_vec())));
    assert!(service.follow("999", at()).await.is_err());
}

#[tokio::test]
async fn what_surely_was_not_taken_in_is_told_from_what_may_have_been() {
    let server = merci_facteur::start();
    let service = open(&server);
    server.refuse_next("CREDIT_INSUFFISANT");
    let refused = service.hand_over(&item("a"), at()).await;
    let reason = "CREDIT_INSUFFISANT: Erreur CREDIT_INSUFFISANT".to_owned();
    assert_eq!(refused, Err(SendError::NotSent { retryable: false, reason }));
    server.hang_up_next();
    let lost = service.hand_over(&item("b"), at()).await;
    assert!(matches!(lost, Err(SendError::Unknown { .. })), "{lost:?}");
    assert_eq!(server.taken().len(), 1, "it was taken in, and nobody knows");
    let abroad = PostalItem { to: PostalAddress { country: "BE".to_owned(), ..place("Bruxelles SA") }, ..item("c") };
    let large = PostalItem { pdf: vec![b'x'; 5_000_000], ..item("d") };
    for item in [abroad, large] {
        let told = service.hand_over(&item, at()).await;
        assert!(matches!(told, Err(SendError::NotSent { retryable: false, .. })), "{told:?}");
    }
    let wrong = open_postal(&carrier(server.endpoint(), "autre"), Reach::Private).unwrap();
    let told = wrong.hand_over(&item("e"), at()).await;
    assert!(matches!(&told, Err(SendError::NotSent { reason, .. }) if reason.contains("WRONG_SIGNATURE")), "{told:?}");
    let nobody = open_postal(&carrier("http://127.0.0.1:1".to_owned(), "s"), Reach::Private).unwrap();
    assert!(matches!(nobody.hand_over(&item("f"), at()).await, Err(SendError::NotSent { retryable: true, .. })));
    assert_eq!(server.taken().len(), 1);
}

#[tokio::test]
async fn a_folder_gets_a_pdf_and_a_manifest_once() {
    let folder = tempfile::tempdir().unwrap();
    let service = open_postal(&Carrier::Folder { path: folder.path().join("courriers") }, Reach::Public).unwrap();
    service.check(at()).await.unwrap();
    let taken = service.hand_over(&item("../lettre-1"), at()).await.unwrap();
    assert_eq!(taken.key, "lettre-1.json", "no way out of the folder");
    let read = |name: &str| std::fs::read(folder.path().join("courriers").join(name)).unwrap();
    assert_eq!(read("lettre-1.pdf"), b"%PDF-1.7 une lettre");
    let manifest: serde_json::Value = serde_json::from_slice(&read("lettre-1.json")).unwrap();
    assert_eq!((manifest["service"].as_str(), manifest["sides"].as_str()), (Some("registered_with_receipt"), Some("duplex")));
    assert_eq!((manifest["to"]["city"].as_str(), manifest["to"]["country"].as_str()), (Some("Nantes"), Some("FR")));
    let other = PostalItem { pdf: b"%PDF-1.7 autre".to_vec(), ..item("../lettre-1") };
    assert_eq!(service.hand_over(&other, at()).await.unwrap(), taken);
    assert_eq!(read("lettre-1.pdf"), b"%PDF-1.7 une lettre", "what was handed over stays");
    assert_eq!(std::fs::read_dir(folder.path().join("courriers")).unwrap().count(), 2);
    let blocked = folder.path().join("fichier");
    std::fs::write(&blocked, b"").unwrap();
    let service = open_postal(&Carrier::Folder { path: blocked }, Reach::Public).unwrap();
    assert!(matches!(service.hand_over(&item("x"), at()).await, Err(SendError::NotSent { retryable: true, .. })));
}
