//! 统计: error rates of a judge and the agreement of two instruments.

/// How bad each picture of two classes looked. Higher is worse; infinite is «could not be
/// judged», which counts as refused (FVC-onGoing FICV-1.0 gives a rejection the score 0).
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Scores {
    pub good: Vec<f64>,
    pub bad: Vec<f64>,
}

/// What one limit does: shares, 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct At {
    /// A score above it is refused.
    pub limit: f64,
    /// Good pictures refused.
    pub false_refusal: f64,
    /// Bad pictures let through.
    pub missed: f64,
}

impl At {
    /// The equal error rate, when this is where the two rates meet.
    pub fn eer(&self) -> f64 {
        f64::midpoint(self.false_refusal, self.missed)
    }

    fn gap(&self) -> f64 {
        (self.false_refusal - self.missed).abs()
    }
}

impl Scores {
    /// Both classes have pictures.
    pub fn can_be_told_apart(&self) -> bool {
        !self.good.is_empty() && !self.bad.is_empty()
    }

    /// What `limit` does.
    pub fn at(&self, limit: f64) -> At {
        let above = |scores: &[f64]| share(scores, |score| score > limit);
        At { limit, false_refusal: above(&self.good), missed: 1.0 - above(&self.bad) }
    }

    /// The limit where the two rates meet; half-way where they cross between two limits
    /// (Maio et al., FVC2000, section 4.2). `None` without pictures of both classes.
    pub fn equal_error(&self) -> Option<At> {
        self.every_limit()
            .min_by(|a, b| a.gap().total_cmp(&b.gap()).then(a.eer().total_cmp(&b.eer())))
    }

    /// The limit with the fewest good pictures refused of those that miss at most `missed` of
    /// the bad ones.
    pub fn at_missed(&self, missed: f64) -> Option<At> {
        self.every_limit()
            .filter(|at| at.missed <= missed + ROUNDING)
            .min_by(|a, b| a.false_refusal.total_cmp(&b.false_refusal))
    }

    /// The limit with the fewest bad pictures missed of those that refuse at most
    /// `false_refusal` of the good ones; the middle one where several do as well.
    pub fn at_false_refusal(&self, false_refusal: f64) -> Option<At> {
        let mut allowed: Vec<At> =
            self.every_limit().filter(|at| at.false_refusal <= false_refusal + ROUNDING).collect();
        let fewest = allowed.iter().map(|at| at.missed).fold(f64::MAX, f64::min);
        allowed.retain(|at| at.missed <= fewest + ROUNDING);
        allowed.sort_by(|a, b| a.limit.total_cmp(&b.limit));
        let (first, last) = (allowed.first()?, allowed.last()?);
        Some(self.at(f64::midpoint(first.limit, last.limit)))
    }

    /// Every limit that makes a difference: half-way between neighbouring scores, and beyond
    /// both ends.
    fn every_limit(&self) -> impl Iterator<Item = At> + use<'_> {
        let mut scores: Vec<f64> =
            self.good.iter().chain(&self.bad).copied().filter(|s| s.is_finite()).collect();
        scores.sort_by(f64::total_cmp);
        scores.dedup();
        let ends = scores.first().zip(scores.last()).map(|(a, b)| [a - 1.0, b + 1.0]);
        let between = scores.windows(2).map(|pair| f64::midpoint(pair[0], pair[1]));
        let limits: Vec<f64> =
            ends.unwrap_or([0.0, 0.0]).into_iter().chain(between.collect::<Vec<_>>()).collect();
        let any = self.can_be_told_apart();
        limits.into_iter().filter(move |_| any).map(|limit| self.at(limit))
    }
}

/// Shares are quotients of counts; equal ones may differ in the last bit.
const ROUNDING: f64 = 1e-9;

/// The share of `values` for which `holds`; 0 for none.
pub fn share<T: Copy>(values: &[T], holds: impl Fn(T) -> bool) -> f64 {
    if values.is_empty() {
        return 0.0;
    }
    let count = values.iter().filter(|value| holds(**value)).count();
    count as f64 / values.len() as f64
}

/// The middle of `values`; the mean of the two middle ones where their number is even.
pub fn median(values: &[f64]) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let upper = *sorted.get(sorted.len() / 2)?;
    let lower = *sorted.get((sorted.len() - 1) / 2)?;
    Some(f64::midpoint(lower, upper))
}

/// Mean absolute difference of pairs; `None` for none.
pub fn mean_absolute_error(pairs: &[(f64, f64)]) -> Option<f64> {
    let sum: f64 = pairs.iter().map(|(a, b)| (a - b).abs()).sum();
    (!pairs.is_empty()).then(|| sum / pairs.len() as f64)
}

