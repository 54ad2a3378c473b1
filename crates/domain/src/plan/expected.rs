use std::collections::HashMap;

use super::progress::Progress;
use crate::calendar::Date;
use crate::ids::OpenItemId;
use crate::money::Cents;

/// Why money is expected on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Ground {
    /// A payment plan that holds.
    Plan,
    /// A promise that is waited for.
    Promise,
    /// A later due date that was agreed.
    Deferral,
    /// The due date.
    Due,
}

impl Ground {
    /// The stable key, used by the API and by the French texts.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Plan => "plan",
            Self::Promise => "promise",
            Self::Deferral => "deferral",
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
    /// The day that was promised for all that is open of it.
    pub promise: Option<Date>,
    /// The later due date.
    pub deferral: Option<Date>,
}

/// The day on which an item should be paid: what a plan says, which comes before what was promised of it; else the promise,
/// else the agreed due date unless the item's own is later, else its own.
#[must_use]
pub fn expected(due_on: Date, agreed: Agreements) -> Expected {
    if let Some(on) = agreed.plan {
        return Expected { on, ground: Ground::Plan };
    }
    if let Some(on) = agreed.promise {
        return Expected { on, ground: Ground::Promise };
    }
    match agreed.deferral {
        Some(on) if on > due_on => Expected { on, ground: Ground::Deferral },
        _ => Expected { on: due_on, ground: Ground::Due },
    }
}

/// The day on which each debt of a plan is paid to its end when every instalment is paid on its day. Instalments pay the
/// debts in the order in which they are given: the oldest first. `debts` is what the plan still has of each.
#[must_use]
pub fn paid_off(progress: &Progress, debts: &[(OpenItemId, Cents)]) -> HashMap<OpenItemId, Date> {
    let mut lines = progress.lines.iter().map(|line| (line.instalment.due_on, line.missing())).filter(|(_, missing)| missing.is_positive());
    let (mut at, mut found) = (lines.next(), HashMap::new());
    for (item, owed) in debts.iter().filter(|(_, owed)| owed.is_positive()) {
        let mut owed = *owed;
        while let Some((due_on, left)) = at {
            let part = left.min(owed);
            owed -= part;
            at = if part == left { lines.next() } else { Some((due_on, left - part)) };
            if owed.is_zero() {
                found.insert(*item, due_on);
                break;
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::plan::{Instalment, Received, progress};

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
            (Agreements { plan: Some(date("2026-04-15")), promise: later, deferral: later }, "2026-04-15 plan"),
        ];
        for (agreed, told) in cases {
            let found = expected(due, agreed);
            assert_eq!(format!("{} {}", found.on, found.ground.code()), told, "{agreed:?}");
        }
    }

    #[test]
    fn instalments_pay_the_debts_in_order() {
        let cut = ["2026-01-15", "2026-02-15", "2026-03-15"].map(|on| Instalment { due_on: date(on), amount: Cents(10_000) });
        let [a, b, c] = [1_u128, 2, 3].map(|id| OpenItemId(Uuid::from_u128(id)));
        let told = |received: &[Received], debts: &[(OpenItemId, Cents)]| {
            let days = paid_off(&progress(&cut, received, 0, date("2026-01-20")), debts);
            [a, b, c].map(|item| days.get(&item).map_or("-".to_owned(), ToString::to_string)).join(" ")
        };
        let debts = [(a, Cents(5_000)), (b, Cents(15_000)), (c, Cents(10_000))];
        assert_eq!(told(&[], &debts), "2026-01-15 2026-02-15 2026-03-15");
        let paid = [Received { on: date("2026-01-15"), amount: Cents(10_000), is_cash: true }];
        assert_eq!(told(&paid, &[(b, Cents(10_000)), (c, Cents(10_000))]), "- 2026-02-15 2026-03-15");
        assert_eq!(told(&[], &[(a, Cents(25_000)), (b, Cents(5_001))]), "2026-03-15 - -", "what the plan does not pay has no day");
    }
}
