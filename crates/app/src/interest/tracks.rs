//! The rates of a regime, read from the law once and kept for the items that follow.

use std::collections::HashMap;

use domain::Date;
use domain::interest::{Basis, Regime, Track};
use domain::law::{Book, LawError, half_year_start};

/// Tracks by what they depend on.
#[derive(Default)]
pub(super) struct Tracks {
    known: HashMap<(Regime, Option<Date>), Track>,
}

impl Tracks {
    /// The track of a basis.
    pub(super) fn of(&mut self, basis: &Basis, book: &Book) -> Result<&Track, LawError> {
        let (regime, enforceable_on) = match basis.regime {
            // Frozen at the half-year of the first day: all its days share a track.
            Regime::Public(first_day) => (Regime::Public(half_year_start(first_day)), None),
            // No other rate grows with a judgment.
            Regime::Default | Regime::Contract(_) => (basis.regime, None),
            Regime::Statutory(_) => (basis.regime, basis.enforceable_on),
        };
        match self.known.entry((regime, enforceable_on)) {
            std::collections::hash_map::Entry::Occupied(known) => Ok(known.into_mut()),
            std::collections::hash_map::Entry::Vacant(free) => Ok(free.insert(Track::new(regime, book, enforceable_on)?)),
        }
    }
}
