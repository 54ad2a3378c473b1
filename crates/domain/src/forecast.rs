//! When what is owed should be paid, by week: what was agreed on its day, the rest when it is due and as late as its debtor usually pays.
//!
//! Nothing of it is stored: it is a function of the ledger, of what was agreed and of a day. What nobody should count on – contested,
//! given up in an agreement, under insolvency proceedings, or expected on a day that has passed – is told beside the weeks, so that all
//! parts add up to what is owed.

use chrono::Datelike as _;

use crate::calendar::{Date, add_days};
use crate::money::Cents;
use crate::plan::{Agreements, Ground, expected};

/// Weeks that are told one by one, the current one among them.
pub const WEEKS: usize = 13;
/// Payments from which a debtor has a habit.
pub const ENOUGH: i64 = 3;
/// Days before a day whose payments make the habit.
pub const HABIT_DAYS: i64 = 183;

/// How late what came in was paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Paid {
    /// How many payments.
    pub count: i64,
    /// What was paid.
    pub amount: Cents,
    /// Each amount times the days from its due date to its payment, summed.
    pub weighted: i128,
}

impl Paid {
    /// Both together.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self { count: self.count + other.count, amount: self.amount + other.amount, weighted: self.weighted + other.weighted }
    }

    /// The days by which payments usually come after the due date, weighted by their amounts (K8), to the nearest day; below zero when
    /// they come before it. `None` for too few payments.
    #[must_use]
    pub fn habit(&self) -> Option<i64> {
        if self.count < ENOUGH || !self.amount.is_positive() {
            return None;
        }
        let amount = i128::from(self.amount.0);
        i64::try_from((2 * self.weighted + amount).div_euclid(2 * amount)).ok()
    }
}

/// A sum that should come on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// The day.
    pub on: Date,
    /// How much.
    pub amount: Cents,
    /// Why then.
    pub ground: Ground,
}

/// What an account owes in a currency, as far as it matters for when it is paid.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Account {
    /// Debits of which nothing was agreed: due date, and what is open.
    pub owed: Vec<(Date, Cents)>,
    /// What was agreed to be paid, each on its day.
    pub agreed: Vec<Entry>,
    /// What is contested of the rest.
    pub disputed: Cents,
    /// What is given up when agreements are kept to.
    pub discount: Cents,
    /// Credit notes and receipts that are on no debit, above zero.
    pub credits: Cents,
    /// The days by which it usually pays after the due date.
    pub habit: Option<i64>,
    /// Whether insolvency proceedings are open: nothing earlier may be paid (C. com. L622-7).
    pub is_insolvent: bool,
}

/// When an account should pay, and what should not be counted on.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Outlook {
    /// What should come, by day.
    pub entries: Vec<Entry>,
    /// What is contested.
    pub disputed: Cents,
    /// What is given up when agreements are kept to.
    pub discount: Cents,
    /// What insolvency proceedings hold.
    pub insolvent: Cents,
    /// Credits beyond all that is owed.
    pub credits: Cents,
}

fn sum<'a>(entries: impl IntoIterator<Item = &'a Entry>) -> Cents {
    Cents::total(entries.into_iter().map(|entry| entry.amount))
}

/// Takes an amount out of a credit; what is left of the amount.
fn covered(amount: Cents, credits: &mut Cents) -> Cents {
    let own = amount.min(*credits).max(Cents::ZERO);
    *credits -= own;
    amount - own
}

impl Account {
    /// What is owed in all, credits taken off.
    #[must_use]
    pub fn net(&self) -> Cents {
        Cents::total(self.owed.iter().map(|(_, open)| *open)) + sum(&self.agreed) + self.disputed + self.discount - self.credits
    }

    /// When it should pay. Credits that are on no debit take off what is due first, then what was agreed, as whoever allocates them would.
    #[must_use]
    pub fn outlook(mut self) -> Outlook {
        let mut credits = self.credits;
        if self.is_insolvent {
            let held = covered(self.net() + self.credits, &mut credits);
            return Outlook { insolvent: held, credits, ..Outlook::default() };
        }
        self.owed.sort_unstable();
        self.agreed.sort_by_key(|entry| entry.on);
        let habit = self.habit;
        let own = self.owed.into_iter().map(|(due_on, open)| {
            let found = expected(due_on, Agreements::default(), habit);
            Entry { on: found.on, amount: open, ground: found.ground }
        });
        let mut entries: Vec<Entry> = own.chain(self.agreed).collect();
        for entry in &mut entries {
            entry.amount = covered(entry.amount, &mut credits);
        }
        entries.retain(|entry| !entry.amount.is_zero());
        let disputed = covered(self.disputed, &mut credits);
        let discount = covered(self.discount, &mut credits);
        Outlook { entries, disputed, discount, insolvent: Cents::ZERO, credits }
    }
}

impl Outlook {
    /// What is owed in all, credits taken off: the sum of its parts.
    #[must_use]
    pub fn net(&self) -> Cents {
        sum(&self.entries) + self.disputed + self.discount + self.insolvent - self.credits
    }
}

/// Where a day stands, seen from another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// Before it: it should have come already.
    Passed,
    /// In a week, from the current one, 0.
    Week(usize),
    /// After the last week that is told.
    Later,
}

/// The Monday of a day's week.
#[must_use]
pub fn monday(on: Date) -> Date {
    add_days(on, -i64::from(on.weekday().num_days_from_monday()))
}

