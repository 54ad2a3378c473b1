//! Calls: an outcome closes them, and drives what comes next.

use app::calls::{self, NewCall, Next, Outcome};
use app::{AppError, night, tonight};
use domain::calendar::add_days;
use domain::dunning::{ActionState, Channel};
use domain::ids::ActionId;
use domain::{Cents, Date};

use crate::given::{self, TODAY, date, sale};
use crate::house::{Day, House, on_both};

const FEC: &str = "732829320FEC20261231.txt";

/// A debtor whose e-mail came back, with two late invoices and so many numbers: the night asks for a call.
async fn call(house: &House, numbers: usize) -> (Day, ActionId) {
    let day = house.on(TODAY).await;
    day.import_clean("clients.csv", given::customers(&[("C1", "company", "c1@client.example")])).await;
    let entries = [sale("F1", "C1", date(2026, 6, 1), 10_000), sale("F2", "C1", date(2026, 7, 1), 20_000)];
    day.import_clean(FEC, given::fec(&entries)).await;
    let (organisation, debtor) = (day.scope.organisation.id, house.debtor("C1").await);
    let mut tx = house.db().begin().await.unwrap();
    store::account::mark_unreachable(&mut tx, organisation, "c1@client.example", TODAY, "550").await.unwrap();
    let contacts: Vec<_> = (0..numbers)
        .map(|at| {
            let contact = domain::party::Contact {
                id: domain::ids::ContactId(store::fresh_id()),
                role: domain::party::ContactRole::Accounting,
                name: format!("Compta {at}"),
                email: None,
                phone: format!("02 40 00 00 0{at}"),
            };
            (debtor, contact)
        })
        .collect();
    store::debtor::upsert_contacts(&mut tx, organisation, &contacts).await.unwrap();
    tx.commit().await.unwrap();
    night::run(&day.app, &day.scope).await.unwrap();
    let action = house.actions(TODAY).await.pop().unwrap();
    assert_eq!((action.channel, action.state), (Channel::Call, ActionState::ToDo));
    (day, action.id)
}

async fn record(day: &Day, id: ActionId, call: &NewCall) -> Next {
    calls::record(&day.app, &day.scope, id, call).await.unwrap()
}

fn promise(on: Date, amount: Option<i64>) -> NewCall {
    NewCall { on: Some(on), amount: amount.map(Cents), ..NewCall::new(Outcome::Promise, "virement prévu") }
}

