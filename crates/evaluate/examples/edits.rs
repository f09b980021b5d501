//! Writes the edits of one picture as PNG files, to look at them.
//!
//! `cargo run -p evaluate --example edits -- PORTRAITS ID MODELS INTO`, where ID is like
//! `london-neutral/001_03.jpg`. Nothing of it belongs into the repository.

use std::path::Path;
use std::process::ExitCode;

use evaluate::subject::Subject;
use evaluate::{edits, library, machine};
use imaging::Profile;

type Failure = Box<dyn std::error::Error>;

fn main() -> ExitCode {
    match write() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("edits: {error}");
            ExitCode::FAILURE
        }
    }
}

fn write() -> Result<(), Failure> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [portraits, id, models, into] = words.as_slice() else {
        return Err("usage: edits PORTRAITS ID MODELS INTO".into());
    };
    let pictures = library::read(Path::new(portraits))?;
    let picture = pictures.iter().find(|picture| picture.id == *id).ok_or("no such picture")?;
    let mut engine = machine::engine(Path::new(models))?;
    let subject = Subject::of(picture, &mut engine, &Profile::moe_2017_99())
        .ok_or("no landmarks, or no hair found")?;
    let mut count = 0;
    let mut failed = None;
    edits::each(&subject, &mut |edit| {
        let name = format!("{count:03}-{}.png", edit.name.replace([' ', ','], "-"));
        count += 1;
        failed = failed.take().or(edit.picture.save(Path::new(into).join(name)).err());
    });
    failed.map_or(Ok(()), |error| Err(error.into()))
}
