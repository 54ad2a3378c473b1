//! What waits for a person's word: decided in bulk, taken back until it has left, refused by the check before sending; and
//! steps that are passed over.

use app::approvals::{self, Chosen, Order, Query, Verb, Waits};
use app::outbox::{Confirmation, drain};
use app::{AppError, care, night};
use domain::dunning::{ActionState, HoldReason};
use domain::ids::ActionId;
use domain::{Cents, Currency};
use store::Engine;
use testkit::smtp_sink::smtp_sink;

use crate::given::{self, Entry, Received, TODAY, date, sale};
use crate::house::{Day, House, on_both};

const FEC: &str = "732829320FEC20261231.txt";

/// Debtors with a late invoice each, on whom a person has the last word; the night has run.
async fn firm(house: &House, debtors: usize, mail: &str) -> Day {
    let codes: Vec<(String, String)> = (1..=debtors).map(|number| (format!("C{number:03}"), format!("c{number}@client.example"))).collect();
    let rows: Vec<(&str, &str, &str)> = codes.iter().map(|(code, email)| (code.as_str(), "company", email.as_str())).collect();
    let entries: Vec<Entry> = codes
        .iter()
        .zip(1_i64..)
        .map(|((code, _), number)| sale(&format!("FA2026-{number:04}"), code, date(2026, 7, 1), 10_000 + number * 111))
        .collect();
    let day = house.with_mail(TODAY, mail).await;
    day.import_clean("clients.csv", given::customers(&rows)).await;
    day.import_clean(FEC, given::fec(&entries)).await;
    for (code, _) in &codes {
        let debtor = house.debtor(code).await;
        care::set_last_word(&day.app, &day.scope, debtor, true, "client sensible").await.unwrap();
    }
    night::run(&day.app, &day.scope).await.unwrap();
    day
}

async fn queue(day: &Day, which: Waits) -> approvals::Queue {
    approvals::queue(&day.app, &day.scope, &Query { which, ..Query::default() }).await.unwrap()
}

async fn ids(day: &Day, which: Waits) -> Vec<ActionId> {
    queue(day, which).await.lines.iter().map(|line| line.id).collect()
}

async fn act(day: &Day, which: Waits, ids: &[ActionId], verb: Verb, reason: &str) -> approvals::Done {
    approvals::act(&day.app, &day.scope, which, &Chosen::These(ids.to_vec()), verb, reason, None).await.unwrap()
}

async fn state(house: &House, id: ActionId) -> ActionState {
    house.action(id).await.state
}

