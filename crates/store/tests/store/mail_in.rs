//! Received mail and the mailbox: what waits, whom it is about, how far the folder is read.

use domain::dunning::ActionState;
use domain::ids::{DebtorId, OrganisationId, ReceivedId};
use store::mailbox::MailboxRow;
use store::received::{Filter, ReceivedRow, Which};
use store::{StoreError, Tx};

use crate::base::on_both;
use crate::given::{ORGANISATION, OTHER, day, id, morning, organisations};
use crate::isolation::fill;

pub(crate) fn mailbox() -> MailboxRow {
    MailboxRow {
        host: "imap.elan.example".to_owned(),
        port: 993,
        security: "tls".to_owned(),
        login: "relances".to_owned(),
        secret: "s3cret".to_owned(),
        oauth: String::new(),
        folder: "INBOX".to_owned(),
        authority: String::new(),
        uid_validity: None,
        last_uid: 0,
        fetched_at: None,
        failing_since: None,
        last_error: String::new(),
        created_at: morning(day(2, 9)),
        created_by: "Claire".to_owned(),
        disabled_at: None,
        version: 1,
    }
}

pub(crate) fn received(number: u128, class: &str, debtor: Option<u128>) -> ReceivedRow {
    ReceivedRow {
        id: ReceivedId(id(number)),
        fingerprint: format!("f{number}"),
        document_hash: "d".to_owned(),
        source: "imap".to_owned(),
        class: class.to_owned(),
        reason: "aucun signe".to_owned(),
        sender: "a@un.example".to_owned(),
        subject: "Re: Relevé".to_owned(),
        body: "Bonjour".to_owned(),
        message_id: "2@un.example".to_owned(),
        about: "1@elan.example".to_owned(),
        failed_address: String::new(),
        facts: "{}".to_owned(),
        action: None,
        debtor: debtor.map(|number| DebtorId(id(number))),
        tie: "message".to_owned(),
        effect: "waits".to_owned(),
        returns_on: Some(day(3, 1)),
        sent_on: Some(day(2, 9)),
        received_on: day(2, 9),
        received_at: morning(day(2, 9)),
        handled_at: None,
        handled_by: String::new(),
        version: 1,
    }
}

pub(crate) async fn fill_mail(tx: &mut Tx, organisation: OrganisationId) {
    store::mailbox::set(tx, organisation, &mailbox()).await.unwrap();
    assert!(store::received::insert(tx, organisation, &received(1, "reply", Some(1))).await.unwrap());
}

pub(crate) async fn seen(tx: &mut Tx, o: OrganisationId) -> Vec<(&'static str, usize)> {
    let filter = Filter::default();
    let mut seen = vec![
        ("mailbox", usize::from(store::mailbox::get(tx, o).await.unwrap().is_some())),
        ("received", usize::from(store::received::get(tx, o, ReceivedId(id(1))).await.unwrap().is_some())),
        ("known", usize::from(store::received::known(tx, o, "f1").await.unwrap().is_some())),
        ("of debtor", store::received::of_debtor(tx, o, DebtorId(id(1)), 9).await.unwrap().len()),
        ("replied", store::received::have_replied(tx, o).await.unwrap().len()),
        ("has replied", usize::from(store::received::has_replied(tx, o, DebtorId(id(1))).await.unwrap())),
        ("sent as", usize::from(store::received::sent_as(tx, o, "1@elan.example").await.unwrap().is_some())),
        ("sent to", usize::from(store::received::sent_to(tx, o, "a@un.example", morning(day(1, 1))).await.unwrap().is_some())),
        ("owner", usize::from(store::received::owner(tx, o, "a@un.example").await.unwrap().is_some())),
    ];
    for which in [Which::ToRead, Which::Every] {
        seen.push(("list", store::received::list(tx, o, which, &filter, (9, 0)).await.unwrap().len()));
        seen.push(("count", usize::try_from(store::received::count(tx, o, which, &filter).await.unwrap()).unwrap()));
    }
    seen
}

