//! 灰度图: what the reader looks at, one sample a pixel.

/// Samples from 0, black, to 255, white, row by row. Invariant: `width_px × height_px` of them,
/// and neither side is 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    width_px: usize,
    height_px: usize,
    samples: Vec<u8>,
}

impl Picture {
    /// `None` when the number of samples is not width × height, or is 0.
    pub fn new(width_px: usize, height_px: usize, samples: Vec<u8>) -> Option<Self> {
        let fits = width_px.checked_mul(height_px) == Some(samples.len()) && !samples.is_empty();
        fits.then_some(Self { width_px, height_px, samples })
    }

    pub fn width_px(&self) -> usize {
        self.width_px
    }

    pub fn height_px(&self) -> usize {
        self.height_px
    }

    pub fn samples(&self) -> &[u8] {
        &self.samples
    }

    /// The sample whose pixel covers a place; outside, the nearest pixel's.
    pub fn at(&self, x_px: f64, y_px: f64) -> u8 {
        // A cast of a negative or infinite number saturates, NaN becomes 0: never out of bounds.
        let x = (x_px as usize).min(self.width_px - 1);
        let y = (y_px as usize).min(self.height_px - 1);
        self.samples[y * self.width_px + x]
    }

    /// The samples on a slanting grid, row by row: `columns` a row from `first` on, each `right`
    /// of the one before, each row `down` of the one above. The same pixels as [`Self::at`] gives
    /// to within 2⁻¹⁵ px.
    pub(crate) fn take(
        &self,
        first: (f64, f64),
        right: (f64, f64),
        down: (f64, f64),
        columns: usize,
        samples: &mut [u8],
    ) {
        let rows = samples.len() / columns.max(1);
        let last = |way: f64, count: usize| way * count.saturating_sub(1) as f64;
        let ends = [(0, 0), (columns, 0), (0, rows), (columns, rows)].map(|(across, along)| {
            (
                first.0 + last(right.0, across) + last(down.0, along),
                first.1 + last(right.1, across) + last(down.1, along),
            )
        });
        let is_inside = ends
            .iter()
            .all(|(x, y)| self.covers(x - 1.0, y - 1.0) && self.covers(x + 1.0, y + 1.0));
        let is_small = self.width_px.max(self.height_px) < 1 << 15;
        for (row, line) in samples.chunks_exact_mut(columns.max(1)).enumerate() {
            let (x, y) = (first.0 + down.0 * row as f64, first.1 + down.1 * row as f64);
            if is_inside && is_small {
                // Counting in 2⁻¹⁶ px spares the conversion and the clamp of every place.
                let fixed = |number: f64| (number * 65536.0) as i32;
                let (mut x, mut y) = (fixed(x), fixed(y));
                let (step_x, step_y) = (fixed(right.0), fixed(right.1));
                for sample in line {
                    *sample = self.samples[(y >> 16) as usize * self.width_px + (x >> 16) as usize];
                    (x, y) = (x.wrapping_add(step_x), y.wrapping_add(step_y));
                }
            } else {
                for (column, sample) in line.iter_mut().enumerate() {
                    let along = column as f64;
                    *sample = self.at(x + right.0 * along, y + right.1 * along);
                }
            }
        }
    }

    /// Whether a place lies on the picture.
    pub fn covers(&self, x_px: f64, y_px: f64) -> bool {
        x_px >= 0.0 && y_px >= 0.0 && x_px < self.width_px as f64 && y_px < self.height_px as f64
    }

    /// Black for white.
    #[must_use]
    pub fn inverted(mut self) -> Self {
        self.samples.iter_mut().for_each(|sample| *sample = 255 - *sample);
        self
    }

    /// The picture reduced by a whole factor: each sample the mean of a square; what is left over
    /// at the right and below is dropped. `None` when a side is shorter than the factor, or the
    /// factor is above 256, which no page needs.
    pub fn reduced(&self, factor: usize) -> Option<Self> {
        if factor <= 1 {
            return Some(self.clone());
        }
        if factor > 256 {
            return None;
        }
        let (width, height) = (self.width_px / factor, self.height_px / factor);
        let mut samples = Vec::with_capacity(width * height);
        // 256 samples of 255 are just below 2^16.
        let mut sums = vec![0u16; self.width_px];
        for rows in self.samples.chunks_exact(self.width_px * factor) {
            sums.fill(0);
            for row in rows.chunks_exact(self.width_px) {
                sums.iter_mut().zip(row).for_each(|(sum, sample)| *sum += u16::from(*sample));
            }
            // Known factors are added without a loop and divided without a division.
            match factor {
                2 => across::<2>(&sums, &mut samples),
                3 => across::<3>(&sums, &mut samples),
                4 => across::<4>(&sums, &mut samples),
                _ => across_any(factor, &sums, &mut samples),
            }
        }
        Self::new(width, height, samples)
    }
}

fn across<const FACTOR: usize>(sums: &[u16], samples: &mut Vec<u8>) {
    let (squares, _) = sums.as_chunks::<FACTOR>();
    let mean = |square: &[u16; FACTOR]| {
        let sum: u32 = square.iter().map(|sum| u32::from(*sum)).sum();
        (sum / (FACTOR * FACTOR) as u32) as u8
    };
    samples.extend(squares.iter().map(mean));
}

fn across_any(factor: usize, sums: &[u16], samples: &mut Vec<u8>) {
    let area = (factor * factor) as u32;
    let mean = |square: &[u16]| square.iter().map(|sum| u32::from(*sum)).sum::<u32>() / area;
    samples.extend(sums.chunks_exact(factor).map(|square| mean(square) as u8));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_has_as_many_samples_as_pixels() {
        assert!(Picture::new(2, 2, vec![0; 4]).is_some());
        assert!(Picture::new(2, 2, vec![0; 5]).is_none());
        assert!(Picture::new(0, 2, vec![]).is_none());
        assert!(Picture::new(usize::MAX, 2, vec![0; 4]).is_none());
    }

    #[test]
    fn reducing_takes_means_and_drops_the_rest() {
        let picture = Picture::new(5, 2, vec![0, 100, 10, 20, 9, 100, 0, 30, 40, 9]).unwrap();
        let half = picture.reduced(2).unwrap();
        assert_eq!((half.width_px(), half.height_px(), half.samples()), (2, 1, &[50, 25][..]));
        assert!(picture.reduced(3).is_none());
    }

    #[test]
    fn every_factor_takes_the_same_means() {
        let samples: Vec<u8> = (0..40 * 33).map(|at| (at * 7 % 251) as u8).collect();
        let picture = Picture::new(40, 33, samples.clone()).unwrap();
        for factor in 2..9 {
            let small = picture.reduced(factor).unwrap();
            for (at, mean) in small.samples().iter().enumerate() {
                let (x, y) = (at % small.width_px() * factor, at / small.width_px() * factor);
                let square = (0..factor * factor).map(|at| (x + at % factor, y + at / factor));
                let sum: usize = square.map(|(x, y)| usize::from(samples[y * 40 + x])).sum();
                assert_eq!(usize::from(*mean), sum / (factor * factor), "{factor} at {x}, {y}");
            }
        }
    }

    #[test]
    fn a_place_outside_gives_the_nearest_pixel() {
        let picture = Picture::new(2, 1, vec![7, 9]).unwrap();
        for (x, y, sample) in [(-5.0, 0.0, 7), (f64::NAN, 0.5, 7), (1e300, -1.0, 9)] {
            assert_eq!(picture.at(x, y), sample);
            assert!(!picture.covers(x, y));
        }
    }
}
