use chrono::Datelike;

use crate::calendar::{Date, add_days, add_months, end_of_month, working_day_on_or_after};
use crate::money::Cents;

/// One payment of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Instalment {
    /// The last day to pay it.
    pub due_on: Date,
    /// How much; above zero.
    pub amount: Cents,
}

/// How far apart instalments are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pace {
    /// Every month on that day, 1 to 31; the last day of a month that has no such day.
    Monthly(u32),
    /// Every so many weeks, on the weekday of the first.
    Weeks(u32),
}

/// Which instalment bears the cents that do not divide.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Odd {
    /// The first of those that are equal.
    First,
    /// The last.
    Last,
}

/// How a sum is cut into instalments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// How many, the first included.
    pub parts: u32,
    /// The first, when it is not equal to the others.
    pub first: Option<Cents>,
    /// The day of the first.
    pub first_on: Date,
    /// How far apart.
    pub pace: Pace,
    /// Where the cents go.
    pub odd: Odd,
    /// Whether a day of rest moves to the next working day.
    pub working_days: bool,
}

/// The most instalments of a plan.
pub const MOST_PARTS: u32 = 120;

/// Why there is no such schedule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ScheduleError {
    /// None, or more than [`MOST_PARTS`].
    #[error("{0} instalments")]
    Parts(u32),
    /// Nothing to pay, or less than a cent for each.
    #[error("{0} cannot be cut so often")]
    TooSmall(Cents),
    /// The first is nothing, or leaves nothing to the others.
    #[error("a first instalment of {first} out of {total}")]
    First {
        /// What was asked.
        first: Cents,
        /// Of how much.
        total: Cents,
    },
    /// A day of the month that no month has.
    #[error("day {0} of the month")]
    Day(u32),
    /// An instalment of nothing or less; its place from 1.
    #[error("instalment {0} is not above zero")]
    NotPositive(usize),
    /// An instalment that is not later than the one before it; its place from 1.
    #[error("instalment {0} is not later than the one before")]
    Order(usize),
    /// The instalments do not add up to the debt.
    #[error("{sum} instead of {total}")]
    Sum {
        /// What they add up to.
        sum: Cents,
        /// What they should.
        total: Cents,
    },
}

/// Cuts a sum by a rule: the amounts add up to the cent, and the days strictly follow each other.
///
/// # Errors
/// [`ScheduleError`].
pub fn schedule(total: Cents, rule: &Rule) -> Result<Vec<Instalment>, ScheduleError> {
    let amounts = amounts(total, rule)?;
    let instalments: Vec<Instalment> =
        days(rule, amounts.len())?.into_iter().zip(amounts).map(|(due_on, amount)| Instalment { due_on, amount }).collect();
    check(total, &instalments)?;
    Ok(instalments)
}

/// Checks a schedule, typed or computed: something, in order, that adds up.
///
/// # Errors
/// [`ScheduleError`].
pub fn check(total: Cents, instalments: &[Instalment]) -> Result<(), ScheduleError> {
    let parts = u32::try_from(instalments.len()).unwrap_or(u32::MAX);
    if !(1..=MOST_PARTS).contains(&parts) {
        return Err(ScheduleError::Parts(parts));
    }
    if let Some(at) = instalments.iter().position(|instalment| !instalment.amount.is_positive()) {
        return Err(ScheduleError::NotPositive(at + 1));
    }
    if let Some(at) = instalments.windows(2).position(|pair| pair[1].due_on <= pair[0].due_on) {
        return Err(ScheduleError::Order(at + 2));
    }
    let sum = Cents::total(instalments.iter().map(|instalment| instalment.amount));
    if sum == total { Ok(()) } else { Err(ScheduleError::Sum { sum, total }) }
}

fn amounts(total: Cents, rule: &Rule) -> Result<Vec<Cents>, ScheduleError> {
    if !(1..=MOST_PARTS).contains(&rule.parts) {
        return Err(ScheduleError::Parts(rule.parts));
    }
    if !total.is_positive() {
        return Err(ScheduleError::TooSmall(total));
    }
    if let Some(first) = rule.first
        && (!first.is_positive() || (rule.parts == 1 && first != total) || (rule.parts > 1 && first >= total))
    {
        return Err(ScheduleError::First { first, total });
    }
    let own = rule.first.map_or(0, |_| 1);
    let (equal, rest) = (i64::from(rule.parts) - own, total - rule.first.unwrap_or_default());
    let mut amounts: Vec<Cents> = rule.first.into_iter().collect();
    if equal == 0 {
        return Ok(amounts);
    }
    let (part, odd) = (Cents(rest.0 / equal), Cents(rest.0 % equal));
    if !part.is_positive() {
        return Err(ScheduleError::TooSmall(total));
    }
    for at in 0..equal {
        let bears = match rule.odd {
            Odd::First => at == 0,
            Odd::Last => at + 1 == equal,
        };
        amounts.push(if bears { part + odd } else { part });
    }
    Ok(amounts)
}

