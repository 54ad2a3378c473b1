use chrono::SubsecRound as _;
use domain::Cents;
use domain::ids::{ClauseId, CreditorId, DebtorId, LawRowId, OpenItemId, WaiverId};
use domain::interest::{Clause, DayCount, Imputation, Movement, MovementKind, Party};
use domain::law::{Book, RateBp, Row, Span, Standing, Value, keys};
use domain::ledger::ItemKind;
use store::StoreError;
use store::interest::{ClauseRow, InterestTerms, WaivedWhat, WaiverRow};
use store::law::OwnRow;

use crate::base::on_both;
use crate::given::{ORGANISATION, OTHER, allocate, allocation, counter, creditor, day, debtors, id, item, items, morning, organisations};

fn law_row(number: u128, value: Value) -> OwnRow {
    let row = Row {
        standing: Standing::Organisation,
        verified_on: Some(day(11, 20)),
        ..Row::new(keys::REFI, value, domain::law::day(2027, 1, 1), Some(domain::law::day(2027, 6, 30)), "L441-10", "bce.example")
    };
    OwnRow { id: LawRowId(id(number)), row, created_at: morning(day(11, 20)).trunc_subsecs(6), created_by: "Claire".to_owned() }
}

#[tokio::test]
async fn own_rows_of_the_law_count_until_they_are_withdrawn() {
    on_both(async |db| {
        organisations(db).await;
        let rows = [
            law_row(1, Value::Rate(RateBp(265))),
            law_row(2, Value::Amount(Cents(3_347))),
            law_row(3, Value::Span(Span { months: 1, days: 8 })),
            law_row(4, Value::Count(3)),
        ];
        let mut tx = db.begin().await.unwrap();
        for row in &rows {
            store::law::insert(&mut tx, ORGANISATION, row).await.unwrap();
        }
        assert_eq!(store::law::own_rows(&mut tx, ORGANISATION).await.unwrap(), rows);
        assert_eq!(store::law::own_rows(&mut tx, OTHER).await.unwrap(), []);
        let own: Vec<Row> = store::law::own_rows(&mut tx, ORGANISATION).await.unwrap().into_iter().map(|own| own.row).collect();
        assert_eq!(Book::with(&own[..1]).rate(keys::REFI, domain::law::day(2027, 3, 1)), Ok(RateBp(265)));
        store::law::withdraw(&mut tx, ORGANISATION, rows[0].id, morning(day(11, 21)), "Paul").await.unwrap();
        let twice = store::law::withdraw(&mut tx, ORGANISATION, rows[0].id, morning(day(11, 21)), "Paul").await;
        assert!(matches!(twice, Err(StoreError::Stale { table: "law_row", .. })), "{twice:?}");
        let elsewhere = store::law::withdraw(&mut tx, OTHER, rows[1].id, morning(day(11, 21)), "Paul").await;
        assert!(matches!(elsewhere, Err(StoreError::Stale { table: "law_row", .. })), "{elsewhere:?}");
        assert_eq!(store::law::own_rows(&mut tx, ORGANISATION).await.unwrap(), rows[1..]);
    })
    .await;
}

#[tokio::test]
async fn clauses_and_terms_are_read_back() {
    on_both(async |db| {
        organisations(db).await;
        debtors(db, ORGANISATION, 1).await;
        let clause = |number, debtor, clause, on| ClauseRow {
            id: ClauseId(id(number)),
            debtor,
            clause,
            applies_from: on,
            source: "CGV, art. 7".to_owned(),
            created_at: morning(day(1, 2)).trunc_subsecs(6),
            created_by: "Claire".to_owned(),
        };
        let general = clause(1, None, Clause::StatutoryTimes(3), day(1, 1));
        let own = clause(2, Some(DebtorId(id(1))), Clause::Fixed(RateBp(1_200)), day(3, 1));
        let mut tx = db.begin().await.unwrap();
        store::organisation::upsert_creditor(&mut tx, ORGANISATION, &creditor()).await.unwrap();
        store::interest::insert_clause(&mut tx, ORGANISATION, &own).await.unwrap();
        store::interest::insert_clause(&mut tx, ORGANISATION, &general).await.unwrap();
        assert_eq!(store::interest::clauses(&mut tx, ORGANISATION).await.unwrap(), [general.clone(), own.clone()]);
        store::interest::withdraw_clause(&mut tx, ORGANISATION, general.id, morning(day(4, 1)), "Paul").await.unwrap();
        let twice = store::interest::withdraw_clause(&mut tx, ORGANISATION, general.id, morning(day(4, 1)), "Paul").await;
        assert!(matches!(twice, Err(StoreError::Stale { table: "penalty_clause", .. })), "{twice:?}");
        assert_eq!(store::interest::clauses(&mut tx, ORGANISATION).await.unwrap(), [own]);

        let id = CreditorId(id(1));
        assert_eq!(store::interest::terms(&mut tx, ORGANISATION, id).await.unwrap(), InterestTerms::default());
        for terms in [
            InterestTerms {
                day_count: DayCount::ActualActual,
                imputation: Imputation::PrincipalFirst,
                party: Party::Individual,
                in_letters: true,
            },
            InterestTerms { in_letters: true, ..InterestTerms::default() },
        ] {
            store::interest::set_terms(&mut tx, ORGANISATION, id, &terms).await.unwrap();
            assert_eq!(store::interest::terms(&mut tx, ORGANISATION, id).await.unwrap(), terms);
        }
    })
    .await;
}

