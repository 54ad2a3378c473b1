//! The project of an item: from the table, or the program, that names it, to the balance and the list by project.

use app::ageing::{AgedQuery, By, aged_balance};
use app::connect::{Once, push_invoices};
use app::deferrals::NewDeferral;
use app::items::{self, ItemsQuery};
use app::search::{Found, search};
use domain::plan::InterestChoice;
use domain::{Cents, Date};

use crate::given::{self, TODAY, date, receipt, sale};
use crate::house::{Day, on_both};

const TABLE: &str = "N° facture;Client;Date;Échéance;Montant TTC;Code affaire\n\
    F1;Dupont;01/06/2026;01/07/2026;100,00;CH-24 Île de Nantes\n\
    F2;Dupont;01/06/2026;01/07/2026;200,00;ch-24 ile de nantes\n\
    F3;Martin;01/08/2026;31/08/2026;400,00;Gare\n\
    F4;Martin;01/09/2026;01/10/2026;800,00;\n";

async fn by_project(day: &Day, on: Date) -> Vec<(String, i64)> {
    let query = AgedQuery { by: By::Project, ..AgedQuery::on(on) };
    let balance = aged_balance(&day.app, &day.scope, &query).await.unwrap();
    assert_eq!(balance.total.total(), balance.ledger, "{on}");
    balance.rows.iter().map(|row| (row.name.clone(), row.ageing.total().0)).collect()
}

fn named(rows: &[(&str, i64)]) -> Vec<(String, i64)> {
    rows.iter().map(|(name, sum)| ((*name).to_owned(), *sum)).collect()
}

async fn of_project(day: &Day, code: &str) -> Vec<String> {
    let query = ItemsQuery { project: Some(code.to_owned()), ..ItemsQuery::default() };
    let found = items::list(&day.app, &day.scope, &query).await.unwrap();
    assert_eq!(i64::try_from(found.rows.len()).unwrap(), found.sums.count);
    found.rows.into_iter().map(|row| row.listed.item.number).collect()
}

