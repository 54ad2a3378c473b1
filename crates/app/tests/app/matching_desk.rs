//! Matching by hand: amounts, remainders, several debtors; taken back whole; what is learned of payers.

use std::collections::BTreeSet;

use app::access::Role;
use app::matching_desk::{
    self as desk, Assignment, Evidence, Filter, LinesQuery, MemoryQuery, PayerKind, assign, known_payers, redo, undo,
};
use app::{AppError, inbox, matching};
use domain::Cents;
use domain::assignment::Rest;
use domain::ids::{OpenItemId, TransactionId};
use domain::ledger::operation::Remainder;
use domain::payers::Settings;

use crate::given::{self, Received, TODAY, credit_note, customers, date, sale};
use crate::house::{Day, House, on_both};

const IBAN: &str = "FR7630006000011234567890189";

/// Three customers with invoices and a credit note, a night that has reminded them, and a bank line.
async fn opened(house: &House, cents: i64, label: &str) -> (Day, TransactionId) {
    let day = house.on(TODAY).await;
    let kinds = [("C1", "business", "a@un.example"), ("C2", "business", "b@deux.example"), ("C3", "business", "c@trois.example")];
    day.import_clean("clients.csv", customers(&kinds)).await;
    let entries = [
        sale("FA2026-001", "C1", date(2026, 6, 10), 120_000),
        sale("FA2026-002", "C1", date(2026, 6, 20), 30_000),
        sale("FA2026-003", "C2", date(2026, 7, 1), 45_000),
        credit_note("AV2026-001", "C2", date(2026, 7, 5), 5_000),
        sale("FA2026-004", "C3", date(2026, 7, 8), 77_700),
    ];
    day.import_clean("732829320FEC20261231.txt", given::fec(&entries)).await;
    let lines = [Received("R1", date(2026, 9, 10), cents, label), Received("R2", date(2026, 9, 11), 4_321, "AUTRE CHOSE")];
    day.import_clean("releve.xml", given::statement(TODAY, &lines)).await;
    // The files of these tests name no payer.
    let named = house
        .raw(&format!("UPDATE bank_transaction SET counterparty = 'HOLDING NORD SAS', counterparty_iban = '{IBAN}' WHERE reference = 'R1'"))
        .await;
    assert_eq!(named, 1);
    app::night::run(&day.app, &day.scope).await.unwrap();
    let lines = inbox::to_identify(&day.app, &day.scope).await.unwrap();
    let line = lines.iter().find(|line| line.transaction.reference == "R1").map(|line| line.transaction.id);
    let line = match line {
        Some(line) => line,
        None => inbox::recent(&day.app, &day.scope).await.unwrap()[0].transaction.id,
    };
    (day, line)
}

fn wanted(line: TransactionId, parts: &[(OpenItemId, i64)], rest: Rest) -> Assignment {
    let parts = parts.iter().map(|(item, cents)| (*item, Cents(*cents))).collect();
    Assignment { transaction: line, parts, rest, reason: String::new(), confirmed: None }
}

fn named(name: Remainder) -> Rest {
    Rest { name: Some(name), debtor: None }
}

/// Every row of the base as a backup writes it, without what counts writings.
async fn rows(house: &House) -> BTreeSet<String> {
    let mut bytes = Vec::new();
    let mut tx = house.db().snapshot().await.unwrap();
    store::backup::dump(&mut tx, Some(house.scope.organisation.id), &mut bytes).await.unwrap();
    let text = String::from_utf8(bytes).unwrap();
    let counted = |line: &str| {
        !["\"t\":\"event", "\"t\":\"bank_proposal\"", "\"end\"", "\"format\""].iter().any(|mark| line.contains(mark))
            && line.contains("\"t\":")
    };
    let version = |line: &str| match (line.contains("\"t\":\"bank_transaction\""), line.find("\"version\":")) {
        (true, Some(at)) => {
            let end = line[at..].find(['}', ',']).map_or(line.len(), |length| at + length);
            format!("{}{}", &line[..at], &line[end..])
        }
        _ => line.to_owned(),
    };
    text.lines().filter(|line| counted(line)).map(version).collect()
}

