//! Days between due date and payment, by temperament.

use super::chance::{Chance, exp, ln};
use super::customers::{Customer, Temperament};
use chrono::Datelike;
use domain::Cents;
use domain::calendar::{Date, add_days, end_of_month};

/// The delay of one invoice; `None` when it is never paid.
///
/// `late_factor` multiplies positive delays: 1 is an ordinary firm, 3 a badly chased portfolio.
pub(super) fn draw(customer: &Customer, due_on: Date, gross: Cents, late_factor: f64, chance: &mut Chance) -> Option<i64> {
    let days = by_temperament(customer, due_on, chance)?;
    let mut days = if days > 0.0 { days * late_factor } else { days };
    if gross > Cents(300_000) {
        // Larger amounts take one more signature: a day and a half for each power of ten.
        days += 1.5 * ln(gross.0 as f64 / 300_000.0) / std::f64::consts::LN_10;
    }
    if due_on.month() == 8 {
        days += chance.between(0.0, 5.0);
    }
    Some(days as i64)
}

fn by_temperament(customer: &Customer, due_on: Date, chance: &mut Chance) -> Option<f64> {
    Some(match customer.temperament {
        Temperament::Prompt => chance.gauss(-2.0, 3.0).clamp(-15.0, 8.0),
        Temperament::Habit => chance.gauss(customer.habit_days, 4.0),
        Temperament::Batch => days_to_run(due_on, customer.run_day) as f64 + if chance.happens(0.18) { 30.0 } else { 0.0 },
        Temperament::Reminder if chance.happens(0.25) => chance.gauss(0.0, 2.0),
        Temperament::Reminder => f64::from(*chance.pick(&[8, 8, 8, 23, 23, 38, 38, 60])) + chance.between(1.0, 7.0),
        Temperament::Erratic => exp(chance.gauss(2.4, 1.0)) - 6.0,
        Temperament::Disputer => {
            chance.gauss(customer.habit_days, 6.0) + if chance.happens(0.14) { chance.between(30.0, 160.0) } else { 0.0 }
        }
        Temperament::Distressed if chance.happens(0.30) => return None,
        Temperament::Distressed => chance.between(25.0, 195.0),
        Temperament::Public => chance.between(-10.0, 25.0),
    })
}

/// Days from a due date to the next payment run of a customer.
fn days_to_run(due_on: Date, run_day: u32) -> i64 {
    let run_in = |month_end: Date| month_end.with_day(run_day.min(month_end.day())).unwrap_or(month_end);
    let this_month = run_in(end_of_month(due_on));
    let run = if this_month < due_on { run_in(end_of_month(add_days(end_of_month(due_on), 1))) } else { this_month };
    (run - due_on).num_days()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn payment_runs_fall_on_their_day() {
        let day = |month, day| Date::from_ymd_opt(2026, month, day).unwrap();
        let cases =
            [(day(5, 1), 10, 9), (day(5, 10), 10, 0), (day(5, 11), 10, 30), (day(2, 3), 31, 25), (day(1, 31), 31, 0), (day(1, 30), 25, 26)];
        for (due_on, run_day, expected) in cases {
            assert_eq!(days_to_run(due_on, run_day), expected, "due {due_on}, run on {run_day}");
        }
    }
}
