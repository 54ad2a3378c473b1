use std::collections::BTreeMap;

use uuid::Uuid;

use super::progress::Received;
use crate::calendar::Date;
use crate::ids::{AllocationId, OpenItemId};
use crate::money::Cents;

/// So much of a credit put on a debt; below zero when it was taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Put {
    /// Its id: ids are ordered by time.
    pub id: AllocationId,
    /// The credit.
    pub credit: OpenItemId,
    /// The day from which it counts.
    pub on: Date,
    /// How much.
    pub amount: Cents,
    /// Whether it is money; else a credit note, a rebate or a loss.
    pub is_cash: bool,
}

/// A debt of a plan, with all that was ever put on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Debt {
    /// The item.
    pub item: OpenItemId,
    /// What it was issued for.
    pub amount: Cents,
    /// What the plan has of it.
    pub planned: Cents,
    /// What was put on it, and taken back, in the order of ids.
    pub puts: Vec<Put>,
}

/// From when on what is put on a debt counts for a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Since {
    /// The plan's own id: nothing before it counts.
    pub made: Uuid,
    /// An id of the moment at which the signature was recorded.
    pub recorded: Uuid,
    /// The day of the signature: what counts from that day on is the plan's even when it was put before the signature was
    /// recorded.
    pub on: Date,
}

impl Since {
    fn is_before(&self, put: &Put) -> bool {
        put.id.0 <= self.made || (put.id.0 <= self.recorded && put.on < self.on)
    }
}

impl Debt {
    /// What was open of it when the plan was signed.
    #[must_use]
    pub fn open_when_signed(&self, since: &Since) -> Cents {
        self.amount - Cents::total(self.puts.iter().filter(|put| since.is_before(put)).map(|put| put.amount))
    }

    /// By how much each credit makes it smaller since the signature, by day. A payment that was there before and was
    /// matched anew changes nothing; one that came back is below zero.
    fn changes(&self, since: &Since) -> Vec<(Date, bool, Cents)> {
        let mut by_credit: BTreeMap<(Date, OpenItemId, bool), Cents> = BTreeMap::new();
        for put in self.puts.iter().filter(|put| !since.is_before(put)) {
            *by_credit.entry((put.on, put.credit, put.is_cash)).or_default() += put.amount;
        }
        by_credit.into_iter().map(|((on, _, is_cash), amount)| (on, is_cash, amount)).collect()
    }
}

