//! The day's hour, for several houses on one base, and the first days of a new one.

use app::outbox::{Confirmation, drain};
use app::{Scope, setup};
use domain::calendar::add_days;
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
