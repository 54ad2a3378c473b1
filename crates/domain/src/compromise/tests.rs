//! A table of sums that came, and walks of persons and the ledger.

use proptest::prelude::*;

use super::*;
use crate::calendar::{Date, add_days};
use crate::ids::OpenItemId;
use crate::money::Cents;
use crate::plan::Signature;
use crate::promise::Receipt;

fn day(day: u32) -> Date {
    Date::from_ymd_opt(2026, 9, day).expect("a date")
}

/// 1 200 € settled by 1 000 €, by 15 September.
fn terms() -> Terms {
    Terms::new(Cents(120_000), Cents(20_000), day(15), day(1)).expect("terms")
}

fn receipt(cents: i64, is_payment: bool) -> Receipt {
    Receipt { item: OpenItemId(uuid::Uuid::nil()), amount: Cents(cents), on: day(1), is_payment }
}

fn came(payments: &[(u32, i64)], credited: i64) -> Came {
    let item = OpenItemId(uuid::Uuid::nil());
    let paid = payments.iter().map(|(on, cents)| Receipt { item, amount: Cents(*cents), on: day(*on), is_payment: true });
    let note = Receipt { item, amount: Cents(credited), on: day(1), is_payment: false };
    let receipts: Vec<Receipt> = paid.chain([note]).collect();
    let open = Cents(120_000) - Cents::total(receipts.iter().map(|receipt| receipt.amount));
    Came::of(&receipts, day(1), &terms(), open, None)
}

#[test]
fn the_sum_counts_when_it_is_there_by_the_day() {
    // Payments (day, cents), what was credited, whether it is met, what is left to pay, what is given up.
    type Case<'a> = (&'a [(u32, i64)], i64, bool, i64, i64);
    let cases: [Case<'_>; 9] = [
        (&[], 0, false, 100_000, 20_000),
        (&[(15, 100_000)], 0, true, 0, 20_000),
        (&[(15, 99_999)], 0, false, 1, 20_000),
        (&[(16, 100_000)], 0, false, 20_000, 20_000),
        (&[(2, 60_000), (15, 40_000)], 0, true, 0, 20_000),
        (&[(15, 110_000)], 0, true, 0, 10_000),
        // The credit note of the discount is no payment of the sum.
        (&[(15, 80_000)], 20_000, false, 20_000, 0),
        (&[(15, 100_000)], 15_000, true, 0, 5_000),
        // One beyond it makes the sum smaller.
        (&[(15, 70_000)], 50_000, true, 0, 0),
    ];
    for (payments, credited, met, left, given_up) in cases {
        let came = came(payments, credited);
        let found = (terms().is_met(&came), terms().left(&came), terms().given_up(&came));
        assert_eq!(found, (met, Cents(left), Cents(given_up)), "{payments:?} {credited}");
    }
    // What was paid before and is matched now is no payment of the sum agreed, but nothing is left to pay of what it settles.
    let receipt = Receipt { item: OpenItemId(uuid::Uuid::nil()), amount: Cents(100_000), on: add_days(day(1), -1), is_payment: true };
    assert!(!terms().is_met(&Came::of(&[receipt], day(1), &terms(), Cents(20_000), None)));
    let early = |on: u32, cents: i64, is_payment| Receipt { on: add_days(day(on), -1), ..self::receipt(cents, is_payment) };
    let paid_off = [early(1, 40_000, true), Receipt { on: day(15), ..self::receipt(80_000, true) }];
    let of = |receipts: &[Receipt], open: i64| Came::of(receipts, day(1), &terms(), Cents(open), None);
    assert!(terms().is_met(&of(&paid_off, 0)), "nothing is left of the debt");
    assert!(!terms().is_met(&of(&paid_off, 10)), "something is open again");
    let late = [early(1, 40_000, true), Receipt { on: day(16), ..self::receipt(80_000, true) }];
    assert!(!terms().is_met(&of(&late, 0)), "not in time");
    // A credit of before is not the credit note of the discount.
    let credit = [early(1, 20_000, false)];
    assert_eq!((terms().due(&of(&credit, 100_000)), terms().given_up(&of(&credit, 100_000))), (Cents(100_000), Cents(20_000)));
    let reopened = Came {
        in_time: Cents(100_000),
        paid: Cents(100_000),
        credited: Cents::ZERO,
        early: Cents::ZERO,
        open: Cents(70_000),
        is_stopped: false,
    };
    assert_eq!(terms().given_up(&reopened), Cents(20_000));
}

