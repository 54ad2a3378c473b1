//! What is open by account and due date, and how late accounts pay.

use domain::Cents;
use domain::ids::{DebtorId, OpenItemId, OrganisationId};
use store::Tx;

use crate::base::on_both;
use crate::given::{ORGANISATION, allocation, counter, day, debtors, id, item, items, morning, organisations};

pub(crate) async fn counts(tx: &mut Tx, o: OrganisationId) -> Vec<(&'static str, usize)> {
    let days = (day(1, 1), day(12, 31));
    vec![
        ("open sums", store::forecast::open_sums(tx, o, day(12, 31)).await.unwrap().len()),
        ("open debits of some", store::forecast::open_of(tx, o, &[OpenItemId(id(1))], day(12, 31)).await.unwrap().len()),
        ("habits", store::forecast::paid(tx, o, days, None).await.unwrap().len()),
    ]
}

/// 1 000 due on 4 February: 300 came 6 days before, 200 came 10 days late, 100 came and went back.
#[tokio::test]
async fn payments_are_weighed_by_their_days_and_credits_stand_apart() {
    on_both(async |db| {
        organisations(db).await;
        debtors(db, ORGANISATION, 2).await;
        let (due_on, early, late) = (day(2, 4), day(1, 29), day(2, 14));
        let documents = [
            item(1, 1, 1_000, day(1, 5), due_on),
            item(2, 2, 400, day(1, 5), day(3, 1)),
            item(10, 1, -300, early, early),
            item(11, 1, -250, late, late),
            item(12, 1, -100, late, late),
        ];
        items(db, ORGANISATION, &documents).await;
        let mut tx = db.begin().await.unwrap();
        let put = [allocation(1, 10, 300, early), allocation(1, 11, 200, late), allocation(1, 12, 100, late)];
        let ids = store::item::allocate(&mut tx, ORGANISATION, &put, morning(late), "test").await.unwrap();
        store::item::take_back(&mut tx, ORGANISATION, &[counter(&put[2], ids[2])], morning(late), "test").await.unwrap();
        let mut sums = store::forecast::open_sums(&mut tx, ORGANISATION, late).await.unwrap();
        sums.sort_by_key(|sum| (sum.debtor, !sum.is_debit, sum.due_on));
        let told: Vec<_> = sums.iter().map(|sum| (sum.debtor, sum.due_on, sum.is_debit, sum.open.0)).collect();
        let (one, two) = (DebtorId(id(1)), DebtorId(id(2)));
        assert_eq!(told, [(one, due_on, true, 500), (one, late, false, -150), (two, day(3, 1), true, 400)]);
        let open = store::forecast::open_of(&mut tx, ORGANISATION, &[OpenItemId(id(1)), OpenItemId(id(10))], late).await.unwrap();
        assert_eq!((open.len(), open[&OpenItemId(id(1))].open, open[&OpenItemId(id(1))].due_on), (1, Cents(500), due_on));
        for of in [None, Some(one)] {
            let paid = store::forecast::paid(&mut tx, ORGANISATION, (day(1, 1), late), of).await.unwrap();
            let own = paid[&one];
            assert_eq!((paid.len(), own.count, own.amount, own.weighted), (1, 2, Cents(500), 300 * -6 + 200 * 10));
        }
        let before = store::forecast::paid(&mut tx, ORGANISATION, (early, late), Some(one)).await.unwrap();
        assert_eq!(before[&one].amount, Cents(200), "what came by the first day is before");
        tx.commit().await.unwrap();
    })
    .await;
}
