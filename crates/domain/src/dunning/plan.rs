use super::hold::{Hold, HoldReason, Rules};
use super::scenario::{Channel, Scenario, Step};
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
    /// Date of the document: what was invoiced by the day of an insolvency judgment is an earlier debt.
    pub issued_on: Date,
    /// Due date.
    pub due_on: Date,
    /// What is left and may be asked for, sign kept; never zero.
    pub open: Cents,
    /// Its currency.
    pub currency: Currency,
    /// The last step it went through before today.
    pub last_step: Option<LastStep>,
    /// A suspension of this item alone.
    pub hold: Option<Hold>,
}

impl ItemFacts {
    /// The item without its contested part, which must not be asked for: what is left may be. An item that is contested
    /// as a whole is held until a person decides.
    #[must_use]
    pub fn without_contested(self, contested: Cents) -> Self {
        if !self.kind.is_debit() || !contested.is_positive() {
            return self;
        }
        if contested < self.open {
            return Self { open: self.open - contested, ..self };
        }
        Self { hold: Some(Hold { until: None }), ..self }
    }
}

/// What the decision needs of a debtor at the start of a day.
#[derive(Debug, Clone, Copy)]
pub struct DebtorFacts<'a> {
    /// Whether a contact has an e-mail address that is not known to come back.
    pub has_email: bool,
    /// Whether it has addresses, all of which came back: a person calls in the place of an e-mail then.
    pub email_bounced: bool,
    /// Whether a letter can reach it.
    pub has_postal_address: bool,
    /// The suspension of the whole account, if any.
    pub hold: Option<Hold>,
    /// The day of the judgment that opened insolvency proceedings which are not closed.
    pub insolvent_on: Option<Date>,
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
    /// The channel of that step; a call in the place of an e-mail that would come back.
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
/// does not take the debtor's one voice. An item whose channel has no address does not silence the others.
/// Where every e-mail address came back, a reminder by e-mail becomes a call; a courtesy before the due date is held.
///
/// # Panics
/// Never for facts whose items have an open amount; the outcomes are asserted to match the items.
#[must_use]
pub fn plan_debtor(facts: &DebtorFacts<'_>, scenario: &Scenario, rules: &Rules, today: Date) -> DebtorPlan {
    let outcomes = facts.items.iter().map(|item| first_outcome(facts, item, progress_of(item, scenario, today), today)).collect();
    let mut plan = DebtorPlan { outcomes, actions: Vec::new() };
    let mut spoken = false;
    for (_, currency) in ripe_currencies(facts, &plan.outcomes, scenario) {
        for internal in [false, true] {
            // Ends: each turn either plans the action or holds at least the item that chose its channel.
            while let Some(action) = compose(facts, &plan.outcomes, scenario, currency, internal, today) {
                let Some(held) = hold_action(facts, &action, rules, today, spoken) else {
                    spoken |= action.channel.reaches_debtor();
                    plan.actions.push(action);
                    break;
                };
                hold_items(facts, &mut plan.outcomes, &action, held, scenario);
            }
        }
    }
    assert!(plan.outcomes.len() == facts.items.len(), "each item has one outcome");
    plan
}

/// How a step reaches this debtor.
fn channel_of(facts: &DebtorFacts<'_>, step: &Step) -> Channel {
    if step.channel == Channel::Email && facts.email_bounced && !facts.has_email && !step.is_pre_due() {
        return Channel::Call;
    }
    step.channel
}

fn progress_of(item: &ItemFacts, scenario: &Scenario, today: Date) -> Progress {
    if !item.kind.is_debit() {
        return Progress::Credit;
    }
    let first = item.last_step.map_or(0, |last| last.position + 1);
    for (position, step) in scenario.steps().iter().enumerate().skip(first) {
        if step.is_pre_due() && today > item.due_on {
            continue;
        }
        let ripe_from = ripe_from(item, step);
        if step.is_pre_due() && working_day_on_or_after(ripe_from) > item.due_on {
            continue;
        }
        return if today >= ripe_from {
            Progress::Ripe { step: position }
        } else {
            Progress::Waiting { next_on: working_day_on_or_after(ripe_from) }
        };
    }
    Progress::Done
}

/// The first day of a step, before it moves to a working day.
fn ripe_from(item: &ItemFacts, step: &Step) -> Date {
    let from_due = add_days(item.due_on, i64::from(step.offset_days));
    item.last_step.map_or(from_due, |last| from_due.max(add_days(last.on, i64::from(step.gap_days))))
}

