//! Mail that comes in, from a real IMAP server, about messages that left through a real SMTP server.

use std::time::Duration;

use app::config::Secret;
use app::mail_in::{self, Fetched, MailboxForm, OAuthForm, Told, Which};
use app::outbox::{Confirmation, drain};
use app::{AppError, night};
use domain::Date;
use domain::calendar::add_days;
use domain::dunning::{ActionState, Channel, HoldReason};
use testkit::imap::{ImapMailbox, PASSWORD, imap_authority, imap_mailbox, imap_port, imaps_port};
use testkit::oauth;
use testkit::smtp_sink::{SmtpSink, smtp_sink};
use tokio::sync::mpsc::unbounded_channel;

use crate::given::{self, TODAY, date, sale};
use crate::house::{Day, House, on_both};
use crate::mail;

const FEC: &str = "732829320FEC20261231.txt";
const WEDNESDAY: Date = date(2026, 9, 16);
const THURSDAY: Date = date(2026, 9, 17);

/// A firm with two late debtors, who were written to this morning; the file keeps the data fresh for days.
pub(crate) async fn written_to(house: &House, sink: &SmtpSink) -> Day {
    let day = house.with_mail(TODAY, &sink.url()).await;
    let rows = [("C001", "company", "compta@un.example"), ("C002", "company", "compta@deux.example")];
    day.import_clean("clients.csv", given::customers(&rows)).await;
    let entries = [sale("FA-1", "C001", date(2026, 7, 1), 120_000), sale("FA-2", "C002", date(2026, 7, 1), 80_000)];
    day.import_clean(FEC, given::fec(&entries)).await;
    night::run(&day.app, &day.scope).await.unwrap();
    let sent = drain(&day.app, &day.scope, Confirmation::Given).await.unwrap();
    assert_eq!(sent.sent, 2);
    day
}

pub(crate) fn form(inbox: &ImapMailbox, folder: &str) -> MailboxForm {
    MailboxForm {
        host: "127.0.0.1".to_owned(),
        port: Some(imaps_port()),
        security: "tls".to_owned(),
        login: inbox.user().to_owned(),
        secret: Secret(PASSWORD.to_owned()),
        oauth: OAuthForm::default(),
        folder: folder.to_owned(),
        authority: Some(imap_authority()),
    }
}

pub(crate) async fn with_mailbox(day: &Day) -> ImapMailbox {
    let inbox = imap_mailbox();
    mail_in::set(&day.app, &day.scope, &form(&inbox, "")).await.unwrap();
    inbox
}

/// The Message-ID of what the server has for an address.
pub(crate) fn number_of(sink: &SmtpSink, to: &str) -> String {
    sink.messages().iter().map(|file| mail::read(file)).find(|mail| mail.to.contains(to)).unwrap().message_id
}

pub(crate) fn reply(from: &str, to: &str, number: u32) -> String {
    format!(
        "From: Compta <{from}>\nTo: compta@elan.example\nSubject: Re: Rappel\nMessage-ID: <reponse-{number}@un.example>\nIn-Reply-To: {to}\n\n\
         Bonjour,\n\nNous contestons la facture FA-1 : la marchandise est abîmée.\n\nCordialement\n"
    )
}

/// A report as Postfix writes it (RFC 3464).
pub(crate) fn bounce(failed: &str, about: &str, status: &str, text: &str) -> String {
    format!(
        "Return-Path: <>\nFrom: MAILER-DAEMON@mx.example.org (Mail Delivery System)\nTo: compta@elan.example\n\
         Subject: Undelivered Mail Returned to Sender\nMessage-ID: <retour-{failed}-{}@mx.example.org>\nAuto-Submitted: auto-replied\nMIME-Version: 1.0\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=\"B\"\n\n\
         --B\nContent-Type: text/plain\n\nI'm sorry to have to inform you that your message could not be delivered.\n\n\
         --B\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.org\n\n\
         Final-Recipient: rfc822; {failed}\nAction: failed\nStatus: {status}\nDiagnostic-Code: smtp; {text}\n\n\
         --B\nContent-Type: text/rfc822-headers\n\nFrom: compta@elan.example\nTo: {failed}\nMessage-ID: {about}\nSubject: Rappel\n\n--B--\n",
        about.trim_matches(['<', '>'])
    )
}

