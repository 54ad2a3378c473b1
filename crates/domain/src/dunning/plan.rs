use super::facts::{DebtorFacts, ItemFacts};
use super::hold::{Hold, HoldReason, Rules};
use super::progress::{Look, Progress};
use super::scenario::{Advancement, Scenario};
use super::step::{Channel, Mode};
use crate::calendar::{Date, add_days, is_working_day, working_day_on_or_after};
use crate::money::{Cents, Currency};

/// What one open item gets on one day. Nothing is left out without a reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Asked for today, by this step.
    Send {
        /// Position in the item's scenario.
        step: usize,
    },
    /// Held.
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
    /// Which of the scenarios its step is of.
    pub scenario: usize,
    /// The most advanced step among the items asked for: it chooses channel, mode and text.
    pub step: usize,
    /// The channel: the first of that step which finds the debtor; a call in the place of an e-mail that would come back.
    pub channel: Channel,
    /// The step's first channel, when the debtor could not be found by it.
    pub instead_of: Option<Channel>,
    /// Who lets it go: the step's mode, or a person where the channel or the debtor needs one.
    pub mode: Mode,
    /// The items asked for, all of them late, or all of them announced before their due date; each advances by its own step.
    pub asked: Vec<usize>,
    /// Overdue items that are not ripe: listed apart, not asked for.
    pub listed: Vec<usize>,
    /// Credit notes and cash: listed apart, taken off the net.
    pub credits: Vec<usize>,
    /// The currency of all of them.
    pub currency: Currency,
    /// Sum of the items asked for and listed, less what is disputed of them.
    pub gross: Cents,
    /// Sum of the items asked for, less what is disputed of them.
    pub asked_amount: Cents,
    /// Gross less credits.
    pub net: Cents,
    /// What is disputed of the items asked for and listed: shown, not asked for.
    pub disputed: Cents,
    /// The first day on which the oldest of the items asked for could have been.
    pub ripe_since: Date,
}

/// What a debtor gets on one day: one outcome per item, in input order, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DebtorPlan {
    /// One outcome per item.
    pub outcomes: Vec<Outcome>,
    /// At most one message to the debtor, and at most one task inside the house per currency.
    pub actions: Vec<PlannedAction>,
}

impl DebtorPlan {
    /// Holds the messages that would leave by themselves, for a reason that is not the debtor's own.
    pub fn hold_automatic(&mut self, reason: HoldReason, until: Option<Date>) {
        let outcomes = &mut self.outcomes;
        self.actions.retain(|action| {
            let leaves = action.channel.leaves_by_itself();
            if leaves {
                for position in &action.asked {
                    outcomes[*position] = Outcome::Hold { reason, until };
                }
            }
            !leaves
        });
    }
}

/// Decides what a debtor gets on a day.
///
/// A step is ripe from its day and from `previous step + gap` on, each moved to a working day.
/// Steps are never skipped, except that those before the due date lapse once it is past, and that a step
/// whose conditions an item does not meet does not exist for it; an old item met for the first time therefore starts
/// gently. All ripe items of a debtor make one message, whose text is the most advanced step's, while each
/// item advances by its own step. What is late and what is not due never share one: where a reminder speaks, a courtesy
/// waits for a day of its own, and lapses when none comes before the due date.
/// Work inside the house does not take the debtor's one voice. An item whose
/// channels have no address does not silence the others. Where every e-mail address came back, a reminder by e-mail
/// that finds no other way becomes a call; a courtesy before the due date is held.
///
/// # Panics
/// Without a scenario; the outcomes are asserted to match the items.
#[must_use]
pub fn plan_debtor(facts: &DebtorFacts<'_>, scenarios: &[Scenario], rules: &Rules, today: Date) -> DebtorPlan {
    let look = Look { facts, scenarios, rules, today, late_items: facts.late_items(today) };
    let outcomes = facts.items.iter().map(|item| look.first_outcome(item)).collect();
    let mut plan = DebtorPlan { outcomes, actions: Vec::new() };
    let mut spoken = false;
    for (_, currency) in look.ripe_currencies(&plan.outcomes) {
        for internal in [false, true] {
            // Ends: each turn either plans the action or holds at least the item that chose its channel.
            while let Some(action) = look.compose(&plan.outcomes, currency, internal) {
                let Some(held) = look.hold_action(&action, spoken) else {
                    spoken |= action.channel.reaches_debtor();
                    look.put_off_the_others(&mut plan.outcomes, &action);
                    plan.actions.push(action);
                    break;
                };
                look.hold_items(&mut plan.outcomes, &action, held);
            }
        }
    }
    assert!(plan.outcomes.len() == facts.items.len(), "each item has one outcome");
    plan
}

