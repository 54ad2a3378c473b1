use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{SubsecRound as _, TimeDelta};
use domain::Cents;
use domain::dunning::{ActionState, Channel, LastStep};
use domain::ids::{ActionId, DebtorId, OpenItemId};
use store::action::{Action, Advance, Message};
use store::{StoreError, Tx};
use tokio::sync::Barrier;

use crate::base::{Base, on_both};
use crate::given::{ORGANISATION, OTHER, day, debtors, id, item, items, morning, new_action, night, organisations, scenario};

/// As many debtors as asked for, each with one item and one planned e-mail of 9 February.
async fn outbox(db: &Base, count: u128) {
    organisations(db).await;
    scenario(db, ORGANISATION).await;
    debtors(db, ORGANISATION, count).await;
    let written: Vec<_> = (1..=count).map(|number| item(number, number, 1_000, day(1, 5), day(2, 4))).collect();
    items(db, ORGANISATION, &written).await;
    let actions = (1..=count).map(|number| new_action(ORGANISATION, number, day(2, 9), 1, &[(number, 1_000)])).collect();
    night(db, ORGANISATION, day(2, 9), actions).await;
}

fn mail_of(debtor: u128) -> ActionId {
    store::night::action_id(ORGANISATION, DebtorId(id(debtor)), day(2, 9), Channel::Email)
}

async fn get(db: &Base, id: ActionId) -> Action {
    let mut tx = db.snapshot().await.unwrap();
    store::action::get(&mut tx, ORGANISATION, id).await.unwrap().unwrap()
}

/// Reserves the first that may leave, as a worker does: it puts its name on it, then reserves it.
async fn claim_first(tx: &mut Tx, worker: &str, today: domain::Date) -> Option<Action> {
    let now = morning(today);
    let ready = store::action::sendable(tx, ORGANISATION, today, (worker, now), 1).await.unwrap().pop()?;
    let until = now + TimeDelta::minutes(2);
    if !store::action::put_name(tx, ORGANISATION, ready.id, (worker, now), until).await.unwrap() {
        return None;
    }
    store::action::claim_one(tx, ORGANISATION, ready.id, worker, morning(day(2, 9)), today).await.unwrap()
}

async fn claim(db: &Base, today: domain::Date) -> Option<Action> {
    let mut tx = db.begin().await.unwrap();
    let claimed = claim_first(&mut tx, "worker", today).await;
    tx.commit().await.unwrap();
    claimed
}

async fn set_state(db: &Base, id: ActionId, from: ActionState, to: ActionState) -> store::Result<()> {
    let mut tx = db.begin().await.unwrap();
    store::action::set_state(&mut tx, ORGANISATION, id, from, to, "parce que", morning(day(2, 9))).await?;
    tx.commit().await
}

#[tokio::test]
async fn an_action_comes_back_as_it_was_decided() {
    on_both(async |db| {
        outbox(db, 2).await;
        let action = get(db, mail_of(1)).await;
        let expected = Action {
            id: mail_of(1),
            debtor: DebtorId(id(1)),
            business_date: day(2, 9),
            channel: Channel::Email,
            step: 1,
            step_key: "step_1".to_owned(),
            mode: "automatic".to_owned(),
            template: "first_reminder".to_owned(),
            currency: domain::Currency::EUR,
            item_count: 1,
            asked: Cents(1_000),
            net: Cents(1_000),
            state: ActionState::Planned,
            reason: String::new(),
            attempts: 0,
            created_at: morning(day(2, 9)).trunc_subsecs(6),
            done_at: None,
            not_before: None,
        };
        assert_eq!(action, expected);
        let mut tx = db.begin().await.unwrap();
        store::action::set_amounts(&mut tx, ORGANISATION, action.id, 3, Cents(900), Cents(800)).await.unwrap();
        let changed = Action { item_count: 3, asked: Cents(900), net: Cents(800), ..action };
        let second = store::action::get(&mut tx, ORGANISATION, mail_of(2)).await.unwrap().unwrap();
        assert_eq!(store::action::on(&mut tx, ORGANISATION, day(2, 9)).await.unwrap(), [second.clone(), changed.clone()], "largest first");
        assert_eq!(store::action::on(&mut tx, ORGANISATION, day(2, 10)).await.unwrap(), []);
        let planned = store::action::in_state(&mut tx, ORGANISATION, ActionState::Planned, 1).await.unwrap();
        assert_eq!(planned, [second]);
        assert_eq!(store::action::of_debtor(&mut tx, ORGANISATION, changed.debtor, 5).await.unwrap(), [changed]);
        assert_eq!(store::action::count(&mut tx, ORGANISATION, ActionState::Planned).await.unwrap(), 2);
        let counts = store::action::counts_since(&mut tx, ORGANISATION, day(2, 9)).await.unwrap();
        assert_eq!(counts, [(ActionState::Planned, Channel::Email, 2, Cents(1_900))]);
        assert_eq!(store::action::counts_since(&mut tx, ORGANISATION, day(2, 10)).await.unwrap(), []);
    })
    .await;
}

