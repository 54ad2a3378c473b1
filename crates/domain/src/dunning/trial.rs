//! Tests of a scenario: an item in a given state on a given day, and what is expected of it. They stand
//! beside the scenario in its file and are run by the very decision of the night.

use super::facts::{DebtorFacts, ItemFacts, LastStep};
use super::hold::{Hold, HoldReason, Rules};
use super::plan::{Outcome, plan_debtor};
use super::scenario::Scenario;
use super::step::Channel;
use crate::calendar::{Date, add_days};
use crate::claim::ClaimKind;
use crate::ids::OpenItemId;
use crate::ledger::ItemKind;
use crate::money::{Cents, Currency};

/// What a test expects of its item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expectation {
    /// It is asked for by a step, by a channel when one is named.
    Send {
        /// The step's key.
        step: String,
        /// The channel; `None` when any will do.
        channel: Option<Channel>,
    },
    /// It is held.
    Hold(HoldReason),
    /// Its next step comes later; on a day counted from the due date, when one is given.
    NotYet(Option<i32>),
    /// All steps are done.
    Exhausted,
    /// All that is sent when nobody pays: day counted from the due date, channel, step's key.
    Timeline(Vec<(i32, Channel, String)>),
}

/// One test of a scenario. Days are counted from the due date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trial {
    /// What it is called.
    pub name: String,
    /// The due date: working days depend on it.
    pub due_on: Date,
    /// The date of the document, counted from the due date.
    pub issued: i32,
    /// What is open.
    pub amount: Cents,
    /// The kind of claim.
    pub claim: ClaimKind,
    /// The day of the decision.
    pub day: i32,
    /// The last step that the item went through, and when.
    pub after: Option<(String, i32)>,
    /// The last contact with the debtor about something else.
    pub contacted: Option<i32>,
    /// The day for which payment is promised.
    pub promise: Option<i32>,
    /// The next instalment of a plan that is kept to.
    pub plan: Option<i32>,
    /// The day of the last part payment.
    pub paid: Option<i32>,
    /// What is disputed.
    pub disputed: Cents,
    /// Unused credits and cash of the account, as a positive amount.
    pub credit: Cents,
    /// Whether a person suspended the reminders.
    pub is_paused: bool,
    /// Whether a partner or a court has the item.
    pub is_handed_over: bool,
    /// Whether insolvency proceedings opened on the day of the decision.
    pub is_insolvent: bool,
    /// Whether the debtor wrote back.
    pub has_replied: bool,
    /// Whether bank or ledger figures are too old.
    pub is_stale: bool,
    /// Whether there is an e-mail address.
    pub has_email: bool,
    /// Whether there is a mobile number.
    pub has_mobile: bool,
    /// Whether there is a postal address.
    pub has_postal_address: bool,
    /// Whether an electronic registered letter may be sent.
    pub takes_electronic: bool,
    /// The debtor's category.
    pub category: String,
    /// The debtor's score.
    pub score: Option<u8>,
    /// How many other items of the debtor are late; each counts as one cent.
    pub other_late_items: u16,
    /// What is expected.
    pub expect: Expectation,
}

/// A date that is a Wednesday with no public holiday for a month on either side.
const USUAL_DUE_DATE: (i32, u32, u32) = (2026, 9, 30);
/// A timeline is followed from before the first step that can exist to well after the last.
const TIMELINE: std::ops::Range<i32> = -40..760;

