//! 彩色: whether the picture has colours at all.

use super::region::quantile;
use super::{Outcome, View};
use crate::reading::WhyNot;

/// The share of cells that may have less colour than the value says.
const SHARE: f64 = 0.95;

/// Chroma that a twentieth of the portrait exceeds, taken across the hue most of it has: 0
/// for black and white, and for black and white toned in one colour.
pub fn measure(view: &View<'_>) -> Outcome {
    let labs = &view.cells.labs;
    let sum = |of: fn(f64, f64) -> f64| labs.iter().map(|c| of(c.a, c.b)).sum::<f64>();
    let (aa, ab, bb) = (sum(|a, _| a * a), sum(|a, b| a * b), sum(|_, b| b * b));
    // Direction of the greatest chroma through the grey axis.
    let axis = 0.5 * (2.0 * ab).atan2(aa - bb);
    let (sin, cos) = axis.sin_cos();
    let mut across: Vec<f32> = labs.iter().map(|c| (c.b * cos - c.a * sin).abs() as f32).collect();
    let value = quantile(&mut across, SHARE).ok_or(WhyNot::TooLittleFace)?;
    Ok(f64::from(value).into())
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