/// Where a day stands. A promise, and the last day of an agreement, are waited for as long as they may be kept: they come today at the
/// earliest.
#[must_use]
pub fn place(entry: &Entry, today: Date) -> Place {
    let is_waited_for = matches!(entry.ground, Ground::Promise | Ground::Settlement);
    let on = if is_waited_for { entry.on.max(today) } else { entry.on };
    if on < today {
        return Place::Passed;
    }
    let weeks = (monday(on) - monday(today)).num_days() / 7;
    match usize::try_from(weeks) {
        Ok(week) if week < WEEKS => Place::Week(week),
        _ => Place::Later,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn date(text: &str) -> Date {
        text.parse().expect("a date")
    }

    /// By hand. 100 € paid 10 days late, 300 € 20 days late, 100 € 5 days early: (1 000 + 6 000 − 500) ÷ 500 = 13 days.
    #[test]
    fn a_habit_is_weighted_by_amounts() {
        let one = |amount: i64, days: i128| Paid { count: 1, amount: Cents(amount), weighted: i128::from(amount) * days };
        let all = one(10_000, 10).and(one(30_000, 20)).and(one(10_000, -5));
        assert_eq!(all.habit(), Some(13));
        assert_eq!(one(10_000, 10).and(one(10_000, 10)).habit(), None, "two payments are no habit");
        let half = Paid { count: 3, amount: Cents(2), weighted: -1 };
        assert_eq!(half.habit(), Some(0), "half a day early is none");
        assert_eq!(Paid { weighted: -3, ..half }.habit(), Some(-1));
    }

    #[test]
    fn weeks_begin_on_mondays() {
        let entry = |on: &str, ground| Entry { on: date(on), amount: Cents(1), ground };
        // A Wednesday.
        let today = date("2026-11-25");
        let cases = [
            ("2026-11-24", Ground::Due, Place::Passed),
            ("2026-11-24", Ground::Plan, Place::Passed),
            ("2026-11-24", Ground::Promise, Place::Week(0)),
            ("2026-11-24", Ground::Settlement, Place::Week(0)),
            ("2026-11-25", Ground::Due, Place::Week(0)),
            ("2026-11-29", Ground::Due, Place::Week(0)),
            ("2026-11-30", Ground::Due, Place::Week(1)),
            ("2027-02-21", Ground::Habit, Place::Week(12)),
            ("2027-02-22", Ground::Habit, Place::Later),
        ];
        for (on, ground, expected) in cases {
            assert_eq!(place(&entry(on, ground), today), expected, "{on} {ground:?}");
        }
    }

    /// 100 € due on 1 November and 200 € due on the 30th, usually paid 12 days late; 50 € are promised for the 27th; 30 € are free on the
    /// account, 20 € contested, 10 € given up.
    #[test]
    fn credits_take_off_what_is_due_first() {
        let account = Account {
            owed: vec![(date("2026-11-30"), Cents(20_000)), (date("2026-11-01"), Cents(10_000))],
            agreed: vec![Entry { on: date("2026-11-27"), amount: Cents(5_000), ground: Ground::Promise }],
            disputed: Cents(2_000),
            discount: Cents(1_000),
            credits: Cents(3_000),
            habit: Some(12),
            is_insolvent: false,
        };
        let told = |found: &Outlook| -> Vec<String> {
            found.entries.iter().map(|entry| format!("{} {} {}", entry.on, entry.amount.iso(), entry.ground.code())).collect()
        };
        let found = account.clone().outlook();
        assert_eq!(told(&found), ["2026-11-13 70.00 habit", "2026-12-12 200.00 habit", "2026-11-27 50.00 promise"]);
        assert_eq!((found.disputed, found.discount, found.credits), (Cents(2_000), Cents(1_000), Cents::ZERO));
        let held = Account { is_insolvent: true, ..account.clone() }.outlook();
        assert_eq!((held.entries.len(), held.insolvent), (0, Cents(35_000)));
        let over = Account { credits: Cents(40_000), ..account }.outlook();
        assert_eq!((over.entries.len(), over.disputed, over.credits), (0, Cents::ZERO, Cents(2_000)));
    }

    proptest! {
        /// The parts of an outlook add up to what is owed, whatever it is made of.
        #[test]
        fn no_cent_is_lost_between_the_weeks(
            owed in proptest::collection::vec((0_i64..400, 1_i64..1_000_000), 0..6),
            agreed in proptest::collection::vec((0_i64..400, 1_i64..1_000_000, 0_usize..4), 0..6),
            rest in (0_i64..100_000, 0_i64..100_000, 0_i64..2_000_000),
            habit in proptest::option::of(-30_i64..120),
            is_insolvent: bool,
        ) {
            let today = date("2026-11-25");
            let on = |days: i64| add_days(today, days - 200);
            let account = Account {
                owed: owed.into_iter().map(|(days, cents)| (on(days), Cents(cents))).collect(),
                agreed: agreed.into_iter().map(|(days, cents, at)| Entry { on: on(days), amount: Cents(cents), ground: Ground::ALL[at] }).collect(),
                disputed: Cents(rest.0),
                discount: Cents(rest.1),
                credits: Cents(rest.2),
                habit,
                is_insolvent,
            };
            let net = account.net();
            let found = account.outlook();
            prop_assert_eq!(found.net(), net);
            prop_assert!(found.entries.iter().all(|entry| entry.amount.is_positive()));
            let placed: Vec<Place> = found.entries.iter().map(|entry| place(entry, today)).collect();
            let all = [Place::Passed, Place::Later].into_iter().chain((0..WEEKS).map(Place::Week));
            let by_place = Cents::total(all.map(|wanted| {
                Cents::total(found.entries.iter().zip(&placed).filter(|(_, is)| **is == wanted).map(|(entry, _)| entry.amount))
            }));
            prop_assert_eq!(by_place, sum(&found.entries));
        }
    }
}
