//! 纸上用语: every Chinese word that print puts on paper besides the form's own.

pub(super) const NAME: &str = "姓名";
pub(super) const CLASS: &str = "班级";
pub(super) const PLANNED_NUMBER: &str = "预拍摄序号";
pub(super) const SCALE: &str = "标尺 100 mm。请按实际大小（100%）打印，勿选“适合页面”";

/// The few lines on the card itself.
pub(super) const SHORT_RULES: [&str; 4] = [
    "1. 用 2B 铅笔涂满框内；涂错用橡皮擦净。从左到右逐格填涂，中间不留空格。",
    "2. 区位码表没有的字涂 0000，在格内汉字旁写拼音；超过四个字的姓名不填涂，",
    "    写全姓名。身份证号末位 X 涂末列的 X。院系代码、地区码不填。",
    "3. 卡片右侧不写字、不做记号；不折叠、不装订、不粘贴。",
];

/// Beside the heading of a field.
pub(super) const NOTE_DIGITS: &str = "从左起，不留空格";
pub(super) const NOTE_QU_WEI: &str = "每字四位；没有区位码的字涂 0000，在格内注拼音";
pub(super) const NOTE_IDENTITY: &str = "从左起，不留空格；末位 X 涂末列的 X";
pub(super) const NOTE_EMPTY: &str = "不填";
pub(super) const NOTE_ON_SITE: &str = "拍摄现场填涂";

pub(super) const COVER_TITLE: &str = "机读卡填涂说明";
pub(super) const COVER_RULES: [&str; 9] = [
    "只用 2B 铅笔，把框涂满，不出框；涂错用橡皮擦净再涂。",
    "学号、姓名、身份证号从左到右逐格填涂，中间不留空格。",
    "姓名每个字涂四位区位码。卡上已印出区位码的照着涂，没有印出的先查码再涂。",
    "区位码表没有的字涂 0000，并在格内汉字旁写汉语拼音。",
    "姓名超过四个字，或带间隔号“·”的，姓名栏不填涂，用正楷写全姓名，由人工录入。",
    "身份证号末位是 X 的，涂末列的 X。",
    "院系代码、地区码不填；拍摄序号在拍摄现场填涂。",
    "卡片右侧不写字、不做记号；不折叠、不装订、不粘贴。",
    "班干部收齐、逐项核对，拍摄当日发还本人，带到现场。",
];
pub(super) const COVER_EXAMPLE: &str = "填涂样例（示意，不是卡片）";
pub(super) const COVER_RIGHT: &str = "正确";
pub(super) const COVER_WRONG: &str = "错误";
pub(super) const COVER_PRINT: &str =
    "打印：100 g 以上白纸，按实际大小（100%）单面打印；卡片下方标尺应量得 100 mm，否则重新打印。";
pub(super) const CARDS: &str = "张";

/// A synthetic person: region 99 belongs to nobody.
pub(super) const EXAMPLE_NAME: &str = "单晟喆";
pub(super) const EXAMPLE_NUMBER: &str = "2023010112";
pub(super) const EXAMPLE_IDENTITY: &str = "99010120030901007X";
pub(super) const EXAMPLE_CLASS: &str = "光伏2301班";
pub(super) const EXAMPLE_PLANNED: &str = "12";

/// A face that has these can print a card; names may ask for more.
pub(super) const ALL: &str = "0123456789X（）“”，。；：、·一人的区位码姓名学号身份证拍摄序班级省";

/// Every word above, and the signs that are drawn beside them.
pub(super) fn all() -> String {
    let short = [
        NAME,
        CLASS,
        PLANNED_NUMBER,
        SCALE,
        NOTE_DIGITS,
        NOTE_QU_WEI,
        NOTE_IDENTITY,
        NOTE_EMPTY,
        NOTE_ON_SITE,
        COVER_TITLE,
        COVER_EXAMPLE,
        COVER_RIGHT,
        COVER_WRONG,
        COVER_PRINT,
        CARDS,
        EXAMPLE_NAME,
        EXAMPLE_NUMBER,
        EXAMPLE_IDENTITY,
        EXAMPLE_CLASS,
        EXAMPLE_PLANNED,
        ALL,
    ];
    [short.concat(), SHORT_RULES.concat(), COVER_RULES.concat()].concat()
}
