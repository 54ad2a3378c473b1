//! The score of a debtor: 0 to 100, with every point that was taken off and why.
//!
//! `score = 100 − lateness − long lateness − broken promises − rejected payments − unfounded disputes`, and 0 in insolvency. What is old
//! counts less: half after 180 days, nothing after 25 months. What is open and late counts with its lateness of today, so that who pays
//! nothing never scores well. Debts that are contested, deferred or in a payment plan are judged by what was agreed, not here.

use crate::Cents;
use crate::calendar::Date;

/// Of a thousand, what counts of something that is so many months of 30 days old: half every six months.
const RECENT: [i64; 25] =
    [1_000, 891, 794, 707, 630, 561, 500, 445, 397, 354, 315, 281, 250, 223, 198, 177, 157, 140, 125, 111, 99, 88, 79, 70, 63];
/// Days of a month of [`RECENT`].
const MONTH: i64 = 30;
/// Days of history that count at most.
pub const HISTORY_DAYS: i64 = 25 * MONTH;
/// Days late beyond which lateness is long.
pub const LONG_LATE: i64 = 30;

/// The most points that each cause takes: a day of mean lateness takes one, the share of long lateness its part of the most, a broken
/// promise 8, a rejected payment 10, an unfounded dispute 5.
const MOST: [(Cause, i64); 5] = [
    (Cause::Lateness, 40),
    (Cause::LongLate, 30),
    (Cause::BrokenPromises, 24),
    (Cause::RejectedPayments, 30),
    (Cause::UnfoundedDisputes, 15),
];

/// Why points are taken off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cause {
    /// The mean lateness of what was paid and of what is open, weighted by amounts and by age.
    Lateness,
    /// The share of what is open that is more than [`LONG_LATE`] days late.
    LongLate,
    /// Promises that were not kept.
    BrokenPromises,
    /// Payments that came back.
    RejectedPayments,
    /// Disputes that were judged unfounded.
    UnfoundedDisputes,
    /// Insolvency proceedings: whatever the rest, the score is 0.
    Insolvency,
}

/// What a month's payments were.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PaidMonth {
    /// How many months of 30 days ago.
    pub months: i64,
    /// What was paid.
    pub amount: Cents,
    /// Amount × days late, summed over the payments; early ones count as on time.
    pub cent_days: i64,
}

/// What is open with one lateness.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpenDays {
    /// Days late; zero or less when it is not due yet.
    pub days: i64,
    /// How much.
    pub open: Cents,
}

/// What a debtor did, as far as it is scored.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct History {
    /// Payments by age.
    pub paid: Vec<PaidMonth>,
    /// What is open, by lateness.
    pub open: Vec<OpenDays>,
    /// The days on which promises were found broken.
    pub broken_promises: Vec<Date>,
    /// The days on which payments came back.
    pub rejected_payments: Vec<Date>,
    /// The days on which disputes were judged unfounded.
    pub unfounded_disputes: Vec<Date>,
    /// The day from which on insolvency proceedings run.
    pub insolvent_on: Option<Date>,
}

/// What a cause took, and from what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// Why.
    pub cause: Cause,
    /// Points taken off.
    pub points: u8,
    /// What was measured: days of mean lateness, percent of long lateness, or how many.
    pub measure: i64,
}

/// A score.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Score {
    /// 0, the worst, to 100.
    pub value: u8,
    /// What was taken off, one part for each cause that took something.
    pub parts: Vec<Part>,
}

fn recent(months: i64) -> i64 {
    usize::try_from(months.max(0)).ok().and_then(|at| RECENT.get(at)).copied().unwrap_or_default()
}

/// `numerator / denominator`, rounded to the nearest; zero of nothing.
fn rounded(numerator: i128, denominator: i128) -> i64 {
    if denominator <= 0 { 0 } else { i64::try_from((2 * numerator + denominator) / (2 * denominator)).unwrap_or(i64::MAX) }
}

