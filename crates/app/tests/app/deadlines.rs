//! Time limits recorded, ended, taken back and read by a calendar program.

use app::access::{Actor, Role};
use app::deadlines::{FactKind, LimitsQuery, NewLimit, list, of_debtor, pressing, record, set};
use app::promises::NewPromise;
use app::{AppError, Scope, calendar_feed, deadlines, plans, promises, setup};
use domain::Date;
use domain::deadline::{Facts, Urgency, Zone, keys};
use domain::ids::TimeLimitId;
use domain::plan::InterestChoice;

use crate::given::{TODAY, customers, date};
use crate::house::{Day, House, on_both};

/// A day of a house with two customers.
async fn day_of(house: &House, today: Date) -> Day {
    let day = house.on(today).await;
    day.import_clean("clients.csv", customers(&[("C1", "company", "a@un.example"), ("C2", "company", "a@deux.example")])).await;
    day
}

fn new(rule: &str, start: Date, debtor: &str) -> NewLimit {
    let facts = Facts { start, zone: Zone::Mainland, decided_on: None };
    NewLimit { rule: rule.to_owned(), facts, debtor: debtor.to_owned(), note: "  RG 26/0123\n chambre 2 ".to_owned() }
}

fn as_role(scope: &Scope, role: Role) -> Scope {
    Scope { actor: Actor { role, ..scope.actor.clone() }, ..scope.clone() }
}

async fn running(day: &Day, words: &str) -> Vec<(String, Urgency)> {
    let limits = list(&day.app, &day.scope, &LimitsQuery { words: words.to_owned() }).await.unwrap();
    limits
        .running
        .into_iter()
        .map(|line| (line.deadline.map_or(String::new(), |deadline| deadline.rule.key.to_owned()), line.urgency))
        .collect()
}

