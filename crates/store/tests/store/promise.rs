//! Promises, causes of lateness and goals: what is kept, and whose.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use domain::cause::{Cause, NextAction};
use domain::goal::{Measure, Period};
use domain::ids::{CauseId, DebtorId, OpenItemId, OrganisationId, PromiseId};
use domain::promise::{Covered, Promise, Standing, Way};
use domain::{Cents, Currency, Date};
use store::Tx;
use store::cause::{CauseRow, LateFilter};
use store::goal::GoalRow;
use store::promise::{PromiseEvent, PromiseRow, PromiseSettings, Which};

use crate::base::on_both;
use crate::given::{ORGANISATION, day, debtors, id, item, items, organisations};

fn at(day: Date) -> DateTime<Utc> {
    day.and_hms_opt(6, 0, 0).unwrap().and_utc()
}

fn promise(number: u128, of: u128) -> PromiseRow {
    let covered = Covered { item: OpenItemId(id(of)), amount: Cents(400), open: Cents(500), taken_by: None };
    PromiseRow {
        promise: Promise::new(PromiseId(id(number)), day(2, 20), day(2, 24), Cents(100), vec![covered]),
        debtor: DebtorId(id(1)),
        currency: Currency::EUR,
        promiser: "Mme Durand".to_owned(),
        way: Way::Call,
        note: "virement".to_owned(),
        action: None,
        received: None,
        made_on: day(2, 9),
        created_at: at(day(2, 9)),
        created_by: "Claire".to_owned(),
        version: 1,
        holds: HashMap::new(),
    }
}

fn cause(number: u128, of: u128, cause: Cause) -> CauseRow {
    CauseRow {
        id: CauseId(id(number)),
        item: OpenItemId(id(of)),
        cause,
        note: String::new(),
        hold: None,
        action: None,
        noted_on: day(2, 9),
        noted_at: at(day(2, 9)),
        noted_by: "Claire".to_owned(),
        ended: None,
        replaced_by: None,
    }
}

/// A promise that was taken back, so that it wants no suspension; causes, settings and a goal.
pub(crate) async fn fill_promises(tx: &mut Tx, organisation: OrganisationId) {
    let mut row = promise(95, 1);
    store::promise::insert(tx, organisation, &row).await.unwrap();
    row.promise.standing = Standing::Withdrawn { reason: "erreur".to_owned() };
    store::promise::save(tx, organisation, std::slice::from_ref(&row)).await.unwrap();
    let event = PromiseEvent {
        promise: PromiseId(id(95)),
        kind: "recorded".to_owned(),
        reason: String::new(),
        paid: Cents::ZERO,
        on: day(2, 9),
        at: at(day(2, 9)),
        actor: "Claire".to_owned(),
    };
    store::promise::tell(tx, organisation, &[event]).await.unwrap();
    store::promise::set_settings(tx, organisation, &PromiseSettings { grace_days: 5, ..PromiseSettings::default() }).await.unwrap();
    store::cause::insert(tx, organisation, &[cause(96, 1, Cause::Oversight)]).await.unwrap();
    let own =
        store::cause::OwnSetting { cause: Cause::Oversight, label: "Étourderie".to_owned(), action: NextAction::GoOn, wait_days: Some(3) };
    store::cause::set(tx, organisation, &own).await.unwrap();
    let goal = GoalRow {
        measure: Measure::PromisesKept,
        period: Period::Year(2026),
        target: 8_000,
        set_at: at(day(2, 9)),
        set_by: "Claire".to_owned(),
    };
    store::goal::set(tx, organisation, &goal).await.unwrap();
}

