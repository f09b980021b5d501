//! 全部: every picture, edit and drawing, put before the engine.

use std::collections::BTreeMap;
use std::path::Path;

use imaging::{Engine, Profile};

use crate::library::{self, LibraryError, Picture};
use crate::machine::{self, MachineError};
use crate::report::Findings;
use crate::subject::Subject;
use crate::trial::{self, DRAWN_PEOPLE, Judged};
use crate::{agreement, say};

/// Why a run ended early. Completes the sentence "it …".
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    #[error("{0}")]
    Library(#[from] LibraryError),
    #[error("{0}")]
    Machine(#[from] MachineError),
}

/// Judges everything there is: drawn faces always, photographs where a folder of them is given.
pub fn all(portraits: Option<&Path>, models: &Path) -> Result<Findings, RunError> {
    let engine = machine::engine(models)?;
    let profile = Profile::moe_2017_99();
    let mut findings = Findings::default();
    let seeds: Vec<u64> = (0..DRAWN_PEOPLE).collect();
    gather(
        &mut findings,
        machine::each(&engine, &seeds, |engine, seed| trial::of_seed(engine, *seed, &profile)),
    );
    say(&format!("{} drawn people", seeds.len()));
    if let Some(folder) = portraits {
        let pictures = library::read(folder)?;
        photographs(&mut findings, &engine, &pictures, &profile);
    }
    Ok(findings)
}

fn photographs(findings: &mut Findings, engine: &Engine, pictures: &[Picture], profile: &Profile) {
    let mut folders: BTreeMap<String, usize> = BTreeMap::new();
    for picture in pictures {
        let folder = picture.id.split('/').next().unwrap_or_default();
        *folders.entry(folder.to_owned()).or_default() += 1;
    }
    findings.pictures = folders.into_iter().collect();
    let natural =
        machine::each(engine, pictures, |engine, p| trial::of_picture(engine, p, profile));
    gather(findings, natural);
    findings.agreement = agreement::of_all(&machine::each(engine, pictures, |engine, picture| {
        agreement::of_picture(engine, picture)
    }));
    say(&format!("{} pictures", pictures.len()));
    let edited = machine::each(engine, pictures, |engine, picture| {
        let subject = Subject::of(picture, engine, profile)?;
        Some(trial::of_subject(engine, &subject, profile))
    });
    let edited: Vec<Judged> = edited.into_iter().flatten().collect();
    findings.subjects = edited.len();
    say(&format!("{} portraits edited", edited.len()));
    gather(findings, edited);
}

fn gather(findings: &mut Findings, all: Vec<Judged>) {
    for Judged { samples, portrayed } in all {
        findings.samples.extend(samples);
        findings.portrayed.extend(portrayed);
    }
}
