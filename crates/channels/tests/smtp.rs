//! Mail out against a real SMTP server, read back by another reader than the one that wrote it.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use channels::{Attachment, Delivery, OutgoingMail, PostOffice, SendError, open};
use domain::identifiers::EmailAddress;

const MISSING: &str = "these tests need python3 with aiosmtpd: pip install aiosmtpd";

/// A server of `ci/servers/smtp_sink.py`; it stops with the test, since its standard input then closes.
struct Sink {
    child: Child,
    port: u16,
    folder: tempfile::TempDir,
}

impl Sink {
    fn start(options: &[&str]) -> Self {
        let script = std::env::var_os("QUITTANCE_SMTP_SINK")
            .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../ci/servers/smtp_sink.py"), PathBuf::from);
        let folder = tempfile::tempdir().unwrap();
        // ./ci/install keeps aiosmtpd in an interpreter of its own.
        let own = std::env::var_os("QUITTANCE_PYTHON").map(PathBuf::from).filter(|path| path.exists());
        let mut child = Command::new(own.unwrap_or_else(|| PathBuf::from("python3")))
            .arg(script)
            .arg(folder.path())
            .args(options)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect(MISSING);
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let port = line.trim().strip_prefix("PORT ").and_then(|port| port.parse().ok()).expect(MISSING);
        Self { child, port, folder }
    }

    fn office(&self, options: &str) -> Box<dyn PostOffice> {
        open(&format!("smtp://127.0.0.1:{}{options}", self.port)).unwrap()
    }

    fn messages(&self) -> Vec<PathBuf> {
        let mut files: Vec<_> = std::fs::read_dir(self.folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.extension().is_some_and(|e| e == "eml"))
            .collect();
        files.sort();
        files
    }

    fn connections(&self) -> usize {
        std::fs::read_to_string(self.folder.path().join("connections.log")).map_or(0, |log| log.lines().count())
    }
}

impl Drop for Sink {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        let _ = self.child.wait();
    }
}

fn address(text: &str) -> EmailAddress {
    EmailAddress::parse(text).unwrap()
}

fn mail(number: u32) -> OutgoingMail {
    OutgoingMail {
        message_id: format!("<0199a0de-1111-7abc-8def-{number:012}@lumiere.example>"),
        from: ("Établissements Lumière, recouvrement".to_owned(), address("compta@lumiere.example")),
        bounces_to: None,
        reply_to: Some(address("marie.roux@lumiere.example")),
        to: vec![address("paie@vercors.example"), address("direction@vercors.example")],
        cc: Vec::new(),
        subject: "Rappel de règlement — 3\u{a0}factures — Établissements Lumière".to_owned(),
        text: "Madame, Monsieur,\n\nReste dû\u{a0}: 1\u{202f}234,56\u{a0}€\n.\n.point en tête\nFrom ici\n".to_owned(),
        html: format!("<p>Reste dû&nbsp;: 1\u{202f}234,56\u{a0}€</p><p>{}</p>", "long ".repeat(400)),
        attachments: vec![
            Attachment {
                name: "releve-de-compte-REL-2026-000123.pdf".to_owned(),
                mime: "application/pdf".to_owned(),
                bytes: (0..=255).cycle().take(70_000).collect(),
            },
            Attachment {
                name: "facture n° 12 – été.pdf".to_owned(),
                mime: "application/pdf".to_owned(),
                bytes: b"%PDF-1.7\r\n.\r\n".to_vec(),
            },
        ],
        date: "2026-11-23T05:00:00Z".parse().unwrap(),
        headers: vec![
            ("Auto-Submitted".to_owned(), "auto-generated".to_owned()),
            ("X-Quittance-Reference".to_owned(), "REL-2026-000123".to_owned()),
        ],
    }
}