pub(crate) async fn seen_promises(tx: &mut Tx, o: OrganisationId) -> Vec<(&'static str, usize)> {
    let (debtor, on) = (DebtorId(id(1)), day(3, 1));
    let late = LateFilter::default();
    vec![
        ("promises", store::promise::list(tx, o, Which::Every).await.unwrap().len()),
        ("promises of debtor", store::promise::list(tx, o, Which::Of(debtor)).await.unwrap().len()),
        ("promise", usize::from(store::promise::get(tx, o, PromiseId(id(95))).await.unwrap().is_some())),
        ("events of a promise", store::promise::events(tx, o, PromiseId(id(95))).await.unwrap().len()),
        ("debtors who promised", store::promise::debtors(tx, o).await.unwrap().len()),
        ("owed of promises", store::promise::still_owed(tx, o).await.unwrap().len()),
        ("settings of promises", usize::from(store::promise::settings(tx, o).await.unwrap().grace_days == 5)),
        ("causes of debtor", store::cause::of_debtor(tx, o, debtor).await.unwrap().len()),
        ("cause", usize::from(store::cause::get(tx, o, CauseId(id(96))).await.unwrap().is_some())),
        ("late items", store::cause::late(tx, o, on, &late, (9, 0)).await.unwrap().len()),
        ("count of late items", usize::try_from(store::cause::count_late(tx, o, on, &late).await.unwrap()).unwrap()),
        ("late by cause", store::cause::split(tx, o, on).await.unwrap().len()),
        ("words of causes", store::cause::settings(tx, o).await.unwrap().len()),
        ("goals", store::goal::list(tx, o).await.unwrap().len()),
    ]
}

pub(crate) async fn moves_no_promise(tx: &mut Tx, other: OrganisationId) {
    assert!(store::promise::save(tx, other, &[promise(95, 1)]).await.is_err());
    assert!(store::cause::take_back(tx, other, CauseId(id(96)), at(day(3, 1)), "Paul").await.is_err());
    assert!(!store::goal::delete(tx, other, Measure::PromisesKept, Period::Year(2026)).await.unwrap());
}

#[tokio::test]
async fn of_two_writers_the_second_is_told_that_he_read_too_little() {
    on_both(async |db| {
        organisations(db).await;
        debtors(db, ORGANISATION, 1).await;
        let written = [item(1, 1, 500, day(1, 5), day(2, 4)), item(10, 1, -500, day(1, 6), day(1, 6))];
        items(db, ORGANISATION, &written).await;
        let mut tx = db.begin().await.unwrap();
        let mut row = promise(1, 1);
        row.promise.id = PromiseId(store::fresh_id());
        store::promise::insert(&mut tx, ORGANISATION, &row).await.unwrap();
        tx.commit().await.unwrap();
        let read = async || {
            let mut tx = db.snapshot().await.unwrap();
            store::promise::get(&mut tx, ORGANISATION, row.promise.id).await.unwrap().unwrap()
        };
        let save = async |mut row: PromiseRow, reason: &str| {
            row.promise.standing = Standing::Withdrawn { reason: reason.to_owned() };
            let mut tx = db.begin().await.unwrap();
            store::promise::save(&mut tx, ORGANISATION, &[row]).await?;
            tx.commit().await
        };
        let (first, second) = (read().await, read().await);
        save(first, "Claire").await.unwrap();
        let late = save(second, "Paul").await;
        assert!(matches!(late, Err(store::StoreError::Stale { table: "promise", .. })), "{late:?}");
        assert_eq!(read().await.promise.standing, Standing::Withdrawn { reason: "Claire".to_owned() });
        // Money that moves in between is not passed over either.
        let before = read().await;
        crate::given::allocate(db, &[crate::given::allocation(1, 10, 100, day(2, 20))]).await.unwrap();
        let late = save(before, "Paul").await;
        assert!(matches!(late, Err(store::StoreError::Stale { table: "promise", .. })), "{late:?}");
    })
    .await;
}

