//! What a person wants to be told of an account, who takes which account, and who stands in for whom.

use crate::calendar::Date;
use crate::money::Cents;

/// A condition on accounts: everything that it asks must hold.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Condition {
    /// At least so much is late.
    pub least: Option<Cents>,
    /// Nobody was in contact for so many days, or ever.
    pub silent_days: Option<i64>,
    /// The oldest late item is late by at least so many days.
    pub least_days: Option<i64>,
    /// The category; empty for all.
    pub category: String,
    /// Who follows the account; empty for all.
    pub collector: String,
}

/// What is known of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Account<'a> {
    /// What is late.
    pub late: Cents,
    /// Days since the last contact; `None` when there was none.
    pub silent_days: Option<i64>,
    /// Days of the oldest late item.
    pub oldest_days: i64,
    /// The category.
    pub category: &'a str,
    /// Who follows it.
    pub collector: &'a str,
}

impl Condition {
    /// Items that nobody has paid after 120 days: always watched.
    #[must_use]
    pub fn over_120_days() -> Self {
        Self { least_days: Some(121), ..Self::default() }
    }

    /// Whether it asks for anything at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.least.is_none() && self.silent_days.is_none() && self.least_days.is_none()
    }

    /// Whether an account meets it. An account with nothing late never does.
    #[must_use]
    pub fn is_met(&self, account: &Account<'_>) -> bool {
        let at_least = |wanted: Option<i64>, value: Option<i64>| wanted.is_none_or(|wanted| value.is_none_or(|value| value >= wanted));
        !self.is_empty()
            && account.late.is_positive()
            && self.least.is_none_or(|least| account.late >= least)
            && at_least(self.silent_days, account.silent_days)
            && at_least(self.least_days, Some(account.oldest_days))
            && (self.category.is_empty() || self.category == account.category)
            && (self.collector.is_empty() || self.collector == account.collector)
    }
}

/// Which accounts a collector takes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rule {
    /// The category; empty for all.
    pub category: String,
    /// The first letters of the name, from; empty for the first.
    pub first_from: String,
    /// The first letters of the name, to, whatever follows them included; empty for the last.
    pub first_to: String,
    /// At least so much is owed.
    pub least: Option<Cents>,
    /// Less than so much is owed.
    pub most: Option<Cents>,
    /// Who.
    pub collector: String,
}

impl Rule {
    /// Whether an account is for this collector. The name is folded: lower case, without accents.
    #[must_use]
    pub fn takes(&self, category: &str, folded_name: &str, owed: Cents) -> bool {
        let upto = |letters: &str| folded_name < letters || folded_name.starts_with(letters);
        (self.category.is_empty() || self.category == category)
            && folded_name >= self.first_from.as_str()
            && (self.first_to.is_empty() || upto(&self.first_to))
            && self.least.is_none_or(|least| owed >= least)
            && self.most.is_none_or(|most| owed < most)
    }
}

/// Who takes an account: the first rule that it meets says so.
#[must_use]
pub fn collector_of<'a>(rules: &'a [Rule], category: &str, folded_name: &str, owed: Cents) -> Option<&'a str> {
    rules.iter().find(|rule| rule.takes(category, folded_name, owed)).map(|rule| rule.collector.as_str())
}

/// Days on which somebody is away, the first and the last included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Away {
    /// Who.
    pub collector: String,
    /// Who stands in.
    pub stand_in: String,
    /// The first day.
    pub from: Date,
    /// The last day.
    pub until: Date,
}

/// Who looks after a collector's accounts on a day: whoever stands in, and for that one whoever stands in for them; the collector when
/// everybody of the chain is away.
#[must_use]
pub fn on_duty<'a>(away: &'a [Away], collector: &'a str, on: Date) -> &'a str {
    let mut who = collector;
    for _ in 0..=away.len() {
        let absence = away.iter().find(|absence| absence.collector == who && absence.from <= on && on <= absence.until);
        match absence {
            None => return who,
            Some(absence) => who = &absence.stand_in,
        }
    }
    collector
}

