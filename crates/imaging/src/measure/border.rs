//! 无边框: a frame drawn around the picture, or bars at its edges.

use image::RgbImage;

use super::View;
use crate::reading::{Detail, Edge, Measured, Place};

/// How far from an edge a border is looked for, in hundredths of the side.
const REACH: u32 = 15;

/// Levels by which the pixels of a border differ from its own colour at most, on average.
const FLAT: u32 = 4;

/// Levels by which a border differs from the picture it frames, on average.
const STEP: u32 = 14;

/// Width of the widest border, in pixels of the portrait; 0 without one.
pub fn measure(view: &View<'_>) -> Measured {
    let (width, height) = view.size();
    let edges = [Edge::Top, Edge::Bottom, Edge::Left, Edge::Right];
    let borders = edges.map(|edge| (width_px(view.portrait, edge), edge));
    let (px, edge) = borders.into_iter().max_by_key(|(px, _)| *px).unwrap_or((0, Edge::Top));
    if px == 0 {
        return 0.0.into();
    }
    let (w, h, px_f) = (width as f32, height as f32, px as f32);
    let place = Place::Box(match edge {
        Edge::Top => [0.0, 0.0, w, px_f],
        Edge::Bottom => [0.0, h - px_f, w, h],
        Edge::Left => [0.0, 0.0, px_f, h],
        Edge::Right => [w - px_f, 0.0, w, h],
    });
    Measured::at(f64::from(px), place).with(Detail::Edge { edge })
}

/// Pixels of one colour along an edge that end in a step all along it.
fn width_px(portrait: &RgbImage, edge: Edge) -> u32 {
    let (width, height) = portrait.dimensions();
    let depth = if matches!(edge, Edge::Top | Edge::Bottom) { height } else { width };
    let reach = depth * REACH / 100;
    let Some(mut before) = (reach > 2).then(|| line(portrait, edge, 0)) else { return 0 };
    let colour = mean(&before);
    for px in 0..reach {
        let next = line(portrait, edge, px + 1);
        if away(&before, colour) > FLAT {
            return 0;
        }
        let steps = next.iter().zip(&before).filter(|(a, b)| apart(**a, **b) > STEP).count();
        // A line that is mostly the border's colour but for objects in front of it is no end.
        if steps * 10 >= before.len() * 9 {
            return px + 1;
        }
        before = next;
    }
    0
}

/// Every second pixel of the line `px` pixels in from an edge.
fn line(portrait: &RgbImage, edge: Edge, px: u32) -> Vec<[u8; 3]> {
    let (width, height) = portrait.dimensions();
    let at = |x: u32, y: u32| portrait.get_pixel(x, y).0;
    match edge {
        Edge::Top => (0..width).step_by(2).map(|x| at(x, px)).collect(),
        Edge::Bottom => (0..width).step_by(2).map(|x| at(x, height - 1 - px)).collect(),
        Edge::Left => (0..height).step_by(2).map(|y| at(px, y)).collect(),
        Edge::Right => (0..height).step_by(2).map(|y| at(width - 1 - px, y)).collect(),
    }
}

fn mean(line: &[[u8; 3]]) -> [u8; 3] {
    std::array::from_fn(|c| {
        let sum: usize = line.iter().map(|pixel| usize::from(pixel[c])).sum();
        (sum / line.len().max(1)) as u8
    })
}

/// Mean distance of a line from a colour.
fn away(line: &[[u8; 3]], colour: [u8; 3]) -> u32 {
    let sum: u32 = line.iter().map(|pixel| apart(*pixel, colour)).sum();
    sum / (line.len().max(1) as u32)
}

/// Largest difference in one channel.
fn apart(a: [u8; 3], b: [u8; 3]) -> u32 {
    (0..3).map(|c| u32::from(a[c].abs_diff(b[c]))).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::super::fixture::Fixture;
    use super::*;

    fn read(frame: impl Fn(u32, u32) -> Option<[u8; 3]>) -> f64 {
        let fixture = Fixture::plain().with(|x, y, _, rgb| frame(x, y).unwrap_or(rgb));
        measure(&fixture.view()).value
    }

    fn from_edge(x: u32, y: u32) -> u32 {
        x.min(y).min(479 - x).min(639 - y)
    }

    #[test]
    fn frames_bars_and_lines_are_measured_and_a_plain_wall_is_not_one() {
        let black = Some([0, 0, 0]);
        assert!(read(|_, _| None) < 1e-9);
        assert!(read(|x, _| (x == 479).then_some([99, 196, 254])) < 1e-9);
        assert!((read(|x, y| black.filter(|_| from_edge(x, y) < 3)) - 3.0).abs() < 1e-9);
        assert!((read(|_, y| black.filter(|_| y >= 610)) - 30.0).abs() < 1e-9);
        let line = read(|x, y| black.filter(|_| from_edge(x, y) == 8));
        assert!((line - 8.0).abs() < 1e-9, "{line}");
    }

    #[test]
    fn a_door_that_fills_a_part_of_an_edge_is_no_border() {
        assert!(read(|x, y| (x < 30 && y < 400).then_some([90, 60, 40])) < 1e-9);
    }
}
