//! When an invoice is to be paid, and the caps that the law puts on what two professionals agree.
//!
//! The rule itself is [`PaymentTerms`]; the caps are rows of the law by [`Sector`], in `caps`. A term
//! beyond its cap is told, never refused: the invoice is still owed, and it is the person who answers for
//! what was agreed.

mod caps;
mod wording;

pub(crate) use caps::law_rows;
pub use caps::{BeyondCap, Cap, Sector, check_due, check_terms};

use chrono::Datelike as _;

use crate::calendar::{Date, add_days, end_of_month};

/// The longest term that is read; beyond it a file holds something else than days.
pub const MAX_DAYS: u16 = 365;

/// How the days and the end of the month are put together. The contract must say which of A and B it means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum TermMode {
    /// So many days, and no end of month.
    #[default]
    Net,
    /// A: « N jours, fin de mois »: the end of the month in which the days run out.
    DaysThenMonth,
    /// B: « fin de mois + N jours »: the days run from the end of the month.
    MonthThenDays,
}

impl TermMode {
    /// All modes, in the order of menus.
    pub const ALL: [Self; 3] = [Self::Net, Self::DaysThenMonth, Self::MonthThenDays];

    /// The stable key, stored and exported.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Net => "net",
            Self::DaysThenMonth => "days_then_month",
            Self::MonthThenDays => "month_then_days",
        }
    }

    /// Reads a stored key.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mode| mode.code() == code)
    }
}

/// The day from which the term counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum TermStart {
    /// The date of the invoice.
    #[default]
    Invoice,
    /// The day on which the goods were received.
    Receipt,
    /// The day on which the service was done.
    Service,
    /// The end of the ten-day period (décade) of the date: the 10th, the 20th or the last of the month.
    TenDayEnd,
    /// The end of the month of the date.
    MonthEnd,
}

impl TermStart {
    /// All starts, in the order of menus.
    pub const ALL: [Self; 5] = [Self::Invoice, Self::Receipt, Self::Service, Self::TenDayEnd, Self::MonthEnd];

    /// The stable key, stored and exported.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Invoice => "invoice",
            Self::Receipt => "receipt",
            Self::Service => "service",
            Self::TenDayEnd => "ten_day_end",
            Self::MonthEnd => "month_end",
        }
    }

    /// Reads a stored key.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|start| start.code() == code)
    }

    /// The day itself, from the date of the event: only the two periods move it.
    #[must_use]
    pub fn of(self, date: Date) -> Date {
        match self {
            Self::Invoice | Self::Receipt | Self::Service => date,
            Self::TenDayEnd => ten_day_end(date),
            Self::MonthEnd => end_of_month(date),
        }
    }
}

/// The last day of a date's ten-day period (décade): the 10th, the 20th, or the last of the month.
#[must_use]
pub fn ten_day_end(date: Date) -> Date {
    let day = if date.day() <= 10 { 10 } else { 20 };
    if date.day() <= 20 { date.with_day(day).unwrap_or(date) } else { end_of_month(date) }
}

/// Why a term cannot be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TermsError {
    /// More than [`MAX_DAYS`].
    #[error("a term of {0} days")]
    TooLong(u16),
    /// « le K » goes with the end of a month only.
    #[error("a day of the month without an end of month")]
    DayWithoutMonth,
    /// No month has that day.
    #[error("no month has a day {0}")]
    NoSuchDay(u8),
}

impl TermsError {
    /// The stable key of this error, used by the API and by the French texts.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::TooLong(_) => "terms.too_long",
            Self::DayWithoutMonth => "terms.day_without_month",
            Self::NoSuchDay(_) => "terms.no_such_day",
        }
    }
}

/// When an invoice is to be paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct PaymentTerms {
    days: u16,
    mode: TermMode,
    day_of_month: Option<u8>,
    start: TermStart,
}

impl PaymentTerms {
    /// So many days from the date of the invoice.
    #[must_use]
    pub const fn net(days: u16) -> Self {
        Self { days, mode: TermMode::Net, day_of_month: None, start: TermStart::Invoice }
    }

    /// « N jours, fin de mois », mode A, from the date of the invoice.
    #[must_use]
    pub const fn end_of_month(days: u16) -> Self {
        Self { days, mode: TermMode::DaysThenMonth, day_of_month: None, start: TermStart::Invoice }
    }

    /// A whole term.
    ///
    /// # Errors
    /// [`TermsError`], checked in its order.
    pub fn new(days: u16, mode: TermMode, day_of_month: Option<u8>, start: TermStart) -> Result<Self, TermsError> {
        if days > MAX_DAYS {
            return Err(TermsError::TooLong(days));
        }
        match day_of_month {
            Some(_) if mode == TermMode::Net => Err(TermsError::DayWithoutMonth),
            Some(day) if !(1..=31).contains(&day) => Err(TermsError::NoSuchDay(day)),
            _ => Ok(Self { days, mode, day_of_month, start }),
        }
    }

    /// The days.
    #[must_use]
    pub fn days(self) -> u16 {
        self.days
    }

    /// How they go with the end of the month.
    #[must_use]
    pub fn mode(self) -> TermMode {
        self.mode
    }

