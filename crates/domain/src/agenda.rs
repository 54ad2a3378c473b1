//! What a collector does first: value at stake × chance that a contact brings it × urgency, with the parts of that product, so that
//! a person can read why an account stands where it stands.
//!
//! The percentages are conventions of the house, not statistics: they are told on the page and in `docs/spec/agenda.md`.

use crate::money::Cents;

/// What waits on an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A legal time limit is close, past, or over for the other side.
    Limit,
    /// A promise was broken and something of it is still owed.
    BrokenPromise,
    /// A payment plan is broken: its notice is to be sent, or the time that a notice left has passed.
    BrokenPlan,
    /// The debtor wrote back and nobody has read it.
    Reply,
    /// A message did not leave, or nobody knows whether it did.
    SendError,
    /// A dispute is past its time limit.
    LateDispute,
    /// A call to make.
    Call,
    /// The scenario of some items has ended and they are not paid: a person says what comes next.
    Decide,
    /// A letter to post.
    Letter,
    /// Something to do inside the house.
    Task,
    /// An alert that a person set is on.
    Alert,
    /// A message that waits for a person's word.
    ToConfirm,
    /// A message that leaves by itself.
    Confirmed,
}

impl Kind {
    /// All kinds, the most pressing first.
    pub const ALL: [Self; 13] = [
        Self::Limit,
        Self::BrokenPromise,
        Self::BrokenPlan,
        Self::Reply,
        Self::SendError,
        Self::LateDispute,
        Self::Call,
        Self::Decide,
        Self::Letter,
        Self::Task,
        Self::Alert,
        Self::ToConfirm,
        Self::Confirmed,
    ];

    /// The stable key, used in addresses and tables.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Limit => "delai",
            Self::BrokenPromise => "promesse",
            Self::BrokenPlan => "echeancier",
            Self::Reply => "reponse",
            Self::SendError => "erreur",
            Self::LateDispute => "litige",
            Self::Call => "appel",
            Self::Decide => "decision",
            Self::Letter => "courrier",
            Self::Task => "tache",
            Self::Alert => "alerte",
            Self::ToConfirm => "a-confirmer",
            Self::Confirmed => "confirme",
        }
    }

    /// Reads a key.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// Whether a person has something to do; what leaves by itself has not.
    #[must_use]
    pub fn is_manual(self) -> bool {
        self != Self::Confirmed
    }

    /// Whether it shows although the account is put off: what the law or a promise to a debtor dates does not wait.
    #[must_use]
    pub fn shows_always(self) -> bool {
        matches!(self, Self::Limit | Self::LateDispute)
    }

    /// Whether it is about a message that leaves by itself or by a person's word.
    #[must_use]
    pub fn is_send(self) -> bool {
        matches!(self, Self::SendError | Self::ToConfirm | Self::Confirmed)
    }

    /// How much it presses, in per cent.
    #[must_use]
    pub fn pressure(self) -> u32 {
        match self {
            Self::Limit => 170,
            Self::BrokenPromise | Self::BrokenPlan => 160,
            Self::Reply => 150,
            Self::SendError => 140,
            Self::LateDispute => 130,
            Self::Call => 120,
            Self::Alert | Self::Decide => 115,
            Self::Letter => 110,
            Self::Task | Self::ToConfirm => 100,
            Self::Confirmed => 40,
        }
    }
}

/// What is known of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts<'a> {
    /// What is late.
    pub late: Cents,
    /// What is owed, when nothing is late: a reply before the due date is worth something too.
    pub owed: Cents,
    /// Days of the oldest late item.
    pub oldest_days: i64,
    /// Days since the last contact; `None` when there was none.
    pub silent_days: Option<i64>,
    /// Whether an address or a number reaches the debtor.
    pub is_reachable: bool,
    /// What waits, each with the days since it was to be done.
    pub waiting: &'a [(Kind, i64)],
}

/// Why an account stands where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rank {
    /// The value at stake.
    pub stake: Cents,
    /// The chance that a contact brings it, in per cent.
    pub chance: u32,
    /// How much it presses, in per cent.
    pub urgency: u32,
    /// What presses most.
    pub by: Option<Kind>,
}

/// The chance that a contact brings the money, in per cent: the older, the less; unreachable, half of that.
#[must_use]
pub fn chance(oldest_days: i64, is_reachable: bool) -> u32 {
    let of_age = match oldest_days {
        ..=30 => 90,
        31..=60 => 75,
        61..=90 => 60,
        91..=120 => 45,
        121..=365 => 30,
        _ => 15,
    };
    if is_reachable { of_age } else { of_age / 2 }
}

/// How much an account presses, in per cent, and what presses most: a tenth more for each day that it waits, five at most; a fifth
/// more for silence beyond a month.
fn urgency(facts: &Facts<'_>) -> (u32, Option<Kind>) {
    let pressed = |(kind, days): &(Kind, i64)| kind.pressure() + 10 * u32::try_from((*days).clamp(0, 5)).unwrap_or(0);
    let first = facts.waiting.iter().max_by_key(|waiting| (pressed(waiting), std::cmp::Reverse(waiting.0)));
    let silence = if facts.silent_days.is_none_or(|days| days > 30) && facts.late.is_positive() { 20 } else { 0 };
    (first.map_or(50, pressed) + silence, first.map(|(kind, _)| *kind))
}