/// What the house sees: balances at several dates, items that are open, allocations between them, what is known.
async fn view(house: &House) -> Vec<String> {
    let organisation = house.scope.organisation.id;
    let mut tx = house.db().snapshot().await.unwrap();
    let mut seen = Vec::new();
    for day in [date(2026, 7, 31), date(2026, 9, 9), date(2026, 9, 10), TODAY, date(2026, 12, 31)] {
        let mut balances: Vec<String> =
            store::ageing::by_debtor(&mut tx, organisation, day).await.unwrap().iter().map(|row| format!("{day} {row:?}")).collect();
        balances.sort();
        seen.extend(balances);
    }
    for kind in [PayerKind::Account, PayerKind::Name] {
        seen.extend(
            store::payer::live(&mut tx, organisation, kind).await.unwrap().iter().map(|row| format!("{:?} {}", row.debtor, row.text)),
        );
    }
    seen.extend(house.still_open().await.iter().map(|open| format!("{open:?}")));
    seen.extend(house.raw_texts("SELECT reference || ' ' || state || ' ' || note FROM bank_transaction ORDER BY reference").await);
    seen
}

/// All that was there is there, to the byte; what is more is closed history.
async fn is_as_it_was(house: &House, day: &Day, before: &(BTreeSet<String>, Vec<String>), name: &str) {
    assert_eq!(view(house).await, before.1, "{name}");
    let after = rows(house).await;
    let lost: Vec<&String> = before.0.difference(&after).collect();
    assert!(lost.is_empty(), "{name}: {lost:#?}");
    for more in after.difference(&before.0) {
        let is_closed = ["\"t\":\"allocation\"", "\"t\":\"bank_match", "\"t\":\"ledger_operation"].iter().any(|mark| more.contains(mark))
            || (more.contains("\"t\":\"open_item\"") && more.contains("\"open_cents\":0"))
            || (more.contains("\"t\":\"payer_") && !more.contains("\"revoked_at\":null"));
        assert!(is_closed, "{name}: {more}");
    }
    day.is_sound().await;
}

#[tokio::test]
async fn whatever_was_matched_is_taken_back_whole() {
    on_both(async |house| {
        let (day, line) = opened(house, 140_000, "VIREMENT").await;
        let before = (rows(house).await, view(house).await);
        assert!(before.0.iter().any(|row| row.contains("open_item") && row.contains("\"last_step\":1")), "a night has reminded");
        let item = async |number| house.item(number).await.id;
        let (f1, f2, f3, note, f4) = (
            item("FA2026-001").await,
            item("FA2026-002").await,
            item("FA2026-003").await,
            item("AV2026-001").await,
            item("FA2026-004").await,
        );
        let debtor = house.debtor("C3").await;
        let on = |debtor| Rest { debtor: Some(debtor), name: None };
        let cases = [
            ("two invoices, the second in part", wanted(line, &[(f1, 120_000), (f2, 20_000)], Rest::default())),
            ("too much asked: the youngest stays open", wanted(line, &[(f1, 120_000), (f2, 30_000)], Rest::default())),
            (
                "bank charges",
                Assignment { reason: "frais".to_owned(), ..wanted(line, &[(f1, 120_000), (f2, 30_000)], named(Remainder::BankCharges)) },
            ),
            ("less a credit note, a rest on another account", wanted(line, &[(f3, 45_000), (note, -5_000), (f4, 77_700)], on(debtor))),
            (
                "a surplus that is kept",
                Assignment { reason: "arrondi".to_owned(), ..wanted(line, &[(f1, 120_000)], named(Remainder::Difference)) },
            ),
            ("the customer only", wanted(line, &[], on(debtor))),
        ];
        for (name, wanted) in cases {
            assign(&day.app, &day.scope, &wanted).await.unwrap();
            day.is_sound().await;
            let matched = view(house).await;
            assert_ne!(matched, before.1, "{name}");
            let twice = assign(&day.app, &day.scope, &wanted).await;
            assert!(matches!(twice, Err(AppError::Conflict("transaction"))), "{name}: {twice:?}");
            undo(&day.app, &day.scope, line).await.unwrap();
            is_as_it_was(house, &day, &before, name).await;
            redo(&day.app, &day.scope, line).await.unwrap();
            assert_eq!(view(house).await, matched, "{name}, made again");
            day.is_sound().await;
            assert!(matches!(redo(&day.app, &day.scope, line).await, Err(AppError::Conflict(_))), "{name}: only what was taken back");
            undo(&day.app, &day.scope, line).await.unwrap();
            is_as_it_was(house, &day, &before, name).await;
        }
    })
    .await;
}