pub(crate) const GONE: (&str, &str) = ("5.1.1", "550 5.1.1 User unknown");
pub(crate) const FULL: (&str, &str) = ("4.2.2", "452 4.2.2 Mailbox full");

pub(crate) async fn fetch(day: &Day) -> Fetched {
    mail_in::fetch(&day.app, &day.scope).await.unwrap()
}

pub(crate) async fn list(day: &Day, which: Which) -> Vec<mail_in::Line> {
    mail_in::list(&day.app, &day.scope, which, "", "", 1).await.unwrap().lines
}

/// The channels of a night's actions, with where they stand.
pub(crate) async fn actions(house: &House, on: Date) -> Vec<(Channel, ActionState)> {
    let mut actions: Vec<_> = house.actions(on).await.iter().map(|action| (action.channel, action.state)).collect();
    actions.sort();
    actions
}

#[tokio::test]
async fn a_reply_arrives_by_itself_and_reminders_wait_until_it_is_read() {
    on_both(async |house| {
        let sink = smtp_sink(&[]);
        let day = written_to(house, &sink).await;
        let inbox = with_mailbox(&day).await;
        let (tell, mut told) = unbounded_channel();
        let (app, scope) = (day.app.clone(), day.scope.clone());
        let listening = tokio::spawn(async move { mail_in::listen(&app, &scope, Some(tell)).await });
        let heard = async |told: &mut tokio::sync::mpsc::UnboundedReceiver<Told>| {
            tokio::time::timeout(Duration::from_secs(60), told.recv()).await.expect("in time").unwrap()
        };
        assert_eq!(heard(&mut told).await, Told::Waiting { fetched: Fetched::default(), is_told: true });
        let text = reply("compta@un.example", &number_of(&sink, "un.example"), 1);
        tokio::task::spawn_blocking(move || inbox.deliver("INBOX", &text)).await.unwrap();
        // The next look of its own would be in nine minutes.
        assert_eq!(heard(&mut told).await, Told::Waiting { fetched: Fetched { read: 1, kept: 1, known: 0 }, is_told: true });
        listening.abort();

        let lines = list(&day, Which::ToRead).await;
        assert_eq!(lines.len(), 1);
        let line = &lines[0];
        assert_eq!((line.class.as_str(), line.debtor.as_ref().unwrap().1.as_str()), ("reply", "C001"));
        assert!(line.extract.contains("marchandise") && line.topics[0].starts_with("Conteste"), "{line:?}");

        let later = house.with_mail(date(2026, 9, 29), &sink.url()).await;
        later
            .import_clean(
                FEC,
                given::fec(&[sale("FA-1", "C001", date(2026, 7, 1), 120_000), sale("FA-2", "C002", date(2026, 7, 1), 80_000)]),
            )
            .await;
        let report = night::run(&later.app, &later.scope).await.unwrap();
        assert_eq!(report.counts.holds[HoldReason::Replied as usize], 1, "{:?}", report.counts);
        assert_eq!(house.actions(date(2026, 9, 29)).await.len(), 1, "the other debtor is written to");
        mail_in::mark_read(&later.app, &later.scope, line.id).await.unwrap();
        mail_in::mark_read(&later.app, &later.scope, line.id).await.unwrap();
        assert!(list(&later, Which::ToRead).await.is_empty());
        night::run(&later.app, &later.scope).await.unwrap();
        assert_eq!(house.actions(date(2026, 9, 29)).await.len(), 2, "read: it goes on");
        mail_in::mark_unread(&later.app, &later.scope, line.id).await.unwrap();
        let drained = drain(&later.app, &later.scope, Confirmation::Given).await.unwrap();
        assert_eq!((drained.sent, drained.cancelled), (1, 1), "the check before sending knows of the reply");
        later.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn what_comes_back_becomes_a_call_the_next_night() {
    on_both(async |house| {
        let sink = smtp_sink(&[]);
        let day = written_to(house, &sink).await;
        let inbox = with_mailbox(&day).await;
        inbox.deliver("INBOX", &bounce("compta@un.example", &number_of(&sink, "un.example"), GONE.0, GONE.1));
        assert_eq!(fetch(&day).await, Fetched { read: 1, kept: 1, known: 0 });
        assert_eq!(fetch(&day).await, Fetched::default(), "nothing is read twice");
        assert_eq!(actions(house, TODAY).await, [(Channel::Email, ActionState::Sent), (Channel::Email, ActionState::Bounced)]);
        assert!(list(&day, Which::ToRead).await.is_empty(), "nobody has to read it: the call is the work");
        let line = &list(&day, Which::Every).await[0];
        assert_eq!(line.class, "bounce_hard");
        let detail = mail_in::detail(&day.app, &day.scope, line.id).await.unwrap();
        assert_eq!((detail.can_reinstate.as_deref(), detail.failed_address.as_str()), (Some("compta@un.example"), "compta@un.example"));
        day.is_sound().await;

        let next = house.with_mail(WEDNESDAY, &sink.url()).await;
        night::run(&next.app, &next.scope).await.unwrap();
        assert_eq!(
            actions(house, WEDNESDAY).await,
            [(Channel::Call, ActionState::ToDo)],
            "the same step, by telephone; the other debtor rests"
        );
        next.is_sound().await;
        let file = app::debtor_file::debtor_file(&next.app, &next.scope, house.debtor("C001").await).await.unwrap();
        assert!(file.timeline.iter().any(|entry| entry.mail == Some(line.id)), "the history shows it");

        // The address works after all: it is written to again.
        mail_in::reinstate(&next.app, &next.scope, line.id).await.unwrap();
        let after = house.with_mail(THURSDAY, &sink.url()).await;
        let why = night::dry_run(&after.app, &after.scope).await.unwrap();
        assert_eq!(why.counts.open_items, 2);
    })
    .await;
}

/// The server stores the message and is slow to say so; the report is there before its answer.
#[tokio::test]
async fn a_bounce_that_is_faster_than_the_servers_answer_takes_the_step_back() {
    on_both(async |house| {
        let sink = smtp_sink(&["--hold"]);
        let day = house.with_mail(TODAY, &sink.url()).await;
        day.import_clean("clients.csv", given::customers(&[("C001", "company", "compta@un.example")])).await;
        day.import_clean(FEC, given::fec(&[sale("FA-1", "C001", date(2026, 7, 1), 120_000)])).await;
        night::run(&day.app, &day.scope).await.unwrap();
        let inbox = with_mailbox(&day).await;
        let returned = async {
            let is_there = || sink.messages().iter().any(|file| std::fs::metadata(file).unwrap().len() > 0);
            while !is_there() {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
            inbox.deliver("INBOX", &bounce("compta@un.example", &number_of(&sink, "un.example"), GONE.0, GONE.1));
            assert_eq!(fetch(&day).await.kept, 1);
            assert_eq!(actions(house, TODAY).await, [(Channel::Email, ActionState::Reserved)], "nobody knows yet that it left");
            std::fs::write(sink.folder().join("go"), "").unwrap();
        };
        let (sent, ()) = tokio::join!(drain(&day.app, &day.scope, Confirmation::Given), returned);
        assert_eq!(sent.unwrap().sent, 1);
        assert_eq!(actions(house, TODAY).await, [(Channel::Email, ActionState::Bounced)]);
        let told = house.raw_texts("SELECT kind FROM event WHERE kind LIKE 'message.%' ORDER BY seq").await;
        assert_eq!(told, ["message.sent", "message.bounced"]);
        day.is_sound().await;
        let next = house.with_mail(WEDNESDAY, &sink.url()).await;
        night::run(&next.app, &next.scope).await.unwrap();
        assert_eq!(actions(house, WEDNESDAY).await, [(Channel::Call, ActionState::ToDo)], "the same step, by telephone");
        next.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn three_soft_bounces_count_as_one_for_good_and_reports_of_one_message_as_one() {
    on_both(async |house| {
        let sink = smtp_sink(&[]);
        let day = written_to(house, &sink).await;
        let inbox = with_mailbox(&day).await;
        let about = number_of(&sink, "un.example");
        // Two reports about the same message, then two about others that left by another road.
        inbox.deliver("INBOX", &bounce("compta@un.example", &about, FULL.0, FULL.1));
        inbox.deliver("INBOX", &bounce("compta@un.example", &about, FULL.0, "452 4.2.2 Mailbox full, still"));
        fetch(&day).await;
        assert_eq!(actions(house, TODAY).await, [(Channel::Email, ActionState::Sent); 2], "counted only");
        let effects: Vec<String> = house.raw_texts("SELECT effect FROM received_mail ORDER BY id").await;
        assert_eq!(effects, ["counted", "counted"]);
        house.raw("UPDATE received_mail SET action_id = NULL").await;
        inbox.deliver("INBOX", &bounce("compta@un.example", &about, FULL.0, "452 4.2.2 Mailbox full, again"));
        fetch(&day).await;
        assert_eq!(actions(house, TODAY).await, [(Channel::Email, ActionState::Sent), (Channel::Email, ActionState::Bounced)]);
    })
    .await;
}

#[tokio::test]
async fn who_asks_to_be_left_alone_is_not_written_to_any_more() {
    on_both(async |house| {
        let sink = smtp_sink(&[]);
        let day = written_to(house, &sink).await;
        let inbox = with_mailbox(&day).await;
        inbox.deliver(
            "INBOX",
            "From: compta@un.example\nTo: compta@elan.example\nSubject: unsubscribe\nMessage-ID: <stop@un.example>\n\nunsubscribe\n",
        );
        assert_eq!(fetch(&day).await.kept, 1);
        let line = &list(&day, Which::ToRead).await[0];
        assert_eq!((line.class.as_str(), line.debtor.as_ref().unwrap().1.as_str()), ("complaint", "C001"));
        assert_eq!(actions(house, TODAY).await, [(Channel::Email, ActionState::Sent); 2], "it was received, not sent back");
        let file = app::debtor_file::debtor_file(&day.app, &day.scope, house.debtor("C001").await).await.unwrap();
        assert_eq!((file.unreachable.len(), file.unreachable[0].2.as_str()), (1, "Ne veut plus recevoir d’e-mails"));
        let report = night::dry_run(&day.app, &day.scope).await.unwrap();
        assert_eq!(report.counts.send, 1, "the other debtor's alone stands");
        day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn what_nobody_is_known_for_waits_for_a_person() {
    on_both(async |house| {
        let sink = smtp_sink(&[]);
        let day = written_to(house, &sink).await;
        let inbox = with_mailbox(&day).await;
        inbox.deliver("INBOX", "From: inconnu@ailleurs.example\nTo: compta@elan.example\nSubject: Votre relance\nMessage-ID: <1@ailleurs.example>\n\nBonjour, c'est payé.\n");
        inbox.deliver("INBOX", &bounce("inconnu@ailleurs.example", "<rien@ailleurs.example>", GONE.0, GONE.1));
        inbox.deliver("INBOX", &bounce("transfert@ailleurs.example", &number_of(&sink, "un.example"), GONE.0, GONE.1));
        inbox.deliver("INBOX", "From: absent@un.example\nTo: compta@elan.example\nSubject: Absence du bureau\nAuto-Submitted: auto-replied\n\nJe suis absent.\n");
        let own = std::fs::read_to_string(&sink.messages()[0]).unwrap();
        inbox.deliver("INBOX", &own);
        inbox.deliver("INBOX", "\n");
        assert_eq!(fetch(&day).await, Fetched { read: 6, kept: 5, known: 1 }, "a copy of ours is no news");
        let lines = list(&day, Which::ToTie).await;
        let classes: Vec<&str> = lines.iter().map(|line| line.class.as_str()).collect();
        assert_eq!(classes, ["reply", "bounce_hard", "unreadable"]);
        let passed_on = list(&day, Which::ToRead).await;
        assert_eq!(passed_on.len(), 1, "a mailbox that ours was passed on to says nothing of the debtor's own");
        assert_eq!(actions(house, TODAY).await, [(Channel::Email, ActionState::Sent); 2]);
        let refused = mail_in::attach(&day.app, &day.scope, lines[0].id, "C999").await;
        assert!(matches!(refused, Err(AppError::Invalid { field: "debtor", .. })), "{refused:?}");
        mail_in::attach(&day.app, &day.scope, lines[0].id, "C002").await.unwrap();
        let now = list(&day, Which::ToRead).await;
        assert!(now.iter().any(|line| line.debtor.as_ref().is_some_and(|(_, code, _)| code == "C002")), "{now:?}");
        assert!(mail_in::original(&day.app, &day.scope, lines[0].id).await.unwrap().starts_with(b"From: inconnu@"));
    })
    .await;
}

#[tokio::test]
async fn a_folder_with_another_uid_validity_is_read_again_and_nothing_is_kept_twice() {
    on_both(async |house| {
        let sink = smtp_sink(&[]);
        let day = written_to(house, &sink).await;
        let inbox = imap_mailbox();
        inbox.talk(&["CREATE Relances"]);
        mail_in::set(&day.app, &day.scope, &form(&inbox, "Relances")).await.unwrap();
        let about = number_of(&sink, "un.example");
        let (first, second) = (reply("compta@un.example", &about, 1), reply("compta@un.example", &about, 2));
        inbox.deliver("Relances", &first);
        assert_eq!(fetch(&day).await.kept, 1);
        inbox.remake("Relances");
        inbox.deliver("Relances", &first);
        inbox.deliver("Relances", &second);
        assert_eq!(fetch(&day).await, Fetched { read: 2, kept: 1, known: 1 });
        // The same message dropped as a file is known too, whatever its line ends.
        let report = day.import("reponse.eml", second.replace('\n', "\r\n")).await;
        assert_eq!((report.kind, report.created, report.unchanged), ("mail", 0, 1));
        let report = day.import("reponse3.eml", reply("compta@un.example", &about, 3)).await;
        assert_eq!((report.created, report.unchanged), (1, 0));
        assert_eq!(house.count("received_mail").await, 3);
        // Behind the program's back: as if the base had been restored from before.
        house.raw("UPDATE mailbox SET last_uid = 0").await;
        assert_eq!(fetch(&day).await, Fetched { read: 2, kept: 0, known: 2 });
        assert_eq!(house.count("received_mail").await, 3);
    })
    .await;
}

#[tokio::test]
async fn a_mailbox_that_cannot_be_read_says_why_and_is_tried_again() {
    on_both(async |house| {
        let day = house.on(TODAY).await;
        let inbox = imap_mailbox();
        let missing = mail_in::fetch(&day.app, &day.scope).await;
        assert!(matches!(missing, Err(AppError::NotFound("mailbox"))), "{missing:?}");
        let wrong = MailboxForm { secret: Secret("faux".to_owned()), ..form(&inbox, "") };
        let refused = mail_in::set(&day.app, &day.scope, &wrong).await.unwrap_err();
        assert_eq!((refused.code(), refused.status()), ("mailbox.failed", 422));
        assert!(refused.french().contains("mot de passe") && !refused.french().contains("faux"), "{}", refused.french());
        assert_eq!(mail_in::mailbox(&day.app, &day.scope).await.unwrap(), None, "what does not work is not kept");
        mail_in::set(&day.app, &day.scope, &form(&inbox, "")).await.unwrap();
        // Without a secret typed, the one that is there stays.
        mail_in::set(&day.app, &day.scope, &MailboxForm { secret: Secret::default(), ..form(&inbox, "INBOX") }).await.unwrap();
        let organisation = house.scope.organisation.id;
        let mut tx = house.db().begin().await.unwrap();
        let row = store::mailbox::get(&mut tx, organisation).await.unwrap().unwrap();
        let changed = store::mailbox::MailboxRow { secret: "faux".to_owned(), ..row };
        store::mailbox::set(&mut tx, organisation, &changed).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(mail_in::fetch(&day.app, &day.scope).await.unwrap_err().code(), "mailbox.failed");
        let view = mail_in::mailbox(&day.app, &day.scope).await.unwrap().unwrap();
        assert!(view.failing.as_ref().is_some_and(|(_, why)| why.contains("refusé")), "{view:?}");
        let (tell, mut told) = unbounded_channel();
        let (app, scope) = (day.app.clone(), day.scope.clone());
        let listening = tokio::spawn(async move { mail_in::listen(&app, &scope, Some(tell)).await });
        assert_eq!(tokio::time::timeout(Duration::from_secs(60), told.recv()).await.unwrap(), Some(Told::Failed("refused")));
        listening.abort();
        mail_in::set_reading(&day.app, &day.scope, false).await.unwrap();
        mail_in::listen(&day.app, &day.scope, None).await;
        assert!(mail_in::mailbox(&day.app, &day.scope).await.unwrap().unwrap().disabled_at.is_some());
    })
    .await;
}

#[tokio::test]
async fn a_mailbox_is_opened_by_an_access_token_and_its_renewed_token_is_kept() {
    Box::pin(on_both(async |house| {
        let day = house.on(TODAY).await;
        let user = format!("oauth-{:?}-{}@elan.example", house.engine, std::process::id()).to_lowercase();
        let by_token = MailboxForm {
            host: "127.0.0.1".to_owned(),
            port: Some(imap_port()),
            security: "none".to_owned(),
            login: user.clone(),
            secret: Secret(oauth::refresh_token(&user)),
            oauth: OAuthForm {
                provider: "other".to_owned(),
                client_id: oauth::CLIENT.to_owned(),
                client_secret: Secret(oauth::CLIENT_SECRET.to_owned()),
                endpoint: oauth::token_endpoint(),
                ..OAuthForm::default()
            },
            ..MailboxForm::default()
        };
        let wrong = MailboxForm { secret: Secret("parti".to_owned()), ..by_token.clone() };
        match mail_in::set(&day.app, &day.scope, &wrong).await {
            Err(error @ AppError::Mailbox { code: "oauth_grant", .. }) => {
                assert!(error.french().starts_with("Le jeton de renouvellement n’est plus valable"), "{}", error.french());
            }
            other => panic!("{other:?}"),
        }
        // Tried first: the server replaces the token, and what is saved then is the one that is good.
        mail_in::test(&day.app, &day.scope, &by_token).await.unwrap();
        mail_in::set(&day.app, &day.scope, &by_token).await.unwrap();
        let secret = async || {
            let mut tx = house.db().snapshot().await.unwrap();
            store::mailbox::get(&mut tx, house.scope.organisation.id).await.unwrap().unwrap().secret
        };
        let first = secret().await;
        assert_ne!(first, oauth::refresh_token(&user), "the server gave another, which is the one that is good");
        mail_in::fetch(&day.app, &day.scope).await.unwrap();
        mail_in::fetch(&day.app, &day.scope).await.unwrap();
        assert_eq!((oauth::given(&user), secret().await), (1, first.clone()), "an access token serves until its end");
        let view = mail_in::mailbox(&day.app, &day.scope).await.unwrap().unwrap();
        assert_eq!((view.oauth.provider.as_str(), view.oauth.client_id.as_str()), ("other", oauth::CLIENT));
        assert!(!format!("{view:?}").contains(oauth::CLIENT_SECRET) && !format!("{view:?}").contains(&first));
        day.app.close().await;

        // Another start of the program: the kept token still opens it, and is renewed once more.
        let later = house.on(add_days(TODAY, 1)).await;
        mail_in::fetch(&later.app, &later.scope).await.unwrap();
        assert_eq!(oauth::given(&user), 2);
        assert_ne!(secret().await, first);
        // Nothing typed keeps both secrets, for the same program.
        let again = MailboxForm {
            secret: Secret::default(),
            oauth: OAuthForm { client_secret: Secret::default(), ..by_token.oauth.clone() },
            ..by_token
        };
        mail_in::set(&later.app, &later.scope, &again).await.unwrap();
        oauth::withdraw(&user);
        later.app.close().await;
        let end = house.on(add_days(TODAY, 2)).await;
        assert!(mail_in::fetch(&end.app, &end.scope).await.is_err());
        let (_, why) = mail_in::failing(&end.app, &end.scope).await.unwrap().unwrap();
        assert!(why.starts_with("Le jeton de renouvellement n’est plus valable"), "{why}");
    }))
    .await;
}
