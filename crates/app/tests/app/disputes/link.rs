//! The owner's link: looked at without effect, used once, and void when it is forged, old, replaced or of another house.

use app::access::{Actor, Role};
use app::dispute::{self, Answer, NewDispute, NewFile, NewPart, Void};
use app::{AppError, Scope};
use domain::Cents;
use domain::calendar::add_days;
use domain::dispute::Reason;
use domain::ids::DisputeId;
use testkit::smtp_sink::{SmtpSink, smtp_sink};

use super::{FEC, books, last_link, owner};
use crate::given::{self, TODAY};
use crate::house::{Day, House, on_both};
use crate::mail;

/// A dispute on F1 whose owner was asked by mail.
async fn asked(house: &House, sink: &SmtpSink) -> (Day, DisputeId) {
    let day = house.with_mail(TODAY, &sink.url()).await;
    day.import_clean("clients.csv", given::customers(&[("C1", "company", "c1@client.example")])).await;
    day.import_clean(FEC, given::fec(&books())).await;
    let item = house.item("F1").await;
    let part = NewPart { item: item.id, amount: Some(Cents(30_000)) };
    let new = NewDispute { reason: Reason::Quantity, note: "3 palettes <manquantes>".to_owned(), source: "hand", parts: vec![part] };
    let id = dispute::open(&day.app, &day.scope, item.debtor, &new).await.unwrap();
    let without = dispute::ask(&day.app, &day.scope, id, &owner("paul@elan.example"), "", true).await;
    assert!(matches!(without, Err(AppError::Invalid { field: "address", .. })), "{without:?}");
    let setting = dispute::Setting { address: "https://q.example/".to_owned(), ..dispute::Setting::default() };
    dispute::set_settings(&day.app, &day.scope, &setting, false).await.unwrap();
    dispute::ask(&day.app, &day.scope, id, &owner("paul@elan.example"), "urgent", true).await.unwrap();
    (day, id)
}

fn founded(files: Vec<NewFile>) -> Answer {
    Answer { verdict: "founded".to_owned(), amount: None, comment: "manquants confirmés".to_owned(), files }
}

fn file(name: &str, bytes: &[u8]) -> NewFile {
    NewFile { name: name.to_owned(), bytes: bytes.to_vec() }
}

