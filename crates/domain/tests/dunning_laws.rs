//! Laws of the decision that hold for any scenario and whatever holds an item: promises, plans, disputes, hand-overs,
//! replies, payments, conditions, channels with a fall-back, several scenarios at once.

use domain::calendar::{add_days, is_working_day};
use domain::claim::ClaimKind;
use domain::dunning::{
    Channel, Conditions, DebtorFacts, DebtorPlan, Hold, HoldReason, ItemFacts, LastStep, Mode, Outcome, Pressure, Rules, Scenario, Step,
    StopConditions, Template, Trigger, plan_debtor,
};
use domain::ids::{OpenItemId, ScenarioId};
use domain::ledger::ItemKind;
use domain::{Cents, Currency, Date};
use proptest::prelude::*;
use uuid::Uuid;

#[derive(Debug, Clone)]
struct Case {
    scenarios: Vec<Scenario>,
    items: Vec<ItemFacts>,
    contacts_on: Vec<Date>,
    flags: u16,
    rules: Rules,
    today: Date,
}

impl Case {
    fn facts(&self) -> DebtorFacts<'_> {
        let flag = |at: u16| self.flags >> at & 1 == 1;
        DebtorFacts {
            has_email: flag(0) || flag(1),
            email_bounced: flag(10),
            has_mobile: flag(2),
            takes_electronic: flag(5),
            has_postal_address: flag(3) || flag(4),
            category: if flag(5) { "PME" } else { "" },
            score: flag(6).then_some(40),
            needs_approval: flag(7),
            courtesy_speaks: flag(11),
            has_replied: flag(8) && flag(9),
            last_contact_on: self.contacts_on.last().copied(),
            contacts_on: &self.contacts_on,
            items: &self.items,
            ..DebtorFacts::default()
        }
    }

    fn plan(&self) -> DebtorPlan {
        plan_debtor(&self.facts(), &self.scenarios, &self.rules, self.today)
    }
}

fn scenario() -> impl Strategy<Value = Scenario> {
    let step = (0_i32..15, 0_u16..12, 0_usize..Channel::ALL.len(), any::<u16>());
    (proptest::collection::vec(step, 1..7), any::<u8>()).prop_map(|(drawn, bits)| {
        let mut day = 0;
        let steps: Vec<Step> = drawn
            .into_iter()
            .enumerate()
            .map(|(position, (more, gap, channel, bits))| {
                let bit = |at: u16| bits >> at & 1 == 1;
                day += more + 1;
                let channel = Channel::ALL[channel];
                let mode = if channel.leaves_by_itself() { Mode::Automatic } else { Mode::Manual };
                let plain = Step::new(&format!("step_{position}"), day, gap, channel, mode, Template::SecondReminder);
                let fall_back = if channel == Channel::Task || bit(0) { vec![] } else { vec![Channel::Task] };
                let conditions = Conditions {
                    min_amount: bit(1).then_some(Cents(20_000)),
                    categories: if bit(2) && bit(3) { vec!["PME".to_owned()] } else { vec![] },
                    max_score: (bit(4) && bit(5)).then_some(50),
                    min_late_items: bit(6).then_some(2),
                    kinds: if bit(7) && bit(8) { vec![ClaimKind::Business] } else { vec![] },
                    ..Conditions::default()
                };
                let trigger = if position > 0 && bit(9) && bit(10) { Trigger::PreviousStep } else { Trigger::Due };
                let offset_days = if trigger == Trigger::Due { day } else { more + 1 };
                Step { channels: [vec![channel], fall_back].concat(), conditions, trigger, offset_days, ..plain }
            })
            .collect();
        let bit = |at: u8| bits >> at & 1 == 1;
        let channel = Channel::ALL[usize::from(bits >> 4) % Channel::ALL.len()];
        let mode = if channel.leaves_by_itself() { Mode::Automatic } else { Mode::Manual };
        let courtesy = bit(3).then(|| Step::new("courtesy", -6, 0, channel, mode, Template::PreDue));
        let steps: Vec<Step> = courtesy.into_iter().chain(steps).collect();
        let stop =
            StopConditions { on_reply: bit(0), on_part_payment: bit(1), at_or_below: bit(2).then_some(Cents(500)), after_days_late: None };
        // What is drawn may be out of order once steps count from each other: such a list is no scenario.
        Scenario::new(ScenarioId(Uuid::nil()), "Essai".to_owned(), 1, steps)
            .unwrap_or_else(|_| Scenario::french_default(ScenarioId(Uuid::nil())))
            .stopping(stop)
    })
}

