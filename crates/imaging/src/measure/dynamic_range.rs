//! 层次: how many shades the face has.

use super::{Gauged, View};
use crate::reading::WhyNot;

/// Entropy of the linear luminance from the brows down, in bits of 8.
///
/// OFIQ's `DynamicRange` (ISO/IEC 29794-5:2025) over the same region.
pub fn measure(view: &View<'_>) -> Gauged {
    let tone = view.tone();
    if tone.count < super::under_exposure::PIXELS_NEEDED {
        return Err(WhyNot::TooLittleFace);
    }
    let shares = tone.bins.iter().filter(|bin| **bin > 0).map(|bin| f64::from(*bin));
    let count = f64::from(tone.count);
    Ok(shares.map(|bin| -(bin / count) * (bin / count).log2()).sum::<f64>().into())
}

#[cfg(test)]
mod tests {
    use super::super::fixture::Fixture;
    use super::*;

    #[test]
    fn one_shade_has_no_entropy_and_sixteen_equal_ones_have_four_bits() {
        let flat = measure(&Fixture::plain().view()).unwrap().value;
        assert!(flat < 1e-9, "{flat}");
        let steps = Fixture::plain().with(|x, _, ground, rgb| {
            if ground == 'h' { [60 + (x / 2 % 16) as u8 * 12; 3] } else { rgb }
        });
        let bits = measure(&steps.view()).unwrap().value;
        assert!((bits - 4.0).abs() < 0.02, "{bits}");
    }
}
