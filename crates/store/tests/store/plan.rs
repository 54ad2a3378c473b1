//! Payment plans: versions that never change, events, files, and what was put on their items since.

use chrono::SubsecRound as _;
use domain::Cents;
use domain::ids::{AllocationId, DebtorId, OpenItemId, OrganisationId, PlanId};
use domain::plan::{Debt, Event, EventKind, Guarantee, Instalment, InterestChoice, Policy, Put};
use store::plan::{DeedFigures, PlanEventRow, PlanFile, PlanRecord, PlanRow};
use store::{StoreError, Tx};

use crate::base::on_both;
use crate::given::{ORGANISATION, allocation, counter, day, debtors, id, item, items, morning, organisations};

fn row(number: u128) -> PlanRow {
    PlanRow {
        id: PlanId(id(number)),
        debtor: DebtorId(id(1)),
        reference: format!("ECH-2026-{number:03}"),
        version: 1,
        replaces: None,
        currency: domain::Currency::EUR,
        total: Cents(1_000),
        grace_days: 5,
        interest: InterestChoice::Frozen,
        fallback_step: "reminder_2".to_owned(),
        accelerates: true,
        objections: "parts,days".to_owned(),
        guarantee: Guarantee::Surety,
        guarantee_note: "M. Petit".to_owned(),
        note: "note".to_owned(),
        typed: "/x?y".to_owned(),
        figures: Some(DeedFigures { interest: Cents(120), indemnity: Cents(4_000), interest_first: true }),
        created_on: day(2, 1),
        created_at: morning(day(2, 1)).trunc_subsecs(6),
        created_by: "Claire".to_owned(),
    }
}

fn event(kind: EventKind) -> PlanEventRow {
    PlanEventRow {
        event: Event { kind, on: day(2, 3) },
        reason: "raison".to_owned(),
        document: Some("cd".repeat(32)),
        mark: None,
        at: morning(day(2, 3)).trunc_subsecs(6),
        by: "Claire".to_owned(),
    }
}

fn cut() -> [Instalment; 2] {
    [400, 600].map(|cents| Instalment { due_on: day(3, u32::try_from(cents).unwrap() / 100), amount: Cents(cents) })
}

fn file() -> PlanFile {
    PlanFile { hash: "ab".repeat(32), name: "acte.pdf".to_owned(), at: morning(day(2, 3)).trunc_subsecs(6), by: "Claire".to_owned() }
}

fn put(allocation: AllocationId, credit: u128, on: domain::Date, cents: i64) -> Put {
    Put { id: allocation, credit: OpenItemId(id(credit)), on, amount: Cents(cents), is_cash: true }
}

/// The same without the marks that the store gave.
fn unmarked(record: &PlanRecord) -> PlanRecord {
    let mut record = record.clone();
    record.events.iter_mut().for_each(|event| event.mark = None);
    record
}

/// A row in every table of this module.
pub(crate) async fn fill(tx: &mut Tx, organisation: OrganisationId) {
    store::plan::insert(tx, organisation, &row(90), &[(OpenItemId(id(1)), Cents(1_000))], &cut()).await.unwrap();
    store::plan::append(tx, organisation, PlanId(id(90)), 1, &event(EventKind::Proposed)).await.unwrap();
    store::plan::add_file(tx, organisation, PlanId(id(90)), &file()).await.unwrap();
    let policy = Policy { parts: 9, tells: true, ..Policy::default() };
    store::plan::set_policy(tx, organisation, &policy, morning(day(2, 1)), "Claire").await.unwrap();
}

pub(crate) async fn counts(tx: &mut Tx, o: OrganisationId) -> Vec<(&'static str, usize)> {
    vec![
        ("plans", store::plan::all(tx, o).await.unwrap().len()),
        ("plans of a debtor", store::plan::of_debtor(tx, o, DebtorId(id(1))).await.unwrap().len()),
        ("plan", usize::from(store::plan::get(tx, o, PlanId(id(90))).await.unwrap().is_some())),
        ("files of a plan", store::plan::files(tx, o, PlanId(id(90))).await.unwrap().len()),
        ("references", usize::try_from(store::plan::count_references(tx, o, "ECH-2026-").await.unwrap()).unwrap()),
        ("policy", usize::from(store::plan::policy(tx, o).await.unwrap() != Policy::default())),
    ]
}

