//! Disputes as stories on both engines: what leaves the reminders, what comes back, and what the ledger makes of them.
//!
//! A story is a text: a day and a command a line, `->` what it gives. The debtor C1 owes F1 (1 000,00), F2 (400,00) and
//! F3 (200,00), due in July and August 2026.

mod keep;
mod link;
mod verbs;

use std::fmt::Write as _;

use app::dispute::{self, NewDispute, NewPart, Owner};
use app::ledger::{Act, Request, act, undo};
use app::{AppError, night};
use domain::dispute::{OwnerRole, Reason, Verdict};
use domain::ids::{DisputeId, OperationId};
use domain::{Cents, Date};
use testkit::smtp_sink::{SmtpSink, smtp_sink};

use crate::given::{self, Entry, credit_note, date, receipt, sale};
use crate::house::{Day, House, on_both};
use crate::mail;

pub(crate) const FEC: &str = "732829320FEC20261231.txt";

pub(crate) fn books() -> Vec<Entry> {
    vec![
        sale("F1", "C1", date(2026, 6, 1), 100_000),
        sale("F2", "C1", date(2026, 6, 10), 40_000),
        sale("F3", "C1", date(2026, 7, 1), 20_000),
    ]
}

/// The last link of the mails that left.
pub(crate) fn last_link(sink: &SmtpSink) -> String {
    let of = |text: String| Some(text.replace("=\n", "").split("/litige/").nth(1)?.split_whitespace().next()?.to_owned());
    sink.messages().iter().rev().find_map(|path| of(mail::read(path).text)).expect("a link")
}

pub(crate) fn owner(email: &str) -> Owner {
    Owner { role: OwnerRole::Logistics, name: "Paul Mercier".to_owned(), email: email.to_owned() }
}

/// A debtor, its books and its dispute as the story goes on.
struct Life<'a> {
    house: &'a House,
    sink: &'a SmtpSink,
    day: Day,
    books: Vec<Entry>,
    dispute: Option<DisputeId>,
    operation: Option<OperationId>,
}

