//! Each move on its own, then random lives.

use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::dispute::{Reason, Slot, credits};

fn day(day: u32) -> Date {
    Date::from_ymd_opt(2026, 9, day).unwrap()
}

fn item(number: u128) -> OpenItemId {
    OpenItemId(Uuid::from_u128(number))
}

fn fresh(amounts: &[i64]) -> Dispute {
    let parts = (1..).zip(amounts).map(|(number, cents)| Part::new(item(number), Cents(*cents))).collect();
    Dispute::open(day(1), parts).unwrap()
}

fn said(number: u128, open: i64, credited: i64) -> Ledger {
    Ledger { item: item(number), open: Cents(open), credited: Cents(credited) }
}

fn held(dispute: &Dispute) -> Vec<i64> {
    dispute.parts.iter().map(|part| part.held().0).collect()
}

#[test]
fn it_opens_on_amounts_above_zero_of_different_items() {
    let part = |number, cents| Part::new(item(number), Cents(cents));
    for wrong in [vec![], vec![part(1, 0)], vec![part(1, -5)], vec![part(1, 5), part(1, 6)]] {
        assert_eq!(Dispute::open(day(1), wrong), Err(Refused::Amount));
    }
    assert_eq!(fresh(&[300, 200]).held(), Cents(500));
}

#[test]
fn the_owner_answers_once_and_a_person_decides() {
    let asked = fresh(&[300]).ask(day(2)).unwrap();
    assert_eq!(asked.step(), Some((Step::Answer, day(2))));
    assert_eq!(asked.clone().answer(Verdict::Partly(Cents(300)), day(3)), Err(Refused::Amount));
    let answered = asked.answer(Verdict::Partly(Cents(100)), day(3)).unwrap();
    assert_eq!(answered.clone().answer(Verdict::Unfounded, day(3)), Err(Refused::NotThere), "a link used twice");
    assert_eq!((answered.state.code(), held(&answered)), ("answered", vec![300]), "an answer decides nothing");
    assert_eq!(answered.limit(&Reason::Price.policy()), Some(day(7)), "two days after Thursday the 3rd are a Saturday");
    let decided = answered.decide(Verdict::Partly(Cents(100)), day(4)).unwrap();
    assert_eq!((decided.state.code(), held(&decided)), ("credit", vec![100]));
    assert_eq!(decided.clone().ask(day(5)), Err(Refused::NotThere));
    let back = decided.undo().unwrap();
    assert_eq!((back.state.code(), held(&back)), ("answered", vec![300]));
}

#[test]
fn unfounded_gives_all_back_and_can_be_undone() {
    let closed = fresh(&[300, 200]).decide(Verdict::Unfounded, day(4)).unwrap();
    assert_eq!((closed.state.code(), closed.held(), held(&closed)), ("closed", Cents(0), vec![0, 0]));
    assert_eq!(closed.clone().withdraw(day(5)), Err(Refused::NotThere));
    assert_eq!(closed.clone().follow(&[said(1, 0, 0)], day(5)), None, "a person's word is not the ledger's");
    assert_eq!(held(&closed.undo().unwrap()), [300, 200]);
}

#[test]
fn founded_waits_for_its_credit_note() {
    let waiting = fresh(&[300, 200]).decide(Verdict::Founded, day(4)).unwrap();
    assert_eq!(waiting.clone().follow(&[said(1, 900, 0), said(2, 900, 0)], day(5)), None);
    let (waiting, change) = waiting.follow(&[said(1, 600, 300), said(2, 900, 0)], day(5)).unwrap();
    assert_eq!((change, held(&waiting)), (Change::Credit, vec![0, 200]));
    assert_eq!(waiting.clone().undo(), Err(Refused::CreditCame));
    let (closed, change) = waiting.follow(&[said(1, 600, 300), said(2, 700, 200)], day(9)).unwrap();
    assert_eq!(change, Change::Closed(Outcome::Founded));
    let (back, change) = closed.follow(&[said(1, 600, 300), said(2, 900, 0)], day(10)).unwrap();
    assert_eq!((change, back.state.code(), held(&back)), (Change::Reopened, "credit", vec![0, 200]));
}

