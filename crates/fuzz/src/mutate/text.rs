//! Breaking text: lines, numbers, and the words that mean something to one of the parsers.

use crate::chance::Chance;

/// How deep brackets are stacked.
const DEEP: usize = 3000;

/// What stands in the place of a number.
const NUMBERS: [&str; 12] = [
    "0",
    "-1",
    "1e999",
    "nan",
    "-inf",
    "9223372036854775807",
    "18446744073709551616",
    "0.1e-320",
    "-0.0",
    "1048577",
    "\"1\"",
    "",
];

/// Pieces of TOML, JSON, XML, URLs and of strange text.
const PIECES: [&str; 20] = [
    "[[",
    "]",
    "{",
    "}}",
    "=",
    "\"",
    "\\u0000",
    "\\ud800",
    "%00",
    "%",
    "&",
    "<c r=\"XFD1048576\">",
    "<v>",
    "</row>",
    "<!DOCTYPE a [<!ENTITY b \"cc\">]>",
    "&b;",
    "\u{202E}",
    "𠰴",
    "\r\n",
    "\0",
];

/// One change; what is not UTF-8 becomes it first.
pub fn mutate(bytes: &mut Vec<u8>, chance: &mut Chance) {
    let text = String::from_utf8_lossy(bytes).into_owned();
    let broken = match chance.below(6) {
        0 | 1 => number(&text, chance),
        2 | 3 => line(&text, chance),
        4 => {
            let piece = PIECES[chance.below(PIECES.len())];
            put(&text, &piece.repeat(1 + chance.below(4)), chance)
        }
        _ => {
            let bracket = ["[", "{", "(", "<a>", "a."][chance.below(5)];
            put(&text, &bracket.repeat(chance.below(DEEP)), chance)
        }
    };
    *bytes = broken.into_bytes();
}

/// Replaces one run of digits.
fn number(text: &str, chance: &mut Chance) -> String {
    let is_start = |(at, byte): &(usize, u8)| {
        byte.is_ascii_digit() && (*at == 0 || !text.as_bytes()[at - 1].is_ascii_digit())
    };
    let starts: Vec<usize> = text.bytes().enumerate().filter(is_start).map(|(at, _)| at).collect();
    let Some(start) = chance.pick(&starts) else { return text.to_owned() };
    let rest = &text[*start..];
    let end = rest.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(rest.len());
    let other = NUMBERS[chance.below(NUMBERS.len())];
    [&text[..*start], other, &rest[end..]].concat()
}

/// Drops, repeats or moves a line; XML has its lines between tags.
fn line(text: &str, chance: &mut Chance) -> String {
    let parted = if text.starts_with('<') { '>' } else { '\n' };
    let mut lines: Vec<&str> = text.split_inclusive(parted).collect();
    let (from, to) = (chance.below(lines.len()), chance.below(lines.len()));
    let Some(one) = lines.get(from).copied() else { return text.to_owned() };
    match chance.below(3) {
        0 => drop(lines.remove(from)),
        1 => drop(lines.splice(to..to, vec![one; 1 + chance.below(50)])),
        _ => lines.swap(from, to),
    }
    lines.concat()
}

/// Puts `piece` between two characters.
fn put(text: &str, piece: &str, chance: &mut Chance) -> String {
    let at = text.floor_char_boundary(chance.below(text.len() + 1));
    [&text[..at], piece, &text[at..]].concat()
}
