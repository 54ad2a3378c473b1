use chrono::SubsecRound as _;
use domain::ids::{DebtorId, TimeLimitId};
use store::StoreError;
use store::time_limit::{Fact, FactKind, Recorded, TimeLimit};

use crate::base::on_both;
use crate::given::{ORGANISATION, OTHER, day, debtors, id, morning, organisations};

pub(crate) fn limit(number: u128, debtor: Option<u128>) -> TimeLimit {
    TimeLimit {
        id: TimeLimitId(id(number)),
        rule: "limit.payment_order.opposition".to_owned(),
        start_on: day(1, 31),
        decided_on: Some(day(1, 5)),
        zone: "alsace-moselle".to_owned(),
        debtor: debtor.map(|debtor| DebtorId(id(debtor))),
        note: "« à l’étude »".to_owned(),
        created_at: morning(day(2, 1)).trunc_subsecs(6),
        created_by: "Claire".to_owned(),
    }
}

pub(crate) fn fact(seq: i32, kind: FactKind) -> Fact {
    Fact { seq, kind, reason: format!("fait {seq}"), at: morning(day(3, 2)).trunc_subsecs(6), by: "Paul".to_owned() }
}

#[tokio::test]
async fn a_limit_runs_until_a_fact_ends_it_and_again_when_it_is_taken_back() {
    on_both(async |db| {
        organisations(db).await;
        debtors(db, ORGANISATION, 2).await;
        let (first, second, of_nobody) = (limit(1, Some(1)), limit(2, Some(2)), TimeLimit { decided_on: None, ..limit(3, None) });
        let mut tx = db.begin().await.unwrap();
        for limit in [&first, &second, &of_nobody] {
            store::time_limit::insert(&mut tx, ORGANISATION, limit).await.unwrap();
        }
        let bare = |limit: &TimeLimit| Recorded { limit: limit.clone(), last: None };
        assert_eq!(store::time_limit::running(&mut tx, ORGANISATION).await.unwrap(), [bare(&first), bare(&second), bare(&of_nobody)]);
        assert_eq!(store::time_limit::running_of(&mut tx, ORGANISATION, DebtorId(id(2))).await.unwrap(), [bare(&second)]);
        assert_eq!(store::time_limit::get(&mut tx, OTHER, first.id).await.unwrap(), None);

        let facts = [fact(1, FactKind::Done), fact(2, FactKind::Reopened), fact(3, FactKind::Cancelled)];
        for (fact, runs) in facts.iter().zip([false, true, false]) {
            store::time_limit::add_fact(&mut tx, ORGANISATION, first.id, fact).await.unwrap();
            let now = Recorded { limit: first.clone(), last: Some(fact.clone()) };
            assert_eq!(now.is_running(), runs);
            assert_eq!(store::time_limit::get(&mut tx, ORGANISATION, first.id).await.unwrap(), Some(now.clone()), "the last fact alone");
            let running = store::time_limit::running(&mut tx, ORGANISATION).await.unwrap();
            assert_eq!(running.contains(&now), runs, "{fact:?}");
            let ended = store::time_limit::ended(&mut tx, ORGANISATION, 9).await.unwrap();
            assert_eq!(ended, if runs { vec![] } else { vec![now] }, "{fact:?}");
        }
        let twice = store::time_limit::add_fact(&mut tx, ORGANISATION, first.id, &fact(3, FactKind::Reopened)).await;
        assert!(matches!(twice, Err(StoreError::Stale { table: "time_limit", id }) if id == first.id.0), "{twice:?}");
        tx.commit().await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn the_last_ended_comes_first_and_the_list_is_cut() {
    on_both(async |db| {
        organisations(db).await;
        let mut tx = db.begin().await.unwrap();
        for number in 1..=3 {
            store::time_limit::insert(&mut tx, ORGANISATION, &limit(number, None)).await.unwrap();
            let on = Fact { at: morning(day(4, u32::try_from(number).unwrap())), ..fact(1, FactKind::Done) };
            store::time_limit::add_fact(&mut tx, ORGANISATION, TimeLimitId(id(number)), &on).await.unwrap();
        }
        let ended: Vec<_> =
            store::time_limit::ended(&mut tx, ORGANISATION, 2).await.unwrap().iter().map(|ended| ended.limit.id.0).collect();
        assert_eq!(ended, [id(3), id(2)]);
        let orphan = store::time_limit::insert(&mut tx, ORGANISATION, &limit(9, Some(77))).await;
        assert!(matches!(orphan, Err(StoreError::Sql(_))), "a debtor that is not there: {orphan:?}");
    })
    .await;
}
