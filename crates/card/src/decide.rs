//! 判定: from the darkness of bubbles to one answer a column, with how sure it is.

mod curves;

use crate::form::Marks;
use crate::measure::Spot;
use crate::reading::State;

/// What a card's pencil and paper look like, from all its bubbles at once.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Levels {
    blank: Spot,
    /// Median of what is marked; a firm 2B pencil's when too little is.
    pencil: Spot,
    /// Spread of unmarked bubbles, in shares of the pencil's strength.
    noise: f64,
}

/// A column's answer.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Decision {
    /// Rows that count as marked, the darkest first.
    pub(crate) rows: Vec<usize>,
    pub(crate) state: State,
    /// How far from the next limit, less the card's noise; at most 1, which could not be clearer.
    pub(crate) margin: f64,
    /// Probability that the answer is what was marked; calibrated, see [`confidence`].
    pub(crate) confidence: f64,
    /// Strength of every bubble: 0 for blank, 1 for this card's usual mark.
    pub(crate) strengths: Vec<f64>,
}

/// A 2B mark on the scanners tried; only used for cards with fewer than three marks.
const USUAL_PENCIL: Spot = Spot { ink: 0.45, peak: 0.62 };
/// Below, a column is blank; above `MARKED` it is marked; between, it is doubtful.
const BLANK: f64 = 0.30;
const MARKED: f64 = 0.42;
/// A second mark this strong against the first makes the column double; above `ERASED` the weaker
/// one is taken for an erasure, and the answer is doubtful.
const DOUBLE: f64 = 0.70;
const ERASED: f64 = 0.45;

impl Levels {
    pub(crate) fn of(columns: &[Vec<Spot>]) -> Self {
        let blank = Spot {
            ink: quantile(columns.iter().flatten().map(|spot| spot.ink), 0.5),
            peak: quantile(columns.iter().flatten().map(|spot| spot.peak), 0.5),
        };
        let high = quantile(columns.iter().flatten().map(|spot| spot.ink), 0.75);
        let spread = (high - blank.ink) / 0.6745; // of a normal distribution
        let split = split(columns).max(blank.ink + 5.0 * spread).max(blank.ink + 0.08);
        let darkest = |column: &Vec<Spot>| {
            column.iter().copied().max_by(|one, other| one.ink.total_cmp(&other.ink))
        };
        let marked: Vec<Spot> =
            columns.iter().filter_map(darkest).filter(|spot| spot.ink > split).collect();
        let pencil = if marked.len() < 3 {
            USUAL_PENCIL
        } else {
            Spot {
                ink: quantile(marked.iter().map(|spot| spot.ink), 0.5),
                peak: quantile(marked.iter().map(|spot| spot.peak), 0.5),
            }
        };
        let mut levels = Self { blank, pencil, noise: 0.0 };
        let strengths = columns.iter().flatten().map(|spot| levels.strength(*spot));
        levels.noise = quantile(strengths, 0.75);
        levels
    }

    /// How much pencil a bubble holds: the geometric mean of how much is covered and how dark the
    /// darkest of it is. A smear covers much but is pale, a speck is dark but covers little; a
    /// partial mark is dark where it is.
    fn strength(&self, spot: Spot) -> f64 {
        let share = |value: f64, blank: f64, pencil: f64| {
            ((value - blank) / (pencil - blank).max(0.05)).max(0.0)
        };
        let ink = share(spot.ink, self.blank.ink, self.pencil.ink);
        (ink * share(spot.peak, self.blank.peak, self.pencil.peak)).sqrt()
    }

    /// Contrast of this card's pencil, 0 to 1.
    pub(crate) fn contrast(&self) -> f64 {
        self.pencil.ink - self.blank.ink
    }
}

