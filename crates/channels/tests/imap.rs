//! Mail in against a real IMAP server, and against servers that mean no good.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::path::PathBuf;
use std::time::Duration;

use channels::imap::{LogIn, Mailbox, MailboxSettings, Woken};
use channels::{Reach, Security};
use testkit::imap::{ImapMailbox, PASSWORD, imap_authority, imap_mailbox, imap_port, imaps_port};

fn settings(box_of: &ImapMailbox) -> MailboxSettings {
    MailboxSettings {
        host: "127.0.0.1".to_owned(),
        port: imaps_port(),
        security: Security::Tls,
        user: box_of.user().to_owned(),
        log_in: LogIn::Password(PASSWORD.to_owned()),
        folder: "INBOX".to_owned(),
        authority: Some(PathBuf::from(imap_authority())),
        reach: Reach::Private,
    }
}

fn mail(number: u32) -> String {
    format!(
        "From: client@example.fr\nTo: compta@elan.example\nSubject: Message {number}\nMessage-ID: <{number}@example.fr>\n\nBonjour {number}\n"
    )
}

#[tokio::test]
async fn a_folder_is_read_and_left_as_it_is() {
    let inbox = imap_mailbox();
    for number in 1..=3 {
        inbox.deliver("INBOX", &mail(number));
    }
    let clear = MailboxSettings { port: imap_port(), security: Security::Clear, authority: None, ..settings(&inbox) };
    let start_tls = MailboxSettings { port: imap_port(), security: Security::StartTls, ..settings(&inbox) };
    for way in [settings(&inbox), start_tls, clear] {
        let mut mailbox = Mailbox::open(&way).await.unwrap();
        let uids = mailbox.after(0).await.unwrap();
        assert_eq!((uids.len(), mailbox.newest(), mailbox.can_idle()), (3, uids.last().copied(), true), "{way:?}");
        assert_eq!(mailbox.after(uids[1]).await.unwrap(), uids[2..], "only what is newer");
        assert!(mailbox.after(uids[2]).await.unwrap().is_empty(), "the newest is no news");
        let fetched = mailbox.fetch(uids[1]).await.unwrap().unwrap();
        assert_eq!(String::from_utf8(fetched.bytes).unwrap().replace("\r\n", "\n"), mail(2));
        assert!(fetched.received_at.is_some());
        assert_eq!(mailbox.fetch(9_999).await.unwrap(), None, "gone meanwhile");
        let yesterday = fetched.received_at.unwrap().date_naive().pred_opt().unwrap();
        assert_eq!(mailbox.since(yesterday).await.unwrap(), uids);
        assert!(mailbox.since(yesterday + chrono::Days::new(9)).await.unwrap().is_empty());
        mailbox.close().await;
    }
    assert_eq!(inbox.unseen("INBOX"), 3, "no message was marked as read");
}

#[tokio::test]
async fn what_cannot_be_opened_says_why() {
    let inbox = imap_mailbox();
    let good = settings(&inbox);
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let pem = |text: &str| {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), text).unwrap();
        file
    };
    let empty = pem("rien");
    let cases = [
        (MailboxSettings { log_in: LogIn::Password("faux".to_owned()), ..good.clone() }, "refused"),
        (MailboxSettings { log_in: LogIn::Token("faux".to_owned()), ..good.clone() }, "refused"),
        (MailboxSettings { log_in: LogIn::Password("a\r\nb".to_owned()), ..good.clone() }, "refused"),
        (MailboxSettings { folder: "Nulle part".to_owned(), ..good.clone() }, "folder"),
        (MailboxSettings { authority: None, ..good.clone() }, "tls"),
        (MailboxSettings { port: imap_port(), ..good.clone() }, "tls"),
        (MailboxSettings { authority: Some("/nulle/part.pem".into()), ..good.clone() }, "authority"),
        (MailboxSettings { authority: Some(empty.path().to_owned()), ..good.clone() }, "authority"),
        (MailboxSettings { port: nobody, ..good.clone() }, "unreachable"),
        (MailboxSettings { authority: Some("/dev/zero".into()), ..good.clone() }, "authority"),
        (MailboxSettings { authority: Some("/tmp".into()), ..good.clone() }, "authority"),
        (MailboxSettings { host: "169.254.169.254".to_owned(), ..good.clone() }, "reserved"),
        (MailboxSettings { reach: Reach::Public, ..good.clone() }, "reserved"),
        (MailboxSettings { reach: Reach::Public, host: "localhost".to_owned(), ..good.clone() }, "reserved"),
    ];
    for (settings, expected) in cases {
        let error = Mailbox::open(&settings).await.unwrap_err();
        assert_eq!(error.code(), expected, "{settings:?}: {error}");
        assert!(!format!("{error} {error:?} {settings:?}").contains("faux"), "no secret in {error}");
    }
    Mailbox::open(&good).await.unwrap().close().await;
}

