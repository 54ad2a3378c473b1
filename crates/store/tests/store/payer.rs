use chrono::{DateTime, SubsecRound as _, Utc};
use domain::Cents;
use domain::ids::{DebtorId, MatchId, OpenItemId, OperationId, OrganisationId, PayerId, TransactionId, VirtualIbanId};
use domain::payers::{CashDiscount, Settings};
use store::bank_match::{MatchOrigin, MatchRow};
use store::payer::{PayerKind, PayerOrigin, PayerRow, VirtualIban};
use store::{Db, StoreError, Tx};

use crate::base::on_both;
use crate::given::{
    ORGANISATION, OTHER, allocate, allocation, counter, day, debtors, id, item, items, morning, organisations, transaction,
};

const IBAN: &str = "FR1420041010050500013M02606";
const BOTH: [PayerKind; 2] = [PayerKind::Account, PayerKind::Name];

fn at() -> DateTime<Utc> {
    morning(day(2, 1)).trunc_subsecs(6)
}

fn payer(number: u128, debtor: u128, text: &str, from: Option<u128>) -> PayerRow {
    PayerRow {
        id: PayerId(id(number)),
        debtor: DebtorId(id(debtor)),
        text: text.to_owned(),
        origin: if from.is_some() { PayerOrigin::Learned } else { PayerOrigin::Entered },
        learned_from: from.map(|number| TransactionId(id(number))),
        created_at: at(),
        actor: "Claire".to_owned(),
    }
}

fn virtual_iban(number: u128, iban: &str) -> VirtualIban {
    VirtualIban {
        id: VirtualIbanId(id(number)),
        iban: iban.to_owned(),
        debtor: DebtorId(id(1)),
        item: Some(OpenItemId(id(1))),
        point_of_sale: "Nantes".to_owned(),
        note: "« PSP »".to_owned(),
        created_at: at(),
        actor: "Claire".to_owned(),
    }
}

fn matching(number: u128, payments: &[u128], operations: &[u128]) -> MatchRow {
    MatchRow {
        id: MatchId(id(number)),
        transaction: TransactionId(id(1)),
        origin: MatchOrigin::Confirmed,
        confidence: Some(88),
        reasons: vec!["« F-1 » est dans le libellé".to_owned(), "même IBAN".to_owned()],
        runner_up: "Autre (61)".to_owned(),
        previous_note: String::new(),
        created_at: at(),
        actor: "Claire".to_owned(),
        undone_at: None,
        payments: payments.iter().map(|number| OpenItemId(id(*number))).collect(),
        operations: operations.iter().map(|number| OperationId(id(*number))).collect(),
        allocations: Vec::new(),
    }
}

/// A row in every table of this module: debtors 1 and 2, item 1, line 1 and payment 10 are there.
pub(crate) async fn fill(tx: &mut Tx, organisation: OrganisationId, operation: OperationId) {
    for kind in BOTH {
        store::payer::insert(tx, organisation, kind, &[payer(1, 1, IBAN, Some(1)), payer(2, 2, "DUPONT", None)]).await.unwrap();
    }
    store::payer::insert_virtual(tx, organisation, &[virtual_iban(1, IBAN)]).await.unwrap();
    store::payer::set_head(tx, organisation, DebtorId(id(2)), Some(DebtorId(id(1))), at(), "Claire").await.unwrap();
    store::payer::set_settings(tx, organisation, &Settings { automatic_from: 97, ..Settings::default() }).await.unwrap();
    let allocations = store::item::live_allocations(tx, organisation).await.unwrap().into_iter().map(|live| live.id).collect();
    let row = MatchRow { operations: vec![operation], allocations, ..matching(1, &[10], &[]) };
    store::bank_match::insert(tx, organisation, &[row]).await.unwrap();
    store::proposal::replace(tx, organisation, &[(TransactionId(id(1)), OpenItemId(id(1)))]).await.unwrap();
}

