//! Accounting files: what comes in is the balance of 411, whatever the package wrote.

use app::ageing::{AgedQuery, aged_balance};
use app::generate::{self, FecSplit};
use app::import::Content;
use domain::Cents;
use domain::ledger::{Bucket, ItemKind};
use formats::fec;

use crate::given::{self, Entry, Style, TODAY, credit_note, date, opening, receipt, sale};
use crate::house::{House, on_both, shared};

/// A day after everything in any file.
const LATE: domain::Date = date(2099, 12, 31);

fn year() -> Vec<Entry> {
    vec![
        sale("F-001", "C1", date(2026, 1, 10), 120_000),
        sale("F-002", "C1", date(2026, 2, 10), 60_000),
        sale("F-003", "C2", date(2026, 2, 12), 45_050),
        credit_note("A-001", "C2", date(2026, 3, 1), 5_050),
        receipt("V-001", "C1", date(2026, 3, 5), 120_000),
        receipt("V-002", "C1", date(2026, 4, 5), 20_000),
        receipt("V-003", "C2", date(2026, 4, 9), 40_000),
        sale("F-004", "C3", date(2026, 5, 20), 99_999),
    ]
}

/// The same year once the accountant has lettered.
fn lettered_year() -> Vec<Entry> {
    let mut entries = year();
    for (piece, letter) in
        [("F-001", "AA"), ("V-001", "AA"), ("F-002", "ab"), ("V-002", "ab"), ("F-003", "AA"), ("A-001", "AA"), ("V-003", "AA")]
    {
        letter_of(&mut entries, piece, letter);
    }
    entries
}

fn letter_of(entries: &mut [Entry], piece: &str, letter: &str) {
    let found = entries.iter_mut().find(|entry| entry.is(piece)).unwrap();
    *found = found.clone().lettered(letter, date(2026, 6, 1));
}

async fn brought_in(house: &House, files: &[String]) -> Vec<String> {
    let day = house.on(TODAY).await;
    for (number, file) in files.iter().enumerate() {
        day.import_clean(&format!("732829320FEC2026123{number}.txt"), file.as_str()).await;
    }
    day.is_sound().await;
    house.books().await
}

/// The same files on a base of their own.
async fn elsewhere(house: &House, files: &[String]) -> Vec<String> {
    brought_in(&House::new(house.engine).await, files).await
}

#[tokio::test]
async fn every_reference_file_gives_the_balance_of_411() {
    for path in shared("fec") {
        let bytes = std::fs::read(&path).unwrap();
        let Ok(file) = fec::read(&bytes) else { continue };
        let summary = fec::summarise(&file);
        let balance: i64 = summary.customers.iter().map(|customer| customer.balance.0).sum();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        on_both(async |house| {
            let day = house.on(TODAY).await;
            let report = day.import(&name, bytes.clone()).await;
            assert_eq!(report.kind, "fec", "{name}");
            assert_eq!(report.read as u64, summary.lines, "{name}");
            let aged = aged_balance(&day.app, &day.scope, &AgedQuery::on(LATE)).await.unwrap();
            assert_eq!((aged.total.total(), aged.ledger), (Cents(balance), Cents(balance)), "{name}");
            assert_eq!(house.count("debtor").await, summary.customers.len() as i64, "{name}: customers");
            for customer in &summary.customers {
                let row = aged.rows.iter().find(|row| row.code == customer.account);
                assert_eq!(row.map_or(Cents::ZERO, |row| row.ageing.total()), customer.balance, "{name}: {}", customer.account);
            }
            day.is_sound().await;
            let before = house.books().await;
            let again = day.import(&name, bytes.clone()).await;
            assert_eq!((again.created, again.updated), (0, 0), "{name}: the same file twice");
            assert_eq!(house.books().await, before, "{name}: the same file twice");
        })
        .await;
    }
}

