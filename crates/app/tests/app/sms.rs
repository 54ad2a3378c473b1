//! Text messages through nights on both engines, against a gateway of ours that holds to published protocols: never
//! twice, never lost, never at night, never to whoever said STOP.

use std::fmt::Write as _;
use std::time::Duration;

use app::config::Secret;
use app::debtor_file::debtor_file;
use app::outbox::{Confirmation, Drained, drain};
use app::sms::{self, GatewayForm, InboundFields, Rung};
use app::{AppError, night, scenario, tonight, why};
use channels::sms::Gateway;
use chrono::{DateTime, Utc};
use domain::Date;
use domain::dunning::{ActionState, Channel};
use store::Engine;
use store::action::{Action, Message};
use testkit::sms_gateway::{API_KEY, APPLICATION_KEY, APPLICATION_SECRET, BEARER, CONSUMER_KEY, Mood, SERVICE, SmsGateway, sms_gateway};
use testkit::smtp_sink::smtp_sink;

use crate::given::{self, Entry, TODAY, date, sale};
use crate::house::{Day, House, morning, on_both, open_at};
use crate::mail_in::{GONE, bounce, number_of};

/// E-mail first, then a text, then a letter; the second step begins with the text.
const SCENARIO: &str = r#"name = "Relance par SMS"

[[step]]
key = "reminder_1"
day = "J+3"
gap = 3
channels = ["email", "sms", "letter"]
template = "first_reminder"

[[step]]
key = "reminder_2"
day = "J+10"
gap = 7
channels = ["sms", "letter"]
template = "second_reminder"
"#;

const TOMORROW: Date = date(2026, 9, 16);

/// Twelve o'clock in Paris.
fn noon(day: Date) -> DateTime<Utc> {
    day.and_hms_opt(10, 0, 0).unwrap().and_utc()
}

async fn at(house: &House, on: Date, now: DateTime<Utc>, mail: &str) -> Day {
    Day { app: open_at(house.folder(), house.database(), on, now, mail).await, scope: house.scope.clone() }
}

/// Debtors with a late invoice each: code, e-mail, telephone.
async fn firm(house: &House, debtors: &[(&str, &str, &str)]) -> Day {
    let mut customers = String::from("code;name;kind;email;phone;address;zip;city\n");
    for (code, email, phone) in debtors {
        writeln!(customers, "{code};Société {code};company;{email};{phone};3 rue du Port;44000;Nantes").unwrap();
    }
    let entries: Vec<Entry> = debtors
        .iter()
        .zip(1_i64..)
        .map(|((code, ..), number)| sale(&format!("FA2026-{number:04}"), code, date(2026, 7, 1), 10_000 + number * 111))
        .collect();
    let day = at(house, TODAY, morning(TODAY), "").await;
    day.import_clean("clients.csv", customers).await;
    day.import_clean("732829320FEC20261231.txt", given::fec(&entries)).await;
    let before = scenario::view(&day.app, &day.scope).await.unwrap().scenario.id;
    scenario::save(&day.app, &day.scope, before, SCENARIO).await.unwrap();
    day
}

fn brevo(server: &SmsGateway) -> GatewayForm {
    GatewayForm {
        provider: "brevo".to_owned(),
        endpoint: server.brevo(),
        secret: Secret(API_KEY.to_owned()),
        sender: "ELAN".to_owned(),
        price: "0,058".to_owned(),
        number: "06 00 00 00 01".to_owned(),
        ..GatewayForm::default()
    }
}

/// A gateway that is set; its trial is the first text that it took.
async fn with_gateway(day: &Day) -> SmsGateway {
    let server = sms_gateway();
    sms::set(&day.app, &day.scope, &brevo(&server)).await.unwrap();
    assert_eq!(server.texts().len(), 1);
    server
}

async fn send(day: &Day) -> Result<Drained, AppError> {
    drain(&day.app, &day.scope, Confirmation::Given).await
}

async fn only(house: &House, on: Date) -> Action {
    let mut actions = house.actions(on).await;
    assert_eq!(actions.len(), 1, "{actions:?}");
    actions.remove(0)
}

