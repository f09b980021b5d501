//! 真值: what is true of a drawn person, in pixels of the frame.

use image::GrayImage;

use super::body;
use super::brow;
use super::eye::Eye;
use super::head::FACE_SIDE;
use super::light;
use super::maths::Point;
use super::region::{Region, Regions};
use super::skull::Skull;
use super::spec::FaceSpec;
use super::view::View;

/// Where the person is, in pixels from the upper left corner; points may lie outside a frame that
/// cuts the head off, and behind what covers them. Left and right are the viewer's.
#[derive(Debug, Clone)]
pub struct Truth {
    pub left_pupil: Point,
    pub right_pupil: Point,
    /// The lowest point of the chin.
    pub chin: Point,
    /// The first row that holds person: hair, knot, skull or what is on it.
    pub hair_top_y: f32,
    /// The sides of the face at the height of the cheekbones.
    pub face_left_x: f32,
    pub face_right_x: f32,
    /// The face between them, measured along the tilted head.
    pub face_width_px: f32,
    /// 255 where the person is, 0 where the backdrop is.
    pub mask: GrayImage,
    /// What each pixel shows.
    pub regions: Regions,
    /// The left eye, then the right.
    pub eyes: [EyeTruth; 2],
    pub mouth: MouthTruth,
    /// Outlines of the left and right brow, closed.
    pub brows: [Vec<Point>; 2],
    pub nose_tip: Point,
    /// Visible pixels of the left and right ear.
    pub ears_px: [usize; 2],
    /// The upper edge of the left and right shoulder, from the neck outwards.
    pub shoulders: [Vec<Point>; 2],
    /// How the head is held, as the spec says it.
    pub yaw_deg: f32,
    pub pitch_deg: f32,
    pub roll_deg: f32,
    /// The direction of the lamp: right, down and towards the camera, of length 1.
    pub light_towards: [f32; 3],
}

/// One eye.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct EyeTruth {
    /// The corner at the nose.
    pub inner: Point,
    /// The corner at the temple.
    pub outer: Point,
    /// The middles of the lids' edges.
    pub upper_lid: Point,
    pub lower_lid: Point,
    /// Between them.
    pub gap_px: f32,
    /// Between the corners.
    pub width_px: f32,
}

/// The mouth; the points of the lips lie in its middle.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MouthTruth {
    pub left_corner: Point,
    pub right_corner: Point,
    /// The upper edge of the upper lip.
    pub top: Point,
    /// The edges between which the mouth opens.
    pub upper: Point,
    pub lower: Point,
    /// The lower edge of the lower lip.
    pub bottom: Point,
    /// Between the lips.
    pub gap_px: f32,
}

impl EyeTruth {
    /// Lid gap over width: 0 closed, around 0.3 open.
    pub fn openness(&self) -> f32 {
        if self.width_px > 0.0 { self.gap_px / self.width_px } else { 0.0 }
    }
}

/// What is true of `spec`, whose person covers `mask` and shows `regions`.
pub(super) fn truth_of(spec: &FaceSpec, view: &View, mask: GrayImage, regions: Regions) -> Truth {
    let skull = Skull::of(spec);
    let place = Place { skull: &skull, view };
    let eyes = Eye::both(spec);
    let [left_pupil, right_pupil] = eyes.each_ref().map(|eye| place.pixel(eye.pupil()));
    let cheek = 0.10;
    let side = skull.half_width(cheek).min(FACE_SIDE);
    let (left_side, right_side) = (view.pixel((-side, cheek)), view.pixel((side, cheek)));
    Truth {
        left_pupil,
        right_pupil,
        chin: view.pixel((0.0, skull.chin)),
        hair_top_y: top_of(&mask, view),
        face_left_x: left_side.0,
        face_right_x: right_side.0,
        face_width_px: distance(left_side, right_side),
        ears_px: ears(&regions, view),
        mask,
        regions,
        eyes: eyes.map(|eye| eye_truth(&place, &eye)),
        mouth: mouth_truth(&place, spec),
        brows: brow::outlines(spec).map(|line| line.into_iter().map(|p| place.pixel(p)).collect()),
        nose_tip: place.pixel((0.0, spec.head.nose_length - 0.09)),
        shoulders: body::shoulder_lines(spec)
            .map(|line| line.into_iter().map(|p| view.pixel_of_body(p)).collect()),
        yaw_deg: spec.pose.yaw_deg,
        pitch_deg: spec.pose.pitch_deg,
        roll_deg: spec.pose.roll_deg,
        light_towards: light::towards(&spec.light),
    }
}

/// From feature coordinates to pixels.
struct Place<'a> {
    skull: &'a Skull<'a>,
    view: &'a View,
}

impl Place<'_> {
    /// The pixel of a feature, which a turn of the head moves by the depth it lies at.
    fn pixel(&self, feature: Point) -> Point {
        let nose = self.skull.nose_stands_out(feature);
        let head = (0..6).fold(feature, |head, _| {
            let (dx, dy) = self.view.turned_by(self.skull.base(head) + nose);
            (feature.0 + dx, feature.1 + dy)
        });
        self.view.pixel(head)
    }
}

fn eye_truth(place: &Place<'_>, eye: &Eye<'_>) -> EyeTruth {
    let [inner, outer, upper_lid, lower_lid] = eye.outline().map(|at| place.pixel(at));
    EyeTruth {
        inner,
        outer,
        upper_lid,
        lower_lid,
        gap_px: distance(upper_lid, lower_lid),
        width_px: distance(inner, outer),
    }
}

fn mouth_truth(place: &Place<'_>, spec: &FaceSpec) -> MouthTruth {
    let skull = place.skull;
    // Without a mouth there is nothing to be open.
    let edges = skull.lips(0.0).map_or([skull.mouth; 4], |lips| lips.edges);
    let [top, upper, lower, bottom] = edges.map(|y| place.pixel((0.0, y)));
    let corner = |side: f32| {
        let x = side * spec.mouth.width * 0.5;
        place.pixel((x, skull.mouth - spec.mouth.smile))
    };
    MouthTruth {
        left_corner: corner(-1.0),
        right_corner: corner(1.0),
        top,
        upper,
        lower,
        bottom,
        gap_px: distance(upper, lower),
    }
}

/// The first row of which the person covers more than a twelfth of a unit.
fn top_of(mask: &GrayImage, view: &View) -> f32 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a unit is positive"
    )]
    let enough = view.unit_px as usize;
    let top = mask.enumerate_rows().find(|(_, row)| {
        row.clone().filter(|(_, _, pixel)| pixel.0[0] >= 128).count() * 12 > enough
    });
    #[expect(clippy::cast_precision_loss, reason = "frames are below 2^24 pixels high")]
    let y = top.map_or(0.0, |(row, _)| row as f32);
    y
}

/// Visible pixels of both ears.
#[expect(clippy::cast_precision_loss, reason = "frames are below 2^24 pixels wide")]
fn ears(regions: &Regions, view: &View) -> [usize; 2] {
    let mut counts = [0; 2];
    for (x, y, _) in regions.image().enumerate_pixels() {
        if regions.at(x, y) == Region::Ear {
            let head = view.head(view.body((x as f32, y as f32)));
            counts[usize::from(head.0 > 0.0)] += 1;
        }
    }
    counts
}

fn distance(one: Point, other: Point) -> f32 {
    let (dx, dy) = (one.0 - other.0, one.1 - other.1);
    (dx * dx + dy * dy).sqrt()
}
