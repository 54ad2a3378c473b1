//! Figures on disputes: how long they last, how many the house wins, and their share of what is owed.

use super::machine::Outcome;
use crate::money::Cents;

/// A dispute that has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cycle {
    /// Calendar days from its opening to its end.
    pub days: i64,
    /// How it ended.
    pub outcome: Outcome,
}

/// The figures of a set of disputes that have ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Spread {
    /// How many.
    pub closed: usize,
    /// The median of their days.
    pub median: Option<i64>,
    /// The days within which nine out of ten ended.
    pub p90: Option<i64>,
    /// How many were found right in full or in part: the debtor won.
    pub founded: usize,
    /// How many were unfounded, withdrawn, or simply paid: the house won.
    pub won: usize,
}

impl Spread {
    /// The share that the house won, in thousandths.
    #[must_use]
    pub fn win_rate(&self) -> Option<i64> {
        let (won, closed) = (i64::try_from(self.won).ok()?, i64::try_from(self.closed).ok()?);
        (closed > 0).then(|| (won * 1_000 + closed / 2) / closed)
    }
}

/// The figures of disputes that have ended. A quantile is the day of a real dispute (the nearest rank), never one in between.
#[must_use]
pub fn spread(cycles: &[Cycle]) -> Spread {
    let mut days: Vec<i64> = cycles.iter().map(|cycle| cycle.days).collect();
    days.sort_unstable();
    let rank = |percent: usize| days.get((days.len() * percent).div_ceil(100).saturating_sub(1)).copied();
    let founded = cycles.iter().filter(|cycle| matches!(cycle.outcome, Outcome::Founded | Outcome::PartlyFounded)).count();
    Spread { closed: cycles.len(), median: rank(50), p90: rank(90), founded, won: cycles.len() - founded }
}

/// What is contested of what is owed, in thousandths; `None` when nothing is owed.
#[must_use]
pub fn held_share(disputed: Cents, owed: Cents) -> Option<i64> {
    if !owed.is_positive() {
        return None;
    }
    let share = (i128::from(disputed.0.max(0)) * 1_000 + i128::from(owed.0) / 2) / i128::from(owed.0);
    i64::try_from(share).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cycles(days: &[i64]) -> Vec<Cycle> {
        days.iter().map(|days| Cycle { days: *days, outcome: Outcome::Unfounded }).collect()
    }

    #[test]
    fn quantiles_are_days_of_real_disputes() {
        let of = |days: &[i64]| {
            let spread = spread(&cycles(days));
            (spread.median, spread.p90)
        };
        assert_eq!(of(&[]), (None, None));
        assert_eq!(of(&[4]), (Some(4), Some(4)));
        assert_eq!(of(&[1, 9]), (Some(1), Some(9)));
        assert_eq!(of(&[3, 1, 2]), (Some(2), Some(3)));
        assert_eq!(of(&[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]), (Some(5), Some(9)));
    }

    #[test]
    fn what_is_won_and_what_is_not() {
        let of = |outcome| Cycle { days: 1, outcome };
        let all = [Outcome::Founded, Outcome::PartlyFounded, Outcome::Unfounded, Outcome::Paid, Outcome::Withdrawn].map(of);
        let figures = spread(&all);
        assert_eq!((figures.founded, figures.won, figures.win_rate()), (2, 3, Some(600)));
        assert_eq!(spread(&[]).win_rate(), None);
    }

    #[test]
    fn the_share_of_what_is_owed() {
        assert_eq!(held_share(Cents(250), Cents(1_000)), Some(250));
        assert_eq!(held_share(Cents(1), Cents(3)), Some(333));
        assert_eq!(held_share(Cents(0), Cents(0)), None);
    }
}
