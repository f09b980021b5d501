//! The Chinese words of a judgement, for the terminal.

use imaging::reading::Edge;
use imaging::{DecodeError, Limit, Reading, Reason, Rule, Verdict, WhyNot};

use super::task::Unread;

/// The rule as the notices call it.
pub fn rule(rule: Rule) -> &'static str {
    match rule {
        Rule::OneFace => "单人",
        Rule::HeadInFrame => "头部完整",
        Rule::HairTop => "发际",
        Rule::EyeLine => "眼位",
        Rule::FaceWidth => "面宽",
        Rule::Centring => "居中",
        Rule::Roll => "头部倾斜",
        Rule::EyesOpen => "睁眼",
        Rule::MouthClosed => "闭嘴",
        Rule::BackgroundColour => "背景颜色",
        Rule::BackgroundUniformity => "背景均匀",
        Rule::Enlargement => "放大倍数",
        Rule::FileSize => "文件大小",
        Rule::JpegQuality => "压缩品质",
    }
}

pub fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Pass => "合格",
        Verdict::Warn => "提示",
        Verdict::Fail => "不合格",
        Verdict::Unassessable => "无法评定",
    }
}

/// `眼位 312 px，应在 200–300 px（二）`.
pub fn reading(reading: &Reading) -> String {
    let (name, clause) = (rule(reading.rule), &reading.clause);
    let unit = reading.unit.sign();
    let Some(value) = reading.value else {
        return format!("{name} {}（{clause}）", why_not(reading));
    };
    let value = format!("{value:.0$}{unit}", decimals(reading, value));
    let limit = match reading.limit {
        Limit::Between { min, max } => format!("应在 {min}–{max}{unit}"),
        Limit::AtMost { warn, .. } => format!("应不超过 {warn}{unit}"),
        Limit::AtLeast { warn, .. } => format!("应不低于 {warn}{unit}"),
    };
    format!("{name} {value}，{limit}（{clause}）")
}

/// As many digits as mean something, and more where rounding would hide what is wrong: a value
/// of 0.034 is not shown as "0.03, at most 0.03".
fn decimals(reading: &Reading, value: f64) -> usize {
    let fewest = reading.unit.decimals();
    let shows = |digits: &usize| {
        let rounded = format!("{value:.digits$}").parse().unwrap_or(value);
        reading.limit.verdict(rounded) == reading.verdict
    };
    (fewest..fewest + 3).find(shows).unwrap_or(fewest)
}

pub fn reason(reason: &Reason) -> String {
    match reason {
        Reason::Unreadable(error) => decode_error(error),
        Reason::NoFace => "没有找到正面人脸".to_owned(),
        Reason::TooSmall { width_px, height_px } => {
            format!("照片太小：{width_px} × {height_px} 像素")
        }
        Reason::OutsideSource { edge: at, missing_px } => {
            format!("{}缺 {missing_px} 像素，裁不出完整图像", edge(*at))
        }
        Reason::NotEncoded => "裁切后的图像无法写成 JPEG".to_owned(),
    }
}

pub fn unread(unread: &Unread) -> String {
    use std::io::ErrorKind;
    match unread {
        Unread::Io(error) => match error.kind() {
            ErrorKind::NotFound => "没有这个文件".to_owned(),
            ErrorKind::PermissionDenied => "没有读取权限".to_owned(),
            _ => format!("读取失败：{error}"),
        },
        Unread::NotAFile => "不是文件".to_owned(),
        Unread::Broke => "评定时程序出错，请把这张照片交给维护人员".to_owned(),
    }
}

fn decode_error(error: &DecodeError) -> String {
    match error {
        DecodeError::Empty => "文件是空的".to_owned(),
        DecodeError::UnknownFormat { found } => format!("不是 JPEG 或 PNG 图片（{found}）"),
        DecodeError::TooManyBytes { bytes, limit } => {
            format!("文件太大：{bytes} 字节，最多 {limit}")
        }
        DecodeError::TooManyPixels { width_px, height_px, limit } => {
            format!("图片太大：{width_px} × {height_px}，最多 {limit} 像素")
        }
        DecodeError::Truncated => "文件不完整，后半部分缺失".to_owned(),
        DecodeError::Cmyk => "是 CMYK 图片，请另存为 RGB".to_owned(),
        DecodeError::Transparent => "有透明部分，看不到背景".to_owned(),
        DecodeError::Unsupported { feature } => format!("用了不支持的格式：{feature}"),
        DecodeError::Damaged => "文件已损坏".to_owned(),
    }
}

fn why_not(reading: &Reading) -> &'static str {
    match reading.detail {
        imaging::Detail::WhyNot { why: WhyNot::NoHairTop } => "无法评定：看不到头顶",
        imaging::Detail::WhyNot { why: WhyNot::TooLittleBackground } => "无法评定：背景太少",
        _ => "无法评定：没有人脸",
    }
}

fn edge(edge: Edge) -> &'static str {
    match edge {
        Edge::Top => "上边",
        Edge::Bottom => "下边",
        Edge::Left => "左边",
        Edge::Right => "右边",
    }
}

#[cfg(test)]
mod tests {
    use imaging::Unit;

    use super::*;

    #[test]
    fn a_value_never_rounds_onto_the_other_side_of_its_limit() {
        let most = Limit::AtMost { warn: 0.03, fail: 0.08 };
        for (value, expect) in [
            (0.05, "闭嘴 0.05，应不超过 0.03（二）"),
            (0.034, "闭嘴 0.034，应不超过 0.03（二）"),
            (0.0301, "闭嘴 0.0301，应不超过 0.03（二）"),
        ] {
            let one = Reading::of(Rule::MouthClosed, value, Unit::Ratio, most, "二");
            assert_eq!(reading(&one), expect);
        }
    }
}
