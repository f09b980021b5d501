//! 一致性: our reading of OFIQ's classical components beside the values its authors published.

use std::collections::BTreeMap;

use image::imageops::{self, FilterType};
use imaging::find::mask::Region;
use imaging::{Engine, Limits, decode, ofiq};

use crate::library::Picture;
use crate::stats::{mean_absolute_error, spearman};

/// Width at which the reference was run.
const WIDTH_PX: u32 = 513;

/// Component by OFIQ's name and the least ρ that is required of it.
pub const REQUIRED: [(&str, f64); 5] = [
    ("LuminanceMean", 0.99),
    ("LuminanceVariance", 0.99),
    ("DynamicRange", 0.99),
    ("UnderExposurePrevention", 0.99),
    ("IlluminationUniformity", 0.90),
];

/// How far one component agrees.
#[derive(Debug, Clone, PartialEq)]
pub struct Agreement {
    pub name: &'static str,
    pub count: usize,
    /// `None` where one side does not vary.
    pub rho: Option<f64>,
    /// Points of 100.
    pub mean_error: f64,
}

/// Our value and the published one, 0 to 100, of every component both have.
pub fn of_picture(engine: &mut Engine, picture: &Picture) -> Vec<(&'static str, f64, f64)> {
    if picture.official.is_empty() {
        return Vec::new();
    }
    let Ok(photo) = decode(&picture.bytes, &Limits::default()) else { return Vec::new() };
    let height_px = photo.image.height() * WIDTH_PX / photo.image.width().max(1);
    let small = imageops::resize(&photo.image, WIDTH_PX, height_px, FilterType::Triangle);
    let Some(found) = engine.find(&small) else { return Vec::new() };
    let mask = engine.segment(&small, Region::whole(&small));
    ofiq::components(&small, &found.mesh, &mask, 0.0)
        .into_iter()
        .filter_map(|(name, component)| {
            let published = picture.official.get(&format!("{name}.mapped"))?;
            Some((name, f64::from(component.mapped), *published))
        })
        .collect()
}

/// The agreement of each component over all pictures, by name.
pub fn of_all(values: &[Vec<(&'static str, f64, f64)>]) -> Vec<Agreement> {
    let mut pairs: BTreeMap<&'static str, Vec<(f64, f64)>> = BTreeMap::new();
    for (name, ours, published) in values.iter().flatten() {
        pairs.entry(name).or_default().push((*ours, *published));
    }
    pairs
        .into_iter()
        .filter_map(|(name, pairs)| {
            let mean_error = mean_absolute_error(&pairs)?;
            Some(Agreement { name, count: pairs.len(), rho: spearman(&pairs), mean_error })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn components_are_gathered_over_pictures() {
        let values = [vec![("A", 1.0, 2.0), ("B", 5.0, 5.0)], vec![("A", 3.0, 8.0)]];
        let all = of_all(&values);
        assert_eq!(all[0], Agreement { name: "A", count: 2, rho: Some(1.0), mean_error: 3.0 });
        assert_eq!((all[1].rho, all[1].count), (None, 1));
    }
}
