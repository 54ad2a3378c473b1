//! Versions of the scenario, what a change does to today's book, and what guards the way out.

use app::outbox::{Confirmation, Drained, drain};
use app::{AppError, Scope, night, scenario, tonight};
use domain::calendar::add_days;
use domain::dunning::{ActionState, HoldReason, Outcome, Pressure};
use testkit::smtp_sink::smtp_sink;

use crate::given::{self, Entry, TODAY, date, sale};
use crate::house::{Day, House, on_both};

/// The default scenario as text, its third step on another day, and a step more.
const FASTER: &str = r#"name = "Relance ferme"

[[step]]
key = "reminder_1"
day = "J+3"
gap = 3
template = "first_reminder"

[[step]]
key = "insist"
day = "J+6"
gap = 3
template = "second_reminder"

[[step]]
key = "reminder_2"
day = "J+10"
gap = 4
template = "second_reminder"

[[test]]
name = "huit jours de retard : la deuxième relance attend"
day = "J+8"
after = "insist J+6"
expect = "not_yet"
"#;

/// Debtors with a late invoice each.
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
    day.import_clean("732829320FEC20261231.txt", given::fec(&entries)).await;
    day
}

#[tokio::test]
async fn a_change_shows_its_effect_and_each_item_keeps_its_place() {
    on_both(async |house| {
        let day = firm(house, 4, "").await;
        let report = night::run(&day.app, &day.scope).await.unwrap();
        assert_eq!(report.counts.send, 4);
        let first = scenario::view(&day.app, &day.scope).await.unwrap();
        assert_eq!((first.scenario.version, first.versions.len()), (1, 1));
        let same = scenario::try_text(&day.app, &day.scope, &first.text).await.unwrap();
        assert!(same.is_right() && same.file.scenario.as_ref().map(|read| read.steps().to_vec()) == Some(first.scenario.steps().to_vec()));
        let effect = same.effect.unwrap();
        assert_eq!((effect.debtors, effect.sooner, effect.later), (4, 0, 0), "the same text moves nobody");

        house.carry_out(TODAY).await;
        // The next day the second reminder waits a week; with the step in between, everybody hears earlier.
        let tomorrow = house.on(add_days(TODAY, 1)).await;
        let draft = scenario::try_text(&tomorrow.app, &tomorrow.scope, FASTER).await.unwrap();
        assert!(draft.is_right(), "{:?} {:?}", draft.file.faults, draft.tried);
        let effect = draft.effect.unwrap();
        assert_eq!((effect.debtors, effect.sooner, effect.later, effect.moved.len()), (4, 4, 0, 4));
        assert!(effect.moved[0].after < effect.moved[0].before && !effect.moved[0].name.is_empty());
        let saved = scenario::save(&tomorrow.app, &tomorrow.scope, first.scenario.id, FASTER).await.unwrap();
        assert_eq!(saved.version, 2);
        let late = scenario::save(&tomorrow.app, &tomorrow.scope, first.scenario.id, FASTER).await;
        assert!(matches!(late, Err(AppError::Conflict(_))), "{late:?}");
        let view = scenario::view(&tomorrow.app, &tomorrow.scope).await.unwrap();
        assert_eq!((view.text.as_str(), view.versions.len()), (FASTER, 2), "tests and comments are kept");

        // Each item goes on from the first reminder, whose key both versions know.
        let mut keys = Vec::new();
        for days in 1..25 {
            let day = house.on(add_days(TODAY, days)).await;
            night::run(&day.app, &day.scope).await.unwrap();
            let actions = house.actions(add_days(TODAY, days)).await;
            keys.extend(actions.iter().map(|action| action.step_key.clone()));
            house.carry_out(add_days(TODAY, days)).await;
            day.is_sound().await;
        }
        let count = |key: &str| keys.iter().filter(|known| *known == key).count();
        assert_eq!([count("reminder_1"), count("insist"), count("reminder_2")], [0, 4, 4], "{keys:?}");
    })
    .await;
}

