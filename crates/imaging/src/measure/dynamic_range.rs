//! 层次: how many shades the face has.

use super::{Gauged, View};
use crate::reading::WhyNot;

/// Fewer pixels than this share are darker than the dark end, or brighter than the bright one:
/// pupils, lashes and nostrils are a fiftieth of a face, and the whites of the eyes another.
const ENDS: f64 = 0.005;

/// Bits that the 8-bit values between the darkest and the brightest of the face take, from the
/// brows down: the binary logarithm of their number.
///
/// A washed-out picture has neither dark nor bright. Every face has both, whatever its skin:
/// pupils and nostrils are as dark, and the whites of the eyes as bright, on all people. The
/// entropy that OFIQ's `DynamicRange` takes is less for dark skin in the best of lights.
pub fn measure(view: &View<'_>) -> Gauged {
    let tone = view.tone();
    if tone.count < super::under_exposure::PIXELS_NEEDED {
        return Err(WhyNot::TooLittleFace);
    }
    let [dark, bright] = [ENDS, 1.0 - ENDS].map(|share| code(tone.quantile(share)));
    Ok((1.0 + bright - dark).log2().into())
}

/// The sRGB value, 0 to 255, of a linear luminance (IEC 61966-2-1).
fn code(luminance: u8) -> f64 {
    let light = f64::from(luminance) / 255.0;
    let value =
        if light <= 0.003_130_8 { 12.92 * light } else { 1.055 * light.powf(1.0 / 2.4) - 0.055 };
    255.0 * value
}

#[cfg(test)]
mod tests {
    use super::super::fixture::Fixture;
    use super::*;

    #[test]
    fn one_shade_has_no_range_and_a_hundred_and_twenty_eight_have_seven_bits() {
        let flat = measure(&Fixture::plain().view()).unwrap().value;
        assert!(flat < 1e-9, "{flat}");
        let steps = Fixture::plain().with(|x, _, ground, rgb| {
            if ground == 'h' { [60 + (x / 2 % 16) as u8 * 17 / 2; 3] } else { rgb }
        });
        let bits = measure(&steps.view()).unwrap().value;
        assert!((bits - 7.0).abs() < 0.05, "{bits}");
    }

    #[test]
    fn dark_skin_with_bright_eyes_has_as_much_of_it_as_pale_skin_with_dark_pupils() {
        let read = |skin: [u8; 3], small: [u8; 3]| {
            let face = Fixture::plain().with(|x, y, ground, rgb| match (ground, x % 12 < 2) {
                ('h', true) if y % 12 < 2 => small,
                ('h', _) => skin,
                _ => rgb,
            });
            measure(&face.view()).unwrap().value
        };
        let (dark, pale) = (read([60, 40, 32], [190; 3]), read([225, 190, 170], [35, 28, 25]));
        assert!((dark - pale).abs() < 0.3 && dark > 6.9, "{dark} {pale}");
    }
}
