//! What a house means to reach in a period, and how far it is.

use chrono::Datelike;

use crate::Date;

/// What a goal is set for: a share in ten-thousandths, or days in hundredths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Measure {
    /// Promises kept, of those that matured in the period, by amount (K14).
    PromisesKept,
    /// What is disputed, of what is owed (K15).
    DisputeRate,
    /// What is late and has a cause or a status, of what is late (K16).
    CauseKnown,
    /// What is late, of what is owed.
    OverdueRate,
    /// Days of sales outstanding, by exhaustion (K2); in hundredths of a day.
    SalesOutstanding,
    /// What was still open thirty days after it fell due, of the newest month that can be judged (K10).
    UnpaidRate,
    /// Cash on late items, of what was late, in the current month (K12).
    RecoveryRate,
}

impl Measure {
    /// All measures, in the order of pages.
    pub const ALL: [Self; 7] = [
        Self::PromisesKept,
        Self::CauseKnown,
        Self::OverdueRate,
        Self::DisputeRate,
        Self::SalesOutstanding,
        Self::UnpaidRate,
        Self::RecoveryRate,
    ];

    /// Whether it is in days, not a share.
    #[must_use]
    pub fn is_days(self) -> bool {
        self == Self::SalesOutstanding
    }

    /// The largest target that makes sense.
    #[must_use]
    pub fn most(self) -> u64 {
        if self.is_days() { 73_000 } else { 10_000 }
    }

    /// The stable key, stored and exported.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::PromisesKept => "promises_kept",
            Self::DisputeRate => "dispute_rate",
            Self::CauseKnown => "cause_known",
            Self::OverdueRate => "overdue_rate",
            Self::SalesOutstanding => "sales_outstanding",
            Self::UnpaidRate => "unpaid_rate",
            Self::RecoveryRate => "recovery_rate",
        }
    }

    /// Reads a stored key.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|measure| measure.code() == code)
    }

    /// Whether more is better.
    #[must_use]
    pub fn grows(self) -> bool {
        matches!(self, Self::PromisesKept | Self::CauseKnown | Self::RecoveryRate)
    }

    /// Whether a value meets a target.
    #[must_use]
    pub fn is_met(self, value: u64, target: u64) -> bool {
        if self.grows() { value >= target } else { value <= target }
    }
}

/// A period that goals are set for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Period {
    /// A month: year, month.
    Month(i32, u32),
    /// A quarter: year, 1 to 4.
    Quarter(i32, u32),
    /// A year.
    Year(i32),
}

impl Period {
    /// Month, quarter and year of a day.
    #[must_use]
    pub fn around(day: Date) -> [Self; 3] {
        [Self::Month(day.year(), day.month()), Self::Quarter(day.year(), day.month0() / 3 + 1), Self::Year(day.year())]
    }

    /// The stable key: `2026-09`, `2026-T3`, `2026`.
    #[must_use]
    pub fn code(self) -> String {
        match self {
            Self::Month(year, month) => format!("{year}-{month:02}"),
            Self::Quarter(year, quarter) => format!("{year}-T{quarter}"),
            Self::Year(year) => year.to_string(),
        }
    }

    /// Reads a stored key.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        let year = |text: &str| text.parse::<i32>().ok().filter(|year| text.len() == 4 && (2000..2200).contains(year));
        match code.split_once('-') {
            None => year(code).map(Self::Year),
            Some((of, rest)) => match rest.strip_prefix('T') {
                Some(quarter) => quarter
                    .parse()
                    .ok()
                    .filter(|quarter| (1..=4).contains(quarter))
                    .and_then(|quarter| Some(Self::Quarter(year(of)?, quarter))),
                None if rest.len() == 2 => {
                    rest.parse().ok().filter(|month| (1..=12).contains(month)).and_then(|month| Some(Self::Month(year(of)?, month)))
                }
                None => None,
            },
        }
    }

    /// Its first day, and the first one after it.
    #[must_use]
    pub fn days(self) -> (Date, Date) {
        let (year, month, months) = match self {
            Self::Month(year, month) => (year, month, 1),
            Self::Quarter(year, quarter) => (year, quarter * 3 - 2, 3),
            Self::Year(year) => (year, 1, 12),
        };
        let first = |year: i32, month: u32| Date::from_ymd_opt(year, month, 1).unwrap_or(Date::MAX);
        let after = month + months;
        (first(year, month), if after > 12 { first(year + 1, after - 12) } else { first(year, after) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_are_read_back_and_have_their_days() {
        let day = Date::from_ymd_opt(2026, 11, 30).unwrap();
        let shown: Vec<String> = Period::around(day)
            .into_iter()
            .map(|period| {
                assert_eq!(Period::from_code(&period.code()), Some(period));
                let (first, after) = period.days();
                assert!(first <= day && day < after);
                format!("{} {first} {after}", period.code())
            })
            .collect();
        assert_eq!(shown, ["2026-11 2026-11-01 2026-12-01", "2026-T4 2026-10-01 2027-01-01", "2026 2026-01-01 2027-01-01"]);
        for bad in ["", "26", "2026-13", "2026-T5", "2026-T0", "2026-1", "x-T1"] {
            assert_eq!(Period::from_code(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_target_is_met_from_its_side() {
        assert!(Measure::PromisesKept.is_met(8_000, 8_000) && !Measure::PromisesKept.is_met(7_999, 8_000));
        assert!(Measure::OverdueRate.is_met(1_500, 1_500) && !Measure::OverdueRate.is_met(1_501, 1_500));
    }
}
