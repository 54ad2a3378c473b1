//! Payment requests after a mass import: one e-mail per debtor, never two, taken back while they have not left.

use std::fmt::Write as _;

use app::access::{Actor, Role};
use app::outbox::{Confirmation, drain};
use app::requests::{self, Preview};
use app::{AppError, Scope, night, tonight};
use domain::Date;
use domain::dunning::{ActionState, Channel, HoldReason};
use domain::ids::ImportId;
use testkit::smtp_sink::smtp_sink;

use crate::given::{TODAY, date};
use crate::house::{Day, House, on_both};
use crate::mail;

const HEAD: &str = "number;customer;customer_name;email;issue_date;due_date;gross;currency\n";

/// Two invoices for each of so many customers, the last of whom has no e-mail; due in a month.
fn table(customers: usize) -> String {
    let mut text = HEAD.to_owned();
    for customer in 1..=customers {
        let email = if customer == customers { String::new() } else { format!("c{customer}@client.example") };
        for (position, cents) in [(1, 10_000 + customer), (2, 5_000 + customer)] {
            let (euros, cents) = (cents / 100, cents % 100);
            let _ = writeln!(
                text,
                "F-{customer:04}-{position};C{customer:04};Client {customer};{email};2026-09-14;2026-10-14;{euros},{cents:02};EUR"
            );
        }
    }
    text
}

async fn brought_in(day: &Day, text: &str) -> ImportId {
    let report = day.import("factures.csv", text).await;
    assert_eq!(report.rejected, 0, "{:?}", report.problems);
    app::import::history::page(&day.app, &day.scope, 1).await.unwrap().0[0].id
}

async fn preview(day: &Day, file: ImportId) -> Preview {
    requests::preview(&day.app, &day.scope, file).await.unwrap()
}

async fn prepare(day: &Day, file: ImportId) -> usize {
    let shown = preview(day, file).await.figures.key();
    requests::prepare(&day.app, &day.scope, file, &shown).await.unwrap()
}

fn reasons(preview: &Preview) -> Vec<(String, String, usize)> {
    let mut lines: Vec<_> = preview.left_out.iter().map(|line| (line.code.clone(), line.reason.clone(), line.items)).collect();
    lines.sort();
    lines
}

async fn states(house: &House, on: Date) -> Vec<ActionState> {
    house.actions(on).await.into_iter().map(|action| action.state).collect()
}

