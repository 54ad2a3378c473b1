//! Other programs: what they push is done once, what happens is told once and signed, files dropped in a folder come in.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use app::config::{Opening, Secret, Settings};
use app::connect::token::{self, NewToken, TokenScope};
use app::connect::watch::{Outcome, Watch};
use app::connect::webhooks::{self, Change};
use app::connect::{Once, RowOutcome, push_debtors, push_invoices, push_payments};
use app::{App, AppError, Role};
use channels::Clock;
use chrono::{DateTime, Utc};
use domain::Date;
use domain::webhook::{EventKind, MOST_TRIES};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio::sync::mpsc;

use crate::given::{self, TODAY, date, receipt, sale};
use crate::house::{House, morning, on_both};

/// A clock that goes on when told.
#[derive(Clone)]
struct HandClock(Arc<AtomicI64>);

impl HandClock {
    fn at(instant: DateTime<Utc>) -> Self {
        Self(Arc::new(AtomicI64::new(instant.timestamp_millis())))
    }

    fn forward(&self, seconds: i64) {
        self.0.fetch_add(seconds * 1_000, Ordering::SeqCst);
    }
}

impl Clock for HandClock {
    fn now(&self) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(self.0.load(Ordering::SeqCst)).unwrap()
    }
}

async fn open(house: &House, clock: &HandClock, watch: &str) -> App {
    let settings =
        Settings { database: Secret(house.database().to_owned()), webhooks_private: true, watch: watch.to_owned(), ..Settings::default() };
    let opening = Opening { folder: house.folder().to_owned(), settings, today: Some(TODAY), clock: Box::new(clock.clone()), demo: false };
    App::open(opening).await.unwrap()
}

fn invoice(number: &str, amount: &str) -> Value {
    json!({"number": number, "customer_code": "C1", "customer_name": "Boulangerie Hélène", "issued_on": "2026-08-01", "due_on": "2026-08-31", "amount": amount})
}

fn payment(reference: &str, amount: &str, items: &[&str]) -> Value {
    let items: Vec<Value> = items.iter().map(|number| json!({"number": number})).collect();
    json!({"reference": reference, "customer_code": "C1", "amount": amount, "received_on": "2026-09-10", "items": items})
}

fn once(key: &str, words: &str) -> Once {
    Once::new(Some(key.to_owned()), &[words.as_bytes()])
}

