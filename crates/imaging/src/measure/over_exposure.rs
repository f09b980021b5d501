//! 曝光过度: how much of the face is burnt out.

use super::under_exposure::PIXELS_NEEDED;
use super::{Gauged, View};
use crate::reading::WhyNot;

/// Hundredths of the face, forehead included, whose colour is lost in white. A lamp's reflection
/// on the skin counts as much as too long an exposure. An exposure that only brightens leaves
/// each skin its own colour and counts for nothing, whatever that colour is.
pub fn measure(view: &View<'_>) -> Gauged {
    let tone = view.tone();
    if tone.whole < PIXELS_NEEDED {
        return Err(WhyNot::TooLittleFace);
    }
    Ok((100.0 * f64::from(tone.burnt) / f64::from(tone.whole)).into())
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{Fixture, SKIN};
    use super::*;

    #[test]
    fn a_spot_of_flash_counts_by_its_size_and_pale_skin_does_not() {
        let read = |fixture: Fixture| measure(&fixture.view()).unwrap().value;
        assert!(read(Fixture::plain()) < 1e-9);
        let pale =
            Fixture::plain().with(|_, _, g, rgb| if g == 'h' { [250, 232, 220] } else { rgb });
        assert!(read(pale) < 1e-9);
        let spot = |radius: f64| {
            let fixture = Fixture::plain().with(|x, y, _, rgb| {
                let away = (f64::from(x) - 240.0).hypot(f64::from(y) - 210.0);
                if away < radius && rgb == SKIN { [255, 252, 250] } else { rgb }
            });
            read(fixture)
        };
        // Areas of the discs over that of the face's ellipse.
        assert!((spot(12.0) - 0.9).abs() < 0.1, "{}", spot(12.0));
        assert!((spot(24.0) - 3.6).abs() < 0.2, "{}", spot(24.0));
    }
}
