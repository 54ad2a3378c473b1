//! A second, naive model of late-payment interest: one day at a time, with exact fractions.
//!
//! It shares nothing with the program: rates come from the test, each day is asked for its own, and the
//! cent is rounded only where the base, the rate or the year's length changes. Slow and plain, so that a
//! disagreement points at the program.

use chrono::{Datelike, NaiveDate};

/// What happened to the amount on a day; the order is that of a day's events.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Event {
    /// The price went down.
    CreditNote(i64),
    /// Cash came in.
    Payment(i64),
    /// Interest was given up.
    Waiver(i64),
}

/// A claim as a person would write it on paper. Amounts in cents, rates in basis points.
#[derive(Debug, Clone)]
pub struct Paper {
    /// What is owed at the start.
    pub principal: i64,
    /// The day before the first that bears interest.
    pub starts_after: NaiveDate,
    /// What happened, in any order.
    pub events: Vec<(NaiveDate, Event)>,
    /// Whether a leap year counts 366 days.
    pub leap_years_count_366: bool,
    /// Whether payments pay interest first.
    pub interest_first: bool,
    /// From which date on each whole year's interest joins the principal.
    pub compounds_from: Option<NaiveDate>,
    /// The first day that bears nothing any more.
    pub stops_on: Option<NaiveDate>,
}

/// Where the account stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Account {
    /// All interest that ran.
    pub accrued: i64,
    /// Interest still owed.
    pub due: i64,
    /// Principal still owed.
    pub principal: i64,
}

/// Interest that ran since the last rounding: days with one base, one rate and one divisor.
struct Run {
    base: i128,
    rate: i128,
    divisor: i128,
    days: i128,
}

impl Run {
    /// Half up: floor of twice the value plus one, over two.
    fn cents(&self) -> i64 {
        let (top, bottom) = (self.base * self.rate * self.days, self.divisor * 10_000);
        i64::try_from((2 * top + bottom).div_euclid(2 * bottom)).expect("an amount")
    }
}

/// The account at the end of a day, `rate` being asked for each day that bears interest.
///
/// # Panics
/// When an amount leaves 64 bits.
#[must_use]
pub fn day_by_day(paper: &Paper, until: NaiveDate, rate: impl Fn(NaiveDate) -> i64) -> Account {
    let mut account = Account { accrued: 0, due: 0, principal: paper.principal };
    let mut run: Option<Run> = None;
    let mut events = paper.events.clone();
    events.sort();
    let first_day = events.iter().map(|(on, _)| *on).min().map_or(paper.starts_after, |on| on.min(paper.starts_after));
    for day in first_day.iter_days().take_while(|day| *day <= until) {
        let bears = day > paper.starts_after && paper.stops_on.is_none_or(|stop| day < stop) && account.principal > 0;
        if bears {
            let today = (i128::from(account.principal), i128::from(rate(day)), divisor(paper, day));
            if run.as_ref().is_some_and(|run| (run.base, run.rate, run.divisor) != today) {
                close(&mut run, &mut account);
            }
            run.get_or_insert(Run { base: today.0, rate: today.1, divisor: today.2, days: 0 }).days += 1;
        }
        for (_, event) in events.iter().filter(|(on, _)| *on == day) {
            close(&mut run, &mut account);
            happen(&mut account, *event, paper.interest_first);
        }
        let a_year_old = paper.starts_after.checked_add_months(chrono::Months::new(12)).is_some_and(|whole| whole <= day);
        let compounds = a_year_old && paper.compounds_from.is_some_and(|from| is_anniversary(from, day));
        if compounds && paper.stops_on.is_none_or(|stop| day < stop) {
            close(&mut run, &mut account);
            account.principal += account.due;
            account.due = 0;
        }
    }
    close(&mut run, &mut account);
    account
}

fn divisor(paper: &Paper, day: NaiveDate) -> i128 {
    if paper.leap_years_count_366 && day.leap_year() { 366 } else { 365 }
}

fn close(run: &mut Option<Run>, account: &mut Account) {
    if let Some(run) = run.take() {
        account.accrued += run.cents();
        account.due += run.cents();
    }
}

fn happen(account: &mut Account, event: Event, interest_first: bool) {
    match event {
        Event::CreditNote(amount) => account.principal = (account.principal - amount).max(0),
        Event::Waiver(amount) => account.due = (account.due - amount).max(0),
        Event::Payment(amount) => {
            let (first, second) =
                if interest_first { (&mut account.due, &mut account.principal) } else { (&mut account.principal, &mut account.due) };
            let taken = amount.min(*first);
            *first -= taken;
            *second = (*second - (amount - taken)).max(0);
        }
    }
}

/// Whether a day is a later anniversary of another; that of 29 February is the 28th in common years.
fn is_anniversary(from: NaiveDate, day: NaiveDate) -> bool {
    let same_day = day.day() == from.day() || (from.day() == 29 && from.month() == 2 && day.day() == 28 && !day.leap_year());
    day.year() > from.year() && day.month() == from.month() && same_day
}
