//! Random days of a firm on a real base with a real mail server, against an auditor that knows the promises only.
//!
//! ```text
//! QUITTANCE_SIMULATION=17:400 cargo nextest run -p app simulation --no-capture      # seed 17, 400 days, both engines
//! QUITTANCE_SIMULATION=1..40:730 cargo nextest run -p app simulation --no-capture   # forty lives of two years
//! ```

mod auditor;
mod money;
mod plans;
mod reading;
mod services;
mod talks;
mod work;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::time::Duration;

use app::claims::{self, NewFacts};
use app::outbox::{Confirmation, drain};
use app::{AppError, backup, night, scenario, tonight};
use auditor::{Auditor, Said, Seen};
use domain::calendar::add_days;
use domain::claim::{ClaimEvent, ClaimEventKind};
use domain::{Cents, Date};
use money::{Credited, Paid, Sold};
use reading::{Rows, named_in, rows_in, said_in};
use store::Engine;
use store::hold::HoldKind;
use tempfile::TempDir;
use testkit::smtp_sink::{SmtpSink, smtp_sink};

use crate::given::{self, TODAY};
use crate::house::{Day, House};

/// SplitMix64: a life is its seed.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() >> 33).unwrap_or(0) % bound.max(1)
    }

    fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    fn cents(&mut self, bound: i64) -> i64 {
        1 + i64::try_from(self.next() >> 33).unwrap_or(0) % bound
    }
}

/// The firm, the program that it runs, and who reads over its shoulder.
struct Life {
    house: House,
    sink: SmtpSink,
    /// How many messages of the server were read.
    read: usize,
    today: Date,
    chance: Chance,
    customers: usize,
    sold: Vec<Sold>,
    paid: Vec<Paid>,
    credited: Vec<Credited>,
    /// Whether a backup was taken back and the firm has not told all again.
    is_catching_up: bool,
    backup: Option<TempDir>,
    auditor: Auditor,
    /// What happened, told when it goes wrong.
    story: String,
    /// Days that the clock is wrong by.
    wrong_by: i64,
}

impl Drop for Life {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("{}", self.story);
        }
    }
}

const ENTRIES: &str = "732829320FEC20271231.txt";

fn code(customer: usize) -> String {
    format!("C{customer:02}")
}

impl Life {
    async fn new(engine: Engine, seed: u64) -> Self {
        let mut chance = Chance(seed);
        let customers = 2 + chance.below(5);
        let mut life = Self {
            house: House::new(engine).await,
            sink: smtp_sink(&[]),
            read: 0,
            today: TODAY,
            chance,
            customers,
            sold: Vec::new(),
            paid: Vec::new(),
            credited: Vec::new(),
            is_catching_up: false,
            backup: None,
            auditor: Auditor::new(customers),
            story: String::new(),
            wrong_by: 0,
        };
        let rows: Vec<(String, String)> = (0..customers).map(|at| (code(at), format!("c{at:02}@client.example"))).collect();
        let rows: Vec<(&str, &str, &str)> = rows.iter().map(|(code, email)| (code.as_str(), "company", email.as_str())).collect();
        life.day().await.import_clean("clients.csv", given::customers(&rows)).await;
        life
    }

    fn tell(&mut self, what: &str) {
        let _ = writeln!(self.story, "{} {what}", self.today);
    }

    /// What the program takes for today.
    fn clock(&self) -> Date {
        add_days(self.today, self.wrong_by)
    }

    async fn day(&mut self) -> Day {
        self.auditor.latest = self.auditor.latest.max(Some(self.clock()));
        self.house.with_mail(self.clock(), &self.sink.url()).await
    }

    /// A random day.
    async fn live(&mut self) {
        self.trade();
        for _ in 0..2 + self.chance.below(4) {
            match self.chance.below(13) {
                0 | 1 => self.bring_in_the_accounting().await,
                2 | 3 => self.bring_in_the_bank().await,
                4 | 12 => self.people().await,
                5 => self.save_or_restore().await,
                6 => self.crash().await,
                7 => self.answer_questions().await,
                8 | 9 => self.night().await,
                _ => self.send().await,
            }
        }
        self.check().await;
        self.next_day();
    }

    fn next_day(&mut self) {
        self.wrong_by = 0;
        let days = match self.chance.below(40) {
            0 => i64::try_from(self.chance.below(30)).unwrap_or(0),
            1 => {
                self.wrong_by = [-3, -1, 2, 45][self.chance.below(4)];
                1
            }
            _ => 1,
        };
        self.today = add_days(self.today, days);
        if self.wrong_by != 0 {
            let wrong = self.wrong_by;
            self.tell(&format!("the clock is wrong by {wrong} days"));
        }
    }

