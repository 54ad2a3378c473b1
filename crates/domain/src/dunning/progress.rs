use super::condition::Unmet;
use super::facts::{DebtorFacts, ItemFacts};
use super::hold::Rules;
use super::scenario::Scenario;
use super::step::{Step, Trigger};
use crate::calendar::{Date, add_days, working_day_on_or_after};

/// Where an item stands in its scenario, before any hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Progress {
    Credit,
    Ripe { step: usize },
    Waiting { next_on: Date },
    Done,
}

/// What the decision looks at for all items of a debtor.
#[derive(Clone, Copy)]
pub(super) struct Look<'a> {
    pub(super) facts: &'a DebtorFacts<'a>,
    pub(super) scenarios: &'a [Scenario],
    pub(super) rules: &'a Rules,
    pub(super) today: Date,
    pub(super) late_items: usize,
}

impl<'a> Look<'a> {
    /// Which scenario an item follows; the first when it names one that is not there.
    pub(super) fn scenario_at(&self, item: &ItemFacts) -> usize {
        Some(usize::from(item.scenario)).filter(|at| *at < self.scenarios.len()).unwrap_or_default()
    }

    pub(super) fn scenario(&self, item: &ItemFacts) -> &'a Scenario {
        &self.scenarios[self.scenario_at(item)]
    }

    pub(super) fn step(&self, item: &ItemFacts, position: usize) -> &'a Step {
        &self.scenario(item).steps()[position]
    }

    pub(super) fn progress(&self, item: &ItemFacts) -> Progress {
        if !item.kind.is_debit() {
            return Progress::Credit;
        }
        let first = item.last_step.map_or(0, |last| last.position + 1);
        for (position, step) in self.scenario(item).steps().iter().enumerate().skip(first) {
            if self.has_lapsed(item, step) || self.unmet(item, step).is_some() {
                continue;
            }
            let ripe_from = self.ripe_from(item, step);
            return if self.today >= ripe_from {
                Progress::Ripe { step: position }
            } else {
                Progress::Waiting { next_on: working_day_on_or_after(ripe_from) }
            };
        }
        Progress::Done
    }

    /// Whether a courtesy message comes too late.
    fn has_lapsed(&self, item: &ItemFacts, step: &Step) -> bool {
        step.is_pre_due() && (self.today > item.due_on || working_day_on_or_after(self.ripe_from(item, step)) > item.due_on)
    }

    pub(super) fn unmet(&self, item: &ItemFacts, step: &Step) -> Option<Unmet> {
        if step.conditions.is_empty() {
            return None;
        }
        step.conditions.unmet(&self.facts.circumstances(item, self.late_items))
    }

    /// The first day of a step, before it moves to a working day.
    ///
    /// A reminder never comes on the due date or before it, whatever it counts from. The invoice itself was a contact:
    /// the first step leaves the days between two contacts after it. A part payment starts the wait anew.
    pub(super) fn ripe_from(&self, item: &ItemFacts, step: &Step) -> Date {
        let days = i64::from(step.offset_days);
        let mut from = match step.trigger {
            Trigger::Due => add_days(item.due_on, days),
            Trigger::Issue => add_days(item.issued_on, days),
            Trigger::PreviousStep => add_days(item.last_step.map_or(item.due_on, |last| last.on), days),
        };
        if !step.is_pre_due() {
            from = from.max(add_days(item.due_on, 1));
        }
        from = match item.last_step {
            Some(last) => from.max(add_days(last.on, i64::from(step.gap_days))),
            None => from.max(add_days(item.issued_on, i64::from(self.rules.spacing_days))),
        };
        item.paid_on.map_or(from, |paid_on| from.max(add_days(paid_on, i64::from(self.rules.payment_grace_days))))
    }
}
