//! Several scenarios at once: which items follow which, what a change of the rules does, and that nothing is said twice.

use app::outbox::{Confirmation, drain};
use app::scenario::binding::{bind_debtor, followed, save, try_bindings, try_debtor, unbind_debtor, view};
use app::scenario::series;
use app::{AppError, night, scenario, why};
use domain::Cents;
use domain::calendar::add_days;
use domain::dunning::{ActionState, Because, BindingConditions, BindingFault, BindingRule, Bindings};
use domain::ids::SeriesId;
use domain::party::DebtorKind;
use testkit::smtp_sink::smtp_sink;

use crate::given::{self, Entry, TODAY, date, receipt, sale};
use crate::house::{Day, House, on_both};

/// A scenario for what is large, with a step that the usual one has too.
const FIRM: &str = r#"name = "Ferme"
[[step]]
key = "reminder_1"
day = "J+3"
template = "first_reminder"
[[step]]
key = "notice"
day = "J+8"
gap = 5
template = "second_reminder"
[[step]]
key = "last_word"
day = "J+20"
gap = 7
template = "second_reminder"
"#;

/// A scenario that begins late.
const SOFT: &str = r#"name = "Douce"
[[step]]
key = "kind_word"
day = "J+90"
template = "first_reminder"
"#;

/// Two small debtors of whom one is forgetful, and one with a large invoice; all are due since the end of August.
async fn firm(house: &House, mail: &str) -> Day {
    let rows =
        [("C001", "company", "c1@client.example"), ("C002", "company", "c2@client.example"), ("C003", "company", "c3@client.example")];
    let due = date(2026, 7, 29);
    let entries: Vec<Entry> =
        vec![sale("FA-1", "C001", due, 20_000), sale("FA-2", "C002", due, 30_000), sale("FA-3", "C003", due, 900_000)];
    let day = house.with_mail(TODAY, mail).await;
    let mut customers = given::customers(&rows).replace("code;name;kind;", "code;category;name;kind;");
    for (code, category) in [("C001", "Tête en l’air"), ("C002", ""), ("C003", "")] {
        customers = customers.replace(&format!("\n{code};"), &format!("\n{code};{category};"));
    }
    day.import_clean("clients.csv", customers).await;
    day.import_clean("732829320FEC20261231.txt", given::fec(&entries)).await;
    day
}

fn rule(series: SeriesId, when: BindingConditions) -> BindingRule {
    BindingRule { series, when }
}

fn forgetful() -> BindingConditions {
    BindingConditions { categories: vec!["Tête en l’air".to_owned()], ..BindingConditions::default() }
}

fn large() -> BindingConditions {
    BindingConditions { min_amount: Some(Cents(500_000)), ..BindingConditions::default() }
}

/// The two further scenarios and the rules that give them.
async fn bound(day: &Day) -> (SeriesId, SeriesId, Bindings) {
    let soft = series::create(&day.app, &day.scope, SOFT).await.unwrap();
    let firm = series::create(&day.app, &day.scope, FIRM).await.unwrap();
    let default = view(&day.app, &day.scope).await.unwrap().bindings.default;
    (soft, firm, Bindings { rules: vec![rule(soft, forgetful()), rule(firm, large())], default })
}

