//! 画像: drawn people, computed from a few numbers, in front of a drawn backdrop.
//!
//! The head is a relief over the picture plane: an outline, a base curve, and features as bells on
//! it. Skin, eyes, hair and clothes are matter with a normal and a depth; light comes last, with
//! the shadows the person throws on itself. The truth of a drawing (where the pupils are, what is
//! person) is known exactly, because it is what was drawn.

mod body;
mod canvas;
mod eye;
mod film;
mod glasses;
mod hair;
mod head;
mod light;
mod maths;
mod relief;
mod skull;
mod spec;
mod view;

use image::{GrayImage, Luma, RgbImage};

pub use spec::{
    Backdrop, Clothes, Eyes, FaceSpec, Fault, Garment, Glasses, Hair, HairStyle, Head, LIGHT_BLUE,
    Light, Mouth, Pose,
};

use canvas::Canvas;
use film::Film;
use maths::{Point, mix3};
use skull::Skull;
use view::View;

/// A frame and what is true of it.
#[derive(Debug, Clone)]
pub struct Drawn {
    /// The frame, sRGB.
    pub image: RgbImage,
    /// Where everything is; `None` when nobody stands there.
    pub truth: Option<Truth>,
}

/// Where the person is, in pixels from the upper left corner; points may lie outside a frame that
/// cuts the head off. Left and right are the viewer's.
#[derive(Debug, Clone)]
pub struct Truth {
    pub left_pupil: Point,
    pub right_pupil: Point,
    /// The lowest point of the chin.
    pub chin: Point,
    /// The first row that holds person: hair, knot or skull.
    pub hair_top_y: f32,
    /// The sides of the face at the height of the cheekbones.
    pub face_left_x: f32,
    pub face_right_x: f32,
    /// The face between them, measured along the tilted head.
    pub face_width_px: f32,
    /// 255 where the person is, 0 where the backdrop is.
    pub mask: GrayImage,
    /// How the head is held, as the spec says it.
    pub yaw_deg: f32,
    pub pitch_deg: f32,
    pub roll_deg: f32,
}

/// Draws `spec`: the same bytes for the same spec on every machine.
pub fn draw(spec: &FaceSpec) -> Drawn {
    let view = View::of(spec);
    let away = (0.35 - 0.6 * spec.light.side, 0.25);
    let shadow = view.pixel_of_body(away);
    let mut film = Film::of_backdrop(spec, (shadow.0, shadow.1, view.unit_px * 1.3));
    if let Some(seed) = spec.second_face {
        let onlooker = onlooker(spec, seed);
        expose(&mut film, &onlooker, &View::of(&onlooker));
    }
    let truth = (!spec.empty).then(|| {
        let mask = expose(&mut film, spec, &view);
        truth(spec, &view, mask)
    });
    film.blur(spec.blur_px);
    Drawn { image: film.develop(spec), truth }
}

/// Somebody smaller at the edge of the frame.
fn onlooker(spec: &FaceSpec, seed: u64) -> FaceSpec {
    let mut onlooker = FaceSpec::of(seed);
    onlooker.frame_px = spec.frame_px;
    onlooker.face_share = spec.face_share * 0.62;
    onlooker.centre = (if seed.is_multiple_of(2) { 0.17 } else { 0.83 }, spec.centre.1 - 0.02);
    onlooker.light = spec.light;
    onlooker
}

/// Puts a person before what is on the film; answers with the pixels the person covers.
fn expose(film: &mut Film, spec: &FaceSpec, view: &View) -> GrayImage {
    let mut canvas = Canvas::new(film.width, film.height);
    hair::lay_back(&mut canvas, view, spec);
    body::lay_body(&mut canvas, view, spec);
    hair::lay_locks(&mut canvas, view, spec);
    head::lay_head(&mut canvas, view, spec);
    hair::lay_cap(&mut canvas, view, spec);
    head::lay_ears(&mut canvas, view, spec);
    glasses::lay_glasses(&mut canvas, view, spec);
    let light = light::Light::on(&canvas, spec, view.unit_px);
    let everything = canvas.area((0.0, 0.0), (f32::MAX, f32::MAX));
    for (x, y, at_px) in everything.pixels() {
        let at = canvas.index(x, y);
        let share = canvas.cover[at];
        if share > 0.0 {
            let person = light.leaving(&canvas.matter[at], at_px);
            film.light[at] = mix3(film.light[at], person, share);
        }
    }
    let (width, height) = spec.frame_px;
    let mut cover = canvas.cover.iter();
    GrayImage::from_fn(width, height, |_, _| Luma([share_byte(*cover.next().unwrap_or(&0.0))]))
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share is in 0..1")]
fn share_byte(share: f32) -> u8 {
    (share * 255.0 + 0.5) as u8
}

fn truth(spec: &FaceSpec, view: &View, mask: GrayImage) -> Truth {
    let skull = Skull::of(spec);
    let [left, right] = eye::Eye::both(spec).map(|eye| {
        // The feature that lands on a head point moves with the depth of that point.
        let feature = eye.pupil();
        let head = (0..4).fold(feature, |head, _| {
            let (dx, dy) = view.turned_by(skull.base(head));
            (feature.0 + dx, feature.1 + dy)
        });
        view.pixel(head)
    });
    let cheek = 0.10;
    let side = skull.half_width(cheek).min(head::FACE_SIDE);
    let (left_side, right_side) = (view.pixel((-side, cheek)), view.pixel((side, cheek)));
    let top = mask.enumerate_rows().find(|(_, row)| {
        let person = row.clone().filter(|(_, _, pixel)| pixel.0[0] >= 128).count();
        person * 12 > whole_px(view.unit_px)
    });
    Truth {
        left_pupil: left,
        right_pupil: right,
        chin: view.pixel((0.0, skull.chin)),
        #[expect(clippy::cast_precision_loss, reason = "frames are below 2^24 pixels high")]
        hair_top_y: top.map_or(0.0, |(row, _)| row as f32),
        face_left_x: left_side.0,
        face_right_x: right_side.0,
        face_width_px: 2.0 * side * view.unit_px,
        mask,
        yaw_deg: spec.pose.yaw_deg,
        pitch_deg: spec.pose.pitch_deg,
        roll_deg: spec.pose.roll_deg,
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a unit is positive")]
fn whole_px(length: f32) -> usize {
    length as usize
}

#[cfg(test)]
mod tests;