#[tokio::test]
async fn a_mail_that_was_made_ready_is_reserved_by_one_worker() {
    on_both(async |db| {
        outbox(db, 3).await;
        let now = morning(day(2, 9));
        let mut tx = db.begin().await.unwrap();
        assert_eq!(store::action::sendable(&mut tx, ORGANISATION, day(2, 8), ("worker", now), 9).await.unwrap(), []);
        let ready = store::action::sendable(&mut tx, ORGANISATION, day(2, 9), ("worker", now), 2).await.unwrap();
        assert!(ready.iter().map(|action| action.id).eq(sorted((1..=3).map(mail_of)).into_iter().take(2)), "the oldest first: {ready:?}");
        let until = morning(day(2, 10));
        assert_eq!(store::action::claim_one(&mut tx, OTHER, ready[0].id, "worker", until, day(2, 9)).await.unwrap(), None);
        let reserved = store::action::claim_one(&mut tx, ORGANISATION, ready[0].id, "worker", until, day(2, 9)).await.unwrap().unwrap();
        assert_eq!((reserved.id, reserved.state, reserved.attempts), (ready[0].id, ActionState::Reserved, 1));
        assert_eq!(
            store::action::claim_one(&mut tx, ORGANISATION, ready[0].id, "another", until, day(2, 9)).await.unwrap(),
            None,
            "too late"
        );
        assert_eq!(store::action::sendable(&mut tx, ORGANISATION, day(2, 9), ("worker", now), 9).await.unwrap().len(), 2);
    })
    .await;
}

/// What bears a worker's name is its own to make ready until it lets go or the moment passes; reserving asks nobody.
#[tokio::test]
async fn a_name_keeps_others_from_the_same_work() {
    on_both(async |db| {
        outbox(db, 2).await;
        let (now, today) = (morning(day(2, 9)), day(2, 9));
        let until = now + TimeDelta::minutes(2);
        let mut tx = db.begin().await.unwrap();
        assert!(store::action::put_name(&mut tx, ORGANISATION, mail_of(1), ("one", now), until).await.unwrap());
        assert!(store::action::put_name(&mut tx, ORGANISATION, mail_of(1), ("one", now), until).await.unwrap(), "its own");
        assert!(!store::action::put_name(&mut tx, ORGANISATION, mail_of(1), ("two", now), until).await.unwrap());
        let seen = async |tx: &mut Tx, worker: &str, at| {
            store::action::sendable(tx, ORGANISATION, today, (worker, at), 9)
                .await
                .unwrap()
                .into_iter()
                .map(|action| action.id)
                .collect::<Vec<_>>()
        };
        assert_eq!(seen(&mut tx, "one", now).await.len(), 2);
        assert_eq!(seen(&mut tx, "two", now).await, [mail_of(2)]);
        assert_eq!(seen(&mut tx, "two", until).await.len(), 2, "it lapses");
        assert_eq!(store::action::count_sendable(&mut tx, ORGANISATION, today).await.unwrap(), 2, "it waits all the same");
        store::action::let_go(&mut tx, ORGANISATION, "one").await.unwrap();
        assert_eq!(seen(&mut tx, "two", now).await.len(), 2);
        assert!(store::action::put_name(&mut tx, ORGANISATION, mail_of(1), ("one", now), until).await.unwrap());
        let reserved = store::action::claim_one(&mut tx, ORGANISATION, mail_of(1), "two", until, today).await.unwrap();
        assert!(reserved.is_some(), "only the reservation decides");
        assert!(!store::action::put_name(&mut tx, ORGANISATION, mail_of(1), ("one", now), until).await.unwrap());
    })
    .await;
}

