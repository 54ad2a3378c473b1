//! Payment plans beside the rest: what counts for them, what may not be asked for, what is kept of their papers, and what is
//! looked at again when they are signed and when a step is taken back.

use app::calls::{self, NewCall};
use app::plans::{self, How, Move, NewPlan, Paper};
use app::{AppError, Scope, matching, message, night};
use domain::claim::{ClaimEventKind, ClaimKind};
use domain::dunning::Channel;
use domain::ids::PlanId;
use domain::ledger::ItemKind;
use domain::plan::{InterestChoice, Odd, Pace, Rule, Standing};
use domain::{Cents, Date};

use crate::given::{self, Received, TODAY, date, sale};
use crate::house::{Day, House, on_both};
use crate::plans::{bounce, new_plan, opened, pay, put};

const FEC: &str = "732829320FEC20261231.txt";

fn sign(on: Date) -> Move {
    Move::Sign { on, signatory: "M. Petit, gérant".to_owned() }
}

/// A plan on the debts of some numbers, ready to be signed.
async fn proposed(house: &House, day: &Day, numbers: &[&str], replaces: Option<PlanId>) -> PlanId {
    let plan = NewPlan { replaces, ..new_plan(house, InterestChoice::Kept).await };
    let mut items = Vec::new();
    for number in numbers {
        items.push(house.item(number).await.id);
    }
    let id = plans::create(&day.app, &day.scope, &NewPlan { items, ..plan }).await.unwrap();
    plans::act(&day.app, &day.scope, id, &Move::Submit, "").await.unwrap();
    id
}

async fn signed(house: &House, day: &Day, numbers: &[&str], replaces: Option<PlanId>) -> PlanId {
    let id = proposed(house, day, numbers, replaces).await;
    plans::act(&day.app, &day.scope, id, &sign(day.app.today()), "").await.unwrap();
    id
}

fn refusal<T: std::fmt::Debug>(done: app::Result<T>) -> String {
    match done {
        Err(AppError::Invalid { reason, .. }) => reason,
        other => panic!("{other:?}"),
    }
}

async fn paid(day: &Day, id: PlanId) -> Cents {
    plans::view(&day.app, &day.scope, id).await.unwrap().plan.progress.paid()
}

/// Says that a part of an item is contested.
async fn contest(house: &House, day: &Day, number: &str, cents: i64) {
    let facts = app::claims::NewFacts {
        disputed: Cents(cents),
        dispute_reason: "prix".to_owned(),
        kind: Some(ClaimKind::Business),
        ..app::claims::NewFacts::default()
    };
    app::claims::set_facts(&day.app, &day.scope, house.debtor("C1").await, house.item(number).await.id, facts).await.unwrap();
}