#[tokio::test]
async fn the_same_request_is_done_once_even_when_it_comes_twice_at_the_same_time() {
    on_both(async |house| {
        let day = house.on(TODAY).await;
        let (rows, other) = ([invoice("F1", "120.00")], [invoice("F2", "80.00")]);
        let key = once("k1", "F1");
        let (first, second) =
            tokio::join!(push_invoices(&day.app, &day.scope, &key, &rows), push_invoices(&day.app, &day.scope, &key, &rows));
        let (first, second) = (first.unwrap(), second.unwrap());
        assert_eq!(first, second, "both are answered the same");
        assert_eq!(first.rows[0].outcome, RowOutcome::Created);
        assert_eq!(house.open().await, [("F1".to_owned(), 12_000)].into());
        let reused = push_invoices(&day.app, &day.scope, &once("k1", "F2"), &other).await.unwrap_err();
        assert!(matches!(reused, AppError::KeyReused) && reused.status() == 422 && reused.code() == "idempotency.reused");
        assert_eq!(house.open().await.len(), 1, "a key that served does nothing else");
        // Without a key, or with another, what is there already is there already.
        let again = push_invoices(&day.app, &day.scope, &Once::default(), &rows).await.unwrap();
        assert_eq!((again.rows[0].outcome, &again.rows[0].id), (RowOutcome::Unchanged, &first.rows[0].id));
        // Two requests that bring the same invoice under different keys see each other.
        let (a, b) = (once("k2", "a"), once("k3", "b"));
        let (a, b) = tokio::join!(push_invoices(&day.app, &day.scope, &a, &other), push_invoices(&day.app, &day.scope, &b, &other));
        let made = [a.unwrap(), b.unwrap()].iter().filter(|report| report.rows[0].outcome == RowOutcome::Created).count();
        assert_eq!(made, 1);
        day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn a_request_that_did_nothing_keeps_no_answer() {
    on_both(async |house| {
        let day = house.on(TODAY).await;
        let wrong = [json!({"number": "F1", "customer_code": "C1", "issued_on": "2026-08-01", "amount": 12.5})];
        let refused = push_invoices(&day.app, &day.scope, &once("k", "x"), &wrong).await.unwrap();
        assert!(refused.is_refused());
        let mended = push_invoices(&day.app, &day.scope, &once("k", "y"), &[invoice("F1", "12.50")]).await.unwrap();
        assert_eq!(mended.rows[0].outcome, RowOutcome::Created, "the key is still free");
    })
    .await;
}

#[tokio::test]
async fn rows_that_can_be_used_come_in_and_the_others_say_why() {
    on_both(async |house| {
        let day = house.on(TODAY).await;
        let rows = [
            invoice("F1", "100.00"),
            invoice("F2", "1 000,00"),
            json!({"number": "F3", "customer_code": "C2", "issued_on": "2026-08-01", "amount": "30.00", "due_dates": [
                {"due_on": "2026-08-31", "amount": "10.00"}, {"due_on": "2026-09-30", "amount": "20.00"}]}),
            json!({"number": "F4", "customer_code": "C2", "issued_on": "2026-08-01", "amount": "30.00", "due_dates": [
                {"due_on": "2026-08-31", "amount": "10.00"}, {"due_on": "2026-09-30", "amount": "19.99"}]}),
            json!({"number": "A1", "kind": "credit_note", "customer_code": "C1", "issued_on": "2026-08-05", "amount": "15.00"}),
            invoice("F1", "100.00"),
            json!({"number": "F6", "customer_code": "C1", "issued_on": "2026-02-30", "montant": "1.00"}),
            json!("F7"),
        ];
        let report = push_invoices(&day.app, &day.scope, &Once::default(), &rows).await.unwrap();
        let seen: Vec<String> = report
            .rows
            .iter()
            .map(|row| {
                let errors: Vec<String> = row.errors.iter().map(|error| format!("{}:{}", error.field, error.code)).collect();
                format!("{:?} {} {}", row.outcome, row.reference, errors.join(" "))
            })
            .collect();
        assert_eq!(
            seen,
            [
                "Created F1 ",
                "Rejected F2 amount:invalid",
                "Created F3 ",
                "Rejected F4 due_dates:sum_differs",
                "Created A1 ",
                "Rejected F1 number:twice_in_request",
                "Rejected F6 montant:unknown_field issued_on:invalid amount:required",
                "Rejected  :not_an_object number:required customer_code:required issued_on:required amount:required",
            ]
        );
        assert!(report.rows.iter().flat_map(|row| &row.errors).all(|error| error.message.ends_with('.')), "{report:?}");
        let open: Vec<(String, i64)> = house.still_open().await;
        let expected = [("A1", -1_500), ("F1", 10_000), ("F3", 1_000), ("F3", 2_000)];
        assert_eq!(open, expected.map(|(number, cents)| (number.to_owned(), cents)));
        // An amount is never edited.
        let changed = push_invoices(&day.app, &day.scope, &Once::default(), &[invoice("F1", "101.00")]).await.unwrap();
        assert_eq!(changed.rows[0].errors[0].code, "amount_differs");
        // A due date that moved is followed.
        let moved = json!({"number": "F1", "customer_code": "C1", "issued_on": "2026-08-01", "amount": "100.00", "due_on": "2026-09-15"});
        let moved = push_invoices(&day.app, &day.scope, &Once::default(), &[moved]).await.unwrap();
        assert_eq!(moved.rows[0].outcome, RowOutcome::Updated);
        assert_eq!(house.item("F1").await.due_on, date(2026, 9, 15));
        day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn debtors_are_completed_by_code_and_their_contacts_by_e_mail() {
    on_both(async |house| {
        let day = house.on(TODAY).await;
        let row = json!({"code": "C1", "name": "Boulangerie Hélène", "kind": "business", "siren": "732829320", "payment_terms": "45 jours fin de mois",
            "address": {"lines": ["1 rue du Four"], "postcode": "44000", "city": "Nantes"},
            "contacts": [{"name": "Hélène Roux", "email": "compta@helene.example"}]});
        let first = push_debtors(&day.app, &day.scope, &Once::default(), std::slice::from_ref(&row)).await.unwrap();
        let again = push_debtors(&day.app, &day.scope, &Once::default(), &[row]).await.unwrap();
        assert_eq!((first.rows[0].outcome, again.rows[0].outcome), (RowOutcome::Created, RowOutcome::Unchanged));
        let more = json!({"code": "C1", "contacts": [{"email": "COMPTA@helene.example", "phone": "02 61 91 12 13"}, {"email": "direction@helene.example", "role": "management"}]});
        let more = push_debtors(&day.app, &day.scope, &Once::default(), &[more]).await.unwrap();
        assert_eq!(more.rows[0].outcome, RowOutcome::Updated);
        let read = app::connect::read::debtor(&day.app, &day.scope, house.debtor("C1").await).await.unwrap();
        assert_eq!((read.debtor.name.as_str(), read.debtor.address.city.as_str()), ("Boulangerie Hélène", "Nantes"), "what is not said stays");
        assert_eq!(read.contacts.len(), 2);
        assert_eq!(read.contacts[0].phone, "02 61 91 12 13");
        let wrong = json!({"code": "C9", "siren": "123456789", "contacts": [{"phone": "1"}], "address": {"city": 3}});
        let wrong = push_debtors(&day.app, &day.scope, &Once::default(), &[wrong]).await.unwrap();
        let fields: Vec<&str> = wrong.rows[0].errors.iter().map(|error| error.field.as_str()).collect();
        assert_eq!(fields, ["siren", "address/city", "contacts/0"]);
    })
    .await;
}

#[tokio::test]
async fn payments_go_where_they_say_and_the_accounting_books_them_later() {
    on_both(async |house| {
        let day = house.on(TODAY).await;
        let rows = [invoice("F1", "100.00"), invoice("F2", "50.00")];
        push_invoices(&day.app, &day.scope, &Once::default(), &rows).await.unwrap();
        let rows = [
            payment("P1", "120.00", &["F1", "F2"]),
            payment("P2", "10.00", &[]),
            json!({"reference": "P3", "customer_code": "C1", "amount": "40.00", "received_on": "2026-09-10", "items": [{"number": "F2", "amount": "31.00"}]}),
            payment("P4", "1.00", &["F9"]),
            json!({"reference": "P5", "customer_code": "C9", "amount": "-1.00", "received_on": "2026-09-16"}),
        ];
        let report = push_payments(&day.app, &day.scope, &Once::default(), &rows).await.unwrap();
        let codes: Vec<Vec<&str>> = report.rows.iter().map(|row| row.errors.iter().map(|error| error.code.as_str()).collect()).collect();
        assert_eq!(codes, [vec![], vec![], vec!["exceeds_open"], vec!["no_such_item"], vec!["not_positive", "in_the_future"]]);
        let open = [("F1", 0), ("F2", 3_000), ("P1", 0), ("P2", -1_000)];
        assert_eq!(house.open().await, open.map(|(number, cents)| (number.to_owned(), cents)).into());
        let again = push_payments(&day.app, &day.scope, &Once::default(), &[payment("P1", "120.00", &["F1", "F2"])]).await.unwrap();
        assert_eq!(again.rows[0].outcome, RowOutcome::Unchanged);
        let other = push_payments(&day.app, &day.scope, &Once::default(), &[payment("P1", "121.00", &[])]).await.unwrap();
        assert_eq!(other.rows[0].errors[0].code, "reference_taken");
        // The accounting brings the same invoices and the same payment: nothing is counted twice.
        let on = date(2026, 8, 1);
        let book = [sale("F1", "C1", on, 10_000), sale("F2", "C1", on, 5_000), receipt("BQ1", "C1", date(2026, 9, 11), 12_000)];
        let before = house.ledger().await;
        day.import("fec.txt", given::fec(&book)).await;
        assert_eq!(house.ledger().await, before, "{:?}", house.books().await);
        day.is_sound().await;
    })
    .await;
}

/// A receiver that tells what it got and answers as it is told.
struct Receiver {
    url: String,
    got: mpsc::UnboundedReceiver<(String, String)>,
    answer: Arc<AtomicI64>,
}

impl Receiver {
    async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/hook", listener.local_addr().unwrap());
        let (send, got) = mpsc::unbounded_channel();
        let answer = Arc::new(AtomicI64::new(200));
        let status = answer.clone();
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let (send, status) = (send.clone(), status.clone());
                tokio::spawn(async move {
                    let mut bytes = Vec::new();
                    loop {
                        let mut part = [0_u8; 4096];
                        let read = stream.read(&mut part).await.unwrap_or(0);
                        if read == 0 {
                            return;
                        }
                        bytes.extend_from_slice(&part[..read]);
                        let text = String::from_utf8_lossy(&bytes).into_owned();
                        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
                        let length = head.to_lowercase().lines().find_map(|line| line.strip_prefix("content-length:")?.trim().parse().ok());
                        if body.len() < length.unwrap_or(0) {
                            continue;
                        }
                        let status = status.load(Ordering::SeqCst);
                        let redirect = if status == 302 { "Location: http://127.0.0.1:1/\r\n" } else { "" };
                        let answer = format!("HTTP/1.1 {status} X\r\n{redirect}Content-Length: 2\r\nConnection: close\r\n\r\nok");
                        let _ = stream.write_all(answer.as_bytes()).await;
                        let _ = send.send((head.to_owned(), body.to_owned()));
                        return;
                    }
                });
            }
        });
        Self { url, got, answer }
    }

    fn answers(&self, status: i64) {
        self.answer.store(status, Ordering::SeqCst);
    }

    /// What came, within what is promised.
    async fn next(&mut self) -> (String, Value) {
        let (head, body) = tokio::time::timeout(Duration::from_secs(2), self.got.recv()).await.expect("within two seconds").unwrap();
        (head.to_lowercase(), serde_json::from_str(&body).unwrap())
    }

    fn nothing_more(&mut self) -> bool {
        self.got.try_recv().is_err()
    }
}

fn header<'a>(head: &'a str, name: &str) -> &'a str {
    head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':')).unwrap_or_default().trim()
}