/// Mean lateness in days, weighted by amount and age.
fn mean_lateness(history: &History) -> i64 {
    let (mut weighted, mut weight) = (0_i128, 0_i128);
    for month in &history.paid {
        let factor = i128::from(recent(month.months));
        weighted += factor * i128::from(month.cent_days.max(0));
        weight += factor * i128::from(month.amount.0.max(0));
    }
    for open in history.open.iter().filter(|open| open.days > 0) {
        weighted += 1_000 * i128::from(open.open.0.max(0)) * i128::from(open.days);
        weight += 1_000 * i128::from(open.open.0.max(0));
    }
    rounded(weighted, weight)
}

/// The share of what is open that is long late, in percent.
fn long_late(history: &History) -> i64 {
    let sum = |long: bool| -> i128 {
        history.open.iter().filter(|open| !long || open.days > LONG_LATE).map(|open| i128::from(open.open.0.max(0))).sum()
    };
    rounded(100 * sum(true), sum(false))
}

/// The points of events: so many each, less for older ones.
fn events(on: &[Date], each: i64, today: Date) -> i64 {
    let weight: i64 = on.iter().map(|on| recent((today - *on).num_days() / MONTH)).sum();
    rounded(i128::from(weight) * i128::from(each), 1_000)
}

/// How many events still count.
fn counted(on: &[Date], today: Date) -> i64 {
    i64::try_from(on.iter().filter(|on| recent((today - **on).num_days() / MONTH) > 0).count()).unwrap_or(i64::MAX)
}

