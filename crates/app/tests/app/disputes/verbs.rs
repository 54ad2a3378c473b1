//! What persons do to a dispute besides asking and deciding, and what a house does for a reason.

use app::dispute::{self, Answer, NewDispute, NewPart, Owner, Setting};
use app::{AppError, journal};
use domain::Cents;
use domain::calendar::add_days;
use domain::dispute::{OwnerRole, Policy, Reason, Verdict};
use domain::ids::DisputeId;

use super::{FEC, books, owner};
use crate::given::{self, TODAY, date};
use crate::house::{Day, House, on_both};

async fn firm(house: &House) -> Day {
    let day = house.on(TODAY).await;
    day.import_clean("clients.csv", given::customers(&[("C1", "company", "c1@client.example")])).await;
    day.import_clean(FEC, given::fec(&books())).await;
    day
}

async fn contest(house: &House, day: &Day, number: &str, cents: i64) -> DisputeId {
    let item = house.item(number).await;
    let part = NewPart { item: item.id, amount: Some(Cents(cents)) };
    let new = NewDispute { reason: Reason::Price, note: "tarif".to_owned(), source: "hand", parts: vec![part] };
    dispute::open(&day.app, &day.scope, item.debtor, &new).await.unwrap()
}

/// Kind and detail of the newest entries of the journal.
async fn told(day: &Day) -> Vec<(String, String)> {
    journal::latest(&day.app, &day.scope, None).await.unwrap().into_iter().map(|entry| (entry.kind, entry.detail)).collect()
}

/// Kind and words of the last line of a dispute's history.
async fn last(day: &Day, id: DisputeId) -> (String, String) {
    let event = dispute::view(&day.app, &day.scope, id).await.unwrap().events.pop().unwrap();
    (event.kind, event.note)
}

