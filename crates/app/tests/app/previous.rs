//! What a message says came before it: what reached the debtor about the same debts, on the day on which it did; and by which first letter
//! whoever collects for another is known.

use app::approvals::{self, Verb};
use app::outbox::{Confirmation, drain};
use app::template;
use app::{care, night, service_mail};
use domain::Date;
use domain::dunning::ActionState;
use testkit::smtp_sink::{SmtpSink, smtp_sink};

use crate::given::{self, Entry, TODAY, date, receipt, sale};
use crate::house::{Day, House, on_both};
use crate::mail;

const FEC: &str = "732829320FEC20261231.txt";

/// The program on a day, its books read again.
async fn on(house: &House, on: Date, books: &[Entry], sink: &SmtpSink) -> Day {
    let day = house.with_mail(on, &sink.url()).await;
    day.import_clean(FEC, given::fec(books)).await;
    day
}

/// Sends what waits for a word, and gives subject and text of the one mail that left by it.
async fn approved(house: &House, night_of: Date, day: &Day, sink: &SmtpSink) -> String {
    let before = sink.messages().len();
    for action in house.actions(night_of).await.iter().filter(|action| action.state == ActionState::AwaitingApproval) {
        approvals::one(&day.app, &day.scope, action.id, Verb::Approve, "").await.unwrap();
    }
    drain(&day.app, &day.scope, Confirmation::Given).await.unwrap();
    let files = sink.messages();
    assert_eq!(files.len(), before + 1, "one mail on {}", day.app.today());
    let mail = mail::read(files.last().unwrap());
    format!("{} {}", mail.subject, mail.text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// F1 is asked for on 15 September and paid. The courtesy of F2, due on the 19th, gave way to that mail and lapsed; its first reminder is
/// decided on the 22nd and leaves on the 24th, when a person agrees to it; a copy of the invoice follows on the 28th. The second
/// reminder may speak of the 24th alone.
#[tokio::test]
async fn a_reminder_recalls_what_was_said_of_its_debts_and_when_it_was_said() {
    Box::pin(on_both(async |house| {
        let sink = smtp_sink(&[]);
        let (f1, f2) = (sale("F1", "C1", date(2026, 7, 1), 10_000), sale("F2", "C1", date(2026, 8, 20), 20_000));
        let mut books = vec![f1.clone(), f2.clone()];
        let day = on(house, TODAY, &books, &sink).await;
        day.import_clean("clients.csv", given::customers(&[("C1", "company", "c1@client.example")])).await;
        let debtor = house.debtor("C1").await;
        care::set_last_word(&day.app, &day.scope, debtor, true, "client sensible").await.unwrap();
        night::run(&day.app, &day.scope).await.unwrap();
        let first = approved(house, TODAY, &day, &sink).await;
        assert!(first.contains("F1") && !first.contains("F2"), "{first}");
        day.app.close().await;

        let paid_on = date(2026, 9, 17);
        books = vec![f1.lettered("A", paid_on), f2, receipt("R1", "C1", paid_on, 10_000).lettered("A", paid_on)];
        let decided_on = date(2026, 9, 22);
        let night = on(house, decided_on, &books, &sink).await;
        night::run(&night.app, &night.scope).await.unwrap();
        night.app.close().await;
        let left = on(house, date(2026, 9, 24), &books, &sink).await;
        let reminder = approved(house, decided_on, &left, &sink).await;
        assert!(reminder.contains("F2") && !reminder.contains("Malgré"), "{reminder}");
        left.app.close().await;

        let copied = on(house, date(2026, 9, 28), &books, &sink).await;
        let item = house.item("F2").await.id;
        let bytes = app::message::overdue_letter(&copied.app, &copied.scope, debtor).await.unwrap();
        let file = app::dispute::NewFile { name: "F2.pdf".to_owned(), bytes };
        service_mail::add_document(&copied.app, &copied.scope, item, file).await.unwrap();
        service_mail::send_copy(&copied.app, &copied.scope, debtor, &[item], None).await.unwrap();
        assert_eq!(drain(&copied.app, &copied.scope, Confirmation::Given).await.unwrap().sent, 1);
        copied.app.close().await;

        let again_on = date(2026, 10, 1);
        let last = on(house, again_on, &books, &sink).await;
        night::run(&last.app, &last.scope).await.unwrap();
        let second = approved(house, again_on, &last, &sink).await;
        assert!(second.contains("Malgré notre courriel du 24 septembre 2026, la facture ci-dessous"), "{second}");
        let id = house.actions(decided_on).await.remove(0).id;
        let file = app::debtor_file::debtor_file(&last.app, &last.scope, debtor).await.unwrap();
        let entry = file.timeline.iter().find(|entry| entry.action == Some(id)).unwrap();
        assert_eq!(entry.on, date(2026, 9, 24), "the timeline says when it reached the debtor");
        last.is_sound().await;
        last.app.close().await;
    }))
    .await;
}

/// CPCE art. R124-4, last paragraph: each later contact recalls the first letter, under the reference and the date that the debtor has.
#[tokio::test]
async fn a_collector_recalls_the_first_letter_as_the_debtor_has_it() {
    Box::pin(on_both(async |house| {
        let sink = smtp_sink(&[]);
        let books = [sale("F1", "C1", date(2026, 8, 10), 10_000)];
        let decided_on = date(2026, 9, 14);
        let day = on(house, decided_on, &books, &sink).await;
        day.import_clean("clients.csv", given::customers(&[("C1", "company", "c1@client.example")])).await;
        template::set_mandate(&day.app, &day.scope, &given::mandate()).await.unwrap();
        template::install(&day.app, &day.scope, "services").await.unwrap();
        care::set_last_word(&day.app, &day.scope, house.debtor("C1").await, true, "à relire").await.unwrap();
        night::run(&day.app, &day.scope).await.unwrap();
        day.app.close().await;
        // It is read and let go the day after: that is the day that it bears.
        let left = on(house, TODAY, &books, &sink).await;
        let first = approved(house, decided_on, &left, &sink).await;
        assert!(first.contains("REL-20260915-C1"), "{first}");
        left.app.close().await;
        let again_on = date(2026, 9, 22);
        let last = on(house, again_on, &books, &sink).await;
        night::run(&last.app, &last.scope).await.unwrap();
        let second = approved(house, again_on, &last, &sink).await;
        assert!(second.contains("REL-20260915-C1") && second.contains("15 septembre 2026"), "{second}");
        assert!(!second.contains("REL-20260914") && !second.contains("14 septembre"), "{second}");
        last.app.close().await;
    }))
    .await;
}
