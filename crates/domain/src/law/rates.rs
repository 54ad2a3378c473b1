//! The rates of late payment, one row a half-year, and the fixed indemnity.
//!
//! The ECB's main refinancing rate counts as it stands on the first day of the half-year (C. com.
//! L441-10, II, since 1 January 2013); a move inside the half-year changes nothing. The statutory rate
//! is set by an order each half-year, in two columns (CMF L313-2, D313-1-A).

use super::{RateBp, Row, Value, day, half_year_end, keys};
use crate::calendar::Date;
use crate::money::Cents;

/// Year, half, rate on its first day in basis points.
const REFI: &[(i32, u8, i32)] = &[
    (2013, 1, 75),
    (2013, 2, 50),
    (2014, 1, 25),
    (2014, 2, 15),
    (2015, 1, 5),
    (2015, 2, 5),
    (2016, 1, 5),
    (2016, 2, 0),
    (2017, 1, 0),
    (2017, 2, 0),
    (2018, 1, 0),
    (2018, 2, 0),
    (2019, 1, 0),
    (2019, 2, 0),
    (2020, 1, 0),
    (2020, 2, 0),
    (2021, 1, 0),
    (2021, 2, 0),
    (2022, 1, 0),
    (2022, 2, 0),
    (2023, 1, 250),
    (2023, 2, 400),
    (2024, 1, 450),
    (2024, 2, 425),
    (2025, 1, 315),
    (2025, 2, 215),
    (2026, 1, 215),
    (2026, 2, 240),
];

/// Year, half, « tous les autres cas », creditors who are natural persons outside their trade: basis points.
const STATUTORY: &[(i32, u8, i32, i32)] = &[
    (2015, 1, 93, 406),
    (2015, 2, 99, 429),
    (2016, 1, 101, 454),
    (2016, 2, 93, 435),
    (2017, 1, 90, 416),
    (2017, 2, 90, 394),
    (2018, 1, 89, 373),
    (2018, 2, 88, 360),
    (2019, 1, 86, 340),
    (2019, 2, 87, 326),
    (2020, 1, 87, 315),
    (2020, 2, 84, 311),
    (2021, 1, 79, 314),
    (2021, 2, 76, 312),
    (2022, 1, 76, 313),
    (2022, 2, 77, 315),
    (2023, 1, 206, 447),
    (2023, 2, 422, 682),
    (2024, 1, 507, 801),
    (2024, 2, 492, 816),
    (2025, 1, 371, 721),
    (2025, 2, 276, 665),
    (2026, 1, 262, 667),
    (2026, 2, 275, 684),
];

const REFI_SOURCE: &str = "Banque centrale européenne, taux des opérations principales de refinancement";
const STATUTORY_SOURCE: &str = "arrêté semestriel relatif à la fixation du taux de l’intérêt légal";

/// The rows that never changed, or have no end yet.
const FIXED: &[Row] = &[
    Row::new(
        keys::REFI_POINTS,
        Value::Rate(RateBp(1_000)),
        day(2013, 1, 1),
        None,
        "C. com., art. L441-10, II",
        "Légifrance, loi n° 2012-387, art. 121",
    ),
    Row::new(keys::REFI_POINTS_PUBLIC, Value::Rate(RateBp(800)), day(2013, 3, 16), None, "CCP, art. R2192-31", "Légifrance"),
    Row::new(keys::JUDGMENT_POINTS, Value::Rate(RateBp(500)), day(2001, 1, 1), None, "CMF, art. L313-3", "service-public.fr, F783"),
    Row::new(
        keys::JUDGMENT_DELAY,
        Value::Span(super::Span::months(2)),
        day(2001, 1, 1),
        None,
        "CMF, art. L313-3",
        "service-public.fr, F783",
    ),
    Row::new(keys::FLOOR_MULTIPLE, Value::Count(3), day(2009, 1, 1), None, "C. com., art. L441-10, II", "Légifrance"),
    Row::new(keys::INDEMNITY, Value::Amount(Cents(4_000)), day(2013, 1, 1), None, "C. com., art. D441-5", "Légifrance, décret n° 2021-211"),
];

fn half_year(year: i32, half: u8) -> (Date, Date) {
    let first = day(year, if half == 1 { 1 } else { 7 }, 1);
    (first, half_year_end(first))
}

/// All rows of this module.
pub(super) fn rows() -> impl Iterator<Item = Row> {
    let refi = REFI.iter().map(|(year, half, bp)| {
        let (from, to) = half_year(*year, *half);
        Row::new(keys::REFI, Value::Rate(RateBp(*bp)), from, Some(to), "C. com., art. L441-10, II", REFI_SOURCE)
    });
    let statutory = STATUTORY.iter().flat_map(|(year, half, professional, individual)| {
        let (from, to) = half_year(*year, *half);
        let row = |key, bp| Row::new(key, Value::Rate(RateBp(bp)), from, Some(to), "CMF, art. L313-2 et D313-1-A", STATUTORY_SOURCE);
        // Read on one page only so far.
        let individual = match row(keys::STATUTORY_INDIVIDUAL, *individual) {
            row if (*year, *half) == (2026, 2) => row.unverified(),
            row => row,
        };
        [row(keys::STATUTORY_PROFESSIONAL, *professional), individual]
    });
    FIXED.iter().cloned().chain(refi).chain(statutory)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// C. com. L441-10 rate and floor of each half-year, as published: 2023 to 2026.
    #[test]
    fn known_rates_of_recent_half_years() {
        let book = super::super::Book::compiled();
        // Half-year, refinancing rate + 10, public + 8, 3 × statutory.
        let cases = [
            (day(2022, 12, 31), 1_000, 800, 231),
            (day(2023, 1, 1), 1_250, 1_050, 618),
            (day(2023, 7, 1), 1_400, 1_200, 1_266),
            (day(2024, 3, 1), 1_450, 1_250, 1_521),
            (day(2024, 12, 31), 1_425, 1_225, 1_476),
            (day(2025, 1, 1), 1_315, 1_115, 1_113),
            (day(2025, 7, 1), 1_215, 1_015, 828),
            (day(2026, 6, 30), 1_215, 1_015, 786),
            (day(2026, 7, 1), 1_240, 1_040, 825),
        ];
        for (on, default, public, floor) in cases {
            let rate = |key| book.rate(key, on).unwrap().0;
            assert_eq!(rate(keys::REFI) + rate(keys::REFI_POINTS), default, "{on}");
            assert_eq!(rate(keys::REFI) + rate(keys::REFI_POINTS_PUBLIC), public, "{on}");
            assert_eq!(rate(keys::STATUTORY_PROFESSIONAL) * 3, floor, "{on}");
        }
    }

    #[test]
    fn half_years_follow_each_other_without_a_hole() {
        for key in [keys::REFI, keys::STATUTORY_PROFESSIONAL, keys::STATUTORY_INDIVIDUAL] {
            let rows = super::super::Book::compiled().of(key);
            for pair in rows.windows(2) {
                assert_eq!(pair[0].to.and_then(|to| to.succ_opt()), Some(pair[1].from), "{key}");
            }
        }
    }
}
