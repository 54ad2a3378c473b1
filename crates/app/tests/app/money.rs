//! No cent twice, none lost: what looks paid, what was taken back, and who is meant.

use app::matching_desk::{self as desk, undo};
use app::{inbox, matching};
use domain::ids::TransactionId;

use crate::given::{self, Received, TODAY, credit_note, date, receipt, sale};
use crate::house::{Day, House, on_both};

const FEC: &str = "732829320FEC20261231.txt";
const IBAN: &str = "FR7630006000011234567890189";

async fn states(house: &House) -> String {
    house.raw_texts("SELECT state FROM bank_transaction ORDER BY reference").await.join(" ")
}

async fn line(day: &Day, reference: &str) -> TransactionId {
    let lines = inbox::recent(&day.app, &day.scope).await.unwrap();
    lines.iter().find(|line| line.transaction.reference == reference).expect("a line").transaction.id
}

#[tokio::test]
async fn a_group_transfer_that_nets_a_credit_note_of_a_subsidiary_waits() {
    on_both(async |house| {
        let day = house.on(TODAY).await;
        let entries = [sale("FA2026-001", "C1", date(2026, 6, 10), 15_000), credit_note("AV2026-002", "C2", date(2026, 6, 20), 5_000)];
        day.import_clean(FEC, given::fec(&entries)).await;
        desk::set_parent(&day.app, &day.scope, house.debtor("C2").await, "C1").await.unwrap();
        desk::remember(&day.app, &day.scope, "C1", IBAN).await.unwrap();
        let received = [Received("R1", date(2026, 9, 10), 10_000, "FA2026-001 AV2026-002")];
        day.import_clean("releve.xml", given::statement(TODAY, &received)).await;
        house.raw(&format!("UPDATE bank_transaction SET counterparty_iban = '{IBAN}'")).await;
        let report = matching::match_all(&day.app, &day.scope, false).await.unwrap();
        assert_eq!((report.matched, report.partial, report.to_identify), (0, 0, 1), "{report:?}");
        assert!(report.proposals[0].reason.contains("Les avoirs d’un client du groupe"), "{:?}", report.proposals);
        assert_eq!(house.ledger().await, 10_000);
        day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn a_payment_of_the_accounting_is_one_lines() {
    on_both(async |house| {
        let day = house.on(TODAY).await;
        let entries = [sale("FA2026-001", "C1", date(2026, 6, 10), 120_000), receipt("RB-17", "C1", date(2026, 9, 11), 120_000)];
        day.import_clean(FEC, given::fec(&entries.map(|entry| entry.lettered("AA", date(2026, 9, 12))))).await;
        let on = date(2026, 9, 10);
        let received = [Received("R1", on, 120_000, "FA2026-001"), Received("R2", on, 120_000, "FA2026-001")];
        day.import_clean("releve.xml", given::statement(TODAY, &received)).await;
        let report = matching::match_all(&day.app, &day.scope, false).await.unwrap();
        assert_eq!((report.matched, report.to_identify), (1, 1));
        let mut found: Vec<String> = states(house).await.split(' ').map(str::to_owned).collect();
        found.sort();
        assert_eq!(found, ["booked", "to_identify"]);
        day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn the_amount_alone_recognises_no_payment_and_who_is_named_is_recognised() {
    on_both(async |house| {
        let day = house.on(TODAY).await;
        let mut entries = vec![sale("FA2026-003", "C2", date(2026, 7, 1), 45_000), sale("FA2026-004", "C3", date(2026, 7, 8), 77_700)];
        day.import_clean(FEC, given::fec(&entries)).await;
        let on = date(2026, 9, 10);
        let received = [Received("R1", on, 77_000, "SANS NUMERO"), Received("R2", on, 44_000, "FA2026-003")];
        day.import_clean("releve.xml", given::statement(TODAY, &received)).await;
        entries.push(receipt("RB-18", "C2", date(2026, 9, 11), 77_000));
        entries.push(receipt("RB-19", "C2", date(2026, 9, 11), 44_000));
        day.import_clean(FEC, given::fec(&entries)).await;
        assert_eq!(states(house).await, "to_identify booked");
        assert_eq!(house.raw_texts("SELECT kind FROM event WHERE kind = 'transaction.booked'").await.len(), 1);
        // A person may say that it is not so; then the program leaves the line alone.
        undo(&day.app, &day.scope, line(&day, "R2").await).await.unwrap();
        assert_eq!(states(house).await, "to_identify to_identify");
        matching::match_all(&day.app, &day.scope, false).await.unwrap();
        day.import_clean(FEC, given::fec(&entries)).await;
        assert_eq!(states(house).await, "to_identify to_identify");
        day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn a_matching_that_a_person_took_back_is_not_made_again() {
    on_both(async |house| {
        let day = house.on(TODAY).await;
        day.import_clean(FEC, given::fec(&[sale("FA2026-001", "C1", date(2026, 6, 10), 120_000)])).await;
        day.import_clean("releve.xml", given::statement(TODAY, &[Received("R1", date(2026, 9, 10), 120_000, "FA2026-001")])).await;
        assert_eq!(matching::match_all(&day.app, &day.scope, false).await.unwrap().matched, 1);
        undo(&day.app, &day.scope, line(&day, "R1").await).await.unwrap();
        let report = matching::match_all(&day.app, &day.scope, false).await.unwrap();
        assert_eq!((report.matched, report.to_identify, states(house).await.as_str()), (0, 1, "to_identify"));
        assert!(report.proposals[0].reason.contains("a été annulé"), "{:?}", report.proposals);
        assert_eq!(house.open().await["FA2026-001"], 120_000);
        day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn what_a_table_says_is_paid_is_not_paid_again_by_the_bank() {
    on_both(async |house| {
        let day = house.on(TODAY).await;
        let table = "number;customer;issue_date;due_date;gross;open;paid_date\n\
            F-0001;C1;2026-03-10;2026-04-10;500,00;0,00;2026-09-10\nF-0002;C1;2026-04-10;2026-05-10;500,00;500,00;\n";
        day.import_clean("factures.csv", table).await;
        desk::remember(&day.app, &day.scope, "C1", IBAN).await.unwrap();
        day.import_clean("releve.xml", given::statement(TODAY, &[Received("R1", date(2026, 9, 10), 50_000, "CONTRAT 7788")])).await;
        house.raw(&format!("UPDATE bank_transaction SET counterparty_iban = '{IBAN}'")).await;
        let report = matching::match_all(&day.app, &day.scope, false).await.unwrap();
        assert_eq!((report.matched, report.to_identify), (0, 1), "{report:?}");
        assert_eq!(house.open().await["F-0002"], 50_000);
        day.is_sound().await;
    })
    .await;
}