    /// Reads what reached the server since.
    fn audit(&mut self) {
        let messages = self.sink.messages();
        for file in &messages[self.read..] {
            let bytes = std::fs::read(file).unwrap();
            let mail = mail_parser::MessageParser::default().parse(&bytes).unwrap();
            let to = mail.to().and_then(|to| to.first()).and_then(|to| to.address()).unwrap().to_owned();
            let text = mail.body_text(0).unwrap();
            let said = said_in(&text);
            let is_plan = matches!(said, Some(Said::Plan(..)));
            let rows = if is_plan { Rows { asked: named_in(&text), ..Rows::default() } } else { rows_in(&text) };
            let seen = Seen {
                id: mail.message_id().unwrap().to_owned(),
                to,
                asked: rows.asked,
                listed: rows.listed,
                credits: rows.credits,
                net: rows.net,
                dues: rows.dues,
                is_courtesy: text.contains("à échéance le ") || text.contains("arrivent à échéance"),
                said,
            };
            self.tell(&format!(
                "  reaches {}: {:?} {:?}, listed {:?}, less {:?}",
                seen.to, seen.said, seen.asked, seen.listed, seen.credits
            ));
            self.auditor.read(&seen, self.clock());
        }
        self.read = messages.len();
    }

    async fn night(&mut self) {
        self.tell("night");
        let day = self.day().await;
        night::run(&day.app, &day.scope).await.unwrap();
        self.every_item_has_one_outcome().await;
        day.app.close().await;
    }

    async fn send(&mut self) {
        self.tell("sends");
        let day = self.day().await;
        let sent = drain(&day.app, &day.scope, Confirmation::Given).await;
        assert!(sent.is_ok(), "{sent:?}");
        self.read_ledger(&day).await;
        day.app.close().await;
        self.audit();
    }

    /// The program falls over at some moment of its night or of its sending.
    async fn crash(&mut self) {
        let moment = Duration::from_micros(self.chance.next() % 60_000);
        self.tell(&format!("falls over after {moment:?}"));
        let day = self.day().await;
        let work = async {
            night::run(&day.app, &day.scope).await.unwrap();
            drain(&day.app, &day.scope, Confirmation::Given).await.unwrap();
        };
        let _ = tokio::time::timeout(moment, work).await;
        day.app.close().await;
        let day = self.day().await;
        self.read_ledger(&day).await;
        day.app.close().await;
        self.audit();
    }

    /// Persons say what they know, and do what is to be done.
    async fn people(&mut self) {
        for _ in 0..=self.chance.below(3) {
            self.person().await;
        }
    }

    async fn person(&mut self) {
        let day = self.day().await;
        let customer = self.chance.below(self.customers);
        let debtor = self.house.debtor(&code(customer)).await;
        match self.chance.below(30) {
            0 => {
                if self.auditor.is_stopped {
                    scenario::lift(&day.app, &day.scope).await.unwrap();
                } else {
                    scenario::stop(&day.app, &day.scope, "vérification").await.unwrap();
                }
                self.auditor.is_stopped = !self.auditor.is_stopped;
                let is_stopped = self.auditor.is_stopped;
                self.tell(&format!("stopped: {is_stopped}"));
            }
            1 => {
                let until = if self.chance.once_in(3) {
                    None
                } else {
                    Some(add_days(self.clock(), 5 + i64::try_from(self.chance.below(20)).unwrap_or(0)))
                };
                self.pause(&day, customer, until).await;
            }
            2 => self.release(&day, customer).await,
            3 | 4 => self.dispute(&day).await,
            8..=10 => self.promise(&day).await,
            11 | 12 => self.talk_of_a_dispute(&day).await,
            13 | 14 | 28 | 29 => self.agree(&day).await,
            15 | 16 => self.settle_for_less(&day).await,
            17..=20 => self.ask_for_a_service(&day).await,
            22 | 23 => self.put(&day).await,
            24 => self.bounce(&day).await,
            25 => self.defer(&day).await,
            21 if self.chance.once_in(2) => self.forget_or_find_a_contact(&day, customer).await,
            5 if self.chance.once_in(12) => {
                let event = ClaimEvent { kind: ClaimEventKind::InsolvencyOpened, on: self.clock(), until: None, rate: None };
                // Debts born from then on are another matter: this customer buys nothing any more.
                if self.sold.iter().all(|sold| sold.customer != customer || sold.on < self.clock()) {
                    claims::record_event(&day.app, &day.scope, debtor, None, event, "BODACC").await.unwrap();
                    self.auditor.told[customer].insolvent = true;
                    self.tell(&format!("{} is insolvent", code(customer)));
                }
            }
            _ => self.carry_out(&day, 4).await,
        }
        day.app.close().await;
    }

