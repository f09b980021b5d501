//! 变形: follows folds and curl by the timing bars, so that every bubble is looked for where the
//! paper really is.

mod bars;

use crate::form::{Axis, Form};
use crate::locate::Placed;
use crate::picture::Picture;
use crate::plane::Xy;

/// Where places of the sheet are on the picture: the map through the fiducials, corrected by what
/// the bars around say.
#[derive(Debug, Clone)]
pub(crate) struct Warp {
    pub(crate) placed: Placed,
    /// Tracks along x from top to bottom, and along y from left to right.
    rows: Vec<Offsets>,
    columns: Vec<Offsets>,
    /// Share of all bars that were found; 1 for a form without tracks.
    pub(crate) bars_found: f64,
}

/// What one track says: at places along it, how far the paper is off, in millimetres.
#[derive(Debug, Clone)]
struct Offsets {
    /// Where the track lies across.
    across_mm: f64,
    from_mm: f64,
    step_mm: f64,
    values: Vec<Xy>,
}

impl Offsets {
    /// Between two bars on the line between them, beyond the ends as at the end.
    fn at(&self, along_mm: f64) -> Xy {
        let place = ((along_mm - self.from_mm) / self.step_mm).max(0.0);
        let low = (place as usize).min(self.values.len() - 1);
        let high = (low + 1).min(self.values.len() - 1);
        lerp(self.values[low], self.values[high], (place - low as f64).clamp(0.0, 1.0))
    }
}

impl Warp {
    /// Looks for every bar, beginning at the ends, which the fiducials hold.
    pub(crate) fn new(picture: &Picture, form: &Form, placed: Placed) -> Self {
        let mut warp = Self { placed, rows: Vec::new(), columns: Vec::new(), bars_found: 1.0 };
        let mut tracks: Vec<_> = form.tracks.iter().collect();
        // Tracks near the fiducials first: what they say helps to find those in the middle.
        let from_edge = |track: &&crate::form::Track| match track.along {
            Axis::X => track.y_mm.min(form.sheet.height_mm - track.y_mm),
            Axis::Y => track.x_mm.min(form.sheet.width_mm - track.x_mm),
        };
        tracks.sort_by(|one, other| from_edge(one).total_cmp(&from_edge(other)));
        let (mut seen, mut all) = (0, 0);
        for track in tracks {
            let found = bars::follow(picture, track, &warp);
            all += found.len();
            seen += found.iter().flatten().count();
            // What the tracks before say already is no jump: a fold through a track of few bars
            // would look like one bar gone astray.
            let known: Vec<Xy> = track
                .bars()
                .map(|bar| warp.offset((bar.centre().x_mm, bar.centre().y_mm)))
                .collect();
            let beyond = |(off, known): (&Option<Xy>, &Xy)| {
                off.map(|off| (off.0 - known.0, off.1 - known.1))
            };
            let beyond: Vec<Option<Xy>> = found.iter().zip(&known).map(beyond).collect();
            let Some(mut values) = bars::smooth(&beyond) else { continue };
            for (value, known) in values.iter_mut().zip(&known) {
                *value = (value.0 + known.0, value.1 + known.1);
            }
            let (across_mm, from_mm, list) = match track.along {
                Axis::X => (track.y_mm, track.x_mm, &mut warp.rows),
                Axis::Y => (track.x_mm, track.y_mm, &mut warp.columns),
            };
            list.push(Offsets { across_mm, from_mm, step_mm: track.step_mm, values });
            list.sort_by(|one, other| one.across_mm.total_cmp(&other.across_mm));
        }
        if all > 0 {
            warp.bars_found = seen as f64 / all as f64;
        }
        warp
    }

    /// The pixel of a place on the sheet.
    pub(crate) fn to_px(&self, (x_mm, y_mm): Xy) -> Xy {
        let (dx, dy) = self.offset((x_mm, y_mm));
        self.placed.to_px.apply((x_mm + dx, y_mm + dy))
    }

    /// How far the paper is off, by the tracks around: the boolean sum of what the tracks along x
    /// say and those along y (Coons, 1967), which keeps to every track exactly.
    fn offset(&self, (x, y): Xy) -> Xy {
        let by_rows = |x: f64, y: f64| between(&self.rows, y, |track| track.at(x));
        let by_columns = || between(&self.columns, x, |track| track.at(y));
        match (self.rows.is_empty(), self.columns.is_empty()) {
            (true, true) => (0.0, 0.0),
            (false, true) => by_rows(x, y),
            (true, false) => by_columns(),
            (false, false) => {
                let shared = between(&self.columns, x, |track| by_rows(track.across_mm, y));
                let (row, column) = (by_rows(x, y), by_columns());
                (row.0 + column.0 - shared.0, row.1 + column.1 - shared.1)
            }
        }
    }
}

/// Between two tracks on the line between what they say, beyond the outer ones as there.
fn between(tracks: &[Offsets], across: f64, say: impl Fn(&Offsets) -> Xy) -> Xy {
    let after = tracks.partition_point(|track| track.across_mm <= across);
    let low = &tracks[after.saturating_sub(1)];
    let high = &tracks[after.min(tracks.len() - 1)];
    let width = high.across_mm - low.across_mm;
    if width <= 0.0 {
        return say(low);
    }
    lerp(say(low), say(high), ((across - low.across_mm) / width).clamp(0.0, 1.0))
}

fn lerp(one: Xy, other: Xy, share: f64) -> Xy {
    (one.0 + (other.0 - one.0) * share, one.1 + (other.1 - one.1) * share)
}
