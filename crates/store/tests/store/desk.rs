//! What is put off comes back; what was done to many can be undone once; a visit remembers the one before.

use std::collections::BTreeMap;

use chrono::SubsecRound as _;
use domain::Cents;
use domain::ids::{DebtorId, OrganisationId};
use domain::portfolio::{Away, Condition, Rule};
use store::desk::{BatchRow, SnoozeRow, VisitRow};
use store::portfolio::{AbsenceRow, AlertRow};
use store::{StoreError, Tx};

use crate::base::on_both;
use crate::given::{ORGANISATION, OTHER, day, debtors, entry, id, morning, organisations};

fn snooze(number: u128, debtor: u128, until: (u32, u32)) -> SnoozeRow {
    let on = day(2, 9);
    SnoozeRow {
        id: id(number),
        debtor: DebtorId(id(debtor)),
        on,
        until: day(until.0, until.1),
        reason: "congés du comptable".to_owned(),
        created_at: morning(on).trunc_subsecs(6),
        created_by: "Claire".to_owned(),
    }
}

fn batch(number: u128) -> BatchRow {
    BatchRow {
        id: id(number),
        kind: "assign".to_owned(),
        note: "Paul".to_owned(),
        accounts: 2,
        made: "[]".to_owned(),
        created_at: morning(day(2, 9)).trunc_subsecs(6),
        created_by: "Claire".to_owned(),
        undone: None,
    }
}

fn visit() -> VisitRow {
    let at = morning(day(2, 9)).trunc_subsecs(6);
    VisitRow { before_seq: 0, before_at: None, seen_seq: 1, seen_at: at }
}

fn alert(number: u128) -> AlertRow {
    AlertRow {
        id: id(number),
        name: "gros retards".to_owned(),
        condition: Condition { least: Some(Cents(2_000_000)), silent_days: Some(10), ..Condition::default() },
        email: "claire@elan.example".to_owned(),
        matched: "[]".to_owned(),
        matched_on: None,
        created_at: morning(day(2, 9)).trunc_subsecs(6),
        created_by: "Claire".to_owned(),
    }
}

fn rule(collector: &str) -> Rule {
    Rule { first_from: "a".to_owned(), first_to: "m".to_owned(), least: Some(Cents(5)), collector: collector.to_owned(), ..Rule::default() }
}

fn absence(number: u128) -> AbsenceRow {
    let away = Away { collector: "Claire".to_owned(), stand_in: "Paul".to_owned(), from: day(2, 10), until: day(2, 20) };
    AbsenceRow { id: id(number), away, created_at: morning(day(2, 9)).trunc_subsecs(6), created_by: "Claire".to_owned() }
}

/// A row in every table of this module.
pub(crate) async fn fill(tx: &mut Tx, organisation: OrganisationId) {
    store::desk::insert_snoozes(tx, organisation, &[snooze(300, 1, (3, 1))]).await.unwrap();
    store::desk::insert_batch(tx, organisation, &batch(301)).await.unwrap();
    store::desk::set_visit(tx, organisation, "claire@elan.example", &visit()).await.unwrap();
    store::portfolio::insert_alert(tx, organisation, &alert(302)).await.unwrap();
    store::portfolio::set_rules(tx, organisation, &[rule("Claire")]).await.unwrap();
    store::portfolio::insert_absence(tx, organisation, &absence(303)).await.unwrap();
    let alert = store::portfolio::alerts(tx, organisation).await.unwrap().remove(0);
    let owed = store::portfolio::AlertMail {
        id: id(304),
        alert_id: alert.id,
        on_day: day(2, 9),
        account_count: 1,
        told: "[]".to_owned(),
        attempts: 0,
        tried_at: None,
        created_at: morning(day(2, 9)),
        name: alert.name,
        email: alert.email,
    };
    store::portfolio::insert_alert_mail(tx, organisation, &owed).await.unwrap();
    let view = store::saved_view::SavedView {
        id: id(305),
        page: "agenda".to_owned(),
        name: "Mes échus".to_owned(),
        query: "voir=echus".to_owned(),
        owner_email: "claire@elan.example".to_owned(),
        owner_name: "Claire".to_owned(),
        shared: true,
        created_at: morning(day(2, 9)),
        deleted_at: None,
    };
    store::saved_view::insert(tx, organisation, &view).await.unwrap();
    store::saved_view::set_default(tx, organisation, "claire@elan.example", "agenda", Some(view.id)).await.unwrap();
}

