//! E-mails a second into a mail server of this machine: bytes made beforehand, then a whole outbox with its statements as PDF.
//!
//! ```text
//! cargo bench -p app --bench outbox                   # 2 000 messages
//! cargo bench -p app --bench outbox -- 10000
//! QUITTANCE_BENCH_SMTP=smtp://127.0.0.1:2525 cargo bench -p app --bench outbox
//! ```
//!
//! The mail server is that of `QUITTANCE_BENCH_SMTP`, such as Postfix's `smtp-sink`; without it, the one of the tests, which
//! writes each message to a file and is the slower of the two. PostgreSQL is the server of `QUITTANCE_TEST_POSTGRES`; without
//! it, SQLite alone is measured. The night is decided by one process before the clock starts: with two workers, the figure is of making
//! and sending the messages together, not of deciding. The bare figure is the conversation with the server alone, eight at a time, in the same run.

mod firm;

use std::time::{Duration, Instant};

use app::outbox::{Confirmation, drain};
use app::{App, Scope, night, setup};
use channels::{OutgoingMail, PostOffice, RawMail};
use chrono::DateTime;
use domain::identifiers::EmailAddress;
use futures_util::StreamExt as _;
use futures_util::stream::iter;
use store::Db;

use firm::{fill, firm};

/// Conversations at once, as the outbox has.
const AT_ONCE: usize = 8;
/// What a reminder weighs without its statement.
const BODY: &str = "Sauf erreur de notre part, la facture ci-dessous reste due. Nous vous remercions de votre règlement.\n";
const BODY_LINES: usize = 30;

fn main() {
    let count = std::env::args().skip(1).find_map(|word| word.parse().ok()).unwrap_or(2_000);
    let sink = std::env::var_os("QUITTANCE_BENCH_SMTP").is_none().then(|| testkit::smtp_sink::smtp_sink(&[]));
    let address =
        sink.as_ref().map_or_else(|| std::env::var("QUITTANCE_BENCH_SMTP").unwrap_or_default(), testkit::smtp_sink::SmtpSink::url);
    let runtime = tokio::runtime::Runtime::new().expect("a runtime starts");
    runtime.block_on(async {
        let bare = bare(&address, count).await;
        println!("| what leaves | messages | time | a second | times the bare conversation |");
        println!("|---|---|---|---|---|");
        say("bytes made beforehand, 3 kB", count, bare, bare);
        say("outbox with PDF, SQLite", count, outbox(&address, count, None, 1).await, bare);
        if std::env::var_os("QUITTANCE_TEST_POSTGRES").is_some() {
            for workers in [1, 2] {
                let database = testkit::postgres::database().await;
                let took = outbox(&address, count, Some(database.url()), workers).await;
                say(&format!("outbox with PDF, PostgreSQL, sent by workers: {workers}"), count, took, bare);
            }
        }
    });
}

fn say(what: &str, count: usize, took: Duration, bare: Duration) {
    let seconds = took.as_secs_f64();
    let a_second = f64::from(u32::try_from(count).unwrap_or(u32::MAX)) / seconds;
    println!("| {what} | {count} | {} ms | {a_second:.0} | {:.1} |", took.as_millis(), seconds / bare.as_secs_f64());
}

fn mail(number: usize) -> RawMail {
    let address = |text: &str| EmailAddress::parse(text).expect("an address");
    let outgoing = OutgoingMail {
        message_id: format!("<{number}@bench.example>"),
        from: ("Atelier Élan".to_owned(), address("compta@elan.example")),
        bounces_to: None,
        reply_to: None,
        to: vec![address(&format!("c{number}@client.example"))],
        cc: Vec::new(),
        subject: "Relevé de compte".to_owned(),
        text: BODY.repeat(BODY_LINES),
        html: String::new(),
        attachments: Vec::new(),
        date: DateTime::UNIX_EPOCH,
        headers: Vec::new(),
    };
    outgoing.to_raw().expect("a mail")
}

async fn bare(address: &str, count: usize) -> Duration {
    let office = channels::open(address).expect("the address of a mail server");
    let office: &dyn PostOffice = &*office;
    let mails: Vec<RawMail> = (0..count).map(mail).collect();
    let started = Instant::now();
    let answers = iter(&mails).map(|mail| office.send(mail)).buffer_unordered(AT_ONCE).collect::<Vec<_>>().await;
    let took = started.elapsed();
    assert!(answers.iter().all(Result::is_ok), "the server takes them all");
    took
}

/// Plans a night and sends it.
async fn outbox(address: &str, count: usize, database: Option<&str>, workers: usize) -> Duration {
    let folder = tempfile::tempdir().expect("a folder");
    let (app, scope) = firm(folder.path(), database, Some(address)).await;
    let db = match database {
        None => Db::open_folder(folder.path()).await.expect("the base opens"),
        Some(url) => Db::open_server(url, &folder.path().join("secrets.key")).await.expect("the base answers"),
    };
    fill(&db, &scope, count).await;
    db.close().await;
    let planned = night::run(&app, &scope).await.expect("a night").actions.len();
    assert_eq!(planned, count, "one message a debtor");
    let mut apps: Vec<App> = vec![app];
    while apps.len() < workers {
        apps.push(firm::open(folder.path(), database, Some(address)).await);
    }
    let started = Instant::now();
    let drains = apps.iter().map(|app| {
        let scope = scope.clone();
        async move { sent(app, scope).await }
    });
    let sent: usize = futures_util::future::join_all(drains).await.into_iter().sum();
    let took = started.elapsed();
    assert_eq!(sent, count, "each once");
    for app in apps {
        app.close().await;
    }
    took
}

async fn sent(app: &App, mut scope: Scope) -> usize {
    scope.organisation = setup::organisation(app, None).await.expect("the organisation");
    scope.organisation.first_send_cap = u32::MAX >> 1;
    drain(app, &scope, Confirmation::Given).await.expect("an outbox").sent
}
