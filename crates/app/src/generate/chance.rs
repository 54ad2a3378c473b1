//! Chance that gives the same values on every machine.
//!
//! Logarithm and exponential are computed here from the four operations, because those of the system's
//! mathematical library differ in their last bit from one system to the next.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};
use std::f64::consts::{LN_2, SQRT_2};

/// A stream of chance, decided by a seed and the number of the stream.
pub(super) struct Chance(ChaCha8Rng);

impl Chance {
    /// Streams of one seed are independent: more customers do not change the statement's order of draws.
    pub(super) fn new(seed: u64, stream: u64) -> Self {
        let mut generator = ChaCha8Rng::seed_from_u64(seed);
        generator.set_stream(stream);
        Self(generator)
    }

    /// Uniform from 0 to below 1, 53 bits.
    pub(super) fn unit(&mut self) -> f64 {
        (self.0.next_u64() >> 11) as f64 / 9_007_199_254_740_992.0
    }

    /// Uniform from `low` to below `high`.
    pub(super) fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.unit()
    }

    /// A whole number from 0 to below `count`; 0 when `count` is 0.
    pub(super) fn below(&mut self, count: usize) -> usize {
        let wide = u128::from(self.0.next_u64()) * count as u128;
        (wide >> 64) as usize
    }

    /// Whether something that has this probability happens.
    pub(super) fn happens(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    /// One of the values, which are never empty lists: they are all written in this crate.
    pub(super) fn pick<'a, T>(&mut self, values: &'a [T]) -> &'a T {
        &values[self.below(values.len())]
    }

    /// The position of a value drawn by cumulative weights, whose last is their sum.
    pub(super) fn weighted(&mut self, cumulative: &[f64]) -> usize {
        let drawn = self.unit() * cumulative.last().copied().unwrap_or(0.0);
        cumulative.partition_point(|weight| *weight <= drawn).min(cumulative.len().saturating_sub(1))
    }

    /// Normal distribution, by Marsaglia's polar method.
    pub(super) fn gauss(&mut self, mean: f64, deviation: f64) -> f64 {
        loop {
            let (x, y) = (self.between(-1.0, 1.0), self.between(-1.0, 1.0));
            let square = x * x + y * y;
            if square > 0.0 && square < 1.0 {
                return mean + deviation * x * (-2.0 * ln(square) / square).sqrt();
            }
        }
    }

    /// Lognormal distribution.
    pub(super) fn lognormal(&mut self, mean: f64, deviation: f64) -> f64 {
        exp(self.gauss(mean, deviation))
    }

    /// Pareto distribution from 1 up.
    pub(super) fn pareto(&mut self, alpha: f64) -> f64 {
        exp(-ln(1.0 - self.unit()) / alpha)
    }

    /// Exponential distribution.
    pub(super) fn exponential(&mut self, mean: f64) -> f64 {
        -mean * ln(1.0 - self.unit())
    }

    /// Puts values in a random order (Fisher and Yates).
    pub(super) fn shuffle<T>(&mut self, values: &mut [T]) {
        for last in (1..values.len()).rev() {
            values.swap(last, self.below(last + 1));
        }
    }
}

/// Natural logarithm of a number above zero.
pub(super) fn ln(number: f64) -> f64 {
    let bits = number.to_bits();
    let mut exponent = ((bits >> 52) & 0x7ff) as f64 - 1023.0;
    let mut mantissa = f64::from_bits((bits & 0x000f_ffff_ffff_ffff) | 0x3ff0_0000_0000_0000);
    if mantissa > SQRT_2 {
        mantissa /= 2.0;
        exponent += 1.0;
    }
    // ln m = 2 artanh((m - 1) / (m + 1)); the series is down to 1e-17 after eleven terms.
    let ratio = (mantissa - 1.0) / (mantissa + 1.0);
    let square = ratio * ratio;
    let series = (0..11).rev().fold(0.0, |sum, term| sum * square + 1.0 / f64::from(2 * term + 1));
    exponent * LN_2 + 2.0 * ratio * series
}

/// Exponential, for the range that generated values need; zero or a very large number beyond it.
pub(super) fn exp(number: f64) -> f64 {
    let clamped = number.clamp(-700.0, 700.0);
    let doublings = (clamped / LN_2).round();
    let rest = clamped - doublings * LN_2;
    let series = (1..=16).rev().fold(1.0, |sum, term| 1.0 + sum * rest / f64::from(term));
    series * f64::from_bits(((doublings as i64 + 1023) as u64) << 52)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logarithm_and_exponential_agree_with_the_library() {
        for number in [1e-9, 0.001, 0.5, 0.99, 1.0, 1.4, 1.5, 2.0, 10.0, 12_345.678, 1e12] {
            assert!((ln(number) - f64::ln(number)).abs() < 1e-12, "ln {number}");
        }
        for number in [-20.0, -1.0, -1e-6, 0.0, 0.3, 1.0, 6.2, 13.5, 30.0] {
            assert!((exp(number) / f64::exp(number) - 1.0).abs() < 1e-12, "exp {number}");
        }
    }

    #[test]
    fn draws_have_their_distribution() {
        let mut chance = Chance::new(1, 0);
        let count = 20_000;
        let gauss: Vec<f64> = (0..count).map(|_| chance.gauss(5.0, 2.0)).collect();
        let mean = gauss.iter().sum::<f64>() / f64::from(count);
        let variance = gauss.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / f64::from(count);
        assert!((mean - 5.0).abs() < 0.05 && (variance - 4.0).abs() < 0.15, "mean {mean}, variance {variance}");
        let mut seen = [0; 3];
        (0..count).for_each(|_| seen[chance.weighted(&[1.0, 2.0, 4.0])] += 1);
        assert!(seen[2] > seen[0] && seen[0] > 4_000, "{seen:?}");
        assert!((0..100).all(|_| chance.below(3) < 3) && chance.below(0) == 0);
        assert!((0..100).all(|_| chance.pareto(1.16) >= 1.0));
    }
}
