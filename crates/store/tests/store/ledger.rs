use domain::accounting::{Ground, NetWord, VatPart, VatRegime};
use domain::ids::{AllocationId, DebtorId, OpenItemId, OperationId};
use domain::law::RateBp;
use domain::ledger::exchange::{ExchangeRate, PerEuro};
use domain::ledger::terms::{PaymentTerms, Sector, TermMode, TermStart};
use domain::{Cents, Currency};
use store::StoreError;
use store::ledger::{LedgerSettings, OperationKind, OperationRow};

use crate::base::on_both;
use crate::given::{ORGANISATION, OTHER, allocation, counter, day, debtor, debtors, id, item, items, morning, organisations};

pub(crate) fn operation(number: u128, kind: OperationKind, subject: u128, amount: i64) -> OperationRow {
    use chrono::SubsecRound as _;
    OperationRow {
        id: OperationId(id(number)),
        debtor: DebtorId(id(1)),
        kind,
        effective_on: day(2, 9),
        subject: OpenItemId(id(subject)),
        made: None,
        undoes: None,
        currency: Currency::EUR,
        amount: Cents(amount),
        code: String::new(),
        regime: None,
        ground: None,
        ground_on: None,
        doubtful: false,
        reason: "preuve au dossier".to_owned(),
        created_at: morning(day(2, 9)).trunc_subsecs(6),
        actor: "Claire".to_owned(),
        undone: false,
    }
}

pub(crate) fn dollar() -> ExchangeRate {
    let per_euro = PerEuro::from_micros(1_085_000).unwrap();
    ExchangeRate { currency: Currency::parse("USD").unwrap(), on: day(2, 9), per_euro, source: "BCE".to_owned() }
}

#[tokio::test]
async fn an_operation_is_read_as_it_was_written_and_undone_once() {
    on_both(async |db| {
        organisations(db).await;
        debtors(db, ORGANISATION, 2).await;
        items(db, ORGANISATION, &[item(1, 1, 1_000, day(1, 5), day(2, 4)), item(10, 1, -400, day(1, 6), day(1, 6))]).await;
        let mut tx = db.begin().await.unwrap();
        let rows = [allocation(1, 10, 300, day(1, 6)), allocation(1, 10, 100, day(1, 7))];
        let ids = store::item::allocate(&mut tx, ORGANISATION, &rows, morning(day(2, 9)), "Claire").await.unwrap();
        assert_eq!(ids.len(), 2, "an id for each row, in their order");
        let loss = OperationRow {
            regime: Some(VatRegime::Goods),
            ground: Some(Ground::Liquidation),
            ground_on: Some(day(2, 1)),
            doubtful: true,
            code: "AM04".to_owned(),
            ..operation(50, OperationKind::WriteOff, 1, 400)
        };
        let parts = [VatPart { rate: RateBp(550), gross: Cents(100) }, VatPart { rate: RateBp(2_000), gross: Cents(300) }];
        store::ledger::insert(&mut tx, ORGANISATION, &loss, &ids, &parts).await.unwrap();
        assert_eq!(store::ledger::get(&mut tx, ORGANISATION, loss.id).await.unwrap().as_ref(), Some(&loss));
        assert_eq!(store::ledger::vat_of(&mut tx, ORGANISATION, loss.id).await.unwrap(), parts);
        let written = store::ledger::written_by(&mut tx, ORGANISATION, loss.id).await.unwrap();
        assert_eq!(
            written.iter().map(|(id, row)| (*id, row.allocation.amount.0, row.reverses)).collect::<Vec<_>>(),
            [(ids[0], 300, None), (ids[1], 100, None)]
        );
        assert_eq!(store::ledger::taken_back(&mut tx, ORGANISATION, loss.id).await.unwrap(), 0);
        assert_eq!(store::ledger::reopened(&mut tx, ORGANISATION, loss.debtor).await.unwrap(), []);

        let mut bounced = counter(&rows[0], ids[0]);
        bounced.allocation.value_on = day(2, 20);
        store::item::allocate(&mut tx, ORGANISATION, &[bounced, counter(&rows[1], ids[1])], morning(day(2, 20)), "Claire").await.unwrap();
        assert_eq!(store::ledger::taken_back(&mut tx, ORGANISATION, loss.id).await.unwrap(), 2);
        let reopened = store::ledger::reopened(&mut tx, ORGANISATION, loss.debtor).await.unwrap();
        assert_eq!(reopened, [(OpenItemId(id(1)), day(2, 20)), (OpenItemId(id(10)), day(2, 20))], "not by the correction of the same day");

        let undo = OperationRow { undoes: Some(loss.id), ..operation(51, OperationKind::Undo, 1, 400) };
        store::ledger::insert(&mut tx, ORGANISATION, &undo, &[], &[]).await.unwrap();
        assert!(store::ledger::get(&mut tx, ORGANISATION, loss.id).await.unwrap().unwrap().undone);
        let listed: Vec<OperationId> =
            store::ledger::of_debtor(&mut tx, ORGANISATION, loss.debtor).await.unwrap().into_iter().map(|row| row.id).collect();
        assert_eq!(listed, [undo.id, loss.id], "newest first");
        let entries: Vec<OperationId> =
            store::ledger::entries(&mut tx, ORGANISATION).await.unwrap().into_iter().map(|row| row.id).collect();
        assert_eq!(entries, [loss.id, undo.id], "in their order");
        assert_eq!(store::ledger::get(&mut tx, OTHER, loss.id).await.unwrap(), None);
        tx.commit().await.unwrap();

        let mut tx = db.begin().await.unwrap();
        let twice = OperationRow { id: OperationId(id(52)), ..undo };
        assert!(store::ledger::insert(&mut tx, ORGANISATION, &twice, &[], &[]).await.is_err(), "an operation is undone once");
        drop(tx);
        let mut tx = db.begin().await.unwrap();
        let stranger = operation(53, OperationKind::Doubtful, 1, 400);
        assert!(
            store::ledger::insert(&mut tx, OTHER, &stranger, &[AllocationId(id(1))], &[]).await.is_err(),
            "nothing of another organisation"
        );
    })
    .await;
}

