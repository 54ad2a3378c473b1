//! Random days of a firm on a real base with a real mail server, against an auditor that knows the promises only.
//!
//! ```text
//! QUITTANCE_SIMULATION=17:400 cargo nextest run -p app simulation --no-capture      # seed 17, 400 days, both engines
//! QUITTANCE_SIMULATION=1..40:730 cargo nextest run -p app simulation --no-capture   # forty lives of two years
//! ```

mod auditor;
mod services;
mod talks;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::time::Duration;

use app::claims::{self, NewFacts};
use app::matching_desk::identify;
use app::outbox::{Confirmation, drain};
use app::{AppError, backup, matching, night, scenario, tonight};
use auditor::{Auditor, Claim, Said, Seen, asked_in, named_in, said_in};
use domain::calendar::add_days;
use domain::claim::{ClaimEvent, ClaimEventKind};
use domain::dunning::{ActionState, Channel};
use domain::{Cents, Date};
use store::Engine;
use store::bank::TransactionState;
use store::hold::HoldKind;
use tempfile::TempDir;
use testkit::smtp_sink::{SmtpSink, smtp_sink};

use crate::given::{self, Entry, Received, TODAY, receipt, sale};
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

/// An invoice of the firm.
struct Sold {
    number: String,
    customer: usize,
    on: Date,
    cents: i64,
    /// Received so far, by whatever way.
    paid: i64,
    /// Whether the accounting that was brought in names it.
    is_known: bool,
}