#[tokio::test]
async fn only_what_extinguishes_the_debt_of_a_plan_counts_for_it() {
    on_both(async |house| {
        let day = opened(house, "company").await;
        // 60 € of F1 were paid before, and 40 € of F2 are contested.
        let old = pay(house, &day, TODAY, 6_000).await;
        contest(house, &day, "F2", 4_000).await;
        let id = signed(house, &day, &["F1", "F2", "F3"], None).await;
        let view = plans::view(&day.app, &day.scope, id).await.unwrap();
        assert_eq!(view.plan.record.row.total, Cents(4_000 + 6_000 + 10_000));
        // The old payment is taken off and matched anew.
        app::ledger::undo(&day.app, &day.scope, old, "erreur de saisie").await.unwrap();
        assert_eq!(paid(&day, id).await, Cents::ZERO);
        let credit = house.items().await.into_iter().find(|item| item.kind == ItemKind::Payment).unwrap().id;
        let parts = vec![(house.item("F1").await.id, Cents(6_000))];
        let again = app::ledger::Request {
            debtor: house.debtor("C1").await,
            on: TODAY,
            act: app::ledger::Act::Allocate { credit, parts },
            reason: String::new(),
        };
        app::ledger::act(&day.app, &day.scope, &again).await.unwrap();
        assert_eq!(paid(&day, id).await, Cents::ZERO, "it was there before the plan");
        // The credit note that the contested part was worth, then 10 € more.
        put(house, &day, (ItemKind::CreditNote, TODAY, 4_000), Some("F2")).await;
        assert_eq!(paid(&day, id).await, Cents::ZERO, "the part outside the plan");
        put(house, &day, (ItemKind::CreditNote, TODAY, 1_000), Some("F2")).await;
        assert_eq!(paid(&day, id).await, Cents(1_000));
        put(house, &day, (ItemKind::Payment, TODAY, 5_000), Some("F3")).await;
        assert_eq!(paid(&day, id).await, Cents(6_000));
        day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn what_was_true_when_it_was_made_is_looked_at_again_when_it_is_signed() {
    on_both(async |house| {
        let day = opened(house, "company").await;
        let id = proposed(house, &day, &["F1", "F2", "F3"], None).await;
        day.app.close().await;
        // The debtor pays in between: the deed would acknowledge too much.
        let later = house.on(date(2026, 9, 20)).await;
        pay(house, &later, date(2026, 9, 18), 2_000).await;
        let told = refusal(plans::act(&later.app, &later.scope, id, &sign(date(2026, 9, 20)), "").await);
        assert!(told.contains("F1") && told.contains("nouvelle version"), "{told}");
        // Signed before that payment, and recorded after it: the payment is the first of the plan.
        plans::act(&later.app, &later.scope, id, &sign(date(2026, 9, 17)), "").await.unwrap();
        assert_eq!(paid(&later, id).await, Cents(2_000));
        plans::act(&later.app, &later.scope, id, &Move::Undo, "").await.unwrap();
        // The customer turns out to be a consumer: no interest may run under a plan.
        later.import_clean("clients.csv", given::customers(&[("C1", "person", "c1@client.example")])).await;
        let told = refusal(plans::act(&later.app, &later.scope, id, &sign(date(2026, 9, 17)), "").await);
        assert!(told.contains("L312-1"), "{told}");
        later.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn taking_a_step_back_never_leaves_two_plans_on_one_debt() {
    on_both(async |house| {
        let day = opened(house, "company").await;
        let first = signed(house, &day, &["F1", "F2", "F3"], None).await;
        let second = signed(house, &day, &["F1", "F2"], Some(first)).await;
        let other = signed(house, &day, &["F3"], None).await;
        let undo = async |id| plans::act(&day.app, &day.scope, id, &Move::Undo, "erreur").await;
        let standing = async |id| plans::view(&day.app, &day.scope, id).await.unwrap().plan.standing;
        let told = refusal(undo(second).await);
        assert!(told.contains("ECH-2026-002") && told.contains("la même dette"), "{told}");
        assert_eq!((standing(first).await, standing(second).await), (Standing::Replaced, Standing::UpToDate));
        undo(other).await.unwrap();
        undo(second).await.unwrap();
        assert_eq!((standing(first).await, standing(second).await), (Standing::UpToDate, Standing::Proposed));
        day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn what_a_plan_holds_is_asked_for_neither_by_letter_nor_by_call_nor_by_formal_notice() {
    on_both(async |house| {
        let day = opened(house, "company").await;
        day.import_clean(FEC, given::fec(&[sale("F4", "C1", date(2026, 6, 15), 7_000)])).await;
        let (organisation, debtor) = (day.scope.organisation.id, house.debtor("C1").await);
        let mut tx = house.db().begin().await.unwrap();
        store::account::mark_unreachable(&mut tx, organisation, "c1@client.example", TODAY, "550").await.unwrap();
        let contact = domain::party::Contact {
            id: domain::ids::ContactId(store::fresh_id()),
            role: domain::party::ContactRole::Accounting,
            name: "Compta".to_owned(),
            email: None,
            phone: "02 40 00 00 00".to_owned(),
        };
        store::debtor::upsert_contacts(&mut tx, organisation, &[(debtor, contact)]).await.unwrap();
        tx.commit().await.unwrap();
        night::run(&day.app, &day.scope).await.unwrap();
        let call = house.actions(TODAY).await.into_iter().find(|action| action.channel == Channel::Call).unwrap();
        let desk = async |day: &Day| calls::desk(&day.app, &day.scope, call.id).await.unwrap().unwrap();
        let before = desk(&day).await;
        assert!(before.items.iter().any(|item| item.number == "F1") && before.missed.is_empty());
        // The letter of the same evening asks for what the plan does not have, and for nothing when it has all.
        let outside = signed(house, &day, &["F1", "F2"], None).await;
        assert!(message::overdue_letter(&day.app, &day.scope, debtor).await.unwrap().starts_with(b"%PDF"));
        let after = desk(&day).await;
        let numbers: Vec<&str> = after.items.iter().map(|item| item.number.as_str()).collect();
        assert_eq!((numbers, after.asked), (vec!["F4"], Cents(7_000)));
        plans::act(&day.app, &day.scope, outside, &Move::Cancel, "refait").await.unwrap();
        let id = signed(house, &day, &["F1", "F2", "F3", "F4"], None).await;
        assert_eq!(desk(&day).await.items, []);
        let told = refusal(message::overdue_letter(&day.app, &day.scope, debtor).await);
        assert!(told.contains("échéancier en cours"), "{told}");
        day.app.close().await;
        // An instalment is missed: the caller reads of it, and of nothing else.
        let late = house.on(date(2026, 10, 21)).await;
        let seen = desk(&late).await;
        let missed = seen.missed.first().unwrap();
        assert_eq!((seen.items.len(), missed.plan, missed.since, missed.missing), (0, id, date(2026, 10, 15), Cents(12_333)));
        refusal(message::overdue_letter(&late.app, &late.scope, debtor).await);
        plans::act(&late.app, &late.scope, id, &Move::Notice { cure_by: date(2026, 10, 30) }, "").await.unwrap();
        refusal(message::overdue_letter(&late.app, &late.scope, debtor).await);
        late.app.close().await;
        let fallen = house.on(date(2026, 10, 31)).await;
        assert_eq!(desk(&fallen).await.items.len(), before.items.len());
        assert!(message::overdue_letter(&fallen.app, &fallen.scope, debtor).await.unwrap().starts_with(b"%PDF"));
        let call = NewCall::new(calls::Outcome::Refuses, "ne paiera pas");
        calls::record(&fallen.app, &fallen.scope, house.actions(TODAY).await[0].id, &call).await.unwrap();
        fallen.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn a_paper_that_was_signed_or_given_is_the_one_that_is_kept() {
    on_both(async |house| {
        let day = opened(house, "company").await;
        let id = proposed(house, &day, &["F1", "F2", "F3"], None).await;
        let paper = async |day: &Day, which| plans::paper(&day.app, &day.scope, id, which).await.unwrap();
        let figures = plans::view(&day.app, &day.scope, id).await.unwrap().plan.record.row.figures.unwrap();
        assert!(figures.interest.is_positive() && figures.indemnity == Cents(8_000) && figures.interest_first);
        let to_sign = paper(&day, Paper::Deed).await;
        plans::act(&day.app, &day.scope, id, &sign(TODAY), "").await.unwrap();
        let signed = paper(&day, Paper::Deed).await;
        assert_eq!(signed.len(), to_sign.len(), "what is kept is what was printed to be signed");
        day.app.close().await;
        let late = house.on(date(2026, 10, 21)).await;
        plans::act(&late.app, &late.scope, id, &Move::Notice { cure_by: date(2026, 10, 31) }, "").await.unwrap();
        let given = paper(&late, Paper::Cure(None)).await;
        // The customer moves, and pays in part: neither paper follows.
        pay(house, &late, date(2026, 10, 21), 2_500).await;
        let moved = "code;name;kind;email;address;zip;city\nC1;Autre nom;company;c1@client.example;9 quai Neuf;29200;Brest\n";
        late.import_clean("clients.csv", moved.to_owned()).await;
        assert!(paper(&late, Paper::Deed).await == signed && paper(&late, Paper::Cure(None)).await == given);
        // Cured, and missed again: the second notice is another paper.
        pay(house, &late, date(2026, 10, 21), 7_500).await;
        assert!(plans::paper(&late.app, &late.scope, id, Paper::Cure(None)).await.is_err(), "nothing is missing");
        late.app.close().await;
        let again = house.on(date(2026, 11, 24)).await;
        let text = plans::cure_mail(&again.app, &again.scope, id).await.unwrap().1.replace('\u{a0}', " ");
        assert!(text.contains("16 novembre 2026") && !text.contains("15 octobre 2026") && text.contains("4 décembre 2026"), "{text}");
        plans::act(&again.app, &again.scope, id, &Move::Notice { cure_by: date(2026, 12, 7) }, "").await.unwrap();
        assert!(paper(&again, Paper::Cure(None)).await != given);
        let text = plans::cure_mail(&again.app, &again.scope, id).await.unwrap().1.replace('\u{a0}', " ");
        assert!(text.contains("7 décembre 2026"), "{text}");
        again.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn an_acknowledgement_is_of_all_debts_or_of_none_and_of_none_that_had_run_out() {
    on_both(async |house| {
        let day = opened(house, "company").await;
        day.import_clean(FEC, given::fec(&[sale("F0", "C1", date(2021, 7, 1), 5_000)])).await;
        let debtor = house.debtor("C1").await;
        let old = signed(house, &day, &["F0"], None).await;
        let view = plans::view(&day.app, &day.scope, old).await.unwrap();
        assert_eq!(view.limitation.iter().map(|limit| limit.after).collect::<Vec<_>>(), [None]);
        let told = refusal(plans::acknowledge(&day.app, &day.scope, old).await);
        assert!(told.contains("délai déjà écoulé"), "{told}");
        plans::act(&day.app, &day.scope, old, &Move::Undo, "").await.unwrap();
        let all = signed(house, &day, &["F0", "F1", "F2"], None).await;
        let recorded = async || {
            let file = app::claims::claim_file(&day.app, &day.scope, debtor).await.unwrap();
            file.events
                .iter()
                .filter(|row| row.event.kind == ClaimEventKind::Acknowledgement)
                .filter_map(|row| row.item)
                .collect::<Vec<_>>()
        };
        let reader =
            Scope { actor: app::access::Actor { role: app::access::Role::ReadOnly, ..day.scope.actor.clone() }, ..day.scope.clone() };
        assert!(matches!(plans::acknowledge(&day.app, &reader, all).await, Err(AppError::Forbidden(_))));
        assert_eq!(recorded().await, []);
        plans::acknowledge(&day.app, &day.scope, all).await.unwrap();
        let mut expected = vec![house.item("F1").await.id, house.item("F2").await.id];
        let mut found = recorded().await;
        expected.sort_unstable();
        found.sort_unstable();
        assert_eq!(found, expected);
        assert!(matches!(plans::acknowledge(&day.app, &day.scope, all).await, Err(AppError::Conflict(_))), "once");
        day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn a_bank_line_that_names_a_plan_or_is_an_instalment_goes_to_its_debts() {
    on_both(async |house| {
        let day = opened(house, "company").await;
        let how = How::Rule(Rule {
            parts: 4,
            first: None,
            first_on: date(2026, 10, 15),
            pace: Pace::Monthly(15),
            odd: Odd::Last,
            working_days: true,
        });
        let id = plans::create(&day.app, &day.scope, &NewPlan { how, ..new_plan(house, InterestChoice::Frozen).await }).await.unwrap();
        for verb in [Move::Submit, sign(TODAY)] {
            plans::act(&day.app, &day.scope, id, &verb, "").await.unwrap();
        }
        day.app.close().await;
        let late = house.on(date(2026, 10, 15)).await;
        let received = [
            Received("R1", date(2026, 10, 14), 7_500, "ECH 2026 001 SOCIETE C1"),
            Received("R2", date(2026, 10, 15), 1_200, "ACHAT ECH-2026-001"),
        ];
        late.import_clean("releve.xml", given::statement(date(2026, 10, 15), &received)).await;
        let report = matching::match_all(&late.app, &late.scope, false).await.unwrap();
        let told = |found: &[matching::Matched]| {
            found.iter().map(|one| format!("{} {:?}", one.transaction, one.items)).collect::<Vec<_>>().join(", ")
        };
        let open = house.open().await;
        assert_eq!((open["F1"], open["F2"], open["F3"]), (2_500, 10_000, 10_000), "{report:?}");
        assert_eq!(told(&report.proposals), r#"R2 [("F1", 12.00)]"#, "any other amount is proposed");
        assert!(report.proposals[0].reason.contains("la référence d’un échéancier"), "{}", report.proposals[0].reason);
        assert_eq!(paid(&late, id).await, Cents(7_500));
        late.is_sound().await;
    })
    .await;
}

/// What the signature covers is no longer promised; a promise that is about another invoice too is judged as it was made.
#[tokio::test]
async fn a_promise_gives_way_to_the_plan_that_is_signed_for_its_items() {
    on_both(async |house| {
        let day = opened(house, "company").await;
        day.import_clean(FEC, given::fec(&[sale("F4", "C1", date(2026, 6, 15), 7_000)])).await;
        let debtor = house.debtor("C1").await;
        let promise = async |numbers: &[&str], on: Date| {
            let mut items = Vec::new();
            for number in numbers {
                items.push(house.item(number).await.id);
            }
            let new = app::promises::NewPromise { items, ..app::promises::NewPromise::new(debtor, on) };
            app::promises::record(&day.app, &day.scope, &new).await.unwrap()
        };
        let early = promise(&["F1", "F2"], date(2026, 9, 24)).await;
        let late = promise(&["F2"], date(2026, 9, 25)).await;
        let mixed = promise(&["F3", "F4"], date(2026, 9, 28)).await;
        let standing = async |id| {
            let line = app::promises::detail(&day.app, &day.scope, id).await.unwrap().0;
            line.standing.code().to_owned()
        };
        let plan = proposed(house, &day, &["F1", "F2", "F3"], None).await;
        assert_eq!((standing(early).await, standing(late).await), ("pending".to_owned(), "pending".to_owned()), "nothing is signed");
        plans::act(&day.app, &day.scope, plan, &sign(day.app.today()), "").await.unwrap();
        // The later one gives its item back to the earlier one, which goes as well.
        assert_eq!((standing(early).await, standing(late).await), ("withdrawn".to_owned(), "withdrawn".to_owned()));
        assert_eq!(standing(mixed).await, "pending");
        let why = app::promises::detail(&day.app, &day.scope, late).await.unwrap().1;
        assert!(why.iter().any(|event| event.reason.contains("signé sur les mêmes factures")), "{why:?}");
        day.is_sound().await;
        let after = house.on(date(2026, 10, 1)).await;
        night::run(&after.app, &after.scope).await.unwrap();
        let line = app::promises::detail(&after.app, &after.scope, early).await.unwrap().0;
        assert_eq!(line.standing.code(), "withdrawn", "nobody judges it");
        after.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn what_was_agreed_says_when_money_is_expected() {
    on_both(async |house| {
        let day = opened(house, "company").await;
        day.import_clean(FEC, given::fec(&[sale("F4", "C1", date(2026, 6, 15), 7_000), sale("F5", "C1", date(2026, 6, 16), 900)])).await;
        let debtor = house.debtor("C1").await;
        signed(house, &day, &["F1", "F2", "F3"], None).await;
        let deferral = app::deferrals::NewDeferral {
            debtor,
            item: house.item("F4").await.id,
            agreed_on: date(2026, 11, 30),
            interest: Some(InterestChoice::Kept),
            reason: "livraison en retard".to_owned(),
        };
        app::deferrals::defer(&day.app, &day.scope, &deferral).await.unwrap();
        let promise = app::promises::NewPromise {
            items: vec![house.item("F5").await.id],
            ..app::promises::NewPromise::new(debtor, date(2026, 9, 25))
        };
        app::promises::record(&day.app, &day.scope, &promise).await.unwrap();
        let file = app::debtor_file::debtor_file(&day.app, &day.scope, debtor).await.unwrap();
        let mut told: Vec<String> = file
            .items
            .iter()
            .map(|line| format!("{} {}", line.item.number, line.expected.map(app::text::plans::expected).unwrap_or_default()))
            .collect();
        told.sort();
        assert_eq!(
            told,
            [
                "F1 attendu le 15/10/2026 par l’échéancier",
                "F2 attendu le 16/11/2026 par l’échéancier",
                "F3 attendu le 15/12/2026 par l’échéancier",
                "F4 reporté au 30/11/2026",
                "F5 promis pour le 25/09/2026",
            ]
        );
        let found = app::forecast::forecast(&day.app, &day.scope, &app::forecast::ForecastQuery::default()).await.unwrap();
        let weeks = found.weeks.iter().filter(|week| !week.slice.total().is_zero());
        let weeks: Vec<(String, i64, i64)> =
            weeks.map(|week| (week.from.to_string(), week.slice.total().0, week.slice.agreed().0)).collect();
        let on = |on: &str, cents: i64| (on.to_owned(), cents, cents);
        assert_eq!(weeks, [on("2026-09-21", 900), on("2026-10-12", 10_000), on("2026-11-16", 10_000), on("2026-11-30", 7_000)]);
        assert_eq!((found.later.of(domain::plan::Ground::Plan), found.exposure), (Cents(10_000), Cents(37_900)));
    })
    .await;
}

/// What payments make of a plan is told once each, on the day on which it is seen, with its facts.
#[tokio::test]
async fn the_history_of_a_plan_tells_what_payments_made_of_it() {
    on_both(async |house| {
        let first = opened(house, "company").await;
        let id = plans::create(&first.app, &first.scope, &new_plan(house, InterestChoice::Frozen).await).await.unwrap();
        plans::act(&first.app, &first.scope, id, &Move::Submit, "").await.unwrap();
        first.app.close().await;
        for (on, what, expected) in [
            ("2026-09-16", "sign", ""),
            ("2026-10-20", "", ""),
            ("2026-10-21", "", "Échéancier rompu – Échéance n°\u{202f}1 du 15/10/2026\u{202f}: il manque 100,00\u{a0}€, l’échéancier est rompu depuis le 21/10/2026"),
            ("2026-10-22", "", ""),
            ("2026-10-23", "300", "Échéancier soldé – Tout est réglé depuis le 23/10/2026"),
            ("2026-10-24", "bounce", "Échéancier rompu – Échéance n°\u{202f}1 du 15/10/2026\u{202f}: il manque 100,00\u{a0}€, l’échéancier est rompu depuis le 21/10/2026"),
            ("2026-10-25", "100", "Échéancier de nouveau à jour – Reste à régler\u{202f}: 200,00\u{a0}€"),
            ("2026-10-26", "200", "Échéancier soldé – Tout est réglé depuis le 26/10/2026"),
            ("2026-10-27", "bounce", "Échéancier rouvert\u{202f}: un règlement a été annulé – Reste à régler\u{202f}: 200,00\u{a0}€"),
        ] {
            let day = house.on(on.parse().unwrap()).await;
            match what {
                "" => {}
                "sign" => {
                    let signed = Move::Sign { on: on.parse().unwrap(), signatory: "M. Petit, gérant".to_owned() };
                    plans::act(&day.app, &day.scope, id, &signed, "").await.unwrap();
                }
                "bounce" => bounce(house, &day, on.parse().unwrap()).await,
                euros => {
                    pay(house, &day, on.parse().unwrap(), Cents::parse(euros).unwrap().0).await;
                }
            }
            let known = plans::view(&day.app, &day.scope, id).await.unwrap().happened.len();
            for _ in 0..2 {
                app::watched::raise(&day.app, &day.scope).await.unwrap();
            }
            let seen = plans::view(&day.app, &day.scope, id).await.unwrap().happened;
            let told: Vec<String> = seen[known..].iter().map(|line| format!("{} – {}", line.told, line.note)).collect();
            assert_eq!(told.join("; "), expected, "{on}");
            day.app.close().await;
        }
    })
    .await;
}
