//! Quantiles of many values in one pass, to a fraction of what an eye could tell.

/// Steps over the range.
const STEPS: usize = 2048;

/// Counted values.
#[derive(Debug, Clone)]
pub struct Histogram {
    low: f32,
    /// Steps a unit.
    scale: f32,
    bins: Vec<u32>,
    count: usize,
}

impl Histogram {
    /// Of values from `low` to `high`; what lies outside counts at the end.
    pub fn of(values: impl Iterator<Item = f64>, low: f32, high: f32) -> Self {
        let mut histogram =
            Self { low, scale: STEPS as f32 / (high - low), bins: vec![0; STEPS], count: 0 };
        for value in values {
            let step = (value as f32 - low) * histogram.scale;
            histogram.bins[(step.max(0.0) as usize).min(STEPS - 1)] += 1;
            histogram.count += 1;
        }
        histogram
    }

    /// `share` (0 to 1) of the way through the sorted values, down to the nearest step; `None`
    /// without any.
    pub fn quantile(&self, share: f64) -> Option<f64> {
        let last = self.count.checked_sub(1)?;
        let wanted = (last as f64 * share).round() as u32;
        let mut passed = 0;
        let step = self.bins.iter().position(|bin| {
            passed += bin;
            passed > wanted
        })?;
        Some(f64::from(self.low + step as f32 / self.scale))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quantile_is_that_of_the_sorted_values_to_a_step() {
        let values: Vec<f64> = (0..1001).map(|i| f64::from(i * 37 % 1001) / 10.0).collect();
        let histogram = Histogram::of(values.into_iter(), 0.0, 128.0);
        for (share, expect) in [(0.0, 0.0), (0.25, 25.0), (0.5, 50.0), (0.95, 95.0), (1.0, 100.0)] {
            let found = histogram.quantile(share).unwrap();
            assert!((0.0..0.07).contains(&(expect - found)), "{share}: {found}");
        }
    }

    #[test]
    fn what_lies_outside_counts_at_the_ends_and_nothing_has_no_quantile() {
        let histogram = Histogram::of([-500.0, 5.0, 900.0].into_iter(), 0.0, 10.0);
        assert_eq!(histogram.quantile(0.0), Some(0.0));
        assert!(histogram.quantile(1.0).unwrap() > 9.9);
        assert_eq!(Histogram::of([].into_iter(), 0.0, 1.0).quantile(0.5), None);
    }
}