#[tokio::test]
async fn an_undone_bounce_opened_nothing() {
    on_both(async |db| {
        organisations(db).await;
        debtors(db, ORGANISATION, 1).await;
        items(db, ORGANISATION, &[item(1, 1, 1_000, day(1, 5), day(2, 4)), item(10, 1, -400, day(1, 6), day(1, 6))]).await;
        let mut tx = db.begin().await.unwrap();
        let paid = allocation(1, 10, 400, day(1, 6));
        let ids = store::item::allocate(&mut tx, ORGANISATION, std::slice::from_ref(&paid), morning(day(1, 6)), "Claire").await.unwrap();
        let mut bounced = counter(&paid, ids[0]);
        bounced.allocation.value_on = day(2, 20);
        let rows = store::item::allocate(&mut tx, ORGANISATION, &[bounced], morning(day(2, 20)), "Claire").await.unwrap();
        let bounce = operation(50, OperationKind::Bounce, 10, 400);
        store::ledger::insert(&mut tx, ORGANISATION, &bounce, &rows, &[]).await.unwrap();
        let reopened = store::ledger::reopened(&mut tx, ORGANISATION, bounce.debtor).await.unwrap();
        assert_eq!(reopened, [(OpenItemId(id(1)), day(2, 20)), (OpenItemId(id(10)), day(2, 20))]);
        let undo = OperationRow { undoes: Some(bounce.id), ..operation(51, OperationKind::Undo, 10, 400) };
        let again = allocation(1, 10, 400, day(2, 20));
        let rows = store::item::allocate(&mut tx, ORGANISATION, &[again], morning(day(2, 21)), "Claire").await.unwrap();
        store::ledger::insert(&mut tx, ORGANISATION, &undo, &rows, &[]).await.unwrap();
        assert_eq!(store::ledger::reopened(&mut tx, ORGANISATION, bounce.debtor).await.unwrap(), []);
    })
    .await;
}

#[tokio::test]
async fn what_was_made_is_known_until_it_is_undone() {
    on_both(async |db| {
        organisations(db).await;
        debtors(db, ORGANISATION, 1).await;
        items(db, ORGANISATION, &[item(1, 1, 1_000, day(1, 5), day(2, 4)), item(10, 1, -400, day(1, 6), day(1, 6))]).await;
        let made = Some(OpenItemId(id(10)));
        let done = OperationRow { made, ..operation(50, OperationKind::Settle, 1, 400) };
        let mut tx = db.begin().await.unwrap();
        store::ledger::insert(&mut tx, ORGANISATION, &done, &[], &[]).await.unwrap();
        assert_eq!(store::ledger::made(&mut tx, ORGANISATION).await.unwrap(), [OpenItemId(id(10))]);
        assert_eq!(store::ledger::source_key(&mut tx, ORGANISATION, OpenItemId(id(10))).await.unwrap().as_deref(), Some("fec:10"));
        let undo = OperationRow { undoes: Some(done.id), ..operation(51, OperationKind::Undo, 1, 400) };
        store::ledger::insert(&mut tx, ORGANISATION, &undo, &[], &[]).await.unwrap();
        assert_eq!(store::ledger::made(&mut tx, ORGANISATION).await.unwrap(), []);
    })
    .await;
}

