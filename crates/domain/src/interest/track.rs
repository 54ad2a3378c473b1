use super::regime::{Clause, Party, Regime, clause_rate, plus};
use crate::calendar::{Date, add_days};
use crate::law::{Book, LawError, RateBp, half_year_end, keys};

/// Why a rate is what it is: printed beside each line of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ground {
    /// The refinancing rate and its points.
    Refi {
        /// The refinancing rate of the half-year.
        refi: RateBp,
        /// The points added.
        points: RateBp,
    },
    /// A clause.
    Clause(Clause),
    /// The refinancing rate of the half-year in which interest began, and its points.
    Public {
        /// The refinancing rate of that half-year.
        refi: RateBp,
        /// The points added.
        points: RateBp,
    },
    /// The statutory rate.
    Statutory(Party),
    /// The statutory rate and the points of CMF L313-3.
    Increased {
        /// The column.
        party: Party,
        /// The points added.
        points: RateBp,
    },
    /// Time granted by a judge (C. civ. 1343-5).
    GrantedTime,
    /// The parties agreed that none runs: a payment plan, a deferred due date.
    Agreed,
}

impl Ground {
    /// In French, as an account prints it.
    #[must_use]
    pub fn fr(self) -> String {
        let points =
            |points: RateBp| if points.0 % 100 == 0 { (points.0 / 100).to_string() } else { crate::Cents(i64::from(points.0)).fr() };
        match self {
            Self::Refi { refi, points: more } => format!("BCE {} + {} points (C. com., art. L441-10, II)", refi.fr(), points(more)),
            Self::Clause(clause) => format!("contrat : {} (C. com., art. L441-10, II)", clause.fr()),
            Self::Public { refi, points: more } => format!("BCE {} + {} points, figé (CCP, art. R2192-31)", refi.fr(), points(more)),
            Self::Statutory(party) => format!("intérêt légal, {} (CMF, art. L313-2)", column(party)),
            Self::Increased { party, points: more } => {
                format!("intérêt légal, {}, majoré de {} points (CMF, art. L313-3)", column(party), points(more))
            }
            Self::GrantedTime => "délai de grâce accordé par le juge (C. civ., art. 1343-5)".to_owned(),
            Self::Agreed => "aucune pénalité, par accord (échéancier ou report)".to_owned(),
        }
    }

    /// In English. The articles keep the names under which they are found.
    #[must_use]
    pub fn en(self) -> String {
        let points =
            |points: RateBp| if points.0 % 100 == 0 { (points.0 / 100).to_string() } else { crate::Cents(i64::from(points.0)).en() };
        let column = |party: Party| match party {
            Party::Professional => "professionals",
            Party::Individual => "private individuals",
        };
        match self {
            Self::Refi { refi, points: more } => format!("ECB {} + {} points (C. com., art. L441-10, II)", refi.en(), points(more)),
            Self::Clause(clause) => format!("contract: {} (C. com., art. L441-10, II)", clause.en()),
            Self::Public { refi, points: more } => format!("ECB {} + {} points, fixed (CCP, art. R2192-31)", refi.en(), points(more)),
            Self::Statutory(party) => format!("statutory interest, {} (CMF, art. L313-2)", column(party)),
            Self::Increased { party, points: more } => {
                format!("statutory interest, {}, raised by {} points (CMF, art. L313-3)", column(party), points(more))
            }
            Self::GrantedTime => "time to pay granted by the court (C. civ., art. 1343-5)".to_owned(),
            Self::Agreed => "no interest, by agreement (payment plan or deferral)".to_owned(),
        }
    }
}

fn column(party: Party) -> &'static str {
    match party {
        Party::Professional => "professionnels",
        Party::Individual => "particuliers",
    }
}

/// Some days with one rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// The rate.
    pub rate: RateBp,
    /// Why.
    pub ground: Ground,
}

/// The rate of a regime, day by day: steps that follow each other without a hole, neighbours with
/// different rates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Track {
    /// The rule that it comes from.
    pub regime: Regime,
    steps: Vec<Step>,
    key: &'static str,
}

