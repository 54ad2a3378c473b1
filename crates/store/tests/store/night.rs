use domain::Cents;
use domain::dunning::{ActionState, Channel, LastStep};
use domain::ids::{DebtorId, OpenItemId, RunId, ScenarioId};
use store::night::{NightBatch, NightItem, NightRun};

use crate::base::{Base, on_both};
use crate::given::{
    ORGANISATION, allocate, allocation, contact, day, debtor, debtors, id, item, items, morning, new_action, night, organisations, scenario,
};

/// Three debtors with 5, 3 and 0 open items; a paid one, whose number is between theirs, is nowhere.
async fn portfolio(db: &Base) {
    organisations(db).await;
    scenario(db, ORGANISATION).await;
    debtors(db, ORGANISATION, 3).await;
    let mut written: Vec<_> = (1..=5).map(|number| item(number, 2, 1_000, day(1, 5), day(2, 4))).collect();
    written.extend((6..=8).map(|number| item(number, 1, 2_000, day(1, 5), day(2, 4))));
    written.extend([item(9, 1, 500, day(1, 5), day(2, 4)), item(10, 1, -500, day(1, 5), day(1, 5))]);
    items(db, ORGANISATION, &written).await;
    allocate(db, &[allocation(9, 10, 500, day(1, 5))]).await.unwrap();
}

async fn open_items_of(db: &Base, debtor: u128, today: domain::Date) -> Vec<NightItem> {
    let mut tx = db.snapshot().await.unwrap();
    store::night::open_items_of(&mut tx, ORGANISATION, DebtorId(id(debtor)), today).await.unwrap()
}

#[tokio::test]
async fn open_items_come_by_pages_of_whole_debtors() {
    on_both(async |db| {
        portfolio(db).await;
        for size in [1, 2, 3, 4, 7, 8, 100] {
            let (mut seen, mut pages) = (Vec::new(), Vec::new());
            let mut tx = db.snapshot().await.unwrap();
            let look = |page: &[NightItem]| {
                pages.push(page.len());
                seen.extend(page.iter().map(|item| (item.debtor.0.as_u128(), item.facts.id.0.as_u128())));
            };
            store::night::each_page(&mut tx, ORGANISATION, day(3, 1), size, look).await.unwrap();
            assert_eq!(seen, [(1, 6), (1, 7), (1, 8), (2, 1), (2, 2), (2, 3), (2, 4), (2, 5)], "pages of {size}");
            assert!(pages == [3, 5] || pages == [8], "whole debtors: {pages:?} in pages of {size}");
        }
        assert!(open_items_of(db, 1, day(3, 1)).await.iter().map(|item| item.facts.id.0.as_u128()).eq([6, 7, 8]));
        assert_eq!(open_items_of(db, 3, day(3, 1)).await, []);
    })
    .await;
}

#[tokio::test]
async fn the_decision_sees_the_start_of_the_day() {
    on_both(async |db| {
        portfolio(db).await;
        let (first, second) = (day(2, 9), day(2, 16));
        night(db, ORGANISATION, first, vec![new_action(ORGANISATION, 1, first, 1, &[(6, 2_000)])]).await;
        night(db, ORGANISATION, second, vec![new_action(ORGANISATION, 1, second, 2, &[(6, 2_000)])]).await;
        let cases = [
            ("the day of the second step", second, Some((1, first))),
            ("the day after", day(2, 17), Some((2, second))),
            ("between: what came later is not known", day(2, 12), Some((1, first))),
        ];
        for (name, today, expected) in cases {
            let item = open_items_of(db, 1, today).await[0];
            assert_eq!(item.facts.last_step, expected.map(|(position, on)| LastStep { position, on }), "{name}");
            assert_eq!((item.facts.open, item.facts.due_on, item.episode), (Cents(2_000), day(2, 4), 0));
            let mut tx = db.snapshot().await.unwrap();
            let mut first = None;
            store::night::each_page(&mut tx, ORGANISATION, today, 1, |page| first = first.or(page.first().copied())).await.unwrap();
            assert_eq!(first, Some(item), "{name}: pages say the same");
        }
    })
    .await;
}

/// Everything a night writes, as texts.
async fn written(db: &Base) -> Vec<String> {
    let queries = [
        "SELECT state || ' ' || reason || ' ' || version FROM action ORDER BY id",
        "SELECT step || ' ' || episode || ' ' || amount_cents || ' ' || CASE WHEN withdrawn THEN 'withdrawn' ELSE 'live' END FROM item_advance ORDER BY action_id, open_item_id",
        "SELECT number || ' ' || coalesce(last_step, -1) || ' ' || coalesce(CAST(last_step_on AS TEXT), '') || ' ' || coalesce(previous_step, -1) || ' ' || coalesce(CAST(previous_step_on AS TEXT), '') FROM open_item ORDER BY id",
        "SELECT outcomes FROM night_outcome ORDER BY run_id, debtor_id",
        "SELECT CAST(business_date AS TEXT) FROM night_run ORDER BY business_date",
    ];
    let mut all = Vec::new();
    for query in queries {
        all.extend(db.raw_texts(query.to_owned()).await);
    }
    all
}

