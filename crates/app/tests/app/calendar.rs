//! The calendar of coming contacts: what it announces is what the nights then do, and what is waited for stands at its day.

use app::contact_calendar::{Coming, ComingLine};
use app::deadlines::{self, NewLimit};
use app::outbox::{Confirmation, drain};
use app::plans::{self, Move};
use app::promises::{self, NewPromise};
use app::{debtor_file, night, tonight};
use domain::Date;
use domain::calendar::add_days;
use domain::deadline::{Facts, Zone, keys};
use domain::ids::DebtorId;
use domain::plan::InterestChoice;

use crate::given::{self, TODAY, date, receipt, sale};
use crate::house::{Day, House, on_both};

const FEC: &str = "732829320FEC20261231.txt";
/// Days that are lived after the calendar was read.
const LIVED: i64 = 45;

/// Files are never too old: nobody brings new ones in here.
async fn on(house: &House, on: Date) -> Day {
    let mut day = house.on(on).await;
    (day.scope.organisation.bank_fresh_days, day.scope.organisation.ledger_fresh_days) = (999, 999);
    day
}

/// Sends what is planned, and makes calls and posts letters, under the same age of files.
async fn carry_out(house: &House, on: Date) {
    let mut day = house.with_mail(on, &format!("dir:{}", house.folder().join("courriels").display())).await;
    (day.scope.organisation.bank_fresh_days, day.scope.organisation.ledger_fresh_days) = (999, 999);
    drain(&day.app, &day.scope, Confirmation::Given).await.unwrap();
    day.app.close().await;
    house.raw("UPDATE action SET state = 'sent', left_on = business_date WHERE state = 'to_do'").await;
}

async fn opened(house: &House) -> Day {
    house.raw("UPDATE organisation SET bank_fresh_days = 999, ledger_fresh_days = 999").await;
    let day = on(house, TODAY).await;
    day.import_clean("clients.csv", given::customers(&[("C1", "company", "c1@client.example")])).await;
    let entries = [
        sale("F1", "C1", date(2026, 6, 1), 10_000),
        sale("F2", "C1", date(2026, 8, 6), 15_000),
        sale("F3", "C1", date(2026, 8, 24), 5_000),
        sale("F4", "C1", date(2026, 9, 1), 7_500),
    ];
    day.import_clean(FEC, given::fec(&entries)).await;
    day
}

async fn coming(day: &Day, debtor: DebtorId) -> Vec<ComingLine> {
    debtor_file::debtor_file(&day.app, &day.scope, debtor).await.unwrap().coming
}

/// Day, step, channel and items of what leaves.
fn steps(lines: &[ComingLine], until: Date) -> Vec<String> {
    let step = |line: &ComingLine| match &line.what {
        Coming::Step { key, channel, items, .. } if line.on <= until => {
            let mut items = items.clone();
            items.sort();
            Some(format!("{} {key} {} {}", line.on, channel.code(), items.join(" ")))
        }
        _ => None,
    };
    lines.iter().filter_map(step).collect()
}

#[tokio::test]
async fn s33_the_calendar_says_what_the_nights_then_do() {
    on_both(async |house| {
        let day = opened(house).await;
        let debtor = house.debtor("C1").await;
        let promised = NewPromise { items: vec![house.item("F2").await.id], ..NewPromise::new(debtor, date(2026, 9, 25)) };
        promises::record(&day.app, &day.scope, &promised).await.unwrap();
        let until = add_days(TODAY, LIVED);
        let lines = coming(&day, debtor).await;
        assert!(lines.is_sorted_by_key(|line| line.on), "{lines:?}");
        let announced = steps(&lines, until);
        let mut lived = Vec::new();
        for after in 0..=LIVED {
            let today = add_days(TODAY, after);
            let day = on(house, today).await;
            let report = night::run(&day.app, &day.scope).await.unwrap();
            let items = house.items().await;
            for action in report.actions.iter().filter(|action| action.already.is_none()) {
                let number = |id| items.iter().find(|item| item.id == id).unwrap().number.clone();
                let mut numbers: Vec<String> = action.items.iter().map(|(id, ..)| number(*id)).collect();
                numbers.sort();
                lived.push(format!("{today} {} {} {}", report.step_key(action), action.channel.code(), numbers.join(" ")));
            }
            if !report.actions.is_empty() {
                carry_out(house, today).await;
            }
            day.app.close().await;
        }
        assert_eq!(announced, lived);
        assert!(lived.len() >= 6, "{lived:?}");
    })
    .await;
}

