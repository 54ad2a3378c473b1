//! What users wait for: the aged balance, the night's decisions and late-payment interest, over a
//! million open items.
//!
//! Each runs beside the barest loop that could give the same figure, in the same process on the same
//! data, so that the ratio means something on any machine:
//!
//! ```text
//! cargo bench -p domain
//! ```

use std::hint::black_box;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use divan::Bencher;
use divan::counter::ItemsCount;
use domain::calendar::add_days;
use domain::dunning::{DebtorFacts, ItemFacts, LastStep, Outcome, Rules, Scenario, plan_debtor};
use domain::ids::{OpenItemId, ScenarioId};
use domain::interest::{Claim, Movement, MovementKind, Regime, Terms, Track, accrued};
use domain::law::Book;
use domain::ledger::{AgedLine, Ageing, ItemKind, aged_balance};
use domain::{Cents, Currency, Date};

const DEBTORS: usize = 100_000;
const ITEMS_PER_DEBTOR: usize = 10;
const ITEMS: usize = DEBTORS * ITEMS_PER_DEBTOR;

/// A portfolio and the day on which it is looked at.
struct Portfolio {
    today: Date,
    scenario: Scenario,
    items: Vec<ItemFacts>,
    lines: Vec<AgedLine>,
}

static PORTFOLIO: LazyLock<Portfolio> = LazyLock::new(Portfolio::generate);

/// Knuth's MMIX generator: the same portfolio at each run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: u64) -> i64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        i64::try_from((self.0 >> 33) % bound).unwrap_or(0)
    }
}

impl Portfolio {
    /// One item in ten is a credit; half of the debits went through a step in the last weeks.
    fn generate() -> Self {
        let today = Date::from_ymd_opt(2026, 11, 23).expect("a Monday");
        let scenario = Scenario::french_default(ScenarioId(uuid::Uuid::from_u128(1)));
        let mut chance = Chance(20_261_123);
        let mut items = Vec::with_capacity(ITEMS);
        let mut lines = Vec::with_capacity(ITEMS);
        for position in 0..ITEMS {
            let kind = if chance.below(10) == 0 { ItemKind::CreditNote } else { ItemKind::Invoice };
            let amount = 1_000 + chance.below(500_000);
            let late = chance.below(150) - 50;
            let last = chance.below(12);
            let id = OpenItemId(uuid::Uuid::from_u128(position as u128));
            let open = Cents(if kind.is_debit() { amount } else { -amount / 5 });
            let item = ItemFacts {
                last_step: usize::try_from(last)
                    .ok()
                    .filter(|last| *last < scenario.steps().len())
                    .map(|position| LastStep { position, on: add_days(today, -1 - chance.below(20)) }),
                ..ItemFacts::new(id, kind, add_days(today, -late - 30), add_days(today, -late), open, Currency::EUR)
            };
            lines.push(AgedLine { row: position / ITEMS_PER_DEBTOR, kind, due_on: item.due_on, open: item.open });
            items.push(item);
        }
        Self { today, scenario, items, lines }
    }

    fn debtors(&self) -> impl Iterator<Item = DebtorFacts<'_>> {
        self.items.chunks(ITEMS_PER_DEBTOR).enumerate().map(|(debtor, items)| DebtorFacts {
            has_email: !debtor.is_multiple_of(20),
            email_bounced: false,
            has_postal_address: true,
            last_contact_on: debtor.is_multiple_of(3).then(|| add_days(self.today, -2)),
            items,
            ..DebtorFacts::default()
        })
    }
}

/// The night on one core: everything that [`plan_debtor`] promises; returns how many items are asked.
fn plan_all(portfolio: &Portfolio) -> usize {
    let rules = Rules::default();
    portfolio
        .debtors()
        .map(|facts| {
            let plan = black_box(plan_debtor(&facts, std::slice::from_ref(&portfolio.scenario), &rules, portfolio.today));
            plan.outcomes.iter().filter(|outcome| matches!(outcome, Outcome::Send { .. })).count()
        })
        .sum()
}

/// The same walk over the items with two comparisons each: no calendar, no reason, no message.
fn plan_by_hand(portfolio: &Portfolio) -> usize {
    let rules = Rules::default();
    let steps: Vec<(i64, i64)> =
        portfolio.scenario.steps().iter().map(|step| (i64::from(step.offset_days), i64::from(step.gap_days))).collect();
    let mut asked = 0;
    for facts in portfolio.debtors() {
        let net = Cents::total(facts.items.iter().map(|item| item.open));
        let free = facts.last_contact_on.is_none_or(|on| (portfolio.today - on).num_days() >= i64::from(rules.spacing_days));
        if net <= rules.tolerance || !free {
            continue;
        }
        for item in facts.items.iter().filter(|item| item.kind.is_debit()) {
            let next = item.last_step.map_or(1, |last| last.position + 1);
            let rested = item.last_step.map_or(i64::MAX, |last| (portfolio.today - last.on).num_days());
            let late = (portfolio.today - item.due_on).num_days();
            asked += usize::from(steps.get(next).is_some_and(|(offset, gap)| late >= *offset && rested >= *gap));
        }
    }
    asked
}