impl Life<'_> {
    async fn on(&mut self, today: Date) {
        if self.day.app.today() != today {
            self.day = self.house.with_mail(today, &self.sink.url()).await;
        }
    }

    fn id(&self) -> DisputeId {
        self.dispute.expect("a dispute")
    }

    async fn obey(&mut self, words: &[&str]) -> String {
        let cents = |text: &str| Cents::parse(text).unwrap();
        let verdict = |words: &[&str]| match words {
            ["partly", amount] => Verdict::Partly(cents(amount)),
            [code] => Verdict::from_code(code, Cents::ZERO).unwrap(),
            other => panic!("{other:?}"),
        };
        let (app, scope) = (self.day.app.clone(), self.day.scope.clone());
        let said: app::Result<()> = match words {
            ["contests", number, amount, reason] => {
                let item = self.house.item(number).await;
                let amount = (*amount != "all").then(|| cents(amount));
                let reason = Reason::from_code(reason).unwrap();
                let new = NewDispute {
                    reason,
                    note: "vu au téléphone".to_owned(),
                    source: "hand",
                    parts: vec![NewPart { item: item.id, amount }],
                };
                match dispute::open(&app, &scope, item.debtor, &new).await {
                    Ok(id) => {
                        self.dispute = Some(id);
                        Ok(())
                    }
                    Err(error) => Err(error),
                }
            }
            ["asks", email] => dispute::ask(&app, &scope, self.id(), &owner(email), "", true).await.map(drop),
            ["answers", rest @ ..] => {
                let verdict = verdict(rest);
                let answer = dispute::Answer {
                    verdict: verdict.code().to_owned(),
                    amount: verdict.amount(),
                    comment: "bon de livraison retrouvé".to_owned(),
                    files: Vec::new(),
                };
                dispute::answer(&app, &last_link(self.sink), answer).await.map(|told| told.unwrap())
            }
            ["decides", rest @ ..] => dispute::decide(&app, &scope, self.id(), verdict(rest), "vu").await,
            ["ends", "for", "less"] => dispute::settle_for_less(&app, &scope, self.id(), "pas d’autre avoir").await,
            ["withdraws"] => dispute::withdraw(&app, &scope, self.id(), "erreur").await,
            ["undoes"] => dispute::undo(&app, &scope, self.id(), "trop vite").await,
            ["books", "credit", number, amount] => {
                self.books.push(credit_note(number, "C1", app.today(), cents(amount).0));
                self.day.import(FEC, given::fec(&self.books)).await;
                Ok(())
            }
            ["books", "cash", number, amount] => {
                self.books.push(receipt(number, "C1", app.today(), cents(amount).0));
                self.day.import(FEC, given::fec(&self.books)).await;
                Ok(())
            }
            ["brings", "the", "ledger"] => {
                self.day.import(FEC, given::fec(&self.books)).await;
                Ok(())
            }
            ["puts", credit, "on", debit, amount] => {
                let (credit, debit) = (self.house.item(credit).await, self.house.item(debit).await);
                let what = Act::Allocate { credit: credit.id, parts: vec![(debit.id, cents(amount))] };
                let request = Request { debtor: debit.debtor, on: app.today(), act: what, reason: String::new() };
                self.operation = Some(act(&app, &scope, &request).await.unwrap());
                Ok(())
            }
            ["takes", "back"] => undo(&app, &scope, self.operation.take().unwrap(), "erreur").await,
            ["names", number] => dispute::expect_credit(&app, &scope, self.id(), number).await,
            ["tasks"] => return self.tasks().await,
            ["follows"] => dispute::follow(&app, &scope).await.map(drop),
            ["escalates"] => dispute::escalate(&app, &scope).await.map(drop),
            ["night"] => {
                let report = night::run(&app, &scope).await.unwrap();
                self.house.carry_out(app.today()).await;
                return self.asked(&report).await;
            }
            ["tonight"] => return self.asked(&night::dry_run(&app, &scope).await.unwrap()).await,
            ["claims", number] => {
                let item = self.house.item(number).await;
                let file = app::claims::claim_file(&app, &scope, item.debtor).await.unwrap();
                let disputed = file.items.iter().find(|claim| claim.item.id == item.id).map_or(Cents::ZERO, |claim| claim.facts.disputed);
                return format!("{} open, {} contested", item.open.iso(), disputed.iso());
            }
            ["interest", number] => return self.interest(number).await,
            ["shows"] => return self.shows().await,
            ["mails"] => return self.sink.messages().len().to_string(),
            other => panic!("{other:?}"),
        };
        match said {
            Ok(()) => String::new(),
            Err(error @ (AppError::Invalid { .. } | AppError::Conflict(_))) => format!("refused {}", error.code()),
            Err(error) => panic!("{words:?}: {error:?}"),
        }
    }

    /// What a night asks for, by number.
    async fn asked(&self, report: &night::NightReport) -> String {
        let items = self.house.items().await;
        let number = |id| items.iter().find(|item| item.id == id).map(|item| item.number.clone()).unwrap_or_default();
        let mut told: Vec<String> = report
            .actions
            .iter()
            .flat_map(|action| action.items.iter().map(|(id, .., cents)| format!("{} {}", number(*id), cents.iso())))
            .collect();
        told.sort();
        if told.is_empty() { "nothing".to_owned() } else { told.join(", ") }
    }

    /// What the accounting was told to do, day by day.
    async fn tasks(&self) -> String {
        let debtor = self.house.debtor("C1").await;
        let mut tx = self.house.db().snapshot().await.unwrap();
        let mut tasks = store::action::of_debtor(&mut tx, self.day.scope.organisation.id, debtor, 50).await.unwrap();
        tasks.retain(|action| action.step_key == "credit_note");
        tasks.sort_by_key(|action| action.business_date);
        let told: Vec<String> =
            tasks.iter().map(|task| format!("{} {} {}", task.business_date, task.state.code(), task.asked.iso())).collect();
        if told.is_empty() { "none".to_owned() } else { told.join(", ") }
    }

    /// What lateness added to an item: undisputed, then disputed.
    async fn interest(&self, number: &str) -> String {
        let item = self.house.item(number).await;
        let sheet = app::interest::debtor_interest(&self.day.app, &self.day.scope, item.debtor, self.day.app.today()).await.unwrap();
        let own = sheet.items.iter().find(|line| line.item.id == item.id).unwrap();
        own.sheets().map(|sheet| format!("{} on {}", sheet.accrued.iso(), sheet.principal.iso())).collect::<Vec<_>>().join("; ")
    }

    async fn shows(&self) -> String {
        let view = dispute::view(&self.day.app, &self.day.scope, self.id()).await.unwrap();
        let mut told = view.card.outcome.map_or(view.card.column, domain::dispute::Outcome::code).to_owned();
        for line in &view.parts {
            let part = line.part;
            let _ = write!(told, ", {} holds {}", line.item.number, line.held.iso());
            for (name, cents) in [("released", part.released), ("credited", part.credited), ("paid", part.paid)] {
                if cents.is_positive() {
                    let _ = write!(told, " {name} {}", cents.iso());
                }
            }
        }
        if view.card.late_days > 0 {
            let _ = write!(told, ", {} days late", view.card.late_days);
        }
        told
    }
}

