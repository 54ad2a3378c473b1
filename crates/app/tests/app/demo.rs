//! The demonstration is real, whole, and the same everywhere.

use std::time::Instant;

use app::demo;
use domain::Date;
use domain::dunning::{HoldReason, Outcome};

use crate::given::date;
use crate::house::morning;

/// A Friday: the last night is not a Monday's, which finds nobody who was contacted shortly before.
const TODAY: Date = date(2026, 9, 18);

#[tokio::test]
async fn the_demonstration_is_sound_and_shows_a_night() {
    let (first, second) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let begun = Instant::now();
    let built = Box::pin(demo::build(first.path(), TODAY, Box::new(channels::FixedClock(morning(TODAY))))).await.unwrap();
    eprintln!("built in {:?}: {} debtors, {} invoices, {} messages", begun.elapsed(), built.debtors, built.invoices, built.messages);
    let checks = app::doctor::doctor(&built.app, &built.scope).await.unwrap();
    let broken: Vec<_> = checks.iter().filter(|check| !check.ok).collect();
    assert!(broken.is_empty(), "{broken:?}");
    assert!((180..=220).contains(&built.debtors), "{}", built.debtors);
    assert!((4_000..=6_000).contains(&built.invoices), "{}", built.invoices);
    assert!(built.overdue.is_positive());
    let dashboard = app::dashboard::dashboard(&built.app, &built.scope).await.unwrap();
    let night = dashboard.last_night.clone().unwrap();
    assert_eq!(night.business_date, date(2026, 9, 17), "the last working night");
    assert!(built.messages > 0 && night.sent_items > 0, "{} messages", built.messages);
    for reason in [HoldReason::NoContact, HoldReason::Spacing] {
        assert!(night.holds.iter().any(|(held, items)| *held == reason && *items > 0), "{reason:?} in {:?}", night.holds);
    }
    assert_eq!(night.open_items, night.sent_items + night.held_items + night.not_yet_items + night.exhausted_items);
    assert!(dashboard.waiting.to_identify > 0, "something is left to identify");
    let mails = std::fs::read_dir(first.path().join("courriels")).unwrap().count();
    assert!(mails >= built.messages);
    app::session::log_in(&built.app, demo::EMAIL, demo::PASSWORD).await.unwrap();
    each_file_says_what_the_night_decides(&built).await;
    built.app.close().await;
    std::fs::write(second.path().join("accounts.txt"), "kept").unwrap();
    let occupied = Box::pin(demo::build(second.path(), TODAY, Box::new(channels::FixedClock(morning(TODAY))))).await;
    assert!(occupied.is_err(), "a folder that holds anything else is left alone");
    assert_eq!(std::fs::read_dir(second.path()).unwrap().count(), 1);

    let again = Box::pin(demo::build(first.path(), TODAY, Box::new(channels::FixedClock(morning(TODAY))))).await.unwrap();
    let facts = |demo: &demo::Demo| (demo.debtors, demo.invoices, demo.overdue, demo.messages);
    assert_eq!(facts(&again), facts(&built), "a demonstration is replaced by the next, and the same day gives the same firm");
    let other = app::dashboard::dashboard(&again.app, &again.scope).await.unwrap();
    let told = |night: &app::dashboard::LastNight| (night.open_items, night.sent_items, night.holds.clone(), night.actions.len());
    assert_eq!(told(&other.last_night.clone().unwrap()), told(&night));
    assert_eq!(other.total, dashboard.total);
}

/// The page of a debtor reads what concerns that debtor alone; what it says must be the night's.
async fn each_file_says_what_the_night_decides(built: &demo::Demo) {
    let night = app::night::dry_run_on(&built.app, &built.scope, TODAY).await.unwrap();
    let all = app::debtors::DebtorsQuery { show: app::debtors::Show::All, per_page: usize::MAX, ..Default::default() };
    let (debtors, _) = app::debtors::list(&built.app, &built.scope, &all).await.unwrap();
    let (mut planned, mut held) = (0, 0);
    for debtor in debtors.rows {
        let file = app::debtor_file::debtor_file(&built.app, &built.scope, debtor.id).await.unwrap();
        let decided: Vec<_> = night
            .actions
            .iter()
            .filter(|action| action.debtor == debtor.id)
            .map(|action| (action.channel, action.asked, action.already))
            .collect();
        let shown: Vec<_> = file.tonight.iter().map(|line| (line.channel, line.asked, line.already)).collect();
        assert_eq!(shown, decided, "{}", debtor.name);
        for item in &file.items {
            if let Some(Outcome::Hold { reason, until }) = item.outcome
                && item.item.kind.is_debit()
            {
                let group = night.held.iter().find(|group| group.debtor == debtor.id && group.reason == reason && group.until == until);
                assert!(group.is_some(), "{}: {} is held for {reason:?} until {until:?}", debtor.name, item.item.number);
                held += 1;
            }
        }
        planned += shown.len();
    }
    assert!(planned > 0 && held > 50, "{planned} planned, {held} held");
}
