//! Random histories of an accounting file: however it grew, the last version decides alone.

use domain::Date;
use domain::calendar::add_days;
use store::Engine;

use crate::given::{self, Entry, TODAY, credit_note, date, receipt, sale};
use crate::house::House;

/// A generator of numbers that is the same on every machine.
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % bound
    }
}

const START: Date = date(2026, 1, 5);

/// Entries of two customers with random letters; amounts are few, so that groups balance now and then.
fn draw(chance: &mut Chance, count: u64) -> Vec<Entry> {
    (0..count)
        .map(|number| {
            let customer = ["C1", "C2"][chance.below(2) as usize];
            let (on, cents) = (add_days(START, number as i64 * 3), [10_000, 20_000, 30_000][chance.below(3) as usize]);
            match chance.below(5) {
                0..=1 => sale(&format!("F-{number:03}"), customer, on, cents),
                2 => credit_note(&format!("A-{number:03}"), customer, on, cents),
                _ => receipt(&format!("V-{number:03}"), customer, on, cents),
            }
        })
        .collect()
}

/// Letters anew: some entries keep theirs.
fn letter(chance: &mut Chance, entries: &mut [Entry]) {
    for entry in entries {
        if chance.below(3) == 0 {
            entry.letter = ["", "", "AA", "AB", "ac"][chance.below(5) as usize].to_owned();
        }
    }
}

#[tokio::test]
async fn the_last_version_of_a_file_decides_alone() {
    const NAME: &str = "732829320FEC20261231.txt";
    for seed in 1..=24 {
        // One engine is enough for the comparison, which is pure; the other saw the same statements elsewhere.
        let house = House::new(if seed % 8 == 0 { Engine::Postgres } else { Engine::Sqlite }).await;
        let day = house.on(TODAY).await;
        let mut chance = Chance(0x9E37_79B9_7F4A_7C15_u64.wrapping_mul(seed));
        let mut entries = draw(&mut chance, 16);
        for known in [6, 11, 16, 16] {
            letter(&mut chance, &mut entries);
            day.import_clean(NAME, given::fec(&entries[..known])).await;
            day.is_sound().await;
        }
        let alone = House::new(house.engine).await;
        alone.on(TODAY).await.import_clean(NAME, given::fec(&entries)).await;
        assert_eq!(house.books().await, alone.books().await, "seed {seed}");
    }
}
