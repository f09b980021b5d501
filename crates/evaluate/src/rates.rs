//! 误判率: error rates of one rule, from the samples of one origin.

use imaging::{Limit, Rule, Verdict};

use crate::edits::Truth;
use crate::library::Half;
use crate::stats::{At, Scores, share};
use crate::trial::{Origin, Sample};

/// What a rule does on the samples of one origin and half.
#[derive(Debug, Clone, PartialEq)]
pub struct Rates {
    pub good: usize,
    pub bad: usize,
    /// Equal error rate of the native value; both classes weigh the same.
    pub eer: Option<f64>,
    /// Good pictures refused where 1 % of the bad are missed.
    pub strict: Option<f64>,
    /// Good and bad pictures without a value.
    pub unassessable: [f64; 2],
    /// What the profile's limits do: good pictures failed, bad ones not failed.
    pub failing: [f64; 2],
    /// The same where a warning counts as a refusal.
    pub warning: [f64; 2],
}

/// Limits that one half of the samples suggests, in the rule's own unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fitted {
    pub limit: Limit,
    /// Where both errors are equal.
    pub equal: f64,
    /// The strictest with at most 1 % of good pictures refused.
    pub mild: f64,
}

/// Samples of one rule.
#[derive(Debug, Clone)]
pub struct OfRule<'a> {
    pub rule: Rule,
    samples: Vec<&'a Sample>,
}

/// Good pictures refused that a limit may cost.
const MILD: f64 = 0.01;

/// FICV's FAR100: false acceptance of 1 %.
const STRICT: f64 = 0.01;

impl<'a> OfRule<'a> {
    /// Those of `samples` that speak of `rule`.
    pub fn of(rule: Rule, samples: &'a [Sample]) -> Self {
        Self { rule, samples: samples.iter().filter(|s| s.claim.rule == rule).collect() }
    }

    /// Whether the engine gave any of them a value.
    pub fn is_measured(&self) -> bool {
        self.samples.iter().any(|sample| sample.value.is_some())
    }

    /// Rates on the samples of an origin: those of one half, or of both.
    pub fn rates(&self, origin: Origin, half: Option<Half>) -> Rates {
        let of = |truth: Truth| self.select(origin, half, truth);
        let (good, bad) = (of(Truth::Kept), of(Truth::Broken));
        let scores = scores(&good, &bad);
        let none = |samples: &[&Sample]| share(samples, |sample| sample.value.is_none());
        let refused =
            |samples: &[&Sample], from: Verdict| share(samples, |sample| sample.verdict >= from);
        Rates {
            good: good.len(),
            bad: bad.len(),
            eer: scores.equal_error().map(|at| at.eer()),
            strict: scores.at_missed(STRICT).map(|at| at.false_refusal),
            unassessable: [none(&good), none(&bad)],
            failing: [
                share(&good, |s| s.verdict == Verdict::Fail),
                share(&bad, |s| s.verdict != Verdict::Fail),
            ],
            warning: [refused(&good, Verdict::Warn), 1.0 - refused(&bad, Verdict::Warn)],
        }
    }

    /// Limits chosen on the fit half of the edited pictures.
    pub fn fitted(&self) -> Option<Fitted> {
        let of = |truth: Truth| self.select(Origin::Edited, Some(Half::Fit), truth);
        let scores = scores(&of(Truth::Kept), &of(Truth::Broken));
        let limit = self.samples.first()?.limit;
        let native = |at: At| native(limit, at.limit);
        Some(Fitted {
            limit,
            equal: native(scores.equal_error()?),
            mild: native(scores.at_false_refusal(MILD)?),
        })
    }

    /// What the fitted limits do on the other half: false refusals and misses, for both.
    pub fn fitted_elsewhere(&self, fitted: &Fitted) -> [[f64; 2]; 2] {
        let of = |truth: Truth| self.select(Origin::Edited, Some(Half::Test), truth);
        let scores = scores(&of(Truth::Kept), &of(Truth::Broken));
        [fitted.equal, fitted.mild].map(|limit| {
            let at = scores.at(badness(fitted.limit, limit));
            [at.false_refusal, at.missed]
        })
    }

    /// Names and strengths of the edits in order, each with its samples of the test half.
    pub fn steps(&self) -> Vec<(&'a str, f64, Vec<&'a Sample>)> {
        let mut steps: Vec<(&str, f64, Vec<&Sample>)> = Vec::new();
        let of_edits = |s: &&&Sample| s.origin == Origin::Edited && s.half == Half::Test;
        for sample in self.samples.iter().filter(of_edits) {
            let strength = step(sample);
            let same = |(name, other, _): &&mut (&str, f64, Vec<&Sample>)| {
                *name == sample.name && (*other - strength).abs() < 1e-9
            };
            match steps.iter_mut().find(same) {
                Some((_, _, samples)) => samples.push(sample),
                None => steps.push((&sample.name, strength, vec![sample])),
            }
        }
        steps.sort_by(|a, b| a.0.cmp(b.0).then(a.1.total_cmp(&b.1)));
        steps
    }