#[tokio::test]
async fn some_are_approved_some_given_up_and_each_is_told() {
    on_both(async |house| {
        let sink = smtp_sink(&[]);
        let day = firm(house, 4, &sink.url()).await;
        let waiting = queue(&day, Waits::ToApprove).await;
        assert_eq!((waiting.total, waiting.counts), (4, [4, 0, 0, 0]), "a person has the last word on each");
        assert_eq!(waiting.sums, [(Currency::EUR, Cents(41_110))]);
        assert_eq!(waiting.lines[0].asked, Cents(10_444), "the largest first");
        let drained = drain(&day.app, &day.scope, Confirmation::Given).await.unwrap();
        assert_eq!((drained.sent, sink.messages().len()), (0, 0), "nothing leaves without a word");

        let chosen = ids(&day, Waits::ToApprove).await;
        let [first, second, third, fourth] = chosen[..] else { panic!("four") };
        let nothing = approvals::act(&day.app, &day.scope, Waits::ToApprove, &Chosen::These(Vec::new()), Verb::Approve, "", None).await;
        assert!(matches!(nothing, Err(AppError::Invalid { field: "action", .. })), "{nothing:?}");
        let mute = approvals::act(&day.app, &day.scope, Waits::ToApprove, &Chosen::These(vec![third]), Verb::GiveUp, " ", None).await;
        assert!(matches!(mute, Err(AppError::Invalid { field: "reason", .. })), "{mute:?}");
        let done = act(&day, Waits::ToApprove, &[first, second], Verb::Approve, "").await;
        assert_eq!((done.done, done.sums), (2, vec![(Currency::EUR, Cents(20_777))]));
        let done = act(&day, Waits::ToApprove, &[third, first, ActionId(uuid::Uuid::nil())], Verb::GiveUp, "accord au téléphone").await;
        assert_eq!((done.done, done.left, done.missing), (2, 0, 1), "what is approved can be given up while it has not left");
        assert_eq!(house.action(third).await.reason, "accord au téléphone");
        drain(&day.app, &day.scope, Confirmation::Given).await.unwrap();
        assert_eq!(sink.messages().len(), 1, "the one that is approved");
        let late = act(&day, Waits::ToApprove, &[second, fourth], Verb::GiveUp, "trop tard").await;
        assert_eq!((late.done, late.left), (1, 1), "what has left is told, the rest is done");
        assert_eq!(state(house, second).await, ActionState::Sent);
        day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn a_decision_is_taken_back_until_it_has_left_or_the_day_is_over() {
    on_both(async |house| {
        let sink = smtp_sink(&[]);
        let day = firm(house, 3, &sink.url()).await;
        let chosen = ids(&day, Waits::ToApprove).await;
        let steps = async |house: &House| house.raw_texts("SELECT CAST(coalesce(last_step, -1) AS TEXT) FROM open_item ORDER BY id").await;
        let before = steps(house).await;
        act(&day, Waits::ToApprove, &chosen, Verb::Approve, "").await;
        assert_eq!(act(&day, Waits::Approved, &chosen, Verb::TakeBack, "").await.done, 3);
        assert_eq!(ids(&day, Waits::ToApprove).await, chosen, "as they were");
        act(&day, Waits::ToApprove, &chosen, Verb::GiveUp, "essai").await;
        assert_ne!(steps(house).await, before, "given up, the items stand on the step before");
        assert_eq!(queue(&day, Waits::GivenUp).await.total, 3);
        night::run(&day.app, &day.scope).await.unwrap();
        assert_eq!(queue(&day, Waits::ToApprove).await.total, 0, "the day has had its voice");
        assert_eq!(act(&day, Waits::GivenUp, &chosen[..2], Verb::TakeBack, "").await.done, 2);
        assert_eq!(queue(&day, Waits::ToApprove).await.total, 2);
        day.is_sound().await;
        act(&day, Waits::ToApprove, &chosen[..1], Verb::Approve, "").await;
        drain(&day.app, &day.scope, Confirmation::Given).await.unwrap();
        let gone = act(&day, Waits::Approved, &chosen[..1], Verb::TakeBack, "").await;
        assert_eq!((gone.done, gone.left), (0, 1), "what has left never comes back");
        day.app.close().await;
        let next = house.with_mail(date(2026, 9, 16), &sink.url()).await;
        assert_eq!(queue(&next, Waits::GivenUp).await.total, 0);
        assert_eq!(act(&next, Waits::GivenUp, &chosen[2..], Verb::TakeBack, "").await.done, 0, "the day is over");
        assert!(!approvals::may_take_back(&next.app, &next.scope, chosen[2]).await.unwrap());
        next.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn a_step_that_is_passed_over_lets_the_items_go_on_and_counts_as_no_contact() {
    on_both(async |house| {
        let day = firm(house, 2, "").await;
        let chosen = ids(&day, Waits::ToApprove).await;
        day.app.close().await;
        // Weeks later the item still waits for its step.
        let later = house.on(date(2026, 10, 5)).await;
        let held = night::dry_run(&later.app, &later.scope).await.unwrap();
        assert!(
            held.held.iter().all(|group| group.reason == HoldReason::PreviousStep || group.reason == HoldReason::StaleData),
            "{:?}",
            held.held
        );
        let mute = approvals::one(&later.app, &later.scope, chosen[0], Verb::Skip, "").await;
        assert!(matches!(mute, Err(AppError::Invalid { field: "reason", .. })), "{mute:?}");
        approvals::one(&later.app, &later.scope, chosen[0], Verb::Skip, "vu au salon").await.unwrap();
        let skipped = house.action(chosen[0]).await;
        assert_eq!((skipped.state, skipped.reason.as_str()), (ActionState::Skipped, "vu au salon"));
        assert_eq!(
            house.raw_texts("SELECT CAST(count(*) AS TEXT) FROM item_advance WHERE withdrawn").await,
            ["0"],
            "its items keep their step"
        );
        let mut tx = house.db().snapshot().await.unwrap();
        let contact =
            store::night::last_contact_of(&mut tx, later.scope.organisation.id, skipped.debtor, date(2026, 10, 5), store::night::NO_ACTION)
                .await
                .unwrap();
        drop(tx);
        assert_eq!(contact, None, "nobody was contacted");
        let plan = app::debtor_file::debtor_file(&later.app, &later.scope, skipped.debtor).await.unwrap();
        assert!(!plan.items[0].why.contains("étape précédente"), "no longer held by it: {}", plan.items[0].why);
        assert!(plan.timeline.iter().any(|entry| entry.actor == "Claire Morel" && entry.detail.contains("vu au salon")));
        later.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn the_decision_says_what_it_would_refuse_and_has_the_last_word() {
    on_both(async |house| {
        let sink = smtp_sink(&[]);
        let day = firm(house, 2, &sink.url()).await;
        let paid = house.debtor("C001").await;
        day.import_clean("releve.xml", given::statement(TODAY, &[Received("R1", TODAY, 10_111, "FA2026-0001")])).await;
        app::matching::match_all(&day.app, &day.scope, false).await.unwrap();
        let all = Chosen::All(Query::default());
        let preview = approvals::preview(&day.app, &day.scope, Waits::ToApprove, &all, Verb::Approve).await.unwrap();
        assert_eq!((preview.lines.len(), preview.refused.len(), preview.looked_at), (2, 1, 2));
        let id = preview.lines.iter().find(|line| line.debtor == paid).unwrap().id;
        assert_eq!(preview.refused[0].0, id);
        let shown = approvals::as_it_would_leave(&day.app, &day.scope, id).await.unwrap().unwrap();
        assert!(!shown.refused.is_empty() && shown.text.is_empty(), "{shown:?}");
        let other = preview.lines.iter().find(|line| line.debtor != paid).unwrap().id;
        let shown = approvals::as_it_would_leave(&day.app, &day.scope, other).await.unwrap().unwrap();
        assert!(shown.text.contains("FA2026-0002") && shown.recipient == "c2@client.example", "{shown:?}");
        assert!(approvals::statement(&day.app, &day.scope, other).await.unwrap().starts_with(b"%PDF"));
        let stale = approvals::act(&day.app, &day.scope, Waits::ToApprove, &all, Verb::Approve, "", Some("7-0")).await;
        assert!(matches!(stale, Err(AppError::Invalid { field: "seen", .. })), "another list than the one seen: {stale:?}");
        let done = approvals::act(&day.app, &day.scope, Waits::ToApprove, &all, Verb::Approve, "", Some(&preview.seen)).await.unwrap();
        assert_eq!(done.done, 2);
        let drained = drain(&day.app, &day.scope, Confirmation::Given).await.unwrap();
        assert_eq!((drained.sent, drained.cancelled), (1, 1), "the approval of what was paid lets nothing go");
        assert_eq!(queue(&day, Waits::GivenUp).await.total, 0, "what the check refused is no person's to take back");
        day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn the_queue_is_searched_filtered_sorted_and_paged() {
    let house = House::new(Engine::Sqlite).await;
    let day = firm(&house, 7, "").await;
    let ask = async |query: Query| {
        let queue = approvals::queue(&day.app, &day.scope, &query).await.unwrap();
        (queue.total, queue.lines.iter().map(|line| line.code.clone()).collect::<Vec<_>>())
    };
    let by_name = Query { order: Order::Name, descending: false, per_page: 3, page: 3, ..Query::default() };
    assert_eq!(ask(by_name.clone()).await, (7, vec!["C007".to_owned()]));
    assert_eq!(ask(Query { page: 99, ..by_name.clone() }).await.1, ["C007"], "beyond the end is the end");
    assert_eq!(ask(Query { search: "Societe c002".to_owned(), ..Query::default() }).await.1, ["C002"]);
    assert_eq!(ask(Query { at_least: Some(Cents(10_666)), ..Query::default() }).await.1, ["C007", "C006"]);
    assert_eq!(ask(Query { step: "reminder_2".to_owned(), ..Query::default() }).await.0, 0);
    assert_eq!(ask(Query { channel: Some(domain::dunning::Channel::Sms), ..Query::default() }).await.0, 0);
}

#[tokio::test]
async fn a_message_that_was_to_leave_waits_when_a_person_gets_the_last_word() {
    on_both(async |house| {
        let sink = smtp_sink(&[]);
        let day = house.with_mail(TODAY, &sink.url()).await;
        day.import_clean(
            "clients.csv",
            given::customers(&[("C1", "company", "c1@client.example"), ("C2", "company", "c2@client.example")]),
        )
        .await;
        day.import_clean(FEC, given::fec(&[sale("F1", "C1", date(2026, 7, 1), 10_000), sale("F2", "C2", date(2026, 7, 1), 20_000)])).await;
        night::run(&day.app, &day.scope).await.unwrap();
        let debtor = house.debtor("C1").await;
        assert!(care::set_last_word(&day.app, &day.scope, debtor, true, "").await.is_err(), "never without a reason");
        assert_eq!(care::set_last_word(&day.app, &day.scope, debtor, true, "dirigeant malade").await.unwrap(), 1);
        assert_eq!(drain(&day.app, &day.scope, Confirmation::Given).await.unwrap().sent, 1);
        assert_eq!(queue(&day, Waits::ToApprove).await.total, 1);
        assert_eq!(care::list(&day.app, &day.scope, "").await.unwrap().len(), 1);
        care::set_last_word(&day.app, &day.scope, debtor, false, "rétabli").await.unwrap();
        assert!(care::list(&day.app, &day.scope, "").await.unwrap().is_empty());
        assert_eq!(queue(&day, Waits::ToApprove).await.total, 1, "what waits goes on waiting");
        day.is_sound().await;
    })
    .await;
}

/// An approval is given once: a server that asks to come back later changes nothing about the message.
#[tokio::test]
async fn what_was_approved_and_put_off_is_not_asked_again() {
    on_both(async |house| {
        let busy = smtp_sink(&["--reject", "451"]);
        let day = firm(house, 2, &busy.url()).await;
        let waiting = ids(&day, Waits::ToApprove).await;
        act(&day, Waits::ToApprove, &waiting, Verb::Approve, "").await;
        drain(&day.app, &day.scope, Confirmation::Given).await.unwrap();
        let action = house.action(waiting[0]).await;
        assert!(action.state == ActionState::Approved && action.reason.contains("451"), "{action:?}");
        // Whoever approved may still think better of it.
        assert_eq!(act(&day, Waits::Approved, &waiting[1..], Verb::TakeBack, "").await.done, 1);
        assert_eq!(state(house, waiting[1]).await, ActionState::AwaitingApproval);
        day.app.close().await;
        let sink = smtp_sink(&[]);
        let next = house.with_mail(date(2026, 9, 16), &sink.url()).await;
        let drained = drain(&next.app, &next.scope, Confirmation::Given).await.unwrap();
        assert_eq!((drained.sent, sink.messages().len()), (1, 1), "the one that was approved");
        next.is_sound().await;
    })
    .await;
}
