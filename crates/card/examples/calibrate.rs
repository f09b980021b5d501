//! 校准: fits the curves of confidence and prints `src/decide/curves.rs`.
//!
//! Arguments: the first seed and cards a condition; a release build. Logistic regression of "read
//! right" on the margin (Platt, 1999) over every condition of the evaluation, and some cards made
//! worse, on seeds of its own. A step curve would give the few columns just above the last error
//! the certainty of the many far above it.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "samples are clamped, and counts are far below 2^52"
)]

#[path = "judge/mod.rs"]
mod judge;
#[path = "../tests/support/mod.rs"]
mod support;

use std::collections::BTreeMap;
use std::io::{Write, stderr, stdout};

use card::reading::State;
use card::{Form, Limits, Picture, Reader};
use rayon::prelude::*;
use support::{CONDITIONS, Condition, Group, specimen};
use testkit::random::Random;

use judge::Tally;

/// A margin, and whether the column was right.
type Sample = (f64, bool);

/// Steps of Newton's method; it converges in about ten.
const STEPS: usize = 60;
/// One card of so many is also looked at made worse.
const WORSENED: u64 = 4;

fn main() -> std::io::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let first = arguments.next().and_then(|text| text.parse().ok()).unwrap_or(500_000u64);
    let count = arguments.next().and_then(|text| text.parse().ok()).unwrap_or(60u64);
    let form = Form::standard();
    // A card of 600 dpi is as much work as nine others.
    let wanted = |(_, one): &(u64, &Condition)| one.dpi < 400.0;
    let cards: Vec<(&Condition, u64)> = (0u64..)
        .zip(CONDITIONS)
        .filter(wanted)
        .flat_map(|(at, one)| {
            // Scans without a fault are read without a miss: a few of them say as much as many.
            let count = if one.group == Group::Scan { count / 3 } else { count };
            (0..count).map(move |card| (one, first + at * 10_000 + card))
        })
        .collect();
    for condition in CONDITIONS.iter().filter(|one| one.dpi >= 400.0) {
        writeln!(stderr(), "left out: {}", condition.name)?;
    }
    let read: Vec<(Tally, Vec<(State, Sample)>)> =
        cards.par_iter().map(|(condition, seed)| read(&form, condition, *seed)).collect();
    let tally = read.iter().map(|(tally, _)| *tally).fold(Tally::default(), Tally::add);
    writeln!(stderr(), "| {} |\n|{}\n| {} |", Tally::HEAD, Tally::RULE, tally.cells())?;
    let columns: Vec<(State, Sample)> = read.into_iter().flat_map(|(_, columns)| columns).collect();
    let of = |is_clear: bool| {
        let of_this = |(state, _): &&(State, Sample)| {
            matches!(state, State::Blank | State::Marked) == is_clear
        };
        logistic(&columns.iter().filter(of_this).map(|(_, sample)| *sample).collect::<Vec<_>>())
    };
    let mut out = stdout().lock();
    write!(
        out,
        "//! Written by `cargo run --release -p card --example calibrate -- {first} {count}`; not \
         edited by\n//! hand.\n//!\n//! Margins, and the share of columns read right at such a \
         margin, as ln(p / (1 − p)) =\n//! first + second × margin, fitted to {} columns, \
         {} of them wrong.\n\n",
        columns.len(),
        tally.columns_wrong
    )?;
    constant(&mut out, "Columns that are blank or marked.", "CLEAR", of(true))?;
    writeln!(out)?;
    constant(
        &mut out,
        "Columns with a faint, a second or a rubbed out mark.",
        "DOUBTFUL",
        of(false),
    )
}

fn constant(
    out: &mut impl Write,
    about: &str,
    name: &str,
    (level, slope): (f64, f64),
) -> std::io::Result<()> {
    writeln!(out, "/// {about}\npub(super) const {name}: (f64, f64) = ({level:.3}, {slope:.3});")
}