fn days(rule: &Rule, count: usize) -> Result<Vec<Date>, ScheduleError> {
    let moved = |on: Date| if rule.working_days { working_day_on_or_after(on) } else { on };
    let mut days = vec![moved(rule.first_on)];
    let first_month = rule.first_on - chrono::Days::new(u64::from(rule.first_on.day0()));
    let mut step = 0;
    while days.len() < count {
        step += 1;
        let next = match rule.pace {
            Pace::Monthly(day) if !(1..=31).contains(&day) => return Err(ScheduleError::Day(day)),
            Pace::Monthly(day) => {
                let month = add_months(first_month, step);
                month.with_day(day).unwrap_or_else(|| end_of_month(month))
            }
            Pace::Weeks(weeks) if !(1..=52).contains(&weeks) => return Err(ScheduleError::Day(weeks)),
            Pace::Weeks(weeks) => add_days(rule.first_on, 7 * i64::from(weeks) * i64::from(step)),
        };
        let next = moved(next);
        // A first day near the end of a month, moved, may meet the day of the next one: it waits a month more.
        if days.last().is_none_or(|last| next > *last) {
            days.push(next);
        }
    }
    Ok(days)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::calendar::is_working_day;

    fn date(text: &str) -> Date {
        text.parse().expect("a date")
    }

    fn rule(parts: u32, first_on: &str, pace: Pace) -> Rule {
        Rule { parts, first: None, first_on: date(first_on), pace, odd: Odd::Last, working_days: false }
    }

    fn told(total: i64, rule: &Rule) -> String {
        match schedule(Cents(total), rule) {
            Ok(all) => all.iter().map(|one| format!("{} {}", one.due_on, one.amount.iso())).collect::<Vec<_>>().join(", "),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn sums_are_cut_as_people_agree() {
        let monthly = rule(3, "2026-12-15", Pace::Monthly(15));
        let end = rule(4, "2026-11-30", Pace::Monthly(31));
        let cases = [
            (10_000, monthly, "2026-12-15 33.33, 2027-01-15 33.33, 2027-02-15 33.34"),
            (10_000, Rule { odd: Odd::First, ..monthly }, "2026-12-15 33.34, 2027-01-15 33.33, 2027-02-15 33.33"),
            (10_000, Rule { first: Some(Cents(5_000)), ..monthly }, "2026-12-15 50.00, 2027-01-15 25.00, 2027-02-15 25.00"),
            (100_000, end, "2026-11-30 250.00, 2026-12-31 250.00, 2027-01-31 250.00, 2027-02-28 250.00"),
            (100_000, Rule { working_days: true, ..end }, "2026-11-30 250.00, 2026-12-31 250.00, 2027-02-01 250.00, 2027-03-01 250.00"),
            (3_000, rule(3, "2026-12-04", Pace::Weeks(1)), "2026-12-04 10.00, 2026-12-11 10.00, 2026-12-18 10.00"),
            (3_000, Rule { working_days: true, ..rule(2, "2026-12-25", Pace::Weeks(1)) }, "2026-12-28 15.00, 2027-01-04 15.00"),
            // 30 January 2027 is a Saturday, moved to 1 February: the next is that of March.
            (3_000, Rule { working_days: true, ..rule(2, "2027-01-30", Pace::Monthly(1)) }, "2027-02-01 15.00, 2027-03-01 15.00"),
            (5_000, rule(1, "2026-12-15", Pace::Monthly(15)), "2026-12-15 50.00"),
            (2, monthly, "0.02 cannot be cut so often"),
            (10_000, Rule { parts: 0, ..monthly }, "0 instalments"),
            (10_000, Rule { parts: 121, ..monthly }, "121 instalments"),
            (10_000, Rule { first: Some(Cents(10_000)), ..monthly }, "a first instalment of 100.00 out of 100.00"),
            (10_000, Rule { pace: Pace::Monthly(32), ..monthly }, "day 32 of the month"),
        ];
        for (total, rule, expected) in cases {
            assert_eq!(told(total, &rule), expected, "{total} by {rule:?}");
        }
    }

    #[test]
    fn a_typed_schedule_is_checked() {
        let at = |due_on: &str, cents| Instalment { due_on: date(due_on), amount: Cents(cents) };
        let good = [at("2026-12-15", 6_000), at("2027-01-15", 4_000)];
        assert_eq!(check(Cents(10_000), &good), Ok(()));
        assert_eq!(check(Cents(10_001), &good), Err(ScheduleError::Sum { sum: Cents(10_000), total: Cents(10_001) }));
        assert_eq!(check(Cents(10_000), &[good[1], good[0]]), Err(ScheduleError::Order(2)));
        assert_eq!(check(Cents(6_000), &[good[0], at("2027-02-15", 0)]), Err(ScheduleError::NotPositive(2)));
        assert_eq!(check(Cents(0), &[]), Err(ScheduleError::Parts(0)));
    }

    proptest! {
        #[test]
        fn every_schedule_adds_up_to_the_cent_and_goes_forward(
            total in 1_i64..100_000_000,
            parts in 1_u32..=MOST_PARTS,
            first in proptest::option::of(1_i64..1_000_000),
            start in 0_i64..4_000,
            day in 1_u32..=31,
            weeks in proptest::option::of(1_u32..=8),
            last in any::<bool>(),
            working_days in any::<bool>(),
        ) {
            let rule = Rule {
                parts,
                first: first.map(Cents),
                first_on: add_days(date("2024-01-01"), start),
                pace: weeks.map_or(Pace::Monthly(day), Pace::Weeks),
                odd: if last { Odd::Last } else { Odd::First },
                working_days,
            };
            if let Ok(all) = schedule(Cents(total), &rule) {
                prop_assert_eq!(all.len(), parts as usize);
                prop_assert_eq!(Cents::total(all.iter().map(|one| one.amount)), Cents(total));
                prop_assert!(all.windows(2).all(|pair| pair[0].due_on < pair[1].due_on));
                prop_assert!(all.iter().all(|one| one.amount.is_positive()));
                prop_assert!(!working_days || all.iter().all(|one| is_working_day(one.due_on)));
                // All but the one that was given and the one with the cents are equal.
                let mut amounts: Vec<Cents> = all.iter().skip(usize::from(first.is_some())).map(|one| one.amount).collect();
                amounts.sort_unstable();
                amounts.dedup();
                prop_assert!(amounts.len() <= 2);
            }
        }
    }
}
