//! Letters as they are printed, posted, followed; batches; who agreed to electronic ones.

use chrono::{DateTime, SubsecRound as _, Utc};
use domain::dunning::{ActionState, Channel};
use domain::ids::{ContactId, DebtorId, LetterEventId, LetterId, OrganisationId, PrintRunId};
use domain::post::{LetterKind, PostalEvent};
use domain::{Cents, Currency};
use store::letter::{CarrierState, Filter, LetterEventRow, LetterRow, Noted, Order, PrintRun, Settled, Which};
use store::postal_carrier::CarrierRow;
use store::{StoreError, Tx};

use crate::base::on_both;
use crate::given::{ORGANISATION, OTHER, day, id, morning, organisations};
use crate::isolation::fill;

/// An instant as a base keeps it, to the microsecond.
fn instant(month: u32, on: u32) -> DateTime<Utc> {
    morning(day(month, on)).trunc_subsecs(6)
}

fn action(organisation: OrganisationId) -> domain::ids::ActionId {
    store::night::action_id(organisation, DebtorId(id(1)), day(2, 9), Channel::Email)
}

fn letter(number: u128, organisation: OrganisationId) -> LetterRow {
    LetterRow {
        id: LetterId(id(number)),
        action: action(organisation),
        kind: LetterKind::Registered,
        reference: "REL-1".to_owned(),
        recipient: "Un\n1 rue du Port\n44000 Nantes".to_owned(),
        fingerprint: "f".to_owned(),
        document_hash: "d".to_owned(),
        pages: 2,
        asked: Cents(1_000),
        net: Cents(900),
        currency: Currency::EUR,
        notice_days: Some(8),
        made_on: day(2, 9),
        made_at: instant(2, 9),
        made_by: "Claire".to_owned(),
        replaced_at: None,
        tracking: String::new(),
        posted_on: None,
        posted_at: None,
        posted_by: String::new(),
        carrier: String::new(),
        carrier_state: CarrierState::None,
        carrier_key: String::new(),
        carrier_note: String::new(),
        carrier_at: None,
        carrier_mills: 0,
        deposit_proof: None,
        receipt_proof: None,
        version: 1,
    }
}

fn event(number: u128, kind: PostalEvent) -> LetterEventRow {
    LetterEventRow {
        id: LetterEventId(id(number)),
        letter: LetterId(id(401)),
        kind,
        on: day(2, 12),
        note: "guichet".to_owned(),
        document_hash: Some("s".to_owned()),
        document_name: "avis.pdf".to_owned(),
        source: "person".to_owned(),
        recorded_at: instant(2, 13),
        recorded_by: "Claire".to_owned(),
    }
}

/// A batch with a letter that came back, and an agreement, with the same ids for whichever organisation.
pub(crate) async fn fill_letters(tx: &mut Tx, organisation: OrganisationId) {
    store::postal_carrier::set_carrier(tx, organisation, &carrier()).await.unwrap();
    let electronic = store::electronic_carrier::ElectronicRow {
        settings: "{\"token\":\"s3cret\"}".to_owned(),
        price_mills: 3_990,
        created_at: instant(2, 9),
        created_by: "Claire".to_owned(),
        disabled_at: None,
    };
    store::electronic_carrier::set(tx, organisation, &electronic).await.unwrap();
    assert_eq!(store::electronic_carrier::get(tx, organisation).await.unwrap(), Some(electronic));
    store::letter::insert(tx, organisation, &letter(401, organisation)).await.unwrap();
    let run = PrintRun {
        id: PrintRunId(id(402)),
        made_on: day(2, 9),
        made_at: instant(2, 9),
        actor: "Claire".to_owned(),
        letters: 1,
        pages: 2,
        sheets: 1,
        document_hash: "b".to_owned(),
        duplex: true,
        separators: false,
    };
    store::letter::insert_run(tx, organisation, &run, &[LetterId(id(401))]).await.unwrap();
    store::letter::insert_event(tx, organisation, &event(403, PostalEvent::WrongAddress)).await.unwrap();
    let agreed = Some((day(1, 5), "contrat, art. 7"));
    store::letter::set_agreement(tx, organisation, DebtorId(id(1)), ContactId(id(1)), agreed).await.unwrap();
}

/// A service that posts, with its secret.
pub(crate) fn carrier() -> CarrierRow {
    CarrierRow {
        provider: "merci_facteur".to_owned(),
        settings: r#"{"provider":"merci_facteur","secret":"s3cret"}"#.to_owned(),
        takes_letters: false,
        takes_registered: true,
        duplex: true,
        letter_mills: 0,
        registered_mills: 7_250,
        created_at: instant(2, 9),
        created_by: "Claire".to_owned(),
        disabled_at: None,
    }
}