#[test]
fn a_payment_ends_it_and_a_bounce_brings_it_back() {
    let asked = fresh(&[300]).ask(day(2)).unwrap();
    assert_eq!(asked.clone().follow(&[said(1, 100, 0)], day(3)), None, "a part payment is told by what is open");
    let (closed, change) = asked.follow(&[said(1, 0, 0)], day(3)).unwrap();
    assert_eq!((change, closed.parts[0].paid), (Change::Closed(Outcome::Paid), Cents(300)));
    let (back, change) = closed.follow(&[said(1, 1_000, 0)], day(4)).unwrap();
    assert_eq!((change, back.state.code(), held(&back)), (Change::Reopened, "asked", vec![300]));
}

#[test]
fn ways_to_end_by_the_ledger() {
    let part = fresh(&[300]).decide(Verdict::Partly(Cents(100)), day(2)).unwrap();
    let of = |dispute: &Dispute, open, credited| dispute.clone().follow(&[said(1, open, credited)], day(3)).map(|(_, change)| change);
    assert_eq!(of(&part, 700, 100), Some(Change::Closed(Outcome::PartlyFounded)));
    assert_eq!(of(&part, 0, 0), Some(Change::Closed(Outcome::Paid)));
    assert_eq!(of(&fresh(&[300]), 700, 300), Some(Change::Closed(Outcome::Founded)), "a credit note that nobody had decided");
    assert_eq!(of(&fresh(&[300]), 0, 200), Some(Change::Closed(Outcome::PartlyFounded)));
    assert_eq!(of(&fresh(&[300]), 900, 100), Some(Change::Credit));
}

#[test]
fn another_amount_before_it_is_decided() {
    let more = fresh(&[300]).amend(item(1), Cents(450)).unwrap();
    assert_eq!(held(&more), [450]);
    assert_eq!(more.clone().amend(item(9), Cents(1)), Err(Refused::NotThere));
    assert_eq!(more.clone().amend(item(1), Cents(0)), Err(Refused::Amount));
    assert_eq!(more.decide(Verdict::Founded, day(2)).unwrap().amend(item(1), Cents(1)), Err(Refused::NotThere));
}

#[test]
fn a_credit_note_that_is_too_small_ends_it_for_less() {
    let awaited = fresh(&[300]).decide(Verdict::Founded, day(2)).unwrap();
    assert_eq!(awaited.clone().settle_for_less(day(3)), Err(Refused::Amount), "no credit note came");
    let (short, change) = awaited.follow(&[said(1, 900, 100)], day(3)).unwrap();
    assert_eq!((change, held(&short)), (Change::Credit, vec![200]));
    assert_eq!(short.clone().withdraw(day(4)), Err(Refused::CreditCame));
    let ended = short.settle_for_less(day(4)).unwrap();
    assert!(matches!(ended.state, State::Closed { outcome: Outcome::PartlyFounded, .. }) && ended.held().is_zero(), "{ended:?}");
    assert_eq!(ended.clone().follow(&[said(1, 900, 100)], day(5)), None, "it stays so");
    // Taken back, the credit note is waited for again, and nothing more than it.
    let (again, change) = ended.follow(&[said(1, 1_000, 0)], day(6)).unwrap();
    assert_eq!((change, held(&again)), (Change::Reopened, vec![100]));
    assert_eq!(fresh(&[300]).settle_for_less(day(2)), Err(Refused::NotThere), "nobody decided");
}

/// A move of a random life: which, an amount, and which item.
#[derive(Debug, Clone, Copy)]
enum Move {
    Ask,
    Answer(u8, i64),
    Decide(u8, i64),
    Withdraw,
    ForLess,
    Amend(usize, i64),
    Undo,
    Pay(usize, i64),
    Bounce(usize, i64),
    Credit(usize, i64),
    CreditBack(usize, i64),
}

