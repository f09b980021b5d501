//! Lines of Chinese and Latin letters of about one width.

/// Width of letters in ems: a Chinese one is an em, a Latin one a little more than half.
fn ems(letter: char) -> f64 {
    if letter.is_ascii() { 0.55 } else { 1.0 }
}

/// `text` in lines of at most `width` ems; a line never begins with a closing sign.
pub(super) fn wrapped(text: &str, width: f64) -> Vec<String> {
    const CLOSING: &str = "，。；：、）！？";
    let mut lines = vec![String::new()];
    let mut filled = 0.0;
    for letter in text.chars() {
        let wide = ems(letter);
        if filled + wide > width && !CLOSING.contains(letter) {
            lines.push(String::new());
            filled = 0.0;
        }
        filled += wide;
        if let Some(line) = lines.last_mut() {
            line.push(letter);
        }
    }
    lines
}

/// Width of a text in ems.
pub(super) fn width(text: &str) -> f64 {
    text.chars().map(ems).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_full_and_signs_stay_with_their_word() {
        assert_eq!(wrapped("一二三四五", 2.0), ["一二", "三四", "五"]);
        assert_eq!(wrapped("一二，三", 2.0), ["一二，", "三"]);
        assert_eq!(wrapped("abcd", 1.2), ["ab", "cd"]);
        assert!((width("眼位 1") - 3.1).abs() < 1e-9);
    }
}
