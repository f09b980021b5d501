//! What must hold of a form before anybody prints it.

use std::collections::BTreeSet;
use std::fmt;

use super::{Field, Form, Kind, Marks, Rect};

/// Why a form was refused. Completes the sentence "it …"; in Chinese: [`crate::words::form_error`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FormError {
    #[error("is no form: {0}")]
    Malformed(String),
    #[error("gives {0} a size, step or number out of range")]
    Range(Thing),
    #[error("has {0} beyond the edge of the sheet")]
    OffSheet(Thing),
    #[error("has {0} in the strip at the right that is kept free")]
    FreeRight(Thing),
    #[error("prints {0} over {1}")]
    Overlap(Thing, Thing),
    #[error("has an ink that the red channel would not drop: red {0}, at least 240 needed")]
    Ink(u8),
    #[error(
        "has a name that is not lower-case letters, digits and their joint, or is used twice: {0}"
    )]
    Name(String),
    #[error("has columns, values or marks that do not suit the kind of {0}")]
    Kind(Thing),
    #[error("has no field")]
    NoField,
    #[error("has an orientation square that looks the same when the card is turned")]
    Orientation,
}

/// A part of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Thing {
    Sheet,
    Bubble,
    /// Top left, top right, bottom right, bottom left, from 0.
    Fiducial(usize),
    Orientation,
    Code,
    Area(&'static str),
    /// A track, from 0.
    Track(usize),
    Field(String),
}

impl fmt::Display for Thing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sheet => f.write_str("the sheet"),
            Self::Bubble => f.write_str("the bubble"),
            Self::Fiducial(at) => write!(f, "fiducial {}", at + 1),
            Self::Orientation => f.write_str("the orientation square"),
            Self::Code => f.write_str("the code"),
            Self::Area(name) => write!(f, "the area {name}"),
            Self::Track(at) => write!(f, "track {}", at + 1),
            Self::Field(name) => write!(f, "the field {name}"),
        }
    }
}

/// Lengths beyond these are a slip of units.
const LONGEST_SIDE_MM: f64 = 1000.0;
const MOST_BUBBLES: usize = 20_000;

pub(super) fn check(form: &Form) -> Result<(), FormError> {
    ranges(form)?;
    names(form)?;
    form.fields.iter().try_for_each(kind_fits)?;
    places(form)?;
    orientation(form)
}

fn ranges(form: &Form) -> Result<(), FormError> {
    let within = |value: f64, low: f64, high: f64| (low..=high).contains(&value);
    let need =
        |holds: bool, thing: Thing| if holds { Ok(()) } else { Err(FormError::Range(thing)) };
    let sheet = form.sheet;
    let sides = [sheet.width_mm, sheet.height_mm];
    need(sides.iter().all(|side| within(*side, 30.0, LONGEST_SIDE_MM)), Thing::Sheet)?;
    let margins = [form.quiet_mm, form.free_right_mm];
    need(margins.iter().all(|margin| within(*margin, 0.0, sheet.width_mm / 2.0)), Thing::Sheet)?;
    let bubble = [form.bubble.width_mm, form.bubble.height_mm];
    need(bubble.iter().all(|side| within(*side, 1.0, 20.0)), Thing::Bubble)?;
    need(within(form.fiducials.size_mm, 3.0, 20.0), Thing::Fiducial(0))?;
    need(within(form.fiducials.inset_mm, 1.5, 100.0), Thing::Fiducial(0))?;
    need(within(form.fiducials.orientation.size_mm, 2.0, 20.0), Thing::Orientation)?;
    if let Some(code) = form.code {
        need(within(code.size_mm, 8.0, 60.0), Thing::Code)?;
    }
    for (at, track) in form.tracks.iter().enumerate() {
        let bar = [track.width_mm, track.height_mm];
        let sound = bar.iter().all(|side| within(*side, 0.5, 20.0))
            && within(track.step_mm, 1.0, LONGEST_SIDE_MM)
            && (2..=400).contains(&track.count);
        need(sound, Thing::Track(at))?;
    }
    for field in &form.fields {
        let steps = [field.column_step_mm, field.row_step_mm];
        let sound = steps.iter().all(|step| within(*step, 1.0, LONGEST_SIDE_MM))
            && (1..=200).contains(&field.columns)
            && !field.values.is_empty()
            && field.values.len() + field.last_has.len() <= 100;
        need(sound, Thing::Field(field.name.clone()))?;
    }
    let bubbles = |field: &Field| usize::from(field.columns) * field.values.len();
    need(form.fields.iter().map(bubbles).sum::<usize>() <= MOST_BUBBLES, Thing::Sheet)?;
    if form.ink[0] < 240 {
        return Err(FormError::Ink(form.ink[0]));
    }
    if form.fields.is_empty() { Err(FormError::NoField) } else { Ok(()) }
}

