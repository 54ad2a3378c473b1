//! What keeps disputes: merged accounts and their undo, backups, the page of a claim, and the eyes of `doctor`.

use app::claims::{self, NewFacts};
use app::dispute::{self, NewDispute, NewPart};
use app::{AppError, doctor};
use domain::Cents;
use domain::dispute::{Outcome, Reason};
use domain::ids::DisputeId;

use super::{FEC, books};
use crate::given::{self, TODAY, date, sale};
use crate::house::{Day, House, on_both};
use crate::merge::merged;

async fn firm(house: &House) -> Day {
    let day = house.on(TODAY).await;
    day.import_clean("clients.csv", given::customers(&[("C1", "company", "c1@client.example"), ("C2", "company", "c2@client.example")]))
        .await;
    let mut entries = books();
    entries.push(sale("G1", "C2", date(2026, 6, 1), 50_000));
    day.import_clean(FEC, given::fec(&entries)).await;
    day
}

async fn contest(house: &House, day: &Day, number: &str, cents: i64) -> DisputeId {
    let item = house.item(number).await;
    let part = NewPart { item: item.id, amount: Some(Cents(cents)) };
    let new = NewDispute { reason: Reason::Price, note: "tarif".to_owned(), source: "hand", parts: vec![part] };
    dispute::open(&day.app, &day.scope, item.debtor, &new).await.unwrap()
}

#[tokio::test]
async fn a_merge_and_its_undo_carry_disputes_along() {
    on_both(async |house| {
        let day = firm(house).await;
        let (c1, c2) = (house.debtor("C1").await, house.debtor("C2").await);
        let (own, other) = (contest(house, &day, "F1", 30_000).await, contest(house, &day, "G1", 10_000).await);
        let of = async |debtor| -> Vec<DisputeId> {
            let cards = dispute::of_debtor(&day.app, &day.scope, debtor).await.unwrap();
            cards.iter().map(|card| card.id).collect()
        };
        let merge = merged(&day, c1, c2, &[]).await;
        assert_eq!((of(c1).await.len(), of(c2).await.len()), (2, 0));
        assert_eq!(dispute::view(&day.app, &day.scope, other).await.unwrap().card.held, Cents(10_000));
        day.is_sound().await;
        app::merge::undo(&day.app, &day.scope, merge).await.unwrap();
        assert_eq!((of(c1).await, of(c2).await), (vec![own], vec![other]));
        day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn an_amount_on_the_page_of_a_claim_is_a_dispute_of_unspecified_reason() {
    on_both(async |house| {
        let day = firm(house).await;
        let (debtor, item) = (house.debtor("C1").await, house.item("F2").await.id);
        let set = async |cents: i64, reason: &str| {
            let file = claims::claim_file(&day.app, &day.scope, debtor).await.unwrap();
            let version = file.items.iter().find(|claim| claim.item.id == item).unwrap().facts.version;
            let new = NewFacts { disputed: Cents(cents), dispute_reason: reason.to_owned(), version, ..NewFacts::default() };
            let done = claims::set_facts(&day.app, &day.scope, debtor, item, new).await;
            day.is_sound().await;
            done
        };
        set(10_000, "casse").await.unwrap();
        let card = dispute::of_debtor(&day.app, &day.scope, debtor).await.unwrap().remove(0);
        assert_eq!((card.reason, card.note.as_str(), card.held), (Reason::Unspecified, "casse", Cents(10_000)));
        set(15_000, "casse").await.unwrap();
        let card = dispute::of_debtor(&day.app, &day.scope, debtor).await.unwrap().remove(0);
        assert_eq!(card.held, Cents(15_000), "the same dispute");
        set(0, "").await.unwrap();
        let card = dispute::of_debtor(&day.app, &day.scope, debtor).await.unwrap().remove(0);
        assert_eq!(card.outcome, Some(Outcome::Withdrawn));
        contest(house, &day, "F2", 5_000).await;
        let refused = set(6_000, "autre").await;
        assert!(matches!(refused, Err(AppError::Invalid { field: "disputed", .. })), "{refused:?}");
    })
    .await;
}

#[tokio::test]
async fn doctor_sees_what_was_changed_behind_its_back() {
    on_both(async |house| {
        let day = firm(house).await;
        contest(house, &day, "F1", 30_000).await;
        let broken = async || -> Vec<&'static str> {
            doctor::doctor(&day.app, &day.scope).await.unwrap().into_iter().filter(|check| !check.ok).map(|check| check.name).collect()
        };
        assert_eq!(broken().await, [""; 0]);
        house.raw("UPDATE dispute_part SET claimed_cents = claimed_cents + 1").await;
        assert_eq!(broken().await, ["disputed_is_sum_of_disputes"]);
        house.raw("UPDATE dispute_part SET claimed_cents = claimed_cents - 1, released_cents = claimed_cents - 1").await;
        assert_eq!(broken().await, ["disputed_is_sum_of_disputes", "living_disputes_hold_something"]);
    })
    .await;
}