fn moves() -> impl Strategy<Value = Move> {
    prop_oneof![
        Just(Move::Ask),
        (0..3_u8, 1..600_i64).prop_map(|(which, cents)| Move::Answer(which, cents)),
        (0..3_u8, 1..600_i64).prop_map(|(which, cents)| Move::Decide(which, cents)),
        Just(Move::Withdraw),
        Just(Move::ForLess),
        (0..2_usize, -5..600_i64).prop_map(|(at, cents)| Move::Amend(at, cents)),
        Just(Move::Undo),
        (0..2_usize, 1..1_200_i64).prop_map(|(at, cents)| Move::Pay(at, cents)),
        (0..2_usize, 1..1_200_i64).prop_map(|(at, cents)| Move::Bounce(at, cents)),
        (0..2_usize, 1..600_i64).prop_map(|(at, cents)| Move::Credit(at, cents)),
        (0..2_usize, 1..600_i64).prop_map(|(at, cents)| Move::CreditBack(at, cents)),
    ]
}

fn verdict(which: u8, cents: i64) -> Verdict {
    match which {
        0 => Verdict::Founded,
        1 => Verdict::Partly(Cents(cents)),
        _ => Verdict::Unfounded,
    }
}

/// An item of the ledger: amount, paid, credited.
#[derive(Debug, Clone, Copy)]
struct Item {
    amount: i64,
    paid: i64,
    credited: i64,
}

impl Item {
    fn open(&self) -> i64 {
        self.amount - self.paid - self.credited
    }
}

fn laws(dispute: &Dispute, items: &[Item]) {
    for part in &dispute.parts {
        for (name, cents) in [("held", part.held()), ("released", part.released), ("credited", part.credited), ("paid", part.paid)] {
            assert!(!cents.is_negative(), "{name} of {part:?}");
        }
    }
    match dispute.state {
        State::Living(living) => {
            assert!(dispute.held().is_positive(), "what goes on holds something: {dispute:?}");
            if let Living::AwaitingCredit { verdict, .. } = living {
                assert_ne!(verdict, Verdict::Unfounded);
                let founded = Cents::total(dispute.parts.iter().map(|part| part.held() + part.credited + part.paid));
                assert!(verdict.amount().is_none_or(|amount| founded >= amount), "nothing founded goes back to the reminders");
            }
        }
        State::Closed { .. } => {
            assert_eq!(dispute.held(), Cents::ZERO);
            let asked = dispute.parts.iter().zip(items).all(|(part, item)| part.paid.is_zero() || item.open() <= 0);
            assert!(asked || !matches!(dispute.state, State::Closed { outcome: Outcome::Paid, .. }), "paid means settled");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]
    #[test]
    fn no_life_loses_a_cent(start in (1_i64..500, 1_i64..500), steps in prop::collection::vec(moves(), 0..30)) {
        let mut items = [Item { amount: 1_000, paid: 0, credited: 0 }; 2];
        let mut dispute = fresh(&[start.0, start.1]);
        for step in steps {
            let before = dispute.clone();
            let tried = match step {
                Move::Ask => dispute.ask(day(2)),
                Move::Answer(which, cents) => dispute.answer(verdict(which, cents), day(3)),
                Move::Decide(which, cents) => dispute.decide(verdict(which, cents), day(4)),
                Move::Withdraw => dispute.withdraw(day(5)),
                Move::ForLess => dispute.settle_for_less(day(5)),
                Move::Amend(at, cents) => dispute.amend(item(at as u128 + 1), Cents(cents)),
                Move::Undo => dispute.undo(),
                Move::Pay(at, cents) => { items[at].paid += cents.min(items[at].open()); Ok(dispute) }
                Move::Bounce(at, cents) => { items[at].paid -= cents.min(items[at].paid); Ok(dispute) }
                Move::Credit(at, cents) => { items[at].credited += cents.min(items[at].open()); Ok(dispute) }
                Move::CreditBack(at, cents) => { items[at].credited -= cents.min(items[at].credited); Ok(dispute) }
            };
            dispute = tried.unwrap_or(before);
            let ledger: Vec<Ledger> = (1..).zip(&items).map(|(number, item)| {
                let part = dispute.parts.iter().find(|part| part.item == self::item(number)).unwrap();
                let slot = Slot { before: Cents::ZERO, most: part.claimed - part.released };
                said(number, item.open(), credits(Cents(item.credited), [slot])[0].0)
            }).collect();
            if let Some((next, _)) = dispute.clone().follow(&ledger, day(6)) {
                dispute = next;
                prop_assert!(dispute.clone().follow(&ledger, day(6)).is_none(), "what was followed is followed: {dispute:?}");
            }
            laws(&dispute, &items);
        }
    }
}
