use super::track::{Ground, Track};
use super::walk::{Claim, Movement, MovementKind, Told, last_day, walk};
use super::{DayCount, Imputation, InterestError, Terms, simple_interest};
use crate::calendar::Date;
use crate::law::RateBp;
use crate::money::Cents;

/// One line of an account: some days with one base and one rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    /// First day that bears interest here.
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// How many days that is.
    pub days: u32,
    /// The principal they run on.
    pub base: Cents,
    /// The rate a year.
    pub rate: RateBp,
    /// Days in a year: 365 or 366.
    pub divisor: u16,
    /// Why that rate.
    pub ground: Ground,
    /// `base × rate × days / divisor`, rounded half up to the cent.
    pub amount: Cents,
}

/// A movement and what it paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Applied {
    /// The movement.
    pub movement: Movement,
    /// What it paid first.
    pub imputation: Imputation,
    /// Its share on interest.
    pub interest: Cents,
    /// Its share on principal.
    pub principal: Cents,
    /// What found nothing to pay.
    pub unused: Cents,
}

/// An entry of an account, in the order of days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entry {
    /// Interest that ran.
    Interest(Line),
    /// Cash, a credit note or a waiver.
    Movement(Applied),
    /// Interest of a year added to the principal (C. civ. 1343-2).
    Compounded {
        /// The anniversary; the new principal bears interest from the day after.
        on: Date,
        /// How much.
        amount: Cents,
    },
}

/// The account of one claim: each line can be checked with a pocket calculator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// The amount at the start.
    pub principal: Cents,
    /// Interest runs from the day after.
    pub starts_after: Date,
    /// The day on which the account is closed.
    pub until: Date,
    /// Days in a year.
    pub day_count: DayCount,
    /// What a payment paid first, where nothing else was agreed.
    pub imputation: Imputation,
    /// The judgment that stopped interest before `until`, if any.
    pub stopped_by: Option<Date>,
    /// What happened, day by day.
    pub entries: Vec<Entry>,
    /// All interest that ran: paid, waived, compounded or still owed.
    pub accrued: Cents,
    /// Interest that payments paid.
    pub paid: Cents,
    /// Interest that the creditor gave up.
    pub waived: Cents,
    /// Interest added to the principal.
    pub compounded: Cents,
    /// Interest still owed.
    pub due: Cents,
    /// Principal still owed.
    pub principal_left: Cents,
    /// What payments and credit notes held beyond the debt.
    pub unused: Cents,
    /// The interest of one more day, unrounded shares dropped; zero once stopped or paid.
    pub per_day: Cents,
}

impl Sheet {
    /// Principal and interest still owed.
    #[must_use]
    pub fn total(&self) -> Cents {
        self.principal_left + self.due
    }

    /// The lines alone.
    pub fn lines(&self) -> impl Iterator<Item = &Line> {
        self.entries.iter().filter_map(|entry| match entry {
            Entry::Interest(line) => Some(line),
            Entry::Movement(_) | Entry::Compounded { .. } => None,
        })
    }

    /// All interest with one rounding at the end instead of one a line: a check, never what is claimed.
    #[must_use]
    pub fn rounded_once(&self) -> Cents {
        // 365 × 366 is a common denominator of both divisors.
        let sum: i128 = self
            .lines()
            .map(|line| {
                let other = if line.divisor == 365 { 366 } else { 365 };
                i128::from(line.base.0) * i128::from(line.rate.0) * i128::from(line.days) * other
            })
            .sum();
        let per_cent = 10_000_i128 * 365 * 366;
        Cents(i64::try_from((sum + per_cent / 2) / per_cent).unwrap_or(i64::MAX))
    }
}