#[tokio::test]
async fn the_server_tells_by_itself() {
    let inbox = imap_mailbox();
    let mut mailbox = Mailbox::open(&settings(&inbox)).await.unwrap();
    assert!(mailbox.after(0).await.unwrap().is_empty());
    // Before the wait begins, and while it lasts.
    inbox.deliver("INBOX", &mail(1));
    let (mut mailbox, woken) = mailbox.wait(Duration::from_secs(30)).await.unwrap();
    assert_eq!((woken, mailbox.after(0).await.unwrap().len()), (Woken::News, 1));
    let last = mailbox.after(0).await.unwrap()[0];
    let waiting = tokio::spawn(mailbox.wait(Duration::from_secs(30)));
    tokio::task::spawn_blocking(move || inbox.deliver("INBOX", &mail(2))).await.unwrap();
    let (mut mailbox, woken) = waiting.await.unwrap().unwrap();
    assert_eq!((woken, mailbox.after(last).await.unwrap().len()), (Woken::News, 1));
    mailbox.ask().await.unwrap();
    let (mailbox, woken) = mailbox.wait(Duration::from_millis(50)).await.unwrap();
    assert_eq!(woken, Woken::Silence);
    mailbox.close().await;
}

/// A server that greets and answers each command with the same words, `{tag}` in the place of the command's tag.
fn hostile(greeting: &'static str, answer: &'static str, times: usize) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        let Ok((mut stream, _)) = listener.accept() else { return };
        if stream.write_all(greeting.as_bytes()).is_err() {
            return;
        }
        let mut commands = BufReader::new(stream.try_clone().unwrap());
        let mut command = String::new();
        while commands.read_line(&mut command).is_ok_and(|read| read > 0) {
            let tag = command.split(' ').next().unwrap_or_default().to_owned();
            let words = answer.replace("{tag}", &tag);
            for _ in 0..times {
                if stream.write_all(words.as_bytes()).is_err() {
                    return;
                }
            }
            command.clear();
        }
    });
    port
}

#[tokio::test]
async fn a_server_that_means_no_good_costs_neither_memory_nor_time() {
    let lines = "* SEARCH 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32\r\n".repeat(700);
    let lines: &'static str = Box::leak(lines.into_boxed_str());
    let cases = [
        ("a literal of four gigabytes", "* OK hello\r\n", "* 1 FETCH (BODY[] {4000000000}\r\n", 1, "protocol"),
        ("answers without an end", "* OK hello\r\n", lines, 10_000, "protocol"),
        ("not IMAP at all", "220 smtp.example.com ESMTP\r\n", "500 what\r\n", 1, "protocol"),
        ("a greeting of a gigabyte", "{1000000000}\r\n", "", 0, "protocol"),
        ("a server that hangs up", "* BYE no\r\n", "{tag} BYE\r\n", 1, "lost"),
    ];
    for (what, greeting, answer, times, expected) in cases {
        let port = hostile(greeting, answer, times);
        let settings = MailboxSettings {
            host: "127.0.0.1".to_owned(),
            port,
            security: Security::Clear,
            user: "u".to_owned(),
            log_in: LogIn::Password("p".to_owned()),
            folder: "INBOX".to_owned(),
            authority: None,
            reach: Reach::Private,
        };
        let opened = tokio::time::timeout(Duration::from_secs(50), Mailbox::open(&settings)).await.expect(what);
        assert_eq!(opened.unwrap_err().code(), expected, "{what}");
    }
    let port = hostile("* OK hello\r\n", "{tag} NO never\r\n", 1);
    let refused = MailboxSettings {
        host: "127.0.0.1".to_owned(),
        port,
        security: Security::StartTls,
        user: "u".to_owned(),
        log_in: LogIn::Password("p".to_owned()),
        folder: "INBOX".to_owned(),
        authority: None,
        reach: Reach::Private,
    };
    assert_eq!(Mailbox::open(&refused).await.unwrap_err().code(), "no_starttls", "the password is never said in the clear");
}
