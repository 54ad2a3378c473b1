//! Compromises and what was said before them: terms that never change, events, what was put on their items since.

use chrono::SubsecRound as _;
use domain::Cents;
use domain::accounting::{VatPart, VatRegime};
use domain::compromise::{Event, EventKind, Heard, Nature, Policy, Said, State, Terms, Voice};
use domain::ids::{CompromiseId, DebtorId, OpenItemId, OperationId, OrganisationId, TalkId};
use domain::law::RateBp;
use domain::plan::{InterestChoice, Signature};
use domain::promise::Way;
use store::compromise::{CompromiseEventRow, CompromiseFile, CompromiseRow, Which};
use store::negotiation::TalkRow;
use store::{StoreError, Tx};

use crate::base::on_both;
use crate::given::{ORGANISATION, allocation, counter, day, debtors, id, item, items, morning, organisations};

fn row(number: u128) -> CompromiseRow {
    CompromiseRow {
        id: CompromiseId(id(number)),
        debtor: DebtorId(id(1)),
        reference: format!("ACC-2026-{number:03}"),
        currency: domain::Currency::EUR,
        terms: Terms { total: Cents(1_000), discount: Cents(200), pay_by: day(2, 20) },
        nature: Nature::Waiver,
        regime: Some(VatRegime::ServicesOnDebits),
        interest: InterestChoice::Waived,
        objections: "percent".to_owned(),
        note: "note".to_owned(),
        typed: "/x?y".to_owned(),
        created_on: day(2, 1),
        created_at: morning(day(2, 1)).trunc_subsecs(6),
        created_by: "Claire".to_owned(),
        state: "draft".to_owned(),
        touched: false,
        task_from: None,
        credit_reference: String::new(),
        task: None,
        credit_due: None,
    }
}

/// The 2 € of the discount.
fn rates() -> [VatPart; 2] {
    [VatPart { rate: RateBp(2_000), gross: Cents(130) }, VatPart { rate: RateBp(550), gross: Cents(70) }]
}

fn event(kind: EventKind) -> CompromiseEventRow {
    CompromiseEventRow {
        event: Event { kind, on: day(2, 3) },
        reason: "raison".to_owned(),
        at: morning(day(2, 3)).trunc_subsecs(6),
        by: "Claire".to_owned(),
        document: None,
    }
}

fn talk() -> TalkRow {
    TalkRow {
        id: TalkId(id(95)),
        debtor: DebtorId(id(1)),
        heard: Heard { voice: Voice::Mediator, said: Said::Offer, amount: Some(Cents(800)), pay_by: Some(day(2, 20)), on: day(2, 1) },
        currency: domain::Currency::EUR,
        way: Way::Visit,
        person: "Mme Roy".to_owned(),
        words: "pour solde".to_owned(),
        at: morning(day(2, 1)).trunc_subsecs(6),
        by: "Claire".to_owned(),
        undone_by: None,
    }
}

/// A row in every table of these modules.
pub(crate) async fn fill(tx: &mut Tx, organisation: OrganisationId) {
    store::compromise::insert(tx, organisation, &row(94), &[(OpenItemId(id(1)), Cents(1_000))], &rates()).await.unwrap();
    let proposed = State::Proposed { on: day(2, 3), approval: None };
    store::compromise::append(tx, organisation, CompromiseId(id(94)), 1, &event(EventKind::Proposed), &proposed).await.unwrap();
    let file = CompromiseFile { hash: "cd".repeat(32), name: "accord.pdf".to_owned(), at: morning(day(2, 3)), by: "Claire".to_owned() };
    store::compromise::add_file(tx, organisation, CompromiseId(id(94)), &file).await.unwrap();
    store::compromise::add_operation(tx, organisation, CompromiseId(id(94)), OperationId(id(60))).await.unwrap();
    let policy = Policy { percent: 9, ..Policy::default() };
    store::compromise::set_policy(tx, organisation, &policy, morning(day(2, 1)), "Claire").await.unwrap();
    store::negotiation::insert(tx, organisation, &talk()).await.unwrap();
}

