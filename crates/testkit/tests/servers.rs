//! The testkit on itself: what it starts is real, fresh, and gone afterwards.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;

use sqlx::{Connection, PgConnection};
use testkit::browser::{self, DESKTOP, PHONE};
use testkit::postgres;
use testkit::smtp_sink::smtp_sink;

#[tokio::test]
async fn each_database_is_empty_and_gone_afterwards() {
    let (first, second) = (postgres::database().await, postgres::database().await);
    assert_ne!(first.url(), second.url());

    let mut connection = PgConnection::connect(first.url()).await.unwrap();
    sqlx::raw_sql("CREATE TABLE invoice (id uuid PRIMARY KEY)").execute(&mut connection).await.unwrap();
    let mut other = PgConnection::connect(second.url()).await.unwrap();
    let tables: i64 = sqlx::query_scalar("SELECT count(*) FROM pg_tables WHERE tablename = 'invoice'").fetch_one(&mut other).await.unwrap();
    assert_eq!(tables, 0, "a table of one database shows in another");

    let url = first.url().to_owned();
    drop(first); // with a connection still open
    assert!(PgConnection::connect(&url).await.is_err(), "{url} is still there");
}

#[tokio::test]
async fn a_database_sorts_as_sqlite_does() {
    let database = postgres::database().await;
    let mut connection = PgConnection::connect(database.url()).await.unwrap();
    let sorted: Vec<String> = sqlx::query_scalar("SELECT name FROM (VALUES ('é'), ('Z'), ('a')) AS names (name) ORDER BY name")
        .fetch_all(&mut connection)
        .await
        .unwrap();
    assert_eq!(sorted, ["Z", "a", "é"]);
}

#[tokio::test]
async fn a_browser_shows_a_page_at_both_sizes() {
    let browser = browser::open().await;
    browser.goto("data:text/html;charset=utf-8,<title>Encours</title><p style='width:600px'>1 234,56 €</p>").await.unwrap();
    assert_eq!(browser.title().await.unwrap(), "Encours");

    for (size, overflows) in [(DESKTOP, false), (PHONE, true)] {
        browser.resize(size).await;
        let seen = browser.execute("return [window.innerWidth, window.innerHeight]", Vec::new()).await.unwrap();
        assert_eq!((seen[0].as_u64(), seen[1].as_u64()), (Some(size.0.into()), Some(size.1.into())));
        assert_eq!(browser.overflows().await, overflows, "at {size:?}");
    }
    let picture = browser.save_screenshot("testkit-phone").await;
    assert!(fs::read(picture).unwrap().starts_with(b"\x89PNG"));
}

#[tokio::test]
async fn a_browser_reports_its_console_and_its_colour_scheme() {
    let browser = browser::open().await;
    browser.goto("data:text/html,<script>console.error('perdu')</script>").await.unwrap();
    let console = browser.console().await;
    assert!(console.iter().any(|line| line.contains("perdu")), "{console:?}");

    browser.prefer_colour_scheme("dark").await;
    let dark = browser.execute("return matchMedia('(prefers-color-scheme: dark)').matches", Vec::new()).await.unwrap();
    assert_eq!(dark.as_bool(), Some(true));
}

#[test]
fn the_smtp_server_keeps_what_it_accepts() {
    let sink = smtp_sink(&[]);
    assert!(sink.messages().is_empty());

    let stream = TcpStream::connect(("127.0.0.1", sink.port())).unwrap();
    let mut answers = BufReader::new(stream.try_clone().unwrap());
    let mut answer = || {
        let mut line = String::new();
        // 250-… announces that more lines follow.
        while answers.read_line(&mut line).unwrap() > 0 && line.lines().last().is_some_and(|last| last.as_bytes().get(3) == Some(&b'-')) {}
        line
    };
    assert!(answer().starts_with("220"));
    let mut writer = stream;
    for (command, expected) in [
        ("EHLO localhost\r\n", "250"),
        ("MAIL FROM:<compta@exemple.fr>\r\n", "250"),
        ("RCPT TO:<client@exemple.fr>\r\n", "250"),
        ("DATA\r\n", "354"),
        ("Subject: Releve\r\n\r\nBonjour\r\n.\r\n", "250"),
    ] {
        writer.write_all(command.as_bytes()).unwrap();
        let line = answer();
        assert!(line.starts_with(expected), "{command:?} was answered {line:?}");
    }

    let messages = sink.messages();
    assert_eq!(messages.len(), 1);
    assert!(fs::read_to_string(&messages[0]).unwrap().contains("Bonjour"));
}
