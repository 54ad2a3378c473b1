//! The base's aged balance against one that is added up row by row.

use std::collections::BTreeMap;

use chrono::Days;
use domain::calendar::Date;
use domain::figure::Series;
use domain::ids::{AllocationId, DebtorId, OpenItemId};
use domain::ledger::{Ageing, Allocation, Bounds, Bucket, ItemKind};
use domain::{Cents, Currency};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use store::StoreError;
use store::item::{NewAllocation, SourcedItem};

use crate::base::{Base, on_both};
use crate::given::{ORGANISATION, OTHER, allocate, allocation, counter, day, debtors, id, item, items, morning, organisations};

type Balances = BTreeMap<(u128, String), Ageing>;

/// Items, and what was put on them, counter-rows included.
#[derive(Default)]
struct Ledger {
    items: Vec<SourcedItem>,
    allocations: Vec<NewAllocation>,
}

impl Ledger {
    /// Twelve debtors, 300 items in two currencies over a year.
    fn random(chance: &mut ChaCha8Rng) -> Self {
        let mut items = Vec::new();
        for number in 1..=300 {
            let issued_on = day(1, 1) + Days::new(chance.random_range(0..365));
            let due_on = issued_on + Days::new(chance.random_range(0..60));
            let amount = chance.random_range(1..500_000) * if chance.random_bool(0.4) { -1 } else { 1 };
            let mut sourced = item(number, chance.random_range(1..=12), amount, issued_on, due_on);
            sourced.item.kind = match (amount > 0, chance.random_bool(0.2)) {
                (true, false) => ItemKind::Invoice,
                (true, true) => ItemKind::Debit,
                (false, false) => ItemKind::Payment,
                (false, true) => ItemKind::CreditNote,
            };
            if chance.random_bool(0.2) {
                sourced.item.currency = Currency::parse("CHF").unwrap();
            }
            items.push(sourced);
        }
        Self { items, allocations: Vec::new() }
    }

    /// What an item has left on a day, or in the end without one.
    fn open(&self, index: usize, as_of: Option<Date>) -> i64 {
        let item = &self.items[index].item;
        let counts = |row: &&NewAllocation| as_of.is_none_or(|as_of| row.allocation.value_on <= as_of);
        self.allocations.iter().filter(counts).fold(item.amount.0, |left, row| {
            let amount = row.allocation.amount.0;
            left - if row.allocation.debit == item.id { amount } else { 0 } + if row.allocation.credit == item.id { amount } else { 0 }
        })
    }

    /// Puts what it can of a random credit on a random debit of the same debtor and currency.
    fn random_allocation(&self, chance: &mut ChaCha8Rng) -> Option<NewAllocation> {
        let credit = (0..self.items.len()).nth(chance.random_range(0..self.items.len()))?;
        let of = &self.items[credit].item;
        let debits: Vec<usize> = (0..self.items.len())
            .filter(|index| {
                let item = &self.items[*index].item;
                item.kind.is_debit() && item.debtor == of.debtor && item.currency == of.currency && self.open(*index, None) > 0
            })
            .collect();
        let left = -self.open(credit, None);
        if of.kind.is_debit() || debits.is_empty() || left == 0 {
            return None;
        }
        let debit = debits[chance.random_range(0..debits.len())];
        let most = left.min(self.open(debit, None));
        let amount = if chance.random_bool(0.5) { most } else { chance.random_range(1..=most) };
        let later = self.items[debit].item.issued_on.max(of.issued_on);
        let (debit, credit) = (self.items[debit].item.id.0.as_u128(), of.id.0.as_u128());
        Some(allocation(debit, credit, amount, later + Days::new(chance.random_range(0..20))))
    }

    fn balances(&self, as_of: Date) -> Balances {
        let mut balances = Balances::new();
        for (index, sourced) in self.items.iter().enumerate().filter(|(_, sourced)| sourced.item.issued_on <= as_of) {
            let item = &sourced.item;
            let row = balances.entry((item.debtor.0.as_u128(), item.currency.code().to_owned())).or_default();
            row.add(item.kind, item.due_on, Cents(self.open(index, Some(as_of))), as_of);
        }
        balances.retain(|_, row| *row != Ageing::default());
        balances
    }
}