/// The score of what a debtor did by a day; `None` when nothing is known of it: no payment, nothing due, no event.
#[must_use]
pub fn score(history: &History, today: Date) -> Option<Score> {
    let is_insolvent = history.insolvent_on.is_some_and(|on| on <= today);
    let knows_paid = history.paid.iter().any(|month| recent(month.months) > 0 && month.amount.is_positive());
    let knows_late = history.open.iter().any(|open| open.days > 0 && open.open.is_positive());
    let known = [&history.broken_promises, &history.rejected_payments, &history.unfounded_disputes];
    if !(is_insolvent || knows_paid || knows_late || known.iter().any(|on| counted(on, today) > 0)) {
        return None;
    }
    let (late, long) = (mean_lateness(history), long_late(history));
    let most = |cause: Cause| MOST.iter().find(|(own, _)| *own == cause).map_or(100, |(_, most)| *most);
    let taken = [
        (Cause::Lateness, late, late),
        (Cause::LongLate, rounded(i128::from(long) * i128::from(most(Cause::LongLate)), 100), long),
        (Cause::BrokenPromises, events(&history.broken_promises, 8, today), counted(&history.broken_promises, today)),
        (Cause::RejectedPayments, events(&history.rejected_payments, 10, today), counted(&history.rejected_payments, today)),
        (Cause::UnfoundedDisputes, events(&history.unfounded_disputes, 5, today), counted(&history.unfounded_disputes, today)),
    ];
    let mut parts: Vec<Part> = taken
        .into_iter()
        .map(|(cause, points, measure)| Part { cause, points: u8::try_from(points.clamp(0, most(cause))).unwrap_or(u8::MAX), measure })
        .filter(|part| part.points > 0)
        .collect();
    let sum: i64 = parts.iter().map(|part| i64::from(part.points)).sum();
    let value = if is_insolvent { 0 } else { u8::try_from((100 - sum).clamp(0, 100)).unwrap_or_default() };
    if is_insolvent {
        parts.push(Part { cause: Cause::Insolvency, points: 100, measure: 0 });
    }
    Some(Score { value, parts })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const TODAY: Date = Date::from_ymd_opt(2026, 9, 15).unwrap();

    fn ago(days: i64) -> Date {
        crate::calendar::add_days(TODAY, -days)
    }

    fn paid(months: i64, euros: i64, days: i64) -> PaidMonth {
        PaidMonth { months, amount: Cents(euros * 100), cent_days: euros * 100 * days }
    }

    fn open(euros: i64, days: i64) -> OpenDays {
        OpenDays { days, open: Cents(euros * 100) }
    }

    fn of(history: &History) -> String {
        let Some(score) = score(history, TODAY) else { return "none".to_owned() };
        let parts: Vec<String> = score.parts.iter().map(|part| format!("{:?} -{} ({})", part.cause, part.points, part.measure)).collect();
        format!("{} {}", score.value, parts.join(", ")).trim().to_owned()
    }

    #[test]
    fn each_cause_takes_its_points() {
        let none = History::default;
        let table = [
            (none(), "none"),
            (History { open: vec![open(1_000, -10)], ..none() }, "none"),
            (History { paid: vec![paid(0, 1_000, 0)], ..none() }, "100"),
            // 1 000 € on time today and 1 000 € twenty days late half a year ago: 20 × 500 / 1 500.
            (History { paid: vec![paid(0, 1_000, 0), paid(6, 1_000, 20)], ..none() }, "93 Lateness -7 (7)"),
            (History { paid: vec![paid(0, 1_000, 300)], ..none() }, "60 Lateness -40 (300)"),
            // Who has paid nothing scores by what is open: w53 of the field's complaints.
            (History { open: vec![open(500, 90), open(500, -5)], ..none() }, "45 Lateness -40 (90), LongLate -15 (50)"),
            (History { paid: vec![paid(0, 100, 0)], broken_promises: vec![ago(3), ago(180)], ..none() }, "88 BrokenPromises -12 (2)"),
            (History { rejected_payments: vec![ago(1); 9], ..none() }, "70 RejectedPayments -30 (9)"),
            (History { unfounded_disputes: vec![ago(0)], ..none() }, "95 UnfoundedDisputes -5 (1)"),
            (History { unfounded_disputes: vec![ago(HISTORY_DAYS)], ..none() }, "none"),
            (History { paid: vec![paid(0, 100, 2)], insolvent_on: Some(TODAY), ..none() }, "0 Lateness -2 (2), Insolvency -100 (0)"),
            (History { paid: vec![paid(0, 100, 2)], insolvent_on: Some(ago(-1)), ..none() }, "98 Lateness -2 (2)"),
        ];
        for (history, expected) in table {
            assert_eq!(of(&history), expected, "{history:?}");
        }
    }

    prop_compose! {
        fn histories()(
            months in proptest::collection::vec((0_i64..40, 0_i64..1_000_000, 0_i64..400), 0..6),
            lines in proptest::collection::vec((-60_i64..400, 0_i64..1_000_000), 0..6),
            events in proptest::collection::vec((0_usize..3, 0_i64..900), 0..6),
        ) -> History {
            let of = |which: usize| events.iter().filter(|(own, _)| *own == which).map(|(_, days)| ago(*days)).collect();
            History {
                paid: months.iter().map(|(months, cents, days)| PaidMonth { months: *months, amount: Cents(*cents), cent_days: cents * days }).collect(),
                open: lines.iter().map(|(days, cents)| OpenDays { days: *days, open: Cents(*cents) }).collect(),
                broken_promises: of(0),
                rejected_payments: of(1),
                unfounded_disputes: of(2),
                insolvent_on: None,
            }
        }
    }

    proptest! {
        #[test]
        fn the_points_add_up(history in histories()) {
            if let Some(score) = score(&history, TODAY) {
                let taken: i64 = score.parts.iter().map(|part| i64::from(part.points)).sum();
                prop_assert_eq!(i64::from(score.value), (100 - taken).max(0));
            }
        }

        #[test]
        fn one_more_incident_never_helps(history in histories(), days in 0_i64..700, which in 0_usize..3) {
            let before = score(&history, TODAY).map_or(100, |score| score.value);
            let mut worse = history;
            [&mut worse.broken_promises, &mut worse.rejected_payments, &mut worse.unfounded_disputes][which].push(ago(days));
            prop_assert!(score(&worse, TODAY).is_some_and(|score| score.value <= before));
        }

        #[test]
        fn a_payment_one_day_later_never_helps(history in histories(), at in any::<prop::sample::Index>()) {
            let before = score(&history, TODAY).map(|score| score.value);
            let mut worse = history;
            if worse.paid.is_empty() {
                return Ok(());
            }
            let month = at.index(worse.paid.len());
            worse.paid[month].cent_days += worse.paid[month].amount.0;
            prop_assert!(score(&worse, TODAY).map(|score| score.value) <= before);
        }
    }
}
