//! Two accounts that are one customer: seen before, made one, and two again.

use std::collections::{BTreeMap, BTreeSet};

use app::ledger::{Act, Request, act};
use app::merge::{MergeRequest, merge, preview, tell_apart, undo};
use app::{AppError, accounts, night};
use domain::Cents;
use domain::calendar::add_days;
use domain::dunning::{ActionState, Channel};
use domain::ids::{DebtorId, MergeId};

use crate::given::{self, Entry, TODAY, date, receipt, sale};
use crate::house::{Day, House, on_both};

const FEC: &str = "732829320FEC20261231.txt";

/// C1 and C2 are one firm, C3 another.
fn books() -> Vec<Entry> {
    vec![
        sale("FA2026-001", "C1", date(2026, 6, 10), 120_000),
        sale("FA2026-002", "C2", date(2026, 6, 11), 30_000),
        sale("FA2026-003", "C2", date(2026, 7, 1), 5_000),
        receipt("VIR-1", "C2", date(2026, 8, 1), 2_000),
        sale("FA2026-004", "C3", date(2026, 7, 1), 45_000),
    ]
}

fn table() -> String {
    "code;name;kind;email;address;zip;city;siren\n\
     C1;Garage Martin;company;compta@martin.example;;;;\n\
     C2;GARAGE MARTIN SARL;company;marie@martin.example;3 rue du Port;44000;Nantes;812345676\n\
     C3;Boulangerie Durand;company;pain@durand.example;4 rue du Port;44000;Nantes;732829320\n"
        .to_owned()
}

async fn firm(house: &House) -> (Day, DebtorId, DebtorId) {
    let day = house.on(TODAY).await;
    day.import_clean("clients.csv", table()).await;
    day.import_clean(FEC, given::fec(&books())).await;
    (day, house.debtor("C1").await, house.debtor("C2").await)
}

/// Every row of the base, but for the journal, the record of merges and how often accounts and actions were changed.
async fn state(house: &House) -> Vec<String> {
    let mut bytes = Vec::new();
    let mut tx = house.db().snapshot().await.unwrap();
    store::backup::dump(&mut tx, None, &mut bytes).await.unwrap();
    let apart = ["event", "event_head", "debtor_merge", "debtor_merge_row"];
    String::from_utf8(bytes)
        .unwrap()
        .lines()
        .filter(|line| !line.starts_with("{\"end\"") && !apart.iter().any(|table| line.starts_with(&format!("{{\"t\":\"{table}\""))))
        .map(|line| match line.split_once("\"version\":") {
            Some((before, after)) if line.starts_with("{\"t\":\"debtor\"") || line.starts_with("{\"t\":\"action\"") => {
                format!("{before}{}", after.trim_start_matches(|c: char| c.is_ascii_digit()))
            }
            _ => line.to_owned(),
        })
        .collect()
}

async fn request(day: &Day, survivor: DebtorId, absorbed: DebtorId, taken: &[&str]) -> MergeRequest {
    let shown = preview(&day.app, &day.scope, survivor, absorbed).await.unwrap();
    MergeRequest {
        survivor: (survivor, shown.survivor.version),
        absorbed: (absorbed, shown.absorbed.version),
        taken: taken.iter().map(|key| (*key).to_owned()).collect(),
        reason: "même client".to_owned(),
    }
}

pub(crate) async fn merged(day: &Day, survivor: DebtorId, absorbed: DebtorId, taken: &[&str]) -> MergeId {
    let request = request(day, survivor, absorbed, taken).await;
    merge(&day.app, &day.scope, &request).await.unwrap()
}

fn refusal<T: std::fmt::Debug>(result: Result<T, AppError>) -> String {
    let error = result.unwrap_err();
    assert!(matches!(error, AppError::Invalid { .. }), "{error:?}");
    error.french()
}

