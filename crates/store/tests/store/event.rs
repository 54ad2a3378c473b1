use std::sync::Arc;

use domain::ids::{DebtorId, OrganisationId};
use store::event::Verification;
use tokio::sync::Barrier;

use crate::base::{Base, on_both};
use crate::given::{ORGANISATION, OTHER, debtors, entry, id, organisations};

const ENTRIES: u32 = 5;

/// Both organisations with the same five entries.
async fn journals(db: &Base) {
    organisations(db).await;
    for organisation in [ORGANISATION, OTHER] {
        debtors(db, organisation, 2).await;
        let entries: Vec<_> = (1..=ENTRIES).map(entry).collect();
        let mut tx = db.begin().await.unwrap();
        store::event::append(&mut tx, organisation, &entries[..2]).await.unwrap();
        store::event::append(&mut tx, organisation, &[]).await.unwrap();
        store::event::append(&mut tx, organisation, &entries[2..]).await.unwrap();
        tx.commit().await.unwrap();
    }
}

async fn verify(db: &Base, organisation: OrganisationId) -> Verification {
    store::event::verify(db, organisation).await.unwrap()
}

const fn sound(entries: i64) -> Verification {
    Verification { entries, broken_at: None }
}

const fn broken(at: i64) -> Verification {
    Verification { entries: at - 1, broken_at: Some(at) }
}