#[tokio::test]
async fn a_service_is_replaced_stopped_and_resumed() {
    on_both(async |db| {
        organisations(db).await;
        let mut tx = db.begin().await.unwrap();
        store::postal_carrier::set_carrier(&mut tx, ORGANISATION, &carrier()).await.unwrap();
        assert_eq!(store::postal_carrier::carrier(&mut tx, ORGANISATION).await.unwrap(), Some(carrier()));
        assert!(!store::postal_carrier::set_disabled(&mut tx, OTHER, Some(instant(3, 1))).await.unwrap(), "it has none");
        assert!(store::postal_carrier::set_disabled(&mut tx, ORGANISATION, Some(instant(3, 1))).await.unwrap());
        let other = CarrierRow { takes_letters: true, ..carrier() };
        store::postal_carrier::set_carrier(&mut tx, ORGANISATION, &other).await.unwrap();
        let kept = store::postal_carrier::carrier(&mut tx, ORGANISATION).await.unwrap().unwrap();
        assert_eq!((kept.disabled_at, kept.takes_letters), (Some(instant(3, 1)), true), "it stays stopped");
        assert_eq!(store::postal_carrier::sum_since(&mut tx, ORGANISATION, instant(1, 1)).await.unwrap(), (0, 0));
        assert!(!format!("{kept:?}").contains("s3cret"));
    })
    .await;
}

/// How many rows each reading function gives.
pub(crate) async fn seen_letters(tx: &mut Tx, organisation: OrganisationId) -> Vec<(&'static str, usize)> {
    let (letter, run) = (LetterId(id(401)), PrintRunId(id(402)));
    let of_action = store::letter::current(tx, organisation, action(ORGANISATION)).await.unwrap();
    vec![
        ("letter", usize::from(store::letter::get(tx, organisation, letter).await.unwrap().is_some())),
        ("letter of an action", usize::from(of_action.is_some())),
        ("batch", usize::from(store::letter::run(tx, organisation, run).await.unwrap().is_some())),
        ("batches", store::letter::runs(tx, organisation, 9).await.unwrap().len()),
        ("letters of a batch", store::letter::run_actions(tx, organisation, run).await.unwrap().len()),
        ("letter events", store::letter::events(tx, organisation, letter).await.unwrap().len()),
        ("letter events of a debtor", store::letter::events_of_debtor(tx, organisation, DebtorId(id(1))).await.unwrap().len()),
        ("letters that came back", store::letter::returned(tx, organisation).await.unwrap().len()),
        ("carrier", usize::from(store::postal_carrier::carrier(tx, organisation).await.unwrap().is_some())),
        ("agreements", store::letter::agreements(tx, organisation, DebtorId(id(1))).await.unwrap().len()),
    ]
}

#[tokio::test]
async fn a_letter_is_replaced_until_it_is_posted_and_taken_back_whole() {
    on_both(async |db| {
        organisations(db).await;
        fill(db, ORGANISATION).await;
        let mut tx = db.begin().await.unwrap();
        let own = action(ORGANISATION);
        let second = LetterRow { document_hash: "e".to_owned(), ..letter(411, ORGANISATION) };
        store::letter::insert(&mut tx, ORGANISATION, &second).await.unwrap();
        assert_eq!(store::letter::current(&mut tx, ORGANISATION, own).await.unwrap(), Some(second.clone()));
        let first = store::letter::get(&mut tx, ORGANISATION, LetterId(id(401))).await.unwrap().unwrap();
        assert!(first.replaced_at.is_some(), "the first is kept, and counts no more");

        let by = (morning(day(2, 10)), "Claire");
        let stale = store::letter::set_posted(&mut tx, ORGANISATION, (second.id, 7), day(2, 10), by, "").await;
        assert!(matches!(stale, Err(StoreError::Stale { table: "letter", .. })), "{stale:?}");
        store::letter::set_posted(&mut tx, ORGANISATION, (second.id, 1), day(2, 10), by, "1A12345678901").await.unwrap();
        let posted = store::letter::current(&mut tx, ORGANISATION, own).await.unwrap().unwrap();
        assert_eq!((posted.posted_on, posted.tracking.as_str(), posted.version), (Some(day(2, 10)), "1A12345678901", 2));
        let again = store::letter::set_posted(&mut tx, ORGANISATION, (second.id, 2), day(2, 10), by, "").await;
        assert!(again.is_err(), "posted once");
        store::letter::set_tracking(&mut tx, ORGANISATION, (second.id, 2), "2C12345678901").await.unwrap();
        store::letter::set_notice_days(&mut tx, ORGANISATION, (second.id, 3), Some(15)).await.unwrap();
        let known = store::letter::current(&mut tx, ORGANISATION, own).await.unwrap().unwrap();
        assert_eq!((known.notice_days, known.version), (Some(15), 4));
        // Its action is an e-mail that waits: it is no letter that was posted.
        let other = store::letter::clear_posted(&mut tx, ORGANISATION, (second.id, 4), own).await;
        assert!(matches!(other, Err(StoreError::Stale { table: "action", .. })), "{other:?}");
        drop(tx);
        let mut tx = db.begin().await.unwrap();
        let replaced = store::letter::current(&mut tx, ORGANISATION, own).await.unwrap().unwrap();
        assert_eq!((replaced.id, replaced.replaced_at), (LetterId(id(401)), None), "nothing of that was written");
    })
    .await;
}