#[tokio::test]
async fn what_the_program_matched_is_taken_back_whole() {
    on_both(async |house| {
        let day = house.on(TODAY).await;
        drop(day);
        let (day, _) = opened(house, 1_111, "FA2026-003 MOINS AV2026-001").await;
        // The night found nothing exact; now the amount is.
        house.raw("UPDATE bank_transaction SET amount_cents = 40000 WHERE reference = 'R1'").await;
        let before = (rows(house).await, view(house).await);
        let report = matching::match_all(&day.app, &day.scope, false).await.unwrap();
        assert_eq!(report.matched, 1);
        let line = inbox::recent(&day.app, &day.scope).await.unwrap()[0].transaction.id;
        undo(&day.app, &day.scope, line).await.unwrap();
        is_as_it_was(house, &day, &before, "a credit note is open again too").await;
    })
    .await;
}

#[tokio::test]
async fn what_stands_on_a_matching_is_undone_first() {
    on_both(async |house| {
        let (day, line) = opened(house, 140_000, "VIREMENT").await;
        let before = (rows(house).await, view(house).await);
        let first = house.item("FA2026-001").await;
        assign(&day.app, &day.scope, &wanted(line, &[(first.id, 120_000)], Rest::default())).await.unwrap();
        let payment = house.item("R1").await;
        assert_eq!(payment.open, Cents(-20_000));
        let refund = app::ledger::Act::Refund { credit: payment.id, amount: Cents(20_000) };
        let request = app::ledger::Request { debtor: first.debtor, on: TODAY, act: refund, reason: "trop versé".to_owned() };
        let done = app::ledger::act(&day.app, &day.scope, &request).await.unwrap();
        assert!(matches!(undo(&day.app, &day.scope, line).await, Err(AppError::Conflict(_))));
        app::ledger::undo(&day.app, &day.scope, done, "").await.unwrap();
        undo(&day.app, &day.scope, line).await.unwrap();
        assert_eq!(view(house).await, before.1);
        day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_is_refused_with_words() {
    on_both(async |house| {
        let (day, line) = opened(house, 119_000, "VIREMENT").await;
        let before = (rows(house).await, view(house).await);
        let first = house.item("FA2026-001").await;
        let third = house.item("FA2026-003").await;
        let full = [(first.id, 120_000)];
        let cases = [
            ("more than is open", wanted(line, &[(first.id, 120_001)], Rest::default()), "il reste 1\u{202f}200,00"),
            ("over the tolerance without words", wanted(line, &full, named(Remainder::Discount)), "tolérance"),
            ("nobody keeps the rest", wanted(line, &[(first.id, 1_000), (third.id, 1_000)], Rest::default()), "choisissez le client"),
            ("a discount is no surplus", wanted(line, &[(first.id, 1_000)], named(Remainder::Discount)), "trop-perçu"),
        ];
        for (name, wanted, words) in cases {
            let refused = assign(&day.app, &day.scope, &wanted).await;
            let Err(error @ AppError::Invalid { .. }) = refused else { panic!("{name}: {refused:?}") };
            assert!(error.french().contains(words), "{name}: {}", error.french());
        }
        let mut accountant = day.scope.clone();
        accountant.actor.role = Role::Accountant;
        let refused = assign(&day.app, &accountant, &wanted(line, &full, named(Remainder::BankCharges))).await;
        assert!(matches!(refused, Err(AppError::Forbidden(_))), "giving up needs its own right: {refused:?}");
        is_as_it_was(house, &day, &before, "nothing is written by half").await;
        // Ten euros of charges are known: no words are asked.
        assign(&day.app, &day.scope, &wanted(line, &full, named(Remainder::BankCharges))).await.unwrap();
        assert_eq!(house.open().await["FA2026-001"], 0);
    })
    .await;
}

#[tokio::test]
async fn a_person_teaches_and_can_make_it_forget() {
    on_both(async |house| {
        let (day, line) = opened(house, 45_000, "VIREMENT").await;
        let third = house.item("FA2026-003").await;
        let evidence = Evidence { confidence: 40, reasons: vec!["Même montant".to_owned()], runner_up: String::new() };
        let confirmed = Assignment { confirmed: Some(evidence), ..wanted(line, &[(third.id, 45_000)], Rest::default()) };
        assign(&day.app, &day.scope, &confirmed).await.unwrap();
        let query = MemoryQuery { page: 1, per_page: 50, ..MemoryQuery::default() };
        let known = async |query: &MemoryQuery| known_payers(&day.app, &day.scope, query).await.unwrap().page.rows;
        let rows = known(&query).await;
        let told: Vec<_> =
            rows.iter().map(|row| (row.kind, row.text.replace('\u{a0}', ""), row.debtor_name.as_str(), row.pays_for)).collect();
        assert_eq!(told.len(), 2);
        assert!(told.contains(&(PayerKind::Account, IBAN.to_owned(), "Société C2", None)), "{told:?}");
        assert!(told.contains(&(PayerKind::Name, "HOLDING NORD".to_owned(), "Société C2", None)), "{told:?}");
        let search = |words: &str| MemoryQuery { search: words.to_owned(), ..query.clone() };
        assert_eq!(
            (known(&search("1234 5678")).await.len(), known(&search("holding")).await.len(), known(&search("zzz")).await.len()),
            (1, 1, 0)
        );

        // The next line of the same payer is proposed for C2, until that is revoked.
        house.raw(&format!("UPDATE bank_transaction SET counterparty_iban = '{IBAN}' WHERE reference = 'R2'")).await;
        let proposed = async || {
            let lines = inbox::to_identify(&day.app, &day.scope).await.unwrap();
            lines[0].proposals.first().map(|best| best.debtor_name.clone())
        };
        assert_eq!(proposed().await.as_deref(), Some("Société C2"));
        let account = rows.iter().find(|row| row.kind == PayerKind::Account).unwrap();
        desk::revoke_payer(&day.app, &day.scope, account.kind, account.id).await.unwrap();
        assert_eq!(proposed().await, None, "revoked");
        assert!(matches!(desk::revoke_payer(&day.app, &day.scope, account.kind, account.id).await, Err(AppError::NotFound(_))));

        let c2 = house.debtor("C2").await;
        for debtor in ["C1", "C2", "Société C3"] {
            desk::remember(&day.app, &day.scope, debtor, IBAN).await.unwrap();
        }
        let twice = desk::remember(&day.app, &day.scope, "C1", IBAN).await;
        assert!(matches!(&twice, Err(AppError::Invalid { .. })), "{twice:?}");
        assert!(desk::remember(&day.app, &day.scope, "C1", "SA").await.is_err(), "says nothing");
        assert_eq!(proposed().await, None, "who pays for three customers without a tie identifies nobody");
        let third_parties = known(&MemoryQuery { third_parties: true, ..query.clone() }).await;
        assert_eq!(third_parties.iter().map(|row| row.pays_for).collect::<Vec<_>>(), [Some(3); 3]);
        desk::set_parent(&day.app, &day.scope, c2, "C1").await.unwrap();
        assert_eq!(known(&MemoryQuery { third_parties: true, ..query }).await, [], "of one group, it is two payees");
        day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn groups_never_turn_in_a_circle() {
    on_both(async |house| {
        let (day, _) = opened(house, 1_000, "VIREMENT").await;
        let [c1, c2, c3] = [house.debtor("C1").await, house.debtor("C2").await, house.debtor("C3").await];
        desk::set_parent(&day.app, &day.scope, c2, "C1").await.unwrap();
        desk::set_parent(&day.app, &day.scope, c3, "Société C2").await.unwrap();
        for (debtor, words) in [(c1, "C3"), (c1, "C1"), (c2, "C3"), (c1, "nobody")] {
            let refused = desk::set_parent(&day.app, &day.scope, debtor, words).await;
            assert!(matches!(refused, Err(AppError::Invalid { field: "parent", .. })), "{words}: {refused:?}");
        }
        let shown = desk::group_of(&day.app, &day.scope, c3).await.unwrap();
        assert_eq!(shown.parent.map(|(id, ..)| id), Some(c2));
        assert_eq!(shown.others.iter().map(|(id, _)| *id).collect::<Vec<_>>(), [c1, c2]);
        desk::set_parent(&day.app, &day.scope, c2, "").await.unwrap();
        assert_eq!(desk::group_of(&day.app, &day.scope, c1).await.unwrap(), desk::GroupView::default());
    })
    .await;
}

#[tokio::test]
async fn virtual_ibans_come_as_a_list() {
    on_both(async |house| {
        let (day, _) = opened(house, 1_000, "VIREMENT").await;
        let list = "IBAN;client;facture;point de vente;note\nFR76 3000 6000 0112 3456 7890 189;C1;FA2026-001;Nantes;PSP\n\
                    DE75512108001245126199;Société C2\nFR1420041010050500013M02606\tC9\nFR7630006000011234567890189;C3\nXX;C1\n\
                    GB33BUKB20201555555555;C3;FA2026-001\n";
        let added = desk::add_virtual_ibans(&day.app, &day.scope, list).await.unwrap();
        assert_eq!((added.added, added.problems.iter().map(|(line, _)| *line).collect::<Vec<_>>()), (2, vec![4, 5, 6, 7]), "{added:?}");
        let rows = desk::virtual_ibans(&day.app, &day.scope, "nantes", 1, 50).await.unwrap().rows;
        assert_eq!((rows.len(), rows[0].item.as_str(), rows[0].debtor_name.as_str()), (1, "FA2026-001", "Société C1"));
        desk::revoke_virtual_iban(&day.app, &day.scope, rows[0].id).await.unwrap();
        assert_eq!(desk::virtual_ibans(&day.app, &day.scope, "", 1, 50).await.unwrap().total, 1);
        let again = desk::add_virtual_ibans(&day.app, &day.scope, "FR7630006000011234567890189;C3").await.unwrap();
        assert_eq!(again, desk::Added { added: 1, problems: Vec::new() });
        day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn the_screen_filters_searches_and_counts() {
    on_both(async |house| {
        let (day, line) = opened(house, 119_000, "REGLEMENT FA2026-001").await;
        let query = LinesQuery { page: 1, per_page: 50, ..LinesQuery::default() };
        let shown = async |query: &LinesQuery| desk::lines(&day.app, &day.scope, query).await.unwrap();
        let all = shown(&query).await;
        let counts = |lines: &desk::Lines| lines.counts.iter().map(|(_, count)| *count).collect::<Vec<_>>();
        assert_eq!((counts(&all), all.sum), (vec![2, 1, 1, 0, 0], Cents(123_321)));
        let best = &all.page.rows[0].proposals[0];
        assert_eq!(
            (best.items[0].number.as_str(), best.items[0].amount, best.residual, best.confidence),
            ("FA2026-001", Cents(119_000), Cents::ZERO, 78),
            "the items and what is left over make the line"
        );
        for (words, found) in [("holding", 1), ("1 190,00", 1), ("43,21 €", 1), ("autre", 1), ("zzz", 0)] {
            assert_eq!(shown(&LinesQuery { search: words.to_owned(), ..query.clone() }).await.page.total, found, "{words}");
        }
        let seen = desk::desk(&day.app, &day.scope, line, &[], "").await.unwrap();
        assert_eq!((seen.accounts.len(), seen.accounts[0].items.len(), seen.can_redo), (1, 2, false), "the account of the best proposal");
        let first = house.item("FA2026-001").await;
        let only = wanted(line, &[(first.id, 119_000)], Rest::default());
        assign(&day.app, &day.scope, &only).await.unwrap();
        let done = shown(&LinesQuery { filter: Filter::Matched, ..query.clone() }).await;
        assert_eq!((counts(&done), done.page.rows[0].debtors[0].1.as_str()), (vec![1, 1, 0, 1, 0], "Société C1"));
        undo(&day.app, &day.scope, line).await.unwrap();
        assert!(desk::desk(&day.app, &day.scope, line, &[], "").await.unwrap().can_redo);

        let strict = Settings { propose_from: 80, ..Settings::default() };
        desk::set_settings(&day.app, &day.scope, &strict).await.unwrap();
        assert_eq!(counts(&shown(&query).await), [2, 2, 0, 0, 0], "a proposal of 78 is none any more");
        let refused = desk::set_settings(&day.app, &day.scope, &Settings { automatic_from: 70, ..strict }).await;
        assert!(matches!(refused, Err(AppError::Invalid { .. })), "{refused:?}");
    })
    .await;
}
