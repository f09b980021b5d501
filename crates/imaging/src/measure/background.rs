//! The background's colours, gathered once for the measures that judge it.

use image::RgbImage;

use super::Cut;

/// Side of a cell in portrait pixels: large enough to average grain and JPEG noise away.
const CELL_PX: u32 = 4;

/// Up to this probability of a person, a place is background.
const NOBODY: f32 = 0.1;

/// Cells around the silhouette that may hold stray hair, or the halo of a sharpener.
const HALO_CELLS: usize = 2;

/// Mean colours, sRGB, of the cells that show background.
pub fn collect(cut: &Cut<'_>) -> Vec<[u8; 3]> {
    let (columns, rows) =
        ((cut.portrait.width() / CELL_PX) as usize, (cut.portrait.height() / CELL_PX) as usize);
    let middle = |cell: usize| (cell as f64 + 0.5) * f64::from(CELL_PX) / cut.crop.scale;
    let nobody: Vec<bool> = (0..rows * columns)
        .map(|cell| {
            let x = (cut.crop.x + middle(cell % columns)) * cut.mask_scale;
            let y = (cut.crop.y + middle(cell / columns)) * cut.mask_scale;
            cut.mask.at(x, y).is_some_and(|person| person < NOBODY)
        })
        .collect();
    let clear = eroded(&nobody, columns);
    let cell_colour = |cell: usize| mean(cut.portrait, cell % columns, cell / columns);
    (0..rows * columns).filter(|cell| clear[*cell]).map(cell_colour).collect()
}

/// The cells with nothing but background [`HALO_CELLS`] around them; the picture's own edge
/// is not a silhouette.
fn eroded(cells: &[bool], columns: usize) -> Vec<bool> {
    let rows = cells.len() / columns;
    let along = |cells: &[bool], stride: usize, length: usize| -> Vec<bool> {
        (0..cells.len())
            .map(|i| {
                let at = i / stride % length;
                let (from, to) = (at.saturating_sub(HALO_CELLS), (at + HALO_CELLS).min(length - 1));
                (from..=to).all(|other| cells[i + other * stride - at * stride])
            })
            .collect()
    };
    along(&along(cells, 1, columns), columns, rows)
}

/// Mean colour of a cell, rounded.
fn mean(image: &RgbImage, column: usize, row: usize) -> [u8; 3] {
    let mut sum = [0_u32; 3];
    let (left, top) = (column as u32 * CELL_PX, row as u32 * CELL_PX);
    for y in top..top + CELL_PX {
        for x in left..left + CELL_PX {
            for (sum, channel) in sum.iter_mut().zip(image.get_pixel(x, y).0) {
                *sum += u32::from(channel);
            }
        }
    }
    sum.map(|sum| ((sum + CELL_PX * CELL_PX / 2) / (CELL_PX * CELL_PX)) as u8)
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
}