/// Each worker claims until nothing is left. The barrier makes them begin together.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn eight_workers_share_the_outbox() {
    const ACTIONS: u128 = 200;
    const WORKERS: usize = 8;
    on_both(async |db| {
        outbox(db, ACTIONS).await;
        let together = Arc::new(Barrier::new(WORKERS));
        let mut workers = Vec::new();
        for number in 0..WORKERS {
            let (db, together) = (store::Db::clone(db), Arc::clone(&together));
            workers.push(tokio::spawn(async move {
                let name = format!("worker {number}");
                let mut claimed = Vec::new();
                together.wait().await;
                loop {
                    let mut tx = db.begin().await.unwrap();
                    let left = store::action::count_sendable(&mut tx, ORGANISATION, day(2, 9)).await.unwrap();
                    let action = claim_first(&mut tx, &name, day(2, 9)).await;
                    tx.commit().await.unwrap();
                    if left == 0 {
                        return claimed;
                    }
                    // Another was faster: there may be more.
                    let Some(action) = action else { continue };
                    assert_eq!((action.state, action.attempts), (ActionState::Reserved, 1));
                    claimed.push(action.id);
                }
            }));
        }
        let mut handed_out: BTreeMap<ActionId, usize> = BTreeMap::new();
        for worker in workers {
            for id in worker.await.unwrap() {
                *handed_out.entry(id).or_default() += 1;
            }
        }
        assert!(handed_out.values().all(|times| *times == 1), "an action was handed out twice");
        assert!(handed_out.keys().copied().eq(sorted((1..=ACTIONS).map(mail_of))), "{} of {ACTIONS} were handed out", handed_out.len());
        let mut tx = db.snapshot().await.unwrap();
        assert_eq!(i128::from(store::action::count(&mut tx, ORGANISATION, ActionState::Reserved).await.unwrap()), ACTIONS as i128);
    })
    .await;
}

fn sorted(ids: impl Iterator<Item = ActionId>) -> Vec<ActionId> {
    let mut ids: Vec<_> = ids.collect();
    ids.sort_unstable();
    ids
}

#[tokio::test]
async fn only_mails_that_may_leave_are_claimed() {
    on_both(async |db| {
        outbox(db, 4).await;
        assert_eq!(claim(db, day(2, 8)).await, None, "not before their day");
        for (number, state) in [(1, "awaiting_approval"), (2, "failed"), (3, "unknown"), (4, "cancelled")] {
            db.raw(format!("UPDATE action SET state = '{state}' WHERE debtor_id = {}", db.literal(id(number)))).await;
        }
        assert_eq!(claim(db, day(2, 9)).await, None, "not in these states");
        set_state(db, mail_of(1), ActionState::AwaitingApproval, ActionState::Approved).await.unwrap();
        db.raw(format!("UPDATE action SET channel = 'letter', state = 'planned' WHERE debtor_id = {}", db.literal(id(2)))).await;
        assert_eq!(claim(db, day(2, 20)).await.map(|action| action.id), Some(mail_of(1)), "approved, and late is still due");
        assert_eq!(claim(db, day(2, 20)).await, None, "a letter is posted by a person");
    })
    .await;
}

#[tokio::test]
async fn a_state_moves_only_from_the_one_that_was_seen() {
    on_both(async |db| {
        outbox(db, 1).await;
        let action = claim(db, day(2, 9)).await.unwrap();
        let late = set_state(db, action.id, ActionState::Planned, ActionState::Cancelled).await;
        assert!(matches!(late, Err(StoreError::Stale { table: "action", id }) if id == action.id.0), "{late:?}");
        set_state(db, action.id, ActionState::Reserved, ActionState::Failed).await.unwrap();
        let failed = get(db, action.id).await;
        assert_eq!((failed.state, failed.reason.as_str()), (ActionState::Failed, "parce que"));
        assert_eq!(failed.done_at, Some(morning(day(2, 9)).trunc_subsecs(6)));
        set_state(db, action.id, ActionState::Failed, ActionState::Approved).await.unwrap();
        assert_eq!(get(db, action.id).await.done_at, None);
        assert_eq!(claim(db, day(2, 9)).await.unwrap().attempts, 2, "a person tries again");
        set_state(db, action.id, ActionState::Reserved, ActionState::Sent).await.unwrap();

        let db = store::Db::clone(db);
        let forbidden = tokio::spawn(async move {
            let mut tx = db.begin().await.unwrap();
            store::action::set_state(&mut tx, ORGANISATION, action.id, ActionState::Sent, ActionState::Planned, "", morning(day(2, 9)))
                .await
        });
        assert!(forbidden.await.unwrap_err().is_panic(), "what was sent is never planned again");
    })
    .await;
}

