//! The mailbox on the command line, killed again and again: nothing is lost, nothing is kept twice.

use std::process::Stdio;
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};
use testkit::imap::{PASSWORD, imap_authority, imap_mailbox, imaps_port};

use crate::program::{Desk, python};

/// How often each Message-ID was kept, and how far the folder is read.
const KEPT: &str = r#"
import collections, json, sqlite3, sys
base = sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True)
ids = collections.Counter(row[0] for row in base.execute("SELECT message_id FROM received_mail"))
events = base.execute("SELECT count(*) FROM event WHERE kind = 'mail.received'").fetchone()[0]
print(json.dumps({"ids": ids, "events": events}))
"#;

#[test]
fn a_mailbox_is_set_tried_and_read_through_kills() {
    let desk = Desk::on("2026-06-30").founded();
    let inbox = imap_mailbox();
    desk.write("quittance-data/quittance.toml", "mailbox_private = true\n");
    let none = desk.run("mail test");
    assert_eq!(none.code, 1, "{none:?}");
    let set = format!("mail set 127.0.0.1 --port {} --login {} --ca {}", imaps_port(), inbox.user(), imap_authority());
    let wrong = desk.command(&set).env("QUITTANCE_MAILBOX_SECRET", "faux").output().unwrap();
    let said = String::from_utf8(wrong.stderr).unwrap();
    assert!(wrong.status.code() == Some(1) && said.contains("mot de passe refusé") && !said.contains("faux"), "{said}");
    let kept = desk.command(&set).env("QUITTANCE_MAILBOX_SECRET", PASSWORD).output().unwrap();
    assert!(kept.status.success(), "{kept:?}");
    assert_eq!(desk.object("mail test"), json!({"ok": true}));

    let count = 30_u32;
    for number in 1..=count {
        let to_end = "ligne\n".repeat(200);
        inbox.deliver(
            "INBOX",
            &format!("From: a@b.example\nTo: c@d.example\nSubject: {number}\nMessage-ID: <{number}@b.example>\n\nBonjour\n{to_end}"),
        );
    }
    let mut killed = 0;
    for turn in 1..=8_u64 {
        let mut reader = desk.command("mail fetch").stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        // A moment within the pass: this pause waits for nothing, it is what is tested.
        thread::sleep(Duration::from_millis(40 + turn * 23));
        killed += usize::from(reader.try_wait().unwrap().is_none());
        reader.kill().unwrap();
        reader.wait().unwrap();
    }
    println!("{killed} of 8 kills met a reader at work");
    let last = desk.object("mail fetch");
    assert_eq!(last["known"], 0, "what is read is never read again: {last}");
    assert_eq!(desk.object("mail fetch"), json!({"read": 0, "new": 0, "known": 0}));
    let kept = python(KEPT, &[&desk.path("quittance-data/quittance.sqlite")]);
    let expected: serde_json::Map<String, Value> = (1..=count).map(|number| (format!("{number}@b.example"), json!(1))).collect();
    assert_eq!(kept, json!({"ids": expected, "events": count}));
    assert_eq!(desk.object("mail show")["state"], "read");
    assert_eq!(desk.object("doctor")["ok"], true);
}

#[test]
fn a_mailbox_is_opened_by_oauth_and_a_postal_service_is_set_and_shown() {
    let desk = Desk::on("2026-06-30").founded();
    desk.write("quittance-data/quittance.toml", "mailbox_private = true\npost_private = true\n");
    let user = format!("cli-{}@elan.example", std::process::id());
    let endpoint = testkit::oauth::token_endpoint();
    let set = format!(
        "mail set 127.0.0.1 --port {} --login {user} --ca {} --oauth other --client {} --token-endpoint {endpoint}",
        imaps_port(),
        imap_authority(),
        testkit::oauth::CLIENT
    );
    let run = |token: &str| {
        let mut command = desk.command(&set);
        command.env("QUITTANCE_MAILBOX_SECRET", token).env("QUITTANCE_MAILBOX_CLIENT_SECRET", testkit::oauth::CLIENT_SECRET);
        command.output().unwrap()
    };
    let wrong = run("parti");
    let said = String::from_utf8(wrong.stderr).unwrap();
    assert!(wrong.status.code() == Some(1) && said.contains("jeton de renouvellement"), "{said}");
    assert!(run(&testkit::oauth::refresh_token(&user)).status.success());
    assert_eq!(desk.object("mail test"), json!({"ok": true}));
    assert_eq!(desk.object("mail show")["oauth"], "other");

    assert_eq!(desk.run("post show").code, 1);
    let server = testkit::merci_facteur::start();
    let set = format!(
        "post set merci_facteur --endpoint {} --service {} --user {} --registered --registered-price 7,25",
        server.endpoint(),
        testkit::merci_facteur::SERVICE,
        testkit::merci_facteur::USER
    );
    let kept = desk.command(&set).env("QUITTANCE_POST_SECRET", testkit::merci_facteur::SECRET).output().unwrap();
    assert!(kept.status.success(), "{kept:?}");
    let shown = desk.object("post show");
    assert_eq!((&shown["registered"], &shown["letters"], &shown["registered_mills"]), (&json!(true), &json!(false), &json!(7_250)));
    assert_eq!(desk.object("post test"), json!({"ok": true}));
    assert_eq!(desk.object("post stop"), json!({"in_use": false}));
    assert_eq!(desk.object("post show")["state"], "stopped");
}
