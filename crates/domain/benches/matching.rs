//! What a morning's bank statement costs: 10 000 lines against 100 000 open invoices, and one payment over 400
//! open items where sums are hardest.
//!
//! The statement runs beside the barest program that could match it, two hash tables of numbers and amounts, in
//! the same process on the same data, so that the ratio means something on any machine:
//!
//! ```text
//! cargo bench -p domain --bench matching
//! ```

use std::collections::HashMap;
use std::fmt;
use std::hint::black_box;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use divan::Bencher;
use divan::counter::ItemsCount;
use domain::calendar::add_days;
use domain::ids::{DebtorId, OpenItemId};
use domain::matching::{Decision, Facts, Item, Line, Payer, Solver, Verdict};
use domain::payers::{CashDiscount, Settings};
use domain::{Cents, Currency, Date};
use uuid::Uuid;

const DEBTORS: u64 = 10_000;
const ITEMS: u64 = 100_000;
const LINES: u64 = 10_000;
const ITEMS_OF_ONE: u64 = 400;
/// What the product promises for the statement, and for the one payment.
const BUDGET: Duration = Duration::from_secs(2);
const BUDGET_OF_ONE: Duration = Duration::from_millis(50);

static PORTFOLIO: LazyLock<Portfolio> = LazyLock::new(Portfolio::generate);

/// Knuth's MMIX generator: the same portfolio at each run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }

    fn cents(&mut self, bound: u64) -> i64 {
        i64::try_from(self.below(bound)).expect("a bound of this bench")
    }
}

/// A line of the statement, owned.
struct Entry {
    amount: i64,
    label: String,
    name: String,
    iban: String,
}

/// What the house is owed, and its statement.
struct Portfolio {
    facts: Facts,
    entries: Vec<Entry>,
}

fn today() -> Date {
    Date::from_ymd_opt(2026, 6, 30).expect("a date")
}

fn iban(debtor: u64) -> String {
    format!("FR76{debtor:023}")
}

fn name(debtor: u64) -> String {
    const TRADES: [&str; 8] = ["Boulangerie", "Garage", "Menuiserie", "Imprimerie", "Transports", "Cabinet", "Domaine", "Clinique"];
    const STEMS: [&str; 10] = ["du", "bel", "mor", "lan", "ker", "sau", "vil", "tre", "gui", "roc"];
    let stem = |place: u32| STEMS[(debtor / 10_u64.pow(place) % 10) as usize];
    format!("{} {}{}{}{} SARL", TRADES[(debtor % 8) as usize], stem(0), stem(1), stem(2), stem(3))
}

fn item(id: u64, debtor: u64, amount: i64, age: i64) -> Item {
    Item {
        id: OpenItemId(Uuid::from_u128(u128::from(id) + 1)),
        debtor: DebtorId(Uuid::from_u128(u128::from(debtor) + 1)),
        number: format!("FA2026-{:06}", id + 1),
        amount: Cents(amount),
        open: Cents(amount),
        currency: Currency::EUR,
        issued_on: add_days(today(), -age - 30),
        due_on: add_days(today(), -age),
        order_reference: String::new(),
    }
}

fn payer(debtor: u64) -> Payer {
    let id = DebtorId(Uuid::from_u128(u128::from(debtor) + 1));
    Payer { debtor: id, names: vec![name(debtor)], ibans: vec![iban(debtor)], head: None }
}

impl Portfolio {
    /// One customer has a tenth of the items, a hundred have a fifth; a tenth of the customers pay the same amount
    /// each month.
    fn generate() -> Self {
        let mut chance = Chance(42);
        let mut items = Vec::new();
        for id in 0..ITEMS {
            let debtor = match chance.below(10) {
                0 => 1,
                1..=2 => chance.below(100),
                _ => chance.below(DEBTORS),
            };
            let amount = match (debtor % 10, chance.below(40)) {
                (_, 0) => -(chance.cents(20_000) + 500),
                (0, _) => 12_000 + (i64::try_from(debtor % 7).unwrap_or(0)) * 1_200,
                _ => chance.cents(2_000_000) + 1_000,
            };
            items.push(item(id, debtor, amount, chance.cents(150)));
        }
        let mut of: HashMap<DebtorId, Vec<usize>> = HashMap::new();
        for (at, item) in items.iter().enumerate().filter(|(_, item)| item.open.is_positive()) {
            of.entry(item.debtor).or_default().push(at);
        }
        let settings = Settings { discount: Some(CashDiscount { rate: 200, days: 30 }), ..Settings::default() };
        let facts = Facts { items, payers: (0..DEBTORS).map(payer).collect(), settings, ..Facts::default() };
        let entries = (0..LINES).map(|_| entry(&facts.items, &of, &mut chance)).collect();
        Self { facts, entries }
    }

    fn lines(&self) -> Vec<Line<'_>> {
        self.entries.iter().map(line).collect()
    }
}

