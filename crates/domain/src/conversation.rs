//! Figures of the conversation with debtors, at the end of a day: what is late and why, what is contested and by whom it is held up,
//! who was spoken to, and the days of sales that each costs.
//!
//! They are a function of what is known of each item that was late or contested at some time of the year. The numbers (K5, K14 …) are
//! those of `docs/spec/figures.md`.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::calendar::{self, Date};
use crate::dispute::Reason;
use crate::figure::Series;
use crate::ids::DebtorId;
use crate::money::Cents;

/// Days after a contact during which a debtor counts as spoken to (K17).
pub const REACH: i64 = 30;

/// From a day up to another one, which is not in it any more; for ever without one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// The first day.
    pub from: Date,
    /// The first day after it.
    pub until: Option<Date>,
}

impl Span {
    /// Whether a day is in it.
    #[must_use]
    pub fn holds(&self, on: Date) -> bool {
        self.from <= on && self.until.is_none_or(|until| on < until)
    }
}

/// A dispute of an item: since when, why, and who of the house answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contest {
    /// While it lived.
    pub span: Span,
    /// Why.
    pub reason: Reason,
    /// Who answers.
    pub owner: String,
}

/// What is known of a debit over the year, in euro.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemHistory {
    /// Whose it is.
    pub debtor: DebtorId,
    /// When it was issued.
    pub issued_on: Date,
    /// When it fell due.
    pub due_on: Date,
    /// What is open of it today.
    pub open: Cents,
    /// What was put on it, by value date.
    pub put: Vec<(Date, Cents)>,
    /// While a cause was noted.
    pub causes: Vec<Span>,
    /// While a promise was waited for.
    pub promises: Vec<Span>,
    /// The contested part from a day on, the oldest first.
    pub contested: Vec<(Date, Cents)>,
    /// Its disputes.
    pub contests: Vec<Contest>,
}

impl ItemHistory {
    /// What was open of it at the end of a day.
    #[must_use]
    pub fn open_on(&self, on: Date) -> Cents {
        if self.issued_on > on {
            return Cents::ZERO;
        }
        let later = self.put.iter().filter(|(value, _)| *value > on).map(|(_, amount)| *amount);
        (self.open + Cents::total(later)).max(Cents::ZERO)
    }

    /// What of it was contested at the end of a day: never more than was open.
    #[must_use]
    pub fn contested_on(&self, on: Date) -> Cents {
        let last = self.contested.iter().rev().find(|(from, _)| *from <= on).map_or(Cents::ZERO, |(_, amount)| *amount);
        last.max(Cents::ZERO).min(self.open_on(on))
    }

    fn has(spans: &[Span], on: Date) -> bool {
        spans.iter().any(|span| span.holds(on))
    }

    /// Whether it is known on a day why it is not paid: a cause, a promise or a contested part (K16).
    #[must_use]
    pub fn is_explained_on(&self, on: Date) -> bool {
        Self::has(&self.causes, on) || Self::has(&self.promises, on) || self.contested_on(on).is_positive()
    }
}

/// What is contested for a reason, or held up by somebody.
pub type Held<K> = BTreeMap<K, Cents>;

/// The conversation at the end of a day, in euro.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Talk {
    /// What is late.
    pub late: Cents,
    /// Of it, what has a cause, a promise or a contested part (K16).
    pub known: Cents,
    /// What is contested, late or not (K15).
    pub contested: Cents,
    /// Of it, what is not due yet.
    pub contested_not_due: Cents,
    /// The same by reason.
    pub by_reason: Held<Reason>,
    /// And by who answers for it.
    pub by_owner: Held<String>,
    /// Debtors with something late.
    pub debtors: usize,
    /// Of these, those who were spoken to in the last [`REACH`] days (K17).
    pub reached: usize,
    /// How often they were, all together.
    pub contacts: usize,
}

/// The conversation as it stood at the end of a day; `contacts` has the days on which each debtor was really spoken to.
#[must_use]
pub fn talk(items: &[ItemHistory], contacts: &HashMap<DebtorId, Vec<Date>>, on: Date) -> Talk {
    let mut talk = Talk::default();
    let mut late: HashSet<DebtorId> = HashSet::new();
    for item in items {
        let open = item.open_on(on);
        if !open.is_positive() {
            continue;
        }
        let contested = item.contested_on(on);
        if on > item.due_on {
            late.insert(item.debtor);
            talk.late += open;
            if item.is_explained_on(on) {
                talk.known += open;
            }
        } else {
            talk.contested_not_due += contested;
        }
        talk.contested += contested;
        if contested.is_positive() {
            // Several disputes of an item: the last one that was opened answers for it.
            let contest = item.contests.iter().rev().find(|contest| contest.span.holds(on));
            let reason = contest.map_or(Reason::Unspecified, |contest| contest.reason);
            *talk.by_reason.entry(reason).or_default() += contested;
            *talk.by_owner.entry(contest.map(|contest| contest.owner.clone()).unwrap_or_default()).or_default() += contested;
        }
    }
    talk.debtors = late.len();
    let since = calendar::add_days(on, -REACH);
    for debtor in late {
        let spoken = contacts.get(&debtor).map_or(0, |days| days.iter().filter(|day| **day > since && **day <= on).count());
        talk.reached += usize::from(spoken > 0);
        talk.contacts += spoken;
    }
    talk
}