#[tokio::test]
async fn what_would_move_is_shown_and_nothing_moves() {
    on_both(async |house| {
        let (day, c1, c2) = firm(house).await;
        let before = state(house).await;
        let shown = preview(&day.app, &day.scope, c1, c2).await.unwrap();
        let counts = |side: &app::merge::Side| (side.counts.open_items, side.counts.contacts, side.owed[0].1.0);
        assert_eq!((counts(&shown.survivor), counts(&shown.absorbed)), ((1, 1, 120_000), (3, 1, 33_000)));
        let sides: Vec<_> = shown.choices.iter().map(|choice| (choice.key, choice.fills)).collect();
        assert_eq!(sides, [("name", false), ("siren", true), ("address", true)]);
        assert_eq!(shown.blocked, None);
        assert_eq!(state(house).await, before);
        let c3 = house.debtor("C3").await;
        let shown = preview(&day.app, &day.scope, c2, c3).await.unwrap();
        assert!(shown.blocked.unwrap().contains("Deux SIREN"));
        let refused = merge(&day.app, &day.scope, &request(&day, c2, c3, &[]).await).await;
        assert!(refusal(refused).contains("personnes morales"));
        assert!(refusal(merge(&day.app, &day.scope, &request(&day, c1, c1, &[]).await).await).contains("deux comptes"));
        assert_eq!(state(house).await, before);
    })
    .await;
}

#[tokio::test]
async fn undoing_puts_everything_back() {
    on_both(async |house| {
        let (day, c1, c2) = firm(house).await;
        night::run(&day.app, &day.scope).await.unwrap();
        let until = Some(add_days(TODAY, 9));
        app::tonight::hold(&day.app, &day.scope, c2, Some(house.item("FA2026-003").await.id), until, "litige").await.unwrap();
        let before = state(house).await;
        let id = merged(&day, c1, c2, &["name", "siren", "address"]).await;
        day.is_sound().await;
        let after = accounts::view(&day.app, &day.scope, c1).await.unwrap();
        assert_eq!((after.debtor.code.as_str(), after.debtor.name.as_str()), ("C1", "GARAGE MARTIN SARL"));
        assert_eq!((after.debtor.siren.unwrap().as_str(), after.debtor.address.city.as_str()), ("812345676", "Nantes"));
        assert_eq!((after.contacts.len(), after.merges.len()), (2, 1));
        assert_eq!(house.owed().await, BTreeMap::from([("C1".to_owned(), 153_000), ("C3".to_owned(), 45_000)]));
        assert!(accounts::view(&day.app, &day.scope, c2).await.is_err(), "it is no account any more");
        assert_eq!(accounts::survivor(&day.app, &day.scope, c2).await.unwrap(), Some(c1));

        let undone = undo(&day.app, &day.scope, id).await.unwrap();
        assert_eq!((undone.absorbed, undone.left.len()), (c2, 0));
        assert_eq!(undone.restored, 2, "both messages of the night wait again");
        assert_eq!(state(house).await, before);
        day.is_sound().await;
        assert!(undo(&day.app, &day.scope, id).await.is_err(), "only once");
    })
    .await;
}

#[tokio::test]
async fn one_customer_hears_one_voice() {
    on_both(async |house| {
        let (day, c1, c2) = firm(house).await;
        night::run(&day.app, &day.scope).await.unwrap();
        let id = merged(&day, c1, c2, &[]).await;
        let mut tx = house.db().snapshot().await.unwrap();
        let organisation = day.scope.organisation.id;
        let mine = store::action::of_debtor(&mut tx, organisation, c1, 99).await.unwrap();
        drop(tx);
        assert_eq!(mine.len(), 2, "the history of both");
        assert!(mine.iter().all(|action| action.state == ActionState::Cancelled), "{mine:?}");

        let next = house.on(add_days(TODAY, 1)).await;
        let report = night::run(&next.app, &next.scope).await.unwrap();
        let voices: Vec<_> = report.actions.iter().filter(|action| action.debtor == c1 || action.debtor == c2).collect();
        let [voice] = voices.as_slice() else { panic!("one voice: {voices:?}") };
        assert_eq!((voice.debtor, voice.channel, voice.items.len()), (c1, Channel::Email, 3));
        // What was decided since is not undone by undoing the merge, and nobody is asked twice.
        let undone = undo(&next.app, &next.scope, id).await.unwrap();
        assert_eq!(undone.restored, 0);
        next.is_sound().await;
        assert_eq!(house.owed().await["C2"], 33_000);
    })
    .await;
}