impl Rank {
    /// The rank of an account.
    #[must_use]
    pub fn of(facts: &Facts<'_>) -> Self {
        let stake = if facts.late.is_positive() { facts.late } else { Cents(facts.owed.0.max(0) / 10) };
        let (urgency, by) = urgency(facts);
        Self { stake, chance: chance(facts.oldest_days, facts.is_reachable), urgency, by }
    }

    /// The product: what the order goes by.
    #[must_use]
    pub fn weight(&self) -> i128 {
        i128::from(self.stake.0) * i128::from(self.chance) * i128::from(self.urgency)
    }

    /// 0 to 100, against the heaviest of a list: the square root, so that a tenth of the weight is not a tenth of the number.
    #[must_use]
    pub fn priority(&self, heaviest: i128) -> u32 {
        let positive = |weight: i128| u128::try_from(weight).unwrap_or(0);
        let part = (positive(self.weight()) * 10_000).checked_div(positive(heaviest)).unwrap_or(0);
        u32::try_from(part.isqrt()).unwrap_or(100).min(100)
    }
}

/// Of amounts sorted from the largest, the share of the whole that the first few are, in per cent rounded half up.
#[must_use]
pub fn share_of_first(amounts: &[Cents], count: usize, whole: Cents) -> u32 {
    let sum: i128 = amounts.iter().take(count).map(|amount| i128::from(amount.0.max(0))).sum();
    let whole = i128::from(whole.0);
    if whole <= 0 { 0 } else { u32::try_from((sum * 200 + whole) / (whole * 2)).unwrap_or(100).min(100) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOTHING: Facts<'static> =
        Facts { late: Cents(100_000), owed: Cents(150_000), oldest_days: 10, silent_days: Some(5), is_reachable: true, waiting: &[] };

    #[test]
    fn chance_falls_with_age_and_with_silence_of_the_address() {
        let cases = [
            (0, true, 90),
            (30, true, 90),
            (31, true, 75),
            (60, true, 75),
            (90, true, 60),
            (120, true, 45),
            (121, true, 30),
            (366, true, 15),
            (10, false, 45),
            (400, false, 7),
        ];
        for (days, reachable, expected) in cases {
            assert_eq!(chance(days, reachable), expected, "{days} {reachable}");
        }
    }

    #[test]
    fn urgency_is_that_of_what_presses_most() {
        type Case = (&'static [(Kind, i64)], Option<i64>, u32, Option<Kind>);
        let cases: [Case; 9] = [
            (&[], Some(5), 50, None),
            (&[], None, 70, None),
            (&[(Kind::Call, 0)], Some(5), 120, Some(Kind::Call)),
            (&[(Kind::Call, 3)], Some(5), 150, Some(Kind::Call)),
            (&[(Kind::Call, 99)], Some(31), 190, Some(Kind::Call)),
            (&[(Kind::Letter, 0), (Kind::BrokenPromise, 0)], Some(5), 160, Some(Kind::BrokenPromise)),
            (&[(Kind::BrokenPlan, 0), (Kind::Reply, 0)], Some(5), 160, Some(Kind::BrokenPlan)),
            (&[(Kind::Decide, 0), (Kind::Letter, 0)], Some(5), 115, Some(Kind::Decide)),
            (&[(Kind::Confirmed, 0)], Some(5), 40, Some(Kind::Confirmed)),
        ];
        for (waiting, silent_days, urgency, by) in cases {
            let rank = Rank::of(&Facts { waiting, silent_days, ..NOTHING });
            assert_eq!((rank.urgency, rank.by), (urgency, by), "{waiting:?} {silent_days:?}");
        }
    }

    #[test]
    fn the_order_is_the_product_and_the_number_its_root() {
        let call = [(Kind::Call, 0)];
        // 1 000,00 € × 90 % × 120 %, and a hundred times that.
        let small = Rank::of(&Facts { waiting: &call, ..NOTHING });
        let large = Rank::of(&Facts { waiting: &call, late: Cents(10_000_000), ..NOTHING });
        assert_eq!((small.weight(), large.weight()), (100_000 * 90 * 120, 10_000_000 * 90 * 120));
        assert_eq!((small.priority(large.weight()), large.priority(large.weight()), large.priority(0)), (10, 100, 0));
        // Old and unreachable is worth less than fresh: 1 000,00 × 15 % × 140 % against 1 000,00 × 90 % × 120 %.
        let old = Rank::of(&Facts { waiting: &call, oldest_days: 400, silent_days: None, ..NOTHING });
        assert!(old.weight() < small.weight());
        let before_due = Rank::of(&Facts { late: Cents::ZERO, waiting: &[(Kind::Reply, 0)], ..NOTHING });
        assert_eq!(before_due.stake, Cents(15_000), "a tenth of what is owed when nothing is late");
        assert_eq!(Rank::of(&Facts { late: Cents::ZERO, owed: Cents(-5), ..NOTHING }).weight(), 0);
    }

    #[test]
    fn the_first_few_are_a_share_of_the_whole() {
        let amounts = [5_000, 3_000, 2_000].map(Cents);
        for (count, expected) in [(0, 0), (1, 50), (2, 80), (3, 100), (9, 100)] {
            assert_eq!(share_of_first(&amounts, count, Cents(10_000)), expected, "{count}");
        }
        assert_eq!(share_of_first(&amounts, 2, Cents::ZERO), 0);
        for kind in Kind::ALL {
            assert_eq!(Kind::from_code(kind.code()), Some(kind));
        }
    }
}
