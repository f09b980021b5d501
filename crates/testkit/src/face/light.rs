//! 光线: lamp, studio light and the shadows the person throws on itself.

use std::f32::consts::FRAC_1_SQRT_2 as DIAGONAL;

use super::canvas::{Canvas, Matter};
use super::maths::{Point, Triple, dot, mix, step, unit};
use super::spec::{self, FaceSpec};

/// The light of a frame, worked out for one canvas.
pub(super) struct Light {
    towards: Triple,
    halfway: Triple,
    lamp: f32,
    studio: f32,
    flash: f32,
    cell_px: usize,
    columns: usize,
    rows: usize,
    /// How open each cell is to the studio, and how much of the lamp it sees.
    open: Vec<(f32, f32)>,
}

impl Light {
    /// Works out the shadows of `canvas`; `unit_px` pixels are one unit of depth.
    pub(super) fn on(canvas: &Canvas, spec: &FaceSpec, unit_px: f32) -> Self {
        let lamp = &spec.light;
        let towards = towards(lamp);
        let cell_px = whole(unit_px / 32.0).max(2);
        let (columns, rows) = (canvas.width.div_ceil(cell_px), canvas.height.div_ceil(cell_px));
        let mut light = Self {
            towards,
            halfway: unit([towards[0], towards[1], towards[2] + 1.0]),
            lamp: 0.22 + 0.95 * lamp.hardness,
            flash: lamp.flash,
            studio: 1.04 - 0.86 * lamp.hardness,
            cell_px,
            columns,
            rows,
            open: Vec::new(),
        };
        let depths = light.depths(canvas);
        #[expect(clippy::cast_precision_loss, reason = "a cell is a few pixels")]
        let cell = cell_px as f32 / unit_px;
        light.open = light.openness(&depths, cell);
        for _ in 0..2 {
            light.open = light.softened();
        }
        light
    }

    /// Light leaving `matter` at a pixel towards the camera, linear.
    pub(super) fn leaving(&self, matter: &Matter, at_px: Point) -> Triple {
        let (open, lit) = self.at(at_px);
        let normal = unit(matter.normal);
        let facing = dot(normal, self.towards);
        let studio = self.studio * open * (0.60 + 0.26 * normal[2] - 0.14 * normal[1]);
        let shine = dot(normal, self.halfway).max(0.0);
        let (s2, s4) = (shine * shine, shine * shine * shine * shine);
        let s16 = s4 * s4 * s4 * s4;
        let highlight = matter.gloss * lit * self.lamp * (0.20 * s16 * s4 + 0.035 * s2);
        // A flash on the camera comes straight back from what faces it, wet or greasy.
        let faced = normal[2].max(0.0);
        let near = step(0.7, 1.4, matter.depth);
        let wet = near * matter.gloss * matter.flesh * matter.flesh;
        let f4 = faced * faced * faced * faced;
        let f16 = f4 * f4 * f4 * f4;
        let highlight = highlight + self.flash * wet * 3.4 * f16 * f16 * f4;
        // Red travels furthest inside skin, so its shadows have a warm edge.
        let spread = [0.50, 0.26, 0.18];
        std::array::from_fn(|i| {
            let wrap = 0.08 + matter.flesh * spread[i];
            let lamp = ((facing + wrap) / (1.0 + wrap)).max(0.0);
            let seen = mix(lit, 1.0, 0.35 * matter.flesh * spread[i]);
            matter.albedo[i] * (studio + self.lamp * lamp * seen) + highlight
        })
    }

    fn depths(&self, canvas: &Canvas) -> Vec<f32> {
        let mut depths = Vec::with_capacity(self.columns * self.rows);
        for row in 0..self.rows {
            for column in 0..self.columns {
                let x = (column * self.cell_px + self.cell_px / 2).min(canvas.width - 1);
                let y = (row * self.cell_px + self.cell_px / 2).min(canvas.height - 1);
                let at = canvas.index(x, y);
                let seen = canvas.cover[at] > 0.5;
                depths.push(if seen { canvas.matter[at].depth } else { NOTHING });
            }
        }
        depths
    }

    fn openness(&self, depths: &[f32], cell: f32) -> Vec<(f32, f32)> {
        let mut open = Vec::with_capacity(depths.len());
        for row in 0..self.rows {
            for column in 0..self.columns {
                let here = depths[row * self.columns + column];
                open.push(if here <= NOTHING {
                    (1.0, 1.0)
                } else {
                    let cells = Cells { light: self, depths, cell, column, row, here };
                    (cells.open_to_studio(), cells.open_to_lamp())
                });
            }
        }
        open
    }

