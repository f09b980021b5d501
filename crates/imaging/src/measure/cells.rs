//! The portrait in cells of a few pixels: colours without grain, and whose they are.

use image::RgbImage;

use crate::colour::Lab;
use crate::reading::Place;

/// Side of a cell in portrait pixels: large enough to average grain and JPEG noise away.
pub const CELL_PX: u32 = 4;

/// Up to this probability of a person, a place is background.
const NOBODY: f32 = 0.1;

/// From this probability on, a place is the person.
const SOMEBODY: f32 = 0.9;

/// Cells around the silhouette that may hold stray hair, or the halo of a sharpener.
const HALO_CELLS: usize = 2;

/// Whose a cell is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ground {
    /// Background with nothing but background near it.
    Background,
    /// The edge of the person, where colours mix.
    Edge,
    Person,
}

/// A grid over the portrait, row by row from the upper left; what is left over at the right
/// and lower edge belongs to no cell.
#[derive(Debug, Clone)]
pub struct Cells {
    pub columns: usize,
    pub rows: usize,
    /// Mean colours, sRGB, rounded.
    pub colours: Vec<[u8; 3]>,
    pub labs: Vec<Lab>,
    pub grounds: Vec<Ground>,
}

impl Cells {
    /// `person` says how sure it is that a place of the portrait is the person, 0 to 1, and
    /// nothing where that is not known.
    pub fn of(portrait: &RgbImage, person: impl Fn(f64, f64) -> Option<f32>) -> Self {
        let (columns, rows) =
            ((portrait.width() / CELL_PX) as usize, (portrait.height() / CELL_PX) as usize);
        let middle = |index: usize| (index as f64 + 0.5) * f64::from(CELL_PX);
        let people: Vec<f32> = (0..rows * columns)
            .map(|cell| person(middle(cell % columns), middle(cell / columns)).unwrap_or(0.5))
            .collect();
        let nobody: Vec<bool> = people.iter().map(|p| *p < NOBODY).collect();
        let clear = eroded(&nobody, columns.max(1));
        let ground = |(clear, person): (&bool, &f32)| match (clear, *person >= SOMEBODY) {
            (true, _) => Ground::Background,
            (false, true) => Ground::Person,
            (false, false) => Ground::Edge,
        };
        let colours = colours(portrait, columns, rows);
        Self {
            columns,
            rows,
            labs: colours.iter().map(|colour| Lab::of(*colour)).collect(),
            grounds: clear.iter().zip(&people).map(ground).collect(),
            colours,
        }
    }

    /// Indices of the cells of one ground.
    pub fn of_ground(&self, ground: Ground) -> impl Iterator<Item = usize> {
        (0..self.grounds.len()).filter(move |cell| self.grounds[*cell] == ground)
    }

    /// Middle of a cell in portrait pixels.
    pub fn middle(&self, cell: usize) -> (f64, f64) {
        let middle = |index: usize| (index as f64 + 0.5) * f64::from(CELL_PX);
        (middle(cell % self.columns), middle(cell / self.columns))
    }

    /// The rectangle around some cells, in portrait pixels.
    pub fn around(&self, cells: impl Iterator<Item = usize>) -> Place {
        let half = f64::from(CELL_PX) / 2.0;
        let [l, t, r, b] = cells
            .map(|cell| self.middle(cell))
            .fold([f64::MAX, f64::MAX, f64::MIN, f64::MIN], |[l, t, r, b], (x, y)| {
                [l.min(x), t.min(y), r.max(x), b.max(y)]
            });
        Place::Box([l - half, t - half, r + half, b + half].map(|value| value as f32))
    }

    /// The cell that holds a place, if one does.
    pub fn holding(&self, x: f64, y: f64) -> Option<usize> {
        let index = |value: f64| (value >= 0.0).then(|| (value / f64::from(CELL_PX)) as usize);
        let (column, row) = (index(x)?, index(y)?);
        (column < self.columns && row < self.rows).then(|| row * self.columns + column)
    }
}