impl Track {
    /// The rates of a regime, as far as they are known. `enforceable_on` is the day on which a decision
    /// became enforceable: two months later the statutory rate grows by five points, no other does.
    ///
    /// # Errors
    /// [`LawError`] when a number that the regime needs everywhere is missing.
    pub fn new(regime: Regime, book: &Book, enforceable_on: Option<Date>) -> Result<Self, LawError> {
        let (key, steps) = match regime {
            Regime::Default => (keys::REFI, refi_steps(book)),
            Regime::Contract(Clause::Fixed(rate)) => {
                ("", vec![Step { from: Date::MIN, to: Date::MAX, rate, ground: Ground::Clause(Clause::Fixed(rate)) }])
            }
            Regime::Contract(clause) => {
                let key = if matches!(clause, Clause::RefiPlus(_)) { keys::REFI } else { keys::STATUTORY_PROFESSIONAL };
                (key, half_years(book, key, |on| Ok((clause_rate(clause, book, on)?, Ground::Clause(clause)))))
            }
            Regime::Public(first_day) => {
                let (refi, points) = (book.rate(keys::REFI, first_day)?, book.rate(keys::REFI_POINTS_PUBLIC, first_day)?);
                ("", vec![Step { from: Date::MIN, to: Date::MAX, rate: plus(refi, points), ground: Ground::Public { refi, points } }])
            }
            Regime::Statutory(party) => (party.key(), statutory_steps(book, party, enforceable_on)?),
        };
        Ok(Self { regime, steps: merged(steps), key })
    }

    /// The step of a day; the search begins where the last one ended, since days only grow.
    pub(super) fn at(&self, on: Date, hint: &mut usize) -> Result<&Step, LawError> {
        while let Some(step) = self.steps.get(*hint) {
            if on < step.from {
                break;
            }
            if on <= step.to {
                return Ok(step);
            }
            *hint += 1;
        }
        Err(LawError::Missing { key: self.key.into(), on })
    }

    /// The position of the step of a day, or of the first one after it.
    pub(super) fn find(&self, on: Date) -> usize {
        // Most claims are recent: walking back from the end meets them first.
        let mut position = self.steps.len();
        while position > 0 && self.steps[position - 1].to >= on {
            position -= 1;
        }
        position
    }

    /// The first day with a known rate.
    #[must_use]
    pub fn known_from(&self) -> Date {
        self.steps.first().map_or(Date::MAX, |step| step.from)
    }

    /// The last day with a known rate.
    #[must_use]
    pub fn known_until(&self) -> Date {
        self.steps.last().map_or(Date::MIN, |step| step.to)
    }

    /// The steps, oldest first.
    #[must_use]
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }
}

/// One step a half-year for which a key has a row. An organisation's row that covers part of a
/// half-year makes a step of its own: the days, not the rows, are walked.
fn half_years(book: &Book, key: &str, of: impl Fn(Date) -> Result<(RateBp, Ground), LawError>) -> Vec<Step> {
    let rows = book.of(key);
    let mut starts: Vec<Date> = rows.iter().flat_map(|row| [Some(row.from), row.to.map(|to| add_days(to, 1))]).flatten().collect();
    starts.sort_unstable();
    starts.dedup();
    let mut steps = Vec::with_capacity(starts.len());
    for (position, from) in starts.iter().enumerate() {
        if !rows.iter().any(|row| row.holds_on(*from)) {
            continue;
        }
        // An organisation's row without an end still ends with its half-year: the next one is asked for anew.
        let to = starts.get(position + 1).map_or_else(|| half_year_end(*from), |next| add_days(*next, -1));
        // A half-year of which a part is unknown is no step: asked for, it is named.
        let Ok((rate, ground)) = of(*from) else { continue };
        steps.push(Step { from: *from, to, rate, ground });
    }
    steps
}

fn refi_steps(book: &Book) -> Vec<Step> {
    half_years(book, keys::REFI, |on| {
        let (refi, points) = (book.rate(keys::REFI, on)?, book.rate(keys::REFI_POINTS, on)?);
        Ok((plus(refi, points), Ground::Refi { refi, points }))
    })
}