#[tokio::test]
async fn one_confirmation_makes_one_message_a_debtor_whatever_is_clicked() {
    on_both(async |house| {
        let sink = smtp_sink(&[]);
        let day = house.with_mail(TODAY, &sink.url()).await;
        let file = brought_in(&day, &table(4)).await;
        let seen = preview(&day, file).await;
        assert_eq!((seen.figures.debtors, seen.figures.items, seen.on), (3, 6, TODAY));
        assert_eq!(seen.figures.totals.values().map(|sum| sum.0).sum::<i64>(), 3 * 15_000 + 2 * (1 + 2 + 3));
        assert_eq!(reasons(&seen), [("C0004".to_owned(), app::text::hold_reason(HoldReason::NoContact), 2)]);
        let sample = seen.sample.clone().unwrap();
        assert!(sample.subject == "Votre compte chez Atelier Élan" && sample.recipient == "c3@client.example", "{sample:?}");
        assert!(sample.text.contains("2\u{a0}factures") && sample.text.contains("F-0003-1"), "{}", sample.text);
        for word in ["rappelons", "relance", "retard", "pénalit", "échue"] {
            assert!(!sample.text.to_lowercase().contains(word), "{word} in {}", sample.text);
        }
        assert_eq!(house.actions(TODAY).await.len(), 0, "a preview changes nothing");

        let key = seen.figures.key();
        let both = tokio::join!(requests::prepare(&day.app, &day.scope, file, &key), requests::prepare(&day.app, &day.scope, file, &key));
        assert_eq!(both.0.unwrap() + both.1.unwrap(), 3, "a double click makes one message a debtor");
        assert_eq!(requests::prepare(&day.app, &day.scope, file, &key).await.unwrap(), 0);
        let again = brought_in(&day, &table(4)).await;
        assert_eq!(preview(&day, again).await.figures.debtors, 0, "the same file again made nothing");
        assert_eq!(states(house, TODAY).await, [ActionState::Planned; 3]);

        let run = night::run(&day.app, &day.scope).await.unwrap();
        assert!(run.actions.is_empty(), "nothing is ripe a month before the due date");
        assert_eq!(states(house, TODAY).await, [ActionState::Planned; 3], "the night leaves requests alone");
        let drained = drain(&day.app, &day.scope, Confirmation::Given).await.unwrap();
        assert_eq!((drained.sent, drained.cancelled, drained.left), (3, 0, 0));
        assert_eq!(sink.messages().len(), 3);
        let mail = mail::read(&sink.messages()[0]);
        assert!(!mail.message_id.is_empty());
        assert_eq!(prepare(&day, file).await, 0, "what was asked for is not asked for again");
        assert_eq!(preview(&day, file).await.left_out.iter().filter(|line| line.reason.starts_with("Déjà demandé")).count(), 3);
        day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn what_is_held_contested_or_just_written_to_is_left_out_with_its_reason() {
    on_both(async |house| {
        let day = house.on(TODAY).await;
        let file = brought_in(&day, &table(6)).await;
        let [paused, disputed, bounced, paid] =
            [house.debtor("C0001").await, house.debtor("C0002").await, house.debtor("C0003").await, house.debtor("C0004").await];
        tonight::hold(&day.app, &day.scope, paused, None, None, "appel en cours").await.unwrap();
        let item = house.item("F-0002-1").await;
        let part = app::dispute::NewPart { item: item.id, amount: Some(domain::Cents(100)) };
        let reason = domain::dispute::Reason::Price;
        let new = app::dispute::NewDispute { reason, note: String::new(), source: "hand", parts: vec![part] };
        app::dispute::open(&day.app, &day.scope, disputed, &new).await.unwrap();
        let mut tx = house.db().begin().await.unwrap();
        let organisation = day.scope.organisation.id;
        store::account::mark_unreachable(&mut tx, organisation, "c3@client.example", TODAY, "550").await.unwrap();
        tx.commit().await.unwrap();
        assert!(disputed != bounced && bounced != paid);
        let seen = preview(&day, file).await;
        let reason = app::text::hold_reason;
        let expected = [
            ("C0001", reason(HoldReason::Paused), 2),
            ("C0002", app::text::requests::left_out(domain::dunning::LeftOut::Disputed), 1),
            ("C0003", reason(HoldReason::Bounced), 2),
            ("C0006", reason(HoldReason::NoContact), 2),
        ];
        assert_eq!(reasons(&seen), expected.map(|(code, reason, items)| (code.to_owned(), reason, items)));
        assert_eq!((seen.figures.debtors, seen.figures.items), (3, 5));
        let stale = requests::prepare(&day.app, &day.scope, file, "9-9-9EUR").await;
        assert!(matches!(stale, Err(AppError::Invalid { .. })), "{stale:?}");
        let reader = Scope { actor: Actor { name: "Anne".to_owned(), email: None, role: Role::ReadOnly }, ..day.scope.clone() };
        assert!(matches!(requests::prepare(&day.app, &reader, file, "").await, Err(AppError::Forbidden(_))));
        assert!(matches!(requests::take_back(&day.app, &reader, file).await, Err(AppError::Forbidden(_))));
        assert_eq!(prepare(&day, file).await, 3);

        // A second file for the same debtors on the same day: they were written to.
        let more = table(6).replace("F-", "G-");
        let second = brought_in(&day, &more).await;
        let seen = preview(&day, second).await;
        assert_eq!(seen.figures.debtors, 0, "{:?}", reasons(&seen));
        assert!(reasons(&seen).contains(&("C0005".to_owned(), reason(HoldReason::Spacing), 2)));
        day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn taken_back_requests_do_not_leave_and_may_be_asked_again_another_day() {
    on_both(async |house| {
        let day = house.on(TODAY).await;
        let file = brought_in(&day, &table(3)).await;
        assert_eq!(prepare(&day, file).await, 2);
        assert_eq!(preview(&day, file).await.waiting(), 2);
        assert_eq!(requests::take_back(&day.app, &day.scope, file).await.unwrap(), 2);
        assert_eq!(requests::take_back(&day.app, &day.scope, file).await.unwrap(), 0);
        assert_eq!(states(house, TODAY).await, [ActionState::Cancelled; 2]);
        let seen = preview(&day, file).await;
        assert_eq!((seen.figures.debtors, seen.waiting()), (0, 0), "a day has one e-mail");
        assert!(reasons(&seen)[0].1.starts_with("Un e-mail d’aujourd’hui a été annulé"), "{:?}", reasons(&seen));
        let tomorrow = house.on(date(2026, 9, 16)).await;
        assert_eq!(prepare(&tomorrow, file).await, 2);
        tomorrow.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn what_is_paid_after_the_confirmation_is_not_asked_for_and_a_weekend_waits() {
    on_both(async |house| {
        let sink = smtp_sink(&[]);
        // A Saturday.
        let saturday = house.with_mail(date(2026, 9, 19), &sink.url()).await;
        let file = brought_in(&saturday, &table(3)).await;
        assert_eq!(preview(&saturday, file).await.on, date(2026, 9, 21));
        assert_eq!(prepare(&saturday, file).await, 2);
        assert_eq!(drain(&saturday.app, &saturday.scope, Confirmation::Given).await.unwrap().sent, 0);
        night::run(&saturday.app, &saturday.scope).await.unwrap();
        saturday.import("factures.csv", table(3).replace("gross;currency", "gross;currency;open").replace("EUR\n", "EUR;0,00\n")).await;
        let monday = house.with_mail(date(2026, 9, 21), &sink.url()).await;
        let drained = drain(&monday.app, &monday.scope, Confirmation::Given).await.unwrap();
        assert_eq!((drained.sent, drained.cancelled), (0, 2), "everything was paid meanwhile");
        assert!(sink.messages().is_empty());
        monday.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn a_request_that_waited_over_the_weekend_is_the_only_message_of_monday() {
    on_both(async |house| {
        let sink = smtp_sink(&[]);
        // Friday's reminder waits for a mail server; the request of Saturday waits for Monday.
        let friday = house.on(date(2026, 9, 18)).await;
        brought_in(&friday, &table(2).replace("2026-09-14;2026-10-14", "2026-08-01;2026-09-01")).await;
        night::run(&friday.app, &friday.scope).await.unwrap();
        assert_eq!(states(house, date(2026, 9, 18)).await, [ActionState::Planned]);
        let saturday = house.with_mail(date(2026, 9, 19), &sink.url()).await;
        let file = brought_in(&saturday, &table(2).replace("F-", "G-")).await;
        assert_eq!(prepare(&saturday, file).await, 1);
        let monday = house.with_mail(date(2026, 9, 21), &sink.url()).await;
        let run = night::run(&monday.app, &monday.scope).await.unwrap();
        assert!(run.actions.is_empty(), "the reminder of the day waits: {:?}", run.actions);
        let drained = drain(&monday.app, &monday.scope, Confirmation::Given).await.unwrap();
        assert_eq!((drained.sent, drained.cancelled), (1, 1));
        assert_eq!(sink.messages().len(), 1, "one voice a day");
        assert!(mail::read(&sink.messages()[0]).text.contains("G-0001-1"), "the request speaks");
        // A second request of the same day waits for another.
        let more = brought_in(&monday, &table(2).replace("F-", "H-")).await;
        assert_eq!(preview(&monday, more).await.figures.debtors, 0);
        monday.is_sound().await;
        let thursday = house.with_mail(date(2026, 9, 24), &sink.url()).await;
        night::run(&thursday.app, &thursday.scope).await.unwrap();
        assert_eq!(
            drain(&thursday.app, &thursday.scope, Confirmation::Given).await.unwrap().sent,
            1,
            "the reminder comes after the spacing"
        );
        thursday.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn ten_thousand_lines_are_asked_for_in_one_confirmation() {
    let house = House::new(store::Engine::Sqlite).await;
    let day = house.on(TODAY).await;
    let file = brought_in(&day, &table(5_001)).await;
    let seen = preview(&day, file).await;
    assert_eq!((seen.figures.debtors, seen.figures.items, seen.asked.len()), (5_000, 10_000, requests::SHOWN));
    assert_eq!(requests::prepare(&day.app, &day.scope, file, &seen.figures.key()).await.unwrap(), 5_000);
    assert_eq!(requests::take_back(&day.app, &day.scope, file).await.unwrap(), 5_000);
}

#[tokio::test]
async fn an_address_that_came_back_is_never_written_to_and_a_person_calls_instead() {
    on_both(async |house| {
        let sink = smtp_sink(&[]);
        let day = house.with_mail(TODAY, &sink.url()).await;
        let late = table(3).replace("2026-09-14;2026-10-14", "2026-07-01;2026-08-01");
        brought_in(&day, &late).await;
        night::run(&day.app, &day.scope).await.unwrap();
        assert_eq!(states(house, TODAY).await, [ActionState::Planned; 2]);
        let organisation = day.scope.organisation.id;
        let mut tx = house.db().begin().await.unwrap();
        store::account::mark_unreachable(&mut tx, organisation, "c1@client.example", TODAY, "550 no such user").await.unwrap();
        tx.commit().await.unwrap();
        let drained = drain(&day.app, &day.scope, Confirmation::Given).await.unwrap();
        assert_eq!((drained.sent, drained.cancelled), (1, 1), "the check before sending looks at the address again");
        let given_up = house.actions(TODAY).await.into_iter().find(|action| action.state == ActionState::Cancelled).unwrap();
        assert_eq!(given_up.reason, app::text::hold_reason(HoldReason::Bounced));

        let next = house.with_mail(date(2026, 9, 16), &sink.url()).await;
        let plan = night::dry_run(&next.app, &next.scope).await.unwrap();
        let bounced = house.debtor("C0001").await;
        let call = plan.actions.iter().find(|action| action.debtor == bounced).unwrap();
        assert_eq!(call.channel, Channel::Call);
        night::run(&next.app, &next.scope).await.unwrap();
        let made = house.actions(date(2026, 9, 16)).await.into_iter().find(|action| action.debtor == bounced).unwrap();
        assert_eq!((made.channel, made.state, made.template.as_str()), (Channel::Call, ActionState::ToDo, "call_script"));
        assert_eq!(made.reason, app::text::hold_reason(HoldReason::Bounced));
        drain(&next.app, &next.scope, Confirmation::Given).await.unwrap();
        assert_eq!(sink.messages().len(), 1, "nothing went to the address that came back");
        let told = app::calls::NewCall::new(app::calls::Outcome::MessageLeft, "");
        app::calls::record(&next.app, &next.scope, made.id, &told).await.unwrap();
        next.is_sound().await;
    })
    .await;
}
