//! The night: the dry run is the run, ten times are once, and nothing is asked for that was paid.

use std::collections::BTreeMap;

use app::night::{self, NightReport};
use app::{generate, tonight};
use domain::Date;
use domain::calendar::{add_days, is_working_day};
use domain::dunning::{ActionState, Channel, HoldReason};
use domain::ids::{DebtorId, OpenItemId};
use store::Engine;

use crate::given::{self, Entry, Received, TODAY, credit_note, date, receipt, sale};
use crate::house::{Day, House, on_both};

const FEC: &str = "732829320FEC20261231.txt";
const CUSTOMERS: [(&str, &str, &str); 5] = [
    ("C1", "company", "c1@client.example"),
    ("C2", "particulier", "c2@client.example"),
    ("C3", "company", ""),
    ("C4", "company", "c4@client.example"),
    ("C5", "company", "c5@client.example"),
];

/// C1 owes two late invoices and one that is not due, C2 one, C3 has no address for mail, C4's credit note
/// covers what it owes, C5 owes nothing yet.
fn books() -> Vec<Entry> {
    vec![
        sale("FA2026-001", "C1", date(2026, 6, 10), 120_000),
        sale("FA2026-002", "C1", date(2026, 7, 10), 30_000),
        sale("FA2026-003", "C1", date(2026, 9, 10), 1_000),
        sale("FA2026-004", "C2", date(2026, 7, 1), 45_000),
        sale("FA2026-005", "C3", date(2026, 7, 8), 77_700),
        sale("FA2026-006", "C4", date(2026, 7, 8), 20_000),
        credit_note("AV2026-001", "C4", date(2026, 7, 9), 20_000),
        sale("FA2026-007", "C5", date(2026, 9, 8), 5_000),
    ]
}

async fn firm(house: &House) -> Day {
    let day = house.on(TODAY).await;
    day.import_clean("clients.csv", given::customers(&CUSTOMERS)).await;
    day.import_clean(FEC, given::fec(&books())).await;
    day
}

/// Who is asked for what, by which step.
async fn asked(house: &House, report: &NightReport) -> Vec<String> {
    let (numbers, codes) = names(house).await;
    let mut lines: Vec<String> = report
        .actions
        .iter()
        .map(|action| {
            let mut items: Vec<String> =
                action.items.iter().map(|(item, step, _, amount)| format!("{}:{step}:{amount}", numbers[item])).collect();
            items.sort();
            let step = report.step_key(action);
            format!("{} {} {step} {} net {}", codes[&action.debtor], action.channel.code(), items.join(" "), action.net)
        })
        .collect();
    lines.sort();
    lines
}

async fn names(house: &House) -> (BTreeMap<OpenItemId, String>, BTreeMap<DebtorId, String>) {
    let numbers = house.items().await.into_iter().map(|item| (item.id, item.number)).collect();
    let mut codes = BTreeMap::new();
    for code in house.raw_texts("SELECT code FROM debtor").await {
        codes.insert(house.debtor(&code).await, code);
    }
    (numbers, codes)
}

fn held(report: &NightReport) -> Vec<(HoldReason, usize)> {
    report.counts.held().collect()
}

/// Everything that a night writes.
async fn written(house: &House) -> Vec<String> {
    let mut all = Vec::new();
    for sql in [
        "SELECT CAST(business_date AS TEXT) || step_key || state || asked_cents || net_cents || attempts FROM action ORDER BY id",
        "SELECT CAST(step AS TEXT) || ' ' || episode || ' ' || amount_cents || withdrawn FROM item_advance ORDER BY action_id, open_item_id",
        "SELECT outcomes FROM night_outcome ORDER BY run_id, debtor_id",
        "SELECT number || coalesce(last_step, -1) || coalesce(CAST(last_step_on AS TEXT), '-') || coalesce(previous_step, -1) FROM open_item ORDER BY id",
        "SELECT CAST(business_date AS TEXT) || open_items || send_count || hold_count || not_yet_count || exhausted_count || holds FROM night_run ORDER BY business_date",
    ] {
        all.extend(house.raw_texts(sql).await);
    }
    all
}

