//! Alerts that a person builds, what is unpaid after 120 days, rules of portfolios, and absences.

use app::agenda::{self, AgendaQuery, View};
use app::alerts::{self, NewAlert};
use app::{AppError, night};
use domain::Cents;
use domain::agenda::Kind;
use domain::calendar::add_days;
use domain::portfolio::{Away, Condition, Rule};

use crate::given::{self, TODAY, date, sale};
use crate::house::{Day, House, on_both};

const FEC: &str = "732829320FEC20261231.txt";

async fn opened(house: &House, on: domain::Date) -> Day {
    let day = house.on(on).await;
    day.import_clean("clients.csv", given::customers(&[("C1", "company", "c1@client.example"), ("C2", "company", "c2@client.example")]))
        .await;
    day.import_clean(FEC, given::fec(&[sale("F1", "C1", date(2026, 6, 1), 10_000), sale("F2", "C2", date(2026, 7, 1), 3_000_000)])).await;
    day
}

async fn lit(day: &Day) -> Vec<(String, String)> {
    let every = AgendaQuery { view: View::Every, ..AgendaQuery::default() };
    let found = agenda::agenda(&day.app, &day.scope, &every).await.unwrap();
    let mut lit: Vec<(String, String)> = found
        .page
        .rows
        .iter()
        .flat_map(|dossier| {
            dossier.things.iter().filter(|thing| thing.kind == Kind::Alert).map(|thing| (dossier.code.clone(), thing.title.clone()))
        })
        .collect();
    lit.sort();
    lit
}

