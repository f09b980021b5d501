//! The faults a card can have, mild and hard, each drawn anew from the seed.

use std::f32::consts::PI;

use image::RgbImage;
use testkit::pencil::spoil::{blur, grey, noise, remap, shade, shake, specks, stain, tone};
use testkit::random::Random;

/// How the marks are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    Careful,
    Faint,
    Partial,
    Sloppy,
    Erasure,
    Double,
    Stray,
}

/// What may be asked of the reader under a condition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// As a feeder scanner delivers careful cards.
    Scan,
    /// One fault, and a mild one.
    Mild,
    /// Everything else.
    Hard,
}

/// One row of the evaluation.
pub struct Condition {
    pub name: &'static str,
    pub group: Group,
    pub style: Style,
    pub dpi: f32,
    pub quality: f32,
    pub spoil: fn(RgbImage, &mut Random) -> RgbImage,
}

const fn row(
    name: &'static str,
    group: Group,
    style: Style,
    spoil: fn(RgbImage, &mut Random) -> RgbImage,
) -> Condition {
    Condition { name, group, style, dpi: 200.0, quality: 82.0, spoil }
}

const fn at(dpi: f32, condition: Condition) -> Condition {
    Condition { dpi, ..condition }
}

use Group::{Hard, Mild, Scan};
use Style::{Careful, Double, Erasure, Faint, Partial, Sloppy, Stray};

/// Every condition, the easy ones first.
pub const CONDITIONS: &[Condition] = &[
    row("clean", Scan, Careful, |paper, _| paper),
    row("scan", Scan, Careful, scan),
    row("scan, grey", Scan, Careful, |paper, random| {
        let mut paper = scan(paper, random);
        grey(&mut paper);
        paper
    }),
    at(150.0, row("scan, 150 dpi", Scan, Careful, scan)),
    at(300.0, row("scan, 300 dpi", Scan, Careful, scan)),
    at(100.0, row("100 dpi", Mild, Careful, scan)),
    at(75.0, row("75 dpi", Mild, Careful, scan)),
    at(600.0, row("600 dpi", Mild, Careful, |paper, _| paper)),
    row("turned 90", Mild, Careful, |paper, random| turned(&scan(paper, random), 1)),
    row("turned 180", Mild, Careful, |paper, random| turned(&scan(paper, random), 2)),
    row("turned 270", Mild, Careful, |paper, random| turned(&scan(paper, random), 3)),
    row("printed at 92 %", Mild, Careful, |paper, random| scan(scaled(&paper, 0.92), random)),
    row("printed at 104 %", Mild, Careful, |paper, random| scan(scaled(&paper, 1.04), random)),
    row("faint pencil", Mild, Faint, scan),
    row("half-filled", Mild, Partial, scan),
    row("sloppy", Mild, Sloppy, scan),
    row("rotated 5-10", Mild, Careful, |paper, random| {
        let angle = random.between(5.0, 10.0) * if random.chance(0.5) { 1.0 } else { -1.0 };
        rotated(&paper, angle)
    }),
    row("defocus 1", Mild, Careful, |paper, _| with(paper, |paper| blur(paper, 1.0))),
    row("defocus 3", Mild, Careful, |paper, _| with(paper, |paper| blur(paper, 3.0))),
    row("jpeg 30", Mild, Careful, |paper, random| {
        let mut paper = scan(paper, random);
        noise(&mut paper, 3.0, random);
        blocks(&mut paper);
        paper
    }),
    row("keystone 0.02", Mild, Careful, |paper, random| keystone(&paper, 0.02, random)),
    row("keystone 0.06", Mild, Careful, |paper, random| keystone(&paper, 0.06, random)),
    row("keystone 0.10", Hard, Careful, |paper, random| keystone(&paper, 0.10, random)),
    row("vibration 15 px", Hard, Careful, |paper, _| with(paper, |paper| shake(paper, 15))),
    row("defocus 5", Hard, Careful, |paper, _| with(paper, |paper| blur(paper, 5.0))),
    row("speckle 1", Hard, Careful, |paper, random| speckled(paper, 1500, random)),
    row("speckle 3", Hard, Careful, |paper, random| speckled(paper, 9000, random)),
    row("watermark", Hard, Careful, watermark),
    row("illumination 1", Hard, Careful, |paper, random| exposed(paper, 1.15, random)),
    row("illumination 3", Hard, Careful, |paper, random| exposed(paper, 1.6, random)),
    row("low light", Hard, Careful, low_light),
    row("fold", Hard, Careful, |paper, random| {
        let folded = fold(&paper, random);
        scan(folded, random)
    }),
    row("curl", Hard, Careful, |paper, random| {
        let curled = curl(&paper, random);
        scan(curled, random)
    }),
    row("lighting gradient", Hard, Careful, |paper, random| {
        let mut paper = scan(paper, random);
        gradient(&mut paper, 0.35, random);
        paper
    }),
    row("shadow", Hard, Careful, |paper, random| {
        let mut paper = scan(paper, random);
        shadow(&mut paper, random);
        paper
    }),
    row("bad photocopy", Hard, Careful, bad_copy),
    row("stains", Hard, Careful, stained),
    row("stray strokes", Hard, Stray, scan),
    row("scan + erasure", Hard, Erasure, scan),
    row("scan + double", Hard, Double, scan),
    row("photo mild", Hard, Careful, photo_mild),
    row("photo mild + faint", Hard, Faint, photo_mild),
    row("photo mild + erasure", Hard, Erasure, photo_mild),
    row("photo hard", Hard, Careful, photo_hard),
];

