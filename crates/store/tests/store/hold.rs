use chrono::SubsecRound as _;
use domain::dunning::Hold;
use domain::ids::{DebtorId, HoldId, OpenItemId};
use store::StoreError;
use store::hold::HoldRow;

use crate::base::on_both;
use crate::given::{ORGANISATION, OTHER, day, debtors, id, item, items, morning, organisations};

fn hold(number: u128, debtor: u128, until: Option<domain::Date>) -> HoldRow {
    HoldRow {
        id: HoldId(id(number)),
        debtor: DebtorId(id(debtor)),
        item: None,
        hold: Hold { until },
        kind: store::hold::HoldKind::Pause,
        note: "litige".to_owned(),
        created_at: morning(day(11, 1)).trunc_subsecs(6),
        created_by: "Claire".to_owned(),
    }
}

#[tokio::test]
async fn a_hold_is_in_force_until_its_end_or_its_release() {
    on_both(async |db| {
        organisations(db).await;
        debtors(db, ORGANISATION, 2).await;
        items(db, ORGANISATION, &[item(1, 2, 100, day(1, 1), day(2, 1))]).await;
        let (open, dated) = (hold(1, 1, None), hold(2, 1, Some(day(11, 22))));
        let of_item = HoldRow { item: Some(OpenItemId(id(1))), ..hold(3, 2, None) };
        let mut tx = db.begin().await.unwrap();
        for hold in [&open, &dated, &of_item] {
            store::hold::insert(&mut tx, ORGANISATION, hold).await.unwrap();
        }
        let debtor = DebtorId(id(1));
        assert_eq!(store::hold::active(&mut tx, ORGANISATION, day(11, 21)).await.unwrap(), [open.clone(), dated.clone(), of_item.clone()]);
        assert_eq!(
            store::hold::active(&mut tx, ORGANISATION, day(11, 22)).await.unwrap(),
            [open.clone(), of_item.clone()],
            "its last day is past"
        );
        assert_eq!(store::hold::active_of(&mut tx, ORGANISATION, debtor, day(11, 21)).await.unwrap(), [open.clone(), dated]);

        let at = morning(day(11, 20));
        let elsewhere = store::hold::release(&mut tx, OTHER, open.id, at, "Paul").await;
        assert!(matches!(elsewhere, Err(StoreError::Stale { table: "hold", .. })), "{elsewhere:?}");
        store::hold::release(&mut tx, ORGANISATION, open.id, at, "Claire").await.unwrap();
        let twice = store::hold::release(&mut tx, ORGANISATION, open.id, at, "Claire").await;
        assert!(matches!(twice, Err(StoreError::Stale { table: "hold", id }) if id == open.id.0), "{twice:?}");
        assert_eq!(store::hold::active(&mut tx, ORGANISATION, day(11, 22)).await.unwrap(), [of_item]);
        assert_eq!(store::hold::active_of(&mut tx, ORGANISATION, debtor, day(11, 22)).await.unwrap(), []);
    })
    .await;
}
