//! Later due dates: the last that was not taken back holds, with what was open on each day.

use chrono::SubsecRound as _;
use domain::Cents;
use domain::ids::{DebtorId, DeferralId, OpenItemId, OrganisationId};
use store::Tx;
use store::deferral::DeferralRow;

use crate::base::on_both;
use crate::given::{ORGANISATION, allocation, day, debtors, id, item, items, morning, organisations};

fn row(number: u128, granted: (u32, u32), agreed: (u32, u32)) -> DeferralRow {
    DeferralRow {
        id: DeferralId(id(number)),
        item: OpenItemId(id(1)),
        original_on: day(1, 6),
        agreed_on: day(agreed.0, agreed.1),
        without_interest: number.is_multiple_of(2),
        approved_by: "Paul".to_owned(),
        reason: "litige clos".to_owned(),
        granted_on: day(granted.0, granted.1),
        at: morning(day(granted.0, granted.1)).trunc_subsecs(6),
        by: "Claire".to_owned(),
    }
}

/// A row in every table of this module.
pub(crate) async fn fill(tx: &mut Tx, organisation: OrganisationId) {
    store::deferral::insert(tx, organisation, &row(95, (1, 10), (2, 10))).await.unwrap();
}

pub(crate) async fn counts(tx: &mut Tx, o: OrganisationId) -> Vec<(&'static str, usize)> {
    let on = day(12, 31);
    vec![
        ("deferrals", store::deferral::in_force(tx, o, on).await.unwrap().len()),
        ("agreed debts", store::agreed::debts(tx, o, None).await.unwrap().len()),
        ("agreed debts of a debtor", store::agreed::debts(tx, o, Some(DebtorId(id(1)))).await.unwrap().len()),
        ("deferrals of a debtor", store::deferral::in_force_of(tx, o, DebtorId(id(1)), on).await.unwrap().len()),
    ]
}

#[tokio::test]
async fn the_last_one_holds_and_taking_it_back_gives_the_one_before() {
    on_both(async |db| {
        organisations(db).await;
        debtors(db, ORGANISATION, 1).await;
        let on = day(1, 6);
        items(db, ORGANISATION, &[item(1, 1, 1_000, on, on), item(10, 1, -400, day(2, 15), day(2, 15))]).await;
        let mut tx = db.begin().await.unwrap();
        for row in [row(1, (1, 10), (2, 10)), row(2, (2, 1), (3, 10))] {
            store::deferral::insert(&mut tx, ORGANISATION, &row).await.unwrap();
        }
        store::item::allocate(&mut tx, ORGANISATION, &[allocation(1, 10, 400, day(2, 15))], morning(day(2, 15)), "Claire").await.unwrap();
        for (on, expected) in [
            (day(1, 9), None),
            // Paid in part after the first agreed day, before the second.
            (day(1, 10), Some((1, 1_000, 1_000))),
            (day(2, 1), Some((2, 600, 1_000))),
            (day(2, 20), Some((2, 600, 600))),
        ] {
            let known = store::deferral::in_force(&mut tx, ORGANISATION, on).await.unwrap();
            let seen = known.first().map(|one| (one.row.id.0.as_u128(), one.open_then.0, one.open_on.0));
            assert_eq!(seen, expected.map(|(number, then, open)| (id(number).as_u128(), then, open)), "{on}");
        }
        let at = morning(day(3, 1));
        store::deferral::undo(&mut tx, ORGANISATION, DeferralId(id(2)), at, "Paul").await.unwrap();
        assert!(store::deferral::undo(&mut tx, ORGANISATION, DeferralId(id(2)), at, "Paul").await.is_err());
        let known = store::deferral::in_force_of(&mut tx, ORGANISATION, DebtorId(id(1)), day(3, 1)).await.unwrap();
        assert_eq!(known.iter().map(|one| (&one.row, one.open)).collect::<Vec<_>>(), [(&row(1, (1, 10), (2, 10)), Cents(600))]);
    })
    .await;
}