fn read(form: &Form, condition: &Condition, seed: u64) -> (Tally, Vec<(State, Sample)>) {
    let drawn = specimen(form, condition, seed);
    let mut pictures = Vec::new();
    card::decode::pages(&drawn.jpeg, &Limits::default(), &mut |page| pictures.extend(page));
    let Some(picture) = pictures.first() else { return (Tally::default(), Vec::new()) };
    let (mut tally, mut columns) = look(form, picture, &drawn.truth);
    let worse = worsened(picture, &mut Random::seeded(seed));
    if let Some(worse) = worse.filter(|_| seed.is_multiple_of(WORSENED)) {
        let (one, of_one) = look(form, &worse, &drawn.truth);
        tally = tally.add(one);
        columns.extend(of_one);
    }
    (tally, columns)
}

fn look(
    form: &Form,
    picture: &Picture,
    truth: &BTreeMap<String, String>,
) -> (Tally, Vec<(State, Sample)>) {
    let reader = Reader::new(form);
    let (readings, margins) = (reader.read_picture("", picture), reader.margins(picture));
    let tally = judge::tally(form, &readings, truth);
    let ([reading], [margins]) = (&readings[..], &margins[..]) else { return (tally, Vec::new()) };
    let right = judge::columns(form, reading, truth).into_iter().map(|(_, right)| right);
    let columns = margins.iter().zip(right);
    (tally, columns.map(|((state, margin), right)| (*state, (*margin, right))).collect())
}

/// The picture with less contrast and more noise, in patches as large as half a bubble: among
/// cards as they come, columns that are read wrong are too rare to fit anything to.
fn worsened(picture: &Picture, random: &mut Random) -> Option<Picture> {
    const PATCH_PX: usize = 9;
    let contrast = random.between(0.1, 1.0);
    let (fine, coarse) = (random.between(0.0, 40.0), random.between(0.0, 45.0));
    let across = picture.width_px() / PATCH_PX + 1;
    let down = picture.height_px() / PATCH_PX + 1;
    let patches: Vec<f32> = (0..across * down).map(|_| coarse * bell(random)).collect();
    let sample = |(at, sample): (usize, &u8)| {
        let (x, y) = (at % picture.width_px(), at / picture.width_px());
        let off = fine * bell(random) + patches[y / PATCH_PX * across + x / PATCH_PX];
        (250.0 - (250.0 - f32::from(*sample)) * contrast + off).clamp(0.0, 255.0) as u8
    };
    let samples = picture.samples().iter().enumerate().map(sample).collect();
    Picture::new(picture.width_px(), picture.height_px(), samples)
}

/// Nearly normal, of variance 1: three flat ones together.
fn bell(random: &mut Random) -> f32 {
    (0..3).map(|_| random.between(-1.0, 1.0)).sum()
}

/// The likeliest level and slope, by Newton's method. Platt's targets stand for the labels: no
/// finite number of columns read right makes a certainty.
fn logistic(samples: &[Sample]) -> (f64, f64) {
    let right = samples.iter().filter(|(_, right)| *right).count() as f64;
    let wrong = samples.len() as f64 - right;
    let (high, low) = ((right + 1.0) / (right + 2.0), 1.0 / (wrong + 2.0));
    let (mut level, mut slope) = (0.0f64, 0.0f64);
    for _ in 0..STEPS {
        // A little of the identity keeps the matrix invertible where no column was wrong.
        let (mut g0, mut g1, mut h00, mut h01, mut h11) = (0.0, 0.0, 1e-6, 0.0, 1e-6);
        for (margin, right) in samples {
            let share = 1.0 / (1.0 + (-(level + slope * margin)).exp());
            let (off, weight) = (share - if *right { high } else { low }, share * (1.0 - share));
            (g0, g1) = (g0 + off, g1 + off * margin);
            h00 += weight;
            h01 += weight * margin;
            h11 += weight * margin * margin;
        }
        let over = h00 * h11 - h01 * h01;
        // Long steps overshoot where the curve is flat.
        let step = |by: f64| (by / over).clamp(-4.0, 4.0);
        level -= step(h11 * g0 - h01 * g1);
        slope -= step(h00 * g1 - h01 * g0);
    }
    (level, slope)
}