#[tokio::test]
async fn files_that_name_the_absorbed_account_go_to_its_survivor() {
    on_both(async |house| {
        let (day, c1, c2) = firm(house).await;
        let id = merged(&day, c1, c2, &[]).await;
        let again = day.import_clean(FEC, given::fec(&books())).await;
        assert_eq!((again.created, again.updated), (0, 0), "{again:?}");
        let mut more = books();
        more.push(sale("FA2026-009", "C2", date(2026, 8, 20), 9_900));
        more.push(receipt("VIR-2", "C2", date(2026, 9, 1), 5_000));
        day.import_clean(FEC, given::fec(&more)).await;
        let told = day.import("clients.csv", table()).await;
        assert_eq!((told.created, told.updated, told.problems.len()), (0, 0, 1));
        assert!(told.problems[0].message.contains("C2") && !told.problems[0].error, "{:?}", told.problems);
        day.import_clean("factures.csv", "number;customer;date;due;amount\nF-77;C2;2026-08-01;2026-08-31;70,00\n").await;
        assert_eq!(house.owed().await["C1"], 153_000 + 9_900 - 5_000 + 7_000);
        assert_eq!(house.debtor("C2").await, c1, "its code finds the survivor");
        day.is_sound().await;

        undo(&day.app, &day.scope, id).await.unwrap();
        day.is_sound().await;
        let owed = house.owed().await;
        assert_eq!((owed["C1"], owed["C2"]), (120_000, 33_000 + 9_900 - 5_000 + 7_000), "what came by its code goes back with it");
        let again = day.import_clean(FEC, given::fec(&more)).await;
        assert_eq!((again.created, again.updated), (0, 0));
        let again = day.import_clean("factures.csv", "number;customer;date;due;amount\nF-77;C2;2026-08-01;2026-08-31;70,00\n").await;
        assert_eq!((again.created, again.updated), (0, 0));
    })
    .await;
}