async fn stored_balances(db: &Base, as_of: Date) -> Balances {
    let mut tx = db.snapshot().await.unwrap();
    let rows = store::ageing::by_debtor(&mut tx, ORGANISATION, as_of).await.unwrap();
    let count = rows.len();
    let balances: Balances = rows.into_iter().map(|row| ((row.debtor.0.as_u128(), row.currency.code().to_owned()), row.ageing)).collect();
    assert_eq!(balances.len(), count, "one row per debtor and currency");

    let mut sums: BTreeMap<String, Cents> = BTreeMap::new();
    for ((_, currency), row) in &balances {
        *sums.entry(currency.clone()).or_default() += Cents::total(row.buckets);
    }
    let ledger = store::ageing::ledger(&mut tx, ORGANISATION, as_of).await.unwrap();
    for (currency, amount) in &ledger {
        assert_eq!(sums.get(currency.code()).copied().unwrap_or_default(), *amount, "{currency} on {as_of} adds up to its ledger");
    }
    assert!(sums.keys().all(|currency| ledger.iter().any(|(known, _)| known.code() == currency)));
    assert_eq!(store::ageing::by_debtor(&mut tx, OTHER, as_of).await.unwrap(), []);
    balances
}

/// Allocates, and reverses a third of it: as if it never was, or from a later day on.
async fn play(db: &Base, ledger: &mut Ledger, chance: &mut ChaCha8Rng) {
    for _ in 0..120 {
        let Some(row) = ledger.random_allocation(chance) else { continue };
        allocate(db, std::slice::from_ref(&row)).await.unwrap();
        ledger.allocations.push(row.clone());
        if chance.random_bool(0.33) {
            let id = newest(db, &row).await;
            let mut back = counter(&row, id);
            back.allocation.value_on = row.allocation.value_on + Days::new(chance.random_range(0..2) * 15);
            allocate(db, std::slice::from_ref(&back)).await.unwrap();
            ledger.allocations.push(back);
        }
    }
}

async fn newest(db: &Base, row: &NewAllocation) -> AllocationId {
    let mut tx = db.snapshot().await.unwrap();
    let live = store::item::live_allocations_of(&mut tx, ORGANISATION, row.allocation.debit).await.unwrap();
    live.iter().rev().find(|live| live.allocation == row.allocation).unwrap().id
}

#[tokio::test]
async fn the_balance_of_any_day_is_that_of_its_rows() {
    on_both(async |db| {
        organisations(db).await;
        debtors(db, ORGANISATION, 12).await;
        let mut chance = ChaCha8Rng::seed_from_u64(20_261_122);
        let mut ledger = Ledger::random(&mut chance);
        items(db, ORGANISATION, &ledger.items).await;
        play(db, &mut ledger, &mut chance).await;
        assert!(ledger.allocations.len() > 60, "only {} allocations", ledger.allocations.len());
        assert!(ledger.allocations.iter().any(|row| row.reverses.is_some()));

        for as_of in [day(1, 1) - Days::new(1), day(12, 31), day(12, 31) + Days::new(400)] {
            assert_eq!(stored_balances(db, as_of).await, ledger.balances(as_of), "on {as_of}");
        }
        for _ in 0..40 {
            let as_of = day(1, 1) + Days::new(chance.random_range(0..430));
            assert_eq!(stored_balances(db, as_of).await, ledger.balances(as_of), "on {as_of}");
        }
        for as_of in [day(6, 17), day(12, 31), day(12, 31) + Days::new(100)] {
            figures_are_those_of_the_balance(db, as_of).await;
        }
        projects_are_their_items(db, &ledger, &mut chance).await;
    })
    .await;
}

