//! Promises as stories in text, played on both engines: a line is what happens, and below it what the program says.
//!
//! | line | meaning |
//! |---|---|
//! | `DAY promise F1, F2 [250.00] for DAY` | the debtor promises the items, or so much of them |
//! | `DAY pay F1, F2 250.00 [on DAY]` | a bank line, put on these items; its value date |
//! | `DAY undo`, `DAY bounce` | the last line is taken back; the last payment comes back |
//! | `DAY withdraw P1`, `DAY restore P1` | a person takes a promise back, or puts it in force again |
//! | `DAY night` | the night; then what became of each promise, and what each open invoice gets |

use std::fmt::Write as _;

use app::ledger::{Act, Request, act};
use app::promises::{self, NewPromise, PromisesQuery, Tab};
use app::{AppError, inbox, night};
use domain::dunning::{HoldReason, Outcome};
use domain::goal::{Measure, Period};
use domain::ids::PromiseId;
use domain::ledger::operation::BounceCode;
use domain::promise::{Standing, Way};
use domain::{Cents, Date};

use crate::given::{self, Received, TODAY, date, sale};
use crate::house::{Day, House, on_both};

const FEC: &str = "732829320FEC20261231.txt";

/// Three late invoices of 100 €, 150 € and 50 €; files are never too old.
async fn opened(house: &House) -> Day {
    house.raw("UPDATE organisation SET bank_fresh_days = 999, ledger_fresh_days = 999").await;
    let mut day = house.on(TODAY).await;
    fresh(&mut day);
    day.import_clean("clients.csv", given::customers(&[("C1", "company", "c1@client.example")])).await;
    let entries =
        [sale("F1", "C1", date(2026, 6, 1), 10_000), sale("F2", "C1", date(2026, 6, 2), 15_000), sale("F3", "C1", date(2026, 6, 3), 5_000)];
    day.import_clean(FEC, given::fec(&entries)).await;
    day
}

fn fresh(day: &mut Day) {
    (day.scope.organisation.bank_fresh_days, day.scope.organisation.ledger_fresh_days) = (999, 999);
}

struct Story<'h> {
    house: &'h House,
    promises: Vec<PromiseId>,
    lines: usize,
    told: String,
}

fn a_day(text: &str) -> Date {
    text.trim().parse().unwrap_or_else(|_| panic!("not a day: {text}"))
}

