//! 用语: what is said to a person, in Chinese, with what to do next.

use crate::form::{FormError, Thing};

/// Why a form was refused.
pub fn form_error(error: &FormError) -> String {
    match error {
        FormError::Malformed(what) => format!("卡样文件无法解析：{what}"),
        FormError::Range(thing) => format!("{}的尺寸、间距或数量超出允许范围", part(thing)),
        FormError::OffSheet(thing) => format!("{}超出纸边，请移入纸内", part(thing)),
        FormError::FreeRight(thing) => format!("{}落在右侧留空区内，请左移", part(thing)),
        FormError::Overlap(one, other) => {
            format!("{}与{}重叠，请错开", part(one), part(other))
        }
        FormError::Ink(red) => {
            format!("印刷色的红色分量为 {red}，须不低于 240，否则扫描后无法滤除")
        }
        FormError::Name(name) => format!("名称“{name}”重复，或含小写字母、数字、连接符以外的字符"),
        FormError::Kind(thing) => {
            format!("{}的列数、选项或涂法与其类型不符", part(thing))
        }
        FormError::NoField => "卡样没有任何填涂栏".to_owned(),
        FormError::Orientation => "方向标记在卡片掉转后无法区分，请移动它".to_owned(),
    }
}

fn part(thing: &Thing) -> String {
    match thing {
        Thing::Sheet => "纸张".to_owned(),
        Thing::Bubble => "填涂框".to_owned(),
        Thing::Fiducial(at) => {
            let corner = ["左上", "右上", "右下", "左下"].get(*at).copied().unwrap_or("某个");
            format!("{corner}定位块")
        }
        Thing::Orientation => "方向标记".to_owned(),
        Thing::Code => "二维码".to_owned(),
        Thing::Area(name) => format!("文字区 {name}"),
        Thing::Track(at) => format!("第 {} 条同步框", at + 1),
        Thing::Field(name) => format!("填涂栏 {name}"),
    }
}
