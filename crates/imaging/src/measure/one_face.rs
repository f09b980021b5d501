//! 单人: nobody else in the picture.

use super::View;
use crate::find::detector::Detection;
use crate::reading::Measured;

/// Area of the largest other face over the area of this one, which comes first; 0 alone.
///
/// Boxes centred inside this face's own box are its glasses or its mouth, not another face.
pub fn measure(view: &View<'_>) -> Measured {
    share(view.faces).into()
}

fn share(faces: &[Detection]) -> f64 {
    let Some((this, others)) = faces.split_first() else { return 0.0 };
    others
        .iter()
        .filter(|other| !this.holds_centre_of(other))
        .map(|other| other.area() / this.area())
        .fold(0.0, f64::max)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assessment::Point;

    fn face(x: f64, side: f64) -> Detection {
        let at = |d: f64| Point { x: x + d, y: d };
        Detection { score: 0.9, left_top: at(0.0), right_bottom: at(side), points: [at(0.0); 6] }
    }

    #[test]
    fn another_face_counts_by_its_area_and_a_box_on_the_same_face_does_not() {
        assert!(share(&[face(0.0, 100.0)]).abs() < 1e-9);
        assert!((share(&[face(0.0, 100.0), face(200.0, 50.0)]) - 0.25).abs() < 1e-9);
        assert!(share(&[face(0.0, 100.0), face(20.0, 50.0)]).abs() < 1e-9);
    }
}
