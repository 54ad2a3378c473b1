use crate::calendar::Date;
use crate::claim::{ClaimEvent, ClaimEventKind};
use crate::law::{Book, LawError, RateBp, half_year_end, keys};
use crate::party::DebtorKind;

/// The rate that a contract or general terms of sale agreed on, between professionals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Clause {
    /// A fixed rate a year.
    Fixed(RateBp),
    /// The refinancing rate of the half-year and so many points.
    RefiPlus(RateBp),
    /// So many times the statutory rate of the half-year: « trois fois le taux de l'intérêt légal ».
    StatutoryTimes(u32),
    /// The statutory rate of the half-year and so many points.
    StatutoryPlus(RateBp),
}

impl Clause {
    /// The stable key with its number: `fixed:12.00`, `refi+:10.00`, `statutory*:3`, `statutory+:5.00`.
    #[must_use]
    pub fn code(self) -> String {
        match self {
            Self::Fixed(rate) => format!("fixed:{rate}"),
            Self::RefiPlus(points) => format!("refi+:{points}"),
            Self::StatutoryTimes(times) => format!("statutory*:{times}"),
            Self::StatutoryPlus(points) => format!("statutory+:{points}"),
        }
    }

    /// Reads a key.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        let (kind, number) = code.split_once(':')?;
        match kind {
            "fixed" => RateBp::parse(number).map(Self::Fixed),
            "refi+" => RateBp::parse(number).map(Self::RefiPlus),
            "statutory*" => number.parse().ok().filter(|times| (1..=20).contains(times)).map(Self::StatutoryTimes),
            "statutory+" => RateBp::parse(number).map(Self::StatutoryPlus),
            _ => None,
        }
    }

    /// In French, as an account prints it.
    #[must_use]
    pub fn fr(self) -> String {
        match self {
            Self::Fixed(rate) => format!("{} par an", rate.fr()),
            Self::RefiPlus(points) => format!("taux BCE + {} points", crate::Cents(i64::from(points.0)).fr()),
            Self::StatutoryTimes(times) => format!("{times} fois le taux de l’intérêt légal"),
            Self::StatutoryPlus(points) => format!("taux de l’intérêt légal + {} points", crate::Cents(i64::from(points.0)).fr()),
        }
    }

    /// In English.
    #[must_use]
    pub fn en(self) -> String {
        match self {
            Self::Fixed(rate) => format!("{} a year", rate.en()),
            Self::RefiPlus(points) => format!("ECB rate + {} points", crate::Cents(i64::from(points.0)).en()),
            Self::StatutoryTimes(times) => format!("{times} times the French statutory rate"),
            Self::StatutoryPlus(points) => format!("French statutory rate + {} points", crate::Cents(i64::from(points.0)).en()),
        }
    }
}

/// Whether the creditor acts for its trade: it chooses the column of the statutory rate (CMF D313-1-A).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Party {
    /// A company or a sole trader: « tous les autres cas », even against a consumer.
    #[default]
    Professional,
    /// A natural person outside any trade.
    Individual,
}

impl Party {
    /// The key of its column.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Professional => keys::STATUTORY_PROFESSIONAL,
            Self::Individual => keys::STATUTORY_INDIVIDUAL,
        }
    }
}

/// Which rate runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Regime {
    /// Between professionals, nothing agreed: refinancing rate of the half-year + 10 points (C. com.
    /// L441-10, II).
    Default,
    /// Between professionals, as agreed (C. com. L441-10, II). Below three times the statutory rate it
    /// is warned about, never raised.
    Contract(Clause),
    /// Public buyers: refinancing rate of the half-year in which interest began + 8 points, kept to the
    /// end (CCP R2192-31). The day is the first that bears interest.
    Public(Date),
    /// The statutory rate of the half-year (CMF L313-2; C. civ. 1231-6).
    Statutory(Party),
}

impl Regime {
    /// The article that an account cites.
    #[must_use]
    pub fn article(self) -> &'static str {
        match self {
            Self::Default | Self::Contract(_) => "C. com., art. L441-10, II",
            Self::Public(_) => "CCP, art. R2192-31",
            Self::Statutory(_) => "C. civ., art. 1231-6 ; CMF, art. L313-2",
        }
    }
}

/// Why a debtor owes no interest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NoInterest {
    /// Its kind is unknown: neither rule can be chosen.
    UnknownKind,
    /// A consumer owes interest from a formal notice on (C. civ. 1231-6, 1344-1), and none is recorded.
    NoFormalNotice,
    /// Its first days lie before the tables of rates: nothing is computed rather than a part.
    BeforeTables,
}

