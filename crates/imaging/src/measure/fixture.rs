//! A schematic portrait for tests of measures: flat colours where a person would be, and the
//! points a mesh would have there.

use image::{Rgb, RgbImage};

use super::cells::Cells;
use super::{Cut, View};
use crate::assessment::{Crop, Landmarks, Point};
use crate::colour::linear;
use crate::crop::Sheet;
use crate::find::mesh::{BASE_POINTS, POINTS};
use crate::profile::Profile;

/// Light blue of the notice, a skin, and dark cloth.
pub const WALL: [u8; 3] = [100, 197, 255];
pub const SKIN: [u8; 3] = [200, 150, 125];
pub const CLOTH: [u8; 3] = [40, 45, 60];

/// Middle of the face.
const MIDDLE: Point = Point { x: 240.0, y: 310.0 };

/// A portrait of 480 × 640 px and what a [`View`] borrows.
#[derive(Debug)]
pub struct Fixture {
    pub portrait: RgbImage,
    pub profile: Profile,
    face: Landmarks,
}

impl Fixture {
    /// Skin, cloth and wall in their own colours.
    pub fn plain() -> Self {
        let portrait = RgbImage::from_fn(480, 640, |x, y| {
            let (x, y) = (f64::from(x) + 0.5, f64::from(y) + 0.5);
            Rgb(match () {
                () if is_head(x, y) => SKIN,
                () if is_body(x, y) => CLOTH,
                () => WALL,
            })
        });
        let at = |x: f64, y: f64| Point { x, y };
        let face = Landmarks {
            left_pupil: at(185.0, 265.0),
            right_pupil: at(295.0, 265.0),
            chin: at(240.0, 460.0),
            hair_top_y: Some(160.0),
            face_left_x: 130.0,
            face_right_x: 350.0,
            face_width_px: 220.0,
        };
        Self { portrait, profile: Profile::moe_2017_99(), face }
    }

    /// The same with every pixel changed by its place and its ground: 'w'all, 'h'ead or 'b'ody.
    pub fn with(mut self, change: impl Fn(u32, u32, char, [u8; 3]) -> [u8; 3]) -> Self {
        for (x, y, pixel) in self.portrait.enumerate_pixels_mut() {
            let (u, v) = (f64::from(x) + 0.5, f64::from(y) + 0.5);
            let ground = match () {
                () if is_head(u, v) => 'h',
                () if is_body(u, v) => 'b',
                () => 'w',
            };
            pixel.0 = change(x, y, ground, pixel.0);
        }
        self
    }

    pub fn view(&self) -> View<'_> {
        let person = |x: f64, y: f64| Some(f32::from(u8::from(is_head(x, y) || is_body(x, y))));
        View::of_parts(
            (&[], &self.face, Sheet { width_px: 480.0, height_px: 640.0 }),
            Cut {
                portrait: &self.portrait,
                crop: Crop { x: 0.0, y: 0.0, scale: 1.0 },
                is_placed: true,
            },
            &self.profile,
            (points(), vec![0.0; BASE_POINTS]),
            Cells::of(&self.portrait, person),
        )
    }
}

/// A colour under `share` of the light.
pub fn lit(rgb: [u8; 3], share: f64) -> [u8; 3] {
    rgb.map(|value| {
        let light = (linear(value) * share).clamp(0.0, 1.0);
        let code = if light <= 0.003_130_8 {
            12.92 * light
        } else {
            1.055 * light.powf(1.0 / 2.4) - 0.055
        };
        (code * 255.0 + 0.5) as u8
    })
}

fn is_head(x: f64, y: f64) -> bool {
    ((x - MIDDLE.x) / 110.0).hypot((y - MIDDLE.y) / 150.0) <= 1.0
}

fn is_body(x: f64, y: f64) -> bool {
    y >= 500.0 + (x - MIDDLE.x).abs() * 0.15 || (y >= 430.0 && (x - MIDDLE.x).abs() < 60.0)
}

/// Mesh points on ellipses where the parts of a face are; all others are its middle.
fn points() -> Vec<Point> {
    let mut points = vec![MIDDLE; POINTS];
    let parts: [(&[usize], [f64; 4]); 9] = [
        (&super::tone::OVAL, [240.0, 310.0, 108.0, 148.0]),
        (&[117, 118, 119, 100, 142, 36, 205, 50], [185.0, 340.0, 26.0, 34.0]),
        (&[346, 347, 348, 329, 371, 266, 425, 280], [295.0, 340.0, 26.0, 34.0]),
        (&[196, 419, 281, 51], [240.0, 310.0, 10.0, 24.0]),
        (&[108, 151, 337, 336, 9, 107], [240.0, 215.0, 30.0, 14.0]),
        (&super::under_exposure::EYES[0], [185.0, 265.0, 24.0, 9.0]),
        (&super::under_exposure::EYES[1], [295.0, 265.0, 24.0, 9.0]),
        (&[70, 63, 105, 66], [185.0, 238.0, 28.0, 5.0]),
        (&[296, 334, 293, 300], [295.0, 238.0, 28.0, 5.0]),
    ];
    for (part, [x, y, across, down]) in parts {
        for (index, at) in part.iter().enumerate() {
            let turn = index as f64 / part.len() as f64 * std::f64::consts::TAU;
            points[*at] = Point { x: x + across * turn.sin(), y: y - down * turn.cos() };
        }
    }
    for (mouth, x, y) in [(61, 200.0, 400.0), (291, 280.0, 400.0), (0, 240.0, 388.0)] {
        points[mouth] = Point { x, y };
    }
    points[17] = Point { x: 240.0, y: 414.0 };
    points
}
