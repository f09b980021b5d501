//! 名单: who is where, filtered, page by page, and exported exactly as filtered.

use domain::{
    id::{ClassId, CollegeId, SchoolId},
    name::PersonName,
    record::StageKind,
    roster::StudentNumber,
};
use formats::{
    table::Cell,
    xlsx::{self, Column, DraftSheet, Font, Workbook},
};
use store::{
    Tx,
    roster::{self, Filter},
};

use super::{ClassView, RosterRefused, SchoolView, classes};
use crate::{
    Desk,
    permission::{Grant, ReadRoster, Scope, Sight},
    view::RecordLine,
};

/// What a list is filtered by; stands in the address, so that a link can be sent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ListFilter {
    /// Without one the operator's own school, or the first by code.
    pub school: Option<SchoolId>,
    pub college: Option<CollegeId>,
    pub class: Option<ClassId>,
    pub stage: Option<StageKind>,
    /// The beginning of a student number, a whole identity number, or a whole name.
    pub search: Option<String>,
}

/// A page of a list; numbers begin at 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    pub number: u64,
    pub size: u64,
}

#[derive(Debug, Clone)]
pub struct ListView {
    pub lines: Vec<RecordLine>,
    pub total: u64,
    pub page: u64,
    pub pages: u64,
    /// How the list was filtered: `机械工程学院 · 待签到`.
    pub filter_words: String,
    /// `None` while there is no school at all.
    pub school: Option<SchoolView>,
    pub colleges: Vec<(CollegeId, String)>,
    pub classes: Vec<ClassView>,
}

/// A spreadsheet of more lines than this helps nobody; the filter is there.
const EXPORT_LINES: u64 = 50_000;

/// One page of the people this operator works with.
pub async fn list(
    desk: &Desk,
    grant: &Grant<ReadRoster>,
    filter: &ListFilter,
    page: Page,
) -> Result<ListView, RosterRefused> {
    let tx = desk.store.read().await?;
    let Some(asked) = Asked::of(&tx, grant, filter).await? else { return Ok(ListView::empty()) };
    let size = page.size.clamp(1, 500);
    let number = page.number.max(1);
    let total = tx.count_graduates(&asked.filter).await?;
    let part = roster::Page { offset: (number - 1).saturating_mul(size), limit: size };
    let rows = tx.graduates(&asked.filter, part).await?;
    let colleges = asked.colleges(&tx, grant).await?;
    drop(tx);
    let classes = classes(desk, grant, &asked.school.id).await?;
    Ok(ListView {
        lines: rows.iter().map(|row| RecordLine::cut(row, asked.sight)).collect(),
        total,
        page: number,
        pages: total.div_ceil(size).max(1),
        filter_words: asked.words(filter, &colleges, &classes),
        colleges,
        classes,
        school: Some(asked.school),
    })
}

/// The whole filtered list as a workbook, cut to the same eyes as the page.
pub async fn list_xlsx(
    desk: &Desk,
    grant: &Grant<ReadRoster>,
    filter: &ListFilter,
) -> Result<Vec<u8>, RosterRefused> {
    let tx = desk.store.read().await?;
    let asked = Asked::of(&tx, grant, filter).await?.ok_or(RosterRefused::NotFound)?;
    let part = roster::Page { offset: 0, limit: EXPORT_LINES };
    let rows = tx.graduates(&asked.filter, part).await?;
    let colleges = asked.colleges(&tx, grant).await?;
    drop(tx);
    let classes = classes(desk, grant, &asked.school.id).await?;
    let lines = rows.iter().map(|row| RecordLine::cut(row, asked.sight)).map(row_of);
    let columns = [
        ("学号", 16.0),
        ("姓名", 20.0),
        ("身份证号", 22.0),
        ("学院", 22.0),
        ("班级", 18.0),
        ("状态", 12.0),
        ("拍摄序号", 10.0),
    ];
    Ok(xlsx::write(&Workbook {
        title: asked.words(filter, &colleges, &classes),
        font: Font::DengXian,
        sheets: vec![DraftSheet {
            name: "名单".to_owned(),
            columns: columns.iter().map(|(name, width)| Column::text(name, *width)).collect(),
            rows: lines.collect(),
        }],
    })?)
}

