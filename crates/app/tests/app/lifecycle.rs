//! The life cycle of electronic invoices: what each status does, and what is told of payments.

use app::collections;
use app::import::ImportReport;
use domain::Cents;

use crate::given::{self, Received, TODAY, date};
use crate::house::{Day, House, on_both};
use crate::import_einvoice::{PLAIN, Sample, bring};

const NUMBER: &str = "FA2026-001";

/// A message of one status.
fn cdar(number: &str, status: u16, on: &str, detail: &str) -> String {
    format!(
        "<CrossDomainAcknowledgementAndResponse><ExchangedDocument><ID>M-{status}</ID></ExchangedDocument><AcknowledgementDocument>\
         <ReferenceReferencedDocument><IssuerAssignedID>{number}</IssuerAssignedID><ProcessConditionCode>{status}</ProcessConditionCode>\
         <IssuerTradeParty><GlobalID schemeID=\"0002\">732829320</GlobalID></IssuerTradeParty>\
         <SpecifiedDocumentStatus><ReferenceDateTime><DateTimeString format=\"204\">{on}080000</DateTimeString></ReferenceDateTime>{detail}</SpecifiedDocumentStatus>\
         </ReferenceReferencedDocument></AcknowledgementDocument></CrossDomainAcknowledgementAndResponse>"
    )
}

async fn told(day: &Day, message: &str) -> ImportReport {
    app::import::import(&day.app, &day.scope, "statut.xml", message.as_bytes().to_vec(), None, false).await.unwrap()
}

/// Its first contested part, and each suspension: until when, and why.
async fn state(house: &House, day: &Day) -> (i64, Vec<(Option<String>, String)>) {
    let debtor = house.debtor("552100554").await;
    let file = app::debtor_file::debtor_file(&day.app, &day.scope, debtor).await.unwrap();
    let claims = app::claims::claim_file(&day.app, &day.scope, debtor).await.unwrap();
    let holds = file.holds.iter().map(|hold| (hold.until.map(|until| until.to_string()), hold.note.clone())).collect();
    (claims.items.first().map_or(0, |claim| claim.facts.disputed.0), holds)
}

const WHOLE: Sample = Sample { number: NUMBER, ..PLAIN };

#[tokio::test]
async fn each_status_holds_what_it_should() {
    // status, detail -> contested, suspended until (empty: until a person decides)
    let cases: [(u16, &str, i64, Option<&str>); 12] = [
        (200, "", 0, None),
        (203, "", 0, None),
        (205, "", 0, None),
        (
            206,
            "<SpecifiedDocumentCharacteristic><TypeCode>MNA</TypeCode><ValueAmount>300.00</ValueAmount></SpecifiedDocumentCharacteristic>",
            30_000,
            None,
        ),
        (207, "<ReasonCode>QUALITE_ERR</ReasonCode>", 120_000, None),
        (210, "<ReasonCode>DOUBLON</ReasonCode>", 120_000, None),
        (211, "", 0, Some("2026-09-19")),
        (213, "", 0, Some("")),
        (220, "", 0, Some("")),
        (225, "", 0, Some("")),
        (227, "", 0, Some("")),
        (501, "", 0, Some("")),
    ];
    on_both(async |_| {
        for (status, detail, contested, until) in cases {
            let house = House::new(store::Engine::Sqlite).await;
            let day = house.on(TODAY).await;
            bring(&day, &WHOLE).await;
            let report = told(&day, &cdar(NUMBER, status, "20260914", detail)).await;
            assert_eq!((report.kind, report.created, report.rejected), ("lifecycle", 1, 0), "{status}: {:?}", report.problems);
            let (disputed, holds) = state(&house, &day).await;
            assert_eq!(disputed, contested, "{status}");
            let expected: Vec<Option<String>> = until.map(|until| (!until.is_empty()).then(|| until.to_owned())).into_iter().collect();
            assert_eq!(holds.iter().map(|(until, _)| until.clone()).collect::<Vec<_>>(), expected, "{status}: {holds:?}");
            assert!(holds.iter().all(|(_, note)| note.starts_with(&status.to_string())), "{holds:?}");
            let again = told(&day, &cdar(NUMBER, status, "20260914", detail)).await;
            assert_eq!((again.created, again.unchanged), (0, 1), "{status}: the same message changes nothing");
            assert_eq!(state(&house, &day).await.1.len(), holds.len());
            day.is_sound().await;
        }
    })
    .await;
}