#[tokio::test]
async fn events_are_withdrawn_once_and_agreements_taken_back() {
    on_both(async |db| {
        organisations(db).await;
        fill(db, ORGANISATION).await;
        let mut tx = db.begin().await.unwrap();
        let (letter, at) = (LetterId(id(401)), morning(day(2, 20)));
        store::letter::insert_event(&mut tx, ORGANISATION, &LetterEventRow { on: day(2, 10), ..event(404, PostalEvent::Presented) })
            .await
            .unwrap();
        let kinds: Vec<PostalEvent> =
            store::letter::events(&mut tx, ORGANISATION, letter).await.unwrap().into_iter().map(|event| event.kind).collect();
        assert_eq!(kinds, [PostalEvent::Presented, PostalEvent::WrongAddress], "by day");
        let kept = store::letter::events_of_debtor(&mut tx, ORGANISATION, DebtorId(id(1))).await.unwrap();
        assert_eq!(kept[1], (action(ORGANISATION), event(403, PostalEvent::WrongAddress)));
        let returned = store::letter::returned(&mut tx, ORGANISATION).await.unwrap();
        assert_eq!(returned, [(DebtorId(id(1)), "Un\n1 rue du Port\n44000 Nantes".to_owned(), day(2, 12))]);
        store::letter::withdraw_event(&mut tx, ORGANISATION, letter, LetterEventId(id(403)), at, "Paul").await.unwrap();
        let twice = store::letter::withdraw_event(&mut tx, ORGANISATION, letter, LetterEventId(id(403)), at, "Paul").await;
        assert!(matches!(twice, Err(StoreError::Stale { table: "letter_event", .. })), "{twice:?}");
        assert_eq!(store::letter::returned(&mut tx, ORGANISATION).await.unwrap(), []);
        let agreed = store::letter::agreements(&mut tx, ORGANISATION, DebtorId(id(1))).await.unwrap();
        assert_eq!(agreed, [(ContactId(id(1)), day(1, 5), "contrat, art. 7".to_owned())]);
        store::letter::set_agreement(&mut tx, ORGANISATION, DebtorId(id(1)), ContactId(id(1)), None).await.unwrap();
        assert_eq!(store::letter::agreements(&mut tx, ORGANISATION, DebtorId(id(1))).await.unwrap(), []);
        let foreign = store::letter::set_agreement(&mut tx, OTHER, DebtorId(id(1)), ContactId(id(1)), None).await;
        assert!(foreign.is_err(), "a contact of another organisation");
        assert!(store::letter::withdraw_event(&mut tx, OTHER, letter, LetterEventId(id(404)), at, "Paul").await.is_err());
        assert!(store::letter::set_tracking(&mut tx, OTHER, (letter, 1), "X").await.is_err());
    })
    .await;
}

