//! 规则: everything a profile can ask of a portrait, one row each.

use serde::{Deserialize, Serialize};

use crate::reading::Unit;

/// Whether a rule's measure is good enough to refuse a portrait by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Power {
    /// May refuse.
    Fails,
    /// May only call a person: the best published error for it is above 10 % (FVC-onGoing
    /// FICV-1.0), or none is published.
    Warns,
}

macro_rules! rules {
    ($($(#[$doc:meta])* $variant:ident $name:literal $word:literal $unit:ident $power:ident;)*) => {
        /// A rule of a profile. `as_str` is its name in files and on the wire.
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
        )]
        pub enum Rule {
            $($(#[$doc])* #[serde(rename = $name)] $variant,)*
        }

        impl Rule {
            /// Every rule, in the order they are reported.
            pub const ALL: &'static [Rule] = &[$(Rule::$variant),*];

            /// The rule's name, the same as its serialised form.
            pub const fn as_str(self) -> &'static str {
                match self { $(Rule::$variant => $name,)* }
            }

            /// The rule's name on a page.
            pub const fn word(self) -> &'static str {
                match self { $(Rule::$variant => $word,)* }
            }

            /// The unit its value is in.
            pub const fn unit(self) -> Unit {
                match self { $(Rule::$variant => Unit::$unit,)* }
            }

            /// What it may do to a portrait.
            pub const fn power(self) -> Power {
                match self { $(Rule::$variant => Power::$power,)* }
            }
        }
    };
}

