//! 拼音: how a character is read, family names first.

use ::pinyin::ToPinyinMulti as _;

/// Family names that are read otherwise than the character mostly is, as 《现代汉语词典》 marks
/// them: one entry for each character, the commoner first where families differ. Names of two
/// characters stand before the ones they begin with.
const FAMILY_NAMES: &[(&str, &[&str])] = &[
    ("万俟", &["mò", "qí"]),
    ("尉迟", &["yù", "chí"]),
    ("单于", &["chán", "yú"]),
    ("长孙", &["zhǎng", "sūn"]),
    ("令狐", &["líng", "hú"]),
    ("澹台", &["tán", "tái"]),
    ("鲜于", &["xiān", "yú"]),
    ("拓跋", &["tuò", "bá"]),
    ("乐正", &["yuè", "zhèng"]),
    ("单", &["shàn"]),
    ("仇", &["qiú"]),
    ("区", &["ōu"]),
    ("解", &["xiè"]),
    ("查", &["zhā"]),
    ("任", &["rén"]),
    ("曾", &["zēng"]),
    ("华", &["huà"]),
    ("朴", &["piáo"]),
    ("盖", &["gě/gài"]),
    ("缪", &["miào"]),
    ("乐", &["yuè/lè"]),
    ("种", &["chóng"]),
    ("员", &["yùn"]),
    ("覃", &["qín/tán"]),
    ("纪", &["jǐ/jì"]),
    ("葛", &["gě"]),
    ("燕", &["yān"]),
    ("翟", &["zhái/dí"]),
    ("折", &["shé"]),
    ("召", &["shào"]),
    ("繁", &["pó"]),
    ("那", &["nā"]),
    ("句", &["gōu"]),
    ("能", &["nài"]),
    ("都", &["dū"]),
    ("过", &["guō"]),
    ("祭", &["zhài"]),
    ("於", &["yū"]),
    ("隗", &["wěi/kuí"]),
    ("秘", &["bì"]),
    ("要", &["yāo"]),
    ("观", &["guàn"]),
    ("冠", &["guàn"]),
    ("哈", &["hǎ"]),
    ("洗", &["xiǎn"]),
    ("撒", &["sǎ"]),
    ("卜", &["bǔ"]),
    ("干", &["gān"]),
    ("薄", &["bó"]),
    ("乜", &["niè"]),
    ("佴", &["nài"]),
];

/// The readings of a character with their tones, the commonest first; empty when the table has
/// none, as for characters younger than it.
pub fn readings(character: char) -> Vec<&'static str> {
    let all = character.to_pinyin_multi();
    all.map(|all| all.into_iter().map(::pinyin::Pinyin::with_tone).collect()).unwrap_or_default()
}

/// The readings of the character at a place of a name: where it is the family name, or a part of
/// one of two characters, its reading as such comes first.
pub fn readings_at(name: &[char], at: usize) -> Vec<&'static str> {
    let Some(character) = name.get(at) else { return Vec::new() };
    let general = readings(*character);
    let family = FAMILY_NAMES.iter().find(|(family, _)| is_family_name(name, family));
    let first: Vec<&str> = family
        .and_then(|(_, read)| read.get(at))
        .map(|read| read.split('/').collect())
        .unwrap_or_default();
    let rest: Vec<&str> = general.into_iter().filter(|reading| !first.contains(reading)).collect();
    [first, rest].concat()
}

/// A family name is followed by a given name; 单于 alone is a person named 于 of the 单.
fn is_family_name(name: &[char], family: &str) -> bool {
    let length = family.chars().count();
    name.len() > length && family.chars().zip(name).all(|(one, here)| one == *here)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(name: &str, expected: &str) {
        let name: Vec<char> = name.chars().collect();
        let all = (0..name.len()).map(|at| readings_at(&name, at).join("/"));
        assert_eq!(all.collect::<Vec<_>>().join(" "), expected);
    }

    #[test]
    fn a_family_name_is_read_as_one() {
        check("单田", "shàn/dān/chán tián");
        check("仇英", "qiú/chóu/jū yīng/yāng");
        check("于单", "yú/wéi/yū/xū dān/chán/shàn");
        check("单", "dān/chán/shàn");
    }

    #[test]
    fn a_family_name_of_two_characters_goes_before_one_of_one() {
        check("单于丹", "chán/dān/shàn yú/wéi/yū/xū dān");
        check("单于", "shàn/dān/chán yú/wéi/yū/xū");
        check("尉迟恭", "yù/wèi/yùn chí gōng");
        check("尉恭", "wèi/yù/yùn gōng");
    }

    #[test]
    fn every_family_reading_is_one_the_character_has() {
        for (family, read) in FAMILY_NAMES {
            assert_eq!(family.chars().count(), read.len(), "{family}");
            let general: Vec<_> = family.chars().map(readings).collect();
            for (general, first) in general.iter().zip(*read) {
                assert!(first.split('/').all(|one| general.contains(&one)), "{family} {general:?}");
            }
        }
    }
}
