//! Sets of items that sum to an amount.

use std::collections::{BTreeSet, HashMap};

/// All sets are tried up to so many items; beyond, pairs, threes, fours and runs by date.
const MOST_FOR_ALL_SETS: usize = 22;
/// Sets of a size are not tried when chance alone would give so many that fit, in millionths.
const MOST_CHANCE: u32 = 500_000;
/// Threes and fours are tried up to so many items, whatever the chance.
const MOST_FOR_THREES: usize = 500;
const MOST_FOR_FOURS: usize = 90;
/// Of still larger accounts, not even pairs and runs are tried when chance alone would give so many, in millionths.
const MOST_CHANCE_OF_LARGE: u32 = 24_000_000;
/// More sums than this, and none of them says anything.
const MOST_FOUND: usize = 24;

/// A set of positions that sums to what was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sum {
    /// Positions in the given amounts, in order.
    pub(super) members: Vec<usize>,
    /// How many sets of no more members chance alone would make fit, in millionths.
    pub(super) chance: u32,
}

/// Sets of at least two amounts that sum to `target`, the least accidental first. `amounts` are by age, the
/// oldest first; negative ones are credit notes.
pub(super) fn sums(amounts: &[i64], target: i64) -> Vec<Sum> {
    let mut found: BTreeSet<Vec<usize>> = BTreeSet::new();
    let spread = spread(amounts, target);
    if amounts.len() > MOST_FOR_THREES && millionths(sets_up_to(amounts.len(), 2), spread) > MOST_CHANCE_OF_LARGE {
        return Vec::new();
    }
    if amounts.len() <= MOST_FOR_ALL_SETS {
        all_sets(amounts, target, &mut found);
    } else {
        let says_something = |size| millionths(sets_up_to(amounts.len(), size), spread) <= MOST_CHANCE;
        let largest = (2..=4).take_while(|size| *size == 2 || says_something(*size)).last().unwrap_or(2);
        small_sets(amounts, target, largest, &mut found);
    }
    let runs = runs(amounts, target);
    found.extend(runs.iter().cloned());
    let mut sums: Vec<Sum> = found
        .into_iter()
        .map(|members| {
            let sets = if runs.contains(&members) { square(amounts.len()) } else { sets_up_to(amounts.len(), members.len()) };
            Sum { chance: millionths(sets, spread), members }
        })
        .collect();
    sums.sort_by(|a, b| (a.chance, a.members.len(), &a.members).cmp(&(b.chance, b.members.len(), &b.members)));
    sums
}

/// The range over which sums of these amounts are scattered; round amounts scatter on fewer points.
fn spread(amounts: &[i64], target: i64) -> u64 {
    let mut grain = 0_u64;
    for amount in amounts.iter().chain([&target]) {
        grain = gcd(grain, amount.unsigned_abs());
        if grain == 1 {
            break;
        }
    }
    (target.unsigned_abs() / grain.max(1)).max(1)
}

fn gcd(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { gcd(b, a % b) }
}

fn square(count: usize) -> u64 {
    (count as u64).saturating_mul(count as u64) / 2
}

/// How many sets of one to `size` members there are among `count`.
fn sets_up_to(count: usize, size: usize) -> u64 {
    let (mut all, mut of_size) = (0_u64, 1_u64);
    for members in 1..=size.min(count) as u64 {
        of_size = of_size.saturating_mul(count as u64 + 1 - members) / members;
        all = all.saturating_add(of_size);
    }
    all
}

fn millionths(sets: u64, spread: u64) -> u32 {
    u32::try_from(sets.saturating_mul(1_000_000) / spread).unwrap_or(u32::MAX)
}

/// Both halves' sums, met in the middle.
fn all_sets(amounts: &[i64], target: i64, found: &mut BTreeSet<Vec<usize>>) {
    let (left, right) = amounts.split_at(amounts.len() / 2);
    let half = |part: &[i64]| -> Vec<(i64, u32)> {
        let mut sums = vec![(0_i64, 0_u32)];
        for (at, amount) in part.iter().enumerate() {
            for known in 0..sums.len() {
                let (sum, mask) = sums[known];
                sums.push((sum.saturating_add(*amount), mask | 1 << at));
            }
        }
        sums
    };
    let (low, mut high) = (half(left), half(right));
    high.sort_unstable();
    for (sum, mask) in low {
        let wanted = target.saturating_sub(sum);
        let from = high.partition_point(|(other, _)| *other < wanted);
        for (_, other) in high[from..].iter().take_while(|(other, _)| *other == wanted) {
            let members: Vec<usize> = (0..amounts.len())
                .filter(|at| if *at < left.len() { mask >> at & 1 == 1 } else { other >> (at - left.len()) & 1 == 1 })
                .collect();
            if members.len() > 1 {
                found.insert(members);
            }
            if found.len() >= MOST_FOUND {
                return;
            }
        }
    }
}