/// The aged balance as one would write it for this bench only.
fn age_by_hand(portfolio: &Portfolio) -> Vec<[i64; 7]> {
    let mut table = vec![[0_i64; 7]; DEBTORS];
    for line in &portfolio.lines {
        let late = (portfolio.today - line.due_on).num_days();
        let column = match (line.kind.is_debit(), late) {
            (false, _) => 6,
            (true, ..=0) => 0,
            (true, 1..=120) => usize::try_from((late + 29) / 30).unwrap_or(0),
            (true, _) => 5,
        };
        table[line.row][column] += line.open.0;
    }
    table
}

fn age_all(portfolio: &Portfolio) -> Vec<Ageing> {
    aged_balance(&portfolio.lines, DEBTORS, portfolio.today)
}

/// Interest of every debit at the portfolio's date, at the rate of each half-year; every second claim
/// was paid in part when `paid` says so. Returns the sum.
fn interest_all(portfolio: &Portfolio, paid: bool) -> Cents {
    let track = Track::new(Regime::Default, Book::compiled(), None).expect("rates");
    let terms = Terms::default();
    let debits = portfolio.items.iter().enumerate().filter(|(_, item)| item.kind.is_debit());
    Cents::total(debits.map(|(position, item)| {
        // The portfolio's dates are recent; some claims here are years old, and cross many half-years.
        let starts_after = add_days(item.due_on, -i64::try_from(position % 1_000).unwrap_or(0));
        let part = [Movement { on: add_days(starts_after, 20), kind: MovementKind::Payment, amount: Cents(item.open.0 / 3) }];
        let movements: &[Movement] = if paid && position.is_multiple_of(2) { &part } else { &[] };
        accrued(&Claim { principal: item.open, starts_after, movements }, &terms, &track, portfolio.today).expect("interest")
    }))
}

/// The same years and amounts with one rate and one division, as one would write it for this bench only.
fn interest_by_hand(portfolio: &Portfolio) -> i64 {
    let debits = portfolio.items.iter().enumerate().filter(|(_, item)| item.kind.is_debit());
    debits
        .map(|(position, item)| {
            let days = (portfolio.today - item.due_on).num_days() + i64::try_from(position % 1_000).unwrap_or(0);
            (item.open.0 * 1_215 * days.max(0) + 1_825_000) / 3_650_000
        })
        .sum()
}

#[divan::bench(sample_count = 10, sample_size = 1)]
fn interest(bencher: Bencher<'_, '_>) {
    bencher.counter(ItemsCount::new(ITEMS)).bench(|| interest_all(&PORTFOLIO, false));
}

#[divan::bench(sample_count = 10, sample_size = 1)]
fn interest_with_payments(bencher: Bencher<'_, '_>) {
    bencher.counter(ItemsCount::new(ITEMS)).bench(|| interest_all(&PORTFOLIO, true));
}

#[divan::bench(sample_count = 10, sample_size = 1)]
fn interest_one_rate_by_hand(bencher: Bencher<'_, '_>) {
    bencher.counter(ItemsCount::new(ITEMS)).bench(|| interest_by_hand(&PORTFOLIO));
}

#[divan::bench(sample_count = 10, sample_size = 1)]
fn planning(bencher: Bencher<'_, '_>) {
    bencher.counter(ItemsCount::new(ITEMS)).bench(|| plan_all(&PORTFOLIO));
}

#[divan::bench(sample_count = 10, sample_size = 1)]
fn planning_by_hand(bencher: Bencher<'_, '_>) {
    bencher.counter(ItemsCount::new(ITEMS)).bench(|| plan_by_hand(&PORTFOLIO));
}

#[divan::bench(sample_count = 10, sample_size = 1)]
fn ageing(bencher: Bencher<'_, '_>) {
    bencher.counter(ItemsCount::new(ITEMS)).bench(|| age_all(&PORTFOLIO));
}

#[divan::bench(sample_count = 10, sample_size = 1)]
fn ageing_by_hand(bencher: Bencher<'_, '_>) {
    bencher.counter(ItemsCount::new(ITEMS)).bench(|| age_by_hand(&PORTFOLIO));
}

fn best_of<T>(runs: usize, mut work: impl FnMut() -> T) -> Duration {
    (0..runs)
        .map(|_| {
            let start = Instant::now();
            black_box(work());
            start.elapsed()
        })
        .min()
        .unwrap_or_default()
}

/// The rule's best time beside the loop's: the figure to compare between machines.
fn print_ratio(name: &str, rule: Duration, by_hand: Duration) {
    println!("{name}: {} ms for {ITEMS} items, {:.1} times the loop by hand", rule.as_millis(), rule.as_secs_f64() / by_hand.as_secs_f64());
}

fn main() {
    divan::main();
    let arguments: Vec<String> = std::env::args().collect();
    let asked = |flag: &str| arguments.iter().any(|argument| argument == flag);
    if asked("--bench") && !asked("--list") && !asked("--test") {
        print_ratio("planning", best_of(5, || plan_all(&PORTFOLIO)), best_of(5, || plan_by_hand(&PORTFOLIO)));
        print_ratio("ageing", best_of(5, || age_all(&PORTFOLIO)), best_of(5, || age_by_hand(&PORTFOLIO)));
        let by_hand = best_of(5, || interest_by_hand(&PORTFOLIO));
        print_ratio("interest", best_of(5, || interest_all(&PORTFOLIO, false)), by_hand);
        print_ratio("interest, half of it with a payment", best_of(5, || interest_all(&PORTFOLIO, true)), by_hand);
    }
}
