use domain::ids::OrganisationId;
use store::backup::{BackupSummary, ColumnKind, TABLES};
use store::{Db, Engine, StoreError};

use crate::base::{Base, on_both};
use crate::given::{ORGANISATION, OTHER, allocation, counter, day, debtor, entry, item, items, morning, organisations};
use crate::isolation::fill;

pub(crate) async fn dump(db: &Db, organisation: Option<OrganisationId>) -> String {
    summed_dump(db, organisation).await.0
}

async fn summed_dump(db: &Db, organisation: Option<OrganisationId>) -> (String, BackupSummary) {
    let mut bytes = Vec::new();
    let mut tx = db.snapshot().await.unwrap();
    let summary = store::backup::dump(&mut tx, organisation, &mut bytes).await.unwrap();
    (String::from_utf8(bytes).unwrap(), summary)
}

async fn load(db: &Db, backup: &str) -> store::Result<BackupSummary> {
    store::backup::load(db, backup.as_bytes()).await
}

/// Two organisations with a row in every table, and more debtors, items and entries than a page.
async fn full(db: &Db) {
    organisations(db).await;
    for organisation in [ORGANISATION, OTHER] {
        fill(db, organisation).await;
    }
    let mut tx = db.begin().await.unwrap();
    let debtors: Vec<_> = (3..=1_203).map(debtor).collect();
    store::debtor::upsert(&mut tx, ORGANISATION, &debtors).await.unwrap();
    let entries: Vec<_> = (3..=1_003).map(entry).collect();
    store::event::append(&mut tx, ORGANISATION, &entries).await.unwrap();
    store::organisation::mark_first_sent(&mut tx, OTHER, morning(day(2, 9))).await.unwrap();
    tx.commit().await.unwrap();
    // Exactly two pages in one table, where a page too many would be empty.
    let more: Vec<_> = (1_001..=1_994).map(|number| item(number, 2, 1_000, day(1, 5), day(2, 4))).collect();
    items(db, ORGANISATION, &more).await;
    let mut tx = db.begin().await.unwrap();
    let row = allocation(1, 10, 0, day(2, 9));
    let live = store::item::live_allocations(&mut tx, ORGANISATION).await.unwrap().remove(0);
    let reversed = store::item::NewAllocation { allocation: live.allocation, ..row };
    store::item::allocate(&mut tx, ORGANISATION, &[counter(&reversed, live.id)], morning(day(2, 10)), "Claire").await.unwrap();
    tx.commit().await.unwrap();
}

async fn is_sound(db: &Db, entries: i64) {
    for (organisation, expected) in [(ORGANISATION, entries), (OTHER, 2)] {
        let verified = store::event::verify(db, organisation).await.unwrap();
        assert_eq!((verified.broken_at, verified.entries), (None, expected));
        let mut tx = db.snapshot().await.unwrap();
        for check in store::health::checks(&mut tx, organisation).await.unwrap() {
            assert_eq!(check.broken, 0, "{}", check.name);
        }
    }
}

#[tokio::test]
async fn a_backup_goes_from_engine_to_engine_and_back() {
    for (from, to) in [(Engine::Sqlite, Engine::Postgres), (Engine::Postgres, Engine::Sqlite)] {
        let (first, second, third) = (Base::new(from).await, Base::new(to).await, Base::new(from).await);
        full(&first).await;
        let (written, summary) = summed_dump(&first, None).await;
        assert_eq!(summary.rows["open_item"], 1_000, "two full pages");
        assert!(TABLES.iter().all(|table| summary.rows[table.name] > 0), "a row in every table: {:?}", summary.rows);
        assert_eq!(written.lines().count() as u64, summary.total() + 2);
        assert!(!written.contains("\"token\""), "sessions are left out");

        assert_eq!(load(&second, &written).await.unwrap(), summary);
        is_sound(&second, 1_003).await;
        let (again, summed_again) = summed_dump(&second, None).await;
        assert!(again == written && summed_again == summary, "{to:?} writes other bytes than {from:?}");
        load(&third, &again).await.unwrap();
        assert!(dump(&third, None).await == written, "back on {from:?}");
        assert_eq!(store::organisation::all(&third).await.unwrap(), store::organisation::all(&first).await.unwrap());
        third.analyze().await.unwrap();

        let mut tx = third.begin().await.unwrap();
        store::event::append(&mut tx, ORGANISATION, &[entry(5_000)]).await.unwrap();
        tx.commit().await.unwrap();
        is_sound(&third, 1_004).await;
        for base in [first, second, third] {
            base.close().await;
        }
    }
}

/// SQLite would keep the nanoseconds that PostgreSQL cuts: two engines, two instants.
#[tokio::test]
async fn instants_are_written_to_the_microsecond() {
    let db = Base::new(Engine::Sqlite).await;
    full(&db).await;
    let mut seen = 0;
    for table in TABLES {
        for column in table.columns.iter().filter(|column| column.kind == ColumnKind::Timestamp) {
            let (table, column) = (table.name, column.name);
            for text in db.raw_texts(format!("SELECT DISTINCT {column} FROM {table} WHERE {column} IS NOT NULL")).await {
                seen += 1;
                assert!(text.len() <= "2026-11-22T06:00:00.123456+00:00".len(), "{table}.{column}: {text}");
            }
        }
    }
    assert!(seen >= 12, "only {seen} instants were seen");
    db.close().await;
}

