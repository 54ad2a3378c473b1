use super::schedule::Instalment;
use crate::calendar::{Date, add_days};
use crate::money::Cents;

/// Something put on the items of a plan since it began.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Received {
    /// The day from which it counts.
    pub on: Date,
    /// How much; above zero.
    pub amount: Cents,
    /// Whether it is money. A credit note or a rebate makes the debt smaller: it takes the last instalments off.
    pub is_cash: bool,
}

/// Where an instalment stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum InstalmentState {
    /// Paid by its day.
    Kept,
    /// Paid, after its day.
    KeptLate,
    /// Its day has not passed.
    Coming,
    /// Its day has passed, within the grace.
    Late,
    /// Its day and the grace have passed.
    Broken,
}

impl InstalmentState {
    /// The stable key, used by the API and by the French texts.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Kept => "kept",
            Self::KeptLate => "kept_late",
            Self::Coming => "coming",
            Self::Late => "late",
            Self::Broken => "broken",
        }
    }

    /// Whether it is paid.
    #[must_use]
    pub fn is_paid(self) -> bool {
        matches!(self, Self::Kept | Self::KeptLate)
    }
}

/// An instalment with what came for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Filled {
    /// The instalment.
    pub instalment: Instalment,
    /// What came for it, up to its amount.
    pub filled: Cents,
    /// The day on which it was full.
    pub paid_on: Option<Date>,
    /// Where it stands.
    pub state: InstalmentState,
}

impl Filled {
    /// What is missing of it.
    #[must_use]
    pub fn missing(&self) -> Cents {
        self.instalment.amount - self.filled
    }
}

/// A plan and what came for it by a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// The instalments, in order.
    pub lines: Vec<Filled>,
    /// Days after its day during which an instalment is late, and the plan not broken.
    pub grace_days: u16,
    /// The day.
    pub today: Date,
}

/// Fills instalments with what came by a day: money the oldest first, whatever it was meant for; credit notes and rebates the
/// last first. A payment that was taken back is simply not there any more.
#[must_use]
pub fn progress(instalments: &[Instalment], received: &[Received], grace_days: u16, today: Date) -> Progress {
    let mut received: Vec<Received> = received.iter().filter(|one| one.on <= today && one.amount.is_positive()).copied().collect();
    received.sort_by_key(|one| (one.on, !one.is_cash));
    let mut filled = vec![Cents::ZERO; instalments.len()];
    let mut paid_on = vec![None; instalments.len()];
    // Relief first: what is no longer owed is not to be paid, whenever it was granted.
    for is_cash in [false, true] {
        for one in received.iter().filter(|one| one.is_cash == is_cash) {
            let mut left = one.amount;
            let forward: Vec<usize> = (0..instalments.len()).collect();
            let order: Vec<usize> = if is_cash { forward } else { forward.into_iter().rev().collect() };
            for at in order {
                let part = left.min(instalments[at].amount - filled[at]);
                if !part.is_positive() {
                    continue;
                }
                filled[at] += part;
                left -= part;
                if filled[at] == instalments[at].amount {
                    paid_on[at] = Some(one.on);
                }
            }
        }
    }
    let state = |at: usize| {
        let due_on = instalments[at].due_on;
        match paid_on[at] {
            Some(on) if on <= due_on => InstalmentState::Kept,
            Some(_) => InstalmentState::KeptLate,
            None if today <= due_on => InstalmentState::Coming,
            None if today <= add_days(due_on, i64::from(grace_days)) => InstalmentState::Late,
            None => InstalmentState::Broken,
        }
    };
    let lines = instalments
        .iter()
        .enumerate()
        .map(|(at, instalment)| Filled { instalment: *instalment, filled: filled[at], paid_on: paid_on[at], state: state(at) })
        .collect();
    Progress { lines, grace_days, today }
}

impl Progress {
    /// The instalment that is to be paid next, late or not.
    #[must_use]
    pub fn next(&self) -> Option<&Filled> {
        self.lines.iter().find(|line| !line.state.is_paid())
    }

