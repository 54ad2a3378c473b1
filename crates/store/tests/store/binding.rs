//! The rules that give items their scenario, debtors with one of their own, and what items went through.

use chrono::{DateTime, SubsecRound as _, Utc};
use domain::Cents;
use domain::claim::ClaimKind;
use domain::dunning::{BindingConditions, BindingRule, Bindings, Channel, Mode, Scenario, Step, Template};
use domain::ids::{DebtorId, OpenItemId, OrganisationId, ScenarioId, SeriesId};
use domain::party::DebtorKind;
use store::binding::{BindingVersion, OwnScenario};
use store::scenario::StepNumber;
use store::{StoreError, Tx};

use crate::base::on_both;
use crate::given::{ORGANISATION, OTHER, day, debtors, id, item, items, morning, new_action, night, organisations, scenario};

const SERIES: SeriesId = SeriesId(id(7));

/// As exact as a base keeps it.
fn instant() -> DateTime<Utc> {
    morning(day(2, 1)).trunc_subsecs(6)
}

/// Rules that use everything.
fn whole() -> Bindings {
    let when = BindingConditions {
        categories: vec!["Tête en l’air".to_owned(), "PME".to_owned()],
        claims: vec![ClaimKind::Consumer, ClaimKind::Carriage],
        debtors: vec![DebtorKind::Public],
        min_amount: Some(Cents(1)),
        max_amount: Some(Cents(900_000)),
        min_days_late: Some(3),
        max_days_late: Some(365),
        min_score: Some(0),
        max_score: Some(100),
    };
    Bindings { rules: vec![BindingRule { series: SeriesId(id(8)), when }], default: SERIES }
}

fn version(number: i32) -> BindingVersion {
    BindingVersion { version: number, bindings: whole(), actor: "Claire".to_owned(), created_at: instant() }
}

fn own() -> OwnScenario {
    OwnScenario {
        id: id(90),
        debtor: DebtorId(id(1)),
        series: SERIES,
        reason: "ami de la maison".to_owned(),
        bound_at: instant(),
        bound_by: "Claire".to_owned(),
    }
}

/// Something in each table.
pub(crate) async fn fill(tx: &mut Tx, organisation: OrganisationId) {
    let step = StepNumber { number: 0, series: SERIES, key: "reminder_1".to_owned(), nominal_day: 3 };
    store::scenario::keep_step_numbers(tx, organisation, &[step]).await.unwrap();
    store::binding::insert(tx, organisation, &version(1)).await.unwrap();
    store::binding::bind(tx, organisation, &own()).await.unwrap();
}

/// What an organisation sees of it.
pub(crate) async fn seen(tx: &mut Tx, o: OrganisationId) -> Vec<(&'static str, usize)> {
    vec![
        ("rules of scenarios", usize::from(store::binding::in_force(tx, o).await.unwrap().is_some())),
        ("debtors with a scenario", store::binding::own(tx, o).await.unwrap().len()),
        ("scenario of a debtor", usize::from(store::binding::own_of_debtor(tx, o, DebtorId(id(1))).await.unwrap().is_some())),
        ("newest versions", store::scenario::newest(tx, o).await.unwrap().len()),
    ]
}

