//! 个人页: one line in full as far as these eyes may see it, and how it came here.

use domain::{
    id::RecordId,
    record::Step,
    roster::{Field, Graduate, Phone},
};
use store::history::HistoryLine;

use super::{RosterRefused, covered_school};
use crate::{
    Desk,
    permission::{Grant, ReadRoster, Sight},
    view::RecordLine,
};

#[derive(Debug, Clone)]
pub struct RecordPage {
    pub line: RecordLine,
    /// Empty for eyes that see the mask only.
    pub fields: Vec<(Field, String)>,
    pub history: Vec<HistoryView>,
}

/// One step, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryView {
    pub at_ms: i64,
    pub word: &'static str,
    /// `序号 12`, `闭眼、头部倾斜`: what the step carried.
    pub detail: String,
    pub by: String,
}

pub async fn record_page(
    desk: &Desk,
    grant: &Grant<ReadRoster>,
    record: &RecordId,
) -> Result<RecordPage, RosterRefused> {
    let tx = desk.store.read().await?;
    let listed = tx.graduate(record).await?.filter(|listed| grant.covers(&listed.row));
    let listed = listed.ok_or(RosterRefused::NotFound)?;
    let school = covered_school(&tx, grant, &listed.row.school).await?;
    let sight = grant.zone().sight(school.ok_or(RosterRefused::NotFound)?.regime);
    let fields = match sight {
        Sight::Full => fields(&listed.graduate),
        Sight::Masked => Vec::new(),
    };
    let mut history = Vec::new();
    for line in tx.history(record).await? {
        let by = tx.operator(&line.by).await?.map(|operator| operator.display_name);
        history.push(in_words(&line, by.unwrap_or_default()));
    }
    Ok(RecordPage { line: RecordLine::cut(&listed, sight), fields, history })
}

fn in_words(line: &HistoryLine, by: String) -> HistoryView {
    HistoryView { at_ms: line.taken_at_ms, word: line.step.word(), detail: detail(&line.step), by }
}

fn detail(step: &Step) -> String {
    let join = |words: Vec<&str>| words.join("、");
    match step {
        Step::CheckIn { shot } => format!("序号 {shot}"),
        Step::Refuse { faults } => join(faults.iter().map(|fault| fault.word()).collect()),
        Step::Correct { fields } => join(fields.iter().map(|field| field.word()).collect()),
        Step::OpenImageCheck { until } => format!("截止 {until}"),
        Step::AnswerDispute { ruling } | Step::AnswerErratum { ruling } => ruling.word().to_owned(),
        Step::Accept { headwear: Some(headwear), .. } => headwear.word().to_owned(),
        Step::RequestMakeUp { reason } => reason.word().to_owned(),
        Step::Withdraw { reason } => reason.word().to_owned(),
        Step::Register { certificate } => certificate.to_string(),
        _ => String::new(),
    }
}

/// Identity number and phone stay masked on screens; whoever needs them whole exports the form.
pub(crate) fn fields(graduate: &Graduate) -> Vec<(Field, String)> {
    let eight_digits = |date: jiff::civil::Date| date.strftime("%Y%m%d").to_string();
    let optional = |text: &Option<String>| text.clone().unwrap_or_default();
    let values = [
        (Field::StudentNumber, graduate.student_number.to_string()),
        (Field::Name, graduate.name.reveal().to_owned()),
        (Field::Sex, graduate.sex.word().to_owned()),
        (Field::BirthDate, eight_digits(graduate.born_on)),
        (Field::IdentityNumber, graduate.identity.to_string()),
        (Field::College, graduate.college.clone()),
        (Field::Class, graduate.class.clone()),
        (Field::Phone, graduate.phone.as_ref().map(Phone::masked).unwrap_or_default()),
        (Field::Major, optional(&graduate.major)),
        (Field::Level, graduate.level.map(|one| one.word().to_owned()).unwrap_or_default()),
        (Field::Category, graduate.category.map(|one| one.word().to_owned()).unwrap_or_default()),
        (Field::ProgrammeYears, optional(&graduate.programme_years)),
        (Field::EnteredOn, graduate.entered_on.map(eight_digits).unwrap_or_default()),
        (Field::Ethnicity, optional(&graduate.ethnicity)),
        (
            Field::Affiliation,
            graduate.affiliation.map(|one| one.word().to_owned()).unwrap_or_default(),
        ),
        (Field::NativePlace, optional(&graduate.native_place)),
        (Field::ExamNumber, optional(&graduate.exam_number)),
        (Field::FormOfStudy, optional(&graduate.form_of_study)),
        (Field::Remark, optional(&graduate.remark)),
    ];
    values.into_iter().filter(|(_, value)| !value.is_empty()).collect()
}
