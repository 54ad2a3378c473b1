//! Random walks of a payment plan: its moves, its payments and its undoing, with the laws that they keep.

use domain::calendar::add_days;
use domain::plan::{
    Event, EventKind, Instalment, InterestChoice, MoveError, Progress, Received, Signature, Standing, State, history, interest_free,
    progress, standing,
};
use domain::{Cents, Date};
use proptest::prelude::*;

#[derive(Debug, Clone)]
enum Step {
    Submit(bool),
    Approve,
    SendBack,
    Sign,
    Notice(i64),
    Accelerate,
    Replace,
    Cancel,
    Undo,
    Wait(i64),
    Pay(i64),
    Bounce,
}

fn steps() -> impl Strategy<Value = Step> {
    prop_oneof![
        2 => any::<bool>().prop_map(Step::Submit),
        2 => Just(Step::Approve),
        1 => Just(Step::SendBack),
        3 => Just(Step::Sign),
        3 => (0_i64..20).prop_map(Step::Notice),
        3 => Just(Step::Accelerate),
        1 => Just(Step::Replace),
        1 => Just(Step::Cancel),
        2 => Just(Step::Undo),
        6 => (1_i64..40).prop_map(Step::Wait),
        4 => (1_i64..15_000).prop_map(Step::Pay),
        2 => Just(Step::Bounce),
    ]
}

/// A plan as it is followed: its events are all that is kept of what persons did.
struct Walk {
    today: Date,
    state: State,
    events: Vec<Event>,
    past: Vec<State>,
    received: Vec<Received>,
    instalments: Vec<Instalment>,
}

impl Walk {
    fn new() -> Self {
        let today = Date::from_ymd_opt(2026, 1, 5).expect("a date");
        let instalments = (1..=4).map(|at| Instalment { due_on: add_days(today, at * 30), amount: Cents(10_000) }).collect();
        Self { today, state: State::Draft, events: Vec::new(), past: Vec::new(), received: Vec::new(), instalments }
    }

    fn progress(&self) -> Progress {
        progress(&self.instalments, &self.received, 3, self.today)
    }

    fn go(&mut self, step: &Step) {
        let state = self.state.clone();
        let next = match step {
            Step::Submit(needs) => state.submit(self.today, *needs),
            Step::Approve => state.approve("Claire", self.today),
            Step::SendBack => state.send_back(),
            Step::Sign => state.sign(Signature { on: self.today, signatory: "M. Petit, gérant".to_owned() }),
            Step::Notice(days) => state.give_notice(&self.progress(), add_days(self.today, *days)),
            Step::Accelerate => state.accelerate(&self.progress()),
            Step::Replace => state.replace(self.today),
            Step::Cancel => state.cancel(self.today),
            Step::Undo => {
                if let Some(before) = self.past.pop() {
                    self.state = before;
                    self.events.push(Event { kind: EventKind::Undone, on: self.today });
                }
                return;
            }
            Step::Wait(days) => {
                self.today = add_days(self.today, *days);
                return;
            }
            Step::Pay(cents) => return self.received.push(Received { on: self.today, amount: Cents(*cents), is_cash: true }),
            Step::Bounce => {
                self.received.pop();
                return;
            }
        };
        if let Ok(next) = next {
            self.events.push(Event::leading_to(&next, self.today));
            self.past.push(std::mem::replace(&mut self.state, next));
        }
    }

