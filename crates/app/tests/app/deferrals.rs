//! Later due dates that were agreed: reminders, interest and the aged balance under them, and how they are taken back.

use app::access::{Actor, Role};
use app::ageing::{AgedQuery, aged_balance};
use app::deferrals::{self, NewDeferral, defer, undo};
use app::{AppError, Scope};
use domain::dunning::Outcome;
use domain::ledger::Bucket;
use domain::plan::{InterestChoice, Policy};
use domain::{Cents, Date};

use crate::given::{self, TODAY, date, sale};
use crate::house::{Day, House, on_both};

const FEC: &str = "732829320FEC20261231.txt";

/// 100 € due on 31 July and 200 € due on 30 August 2026.
async fn opened(house: &House, kind: &str) -> Day {
    let day = house.on(TODAY).await;
    day.import_clean("clients.csv", given::customers(&[("C1", kind, "c1@client.example")])).await;
    day.import_clean(FEC, given::fec(&[sale("F1", "C1", date(2026, 7, 1), 10_000), sale("F2", "C1", date(2026, 7, 31), 20_000)])).await;
    day
}

async fn new(house: &House, number: &str, agreed_on: Date, interest: InterestChoice) -> NewDeferral {
    let (debtor, item) = (house.debtor("C1").await, house.item(number).await.id);
    NewDeferral { debtor, item, agreed_on, interest: Some(interest), reason: "livraison en retard".to_owned() }
}

/// What F2 gets, the interest of both, and the aged balance by original and by agreed date.
async fn stands(house: &House, day: &Day) -> String {
    let (debtor, on) = (house.debtor("C1").await, day.app.today());
    let file = app::debtor_file::debtor_file(&day.app, &day.scope, debtor).await.unwrap();
    let line = file.items.iter().find(|line| line.item.number == "F2").unwrap();
    let outcome = match line.outcome {
        Some(Outcome::NotYet { .. }) => "not yet",
        Some(Outcome::Send { .. }) => "asked",
        Some(Outcome::Hold { reason, .. }) => reason.code(),
        other => panic!("{other:?}"),
    };
    let interest = app::interest::debtor_interest(&day.app, &day.scope, debtor, on).await.unwrap();
    let due = |number: &str| {
        let line = interest.items.iter().find(|line| line.item.number == number);
        line.map_or("-".to_owned(), |line| format!("{}+{}", line.due().iso(), line.indemnity.amount().iso()))
    };
    let aged = async |by_agreed_date| {
        let balance = aged_balance(&day.app, &day.scope, &AgedQuery { by_agreed_date, ..AgedQuery::on(on) }).await.unwrap();
        assert_eq!(balance.total.total(), balance.ledger);
        let [not_due, first, second] =
            [Bucket::NotDue, Bucket::Days1To30, Bucket::Days31To60].map(|bucket| balance.total.get(bucket).iso());
        format!("{not_due}/{first}/{second}")
    };
    day.is_sound().await;
    format!("{outcome}, interest {} and {}, aged {} or {}", due("F1"), due("F2"), aged(false).await, aged(true).await)
}