fn names(form: &Form) -> Result<(), FormError> {
    let plain = |name: &str, joint: char, most: usize| {
        let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == joint;
        (1..=most).contains(&name.len()) && name.chars().all(fits)
    };
    if !plain(&form.id, '-', 16) {
        return Err(FormError::Name(form.id.clone()));
    }
    let mut seen = BTreeSet::new();
    for field in &form.fields {
        if !plain(&field.name, '_', 40) || !seen.insert(&field.name) {
            return Err(FormError::Name(field.name.clone()));
        }
        let mut values = BTreeSet::new();
        let mut all = field.values.iter().chain(&field.last_has);
        if !all.all(|value| !value.is_empty() && values.insert(value)) {
            return Err(FormError::Kind(Thing::Field(field.name.clone())));
        }
    }
    Ok(())
}

fn kind_fits(field: &Field) -> Result<(), FormError> {
    let digits = || field.values.iter().map(String::as_str).eq(DIGITS);
    let single = field.marks == Marks::Single;
    let fits = match field.kind {
        Kind::Digits { least, most } => {
            digits()
                && single
                && field.last_has.is_empty()
                && least <= most
                && most <= field.columns
        }
        Kind::QuWei => {
            digits() && single && field.last_has.is_empty() && field.columns.is_multiple_of(4)
        }
        Kind::Identity => digits() && single && field.last_has == ["X"] && field.columns == 18,
        Kind::Empty => true,
        Kind::OneOf { .. } => single,
        Kind::Free => true,
    };
    if fits { Ok(()) } else { Err(FormError::Kind(Thing::Field(field.name.clone()))) }
}

const DIGITS: [&str; 10] = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];

/// Everything printed, with the room it needs for itself.
fn printed(form: &Form) -> Vec<(Thing, Rect)> {
    let mut all: Vec<(Thing, Rect)> = Vec::new();
    let quiet = |rect: Rect| rect.grown(form.quiet_mm);
    all.extend((0..).map(Thing::Fiducial).zip(form.fiducial_rects().map(quiet)));
    all.push((Thing::Orientation, form.orientation_rect()));
    all.extend(form.code_rect().map(|rect| (Thing::Code, rect)));
    let areas = form.areas;
    let boxes = [
        ("title", areas.title),
        ("person", areas.person),
        ("rules", areas.rules),
        ("scale", areas.scale),
    ];
    all.extend(boxes.into_iter().filter_map(|(name, rect)| Some((Thing::Area(name), rect?))));
    for (at, track) in form.tracks.iter().enumerate() {
        all.extend(track.bars().map(|bar| (Thing::Track(at), bar)));
    }
    for column in form.columns() {
        let name = || Thing::Field(column.field.name.clone());
        all.extend(column.bubbles.iter().map(|bubble| (name(), bubble.rect)));
    }
    all
}

fn places(form: &Form) -> Result<(), FormError> {
    let all = printed(form);
    let sheet = form.sheet_rect();
    let free_from_mm = form.sheet.width_mm - form.free_right_mm;
    for (thing, rect) in &all {
        if !sheet.holds(rect) {
            return Err(FormError::OffSheet(thing.clone()));
        }
        let may = matches!(thing, Thing::Fiducial(_) | Thing::Orientation | Thing::Track(_));
        if !may && rect.right_mm() > free_from_mm {
            return Err(FormError::FreeRight(thing.clone()));
        }
    }
    // Sorted by the left edge, a box can only meet those that begin before it ends.
    let mut sorted: Vec<&(Thing, Rect)> = all.iter().collect();
    sorted.sort_by(|one, other| one.1.x_mm.total_cmp(&other.1.x_mm));
    for (at, (thing, rect)) in sorted.iter().enumerate() {
        let meets = sorted[at + 1..].iter().take_while(|(_, next)| next.x_mm < rect.right_mm());
        for (other, next) in meets {
            if rect.overlaps(next) {
                return Err(FormError::Overlap(thing.clone(), other.clone()));
            }
        }
    }
    Ok(())
}