#[tokio::test]
async fn an_invoice_that_becomes_paid_is_told_within_two_seconds() {
    on_both(async |house| {
        let clock = HandClock::at(morning(TODAY));
        let app = open(house, &clock, "").await;
        let mut receiver = Receiver::start().await;
        let secret = webhooks::create(&app, &house.scope, &receiver.url, "ERP", &[EventKind::ItemPaid]).await.unwrap();
        let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
        let worker = tokio::spawn(webhooks::run_until(app.clone(), async {
            let _ = stopped.await;
        }));
        push_invoices(&app, &house.scope, &Once::default(), &[invoice("F1", "100.00")]).await.unwrap();
        push_payments(&app, &house.scope, &Once::default(), &[payment("P1", "100.00", &["F1"])]).await.unwrap();
        let (head, body) = receiver.next().await;
        assert_eq!(body["type"], "item.paid");
        assert_eq!(body["data"]["item"]["number"], "F1");
        assert_eq!(body["data"]["item"]["open"], "0.00");
        assert_eq!(body["data"]["debtor"]["code"], "C1");
        assert_eq!(body["data"]["effective_on"], "2026-09-10");
        // Names were lowered for reading; the signature is over the bytes as they came.
        assert!(header(&head, "webhook-id").starts_with("evt_"));
        assert_eq!(header(&head, "webhook-timestamp"), morning(TODAY).timestamp().to_string());
        let sent = serde_json::to_string(&body).unwrap();
        let expected = webhooks::signature(&[&secret], header(&head, "webhook-id"), morning(TODAY).timestamp(), &sent);
        assert_eq!(header(&head, "webhook-signature"), expected.to_lowercase());
        let _ = stop.send(());
        worker.await.unwrap();
        assert!(receiver.nothing_more(), "told once");
        let deliveries = webhooks::deliveries(&app, &house.scope).await.unwrap();
        assert_eq!((deliveries.len(), deliveries[0].state.as_str(), deliveries[0].last_status), (1, "delivered", Some(200)));
        clock.forward(91 * 24 * 3600);
        webhooks::forget_old(&app).await.unwrap();
        let tables = ["webhook_event", "webhook_delivery", "webhook_attempt"];
        for table in tables {
            assert_eq!(house.count(table).await, 0, "{table} of three months ago");
        }
        app.close().await;
    })
    .await;
}

