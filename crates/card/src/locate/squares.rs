//! Dark blobs that could be fiducials: local threshold, components, moments.

use crate::picture::Picture;
use crate::plane::Xy;

/// A blob that is about as wide as high and filled.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Blob {
    pub(super) centre: Xy,
    /// Side of the square of the same second moments.
    pub(super) side_px: f64,
    /// 1 for a perfect square or disc, less for what is long or ragged.
    pub(super) likeness: f64,
}

/// A pixel is dark below this many 256ths, 0.78, of the mean around it.
const DARK_256THS: u32 = 200;
/// The mean is taken over a square of this share of the longer side: wider than two fiducials,
/// narrower than a shadow.
const WINDOW_SHARE: f64 = 0.055;
/// With windows no wider than twice this, 256 times their sum stays below 2^32.
const MOST_RADIUS_PX: usize = 120;
const LEAST_AREA_PX: f64 = 14.0;
/// A pencil mark is twice as wide as high; a square seen from the side is less.
const LEAST_ROUNDNESS: f64 = 0.62;

/// Every square-like blob of a picture that is small enough to be looked at whole.
pub(super) fn blobs(picture: &Picture) -> Vec<Blob> {
    let runs = dark_runs(picture);
    components(&runs).iter().filter_map(Moments::blob).collect()
}

/// Dark pixels side by side: row, first, one past the last.
#[derive(Debug, Clone, Copy)]
struct Run {
    row: u32,
    from: u32,
    to: u32,
}

/// Compares each pixel with the mean of its surroundings (Bradley and Roth, 2007).
fn dark_runs(picture: &Picture) -> Vec<Run> {
    let (width, height) = (picture.width_px(), picture.height_px());
    let sums = integral(picture);
    let radius =
        ((width.max(height) as f64 * WINDOW_SHARE / 2.0) as usize).clamp(3, MOST_RADIUS_PX);
    let mut runs = Vec::new();
    let mut strip = vec![0u32; width + 1];
    let mut dark = vec![false; width];
    for (y, row) in picture.samples().chunks_exact(width).enumerate() {
        let (top, bottom) = (y.saturating_sub(radius), (y + radius + 1).min(height));
        let (above, below) = (&sums[top * (width + 1)..], &sums[bottom * (width + 1)..]);
        for (sum, (below, above)) in strip.iter_mut().zip(below.iter().zip(above)) {
            *sum = below - above;
        }
        let is_dark = |sample: u8, around: u32, columns: usize| {
            let area = (columns * (bottom - top)) as u32;
            u32::from(sample) * area * 256 < around * DARK_256THS
        };
        // Away from the sides every window is whole, and the loop has no branch.
        let span = 2 * radius + 1;
        let whole = strip.iter().zip(strip.get(span..).unwrap_or_default());
        let places = dark.iter_mut().zip(row).skip(radius);
        for ((dark, sample), (left, right)) in places.zip(whole) {
            *dark = is_dark(*sample, right - left, span);
        }
        for x in (0..radius.min(width)).chain(width.saturating_sub(radius).max(radius)..width) {
            let (left, right) = (x.saturating_sub(radius), (x + radius + 1).min(width));
            dark[x] = is_dark(row[x], strip[right] - strip[left], right - left);
        }
        push_runs(y as u32, &dark, &mut runs);
    }
    runs
}

fn push_runs(row: u32, dark: &[bool], runs: &mut Vec<Run>) {
    let mut at = 0;
    while let Some(skip) = dark[at..].iter().position(|is_dark| *is_dark) {
        let from = at + skip;
        let length = dark[from..].iter().position(|is_dark| !is_dark).unwrap_or(dark.len() - from);
        at = from + length;
        runs.push(Run { row, from: from as u32, to: at as u32 });
    }
}

/// Sums of all samples above and left; one row and column more than the picture.
fn integral(picture: &Picture) -> Vec<u32> {
    let width = picture.width_px();
    let mut sums = vec![0u32; (width + 1) * (picture.height_px() + 1)];
    for (y, row) in picture.samples().chunks_exact(width).enumerate() {
        let (done, rest) = sums.split_at_mut((y + 1) * (width + 1));
        let above = &done[y * (width + 1)..];
        let mut line = 0u32;
        for (x, sample) in row.iter().enumerate() {
            line += u32::from(*sample);
            rest[x + 1] = above[x + 1] + line;
        }
    }
    sums
}

