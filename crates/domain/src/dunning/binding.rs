//! Which scenario an item follows: an ordered list of rules, of which the first that the item meets wins.

use crate::calendar::Date;
use crate::claim::ClaimKind;
use crate::ids::SeriesId;
use crate::money::Cents;
use crate::party::DebtorKind;

/// The most rules that an organisation has.
pub const MAX_RULES: usize = 50;

/// Which items a rule takes. All that is given must be met, bounds included; nothing given: every item.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BindingConditions {
    /// The debtor is in one of these categories; empty: in any.
    pub categories: Vec<String>,
    /// The claim is of one of these kinds; empty: of any.
    pub claims: Vec<ClaimKind>,
    /// The debtor is of one of these kinds; empty: of any.
    pub debtors: Vec<DebtorKind>,
    /// At least this is open on the item and not disputed.
    pub min_amount: Option<Cents>,
    /// At most this is open on the item and not disputed.
    pub max_amount: Option<Cents>,
    /// The item is late by at least so many days.
    pub min_days_late: Option<u16>,
    /// The item is late by at most so many days; one that is not due meets it.
    pub max_days_late: Option<u16>,
    /// The debtor's score, 0 to 100, is at least this. A debtor without a score does not meet it.
    pub min_score: Option<u8>,
    /// The debtor's score is at most this. A debtor without a score does not meet it.
    pub max_score: Option<u8>,
}

/// One rule of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BindingRule {
    /// The scenario that it gives, in whatever version is in force.
    pub series: SeriesId,
    /// To which items.
    pub when: BindingConditions,
}

/// Which scenario an organisation's items follow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bindings {
    /// The rules, in the order in which they are tried.
    pub rules: Vec<BindingRule>,
    /// The scenario of every item that meets none of them.
    pub default: SeriesId,
}

/// What the rules look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Subject<'a> {
    /// The kind of the claim.
    pub claim: ClaimKind,
    /// The kind of the debtor.
    pub debtor: DebtorKind,
    /// The category of the debtor; may be empty.
    pub category: &'a str,
    /// What is open of the item and not disputed.
    pub amount: Cents,
    /// Its due date.
    pub due_on: Date,
    /// The debtor's score, if one is known.
    pub score: Option<u8>,
    /// The scenario that a person gave the debtor.
    pub own: Option<SeriesId>,
}

/// Why an item follows a scenario.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Because {
    /// A person bound the debtor to it.
    Debtor,
    /// It meets the rule at this position.
    Rule(usize),
    /// It meets no rule.
    Default,
}

/// The scenario of an item on a day, and why.
///
/// It is total and looks at nothing but its arguments. It is asked anew each day: an item that comes to another scenario
/// keeps its place there ([`Scenario::place_after`](super::Scenario::place_after)), so that a change back and forth neither
/// repeats a step nor starts again.
#[must_use]
pub fn scenario_of(bindings: &Bindings, subject: &Subject<'_>, today: Date) -> (SeriesId, Because) {
    if let Some(own) = subject.own {
        return (own, Because::Debtor);
    }
    match bindings.rules.iter().position(|rule| rule.when.is_met(subject, today)) {
        Some(at) => (bindings.rules[at].series, Because::Rule(at)),
        None => (bindings.default, Because::Default),
    }
}

impl BindingConditions {
    /// Whether nothing is asked for.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Whether the debtor's score counts.
    #[must_use]
    pub fn wants_score(&self) -> bool {
        self.min_score.is_some() || self.max_score.is_some()
    }

    fn is_met(&self, of: &Subject<'_>, today: Date) -> bool {
        let late = (today - of.due_on).num_days().max(0);
        (self.categories.is_empty() || self.categories.iter().any(|category| category == of.category))
            && (self.claims.is_empty() || self.claims.contains(&of.claim))
            && (self.debtors.is_empty() || self.debtors.contains(&of.debtor))
            && self.min_amount.is_none_or(|min| of.amount >= min)
            && self.max_amount.is_none_or(|max| of.amount <= max)
            && self.min_days_late.is_none_or(|min| late >= i64::from(min))
            && self.max_days_late.is_none_or(|max| late <= i64::from(max))
            && self.min_score.is_none_or(|min| of.score.is_some_and(|score| score >= min))
            && self.max_score.is_none_or(|max| of.score.is_some_and(|score| score <= max))
    }
}

/// What is wrong with a list of rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum BindingFault {
    /// More rules than anybody reads.
    #[error("more than {MAX_RULES} rules")]
    TooMany,
    /// A rule that takes everything: the default says so more clearly, and the rules after it would never be met.
    #[error("a rule without a condition")]
    TakesAll,
    /// The same conditions as an earlier rule: it would never be met.
    #[error("the conditions of an earlier rule")]
    Repeated,
    /// A category without a name.
    #[error("a category without a name")]
    EmptyCategory,
    /// An amount below zero, or no amount that is that large and that small.
    #[error("no amount meets the rule")]
    Amounts,
    /// No item is that late and that little late.
    #[error("no age meets the rule")]
    Days,
    /// A score is between 0 and 100, the lower bound first.
    #[error("no score meets the rule")]
    Scores,
}

