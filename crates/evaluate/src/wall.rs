//! 抠图: the plain wall behind a person, found by its own colour.
//!
//! This matte does not use the engine's silhouette where hair meets wall, so that the truth of
//! an edited background does not depend on what is being judged. Only below the chin, where
//! white clothes can be as light as the wall, the silhouette keeps the fill out of them.

use image::RgbImage;

/// Cubic surface over the picture: 1, x, y, x², xy, y², x³, x²y, xy², y³.
const TERMS: usize = 10;

/// Every so many-th pixel both ways is used to fit the surface.
const STEP: u32 = 6;

/// Largest difference of a channel, in grey levels, up to which a pixel is wall, and from
/// which on it is none. The London walls' noise is 1.5 levels.
const WALL: (f64, f64) = (7.0, 22.0);

/// Share of a side that is taken to be wall for a start.
const MARGIN: f64 = 0.07;

/// Share of the height, from the top, that the margin at the sides reaches down.
const MARGIN_DOWN: f64 = 0.6;

/// Where the wall is, and how it would look without the person.
#[derive(Debug, Clone)]
pub struct Wall {
    /// 255 is wall, 0 is person, grey is a pixel of both; three times the same.
    pub matte: RgbImage,
    /// The wall's colour everywhere.
    pub plate: RgbImage,
}

/// Finds the wall of a studio picture. `is_person` has the last word where it is asked:
/// in pixels of the image.
pub fn find(image: &RgbImage, is_person: impl Fn(u32, u32) -> bool) -> Wall {
    let (width, height) = image.dimensions();
    let side = (f64::from(width) * MARGIN) as u32;
    let deep = (f64::from(height) * MARGIN_DOWN) as u32;
    let in_margin = |x: u32, y: u32| y < side / 2 || (y < deep && (x < side || x >= width - side));
    let mut plate = surface(image, in_margin);
    let mut fill = filled(image, &plate, &is_person);
    // The margins do not show how the wall brightens behind the head; the fill does.
    for _ in 0..2 {
        plate = surface(image, |x, y| fill[(y * width + x) as usize] > 0.99);
        fill = filled(image, &plate, &is_person);
    }
    let gray = |x: u32, y: u32| (fill[(y * width + x) as usize] * 255.0).round() as u8;
    Wall { matte: RgbImage::from_fn(width, height, |x, y| image::Rgb([gray(x, y); 3])), plate }
}

impl Wall {
    /// The first row in which at least a twelfth of the columns from `left` to `right` are
    /// person: a single hair is no hair top.
    pub fn hair_top(&self, left: f64, right: f64) -> Option<u32> {
        let (width, height) = self.matte.dimensions();
        let left = left.clamp(0.0, f64::from(width)) as u32;
        let right = right.clamp(0.0, f64::from(width)) as u32;
        let is_person = |x: u32, y: u32| self.matte.get_pixel(x, y).0[0] < 128;
        (0..height).find(|y| {
            let count = (left..right).filter(|x| is_person(*x, *y)).count();
            count * 12 > (right.saturating_sub(left)) as usize
        })
    }
}

/// How much of each pixel is wall: near the plate's colour, and joined to the upper edges
/// through pixels that are.
fn filled(image: &RgbImage, plate: &RgbImage, is_person: &impl Fn(u32, u32) -> bool) -> Vec<f32> {
    let (width, height) = image.dimensions();
    let (wide, high) = (width as usize, height as usize);
    let near: Vec<f32> = (0_u32..)
        .zip(image.pixels().zip(plate.pixels()))
        .map(|(at, (pixel, wall))| {
            if is_person(at % width, at / width) {
                return 0.0;
            }
            let far = (0..3).map(|c| pixel.0[c].abs_diff(wall.0[c])).max().unwrap_or_default();
            1.0 - crate::paint::smooth(WALL.0, WALL.1, f64::from(far)) as f32
        })
        .collect();
    let mut is_joined = vec![false; near.len()];
    let mut ahead: Vec<usize> = (0..wide).collect();
    ahead.extend((0..high).flat_map(|y| [y * wide, y * wide + wide - 1]));
    while let Some(at) = ahead.pop() {
        if is_joined[at] || near[at] < 0.5 {
            continue;
        }
        is_joined[at] = true;
        ahead.extend(around(at, (wide, high), 1).filter(|other| near[*other] >= 0.5));
    }
    // The soft edge lies just outside what is joined.
    let is_near = |at: usize| around(at, (wide, high), 2).any(|other| is_joined[other]);
    near.iter()
        .enumerate()
        .map(|(at, near)| if *near > 0.0 && is_near(at) { *near } else { 0.0 })
        .collect()
}

