//! Versions of the scenario and the guard.

use domain::Cents;
use domain::claim::ClaimKind;
use domain::dunning::{Channel, Conditions, Mode, Pressure, Scenario, Sender, Stage, Step, StopConditions, Template, Trigger};
use domain::ids::{ScenarioId, SeriesId};
use domain::party::ContactRole;
use store::StoreError;
use store::guard::{Guard, Stop};
use store::scenario::StepNumber;

use crate::base::on_both;
use crate::given::{ORGANISATION, OTHER, day, id, morning, organisations, scenario};

/// The scenario that every organisation of these tests begins with.
const SERIES: SeriesId = SeriesId(id(7));

/// A scenario that uses everything.
fn whole() -> Scenario {
    let plain = Step::new("reminder_1", 3, 3, Channel::Email, Mode::UnlessVetoed, Template::FirstReminder);
    let first = Step {
        channels: vec![Channel::Email, Channel::Sms, Channel::Task],
        veto_hours: 24,
        sender: Sender::Collector,
        recipients: vec![ContactRole::Management],
        copies: vec![ContactRole::Accounting, ContactRole::Other],
        conditions: Conditions {
            min_amount: Some(Cents(5_000)),
            max_amount: Some(Cents(900_000)),
            min_score: Some(1),
            max_score: Some(99),
            categories: vec!["Tête en l’air".to_owned()],
            kinds: vec![ClaimKind::Business, ClaimKind::Carriage],
            min_late_items: Some(2),
        },
        cost: Cents(139),
        ..plain
    };
    let plain = Step::new("notice", 8, 0, Channel::Registered, Mode::Manual, Template::ReminderLetter);
    let second = Step { trigger: Trigger::PreviousStep, stage: Stage::PreLitigation, ..plain };
    let stop = StopConditions { on_reply: false, on_part_payment: true, at_or_below: Some(Cents(1_500)), after_days_late: Some(300) };
    let scenario = Scenario::new(ScenarioId(id(8)), "Relance ferme".to_owned(), 2, vec![first, second]).unwrap();
    scenario.stopping(stop)
}

#[tokio::test]
async fn a_version_takes_the_place_of_the_one_that_its_author_saw() {
    on_both(async |db| {
        organisations(db).await;
        let first = scenario(db, ORGANISATION).await;
        let mut tx = db.begin().await.unwrap();
        assert_eq!(store::scenario::in_force(&mut tx, ORGANISATION).await.unwrap(), first);
        let next = whole();
        store::scenario::replace(&mut tx, ORGANISATION, first.id, &next, "name = …", "Claire", morning(day(2, 1))).await.unwrap();
        assert_eq!(store::scenario::in_force(&mut tx, ORGANISATION).await.unwrap(), next, "nothing of it is lost");
        let known = store::scenario::version(&mut tx, ORGANISATION, next.id).await.unwrap();
        assert_eq!(known, Some((SERIES, next.clone(), "name = …".to_owned())));
        assert_eq!(store::scenario::version(&mut tx, ORGANISATION, first.id).await.unwrap(), Some((SERIES, first.clone(), String::new())));
        assert_eq!(store::scenario::version(&mut tx, OTHER, next.id).await.unwrap(), None);
        let versions = store::scenario::versions(&mut tx, ORGANISATION, SERIES, 9).await.unwrap();
        let seen: Vec<_> = versions.iter().map(|version| (version.number, version.is_in_force, version.actor.as_str())).collect();
        assert_eq!(seen, [(2, true, "Claire"), (1, false, "")]);
        let again = store::scenario::replace(&mut tx, ORGANISATION, first.id, &next, "", "Paul", morning(day(2, 1))).await;
        assert!(matches!(again, Err(StoreError::Stale { table: "scenario", .. })), "{again:?}");
    })
    .await;
}

#[tokio::test]
async fn numbers_of_steps_are_kept_and_their_day_follows() {
    on_both(async |db| {
        organisations(db).await;
        let mut tx = db.begin().await.unwrap();
        let step = |number, key: &str, nominal_day| StepNumber { number, series: SERIES, key: key.to_owned(), nominal_day };
        let first = [step(0, "a", 3), step(1, "b", 10)];
        store::scenario::keep_step_numbers(&mut tx, ORGANISATION, &first).await.unwrap();
        let then = [step(1, "b", 12), step(2, "c", 20)];
        store::scenario::keep_step_numbers(&mut tx, ORGANISATION, &then).await.unwrap();
        let known = store::scenario::step_numbers(&mut tx, ORGANISATION).await.unwrap();
        assert_eq!(known, [step(0, "a", 3), step(1, "b", 12), step(2, "c", 20)]);
        // The same key in another scenario is another step.
        let other = StepNumber { series: SeriesId(id(99)), ..step(3, "a", 30) };
        store::scenario::keep_step_numbers(&mut tx, ORGANISATION, std::slice::from_ref(&other)).await.unwrap();
        assert_eq!(store::scenario::step_numbers(&mut tx, ORGANISATION).await.unwrap()[3], other);
    })
    .await;
}

#[tokio::test]
async fn the_guard_stops_once_and_keeps_its_limits() {
    on_both(async |db| {
        organisations(db).await;
        let mut tx = db.begin().await.unwrap();
        assert_eq!(store::guard::get(&mut tx, ORGANISATION).await.unwrap(), Guard::default());
        assert!(store::guard::lift(&mut tx, ORGANISATION).await.is_err(), "nothing is stopped");
        let pressure = Some(Pressure { contacts: 4, days: 30 });
        store::guard::set_limits(&mut tx, ORGANISATION, (Some(200), Some(450)), pressure).await.unwrap();
        let stop = Stop { at: morning(day(2, 1)), by: "Claire".to_owned(), reason: "Doublons".to_owned() };
        store::guard::stop(&mut tx, ORGANISATION, &stop).await.unwrap();
        assert!(store::guard::stop(&mut tx, ORGANISATION, &stop).await.is_err(), "the first reason stays");
        let guard = store::guard::get(&mut tx, ORGANISATION).await.unwrap();
        assert_eq!((guard.run_cap, guard.mail_cap, guard.pressure), (Some(200), Some(450), pressure));
        assert_eq!(guard.stop.map(|stop| (stop.by, stop.reason)), Some(("Claire".to_owned(), "Doublons".to_owned())));
        store::guard::lift(&mut tx, ORGANISATION).await.unwrap();
        let guard = store::guard::get(&mut tx, ORGANISATION).await.unwrap();
        assert_eq!((guard.stop, guard.run_cap), (None, Some(200)));
        assert_eq!(store::guard::get(&mut tx, OTHER).await.unwrap(), Guard::default());
    })
    .await;
}
