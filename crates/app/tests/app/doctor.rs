//! Each invariant notices the row that breaks it.

use app::doctor;
use domain::Cents;

use crate::given::{self, Received, TODAY, bare_creditor, date, receipt, sale};
use crate::house::{Day, on_both};

async fn broken(day: &Day) -> Vec<&'static str> {
    doctor::doctor(&day.app, &day.scope).await.unwrap().into_iter().filter(|check| !check.ok).map(|check| check.name).collect()
}

#[tokio::test]
async fn what_is_broken_behind_its_back_is_found() {
    on_both(async |house| {
        let day = house.on(TODAY).await;
        day.import_clean("clients.csv", given::customers(&[("C1", "company", "c1@client.example")])).await;
        let entries = [
            sale("FA-2026-1", "C1", date(2026, 6, 1), 50_000),
            sale("FA-2026-2", "C1", date(2026, 6, 2), 40_000),
            receipt("V-1", "C1", date(2026, 7, 1), 10_000),
        ];
        day.import_clean("732829320FEC20261231.txt", given::fec(&entries)).await;
        day.import_clean("releve.xml", given::statement(TODAY, &[Received("R1", date(2026, 9, 10), 50_000, "FA-2026-1")])).await;
        app::night::run(&day.app, &day.scope).await.unwrap();
        assert_eq!(broken(&day).await, [""; 0]);
        let breakages = [
            ("UPDATE open_item SET open_cents = open_cents - 1 WHERE number = 'FA-2026-2'", "open_is_amount_less_allocations"),
            ("UPDATE open_item SET open_cents = open_cents + 1 WHERE number = 'FA-2026-2'", ""),
            ("UPDATE open_item SET open_cents = amount_cents + 5 WHERE number = 'FA-2026-2'", "open_within_amount"),
            ("UPDATE open_item SET open_cents = amount_cents WHERE number = 'FA-2026-2'", ""),
            ("UPDATE open_item SET last_step = 5 WHERE number = 'FA-2026-2'", "steps_agree_with_advances"),
            ("UPDATE open_item SET last_step = 1 WHERE number = 'FA-2026-2'", ""),
            ("UPDATE action SET state = 'sent', attempts = 1", "sent_has_message"),
            ("UPDATE action SET state = 'planned', attempts = 0", ""),
            ("UPDATE bank_transaction SET amount_cents = amount_cents + 1", "payment_equals_transaction"),
            ("UPDATE bank_transaction SET amount_cents = amount_cents - 1", ""),
            ("UPDATE open_item SET currency = 'USD' WHERE number = 'R1'", "allocations_share_debtor_and_currency"),
            ("UPDATE open_item SET currency = 'EUR' WHERE number = 'R1'", ""),
            ("UPDATE event SET payload = '{\"file\": \"autre\"}' WHERE seq = 2", "journal_is_whole"),
        ];
        for (sql, expected) in breakages {
            assert!(house.raw(sql).await > 0, "{sql}");
            let found = broken(&day).await;
            let names = if expected.is_empty() { found.is_empty() } else { found.contains(&expected) };
            assert!(names, "{sql}: {found:?}");
        }
        let verified = doctor::verify(&day.app, &day.scope).await.unwrap();
        assert_eq!(verified.broken_at, Some(2));
    })
    .await;
}

/// What doctor says of the creditor's mentions.
async fn mentions(day: &Day) -> String {
    let checks = doctor::doctor(&day.app, &day.scope).await.unwrap();
    checks.into_iter().find(|check| check.name == "creditor_mentions").map(|check| check.detail).unwrap()
}

#[tokio::test]
async fn missing_mentions_are_named() {
    on_both(async |house| {
        let day = house.on(TODAY).await;
        let creditor = app::setup::creditor(&day.app, day.scope.organisation.id).await.unwrap();
        app::setup::update_creditor(&day.app, &day.scope, &bare_creditor(&creditor)).await.unwrap();
        assert_eq!(broken(&day).await, [""; 0], "a base without its creditor's mentions is sound");
        assert!(mentions(&day).await.contains("SIREN"), "what is missing is named");
        let complete = domain::party::Creditor { capital: Some(Cents(1)), ..creditor };
        app::setup::update_creditor(&day.app, &day.scope, &complete).await.unwrap();
        assert!(mentions(&day).await.contains("toutes les mentions"));
    })
    .await;
}