/// Insolvency and the suspensions that a person decided speak even for items that are not ripe; the holds of the day
/// are tried later, on the message.
fn first_outcome(facts: &DebtorFacts<'_>, item: &ItemFacts, progress: Progress, today: Date) -> Outcome {
    if progress == Progress::Credit {
        return Outcome::Hold { reason: HoldReason::CreditCovers, until: None };
    }
    // A debt of the judgment's own day is held too: nobody can tell on which side of it the debt was born.
    if facts.insolvent_on.is_some_and(|judged_on| item.issued_on <= judged_on) {
        return Outcome::Hold { reason: HoldReason::Insolvency, until: None };
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

/// The currencies with something ripe: one message speaks of one currency. The one that could have
/// spoken for longest comes first, so that none is silenced by a busy one; the euro among equals.
fn ripe_currencies(facts: &DebtorFacts<'_>, outcomes: &[Outcome], scenario: &Scenario) -> Vec<(Date, Currency)> {
    let mut waiting: Vec<(Date, Currency)> = Vec::new();
    for (item, outcome) in facts.items.iter().zip(outcomes) {
        let Outcome::Send { step } = *outcome else { continue };
        let step = &scenario.steps()[step];
        let since = if is_reachable(facts, channel_of(facts, step)) { ripe_from(item, step) } else { Date::MAX };
        match waiting.iter_mut().find(|(_, currency)| *currency == item.currency) {
            Some((oldest, _)) => *oldest = since.min(*oldest),
            None => waiting.push((since, item.currency)),
        }
    }
    waiting.sort_unstable_by_key(|(since, currency)| (*since, *currency != Currency::EUR, *currency));
    waiting
}

/// The action that all ripe items of a currency make, toward the debtor or inside the house; `None`
/// when none is ripe.
fn compose(
    facts: &DebtorFacts<'_>,
    outcomes: &[Outcome],
    scenario: &Scenario,
    currency: Currency,
    internal: bool,
    today: Date,
) -> Option<PlannedAction> {
    let (items, steps) = (facts.items, scenario.steps());
    let ripe_step = |position: usize| match outcomes[position] {
        Outcome::Send { step } if items[position].currency == currency && steps[step].channel.reaches_debtor() != internal => Some(step),
        Outcome::Send { .. } | Outcome::Hold { .. } | Outcome::NotYet { .. } | Outcome::Exhausted => None,
    };
    let step = (0..items.len()).filter_map(ripe_step).max()?;
    let (mut asked, mut listed, mut credits) = (Vec::new(), Vec::new(), Vec::new());
    for (position, item) in items.iter().enumerate().filter(|(_, item)| item.currency == currency) {
        let is_paused = matches!(outcomes[position], Outcome::Hold { reason: HoldReason::Paused | HoldReason::Insolvency, .. });
        if !item.kind.is_debit() {
            credits.push(position);
        } else if ripe_step(position).is_some() {
            asked.push(position);
        } else if today > item.due_on && !is_paused {
            listed.push(position);
        }
    }
    let sum = |positions: &[usize]| Cents::total(positions.iter().map(|position| items[*position].open));
    let asked_amount = sum(&asked);
    let gross = asked_amount + sum(&listed);
    let net = gross + sum(&credits);
    Some(PlannedAction { step, channel: channel_of(facts, &steps[step]), asked, listed, credits, currency, gross, asked_amount, net })
}

/// Puts a hold on the items of an action; a missing address only on those that wait for its channel, so
/// that one of them does not silence the others.
fn hold_items(facts: &DebtorFacts<'_>, outcomes: &mut [Outcome], action: &PlannedAction, held: Outcome, scenario: &Scenario) {
    let one_channel = matches!(held, Outcome::Hold { reason: HoldReason::NoContact | HoldReason::Bounced, .. });
    for position in &action.asked {
        if let Outcome::Send { step } = outcomes[*position]
            && (!one_channel || channel_of(facts, &scenario.steps()[step]) == action.channel)
        {
            outcomes[*position] = held;
        }
    }
}

fn is_reachable(facts: &DebtorFacts<'_>, channel: Channel) -> bool {
    match channel {
        Channel::Email => facts.has_email,
        Channel::Letter => facts.has_postal_address,
        // A person can look a number up.
        Channel::Call | Channel::Task => true,
    }
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
    if !is_reachable(facts, action.channel) {
        let came_back = action.channel == Channel::Email && facts.email_bounced;
        return hold(if came_back { HoldReason::Bounced } else { HoldReason::NoContact }, None);
    }
    if rules.stale_data {
        return hold(HoldReason::StaleData, None);
    }
    if !is_working_day(today) {
        return hold(HoldReason::Quiet, Some(working_day_on_or_after(today)));
    }
    // Credits lower what the debtor would pay; listed items do not make a small request worth a message.
    if action.asked_amount.min(action.net) < rules.minimum {
        return hold(HoldReason::BelowMinimum, None);
    }
    None
}
