//! Two accounts made one, row by row, and back.

use std::collections::BTreeSet;

use domain::dunning::ActionState;
use domain::ids::{DebtorId, MergeId, OpenItemId};
use domain::quality::CompanyState;
use store::Engine;
use store::merge::{MOVED, MergeRow, STAYING};
use store::quality::CompanyCheck;

use crate::base::on_both;
use crate::given::{ORGANISATION, day, id, item, items, morning, new_action, night, organisations};

#[tokio::test]
async fn every_table_with_a_debtor_says_what_a_merge_does_to_it() {
    on_both(async |db| {
        let sql = match db.engine() {
            Engine::Sqlite => "SELECT t.name FROM sqlite_schema t, pragma_table_info(t.name) c WHERE t.type = 'table' AND c.name = 'debtor_id'",
            Engine::Postgres => {
                "SELECT CAST(table_name AS TEXT) FROM information_schema.columns WHERE table_schema = 'public' AND column_name = 'debtor_id'"
            }
        };
        let found: BTreeSet<String> = db.raw_texts(sql.to_owned()).await.into_iter().collect();
        let known: BTreeSet<String> = MOVED.iter().chain(STAYING).map(|table| (*table).to_owned()).collect();
        assert_eq!(found, known, "name each table in MOVED, with its statements, or in STAYING, with the reason");
    })
    .await;
}

/// What the register says of a company that has ceased.
pub(crate) fn closed(debtor: u128) -> CompanyCheck {
    CompanyCheck {
        debtor: DebtorId(id(debtor)),
        siren: "732829320".to_owned(),
        state: CompanyState::Closed,
        closed_on: Some(day(1, 31)),
        name: "SOCIETE UN".to_owned(),
        activity: "43.91A".to_owned(),
        source: "essai".to_owned(),
        checked_on: day(2, 9),
    }
}

pub(crate) fn merge(number: u128) -> MergeRow {
    MergeRow {
        id: MergeId(id(number)),
        survivor: DebtorId(id(1)),
        absorbed: DebtorId(id(2)),
        reason: "même client".to_owned(),
        survivor_before: "{}".to_owned(),
        survivor_after: "{}".to_owned(),
        kept: vec![OpenItemId(id(1))],
        merged_on: day(2, 9),
        created_at: morning(day(2, 9)),
        created_by: "Claire".to_owned(),
        undone_at: None,
    }
}

/// A dump without the record of the merge, the versions of accounts and the sum at its end.
fn told(dump: &str) -> Vec<&str> {
    let apart = ["\"debtor_merge\"", "\"debtor_merge_row\"", "\"debtor\"", "{\"end\""];
    dump.lines().filter(|line| !apart.iter().any(|name| line.contains(name))).collect()
}

#[tokio::test]
async fn rows_move_and_come_back() {
    on_both(async |db| {
        organisations(db).await;
        crate::isolation::fill(db, ORGANISATION).await;
        let on = day(2, 10);
        night(db, ORGANISATION, on, vec![new_action(ORGANISATION, 2, on, 0, &[])]).await;
        items(db, ORGANISATION, &[item(30, 2, 700, day(1, 5), day(2, 4))]).await;
        let before = crate::backup::dump(db, Some(ORGANISATION)).await;
        let mut tx = db.begin().await.unwrap();
        let (survivor, absorbed) = (DebtorId(id(1)), DebtorId(id(2)));
        let rows = store::merge::move_all(&mut tx, ORGANISATION, absorbed, survivor).await.unwrap();
        assert!(rows.iter().any(|row| row.table == "action"), "{rows:?}");
        store::merge::insert(&mut tx, ORGANISATION, &merge(50), &rows).await.unwrap();
        tx.commit().await.unwrap();

        let mut tx = db.begin().await.unwrap();
        assert_eq!(store::debtor::get(&mut tx, ORGANISATION, absorbed).await.unwrap(), None);
        assert_eq!(store::debtor::get_any(&mut tx, ORGANISATION, absorbed).await.unwrap().unwrap().id, absorbed);
        assert_eq!(store::merge::survivor(&mut tx, ORGANISATION, absorbed).await.unwrap(), Some(survivor));
        assert_eq!(
            store::debtor::find(&mut tx, ORGANISATION, "C00002").await.unwrap().unwrap().id,
            survivor,
            "its code finds the survivor"
        );
        assert_eq!(store::merge::accounts(&mut tx, ORGANISATION).await.unwrap()["C00002"].0, survivor);
        assert_eq!(store::debtor::count(&mut tx, ORGANISATION).await.unwrap(), 1);
        let kept = store::merge::get(&mut tx, ORGANISATION, MergeId(id(50))).await.unwrap().unwrap();
        assert_eq!((kept.kept.len(), kept.reason.as_str()), (1, "même client"));
        assert_eq!(store::merge::rows(&mut tx, ORGANISATION, kept.id).await.unwrap(), rows);
        assert!(store::merge::move_all(&mut tx, ORGANISATION, absorbed, survivor).await.is_err(), "only once");
        drop(tx);

        let mut tx = db.begin().await.unwrap();
        let kept = store::merge::get(&mut tx, ORGANISATION, MergeId(id(50))).await.unwrap().unwrap();
        store::merge::move_back(&mut tx, ORGANISATION, &kept, &[OpenItemId(id(30))]).await.unwrap();
        store::merge::mark_undone(&mut tx, ORGANISATION, kept.id, morning(day(2, 10)), "Paul").await.unwrap();
        assert!(store::merge::mark_undone(&mut tx, ORGANISATION, kept.id, morning(day(2, 10)), "Paul").await.is_err(), "only once");
        assert_eq!(store::merge::of_survivor(&mut tx, ORGANISATION, survivor).await.unwrap(), []);
        assert_eq!(store::merge::unsent(&mut tx, ORGANISATION, absorbed).await.unwrap()[0].3, ActionState::Planned);
        tx.commit().await.unwrap();
        let after = crate::backup::dump(db, Some(ORGANISATION)).await;
        assert_eq!(told(&after), told(&before));
    })
    .await;
}