#[tokio::test]
async fn one_organisation_can_be_taken_out() {
    on_both(async |db| {
        full(db).await;
        let alone = dump(db, Some(OTHER)).await;
        assert!(!alone.contains(&ORGANISATION.to_string()));
        let fresh = Base::new(db.engine()).await;
        load(&fresh, &alone).await.unwrap();
        assert!(dump(&fresh, None).await == alone);
        fresh.close().await;
    })
    .await;
}

#[tokio::test]
async fn an_empty_base_has_an_empty_backup() {
    on_both(async |db| {
        let (empty, summary) = summed_dump(db, None).await;
        assert_eq!((empty.lines().count(), summary.total()), (2, 0));
        assert_eq!(load(db, &empty).await.unwrap(), summary);
    })
    .await;
}

#[tokio::test]
async fn a_base_that_is_not_empty_is_left_alone() {
    on_both(async |db| {
        organisations(db).await;
        let before = dump(db, None).await;
        let refused = load(db, &before).await;
        assert!(matches!(&refused, Err(StoreError::Backup(why)) if why == "the base is not empty"), "{refused:?}");
        assert_eq!(dump(db, None).await, before);
    })
    .await;
}

/// Each row: what was done to the backup, and what the refusal says of it.
fn spoilt(good: &str) -> Vec<(&'static str, String, &'static str)> {
    let lines: Vec<&str> = good.split_inclusive('\n').collect();
    let (last, without_last) = (lines[lines.len() - 1], lines[..lines.len() - 1].concat());
    let debtor = lines.iter().position(|line| line.starts_with(r#"{"t":"debtor""#)).unwrap();
    let replace = |position: usize, by: &str| {
        let mut lines = lines.clone();
        lines[position] = by;
        lines.concat()
    };
    let changed = lines[debtor].replacen("Nantes", "Rennes", 1);
    let unknown = lines[debtor].replacen(r#""code""#, r#""kode""#, 1);
    let extra = lines[debtor].replacen(r#""code""#, r#""more":1,"code""#, 1);
    let wrong = lines[debtor].replacen(r#""version":1"#, r#""version":"1""#, 1);
    let null = lines[debtor].replacen(r#""version":1"#, r#""version":null"#, 1);
    let later = last.replacen(r#""debtor":2"#, r#""debtor":3"#, 1);
    vec![
        ("nothing at all", String::new(), "line 1: the backup is cut off"),
        ("another file", "numéro;montant\n".to_owned(), "line 1: "),
        ("another format", replace(0, &lines[0].replace("quittance", "autre")), "line 1: expected "),
        ("a later version", replace(0, &lines[0].replace(r#""version":1"#, r#""version":2"#)), "line 1: expected "),
        ("a later schema", replace(0, &lines[0].replace(r#""schema":"#, r#""schema":9"#)), "line 1: expected "),
        ("cut before the end", without_last.clone(), "the backup is cut off"),
        ("cut inside a line", good[..good.len() / 2].to_owned(), "the backup is cut off"),
        ("cut inside the last line", good[..good.len() - 1].to_owned(), "the backup is cut off"),
        ("a changed letter", replace(debtor, &changed), "the backup was altered"),
        ("a changed blank", replace(debtor, &lines[debtor].replacen(':', ": ", 1)), "the backup was altered"),
        ("a line less", replace(lines.len() - 2, ""), "the backup was altered"),
        ("a line of nothing", replace(debtor, "\n"), "EOF"),
        ("an unknown column", replace(debtor, &unknown), "debtor: code is missing"),
        ("a column too many", replace(debtor, &extra), "unknown column \"more\""),
        ("a text for a number", replace(debtor, &wrong), "debtor: version is no BigInt"),
        ("nothing where something must be", replace(debtor, &null), "debtor: version is missing"),
        ("an unknown table", replace(debtor, "{\"t\":\"user_session\",\"r\":{}}\n"), "unknown table \"user_session\""),
        ("neither row nor end", replace(debtor, "{}\n"), "neither a row nor the end"),
        ("a row after its table", format!("{without_last}{}{last}", lines[1]), "a row of organisation after its table"),
        ("another number of rows", replace(lines.len() - 1, &later), "the number of rows does not agree"),
        ("two backups in one", format!("{good}{good}"), "something follows the end"),
    ]
}

#[tokio::test]
async fn a_spoilt_backup_is_refused_and_nothing_is_written() {
    let source = Base::new(Engine::Sqlite).await;
    organisations(&source).await;
    fill(&source, ORGANISATION).await;
    let good = dump(&source, None).await;
    source.close().await;
    on_both(async |db| {
        for (name, bad, expected) in spoilt(&good) {
            assert!(bad != good, "{name}: it is spoilt");
            let refused = load(db, &bad).await;
            let Err(StoreError::Backup(why)) = refused else { panic!("{name}: {refused:?}") };
            assert!(why.contains(expected), "{name}: {why}");
            assert_eq!(store::organisation::all(db).await.unwrap(), [], "{name}: nothing is written");
        }
        let orphans = good.lines().filter(|line| !line.starts_with(r#"{"t":"debtor""#)).map(|line| format!("{line}\n")).collect::<String>();
        assert!(load(db, &orphans).await.is_err(), "rows without what they refer to");
        assert_eq!(store::organisation::all(db).await.unwrap(), []);
        load(db, &good).await.unwrap();
        assert_eq!(dump(db, None).await, good, "the good one is still taken");
    })
    .await;
}