#[test]
fn terms_are_a_part_of_the_debt_by_a_day_to_come() {
    let new = |discount, pay_by| Terms::new(Cents(1_000), Cents(discount), pay_by, day(10));
    assert_eq!(new(0, day(12)), Err(WrongTerms::Discount));
    assert_eq!(new(1_000, day(12)), Err(WrongTerms::Discount));
    assert_eq!(new(1, day(9)), Err(WrongTerms::Day));
    assert_eq!(new(1, add_days(day(10), LONGEST + 1)), Err(WrongTerms::Day));
    assert!(new(999, day(10)).is_ok());
    let policy = Policy::default();
    let objections = |total, discount, days| {
        let terms = Terms { total: Cents(total), discount: Cents(discount), pay_by: add_days(day(1), days) };
        policy.objections(&terms, day(1)).into_iter().map(Objection::code).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(objections(500_000, 50_000, 30), "");
    assert_eq!(objections(499_999, 50_000, 30), "percent");
    assert_eq!(objections(1_000_000, 50_001, 31), "amount days");
}

#[test]
fn a_payment_on_the_last_day_may_become_known_two_working_days_later() {
    // Friday 18: the statement of Monday, or of Tuesday.
    let terms = Terms { pay_by: day(18), ..terms() };
    assert_eq!(terms.until(), day(22));
    let running = State::Running { signed: Signature { on: day(1), signatory: "M. Petit".to_owned() } };
    let nothing = came(&[], 0);
    assert!(running.hold(&terms, &nothing, day(22)).is_some() && running.hold(&terms, &nothing, day(23)).is_none());
    // The sum is there, and what is left waits to be given up.
    assert_eq!(running.hold(&terms, &came(&[(15, 100_000)], 0), day(23)), Some(crate::dunning::Hold { until: None }));
    assert_eq!(running.follow(&terms, &came(&[], 0), day(22)), None);
    let (lapsed, change) = running.follow(&terms, &came(&[], 0), day(23)).expect("a change");
    assert_eq!((lapsed.code(), change), ("lapsed", Change::Lapsed));
    // A statement that comes in late tells of a payment in time.
    let in_time = Came {
        in_time: Cents(100_000),
        paid: Cents(100_000),
        credited: Cents::ZERO,
        early: Cents::ZERO,
        open: Cents(20_000),
        is_stopped: false,
    };
    let (kept, change) = lapsed.follow(&terms, &in_time, day(25)).expect("a change");
    assert_eq!((kept.code(), change), ("kept", Change::Kept(Cents(20_000))));
    let (again, change) = kept.follow(&terms, &came(&[], 0), day(28)).expect("a change");
    assert_eq!((again.code(), change), ("running", Change::Reopened));
    // Less was needed than the discount at first; a part that bounces, above the sum agreed, is given up as well.
    let signed = Signature { on: day(1), signatory: "M. Petit".to_owned() };
    let kept = State::Kept { signed, on: day(15), given_up: Cents(10_000) };
    assert_eq!(kept.follow(&terms, &Came { in_time: Cents(110_000), open: Cents::ZERO, ..in_time }, day(16)), None);
    let (more, change) = kept.follow(&terms, &Came { open: Cents(10_000), ..in_time }, day(16)).expect("a change");
    assert_eq!(change, Change::More { more: Cents(10_000), in_all: Cents(20_000) });
    assert_eq!(more.follow(&terms, &Came { open: Cents(5_000), ..in_time }, day(16)), None, "no more than was agreed");
}

#[test]
fn an_offer_that_answers_another_is_a_counter_offer() {
    let line = |voice, said, amount: i64| Heard { voice, said, amount: Some(Cents(amount)), pay_by: Some(day(20)), on: day(3) };
    use Said::{Accepted, Note, Offer, Refused};
    use Voice::{Debtor, House};
    let lines = [
        line(Debtor, Offer, 70_000),
        line(House, Note, 0),
        line(House, Offer, 100_000),
        line(House, Offer, 95_000),
        line(Debtor, Refused, 0),
        line(House, Offer, 90_000),
    ];
    let counters: Vec<usize> = (0..lines.len()).filter(|at| is_counter(&lines, *at)).collect();
    assert_eq!(counters, [2]);
    let check = |line: Heard| check_words(&lines, &line, day(5));
    assert_eq!(check(line(House, Accepted, 0)), Err(WrongWords::NoOffer), "nobody accepts its own offer");
    assert_eq!(check(line(Debtor, Accepted, 0)), Ok(()));
    assert_eq!(check(Heard { amount: None, ..line(Debtor, Offer, 0) }), Err(WrongWords::Amount));
    assert_eq!(check(Heard { on: day(6), ..line(Debtor, Note, 0) }), Err(WrongWords::Day));
    assert_eq!(check(Heard { pay_by: Some(day(2)), ..line(Debtor, Note, 0) }), Err(WrongWords::PayBy));
    assert_eq!(check_words(&lines[..5], &line(Debtor, Accepted, 0), day(5)), Err(WrongWords::NoOffer), "it was refused");
}

#[derive(Debug, Clone, Copy)]
enum Step {
    Submit(bool),
    Approve,
    SendBack,
    Sign,
    Cancel,
    Undo,
    Pay(i64),
    TakeBack,
    Credit(i64),
    Wait(i64),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        any::<bool>().prop_map(Step::Submit),
        Just(Step::Approve),
        Just(Step::SendBack),
        Just(Step::Sign),
        Just(Step::Sign),
        Just(Step::Cancel),
        Just(Step::Undo),
        (1_i64..120_000).prop_map(Step::Pay),
        Just(Step::TakeBack),
        (1_i64..40_000).prop_map(Step::Credit),
        (1_i64..9).prop_map(Step::Wait),
    ]
}

