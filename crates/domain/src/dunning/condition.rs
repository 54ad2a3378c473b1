use crate::calendar::Date;
use crate::claim::ClaimKind;
use crate::money::Cents;

/// For which items a step exists. A step whose conditions are not met is passed over, and its turn comes
/// again when they are; the steps after it wait for their own day. All that are given must be met.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Conditions {
    /// At least this is open on the item.
    pub min_amount: Option<Cents>,
    /// At most this is open on the item.
    pub max_amount: Option<Cents>,
    /// The debtor's score, 0 to 100, is at least this. A debtor without a score does not meet it.
    pub min_score: Option<u8>,
    /// The debtor's score is at most this. A debtor without a score does not meet it.
    pub max_score: Option<u8>,
    /// The debtor is in one of these categories; empty: in any.
    pub categories: Vec<String>,
    /// The claim is of one of these kinds; empty: of any.
    pub kinds: Vec<ClaimKind>,
    /// The debtor has at least so many late items.
    pub min_late_items: Option<u16>,
}

/// What the conditions of a step look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Circumstances<'a> {
    /// What may be claimed of the item.
    pub amount: Cents,
    /// Its kind of claim.
    pub kind: ClaimKind,
    /// The debtor's score, if one is known.
    pub score: Option<u8>,
    /// The debtor's category.
    pub category: &'a str,
    /// How many items of the debtor are late.
    pub late_items: usize,
}

/// The condition that an item does not meet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unmet {
    /// Too small or too large an amount.
    Amount,
    /// Too low, too high or unknown a score.
    Score,
    /// Another category.
    Category,
    /// Another kind of claim.
    Kind,
    /// Too few late items.
    Count,
}

impl Unmet {
    /// All of them, in the order in which they are tried.
    pub const ALL: [Self; 5] = [Self::Amount, Self::Score, Self::Category, Self::Kind, Self::Count];

    /// The stable key, used by the French texts.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Amount => "amount",
            Self::Score => "score",
            Self::Category => "category",
            Self::Kind => "kind",
            Self::Count => "count",
        }
    }
}

impl Conditions {
    /// Whether nothing is asked for: the step exists for all items.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.min_amount.is_none()
            && self.max_amount.is_none()
            && self.min_score.is_none()
            && self.max_score.is_none()
            && self.categories.is_empty()
            && self.kinds.is_empty()
            && self.min_late_items.is_none()
    }

    /// Whether the debtor's score counts.
    #[must_use]
    pub fn wants_score(&self) -> bool {
        self.min_score.is_some() || self.max_score.is_some()
    }

    /// The first condition that is not met; `None` when the step exists for the item.
    #[must_use]
    pub fn unmet(&self, of: &Circumstances<'_>) -> Option<Unmet> {
        if self.min_amount.is_some_and(|min| of.amount < min) || self.max_amount.is_some_and(|max| of.amount > max) {
            return Some(Unmet::Amount);
        }
        let too_low = self.min_score.is_some_and(|min| of.score.is_none_or(|score| score < min));
        if too_low || self.max_score.is_some_and(|max| of.score.is_none_or(|score| score > max)) {
            return Some(Unmet::Score);
        }
        if !self.categories.is_empty() && !self.categories.iter().any(|category| category == of.category) {
            return Some(Unmet::Category);
        }
        if !self.kinds.is_empty() && !self.kinds.contains(&of.kind) {
            return Some(Unmet::Kind);
        }
        if self.min_late_items.is_some_and(|min| of.late_items < usize::from(min)) {
            return Some(Unmet::Count);
        }
        None
    }
}

/// When a scenario stops by itself and leaves the item to a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StopConditions {
    /// The debtor wrote back, and nobody has read it yet.
    pub on_reply: bool,
    /// A part was paid since the item's last step.
    pub on_part_payment: bool,
    /// No more than this is left of the item.
    pub at_or_below: Option<Cents>,
    /// The item is late by more than so many days.
    pub after_days_late: Option<u16>,
}

impl Default for StopConditions {
    /// A reply stops; a part payment does not: what is left is asked for.
    fn default() -> Self {
        Self { on_reply: true, on_part_payment: false, at_or_below: None, after_days_late: None }
    }
}

impl StopConditions {
    /// Whether the item of a scenario is left to a person, replies apart.
    #[must_use]
    pub fn stops(&self, left: Cents, due_on: Date, paid_on: Option<Date>, last_step_on: Option<Date>, today: Date) -> bool {
        let paid_since = || paid_on.is_some_and(|paid| last_step_on.is_some_and(|step| paid >= step));
        (self.on_part_payment && paid_since())
            || self.at_or_below.is_some_and(|floor| left <= floor)
            || self.after_days_late.is_some_and(|days| (today - due_on).num_days() > i64::from(days))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_condition_is_met_at_its_bound() {
        let of = Circumstances { amount: Cents(50_000), kind: ClaimKind::Business, score: Some(40), category: "PME", late_items: 2 };
        let none = Conditions::default;
        let cases = [
            (none(), None),
            (Conditions { min_amount: Some(Cents(50_000)), max_amount: Some(Cents(50_000)), ..none() }, None),
            (Conditions { min_amount: Some(Cents(50_001)), ..none() }, Some(Unmet::Amount)),
            (Conditions { max_amount: Some(Cents(49_999)), ..none() }, Some(Unmet::Amount)),
            (Conditions { min_score: Some(40), max_score: Some(40), ..none() }, None),
            (Conditions { min_score: Some(41), ..none() }, Some(Unmet::Score)),
            (Conditions { max_score: Some(39), ..none() }, Some(Unmet::Score)),
            (Conditions { categories: vec!["Mairies".to_owned(), "PME".to_owned()], ..none() }, None),
            (Conditions { categories: vec!["Mairies".to_owned()], ..none() }, Some(Unmet::Category)),
            (Conditions { kinds: vec![ClaimKind::Consumer], ..none() }, Some(Unmet::Kind)),
            (Conditions { min_late_items: Some(2), ..none() }, None),
            (Conditions { min_late_items: Some(3), ..none() }, Some(Unmet::Count)),
        ];
        for (conditions, expected) in cases {
            assert_eq!(conditions.unmet(&of), expected, "{conditions:?}");
        }
        let unscored = Circumstances { score: None, ..of };
        assert_eq!(Conditions { max_score: Some(100), ..none() }.unmet(&unscored), Some(Unmet::Score), "nobody is judged without a score");
    }
}
