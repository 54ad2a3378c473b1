//! Claims: clocks, events, proof, the pre-flight of a formal notice, and what insolvency holds.

use app::access::{Actor, Role};
use app::claims::{self, AlertQuery, NewDocument, NewFacts, When};
use app::outbox::{Confirmation, drain};
use app::{AppError, Scope, night, tonight};
use domain::calendar::add_days;
use domain::claim::{ClaimEvent, ClaimEventKind, ClaimKind};
use domain::dunning::{ActionState, Channel, HoldReason};
use domain::ids::ActionId;
use domain::preflight::{Finding, Status};
use domain::{Cents, Date};

use crate::given::{Entry, TODAY, customers, date, fec, receipt, sale};
use crate::house::{Day, House, on_both};
use crate::mail;

const FEC: &str = "732829320FEC20261231.txt";

fn books() -> Vec<Entry> {
    vec![
        sale("F-1", "C1", date(2021, 11, 10), 120_000),
        sale("F-2", "C1", date(2026, 7, 1), 30_000),
        sale("F-3", "C2", date(2024, 8, 3), 9_900),
        sale("F-4", "C3", date(2024, 12, 1), 5_000),
    ]
}

/// A business with two invoices, a consumer with one, a debtor of whom only the account is known.
async fn firm(house: &House) -> Day {
    let day = house.on(TODAY).await;
    day.import_clean(FEC, fec(&books())).await;
    day.import_clean("clients.csv", customers(&[("C1", "business", "a@un.example"), ("C2", "consumer", "b@deux.example")])).await;
    day
}

fn event(kind: ClaimEventKind, on: Date) -> ClaimEvent {
    ClaimEvent { kind, on, until: None, rate: None }
}

fn as_role(scope: &Scope, role: Role) -> Scope {
    Scope { actor: Actor { role, ..scope.actor.clone() }, ..scope.clone() }
}

