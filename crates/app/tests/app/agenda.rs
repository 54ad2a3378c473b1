//! The agenda: what waits in its order, put off and brought back, one deed on many accounts and the way back; and the figures.

use app::agenda::{self, AgendaQuery, Deed, Order, View};
use app::figures::{FiguresQuery, Indicator, figures};
use app::promises::NewPromise;
use app::{AppError, night};
use domain::agenda::Kind;
use domain::calendar::add_days;
use domain::goal::{Measure, Period};
use domain::{Cents, Currency};

use crate::given::{self, TODAY, date, sale};
use crate::house::{Day, House, on_both};

const FEC: &str = "732829320FEC20261231.txt";

/// 300 € late at C1 and 700 € not due, 5 000 € late at C2.
async fn opened(house: &House, on: domain::Date) -> Day {
    let day = house.on(on).await;
    day.import_clean("clients.csv", given::customers(&[("C1", "company", "c1@client.example"), ("C2", "company", "c2@client.example")]))
        .await;
    let entries = [
        sale("F1", "C1", date(2026, 6, 1), 10_000),
        sale("F2", "C1", date(2026, 7, 1), 20_000),
        sale("F3", "C1", date(2026, 9, 10), 70_000),
        sale("F4", "C2", date(2026, 7, 1), 500_000),
    ];
    day.import_clean(FEC, given::fec(&entries)).await;
    day
}

fn view(view: View) -> AgendaQuery {
    AgendaQuery { view, ..AgendaQuery::default() }
}

async fn codes(day: &Day, query: &AgendaQuery) -> Vec<String> {
    agenda::agenda(&day.app, &day.scope, query).await.unwrap().page.rows.into_iter().map(|dossier| dossier.code).collect()
}

