//! The plans among which a debtor may choose, by what the house allows its kind.

use chrono::Datelike;

use super::schedule::{Instalment, Odd, Pace, Rule, schedule};
use super::terms::InterestChoice;
use crate::calendar::{Date, add_days, working_day_on_or_after};
use crate::money::Cents;

/// The most instalments that a debtor is ever offered.
pub const MOST_OFFERED: u16 = 24;
/// The most plans among which a debtor chooses: a list that is longer is not read.
const MOST_CHOICES: usize = 6;

/// What the house lets the debtors of a kind choose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OfferPolicy {
    /// Whether they may choose at all.
    pub enabled: bool,
    /// The most monthly instalments.
    pub parts: u16,
    /// The smallest debt.
    pub least: Cents,
    /// The smallest instalment.
    pub least_part: Cents,
    /// The least part of the debt that the first instalment is, in percent; 0 for equal instalments.
    pub first_percent: u16,
    /// Days to the first instalment.
    pub first_days: u16,
    /// Up to this debt a choice is accepted at once; beyond it a person agrees. Zero for never.
    pub accept: Cents,
    /// What becomes of late-payment interest.
    pub interest: InterestChoice,
}

impl Default for OfferPolicy {
    fn default() -> Self {
        Self {
            enabled: true,
            parts: 4,
            least: Cents(10_000),
            least_part: Cents(3_000),
            first_percent: 0,
            first_days: 10,
            accept: Cents::ZERO,
            interest: InterestChoice::Waived,
        }
    }
}

impl OfferPolicy {
    /// The plans of a debt on a day, by how many instalments they have, from two; none when the house allows none. Between the
    /// shortest and the longest they are thinned out evenly.
    #[must_use]
    pub fn offered(&self, total: Cents, today: Date) -> Vec<Vec<Instalment>> {
        if !self.enabled || total < self.least || !total.is_positive() {
            return Vec::new();
        }
        let fits = |instalments: &Vec<Instalment>| instalments.iter().all(|one| one.amount >= self.least_part);
        let all: Vec<Vec<Instalment>> =
            (2..=self.parts.min(MOST_OFFERED)).filter_map(|parts| self.cut(total, u32::from(parts), today)).filter(fits).collect();
        if all.len() <= MOST_CHOICES {
            return all;
        }
        let last = all.len() - 1;
        (0..MOST_CHOICES).map(|at| all[at * last / (MOST_CHOICES - 1)].clone()).collect()
    }

    fn cut(&self, total: Cents, parts: u32, today: Date) -> Option<Vec<Instalment>> {
        let first_on = working_day_on_or_after(add_days(today, i64::from(self.first_days)));
        // Rounded up: a first instalment is never a cent below what the house asks.
        let asked = (i128::from(total.0) * i128::from(self.first_percent) + 99) / 100;
        let first = i64::try_from(asked).ok().map(Cents).filter(|asked| asked.0 > total.0 / i64::from(parts));
        let rule = Rule { parts, first, first_on, pace: Pace::Monthly(first_on.day()), odd: Odd::Last, working_days: true };
        schedule(total, &rule).ok()
    }

    /// Whether a choice of a debt is accepted without a person.
    #[must_use]
    pub fn accepts(&self, total: Cents) -> bool {
        self.accept.is_positive() && total <= self.accept
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day() -> Date {
        Date::from_ymd_opt(2026, 11, 30).expect("a date")
    }

    #[test]
    fn the_plans_are_those_that_the_house_allows() {
        let policy = OfferPolicy::default();
        let parts = |policy: &OfferPolicy, total: i64| -> Vec<usize> { policy.offered(Cents(total), day()).iter().map(Vec::len).collect() };
        assert_eq!(parts(&policy, 60_000), [2, 3, 4]);
        assert_eq!(parts(&policy, 10_000), [2, 3], "25 € are less than the smallest instalment");
        assert_eq!(parts(&policy, 9_999), [0_usize; 0], "less than the smallest debt");
        assert_eq!(parts(&OfferPolicy { enabled: false, ..policy }, 60_000), [0_usize; 0]);
        assert_eq!(parts(&OfferPolicy { parts: 1, ..policy }, 60_000), [0_usize; 0]);
        assert_eq!(parts(&OfferPolicy { parts: 24, ..policy }, 2_400_000), [2, 6, 10, 15, 19, 24]);
        let first = OfferPolicy { first_percent: 40, ..policy };
        let firsts: Vec<i64> = first.offered(Cents(100_001), day()).iter().map(|plan| plan[0].amount.0).collect();
        assert_eq!(firsts, [50_000, 40_001, 40_001], "never below what is asked");
        let days: Vec<String> = policy.offered(Cents(60_000), day())[1].iter().map(|one| one.due_on.to_string()).collect();
        assert_eq!(days, ["2026-12-10", "2027-01-11", "2027-02-10"]);
        assert!(!policy.accepts(Cents(1)) && OfferPolicy { accept: Cents(5), ..policy }.accepts(Cents(5)));
    }

    proptest! {
        #[test]
        fn each_plan_adds_up_and_keeps_to_the_limits(
            total in 1_i64..10_000_000, parts in 0_u16..40, least_part in 0_i64..50_000, percent in 0_u16..=100, days in 0_u16..90,
        ) {
            let policy = OfferPolicy {
                parts, least: Cents(1), least_part: Cents(least_part), first_percent: percent, first_days: days, ..OfferPolicy::default()
            };
            let plans = policy.offered(Cents(total), day());
            prop_assert!(plans.len() <= MOST_CHOICES);
            for plan in &plans {
                prop_assert_eq!(Cents::total(plan.iter().map(|one| one.amount)), Cents(total));
                prop_assert!(plan.iter().all(|one| one.amount >= Cents(least_part)) && plan.len() <= usize::from(parts.min(MOST_OFFERED)));
                prop_assert!(i128::from(plan[0].amount.0) * 100 >= i128::from(total) * i128::from(percent));
                prop_assert!((plan[0].due_on - day()).num_days() >= i64::from(days));
            }
        }
    }
}
