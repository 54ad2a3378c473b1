//! A debtor's random life, day by day, against an auditor that knows nothing of the program.
//!
//! ```text
//! WALK_SEED=1234 WALKS=1 cargo test -p domain --test walk    # replays one walk
//! WALKS=20000 cargo test -p domain --test walk               # a long night
//! ```

mod auditor;

use auditor::{Auditor, LAST_KNOWN_DAY, Pause, Seen};
use domain::calendar::add_days;
use domain::dunning::{DebtorFacts, DebtorPlan, Hold, ItemFacts, LastStep, Outcome, Rules, Scenario, plan_debtor};
use domain::ids::{OpenItemId, ScenarioId};
use domain::ledger::ItemKind;
use domain::{Cents, Currency, Date};
use uuid::Uuid;

/// SplitMix64: a walk is its seed.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, bound: i64) -> i64 {
        i64::try_from(self.next() >> 33).unwrap_or(0) % bound
    }

    fn once_in(&mut self, days: i64) -> bool {
        self.below(days) == 0
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> Option<T> {
        let bound = i64::try_from(from.len()).ok().filter(|bound| *bound > 0)?;
        usize::try_from(self.below(bound)).ok().and_then(|at| from.get(at).copied())
    }
}

/// The debtor as the program sees it, and the auditor beside it.
struct Walk {
    chance: Chance,
    scenario: Scenario,
    rules: Rules,
    items: Vec<ItemFacts>,
    /// Paid in full: id, due date, amount at the start.
    paid: Vec<(OpenItemId, Date, Cents)>,
    amounts: Vec<Cents>,
    has_email: bool,
    has_postal_address: bool,
    hold: Option<Hold>,
    last_contact_on: Option<Date>,
    auditor: Auditor,
    messages: usize,
}

impl Walk {
    fn new(seed: u64) -> Self {
        let mut chance = Chance(seed);
        let spacing_days = chance.pick(&[0, 1, 3, 3, 3, 7]).unwrap_or(3);
        let rules = Rules { spacing_days, ..Rules::default() };
        Self {
            scenario: Scenario::french_default(ScenarioId(Uuid::from_u128(1))),
            auditor: Auditor::new(i64::from(spacing_days), rules.tolerance.0),
            chance,
            rules,
            items: Vec::new(),
            paid: Vec::new(),
            amounts: Vec::new(),
            has_email: true,
            has_postal_address: true,
            hold: None,
            last_contact_on: None,
            messages: 0,
        }
    }

    fn open(&mut self, kind: ItemKind, due_on: Date, open: Cents) {
        let id = OpenItemId(Uuid::from_u128(self.amounts.len() as u128));
        self.amounts.push(open);
        self.items.push(ItemFacts::new(id, kind, add_days(due_on, -30), due_on, open, Currency::EUR));
        match kind.is_debit() {
            true => self.auditor.claim(id.0.as_u128(), due_on, open.0),
            false => self.auditor.credit(id.0.as_u128(), -open.0),
        }
    }

    fn pause(&mut self, today: Date) -> (Option<Hold>, Pause) {
        let until = if self.chance.once_in(3) { None } else { Some(add_days(today, 1 + self.chance.below(40))) };
        (Some(Hold { until }), Some(until))
    }

    /// What the firm books on a day.
    fn ledger_events(&mut self, today: Date) {
        if self.chance.once_in(9) {
            let (amount, due) = (Cents(50 + self.chance.below(400_000)), add_days(today, self.chance.below(50) - 3));
            self.open(ItemKind::Invoice, due, amount);
        }
        if self.chance.once_in(120) {
            let (amount, late) = (Cents(100 + self.chance.below(100_000)), 200 + self.chance.below(500));
            self.open(ItemKind::Debit, add_days(today, -late), amount);
        }
        if self.chance.once_in(60) {
            let amount = Cents(-1 - self.chance.below(200_000));
            self.open(ItemKind::CreditNote, today, amount);
        }
        if self.chance.once_in(10) {
            self.settle();
        }
        if self.chance.once_in(90)
            && let Some(bounced) = self.chance.pick(&self.paid)
        {
            self.paid.retain(|paid| paid.0 != bounced.0);
            let (id, due_on, open) = bounced;
            self.items.push(ItemFacts::new(id, ItemKind::Invoice, add_days(due_on, -30), due_on, open, Currency::EUR));
            self.auditor.bounced(id.0.as_u128(), open.0);
            self.auditor.pause_claim(id.0.as_u128(), None);
        }
    }

