//! Customers and invoices in tables: alone, and beside an accounting file.

use domain::Cents;
use domain::party::DebtorKind;

use crate::given::{self, TODAY, date, receipt, sale};
use crate::house::{House, on_both};

const CUSTOMERS: &str = "code;name;kind;siren;email;phone;contact;address;zip;city;payment_terms;category;collector\n\
    C1;Boulangerie Hélène;company;732 829 320;compta@helene.example;02 61 91 12 13;Hélène Roux;1 rue du Four;44000;Nantes;45FDM;détail;Paul\n\
    C2;Jean Petit;particulier;;jean@petit.example;;;2 rue du Port;44000;Nantes;30;;\n";

#[tokio::test]
async fn customers_come_in_once_and_are_completed() {
    on_both(async |house| {
        let day = house.on(TODAY).await;
        let first = day.import_clean("clients.csv", CUSTOMERS).await;
        assert_eq!((first.kind, first.read, first.created), ("customers", 2, 2));
        let second = day.import_clean("clients.csv", CUSTOMERS).await;
        assert_eq!((second.created, second.updated, second.unchanged), (0, 0, 2));
        let third = day.import_clean("clients.csv", "code;name;email;zip\nC1;Boulangerie Hélène SARL;;44200\n").await;
        assert_eq!((third.updated, third.unchanged), (1, 0));
        let file = app::debtor_file::debtor_file(&day.app, &day.scope, house.debtor("C1").await).await.unwrap();
        assert_eq!((file.debtor.name.as_str(), file.debtor.address.postcode.as_str()), ("Boulangerie Hélène SARL", "44200"));
        assert_eq!(
            file.debtor.siren.as_ref().map(|siren| siren.as_str().to_owned()).as_deref(),
            Some("732829320"),
            "what the row does not say stays"
        );
        assert_eq!(file.contacts.len(), 1);
        assert_eq!(file.contacts[0].email.as_ref().map(ToString::to_string).as_deref(), Some("compta@helene.example"));
        let person = app::debtor_file::debtor_file(&day.app, &day.scope, house.debtor("C2").await).await.unwrap();
        assert_eq!(person.debtor.kind, DebtorKind::Consumer);
        day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn a_bad_cell_is_named_and_the_good_rows_come_in() {
    on_both(async |house| {
        let day = house.on(TODAY).await;
        let table = "code;name;email;siren\nC1;Un;pas une adresse;732829320\nC2;Deux;deux@deux.example;732829321\n;Sans code;;\n";
        let report = day.import("clients.csv", table).await;
        assert_eq!((report.read, report.created, report.rejected), (3, 2, 1));
        let named: Vec<(u64, Option<&str>)> = report.problems.iter().map(|problem| (problem.line, problem.field.as_deref())).collect();
        assert_eq!(named, [(2, Some("email")), (3, Some("siren")), (4, Some("code"))]);
        assert!(report.problems.iter().all(|problem| !problem.message.is_empty()));
    })
    .await;
}

#[tokio::test]
async fn due_dates_are_estimated_until_somebody_says_them() {
    on_both(async |house| {
        let day = house.on(TODAY).await;
        let fec = given::fec(&[sale("F-001", "C1", date(2026, 3, 10), 50_000), sale("F-002", "C2", date(2026, 3, 10), 20_000)]);
        day.import_clean("732829320FEC20261231.txt", fec.as_str()).await;
        let due = async |number: &str| {
            let item = house.item(number).await;
            (item.due_on, item.due_estimated)
        };
        assert_eq!(due("F-001").await, (date(2026, 4, 9), true), "the creditor's 30 days");
        day.import_clean("clients.csv", CUSTOMERS).await;
        assert_eq!(due("F-001").await, (date(2026, 4, 30), true), "45 days, then the end of the month");
        assert_eq!(due("F-002").await, (date(2026, 4, 9), true));
        let invoices = "number;customer;issue_date;due_date;gross;open\nF-001;C1;2026-03-10;2026-04-15;500,00;500,00\n";
        let report = day.import_clean("factures.csv", invoices).await;
        assert_eq!((report.kind, report.created, report.updated), ("invoices", 0, 1));
        assert_eq!(due("F-001").await, (date(2026, 4, 15), false));
        let again = day.import_clean("factures.csv", invoices).await;
        assert_eq!((again.created, again.updated, again.unchanged), (0, 0, 1));
        day.import_clean("clients.csv", CUSTOMERS.replace("45FDM", "60")).await;
        day.import_clean("732829320FEC20261231.txt", fec).await;
        assert_eq!(due("F-001").await, (date(2026, 4, 15), false), "a date that was said is not estimated again");
        assert_eq!(house.ledger().await, 70_000, "the table adds nothing to what the accounting holds");
        day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn invoices_without_accounting_are_paid_as_their_table_says() {
    on_both(async |house| {
        let day = house.on(TODAY).await;
        let table = |open: [&str; 3]| {
            format!(
                "number;type;customer;issue_date;due_date;gross;open;currency\n\
                 F-001;FA;C1;2026-03-10;2026-04-10;500,00;{};EUR\nF-002;FA;C1;2026-04-10;2026-05-10;1 200,00;{};EUR\nA-001;AV;C2;2026-05-10;;-80,00;{};EUR\n",
                open[0], open[1], open[2]
            )
        };
        let report = day.import_clean("factures.csv", table(["500,00", "900,00", "-80,00"])).await;
        assert_eq!(report.created, 3);
        let open = house.open().await;
        assert_eq!([open["F-001"], open["F-002"], open["A-001"]], [50_000, 90_000, -8_000]);
        assert_eq!(house.ledger().await, 132_000);
        let again = day.import_clean("factures.csv", table(["500,00", "900,00", "-80,00"])).await;
        assert_eq!((again.created, again.updated, again.unchanged), (0, 0, 3));
        let later = day.import_clean("factures.csv", table(["0,00", "400,00", "-80,00"])).await;
        assert_eq!((later.created, later.updated), (0, 2));
        let open = house.open().await;
        assert_eq!([open["F-001"], open["F-002"], open["A-001"]], [0, 40_000, -8_000]);
        assert_eq!(house.ledger().await, 32_000);
        let older = day.import_clean("factures.csv", table(["500,00", "900,00", "-80,00"])).await;
        assert_eq!((older.created, older.updated), (0, 0), "an older table does not take a payment back");
        day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn accounting_that_comes_after_a_table_counts_nothing_twice() {
    on_both(async |house| {
        let day = house.on(TODAY).await;
        day.import_clean("factures.csv", "number;customer;issue_date;due_date;gross;open\nF-001;C1;2026-03-10;2026-04-15;500,00;500,00\n")
            .await;
        day.import_clean("732829320FEC20261231.txt", given::fec(&[sale("F-001", "C1", date(2026, 3, 10), 50_000)])).await;
        assert_eq!(house.ledger().await, 50_000);
        let item = house.item("F-001").await;
        assert_eq!((item.open, item.due_on, item.due_estimated), (Cents(50_000), date(2026, 4, 15), false));
        day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn accounting_sums_instalments_of_a_table_up_and_says_what_was_paid() {
    const ROWS: &str = "number;customer;issue_date;due_date;gross;open\n\
        F-001;C1;2026-03-10;2026-04-10;70,00;0,00\nF-001;C1;2026-03-10;2026-05-10;50,00;50,00\n\
        F-002;C1;2026-03-12;2026-04-12;1000,00;1000,00\n12;C1;2025-03-01;2025-04-01;500,00;500,00\n";
    on_both(async |house| {
        let day = house.on(TODAY).await;
        day.import_clean("factures.csv", ROWS).await;
        assert_eq!(house.ledger().await, 155_000);
        let entries = [
            sale("F-001", "C1", date(2026, 3, 10), 12_000),
            receipt("V-001", "C1", date(2026, 4, 8), 7_000),
            sale("F-002", "C1", date(2026, 3, 12), 99_000),
            sale("12", "C1", date(2026, 3, 1), 30_000),
        ];
        // 12 000 and 99 000 once, 30 000 is another invoice of the same number, and the receipt counts once.
        let expected = 12_000 + 99_000 + 30_000 + 50_000 - 7_000;
        for _ in 0..2 {
            day.import_clean("732829320FEC20261231.txt", given::fec(&entries)).await;
            assert_eq!(house.ledger().await, expected);
            day.import("factures.csv", ROWS).await;
            assert_eq!(house.ledger().await, expected, "the table tells nothing new");
        }
        let mut corrected = entries;
        corrected[2].cents = 98_000;
        for cents in [98_000, 97_000] {
            corrected[2].cents = cents;
            day.import_clean("732829320FEC20261231.txt", given::fec(&corrected)).await;
            assert_eq!(house.ledger().await, expected - 99_000 + cents);
        }
        day.is_sound().await;
    })
    .await;
}

async fn invoice(house: &House) -> store::item::KnownItem {
    house.items().await.into_iter().find(|item| item.kind == domain::ledger::ItemKind::Invoice).expect("an invoice")
}

const HEAD: &str = "number;customer;issue_date;due_date;gross;open\n";

#[tokio::test]
async fn a_row_whose_due_date_moved_keeps_what_it_says_is_paid() {
    on_both(async |house| {
        let day = house.on(TODAY).await;
        day.import_clean("a.csv", format!("{HEAD}F-001;C1;2026-03-10;2026-04-10;500,00;500,00\n")).await;
        let moved = format!("{HEAD}F-001;C1;2026-03-10;2026-05-10;500,00;200,00\n");
        for _ in 0..2 {
            day.import_clean("b.csv", moved.clone()).await;
            let item = invoice(house).await;
            assert_eq!((item.open, item.due_on), (Cents(20_000), date(2026, 5, 10)));
            assert_eq!(house.ledger().await, 20_000);
        }
        let two = format!("{HEAD}F-001;C1;2026-03-10;2026-04-10;500,00;200,00\nF-001;C1;2026-03-10;2026-06-10;500,00;500,00\n");
        let report = day.import("c.csv", two.clone()).await;
        assert_eq!((report.created, report.problems.len()), (1, 1), "a later instalment of the same amount: {report:?}");
        assert_eq!(house.ledger().await, 70_000);
        day.import_clean("c.csv", two).await;
        assert_eq!(house.ledger().await, 70_000);
        day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn a_corrected_amount_is_never_silent() {
    on_both(async |house| {
        let day = house.on(TODAY).await;
        day.import_clean("a.csv", format!("{HEAD}F-001;C1;2026-03-10;2026-04-10;500,00;500,00\n")).await;
        let report = day.import("b.csv", format!("{HEAD}F-001;C1;2026-03-10;2026-04-10;450,00;450,00\n")).await;
        assert!(report.problems.iter().any(|p| p.message.contains("450,00") && p.message.contains("500,00")), "{report:?}");
        assert_eq!(house.ledger().await, 50_000);
        day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn the_same_table_does_not_pay_a_bounced_invoice_again() {
    on_both(async |house| {
        let day = house.on(TODAY).await;
        let table = |open: &str| format!("{HEAD}F-001;C1;2026-03-10;2026-04-10;500,00;{open}\n");
        day.import_clean("a.csv", table("500,00")).await;
        day.import_clean("a.csv", table("0,00")).await;
        for _ in 0..2 {
            let payment = house.items().await.into_iter().rfind(|item| item.source_key.ends_with(":paid")).unwrap();
            let act = app::ledger::Act::Bounce { payment: payment.id, code: domain::ledger::operation::BounceCode::Other };
            let request = app::ledger::Request { debtor: payment.debtor, on: TODAY, act, reason: "Impayé".to_owned() };
            if invoice(house).await.open.is_zero() {
                app::ledger::act(&day.app, &day.scope, &request).await.unwrap();
            }
            assert_eq!(invoice(house).await.open, Cents(50_000));
            let again = day.import_clean("a.csv", table("0,00")).await;
            assert_eq!((again.created, again.updated), (0, 0));
        }
        assert_eq!(invoice(house).await.open, Cents(50_000));
        day.is_sound().await;
    })
    .await;
}