impl BindingFault {
    /// The stable key, used in JSON and by the French texts.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::TooMany => "too_many_rules",
            Self::TakesAll => "takes_all",
            Self::Repeated => "repeated_rule",
            Self::EmptyCategory => "empty_category",
            Self::Amounts => "bad_amounts",
            Self::Days => "bad_days",
            Self::Scores => "bad_scores",
        }
    }
}

impl Bindings {
    /// All that is wrong with the rules, each with the position of its rule.
    #[must_use]
    pub fn faults(&self) -> Vec<(usize, BindingFault)> {
        let mut faults = Vec::new();
        if self.rules.len() > MAX_RULES {
            faults.push((MAX_RULES, BindingFault::TooMany));
        }
        for (at, rule) in self.rules.iter().enumerate() {
            let when = &rule.when;
            let crossed = |min: Option<i64>, max: Option<i64>| min.zip(max).is_some_and(|(min, max)| min > max);
            let (min, max) = (when.min_amount.map(|amount| amount.0), when.max_amount.map(|amount| amount.0));
            let mut fault = |is_so: bool, fault: BindingFault| {
                if is_so {
                    faults.push((at, fault));
                }
            };
            fault(when.is_empty(), BindingFault::TakesAll);
            fault(!when.is_empty() && self.rules[..at].iter().any(|earlier| earlier.when == *when), BindingFault::Repeated);
            fault(when.categories.iter().any(|category| category.trim().is_empty()), BindingFault::EmptyCategory);
            fault(crossed(min, max) || [min, max].into_iter().flatten().any(|amount| amount < 0), BindingFault::Amounts);
            fault(crossed(when.min_days_late.map(i64::from), when.max_days_late.map(i64::from)), BindingFault::Days);
            let above = [when.min_score, when.max_score].into_iter().flatten().any(|score| score > 100);
            fault(above || crossed(when.min_score.map(i64::from), when.max_score.map(i64::from)), BindingFault::Scores);
        }
        faults
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;

    const DUE: Date = Date::from_ymd_opt(2026, 9, 1).unwrap();
    const TODAY: Date = Date::from_ymd_opt(2026, 10, 1).unwrap();

    fn series(number: u128) -> SeriesId {
        SeriesId(Uuid::from_u128(number))
    }

    fn list(conditions: Vec<BindingConditions>) -> Bindings {
        let rules = conditions.into_iter().zip(1..).map(|(when, number)| BindingRule { series: series(number), when }).collect();
        Bindings { rules, default: series(0) }
    }

    fn subject() -> Subject<'static> {
        Subject {
            claim: ClaimKind::Business,
            debtor: DebtorKind::Business,
            category: "PME",
            amount: Cents(50_000),
            due_on: DUE,
            score: Some(40),
            own: None,
        }
    }

    #[test]
    fn a_rule_is_met_at_its_bounds_and_not_beyond() {
        let none = BindingConditions::default;
        let cases = [
            (none(), true),
            (BindingConditions { categories: vec!["Mairies".to_owned(), "PME".to_owned()], ..none() }, true),
            (BindingConditions { categories: vec!["Mairies".to_owned()], ..none() }, false),
            (BindingConditions { claims: vec![ClaimKind::Business, ClaimKind::Telecom], ..none() }, true),
            (BindingConditions { claims: vec![ClaimKind::Consumer], ..none() }, false),
            (BindingConditions { debtors: vec![DebtorKind::Business], ..none() }, true),
            (BindingConditions { debtors: vec![DebtorKind::Public, DebtorKind::Unknown], ..none() }, false),
            (BindingConditions { min_amount: Some(Cents(50_000)), max_amount: Some(Cents(50_000)), ..none() }, true),
            (BindingConditions { min_amount: Some(Cents(50_001)), ..none() }, false),
            (BindingConditions { max_amount: Some(Cents(49_999)), ..none() }, false),
            (BindingConditions { min_days_late: Some(30), max_days_late: Some(30), ..none() }, true),
            (BindingConditions { min_days_late: Some(31), ..none() }, false),
            (BindingConditions { max_days_late: Some(29), ..none() }, false),
            (BindingConditions { min_score: Some(40), max_score: Some(40), ..none() }, true),
            (BindingConditions { min_score: Some(41), ..none() }, false),
            (BindingConditions { max_score: Some(39), ..none() }, false),
        ];
        for (when, expected) in cases {
            assert_eq!(when.is_met(&subject(), TODAY), expected, "{when:?}");
        }
        let unscored = Subject { score: None, ..subject() };
        assert!(!BindingConditions { max_score: Some(100), ..none() }.is_met(&unscored, TODAY), "nobody is judged without a score");
        let to_come = Subject { due_on: TODAY, ..subject() };
        assert!(BindingConditions { max_days_late: Some(0), ..none() }.is_met(&to_come, DUE), "what is not due is late by no day");
        assert!(!BindingConditions { min_days_late: Some(1), ..none() }.is_met(&to_come, TODAY), "due today is not late");
    }

