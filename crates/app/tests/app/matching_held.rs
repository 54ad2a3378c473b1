//! Lines that wait although they look clear: the accounting holds the money, or the payment came already; and a cash
//! discount that is recognised.

use app::matching_desk::{self as desk, mark_booked, redo, undo};
use app::{AppError, inbox, matching};
use domain::ids::TransactionId;
use domain::payers::{CashDiscount, Settings};

use crate::given::{self, Received, TODAY, date, receipt, sale};
use crate::house::{Day, House, on_both};

const FEC: &str = "732829320FEC20261231.txt";
const IBAN: &str = "FR7630006000011234567890189";

async fn line(day: &Day, reference: &str) -> TransactionId {
    let lines = inbox::to_identify(&day.app, &day.scope).await.unwrap();
    lines.iter().find(|line| line.transaction.reference == reference).expect("a line that waits").transaction.id
}

async fn states(house: &House) -> String {
    house.raw_texts("SELECT state FROM bank_transaction ORDER BY reference").await.join(" ")
}

async fn booked_events(house: &House) -> usize {
    house.raw_texts("SELECT kind FROM event WHERE kind = 'transaction.booked'").await.len()
}

#[tokio::test]
async fn a_person_says_that_the_accounting_holds_the_money() {
    on_both(async |house| {
        let day = house.on(TODAY).await;
        let entries = [sale("FA2026-001", "C1", date(2026, 6, 10), 120_000), receipt("RB-17", "C1", date(2026, 9, 11), 120_000)];
        day.import_clean(FEC, given::fec(&entries)).await;
        let on = date(2026, 9, 10);
        let received = [Received("R1", on, 120_000, "FA2026-001"), Received("R2", on, 120_000, "FA2026-001"), Received("R3", on, 7, "X")];
        day.import_clean("releve.xml", given::statement(TODAY, &received)).await;
        let report = matching::match_all(&day.app, &day.scope, false).await.unwrap();
        assert_eq!((report.matched, report.to_identify), (0, 3), "held: the accounting has one such payment");
        let (balance, count, id) = (house.ledger().await, house.items().await.len(), line(&day, "R1").await);
        let seen = async |id| desk::desk(&day.app, &day.scope, id, &[], "").await.unwrap();
        let offered = seen(id).await.booked;
        assert_eq!(offered.iter().map(|payment| payment.number.as_str()).collect::<Vec<_>>(), ["RB-17"]);
        assert_eq!(seen(line(&day, "R3").await).await.booked, [], "another amount");

        let other = house.item("FA2026-001").await.id;
        let refused = mark_booked(&day.app, &day.scope, id, other).await;
        assert!(matches!(refused, Err(AppError::Conflict(_))), "an invoice is no payment: {refused:?}");
        mark_booked(&day.app, &day.scope, id, offered[0].id).await.unwrap();
        assert_eq!(states(house).await, "booked to_identify to_identify");
        assert_eq!((house.ledger().await, house.items().await.len(), booked_events(house).await), (balance, count, 1), "nothing is made");
        let second = line(&day, "R2").await;
        assert_eq!(seen(second).await.booked, [], "it is the first line's");
        let twice = mark_booked(&day.app, &day.scope, second, offered[0].id).await;
        assert!(matches!(twice, Err(AppError::Conflict(_))), "{twice:?}");
        day.is_sound().await;

        undo(&day.app, &day.scope, id).await.unwrap();
        assert_eq!(states(house).await, "to_identify to_identify to_identify");
        assert_eq!((house.ledger().await, seen(id).await.booked.len(), seen(id).await.can_redo), (balance, 1, true));
        redo(&day.app, &day.scope, id).await.unwrap();
        assert_eq!((states(house).await.as_str(), house.items().await.len()), ("booked to_identify to_identify", count));
        let shown = seen(id).await;
        assert!(shown.line.note.contains("RB-17") && shown.line.debtors.len() == 1, "{shown:?}");

        // The payment is the first line's: it does not hold the second any more.
        let report = matching::match_all(&day.app, &day.scope, false).await.unwrap();
        assert_eq!((report.matched, states(house).await.as_str()), (1, "booked matched to_identify"));
        day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn what_the_program_recognised_is_a_persons_to_take_back() {
    on_both(async |house| {
        let day = house.on(TODAY).await;
        let mut entries = [sale("FA2026-001", "C1", date(2026, 6, 10), 120_000), receipt("RB-17", "C1", date(2026, 9, 11), 120_000)];
        entries = entries.map(|entry| entry.lettered("AA", date(2026, 9, 12)));
        day.import_clean(FEC, given::fec(&entries)).await;
        day.import_clean("releve.xml", given::statement(TODAY, &[Received("R1", date(2026, 9, 10), 120_000, "FA2026-001")])).await;
        let id = line(&day, "R1").await;
        matching::match_all(&day.app, &day.scope, false).await.unwrap();
        assert_eq!(states(house).await, "booked");
        assert_eq!(booked_events(house).await, 1);
        undo(&day.app, &day.scope, id).await.unwrap();
        matching::match_all(&day.app, &day.scope, false).await.unwrap();
        assert_eq!(states(house).await, "to_identify", "and it stays so");
    })
    .await;
}

#[tokio::test]
async fn yesterdays_payment_again_is_not_put_on_the_next_invoice() {
    on_both(async |house| {
        let day = house.on(TODAY).await;
        let entries = [sale("FA2026-003", "C2", date(2026, 7, 1), 45_000), sale("FA2026-004", "C2", date(2026, 8, 1), 45_000)];
        day.import_clean(FEC, given::fec(&entries)).await;
        desk::remember(&day.app, &day.scope, "C2", IBAN).await.unwrap();
        let received = async |file: &str, reference: &str, on| {
            day.import_clean(file, given::statement(TODAY, &[Received(reference, on, 45_000, "CONTRAT 778899")])).await;
            house.raw(&format!("UPDATE bank_transaction SET counterparty_iban = '{IBAN}' WHERE reference = '{reference}'")).await;
            matching::match_all(&day.app, &day.scope, false).await.unwrap().matched
        };
        assert_eq!(received("a.xml", "R1", date(2026, 9, 8)).await, 1);
        assert_eq!(house.open().await["FA2026-003"], 0, "the one that was due first");
        assert_eq!(received("b.xml", "R2", date(2026, 9, 10)).await, 0);
        assert_eq!(house.open().await["FA2026-004"], 45_000);
        let waiting = inbox::to_identify(&day.app, &day.scope).await.unwrap();
        let reasons = waiting[0].proposals[0].reasons.join(" · ");
        assert!(reasons.contains("FA2026-003 est déjà réglée par un virement identique"), "{reasons}");
        day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn a_discount_is_recognised_when_the_house_grants_it() {
    on_both(async |house| {
        let day = house.on(TODAY).await;
        day.import_clean(FEC, given::fec(&[sale("FA2026-004", "C3", date(2026, 8, 20), 77_700)])).await;
        let line = Received("R1", date(2026, 9, 10), 76_146, "FA2026-004");
        day.import_clean("releve.xml", given::statement(TODAY, &[line])).await;
        let reason = async |discount| {
            desk::set_settings(&day.app, &day.scope, &Settings { discount, ..Settings::default() }).await.unwrap();
            let report = matching::match_all(&day.app, &day.scope, true).await.unwrap();
            report.proposals.into_iter().map(|proposal| (proposal.missing, proposal.reason)).next().expect("a proposal")
        };
        let (missing, words) = reason(Some(CashDiscount { rate: 200, days: 21 })).await;
        assert_eq!(missing, Some((domain::Cents(1_554), "discount")));
        assert!(words.contains("l’escompte de 2\u{202f}% accordé sous 21 jours"), "{words}");
        assert_eq!(desk::settings(&day.app, &day.scope).await.unwrap().discount, Some(CashDiscount { rate: 200, days: 21 }));
        for (discount, why) in [(Some(CashDiscount { rate: 200, days: 20 }), "a day late"), (None, "none is granted")] {
            let (missing, words) = reason(discount).await;
            assert_eq!(missing.map(|(_, name)| name), Some("bank_charges"), "{why}: {words}");
        }
        let wrong = Settings { discount: Some(CashDiscount { rate: 200, days: 0 }), ..Settings::default() };
        assert!(matches!(desk::set_settings(&day.app, &day.scope, &wrong).await, Err(AppError::Invalid { .. })));
    })
    .await;
}
