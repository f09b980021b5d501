//! 用语: the one Chinese sentence for each reading and each reason, said to whoever can act.
//!
//! A sentence names what was measured, what is allowed, and what to do. Left and right are
//! the picture's own, as photographer and sitter's helper see it.

mod advice;
pub mod english;

use crate::assessment::Reason;
use crate::decode::DecodeError;
use crate::reading::{Detail, Edge, Limit, Reading, Unit, Verdict, WhyNot};
use crate::rule::Rule;

/// The verdict on a page.
pub const fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Pass => "合格",
        Verdict::Warn => "提示",
        Verdict::Fail => "不合格",
        Verdict::Unassessable => "无法评定",
    }
}

/// A value with its unit, rounded to what it is known to.
pub fn value(value: f64, unit: Unit) -> String {
    let rounded = format!("{value:.*}", unit.decimals());
    // Of −0.3 nothing but the sign would be left.
    let zero =
        rounded.strip_prefix('-').filter(|digits| !digits.contains(|c| ('1'..='9').contains(&c)));
    format!("{}{}", zero.unwrap_or(&rounded), unit.sign())
}

/// What a reading's profile allows, with its unit.
pub fn limit(reading: &Reading) -> String {
    let show = |number: f64| format!("{number:.*}", reading.unit.decimals());
    let sign = reading.unit.sign();
    match reading.limit {
        Limit::Any => "不限".to_owned(),
        Limit::Between { min, max } if min.total_cmp(&max).is_eq() => {
            format!("等于 {}{sign}", show(min))
        }
        Limit::Between { min, max } => format!("{}–{}{sign}", show(min), show(max)),
        Limit::AtMost { warn, .. } => format!("不超过 {}{sign}", show(warn)),
        Limit::AtLeast { warn, .. } => format!("不低于 {}{sign}", show(warn)),
    }
}

/// What to tell about a reading; `None` when it passes.
pub fn sentence(reading: &Reading) -> Option<String> {
    if reading.verdict == Verdict::Pass {
        return None;
    }
    let Some(measured) = reading.value else { return Some(unknown(reading)) };
    let (name, allowed) = (reading.rule.word(), limit(reading));
    let shown = value(measured, reading.unit);
    let todo = advice::advice(reading, measured);
    let size = value(measured.abs(), reading.unit);
    Some(match (&reading.detail, reading.rule) {
        (Detail::Colour { measured: [r, g, b], nearest, .. }, _) => format!(
            "背景实测 RGB({r},{g},{b})，最接近{nearest}，色差 {shown}，应{allowed}：{todo}。"
        ),
        (Detail::Found { found }, _) => format!("{name}：实为 {found}；{todo}。"),
        (_, Rule::HairTop) => format!("头顶发际距上边 {shown}，应在 {allowed}：{todo}。"),
        (_, Rule::EyeLine) => format!("眼睛距上边 {shown}，应在 {allowed}：{todo}。"),
        (_, Rule::FaceWidth) => format!("脸部宽度 {shown}，应在 {allowed}：{todo}。"),
        (_, Rule::HeadInFrame | Rule::FileFormat | Rule::ColourSpace) => format!("{todo}。"),
        (_, Rule::FileSize) => format!("{name} {shown}，一般为 {allowed}：{todo}。"),
        (_, Rule::Centring | Rule::Roll | Rule::Yaw | Rule::Pitch | Rule::ShouldersLevel) => {
            format!("{}{size}，应{allowed}：{todo}。", leaning(reading.rule, measured))
        }
        _ => match reading.limit {
            Limit::Between { .. } => format!("{name} {shown}，应在 {allowed}：{todo}。"),
            _ => format!("{name} {shown}，应{allowed}：{todo}。"),
        },
    })
}

