//! 放大倍数: portrait pixels made of one pixel of the source.

use super::View;
use crate::reading::Measured;

/// Above 1 detail is invented by the scaling.
pub fn measure(view: &View<'_>) -> Measured {
    view.crop.scale.into()
}
