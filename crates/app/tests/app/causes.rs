//! Why items are late, what is done about it, and how far the goals are.

use app::causes::{self, LateFilter};
use app::{AppError, goals, night};
use domain::cause::{Cause, NextAction};
use domain::dunning::{ActionState, Channel, HoldReason, Outcome};
use domain::goal::{Measure, Period};
use domain::ids::OpenItemId;

use crate::given::{self, TODAY, date, sale};
use crate::house::{Day, House, on_both};

const FEC: &str = "732829320FEC20261231.txt";

/// Two late invoices of 100 € and 200 €, and one of 700 € that is not due.
async fn opened(house: &House) -> Day {
    let day = house.on(TODAY).await;
    day.import_clean("clients.csv", given::customers(&[("C1", "company", "c1@client.example")])).await;
    let entries = [
        sale("F1", "C1", date(2026, 6, 1), 10_000),
        sale("F2", "C1", date(2026, 7, 1), 20_000),
        sale("F3", "C1", date(2026, 9, 10), 70_000),
    ];
    day.import_clean(FEC, given::fec(&entries)).await;
    day
}

async fn items(house: &House, numbers: &[&str]) -> Vec<OpenItemId> {
    let mut items = Vec::new();
    for number in numbers {
        items.push(house.item(number).await.id);
    }
    items
}

async fn outcome(house: &House, day: &Day, number: &str) -> Outcome {
    let file = app::debtor_file::debtor_file(&day.app, &day.scope, house.debtor("C1").await).await.unwrap();
    file.items.iter().find(|line| line.item.number == number).unwrap().outcome.unwrap()
}

