//! 背景颜色: how far the background is from the nearest colour the profile allows.

use super::cells::Ground;
use super::{Gauged, View};
use crate::colour::Lab;
use crate::profile::{Background, Reference};
use crate::reading::{Detail, Measured, Verdict, WhyNot};

/// Fewer cells than this, and one reflection decides the median. A portrait has 19 200.
pub const CELLS_NEEDED: usize = 400;

/// A reference of less chroma than this is white or grey and has no hue.
const COLOURLESS: f64 = 5.0;

/// The value is ΔE*ab (CIE 1976) between the median background and the nearest reference.
///
/// Beyond the profile's distance a background of the right hue that is only darker than its
/// reference stays a warning: a white wall with too little light on it is a matter for the
/// lamps. Any other colour fails.
pub fn measure(view: &View<'_>) -> Gauged {
    let cells = view.cells.of_ground(Ground::Background).map(|cell| view.cells.colours[cell]);
    against(&cells.collect::<Vec<_>>(), &view.profile.background)
}

fn against(cells: &[[u8; 3]], background: &Background) -> Gauged {
    if cells.len() < CELLS_NEEDED {
        return Err(WhyNot::TooLittleBackground);
    }
    let measured = median(cells);
    let colour = Lab::of(measured);
    let distance = |reference: &Reference| colour.distance(Lab::of(reference.rgb));
    let references = &background.references;
    let nearest = references.iter().min_by(|a, b| distance(a).total_cmp(&distance(b)));
    let nearest = nearest.ok_or(WhyNot::TooLittleBackground)?;
    // The reference whose hue it has may be another than the nearest in lightness.
    let darker = references.iter().find(|r| only_darker(colour, Lab::of(r.rgb), background));
    let passes = background.limit().verdict(distance(nearest)) == Verdict::Pass;
    let too_dark = darker.is_some() && !passes;
    let named = darker.filter(|_| too_dark).unwrap_or(nearest);
    // White and light grey have one hue; the nearer of them is the one meant.
    let same_hue =
        Lab::of(named.rgb).chroma() < COLOURLESS && Lab::of(nearest.rgb).chroma() < COLOURLESS;
    let name = if same_hue { nearest } else { named }.name.clone();
    Ok(Measured {
        detail: Detail::Colour { measured, nearest: name, too_dark },
        at_worst: if too_dark { Verdict::Warn } else { Verdict::Fail },
        ..distance(nearest).into()
    })
}

/// Whether `colour` is `reference` with less light on it.
fn only_darker(colour: Lab, reference: Lab, background: &Background) -> bool {
    if colour.l < background.lightness_min || colour.l > reference.l {
        return false;
    }
    if reference.chroma() < COLOURLESS {
        return colour.chroma() <= background.neutral_chroma_max;
    }
    let turned = (colour.hue_degrees() - reference.hue_degrees()).rem_euclid(360.0);
    turned.min(360.0 - turned) <= background.hue_within_degrees
        && colour.chroma() >= reference.chroma() / 2.0
}

/// Median of each channel.
fn median(cells: &[[u8; 3]]) -> [u8; 3] {
    let mut bins = [[0_usize; 256]; 3];
    for cell in cells {
        for (bins, value) in bins.iter_mut().zip(cell) {
            bins[usize::from(*value)] += 1;
        }
    }
    bins.map(|bins| {
        let mut passed = 0;
        let middle = bins.iter().position(|bin| {
            passed += bin;
            passed > cells.len() / 2
        });
        middle.unwrap_or(0) as u8
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::Profile;
    use crate::reading::Reading;
    use crate::rule::Rule;

    fn read(cells: &[[u8; 3]]) -> Reading {
        let profile = Profile::moe_2017_99();
        let asked = profile.asks(Rule::BackgroundColour).unwrap();
        match against(cells, &profile.background) {
            Ok(measured) => asked.read(measured),
            Err(why) => asked.without(why),
        }
    }

    #[test]
    fn each_wall_gets_the_verdict_a_photographer_would_give_it() {
        use Verdict::{Fail, Pass, Warn};
        let cases = [
            ([100, 197, 255], Pass, "浅蓝色", false),
            ([255, 255, 255], Pass, "白色", false),
            ([238, 239, 241], Pass, "浅灰色", false),
            ([215, 216, 214], Pass, "浅灰色", false),
            ([190, 190, 188], Warn, "浅灰色", true),
            ([150, 150, 150], Warn, "浅灰色", true),
            ([75, 155, 205], Warn, "浅蓝色", true),
            ([120, 120, 120], Fail, "浅灰色", false),
            ([200, 60, 50], Fail, "浅灰色", false),
            ([60, 120, 190], Fail, "浅蓝色", false),
            ([150, 200, 150], Fail, "浅灰色", false),
        ];
        for (rgb, verdict, name, dark) in cases {
            let reading = read(&vec![rgb; CELLS_NEEDED]);
            assert_eq!(reading.verdict, verdict, "{rgb:?} {reading:?}");
            let Detail::Colour { measured, nearest, too_dark } = reading.detail else {
                panic!("{rgb:?} has no colour")
            };
            assert_eq!((measured, too_dark), (rgb, dark), "{rgb:?}");
            if verdict != Fail {
                assert_eq!(nearest, name, "{rgb:?}");
            }
        }
    }

    #[test]
    fn a_glimpse_of_background_is_not_judged() {
        let reading = read(&vec![[255, 255, 255]; CELLS_NEEDED - 1]);
        assert_eq!((reading.value, reading.verdict), (None, Verdict::Unassessable));
    }
}