/// What Python's `email` makes of a file, one fact a line.
fn read_by_python(file: &Path) -> String {
    let script = r#"
import email, email.policy, hashlib, sys
m = email.message_from_binary_file(open(sys.argv[1], "rb"), policy=email.policy.default)
for name in ["From", "To", "Reply-To", "Subject", "Date", "Message-ID", "Auto-Submitted", "X-Quittance-Reference"]:
    print(name, ascii(str(m[name])), sep=": ")
print("text", ascii(m.get_body(("plain",)).get_content()))
html = m.get_body(("html",)).get_content()
print("html", len(html), ascii(html[:40]))
for a in m.iter_attachments():
    print("file", ascii(a.get_filename()), a.get_content_type(), len(a.get_content()), hashlib.sha256(a.get_content()).hexdigest()[:16])
print("defects", [d for part in m.walk() for d in part.defects])
"#;
    let output = Command::new("python3").args(["-c", script]).arg(file).output().expect(MISSING);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[tokio::test]
async fn a_mail_arrives_as_it_was_stored_and_python_reads_it() {
    let sink = Sink::start(&[]);
    let raw = mail(1).to_raw().unwrap();
    let delivery = sink.office("").send(&raw).await.unwrap();
    assert_eq!(delivery, Delivery::Accepted { response: "250 2.0.0 queued as 00001".to_owned() });
    let files = sink.messages();
    assert_eq!(std::fs::read(&files[0]).unwrap(), raw.bytes, "byte for byte");
    let read = read_by_python(&files[0]);
    insta::assert_snapshot!(read, @r#"
    From: '"\xc9tablissements Lumi\xe8re, recouvrement" <compta@lumiere.example>'
    To: 'paie@vercors.example, direction@vercors.example'
    Reply-To: 'marie.roux@lumiere.example'
    Subject: 'Rappel de r\xe8glement \u2014 3\xa0factures \u2014 \xc9tablissements Lumi\xe8re'
    Date: 'Mon, 23 Nov 2026 05:00:00 +0000'
    Message-ID: '<0199a0de-1111-7abc-8def-000000000001@lumiere.example>'
    Auto-Submitted: 'auto-generated'
    X-Quittance-Reference: 'REL-2026-000123'
    text 'Madame, Monsieur,\n\nReste d\xfb\xa0: 1\u202f234,56\xa0\u20ac\n.\n.point en t\xeate\nFrom ici\n'
    html 2040 '<p>Reste d\xfb&nbsp;: 1\u202f234,56\xa0\u20ac</p><p>long'
    file 'releve-de-compte-REL-2026-000123.pdf' application/pdf 70000 0c6c96cc20d3f906
    file 'facture n\xb0 12 \u2013 \xe9t\xe9.pdf' application/pdf 13 ceb0c8499cc21bab
    defects []
    "#);
}

#[tokio::test]
async fn log_in_and_starttls() {
    let sink = Sink::start(&["--auth", "relance:p@ss/w:rd", "--starttls"]);
    let authority = sink.folder.path().join("cert.pem");
    let url = |password: &str| format!("smtp://relance:{password}@127.0.0.1:{}?tls=required&ca={}", sink.port, authority.display());
    open(&url("p%40ss%2Fw%3Ard")).unwrap().send(&mail(1).to_raw().unwrap()).await.unwrap();
    assert_eq!(sink.messages().len(), 1);
    let wrong = open(&url("guess")).unwrap().send(&mail(2).to_raw().unwrap()).await.unwrap_err();
    assert!(
        matches!(&wrong, SendError::NotSent { retryable: true, reason } if reason.contains("535") && !reason.contains("guess")),
        "{wrong}"
    );
    let unknown_authority = sink.office("?tls=required").send(&mail(3).to_raw().unwrap()).await.unwrap_err();
    assert!(matches!(&unknown_authority, SendError::NotSent { .. }), "{unknown_authority}");
    assert_eq!(sink.messages().len(), 1);
}

#[tokio::test]
async fn tls_from_the_first_byte() {
    let sink = Sink::start(&["--tls"]);
    let office = open(&format!("smtps://127.0.0.1:{}?ca={}", sink.port, sink.folder.path().join("cert.pem").display())).unwrap();
    office.send(&mail(1).to_raw().unwrap()).await.unwrap();
    assert_eq!(sink.messages().len(), 1);
}

#[tokio::test]
async fn nothing_is_sent_in_the_clear_when_starttls_is_required() {
    let sink = Sink::start(&[]);
    let refused = sink.office("?tls=required").send(&mail(1).to_raw().unwrap()).await.unwrap_err();
    assert_eq!(
        refused,
        SendError::NotSent { retryable: true, reason: "the server does not offer STARTTLS: nothing was sent in the clear".to_owned() }
    );
    assert!(sink.messages().is_empty());
}

#[tokio::test]
async fn what_was_not_accepted_is_told_from_what_may_have_been() {
    let cases: [(&[&str], Option<bool>, usize); 5] = [
        (&["--reject", "550", "--reject-at", "rcpt"], Some(false), 0),
        (&["--reject", "451", "--reject-at", "rcpt"], Some(true), 0),
        (&["--reject", "550", "--reject-at", "data"], Some(false), 0),
        (&["--reject", "451", "--reject-at", "data"], Some(true), 0),
        (&["--drop-after-data"], None, 1),
    ];
    for (options, not_sent, stored) in cases {
        let sink = Sink::start(options);
        let error = sink.office("").send(&mail(1).to_raw().unwrap()).await.unwrap_err();
        match (&error, not_sent) {
            (SendError::NotSent { retryable, reason }, Some(expected)) => {
                assert_eq!(*retryable, expected, "{options:?}: {error}");
                assert!(reason.contains(options[1]) && reason.contains("refused"), "{options:?}: {error}");
            }
            (SendError::Unknown { .. }, None) => {}
            _ => panic!("{options:?}: {error}"),
        }
        assert_eq!(sink.messages().len(), stored, "{options:?}");
    }
}

#[tokio::test]
async fn nobody_listens() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let error = open(&format!("smtp://127.0.0.1:{port}")).unwrap().send(&mail(1).to_raw().unwrap()).await.unwrap_err();
    assert!(error.retryable(), "{error}");
}

#[tokio::test]
async fn a_connection_is_used_again_and_replaced_when_the_server_closed_it() {
    let sink = Sink::start(&["--stale-after", "3"]);
    let office = sink.office("");
    for number in 1..=6 {
        office.send(&mail(number).to_raw().unwrap()).await.unwrap();
    }
    assert_eq!((sink.messages().len(), sink.connections()), (6, 2));
}

#[tokio::test]
async fn a_refusal_does_not_cost_the_connection() {
    let sink = Sink::start(&["--reject", "550"]);
    let office = sink.office("");
    for number in 1..=3 {
        office.send(&mail(number).to_raw().unwrap()).await.unwrap_err();
    }
    assert_eq!(sink.connections(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_at_once_over_few_connections() {
    let sink = Sink::start(&[]);
    let office: std::sync::Arc<dyn PostOffice> = sink.office("").into();
    let tasks: Vec<_> = (0..100)
        .map(|number| {
            let office = office.clone();
            tokio::spawn(async move { office.send(&mail(number).to_raw().unwrap()).await })
        })
        .collect();
    for task in tasks {
        task.await.unwrap().unwrap();
    }
    let mut ids: Vec<String> = sink
        .messages()
        .iter()
        .map(|file| {
            String::from_utf8(std::fs::read(file).unwrap()).unwrap().lines().find(|line| line.starts_with("Message-ID")).unwrap().to_owned()
        })
        .collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 100, "each once");
    assert!(sink.connections() <= 8, "{} connections", sink.connections());
}

#[tokio::test]
async fn a_name_that_leads_to_this_machine_is_refused_where_the_connection_is_made() {
    let sink = Sink::start(&[]);
    let office = |reach: &str| open(&format!("smtp://localhost:{}?tls=none{reach}", sink.port)).unwrap();
    let raw = mail(1).to_raw().unwrap();
    match office("&reach=network").send(&raw).await {
        Err(SendError::NotSent { reason, .. }) => assert_eq!(reason, channels::RESERVED),
        other => panic!("{other:?}"),
    }
    assert_eq!(sink.connections(), 0, "not even a greeting");
    for reach in ["", "&reach=private"] {
        office(reach).send(&raw).await.unwrap();
    }
    assert_eq!(sink.messages().len(), 2);
}
