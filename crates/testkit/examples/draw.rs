//! 样张: writes drawn frames for looking at: `draw DIR COUNT [FAULT]`.

use std::error::Error;
use std::fmt::Write as _;
use std::path::PathBuf;

use testkit::face::{FaceSpec, Fault, draw};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(folder), Some(count)) = (arguments.next(), arguments.next()) else {
        return Err("say where to and how many: draw DIR COUNT [FAULT]".into());
    };
    let wanted = arguments.next();
    let fault = match &wanted {
        None => None,
        Some(name) => {
            let found = Fault::ALL.into_iter().find(|fault| format!("{fault:?}") == *name);
            Some(found.ok_or_else(|| format!("no fault is called {name}: {:?}", Fault::ALL))?)
        }
    };
    let folder = PathBuf::from(folder);
    std::fs::create_dir_all(&folder)?;
    let mut truths = String::from(
        "name,left_x,left_y,right_x,right_y,chin_x,chin_y,hair_top,\
         face_left,face_right,face_width,roll\n",
    );
    for seed in 0..count.parse()? {
        let spec = FaceSpec::of(seed);
        let drawn = draw(&fault.map_or(spec.clone(), |fault| spec.with(fault)));
        let name = format!("{seed:04}.png");
        drawn.image.save(folder.join(&name))?;
        let Some(truth) = drawn.truth else { continue };
        truth.mask.save(folder.join(format!("{seed:04}-mask.png")))?;
        let ((lx, ly), (rx, ry), (cx, cy)) = (truth.left_pupil, truth.right_pupil, truth.chin);
        let (top, roll) = (truth.hair_top_y, truth.roll_deg);
        let (left, right, width) = (truth.face_left_x, truth.face_right_x, truth.face_width_px);
        let row = [lx, ly, rx, ry, cx, cy, top, left, right, width, roll];
        let row = row.map(|number| format!("{number:.2}")).join(",");
        writeln!(truths, "{name},{row}")?;
    }
    std::fs::write(folder.join("truth.csv"), truths)?;
    Ok(())
}