    /// The reminders of a customer, or of one of its invoices, are suspended.
    async fn pause(&mut self, day: &Day, customer: usize, until: Option<Date>) {
        let debtor = self.house.debtor(&code(customer)).await;
        let owed = |number: &str| self.auditor.claims.get(number).is_some_and(|claim| claim.open() > 0);
        let owed: Vec<String> =
            self.sold.iter().filter(|sold| sold.customer == customer && owed(&sold.number)).map(|sold| sold.number.clone()).collect();
        if owed.is_empty() || self.chance.once_in(3) {
            tonight::hold(&day.app, &day.scope, debtor, None, until, "appel en cours").await.unwrap();
            let told = &mut self.auditor.told[customer].paused;
            *told = longer(*told, Some(until));
            self.tell(&format!("{} is paused until {until:?}", code(customer)));
            return;
        }
        // The oldest as a rule: the one that would be asked for.
        let number = if self.chance.once_in(3) { owed[self.chance.below(owed.len())].clone() } else { owed[0].clone() };
        let item = self.house.invoice(&number).await.id;
        tonight::hold(&day.app, &day.scope, debtor, Some(item), until, "livraison à vérifier").await.unwrap();
        let told = &mut self.auditor.claims.get_mut(&number).unwrap().paused;
        *told = longer(*told, Some(until));
        self.tell(&format!("{number} is paused until {until:?}"));
    }

    async fn release(&mut self, day: &Day, customer: usize) {
        let debtor = self.house.debtor(&code(customer)).await;
        let mut tx = self.house.db().snapshot().await.unwrap();
        let active = store::hold::active(&mut tx, self.house.scope.organisation.id, self.clock()).await.unwrap();
        drop(tx);
        // A promise is taken back as such.
        for row in active.into_iter().filter(|row| row.debtor == debtor && row.kind != HoldKind::Promise) {
            tonight::release(&day.app, &day.scope, row.id, debtor).await.unwrap();
        }
        self.auditor.told[customer].paused = None;
        for claim in self.auditor.claims.values_mut().filter(|claim| claim.customer == customer) {
            claim.paused = None;
        }
        self.tell(&format!("{} is released", code(customer)));
    }

    /// A customer contests a part, or does no longer.
    async fn dispute(&mut self, day: &Day) {
        let known: Vec<usize> = (0..self.sold.len()).filter(|at| self.sold[*at].is_known).collect();
        if known.is_empty() {
            return;
        }
        let at = known[self.chance.below(known.len())];
        let cents = match self.chance.below(3) {
            0 => 0,
            1 => self.sold[at].cents,
            _ => self.chance.cents(self.sold[at].cents),
        };
        self.contest(day, at, cents).await;
    }

    async fn contest(&mut self, day: &Day, at: usize, cents: i64) {
        let sold = &self.sold[at];
        let debtor = self.house.debtor(&code(sold.customer)).await;
        let item = self.house.invoice(&sold.number).await.id;
        let file = claims::claim_file(&day.app, &day.scope, debtor).await.unwrap();
        let version = file.items.iter().find(|claim| claim.item.id == item).map_or(0, |claim| claim.facts.version);
        let new = NewFacts { disputed: Cents(cents), dispute_reason: "quantité".to_owned(), version, ..NewFacts::default() };
        match claims::set_facts(&day.app, &day.scope, debtor, item, new).await {
            Ok(()) => {
                self.auditor.claims.get_mut(&self.sold[at].number).unwrap().contest(cents);
                self.tell(&format!("{cents} of {} contested", self.sold[at].number));
            }
            // A claim that is settled is not in the file any more; a dispute with a reason of its own has its page.
            Err(AppError::Conflict(_) | AppError::Invalid { .. }) => {}
            Err(error) => panic!("{error:?}"),
        }
    }