#[tokio::test]
async fn a_status_is_kept_shown_and_drives_the_night() {
    on_both(async |house| {
        let day = house.on(TODAY).await;
        bring(&day, &WHOLE).await;
        let debtor = house.debtor("552100554").await;
        told(&day, &cdar(NUMBER, 203, "20260116", "")).await;
        let claims = app::claims::claim_file(&day.app, &day.scope, debtor).await.unwrap();
        assert!(claims.items[0].facts.evidence.contains("203 Mise à disposition le 16/01/2026"), "{:?}", claims.items[0].facts);
        told(&day, &cdar(NUMBER, 210, "20260914", "<ReasonCode>MONTANTTOTAL_ERR</ReasonCode>")).await;
        let file = app::debtor_file::debtor_file(&day.app, &day.scope, debtor).await.unwrap();
        let outcome = file.items[0].outcome;
        let is_contested = matches!(outcome, Some(domain::dunning::Outcome::Hold { reason: domain::dunning::HoldReason::Disputed, .. }));
        assert!(is_contested, "a refused invoice is not asked for: {outcome:?}");
        let dispute = app::dispute::of_debtor(&day.app, &day.scope, debtor).await.unwrap().remove(0);
        assert_eq!((dispute.reason, dispute.held), (domain::dispute::Reason::WrongInvoice, Cents(120_000)));
        let told_there: Vec<&str> =
            file.timeline.iter().filter(|entry| entry.title.contains("facture électronique")).map(|entry| entry.detail.as_str()).collect();
        assert_eq!(told_there.len(), 2);
        assert!(told_there.iter().any(|detail| detail.contains("210 Refusée") && detail.contains("MONTANTTOTAL_ERR")), "{told_there:?}");
        day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn a_part_refused_of_several_instalments_is_taken_from_the_last() {
    on_both(async |house| {
        let day = house.on(TODAY).await;
        bring(&day, &Sample { terms: &[("2026-02-28", "500.00"), ("2026-03-31", "700.00")], ..WHOLE }).await;
        let part = "<ReasonCode>QTE_ERR</ReasonCode><SpecifiedDocumentCharacteristic><TypeCode>MNA</TypeCode><ValueAmount>800.00</ValueAmount></SpecifiedDocumentCharacteristic>";
        told(&day, &cdar(NUMBER, 206, "20260914", part)).await;
        let debtor = house.debtor("552100554").await;
        let mut claims = app::claims::claim_file(&day.app, &day.scope, debtor).await.unwrap().items;
        claims.sort_by_key(|claim| claim.item.due_on);
        assert_eq!(claims.iter().map(|claim| claim.facts.disputed.0).collect::<Vec<_>>(), [10_000, 70_000]);
        // The first is asked for without its contested part; the second, contested as a whole, is held.
        let file = app::debtor_file::debtor_file(&day.app, &day.scope, debtor).await.unwrap();
        let held: Vec<bool> = file.items.iter().map(|line| matches!(line.outcome, Some(domain::dunning::Outcome::Hold { .. }))).collect();
        assert_eq!(held.iter().filter(|held| **held).count(), 1, "{:?}", file.items);
        let customers = "code;name;email\n552100554;Client;compta@client.example\n";
        day.import("clients.csv", customers).await;
        let plan = app::night::dry_run(&day.app, &day.scope).await.unwrap();
        assert_eq!(plan.actions.iter().map(|action| action.asked.0).collect::<Vec<_>>(), [40_000]);
        let preview = app::message::preview(&day.app, &day.scope, debtor).await.unwrap().unwrap();
        assert!(preview.text.contains("400,00") && preview.text.contains("100,00"), "{}", preview.text);
    })
    .await;
}

#[tokio::test]
async fn what_is_not_ours_or_not_known_is_refused() {
    on_both(async |house| {
        let day = house.on(TODAY).await;
        bring(&day, &WHOLE).await;
        let unknown = told(&day, &cdar("FA-404", 210, "20260914", "<ReasonCode>X</ReasonCode>")).await;
        let other = told(&day, &cdar(NUMBER, 210, "20260914", "<ReasonCode>X</ReasonCode>").replace("732829320", "552100554")).await;
        for (report, word) in [(unknown, "n’est pas connue"), (other, "autre vendeur")] {
            assert_eq!((report.created, report.rejected), (0, 1));
            assert!(report.problems.iter().any(|problem| problem.error && problem.message.contains(word)), "{:?}", report.problems);
        }
        assert_eq!(state(house, &day).await, (0, vec![]));
    })
    .await;
}

#[tokio::test]
async fn collected_amounts_are_told_by_rate_when_vat_is_due_on_collection() {
    on_both(async |house| {
        let day = house.on(TODAY).await;
        bring(&day, &WHOLE).await;
        let (from, to) = (date(2026, 1, 1), TODAY);
        let refused = collections::collections(&day.app, &day.scope, from, to).await.unwrap_err();
        assert!(refused.french().contains("encaissement"), "{}", refused.french());
        collections::set_vat_on_collection(&day.app, &day.scope, true).await.unwrap();
        assert_eq!(collections::collections(&day.app, &day.scope, from, to).await.unwrap(), collections::Collections::default());
        day.import_clean("releve.xml", given::statement(TODAY, &[Received("R1", date(2026, 9, 10), 120_000, NUMBER)])).await;
        app::matching::match_all(&day.app, &day.scope, false).await.unwrap();
        let found = collections::collections(&day.app, &day.scope, from, to).await.unwrap();
        assert_eq!((found.messages.len(), found.without_split.len()), (1, 0));
        let message = &found.messages[0];
        assert_eq!((message.invoice.as_str(), message.on, message.amount), (NUMBER, date(2026, 9, 10), Cents(120_000)));
        let read = formats::lifecycle::read(message.xml.as_bytes()).unwrap();
        let status = &read.statuses[0];
        assert_eq!((status.status, status.amount("MEN"), status.amounts[0].rate_bp), (212, Some(Cents(120_000)), Some(2_000)));
        assert_eq!(collections::collections(&day.app, &day.scope, from, to).await.unwrap(), found, "the same each time");
        let before = collections::collections(&day.app, &day.scope, from, date(2026, 9, 9)).await.unwrap();
        assert!(before.messages.is_empty());

        // What is produced is kept, and given again as it was.
        let listed = collections::listing(&day.app, &day.scope, from, to).await.unwrap();
        assert!(listed.is_on && listed.messages.len() == 1 && listed.messages[0].produced.is_none());
        let id = listed.messages[0].message.id;
        let (name, bytes) = collections::produce(&day.app, &day.scope, (from, to), id).await.unwrap();
        assert_eq!((&name, &bytes), (&message.file_name, &message.xml.clone().into_bytes()));
        let later = house.on(date(2026, 9, 16)).await;
        assert_eq!(collections::produce(&later.app, &later.scope, (from, to), id).await.unwrap().1, bytes);
        let listed = collections::listing(&later.app, &later.scope, from, to).await.unwrap();
        assert!(listed.messages[0].produced.as_ref().is_some_and(|(_, who)| who == "Claire Morel"), "{listed:?}");
        assert_eq!(house.raw_texts("SELECT kind FROM event WHERE kind = 'collection.produced'").await.len(), 1);
        let unknown = collections::produce(&day.app, &day.scope, (from, to), uuid::Uuid::nil()).await;
        assert!(matches!(unknown, Err(app::AppError::NotFound(_))));
    })
    .await;
}

#[tokio::test]
async fn one_allocation_has_one_message_and_a_collection_taken_back_has_its_correction() {
    on_both(async |house| {
        let day = house.on(TODAY).await;
        bring(&day, &Sample { terms: &[("2026-02-28", "700.00"), ("2026-03-31", "500.00")], ..WHOLE }).await;
        collections::set_vat_on_collection(&day.app, &day.scope, true).await.unwrap();
        let period = (date(2026, 1, 1), date(2026, 12, 31));
        let listed = async || -> Vec<(i64, bool)> {
            let listing = collections::listing(&day.app, &day.scope, period.0, period.1).await.unwrap();
            let mut listed: Vec<_> = listing.messages.iter().map(|listed| (listed.message.amount.0, listed.produced.is_some())).collect();
            listed.sort_unstable();
            listed
        };
        let produce_all = async || {
            let listing = collections::listing(&day.app, &day.scope, period.0, period.1).await.unwrap();
            for listed in listing.messages {
                collections::produce(&day.app, &day.scope, period, listed.message.id).await.unwrap();
            }
        };
        // One payment of the accounting, lettered in two sequences: first with the first instalment, then with both.
        let fec = |lines: &[given::Entry]| given::fec(lines).replace("Société C1", "Garage Martin");
        let (invoice, other) =
            (given::sale(NUMBER, "C1", date(2026, 1, 15), 120_000), given::receipt("V-2", "C1", date(2026, 4, 2), 30_000));
        let first = given::receipt("V-1", "C1", date(2026, 3, 2), 90_000);
        let letter = |entries: &[&given::Entry], letter: &str| -> Vec<given::Entry> {
            entries.iter().map(|entry| (*entry).clone().lettered(letter, date(2026, 5, 1))).collect()
        };
        day.import_clean("732829320FEC20261231.txt", fec(&letter(&[&invoice, &first], "a"))).await;
        assert_eq!(listed().await, [(20_000, false), (70_000, false)], "one message an allocation");
        produce_all().await;
        day.import_clean("732829320FEC20261231.txt", fec(&letter(&[&invoice, &first, &other], "A"))).await;
        assert_eq!(listed().await, [(20_000, true), (30_000, false), (70_000, true)], "what was told is not told again");
        produce_all().await;
        // The second payment is no longer lettered: what was told of it is corrected, once.
        day.import_clean("732829320FEC20261231.txt", fec(&[letter(&[&invoice, &first], "a"), vec![other]].concat())).await;
        let told = [(-30_000, false), (20_000, true), (70_000, true)];
        assert_eq!(listed().await, told);
        let listing = collections::listing(&day.app, &day.scope, period.0, period.1).await.unwrap();
        let correction = listing.messages.iter().find(|listed| listed.message.amount.is_negative()).unwrap();
        assert_eq!(correction.message.on, TODAY, "of the day on which it was taken back");
        let read = formats::lifecycle::read(correction.message.xml.as_bytes()).unwrap();
        assert_eq!((read.statuses[0].status, read.statuses[0].amount("MEN")), (212, Some(Cents(-30_000))));
        produce_all().await;
        assert_eq!(listed().await, told.map(|(amount, _)| (amount, true)));
        day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn a_collection_made_again_and_then_taken_back_is_corrected_on_that_day() {
    on_both(async |house| {
        let day = house.on(TODAY).await;
        bring(&day, &WHOLE).await;
        collections::set_vat_on_collection(&day.app, &day.scope, true).await.unwrap();
        let period = (date(2026, 1, 1), date(2026, 12, 31));
        let fec = |letter: &str| {
            let entries = [given::sale(NUMBER, "C1", date(2026, 1, 15), 120_000), given::receipt("V-1", "C1", date(2026, 3, 2), 120_000)];
            let lettered = entries.map(|entry| if letter.is_empty() { entry } else { entry.lettered(letter, date(2026, 5, 1)) });
            given::fec(&lettered).replace("Société C1", "Garage Martin")
        };
        const FILE: &str = "732829320FEC20261231.txt";
        day.import_clean(FILE, fec("A")).await;
        let first = collections::listing(&day.app, &day.scope, period.0, period.1).await.unwrap();
        collections::produce(&day.app, &day.scope, period, first.messages[0].message.id).await.unwrap();
        // Off and on again weeks later, then off for good: what was told in March is over since the last day only.
        for (on, letter) in [(date(2026, 10, 1), ""), (date(2026, 10, 2), "B"), (date(2026, 11, 3), "")] {
            let later = house.on(on).await;
            later.import(FILE, fec(letter)).await;
        }
        let last = house.on(date(2026, 11, 4)).await;
        let listing = collections::listing(&last.app, &last.scope, period.0, period.1).await.unwrap();
        let told: Vec<_> = listing.messages.iter().map(|one| (one.message.amount.0, one.message.on, one.produced.is_some())).collect();
        assert_eq!(told, [(-120_000, date(2026, 11, 3), false)]);
        last.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn an_invoice_left_at_its_deposit_is_told_until_something_is_heard() {
    on_both(async |house| {
        let day = house.on(TODAY).await;
        bring(&day, &WHOLE).await;
        let stuck = async || {
            let board = app::quality::board(&day.app, &day.scope, &app::quality::QualityQuery::default()).await.unwrap();
            board.counts.iter().find(|counted| counted.kind == domain::quality::IssueKind::EinvoiceStuck).unwrap().count
        };
        assert_eq!(stuck().await, 0);
        told(&day, &cdar(NUMBER, 200, "20260908", "")).await;
        assert_eq!(stuck().await, 0, "a week is left to the platform");
        told(&day, &cdar(NUMBER, 200, "20260907", "")).await;
        assert_eq!(stuck().await, 1);
        told(&day, &cdar(NUMBER, 202, "20260910", "")).await;
        assert_eq!(stuck().await, 0, "something was heard");
    })
    .await;
}
