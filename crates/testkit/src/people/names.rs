//! 姓名: common surnames and given-name characters, to be combined at random.

/// The commonest surnames, commonest first; nobody in particular is called any of the results.
pub(super) const SURNAMES: &str = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹\
    彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹\
    薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤";

/// Surnames of two characters, for one person in a hundred.
pub(super) const COMPOUND_SURNAMES: [&str; 6] = ["欧阳", "上官", "司马", "诸葛", "东方", "皇甫"];

/// Characters for the given names of men.
pub(super) const MASCULINE: &str = "伟强磊军洋勇杰涛超明刚平辉鹏华飞鑫波斌宇浩凯健俊帆帅旭宁龙\
    林阳建峰成博瑞轩泽昊然子豪志远天翔嘉铭晨曦文武承恩启航思源一鸣";

/// Characters for the given names of women.
pub(super) const FEMININE: &str = "芳娜敏静丽艳娟霞秀英慧巧美婷雪玲倩莉颖燕晶洁梅琳欣怡佳悦雨萱\
    梓涵诗琪梦瑶思彤可馨紫若曦语嫣婉清雅文心妍舒然一诺沐晴";

/// Made-up long names of the kind that carry U+00B7, 16 to 18 characters.
pub(super) const LONG_NAMES: [&str; 3] = [
    "阿卜杜热合曼·买买提艾力·吐尔逊江",
    "古丽米热阿依·阿卜杜克热木·艾合买提",
    "努尔艾合麦提江·托合提如孜·阿布都拉",
];

/// A given character that GB 2312 lacks and GBK has.
pub(super) const BEYOND_GB2312: char = '喆';

/// A given character outside the basic plane (U+20C34): two UTF-16 units, four UTF-8 bytes.
pub(super) const BEYOND_BASIC_PLANE: char = '𠰴';

/// Made-up names of foreign students, as the passport order writes them.
pub(super) const LATIN_NAMES: [&str; 2] = ["ALEXEEVASOFIA", "OKAFORDANIEL"];