#[tokio::test]
async fn every_part_of_a_term_is_kept() {
    on_both(async |db| {
        organisations(db).await;
        debtors(db, ORGANISATION, 2).await;
        let first = DebtorId(id(1));
        let mut tx = db.begin().await.unwrap();
        for mode in TermMode::ALL {
            for start in TermStart::ALL {
                let day = (mode != TermMode::Net).then_some(10);
                let terms = PaymentTerms::new(45, mode, day, start).unwrap();
                store::ledger::set_terms(&mut tx, ORGANISATION, first, Some(terms), Sector::Wine).await.unwrap();
                let read = store::debtor::get(&mut tx, ORGANISATION, first).await.unwrap().unwrap();
                assert_eq!(read.terms, Some(terms));
                store::debtor::upsert(&mut tx, ORGANISATION, std::slice::from_ref(&read)).await.unwrap();
                assert_eq!(
                    store::debtor::get(&mut tx, ORGANISATION, first).await.unwrap().unwrap().terms,
                    Some(terms),
                    "an import keeps them"
                );
                assert_eq!(store::debtor::all(&mut tx, ORGANISATION).await.unwrap()[0].terms, Some(terms));
            }
        }
        assert_eq!(store::ledger::sectors(&mut tx, ORGANISATION).await.unwrap(), [(first, Sector::Wine)], "and the sector");
        store::ledger::set_terms(&mut tx, ORGANISATION, first, None, Sector::General).await.unwrap();
        assert_eq!(store::debtor::get(&mut tx, ORGANISATION, first).await.unwrap().unwrap().terms, None);
        let elsewhere = store::ledger::set_terms(&mut tx, OTHER, first, None, Sector::General).await;
        assert!(matches!(elsewhere, Err(StoreError::Stale { table: "debtor", .. })), "{elsewhere:?}");
        assert_eq!(store::debtor::get(&mut tx, ORGANISATION, DebtorId(id(2))).await.unwrap().unwrap().terms, debtor(2).terms);
    })
    .await;
}

#[tokio::test]
async fn an_estimated_due_date_moves_a_given_one_stays() {
    on_both(async |db| {
        organisations(db).await;
        debtors(db, ORGANISATION, 1).await;
        // Odd numbers are estimated.
        items(db, ORGANISATION, &[item(1, 1, 1_000, day(1, 5), day(2, 4)), item(2, 1, 1_000, day(1, 5), day(2, 4))]).await;
        let mut tx = db.begin().await.unwrap();
        store::ledger::set_estimated_due(&mut tx, ORGANISATION, OpenItemId(id(1)), day(3, 1)).await.unwrap();
        let given = store::ledger::set_estimated_due(&mut tx, ORGANISATION, OpenItemId(id(2)), day(3, 1)).await;
        assert!(matches!(given, Err(StoreError::Stale { table: "open_item", .. })), "{given:?}");
        let due = |items: Vec<domain::ledger::OpenItem>| items.into_iter().map(|item| item.due_on).collect::<Vec<_>>();
        assert_eq!(due(store::item::of_debtor(&mut tx, ORGANISATION, DebtorId(id(1))).await.unwrap()), [day(2, 4), day(3, 1)]);
    })
    .await;
}

#[tokio::test]
async fn rates_and_settings_are_kept() {
    on_both(async |db| {
        organisations(db).await;
        let mut tx = db.begin().await.unwrap();
        assert_eq!(store::ledger::settings(&mut tx, ORGANISATION).await.unwrap(), LedgerSettings::default());
        let own = LedgerSettings { net_word: NetWord::PrixHorsTaxe, account_digits: 6 };
        for settings in [LedgerSettings { account_digits: 8, ..own }, own] {
            store::ledger::set_settings(&mut tx, ORGANISATION, &settings).await.unwrap();
            assert_eq!(store::ledger::settings(&mut tx, ORGANISATION).await.unwrap(), settings);
        }
        let corrected = ExchangeRate { source: "BCE, corrigé".to_owned(), ..dollar() };
        for rate in [dollar(), corrected.clone()] {
            store::ledger::insert_rate(&mut tx, ORGANISATION, &rate, morning(day(2, 9)), "Claire").await.unwrap();
        }
        assert_eq!(store::ledger::rates(&mut tx, ORGANISATION).await.unwrap(), [dollar(), corrected], "both, in their order");
        assert_eq!(store::ledger::rates(&mut tx, OTHER).await.unwrap(), []);
    })
    .await;
}