fn item(today: Date) -> impl Strategy<Value = ItemFacts> {
    let kind = prop_oneof![6 => Just(ItemKind::Invoice), 1 => Just(ItemKind::CreditNote), 1 => Just(ItemKind::Payment)];
    let currency = prop_oneof![5 => Just("EUR"), 1 => Just("USD")];
    (kind, -20_i64..120, 1_i64..100_000, currency, 0_u16..3, any::<u32>(), -10_i64..30).prop_map(
        move |(kind, late, open, currency, scenario, bits, days)| {
            let bit = |at: u32| bits >> at & 1 == 1;
            let both = |at: u32| bit(at) && bit(at + 1) && bit(at + 2);
            let hold = |at: u32| both(at).then(|| Hold { until: Some(add_days(today, days)) });
            let due_on = add_days(today, -late);
            let open = Cents(if kind.is_debit() { open } else { -open / 2 - 1 });
            let currency = Currency::parse(currency).unwrap_or(Currency::EUR);
            let plain = ItemFacts::new(OpenItemId(Uuid::nil()), kind, add_days(due_on, -30), due_on, open, currency);
            ItemFacts {
                scenario,
                last_step: bit(0).then(|| LastStep { position: (bits % 3) as usize, on: add_days(today, -1 - i64::from(bits % 20)) }),
                hold: hold(1),
                is_handed_over: both(4),
                plan: hold(7),
                promise: hold(10),
                disputed: if both(13) { open.max(Cents(1)) } else { Cents(if bit(16) && kind.is_debit() { open.0 / 3 } else { 0 }) },
                paid_on: both(17).then(|| add_days(today, -(i64::from(bits % 9)))),
                claim: if bit(20) { ClaimKind::Business } else { ClaimKind::Consumer },
                ..plain
            }
        },
    )
}