/// The days of sales that are owed, in tenths of a day, as three parts of K2 that add up to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bands {
    /// Those of the terms that were granted.
    pub terms: i64,
    /// Those that lateness adds, without what is contested.
    pub late: i64,
    /// Those of what is contested (K5).
    pub contested: i64,
}

/// Splits K2 at the end of a month: what is contested takes its share of what is owed; of the rest, what is not due would last alone;
/// lateness adds what is left. `None` beyond two years.
#[must_use]
pub fn bands(series: &Series, at: usize, talk: &Talk) -> Option<Bands> {
    let (whole, position) = (series.dso_countback(at)?, series.position(at));
    let contested = portion(whole, talk.contested, position.owed).clamp(0, whole.max(0));
    let free = (position.not_due - talk.contested_not_due).max(Cents::ZERO);
    let terms = series.days_of(at, free)?.clamp(0, whole - contested);
    Some(Bands { terms, late: whole - contested - terms, contested })
}

/// So many of the days as a part is of a whole, rounded half up; none of nothing.
fn portion(days: i64, part: Cents, whole: Cents) -> i64 {
    if !whole.is_positive() {
        return 0;
    }
    let (part, whole) = (i128::from(part.0.max(0)), i128::from(whole.0));
    i64::try_from((i128::from(days) * part * 2 + whole) / (2 * whole)).unwrap_or(days)
}