/// Two items of three are for one of two projects: the balance of each debtor in each, on any day, is that of those items; what is told
/// anew moves, and two writings of a code are one project.
async fn projects_are_their_items(db: &Base, ledger: &Ledger, chance: &mut ChaCha8Rng) {
    let project = |index: usize| [None, Some("Île de Nantes"), Some("CH-24")][index % 3];
    let told: Vec<(OpenItemId, String)> =
        ledger.items.iter().enumerate().filter_map(|(index, sourced)| Some((sourced.item.id, project(index)?.to_owned()))).collect();
    let mut tx = db.begin().await.unwrap();
    let first: Vec<(OpenItemId, String)> = told.iter().map(|(item, _)| (*item, "ILE DE NANTES ".to_owned())).collect();
    store::project::set(&mut tx, ORGANISATION, &first).await.unwrap();
    store::project::set(&mut tx, ORGANISATION, &told).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = db.snapshot().await.unwrap();
    assert_eq!(store::project::codes(&mut tx, ORGANISATION, "", 9).await.unwrap(), ["CH-24", "ILE DE NANTES"], "the first writing stays");
    assert_eq!(store::project::codes(&mut tx, ORGANISATION, "île", 9).await.unwrap(), ["ILE DE NANTES"]);
    assert_eq!(store::project::codes(&mut tx, OTHER, "", 9).await.unwrap(), Vec::<String>::new());
    let ids: Vec<OpenItemId> = ledger.items.iter().map(|sourced| sourced.item.id).collect();
    let of_items = store::project::of_items(&mut tx, ORGANISATION, &ids).await.unwrap();
    assert_eq!(of_items.len(), told.len());
    assert!(store::project::of_items(&mut tx, OTHER, &ids).await.unwrap().is_empty());
    for round in 0..20 {
        let as_of = if round == 0 { day(12, 31) } else { day(1, 1) + Days::new(chance.random_range(0..430)) };
        let mut expected: BTreeMap<(String, u128, String), Ageing> = BTreeMap::new();
        for (index, sourced) in ledger.items.iter().enumerate().filter(|(_, sourced)| sourced.item.issued_on <= as_of) {
            let Some(code) = of_items.get(&sourced.item.id) else { continue };
            let item = &sourced.item;
            let row = expected.entry((code.clone(), item.debtor.0.as_u128(), item.currency.code().to_owned())).or_default();
            row.add(item.kind, item.due_on, Cents(ledger.open(index, Some(as_of))), as_of);
        }
        expected.retain(|_, row| *row != Ageing::default());
        let rows = store::ageing::by_project(&mut tx, ORGANISATION, as_of, Bounds::default()).await.unwrap();
        let found: BTreeMap<(String, u128, String), Ageing> =
            rows.into_iter().map(|(code, row)| ((code, row.debtor.0.as_u128(), row.currency.code().to_owned()), row.ageing)).collect();
        assert_eq!(found, expected, "on {as_of}");
    }
    for code in ["ch-24", "Île de Nantes"] {
        let mut expected: BTreeMap<String, (i64, i64)> = BTreeMap::new();
        for (index, sourced) in ledger.items.iter().enumerate() {
            let open = ledger.open(index, None);
            if open != 0 && of_items.get(&sourced.item.id).is_some_and(|own| store::project::id_of(own) == store::project::id_of(code)) {
                let sum = expected.entry(sourced.item.currency.code().to_owned()).or_default();
                *sum = (sum.0 + 1, sum.1 + open);
            }
        }
        let open = store::project::open_of(&mut tx, ORGANISATION, code).await.unwrap();
        let found: BTreeMap<String, (i64, i64)> =
            open.into_iter().map(|(currency, count, sum)| (currency.code().to_owned(), (count, sum.0))).collect();
        assert_eq!(found, expected, "{code}");
        assert_eq!(store::project::open_of(&mut tx, OTHER, code).await.unwrap(), []);
    }
}

/// Exposure and lateness at the end of each month, from sums by month, are those of the aged balance of that day; so are those of
/// each debtor alone.
async fn figures_are_those_of_the_balance(db: &Base, until: Date) {
    let mut tx = db.snapshot().await.unwrap();
    let all = store::figure::by_month(&mut tx, ORGANISATION, until, None).await.unwrap();
    let one = store::figure::by_month(&mut tx, ORGANISATION, until, Some(DebtorId(id(3)))).await.unwrap();
    assert!(store::figure::by_month(&mut tx, OTHER, until, None).await.unwrap().is_empty());
    assert_eq!(all.len(), 2, "one collector, two currencies");
    for (facts, only) in [(all, None), (one, Some(DebtorId(id(3))))] {
        for ((_, currency), months) in facts {
            let series = Series::of(until, months);
            for at in 0..series.len() {
                let on = series.end(at);
                let balances = store::ageing::by_debtor(&mut tx, ORGANISATION, on).await.unwrap();
                let own = balances.iter().filter(|row| row.currency == currency && only.is_none_or(|only| only == row.debtor));
                let sums = own.fold([0, 0, 0], |[owed, late, not_due], row| {
                    let of = |bucket| row.ageing.get(bucket).0;
                    [owed + row.ageing.total().0, late + row.ageing.overdue().0, not_due + of(Bucket::NotDue)]
                });
                let position = series.position(at);
                assert_eq!([position.owed.0, position.late.0, position.not_due.0], sums, "{currency} on {on}, {only:?}");
            }
        }
    }
}