#[tokio::test]
async fn a_withdrawn_action_gives_its_step_back() {
    on_both(async |db| {
        outbox(db, 1).await;
        let last_step = async |today| {
            let mut tx = db.snapshot().await.unwrap();
            store::night::open_items_of(&mut tx, ORGANISATION, DebtorId(id(1)), today).await.unwrap()[0].facts.last_step
        };
        let withdraw = async |action, on| {
            set_state(db, action, ActionState::Planned, ActionState::Cancelled).await.unwrap();
            let mut tx = db.begin().await.unwrap();
            store::action::withdraw(&mut tx, OTHER, action, on).await.unwrap();
            store::action::withdraw(&mut tx, ORGANISATION, action, on).await.unwrap();
            tx.commit().await.unwrap();
        };
        let second_day = day(2, 16);
        let second = new_action(ORGANISATION, 1, second_day, 2, &[(1, 1_000)]);
        night(db, ORGANISATION, second_day, vec![second.clone()]).await;
        let mut tx = db.snapshot().await.unwrap();
        let asked = Advance { item: OpenItemId(id(1)), step: 2, episode: 0, amount: Cents(1_000) };
        assert_eq!(store::action::items(&mut tx, ORGANISATION, second.id).await.unwrap(), [asked]);
        drop(tx);
        assert_eq!(last_step(day(2, 20)).await, Some(LastStep { position: 2, on: second_day }));

        withdraw(second.id, second_day).await;
        assert_eq!(last_step(day(2, 20)).await, Some(LastStep { position: 1, on: day(2, 9) }), "the step before");
        let mut tx = db.snapshot().await.unwrap();
        assert_eq!(store::action::items(&mut tx, ORGANISATION, second.id).await.unwrap(), []);
        drop(tx);

        let later = new_action(ORGANISATION, 1, day(2, 20), 2, &[(1, 1_000)]);
        night(db, ORGANISATION, day(2, 20), vec![later.clone()]).await;
        assert_eq!(last_step(day(2, 21)).await, Some(LastStep { position: 2, on: day(2, 20) }), "the same step again, later");
        withdraw(mail_of(1), day(2, 9)).await;
        assert_eq!(last_step(day(2, 21)).await, Some(LastStep { position: 2, on: day(2, 20) }), "an older action steps nothing back");
        let mut tx = db.snapshot().await.unwrap();
        for check in store::health::checks(&mut tx, ORGANISATION).await.unwrap() {
            assert_eq!(check.broken, 0, "{}", check.name);
        }
    })
    .await;
}

#[tokio::test]
async fn two_withdrawals_in_a_row_lose_no_place() {
    on_both(async |db| {
        outbox(db, 1).await;
        let nights: Vec<_> = [(day(2, 16), 2), (day(2, 23), 3)]
            .into_iter()
            .map(|(on, step)| (on, new_action(ORGANISATION, 1, on, step, &[(1, 1_000)])))
            .collect();
        for (on, action) in &nights {
            night(db, ORGANISATION, *on, vec![action.clone()]).await;
        }
        for (on, action) in nights.iter().rev() {
            set_state(db, action.id, ActionState::Planned, ActionState::Cancelled).await.unwrap();
            let mut tx = db.begin().await.unwrap();
            store::action::withdraw(&mut tx, ORGANISATION, action.id, *on).await.unwrap();
            tx.commit().await.unwrap();
        }
        let mut tx = db.snapshot().await.unwrap();
        let item = store::night::open_items_of(&mut tx, ORGANISATION, DebtorId(id(1)), day(3, 1)).await.unwrap()[0];
        assert_eq!(item.facts.last_step, Some(LastStep { position: 1, on: day(2, 9) }), "the first step left");
    })
    .await;
}

