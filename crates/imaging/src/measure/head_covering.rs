//! 免冠: signs that something is worn on the head.

use super::cells::Ground;
use super::region::{Region, Spread, cells_inside, luma, quantile};
use super::skin::tint;
use super::{Gauged, View};
use crate::assessment::Point;
use crate::colour::Lab;
use crate::reading::{Measured, Place, WhyNot};

/// Top of the forehead in the mesh.
const FOREHEAD_TOP: usize = 10;

/// Half the width looked at above the forehead, in eye distances.
const HALF_WIDTH: f64 = 0.5;

/// Rows in which a brim or a band may end: from this far above the forehead's top to this far
/// above the eyes.
const ABOVE_FOREHEAD: f64 = 0.35;
const ABOVE_EYES: f64 = 0.25;

/// Distance of those rows, in eye distances.
const STEP: f64 = 0.03;

/// Rows on either side of an edge.
const SIDE: usize = 3;

/// Places along one of those rows.
const COLUMNS: usize = 23;

/// Fewer cells than this are the edge of a bald head.
const CELLS_NEEDED: usize = 12;

/// Darker than this, a colour's tint and texture are noise.
const TELLING_L: f64 = 12.0;

/// Half the sum of four signs, each 0 to 1; from 0.7 on somebody should look.
///
/// A straight edge across the whole forehead; a forehead cut short; a colour that no hair has
/// in white light (green, blue); and cloth, which is smoother than hair. Each alone is found on
/// bare heads as well. Never refuses: the best published error is 6 %, of classical methods
/// 14 % (FICV-1.0, 27), and faith and illness are reasons that a picture does not show.
pub fn measure(view: &View<'_>) -> Gauged {
    let skin = view.skin.ok_or(WhyNot::TooLittleFace)?;
    let hair_top_y = view.face.hair_top_y.ok_or(WhyNot::NoHairTop)?;
    let forehead = view.axes.of_point(view.at(FOREHEAD_TOP)).1;
    let top = view.axes.of_point(Point { x: view.axes.origin.x, y: hair_top_y }).1;
    let quad = view.axes.quad([-HALF_WIDTH, top + 0.08, HALF_WIDTH, forehead - 0.08]);
    let person = |cell: &usize| view.cells.grounds[*cell] == Ground::Person;
    let colours: Vec<Lab> = cells_inside(&view.cells, &quad)
        .into_iter()
        .filter(person)
        .map(|cell| view.cells.labs[cell])
        .collect();
    let place = Place::around(quad);
    let Some(middle) = Spread::of(&colours).map(|spread| spread.middle) else {
        return Ok(Measured::at(0.0, place));
    };
    if colours.len() < CELLS_NEEDED || skin.holds(middle) {
        return Ok(Measured::at(0.0, place));
    }
    let signs = [edge(straight_edge(view, forehead)), short(forehead)];
    let told = if middle.l > TELLING_L { [foreign(middle), smooth(view, &quad)] } else { [0.0; 2] };
    Ok(Measured::at(signs.iter().chain(&told).sum::<f64>() / 2.0, place))
}

fn ramp(value: f64, from: f64, to: f64) -> f64 {
    ((value - from) / (to - from)).clamp(0.0, 1.0)
}

/// Hairlines step by up to 0.4 of their light somewhere, but not all along a straight line.
fn edge(step: f64) -> f64 {
    ramp(step, 0.2, 0.6)
}

/// The mesh puts the top of a free forehead 0.78 to 0.94 eye distances above the eyes.
fn short(forehead: f64) -> f64 {
    ramp(forehead, -0.78, -0.68)
}

/// Hair is reddish or grey, and at most a little bluish where it shines.
fn foreign(colour: Lab) -> f64 {
    let [a, b] = tint(colour);
    ramp(-a, 0.0, 0.05).max(ramp(-b, 0.04, 0.12))
}

/// Mean difference of neighbouring pixels over their light: 0.033 and more in hair.
fn smooth(view: &View<'_>, quad: &[Point]) -> f64 {
    let region = Region::polygon(quad, view.size());
    let (mut steps, mut sum, mut count) = (0_u32, 0_u32, 0_u32);
    for span in region.spans.iter().step_by(2) {
        let line = |x: u32| luma(view.portrait.get_pixel(x, span.y).0);
        let mut before = line(span.from);
        for x in span.from + 1..span.to {
            let here = line(x);
            steps += u32::from(here.abs_diff(before));
            (sum, count, before) = (sum + u32::from(here), count + 1, here);
        }
    }
    let mean = f64::from(sum) / f64::from(count.max(1));
    1.0 - ramp(f64::from(steps) / f64::from(count.max(1)) / (mean + 20.0), 0.018, 0.036)
}

/// The largest step in light that goes along a whole row: what four fifths of its places
/// reach, over the lighter side. Either side is the mean of [`SIDE`] rows.
fn straight_edge(view: &View<'_>, forehead: f64) -> f64 {
    let first = forehead - ABOVE_FOREHEAD - SIDE as f64 * STEP;
    let count = ((-ABOVE_EYES + SIDE as f64 * STEP - first) / STEP).clamp(0.0, 100.0) as usize;
    let rows: Vec<[f32; COLUMNS]> = (0..count)
        .map(|row| {
            std::array::from_fn(|column| {
                let x = HALF_WIDTH * (2.0 * column as f64 / (COLUMNS - 1) as f64 - 1.0);
                light(view, x, first + (row as f64 + 0.5) * STEP)
            })
        })
        .collect();
    let mut best = 0.0_f32;
    for window in rows.windows(2 * SIDE) {
        let mean = |rows: &[[f32; COLUMNS]], column: usize| {
            rows.iter().map(|row| row[column]).sum::<f32>() / SIDE as f32
        };
        let mut steps: [f32; COLUMNS] = std::array::from_fn(|column| {
            let (above, below) = (mean(&window[..SIDE], column), mean(&window[SIDE..], column));
            (below - above) / (above.max(below) + 20.0)
        });
        let low = quantile(&mut steps, 0.2).unwrap_or(0.0);
        let high = quantile(&mut steps, 0.8).unwrap_or(0.0);
        best = best.max(low).max(-high);
    }
    f64::from(best)
}

/// Luma at a place of the face's axes; nothing outside the portrait.
fn light(view: &View<'_>, x: f64, y: f64) -> f32 {
    let place = view.axes.point(x, y);
    let inside = place.x >= 0.0 && place.y >= 0.0;
    let pixel = view.portrait.get_pixel_checked(place.x as u32, place.y as u32);
    pixel.filter(|_| inside).map_or(0.0, |pixel| f32::from(luma(pixel.0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hair_has_a_colour_of_hair_and_cloth_may_not() {
        let cases = [
            ([30, 26, 24], 0.0),
            ([120, 84, 52], 0.0),
            ([205, 170, 120], 0.0),
            ([150, 150, 152], 0.0),
            ([150, 60, 40], 0.0),
            ([40, 70, 140], 1.0),
            ([60, 110, 70], 1.0),
        ];
        for (rgb, expect) in cases {
            assert!((foreign(Lab::of(rgb)) - expect).abs() < 0.1, "{rgb:?}");
        }
    }

    #[test]
    fn a_free_forehead_and_a_soft_hairline_are_no_signs() {
        assert!(edge(0.19) + short(-0.84) < 1e-9);
        assert!(edge(0.6) > 0.99 && short(-0.68) > 0.99);
    }
}