/// Spearman's ρ: Pearson's correlation of the ranks, equal values sharing their mean rank.
/// `None` when one side does not vary.
pub fn spearman(pairs: &[(f64, f64)]) -> Option<f64> {
    let (first, second): (Vec<f64>, Vec<f64>) = pairs.iter().copied().unzip();
    let (first, second) = (ranks(&first), ranks(&second));
    let middle = (pairs.len() as f64 - 1.0) / 2.0;
    let product = |a: &[f64], b: &[f64]| -> f64 {
        a.iter().zip(b).map(|(a, b)| (a - middle) * (b - middle)).sum()
    };
    let spread = (product(&first, &first) * product(&second, &second)).sqrt();
    (spread > 0.0).then(|| product(&first, &second) / spread)
}

/// From 0, ties at their mean.
fn ranks(values: &[f64]) -> Vec<f64> {
    let below = |value: f64| values.iter().filter(|v| **v < value).count() as f64;
    let above = |value: f64| values.iter().filter(|v| **v > value).count() as f64;
    let last = values.len() as f64 - 1.0;
    values.iter().map(|value| f64::midpoint(below(*value), last - above(*value))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scores(good: &[f64], bad: &[f64]) -> Scores {
        Scores { good: good.to_vec(), bad: bad.to_vec() }
    }

    #[test]
    fn known_distributions_have_their_known_equal_error_rate() {
        let uniform = |from: u32, to: u32| (from..to).map(f64::from).collect::<Vec<_>>();
        let cases = [
            (scores(&[1.0, 2.0], &[3.0, 4.0]), 0.0, "apart"),
            (scores(&[3.0, 4.0], &[1.0, 2.0]), 1.0, "the wrong way round"),
            (scores(&[1.0, 1.0], &[1.0, 1.0]), 0.5, "the same"),
            // Overlap of 20 of 100: at the middle of it, 10 of each are on the wrong side.
            (scores(&uniform(0, 100), &uniform(80, 180)), 0.1, "uniform"),
            (scores(&[1.0, 2.0, 3.0, 9.0], &[4.0, 5.0, 6.0, 7.0]), 0.25, "one outlier"),
            (scores(&[1.0, f64::INFINITY], &[5.0, f64::INFINITY]), 0.5, "one unjudged"),
        ];
        for (scores, expect, name) in cases {
            let at = scores.equal_error().unwrap();
            assert!((at.eer() - expect).abs() < 1e-9, "{name}: {at:?}");
        }
        assert_eq!(scores(&[], &[1.0]).equal_error(), None);
    }

    #[test]
    fn a_limit_between_two_classes_lies_half_way() {
        assert!((scores(&[1.0, 2.0], &[4.0]).equal_error().unwrap().limit - 3.0).abs() < 1e-9);
    }

    #[test]
    fn the_ends_of_the_curve_are_found() {
        let scores = scores(&[1.0, 2.0, 3.0, 9.0], &[4.0, 5.0, 6.0, 7.0]);
        let strict = scores.at_missed(0.0).unwrap();
        assert!((strict.false_refusal - 0.25).abs() < 1e-9, "{strict:?}");
        let mild = scores.at_false_refusal(0.01).unwrap();
        assert!((mild.missed - 1.0).abs() < 1e-9, "{mild:?}");
        let apart = Scores { good: vec![0.0, 1.0], bad: vec![5.0, 6.0] };
        assert!((apart.at_false_refusal(0.01).unwrap().limit - 3.0).abs() < 1e-9);
    }

    /// Expectations by `scipy.stats.spearmanr` 1.17.1.
    #[test]
    fn ranks_with_ties_correlate_as_scipy_has_it() {
        let cases: [(&[f64], &[f64], f64); 3] = [
            (&[1.0, 2.0, 3.0, 4.0, 5.0], &[5.0, 6.0, 7.0, 8.0, 7.0], 0.820_782_681_668_123_3),
            (&[1.0, 2.0, 2.0, 4.0, 5.0, 7.0], &[3.0, 1.0, 4.0, 4.0, 9.0, 8.0], 0.808_823_529_411),
            (
                &[10.0, 20.0, 20.0, 30.0, 5.0, 5.0, 5.0],
                &[1.0, 2.0, 3.0, 3.0, 0.0, 0.0, 9.0],
                0.409_691_064_507,
            ),
        ];
        for (first, second, expect) in cases {
            let pairs: Vec<(f64, f64)> =
                first.iter().copied().zip(second.iter().copied()).collect();
            assert!((spearman(&pairs).unwrap() - expect).abs() < 1e-9, "{pairs:?}");
        }
        assert_eq!(spearman(&[(1.0, 2.0), (1.0, 3.0)]), None);
    }

    #[test]
    fn middles_and_mean_differences_are_what_they_say() {
        assert_eq!(median(&[3.0, 1.0, 2.0, 10.0]), Some(2.5));
        assert_eq!(median(&[]), None);
        assert_eq!(mean_absolute_error(&[(1.0, 3.0), (5.0, 4.0)]), Some(1.5));
    }
}