    /// Each cell with a quarter of its neighbours, down and across.
    fn softened(&self) -> Vec<(f32, f32)> {
        let at = |column: usize, row: usize| self.open[row * self.columns + column];
        let mut soft = Vec::with_capacity(self.open.len());
        for row in 0..self.rows {
            for column in 0..self.columns {
                let (left, right) = (column.saturating_sub(1), (column + 1).min(self.columns - 1));
                let (up, down) = (row.saturating_sub(1), (row + 1).min(self.rows - 1));
                let around = [at(left, row), at(right, row), at(column, up), at(column, down)];
                let here = at(column, row);
                let sum = around.iter().fold((0.0, 0.0), |a, b| (a.0 + b.0, a.1 + b.1));
                soft.push((here.0 * 0.4 + sum.0 * 0.15, here.1 * 0.4 + sum.1 * 0.15));
            }
        }
        soft
    }

    /// Openness between the middles of four cells.
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "cells are counted in hundreds, and the place is clamped to them"
    )]
    fn at(&self, at_px: Point) -> (f32, f32) {
        let cell = self.cell_px as f32;
        let x = (at_px.0 / cell - 0.5).clamp(0.0, (self.columns - 1) as f32);
        let y = (at_px.1 / cell - 0.5).clamp(0.0, (self.rows - 1) as f32);
        let (left, above) = (x as i32, y as i32);
        let (tx, ty) = (x - left as f32, y - above as f32);
        let (column, row) = (left as usize, above as usize);
        let (right, below) = ((column + 1).min(self.columns - 1), (row + 1).min(self.rows - 1));
        let four = [(column, row), (right, row), (column, below), (right, below)]
            .map(|(column, row)| self.open[row * self.columns + column]);
        let between = |part: fn((f32, f32)) -> f32| {
            let corners = four.map(part);
            mix(mix(corners[0], corners[1], tx), mix(corners[2], corners[3], tx), ty)
        };
        (between(|open| open.0), between(|open| open.1))
    }
}

/// The direction of the lamp.
pub(super) fn towards(lamp: &spec::Light) -> Triple {
    let forward =
        (1.0 - 0.3 * lamp.side.abs()) * (1.0 - 0.42 * (lamp.height - 0.6).clamp(0.0, 1.4));
    unit([lamp.side * 0.9, -0.15 - 0.75 * lamp.height, forward])
}

/// Depth of a cell without matter.
const NOTHING: f32 = -3.0;

/// The neighbourhood of one cell.
struct Cells<'a> {
    light: &'a Light,
    depths: &'a [f32],
    cell: f32,
    column: usize,
    row: usize,
    here: f32,
}

impl Cells<'_> {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_possible_wrap,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "cells are counted in hundreds, and the bounds are checked"
    )]
    fn depth_at(&self, dx: f32, dy: f32) -> f32 {
        let column = (self.column as f32 + dx / self.cell + 0.5).floor() as isize;
        let row = (self.row as f32 + dy / self.cell + 0.5).floor() as isize;
        let inside = (0..self.light.columns as isize).contains(&column)
            && (0..self.light.rows as isize).contains(&row);
        if inside {
            self.depths[row as usize * self.light.columns + column as usize]
        } else {
            NOTHING
        }
    }

    /// How much of the half sphere is free, from the horizons in eight directions. Opposite ones
    /// are taken together, so a plain slope counts as open.
    fn open_to_studio(&self) -> f32 {
        const WAYS: [Point; 4] =
            [(1.0, 0.0), (DIAGONAL, DIAGONAL), (0.0, 1.0), (-DIAGONAL, DIAGONAL)];
        const REACHES: [f32; 4] = [0.05, 0.11, 0.22, 0.42];
        let horizon = |way: Point| {
            REACHES.iter().fold(-1.0_f32, |highest, reach| {
                let there = self.depth_at(way.0 * reach, way.1 * reach);
                highest.max(((there - self.here) / reach).clamp(-1.5, 1.5))
            })
        };
        let closed: f32 =
            WAYS.iter().map(|&(x, y)| (horizon((x, y)) + horizon((-x, -y))).max(0.0) * 0.5).sum();
        1.0 / (1.0 + 0.42 * closed)
    }

    /// How much of the lamp is seen, soft with distance.
    fn open_to_lamp(&self) -> f32 {
        let [x, y, z] = self.light.towards;
        let flat = (x * x + y * y).sqrt().max(0.05);
        let (dx, dy, rise) = (x / flat, y / flat, z / flat);
        let mut hidden = 0.0_f32;
        let mut way = 0.05;
        while way < 1.3 {
            let over = self.depth_at(dx * way, dy * way) - self.here - way * rise - 0.03;
            hidden = hidden.max(over / (0.05 + 0.22 * way));
            way += 0.06 + 0.06 * way;
        }
        1.0 - hidden.clamp(0.0, 1.0)
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "callers pass small positive numbers"
)]
fn whole(number: f32) -> usize {
    number.max(0.0) as usize
}