#[tokio::test]
async fn a_promise_is_read_as_it_was_written_and_knows_what_was_paid_since() {
    on_both(async |db| {
        organisations(db).await;
        debtors(db, ORGANISATION, 1).await;
        let written =
            [item(1, 1, 500, day(1, 5), day(2, 4)), item(2, 1, 500, day(1, 5), day(2, 4)), item(10, 1, -500, day(1, 6), day(1, 6))];
        items(db, ORGANISATION, &written).await;
        let mut tx = db.begin().await.unwrap();
        let allocation = |amount| crate::given::allocation(1, 10, amount, day(2, 20));
        store::item::allocate(&mut tx, ORGANISATION, &[allocation(100)], at(day(2, 8)), "Claire").await.unwrap();
        let id = PromiseId(store::fresh_id());
        let mut row = promise(1, 1);
        row.promise.id = id;
        store::promise::insert(&mut tx, ORGANISATION, &row).await.unwrap();
        assert_eq!(store::promise::get(&mut tx, ORGANISATION, id).await.unwrap(), Some(row.clone()));
        assert_eq!(store::promise::list(&mut tx, ORGANISATION, Which::ToJudge(day(2, 24))).await.unwrap(), [], "its last day is not over");
        assert_eq!(store::promise::list(&mut tx, ORGANISATION, Which::ToJudge(day(2, 25))).await.unwrap().len(), 1);
        store::item::allocate(&mut tx, ORGANISATION, &[allocation(300)], at(day(2, 20)), "Claire").await.unwrap();
        assert_eq!(store::promise::list(&mut tx, ORGANISATION, Which::ToJudge(day(2, 20))).await.unwrap().len(), 1, "money moved");
        let receipts = store::promise::receipts(&mut tx, ORGANISATION, Which::ToJudge(day(2, 20))).await.unwrap();
        let amounts: Vec<i64> = receipts[&id].iter().map(|receipt| receipt.amount.0).collect();
        assert_eq!(amounts, [300], "what was paid before the promise is not of it");
        let row = store::promise::get(&mut tx, ORGANISATION, id).await.unwrap().unwrap();
        store::promise::save(&mut tx, ORGANISATION, &[row]).await.unwrap();
        assert_eq!(store::promise::list(&mut tx, ORGANISATION, Which::ToJudge(day(2, 20))).await.unwrap(), []);
        assert_eq!(store::promise::still_owed(&mut tx, ORGANISATION).await.unwrap()[&id], Cents(100));
    })
    .await;
}

#[tokio::test]
async fn a_cause_takes_the_place_of_another_and_gives_it_back() {
    on_both(async |db| {
        organisations(db).await;
        debtors(db, ORGANISATION, 1).await;
        items(db, ORGANISATION, &[item(1, 1, 500, day(1, 5), day(2, 4)), item(2, 1, 300, day(1, 5), day(2, 4))]).await;
        let mut tx = db.begin().await.unwrap();
        store::cause::insert(&mut tx, ORGANISATION, &[cause(1, 1, Cause::Oversight)]).await.unwrap();
        store::cause::insert(&mut tx, ORGANISATION, &[cause(2, 1, Cause::Refusal)]).await.unwrap();
        let late = LateFilter { cause: "refusal".to_owned(), ..LateFilter::default() };
        assert_eq!(store::cause::late(&mut tx, ORGANISATION, day(3, 1), &late, (9, 0)).await.unwrap().len(), 1);
        let without = LateFilter { cause: "none".to_owned(), ..LateFilter::default() };
        assert_eq!(store::cause::count_late(&mut tx, ORGANISATION, day(3, 1), &without).await.unwrap(), 1);
        store::cause::take_back(&mut tx, ORGANISATION, CauseId(id(2)), at(day(2, 10)), "Claire").await.unwrap();
        let rows = store::cause::of_debtor(&mut tx, ORGANISATION, DebtorId(id(1))).await.unwrap();
        let current: Vec<Cause> = rows.iter().filter(|row| row.ended.is_none()).map(|row| row.cause).collect();
        assert_eq!(current, [Cause::Oversight]);
        assert!(store::cause::take_back(&mut tx, ORGANISATION, CauseId(id(2)), at(day(2, 10)), "Claire").await.is_err());
        let split: Vec<(Option<Cause>, i64)> =
            store::cause::split(&mut tx, ORGANISATION, day(3, 1)).await.unwrap().iter().map(|part| (part.cause, part.amount.0)).collect();
        assert!(split.contains(&(Some(Cause::Oversight), 500)) && split.contains(&(None, 300)), "{split:?}");
    })
    .await;
}
