//! Mail that means no good, or that a server cannot hand over: it stops nothing and ends nobody's reminders.

use app::AppError;
use app::config::Secret;
use app::mail_in::{self, Fetched, MailboxForm, Which};
use domain::dunning::{ActionState, Channel};
use testkit::imap::{PASSWORD, imap_mailbox, imap_port, stubborn_server};
use testkit::smtp_sink::smtp_sink;

use crate::given::TODAY;
use crate::house::on_both;
use crate::mail_in::{FULL, GONE, actions, bounce, fetch, form, list, number_of, with_mailbox, written_to};

const BOTH_SENT: [(Channel, ActionState); 2] = [(Channel::Email, ActionState::Sent); 2];

#[tokio::test]
async fn numbers_and_addresses_that_no_base_takes_are_kept_all_the_same() {
    on_both(async |house| {
        let sink = smtp_sink(&[]);
        let day = written_to(house, &sink).await;
        let mut long = String::new();
        for number in 0..900_u32 {
            long.push_str(&format!("{:x}", number.wrapping_mul(2_654_435_761)));
        }
        let with = |id: &str, from: &str| {
            format!("From: {from}\nTo: compta@elan.example\nSubject: Re: Rappel\nMessage-ID: <{id}@un.example>\nIn-Reply-To: <{id}@elan.example>\nReferences: <{id}@elan.example>\n\nBonjour {id}\n")
        };
        for (name, text) in [
            ("nul.eml", with("a\0b", "compta@un.example")),
            ("nul-from.eml", with("c", "\"a\0b\"@un.example")),
            ("long.eml", with(&long, "compta@un.example")),
            ("long-from.eml", with("d", &format!("{long}@un.example"))),
            ("nul-bounce.eml", bounce("compta\0@un.example", "<e\0@elan.example>", GONE.0, GONE.1)),
            ("long-bounce.eml", bounce(&format!("{long}@un.example"), &format!("<{long}@elan.example>"), GONE.0, GONE.1)),
        ] {
            let report = day.import(name, text).await;
            assert_eq!((report.kind, report.created), ("mail", 1), "{name}");
        }
        let lengths: Vec<String> =
            house.raw_texts("SELECT message_id FROM received_mail UNION SELECT about FROM received_mail UNION SELECT failed_address FROM received_mail").await;
        assert!(lengths.iter().all(|text| text.len() <= 998 && !text.contains('\0')), "{lengths:?}");
        day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn a_report_on_another_contact_does_not_take_back_what_was_delivered() {
    on_both(async |house| {
        let sink = smtp_sink(&[]);
        let day = written_to(house, &sink).await;
        let inbox = with_mailbox(&day).await;
        // The debtor's mail is passed on to a colleague, a contact as well, who has left.
        house.raw("UPDATE contact SET email = 'colleague@un.example' WHERE email = 'compta@un.example'").await;
        inbox.deliver("INBOX", &bounce("colleague@un.example", &number_of(&sink, "un.example"), GONE.0, GONE.1));
        assert_eq!(fetch(&day).await.kept, 1);
        assert_eq!(actions(house, TODAY).await, BOTH_SENT, "it reached the one that it was written to");
        let line = &list(&day, Which::Every).await[0];
        let detail = mail_in::detail(&day.app, &day.scope, line.id).await.unwrap();
        assert_eq!(detail.can_reinstate.as_deref(), Some("colleague@un.example"), "who has left is not written to");
        day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn a_report_that_names_an_address_alone_waits_for_a_person() {
    on_both(async |house| {
        let sink = smtp_sink(&[]);
        let day = written_to(house, &sink).await;
        let inbox = with_mailbox(&day).await;
        inbox.deliver("INBOX", &bounce("compta@un.example", "<rien@ailleurs.example>", GONE.0, GONE.1));
        inbox.deliver("INBOX", &bounce("compta@un.example", "<un@ailleurs.example>", FULL.0, FULL.1));
        inbox.deliver("INBOX", &bounce("compta@un.example", "<deux@ailleurs.example>", FULL.0, FULL.1));
        inbox.deliver("INBOX", &bounce("compta@un.example", "<trois@ailleurs.example>", FULL.0, FULL.1));
        inbox.deliver("INBOX", &bounce("compta@un.example", &number_of(&sink, "un.example"), FULL.0, FULL.1));
        assert_eq!(fetch(&day).await.kept, 5);
        assert_eq!(actions(house, TODAY).await, BOTH_SENT, "anybody can write such a report");
        let lines = list(&day, Which::ToRead).await;
        assert_eq!(lines.len(), 4, "the first soft bounce of ours is counted, and those are not");
        assert!(lines.iter().all(|line| line.debtor.as_ref().is_some_and(|(_, code, _)| code == "C001") && line.effect.is_empty()));
        let detail = mail_in::detail(&day.app, &day.scope, lines[0].id).await.unwrap();
        assert_eq!(detail.can_invalidate.as_deref(), Some("compta@un.example"), "a person decides");
        mail_in::invalidate(&day.app, &day.scope, lines[0].id).await.unwrap();
        let file = app::debtor_file::debtor_file(&day.app, &day.scope, house.debtor("C001").await).await.unwrap();
        assert_eq!(file.unreachable.len(), 1);
        day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn a_message_that_always_fails_stops_those_behind_it_for_two_passes_only() {
    on_both(async |house| {
        let day = house.on(TODAY).await;
        let set = MailboxForm {
            host: "127.0.0.1".to_owned(),
            port: Some(stubborn_server(usize::MAX)),
            security: "none".to_owned(),
            login: "u".to_owned(),
            secret: Secret("p".to_owned()),
            ..form(&imap_mailbox(), "")
        };
        mail_in::set(&day.app, &day.scope, &set).await.unwrap();
        for _ in 0..2 {
            assert_eq!(mail_in::fetch(&day.app, &day.scope).await.unwrap_err().code(), "mailbox.failed");
            assert_eq!(house.count("received_mail").await, 0, "it is tried again first");
        }
        assert_eq!(fetch(&day).await, Fetched { read: 2, kept: 2, known: 0 });
        assert_eq!(fetch(&day).await, Fetched::default(), "it is done with");
        let lines = list(&day, Which::ToTie).await;
        let classes: Vec<&str> = lines.iter().map(|line| line.class.as_str()).collect();
        assert!(classes.contains(&"unreadable") && classes.contains(&"reply"), "{lines:?}");
        let told = lines.iter().find(|line| line.class == "unreadable").unwrap();
        assert!(told.extract.contains("n° 1 ") && told.extract.contains("UID FETCH 1"), "{told:?}");
        assert_eq!(mail_in::original(&day.app, &day.scope, told.id).await.unwrap(), b"");
        day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn another_way_to_a_mailbox_has_neither_its_secret_nor_its_position() {
    on_both(async |house| {
        let day = house.on(TODAY).await;
        let inbox = with_mailbox(&day).await;
        inbox.deliver("INBOX", "From: a@b.example\nTo: c@d.example\nSubject: Bonjour\nMessage-ID: <1@b.example>\n\nBonjour\n");
        assert_eq!(fetch(&day).await.kept, 1);
        let position = async || house.raw_texts("SELECT CAST(last_uid AS TEXT) FROM mailbox").await;
        mail_in::set(&day.app, &day.scope, &form(&inbox, "INBOX")).await.unwrap();
        assert_ne!(position().await, ["0"], "the same mailbox");
        let other = MailboxForm { port: Some(imap_port()), security: "starttls".to_owned(), secret: Secret::default(), ..form(&inbox, "") };
        let refused = mail_in::test(&day.app, &day.scope, &other).await;
        assert!(matches!(refused, Err(AppError::Invalid { field: "secret", .. })), "{refused:?}");
        mail_in::set(&day.app, &day.scope, &MailboxForm { secret: Secret(PASSWORD.to_owned()), ..other }).await.unwrap();
        assert_eq!(position().await, ["0"]);
        assert_eq!(fetch(&day).await, Fetched { read: 1, kept: 0, known: 1 }, "and what is known stays known");
    })
    .await;
}
