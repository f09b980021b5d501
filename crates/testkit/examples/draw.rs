//! 样张: writes drawn frames and a sheet of them for looking at: `draw DIR COUNT [FAULT|every]`.

use std::error::Error;
use std::fmt::Write as _;
use std::path::Path;

use image::RgbImage;
use image::imageops::{FilterType, replace, resize};
use testkit::face::{Drawn, FaceSpec, Fault, draw};

/// Frames side by side on a sheet, and their size there.
const COLUMNS: usize = 8;
const SMALL_PX: (u32, u32) = (240, 320);

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(folder), Some(count)) = (arguments.next(), arguments.next()) else {
        return Err("say where to and how many: draw DIR COUNT [FAULT|every]".into());
    };
    let folder = Path::new(&folder);
    std::fs::create_dir_all(folder)?;
    let specs = wanted(count.parse()?, arguments.next().as_deref())?;
    let mut truths = String::from(
        "name,left_x,left_y,right_x,right_y,chin_x,chin_y,hair_top,\
         face_left,face_right,face_width,roll\n",
    );
    let mut sheet = Vec::new();
    for (name, spec) in specs {
        let drawn = draw(&spec);
        drawn.image.save(folder.join(format!("{name}.png")))?;
        write_truth(folder, &name, &drawn, &mut truths)?;
        sheet.push(resize(&drawn.image, SMALL_PX.0, SMALL_PX.1, FilterType::Triangle));
    }
    std::fs::write(folder.join("truth.csv"), truths)?;
    sheet_of(&sheet).save(folder.join("sheet.png"))?;
    Ok(())
}

/// What is drawn under which name: seeds from 0, with the fault, or every fault on one seed each.
fn wanted(count: u64, fault: Option<&str>) -> Result<Vec<(String, FaceSpec)>, String> {
    let seeds = (0..count).map(|seed| (format!("{seed:04}"), FaceSpec::of(seed)));
    let Some(name) = fault else { return Ok(seeds.collect()) };
    if name == "every" {
        let faults = Fault::ALL.into_iter().zip(count..);
        let one = |(fault, seed)| (format!("{fault:?}"), FaceSpec::of(seed).with(fault));
        return Ok(faults.map(one).collect());
    }
    let found = Fault::ALL.into_iter().find(|fault| format!("{fault:?}") == name);
    let fault = found.ok_or_else(|| format!("no fault is called {name}: {:?}", Fault::ALL))?;
    Ok(seeds.map(|(name, spec)| (name, spec.with(fault))).collect())
}

fn write_truth(
    folder: &Path,
    name: &str,
    drawn: &Drawn,
    truths: &mut String,
) -> Result<(), Box<dyn Error>> {
    let Some(truth) = &drawn.truth else { return Ok(()) };
    truth.mask.save(folder.join(format!("{name}-mask.png")))?;
    let ((lx, ly), (rx, ry), (cx, cy)) = (truth.left_pupil, truth.right_pupil, truth.chin);
    let (top, roll) = (truth.hair_top_y, truth.roll_deg);
    let (left, right, width) = (truth.face_left_x, truth.face_right_x, truth.face_width_px);
    let row = [lx, ly, rx, ry, cx, cy, top, left, right, width, roll];
    let row = row.map(|number| format!("{number:.2}")).join(",");
    writeln!(truths, "{name}.png,{row}")?;
    Ok(())
}

fn sheet_of(frames: &[RgbImage]) -> RgbImage {
    let count = u32::try_from(frames.len()).unwrap_or(u32::MAX);
    let columns = u32::try_from(COLUMNS).unwrap_or(u32::MAX).min(count.max(1));
    let (width, height) = (SMALL_PX.0 + 4, SMALL_PX.1 + 4);
    let mut sheet = RgbImage::new(columns * width, count.div_ceil(columns) * height);
    for (frame, at) in frames.iter().zip(0..count) {
        let (x, y) = ((at % columns) * width, (at / columns) * height);
        replace(&mut sheet, frame, i64::from(x), i64::from(y));
    }
    sheet
}
