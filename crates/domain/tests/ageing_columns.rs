//! An aged balance by a house's own columns.

use domain::calendar::{Date, add_days};
use domain::ledger::{Ageing, Bounds, ItemKind};
use domain::money::Cents;
use proptest::prelude::*;

const TODAY: Date = Date::from_ymd_opt(2026, 9, 15).unwrap();

proptest! {
    /// Whatever the columns and the items, nothing is lost and nothing counted twice.
    #[test]
    fn own_columns_lose_nothing(
        days in proptest::collection::btree_set(1_u16..400, 4),
        items in proptest::collection::vec((-60_i64..500, 1_i64..1_000_000), 0..40),
    ) {
        let days: Vec<u16> = days.into_iter().collect();
        let bounds = Bounds::new([days[0], days[1], days[2], days[3]]).unwrap();
        let mut ageing = Ageing::default();
        let mut late = 0;
        for (age, cents) in &items {
            ageing.add_by(bounds, ItemKind::Invoice, add_days(TODAY, -age), Cents(*cents), TODAY);
            late += if *age > 0 { *cents } else { 0 };
        }
        prop_assert_eq!(ageing.total(), Cents(items.iter().map(|(_, cents)| cents).sum()));
        prop_assert_eq!(ageing.overdue(), Cents(late));
    }
}
