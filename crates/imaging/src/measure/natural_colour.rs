//! 肤色自然: how far the skin's colour is outside the colours of skin.

use super::{Gauged, View};
use crate::reading::WhyNot;

/// a* and b* that skin of every tone has in white light: OFIQ's `NaturalColour`
/// (ISO/IEC 29794-5:2025).
const REDNESS: [f64; 2] = [5.0, 25.0];
const YELLOWNESS: [f64; 2] = [5.0, 35.0];

/// ΔE in a* and b* from the face's median skin to the colours of skin; 0 inside them.
pub fn measure(view: &View<'_>) -> Gauged {
    let skin = view.skin.as_ref().ok_or(WhyNot::TooLittleFace)?.colour.middle;
    let outside = |value: f64, [least, most]: [f64; 2]| (least - value).max(value - most).max(0.0);
    Ok(outside(skin.a, REDNESS).hypot(outside(skin.b, YELLOWNESS)).into())
}

#[cfg(test)]
mod tests {
    use super::super::fixture::Fixture;
    use super::*;

    fn read(skin: [u8; 3]) -> f64 {
        let fixture = Fixture::plain().with(|_, _, g, rgb| if g == 'h' { skin } else { rgb });
        measure(&fixture.view()).unwrap().value
    }

    #[test]
    fn skins_of_every_tone_are_natural_and_casts_are_not() {
        for skin in [[244, 214, 196], [224, 172, 148], [198, 145, 110], [120, 78, 56], [66, 42, 32]]
        {
            assert!(read(skin) < 1e-9, "{skin:?}: {}", read(skin));
        }
        for (cast, least) in
            [([190, 190, 190], 7.0), ([170, 160, 200], 10.0), ([170, 190, 120], 8.0)]
        {
            assert!(read(cast) > least, "{cast:?}: {}", read(cast));
        }
    }
}