/// The kinds of lines that a statement holds, as often as they come.
fn entry(items: &[Item], of: &HashMap<DebtorId, Vec<usize>>, chance: &mut Chance) -> Entry {
    let first = loop {
        let at = chance.below(ITEMS) as usize;
        if items[at].open.is_positive() {
            break &items[at];
        }
    };
    let debtor = u64::try_from(first.debtor.0.as_u128() - 1).expect("a debtor of this bench");
    let (amount, digits) = (first.open.0, first.number.trim_start_matches("FA2026-"));
    let own = &of[&first.debtor];
    let some: Vec<&Item> = (0..3).map(|_| &items[own[chance.below(own.len() as u64) as usize]]).collect();
    let (amount, label) = match chance.below(20) {
        0..=7 => (amount, format!("VIR {} MERCI", first.number)),
        8..=9 => (amount, format!("FACT 2026 {}", digits.trim_start_matches('0'))),
        10..=12 => (amount, "REGLEMENT FACTURE".to_owned()),
        13..=14 => (some.iter().map(|item| item.open.0).sum(), "RELEVE".to_owned()),
        15 => (amount + some[0].open.0, format!("{} ET {}", first.number, some[0].number)),
        16 => (amount / 2, format!("ACOMPTE {}", first.number)),
        17 => (amount - 1_200.min(amount / 2), "VIREMENT ETRANGER".to_owned()),
        18 => (chance.cents(900_000) + 100, format!("REMISE CHEQUES {}", chance.below(999_999))),
        _ => (chance.cents(900_000) + 100, "SOLDE DE COMPTE".to_owned()),
    };
    let known = chance.below(3) > 0;
    Entry { amount, label, name: name(debtor).to_uppercase(), iban: if known { iban(debtor) } else { String::new() } }
}

fn line(entry: &Entry) -> Line<'_> {
    Line {
        amount: Cents(entry.amount),
        currency: Currency::EUR,
        label: &entry.label,
        end_to_end_id: "",
        counterparty: &entry.name,
        counterparty_iban: &entry.iban,
        account_iban: "",
        booked_on: today(),
    }
}

/// The whole decision, indexing included: how many lines need no person.
fn decide_all(portfolio: &Portfolio) -> usize {
    let decisions = Solver::new(&portfolio.facts).solve(&portfolio.lines());
    decisions.iter().filter(|decision| decision.verdict == Verdict::Automatic).count()
}

/// A number as printed, else an amount that one item alone has: no name, no sum, no reason, no doubt.
fn look_up_all(portfolio: &Portfolio) -> usize {
    let (mut by_number, mut by_amount) = (HashMap::new(), HashMap::<Cents, Vec<usize>>::new());
    for (at, item) in portfolio.facts.items.iter().enumerate() {
        by_number.insert(item.number.as_str(), at);
        by_amount.entry(item.open).or_default().push(at);
    }
    let found = portfolio.entries.iter().filter(|entry| {
        let named = entry.label.split(' ').find_map(|word| by_number.get(word));
        named.is_some() || by_amount.get(&Cents(entry.amount)).is_some_and(|items| items.len() == 1)
    });
    black_box(found.count())
}

/// One payment over 400 items of one account, as hard as its name says.
#[derive(Clone, Copy)]
enum Hard {
    /// No set sums to it.
    NoSolution,
    /// All items alike: every set of seven is as good.
    AllAlike,
    /// Ten different amounts, many times each.
    FewAmounts,
    /// Amounts within a few euros of each other: sets of every size come close.
    NearSums,
    /// Cents against cents: chance alone makes thousands of sets fit.
    SmallAmounts,
    /// The oldest thirty.
    OldestThirty,
    /// Half are credit notes.
    Credits,
    /// Twenty of them are named, and two that are not are paid with them.
    Named,
    /// Eight accounts of one group, 50 items each, no set sums to it.
    Group,
}