fn statutory_steps(book: &Book, party: Party, enforceable_on: Option<Date>) -> Result<Vec<Step>, LawError> {
    let plain = half_years(book, party.key(), |on| Ok((book.rate(party.key(), on)?, Ground::Statutory(party))));
    let Some(enforceable_on) = enforceable_on else { return Ok(plain) };
    let last_plain = book.span(keys::JUDGMENT_DELAY, enforceable_on)?.after(enforceable_on);
    let mut steps = Vec::with_capacity(plain.len() + 1);
    for step in plain {
        if step.from <= last_plain {
            steps.push(Step { to: step.to.min(last_plain), ..step });
        }
        if step.to > last_plain {
            let points = book.rate(keys::JUDGMENT_POINTS, step.to)?;
            let from = step.from.max(add_days(last_plain, 1));
            steps.push(Step { from, to: step.to, rate: plus(step.rate, points), ground: Ground::Increased { party, points } });
        }
    }
    Ok(steps)
}

/// Joins neighbours with the same rate for the same reason.
fn merged(steps: Vec<Step>) -> Vec<Step> {
    let mut joined: Vec<Step> = Vec::with_capacity(steps.len());
    for step in steps {
        match joined.last_mut() {
            Some(last) if last.rate == step.rate && last.ground == step.ground && add_days(last.to, 1) == step.from => last.to = step.to,
            _ => joined.push(step),
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::law::{Row, Standing, Value, day};

    fn rates(track: &Track, days: &[Date]) -> Vec<Option<i32>> {
        days.iter().map(|on| track.at(*on, &mut track.find(*on)).ok().map(|step| step.rate.0)).collect()
    }

    #[test]
    fn each_regime_day_by_day() {
        let book = Book::compiled();
        let days =
            [day(2012, 12, 31), day(2022, 12, 31), day(2023, 1, 1), day(2026, 6, 30), day(2026, 7, 1), day(2026, 12, 31), day(2027, 1, 1)];
        let of = |regime, enforceable| rates(&Track::new(regime, book, enforceable).unwrap(), &days);
        assert_eq!(of(Regime::Default, None), [None, Some(1000), Some(1250), Some(1215), Some(1240), Some(1240), None]);
        assert_eq!(of(Regime::Contract(Clause::Fixed(RateBp(900))), None), [Some(900); 7]);
        assert_eq!(
            of(Regime::Contract(Clause::StatutoryTimes(3)), None),
            [None, Some(231), Some(618), Some(786), Some(825), Some(825), None]
        );
        assert_eq!(of(Regime::Public(day(2026, 7, 1)), None), [Some(1040); 7], "frozen");
        assert_eq!(of(Regime::Statutory(Party::Individual), None), [None, Some(315), Some(447), Some(667), Some(684), Some(684), None]);
        assert_eq!(
            of(Regime::Statutory(Party::Professional), Some(day(2026, 4, 30))),
            [None, Some(77), Some(206), Some(262), Some(775), Some(775), None],
            "five points more from 1 July"
        );
    }

    #[test]
    fn an_increase_starts_the_day_after_two_months() {
        let track = Track::new(Regime::Statutory(Party::Professional), Book::compiled(), Some(day(2025, 11, 5))).unwrap();
        assert_eq!(rates(&track, &[day(2026, 1, 5), day(2026, 1, 6)]), [Some(262), Some(762)]);
    }

    #[test]
    fn a_new_half_year_entered_by_the_house_goes_on_where_the_tables_end() {
        let own = |to| Row {
            standing: Standing::Organisation,
            ..Row::new(keys::REFI, Value::Rate(RateBp(265)), day(2027, 1, 1), to, "L441-10", "BCE")
        };
        let track = |to| Track::new(Regime::Default, &Book::with(&[own(to)]), None).unwrap();
        let days = [day(2026, 12, 31), day(2027, 1, 1), day(2027, 6, 30), day(2027, 7, 1)];
        assert_eq!(rates(&track(Some(day(2027, 6, 30))), &days), [Some(1240), Some(1265), Some(1265), None]);
        assert_eq!(rates(&track(None), &days), [Some(1240), Some(1265), Some(1265), None], "never beyond its half-year");
    }

    #[test]
    fn equal_rates_of_neighbours_are_one_step() {
        let track = Track::new(Regime::Default, Book::compiled(), None).unwrap();
        assert!(track.steps().iter().any(|step| step.from == day(2025, 7, 1) && step.to == day(2026, 6, 30)), "2,15 % for a whole year");
        assert!(track.steps().windows(2).all(|pair| pair[0].rate != pair[1].rate && add_days(pair[0].to, 1) == pair[1].from));
    }
}