#[tokio::test]
async fn facts_are_told_where_somebody_listens_and_only_there() {
    on_both(async |house| {
        let clock = HandClock::at(morning(TODAY));
        let app = open(house, &clock, "").await;
        push_invoices(&app, &house.scope, &Once::default(), &[invoice("F0", "10.00")]).await.unwrap();
        assert_eq!(house.count("webhook_event").await, 0, "nobody listens");
        let mut receiver = Receiver::start().await;
        webhooks::create(&app, &house.scope, &receiver.url, "", &EventKind::ALL).await.unwrap();
        let mut row = invoice("F1", "100.00");
        row["customer_code"] = json!("C2");
        push_invoices(&app, &house.scope, &Once::default(), &[row]).await.unwrap();
        push_payments(&app, &house.scope, &Once::default(), &[payment("P1", "10.00", &["F0"])]).await.unwrap();
        let report = app::import::import(&app, &house.scope, "clients.csv", b"code;name\nC3;Trois\n".to_vec(), None, false).await.unwrap();
        assert!(report.is_readable());
        // A payment that is taken back opens its invoice again.
        let bounce = app::ledger::Request {
            debtor: house.debtor("C1").await,
            on: TODAY,
            act: app::ledger::Act::Bounce { payment: house.item("P1").await.id, code: domain::ledger::operation::BounceCode::ALL[0] },
            reason: "rejet".to_owned(),
        };
        app::ledger::act(&app, &house.scope, &bounce).await.unwrap();
        let done = webhooks::round(&app, &house.scope).await.unwrap();
        let mut kinds = Vec::new();
        for _ in 0..done.delivered {
            kinds.push(receiver.next().await.1["type"].as_str().unwrap().to_owned());
        }
        kinds.sort();
        let unique: Vec<String> = kinds.iter().cloned().collect::<std::collections::BTreeSet<_>>().into_iter().collect();
        for expected in ["debtor.created", "file.imported", "item.paid", "payment.received"] {
            assert!(unique.iter().any(|kind| kind == expected), "{expected} in {kinds:?}");
        }
        assert_eq!(kinds.iter().filter(|kind| *kind == "debtor.created").count(), 2, "C2 by the invoice, C3 by the file");
        app.close().await;
    })
    .await;
}