#[tokio::test]
async fn both_dates_are_kept_and_the_agreed_one_rules_the_reminders() {
    on_both(async |house| {
        let day = opened(house, "company").await;
        let before = stands(house, &day).await;
        assert!(before.ends_with("aged 0.00/200.00/100.00 or 0.00/200.00/100.00"), "{before}");
        let id = defer(&day.app, &day.scope, &new(house, "F2", date(2026, 10, 30), InterestChoice::Waived).await).await.unwrap();
        let after = stands(house, &day).await;
        assert!(after.starts_with("not yet, "), "{after}");
        assert!(after.contains(" and 0.00+0.00, aged 0.00/200.00/100.00 or 200.00/0.00/100.00"), "{after}");
        let known = deferrals::of_debtor(&day.app, &day.scope, house.debtor("C1").await).await.unwrap();
        let row = &known.in_force[0].row;
        assert_eq!((row.original_on, row.agreed_on, row.approved_by.as_str()), (date(2026, 8, 30), date(2026, 10, 30), "Claire Morel"));
        assert_eq!(house.item("F2").await.due_on, date(2026, 8, 30), "the item keeps its own date");
        // Again later, then back to the first agreement.
        let second = defer(&day.app, &day.scope, &new(house, "F2", date(2026, 11, 30), InterestChoice::Kept).await).await.unwrap();
        let later = stands(house, &day).await;
        assert!(!later.contains(" and 0.00+0.00"), "kept interest runs from the original date: {later}");
        undo(&day.app, &day.scope, house.debtor("C1").await, second).await.unwrap();
        assert_eq!(stands(house, &day).await, after);
        undo(&day.app, &day.scope, house.debtor("C1").await, id).await.unwrap();
        assert_eq!(stands(house, &day).await, before);
        let twice = undo(&day.app, &day.scope, house.debtor("C1").await, id).await;
        assert!(matches!(twice, Err(AppError::NotFound(_))), "{twice:?}");
        let file = app::debtor_file::debtor_file(&day.app, &day.scope, house.debtor("C1").await).await.unwrap();
        assert!(file.timeline.iter().any(|entry| entry.title == "Échéance reportée" && entry.detail.contains("30/10/2026")));
    })
    .await;
}

