//! 彩色: whether the picture has colours at all.

use super::histogram::Histogram;
use super::{Gauged, View};
use crate::reading::WhyNot;

/// The share of cells that may have less colour than the value says.
const SHARE: f64 = 0.95;

/// Every so-manieth cell is asked: a prime, so that no column is left out.
const EVERY: usize = 7;

/// Chroma that a twentieth of the portrait exceeds, taken across the hue most of it has: 0
/// for black and white, and for black and white toned in one colour.
pub fn measure(view: &View<'_>) -> Gauged {
    let labs = || view.cells.labs.iter().step_by(EVERY);
    let sum = |of: fn(f64, f64) -> f64| labs().map(|c| of(c.a, c.b)).sum::<f64>();
    let (aa, ab, bb) = (sum(|a, _| a * a), sum(|a, b| a * b), sum(|_, b| b * b));
    // Direction of the greatest chroma through the grey axis.
    let axis = 0.5 * (2.0 * ab).atan2(aa - bb);
    let (sin, cos) = axis.sin_cos();
    let across = labs().map(|c| (c.b * cos - c.a * sin).abs());
    let across = Histogram::of(across, 0.0, 128.0);
    Ok(across.quantile(SHARE).ok_or(WhyNot::TooLittleFace)?.into())
}

#[cfg(test)]
mod tests {
    use super::super::fixture::Fixture;
    use super::*;

    #[test]
    fn black_and_white_has_no_colour_toned_neither_and_a_pale_face_before_white_has_some() {
        let read = |change: &dyn Fn([u8; 3]) -> [u8; 3]| {
            measure(&Fixture::plain().with(|_, _, _, rgb| change(rgb)).view()).unwrap().value
        };
        let grey = |[r, g, b]: [u8; 3]| ((u32::from(r) + u32::from(g) + u32::from(b)) / 3) as u8;
        let part = |value: u8, tenths: u32| (u32::from(value) * tenths / 10) as u8;
        assert!(read(&|rgb| [grey(rgb); 3]) < 0.5);
        assert!(read(&|rgb| [grey(rgb), part(grey(rgb), 9), part(grey(rgb), 8)]) < 1.6);
        assert!(read(&|rgb| rgb) > 4.0);
    }
}
