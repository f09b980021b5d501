//! 双肩平衡: the slope of the line over both shoulders.

use super::region::quantile;
use super::shoulders::{self, Pair};
use super::{Gauged, View};
use crate::assessment::Point;
use crate::reading::{Measured, Place, WhyNot};

/// Fewer pairs of columns than this are a glimpse.
const PAIRS_NEEDED: usize = 5;

/// Degrees, clockwise positive: the median slope between points of the silhouette equally far
/// from the chin.
///
/// Long hair and collars change the outline on one side; the median drops a part of it.
pub fn measure(view: &View<'_>) -> Gauged {
    let pairs = shoulders::outline(view).pairs;
    let degrees = slope(&pairs).ok_or(WhyNot::TooLittleClothing)?;
    let chin = view.face.chin;
    let outer = pairs.last().ok_or(WhyNot::TooLittleClothing)?;
    let place = Place::between(
        Point { x: chin.x - outer.away_px, y: outer.left_y },
        Point { x: chin.x + outer.away_px, y: outer.right_y },
    );
    Ok(Measured::at(degrees, place))
}

fn slope(pairs: &[Pair]) -> Option<f64> {
    let mut slopes: Vec<f32> = pairs
        .iter()
        .map(|pair| (pair.right_y - pair.left_y).atan2(2.0 * pair.away_px).to_degrees() as f32)
        .collect();
    (slopes.len() >= PAIRS_NEEDED).then(|| quantile(&mut slopes, 0.5).map(f64::from)).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_hank_of_hair_does_not_tilt_the_shoulders() {
        let pair = |step: usize, drop: f64| {
            let away_px = 100.0 + step as f64 * 4.0;
            Pair { away_px, left_y: 500.0, right_y: 500.0 + 2.0 * away_px * drop }
        };
        let tilt = 6.0_f64.to_radians().tan();
        let mut pairs: Vec<Pair> = (0..12).map(|step| pair(step, tilt)).collect();
        assert!((slope(&pairs).unwrap() - 6.0).abs() < 1e-3);
        for hidden in &mut pairs[..5] {
            hidden.left_y -= 60.0;
        }
        assert!((slope(&pairs).unwrap() - 6.0).abs() < 1e-3);
        assert_eq!(slope(&pairs[..4]), None);
    }
}
