//! Gateways of text messages against a server of ours that holds to their published protocols: what is taken, what is
//! surely not, and what nobody knows.

use std::time::Duration;

use channels::sms::{BodyFormat, Gateway, HttpMethod, OutgoingText, TextReceipt, open};
use channels::{Reach, SendError};
use domain::sms::Mobile;
use testkit::sms_gateway::{
    API_KEY, APPLICATION_KEY, APPLICATION_SECRET, BEARER, CONSUMER_KEY, Mood, SERVICE, SmsGateway, TakenText, sms_gateway,
};

const KEY: &str = "0197c5a2-1111-7222-8333-444455556666";

fn ovh(server: &SmsGateway) -> Gateway {
    Gateway::Ovh {
        endpoint: server.ovh(),
        service: SERVICE.to_owned(),
        application_key: APPLICATION_KEY.to_owned(),
        application_secret: APPLICATION_SECRET.to_owned(),
        consumer_key: CONSUMER_KEY.to_owned(),
    }
}

fn brevo(server: &SmsGateway) -> Gateway {
    Gateway::Brevo { endpoint: server.brevo(), api_key: API_KEY.to_owned() }
}

fn generic(server: &SmsGateway, method: HttpMethod, format: BodyFormat) -> Gateway {
    let body = match format {
        BodyFormat::Json => r#"{"to":"{to}","text":"{text}","from":"{from}","ref":"{id}"}"#,
        BodyFormat::Form => "to={to}&text={text}&from={from}&ref={id}",
    };
    Gateway::Generic {
        endpoint: server.generic(),
        method,
        headers: vec![("Authorization".to_owned(), BEARER.to_owned()), ("Idempotency-Key".to_owned(), "{id}".to_owned())],
        format,
        body: body.to_owned(),
        id_pointer: "/data/id".to_owned(),
    }
}

fn all(server: &SmsGateway) -> Vec<Gateway> {
    vec![
        ovh(server),
        brevo(server),
        generic(server, HttpMethod::Post, BodyFormat::Json),
        generic(server, HttpMethod::Put, BodyFormat::Form),
        generic(server, HttpMethod::Get, BodyFormat::Form),
    ]
}

fn text(words: &str) -> OutgoingText {
    OutgoingText { to: Mobile::parse("06 12 34 56 78").unwrap(), text: words.to_owned(), sender: "ELAN".to_owned(), key: KEY.to_owned() }
}

async fn carry(gateway: &Gateway, words: &str) -> Result<TextReceipt, SendError> {
    let office = open(gateway, Reach::Private, Duration::from_millis(400)).unwrap();
    office.carry(&text(words)).await
}

#[tokio::test]
async fn each_gateway_takes_a_text_by_its_own_protocol() {
    let server = sms_gateway();
    let words = "Bonjour, rappelez-nous\u{a0}: l'été & « 100 % » {id} \"x\" +1\nMerci ç";
    let ids = ["4242001", "1511882900176220", "g-77", "g-77", "g-77"];
    for (gateway, id) in all(&server).iter().zip(ids) {
        let receipt = carry(gateway, words).await.unwrap();
        assert_eq!(receipt.id, id, "{gateway:?}");
        let taken = server.texts().pop().unwrap();
        let key = if gateway.code() == "ovh" { "0197c5a2111172228333" } else { KEY };
        let expected = TakenText { to: "+33612345678".to_owned(), text: words.to_owned(), sender: "ELAN".to_owned(), key: key.to_owned() };
        assert_eq!(taken, expected, "{gateway:?}");
    }
    assert_eq!(server.texts().len(), 5);
}

