//! 全部: every picture, edit and drawing, put before the engine.

use std::collections::BTreeMap;
use std::path::Path;

use imaging::{Engine, Profile, Rule};

use crate::library::{self, LibraryError, Picture};
use crate::machine::{self, MachineError};
use crate::report::Findings;
use crate::subject::Subject;
use crate::trial::{DRAWN_PEOPLE, Judged, Trial};
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
/// Where `rules` are named, only what says something about one of them.
pub fn all(portraits: Option<&Path>, models: &Path, rules: &[Rule]) -> Result<Findings, RunError> {
    let engine = machine::engine(models)?;
    let profile = Profile::moe_2017_99();
    let trial = Trial { profile: &profile, rules };
    let mut findings = Findings::default();
    let seeds: Vec<u64> = (0..DRAWN_PEOPLE).collect();
    gather(
        &mut findings,
        machine::each(&engine, &seeds, |engine, seed| trial.of_seed(engine, *seed)),
    );
    say(&format!("{} drawn people", seeds.len()));
    if let Some(folder) = portraits {
        let pictures = library::read(folder)?;
        photographs(&mut findings, &engine, &pictures, trial);
    }
    Ok(findings)
}

fn photographs(findings: &mut Findings, engine: &Engine, pictures: &[Picture], trial: Trial<'_>) {
    let mut folders: BTreeMap<String, usize> = BTreeMap::new();
    for picture in pictures {
        let folder = picture.id.split('/').next().unwrap_or_default();
        *folders.entry(folder.to_owned()).or_default() += 1;
    }
    findings.pictures = folders.into_iter().collect();
    gather(findings, machine::each(engine, pictures, |engine, p| trial.of_picture(engine, p)));
    if trial.rules.is_empty() {
        findings.agreement =
            agreement::of_all(&machine::each(engine, pictures, agreement::of_picture));
    }
    say(&format!("{} pictures", pictures.len()));
    let edited = machine::each(engine, pictures, |engine, picture| {
        let subject = Subject::of(picture, engine, trial.profile)?;
        Some(trial.of_subject(engine, &subject))
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