impl Look<'_> {
    /// What is the item's own speaks even before it is ripe; the holds of the day are tried later, on the message.
    fn first_outcome(&self, item: &ItemFacts) -> Outcome {
        let hold = |reason, until| Outcome::Hold { reason, until };
        let progress = self.progress(item);
        if progress == Progress::Credit {
            return hold(HoldReason::CreditCovers, None);
        }
        if let Some((reason, until)) = self.bar(item) {
            return hold(reason, until);
        }
        let scenario = self.scenario(item);
        let last_on = item.last_step.map(|last| last.on);
        let stops = || scenario.stop.stops(item.undisputed(), item.due_on, item.paid_on, last_on, self.today);
        match progress {
            Progress::Ripe { step } => {
                if scenario.stop.on_reply && self.facts.has_replied && self.facts.way(&scenario.steps()[step]).reaches_debtor() {
                    return hold(HoldReason::Replied, None);
                }
                if self.facts.declines_courtesy && scenario.steps()[step].is_pre_due() {
                    return hold(HoldReason::CourtesyDeclined, None);
                }
                if item.is_waiting {
                    return hold(HoldReason::PreviousStep, None);
                }
                if stops() { hold(HoldReason::StopCondition, None) } else { Outcome::Send { step } }
            }
            Progress::Waiting { .. } if stops() => hold(HoldReason::StopCondition, None),
            Progress::Waiting { next_on } => Outcome::NotYet { next_on },
            Progress::Done if item.is_waiting => hold(HoldReason::PreviousStep, None),
            Progress::Done | Progress::Credit => Outcome::Exhausted,
        }
    }

    /// What keeps an item out of every message, ripe or not.
    fn bar(&self, item: &ItemFacts) -> Option<(HoldReason, Option<Date>)> {
        // A debt of the judgment's own day is held too: nobody can tell on which side of it the debt was born.
        if self.facts.insolvent_on.is_some_and(|judged_on| item.issued_on <= judged_on) {
            return Some((HoldReason::Insolvency, None));
        }
        if item.is_handed_over {
            return Some((HoldReason::HandedOver, None));
        }
        let active = |hold: &Hold| hold.is_active(self.today);
        if let Some(plan) = item.plan.filter(active) {
            return Some((HoldReason::Plan, plan.until));
        }
        if let Some(compromise) = item.compromise.filter(active) {
            return Some((HoldReason::Compromise, compromise.until));
        }
        if item.disputed >= item.open {
            return Some((HoldReason::Disputed, None));
        }
        if let Some(promise) = item.promise.filter(active) {
            return Some((HoldReason::Promised, promise.until));
        }
        let longest = [self.facts.hold, item.hold].into_iter().flatten().filter(active);
        if let Some(hold) = longest.max_by_key(|hold| hold.until.unwrap_or(Date::MAX)) {
            return Some((HoldReason::Paused, hold.until));
        }
        item.proposed.filter(active).map(|hold| (HoldReason::PaymentToConfirm, hold.until))
    }

    /// The currencies with something ripe: one message speaks of one currency. The one that could have
    /// spoken for longest comes first, so that none is silenced by a busy one; the euro among equals.
    fn ripe_currencies(&self, outcomes: &[Outcome]) -> Vec<(Date, Currency)> {
        let mut waiting: Vec<(Date, Currency)> = Vec::new();
        for (item, outcome) in self.facts.items.iter().zip(outcomes) {
            let Outcome::Send { step } = *outcome else { continue };
            let step = self.step(item, step);
            let since = if self.facts.is_reachable(self.facts.way(step)) { self.ripe_from(item, step) } else { Date::MAX };
            match waiting.iter_mut().find(|(_, currency)| *currency == item.currency) {
                Some((oldest, _)) => *oldest = since.min(*oldest),
                None => waiting.push((since, item.currency)),
            }
        }
        waiting.sort_unstable_by_key(|(since, currency)| (*since, *currency != Currency::EUR, *currency));
        waiting
    }

    /// The step by which an item is ripe for an action of a currency, toward the debtor or inside the house.
    fn ripe_step(&self, outcomes: &[Outcome], position: usize, currency: Currency, internal: bool) -> Option<usize> {
        let item = &self.facts.items[position];
        match outcomes[position] {
            Outcome::Send { step } if item.currency == currency => {
                (self.facts.way(self.step(item, step)).reaches_debtor() != internal).then_some(step)
            }
            Outcome::Send { .. } | Outcome::Hold { .. } | Outcome::NotYet { .. } | Outcome::Exhausted => None,
        }
    }

    /// The action that the ripe items of a currency make, toward the debtor or inside the house; `None`
    /// when none is ripe. It asks for what is late, or announces what is not due: never both.
    fn compose(&self, outcomes: &[Outcome], currency: Currency, internal: bool) -> Option<PlannedAction> {
        let items = self.facts.items;
        let mut lead: Option<((bool, Advancement), usize, usize)> = None;
        let (mut ripe, mut listed, mut credits) = (Vec::new(), Vec::new(), Vec::new());
        for (position, item) in items.iter().enumerate().filter(|(_, item)| item.currency == currency) {
            if !item.kind.is_debit() {
                credits.push(position);
            } else if let Some(step) = self.ripe_step(outcomes, position, currency, internal) {
                let is_courtesy = self.step(item, step).is_pre_due();
                let rank = (is_courtesy == self.facts.courtesy_speaks, self.scenario(item).advancement(step));
                if lead.is_none_or(|(highest, ..)| rank > highest) {
                    lead = Some((rank, position, step));
                }
                ripe.push((position, step, is_courtesy));
            } else if item.is_late(self.today) && !matches!(outcomes[position], Outcome::Hold { reason, .. } if reason.silences_item()) {
                listed.push(position);
            }
        }
        let (_, leader, step) = lead?;
        let chosen = self.step(&items[leader], step);
        let mut asked = Vec::with_capacity(ripe.len());
        let mut ripe_since = Date::MAX;
        for (position, step, is_courtesy) in ripe {
            let item = &items[position];
            if is_courtesy == chosen.is_pre_due() {
                ripe_since = ripe_since.min(self.ripe_from(item, self.step(item, step)));
                asked.push(position);
            } else if item.is_late(self.today) {
                listed.push(position);
            }
        }
        let channel = self.facts.way(chosen);
        let sum = |positions: &[usize]| Cents::total(positions.iter().map(|position| items[*position].undisputed()));
        let asked_amount = sum(&asked);
        let gross = asked_amount + sum(&listed);
        let net = gross + sum(&credits);
        let disputed = Cents::total(asked.iter().chain(&listed).map(|position| items[*position].disputed_part()));
        Some(PlannedAction {
            scenario: self.scenario_at(&items[leader]),
            step,
            channel,
            instead_of: Some(chosen.channel()).filter(|first| *first != channel),
            mode: self.mode(chosen.mode, channel),
            asked,
            listed,
            credits,
            currency,
            gross,
            asked_amount,
            net,
            disputed,
            ripe_since,
        })
    }

    /// A channel that a person works is never automatic, nor is a message to a debtor on whom a person has the last word.
    fn mode(&self, mode: Mode, channel: Channel) -> Mode {
        if channel.may_be_approved_first() && mode == Mode::ToConfirm {
            return Mode::ToConfirm;
        }
        if !channel.leaves_by_itself() {
            return Mode::Manual;
        }
        if self.facts.needs_approval { mode.max(Mode::ToConfirm) } else { mode }
    }

    /// Puts a hold on the items of an action; a missing address only on those that wait for its channel, so
    /// that one of them does not silence the others.
    fn hold_items(&self, outcomes: &mut [Outcome], action: &PlannedAction, held: Outcome) {
        let one_channel = matches!(held, Outcome::Hold { reason: HoldReason::NoContact | HoldReason::Bounced, .. });
        for position in &action.asked {
            if let Outcome::Send { step } = outcomes[*position]
                && (!one_channel || self.facts.way(self.step(&self.facts.items[*position], step)) == action.channel)
            {
                outcomes[*position] = held;
            }
        }
    }

    /// Puts off what is ripe beside a planned action and not asked for by it: what is not due where it asks for what is late,
    /// and the other way round. The debtor hears of it once the spacing is over; the house the next working day.
    fn put_off_the_others(&self, outcomes: &mut [Outcome], action: &PlannedAction) {
        let internal = !action.channel.reaches_debtor();
        let is_courtesy = self.scenarios[action.scenario].steps()[action.step].is_pre_due();
        for (position, item) in self.facts.items.iter().enumerate() {
            let ripe = self.ripe_step(outcomes, position, action.currency, internal);
            if ripe.is_some_and(|step| self.step(item, step).is_pre_due() != is_courtesy) {
                outcomes[position] = if internal {
                    Outcome::NotYet { next_on: working_day_on_or_after(add_days(self.today, 1)) }
                } else {
                    Outcome::Hold { reason: HoldReason::Spacing, until: Some(self.next_voice_on()) }
                };
            }
        }
    }

    /// The first day on which another message may speak to the debtor when one does today.
    fn next_voice_on(&self) -> Date {
        working_day_on_or_after(add_days(self.today, i64::from(self.rules.spacing_days).max(1)))
    }

    /// The first reason of the day that holds a whole action back.
    fn hold_action(&self, action: &PlannedAction, spoken: bool) -> Option<Outcome> {
        let (facts, rules, today) = (self.facts, self.rules, self.today);
        let hold = |reason, until| Some(Outcome::Hold { reason, until });
        if action.net <= rules.tolerance {
            return hold(HoldReason::CreditCovers, None);
        }
        if action.channel.reaches_debtor() {
            if rules.is_stopped {
                return hold(HoldReason::EmergencyStop, None);
            }
            let spacing = i64::from(rules.spacing_days);
            if let Some(free_on) = facts.last_contact_on.map(|on| add_days(on, spacing.max(1))).filter(|free_on| today < *free_on) {
                return hold(HoldReason::Spacing, Some(working_day_on_or_after(free_on)));
            }
            // A request that waited for its day speaks first: what is ripe then comes after it.
            if spoken || facts.voice_on == Some(today) {
                return hold(HoldReason::Spacing, Some(self.next_voice_on()));
            }
            if let Some(free_on) = rules.pressure.and_then(|budget| budget.free_on(facts.contacts_on, today)) {
                return hold(HoldReason::Pressure, Some(working_day_on_or_after(free_on)));
            }
        }
        if !facts.is_reachable(action.channel) {
            let came_back = action.channel == Channel::Email && facts.every_email_came_back();
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
}
