//! Taking an import back: it weighs nothing on any day, the trace stays, and the file can come in again.

use app::AppError;
use app::import::{history, undo};
use app::requests;
use domain::ids::ImportId;

use crate::given::{self, TODAY, date, sale};
use crate::house::{Day, on_both};
use crate::import_einvoice::{PLAIN, Sample, bring};

const TABLE: &str = "number;type;customer;issue_date;due_date;gross;open;currency\n\
    F-001;FA;C1;2026-03-10;2026-04-10;500,00;500,00;EUR\n\
    F-002;FA;C1;2026-04-10;2026-05-10;1200,00;900,00;EUR\n\
    A-001;AV;C2;2026-05-10;;-80,00;-80,00;EUR\n";

async fn brought_in(day: &Day, name: &str, text: &str) -> ImportId {
    let report = day.import(name, text).await;
    assert!(report.created > 0 && report.rejected == 0, "{report:?}");
    history::page(&day.app, &day.scope, 1).await.unwrap().0[0].id
}

#[tokio::test]
async fn an_import_taken_back_weighs_nothing_on_any_day_and_comes_in_again() {
    on_both(async |house| {
        let day = house.on(TODAY).await;
        day.import_clean("732829320FEC20261231.txt", given::fec(&[sale("FA-1", "C9", date(2026, 6, 1), 30_000)])).await;
        let before = house.books().await;
        let aged = async |on| {
            app::ageing::aged_balance(&day.app, &day.scope, &app::ageing::AgedQuery::on(on)).await.map(|page| app::ageing::csv(&page))
        };
        let (past, now) = (aged(date(2026, 6, 30)).await.unwrap(), aged(TODAY).await.unwrap());
        let file = brought_in(&day, "factures.csv", TABLE).await;
        assert_eq!(house.ledger().await, 30_000 + 132_000);
        let seen = undo::preview(&day.app, &day.scope, file).await.unwrap();
        // Three documents and what the table says is paid of one of them.
        assert!(seen.is_possible() && seen.items == 4 && seen.is_known, "{seen:?}");
        assert_eq!(undo::take_back(&day.app, &day.scope, file).await.unwrap(), 4);
        assert_eq!(undo::take_back(&day.app, &day.scope, file).await.unwrap(), 0, "a second click finds it done");
        assert_eq!(house.ledger().await, 30_000);
        assert_eq!((aged(date(2026, 6, 30)).await.unwrap(), aged(TODAY).await.unwrap()), (past, now), "on no day");
        day.is_sound().await;
        let done = undo::preview(&day.app, &day.scope, file).await.unwrap();
        assert!(!done.is_possible() && done.done.is_some_and(|done| done.items == 4));
        assert!(house.books().await.len() > before.len(), "the rows stay");
        let (_, bytes) = history::original(&day.app, &day.scope, file).await.unwrap();
        assert_eq!(bytes, TABLE.as_bytes());
        assert_eq!(house.raw_texts("SELECT kind FROM event WHERE kind = 'import.cancelled'").await.len(), 1);

        let again = brought_in(&day, "factures.csv", TABLE).await;
        assert_ne!(again, file);
        assert_eq!(house.ledger().await, 30_000 + 132_000);
        assert_eq!(undo::take_back(&day.app, &day.scope, again).await.unwrap(), 4, "and is taken back again");
        brought_in(&day, "factures.csv", TABLE).await;
        // The accounting that comes after knows nothing of what was void.
        let fec = given::fec(&[sale("FA-1", "C9", date(2026, 6, 1), 30_000), sale("F-001", "C1", date(2026, 3, 10), 50_000)]);
        day.import("732829320FEC20261231.txt", fec).await;
        assert_eq!(house.ledger().await, 30_000 + 132_000, "counted once");
        day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn what_was_done_since_prevents_it_and_is_listed() {
    on_both(async |house| {
        let day = house.on(TODAY).await;
        let text = "number;customer;email;issue_date;due_date;gross;currency\n\
            F-1;C1;a@un.example;2026-09-10;2026-10-10;100,00;EUR\nF-2;C2;;2026-09-10;2026-10-10;200,00;EUR\nF-3;C3;;2026-09-10;2026-10-10;300,00;EUR\n";
        let file = brought_in(&day, "factures.csv", text).await;
        let shown = requests::preview(&day.app, &day.scope, file).await.unwrap().figures.key();
        assert_eq!(requests::prepare(&day.app, &day.scope, file, &shown).await.unwrap(), 1);
        let debtor = house.debtor("C2").await;
        let item = house.item("F-2").await.id;
        let hold = app::tonight::hold(&day.app, &day.scope, debtor, Some(item), None, "attente").await.unwrap();
        // A later table says that an invoice is paid.
        day.import("suite.csv", "number;customer;issue_date;due_date;gross;open;currency\nF-3;C3;2026-09-10;2026-10-10;300,00;0,00;EUR\n").await;
        let seen = undo::preview(&day.app, &day.scope, file).await.unwrap();
        let lines: Vec<(&str, &str)> =
            seen.blockers.iter().map(|line| (line.number.as_str(), line.reason.split(' ').next().unwrap())).collect();
        assert_eq!(lines, [("F-1", "un"), ("F-2", "ses"), ("F-3", "un")], "{seen:?}");
        assert!(seen.blockers[0].reason.starts_with("un message") && seen.blockers[2].reason.starts_with("un règlement"));
        let refused = undo::take_back(&day.app, &day.scope, file).await;
        let Err(AppError::Invalid { reason, .. }) = refused else { panic!("{refused:?}") };
        assert!(reason.contains("3 pièces") && reason.contains("F-1"), "{reason}");
        assert_eq!(house.ledger().await, 30_000, "nothing changed");

        requests::take_back(&day.app, &day.scope, file).await.unwrap();
        app::tonight::release(&day.app, &day.scope, hold, debtor).await.unwrap();
        let seen = undo::preview(&day.app, &day.scope, file).await.unwrap();
        assert_eq!(seen.blocker_count, 1, "what was taken back no longer prevents it: {seen:?}");
        day.is_sound().await;
    })
    .await;
}

const HEAD: &str = "number;type;customer;issue_date;due_date;gross;open;currency\n";

/// Drops a table and confirms its preview, as a person does; the file, and what the preview said of amounts.
async fn confirmed(day: &Day, rows: &str) -> (ImportId, Vec<(i64, i64, i64)>) {
    let (app, scope) = (&day.app, &day.scope);
    let draft = app::import::draft::start(app, scope, "factures.csv", format!("{HEAD}{rows}").as_bytes()).await.unwrap();
    let shown = app::import::draft::preview(app, scope, draft).await.unwrap().report;
    let corrections: Vec<_> = shown.corrections.iter().map(|one| (one.before.0, one.after.0, one.credit.0)).collect();
    assert!(shown.problems.len() >= corrections.len(), "each is said: {:?}", shown.problems);
    let (file, report) = app::import::draft::confirm(app, scope, draft).await.unwrap();
    assert_eq!(report.corrections, shown.corrections, "what was shown is what is done");
    (file, corrections)
}

#[tokio::test]
async fn a_table_that_corrects_an_amount_is_shown_confirmed_and_taken_back() {
    on_both(async |house| {
        let day = house.on(TODAY).await;
        let row = |gross: &str, open: &str| format!("F-1;FA;C1;2026-03-10;2026-04-10;{gross};{open};EUR\n");
        let (first, none) = confirmed(&day, &row("500,00", "500,00")).await;
        assert_eq!(none, []);
        let before = (house.ledger().await, house.owed().await, house.still_open().await);
        let (lower, shown) = confirmed(&day, &row("450,00", "450,00")).await;
        assert_eq!(shown, [(50_000, 45_000, 0)]);
        assert_eq!((house.ledger().await, house.open().await["F-1"]), (45_000, 45_000));
        day.is_sound().await;
        let (again, none) = confirmed(&day, &row("450,00", "450,00")).await;
        assert_eq!((none, house.ledger().await), (Vec::new(), 45_000), "the same table again corrects nothing");
        assert!(undo::take_back(&day.app, &day.scope, again).await.is_err(), "it made nothing");
        // What is paid of the corrected amount is paid, and no more.
        let (_, none) = confirmed(&day, &row("450,00", "100,00")).await;
        assert_eq!((none, house.open().await["F-1"]), (Vec::new(), 10_000));
        let refused = undo::preview(&day.app, &day.scope, first).await.unwrap();
        assert!(refused.blockers.iter().any(|line| line.reason.contains("corrigé")), "{refused:?}");
        // Below what is paid: the rest is a credit of the account.
        let (credit, shown) = confirmed(&day, &row("300,00", "0,00")).await;
        assert_eq!(shown, [(45_000, 30_000, 5_000)]);
        assert_eq!(house.owed().await["C1"], -5_000);
        assert_eq!(undo::take_back(&day.app, &day.scope, credit).await.unwrap(), 1);
        assert_eq!(house.owed().await["C1"], 10_000, "the old amount is back");
        // Above: one more part, due when the invoice is.
        let (raised, shown) = confirmed(&day, &row("480,00", "130,00")).await;
        assert_eq!((shown, house.owed().await["C1"]), (vec![(45_000, 48_000, 0)], 13_000));
        let (_, none) = confirmed(&day, &row("480,00", "0,00")).await;
        assert_eq!((none, house.owed().await.len()), (Vec::new(), 0), "paid in both parts");
        day.is_sound().await;
        assert!(undo::take_back(&day.app, &day.scope, raised).await.is_err(), "something was paid on it since");
        let _ = lower;
        let told = house.raw_texts("SELECT payload FROM event WHERE kind = 'invoice.corrected' ORDER BY seq").await;
        assert_eq!(told.len(), 3);
        assert!(told[0].contains("500.00") && told[0].contains("450.00"), "{told:?}");
        assert_eq!(before.0, 50_000);
    })
    .await;
}

#[tokio::test]
async fn a_corrected_amount_and_the_accounting_count_once() {
    on_both(async |house| {
        for (booked, piece) in [(45_000, "F-1"), (50_000, "F-2"), (47_000, "F-3")] {
            let day = house.on(TODAY).await;
            let row = |gross: &str| format!("{piece};FA;C1;2026-03-10;2026-04-10;{gross};{gross};EUR\n");
            confirmed(&day, &row("500,00")).await;
            confirmed(&day, &row("450,00")).await;
            for _ in 0..2 {
                day.import("732829320FEC20261231.txt", given::fec(&[sale(piece, "C1", date(2026, 3, 10), booked)])).await;
                assert_eq!(house.open().await[piece], booked, "{piece}: the accounting says what is owed");
            }
            day.is_sound().await;
        }
    })
    .await;
}

#[tokio::test]
async fn a_table_that_the_accounting_counts_on_says_so_before_it_is_taken_back() {
    on_both(async |house| {
        let day = house.on(TODAY).await;
        let head = "number;customer;issue_date;due_date;gross;open\n";
        let rows = |open: &str| format!("{head}F-7;C1;2026-03-10;2026-04-10;400,00;{open}\nF-7;C1;2026-03-10;2026-05-10;400,00;400,00\n");
        let paid = brought_in(&day, "payees.csv", &rows("0,00")).await;
        assert_eq!(undo::preview(&day.app, &day.scope, paid).await.unwrap().accounting, None);
        // The accounting books the invoice as a whole and the receipt: what the table said was paid is used up.
        let booked = [sale("F-7", "C1", date(2026, 3, 10), 80_000), given::receipt("V-1", "C1", date(2026, 4, 9), 40_000)];
        let fec = given::fec(&booked);
        day.import("732829320FEC20261231.txt", fec.as_str()).await;
        assert_eq!(house.ledger().await, 40_000);
        let seen = undo::preview(&day.app, &day.scope, paid).await.unwrap();
        assert!(!seen.is_possible() && seen.accounting.as_deref() == Some("732829320FEC20261231.txt"), "{seen:?}");
        let refused = undo::take_back(&day.app, &day.scope, paid).await;
        assert!(matches!(refused, Err(AppError::Invalid { field: "file", .. })), "{refused:?}");
        day.is_sound().await;
        // Where it only sums the instalments up, the table can go: the accounting then brings its own line.
        let open = brought_in(&day, "ouvertes.csv", &rows("400,00").replace("F-7", "F-8")).await;
        let summed = [booked.as_slice(), &[sale("F-8", "C1", date(2026, 3, 10), 80_000)]].concat();
        let fec = given::fec(&summed);
        day.import("732829320FEC20261231.txt", fec.as_str()).await;
        assert_eq!(house.ledger().await, 120_000);
        assert!(undo::preview(&day.app, &day.scope, open).await.unwrap().is_possible());
        assert_eq!(undo::take_back(&day.app, &day.scope, open).await.unwrap(), 2);
        day.import("732829320FEC20261231.txt", fec.as_str()).await;
        assert_eq!(house.ledger().await, 120_000, "nothing is lost");
        day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn a_bank_file_is_taken_back_when_nothing_was_built_on_it() {
    on_both(async |house| {
        let day = house.on(TODAY).await;
        let line = |reference, on, cents| given::Received(reference, on, cents, "VIREMENT");
        let (first, second) = (date(2026, 9, 1), date(2026, 9, 10));
        let lines = || vec![line("R1", first, 10_000), line("R2", first, 20_000)];
        let old = brought_in(&day, "ancien.xml", &given::statement(first, &lines())).await;
        let mut both = lines();
        both.push(line("R3", second, 30_000));
        let new = brought_in(&day, "nouveau.xml", &given::statement(second, &both)).await;
        let last = async || house.raw_texts("SELECT CAST(last_line_on AS TEXT) FROM bank_account").await;
        assert_eq!((house.count("bank_transaction").await, last().await), (3, vec![second.to_string()]));
        // The lines of both files stay with the other one.
        let seen = undo::preview(&day.app, &day.scope, new).await.unwrap();
        assert!(seen.is_possible() && seen.is_bank && seen.items == 1, "{seen:?}");
        assert_eq!(undo::take_back(&day.app, &day.scope, new).await.unwrap(), 1);
        assert_eq!(undo::take_back(&day.app, &day.scope, new).await.unwrap(), 0, "a second click finds it done");
        assert_eq!((house.count("bank_transaction").await, last().await), (2, vec![first.to_string()]));
        assert_eq!(house.count("bank_statement").await, 1);
        // It comes in again, and then stands for the lines of the file that goes.
        let again = brought_in(&day, "nouveau.xml", &given::statement(second, &both)).await;
        assert_eq!(undo::take_back(&day.app, &day.scope, old).await.unwrap(), 1, "its statement");
        assert_eq!(house.count("bank_transaction").await, 3);
        let ignored = "UPDATE bank_transaction SET state = 'ignored' WHERE reference = 'R3'";
        house.raw(ignored).await;
        let seen = undo::preview(&day.app, &day.scope, again).await.unwrap();
        assert!(seen.blocker_count == 1 && seen.blockers[0].line.is_some() && seen.blockers[0].reason.contains("mise de côté"), "{seen:?}");
        assert!(undo::take_back(&day.app, &day.scope, again).await.is_err());
        house.raw(&ignored.replace("ignored", "to_identify")).await;
        assert_eq!(undo::take_back(&day.app, &day.scope, again).await.unwrap(), 3);
        assert_eq!((house.count("bank_transaction").await, house.count("bank_account").await), (0, 0), "nothing is left to be stale");
        assert_eq!(house.raw_texts("SELECT kind FROM event WHERE kind = 'import.cancelled'").await.len(), 3);
        day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn what_a_bank_line_paid_prevents_that_its_file_is_taken_back() {
    on_both(async |house| {
        let day = house.on(TODAY).await;
        day.import("732829320FEC20261231.txt", given::fec(&[sale("FA-77001", "C1", date(2026, 8, 10), 50_000)])).await;
        let line = given::Received("R1", date(2026, 9, 10), 50_000, "FA-77001");
        let file = brought_in(&day, "releve.xml", &given::statement(date(2026, 9, 10), &[line])).await;
        app::matching::match_all(&day.app, &day.scope, false).await.unwrap();
        assert_eq!(house.raw_texts("SELECT state FROM bank_transaction").await, ["matched"]);
        let seen = undo::preview(&day.app, &day.scope, file).await.unwrap();
        assert!(seen.blocker_count == 1 && seen.blockers[0].reason.contains("rapprochée"), "{seen:?}");
        assert!(undo::take_back(&day.app, &day.scope, file).await.is_err());
        assert_eq!(house.count("bank_transaction").await, 1);
        day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn an_electronic_invoice_is_taken_back_and_comes_in_again() {
    on_both(async |house| {
        let day = house.on(TODAY).await;
        let sample = Sample { terms: &[("2026-02-28", "500.00"), ("2026-03-31", "700.00")], ..PLAIN };
        let bring = async || {
            assert_eq!(bring(&day, &sample).await.created, 1);
            history::page(&day.app, &day.scope, 1).await.unwrap().0[0].id
        };
        let file = bring().await;
        assert_eq!(undo::take_back(&day.app, &day.scope, file).await.unwrap(), 2);
        assert_eq!((house.ledger().await, house.owed().await.len()), (0, 0));
        day.is_sound().await;
        let again = bring().await;
        assert_eq!(house.ledger().await, 120_000, "the same file comes in again");
        let debtor = house.debtor("552100554").await;
        let item = house.items().await[0].id;
        tonight_hold(&day, debtor, item).await;
        let seen = undo::preview(&day.app, &day.scope, again).await.unwrap();
        assert!(!seen.is_possible() && seen.blockers[0].debtor == Some(debtor) && seen.blockers[0].reason.contains("relances"), "{seen:?}");
        day.is_sound().await;
    })
    .await;
}

async fn tonight_hold(day: &Day, debtor: domain::ids::DebtorId, item: domain::ids::OpenItemId) {
    app::tonight::hold(&day.app, &day.scope, debtor, Some(item), None, "attente").await.unwrap();
}
