//! 镜片颜色: how much of the light on the skin comes back from behind the lenses.

use super::region::{Region, bounds, luma_quantile};
use super::skin::Skin;
use super::{Gauged, View};
use crate::assessment::Point;
use crate::colour::{Lab, linear};
use crate::reading::{Measured, Place, WhyNot};

/// Up to this light nothing of an eye is seen.
pub(super) const HIDES_EYES: f64 = 0.12;

/// Skin under each eye, between the lower lid and the cheekbone.
const UNDER: [[usize; 10]; 2] = [
    [110, 24, 23, 22, 26, 232, 231, 230, 229, 228],
    [339, 254, 253, 252, 256, 452, 451, 450, 449, 448],
];

/// Skin of each upper lid.
const OVER: [[usize; 6]; 2] = [[160, 159, 158, 28, 27, 29], [385, 386, 387, 259, 257, 258]];

/// Tints as far as this from the skin's, in its standard deviations, are still skin in the
/// eye's own shade …
const OWN_TINT: f64 = 4.0;

/// … and this many further one takes a factor of e of what counts as the skin's own light.
const TINT_STEP: f64 = 3.0;

/// Linear light from the skin around the eye over the light from the face's skin, of the
/// lighter eye, 0 to 1. Light of another tint than the skin's counts for less, as it comes
/// from the lens and not through it.
///
/// Eyes lie in the shade of brow and nose: on good portraits without spectacles it is 0.3 and
/// more whatever the skin, as both lights are the same person's. Sunglasses let less than
/// 0.15 back, since light passes a lens twice.
pub fn measure(view: &View<'_>) -> Gauged {
    let light = light(view).ok_or(WhyNot::TooLittleFace)?;
    let corners: Vec<Point> = UNDER
        .as_flattened()
        .iter()
        .chain(OVER.as_flattened())
        .map(|index| view.at(*index))
        .collect();
    Ok(Measured::at(light, Place::Box(bounds(&corners).map(|edge| edge as f32))))
}

/// The value of the measure; `None` where eyes or skin lie outside the portrait.
pub(super) fn light(view: &View<'_>) -> Option<f64> {
    let skin = view.skin?;
    let eyes = [0, 1].map(|eye| of_eye(view, &skin, eye));
    eyes.into_iter().flatten().reduce(f64::max)
}

fn of_eye(view: &View<'_>, skin: &Skin, eye: usize) -> Option<f64> {
    let region = |indices: &[usize]| {
        let corners: Vec<Point> = indices.iter().map(|index| view.at(*index)).collect();
        Region::polygon(&corners, view.size())
    };
    let (under, over) = (region(&UNDER[eye]), region(&OVER[eye]));
    // Luminance of the skin, from its lightness.
    let lit = ((skin.colour.middle.l + 16.0) / 116.0).powi(3);
    let of = |region: &Region| Some(linear(luma_quantile(region, view.portrait, 0.5)?) / lit);
    let light = match (of(&under), of(&over)) {
        (Some(under), Some(over)) => under.max(over),
        (one, other) => one.or(other)?,
    };
    let foreign = (skin.strangeness(mean(&under, view)?) - OWN_TINT).max(0.0);
    Some(light.min(1.0) * (-foreign / TINT_STEP).exp())
}

fn mean(region: &Region, view: &View<'_>) -> Option<Lab> {
    let (mut sums, count) = ([0_u32; 3], region.area() as u32);
    for pixel in region.pixels(view.portrait) {
        for (sum, value) in sums.iter_mut().zip(pixel) {
            *sum += u32::from(*value);
        }
    }
    (count > 0).then(|| Lab::of(sums.map(|sum| (sum / count) as u8)))
}
