//! 姓名: any name a person can have, whole.

use std::{fmt, str::FromStr};

/// 间隔号 U+00B7, the one separator of long names (民委发〔2016〕33号).
pub const SEPARATOR: char = '·';

/// Characters that look like the separator and stand in its place in real files.
const LOOK_ALIKES: &[char] = &['•', '・', '‧', '．', '●', '∙', '⋅', '᛫'];

/// 民委发〔2016〕33号 asks for at least 25 Chinese characters; twice that is allowed.
pub const LONGEST: usize = 50;

/// A name as it shall stand on the certificate. Invariant: 1 to 50 characters, each of them
/// visible, no space but a single one between Latin letters, the separator only inside.
/// `Debug` masks, and there is no `Serialize`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PersonName(String);

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PersonNameError {
    #[error("is empty")]
    Empty,
    #[error("has {0} characters, more than {LONGEST}")]
    Long(usize),
    #[error("has a space at place {0}")]
    Space(usize),
    #[error("has an invisible character (U+{code:04X}) at place {at}")]
    Invisible { at: usize, code: u32 },
    #[error("has a look-alike (U+{code:04X}) of the separator U+00B7 at place {at}")]
    LookAlike { at: usize, code: u32 },
    #[error("has a separator at its edge or doubled, at place {0}")]
    Separator(usize),
    #[error("has a placeholder for a missing character at place {0}")]
    Placeholder(usize),
}

impl FromStr for PersonName {
    type Err = PersonNameError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let typed: Vec<char> = text.trim_matches([' ', '\t', '\r', '\n']).chars().collect();
        if typed.is_empty() {
            return Err(Self::Err::Empty);
        }
        if typed.len() > LONGEST {
            return Err(Self::Err::Long(typed.len()));
        }
        for at in 0..typed.len() {
            check_character(&typed, at)?;
        }
        Ok(Self(typed.into_iter().collect()))
    }
}

fn check_character(typed: &[char], at: usize) -> Result<(), PersonNameError> {
    let place = at + 1;
    let here = typed[at];
    let before = at.checked_sub(1).map(|before| typed[before]);
    let after = typed.get(place).copied();
    let latin = |one: Option<char>| one.is_some_and(char::is_alphabetic) && is_latin(one);
    if here == ' ' {
        return if latin(before) && latin(after) {
            Ok(())
        } else {
            Err(PersonNameError::Space(place))
        };
    }
    if here.is_whitespace() {
        return Err(PersonNameError::Space(place));
    }
    if here.is_control() || is_invisible(here) {
        return Err(PersonNameError::Invisible { at: place, code: here.into() });
    }
    if LOOK_ALIKES.contains(&here) {
        return Err(PersonNameError::LookAlike { at: place, code: here.into() });
    }
    if here == SEPARATOR && (before.is_none() || after.is_none() || before == Some(SEPARATOR)) {
        return Err(PersonNameError::Separator(place));
    }
    // 招生 files write "??" for a character they lack; decoders write U+FFFD.
    if matches!(here, '?' | '？' | '\u{FFFD}' | '□' | '〓') {
        return Err(PersonNameError::Placeholder(place));
    }
    Ok(())
}

fn is_latin(one: Option<char>) -> bool {
    one.is_some_and(|one| u32::from(one) < 0x250 || one == '.')
}

/// Format characters, private use, and the zero-width family: nobody can see or type them.
fn is_invisible(one: char) -> bool {
    matches!(u32::from(one),
        0xAD | 0x200B..=0x200F | 0x202A..=0x202E | 0x2060..=0x206F | 0xFEFF | 0xFFF0..=0xFFFB
        | 0xE000..=0xF8FF | 0xE0000..=0xE0FFF | 0xF0000..=0x0010_FFFF)
}

impl PersonName {
    /// Reads a name after the two mendings that change nobody's name: look-alike separators
    /// become U+00B7, and the answer says that they did.
    pub fn read(text: &str) -> Result<(Self, bool), PersonNameError> {
        let mended: String = text
            .chars()
            .map(|one| if LOOK_ALIKES.contains(&one) { SEPARATOR } else { one })
            .collect();
        let name = mended.parse()?;
        Ok((name, mended != text))
    }

    /// The whole name, for those who may see it.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// First and last character, stars between; of two characters only the first. So the
    /// platform itself masks names in collection codes.
    pub fn masked(&self) -> String {
        let all: Vec<char> = self.0.chars().collect();
        match all.as_slice() {
            [] | [_] => "*".to_owned(),
            [first, _] => format!("{first}*"),
            [first, middle @ .., last] => format!("{first}{}{last}", "*".repeat(middle.len())),
        }
    }
}

impl fmt::Debug for PersonName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.masked())
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    #[track_caller]
    fn check(typed: &str, expected: &Expect) {
        expected.assert_eq(&match PersonName::read(typed) {
            Ok((name, mended)) => {
                format!(
                    "{} ({}){}",
                    name.reveal(),
                    name.masked(),
                    if mended { ", mended" } else { "" }
                )
            }
            Err(error) => format!("refused: it {error}"),
        });
    }

    #[test]
    fn reads_every_kind_of_name() {
        check("张三", &expect!["张三 (张*)"]);
        check("欧阳黎明", &expect!["欧阳黎明 (欧**明)"]);
        check("𠰴䶮", &expect!["𠰴䶮 (𠰴*)"]);
        check(
            "阿卜杜热合曼・买买提艾力",
            &expect!["阿卜杜热合曼·买买提艾力 (阿**********力), mended"],
        );
        check("JOHN SMITH", &expect!["JOHN SMITH (J********H)"]);
        check("马", &expect!["马 (*)"]);
    }

    #[test]
    fn says_what_is_wrong() {
        check("张 三", &expect!["refused: it has a space at place 2"]);
        check("张　三", &expect!["refused: it has a space at place 2"]);
        check(
            "张\u{200B}三",
            &expect!["refused: it has an invisible character (U+200B) at place 2"],
        );
        check("·张三", &expect!["refused: it has a separator at its edge or doubled, at place 1"]);
        check("张·", &expect!["refused: it has a separator at its edge or doubled, at place 2"]);
        check("王??", &expect!["refused: it has a placeholder for a missing character at place 2"]);
        check("", &expect!["refused: it is empty"]);
        check(&"长".repeat(51), &expect!["refused: it has 51 characters, more than 50"]);
    }

    #[test]
    fn debug_shows_the_mask_only() {
        assert_eq!(format!("{:?}", "欧阳黎明".parse::<PersonName>().unwrap()), "欧**明");
    }
}