/// The promise is for 25 September, until the 29th. A day by then leaves it; a later one takes its place once all of its items have one.
#[tokio::test]
async fn a_promise_gives_way_to_the_later_day_of_all_of_its_items() {
    on_both(async |house| {
        let day = opened(house, "company").await;
        let debtor = house.debtor("C1").await;
        let items = vec![house.item("F1").await.id, house.item("F2").await.id];
        let promised = app::promises::NewPromise { items, ..app::promises::NewPromise::new(debtor, date(2026, 9, 25)) };
        let promise = app::promises::record(&day.app, &day.scope, &promised).await.unwrap();
        let standing = async |day: &Day| {
            let line = app::promises::detail(&day.app, &day.scope, promise).await.unwrap().0;
            line.standing.code().to_owned()
        };
        // Each deferral in turn: which item, to which day; what becomes of the promise, how many gave way, how many stay.
        for (number, agreed_on, expected) in [
            ("F1", date(2026, 9, 29), ("pending", 0, 0)),
            ("F1", date(2026, 10, 30), ("pending", 0, 1)),
            ("F2", date(2026, 9, 28), ("pending", 0, 0)),
            ("F2", date(2026, 10, 15), ("withdrawn", 1, 0)),
        ] {
            let new = new(house, number, agreed_on, InterestChoice::Waived).await;
            let (_, beside) = deferrals::grant(&day.app, &day.scope, &new).await.unwrap();
            let found = standing(&day).await;
            assert_eq!((found.as_str(), beside.gave_way, beside.stay.len()), expected, "{number} {agreed_on}");
            day.is_sound().await;
        }
        let why = app::promises::detail(&day.app, &day.scope, promise).await.unwrap().1;
        assert!(why.iter().any(|event| event.reason.contains("reportée au 15/10/2026")), "{why:?}");
        let after = house.on(date(2026, 10, 1)).await;
        app::night::run(&after.app, &after.scope).await.unwrap();
        assert_eq!(standing(&after).await, "withdrawn", "nobody judges it");
        after.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn a_deferral_says_why_what_of_interest_and_who_may() {
    on_both(async |house| {
        let day = opened(house, "person").await;
        let good = new(house, "F1", date(2026, 10, 30), InterestChoice::Waived).await;
        let field = |done: app::Result<_>| match done {
            Err(AppError::Invalid { field, .. }) => field,
            other => panic!("{other:?}"),
        };
        for (lacking, expected) in [
            (NewDeferral { reason: " ".to_owned(), ..good.clone() }, "reason"),
            (NewDeferral { interest: None, ..good.clone() }, "interest"),
            // A consumer's time bears no interest.
            (NewDeferral { interest: Some(InterestChoice::Kept), ..good.clone() }, "interest"),
            (NewDeferral { agreed_on: date(2026, 7, 31), ..good.clone() }, "agreed_on"),
            (NewDeferral { agreed_on: date(2026, 9, 1), ..good.clone() }, "agreed_on"),
        ] {
            assert_eq!(field(defer(&day.app, &day.scope, &lacking).await), expected);
        }
        let policy = Policy { most: Cents(5_000), ..Policy::default() };
        app::plans::set_policy(&day.app, &day.scope, &policy).await.unwrap();
        let collector = Scope { actor: Actor { name: "Paul".to_owned(), email: None, role: Role::Collector }, ..day.scope.clone() };
        assert!(matches!(defer(&day.app, &collector, &good).await, Err(AppError::Forbidden(_))));
        defer(&day.app, &day.scope, &good).await.unwrap();
        day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn one_deferral_after_another_is_no_way_round_the_limit() {
    on_both(async |house| {
        let day = opened(house, "company").await;
        let policy = Policy { days: 60, ..Policy::default() };
        app::plans::set_policy(&day.app, &day.scope, &policy).await.unwrap();
        let collector = Scope { actor: Actor { name: "Paul".to_owned(), email: None, role: Role::Collector }, ..day.scope.clone() };
        // F2 is due on 30 August: sixty days go to 29 October, whatever day it is today.
        let grant = async |agreed_on| {
            let new = new(house, "F2", agreed_on, InterestChoice::Kept).await;
            defer(&day.app, &collector, &new).await
        };
        assert!(matches!(grant(date(2026, 10, 30)).await, Err(AppError::Forbidden(_))));
        grant(date(2026, 10, 10)).await.unwrap();
        assert!(matches!(grant(date(2026, 10, 30)).await, Err(AppError::Forbidden(_))), "not by a second one either");
        grant(date(2026, 10, 29)).await.unwrap();
        day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn a_request_shows_the_agreed_date_and_the_later_of_two_dates_holds() {
    on_both(async |house| {
        let day = house.with_mail(TODAY, &format!("dir:{}", house.folder().join("courriels").display())).await;
        let table = |due: &str| {
            format!(
                "number;customer;customer_name;email;issue_date;due_date;gross;currency\nF2;C1;Client;c1@client.example;2026-09-14;{due};200,00;EUR\n"
            )
        };
        day.import("factures.csv", table("2026-10-14").as_str()).await;
        let file = app::import::history::page(&day.app, &day.scope, 1).await.unwrap().0[0].id;
        let shown = app::requests::preview(&day.app, &day.scope, file).await.unwrap().figures.key();
        app::requests::prepare(&day.app, &day.scope, file, &shown).await.unwrap();
        defer(&day.app, &day.scope, &new(house, "F2", date(2026, 11, 30), InterestChoice::Waived).await).await.unwrap();
        app::outbox::drain(&day.app, &day.scope, app::outbox::Confirmation::Given).await.unwrap();
        let action = house.actions(TODAY).await.remove(0);
        let message = app::message::message(&day.app, &day.scope, action.id).await.unwrap().message.unwrap();
        assert!(message.body_text.contains("30/11/2026") && !message.body_text.contains("14/10/2026"), "{}", message.body_text);
        // The document's own date becomes later than the agreed one: it holds, in the reminders and in both balances.
        house.raw("UPDATE open_item SET due_on = '2026-12-31' WHERE number = 'F2'").await;
        let debtor = house.debtor("C1").await;
        day.app.close().await;
        let later = house.on(date(2026, 12, 15)).await;
        let file = app::debtor_file::debtor_file(&later.app, &later.scope, debtor).await.unwrap();
        assert!(matches!(file.items[0].outcome, Some(Outcome::NotYet { .. })), "{:?}", file.items[0]);
        assert_eq!(file.items[0].expected, None, "its own date is the later one");
        let query = AgedQuery { by_agreed_date: true, ..AgedQuery::on(date(2026, 12, 15)) };
        let balance = aged_balance(&later.app, &later.scope, &query).await.unwrap();
        assert_eq!((balance.total.get(Bucket::NotDue), balance.total.total()), (Cents(20_000), Cents(20_000)));
    })
    .await;
}