#[tokio::test]
async fn an_address_that_fails_becomes_a_text_by_day() {
    on_both(async |house| {
        let sink = smtp_sink(&[]);
        let day = firm(house, &[("C001", "compta@un.example", "06 12 34 56 78")]).await;
        let server = with_gateway(&day).await;
        let first = at(house, TODAY, noon(TODAY), &sink.url()).await;
        night::run(&first.app, &first.scope).await.unwrap();
        assert_eq!(send(&first).await.unwrap(), Drained { sent: 1, ..Drained::default() });
        assert_eq!((sink.messages().len(), server.texts().len()), (1, 1), "the e-mail comes first");
        let about = number_of(&sink, "compta@un.example");
        first.import("retour.eml", bounce("compta@un.example", &about, GONE.0, GONE.1)).await;

        let early = at(house, TOMORROW, morning(TOMORROW), "").await;
        let told = why::why(&early.app, &early.scope, "C001").await.unwrap();
        assert_eq!(told.items[0].channel, Some("sms"));
        assert!(told.items[0].sentence.contains("par SMS — E-mail impossible"), "{}", told.items[0].sentence);
        night::run(&early.app, &early.scope).await.unwrap();
        let planned = only(house, TOMORROW).await;
        assert_eq!((planned.channel, planned.state), (Channel::Sms, ActionState::Planned));
        assert!(planned.reason.contains("E-mail impossible"), "{}", planned.reason);
        let draft = sms::draft(&early.app, &early.scope, planned.id).await.unwrap().unwrap();
        assert!(draft.waits_for_day && draft.number == "+33612345678", "{draft:?}");
        assert_eq!(send(&early).await.unwrap(), Drained { left: 1, ..Drained::default() }, "not at seven in the morning");
        assert_eq!(server.calls(), 1);

        let later = at(house, TOMORROW, noon(TOMORROW), "").await;
        assert_eq!(send(&later).await.unwrap(), Drained { sent: 1, ..Drained::default() });
        let taken = server.texts().pop().unwrap();
        assert_eq!(
            (taken.to.as_str(), taken.sender.as_str(), taken.key.as_str()),
            ("+33612345678", "ELAN", planned.id.to_string().as_str())
        );
        assert!(taken.text.contains("Atelier Élan") && taken.text.contains("C001"), "who writes, and the file: {}", taken.text);
        assert!(!taken.text.contains("FA2026") && !taken.text.contains("101"), "no debt on a locked screen: {}", taken.text);
        assert_eq!(taken.text, draft.text, "as it was shown");
        let view = app::message::message(&later.app, &later.scope, planned.id).await.unwrap();
        assert_eq!(view.message.unwrap().body_text, taken.text, "kept word for word");
        let sent = sms::text_of(&later.app, &later.scope, planned.id).await.unwrap().unwrap();
        assert_eq!((sent.parts, sent.cost_mills, sent.provider.as_str()), (1, 58, "brevo"));
        assert_eq!(sent.provider_id, "1511882900176220");
        let file = debtor_file(&later.app, &later.scope, planned.debtor).await.unwrap();
        let entry = file.timeline.iter().find(|entry| entry.action == Some(planned.id)).unwrap();
        assert!(entry.detail.contains("SMS au +33612345678 · 1 message · 0,058"), "{}", entry.detail);
        for _ in 0..3 {
            night::run(&later.app, &later.scope).await.unwrap();
            drop(send(&later).await);
        }
        assert_eq!(server.calls(), 2, "once");
        let month = sms::gateway(&later.app, &later.scope).await.unwrap().unwrap().month;
        assert_eq!(month, (1, 1, 58));
        later.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn a_text_that_may_have_left_is_never_sent_again_by_itself() {
    on_both(async |house| {
        let day = firm(house, &[("C001", "", "06 12 34 56 78"), ("C002", "", "07 56 78 90 12")]).await;
        let server = with_gateway(&day).await;
        night::run(&day.app, &day.scope).await.unwrap();
        server.be(Mood::Vanishing);
        let by_day = at(house, TODAY, noon(TODAY), "").await;
        assert_eq!(send(&by_day).await.unwrap(), Drained { unknown: 2, ..Drained::default() });
        assert_eq!(server.texts().len(), 3, "the gateway has them, and nobody here knows");
        server.be(Mood::Willing);
        for _ in 0..3 {
            night::run(&by_day.app, &by_day.scope).await.unwrap();
            drop(send(&by_day).await);
        }
        assert_eq!(server.calls(), 3, "never again by itself");
        let ids: Vec<_> = house.actions(TODAY).await.iter().map(|action| action.id).collect();
        tonight::settle_unknown(&by_day.app, &by_day.scope, ids[0], true).await.unwrap();
        tonight::settle_unknown(&by_day.app, &by_day.scope, ids[1], false).await.unwrap();
        tonight::retry(&by_day.app, &by_day.scope, ids[1]).await.unwrap();
        assert_eq!(send(&by_day).await.unwrap().sent, 1);
        assert_eq!(server.calls(), 4);
        by_day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn a_process_that_dies_leaves_a_doubt_and_no_second_text() {
    on_both(async |house| {
        let day = firm(house, &[("C001", "", "06 12 34 56 78"), ("C002", "", "07 56 78 90 12")]).await;
        let server = with_gateway(&day).await;
        night::run(&day.app, &day.scope).await.unwrap();
        // The first dies between its reservation and the call.
        let now = noon(TODAY);
        let dead = house.actions(TODAY).await[0].id;
        let mut tx = house.db().begin().await.unwrap();
        let until = now - chrono::TimeDelta::minutes(1);
        store::action::claim_one(&mut tx, house.scope.organisation.id, dead, "mort", until, TODAY).await.unwrap().unwrap();
        let kept = Message {
            action: dead,
            attempt: 1,
            message_id: dead.to_string(),
            recipient: "+33612345678".to_owned(),
            subject: String::new(),
            body_text: "Bonjour".to_owned(),
            body_html: String::new(),
            document_hash: String::new(),
            attachment_hash: String::new(),
            created_at: now,
        };
        store::action::insert_message(&mut tx, house.scope.organisation.id, &kept).await.unwrap();
        tx.commit().await.unwrap();
        let by_day = at(house, TODAY, now, "").await;
        // The second while the gateway says nothing.
        server.be(Mood::Silent);
        let cut = tokio::time::timeout(Duration::from_secs(2), send(&by_day)).await;
        assert!(cut.is_err(), "{cut:?}");
        assert_eq!(server.calls(), 2, "the trial, and the second text; never the first");
        server.be(Mood::Willing);
        let after = at(house, TODAY, now + chrono::TimeDelta::minutes(11), "").await;
        let drained = send(&after).await.unwrap();
        assert_eq!((drained.sent, drained.unknown, drained.left), (0, 1, 0), "{drained:?}");
        let states: Vec<ActionState> = house.actions(TODAY).await.iter().map(|action| action.state).collect();
        assert_eq!(states, [ActionState::Unknown; 2]);
        assert_eq!(server.calls(), 2);
        after.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn whoever_says_stop_is_left_alone_and_the_next_channel_is_taken() {
    on_both(async |house| {
        let day = firm(house, &[("C001", "", "06 12 34 56 78")]).await;
        let server = with_gateway(&day).await;
        let debtor = house.debtor("C001").await;
        night::run(&day.app, &day.scope).await.unwrap();
        assert_eq!(only(house, TODAY).await.channel, Channel::Sms);
        let refused = sms::stop(&day.app, &day.scope, Some(debtor), "02 40 00 00 00", "").await;
        assert!(matches!(refused, Err(AppError::Invalid { field: "number", .. })), "{refused:?}");
        for _ in 0..2 {
            sms::stop(&day.app, &day.scope, Some(debtor), "+33 6 12 34 56 78", "A répondu STOP").await.unwrap();
        }
        let stops = sms::stops(&day.app, &day.scope).await.unwrap();
        assert_eq!((stops.len(), stops[0].number.as_str(), stops[0].created_by.as_str()), (1, "+33612345678", "Claire Morel"));
        let by_day = at(house, TODAY, noon(TODAY), "").await;
        assert_eq!(send(&by_day).await.unwrap(), Drained { cancelled: 1, ..Drained::default() }, "checked again before it leaves");
        let held = only(house, TODAY).await;
        assert!(held.state == ActionState::Cancelled && held.reason.contains("plus de mobile"), "{held:?}");
        let next = at(house, TOMORROW, noon(TOMORROW), "").await;
        night::run(&next.app, &next.scope).await.unwrap();
        let letter = only(house, TOMORROW).await;
        assert_eq!(letter.channel, Channel::Letter);
        assert!(letter.reason.contains("SMS impossible (numéro sur la liste STOP)"), "{}", letter.reason);
        let file = debtor_file(&next.app, &next.scope, debtor).await.unwrap();
        assert!(file.timeline.iter().any(|entry| entry.title.contains("liste STOP") && entry.detail.contains("A répondu STOP")));
        sms::lift(&next.app, &next.scope, Some(debtor), "0612345678").await.unwrap();
        assert!(matches!(sms::lift(&next.app, &next.scope, None, "0612345678").await, Err(AppError::Conflict(_))));
        assert_eq!(server.calls(), 1);
        next.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn without_a_gateway_each_step_takes_its_next_channel_and_says_why() {
    on_both(async |house| {
        let day = firm(house, &[("C001", "", "06 12 34 56 78"), ("C002", "", "02 40 00 00 00")]).await;
        night::run(&day.app, &day.scope).await.unwrap();
        for action in house.actions(TODAY).await {
            assert_eq!((action.channel, action.state), (Channel::Letter, ActionState::ToDo));
            let expected = "E-mail impossible (aucune adresse e-mail), SMS impossible (aucune passerelle SMS en service)";
            assert_eq!(action.reason, expected);
        }
        assert!(matches!(send(&day).await, Err(AppError::NoMail)), "nothing changes for whoever has no gateway");
        let server = with_gateway(&day).await;
        let told = why::why(&day.app, &day.scope, "C002").await.unwrap();
        assert!(told.items[0].sentence.contains("SMS impossible (aucun numéro de mobile)"), "{}", told.items[0].sentence);
        sms::set_sending(&day.app, &day.scope, false).await.unwrap();
        let told = why::why(&day.app, &day.scope, "C001").await.unwrap();
        assert_eq!(told.items[0].channel, Some("letter"), "a gateway that is stopped finds nobody");
        assert_eq!(server.calls(), 1);
        day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn a_gateway_that_refuses_or_is_down_loses_nothing() {
    on_both(async |house| {
        let day = firm(house, &[("C001", "", "06 12 34 56 78")]).await;
        let server = with_gateway(&day).await;
        night::run(&day.app, &day.scope).await.unwrap();
        server.be(Mood::Refusing(402));
        let by_day = at(house, TODAY, noon(TODAY), "").await;
        assert_eq!(send(&by_day).await.unwrap(), Drained { left: 1, ..Drained::default() }, "no credit says nothing about the text");
        let put_off = only(house, TODAY).await;
        assert!(put_off.state == ActionState::Planned && put_off.reason.contains("HTTP 402"), "{put_off:?}");
        let worker = drain(&by_day.app, &by_day.scope, Confirmation::Missing).await;
        assert!(matches!(worker, Err(AppError::Unconfirmed)), "the first send waits for a person: {worker:?}");
        server.be(Mood::Refusing(400));
        assert_eq!(send(&by_day).await.unwrap(), Drained { failed: 1, ..Drained::default() });
        server.be(Mood::Willing);
        drop(send(&by_day).await);
        assert_eq!(server.texts().len(), 1, "what was refused waits for a person");
        tonight::retry(&by_day.app, &by_day.scope, put_off.id).await.unwrap();
        assert_eq!(send(&by_day).await.unwrap().sent, 1);
        assert_eq!(server.texts().len(), 2);
        by_day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn the_first_cap_covers_mails_and_texts_together() {
    on_both(async |house| {
        let sink = smtp_sink(&[]);
        let debtors = [("C001", "a@un.example", ""), ("C002", "", "06 12 34 56 78"), ("C003", "", "07 56 78 90 12")];
        let day = firm(house, &debtors).await;
        let server = with_gateway(&day).await;
        night::run(&day.app, &day.scope).await.unwrap();
        let mut by_day = at(house, TODAY, noon(TODAY), &sink.url()).await;
        by_day.scope.organisation.first_send_cap = 2;
        assert_eq!(send(&by_day).await.unwrap(), Drained { sent: 2, left: 1, ..Drained::default() });
        assert_eq!((sink.messages().len(), server.texts().len()), (1, 2), "a mail, the trial and one text");
        assert_eq!(drain(&by_day.app, &by_day.scope, Confirmation::Missing).await.unwrap().sent, 1);
        by_day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn a_gateway_is_tried_before_it_is_kept_and_never_shows_its_secrets() {
    on_both(async |house| {
        let day = house.on(TODAY).await;
        let server = sms_gateway();
        let ovh = GatewayForm {
            provider: "ovh".to_owned(),
            endpoint: server.ovh(),
            account: SERVICE.to_owned(),
            application_key: APPLICATION_KEY.to_owned(),
            secret: Secret(APPLICATION_SECRET.to_owned()),
            consumer_key: Secret(CONSUMER_KEY.to_owned()),
            ..brevo(&server)
        };
        let generic = GatewayForm {
            provider: "generic".to_owned(),
            endpoint: server.generic(),
            headers: Secret(format!("Authorization: {BEARER}")),
            body: r#"{"to":"{to}","text":"{text}","from":"{from}","ref":"{id}"}"#.to_owned(),
            id_pointer: "/data/id".to_owned(),
            ..brevo(&server)
        };
        for wrong in [
            GatewayForm { secret: Secret("faux-secret".to_owned()), ..brevo(&server) },
            GatewayForm { consumer_key: Secret("fauxconsommateur".to_owned()), ..ovh.clone() },
            GatewayForm { headers: Secret("Authorization: faux-porteur".to_owned()), ..generic.clone() },
        ] {
            let refused = sms::set(&day.app, &day.scope, &wrong).await.unwrap_err();
            assert_eq!((refused.code(), refused.status()), ("sms.failed", 422));
            assert!(!refused.french().contains("faux"), "{}", refused.french());
        }
        assert_eq!(sms::gateway(&day.app, &day.scope).await.unwrap(), None, "what does not work is not kept");
        for (at, (form, code)) in [(brevo(&server), "brevo"), (ovh, "ovh"), (generic.clone(), "generic")].into_iter().enumerate() {
            sms::set(&day.app, &day.scope, &form).await.unwrap();
            assert_eq!(server.texts().len(), at + 1);
            let view = sms::gateway(&day.app, &day.scope).await.unwrap().unwrap();
            assert!(view.provider == code && Gateway::CODES.contains(&code));
            let shown = format!("{view:?}");
            assert!(![API_KEY, APPLICATION_SECRET, CONSUMER_KEY, BEARER].iter().any(|secret| shown.contains(secret)), "{shown}");
        }
        let dearer = GatewayForm { headers: Secret::default(), price: "0,07".to_owned(), number: String::new(), ..generic };
        sms::set(&day.app, &day.scope, &dearer).await.unwrap();
        assert_eq!(server.texts().len(), 3, "another price needs no trial");
        sms::test_set(&day.app, &day.scope, "06 00 00 00 02").await.unwrap();
        assert_eq!(server.texts()[3].to, "+33600000002");
        let journal = house.raw_texts("SELECT payload FROM event WHERE kind LIKE 'sms.%'").await.join(" ");
        assert!(journal.contains("generic") && !journal.contains("porteur") && !journal.contains(API_KEY), "{journal}");
        let elsewhere = GatewayForm { endpoint: "http://169.254.169.254/v3".to_owned(), ..brevo(&server) };
        let refused = sms::set(&day.app, &day.scope, &elsewhere).await;
        assert!(matches!(refused, Err(AppError::Invalid { field: "endpoint", .. })), "{refused:?}");
    })
    .await;
}

/// SQLite has one sender at a time; a server base may have several.
#[tokio::test]
async fn two_workers_never_send_the_same_text() {
    let house = House::new(Engine::Postgres).await;
    let codes: Vec<(String, String)> = (0..12).map(|number| (format!("C{number:03}"), format!("06 12 34 56 {number:02}"))).collect();
    let debtors: Vec<(&str, &str, &str)> = codes.iter().map(|(code, phone)| (code.as_str(), "", phone.as_str())).collect();
    let day = firm(&house, &debtors).await;
    let server = with_gateway(&day).await;
    night::run(&day.app, &day.scope).await.unwrap();
    let (one, two) = (at(&house, TODAY, noon(TODAY), "").await, at(&house, TODAY, noon(TODAY), "").await);
    let (first, second) = tokio::join!(send(&one), send(&two));
    assert_eq!(first.unwrap().sent + second.unwrap().sent, 12);
    let mut numbers: Vec<String> = server.texts().into_iter().skip(1).map(|text| text.to).collect();
    numbers.sort();
    numbers.dedup();
    assert_eq!(numbers.len(), 12, "each once");
    one.is_sound().await;
}

fn ovh(server: &SmsGateway) -> GatewayForm {
    GatewayForm {
        provider: "ovh".to_owned(),
        endpoint: server.ovh(),
        account: SERVICE.to_owned(),
        application_key: APPLICATION_KEY.to_owned(),
        secret: Secret(APPLICATION_SECRET.to_owned()),
        consumer_key: Secret(CONSUMER_KEY.to_owned()),
        number: "06 00 00 00 01".to_owned(),
        ..GatewayForm::default()
    }
}

async fn rung(day: &Day, token: &str, said: &[(&str, &str)]) -> Rung {
    let said = said.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    sms::ring(&day.app, token, &said).await.unwrap()
}

async fn replies(day: &Day) -> Vec<app::mail_in::Line> {
    app::mail_in::list(&day.app, &day.scope, app::mail_in::Which::Every, "", "", 1).await.unwrap().lines
}

/// Both providers, asked by their own API when they ring.
#[tokio::test]
async fn a_stop_that_comes_back_is_obeyed_once_and_the_rest_is_to_be_read() {
    for provider in ["ovh", "brevo"] {
        on_both(async |house| {
            let day = firm(house, &[("C001", "", "06 12 34 56 78"), ("C002", "", "07 56 78 90 12"), ("C003", "", "06 98 76 54 32")]).await;
            let server = sms_gateway();
            let form = if provider == "ovh" { ovh(&server) } else { brevo(&server) };
            sms::set(&day.app, &day.scope, &form).await.unwrap();
            let token = sms::open(&day.app, &day.scope, &InboundFields::default()).await.unwrap();
            for wrong in ["", "x", &token[1..], &format!("{token}0"), &token.replace('.', "")] {
                assert_eq!(rung(&day, wrong, &[]).await, Rung::Nowhere, "{wrong}");
            }
            assert_eq!(
                rung(&day, &token, &[("from", "+33612345678"), ("text", "STOP")]).await,
                Rung::Taken(0),
                "a bell brings nothing itself"
            );
            let at = "2026-09-15T09:00:00+02:00";
            server.write_back(7, "+33612345678", "Stop SMS !", at);
            server.write_back(8, "+33756789012", "Je paie vendredi", at);
            server.write_back(9, "+33600000099", "Qui est-ce ?", at);
            server.stop("+33698765432");
            assert_eq!(rung(&day, &token, &[]).await, Rung::Taken(4));
            assert_eq!(rung(&day, &token, &[]).await, Rung::Taken(0), "once");
            let mut stops: Vec<String> = sms::stops(&day.app, &day.scope).await.unwrap().into_iter().map(|stop| stop.number).collect();
            stops.sort();
            assert_eq!(stops, ["+33612345678", "+33698765432"]);
            let lines = replies(&day).await;
            let of = |number: &str| lines.iter().find(|line| line.sender == number).unwrap();
            assert!(of("+33612345678").handled.is_some(), "nobody has to read a STOP");
            let said = of("+33756789012");
            assert_eq!((said.extract.as_str(), said.debtor.as_ref().unwrap().1.as_str()), ("Je paie vendredi", "C002"));
            assert!(said.handled.is_none() && of("+33600000099").debtor.is_none());
            let held = why::why(&day.app, &day.scope, "C002").await.unwrap();
            assert!(
                matches!(held.items[0].outcome, domain::dunning::Outcome::Hold { .. }),
                "reminders wait until somebody has read it: {}",
                held.items[0].sentence
            );
            let debtor = of("+33612345678").debtor.as_ref().unwrap().0;
            let file = debtor_file(&day.app, &day.scope, debtor).await.unwrap();
            assert!(file.timeline.iter().any(|entry| entry.mail.is_some()), "{:?}", file.timeline);
            // What a person lifts is not put back by the same old word.
            sms::lift(&day.app, &day.scope, None, "+33612345678").await.unwrap();
            assert_eq!(sms::fetch(&day.app, &day.scope).await.unwrap(), 0);
            assert_eq!(sms::stops(&day.app, &day.scope).await.unwrap().len(), 1);
            sms::close(&day.app, &day.scope).await.unwrap();
            assert_eq!(rung(&day, &token, &[]).await, Rung::Nowhere);
            day.is_sound().await;
        })
        .await;
    }
}

#[tokio::test]
async fn a_gateway_of_no_known_protocol_brings_number_and_text_itself() {
    on_both(async |house| {
        let day = firm(house, &[("C001", "", "06 12 34 56 78")]).await;
        let fields = InboundFields { number: "msisdn".to_owned(), text: "body".to_owned(), id: String::new() };
        let early = sms::open(&day.app, &day.scope, &fields).await;
        assert!(matches!(early, Err(AppError::Invalid { field: "gateway", .. })), "{early:?}");
        let server = sms_gateway();
        let form = GatewayForm {
            provider: "generic".to_owned(),
            endpoint: server.generic(),
            headers: Secret(format!("Authorization: {BEARER}")),
            body: r#"{"to": "{to}", "text": "{text}"}"#.to_owned(),
            number: "06 00 00 00 01".to_owned(),
            ..GatewayForm::default()
        };
        sms::set(&day.app, &day.scope, &form).await.unwrap();
        let bad = sms::open(&day.app, &day.scope, &InboundFields { number: "a b".to_owned(), ..fields.clone() }).await;
        assert!(matches!(bad, Err(AppError::Invalid { field: "field", .. })), "{bad:?}");
        let token = sms::open(&day.app, &day.scope, &fields).await.unwrap();
        for unreadable in [&[][..], &[("msisdn", "33612345678")], &[("msisdn", "abc"), ("body", "STOP")], &[("body", "STOP")]] {
            assert_eq!(rung(&day, &token, unreadable).await, Rung::Unreadable, "{unreadable:?}");
        }
        let said = [("msisdn", "33612345678"), ("body", "STOP, c'est payé")];
        assert_eq!(rung(&day, &token, &said).await, Rung::Taken(1));
        assert_eq!(rung(&day, &token, &said).await, Rung::Taken(0), "the same words on the same day are one text");
        assert_eq!(sms::stops(&day.app, &day.scope).await.unwrap().len(), 1);
        let lines = replies(&day).await;
        assert!(lines.len() == 1 && lines[0].handled.is_none(), "it said more: {lines:?}");
        assert_eq!(app::mail_in::original(&day.app, &day.scope, lines[0].id).await.unwrap(), "STOP, c'est payé".as_bytes());
        let again = sms::open(&day.app, &day.scope, &fields).await.unwrap();
        assert_eq!(rung(&day, &token, &said).await, Rung::Nowhere, "a new address closes the one before");
        assert_eq!(rung(&day, &again, &[("msisdn", "+33612345678"), ("body", "merci")]).await, Rung::Taken(1));
        day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn a_gateway_that_does_not_answer_is_asked_again() {
    let house = House::new(Engine::Sqlite).await;
    let day = firm(&house, &[("C001", "", "06 12 34 56 78")]).await;
    let server = sms_gateway();
    sms::set(&day.app, &day.scope, &ovh(&server)).await.unwrap();
    let token = sms::open(&day.app, &day.scope, &InboundFields::default()).await.unwrap();
    server.write_back(7, "+33612345678", "STOP", "2026-09-15T09:00:00+02:00");
    server.be(Mood::Refusing(403));
    let refused = sms::ring(&day.app, &token, &std::collections::HashMap::new()).await;
    assert!(matches!(refused, Err(AppError::TextGateway { .. })), "{refused:?}");
    let failing = sms::inbound(&day.app, &day.scope).await.unwrap().unwrap().failing.unwrap();
    assert!(failing.1.contains("not been granted"), "{failing:?}");
    server.be(Mood::Willing);
    assert_eq!(rung(&day, &token, &[]).await, Rung::Taken(1));
    assert_eq!(sms::inbound(&day.app, &day.scope).await.unwrap().unwrap().failing, None);
}
