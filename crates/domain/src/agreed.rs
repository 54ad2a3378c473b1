//! Debts by the dates that were agreed of them: what is open of each, and when it is to be paid.
//!
//! A debt that was deferred is to be paid on its later date. The debts of a plan that holds are to be paid as its instalments say: what
//! is missing of those whose day has passed is late, the rest is not. All else has its own date. Nothing of it is stored: it is a
//! function of what was put on the debts, of what was agreed and of a day, so that a past day is what it was.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::Datelike as _;

use crate::calendar::{Date, add_days};
use crate::figure::MonthFacts;
use crate::ids::OpenItemId;
use crate::money::Cents;
use crate::plan::{Debt, Event, EventKind, Instalment, Progress, Put, Since, history, progress, received};

/// So much put on a debt, with the day from which the ledger counts it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DatedPut {
    /// What.
    pub put: Put,
    /// The day from which the ledger counts it: of a counter-row the day on which it was written.
    pub value_on: Date,
}

/// A debt of which something was agreed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgreedDebt {
    /// The item.
    pub item: OpenItemId,
    /// The day of its document: before it, it is not there.
    pub issued_on: Date,
    /// Its own due date.
    pub due_on: Date,
    /// What it was issued for.
    pub amount: Cents,
    /// What was put on it and taken back, in the order of ids.
    pub puts: Vec<DatedPut>,
    /// The later dates that were agreed and not taken back, in their order: the day of the agreement, and the date.
    pub later: Vec<(Date, Date)>,
}

/// A plan that was signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgreedPlan {
    /// From when on what is put on its debts counts for it.
    pub since: Since,
    /// What persons did and did not take back, in order.
    pub events: Vec<Event>,
    /// Its instalments.
    pub instalments: Vec<Instalment>,
    /// Days after an instalment's day during which it is late, and the plan not broken.
    pub grace_days: u16,
    /// Its debts, with what it has of each.
    pub items: Vec<(OpenItemId, Cents)>,
}

/// What is open of a debt, or a part of it, and when that is to be paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// The item.
    pub item: OpenItemId,
    /// The day.
    pub due_on: Date,
    /// How much.
    pub open: Cents,
    /// Whether an instalment of a plan that holds says so.
    pub by_plan: bool,
}

impl AgreedDebt {
    fn open(&self, counts: &dyn Fn(&DatedPut) -> bool) -> Cents {
        self.amount - Cents::total(self.puts.iter().filter(|put| counts(put)).map(|put| put.put.amount))
    }

    /// What was open of it at the end of a day.
    #[must_use]
    pub fn open_on(&self, on: Date) -> Cents {
        self.open(&|put| put.value_on <= on)
    }

    /// The date on which it is to be paid, outside of plans, as it was agreed by a day: the last agreement's, unless its own is later.
    #[must_use]
    pub fn due_by(&self, on: Date) -> Date {
        let agreed = self.later.iter().rev().find(|(granted_on, _)| *granted_on <= on).map(|(_, agreed_on)| *agreed_on);
        agreed.map_or(self.due_on, |agreed| agreed.max(self.due_on))
    }
}

impl AgreedPlan {
    /// How far it is filled on a day on which it holds its debts; `None` on any other.
    fn held(&self, debts: &[AgreedDebt], on: Date, counts: &dyn Fn(&DatedPut) -> bool) -> Option<Progress> {
        let events: Vec<Event> = self.events.iter().take_while(|event| event.on <= on).cloned().collect();
        if !events.iter().any(|event| matches!(event.kind, EventKind::Signed { .. })) {
            return None;
        }
        let state = history(&events).ok()?.state;
        let own = self.items.iter().filter_map(|(item, planned)| {
            let debt = debts.iter().find(|debt| debt.item == *item)?;
            let puts = debt.puts.iter().filter(|put| counts(put)).map(|put| put.put).collect();
            Some(Debt { item: *item, amount: debt.amount, planned: *planned, puts })
        });
        let progress = progress(&self.instalments, &received(&own.collect::<Vec<_>>(), &self.since), self.grace_days, on);
        state.hold(&progress, false).map(|_| progress)
    }
}