impl Story<'_> {
    async fn items(&self, names: &str) -> Vec<domain::ids::OpenItemId> {
        let mut items = Vec::new();
        for name in names.split(',') {
            items.push(self.house.item(name.trim()).await.id);
        }
        items
    }

    async fn event(&mut self, line: &str) {
        let (on, what) = line.split_once(' ').unwrap();
        let (verb, rest) = what.split_once(' ').unwrap_or((what, ""));
        let mut day = self.house.on(a_day(on)).await;
        fresh(&mut day);
        let debtor = self.house.debtor("C1").await;
        match verb {
            "promise" => {
                let (what, by) = rest.split_once(" for ").unwrap();
                let (names, amount) = match what.rsplit_once(' ') {
                    Some((names, amount)) if amount.contains('.') => (names, Some(Cents::parse(amount).unwrap())),
                    _ => (what, None),
                };
                let new = NewPromise { items: self.items(names).await, amount, ..NewPromise::new(debtor, a_day(by)) };
                self.promises.push(promises::record(&day.app, &day.scope, &new).await.unwrap());
            }
            "pay" => {
                let (what, value) = rest.split_once(" on ").map_or((rest, on), |(what, value)| (what, value));
                let (names, amount) = what.rsplit_once(' ').unwrap();
                self.lines += 1;
                let reference = format!("R{}", self.lines);
                let received = Received(&reference, a_day(value), Cents::parse(amount).unwrap().0, "VIREMENT");
                day.import(&format!("releve-{}.xml", self.lines), given::statement(a_day(on), &[received])).await;
                if let Some(line) = inbox::to_identify(&day.app, &day.scope).await.unwrap().first() {
                    inbox::identify(&day.app, &day.scope, line.transaction.id, debtor, &self.items(names).await).await.unwrap();
                }
            }
            "undo" => {
                let line = inbox::recent(&day.app, &day.scope).await.unwrap()[0].transaction.id;
                inbox::undo(&day.app, &day.scope, line).await.unwrap();
            }
            "bounce" => {
                let payment = self.house.item(&format!("R{}", self.lines)).await;
                let bounce = Act::Bounce { payment: payment.id, code: BounceCode::Am04 };
                act(&day.app, &day.scope, &Request { debtor, on: a_day(on), act: bounce, reason: String::new() }).await.unwrap();
            }
            "withdraw" | "restore" => {
                let id = self.promises[rest[1..].parse::<usize>().unwrap() - 1];
                if verb == "withdraw" {
                    promises::withdraw(&day.app, &day.scope, id, "erreur de saisie").await.unwrap();
                } else {
                    promises::restore(&day.app, &day.scope, id).await.unwrap();
                }
            }
            "night" => {
                night::run(&day.app, &day.scope).await.unwrap();
                self.tell(&day).await;
                self.house.carry_out(a_day(on)).await;
            }
            other => panic!("unknown: {other}"),
        }
        day.is_sound().await;
        day.app.close().await;
    }

    async fn tell(&mut self, day: &Day) {
        for (at, id) in self.promises.iter().enumerate() {
            let (line, _) = promises::detail(&day.app, &day.scope, *id).await.unwrap();
            writeln!(self.told, "-> P{} {} {} of {}", at + 1, line.standing.code(), line.paid.iso(), line.due.iso()).unwrap();
        }
        let debtor = self.house.debtor("C1").await;
        let file = app::debtor_file::debtor_file(&day.app, &day.scope, debtor).await.unwrap();
        let mut items: Vec<_> = file.items.iter().filter(|line| line.item.kind.is_debit() && line.item.number.starts_with('F')).collect();
        items.sort_by(|a, b| a.item.number.cmp(&b.item.number));
        for line in items {
            let gets = match line.outcome {
                None => "settled".to_owned(),
                Some(Outcome::Send { .. }) => "chased".to_owned(),
                Some(Outcome::Hold { reason: HoldReason::Promised, until }) => format!("promised until {}", until.unwrap()),
                Some(Outcome::Hold { reason, .. }) => format!("held: {}", reason.code()),
                Some(Outcome::NotYet { .. }) => "waits for its next step".to_owned(),
                Some(Outcome::Exhausted) => "exhausted".to_owned(),
            };
            writeln!(self.told, "-> {} {}", line.item.number, gets).unwrap();
        }
    }
}

async fn play(story: &str) {
    on_both(async |house| {
        opened(house).await.app.close().await;
        let mut played = Story { house, promises: Vec::new(), lines: 0, told: String::new() };
        for line in story.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("->")) {
            writeln!(played.told, "{line}").unwrap();
            played.event(line).await;
        }
        let wanted: String = story.lines().map(str::trim).filter(|line| !line.is_empty()).map(|line| format!("{line}\n")).collect();
        assert_eq!(played.told, wanted, "what the program says:\n{}", played.told);
    })
    .await;
}

#[tokio::test]
async fn kept_a_day_late_within_the_grace_and_broken_beyond_it() {
    play(
        "2026-09-15 promise F1, F2, F3 for 2026-09-25
         2026-09-28 pay F1, F2, F3 300.00
         2026-09-28 night
         -> P1 kept 300.00 of 300.00
         -> F1 settled
         -> F2 settled
         -> F3 settled",
    )
    .await;
    play(
        "2026-09-15 promise F1, F2, F3 for 2026-09-25
         2026-09-29 night
         -> P1 pending 0.00 of 300.00
         -> F1 promised until 2026-09-30
         -> F2 promised until 2026-09-30
         -> F3 promised until 2026-09-30
         2026-09-30 night
         -> P1 broken 0.00 of 300.00
         -> F1 chased
         -> F2 chased
         -> F3 chased
         2026-09-30 pay F1, F2, F3 300.00
         2026-10-01 night
         -> P1 broken 0.00 of 300.00
         -> F1 settled
         -> F2 settled
         -> F3 settled",
    )
    .await;
}