impl Hard {
    const ALL: [Self; 9] = [
        Self::NoSolution,
        Self::AllAlike,
        Self::FewAmounts,
        Self::NearSums,
        Self::SmallAmounts,
        Self::OldestThirty,
        Self::Credits,
        Self::Named,
        Self::Group,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::NoSolution => "no solution",
            Self::AllAlike => "all amounts alike",
            Self::FewAmounts => "ten amounts",
            Self::NearSums => "near sums",
            Self::SmallAmounts => "small amounts",
            Self::OldestThirty => "the oldest thirty",
            Self::Credits => "half credit notes",
            Self::Named => "twenty named of twenty-two",
            Self::Group => "eight accounts of a group",
        }
    }

    /// What is owed, and the payment.
    fn portfolio(self) -> Portfolio {
        let mut chance = Chance(7);
        let amount = |at: u64, chance: &mut Chance| match self {
            // Even amounts, and a payment that is odd.
            Self::NoSolution | Self::Group => (chance.cents(500_000) + 500) * 2,
            Self::AllAlike => 12_000,
            Self::FewAmounts => 10_007 + chance.cents(10) * 1_013,
            Self::NearSums => 100_000 + chance.cents(400),
            Self::SmallAmounts => chance.cents(90) + 1,
            Self::Credits if at.is_multiple_of(2) => -(chance.cents(300_000) + 1_000),
            Self::OldestThirty | Self::Credits | Self::Named => chance.cents(900_000) + 1_000,
        };
        let age = |at: u64| i64::try_from(ITEMS_OF_ONE - at).unwrap_or(0);
        let owner = |at: u64| if matches!(self, Self::Group) { at % 8 } else { 0 };
        let items: Vec<Item> = (0..ITEMS_OF_ONE).map(|at| item(at, owner(at), amount(at, &mut chance), age(at))).collect();
        let first = |count: usize| items[..count].iter().map(|item| item.open.0).sum::<i64>();
        let label = match self {
            Self::Named => items[..20].iter().map(|item| item.number.as_str()).collect::<Vec<_>>().join(" "),
            _ => "REGLEMENT".to_owned(),
        };
        let amount = match self {
            Self::NoSolution | Self::Group => 3_000_001,
            Self::AllAlike => 7 * 12_000,
            Self::FewAmounts => first(5) + 1_013,
            Self::NearSums => 7 * 100_000 + 1_399,
            Self::SmallAmounts => 1_234,
            Self::OldestThirty => first(30),
            Self::Credits => 2_000_003,
            Self::Named => first(20) + items[200].open.0 + items[300].open.0,
        };
        let members = if matches!(self, Self::Group) { 8 } else { 1 };
        let mut payers: Vec<Payer> = (0..members).map(payer).collect();
        let head = payers[0].debtor;
        payers[1..].iter_mut().for_each(|payer| payer.head = Some(head));
        let entries = vec![Entry { amount, label, name: name(0).to_uppercase(), iban: iban(0) }];
        Portfolio { facts: Facts { items, payers, ..Facts::default() }, entries }
    }
}

impl fmt::Display for Hard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

fn decide_one(portfolio: &Portfolio) -> Decision {
    Solver::new(&portfolio.facts).decide(&line(&portfolio.entries[0]))
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn statement(bencher: Bencher<'_, '_>) {
    LazyLock::force(&PORTFOLIO);
    bencher.counter(ItemsCount::new(LINES)).bench(|| decide_all(&PORTFOLIO));
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn statement_by_hash_tables(bencher: Bencher<'_, '_>) {
    LazyLock::force(&PORTFOLIO);
    bencher.counter(ItemsCount::new(LINES)).bench(|| look_up_all(&PORTFOLIO));
}

#[divan::bench(args = Hard::ALL, sample_count = 10, sample_size = 1)]
fn one_payment(bencher: Bencher<'_, '_>, hard: Hard) {
    let portfolio = hard.portfolio();
    bencher.bench(|| decide_one(&portfolio));
}

fn best_of<T>(runs: usize, mut work: impl FnMut() -> T) -> Duration {
    let one = |_| {
        let start = Instant::now();
        black_box(work());
        start.elapsed()
    };
    (0..runs).map(one).min().unwrap_or_default()
}

fn verdict(spent: Duration, budget: Duration) -> &'static str {
    if spent <= budget { "within" } else { "ABOVE" }
}

fn main() {
    divan::main();
    let arguments: Vec<String> = std::env::args().collect();
    let asked = |flag: &str| arguments.iter().any(|argument| argument == flag);
    if !asked("--bench") || asked("--list") || asked("--test") {
        return;
    }
    let (whole, by_hand) = (best_of(3, || decide_all(&PORTFOLIO)), best_of(3, || look_up_all(&PORTFOLIO)));
    println!(
        "\nstatement: {} lines, {} items, {} automatic (hash tables find {}): {} ms, {:.1} times the hash tables, {} the budget of {} ms",
        LINES,
        ITEMS,
        decide_all(&PORTFOLIO),
        look_up_all(&PORTFOLIO),
        whole.as_millis(),
        whole.as_secs_f64() / by_hand.as_secs_f64(),
        verdict(whole, BUDGET),
        BUDGET.as_millis()
    );
    for hard in Hard::ALL {
        let portfolio = hard.portfolio();
        let spent = best_of(5, || decide_one(&portfolio));
        let decision = decide_one(&portfolio);
        println!(
            "one payment, {ITEMS_OF_ONE} items, {hard}: {:.2} ms, {:?}, {} the budget of {} ms",
            spent.as_secs_f64() * 1_000.0,
            decision.verdict,
            verdict(spent, BUDGET_OF_ONE),
            BUDGET_OF_ONE.as_millis()
        );
    }
}