/// The places up to `reach` beside and over one, itself among them, that are inside.
fn around(at: usize, (wide, high): (usize, usize), reach: usize) -> impl Iterator<Item = usize> {
    let (x, y) = (at % wide, at / wide);
    let columns = x.saturating_sub(reach)..(x + reach + 1).min(wide);
    let rows = y.saturating_sub(reach)..(y + reach + 1).min(high);
    rows.flat_map(move |row| columns.clone().map(move |column| row * wide + column))
}

/// The cubic surface through the colours of the pixels that `is_wall` names.
fn surface(image: &RgbImage, is_wall: impl Fn(u32, u32) -> bool) -> RgbImage {
    let (width, height) = image.dimensions();
    let terms = |x: u32, y: u32| {
        let (u, v) = (
            2.0 * f64::from(x) / f64::from(width) - 1.0,
            2.0 * f64::from(y) / f64::from(height) - 1.0,
        );
        [1.0, u, v, u * u, u * v, v * v, u * u * u, u * u * v, u * v * v, v * v * v]
    };
    let mut sums = [[0.0; TERMS + 3]; TERMS];
    for y in (0..height).step_by(STEP as usize) {
        for x in (0..width).step_by(STEP as usize).filter(|x| is_wall(*x, y)) {
            let (terms, pixel) = (terms(x, y), image.get_pixel(x, y).0);
            for (row, term) in sums.iter_mut().zip(terms) {
                for (sum, other) in row.iter_mut().zip(terms) {
                    *sum += term * other;
                }
                for (sum, value) in row[TERMS..].iter_mut().zip(pixel) {
                    *sum += term * f64::from(value);
                }
            }
        }
    }
    let solved = solved(sums);
    RgbImage::from_fn(width, height, |x, y| {
        let terms = terms(x, y);
        let value = |channel: usize| -> f64 {
            solved.iter().zip(terms).map(|(row, term)| row[channel] * term).sum()
        };
        image::Rgb(std::array::from_fn(|channel| value(channel).round().clamp(0.0, 255.0) as u8))
    })
}

/// Gauss's elimination, a little stiffened so that an empty wall has a (black) solution.
fn solved(mut sums: [[f64; TERMS + 3]; TERMS]) -> [[f64; 3]; TERMS] {
    for (place, row) in sums.iter_mut().enumerate() {
        row[place] += 1e-6;
    }
    for pivot in 0..TERMS {
        let best = (pivot..TERMS)
            .max_by(|a, b| sums[*a][pivot].abs().total_cmp(&sums[*b][pivot].abs()))
            .unwrap_or(pivot);
        sums.swap(pivot, best);
        let head = sums[pivot];
        for (place, row) in sums.iter_mut().enumerate() {
            let factor = if place == pivot { 0.0 } else { row[pivot] / head[pivot] };
            for (value, of_head) in row.iter_mut().zip(head) {
                *value -= factor * of_head;
            }
        }
    }
    std::array::from_fn(|row| std::array::from_fn(|c| sums[row][TERMS + c] / sums[row][row]))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A wall that darkens to its corners, and before it a dark head with a light body.
    fn picture() -> RgbImage {
        RgbImage::from_fn(200, 200, |x, y| {
            let (u, v) = (f64::from(x) / 100.0 - 1.0, f64::from(y) / 100.0 - 1.0);
            let wall = 205.0 - 25.0 * (u * u + v * v);
            let head = (f64::from(x) - 100.0).hypot(f64::from(y) - 80.0) < 30.0;
            let body = y > 140 && (40..160).contains(&x);
            image::Rgb(
                [if head {
                    60
                } else if body {
                    215
                } else {
                    wall as u8
                }; 3],
            )
        })
    }

    #[test]
    fn the_wall_is_what_is_neither_head_nor_body() {
        let wall = find(&picture(), |x, y| y > 140 && (40..160).contains(&x));
        for (x, y, expect) in
            [(5, 5, 255), (100, 30, 255), (20, 190, 255), (100, 80, 0), (100, 170, 0)]
        {
            assert_eq!(wall.matte.get_pixel(x, y).0[0], expect, "{x} {y}");
        }
        assert_eq!(wall.hair_top(70.0, 130.0), Some(51));
    }

    #[test]
    fn the_plate_shows_the_wall_behind_the_head() {
        let wall = find(&picture(), |x, y| y > 140 && (40..160).contains(&x));
        let behind = wall.plate.get_pixel(100, 80).0[0];
        assert!(behind.abs_diff(204) <= 2, "{behind}");
    }
}