/// What extinguished a plan's debts since its signature.
///
/// Of a debt that is not wholly in the plan, a credit note, a rebate or a loss takes the part outside first: that is the
/// part which is contested. Money goes to the plan first (C. civ. 1342-10). What exceeds the plan's part counts for nothing.
#[must_use]
pub fn received(debts: &[Debt], since: &Since) -> Vec<Received> {
    let mut all = Vec::new();
    for debt in debts {
        let changes = debt.changes(since);
        // What came back of the time before is owed again, and no business of the plan's.
        let came_back = Cents::total(changes.iter().map(|(_, _, amount)| *amount).filter(|amount| amount.is_negative()));
        let mut outside = (debt.open_when_signed(since) - debt.planned).max(Cents::ZERO) - came_back;
        let mut left = debt.planned;
        for wants_cash in [false, true] {
            for (on, _, amount) in changes.iter().filter(|(_, is_cash, amount)| *is_cash == wants_cash && amount.is_positive()) {
                let beside = if wants_cash { Cents::ZERO } else { outside.min(*amount) };
                outside -= beside;
                let amount = (*amount - beside).min(left);
                left -= amount;
                if amount.is_positive() {
                    all.push(Received { on: (*on).max(since.on), amount, is_cash: wants_cash });
                }
            }
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn date(text: &str) -> Date {
        text.parse().expect("a date")
    }

    fn id(number: u128) -> Uuid {
        Uuid::from_u128(number)
    }

    /// A plan of id 100, whose signature of 10 January was recorded at id 200, on 100 € of a debt of 150 €.
    const SINCE: u128 = 100;

    fn since() -> Since {
        Since { made: id(SINCE), recorded: id(200), on: date("2026-01-10") }
    }

    /// Allocation id, credit, day, cents, whether it is money.
    type Row<'a> = (u128, u128, &'a str, i64, bool);

    fn told(planned: i64, rows: &[Row<'_>]) -> String {
        let put = |(at, credit, on, cents, is_cash): &Row<'_>| Put {
            id: AllocationId(id(*at)),
            credit: OpenItemId(id(*credit)),
            on: date(on),
            amount: Cents(*cents),
            is_cash: *is_cash,
        };
        let debt = Debt { item: OpenItemId(id(1)), amount: Cents(15_000), planned: Cents(planned), puts: rows.iter().map(put).collect() };
        let came = received(&[debt], &since());
        came.iter()
            .map(|one| format!("{} {}{}", one.on, one.amount.iso(), if one.is_cash { "" } else { " relief" }))
            .collect::<Vec<_>>()
            .join(", ")
    }

    #[test]
    fn only_what_extinguishes_the_debt_of_the_plan_counts() {
        let (wholly, in_part) = (15_000, 10_000);
        let cases: [(&str, i64, &[Row<'_>], &str); 11] = [
            ("money after the signature", wholly, &[(300, 9, "2026-01-20", 5_000, true)], "2026-01-20 50.00"),
            ("money before the plan", in_part, &[(50, 9, "2026-01-02", 5_000, true)], ""),
            ("money between plan and signature", wholly, &[(150, 9, "2026-01-05", 5_000, true)], ""),
            ("money after a signature that was recorded later", wholly, &[(150, 9, "2026-01-10", 5_000, true)], "2026-01-10 50.00"),
            (
                "an old payment that is matched anew",
                in_part,
                &[(50, 9, "2026-01-02", 5_000, true), (210, 9, "2026-01-02", -5_000, true), (220, 9, "2026-01-02", 5_000, true)],
                "",
            ),
            (
                "an old payment that comes back, then another one",
                in_part,
                &[(50, 9, "2026-01-02", 5_000, true), (210, 9, "2026-01-02", -5_000, true), (220, 8, "2026-01-20", 12_000, true)],
                "2026-01-20 100.00",
            ),
            ("money that lay on the account", wholly, &[(300, 9, "2026-01-02", 5_000, true)], "2026-01-10 50.00"),
            ("a credit note on the part outside", in_part, &[(300, 9, "2026-01-20", 5_000, false)], ""),
            ("a credit note beyond it", in_part, &[(300, 9, "2026-01-20", 7_000, false)], "2026-01-20 20.00 relief"),
            (
                "money for both parts",
                in_part,
                &[(300, 9, "2026-01-20", 7_000, true), (310, 8, "2026-01-25", 8_000, true)],
                "2026-01-20 70.00, 2026-01-25 30.00",
            ),
            ("money that comes back", wholly, &[(300, 9, "2026-01-20", 5_000, true), (310, 9, "2026-01-20", -5_000, true)], ""),
        ];
        for (name, planned, rows, expected) in cases {
            assert_eq!(told(planned, rows), expected, "{name}");
        }
    }

    proptest! {
        #[test]
        fn a_plan_never_gets_more_than_its_part_nor_more_than_came(
            planned in 1_i64..15_000,
            rows in proptest::collection::vec((1_u128..400, 2_u128..6, 1_u32..28, -9_000_i64..9_000, any::<bool>()), 0..12),
        ) {
            let put = |(at, credit, day, cents, is_cash): &(u128, u128, u32, i64, bool)| Put {
                id: AllocationId(id(*at)),
                credit: OpenItemId(id(*credit)),
                on: Date::from_ymd_opt(2026, 1, *day).expect("a date"),
                amount: Cents(*cents),
                is_cash: *is_cash,
            };
            let debt = Debt { item: OpenItemId(id(1)), amount: Cents(15_000), planned: Cents(planned), puts: rows.iter().map(put).collect() };
            let came = received(std::slice::from_ref(&debt), &since());
            let sum = Cents::total(came.iter().map(|one| one.amount));
            prop_assert!(sum <= Cents(planned));
            let new = debt.puts.iter().filter(|put| !since().is_before(put) && put.amount.is_positive());
            prop_assert!(sum <= Cents::total(new.map(|put| put.amount)));
            prop_assert!(came.iter().all(|one| one.amount.is_positive() && one.on >= since().on));
        }
    }
}