fn with(mut paper: RgbImage, run: impl FnOnce(&mut RgbImage)) -> RgbImage {
    run(&mut paper);
    paper
}

/// A feeder scanner: a little crooked, a little soft, a little noisy, on a white or grey bed.
fn scan(paper: RgbImage, random: &mut Random) -> RgbImage {
    let angle = random.between(-1.5, 1.5);
    let mut paper = rotated(&paper, angle);
    blur(&mut paper, random.between(0.4, 0.8));
    let (black, white) = (random.between(0.0, 0.06), random.between(0.92, 1.0));
    tone(&mut paper, |value| black + value * (white - black));
    noise(&mut paper, random.between(2.0, 5.0), random);
    paper
}

fn rotated(paper: &RgbImage, degrees: f32) -> RgbImage {
    let (sin, cos) = (degrees * PI / 180.0).sin_cos();
    let (x0, y0) = middle(paper);
    // The scanner's bed is larger than the sheet, so no corner is lost.
    let (width, height) = ((x0 * 2.0) as u32, (y0 * 2.0) as u32);
    let margin = ((x0 + y0) * sin.abs()) as u32;
    let bed = (width + 2 * margin, height + 2 * margin);
    let edge = margin as f32;
    remap(paper, bed, [250, 250, 248], |(x, y)| {
        let (dx, dy) = (x - edge - x0, y - edge - y0);
        (x0 + dx * cos - dy * sin, y0 + dx * sin + dy * cos)
    })
}

/// Quarter turns to the right.
fn turned(paper: &RgbImage, quarters: u32) -> RgbImage {
    match quarters {
        1 => image::imageops::rotate90(paper),
        2 => image::imageops::rotate180(paper),
        _ => image::imageops::rotate270(paper),
    }
}

fn scaled(paper: &RgbImage, share: f32) -> RgbImage {
    let (x0, y0) = middle(paper);
    remap(paper, paper.dimensions(), [252, 252, 250], |(x, y)| {
        (x0 + (x - x0) / share, y0 + (y - y0) / share)
    })
}

/// Eight by eight blocks lose their finest shades, as in a hard JPEG.
fn blocks(paper: &mut RgbImage) {
    let (width, height) = paper.dimensions();
    for top in (0..height).step_by(8) {
        for left in (0..width).step_by(8) {
            let cells = || {
                let (right, bottom) = ((left + 8).min(width), (top + 8).min(height));
                (top..bottom).flat_map(move |y| (left..right).map(move |x| (x, y)))
            };
            let sum: u32 = cells().map(|(x, y)| u32::from(paper.get_pixel(x, y).0[0])).sum();
            let mean = sum as f32 / cells().count() as f32;
            for (x, y) in cells() {
                for channel in &mut paper.get_pixel_mut(x, y).0 {
                    *channel = (mean + ((f32::from(*channel) - mean) / 24.0).round() * 24.0) as u8;
                }
            }
        }
    }
}

