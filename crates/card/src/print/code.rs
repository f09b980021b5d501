//! 二维码: the square code as vectors, so that it is sharp at any resolution.

use krilla::geom::Transform;
use qrcode::{Color, EcLevel, QrCode, Version};

use super::PrintError;
use super::pen::{Ink, Pen, narrow};
use crate::form::Rect;

/// White modules around a square code (ISO/IEC 18004, 9.1).
const QUIET_MODULES: u16 = 4;

/// Versions of ISO/IEC 18004: the first with an alignment square, and the last whose modules a
/// scan of 150 dots per inch still shows.
const SMALLEST: i16 = 2;
const LARGEST: i16 = 5;

/// A longer key makes modules too small for a scan of 100 dots per inch.
const MOST_KEY: usize = 40;

/// The dark modules of a code.
pub(super) struct Modules {
    width: u16,
    dark: Vec<bool>,
}

/// Encodes in the smallest code that has an alignment square (readers are surer of those), at the
/// highest level of correction that this size allows, but at least M: 15 % may be lost.
pub(super) fn modules(text: &str) -> Result<Modules, PrintError> {
    let key = text.splitn(4, '/').nth(3).map_or(0, |key| key.chars().count());
    let fits = |size: i16| {
        let levels = [EcLevel::H, EcLevel::Q, EcLevel::M].into_iter();
        levels
            .filter_map(move |level| QrCode::with_version(text, Version::Normal(size), level).ok())
    };
    let code = (SMALLEST..=LARGEST).flat_map(fits).next().filter(|_| key <= MOST_KEY);
    let code = code.ok_or(PrintError::Key(key))?;
    let width = u16::try_from(code.width()).map_err(|_| PrintError::Key(key))?;
    let dark = code.into_colors().into_iter().map(|color| color == Color::Dark).collect();
    Ok(Modules { width, dark })
}

/// Draws the code into its box, whose edge is the outer edge of the quiet zone.
pub(super) fn draw(pen: &mut Pen<'_, '_>, modules: &Modules, rect: &Rect) {
    let across = f64::from(modules.width + 2 * QUIET_MODULES);
    let module_mm = rect.width_mm / across;
    let quiet_mm = module_mm * f64::from(QUIET_MODULES);
    // In units of modules the numbers in the file are short.
    pen.surface.push_transform(&Transform::from_row(
        narrow(module_mm),
        0.0,
        0.0,
        narrow(module_mm),
        narrow(rect.x_mm + quiet_mm),
        narrow(rect.y_mm + quiet_mm),
    ));
    // Filled, not stroked: a renderer moves thin strokes to whole pixels.
    pen.fill(runs(modules), Ink::Black);
    pen.surface.pop();
}

/// Each run of dark modules of a row as a box, in modules.
fn runs(modules: &Modules) -> Vec<Rect> {
    let mut runs = Vec::new();
    for (row, line) in (0_u16..).zip(modules.dark.chunks(usize::from(modules.width))) {
        let mut begin = None;
        for (at, dark) in (0_u16..).zip(line.iter().copied().chain([false])) {
            match (dark, begin) {
                (true, None) => begin = Some(at),
                (false, Some(from)) => {
                    let (x_mm, y_mm) = (f64::from(from), f64::from(row));
                    let width_mm = f64::from(at - from);
                    runs.push(Rect { x_mm, y_mm, width_mm, height_mm: 1.0 });
                    begin = None;
                }
                _ => {}
            }
        }
    }
    runs
}