#[tokio::test]
async fn a_plan_is_read_back_with_what_came_since() {
    on_both(async |db| {
        organisations(db).await;
        debtors(db, ORGANISATION, 1).await;
        let on = day(1, 6);
        items(db, ORGANISATION, &[item(1, 1, 1_300, on, on), item(10, 1, -300, on, on), item(11, 1, -500, day(2, 20), day(2, 20))]).await;
        let mut tx = db.begin().await.unwrap();
        let before = store::item::allocate(&mut tx, ORGANISATION, &[allocation(1, 10, 300, on)], morning(on), "Claire").await.unwrap();
        let plan = PlanRow { id: PlanId(store::fresh_id()), ..row(1) };
        store::plan::insert(&mut tx, ORGANISATION, &plan, &[(OpenItemId(id(1)), Cents(1_000))], &cut()).await.unwrap();
        let noticed = EventKind::Noticed { cure_by: day(4, 1), missed_on: day(3, 4), missing: Cents(400) };
        let kinds = [
            EventKind::Asked,
            EventKind::Approved { by: "Paul".to_owned() },
            EventKind::Signed { signatory: "M. Petit, gérant".to_owned() },
            noticed,
            EventKind::Undone,
        ];
        for (at, kind) in kinds.iter().enumerate() {
            store::plan::append(&mut tx, ORGANISATION, plan.id, at + 1, &event(kind.clone())).await.unwrap();
        }
        let again = store::plan::append(&mut tx, ORGANISATION, plan.id, 5, &event(EventKind::Cancelled)).await;
        assert!(matches!(again, Err(StoreError::Stale { .. })), "{again:?}");
        let paid = allocation(1, 11, 500, day(2, 20));
        let ids = store::item::allocate(&mut tx, ORGANISATION, &[paid], morning(day(2, 20)), "Claire").await.unwrap();
        let expected = PlanRecord {
            row: plan.clone(),
            items: vec![(OpenItemId(id(1)), Cents(1_000))],
            instalments: cut().to_vec(),
            events: kinds.into_iter().map(event).collect(),
            debts: vec![Debt {
                item: OpenItemId(id(1)),
                amount: Cents(1_300),
                planned: Cents(1_000),
                puts: vec![put(before[0], 10, on, 300), put(ids[0], 11, day(2, 20), 500)],
            }],
        };
        let marked = store::plan::get(&mut tx, ORGANISATION, plan.id).await.unwrap().unwrap();
        assert_eq!(unmarked(&marked), expected);
        // Each event has the moment at which it was recorded: between what was put before it and after it.
        let marks: Vec<_> = marked.events.iter().map(|event| event.mark.unwrap()).collect();
        assert!(before[0].0 < marks[0] && marks.is_sorted() && marks[4] < ids[0].0, "{marks:?}");
        assert_eq!(store::plan::all(&mut tx, ORGANISATION).await.unwrap(), std::slice::from_ref(&marked));
        assert_eq!(store::plan::of_debtor(&mut tx, ORGANISATION, DebtorId(id(1))).await.unwrap(), [marked]);
        // Taken back: a row of its own, below zero.
        let back = counter(&allocation(1, 11, 500, day(2, 20)), ids[0]);
        store::item::take_back(&mut tx, ORGANISATION, &[back], morning(day(2, 21)), "Claire").await.unwrap();
        let puts = store::plan::get(&mut tx, ORGANISATION, plan.id).await.unwrap().unwrap().debts.remove(0).puts;
        assert_eq!(puts.iter().map(|put| put.amount).collect::<Vec<_>>(), [Cents(300), Cents(500), Cents(-500)]);
        assert_eq!(store::plan::count_references(&mut tx, ORGANISATION, "ECH-2026-").await.unwrap(), 1);
        assert!(
            store::health::checks(&mut tx, ORGANISATION)
                .await
                .unwrap()
                .iter()
                .all(|check| check.name != "plans_add_up" || check.broken == 0)
        );
    })
    .await;
}
