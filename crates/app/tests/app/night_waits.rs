//! What makes the night wait: a payment that nobody has confirmed, a letter that was posted late.

use app::{inbox, matching_desk, night, tonight};
use domain::Date;
use domain::dunning::{ActionState, HoldReason};

use crate::given::{self, Received, TODAY, date, sale};
use crate::house::{Day, House, on_both};

const FEC: &str = "732829320FEC20261231.txt";

/// One customer with one late invoice.
async fn firm(house: &House, on: Date) -> Day {
    let day = house.on(on).await;
    if on == TODAY {
        day.import_clean("clients.csv", given::customers(&[("C1", "company", "c1@client.example")])).await;
    }
    day.import_clean(FEC, given::fec(&[sale("FA2026-001", "C1", date(2026, 7, 1), 77_700)])).await;
    day
}

/// The key of the step that the night asks for, or of the reason why it does not.
async fn outcome(day: &Day) -> String {
    let report = night::run(&day.app, &day.scope).await.unwrap();
    let asked = report.actions.iter().find(|action| action.already.is_none());
    let step = asked.map(|action| report.step_key(action).to_owned());
    step.or_else(|| report.held.first().map(|group| group.reason.code().to_owned())).unwrap_or_default()
}

#[tokio::test]
async fn a_payment_that_nobody_confirmed_holds_the_reminder() {
    on_both(async |house| {
        let day = firm(house, TODAY).await;
        let line = Received("R1", date(2026, 9, 11), 77_000, "FA2026-001");
        day.import_clean("releve.xml", given::statement(TODAY, &[line])).await;
        assert_eq!(outcome(&day).await, HoldReason::PaymentToConfirm.code());
        let report = night::dry_run(&day.app, &day.scope).await.unwrap();
        assert_eq!(report.held[0].until, Some(date(2026, 9, 21)), "ten days after the line");
        day.is_sound().await;
        let later = firm(house, date(2026, 9, 21)).await;
        let other = Received("R2", date(2026, 9, 21), 4_321, "DIVERS");
        later.import("suite.xml", given::statement(date(2026, 9, 21), &[other])).await;
        assert_eq!(outcome(&later).await, "reminder_1", "nobody said anything");
        later.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn a_line_that_is_set_aside_holds_nothing() {
    on_both(async |house| {
        let day = firm(house, TODAY).await;
        let line = Received("R1", date(2026, 9, 11), 77_000, "FA2026-001");
        day.import_clean("releve.xml", given::statement(TODAY, &[line])).await;
        app::matching::match_all(&day.app, &day.scope, false).await.unwrap();
        let waiting = inbox::to_identify(&day.app, &day.scope).await.unwrap();
        matching_desk::ignore(&day.app, &day.scope, waiting[0].transaction.id, "remboursement d’un salarié").await.unwrap();
        assert_eq!(outcome(&day).await, "reminder_1");
        day.is_sound().await;
    })
    .await;
}

/// What confirms the payment after the night is seen by the check before sending, and so is what puts it in doubt.
#[tokio::test]
async fn a_line_that_comes_after_the_night_stops_the_message() {
    on_both(async |house| {
        let day = firm(house, TODAY).await;
        assert_eq!(outcome(&day).await, "reminder_1");
        let line = Received("R1", date(2026, 9, 11), 77_000, "FA2026-001");
        day.import_clean("releve.xml", given::statement(TODAY, &[line])).await;
        house.carry_out(TODAY).await;
        let action = &house.actions(TODAY).await[0];
        assert_eq!(action.state, ActionState::Cancelled);
        assert!(action.reason.contains("en banque"), "{}", action.reason);
    })
    .await;
}

#[tokio::test]
async fn the_gap_counts_from_the_day_of_posting() {
    on_both(async |house| {
        let mut steps = Vec::new();
        let days = [TODAY, date(2026, 9, 30), date(2026, 11, 2), date(2026, 11, 30)];
        for on in days {
            steps.push(outcome(&firm(house, on).await).await);
            if on != days[3] {
                house.carry_out(on).await;
            }
        }
        assert_eq!(steps, ["reminder_1", "reminder_2", "call", "letter"]);
        let waiting = firm(house, date(2026, 12, 14)).await;
        assert_eq!(outcome(&waiting).await, HoldReason::PreviousStep.code());
        let letter = house.actions(date(2026, 11, 30)).await.remove(0);
        tonight::mark_done(&waiting.app, &waiting.scope, letter.id, "", "").await.unwrap();
        let soon = firm(house, date(2026, 12, 21)).await;
        assert_eq!(outcome(&soon).await, "", "seven days after the posting");
        let then = firm(house, date(2026, 12, 22)).await;
        assert_eq!(outcome(&then).await, "prepare_formal_notice");
        then.is_sound().await;
    })
    .await;
}