/// Decides one column.
pub(crate) fn decide(spots: &[Spot], marks: Marks, levels: &Levels) -> Decision {
    let strengths: Vec<f64> = spots.iter().map(|spot| levels.strength(*spot)).collect();
    let mut rows: Vec<usize> = (0..strengths.len()).collect();
    rows.sort_by(|one, other| strengths[*other].total_cmp(&strengths[*one]));
    if marks == Marks::Multiple {
        return multiple(rows, strengths, levels);
    }
    let first = rows.first().map_or(0.0, |row| strengths[*row]);
    let second = rows.get(1).map_or(0.0, |row| strengths[*row]);
    let rivalry = if first > 0.0 { second / first } else { 0.0 };
    let state = if first < BLANK {
        State::Blank
    } else if second >= BLANK && rivalry >= DOUBLE {
        State::Double
    } else if first < MARKED {
        State::Faint
    } else if second >= BLANK && rivalry >= ERASED {
        State::Erased
    } else {
        State::Marked
    };
    let margin = match state {
        State::Blank => (BLANK - first) / BLANK,
        State::Double | State::Faint => 0.0,
        State::Erased => (DOUBLE - rivalry) * 0.4,
        State::Marked => ((first - BLANK) / (1.0 - BLANK)).min(1.0 - rivalry),
    };
    rows.truncate(match state {
        State::Blank => 0,
        State::Double => 2,
        State::Faint | State::Erased | State::Marked => 1,
    });
    decision(rows, state, margin - levels.noise, strengths)
}

fn multiple(mut rows: Vec<usize>, strengths: Vec<f64>, levels: &Levels) -> Decision {
    let nearest = strengths.iter().map(|one| (one - MARKED).abs()).fold(1.0, f64::min);
    rows.retain(|row| strengths[*row] >= MARKED);
    let state = match (rows.is_empty(), nearest < MARKED - BLANK) {
        (_, true) => State::Faint,
        (true, false) => State::Blank,
        (false, false) => State::Marked,
    };
    decision(rows, state, nearest - levels.noise, strengths)
}

fn decision(rows: Vec<usize>, state: State, margin: f64, strengths: Vec<f64>) -> Decision {
    Decision { rows, state, margin, confidence: confidence(state, margin), strengths }
}

/// The probability that a column of that state and margin was read right, by the logistic curves
/// that `examples/calibrate.rs` fitted.
fn confidence(state: State, margin: f64) -> f64 {
    let (level, slope) = match state {
        State::Blank | State::Marked => curves::CLEAR,
        State::Erased | State::Faint | State::Double => curves::DOUBTFUL,
    };
    1.0 / (1.0 + (-(level + slope * margin)).exp())
}

/// Otsu's threshold (IEEE Trans. SMC 9, 1979) between paper and pencil.
fn split(columns: &[Vec<Spot>]) -> f64 {
    const BINS: usize = 100;
    let mut counts = [0.0f64; BINS];
    for spot in columns.iter().flatten() {
        counts[((spot.ink.max(0.0) * BINS as f64) as usize).min(BINS - 1)] += 1.0;
    }
    let total: f64 = counts.iter().sum();
    let weighted: f64 = counts.iter().enumerate().map(|(at, count)| at as f64 * count).sum();
    let (mut below, mut below_sum, mut best) = (0.0, 0.0, (0.0, 0));
    for (at, count) in counts.iter().enumerate() {
        below += count;
        below_sum += at as f64 * count;
        let above = total - below;
        if below == 0.0 || above == 0.0 {
            continue;
        }
        let apart = below_sum / below - (weighted - below_sum) / above;
        let between = below * above * apart * apart;
        if between > best.0 {
            best = (between, at + 1);
        }
    }
    best.1 as f64 / BINS as f64
}

/// The value below which a share of all values lies.
fn quantile(values: impl Iterator<Item = f64>, share: f64) -> f64 {
    let mut values: Vec<f64> = values.collect();
    if values.is_empty() {
        return 0.0;
    }
    let at = ((values.len() - 1) as f64 * share) as usize;
    *values.select_nth_unstable_by(at, f64::total_cmp).1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_further_from_a_limit_the_surer() {
        for state in [State::Blank, State::Marked, State::Erased, State::Faint, State::Double] {
            let sure: Vec<f64> =
                (-10..=10).map(|tenths| confidence(state, f64::from(tenths) / 10.0)).collect();
            assert!(sure.is_sorted_by(|one, other| one < other), "{state:?} {sure:?}");
            assert!(sure.iter().all(|share| (0.0..1.0).contains(share)), "{state:?} {sure:?}");
        }
    }
}