pub(crate) async fn counts(tx: &mut Tx, o: OrganisationId) -> Vec<(&'static str, usize)> {
    vec![
        ("compromises", store::compromise::list(tx, o, Which::Every).await.unwrap().len()),
        ("compromises of a debtor", store::compromise::list(tx, o, Which::Of(DebtorId(id(1)))).await.unwrap().len()),
        ("compromise", usize::from(store::compromise::get(tx, o, CompromiseId(id(94))).await.unwrap().is_some())),
        ("files of a compromise", store::compromise::files(tx, o, CompromiseId(id(94))).await.unwrap().len()),
        ("references of compromises", usize::try_from(store::compromise::count_references(tx, o, "ACC-2026-").await.unwrap()).unwrap()),
        ("policy of compromises", usize::from(store::compromise::policy(tx, o).await.unwrap() != Policy::default())),
        ("lines of a negotiation", store::negotiation::of_debtor(tx, o, DebtorId(id(1))).await.unwrap().len()),
    ]
}

#[tokio::test]
async fn a_compromise_is_read_back_with_what_came_since_and_found_when_it_is_due() {
    on_both(async |db| {
        organisations(db).await;
        debtors(db, ORGANISATION, 1).await;
        let on = day(1, 6);
        items(db, ORGANISATION, &[item(1, 1, 1_300, on, on), item(10, 1, -300, on, on), item(11, 1, -500, day(2, 10), day(2, 10))]).await;
        let mut tx = db.begin().await.unwrap();
        // What was put on it before counts for nothing.
        store::item::allocate(&mut tx, ORGANISATION, &[allocation(1, 10, 300, on)], morning(on), "test").await.unwrap();
        let mut made = row(0);
        made.id = CompromiseId(store::fresh_id());
        store::compromise::insert(&mut tx, ORGANISATION, &made, &[(OpenItemId(id(1)), Cents(1_000))], &rates()).await.unwrap();
        assert!(!store::compromise::is_due(&mut tx, ORGANISATION, day(12, 1)).await.unwrap(), "a draft waits for nothing");
        let signed = Signature { on: day(2, 3), signatory: "M. Petit".to_owned() };
        let running = State::Running { signed };
        let sign = event(EventKind::Signed { signatory: "M. Petit".to_owned() });
        store::compromise::append(&mut tx, ORGANISATION, made.id, 1, &sign, &running).await.unwrap();
        let twice = store::compromise::append(&mut tx, ORGANISATION, made.id, 1, &sign, &running).await;
        assert!(matches!(twice, Err(StoreError::Stale { .. })), "{twice:?}");
        // 20 February and the two working days of the bank.
        assert!(!store::compromise::is_due(&mut tx, ORGANISATION, made.terms.until()).await.unwrap());
        assert!(store::compromise::is_due(&mut tx, ORGANISATION, day(2, 28)).await.unwrap());
        let ids = store::item::allocate(&mut tx, ORGANISATION, &[allocation(1, 11, 500, day(2, 10))], morning(on), "test").await.unwrap();
        assert!(store::compromise::is_due(&mut tx, ORGANISATION, day(2, 10)).await.unwrap(), "money moved on its item");
        let due = store::compromise::list(&mut tx, ORGANISATION, Which::Due(day(2, 10))).await.unwrap();
        assert_eq!(due.len(), 1);
        let record = &due[0];
        assert_eq!(record.row, CompromiseRow { state: "running".to_owned(), touched: true, ..made.clone() });
        assert_eq!(record.items, [(OpenItemId(id(1)), Cents(1_000), Cents(500))]);
        assert_eq!(record.vat, rates(), "the highest rate first");
        assert_eq!(record.events, [sign]);
        assert_eq!(
            record.receipts.iter().map(|receipt| (receipt.amount, receipt.on, receipt.is_payment)).collect::<Vec<_>>(),
            [(Cents(500), day(2, 10), true)]
        );
        store::compromise::seen(&mut tx, ORGANISATION, made.id).await.unwrap();
        assert!(!store::compromise::is_due(&mut tx, ORGANISATION, day(2, 10)).await.unwrap());
        assert_eq!(store::compromise::list(&mut tx, ORGANISATION, Which::Running).await.unwrap().len(), 1);
        // Taken back, it is no receipt any more.
        let back = counter(&allocation(1, 11, 500, day(2, 10)), ids[0]);
        store::item::take_back(&mut tx, ORGANISATION, &[back], morning(on), "test").await.unwrap();
        let record = store::compromise::get(&mut tx, ORGANISATION, made.id).await.unwrap().unwrap();
        assert!(record.receipts.is_empty());
        // A task that is put off is due again that day.
        store::compromise::seen(&mut tx, ORGANISATION, made.id).await.unwrap();
        store::compromise::want_task(&mut tx, ORGANISATION, made.id, Some(day(2, 12))).await.unwrap();
        assert!(!store::compromise::is_due(&mut tx, ORGANISATION, day(2, 11)).await.unwrap());
        assert!(store::compromise::is_due(&mut tx, ORGANISATION, day(2, 12)).await.unwrap());
        store::compromise::set_credit(&mut tx, ORGANISATION, made.id, "AV-1").await.unwrap();
        let record = store::compromise::get(&mut tx, ORGANISATION, made.id).await.unwrap().unwrap();
        assert_eq!((record.row.task_from, record.row.credit_reference.as_str()), (None, "AV-1"));
        tx.commit().await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn money_that_moves_beside_whoever_follows_is_looked_at_again() {
    on_both(async |db| {
        organisations(db).await;
        debtors(db, ORGANISATION, 1).await;
        let on = day(2, 10);
        items(db, ORGANISATION, &[item(1, 1, 1_000, on, on), item(10, 1, -300, on, on), item(11, 1, -500, on, on)]).await;
        let mut tx = db.begin().await.unwrap();
        store::compromise::insert(&mut tx, ORGANISATION, &row(90), &[(OpenItemId(id(1)), Cents(1_000))], &[]).await.unwrap();
        store::dispute::insert(&mut tx, ORGANISATION, &crate::dispute::row(91, on)).await.unwrap();
        store::item::allocate(&mut tx, ORGANISATION, &[allocation(1, 10, 300, on)], morning(on), "test").await.unwrap();
        tx.commit().await.unwrap();
        let mut follower = db.begin().await.unwrap();
        store::compromise::seen(&mut follower, ORGANISATION, CompromiseId(id(90))).await.unwrap();
        assert_eq!(store::dispute::take_touched(&mut follower, ORGANISATION).await.unwrap().len(), 1);
        let mut moving = Box::pin(async {
            let mut tx = db.begin().await.unwrap();
            store::item::allocate(&mut tx, ORGANISATION, &[allocation(1, 11, 500, on)], morning(on), "test").await.unwrap();
            tx.commit().await.unwrap();
        });
        // It waits for whoever follows; what does not wait is over by then.
        let early = tokio::time::timeout(std::time::Duration::from_millis(400), &mut moving).await;
        follower.commit().await.unwrap();
        if early.is_err() {
            moving.await;
        }
        let mut tx = db.begin().await.unwrap();
        let touched = store::compromise::get(&mut tx, ORGANISATION, CompromiseId(id(90))).await.unwrap().unwrap().row.touched;
        assert!(touched, "nobody would look at the payment");
        assert!(store::dispute::is_touched(&mut tx, ORGANISATION).await.unwrap(), "nor at the dispute");
        tx.commit().await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_line_of_a_negotiation_is_taken_back_once() {
    on_both(async |db| {
        organisations(db).await;
        debtors(db, ORGANISATION, 1).await;
        let mut tx = db.begin().await.unwrap();
        store::negotiation::insert(&mut tx, ORGANISATION, &talk()).await.unwrap();
        assert_eq!(store::negotiation::of_debtor(&mut tx, ORGANISATION, DebtorId(id(1))).await.unwrap(), [talk()]);
        store::negotiation::take_back(&mut tx, ORGANISATION, TalkId(id(95)), morning(day(2, 2)), "Paul").await.unwrap();
        let again = store::negotiation::take_back(&mut tx, ORGANISATION, TalkId(id(95)), morning(day(2, 2)), "Paul").await;
        assert!(matches!(again, Err(StoreError::Stale { .. })), "{again:?}");
        let undone = TalkRow { undone_by: Some("Paul".to_owned()), ..talk() };
        assert_eq!(store::negotiation::of_debtor(&mut tx, ORGANISATION, DebtorId(id(1))).await.unwrap(), [undone]);
    })
    .await;
}