/// Joins runs that touch, in four directions, and adds up their moments.
fn components(runs: &[Run]) -> Vec<Moments> {
    let mut parents: Vec<usize> = (0..runs.len()).collect();
    let mut above = 0..0;
    let mut at = 0;
    while at < runs.len() {
        let row = runs[at].row;
        let end = at + runs[at..].partition_point(|run| run.row == row);
        if above.end != at || runs[above.start].row + 1 != row {
            above = at..at;
        }
        let mut over = above.start;
        for here in at..end {
            while over < above.end && runs[over].to <= runs[here].from {
                over += 1;
            }
            let mut touching = over;
            while touching < above.end && runs[touching].from < runs[here].to {
                join(&mut parents, here, touching);
                touching += 1;
            }
        }
        above = at..end;
        at = end;
    }
    let mut moments = vec![Moments::default(); runs.len()];
    for (at, run) in runs.iter().enumerate() {
        moments[root(&mut parents, at)].add(*run);
    }
    moments.retain(|one| one.area > 0.0);
    moments
}

fn root(parents: &mut [usize], mut at: usize) -> usize {
    while parents[at] != at {
        parents[at] = parents[parents[at]];
        at = parents[at];
    }
    at
}

fn join(parents: &mut [usize], one: usize, other: usize) {
    let (one, other) = (root(parents, one), root(parents, other));
    parents[one.max(other)] = one.min(other);
}

/// Area, and sums of x, y, x², y² and xy over a blob's pixels.
#[derive(Debug, Clone, Copy, Default)]
struct Moments {
    area: f64,
    x: f64,
    y: f64,
    xx: f64,
    yy: f64,
    xy: f64,
}

impl Moments {
    fn add(&mut self, run: Run) {
        let (from, to, y) = (f64::from(run.from), f64::from(run.to), f64::from(run.row));
        let count = to - from;
        let x = count * (from + to - 1.0) / 2.0;
        // The sum of squares of 0..n is (n − 1) n (2n − 1) / 6.
        let squares = |n: f64| (n - 1.0) * n * (2.0 * n - 1.0) / 6.0;
        self.area += count;
        self.x += x;
        self.y += count * y;
        self.xx += squares(to) - squares(from);
        self.yy += count * y * y;
        self.xy += x * y;
    }

    fn blob(&self) -> Option<Blob> {
        if self.area < LEAST_AREA_PX {
            return None;
        }
        let (x, y) = (self.x / self.area, self.y / self.area);
        // A pixel is no point: it has the variance of a unit square.
        let xx = self.xx / self.area - x * x + 1.0 / 12.0;
        let yy = self.yy / self.area - y * y + 1.0 / 12.0;
        let xy = self.xy / self.area - x * y;
        let half = f64::midpoint(xx, yy);
        let spread = ((xx - yy) / 2.0).hypot(xy);
        let roundness = ((half - spread).max(0.0) / (half + spread)).sqrt();
        let side_px = (12.0 * (half - spread).max(1e-9).sqrt() * (half + spread).sqrt()).sqrt();
        let filled = self.area / (side_px * side_px);
        let solid = filled.min(1.0 / filled);
        (roundness >= LEAST_ROUNDNESS && solid >= 0.75).then_some(Blob {
            centre: (x + 0.5, y + 0.5),
            side_px,
            likeness: roundness * solid,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(boxes: &[(usize, usize, usize, usize)]) -> Picture {
        let mut samples = vec![230u8; 200 * 150];
        for (left, top, width, height) in boxes {
            for y in *top..top + height {
                samples[y * 200 + left..y * 200 + left + width].fill(20);
            }
        }
        Picture::new(200, 150, samples).unwrap()
    }

    #[test]
    fn squares_are_found_where_they_are() {
        let found = blobs(&drawn(&[(20, 30, 8, 8), (150, 100, 5, 5)]));
        let places: Vec<Xy> = found.iter().map(|blob| blob.centre).collect();
        assert_eq!(places, [(24.0, 34.0), (152.5, 102.5)]);
        assert!((found[0].side_px - 8.0).abs() < 0.1, "{found:?}");
        assert!(found.iter().all(|blob| blob.likeness > 0.95), "{found:?}");
    }

    #[test]
    fn bars_specks_and_frames_are_no_squares() {
        let frame = [(20, 20, 30, 3), (20, 47, 30, 3), (20, 20, 3, 30), (47, 20, 3, 30)];
        assert_eq!(blobs(&drawn(&frame)), []);
        assert_eq!(blobs(&drawn(&[(20, 30, 16, 5), (90, 90, 3, 3)])), []);
    }
}