/// Shares days out by amounts, so that the parts add up to them: what rounding leaves goes to the largest remainders.
#[must_use]
pub fn shared<K: Clone + Ord>(days: i64, amounts: &Held<K>) -> Vec<(K, Cents, i64)> {
    let whole: i128 = amounts.values().map(|amount| i128::from(amount.0.max(0))).sum();
    if whole == 0 {
        return Vec::new();
    }
    let mut parts: Vec<(K, Cents, i64, i128)> = amounts
        .iter()
        .map(|(key, amount)| {
            let exact = i128::from(days) * i128::from(amount.0.max(0));
            (key.clone(), *amount, i64::try_from(exact / whole).unwrap_or(0), exact % whole)
        })
        .collect();
    parts.sort_by(|a, b| b.3.cmp(&a.3).then_with(|| a.0.cmp(&b.0)));
    let left = days - parts.iter().map(|part| part.2).sum::<i64>();
    for part in parts.iter_mut().take(usize::try_from(left).unwrap_or(0)) {
        part.2 += 1;
    }
    parts.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    parts.into_iter().map(|(key, amount, days, _)| (key, amount, days)).collect()
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::figure::{MonthFacts, share};

    fn day(month: u32, day: u32) -> Date {
        Date::from_ymd_opt(2026, month, day).unwrap()
    }

    fn debtor(number: u128) -> DebtorId {
        DebtorId(Uuid::from_u128(number))
    }

    fn item(number: u128, due_on: Date, euros: i64) -> ItemHistory {
        ItemHistory {
            debtor: debtor(number),
            issued_on: calendar::add_days(due_on, -30),
            due_on,
            open: Cents(euros * 100),
            put: Vec::new(),
            causes: Vec::new(),
            promises: Vec::new(),
            contested: Vec::new(),
            contests: Vec::new(),
        }
    }

    /// 10 000 € late on 31 August: 4 000 € with a cause since 10 August, 3 000 € promised, 1 000 € of 2 000 € contested, 1 000 €
    /// of which nothing is known. K16 is 9 000 ÷ 10 000 = 90 %; on 31 July, before any word, it was 0 %.
    #[test]
    fn what_is_known_of_what_is_late() {
        let since = |from| Span { from, until: None };
        let mut items = vec![item(1, day(7, 1), 4_000), item(2, day(7, 1), 3_000), item(3, day(7, 1), 2_000), item(4, day(7, 1), 1_000)];
        items[0].causes.push(since(day(8, 10)));
        items[1].promises.push(Span { from: day(8, 20), until: Some(day(9, 5)) });
        items[2].contested.push((day(8, 25), Cents(100_000)));
        items[2].contests.push(Contest { span: since(day(8, 25)), reason: Reason::Quality, owner: "Paul".to_owned() });
        let contacts =
            HashMap::from([(debtor(1), vec![day(7, 20), day(8, 12)]), (debtor(2), vec![day(8, 1)]), (debtor(3), vec![day(9, 1)])]);
        let now = talk(&items, &contacts, day(8, 31));
        assert_eq!((now.late, now.known, share(now.known, now.late)), (Cents(1_000_000), Cents(900_000), Some(9_000)));
        assert_eq!(
            (now.contested, now.by_reason[&Reason::Quality], now.by_owner["Paul"]),
            (Cents(100_000), Cents(100_000), Cents(100_000))
        );
        // K17: of four debtors, the first was spoken to on 12 August and the second on 1 August at most: 1 August is 30 days ago.
        assert_eq!((now.debtors, now.reached, now.contacts), (4, 1, 1), "1 August is the thirtieth day before");
        let july = talk(&items, &contacts, day(7, 31));
        assert_eq!((july.late, july.known, july.reached, july.contested), (Cents(1_000_000), Cents::ZERO, 1, Cents::ZERO));
        // The promise is over on 5 September: only the cause and the dispute are left.
        assert_eq!(talk(&items, &contacts, day(9, 5)).known, Cents(600_000));
    }

    #[test]
    fn what_was_paid_since_was_late_then() {
        let mut paid = item(1, day(6, 15), 0);
        paid.put = vec![(day(8, 3), Cents(50_000)), (day(7, 2), Cents(20_000))];
        paid.contested = vec![(day(6, 20), Cents(90_000)), (day(7, 20), Cents::ZERO)];
        let items = [paid];
        let at = |on| talk(&items, &HashMap::new(), on);
        assert_eq!((at(day(6, 30)).late, at(day(6, 30)).contested), (Cents(70_000), Cents(70_000)), "never more than was open");
        assert_eq!((at(day(7, 31)).late, at(day(7, 31)).contested), (Cents(50_000), Cents::ZERO));
        assert_eq!((at(day(8, 3)).late, at(day(8, 3)).debtors), (Cents::ZERO, 0));
        assert_eq!(at(day(6, 15)).late, Cents::ZERO, "due today is not late");
        assert_eq!(at(day(5, 1)).late, Cents::ZERO, "not issued yet");
    }

    /// 20 000 € owed on 31 August, of which 15 000 € are not due; 12 500 € sold in August, 10 000 € in July: K2 is 54.25 days.
    /// 4 000 € of it are contested, 1 000 € of these not due: 54.3 × 4 000 ÷ 20 000 = 10.9 days. The other 14 000 € that are not due last
    /// 31 + 1 500 ÷ 10 000 × 31 = 35.65 days. Lateness adds 54.3 − 10.9 − 35.7 = 7.7 days.
    #[test]
    fn the_three_parts_add_up_to_the_days_of_sales() {
        let sold = |euros: i64| {
            let cents = Cents(euros * 100);
            MonthFacts { issued: cents, sales: cents, debits: cents, ..MonthFacts::default() }
        };
        let mut july = sold(10_000);
        july.issued -= Cents(250_000);
        july.settled = Cents(250_000);
        july.became_late = Cents(500_000);
        let series = Series::of(day(8, 31), [((2026, 7), july), ((2026, 8), sold(12_500))]);
        let now = Talk { contested: Cents(400_000), contested_not_due: Cents(100_000), ..Talk::default() };
        let split = bands(&series, 1, &now).unwrap();
        assert_eq!(split, Bands { terms: 357, late: 77, contested: 109 });
        assert_eq!(split.terms + split.late + split.contested, series.dso_countback(1).unwrap());
        let nothing = bands(&series, 1, &Talk::default()).unwrap();
        assert_eq!((nothing.terms, nothing.late, nothing.contested), (388, 155, 0), "K3 and K4 when nothing is contested");
        let all = bands(&series, 1, &Talk { contested: Cents(9_000_000), ..Talk::default() }).unwrap();
        assert_eq!((all.terms, all.late, all.contested), (0, 0, 543), "never more than there is");
    }

    /// 109 tenths of a day of 3 000 €, 700 € and 300 €: 81.75, 19.075 and 8.175; the one that rounding leaves goes to the largest remainder.
    #[test]
    fn days_are_shared_out_without_a_rest() {
        let held = BTreeMap::from([("logistique", Cents(300_000)), ("ventes", Cents(70_000)), ("service", Cents(30_000))]);
        let parts = shared(109, &held);
        assert_eq!(parts.iter().map(|part| (part.0, part.2)).collect::<Vec<_>>(), [("logistique", 82), ("ventes", 19), ("service", 8)]);
        assert_eq!(parts.iter().map(|part| part.2).sum::<i64>(), 109);
        assert!(shared::<&str>(10, &BTreeMap::new()).is_empty());
    }
}