#[tokio::test]
async fn a_night_written_twice_is_written_once() {
    on_both(async |db| {
        portfolio(db).await;
        let (first, second) = (day(2, 9), day(2, 16));
        let batch = |on, step| {
            let action = |debtor, items: &[(u128, i64)]| new_action(ORGANISATION, debtor, on, step, items);
            vec![action(1, &[(6, 2_000), (7, 2_000)]), action(2, &[(1, 1_000)])]
        };
        let run = night(db, ORGANISATION, first, batch(first, 1)).await;
        let after_first = written(db).await;
        assert_eq!(night(db, ORGANISATION, first, batch(first, 1)).await, run, "the night is taken up again");
        assert_eq!(written(db).await, after_first);

        night(db, ORGANISATION, second, batch(second, 2)).await;
        let after_second = written(db).await;
        night(db, ORGANISATION, second, batch(second, 2)).await;
        night(db, ORGANISATION, first, batch(first, 1)).await;
        assert_eq!(written(db).await, after_second, "nor does an earlier night step items back");

        let mut tx = db.begin().await.unwrap();
        let id = store::night::action_id(ORGANISATION, DebtorId(id(2)), second, Channel::Email);
        store::action::set_state(&mut tx, ORGANISATION, id, ActionState::Planned, ActionState::Cancelled, "", morning(second))
            .await
            .unwrap();
        store::action::withdraw(&mut tx, ORGANISATION, id, second).await.unwrap();
        tx.commit().await.unwrap();
        let withdrawn = written(db).await;
        night(db, ORGANISATION, second, batch(second, 2)).await;
        assert_eq!(written(db).await, withdrawn, "what was withdrawn meanwhile stays so");
    })
    .await;
}

#[tokio::test]
async fn no_step_is_executed_twice_in_an_episode() {
    on_both(async |db| {
        portfolio(db).await;
        night(db, ORGANISATION, day(2, 9), vec![new_action(ORGANISATION, 1, day(2, 9), 1, &[(6, 2_000)])]).await;
        night(db, ORGANISATION, day(2, 10), vec![new_action(ORGANISATION, 1, day(2, 10), 1, &[(6, 2_000), (7, 2_000)])]).await;
        let mut tx = db.snapshot().await.unwrap();
        let second = store::night::action_id(ORGANISATION, DebtorId(id(1)), day(2, 10), Channel::Email);
        let asked = store::action::items(&mut tx, ORGANISATION, second).await.unwrap();
        assert!(asked.iter().map(|advance| advance.item.0.as_u128()).eq([7]), "{asked:?}");
        drop(tx);
        let item = open_items_of(db, 1, day(2, 11)).await[0];
        assert_eq!(item.facts.last_step, Some(LastStep { position: 1, on: day(2, 9) }), "the refused advance moves nothing");
    })
    .await;
}

#[tokio::test]
async fn a_task_in_the_house_and_a_cancelled_message_are_no_contact() {
    on_both(async |db| {
        portfolio(db).await;
        let on = day(2, 9);
        let mut task = new_action(ORGANISATION, 1, on, 5, &[(7, 2_000)]);
        task.channel = Channel::Task;
        task.id = store::night::action_id(ORGANISATION, task.debtor, on, Channel::Task);
        task.state = ActionState::ToDo;
        let mail = new_action(ORGANISATION, 2, on, 1, &[(1, 1_000)]);
        night(db, ORGANISATION, on, vec![task.clone(), mail.clone()]).await;
        night(db, ORGANISATION, day(2, 12), vec![new_action(ORGANISATION, 2, day(2, 12), 2, &[(1, 1_000)])]).await;

        let contacts = async |from, before| {
            let mut tx = db.snapshot().await.unwrap();
            let all = store::night::last_contacts(&mut tx, ORGANISATION, from, before).await.unwrap();
            let all: Vec<_> = all.into_iter().map(|(debtor, on)| (debtor.0.as_u128(), on)).collect();
            let of_two =
                store::night::last_contact_of(&mut tx, ORGANISATION, DebtorId(id(2)), before, store::night::NO_ACTION).await.unwrap();
            (all, of_two)
        };
        assert_eq!(contacts(day(2, 1), day(2, 9)).await, (vec![], None), "today is not the past");
        assert_eq!(contacts(day(2, 1), day(2, 12)).await, (vec![(2, on)], Some(on)));
        assert_eq!(contacts(day(2, 1), day(2, 13)).await, (vec![(2, day(2, 12))], Some(day(2, 12))), "the latest");
        assert_eq!(contacts(day(2, 10), day(2, 12)).await, (vec![], Some(on)), "before the window");

        let mut tx = db.begin().await.unwrap();
        let second = store::night::action_id(ORGANISATION, DebtorId(id(2)), day(2, 12), Channel::Email);
        let at = morning(day(2, 12));
        store::action::set_state(&mut tx, ORGANISATION, second, ActionState::Planned, ActionState::Cancelled, "", at).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(contacts(day(2, 1), day(2, 13)).await, (vec![(2, on)], Some(on)), "cancelled");

        let mut tx = db.snapshot().await.unwrap();
        let mut existing = store::night::actions_on(&mut tx, ORGANISATION, on).await.unwrap();
        existing.sort_by_key(|action| action.debtor);
        let seen: Vec<_> = existing.iter().map(|action| (action.id, action.channel, action.state)).collect();
        assert_eq!(seen, [(task.id, Channel::Task, ActionState::ToDo), (mail.id, Channel::Email, ActionState::Planned)]);
        let mut asked = store::night::asked_on(&mut tx, ORGANISATION, on).await.unwrap();
        asked.sort_unstable();
        assert_eq!(asked, [(task.debtor, Channel::Task, OpenItemId(id(7))), (mail.debtor, Channel::Email, OpenItemId(id(1)))]);
    })
    .await;
}

