use chrono::SubsecRound as _;
use domain::Cents;
use domain::claim::{ClaimEvent, ClaimEventKind, ClaimKind};
use domain::ids::{ClaimEventId, DebtorId, OpenItemId, OverrideId};
use domain::law::RateBp;
use domain::party::DebtorKind;
use domain::preflight::{Finding, Override};
use store::StoreError;
use store::claim::{ClaimEventRow, ClaimFacts, OverrideRow};

use crate::base::on_both;
use crate::given::{ORGANISATION, OTHER, day, debtors, id, item, items, morning, organisations};

pub(crate) fn event(number: u128, debtor: u128, kind: ClaimEventKind, on: domain::Date) -> ClaimEventRow {
    ClaimEventRow {
        id: ClaimEventId(id(number)),
        debtor: DebtorId(id(debtor)),
        item: None,
        event: ClaimEvent { kind, on, until: None, rate: None },
        reason: "courrier reçu".to_owned(),
        recorded_at: morning(day(11, 1)).trunc_subsecs(6),
        recorded_by: "Claire".to_owned(),
    }
}

pub(crate) fn facts() -> ClaimFacts {
    ClaimFacts {
        kind: Some(ClaimKind::Carriage),
        service_on: Some(day(1, 3)),
        disputed: Cents(40),
        dispute_reason: "palette abîmée".to_owned(),
        document_hash: Some("ab".repeat(32)),
        document_name: "F-1.pdf".to_owned(),
        evidence: "classeur 2026".to_owned(),
        version: 0,
    }
}

