//! What the accounting letters of an invoice with several due dates, what a file that knows less must not undo, and
//! balances carried forward that are not what is known.

use domain::Cents;

use crate::given::{self, Entry, TODAY, credit_note, date, opening, receipt, sale};
use crate::house::{Day, House, on_both};
use crate::import_einvoice::{PLAIN, Sample, bring};

const FEC: &str = "732829320FEC20261231.txt";

/// Open amounts of the items of a number, by due date.
async fn open(house: &House, number: &str) -> Vec<(String, i64)> {
    let mut items = house.items().await;
    items.retain(|item| item.number == number && item.kind.is_document());
    let mut open: Vec<(String, i64)> = items.into_iter().map(|item| (item.due_on.to_string(), item.open.0)).collect();
    open.sort();
    open
}

fn dues(list: &[(&str, i64)]) -> Vec<(String, i64)> {
    list.iter().map(|(due, open)| ((*due).to_owned(), *open)).collect()
}

/// Brings entries of the customer C1 in, whose name is that of the electronic invoices.
async fn account(day: &Day, entries: &[Entry]) -> app::import::ImportReport {
    day.import(FEC, given::fec(entries).replace("Société C1", "Garage Martin")).await
}

fn letter(entries: &[Entry], letter: &str) -> Vec<Entry> {
    entries.iter().map(|entry| entry.clone().lettered(letter, date(2026, 6, 1))).collect()
}