#[tokio::test]
async fn what_a_house_does_for_a_reason_counts_for_what_is_opened_after() {
    on_both(async |house| {
        let day = firm(house).await;
        let before = contest(house, &day, "F1", 10_000).await;
        let policy = Policy { role: OwnerRole::Quality, answer_days: 9, decision_days: 4, credit_days: 20 };
        let judge = Owner { role: OwnerRole::Sales, name: "Léa Roy".to_owned(), email: "lea@elan.example".to_owned() };
        let steps = "Relire le devis\n\nRappeler le client";
        for wrong in [Policy { answer_days: 0, ..policy }, Policy { decision_days: 366, ..policy }, Policy { credit_days: 0, ..policy }] {
            let refused = dispute::set_policy(&day.app, &day.scope, Reason::Price, wrong, &judge, steps).await;
            assert!(matches!(refused, Err(AppError::Invalid { field: "days", .. })), "{wrong:?}: {refused:?}");
        }
        let nobody = Owner { email: "léa".to_owned(), ..judge.clone() };
        let refused = dispute::set_policy(&day.app, &day.scope, Reason::Price, policy, &nobody, steps).await;
        assert!(matches!(refused, Err(AppError::Invalid { field: "email", .. })), "{refused:?}");
        dispute::set_policy(&day.app, &day.scope, Reason::Price, policy, &judge, steps).await.unwrap();
        let known = dispute::policies(&day.app, &day.scope).await.unwrap();
        for row in &known {
            let is_own = row.reason == Reason::Price;
            assert_eq!(row.policy, if is_own { policy } else { row.reason.policy() }, "{:?}", row.reason);
            assert_eq!(row.owner.name, if is_own { "Léa Roy" } else { "" });
        }
        let entry = told(&day).await.into_iter().find(|(kind, _)| kind == "dispute.policy").expect("it is in the journal").1;
        assert!(entry.contains("Léa Roy") && entry.contains("9 / 4 / 20"), "{entry}");

        // Opened before, it keeps its owner and its day; opened after, it has the new ones. 15 September is a Tuesday.
        let old = dispute::view(&day.app, &day.scope, before).await.unwrap();
        assert_eq!((old.card.owner.role, old.card.due_on), (OwnerRole::Sales, Some(date(2026, 9, 21))), "5 days: a Sunday is put off");
        let after = contest(house, &day, "F2", 10_000).await;
        let new = dispute::view(&day.app, &day.scope, after).await.unwrap();
        assert_eq!((new.card.owner.role, new.card.owner.name.as_str()), (OwnerRole::Quality, "Léa Roy"));
        assert_eq!(new.card.due_on, Some(date(2026, 9, 24)));
        assert_eq!(new.steps, ["Relire le devis", "Rappeler le client"]);
        // The credit note has its twenty days from the decision on.
        dispute::decide(&day.app, &day.scope, after, Verdict::Founded, "vu").await.unwrap();
        let decided = dispute::view(&day.app, &day.scope, after).await.unwrap();
        assert_eq!((decided.card.column, decided.card.due_on), ("credit", Some(date(2026, 10, 5))));
        day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn a_dispute_is_corrected_and_told_until_it_is_decided() {
    on_both(async |house| {
        let day = firm(house).await;
        let id = contest(house, &day, "F2", 10_000).await;
        let item = house.item("F2").await.id;
        let view = async || dispute::view(&day.app, &day.scope, id).await.unwrap();
        // What is contested: above zero, and no more than what is open.
        for cents in [0, -1, 40_001] {
            let refused = dispute::amend(&day.app, &day.scope, id, item, Cents(cents), "relu").await;
            assert!(matches!(refused, Err(AppError::Invalid { field: "amount", .. })), "{cents}: {refused:?}");
        }
        let refused = dispute::amend(&day.app, &day.scope, id, item, Cents(15_000), " ").await;
        assert!(matches!(refused, Err(AppError::Invalid { field: "note", .. })), "{refused:?}");
        dispute::amend(&day.app, &day.scope, id, item, Cents(15_000), "deuxième ligne aussi").await.unwrap();
        assert_eq!(view().await.card.held, Cents(15_000));
        assert_eq!(last(&day, id).await, ("amended".to_owned(), "deuxième ligne aussi".to_owned()));
        let asked = app::night::dry_run(&day.app, &day.scope).await.unwrap();
        let part = asked.actions.iter().flat_map(|action| action.items.iter()).find(|(own, ..)| *own == item).map(|(.., cents)| *cents);
        assert_eq!(part, Some(Cents(25_000)), "the night asks for the rest");

        // Its reason, its owner and its words: another reason has other time limits.
        let paul = owner("paul@elan.example");
        dispute::edit(&day.app, &day.scope, id, Reason::Quality, "  rayures ", &paul).await.unwrap();
        let edited = view().await.card;
        assert_eq!((edited.reason, edited.note.as_str(), &edited.owner), (Reason::Quality, "rayures", &paul));
        assert_eq!(edited.due_on, Some(date(2026, 9, 25)), "ten days instead of five");
        assert_eq!(last(&day, id).await.0, "edited");
        let wrong = Owner { email: "paul".to_owned(), ..paul.clone() };
        let refused = dispute::edit(&day.app, &day.scope, id, Reason::Price, "", &wrong).await;
        assert!(matches!(refused, Err(AppError::Invalid { field: "email", .. })), "{refused:?}");

        // Words for the history.
        let refused = dispute::comment(&day.app, &day.scope, id, "\u{7}  ").await;
        assert!(matches!(refused, Err(AppError::Invalid { field: "note", .. })), "{refused:?}");
        dispute::comment(&day.app, &day.scope, id, "photos demandées").await.unwrap();
        assert_eq!(last(&day, id).await, ("note".to_owned(), "photos demandées".to_owned()));
        let entries = told(&day).await;
        for (kind, words) in [("dispute.amended", "deuxième ligne"), ("dispute.edited", "Paul Mercier"), ("dispute.note", "photos")] {
            assert!(entries.iter().any(|(known, detail)| known == kind && detail.contains(words)), "{kind}: {entries:?}");
        }

        // A credit note is expected only once one is due.
        let early = dispute::expect_credit(&day.app, &day.scope, id, "AV-2026-7").await;
        assert!(matches!(early, Err(AppError::Conflict(_))), "{early:?}");
        dispute::decide(&day.app, &day.scope, id, Verdict::Founded, "vu").await.unwrap();
        dispute::expect_credit(&day.app, &day.scope, id, " AV-2026-7\n").await.unwrap();
        assert_eq!(view().await.credit_reference, "AV-2026-7");
        let agenda = app::agenda::agenda(&day.app, &day.scope, &app::agenda::AgendaQuery::default()).await.unwrap();
        let tasks: Vec<&str> = agenda.page.rows[0].things.iter().map(|thing| thing.title.as_str()).collect();
        let told = "Avoir à émettre\u{202f}: 150,00\u{a0}€ TTC sur F2, litige fondé (";
        assert!(tasks.iter().any(|title| title.contains(told)), "the accounting is told: {tasks:?}");
        assert!(last(&day, id).await.1.contains("AV-2026-7"));
        let late = dispute::amend(&day.app, &day.scope, id, item, Cents(1_000), "trop tard").await;
        assert!(matches!(late, Err(AppError::Conflict(_))), "{late:?}");
        // The decision taken back, it can be corrected again; ended, no more.
        dispute::undo(&day.app, &day.scope, id, "trop vite").await.unwrap();
        dispute::amend(&day.app, &day.scope, id, item, Cents(12_000), "relu").await.unwrap();
        assert_eq!((view().await.card.column, view().await.card.held), ("open", Cents(12_000)));
        dispute::withdraw(&day.app, &day.scope, id, "erreur").await.unwrap();
        let ended = dispute::edit(&day.app, &day.scope, id, Reason::Price, "", &paul).await;
        assert!(matches!(ended, Err(AppError::Conflict(_))), "{ended:?}");
        day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn an_answer_that_is_set_aside_is_asked_for_again() {
    on_both(async |house| {
        let day = firm(house).await;
        let id = contest(house, &day, "F1", 30_000).await;
        let setting = Setting { address: "https://q.example".to_owned(), ..Setting::default() };
        dispute::set_settings(&day.app, &day.scope, &setting, false).await.unwrap();
        let none = dispute::set_aside(&day.app, &day.scope, id, "hors sujet").await;
        assert!(matches!(none, Err(AppError::Conflict(_))), "nobody was asked: {none:?}");
        dispute::ask(&day.app, &day.scope, id, &owner("paul@elan.example"), "", false).await.unwrap();
        let link = async || {
            let link = dispute::link_of(&day.app, &day.scope, id).await.unwrap().unwrap();
            link.rsplit('/').next().unwrap().to_owned()
        };
        let (first, answer) =
            (link().await, Answer { verdict: "unfounded".to_owned(), comment: "rien vu".to_owned(), ..Answer::default() });
        dispute::answer(&day.app, &first, answer.clone()).await.unwrap().unwrap();
        let later = house.on(add_days(TODAY, 2)).await;
        let refused = dispute::set_aside(&later.app, &later.scope, id, "").await;
        assert!(matches!(refused, Err(AppError::Invalid { field: "note", .. })), "{refused:?}");
        dispute::set_aside(&later.app, &later.scope, id, "sans bon de livraison").await.unwrap();
        let view = dispute::view(&later.app, &later.scope, id).await.unwrap();
        assert_eq!((view.card.column, view.asks, view.card.held), ("asked", 2, Cents(30_000)));
        assert_eq!(view.card.due_on, Some(date(2026, 9, 22)), "five days from the second question on");
        assert_eq!(last(&later, id).await, ("set_aside".to_owned(), "sans bon de livraison".to_owned()));
        // The link of the first question is used up; that of the second is good.
        assert_eq!(dispute::answer(&later.app, &first, answer.clone()).await.unwrap(), Err(dispute::Void::Used));
        dispute::answer(&later.app, &link().await, answer).await.unwrap().unwrap();
        assert_eq!(dispute::view(&later.app, &later.scope, id).await.unwrap().card.column, "answered");
        later.is_sound().await;
    })
    .await;
}

/// Days from opening to end, by hand: 4 and 10 for the price, 7 for the quality.
#[tokio::test]
async fn the_days_that_disputes_take_are_counted_by_reason() {
    on_both(async |house| {
        let day = firm(house).await;
        let (short, long) = (contest(house, &day, "F1", 10_000).await, contest(house, &day, "F2", 10_000).await);
        let other = contest(house, &day, "F3", 5_000).await;
        dispute::edit(&day.app, &day.scope, other, Reason::Quality, "rayures", &owner("paul@elan.example")).await.unwrap();
        for (id, days) in [(short, 4), (other, 7), (long, 10)] {
            let day = house.on(add_days(TODAY, days)).await;
            if id == long {
                dispute::decide(&day.app, &day.scope, id, Verdict::Unfounded, "vu").await.unwrap();
            } else {
                dispute::withdraw(&day.app, &day.scope, id, "erreur").await.unwrap();
            }
            day.app.close().await;
        }
        let day = house.on(add_days(TODAY, 20)).await;
        let living = contest(house, &day, "F1", 20_000).await;
        let report = dispute::report(&day.app, &day.scope).await.unwrap();
        let of = |wanted: Reason| report.reasons.iter().find(|line| line.reason == wanted).unwrap();
        let price = of(Reason::Price);
        assert_eq!((price.spread.closed, price.spread.median, price.spread.p90), (2, Some(4), Some(10)));
        assert_eq!((price.living, price.held), (1, Cents(20_000)), "one that goes on is held up, and has no end yet");
        let quality = of(Reason::Quality);
        assert_eq!((quality.spread.closed, quality.spread.median, quality.spread.p90), (1, Some(7), Some(7)));
        assert_eq!((report.all.closed, report.all.median, report.all.p90), (3, Some(7), Some(10)));
        assert_eq!(report.all.win_rate(), Some(1_000), "unfounded or withdrawn: nothing was given");
        // 200 € contested of 1 600 € owed.
        assert_eq!((report.held, report.owed, report.share), (Cents(20_000), Cents(160_000), Some(125)));
        // Ended more than a year ago, they count no more.
        dispute::withdraw(&day.app, &day.scope, living, "erreur").await.unwrap();
        let later = house.on(add_days(TODAY, 20 + 365)).await;
        let report = dispute::report(&later.app, &later.scope).await.unwrap();
        assert_eq!((report.all.closed, report.all.median), (1, Some(0)));
    })
    .await;
}
