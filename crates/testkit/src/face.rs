//! 画像: drawn people, computed from a few numbers, in front of a drawn backdrop.
//!
//! The head is a relief over the picture plane: an outline, a base curve, and features as bells on
//! it. Skin, eyes, hair and clothes are matter with a normal and a depth; light comes last, with
//! the shadows the person throws on itself. The truth of a drawing (where the pupils are, what is
//! person) is known exactly, because it is what was drawn.
//!
//! Everything is computed with additions, products, quotients and square roots of 32-bit floats,
//! which IEEE 754 rounds alike everywhere: equal specs draw equal bytes on every machine.

mod backdrop;
mod beard;
mod body;
mod brow;
mod canvas;
mod cover;
mod eye;
mod film;
mod finish;
mod glasses;
mod hair;
mod head;
mod headwear;
mod jpeg;
mod light;
mod maths;
mod piece;
mod print;
mod region;
mod relief;
mod skull;
mod spec;
mod truth;
mod view;

use image::{GrayImage, Luma, RgbImage};

pub use region::{Region, Regions};
pub use spec::{
    Backdrop, Clothes, Cover, CoverKind, Eyes, FaceSpec, Fault, Finish, Garment, Glasses, Hair,
    HairStyle, Head, Headwear, HeadwearKind, Jewellery, LIGHT_BLUE, LIGHT_GREY, Lens, Lenses,
    Light, Mouth, Pose, Print, Thing, Tone, WHITE,
};
pub use truth::{EyeTruth, MouthTruth, Truth};

use backdrop::Shadow;
use canvas::Canvas;
use film::Film;
use maths::mix3;
use view::View;

/// A frame and what is true of it.
#[derive(Debug, Clone)]
pub struct Drawn {
    /// The frame, sRGB.
    pub image: RgbImage,
    /// Where everything is; `None` when nobody stands there.
    pub truth: Option<Truth>,
}

/// Draws `spec`: the same bytes for the same spec on every machine.
pub fn draw(spec: &FaceSpec) -> Drawn {
    let view = View::of(spec);
    let person = (!spec.empty).then(|| person_of(spec, &view));
    let mut film = before_nobody(spec, &view, person.as_ref());
    if let Some(seed) = spec.second_face {
        let onlooker = onlooker(spec, seed);
        let view = View::of(&onlooker);
        expose(&mut film, &onlooker, &view, &person_of(&onlooker, &view));
    }
    let truth = person.map(|canvas| {
        expose(&mut film, spec, &view, &canvas);
        truth::truth_of(spec, &view, mask_of(&canvas, spec), regions_of(&canvas, spec))
    });
    film.blur(spec.blur_px);
    film.smear(spec.lens.motion_px);
    Drawn { image: finish::finish(film.develop(spec), spec), truth }
}

/// The backdrop of `spec` as it would be seen through the person, with the person's shadow and
/// without noise, blur, lines and compression: its colour at every pixel.
pub fn draw_backdrop(spec: &FaceSpec) -> RgbImage {
    let view = View::of(spec);
    let casts = !spec.empty && spec.backdrop.shadow > 0.0;
    let person = casts.then(|| person_of(spec, &view));
    let mut sharp = spec.clone();
    sharp.noise = 0.0;
    before_nobody(spec, &view, person.as_ref()).develop(&sharp)
}

/// The backdrop with the shadow of `person`.
fn before_nobody(spec: &FaceSpec, view: &View, person: Option<&Canvas>) -> Film {
    let shadow =
        person.filter(|_| spec.backdrop.shadow > 0.0).map(|canvas| Shadow::of(canvas, spec, view));
    backdrop::film_of(spec, view, shadow.as_ref())
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

/// Lays everything of a person, from the back to the front.
fn person_of(spec: &FaceSpec, view: &View) -> Canvas {
    let mut canvas = Canvas::new(spec.frame_px.0 as usize, spec.frame_px.1 as usize);
    // All hair goes under a scarf.
    let tucked = spec.headwear.kind == HeadwearKind::Scarf;
    let hair = |canvas: &mut Canvas, lay: fn(&mut Canvas, &View, &FaceSpec)| {
        if !tucked {
            lay(canvas, view, spec);
        }
    };
    hair(&mut canvas, hair::lay_back);
    body::lay_body(&mut canvas, view, spec);
    hair(&mut canvas, hair::lay_locks);
    head::lay_head(&mut canvas, view, spec);
    hair(&mut canvas, hair::lay_cap);
    head::lay_ears(&mut canvas, view, spec);
    hair(&mut canvas, hair::lay_strays);
    headwear::lay_jewellery(&mut canvas, view, spec);
    headwear::lay_headwear(&mut canvas, view, spec);
    glasses::lay_glasses(&mut canvas, view, spec);
    cover::lay_cover(&mut canvas, view, spec);
    canvas
}

/// Puts a person into the light before what is on the film.
fn expose(film: &mut Film, spec: &FaceSpec, view: &View, canvas: &Canvas) {
    let light = light::Light::on(canvas, spec, view.unit_px);
    let everything = canvas.area((0.0, 0.0), (f32::MAX, f32::MAX));
    for (x, y, at_px) in everything.pixels() {
        let at = canvas.index(x, y);
        let share = canvas.cover[at];
        if share > 0.0 {
            let person = light.leaving(&canvas.matter[at], at_px);
            film.light[at] = mix3(film.light[at], person, share);
        }
    }
}

fn mask_of(canvas: &Canvas, spec: &FaceSpec) -> GrayImage {
    let (width, height) = spec.frame_px;
    let mut cover = canvas.cover.iter();
    GrayImage::from_fn(width, height, |_, _| Luma([share_byte(*cover.next().unwrap_or(&0.0))]))
}

/// What most of each pixel shows.
fn regions_of(canvas: &Canvas, spec: &FaceSpec) -> Regions {
    let pixels = canvas.matter.iter().zip(&canvas.cover).zip(&canvas.behind_lens);
    let shown = pixels.map(|((matter, cover), behind)| {
        if *cover >= 0.5 { (matter.region, *behind) } else { (Region::Backdrop, false) }
    });
    Regions::new(spec.frame_px, shown)
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share is in 0..1")]
fn share_byte(share: f32) -> u8 {
    (share * 255.0 + 0.5) as u8
}

#[cfg(test)]
mod tests;
