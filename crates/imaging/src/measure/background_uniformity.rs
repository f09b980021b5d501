//! 背景均匀: how far the background strays from its own colour.

use super::background_colour::CELLS_NEEDED;
use super::cells::Ground;
use super::histogram::Histogram;
use super::{Gauged, View};
use crate::colour::Lab;
use crate::reading::WhyNot;

/// The share of the background that may stray: leaves room for what the silhouette missed.
const SHARE: f64 = 0.95;

/// 95th percentile of ΔE*ab (CIE 1976) between a cell and the median background; `None` when
/// too little of it shows.
///
/// The median is taken over L*, a* and b* apart, so that half a wall in another colour is a
/// spread and not a mean.
pub fn measure(view: &View<'_>) -> Gauged {
    let cells = view.cells.of_ground(Ground::Background).map(|cell| view.cells.labs[cell]);
    Ok(spread(&cells.collect::<Vec<_>>()).ok_or(WhyNot::TooLittleBackground)?.into())
}

fn spread(colours: &[Lab]) -> Option<f64> {
    if colours.len() < CELLS_NEEDED {
        return None;
    }
    let median = |of: fn(&Lab) -> f64, low, high| {
        Histogram::of(colours.iter().map(of), low, high).quantile(0.5)
    };
    let wall = Lab {
        l: median(|c| c.l, 0.0, 102.4)?,
        a: median(|c| c.a, -102.4, 102.4)?,
        b: median(|c| c.b, -102.4, 102.4)?,
    };
    let distances = colours.iter().map(|colour| colour.distance(wall));
    Histogram::of(distances, 0.0, 204.8).quantile(SHARE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_wall_spreads_nothing_and_what_is_on_it_spreads() {
        let spread_of = |cells: &[[u8; 3]]| {
            spread(&cells.iter().map(|cell| Lab::of(*cell)).collect::<Vec<_>>())
        };
        let plain = vec![[210, 211, 212]; 1000];
        assert!(spread_of(&plain).unwrap() < 0.2);

        let gradient: Vec<_> = (0..1000).map(|i| [150 + (i / 10) as u8; 3]).collect();
        assert!(spread_of(&gradient).unwrap() > 15.0);

        let mut poster = plain.clone();
        poster[..100].fill([180, 40, 40]);
        assert!(spread_of(&poster).unwrap() > 50.0);

        let mut speck = plain;
        speck[..20].fill([180, 40, 40]);
        assert!(spread_of(&speck).unwrap() < 0.2);
        assert_eq!(spread_of(&[[0; 3]; 10]), None);
    }
}
