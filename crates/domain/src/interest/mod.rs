//! Late-payment interest and the fixed indemnity: computed from the ledger, the rates and a date, never
//! accumulated by a job.
//!
//! A [`Regime`] says which rate runs (C. com. L441-10, II between professionals; CMF L313-2 and L313-3
//! for statutory interest; CCP R2192-31 for public buyers), a [`Track`] is that regime's rate day by day,
//! and [`assess`] walks a claim through it: one line per stretch of days with the same base and rate,
//! rounded half up to the cent and added. Days run from the day after the start to the last day included.
//!
//! ```
//! use domain::interest::{Claim, Regime, Terms, Track, assess};
//! use domain::law::{Book, day};
//! use domain::Cents;
//! let track = Track::new(Regime::Default, Book::compiled(), None)?;
//! let claim = Claim { principal: Cents(120_000), starts_after: day(2026, 1, 31), movements: &[] };
//! let sheet = assess(&claim, &Terms::default(), &track, day(2026, 2, 15))?;
//! assert_eq!(sheet.accrued, Cents(599)); // 1 200,00 × 12,15 % × 15 / 365
//! # Ok::<(), domain::interest::InterestError>(())
//! ```

mod indemnity;
mod regime;
mod sheet;
mod track;
mod walk;

pub use indemnity::{Indemnity, NoIndemnity, fixed_indemnity, once_per_invoice};
pub use regime::{Basis, Clause, FloorWarning, NoInterest, Party, Regime, agreed_clause, below_floor, interest_basis};
pub use sheet::{Applied, Assessment, Entry, Line, Sheet, assess, assess_disputed};
pub use track::{Ground, Step, Track};
pub use walk::{Claim, Movement, MovementKind, accrued};

use crate::calendar::Date;
use crate::law::{LawError, RateBp};
use crate::money::Cents;

/// How many days a year has in the computation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum DayCount {
    /// Actual days over 365, leap years included: the usual formula, and the one that service-public.fr
    /// prescribes for the statutory rate.
    #[default]
    Actual365,
    /// Actual days over 365, or over 366 for the days of a leap year.
    ActualActual,
}

impl DayCount {
    /// All conventions.
    pub const ALL: [Self; 2] = [Self::Actual365, Self::ActualActual];

    /// The stable key, as it is printed on every account.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Actual365 => "ACT/365",
            Self::ActualActual => "ACT/ACT",
        }
    }

    /// Reads a key.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|count| count.code() == code)
    }

    /// The divisor of a day's interest.
    #[must_use]
    pub fn divisor(self, day: Date) -> u16 {
        match self {
            Self::ActualActual if day.leap_year() => 366,
            Self::Actual365 | Self::ActualActual => 365,
        }
    }
}

/// What a payment pays first, inside one debt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Imputation {
    /// Interest, then principal: the rule when nothing else was agreed (C. civ. 1343-1).
    #[default]
    InterestFirst,
    /// Principal, then interest: by agreement, or by a choice of the creditor in favour of the debtor.
    PrincipalFirst,
}

impl Imputation {
    /// All orders.
    pub const ALL: [Self; 2] = [Self::InterestFirst, Self::PrincipalFirst];

    /// The stable key.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::InterestFirst => "interest_first",
            Self::PrincipalFirst => "principal_first",
        }
    }

    /// Reads a key.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|order| order.code() == code)
    }
}

/// Days during which the judge granted time: no penalty runs, or only the reduced rate that he set
/// (C. civ. 1343-5); or during which the parties agreed that none runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GrantedTime {
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// The reduced rate; nothing runs without one.
    pub rate: RateBp,
    /// Whether it is the parties' agreement, not a judge's.
    pub agreed: bool,
}

impl GrantedTime {
    /// Why these days have their rate.
    #[must_use]
    pub fn ground(&self) -> Ground {
        if self.agreed { Ground::Agreed } else { Ground::GrantedTime }
    }
}

