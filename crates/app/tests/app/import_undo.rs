//! Taking an import back: it weighs nothing on any day, the trace stays, and the file can come in again.

use app::AppError;
use app::import::{history, undo};
use app::requests;
use domain::ids::ImportId;

use crate::given::{self, TODAY, date, sale};
use crate::house::{Day, on_both};

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
