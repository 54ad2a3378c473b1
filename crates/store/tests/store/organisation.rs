use chrono::SubsecRound as _;
use domain::Cents;
use domain::dunning::Scenario;
use domain::ids::ScenarioId;
use store::StoreError;

use crate::base::on_both;
use crate::given::{ORGANISATION, OTHER, creditor, day, id, morning, organisation, organisations};

#[tokio::test]
async fn an_organisation_comes_back_as_it_was_written() {
    on_both(async |db| {
        let mut large = organisation(ORGANISATION);
        large.first_send_cap = 1_000_000;
        let mut tx = db.begin().await.unwrap();
        store::organisation::insert(&mut tx, &large, morning(day(1, 2))).await.unwrap();
        assert!(store::organisation::insert(&mut tx, &large, morning(day(1, 2))).await.is_err(), "the same organisation twice");
        drop(tx);
        assert_eq!(store::organisation::all(db).await.unwrap(), [], "what is not committed is not there");

        let mut tx = db.begin().await.unwrap();
        store::organisation::insert(&mut tx, &large, morning(day(1, 2))).await.unwrap();
        large.rules.minimum = Cents(2_000);
        large.rules.spacing_days = 7;
        large.bank_fresh_days = 9;
        store::organisation::update_limits(&mut tx, &large).await.unwrap();
        store::organisation::mark_first_sent(&mut tx, ORGANISATION, morning(day(3, 1))).await.unwrap();
        store::organisation::mark_first_sent(&mut tx, ORGANISATION, morning(day(4, 1))).await.unwrap();
        tx.commit().await.unwrap();
        large.first_sent_at = Some(morning(day(3, 1)).trunc_subsecs(6));
        assert_eq!(store::organisation::all(db).await.unwrap(), [large], "the first message stays the first");
    })
    .await;
}

#[tokio::test]
async fn a_creditor_is_written_and_changed() {
    on_both(async |db| {
        organisations(db).await;
        let mut creditor = creditor();
        for capital in [Some(Cents(15_000_000)), None] {
            creditor.capital = capital;
            let mut tx = db.begin().await.unwrap();
            store::organisation::upsert_creditor(&mut tx, ORGANISATION, &creditor).await.unwrap();
            tx.commit().await.unwrap();
            assert_eq!(
                store::organisation::creditors(&mut db.snapshot().await.unwrap(), ORGANISATION).await.unwrap(),
                std::slice::from_ref(&creditor)
            );
        }
        creditor.siren = None;
        creditor.vat = None;
        creditor.iban = None;
        creditor.email = None;
        creditor.seat.lines.clear();
        let mut tx = db.begin().await.unwrap();
        store::organisation::upsert_creditor(&mut tx, ORGANISATION, &creditor).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(store::organisation::creditors(&mut db.snapshot().await.unwrap(), ORGANISATION).await.unwrap(), [creditor]);
        assert_eq!(store::organisation::creditors(&mut db.snapshot().await.unwrap(), OTHER).await.unwrap(), []);
    })
    .await;
}

#[tokio::test]
async fn the_newest_scenario_is_in_force() {
    on_both(async |db| {
        organisations(db).await;
        let mut tx = db.begin().await.unwrap();
        let none = store::scenario::in_force(&mut tx, ORGANISATION).await;
        assert!(matches!(none, Err(StoreError::Inconsistent { table: "scenario", .. })), "{none:?}");
        let first = Scenario::french_default(ScenarioId(id(1)));
        let second = Scenario::new(ScenarioId(id(2)), "Douce".to_owned(), 2, first.steps()[..3].to_vec()).unwrap();
        store::scenario::insert(&mut tx, ORGANISATION, &first, morning(day(1, 2))).await.unwrap();
        assert_eq!(store::scenario::in_force(&mut tx, ORGANISATION).await.unwrap(), first);
        store::scenario::replace(&mut tx, ORGANISATION, first.id, &second, "", "Claire", morning(day(1, 2))).await.unwrap();
        assert_eq!(store::scenario::in_force(&mut tx, ORGANISATION).await.unwrap(), second);
    })
    .await;
}