#[tokio::test]
async fn the_same_file_twice_changes_nothing() {
    on_both(async |house| {
        let day = house.on(TODAY).await;
        let file = given::fec(&lettered_year());
        let first = day.import_clean("732829320FEC20261231.txt", file.as_str()).await;
        assert_eq!((first.read, first.created, first.unchanged), (16, 8, 8));
        let books = house.books().await;
        let second = day.import_clean("732829320FEC20261231.txt", file.as_str()).await;
        assert_eq!((second.created, second.updated, second.unchanged), (0, 0, 16));
        assert_eq!(house.books().await, books);
        assert_eq!(house.open().await.get("F-002"), Some(&40_000), "a partial lettering leaves the rest");
        assert_eq!(house.count("import_file").await, 2, "both files are kept");
        day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn a_file_that_grew_ends_as_the_whole_file_at_once() {
    on_both(async |house| {
        let whole = lettered_year();
        let files: Vec<String> = [1, 4, 6, 8].iter().map(|known| given::fec(&year()[..*known])).chain([given::fec(&whole)]).collect();
        let grown = brought_in(house, &files).await;
        assert_eq!(grown, elsewhere(house, &[given::fec(&whole)]).await);
    })
    .await;
}

#[tokio::test]
async fn letterings_close_and_their_removal_reopens() {
    on_both(async |house| {
        let day = house.on(TODAY).await;
        let name = "732829320FEC20261231.txt";
        day.import_clean(name, given::fec(&year())).await;
        assert_eq!(house.item("F-001").await.open, Cents(120_000), "nothing is lettered yet");
        day.import_clean(name, given::fec(&lettered_year())).await;
        let open = house.open().await;
        assert_eq!(
            [open["F-001"], open["V-001"], open["F-002"], open["V-002"], open["F-003"], open["A-001"], open["V-003"]],
            [0, 0, 40_000, 0, 0, 0, 0]
        );
        day.import_clean(name, given::fec(&year())).await;
        assert_eq!(house.item("F-001").await.open, Cents(120_000));
        assert_eq!(house.item("V-003").await.open, Cents(-40_000));
        let episodes = "SELECT number || ' ' || episode FROM open_item ORDER BY number";
        let reopened: Vec<String> = house.raw_texts(episodes).await.into_iter().filter(|line| !line.ends_with(" 0")).collect();
        // F-002 was never settled; F-004 never lettered.
        assert_eq!(reopened, ["A-001 1", "F-001 1", "F-003 1", "V-001 1", "V-002 1", "V-003 1"]);
        day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn every_way_of_writing_gives_the_same_books() {
    let entries = lettered_year();
    let plain = given::fec(&entries);
    let cp1252 = western(&plain);
    let variants: Vec<(&str, Vec<u8>)> = vec![
        ("with a byte order mark", [b"\xEF\xBB\xBF".as_slice(), plain.as_bytes()].concat()),
        ("CP1252", cp1252),
        ("pipes", given::fec_in(&entries, Style::Plain, '|').into_bytes()),
        ("amount and side", given::fec_in(&entries, Style::Signed, '\t').into_bytes()),
        ("22 columns", given::fec_in(&entries, Style::TwentyTwo, '|').into_bytes()),
        ("Unix ends of lines", plain.replace("\r\n", "\n").into_bytes()),
    ];
    on_both(async |house| {
        let expected = brought_in(house, std::slice::from_ref(&plain)).await;
        for (name, bytes) in &variants {
            let other = House::new(house.engine).await;
            let day = other.on(TODAY).await;
            day.import_clean("732829320FEC20261231.txt", bytes.clone()).await;
            assert_eq!(other.books().await, expected, "{name}");
            assert_eq!(
                other.raw_texts("SELECT name FROM debtor ORDER BY code").await,
                ["Société C1", "Société C2", "Société C3"],
                "{name}"
            );
        }
    })
    .await;
}

#[tokio::test]
async fn a_balance_carried_forward_stays_covered_whatever_the_dates_of_documents() {
    let (last_year, new_year) = ((date(2026, 1, 1), date(2026, 1, 1)), date(2026, 1, 5));
    let before = [sale("F-1", "C1", date(2025, 12, 1), 50_000)];
    // Booked in the new year with a document of the old one.
    let late = sale("F-2", "C1", new_year, 10_000).of_document(date(2025, 12, 30));
    let after = [opening("AN", "C1", last_year, 50_000), late];
    on_both(async |house| {
        let day = house.on(TODAY).await;
        day.import_clean("732829320FEC20251231.txt", given::fec(&before)).await;
        for _ in 0..3 {
            day.import_clean("732829320FEC20261231.txt", given::fec(&after)).await;
            assert_eq!(house.ledger().await, 60_000);
        }
        day.is_sound().await;
    })
    .await;
}

/// A sale and its payment each for many customers, whose lines wait in several lots; the lines are long enough to be read from disk.
fn many(customers: usize, width: usize) -> String {
    let mut entries = Vec::new();
    for at in 0..customers {
        let (customer, cents) = (format!("C{at:05}"), 10_000 + at as i64);
        entries.push(sale(&format!("F-{at:0width$}"), &customer, date(2026, 1, 10), cents).lettered("AA", date(2026, 3, 1)));
        // Every third customer pays half.
        let paid = if at % 3 == 0 { cents / 2 } else { cents };
        entries.push(receipt(&format!("V-{at:0width$}"), &customer, date(2026, 2, 20), paid).lettered("AA", date(2026, 3, 1)));
    }
    given::fec(&entries)
}

#[tokio::test]
async fn a_file_of_many_customers_comes_in_by_lots_from_disk_as_from_memory() {
    const CUSTOMERS: usize = 4_100;
    let file = many(CUSTOMERS, 300);
    assert!(file.len() > 8 << 20, "shorter files are read in memory: {}", file.len());
    on_both(async |house| {
        let day = house.on(TODAY).await;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("732829320FEC20261231.txt");
        std::fs::write(&path, &file).unwrap();
        let content = || Content::open(&day.app, &path).unwrap();
        let report = app::import::import(&day.app, &day.scope, "732829320FEC20261231.txt", content(), None, false).await.unwrap();
        assert_eq!((report.kind, report.created, report.rejected), ("fec", 2 * CUSTOMERS, 0), "{:?}", report.problems);
        let owed: i64 = (0..CUSTOMERS as i64).filter(|at| at % 3 == 0).map(|at| 10_000 + at - (10_000 + at) / 2).sum();
        let aged = aged_balance(&day.app, &day.scope, &AgedQuery::on(LATE)).await.unwrap();
        assert_eq!((aged.total.total(), aged.ledger), (Cents(owed), Cents(owed)));
        day.is_sound().await;
        // What was read is kept, and nothing else lies about.
        let documents = house.folder().join("documents");
        let hash = content().sha256();
        assert_eq!(std::fs::read(documents.join(&hash[..2]).join(&hash[2..])).unwrap(), file.as_bytes());
        let left = std::fs::read_dir(documents).unwrap().filter(|entry| !entry.as_ref().unwrap().path().is_dir());
        assert_eq!(left.count(), 0);
        let before = house.books().await;
        let again = app::import::import(&day.app, &day.scope, "732829320FEC20261231.txt", content(), None, false).await.unwrap();
        assert_eq!((again.created, again.updated), (0, 0));
        assert_eq!(house.books().await, before);
        assert_eq!(house.count("import_file").await, 2, "each time is remembered");
        // What was said without a second reading, because nothing had happened, is what that reading says.
        day.import_clean("852829325FEC20261231.txt", given::fec(&year()[..1])).await;
        let read = app::import::import(&day.app, &day.scope, "732829320FEC20261231.txt", content(), None, false).await.unwrap();
        assert_eq!(read, again);
        assert_eq!(house.count("import_file").await, 4);
        day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn two_codes_of_one_account_are_compared_together_whatever_their_lots() {
    // The second code is absorbed by the first; in the file they stand in different lots.
    let entries = |amount: i64| {
        let mut entries = vec![sale("F-1", "A", date(2026, 1, 10), 50_000)];
        entries.extend((0..2_050).map(|at| sale(&format!("F-R{at}"), &format!("R{at:04}"), date(2026, 1, 11), 100)));
        entries.push(sale("F-2", "B", date(2026, 1, 12), amount));
        given::fec(&entries)
    };
    on_both(async |house| {
        let day = house.on(TODAY).await;
        day.import_clean("732829320FEC20261231.txt", entries(70_000)).await;
        crate::merge::merged(&day, house.debtor("A").await, house.debtor("B").await, &[]).await;
        let report = day.import("732829320FEC20261231.txt", entries(80_000)).await;
        assert_eq!((report.created, report.updated), (0, 1), "{report:?}");
        assert_eq!(house.owed().await["A"], 130_000);
        day.is_sound().await;
    })
    .await;
}

/// Western bytes of a text whose only accents are in the first 256 characters of Unicode.
fn western(text: &str) -> Vec<u8> {
    text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect()
}

#[tokio::test]
async fn a_generated_firm_ages_as_its_truth_says() {
    let options = generate::Options { invoices: 2_000, ..generate::Options::default() };
    let folder = tempfile::tempdir().unwrap();
    let expected = generate::write(&generate::portfolio(&options), &options, folder.path()).unwrap();
    let read = |name: &str| std::fs::read(folder.path().join(name)).unwrap();
    on_both(async |house| {
        let day = house.on(options.date).await;
        for name in ["customers.csv", &expected.fec_files[0], "open_invoices.csv"] {
            day.import_clean(name, read(name)).await;
        }
        let aged = aged_balance(&day.app, &day.scope, &AgedQuery::on(options.date)).await.unwrap();
        let truth = expected.aged_cents;
        let columns =
            [truth.not_due, truth.d1_30, truth.d31_60, truth.d61_90, truth.d91_120, truth.d121_plus, -expected.open_credit_notes_cents];
        assert_eq!(aged.total.buckets.map(|amount| amount.0), columns, "{:?}", Bucket::ALL);
        assert_eq!(aged.ledger, aged.total.total());
        assert_eq!(aged.rows.iter().filter(|row| row.ageing.overdue().is_positive()).count(), expected.customers_overdue);
        for name in ["customers.csv", &expected.fec_files[0], "open_invoices.csv"] {
            let again = day.import_clean(name, read(name)).await;
            assert_eq!((again.created, again.updated), (0, 0), "{name} twice");
        }
        day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn yearly_files_carry_balances_forward_once() {
    let single = generate::Options { invoices: 1_200, ..generate::Options::default() };
    let yearly = generate::Options { fec: FecSplit::Yearly, ..single.clone() };
    let (one, many) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let portfolio = generate::portfolio(&single);
    let expected = generate::write(&portfolio, &single, one.path()).unwrap();
    let files = generate::write(&portfolio, &yearly, many.path()).unwrap().fec_files;
    assert!(files.len() >= 2, "{files:?}");
    let balance = expected.open_cents - expected.open_credit_notes_cents;
    on_both(async |house| {
        let day = house.on(single.date).await;
        for file in &files {
            day.import_clean(file, std::fs::read(many.path().join(file)).unwrap()).await;
        }
        assert_eq!(house.ledger().await, balance);
        let other = House::new(house.engine).await;
        other
            .on(single.date)
            .await
            .import_clean(&expected.fec_files[0], std::fs::read(one.path().join(&expected.fec_files[0])).unwrap())
            .await;
        let owed = house.owed().await;
        assert_eq!(owed, other.owed().await, "each customer owes what one file of all years says");
        let grown = house.still_open().await;
        // A file of a closed year, brought in again, must not undo what the next year lettered.
        for file in &files {
            day.import_clean(file, std::fs::read(many.path().join(file)).unwrap()).await;
        }
        assert_eq!(house.still_open().await, grown, "the same years again");
        assert_eq!(house.ledger().await, balance);
        day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn balances_carried_in_one_line_are_not_counted_twice() {
    on_both(async |house| {
        let day = house.on(TODAY).await;
        let before = [sale("F-001", "C1", date(2025, 11, 3), 30_000), sale("F-002", "C1", date(2025, 12, 3), 20_000)];
        day.import_clean("732829320FEC20251231.txt", given::fec(&before)).await;
        let after = [
            opening("AN2026", "C1", (date(2026, 1, 1), date(2026, 1, 1)), 50_000),
            opening("AN-C9", "C9", (date(2026, 1, 1), date(2026, 1, 1)), 7_000),
            sale("F-003", "C1", date(2026, 2, 3), 1_000),
        ];
        day.import_clean("732829320FEC20261231.txt", given::fec(&after)).await;
        assert_eq!(house.ledger().await, 58_000, "50,000 is covered by what is known; a customer never seen comes in");
        let kinds: Vec<ItemKind> = house.items().await.iter().filter(|item| item.number == "AN-C9").map(|item| item.kind).collect();
        assert_eq!(kinds, [ItemKind::Invoice]);
        day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn an_amount_corrected_later_counts_as_corrected() {
    on_both(async |house| {
        let day = house.on(TODAY).await;
        let name = "732829320FEC20261231.txt";
        let mut entries = year();
        day.import_clean(name, given::fec(&entries)).await;
        let before = house.ledger().await;
        for (cents, change) in [(110_000, -10_000), (125_000, 5_000), (125_000, 5_000), (120_000, 0)] {
            entries[0].cents = cents;
            day.import_clean(name, given::fec(&entries)).await;
            assert_eq!(house.ledger().await, before + change, "corrected to {cents}");
            assert_eq!(house.open().await["F-001"], cents, "corrected to {cents}");
            day.is_sound().await;
        }
        let again = day.import_clean(name, given::fec(&entries)).await;
        assert_eq!((again.created, again.updated), (0, 0));
    })
    .await;
}

#[tokio::test]
async fn good_lines_come_in_and_bad_ones_are_named() {
    on_both(async |house| {
        let day = house.on(TODAY).await;
        let mut lines: Vec<String> = given::fec(&year()).lines().map(str::to_owned).collect();
        lines[1] = lines[1].replace("1200,00", "12OO,00");
        lines[3] = lines[3].replace("20260210", "20261310");
        let report = day.import("732829320FEC20261231.txt", lines.join("\r\n")).await;
        assert_eq!((report.read, report.rejected), (16, 2));
        let errors: Vec<(u64, Option<&str>)> =
            report.problems.iter().filter(|problem| problem.error).map(|problem| (problem.line, problem.field.as_deref())).collect();
        assert!(errors.contains(&(2, Some("Debit"))) && errors.contains(&(4, Some("EcritureDate"))), "{:?}", report.problems);
        assert_eq!(house.open().await.get("F-003"), Some(&45_050));
        assert!(!house.open().await.contains_key("F-001"));
        day.import_clean("732829320FEC20261231.txt", given::fec(&year())).await;
        assert_eq!(house.books().await, elsewhere(house, &[given::fec(&year())]).await, "the repaired file ends the same");
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_read_changes_nothing() {
    on_both(async |house| {
        let day = house.on(TODAY).await;
        for bytes in [b"".as_slice(), b"JournalCode\tJournalLib\r\nVE\tVentes\r\n", b"\x89PNG\r\n\x1a\n", b"bonjour"] {
            let report = app::import::import(&day.app, &day.scope, "fichier.txt", bytes.to_vec(), None, false).await.unwrap();
            assert!(!report.is_readable(), "{report:?}");
            assert!(report.problems.iter().any(|problem| problem.error && !problem.message.is_empty()), "{report:?}");
        }
        let dry = app::import::import(&day.app, &day.scope, "fec.txt", given::fec(&year()).into_bytes(), None, true).await.unwrap();
        assert_eq!(dry.created, 8);
        assert_eq!((house.count("open_item").await, house.count("import_file").await, house.count("debtor").await), (0, 0, 0));
    })
    .await;
}