impl Trial {
    /// An invoice of 1 000.00 between traders that nobody paid, on its due date, at thirty days; the debtor can be
    /// reached by e-mail and by post.
    #[must_use]
    pub fn new(name: &str, expect: Expectation) -> Self {
        let (year, month, day) = USUAL_DUE_DATE;
        Self {
            name: name.to_owned(),
            due_on: Date::from_ymd_opt(year, month, day).unwrap_or_default(),
            issued: -30,
            amount: Cents(100_000),
            claim: ClaimKind::Business,
            day: 0,
            after: None,
            contacted: None,
            promise: None,
            plan: None,
            paid: None,
            disputed: Cents::ZERO,
            credit: Cents::ZERO,
            is_paused: false,
            is_handed_over: false,
            is_insolvent: false,
            has_replied: false,
            is_stale: false,
            has_email: true,
            has_mobile: false,
            has_postal_address: true,
            takes_electronic: false,
            category: String::new(),
            score: None,
            other_late_items: 0,
            expect,
        }
    }

    fn on(&self, day: i32) -> Date {
        add_days(self.due_on, i64::from(day))
    }

    fn facts_of_item(&self, last_step: Option<LastStep>) -> ItemFacts {
        let plain = ItemFacts::new(
            OpenItemId(uuid::Uuid::nil()),
            ItemKind::Invoice,
            self.on(self.issued),
            self.due_on,
            self.amount.max(Cents(1)),
            Currency::EUR,
        );
        let until_after = |day: Option<i32>| day.map(|day| Hold { until: Some(self.on(day.saturating_add(1))) });
        ItemFacts {
            claim: self.claim,
            last_step,
            is_handed_over: self.is_handed_over,
            plan: until_after(self.plan),
            promise: until_after(self.promise),
            disputed: self.disputed,
            paid_on: self.paid.map(|day| self.on(day)),
            ..plain
        }
    }

    /// The decision about the item on a day: its outcome and the channel of its message.
    fn decide(&self, scenario: &Scenario, day: i32, last_step: Option<LastStep>, last_contact: Option<Date>) -> (Outcome, Option<Channel>) {
        let mut items = vec![self.facts_of_item(last_step)];
        if self.credit.is_positive() {
            let id = OpenItemId(uuid::Uuid::from_u128(1));
            items.push(ItemFacts::new(id, ItemKind::CreditNote, self.on(self.issued), self.due_on, -self.credit, Currency::EUR));
        }
        for other in 0..self.other_late_items {
            let id = OpenItemId(uuid::Uuid::from_u128(u128::from(other) + 2));
            let due_on = self.on(day.saturating_sub(1));
            let late = ItemFacts::new(id, ItemKind::Invoice, add_days(due_on, -30), due_on, Cents(1), Currency::EUR);
            items.push(ItemFacts { hold: Some(Hold { until: None }), ..late });
        }
        let facts = DebtorFacts {
            has_email: self.has_email,
            has_mobile: self.has_mobile,
            has_postal_address: self.has_postal_address,
            takes_electronic: self.takes_electronic,
            category: &self.category,
            score: self.score,
            hold: self.is_paused.then_some(Hold { until: None }),
            insolvent_on: self.is_insolvent.then(|| self.on(day)),
            last_contact_on: last_contact,
            has_replied: self.has_replied,
            items: &items,
            ..DebtorFacts::default()
        };
        let rules = Rules { stale_data: self.is_stale, ..Rules::default() };
        let plan = plan_debtor(&facts, std::slice::from_ref(scenario), &rules, self.on(day));
        let channel = plan.actions.iter().find(|action| action.asked.contains(&0)).map(|action| action.channel);
        (plan.outcomes[0], channel)
    }

    fn timeline(&self, scenario: &Scenario) -> Vec<(i32, Channel, String)> {
        let (mut last_step, mut last_contact, mut told) = (None, None, Vec::new());
        for day in TIMELINE {
            let (outcome, channel) = self.decide(scenario, day, last_step, last_contact);
            if let (Outcome::Send { step }, Some(channel)) = (outcome, channel) {
                last_step = Some(LastStep { position: step, on: self.on(day) });
                if channel.reaches_debtor() {
                    last_contact = Some(self.on(day));
                }
                told.push((day, channel, scenario.steps()[step].key.clone()));
            }
        }
        told
    }