    /// « le K »: the day of the month that follows.
    #[must_use]
    pub fn day_of_month(self) -> Option<u8> {
        self.day_of_month
    }

    /// From when the days count.
    #[must_use]
    pub fn start(self) -> TermStart {
        self.start
    }

    /// The due date of an invoice, from the date of the event that [`Self::start`] names. With only the
    /// date of the invoice at hand it is an estimate for a term that starts with a receipt or a service.
    #[must_use]
    pub fn due_on(self, date: Date) -> Date {
        let (start, days) = (self.start.of(date), i64::from(self.days));
        let due_on = match self.mode {
            TermMode::Net => add_days(start, days),
            TermMode::DaysThenMonth => end_of_month(add_days(start, days)),
            TermMode::MonthThenDays => add_days(end_of_month(start), days),
        };
        match self.day_of_month {
            None => due_on,
            Some(day) => in_next_month(due_on, day),
        }
    }
}

/// A day of the month after a date's, or that month's last day when it is shorter.
fn in_next_month(date: Date, day: u8) -> Date {
    let first = add_days(end_of_month(date), 1);
    first.with_day(u32::from(day)).unwrap_or_else(|| end_of_month(first))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::law::day;

    #[test]
    fn due_dates() {
        // Term as written, date of its start, due date.
        let cases = [
            ("45 jours fin de mois", day(2026, 4, 10), day(2026, 5, 31)), // 25 May, then the end of May
            ("fin de mois + 45 jours", day(2026, 4, 10), day(2026, 6, 14)), // 30 April, then 45 days
            ("45 jours nets", day(2026, 4, 10), day(2026, 5, 25)),
            ("comptant", day(2026, 4, 10), day(2026, 4, 10)),
            ("30 jours nets", day(2028, 1, 30), day(2028, 2, 29)), // leap February
            ("30 jours nets", day(2026, 1, 30), day(2026, 3, 1)),
            ("30 jours fin de mois", day(2028, 1, 30), day(2028, 2, 29)),
            ("30 jours fin de mois", day(2026, 1, 30), day(2026, 3, 31)), // 1 March
            ("fin de mois + 30 jours", day(2028, 1, 30), day(2028, 3, 1)),
            ("fin de mois", day(2028, 2, 3), day(2028, 2, 29)),
            ("fin de mois", day(2026, 2, 28), day(2026, 2, 28)),
            ("60 jours nets", day(2026, 12, 31), day(2027, 3, 1)),
            ("45 jours fin de mois", day(2026, 11, 17), day(2027, 1, 31)), // 1 January
            ("45 jours fin de mois", day(2026, 11, 16), day(2026, 12, 31)), // 31 December itself
            ("45 jours fin de mois le 10", day(2026, 4, 10), day(2026, 6, 10)),
            ("fin de mois + 45 jours le 10", day(2026, 4, 10), day(2026, 7, 10)),
            ("fin de mois le 15", day(2026, 12, 3), day(2027, 1, 15)),
            ("30 jours fin de mois le 31", day(2026, 1, 5), day(2026, 3, 31)), // 4 February, end of February
            ("30 jours fin de mois le 31", day(2026, 12, 20), day(2027, 2, 28)), // no 31 February
            ("30 jours fin de mois le 30", day(2027, 12, 2), day(2028, 2, 29)), // 1 January 2028, leap February
            ("30 jours à compter de la fin de la décade", day(2026, 4, 1), day(2026, 5, 10)),
            ("30 jours à compter de la fin de la décade", day(2026, 4, 10), day(2026, 5, 10)),
            ("30 jours à compter de la fin de la décade", day(2026, 4, 11), day(2026, 5, 20)),
            ("30 jours à compter de la fin de la décade", day(2026, 4, 21), day(2026, 5, 30)),
            ("30 jours à compter de la fin de la décade", day(2028, 2, 21), day(2028, 3, 30)), // from 29 February
            ("30 jours à compter de la fin du mois", day(2026, 4, 10), day(2026, 5, 30)),
            ("20 jours à compter de la réception", day(2026, 4, 10), day(2026, 4, 30)),
        ];
        for (written, start, expected) in cases {
            let terms = PaymentTerms::parse(written).unwrap_or_else(|| panic!("{written}"));
            assert_eq!(terms.due_on(start), expected, "{written} from {start}");
        }
    }

    #[test]
    fn a_term_is_refused_in_order() {
        let cases = [
            ((366, TermMode::Net, Some(0)), Err("terms.too_long")),
            ((30, TermMode::Net, Some(10)), Err("terms.day_without_month")),
            ((30, TermMode::DaysThenMonth, Some(0)), Err("terms.no_such_day")),
            ((30, TermMode::MonthThenDays, Some(32)), Err("terms.no_such_day")),
            ((365, TermMode::MonthThenDays, Some(31)), Ok(())),
            ((0, TermMode::Net, None), Ok(())),
        ];
        for ((days, mode, day), expected) in cases {
            let got = PaymentTerms::new(days, mode, day, TermStart::Invoice);
            assert_eq!(got.map(|_| ()).map_err(TermsError::code), expected, "{days} {mode:?} {day:?}");
        }
    }
}