/// Turned by a half, the square must fall on white.
fn orientation(form: &Form) -> Result<(), FormError> {
    let (width, height) = (form.sheet.width_mm, form.sheet.height_mm);
    let rect = form.orientation_rect();
    let turned = Rect { x_mm: width - rect.right_mm(), y_mm: height - rect.bottom_mm(), ..rect };
    let is_black = |rect: &Rect| {
        form.bar_rects().chain(form.fiducial_rects()).any(|black| black.overlaps(rect))
    };
    if !turned.overlaps(&rect) && !is_black(&turned) { Ok(()) } else { Err(FormError::Orientation) }
}

#[cfg(test)]
mod tests {
    use super::super::Form;
    use crate::words::form_error;
    use expect_test::{Expect, expect};

    const TEXT: &str = include_str!("../../forms/standard.toml");

    #[test]
    fn a_key_nobody_knows_is_an_error() {
        let text = TEXT.replacen("step_mm = 5.5", "step_cm = 5.5", 1);
        let error = Form::from_toml(&text).unwrap_err().to_string();
        assert!(error.contains("step_cm"), "{error}");
    }

    #[track_caller]
    fn check(from: &str, to: &str, expected: &Expect) {
        let text = TEXT.replacen(from, to, 1);
        assert_ne!(text, TEXT, "nothing was changed");
        expected.assert_eq(&form_error(&Form::from_toml(&text).unwrap_err()));
    }

    #[test]
    fn says_what_stands_in_a_wrong_place() {
        check(
            "width_mm = 210.0",
            "width_mm = 2100.0",
            &expect!["纸张的尺寸、间距或数量超出允许范围"],
        );
        check("width_mm = 210.0", "width_mm = 180.0", &expect!["二维码超出纸边，请移入纸内"]);
        check("x_mm = 180.0", "x_mm = 185.0", &expect!["填涂栏 category落在右侧留空区内，请左移"]);
        check(
            "x_mm = 180.0",
            "x_mm = 174.5",
            &expect!["填涂栏 level与填涂栏 category重叠，请错开"],
        );
        check("x_mm = 19.5", "x_mm = 16.5", &expect!["左上定位块与方向标记重叠，请错开"]);
        check(
            "x_mm = 19.5, y_mm = 10.0",
            "x_mm = 105.0, y_mm = 74.5",
            &expect!["方向标记在卡片掉转后无法区分，请移动它"],
        );
        check(
            "ink = [255,",
            "ink = [200,",
            &expect!["印刷色的红色分量为 200，须不低于 240，否则扫描后无法滤除"],
        );
    }

    #[test]
    fn says_which_field_does_not_suit_its_kind() {
        check(
            "name = \"level\"",
            "name = \"category\"",
            &expect!["名称“category”重复，或含小写字母、数字、连接符以外的字符"],
        );
        check(
            "columns = 16",
            "columns = 15",
            &expect!["填涂栏 name的列数、选项或涂法与其类型不符"],
        );
        check(
            "last_has = [\"X\"]",
            "last_has = []",
            &expect!["填涂栏 identity_number的列数、选项或涂法与其类型不符"],
        );
        check(
            "least = 1, most = 14",
            "least = 1, most = 15",
            &expect!["填涂栏 student_number的列数、选项或涂法与其类型不符"],
        );
        check("\"博士\"", "\"硕士\"", &expect!["填涂栏 level的列数、选项或涂法与其类型不符"]);
    }

    #[test]
    fn an_error_completes_its_sentence() {
        let text = TEXT.replacen("x_mm = 180.0", "x_mm = 174.5", 1);
        let error = Form::from_toml(&text).unwrap_err();
        expect!["it prints the field level over the field category"]
            .assert_eq(&format!("it {error}"));
    }
}