#[tokio::test]
async fn an_alert_is_tried_set_seen_and_told_once() {
    on_both(async |house| {
        let day = opened(house, TODAY).await;
        let condition = Condition { least: Some(Cents(2_000_000)), silent_days: Some(10), ..Condition::default() };
        let found = alerts::matching(&day.app, &day.scope, &condition).await.unwrap();
        assert_eq!(found.iter().map(|dossier| dossier.code.as_str()).collect::<Vec<_>>(), ["C2"]);
        let to = |email: &str| NewAlert { condition: condition.clone(), email: email.to_owned(), ..NewAlert::default() };
        for wrong in [NewAlert::default(), to("x"), to("quelquun@ailleurs.example")] {
            let refused = alerts::set(&day.app, &day.scope, &wrong).await;
            assert!(matches!(refused, Err(AppError::Invalid { .. })), "{refused:?}");
        }
        let id = alerts::set(&day.app, &day.scope, &to("Compta@elan.example")).await.unwrap();
        let [(code, title)] = &lit(&day).await[..] else { panic!("{:?}", lit(&day).await) };
        assert!(code == "C2" && title.contains("20\u{202f}000,00") && title.contains("10 j"), "{title}");
        assert_eq!(alerts::tell(&day.app, &day.scope).await.unwrap(), 1);
        assert_eq!(alerts::tell(&day.app, &day.scope).await.unwrap(), 0, "once a day");
        let file = app::debtor_file::debtor_file(&day.app, &day.scope, house.debtor("C2").await).await.unwrap();
        assert_eq!(file.timeline.iter().filter(|entry| entry.title == "Alerte").count(), 1);
        let next = house.on(add_days(TODAY, 1)).await;
        assert_eq!(alerts::tell(&next.app, &next.scope).await.unwrap(), 0, "what is known is no news");
        alerts::retire(&next.app, &next.scope, id, true).await.unwrap();
        assert!(lit(&next).await.is_empty());
        alerts::retire(&next.app, &next.scope, id, false).await.unwrap();
        assert_eq!(lit(&next).await.len(), 1);
        next.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn looked_at_now_an_alert_tells_what_came_since_and_the_night_does_not_tell_it_again() {
    on_both(async |house| {
        let day = opened(house, TODAY).await;
        let condition = Condition { least: Some(Cents(2_000_000)), ..Condition::default() };
        alerts::set(&day.app, &day.scope, &NewAlert { condition, ..NewAlert::default() }).await.unwrap();
        assert_eq!(alerts::tell(&day.app, &day.scope).await.unwrap(), 1);
        let books = [("F1", "C1", 10_000), ("F2", "C2", 3_000_000), ("F3", "C1", 2_500_000)];
        day.import_clean(FEC, given::fec(&books.map(|(number, customer, cents)| sale(number, customer, date(2026, 6, 1), cents)))).await;
        assert_eq!(alerts::tell(&day.app, &day.scope).await.unwrap(), 0, "once a day");
        assert_eq!(alerts::run_now(&day.app, &day.scope).await.unwrap(), 1);
        assert_eq!(alerts::run_now(&day.app, &day.scope).await.unwrap(), 0, "what is known is no news");
        let reader = crate::post::as_role(&day.scope, app::access::Role::ReadOnly);
        assert!(matches!(alerts::run_now(&day.app, &reader).await, Err(AppError::Forbidden(_))));
        let next = house.on(add_days(TODAY, 1)).await;
        assert_eq!(alerts::tell(&next.app, &next.scope).await.unwrap(), 0);
        next.is_sound().await;
    })
    .await;
}

/// F1 falls due on 1 July: on the 121st day after that it is watched, with its last action and the date to watch.
#[tokio::test]
async fn what_is_unpaid_after_120_days_is_seen_on_that_day() {
    on_both(async |house| {
        let due = date(2026, 7, 1);
        let day = opened(house, add_days(due, 120)).await;
        night::run(&day.app, &day.scope).await.unwrap();
        assert!(alerts::over_120_days(&day.app, &day.scope).await.unwrap().is_empty());
        let next = house.on(add_days(due, 121)).await;
        let lines = alerts::over_120_days(&next.app, &next.scope).await.unwrap();
        let [line] = &lines[..] else { panic!("{lines:?}") };
        assert_eq!((line.number.as_str(), line.days, line.open), ("F1", 121, Cents(10_000)));
        assert!(line.last.is_some(), "the night asked for it");
        assert!(line.next.as_ref().is_some_and(|(_, on)| *on > next.app.today()), "{:?}", line.next);
        assert_eq!(lit(&next).await.iter().map(|(code, _)| code.as_str()).collect::<Vec<_>>(), ["C1"]);
        let csv = alerts::over_120_csv(&next.app, &next.scope).await.unwrap();
        assert!(csv.lines().count() == 2 && csv.contains("F1") && csv.contains("100,00"), "{csv}");
    })
    .await;
}

#[tokio::test]
async fn rules_give_accounts_and_a_stand_in_sees_them() {
    on_both(async |house| {
        let day = opened(house, TODAY).await;
        let rule = |least: Option<i64>, who: &str| Rule { least: least.map(Cents), collector: who.to_owned(), ..Rule::default() };
        let refused = alerts::set_rules(&day.app, &day.scope, &[rule(None, " ")]).await;
        assert!(matches!(refused, Err(AppError::Invalid { .. })), "{refused:?}");
        alerts::set_rules(&day.app, &day.scope, &[rule(Some(1_000_000), "Ada"), rule(None, "Paul")]).await.unwrap();
        let proposed = alerts::proposed(&day.app, &day.scope, true).await.unwrap();
        let told: Vec<_> = proposed.iter().map(|(who, debtors, sum)| (who.as_str(), debtors.len(), sum.0)).collect();
        assert_eq!(told, [("Ada", 1, 3_000_000), ("Paul", 1, 10_000)]);
        assert_eq!(alerts::apply_rules(&day.app, &day.scope, true).await.unwrap(), 2);
        assert!(alerts::proposed(&day.app, &day.scope, true).await.unwrap().is_empty());
        let of = async |day: &Day, who: &str| {
            let query = AgendaQuery { view: View::Every, collector: Some(who.to_owned()), ..AgendaQuery::default() };
            agenda::agenda(&day.app, &day.scope, &query)
                .await
                .unwrap()
                .page
                .rows
                .into_iter()
                .map(|dossier| dossier.code)
                .collect::<Vec<_>>()
        };
        assert_eq!(of(&day, "Ada").await, ["C2"]);
        let away = Away { collector: "Ada".to_owned(), stand_in: "Paul".to_owned(), from: TODAY, until: add_days(TODAY, 5) };
        let wrong = Away { stand_in: "Ada".to_owned(), ..away.clone() };
        assert!(matches!(alerts::set_absence(&day.app, &day.scope, &wrong).await, Err(AppError::Invalid { .. })));
        let id = alerts::set_absence(&day.app, &day.scope, &away).await.unwrap();
        assert_eq!((of(&day, "Ada").await.len(), of(&day, "Paul").await.len()), (0, 2));
        let back = house.on(add_days(TODAY, 6)).await;
        assert_eq!(of(&back, "Ada").await, ["C2"], "she is back");
        alerts::end_absence(&day.app, &day.scope, id).await.unwrap();
        assert_eq!(of(&day, "Ada").await, ["C2"]);
        let batch = agenda::batches(&day.app, &day.scope, false, 1).await.unwrap().0[0].id;
        assert_eq!(agenda::undo(&day.app, &day.scope, batch).await.unwrap(), 2, "a run of the rules is one batch");
        assert!(of(&day, "Ada").await.is_empty() && of(&day, "Paul").await.is_empty());
        day.is_sound().await;
    })
    .await;
}

/// What was matched while no mail could leave is told when one can, once; every account is in the journal, whatever the mail lists.
#[tokio::test]
async fn an_alert_mail_is_tried_until_it_has_left() {
    on_both(async |house| {
        let day = house.on(TODAY).await;
        let codes: Vec<String> = (1..=60).map(|n| format!("K{n:03}")).collect();
        let rows: Vec<(&str, &str, &str)> = codes.iter().map(|code| (code.as_str(), "company", "x@client.example")).collect();
        day.import_clean("clients.csv", given::customers(&rows)).await;
        let sales: Vec<_> = codes.iter().map(|code| sale(&format!("F{code}"), code, date(2026, 6, 1), 10_000)).collect();
        day.import_clean(FEC, given::fec(&sales)).await;
        let condition = Condition { least: Some(Cents(5_000)), ..Condition::default() };
        let new = NewAlert { condition, email: "compta@elan.example".to_owned(), ..NewAlert::default() };
        alerts::set(&day.app, &day.scope, &new).await.unwrap();
        assert_eq!(alerts::tell(&day.app, &day.scope).await.unwrap(), 60);
        let counted = async |day: &Day, title: &str| {
            let mut seen = 0;
            let mut before = None;
            loop {
                let page = app::journal::latest(&day.app, &day.scope, before).await.unwrap();
                let Some(last) = page.last() else { return seen };
                before = Some(last.seq);
                seen += page.iter().filter(|entry| entry.kind == title).count();
            }
        };
        assert_eq!(counted(&day, "alert.raised").await, 60);
        assert_eq!((counted(&day, "alert.not_mailed").await, counted(&day, "alert.mailed").await), (1, 0));

        let folder = house.folder().join("alertes");
        let sent = || std::fs::read_dir(&folder).map(Iterator::count).unwrap_or_default();
        let mail = format!("dir:{}", folder.display());
        let soon = house.later(TODAY, 5, &mail).await;
        alerts::tell(&soon.app, &soon.scope).await.unwrap();
        assert_eq!(sent(), 0, "not a mail a minute to a server that is down");
        let later = house.later(TODAY, 20, &mail).await;
        assert_eq!(alerts::tell(&later.app, &later.scope).await.unwrap(), 0, "nothing new");
        assert_eq!((sent(), counted(&later, "alert.mailed").await), (1, 1), "what was owed has left");
        let evening = house.later(TODAY, 600, &mail).await;
        alerts::tell(&evening.app, &evening.scope).await.unwrap();
        assert_eq!(sent(), 1, "once");
        evening.is_sound().await;
    })
    .await;
}

/// The alert that is always there and those that a person builds are raised by the day's own look on the very day on which what they ask
/// becomes true: not the day before, and never a second time.
#[tokio::test]
async fn s13_s14_an_alert_is_raised_on_the_day_its_condition_becomes_true() {
    on_both(async |house| {
        // F1 of C1 falls due on 1 July, F2 of C2 on 31 July; the amount of C1 grows by F3, which is late from 1 September on.
        let day = house.on(date(2026, 7, 2)).await;
        day.import_clean(
            "clients.csv",
            given::customers(&[("C1", "company", "c1@client.example"), ("C2", "company", "c2@client.example")]),
        )
        .await;
        let entries = [
            sale("F1", "C1", date(2026, 6, 1), 10_000),
            sale("F2", "C2", date(2026, 7, 1), 3_000_000),
            sale("F3", "C1", date(2026, 8, 1), 90_000),
        ];
        day.import_clean(FEC, given::fec(&entries)).await;
        let (old, large, over) = ("vieille", "grosse", "très vieille");
        for (name, condition) in [
            (old, Condition { least_days: Some(45), ..Condition::default() }),
            (large, Condition { least: Some(Cents(50_000)), ..Condition::default() }),
            (over, Condition::over_120_days()),
        ] {
            let new = NewAlert { name: name.to_owned(), condition, email: "compta@elan.example".to_owned() };
            alerts::set(&day.app, &day.scope, &new).await.unwrap();
        }
        let expected = [
            (date(2026, 7, 31), None),
            // The day after its due date F2 is late: 30 000 € of C2.
            (date(2026, 8, 1), Some((large, "C2"))),
            (date(2026, 8, 14), None),
            (date(2026, 8, 15), Some((old, "C1"))),
            (date(2026, 8, 31), None),
            (date(2026, 9, 1), Some((large, "C1"))),
            (date(2026, 9, 13), None),
            (date(2026, 9, 14), Some((old, "C2"))),
            (date(2026, 10, 29), None),
            (date(2026, 10, 30), Some((over, "C1"))),
            (date(2026, 10, 31), None),
            (date(2026, 11, 28), None),
            (date(2026, 11, 29), Some((over, "C2"))),
            (date(2026, 11, 30), None),
        ];
        let folder = house.folder().join("alertes");
        let sent = || std::fs::read_dir(&folder).map(Iterator::count).unwrap_or_default();
        let mut mails = 0;
        for (on, raised) in expected {
            // What the program does by itself each minute of that day, twice.
            let day = house.with_mail(on, &format!("dir:{}", folder.display())).await;
            app::day::tick(&day.app).await.unwrap();
            app::day::tick(&day.app).await.unwrap();
            let entries = app::journal::latest(&day.app, &day.scope, None).await.unwrap();
            let own = |entry: &&app::journal::Entry| !entry.detail.contains(&alerts::always().name);
            let raised_on = entries.iter().filter(|entry| entry.kind == "alert.raised" && entry.at.date_naive() == on).filter(own);
            let told: Vec<_> = raised_on.map(|entry| (entry.detail.clone(), entry.debtor.as_ref().map(|(id, _)| *id))).collect();
            let wanted = match raised {
                Some((name, code)) => vec![(name, Some(house.debtor(code).await))],
                None => Vec::new(),
            };
            assert!(
                told.len() == wanted.len()
                    && told.iter().zip(&wanted).all(|(told, wanted)| told.0.ends_with(wanted.0) && told.1 == wanted.1),
                "{on}: {told:?}, not {wanted:?}"
            );
            mails += wanted.len();
            assert_eq!(sent(), mails, "{on}: the mail of that day, once");
            // The agenda shows the alert that is always there from the same day on.
            let always = alerts::always().name;
            let lit: Vec<String> = lit(&day).await.into_iter().filter(|(_, title)| title.contains(&always)).map(|(code, _)| code).collect();
            let crossed = |due: domain::Date| (on - due).num_days() > 120;
            let codes: Vec<&str> = [("C1", date(2026, 7, 1)), ("C2", date(2026, 7, 31))]
                .into_iter()
                .filter(|(_, due)| crossed(*due))
                .map(|(code, _)| code)
                .collect();
            assert!(
                codes.iter().all(|code| lit.iter().any(|seen| seen == code)) && lit.iter().all(|seen| codes.contains(&seen.as_str())),
                "{on}: {lit:?}"
            );
            assert_eq!(alerts::over_120_days(&day.app, &day.scope).await.unwrap().len(), codes.len(), "{on}");
            day.app.close().await;
        }
    })
    .await;
}

/// Each item that crosses 120 days is raised on that very day: also the second one of an account, by the date that was agreed, once, and
/// on the next look when a day was missed.
#[tokio::test]
async fn s13_each_invoice_that_crosses_120_days_is_raised_on_that_day() {
    on_both(async |house| {
        let first = house.on(date(2026, 7, 2)).await;
        first
            .import_clean(
                "clients.csv",
                given::customers(&[("C1", "company", "c1@client.example"), ("C2", "company", "c2@client.example")]),
            )
            .await;
        // Due on 1, 10, 20 and 22 July; F4 is put off by ten days.
        let entries = [
            sale("F1", "C1", date(2026, 6, 1), 10_000),
            sale("F2", "C1", date(2026, 6, 10), 20_000),
            sale("F3", "C1", date(2026, 6, 20), 30_000),
            sale("F4", "C2", date(2026, 6, 22), 40_000),
        ];
        first.import_clean(FEC, given::fec(&entries)).await;
        let could = app::deferrals::of_debtor(&first.app, &first.scope, house.debtor("C2").await).await.unwrap();
        let late = app::deferrals::NewDeferral {
            debtor: house.debtor("C2").await,
            item: could.items[0].id,
            agreed_on: date(2026, 8, 1),
            interest: Some(domain::plan::InterestChoice::Kept),
            reason: "livraison tardive".to_owned(),
        };
        app::deferrals::defer(&first.app, &first.scope, &late).await.unwrap();
        assert_eq!(app::watched::raise(&first.app, &first.scope).await.unwrap(), 0, "nothing is that late");
        first.app.close().await;
        let expected: [(domain::Date, &[(&str, &str)]); 9] = [
            (date(2026, 10, 29), &[]),
            (date(2026, 10, 30), &[("F1", "C1")]),
            (date(2026, 10, 31), &[]),
            (date(2026, 11, 7), &[]),
            (date(2026, 11, 8), &[("F2", "C1")]),
            // The program was off on the 18th.
            (date(2026, 11, 20), &[("F3", "C1")]),
            (date(2026, 11, 21), &[]),
            (date(2026, 11, 29), &[]),
            (date(2026, 11, 30), &[("F4", "C2")]),
        ];
        for (on, wanted) in expected {
            let day = house.on(on).await;
            let reader = crate::post::as_role(&day.scope, app::access::Role::ReadOnly);
            assert!(matches!(app::watched::raise(&day.app, &reader).await, Err(AppError::Forbidden(_))));
            app::day::tick(&day.app).await.unwrap();
            app::day::tick(&day.app).await.unwrap();
            let entries = app::journal::latest(&day.app, &day.scope, None).await.unwrap();
            let raised: Vec<_> = entries
                .iter()
                .filter(|entry| entry.kind == "alert.raised" && entry.at.date_naive() == on)
                .map(|entry| (entry.detail.clone(), entry.debtor.as_ref().map(|(id, _)| *id)))
                .collect();
            assert_eq!(raised.len(), wanted.len(), "{on}: {raised:?}");
            for ((detail, debtor), (number, code)) in raised.iter().zip(wanted) {
                assert!(detail.contains(&alerts::always().name) && detail.contains(number), "{on}: {detail}");
                assert_eq!(*debtor, Some(house.debtor(code).await), "{on}");
            }
            day.app.close().await;
        }
        let end = house.on(date(2026, 12, 1)).await;
        end.is_sound().await;
    })
    .await;
}