    #[test]
    fn the_first_rule_wins_and_a_person_before_all() {
        let large = BindingConditions { min_amount: Some(Cents(40_000)), ..BindingConditions::default() };
        let late = BindingConditions { min_days_late: Some(10), ..BindingConditions::default() };
        let bindings = list(vec![large, late]);
        assert_eq!(scenario_of(&bindings, &subject(), TODAY), (series(1), Because::Rule(0)));
        let small = Subject { amount: Cents(100), ..subject() };
        assert_eq!(scenario_of(&bindings, &small, TODAY), (series(2), Because::Rule(1)));
        assert_eq!(scenario_of(&bindings, &small, DUE), (series(0), Because::Default));
        let own = Subject { own: Some(series(9)), ..subject() };
        assert_eq!(scenario_of(&bindings, &own, TODAY), (series(9), Because::Debtor));
    }

    #[test]
    fn each_mistake_of_a_list_has_its_own_word() {
        let none = BindingConditions::default;
        let cases = [
            (none(), BindingFault::TakesAll),
            (BindingConditions { categories: vec![" ".to_owned()], ..none() }, BindingFault::EmptyCategory),
            (BindingConditions { min_amount: Some(Cents(2)), max_amount: Some(Cents(1)), ..none() }, BindingFault::Amounts),
            (BindingConditions { max_amount: Some(Cents(-1)), ..none() }, BindingFault::Amounts),
            (BindingConditions { min_days_late: Some(2), max_days_late: Some(1), ..none() }, BindingFault::Days),
            (BindingConditions { max_score: Some(101), ..none() }, BindingFault::Scores),
            (BindingConditions { min_score: Some(50), max_score: Some(40), ..none() }, BindingFault::Scores),
        ];
        for (when, fault) in cases {
            assert_eq!(list(vec![when.clone()]).faults(), [(0, fault)], "{when:?}");
        }
        let late = || BindingConditions { min_days_late: Some(10), ..none() };
        assert_eq!(list(vec![late(), late()]).faults(), [(1, BindingFault::Repeated)]);
        assert_eq!(list(vec![late()]).faults(), []);
    }

    fn conditions() -> impl Strategy<Value = BindingConditions> {
        (any::<u16>(), 0_i64..100, 0_u16..60, 0_u8..=100).prop_map(|(bits, amount, days, score)| {
            let bit = |at: u16| bits >> at & 1 == 1;
            BindingConditions {
                categories: if bit(0) { vec!["PME".to_owned()] } else { vec![] },
                claims: if bit(1) { vec![ClaimKind::Consumer] } else { vec![] },
                debtors: if bit(2) { vec![DebtorKind::Public] } else { vec![] },
                min_amount: bit(3).then_some(Cents(amount)),
                max_amount: bit(4).then_some(Cents(amount * 2)),
                min_days_late: bit(5).then_some(days),
                max_days_late: bit(6).then_some(days * 2),
                min_score: bit(7).then_some(score),
                max_score: bit(8).then_some(score.saturating_mul(2)),
            }
        })
    }

    proptest! {
        /// Total, deterministic, and what it says holds: no earlier rule is met.
        #[test]
        fn some_scenario_is_always_found(drawn in proptest::collection::vec(conditions(), 0..6), bits in any::<u8>(), amount in -50_i64..200, late in -20_i64..90, score in 0_u8..=100) {
            let bit = |at: u8| bits >> at & 1 == 1;
            let bindings = list(drawn);
            let of = Subject {
                claim: if bit(0) { ClaimKind::Consumer } else { ClaimKind::Business },
                debtor: if bit(1) { DebtorKind::Public } else { DebtorKind::Unknown },
                category: if bit(2) { "PME" } else { "" },
                amount: Cents(amount),
                due_on: crate::calendar::add_days(TODAY, -late),
                score: bit(3).then_some(score),
                own: (bit(4) && bit(5)).then_some(series(99)),
            };
            let (found, because) = scenario_of(&bindings, &of, TODAY);
            prop_assert_eq!(scenario_of(&bindings, &of, TODAY), (found, because));
            let met = |rule: &BindingRule| rule.when.is_met(&of, TODAY);
            match because {
                Because::Debtor => prop_assert_eq!(of.own, Some(found)),
                Because::Rule(at) => prop_assert!(bindings.rules[at].series == found && met(&bindings.rules[at]) && !bindings.rules[..at].iter().any(met)),
                Because::Default => prop_assert!(found == bindings.default && !bindings.rules.iter().any(met)),
            }
        }
    }
}