/// F1 is asked for this morning and paid by noon; F5 is ripe tomorrow. Who was written to today is not written to tomorrow.
#[tokio::test]
async fn s33_the_calendar_knows_what_left_today() {
    on_both(async |house| {
        house.raw("UPDATE organisation SET bank_fresh_days = 999, ledger_fresh_days = 999").await;
        let first = on(house, TODAY).await;
        first.import_clean("clients.csv", given::customers(&[("C1", "company", "c1@client.example")])).await;
        let (asked, ripe) = (sale("F1", "C1", date(2026, 6, 1), 10_000), sale("F5", "C1", date(2026, 8, 14), 7_500));
        first.import_clean(FEC, given::fec(&[asked.clone(), ripe.clone()])).await;
        let debtor = house.debtor("C1").await;
        let until = add_days(TODAY, LIVED);
        assert!(steps(&coming(&first, debtor).await, TODAY)[0].ends_with(" F1"), "F5 is not ripe yet");
        night::run(&first.app, &first.scope).await.unwrap();
        carry_out(house, TODAY).await;
        first.app.close().await;
        let day = on(house, TODAY).await;
        let paid = receipt("R1", "C1", TODAY, 10_000).lettered("A", TODAY);
        day.import_clean(FEC, given::fec(&[asked.lettered("A", TODAY), ripe, paid])).await;
        let announced = steps(&coming(&day, debtor).await, until);
        day.app.close().await;
        let mut lived = Vec::new();
        for after in 1..=LIVED {
            let today = add_days(TODAY, after);
            let day = on(house, today).await;
            let report = night::run(&day.app, &day.scope).await.unwrap();
            lived.extend(report.actions.iter().map(|action| format!("{today} {} {} F5", report.step_key(action), action.channel.code())));
            if !report.actions.is_empty() {
                carry_out(house, today).await;
            }
            day.app.close().await;
        }
        assert_eq!(announced, lived);
        assert!(lived[0].starts_with("2026-09-18 reminder_1"), "three days between two contacts: {lived:?}");
    })
    .await;
}

#[tokio::test]
async fn s33_what_is_waited_for_stands_at_its_day() {
    on_both(async |house| {
        let day = opened(house).await;
        let debtor = house.debtor("C1").await;
        // A plan on two items, a promise on a third, a time limit, a suspension of the fourth.
        let mut plan = crate::plans::new_plan(house, InterestChoice::Kept).await;
        plan.items = vec![house.item("F1").await.id, house.item("F2").await.id];
        let plan = plans::create(&day.app, &day.scope, &plan).await.unwrap();
        plans::act(&day.app, &day.scope, plan, &Move::Submit, "").await.unwrap();
        plans::act(&day.app, &day.scope, plan, &Move::Sign { on: TODAY, signatory: "M. Petit, gérant".to_owned() }, "").await.unwrap();
        let promised = NewPromise { items: vec![house.item("F3").await.id], ..NewPromise::new(debtor, date(2026, 9, 30)) };
        promises::record(&day.app, &day.scope, &promised).await.unwrap();
        let facts = Facts { start: date(2026, 9, 1), zone: Zone::Mainland, decided_on: None };
        let limit = NewLimit { rule: keys::PROOF_OF_DEBT.to_owned(), facts, debtor: "C1".to_owned(), note: String::new() };
        deadlines::record(&day.app, &day.scope, &limit).await.unwrap();
        tonight::hold(&day.app, &day.scope, debtor, Some(house.item("F4").await.id), Some(date(2026, 10, 12)), "congés").await.unwrap();
        let told: Vec<String> = coming(&day, debtor)
            .await
            .iter()
            .map(|line| match &line.what {
                Coming::Step { key, .. } => format!("{} {key}", line.on),
                Coming::Waiting { key, .. } => format!("{} waits {key}", line.on),
                Coming::Promise { left, .. } => format!("{} promise {}", line.on, left.0),
                Coming::Instalment { place, missing, .. } => format!("{} instalment {place:?} {}", line.on, missing.0),
                Coming::Compromise { .. } => format!("{} compromise", line.on),
                Coming::TimeLimit { .. } => format!("{} limit", line.on),
                Coming::Resume { note } => format!("{} resume {note}", line.on),
            })
            .collect();
        insta::assert_snapshot!(told.join("\n"));
    })
    .await;
}
