use super::progress::Progress;
use super::schedule::Instalment;
use super::state::State;
use crate::calendar::{Date, add_days};
use crate::interest::{AgreedOrder, Imputation};
use crate::money::Cents;
use crate::party::DebtorKind;

/// What becomes of late-payment interest under an agreement. There is no default: a person chooses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum InterestChoice {
    /// It goes on running.
    Kept,
    /// None runs while the plan is kept; a plan that is broken brings it back.
    Frozen,
    /// What ran is given up, and none runs while the plan is kept.
    Waived,
}

impl InterestChoice {
    /// All choices, in the order of menus.
    pub const ALL: [Self; 3] = [Self::Kept, Self::Frozen, Self::Waived];

    /// The stable key, stored and exported.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Kept => "kept",
            Self::Frozen => "frozen",
            Self::Waived => "waived",
        }
    }

    /// Reads a stored key.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|choice| choice.code() == code)
    }

    /// Whether a debtor of that kind may be offered it. Time granted to a consumer for interest is consumer credit
    /// (C. conso L311-1, L312-4); a debtor of unknown kind may be one.
    #[must_use]
    pub fn suits(self, kind: DebtorKind) -> bool {
        self != Self::Kept || matches!(kind, DebtorKind::Business | DebtorKind::Public)
    }
}

/// What secures a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Guarantee {
    /// Nothing.
    None,
    /// Somebody answers for the debt (cautionnement, C. civ. 2288).
    Surety,
    /// A thing is pledged (gage, C. civ. 2333).
    Pledge,
    /// A mandate to debit the debtor's account.
    Mandate,
    /// Anything else, said in words.
    Other,
}

impl Guarantee {
    /// All, in the order of menus.
    pub const ALL: [Self; 5] = [Self::None, Self::Surety, Self::Pledge, Self::Mandate, Self::Other];

    /// The stable key, stored and exported.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Surety => "surety",
            Self::Pledge => "pledge",
            Self::Mandate => "mandate",
            Self::Other => "other",
        }
    }

    /// Reads a stored key.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|guarantee| guarantee.code() == code)
    }
}

/// Which plans the house grants without asking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Policy {
    /// Up to this debt.
    pub most: Cents,
    /// Up to so many instalments.
    pub parts: u16,
    /// Up to so many days from today to the last instalment.
    pub days: u16,
    /// With a first instalment of at least this part of the debt, in percent.
    pub first_percent: u16,
    /// Whether the debtor is told by e-mail of each plan that is signed, without anybody asking for it.
    pub tells: bool,
}

impl Default for Policy {
    fn default() -> Self {
        Self { most: Cents(500_000), parts: 6, days: 183, first_percent: 0, tells: false }
    }
}

/// What makes a plan more than the house grants by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Objection {
    /// The debt is larger.
    Amount,
    /// There are more instalments.
    Parts,
    /// It lasts longer.
    Days,
    /// The first instalment is smaller.
    First,
    /// The debtor proposed it, and the house does not accept such a sum at once.
    Debtor,
}

impl Objection {
    /// All, in the order in which they are told.
    pub const ALL: [Self; 5] = [Self::Amount, Self::Parts, Self::Days, Self::First, Self::Debtor];

    /// The stable key, used by the French texts.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Amount => "amount",
            Self::Parts => "parts",
            Self::Days => "days",
            Self::First => "first",
            Self::Debtor => "debtor",
        }
    }
}

impl Policy {
    /// Why a plan needs a person's approval; nothing when the house grants it.
    #[must_use]
    pub fn objections(&self, instalments: &[Instalment], today: Date) -> Vec<Objection> {
        let total = Cents::total(instalments.iter().map(|one| one.amount));
        let first = instalments.first().map_or(Cents::ZERO, |one| one.amount);
        let last_on = instalments.last().map_or(today, |one| one.due_on);
        let least = i128::from(total.0) * i128::from(self.first_percent);
        let all = [
            (total > self.most, Objection::Amount),
            (instalments.len() > usize::from(self.parts), Objection::Parts),
            ((last_on - today).num_days() > i64::from(self.days), Objection::Days),
            (i128::from(first.0) * 100 < least, Objection::First),
        ];
        all.into_iter().filter(|(objects, _)| *objects).map(|(_, objection)| objection).collect()
    }
}

/// Days during which an agreement lets no interest run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InterestFree {
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// Whether the fixed indemnity is given up as well.
    pub without_indemnity: bool,
}

/// What agreements change of the account of interest of one debt.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OnInterest {
    /// Days on which none runs.
    pub free: Vec<InterestFree>,
    /// What a payment pays first, as agreed.
    pub orders: Vec<AgreedOrder>,
}

/// The day of the failing because of which the debtor lost the benefit of a plan: the first day beyond the grace of the
/// instalment that a notice named in vain, or because of which the whole became due. `state` is that before any end.
fn failed_on(state: &State, progress: &Progress) -> Option<Date> {
    let grace = i64::from(progress.grace_days);
    match state {
        // Paid in the end, but not as it was agreed.
        State::Accelerated { notice, .. } => Some(add_days(notice.missed_on, grace + 1)),
        _ => state.fell_on(progress).and_then(|_| progress.broken_since()),
    }
}

/// The days during which a plan lets no interest run on its items: as long as it runs and was not missed beyond cure; what
/// was given up stays so, and an end that a person put to it takes nothing back of the days before. `progress` is that of
/// the last day of a plan that ended.
#[must_use]
pub fn interest_free(choice: InterestChoice, state: &State, progress: &Progress) -> Option<InterestFree> {
    let (ended_on, state) = (state.ended_on(), state.before_its_end());
    let signed_on = state.signed()?.on;
    let due = progress.lines.last().map(|line| add_days(line.instalment.due_on, i64::from(progress.grace_days)))?;
    // A last instalment that may still be cured is not missed yet.
    let kept_to = match progress.completed_on() {
        // A last instalment that was missed and cured: none ran until it was paid either.
        Some(on) if ended_on.is_none() && state.is_in_force() => due.max(on),
        _ if progress.is_complete() => due,
        _ => due.max(progress.today),
    };
    let to = ended_on.map_or(kept_to, |on| kept_to.min(add_days(on, -1)));
    let failed_on = failed_on(state, progress);
    match choice {
        InterestChoice::Kept => None,
        InterestChoice::Frozen if failed_on.is_some() || to < signed_on => None,
        InterestChoice::Frozen => Some(InterestFree { from: signed_on, to, without_indemnity: false }),
        InterestChoice::Waived => {
            let to = failed_on.map_or(to, |on| to.min(add_days(on, -1).max(signed_on)));
            Some(InterestFree { from: Date::MIN, to, without_indemnity: true })
        }
    }
}

/// What a payment pays first on the items of a plan, from its signature to its end: principal, unless the deed left
/// interest running and interest first, as the law has it (C. civ. 1343-1).
#[must_use]
pub fn agreed_order(choice: InterestChoice, interest_first: bool, state: &State) -> Option<AgreedOrder> {
    let from = state.before_its_end().signed()?.on;
    let to = state.ended_on().map_or(Date::MAX, |on| add_days(on, -1));
    let follows_law = choice == InterestChoice::Kept && interest_first;
    let imputation = if follows_law { Imputation::InterestFirst } else { Imputation::PrincipalFirst };
    Some(AgreedOrder { from, to, imputation }).filter(|order| order.from <= order.to)
}
