//! What time it is, and what day that is for the firm.

use chrono::{DateTime, Days, NaiveTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;
use domain::Date;

/// The time zone of the business day.
pub const PARIS: Tz = chrono_tz::Europe::Paris;

/// When the day's work begins: 06:00.
pub const MORNING: NaiveTime = match NaiveTime::from_hms_opt(6, 0, 0) {
    Some(time) => time,
    None => NaiveTime::MIN,
};

/// Tells the time.
pub trait Clock: Send + Sync {
    /// The instant of the call.
    fn now(&self) -> DateTime<Utc>;
}

/// The clock of the machine.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the clock; all others are given a Clock")]
    fn now(&self) -> DateTime<Utc> {
        Utc::now()
    }
}

/// The clock of the machine, so many days away: a demonstration of another day lives by that day's hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MovedClock(pub TimeDelta);

impl MovedClock {
    /// The one that shows a day now.
    #[must_use]
    pub fn to(day: Date) -> Self {
        Self(day - business_date(SystemClock.now(), PARIS))
    }
}

impl Clock for MovedClock {
    fn now(&self) -> DateTime<Utc> {
        SystemClock.now() + self.0
    }
}

/// A clock that stands still: tests, demonstrations, and runs for a given day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FixedClock(pub DateTime<Utc>);

impl Clock for FixedClock {
    fn now(&self) -> DateTime<Utc> {
        self.0
    }
}

/// The civil date of an instant somewhere: in Paris the day begins at 22:00 or 23:00 UTC.
#[must_use]
pub fn business_date(now: DateTime<Utc>, zone: Tz) -> Date {
    now.with_timezone(&zone).date_naive()
}

/// The first 06:00 in Paris after an instant, that instant excluded.
#[must_use]
pub fn next_morning(after: DateTime<Utc>) -> DateTime<Utc> {
    next_time_of_day(after, MORNING, PARIS)
}

/// The first time that the clocks of a zone show a time of day, after an instant, that instant excluded.
///
/// A time that is skipped in spring counts as the first one after the gap; one that comes twice in autumn
/// counts once, the first time.
#[must_use]
pub fn next_time_of_day(after: DateTime<Utc>, at: NaiveTime, zone: Tz) -> DateTime<Utc> {
    let today = business_date(after, zone);
    // From the day before, because a time skipped at midnight may belong to the next day.
    let days = (0..=3_u64).filter_map(|ahead| today.pred_opt()?.checked_add_days(Days::new(ahead)));
    days.map(|day| instant_of(day, at, zone)).find(|instant| *instant > after).unwrap_or(DateTime::<Utc>::MAX_UTC)
}

fn instant_of(day: Date, at: NaiveTime, zone: Tz) -> DateTime<Utc> {
    let local = day.and_time(at);
    // The longest gap of any zone is a whole day (Samoa, 2011).
    let candidates = (0..=24 * 4).map(|quarters| local + TimeDelta::minutes(15 * quarters));
    let found = candidates.filter_map(|local| zone.from_local_datetime(&local).earliest()).next();
    found.map_or(DateTime::<Utc>::MIN_UTC, |instant| instant.to_utc())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utc(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn the_day_begins_at_midnight_in_paris() {
        let cases = [
            ("2026-11-22T22:59:59Z", "2026-11-22"),
            ("2026-11-22T23:00:00Z", "2026-11-23"),
            ("2026-07-14T21:59:59Z", "2026-07-14"),
            ("2026-07-14T22:00:00Z", "2026-07-15"),
        ];
        for (now, expected) in cases {
            assert_eq!(business_date(utc(now), PARIS).to_string(), expected, "{now}");
        }
    }

    #[test]
    fn mornings_follow_the_seasons() {
        let cases = [
            ("in winter", "2026-11-22T03:00:00Z", "2026-11-22T05:00:00Z"),
            ("just before", "2026-11-22T04:59:59Z", "2026-11-22T05:00:00Z"),
            ("at the very hour, tomorrow's", "2026-11-22T05:00:00Z", "2026-11-23T05:00:00Z"),
            ("in summer", "2026-07-14T12:00:00Z", "2026-07-15T04:00:00Z"),
            ("the night that clocks go forward", "2026-03-28T12:00:00Z", "2026-03-29T04:00:00Z"),
            ("the night that clocks go back", "2026-10-24T12:00:00Z", "2026-10-25T05:00:00Z"),
            ("late in the evening, already tomorrow in Paris", "2026-11-22T23:30:00Z", "2026-11-23T05:00:00Z"),
        ];
        for (name, after, expected) in cases {
            assert_eq!(next_morning(utc(after)), utc(expected), "{name}");
        }
    }

    #[test]
    fn skipped_and_repeated_hours() {
        let half_past_two = NaiveTime::from_hms_opt(2, 30, 0).unwrap();
        assert_eq!(
            next_time_of_day(utc("2026-03-28T12:00:00Z"), half_past_two, PARIS),
            utc("2026-03-29T01:00:00Z"),
            "03:00, when the gap ends"
        );
        assert_eq!(next_time_of_day(utc("2026-10-24T12:00:00Z"), half_past_two, PARIS), utc("2026-10-25T00:30:00Z"), "the first 02:30");
        assert_eq!(next_time_of_day(utc("2026-10-25T00:30:00Z"), half_past_two, PARIS), utc("2026-10-26T01:30:00Z"), "not the second");
    }

    #[test]
    fn every_day_has_one_morning() {
        let mut at = utc("2024-01-01T00:00:00Z");
        for day in Date::from_ymd_opt(2024, 1, 1).unwrap().iter_days().take(366 * 3) {
            at = next_morning(at);
            assert_eq!(business_date(at, PARIS), day);
            assert_eq!(at.with_timezone(&PARIS).time(), MORNING);
        }
    }

    #[test]
    fn clocks() {
        let fixed = FixedClock(utc("2026-11-22T05:00:00Z"));
        assert_eq!(fixed.now(), fixed.now());
        assert!(SystemClock.now() > fixed.now() - TimeDelta::days(36_500));
    }
}
