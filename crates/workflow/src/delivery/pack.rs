//! 返校数据包: portraits, an index, the missing, and a signed manifest over all of it.
//!
//! The package is made of stored facts alone; the same facts give the same bytes. It holds what
//! the maker may see: under regime *code* the index carries masked names.

use std::collections::BTreeMap;

use domain::{
    delivery::{MISSING, missing_because},
    id::{PackageId, PortraitId, SchoolId},
    record::{Stage, StageKind, Step},
};
use formats::{
    archive,
    package::{Draft, MANIFEST, Missing, seal},
    table::Cell,
    xlsx::{self, Column, DraftSheet, Font, Workbook, WriteError},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use store::{
    Tx,
    delivery::Package,
    roster::{Filter, Listed, Page},
    school::School,
};

use super::DeliveryRefused;
use crate::{
    CHINA, Desk,
    permission::{Deliver, Grant, ReceivePackage, Sight},
    step_of,
    view::PersonView,
};

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PackageView {
    pub id: PackageId,
    pub made_at_ms: i64,
    pub portraits: u64,
    pub missing: u64,
    pub bytes: u64,
    pub supersedes: Option<PackageId>,
}

/// What the list of packages says of each, stored beside the manifest.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Counts {
    portraits: u64,
    missing: u64,
    bytes: u64,
}

impl From<Package> for PackageView {
    fn from(package: Package) -> Self {
        let counts: Counts = serde_json::from_str(&package.counts).unwrap_or_default();
        Self {
            id: package.id,
            made_at_ms: package.made_at_ms,
            portraits: counts.portraits,
            missing: counts.missing,
            bytes: counts.bytes,
            supersedes: package.supersedes,
        }
    }
}

/// One delivered line of the index.
struct Line {
    listed: Listed,
    portrait: PortraitId,
}

/// Packs every accepted portrait of the school and delivers it, in one act.
pub async fn pack(
    desk: &Desk,
    grant: &Grant<Deliver>,
    school: &SchoolId,
) -> Result<PackageView, DeliveryRefused> {
    let tx = desk.store.write().await?;
    if !grant.covers_school(school) {
        return Err(DeliveryRefused::NotFound);
    }
    let school = tx.school(school).await?.ok_or(DeliveryRefused::NotFound)?;
    let people = everybody(&tx, &school.id).await?;
    let lines: Vec<Line> = people.iter().filter_map(deliverable).collect();
    if lines.is_empty() {
        return Err(DeliveryRefused::NothingToDeliver);
    }
    let id = PackageId::from(desk.mint());
    let supersedes = tx.packages(&school.id).await?.into_iter().next().map(|package| package.id);
    let made_at = desk.now();
    let sight = grant.zone().sight(school.regime);
    let files = assemble(desk, &school, &lines, &people, sight).await?;
    let draft = draft(&school, made_at, &lines, &people, sight, supersedes.as_ref());
    let sealed = seal(files, draft, &desk.tools().signing_key)?;
    let entries: Vec<(&String, &Vec<u8>)> = sealed.iter().collect();
    let zip = archive::write(&entries)?;
    let counts = Counts {
        portraits: lines.len() as u64,
        missing: missing(&people).count() as u64,
        bytes: zip.len() as u64,
    };
    let archive_hash = desk.store.pictures().put(&zip).await?;
    for line in &lines {
        let record = &line.listed.row.record;
        let taken = grant.taken(desk, step_of(id.as_str(), record.id.as_str()));
        tx.advance(record, &Step::Deliver { package: id.clone() }, &taken).await?;
    }
    let manifest = sealed.get(MANIFEST).map(|bytes| String::from_utf8_lossy(bytes).into_owned());
    let package = Package {
        id,
        school: school.id,
        made_at_ms: made_at.as_millisecond(),
        manifest: manifest.unwrap_or_default(),
        archive_hash,
        counts: serde_json::to_string(&counts).unwrap_or_default(),
        supersedes,
    };
    let packed: Vec<_> =
        lines.into_iter().map(|line| (line.listed.row.record.id, line.portrait)).collect();
    tx.insert_package(&package, &packed).await?;
    tx.commit().await?;
    Ok(package.into())
}

/// The packages of a school, newest first.
pub async fn packages(
    desk: &Desk,
    grant: &Grant<ReceivePackage>,
    school: &SchoolId,
) -> Result<Vec<PackageView>, DeliveryRefused> {
    if !grant.covers_school(school) {
        return Err(DeliveryRefused::NotFound);
    }
    let tx = desk.store.read().await?;
    Ok(tx.packages(school).await?.into_iter().map(PackageView::from).collect())
}

/// The package as one file.
pub async fn package_zip(
    desk: &Desk,
    grant: &Grant<ReceivePackage>,
    package: &PackageId,
) -> Result<Vec<u8>, DeliveryRefused> {
    let tx = desk.store.read().await?;
    let found = tx.package(package).await?.filter(|found| grant.covers_school(&found.school));
    let found = found.ok_or(DeliveryRefused::NotFound)?;
    drop(tx);
    Ok(desk.store.pictures().get(&found.archive_hash).await?)
}