    fn keeps_its_laws(&self) -> Result<(), TestCaseError> {
        // What is kept leads where the walk is.
        let told = history(&self.events).map_err(|error| TestCaseError::fail(error.to_string()))?;
        prop_assert_eq!(&told.state, &self.state);
        prop_assert_eq!(told.standing.len(), self.past.len());
        let progress = self.progress();
        let now = standing(&self.state, &progress, false);
        // A plan holds its items exactly while it runs and is not broken beyond the time to cure.
        let holds = self.state.hold(&progress, false).is_some();
        prop_assert_eq!(holds, matches!(now, Standing::UpToDate | Standing::Late | Standing::Noticed), "{:?} {:?}", now, self.state);
        prop_assert!(self.state.hold(&progress, true).is_none());
        if holds {
            prop_assert!(self.state.fell_on(&progress).is_none() || now == Standing::Noticed);
        }
        if now == Standing::Broken || now == Standing::Accelerated {
            prop_assert!(self.state.fell_on(&progress).is_some(), "items of a broken plan go on: {:?}", self.state);
        }
        if let State::Accelerated { notice, on, signed } = &self.state {
            prop_assert!(*on > notice.cure_by && notice.on >= signed.on && notice.cure_by >= add_days(notice.on, 8));
        }
        // Interest rests while the plan is kept, and comes back with a breach.
        for choice in InterestChoice::ALL {
            let free = interest_free(choice, &self.state, &progress);
            let signed = self.state.signed().is_some();
            let kept = progress.broken_since().is_none() && !matches!(self.state, State::Accelerated { .. });
            let expected = match choice {
                InterestChoice::Kept => false,
                InterestChoice::Frozen => signed && kept,
                InterestChoice::Waived => signed,
            };
            prop_assert_eq!(free.is_some(), expected, "{:?}", choice);
            prop_assert!(free.is_none_or(|free| free.from <= free.to));
        }
        prop_assert_eq!(progress.paid() + progress.left(), Cents(40_000));
        Ok(())
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_walk_keeps_its_laws(walk in proptest::collection::vec(steps(), 0..60)) {
        let mut plan = Walk::new();
        for step in &walk {
            plan.go(step);
            plan.keeps_its_laws()?;
        }
    }
}

#[test]
fn a_plan_beyond_the_policy_waits_for_somebody() {
    let today = Date::from_ymd_opt(2026, 1, 5).expect("a date");
    let waits = State::Draft.submit(today, true).expect("asked");
    let signature = Signature { on: today, signatory: "M. Petit".to_owned() };
    assert_eq!(waits.clone().sign(signature.clone()), Err(MoveError::Not));
    let agreed = waits.approve("Claire", today).expect("approved");
    let early = Signature { on: add_days(today, -1), ..signature.clone() };
    assert_eq!(agreed.clone().sign(early), Err(MoveError::Day));
    assert!(agreed.sign(signature).is_ok());
}

#[test]
fn nobody_loses_the_benefit_of_the_term_without_a_notice_and_its_time() {
    let start = Date::from_ymd_opt(2026, 1, 5).expect("a date");
    let instalments = [10, 40].map(|days| Instalment { due_on: add_days(start, days), amount: Cents(5_000) });
    let on = |days: i64, received: &[Received]| progress(&instalments, received, 3, add_days(start, days));
    let running = State::Running { signed: Signature { on: start, signatory: "M. Petit".to_owned() } };
    assert_eq!(running.clone().accelerate(&on(20, &[])), Err(MoveError::Not));
    assert_eq!(running.clone().give_notice(&on(12, &[]), add_days(start, 40)), Err(MoveError::NothingMissed), "within the grace");
    assert_eq!(running.clone().give_notice(&on(14, &[]), add_days(start, 21)), Err(MoveError::CureTooShort(8)));
    let noticed = running.give_notice(&on(14, &[]), add_days(start, 22)).expect("a notice");
    assert_eq!(noticed.clone().accelerate(&on(22, &[])), Err(MoveError::MayCure(add_days(start, 22))));
    let cured = [Received { on: add_days(start, 22), amount: Cents(5_000), is_cash: true }];
    assert_eq!(noticed.clone().accelerate(&on(23, &cured)), Err(MoveError::NothingMissed));
    assert_eq!(standing(&noticed, &on(23, &cured), false), Standing::UpToDate);
    // The second instalment needs a notice of its own.
    assert_eq!(noticed.clone().accelerate(&on(60, &cured)), Err(MoveError::NothingMissed));
    assert!(noticed.clone().give_notice(&on(60, &cured), add_days(start, 70)).is_ok());
    let due = noticed.accelerate(&on(23, &[])).expect("the whole is due");
    assert_eq!(standing(&due, &on(23, &[]), false), Standing::Accelerated);
    assert_eq!(standing(&due, &on(23, &[]), true), Standing::Stopped);
}