    /// Whether nothing is left to pay.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.next().is_none()
    }

    /// What came.
    #[must_use]
    pub fn paid(&self) -> Cents {
        Cents::total(self.lines.iter().map(|line| line.filled))
    }

    /// What is left to pay.
    #[must_use]
    pub fn left(&self) -> Cents {
        Cents::total(self.lines.iter().map(Filled::missing))
    }

    /// What is left to pay of the instalments whose day has passed.
    #[must_use]
    pub fn overdue(&self) -> Cents {
        Cents::total(self.lines.iter().filter(|line| line.instalment.due_on < self.today).map(Filled::missing))
    }

    /// The first day on which the plan is broken unless something comes; `None` when nothing is left.
    #[must_use]
    pub fn breaks_on(&self) -> Option<Date> {
        self.next().map(|line| add_days(line.instalment.due_on, i64::from(self.grace_days) + 1))
    }

    /// The day since which the plan is broken.
    #[must_use]
    pub fn broken_since(&self) -> Option<Date> {
        self.breaks_on().filter(|on| *on <= self.today)
    }

    /// The day on which the last of it was paid.
    #[must_use]
    pub fn completed_on(&self) -> Option<Date> {
        if self.is_complete() { self.lines.iter().filter_map(|line| line.paid_on).max() } else { None }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn date(text: &str) -> Date {
        text.parse().expect("a date")
    }

    /// Three instalments of 100 € on the 15th.
    fn three() -> [Instalment; 3] {
        ["2026-01-15", "2026-02-15", "2026-03-15"].map(|on| Instalment { due_on: date(on), amount: Cents(10_000) })
    }

    fn told(received: &[(&str, i64)], today: &str) -> String {
        let received: Vec<Received> =
            received.iter().map(|(on, cents)| Received { on: date(on), amount: Cents(cents.abs()), is_cash: *cents > 0 }).collect();
        let progress = progress(&three(), &received, 3, date(today));
        let lines = progress.lines.iter().map(|line| format!("{}={}", line.state.code(), line.filled.iso()));
        let mut text = lines.collect::<Vec<_>>().join(" ");
        if let Some(since) = progress.broken_since() {
            text.push_str(&format!(" broken since {since}"));
        }
        text
    }

    /// What came, the day, how the instalments stand.
    type Case<'a> = (&'a [(&'a str, i64)], &'a str, &'a str);

    #[test]
    fn instalments_are_filled_the_oldest_first() {
        let cases: [Case<'_>; 12] = [
            (&[], "2026-01-15", "coming=0.00 coming=0.00 coming=0.00"),
            (&[], "2026-01-18", "late=0.00 coming=0.00 coming=0.00"),
            (&[], "2026-01-19", "broken=0.00 coming=0.00 coming=0.00 broken since 2026-01-19"),
            (&[("2026-01-15", 10_000)], "2026-02-15", "kept=100.00 coming=0.00 coming=0.00"),
            (&[("2026-01-17", 10_000)], "2026-02-01", "kept_late=100.00 coming=0.00 coming=0.00"),
            (&[("2026-01-10", 4_000)], "2026-01-16", "late=40.00 coming=0.00 coming=0.00"),
            (
                &[("2026-01-10", 4_000), ("2026-02-20", 6_000)],
                "2026-02-20",
                "kept_late=100.00 broken=0.00 coming=0.00 broken since 2026-02-19",
            ),
            // Paid early, in one go: nothing more is due.
            (&[("2026-01-05", 30_000)], "2026-06-01", "kept=100.00 kept=100.00 kept=100.00"),
            (&[("2026-01-05", 25_000)], "2026-03-15", "kept=100.00 kept=100.00 coming=50.00"),
            // A credit note takes the end off: the next payment is due all the same.
            (&[("2026-01-05", -15_000)], "2026-01-16", "late=0.00 coming=50.00 kept=100.00"),
            (&[("2026-01-05", -15_000), ("2026-01-14", 15_000)], "2026-06-01", "kept=100.00 kept=100.00 kept=100.00"),
            // What comes later is not there yet.
            (&[("2026-03-01", 30_000)], "2026-02-16", "broken=0.00 late=0.00 coming=0.00 broken since 2026-01-19"),
        ];
        for (received, today, expected) in cases {
            assert_eq!(told(received, today), expected, "{received:?} on {today}");
        }
    }

    #[test]
    fn the_days_of_a_plan() {
        let paid = [Received { on: date("2026-01-10"), amount: Cents(12_000), is_cash: true }];
        let on = |today: &str| progress(&three(), &paid, 3, date(today));
        assert_eq!(on("2026-02-01").breaks_on(), Some(date("2026-02-19")));
        assert_eq!(
            (on("2026-02-01").paid(), on("2026-02-01").left(), on("2026-02-01").overdue()),
            (Cents(12_000), Cents(18_000), Cents(0))
        );
        assert_eq!(on("2026-04-01").overdue(), Cents(18_000));
        assert_eq!(on("2026-04-01").completed_on(), None);
    }

    proptest! {
        #[test]
        fn no_cent_is_lost_between_instalments(
            amounts in proptest::collection::vec(1_i64..50_000, 1..12),
            received in proptest::collection::vec((0_i64..400, 1_i64..90_000, any::<bool>()), 0..12),
            today in 0_i64..400,
        ) {
            let start = date("2026-01-01");
            let instalments: Vec<Instalment> = (30..).step_by(30).zip(&amounts).map(|(after, cents)| Instalment { due_on: add_days(start, after), amount: Cents(*cents) }).collect();
            let received: Vec<Received> = received.iter().map(|(after, cents, is_cash)| Received { on: add_days(start, *after), amount: Cents(*cents), is_cash: *is_cash }).collect();
            let today = add_days(start, today);
            let now = progress(&instalments, &received, 3, today);
            let came = Cents::total(received.iter().filter(|one| one.on <= today).map(|one| one.amount));
            let total = Cents::total(instalments.iter().map(|one| one.amount));
            prop_assert_eq!(now.paid(), came.min(total));
            prop_assert_eq!(now.paid() + now.left(), total);
            prop_assert_eq!(now.is_complete(), came >= total);
            // With money alone, none is begun before the one before it is full.
            if received.iter().all(|one| one.is_cash) {
                prop_assert!(now.lines.windows(2).all(|pair| pair[1].filled.is_zero() || pair[0].missing().is_zero()));
            }
            // Order does not matter, and more money never breaks a plan.
            let mut turned = received.clone();
            turned.reverse();
            prop_assert_eq!(progress(&instalments, &turned, 3, today).paid(), now.paid());
            let mut more = received.clone();
            more.push(Received { on: start, amount: Cents(1_000), is_cash: true });
            let better = progress(&instalments, &more, 3, today);
            prop_assert!(better.breaks_on().unwrap_or(Date::MAX) >= now.breaks_on().unwrap_or(Date::MAX));
        }
    }
}