impl NoInterest {
    /// The stable key.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::UnknownKind => "unknown_kind",
            Self::NoFormalNotice => "no_formal_notice",
            Self::BeforeTables => "before_tables",
        }
    }
}

/// From when, and at which rate, an item bears interest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Basis {
    /// The rate.
    pub regime: Regime,
    /// Interest runs from the day after.
    pub starts_after: Date,
    /// When a decision became enforceable; the statutory rate grows two months later (CMF L313-3).
    pub enforceable_on: Option<Date>,
}

/// Chooses the rule for an item of a debtor.
///
/// A consumer owes statutory interest from the first formal notice that followed the due date: one sent
/// before does not put that debt in default. A clause is not applied to consumers. Others owe from the day after the due date, without
/// any reminder.
///
/// # Errors
/// [`NoInterest`]: nothing may be asked, and why.
pub fn interest_basis(
    kind: DebtorKind,
    creditor: Party,
    clause: Option<Clause>,
    due_on: Date,
    events: &[ClaimEvent],
) -> Result<Basis, NoInterest> {
    let enforceable_on = first(events, ClaimEventKind::JudgmentEnforceable);
    let (regime, starts_after) = match kind {
        DebtorKind::Business => (clause.map_or(Regime::Default, Regime::Contract), due_on),
        DebtorKind::Public => (Regime::Public(crate::calendar::add_days(due_on, 1)), due_on),
        DebtorKind::Consumer => {
            let notices = events.iter().filter(|event| event.kind == ClaimEventKind::FormalNotice && due_on < event.on);
            let notice = notices.map(|event| event.on).min().ok_or(NoInterest::NoFormalNotice)?;
            (Regime::Statutory(creditor), notice)
        }
        DebtorKind::Unknown => return Err(NoInterest::UnknownKind),
    };
    Ok(Basis { regime, starts_after, enforceable_on })
}

fn first(events: &[ClaimEvent], kind: ClaimEventKind) -> Option<Date> {
    events.iter().filter(|event| event.kind == kind).map(|event| event.on).min()
}

/// The clause that governs an invoice: of those in force when it was issued, the customer's own before
/// the general terms', then the latest. Each candidate says from when it applies and whether it is the
/// customer's own.
pub fn agreed_clause<C>(candidates: impl IntoIterator<Item = (C, Date, bool)>, issued_on: Date) -> Option<C> {
    candidates
        .into_iter()
        .filter(|(_, applies_from, _)| *applies_from <= issued_on)
        .max_by_key(|(_, applies_from, own)| (*own, *applies_from))
        .map(|(clause, ..)| clause)
}

/// A half-year in which a contract rate is below the floor of C. com. L441-10, II.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FloorWarning {
    /// A day of that half-year.
    pub on: Date,
    /// The contract's rate then.
    pub rate: RateBp,
    /// Three times the statutory rate then.
    pub floor: RateBp,
}

/// The half-years from one day to another in which a clause is below three times the statutory rate.
/// Nothing is said of a half-year whose rates are not known.
#[must_use]
pub fn below_floor(clause: Clause, book: &Book, from: Date, to: Date) -> Vec<FloorWarning> {
    let warning = |on: Date| -> Result<Option<FloorWarning>, LawError> {
        let floor = times(book.rate(keys::STATUTORY_PROFESSIONAL, on)?, book.count(keys::FLOOR_MULTIPLE, on)?);
        let rate = clause_rate(clause, book, on)?;
        Ok((rate < floor).then_some(FloorWarning { on, rate, floor }))
    };
    let starts = std::iter::successors(Some(from), |on| Some(crate::calendar::add_days(half_year_end(*on), 1)));
    starts.take_while(|on| *on <= to).filter_map(|on| warning(on).ok().flatten()).collect()
}

/// The rate of a clause on a day.
pub(super) fn clause_rate(clause: Clause, book: &Book, on: Date) -> Result<RateBp, LawError> {
    Ok(match clause {
        Clause::Fixed(rate) => rate,
        Clause::RefiPlus(points) => plus(book.rate(keys::REFI, on)?, points),
        Clause::StatutoryTimes(count) => times(book.rate(keys::STATUTORY_PROFESSIONAL, on)?, count),
        Clause::StatutoryPlus(points) => plus(book.rate(keys::STATUTORY_PROFESSIONAL, on)?, points),
    })
}

