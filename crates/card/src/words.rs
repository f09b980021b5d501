//! 用语: what is said to a person, in Chinese, with what to do next.

use crate::decode::DecodeError;
use crate::form::{FormError, Thing};
use crate::reading::Reason;

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

/// What a reason means, and what to do.
pub fn reason(reason: &Reason) -> String {
    let at = |field: &str, column: u16| format!("{}第 {column} 列", field_name(field));
    match reason {
        Reason::NotRead { error } => decode_error(error),
        Reason::NoCard => "图上没有找到这种卡片，请检查是否漏扫、放反或拿错".to_owned(),
        Reason::OtherForm => "二维码表明这是另一种卡片，请换用对应卡样读取".to_owned(),
        Reason::TooPale => "填涂与纸面反差过小，请提高扫描对比度或用 2B 铅笔重填".to_owned(),
        Reason::Doubtful { field, column } => format!("{}填涂不清，请核对", at(field, *column)),
        Reason::Erased { field, column } => {
            format!("{}有擦改痕迹，请核对取较深者是否正确", at(field, *column))
        }
        Reason::Double { field, column } => {
            format!("{}涂了两个选项，请选定其一", at(field, *column))
        }
        Reason::Gap { field, column } => {
            format!("{}空缺，应从左起连续填涂", at(field, *column))
        }
        _ => field_reason(reason),
    }
}

/// Reasons about a field as a whole.
fn field_reason(reason: &Reason) -> String {
    let name = reason.field().map(field_name).unwrap_or_default();
    match reason {
        Reason::TooShort { least, found, .. } => {
            format!("{name}只有 {found} 位，至少应有 {least} 位")
        }
        Reason::TooLong { most, found, .. } => format!("{name}有 {found} 位，最多 {most} 位"),
        Reason::CheckCharacter { .. } => format!("{name}校验码不符，请核对各位"),
        Reason::BirthDate { .. } => format!("{name}中的出生日期不存在，请核对"),
        Reason::Missing { .. } => format!("{name}未填涂"),
        Reason::NotEmpty { .. } => format!("{name}按规定不填，请确认后忽略"),
        Reason::HalfCharacter { .. } => format!("{name}位数不是 4 的倍数，有汉字未填完"),
        Reason::NoCharacter { character, .. } => {
            format!("{name}第 {character} 字的区位码不存在，请核对")
        }
        Reason::WrittenCharacter { character, .. } => {
            format!("{name}第 {character} 字填 0000，请按卡面手写字和拼音录入")
        }
        Reason::WrittenName { .. } => format!("{name}未填区位码，请按卡面手写姓名录入"),
        Reason::Duplicate { file, card, .. } => {
            format!("{name}与 {file} 第 {card} 张卡重复，请查明哪一张有误")
        }
        Reason::OutOfOrder { .. } => format!("{name}与前后卡片的次序不合，请核对"),
        Reason::NotOnRoster => "名册中没有学号、身份证号、姓名有两项相符的人，请核对".to_owned(),
        Reason::Differs { text, .. } => {
            format!("{name}与名册不符，名册为“{text}”，请确认以何为准")
        }
        Reason::Confirmed { .. } => format!("{name}有不清之处，与名册一致，已采用"),
        _ => String::new(),
    }
}

/// The field's name on the standard card; of other forms, the name in the form.
fn field_name(name: &str) -> &str {
    match name {
        "student_number" => "学号",
        "name" => "姓名",
        "identity_number" => "身份证号",
        "college_code" => "院系代码",
        "region_code" => "地区码",
        "shot_number" => "拍摄序号",
        "level" => "学历类别",
        "category" => "所在校别",
        other => other,
    }
}

/// Why a file or page was not read.
pub fn decode_error(error: &DecodeError) -> String {
    match error {
        DecodeError::Empty => "文件是空的，请重新传送".to_owned(),
        DecodeError::UnknownFormat => "不是 JPEG、PNG、TIFF 或 PDF 文件，请转换后再读".to_owned(),
        DecodeError::TooManyBytes { bytes, limit } => {
            format!("文件有 {bytes} 字节，超过上限 {limit}，请分开扫描")
        }
        DecodeError::TooManyPixels { width_px, height_px, .. } => {
            format!("图像为 {width_px}×{height_px} 像素，过大，请降低分辨率")
        }
        DecodeError::TooManyPages { limit } => format!("超过 {limit} 页，请分成几个文件"),
        DecodeError::NoPicture => "这一页没有扫描图像，请提交扫描件而不是排版文件".to_owned(),
        DecodeError::Locked => "文件有密码，请去掉密码后再读".to_owned(),
        DecodeError::Unsupported { feature } => {
            format!("文件用了不支持的格式（{feature}），请另存为 JPEG 或 PNG")
        }
        DecodeError::Unreadable { what } => format!("文件打不开（{what}），请检查后再读"),
        DecodeError::Damaged => "文件已损坏，请重新扫描或传送".to_owned(),
    }
}