#[tokio::test]
async fn an_owner_answers_once_with_files() {
    on_both(async |house| {
        let sink = smtp_sink(&[]);
        let (day, id) = asked(house, &sink).await;
        let told = mail::read(&sink.messages()[0]);
        assert_eq!(told.to, "paul@elan.example");
        assert!(told.subject.contains("Société C1, F1"), "{}", told.subject);
        for said in ["Bonjour Paul Mercier", "300,00", "3 palettes <manquantes>", "urgent", "21/09/2026", "https://q.example/litige/"] {
            assert!(told.text.contains(said), "{said}: {}", told.text);
        }
        assert!(told.html.contains("&lt;manquantes&gt;"), "{}", told.html);
        let link = last_link(&sink);
        for _ in 0..3 {
            let opened = dispute::open_link(&day.app, &link).await.unwrap().unwrap();
            assert_eq!((opened.debtor.as_str(), opened.held, opened.items.len()), ("Société C1", Cents(30_000), 1));
        }
        let refused = [
            Answer { verdict: "peut-être".to_owned(), ..founded(vec![]) },
            Answer { comment: " ".to_owned(), ..founded(vec![]) },
            Answer { verdict: "partly".to_owned(), amount: Some(Cents(30_000)), ..founded(vec![]) },
            Answer { verdict: "partly".to_owned(), amount: None, ..founded(vec![]) },
            founded(vec![file("virus.pdf", b"MZ\x90")]),
            founded(vec![file("a.pdf", b"%PDF-1.4"); 6]),
        ];
        for wrong in refused {
            let answer = dispute::answer(&day.app, &link, wrong.clone()).await;
            assert!(matches!(answer, Err(AppError::Invalid { .. })), "{wrong:?}: {answer:?}");
        }
        assert!(dispute::view(&day.app, &day.scope, id).await.unwrap().files.is_empty(), "nothing of a refused answer stays");
        let proof = file("../../bl\r\n signé.exe", b"%PDF-1.7 preuve");
        dispute::answer(&day.app, &link, founded(vec![proof])).await.unwrap().unwrap();
        let view = dispute::view(&day.app, &day.scope, id).await.unwrap();
        assert_eq!((view.card.column, view.card.held), ("answered", Cents(30_000)), "a person decides");
        assert_eq!((view.files[0].name.as_str(), view.files[0].media_type.as_str()), ("bl__ signé.pdf", "application/pdf"));
        assert_eq!(dispute::download(&day.app, &day.scope, id, view.files[0].id).await.unwrap().1, b"%PDF-1.7 preuve");
        for used in [
            dispute::open_link(&day.app, &link).await.unwrap().err(),
            dispute::answer(&day.app, &link, founded(vec![])).await.unwrap().err(),
        ] {
            assert_eq!(used, Some(Void::Used));
        }
        let journal = app::journal::latest(&day.app, &day.scope, None).await.unwrap();
        assert!(
            journal.iter().any(|entry| entry.kind == "dispute.answered" && entry.actor == "Paul Mercier, responsable du litige (lien)")
        );
        day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn a_link_that_is_forged_old_replaced_or_of_another_house_does_nothing() {
    on_both(async |house| {
        let sink = smtp_sink(&[]);
        let (day, id) = asked(house, &sink).await;
        let link = last_link(&sink);
        let mut forged = link.clone().into_bytes();
        forged[30] = if forged[30] == b'A' { b'B' } else { b'A' };
        let forged = String::from_utf8(forged).unwrap();
        for bad in [forged.as_str(), "", "abc", &link[..link.len() - 1]] {
            assert_eq!(dispute::answer(&day.app, bad, founded(vec![])).await.unwrap(), Err(Void::Forged), "{bad}");
            assert_eq!(dispute::open_link(&day.app, bad).await.unwrap().err(), Some(Void::Forged), "{bad}");
        }
        // Another house has another key.
        let other = app::setup::create_organisation(&day.app, "voisin", "Voisin", &given::creditor()).await.unwrap();
        let actor = Actor { name: "Voisine".to_owned(), email: None, role: Role::Admin };
        let scope = Scope { organisation: other, actor };
        dispute::set_settings(&day.app, &scope, &dispute::Setting::default(), true).await.unwrap();
        assert!(dispute::open_link(&day.app, &link).await.unwrap().is_ok());
        assert!(matches!(dispute::view(&day.app, &scope, id).await, Err(AppError::NotFound(_))), "nor does it see the dispute");
        // The owner asked anew has a new link; the old one is void.
        dispute::ask(&day.app, &day.scope, id, &owner("lea@elan.example"), "", true).await.unwrap();
        assert_eq!(dispute::open_link(&day.app, &link).await.unwrap().err(), Some(Void::Used));
        let second = last_link(&sink);
        assert!(dispute::open_link(&day.app, &second).await.unwrap().is_ok());
        day.app.close().await;
        let later = house.with_mail(add_days(TODAY, 31), &sink.url()).await;
        assert_eq!(dispute::answer(&later.app, &second, founded(vec![])).await.unwrap(), Err(Void::Expired));
        later.app.close().await;
        // A new key makes every link void; a decision does, too.
        let day = house.with_mail(TODAY, &sink.url()).await;
        let setting = dispute::Setting { address: "https://q.example".to_owned(), ..dispute::Setting::default() };
        dispute::set_settings(&day.app, &day.scope, &setting, true).await.unwrap();
        assert_eq!(dispute::open_link(&day.app, &second).await.unwrap().err(), Some(Void::Forged));
        let third = dispute::link_of(&day.app, &day.scope, id).await.unwrap().unwrap();
        let third = third.rsplit('/').next().unwrap().to_owned();
        dispute::decide(&day.app, &day.scope, id, domain::dispute::Verdict::Unfounded, "vu avec Paul").await.unwrap();
        assert_eq!(dispute::answer(&day.app, &third, founded(vec![])).await.unwrap(), Err(Void::Used));
        day.is_sound().await;
    })
    .await;
}

/// Who holds the key of another house cannot speak of a dispute of this one, whichever house the link names.
#[tokio::test]
async fn the_key_of_another_house_opens_no_dispute_of_this_one() {
    on_both(async |house| {
        let sink = smtp_sink(&[]);
        let (day, id) = asked(house, &sink).await;
        let other = app::setup::create_organisation(&day.app, "voisin", "Voisin", &given::creditor()).await.unwrap();
        let actor = Actor { name: "Voisine".to_owned(), email: None, role: Role::Admin };
        let scope = Scope { organisation: other, actor };
        dispute::set_settings(&day.app, &scope, &dispute::Setting::default(), true).await.unwrap();
        let (ours, theirs) = (day.scope.organisation.id, scope.organisation.id);
        let key_of = async |organisation| {
            let mut tx = house.db().snapshot().await.unwrap();
            store::dispute_setting::settings(&mut tx, organisation).await.unwrap().unwrap().secret
        };
        let (our_key, their_key) = (key_of(ours).await, key_of(theirs).await);
        assert!(our_key != their_key && !their_key.is_empty());
        let expires = (day.app.now() + chrono::TimeDelta::days(1)).timestamp();
        let signed = |key: &str, organisation: domain::ids::OrganisationId| {
            crate::signed::link(b"quittance dispute 1\0", key, (organisation.0, id.0), 1, expires)
        };
        for forged in [signed(&their_key, theirs), signed(&their_key, ours), signed(&our_key, theirs)] {
            assert_eq!(dispute::open_link(&day.app, &forged).await.unwrap().err(), Some(Void::Forged));
            assert_eq!(dispute::answer(&day.app, &forged, founded(vec![])).await.unwrap(), Err(Void::Forged));
        }
        assert_eq!(dispute::view(&day.app, &day.scope, id).await.unwrap().card.column, "asked");
        assert!(
            dispute::open_link(&day.app, &signed(&our_key, ours)).await.unwrap().is_ok(),
            "signed like this by its own house, it is one"
        );
        day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn an_answer_decides_by_itself_where_the_house_lets_it() {
    on_both(async |house| {
        let sink = smtp_sink(&[]);
        let (day, id) = asked(house, &sink).await;
        let setting = dispute::Setting { address: "https://q.example".to_owned(), accepts_answers: true, ..dispute::Setting::default() };
        dispute::set_settings(&day.app, &day.scope, &setting, false).await.unwrap();
        dispute::answer(&day.app, &last_link(&sink), founded(vec![])).await.unwrap().unwrap();
        let view = dispute::view(&day.app, &day.scope, id).await.unwrap();
        assert_eq!((view.card.column, view.card.held), ("credit", Cents(30_000)));
        day.is_sound().await;
    })
    .await;
}
