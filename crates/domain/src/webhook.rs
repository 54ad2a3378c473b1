//! What other programs are told, and how patiently.

use chrono::TimeDelta;

/// Something that other programs can be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EventKind {
    /// Nothing is left of an invoice or another debit.
    ItemPaid,
    /// Something is left again of one that was settled: a bounce, a match that was undone.
    ItemReopened,
    /// Cash came onto an account, from a bank line, a file or another program.
    PaymentReceived,
    /// A file was brought in.
    FileImported,
    /// A customer account was created.
    DebtorCreated,
    /// A trial that a person asked for.
    Ping,
}

impl EventKind {
    /// All kinds, in the order of forms.
    pub const ALL: [Self; 6] =
        [Self::ItemPaid, Self::ItemReopened, Self::PaymentReceived, Self::FileImported, Self::DebtorCreated, Self::Ping];

    /// The stable key, stored and sent.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::ItemPaid => "item.paid",
            Self::ItemReopened => "item.reopened",
            Self::PaymentReceived => "payment.received",
            Self::FileImported => "file.imported",
            Self::DebtorCreated => "debtor.created",
            Self::Ping => "ping",
        }
    }

    /// Reads a stored key.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// Attempts after which a delivery is given up: about a day and a half.
pub const MOST_TRIES: u32 = 10;

/// Days without one success after which an endpoint is no longer called.
pub const DISABLED_AFTER_DAYS: i64 = 5;

/// The pause after the first failure, in seconds; three times as long after each further one.
const FIRST_PAUSE: i64 = 10;
/// The longest pause, in seconds: twelve hours.
const LONGEST_PAUSE: i64 = 12 * 3600;

/// How long to wait after a failure, or `None` when the delivery is given up.
///
/// `tries` counts the attempts made, the failed one included. The pause grows threefold up to twelve hours and
/// is moved by up to a fifth either way, as `seed` says: a receiver that comes back is not met by everything at once.
#[must_use]
pub fn pause_after(tries: u32, seed: u64) -> Option<TimeDelta> {
    if tries == 0 || tries >= MOST_TRIES {
        return None;
    }
    let plain = FIRST_PAUSE.saturating_mul(3_i64.saturating_pow(tries - 1)).min(LONGEST_PAUSE);
    let per_mille = i64::try_from(mix(seed, tries) % 401).unwrap_or(200) - 200;
    Some(TimeDelta::milliseconds(plain * (1000 + per_mille)))
}

/// Spreads a seed and a count over all 64 bits (the finaliser of SplitMix64).
fn mix(seed: u64, tries: u32) -> u64 {
    let mut bits = seed.wrapping_add(u64::from(tries).wrapping_mul(0x9E37_79B9_7F4A_7C15));
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    bits ^ (bits >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_threefold_and_stay_within_a_fifth() {
        // tries, seconds without the jitter
        let table = [(1, 10), (2, 30), (3, 90), (4, 270), (5, 810), (6, 2_430), (7, 7_290), (8, 21_870), (9, 43_200)];
        for (tries, plain) in table {
            for seed in 0..200 {
                let pause = pause_after(tries, seed).unwrap().num_milliseconds();
                assert!((plain * 800..=plain * 1_200).contains(&pause), "{tries} tries, seed {seed}: {pause} ms");
                assert_eq!(pause_after(tries, seed), pause_after(tries, seed), "the same seed gives the same pause");
            }
        }
        assert_eq!(pause_after(MOST_TRIES, 1), None);
        assert_eq!(pause_after(0, 1), None);
        let different: std::collections::BTreeSet<_> = (0..50).filter_map(|seed| pause_after(3, seed)).collect();
        assert!(different.len() > 30, "seeds spread the pauses: {}", different.len());
    }

    #[test]
    fn every_kind_has_a_key_that_reads_back() {
        for kind in EventKind::ALL {
            assert_eq!(EventKind::from_code(kind.code()), Some(kind));
        }
        assert_eq!(EventKind::from_code("item.deleted"), None);
    }
}
