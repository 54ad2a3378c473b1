use super::track::{Ground, Step, Track};
use super::{DayCount, Imputation, InterestError, Terms, simple_interest};
use crate::calendar::{Date, add_days, add_months};
use crate::law::RateBp;
use crate::money::Cents;

/// What happened to the amount of a claim. The order of the variants is the order within a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MovementKind {
    /// A credit note lowers the price, hence the principal, from its own date.
    CreditNote,
    /// Cash, from the day on which the creditor's account is credited.
    Payment,
    /// The creditor gave up interest already run; nothing of the principal.
    Waiver,
}

/// One movement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Movement {
    /// Its day: that day still bears interest on what was owed before.
    pub on: Date,
    /// What it is.
    pub kind: MovementKind,
    /// How much; positive.
    pub amount: Cents,
}

/// A claim as it bears interest.
#[derive(Debug, Clone, Copy)]
pub struct Claim<'a> {
    /// The amount with tax.
    pub principal: Cents,
    /// The due date, or that of the formal notice: interest runs from the day after.
    pub starts_after: Date,
    /// What happened since, in the order of [`Movement`]: by day, then by kind. Payments that were
    /// bounced and allocations that were undone are left out: the claim is as if they had never been.
    pub movements: &'a [Movement],
}

/// What the walk tells on its way.
pub(super) enum Told {
    /// Some days with one base and one rate.
    Days { from: Date, to: Date, days: u32, base: Cents, rate: RateBp, divisor: u16, ground: Ground, amount: Cents },
    /// A movement and what it paid; `unused` found nothing to pay.
    Moved { movement: Movement, imputation: Imputation, interest: Cents, principal: Cents, unused: Cents },
    /// Interest of a year added to the principal.
    Compounded { on: Date, amount: Cents },
}

/// Where a walk ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Totals {
    pub(super) principal: Cents,
    pub(super) unpaid: Cents,
    pub(super) accrued: Cents,
}

/// All interest that ran to a day included, paid or not: the sum alone, without its account.
///
/// # Errors
/// [`InterestError`], as [`super::assess`].
pub fn accrued(claim: &Claim<'_>, terms: &Terms, track: &Track, until: Date) -> Result<Cents, InterestError> {
    walk(claim, terms, track, until, |_| {}).map(|totals| totals.accrued)
}

/// The last day that bears interest: the day before the judgment that opened insolvency proceedings.
pub(super) fn last_day(terms: &Terms, until: Date) -> Date {
    terms.insolvency_on.map_or(until, |judgment| until.min(add_days(judgment, -1)))
}

/// Goes through the days of a claim, from one change to the next.
pub(super) fn walk(
    claim: &Claim<'_>,
    terms: &Terms,
    track: &Track,
    until: Date,
    mut tell: impl FnMut(Told),
) -> Result<Totals, InterestError> {
    check(claim)?;
    let last = last_day(terms, until);
    let mut state = Totals { principal: claim.principal, ..Totals::default() };
    let mut movements = claim.movements;
    let mut day = claim.starts_after;
    apply_until(&mut state, &mut movements, day.min(until), terms, &mut tell);
    let mut hint = if day < last { track.find(add_days(day, 1)) } else { 0 };
    let mut anniversary = next_anniversary(terms, claim.starts_after, day);
    while day < last {
        let first = add_days(day, 1);
        // Days on which nothing is owed need no rate.
        let step = if state.principal.is_positive() {
            stretch(terms, track, first, &mut hint)?
        } else {
            Step { from: first, to: last, rate: RateBp(0), ground: Ground::GrantedTime }
        };
        let mut to = step.to.min(last);
        if let Some(movement) = movements.first() {
            to = to.min(movement.on);
        }
        if let Some(anniversary) = anniversary {
            to = to.min(anniversary);
        }
        if state.principal.is_positive() {
            let days = u32::try_from((to - day).num_days()).unwrap_or(0);
            let divisor = terms.day_count.divisor(first);
            let amount = simple_interest(state.principal, step.rate, days, divisor);
            state.accrued += amount;
            state.unpaid += amount;
            tell(Told::Days { from: first, to, days, base: state.principal, rate: step.rate, divisor, ground: step.ground, amount });
        }
        day = to;
        apply_until(&mut state, &mut movements, day, terms, &mut tell);
        if anniversary == Some(day) {
            if state.unpaid.is_positive() {
                tell(Told::Compounded { on: day, amount: state.unpaid });
                state.principal += state.unpaid;
                state.unpaid = Cents::ZERO;
            }
            anniversary = next_anniversary(terms, claim.starts_after, day);
        }
    }
    // After an insolvency judgment nothing bears interest, but what came in still counts.
    apply_until(&mut state, &mut movements, until, terms, &mut tell);
    Ok(state)
}

