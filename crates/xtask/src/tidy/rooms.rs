//! Rooms: data flows from the roster to the registry, and code may read upstream only.

use super::{Breach, SourceFile, Tree};

/// In the order the data flows.
const ROOMS: &[&str] = &["roster", "session", "capture", "portrait", "delivery", "registry"];

/// The crates that have rooms: their names begin a path into a room of another floor.
const FLOORS: &[&str] = &["domain", "store", "workflow", "web"];

pub(super) fn breaches(tree: &Tree) -> Vec<Breach> {
    let mut found = Vec::new();
    for file in tree.files.iter().filter(|file| file.is_rust()) {
        let Some((own, depth)) = room_of(file) else { continue };
        for (line, name) in names_of_paths(file, depth) {
            if place_of(&name).is_some_and(|place| place > own) {
                let what = format!("`{}` must not look downstream to `{name}`", ROOMS[own]);
                found.push(Breach::at(file, line, what));
            }
        }
    }
    found
}

/// The place of the file's room, and how many `super::` lead to the crate's root.
fn room_of(file: &SourceFile) -> Option<(usize, usize)> {
    let inside = file.path.strip_prefix("crates/")?.split_once("/src/")?.1;
    let parts: Vec<&str> = inside.trim_end_matches(".rs").split('/').collect();
    let own = parts.iter().find_map(|part| place_of(part))?;
    let depth = parts.len() - usize::from(parts.last() == Some(&"mod"));
    Some((own, depth))
}

fn place_of(name: &str) -> Option<usize> {
    ROOMS.iter().position(|room| *room == name)
}

/// The first names of all paths that start at a crate's root, with their lines.
fn names_of_paths(file: &SourceFile, depth: usize) -> Vec<(usize, String)> {
    let mut names = Vec::new();
    let lines: Vec<(usize, &str)> = file.code_lines().collect();
    let mut code = String::new();
    let mut starts = Vec::new();
    for (number, line) in &lines {
        starts.push((code.len(), *number));
        code.push_str(line);
        code.push('\n');
    }
    let line_at = |place: usize| {
        let after = starts.partition_point(|(start, _)| *start <= place);
        starts.get(after.saturating_sub(1)).map_or(0, |(_, number)| *number)
    };
    let to_root = "super::".repeat(depth);
    let roots = FLOORS.iter().map(|floor| format!("{floor}::"));
    for root in roots.chain(["crate::".to_owned(), to_root]) {
        for (place, _) in code.match_indices(&root) {
            let before = code[..place].chars().next_back().unwrap_or(' ');
            if is_word(before) || before == ':' {
                continue;
            }
            let start = place + root.len();
            for (offset, name) in first_names(&code[start..]) {
                names.push((line_at(start + offset), name.to_owned()));
            }
        }
    }
    names.sort();
    names.dedup();
    names
}

/// `a::b` gives `a`; `{a::b, c::{d, e}}` gives `a` and `c`. With the place of each.
fn first_names(path: &str) -> Vec<(usize, &str)> {
    let word_at = |place: usize| {
        let word = &path[place..];
        &word[..word.find(|letter| !is_word(letter)).unwrap_or(word.len())]
    };
    if !path.starts_with('{') {
        return vec![(0, word_at(0))];
    }
    let mut names = Vec::new();
    let mut depth = 0_usize;
    let mut is_first = true;
    for (place, letter) in path.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 1 => is_first = true,
            letter if depth == 1 && is_first && is_word(letter) => {
                names.push((place, word_at(place)));
                is_first = false;
            }
            _ => {}
        }
        if depth == 0 {
            break;
        }
    }
    names
}

fn is_word(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_look_downstream_is_found_in_every_way_of_writing_it() {
        for (path, text, expect) in [
            ("crates/domain/src/session.rs", "//! S\nuse crate::capture::Frame;\n", Some(2)),
            ("crates/domain/src/session.rs", "use crate::roster::Graduate;\n", None),
            (
                "crates/domain/src/session.rs",
                "use crate::{\n    roster::A,\n    capture,\n};\n",
                Some(3),
            ),
            ("crates/domain/src/session.rs", "use crate::{school::{capture, B}, roster};\n", None),
            ("crates/domain/src/session.rs", "fn a() { super::portrait::b() }\n", Some(1)),
            ("crates/workflow/src/roster/import.rs", "use super::portrait;\n", None),
            ("crates/workflow/src/roster/import.rs", "use super::super::portrait;\n", Some(1)),
            ("crates/workflow/src/roster/mod.rs", "use super::portrait;\n", Some(1)),
            ("crates/web/src/capture.rs", "use workflow::delivery::pack;\n", Some(1)),
            ("crates/web/src/capture.rs", "use workflow::session::scan;\n", None),
            ("crates/web/src/capture.rs", "// see crate::delivery\n", None),
            ("crates/web/src/capture.rs", "use my_workflow::delivery;\n", None),
            ("crates/domain/src/record.rs", "use crate::registry::Answer;\n", None),
        ] {
            let lines: Vec<usize> =
                breaches(&Tree::of(&[(path, text)])).iter().map(|one| one.line).collect();
            assert_eq!(lines, expect.into_iter().collect::<Vec<_>>(), "{path}: {text}");
        }
    }
}