    /// What the scenario does, in the shape of what is expected; equal to it when the test passes.
    ///
    /// # Errors
    /// The key of the step in [`Trial::after`] when the scenario has none of that name.
    pub fn run(&self, scenario: &Scenario) -> Result<Expectation, String> {
        if let Expectation::Timeline(_) = self.expect {
            return Ok(Expectation::Timeline(self.timeline(scenario)));
        }
        let last_step = match &self.after {
            None => None,
            Some((key, day)) => {
                let position = scenario.position(key).ok_or_else(|| key.clone())?;
                Some(LastStep { position, on: self.on(*day) })
            }
        };
        let last_contact = [self.contacted, self.after.as_ref().map(|(_, day)| *day)].into_iter().flatten().max().map(|day| self.on(day));
        let (outcome, channel) = self.decide(scenario, self.day, last_step, last_contact.filter(|on| *on < self.on(self.day)));
        Ok(match outcome {
            Outcome::Send { step } => {
                let asked_channel = matches!(&self.expect, Expectation::Send { channel: Some(_), .. });
                Expectation::Send { step: scenario.steps()[step].key.clone(), channel: channel.filter(|_| asked_channel) }
            }
            Outcome::Hold { reason, .. } => Expectation::Hold(reason),
            Outcome::NotYet { next_on } => {
                let is_day_asked = !matches!(self.expect, Expectation::NotYet(None));
                Expectation::NotYet(i32::try_from((next_on - self.due_on).num_days()).ok().filter(|_| is_day_asked))
            }
            Outcome::Exhausted => Expectation::Exhausted,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::ScenarioId;

    #[test]
    fn the_default_scenario_says_what_it_does() {
        let scenario = Scenario::french_default(ScenarioId(uuid::Uuid::nil()));
        let send = |step: &str| Expectation::Send { step: step.to_owned(), channel: None };
        let trial = |day, expect| Trial { day, ..Trial::new("", expect) };
        let after = |key: &str, on| Some((key.to_owned(), on));
        let cases = [
            trial(-5, send("pre_due")),
            trial(-6, Expectation::NotYet(Some(-5))),
            trial(2, Expectation::NotYet(Some(5))),
            trial(5, send("reminder_1")),
            trial(540, send("reminder_1")),
            Trial { after: after("reminder_2", 12), promise: Some(20), ..trial(16, Expectation::Hold(HoldReason::Promised)) },
            Trial { after: after("reminder_1", 5), promise: Some(15), ..trial(16, send("reminder_2")) },
            Trial { credit: Cents(100_000), ..trial(16, Expectation::Hold(HoldReason::CreditCovers)) },
            Trial { has_email: false, ..trial(16, Expectation::Hold(HoldReason::NoContact)) },
            Trial { after: after("prepare_formal_notice", 40), ..trial(41, Expectation::Exhausted) },
        ];
        for case in cases {
            assert_eq!(case.run(&scenario), Ok(case.expect.clone()), "{case:?}");
        }
        let unknown = Trial { after: after("call_2", 1), ..trial(2, Expectation::Exhausted) };
        assert_eq!(unknown.run(&scenario), Err("call_2".to_owned()));
    }

    #[test]
    fn a_timeline_follows_an_item_that_nobody_pays() {
        let scenario = Scenario::french_default(ScenarioId(uuid::Uuid::nil()));
        let got = Trial::new("", Expectation::Timeline(Vec::new())).run(&scenario);
        let step = |day, channel, key: &str| (day, channel, key.to_owned());
        let expected = vec![
            step(-5, Channel::Email, "pre_due"),
            step(5, Channel::Email, "reminder_1"),
            step(12, Channel::Email, "reminder_2"),
            step(20, Channel::Call, "call"),
            step(30, Channel::Letter, "letter"),
            step(40, Channel::Task, "prepare_formal_notice"),
        ];
        assert_eq!(got, Ok(Expectation::Timeline(expected)));
    }
}