/// What to tell about a picture as a whole.
pub fn reason(reason: &Reason) -> String {
    match reason {
        Reason::Unreadable(error) => unreadable(error),
        Reason::NoFace => "没有找到正面人脸：请正对镜头，露出整张脸后重拍。".to_owned(),
        Reason::TooSmall { width_px, height_px } => format!(
            "图像 {width_px} × {height_px} px，裁不出合格的照片：请用更高分辨率、离远一点重拍。"
        ),
        Reason::OutsideSource { edge: side, missing_px } => format!(
            "要裁出合格的照片，画面{0}还差 {missing_px} px：重拍时请在{0}多留空间。",
            edge(*side)
        ),
        Reason::NotEncoded => "照片写不成 JPEG 文件：请换一张重试，并告知管理员。".to_owned(),
    }
}

/// An edge of the picture.
pub(crate) const fn edge(edge: Edge) -> &'static str {
    match edge {
        Edge::Top => "上边",
        Edge::Bottom => "下边",
        Edge::Left => "左边",
        Edge::Right => "右边",
    }
}

fn leaning(rule: Rule, measured: f64) -> &'static str {
    match (rule, measured > 0.0) {
        (Rule::Centring, true) => "脸偏向画面右侧 ",
        (Rule::Centring, false) => "脸偏向画面左侧 ",
        (Rule::Yaw, true) => "脸转向画面右侧 ",
        (Rule::Yaw, false) => "脸转向画面左侧 ",
        (Rule::Pitch, true) => "低头 ",
        (Rule::Pitch, false) => "抬头 ",
        (Rule::ShouldersLevel, true) => "画面右侧的肩膀低 ",
        (Rule::ShouldersLevel, false) => "画面左侧的肩膀低 ",
        (_, true) => "头向画面右侧歪 ",
        (_, false) => "头向画面左侧歪 ",
    }
}

fn unknown(reading: &Reading) -> String {
    let name = reading.rule.word();
    let Detail::WhyNot { why } = reading.detail else {
        return format!("{name}无法评定：没有测到数值，请人工查看。");
    };
    let why = match why {
        WhyNot::NoFace => "没有找到正面人脸",
        WhyNot::NoHairTop => "看不清头发的上沿，请人工查看",
        WhyNot::NoCrop => "裁不出照片的形状",
        WhyNot::TooLittleBackground => "露出的背景太少，请人工查看",
        WhyNot::TooLittleFace => "露出的脸太少，请人工查看",
        WhyNot::TooLittleClothing => "露出的衣着太少，请人工查看",
        WhyNot::NotFrontal => "头没有正对镜头，请正对镜头后再测",
        WhyNot::Covered => "被遮挡，请人工查看",
        WhyNot::BadLight => "太暗或太亮，请调整光线后再测",
        WhyNot::NotStated => "文件没有写明，请用原始文件",
    };
    format!("{name}无法评定：{why}。")
}