#[tokio::test]
async fn who_can_be_reached_and_how() {
    on_both(async |db| {
        organisations(db).await;
        debtors(db, ORGANISATION, 2).await;
        let mut homeless = debtor(3);
        homeless.address.lines.clear();
        let mut tx = db.begin().await.unwrap();
        store::debtor::upsert(&mut tx, ORGANISATION, &[homeless]).await.unwrap();
        let owner = |number| DebtorId(id(number));
        let contacts =
            [(owner(1), contact(1, None)), (owner(2), contact(2, Some("a@deux.example"))), (owner(2), contact(3, Some("b@deux.example")))];
        store::debtor::upsert_contacts(&mut tx, ORGANISATION, &contacts).await.unwrap();
        assert_eq!(store::night::contactable(&mut tx, ORGANISATION).await.unwrap(), [owner(2)], "once, however many its addresses");
        let mut postable = store::night::postable(&mut tx, ORGANISATION).await.unwrap();
        postable.sort_unstable();
        assert_eq!(postable, [owner(1), owner(2)]);
    })
    .await;
}

#[tokio::test]
async fn a_night_ends_with_its_figures() {
    on_both(async |db| {
        portfolio(db).await;
        let first = night(db, ORGANISATION, day(2, 9), vec![new_action(ORGANISATION, 1, day(2, 9), 1, &[(6, 2_000)])]).await;
        let run = NightRun {
            id: first,
            business_date: day(2, 9),
            started_at: store::event::to_micros(morning(day(2, 9))),
            finished_at: Some(store::event::to_micros(morning(day(2, 9)))),
            open_items: 8,
            outcomes: [1, 2, 3, 4],
            holds: r#"{"spacing":2}"#.to_owned(),
        };
        let mut tx = db.begin().await.unwrap();
        store::night::finish_run(&mut tx, ORGANISATION, &run).await.unwrap();
        let next =
            store::night::begin_run(&mut tx, ORGANISATION, day(2, 10), ScenarioId(id(7)), morning(day(2, 10)), "nuit").await.unwrap();
        let none = NightBatch::default();
        store::night::write_batch(&mut tx, ORGANISATION, next, day(2, 10), &none, morning(day(2, 10))).await.unwrap();
        let runs = store::night::runs(&mut tx, ORGANISATION, 10).await.unwrap();
        assert_eq!(runs.iter().map(|run| run.id).collect::<Vec<RunId>>(), [next, first], "newest first");
        assert_eq!((runs[0].finished_at, runs[0].outcomes, runs[0].holds.as_str()), (None, [0; 4], "{}"));
        assert_eq!(runs[1], run);
        let outcomes = store::night::last_outcomes(&mut tx, ORGANISATION, DebtorId(id(1))).await.unwrap();
        assert_eq!(outcomes, Some((r#"[{"day":"2026-02-09"}]"#.to_owned(), day(2, 9))));
        assert_eq!(store::night::last_outcomes(&mut tx, ORGANISATION, DebtorId(id(3))).await.unwrap(), None);
        // What is added to a night later takes nothing from it; the night taken up again begins anew.
        let joined =
            store::night::join_run(&mut tx, ORGANISATION, day(2, 9), ScenarioId(id(7)), morning(day(2, 9)), "Claire").await.unwrap();
        assert_eq!(joined, first);
        assert!(store::night::last_outcomes(&mut tx, ORGANISATION, DebtorId(id(1))).await.unwrap().is_some());
        let again = store::night::begin_run(&mut tx, ORGANISATION, day(2, 9), ScenarioId(id(7)), morning(day(2, 9)), "nuit").await.unwrap();
        assert_eq!(again, first);
        assert_eq!(store::night::last_outcomes(&mut tx, ORGANISATION, DebtorId(id(1))).await.unwrap(), None);
    })
    .await;
}