pub(crate) async fn counts(tx: &mut Tx, o: OrganisationId) -> Vec<(&'static str, usize)> {
    vec![
        ("snoozed", store::desk::snoozed(tx, o, day(2, 9)).await.unwrap().len()),
        ("snoozes of a debtor", store::desk::snoozes_of(tx, o, DebtorId(id(1))).await.unwrap().len()),
        ("snooze", usize::from(store::desk::snooze_of(tx, o, id(300)).await.unwrap().is_some())),
        ("batches", store::desk::batches(tx, o, true, (9, 0)).await.unwrap().0.len()),
        ("collectors", store::desk::collectors(tx, o).await.unwrap().len()),
        ("alert mails", store::portfolio::alert_mails(tx, o).await.unwrap().len()),
        ("saved views", store::saved_view::of_page(tx, o, "agenda", "claire@elan.example").await.unwrap().len()),
        ("saved view", usize::from(store::saved_view::get(tx, o, id(305)).await.unwrap().is_some())),
        ("first view", usize::from(store::saved_view::default_of(tx, o, "claire@elan.example", "agenda").await.unwrap().is_some())),
        ("users listed", store::user::listed(tx, o).await.unwrap().len()),
        ("batch", usize::from(store::desk::batch_of(tx, o, id(301)).await.unwrap().is_some())),
        ("visit", usize::from(store::desk::visit(tx, o, "claire@elan.example").await.unwrap().is_some())),
        ("alerts", store::portfolio::alerts(tx, o).await.unwrap().len()),
        ("late since", store::portfolio::late_since(tx, o, day(12, 31)).await.unwrap().len()),
        ("portfolio rules", store::portfolio::rules(tx, o).await.unwrap().len()),
        ("absences", store::portfolio::absences(tx, o, day(2, 9)).await.unwrap().len()),
        ("kinds of events", store::desk::kinds_since(tx, o, 0).await.unwrap().len()),
    ]
}

#[tokio::test]
async fn what_is_put_off_comes_back_on_its_day_or_when_it_is_taken_back() {
    on_both(async |db| {
        organisations(db).await;
        debtors(db, ORGANISATION, 2).await;
        let mut tx = db.begin().await.unwrap();
        let rows = [snooze(1, 1, (3, 1)), snooze(2, 2, (2, 20))];
        store::desk::insert_snoozes(&mut tx, ORGANISATION, &rows).await.unwrap();
        let until = async |tx: &mut Tx, on| {
            store::desk::snoozed(tx, ORGANISATION, on).await.unwrap().iter().map(|row| row.id.as_u128()).collect::<Vec<_>>()
        };
        assert_eq!(until(&mut tx, day(2, 10)).await, [2, 1], "the next to come back first");
        assert_eq!(until(&mut tx, day(2, 20)).await, [1]);
        assert_eq!(store::desk::snooze_of(&mut tx, ORGANISATION, id(1)).await.unwrap().as_ref(), Some(&rows[0]));
        let at = morning(day(2, 11));
        assert_eq!(store::desk::end_snoozes(&mut tx, OTHER, &[id(1)], at, "Paul").await.unwrap(), 0);
        assert_eq!(store::desk::end_snoozes(&mut tx, ORGANISATION, &[id(1)], at, "Paul").await.unwrap(), 1);
        assert_eq!(store::desk::end_snoozes(&mut tx, ORGANISATION, &[id(1)], at, "Paul").await.unwrap(), 0, "only once");
        assert_eq!(until(&mut tx, day(2, 10)).await, [2]);
    })
    .await;
}

#[tokio::test]
async fn a_batch_is_undone_once_and_collectors_change_by_account() {
    on_both(async |db| {
        organisations(db).await;
        debtors(db, ORGANISATION, 2).await;
        let mut tx = db.begin().await.unwrap();
        store::desk::insert_batch(&mut tx, ORGANISATION, &batch(7)).await.unwrap();
        assert_eq!(store::desk::batch_of(&mut tx, ORGANISATION, id(7)).await.unwrap(), Some(batch(7)));
        let at = morning(day(2, 11)).trunc_subsecs(6);
        store::desk::mark_undone(&mut tx, ORGANISATION, id(7), at, "Paul").await.unwrap();
        assert!(matches!(store::desk::mark_undone(&mut tx, ORGANISATION, id(7), at, "Paul").await, Err(StoreError::Stale { .. })));
        assert_eq!(store::desk::batches(&mut tx, ORGANISATION, false, (9, 0)).await.unwrap().0[0].undone, Some((at, "Paul".to_owned())));
        let given = BTreeMap::from([(DebtorId(id(1)), "Paul".to_owned()), (DebtorId(id(2)), "Claire".to_owned())]);
        assert_eq!(store::desk::set_collectors(&mut tx, ORGANISATION, &given).await.unwrap(), 1, "the second one had her already");
        assert_eq!(store::debtor::get(&mut tx, ORGANISATION, DebtorId(id(1))).await.unwrap().unwrap().collector, "Paul");
    })
    .await;
}

