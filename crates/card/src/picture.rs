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
    /// at the right and below is dropped. `None` when a side is shorter than the factor.
    pub fn reduced(&self, factor: usize) -> Option<Self> {
        if factor <= 1 {
            return Some(self.clone());
        }
        let (width, height) = (self.width_px / factor, self.height_px / factor);
        let mut samples = Vec::with_capacity(width * height);
        let mut sums = vec![0u32; width];
        let area = u32::try_from(factor * factor).ok()?;
        for rows in self.samples.chunks_exact(self.width_px * factor) {
            sums.fill(0);
            for row in rows.chunks_exact(self.width_px) {
                for (sum, square) in sums.iter_mut().zip(row.chunks_exact(factor)) {
                    *sum += square.iter().map(|sample| u32::from(*sample)).sum::<u32>();
                }
            }
            samples.extend(sums.iter().map(|sum| (sum / area) as u8));
        }
        Self::new(width, height, samples)
    }
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
    fn a_place_outside_gives_the_nearest_pixel() {
        let picture = Picture::new(2, 1, vec![7, 9]).unwrap();
        for (x, y, sample) in [(-5.0, 0.0, 7), (f64::NAN, 0.5, 7), (1e300, -1.0, 9)] {
            assert_eq!(picture.at(x, y), sample);
            assert!(!picture.covers(x, y));
        }
    }
}