#[tokio::test]
async fn letters_of_the_accounting_reach_the_instalments_of_an_electronic_invoice() {
    on_both(async |house| {
        let day = house.on(TODAY).await;
        // The last due date stands first in the document.
        let sample = Sample { terms: &[("2026-03-31", "500.00"), ("2026-02-28", "700.00")], ..PLAIN };
        bring(&day, &sample).await;
        let whole = [sale("FA-1", "C1", date(2026, 1, 15), 120_000), receipt("V-1", "C1", date(2026, 2, 20), 120_000)];
        account(&day, &whole).await;
        let (all, none) = (dues(&[("2026-02-28", 70_000), ("2026-03-31", 50_000)]), dues(&[("2026-02-28", 0), ("2026-03-31", 0)]));
        assert_eq!(open(house, "FA-1").await, all);
        let books = house.books().await;
        for _ in 0..2 {
            account(&day, &letter(&whole, "AA")).await;
            assert_eq!(open(house, "FA-1").await, none, "closed as a whole");
            assert_eq!(house.item("V-1").await.open, Cents::ZERO);
            day.is_sound().await;
        }
        let again = account(&day, &letter(&whole, "AA")).await;
        assert_eq!((again.created, again.updated), (0, 0));
        account(&day, &whole).await;
        assert_eq!(house.books().await, books, "without its letters it is what it was");
        // A part: the instalment that is due first.
        let part = [whole[0].clone(), receipt("V-1", "C1", date(2026, 2, 20), 80_000)];
        account(&day, &letter(&part, "aa")).await;
        assert_eq!(open(house, "FA-1").await, dues(&[("2026-02-28", 0), ("2026-03-31", 40_000)]));
        day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn letters_reach_instalments_of_a_table_and_what_the_accounting_books_beyond() {
    on_both(async |house| {
        let day = house.on(TODAY).await;
        let table = "number;customer;issue_date;due_date;gross;open\n\
            F-7;C1;2026-03-10;2026-06-10;400,00;400,00\nF-7;C1;2026-03-10;2026-05-10;400,00;400,00\nF-7;C1;2026-03-10;2026-04-10;400,00;400,00\n";
        day.import_clean("factures.csv", table).await;
        // 30,00 more than the table, a credit note and two payments in one group.
        let group = [
            sale("F-7", "C1", date(2026, 3, 10), 123_000),
            credit_note("A-7", "C1", date(2026, 3, 20), 23_000),
            receipt("V-1", "C1", date(2026, 4, 9), 40_000),
            receipt("V-2", "C1", date(2026, 5, 9), 60_000),
        ];
        account(&day, &letter(&group[..3], "a")).await;
        assert_eq!(house.ledger().await, 60_000);
        let left: Vec<i64> = open(house, "F-7").await.into_iter().map(|(_, open)| open).collect();
        // What is beyond the table first, then the oldest: 630,00 of credits.
        assert_eq!(left.iter().sum::<i64>(), 60_000);
        assert_eq!(open(house, "F-7").await.last().unwrap(), &("2026-06-10".to_owned(), 40_000));
        account(&day, &letter(&group, "AA")).await;
        assert!(house.still_open().await.is_empty(), "{:?}", house.still_open().await);
        let again = account(&day, &letter(&group, "AA")).await;
        assert_eq!((again.created, again.updated), (0, 0));
        day.is_sound().await;
        account(&day, &group).await;
        assert_eq!(house.still_open().await.len(), 7, "all is open again: {:?}", house.still_open().await);
        day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn a_balance_carried_forward_letters_all_instalments() {
    on_both(async |house| {
        let day = house.on(TODAY).await;
        bring(&day, &Sample { terms: &[("2026-02-28", "700.00"), ("2026-03-31", "500.00")], ..PLAIN }).await;
        account(&day, &[sale("FA-1", "C1", date(2026, 1, 15), 120_000)]).await;
        let next = (date(2027, 1, 1), date(2026, 1, 15));
        let carried = [opening("FA-1", "C1", next, 120_000), receipt("V-1", "C1", date(2027, 1, 9), 120_000)];
        for _ in 0..2 {
            account(&day, &letter(&carried, "AA")).await;
            assert!(house.still_open().await.is_empty(), "{:?}", house.still_open().await);
            assert_eq!(house.ledger().await, 0);
        }
        day.is_sound().await;
    })
    .await;
}

const HEAD: &str = "number;customer;issue_date;due_date;gross;open;paid_date\n";

#[tokio::test]
async fn accounting_that_ends_before_a_payment_does_not_take_it_back_and_a_later_one_recognises_it() {
    on_both(async |house| {
        let day = house.on(TODAY).await;
        let table = format!("{HEAD}F-1;C1;2026-03-10;2026-04-10;500,00;0,00;2026-09-14\nF-2;C1;2026-03-12;2026-04-12;300,00;0,00;\n");
        day.import_clean("factures.csv", table).await;
        let sales = [sale("F-1", "C1", date(2026, 3, 10), 50_000), sale("F-2", "C1", date(2026, 3, 12), 30_000)];
        let june = [sales.as_slice(), &[sale("F-3", "C1", date(2026, 6, 30), 1_000)]].concat();
        for _ in 0..2 {
            account(&day, &june).await;
            assert_eq!(house.still_open().await, [("F-3".to_owned(), 1_000)], "the accounting of June knows nothing of September");
        }
        // The accounting of September brings one of the two.
        let september = [june.as_slice(), &[receipt("V-1", "C1", date(2026, 9, 15), 50_000)]].concat();
        for _ in 0..2 {
            account(&day, &september).await;
            assert_eq!(house.ledger().await, 31_000, "a receipt counts once, and what has none is not paid");
            account(&day, &june).await;
            assert_eq!(house.ledger().await, 31_000, "an older file changes nothing");
        }
        account(&day, &[letter(&[sales[0].clone(), september[3].clone()], "AA"), vec![june[1].clone(), june[2].clone()]].concat()).await;
        assert_eq!(house.still_open().await, [("F-2".to_owned(), 30_000), ("F-3".to_owned(), 1_000)]);
        account(&day, &june).await;
        assert_eq!(house.still_open().await.len(), 2, "a file that ends before a payment does not take its letters off");
        day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn a_payment_that_the_bank_knows_is_not_forgotten_and_becomes_the_accountings() {
    on_both(async |house| {
        let day = house.on(TODAY).await;
        day.import_clean("factures.csv", format!("{HEAD}FA-77001;C1;2026-08-10;2026-09-10;500,00;0,00;2026-09-10\n")).await;
        let line = given::Received("R1", date(2026, 9, 10), 50_000, "FA-77001");
        day.import("releve.xml", given::statement(date(2026, 9, 14), &[line])).await;
        app::matching::match_all(&day.app, &day.scope, false).await.unwrap();
        assert_eq!(house.raw_texts("SELECT state FROM bank_transaction").await, ["booked"]);
        let sold = [sale("FA-77001", "C1", date(2026, 8, 10), 50_000), sale("FA-77002", "C1", date(2026, 9, 15), 1_000)];
        account(&day, &sold).await;
        assert_eq!(house.still_open().await, [("FA-77002".to_owned(), 1_000)], "the bank has the money that the accounting lacks");
        let booked = [sold.as_slice(), &[receipt("V-1", "C1", date(2026, 9, 12), 50_000)]].concat();
        for _ in 0..2 {
            account(&day, &booked).await;
            assert_eq!((house.ledger().await, house.still_open().await.len()), (1_000, 1), "the same money once");
        }
        day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn a_balance_carried_forward_that_differs_adds_the_difference_and_says_so() {
    on_both(async |house| {
        let day = house.on(TODAY).await;
        let before = [sale("F-1", "C1", date(2025, 11, 3), 30_000), sale("F-2", "C1", date(2025, 12, 3), 20_000)];
        day.import_clean("732829320FEC20251231.txt", given::fec(&before)).await;
        let new_year = (date(2026, 1, 1), date(2026, 1, 1));
        let carried = |cents: i64| vec![opening("AN", "C1", new_year, cents), sale("F-3", "C1", date(2026, 2, 3), 1_000)];
        for (cents, problems) in [(60_000, 1), (60_000, 0), (45_000, 1), (45_000, 0), (50_000, 1), (50_000, 0)] {
            let report = day.import(FEC, given::fec(&carried(cents))).await;
            assert_eq!(house.ledger().await, cents + 1_000, "carried {cents}");
            assert_eq!(report.problems.len(), problems, "{report:?}");
            day.is_sound().await;
        }
        let report = day.import(FEC, given::fec(&carried(55_000))).await;
        let said = &report.problems[0].message;
        assert!(["C1", "550,00", "500,00", "50,00"].iter().all(|part| said.contains(part)), "{said}");
        // The year after carries the whole of it forward, difference included.
        let next = [opening("AN", "C1", (date(2027, 1, 1), date(2027, 1, 1)), 56_000)];
        day.import_clean("732829320FEC20271231.txt", given::fec(&next)).await;
        assert_eq!(house.ledger().await, 56_000);
    })
    .await;
}

#[tokio::test]
async fn a_balance_carried_forward_in_detail_brings_what_is_missing_as_it_is() {
    on_both(async |house| {
        let day = house.on(TODAY).await;
        day.import_clean("732829320FEC20251231.txt", given::fec(&[sale("F-2", "C1", date(2025, 12, 3), 20_000)])).await;
        let on = |piece_on| (date(2026, 1, 1), piece_on);
        let carried = [opening("F-1", "C1", on(date(2025, 2, 1)), 7_000), opening("F-2", "C1", on(date(2025, 12, 3)), 20_000)];
        for _ in 0..2 {
            day.import_clean(FEC, given::fec(&carried)).await;
            assert_eq!(house.still_open().await, [("F-1".to_owned(), 7_000), ("F-2".to_owned(), 20_000)]);
        }
        day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn a_year_read_after_the_one_that_carries_its_balance_is_not_counted_again() {
    on_both(async |house| {
        let day = house.on(TODAY).await;
        let new_year = (date(2026, 1, 1), date(2026, 1, 1));
        let carried =
            [opening("AN", "C1", new_year, 50_000), opening("AN", "C2", new_year, 9_000), sale("F-9", "C1", date(2026, 2, 3), 1_000)];
        day.import_clean(FEC, given::fec(&carried)).await;
        let before = [
            sale("F-1", "C1", date(2025, 11, 3), 70_000),
            receipt("V-1", "C1", date(2025, 12, 9), 20_000),
            sale("F-2", "C2", date(2025, 12, 3), 8_000),
            sale("F-3", "C3", date(2025, 12, 4), 500).lettered("AA", date(2025, 12, 20)),
            receipt("V-3", "C3", date(2025, 12, 20), 500).lettered("AA", date(2025, 12, 20)),
        ];
        let report = day.import("732829320FEC20251231.txt", given::fec(&before)).await;
        let owed = house.owed().await;
        assert_eq!((owed["C1"], owed["C2"], owed.get("C3")), (51_000, 17_000, None), "C1 once; of C2 nobody can tell");
        let said: Vec<&str> = report.problems.iter().map(|problem| problem.message.as_str()).collect();
        assert!(said.len() == 2 && said[0].contains("du même montant") && said[1].contains("d’un autre montant"), "{said:?}");
        day.is_sound().await;
        let again = day.import("732829320FEC20251231.txt", given::fec(&before)).await;
        assert_eq!((again.created, again.updated, again.problems.len()), (0, 0, 1), "{again:?}");
        assert_eq!(house.owed().await, owed);
        // The newer year goes on as before.
        let grown: Vec<_> = carried.iter().cloned().chain([receipt("V-9", "C1", date(2026, 3, 1), 51_000)]).collect();
        day.import(FEC, given::fec(&grown)).await;
        assert_eq!(house.owed().await.get("C1"), None);
        day.is_sound().await;
    })
    .await;
}