#[tokio::test]
async fn a_receiver_that_is_down_is_called_again_and_given_up_in_the_end() {
    on_both(async |house| {
        let clock = HandClock::at(morning(TODAY));
        let app = open(house, &clock, "").await;
        let mut receiver = Receiver::start().await;
        webhooks::create(&app, &house.scope, &receiver.url, "", &[EventKind::Ping]).await.unwrap();
        receiver.answers(302);
        webhooks::ping(&app, &house.scope).await.unwrap();
        for attempt in 1..=MOST_TRIES {
            let done = webhooks::round(&app, &house.scope).await.unwrap();
            let last = attempt == MOST_TRIES;
            assert_eq!((done.put_off, done.dead), (usize::from(!last), usize::from(last)), "attempt {attempt}");
            receiver.next().await;
            let again = webhooks::round(&app, &house.scope).await.unwrap();
            assert_eq!(again, webhooks::Round::default(), "not before its time");
            let next_at = webhooks::deliveries(&app, &house.scope).await.unwrap()[0].next_at;
            clock.forward((next_at - clock.now()).num_seconds() + 1);
        }
        let dead = webhooks::deliveries(&app, &house.scope).await.unwrap().remove(0);
        assert_eq!((dead.state.as_str(), dead.attempts, dead.last_status), ("dead", 10, Some(302)), "a redirection is not followed");
        let hook = webhooks::all(&app, &house.scope).await.unwrap().remove(0);
        assert!(hook.failing_since.is_some() && hook.disabled_at.is_none(), "given up in a day and a half, stopped after five");
        receiver.answers(200);
        webhooks::resend(&app, &house.scope, dead.id).await.unwrap();
        let done = webhooks::round(&app, &house.scope).await.unwrap();
        assert_eq!(done.delivered, 1);
        let attempts = webhooks::attempts(&app, &house.scope, dead.id).await.unwrap();
        assert_eq!((attempts.len(), attempts[10].status, attempts[10].answer.as_str()), (11, Some(200), "ok"));
        let hook = webhooks::all(&app, &house.scope).await.unwrap().remove(0);
        assert_eq!((hook.failing_since, hook.disabled_at), (None, None));
        // The secret is changed: both sign for a day, then only the new one.
        webhooks::rotate(&app, &house.scope, hook.id).await.unwrap();
        receiver.next().await;
        for (seconds, words) in [(0, 2), (25 * 3600, 1)] {
            clock.forward(seconds);
            webhooks::ping(&app, &house.scope).await.unwrap();
            webhooks::round(&app, &house.scope).await.unwrap();
            let (head, _) = receiver.next().await;
            assert_eq!(header(&head, "webhook-signature").split(' ').count(), words);
        }
        app.close().await;
    })
    .await;
}

