use domain::Cents;
use domain::ids::{AllocationId, DebtorId, OpenItemId};
use store::StoreError;
use store::item::{ItemChange, LiveAllocation};

use crate::base::{Base, on_both};
use crate::given::{
    ORGANISATION, OTHER, allocate, allocation, counter, day, debtors, id, item, items, new_action, night, organisations, scenario,
};

/// Debtor 1 owes items 1 (1 200,00) and 2 (300,00), and paid 10 (1 000,00).
async fn ledger(db: &Base) {
    organisations(db).await;
    debtors(db, ORGANISATION, 2).await;
    let written = [
        item(1, 1, 120_000, day(1, 5), day(2, 4)),
        item(2, 1, 30_000, day(1, 20), day(2, 19)),
        item(10, 1, -100_000, day(2, 10), day(2, 10)),
    ];
    items(db, ORGANISATION, &written).await;
}

/// What items 1, 2 and 10 have left.
async fn open(db: &Base) -> [i64; 3] {
    let mut tx = db.snapshot().await.unwrap();
    let mut left = [0; 3];
    for (left, number) in left.iter_mut().zip([1, 2, 10]) {
        *left = store::item::get(&mut tx, ORGANISATION, OpenItemId(id(number))).await.unwrap().unwrap().open.0;
    }
    left
}

async fn live(db: &Base) -> Vec<LiveAllocation> {
    let mut tx = db.snapshot().await.unwrap();
    store::item::live_allocations(&mut tx, ORGANISATION).await.unwrap()
}

async fn rows(db: &Base) -> Vec<String> {
    db.raw_texts("SELECT CAST(count(*) AS TEXT) FROM allocation".to_owned()).await
}

async fn is_healthy(db: &Base) {
    let mut tx = db.snapshot().await.unwrap();
    for check in store::health::checks(&mut tx, ORGANISATION).await.unwrap() {
        assert_eq!(check.broken, 0, "{}", check.name);
    }
}

#[tokio::test]
async fn items_come_back_as_they_were_written() {
    on_both(async |db| {
        ledger(db).await;
        let mut tx = db.begin().await.unwrap();
        let of_debtor = store::item::of_debtor(&mut tx, ORGANISATION, DebtorId(id(1))).await.unwrap();
        let expected = [
            item(1, 1, 120_000, day(1, 5), day(2, 4)).item,
            item(10, 1, -100_000, day(2, 10), day(2, 10)).item,
            item(2, 1, 30_000, day(1, 20), day(2, 19)).item,
        ];
        assert_eq!(of_debtor, expected, "by due date");
        assert_eq!(store::item::get(&mut tx, ORGANISATION, OpenItemId(id(3))).await.unwrap(), None);
        let known = store::item::known(&mut tx, ORGANISATION).await.unwrap();
        assert!(known.iter().map(|item| item.id.0.as_u128()).eq([1, 2, 10]), "{known:?}");
        let last = &known[2];
        assert_eq!((last.number.as_str(), last.source_key.as_str(), last.lettering.as_str()), ("F-10", "fec:10", "AA"));
        assert_eq!((last.issued_on, last.due_on, last.due_estimated), (day(2, 10), day(2, 10), false));
        assert_eq!((last.amount, last.open), (Cents(-100_000), Cents(-100_000)));
        let again = store::item::insert(&mut tx, ORGANISATION, &[item(1, 1, 5, day(1, 5), day(2, 4))]).await;
        assert!(again.is_err(), "the same source key twice");
    })
    .await;
}

