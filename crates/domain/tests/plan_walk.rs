//! Random walks of a payment plan: its moves, its payments and its undoing, with the laws that they keep.

use domain::calendar::add_days;
use domain::interest::Imputation;
use domain::plan::{
    Event, EventKind, Instalment, InterestChoice, MoveError, Progress, Received, Signature, Standing, State, agreed_order, history,
    interest_free, progress, standing,
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
        let day = self.state.ended_on().map_or(self.today, |on| on.min(self.today));
        progress(&self.instalments, &self.received, 3, day)
    }

    /// Interest rests while the plan runs; a breach that was not cured brings it back, an end that a person puts does not.
    fn interest_follows_the_deed(&self, fell: bool) -> Result<(), TestCaseError> {
        let progress = self.progress();
        let before = self.state.before_its_end();
        let Some(signed) = before.signed() else {
            prop_assert!(InterestChoice::ALL.iter().all(|choice| interest_free(*choice, &self.state, &progress).is_none()));
            prop_assert!(agreed_order(InterestChoice::Frozen, true, &self.state).is_none());
            return Ok(());
        };
        let fell = fell || matches!(before, State::Accelerated { .. }) || before.fell_on(&progress).is_some();
        let has_days = self.state.ended_on().is_none_or(|on| on > signed.on);
        prop_assert!(interest_free(InterestChoice::Kept, &self.state, &progress).is_none());
        let frozen = interest_free(InterestChoice::Frozen, &self.state, &progress);
        // Signed when all was paid and all days are over: no day is left.
        let last_day = add_days(self.instalments[3].due_on, 3);
        let cured_on = progress.completed_on().filter(|_| self.state.ended_on().is_none() && before.is_in_force());
        let no_day = progress.is_complete() && cured_on.map_or(last_day, |on| last_day.max(on)) < signed.on;
        prop_assert_eq!(frozen.is_some(), has_days && !fell && !no_day, "{:?}", self.state);
        let waived = interest_free(InterestChoice::Waived, &self.state, &progress);
        prop_assert!(waived.is_some_and(|free| free.from == Date::MIN && free.without_indemnity));
        for free in [frozen, waived].into_iter().flatten() {
            prop_assert!(free.from <= free.to && self.state.ended_on().is_none_or(|on| free.to < on));
        }
        // The deed alone says what a payment pays first, as long as it runs.
        let order = agreed_order(InterestChoice::Kept, true, &self.state);
        prop_assert_eq!(order.map(|order| order.imputation), has_days.then_some(Imputation::InterestFirst));
        let order = agreed_order(InterestChoice::Waived, true, &self.state);
        prop_assert_eq!(order.map(|order| order.imputation), has_days.then_some(Imputation::PrincipalFirst));
        Ok(())
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
        // A plan holds its items while it runs, a missed instalment or not, until a notice was in vain.
        let (holds, fell_on) = (self.state.hold(&progress, false).is_some(), self.state.fell_on(&progress));
        let runs = matches!(now, Standing::UpToDate | Standing::Late | Standing::Noticed | Standing::Broken);
        prop_assert_eq!(holds, runs && fell_on.is_none(), "{:?} {:?}", now, self.state);
        prop_assert!(self.state.hold(&progress, true).is_none());
        prop_assert_eq!(fell_on.is_some(), (now == Standing::Broken && !holds) || now == Standing::Accelerated);
        if let (Some(on), State::Noticed { notice, .. } | State::Accelerated { notice, .. }) = (fell_on, &self.state) {
            let first = progress.next().expect("something is missing").instalment.due_on;
            prop_assert!(on > notice.cure_by && notice.cure_by >= add_days(notice.on, 8), "{:?}", self.state);
            prop_assert!(matches!(self.state, State::Accelerated { .. }) || notice.names(first, 3), "{} {:?}", first, notice);
        }
        if let State::Accelerated { notice, on, signed } = &self.state {
            prop_assert!(*on > notice.cure_by && notice.on >= signed.on && notice.cure_by >= add_days(notice.on, 8));
        }
        self.interest_follows_the_deed(fell_on.is_some())?;
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

#[test]
fn a_missed_instalment_alone_ends_nothing() {
    let start = Date::from_ymd_opt(2026, 1, 5).expect("a date");
    let day = |days: i64| add_days(start, days);
    let instalments = [10, 40, 70].map(|days| Instalment { due_on: day(days), amount: Cents(5_000) });
    let paid = |list: &[(i64, i64)]| -> Vec<Received> {
        list.iter().map(|(days, cents)| Received { on: day(*days), amount: Cents(*cents), is_cash: true }).collect()
    };
    let on = |days: i64, received: &[(i64, i64)]| progress(&instalments, &paid(received), 3, day(days));
    let held = |state: &State, progress: &Progress| match state.hold(progress, false) {
        Some(hold) => hold.until.map_or("held".to_owned(), |until| format!("held until {until}")),
        None => state.fell_on(progress).map_or("-".to_owned(), |on| format!("fell {on}")),
    };
    let running = State::Running { signed: Signature { on: start, signatory: "M. Petit".to_owned() } };
    for (days, received) in [(5, &[][..]), (12, &[]), (20, &[]), (200, &[]), (60, &[(10, 5_000)])] {
        assert_eq!(held(&running, &on(days, received)), "held", "day {days}");
    }
    // Without a notice no interest comes back either.
    assert!(interest_free(InterestChoice::Frozen, &running, &on(20, &[])).is_some_and(|free| free.to >= day(20)));
    let noticed = running.give_notice(&on(14, &[]), day(24)).expect("a notice");
    assert_eq!(held(&noticed, &on(24, &[])), "held until 2026-01-30");
    assert_eq!(held(&noticed, &on(25, &[])), "fell 2026-01-30");
    assert!(interest_free(InterestChoice::Frozen, &noticed, &on(25, &[])).is_none());
    let waived = interest_free(InterestChoice::Waived, &noticed, &on(25, &[])).expect("some days");
    assert_eq!(waived.to, day(13), "from the failing on it runs again");
    // Cured, then missed again: held until a notice of its own was in vain.
    let cured = &[(20, 5_000)][..];
    assert_eq!(held(&noticed, &on(30, cured)), "held");
    assert_eq!(held(&noticed, &on(60, cured)), "held");
    assert_eq!(noticed.clone().accelerate(&on(60, cured)), Err(MoveError::NothingMissed));
    let again = noticed.give_notice(&on(60, cured), day(70)).expect("a second notice");
    assert_eq!(held(&again, &on(70, cured)), "held until 2026-03-17");
    assert_eq!(held(&again, &on(71, cured)), "fell 2026-03-17");
    // A notice names all that was missed beyond the grace: paying the first of two does not obey it.
    let both = State::Running { signed: Signature { on: start, signatory: "M. Petit".to_owned() } };
    let both = both.give_notice(&on(50, &[]), day(60)).expect("a notice");
    assert_eq!(held(&both, &on(61, &[(55, 5_000)])), "fell 2026-03-07");
    assert_eq!(held(&both, &on(61, &[(55, 10_000)])), "held");
}

#[test]
fn what_a_deed_gave_up_is_not_taken_back_by_an_end_that_a_person_puts() {
    let start = Date::from_ymd_opt(2026, 1, 5).expect("a date");
    let day = |days: i64| add_days(start, days);
    let instalments = [10, 40].map(|days| Instalment { due_on: day(days), amount: Cents(5_000) });
    let progress = progress(&instalments, &[], 3, day(8));
    let running = State::Running { signed: Signature { on: start, signatory: "M. Petit".to_owned() } };
    for ended in [running.clone().cancel(day(8)), running.replace(day(8))] {
        let ended = ended.expect("an end");
        let frozen = interest_free(InterestChoice::Frozen, &ended, &progress).expect("some days");
        assert_eq!((frozen.from, frozen.to, frozen.without_indemnity), (start, day(7), false));
        let waived = interest_free(InterestChoice::Waived, &ended, &progress).expect("some days");
        assert_eq!((waived.from, waived.to, waived.without_indemnity), (Date::MIN, day(7), true));
        assert_eq!(interest_free(InterestChoice::Kept, &ended, &progress), None);
    }
}

#[test]
fn a_last_instalment_that_was_missed_and_cured_lets_none_run_until_it_was_paid() {
    let start = Date::from_ymd_opt(2026, 1, 5).expect("a date");
    let day = |days: i64| add_days(start, days);
    let instalments = [10, 40].map(|days| Instalment { due_on: day(days), amount: Cents(5_000) });
    let paid = [(10, 5_000), (60, 5_000)].map(|(days, cents)| Received { on: day(days), amount: Cents(cents), is_cash: true });
    let progress = progress(&instalments, &paid, 3, day(90));
    let running = State::Running { signed: Signature { on: start, signatory: "M. Petit".to_owned() } };
    for choice in [InterestChoice::Frozen, InterestChoice::Waived] {
        assert_eq!(interest_free(choice, &running, &progress).expect("some days").to, day(60), "{choice:?}");
    }
    let ended = running.cancel(day(70)).expect("an end");
    assert_eq!(interest_free(InterestChoice::Frozen, &ended, &progress).expect("some days").to, day(43));
}