#[tokio::test]
async fn what_moved_a_debit_leaves_out_what_was_undone() {
    on_both(async |db| {
        organisations(db).await;
        debtors(db, ORGANISATION, 2).await;
        let mut credit = item(12, 1, -300, day(3, 1), day(3, 1));
        credit.item.kind = ItemKind::CreditNote;
        let written = [
            item(1, 1, 1_000, day(1, 5), day(2, 4)),
            item(2, 2, 800, day(1, 5), day(2, 4)),
            item(3, 2, 900, day(1, 5), day(12, 4)),
            item(11, 1, -400, day(2, 20), day(2, 20)),
            credit,
        ];
        items(db, ORGANISATION, &written).await;
        let paid = allocation(1, 11, 400, day(2, 20));
        allocate(db, &[allocation(1, 12, 300, day(3, 1)), paid.clone()]).await.unwrap();
        let movement = |kind, amount, on| Movement { on, kind, amount: Cents(amount) };
        let (payment, note) = (movement(MovementKind::Payment, 400, day(2, 20)), movement(MovementKind::CreditNote, 300, day(3, 1)));
        let first = OpenItemId(id(1));
        let mut tx = db.snapshot().await.unwrap();
        assert_eq!(store::interest::movements_of(&mut tx, ORGANISATION, DebtorId(id(1))).await.unwrap()[&first], [payment, note]);
        assert_eq!(store::interest::late_movements(&mut tx, ORGANISATION, day(11, 1)).await.unwrap()[&first], [payment, note]);
        assert!(store::interest::late_movements(&mut tx, ORGANISATION, day(2, 4)).await.unwrap().is_empty(), "not late on its due date");
        assert!(store::interest::movements_of(&mut tx, OTHER, DebtorId(id(1))).await.unwrap().is_empty());
        let page = async |tx: &mut store::Tx, after, limit| -> Vec<u128> {
            let page = store::interest::late_page(tx, ORGANISATION, day(11, 1), after, limit).await.unwrap();
            page.iter().map(|late| late.id.0.as_u128()).collect()
        };
        let start = (DebtorId(id(0)), OpenItemId(id(0)));
        assert_eq!(page(&mut tx, start, 1).await, [1]);
        assert_eq!(page(&mut tx, (DebtorId(id(1)), first), 9).await, [2], "what is not due is not late");
        drop(tx);

        let mut tx = db.begin().await.unwrap();
        let live = store::item::live_allocations(&mut tx, ORGANISATION).await.unwrap();
        let undone = live.iter().find(|live| live.allocation.amount == Cents(400)).unwrap();
        store::item::allocate(&mut tx, ORGANISATION, &[counter(&paid, undone.id)], morning(day(5, 1)), "Claire").await.unwrap();
        assert_eq!(store::interest::movements_of(&mut tx, ORGANISATION, DebtorId(id(1))).await.unwrap()[&first], [note]);
        assert_eq!(store::interest::late_movements(&mut tx, ORGANISATION, day(11, 1)).await.unwrap()[&first], [note]);
    })
    .await;
}