#[tokio::test]
async fn a_lost_invoice_is_a_task_and_its_next_step_waits() {
    on_both(async |house| {
        let day = opened(house).await;
        let debtor = house.debtor("C1").await;
        let lost = items(house, &["F1"]).await;
        let noted = causes::note(&day.app, &day.scope, debtor, &lost, Cause::InvoiceLost, "jamais reçue").await.unwrap();
        assert_eq!((noted.items, noted.action, noted.waits_until), (1, NextAction::ResendCopy, Some(date(2026, 9, 23))));
        let task = house.action(noted.task.unwrap()).await;
        assert_eq!((task.channel, task.state), (Channel::Task, ActionState::ToDo));
        assert!(task.reason.contains("F1") && task.reason.contains("jamais reçue"), "{}", task.reason);
        assert!(matches!(outcome(house, &day, "F1").await, Outcome::Hold { reason: HoldReason::Paused, .. }));
        night::run(&day.app, &day.scope).await.unwrap();
        assert!(matches!(outcome(house, &day, "F1").await, Outcome::Hold { reason: HoldReason::Paused, .. }));
        assert!(matches!(outcome(house, &day, "F2").await, Outcome::Send { .. }), "the other one is still chased");
        day.is_sound().await;
        let row = causes::of_debtor(&day.app, &day.scope, debtor).await.unwrap()[0].current.clone().unwrap();
        assert_eq!(causes::take_back(&day.app, &day.scope, row.id).await.unwrap(), debtor);
        assert_eq!(house.action(task.id).await.state, ActionState::Cancelled);
        assert!(!matches!(outcome(house, &day, "F1").await, Outcome::Hold { reason: HoldReason::Paused, .. }));
        assert!(causes::take_back(&day.app, &day.scope, row.id).await.is_err(), "once");
        day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn a_task_of_a_cause_does_not_swallow_the_formal_notice_of_its_day() {
    on_both(async |house| {
        opened(house).await.app.close().await;
        let debtor = house.debtor("C1").await;
        let notice = |actions: Vec<store::action::Action>| {
            actions.into_iter().find(|action| action.channel == Channel::Task && action.step_key == "prepare_formal_notice")
        };
        // Day after day, each step carried out, up to the one on which the formal notice of F1 is to be prepared.
        let mut on = TODAY;
        loop {
            assert!(on < date(2027, 3, 1), "no formal notice ever");
            let day = house.on(on).await;
            let books = [
                sale("F1", "C1", date(2026, 6, 1), 10_000),
                sale("F2", "C1", date(2026, 7, 1), 20_000),
                sale("F3", "C1", date(2026, 9, 10), 70_000),
                sale("F9", "C1", on, 1_000),
            ];
            day.import("732829320FEC20271231.txt", given::fec(&books)).await;
            let planned = night::dry_run(&day.app, &day.scope).await.unwrap();
            let is_due = planned.actions.iter().any(|action| action.channel == Channel::Task);
            if is_due {
                let other = items(house, &["F2"]).await;
                let noted = causes::note(&day.app, &day.scope, debtor, &other, Cause::HeavyValidation, "").await.unwrap();
                assert!(noted.task.is_some());
            }
            night::run(&day.app, &day.scope).await.unwrap();
            house.carry_out(on).await;
            day.app.close().await;
            if is_due {
                break;
            }
            on = domain::calendar::add_days(on, 1);
        }
        assert!(notice(house.actions(on).await).is_none(), "the debtor's task of that day is the cause's");
        // The step was not taken: it comes with the next night.
        let mut later = on;
        let prepared = loop {
            later = domain::calendar::add_days(later, 1);
            assert!((later - on).num_days() < 10, "the formal notice was swallowed");
            let day = house.on(later).await;
            day.import("732829320FEC20271231.txt", given::fec(&[sale("F8", "C1", later, 1_000)])).await;
            night::run(&day.app, &day.scope).await.unwrap();
            day.is_sound().await;
            day.app.close().await;
            if let Some(action) = notice(house.actions(later).await) {
                break action;
            }
        };
        assert_eq!((prepared.debtor, prepared.state), (debtor, ActionState::ToDo));
    })
    .await;
}

#[tokio::test]
async fn correcting_a_cause_takes_its_task_and_its_suspension_back() {
    on_both(async |house| {
        let day = opened(house).await;
        let (app, scope, debtor) = (&day.app, &day.scope, house.debtor("C1").await);
        let (first, second) = (items(house, &["F1"]).await, items(house, &["F2"]).await);
        let lost = causes::note(app, scope, debtor, &first, Cause::InvoiceLost, "").await.unwrap();
        // Corrected to one that wants another task: today's task tells that one.
        let corrected = causes::note(app, scope, debtor, &first, Cause::HeavyValidation, "M. Roy valide").await.unwrap();
        assert_eq!(corrected.task, lost.task);
        let task = house.action(corrected.task.unwrap()).await;
        assert!(task.state == ActionState::ToDo && task.reason.contains("M. Roy valide"), "{task:?}");
        assert!(!matches!(outcome(house, &day, "F1").await, Outcome::Hold { reason: HoldReason::Paused, .. }), "nothing waits for a copy");
        // Corrected to one that wants none: nobody has to do anything.
        let none = causes::note(app, scope, debtor, &first, Cause::Oversight, "").await.unwrap();
        assert_eq!(none.task, None);
        assert_eq!(house.action(task.id).await.state, ActionState::Cancelled);
        day.is_sound().await;
        day.app.close().await;
        // A task that another item still wants is left alone.
        let day = house.on(date(2026, 9, 16)).await;
        let (app, scope) = (&day.app, &day.scope);
        let both = [first.clone(), second.clone()].concat();
        let asked = causes::note(app, scope, debtor, &both, Cause::HeavyValidation, "").await.unwrap();
        causes::note(app, scope, debtor, &first, Cause::Oversight, "").await.unwrap();
        assert_eq!(house.action(asked.task.unwrap()).await.state, ActionState::ToDo);
        causes::note(app, scope, debtor, &second, Cause::CashShortage, "").await.unwrap();
        assert_eq!(house.action(asked.task.unwrap()).await.state, ActionState::Cancelled);
        day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn the_report_knows_what_is_explained_and_goals_measure_it() {
    on_both(async |house| {
        let day = opened(house).await;
        let debtor = house.debtor("C1").await;
        let rate = async || causes::report(&day.app, &day.scope, &LateFilter::default(), (1, 50)).await.unwrap().rate();
        assert_eq!(rate().await, Some(0));
        let refused = causes::note(&day.app, &day.scope, debtor, &items(house, &["F1"]).await, Cause::Other, " ").await;
        assert!(matches!(refused, Err(AppError::Invalid { field: "note", .. })), "{refused:?}");
        causes::note(&day.app, &day.scope, debtor, &items(house, &["F1"]).await, Cause::Oversight, "").await.unwrap();
        assert_eq!(rate().await, Some(3_333));
        let promise =
            app::promises::NewPromise { items: items(house, &["F2"]).await, ..app::promises::NewPromise::new(debtor, date(2026, 9, 25)) };
        app::promises::record(&day.app, &day.scope, &promise).await.unwrap();
        let report = causes::report(&day.app, &day.scope, &LateFilter::default(), (1, 50)).await.unwrap();
        assert_eq!((report.rate(), report.items, report.total), (Some(10_000), (2, 2), 2), "a promise is a status");
        assert_eq!(
            report.shares.iter().map(|share| (share.cause, share.items)).collect::<Vec<_>>(),
            [(Some(Cause::Oversight), 1), (None, 1)]
        );
        let none = LateFilter { cause: "none".to_owned(), ..LateFilter::default() };
        assert_eq!(causes::report(&day.app, &day.scope, &none, (1, 50)).await.unwrap().total, 0);
        let own = causes::OwnSetting {
            cause: Cause::Oversight,
            label: "Étourderie".to_owned(),
            action: NextAction::AskValidator,
            wait_days: Some(5),
        };
        causes::set(&day.app, &day.scope, &[own]).await.unwrap();
        let csv = causes::csv(&day.app, &day.scope, &LateFilter::default()).await.unwrap();
        assert!(csv.contains("Étourderie") && csv.contains("Promesse en attente"), "{csv}");
        for (measure, target) in [(Measure::CauseKnown, 9_000), (Measure::OverdueRate, 2_000), (Measure::PromisesKept, 8_000)] {
            goals::set(&day.app, &day.scope, (measure, Period::Quarter(2026, 3)), target).await.unwrap();
        }
        goals::set(&day.app, &day.scope, (Measure::CauseKnown, Period::Month(2026, 8)), 9_000).await.unwrap();
        assert!(goals::set(&day.app, &day.scope, (Measure::CauseKnown, Period::Year(2026)), 10_001).await.is_err());
        let board = app::dashboard::dashboard(&day.app, &day.scope).await.unwrap();
        let progress = goals::progress(&day.app, &day.scope, &board.total).await.unwrap();
        let told: Vec<_> = progress.iter().map(|one| (one.goal.measure, one.value, one.is_met())).collect();
        assert_eq!(
            told,
            [
                (Measure::PromisesKept, None, None),
                (Measure::CauseKnown, Some(10_000), Some(true)),
                (Measure::OverdueRate, Some(3_000), Some(false)),
            ],
            "August is over"
        );
        goals::delete(&day.app, &day.scope, (Measure::CauseKnown, Period::Month(2026, 8))).await.unwrap();
        assert_eq!(goals::list(&day.app, &day.scope).await.unwrap().len(), 3);
        day.is_sound().await;
    })
    .await;
}