pub(crate) async fn counts(tx: &mut Tx, o: OrganisationId) -> Vec<(&'static str, usize)> {
    let line = TransactionId(id(1));
    vec![
        ("payer accounts", store::payer::live(tx, o, PayerKind::Account).await.unwrap().len()),
        ("payer names", store::payer::live(tx, o, PayerKind::Name).await.unwrap().len()),
        ("virtual IBANs", store::payer::virtual_ibans(tx, o).await.unwrap().len()),
        ("groups", store::payer::groups(tx, o).await.unwrap().len()),
        ("matching settings", usize::from(store::payer::settings(tx, o).await.unwrap() != Settings::default())),
        ("matching of a line", usize::from(store::bank_match::live_of(tx, o, line).await.unwrap().is_some())),
        ("last matching of a line", usize::from(store::bank_match::last_of(tx, o, line).await.unwrap().is_some())),
        ("allocations of a matching", store::bank_match::written_by(tx, o, MatchId(id(1))).await.unwrap().len()),
        ("allocations beside", store::bank_match::written_with(tx, o, OpenItemId(id(10)), DebtorId(id(1))).await.unwrap().len()),
        ("steps carried out late", store::night::carried_out_late(tx, o).await.unwrap().len()),
        ("steps of a debtor carried out late", store::night::carried_out_late_of(tx, o, DebtorId(id(1))).await.unwrap().len()),
        ("matchings", store::bank_match::live(tx, o).await.unwrap().len()),
    ]
}

/// What [`fill`] wrote for one organisation is out of another's reach.
pub(crate) async fn moves_nothing(tx: &mut Tx, other: OrganisationId, at: DateTime<Utc>) {
    for kind in BOTH {
        assert!(store::payer::revoke(tx, other, kind, PayerId(id(1)), at, "Paul").await.is_err());
    }
    assert_eq!(store::payer::forget(tx, other, TransactionId(id(1)), at, "Paul").await.unwrap(), 0);
    assert!(store::payer::revoke_virtual(tx, other, VirtualIbanId(id(1)), at, "Paul").await.is_err());
    store::payer::set_head(tx, other, DebtorId(id(2)), None, at, "Paul").await.unwrap();
    store::proposal::replace(tx, other, &[]).await.unwrap();
    assert!(store::bank_match::set_undone(tx, other, MatchId(id(1)), at, "Paul").await.is_err());
}

