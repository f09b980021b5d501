//! 背景: the backdrop, the person's shadow on it and the things that should not stand there.

use super::canvas::Canvas;
use super::film::Film;
use super::maths::{Point, Triple, bell, grit, linear3, mix, mix3, noise, scale3, step};
use super::spec::{FaceSpec, Thing};
use super::view::View;

/// The backdrop of a spec, without anybody, under `shadow`.
#[expect(clippy::cast_precision_loss, reason = "frames are below 2^24 pixels wide")]
pub(super) fn film_of(spec: &FaceSpec, view: &View, shadow: Option<&Shadow>) -> Film {
    let (width, height) = (spec.frame_px.0 as usize, spec.frame_px.1 as usize);
    let backdrop = &spec.backdrop;
    let colour = linear3(backdrop.colour);
    let mut light = Vec::with_capacity(width * height);
    for row in 0..height {
        let v = row as f32 / height as f32;
        for column in 0..width {
            let u = column as f32 / width as f32;
            let (dx, dy) = (u - 0.5, v - 0.5);
            let at_px = (column as f32 + 0.5, row as f32 + 0.5);
            let mut bright = 1.0 - backdrop.vignette * 2.0 * (dx * dx + dy * dy);
            bright *= 1.0 - backdrop.gradient * v;
            let far = if backdrop.gradient_across < 0.0 { 1.0 - u } else { u };
            bright *= 1.0 - backdrop.gradient_across.abs() * far;
            if let Some(shadow) = shadow {
                bright *= 1.0 - backdrop.shadow * shadow.at(at_px);
            }
            if backdrop.pattern > 0.0 {
                bright *= 1.0 - backdrop.pattern * pattern(u, v, spec);
            }
            if backdrop.weave > 0.0 {
                bright *= 1.0 - 0.5 * backdrop.weave * weave(view.body(at_px));
            }
            let wall = match backdrop.thing {
                Thing::None => colour,
                Thing::Picture => picture(colour, view.body(at_px)),
                Thing::Plant => plant(colour, view.body(at_px)),
                Thing::Door => door(colour, view.body(at_px)),
            };
            light.push(scale3(wall, bright));
        }
    }
    Film { width, height, light }
}

/// A person's shadow: the silhouette, moved and blurred, on a lattice.
pub(super) struct Shadow {
    step_px: f32,
    columns: usize,
    rows: usize,
    dark: Vec<f32>,
    moved_px: Point,
}

impl Shadow {
    /// The shadow of what is on `canvas`.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "frames are below 2^24 pixels wide, and places are clamped to them"
    )]
    pub(super) fn of(canvas: &Canvas, spec: &FaceSpec, view: &View) -> Self {
        let step = ((view.unit_px / 24.0) as usize).max(1);
        let (columns, rows) = (canvas.width.div_ceil(step), canvas.height.div_ceil(step));
        let mut dark = Vec::with_capacity(columns * rows);
        for row in 0..rows {
            for column in 0..columns {
                let x = (column * step + step / 2).min(canvas.width - 1);
                let y = (row * step + step / 2).min(canvas.height - 1);
                dark.push(canvas.cover[canvas.index(x, y)]);
            }
        }
        let blur = spec.backdrop.shadow_blur * view.unit_px / step as f32;
        // Three boxes one after the other are as good as a bell.
        let radius = ((blur * 0.8) as usize).min(columns + rows);
        for _ in 0..3 {
            dark = averaged(&dark, columns, radius);
            dark = transposed(&averaged(&transposed(&dark, columns), rows, radius), rows);
        }
        let (right, down) = spec.backdrop.shadow_offset;
        let moved_px = (right * view.unit_px, down * view.unit_px);
        Self { step_px: step as f32, columns, rows, dark, moved_px }
    }

    /// How dark the shadow is at a pixel, 0 to 1.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "clamped to the lattice"
    )]
    fn at(&self, at_px: Point) -> f32 {
        let place = |at: f32, cells: usize| {
            let place = (at / self.step_px - 0.5).clamp(0.0, (cells - 1) as f32);
            let whole = place as usize;
            (whole, (whole + 1).min(cells - 1), place - whole as f32)
        };
        let (left, right, across) = place(at_px.0 - self.moved_px.0, self.columns);
        let (above, below, down) = place(at_px.1 - self.moved_px.1, self.rows);
        let row = |row: usize| {
            let cells = &self.dark[row * self.columns..];
            mix(cells[left], cells[right], across)
        };
        mix(row(above), row(below), down)
    }
}