#[tokio::test]
async fn a_reservation_that_nobody_answers_for_is_unknown() {
    on_both(async |db| {
        outbox(db, 2).await;
        let action = claim(db, day(2, 9)).await.unwrap();
        let until = morning(day(2, 9)).trunc_subsecs(6);
        let expire = async |organisation, lapsed_before| {
            let mut tx = db.begin().await.unwrap();
            let at = morning(day(2, 10));
            let expired = store::action::expire(&mut tx, organisation, lapsed_before, "arrêt brutal", at).await.unwrap();
            tx.commit().await.unwrap();
            expired
        };
        let after = until + TimeDelta::microseconds(1);
        assert_eq!(expire(ORGANISATION, until).await, [], "its time is not over");
        assert_eq!(expire(OTHER, after).await, []);
        assert_eq!(expire(ORGANISATION, after).await, [(action.id, action.debtor)]);
        assert_eq!(expire(ORGANISATION, after).await, [], "once");
        let unknown = get(db, action.id).await;
        assert_eq!((unknown.state, unknown.reason.as_str()), (ActionState::Unknown, "arrêt brutal"));
        assert_eq!(unknown.done_at, Some(morning(day(2, 10)).trunc_subsecs(6)));
        assert_ne!(claim(db, day(2, 9)).await.unwrap().id, action.id, "never retried by itself");
        assert_eq!(claim(db, day(2, 9)).await, None);
    })
    .await;
}

/// A report of the first attempt, taken in while a worker had the message, says nothing of the second.
#[tokio::test]
async fn what_came_back_is_of_the_last_attempt() {
    on_both(async |db| {
        outbox(db, 1).await;
        let begun = |attempt, minutes| Message {
            action: mail_of(1),
            attempt,
            message_id: format!("<{attempt}@elan.example>"),
            recipient: "compta@un.example".to_owned(),
            subject: String::new(),
            body_text: String::new(),
            body_html: String::new(),
            document_hash: "ab".repeat(32),
            attachment_hash: String::new(),
            created_at: morning(day(2, 9)) + TimeDelta::minutes(minutes),
        };
        let mut report = crate::mail_in::received(1, "bounce_hard", Some(1));
        report.action = Some(mail_of(1));
        report.effect = "address_fails".to_owned();
        report.failed_address = "compta@un.example".to_owned();
        report.received_at = morning(day(2, 9)) + TimeDelta::minutes(2);
        let mut tx = db.begin().await.unwrap();
        store::action::insert_message(&mut tx, ORGANISATION, &begun(1, 0)).await.unwrap();
        assert!(store::received::insert(&mut tx, ORGANISATION, &report).await.unwrap());
        assert_eq!(store::received::came_back(&mut tx, ORGANISATION, &[mail_of(1)]).await.unwrap().len(), 1);
        store::action::insert_message(&mut tx, ORGANISATION, &begun(2, 30)).await.unwrap();
        assert_eq!(store::received::came_back(&mut tx, ORGANISATION, &[mail_of(1)]).await.unwrap(), []);
    })
    .await;
}

#[tokio::test]
async fn messages_are_kept_one_per_attempt() {
    on_both(async |db| {
        outbox(db, 1).await;
        let message = |attempt| Message {
            action: mail_of(1),
            attempt,
            message_id: format!("<{attempt}@elan.example>"),
            recipient: "compta@un.example".to_owned(),
            subject: "Relevé de compte".to_owned(),
            body_text: "Bonjour,\r\n1\u{202f}234,56\u{a0}€ 🧾".to_owned(),
            body_html: "<p>« Bonjour »</p>".to_owned(),
            document_hash: "ab".repeat(32),
            attachment_hash: String::new(),
            created_at: morning(day(2, 9)).trunc_subsecs(6),
        };
        let mut tx = db.begin().await.unwrap();
        for attempt in [2, 1] {
            store::action::insert_message(&mut tx, ORGANISATION, &message(attempt)).await.unwrap();
        }
        assert_eq!(store::action::messages(&mut tx, ORGANISATION, mail_of(1)).await.unwrap(), [message(1), message(2)]);
        assert!(store::action::insert_message(&mut tx, ORGANISATION, &message(1)).await.is_err(), "the same attempt twice");
    })
    .await;
}