#[tokio::test]
async fn the_last_version_of_the_facts_is_what_is_known() {
    on_both(async |db| {
        organisations(db).await;
        debtors(db, ORGANISATION, 2).await;
        items(
            db,
            ORGANISATION,
            &[item(1, 1, 100, day(1, 5), day(2, 4)), item(2, 1, 100, day(1, 5), day(2, 4)), item(3, 2, 100, day(1, 5), day(2, 4))],
        )
        .await;
        let (at, one) = (morning(day(11, 1)), OpenItemId(id(1)));
        let mut tx = db.begin().await.unwrap();
        assert!(store::claim::facts_of_debtor(&mut tx, ORGANISATION, DebtorId(id(1))).await.unwrap().is_empty());
        store::claim::insert_facts(&mut tx, ORGANISATION, one, &facts(), at, "Claire").await.unwrap();
        let first = ClaimFacts { version: 1, ..facts() };
        let known = store::claim::facts_of_debtor(&mut tx, ORGANISATION, DebtorId(id(1))).await.unwrap();
        assert_eq!((known.len(), &known[&one]), (1, &first));

        let corrected = ClaimFacts { kind: None, service_on: None, disputed: Cents::ZERO, document_hash: None, ..first.clone() };
        store::claim::insert_facts(&mut tx, ORGANISATION, one, &corrected, at, "Paul").await.unwrap();
        let known = store::claim::facts_of_debtor(&mut tx, ORGANISATION, DebtorId(id(1))).await.unwrap();
        assert_eq!(known[&one], ClaimFacts { version: 2, ..corrected });
        let stale = store::claim::insert_facts(&mut tx, ORGANISATION, one, &first, at, "Claire").await;
        assert!(matches!(stale, Err(StoreError::Stale { table: "claim_fact", id: stale }) if stale == id(1)), "{stale:?}");
        assert!(store::claim::facts_of_debtor(&mut tx, ORGANISATION, DebtorId(id(2))).await.unwrap().is_empty());
        assert!(store::claim::facts_of_debtor(&mut tx, OTHER, DebtorId(id(1))).await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_cancelled_event_is_left_out_and_cancelled_once() {
    on_both(async |db| {
        organisations(db).await;
        debtors(db, ORGANISATION, 2).await;
        items(db, ORGANISATION, &[item(1, 1, 100, day(1, 5), day(2, 4))]).await;
        let granted = ClaimEventRow {
            item: Some(OpenItemId(id(1))),
            event: ClaimEvent { kind: ClaimEventKind::GrantedTime, on: day(3, 1), until: Some(day(9, 1)), rate: Some(RateBp(275)) },
            ..event(1, 1, ClaimEventKind::GrantedTime, day(3, 1))
        };
        let opened = event(2, 1, ClaimEventKind::InsolvencyOpened, day(2, 1));
        let elsewhere = event(3, 2, ClaimEventKind::InsolvencyClosed, day(4, 1));
        let (at, debtor) = (morning(day(11, 2)), DebtorId(id(1)));
        let mut tx = db.begin().await.unwrap();
        for row in [&granted, &opened, &elsewhere] {
            store::claim::insert_event(&mut tx, ORGANISATION, row).await.unwrap();
        }
        assert_eq!(
            store::claim::events_of_debtor(&mut tx, ORGANISATION, debtor).await.unwrap(),
            [opened.clone(), granted.clone()],
            "by date"
        );
        assert_eq!(store::claim::events(&mut tx, ORGANISATION).await.unwrap().len(), 3);
        assert_eq!(store::claim::insolvencies(&mut tx, ORGANISATION).await.unwrap(), [opened.clone(), elsewhere.clone()]);

        let foreign = store::claim::cancel_event(&mut tx, OTHER, opened.id, "erreur", at, "Paul").await;
        assert!(matches!(foreign, Err(StoreError::Stale { table: "claim_event", .. })), "{foreign:?}");
        store::claim::cancel_event(&mut tx, ORGANISATION, opened.id, "homonyme", at, "Paul").await.unwrap();
        let twice = store::claim::cancel_event(&mut tx, ORGANISATION, opened.id, "homonyme", at, "Paul").await;
        assert!(matches!(twice, Err(StoreError::Stale { table: "claim_event", id: twice }) if twice == id(2)), "{twice:?}");
        assert_eq!(store::claim::events_of_debtor(&mut tx, ORGANISATION, debtor).await.unwrap(), [granted]);
        assert_eq!(store::claim::insolvencies(&mut tx, ORGANISATION).await.unwrap(), [elsewhere]);
    })
    .await;
}

#[tokio::test]
async fn a_decision_is_read_back_as_it_was_taken() {
    on_both(async |db| {
        organisations(db).await;
        debtors(db, ORGANISATION, 1).await;
        items(db, ORGANISATION, &[item(1, 1, 100, day(1, 5), day(2, 4))]).await;
        let decision = |number: u128, reason: &str, findings: Vec<Finding>| OverrideRow {
            id: OverrideId(id(number)),
            item: OpenItemId(id(1)),
            decision: Override::new("Claire", reason, findings).unwrap(),
            decided_at: morning(day(11, u32::try_from(number).unwrap())).trunc_subsecs(6),
        };
        let figures = vec![Finding::KindUnknown, Finding::PartDisputed(Cents(1_250)), Finding::LimitationPast(day(10, 1))];
        let (first, second) = (decision(1, "bon signé", vec![Finding::DocumentMissing]), decision(2, "accord", figures));
        let mut tx = db.begin().await.unwrap();
        for row in [&second, &first] {
            store::claim::insert_override(&mut tx, ORGANISATION, row).await.unwrap();
        }
        let debtor = DebtorId(id(1));
        assert_eq!(store::claim::overrides_of_debtor(&mut tx, ORGANISATION, debtor).await.unwrap(), [first, second], "oldest first");
        assert_eq!(store::claim::overrides_of_debtor(&mut tx, OTHER, debtor).await.unwrap(), []);
    })
    .await;
}

#[tokio::test]
async fn what_is_watched_is_open_owed_and_begun() {
    on_both(async |db| {
        organisations(db).await;
        debtors(db, ORGANISATION, 1).await;
        let written = [
            item(1, 1, 100, day(3, 1), day(4, 1)),
            item(2, 1, 200, day(3, 2), day(2, 1)),
            item(3, 1, 300, day(3, 2), day(4, 2)),
            item(4, 1, 400, day(5, 2), day(6, 2)),
            item(5, 1, -500, day(1, 2), day(1, 2)),
        ];
        items(db, ORGANISATION, &written).await;
        let mut tx = db.begin().await.unwrap();
        let served = ClaimFacts { service_on: Some(day(2, 27)), ..facts() };
        store::claim::insert_facts(&mut tx, ORGANISATION, OpenItemId(id(3)), &served, morning(day(6, 1)), "Claire").await.unwrap();
        let numbers = async |tx: &mut store::Tx, by| -> Vec<String> {
            store::claim::watched(tx, ORGANISATION, by).await.unwrap().into_iter().map(|found| found.number).collect()
        };
        assert_eq!(numbers(&mut tx, day(3, 1)).await, ["F-2", "F-1", "F-3"], "by invoice, by due date, by service; no credit");
        assert_eq!(numbers(&mut tx, day(2, 28)).await, ["F-2", "F-3"]);
        let found = store::claim::watched(&mut tx, ORGANISATION, day(2, 28)).await.unwrap().pop().unwrap();
        assert_eq!((found.kind, found.service_on, found.open), (Some(ClaimKind::Carriage), Some(day(2, 27)), Cents(300)));
        assert_eq!((found.debtor_kind, found.debtor_code.as_str()), (DebtorKind::Business, "C00001"));

        // A corrected fact counts, the one before does not.
        let corrected = ClaimFacts { service_on: None, version: 1, ..facts() };
        store::claim::insert_facts(&mut tx, ORGANISATION, OpenItemId(id(3)), &corrected, morning(day(6, 2)), "Claire").await.unwrap();
        assert_eq!(numbers(&mut tx, day(2, 28)).await, ["F-2"]);
        assert!(store::claim::watched(&mut tx, OTHER, day(12, 31)).await.unwrap().is_empty());
    })
    .await;
}