fn reason_of<T: std::fmt::Debug>(result: app::Result<T>) -> String {
    match result {
        Err(AppError::Invalid { field, reason }) => format!("{field}: {reason}"),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn an_event_moves_the_possible_date_and_its_cancellation_takes_it_back() {
    on_both(async |house| {
        let day = firm(house).await;
        let (debtor, item) = (house.debtor("C1").await, house.item("F-1").await.id);
        let file = claims::claim_file(&day.app, &day.scope, debtor).await.unwrap();
        let clock = file.items[0].clock.as_ref().unwrap();
        assert_eq!(file.items.iter().map(|claim| claim.item.number.as_str()).collect::<Vec<_>>(), ["F-1", "F-2"], "by watch date");
        assert_eq!((clock.watch_on(), clock.possible), (date(2026, 11, 10), date(2026, 11, 10)));
        assert_eq!(
            app::text::claims::watch(clock),
            "date à surveiller\u{202f}: 10/11/2026 (5\u{a0}ans depuis la facture du 10/11/2021, C. com., art. L110-4, I)"
        );
        assert_eq!(app::text::claims::cautions(clock).len(), 1, "the service is not known");

        let acknowledged = event(ClaimEventKind::Acknowledgement, date(2025, 3, 4));
        let id = claims::record_event(&day.app, &day.scope, debtor, Some(item), acknowledged, " courriel du 4 mars ").await.unwrap();
        let file = claims::claim_file(&day.app, &day.scope, debtor).await.unwrap();
        let clock = file.items[0].clock.as_ref().unwrap();
        assert_eq!((clock.watch_on(), clock.possible), (date(2026, 11, 10), date(2030, 3, 4)), "the watch date stays");
        assert_eq!((file.events.len(), file.events[0].reason.as_str()), (1, "courriel du 4 mars"));
        assert!(file.items[1].clock.as_ref().unwrap().steps.is_empty(), "it is about the other item");

        assert!(reason_of(claims::cancel_event(&day.app, &day.scope, debtor, id, " ").await).starts_with("reason: "));
        let elsewhere = claims::cancel_event(&day.app, &day.scope, house.debtor("C2").await, id, "erreur").await;
        assert!(matches!(elsewhere, Err(AppError::NotFound("event"))), "{elsewhere:?}");
        claims::cancel_event(&day.app, &day.scope, debtor, id, "autre facture").await.unwrap();
        assert!(matches!(claims::cancel_event(&day.app, &day.scope, debtor, id, "encore").await, Err(AppError::NotFound("event"))));
        let file = claims::claim_file(&day.app, &day.scope, debtor).await.unwrap();
        assert!(file.events.is_empty() && !file.items[0].clock.as_ref().unwrap().has_moved());
        let told = house.raw_texts("SELECT kind FROM event WHERE kind LIKE 'claim.%' ORDER BY seq").await;
        assert_eq!(told, ["claim.event_recorded", "claim.event_cancelled"]);
        day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_an_event_is_refused() {
    on_both(async |house| {
        let day = firm(house).await;
        let (debtor, item, foreign) = (house.debtor("C1").await, house.item("F-1").await.id, house.item("F-3").await.id);
        let record = async |item, event, reason: &str| claims::record_event(&day.app, &day.scope, debtor, item, event, reason).await;
        let cases = [
            (Some(item), event(ClaimEventKind::Acknowledgement, TODAY), "", "reason: "),
            (Some(item), event(ClaimEventKind::Acknowledgement, add_days(TODAY, 1)), "demain", "on: "),
            (Some(item), event(ClaimEventKind::InsolvencyOpened, TODAY), "BODACC", "item: "),
            (None, event(ClaimEventKind::GrantedTime, TODAY), "jugement", "until: "),
            (None, ClaimEvent { until: Some(TODAY), ..event(ClaimEventKind::GrantedTime, TODAY) }, "jugement", "until: "),
        ];
        for (item, event, reason, expected) in cases {
            let told = reason_of(record(item, event, reason).await);
            assert!(told.starts_with(expected), "{event:?}: {told}");
        }
        let other = record(Some(foreign), event(ClaimEventKind::Acknowledgement, TODAY), "lettre").await;
        assert!(matches!(other, Err(AppError::NotFound("item"))), "{other:?}");
        for role in [Role::Accountant, Role::ReadOnly] {
            let scope = as_role(&day.scope, role);
            let acknowledged = event(ClaimEventKind::Acknowledgement, TODAY);
            assert!(matches!(claims::record_event(&day.app, &scope, debtor, None, acknowledged, "x").await, Err(AppError::Forbidden(_))));
            assert!(matches!(claims::set_facts(&day.app, &scope, debtor, item, NewFacts::default()).await, Err(AppError::Forbidden(_))));
            assert!(matches!(claims::override_preflight(&day.app, &scope, debtor, item, "x").await, Err(AppError::Forbidden(_))));
        }
        assert_eq!(house.count("claim_event").await, 0);
    })
    .await;
}

#[tokio::test]
async fn the_facts_of_an_item_change_its_clock_and_its_pre_flight() {
    on_both(async |house| {
        let day = firm(house).await;
        let (debtor, item) = (house.debtor("C1").await, house.item("F-2").await.id);
        let document = Some(NewDocument { name: "F-2 signée.pdf".to_owned(), bytes: b"%PDF-1.7".to_vec() });
        let facts = NewFacts {
            kind: Some(ClaimKind::Carriage),
            service_on: Some(date(2026, 6, 20)),
            disputed: Cents(10_000),
            dispute_reason: "casse".to_owned(),
            document,
            ..NewFacts::default()
        };
        for (wrong, field) in [
            (NewFacts { service_on: Some(add_days(TODAY, 1)), ..facts.clone() }, "service_on: "),
            (NewFacts { dispute_reason: " ".to_owned(), ..facts.clone() }, "dispute_reason: "),
            (NewFacts { disputed: Cents(30_001), ..facts.clone() }, "disputed: "),
            (NewFacts { disputed: Cents(-1), ..facts.clone() }, "disputed: "),
            (NewFacts { document: Some(NewDocument { name: "vide".to_owned(), bytes: Vec::new() }), ..facts.clone() }, "document: "),
        ] {
            assert!(reason_of(claims::set_facts(&day.app, &day.scope, debtor, item, wrong).await).starts_with(field), "{field}");
        }
        claims::set_facts(&day.app, &day.scope, debtor, item, facts.clone()).await.unwrap();
        claims::set_facts(&day.app, &day.scope, debtor, item, facts.clone()).await.unwrap();
        assert_eq!(house.count("claim_fact").await, 1, "the same facts again are no new version");
        let file = claims::claim_file(&day.app, &day.scope, debtor).await.unwrap();
        let claim = file.items.iter().find(|claim| claim.item.id == item).unwrap();
        assert_eq!(claim.clock.as_ref().unwrap().watch_on(), date(2027, 6, 20));
        let findings = claim.preflight.findings();
        assert!(findings.contains(&Finding::DocumentKept) && findings.contains(&Finding::PartDisputed(Cents(10_000))), "{findings:?}");
        let kept = claims::document(&day.app, &day.scope, debtor, item).await.unwrap();
        assert_eq!((kept.name.as_str(), kept.bytes.as_slice()), ("F-2_sign_e.pdf", &b"%PDF-1.7"[..]));

        // Without a new document, the one that is there stays.
        let corrected = NewFacts { document: None, disputed: Cents::ZERO, version: 1, ..facts };
        claims::set_facts(&day.app, &day.scope, debtor, item, corrected).await.unwrap();
        let file = claims::claim_file(&day.app, &day.scope, debtor).await.unwrap();
        let claim = file.items.iter().find(|claim| claim.item.id == item).unwrap();
        assert!(claim.is_clear(), "{:?}", claim.preflight.findings());
        assert_eq!((claim.facts.version, claim.facts.dispute_reason.as_str()), (2, ""));
        let missing = claims::document(&day.app, &day.scope, debtor, house.item("F-1").await.id).await;
        assert!(matches!(missing, Err(AppError::NotFound("document"))), "{missing:?}");
    })
    .await;
}

#[tokio::test]
async fn a_form_that_a_colleague_overtook_is_refused_and_takes_nothing_back() {
    on_both(async |house| {
        let day = firm(house).await;
        let (debtor, item) = (house.debtor("C1").await, house.item("F-2").await.id);
        let set = async |new: NewFacts| claims::set_facts(&day.app, &day.scope, debtor, item, new).await;
        let known = async || {
            let file = claims::claim_file(&day.app, &day.scope, debtor).await.unwrap();
            file.items.into_iter().find(|claim| claim.item.id == item).unwrap().facts
        };
        // Two people open the form; the first enters a dispute, the second a delivery.
        let dispute = NewFacts { disputed: Cents(10_000), dispute_reason: "casse".to_owned(), ..NewFacts::default() };
        let delivery = NewFacts { service_on: Some(date(2026, 6, 20)), ..NewFacts::default() };
        set(dispute.clone()).await.unwrap();
        let stale = set(delivery.clone()).await;
        assert!(matches!(stale, Err(AppError::Conflict("claim_fact"))), "{stale:?}");
        assert_eq!((known().await.disputed, known().await.service_on, known().await.version), (Cents(10_000), None, 1));
        set(dispute.clone()).await.unwrap();
        assert_eq!(known().await.version, 1, "the same entry sent twice is no conflict");
        assert!(matches!(set(NewFacts { version: 2, ..delivery.clone() }).await, Err(AppError::Conflict(_))), "a version nobody wrote");
        set(NewFacts { service_on: delivery.service_on, version: 1, ..dispute }).await.unwrap();
        assert_eq!((known().await.disputed, known().await.service_on, known().await.version), (Cents(10_000), delivery.service_on, 2));
        day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn an_unknown_debtor_gets_the_shorter_period_and_says_so() {
    on_both(async |house| {
        let day = firm(house).await;
        let file = claims::claim_file_of(&day.app, &day.scope, "C3").await.unwrap();
        let clock = file.items[0].clock.as_ref().unwrap();
        assert_eq!((clock.kind, clock.kind_is_assumed, clock.watch_on()), (ClaimKind::Consumer, true, date(2026, 12, 1)));
        let lacking = file.items[0].preflight.open_findings(None);
        assert!(lacking.contains(&Finding::KindUnknown) && lacking.contains(&Finding::DebtorUnidentified), "{lacking:?}");
        assert!(reason_of(claims::claim_file_of(&day.app, &day.scope, "C9").await).starts_with("debtor: "));
    })
    .await;
}

#[tokio::test]
async fn insolvency_holds_what_was_there_before_and_stops_what_waits_to_leave() {
    on_both(async |house| {
        let folder = house.folder().join("courriels");
        firm(house).await;
        let day = house.with_mail(TODAY, &format!("dir:{}", folder.display())).await;
        let debtor = house.debtor("C1").await;
        let run = night::run(&day.app, &day.scope).await.unwrap();
        assert!(
            run.actions.iter().any(|action| action.debtor == debtor && action.channel == Channel::Email),
            "a reminder was about to leave"
        );
        let opened = event(ClaimEventKind::InsolvencyOpened, date(2026, 9, 10));
        let id = claims::record_event(&day.app, &day.scope, debtor, None, opened, "BODACC du 12/09/2026").await.unwrap();

        let report = night::dry_run(&day.app, &day.scope).await.unwrap();
        assert_eq!(report.counts.held().next(), Some((HoldReason::Insolvency, 2)), "first of the reasons");
        assert!(report.actions.iter().all(|action| action.debtor != debtor));
        drain(&day.app, &day.scope, Confirmation::Given).await.unwrap();
        let mine: Vec<_> = house.actions(TODAY).await.into_iter().filter(|action| action.debtor == debtor).collect();
        assert_eq!(mine.iter().map(|action| action.state).collect::<Vec<_>>(), [ActionState::Cancelled]);
        assert!(mine[0].reason.contains("Procédure collective"), "{}", mine[0].reason);
        let file = claims::claim_file(&day.app, &day.scope, debtor).await.unwrap();
        assert_eq!(file.insolvent_on, Some(date(2026, 9, 10)));
        assert!(file.items.iter().all(|claim| claim.preflight.findings().contains(&Finding::Insolvent(date(2026, 9, 10)))));

        claims::cancel_event(&day.app, &day.scope, debtor, id, "homonyme").await.unwrap();
        let report = night::dry_run(&day.app, &day.scope).await.unwrap();
        assert!(report.counts.held().all(|(reason, _)| reason != HoldReason::Insolvency), "{:?}", report.counts);
        day.is_sound().await;
    })
    .await;
}

/// Lives the nights that lead an old debt to the task of its formal notice; the task.
async fn task_of(house: &House, code: &str) -> (Day, ActionId) {
    firm(house).await;
    let debtor = house.debtor(code).await;
    for ahead in [0, 7, 14, 21, 29] {
        let on = add_days(TODAY, ahead);
        let day = house.on(on).await;
        day.import_clean(FEC, fec(&books())).await;
        night::run(&day.app, &day.scope).await.unwrap();
        let task = house.actions(on).await.into_iter().find(|action| action.debtor == debtor && action.channel == Channel::Task);
        if let Some(task) = task {
            assert_eq!((task.state, task.template.as_str()), (ActionState::ToDo, "prepare_formal_notice"));
            return (day, task.id);
        }
        house.carry_out(on).await;
    }
    panic!("no task was reached");
}

#[tokio::test]
async fn a_formal_notice_is_not_prepared_while_its_pre_flight_lacks_something() {
    on_both(async |house| {
        let (day, task) = task_of(house, "C1").await;
        let debtor = house.debtor("C1").await;
        let claims_of = async || claims::action_preflight(&day.app, &day.scope, task).await.unwrap().unwrap();
        let seen = claims_of().await;
        assert!(!seen.is_empty() && seen.iter().all(|claim| !claim.is_clear()));
        let told = reason_of(tonight::mark_done(&day.app, &day.scope, task, "", " ").await);
        assert!(told.starts_with("override: ") && told.contains("F-1 (pièce justificative)"), "{told}");
        assert_eq!(house.action(task).await.state, ActionState::ToDo, "nothing moved");
        assert_eq!(house.count("preflight_override").await, 0);

        // An accountant may neither; a collector takes it upon himself, and each item keeps why.
        let accountant = as_role(&day.scope, Role::Accountant);
        assert!(matches!(tonight::mark_done(&day.app, &accountant, task, "", "accord").await, Err(AppError::Forbidden(_))));
        let collector = as_role(&day.scope, Role::Collector);
        tonight::mark_done(&day.app, &collector, task, "posté", "bon signé au dossier papier").await.unwrap();
        assert_eq!(house.action(task).await.state, ActionState::Sent);
        assert_eq!(house.count("preflight_override").await, i64::try_from(seen.len()).unwrap());
        let after = claims_of().await;
        let decision = after[0].decision.as_ref().unwrap();
        assert!(after.iter().all(claims::ItemClaim::is_clear));
        assert_eq!(
            (decision.decision.findings(), decision.decision.reason()),
            (&[Finding::DocumentMissing][..], "bon signé au dossier papier")
        );
        assert!(matches!(tonight::mark_done(&day.app, &collector, task, "", "encore").await, Err(AppError::Conflict(_))));
        assert_eq!(house.debtor("C1").await, debtor);
        day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn a_complete_pre_flight_needs_no_reason_and_a_paid_item_none_at_all() {
    on_both(async |house| {
        let (day, task) = task_of(house, "C1").await;
        let debtor = house.debtor("C1").await;
        let on = day.app.today();
        let mut paid: Vec<Entry> = books().into_iter().map(|entry| if entry.is("F-2") { entry.lettered("A", on) } else { entry }).collect();
        paid.push(receipt("R-2", "C1", on, 30_000).lettered("A", on));
        day.import_clean(FEC, fec(&paid)).await;
        let left = claims::action_preflight(&day.app, &day.scope, task).await.unwrap().unwrap();
        assert_eq!(left.iter().map(|claim| claim.item.number.as_str()).collect::<Vec<_>>(), ["F-1"], "what is paid is out of it");
        let document = Some(NewDocument { name: "F-1.pdf".to_owned(), bytes: b"facture".to_vec() });
        claims::set_facts(&day.app, &day.scope, debtor, left[0].item.id, NewFacts { document, ..NewFacts::default() }).await.unwrap();
        tonight::mark_done(&day.app, &day.scope, task, "", "").await.unwrap();
        assert_eq!(house.action(task).await.state, ActionState::Sent);
        assert_eq!(house.count("preflight_override").await, 0);
        let nothing = claims::override_preflight(&day.app, &day.scope, debtor, left[0].item.id, "inutile").await;
        assert!(reason_of(nothing).starts_with("override: "));
    })
    .await;
}

#[tokio::test]
async fn a_passed_date_warns_and_a_reason_goes_on() {
    on_both(async |house| {
        let day = firm(house).await;
        let (debtor, item) = (house.debtor("C2").await, house.item("F-3").await.id);
        let document = Some(NewDocument { name: "F-3.pdf".to_owned(), bytes: b"facture".to_vec() });
        claims::set_facts(&day.app, &day.scope, debtor, item, NewFacts { document, ..NewFacts::default() }).await.unwrap();
        let file = claims::claim_file(&day.app, &day.scope, debtor).await.unwrap();
        let past = Finding::LimitationPast(date(2026, 8, 3));
        assert_eq!(file.items[0].preflight.open_findings(None), [past]);
        assert_eq!(past.status(), Status::Warning);
        assert!(!file.items[0].is_clear());
        claims::override_preflight(&day.app, &day.scope, debtor, item, "reconnaissance écrite de 2025, au dossier").await.unwrap();
        let file = claims::claim_file(&day.app, &day.scope, debtor).await.unwrap();
        assert!(file.items[0].is_clear());
        // Insolvency comes later: the decision was not about it.
        let opened = event(ClaimEventKind::InsolvencyOpened, TODAY);
        claims::record_event(&day.app, &day.scope, debtor, None, opened, "BODACC").await.unwrap();
        let file = claims::claim_file(&day.app, &day.scope, debtor).await.unwrap();
        assert!(!file.items[0].is_clear());
    })
    .await;
}

#[tokio::test]
async fn alerts_list_what_is_near_and_count_what_is_past() {
    on_both(async |house| {
        let day = firm(house).await;
        let query = AlertQuery { days: 180, when: When::Coming, page: 1, per_page: 50 };
        let alerts = claims::alerts(&day.app, &day.scope, &query).await.unwrap();
        let numbers: Vec<(&str, i64)> = alerts.lines.iter().map(|line| (line.item.number.as_str(), line.days_left)).collect();
        assert_eq!(numbers, [("F-1", 56), ("F-4", 77)], "10/11 and 01/12/2026");
        assert_eq!((alerts.coming.items, alerts.coming.amounts[0].1), (2, Cents(125_000)));
        assert_eq!((alerts.past.items, alerts.past.amounts[0].1), (1, Cents(9_900)));
        let near = claims::alerts(&day.app, &day.scope, &AlertQuery { days: 55, ..query }).await.unwrap();
        assert!(near.lines.is_empty());
        let the_day = claims::alerts(&day.app, &day.scope, &AlertQuery { days: 56, ..query }).await.unwrap();
        assert_eq!(the_day.lines.len(), 1);
        let past = claims::alerts(&day.app, &day.scope, &AlertQuery { when: When::Past, ..query }).await.unwrap();
        assert_eq!((past.lines[0].item.number.as_str(), past.lines[0].days_left), ("F-3", -43));
        let second = claims::alerts(&day.app, &day.scope, &AlertQuery { per_page: 1, page: 2, ..query }).await.unwrap();
        assert_eq!((second.lines.len(), second.lines[0].item.number.as_str(), second.coming.items), (1, "F-4", 2));

        // A service that was earlier brings the date nearer; an event does not put it off.
        let (debtor, item) = (house.debtor("C1").await, house.item("F-1").await.id);
        let earlier = NewFacts { service_on: Some(date(2021, 9, 16)), ..NewFacts::default() };
        claims::set_facts(&day.app, &day.scope, debtor, item, earlier).await.unwrap();
        let acknowledged = event(ClaimEventKind::Acknowledgement, date(2026, 1, 5));
        claims::record_event(&day.app, &day.scope, debtor, Some(item), acknowledged, "acompte").await.unwrap();
        let alerts = claims::alerts(&day.app, &day.scope, &query).await.unwrap();
        assert_eq!((alerts.lines[0].days_left, alerts.lines[0].clock.possible), (1, date(2031, 1, 5)));
        let csv = claims::csv(&alerts);
        let line = csv.lines().nth(1).unwrap();
        assert!(line.starts_with("C1;Société C1;F-1;16/09/2026;1;05/01/2031;1200,00;EUR;Entre professionnels;16/09/2021;"), "{line}");
        assert!(
            claims::alerts(&day.app, &as_role(&day.scope, Role::ReadOnly), &query).await.is_ok(),
            "whoever sees items sees their dates"
        );
    })
    .await;
}

#[tokio::test]
async fn what_has_no_known_duration_is_counted_and_listed() {
    on_both(async |house| {
        let day = house.on(TODAY).await;
        let mut books = books();
        books.push(sale("F-0", "C1", date(2007, 5, 2), 7_000));
        day.import_clean(FEC, fec(&books)).await;
        day.import_clean("clients.csv", customers(&[("C1", "business", "a@un.example"), ("C2", "consumer", "b@deux.example")])).await;
        let query = AlertQuery { days: 180, when: When::Coming, page: 1, per_page: 50 };
        let alerts = claims::alerts(&day.app, &day.scope, &query).await.unwrap();
        assert_eq!((alerts.coming.items, alerts.past.items, alerts.unknown.items), (2, 1, 1), "each of the four is somewhere");
        assert_eq!(alerts.unknown.amounts, [(domain::Currency::EUR, Cents(7_000))]);
        let numbers: Vec<&str> = alerts.without_date.iter().map(|line| line.item.number.as_str()).collect();
        assert_eq!((numbers.as_slice(), alerts.without_date[0].kind), (&["F-0"][..], ClaimKind::Business));
        let csv = claims::csv(&alerts);
        assert!(csv.ends_with("C1;Société C1;F-0;;;;70,00;EUR;Entre professionnels;;;sans durée connue\r\n"), "{csv}");
        let past = claims::alerts(&day.app, &day.scope, &AlertQuery { when: When::Past, ..query }).await.unwrap();
        assert!(claims::csv(&past).contains(";F-3;03/08/2026;-43;"), "days stay a number");
        let unknown = claims::alerts(&day.app, &day.scope, &AlertQuery { when: When::Unknown, ..query }).await.unwrap();
        assert_eq!((unknown.lines.len(), unknown.without_date.len()), (0, 1));
        let second = claims::alerts(&day.app, &day.scope, &AlertQuery { page: 2, per_page: 1, ..query }).await.unwrap();
        assert_eq!((second.without_date.len(), second.unknown.items), (0, 1));
    })
    .await;
}

#[tokio::test]
async fn a_letter_leaves_out_what_is_contested_and_what_insolvency_holds() {
    on_both(async |house| {
        let day = firm(house).await;
        let (debtor, item) = (house.debtor("C1").await, house.item("F-2").await.id);
        let letter = async |code: &str| app::message::letter_for(&day.app, &day.scope, code).await;
        let text = async || {
            let text = mail::pdf_text(&letter("C1").await.unwrap()).replace(['\u{a0}', '\u{202f}'], " ");
            text.split_whitespace().collect::<Vec<_>>().join(" ")
        };
        let dispute = async |disputed: i64, version: i32| {
            let new = NewFacts { disputed: Cents(disputed), dispute_reason: "casse".to_owned(), version, ..NewFacts::default() };
            claims::set_facts(&day.app, &day.scope, debtor, item, new).await.unwrap();
        };
        let record = async |kind, on| claims::record_event(&day.app, &day.scope, debtor, None, event(kind, on), "BODACC").await.unwrap();
        let whole = text().await;
        assert!(
            whole.contains("F-1") && whole.contains("F-2") && whole.contains("1 500,00") && !whole.contains("contestée, soit"),
            "{whole}"
        );

        dispute(10_000, 0).await;
        let part = text().await;
        assert!(part.contains("1 400,00") && part.contains("200,00") && !part.contains("1 500,00"), "{part}");
        assert!(part.contains("la part enregistrée comme contestée, soit 100,00 €") && !part.contains("règlements partiels"), "{part}");
        assert!(mail::qr(&letter("C1").await.unwrap()).lines().any(|line| line == "EUR1400"), "the code pays what is asked");
        dispute(30_000, 1).await;
        let rest = text().await;
        assert!(rest.contains("F-1") && !rest.contains("F-2") && rest.contains("1 200,00"), "{rest}");

        record(ClaimEventKind::InsolvencyOpened, date(2026, 6, 30)).await;
        let told = reason_of(letter("C1").await);
        assert!(told.starts_with("debtor: Procédure collective ouverte le 30/06/2026"), "{told}");
        dispute(0, 2).await;
        let later = text().await;
        assert!(later.contains("F-2") && !later.contains("F-1") && later.contains("300,00"), "only what was invoiced afterwards: {later}");
        // Converted: the second judgment holds what was invoiced until then.
        record(ClaimEventKind::InsolvencyClosed, date(2026, 9, 1)).await;
        record(ClaimEventKind::InsolvencyOpened, date(2026, 9, 1)).await;
        let told = reason_of(letter("C1").await);
        assert!(told.starts_with("debtor: Procédure collective ouverte le 01/09/2026"), "{told}");

        let all = NewFacts { disputed: Cents(9_900), dispute_reason: "jamais livré".to_owned(), ..NewFacts::default() };
        let contested = house.item("F-3").await.id;
        claims::set_facts(&day.app, &day.scope, house.debtor("C2").await, contested, all).await.unwrap();
        let told = reason_of(letter("C2").await);
        assert!(told.contains("enregistré comme contesté"), "{told}");
    })
    .await;
}