/// Money that came in for one invoice.
struct Paid {
    reference: String,
    sold: usize,
    on: Date,
    cents: i64,
    /// Whether the program was told of it, by the bank or by a lettering.
    is_told: bool,
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
            match self.chance.below(12) {
                0 | 1 => self.bring_in_the_accounting().await,
                2 | 3 => self.bring_in_the_bank().await,
                4 => self.people().await,
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

    /// Sales and payments, of which the program is not told yet.
    fn trade(&mut self) {
        let customer = self.chance.below(self.customers);
        // Who is insolvent buys nothing any more.
        if self.chance.once_in(2) && self.sold.len() < 400 && !self.auditor.told[customer].insolvent {
            let late = if self.chance.once_in(4) { i64::try_from(self.chance.below(90)).unwrap_or(0) } else { 0 };
            // No two amounts are the same: what is paid is never in doubt.
            let number = self.sold.len() + 1;
            let cents = self.chance.cents(400) * 1_000 + 5_000 + i64::try_from(number).unwrap_or(0);
            let on = add_days(self.today, -late);
            let number = format!("FS2026-{number:04}");
            self.tell(&format!("{number} sold to {} for {cents}, on {on}", code(customer)));
            self.sold.push(Sold { number, customer, on, cents, paid: 0, is_known: false });
        }
        if self.chance.once_in(3) && !self.sold.is_empty() {
            let sold = self.chance.below(self.sold.len());
            let left = self.sold[sold].cents - self.sold[sold].paid;
            if left > 0 && self.sold[sold].is_known {
                let cents = if self.chance.once_in(4) { self.chance.cents(left) } else { left };
                self.sold[sold].paid += cents;
                let reference = format!("V{:05}", self.paid.len() + 1);
                self.tell(&format!("{} pays {cents} of {}", reference, self.sold[sold].number));
                self.paid.push(Paid { reference, sold, on: self.today, cents, is_told: false });
            }
        }
    }

    /// The entries up to today: payments are booked some days after they came, and lettered when the invoice is paid.
    fn entries(&self, with_payments: bool) -> Vec<Entry> {
        let is_booked = |paid: &Paid| with_payments && (self.today - paid.on).num_days() >= 4 && paid.is_told;
        let booked: Vec<bool> = self.paid.iter().map(is_booked).collect();
        let mut entries = Vec::new();
        for (at, sold) in self.sold.iter().enumerate() {
            let covered: i64 =
                self.paid.iter().zip(&booked).filter(|(paid, booked)| **booked && paid.sold == at).map(|(paid, _)| paid.cents).sum();
            let is_lettered = covered == sold.cents;
            let letter = letters(at);
            let with = |entry: Entry| if is_lettered { entry.lettered(&letter, self.today) } else { entry };
            entries.push(with(sale(&sold.number, &code(sold.customer), sold.on, sold.cents)));
            for (paid, _) in self.paid.iter().zip(&booked).filter(|(paid, booked)| **booked && paid.sold == at) {
                entries.push(with(receipt(&paid.reference, &code(sold.customer), paid.on, paid.cents)));
            }
        }
        entries
    }

    async fn bring_in_the_accounting(&mut self) {
        self.bring_in_entries(true).await;
    }

    async fn bring_in_entries(&mut self, with_payments: bool) {
        if self.sold.is_empty() {
            return;
        }
        self.tell("accounting");
        let entries = self.entries(with_payments);
        let day = self.day().await;
        day.import(ENTRIES, given::fec(&entries)).await;
        self.auditor.ledger_on = self.auditor.ledger_on.max(Some(self.clock()));
        for sold in &mut self.sold {
            sold.is_known = true;
            self.auditor.claims.entry(sold.number.clone()).or_insert(Claim {
                customer: sold.customer,
                amount: sold.cents,
                settled: 0,
                disputed: 0,
                given: 0,
                paused: None,
            });
        }
        day.app.close().await;
    }

    async fn bring_in_the_bank(&mut self) {
        // Statements overlap, as people export them.
        let from = add_days(self.today, -i64::try_from(self.chance.below(60)).unwrap_or(0));
        self.tell(&format!("bank since {from}"));
        let lines: Vec<(String, Date, i64, String)> = self
            .paid
            .iter()
            .filter(|paid| paid.on >= from || !paid.is_told)
            .map(|paid| (paid.reference.clone(), paid.on, paid.cents, format!("Facture {}", self.sold[paid.sold].number)))
            .collect();
        let lines: Vec<Received<'_>> = lines.iter().map(|(reference, on, cents, words)| Received(reference, *on, *cents, words)).collect();
        let day = self.day().await;
        day.import("releve.xml", given::statement(self.today, &lines)).await;
        day.app.close().await;
        self.auditor.bank_until = self.auditor.bank_until.max(Some(self.today));
        self.matched().await;
    }

    /// What the program makes of the bank by itself, and what it leaves to a person.
    async fn matched(&mut self) {
        let day = self.day().await;
        matching::match_all(&day.app, &day.scope, false).await.unwrap();
        let mut tx = self.house.db().snapshot().await.unwrap();
        let waiting = store::bank::in_state(&mut tx, self.house.scope.organisation.id, TransactionState::ToIdentify).await.unwrap();
        drop(tx);
        for line in waiting {
            // The person at the desk reads the number in the label.
            let sold = self.sold.iter().find(|sold| line.label.contains(&sold.number)).unwrap();
            let (debtor, item) = (self.house.debtor(&code(sold.customer)).await, self.house.item(&sold.number).await.id);
            identify(&day.app, &day.scope, line.id, debtor, &[item]).await.unwrap();
            let number = sold.number.clone();
            self.tell(&format!("{} of {number} identified", line.amount));
        }
        day.app.close().await;
        for paid in self.paid.iter_mut().filter(|paid| !paid.is_told) {
            paid.is_told = true;
            let number = &self.sold[paid.sold].number;
            self.auditor.claims.get_mut(number).unwrap().settled += paid.cents;
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
            let asked = if matches!(said, Some(Said::Plan(..))) { named_in(&text) } else { asked_in(&text) };
            let seen = Seen { id: mail.message_id().unwrap().to_owned(), to, asked, said };
            self.tell(&format!("  reaches {}: {:?} {:?}", seen.to, seen.said, seen.asked));
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
        self.read_discounts(&day).await;
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
        self.read_discounts(&day).await;
        day.app.close().await;
        self.audit();
    }

    async fn people(&mut self) {
        let day = self.day().await;
        let customer = self.chance.below(self.customers);
        let debtor = self.house.debtor(&code(customer)).await;
        match self.chance.below(22) {
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
                tonight::hold(&day.app, &day.scope, debtor, None, until, "appel en cours").await.unwrap();
                let told = &mut self.auditor.told[customer].paused;
                *told = longer(*told, Some(until));
                self.tell(&format!("{} is paused until {until:?}", code(customer)));
            }
            2 => self.release(&day, customer).await,
            3 | 4 => self.dispute(&day).await,
            8..=10 => self.promise(&day).await,
            11 | 12 => self.talk_of_a_dispute(&day).await,
            13 | 14 => self.agree(&day).await,
            15 | 16 => self.settle_for_less(&day).await,
            17..=20 => self.ask_for_a_service(&day).await,
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
        let item = self.house.item(&sold.number).await.id;
        let file = claims::claim_file(&day.app, &day.scope, debtor).await.unwrap();
        let version = file.items.iter().find(|claim| claim.item.id == item).map_or(0, |claim| claim.facts.version);
        let new = NewFacts { disputed: Cents(cents), dispute_reason: "quantité".to_owned(), version, ..NewFacts::default() };
        match claims::set_facts(&day.app, &day.scope, debtor, item, new).await {
            Ok(()) => {
                self.auditor.claims.get_mut(&self.sold[at].number).unwrap().disputed = cents;
                self.tell(&format!("{cents} of {} contested", self.sold[at].number));
            }
            // A claim that is settled is not in the file any more; a dispute with a reason of its own has its page.
            Err(AppError::Conflict(_) | AppError::Invalid { .. }) => {}
            Err(error) => panic!("{error:?}"),
        }
    }

    /// Letters are posted and calls made, or not.
    async fn carry_out(&mut self, day: &Day, days: i64) {
        for back in 0..days {
            for action in self.house.actions(add_days(self.clock(), -back)).await {
                if action.state == ActionState::ToDo && !action.channel.leaves_by_itself() && self.chance.once_in(2) {
                    let is_task = action.channel == Channel::Task;
                    let done = if action.channel == Channel::Call {
                        let told = app::calls::NewCall::new(app::calls::Outcome::Refuses, "plus tard");
                        app::calls::record(&day.app, &day.scope, action.id, &told).await.map(drop)
                    } else {
                        tonight::mark_done(&day.app, &day.scope, action.id, "fait", if is_task { "vu avec l’avocat" } else { "" }).await
                    };
                    self.tell(&format!("{:?} done: {done:?}", action.channel));
                }
            }
        }
    }

    /// Of messages that may have left, somebody says what became of them.
    async fn answer_questions(&mut self) {
        let day = self.day().await;
        let received: BTreeSet<String> = self
            .sink
            .messages()
            .iter()
            .map(|file| {
                mail_parser::MessageParser::default().parse(&std::fs::read(file).unwrap()).unwrap().message_id().unwrap().to_owned()
            })
            .collect();
        for back in 0..400 {
            for action in self.house.actions(add_days(self.clock(), -back)).await {
                if action.state == ActionState::Failed {
                    tonight::cancel(&day.app, &day.scope, action.id, "jamais partie").await.unwrap();
                    self.tell(&format!("{} is given up", action.id));
                }
                if action.state == ActionState::Unknown {
                    let arrived = received.contains(&format!("{}@elan.example", action.id));
                    tonight::settle_unknown(&day.app, &day.scope, action.id, arrived).await.unwrap();
                    self.tell(&format!("{} had arrived: {arrived}", action.id));
                }
            }
        }
        day.app.close().await;
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
        if !self.chance.once_in(3) {
            return;
        }
        self.tell("takes the backup back");
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
        let contested: Vec<(usize, i64)> = self.auditor.claims.values().zip(0..).map(|(claim, at)| (at, claim.disputed)).collect();
        for told in &mut self.auditor.told {
            told.paused = None;
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

    /// The bank since the beginning, as after a restored backup.
    async fn bring_in_the_whole_bank(&mut self) {
        let lines: Vec<(String, Date, i64, String)> = self
            .paid
            .iter()
            .map(|paid| (paid.reference.clone(), paid.on, paid.cents, format!("Facture {}", self.sold[paid.sold].number)))
            .collect();
        let lines: Vec<Received<'_>> = lines.iter().map(|(reference, on, cents, words)| Received(reference, *on, *cents, words)).collect();
        let day = self.day().await;
        day.import("releve.xml", given::statement(self.today, &lines)).await;
        day.app.close().await;
        self.matched().await;
        self.auditor.bank_until = self.auditor.bank_until.max(Some(self.today));
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
        self.read_discounts(&day).await;
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
            let is_old = self.sold.iter().any(|sold| sold.number == *number && (self.today - sold.on).num_days() > 90);
            if is_old && claim.due() > 5_000 && !self.auditor.told[claim.customer].insolvent {
                let item = self.house.item(number).await;
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

/// `AA`, `AB`…: a letter for each invoice.
fn letters(at: usize) -> String {
    let letter = |digit: usize| char::from(b'A' + u8::try_from(digit % 26).unwrap_or(0));
    [letter(at / 676), letter(at / 26), letter(at)].iter().collect()
}

async fn lives(engine: Engine, seeds: std::ops::Range<u64>, days: usize) {
    for seed in seeds {
        eprintln!("QUITTANCE_SIMULATION={seed}:{days} on {engine:?}");
        let mut life = Life::new(engine, seed).await;
        for _ in 0..days {
            life.live().await;
        }
        life.settle_down().await;
        eprintln!("  {} messages, {} of them answers, {} claims", life.auditor.messages, life.auditor.served, life.auditor.claims.len());
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