#[tokio::test]
async fn rules_come_back_as_they_were_written_and_only_once() {
    on_both(async |db| {
        organisations(db).await;
        let mut tx = db.begin().await.unwrap();
        assert_eq!(store::binding::in_force(&mut tx, ORGANISATION).await.unwrap(), None);
        store::binding::insert(&mut tx, ORGANISATION, &version(1)).await.unwrap();
        let next = BindingVersion { bindings: Bindings { rules: vec![], default: SERIES }, ..version(2) };
        store::binding::insert(&mut tx, ORGANISATION, &next).await.unwrap();
        assert_eq!(store::binding::in_force(&mut tx, ORGANISATION).await.unwrap(), Some(next));
        let late = store::binding::insert(&mut tx, ORGANISATION, &version(2)).await;
        assert!(matches!(late, Err(StoreError::Stale { table: "scenario_binding", .. })), "{late:?}");
        assert_eq!(store::binding::in_force(&mut tx, OTHER).await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn the_default_scenario_is_the_first_until_rules_say_otherwise() {
    on_both(async |db| {
        organisations(db).await;
        let first = scenario(db, ORGANISATION).await;
        let mut tx = db.begin().await.unwrap();
        let step = Step::new("a", 3, 0, Channel::Email, Mode::Automatic, Template::FirstReminder);
        let other = Scenario::new(ScenarioId(id(6)), "Douce".to_owned(), 1, vec![step]).unwrap();
        let series = store::scenario::insert_series(&mut tx, ORGANISATION, &other, "name", "Claire", morning(day(1, 3))).await.unwrap();
        assert_eq!(series, SeriesId(id(6)));
        let known = store::scenario::all_in_force(&mut tx, ORGANISATION).await.unwrap();
        assert_eq!(known, [(SERIES, first.clone()), (series, other.clone())]);
        let rules = Bindings { rules: vec![], default: series };
        store::binding::insert(&mut tx, ORGANISATION, &BindingVersion { bindings: rules, ..version(1) }).await.unwrap();
        let known = store::scenario::all_in_force(&mut tx, ORGANISATION).await.unwrap();
        assert_eq!(known, [(series, other.clone()), (SERIES, first.clone())]);
        // A retired scenario decides nothing, and comes back as it was.
        store::scenario::retire(&mut tx, ORGANISATION, first.id).await.unwrap();
        assert_eq!(store::scenario::all_in_force(&mut tx, ORGANISATION).await.unwrap().len(), 1);
        assert!(store::scenario::retire(&mut tx, ORGANISATION, first.id).await.is_err(), "retired once");
        let newest = store::scenario::newest(&mut tx, ORGANISATION).await.unwrap();
        assert_eq!(newest.iter().map(|(_, version)| version.is_in_force).collect::<Vec<_>>(), [true, false]);
        store::scenario::reinstate(&mut tx, ORGANISATION, first.id).await.unwrap();
        assert_eq!(store::scenario::all_in_force(&mut tx, ORGANISATION).await.unwrap().len(), 2);
    })
    .await;
}

#[tokio::test]
async fn a_debtor_has_one_scenario_of_its_own_and_loses_it_once() {
    on_both(async |db| {
        organisations(db).await;
        debtors(db, ORGANISATION, 2).await;
        let mut tx = db.begin().await.unwrap();
        store::binding::bind(&mut tx, ORGANISATION, &own()).await.unwrap();
        assert_eq!(store::binding::own(&mut tx, ORGANISATION).await.unwrap(), [own()]);
        assert_eq!(store::binding::own_of_debtor(&mut tx, ORGANISATION, DebtorId(id(1))).await.unwrap(), Some(own()));
        assert_eq!(store::binding::own_of_debtor(&mut tx, ORGANISATION, DebtorId(id(2))).await.unwrap(), None);
        assert!(store::binding::revoke(&mut tx, ORGANISATION, DebtorId(id(1)), morning(day(2, 2)), "Paul").await.unwrap());
        assert!(!store::binding::revoke(&mut tx, ORGANISATION, DebtorId(id(1)), morning(day(2, 2)), "Paul").await.unwrap());
        assert_eq!(store::binding::own(&mut tx, ORGANISATION).await.unwrap(), []);
        store::binding::bind(&mut tx, ORGANISATION, &OwnScenario { id: id(91), ..own() }).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn what_an_item_went_through_before_its_last_step_is_known() {
    on_both(async |db| {
        organisations(db).await;
        scenario(db, ORGANISATION).await;
        debtors(db, ORGANISATION, 1).await;
        items(db, ORGANISATION, &[item(1, 1, 1_000, day(1, 5), day(2, 4))]).await;
        let on = day(3, 10);
        for (days, step) in [(2, 1), (1, 2), (0, 4)] {
            let on = domain::calendar::add_days(on, -days);
            night(db, ORGANISATION, on, vec![new_action(ORGANISATION, 1, on, step, &[(1, 1_000)])]).await;
        }
        let mut tx = db.begin().await.unwrap();
        let mut passed = store::binding::passed(&mut tx, ORGANISATION, domain::calendar::add_days(on, 1), None).await.unwrap();
        passed.sort_unstable_by_key(|(_, step)| *step);
        assert_eq!(passed, [(OpenItemId(id(1)), 1), (OpenItemId(id(1)), 2)], "its last step apart");
        let of = store::binding::passed(&mut tx, ORGANISATION, on, Some(DebtorId(id(1)))).await.unwrap();
        assert_eq!(of.len(), 2, "what the day itself did is not yet there");
        assert_eq!(store::binding::passed(&mut tx, ORGANISATION, domain::calendar::add_days(on, -1), None).await.unwrap().len(), 1);
    })
    .await;
}