#[tokio::test]
async fn a_bounce_moves_no_date_of_interest() {
    on_both(async |db| {
        organisations(db).await;
        debtors(db, ORGANISATION, 1).await;
        let written = [
            item(1, 1, 1_000, day(1, 5), day(2, 4)),
            item(11, 1, -400, day(2, 20), day(2, 20)),
            item(12, 1, -300, day(3, 1), day(3, 1)),
            item(13, 1, -100, day(1, 2), day(1, 2)),
        ];
        items(db, ORGANISATION, &written).await;
        let paid = allocation(1, 11, 400, day(2, 20));
        let first = OpenItemId(id(1));
        let movement = |amount, on| Movement { on, kind: MovementKind::Payment, amount: Cents(amount) };
        let seen = async |tx: &mut store::Tx| {
            let own = store::interest::movements_of(tx, ORGANISATION, DebtorId(id(1))).await.unwrap().remove(&first);
            let late = store::interest::late_movements(tx, ORGANISATION, day(11, 1)).await.unwrap().remove(&first);
            assert_eq!(own, late, "one debtor is read as the portfolio is");
            own.unwrap_or_default()
        };
        let mut tx = db.begin().await.unwrap();
        let put =
            async |tx: &mut store::Tx, row| store::item::allocate(tx, ORGANISATION, &[row], morning(day(5, 4)), "Claire").await.unwrap()[0];
        let original = put(&mut tx, paid.clone()).await;
        assert_eq!(seen(&mut tx).await, [movement(400, day(2, 20))]);
        let mut bounced = counter(&paid, original);
        bounced.allocation.value_on = day(5, 4);
        put(&mut tx, bounced).await;
        assert_eq!(seen(&mut tx).await, [], "what came back has paid nothing");
        // The ledger holds what follows back to the day of the bounce; the money was there before.
        put(&mut tx, allocation(1, 12, 300, day(5, 4))).await;
        put(&mut tx, allocation(1, 13, 100, day(5, 4))).await;
        assert_eq!(seen(&mut tx).await, [movement(100, day(1, 5)), movement(300, day(3, 1))]);
        // Undoing the bounce answers its counter-row by a new row of the same day.
        put(&mut tx, allocation(1, 11, 400, day(5, 4))).await;
        assert_eq!(seen(&mut tx).await, [movement(100, day(1, 5)), movement(400, day(2, 20)), movement(300, day(3, 1))]);
    })
    .await;
}

#[tokio::test]
async fn waivers_count_until_they_are_withdrawn() {
    on_both(async |db| {
        organisations(db).await;
        debtors(db, ORGANISATION, 1).await;
        items(db, ORGANISATION, &[item(1, 1, 1_000, day(1, 5), day(2, 4))]).await;
        let waiver = |number, what, amount| WaiverRow {
            id: WaiverId(id(number)),
            item: OpenItemId(id(1)),
            what,
            on: day(6, 1),
            amount: Cents(amount),
            reason: "geste commercial".to_owned(),
            created_at: morning(day(6, 1)).trunc_subsecs(6),
            created_by: "Claire".to_owned(),
        };
        let (interest, indemnity) = (waiver(1, WaivedWhat::Interest, 1_234), waiver(2, WaivedWhat::Indemnity, 4_000));
        let mut tx = db.begin().await.unwrap();
        for row in [&interest, &indemnity] {
            store::interest::insert_waiver(&mut tx, ORGANISATION, row).await.unwrap();
        }
        assert_eq!(
            store::interest::waivers_of(&mut tx, ORGANISATION, DebtorId(id(1))).await.unwrap(),
            [interest.clone(), indemnity.clone()]
        );
        store::interest::withdraw_waiver(&mut tx, ORGANISATION, interest.id, morning(day(6, 2)), "Paul").await.unwrap();
        let twice = store::interest::withdraw_waiver(&mut tx, ORGANISATION, interest.id, morning(day(6, 2)), "Paul").await;
        assert!(matches!(twice, Err(StoreError::Stale { table: "interest_waiver", .. })), "{twice:?}");
        assert_eq!(store::interest::waivers_of(&mut tx, ORGANISATION, DebtorId(id(1))).await.unwrap(), std::slice::from_ref(&indemnity));
        assert_eq!(store::interest::waivers(&mut tx, ORGANISATION).await.unwrap(), [indemnity]);
        assert_eq!(store::interest::waivers(&mut tx, OTHER).await.unwrap(), []);
    })
    .await;
}
