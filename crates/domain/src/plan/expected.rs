use crate::calendar::{Date, add_days};

/// Why money is expected on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Ground {
    /// A payment plan that holds.
    Plan,
    /// A smaller sum that was agreed, and is waited for.
    Settlement,
    /// A promise that is waited for.
    Promise,
    /// A later due date that was agreed.
    Deferral,
    /// The due date, and the days by which the debtor usually pays after it, or before.
    Habit,
    /// The due date.
    Due,
}

impl Ground {
    /// All, those that were agreed first.
    pub const ALL: [Self; 6] = [Self::Plan, Self::Settlement, Self::Promise, Self::Deferral, Self::Habit, Self::Due];

    /// The stable key, used by the API and by the French texts.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Plan => "plan",
            Self::Settlement => "settlement",
            Self::Promise => "promise",
            Self::Deferral => "deferral",
            Self::Habit => "habit",
            Self::Due => "due",
        }
    }
}

/// The day on which an item should be paid, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Expected {
    /// The day.
    pub on: Date,
    /// Why.
    pub ground: Ground,
}

/// What was agreed about an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Agreements {
    /// The day on which a plan that holds pays the last of it.
    pub plan: Option<Date>,
    /// The last day to pay a smaller sum that settles it.
    pub settlement: Option<Date>,
    /// The day that was promised for all that is open of it.
    pub promise: Option<Date>,
    /// The later due date.
    pub deferral: Option<Date>,
}

/// The day on which an item should be paid: what a plan or an agreement on a smaller sum says, which comes before what was promised of
/// it; else the promise, else the agreed due date unless the item's own is later, else its own, as many days later or earlier as its debtor
/// usually pays.
#[must_use]
pub fn expected(due_on: Date, agreed: Agreements, habit: Option<i64>) -> Expected {
    if let Some(on) = agreed.plan {
        return Expected { on, ground: Ground::Plan };
    }
    if let Some(on) = agreed.settlement {
        return Expected { on, ground: Ground::Settlement };
    }
    if let Some(on) = agreed.promise {
        return Expected { on, ground: Ground::Promise };
    }
    match (agreed.deferral, habit) {
        (Some(on), _) if on > due_on => Expected { on, ground: Ground::Deferral },
        (_, Some(days)) if days != 0 => Expected { on: add_days(due_on, days), ground: Ground::Habit },
        _ => Expected { on: due_on, ground: Ground::Due },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        text.parse().expect("a date")
    }

    #[test]
    fn the_day_on_which_money_is_expected() {
        let (due, later) = (date("2026-01-31"), Some(date("2026-03-15")));
        let cases = [
            (Agreements::default(), "2026-01-31 due"),
            (Agreements { deferral: later, ..Agreements::default() }, "2026-03-15 deferral"),
            // The document's own date was moved beyond the agreed one since.
            (Agreements { deferral: Some(date("2026-01-15")), ..Agreements::default() }, "2026-01-31 due"),
            (Agreements { promise: Some(date("2026-02-02")), deferral: later, ..Agreements::default() }, "2026-02-02 promise"),
            (Agreements { settlement: Some(date("2026-02-20")), promise: later, ..Agreements::default() }, "2026-02-20 settlement"),
            (Agreements { plan: Some(date("2026-04-15")), promise: later, deferral: later, settlement: None }, "2026-04-15 plan"),
        ];
        for (agreed, told) in cases {
            let found = expected(due, agreed, None);
            assert_eq!(format!("{} {}", found.on, found.ground.code()), told, "{agreed:?}");
        }
    }

    #[test]
    fn a_habit_moves_the_due_date_and_no_date_that_was_agreed() {
        let told = |agreed, habit| {
            let found = expected(date("2026-01-31"), agreed, habit);
            format!("{} {}", found.on, found.ground.code())
        };
        assert_eq!(told(Agreements::default(), Some(12)), "2026-02-12 habit");
        assert_eq!(told(Agreements::default(), Some(-3)), "2026-01-28 habit");
        assert_eq!(told(Agreements::default(), Some(0)), "2026-01-31 due");
        let agreed = Agreements { deferral: Some(date("2026-03-15")), ..Agreements::default() };
        assert_eq!(told(agreed, Some(12)), "2026-03-15 deferral");
    }
}
