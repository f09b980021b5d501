//! The files to judge: what was named, and what its folders hold, sorted.

use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// What is judged inside folders; a file that is named itself is judged whatever its ending.
pub const PICTURES: &[&str] = &["jpg", "jpeg", "png"];

/// One file to judge.
#[derive(Debug)]
pub struct Input {
    /// The file, as reached from the path that was given.
    pub file: PathBuf,
    /// The same below the folder that was given; the name alone for a file named itself.
    pub inside: PathBuf,
    /// Why it cannot even be tried: a folder that does not open, a path that leads nowhere.
    pub closed: Option<io::Error>,
}

impl Input {
    fn new(file: PathBuf, root: &Path) -> Self {
        let inside = file.strip_prefix(root).unwrap_or(&file).to_owned();
        Self { file, inside, closed: None }
    }

    fn closed(file: PathBuf, root: &Path, error: io::Error) -> Self {
        Self { closed: Some(error), ..Self::new(file, root) }
    }
}

/// Every file of `paths`, in the order they were given; of folders those with one of the endings,
/// sorted by name at each level.
pub fn files(paths: &[PathBuf], endings: &[&str]) -> Vec<Input> {
    let mut found = Vec::new();
    for path in paths {
        match fs::metadata(path) {
            Ok(data) if data.is_dir() => walk(path, path, endings, &mut found),
            Ok(_) => found.push(Input::new(path.clone(), parent(path))),
            Err(error) => found.push(Input::closed(path.clone(), parent(path), error)),
        }
    }
    found
}

/// Links to files are followed, links to folders are not: they may lead round in a circle.
fn walk(folder: &Path, root: &Path, endings: &[&str], found: &mut Vec<Input>) {
    let entries = fs::read_dir(folder).and_then(Iterator::collect::<io::Result<Vec<_>>>);
    let mut entries = match entries {
        Ok(entries) => entries,
        Err(error) => return found.push(Input::closed(folder.to_owned(), root, error)),
    };
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            walk(&path, root, endings, found);
        } else if path.extension().is_some_and(|ending| is_one_of(ending, endings))
            && !path.is_dir()
        {
            found.push(Input::new(path, root));
        }
    }
}

fn is_one_of(ending: &OsStr, endings: &[&str]) -> bool {
    endings.iter().any(|known| ending.eq_ignore_ascii_case(known))
}

fn parent(path: &Path) -> &Path {
    path.parent().unwrap_or(Path::new(""))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder_of(names: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for name in names {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, b"").unwrap();
        }
        folder
    }

    #[test]
    fn folders_are_walked_in_order_and_other_files_left_out() {
        let names = ["b/2.PNG", "b/1.jpeg", "c.jpg", "a.JPG", "notes.txt", "b/x/9.Jpg", "jpg"];
        let folder = folder_of(&names);
        let inside = |input: Input| input.inside.to_str().unwrap().to_owned();
        let found: Vec<String> =
            files(&[folder.path().to_owned()], PICTURES).into_iter().map(inside).collect();
        assert_eq!(found, ["a.JPG", "b/1.jpeg", "b/2.PNG", "b/x/9.Jpg", "c.jpg"]);
    }

    #[test]
    fn what_is_named_is_kept_in_the_order_it_was_named() {
        let folder = folder_of(&["z.jpg", "a.txt"]);
        let named = ["z.jpg", "gone.jpg", "a.txt"].map(|name| folder.path().join(name));
        let found = files(&named, PICTURES);
        let told: Vec<_> =
            found.iter().map(|one| (one.inside.to_str().unwrap(), one.closed.is_some())).collect();
        assert_eq!(told, [("z.jpg", false), ("gone.jpg", true), ("a.txt", false)]);
        assert!(found.iter().zip(&named).all(|(one, path)| one.file == *path));
    }
}