pub(super) fn plus(rate: RateBp, points: RateBp) -> RateBp {
    RateBp(rate.0.saturating_add(points.0))
}

pub(super) fn times(rate: RateBp, count: u32) -> RateBp {
    RateBp(rate.0.saturating_mul(i32::try_from(count).unwrap_or(i32::MAX)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::law::day;

    fn notice(on: Date) -> ClaimEvent {
        ClaimEvent { kind: ClaimEventKind::FormalNotice, on, until: None, rate: None }
    }

    #[test]
    fn who_owes_interest_and_from_when() {
        let due = day(2026, 5, 31);
        let events = [notice(day(2026, 9, 1)), notice(day(2026, 7, 1))];
        let of = |kind, clause, events: &[ClaimEvent]| {
            interest_basis(kind, Party::Professional, clause, due, events).map(|basis| (basis.regime, basis.starts_after))
        };
        let fixed = Clause::Fixed(RateBp(1_500));
        assert_eq!(of(DebtorKind::Business, None, &[]), Ok((Regime::Default, due)));
        assert_eq!(of(DebtorKind::Business, Some(fixed), &events), Ok((Regime::Contract(fixed), due)), "no reminder is needed");
        assert_eq!(
            of(DebtorKind::Public, Some(fixed), &[]),
            Ok((Regime::Public(day(2026, 6, 1)), due)),
            "no clause against a public buyer"
        );
        assert_eq!(of(DebtorKind::Consumer, Some(fixed), &[]), Err(NoInterest::NoFormalNotice));
        assert_eq!(
            of(DebtorKind::Consumer, None, &events),
            Ok((Regime::Statutory(Party::Professional), day(2026, 7, 1))),
            "the first notice"
        );
        assert_eq!(of(DebtorKind::Consumer, None, &[notice(day(2026, 1, 1))]), Err(NoInterest::NoFormalNotice), "sent before it was due");
        assert_eq!(of(DebtorKind::Unknown, None, &events), Err(NoInterest::UnknownKind));
    }

    #[test]
    fn a_clause_below_the_floor_is_told_by_half_year() {
        let book = Book::compiled();
        let told = |clause| -> Vec<(Date, i32)> {
            below_floor(clause, book, day(2026, 3, 31), day(2026, 10, 31)).iter().map(|w| (w.on, w.floor.0)).collect()
        };
        assert_eq!(told(Clause::Fixed(RateBp(500))), [(day(2026, 3, 31), 786), (day(2026, 7, 1), 825)]);
        assert_eq!(told(Clause::Fixed(RateBp(800))), [(day(2026, 7, 1), 825)]);
        assert_eq!(told(Clause::StatutoryTimes(3)), []);
        assert_eq!(told(Clause::RefiPlus(RateBp(1_000))), []);
        let default_2024 = below_floor(Clause::RefiPlus(RateBp(1_000)), book, day(2024, 1, 1), day(2024, 12, 31));
        assert_eq!(default_2024.len(), 2, "in 2024 three times the statutory rate was above the refinancing rate + 10");
        assert_eq!(below_floor(Clause::Fixed(RateBp(500)), book, day(2026, 12, 1), day(2027, 1, 1)).len(), 1, "nothing of 2027 yet");
        assert!(below_floor(Clause::Fixed(RateBp(500)), book, day(2014, 1, 1), day(2014, 12, 31)).is_empty());
    }

    #[test]
    fn the_customers_own_clause_comes_first() {
        let candidates = [("cgv 2025", day(2025, 1, 1), false), ("cgv 2026", day(2026, 1, 1), false), ("own", day(2026, 3, 1), true)];
        let on = |issued_on| agreed_clause(candidates, issued_on);
        assert_eq!(on(day(2024, 12, 31)), None);
        assert_eq!(on(day(2025, 12, 31)), Some("cgv 2025"));
        assert_eq!(on(day(2026, 2, 28)), Some("cgv 2026"));
        assert_eq!(on(day(2026, 3, 1)), Some("own"));
    }

    #[test]
    fn clauses_survive_their_key() {
        for clause in
            [Clause::Fixed(RateBp(1_250)), Clause::RefiPlus(RateBp(1_000)), Clause::StatutoryTimes(3), Clause::StatutoryPlus(RateBp(500))]
        {
            assert_eq!(Clause::from_code(&clause.code()), Some(clause));
        }
        for bad in ["", "fixed", "fixed:", "fixed:-1", "statutory*:0", "statutory*:21", "x:1"] {
            assert_eq!(Clause::from_code(bad), None, "{bad:?}");
        }
    }
}
