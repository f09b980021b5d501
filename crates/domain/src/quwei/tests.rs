//! 区位码 against Python's codecs, over everything there is.

use expect_test::{Expect, expect};
use proptest::prelude::*;
use sha2::{Digest as _, Sha256};

use super::*;

/// Written by `data/make_gb2312.py`: rows 16 to 87.
const HANZI: &str = include_str!("../../data/gb2312_hanzi.txt");

#[test]
fn all_6763_characters_have_the_code_of_the_oracle_both_ways() {
    let mut seen = 0;
    for (row, line) in (16..).zip(HANZI.lines()) {
        for (cell, character) in (1..).zip(line.chars()) {
            let code = QuWeiCode::at(row, cell).unwrap();
            assert_eq!(QuWeiCode::of(character), Some(code), "{character}");
            assert_eq!(code.character(), character);
            assert_eq!(code.to_string().parse(), Ok(code));
            seen += 1;
        }
    }
    assert_eq!(seen, 6763);
}

#[test]
fn no_other_character_of_unicode_has_a_code() {
    let coded = (char::MIN..=char::MAX).filter(|one| QuWeiCode::of(*one).is_some());
    assert_eq!(coded.count(), 6763);
}

#[test]
fn the_repertoire_of_every_character_is_the_oracles() {
    let (mut counts, mut hash) = ([0; 4], Sha256::new());
    for place in (char::MIN..=char::MAX).map(|one| Repertoire::of(one) as u8) {
        counts[usize::from(place)] += 1;
        hash.update([place]);
    }
    let hash = &hash.finalize()[..8];
    // The line that `data/make_gb2312.py` prints.
    expect!["[7573, 14346, 952611, 137534] [126, 125, 27, 140, 51, 26, 145, 138]"]
        .assert_eq(&format!("{counts:?} {hash:?}"));
}

#[test]
fn what_is_no_code_is_said() {
    for (text, expected) in [
        ("533", "is not four digits"),
        ("53370", "is not four digits"),
        ("５３３７", "is not four digits"),
        ("0000", "is `0000`, the mark of a character without a code"),
        ("0104", "names row 1, where no Chinese character stands"),
        ("8801", "names row 88, where no Chinese character stands"),
        ("5337", "张"),
        (" 1601 ", "啊"),
        ("5589", "座"),
        ("5590", "names row 55, cell 90, where no character stands"),
        ("1600", "names row 16, cell 0, where no character stands"),
        ("1695", "names row 16, cell 95, where no character stands"),
    ] {
        let told = text.parse::<QuWeiCode>();
        let told = told.map_or_else(|error| error.to_string(), |code| code.character().into());
        assert_eq!(told, expected, "{text}");
    }
}

#[track_caller]
fn check(name: &str, expected: &Expect) {
    let filling = Filling::of(&name.parse().unwrap());
    let told = match filling {
        Filling::WrittenOut(why) => format!("{why:?}"),
        Filling::Coded(all) => {
            let tell = |one: &Coded| {
                format!("{} {} {}", one.character, one.marks(), one.readings.join("/"))
            };
            all.iter().map(tell).collect::<Vec<_>>().join(", ")
        }
    };
    expected.assert_eq(&told);
}

#[test]
fn a_name_is_filled_in_as_the_notice_says() {
    check("张三", &expect!["张 5337 zhāng, 三 4093 sān"]);
    check("单晟喆", &expect!["单 2105 shàn/dān/chán, 晟 7441 chéng/shèng/jīng, 喆 0000 zhé"]);
    check("欧阳黎明", &expect!["欧 3723 ōu, 阳 4984 yáng, 黎 3272 lí, 明 3587 míng/mèng"]);
    check("䶮𬱖", &expect!["䶮 0000 yǎn, 𬱖 0000 dí"]);
    check("古丽米热", &expect!["古 2537 gǔ/gù/kū, 丽 3286 lì/lí, 米 3555 mǐ, 热 4040 rè"]);
    check("古丽米热汗", &expect!["Long"]);
    check("阿里·买买提", &expect!["NotChinese"]);
    check("阿·里", &expect!["NotChinese"]);
    check("JOHN SMITH", &expect!["NotChinese"]);
    check("〇晴", &expect!["〇 0000 líng/yuán/xīng, 晴 3971 qíng"]);
}

proptest! {
    #[test]
    fn any_four_digits_are_a_code_and_its_own_writing_or_refused(digits in "[0-9]{4}") {
        if let Ok(code) = digits.parse::<QuWeiCode>() {
            prop_assert_eq!(code.to_string(), &*digits);
            prop_assert_eq!(QuWeiCode::of(code.character()), Some(code));
        }
    }
}
