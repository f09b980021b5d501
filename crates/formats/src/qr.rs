//! 二维码: text to a QR symbol (ISO/IEC 18004), as SVG for a page or as black and white cells.

use std::fmt::Write as _;

use qrcode::{Color, EcLevel, QrCode};

/// Light cells around the symbol, as ISO/IEC 18004 asks for.
pub const QUIET_MODULES: usize = 4;

/// Largest side of one cell, so that no picture grows beyond 20 megapixels.
pub const MAX_MODULE_PX: usize = 24;

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum QrError {
    #[error("is empty")]
    Empty,
    #[error("is too long for one symbol of level M (2 331 bytes)")]
    TooLong,
    #[error("asks for cells that are not 1 to {MAX_MODULE_PX} pixels wide")]
    ModuleSize,
}

/// A symbol of error correction level M: up to 15 % of it may be glare or dirt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Qr {
    /// Row by row, true is dark; the quiet zone is not part of it.
    modules: Vec<bool>,
    width_modules: usize,
}

/// A square picture, quiet zone included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bitmap {
    /// Row by row, true is dark.
    pub dark: Vec<bool>,
    pub width_px: usize,
}

impl Qr {
    /// The smallest symbol that holds `text`.
    pub fn encode(text: &str) -> Result<Self, QrError> {
        if text.is_empty() {
            return Err(QrError::Empty);
        }
        let code = QrCode::with_error_correction_level(text, EcLevel::M);
        let code = code.map_err(|_| QrError::TooLong)?;
        let modules = code.to_colors().into_iter().map(|color| color == Color::Dark).collect();
        Ok(Self { modules, width_modules: code.width() })
    }

    /// Cells along one side without the quiet zone: 21 to 177.
    pub fn width_modules(&self) -> usize {
        self.width_modules
    }

    /// A picture with cells of `module_px` pixels.
    pub fn bitmap(&self, module_px: usize) -> Result<Bitmap, QrError> {
        check_module(module_px)?;
        let width_px = (self.width_modules + 2 * QUIET_MODULES) * module_px;
        let dark = (0..width_px)
            .flat_map(|y| (0..width_px).map(move |x| (x / module_px, y / module_px)))
            .map(|(x, y)| self.is_dark(x, y))
            .collect();
        Ok(Bitmap { dark, width_px })
    }

    /// A picture that needs nothing from the page around it: sharp cells, black on white in dark
    /// pages too, and `label` for those who hear the page.
    pub fn svg(&self, module_px: usize, label: &str) -> Result<String, QrError> {
        check_module(module_px)?;
        let side = self.width_modules + 2 * QUIET_MODULES;
        let width_px = side * module_px;
        let mut svg = format!(
            concat!(
                r#"<svg xmlns="http://www.w3.org/2000/svg" width="{}" height="{}" "#,
                r#"viewBox="0 0 {} {}" shape-rendering="crispEdges" role="img" "#,
                r##"aria-label="{}"><path fill="#fff" d="M0 0h{}v{}H0z"/><path fill="#000" d=""##,
            ),
            width_px,
            width_px,
            side,
            side,
            escaped(label),
            side,
            side,
        );
        for (x, y, run) in self.runs() {
            // Writing into a String cannot fail.
            let _ = write!(svg, "M{x} {y}h{run}v1h-{run}z");
        }
        svg.push_str(r#""/></svg>"#);
        Ok(svg)
    }

    /// The cell at a place counted with the quiet zone.
    fn is_dark(&self, x: usize, y: usize) -> bool {
        let inside =
            |at: usize| at.checked_sub(QUIET_MODULES).filter(|at| *at < self.width_modules);
        let (Some(x), Some(y)) = (inside(x), inside(y)) else { return false };
        self.modules.get(y * self.width_modules + x).copied().unwrap_or(false)
    }

    /// Dark cells that touch in one row, as one stroke: fewer bytes, and no hairlines between.
    fn runs(&self) -> impl Iterator<Item = (usize, usize, usize)> + '_ {
        self.modules.chunks(self.width_modules).enumerate().flat_map(|(y, row)| {
            let mut x = 0;
            row.chunk_by(|left, right| left == right).filter_map(move |run| {
                let start = x;
                x += run.len();
                (run.first() == Some(&true)).then_some((
                    start + QUIET_MODULES,
                    y + QUIET_MODULES,
                    run.len(),
                ))
            })
        })
    }
}

fn check_module(module_px: usize) -> Result<(), QrError> {
    (1..=MAX_MODULE_PX).contains(&module_px).then_some(()).ok_or(QrError::ModuleSize)
}

fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            _ if c.is_control() => safe.push(' '),
            _ => safe.push(c),
        }
    }
    safe
}

#[cfg(test)]
mod tests;