#[tokio::test]
async fn the_agenda_ranks_what_waits_and_says_why() {
    on_both(async |house| {
        let day = opened(house, TODAY).await;
        let every = agenda::agenda(&day.app, &day.scope, &view(View::Every)).await.unwrap();
        assert_eq!(every.sums, [(Currency::EUR, Cents(530_000))]);
        assert_eq!((every.top.count, every.top.of, every.top.share), (2, 2, 100));
        let rows: Vec<_> = every.page.rows.iter().map(|dossier| (dossier.code.as_str(), dossier.late, dossier.priority)).collect();
        assert_eq!(rows[0], ("C2", Cents(500_000), 100));
        assert_eq!((rows[1].0, rows[1].1), ("C1", Cents(30_000)));
        let why = every.page.rows[0].why();
        assert!(why.contains("5\u{202f}000,00\u{a0}€ échus") && why.contains("% de chances") && why.contains("rien à faire"), "{why}");
        let first = agenda::agenda(&day.app, &day.scope, &AgendaQuery { top: Some(1), ..view(View::Every) }).await.unwrap();
        assert_eq!((first.top.count, first.top.of, first.top.share), (1, 2, 94), "5 000 of 5 300 €");
        assert_eq!(codes(&day, &AgendaQuery { order: Order::Name, descending: false, ..view(View::Every) }).await, ["C1", "C2"]);
        assert!(codes(&day, &AgendaQuery { search: "c2".to_owned(), ..view(View::Every) }).await == ["C2"]);

        night::run(&day.app, &day.scope).await.unwrap();
        let sends = agenda::agenda(&day.app, &day.scope, &view(View::Sends)).await.unwrap();
        assert_eq!(sends.page.total, 2, "a message is planned for each");
        assert!(sends.page.rows.iter().all(|dossier| dossier.things.iter().any(|thing| thing.kind.is_send())));
        let csv = agenda::csv(&day.app, &day.scope, &view(View::Every)).await.unwrap();
        assert!(csv.starts_with("Priorité;Code;") && csv.lines().count() == 3 && csv.contains("5000,00"), "{csv}");
        day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn what_is_put_off_comes_back_on_its_day_or_when_a_promise_is_broken() {
    on_both(async |house| {
        let day = opened(house, TODAY).await;
        let (one, two) = (house.debtor("C1").await, house.debtor("C2").await);
        let items = vec![house.item("F4").await.id];
        let promise = NewPromise { items, ..NewPromise::new(two, add_days(TODAY, 2)) };
        app::promises::record(&day.app, &day.scope, &promise).await.unwrap();
        for (until, reason) in [(TODAY, "congés"), (add_days(TODAY, 400), "congés"), (add_days(TODAY, 9), " ")] {
            let refused = agenda::snooze(&day.app, &day.scope, one, until, reason).await;
            assert!(matches!(refused, Err(AppError::Invalid { .. })), "{until} {reason:?}: {refused:?}");
        }
        agenda::snooze(&day.app, &day.scope, one, add_days(TODAY, 20), "congés").await.unwrap();
        agenda::snooze(&day.app, &day.scope, two, add_days(TODAY, 20), "promesse en cours").await.unwrap();
        assert_eq!(codes(&day, &AgendaQuery { order: Order::Name, descending: false, ..view(View::Snoozed) }).await, ["C1", "C2"]);
        let file = app::debtor_file::debtor_file(&day.app, &day.scope, one).await.unwrap();
        assert!(file.timeline.iter().any(|entry| entry.title == "Dossier reporté" && entry.detail.contains("congés")));
        day.is_sound().await;

        let later = house.on(add_days(TODAY, 14)).await;
        night::run(&later.app, &later.scope).await.unwrap();
        let found = agenda::agenda(&later.app, &later.scope, &view(View::ToDo)).await.unwrap();
        let back: Vec<_> =
            found.page.rows.iter().map(|dossier| (dossier.code.as_str(), dossier.is_woken, dossier.things[0].kind)).collect();
        assert_eq!(back, [("C2", true, Kind::BrokenPromise)], "the broken promise brings it back; the other one stays away");
        let off = agenda::agenda(&later.app, &later.scope, &view(View::Snoozed)).await.unwrap();
        assert_eq!(off.page.rows.iter().map(|dossier| dossier.code.as_str()).collect::<Vec<_>>(), ["C1"]);
        agenda::resume(&later.app, &later.scope, off.page.rows[0].snooze.as_ref().unwrap().id).await.unwrap();
        assert!(codes(&later, &view(View::Snoozed)).await.is_empty());
        let end = house.on(add_days(TODAY, 20)).await;
        assert!(codes(&end, &view(View::Snoozed)).await.is_empty(), "its day has come");
        end.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn a_deed_on_many_says_what_it_touches_and_is_undone_where_it_stands() {
    on_both(async |house| {
        let day = opened(house, TODAY).await;
        let both = [house.debtor("C1").await, house.debtor("C2").await];
        let deed = Deed::Assign { collector: "Paul".to_owned() };
        let preview = agenda::preview(&day.app, &day.scope, &both, &deed).await.unwrap();
        assert_eq!((preview.changing, preview.sums.clone()), (2, vec![(Currency::EUR, Cents(530_000))]));
        let batch = agenda::apply(&day.app, &day.scope, &both, &deed).await.unwrap();
        let again = agenda::apply(&day.app, &day.scope, &both, &deed).await;
        assert!(matches!(again, Err(AppError::Invalid { .. })), "nothing would change: {again:?}");
        let of_paul = AgendaQuery { collector: Some("Paul".to_owned()), ..view(View::Every) };
        assert_eq!(codes(&day, &of_paul).await.len(), 2);
        agenda::apply(&day.app, &day.scope, &both[1..], &Deed::Assign { collector: "Ada".to_owned() }).await.unwrap();
        assert_eq!(agenda::undo(&day.app, &day.scope, batch).await.unwrap(), 1, "what Ada got since stays hers");
        assert!(agenda::undo(&day.app, &day.scope, batch).await.is_err(), "once");
        assert!(codes(&day, &of_paul).await.is_empty());

        let pause = Deed::Pause { until: None, note: "accord en cours".to_owned() };
        let batch = agenda::apply(&day.app, &day.scope, &both, &pause).await.unwrap();
        let paused = agenda::preview(&day.app, &day.scope, &both, &pause).await.unwrap();
        assert_eq!(paused.changing, 0);
        night::run(&day.app, &day.scope).await.unwrap();
        assert!(codes(&day, &view(View::Sends)).await.is_empty(), "nobody is written to");
        assert_eq!(agenda::undo(&day.app, &day.scope, batch).await.unwrap(), 2);
        assert_eq!(agenda::batches(&day.app, &day.scope).await.unwrap().iter().filter(|row| row.undone.is_some()).count(), 2);
        day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn figures_are_those_of_the_ledger_and_measure_goals() {
    on_both(async |house| {
        let day = opened(house, TODAY).await;
        goals(&day).await;
        let found = figures(&day.app, &day.scope, &FiguresQuery::default()).await.unwrap();
        let of = |wanted: Indicator| found.figures.iter().find(|figure| figure.indicator == wanted).unwrap();
        assert_eq!(of(Indicator::Exposure).value(), Some(600_000));
        assert_eq!(of(Indicator::Overdue).value(), Some(530_000));
        // 5 300 € of 6 000 € are late.
        assert_eq!(of(Indicator::OverdueRate).value(), Some(8_833));
        // June to TODAY, three whole months and what this one has: the 6 000 € that are owed were sold in the days since 1 June.
        let days = (TODAY - date(2026, 6, 1)).num_days() + 1;
        assert_eq!(of(Indicator::Dso).value(), Some(days * 10));
        assert!(of(Indicator::Dso).worked.contains("÷") && of(Indicator::Countback).target == Some((450, Period::around(TODAY)[0])));
        let progress = app::goals::progress(&day.app, &day.scope, &domain::ledger::Ageing::default()).await.unwrap();
        let tenths = of(Indicator::Countback).value().unwrap();
        assert_eq!(progress[0].value, u64::try_from(tenths * 10).ok(), "the goal and the figure are one number");
        assert_eq!(of(Indicator::UnpaidRate).value(), Some(10_000), "nothing was paid");

        let one = FiguresQuery { debtor: Some(house.debtor("C1").await), ..FiguresQuery::default() };
        let one = figures(&day.app, &day.scope, &one).await.unwrap();
        assert_eq!(one.figures[0].value(), Some(100_000));
        // What comes in is seen at once.
        let entries = [sale("F9", "C1", date(2026, 9, 11), 5_000)];
        day.import_clean("732829320FEC20271231.txt", given::fec(&entries)).await;
        assert_eq!(figures(&day.app, &day.scope, &FiguresQuery::default()).await.unwrap().figures[0].value(), Some(605_000));
    })
    .await;
}

async fn goals(day: &Day) {
    let month = Period::around(TODAY)[0];
    app::goals::set(&day.app, &day.scope, (Measure::SalesOutstanding, month), 4_500).await.unwrap();
    let refused = app::goals::set(&day.app, &day.scope, (Measure::SalesOutstanding, month), 73_001).await;
    assert!(matches!(refused, Err(AppError::Invalid { .. })), "{refused:?}");
}
