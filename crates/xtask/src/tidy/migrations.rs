//! Migrations: numbered from 1 without a gap, so that their order is never in doubt.

use super::{Breach, Tree};

const FOLDERS: &[&str] = &["/migrations/", "/migration/"];

pub(super) fn breaches(tree: &Tree) -> Vec<Breach> {
    let mut found = Vec::new();
    let mut expected = 1_u32;
    // Paths are in order, and numbers have the same width: so the migrations come in theirs.
    for file in tree.files.iter().filter(|file| file.path.starts_with("crates/store/")) {
        let Some((_, name)) = FOLDERS
            .iter()
            .find_map(|folder| file.path.split_once(folder))
            .filter(|(_, name)| !matches!(*name, "mod.rs" | "README.md"))
        else {
            continue;
        };
        match number_of(name) {
            None => found.push(Breach::at(file, 0, "a migration is named `m0001_what_it_does.rs`")),
            Some(number) if number != expected => {
                found.push(Breach::at(file, 0, format!("number {number}; {expected} is next")));
                expected = number + 1;
            }
            Some(number) => expected = number + 1,
        }
    }
    found
}

/// `m0012_add_make_up.rs` or `0012_add_make_up.sql` give 12.
fn number_of(name: &str) -> Option<u32> {
    let (number, rest) = name.trim_start_matches('m').split_once('_')?;
    let is_named = number.len() == 4 && !rest.is_empty();
    number.parse().ok().filter(|_| is_named)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_doubles_and_names_without_number_are_found() {
        let folder = "crates/store/src/migration";
        for (names, expect) in [
            (["m0001_first.rs", "m0002_second.rs", "mod.rs"], 0),
            (["m0001_first.rs", "m0003_third.rs", "mod.rs"], 1),
            (["m0001_first.rs", "m0001_other.rs", "mod.rs"], 1),
            (["m0001_first.rs", "m0002_second.rs", "second_try.rs"], 1),
            (["m0001_first.rs", "m2_second.rs", "mod.rs"], 1),
        ] {
            let paths: Vec<String> = names.iter().map(|name| format!("{folder}/{name}")).collect();
            let files: Vec<(&str, &str)> = paths.iter().map(|path| (path.as_str(), "")).collect();
            assert_eq!(breaches(&Tree::of(&files)).len(), expect, "{names:?}");
        }
    }
}
