//! Courtesy messages before the due date: declined by one click, held from then on, and never a reminder of what is due.

use std::fmt::Write as _;

use app::courtesy::{self, Void};
use app::outbox::{Confirmation, drain};
use app::{AppError, night, scenario, why};
use domain::dunning::{HoldReason, Outcome};
use testkit::smtp_sink::{SmtpSink, smtp_sink};

use crate::given::{self, TODAY, date, sale};
use crate::house::{Day, House, on_both};

const SCENARIO: &str = r#"name = "Avec rappel"

[[step]]
key = "pre_due"
day = "J-5"
gap = 0
channels = ["email"]
template = "pre_due"

[[step]]
key = "reminder_1"
day = "J+3"
gap = 3
channels = ["email"]
template = "first_reminder"
"#;

fn invoices(rows: &[(&str, &str, &str)]) -> String {
    let mut table = String::from("number;customer;customer_name;issue_date;due_date;gross;currency\n");
    for (number, customer, due) in rows {
        writeln!(table, "{number};{customer};Société {customer};01/09/2026;{due};120,00;EUR").unwrap();
    }
    table
}

/// A customer whose invoice is due in five days, and one who is late.
async fn firm(house: &House, sink: &SmtpSink) -> Day {
    let day = house.with_mail(TODAY, &sink.url()).await;
    day.import_clean("clients.csv", given::customers(&[("C1", "company", "c1@client.example"), ("C2", "company", "c2@client.example")]))
        .await;
    day.import_clean("732829320FEC20261231.txt", given::fec(&[sale("F2", "C2", date(2026, 7, 1), 20_000)])).await;
    day.import_clean("factures.csv", invoices(&[("T1", "C1", "20/09/2026")])).await;
    let before = scenario::view(&day.app, &day.scope).await.unwrap().scenario.id;
    scenario::save(&day.app, &day.scope, before, SCENARIO).await.unwrap();
    day
}

/// A mail without the folds of its headers.
fn unfolded(mail: &std::path::Path) -> String {
    let raw = std::fs::read(mail).unwrap();
    String::from_utf8_lossy(&raw).replace("\r\n", "\n").replace("\n ", " ").replace("\n\t", " ")
}

fn outcome_of(told: &why::Why, number: &str) -> Outcome {
    told.items.iter().find(|item| item.number == number).unwrap_or_else(|| panic!("{number} in {told:?}")).outcome
}

#[tokio::test]
async fn a_courtesy_message_is_declined_by_one_click_and_a_reminder_has_no_such_link() {
    on_both(async |house| {
        let sink = smtp_sink(&[]);
        let day = firm(house, &sink).await;
        let clear = courtesy::set(&day.app, &day.scope, true, "http://q.example").await;
        assert!(matches!(clear, Err(AppError::Invalid { field: "address", .. })), "{clear:?}");
        courtesy::set(&day.app, &day.scope, true, "https://q.example/").await.unwrap();
        night::run(&day.app, &day.scope).await.unwrap();
        assert_eq!(drain(&day.app, &day.scope, Confirmation::Given).await.unwrap().sent, 2);
        let mails: Vec<String> = sink.messages().iter().map(|mail| unfolded(mail)).collect();
        let of = |to: &str| mails.iter().find(|mail| mail.contains(to)).unwrap();
        let (courtesy_mail, reminder) = (of("c1@client.example"), of("c2@client.example"));
        assert!(!reminder.contains("List-Unsubscribe"), "a reminder of what is due cannot be declined: {reminder}");
        assert!(courtesy_mail.contains("\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\n"), "{courtesy_mail}");
        let link = courtesy_mail.split("\nList-Unsubscribe: <https://q.example/desinscription/").nth(1).unwrap();
        let token = link.split('>').next().unwrap().replace(' ', "");

        for _ in 0..2 {
            assert!(!courtesy::open(&day.app, &token).await.unwrap().unwrap().is_declined, "looking changes nothing");
        }
        for forged in ["", "x", &token[1..], &format!("{token}A")] {
            assert_eq!(courtesy::decline(&day.app, forged).await.unwrap(), Err(Void::Forged), "{forged}");
        }
        let debtor = house.debtor("C1").await;
        assert_eq!(courtesy::of(&day.app, &day.scope, debtor).await.unwrap(), None);
        for _ in 0..2 {
            courtesy::decline(&day.app, &token).await.unwrap().unwrap();
        }
        let stop = courtesy::of(&day.app, &day.scope, debtor).await.unwrap().unwrap();
        assert_eq!((stop.email.as_str(), stop.created_by.as_str()), ("c1@client.example", "Destinataire (lien)"));
        let file = app::debtor_file::debtor_file(&day.app, &day.scope, debtor).await.unwrap();
        assert_eq!(file.timeline.iter().filter(|entry| entry.title.contains("Rappels avant échéance refusés")).count(), 1);
        day.app.close().await;

        let next = house.with_mail(date(2026, 9, 16), &sink.url()).await;
        next.import_clean("suite.csv", invoices(&[("T2", "C1", "21/09/2026")])).await;
        let told = why::why(&next.app, &next.scope, "C1").await.unwrap();
        assert!(matches!(outcome_of(&told, "T2"), Outcome::Hold { reason: HoldReason::CourtesyDeclined, .. }), "{told:?}");
        courtesy::lift(&next.app, &next.scope, debtor).await.unwrap();
        let told = why::why(&next.app, &next.scope, "C1").await.unwrap();
        assert!(!matches!(outcome_of(&told, "T2"), Outcome::Hold { reason: HoldReason::CourtesyDeclined, .. }), "{told:?}");
        assert!(matches!(courtesy::lift(&next.app, &next.scope, debtor).await, Err(AppError::Conflict(_))));
        courtesy::stop(&next.app, &next.scope, debtor, "dit au téléphone").await.unwrap();
        next.app.close().await;

        // What is due is asked for all the same.
        let late = house.with_mail(date(2026, 9, 28), &sink.url()).await;
        let told = why::why(&late.app, &late.scope, "C1").await.unwrap();
        assert!(!matches!(outcome_of(&told, "T1"), Outcome::Hold { reason: HoldReason::CourtesyDeclined, .. }), "{told:?}");
        late.is_sound().await;
    })
    .await;
}

/// Declined between the night and the sending: the check before sending knows it.
#[tokio::test]
async fn what_is_declined_after_the_night_does_not_leave() {
    on_both(async |house| {
        let sink = smtp_sink(&[]);
        let day = firm(house, &sink).await;
        night::run(&day.app, &day.scope).await.unwrap();
        courtesy::stop(&day.app, &day.scope, house.debtor("C1").await, "").await.unwrap();
        let drained = drain(&day.app, &day.scope, Confirmation::Given).await.unwrap();
        assert_eq!((drained.sent, drained.cancelled), (1, 1));
        assert!(sink.messages().iter().all(|mail| !unfolded(mail).contains("c1@client.example")));
        day.is_sound().await;
    })
    .await;
}
