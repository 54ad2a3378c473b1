//! First figures of receivables, from sums by month: what is owed and late at the end of each month, days of sales outstanding,
//! rates of lateness, of non-payment and of recovery.
//!
//! A month keeps what it added, never what was reached: exposure, lateness and what is not yet due are running sums of these, so
//! that the figures of a past month end are those of its aged balance. The numbers (K1 …) are those of `docs/spec/figures.md`.

use chrono::Datelike as _;

use crate::calendar::{self, Date};
use crate::ledger::countback::{Month, countback};
use crate::money::Cents;

/// Days after the due date at which a cohort is looked at.
pub const HORIZONS: [i64; 4] = [0, 30, 60, 90];

/// What a month added, in one currency. Amounts count up to the day of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct MonthFacts {
    /// Everything that was issued, credits with their minus: what is owed grows by it.
    pub issued: Cents,
    /// Invoices less credit notes that were issued.
    pub sales: Cents,
    /// Debits that were issued.
    pub debits: Cents,
    /// What was put on debits.
    pub settled: Cents,
    /// Debits whose first late day is in the month, less what had been put on them before that day.
    pub became_late: Cents,
    /// What was late and is so no more, since a later date was agreed. Nothing by original dates.
    pub late_agreed: Cents,
    /// What was put on debits that were late by then.
    pub late_settled: Cents,
    /// Of that, what was cash.
    pub late_cash: Cents,
    /// Debits that fell due in the month.
    pub due: Cents,
    /// Of these, what was put on them up to each of [`HORIZONS`] days after they fell due.
    pub due_settled: [Cents; 4],
}

impl MonthFacts {
    /// Adds another one's sums.
    pub fn add(&mut self, other: &Self) {
        self.issued += other.issued;
        self.sales += other.sales;
        self.debits += other.debits;
        self.settled += other.settled;
        self.became_late += other.became_late;
        self.late_agreed += other.late_agreed;
        self.late_settled += other.late_settled;
        self.late_cash += other.late_cash;
        self.due += other.due;
        for (sum, amount) in self.due_settled.iter_mut().zip(other.due_settled) {
            *sum += amount;
        }
    }

    /// Puts the lateness of some debts by the dates that were agreed in the place of that by their own dates.
    pub fn agree(&mut self, agreed: &Self, original: &Self) {
        self.became_late += agreed.became_late - original.became_late;
        self.late_agreed += agreed.late_agreed - original.late_agreed;
        self.late_settled += agreed.late_settled - original.late_settled;
        self.late_cash += agreed.late_cash - original.late_cash;
    }
}

/// What is owed at the end of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Position {
    /// Everything, credits taken off.
    pub owed: Cents,
    /// Debits that are late, from the day after they fell due.
    pub late: Cents,
    /// Debits that are not.
    pub not_due: Cents,
}

/// The months of a ledger, one after the other, the current one last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Series {
    today: Date,
    first: (i32, u32),
    months: Vec<MonthFacts>,
}

/// The months between two, both counted.
fn months_between(from: (i32, u32), to: (i32, u32)) -> i64 {
    i64::from(to.0 - from.0) * 12 + i64::from(to.1) - i64::from(from.1)
}

/// The month some months later or earlier.
fn shifted((year, month): (i32, u32), by: i64) -> (i32, u32) {
    let count = i64::from(year) * 12 + i64::from(month) - 1 + by;
    (i32::try_from(count.div_euclid(12)).unwrap_or(year), u32::try_from(count.rem_euclid(12)).unwrap_or(0) + 1)
}

/// Ten-thousandths of a whole, rounded half up; `None` of nothing. More than the whole counts as more; less than nothing as nothing.
#[must_use]
pub fn share(part: Cents, whole: Cents) -> Option<u64> {
    if !whole.is_positive() {
        return None;
    }
    let (part, whole) = (i128::from(part.0.max(0)), i128::from(whole.0));
    u64::try_from((part * 20_000 + whole) / (2 * whole)).ok()
}

impl Series {
    /// Puts months in their places; those after today are left out.
    #[must_use]
    pub fn of(today: Date, facts: impl IntoIterator<Item = ((i32, u32), MonthFacts)>) -> Self {
        let current = (today.year(), today.month());
        let known: Vec<((i32, u32), MonthFacts)> = facts.into_iter().filter(|(month, _)| *month <= current).collect();
        let first = known.iter().map(|(month, _)| *month).min().unwrap_or(current);
        let count = usize::try_from(months_between(first, current)).unwrap_or(0) + 1;
        let mut months = vec![MonthFacts::default(); count];
        for (month, facts) in known {
            if let Some(place) = usize::try_from(months_between(first, month)).ok().and_then(|at| months.get_mut(at)) {
                place.add(&facts);
            }
        }
        Self { today, first, months }
    }