#[tokio::test]
async fn what_is_refused_may_be_sent_again_only_when_it_is_not_the_texts_fault() {
    let server = sms_gateway();
    for gateway in all(&server) {
        for (status, retryable) in
            [(400, Some(false)), (422, Some(false)), (402, Some(true)), (403, Some(true)), (429, Some(true)), (500, None), (503, None)]
        {
            server.be(Mood::Refusing(status));
            let refused = carry(&gateway, "essai").await.unwrap_err();
            match (&refused, retryable) {
                (SendError::NotSent { retryable, reason }, Some(expected)) => {
                    assert_eq!(*retryable, expected, "{gateway:?} {status}");
                    assert_eq!(reason, &format!("HTTP {status}: not today"));
                }
                (SendError::Unknown { .. }, None) => {}
                _ => panic!("{gateway:?} {status}: {refused:?}"),
            }
        }
    }
    assert_eq!(server.texts(), []);
}

#[tokio::test]
async fn what_may_have_been_taken_is_not_known() {
    for mood in [Mood::Silent, Mood::Vanishing] {
        let server = sms_gateway();
        server.be(mood);
        for gateway in all(&server) {
            let lost = carry(&gateway, "essai").await.unwrap_err();
            assert!(matches!(lost, SendError::Unknown { .. }), "{gateway:?} {mood:?}: {lost:?}");
            assert!(!lost.retryable());
        }
        let taken = if mood == Mood::Vanishing { 5 } else { 0 };
        assert_eq!((server.texts().len(), server.calls()), (taken, 5), "each was asked once");
    }
}

#[tokio::test]
async fn a_success_that_says_nothing_is_read_as_each_protocol_says() {
    let server = sms_gateway();
    server.be(Mood::Vague);
    let refused = carry(&ovh(&server), "essai").await;
    assert!(matches!(refused, Err(SendError::NotSent { retryable: false, .. })), "a number that cannot be reached: {refused:?}");
    let vague = carry(&generic(&server, HttpMethod::Post, BodyFormat::Json), "essai").await;
    assert!(matches!(vague, Err(SendError::Unknown { .. })), "{vague:?}");
    assert_eq!(carry(&brevo(&server), "essai").await.unwrap().id, "", "201 is its word");
}

#[tokio::test]
async fn wrong_keys_wait_for_right_ones_and_are_never_told() {
    let server = sms_gateway();
    let wrong = [
        Gateway::Ovh {
            endpoint: server.ovh(),
            service: SERVICE.to_owned(),
            application_key: APPLICATION_KEY.to_owned(),
            application_secret: "wrong-secret".to_owned(),
            consumer_key: CONSUMER_KEY.to_owned(),
        },
        Gateway::Brevo { endpoint: server.brevo(), api_key: "wrong-secret".to_owned() },
        Gateway::Brevo { endpoint: format!("{}/nowhere", server.brevo()), api_key: "wrong-secret".to_owned() },
    ];
    for gateway in wrong {
        let refused = carry(&gateway, "essai").await.unwrap_err();
        assert!(refused.retryable(), "{refused:?}");
        let told = format!("{refused} {gateway:?} {}", open(&gateway, Reach::Private, Duration::from_secs(1)).unwrap().describe());
        assert!(!told.contains("wrong-secret") && !told.contains(CONSUMER_KEY), "{told}");
    }
    assert_eq!(server.texts(), []);
}

#[tokio::test]
async fn a_gateway_that_is_not_there_has_taken_nothing() {
    let gone = sms_gateway();
    let gateways = all(&gone);
    drop(gone);
    for gateway in gateways {
        let lost = carry(&gateway, "essai").await.unwrap_err();
        assert!(lost.retryable(), "{gateway:?}: {lost:?}");
        assert!(!lost.to_string().contains("essai"), "no text in a reason: {lost}");
    }
}

#[test]
fn private_addresses_are_called_only_when_that_is_allowed() {
    let server = sms_gateway();
    for gateway in all(&server) {
        assert!(open(&gateway, Reach::Public, Duration::from_secs(1)).is_err(), "{gateway:?}");
    }
    let metadata = Gateway::Brevo { endpoint: "http://169.254.169.254/v3".to_owned(), api_key: "k".to_owned() };
    assert!(open(&metadata, Reach::Private, Duration::from_secs(1)).is_err());
}