/// The cells with nothing but background [`HALO_CELLS`] around them; the picture's own edge
/// is not a silhouette.
fn eroded(cells: &[bool], columns: usize) -> Vec<bool> {
    let mut across = cells.to_vec();
    for (to, from) in across.chunks_exact_mut(columns).zip(cells.chunks_exact(columns)) {
        narrow(to, from, 1);
    }
    let mut clear = across.clone();
    narrow(&mut clear, &across, columns);
    clear
}

/// Clears what is not set [`HALO_CELLS`] steps of `stride` before and after it in `from`.
fn narrow(to: &mut [bool], from: &[bool], stride: usize) {
    for shift in (1..=HALO_CELLS).map(|step| step * stride).filter(|shift| *shift < from.len()) {
        let rest = from.len() - shift;
        to[..rest].iter_mut().zip(&from[shift..]).for_each(|(to, after)| *to &= after);
        to[shift..].iter_mut().zip(&from[..rest]).for_each(|(to, before)| *to &= before);
    }
}

/// Mean colour of each cell, rounded.
fn colours(portrait: &RgbImage, columns: usize, rows: usize) -> Vec<[u8; 3]> {
    const SIDE: usize = CELL_PX as usize;
    let stride = portrait.width() as usize * 3;
    let mut colours = Vec::with_capacity(columns * rows);
    // The sums of four pixels one below the other: columns first, so that whole lines add.
    let mut sums = vec![0_u16; columns * SIDE * 3];
    for row in 0..rows {
        sums.fill(0);
        for line in portrait.as_raw()[row * SIDE * stride..].chunks_exact(stride).take(SIDE) {
            sums.iter_mut().zip(line).for_each(|(sum, value)| *sum += u16::from(*value));
        }
        colours.extend(sums.as_chunks::<{ SIDE * 3 }>().0.iter().map(|cell| {
            let mean =
                |c: usize| ((cell[c] + cell[c + 3] + cell[c + 6] + cell[c + 9] + 8) / 16) as u8;
            [mean(0), mean(1), mean(2)]
        }));
    }
    colours
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_silhouette_takes_its_halo_with_it_and_the_edge_does_not() {
        let mut cells = vec![true; 9 * 7];
        cells[3 * 9 + 4] = false;
        let clear = eroded(&cells, 9);
        let expect = |i: usize| {
            let (x, y) = ((i % 9).abs_diff(4), (i / 9).abs_diff(3));
            x > HALO_CELLS || y > HALO_CELLS
        };
        assert!(clear.iter().enumerate().all(|(i, cell)| *cell == expect(i)), "{clear:?}");
    }

    #[test]
    fn a_cell_has_the_mean_of_its_pixels_and_the_rest_belongs_to_none() {
        let mut portrait = RgbImage::new(10, 9);
        for (x, _, pixel) in portrait.enumerate_pixels_mut() {
            *pixel = image::Rgb([if x < 4 { 10 } else { x as u8 }, 20, 30]);
        }
        let cells = Cells::of(&portrait, |x, _| Some(if x < 4.0 { 0.0 } else { 1.0 }));
        assert_eq!((cells.columns, cells.rows), (2, 2));
        assert_eq!(cells.colours, [[10, 20, 30], [6, 20, 30], [10, 20, 30], [6, 20, 30]]);
        assert_eq!(cells.grounds[..2], [Ground::Edge, Ground::Person]);
        assert_eq!(cells.holding(7.9, 4.0), Some(3));
        assert_eq!(cells.holding(8.0, 4.0), None);
        assert_eq!(cells.middle(3), (6.0, 6.0));
    }

    #[test]
    fn a_picture_smaller_than_a_cell_has_none() {
        let cells = Cells::of(&RgbImage::new(3, 3), |_, _| None);
        assert!(cells.colours.is_empty() && cells.grounds.is_empty());
    }
}