#[tokio::test]
async fn rules_show_their_effect_before_they_decide() {
    on_both(async |house| {
        let day = firm(house, "").await;
        let (soft, firm, bindings) = bound(&day).await;
        let before = night::dry_run(&day.app, &day.scope).await.unwrap();
        assert_eq!(before.counts.send, 3, "a scenario that nothing names changes nothing");

        let draft = try_bindings(&day.app, &day.scope, &bindings).await.unwrap();
        let effect = draft.effect.unwrap();
        assert_eq!((effect.debtors, effect.sooner, effect.later, effect.tonight), (3, 0, 1, (3, 2)), "{effect:?}");
        assert_eq!(
            draft.census.rules.iter().map(|load| (load.debtors, load.items, load.euros.0)).collect::<Vec<_>>(),
            [(1, 1, 20_000), (1, 1, 900_000)]
        );
        assert_eq!((draft.census.default.items, draft.census.own.items), (1, 0));

        assert_eq!(save(&day.app, &day.scope, 0, &bindings).await.unwrap(), 1);
        let late = save(&day.app, &day.scope, 0, &bindings).await;
        assert!(matches!(late, Err(AppError::Conflict("bindings"))), "{late:?}");
        let dry = night::dry_run(&day.app, &day.scope).await.unwrap();
        let run = night::run(&day.app, &day.scope).await.unwrap();
        assert_eq!((dry.counts, run.counts.send, run.counts.not_yet), (run.counts, 2, 1), "the dry run is the run");
        let lines = series::list(&day.app, &day.scope).await.unwrap();
        let told: Vec<_> = lines.iter().map(|line| (line.version.name.as_str(), line.is_default, line.rules, line.load.debtors)).collect();
        assert_eq!(told, [("Relance standard", true, 0, 1), ("Douce", false, 1, 1), ("Ferme", false, 1, 1)]);

        // What decides is said, and the scenario that serves cannot go.
        let why = why::why(&day.app, &day.scope, "C003").await.unwrap();
        assert_eq!((why.items[0].scenario.as_str(), why.items[0].because.as_str()), ("Ferme", "par la règle 2"));
        assert!(why.items[0].sentence.contains("Première relance"), "{why:?}");
        for needed in [soft, firm, bindings.default] {
            let refused = series::retire(&day.app, &day.scope, needed).await;
            assert!(matches!(refused, Err(AppError::Invalid { field: "scenario", .. })), "{refused:?}");
        }
        let taken = series::create(&day.app, &day.scope, &SOFT.replace("Douce", "ferme")).await;
        assert!(matches!(taken, Err(AppError::Invalid { field: "name", .. })), "{taken:?}");
        let wrong = Bindings { rules: vec![rule(soft, BindingConditions::default())], ..bindings.clone() };
        assert_eq!(try_bindings(&day.app, &day.scope, &wrong).await.unwrap().faults, [(0, BindingFault::TakesAll)]);
        let Err(AppError::Invalid { field: "rules", reason }) = save(&day.app, &day.scope, 1, &wrong).await else { panic!() };
        assert!(reason.contains("Règle 1"), "{reason}");

        // Without rules the soft scenario may go, and come back.
        save(&day.app, &day.scope, 1, &Bindings { rules: vec![], ..bindings }).await.unwrap();
        series::retire(&day.app, &day.scope, soft).await.unwrap();
        let gone = bind_debtor(&day.app, &day.scope, house.debtor("C001").await, soft, "essai").await;
        assert!(matches!(gone, Err(AppError::Invalid { field: "scenario", .. })), "{gone:?}");
        series::reinstate(&day.app, &day.scope, soft).await.unwrap();
        let renamed = series::rename(&day.app, &day.scope, soft, "Très douce").await.unwrap();
        assert_eq!((renamed.version, renamed.name.as_str()), (2, "Très douce"));
        day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn a_person_gives_a_debtor_a_scenario_and_takes_it_back() {
    on_both(async |house| {
        let day = firm(house, "").await;
        let (soft, _, _) = bound(&day).await;
        let debtor = house.debtor("C002").await;
        let refused = bind_debtor(&day.app, &day.scope, debtor, soft, " ").await;
        assert!(matches!(refused, Err(AppError::Invalid { field: "reason", .. })), "{refused:?}");
        let effect = try_debtor(&day.app, &day.scope, debtor, Some(soft)).await.unwrap();
        assert_eq!((effect.sooner, effect.later, effect.moved[0].debtor), (0, 1, debtor));
        bind_debtor(&day.app, &day.scope, debtor, soft, "client historique").await.unwrap();
        let known = followed(&day.app, &day.scope, debtor).await.unwrap();
        assert_eq!(
            known.scenarios.iter().map(|(series, _, because, items)| (*series, *because, *items)).collect::<Vec<_>>(),
            [(soft, Because::Debtor, 1)]
        );
        assert_eq!(known.own.map(|own| own.reason).as_deref(), Some("client historique"));
        assert_eq!(night::dry_run(&day.app, &day.scope).await.unwrap().counts.send, 2);
        assert_eq!(view(&day.app, &day.scope).await.unwrap().own.len(), 1);
        unbind_debtor(&day.app, &day.scope, debtor).await.unwrap();
        assert!(unbind_debtor(&day.app, &day.scope, debtor).await.is_err());
        assert_eq!(night::dry_run(&day.app, &day.scope).await.unwrap().counts.send, 3);
        day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn a_part_payment_between_night_and_sending_keeps_the_other_scenario_s_message() {
    on_both(async |house| {
        let sink = smtp_sink(&[]);
        let day = firm(house, &sink.url()).await;
        let (_, _, bindings) = bound(&day).await;
        save(&day.app, &day.scope, 0, &bindings).await.unwrap();
        night::run(&day.app, &day.scope).await.unwrap();
        drain(&day.app, &day.scope, Confirmation::Given).await.unwrap();
        let sent = sink.messages().len();
        assert_eq!(sent, 2);

        // A week later the firm scenario is to give notice. The debtor pays most of it after the night: what is left follows
        // the usual scenario, whose second reminder is another step than the one that the night wrote down.
        let next = house.with_mail(add_days(TODAY, 7), &sink.url()).await;
        night::run(&next.app, &next.scope).await.unwrap();
        let keys: Vec<String> = house.actions(add_days(TODAY, 7)).await.into_iter().map(|action| action.step_key).collect();
        assert!(keys.contains(&"notice".to_owned()), "{keys:?}");
        let mut paid = vec![sale("FA-1", "C001", date(2026, 7, 29), 20_000), sale("FA-2", "C002", date(2026, 7, 29), 30_000)];
        paid.push(sale("FA-3", "C003", date(2026, 7, 29), 900_000).lettered("A", add_days(TODAY, 7)));
        paid.push(receipt("RG-1", "C003", add_days(TODAY, 7), 600_000).lettered("A", add_days(TODAY, 7)));
        next.import("732829320FEC20261231.txt", given::fec(&paid)).await;
        drain(&next.app, &next.scope, Confirmation::Given).await.unwrap();
        let actions = house.actions(add_days(TODAY, 7)).await;
        let notice = actions.iter().find(|action| action.step_key == "notice").unwrap();
        assert_eq!(notice.state, ActionState::Cancelled, "{actions:?}");
        assert_eq!(house.open().await["FA-3"], 300_000);

        // The nights after go on with the usual scenario, once each, and never with the firm one.
        let mut keys = Vec::new();
        for days in 8..60 {
            let day = house.with_mail(add_days(TODAY, days), &sink.url()).await;
            day.import("732829320FEC20261231.txt", given::fec(&paid)).await;
            night::run(&day.app, &day.scope).await.unwrap();
            let debtor = house.debtor("C003").await;
            let actions = house.actions(add_days(TODAY, days)).await;
            keys.extend(actions.into_iter().filter(|action| action.debtor == debtor).map(|action| action.step_key));
            house.carry_out(add_days(TODAY, days)).await;
        }
        let once = |key: &str| keys.iter().filter(|known| *known == key).count();
        assert_eq!([once("reminder_1"), once("notice"), once("last_word"), once("reminder_2"), once("call")], [0, 0, 0, 1, 1], "{keys:?}");
        next.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn going_back_and_forth_says_each_step_once() {
    on_both(async |house| {
        let day = firm(house, "").await;
        let (_, firm, _) = bound(&day).await;
        let debtor = house.debtor("C002").await;
        let mut said: Vec<String> = Vec::new();
        for days in 0..90 {
            let on = add_days(TODAY, days);
            let day = house.on(on).await;
            // Every fourth day the debtor changes scenario, and each night is run twice.
            match days % 8 {
                0 => bind_debtor(&day.app, &day.scope, debtor, firm, "au tour de l’autre").await.unwrap(),
                4 => unbind_debtor(&day.app, &day.scope, debtor).await.unwrap(),
                _ => {}
            }
            let first = night::run(&day.app, &day.scope).await.unwrap();
            let again = night::run(&day.app, &day.scope).await.unwrap();
            assert_eq!(first.counts, again.counts, "{on}");
            said.extend(house.actions(on).await.into_iter().filter(|action| action.debtor == debtor).map(|action| action.step_key));
            house.carry_out(on).await;
            if days % 30 == 0 {
                day.is_sound().await;
            }
        }
        let mut once = said.clone();
        once.sort();
        once.dedup();
        assert_eq!(once.len(), said.len(), "a step is said twice: {said:?}");
        assert!(said.len() >= 2 && said.first().map(String::as_str) == Some("reminder_1"), "{said:?}");
        house.on(add_days(TODAY, 91)).await.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn versions_of_each_scenario_are_their_own() {
    on_both(async |house| {
        let day = firm(house, "").await;
        let (soft, _, mut bindings) = bound(&day).await;
        let first = scenario::view_of(&day.app, &day.scope, Some(soft)).await.unwrap();
        assert_eq!((first.text.as_str(), first.versions.len()), (SOFT, 1));
        let next = SOFT.replace("J+90", "J+5");
        bindings.rules.push(rule(soft, BindingConditions { debtors: vec![DebtorKind::Business], ..BindingConditions::default() }));
        bindings.rules.swap(0, 2);
        save(&day.app, &day.scope, 0, &bindings).await.unwrap();
        let draft = scenario::try_text_of(&day.app, &day.scope, Some(soft), &next).await.unwrap();
        assert_eq!(draft.effect.map(|effect| (effect.sooner, effect.later)), Some((3, 0)), "the effect is that of its own items");
        scenario::save(&day.app, &day.scope, first.scenario.id, &next).await.unwrap();
        let usual = scenario::view(&day.app, &day.scope).await.unwrap();
        assert_eq!((usual.scenario.version, usual.versions.len(), usual.scenario.name.as_str()), (1, 1, "Relance standard"));
        assert_eq!(night::dry_run(&day.app, &day.scope).await.unwrap().counts.send, 3);
        let copy = series::copy_of(&day.app, &day.scope, soft).await.unwrap();
        assert!(copy.starts_with("name = \"Douce (copie)\"\n"), "{copy}");
        series::create(&day.app, &day.scope, &copy).await.unwrap();
        assert!(series::copy_of(&day.app, &day.scope, soft).await.unwrap().starts_with("name = \"Douce (copie 2)\"\n"));
    })
    .await;
}
