use super::hold::{Hold, HoldReason, Rules};
use super::scenario::{Channel, Scenario};
use crate::calendar::{Date, add_days, is_working_day, working_day_on_or_after};
use crate::ids::OpenItemId;
use crate::ledger::ItemKind;
use crate::money::{Cents, Currency};

/// The last step that an item went through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LastStep {
    /// Position in the scenario.
    pub position: usize,
    /// The business date on which it was executed.
    pub on: Date,
}

/// What the decision needs of an open item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ItemFacts {
    /// Its id.
    pub id: OpenItemId,
    /// Debit or credit.
    pub kind: ItemKind,
    /// Due date.
    pub due_on: Date,
    /// What is left, sign kept; never zero.
    pub open: Cents,
    /// Its currency.
    pub currency: Currency,
    /// The last step it went through before today.
    pub last_step: Option<LastStep>,
    /// A suspension of this item alone.
    pub hold: Option<Hold>,
}

/// What the decision needs of a debtor at the start of a day.
#[derive(Debug, Clone, Copy)]
pub struct DebtorFacts<'a> {
    /// Whether a contact has an e-mail address.
    pub has_email: bool,
    /// Whether a letter can reach it.
    pub has_postal_address: bool,
    /// The suspension of the whole account, if any.
    pub hold: Option<Hold>,
    /// The last day before today on which it was contacted.
    pub last_contact_on: Option<Date>,
    /// Its open items.
    pub items: &'a [ItemFacts],
}

/// What one open item gets on one day. Nothing is left out without a reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Asked for today, by this step.
    Send {
        /// Position in the scenario.
        step: usize,
    },
    /// Ripe, but held.
    Hold {
        /// The first reason that applies.
        reason: HoldReason,
        /// First day on which this reason no longer applies, when it is known.
        until: Option<Date>,
    },
    /// The next step is not ripe.
    NotYet {
        /// The day on which it will be.
        next_on: Date,
    },
    /// All steps are done: a person decides what comes next.
    Exhausted,
}

impl Outcome {
    /// The stable key, used in JSON.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Send { .. } => "send",
            Self::Hold { .. } => "hold",
            Self::NotYet { .. } => "not_yet",
            Self::Exhausted => "exhausted",
        }
    }
}

/// One thing to do for the debtor today. Positions point into the items of [`DebtorFacts`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedAction {
    /// The most advanced step among the items asked for: it chooses channel, mode and text.
    pub step: usize,
    /// The channel of that step.
    pub channel: Channel,
    /// The items asked for; each advances by its own step.
    pub asked: Vec<usize>,
    /// Overdue items that are not ripe: listed apart, not asked for.
    pub listed: Vec<usize>,
    /// Credit notes and cash: listed apart, taken off the net.
    pub credits: Vec<usize>,
    /// The currency of all of them.
    pub currency: Currency,
    /// Sum of the items asked for and listed.
    pub gross: Cents,
    /// Sum of the items asked for.
    pub asked_amount: Cents,
    /// Gross less credits.
    pub net: Cents,
}

/// What a debtor gets on one day: one outcome per item, in input order, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DebtorPlan {
    /// One outcome per item.
    pub outcomes: Vec<Outcome>,
    /// At most one message to the debtor, and at most one task inside the house.
    pub actions: Vec<PlannedAction>,
}

/// Where an item stands in its scenario, before any hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Progress {
    Credit,
    Ripe { step: usize },
    Waiting { next_on: Date },
    Done,
}

/// Decides what a debtor gets on a day.
///
/// A step is ripe from `due + offset` and from `previous step + gap` on, each moved to a working day.
/// Steps are never skipped, except that those before the due date lapse once it is past; an old item
/// met for the first time therefore starts gently. All ripe items of a debtor make one message, whose
/// text is the most advanced step's, while each item advances by its own step. Work inside the house
/// does not take the debtor's one voice.
///
/// # Panics
/// Never for facts whose items have an open amount; the outcomes are asserted to match the items.
#[must_use]
pub fn plan_debtor(facts: &DebtorFacts<'_>, scenario: &Scenario, rules: &Rules, today: Date) -> DebtorPlan {
    let progress: Vec<Progress> = facts.items.iter().map(|item| progress_of(item, scenario, today)).collect();
    let mut plan = DebtorPlan { outcomes: Vec::with_capacity(facts.items.len()), actions: Vec::new() };
    for (item, progress) in facts.items.iter().zip(&progress) {
        plan.outcomes.push(first_outcome(facts, item, *progress, today));
    }
    let mut spoken = false;
    for currency in currencies(facts.items) {
        for internal in [false, true] {
            let ripe: Vec<usize> = ripe_positions(&plan.outcomes, facts.items, scenario, currency, internal);
            if ripe.is_empty() {
                continue;
            }
            let action = compose(facts.items, &plan.outcomes, scenario, currency, ripe, today);
            match hold_action(facts, &action, rules, today, spoken) {
                Some(outcome) => action.asked.iter().for_each(|position| plan.outcomes[*position] = outcome),
                None => {
                    spoken |= action.channel.reaches_debtor();
                    plan.actions.push(action);
                }
            }
        }
    }
    assert!(plan.outcomes.len() == facts.items.len(), "each item has one outcome");
    plan
}