#[cfg(test)]
mod tests {
    use super::*;

    const ACCOUNT: Account<'static> =
        Account { late: Cents(2_000_000), silent_days: Some(10), oldest_days: 45, category: "grand compte", collector: "Claire" };

    #[test]
    fn all_that_an_alert_asks_must_hold() {
        // « overdue > 20 000 € and no contact for 10 days ».
        let asked = Condition { least: Some(Cents(2_000_000)), silent_days: Some(10), ..Condition::default() };
        let cases = [
            (ACCOUNT, true),
            (Account { late: Cents(1_999_999), ..ACCOUNT }, false),
            (Account { silent_days: Some(9), ..ACCOUNT }, false),
            (Account { silent_days: None, ..ACCOUNT }, true),
        ];
        for (account, expected) in cases {
            assert_eq!(asked.is_met(&account), expected, "{account:?}");
        }
        assert!(!Condition::default().is_met(&ACCOUNT), "what asks for nothing is no alert");
        assert!(!Condition { silent_days: Some(1), ..Condition::default() }.is_met(&Account { late: Cents::ZERO, ..ACCOUNT }));
        let age = Condition::over_120_days();
        assert!(!age.is_met(&Account { oldest_days: 120, ..ACCOUNT }) && age.is_met(&Account { oldest_days: 121, ..ACCOUNT }));
        let of = |category: &str, collector: &str| Condition {
            least_days: Some(1),
            category: category.to_owned(),
            collector: collector.to_owned(),
            ..Condition::default()
        };
        assert!(of("grand compte", "Claire").is_met(&ACCOUNT) && !of("pme", "").is_met(&ACCOUNT) && !of("", "Paul").is_met(&ACCOUNT));
    }

    #[test]
    fn the_first_rule_that_an_account_meets_gives_it() {
        let rule = |category: &str, from: &str, to: &str, least: Option<i64>, collector: &str| Rule {
            category: category.to_owned(),
            first_from: from.to_owned(),
            first_to: to.to_owned(),
            least: least.map(Cents),
            most: None,
            collector: collector.to_owned(),
        };
        let rules = [
            rule("public", "", "", None, "Ada"),
            rule("", "", "", Some(1_000_000), "Bob"),
            rule("", "a", "m", None, "Claire"),
            rule("", "n", "z", None, "Dan"),
        ];
        let cases = [
            (("public", "mairie", 5), Some("Ada")),
            (("", "alpha", 1_000_000), Some("Bob")),
            (("", "alpha", 5), Some("Claire")),
            (("", "martin", 5), Some("Claire")),
            (("", "nobel", 5), Some("Dan")),
            (("", "zoe", 5), Some("Dan")),
            (("", "3m", 5), None),
        ];
        for ((category, name, owed), expected) in cases {
            assert_eq!(collector_of(&rules, category, name, Cents(owed)), expected, "{category} {name} {owed}");
        }
        let most = Rule { most: Some(Cents(100)), collector: "Eve".to_owned(), ..Rule::default() };
        assert!(most.takes("", "x", Cents(99)) && !most.takes("", "x", Cents(100)));
    }

    #[test]
    fn whoever_stands_in_is_on_duty_and_nobody_goes_round_in_circles() {
        let day = |day| Date::from_ymd_opt(2026, 12, day).unwrap();
        let away = |who: &str, stand_in: &str, from, until| Away {
            collector: who.to_owned(),
            stand_in: stand_in.to_owned(),
            from: day(from),
            until: day(until),
        };
        let all = [away("Claire", "Paul", 10, 20), away("Paul", "Ada", 15, 16), away("Ada", "Claire", 16, 16)];
        for (on, expected) in [(9, "Claire"), (10, "Paul"), (15, "Ada"), (16, "Claire"), (20, "Paul"), (21, "Claire")] {
            assert_eq!(on_duty(&all, "Claire", day(on)), expected, "on {on}");
        }
    }
}