#[tokio::test]
async fn a_text_with_a_fault_or_a_failing_test_is_not_saved() {
    on_both(async |house| {
        let day = house.on(TODAY).await;
        let before = scenario::view(&day.app, &day.scope).await.unwrap().scenario.id;
        for (text, word) in [
            (FASTER.replace("J+6\"\ngap", "demain\"\ngap"), "demain"),
            (FASTER.replace("expect = \"not_yet\"", "expect = \"exhausted\""), "huit jours"),
            (String::new(), "nom"),
        ] {
            let refused = scenario::save(&day.app, &day.scope, before, &text).await;
            let Err(AppError::Invalid { field: "text", reason }) = refused else { panic!("{refused:?}") };
            assert!(reason.contains(word), "{reason}");
        }
        assert_eq!(scenario::view(&day.app, &day.scope).await.unwrap().versions.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn the_emergency_stop_keeps_what_waits() {
    on_both(async |house| {
        let sink = smtp_sink(&[]);
        let day = firm(house, 3, &sink.url()).await;
        night::run(&day.app, &day.scope).await.unwrap();
        let refused = scenario::stop(&day.app, &day.scope, "  ").await;
        assert!(matches!(refused, Err(AppError::Invalid { field: "reason", .. })), "{refused:?}");
        scenario::stop(&day.app, &day.scope, "Virements mal imputés").await.unwrap();
        assert!(scenario::stop(&day.app, &day.scope, "encore").await.is_err(), "stopped once");
        let drained = drain(&day.app, &day.scope, Confirmation::Given).await.unwrap();
        assert_eq!((drained, sink.messages().len()), (Drained { left: 3, ..Drained::default() }, 0));
        let dry = night::dry_run_on(&day.app, &day.scope, add_days(TODAY, 20)).await.unwrap();
        assert!(dry.counts.held().any(|(reason, items)| reason == HoldReason::PreviousStep && items == 3), "{:?}", dry.counts);
        scenario::lift(&day.app, &day.scope).await.unwrap();
        assert!(scenario::guard(&day.app, &day.scope).await.unwrap().stop.is_none());
        let drained = drain(&day.app, &day.scope, Confirmation::Given).await.unwrap();
        assert_eq!((drained.sent, sink.messages().len()), (3, 3));
        day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn a_capped_night_lets_the_others_go_on_the_next() {
    on_both(async |house| {
        let day = firm(house, 5, "").await;
        scenario::set_limits(&day.app, &day.scope, (Some(2), None), None).await.unwrap();
        let dry = night::dry_run(&day.app, &day.scope).await.unwrap();
        let files = async || {
            let all = app::debtors::DebtorsQuery { show: app::debtors::Show::All, ..Default::default() };
            let mut files = Vec::new();
            for row in app::debtors::list(&day.app, &day.scope, &all).await.unwrap().0.rows {
                files.push(app::debtor_file::debtor_file(&day.app, &day.scope, row.id).await.unwrap());
            }
            files
        };
        // Before the night a file says that the cap is ahead, and no more: who goes first is known when it runs.
        assert!(files().await.iter().all(|file| file.tonight.len() == 1 && file.cap_ahead == Some(2)));
        let report = night::run(&day.app, &day.scope).await.unwrap();
        assert_eq!((report.counts.send, report.actions.len()), (2, 2));
        for file in files().await {
            let gone = report.actions.iter().any(|action| action.debtor == file.debtor.id);
            let beyond = file.items.iter().any(|line| matches!(line.outcome, Some(Outcome::Hold { reason: HoldReason::RunCap, .. })));
            assert_eq!(
                (file.cap_ahead, beyond, file.tonight.is_empty()),
                (None, !gone, !gone),
                "{}: beyond the cap once it is",
                file.debtor.code
            );
        }
        assert_eq!(dry.counts, report.counts, "the dry run is the run");
        assert!(report.counts.held().any(|(reason, items)| reason == HoldReason::RunCap && items == 3));
        let again = night::run(&day.app, &day.scope).await.unwrap();
        assert_eq!((again.counts.send, house.actions(TODAY).await.len()), (2, 2), "the day's cap is used up");
        let mut reached: Vec<_> = report.actions.iter().map(|action| action.debtor).collect();
        for days in 1..4 {
            let next = house.on(add_days(TODAY, days)).await;
            night::run(&next.app, &next.scope).await.unwrap();
            reached.extend(house.actions(add_days(TODAY, days)).await.into_iter().map(|action| action.debtor));
        }
        reached.sort();
        reached.dedup();
        assert_eq!(reached.len(), 5, "nobody is forgotten");
        let refused = scenario::set_limits(&day.app, &day.scope, (Some(0), None), None).await;
        assert!(matches!(refused, Err(AppError::Invalid { .. })), "{refused:?}");
    })
    .await;
}

/// What the provider of the mailbox takes in twenty-four hours is counted over all drains and workers; the rest keeps its turn.
#[tokio::test]
async fn no_more_e_mails_leave_in_a_day_than_the_mailbox_takes() {
    on_both(async |house| {
        let sink = smtp_sink(&[]);
        let day = firm(house, 25, &sink.url()).await;
        let nothing = scenario::set_limits(&day.app, &day.scope, (None, Some(0)), None).await;
        assert!(matches!(nothing, Err(AppError::Invalid { .. })), "{nothing:?}");
        scenario::set_limits(&day.app, &day.scope, (None, Some(11)), None).await.unwrap();
        night::run(&day.app, &day.scope).await.unwrap();
        let other = house.with_mail(TODAY, &sink.url()).await;
        let send = async |day: &Day| drain(&day.app, &day.scope, Confirmation::Given).await.unwrap();
        let (mut one, mut two) = (day.scope.clone(), other.scope.clone());
        (one.organisation.first_send_cap, two.organisation.first_send_cap) = (100, 100);
        let (day, other) = (Day { app: day.app, scope: one }, Day { app: other.app, scope: two });
        tokio::join!(send(&day), send(&other));
        assert_eq!(sink.messages().len(), 11, "two workers at once, and no more");
        assert_eq!(send(&day).await, Drained { left: 14, ..Drained::default() });
        // The next morning there is room again; what waited leaves first, in its turn.
        day.app.close().await;
        other.app.close().await;
        let next = house.with_mail(add_days(TODAY, 1), &sink.url()).await;
        assert_eq!(send(&next).await, Drained { sent: 11, left: 3, ..Drained::default() });
        scenario::set_limits(&next.app, &next.scope, (None, None), None).await.unwrap();
        assert_eq!(send(&next).await, Drained { sent: 3, ..Drained::default() });
        next.is_sound().await;
    })
    .await;
}

/// The mailbox is the installation's: what left for one house is taken from the room of the other.
#[tokio::test]
async fn two_houses_share_the_room_of_one_mailbox() {
    on_both(async |house| {
        let sink = smtp_sink(&[]);
        let day = firm(house, 8, &sink.url()).await;
        let neighbour = app::setup::create_organisation(&day.app, "voisin", "Voisin", &given::creditor()).await.unwrap();
        let other = Day { app: day.app.clone(), scope: Scope { organisation: neighbour, ..day.scope.clone() } };
        other
            .import_clean(
                "clients.csv",
                given::customers(&[("V1", "company", "v1@voisin.example"), ("V2", "company", "v2@voisin.example")]),
            )
            .await;
        let books = [sale("V-1", "V1", date(2026, 7, 1), 10_000), sale("V-2", "V2", date(2026, 7, 1), 10_000)];
        other.import_clean("732829320FEC20261231.txt", given::fec(&books)).await;
        for one in [&day, &other] {
            scenario::set_limits(&one.app, &one.scope, (None, Some(9)), None).await.unwrap();
            night::run(&one.app, &one.scope).await.unwrap();
        }
        let send = async |day: &Day| drain(&day.app, &day.scope, Confirmation::Given).await.unwrap();
        assert_eq!(send(&day).await, Drained { sent: 8, ..Drained::default() });
        assert_eq!(send(&other).await, Drained { sent: 1, left: 1, ..Drained::default() }, "nine in all");
        assert_eq!(sink.messages().len(), 9);
        day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn a_budget_of_contacts_holds_the_next_one() {
    on_both(async |house| {
        let sink = smtp_sink(&[]);
        let day = firm(house, 2, &sink.url()).await;
        scenario::set_limits(&day.app, &day.scope, (None, None), Some(Pressure { contacts: 1, days: 30 })).await.unwrap();
        tonight::run_now(&day.app, &day.scope, tonight::CONFIRMATION).await.unwrap();
        assert_eq!(sink.messages().len(), 2, "the check in the sending transaction counts the days before alone");
        let dry = night::dry_run_on(&day.app, &day.scope, add_days(TODAY, 14)).await.unwrap();
        assert!(dry.counts.held().any(|(reason, items)| reason == HoldReason::Pressure && items == 2), "{:?}", dry.counts);
        let free = night::dry_run_on(&day.app, &day.scope, add_days(TODAY, 32)).await.unwrap();
        assert!(free.counts.held().all(|(reason, _)| reason != HoldReason::Pressure), "{:?}", free.counts);
    })
    .await;
}

#[tokio::test]
async fn a_message_waits_for_its_veto() {
    on_both(async |house| {
        let sink = smtp_sink(&[]);
        let day = firm(house, 2, &sink.url()).await;
        let before = scenario::view(&day.app, &day.scope).await.unwrap().scenario.id;
        let text = "name = \"Avec veto\"\n[[step]]\nkey = \"reminder_1\"\nday = \"J+3\"\nmode = \"unless_vetoed\"\nveto_hours = 24\ntemplate = \"first_reminder\"\n";
        scenario::save(&day.app, &day.scope, before, text).await.unwrap();
        night::run(&day.app, &day.scope).await.unwrap();
        let early = drain(&day.app, &day.scope, Confirmation::Given).await.unwrap();
        assert_eq!((early.sent, early.left, sink.messages().len()), (0, 2, 0), "nobody has had time to object");
        let vetoed = house.actions(TODAY).await[0].id;
        tonight::cancel(&day.app, &day.scope, vetoed, "veto du commercial").await.unwrap();
        let next = house.with_mail(add_days(TODAY, 1), &sink.url()).await;
        let drained = drain(&next.app, &next.scope, Confirmation::Given).await.unwrap();
        assert_eq!((drained.sent, sink.messages().len()), (1, 1));
        let states: Vec<ActionState> = house.actions(TODAY).await.into_iter().map(|action| action.state).collect();
        assert!(states.contains(&ActionState::Cancelled) && states.contains(&ActionState::Sent), "{states:?}");
    })
    .await;
}
