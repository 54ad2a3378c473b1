//! The day's hour, for several houses on one base, and the first days of a new one.

use app::dispute::{self, NewDispute, NewPart, Owner, Setting};
use app::outbox::{Confirmation, drain};
use app::{Scope, setup};
use domain::calendar::add_days;
use domain::dispute::{OwnerRole, Reason, Verdict};
use testkit::smtp_sink::smtp_sink;

use crate::given::{self, Entry, TODAY, date, sale};
use crate::house::{Day, on_both};
use crate::mail;

/// What cannot be decided for one house keeps no other from its night nor from its messages, and is told.
#[tokio::test]
async fn a_house_whose_night_fails_keeps_no_other_from_its_own() {
    on_both(async |house| {
        let sink = smtp_sink(&[]);
        let day = house.with_mail(TODAY, &sink.url()).await;
        let neighbour = setup::create_organisation(&day.app, "voisin", "Voisin", &given::creditor()).await.unwrap();
        let other = Day { app: day.app.clone(), scope: Scope { organisation: neighbour, ..day.scope.clone() } };
        for (house, email) in [(&day, "ici@client.example"), (&other, "voisin@client.example")] {
            house.import_clean("clients.csv", given::customers(&[("C1", "company", email)])).await;
            house.import_clean("732829320FEC20261231.txt", given::fec(&[sale("F1", "C1", date(2026, 7, 1), 10_000)])).await;
        }
        house.raw("UPDATE organisation SET first_sent_at = '2026-08-01T05:00:00+00:00'").await;
        let broken = "UPDATE open_item SET last_step = -5, last_step_on = '2026-08-03' WHERE organisation_id = \
                      (SELECT id FROM organisation WHERE slug = 'atelier')";
        assert_eq!(house.raw(broken).await, 1);
        let names: Vec<String> = store::organisation::all(house.db()).await.unwrap().into_iter().map(|house| house.slug).collect();
        assert_eq!(names, ["atelier", "voisin"], "the broken one comes first");
        for _ in 0..2 {
            assert!(app::day::tick(&day.app).await.is_err(), "it is told");
        }
        let reached: Vec<String> = sink.messages().iter().map(|file| mail::read(file).to).collect();
        assert_eq!(reached, ["voisin@client.example"]);
        // Mended, it is caught up at the next look.
        house.raw("UPDATE open_item SET last_step = NULL, last_step_on = NULL WHERE last_step = -5").await;
        app::day::tick(&day.app).await.unwrap();
        let mut reached: Vec<String> = sink.messages().iter().map(|file| mail::read(file).to).collect();
        reached.sort();
        assert_eq!(reached, ["ici@client.example", "voisin@client.example"]);
        day.app.close().await;
    })
    .await;
}

/// A new installation sends more day by day: what a person let go first, then four times as many on each day after, however often the
/// worker looks.
#[tokio::test]
async fn the_first_days_send_four_times_as_many_each() {
    Box::pin(on_both(async |house| {
        let sink = smtp_sink(&[]);
        let day = house.with_mail(TODAY, &sink.url()).await;
        let codes: Vec<(String, String)> = (1..=60).map(|at| (format!("C{at:02}"), format!("c{at:02}@client.example"))).collect();
        let rows: Vec<(&str, &str, &str)> = codes.iter().map(|(code, email)| (code.as_str(), "company", email.as_str())).collect();
        day.import_clean("clients.csv", given::customers(&rows)).await;
        let books: Vec<Entry> = codes.iter().map(|(code, _)| sale(&format!("F{code}"), code, date(2026, 7, 1), 10_000)).collect();
        day.import_clean("732829320FEC20261231.txt", given::fec(&books)).await;
        day.app.close().await;
        house.raw("UPDATE organisation SET first_send_cap = 2").await;
        let mut left = Vec::new();
        for ahead in 0..6 {
            // A little later each day: the last twenty-four hours count.
            let mut day = house.later(add_days(TODAY, ahead), ahead + 1, &sink.url()).await;
            day.scope.organisation.first_send_cap = 2;
            let before = sink.messages().len();
            app::day::tick(&day.app).await.unwrap();
            if ahead == 0 {
                assert_eq!(sink.messages().len(), 0, "a person lets the first ones go");
                assert_eq!(drain(&day.app, &day.scope, Confirmation::Given).await.unwrap().sent, 2);
            }
            for _ in 0..2 {
                app::day::tick(&day.app).await.unwrap();
            }
            left.push(sink.messages().len() - before);
            day.is_sound().await;
            day.app.close().await;
        }
        assert_eq!(left, [2, 8, 32, 18, 0, 0], "the fourth day has room for 128");
        let reached: std::collections::BTreeSet<String> = sink.messages().iter().map(|file| mail::read(file).to).collect();
        assert_eq!(reached.len(), 60, "each once");
    }))
    .await;
}

/// The look of every twenty seconds tells a dispute whose owner did not answer, once a day.
#[tokio::test]
async fn the_day_tells_a_dispute_that_nobody_answered() {
    on_both(async |house| {
        let sink = smtp_sink(&[]);
        let day = house.with_mail(TODAY, &sink.url()).await;
        day.import_clean("clients.csv", given::customers(&[("C1", "company", "c1@client.example")])).await;
        day.import_clean("732829320FEC20261231.txt", given::fec(&[sale("F1", "C1", date(2026, 7, 1), 10_000)])).await;
        let setting = Setting { escalation_email: "direction@elan.example".to_owned(), ..Setting::default() };
        dispute::set_settings(&day.app, &day.scope, &setting, false).await.unwrap();
        let item = house.item("F1").await;
        let parts = vec![NewPart { item: item.id, amount: None }];
        let new = NewDispute { reason: Reason::Price, note: "tarif".to_owned(), source: "hand", parts };
        let id = dispute::open(&day.app, &day.scope, item.debtor, &new).await.unwrap();
        let owner = Owner { role: OwnerRole::Sales, name: "Paul".to_owned(), email: String::new() };
        dispute::ask(&day.app, &day.scope, id, &owner, "", false).await.unwrap();
        let told = || sink.messages().iter().map(|file| mail::read(file)).filter(|mail| mail.to == "direction@elan.example").count();
        // Asked on Tuesday the 15th, the answer is due on Monday the 21st.
        for (on, mails) in [(date(2026, 9, 21), 0), (date(2026, 9, 22), 1), (date(2026, 9, 23), 2)] {
            let day = house.with_mail(on, &sink.url()).await;
            for _ in 0..3 {
                app::day::tick(&day.app).await.unwrap();
            }
            assert_eq!(told(), mails, "{on}: once a day, from the day after the limit on");
            day.app.close().await;
        }
        let day = house.with_mail(date(2026, 9, 24), &sink.url()).await;
        let escalated = dispute::view(&day.app, &day.scope, id).await.unwrap().events;
        assert_eq!(escalated.iter().filter(|event| event.kind == "escalated").count(), 2, "{escalated:?}");
        // Decided, there is nothing to tell.
        dispute::decide(&day.app, &day.scope, id, Verdict::Unfounded, "vu").await.unwrap();
        app::day::tick(&day.app).await.unwrap();
        assert_eq!(told(), 2);
        day.is_sound().await;
    })
    .await;
}