/// Tells a story on both engines, and compares it with what it should be.
async fn story(text: &str) {
    on_both(async |house| {
        let sink = smtp_sink(&[]);
        let start = date(2026, 9, 15);
        let day = house.with_mail(start, &sink.url()).await;
        day.import_clean("clients.csv", given::customers(&[("C1", "company", "c1@client.example")])).await;
        day.import_clean(FEC, given::fec(&books())).await;
        let setting = dispute::Setting {
            address: "https://q.example".to_owned(),
            escalation_email: "direction@elan.example".to_owned(),
            ..dispute::Setting::default()
        };
        dispute::set_settings(&day.app, &day.scope, &setting, false).await.unwrap();
        let mut life = Life { house, sink: &sink, day, books: books(), dispute: None, operation: None };
        let mut told = String::new();
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("->")) {
            if line.starts_with('#') {
                let _ = writeln!(told, "{line}");
                continue;
            }
            let mut words: Vec<&str> = line.split_whitespace().collect();
            life.on(words.remove(0).parse().unwrap()).await;
            let answer = life.obey(&words).await;
            let _ = writeln!(told, "{line}");
            if !answer.is_empty() {
                let _ = writeln!(told, "-> {answer}");
            }
            life.day.is_sound().await;
        }
        assert_eq!(told.trim(), text.lines().map(str::trim).collect::<Vec<_>>().join("\n").trim());
    })
    .await;
}

#[tokio::test]
async fn only_what_moved_is_looked_at() {
    on_both(async |house| {
        let day = house.on(date(2026, 9, 15)).await;
        day.import_clean("clients.csv", given::customers(&[("C1", "company", "c1@client.example")])).await;
        day.import_clean(FEC, given::fec(&books())).await;
        let (organisation, scope) = (day.scope.organisation.id, &day.scope);
        let touched = async || {
            let mut tx = house.db().snapshot().await.unwrap();
            store::dispute::is_touched(&mut tx, organisation).await.unwrap()
        };
        assert!(!touched().await, "there is none");
        let item = house.item("F1").await;
        let parts = vec![NewPart { item: item.id, amount: Some(Cents(10_000)) }];
        let new = NewDispute { reason: Reason::Quality, note: String::new(), source: "hand", parts };
        let id = dispute::open(&day.app, scope, item.debtor, &new).await.unwrap();
        assert!(touched().await, "a credit note may be there already");
        assert_eq!(dispute::follow(&day.app, scope).await.unwrap(), 0);
        assert!(!touched().await, "it was looked at");
        // Money on another item touches nothing; on its own, it does.
        let mut entries = books();
        entries.push(receipt("V1", "C1", date(2026, 9, 15), 140_000));
        day.import(FEC, given::fec(&entries)).await;
        let put = async |number: &str, cents: i64| {
            let (credit, debit) = (house.item("V1").await, house.item(number).await);
            let what = Act::Allocate { credit: credit.id, parts: vec![(debit.id, Cents(cents))] };
            let request = Request { debtor: debit.debtor, on: date(2026, 9, 15), act: what, reason: String::new() };
            act(&day.app, scope, &request).await.unwrap();
        };
        put("F2", 40_000).await;
        assert!(!touched().await, "F2 is not contested");
        put("F1", 100_000).await;
        assert!(!touched().await, "F1 is, and was looked at with it");
        assert_eq!(dispute::follow(&day.app, scope).await.unwrap(), 0, "nothing is left for the next pass");
        assert_eq!(dispute::view(&day.app, scope, id).await.unwrap().card.outcome, Some(domain::dispute::Outcome::Paid));
        assert!(!touched().await);
        day.is_sound().await;
    })
    .await;
}

macro_rules! stories {
    ($($name:ident)*) => {$(
        #[tokio::test]
        async fn $name() {
            story(include_str!(concat!("disputes/", stringify!($name), ".story"))).await;
        }
    )*
    const TOLD: &[&str] = &[$(stringify!($name)),*];
    };
}

/// A story that no test names would never be told.
#[test]
fn every_story_of_the_folder_is_told() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/app/disputes");
    let names = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut kept: Vec<String> = names.filter_map(|name| name.strip_suffix(".story").map(str::to_owned)).collect();
    kept.sort_unstable();
    let mut told = TOLD.to_vec();
    told.sort_unstable();
    assert_eq!(kept, told);
}

stories! {
    a_credit_note_that_is_too_small
    a_named_credit_note_is_waited_for
    a_task_for_the_accounting
    only_that_part_leaves
    founded_in_part_with_its_credit_note
    payment_on_a_disputed_item
    closed_by_payment_and_back
    unfounded_comes_back_to_the_next_step
    the_owner_answers_late
    several_disputes_on_one_item
}