fn row_of(line: RecordLine) -> Vec<Cell> {
    vec![
        line.person.student_number.into(),
        line.person.name.into(),
        line.person.identity.into(),
        line.college.into(),
        line.class.into(),
        line.stage.word().into(),
        line.shot.map_or(Cell::Empty, |shot| Cell::Number(f64::from(shot))),
    ]
}

/// The filter with the operator's own limits laid over it.
struct Asked {
    school: SchoolView,
    sight: Sight,
    filter: Filter,
}

impl Asked {
    /// A foreign school or college is not found; no school at all is `None`.
    async fn of(
        tx: &Tx,
        grant: &Grant<ReadRoster>,
        asked: &ListFilter,
    ) -> Result<Option<Self>, RosterRefused> {
        let schools = tx.schools().await?;
        let mut covered = schools.into_iter().filter(|one| grant.covers_school(&one.id));
        let school = match &asked.school {
            Some(id) => Some(covered.find(|one| one.id == *id).ok_or(RosterRefused::NotFound)?),
            None => covered.next(),
        };
        let Some(school) = school else { return Ok(None) };
        let college = match (grant.scope(), &asked.college) {
            (Scope::College(_, own), Some(other)) if own != other => {
                return Err(RosterRefused::NotFound);
            }
            (Scope::College(_, own), _) => Some(own.clone()),
            (_, asked) => asked.clone(),
        };
        let mut filter = Filter::of(school.id.clone());
        filter.college = college;
        filter.class.clone_from(&asked.class);
        filter.stage_kind = asked.stage;
        search(&mut filter, asked.search.as_deref().unwrap_or_default());
        let sight = grant.zone().sight(school.regime);
        Ok(Some(Self { school: school.into(), sight, filter }))
    }

    async fn colleges(
        &self,
        tx: &Tx,
        grant: &Grant<ReadRoster>,
    ) -> Result<Vec<(CollegeId, String)>, RosterRefused> {
        let colleges = tx.colleges_of(&self.school.id).await?.into_iter();
        let own = colleges.filter(|college| grant.college().is_none_or(|own| *own == college.id));
        Ok(own.map(|college| (college.id, college.name)).collect())
    }

    fn words(
        &self,
        filter: &ListFilter,
        colleges: &[(CollegeId, String)],
        classes: &[ClassView],
    ) -> String {
        let college = colleges.iter().find(|(id, _)| Some(id) == self.filter.college.as_ref());
        let class = filter.class.as_ref().map(ClassId::as_str);
        let class = classes.iter().find(|one| Some(one.id.as_str()) == class);
        let words = [
            Some(self.school.name.clone()),
            college.map(|(_, name)| name.clone()),
            class.map(|class| class.name.clone()),
            filter.stage.map(|stage| stage.word().to_owned()),
            filter
                .search
                .as_ref()
                .filter(|typed| !typed.trim().is_empty())
                .map(|_| "搜索结果".to_owned()),
        ];
        words.into_iter().flatten().collect::<Vec<_>>().join(" · ")
    }
}

/// What somebody typed into the search box. Sealed fields are found whole or not at all.
fn search(filter: &mut Filter, typed: &str) {
    let typed = typed.trim();
    if typed.is_empty() {
        return;
    }
    if let Ok(identity) = typed.parse() {
        filter.identity = Some(identity);
    } else if let Ok(number) = typed.parse::<StudentNumber>() {
        filter.student_number = Some(number);
    } else if let Ok((name, _)) = PersonName::read(typed) {
        filter.name = Some(name);
    } else {
        // Nothing anybody could be called: an empty list, not the whole one.
        filter.class = Some(ClassId::from(""));
    }
}

impl ListView {
    fn empty() -> Self {
        Self {
            lines: Vec::new(),
            total: 0,
            page: 1,
            pages: 1,
            filter_words: String::new(),
            school: None,
            colleges: Vec::new(),
            classes: Vec::new(),
        }
    }
}
