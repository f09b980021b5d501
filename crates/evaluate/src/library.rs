//! 样本: the folder of portraits, with what people have written about them.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use imaging::Point;

/// Which collection a picture is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Set {
    LondonNeutral,
    LondonSmiling,
    Composite,
    Lisa,
    Zoom,
    Canada,
    Synthetic,
    Public,
}

/// The half a person belongs to: limits are chosen on one and reported on the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Half {
    Fit,
    Test,
}

impl Half {
    /// Every second one of a sorted list is kept from the fit.
    pub const fn of_rank(rank: usize) -> Self {
        if rank.is_multiple_of(2) { Half::Fit } else { Half::Test }
    }
}

/// One file and what is known of it.
#[derive(Debug, Clone)]
pub struct Picture {
    /// Folder and file name.
    pub id: String,
    pub set: Set,
    pub half: Half,
    pub bytes: Vec<u8>,
    /// The 189 hand-checked points, in pixels of the file; empty where there are none.
    pub points: Vec<Point>,
    /// Column to word, of the labels by eye; empty where there are none.
    pub labels: BTreeMap<String, String>,
    /// Column to value, of the official OFIQ values; empty where there are none.
    pub official: BTreeMap<String, f64>,
}

impl Picture {
    /// Whether the labels say `word` under `column`.
    pub fn is(&self, column: &str, word: &str) -> bool {
        self.labels.get(column).is_some_and(|found| found == word)
    }
}

/// Why the folder could not be read. Completes the sentence "it …".
#[derive(Debug, thiserror::Error)]
pub enum LibraryError {
    #[error("cannot read {path}: {source}")]
    Unreadable { path: PathBuf, source: std::io::Error },
    #[error("has landmarks that are not lists of points by file name")]
    Landmarks,
}

/// Folders, the set each is, and the number of points its landmarks have when they are used.
const FOLDERS: [(&str, Set); 8] = [
    ("london-neutral", Set::LondonNeutral),
    ("london-smiling", Set::LondonSmiling),
    ("webmorph-composite", Set::Composite),
    ("webmorph-lisa", Set::Lisa),
    ("webmorph-zoom", Set::Zoom),
    ("webmorph-canada", Set::Canada),
    ("sfhq-t2i", Set::Synthetic),
    ("us-gov-pd", Set::Public),
];

/// Points of the landmark template that is read; other templates are left alone.
const POINTS: usize = 189;

/// Reads every picture of the folders that are there, sorted by id.
pub fn read(folder: &Path) -> Result<Vec<Picture>, LibraryError> {
    let landmarks = landmarks(&text(folder, "landmarks189.json")?)?;
    let labels = table(&text(folder, "labels_sfhq_t2i.csv")?);
    let official = table(&text(folder, "ofiq_reference_london.csv")?);
    let ranks = ranks(folder)?;
    let mut pictures = Vec::new();
    for (name, set) in FOLDERS {
        for file in files(&folder.join(name))? {
            let id = format!("{name}/{file}");
            let path = folder.join(&id);
            let rank = ranks.get(&person(name, &file)).copied().unwrap_or_default();
            pictures.push(Picture {
                set,
                half: Half::of_rank(rank),
                bytes: fs::read(&path)
                    .map_err(|source| LibraryError::Unreadable { path, source })?,
                points: landmarks.get(&id).cloned().unwrap_or_default(),
                labels: labels.get(&file).cloned().unwrap_or_default(),
                official: numbers(official.get(&file)),
                id,
            });
        }
    }
    Ok(pictures)
}

/// Who a file shows: the London folders show the same people twice.
fn person(folder: &str, file: &str) -> (String, String) {
    let family = folder.split('-').next().unwrap_or(folder);
    let who = if family == "london" { file.split('_').next().unwrap_or(file) } else { file };
    let family = if family == "london" { family } else { folder };
    (family.to_owned(), who.to_owned())
}