#[tokio::test]
async fn without_an_outcome_a_call_is_not_done() {
    on_both(async |house| {
        let (day, id) = call(house, 1).await;
        let refused = tonight::mark_done(&day.app, &day.scope, id, "appelé", "").await;
        assert!(matches!(refused, Err(AppError::Invalid { field: "outcome", .. })), "{refused:?}");
        for lacking in [
            NewCall::new(Outcome::Promise, ""),
            promise(add_days(TODAY, -1), None),
            promise(TODAY, Some(0)),
            NewCall::new(Outcome::Dispute, " "),
            NewCall::new(Outcome::Refuses, ""),
        ] {
            let refused = calls::record(&day.app, &day.scope, id, &lacking).await;
            assert!(matches!(refused, Err(AppError::Invalid { .. })), "{lacking:?}: {refused:?}");
        }
        assert_eq!(house.action(id).await.state, ActionState::ToDo);
        assert_eq!(record(&day, id, &NewCall::new(Outcome::Refuses, "pas de trésorerie")).await, Next::Done);
        let done = house.action(id).await;
        assert_eq!((done.state, done.reason.as_str()), (ActionState::Sent, "Refuse de payer"));
        let twice = calls::record(&day.app, &day.scope, id, &NewCall::new(Outcome::MessageLeft, "")).await;
        assert!(matches!(twice, Err(AppError::Conflict(_))), "{twice:?}");
        let file = app::debtor_file::debtor_file(&day.app, &day.scope, done.debtor).await.unwrap();
        assert!(file.timeline.iter().any(|entry| entry.title.contains("Refuse de payer") && entry.detail == "pas de trésorerie"));
        day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn a_promise_holds_what_it_covers_until_its_day_is_over() {
    on_both(async |house| {
        let (day, id) = call(house, 1).await;
        // Friday the 25th, and two working days of grace: until Tuesday evening.
        assert_eq!(record(&day, id, &promise(date(2026, 9, 25), Some(10_000))).await, Next::Done);
        let debtor = house.debtor("C1").await;
        let mut tx = house.db().snapshot().await.unwrap();
        let holds = store::hold::active_of(&mut tx, day.scope.organisation.id, debtor, TODAY).await.unwrap();
        drop(tx);
        assert_eq!(holds.len(), 1, "100 € cover the oldest invoice");
        assert_eq!((holds[0].kind, holds[0].hold.until), (store::hold::HoldKind::Promise, Some(date(2026, 9, 30))));
        let file = app::debtor_file::debtor_file(&day.app, &day.scope, debtor).await.unwrap();
        let held = file.items.iter().find(|line| line.item.number == "F1").unwrap();
        assert!(held.held && held.why.contains("Promesse de paiement"), "{}", held.why);
        assert!(!file.items.iter().find(|line| line.item.number == "F2").unwrap().held);
        tonight::release(&day.app, &day.scope, holds[0].id, debtor).await.unwrap();
        day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn nobody_answers_three_times_and_the_step_goes_on_without_a_contact() {
    on_both(async |house| {
        let (day, id) = call(house, 1).await;
        assert_eq!(record(&day, id, &NewCall::new(Outcome::NoAnswer, "")).await, Next::Again(date(2026, 9, 17)));
        let desk = calls::desk(&day.app, &day.scope, id).await.unwrap().unwrap();
        assert_eq!((desk.tries.len(), desk.again_at.is_some(), desk.asked), (1, true, Cents(30_000)));
        let on = NewCall { on: Some(date(2026, 9, 19)), ..NewCall::new(Outcome::NoAnswer, "") };
        assert_eq!(record(&day, id, &on).await, Next::Again(date(2026, 9, 21)), "a Saturday becomes Monday");
        assert_eq!(record(&day, id, &NewCall::new(Outcome::NoAnswer, "")).await, Next::Over);
        assert_eq!(house.action(id).await.state, ActionState::Skipped);
        day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn a_wrong_number_is_marked_and_the_other_one_tried() {
    on_both(async |house| {
        let (day, id) = call(house, 2).await;
        let unsaid = calls::record(&day.app, &day.scope, id, &NewCall::new(Outcome::WrongNumber, "")).await;
        assert!(matches!(unsaid, Err(AppError::Invalid { field: "contact", .. })), "which one? {unsaid:?}");
        let desk = calls::desk(&day.app, &day.scope, id).await.unwrap().unwrap();
        let wrong = NewCall { contact: Some(desk.phones[0].contact), ..NewCall::new(Outcome::WrongNumber, "un particulier") };
        assert_eq!(record(&day, id, &wrong).await, Next::OtherNumber);
        let desk = calls::desk(&day.app, &day.scope, id).await.unwrap().unwrap();
        assert_eq!(desk.phones.iter().map(|phone| phone.wrong_on).collect::<Vec<_>>(), [None, Some(TODAY)]);
        let board = app::quality::board(&day.app, &day.scope, &app::quality::QualityQuery::default()).await.unwrap();
        assert!(board.counts.iter().any(|counted| counted.kind == domain::quality::IssueKind::WrongPhone && counted.count == 1));
        assert_eq!(record(&day, id, &NewCall::new(Outcome::WrongNumber, "")).await, Next::Over, "the last one needs no name");
        assert_eq!(house.action(id).await.state, ActionState::Skipped);
        day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn a_dispute_takes_its_items_out_and_who_pays_today_is_left_alone_for_three_days() {
    on_both(async |house| {
        let (day, id) = call(house, 1).await;
        let item = calls::desk(&day.app, &day.scope, id).await.unwrap().unwrap().items[0].id;
        let dispute = NewCall { item: Some(item), ..NewCall::new(Outcome::Dispute, "marchandise abîmée") };
        assert_eq!(record(&day, id, &dispute).await, Next::Done);
        let debtor = house.debtor("C1").await;
        let claims = app::claims::claim_file(&day.app, &day.scope, debtor).await.unwrap();
        let disputed: Vec<_> = claims.items.iter().filter(|claim| claim.facts.disputed.is_positive()).collect();
        assert_eq!((disputed.len(), disputed[0].facts.disputed), (1, Cents(10_000)));
        assert_eq!(disputed[0].facts.dispute_reason, "marchandise abîmée");
        day.is_sound().await;
    })
    .await;
    on_both(async |house| {
        let (day, id) = call(house, 1).await;
        assert_eq!(record(&day, id, &NewCall::new(Outcome::PaysToday, "")).await, Next::Done);
        let mut tx = house.db().snapshot().await.unwrap();
        let holds = store::hold::active_of(&mut tx, day.scope.organisation.id, house.debtor("C1").await, TODAY).await.unwrap();
        assert_eq!(
            holds.iter().map(|row| row.hold.until).collect::<Vec<_>>(),
            [Some(date(2026, 9, 19)); 2],
            "Wednesday, Thursday and Friday"
        );
    })
    .await;
}

#[test]
fn nobody_is_rung_up_at_night_or_on_days_of_rest() {
    let at = |day: u32, hour: u32, minute: u32| date(2026, 9, day).and_hms_opt(hour, minute, 0).unwrap().and_utc();
    // In September Paris is two hours ahead.
    for (at, bad) in [(at(15, 5, 59), true), (at(15, 6, 0), false), (at(15, 17, 59), false), (at(15, 18, 0), true), (at(19, 9, 0), true)] {
        assert_eq!(calls::is_bad_hour(at), bad, "{at}");
    }
}

#[tokio::test]
async fn what_is_settled_by_a_smaller_sum_is_not_asked_for_on_the_telephone() {
    on_both(async |house| {
        let (day, id) = call(house, 1).await;
        let items = house.items().await.iter().filter(|item| item.number == "F1").map(|item| item.id).collect();
        let new = app::compromises::NewCompromise {
            debtor: house.debtor("C1").await,
            items,
            payable: Cents(9_500),
            pay_by: add_days(TODAY, 10),
            nature: Some(domain::compromise::Nature::Rebate),
            regime: None,
            vat: Vec::new(),
            interest: Some(domain::plan::InterestChoice::Waived),
            note: String::new(),
            typed: String::new(),
        };
        let agreed = app::compromises::create(&day.app, &day.scope, &new).await.unwrap();
        app::compromises::act(&day.app, &day.scope, agreed, &app::compromises::Move::Submit, "").await.unwrap();
        let asked = async || calls::desk(&day.app, &day.scope, id).await.unwrap().unwrap();
        assert_eq!((asked().await.items.len(), asked().await.asked), (2, Cents(30_000)), "nobody signed yet");
        let sign = app::compromises::Move::Sign { on: TODAY, signatory: "M. Petit".to_owned() };
        app::compromises::act(&day.app, &day.scope, agreed, &sign, "").await.unwrap();
        assert_eq!((asked().await.items.len(), asked().await.asked), (1, Cents(20_000)));
        day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn what_was_held_since_the_night_is_not_asked_for_on_the_telephone() {
    on_both(async |house| {
        let (day, id) = call(house, 1).await;
        let desk = async || calls::desk(&day.app, &day.scope, id).await.unwrap().unwrap();
        assert_eq!((desk().await.held, desk().await.asked), (None, Cents(30_000)));
        let (debtor, first, second) = (house.debtor("C1").await, house.item("F1").await.id, house.item("F2").await.id);
        tonight::hold(&day.app, &day.scope, debtor, Some(first), None, "livraison à vérifier").await.unwrap();
        let part = app::dispute::NewPart { item: second, amount: Some(Cents(5_000)) };
        let contest = app::dispute::NewDispute {
            reason: domain::dispute::Reason::Price,
            note: "tarif".to_owned(),
            source: "hand",
            parts: vec![part],
        };
        app::dispute::open(&day.app, &day.scope, debtor, &contest).await.unwrap();
        let seen = desk().await;
        let numbers: Vec<&str> = seen.items.iter().map(|item| item.number.as_str()).collect();
        assert_eq!((numbers, seen.asked, seen.held), (vec!["F2"], Cents(15_000), None), "neither what is suspended nor what is contested");
        let all = tonight::hold(&day.app, &day.scope, debtor, None, None, "appel en cours").await.unwrap();
        assert!(desk().await.held.is_some_and(|why| !why.is_empty()));
        tonight::release(&day.app, &day.scope, all, debtor).await.unwrap();
        assert_eq!(desk().await.held, None);
        app::scenario::stop(&day.app, &day.scope, "vérification").await.unwrap();
        assert!(desk().await.held.is_some(), "everything is stopped");
        // What the debtor said all the same is noted.
        assert_eq!(record(&day, id, &NewCall::new(Outcome::Refuses, "a rappelé lui-même")).await, Next::Done);
        assert_eq!(desk().await.held, None, "what was done is not judged again");
        day.is_sound().await;
    })
    .await;
}
