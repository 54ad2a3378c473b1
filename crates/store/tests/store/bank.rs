use domain::ids::{BankAccountId, ImportId, OpenItemId, TransactionId};
use domain::{Cents, Currency, Date};
use store::StoreError;
use store::bank::{BankTransaction, TransactionState};
use store::import::{Freshness, ImportFile};

use crate::base::{Base, on_both};
use crate::given::{ORGANISATION, OTHER, day, debtors, id, item, items, morning, organisations, transaction};

async fn upsert(db: &Base, account: &str, currency: &str, last_line_on: Date) -> BankAccountId {
    let mut tx = db.begin().await.unwrap();
    let currency = Currency::parse(currency).unwrap();
    let id = store::bank::upsert_account(&mut tx, ORGANISATION, account, currency, last_line_on).await.unwrap();
    tx.commit().await.unwrap();
    id
}

#[tokio::test]
async fn an_account_remembers_the_last_day_that_it_covers() {
    on_both(async |db| {
        organisations(db).await;
        let euros = upsert(db, "FR76", "EUR", day(11, 10)).await;
        for (on, expected) in [(day(11, 20), day(11, 20)), (day(11, 1), day(11, 20)), (day(11, 20), day(11, 20))] {
            assert_eq!(upsert(db, "FR76", "EUR", on).await, euros, "the account keeps its id");
            let mut tx = db.snapshot().await.unwrap();
            let accounts = store::bank::accounts(&mut tx, ORGANISATION).await.unwrap();
            assert_eq!(accounts.iter().map(|account| account.last_line_on).collect::<Vec<_>>(), [expected], "after {on}");
        }
        assert_ne!(upsert(db, "FR76", "CHF", day(11, 1)).await, euros, "another currency is another account");
    })
    .await;
}

#[tokio::test]
async fn the_figures_are_as_fresh_as_what_is_furthest_behind() {
    on_both(async |db| {
        organisations(db).await;
        let mut tx = db.begin().await.unwrap();
        assert_eq!(store::import::freshness(&mut tx, ORGANISATION).await.unwrap(), Freshness::default());
        drop(tx);
        upsert(db, "FR76", "EUR", day(11, 20)).await;
        upsert(db, "FR77", "EUR", day(11, 3)).await;
        let file = |number, kind: &str, on: Date| ImportFile {
            id: ImportId(id(number)),
            kind: kind.to_owned(),
            file_name: "fec été.txt".to_owned(),
            document_hash: "00".repeat(32),
            imported_on: on,
            imported_at: store::event::to_micros(morning(on)),
            actor: "Claire".to_owned(),
            counts: [5, 4, 3, 2, 1],
            problems: "[]".to_owned(),
        };
        let files = [
            file(1, "invoices", day(11, 18)),
            file(2, "fec", day(11, 2)),
            file(3, "bank_statement", day(11, 22)),
            file(4, "customers", day(11, 21)),
        ];
        let mut tx = db.begin().await.unwrap();
        for file in &files {
            store::import::insert(&mut tx, ORGANISATION, file).await.unwrap();
        }
        let fresh = store::import::freshness(&mut tx, ORGANISATION).await.unwrap();
        assert_eq!(fresh, Freshness { ledger_on: Some(day(11, 18)), bank_on: Some(day(11, 3)) });
        let latest = store::import::latest(&mut tx, ORGANISATION, 2).await.unwrap();
        assert_eq!(latest, [files[2].clone(), files[3].clone()], "newest first");
    })
    .await;
}

async fn get(db: &Base, number: u128) -> Option<BankTransaction> {
    let mut tx = db.snapshot().await.unwrap();
    store::bank::get(&mut tx, ORGANISATION, TransactionId(id(number))).await.unwrap()
}

#[tokio::test]
async fn lines_are_written_once_and_counted_by_state() {
    on_both(async |db| {
        organisations(db).await;
        debtors(db, ORGANISATION, 1).await;
        items(db, ORGANISATION, &[item(10, 1, -30_000, day(11, 12), day(11, 12))]).await;
        let account = upsert(db, "FR76", "EUR", day(11, 20)).await;
        let mut booked = transaction(3, account, 30_000, day(11, 12));
        booked.state = TransactionState::Booked;
        booked.payment_item = Some(OpenItemId(id(10)));
        let lines = [transaction(1, account, 12_345, day(11, 10)), transaction(2, account, 1, day(11, 9)), booked];
        let mut tx = db.begin().await.unwrap();
        store::bank::insert(&mut tx, ORGANISATION, &lines).await.unwrap();
        tx.commit().await.unwrap();
        for line in &lines {
            assert_eq!(get(db, line.id.0.as_u128()).await.as_ref(), Some(line));
        }
        let mut tx = db.begin().await.unwrap();
        let mut keys = store::bank::keys(&mut tx, ORGANISATION, account).await.unwrap();
        keys.sort();
        assert_eq!(keys, ["camt:1", "camt:2", "camt:3"]);
        let waiting = store::bank::in_state(&mut tx, ORGANISATION, TransactionState::ToIdentify).await.unwrap();
        assert_eq!(waiting, [lines[1].clone(), lines[0].clone()], "oldest first");
        let count = store::bank::count(&mut tx, ORGANISATION, TransactionState::ToIdentify).await.unwrap();
        assert_eq!(count, (2, Cents(12_346)));
        assert_eq!(store::bank::count(&mut tx, ORGANISATION, TransactionState::Ignored).await.unwrap(), (0, Cents::ZERO));
        assert!(store::bank::insert(&mut tx, ORGANISATION, &lines[..1]).await.is_err(), "the same line twice");
    })
    .await;
}

#[tokio::test]
async fn a_line_moves_only_from_the_state_that_was_seen() {
    use TransactionState::{Ignored, Matched, ToIdentify};
    on_both(async |db| {
        organisations(db).await;
        debtors(db, ORGANISATION, 1).await;
        let mut payment = item(10, 1, -12_345, day(11, 10), day(11, 10));
        payment.source = "bank";
        items(db, ORGANISATION, &[payment]).await;
        let account = upsert(db, "FR76", "EUR", day(11, 20)).await;
        let line = transaction(1, account, 12_345, day(11, 10));
        let mut tx = db.begin().await.unwrap();
        store::bank::insert(&mut tx, ORGANISATION, std::slice::from_ref(&line)).await.unwrap();
        let made = Some(OpenItemId(id(10)));
        store::bank::set_state(&mut tx, ORGANISATION, line.id, ToIdentify, Matched, "référence exacte", made).await.unwrap();
        for organisation in [ORGANISATION, OTHER] {
            let late = store::bank::set_state(&mut tx, organisation, line.id, ToIdentify, Ignored, "", None).await;
            assert!(matches!(late, Err(StoreError::Stale { table: "bank_transaction", .. })), "{late:?}");
        }
        tx.commit().await.unwrap();
        let expected = BankTransaction { state: Matched, note: "référence exacte".to_owned(), payment_item: made, ..line.clone() };
        assert_eq!(get(db, 1).await.as_ref(), Some(&expected));
        let mut tx = db.snapshot().await.unwrap();
        assert_eq!(store::bank::with_own_payment(&mut tx, ORGANISATION).await.unwrap(), [expected]);
    })
    .await;
}