#[tokio::test]
async fn the_list_narrows_sorts_and_counts() {
    on_both(async |db| {
        organisations(db).await;
        fill(db, ORGANISATION).await;
        db.raw("UPDATE action SET channel = 'letter', state = 'to_do' WHERE beside = 0".to_owned()).await;
        let mut tx = db.begin().await.unwrap();
        let filter = |which, kind: &str, words: &str| Filter { which, kind: kind.to_owned(), words: words.to_owned() };
        let name = store::debtor::get(&mut tx, ORGANISATION, DebtorId(id(1))).await.unwrap().unwrap().name;
        let cases = [
            (filter(Which::ToPost, "", ""), 1),
            (filter(Which::ToPost, "letter", &name), 1),
            (filter(Which::ToPost, "registered", ""), 0),
            (filter(Which::ToPost, "", "nobody of that name"), 0),
            (filter(Which::Posted, "", ""), 0),
            (filter(Which::Followed, "", ""), 0),
        ];
        for (filter, expected) in cases {
            for order in [Order::Day, Order::Name, Order::Amount] {
                assert_eq!(store::letter::list(&mut tx, ORGANISATION, &filter, order, (9, 0)).await.unwrap().len(), expected, "{filter:?}");
            }
            let counted = store::letter::count(&mut tx, ORGANISATION, &filter).await.unwrap();
            assert_eq!(counted.iter().map(|count| count.letters).sum::<i64>(), i64::try_from(expected).unwrap(), "{filter:?}");
        }
        let line = store::letter::list(&mut tx, ORGANISATION, &Filter::default(), Order::Day, (9, 0)).await.unwrap().remove(0);
        assert_eq!((line.state, line.channel, line.printed), (ActionState::ToDo, Channel::Letter, Some((LetterId(id(401)), day(2, 9), 2))));
        assert_eq!(line.last_event, Some(PostalEvent::WrongAddress));
        let counted = store::letter::count(&mut tx, ORGANISATION, &Filter::default()).await.unwrap();
        assert_eq!((counted[0].pages, counted[0].printed, counted[0].currency), (2, 1, Currency::EUR));
        assert!(store::letter::list(&mut tx, OTHER, &Filter::default(), Order::Day, (9, 0)).await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_service_has_a_letter_once_and_its_proofs_stay() {
    on_both(async |db| {
        organisations(db).await;
        fill(db, ORGANISATION).await;
        let (letter, at) = (LetterId(id(401)), morning(day(2, 10)));
        let mut tx = db.begin().await.unwrap();
        store::letter::reserve_carrier(&mut tx, ORGANISATION, (letter, 1), ("folder", 1_390), at).await.unwrap();
        let twice = store::letter::reserve_carrier(&mut tx, ORGANISATION, (letter, 2), ("folder", 1_390), at).await;
        assert!(matches!(twice, Err(StoreError::Stale { table: "letter", .. })), "{twice:?}");
        let settle = async |tx: &mut Tx, state, key, mills| {
            let settled = Settled { state, key, note: "", mills };
            store::letter::settle_carrier(tx, ORGANISATION, letter, settled, at).await
        };
        settle(&mut tx, CarrierState::Failed, "", None).await.unwrap();
        let known = store::letter::get(&mut tx, ORGANISATION, letter).await.unwrap().unwrap();
        assert_eq!((known.carrier_state, known.carrier_mills), (CarrierState::Failed, 0), "what was refused costs nothing");
        store::letter::reserve_carrier(&mut tx, ORGANISATION, (letter, 3), ("folder", 1_390), at).await.unwrap();
        settle(&mut tx, CarrierState::Unknown, "", None).await.unwrap();
        let again = store::letter::reserve_carrier(&mut tx, ORGANISATION, (letter, 5), ("folder", 1_390), at).await;
        assert!(matches!(again, Err(StoreError::Stale { .. })), "what may have left is never handed over again: {again:?}");
        settle(&mut tx, CarrierState::Accepted, "1000", None).await.unwrap();
        assert!(settle(&mut tx, CarrierState::Failed, "", None).await.is_err(), "it is known");
        let later = morning(day(2, 11));
        let to_follow = async |tx: &mut Tx, organisation, before| {
            store::letter::to_follow(tx, organisation, "folder", day(2, 1), before, 9).await.unwrap().len()
        };
        assert_eq!(to_follow(&mut tx, ORGANISATION, later).await, 0, "it was not posted yet");
        store::letter::set_posted(&mut tx, ORGANISATION, (letter, 6), day(2, 10), (at, "Claire"), "").await.unwrap();
        assert_eq!(to_follow(&mut tx, ORGANISATION, later).await, 1);
        assert_eq!((to_follow(&mut tx, ORGANISATION, at).await, to_follow(&mut tx, OTHER, later).await), (0, 0));
        let noted = Noted {
            at: later,
            note: "imprimé".to_owned(),
            tracking: "2C12345678901".to_owned(),
            deposit: Some("p".to_owned()),
            receipt: None,
        };
        store::letter::note_carrier(&mut tx, ORGANISATION, letter, &noted).await.unwrap();
        store::letter::note_carrier(&mut tx, ORGANISATION, letter, &Noted { at: later, note: "distribué".to_owned(), ..Noted::default() })
            .await
            .unwrap();
        let known = store::letter::get(&mut tx, ORGANISATION, letter).await.unwrap().unwrap();
        assert_eq!(
            (known.tracking.as_str(), known.carrier_key.as_str(), known.carrier_note.as_str()),
            ("2C12345678901", "1000", "distribué")
        );
        assert_eq!((known.deposit_proof.as_deref(), known.receipt_proof, known.carrier_state), (Some("p"), None, CarrierState::Accepted));
        assert_eq!(known.carrier_mills, 1_390);
        assert_eq!(to_follow(&mut tx, ORGANISATION, later).await, 0, "looked at a moment ago");
    })
    .await;
}