/// Pairs, threes and fours, walked from both ends of the sorted amounts.
fn small_sets(amounts: &[i64], target: i64, largest: usize, found: &mut BTreeSet<Vec<usize>>) {
    let mut sorted: Vec<(i64, usize)> = amounts.iter().copied().zip(0..).collect();
    sorted.sort_unstable();
    sets_of(&sorted, 2, target, &mut Vec::new(), found);
    if largest >= 3 && amounts.len() <= MOST_FOR_THREES {
        sets_of(&sorted, 3, target, &mut Vec::new(), found);
    }
    if largest >= 4 && amounts.len() <= MOST_FOR_FOURS {
        sets_of(&sorted, 4, target, &mut Vec::new(), found);
    }
}

/// Sets of `size` among the sorted amounts, added to those already `chosen`.
fn sets_of(sorted: &[(i64, usize)], size: usize, target: i64, chosen: &mut Vec<usize>, found: &mut BTreeSet<Vec<usize>>) {
    if size > 2 {
        for (at, (amount, position)) in sorted.iter().enumerate() {
            chosen.push(*position);
            sets_of(&sorted[at + 1..], size - 1, target.saturating_sub(*amount), chosen, found);
            chosen.pop();
            if found.len() >= MOST_FOUND {
                return;
            }
        }
        return;
    }
    let (mut low, mut high) = (0, sorted.len().saturating_sub(1));
    while low < high && found.len() < MOST_FOUND {
        let sum = sorted[low].0.saturating_add(sorted[high].0);
        if sum < target {
            low += 1;
        } else if sum > target {
            high -= 1;
        } else {
            // Every partner of the low one, then the next.
            for (_, partner) in sorted[low + 1..=high].iter().rev().take_while(|(amount, _)| *amount == sorted[high].0) {
                let mut members: Vec<usize> = chosen.iter().copied().chain([sorted[low].1, *partner]).collect();
                members.sort_unstable();
                found.insert(members);
                if found.len() >= MOST_FOUND {
                    return;
                }
            }
            low += 1;
        }
    }
}

/// Neighbours by age that sum to the target: what a payer who clears a statement pays.
fn runs(amounts: &[i64], target: i64) -> Vec<Vec<usize>> {
    // For each sum of the first amounts, the last place where it stood; for each place, the one before with that sum.
    let mut last: HashMap<i64, usize> = HashMap::with_capacity(amounts.len() + 1);
    let mut before: Vec<Option<usize>> = Vec::with_capacity(amounts.len() + 1);
    before.push(last.insert(0, 0));
    let mut sum = 0_i64;
    let mut found = Vec::new();
    for (at, amount) in amounts.iter().enumerate() {
        sum = sum.saturating_add(*amount);
        let mut start = last.get(&sum.saturating_sub(target)).copied();
        while let Some(from) = start.filter(|_| found.len() < MOST_FOUND) {
            if at > from {
                found.push((from..=at).collect());
            }
            start = before[from];
        }
        before.push(last.insert(sum, at + 1));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn members(amounts: &[i64], target: i64) -> Vec<Vec<usize>> {
        sums(amounts, target).into_iter().map(|sum| sum.members).collect()
    }

    #[test]
    fn sets_are_found_small_and_large() {
        assert_eq!(
            members(&[1_003, 2_011, 4_027, -505], 2_509),
            [vec![1, 0, 3].into_iter().collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>()]
        );
        assert_eq!(members(&[100, 200], 100), Vec::<Vec<usize>>::new(), "one item is no sum");
        let many: Vec<i64> = (0..400).map(|n| 10_007 + n * n * 13).collect();
        assert!(members(&many, many[3] + many[390]).contains(&vec![3, 390]));
        let some = &many[..40];
        assert!(members(some, some[3] + some[20] + some[39]).contains(&vec![3, 20, 39]));
        assert!(members(&many, many[..30].iter().sum()).contains(&(0..30).collect()), "the thirty oldest");
        assert!(members(&many, many.iter().sum()).contains(&(0..400).collect()), "everything");
        assert!(members(&[0; 30], 5).is_empty());
        assert!(members(&[i64::MAX, i64::MAX, 1], 5).is_empty());
    }

    #[test]
    fn chance_grows_with_the_number_of_sets_and_with_round_amounts() {
        let odd = sums(&[100_003, 200_011, 300_029, 410_017], 300_014);
        let round = sums(&[100_000, 200_000, 310_000, 410_000], 300_000);
        assert!(odd[0].chance < 100 && round[0].chance > 10_000, "{odd:?} {round:?}");
    }
}