fn keystone(paper: &RgbImage, amount: f32, random: &mut Random) -> RgbImage {
    let (x0, y0) = middle(paper);
    let sign = |random: &mut Random| if random.chance(0.5) { amount } else { -amount };
    let (g, h) = (sign(random) / x0, sign(random) / y0);
    let share = 0.9 - amount;
    remap(paper, paper.dimensions(), [235, 235, 232], |(x, y)| {
        let (dx, dy) = ((x - x0) / share, (y - y0) / share);
        let depth = 1.0 + g * dx + h * dy;
        (x0 + dx / depth, y0 + dy / depth)
    })
}

fn speckled(mut paper: RgbImage, count: u32, random: &mut Random) -> RgbImage {
    specks(&mut paper, count, 4.0, random);
    scan(paper, random)
}

/// Large pale words across the sheet.
fn watermark(mut paper: RgbImage, random: &mut Random) -> RgbImage {
    let (period, grey) = (random.between(120.0, 220.0), random.between(0.78, 0.86));
    let slant = random.between(0.5, 1.2);
    shade(&mut paper, |(x, y)| {
        let along = (x + slant * y) % period;
        let across = (slant * x - y).rem_euclid(period * 0.7);
        if along < period * 0.22 && across < period * 0.5 { grey } else { 1.0 }
    });
    scan(paper, random)
}

/// Light so strong that the paper, and some of the pencil, is lost.
fn exposed(mut paper: RgbImage, most: f32, random: &mut Random) -> RgbImage {
    let (x0, y0) = middle(&paper);
    let (cx, cy) = (x0 * random.between(0.2, 1.8), y0 * random.between(0.2, 1.8));
    let reach = x0 * random.between(0.8, 1.6);
    tone(&mut paper, |value| value * 0.88);
    shade(&mut paper, |(x, y)| {
        let share = (x - cx).hypot(y - cy) / reach;
        1.0 + (most - 1.0) * (-share * share).exp() * 1.6
    });
    scan(paper, random)
}

fn low_light(mut paper: RgbImage, random: &mut Random) -> RgbImage {
    let light = random.between(0.25, 0.45);
    tone(&mut paper, |value| value * light + 0.02);
    blur(&mut paper, 0.8);
    noise(&mut paper, random.between(5.0, 9.0), random);
    paper
}

/// A sheet that was folded once and flattened: its halves lie at a small angle, the paper runs
/// up to 1.2 mm short beside the crease, and the crease has a shadow.
fn fold(paper: &RgbImage, random: &mut Random) -> RgbImage {
    let upright = random.chance(0.5);
    let (width, height) = (paper.width() as f32, paper.height() as f32);
    let length = if upright { width } else { height };
    let px_per_mm = width / 210.0;
    let crease = length * random.between(0.3, 0.7);
    let short = random.between(0.4, 1.2) * px_per_mm;
    let reach = random.between(8.0, 20.0) * px_per_mm;
    let angle = random.between(-0.4, 0.4) * PI / 180.0;
    let mut folded = remap(paper, paper.dimensions(), [252, 252, 250], |(x, y)| {
        let along = if upright { x } else { y } - crease;
        let pull = short * along.signum() * (-along.abs() / reach).exp();
        let lean = if along > 0.0 { angle * along } else { 0.0 };
        if upright { (x + pull, y + lean) } else { (x + lean, y + pull) }
    });
    let (dark, light) = (random.between(0.7, 0.85), random.between(0.9, 1.0));
    shade(&mut folded, |(x, y)| {
        let along = (if upright { x } else { y } - crease) / px_per_mm;
        let line = if along.abs() < 0.35 { dark } else { 1.0 };
        if along > 0.0 { line * (1.0 - (1.0 - light) * (-along / 15.0).exp()) } else { line }
    });
    folded
}

/// Paper that does not lie flat: bent by up to 2.5 mm.
fn curl(paper: &RgbImage, random: &mut Random) -> RgbImage {
    let (width, height) = (paper.width() as f32, paper.height() as f32);
    let px_per_mm = width / 210.0;
    let bend = random.between(-2.5, 2.5) * px_per_mm;
    let side = random.between(-1.5, 1.5) * px_per_mm;
    remap(paper, paper.dimensions(), [252, 252, 250], |(x, y)| {
        (x + side * (PI * y / height).sin(), y + bend * (PI * x / width).sin())
    })
}

