//! 发色模型: what the hair of this head looks like, from the silhouette above the forehead.

use super::axes::Axes;
use super::cells::{Cells, Ground};
use super::region::{Spread, cells_inside};
use super::skin::Skin;
use crate::assessment::Point;
use crate::colour::Lab;

/// Top of the forehead in the mesh, where most hairlines are.
const FOREHEAD_TOP: usize = 10;

/// Half the width of the part of the head that is looked at, in eye distances.
const HALF_WIDTH: f64 = 0.45;

/// Hair begins this far above the mesh, in eye distances; nearer, skin shows through it.
const CLEAR: f64 = 0.08;

/// Fewer cells than this are no hair, but the edge of a bald head.
const CELLS_NEEDED: usize = 12;

/// Hair nearer to the skin's colour than this, in ΔE*ab, cannot be told from it.
const TELLING: f64 = 12.0;

/// Lightness tells skin from hair less well than hue: light falls on both.
const WEIGHT_OF_LIGHTNESS: f64 = 0.5;

/// The hair of one head, beside its skin.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hair {
    pub colour: Spread,
    skin: Lab,
}

impl Hair {
    /// `None` for a bald head, hair of the skin's own colour, and where nothing of it shows.
    pub fn of(points: &[Point], cells: &Cells, axes: &Axes, skin: &Skin) -> Option<Self> {
        let top = axes.of_point(points[FOREHEAD_TOP]).1 - CLEAR;
        let box_ = axes.quad([-HALF_WIDTH, top - 2.0, HALF_WIDTH, top]);
        let person = |cell: &usize| cells.grounds[*cell] == Ground::Person;
        let colours: Vec<Lab> = cells_inside(cells, &box_)
            .into_iter()
            .filter(person)
            .map(|cell| cells.labs[cell])
            .collect();
        if colours.len() < CELLS_NEEDED {
            return None;
        }
        let hair = Self { colour: Spread::of(&colours)?, skin: skin.colour.middle };
        (hair.colour.middle.distance(hair.skin) > TELLING).then_some(hair)
    }

    /// Whether a colour of the face is rather hair than skin.
    pub fn is_nearer(&self, colour: Lab) -> bool {
        weighted(colour, self.colour.middle) < weighted(colour, self.skin)
    }
}

fn weighted(one: Lab, other: Lab) -> f64 {
    let l = (one.l - other.l) * WEIGHT_OF_LIGHTNESS;
    (l * l + (one.a - other.a).powi(2) + (one.b - other.b).powi(2)).sqrt()
}