pub(crate) async fn moves_nothing(tx: &mut Tx, other: OrganisationId) {
    assert!(!store::mailbox::renew_secret(tx, other, &mailbox().secret, "neuf").await.unwrap());
    let at = morning(day(3, 1));
    let row = received(1, "reply", None);
    assert!(!store::mailbox::set_disabled(tx, other, Some(at)).await.unwrap());
    store::mailbox::read_to(tx, other, 1, 7, 9).await.unwrap();
    store::mailbox::note(tx, other, 1, at, Some("lost")).await.unwrap();
    assert!(store::received::set_handled(tx, other, (row.id, 1), Some(at), "Paul").await.is_err());
    assert!(store::received::set_tie(tx, other, &row).await.is_err());
    assert_eq!(store::account::mark_reachable(tx, other, "a@un.example").await.unwrap(), 0);
}

#[tokio::test]
async fn the_folder_is_read_forwards_and_begins_again_only_when_it_is_another() {
    on_both(async |db| {
        organisations(db).await;
        let mut tx = db.begin().await.unwrap();
        store::mailbox::set(&mut tx, ORGANISATION, &mailbox()).await.unwrap();
        for (validity, uid, expected) in [(7, 5, (7, 5)), (7, 4, (7, 5)), (7, 9, (7, 9)), (8, 2, (8, 2))] {
            store::mailbox::read_to(&mut tx, ORGANISATION, 1, validity, uid).await.unwrap();
            let row = store::mailbox::get(&mut tx, ORGANISATION).await.unwrap().unwrap();
            assert_eq!((row.uid_validity, row.last_uid), (Some(expected.0), expected.1));
        }
        let at = morning(day(2, 10));
        store::mailbox::note(&mut tx, ORGANISATION, 1, at, Some("refused NO")).await.unwrap();
        store::mailbox::note(&mut tx, ORGANISATION, 1, morning(day(2, 11)), Some("lost")).await.unwrap();
        let row = store::mailbox::get(&mut tx, ORGANISATION).await.unwrap().unwrap();
        assert_eq!((row.failing_since, row.last_error.as_str()), (Some(store::event::to_micros(at)), "lost"), "since the first fault");
        assert!(!format!("{row:?}").contains("s3cret"));
        // Another password: the same folder, from where it was. Another folder: from its beginning.
        store::mailbox::set(&mut tx, ORGANISATION, &MailboxRow { secret: "autre".to_owned(), ..mailbox() }).await.unwrap();
        let row = store::mailbox::get(&mut tx, ORGANISATION).await.unwrap().unwrap();
        assert_eq!((row.uid_validity, row.last_uid, row.version, row.failing_since), (Some(8), 2, 2, None));
        store::mailbox::read_to(&mut tx, ORGANISATION, 1, 8, 50).await.unwrap();
        store::mailbox::note(&mut tx, ORGANISATION, 1, at, None).await.unwrap();
        let row = store::mailbox::get(&mut tx, ORGANISATION).await.unwrap().unwrap();
        assert_eq!((row.last_uid, row.fetched_at), (2, None), "what another setting read is not noted");
        store::mailbox::set(&mut tx, ORGANISATION, &MailboxRow { folder: "Relances".to_owned(), ..mailbox() }).await.unwrap();
        let row = store::mailbox::get(&mut tx, ORGANISATION).await.unwrap().unwrap();
        assert_eq!((row.uid_validity, row.last_uid), (None, 0));
        assert!(store::mailbox::set_disabled(&mut tx, ORGANISATION, Some(at)).await.unwrap());
        tx.commit().await.unwrap();
        assert_eq!(store::mailbox::in_use(db, ORGANISATION).await.unwrap(), None);
        let mut tx = db.begin().await.unwrap();
        assert!(store::mailbox::set_disabled(&mut tx, ORGANISATION, None).await.unwrap());
        assert!(!store::mailbox::set_disabled(&mut tx, OTHER, None).await.unwrap());
        tx.commit().await.unwrap();
        assert_eq!(store::mailbox::in_use(db, ORGANISATION).await.unwrap(), Some(5));
        assert_eq!(store::mailbox::in_use(db, OTHER).await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn a_message_is_kept_once_and_waits_until_it_is_handled() {
    on_both(async |db| {
        organisations(db).await;
        fill(db, ORGANISATION).await;
        let mut tx = db.begin().await.unwrap();
        let o = ORGANISATION;
        let again = ReceivedRow { id: ReceivedId(id(99)), ..received(1, "reply", Some(1)) };
        assert!(!store::received::insert(&mut tx, o, &again).await.unwrap(), "the same bytes under another id");
        for (number, class, debtor) in [(2, "bounce_soft", Some(2)), (3, "reply", None), (4, "auto_reply", Some(1))] {
            let mut row = received(number, class, debtor);
            row.failed_address = if class == "bounce_soft" { "b@deux.example".to_owned() } else { String::new() };
            row.handled_at = (class == "auto_reply").then(|| morning(day(2, 9)));
            assert!(store::received::insert(&mut tx, o, &row).await.unwrap());
        }
        let ids = async |tx: &mut Tx, which, class: &str, words: &str| {
            let filter = Filter { class: class.to_owned(), words: words.to_owned() };
            let rows = store::received::list(tx, o, which, &filter, (9, 0)).await.unwrap();
            assert_eq!(store::received::count(tx, o, which, &filter).await.unwrap(), rows.len() as i64);
            rows.iter().map(|row| row.id.0.as_u128()).collect::<Vec<_>>()
        };
        let number = |numbers: &[u128]| numbers.iter().map(|number| id(*number).as_u128()).collect::<Vec<_>>();
        assert_eq!(ids(&mut tx, Which::ToRead, "", "").await, number(&[1, 2]));
        assert_eq!(ids(&mut tx, Which::ToTie, "", "").await, number(&[3]));
        assert_eq!(ids(&mut tx, Which::Every, "", "").await, number(&[4, 3, 2, 1]));
        assert_eq!(ids(&mut tx, Which::Every, "reply", "UN.EXAMPLE").await, number(&[3, 1]));
        assert_eq!(ids(&mut tx, Which::Every, "", "%").await.len(), 4, "a sign of the base means nothing");
        assert_eq!(ids(&mut tx, Which::Every, "", "relev_").await.len(), 4);
        let soft = store::received::soft_bounces(&mut tx, o, "b@deux.example", day(1, 1), None).await.unwrap();
        assert_eq!(soft, [day(2, 9)]);
        assert_eq!(store::received::soft_bounces(&mut tx, o, "b@deux.example", day(2, 10), None).await.unwrap(), []);
        let sent = store::received::sent_as(&mut tx, o, "1@elan.example").await.unwrap().unwrap();
        assert_eq!((sent.debtor, sent.state, sent.recipient.as_str()), (DebtorId(id(1)), ActionState::Planned, "a@un.example"));
        assert!(store::received::has_replied(&mut tx, o, DebtorId(id(1))).await.unwrap());
        store::received::set_handled(&mut tx, o, (ReceivedId(id(1)), 1), Some(morning(day(2, 10))), "Claire").await.unwrap();
        let stale = store::received::set_handled(&mut tx, o, (ReceivedId(id(1)), 1), None, "").await;
        assert!(matches!(stale, Err(StoreError::Stale { table: "received_mail", .. })));
        assert!(!store::received::has_replied(&mut tx, o, DebtorId(id(1))).await.unwrap());
        assert!(store::received::have_replied(&mut tx, o).await.unwrap().is_empty(), "a soft bounce is no reply");
        tx.commit().await.unwrap();
        assert_eq!(store::received::waiting(db, o).await.unwrap(), (1, 1));
    })
    .await;
}

#[tokio::test]
async fn a_refresh_token_is_replaced_where_it_is_still_the_one_and_a_password_never() {
    on_both(async |db| {
        organisations(db).await;
        let mut tx = db.begin().await.unwrap();
        store::mailbox::set(&mut tx, ORGANISATION, &mailbox()).await.unwrap();
        assert!(!store::mailbox::renew_secret(&mut tx, ORGANISATION, &mailbox().secret, "neuf").await.unwrap(), "a password stays");
        let by_token = MailboxRow { secret: "un".to_owned(), oauth: r#"{"provider":"other"}"#.to_owned(), ..mailbox() };
        store::mailbox::set(&mut tx, ORGANISATION, &by_token).await.unwrap();
        assert!(store::mailbox::renew_secret(&mut tx, ORGANISATION, "un", "deux").await.unwrap());
        assert!(!store::mailbox::renew_secret(&mut tx, ORGANISATION, "un", "trois").await.unwrap(), "another worker was first");
        let kept = store::mailbox::get(&mut tx, ORGANISATION).await.unwrap().unwrap();
        assert_eq!((kept.secret.as_str(), kept.oauth.as_str()), ("deux", by_token.oauth.as_str()));
    })
    .await;
}
