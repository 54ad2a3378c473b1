//! Bank statements: each line once, allocated when certain, never paid twice.

use app::import::ImportReport;
use app::{AppError, inbox, matching};
use domain::Cents;
use domain::ids::TransactionId;

use crate::given::{self, Entry, Received, TODAY, credit_note, date, receipt, sale};
use crate::house::{Day, House, on_both};

const FEC: &str = "732829320FEC20261231.txt";

fn books() -> Vec<Entry> {
    vec![
        sale("FA2026-001", "C1", date(2026, 6, 10), 120_000),
        sale("FA2026-002", "C1", date(2026, 6, 20), 30_000),
        sale("FA2026-003", "C2", date(2026, 7, 1), 45_000),
        credit_note("AV2026-001", "C2", date(2026, 7, 5), 5_000),
        sale("FA2026-004", "C3", date(2026, 7, 8), 77_700),
    ]
}

async fn with_statement(house: &House, entries: &[Received<'_>]) -> (Day, ImportReport) {
    let day = house.on(TODAY).await;
    day.import_clean(FEC, given::fec(&books())).await;
    let report = day.import_clean("releve.xml", given::statement(TODAY, entries)).await;
    (day, report)
}

async fn only_line(day: &Day) -> TransactionId {
    let lines = inbox::to_identify(&day.app, &day.scope).await.unwrap();
    assert_eq!(lines.len(), 1, "{lines:?}");
    lines[0].transaction.id
}

async fn state(house: &House) -> String {
    house.raw_texts("SELECT state FROM bank_transaction ORDER BY reference").await.join(" ")
}

#[tokio::test]
async fn lines_come_in_once_whatever_the_files() {
    on_both(async |house| {
        let (a, b, c) = (("R1", 120_000, "FA2026-001"), ("R2", 500, "sans objet"), ("R3", -900, "frais"));
        let received =
            |(reference, cents, text): (&'static str, i64, &'static str), day| Received(reference, date(2026, 9, day), cents, text);
        let (day, report) = with_statement(house, &[received(a, 8), received(b, 9)]).await;
        assert_eq!((report.kind, report.created), ("bank_statement", 2));
        let again = day.import_clean("releve.xml", given::statement(TODAY, &[received(a, 8), received(b, 9)])).await;
        assert_eq!((again.created, again.unchanged), (0, 2));
        let overlapping = day.import_clean("releve2.xml", given::statement(TODAY, &[received(b, 9), received(c, 10)])).await;
        assert_eq!((overlapping.created, overlapping.unchanged), (1, 1));
        assert_eq!(state(house).await, "to_identify to_identify outgoing", "import never matches");
        let report = matching::match_all(&day.app, &day.scope, false).await.unwrap();
        assert_eq!((report.transactions, report.matched, report.to_identify), (2, 1, 1));
        let third = day.import_clean("releve.xml", given::statement(TODAY, &[received(a, 8), received(b, 9), received(c, 10)])).await;
        assert_eq!(third.created, 0);
        assert_eq!(state(house).await, "matched to_identify outgoing");
        day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn reference_and_amount_decide() {
    on_both(async |house| {
        let on = date(2026, 9, 10);
        let (day, _) = with_statement(
            house,
            &[
                Received("R1", on, 150_000, "FA2026-001 ET FA2026-002"),
                Received("R2", on, 40_000, "FA2026-003 MOINS AV2026-001"),
                Received("R3", on, 77_000, "FA2026-004"),
                Received("R4", on, 1_234, "DIVERS"),
            ],
        )
        .await;
        let before = (house.books().await, house.ledger().await);
        let dry = matching::match_all(&day.app, &day.scope, true).await.unwrap();
        assert_eq!((house.books().await, house.ledger().await), before, "a dry run writes nothing");
        let report = matching::match_all(&day.app, &day.scope, false).await.unwrap();
        assert_eq!(dry, report);
        assert_eq!((report.transactions, report.matched, report.to_identify), (4, 2, 2));
        for matched in report.allocations.iter().chain(&report.proposals) {
            let items: i64 = matched.items.iter().map(|(_, amount)| amount.0).sum();
            let whole = [("R1", 150_000), ("R2", 40_000), ("R3", 77_000)]
                .into_iter()
                .find(|(reference, _)| *reference == matched.transaction)
                .unwrap()
                .1;
            assert_eq!(items + matched.residual.0, whole, "items and residual are the transaction: {matched:?}");
        }
        assert_eq!(report.allocations[1].items, [("FA2026-003".to_owned(), Cents(45_000)), ("AV2026-001".to_owned(), Cents(-5_000))]);
        let proposed = &report.proposals[0];
        assert_eq!((report.proposals.len(), proposed.residual, proposed.missing), (1, Cents::ZERO, Some((Cents(700), "bank_charges"))));
        let open = house.open().await;
        assert_eq!(["FA2026-001", "FA2026-002", "FA2026-003", "AV2026-001", "R1", "R2"].map(|number| open[number]), [0; 6]);
        assert_eq!(open["FA2026-004"], 77_700, "a different amount allocates nothing");
        assert_eq!(house.ledger().await, before.1 - 190_000);
        let second = matching::match_all(&day.app, &day.scope, false).await.unwrap();
        assert_eq!((second.transactions, second.matched), (2, 0), "matching again changes nothing");
        day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn one_invoice_is_not_paid_by_two_lines() {
    on_both(async |house| {
        let on = date(2026, 9, 10);
        let (day, _) = with_statement(house, &[Received("R1", on, 30_000, "FA2026-002"), Received("R2", on, 30_000, "FA2026-002")]).await;
        let report = matching::match_all(&day.app, &day.scope, false).await.unwrap();
        assert_eq!((report.matched, report.to_identify), (1, 1));
        assert_eq!(house.open().await["FA2026-002"], 0);
        day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn a_matched_payment_that_accounting_books_later_counts_once() {
    on_both(async |house| {
        let (day, _) = with_statement(house, &[Received("R1", date(2026, 9, 10), 120_000, "FA2026-001")]).await;
        matching::match_all(&day.app, &day.scope, false).await.unwrap();
        let ledger = house.ledger().await;
        let transaction = inbox::recent(&day.app, &day.scope).await.unwrap()[0].transaction.id;
        let mut later = books();
        later[0] = later[0].clone().lettered("AA", date(2026, 9, 12));
        later.push(receipt("RB-17", "C1", date(2026, 9, 11), 120_000).lettered("AA", date(2026, 9, 12)));
        let report = day.import_clean(FEC, given::fec(&later)).await;
        assert_eq!(report.created, 0, "the accounting's line is the bank's");
        assert_eq!(house.ledger().await, ledger);
        assert_eq!(house.open().await["FA2026-001"], 0);
        day.is_sound().await;
        let again = day.import_clean(FEC, given::fec(&later)).await;
        assert_eq!((again.created, again.updated), (0, 0));
        let undone = inbox::undo(&day.app, &day.scope, transaction).await;
        assert!(matches!(undone, Err(AppError::Conflict(_))), "what the accounting has booked is not undone here: {undone:?}");
        assert_eq!(house.ledger().await, ledger);
        day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn a_line_that_accounting_booked_first_makes_no_second_payment() {
    on_both(async |house| {
        let day = house.on(TODAY).await;
        let mut entries = books();
        entries[0] = entries[0].clone().lettered("AA", date(2026, 9, 12));
        entries.push(receipt("RB-17", "C1", date(2026, 9, 11), 120_000).lettered("AA", date(2026, 9, 12)));
        day.import_clean(FEC, given::fec(&entries)).await;
        let ledger = house.ledger().await;
        day.import_clean("releve.xml", given::statement(TODAY, &[Received("R1", date(2026, 9, 10), 120_000, "FA2026-001")])).await;
        let report = matching::match_all(&day.app, &day.scope, false).await.unwrap();
        assert_eq!((report.matched, report.allocations.len()), (1, 0));
        assert_eq!(state(house).await, "booked");
        assert_eq!(house.ledger().await, ledger);
        day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn a_line_of_the_inbox_that_accounting_books_leaves_the_inbox() {
    on_both(async |house| {
        let (day, _) = with_statement(house, &[Received("R1", date(2026, 9, 10), 77_000, "FA2026-004")]).await;
        matching::match_all(&day.app, &day.scope, false).await.unwrap();
        assert_eq!(state(house).await, "to_identify");
        let mut later = books();
        later.push(receipt("RB-18", "C3", date(2026, 9, 11), 77_000));
        day.import_clean(FEC, given::fec(&later)).await;
        assert_eq!(state(house).await, "booked");
        day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn a_decision_by_hand_is_undone_to_the_cent() {
    on_both(async |house| {
        let (day, _) = with_statement(house, &[Received("R1", date(2026, 9, 10), 140_000, "VIREMENT")]).await;
        let line = only_line(&day).await;
        let (open, ledger) = (house.open().await, house.ledger().await);
        let (first, second) = (house.item("FA2026-001").await, house.item("FA2026-002").await);
        let stranger = house.item("FA2026-003").await;
        let refused = inbox::identify(&day.app, &day.scope, line, first.debtor, &[stranger.id]).await;
        assert!(matches!(refused, Err(AppError::Conflict("item"))), "{refused:?}");
        for turn in 1..=2 {
            inbox::identify(&day.app, &day.scope, line, first.debtor, &[first.id, second.id]).await.unwrap();
            let paid = house.open().await;
            assert_eq!((paid["FA2026-001"], paid["FA2026-002"]), (0, 10_000), "oldest first, turn {turn}");
            assert_eq!(house.ledger().await, ledger - 140_000);
            day.is_sound().await;
            let twice = inbox::identify(&day.app, &day.scope, line, first.debtor, &[first.id]).await;
            assert!(matches!(twice, Err(AppError::Conflict(_))), "{twice:?}");
            inbox::undo(&day.app, &day.scope, line).await.unwrap();
            let mut undone = house.open().await;
            assert_eq!(undone.remove("R1"), Some(0));
            assert_eq!((undone, house.ledger().await), (open.clone(), ledger), "turn {turn}");
            assert_eq!(only_line(&day).await, line, "it is back in the inbox");
            day.is_sound().await;
        }
        let nothing = inbox::undo(&day.app, &day.scope, line).await;
        assert!(matches!(nothing, Err(AppError::Conflict(_))), "{nothing:?}");
        inbox::ignore(&day.app, &day.scope, line, "apport").await.unwrap();
        assert_eq!(state(house).await, "ignored");
        inbox::undo(&day.app, &day.scope, line).await.unwrap();
        assert_eq!(state(house).await, "to_identify");
    })
    .await;
}

#[tokio::test]
async fn too_much_money_stays_on_the_account() {
    on_both(async |house| {
        let (day, _) = with_statement(house, &[Received("R1", date(2026, 9, 10), 200_000, "VIREMENT")]).await;
        let item = house.item("FA2026-001").await;
        inbox::identify(&day.app, &day.scope, only_line(&day).await, item.debtor, &[item.id]).await.unwrap();
        let open = house.open().await;
        assert_eq!((open["FA2026-001"], open["R1"]), (0, -80_000));
        day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn a_payment_that_accounting_booked_without_lettering_is_never_credited_twice() {
    on_both(async |house| {
        let day = house.on(TODAY).await;
        let mut entries = books();
        entries.push(receipt("RB-17", "C1", date(2026, 9, 11), 120_000));
        day.import_clean(FEC, given::fec(&entries)).await;
        day.import_clean("releve.xml", given::statement(TODAY, &[Received("R1", date(2026, 9, 10), 120_000, "FA2026-001")])).await;
        let balance = house.ledger().await;
        let report = matching::match_all(&day.app, &day.scope, false).await.unwrap();
        assert_eq!((report.matched, report.partial, report.to_identify, report.allocations.len()), (0, 0, 1, 0));
        assert!(report.proposals[0].reason.contains("La comptabilité a peut-être déjà enregistré"), "{:?}", report.proposals);
        assert_eq!(house.ledger().await, balance);
        day.is_sound().await;
    })
    .await;
}
