//! 画布: what the camera would meet at each pixel, before there is light.

use super::maths::{Point, Triple, mix, mix3};
use super::region::Region;

/// The matter of one pixel.
#[derive(Debug, Clone, Copy)]
pub(super) struct Matter {
    /// Share of the light it gives back, linear.
    pub(super) albedo: Triple,
    /// The way it faces; z towards the camera.
    pub(super) normal: Triple,
    /// Height towards the camera, in units.
    pub(super) depth: f32,
    /// Strength of its highlight, 0 to 1.
    pub(super) gloss: f32,
    /// How much light travels inside it, 0 cloth to 1 skin.
    pub(super) flesh: f32,
    pub(super) region: Region,
}

/// Matter for a whole frame, and how much of each pixel it covers.
pub(super) struct Canvas {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) matter: Vec<Matter>,
    pub(super) cover: Vec<f32>,
    /// Whether a lens is before it.
    pub(super) behind_lens: Vec<bool>,
}

impl Canvas {
    /// An empty canvas.
    pub(super) fn new(width: usize, height: usize) -> Self {
        let nothing = Matter {
            albedo: [0.0; 3],
            normal: [0.0, 0.0, 1.0],
            depth: -3.0,
            gloss: 0.0,
            flesh: 0.0,
            region: Region::Backdrop,
        };
        let pixels = width * height;
        Self {
            width,
            height,
            matter: vec![nothing; pixels],
            cover: vec![0.0; pixels],
            behind_lens: vec![false; pixels],
        }
    }

    /// Lays `matter` over `share` of the pixel `at`.
    pub(super) fn lay(&mut self, at: usize, matter: &Matter, share: f32) {
        if share >= 1.0 {
            self.matter[at] = *matter;
            self.cover[at] = 1.0;
            return;
        }
        let below = &mut self.matter[at];
        // Over nothing, a thin edge is still made of one matter alone.
        let share_here = if self.cover[at] < 0.02 { 1.0 } else { share };
        if share_here >= 0.5 {
            below.region = matter.region;
        }
        below.albedo = mix3(below.albedo, matter.albedo, share_here);
        below.normal = mix3(below.normal, matter.normal, share_here);
        below.depth = mix(below.depth, matter.depth, share_here);
        below.gloss = mix(below.gloss, matter.gloss, share_here);
        below.flesh = mix(below.flesh, matter.flesh, share_here);
        self.cover[at] = mix(self.cover[at], 1.0, share);
    }

    /// The pixels between two corners that lie on the canvas, row by row.
    pub(super) fn area(&self, from_px: Point, to_px: Point) -> Area {
        Area {
            left: clip(from_px.0, self.width),
            right: clip(to_px.0 + 1.0, self.width),
            top: clip(from_px.1, self.height),
            bottom: clip(to_px.1 + 1.0, self.height),
        }
    }

    /// The number of the pixel.
    pub(super) fn index(&self, x: usize, y: usize) -> usize {
        y * self.width + x
    }
}

/// A rectangle of pixels; right and bottom are the first outside.
#[derive(Debug, Clone, Copy)]
pub(super) struct Area {
    pub(super) left: usize,
    pub(super) right: usize,
    pub(super) top: usize,
    pub(super) bottom: usize,
}

impl Area {
    /// Every pixel with its centre, row by row.
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        reason = "frames are below 2^24 pixels wide"
    )]
    pub(super) fn pixels(self) -> impl Iterator<Item = (usize, usize, Point)> {
        (self.top..self.bottom).flat_map(move |y| {
            (self.left..self.right)
                .map(move |x| (x, y, (x as u32 as f32 + 0.5, y as u32 as f32 + 0.5)))
        })
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "clamped to the frame first"
)]
fn clip(at_px: f32, bound: usize) -> usize {
    at_px.floor().clamp(0.0, bound as f32) as usize
}
