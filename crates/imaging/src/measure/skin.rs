//! 肤色模型: what the skin of this face looks like, whatever light falls on it.

use super::cells::Cells;
use super::region::{Spread, cells_inside, quantile};
use crate::assessment::Point;
use crate::colour::Lab;

/// Places that are skin on nearly every face: both cheeks under the eyes, the back of the
/// nose, and between the brows and above them. A beard, a fringe or a mask covers some of them.
const SITES: [&[usize]; 4] = [
    &[117, 118, 119, 100, 142, 36, 205, 50],
    &[346, 347, 348, 329, 371, 266, 425, 280],
    &[196, 419, 281, 51],
    &[108, 151, 337, 336, 9, 107],
];

/// Two sites of one skin are no farther apart than this in chroma free of shade: noses and
/// cheeks are redder than foreheads by up to half of it.
const SAME_SKIN: f64 = 0.13;

/// Skin is redder and yellower than grey in white light, by at least this tint.
const LEAST_TINT: f64 = 0.02;

/// Skin varies by at least this much over a face, however even its cheeks.
const LEAST_SIGMA: f64 = 0.03;

/// Colours nearer than this, in standard deviations, are taken for skin …
const LIKELY: f64 = 3.5;

/// … unless darker than this share of it, in L* + 16: a quarter of its light.
const DARKEST: f64 = 0.63;

/// Colours darker than this have no hue that a JPEG file would keep.
const TOO_DARK_L: f64 = 6.0;

/// Chroma of a colour free of shade: `[a* / (L* + 16), b* / (L* + 16)]`.
///
/// Halving the light multiplies L* + 16, a* and b* by one factor (CIELAB's cube root), so
/// that a cheek keeps its place here from its lit to its shaded side. Shine moves it
/// straight towards [0, 0].
pub fn tint(colour: Lab) -> [f64; 2] {
    [colour.a / (colour.l + 16.0), colour.b / (colour.l + 16.0)]
}

/// The skin of one face.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Skin {
    /// Its colour over the sites that agree.
    pub colour: Spread,
    /// Its [`tint`], and the standard deviation of each part.
    pub tint: [f64; 2],
    pub tint_sigma: [f64; 2],
}

impl Skin {
    /// From the mesh's points in portrait pixels. Where sites differ, as under a mask, the
    /// skin is what most cells agree on; between equals the redder one. `None` where less
    /// than one site lies in the portrait, or all is too dark to have a hue.
    pub fn of(points: &[Point], cells: &Cells) -> Option<Self> {
        let sites = SITES.map(|site| {
            let outline: Vec<Point> = site.iter().map(|index| points[*index]).collect();
            let inside = cells_inside(cells, &outline);
            let colours = inside.into_iter().map(|cell| cells.labs[cell]);
            colours.filter(|colour| colour.l > TOO_DARK_L).collect::<Vec<Lab>>()
        });
        Self::of_sites(&sites)
    }

    fn of_sites(sites: &[Vec<Lab>]) -> Option<Self> {
        let tints: Vec<Option<[f64; 2]>> =
            sites.iter().map(|site| middle_tint(site).map(|(tint, _)| tint)).collect();
        let agree = |at: [f64; 2]| {
            let near = move |tint: &Option<[f64; 2]>| {
                tint.is_some_and(|t| (t[0] - at[0]).hypot(t[1] - at[1]) <= SAME_SKIN)
            };
            sites.iter().zip(&tints).filter(move |(_, tint)| near(tint)).map(|(site, _)| site)
        };
        // Cloth is seldom of skin's hue; where all the light is coloured, every site is equal.
        let count = |at: [f64; 2]| {
            let cells = agree(at).map(Vec::len).sum::<usize>();
            if at[0] > LEAST_TINT && at[1] > LEAST_TINT { cells * 2 } else { cells }
        };
        let best = tints
            .iter()
            .flatten()
            .max_by(|a, b| count(**a).cmp(&count(**b)).then(a[0].total_cmp(&b[0])))?;
        let skin: Vec<Lab> = agree(*best).flatten().copied().collect();
        let (tint, sigma) = middle_tint(&skin)?;
        let tint_sigma = sigma.map(|sigma| sigma.max(LEAST_SIGMA));
        Some(Self { colour: Spread::of(&skin)?, tint, tint_sigma })
    }

    /// Whether a colour is this skin, in light from a quarter of its own to its shine.
    pub fn holds(&self, colour: Lab) -> bool {
        let lit = (colour.l + 16.0) / (self.colour.middle.l + 16.0);
        lit > DARKEST && self.strangeness(colour) < LIKELY
    }

    /// How far a colour is from this skin in any light, in standard deviations of its tint;
    /// 0 for the skin itself, mostly below 3 for skin.
    pub fn strangeness(&self, colour: Lab) -> f64 {
        let tint = tint(colour);
        let off = |i: usize| (tint[i] - self.tint[i]) / self.tint_sigma[i];
        off(0).hypot(off(1))
    }
}

/// Median tint of some colours and its robust standard deviation.
fn middle_tint(colours: &[Lab]) -> Option<([f64; 2], [f64; 2])> {
    let part = |i: usize| {
        let mut values: Vec<f32> = colours.iter().map(|c| tint(*c)[i] as f32).collect();
        let middle = quantile(&mut values, 0.5)?;
        for value in &mut values {
            *value = (*value - middle).abs();
        }
        Some((f64::from(middle), f64::from(quantile(&mut values, 0.5)?) * 1.4826))
    };
    let [(a, sigma_a), (b, sigma_b)] = [part(0)?, part(1)?];
    Some(([a, b], [sigma_a, sigma_b]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site(rgb: [u8; 3], cells: usize) -> Vec<Lab> {
        vec![Lab::of(rgb); cells]
    }

    #[test]
    fn shade_does_not_change_a_tint() {
        let lit = tint(Lab::of([224, 172, 148]));
        // The same light, linearly a quarter of it.
        let shaded = tint(Lab::of([120, 91, 77]));
        assert!((lit[0] - shaded[0]).abs() < 0.01 && (lit[1] - shaded[1]).abs() < 0.01);
    }

    #[test]
    fn a_mask_over_the_cheeks_is_not_taken_for_skin_and_a_fringe_neither() {
        let (skin, mask, hair) = ([200, 150, 125], [150, 190, 220], [30, 26, 24]);
        let cases = [
            [site(skin, 80), site(skin, 80), site(skin, 30), site(hair, 90)],
            [site(mask, 80), site(mask, 80), site(skin, 70), site(skin, 90)],
            [site(skin, 80), Vec::new(), Vec::new(), Vec::new()],
        ];
        for sites in cases {
            let found = Skin::of_sites(&sites).unwrap();
            assert!(found.colour.middle.distance(Lab::of(skin)) < 1.0, "{found:?}");
            assert!(found.strangeness(Lab::of([110, 80, 65])) < 1.5);
            assert!(found.strangeness(Lab::of(mask)) > 5.0);
        }
        assert_eq!(Skin::of_sites(&[site([2, 1, 1], 0)]), None);
    }

    #[test]
    fn every_tone_of_skin_is_its_own_measure() {
        for rgb in [[244, 208, 184], [198, 145, 110], [120, 78, 56], [66, 42, 32]] {
            let colours = site(rgb, 50);
            let skin = Skin::of_sites(&[colours]).unwrap();
            let darker = rgb.map(|c: u8| (f64::from(c) * 0.7) as u8);
            assert!(skin.strangeness(Lab::of(darker)) < 1.5, "{rgb:?}");
        }
    }
}