/// The package as the files of a folder.
pub async fn package_files(
    desk: &Desk,
    grant: &Grant<ReceivePackage>,
    package: &PackageId,
) -> Result<BTreeMap<String, Vec<u8>>, DeliveryRefused> {
    let zip = package_zip(desk, grant, package).await?;
    Ok(archive::read(&zip, &archive::Limits::PACKAGE)?)
}

/// In the order of student numbers, so that the same facts give the same bytes.
async fn everybody(tx: &Tx, school: &SchoolId) -> Result<Vec<Listed>, DeliveryRefused> {
    Ok(tx.graduates(&Filter::of(school.clone()), Page::ALL).await?)
}

fn deliverable(listed: &Listed) -> Option<Line> {
    match &listed.row.record.stage {
        Stage::Accepted { portrait, .. } => {
            Some(Line { listed: listed.clone(), portrait: portrait.clone() })
        }
        _ => None,
    }
}

fn missing(people: &[Listed]) -> impl Iterator<Item = (&Listed, StageKind)> {
    people
        .iter()
        .map(|listed| (listed, listed.row.record.stage.kind()))
        .filter(|(_, stage)| MISSING.contains(stage))
}

async fn assemble(
    desk: &Desk,
    school: &School,
    lines: &[Line],
    people: &[Listed],
    sight: Sight,
) -> Result<BTreeMap<String, Vec<u8>>, DeliveryRefused> {
    let mut files = BTreeMap::new();
    for line in lines {
        let jpeg = desk.store.pictures().get(line.portrait.as_str()).await?;
        files.insert(portrait_path(&line.listed), jpeg);
    }
    files.insert("index.xlsx".to_owned(), index(school, lines, sight)?);
    files.insert("missing.xlsx".to_owned(), missing_list(school, people, sight)?);
    Ok(files)
}

/// ASCII names only: discs and old systems cut or garble the rest.
fn portrait_path(listed: &Listed) -> String {
    format!("portraits/{}.jpg", listed.graduate.student_number)
}

fn index(school: &School, lines: &[Line], sight: Sight) -> Result<Vec<u8>, WriteError> {
    let rows = lines.iter().map(|line| {
        let listed = &line.listed;
        let person = PersonView::cut(&listed.graduate, sight);
        let shot = listed.row.shot.map(|shot| f64::from(shot.get()));
        vec![
            person.student_number.into(),
            person.name.into(),
            person.identity.into(),
            listed.graduate.college.clone().into(),
            listed.graduate.class.clone().into(),
            shot.map_or(Cell::Empty, Cell::Number),
            portrait_path(listed).into(),
        ]
    });
    let columns = [
        ("学号", 16.0),
        ("姓名", 20.0),
        ("身份证号", 22.0),
        ("学院", 22.0),
        ("班级", 18.0),
        ("拍摄序号", 10.0),
        ("文件", 34.0),
    ];
    sheet(school, "图像索引", &columns, rows.collect())
}

fn missing_list(school: &School, people: &[Listed], sight: Sight) -> Result<Vec<u8>, WriteError> {
    let rows = missing(people).map(|(listed, stage)| {
        let person = PersonView::cut(&listed.graduate, sight);
        vec![
            person.student_number.into(),
            person.name.into(),
            listed.graduate.college.clone().into(),
            listed.graduate.class.clone().into(),
            missing_because(stage).into(),
        ]
    });
    let columns = [("学号", 16.0), ("姓名", 20.0), ("学院", 22.0), ("班级", 18.0), ("原因", 24.0)];
    sheet(school, "缺图名单", &columns, rows.collect())
}

fn sheet(
    school: &School,
    name: &str,
    columns: &[(&str, f64)],
    rows: Vec<Vec<Cell>>,
) -> Result<Vec<u8>, WriteError> {
    xlsx::write(&Workbook {
        title: format!("{} {name}", school.name),
        font: Font::SimSun,
        sheets: vec![DraftSheet {
            name: name.to_owned(),
            columns: columns.iter().map(|(name, width)| Column::text(name, *width)).collect(),
            rows,
        }],
    })
}

fn draft(
    school: &School,
    made_at: Timestamp,
    lines: &[Line],
    people: &[Listed],
    sight: Sight,
    supersedes: Option<&PackageId>,
) -> Draft {
    let missing: Vec<Missing> = missing(people)
        .map(|(listed, stage)| Missing {
            key: PersonView::cut(&listed.graduate, sight).student_number,
            reason: missing_because(stage).to_owned(),
        })
        .collect();
    let counts = [("portraits", lines.len()), ("missing", missing.len())];
    Draft {
        title: format!("{} {} 毕业生图像", school.code, school.name),
        created: CHINA.to_datetime(made_at).strftime("%Y-%m-%dT%H:%M:%S+08:00").to_string(),
        counts: counts.map(|(name, count)| (name.to_owned(), count as u64)).into(),
        missing,
        supersedes: supersedes.map(ToString::to_string),
    }
}