#[tokio::test]
async fn an_endpoint_that_fails_for_five_days_is_stopped() {
    on_both(async |house| {
        let clock = HandClock::at(morning(TODAY));
        let app = open(house, &clock, "").await;
        let receiver = Receiver::start().await;
        webhooks::create(&app, &house.scope, &receiver.url, "", &[EventKind::Ping]).await.unwrap();
        receiver.answers(500);
        for _ in 0..=5 {
            webhooks::ping(&app, &house.scope).await.unwrap();
            webhooks::round(&app, &house.scope).await.unwrap();
            clock.forward(24 * 3600);
        }
        let hook = webhooks::all(&app, &house.scope).await.unwrap().remove(0);
        assert!(hook.disabled_at.is_some() && hook.disabled_by.is_empty());
        assert_eq!(webhooks::round(&app, &house.scope).await.unwrap(), webhooks::Round::default(), "it is no longer called");
        webhooks::change(&app, &house.scope, hook.id, Change::Enable).await.unwrap();
        assert!(webhooks::round(&app, &house.scope).await.unwrap().put_off > 0, "what waited goes on");
        assert!(house.raw_texts("SELECT kind FROM event").await.iter().any(|kind| kind == "webhook.disabled"));
        app.close().await;
    })
    .await;
}

#[tokio::test]
async fn addresses_inside_are_refused_unless_the_house_allows_them() {
    let house = House::new(store::Engine::Sqlite).await;
    let day = house.on(TODAY).await;
    for url in ["http://127.0.0.1:9/", "https://localhost/", "https://10.0.0.8/x", "https://169.254.169.254/", "ftp://x.example/", "x"] {
        let error = webhooks::create(&day.app, &house.scope, url, "", &[EventKind::Ping]).await.unwrap_err();
        assert_eq!(error.code(), "invalid", "{url}");
        assert!(error.french().ends_with('.'), "{url}: {}", error.french());
    }
    assert!(webhooks::create(&day.app, &house.scope, "https://erp.example/hook", "", &[]).await.is_err(), "without a kind");
    assert!(webhooks::create(&day.app, &house.scope, "https://erp.example/hook", "", &[EventKind::Ping]).await.is_ok());
}

#[tokio::test]
async fn a_key_opens_until_it_is_taken_back_or_its_last_day_is_over() {
    on_both(async |house| {
        let clock = HandClock::at(morning(TODAY));
        let app = open(house, &clock, "").await;
        let new =
            |last_day: Option<Date>| NewToken { name: "ERP".to_owned(), role: Role::Accountant, scopes: vec![TokenScope::Push], last_day };
        let text = token::create(&app, &house.scope, &new(Some(TODAY))).await.unwrap();
        let visitor = token::visitor(&app, &text).await.unwrap().expect("in force");
        assert_eq!((visitor.scope.actor.role, visitor.uses.as_slice()), (Role::Accountant, [TokenScope::Push].as_slice()));
        assert!(visitor.scope.actor.name.contains("ERP"));
        let stored = house.raw_texts("SELECT secret_hash FROM api_token").await.join(" ");
        let secret = text.split_once('.').unwrap().1;
        assert!(!stored.contains(secret), "only the hash is kept");
        for wrong in ["", "qt_", &text[..text.len() - 1], &text.replace("qt_", ""), "qt_00000000000070008000000000000000.aa"] {
            assert!(token::visitor(&app, wrong).await.unwrap().is_none(), "{wrong}");
        }
        clock.forward(20 * 3600);
        assert!(token::visitor(&app, &text).await.unwrap().is_none(), "the last day is over");
        let text = token::create(&app, &house.scope, &new(None)).await.unwrap();
        assert!(token::visitor(&app, &text).await.unwrap().is_some());
        let lines = token::all(&app, &house.scope).await.unwrap();
        assert!(lines[0].last_used_at.is_some());
        token::revoke(&app, &house.scope, lines[0].id).await.unwrap();
        assert!(token::visitor(&app, &text).await.unwrap().is_none());
        assert!(token::revoke(&app, &house.scope, lines[0].id).await.is_err(), "once");
        app.close().await;
    })
    .await;
}