#[tokio::test]
async fn what_was_allocated_across_stays_together() {
    on_both(async |house| {
        let (day, c1, c2) = firm(house).await;
        let id = merged(&day, c1, c2, &[]).await;
        let (credit, debit) = (house.item("VIR-1").await.id, house.item("FA2026-001").await.id);
        let asked = Request {
            debtor: c1,
            on: TODAY,
            act: Act::Allocate { credit, parts: vec![(debit, Cents(2_000))] },
            reason: "acompte".to_owned(),
        };
        act(&day.app, &day.scope, &asked).await.unwrap();
        let before = state(house).await;
        assert!(refusal(undo(&day.app, &day.scope, id).await).contains("FA2026-001"));
        assert_eq!(state(house).await, before);
        day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn merges_are_undone_the_last_one_first_and_what_changed_since_stays() {
    on_both(async |house| {
        let (day, c1, c2) = firm(house).await;
        let bare = BTreeMap::from([("name".to_owned(), "Garage Martin Nord".to_owned())]);
        let c4 = accounts::create(&day.app, &day.scope, "C4", &bare).await.unwrap();
        let before = state(house).await;
        let first = merged(&day, c1, c2, &["siren"]).await;
        let second = merged(&day, c4, c1, &["name"]).await;
        assert_eq!(house.debtor("C2").await, c4, "through both");
        assert_eq!(house.owed().await["C4"], 153_000);
        assert!(refusal(undo(&day.app, &day.scope, first).await).contains("plus récente"));
        // A name that a person typed after the merge is theirs.
        let version = accounts::view(&day.app, &day.scope, c4).await.unwrap().version;
        let typed = BTreeMap::from([("name".to_owned(), "Martin Groupe".to_owned())]);
        accounts::save(&day.app, &day.scope, c4, version, &typed).await.unwrap();
        assert_eq!(undo(&day.app, &day.scope, second).await.unwrap().left, ["name"]);
        assert_eq!(undo(&day.app, &day.scope, first).await.unwrap().left, [""; 0]);
        let version = accounts::view(&day.app, &day.scope, c4).await.unwrap().version;
        accounts::save(&day.app, &day.scope, c4, version, &bare).await.unwrap();
        assert_eq!(state(house).await, before);
        day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn a_page_that_is_out_of_date_merges_nothing() {
    on_both(async |house| {
        let (day, c1, c2) = firm(house).await;
        let seen = request(&day, c1, c2, &[]).await;
        let version = accounts::view(&day.app, &day.scope, c2).await.unwrap().version;
        accounts::save(&day.app, &day.scope, c2, version, &BTreeMap::from([("city".to_owned(), "Rezé".to_owned())])).await.unwrap();
        let error = merge(&day.app, &day.scope, &seen).await.unwrap_err();
        assert_eq!(error.code(), "stale");
        tell_apart(&day.app, &day.scope, c2, c1).await.unwrap();
        let shown = app::quality::look_alikes(&day.app, &day.scope, c1).await.unwrap();
        assert_eq!(shown, [], "told apart");
    })
    .await;
}

#[tokio::test]
async fn what_programs_push_on_an_absorbed_account_goes_to_its_survivor_or_nowhere() {
    use app::connect::{Once, RowOutcome, push_debtors, push_payments};
    on_both(async |house| {
        let (day, c1, c2) = firm(house).await;
        merged(&day, c1, c2, &[]).await;
        let payment = |reference: &str, items: serde_json::Value| {
            serde_json::json!({"reference": reference, "customer_code": "C2", "amount": "300.00", "received_on": "2026-09-10", "items": items})
        };
        let rows = [payment("P1", serde_json::json!([{"number": "FA2026-002"}])), payment("P2", serde_json::json!([]))];
        let report = push_payments(&day.app, &day.scope, &Once::default(), &rows).await.unwrap();
        assert!(report.rows.iter().all(|row| row.outcome == RowOutcome::Created), "{report:?}");
        assert!(house.still_open().await.iter().all(|(number, _)| number != "FA2026-002"), "it is paid");
        let on_absorbed = format!("SELECT number FROM open_item WHERE debtor_id = (SELECT id FROM debtor WHERE code = '{}')", "C2");
        assert!(house.raw_texts(&on_absorbed).await.is_empty(), "nothing lies on the absorbed account");
        let again = push_payments(&day.app, &day.scope, &Once::default(), &rows).await.unwrap();
        assert!(again.rows.iter().all(|row| row.outcome == RowOutcome::Unchanged), "{again:?}");

        let row = serde_json::json!({"code": "C2", "name": "Autre nom", "contacts": [{"email": "autre@martin.example"}]});
        let report = push_debtors(&day.app, &day.scope, &Once::default(), &[row]).await.unwrap();
        assert_eq!((report.rows[0].outcome, report.rows[0].id.clone()), (RowOutcome::Unchanged, Some(c1.to_string())));
        assert!(report.rows[0].warnings[0].contains("C1"), "{report:?}");
        assert!(house.raw_texts("SELECT name FROM debtor WHERE name = 'Autre nom'").await.is_empty());
        assert!(house.raw_texts("SELECT email FROM contact WHERE email = 'autre@martin.example'").await.is_empty());
        let mut tx = house.db().snapshot().await.unwrap();
        let page = store::api::debtors(&mut tx, day.scope.organisation.id, uuid::Uuid::nil(), "", "", 50).await.unwrap();
        assert_eq!(page.iter().map(|debtor| debtor.code.as_str()).collect::<BTreeSet<_>>(), ["C1", "C3"].into());
        drop(tx);
        day.is_sound().await;
    })
    .await;
}