/// Two debtors, item 1, payments 10 and 11, bank line 1 of 500.
async fn given(db: &Db) {
    organisations(db).await;
    debtors(db, ORGANISATION, 3).await;
    let on = day(1, 6);
    items(db, ORGANISATION, &[item(1, 1, 1_000, on, on), item(10, 1, -300, on, on), item(11, 2, -200, on, on)]).await;
    let mut tx = db.begin().await.unwrap();
    let account = store::bank::upsert_account(&mut tx, ORGANISATION, "FR76", domain::Currency::EUR, on).await.unwrap();
    store::bank::insert(&mut tx, ORGANISATION, &[transaction(1, account, 500, on)]).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn what_a_line_may_pay_is_known_while_the_line_waits() {
    on_both(async |db| {
        given(db).await;
        let mut tx = db.begin().await.unwrap();
        let pair = (TransactionId(id(1)), OpenItemId(id(1)));
        store::proposal::replace(&mut tx, ORGANISATION, &[pair]).await.unwrap();
        store::proposal::replace(&mut tx, OTHER, &[]).await.unwrap();
        let known = [(OpenItemId(id(1)), day(1, 6))];
        assert_eq!(store::proposal::items(&mut tx, ORGANISATION, day(1, 5)).await.unwrap(), known);
        assert_eq!(store::proposal::items_of(&mut tx, ORGANISATION, DebtorId(id(1)), day(1, 5)).await.unwrap(), known);
        assert_eq!(store::proposal::items_of(&mut tx, ORGANISATION, DebtorId(id(2)), day(1, 5)).await.unwrap(), []);
        assert_eq!(store::proposal::items(&mut tx, ORGANISATION, day(1, 6)).await.unwrap(), [], "too old");
        assert_eq!(store::proposal::items(&mut tx, OTHER, day(1, 5)).await.unwrap(), []);
        assert_eq!(store::proposal::items_of(&mut tx, OTHER, DebtorId(id(1)), day(1, 5)).await.unwrap(), []);
        tx.commit().await.unwrap();
        db.raw("UPDATE bank_transaction SET state = 'matched'".to_owned()).await;
        let mut tx = db.begin().await.unwrap();
        assert_eq!(store::proposal::items(&mut tx, ORGANISATION, day(1, 5)).await.unwrap(), []);
        store::proposal::replace(&mut tx, ORGANISATION, &[]).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn what_was_learned_is_live_until_it_is_revoked() {
    on_both(async |db| {
        given(db).await;
        for kind in BOTH {
            let mut tx = db.begin().await.unwrap();
            let rows = [payer(1, 1, IBAN, Some(1)), payer(2, 2, IBAN, None), payer(3, 1, "DE75", None)];
            assert_eq!(store::payer::insert(&mut tx, ORGANISATION, kind, &rows).await.unwrap(), 3);
            let again = [payer(4, 1, IBAN, None), payer(5, 3, IBAN, None)];
            assert_eq!(store::payer::insert(&mut tx, ORGANISATION, kind, &again).await.unwrap(), 1, "known already");
            assert_eq!(store::payer::live(&mut tx, ORGANISATION, kind).await.unwrap(), [&rows[..], &again[1..]].concat());

            store::payer::revoke(&mut tx, ORGANISATION, kind, PayerId(id(3)), at(), "Paul").await.unwrap();
            let twice = store::payer::revoke(&mut tx, ORGANISATION, kind, PayerId(id(3)), at(), "Paul").await;
            assert!(matches!(twice, Err(StoreError::Stale { .. })), "{twice:?}");
            tx.commit().await.unwrap();
        }
        let mut tx = db.begin().await.unwrap();
        assert_eq!(store::payer::forget(&mut tx, ORGANISATION, TransactionId(id(1)), at(), "Paul").await.unwrap(), 2, "of both kinds");
        assert_eq!(store::payer::forget(&mut tx, ORGANISATION, TransactionId(id(1)), at(), "Paul").await.unwrap(), 0, "once");
        for kind in BOTH {
            let left: Vec<_> =
                store::payer::live(&mut tx, ORGANISATION, kind).await.unwrap().iter().map(|row| row.id.0.as_u128()).collect();
            assert_eq!(left, [2, 5]);
            assert_eq!(store::payer::insert(&mut tx, ORGANISATION, kind, &[payer(9, 1, IBAN, None)]).await.unwrap(), 1, "learned anew");
        }
    })
    .await;
}

#[tokio::test]
async fn a_virtual_iban_is_of_one_debtor_at_a_time() {
    on_both(async |db| {
        given(db).await;
        let mut tx = db.begin().await.unwrap();
        let rows = [virtual_iban(1, "FR76A"), VirtualIban { item: None, ..virtual_iban(2, "FR76B") }];
        store::payer::insert_virtual(&mut tx, ORGANISATION, &rows).await.unwrap();
        assert_eq!(store::payer::virtual_ibans(&mut tx, ORGANISATION).await.unwrap(), rows);
        store::payer::revoke_virtual(&mut tx, ORGANISATION, rows[0].id, at(), "Paul").await.unwrap();
        let twice = store::payer::revoke_virtual(&mut tx, ORGANISATION, rows[0].id, at(), "Paul").await;
        assert!(matches!(twice, Err(StoreError::Stale { table: "virtual_iban", .. })), "{twice:?}");
        store::payer::insert_virtual(&mut tx, ORGANISATION, &[virtual_iban(3, "FR76A")]).await.unwrap();
        tx.commit().await.unwrap();
        let mut tx = db.begin().await.unwrap();
        assert!(store::payer::insert_virtual(&mut tx, ORGANISATION, &[virtual_iban(4, "FR76B")]).await.is_err(), "live already");
    })
    .await;
}

#[tokio::test]
async fn groups_and_settings_are_kept() {
    on_both(async |db| {
        given(db).await;
        let mut tx = db.begin().await.unwrap();
        let [one, two, three] = [1, 2, 3].map(|number| DebtorId(id(number)));
        store::payer::set_head(&mut tx, ORGANISATION, two, Some(one), at(), "Claire").await.unwrap();
        store::payer::set_head(&mut tx, ORGANISATION, three, Some(one), at(), "Claire").await.unwrap();
        store::payer::set_head(&mut tx, ORGANISATION, three, Some(two), at(), "Paul").await.unwrap();
        assert_eq!(store::payer::groups(&mut tx, ORGANISATION).await.unwrap(), [(two, one), (three, two)]);
        store::payer::set_head(&mut tx, ORGANISATION, two, None, at(), "Paul").await.unwrap();
        assert_eq!(store::payer::groups(&mut tx, ORGANISATION).await.unwrap(), [(three, two)]);

        assert_eq!(store::payer::settings(&mut tx, ORGANISATION).await.unwrap(), Settings::default());
        for tolerance in [0, 12] {
            let discount = (tolerance > 0).then_some(CashDiscount { rate: 250, days: 15 });
            let settings = Settings { tolerance: Cents(tolerance), third_party_from: 5, discount, ..Settings::default() };
            store::payer::set_settings(&mut tx, ORGANISATION, &settings).await.unwrap();
            assert_eq!(store::payer::settings(&mut tx, ORGANISATION).await.unwrap(), settings);
        }
        assert_eq!(store::payer::settings(&mut tx, OTHER).await.unwrap(), Settings::default());
    })
    .await;
}

#[tokio::test]
async fn a_line_has_one_matching_in_force() {
    on_both(async |db| {
        given(db).await;
        let line = TransactionId(id(1));
        let mut tx = db.begin().await.unwrap();
        assert_eq!(store::bank_match::last_of(&mut tx, ORGANISATION, line).await.unwrap(), None);
        let first = matching(1, &[10, 11], &[]);
        store::bank_match::insert(&mut tx, ORGANISATION, std::slice::from_ref(&first)).await.unwrap();
        assert_eq!(store::bank_match::live_of(&mut tx, ORGANISATION, line).await.unwrap(), Some(first.clone()));
        assert_eq!(store::bank_match::live(&mut tx, ORGANISATION).await.unwrap().remove(&line), Some(first.clone()));
        store::bank_match::set_undone(&mut tx, ORGANISATION, first.id, at(), "Paul").await.unwrap();
        assert!(store::bank_match::set_undone(&mut tx, ORGANISATION, first.id, at(), "Paul").await.is_err(), "once");
        assert_eq!(store::bank_match::live_of(&mut tx, ORGANISATION, line).await.unwrap(), None);
        let undone = MatchRow { undone_at: Some(at()), ..first };
        assert_eq!(store::bank_match::last_of(&mut tx, ORGANISATION, line).await.unwrap(), Some(undone));
        store::bank_match::insert(&mut tx, ORGANISATION, &[matching(2, &[10], &[])]).await.unwrap();
        let last = store::bank_match::last_of(&mut tx, ORGANISATION, line).await.unwrap();
        assert_eq!(last.map(|row| row.id), Some(MatchId(id(2))));
        tx.commit().await.unwrap();
        let mut tx = db.begin().await.unwrap();
        assert!(store::bank_match::insert(&mut tx, ORGANISATION, &[matching(3, &[11], &[])]).await.is_err(), "a second in force");
    })
    .await;
}

/// A line that two debtors share: the payments together are the line.
#[tokio::test]
async fn payments_of_a_line_sum_to_it() {
    on_both(async |db| {
        given(db).await;
        let mut more = item(12, 1, -300, day(1, 6), day(1, 6));
        more.source = "bank";
        items(db, ORGANISATION, &[more]).await;
        let broken = async || {
            let mut tx = db.snapshot().await.unwrap();
            let checks = store::health::checks(&mut tx, ORGANISATION).await.unwrap();
            checks.iter().find(|check| check.name == "payment_equals_transaction").unwrap().broken
        };
        let mut tx = db.begin().await.unwrap();
        let (from, to) = (store::bank::TransactionState::ToIdentify, store::bank::TransactionState::Matched);
        store::bank::set_state(&mut tx, ORGANISATION, TransactionId(id(1)), from, to, "", Some(OpenItemId(id(12)))).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(broken().await, 1, "300 of 500");
        let mut tx = db.begin().await.unwrap();
        store::bank_match::insert(&mut tx, ORGANISATION, &[matching(1, &[12, 11], &[])]).await.unwrap();
        assert_eq!(store::bank::own_payments(&mut tx, ORGANISATION).await.unwrap(), [OpenItemId(id(12))], "those of the bank");
        assert_eq!(store::bank::own_payments(&mut tx, OTHER).await.unwrap(), []);
        tx.commit().await.unwrap();
        assert_eq!(broken().await, 0);
    })
    .await;
}

#[tokio::test]
async fn a_mistake_taken_back_begins_no_episode() {
    on_both(async |db| {
        organisations(db).await;
        debtors(db, ORGANISATION, 1).await;
        let on = day(1, 6);
        items(db, ORGANISATION, &[item(1, 1, 1_000, on, on), item(10, 1, -1_000, on, on)]).await;
        let episodes =
            async || db.raw_texts("SELECT CAST(episode AS TEXT) || '/' || open_cents FROM open_item ORDER BY id".to_owned()).await;
        let row = allocation(1, 10, 1_000, on);
        let live = async || {
            let mut tx = db.snapshot().await.unwrap();
            store::item::live_allocations(&mut tx, ORGANISATION).await.unwrap().remove(0).id
        };
        allocate(db, std::slice::from_ref(&row)).await.unwrap();
        let mut tx = db.begin().await.unwrap();
        store::item::take_back(&mut tx, ORGANISATION, &[counter(&row, live().await)], at(), "Claire").await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(episodes().await, ["0/1000", "0/-1000"]);
        allocate(db, std::slice::from_ref(&row)).await.unwrap();
        allocate(db, &[counter(&row, live().await)]).await.unwrap();
        assert_eq!(episodes().await, ["1/1000", "1/-1000"], "a real reopening begins one");
    })
    .await;
}

#[tokio::test]
async fn what_is_known_of_a_merged_payer_reads_through_to_the_survivor_and_comes_back() {
    on_both(async |db| {
        organisations(db).await;
        debtors(db, ORGANISATION, 3).await;
        let (survivor, absorbed, other) = (DebtorId(id(1)), DebtorId(id(2)), DebtorId(id(3)));
        let mut tx = db.begin().await.unwrap();
        for kind in BOTH {
            store::payer::insert(&mut tx, ORGANISATION, kind, &[payer(1, 2, "DUPONT", None)]).await.unwrap();
        }
        let given = VirtualIban { debtor: absorbed, item: None, ..virtual_iban(1, IBAN) };
        store::payer::insert_virtual(&mut tx, ORGANISATION, &[given]).await.unwrap();
        // The absorbed account is the parent of another, and has the survivor as its own.
        store::payer::set_head(&mut tx, ORGANISATION, other, Some(absorbed), at(), "Claire").await.unwrap();
        store::payer::set_head(&mut tx, ORGANISATION, absorbed, Some(survivor), at(), "Claire").await.unwrap();
        let owner = async |tx: &mut Tx| {
            let mut owners = Vec::new();
            for kind in BOTH {
                owners.extend(store::payer::live(tx, ORGANISATION, kind).await.unwrap().into_iter().map(|row| row.debtor));
            }
            owners.extend(store::payer::virtual_ibans(tx, ORGANISATION).await.unwrap().into_iter().map(|row| row.debtor));
            owners
        };
        assert_eq!(owner(&mut tx).await, [absorbed; 3]);
        let groups = store::payer::groups(&mut tx, ORGANISATION).await.unwrap();
        assert_eq!(groups, [(absorbed, survivor), (other, absorbed)]);

        let rows = store::merge::move_all(&mut tx, ORGANISATION, absorbed, survivor).await.unwrap();
        let merge = store::merge::MergeRow { kept: Vec::new(), ..crate::merge::merge(50) };
        store::merge::insert(&mut tx, ORGANISATION, &merge, &rows).await.unwrap();
        assert_eq!(owner(&mut tx).await, [survivor; 3]);
        assert_eq!(store::payer::groups(&mut tx, ORGANISATION).await.unwrap(), [(other, survivor)], "nobody is his own parent");

        store::merge::move_back(&mut tx, ORGANISATION, &merge, &[]).await.unwrap();
        store::merge::mark_undone(&mut tx, ORGANISATION, merge.id, at(), "Paul").await.unwrap();
        assert_eq!(owner(&mut tx).await, [absorbed; 3]);
        assert_eq!(store::payer::groups(&mut tx, ORGANISATION).await.unwrap(), groups);
    })
    .await;
}