/// Written at once, an item and what was put on it are what they are when one comes after the other.
#[tokio::test]
async fn items_that_come_with_their_allocations_are_as_if_these_had_come_later() {
    on_both(async |db| {
        organisations(db).await;
        debtors(db, ORGANISATION, 12).await;
        let mut chance = ChaCha8Rng::seed_from_u64(20_261_129);
        let mut ledger = Ledger::random(&mut chance);
        let known = ledger.items.split_off(200);
        items(db, ORGANISATION, &known).await;
        ledger.items.extend(known);
        for _ in 0..200 {
            ledger.allocations.extend(ledger.random_allocation(&mut chance));
        }
        assert!(ledger.allocations.len() > 60, "only {} allocations", ledger.allocations.len());

        let too_much = NewAllocation {
            allocation: Allocation { amount: Cents(900_000), ..ledger.allocations[0].allocation },
            ..ledger.allocations[0].clone()
        };
        let mut tx = db.begin().await.unwrap();
        let refused =
            store::item::insert_allocated(&mut tx, ORGANISATION, &ledger.items[..200], &[too_much], morning(day(11, 22)), "Claire").await;
        assert!(matches!(refused, Err(StoreError::Stale { table: "open_item", .. })), "{refused:?}");
        drop(tx);

        let mut tx = db.begin().await.unwrap();
        let ids =
            store::item::insert_allocated(&mut tx, ORGANISATION, &ledger.items[..200], &ledger.allocations, morning(day(11, 22)), "Claire")
                .await
                .unwrap();
        assert_eq!(ids.len(), ledger.allocations.len());
        for check in store::health::checks(&mut tx, ORGANISATION).await.unwrap() {
            assert_eq!(check.broken, 0, "{}", check.name);
        }
        for (index, sourced) in ledger.items.iter().enumerate() {
            let stored = store::item::get(&mut tx, ORGANISATION, sourced.item.id).await.unwrap().unwrap();
            assert_eq!(stored.open, Cents(ledger.open(index, None)), "item {index}");
        }
        tx.commit().await.unwrap();
        for _ in 0..10 {
            let as_of = day(1, 1) + Days::new(chance.random_range(0..430));
            assert_eq!(stored_balances(db, as_of).await, ledger.balances(as_of), "on {as_of}");
        }
    })
    .await;
}

#[tokio::test]
async fn the_oldest_due_date_is_that_of_open_debits() {
    on_both(async |db| {
        organisations(db).await;
        debtors(db, ORGANISATION, 3).await;
        let written = [
            item(1, 1, 100, day(1, 1), day(1, 31)),
            item(2, 1, 100, day(2, 1), day(2, 28)),
            item(3, 1, -100, day(1, 2), day(1, 2)),
            item(4, 2, 100, day(3, 1), day(3, 31)),
            item(5, 3, -100, day(3, 1), day(3, 31)),
        ];
        items(db, ORGANISATION, &written).await;
        allocate(db, &[allocation(1, 3, 100, day(1, 2))]).await.unwrap();
        let mut tx = db.snapshot().await.unwrap();
        let mut found = store::ageing::oldest_due(&mut tx, ORGANISATION).await.unwrap();
        found.sort_unstable();
        let found: Vec<_> = found.into_iter().map(|(debtor, on)| (debtor.0.as_u128(), on)).collect();
        assert_eq!(found, [(1, day(2, 28)), (2, day(3, 31))]);
    })
    .await;
}

/// Each bound of the columns, the day before and the day itself.
#[tokio::test]
async fn a_debit_moves_to_the_next_column_the_day_after_its_bound() {
    on_both(async |db| {
        organisations(db).await;
        debtors(db, ORGANISATION, 1).await;
        items(db, ORGANISATION, &[item(1, 1, 100, day(1, 1), day(3, 1))]).await;
        for (late, bucket) in [(0, 0), (1, 1), (30, 1), (31, 2), (60, 2), (61, 3), (90, 3), (91, 4), (120, 4), (121, 5), (300, 5)] {
            let balances = stored_balances(db, day(3, 1) + Days::new(late)).await;
            let mut expected = Ageing::default();
            expected.buckets[bucket] = Cents(100);
            assert_eq!(balances.into_values().collect::<Vec<_>>(), [expected], "{late} days late");
        }
    })
    .await;
}
