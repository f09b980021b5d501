//! 名册导入: a file is read, everything doubtful is shown, and only then is anything listed.
//!
//! The file itself is kept, sealed, until it is applied; applying reads it again. So what is
//! listed is what the preview showed, or newer facts say otherwise and are said too.

use std::collections::{BTreeSet, HashMap, HashSet};

use domain::{
    id::{ImportId, RecordId, SchoolId},
    identity::IdentityNumber,
    roster::{Cohort, Fault, Field, Graduate, Severity, StudentNumber},
};
use store::{
    Tx,
    roster::{Filter, ImportState, Listing, Page, RosterImport},
    school::{Class, College},
};

use super::{
    Finding, RosterRefused, SchoolView, covered_school, may_take_list,
    workbook::{self, RosterFile},
};
use crate::{
    Desk,
    permission::{Grant, ImportRoster},
    step_of,
};

/// What an import would do, before it does it.
#[derive(Debug, Clone)]
pub struct ImportPreview {
    pub id: ImportId,
    pub school: SchoolView,
    pub cohort: u16,
    pub file_name: String,
    /// Lines below the header that are not blank.
    pub rows: u64,
    /// Lines that will be listed.
    pub ready: u64,
    /// Lines that stay out until they are mended.
    pub left_out: u64,
    /// Lines of people who are on the list already, unchanged.
    pub already: u64,
    pub new_colleges: Vec<String>,
    pub new_classes: Vec<String>,
    pub findings: Vec<Finding>,
    /// Headings that no field has, left alone.
    pub ignored: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Applied {
    pub listed: u64,
    pub already: u64,
    pub left_out: u64,
}

/// Reads a file and shows what it would do. Nothing is listed.
pub async fn preview_import(
    desk: &Desk,
    grant: &Grant<ImportRoster>,
    school: &SchoolId,
    cohort: Cohort,
    file_name: &str,
    bytes: Vec<u8>,
) -> Result<ImportPreview, RosterRefused> {
    // Read before the transaction opens: a large file must not hold up the other desks.
    let (file, bytes) = read_aside(bytes).await?;
    let tx = desk.store.write().await?;
    let found = covered_school(&tx, grant, school).await?.ok_or(RosterRefused::NotFound)?;
    if !may_take_list(grant.zone(), found.regime) {
        return Err(RosterRefused::ListForbidden);
    }
    let import = RosterImport {
        id: desk.mint().into(),
        school: school.clone(),
        cohort,
        state: ImportState::Preview,
        file_name: file_name.chars().take(120).collect(),
        created_by: grant.operator().clone(),
        created_at_ms: desk.now_ms(),
        settled_at_ms: None,
        rows: bytes,
    };
    let checked = check_against_list(&tx, school, cohort, file).await?;
    tx.insert_import(&import).await?;
    let preview = preview(&tx, found.into(), cohort, &import.file_name, import.id, checked).await?;
    tx.commit().await?;
    Ok(preview)
}

/// An import that was read before, judged again against the list as it stands now.
pub async fn import_preview(
    desk: &Desk,
    grant: &Grant<ImportRoster>,
    import: &ImportId,
) -> Result<ImportPreview, RosterRefused> {
    let tx = desk.store.read().await?;
    let (import, school) = covered_import(&tx, grant, import).await?;
    if import.state != ImportState::Preview {
        return Err(RosterRefused::Applied);
    }
    let (file, _) = read_aside(import.rows).await?;
    let checked = check_against_list(&tx, &import.school, import.cohort, file).await?;
    preview(&tx, school, import.cohort, &import.file_name, import.id, checked).await
}

/// Lists every ready line of the import: all of them, or none.
pub async fn apply_import(
    desk: &Desk,
    grant: &Grant<ImportRoster>,
    import: &ImportId,
) -> Result<Applied, RosterRefused> {
    let (import, _) = covered_import(&desk.store.read().await?, grant, import).await?;
    if import.state != ImportState::Preview {
        return Err(RosterRefused::Applied);
    }
    let (file, _) = read_aside(import.rows).await?;
    let tx = desk.store.write().await?;
    // Two people confirming at once: the second finds it settled.
    if !tx.settle_import(&import.id, ImportState::Confirmed, desk.now_ms()).await? {
        return Err(RosterRefused::Applied);
    }
    let checked = check_against_list(&tx, &import.school, import.cohort, file).await?;
    if checked.file.ready.is_empty() && checked.already == 0 {
        return Err(RosterRefused::NothingToList);
    }
    let classes = ensure_classes(desk, &tx, &import.school, import.cohort, &checked.file).await?;
    let lines: Vec<_> = checked
        .file
        .ready
        .iter()
        .filter_map(|(row, graduate)| {
            let class = classes.get(&graduate.class)?;
            let taken = grant.taken(desk, step_of(import.id.as_str(), &row.to_string()));
            Some((RecordId::from(desk.mint()), class, graduate, taken))
        })
        .collect();
    let listings: Vec<Listing<'_>> = lines
        .iter()
        .map(|(record, class, graduate, taken)| Listing { record, class, graduate, taken })
        .collect();
    tx.list_graduates(&listings).await?;
    tx.commit().await?;
    Ok(Applied {
        listed: checked.file.ready.len() as u64,
        already: checked.already,
        left_out: checked.left_out(),
    })
}

/// Every class the ready lines name, stored where it is new, by name.
async fn ensure_classes(
    desk: &Desk,
    tx: &Tx,
    school: &SchoolId,
    cohort: Cohort,
    file: &RosterFile,
) -> Result<HashMap<String, Class>, RosterRefused> {
    let wanted: BTreeSet<(&str, &str)> = file
        .ready
        .iter()
        .map(|(_, graduate)| (graduate.college.as_str(), graduate.class.as_str()))
        .collect();
    let mut classes = HashMap::new();
    for (college, class) in wanted {
        let college =
            College { id: desk.mint().into(), school: school.clone(), name: college.to_owned() };
        let college = tx.college_named(&college).await?;
        let class = Class {
            id: desk.mint().into(),
            school: school.clone(),
            college: college.id,
            name: class.to_owned(),
            cohort,
        };
        let class = tx.class_named(&class).await?;
        classes.insert(class.name.clone(), class);
    }
    Ok(classes)
}

/// Unpacking and judging twenty thousand lines takes a second: not on the thread that answers.
async fn read_aside(bytes: Vec<u8>) -> Result<(RosterFile, Vec<u8>), RosterRefused> {
    let read =
        tokio::task::spawn_blocking(move || workbook::read(&bytes).map(|file| (file, bytes)));
    let read = read.await.map_err(|_| formats::table::ReadError::Damaged("sheet"))?;
    Ok(read?)
}

async fn covered_import(
    tx: &Tx,
    grant: &Grant<ImportRoster>,
    import: &ImportId,
) -> Result<(RosterImport, SchoolView), RosterRefused> {
    let import = tx.import(import).await?.ok_or(RosterRefused::NotFound)?;
    let school = covered_school(tx, grant, &import.school).await?;
    let school = school.ok_or(RosterRefused::NotFound)?;
    if !may_take_list(grant.zone(), school.regime) {
        return Err(RosterRefused::ListForbidden);
    }
    Ok((import, school.into()))
}

struct Checked {
    file: RosterFile,
    already: u64,
}

impl Checked {
    fn left_out(&self) -> u64 {
        self.file.rows - self.already - self.file.ready.len() as u64
    }
}

/// Takes out of the ready lines who is listed already, and refuses who is listed as another.
async fn check_against_list(
    tx: &Tx,
    school: &SchoolId,
    cohort: Cohort,
    mut file: RosterFile,
) -> Result<Checked, RosterRefused> {
    let filter = Filter { cohort: Some(cohort), ..Filter::of(school.clone()) };
    let listed = tx.graduates(&filter, Page::ALL).await?;
    let by_number: HashMap<&StudentNumber, &IdentityNumber> =
        listed.iter().map(|one| (&one.graduate.student_number, &one.graduate.identity)).collect();
    let identities: HashSet<&IdentityNumber> = by_number.values().copied().collect();
    let (mut ready, mut found, mut already) = (Vec::new(), Vec::new(), 0);
    for (row, graduate) in std::mem::take(&mut file.ready) {
        match by_number.get(&graduate.student_number) {
            Some(identity) if **identity == graduate.identity => already += 1,
            Some(_) => found.push(another(&file, Field::StudentNumber, row, &graduate)),
            None if identities.contains(&graduate.identity) => {
                found.push(another(&file, Field::IdentityNumber, row, &graduate));
            }
            None => ready.push((row, graduate)),
        }
    }
    file.ready = ready;
    file.findings.extend(found);
    file.findings.sort_by_key(|finding| finding.row);
    Ok(Checked { file, already })
}

fn another(file: &RosterFile, field: Field, row: u32, graduate: &Graduate) -> Finding {
    let shown = match field {
        Field::IdentityNumber => graduate.identity.to_string(),
        _ => graduate.student_number.to_string(),
    };
    let fault = Fault::ListedAsAnother;
    let cell = file.cell(field, row);
    Finding { cell, row, field, fault, shown, severity: Severity::Error }
}

async fn preview(
    tx: &Tx,
    school: SchoolView,
    cohort: Cohort,
    file_name: &str,
    id: ImportId,
    checked: Checked,
) -> Result<ImportPreview, RosterRefused> {
    let colleges: BTreeSet<String> =
        tx.colleges_of(&school.id).await?.into_iter().map(|college| college.name).collect();
    let classes: BTreeSet<String> =
        tx.classes_of(&school.id, Some(cohort)).await?.into_iter().map(|one| one.name).collect();
    let wanted = |name: fn(&Graduate) -> &String, have: &BTreeSet<String>| -> Vec<String> {
        let names: BTreeSet<&String> =
            checked.file.ready.iter().map(|(_, graduate)| name(graduate)).collect();
        names.into_iter().filter(|name| !have.contains(*name)).cloned().collect()
    };
    Ok(ImportPreview {
        id,
        school,
        cohort: cohort.year(),
        file_name: file_name.to_owned(),
        rows: checked.file.rows,
        ready: checked.file.ready.len() as u64,
        left_out: checked.left_out(),
        already: checked.already,
        new_colleges: wanted(|graduate| &graduate.college, &colleges),
        new_classes: wanted(|graduate| &graduate.class, &classes),
        findings: checked.file.findings,
        ignored: checked.file.ignored,
    })
}
