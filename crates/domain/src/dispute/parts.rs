//! What is contested of an item, and what becomes of each cent of it.

use crate::ids::OpenItemId;
use crate::money::Cents;

/// The contested part of one item. What was contested is always the sum of what is still held and of the three ways out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// The item.
    pub item: OpenItemId,
    /// What was contested, above zero.
    pub claimed: Cents,
    /// Of it, what went back to the reminders.
    pub released: Cents,
    /// Of it, what credit notes took off since the dispute was opened.
    pub credited: Cents,
    /// Of it, what was paid: the item is settled.
    pub paid: Cents,
}

impl Part {
    /// A part of which nothing was decided.
    #[must_use]
    pub fn new(item: OpenItemId, claimed: Cents) -> Self {
        Self { item, claimed, released: Cents::ZERO, credited: Cents::ZERO, paid: Cents::ZERO }
    }

    /// What is held back from the reminders.
    #[must_use]
    pub fn held(&self) -> Cents {
        self.claimed - self.released - self.credited - self.paid
    }
}

/// The parts of one item in several disputes, in the order in which these were opened, as what is left of the item allows: a
/// payment goes to what nobody contests first, then to the part contested last.
#[must_use]
pub fn effective(open: Cents, held: impl IntoIterator<Item = Cents>) -> Vec<Cents> {
    let mut left = open.max(Cents::ZERO);
    held.into_iter()
        .map(|part| {
            let own = part.max(Cents::ZERO).min(left);
            left -= own;
            own
        })
        .collect()
}

/// What a dispute may take of the credit notes on an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slot {
    /// The credit notes that stood on the item when the dispute was opened.
    pub before: Cents,
    /// At most so much.
    pub most: Cents,
}

/// How credit notes on an item share out among its disputes, in the order in which these were opened: a credit note goes to
/// the oldest dispute that was open when it came, each cent once.
#[must_use]
pub fn credits(total: Cents, slots: impl IntoIterator<Item = Slot>) -> Vec<Cents> {
    let mut taken = Cents::ZERO;
    slots
        .into_iter()
        .map(|slot| {
            let from = taken.max(slot.before);
            let own = (total - from).max(Cents::ZERO).min(slot.most.max(Cents::ZERO));
            taken = from + own;
            own
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Credit notes in all, what stood before and what is most of each dispute, what each takes.
    type Case = (i64, &'static [(i64, i64)], &'static [i64]);

    #[test]
    fn a_payment_reaches_the_contested_part_last() {
        // open, held -> effective
        let cases: [(i64, &[i64], &[i64]); 6] = [
            (1_000, &[300], &[300]),
            (300, &[300], &[300]),
            (100, &[300], &[100]),
            (0, &[300], &[0]),
            (400, &[300, 200], &[300, 100]),
            (-50, &[300], &[0]),
        ];
        for (open, held, expected) in cases {
            let found: Vec<i64> = effective(Cents(open), held.iter().map(|cents| Cents(*cents))).iter().map(|cents| cents.0).collect();
            assert_eq!(found, expected, "{open} {held:?}");
        }
    }

    #[test]
    fn a_credit_note_goes_to_the_oldest_dispute_that_was_open_when_it_came() {
        // total, (before, most) -> credited
        let cases: [Case; 6] = [
            (0, &[(0, 300)], &[0]),
            (200, &[(0, 300)], &[200]),
            (500, &[(0, 300)], &[300]),
            (500, &[(0, 300), (0, 300)], &[300, 200]),
            // The second was opened when 50 had come; 30 more belong to the first, which can still take them.
            (80, &[(0, 300), (50, 300)], &[80, 0]),
            // The first can take 50 alone: the rest is the second's.
            (80, &[(0, 50), (50, 300)], &[50, 30]),
        ];
        for (total, slots, expected) in cases {
            let slots = slots.iter().map(|(before, most)| Slot { before: Cents(*before), most: Cents(*most) });
            let found: Vec<i64> = credits(Cents(total), slots).iter().map(|cents| cents.0).collect();
            assert_eq!(found, expected, "{total}");
        }
    }

    proptest! {
        #[test]
        fn no_cent_is_held_twice(open in -100_i64..5_000, held in prop::collection::vec(0_i64..2_000, 0..5)) {
            let parts = effective(Cents(open), held.iter().map(|cents| Cents(*cents)));
            prop_assert!(Cents::total(parts.iter().copied()) <= Cents(open.max(0)));
            prop_assert!(parts.iter().zip(&held).all(|(own, most)| !own.is_negative() && own.0 <= *most));
        }

        #[test]
        fn no_credit_is_counted_twice(total in 0_i64..5_000, slots in prop::collection::vec((0_i64..2_000, 0_i64..2_000), 0..5)) {
            let own = credits(Cents(total), slots.iter().map(|(before, most)| Slot { before: Cents(*before), most: Cents(*most) }));
            prop_assert!(Cents::total(own.iter().copied()) <= Cents(total));
            prop_assert!(own.iter().zip(&slots).all(|(own, (before, most))| !own.is_negative() && own.0 <= *most && own.0 <= (total - before).max(0)));
        }
    }
}
