//! How a debtor pays, as its invoices of a year show it: a class that is proposed with the numbers that it stands on, never given by
//! itself.
//!
//! A natural person gets one neutral word whatever the class: what is said of a person is that it is to be followed, not what it is.

/// A class.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// Pays, but late as a rule, and soon.
    Forgetful,
    /// Pays very late, lets promises break, or leaves old debts open.
    Bad,
    /// A natural person who pays late.
    Person,
}

impl Class {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Forgetful, Self::Bad, Self::Person];

    /// The stable key.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Forgetful => "forgetful",
            Self::Bad => "bad",
            Self::Person => "person",
        }
    }

    /// Reads a key.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|class| class.code() == code)
    }
}

/// What a year of a debtor's invoices shows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Year {
    /// Days from due date to settlement of each debit that was settled; zero or less for those paid in time.
    pub settled: Vec<i64>,
    /// Days late of each debit that is open, late, and contested in no part.
    pub open: Vec<i64>,
    /// Promises that were broken.
    pub broken: usize,
}

/// The numbers that a class stands on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Ground {
    /// Debits that fell due.
    pub due: usize,
    /// Of these, paid late or late still.
    pub late: usize,
    /// The lateness in the middle of all of them, in days.
    pub median: i64,
    /// Days of the oldest one that is open.
    pub oldest: i64,
    /// Promises that were broken.
    pub broken: usize,
}

/// Fewer invoices say nothing.
pub const LEAST: usize = 3;
/// A median beyond so many days is no forgetfulness.
pub const SOON: i64 = 30;
/// So is a debt that is open for longer than this.
pub const OLD: i64 = 90;
/// And so many broken promises.
pub const BROKEN: usize = 2;

/// The class that a year proposes, and why; `None` for who pays in time, and where too little is known.
#[must_use]
pub fn propose(year: &Year, is_person: bool) -> Option<(Class, Ground)> {
    // Of a person nothing is said once nothing is late.
    if is_person && year.open.is_empty() {
        return None;
    }
    let mut days: Vec<i64> = year.settled.iter().chain(&year.open).map(|days| (*days).max(0)).collect();
    if days.len() < LEAST {
        return None;
    }
    days.sort_unstable();
    let ground = Ground {
        due: days.len(),
        late: days.iter().filter(|days| **days > 0).count(),
        // Of an even number the earlier of the two in the middle: in doubt for the debtor.
        median: days[(days.len() - 1) / 2],
        oldest: year.open.iter().copied().max().unwrap_or(0),
        broken: year.broken,
    };
    let is_bad = ground.median > SOON || ground.oldest > OLD || ground.broken >= BROKEN;
    let is_late = ground.late * 2 >= ground.due;
    let class = match (is_bad, is_late) {
        (true, _) => Class::Bad,
        (false, true) => Class::Forgetful,
        (false, false) => return None,
    };
    Some((if is_person { Class::Person } else { class }, ground))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn year(settled: &[i64], open: &[i64], broken: usize) -> Year {
        Year { settled: settled.to_vec(), open: open.to_vec(), broken }
    }

    #[test]
    fn a_class_stands_on_a_year_and_not_on_a_single_invoice() {
        let class = |year: &Year| propose(year, false).map(|(class, _)| class);
        for (found, expected) in [
            (year(&[12, 15], &[], 0), None),
            (year(&[12, 15, -3], &[], 0), Some(Class::Forgetful)),
            (year(&[12, -1, 0, -4], &[], 0), None),
            (year(&[12, -1, 9, -4], &[], 0), Some(Class::Forgetful)),
            (year(&[40, 35, 2], &[], 0), Some(Class::Bad)),
            (year(&[30, 30, 30], &[], 0), Some(Class::Forgetful)),
            (year(&[31, 31, 31], &[], 0), Some(Class::Bad)),
            (year(&[0, 0, 0], &[91], 0), Some(Class::Bad)),
            (year(&[0, 0, 0], &[90], 0), None),
            (year(&[5, 5, 5], &[], 2), Some(Class::Bad)),
            (year(&[5, 5, 5], &[], 1), Some(Class::Forgetful)),
        ] {
            assert_eq!(class(&found), expected, "{found:?}");
        }
    }

    #[test]
    fn a_person_is_called_neither_forgetful_nor_bad() {
        for found in [year(&[12, 15, 3], &[2], 0), year(&[60, 60, 60], &[120], 3)] {
            assert_eq!(propose(&found, true).map(|(class, _)| class), Some(Class::Person), "{found:?}");
        }
        assert_eq!(propose(&year(&[60, 60, 60], &[], 3), true), None, "once nothing is late, nothing is said");
        assert_eq!(propose(&year(&[0, 0, -2], &[], 0), true), None);
    }

    #[test]
    fn its_numbers_are_told() {
        let (_, ground) = propose(&year(&[-5, 10, 20], &[95, 3], 1), false).unwrap();
        assert_eq!(ground, Ground { due: 5, late: 4, median: 10, oldest: 95, broken: 1 });
    }
}