fn unreadable(error: &DecodeError) -> String {
    match error {
        DecodeError::Empty => "文件是空的：请重新导出。".to_owned(),
        DecodeError::UnknownFormat { found } => {
            format!("文件不是 JPEG 或 PNG（像是 {found}）：请另存为 JPEG 后再传。")
        }
        DecodeError::TooManyBytes { bytes, limit } => {
            let mib = |bytes: usize| bytes >> 20;
            let (bytes, limit) = (mib(*bytes), mib(*limit));
            format!("文件有 {bytes} MB，超过 {limit} MB：请换一张小一些的。")
        }
        DecodeError::TooManyPixels { width_px, height_px, .. } => {
            format!("文件自称 {width_px} × {height_px} px，超过上限：请缩小后再传。")
        }
        DecodeError::Truncated => "文件不完整，后半部分缺失：请从相机重新拷贝。".to_owned(),
        DecodeError::Cmyk => "文件是印刷用的 CMYK 颜色：请转为 RGB 再传。".to_owned(),
        DecodeError::Transparent => "图像有透明部分，背景不全：请用带背景的原图。".to_owned(),
        DecodeError::Unsupported { .. } => {
            "文件用了少见的编码，读不了：请另存为普通 JPEG 再传。".to_owned()
        }
        DecodeError::Damaged => "文件已损坏：请从相机重新拷贝。".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;
    use crate::profile::Profile;

    fn said(rule: Rule, value: f64, expect: &Expect) {
        let reading = Profile::moe_2017_99().asks(rule).unwrap().read(value);
        expect.assert_eq(&sentence(&reading).unwrap_or_default());
    }

    #[test]
    fn a_sentence_names_the_value_the_limit_and_the_cure() {
        said(
            Rule::HairTop,
            36.4,
            &expect![
                "头顶发际距上边 36 px，应在 50–110 px：头顶上方太少，请把镜头抬高一点或离远一点。"
            ],
        );
        said(
            Rule::EyeLine,
            312.0,
            &expect![
                "眼睛距上边 312 px，应在 200–300 px：眼睛偏低，请抬头一点，或把镜头放低一点。"
            ],
        );
        said(
            Rule::Roll,
            -9.26,
            &expect!["头向画面左侧歪 9.3°，应不超过 5.0°：请把头摆正；照片不得旋转，只能重拍。"],
        );
        said(
            Rule::EyesOpen,
            0.07,
            &expect!["睁眼 0.07，应不低于 0.20：眼睛像是没有睁开，请平视镜头、自然睁眼后重拍。"],
        );
        said(Rule::FaceWidth, 240.0, &expect![""]);
    }

    #[test]
    fn a_value_that_rounds_to_nothing_has_no_sign() {
        for (measured, unit, shown) in [
            (-0.3, Unit::Px, "0 px"),
            (-0.6, Unit::Px, "-1 px"),
            (-0.04, Unit::Degrees, "0.0°"),
            (-10.0, Unit::Px, "-10 px"),
            (0.0, Unit::Ratio, "0.00"),
        ] {
            assert_eq!(value(measured, unit), shown);
        }
    }

    #[test]
    fn the_background_is_told_with_its_colour() {
        let detail =
            Detail::Colour {
                measured: [180, 181, 179], nearest: "浅灰色".into(), too_dark: true
            };
        let reading = Profile::moe_2017_99().asks(Rule::BackgroundColour).unwrap().read(21.9);
        let reading = Reading { verdict: Verdict::Warn, detail, ..reading };
        expect![
            "背景实测 RGB(180,181,179)，最接近浅灰色，色差 21.9 ΔE，应不超过 12.0 ΔE：\
             颜色对，但偏暗，请给背景补光。"
        ]
        .assert_eq(&sentence(&reading).unwrap());
    }

    #[test]
    fn every_rule_has_a_sentence_on_both_sides_and_without_a_value() {
        let limits = [
            Limit::Between { min: 1.0, max: 2.0 },
            Limit::AtMost { warn: 1.0, fail: None },
            Limit::AtLeast { warn: 1.0, fail: None },
        ];
        for (rule, limit) in Rule::ALL.iter().flat_map(|rule| limits.map(|limit| (*rule, limit))) {
            for value in [-1e6, 1e6] {
                let reading = Reading::of(rule, value, limit, "一");
                let told = sentence(&reading).is_some_and(|s| s.ends_with('。'));
                assert_eq!(told, reading.verdict != Verdict::Pass, "{rule:?} {value}");
            }
            let unknown = sentence(&Reading::without(rule, WhyNot::NoFace, limit, "一")).unwrap();
            assert!(unknown.contains(rule.word()), "{unknown}");
        }
    }

    #[test]
    fn a_missing_strip_is_told_with_its_edge() {
        let missing = Reason::OutsideSource { edge: Edge::Top, missing_px: 55 };
        expect!["要裁出合格的照片，画面上边还差 55 px：重拍时请在上边多留空间。"]
            .assert_eq(&reason(&missing));
    }
}