rules! {
    /// Area of the largest other face over the area of this one.
    OneFace "one_face" "单人" Ratio Fails;
    /// Distance of the head from the nearest edge of the source over the face width.
    HeadInFrame "head_in_frame" "头部完整" Ratio Fails;
    /// Hair top to upper edge.
    HairTop "hair_top" "发际" Px Fails;
    /// Pupils to upper edge.
    EyeLine "eye_line" "眼位" Px Fails;
    /// Cheek to cheek.
    FaceWidth "face_width" "面宽" Px Fails;
    /// Pupil to pupil.
    EyeDistance "eye_distance" "瞳距" Px Fails;
    /// Hair top to chin.
    HeadLength "head_length" "头长" Px Fails;
    /// Middle of the face to middle of the portrait, positive to the right.
    Centring "centring" "居中" Px Fails;
    /// How far each shoulder reaches towards its edge of the portrait.
    ShouldersInFrame "shoulders_in_frame" "双肩入画" Ratio Fails;
    /// Angle of the line through the eyes, clockwise positive.
    Roll "roll" "头部倾斜" Degrees Fails;
    /// Turn of the head, positive towards the picture's right.
    Yaw "yaw" "头部左右转" Degrees Fails;
    /// Nod of the head, positive downwards.
    Pitch "pitch" "抬头低头" Degrees Fails;
    /// Skin where the less visible ear should be.
    Ears "ears" "露出双耳" Ratio Warns;
    /// Slope of the line over both shoulders, clockwise positive.
    ShouldersLevel "shoulders_level" "双肩平衡" Degrees Fails;
    /// Lid gap over eye width, of the narrower eye.
    EyesOpen "eyes_open" "睁眼" Ratio Fails;
    /// Iris off the middle of its eye over the eye width.
    Gaze "gaze" "注视镜头" Ratio Warns;
    /// Inner lip gap over the distance from eye line to chin.
    MouthClosed "mouth_closed" "闭嘴" Ratio Fails;
    /// Lift and spread of the mouth's corners.
    Expression "expression" "表情自然" Ratio Warns;
    /// Share of the brows under hair.
    BrowsUncovered "brows_uncovered" "露出眉毛" Percent Warns;
    /// Share of the eye zones under hair or anything else that is no spectacle frame.
    EyesUncovered "eyes_uncovered" "露出眼睛" Percent Warns;
    /// Share of the face that is not its skin.
    FaceUncovered "face_uncovered" "面部无遮挡" Percent Fails;
    /// How sure it is that spectacles are worn.
    Glasses "glasses" "佩戴眼镜" Ratio Warns;
    /// Light behind the lenses over the light on the cheeks.
    DarkLenses "dark_lenses" "镜片颜色" Ratio Fails;
    /// Share of the eye's width crossed by a frame.
    FrameOverEye "frame_over_eye" "镜框位置" Percent Fails;
    /// Share of the eye zones that is a lamp's reflection.
    LensReflection "lens_reflection" "镜片反光" Percent Fails;
    /// Light on the darker cheek over light on the brighter.
    EvenLight "even_light" "光线均匀" Ratio Fails;
    /// Share of the face that is burnt out.
    OverExposure "over_exposure" "曝光过度" Percent Fails;
    /// Lightness of the whites of the eyes and of the picture.
    UnderExposure "under_exposure" "曝光不足" Lightness Fails;
    /// Bits between the darkest and the brightest of the face.
    DynamicRange "dynamic_range" "层次" Bits Warns;
    /// How far the cheeks' colour is outside the colours of skin.
    NaturalColour "natural_colour" "肤色自然" DeltaE Fails;
    /// Mean chroma of the portrait: next to nothing is a black-and-white picture.
    Greyscale "greyscale" "彩色" DeltaE Fails;
    /// Share of the pupils that is red.
    RedEye "red_eye" "无红眼" Percent Fails;
    /// Fine detail of eyes, brows and mouth over their contrast.
    Sharpness "sharpness" "清晰" Ratio Fails;
    /// Nearness of the camera, from the proportions of nose and face.
    Distortion "distortion" "无畸变" Ratio Warns;
    /// Distance of the background to the nearest colour allowed.
    BackgroundColour "background_colour" "背景颜色" DeltaE Fails;
    /// Spread of the background around its own colour.
    BackgroundUniformity "background_uniformity" "背景均匀" DeltaE Fails;
    /// Darkening of the background beside the silhouette, in L*.
    BackgroundShadow "background_shadow" "背景无阴影" Lightness Fails;
    /// Share of the background covered by something else.
    BackgroundObjects "background_objects" "背景无杂物" Percent Fails;
    /// Distance of the clothes' colour to the background's along the shoulders.
    ClothingContrast "clothing_contrast" "衣着与背景" DeltaE Fails;
    /// Strength of patterns on the clothes.
    ClothingPattern "clothing_pattern" "衣着图案" Ratio Warns;
    /// Signs of something worn on the head.
    HeadCovering "head_covering" "免冠" Ratio Warns;
    /// Signs of earrings and necklaces.
    Ornaments "ornaments" "无佩饰" Percent Warns;
    /// Portrait pixels made of one source pixel.
    Enlargement "enlargement" "放大倍数" Ratio Fails;
    /// Width of a constant border.
    Border "border" "无边框" Px Fails;
    /// Length of a line of text printed into the lower part.
    PrintedText "printed_text" "无文字" Px Warns;
    /// Pixels by which width and height miss the size asked for.
    Dimensions "dimensions" "像素尺寸" Px Fails;
    /// Dots per inch written in the file.
    Resolution "resolution" "分辨率" Dpi Fails;
    /// Bits per pixel.
    ColourDepth "colour_depth" "颜色位数" Bits Fails;
    /// 1 for plain sRGB, 0 for another colour space.
    ColourSpace "colour_space" "颜色空间" Ratio Warns;
    /// 1 for a JPEG file, 0 for another format.
    FileFormat "file_format" "文件格式" Ratio Fails;
    /// 1 for the extension the file is to have, ½ for another of its format, 0 for a wrong one.
    FileExtension "file_extension" "文件扩展名" Ratio Fails;
    /// Bytes of the portrait's file. Only ever a warning: 一般 (clause 四).
    FileSize "file_size" "文件大小" Bytes Warns;
    /// JPEG quality of the portrait's file, from its tables.
    JpegQuality "jpeg_quality" "压缩品质" Quality Fails;
}

impl Rule {
    /// Whether the crop decides it.
    pub const fn is_of_place(self) -> bool {
        matches!(
            self,
            Rule::HairTop
                | Rule::EyeLine
                | Rule::FaceWidth
                | Rule::EyeDistance
                | Rule::HeadLength
                | Rule::Centring
        )
    }

    /// Whether the file decides it and not the picture in it.
    pub const fn is_of_file(self) -> bool {
        matches!(
            self,
            Rule::Dimensions
                | Rule::Resolution
                | Rule::ColourDepth
                | Rule::ColourSpace
                | Rule::FileFormat
                | Rule::FileExtension
                | Rule::FileSize
                | Rule::JpegQuality
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_is_written_and_serialised_with_one_name() {
        for rule in Rule::ALL {
            assert_eq!(serde_json::to_value(rule).unwrap(), rule.as_str());
        }
    }

    #[test]
    fn every_rule_has_a_word_of_its_own() {
        let words: std::collections::BTreeSet<_> = Rule::ALL.iter().map(|r| r.word()).collect();
        assert_eq!(words.len(), Rule::ALL.len());
    }
}
