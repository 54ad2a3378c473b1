//! The agenda: what waits in its order, put off and brought back, one deed on many accounts and the way back; and the figures.

use app::agenda::{self, AgendaQuery, Deed, Order, View};
use app::figures::{FiguresQuery, Indicator, figures};
use app::ledger::{Act, Request};
use app::plans::{self, Move};
use app::promises::NewPromise;
use app::{AppError, night};
use domain::agenda::Kind;
use domain::calendar::add_days;
use domain::goal::{Measure, Period};
use domain::plan::InterestChoice;
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

/// What waits of a kind, by account: its code, since when, and in which words.
async fn waiting(day: &Day, kind: Kind) -> Vec<(String, domain::Date, String)> {
    let query = AgendaQuery { kind: Some(kind), order: Order::Name, descending: false, ..view(View::ToDo) };
    let found = agenda::agenda(&day.app, &day.scope, &query).await.unwrap().page.rows;
    let own = |dossier: agenda::Dossier| {
        let things = dossier.things.into_iter().filter(|thing| thing.kind == kind);
        things.map(|thing| (dossier.code.clone(), thing.due_on, thing.title)).collect::<Vec<_>>()
    };
    found.into_iter().flat_map(own).collect()
}

#[tokio::test]
async fn a_broken_plan_waits_for_its_notice_and_then_for_a_decision() {
    on_both(async |house| {
        let day = crate::plans::opened(house, "company").await;
        let new = crate::plans::new_plan(house, InterestChoice::Frozen).await;
        let plan = plans::create(&day.app, &day.scope, &new).await.unwrap();
        let act = async |day: &Day, verb: Move| plans::act(&day.app, &day.scope, plan, &verb, "raison").await.unwrap();
        act(&day, Move::Submit).await;
        act(&day, Move::Sign { on: TODAY, signatory: "M. Petit, gérant".to_owned() }).await;
        // The first instalment, of 15 October, is late until the 20th and broken from the 21st on.
        let late = house.on(date(2026, 10, 20)).await;
        assert_eq!(waiting(&late, Kind::BrokenPlan).await, []);
        agenda::snooze(&late.app, &late.scope, new.debtor, date(2026, 12, 1), "attendre la fin du mois").await.unwrap();
        let broken = house.on(date(2026, 10, 21)).await;
        let told = "Échéancier ECH-2026-001 rompu\u{202f}: 100,00\u{a0}€ impayés, mise en demeure à envoyer";
        let since = date(2026, 10, 21);
        assert_eq!(waiting(&broken, Kind::BrokenPlan).await, [("C1".to_owned(), since, told.to_owned())], "put off, it is back");
        let row = agenda::agenda(&broken.app, &broken.scope, &view(View::ToDo)).await.unwrap().page.rows.remove(0);
        assert!(row.is_woken && row.things[0].target == agenda::Target::Plan(plan), "{row:?}");
        act(&broken, Move::Notice { cure_by: date(2026, 10, 31) }).await;
        assert_eq!(waiting(&broken, Kind::BrokenPlan).await, [], "the debtor may cure");
        let vain = house.on(date(2026, 11, 2)).await;
        let told = "Échéancier ECH-2026-001 rompu\u{202f}: mise en demeure restée sans effet au 31/10/2026, 100,00\u{a0}€ impayés, \
                    déchéance du terme ou poursuite à décider";
        let since = date(2026, 11, 1);
        assert_eq!(waiting(&vain, Kind::BrokenPlan).await, [("C1".to_owned(), since, told.to_owned())]);
        act(&vain, Move::Accelerate).await;
        assert_eq!(waiting(&vain, Kind::BrokenPlan).await, [], "it was decided");
        vain.is_sound().await;
    })
    .await;
}

/// A scenario of one step.
const ONE_STEP: &str = r#"name = "Une seule relance"

[[step]]
key = "reminder_1"
day = "J+3"
gap = 3
template = "first_reminder"
"#;

