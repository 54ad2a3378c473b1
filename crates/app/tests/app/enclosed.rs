//! Copies of invoices go with the reminder that asks for them: one message, all its documents (w32, w34).

use app::dispute::NewFile;
use app::outbox::{Confirmation, drain};
use app::{AppError, enclosed, message, night, service_mail};
use mail_parser::{MessageParser, MimeHeaders as _};
use testkit::smtp_sink::{SmtpSink, smtp_sink};

use crate::given::{self, TODAY, date, sale};
use crate::house::{Day, House, on_both};

const FEC: &str = "732829320FEC20261231.txt";

/// A company with three late invoices, another with one.
async fn opened(house: &House, mail: &str) -> Day {
    let day = house.with_mail(TODAY, mail).await;
    let mails = [("C1", "company", "c1@client.example"), ("C2", "company", "c2@client.example")];
    day.import_clean("clients.csv", given::customers(&mails)).await;
    let entries = [
        sale("F1", "C1", date(2026, 6, 1), 10_000),
        sale("F/2", "C1", date(2026, 6, 2), 20_000),
        sale("F3", "C1", date(2026, 6, 3), 30_000),
        sale("F4", "C2", date(2026, 6, 1), 40_000),
    ];
    day.import_clean(FEC, given::fec(&entries)).await;
    day
}

async fn keep(house: &House, day: &Day, number: &str, name: &str, bytes: &[u8]) {
    let file = NewFile { name: name.to_owned(), bytes: bytes.to_vec() };
    service_mail::add_document(&day.app, &day.scope, house.item(number).await.id, file).await.unwrap();
}

/// Name and bytes of what is attached to the mail to an address.
fn attached(sink: &SmtpSink, to: &str) -> Vec<(String, Vec<u8>)> {
    let mails: Vec<Vec<u8>> = sink.messages().iter().map(|file| std::fs::read(file).unwrap()).collect();
    let mut own = mails
        .iter()
        .map(|bytes| MessageParser::default().parse(bytes).unwrap())
        .filter(|mail| mail.to().and_then(|to| to.first()).and_then(|to| to.address()) == Some(to));
    let mail = own.next().unwrap();
    assert!(own.next().is_none(), "one message for all that is late");
    mail.attachments().map(|part| (part.attachment_name().unwrap().to_owned(), part.contents().to_vec())).collect()
}

#[tokio::test]
async fn w32_w34_one_reminder_carries_the_copies_of_what_it_asks_for() {
    on_both(async |house| {
        let sink = smtp_sink(&[]);
        let day = opened(house, &sink.url()).await;
        let (c1, c2) = (house.debtor("C1").await, house.debtor("C2").await);
        let pdf = message::overdue_letter(&day.app, &day.scope, c1).await.unwrap();
        let other = message::overdue_letter(&day.app, &day.scope, c2).await.unwrap();
        let bare = message::preview(&day.app, &day.scope, c1).await.unwrap().unwrap();
        assert_eq!((bare.copies.len(), bare.without.len()), (0, 0), "a house that holds no document says nothing of copies");
        keep(house, &day, "F1", "scan du 3 juin.pdf", &other).await;
        keep(house, &day, "F1", "scan du 4 juin.pdf", &pdf).await;
        keep(house, &day, "F/2", "../../facture.pdf", &other).await;
        let seen = message::preview(&day.app, &day.scope, c1).await.unwrap().unwrap();
        let wanted = (vec!["F1.pdf".to_owned(), "F-2.pdf".to_owned()], vec!["F3".to_owned()]);
        assert_eq!((seen.copies, seen.without), wanted, "the last one of each, under its invoice's number");

        night::run(&day.app, &day.scope).await.unwrap();
        assert_eq!(drain(&day.app, &day.scope, Confirmation::Given).await.unwrap().sent, 2);
        let mut carried = attached(&sink, "c1@client.example");
        assert!(carried.remove(0).0.starts_with("releve-"), "the statement comes first");
        assert_eq!(carried, [("F1.pdf".to_owned(), pdf), ("F-2.pdf".to_owned(), other)], "byte for byte");
        assert_eq!(attached(&sink, "c2@client.example").len(), 1, "the statement alone");
        let told = house.raw_texts("SELECT payload FROM event WHERE kind = 'message.sent'").await;
        assert!(told.iter().any(|payload| payload.contains(r#""copies":["F1.pdf","F-2.pdf"]"#) && payload.contains(r#""without":["F3"]"#)));
        assert_eq!(told.iter().filter(|payload| payload.contains("copies")).count(), 1, "{told:?}");
        day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn copies_that_do_not_fit_are_named_and_keep_no_message_back() {
    on_both(async |house| {
        let sink = smtp_sink(&[]);
        let day = opened(house, &sink.url()).await;
        let c1 = house.debtor("C1").await;
        let pdf = message::overdue_letter(&day.app, &day.scope, c1).await.unwrap();
        // A true PDF of so many bytes: what follows its end is a comment.
        let heavy = |bytes: usize| [pdf.as_slice(), b"\n%", &vec![b'x'; bytes]].concat();
        keep(house, &day, "F1", "f1.pdf", &heavy(700_000)).await;
        keep(house, &day, "F/2", "f2.pdf", &heavy(600_000)).await;
        keep(house, &day, "F3", "f3.pdf", &pdf).await;
        let names = async |day: &Day| {
            let seen = message::preview(&day.app, &day.scope, c1).await.unwrap().unwrap();
            (seen.copies.join(" "), seen.without.join(" "))
        };
        for (megabytes, expected) in [(7, ("F1.pdf F-2.pdf F3.pdf", "")), (1, ("F1.pdf F3.pdf", "F/2")), (0, ("", ""))] {
            enclosed::set_limit(&day.app, &day.scope, Some(megabytes)).await.unwrap();
            let found = names(&day).await;
            assert_eq!((found.0.as_str(), found.1.as_str()), expected, "{megabytes} MB");
        }
        for wrong in [Some(8), None] {
            let refused = enclosed::set_limit(&day.app, &day.scope, wrong).await;
            assert!(matches!(refused, Err(AppError::Invalid { field: "copies", .. })), "{refused:?}");
        }
        enclosed::set_limit(&day.app, &day.scope, Some(1)).await.unwrap();
        night::run(&day.app, &day.scope).await.unwrap();
        // A document that was lost on the disk since keeps no message back either.
        let lost = house.raw_texts("SELECT document_hash FROM item_document WHERE name = 'f3.pdf'").await.remove(0);
        std::fs::remove_file(house.folder().join("documents").join(&lost[..2]).join(&lost[2..])).unwrap();
        assert_eq!(drain(&day.app, &day.scope, Confirmation::Given).await.unwrap().sent, 2);
        let carried: Vec<String> = attached(&sink, "c1@client.example").into_iter().map(|(name, _)| name).skip(1).collect();
        assert_eq!(carried, ["F1.pdf"]);
    })
    .await;
}