#[tokio::test]
async fn the_dry_run_says_what_the_run_does_and_writes_nothing() {
    on_both(async |house| {
        let day = firm(house).await;
        let before = (written(house).await, house.books().await, house.count("event").await);
        let dry = night::dry_run(&day.app, &day.scope).await.unwrap();
        assert_eq!((written(house).await, house.books().await, house.count("event").await), before);
        let run = night::run(&day.app, &day.scope).await.unwrap();
        let expected = [
            "C1 email reminder_1 FA2026-001:1:1200.00 FA2026-002:1:300.00 net 1500.00",
            "C2 email reminder_1 FA2026-004:1:450.00 net 450.00",
        ];
        assert_eq!(asked(house, &dry).await, expected);
        assert_eq!(asked(house, &run).await, expected);
        assert_eq!((dry.counts, dry.held.len()), (run.counts, run.held.len()));
        assert_eq!((run.counts.open_items, run.counts.send, run.counts.not_yet, run.counts.exhausted), (8, 3, 2, 0));
        assert_eq!(held(&run), [(HoldReason::CreditCovers, 2), (HoldReason::NoContact, 1)]);
        day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn ten_runs_are_one() {
    on_both(async |house| {
        let day = firm(house).await;
        let first = night::run(&day.app, &day.scope).await.unwrap();
        let once = written(house).await;
        for _ in 0..9 {
            let again = night::run(&day.app, &day.scope).await.unwrap();
            assert_eq!(again.counts, first.counts);
            assert_eq!(asked(house, &again).await, asked(house, &first).await);
            assert!(again.actions.iter().all(|action| action.already == Some(ActionState::Planned)));
        }
        assert_eq!(written(house).await, once);
        day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn every_open_item_has_one_stored_outcome() {
    on_both(async |house| {
        let day = firm(house).await;
        night::run(&day.app, &day.scope).await.unwrap();
        let mut stored: Vec<String> = Vec::new();
        for outcomes in house.raw_texts("SELECT outcomes FROM night_outcome").await {
            let rows: Vec<Vec<serde_json::Value>> = serde_json::from_str(&outcomes).unwrap();
            stored.extend(rows.into_iter().map(|row| row[0].as_str().unwrap().to_owned()));
        }
        let mut open: Vec<String> =
            house.items().await.iter().filter(|item| !item.open.is_zero()).map(|item| item.id.to_string()).collect();
        stored.sort();
        open.sort();
        assert_eq!(stored, open);
    })
    .await;
}

#[tokio::test]
async fn what_is_paid_between_dry_run_and_run_is_not_asked_for() {
    on_both(async |house| {
        let day = firm(house).await;
        assert_eq!(asked(house, &night::dry_run(&day.app, &day.scope).await.unwrap()).await.len(), 2);
        let mut entries = books();
        entries[0] = entries[0].clone().lettered("AA", TODAY);
        entries.push(receipt("V-1", "C1", date(2026, 9, 14), 120_000).lettered("AA", TODAY));
        day.import_clean(FEC, given::fec(&entries)).await;
        day.import_clean("releve.xml", given::statement(TODAY, &[Received("R1", date(2026, 9, 14), 45_000, "FA2026-004")])).await;
        let run = night::run(&day.app, &day.scope).await.unwrap();
        assert_eq!(run.matching.matched, 1, "the night matches the bank first");
        assert_eq!(asked(house, &run).await, ["C1 email reminder_1 FA2026-002:1:300.00 net 300.00"]);
        assert_eq!(house.actions(TODAY).await.len(), 1);
        day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn cash_on_account_covers_before_anything_is_asked() {
    on_both(async |house| {
        let day = firm(house).await;
        let mut entries = books();
        entries.push(receipt("V-1", "C2", date(2026, 9, 14), 45_000));
        day.import_clean(FEC, given::fec(&entries)).await;
        let run = night::run(&day.app, &day.scope).await.unwrap();
        assert!(asked(house, &run).await.iter().all(|line| line.starts_with("C1 ")), "unlettered cash covers what C2 owes");
    })
    .await;
}

#[tokio::test]
async fn nothing_leaves_on_a_day_of_rest() {
    on_both(async |house| {
        let mut house_day = firm(house).await;
        for rest in [date(2026, 9, 19), date(2026, 9, 20), date(2026, 11, 11)] {
            assert!(!is_working_day(rest));
            house_day = house.on(rest).await;
            house_day.import_clean(FEC, given::fec(&books())).await;
            let report = night::run(&house_day.app, &house_day.scope).await.unwrap();
            assert_eq!(report.actions, [], "{rest}");
            let quiet = report.held.iter().filter(|group| group.reason == HoldReason::Quiet);
            assert!(quiet.clone().count() >= 2, "{rest}: {:?}", report.held);
            assert!(quiet.clone().all(|group| group.until.is_some_and(is_working_day)), "{rest}");
        }
        house_day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn old_figures_hold_everything() {
    on_both(async |house| {
        firm(house).await;
        let stale = |report: &NightReport| {
            held(report).into_iter().find(|(reason, _)| *reason == HoldReason::StaleData).map_or(0, |(_, items)| items)
        };
        let last = house.on(date(2026, 9, 25)).await;
        assert_eq!(stale(&night::dry_run(&last.app, &last.scope).await.unwrap()), 0, "ten days are allowed");
        let later = house.on(date(2026, 9, 28)).await;
        let report = night::run(&later.app, &later.scope).await.unwrap();
        assert_eq!((report.actions.len(), stale(&report)), (0, 3), "the ledger is thirteen days old");
        later.import_clean(FEC, given::fec(&books())).await;
        // The days in between are missing, and said to be: the lines come in all the same.
        later.import("releve.xml", given::statement(date(2026, 9, 22), &[Received("R1", date(2026, 9, 22), -100, "frais")])).await;
        let report = night::run(&later.app, &later.scope).await.unwrap();
        assert_eq!((report.actions.len(), stale(&report)), (0, 3), "the bank is six days old");
        later.import("releve.xml", given::statement(date(2026, 9, 25), &[])).await;
        let report = night::run(&later.app, &later.scope).await.unwrap();
        assert_eq!((report.actions.len(), stale(&report)), (2, 0), "fresh figures let the same night go on");
        later.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn a_person_pauses_and_resumes() {
    on_both(async |house| {
        let day = firm(house).await;
        let debtor = house.debtor("C2").await;
        let item = house.item("FA2026-002").await;
        let whole = tonight::hold(&day.app, &day.scope, debtor, None, None, "litige en cours").await.unwrap();
        tonight::hold(&day.app, &day.scope, item.debtor, Some(item.id), Some(date(2026, 9, 22)), "promesse").await.unwrap();
        assert!(tonight::hold(&day.app, &day.scope, debtor, None, None, "  ").await.is_err(), "a pause has a reason");
        assert!(tonight::hold(&day.app, &day.scope, debtor, None, Some(TODAY), "hier").await.is_err(), "a pause ends later");
        let report = night::dry_run(&day.app, &day.scope).await.unwrap();
        assert_eq!(asked(house, &report).await, ["C1 email reminder_1 FA2026-001:1:1200.00 net 1200.00"]);
        assert_eq!(held(&report)[0], (HoldReason::Paused, 2));
        tonight::release(&day.app, &day.scope, whole, debtor).await.unwrap();
        assert!(tonight::release(&day.app, &day.scope, whole, debtor).await.is_err(), "once");
        let report = night::dry_run(&day.app, &day.scope).await.unwrap();
        assert_eq!(asked(house, &report).await.len(), 2);
        let later = house.on(date(2026, 9, 22)).await;
        let report = night::dry_run(&later.app, &later.scope).await.unwrap();
        assert!(asked(house, &report).await[0].contains("FA2026-002"), "the pause ended by itself");
    })
    .await;
}

#[tokio::test]
async fn missed_days_are_caught_up_step_by_step() {
    on_both(async |house| {
        let mut steps = Vec::new();
        firm(house).await;
        for on in [
            TODAY,
            date(2026, 9, 16),
            date(2026, 9, 21),
            date(2026, 9, 30),
            date(2026, 10, 1),
            date(2026, 11, 2),
            date(2026, 11, 30),
            date(2026, 12, 21),
        ] {
            let day = house.on(on).await;
            day.import_clean(FEC, given::fec(&books())).await;
            let report = night::run(&day.app, &day.scope).await.unwrap();
            let own = asked(house, &report).await.into_iter().find(|line| line.starts_with("C2 "));
            steps.push(own.map_or("-".to_owned(), |line| line.split(' ').nth(2).unwrap().to_owned()));
            house.carry_out(on).await;
            day.is_sound().await;
        }
        assert_eq!(steps, ["reminder_1", "-", "-", "reminder_2", "-", "call", "letter", "prepare_formal_notice"]);
        let day = house.on(date(2027, 1, 15)).await;
        day.import_clean(FEC, given::fec(&books())).await;
        let why = app::why::why(&day.app, &day.scope, "C2").await.unwrap();
        assert_eq!(why.items[0].outcome.code(), "exhausted");
        assert!(!why.items[0].sentence.is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_cancelled_action_is_asked_again_on_the_next_working_day() {
    on_both(async |house| {
        let day = firm(house).await;
        night::run(&day.app, &day.scope).await.unwrap();
        let debtor = house.debtor("C2").await;
        let action = house.actions(TODAY).await.into_iter().find(|action| action.debtor == debtor).unwrap();
        tonight::cancel(&day.app, &day.scope, action.id, "trop tôt").await.unwrap();
        assert!(tonight::cancel(&day.app, &day.scope, action.id, "encore").await.is_err());
        let again = night::run(&day.app, &day.scope).await.unwrap();
        assert_eq!(again.actions.iter().filter(|action| action.already.is_none()).count(), 0, "not on the same day");
        assert_eq!(house.action(action.id).await.state, ActionState::Cancelled);
        day.is_sound().await;
        let next = house.on(date(2026, 9, 16)).await;
        let report = night::run(&next.app, &next.scope).await.unwrap();
        assert_eq!(asked(house, &report).await, ["C2 email reminder_1 FA2026-004:1:450.00 net 450.00"]);
        assert_eq!(report.actions[0].channel, Channel::Email);
        next.is_sound().await;
    })
    .await;
}

/// The nights of a small generated firm over five weeks, as text.
async fn weeks(engine: Engine) -> Vec<String> {
    let options = generate::Options { invoices: 300, customers: Some(25), open_share: 0.5, ..generate::Options::default() };
    let folder = tempfile::tempdir().unwrap();
    let files = generate::write(&generate::portfolio(&options), &options, folder.path()).unwrap().fec_files;
    let mut house = House::new(engine).await;
    house.scope.organisation.ledger_fresh_days = 400;
    let mut told = Vec::new();
    for on in (0..35).map(|days| add_days(options.date, days)) {
        let day = house.on(on).await;
        if on == options.date {
            for name in ["customers.csv", files[0].as_str(), "open_invoices.csv"] {
                day.import_clean(name, std::fs::read(folder.path().join(name)).unwrap()).await;
            }
        }
        let report = night::run(&day.app, &day.scope).await.unwrap();
        let again = night::dry_run(&day.app, &day.scope).await.unwrap();
        assert_eq!(asked(&house, &again).await, asked(&house, &report).await, "{on}: decided again");
        told.push(format!("{on} {:?}", report.counts));
        told.extend(asked(&house, &report).await);
        day.is_sound().await;
    }
    told
}

#[tokio::test]
async fn both_engines_live_the_same_weeks() {
    let (embedded, server) = (Box::pin(weeks(Engine::Sqlite)).await, Box::pin(weeks(Engine::Postgres)).await);
    let first: Date = generate::Options::default().date;
    assert!(embedded[0].starts_with(&first.to_string()));
    assert!(embedded.len() > 60, "something happened: {}", embedded.len());
    assert_eq!(embedded, server);
}