    async fn save_or_restore(&mut self) {
        if self.backup.is_none() || self.chance.once_in(2) {
            self.tell("saves");
            let day = self.day().await;
            let folder = tempfile::tempdir().unwrap();
            backup::backup(&day.app, &folder.path().join("sauvegarde")).await.unwrap();
            day.app.close().await;
            self.backup = Some(folder);
            return;
        }
        // What came back is told again under its own day: not on a morning whose clock stands before that.
        if !self.chance.once_in(3) || self.wrong_by < 0 {
            return;
        }
        self.tell("takes the backup back");
        self.is_catching_up = true;
        self.asked_by_people().await;
        let file = self.backup.as_ref().unwrap().path().join("sauvegarde");
        self.house = House::restored(self.house.engine, &file, self.clock()).await;
        self.auditor.is_stopped = true;
        // What was promised since is forgotten.
        self.auditor.vows.clear();
        self.auditor.agreed.clear();
        self.auditor.settlements.clear();
        self.auditor.services.clear();
        // Whatever is tried first, nothing leaves.
        self.night().await;
        self.send().await;
        // The firm brings everything in again, says again what it had said, and waits before it writes again.
        let contested: Vec<(usize, i64)> = self.auditor.claims.values().zip(0..).map(|(claim, at)| (at, claim.contested())).collect();
        for told in &mut self.auditor.told {
            told.paused = None;
        }
        for claim in self.auditor.claims.values_mut() {
            claim.deferred.clear();
        }
        for sold in &mut self.sold {
            sold.is_reopened = true;
        }
        self.bring_in_entries(false).await;
        self.bring_in_the_whole_bank().await;
        self.bring_in_entries(true).await;
        let day = self.day().await;
        for customer in 0..self.customers {
            self.release(&day, customer).await;
            self.find_contact(&day, customer).await;
            if self.auditor.told[customer].insolvent {
                let debtor = self.house.debtor(&code(customer)).await;
                let event = ClaimEvent { kind: ClaimEventKind::InsolvencyOpened, on: self.clock(), until: None, rate: None };
                claims::record_event(&day.app, &day.scope, debtor, None, event, "BODACC").await.unwrap();
            }
        }
        self.give_disputes_up(&day).await;
        self.cancel_plans(&day).await;
        self.give_settlements_up(&day).await;
        self.put_again(&day).await;
        self.is_catching_up = false;
        self.read_ledger(&day).await;
        for (at, cents) in contested.into_iter().filter(|(_, cents)| *cents > 0) {
            if self.sold[at].is_known {
                self.contest(&day, at, cents).await;
            }
        }
        day.app.close().await;
        self.today = add_days(self.today, 4);
        let day = self.day().await;
        scenario::lift(&day.app, &day.scope).await.unwrap();
        self.auditor.is_stopped = false;
        day.app.close().await;
    }

    /// What was asked for by calls and letters.
    async fn asked_by_people(&mut self) {
        let asked = "SELECT i.number FROM open_item i JOIN item_advance v ON v.open_item_id = i.id JOIN action a ON a.id = v.action_id \
                     WHERE a.state = 'sent' AND a.channel IN ('call', 'letter')";
        self.auditor.asked.extend(self.house.raw_texts(asked).await);
    }

    /// One outcome for each open item, in the night that has just run.
    async fn every_item_has_one_outcome(&self) {
        let items = self.house.items().await;
        let open: BTreeSet<String> = items.iter().filter(|item| !item.open.is_zero()).map(|item| item.id.to_string()).collect();
        let texts = self
            .house
            .raw_texts(&format!(
                "SELECT outcomes FROM night_outcome WHERE run_id = (SELECT id FROM night_run WHERE business_date = '{}')",
                self.clock()
            ))
            .await;
        let mut seen = BTreeSet::new();
        for text in texts {
            let outcomes: Vec<Vec<serde_json::Value>> = serde_json::from_str(&text).unwrap();
            for outcome in outcomes {
                let id = outcome[0].as_str().unwrap().to_owned();
                assert!(seen.insert(id), "two outcomes for {outcome:?}");
            }
        }
        let differ: BTreeSet<&String> = seen.symmetric_difference(&open).collect();
        let differ: Vec<_> = items.iter().filter(|item| differ.contains(&item.id.to_string())).collect();
        assert!(differ.is_empty(), "each open item has one outcome, no other has one: {differ:?}");
    }