/// Each number's mean with `radius` others of its row on both sides.
fn averaged(numbers: &[f32], columns: usize, radius: usize) -> Vec<f32> {
    let mut out = Vec::with_capacity(numbers.len());
    for row in numbers.chunks_exact(columns) {
        for at in 0..columns {
            let around = &row[at.saturating_sub(radius)..(at + radius + 1).min(columns)];
            let count = u16::try_from(around.len()).unwrap_or(u16::MAX);
            out.push(around.iter().sum::<f32>() / f32::from(count));
        }
    }
    out
}

fn transposed(numbers: &[f32], columns: usize) -> Vec<f32> {
    let rows = numbers.len() / columns;
    (0..columns).flat_map(|x| (0..rows).map(move |y| numbers[y * columns + x])).collect()
}

/// A curtain's folds and a shelf of things.
fn pattern(u: f32, v: f32, spec: &FaceSpec) -> f32 {
    let seed = (spec.seed & 0xFF) as u32;
    let folds = 0.5 + 0.5 * noise(u * 14.0, v * 1.2, seed);
    let (column, row) = ((u * 7.0).floor(), (v * 9.0).floor());
    let tiles = 0.5 + 0.5 * noise(column * 3.7, row * 5.3, seed ^ 1);
    let (gap_u, gap_v) = ((u * 7.0).fract(), (v * 9.0).fract());
    let edge = step(0.06, 0.03, gap_u.min(gap_v));
    (0.35 * folds + 0.65 * tiles).max(edge * 0.9)
}

/// A coarse cloth: threads over and under each other.
fn weave((x, y): Point) -> f32 {
    let thread = |at: f32| {
        let place = at - at.floor() - 0.5;
        4.0 * place * place
    };
    let over = grit(x * 22.0, y * 22.0, 23);
    0.4 * thread(x * 22.0) + 0.4 * thread(y * 22.0) + 0.2 * (0.5 + 0.5 * over)
}

/// A landscape in a dark frame, beside the head.
fn picture(wall: Triple, (x, y): Point) -> Triple {
    let edge = (0.42 - (x + 1.62).abs()).min(0.55 - (y + 0.75).abs());
    if edge <= 0.0 {
        // It throws a thin shadow.
        let below = (0.42 - (x + 1.59).abs()).min(0.55 - (y + 0.71).abs());
        return scale3(wall, 1.0 - 0.35 * step(0.0, 0.03, below));
    }
    let hills = y + 0.62 + 0.09 * noise(x * 4.0, 1.0, 33);
    let land = mix3([0.55, 0.68, 0.80], [0.10, 0.22, 0.08], step(-0.01, 0.01, hills));
    mix3([0.09, 0.05, 0.03], land, step(0.07, 0.08, edge))
}

/// Leaves that stand up beside a shoulder.
fn plant(wall: Triple, (x, y): Point) -> Triple {
    let mut colour = wall;
    for (i, lean) in [-0.60_f32, 0.5, -0.30, 0.24, -0.02].into_iter().enumerate() {
        // Each grows from behind the shoulder.
        let along = (2.5 - y) / (3.3 - 0.9 * lean.abs());
        if !(0.0..1.0).contains(&along) {
            continue;
        }
        let middle = 1.66 + lean * along * along;
        let half = 0.20 * (along * (1.0 - along)).sqrt();
        let inside = half - (x - middle).abs();
        let shade = 0.7 + 0.12 * f32::from(u8::try_from(i).unwrap_or(0));
        let vein = 1.0 + 0.35 * step(0.015, 0.008, (x - middle).abs());
        let leaf = scale3([0.05, 0.19, 0.05], shade * vein);
        colour = mix3(colour, leaf, step(-0.004, 0.008, inside));
    }
    colour
}

/// A door frame and the door, at the right.
fn door(wall: Triple, (x, _): Point) -> Triple {
    let wood = scale3([0.36, 0.22, 0.12], 0.9 + 0.1 * noise(x * 30.0, 2.0, 35));
    let gap = bell(x - 1.62, 0.0, (0.012, 1.0)) + bell(x - 1.38, 0.0, (0.015, 1.0));
    scale3(mix3(wall, wood, step(1.375, 1.385, x)), 1.0 - 0.7 * gap.min(1.0))
}