/// The account of a claim to a day, that day included.
///
/// # Errors
/// [`InterestError`]: a half-year without a rate, named; never a figure computed past the tables.
pub fn assess(claim: &Claim<'_>, terms: &Terms, track: &Track, until: Date) -> Result<Sheet, InterestError> {
    let mut entries = Vec::new();
    let totals = walk(claim, terms, track, until, |told| {
        entries.push(match told {
            Told::Days { from, to, days, base, rate, divisor, ground, amount } => {
                Entry::Interest(Line { from, to, days, base, rate, divisor, ground, amount })
            }
            Told::Moved { movement, imputation, interest, principal, unused } => {
                Entry::Movement(Applied { movement, imputation, interest, principal, unused })
            }
            Told::Compounded { on, amount } => Entry::Compounded { on, amount },
        });
    })?;
    let mut sheet = Sheet {
        principal: claim.principal,
        starts_after: claim.starts_after,
        until,
        day_count: terms.day_count,
        imputation: terms.imputation,
        stopped_by: terms.insolvency_on.filter(|judgment| *judgment <= until),
        accrued: totals.accrued,
        paid: Cents::ZERO,
        waived: Cents::ZERO,
        compounded: Cents::ZERO,
        due: totals.unpaid,
        principal_left: totals.principal,
        unused: Cents::ZERO,
        per_day: Cents::ZERO,
        entries,
    };
    for entry in &sheet.entries {
        match entry {
            Entry::Interest(line) => sheet.per_day = simple_interest(sheet.principal_left, line.rate, 1, line.divisor),
            Entry::Movement(applied) => {
                let share = if applied.movement.kind == MovementKind::Waiver { &mut sheet.waived } else { &mut sheet.paid };
                *share += applied.interest;
                sheet.unused += applied.unused;
            }
            Entry::Compounded { amount, .. } => sheet.compounded += *amount,
        }
    }
    if last_day(terms, until) < until {
        sheet.per_day = Cents::ZERO;
    }
    assert!(
        sheet.accrued == sheet.paid + sheet.waived + sheet.compounded + sheet.due,
        "each cent of interest is paid, waived, compounded or owed"
    );
    Ok(sheet)
}

/// The account of a claim, its disputed part apart: interest on what is finally found due runs from the
/// same day, so that both are computed and added only by whoever decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assessment {
    /// What is not disputed; payments and credit notes go here first.
    pub undisputed: Sheet,
    /// What is disputed, if anything.
    pub disputed: Option<Sheet>,
}

impl Assessment {
    /// Interest still owed, disputed part included.
    #[must_use]
    pub fn due(&self) -> Cents {
        self.undisputed.due + self.disputed.as_ref().map_or(Cents::ZERO, |sheet| sheet.due)
    }

    /// All interest that ran, disputed part included.
    #[must_use]
    pub fn accrued(&self) -> Cents {
        self.undisputed.accrued + self.disputed.as_ref().map_or(Cents::ZERO, |sheet| sheet.accrued)
    }

    /// Principal still owed, disputed part included.
    #[must_use]
    pub fn principal_left(&self) -> Cents {
        self.undisputed.principal_left + self.disputed.as_ref().map_or(Cents::ZERO, |sheet| sheet.principal_left)
    }

    /// Both sheets, the undisputed first.
    pub fn sheets(&self) -> impl Iterator<Item = &Sheet> {
        std::iter::once(&self.undisputed).chain(self.disputed.as_ref())
    }
}

/// The account of a claim of which a part is disputed.
///
/// What payments and credit notes hold beyond the undisputed part goes to the disputed one, on its day.
/// A waiver gives up interest of the undisputed part, then of the other.
///
/// # Errors
/// [`InterestError`], as [`assess`].
pub fn assess_disputed(claim: &Claim<'_>, disputed: Cents, terms: &Terms, track: &Track, until: Date) -> Result<Assessment, InterestError> {
    let disputed = disputed.min(claim.principal);
    if !disputed.is_positive() {
        return Ok(Assessment { undisputed: assess(claim, terms, track, until)?, disputed: None });
    }
    let undisputed = assess(&Claim { principal: claim.principal - disputed, ..*claim }, terms, track, until)?;
    let left: Vec<Movement> = undisputed
        .entries
        .iter()
        .filter_map(|entry| match entry {
            Entry::Movement(applied) if applied.unused.is_positive() => Some(Movement { amount: applied.unused, ..applied.movement }),
            _ => None,
        })
        .collect();
    let part = assess(&Claim { principal: disputed, starts_after: claim.starts_after, movements: &left }, terms, track, until)?;
    Ok(Assessment { undisputed, disputed: Some(part) })
}
