//! Disputes: rows read as they were written, the states of each, and what an organisation sees of them.

use chrono::SubsecRound as _;
use domain::dispute::{Dispute, Outcome, OwnerRole, Part, Reason, State, Verdict};
use domain::ids::{DebtorId, DisputeId, OpenItemId, OrganisationId};
use domain::{Cents, Currency, Date};
use store::dispute::{DisputeEvent, DisputeFile, DisputeRow, Owner};
use store::dispute_setting::{DisputeSettings, PolicyRow};
use store::{StoreError, Tx};

use crate::base::on_both;
use crate::given::{ORGANISATION, day, debtors, id, item, items, morning, organisations};

pub(crate) fn row(number: u128, on: Date) -> DisputeRow {
    let part = Part::new(OpenItemId(id(1)), Cents(40));
    DisputeRow {
        id: DisputeId(id(number)),
        reason: Reason::Price,
        note: "« trop cher »".to_owned(),
        source: "hand".to_owned(),
        currency: Currency::EUR,
        owner: Owner { role: OwnerRole::Sales, name: "Paul".to_owned(), email: "paul@elan.example".to_owned() },
        dispute: Dispute::open(on, vec![part]).unwrap(),
        credited_before: vec![Cents(7)],
        due_on: Some(on),
        asks: 0,
        credit_reference: String::new(),
        created_at: morning(on).trunc_subsecs(6),
        created_by: "Claire".to_owned(),
        version: 1,
    }
}

/// A row in each table, for whichever organisation.
pub(crate) async fn fill(tx: &mut Tx, organisation: OrganisationId, on: Date) {
    let (row, at) = (row(95, on), morning(on));
    store::dispute::insert(tx, organisation, &row).await.unwrap();
    let event = DisputeEvent { kind: "opened".to_owned(), note: "« trop cher »".to_owned(), on, at, actor: "Claire".to_owned() };
    store::dispute::append(tx, organisation, row.id, &event).await.unwrap();
    store::dispute::append(tx, organisation, row.id, &event).await.unwrap();
    let file = DisputeFile {
        id: id(96),
        document_hash: "d".to_owned(),
        name: "bon.pdf".to_owned(),
        media_type: "application/pdf".to_owned(),
        size: 12,
        created_at: at,
        created_by: "Claire".to_owned(),
    };
    store::dispute::add_file(tx, organisation, row.id, &file).await.unwrap();
    let policy = Reason::Price.policy();
    let own = PolicyRow { reason: Reason::Price, owner: row.owner.clone(), policy, steps: "un\ndeux".to_owned() };
    store::dispute_setting::set_policy(tx, organisation, &own).await.unwrap();
    let settings = DisputeSettings {
        address: "https://q.example".to_owned(),
        secret: "clé".to_owned(),
        escalation_email: "chef@elan.example".to_owned(),
        accepts_answers: true,
    };
    store::dispute_setting::set_settings(tx, organisation, &settings, "Claire", at).await.unwrap();
    assert!(store::dispute_setting::reserve_alert(tx, organisation, (on, "chef@elan.example"), 1, at).await.unwrap());
    assert!(!store::dispute_setting::reserve_alert(tx, organisation, (on, "chef@elan.example"), 2, at).await.unwrap(), "one a day");
    store::dispute_setting::settle_alert(tx, organisation, (on, "chef@elan.example"), "sent", "").await.unwrap();
}

/// What an organisation sees of them.
pub(crate) async fn counts(tx: &mut Tx, o: OrganisationId, on: Date) -> Vec<(&'static str, usize)> {
    let dispute = DisputeId(id(95));
    let (all, items) = store::dispute::all(tx, o).await.unwrap();
    let tomorrow = on + chrono::Days::new(1);
    vec![
        ("disputes", all.len()),
        ("disputed items", items.len()),
        ("dispute", store::dispute::beside(tx, o, dispute).await.unwrap().0.len()),
        ("disputes of debtor", store::dispute::of_debtor(tx, o, DebtorId(id(1))).await.unwrap().0.len()),
        ("any dispute", usize::from(store::dispute::is_touched(tx, o).await.unwrap())),
        ("late disputes", usize::try_from(store::dispute::late(tx, o, tomorrow).await.unwrap()).unwrap()),
        ("events of dispute", store::dispute::events(tx, o, dispute).await.unwrap().len()),
        ("files of dispute", store::dispute::files(tx, o, dispute).await.unwrap().len()),
        ("dispute policies", store::dispute_setting::policies(tx, o).await.unwrap().len()),
        ("dispute settings", usize::from(store::dispute_setting::settings(tx, o).await.unwrap().is_some())),
        ("dispute alerts", store::dispute_setting::alerts(tx, o, 9).await.unwrap().len()),
        ("sales by month", store::dispute::sales_by_month(tx, o, on).await.unwrap().len()),
    ]
}

#[tokio::test]
async fn every_state_is_read_as_it_was_written() {
    on_both(async |db| {
        organisations(db).await;
        debtors(db, ORGANISATION, 1).await;
        items(db, ORGANISATION, &[item(1, 1, 100, day(1, 5), day(2, 4))]).await;
        let on = day(11, 22);
        let mut tx = db.begin().await.unwrap();
        let open = row(95, on).dispute;
        let asked = open.clone().ask(on).unwrap();
        let answered = asked.clone().answer(Verdict::Partly(Cents(10)), on).unwrap();
        let waiting = answered.clone().decide(Verdict::Founded, on).unwrap();
        let part = answered.clone().decide(Verdict::Partly(Cents(10)), on).unwrap();
        let unfounded = answered.clone().decide(Verdict::Unfounded, on).unwrap();
        let withdrawn = part.clone().withdraw(on).unwrap();
        let paid = Dispute {
            state: match part.state {
                State::Living(from) => State::Closed { outcome: Outcome::Paid, on, from },
                closed @ State::Closed { .. } => closed,
            },
            ..part.clone()
        };
        let states = [open, asked, answered, waiting, part, unfounded, withdrawn, paid];
        store::dispute::insert(&mut tx, ORGANISATION, &row(95, on)).await.unwrap();
        for (version, dispute) in (1..).zip(states) {
            let next = DisputeRow { dispute, version, asks: 3, due_on: None, ..row(95, on) };
            store::dispute::update(&mut tx, ORGANISATION, &next).await.unwrap();
            let (found, items) = store::dispute::beside(&mut tx, ORGANISATION, next.id).await.unwrap();
            assert_eq!(found, [DisputeRow { version: version + 1, ..next.clone() }]);
            assert_eq!((items.len(), items[0].id), (1, OpenItemId(id(1))));
            let stale = store::dispute::update(&mut tx, ORGANISATION, &next).await;
            assert!(matches!(stale, Err(StoreError::Stale { .. })), "{stale:?}");
        }
        tx.commit().await.unwrap();
    })
    .await;
}
