//! 怎么办: what the person in the chair, or beside it, does about a reading.

use super::edge;
use crate::reading::{Detail, Limit, Reading, Side, Verdict};
use crate::rule::Rule;

/// What to do about a value on the wrong side of its limit.
pub(super) fn advice(reading: &Reading, measured: f64) -> String {
    let low = match reading.limit {
        Limit::Between { min, .. } => measured < min,
        Limit::AtLeast { .. } => true,
        Limit::AtMost { .. } | Limit::Any => false,
    };
    match reading.rule {
        Rule::HeadInFrame => cut_head(&reading.detail),
        Rule::BackgroundColour => wrong_colour(reading),
        rule if rule.is_of_place() => of_place(rule, low, measured).to_owned(),
        Rule::FileExtension if reading.verdict == Verdict::Warn => "请用 .jpg 作扩展名".to_owned(),
        rule if rule.is_of_file() => of_file(rule, low).to_owned(),
        rule => match of_head(rule, low, measured).or_else(|| of_face(rule)) {
            Some(todo) => todo.to_owned() + where_(&reading.detail),
            None => of_surroundings(rule).to_owned(),
        },
    }
}

const fn of_place(rule: Rule, low: bool, measured: f64) -> &'static str {
    match (rule, low) {
        (Rule::HairTop, true) => "头顶上方太少，请把镜头抬高一点或离远一点",
        (Rule::HairTop, false) => "头顶上方太多，请把镜头放低一点或离近一点",
        (Rule::EyeLine, true) => "眼睛偏高，请把镜头抬高一点",
        (Rule::EyeLine, false) => "眼睛偏低，请抬头一点，或把镜头放低一点",
        (Rule::Centring, _) if measured > 0.0 => "请把镜头向右移一点",
        (Rule::Centring, _) => "请把镜头向左移一点",
        (_, true) => "脸太小，请离镜头近一点",
        (_, false) => "脸太大，请离镜头远一点",
    }
}

const fn of_file(rule: Rule, low: bool) -> &'static str {
    match (rule, low) {
        (Rule::FileSize, true) => "画面很平滑，文件偏小，请确认接收方是否接受",
        (Rule::FileSize, false) => "画面细节很多，文件偏大，请确认接收方是否接受",
        (Rule::JpegQuality, _) => "压缩过度，请用原始照片重新制作",
        (Rule::Dimensions, _) => "请用原始照片按规定尺寸重新制作，不要拉伸",
        (Rule::Resolution, _) => "请按规定的分辨率重新保存",
        (Rule::ColourDepth, _) => "请保存为 24 位真彩色",
        (Rule::ColourSpace, _) => "文件用的不是 sRGB 颜色，颜色可能走样，请转为 sRGB 后再用",
        (Rule::FileExtension, _) => "请存为 JPEG，并用 .jpg 作扩展名",
        _ => "文件不是 JPEG，请另存为 JPEG",
    }
}

const fn of_head(rule: Rule, low: bool, measured: f64) -> Option<&'static str> {
    Some(match (rule, low) {
        (Rule::OneFace, _) => "画面里还有别人的脸，请其他人离开画面后重拍",
        (Rule::ShouldersInFrame, _) => "肩膀没有拍全，请离远一点，坐到画面中间",
        (Rule::Roll, _) => "请把头摆正；照片不得旋转，只能重拍",
        (Rule::Yaw, _) if measured > 0.0 => "请把脸向画面左侧转回一点，正对镜头",
        (Rule::Yaw, _) => "请把脸向画面右侧转回一点，正对镜头",
        (Rule::Pitch, _) if measured > 0.0 => "请抬头一点，平视镜头",
        (Rule::Pitch, _) => "请低头一点，平视镜头",
        (Rule::Ears, _) => "耳朵没有露出来，请把头发别到耳后",
        (Rule::ShouldersLevel, _) => "请坐正，两肩放平",
        (Rule::Enlargement, _) => "原图太小，放大后会发虚，请离近一点或用更高分辨率重拍",
        (Rule::Distortion, _) => "镜头太近，脸会变形，请离镜头 1.5 米以上重拍",
        (Rule::HeadCovering, _) => {
            "像是戴着帽子或头饰，请摘下重拍；宗教、医疗和文化需要的，由审核人登记后放行"
        }
        (Rule::Ornaments, _) => "像是戴着耳环或项链，请取下重拍",
        _ => return None,
    })
}