fn progress_of(item: &ItemFacts, scenario: &Scenario, today: Date) -> Progress {
    if !item.kind.is_debit() {
        return Progress::Credit;
    }
    let steps = scenario.steps();
    let mut next = item.last_step.map_or(0, |last| last.position + 1);
    while let Some(step) = steps.get(next) {
        if step.is_pre_due() && today > item.due_on {
            next += 1;
            continue;
        }
        let from_due = add_days(item.due_on, i64::from(step.offset_days));
        let from_previous = item.last_step.map_or(from_due, |last| add_days(last.on, i64::from(step.gap_days)));
        let ripe_on = working_day_on_or_after(from_due.max(from_previous));
        if step.is_pre_due() && ripe_on > item.due_on {
            next += 1;
            continue;
        }
        return if today >= from_due.max(from_previous) { Progress::Ripe { step: next } } else { Progress::Waiting { next_on: ripe_on } };
    }
    Progress::Done
}

/// The suspensions that a person decided speak even for items that are not ripe; the holds of the day
/// are tried later, on the message.
fn first_outcome(facts: &DebtorFacts<'_>, item: &ItemFacts, progress: Progress, today: Date) -> Outcome {
    if progress == Progress::Credit {
        return Outcome::Hold { reason: HoldReason::CreditCovers, until: None };
    }
    let paused = [facts.hold, item.hold]
        .into_iter()
        .flatten()
        .filter(|hold| hold.is_active(today))
        .max_by_key(|hold| hold.until.unwrap_or(Date::MAX));
    if let Some(hold) = paused {
        return Outcome::Hold { reason: HoldReason::Paused, until: hold.until };
    }
    match progress {
        Progress::Ripe { step } => Outcome::Send { step },
        Progress::Waiting { next_on } => Outcome::NotYet { next_on },
        Progress::Done | Progress::Credit => Outcome::Exhausted,
    }
}

/// The currencies of the items, the euro first: one message speaks of one currency.
fn currencies(items: &[ItemFacts]) -> Vec<Currency> {
    let mut currencies: Vec<Currency> = Vec::with_capacity(1);
    for item in items {
        if !currencies.contains(&item.currency) {
            currencies.push(item.currency);
        }
    }
    currencies.sort_by_key(|currency| (*currency != Currency::EUR, *currency));
    currencies
}

fn ripe_positions(outcomes: &[Outcome], items: &[ItemFacts], scenario: &Scenario, currency: Currency, internal: bool) -> Vec<usize> {
    let is_ripe = |position: &usize| match outcomes[*position] {
        Outcome::Send { step } => items[*position].currency == currency && scenario.steps()[step].channel.reaches_debtor() != internal,
        Outcome::Hold { .. } | Outcome::NotYet { .. } | Outcome::Exhausted => false,
    };
    (0..items.len()).filter(is_ripe).collect()
}

fn compose(
    items: &[ItemFacts],
    outcomes: &[Outcome],
    scenario: &Scenario,
    currency: Currency,
    asked: Vec<usize>,
    today: Date,
) -> PlannedAction {
    let step_of = |position: &usize| if let Outcome::Send { step } = outcomes[*position] { step } else { 0 };
    let step = asked.iter().map(step_of).max().unwrap_or(0);
    let same_currency = |position: &usize| items[*position].currency == currency;
    let listed: Vec<usize> = (0..items.len())
        .filter(same_currency)
        .filter(|position| items[*position].kind.is_debit() && today > items[*position].due_on && !asked.contains(position))
        .filter(|position| !matches!(outcomes[*position], Outcome::Hold { reason: HoldReason::Paused, .. }))
        .collect();
    let credits: Vec<usize> = (0..items.len()).filter(same_currency).filter(|position| !items[*position].kind.is_debit()).collect();
    let sum = |positions: &[usize]| Cents::total(positions.iter().map(|position| items[*position].open));
    let asked_amount = sum(&asked);
    let gross = asked_amount + sum(&listed);
    let net = gross + sum(&credits);
    PlannedAction { step, channel: scenario.steps()[step].channel, asked, listed, credits, currency, gross, asked_amount, net }
}

/// The first reason of the day that holds a whole action back.
fn hold_action(facts: &DebtorFacts<'_>, action: &PlannedAction, rules: &Rules, today: Date, spoken: bool) -> Option<Outcome> {
    let hold = |reason, until| Some(Outcome::Hold { reason, until });
    if action.net <= rules.tolerance {
        return hold(HoldReason::CreditCovers, None);
    }
    if action.channel.reaches_debtor() {
        let spacing = i64::from(rules.spacing_days);
        if let Some(free_on) = facts.last_contact_on.map(|on| add_days(on, spacing)).filter(|free_on| today < *free_on) {
            return hold(HoldReason::Spacing, Some(working_day_on_or_after(free_on)));
        }
        if spoken {
            return hold(HoldReason::Spacing, Some(working_day_on_or_after(add_days(today, spacing.max(1)))));
        }
    }
    let reachable = match action.channel {
        Channel::Email => facts.has_email,
        Channel::Letter => facts.has_postal_address,
        // A person can look a number up.
        Channel::Call | Channel::Task => true,
    };
    if !reachable {
        return hold(HoldReason::NoContact, None);
    }
    if rules.stale_data {
        return hold(HoldReason::StaleData, None);
    }
    if !is_working_day(today) {
        return hold(HoldReason::Quiet, Some(working_day_on_or_after(today)));
    }
    if action.asked_amount < rules.minimum {
        return hold(HoldReason::BelowMinimum, None);
    }
    None
}