/// Days on which a payment pays first what the parties agreed, whatever holds otherwise (C. civ. 1342-10, 1343-1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AgreedOrder {
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// What a payment of these days pays first.
    pub imputation: Imputation,
}

/// What governs a computation besides the rate.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Terms {
    /// Days in a year.
    pub day_count: DayCount,
    /// What a payment pays first.
    pub imputation: Imputation,
    /// The days on which another order was agreed; the last one holds.
    pub orders: Vec<AgreedOrder>,
    /// The date whose anniversaries add the interest due to the principal, when the contract or a
    /// decision says so (C. civ. 1343-2); `None` forbids it.
    pub compounds_from: Option<Date>,
    /// Time granted by a judge or by agreement; periods do not overlap.
    pub granted: Vec<GrantedTime>,
    /// Date of the judgment that opened insolvency proceedings: the day before is the last that bears
    /// interest (C. com. L622-28, L641-3).
    pub insolvency_on: Option<Date>,
}

impl Terms {
    /// What a payment of a day pays first.
    #[must_use]
    pub fn order_on(&self, day: Date) -> Imputation {
        let agreed = self.orders.iter().rev().find(|order| order.from <= day && day <= order.to);
        agreed.map_or(self.imputation, |order| order.imputation)
    }
}

/// Why interest cannot be computed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InterestError {
    /// The law gives no number: the half-year is not published yet, or lies before the tables.
    #[error(transparent)]
    Law(#[from] LawError),
    /// The principal, or a movement, is negative.
    #[error("a claim and its movements are not negative: {0}")]
    Negative(Cents),
}

impl InterestError {
    /// The stable key of this error, used by the API and by the French texts.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Law(error) => error.code(),
            Self::Negative(_) => "interest.negative",
        }
    }
}

/// Interest on an amount for some days: `base × rate × days / divisor`, rounded half up to the cent.
///
/// `base` is not negative; `divisor` is 365 or 366.
#[must_use]
pub fn simple_interest(base: Cents, rate: RateBp, days: u32, divisor: u16) -> Cents {
    debug_assert!(!base.is_negative() && rate.0 >= 0 && divisor > 0);
    let (base, rate) = (base.0.unsigned_abs(), u64::from(rate.0.unsigned_abs()) * u64::from(days));
    let per_year = u64::from(divisor) * 10_000;
    // A 64-bit division is several times faster than a 128-bit one, and nearly always enough.
    let rounded = match base.checked_mul(rate) {
        Some(product) if product < u64::MAX - per_year => (product + per_year / 2) / per_year,
        _ => {
            let wide = (u128::from(base) * u128::from(rate) + u128::from(per_year / 2)) / u128::from(per_year);
            u64::try_from(wide).unwrap_or(u64::MAX)
        }
    };
    Cents(i64::try_from(rounded).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_stretch_of_days_is_rounded_half_up() {
        // base, rate, days, divisor, interest: the first five are published examples.
        let cases = [
            (500_000, 1_000, 30, 365, 4_110),
            (1_500_000, 1_500, 30, 365, 18_493),
            (200_000, 311, 30, 365, 511),
            (1_000_000, 315, 180, 365, 15_534),
            (20_000_000, 200, 35, 366, 38_251),
            (100_000, 300, 30, 365, 247),
            (1_000_000, 1_025, 90, 365, 25_274),
            (73, 5_000, 365, 365, 37), // 36.5 cents: half up
            (0, 1_000, 30, 365, 0),
            (100_000, 0, 30, 365, 0),
            (100_000, 1_000, 0, 365, 0),
            (100_000_000_000_000, 10_000, 36_500, 365, 10_000_000_000_000_000), // beyond 64 bits on the way
        ];
        for (base, rate, days, divisor, expected) in cases {
            assert_eq!(simple_interest(Cents(base), RateBp(rate), days, divisor), Cents(expected), "{base} at {rate} for {days}/{divisor}");
        }
        // A published example by months: 10 000 × 10,25 % × 3 / 12.
        assert_eq!(simple_interest(Cents(1_000_000), RateBp(1_025), 3, 12), Cents(25_625));
    }
}