fn names(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let Ok(entries) = std::fs::read_dir(folder) else { return found };
    for entry in entries {
        let entry = entry.unwrap();
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.file_type().unwrap().is_dir() {
            found.extend(names(&entry.path()).into_iter().map(|inner| format!("{name}/{inner}")));
        } else {
            found.push(name);
        }
    }
    found.sort();
    found
}

#[tokio::test]
async fn files_that_are_dropped_come_in_once_and_nothing_is_lost() {
    on_both(async |house| {
        let clock = HandClock::at(morning(TODAY));
        let folder = tempfile::tempdir().unwrap();
        let drop = folder.path();
        let app = open(house, &clock, &drop.display().to_string()).await;
        let mut watch = Watch::new(drop).unwrap();
        let write = |name: &str, text: &str| std::fs::write(drop.join(name), text).unwrap();
        write("clients.csv", "code;name\nC1;Un\n");
        write("notes.bin", "\u{1}\u{2}rien");
        write("releve.xml.part", "<Document");
        write(".cache", "x");
        write("vide.csv", "");
        #[cfg(unix)]
        std::os::unix::fs::symlink("/etc/hostname", drop.join("lien.csv")).unwrap();
        assert_eq!(watch.tick(&app).await.unwrap(), [], "an upload may still be running");
        clock.forward(3);
        write("clients.csv", "code;name\nC1;Un\nC2;Deux\n");
        assert_eq!(watch.tick(&app).await.unwrap(), [], "it was: the size moved");
        clock.forward(6);
        let done = watch.tick(&app).await.unwrap();
        let of = |name: &str| done.iter().find(|(known, _)| known == name).map(|(_, outcome)| *outcome);
        assert_eq!(of("clients.csv"), Some(Outcome::Imported), "{done:?}");
        assert_eq!(of("notes.bin"), Some(Outcome::Quarantined));
        assert_eq!(of("vide.csv"), Some(Outcome::Quarantined));
        #[cfg(unix)]
        assert_eq!(of("lien.csv"), Some(Outcome::Quarantined));
        assert_eq!((of("releve.xml.part"), of(".cache")), (None, None));
        assert!(house.owed().await.is_empty() && house.count("debtor").await == 2);
        // The same bytes again, under the same name and another: recognised, kept beside, never over.
        write("clients.csv", "code;name\nC1;Un\nC2;Deux\n");
        write("copie.csv", "code;name\nC1;Un\nC2;Deux\n");
        watch.tick(&app).await.unwrap();
        clock.forward(6);
        let done = watch.tick(&app).await.unwrap();
        assert!(done.len() == 2 && done.iter().all(|(_, outcome)| *outcome == Outcome::Known), "{done:?}");
        let kept = names(drop);
        for expected in [
            ".cache",
            "releve.xml.part",
            "archive/2026/09/clients.csv",
            "archive/2026/09/clients.csv.rapport.txt",
            "archive/2026/09/clients-2.csv",
            "archive/2026/09/copie.csv",
            "quarantine/2026/09/notes.bin",
            "quarantine/2026/09/notes.bin.rapport.txt",
            "quarantine/2026/09/vide.csv.rapport.txt",
        ] {
            assert!(kept.iter().any(|name| name == expected), "{expected} in {kept:?}");
        }
        let report = std::fs::read_to_string(drop.join("archive/2026/09/clients-2.csv.rapport.txt")).unwrap();
        assert!(report.contains("Déjà importé le 15/09/2026"), "{report}");
        // The upload ends by a rename.
        std::fs::write(drop.join("releve.xml.part"), "code;name\nC3;Trois\n").unwrap();
        std::fs::rename(drop.join("releve.xml.part"), drop.join("suite.csv")).unwrap();
        watch.tick(&app).await.unwrap();
        clock.forward(6);
        assert_eq!(watch.tick(&app).await.unwrap(), [("suite.csv".to_owned(), Outcome::Imported)]);
        // A crash between the import and the move: the file is there again for a process that knows nothing of it.
        app::import::import(&app, &house.scope, "perdu.csv", b"code;name\nC4;Quatre\n".to_vec(), None, false).await.unwrap();
        write("perdu.csv", "code;name\nC4;Quatre\n");
        let mut watch = Watch::new(drop).unwrap();
        watch.tick(&app).await.unwrap();
        clock.forward(6);
        assert_eq!(watch.tick(&app).await.unwrap(), [("perdu.csv".to_owned(), Outcome::Known)]);
        assert_eq!(house.count("debtor").await, 4);
        let state = app::connect::watch::state(&app, &house.scope).await.unwrap();
        assert_eq!((state.waiting, state.recent[0].file_name.as_str()), (0, "perdu.csv"));
        app.close().await;
    })
    .await;
}

