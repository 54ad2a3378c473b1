//! OAuth 2.0 against real servers: Authlib gives tokens, aiosmtpd and Dovecot ask it what they are worth.

use std::path::PathBuf;

use channels::imap::{LogIn, Mailbox, MailboxError, MailboxSettings};
use channels::{OAuthClient, OAuthError, RawMail, Reach, Security, SendError, TokenSource, open, open_keeping};
use domain::identifiers::EmailAddress;
use testkit::imap::{imap_authority, imap_port};
use testkit::oauth::{CLIENT, CLIENT_SECRET, given, introspection_endpoint, refresh_token, token_endpoint, withdraw};
use testkit::smtp_sink::smtp_sink;

fn client() -> OAuthClient {
    OAuthClient {
        endpoint: token_endpoint(),
        client_id: CLIENT.to_owned(),
        client_secret: CLIENT_SECRET.to_owned(),
        scope: "mail".to_owned(),
    }
}

fn source(user: &str) -> TokenSource {
    TokenSource::new(client(), refresh_token(user), Reach::Private).unwrap()
}

/// A user of this process alone.
fn user(name: &str) -> String {
    format!("{name}-{}@elan.example", std::process::id())
}

fn percent(text: &str) -> String {
    text.bytes().map(|byte| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

fn url(port: u16, user: &str, token: &str) -> String {
    format!(
        "smtp://{}:{}@127.0.0.1:{port}?oauth={}&client={CLIENT}&client_secret={CLIENT_SECRET}",
        percent(user),
        percent(token),
        percent(&token_endpoint())
    )
}

fn mail(number: &str) -> RawMail {
    let address = |text: &str| EmailAddress::parse(text).unwrap();
    RawMail {
        message_id: format!("<{number}@elan.example>"),
        envelope_from: address("compta@elan.example"),
        to: vec![address("paie@vercors.example")],
        bytes: format!("From: compta@elan.example\r\nTo: paie@vercors.example\r\nMessage-ID: <{number}@elan.example>\r\n\r\nBonjour\r\n")
            .into_bytes(),
    }
}

#[tokio::test]
async fn a_token_is_kept_until_its_end_and_a_renewed_one_is_good_from_then_on() {
    let anna = user("anna");
    let source = source(&anna);
    let first = source.token().await.unwrap();
    assert_eq!((source.token().await.unwrap(), given(&anna)), (first.clone(), 1), "asked for once");
    let renewed = source.refresh_token().await;
    assert_ne!(renewed, refresh_token(&anna), "the server gives another");
    source.forget("another").await;
    assert_eq!(source.token().await.unwrap(), first);
    source.forget(&first).await;
    assert_ne!(source.token().await.unwrap(), first, "with the renewed one");
    assert_ne!(source.refresh_token().await, renewed);
}

#[tokio::test]
async fn a_renewed_token_outlives_the_program() {
    let (boris, folder) = (user("boris"), tempfile::tempdir().unwrap());
    let first = source(&boris).kept_in(folder.path());
    first.token().await.unwrap();
    let renewed = first.refresh_token().await;
    drop(first);
    assert_eq!(source(&boris).kept_in(folder.path()).refresh_token().await, renewed);
    assert_eq!(source(&user("other")).kept_in(folder.path()).refresh_token().await, refresh_token(&user("other")), "each its own");
    let file = std::fs::read_dir(folder.path()).unwrap().next().unwrap().unwrap();
    #[cfg(unix)]
    assert_eq!(std::os::unix::fs::PermissionsExt::mode(&file.metadata().unwrap().permissions()) & 0o777, 0o600);
}

#[tokio::test]
async fn refusals_are_told_apart_and_hold_no_secret() {
    let chloe = user("chloe");
    let told = |client: OAuthClient, token: &str| {
        let source = TokenSource::new(client, token.to_owned(), Reach::Private).unwrap();
        async move { source.token().await.unwrap_err() }
    };
    assert_eq!(told(client(), "gone-for-ever").await.code(), "oauth_grant");
    let wrong = OAuthClient { client_secret: "wrong-secret".to_owned(), ..client() };
    let error = told(wrong, &refresh_token(&chloe)).await;
    assert_eq!(error.code(), "oauth_client");
    assert!(!error.to_string().contains("wrong-secret") && !error.to_string().contains(&refresh_token(&chloe)), "{error}");
    let nobody = OAuthClient { endpoint: "http://127.0.0.1:1/token".to_owned(), ..client() };
    assert!(matches!(told(nobody, "x").await, OAuthError::Unreachable(_)));
    withdraw(&chloe);
    assert_eq!(told(client(), &refresh_token(&chloe)).await.code(), "oauth_grant");
}

#[tokio::test]
async fn a_message_leaves_by_an_access_token() {
    let denis = user("denis");
    let endpoint = introspection_endpoint();
    let sink = smtp_sink(&["--starttls", "--xoauth2", &endpoint]);
    let folder = tempfile::tempdir().unwrap();
    let way = format!("{}&tls=required&ca={}", url(sink.port(), &denis, &refresh_token(&denis)), sink.folder().join("cert.pem").display());
    let office = open_keeping(&way, folder.path()).unwrap();
    assert!(office.describe().contains("OAuth 2.0") && !office.describe().contains("start-"), "{}", office.describe());
    for number in 1..=2 {
        office.send(&mail(&format!("{number}"))).await.unwrap();
    }
    assert_eq!((sink.messages().len(), given(&denis)), (2, 1), "one token for all");

    // Withdrawn over there: the message waits, and says what to do.
    withdraw(&denis);
    let later = open(&way).unwrap();
    match later.send(&mail("3")).await {
        Err(SendError::NotSent { retryable: true, reason }) => assert!(reason.starts_with("oauth_grant: "), "{reason}"),
        other => panic!("{other:?}"),
    }
    assert_eq!(sink.messages().len(), 2);
}

#[tokio::test]
async fn a_token_of_somebody_else_is_refused_and_dropped() {
    let (eve, frank) = (user("eve"), user("frank"));
    let endpoint = introspection_endpoint();
    let sink = smtp_sink(&["--xoauth2", &endpoint]);
    let office = open(&format!("{}&tls=none", url(sink.port(), &frank, &refresh_token(&eve)))).unwrap();
    for asked in 1..=2 {
        match office.send(&mail("x")).await {
            Err(SendError::NotSent { retryable: true, reason }) => assert!(reason.starts_with("oauth_refused: "), "{reason}"),
            other => panic!("{other:?}"),
        }
        assert_eq!(given(&eve), asked, "a refused token is not tried twice");
    }
    assert_eq!(sink.messages().len(), 0);
}

#[tokio::test]
async fn a_mailbox_is_read_by_an_access_token() {
    let gina = user("gina");
    let way = |token: String| MailboxSettings {
        host: "127.0.0.1".to_owned(),
        port: imap_port(),
        security: Security::StartTls,
        user: gina.clone(),
        log_in: LogIn::Token(token),
        folder: "INBOX".to_owned(),
        authority: Some(PathBuf::from(imap_authority())),
        reach: Reach::Private,
    };
    let token = source(&gina).token().await.unwrap();
    Mailbox::open(&way(token)).await.unwrap().close().await;
    let error = Mailbox::open(&way("made-up".to_owned())).await.unwrap_err();
    assert!(matches!(error, MailboxError::Refused(_)), "{error:?}");
    let of_another = source(&user("hugo")).token().await.unwrap();
    assert!(matches!(Mailbox::open(&way(of_another)).await.unwrap_err(), MailboxError::Refused(_)));
}