    /// How many months there are; never none.
    #[must_use]
    pub fn len(&self) -> usize {
        self.months.len()
    }

    /// Whether nothing was ever issued.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.months.iter().all(|month| *month == MonthFacts::default())
    }

    /// The year and month of a place.
    #[must_use]
    pub fn month(&self, at: usize) -> (i32, u32) {
        shifted(self.first, i64::try_from(at).unwrap_or(0))
    }

    /// What a month added.
    #[must_use]
    pub fn facts(&self, at: usize) -> MonthFacts {
        self.months.get(at).copied().unwrap_or_default()
    }

    /// The last day of a month, or today in the current one.
    #[must_use]
    pub fn end(&self, at: usize) -> Date {
        let (year, month) = self.month(at);
        let end = Date::from_ymd_opt(year, month, 1).map_or(self.today, calendar::end_of_month);
        end.min(self.today)
    }

    /// What is owed at the end of a month.
    #[must_use]
    pub fn position(&self, at: usize) -> Position {
        let mut sum = MonthFacts::default();
        for month in self.months.iter().take(at + 1) {
            sum.add(month);
        }
        let (open, late) = (sum.debits - sum.settled, sum.became_late - sum.late_settled - sum.late_agreed);
        Position { owed: sum.issued, late, not_due: open - late }
    }

    /// What was owed before a month began.
    #[must_use]
    pub fn before(&self, at: usize) -> Position {
        at.checked_sub(1).map_or_else(Position::default, |before| self.position(before))
    }

    /// Sales of three whole months, and their days: those that end with this one, or those before the current month with
    /// what it has so far, so that the base never shrinks on the first of a month.
    #[must_use]
    pub fn quarter(&self, at: usize) -> (Cents, i64) {
        let is_whole = calendar::add_days(self.end(at), 1).day() == 1;
        let back: u16 = if is_whole { 2 } else { 3 };
        let from = shifted(self.month(at), -i64::from(back));
        let sales = Cents::total((at.saturating_sub(usize::from(back))..=at).map(|month| self.facts(month).sales));
        let first = Date::from_ymd_opt(from.0, from.1, 1).unwrap_or(self.today);
        (sales, (self.end(at) - first).num_days() + 1)
    }

    /// K1, accounting method over three months, in tenths of a day: what is owed over sales, times their days. `None` without sales.
    #[must_use]
    pub fn dso(&self, at: usize) -> Option<i64> {
        let (sales, days) = self.quarter(at);
        ratio_days(self.position(at).owed, sales, days)
    }

    /// Sales by month up to one, as the method by exhaustion takes them.
    fn sales(&self, at: usize) -> Vec<Month> {
        (0..=at.min(self.len() - 1))
            .map(|place| {
                let (year, month) = self.month(place);
                Month { year, month, sales: self.facts(place).sales }
            })
            .collect()
    }

    /// K2, by exhaustion, in tenths of a day. `None` beyond two years.
    #[must_use]
    pub fn dso_countback(&self, at: usize) -> Option<i64> {
        countback(self.position(at).owed, &self.sales(at), self.end(at))
    }

    /// The days of sales that an amount stands for at the end of a month, in tenths of a day.
    #[must_use]
    pub fn days_of(&self, at: usize, amount: Cents) -> Option<i64> {
        countback(amount, &self.sales(at), self.end(at))
    }

    /// K3: K2 of what is not yet due, the best that could be.
    #[must_use]
    pub fn dso_best(&self, at: usize) -> Option<i64> {
        countback(self.position(at).not_due, &self.sales(at), self.end(at))
    }

    /// K4: days that lateness adds, K2 less K3.
    #[must_use]
    pub fn dso_late(&self, at: usize) -> Option<i64> {
        Some(self.dso_countback(at)? - self.dso_best(at)?)
    }

    /// K9: what is late of what is owed before credits, in ten-thousandths.
    #[must_use]
    pub fn overdue_rate(&self, at: usize) -> Option<u64> {
        let position = self.position(at);
        share(position.late, position.late + position.not_due)
    }

    /// Whether a horizon is over for the debits that fell due in a month.
    #[must_use]
    pub fn is_ripe(&self, at: usize, horizon: usize) -> bool {
        let (year, month) = self.month(at);
        let end = Date::from_ymd_opt(year, month, 1).map_or(self.today, calendar::end_of_month);
        HORIZONS.get(horizon).is_some_and(|days| calendar::add_days(end, *days) < self.today)
    }

    /// K10: of what fell due in a month, the share that was still open some days later; `None` before the horizon is over.
    #[must_use]
    pub fn unpaid_rate(&self, at: usize, horizon: usize) -> Option<u64> {
        let facts = self.facts(at);
        if !self.is_ripe(at, horizon) {
            return None;
        }
        share(facts.due - facts.due_settled.get(horizon).copied()?, facts.due)
    }

    /// The newest month whose horizon is over.
    #[must_use]
    pub fn newest_ripe(&self, horizon: usize) -> Option<usize> {
        (0..self.len()).rev().find(|at| self.is_ripe(*at, horizon))
    }

    /// K12: cash on late debits in a month, of what was late when it began and what became late in it.
    #[must_use]
    pub fn recovery_rate(&self, at: usize) -> Option<u64> {
        let facts = self.facts(at);
        share(facts.late_cash, self.before(at).late + facts.became_late)
    }

    /// K13, collection effectiveness over one month: what was taken off what could have been.
    #[must_use]
    pub fn effectiveness(&self, at: usize) -> Option<u64> {
        let (before, after) = (self.before(at), self.position(at));
        let could = before.owed + self.facts(at).sales;
        share(could - after.owed, could - after.not_due)
    }
}