fn check(claim: &Claim<'_>) -> Result<(), InterestError> {
    let amounts = std::iter::once(claim.principal).chain(claim.movements.iter().map(|movement| movement.amount));
    match amounts.into_iter().find(|amount| amount.is_negative()) {
        Some(amount) => Err(InterestError::Negative(amount)),
        None => {
            debug_assert!(claim.movements.is_sorted(), "movements come by day, then by kind");
            Ok(())
        }
    }
}

/// The days from `first` on with one rate and one divisor.
fn stretch(terms: &Terms, track: &Track, first: Date, hint: &mut usize) -> Result<Step, InterestError> {
    let granted = terms.granted.iter().find(|granted| granted.from <= first && first <= granted.to);
    let mut step = match granted {
        Some(granted) => Step { from: first, to: granted.to, rate: granted.rate, ground: granted.ground() },
        None => *track.at(first, hint)?,
    };
    if granted.is_none()
        && let Some(next) = terms.granted.iter().map(|granted| granted.from).filter(|from| *from > first).min()
    {
        step.to = step.to.min(add_days(next, -1));
    }
    if terms.day_count == DayCount::ActualActual {
        step.to = step.to.min(last_day_of_divisor(first));
    }
    Ok(step)
}

/// The last day of the run of years that share a divisor: up to the eve of a leap year, or its end.
fn last_day_of_divisor(first: Date) -> Date {
    use chrono::Datelike as _;
    let year = if first.leap_year() {
        first.year()
    } else {
        (first.year()..first.year() + 8).find(|year| is_leap(year + 1)).unwrap_or(first.year())
    };
    Date::from_ymd_opt(year, 12, 31).unwrap_or(first)
}

fn is_leap(year: i32) -> bool {
    Date::from_ymd_opt(year, 2, 29).is_some()
}

/// The first anniversary after a day of the date from which interest compounds; none before the interest
/// is due for a whole year (C. civ. 1343-2).
fn next_anniversary(terms: &Terms, starts_after: Date, after: Date) -> Option<Date> {
    let from = terms.compounds_from?;
    let earliest = add_months(starts_after, 12);
    // From the start each time, so that 29 February comes back in leap years.
    (1..=200).map(|years| add_months(from, years * 12)).find(|anniversary| *anniversary > after && *anniversary >= earliest)
}

fn apply_until(state: &mut Totals, movements: &mut &[Movement], day: Date, terms: &Terms, tell: &mut impl FnMut(Told)) {
    while let Some((movement, rest)) = movements.split_first() {
        if movement.on > day {
            return;
        }
        *movements = rest;
        let imputation = terms.order_on(movement.on);
        let (interest, principal) = shares(state, *movement, imputation);
        state.unpaid -= interest;
        state.principal -= principal;
        tell(Told::Moved { movement: *movement, imputation, interest, principal, unused: movement.amount - interest - principal });
    }
}

/// What a movement takes from interest and from principal.
fn shares(state: &Totals, movement: Movement, imputation: Imputation) -> (Cents, Cents) {
    let amount = movement.amount;
    match (movement.kind, imputation) {
        (MovementKind::CreditNote, _) => (Cents::ZERO, amount.min(state.principal)),
        (MovementKind::Waiver, _) => (amount.min(state.unpaid), Cents::ZERO),
        (MovementKind::Payment, Imputation::InterestFirst) => {
            let interest = amount.min(state.unpaid);
            (interest, (amount - interest).min(state.principal))
        }
        (MovementKind::Payment, Imputation::PrincipalFirst) => {
            let principal = amount.min(state.principal);
            ((amount - principal).min(state.unpaid), principal)
        }
    }
}
