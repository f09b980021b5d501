//! 被试: one studio picture with its hand-checked points, cut to the portrait that edits start
//! from.

use image::RgbImage;
use imaging::find::mask::Region;
use imaging::{Crop, Engine, Profile, crop, decode};

use crate::hand::{Hand, index};
use crate::library::{Half, Picture, Set};
use crate::wall::{self, Wall};

/// Face width and hair top of the portrait that edits start from: the middle of both bands …
const FACE_WIDTH_PX: f64 = 240.0;
const HAIR_TOP_PX: f64 = 80.0;

/// … unless high hair would push the eyes below this row. Then the face is narrower, but not
/// below this width; and if that is not enough, the hair begins higher.
const EYES_PX: f64 = 288.0;
const NARROWEST_PX: f64 = 195.0;
const HIGHER_HAIR_TOP_PX: f64 = 62.0;

/// The source is continued by its edges for this share of its size, so that no edit's crop
/// leaves it.
const PADDING: f64 = 0.3;

/// Half the width of the band in which the hair top is looked for, over the eye distance; the
/// same as the engine's.
const HAIR_BAND: f64 = 0.6;

/// One person, ready to be edited.
#[derive(Debug, Clone)]
pub struct Subject {
    pub id: String,
    pub set: Set,
    pub half: Half,
    /// The file's pixels, continued at the edges.
    pub source: RgbImage,
    /// In pixels of `source`.
    pub source_hand: Hand,
    /// Where the portrait lies in `source`.
    pub place: Crop,
    pub portrait: RgbImage,
    /// In pixels of `portrait`.
    pub hand: Hand,
    /// Of the portrait; `None` where the picture's own background is no plain wall.
    pub wall: Option<Wall>,
}

impl Subject {
    /// A picture with landmarks; `None` without them, or when no portrait can be cut of it.
    pub fn of(picture: &Picture, engine: &mut Engine, profile: &Profile) -> Option<Self> {
        let (image, hand, wall) = marked(picture, engine)?;
        let pad = (f64::from(image.width().max(image.height())) * PADDING) as u32;
        let source = padded(&image, pad);
        let source_hand = hand.cut(Crop { x: -f64::from(pad), y: -f64::from(pad), scale: 1.0 });
        let place = compliant(&source_hand)?;
        let cut = |image: &RgbImage| crop::cut(&padded(image, pad), place, profile);
        let is_plain = matches!(picture.set, Set::LondonNeutral | Set::LondonSmiling);
        Some(Self {
            id: picture.id.clone(),
            set: picture.set,
            half: picture.half,
            portrait: crop::cut(&source, place, profile)?,
            hand: source_hand.cut(place),
            wall: if is_plain {
                Some(Wall { matte: cut(&wall.matte)?, plate: cut(&wall.plate)? })
            } else {
                None
            },
            source,
            source_hand,
            place,
        })
    }

    /// Size of the portrait.
    pub fn size(&self) -> (u32, u32) {
        self.portrait.dimensions()
    }
}

/// Whether a portrait that lies inside every band can be cut out of a picture, by its
/// hand-checked points and the outline of the hair before the wall; `None` without points.
///
/// A head near the upper edge, or too little chest below a high head of hair, leaves no such
/// portrait, whoever measures: that photograph is not compliant.
pub fn has_room(picture: &Picture, engine: &mut Engine, profile: &Profile) -> Option<bool> {
    let (image, hand, _) = marked(picture, engine)?;
    Some(fits(&hand, image.dimensions(), profile))
}

/// As [`has_room`], of the points in a sheet of this size.
fn fits(hand: &Hand, sheet: (u32, u32), profile: &Profile) -> bool {
    const STEPS: u32 = 400;
    let (hair_top, eye_line, face_width) =
        (profile.hair_top.as_ref(), &profile.eye_line, &profile.face_width);
    let size = (f64::from(profile.size.width_px), f64::from(profile.size.height_px));
    (0..=STEPS).any(|step| {
        let share = f64::from(step) / f64::from(STEPS);
        let width_px = face_width.min_px + share * (face_width.max_px - face_width.min_px);
        let scale = width_px / hand.face_width_px();
        // Rows of the sheet at which the portrait may begin.
        let mut first = (hand.eyes().y - eye_line.max_px / scale).max(0.0);
        let mut last =
            (hand.eyes().y - eye_line.min_px / scale).min(f64::from(sheet.1) - size.1 / scale);
        if let Some(band) = hair_top {
            first = first.max(hand.hair_top_y - band.max_px / scale);
            last = last.min(hand.hair_top_y - band.min_px / scale);
        }
        first <= last && size.0 / scale <= f64::from(sheet.0)
    })
}