#[tokio::test]
async fn a_visit_is_one_a_person_and_tells_what_came_since() {
    on_both(async |db| {
        organisations(db).await;
        debtors(db, ORGANISATION, 1).await;
        let mut tx = db.begin().await.unwrap();
        store::event::append(&mut tx, ORGANISATION, &[entry(1), entry(2)]).await.unwrap();
        assert_eq!(store::event::head(&mut tx, ORGANISATION).await.unwrap(), 2);
        assert_eq!(store::event::head(&mut tx, OTHER).await.unwrap(), 0);
        store::desk::set_visit(&mut tx, ORGANISATION, "a@b.example", &visit()).await.unwrap();
        let next = VisitRow { before_seq: 1, before_at: Some(visit().seen_at), seen_seq: 2, seen_at: visit().seen_at };
        store::desk::set_visit(&mut tx, ORGANISATION, "a@b.example", &next).await.unwrap();
        assert_eq!(store::desk::visit(&mut tx, ORGANISATION, "a@b.example").await.unwrap(), Some(next));
        assert_eq!(store::desk::visit(&mut tx, ORGANISATION, "c@d.example").await.unwrap(), None);
        assert_eq!(store::desk::kinds_since(&mut tx, ORGANISATION, 1).await.unwrap().iter().map(|(_, count)| count).sum::<i64>(), 1);
    })
    .await;
}

#[tokio::test]
async fn alerts_rules_and_absences_are_kept_as_they_were_set() {
    on_both(async |db| {
        organisations(db).await;
        let mut tx = db.begin().await.unwrap();
        let at = morning(day(2, 11));
        store::portfolio::insert_alert(&mut tx, ORGANISATION, &alert(1)).await.unwrap();
        assert_eq!(store::portfolio::alerts(&mut tx, ORGANISATION).await.unwrap(), [alert(1)]);
        let set = async |tx: &mut Tx, organisation, known: &str, matched: &str, on| {
            let row = AlertRow { matched: known.to_owned(), ..alert(1) };
            store::portfolio::set_matched(tx, organisation, &row, matched, on).await.unwrap()
        };
        assert!(set(&mut tx, ORGANISATION, "[]", "[1]", (day(2, 11), false)).await);
        assert!(!set(&mut tx, ORGANISATION, "[1]", "[2]", (day(2, 11), false)).await, "a day is told once");
        assert!(!set(&mut tx, ORGANISATION, "[]", "[2]", (day(2, 11), true)).await, "another was faster");
        assert!(!set(&mut tx, OTHER, "[1]", "[2]", (day(2, 12), false)).await);
        store::portfolio::retire_alert(&mut tx, ORGANISATION, id(1), at, "Paul").await.unwrap();
        assert!(store::portfolio::retire_alert(&mut tx, ORGANISATION, id(1), at, "Paul").await.is_err());
        assert!(store::portfolio::alerts(&mut tx, ORGANISATION).await.unwrap().is_empty());
        store::portfolio::reinstate_alert(&mut tx, ORGANISATION, id(1)).await.unwrap();
        assert_eq!(store::portfolio::alerts(&mut tx, ORGANISATION).await.unwrap()[0].matched, "[1]");

        store::portfolio::set_rules(&mut tx, ORGANISATION, &[rule("Claire"), rule("Paul")]).await.unwrap();
        store::portfolio::set_rules(&mut tx, ORGANISATION, &[rule("Paul"), rule("Ada")]).await.unwrap();
        assert_eq!(store::portfolio::rules(&mut tx, ORGANISATION).await.unwrap(), [rule("Paul"), rule("Ada")]);

        store::portfolio::insert_absence(&mut tx, ORGANISATION, &absence(1)).await.unwrap();
        assert_eq!(store::portfolio::absences(&mut tx, ORGANISATION, day(2, 20)).await.unwrap(), [absence(1)]);
        assert!(store::portfolio::absences(&mut tx, ORGANISATION, day(2, 21)).await.unwrap().is_empty(), "over");
        store::portfolio::end_absence(&mut tx, ORGANISATION, id(1), at, "Paul").await.unwrap();
        assert!(store::portfolio::absences(&mut tx, ORGANISATION, day(2, 10)).await.unwrap().is_empty());
    })
    .await;
}
