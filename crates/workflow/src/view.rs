//! What leaves this crate about a person, already cut to the eyes it is for.

use domain::{record::StageKind, roster::Graduate};
use serde::Serialize;
use store::roster::Listed;

use crate::permission::Sight;

/// A person as one zone may see them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PersonView {
    pub name: String,
    /// `990101********0014` or `**************0014`.
    pub identity: String,
    pub student_number: String,
}

impl PersonView {
    pub fn cut(graduate: &Graduate, sight: Sight) -> Self {
        let student_number = graduate.student_number.to_string();
        match sight {
            Sight::Full => Self {
                name: graduate.name.reveal().to_owned(),
                identity: graduate.identity.to_string(),
                student_number,
            },
            Sight::Masked => Self {
                name: graduate.name.masked(),
                identity: format!("**************{}", graduate.identity.last_four()),
                student_number,
            },
        }
    }
}

/// One line of a list of people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RecordLine {
    pub record: String,
    pub person: PersonView,
    pub college: String,
    pub class: String,
    pub stage: StageKind,
    pub shot: Option<u32>,
    pub has_portrait: bool,
}

impl RecordLine {
    pub fn cut(listed: &Listed, sight: Sight) -> Self {
        let Listed { row, graduate } = listed;
        Self {
            record: row.record.id.to_string(),
            person: PersonView::cut(graduate, sight),
            college: graduate.college.clone(),
            class: graduate.class.clone(),
            stage: row.record.stage.kind(),
            shot: row.shot.map(domain::session::ShotNumber::get),
            has_portrait: row.record.stage.portrait().is_some(),
        }
    }
}
