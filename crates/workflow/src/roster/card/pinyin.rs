//! 拼音查字: every character that is read as a syllable, for those nobody can type.

use std::{
    collections::{HashMap, HashSet},
    ops::RangeInclusive,
    sync::LazyLock,
};

use domain::quwei::{QuWeiCode, readings};

/// Where characters of names stand in Unicode: the unified block and its first extension.
const BLOCKS: [RangeInclusive<u32>; 2] = [0x4E00..=0x9FFF, 0x3400..=0x4DBF];

/// What GBK has of the unified block; it has nothing of the extension.
const GBK: RangeInclusive<char> = '\u{4E00}'..='\u{9FA5}';

static BY_SYLLABLE: LazyLock<HashMap<String, Vec<char>>> = LazyLock::new(|| {
    let coded = coded();
    // A card codes what GB 2312 has: what is looked up here mostly stands outside of it.
    let order = |character: char| {
        let is_coded = coded.contains(&character);
        if is_coded {
            1
        } else if GBK.contains(&character) {
            0
        } else {
            2
        }
    };
    let mut all: HashMap<String, Vec<(u8, usize, char)>> = HashMap::new();
    for character in BLOCKS.into_iter().flatten().filter_map(char::from_u32) {
        for (place, reading) in readings(character).into_iter().enumerate() {
            let same = all.entry(plain(reading)).or_default();
            if same.last().is_none_or(|(_, _, last)| *last != character) {
                same.push((order(character), place, character));
            }
        }
    }
    let sorted = |(syllable, mut same): (String, Vec<(u8, usize, char)>)| {
        same.sort_unstable();
        (syllable, same.into_iter().map(|(_, _, character)| character).collect())
    };
    all.into_iter().filter(|(syllable, _)| !syllable.is_empty()).map(sorted).collect()
});

/// The characters read as `syllable`, without tones, `v` or `ü` alike: first those of GBK that a
/// card cannot code, then those it can, then the rarest. Nothing for what is no syllable.
pub fn characters(syllable: &str) -> &'static [char] {
    let asked = plain(syllable.trim());
    BY_SYLLABLE.get(&asked).map_or(&[], Vec::as_slice)
}

/// Every character with a 区位码.
fn coded() -> HashSet<char> {
    let codes = (1..=94).flat_map(|row| (1..=94).map(move |cell| QuWeiCode::at(row, cell)));
    codes.filter_map(Result::ok).map(QuWeiCode::character).collect()
}

/// A syllable without its tone.
fn plain(reading: &str) -> String {
    let bare = |letter: char| match letter {
        'ā' | 'á' | 'ǎ' | 'à' => 'a',
        'ō' | 'ó' | 'ǒ' | 'ò' => 'o',
        'ē' | 'é' | 'ě' | 'è' | 'ê' => 'e',
        'ī' | 'í' | 'ǐ' | 'ì' => 'i',
        'ū' | 'ú' | 'ǔ' | 'ù' => 'u',
        'ü' | 'ǖ' | 'ǘ' | 'ǚ' | 'ǜ' => 'v',
        'ń' | 'ň' | 'ǹ' => 'n',
        'ḿ' => 'm',
        other => other,
    };
    let small = reading.chars().flat_map(char::to_lowercase);
    small.map(bare).filter(char::is_ascii_alphabetic).collect()
}

#[cfg(test)]
mod tests {
    use domain::quwei::Repertoire;

    use super::*;

    #[test]
    fn a_character_without_a_code_comes_before_those_with_one() {
        for (syllable, wanted) in
            [("zhe", '喆'), ("rong", '镕'), ("kun", '堃'), ("min", '旻'), ("sheng", '昇')]
        {
            let found = characters(syllable);
            let at = found.iter().position(|one| *one == wanted);
            let coded = found.iter().position(|one| Repertoire::of(*one) == Repertoire::Gb2312);
            assert!(at.is_some() && at < coded, "{syllable} {at:?} {coded:?}");
        }
    }

    #[test]
    fn tones_case_and_the_two_ways_to_type_an_umlaut_do_not_matter() {
        assert_eq!(characters("LÜ"), characters("lv"));
        assert_eq!(characters(" zhé "), characters("zhe"));
        assert!(characters("lv").contains(&'吕') && !characters("lu").contains(&'吕'));
        assert!(characters("").is_empty() && characters("xyz").is_empty());
    }
}