/// An amount over sales, times their days, in tenths of a day, rounded half up.
fn ratio_days(amount: Cents, sales: Cents, days: i64) -> Option<i64> {
    if !sales.is_positive() {
        return None;
    }
    let (amount, sales) = (i128::from(amount.0.max(0)), i128::from(sales.0));
    i64::try_from((amount * i128::from(days) * 20 + sales) / (2 * sales)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(year: i32, month: u32, day: u32) -> Date {
        Date::from_ymd_opt(year, month, day).unwrap()
    }

    fn sold(euros: i64) -> MonthFacts {
        let cents = Cents(euros * 100);
        MonthFacts { issued: cents, sales: cents, debits: cents, ..MonthFacts::default() }
    }

    /// January to March 2026: 60 000 € sold in 90 days, 30 000 € paid. 30 000 / 60 000 × 90 = 45 days.
    #[test]
    fn the_accounting_method_as_the_help_counts_it() {
        let paid = MonthFacts { issued: Cents(-3_000_000), settled: Cents(3_000_000), ..MonthFacts::default() };
        let series = Series::of(
            day(2026, 3, 31),
            [((2026, 1), sold(20_000)), ((2026, 2), sold(20_000)), ((2026, 3), sold(20_000)), ((2026, 3), paid)],
        );
        assert_eq!(series.quarter(2), (Cents(6_000_000), 90));
        assert_eq!(series.position(2).owed, Cents(3_000_000));
        assert_eq!(series.dso(2), Some(450));
        assert_eq!(series.dso(0), Some(920), "20 000 of 20 000 in the 92 days from November");
    }

    /// August 90 000 €, September 10 000 €, October 10 000 €, 30 000 € owed: the first of November counts them still.
    #[test]
    fn the_accounting_method_does_not_jump_on_the_first_of_a_month() {
        let sales = [((2026, 8), sold(90_000)), ((2026, 9), sold(10_000)), ((2026, 10), sold(10_000))];
        let paid = MonthFacts { issued: Cents(-8_000_000), settled: Cents(8_000_000), ..MonthFacts::default() };
        let on = |today| Series::of(today, sales.into_iter().chain([((2026, 10), paid)]));
        assert_eq!(on(day(2026, 10, 31)).dso(2), Some(251), "30 000 / 110 000 × 92");
        assert_eq!(on(day(2026, 11, 1)).dso(3), Some(254), "30 000 / 110 000 × 93");
    }

    /// 20 000 € owed on 31 August; 12 500 € sold in August, 10 000 € in July: 31 + 7 500 / 10 000 × 31 = 54.25 days.
    #[test]
    fn exhaustion_as_the_help_counts_it() {
        let mut july = sold(10_000);
        july.issued -= Cents(250_000);
        july.settled = Cents(250_000);
        july.became_late = Cents(500_000);
        let series = Series::of(day(2026, 8, 31), [((2026, 7), july), ((2026, 8), sold(12_500))]);
        assert_eq!(series.dso_countback(1), Some(543), "54,25 days, in tenths, half up");
        // 15 000 € of it are not yet due: 31 + 2 500 / 10 000 × 31 = 38.75 days; lateness adds the rest.
        assert_eq!((series.dso_best(1), series.dso_late(1)), (Some(388), Some(155)));
        // 5 000 € of 20 000 € are late.
        assert_eq!(series.overdue_rate(1), Some(2_500));
    }

    /// Debits of 10 000 € fell due in May; 6 000 € came by the day, 8 000 € within 30 days, 9 500 € within 60.
    #[test]
    fn a_cohort_waits_for_its_horizon() {
        let settled = [600_000, 800_000, 950_000, 950_000].map(Cents);
        let may = MonthFacts { due: Cents(1_000_000), due_settled: settled, ..MonthFacts::default() };
        let series = Series::of(day(2026, 7, 31), [((2026, 5), may)]);
        assert_eq!(Series::of(day(2026, 7, 30), [((2026, 5), may)]).unpaid_rate(0, 2), None, "the sixtieth day is not over");
        let rates: Vec<Option<u64>> = (0..HORIZONS.len()).map(|horizon| series.unpaid_rate(0, horizon)).collect();
        assert_eq!(rates, [Some(4_000), Some(2_000), Some(500), None], "90 days after 31 May is 29 August");
        assert_eq!((series.newest_ripe(1), series.newest_ripe(3)), (Some(1), None));
        assert_eq!(series.unpaid_rate(1, 1), None, "nothing fell due in June");
    }

    /// 8 000 € late on 1 June, 2 000 € became late in June, 5 000 € of cash and 500 € of credit notes on them: 50 %.
    #[test]
    fn recovery_counts_cash_alone() {
        let may = MonthFacts { debits: Cents(800_000), issued: Cents(800_000), became_late: Cents(800_000), ..MonthFacts::default() };
        let june = MonthFacts {
            debits: Cents(200_000),
            issued: Cents(200_000 - 550_000),
            settled: Cents(550_000),
            became_late: Cents(200_000),
            late_settled: Cents(550_000),
            late_cash: Cents(500_000),
            ..MonthFacts::default()
        };
        let series = Series::of(day(2026, 6, 30), [((2026, 5), may), ((2026, 6), june)]);
        assert_eq!(series.recovery_rate(1), Some(5_000));
        assert_eq!(series.position(1), Position { owed: Cents(450_000), late: Cents(450_000), not_due: Cents::ZERO });
    }

    /// 10 000 € owed at first, 6 000 € sold, 7 000 € owed at the end of which 5 000 € are not due: (10 + 6 − 7) / (10 + 6 − 5) = 81.82 %.
    #[test]
    fn effectiveness_is_100_when_all_that_was_due_came() {
        let april = MonthFacts { became_late: Cents(1_000_000), ..sold(10_000) };
        let came = |euros: i64, late: i64| MonthFacts {
            issued: Cents((6_000 - euros) * 100),
            settled: Cents(euros * 100),
            late_settled: Cents(late * 100),
            became_late: Cents(100_000),
            ..sold(6_000)
        };
        let series = Series::of(day(2026, 5, 31), [((2026, 4), april), ((2026, 5), came(9_000, 9_000))]);
        assert_eq!(series.position(1), Position { owed: Cents(700_000), late: Cents(200_000), not_due: Cents(500_000) });
        assert_eq!(series.effectiveness(1), Some(8_182));
        let all = Series::of(day(2026, 5, 31), [((2026, 4), april), ((2026, 5), came(11_000, 11_000))]);
        assert_eq!(all.effectiveness(1), Some(10_000));
    }

    #[test]
    fn months_follow_each_other_and_the_future_is_left_out() {
        let series = Series::of(day(2026, 2, 10), [((2025, 11), sold(1)), ((2026, 3), sold(5))]);
        assert_eq!((series.len(), series.month(0), series.month(3)), (4, (2025, 11), (2026, 2)));
        assert_eq!((series.end(0), series.end(3)), (day(2025, 11, 30), day(2026, 2, 10)));
        assert_eq!(series.position(3).owed, Cents(100));
        let nothing = Series::of(day(2026, 2, 10), []);
        assert!(nothing.is_empty() && nothing.len() == 1);
        assert_eq!((nothing.dso(0), nothing.dso_countback(0), nothing.overdue_rate(0)), (None, Some(0), None));
        assert_eq!((share(Cents(1), Cents(3)), share(Cents(-1), Cents(3)), share(Cents(1), Cents::ZERO)), (Some(3_333), Some(0), None));
    }
}
