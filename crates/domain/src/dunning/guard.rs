/// Days after the first sending in which the worker's messages of a day are limited.
pub const RAMP_DAYS: i64 = 4;
/// By how much the limit grows from a day to the next.
const RAMP_FACTOR: u32 = 4;

/// The most messages that the worker lets go on a day, by how many days ago a new installation sent its first ones: as
/// many as the first sending on that day, four times as many on each day after, and no limit from the fifth on. A book of
/// old items does not leave at once, and a mistake is seen by few.
#[must_use]
pub fn ramp(first: u32, days_since_first: i64) -> Option<u32> {
    if days_since_first > RAMP_DAYS {
        return None;
    }
    let doublings = u32::try_from(days_since_first.max(0)).unwrap_or(0);
    Some(RAMP_FACTOR.checked_pow(doublings).and_then(|factor| first.checked_mul(factor)).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_installation_sends_more_day_by_day() {
        let cases =
            [(-1, Some(10)), (0, Some(10)), (1, Some(40)), (2, Some(160)), (3, Some(640)), (4, Some(2_560)), (5, None), (400, None)];
        for (days, expected) in cases {
            assert_eq!(ramp(10, days), expected, "{days}");
        }
        assert_eq!(ramp(u32::MAX, 3), Some(u32::MAX));
    }
}