fn parts_of(debts: &[AgreedDebt], plans: &[AgreedPlan], on: Date, counts: &dyn Fn(&DatedPut) -> bool) -> Vec<Part> {
    let mut open: Vec<Cents> = debts.iter().map(|debt| if debt.issued_on <= on { debt.open(counts) } else { Cents::ZERO }).collect();
    let mut parts = Vec::new();
    for plan in plans {
        let Some(progress) = plan.held(debts, on, counts) else { continue };
        let mut owed: Vec<(Date, OpenItemId, usize, Cents)> = Vec::with_capacity(plan.items.len());
        for (item, planned) in &plan.items {
            if let Some(at) = debts.iter().position(|debt| debt.item == *item) {
                owed.push((debts[at].due_on, *item, at, open[at].min(*planned)));
            }
        }
        owed.sort_unstable();
        let mut lines = progress.lines.iter().map(|line| (line.instalment.due_on, line.missing())).filter(|(_, left)| left.is_positive());
        let mut line = lines.next();
        for (_, item, at, mut wanted) in owed {
            while let Some((due_on, left)) = line.filter(|_| wanted.is_positive()) {
                let part = left.min(wanted);
                wanted -= part;
                open[at] -= part;
                parts.push(Part { item, due_on, open: part, by_plan: true });
                line = if part == left { lines.next() } else { Some((due_on, left - part)) };
            }
        }
    }
    let rest = debts.iter().zip(open).filter(|(_, open)| !open.is_zero());
    parts.extend(rest.map(|(debt, open)| Part { item: debt.item, due_on: debt.due_by(on), open, by_plan: false }));
    parts
}

/// What is open of an account's debts at the end of a day, by the date that was agreed by then. The parts of a debt add up to what is
/// open of it.
#[must_use]
pub fn parts(debts: &[AgreedDebt], plans: &[AgreedPlan], on: Date) -> Vec<Part> {
    parts_of(debts, plans, on, &|put| put.value_on <= on)
}

fn late(parts: &[Part], on: Date) -> HashMap<OpenItemId, Cents> {
    let mut sums = HashMap::new();
    for part in parts.iter().filter(|part| part.due_on < on) {
        *sums.entry(part.item).or_default() += part.open;
    }
    sums
}

fn sum(late: &HashMap<OpenItemId, Cents>) -> Cents {
    Cents::total(late.values().copied())
}

/// The days on which something may change what is late.
fn days(debts: &[AgreedDebt], plans: &[AgreedPlan], until: Date) -> BTreeSet<Date> {
    let mut days = BTreeSet::new();
    for debt in debts {
        days.extend([debt.issued_on, add_days(debt.due_on, 1)]);
        days.extend(debt.puts.iter().flat_map(|put| [put.value_on, put.put.on]));
        days.extend(debt.later.iter().flat_map(|(granted_on, agreed_on)| [*granted_on, add_days(*agreed_on, 1)]));
    }
    for plan in plans {
        days.insert(plan.since.on);
        days.extend(plan.instalments.iter().map(|one| add_days(one.due_on, 1)));
        for event in &plan.events {
            days.insert(event.on);
            if let EventKind::Noticed { cure_by, .. } = event.kind {
                days.insert(add_days(cure_by, 1));
            }
        }
    }
    days.retain(|day| *day <= until);
    days
}