    /// A payment, whole or in part, or a credit used up elsewhere.
    fn settle(&mut self) {
        let positions: Vec<usize> = (0..self.items.len()).collect();
        let Some(position) = self.chance.pick(&positions) else { return };
        let item = self.items[position];
        let id = item.id.0.as_u128();
        if !item.kind.is_debit() {
            self.items.remove(position);
            return self.auditor.credit_used(id);
        }
        let amount = if self.chance.once_in(3) { 1 + self.chance.below(item.open.0) } else { item.open.0 };
        self.auditor.paid(id, amount);
        self.items[position].open -= Cents(amount);
        if self.items[position].open.is_zero() {
            self.items.remove(position);
            let at_the_start = usize::try_from(id).ok().and_then(|at| self.amounts.get(at)).copied().unwrap_or_default();
            self.paid.push((item.id, item.due_on, at_the_start));
        }
    }

    /// What people and machines do around the ledger.
    fn house_events(&mut self, today: Date) {
        if self.chance.once_in(60) {
            let (hold, pause) = self.pause(today);
            (self.hold, self.auditor.pause) = (hold, pause);
        }
        if self.hold.is_some_and(|hold| hold.until.is_none()) && self.chance.once_in(15) {
            (self.hold, self.auditor.pause) = (None, None);
        }
        let positions: Vec<usize> = (0..self.items.len()).collect();
        if let Some(position) = self.chance.pick(&positions).filter(|position| self.items[*position].kind.is_debit()) {
            let id = self.items[position].id.0.as_u128();
            if self.chance.once_in(40) {
                let (hold, pause) = self.pause(today);
                self.items[position].hold = hold;
                self.auditor.pause_claim(id, pause);
            } else if self.chance.once_in(6) {
                self.items[position].hold = None;
                self.auditor.pause_claim(id, None);
            }
        }
        self.rules.stale_data = self.chance.once_in(20);
        self.auditor.stale = self.rules.stale_data;
        if self.chance.once_in(25) {
            self.has_email = !self.chance.once_in(4);
            self.has_postal_address = !self.chance.once_in(4);
            self.auditor.reachable = self.has_email && self.has_postal_address;
        }
    }

    fn decide(&self, today: Date) -> DebtorPlan {
        let facts = DebtorFacts {
            has_email: self.has_email,
            email_bounced: false,
            has_postal_address: self.has_postal_address,
            hold: self.hold,
            last_contact_on: self.last_contact_on,
            items: &self.items,
            ..DebtorFacts::default()
        };
        plan_debtor(&facts, std::slice::from_ref(&self.scenario), &self.rules, today)
    }

    fn carry_out(&mut self, plan: &DebtorPlan, today: Date) -> Vec<Seen> {
        let steps = self.scenario.steps();
        let key_of = |position: usize| match plan.outcomes[position] {
            Outcome::Send { step } => steps[step].key.clone(),
            Outcome::Hold { .. } | Outcome::NotYet { .. } | Outcome::Exhausted => "asked without being sent".to_owned(),
        };
        let line = |position: &usize| (self.items[*position].id.0.as_u128(), key_of(*position), self.items[*position].open.0);
        let seen: Vec<Seen> = plan
            .actions
            .iter()
            .map(|action| Seen {
                channel: action.channel.code().to_owned(),
                asked: action.asked.iter().map(line).collect(),
                net: action.net.0,
            })
            .collect();
        for (item, outcome) in self.items.iter_mut().zip(&plan.outcomes) {
            if let Outcome::Send { step } = outcome {
                item.last_step = Some(LastStep { position: *step, on: today });
            }
        }
        if plan.actions.iter().any(|action| action.channel.reaches_debtor()) {
            self.last_contact_on = Some(today);
        }
        self.messages += seen.len();
        seen
    }

    /// One day. Some nights the machine is off.
    fn day(&mut self, today: Date) -> Vec<String> {
        self.ledger_events(today);
        self.house_events(today);
        if self.chance.once_in(10) {
            return Vec::new();
        }
        let plan = self.decide(today);
        let mut faults = Vec::new();
        if plan.outcomes.len() != self.items.len() {
            faults.push(format!("{} outcomes for {} items", plan.outcomes.len(), self.items.len()));
        }
        let seen = self.carry_out(&plan, today);
        faults.extend(self.auditor.examine(today, &seen));
        faults
    }
}

