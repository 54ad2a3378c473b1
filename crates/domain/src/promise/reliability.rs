//! How far promises are kept.

use super::{Promise, Standing};
use crate::Cents;

/// What became of promises whose fate is known; pending, superseded, lapsed and withdrawn ones are left out (K14).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Reliability {
    /// Kept.
    pub kept: u64,
    /// Kept in part.
    pub partly: u64,
    /// Broken.
    pub broken: u64,
    /// What was promised.
    pub promised: Cents,
    /// What was paid of it in time.
    pub paid: Cents,
    /// Sum of the shares that were paid, in ten-thousandths: a kept one counts whole, one kept in part by its share.
    shares: u64,
}

/// A whole, in ten-thousandths.
const WHOLE: u64 = 10_000;

impl Reliability {
    /// Counts one promise, when its fate is known.
    pub fn add(&mut self, standing: &Standing, due: Cents, paid: Cents) {
        let share = match standing {
            Standing::Kept { .. } => {
                self.kept += 1;
                WHOLE
            }
            Standing::PartlyKept { .. } => {
                self.partly += 1;
                part(paid, due).unwrap_or(0)
            }
            Standing::Broken { .. } => {
                self.broken += 1;
                0
            }
            _ => return,
        };
        self.shares += share;
        self.promised += due;
        // What is within the tolerance of a kept promise counts as paid.
        self.paid += if share == WHOLE { due } else { paid };
    }

    /// Counts one promise.
    pub fn count(&mut self, promise: &Promise) {
        self.add(&promise.standing, promise.due, promise.paid);
    }

    /// Promises whose fate is known.
    #[must_use]
    pub fn matured(&self) -> u64 {
        self.kept + self.partly + self.broken
    }

    /// Share of promises kept, by number, in ten-thousandths; `None` while none has matured.
    #[must_use]
    pub fn by_number(&self) -> Option<u64> {
        self.shares.checked_div(self.matured())
    }

    /// Share of what was promised that was paid in time, in ten-thousandths.
    #[must_use]
    pub fn by_amount(&self) -> Option<u64> {
        part(self.paid, self.promised)
    }
}

/// A part of a whole in ten-thousandths, at most the whole.
fn part(part: Cents, whole: Cents) -> Option<u64> {
    let (part, whole) = (u128::try_from(part.0.max(0)).ok()?, u128::try_from(whole.0).ok().filter(|whole| *whole > 0)?);
    u64::try_from((part * u128::from(WHOLE) / whole).min(u128::from(WHOLE))).ok()
}