#[tokio::test]
async fn a_file_of_which_something_did_not_stay_comes_in_again() {
    on_both(async |house| {
        let clock = HandClock::at(morning(TODAY));
        let folder = tempfile::tempdir().unwrap();
        let app = open(house, &clock, &folder.path().display().to_string()).await;
        let mut watch = Watch::new(folder.path()).unwrap();
        let mut drop_in = async |text: &str| {
            std::fs::write(folder.path().join("factures.csv"), text).unwrap();
            watch.tick(&app).await.unwrap();
            clock.forward(6);
            watch.tick(&app).await.unwrap()[0].1
        };
        let row = |number: &str, amount: &str| format!("{number};C1;Un;2026-08-01;2026-08-31;{amount}\n");
        let table = |rows: String| format!("number;customer_code;customer_name;issued_on;due_on;amount\n{rows}");
        let partly = table(row("F1", "120,00") + &row("F2", "douze"));
        assert_eq!((drop_in(&partly).await, drop_in(&partly).await), (Outcome::Imported, Outcome::Imported), "a row was rejected");
        let whole = table(row("F3", "50,00"));
        assert_eq!((drop_in(&whole).await, drop_in(&whole).await), (Outcome::Imported, Outcome::Known));
        let (files, _) = app::import::history::page(&app, &house.scope, 1).await.unwrap();
        let newest = files.iter().max_by_key(|file| file.id).unwrap();
        app::import::undo::take_back(&app, &house.scope, newest.id).await.unwrap();
        assert_eq!(drop_in(&whole).await, Outcome::Imported, "it was taken back");
        assert_eq!(house.open().await, [("F1".to_owned(), 12_000), ("F3".to_owned(), 5_000)].into());
        app.close().await;
    })
    .await;
}

#[tokio::test]
async fn with_several_organisations_each_has_its_own_folder() {
    let house = House::new(store::Engine::Sqlite).await;
    let clock = HandClock::at(morning(TODAY));
    let folder = tempfile::tempdir().unwrap();
    let app = open(&house, &clock, &folder.path().display().to_string()).await;
    let other = app::setup::create_organisation(&app, "voisin", "Maison Voisine", &given::creditor()).await.unwrap();
    let mut watch = Watch::new(folder.path()).unwrap();
    std::fs::create_dir(folder.path().join("voisin")).unwrap();
    std::fs::write(folder.path().join("voisin/clients.csv"), "code;name\nV1;Un\n").unwrap();
    std::fs::write(folder.path().join("clients.csv"), "code;name\nX1;Un\n").unwrap();
    watch.tick(&app).await.unwrap();
    clock.forward(6);
    let mut done = watch.tick(&app).await.unwrap();
    done.sort_by_key(|(_, outcome)| outcome.code());
    assert_eq!(done, [("clients.csv".to_owned(), Outcome::Imported), ("clients.csv".to_owned(), Outcome::Quarantined)]);
    let kept = names(folder.path());
    assert!(kept.iter().any(|name| name == "voisin/archive/2026/09/clients.csv"), "{kept:?}");
    assert!(kept.iter().any(|name| name == "quarantine/2026/09/clients.csv"), "{kept:?}");
    let owner = house.raw_texts("SELECT lower(hex(organisation_id)) FROM debtor").await;
    assert_eq!(owner, [other.id.0.simple().to_string()]);
    app.close().await;
}