#[tokio::test]
async fn items_are_found_by_number_and_by_amount() {
    on_both(async |db| {
        ledger(db).await;
        let mut odd = item(20, 2, 777, day(3, 1), day(3, 31));
        odd.item.number = "50%_a!".to_owned();
        items(db, ORGANISATION, &[odd]).await;
        allocate(db, &[allocation(1, 10, 20_000, day(2, 10))]).await.unwrap();
        let mut tx = db.snapshot().await.unwrap();
        let numbers = [
            ("the beginning of a number, whatever its case", "f-1", 9, vec![1, 10]),
            ("so many and no more", "f-1", 1, vec![1]),
            ("a part of one, when none begins so", "A!", 9, vec![20]),
            ("a wildcard is a letter", "%", 9, vec![20]),
            ("so is the other", "_", 9, vec![20]),
            ("nothing", "none", 9, vec![]),
        ];
        for (name, number, limit, expected) in numbers {
            let found = store::search::by_number(&mut tx, ORGANISATION, number, limit).await.unwrap();
            assert_eq!(found.iter().map(|item| item.0.as_u128()).collect::<Vec<_>>(), expected, "{name}");
        }
        for (name, cents, expected) in
            [("an amount at the start", 120_000, vec![1]), ("an amount that is left", 100_000, vec![1]), ("none", 7, vec![])]
        {
            let found = store::search::by_amount(&mut tx, ORGANISATION, Cents(cents), 9).await.unwrap();
            assert_eq!(found.iter().map(|item| item.0.as_u128()).collect::<Vec<_>>(), expected, "{name}");
        }
        let asked = [1, 20, 99].map(|number| OpenItemId(id(number)));
        let numbers = store::item::numbers(&mut tx, ORGANISATION, &asked).await.unwrap();
        assert_eq!(numbers.len(), 2, "{numbers:?}");
        assert_eq!((numbers[&asked[0]].as_str(), numbers[&asked[1]].as_str()), ("F-1", "50%_a!"));
        assert!(store::item::numbers(&mut tx, ORGANISATION, &[]).await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn the_accounting_adopts_a_payment_of_the_bank_once() {
    on_both(async |db| {
        ledger(db).await;
        let mut payment = item(30, 1, -5_000, day(3, 1), day(3, 1));
        payment.source = "bank";
        items(db, ORGANISATION, &[payment]).await;
        let adopt = async |organisation, number| {
            let mut tx = db.begin().await.unwrap();
            store::item::adopt(&mut tx, organisation, OpenItemId(id(number)), "fec:VT:30", "BQ-30", "AC").await?;
            tx.commit().await
        };
        for (name, organisation, number) in [("elsewhere", OTHER, 30), ("not of the bank", ORGANISATION, 10)] {
            let refused = adopt(organisation, number).await;
            assert!(matches!(refused, Err(StoreError::Stale { table: "open_item", .. })), "{name}: {refused:?}");
        }
        adopt(ORGANISATION, 30).await.unwrap();
        assert!(adopt(ORGANISATION, 30).await.is_err(), "twice");
        let mut tx = db.snapshot().await.unwrap();
        let known = store::item::known(&mut tx, ORGANISATION).await.unwrap().pop().unwrap();
        assert_eq!((known.source_key.as_str(), known.number.as_str(), known.lettering.as_str()), ("fec:VT:30", "BQ-30", "AC"));
    })
    .await;
}

#[tokio::test]
async fn a_later_file_corrects_items() {
    on_both(async |db| {
        ledger(db).await;
        let change = |number, due_estimated| ItemChange {
            id: OpenItemId(id(number)),
            due_on: day(3, 31),
            due_estimated,
            lettering: "AB".to_owned(),
        };
        let mut tx = db.begin().await.unwrap();
        store::item::update(&mut tx, ORGANISATION, &[]).await.unwrap();
        store::item::update(&mut tx, ORGANISATION, &[change(1, false), change(2, true)]).await.unwrap();
        for known in &store::item::known(&mut tx, ORGANISATION).await.unwrap()[..2] {
            let expected = (day(3, 31), known.id.0 == id(2), "AB");
            assert_eq!((known.due_on, known.due_estimated, known.lettering.as_str()), expected);
        }
        let elsewhere = store::item::update(&mut tx, OTHER, &[change(1, true)]).await;
        assert!(matches!(elsewhere, Err(StoreError::Stale { table: "open_item", .. })), "{elsewhere:?}");
    })
    .await;
}

#[tokio::test]
async fn allocations_move_both_sides_and_never_pass_zero() {
    on_both(async |db| {
        ledger(db).await;
        allocate(db, &[]).await.unwrap();
        allocate(db, &[allocation(2, 10, 30_000, day(2, 10)), allocation(1, 10, 50_000, day(2, 10))]).await.unwrap();
        assert_eq!(open(db).await, [70_000, 0, -20_000], "one in full, one in part");

        let refused = [
            ("more than the credit has", vec![allocation(1, 10, 20_001, day(2, 10))]),
            ("a debit that is paid", vec![allocation(2, 10, 1, day(2, 10))]),
            ("one of two too much", vec![allocation(1, 10, 10_000, day(2, 10)), allocation(2, 10, 1, day(2, 10))]),
            ("together too much", vec![allocation(1, 10, 15_000, day(2, 10)), allocation(1, 10, 15_000, day(2, 10))]),
            ("back beyond the amount", vec![allocation(1, 10, -50_001, day(2, 10))]),
        ];
        for (name, rows_refused) in refused {
            let before = rows(db).await;
            let error = allocate(db, &rows_refused).await;
            assert!(matches!(error, Err(StoreError::Stale { table: "open_item", .. })), "{name}: {error:?}");
            assert_eq!((open(db).await, rows(db).await), ([70_000, 0, -20_000], before), "{name}: nothing is written");
        }
        let unknown = allocate(db, &[allocation(1, 77, 1, day(2, 10))]).await;
        assert!(unknown.is_err(), "a credit that is not there");
        allocate(db, &[allocation(1, 10, 20_000, day(2, 10))]).await.unwrap();
        assert_eq!(open(db).await, [50_000, 0, 0]);
        is_healthy(db).await;
    })
    .await;
}

#[tokio::test]
async fn a_counter_row_restores_the_ledger_and_works_once() {
    on_both(async |db| {
        ledger(db).await;
        let (first, second) = (allocation(1, 10, 40_000, day(2, 10)), allocation(2, 10, 30_000, day(2, 19)));
        allocate(db, std::slice::from_ref(&first)).await.unwrap();
        let before = (open(db).await, live(db).await);
        allocate(db, std::slice::from_ref(&second)).await.unwrap();
        let row = live(db).await.into_iter().find(|row| row.allocation == second.allocation).unwrap();
        assert_eq!((row.origin.as_str(), live(db).await.len()), ("match", 2));

        allocate(db, &[counter(&second, row.id)]).await.unwrap();
        assert_eq!((open(db).await, live(db).await), before, "neither the reversed row nor its counter-row is in force");
        let mut tx = db.snapshot().await.unwrap();
        let of = |number| OpenItemId(id(number));
        assert_eq!(store::item::live_allocations_of(&mut tx, ORGANISATION, of(2)).await.unwrap(), []);
        assert_eq!(store::item::live_allocations_of(&mut tx, ORGANISATION, of(10)).await.unwrap(), before.1);
        drop(tx);

        assert!(allocate(db, &[counter(&second, row.id)]).await.is_err(), "a second counter-row for the same allocation");
        assert_eq!((open(db).await, rows(db).await), (before.0, vec!["3".to_owned()]));
        is_healthy(db).await;
    })
    .await;
}

#[tokio::test]
async fn an_item_that_is_open_again_begins_a_new_episode() {
    on_both(async |db| {
        ledger(db).await;
        scenario(db, ORGANISATION).await;
        night(db, ORGANISATION, day(2, 20), vec![new_action(ORGANISATION, 1, day(2, 20), 1, &[(1, 120_000), (2, 30_000)])]).await;
        let facts = async |number| {
            let mut tx = db.snapshot().await.unwrap();
            let items = store::night::open_items_of(&mut tx, ORGANISATION, DebtorId(id(1)), day(2, 21)).await.unwrap();
            let item = items.into_iter().find(|item| item.facts.id.0 == id(number)).unwrap();
            (item.facts.last_step.map(|step| step.position), item.episode)
        };
        assert_eq!(facts(2).await, (Some(1), 0));

        let (full, part) = (allocation(2, 10, 30_000, day(2, 25)), allocation(1, 10, 70_000, day(2, 25)));
        allocate(db, &[full.clone(), part.clone()]).await.unwrap();
        let find = async |wanted: &store::item::NewAllocation| -> AllocationId {
            live(db).await.into_iter().find(|row| row.allocation == wanted.allocation).unwrap().id
        };
        let (full_id, part_id) = (find(&full).await, find(&part).await);
        allocate(db, &[counter(&full, full_id), counter(&part, part_id)]).await.unwrap();
        assert_eq!(facts(2).await, (None, 1), "it was settled: the scenario begins anew");
        assert_eq!(facts(1).await, (Some(1), 0), "it never was: the scenario goes on");
        is_healthy(db).await;
    })
    .await;
}