fn gradient(paper: &mut RgbImage, least: f32, random: &mut Random) {
    let (width, height) = (paper.width() as f32, paper.height() as f32);
    let least = random.between(least, least + 0.25);
    let (sin, cos) = random.between(0.0, 2.0 * PI).sin_cos();
    shade(paper, |(x, y)| {
        let along = (x / width - 0.5) * cos + (y / height - 0.5) * sin + 0.5;
        least + (1.0 - least) * along.clamp(0.0, 1.0)
    });
}

/// A hand or a phone between lamp and paper.
fn shadow(paper: &mut RgbImage, random: &mut Random) {
    let (width, height) = (paper.width() as f32, paper.height() as f32);
    let (sin, cos) = random.between(0.0, 2.0 * PI).sin_cos();
    let at = random.between(-0.2, 0.2);
    let (dark, soft) = (random.between(0.4, 0.65), random.between(0.01, 0.06));
    shade(paper, |(x, y)| {
        let along = (x / width - 0.5) * cos + (y / height - 0.5) * sin - at;
        let share = (along / soft * 0.5 + 0.5).clamp(0.0, 1.0);
        dark + (1.0 - dark) * share
    });
}

/// Grey, hard, and with toner where none belongs; the pale print may come out or not.
fn bad_copy(mut paper: RgbImage, random: &mut Random) -> RgbImage {
    grey(&mut paper);
    let (knee, steep) = (random.between(0.62, 0.72), random.between(3.0, 7.0));
    tone(&mut paper, |value| ((value - knee) * steep + 0.5).clamp(0.03, 1.0));
    specks(&mut paper, 2500, 3.0, random);
    let streak = random.between(0.1, 0.9) * paper.width() as f32;
    shade(&mut paper, |(x, _)| if (x - streak).abs() < 2.0 { 0.6 } else { 1.0 });
    scan(paper, random)
}

fn stained(mut paper: RgbImage, random: &mut Random) -> RgbImage {
    let (width, height) = (paper.width() as f32, paper.height() as f32);
    for _ in 0..3 {
        let centre = (random.between(0.1, 0.9) * width, random.between(0.1, 0.9) * height);
        let radius = random.between(0.03, 0.1) * width;
        stain(&mut paper, centre, radius, random.between(0.15, 0.45));
    }
    scan(paper, random)
}

fn photo_mild(paper: RgbImage, random: &mut Random) -> RgbImage {
    let mut photo = photographed(&paper, 0.04, 5.0, random);
    gradient(&mut photo, 0.6, random);
    blur(&mut photo, random.between(0.5, 0.9));
    noise(&mut photo, random.between(3.0, 6.0), random);
    photo
}

fn photo_hard(paper: RgbImage, random: &mut Random) -> RgbImage {
    let curled = curl(&paper, random);
    let mut photo = photographed(&curled, 0.1, 12.0, random);
    gradient(&mut photo, 0.45, random);
    shadow(&mut photo, random);
    blur(&mut photo, random.between(0.9, 1.4));
    noise(&mut photo, random.between(6.0, 10.0), random);
    photo
}

/// A card on a wooden desk, seen from the side.
fn photographed(paper: &RgbImage, tilt: f32, degrees: f32, random: &mut Random) -> RgbImage {
    let (x0, y0) = middle(paper);
    let (g, h) = (random.between(-tilt, tilt) / x0, random.between(-tilt, tilt) / y0);
    let (sin, cos) = (random.between(-degrees, degrees) * PI / 180.0).sin_cos();
    let share = random.between(0.85, 1.0);
    let (width, height) = ((x0 * 2.5) as u32, (y0 * 2.7) as u32);
    let (cx, cy) = (width as f32 / 2.0, height as f32 / 2.0);
    let desk = [random.between(60.0, 150.0) as u8, random.between(50.0, 110.0) as u8, 60];
    remap(paper, (width, height), desk, |(x, y)| {
        let (dx, dy) = ((x - cx) / share, (y - cy) / share);
        let (dx, dy) = (dx * cos - dy * sin, dx * sin + dy * cos);
        let depth = 1.0 + g * dx + h * dy;
        (x0 + dx / depth, y0 + dy / depth)
    })
}

fn middle(paper: &RgbImage) -> (f32, f32) {
    (paper.width() as f32 / 2.0, paper.height() as f32 / 2.0)
}
