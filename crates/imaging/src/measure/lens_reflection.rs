//! 镜片反光: lamps and coatings mirrored in the lenses.

use super::View;
use super::glasses;
use super::region::Region;
use crate::assessment::Point;
use crate::find::mesh::IRISES;
use crate::reading::{Detail, Measured, Place, Side};

/// Around each eye, what lies behind a lens: outer and inner corner of the socket, brow, bag.
const SOCKETS: [[usize; 8]; 2] =
    [[226, 225, 223, 221, 244, 232, 230, 228], [464, 441, 443, 445, 446, 448, 450, 452]];

/// A lamp leaves at least this in every channel.
const LAMP: u8 = 236;

/// The lamp's own spot on the eye, in eye distances around the iris's middle, is no reflection
/// of the lens.
const CATCH_LIGHT: f64 = 0.07;

/// Skin is redder than green and blue; a coating's mirror image is not, by this much.
const COATING: i16 = 18;

/// Spectacles less likely than this have no lenses to reflect.
const WORN: f64 = 0.3;

/// Per cent of the socket of the worse eye that is a lamp's mirror image, or a coating's
/// green, blue or violet; 0 without spectacles.
///
/// The catch-light on the eye itself is left out. FICV-1.0 (24) reaches 2 % with such a rule.
pub fn measure(view: &View<'_>) -> Measured {
    if glasses::sureness(view) < WORN {
        return 0.0.into();
    }
    let corners = |eye: usize| SOCKETS[eye].map(|index| view.at(index));
    let shares = [0, 1].map(|eye| share(view, &corners(eye), view.at(IRISES[eye])));
    let eye = usize::from(shares[1] > shares[0]);
    let side = if eye == 0 { Side::Left } else { Side::Right };
    let place = Place::around(corners(eye));
    Measured::at(shares[eye] * 100.0, place).with(Detail::Side { side })
}

fn share(view: &View<'_>, corners: &[Point], iris: Point) -> f64 {
    let region = Region::polygon(corners, view.size());
    let near = (CATCH_LIGHT * view.axes.unit_px).powi(2);
    let mut mirrored = 0_usize;
    for ((x, y), pixel) in region.places().zip(region.pixels(view.portrait)) {
        let (dx, dy) = (f64::from(x) + 0.5 - iris.x, f64::from(y) + 0.5 - iris.y);
        mirrored += usize::from(is_mirror_image(*pixel) && dx * dx + dy * dy > near);
    }
    mirrored as f64 / region.area().max(1) as f64
}

fn is_mirror_image([r, g, b]: [u8; 3]) -> bool {
    let (red, green, blue) = (i16::from(r), i16::from(g), i16::from(b));
    let is_lamp = r >= LAMP && g >= LAMP && b >= LAMP;
    let is_coating = green.max(blue) > 90 && (green - red > COATING || blue - green > COATING);
    is_lamp || is_coating
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lamps_and_coatings_are_told_from_skin_sclera_and_iris() {
        let cases = [
            ([250, 252, 255], true),
            ([120, 190, 140], true),
            ([110, 100, 170], true),
            ([90, 140, 210], true),
            ([224, 190, 170], false),
            ([120, 80, 62], false),
            ([210, 205, 208], false),
            ([40, 28, 22], false),
            ([60, 75, 85], false),
        ];
        for (pixel, expect) in cases {
            assert_eq!(is_mirror_image(pixel), expect, "{pixel:?}");
        }
    }
}