#[tokio::test]
async fn a_journal_is_read_from_its_newest_entry_and_verified_from_its_first() {
    on_both(async |db| {
        organisations(db).await;
        assert_eq!(verify(db, ORGANISATION).await, sound(0), "an empty journal is sound");
        drop(db.begin().await.unwrap());
        debtors(db, ORGANISATION, 2).await;
        let mut tx = db.begin().await.unwrap();
        let mut of_nobody = entry(3);
        of_nobody.debtor = None;
        of_nobody.subject = None;
        store::event::append(&mut tx, ORGANISATION, &[entry(1), entry(2), of_nobody]).await.unwrap();
        tx.commit().await.unwrap();
        let mut tx = db.begin().await.unwrap();
        store::event::append(&mut tx, ORGANISATION, &[entry(4)]).await.unwrap();
        drop(tx);
        assert_eq!(verify(db, ORGANISATION).await, sound(3), "what was not committed did not happen");

        let latest = store::event::latest(db, ORGANISATION, i64::MAX, 2).await.unwrap();
        assert_eq!(latest.iter().map(|event| event.seq).collect::<Vec<_>>(), [3, 2]);
        assert_eq!(latest[0].previous_hash, latest[1].hash);
        assert_eq!((latest[0].debtor_id, latest[1].payload.as_str()), (None, r#"{"note":"litige nº 2"}"#));
        let before = store::event::latest(db, ORGANISATION, 2, 9).await.unwrap();
        assert_eq!(before.iter().map(|event| event.seq).collect::<Vec<_>>(), [1]);
        let of_debtor = store::event::of_debtor(&mut db.snapshot().await.unwrap(), ORGANISATION, DebtorId(id(1)), 9).await.unwrap();
        assert_eq!(of_debtor.iter().map(|event| event.seq).collect::<Vec<_>>(), [2, 1]);
    })
    .await;
}

/// Every column of every row but the organisation: its change moves the row out of the journal, as a deletion does.
#[tokio::test]
async fn any_change_of_any_entry_is_found_where_it_is() {
    on_both(async |db| {
        journals(db).await;
        let (organisation, zero) = (db.literal(ORGANISATION.0), "0".repeat(64));
        let columns = [
            ("at", "'2026-11-22T06:00:00.123457+00:00'".to_owned()),
            ("actor", "'Paul'".to_owned()),
            ("kind", "'hold.released'".to_owned()),
            ("debtor_id", db.literal(id(2))),
            ("debtor_id", "NULL".to_owned()),
            ("subject_id", db.literal(id(77))),
            ("subject_id", "NULL".to_owned()),
            ("payload", "payload || ' '".to_owned()),
            ("previous_hash", format!("'{zero}'")),
            ("hash", format!("'{zero}'")),
            ("seq", "seq + 100".to_owned()),
        ];
        for seq in 1..=i64::from(ENTRIES) {
            for (column, value) in &columns {
                db.raw("CREATE TABLE kept AS SELECT * FROM event".to_owned()).await;
                let changed =
                    db.raw(format!("UPDATE event SET {column} = {value} WHERE organisation_id = {organisation} AND seq = {seq}")).await;
                assert_eq!(changed, 1, "{column} of {seq}");
                assert_eq!(verify(db, ORGANISATION).await, broken(seq), "{column} of {seq} becomes {value}");
                assert_eq!(verify(db, OTHER).await, sound(ENTRIES.into()));
                for sql in ["DELETE FROM event", "INSERT INTO event SELECT * FROM kept", "DROP TABLE kept"] {
                    db.raw(sql.to_owned()).await;
                }
            }
        }
        assert_eq!(verify(db, ORGANISATION).await, sound(ENTRIES.into()), "all was put back");
    })
    .await;
}

#[tokio::test]
async fn entries_that_are_missing_or_moved_are_found() {
    on_both(async |db| {
        journals(db).await;
        let organisation = db.literal(ORGANISATION.0);
        let of_it = format!("WHERE organisation_id = {organisation}");
        let last = i64::from(ENTRIES);
        let cases = [
            ("the last entry is deleted", format!("DELETE FROM event {of_it} AND seq = 5"), last),
            ("the first entry is deleted", format!("DELETE FROM event {of_it} AND seq = 1"), 1),
            ("all entries are deleted", format!("DELETE FROM event {of_it}"), 1),
            (
                "the head forgets the last entry",
                format!("UPDATE event_head SET seq = 4, hash = (SELECT hash FROM event {of_it} AND seq = 4) {of_it}"),
                last + 1,
            ),
            ("the head is deleted", format!("DELETE FROM event_head {of_it}"), last + 1),
            (
                "an entry is given to the other organisation",
                format!("UPDATE event SET organisation_id = {}, seq = 6 {of_it} AND seq = 3", db.literal(OTHER.0)),
                3,
            ),
        ];
        for (name, sql, at) in cases {
            for table in ["event", "event_head"] {
                db.raw(format!("CREATE TABLE kept_{table} AS SELECT * FROM {table}")).await;
            }
            assert!(db.raw(sql).await > 0, "{name}");
            assert_eq!(verify(db, ORGANISATION).await, broken(at), "{name}");
            for table in ["event", "event_head"] {
                db.raw(format!("DELETE FROM {table}")).await;
                db.raw(format!("INSERT INTO {table} SELECT * FROM kept_{table}")).await;
                db.raw(format!("DROP TABLE kept_{table}")).await;
            }
            assert_eq!(verify(db, ORGANISATION).await, sound(last), "all was put back");
        }
    })
    .await;
}

/// Writers wait for each other at the head: no position is taken twice, none is left out, and reading
/// meanwhile finds no break.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn writers_at_once_leave_one_chain() {
    const WRITERS: u32 = 8;
    const EACH: u32 = 20;
    on_both(async |db| {
        organisations(db).await;
        debtors(db, ORGANISATION, 1).await;
        let together = Arc::new(Barrier::new(WRITERS as usize));
        let mut writers = Vec::new();
        for writer in 0..WRITERS {
            let (db, together) = (store::Db::clone(db), Arc::clone(&together));
            writers.push(tokio::spawn(async move {
                together.wait().await;
                for number in 0..EACH {
                    let mut tx = db.begin().await.unwrap();
                    store::event::append(&mut tx, ORGANISATION, &[entry(writer), entry(number)]).await.unwrap();
                    tx.commit().await.unwrap();
                    assert_eq!(store::event::verify(&db, ORGANISATION).await.unwrap().broken_at, None, "while others write");
                }
            }));
        }
        for writer in writers {
            writer.await.unwrap();
        }
        assert_eq!(verify(db, ORGANISATION).await, sound(i64::from(WRITERS * EACH * 2)));
    })
    .await;
}

#[tokio::test]
async fn a_revision_lasts_until_anybody_writes() {
    on_both(async |db| {
        organisations(db).await;
        let first = db.revision().await.unwrap();
        let mut tx = db.snapshot().await.unwrap();
        store::event::head(&mut tx, ORGANISATION).await.unwrap();
        drop(tx);
        assert_eq!(first, db.revision().await.unwrap(), "reading is no change");
        debtors(db, ORGANISATION, 1).await;
        let second = db.revision().await.unwrap();
        assert_ne!(first, second, "a commit is one");
        let other = db.reopen().await;
        let begun = other.begin().await.unwrap();
        drop(begun);
        debtors(db, OTHER, 1).await;
        let third = db.revision().await.unwrap();
        assert_ne!(second, third);
        db.raw("UPDATE organisation SET name = 'Élan'".to_owned()).await;
        assert_ne!(third, db.revision().await.unwrap(), "that of another program too");
        other.close().await;
    })
    .await;
}
