//! 二维码: the card's square code, read where the form says it stands.

use rqrr::{Grid, SimpleGrid};

use crate::form::Form;
use crate::picture::Picture;
use crate::warp::Warp;

/// Modules a side of the versions 1 to 4, which hold all that a card says.
const SIZES: [usize; 4] = [21, 25, 29, 33];
/// White around the code, in modules (ISO/IEC 18004, 5.3.8).
const QUIET: f64 = 4.0;

/// The text of the card's code, when it has one and it can be read.
pub(crate) fn text(picture: &Picture, form: &Form, warp: &Warp) -> Option<String> {
    let code = form.code?;
    // Module centres follow from the version, so the code need not be searched for.
    SIZES.iter().find_map(|size| {
        let module_mm = code.size_mm / (*size as f64 + 2.0 * QUIET);
        let sample = |x: usize, y: usize| {
            let at = |offset: f64, cell: usize| offset + (QUIET + cell as f64 + 0.5) * module_mm;
            let (x_px, y_px) = warp.to_px((at(code.x_mm, x), at(code.y_mm, y)));
            picture.at(x_px, y_px)
        };
        let samples: Vec<u8> = (0..size * size).map(|at| sample(at % size, at / size)).collect();
        if !has_finders(&samples, *size) {
            return None;
        }
        let (low, high) = (samples.iter().min()?, samples.iter().max()?);
        let middle = u8::midpoint(*low, *high);
        let grid = SimpleGrid::from_func(*size, |x, y| samples[y * size + x] < middle);
        Grid::new(grid).decode().ok().map(|(_, text)| text)
    })
}

/// Whether the three finder patterns stand in their corners: dark middles, light rings.
fn has_finders(samples: &[u8], size: usize) -> bool {
    let corner = |left: usize, top: usize| {
        let at = |x: usize, y: usize| u32::from(samples[(top + y) * size + left + x]);
        let middle: u32 = (2..5).flat_map(|y| (2..5).map(move |x| at(x, y))).sum::<u32>() / 9;
        let ring: u32 = (1..6).map(|x| at(x, 1) + at(x, 5)).sum::<u32>() / 10;
        middle + 40 < ring
    };
    corner(0, 0) && corner(size - 7, 0) && corner(0, size - 7)
}
