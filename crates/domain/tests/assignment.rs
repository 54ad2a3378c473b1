//! Laws of assigning a bank line, for any items and amounts.

use domain::assignment::{Part, Rest, assign};
use domain::ids::{DebtorId, OpenItemId};
use domain::ledger::operation::Remainder;
use domain::{Cents, Date};
use proptest::prelude::*;
use proptest::test_runner::{Config, FileFailurePersistence};
use uuid::Uuid;

/// Debtor of three, day, what is left, the hundredths of it that are put.
type Drawn = (u128, u32, i64, i64);

fn parts(drawn: &[Drawn]) -> Vec<Part> {
    let part = |(at, (debtor, day, open, share)): (usize, &Drawn)| Part {
        item: OpenItemId(Uuid::from_u128(at as u128 + 1)),
        debtor: DebtorId(Uuid::from_u128(*debtor)),
        issued_on: Date::from_ymd_opt(2026, 1, *day).unwrap(),
        open: Cents(*open),
        amount: Cents(open * share / 100),
    };
    drawn.iter().enumerate().map(part).collect()
}

proptest! {
    #![proptest_config(Config { cases: 2_000, failure_persistence: Some(Box::new(FileFailurePersistence::Off)), ..Config::default() })]

    #[test]
    fn nothing_is_lost_and_nothing_is_paid_twice(
        amount in 1_i64..200_000,
        drawn in proptest::collection::vec((1_u128..4, 1_u32..29, prop_oneof![4 => 1_i64..90_000, 1 => -20_000_i64..-1], 1_i64..=100), 0..6),
        keeper in proptest::option::of(1_u128..4),
        name in proptest::option::of(prop::sample::select(Remainder::ALL.to_vec())),
    ) {
        let parts = parts(&drawn);
        let rest = Rest { debtor: keeper.map(|id| DebtorId(Uuid::from_u128(id))), name };
        let Ok(done) = assign(Cents(amount), &parts, rest) else { return Ok(()) };
        prop_assert_eq!(Cents::total(done.shares.iter().map(|share| share.amount)), Cents(amount), "the payments are the line");
        for share in &done.shares {
            prop_assert!(share.amount.is_positive());
            prop_assert_eq!(Cents::total(share.items.iter().map(|(_, cents)| *cents)) + share.surplus, share.amount);
        }
        prop_assert!(done.shares.iter().filter(|share| share.surplus.is_positive()).count() <= 1, "one account keeps the rest");
        for part in &parts {
            let paid = done.shares.iter().flat_map(|share| &share.items).filter(|(item, _)| *item == part.item).map(|(_, cents)| *cents);
            let settled = done.settled.iter().filter(|(item, _)| *item == part.item).map(|(_, cents)| *cents);
            let moved = Cents::total(paid) + Cents::total(settled);
            prop_assert!(moved.abs() <= part.amount.abs(), "no more than was put down");
            prop_assert!(name.is_none() || done.settled.is_empty() || moved == part.amount || !part.amount.is_positive(), "a name leaves nothing due");
        }
    }
}
