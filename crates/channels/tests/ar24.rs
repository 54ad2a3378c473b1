//! AR24, against a server written from its published protocol.

use channels::{Ar24Account, Carrier, ElectronicAddressee, PostalAddress, PostalItem, PostalService, Reach, SendError, open_postal};
use chrono::{DateTime, Utc};
use domain::post::PostalEvent;
use testkit::ar24::{self, Ar24Server, CODE};

fn at() -> DateTime<Utc> {
    DateTime::from_timestamp(1_790_000_000, 0).unwrap()
}

fn place(name: &str) -> PostalAddress {
    PostalAddress {
        name: name.to_owned(),
        lines: vec!["12, rue de l’Église".to_owned()],
        postcode: "44000".to_owned(),
        city: "Nantes".to_owned(),
        country: String::new(),
    }
}

fn item(key: &str, code: &str) -> PostalItem {
    let to = ElectronicAddressee {
        first_name: "Hélène".to_owned(),
        last_name: "Du Pré & fils".to_owned(),
        company: "Société Alizé".to_owned(),
        email: "helene@alize.example".to_owned(),
        code: code.to_owned(),
    };
    PostalItem {
        key: key.to_owned(),
        reference: "MED-20261120-C00042".to_owned(),
        registered: true,
        duplex: false,
        pdf: b"%PDF-1.7 une mise en demeure\r\n--quittance".to_vec(),
        from: place("Atelier Élan"),
        to: place("Société Alizé"),
        electronic: Some(to),
    }
}

fn account(server: &Ar24Server) -> Ar24Account {
    Ar24Account { endpoint: server.endpoint(), token: ar24::TOKEN.to_owned(), private_key: ar24::PRIVATE_KEY.to_owned(), user: ar24::USER }
}

fn open(account: Ar24Account) -> Box<dyn PostalService> {
    open_postal(&Carrier::Ar24(account), Reach::Private).unwrap()
}

#[tokio::test]
async fn a_letter_goes_with_the_senders_code_and_is_followed_to_its_proofs() {
    let server = ar24::start();
    assert!(open_postal(&Carrier::Ar24(account(&server)), Reach::Public).is_err());
    let shown = format!("{:?}", Carrier::Ar24(account(&server)));
    assert!(!shown.contains(ar24::TOKEN) && !shown.contains(ar24::PRIVATE_KEY), "{shown}");
    let service = open(account(&server));
    assert_eq!(service.check(at()).await, Ok(()));
    for (code, slug) in [("", "otp_required"), ("000000", "otp_invalid")] {
        let told = service.hand_over(&item("a", code), at()).await;
        assert!(matches!(&told, Err(SendError::NotSent { retryable: false, reason }) if reason.starts_with(slug)), "{told:?}");
    }
    let taken = service.hand_over(&item("a", CODE), at()).await.unwrap();
    assert_eq!(taken.cost_mills, None);
    let (number, known) = server.taken().remove(0);
    assert_eq!(taken.key, number.to_string());
    assert_eq!(known.to.1, "Du Pré & fils");
    assert_eq!((known.pdf, known.eidas, known.kind.as_str()), (item("a", "").pdf, true, "professionnel"));
    service.hand_over(&item("b", ""), at()).await.unwrap();

    let followed = service.follow(&taken.key, at()).await.unwrap().unwrap();
    assert_eq!((followed.tracking.as_str(), followed.state.as_str(), followed.event), ("AR2400000900", "waiting", None));
    assert_eq!(service.deposit_proof(&followed.tracking, at()).await, Ok(None), "not yet");
    server.change(number, |letter| letter.noticed = "2026-11-20 09:00:00".to_owned());
    let followed = service.follow(&taken.key, at()).await.unwrap().unwrap();
    assert_eq!((followed.state.as_str(), followed.event), ("sent", Some(PostalEvent::Presented)));
    let deposit = service.deposit_proof(&followed.tracking, at()).await.unwrap();
    assert_eq!(deposit.as_deref(), Some(&b"%PDF-1.7 preuve ev-900"[..]));
    assert_eq!(service.receipt_proof(&followed.tracking, at()).await, Ok(None));
    server.change(number, |letter| letter.refused = "2026-11-21 09:00:00".to_owned());
    let followed = service.follow(&taken.key, at()).await.unwrap().unwrap();
    assert_eq!((followed.event, followed.is_returned), (Some(PostalEvent::Refused), false));
    let proof = service.receipt_proof(&followed.tracking, at()).await.unwrap();
    assert_eq!(proof.as_deref(), Some(&b"%PDF-1.7 preuve rf-900"[..]));
    assert!(service.follow("7", at()).await.is_err());
}

#[tokio::test]
async fn what_surely_was_not_sent_is_told_from_what_may_have_been() {
    let server = ar24::start();
    let service = open(account(&server));
    service.hand_over(&item("a", CODE), at()).await.unwrap();
    let unknown = PostalItem {
        electronic: item("b", "").electronic.map(|to| ElectronicAddressee { email: ar24::UNKNOWN.to_owned(), ..to }),
        ..item("b", "")
    };
    let told = service.hand_over(&unknown, at()).await;
    assert!(matches!(&told, Err(SendError::NotSent { reason, .. }) if reason.starts_with("email_not_valid")), "{told:?}");
    let paper = PostalItem { electronic: None, ..item("c", "") };
    assert!(matches!(service.hand_over(&paper, at()).await, Err(SendError::NotSent { .. })));
    server.hang_up_next();
    let lost = service.hand_over(&item("d", ""), at()).await;
    assert!(matches!(lost, Err(SendError::Unknown { .. })), "{lost:?}");
    assert_eq!(server.taken().len(), 2, "it was taken in, and nobody knows");
    let (number, _) = server.taken().remove(1);
    server.change(number, |letter| letter.bounced = "2026-11-21 09:00:00".to_owned());
    let followed = service.follow(&number.to_string(), at()).await.unwrap().unwrap();
    assert_eq!((followed.event, followed.is_returned, followed.state.as_str()), (None, true, "bounced"));
    for wrong in [
        Ar24Account { token: "autre".to_owned(), ..account(&server) },
        Ar24Account { private_key: "autre".to_owned(), ..account(&server) },
        Ar24Account { user: 7, ..account(&server) },
    ] {
        let service = open(wrong);
        assert!(service.check(at()).await.is_err());
        assert!(matches!(service.hand_over(&item("e", CODE), at()).await, Err(SendError::NotSent { .. })));
    }
    let nobody = open(Ar24Account { endpoint: "http://127.0.0.1:1/api".to_owned(), ..account(&server) });
    assert!(matches!(nobody.hand_over(&item("f", ""), at()).await, Err(SendError::NotSent { retryable: true, .. })));
    assert_eq!(server.taken().len(), 2);
}