#[tokio::test]
async fn for_two_of_three_invoices_the_third_is_still_chased() {
    play(
        "2026-09-15 promise F1, F2 for 2026-09-25
         2026-09-16 night
         -> P1 pending 0.00 of 250.00
         -> F1 promised until 2026-09-30
         -> F2 promised until 2026-09-30
         -> F3 chased
         2026-09-24 pay F1, F2 250.00
         2026-09-25 night
         -> P1 kept 250.00 of 250.00
         -> F1 settled
         -> F2 settled
         -> F3 chased",
    )
    .await;
}

#[tokio::test]
async fn kept_in_part_the_rest_is_chased() {
    play(
        "2026-09-15 promise F1, F2, F3 for 2026-09-25
         2026-09-25 pay F1, F3 150.00
         2026-09-25 night
         -> P1 pending 150.00 of 300.00
         -> F1 settled
         -> F2 promised until 2026-09-30
         -> F3 settled
         2026-09-30 night
         -> P1 partly_kept 150.00 of 300.00
         -> F1 settled
         -> F2 chased
         -> F3 settled",
    )
    .await;
}

#[tokio::test]
async fn a_payment_that_is_undone_or_comes_back_undoes_the_fate() {
    play(
        "2026-09-15 promise F1, F2, F3 for 2026-09-25
         2026-09-24 pay F1, F2, F3 300.00
         2026-09-24 night
         -> P1 kept 300.00 of 300.00
         -> F1 settled
         -> F2 settled
         -> F3 settled
         2026-09-25 undo
         2026-09-25 night
         -> P1 pending 0.00 of 300.00
         -> F1 promised until 2026-09-30
         -> F2 promised until 2026-09-30
         -> F3 promised until 2026-09-30",
    )
    .await;
    play(
        "2026-09-15 promise F1, F2, F3 for 2026-09-25
         2026-09-24 pay F1, F2, F3 300.00
         2026-10-05 bounce
         2026-10-06 night
         -> P1 broken 0.00 of 300.00
         -> F1 chased
         -> F2 chased
         -> F3 chased",
    )
    .await;
}

#[tokio::test]
async fn a_statement_that_comes_late_keeps_a_promise_that_was_broken() {
    play(
        "2026-09-15 promise F1 for 2026-09-18
         2026-09-24 night
         -> P1 broken 0.00 of 100.00
         -> F1 chased
         -> F2 chased
         -> F3 chased
         2026-09-25 pay F1 100.00 on 2026-09-21
         2026-09-25 night
         -> P1 kept 100.00 of 100.00
         -> F1 settled
         -> F2 waits for its next step
         -> F3 waits for its next step",
    )
    .await;
}

#[tokio::test]
async fn a_later_promise_takes_the_place_of_an_earlier_one_and_gives_it_back() {
    play(
        "2026-09-15 promise F1, F2 for 2026-09-25
         2026-09-16 promise F1, F2, F3 280.00 for 2026-10-09
         2026-09-30 night
         -> P1 superseded 0.00 of 0.00
         -> P2 pending 0.00 of 280.00
         -> F1 promised until 2026-10-14
         -> F2 promised until 2026-10-14
         -> F3 promised until 2026-10-14
         2026-09-30 withdraw P2
         2026-10-01 night
         -> P1 broken 0.00 of 250.00
         -> P2 withdrawn 0.00 of 280.00
         -> F1 chased
         -> F2 chased
         -> F3 chased",
    )
    .await;
}