    /// The books and the journal.
    async fn check(&mut self) {
        let day = self.day().await;
        app::compromises::follow(&day.app, &day.scope).await.unwrap();
        self.read_ledger(&day).await;
        self.audit();
        day.is_sound().await;
        assert_eq!(app::doctor::verify(&day.app, &day.scope).await.unwrap().broken_at, None);
        day.app.close().await;
        let owed = self.house.owed().await;
        for customer in 0..self.customers {
            let known = owed.get(&code(customer)).copied().unwrap_or_default();
            assert_eq!(known, self.auditor.open_of(customer), "what {} owes on {}", code(customer), self.today);
        }
    }

    /// Quiet weeks at the end: whoever owes something old has been asked for it.
    async fn settle_down(&mut self) {
        self.tell("quiet weeks");
        self.wrong_by = 0;
        let day = self.day().await;
        if self.auditor.is_stopped {
            scenario::lift(&day.app, &day.scope).await.unwrap();
            self.auditor.is_stopped = false;
        }
        for customer in 0..self.customers {
            self.release(&day, customer).await;
            self.find_contact(&day, customer).await;
        }
        self.give_disputes_up(&day).await;
        self.cancel_plans(&day).await;
        self.give_settlements_up(&day).await;
        day.app.close().await;
        for _ in 0..50 {
            self.today = add_days(self.today, 1);
            self.bring_in_the_accounting().await;
            self.bring_in_the_bank().await;
            self.night().await;
            self.send().await;
            self.answer_questions().await;
            let day = self.day().await;
            self.carry_out(&day, 400).await;
            day.app.close().await;
        }
        self.check().await;
        self.asked_by_people().await;
        for (number, claim) in &self.auditor.claims {
            let is_old = |number: &String| self.sold.iter().any(|sold| sold.number == *number && (self.today - sold.on).num_days() > 90);
            let of_customer = self.auditor.claims.iter().filter(|(own, other)| other.customer == claim.customer && is_old(own));
            let is_owed = of_customer.map(|(_, claim)| claim.due()).sum::<i64>() - self.auditor.free_of(claim.customer) > 5_000;
            if is_old(number) && is_owed && claim.due() > 5_000 && !self.auditor.told[claim.customer].insolvent {
                let item = self.house.invoice(number).await;
                let told = self.house.raw_texts("SELECT outcomes FROM night_outcome ORDER BY run_id DESC LIMIT 60").await;
                let told: Vec<&str> =
                    told.iter().filter_map(|text| text.split("],[").find(|part| part.contains(&item.id.to_string()))).collect();
                assert!(self.auditor.asked.contains(number), "nobody ever asked for {number}: {claim:?} {item:?} {told:#?}");
            }
        }
    }
}

fn longer(one: Option<Option<Date>>, other: Option<Option<Date>>) -> Option<Option<Date>> {
    match (one, other) {
        (Some(None), _) | (_, Some(None)) => Some(None),
        (one, other) => one.max(other),
    }
}

async fn lives(engine: Engine, seeds: std::ops::Range<u64>, days: usize) {
    for seed in seeds {
        eprintln!("QUITTANCE_SIMULATION={seed}:{days} on {engine:?}");
        let mut life = Life::new(engine, seed).await;
        for _ in 0..days {
            life.live().await;
        }
        life.settle_down().await;
        let read = &life.auditor;
        eprintln!(
            "  {} messages, {} of them answers; {} letters and calls; {} reminders less credits; {} claims, {} plans due as a whole",
            read.messages,
            read.served,
            read.by_hand,
            read.reduced,
            read.claims.len(),
            read.accelerated
        );
        assert!(life.auditor.messages > 0, "nobody was ever written to");
    }
}

/// Seeds and days: what the environment says, else a short life.
fn told(short: std::ops::Range<u64>, days: usize) -> (std::ops::Range<u64>, usize) {
    let Ok(told) = std::env::var("QUITTANCE_SIMULATION") else { return (short, days) };
    let (seeds, days) = told.split_once(':').expect("QUITTANCE_SIMULATION is seed:days or from..to:days");
    let days = days.parse().expect("days");
    match seeds.split_once("..") {
        Some((from, to)) => (from.parse().expect("from")..to.parse().expect("to"), days),
        None => {
            let seed: u64 = seeds.parse().expect("a seed");
            (seed..seed + 1, days)
        }
    }
}

#[tokio::test]
async fn a_firm_lives_on_the_embedded_base() {
    let (seeds, days) = told(1..3, 60);
    lives(Engine::Sqlite, seeds, days).await;
}

#[tokio::test]
async fn a_firm_lives_on_a_server() {
    let (seeds, days) = told(3..4, 40);
    lives(Engine::Postgres, seeds, days).await;
}
