//! Repeatable randomness: one small generator, the same numbers on every machine.

/// `SplitMix64` (Steele, Lea and Flood, OOPSLA 2014): enough for drawing people, never for secrets.
#[derive(Debug, Clone)]
pub struct Random(u64);

impl Random {
    /// A generator for `seed`; near-by seeds give unrelated numbers.
    pub fn seeded(seed: u64) -> Self {
        Self(mix(seed ^ 0x5851_F42D_4C95_7F2D))
    }

    /// The next 64 bits.
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        mix(self.0)
    }

    /// A whole number in `0..bound`; 0 when `bound` is 0.
    pub fn below(&mut self, bound: u64) -> u64 {
        // The high half of a product: no bias worth naming for bounds below 2³².
        let product = u128::from(self.bits()) * u128::from(bound);
        u64::try_from(product >> 64).unwrap_or(u64::MAX)
    }

    /// A number in `low..high`, in steps of 2⁻²⁴ of the way.
    #[expect(clippy::cast_precision_loss, reason = "24 bits fit an f32 exactly")]
    pub fn between(&mut self, low: f32, high: f32) -> f32 {
        low + (high - low) * ((self.bits() >> 40) as f32 / 16_777_216.0)
    }

    /// True about `share` of the time, `share` in 0..1.
    pub fn chance(&mut self, share: f32) -> bool {
        self.between(0.0, 1.0) < share
    }

    /// One of `choices`, each equally likely.
    ///
    /// # Panics
    /// When there is nothing to choose from.
    pub fn pick<'a, T>(&mut self, choices: &'a [T]) -> &'a T {
        assert!(!choices.is_empty(), "nothing to choose from");
        let at = usize::try_from(self.below(choices.len() as u64)).unwrap_or(0);
        &choices[at]
    }
}

fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_numbers() {
        let mut random = Random::seeded(7);
        let mut again = Random::seeded(7);
        let mut other = Random::seeded(8);
        let first: Vec<u64> = (0..4).map(|_| random.bits()).collect();
        assert_eq!(first, (0..4).map(|_| again.bits()).collect::<Vec<_>>());
        assert_ne!(first, (0..4).map(|_| other.bits()).collect::<Vec<_>>());
    }

    #[test]
    fn numbers_stay_between_their_bounds_and_reach_both_halves() {
        let mut random = Random::seeded(1);
        let drawn: Vec<f32> = (0..1000).map(|_| random.between(-2.0, 3.0)).collect();
        assert!(drawn.iter().all(|number| (-2.0..3.0).contains(number)));
        assert!(drawn.iter().any(|&number| number < -1.9));
        assert!(drawn.iter().any(|&number| number > 2.9));
        assert!((0..1000).all(|_| random.below(3) < 3));
        assert_eq!(random.below(0), 0);
    }
}
