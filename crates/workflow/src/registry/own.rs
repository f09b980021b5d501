//! 本人页: one page, one next step; and the one answer nobody gives for another.

use domain::{
    id::StepId,
    portrait::Fault,
    record::{Sitting, Stage, StageKind, Step},
    registry::Answer,
    roster::Field,
};
use jiff::civil::Date;
use store::{Tx, record::RecordRow, registry::Dispute, roster::Listed};

use super::RegistryRefused;
use crate::{
    Desk,
    permission::{Grant, OwnRecord, Scope, Sight},
    session::{CodeView, code_view},
    view::PersonView,
};

#[derive(Debug, Clone)]
pub struct OwnPage {
    pub person: PersonView,
    pub school: String,
    pub college: String,
    pub class: String,
    pub stage: StageKind,
    pub next: NextStep,
    pub code: Option<CodeView>,
    /// Whether there is a portrait to look at.
    pub portrait: bool,
    /// What the graduate confirms together with the portrait.
    pub facts: Vec<(Field, String)>,
    /// The year that must stand on the certificate.
    pub cohort: u16,
}

/// What the graduate does next, or waits for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NextStep {
    WaitForProofreading,
    WaitForSession,
    ComeTo {
        held_on: Date,
        place: String,
    },
    InLine {
        shot: u32,
    },
    WaitForReview,
    Reshoot {
        faults: Vec<Fault>,
    },
    WaitForDelivery,
    WaitForImageCheck,
    Answer {
        until: Date,
    },
    /// The check ended without an answer: the office can open it again.
    AnswerLate {
        until: Date,
    },
    Answered(Answer),
    Registered,
    Erratum,
    MakeUp,
    Withdrawn,
}

/// What a graduate sees on the phone.
pub async fn own_page(desk: &Desk, grant: &Grant<OwnRecord>) -> Result<OwnPage, RegistryRefused> {
    let tx = desk.store.read().await?;
    let listed = own(&tx, grant).await?;
    let school = tx.school(&listed.row.school).await?.ok_or(RegistryRefused::NotFound)?;
    let stage = listed.row.record.stage.kind();
    let next = next_step(desk, &tx, &listed.row).await?;
    let shows_code = matches!(
        stage,
        StageKind::Listed
            | StageKind::Proofread
            | StageKind::Planned
            | StageKind::CheckedIn
            | StageKind::Reshoot
            | StageKind::MakeUp
    );
    let code = if shows_code {
        code_view(&tx, desk.store.vault(), &listed.row.record.id).await?
    } else {
        None
    };
    let shown =
        [Field::Name, Field::IdentityNumber, Field::StudentNumber, Field::Major, Field::Level];
    let facts = crate::roster::fields(&listed.graduate)
        .into_iter()
        .filter(|(field, _)| shown.contains(field))
        .collect();
    let delivered = listed.row.record.stage.portrait().is_some() && stage != StageKind::Accepted;
    Ok(OwnPage {
        person: PersonView::cut(&listed.graduate, Sight::Full),
        school: school.name,
        college: listed.graduate.college.clone(),
        class: listed.graduate.class.clone(),
        stage,
        next,
        code,
        portrait: delivered,
        facts,
        cohort: listed.row.cohort.year(),
    })
}

/// 信息无误 / 信息有误: by the graduate alone, once, until the last day.
pub async fn answer(
    desk: &Desk,
    grant: &Grant<OwnRecord>,
    answer: Answer,
    words: &str,
    step: StepId,
) -> Result<(), RegistryRefused> {
    let words = words.trim();
    let length = words.chars().count();
    if answer == Answer::Disputed && !(2..=500).contains(&length) {
        return Err(RegistryRefused::Words);
    }
    let tx = desk.store.write().await?;
    let row = own(&tx, grant).await?.row;
    match &row.record.stage {
        Stage::ImageCheckOpen { until, .. } if *until < desk.today() => {
            return Err(RegistryRefused::Over(*until));
        }
        // A second tap of the same form is the same step: the store says so.
        Stage::ImageCheckOpen { .. } => {}
        Stage::Confirmed { .. } | Stage::Disputed { .. } | Stage::Registered { .. } => {
            let history = tx.history(&row.record.id).await?;
            let again = history.iter().any(|line| line.step_id == step);
            return if again { Ok(()) } else { Err(RegistryRefused::Answered) };
        }
        _ => return Err(RegistryRefused::NotOpen),
    }
    let taken = grant.taken(desk, step);
    let taken_step = match answer {
        Answer::Confirmed => Step::Confirm,
        Answer::Disputed => Step::Dispute,
    };
    tx.advance(&row.record, &taken_step, &taken).await?;
    if answer == Answer::Disputed {
        let dispute = Dispute {
            step_id: taken.step_id,
            record: row.record.id,
            words: words.to_owned(),
            filed_at_ms: taken.at_ms,
            answered: None,
        };
        tx.insert_dispute(&dispute).await?;
    }
    tx.commit().await?;
    Ok(())
}

async fn own(tx: &Tx, grant: &Grant<OwnRecord>) -> Result<Listed, RegistryRefused> {
    let Scope::Own(record) = grant.scope() else { return Err(RegistryRefused::NotFound) };
    tx.graduate(record).await?.ok_or(RegistryRefused::NotFound)
}

async fn next_step(desk: &Desk, tx: &Tx, row: &RecordRow) -> Result<NextStep, RegistryRefused> {
    Ok(match &row.record.stage {
        Stage::Listed => NextStep::WaitForProofreading,
        Stage::Proofread => NextStep::WaitForSession,
        Stage::Planned { session } => {
            let session = tx.session(session).await?.ok_or(RegistryRefused::NotFound)?;
            NextStep::ComeTo { held_on: session.held_on, place: session.place }
        }
        Stage::CheckedIn { shot, .. } => NextStep::InLine { shot: shot.get() },
        Stage::Captured { .. } => NextStep::WaitForReview,
        Stage::Reshoot { sitting: Sitting::Shot { .. } | Sitting::PrintScan } => {
            let history = tx.history(&row.record.id).await?;
            let refused = history.into_iter().rev().find_map(|line| match line.step {
                Step::Refuse { faults } => Some(faults),
                _ => None,
            });
            NextStep::Reshoot { faults: refused.unwrap_or_default() }
        }
        Stage::Accepted { .. } => NextStep::WaitForDelivery,
        Stage::Delivered { .. } => NextStep::WaitForImageCheck,
        &Stage::ImageCheckOpen { until, .. } if until < desk.today() => {
            NextStep::AnswerLate { until }
        }
        &Stage::ImageCheckOpen { until, .. } => NextStep::Answer { until },
        Stage::Disputed { .. } => NextStep::Answered(Answer::Disputed),
        Stage::Confirmed { .. } => NextStep::Answered(Answer::Confirmed),
        Stage::Registered { .. } => NextStep::Registered,
        Stage::UnderErratum { .. } => NextStep::Erratum,
        Stage::MakeUp { .. } => NextStep::MakeUp,
        Stage::Withdrawn => NextStep::Withdrawn,
    })
}