fn case() -> impl Strategy<Value = Case> {
    let monday = Date::from_ymd_opt(2026, 3, 2).expect("a date");
    (0_i64..400).prop_map(move |days| add_days(monday, days)).prop_flat_map(|today| {
        let contacts = proptest::collection::btree_set(1_i64..40, 0..6);
        let rules = (0_u16..6, 0_i64..300, proptest::option::of((1_u16..4, 5_u16..31)), proptest::bool::weighted(0.05));
        let items = proptest::collection::vec(item(today), 0..8);
        (proptest::collection::vec(scenario(), 1..3), items, contacts, any::<u16>(), rules).prop_map(
            move |(scenarios, mut items, contacts, flags, (spacing_days, tolerance, pressure, is_stopped))| {
                for (position, item) in items.iter_mut().enumerate() {
                    item.id = OpenItemId(Uuid::from_u128(position as u128));
                }
                let rules = Rules {
                    spacing_days,
                    tolerance: Cents(tolerance),
                    pressure: pressure.map(|(contacts, days)| Pressure { contacts, days }),
                    is_stopped,
                    ..Rules::default()
                };
                let contacts_on = contacts.into_iter().rev().map(|ago| add_days(today, -ago)).collect();
                Case { scenarios, items, contacts_on, flags, rules, today }
            },
        )
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_048, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_that_is_held_is_spoken_of(case in case()) {
        let plan = case.plan();
        let active = |hold: Option<Hold>| hold.is_some_and(|hold| hold.is_active(case.today));
        for position in plan.actions.iter().flat_map(|action| action.asked.iter().chain(&action.listed)) {
            let item = case.items[*position];
            prop_assert!(!item.is_handed_over && !active(item.plan) && !active(item.promise) && !active(item.hold));
            prop_assert!(item.kind.is_debit() && item.disputed < item.open);
        }
    }

    #[test]
    fn what_is_late_and_what_is_not_due_never_share_a_message(case in case()) {
        let plan = case.plan();
        let late = |position: &usize| case.items[*position].is_late(case.today);
        for action in &plan.actions {
            let is_courtesy = case.scenarios[action.scenario].steps()[action.step].is_pre_due();
            prop_assert!(action.asked.iter().all(|position| late(position) != is_courtesy));
            prop_assert!(action.listed.iter().all(late), "what is not due is announced or not spoken of");
        }
        // A courtesy that was decided already stands: whoever looks again finds it, or a reason of its own.
        let standing = DebtorFacts { courtesy_speaks: true, ..case.facts() };
        let again = plan_debtor(&standing, &case.scenarios, &case.rules, case.today);
        for (position, before) in plan.outcomes.iter().enumerate().filter(|(position, _)| !late(position)) {
            if matches!(before, Outcome::Send { .. }) {
                prop_assert_eq!(before, &again.outcomes[position]);
            }
        }
    }

    #[test]
    fn every_cent_is_asked_listed_disputed_or_left_out_with_a_reason(case in case()) {
        let plan = case.plan();
        prop_assert_eq!(plan.outcomes.len(), case.items.len());
        for action in &plan.actions {
            let open = |positions: &[usize]| Cents::total(positions.iter().map(|position| case.items[*position].open));
            prop_assert_eq!(action.gross + action.disputed, open(&action.asked) + open(&action.listed));
            prop_assert_eq!(action.net, action.gross + open(&action.credits));
            prop_assert!(action.net > case.rules.tolerance && action.asked_amount.is_positive());
            for position in &action.asked {
                let is_sent = matches!(plan.outcomes[*position], Outcome::Send { .. });
                prop_assert!(is_sent, "asked without being sent");
            }
        }
        let asked: usize = plan.actions.iter().map(|action| action.asked.len()).sum();
        let sent = plan.outcomes.iter().filter(|outcome| matches!(outcome, Outcome::Send { .. })).count();
        prop_assert_eq!(asked, sent, "each item that is sent is in one action");
    }

    #[test]
    fn one_voice_on_a_working_day_within_the_limits(case in case()) {
        let plan = case.plan();
        let voices: Vec<_> = plan.actions.iter().filter(|action| action.channel.reaches_debtor()).collect();
        prop_assert!(voices.len() <= 1);
        if !plan.actions.is_empty() {
            prop_assert!(is_working_day(case.today));
        }
        let facts = case.facts();
        for voice in voices {
            prop_assert!(!case.rules.is_stopped && facts.is_reachable(voice.channel));
            prop_assert!(case.contacts_on.last().is_none_or(|on| add_days(*on, i64::from(case.rules.spacing_days)) <= case.today));
            if let Some(budget) = case.rules.pressure {
                let within = case.contacts_on.iter().filter(|on| add_days(**on, i64::from(budget.days)) > case.today).count();
                prop_assert!(within < usize::from(budget.contacts));
            }
            prop_assert!(voice.channel.leaves_by_itself() || voice.mode == Mode::Manual, "what a person works is never automatic");
            prop_assert!(!facts.needs_approval || voice.mode >= Mode::ToConfirm);
            let step = &case.scenarios[voice.scenario];
            prop_assert!(voice.step < step.steps().len());
        }
    }

    #[test]
    fn a_step_follows_the_last_one_and_exists_for_the_item(case in case()) {
        let plan = case.plan();
        let late = case.items.iter().filter(|item| item.is_late(case.today)).count();
        for (item, outcome) in case.items.iter().zip(&plan.outcomes) {
            let Outcome::Send { step } = *outcome else { continue };
            prop_assert!(item.last_step.is_none_or(|last| step > last.position));
            let scenario = case.scenarios.get(usize::from(item.scenario)).unwrap_or(&case.scenarios[0]);
            let chosen = &scenario.steps()[step];
            prop_assert!(chosen.conditions.min_amount.is_none_or(|min| item.undisputed() >= min));
            prop_assert!(chosen.conditions.min_late_items.is_none_or(|min| late >= usize::from(min)));
            prop_assert!(item.last_step.is_none_or(|last| case.today >= add_days(last.on, i64::from(chosen.gap_days))));
            prop_assert!(item.paid_on.is_none_or(|paid| case.today >= add_days(paid, i64::from(case.rules.payment_grace_days))));
        }
    }

    #[test]
    fn dates_that_are_announced_come_later(case in case()) {
        for outcome in case.plan().outcomes {
            match outcome {
                Outcome::NotYet { next_on } => prop_assert!(next_on > case.today && is_working_day(next_on)),
                Outcome::Hold { until: Some(until), .. } => prop_assert!(until > case.today),
                Outcome::Send { .. } | Outcome::Hold { .. } | Outcome::Exhausted => {}
            }
        }
    }

    #[test]
    fn a_cap_holds_what_would_leave_by_itself_and_nothing_else(case in case()) {
        let before = case.plan();
        let mut after = before.clone();
        after.hold_automatic(HoldReason::RunCap, None);
        prop_assert!(after.actions.iter().all(|action| !action.channel.leaves_by_itself()));
        let kept = before.actions.iter().filter(|action| !action.channel.leaves_by_itself()).count();
        prop_assert_eq!(kept, after.actions.len());
        for (position, (old, new)) in before.outcomes.iter().zip(&after.outcomes).enumerate() {
            let was_automatic =
                before.actions.iter().any(|action| action.channel.leaves_by_itself() && action.asked.contains(&position));
            prop_assert_eq!(old == new, !was_automatic);
        }
    }
}