#[tokio::test]
async fn the_end_of_a_scenario_waits_for_a_decision_until_it_is_paid() {
    on_both(async |house| {
        let first = opened(house, TODAY).await;
        let before = app::scenario::view(&first.app, &first.scope).await.unwrap().scenario.id;
        app::scenario::save(&first.app, &first.scope, before, ONE_STEP).await.unwrap();
        night::run(&first.app, &first.scope).await.unwrap();
        assert_eq!(waiting(&first, Kind::Decide).await, [], "the only step has just been planned");
        house.carry_out(TODAY).await;
        let since = add_days(TODAY, 1);
        let told = |count: &str, amount: &str| format!("Scénario terminé\u{202f}: {count} ({amount}\u{a0}€), suite à décider");
        let both = [
            ("C1".to_owned(), since, told("2 postes restent dus", "300,00")),
            ("C2".to_owned(), since, told("1 poste reste dû", "5\u{202f}000,00")),
        ];
        // Figures that are too old would hold everything.
        let on = async |days: i64| {
            let mut day = house.on(add_days(TODAY, days)).await;
            (day.scope.organisation.bank_fresh_days, day.scope.organisation.ledger_fresh_days) = (999, 999);
            day
        };
        for days in 1..=10 {
            let day = on(days).await;
            night::run(&day.app, &day.scope).await.unwrap();
            assert_eq!(waiting(&day, Kind::Decide).await, both, "{days} days after the only step");
        }
        // Before the next night has run, the last one speaks, also when a person has added something to it; what was paid since is gone.
        let day = on(11).await;
        assert_eq!(waiting(&day, Kind::Decide).await, both);
        let entries = [
            sale("F1", "C1", date(2026, 6, 1), 10_000),
            sale("F2", "C1", date(2026, 7, 1), 20_000),
            sale("F3", "C1", date(2026, 9, 10), 70_000),
            sale("F4", "C2", date(2026, 7, 1), 500_000),
            given::receipt("R1", "C2", add_days(TODAY, 11), 500_000),
        ];
        day.import(FEC, given::fec(&entries)).await;
        let (credit, debit) = (house.item("R1").await, house.item("F4").await);
        if debit.open.is_positive() {
            let what = Act::Allocate { credit: credit.id, parts: vec![(debit.id, Cents(500_000))] };
            let request = Request { debtor: debit.debtor, on: add_days(TODAY, 11), act: what, reason: String::new() };
            app::ledger::act(&day.app, &day.scope, &request).await.unwrap();
        }
        assert_eq!(waiting(&day, Kind::Decide).await, both[..1]);
        night::run(&day.app, &day.scope).await.unwrap();
        assert_eq!(waiting(&day, Kind::Decide).await, both[..1]);
        // A scenario that goes on is a decision too.
        let two = ONE_STEP.to_owned() + "\n[[step]]\nkey = \"reminder_2\"\nday = \"J+10\"\ngap = 4\ntemplate = \"second_reminder\"\n";
        let before = app::scenario::view(&day.app, &day.scope).await.unwrap().scenario.id;
        app::scenario::save(&day.app, &day.scope, before, &two).await.unwrap();
        let next = on(13).await;
        night::run(&next.app, &next.scope).await.unwrap();
        assert_eq!(waiting(&next, Kind::Decide).await, [], "a step is planned");
        next.is_sound().await;
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
        let (batches, _) = agenda::batches(&day.app, &day.scope, false, 1).await.unwrap();
        assert_eq!(batches.iter().filter(|row| row.undone.is_some()).count(), 2);
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

fn mail(from: &str, subject: &str, number: u32) -> Vec<u8> {
    format!("From: {from}\nTo: compta@elan.example\nSubject: {subject}\nMessage-ID: <{number}@client.example>\n\nBonjour\n").into_bytes()
}

/// A reply of the same day brings the account back; what was there before does not, nor does it stay away for what the law dates.
#[tokio::test]
async fn news_of_the_same_day_and_what_the_law_dates_are_not_put_off() {
    on_both(async |house| {
        let day = opened(house, TODAY).await;
        let (one, two) = (house.debtor("C1").await, house.debtor("C2").await);
        let bring = async |name: &str, from: &str, number: u32| {
            app::import::import(&day.app, &day.scope, name, mail(from, "Votre relance", number), None, false).await.unwrap();
        };
        bring("avant.eml", "c1@client.example", 1).await;
        let shown = async || codes(&day, &view(View::ToDo)).await;
        assert_eq!(shown().await, ["C1"], "the reply waits");
        // The clock of a test stands still: what came at the very instant came before.
        agenda::snooze(&day.app, &day.scope, one, add_days(TODAY, 9), "lu, je rappelle").await.unwrap();
        assert!(shown().await.is_empty(), "what was known is put off");
        let later = house.later(TODAY, 300, "").await;
        app::import::import(&later.app, &later.scope, "apres.eml", mail("c1@client.example", "Et encore", 2), None, false).await.unwrap();
        let found = agenda::agenda(&later.app, &later.scope, &view(View::ToDo)).await.unwrap();
        assert_eq!(found.page.rows.iter().map(|dossier| (dossier.code.as_str(), dossier.is_woken)).collect::<Vec<_>>(), [("C1", true)]);

        let facts = domain::deadline::Facts { start: add_days(TODAY, -200), zone: domain::deadline::Zone::Mainland, decided_on: None };
        let rule = domain::deadline::keys::ORDER_SERVICE.to_owned();
        let new = app::deadlines::NewLimit { rule, facts, debtor: two.to_string(), note: String::new() };
        app::deadlines::record(&later.app, &later.scope, &new).await.unwrap();
        agenda::snooze(&later.app, &later.scope, two, add_days(TODAY, 9), "congés").await.unwrap();
        let found = agenda::agenda(&later.app, &later.scope, &view(View::ToDo)).await.unwrap();
        let two = found.page.rows.iter().find(|dossier| dossier.code == "C2").expect("a legal limit shows although it was put off");
        assert_eq!(two.things[0].kind, Kind::Limit);
        later.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn undoing_a_putting_off_gives_the_earlier_one_back() {
    on_both(async |house| {
        let day = opened(house, TODAY).await;
        let one = house.debtor("C1").await;
        agenda::snooze(&day.app, &day.scope, one, add_days(TODAY, 30), "première").await.unwrap();
        let second = agenda::snooze(&day.app, &day.scope, one, add_days(TODAY, 5), "seconde").await.unwrap();
        let until = async || {
            let off = agenda::agenda(&day.app, &day.scope, &view(View::Snoozed)).await.unwrap();
            off.page.rows[0].snooze.as_ref().map(|row| (row.until, row.reason.clone()))
        };
        assert_eq!(until().await, Some((add_days(TODAY, 5), "seconde".to_owned())));
        assert_eq!(agenda::undo(&day.app, &day.scope, second).await.unwrap(), 1);
        assert_eq!(until().await, Some((add_days(TODAY, 30), "première".to_owned())), "not back in the list: put off as before");
        day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn batches_are_paged_and_single_putting_off_does_not_crowd_them() {
    on_both(async |house| {
        let day = opened(house, TODAY).await;
        let both = [house.debtor("C1").await, house.debtor("C2").await];
        let first = agenda::apply(&day.app, &day.scope, &both, &Deed::Assign { collector: "Paul".to_owned() }).await.unwrap();
        for days in 1..=60 {
            agenda::snooze(&day.app, &day.scope, both[0], add_days(TODAY, days), "congés").await.unwrap();
        }
        let (rows, count) = agenda::batches(&day.app, &day.scope, false, 1).await.unwrap();
        assert_eq!((rows.len(), count, rows[0].id), (1, 1, first), "the one deed on many is not pushed out");
        let (rows, count) = agenda::batches(&day.app, &day.scope, true, 2).await.unwrap();
        assert_eq!((rows.len(), count, rows.last().map(|row| row.id)), (11, 61, Some(first)), "beyond fifty there is another page");
        assert_eq!(agenda::undo(&day.app, &day.scope, first).await.unwrap(), 2);
    })
    .await;
}

#[tokio::test]
async fn a_suspension_that_lasts_long_enough_is_not_changed() {
    on_both(async |house| {
        let day = opened(house, TODAY).await;
        let one = [house.debtor("C1").await];
        let pause = |days: Option<i64>| Deed::Pause { until: days.map(|days| add_days(TODAY, days)), note: "accord".to_owned() };
        agenda::apply(&day.app, &day.scope, &one, &pause(Some(10))).await.unwrap();
        for (days, changing) in [(Some(5), 0), (Some(10), 0), (Some(11), 1), (None, 1)] {
            let preview = agenda::preview(&day.app, &day.scope, &one, &pause(days)).await.unwrap();
            assert_eq!(preview.changing, changing, "{days:?}");
        }
    })
    .await;
}

/// What is owed in a second currency is shown beside the first, in sums, previews and exports.
#[tokio::test]
async fn a_second_currency_is_shown_apart() {
    on_both(async |house| {
        let day = opened(house, TODAY).await;
        let table = "number;customer;issue_date;due_date;gross;currency\nU1;C1;2026-06-01;2026-07-01;250.00;USD\n";
        day.import_clean("factures.csv", table).await;
        let every = agenda::agenda(&day.app, &day.scope, &view(View::Every)).await.unwrap();
        let usd = Currency::parse("USD").unwrap();
        assert_eq!(every.sums, [(Currency::EUR, Cents(530_000)), (usd, Cents(25_000))]);
        let one = every.page.rows.iter().find(|dossier| dossier.code == "C1").unwrap();
        assert_eq!((one.late, one.currency, one.others.clone()), (Cents(30_000), Currency::EUR, vec![(usd, Cents(25_000), Cents(25_000))]));
        let csv = agenda::csv(&day.app, &day.scope, &view(View::Every)).await.unwrap();
        assert!(csv.lines().any(|line| line.contains(";250,00;250,00;USD;")), "{csv}");
        let deed = Deed::Assign { collector: "Paul".to_owned() };
        let preview = agenda::preview(&day.app, &day.scope, &[one.debtor], &deed).await.unwrap();
        assert_eq!(preview.sums, [(Currency::EUR, Cents(30_000)), (usd, Cents(25_000))]);
        let listed = app::debtors::DebtorsQuery { currency: Some(usd), show: app::debtors::Show::Overdue, ..Default::default() };
        let listed = app::debtors::listed(&day.app, &day.scope, &listed).await.unwrap();
        assert_eq!((listed.page.total, listed.sum.overdue(), listed.currencies), (1, Cents(25_000), vec![Currency::EUR, usd]));
    })
    .await;
}