/// A picture's pixels with its hand-checked points, the hair top and the wall; `None` without
/// points.
fn marked(picture: &Picture, engine: &mut Engine) -> Option<(RgbImage, Hand, Wall)> {
    if picture.points.is_empty() {
        return None;
    }
    let limits = decode::Limits { enough_px: u32::MAX, ..decode::Limits::default() };
    let image = decode::decode(&picture.bytes, &limits).ok()?.image;
    let mut hand = Hand { points: picture.points.clone(), hair_top_y: 0.0 };
    let mask = engine.segment(&image, Region::whole(&image));
    let chin = hand.at(index::CHIN).y;
    let wall = wall::find(&image, |x, y| {
        let (x, y) = (f64::from(x) + 0.5, f64::from(y) + 0.5);
        y > chin && mask.at(x, y).is_some_and(|person| person > 0.5)
    });
    let reach = HAIR_BAND * hand.eye_distance_px();
    let middle = hand.at(index::CHIN).x;
    hand.hair_top_y = f64::from(wall.hair_top(middle - reach, middle + reach)?);
    Some((image, hand, wall))
}

/// The crop that edits start from; `None` where no face width has hair and eyes in their bands.
fn compliant(hand: &Hand) -> Option<Crop> {
    let above = (hand.eyes().y - hand.hair_top_y) / hand.face_width_px();
    [HAIR_TOP_PX, HIGHER_HAIR_TOP_PX].into_iter().find_map(|hair_top_px| {
        let widest_px = (EYES_PX - hair_top_px) / above.max(1e-6);
        let face_width_px = FACE_WIDTH_PX.min(widest_px);
        let is_compliant = above > 0.0 && face_width_px >= NARROWEST_PX;
        is_compliant.then(|| placed(hand, face_width_px, hair_top_px, 0.0))
    })
}

/// The crop that gives a face this width and hair top, its middle `right_px` to the right.
pub fn placed(hand: &Hand, face_width_px: f64, hair_top_px: f64, right_px: f64) -> Crop {
    let scale = face_width_px / hand.face_width_px();
    let half_width_px = 240.0;
    Crop {
        x: hand.centre_x() - (half_width_px + right_px) / scale,
        y: hand.hair_top_y - hair_top_px / scale,
        scale,
    }
}

/// The picture with its edges repeated outwards.
fn padded(image: &RgbImage, pad: u32) -> RgbImage {
    let (width, height) = image.dimensions();
    let at = |place: u32, end: u32| place.saturating_sub(pad).min(end - 1);
    RgbImage::from_fn(width + 2 * pad, height + 2 * pad, |x, y| {
        *image.get_pixel(at(x, width), at(y, height))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hand::tests::face;

    #[test]
    fn a_crop_puts_the_hand_points_where_it_is_asked_to() {
        let cut = face().cut(placed(&face(), 300.0, 55.0, -20.0));
        assert!((cut.face_width_px() - 300.0).abs() < 1e-9);
        assert!((cut.hair_top_y - 55.0).abs() < 1e-9);
        assert!((cut.centre_x() - 220.0).abs() < 1e-9);
    }

    #[test]
    fn high_hair_makes_the_face_narrower_and_too_high_hair_leaves_no_portrait() {
        let with_hair = |hair_top_y: f64| Hand { hair_top_y, ..face() };
        let width = |hair_top_y: f64| {
            let hand = with_hair(hair_top_y);
            compliant(&hand).map(|crop| hand.cut(crop).face_width_px().round())
        };
        assert_eq!(width(80.0), Some(240.0));
        assert_eq!(width(40.0), Some(222.0));
        assert_eq!(width(-60.0), None);
    }

    #[test]
    fn a_photograph_that_ends_too_near_hair_or_chest_has_no_room() {
        let profile = Profile::moe_2017_99();
        // Eyes 185 px under the hair of a face 240 px wide: 50 px above and 300 below suffice.
        let face = |hair_top_y: f64| Hand { hair_top_y, ..face() };
        let eyes_y = face(0.0).eyes().y;
        for (hair_top_y, height_px, expect) in [
            (eyes_y - 185.0, 640, true),
            (eyes_y - 185.0, 500, false),
            (2.0, 640, false),
            (eyes_y - 262.0, 640, false),
        ] {
            let found = fits(&face(hair_top_y), (480, height_px), &profile);
            assert_eq!(found, expect, "{hair_top_y} {height_px}");
        }
    }

    #[test]
    fn padding_repeats_the_edges() {
        let image = RgbImage::from_fn(3, 2, |x, y| image::Rgb([(x + 10 * y) as u8; 3]));
        let padded = padded(&image, 2);
        assert_eq!(padded.dimensions(), (7, 6));
        let at = |x, y| padded.get_pixel(x, y).0[0];
        assert_eq!([at(0, 0), at(3, 2), at(6, 5), at(4, 0)], [0, 1, 12, 2]);
    }
}