#[tokio::test]
async fn a_table_says_for_which_project_its_invoices_are() {
    on_both(async |house| {
        let day = house.on(TODAY).await;
        let first = day.import_clean("factures.csv", TABLE).await;
        assert_eq!((first.created, first.updated), (4, 0));
        let expected = named(&[("(non renseigné)", 80_000), ("Gare", 40_000), ("CH-24 Île de Nantes", 30_000)]);
        assert_eq!(by_project(&day, TODAY).await, expected, "two writings of one code are one project");
        assert_eq!(by_project(&day, date(2026, 7, 15)).await, named(&[("CH-24 Île de Nantes", 30_000)]), "on a past day");
        let again = day.import_clean("factures.csv", TABLE).await;
        assert_eq!((again.created, again.updated, again.unchanged), (0, 0, 4));

        // Another project is followed; a row without one leaves what is there.
        let moved = TABLE.replace("400,00;Gare", "400,00;Halle").replace("100,00;CH-24 Île de Nantes", "100,00;");
        let report = day.import_clean("factures.csv", moved).await;
        assert_eq!((report.created, report.updated, report.unchanged), (0, 1, 3));
        assert_eq!(of_project(&day, "halle").await, ["F3"]);
        assert_eq!(of_project(&day, "CH-24 Île de Nantes").await, ["F1", "F2"]);
        assert_eq!(of_project(&day, "Gare").await, Vec::<String>::new());

        // A row leads to its debtors, and the search to the project.
        let within = Some((By::Project, "CH-24 Île de Nantes".to_owned()));
        let inside = aged_balance(&day.app, &day.scope, &AgedQuery { within, ..AgedQuery::on(TODAY) }).await.unwrap();
        assert_eq!(inside.rows.iter().map(|row| (row.name.as_str(), row.ageing.total().0)).collect::<Vec<_>>(), [("Dupont", 30_000)]);
        let found = search(&day.app, &day.scope, "nantes", 10).await.unwrap();
        let is_it = |one: &Found| matches!(one, Found::Project { code, open } if code.starts_with("CH-24") && open[0].2 == Cents(30_000));
        assert!(found.iter().any(is_it), "{found:?}");
        let csv = items::csv(&day.app, &day.scope, &ItemsQuery::default()).await.unwrap();
        assert!(csv.lines().next().unwrap().ends_with(";Projet") && csv.contains(";Halle\r\n"), "{csv}");
        day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn what_the_accounting_holds_gets_the_project_of_the_table() {
    on_both(async |house| {
        let day = house.on(TODAY).await;
        let books = [
            sale("F1", "C1", date(2026, 6, 1), 10_000),
            sale("F2", "C1", date(2026, 6, 1), 20_000).lettered("A", date(2026, 8, 3)),
            receipt("R2", "C1", date(2026, 8, 3), 20_000).lettered("A", date(2026, 8, 3)),
        ];
        day.import_clean("732829320FEC20261231.txt", given::fec(&books)).await;
        let table = "number;customer;issue_date;gross;chantier\nF1;C1;2026-06-01;100.00;Halle\nF2;C1;2026-06-01;200.00;Halle\n";
        let report = day.import("factures.csv", table).await;
        assert_eq!((report.created, report.updated), (0, 2), "{report:?}");
        assert_eq!(by_project(&day, TODAY).await, named(&[("Halle", 10_000)]));
        assert_eq!(by_project(&day, date(2026, 7, 20)).await, named(&[("Halle", 30_000)]), "before it was paid");
        day.import_clean("732829320FEC20261231.txt", given::fec(&books)).await;
        assert_eq!(of_project(&day, "Halle").await, ["F1"], "the accounting says nothing of projects, and takes none away");
        day.is_sound().await;
    })
    .await;
}

/// By agreed dates the projects still add up to the ledger, and what was put off moves in its own project.
#[tokio::test]
async fn a_deferred_debt_moves_in_its_project() {
    on_both(async |house| {
        let day = house.on(TODAY).await;
        day.import_clean("factures.csv", TABLE).await;
        let (debtor, item) = (house.debtor("Dupont").await, house.item("F1").await.id);
        let (interest, reason) = (Some(InterestChoice::Waived), "livraison en retard".to_owned());
        let new = NewDeferral { debtor, item, agreed_on: date(2026, 10, 15), interest, reason };
        app::deferrals::defer(&day.app, &day.scope, &new).await.unwrap();
        let query = AgedQuery { by: By::Project, by_agreed_date: true, ..AgedQuery::on(TODAY) };
        let agreed = aged_balance(&day.app, &day.scope, &query).await.unwrap();
        assert_eq!(agreed.total.total(), agreed.ledger);
        let row = agreed.rows.iter().find(|row| row.name.starts_with("CH-24")).unwrap();
        assert_eq!((row.ageing.overdue(), row.ageing.total()), (Cents(20_000), Cents(30_000)));
        let rest = agreed.rows.iter().find(|row| row.project.is_empty()).unwrap();
        assert_eq!((rest.ageing.overdue(), rest.ageing.total()), (Cents::ZERO, Cents(80_000)));
    })
    .await;
}

#[tokio::test]
async fn a_program_pushes_the_project_of_an_invoice() {
    on_both(async |house| {
        let day = house.on(TODAY).await;
        push(&day, "Halle").await;
        assert_eq!(of_project(&day, "Halle").await, ["P1"]);
        push(&day, "Gare").await;
        assert_eq!(of_project(&day, "Gare").await, ["P1"]);
    })
    .await;
}

async fn push(day: &Day, project: &str) {
    let row = serde_json::json!({"number": "P1", "customer_code": "C1", "issued_on": "2026-06-01", "due_on": "2026-07-01", "amount": "12.00", "project": project});
    let report = push_invoices(&day.app, &day.scope, &Once::default(), &[row]).await.unwrap();
    assert!(report.rows.iter().all(|row| row.errors.is_empty()), "{report:?}");
}