#[tokio::test]
async fn limits_stand_by_urgency_until_they_end() {
    on_both(async |house| {
        let day = day_of(house, TODAY).await;
        // Today is 15/09/2026: a month that is over for the debtor, and proofs of debt later, soon and late.
        for (rule, start, debtor) in [
            (keys::ORDER_OPPOSITION, date(2026, 7, 31), "C1"),
            (keys::PROOF_OF_DEBT, date(2026, 12, 31), ""),
            (keys::PROOF_OF_DEBT, date(2026, 7, 20), "C2"),
            (keys::PROOF_OF_DEBT, date(2026, 7, 1), "Société C2"),
        ] {
            record(&day.app, &day.scope, &new(rule, start, debtor)).await.unwrap();
        }
        let expected = [
            (keys::PROOF_OF_DEBT, Urgency::Late),
            (keys::ORDER_OPPOSITION, Urgency::Ready),
            (keys::PROOF_OF_DEBT, Urgency::Soon),
            (keys::PROOF_OF_DEBT, Urgency::Later),
        ]
        .map(|(key, urgency)| (key.to_owned(), urgency));
        assert_eq!(running(&day, "").await, expected);
        assert_eq!(running(&day, "société c2").await, [expected[0].clone(), expected[2].clone()]);
        assert_eq!(running(&day, "opposition").await, [expected[1].clone()]);
        assert_eq!(running(&day, "rg 26/0123 chambre").await.len(), 4, "the note is one line");
        assert_eq!(pressing(&day.app, &day.scope).await.unwrap(), 3);

        let first = list(&day.app, &day.scope, &LimitsQuery::default()).await.unwrap().running.remove(0);
        let debtor = first.debtor.clone().unwrap();
        assert_eq!((debtor.1.as_str(), debtor.2.as_str()), ("C2", "Société C2"));
        assert_eq!(of_debtor(&day.app, &day.scope, debtor.0).await.unwrap().len(), 2);
        set(&day.app, &day.scope, first.id, FactKind::Done, "").await.unwrap();
        let twice = set(&day.app, &day.scope, first.id, FactKind::Done, "").await;
        assert!(matches!(twice, Err(AppError::Conflict(_))), "{twice:?}");
        let limits = list(&day.app, &day.scope, &LimitsQuery::default()).await.unwrap();
        assert_eq!((limits.running.len(), limits.ended.len()), (3, 1));
        set(&day.app, &day.scope, first.id, FactKind::Reopened, "").await.unwrap();
        let again = set(&day.app, &day.scope, first.id, FactKind::Reopened, "").await;
        assert!(matches!(again, Err(AppError::Conflict(_))), "{again:?}");
        let silent = set(&day.app, &day.scope, first.id, FactKind::Cancelled, "  ").await.unwrap_err();
        assert!(silent.french().contains("pourquoi"), "{}", silent.french());
        set(&day.app, &day.scope, first.id, FactKind::Cancelled, "plan signé").await.unwrap();
        let ended = list(&day.app, &day.scope, &LimitsQuery::default()).await.unwrap().ended;
        assert_eq!(
            ended[0].last.as_ref().map(|fact| (fact.seq, fact.kind, fact.reason.as_str())),
            Some((3, FactKind::Cancelled, "plan signé"))
        );

        let journal = app::journal::latest(&day.app, &day.scope, None).await.unwrap();
        let titles: Vec<&str> = journal.iter().map(|entry| entry.title.as_str()).take(4).collect();
        assert_eq!(titles, ["Délai abandonné", "Délai repris", "Délai traité", "Délai enregistré"]);
        assert!(journal[0].detail.contains("plan signé") && journal[3].detail.contains("01/09/2026"), "{journal:?}");
        assert_eq!(journal[0].debtor.as_ref().map(|(id, _)| *id), Some(debtor.0));
        let file = app::debtor_file::debtor_file(&day.app, &day.scope, debtor.0).await.unwrap();
        assert!(file.timeline.iter().any(|entry| entry.title == "Délai abandonné" && entry.detail.contains("plan signé")));
        assert!(app::doctor::verify(&day.app, &day.scope).await.unwrap().broken_at.is_none());
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_computed_is_not_recorded() {
    on_both(async |house| {
        let day = day_of(house, TODAY).await;
        let on = date(2026, 9, 1);
        for (limit, told) in [
            (new("limit.nothing", on, ""), "limit.payment_order.service"),
            (new(keys::ORDER_ENFORCEMENT, date(2026, 8, 31), ""), "1er\u{a0}septembre 2026"),
            (new(keys::ORDER_SERVICE, date(2019, 1, 1), ""), "01/01/2019"),
            (new(keys::ORDER_SERVICE, on, "inconnu"), "inconnu"),
            (new(keys::ORDER_SERVICE, on, "00000000-0000-7000-8000-000000000000"), "SIREN"),
        ] {
            let refused = record(&day.app, &day.scope, &limit).await.unwrap_err();
            assert!(refused.status() == 422 && refused.french().contains(told), "{}", refused.french());
        }
        for role in [Role::Accountant, Role::ReadOnly] {
            let refused = record(&day.app, &as_role(&day.scope, role), &new(keys::ORDER_SERVICE, on, "")).await;
            assert!(matches!(refused, Err(AppError::Forbidden(_))), "{role:?}: {refused:?}");
        }
        let nobody = set(&day.app, &day.scope, TimeLimitId(store::fresh_id()), FactKind::Done, "").await;
        assert!(matches!(nobody, Err(AppError::NotFound(_))), "{nobody:?}");
        assert_eq!(running(&day, "").await, []);
    })
    .await;
}

#[tokio::test]
async fn a_calendar_program_reads_what_runs_until_its_address_is_revoked() {
    on_both(async |house| {
        let day = day_of(house, TODAY).await;
        let password = "sept-chevaux-gris";
        setup::create_user(&day.app, &day.scope.organisation, "claire@elan.example", "Claire", Role::Collector, password).await.unwrap();
        let claire = app::session::log_in(&day.app, "claire@elan.example", password).await.unwrap().scope;
        let act = record(&day.app, &claire, &new(keys::ORDER_SERVICE, date(2026, 9, 25), "C1")).await.unwrap();
        let wait = record(&day.app, &claire, &new(keys::ORDER_OPPOSITION, date(2026, 9, 1), "")).await.unwrap();

        assert_eq!(calendar_feed::of_actor(&day.app, &claire).await.unwrap(), None);
        let token = calendar_feed::create(&day.app, &claire).await.unwrap();
        let text = calendar_feed::read(&day.app, &token).await.unwrap().expect("a calendar");
        assert_eq!(text, deadlines::calendar(&day.app, &claire).await.unwrap());
        let lines = text.replace("\r\n ", "");
        for expected in [
            format!("UID:{act}"),
            format!("UID:{wait}"),
            "DTSTART;VALUE=DATE:20261225".to_owned(), // the day to aim at, not the postponed one
            "DTSTART;VALUE=DATE:20261002".to_owned(), // the day after the debtor's last
            "SUMMARY:Signifier l’ordonnance d’injonction de payer – Société C1".to_owned(),
            "SUMMARY:Vous pouvez agir – Opposition du débiteur à l’injonction de payer".to_owned(),
            "RG 26/0123 chambre 2".to_owned(),
        ] {
            assert!(lines.contains(&expected), "{expected} in {lines}");
        }
        assert_eq!(lines.matches("BEGIN:VALARM").count(), 3, "only what we must do rings");
        assert_eq!(calendar_feed::read(&day.app, &token).await.unwrap().as_ref(), Some(&text), "the same bytes again");
        set(&day.app, &claire, wait, FactKind::Done, "").await.unwrap();
        let fewer = calendar_feed::read(&day.app, &token).await.unwrap().unwrap();
        assert!(!fewer.contains(&wait.to_string()) && fewer.contains(&act.to_string()));

        let organisation = day.scope.organisation.id;
        let secret = token.split_once('.').unwrap().1.to_owned();
        for wrong in
            ["", "x", &secret, &format!("{organisation}."), &format!("{organisation}.{}", &secret[1..]), &format!("{act}.{secret}")]
        {
            assert_eq!(calendar_feed::read(&day.app, wrong).await.unwrap(), None, "{wrong}");
        }
        let second = calendar_feed::create(&day.app, &claire).await.unwrap();
        assert_eq!(calendar_feed::read(&day.app, &token).await.unwrap(), None, "replaced");
        assert!(calendar_feed::read(&day.app, &second).await.unwrap().is_some());
        calendar_feed::revoke(&day.app, &claire).await.unwrap();
        assert_eq!(calendar_feed::read(&day.app, &second).await.unwrap(), None, "revoked");
        let twice = calendar_feed::revoke(&day.app, &claire).await;
        assert!(matches!(twice, Err(AppError::Conflict(_))), "{twice:?}");
        // The night and the command line have no calendar of their own.
        let system = Scope::system(day.scope.organisation.clone(), "nuit");
        assert!(calendar_feed::create(&day.app, &system).await.unwrap_err().french().contains("connectez-vous"));
        let journal = app::journal::latest(&day.app, &day.scope, None).await.unwrap();
        assert!(journal.iter().all(|entry| !entry.detail.contains(&secret)), "no secret in the journal");
    })
    .await;
}

/// The address that a person subscribes to has promises and instalments too: whatever is waited for, and nothing that has come.
#[tokio::test]
async fn a_calendar_program_reads_promises_and_instalments_too() {
    on_both(async |house| {
        let day = crate::plans::opened(house, "company").await;
        let password = "sept-chevaux-gris";
        setup::create_user(&day.app, &day.scope.organisation, "claire@elan.example", "Claire", Role::Collector, password).await.unwrap();
        let claire = app::session::log_in(&day.app, "claire@elan.example", password).await.unwrap().scope;
        let token = calendar_feed::create(&day.app, &claire).await.unwrap();
        let read = async |day: &Day| calendar_feed::read(&day.app, &token).await.unwrap().unwrap().replace("\r\n ", "");
        assert_eq!(read(&day).await.matches("BEGIN:VEVENT").count(), 0);
        // F1 is promised; F2 and F3 are paid by three instalments.
        let promised = house.item("F1").await.id;
        let new = NewPromise { items: vec![promised], ..NewPromise::new(house.debtor("C1").await, date(2026, 9, 25)) };
        let promise = promises::record(&day.app, &day.scope, &new).await.unwrap();
        let mut new = crate::plans::new_plan(house, InterestChoice::Frozen).await;
        new.items.retain(|item| *item != promised);
        let plan = plans::create(&day.app, &day.scope, &new).await.unwrap();
        plans::act(&day.app, &day.scope, plan, &plans::Move::Submit, "").await.unwrap();
        let text = read(&day).await;
        assert_eq!(text.matches("BEGIN:VEVENT").count(), 1, "a plan that is not signed expects nothing: {text}");
        plans::act(&day.app, &day.scope, plan, &plans::Move::Sign { on: TODAY, signatory: "M. Petit".to_owned() }, "").await.unwrap();
        let text = read(&day).await;
        let wanted = [
            format!("UID:{promise}"),
            format!("UID:{plan}-1"),
            format!("UID:{plan}-3"),
            "DTSTART;VALUE=DATE:20260925".to_owned(),
            "DTSTART;VALUE=DATE:20261015".to_owned(),
            "DTSTART;VALUE=DATE:20261116".to_owned(),
            "DTSTART;VALUE=DATE:20261215".to_owned(),
            "SUMMARY:Promesse 100\\,00\u{a0}€ – Société C1".to_owned(),
            "SUMMARY:Échéance 66\\,66\u{a0}€ – Société C1".to_owned(),
            "Échéancier ECH-2026-001\\, échéance 1 sur 3".to_owned(),
        ];
        for wanted in wanted {
            assert!(text.contains(&wanted), "{wanted} in {text}");
        }
        assert_eq!(text.matches("BEGIN:VEVENT").count(), 4);
        // A plan that is given up and a promise that is taken back are waited for no more.
        plans::act(&day.app, &day.scope, plan, &plans::Move::Cancel, "raison").await.unwrap();
        promises::withdraw(&day.app, &day.scope, promise, "erreur").await.unwrap();
        assert_eq!(read(&day).await.matches("BEGIN:VEVENT").count(), 0);
    })
    .await;
}