/// Each person's place in the sorted list of those of the same collection.
fn ranks(folder: &Path) -> Result<BTreeMap<(String, String), usize>, LibraryError> {
    let mut people = BTreeMap::new();
    for (name, _) in FOLDERS {
        for file in files(&folder.join(name))? {
            people.insert(person(name, &file), 0);
        }
    }
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for ((family, _), rank) in &mut people {
        let count = seen.entry(family.clone()).or_default();
        *rank = *count;
        *count += 1;
    }
    Ok(people)
}

/// Names of the pictures in a folder, sorted; none where there is no such folder.
fn files(folder: &Path) -> Result<Vec<String>, LibraryError> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let unreadable = |source| LibraryError::Unreadable { path: folder.to_owned(), source };
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let name = entry.map_err(unreadable)?.file_name().to_string_lossy().into_owned();
        let kind = Path::new(&name).extension();
        if kind.is_some_and(|kind| kind == "jpg" || kind == "png") {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}

fn text(folder: &Path, name: &str) -> Result<String, LibraryError> {
    let path = folder.join(name);
    fs::read_to_string(&path).map_err(|source| LibraryError::Unreadable { path, source })
}

fn landmarks(text: &str) -> Result<BTreeMap<String, Vec<Point>>, LibraryError> {
    let all: BTreeMap<String, Vec<[f64; 2]>> =
        serde_json::from_str(text).map_err(|_| LibraryError::Landmarks)?;
    let of_template = all.into_iter().filter(|(_, points)| points.len() == POINTS);
    Ok(of_template
        .map(|(id, points)| (id, points.iter().map(|[x, y]| Point { x: *x, y: *y }).collect()))
        .collect())
}

/// A table with a heading, by its first column. Fields may stand in quotes, without quotes
/// inside.
fn table(text: &str) -> BTreeMap<String, BTreeMap<String, String>> {
    let mut lines = text.lines().map(fields);
    let heading = lines.next().unwrap_or_default();
    lines
        .filter_map(|row| {
            let key = row.first()?.clone();
            Some((key, heading.iter().cloned().zip(row).skip(1).collect()))
        })
        .collect()
}

fn fields(line: &str) -> Vec<String> {
    let mut fields = vec![String::new()];
    let mut quoted = false;
    for letter in line.trim_end().chars() {
        match letter {
            '"' => quoted = !quoted,
            ',' if !quoted => fields.push(String::new()),
            _ => fields.last_mut().expect("there is always a field").push(letter),
        }
    }
    fields
}

fn numbers(row: Option<&BTreeMap<String, String>>) -> BTreeMap<String, f64> {
    let pairs = row.into_iter().flatten();
    pairs.filter_map(|(name, value)| Some((name.clone(), value.parse().ok()?))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_with_a_comma_in_quotes_is_one_field() {
        let table = table("file,eyes,note\na.jpg,open,\"away, slightly\"\nb.jpg,closed,\n");
        assert_eq!(table["a.jpg"]["note"], "away, slightly");
        assert_eq!(table["b.jpg"]["eyes"], "closed");
    }

    #[test]
    fn a_person_stays_in_one_half_whatever_the_face_does() {
        let neutral = person("london-neutral", "003_03.jpg");
        assert_eq!(neutral, person("london-smiling", "003_08.jpg"));
        assert_ne!(neutral, person("london-neutral", "005_03.jpg"));
        assert_ne!(person("webmorph-zoom", "a.jpg"), person("webmorph-lisa", "a.jpg"));
    }

    #[test]
    fn other_landmark_templates_are_left_alone() {
        let points = vec!["[1.0,2.0]"; POINTS].join(",");
        let read = landmarks(&format!("{{\"a\":[{points}],\"b\":[[1.0,2.0]]}}")).unwrap();
        assert_eq!(read.keys().collect::<Vec<_>>(), ["a"]);
        assert!(landmarks("[]").is_err());
    }
}