/// Walks some days from a Wednesday of 2025; gives back how many messages left and how many had to.
fn walk(seed: u64, days: i64) -> (usize, usize) {
    let first = Date::from_ymd_opt(2025, 1, 1).expect("a date");
    assert!(add_days(first, days).to_string().as_str() <= LAST_KNOWN_DAY, "the auditor's calendar ends on {LAST_KNOWN_DAY}");
    let mut walk = Walk::new(seed);
    for today in first.iter_days().take(usize::try_from(days).unwrap_or(0)) {
        let faults = walk.day(today);
        assert!(faults.is_empty(), "WALK_SEED={seed}, {today}:\n  {}", faults.join("\n  "));
    }
    (walk.messages, walk.auditor.duties)
}

fn from_environment(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).ok().and_then(|value| value.parse().ok()).unwrap_or(otherwise)
}

#[test]
fn the_auditor_finds_nothing_in_random_lives() {
    let first_seed = from_environment("WALK_SEED", 20_261_122);
    let walks = from_environment("WALKS", 200);
    println!("WALK_SEED={first_seed} WALKS={walks}");
    let (mut messages, mut duties) = (0, 0);
    for seed in first_seed..first_seed + walks {
        // One life in twenty lasts four years.
        let (sent, due) = walk(seed, if seed % 20 == 0 { 1_460 } else { 400 });
        messages += sent;
        duties += due;
    }
    println!("{messages} messages, {duties} of them a duty");
    assert!(walks < 200 || messages > 5_000, "the walks said too little to prove anything: {messages} messages");
    assert!(duties <= messages, "each duty was a message");
}

/// The auditor itself must see what is wrong.
#[test]
fn the_auditor_sees_each_fault() {
    let day = |text: &str| text.parse::<Date>().expect("a date");
    let mail = |key: &str, amount| Seen { channel: "email".to_owned(), asked: vec![(1, key.to_owned(), amount)], net: amount };
    type Before = fn(&mut Auditor);
    let cases: [(&str, Before, &str, &str); 9] = [
        ("two steps at once", |_| {}, "2026-09-14", "reminder_2"),
        ("before its day", |_| {}, "2026-09-11", "reminder_1"),
        ("a courtesy message too late", |_| {}, "2026-09-14", "pre_due"),
        ("on a Sunday", |_| {}, "2026-09-20", "reminder_1"),
        ("on Armistice Day", |_| {}, "2026-11-11", "reminder_1"),
        ("paid", |book| book.paid(1, 500), "2026-09-14", "reminder_1"),
        ("covered", |book| book.credit(2, 500), "2026-09-14", "reminder_1"),
        ("suspended", |book| book.pause = Some(None), "2026-09-14", "reminder_1"),
        ("old figures", |book| book.stale = true, "2026-09-14", "reminder_1"),
    ];
    let book = || {
        let mut book = Auditor::new(3, 100);
        book.claim(1, day("2026-09-10"), 500);
        book
    };
    assert_eq!(book().examine(day("2026-09-14"), &[mail("reminder_1", 500)]), Vec::<String>::new(), "a right message");
    assert_eq!(book().examine(day("2026-09-14"), &[]), ["1 was ripe and nothing was said"]);
    for (name, before, today, key) in cases {
        let mut book = book();
        before(&mut book);
        assert!(!book.examine(day(today), &[mail(key, 500)]).is_empty(), "{name}");
    }
    let with_one_to_come = || {
        let mut book = book();
        book.claim(2, day("2026-09-18"), 500);
        book
    };
    assert_eq!(with_one_to_come().examine(day("2026-09-14"), &[mail("reminder_1", 500)]), Vec::<String>::new(), "what is late alone");
    let asked = vec![(1, "reminder_1".to_owned(), 500), (2, "pre_due".to_owned(), 500)];
    let both = Seen { channel: "email".to_owned(), asked, net: 1_000 };
    assert_eq!(with_one_to_come().examine(day("2026-09-14"), &[both]), ["what is not due beside what is late"]);
    let mut book = book();
    assert!(book.examine(day("2026-09-14"), &[mail("reminder_1", 500)]).is_empty());
    assert!(!book.examine(day("2026-09-18"), &[mail("reminder_1", 500)]).is_empty(), "a step twice");
    assert!(!book.examine(day("2026-09-19"), &[mail("reminder_2", 500)]).is_empty(), "too soon, and a Saturday");
}