const fn of_face(rule: Rule) -> Option<&'static str> {
    Some(match rule {
        Rule::EyesOpen => "眼睛像是没有睁开，请平视镜头、自然睁眼后重拍",
        Rule::Gaze => "眼睛没有看镜头，请看着镜头重拍",
        Rule::MouthClosed => "嘴唇没有合上，请自然闭嘴后重拍",
        Rule::Expression => "表情不够自然，请放松、不要大笑或皱眉",
        Rule::BrowsUncovered => "头发遮住了眉毛，请把刘海拨开",
        Rule::EyesUncovered => "眼睛被遮住，请把头发拨开",
        Rule::FaceUncovered => "脸被遮住，请移开手、口罩或围巾",
        Rule::Glasses => "像是戴着眼镜，请按要求摘下或戴好",
        Rule::DarkLenses => "镜片颜色太深，不得戴有色眼镜，请换无色镜片或摘下重拍",
        Rule::FrameOverEye => "镜框挡住了眼睛，请把眼镜往上推好",
        Rule::LensReflection => "镜片反光，请稍微低头或调整灯位后重拍",
        Rule::EvenLight => "脸上光线不匀，请把两侧的灯调到一样亮",
        Rule::OverExposure => "脸上太亮，请减弱灯光或减少曝光",
        Rule::UnderExposure => "脸上太暗，请增加灯光或曝光",
        Rule::DynamicRange => "画面层次太少，请检查灯光和曝光",
        Rule::NaturalColour => "肤色不自然，请检查白平衡，不要使用滤镜",
        Rule::Greyscale => "像是黑白照片，请用彩色照片",
        Rule::RedEye => "眼睛发红，请关闭机身闪光灯后重拍",
        Rule::Sharpness => "照片不清晰，请重新对焦后重拍，不要翻拍或放大",
        _ => return None,
    })
}

const fn of_surroundings(rule: Rule) -> &'static str {
    match rule {
        Rule::BackgroundUniformity => "背景不均匀，请移开背景里的东西，离背景远一点，把背景灯打匀",
        Rule::BackgroundShadow => "背景上有影子，请离背景远一点，或给背景补光",
        Rule::BackgroundObjects => "背景里有别的东西，请移开后重拍",
        Rule::ClothingContrast => "衣服和背景颜色太近，请换一件颜色分明的衣服",
        Rule::ClothingPattern => "衣服图案复杂，请换一件素色的衣服",
        Rule::Border => "照片有边框，请用没有加过边框的原图",
        Rule::PrintedText => "像是印有日期或文字，请用没有加过文字的原图",
        _ => "请重拍",
    }
}

const fn where_(detail: &Detail) -> &'static str {
    match detail {
        Detail::Side { side: Side::Left } => "（画面左侧）",
        Detail::Side { side: Side::Right } => "（画面右侧）",
        Detail::Side { side: Side::Both } => "（两侧）",
        _ => "",
    }
}

fn cut_head(detail: &Detail) -> String {
    match detail {
        Detail::Edge { edge: side } => {
            format!("头部碰到画面{}，可能被切掉：请离远一点重拍，让整个头部都在画面里", edge(*side))
        }
        _ => "头部可能被画面切掉：请离远一点重拍".to_owned(),
    }
}

fn wrong_colour(reading: &Reading) -> String {
    let too_dark = matches!(reading.detail, Detail::Colour { too_dark: true, .. });
    let todo = match (too_dark, reading.verdict) {
        (true, _) => "颜色对，但偏暗，请给背景补光",
        (false, Verdict::Warn) => "颜色略有偏差，请检查白平衡和背景灯",
        (false, _) => "颜色不对，请换用规定颜色的背景后重拍",
    };
    todo.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_has_an_advice_of_its_own() {
        let limit = Limit::AtMost { warn: 0.0, fail: None };
        for rule in Rule::ALL {
            let todo = advice(&Reading::of(*rule, 1.0, limit, "一"), 1.0);
            assert_ne!(todo, "请重拍", "{rule:?}");
        }
    }
}