proptest! {
    #[test]
    fn no_walk_gives_a_discount_that_was_not_earned(steps in proptest::collection::vec(step(), 1..60)) {
        let (terms, mut today) = (terms(), day(1));
        let (mut payments, mut credited): (Vec<(Date, i64)>, i64) = (Vec::new(), 0);
        let (mut events, mut given_up): (Vec<Event>, i64) = (Vec::new(), 0);
        for step in steps {
            let told = history(&events, &terms).expect("a history");
            let state = told.state.clone();
            let room = 120_000 - credited - given_up - payments.iter().map(|(_, cents)| cents).sum::<i64>();
            let moved = match step {
                Step::Submit(ask) => state.submit(today, ask),
                Step::Approve => state.approve("Claire", today),
                Step::SendBack => state.send_back(),
                Step::Sign => state.sign(Signature { on: today, signatory: "M. Petit".to_owned() }, &terms),
                Step::Cancel => state.cancel(today),
                Step::Undo => {
                    if told.standing.last().is_some_and(|last| events[*last].kind.is_of_a_person()) {
                        events.push(Event { kind: EventKind::Undone, on: today });
                    }
                    Err(MoveError::Not)
                }
                Step::Pay(cents) => {
                    if cents <= room {
                        payments.push((today, cents));
                    }
                    Err(MoveError::Not)
                }
                Step::TakeBack => {
                    payments.pop();
                    Err(MoveError::Not)
                }
                Step::Credit(cents) => {
                    credited += cents.min(room);
                    Err(MoveError::Not)
                }
                Step::Wait(days) => {
                    today = add_days(today, days);
                    Err(MoveError::Not)
                }
            };
            if let Ok(to) = moved {
                let event = Event::leading_to(&to, today);
                events.push(event);
                prop_assert_eq!(&history(&events, &terms).expect("a history").state, &to);
            }
            // The ledger is followed until it changes nothing.
            for round in 0.. {
                prop_assert!(round < 4, "it never comes to rest");
                let state = history(&events, &terms).expect("a history").state;
                let in_time = payments.iter().filter(|(on, _)| *on <= terms.pay_by).map(|(_, cents)| cents).sum();
                let paid: i64 = payments.iter().map(|(_, cents)| cents).sum();
                let open = 120_000 - paid - credited - given_up;
                let came =
                    Came { in_time: Cents(in_time), paid: Cents(paid), credited: Cents(credited), early: Cents::ZERO, open: Cents(open), is_stopped: false };
                let Some((to, change)) = state.follow(&terms, &came, today) else { break };
                match change {
                    Change::Kept(cents) | Change::More { in_all: cents, .. } => given_up = cents.0,
                    Change::Reopened => given_up = 0,
                    Change::Lapsed => {}
                }
                events.push(Event::of(change, today));
                prop_assert_eq!(&history(&events, &terms).expect("a history").state, &to);
                prop_assert!(given_up <= terms.discount.0 && 120_000 - paid - credited - given_up >= 0, "more than was agreed is gone");
            }
            let state = history(&events, &terms).expect("a history").state;
            let in_time: i64 = payments.iter().filter(|(on, _)| *on <= terms.pay_by).map(|(_, cents)| cents).sum();
            let earned = in_time >= (100_000 - (credited - 20_000).max(0)).max(0);
            prop_assert_eq!(state.code() == "kept", earned && state.signed().is_some(), "{:?}", state);
            prop_assert!(state.code() == "kept" || given_up == 0, "given up without being kept");
            prop_assert_eq!(state.hold(&terms, &came(&[], 0), today).is_some(), state.code() == "running");
        }
    }
}

#[test]
fn who_pays_too_much_keeps_the_discount() {
    let whole = came(&[(15, 120_000)], 0);
    let whole = Came { open: Cents::ZERO, ..whole };
    assert!(terms().is_met(&whole));
    assert_eq!((terms().given_up(&whole), terms().overpaid(&whole, Cents::ZERO)), (Cents::ZERO, Cents(20_000)));
    let part = Came { open: Cents(15_000), ..came(&[(15, 105_000)], 0) };
    assert_eq!((terms().given_up(&part), terms().overpaid(&part, Cents(15_000))), (Cents(15_000), Cents(5_000)));
    assert_eq!(terms().overpaid(&came(&[(15, 100_000)], 0), Cents(20_000)), Cents::ZERO);
}

#[test]
fn a_judgment_ends_the_waiting_and_no_payment_of_its_day_counts() {
    let receipts = |on: u32| [Receipt { on: day(on), ..receipt(100_000, true) }];
    let of = |on: u32, judged_on| Came::of(&receipts(on), day(1), &terms(), Cents(20_000), judged_on);
    let running = State::Running { signed: Signature { on: day(1), signatory: "M. Petit".to_owned() } };
    let after = |on: u32| running.follow(&terms(), &of(on, Some(day(8))), day(8)).map(|(state, _)| state.code());
    assert_eq!((after(7), after(8)), (Some("kept"), Some("lapsed")));
    assert_eq!(running.follow(&terms(), &of(8, None), day(8)).map(|(state, _)| state.code()), Some("kept"));
}
