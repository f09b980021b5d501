//! 名册页: what the roster's templates show.

use std::borrow::Borrow;

use askama::Template;
use domain::{
    id::{ClassId, CollegeId, SchoolId},
    record::StageKind,
    roster::Severity,
};

use workflow::roster::{Finding, ImportPreview, ListFilter, ListView, RecordPage, SchoolView};

use crate::{
    shell::{Shell, Tone, address},
    words::{Lang, cure, fault},
};

#[derive(Template)]
#[template(path = "roster/list.html")]
pub struct RosterPage {
    pub shell: Shell,
    list: ListView,
    filter: ListFilter,
    schools: Vec<SchoolView>,
    kinds: &'static [StageKind],
    may_import: bool,
    proofread: Option<ProofreadClass>,
    clear_href: String,
    export_href: String,
    previous_href: Option<String>,
    next_href: Option<String>,
}

/// The offer to mark a whole class.
pub struct ProofreadClass {
    pub class: ClassId,
    pub name: String,
    /// The key of this request: pressing twice is pressing once.
    pub request: String,
}

impl RosterPage {
    pub fn new(
        shell: Shell,
        list: ListView,
        filter: ListFilter,
        schools: Vec<SchoolView>,
        may_import: bool,
        proofread: Option<ProofreadClass>,
    ) -> Self {
        let page = |number: u64| {
            let number = number.to_string();
            let mut pairs = pairs(&filter);
            pairs.push(("page", &number));
            address("/roster", &pairs)
        };
        Self {
            previous_href: (list.page > 1).then(|| page(list.page - 1)),
            next_href: (list.page < list.pages).then(|| page(list.page + 1)),
            export_href: address("/roster/export.xlsx", &pairs(&filter)),
            clear_href: address("/roster", &pairs(&filter)[..1]),
            kinds: StageKind::ALL,
            shell,
            list,
            filter,
            schools,
            may_import,
            proofread,
        }
    }

    fn school_id(&self) -> &str {
        self.filter.school.as_ref().map_or("", |id| id.as_str())
    }

    /// Whether the filter says more than the school.
    fn is_narrowed(&self) -> bool {
        pairs(&self.filter).iter().any(|(name, value)| *name != "school" && !value.is_empty())
    }

    fn in_school(&self, id: &SchoolId) -> bool {
        self.filter.school.as_ref() == Some(id)
    }

    fn in_college(&self, id: &CollegeId) -> bool {
        self.filter.college.as_ref() == Some(id)
    }

    fn in_class(&self, id: &str) -> bool {
        self.filter.class.as_ref().is_some_and(|class| class.as_str() == id)
    }

    fn at_stage(&self, kind: impl Borrow<StageKind>) -> bool {
        self.filter.stage.as_ref() == Some(kind.borrow())
    }
}

fn pairs(filter: &ListFilter) -> Vec<(&'static str, &str)> {
    vec![
        ("school", filter.school.as_ref().map_or("", |id| id.as_str())),
        ("college", filter.college.as_ref().map_or("", |id| id.as_str())),
        ("class", filter.class.as_ref().map_or("", |id| id.as_str())),
        ("stage", filter.stage.map_or("", StageKind::code)),
        ("search", filter.search.as_deref().unwrap_or_default()),
    ]
}

#[derive(Template)]
#[template(path = "roster/record.html")]
pub struct RecordView {
    pub shell: Shell,
    pub record: RecordPage,
    pub shows_portrait: bool,
    /// The id of the step that a press of 标为已校对 takes, where it may be taken.
    pub proofread_step: Option<String>,
}

#[derive(Template)]
#[template(path = "roster/import_new.html")]
pub struct ImportForm {
    pub shell: Shell,
    pub schools: Vec<SchoolView>,
    pub typed: TypedImport,
    pub problem: Option<String>,
}

#[derive(Debug, Clone, Default)]
pub struct TypedImport {
    pub school: String,
    pub cohort: String,
}

#[derive(Template)]
#[template(path = "roster/import_preview.html")]
pub struct ImportPage {
    pub shell: Shell,
    preview: ImportPreview,
    findings: Vec<FindingRow>,
}

/// A finding as a person reads it: the cell, what is wrong, the cure.
struct FindingRow {
    cell: String,
    field: String,
    shown: String,
    fault: String,
    cure: String,
    tone: Tone,
}

impl ImportPage {
    pub fn new(shell: Shell, preview: ImportPreview) -> Self {
        let findings = preview.findings.iter().map(|one| finding(shell.lang, one)).collect();
        Self { shell, preview, findings }
    }
}

fn finding(lang: Lang, one: &Finding) -> FindingRow {
    FindingRow {
        cell: one.cell.clone(),
        field: lang.field(one.field),
        shown: one.shown.clone(),
        fault: fault(lang, &one.fault),
        cure: cure(lang, one.field, &one.fault),
        tone: match one.severity {
            Severity::Error => Tone::Fail,
            Severity::Notice => Tone::Warn,
        },
    }
}