    fn select(&self, origin: Origin, half: Option<Half>, truth: Truth) -> Vec<&'a Sample> {
        let fits = |s: &&&Sample| {
            s.origin == origin && s.claim.truth == truth && half.is_none_or(|half| s.half == half)
        };
        self.samples.iter().filter(fits).copied().collect()
    }
}

/// Strengths that differ from person to person are told by the step they are nearest to.
fn step(sample: &Sample) -> f64 {
    let width = match sample.claim.rule {
        Rule::Roll => 2.0,
        Rule::HairTop | Rule::EyeLine | Rule::FaceWidth | Rule::Centring => 20.0,
        _ => return sample.claim.strength,
    };
    (sample.claim.strength / width).floor() * width
}

fn scores(good: &[&Sample], bad: &[&Sample]) -> Scores {
    let of = |samples: &[&Sample]| {
        samples.iter().map(|s| s.value.map_or(f64::INFINITY, |v| badness(s.limit, v))).collect()
    };
    Scores { good: of(good), bad: of(bad) }
}

/// How far a value has gone towards the breach of a limit; only its order means anything.
pub fn badness(limit: Limit, value: f64) -> f64 {
    match limit {
        Limit::Any | Limit::AtMost { .. } => value.abs(),
        Limit::AtLeast { .. } => -value,
        Limit::Between { min, max } => (min - value).max(value - max),
    }
}

/// The value, in the rule's unit, that is as bad as `badness`; of a band how far beyond its
/// upper end.
fn native(limit: Limit, badness: f64) -> f64 {
    match limit {
        Limit::Any | Limit::AtMost { .. } => badness,
        Limit::AtLeast { .. } => -badness,
        Limit::Between { max, .. } => max + badness,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edits::Claim;

    fn sample(half: Half, truth: Truth, value: Option<f64>) -> Sample {
        let limit = Limit::AtMost { warn: 5.0, fail: Some(8.0) };
        Sample {
            origin: Origin::Edited,
            name: "turned".to_owned(),
            subject: String::new(),
            half,
            claim: Claim { rule: Rule::Roll, truth, strength: 0.0 },
            value,
            verdict: value.map_or(Verdict::Unassessable, |value| limit.verdict(value)),
            limit,
        }
    }

    #[test]
    fn signs_do_not_matter_where_only_size_counts_and_lacking_values_count_as_refused() {
        let samples = [
            sample(Half::Test, Truth::Kept, Some(-1.0)),
            sample(Half::Test, Truth::Kept, None),
            sample(Half::Test, Truth::Broken, Some(-9.0)),
            sample(Half::Test, Truth::Broken, Some(6.0)),
            sample(Half::Test, Truth::Between, Some(7.0)),
        ];
        let rates = OfRule::of(Rule::Roll, &samples).rates(Origin::Edited, Some(Half::Test));
        assert_eq!((rates.good, rates.bad, rates.eer), (2, 2, Some(0.5)));
        let found = [rates.unassessable, rates.failing, rates.warning].concat();
        let expect = [0.5, 0.0, 0.0, 0.5, 0.5, 0.0];
        assert!(found.iter().zip(expect).all(|(a, b)| (a - b).abs() < 1e-9), "{found:?}");
    }

    #[test]
    fn limits_are_chosen_on_one_half_and_tried_on_the_other() {
        let samples = [
            sample(Half::Fit, Truth::Kept, Some(2.0)),
            sample(Half::Fit, Truth::Broken, Some(10.0)),
            sample(Half::Test, Truth::Kept, Some(7.0)),
            sample(Half::Test, Truth::Broken, Some(9.0)),
        ];
        let of_rule = OfRule::of(Rule::Roll, &samples);
        let fitted = of_rule.fitted().unwrap();
        assert!((fitted.equal - 6.0).abs() < 1e-9, "{fitted:?}");
        for rates in of_rule.fitted_elsewhere(&fitted) {
            assert!((rates[0] - 1.0).abs() < 1e-9 && rates[1] < 1e-9, "{rates:?}");
        }
    }

    #[test]
    fn badness_and_native_values_are_each_others_way_back() {
        let limits = [
            Limit::AtMost { warn: 1.0, fail: None },
            Limit::AtLeast { warn: 1.0, fail: None },
            Limit::Between { min: 1.0, max: 2.0 },
        ];
        for limit in limits {
            for value in [2.5, 3.0] {
                assert!((native(limit, badness(limit, value)) - value).abs() < 1e-9, "{limit:?}");
            }
        }
    }
}