#[tokio::test]
async fn what_cannot_be_meant_is_refused() {
    on_both(async |house| {
        let day = opened(house).await;
        let debtor = house.debtor("C1").await;
        let refused = async |new: NewPromise| match promises::record(&day.app, &day.scope, &new).await {
            Err(AppError::Invalid { field, .. }) => field,
            other => panic!("{other:?}"),
        };
        let new = NewPromise::new(debtor, date(2026, 9, 25));
        assert_eq!(refused(NewPromise { on: date(2026, 9, 14), ..new.clone() }).await, "on");
        assert_eq!(refused(NewPromise { on: date(2027, 9, 17), ..new.clone() }).await, "on");
        assert_eq!(refused(NewPromise { amount: Some(Cents(0)), ..new.clone() }).await, "amount");
        assert_eq!(refused(NewPromise { amount: Some(Cents(30_001)), ..new.clone() }).await, "amount");
        assert_eq!(refused(NewPromise { items: vec![domain::ids::OpenItemId(store::fresh_id())], ..new.clone() }).await, "items");
        let id = promises::record(&day.app, &day.scope, &NewPromise { way: Way::Email, promiser: "Mme Durand".to_owned(), ..new })
            .await
            .unwrap();
        assert!(matches!(promises::withdraw(&day.app, &day.scope, id, " ").await, Err(AppError::Invalid { field: "reason", .. })));
        let file = app::debtor_file::debtor_file(&day.app, &day.scope, debtor).await.unwrap();
        assert!(
            file.timeline.iter().any(|entry| entry.title == "Promesse de règlement" && entry.detail.contains("300,00")),
            "{:?}",
            file.timeline
        );
        let query = PromisesQuery { tab: Tab::Coming, words: "durand f2".to_owned(), per_page: 10, ..Default::default() };
        let board = promises::board(&day.app, &day.scope, &query).await.unwrap();
        assert_eq!((board.total, board.lines[0].id, &board.lines[0].standing), (1, id, &Standing::Pending));
        assert_eq!(board.tabs.iter().map(|tab| tab.count).collect::<Vec<_>>(), [0, 0, 1, 0, 1]);
        assert!(promises::csv(&board).contains("C1;"));
        let mut settings = promises::settings(&day.app, &day.scope).await.unwrap();
        settings.grace_days = 16;
        assert!(promises::set_settings(&day.app, &day.scope, &settings).await.is_err());
        settings.grace_days = 0;
        promises::set_settings(&day.app, &day.scope, &settings).await.unwrap();
        assert_eq!(promises::settings(&day.app, &day.scope).await.unwrap(), settings);
        day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn two_accounts_made_one_keep_their_promises() {
    on_both(async |house| {
        let day = opened(house).await;
        day.import_clean("autre.csv", given::customers(&[("C2", "company", "c2@client.example")])).await;
        let (first, second) = (house.debtor("C1").await, house.debtor("C2").await);
        let id = promises::record(&day.app, &day.scope, &NewPromise::new(first, date(2026, 9, 25))).await.unwrap();
        let mut tx = house.db().begin().await.unwrap();
        store::merge::move_all(&mut tx, day.scope.organisation.id, first, second).await.unwrap();
        tx.commit().await.unwrap();
        let (line, _) = promises::detail(&day.app, &day.scope, id).await.unwrap();
        assert_eq!((line.debtor, line.code.as_str()), (second, "C2"));
        day.is_sound().await;
    })
    .await;
}

/// By hand: of 100 €, 150 € and 50 € that were promised, 100 €, 75 € and nothing came in time. By number (1 + ½ + 0) ÷ 3 = 50 %, by
/// amount 175 ÷ 300 = 58.33 %.
#[tokio::test]
async fn one_kept_one_half_kept_and_one_broken_make_the_figure_and_the_goal() {
    on_both(async |house| {
        opened(house).await.app.close().await;
        let mut played = Story { house, promises: Vec::new(), lines: 0, told: String::new() };
        for line in [
            "2026-09-15 promise F1 for 2026-09-18",
            "2026-09-15 promise F2 for 2026-09-18",
            "2026-09-15 promise F3 for 2026-09-18",
            "2026-09-17 pay F1 100.00",
            "2026-09-17 pay F2 75.00",
            "2026-09-23 night",
        ] {
            played.event(line).await;
        }
        for line in ["-> P1 kept 100.00 of 100.00", "-> P2 partly_kept 75.00 of 150.00", "-> P3 broken 0.00 of 50.00"] {
            assert!(played.told.contains(line), "{line} in {}", played.told);
        }
        let day = house.on(date(2026, 9, 23)).await;
        let board =
            promises::board(&day.app, &day.scope, &PromisesQuery { tab: Tab::Every, per_page: 9, ..Default::default() }).await.unwrap();
        let known = board.reliability;
        assert_eq!((known.kept, known.partly, known.broken, known.matured()), (1, 1, 1, 3));
        assert_eq!((known.promised, known.paid), (Cents(30_000), Cents(17_500)));
        assert_eq!((known.by_number(), known.by_amount()), (Some(5_000), Some(5_833)));
        let debtor = promises::of_debtor(&day.app, &day.scope, house.debtor("C1").await).await.unwrap();
        assert_eq!(debtor.reliability, known, "the only debtor is the house");
        // The goal goes by amount, and by the month in which the fate of a promise fell.
        let september = Period::around(date(2026, 9, 23))[0];
        for (target, is_met) in [(5_833, true), (5_834, false)] {
            app::goals::set(&day.app, &day.scope, (Measure::PromisesKept, september), target).await.unwrap();
            let progress = app::goals::progress(&day.app, &day.scope, &domain::ledger::Ageing::default()).await.unwrap();
            assert_eq!((progress.len(), progress[0].value, progress[0].is_met()), (1, Some(5_833), Some(is_met)));
        }
        let next = house.on(date(2026, 10, 2)).await;
        let october = Period::around(date(2026, 10, 2))[0];
        app::goals::set(&next.app, &next.scope, (Measure::PromisesKept, october), 5_000).await.unwrap();
        let progress = app::goals::progress(&next.app, &next.scope, &domain::ledger::Ageing::default()).await.unwrap();
        let of = |period| progress.iter().find(|progress| progress.goal.period == period).map(|progress| progress.value);
        assert_eq!(of(october), Some(None), "nothing was judged in October yet");
    })
    .await;
}

#[tokio::test]
async fn promises_stand_in_their_month_and_in_a_calendar() {
    on_both(async |house| {
        let day = opened(house).await;
        let debtor = house.debtor("C1").await;
        let promise = async |number: &str, on: Date| {
            let new = NewPromise { items: vec![house.item(number).await.id], ..NewPromise::new(debtor, on) };
            promises::record(&day.app, &day.scope, &new).await.unwrap()
        };
        let (first, second) = (promise("F1", date(2026, 9, 25)).await, promise("F2", date(2026, 10, 2)).await);
        let gone = promise("F3", date(2026, 9, 25)).await;
        promises::withdraw(&day.app, &day.scope, gone, "erreur de saisie").await.unwrap();
        let month = async |day: &Day, month: u32| -> Vec<(Date, Vec<PromiseId>)> {
            let days = promises::month(&day.app, &day.scope, (2026, month)).await.unwrap();
            days.into_iter().map(|(on, lines)| (on, lines.iter().map(|line| line.id).collect())).collect()
        };
        assert_eq!(month(&day, 9).await, [(date(2026, 9, 25), vec![first])], "the one that was taken back is left out");
        assert_eq!(month(&day, 10).await, [(date(2026, 10, 2), vec![second])]);
        assert_eq!(month(&day, 11).await, []);
        assert_eq!(promises::month(&day.app, &day.scope, (2025, 9)).await.unwrap().len(), 0, "of another year");
        let text = promises::calendar(&day.app, &day.scope).await.unwrap().replace("\r\n ", "");
        for wanted in [
            "X-WR-CALNAME:Promesses – Atelier Élan",
            &format!("UID:{first}"),
            &format!("UID:{second}"),
            "DTSTART;VALUE=DATE:20260925",
            "DTSTART;VALUE=DATE:20261002",
            "SUMMARY:Promesse 100\\,00\u{a0}€ – Société C1",
            "SUMMARY:Promesse 150\\,00\u{a0}€ – Société C1",
            "DESCRIPTION:F2 150\\,00\u{a0}€",
        ] {
            assert!(text.contains(wanted), "{wanted} in {text}");
        }
        assert_eq!((text.matches("BEGIN:VEVENT").count(), text.contains(&gone.to_string())), (2, false));
        assert_eq!(promises::calendar(&day.app, &day.scope).await.unwrap().replace("\r\n ", ""), text, "the same bytes again");
        // Judged, it is waited for no more, and stands in its month with what became of it.
        let later = house.on(date(2026, 9, 30)).await;
        night::run(&later.app, &later.scope).await.unwrap();
        let text = promises::calendar(&later.app, &later.scope).await.unwrap();
        assert_eq!((text.matches("BEGIN:VEVENT").count(), text.contains(&second.to_string())), (1, true));
        let september = promises::month(&later.app, &later.scope, (2026, 9)).await.unwrap();
        assert!(matches!(september[&date(2026, 9, 25)][0].standing, Standing::Broken { .. }));
    })
    .await;
}