/// What each month adds to the lateness of an account's debts up to a day: what became late, what was late and is so no more since a
/// date was agreed, and what was put on late debts. The other sums are left empty.
#[must_use]
pub fn months(debts: &[AgreedDebt], plans: &[AgreedPlan], until: Date) -> BTreeMap<(i32, u32), MonthFacts> {
    let mut months: BTreeMap<(i32, u32), MonthFacts> = BTreeMap::new();
    let mut before: HashMap<OpenItemId, Cents> = HashMap::new();
    for day in days(debts, plans, until) {
        let late_by = |counts: &dyn Fn(&DatedPut) -> bool| late(&parts_of(debts, plans, day, counts), day);
        let turned = late_by(&|put| put.value_on < day);
        let relieved = late_by(&|put| put.value_on < day || (put.value_on == day && !put.put.is_cash));
        let after = late_by(&|put| put.value_on <= day);
        let facts = months.entry((day.year(), day.month())).or_default();
        for item in debts.iter().map(|debt| debt.item) {
            let of = |late: &HashMap<OpenItemId, Cents>| late.get(&item).copied().unwrap_or_default();
            let more = of(&turned) - of(&before);
            if more.is_negative() {
                facts.late_agreed -= more;
            } else {
                facts.became_late += more;
            }
        }
        facts.late_settled += sum(&turned) - sum(&after);
        facts.late_cash += sum(&relieved) - sum(&after);
        before = after;
    }
    months
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;
    use crate::figure::Series;
    use crate::ids::AllocationId;

    fn date(text: &str) -> Date {
        text.parse().expect("a date")
    }

    fn put(id: u128, on: &str, cents: i64, is_cash: bool) -> DatedPut {
        let put = Put {
            id: AllocationId(Uuid::from_u128(id)),
            credit: OpenItemId(Uuid::from_u128(id)),
            on: date(on),
            amount: Cents(cents),
            is_cash,
        };
        DatedPut { put, value_on: date(on) }
    }

    fn debt(id: u128, due_on: &str, cents: i64, puts: Vec<DatedPut>) -> AgreedDebt {
        let item = OpenItemId(Uuid::from_u128(id));
        AgreedDebt { item, issued_on: date("2026-01-01"), due_on: date(due_on), amount: Cents(cents), puts, later: Vec::new() }
    }

    /// Signed on 10 March 2026 on all of two debts: 100 € each on 31 March, 30 April and 31 May.
    fn plan() -> AgreedPlan {
        let cut = ["2026-03-31", "2026-04-30", "2026-05-31"].map(|on| Instalment { due_on: date(on), amount: Cents(10_000) });
        let signed = EventKind::Signed { signatory: "Durand".to_owned() };
        AgreedPlan {
            since: Since { made: Uuid::from_u128(100), recorded: Uuid::from_u128(110), on: date("2026-03-10") },
            events: vec![Event { kind: EventKind::Proposed, on: date("2026-03-05") }, Event { kind: signed, on: date("2026-03-10") }],
            instalments: cut.to_vec(),
            grace_days: 5,
            items: vec![(OpenItemId(Uuid::from_u128(1)), Cents(12_000)), (OpenItemId(Uuid::from_u128(2)), Cents(18_000))],
        }
    }

    fn told(debts: &[AgreedDebt], plans: &[AgreedPlan], on: &str) -> String {
        let parts = parts(debts, plans, date(on)).into_iter();
        let parts = parts.map(|part| format!("{}:{} {}", part.item.0.as_u128(), part.open.iso(), part.due_on.format("%m-%d")));
        parts.collect::<Vec<_>>().join(", ")
    }

    #[test]
    fn a_later_date_counts_from_the_day_of_the_agreement() {
        let mut one = debt(1, "2026-01-31", 10_000, vec![put(5, "2026-02-20", 4_000, true)]);
        one.later = vec![(date("2026-02-10"), date("2026-03-15")), (date("2026-03-01"), date("2026-04-15"))];
        let all = [one];
        for (on, expected) in [
            ("2025-12-31", ""),
            ("2026-02-09", "1:100.00 01-31"),
            ("2026-02-10", "1:100.00 03-15"),
            ("2026-02-20", "1:60.00 03-15"),
            ("2026-03-01", "1:60.00 04-15"),
        ] {
            assert_eq!(told(&all, &[], on), expected, "{on}");
        }
        // The document's own date was moved beyond the agreed one since.
        let moved = [AgreedDebt { due_on: date("2026-06-30"), ..all[0].clone() }];
        assert_eq!(told(&moved, &[], "2026-03-01"), "1:60.00 06-30");
    }

    #[test]
    fn debts_of_a_plan_are_to_be_paid_as_its_instalments_say() {
        let debts = [debt(1, "2026-01-31", 12_000, Vec::new()), debt(2, "2026-02-28", 20_000, vec![put(200, "2026-04-02", 10_000, true)])];
        for (on, expected) in [
            ("2026-03-09", "1:120.00 01-31, 2:200.00 02-28"),
            // 20 € of the second debt are not in the plan.
            ("2026-03-10", "1:100.00 03-31, 1:20.00 04-30, 2:80.00 04-30, 2:100.00 05-31, 2:20.00 02-28"),
            // The first instalment came, on the second debt: the oldest debt is shown under what is to come next.
            ("2026-04-02", "1:100.00 04-30, 1:20.00 05-31, 2:80.00 05-31, 2:20.00 02-28"),
        ] {
            assert_eq!(told(&debts, &[plan()], on), expected, "{on}");
        }
        // A notice in vain, or the end that a person puts to it, gives the debts their own dates back.
        let mut noticed = plan();
        let kind = EventKind::Noticed { cure_by: date("2026-05-20"), missed_on: date("2026-04-30"), missing: Cents(10_000) };
        noticed.events.push(Event { kind, on: date("2026-05-10") });
        assert!(told(&debts, std::slice::from_ref(&noticed), "2026-05-20").starts_with("1:100.00 04-30"));
        assert_eq!(told(&debts, &[noticed], "2026-05-21"), "1:120.00 01-31, 2:100.00 02-28");
        let mut ended = plan();
        ended.events.push(Event { kind: EventKind::Cancelled, on: date("2026-04-10") });
        assert_eq!(told(&debts, &[ended], "2026-04-10"), "1:120.00 01-31, 2:100.00 02-28");
    }

    /// By hand. 100 € due on 31 January; on 10 March a later date, 30 April, is agreed; 40 € come on 20 April, the rest on 5 June.
    /// By the agreed date: 100 € became late in February, are so no more in March, and 60 € become late in May.
    #[test]
    fn the_months_of_a_debt_that_was_deferred() {
        let mut one = debt(1, "2026-01-31", 10_000, vec![put(5, "2026-04-20", 4_000, true), put(6, "2026-06-05", 6_000, true)]);
        one.later = vec![(date("2026-03-10"), date("2026-04-30"))];
        let cents = |month: MonthFacts| [month.became_late, month.late_agreed, month.late_settled, month.late_cash].map(|sum| sum.0);
        let told = |debts: &[AgreedDebt]| -> Vec<(u32, [i64; 4])> {
            let months = months(debts, &[], date("2026-06-30")).into_iter();
            months.map(|((_, month), facts)| (month, cents(facts))).filter(|(_, sums)| *sums != [0; 4]).collect()
        };
        assert_eq!(
            told(std::slice::from_ref(&one)),
            [(2, [10_000, 0, 0, 0]), (3, [0, 10_000, 0, 0]), (5, [6_000, 0, 0, 0]), (6, [0, 0, 6_000, 6_000])]
        );
        // By the original date.
        one.later.clear();
        assert_eq!(told(&[one]), [(2, [10_000, 0, 0, 0]), (4, [0, 0, 4_000, 4_000]), (6, [0, 0, 6_000, 6_000])]);
    }

    /// By hand. 300 € due in January and February, 100 € of it to be paid at the end of each month from March on; 100 € come on
    /// 31 March, nothing in April, 50 € on 10 May: 100 € become late on 1 May, 50 € of them are paid in it.
    #[test]
    fn the_months_of_a_plan() {
        let debts = [
            debt(1, "2026-01-31", 12_000, vec![put(200, "2026-03-31", 10_000, true)]),
            debt(2, "2026-02-28", 18_000, vec![put(201, "2026-05-10", 5_000, true)]),
        ];
        let series = Series::of(date("2026-05-31"), months(&debts, &[plan()], date("2026-05-31")));
        let late: Vec<i64> = (0..series.len()).map(|at| series.position(at).late.0).collect();
        assert_eq!((series.month(0), late), ((2026, 1), vec![0, 12_000, 0, 0, 5_000]));
        let march = series.facts(2);
        assert_eq!((march.became_late, march.late_agreed, march.late_settled), (Cents(18_000), Cents(30_000), Cents(0)));
        // K12 of May: 50 € of 100 € that became late in it.
        assert_eq!(series.recovery_rate(4), Some(5_000));
        // K12 of March: nothing late was paid. What was late when it began is in the base, although time was granted.
        assert_eq!(series.recovery_rate(2), Some(0));
    }

    proptest! {
        #[test]
        fn nothing_is_lost_between_dates_and_months(
            amounts in proptest::collection::vec((1_i64..40_000, 0_i64..120), 2..4),
            puts in proptest::collection::vec((0_usize..3, 1_i64..15_000, 0_i64..240, any::<bool>()), 0..8),
            later in proptest::collection::vec((0_usize..3, 0_i64..200, 1_i64..90), 0..4),
            cut in proptest::collection::vec(1_i64..20_000, 1..4),
            (signed, ended) in (30_i64..120, 1_i64..200),
            on in 0_i64..260,
        ) {
            let start = date("2026-01-01");
            let mut debts: Vec<AgreedDebt> = (1..).zip(&amounts).map(|(id, (cents, due))| AgreedDebt { due_on: add_days(start, *due), ..debt(id, "2026-01-31", *cents, Vec::new()) }).collect();
            for (id, (at, cents, after, is_cash)) in (300..).zip(&puts) {
                let at = at % debts.len();
                let cents = (*cents).min(debts[at].open(&|_| true).0);
                if cents > 0 {
                    debts[at].puts.push(put(id, &add_days(start, *after).to_string(), cents, *is_cash));
                }
            }
            for (at, after, days) in &later {
                let at = at % debts.len();
                let known = debts[at].later.last().map_or(*after, |(last, _)| (*after).max((*last - start).num_days()));
                let granted = add_days(start, known);
                debts[at].later.push((granted, add_days(granted, *days)));
            }
            let instalments = (1..).zip(&cut).map(|(month, cents)| Instalment { due_on: add_days(start, signed + 20 * month), amount: Cents(*cents) }).collect();
            let mut whole = AgreedPlan { instalments, ..plan() };
            whole.since.on = add_days(start, signed);
            whole.events[1].on = whole.since.on;
            whole.events[0].on = start;
            whole.events.push(Event { kind: EventKind::Cancelled, on: add_days(start, signed + ended) });
            whole.items = debts.iter().take(2).map(|debt| (debt.item, Cents(debt.amount.0 / 2 + 1))).collect();
            let on = add_days(start, on);
            let plans = [whole];
            let found = parts(&debts, &plans, on);
            for debt in &debts {
                let own = Cents::total(found.iter().filter(|part| part.item == debt.item).map(|part| part.open));
                prop_assert_eq!(own, debt.open_on(on));
            }
            prop_assert!(found.iter().all(|part| part.open.is_positive()));
            let late = Cents::total(found.iter().filter(|part| part.due_on < on).map(|part| part.open));
            let facts = months(&debts, &plans, on).into_values();
            let sums = facts.fold(MonthFacts::default(), |mut sums, month| { sums.add(&month); sums });
            prop_assert_eq!(sums.became_late - sums.late_settled - sums.late_agreed, late);
        }
    }
}
